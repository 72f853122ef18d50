//! A valid request from nothing but the signature: for each form the smallest that is accepted.

use super::dtype::Dtype;
use super::frame::{Column, Frame, Label};
use super::request::{Form, Media};
use super::{Answer, Caller, Contract, check, check_frame, check_value, columns};
use crate::mlmodel::json;
use crate::mlmodel::signature::{DataType, Property, Schema, Spec, SpecKind, Tensor};
use crate::mlmodel::value::Value;

/// A tensor of more values than this is not written out.
const MAX_VALUES: usize = 200_000;
/// numpy has no more dimensions.
const MAX_DIMS: usize = 64;
/// Lines of a body that is written out are broken at this width, in characters.
const WIDTH: usize = 100;

impl Form {
    /// All that can be made, in the order they are offered.
    pub const MADE: [Self; 6] = [Self::DataframeSplit, Self::DataframeRecords, Self::Inputs, Self::Instances, Self::Unified, Self::Csv];

    /// What kind of text it is.
    #[must_use]
    pub fn media(self) -> Media {
        if self == Self::Csv { Media::Csv } else { Media::Json }
    }
}

/// The smallest request of a form that `caller` gets accepted: what is required, one row, no params.
///
/// `None` where there is none: the form does not suit the signature, a type is out of its reach, or no input is
/// recorded to make it from.
#[must_use]
pub fn make(contract: &Contract<'_>, form: Form, caller: Caller) -> Option<String> {
    let schema = contract.inputs.filter(|schema| !schema.specs.is_empty())?;
    if form == Form::Csv {
        let text = csv(schema)?;
        let answer = check(text.as_bytes(), Media::Csv, contract, caller);
        return (answer.is_accepted() && answer.lossy() == 0).then_some(text);
    }
    let bodies = candidates(schema, form, contract.from_type_hints);
    let body = bodies.into_iter().find(|body| {
        let answer = check_value(body.clone(), contract, caller);
        answer.form == Some(form) && answer.is_accepted() && answer.lossy() == 0
    })?;
    Some(json::pretty(&body, WIDTH))
}

/// Which of the forms can be made.
pub fn forms<'c>(contract: &'c Contract<'_>, caller: Caller) -> impl Iterator<Item = Form> + 'c {
    Form::MADE.into_iter().filter(move |form| make(contract, *form, caller).is_some())
}

/// Whether the plainest data frame for the columns of one schema is taken, in the same process, for another.
#[must_use]
pub fn passes_as_frame(from: &Schema, to: &Schema) -> bool {
    let Some(cells) = cells(from) else { return false };
    let columns = cells.iter().enumerate().map(|(i, (name, value))| {
        let label = name.as_ref().map_or(Label::Number(i64::try_from(i).unwrap_or(i64::MAX)), Label::of);
        Column { label, cells: vec![value] }
    });
    let frame = Frame { columns: columns.collect(), rows: 1, is_csv: false };
    let dtype = |(_, spec): (usize, &'_ Spec)| match &spec.kind {
        SpecKind::Column { data_type, .. } => columns::dtype_of(data_type),
        SpecKind::Tensor(_) => Dtype::Object,
    };
    let dtypes: Vec<Dtype> = from.minimum().map(dtype).collect();
    let mut answer = Answer::default();
    check_frame(&frame, &dtypes, to, &mut answer);
    answer.is_accepted()
}

/// The name of a column or tensor, where it has one, and a value for it.
type Cell = (Option<Value>, Value);

/// Bodies that may do, the likeliest first.
fn candidates(schema: &Schema, form: Form, from_type_hints: bool) -> Vec<Value> {
    let wrap = |value: Value| map([(form.key(), value)]);
    let Some(cells) = cells(schema) else { return Vec::new() };
    let by_name = |cells: &[Cell]| {
        let entries = cells.iter().map(|(name, value)| Some((name.as_ref()?.to_key(), value.clone())));
        entries.collect::<Option<Vec<(Box<str>, Value)>>>().map(Value::Map)
    };
    // One row: a tensor's first dimension is the rows.
    let row: Vec<Cell> = if schema.is_tensors() {
        let first = |(name, value): &Cell| match value {
            Value::List(items) => Some((name.clone(), items.first()?.clone())),
            _ => None,
        };
        cells.iter().filter_map(first).collect()
    } else {
        cells.clone()
    };
    let values = |cells: &[Cell]| Value::List(cells.iter().map(|(_, value)| value.clone()).collect());
    let mut bodies = Vec::new();
    match form {
        Form::DataframeSplit => {
            let names = schema.is_named().then(|| cells.iter().filter_map(|(name, _)| name.clone()).collect());
            // A data frame's cell holds a row of a tensor, or the tensor's columns stand side by side.
            for line in [values(&row), row.first().map_or(Value::Null, |(_, value)| value.clone())] {
                let mut split: Vec<(Box<str>, Value)> = Vec::new();
                split.extend(names.clone().map(|names| ("columns".into(), Value::List(names))));
                split.push(("data".into(), Value::List(vec![line])));
                bodies.push(wrap(Value::Map(split)));
            }
        }
        Form::DataframeRecords => {
            bodies.extend(by_name(&row).map(|record| wrap(Value::List(vec![record]))));
            // Without names, any will do.
            let numbered = row.iter().enumerate().map(|(i, (_, value))| (i.to_string().into(), value.clone()));
            bodies.push(wrap(Value::List(vec![Value::Map(numbered.collect())])));
        }
        Form::Inputs if schema.is_tensors() => {
            bodies.extend(by_name(&cells).map(wrap));
            bodies.extend(cells.first().map(|(_, value)| wrap(value.clone())));
        }
        Form::Instances if schema.is_tensors() => {
            bodies.extend(by_name(&row).map(|record| wrap(Value::List(vec![record]))));
            bodies.extend(cells.first().map(|(_, value)| wrap(value.clone())));
        }
        Form::Inputs | Form::Instances => {
            if from_type_hints {
                // Each item of the list is one value of the hinted type.
                bodies.push(wrap(values(&row[..1])));
            }
            bodies.extend(by_name(&row).map(|record| wrap(Value::List(vec![record]))));
            let columns = row.iter().map(|(name, value)| (name.clone(), Value::List(vec![value.clone()]))).collect::<Vec<_>>();
            bodies.extend(by_name(&columns).map(wrap));
            bodies.push(wrap(Value::List(vec![values(&row)])));
            bodies.push(wrap(values(&row)));
        }
        Form::Unified => bodies.extend(by_name(&row)),
        Form::Csv => {}
    }
    bodies
}

/// The columns or tensors that a request must have, each with a value; all of them where none must be there.
fn cells(schema: &Schema) -> Option<Vec<Cell>> {
    schema
        .minimum()
        .map(|(_, spec)| {
            let value = match &spec.kind {
                SpecKind::Column { data_type, .. } => sample(data_type),
                SpecKind::Tensor(tensor) => array(tensor)?,
            };
            Some((spec.name.clone(), value))
        })
        .collect()
}

/// A value that is plainly of its type.
fn sample(data_type: &DataType) -> Value {
    match data_type {
        DataType::Boolean => Value::Bool(true),
        DataType::Integer | DataType::Long => Value::Int(1),
        DataType::Float | DataType::Double => Value::Float(0.5),
        DataType::String | DataType::Any | DataType::Unknown(_) => text("text"),
        // Base64 of "bytes".
        DataType::Binary => text("Ynl0ZXM="),
        DataType::DateTime => text("2024-01-31T12:00:00"),
        DataType::SparkMlVector => Value::List(vec![Value::Float(0.5)]),
        DataType::Array(items) => Value::List(vec![sample(items)]),
        DataType::Map(values) => map([("key", sample(values))]),
        DataType::Object(properties) => {
            let entry = |property: &Property| (property.name.clone(), sample(&property.data_type));
            Value::Map(Property::minimum(properties).map(entry).collect())
        }
    }
}

/// An array of a tensor's shape, one long where any length will do.
fn array(tensor: &Tensor) -> Option<Value> {
    let length = |dim: &Value| match dim {
        Value::Int(-1) | Value::Null => Some(1),
        Value::Int(length) => usize::try_from(*length).ok(),
        _ => None,
    };
    if tensor.shape.len() > MAX_DIMS {
        return None;
    }
    let dims = tensor.shape.iter().map(length).collect::<Option<Vec<usize>>>()?;
    // Where nothing is in the outer lists, the inner ones are still made.
    let values = dims.iter().try_fold(1_usize, |product, dim| product.checked_mul((*dim).max(1)))?;
    if values > MAX_VALUES {
        return None;
    }
    let value = match tensor.dtype.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "float" | "complex" => Value::Float(0.5),
        "int" | "uint" => Value::Int(1),
        "bool" => Value::Bool(true),
        dtype if dtype.starts_with("datetime") => text("2024-01-31T12:00:00"),
        dtype if dtype.starts_with("bytes") => text("Ynl0ZXM="),
        _ => text("text"),
    };
    Some(dims.iter().rev().fold(value, |value, dim| Value::List(vec![value; *dim])))
}

fn csv(schema: &Schema) -> Option<String> {
    let cells = cells(schema)?;
    let shown = |value: &Value| match value {
        Value::Text(text) => Some(text.to_string()),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) => Some(value.to_json()),
        // CSV has no lists and objects.
        _ => None,
    };
    let name = |(i, (name, _)): (usize, &Cell)| name.as_ref().map_or_else(|| i.to_string(), |name| name.to_key().into());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells.iter().enumerate().map(name)).ok()?;
    writer.write_record(cells.iter().map(|(_, value)| shown(value)).collect::<Option<Vec<String>>>()?).ok()?;
    String::from_utf8(writer.into_inner().ok()?).ok()
}

fn text(text: impl Into<Box<str>>) -> Value {
    Value::Text(text.into())
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}
