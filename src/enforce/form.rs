//! The forms in which a request carries its data.

use serde::Serialize;

/// How a request carries its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// `{"columns": […], "data": [[…]]}`
    DataframeSplit,
    /// `[{…}, …]`
    DataframeRecords,
    /// Columns or tensors by name, or a list.
    Inputs,
    /// The same by row.
    Instances,
    /// An LLM body, with `messages`, `prompt` or `input`: the whole of it is the input.
    Unified,
    /// `{"input_data": …}` for Azure's endpoint.
    InputData,
    Csv,
}

impl Form {
    /// The four that a JSON body names.
    pub const NAMED: [Self; 4] = [Self::DataframeSplit, Self::DataframeRecords, Self::Inputs, Self::Instances];

    /// The key of the body, or a word.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::DataframeSplit => "dataframe_split",
            Self::DataframeRecords => "dataframe_records",
            Self::Inputs => "inputs",
            Self::Instances => "instances",
            Self::Unified => "chat or completion body",
            Self::InputData => "input_data",
            Self::Csv => "CSV",
        }
    }
}
