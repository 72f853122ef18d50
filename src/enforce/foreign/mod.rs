//! Bodies made for other servers, and what they would be here.

mod fitting;
mod readings;
mod table;

pub use fitting::{NewBody, Rewritten};
pub(super) use fitting::{for_azure, rewrite_csv, rewrite_json};

use std::collections::HashSet;

use super::Receiver;
use super::form::Form;
use crate::mlmodel::display::capitalised;
use crate::mlmodel::json;
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;

/// A body that another server takes, or another form of data that people send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// `{"input_data": …}` of an Azure Machine Learning endpoint without a scoring script.
    AzureInputData,
    /// `{"Inputs": {"data": […]}, "GlobalParameters": …}` of Azure's designer and of its automated machine learning.
    AzureInputs,
    /// `{"data": …}` of scoring scripts written for Azure Machine Learning, version 1, with `"method"` or without.
    AzureScript,
    /// `{"columns": …, "data": …}`: MLflow 1.x took it bare.
    BareSplit,
    /// `[{…}, …]`: MLflow 1.x took it with `format=pandas-records`.
    BareRecords,
    /// A bare list of rows, `[[…], …]`, as `SageMaker` and scripts take it.
    BareRows,
    /// `{"a": 1, "b": 2}`: one record.
    BareRecord,
    /// `{"a": [1, 2], "b": [3, 4]}`: columns.
    BareColumns,
    /// `{"a": {"0": 1, "1": 2}}`: `DataFrame.to_json()` without an `orient`.
    PandasColumns,
    /// `{"schema": …, "data": […]}`: `DataFrame.to_json(orient="table")`.
    PandasTable,
    /// A text that holds JSON: `requests.post(json=frame.to_json())`.
    EncodedTwice,
    /// `{"inputs": [{"name": …, "shape": …, "datatype": …, "data": …}]}` of the Open Inference Protocol.
    OpenInference,
    /// The same with its values as bytes behind the JSON (`binary_data_size`), which are not read.
    OpenInferenceBinary,
    /// `{"data": {"names": …, "ndarray": …}}` of Seldon Core, version 1.
    Seldon,
    /// `{"formatType": …, "orientation": …, "inputs": …}` of Microsoft Fabric.
    Fabric,
    /// `{"instances": …, "parameters": …}` of Vertex AI, `{"inputs": …, "parameters": …}` of Hugging Face.
    Parameters,
    /// `{"signature_name": …}` of TensorFlow Serving.
    TensorFlowServing,
    /// `{"messages": […]}` and their like, which go to the model as they are.
    Chat,
    /// `{"dataframe_split": …}` and its like, sent to Azure.
    Mlflow,
    /// `{"input_data": …}`, sent to Azure, with data in another form than its script reads.
    InputDataForm,
    /// A CSV, sent to a server that takes JSON only.
    Table,
    /// A CSV with semicolons between its columns.
    Semicolons,
    /// The same with tabs.
    Tabs,
    /// The same with bars.
    Bars,
    /// A CSV whose numbers are written with a comma: `"1,5"`.
    DecimalCommas,
    /// A CSV whose first line holds values.
    NoHeader,
}

impl Foreign {
    /// Which of them a body is, if any, to whoever receives it. It may be one that is taken all the same.
    pub(super) fn recognise(body: &Value, schema: Option<&Schema>, receiver: Receiver) -> Option<Self> {
        if receiver != Receiver::Azure {
            return Self::to_mlflow(body, schema);
        }
        if body.get("input_data").is_some() {
            return Some(Self::InputDataForm);
        }
        let has_form = Form::NAMED.into_iter().any(|form| body.get(form.key()).is_some());
        Self::to_mlflow(body, schema).filter(|foreign| *foreign != Self::Chat).or(has_form.then_some(Self::Mlflow))
    }

    /// Which of them a body is to MLflow.
    pub(super) fn to_mlflow(body: &Value, schema: Option<&Schema>) -> Option<Self> {
        let entries = match body {
            Value::List(rows) => return Self::of_rows(rows),
            Value::Text(text) => return is_json(text).then_some(Self::EncodedTwice),
            Value::Map(entries) if !entries.is_empty() => entries,
            _ => return None,
        };
        let has_form = Form::NAMED.into_iter().any(|form| body.get(form.key()).is_some());
        if !has_form && schema.is_some_and(|schema| are_columns(entries, schema)) {
            return Self::of_entries(entries).or(Some(Self::BareRecord));
        }
        match Self::of_keys(body) {
            None if has_form => None,
            None => Self::of_data(body).or_else(|| Self::of_entries(entries)),
            found => found,
        }
    }

    /// By keys that tell a server beside MLflow's own.
    fn of_keys(body: &Value) -> Option<Self> {
        let has = |key: &str| body.get(key).is_some();
        if has("input_data") {
            return Some(Self::AzureInputData);
        }
        if has("signature_name") {
            return Some(Self::TensorFlowServing);
        }
        if let Some(Value::List(inputs)) = body.get("inputs")
            && !inputs.is_empty()
            && inputs.iter().all(is_described_tensor)
        {
            let is_whole = inputs.iter().all(|input| input.get("data").is_some());
            let is_binary = || inputs.iter().any(|input| input.get("parameters").is_some_and(|p| p.get("binary_data_size").is_some()));
            if is_whole || is_binary() {
                return Some(if is_whole { Self::OpenInference } else { Self::OpenInferenceBinary });
            }
        }
        if has("formatType") && has("inputs") {
            return Some(Self::Fabric);
        }
        if has("parameters") && (has("instances") || has("inputs")) {
            return Some(Self::Parameters);
        }
        if has("data") && !has("dataframe_split") && (has("columns") || has("index")) {
            return Some(Self::BareSplit);
        }
        ["messages", "prompt", "input"].into_iter().any(has).then_some(Self::Chat)
    }

    /// By `Inputs` or `data`, where none of MLflow's keys is there.
    fn of_data(body: &Value) -> Option<Self> {
        if matches!(body.get("Inputs"), Some(Value::Map(_))) {
            return Some(Self::AzureInputs);
        }
        if body.get("jsonData").is_some() || body.get("strData").is_some() {
            return Some(Self::Seldon);
        }
        let is_alone =
            || matches!(body, Value::Map(entries) if entries.iter().all(|(key, _)| matches!(&**key, "data" | "method" | "params")));
        match body.get("data")? {
            data if data.get("ndarray").is_some() || data.get("tensor").is_some() => Some(Self::Seldon),
            Value::List(rows) if body.get("schema").is_some() && rows.iter().all(is_map) => Some(Self::PandasTable),
            Value::List(rows) if rows.iter().all(|row| matches!(row, Value::List(_) | Value::Map(_))) => Some(Self::AzureScript),
            Value::List(_) | Value::Map(_) if is_alone() => Some(Self::AzureScript),
            Value::Text(text) if is_alone() && is_json(text) => Some(Self::AzureScript),
            _ => None,
        }
    }

    /// By what stands under names that mean nothing.
    fn of_entries(entries: &[(Box<str>, Value)]) -> Option<Self> {
        let all = |is_it: fn(&Value) -> bool| entries.iter().all(|(key, value)| key.as_ref() == "params" || is_it(value));
        if all(|value| !matches!(value, Value::List(_) | Value::Map(_))) {
            Some(Self::BareRecord)
        } else if all(|value| matches!(value, Value::List(_))) {
            Some(Self::BareColumns)
        } else if all(is_numbered) {
            Some(Self::PandasColumns)
        } else {
            None
        }
    }

    fn of_rows(rows: &[Value]) -> Option<Self> {
        match rows.first()? {
            Value::Map(_) => Some(Self::BareRecords),
            Value::List(_) => Some(Self::BareRows),
            _ => None,
        }
    }

    /// Whether nothing but the looks of its values told it, whatever its names are.
    pub(super) fn is_by_looks(self) -> bool {
        matches!(self, Self::BareRecord | Self::BareColumns | Self::PandasColumns)
    }

    /// Whether it is worth a word where MLflow takes the body all the same.
    pub(super) fn concerns_what_is_taken(self) -> bool {
        matches!(self, Self::TensorFlowServing | Self::Chat | Self::NoHeader)
    }

    /// What it is, and what `receiver` wants instead, in a sentence or two. `form`: of the body that it is rewritten to.
    #[must_use]
    pub fn explanation(self, receiver: Receiver, form: Option<Form>) -> String {
        let what = self.what();
        if let What::Whole(sentence) = what
            && receiver != Receiver::Azure
        {
            return sentence.to_owned();
        }
        let wants = match form {
            Some(Form::DataframeSplit) => "names and rows inside dataframe_split",
            Some(Form::DataframeRecords) => "a list of records inside dataframe_records",
            Some(Form::Inputs) => "the data inside inputs",
            Some(Form::Instances) => "the data inside instances",
            _ if receiver == Receiver::Azure => "columns, index and data inside input_data, or arrays for tensors",
            _ => "dataframe_split, dataframe_records, inputs or instances",
        };
        let who = receiver.name();
        match what {
            What::Whole(sentence) => format!("{sentence} {} wants {wants}.", capitalised(who)),
            What::Begun(sentence) => format!("{sentence}; {who} wants {wants}."),
        }
    }

    fn what(self) -> What {
        match self {
            Self::AzureInputData => What::Begun("This is a body for an Azure Machine Learning endpoint, which takes \"input_data\""),
            Self::AzureInputs => What::Begun("This is a body for a web service of Azure's designer or automated machine learning"),
            Self::AzureScript => {
                What::Begun("This is a body for a scoring script of Azure Machine Learning, version 1, which takes \"data\"")
            }
            Self::BareSplit => What::Whole("MLflow 1.x took such a body as it is; since 2.0 it stands inside dataframe_split."),
            Self::BareRecords => {
                What::Whole("MLflow 1.x took such a list with format=pandas-records; since 2.0 it stands inside dataframe_records.")
            }
            Self::BareRows => What::Begun("This is a list of rows by itself, as SageMaker and many scripts take it"),
            Self::BareRecord => What::Begun("This is one record by itself"),
            Self::BareColumns => What::Begun("These are columns by themselves"),
            Self::PandasColumns => What::Begun("This is what DataFrame.to_json() writes"),
            Self::PandasTable => What::Begun("This is what DataFrame.to_json(orient=\"table\") writes"),
            Self::EncodedTwice => What::Whole(
                "This is JSON inside a JSON text: it was encoded twice, such as by requests.post(json=text). Send the text itself as data.",
            ),
            Self::OpenInference => What::Begun("This is a V2 request of the Open Inference Protocol, for MLServer, KServe or Triton"),
            Self::OpenInferenceBinary => What::Whole(
                "This is a V2 request of the Open Inference Protocol whose values follow the JSON as bytes (binary_data_size), and these are not read here. Write it with binary_data=False to see it rewritten.",
            ),
            Self::Seldon => What::Begun("This is a body for Seldon Core, version 1"),
            Self::Fabric => What::Begun("This is a body for a model endpoint of Microsoft Fabric"),
            Self::Parameters => {
                What::Whole("Vertex AI and Hugging Face call them \"parameters\"; MLflow looks for \"params\" and ignores these.")
            }
            Self::TensorFlowServing => What::Whole("This is a body for TensorFlow Serving; MLflow does not look at \"signature_name\"."),
            Self::Chat => What::Whole("A chat or completion body: the whole of it goes to the model as one record."),
            Self::Semicolons => What::Whole(
                "The columns are separated by semicolons, and MLflow reads CSV with commas only: to it, the whole line is one column.",
            ),
            Self::Tabs => What::Whole(
                "The columns are separated by tabs, and MLflow reads CSV with commas only: to it, the whole line is one column.",
            ),
            Self::Bars => {
                What::Whole("The columns are separated by |, and MLflow reads CSV with commas only: to it, the whole line is one column.")
            }
            Self::Table => What::Begun("This is a CSV"),
            Self::Mlflow => What::Begun("This is a body for MLflow's scoring server"),
            Self::InputDataForm => What::Begun("The data under \"input_data\" has another form than Azure's script reads"),
            Self::DecimalCommas => What::Whole("Its numbers are written with a decimal comma, and MLflow reads them with a point only."),
            Self::NoHeader => What::Whole(
                "The first line of the CSV looks like values and not like names: MLflow takes it for the names of the columns, and its row is lost.",
            ),
        }
    }
}

/// What a body is.
#[derive(Clone, Copy)]
enum What {
    /// All there is to say to MLflow.
    Whole(&'static str),
    /// A sentence that goes on with what is wanted instead.
    Begun(&'static str),
}

fn is_map(value: &Value) -> bool {
    matches!(value, Value::Map(_))
}

fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && json::parse(text).is_ok()
}

/// `{"0": 1, "1": 2}`
fn is_numbered(value: &Value) -> bool {
    matches!(value, Value::Map(cells) if !cells.is_empty() && cells.iter().all(|(key, _)| key.bytes().all(|byte| byte.is_ascii_digit())))
}

/// Whether every name of an object is one of the signature's columns, or `params`.
fn are_columns(entries: &[(Box<str>, Value)], schema: &Schema) -> bool {
    let columns: HashSet<&str> = schema.specs.iter().filter_map(|spec| spec.name.as_ref()?.as_text()).collect();
    let mut names = entries.iter().map(|(key, _)| &**key).filter(|key| *key != "params").peekable();
    names.peek().is_some() && names.all(|name| columns.contains(name))
}

/// An input of the Open Inference Protocol; its values stand under `data`, or follow as bytes.
fn is_described_tensor(input: &Value) -> bool {
    let is_list = |key: &str| matches!(input.get(key), Some(Value::List(_)));
    input.get("name").and_then(Value::as_text).is_some()
        && input.get("datatype").and_then(Value::as_text).is_some()
        && is_list("shape")
        && (input.get("data").is_none() || is_list("data"))
}

#[cfg(test)]
mod tests;
