//! Labels with their values, under headings: what a section is made of that needs no layout of its own.

use crate::library::Trend;

/// Values under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueGroup {
    pub title: &'static str,
    pub values: Vec<LabelledValue>,
    /// How many there are stands behind the heading: there may be many.
    pub is_counted: bool,
    /// In a wide window it stands at the right, beside the groups at the left.
    pub stands_right: bool,
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelledValue {
    pub label: String,
    /// The whole of it, to copy.
    pub value: String,
    /// An id or a path: shown in monospace.
    pub is_code: bool,
    pub leads: Leads,
    /// The shape of what came before it.
    pub trend: Option<Trend>,
}

/// Where a value leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    Nowhere,
    /// To another model, by its folder.
    Model(std::path::PathBuf),
    /// To a file that a run logged: the folder of its artifacts, and the path below it.
    RunFile {
        folder: std::path::PathBuf,
        path: String,
    },
    /// To the curve of this metric.
    Curve(String),
    /// To all that the library lists for these words.
    Library(String),
}

impl ValueGroup {
    /// A group whose values are few.
    #[must_use]
    pub fn new(title: &'static str, values: Vec<LabelledValue>) -> Self {
        Self { title, values, is_counted: false, stands_right: false }
    }
}

impl LabelledValue {
    /// A value in words.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), is_code: false, leads: Leads::Nowhere, trend: None }
    }

    /// An id or a path.
    pub fn code(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { is_code: true, ..Self::new(label, value) }
    }

    /// The same, leading somewhere.
    #[must_use]
    pub fn leads(self, leads: Leads) -> Self {
        Self { leads, ..self }
    }

    /// Label and value, to copy.
    #[must_use]
    pub fn cells(&self) -> Vec<String> {
        vec![self.label.clone(), self.value.clone()]
    }
}
