//! A signature as rows, nested types below their column: the same rows for the window, the printed
//! report and everything that is copied.

use serde::Serialize;

use super::section::{Body, Entries, PanelWords, Place, PrintedPart, Section};
use super::{Page, Table};
use crate::mlmodel::display::one_line;
use crate::mlmodel::signature::{DataType, ParamSpec, Part, PartName, Property, Required, Schema, Spec, SpecKind};
use crate::mlmodel::{Value, signature::Signature};
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "signature",
    title: "Signature",
    about: "What goes in and out, with names and types",
    panel: Some(PanelWords { command: "Show signature", also: &["inputs", "outputs", "columns"], place: Place::Middle { digit: 1 } }),
    values: None,
    parts: Some(parts),
    json: Some(json),
};

/// Said of a model without a signature.
const NOT_RECORDED: &str = "No signature is recorded: nobody can tell the input and the output.";

fn parts(model: &Model, _: &Page) -> Vec<PrintedPart> {
    let Some(mlmodel) = model.mlmodel() else { return Vec::new() };
    let Some(signature) = &mlmodel.signature else { return vec![PrintedPart::new("", NOT_RECORDED, Body::Nothing)] };
    let part = |part: PartName| match PartRows::of(signature, part) {
        Some(rows) => PrintedPart::new(part.title(), rows.heading(), Body::Table(rows.table())),
        None => PrintedPart::new(part.title(), "none declared", Body::Nothing),
    };
    PartName::ALL.map(part).into()
}

#[derive(Serialize)]
struct SignatureReport {
    inputs: Option<Value>,
    outputs: Option<Value>,
    params: Option<Value>,
}

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    let schema = |part: &Part<Schema>| part.read().map(Schema::encode);
    let report = model.mlmodel().and_then(|mlmodel| mlmodel.signature.as_ref()).map(|signature| SignatureReport {
        inputs: schema(&signature.inputs),
        outputs: schema(&signature.outputs),
        params: signature.params.read().map(|params| Value::List(params.iter().map(ParamSpec::encode).collect())),
    });
    entries.add(SECTION.key, &report)
}

/// A part of the signature with what its table needs to know.
#[derive(Clone, Copy, Debug)]
pub enum PartRows<'a> {
    Schema(&'a Schema),
    Params(&'a [ParamSpec]),
}

/// One row: a spec, or a property below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureRow {
    /// `None` for an unnamed spec.
    pub name: Option<String>,
    /// Of a tensor, its dtype.
    pub type_text: String,
    /// Of a tensor or a list.
    pub shape: Option<String>,
    /// Nothing for a parameter, which always has a default.
    pub required: Option<bool>,
    pub default: Option<String>,
    pub family: Family,
    /// How many rows unfold directly below.
    pub children: usize,
}

/// Types of one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    Integer,
    Real,
    Text,
    Time,
    Boolean,
    Nested,
    Tensor,
    Binary,
    Unknown,
}

impl Family {
    /// The family of a type.
    #[must_use]
    pub fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Integer | DataType::Long => Self::Integer,
            DataType::Float | DataType::Double => Self::Real,
            DataType::String => Self::Text,
            DataType::DateTime => Self::Time,
            DataType::Boolean => Self::Boolean,
            DataType::Binary => Self::Binary,
            DataType::Array(_) | DataType::Object(_) | DataType::Map(_) | DataType::Any | DataType::SparkMlVector => Self::Nested,
            DataType::Unknown(_) => Self::Unknown,
        }
    }
}

impl<'a> PartRows<'a> {
    /// One part of a signature; nothing where it is not recorded or cannot be read.
    #[must_use]
    pub fn of(signature: &'a Signature, part: PartName) -> Option<Self> {
        match part {
            PartName::Inputs => signature.inputs.read().map(Self::Schema),
            PartName::Outputs => signature.outputs.read().map(Self::Schema),
            PartName::Params => signature.params.read().map(|params| Self::Params(params)),
        }
    }

    /// How many specs there are.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Schema(schema) => schema.specs.len(),
            Self::Params(params) => params.len(),
        }
    }

    /// Whether there is no spec.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether the shape column has anything to show: tensors, or parameters that are lists.
    #[must_use]
    pub fn has_shapes(self) -> bool {
        match self {
            Self::Schema(schema) => schema.is_tensors(),
            Self::Params(params) => params.iter().any(ParamSpec::is_list),
        }
    }

    /// Whether some spec need not be there. Only the first thousand decide nothing: all are looked at,
    /// so ask once and keep the answer.
    #[must_use]
    pub fn has_optional(self) -> bool {
        match self {
            Self::Schema(schema) => schema.specs.iter().any(|spec| !spec.is_required() || !spec_properties(spec).is_empty()),
            Self::Params(_) => false,
        }
    }

    /// The row of one spec.
    #[must_use]
    pub fn row(self, index: usize) -> Option<SignatureRow> {
        match self {
            Self::Schema(schema) => schema.specs.get(index).map(spec_row),
            Self::Params(params) => params.get(index).map(param_row),
        }
    }

    /// What unfolds below one spec.
    #[must_use]
    pub fn properties(self, index: usize) -> &'a [Property] {
        match self {
            Self::Schema(schema) => schema.specs.get(index).map_or(&[], spec_properties),
            Self::Params(params) => params.get(index).map_or(&[], |param| param.data_type.properties()),
        }
    }

    /// The name of one spec as text, for filtering and sorting without building its row.
    #[must_use]
    pub fn name(self, index: usize) -> Option<String> {
        match self {
            Self::Schema(schema) => schema.specs.get(index).and_then(Spec::label),
            Self::Params(params) => params.get(index).map(|param| param.name.to_string()),
        }
    }

    /// The value of one spec in the encoding of MLflow's newest release.
    #[must_use]
    pub fn encode(self, index: usize) -> Option<Value> {
        match self {
            Self::Schema(schema) => schema.specs.get(index).map(Spec::encode),
            Self::Params(params) => params.get(index).map(ParamSpec::encode),
        }
    }

    /// `8 columns, all required`, `2 tensors, named`, `3 parameters`.
    #[must_use]
    pub fn heading(self) -> String {
        use crate::mlmodel::display::count;
        match self {
            Self::Params(params) => count(params.len(), "parameter", "parameters"),
            Self::Schema(schema) => {
                let tensors = schema.is_tensors();
                let (one, many) = if tensors { ("tensor", "tensors") } else { ("column", "columns") };
                let mut text = count(schema.specs.len(), one, many);
                if !schema.is_named() {
                    text.push_str(if schema.specs.len() == 1 { ", unnamed" } else { ", no names are recorded: values go by position" });
                } else if tensors {
                    text.push_str(", named");
                } else {
                    let optional = schema.specs.iter().filter(|spec| !spec.is_required()).count();
                    match (optional, schema.specs.len()) {
                        (0, 1) => text.push_str(", required"),
                        (0, _) => text.push_str(", all required"),
                        (optional, _) => text.push_str(&format!(", {optional} optional")),
                    }
                }
                text
            }
        }
    }

    /// The headings of its table.
    #[must_use]
    pub fn table_headings(self) -> Vec<String> {
        let params = matches!(self, Self::Params(_));
        let tensors = matches!(self, Self::Schema(schema) if schema.is_tensors());
        let mut headings = vec!["#", "Name", if tensors { "dtype" } else { "Type" }];
        if self.has_shapes() {
            headings.push("Shape");
        }
        headings.push(if params { "Default" } else { "Required" });
        headings.into_iter().map(str::to_owned).collect()
    }

    /// Everything as a table; nested properties as `column.property` rows.
    #[must_use]
    pub fn table(self) -> Table {
        self.table_of(0..self.len())
    }

    /// The same of some of its rows, by their place in the file.
    #[must_use]
    pub fn table_of(self, rows: impl IntoIterator<Item = usize>) -> Table {
        let mut table = Table { headings: self.table_headings(), rows: Vec::new() };
        for i in rows {
            if let Some(row) = self.row(i) {
                let name = row.name.clone().unwrap_or_default();
                table.rows.push(self.cells(&(i + 1).to_string(), &row));
                self.nested(&name, self.properties(i), &mut table);
            }
        }
        table
    }

    fn nested(self, above: &str, properties: &[Property], table: &mut Table) {
        for property in properties {
            let mut row = property_row(property);
            // A name of a megabyte over ten thousand properties would be gigabytes.
            let name = crate::mlmodel::display::clipped(above, 200).into_owned() + "." + &property.name;
            row.name = Some(name.clone());
            table.rows.push(self.cells("", &row));
            self.nested(&name, property.data_type.properties(), table);
        }
    }

    /// The cells of a row in the order of the table's headings.
    #[must_use]
    pub fn cells(self, number: &str, row: &SignatureRow) -> Vec<String> {
        let mut cells = vec![number.to_owned(), row.name.clone().unwrap_or_default(), row.type_text.clone()];
        if self.has_shapes() {
            cells.push(row.shape.clone().unwrap_or_default());
        }
        cells.push(match self {
            Self::Params(_) => row.default.clone().unwrap_or_default(),
            Self::Schema(_) => required_word(row.required).to_owned(),
        });
        cells
    }
}

/// `required`, `optional`, or nothing.
#[must_use]
pub fn required_word(required: Option<bool>) -> &'static str {
    match required {
        Some(true) => "required",
        Some(false) => "optional",
        None => "",
    }
}

fn spec_properties(spec: &Spec) -> &[Property] {
    match &spec.kind {
        SpecKind::Column { data_type, .. } => data_type.properties(),
        SpecKind::Tensor(_) => &[],
    }
}

fn spec_row(spec: &Spec) -> SignatureRow {
    match &spec.kind {
        SpecKind::Column { data_type, required } => SignatureRow {
            name: spec.label(),
            type_text: data_type.summary(),
            shape: None,
            required: Some(*required == Required::Yes),
            default: None,
            family: Family::of(data_type),
            children: data_type.properties().len(),
        },
        SpecKind::Tensor(tensor) => SignatureRow {
            name: spec.label(),
            type_text: tensor.dtype.to_string(),
            shape: Some(tensor.shape_text()),
            required: Some(true),
            default: None,
            family: Family::Tensor,
            children: 0,
        },
    }
}

fn param_row(param: &ParamSpec) -> SignatureRow {
    SignatureRow {
        name: Some(param.name.to_string()),
        type_text: if param.is_list() { format!("list of {}", param.data_type.summary()) } else { param.data_type.summary() },
        shape: param.shape.as_ref().map(|shape| if shape.to_json() == "[-1]" { "(-1,)".to_owned() } else { shape.to_json() }),
        required: None,
        default: Some(param.default.shown()),
        family: Family::of(&param.data_type),
        children: param.data_type.properties().len(),
    }
}

/// The row of a property of an object.
#[must_use]
pub fn property_row(property: &Property) -> SignatureRow {
    SignatureRow {
        name: Some(property.name.to_string()),
        type_text: property.data_type.summary(),
        shape: None,
        required: Some(property.required),
        default: None,
        family: Family::of(&property.data_type),
        children: property.data_type.properties().len(),
    }
}

/// A name as shown: escaped, or the word for none.
#[must_use]
pub fn shown_name(name: Option<&str>) -> std::borrow::Cow<'_, str> {
    match name {
        None => "unnamed".into(),
        Some("") => "\"\"".into(),
        Some(name) => one_line(name),
    }
}
