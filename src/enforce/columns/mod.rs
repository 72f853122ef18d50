//! Column specs: columns by name or by position, each of a type (`_enforce_schema` in `mlflow/models/utils.py`).
//!
//! One file a form of request: [`frame`], [`records`], [`dict`], [`instances`], [`list`].

mod dict;
mod frame;
mod instances;
mod list;
mod nested_cells;
mod records;

pub use dict::{NamedValue, dict};
pub use frame::{inferred, python, rest};
pub use instances::instances;
pub use list::values;
pub use records::records;

use super::array;
use super::cast::{CastSummary, CastTarget, cast_in_array};
use super::codes;
use super::dtype::Dtype;
use super::frame::Frame;
use super::label::Label;
use super::request_check::RequestCheck;
use crate::mlmodel::signature::{DataType, Schema, SpecKind};
use crate::mlmodel::value::Value;

/// Whether one of the columns makes a dict one record (`_enforce_schema`).
pub fn makes_records(schema: &Schema) -> bool {
    schema.specs.iter().any(|spec| {
        matches!(&spec.kind, SpecKind::Column { data_type: DataType::Array(_) | DataType::Object(_) | DataType::SparkMlVector, .. })
    })
}

/// The dtype of an array of this type.
pub fn dtype_of(data_type: &DataType) -> Dtype {
    match data_type {
        DataType::Boolean => Dtype::Bool,
        DataType::Integer => Dtype::Int(4),
        DataType::Long => Dtype::INT64,
        DataType::Float => Dtype::Float(4),
        DataType::Double => Dtype::FLOAT64,
        DataType::String => Dtype::Str,
        DataType::DateTime => Dtype::DateTime { zoned: false },
        _ => Dtype::Object,
    }
}

fn takes_objects(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Boolean | DataType::String | DataType::Binary)
}

/// Whether a plain column takes a list of this shape in a cell: as an object, or an empty one as nothing
/// (`pandas.to_numeric`).
fn takes_lists(data_type: &DataType, dims: &[usize]) -> bool {
    takes_objects(data_type) || *data_type == DataType::Any || (*data_type == DataType::Double && dims.first() == Some(&0))
}

fn labels<'v>(frame: &Frame<'v>) -> Vec<Label<'v>> {
    frame.columns.iter().map(|column| column.label).collect()
}

/// Whether pandas counts a cell as one without a value.
fn is_missing(cell: &Value) -> bool {
    matches!(cell, Value::Null) || matches!(cell, Value::Float(f) if f.is_nan())
}

/// What a value of `inputs` or `instances` became.
enum Converted {
    Scalar,
    /// An array of this shape.
    Array(Vec<usize>),
    Refused,
}

/// The values of a plain column on their way into an array (`convert_data_type` in `mlflow/utils/proto_json_utils.py`).
struct PlainColumn<'t, 'v> {
    target: CastTarget<'t>,
    /// What messages call the column.
    place: &'t str,
    summary: CastSummary<'v>,
}

impl<'t, 'v> PlainColumn<'t, 'v> {
    fn of(data_type: &'t DataType, place: &'t str) -> Self {
        Self { target: CastTarget::Column(data_type), place, summary: CastSummary::default() }
    }

    /// Casts a value and all that is in it. `row`: `None` where each item is a row of its own.
    fn convert(&mut self, value: &'v Value, row: Option<usize>, answer: &mut RequestCheck) -> Converted {
        if !matches!(value, Value::List(_)) {
            self.summary.add(row, value, cast_in_array(value, &self.target));
            return Converted::Scalar;
        }
        match array::shape(value) {
            Ok(dims) => {
                array::cast_all(value, row, &self.target, &mut self.summary);
                Converted::Array(dims)
            }
            Err(_) => {
                answer.refuse(self.place, row.or_else(|| array::ragged_row(value)), codes::RAGGED, array::RAGGED);
                Converted::Refused
            }
        }
    }

    fn tell(self, answer: &mut RequestCheck) {
        self.summary.tell(self.place, &self.target, answer);
    }
}
