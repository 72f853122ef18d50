//! The signature: what goes in, what comes out, and the parameters of a call
//! (`mlflow/models/signature.py`, `mlflow/types/schema.py`).
//!
//! Every encoding since 1.9 is read. What MLflow 3.18 would refuse becomes an [`Issue`];
//! the spec it stands in is still there wherever it can be understood.

mod decode;
mod encode;
mod names;
mod tensor;

pub use names::{MistakenName, Outcome};

use super::value::Value;

/// The decoded `signature` of an MLmodel. A part is `None` where none is recorded or none can be read.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    pub inputs: Part<Schema>,
    pub outputs: Part<Schema>,
    pub params: Part<Vec<ParamSpec>>,
    pub issues: Vec<Issue>,
}

/// One of the three parts.
#[derive(Clone, Debug, Default)]
pub enum Part<T> {
    /// Not recorded: the key is absent, null or empty.
    #[default]
    Absent,
    /// Recorded, and not readable: an issue says why.
    Unreadable,
    Read(T),
}

impl<T> Part<T> {
    /// What it says, where it could be read.
    pub fn read(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Absent | Self::Unreadable => None,
        }
    }

    /// Whether it is not recorded at all.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

/// Columns or tensors, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    pub specs: Vec<Spec>,
}

impl Schema {
    /// Whether the specs carry names; an unnamed schema goes by position.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.specs.first().is_some_and(|spec| spec.name.is_some())
    }

    /// The specs that the smallest request carries, with their places: those that are required, all of them where none is.
    pub fn minimum(&self) -> impl Iterator<Item = (usize, &Spec)> {
        let is_any_required = self.specs.iter().any(Spec::is_required);
        self.specs.iter().enumerate().filter(move |(_, spec)| spec.is_required() || !is_any_required)
    }

    /// Whether it describes tensors; else it describes columns.
    #[must_use]
    pub fn is_tensors(&self) -> bool {
        self.specs.first().is_some_and(|spec| matches!(spec.kind, SpecKind::Tensor(_)))
    }
}

/// One column spec or tensor spec.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// Text in nearly every file; a whole number or a list where a data frame had such column labels.
    pub name: Option<Value>,
    pub kind: SpecKind,
}

/// What a spec describes.
#[derive(Clone, Debug, PartialEq)]
pub enum SpecKind {
    Column { data_type: DataType, required: Required },
    Tensor(Tensor),
}

impl Spec {
    /// The name as shown; `None` for an unnamed spec.
    #[must_use]
    pub fn label(&self) -> Option<String> {
        self.name.as_ref().map(|name| match name {
            Value::Text(text) => text.to_string(),
            other => other.to_json(),
        })
    }

    /// Whether a request must carry it. A tensor always must.
    #[must_use]
    pub fn is_required(&self) -> bool {
        match &self.kind {
            SpecKind::Column { required, .. } => required.is_required(),
            SpecKind::Tensor(_) => true,
        }
    }
}

/// `required` as recorded. MLflow reads an absent one differently for plain and for nested columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Required {
    Yes,
    No,
    /// A nested column without the key, or any with null: MLflow takes it as optional.
    Unsaid,
}

impl Required {
    /// As MLflow takes it: only what is said to be required is.
    #[must_use]
    pub fn is_required(self) -> bool {
        self == Self::Yes
    }
}

/// The type of a column, a property or a parameter (`mlflow.types.DataType` and the nested ones).
#[derive(Clone, Debug, PartialEq)]
pub enum DataType {
    Boolean,
    /// 32 bits.
    Integer,
    /// 64 bits.
    Long,
    /// 32 bits.
    Float,
    /// 64 bits.
    Double,
    String,
    Binary,
    DateTime,
    /// Anything goes; MLflow also writes it where it could not tell.
    Any,
    SparkMlVector,
    Array(Box<DataType>),
    /// Properties in the order of the file.
    Object(Vec<Property>),
    /// Text keys to values of one type.
    Map(Box<DataType>),
    /// A name that no release of MLflow knows.
    Unknown(Box<str>),
}

/// One property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    pub name: Box<str>,
    pub data_type: DataType,
    pub required: bool,
}

impl Property {
    /// The properties that the smallest object has: those that are required, all of them where none is.
    pub fn minimum(properties: &[Self]) -> impl Iterator<Item = &Self> {
        let is_any_required = properties.iter().any(|property| property.required);
        properties.iter().filter(move |property| property.required || !is_any_required)
    }
}

impl DataType {
    /// The one word that stands under `type` in the file.
    #[must_use]
    pub fn keyword(&self) -> &str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::String => "string",
            Self::Binary => "binary",
            Self::DateTime => "datetime",
            Self::Any => "any",
            Self::SparkMlVector => "sparkml_vector",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
            Self::Map(_) => "map",
            Self::Unknown(name) => name,
        }
    }

    /// The type in a few words: `array of object`, `map of string`.
    #[must_use]
    pub fn summary(&self) -> String {
        match self {
            Self::Array(items) => format!("array of {}", items.summary()),
            Self::Map(values) => format!("map of {}", values.summary()),
            other => other.keyword().to_owned(),
        }
    }

    /// Whether a value of the type is a list or an object.
    #[must_use]
    pub fn is_nested(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Object(_) | Self::Map(_) | Self::SparkMlVector)
    }

    /// The properties that unfold below this type, through arrays and maps.
    #[must_use]
    pub fn properties(&self) -> &[Property] {
        match self {
            Self::Object(properties) => properties,
            Self::Array(inner) | Self::Map(inner) => inner.properties(),
            _ => &[],
        }
    }

    /// Whether requests over JSON can never satisfy it: a nested integer, float or datetime is
    /// checked strictly, and JSON yields only 64-bit numbers and text (MLflow 3.18, verified).
    #[must_use]
    pub fn is_out_of_reach_for_json(&self) -> bool {
        fn leaf(data_type: &DataType) -> bool {
            match data_type {
                DataType::Integer | DataType::Float | DataType::DateTime => true,
                DataType::Array(inner) | DataType::Map(inner) => leaf(inner),
                DataType::Object(properties) => properties.iter().any(|p| p.required && leaf(&p.data_type)),
                _ => false,
            }
        }
        matches!(self, Self::Array(_) | Self::Object(_) | Self::Map(_)) && leaf(self)
    }
}

/// dtype and shape of a tensor spec.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// numpy's name: `float32`, `datetime64[ns]`.
    pub dtype: Box<str>,
    /// -1 is any length; other values than whole numbers are kept as they stand.
    pub shape: Vec<Value>,
}

impl Tensor {
    /// The shape as MLflow users write it: `(-1, 8)`, `(-1,)`, `()`.
    #[must_use]
    pub fn shape_text(&self) -> String {
        let dims: Vec<String> = self
            .shape
            .iter()
            .map(|dim| match dim {
                Value::Null => "None".to_owned(),
                other => other.to_json(),
            })
            .collect();
        if dims.len() == 1 { format!("({},)", dims[0]) } else { format!("({})", dims.join(", ")) }
    }
}

/// One parameter of a call (2.6 and later).
#[derive(Clone, Debug, PartialEq)]
pub struct ParamSpec {
    pub name: Box<str>,
    pub data_type: DataType,
    pub default: Value,
    /// A list of any length (`[-1]`) instead of one value; any other shape is kept as an issue.
    pub shape: Option<Value>,
}

impl ParamSpec {
    /// Whether it takes a list of values (shape `[-1]`).
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.shape.is_some()
    }

    /// Whether MLflow knows the shape: none, or `[-1]`.
    #[must_use]
    pub fn has_known_shape(&self) -> bool {
        self.shape.as_ref().is_none_or(|shape| matches!(shape, Value::List(dims) if dims[..] == [Value::Int(-1)]))
    }
}

/// One of the three parts of a signature, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartName {
    Inputs,
    Outputs,
    Params,
}

impl PartName {
    /// In the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Inputs, Self::Outputs, Self::Params];

    /// Its heading. A run has parameters of its own, so the signature's are said to be for inference.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Inputs => "Inputs",
            Self::Outputs => "Outputs",
            Self::Params => "Inference params",
        }
    }

    /// As the MLmodel spells it.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Inputs => "inputs",
            Self::Outputs => "outputs",
            Self::Params => "params",
        }
    }
}

/// Something MLflow refuses, or a caller should know, about one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    pub part: PartName,
    /// Index of the spec, from 0.
    pub index: Option<usize>,
    pub kind: IssueKind,
    /// What stands in the file, in a clause.
    pub detail: String,
    /// How many specs of the part break the rule; index and detail are those of the first.
    pub count: usize,
}

/// The rules of MLflow's reader that a signature can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueKind {
    NotJson,
    /// JSON, but no list of specs.
    WrongShape,
    /// A YAML list in place of a JSON string: MLflow's UI takes it, Python does not.
    NotText,
    Empty,
    UnknownType,
    /// A spec without a key it needs, or with one that does not fit.
    BadSpec,
    UnknownKey,
    /// `optional`, written by 2.4 to 2.9 and refused since 2.18.
    OptionalKey,
    MixedNames,
    MixedKinds,
    UnnamedTensors,
    UnnamedOptional,
    UnknownDtype,
    BadShape,
    DuplicateParam,
    /// Legal in MLflow, and a trap for callers.
    DuplicateColumn,
    /// More than is read here; MLflow may read it.
    TooMany,
}

impl IssueKind {
    /// Whether MLflow 3.18 cannot read the MLmodel at all because of it.
    #[must_use]
    pub fn is_fatal(self) -> bool {
        !matches!(self, Self::DuplicateColumn | Self::TooMany)
    }
}
