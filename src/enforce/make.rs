//! A valid request from nothing but the signature: for each form the smallest that is accepted.

use super::array::MAX_DIMENSIONS;
use super::dtype::Dtype;
use super::form::Form;
use super::frame::{Column, Frame, Label};
use super::request::{Media, RequestBody};
use super::{Contract, Receiver, RequestCheck, check, check_frame, check_value, columns, input_data};
use crate::mlmodel::json;
use crate::mlmodel::signature::{DataType, Property, Schema, Spec, SpecKind, Tensor};
use crate::mlmodel::value::Value;

/// A tensor of more values than this is not written out.
const MAX_VALUES: usize = 200_000;
/// Lines of a body that is written out are broken at this width, in characters.
const WIDTH: usize = 100;

impl Form {
    /// All that can be made for MLflow, in the order they are offered.
    pub const MADE: [Self; 6] = [Self::DataframeSplit, Self::DataframeRecords, Self::Inputs, Self::Instances, Self::Unified, Self::Csv];

    /// All that can be made for a receiver.
    #[must_use]
    pub fn made_for(receiver: Receiver) -> &'static [Self] {
        match receiver {
            Receiver::Rest | Receiver::Python => &Self::MADE,
            Receiver::Azure => &[Self::InputData],
        }
    }

    /// What kind of text it is.
    #[must_use]
    pub fn media(self) -> Media {
        if self == Self::Csv { Media::Csv } else { Media::Json }
    }
}

/// The smallest request of a form that `receiver` takes: what is required, one row, no params.
///
/// `None` where there is none: the form does not suit the signature, a type is out of its reach, or no input is
/// recorded to make it from.
#[must_use]
pub fn make(contract: &Contract<'_>, form: Form, receiver: impl Into<Receiver>) -> Option<String> {
    let receiver = receiver.into();
    let schema = contract.inputs.filter(|schema| !schema.specs.is_empty())?;
    let is_fine = |answer: &RequestCheck| answer.form == Some(form) && answer.is_accepted() && answer.lossy() == 0;
    if form == Form::Csv {
        let text = csv(schema)?;
        return is_fine(&check(text.as_bytes(), Media::Csv, contract, receiver)).then_some(text);
    }
    let bodies = match form {
        Form::InputData => for_azure(schema, contract),
        _ => candidates(schema, form, contract.from_type_hints),
    };
    let body = bodies.into_iter().find(|body| is_fine(&check_value(body.clone(), contract, receiver)))?;
    Some(json::pretty(&body, WIDTH))
}

/// Which of the forms can be made.
pub fn forms<'c>(contract: &'c Contract<'_>, receiver: impl Into<Receiver>) -> impl Iterator<Item = Form> + 'c {
    let receiver = receiver.into();
    Form::made_for(receiver).iter().copied().filter(move |form| make(contract, *form, receiver).is_some())
}

/// Bodies for Azure's endpoint that may do: those for MLflow, as it reads them.
fn for_azure(schema: &Schema, contract: &Contract<'_>) -> Vec<Value> {
    let forms = [Form::DataframeSplit, Form::Inputs, Form::Instances];
    let bodies =
        forms.into_iter().flat_map(|form| candidates(schema, form, contract.from_type_hints).into_iter().map(move |body| (form, body)));
    let data = |(form, body): (Form, Value)| {
        let data = body.get(form.key())?.clone();
        let request = RequestBody { form, data: data.clone(), params: None };
        let framed = input_data::from_request(&request, contract.inputs);
        Some(framed.into_iter().chain([data]).map(|data| map([(Form::InputData.key(), data)])))
    };
    bodies.filter_map(data).flatten().collect()
}

/// Whether the plainest data frame for the columns of one schema is taken, in the same process, for another.
#[must_use]
pub fn passes_as_frame(from: &Schema, to: &Schema) -> bool {
    let Some(cells) = cells(from) else { return false };
    let columns = cells.iter().enumerate().map(|(i, cell)| {
        let label = cell.name.as_ref().map_or(Label::at(i), Label::of);
        Column { label, cells: vec![&cell.value] }
    });
    let frame = Frame { columns: columns.collect(), rows: 1, is_csv: false };
    let dtype = |(_, spec): (usize, &'_ Spec)| match &spec.kind {
        SpecKind::Column { data_type, .. } => columns::dtype_of(data_type),
        SpecKind::Tensor(_) => Dtype::Object,
    };
    let dtypes: Vec<Dtype> = from.minimum().map(dtype).collect();
    let mut answer = RequestCheck::default();
    check_frame(&frame, &dtypes, to, &mut answer);
    answer.is_accepted()
}

/// A column or tensor that a request must have, and a value for it.
#[derive(Clone)]
struct SampleValue {
    /// The name, where it has one.
    name: Option<Value>,
    value: Value,
}

/// Bodies that may do, the likeliest first.
fn candidates(schema: &Schema, form: Form, from_type_hints: bool) -> Vec<Value> {
    let Some(cells) = cells(schema) else { return Vec::new() };
    let row = one_row(&cells, schema);
    let is_tensors = schema.is_tensors();
    let data = match form {
        Form::DataframeSplit => return splits(&cells, &row, schema).into_iter().map(|split| map([(form.key(), split)])).collect(),
        Form::DataframeRecords => {
            // Without names, any will do.
            let numbered = row.iter().enumerate().map(|(i, cell)| (i.to_string().into(), cell.value.clone()));
            let numbered = Value::Map(numbered.collect());
            by_name(&row).into_iter().chain([numbered]).map(|record| Value::List(vec![record])).collect()
        }
        Form::Inputs if is_tensors => by_name(&cells).into_iter().chain(cells.first().map(|cell| cell.value.clone())).collect(),
        Form::Instances if is_tensors => {
            let record = by_name(&row).map(|record| Value::List(vec![record]));
            record.into_iter().chain(cells.first().map(|cell| cell.value.clone())).collect()
        }
        Form::Inputs | Form::Instances => values_of(&row, from_type_hints),
        Form::Unified => return by_name(&row).into_iter().collect(),
        Form::InputData | Form::Csv => Vec::new(),
    };
    data.into_iter().map(|data| map([(form.key(), data)])).collect()
}

/// The cells of one row: a tensor's first dimension is the rows.
fn one_row(cells: &[SampleValue], schema: &Schema) -> Vec<SampleValue> {
    if !schema.is_tensors() {
        return cells.to_vec();
    }
    let first = |cell: &SampleValue| match &cell.value {
        Value::List(items) => Some(SampleValue { name: cell.name.clone(), value: items.first()?.clone() }),
        _ => None,
    };
    cells.iter().filter_map(first).collect()
}

/// An object of names to values, where all have names.
fn by_name(cells: &[SampleValue]) -> Option<Value> {
    let entries = cells.iter().map(|cell| Some((cell.name.as_ref()?.to_key(), cell.value.clone())));
    entries.collect::<Option<Vec<(Box<str>, Value)>>>().map(Value::Map)
}

fn by_position(cells: &[SampleValue]) -> Value {
    Value::List(cells.iter().map(|cell| cell.value.clone()).collect())
}

/// What may stand under `dataframe_split`: a data frame's cell holds a row of a tensor, or the tensor's columns stand side
/// by side.
fn splits(cells: &[SampleValue], row: &[SampleValue], schema: &Schema) -> Vec<Value> {
    let names: Option<Vec<Value>> = schema.is_named().then(|| cells.iter().filter_map(|cell| cell.name.clone()).collect());
    let lines = [by_position(row), row.first().map_or(Value::Null, |cell| cell.value.clone())];
    let split = |line: Value| {
        let mut split: Vec<(Box<str>, Value)> = Vec::new();
        split.extend(names.clone().map(|names| ("columns".into(), Value::List(names))));
        split.push(("data".into(), Value::List(vec![line])));
        Value::Map(split)
    };
    lines.into_iter().map(split).collect()
}

/// What may stand under `inputs` or `instances` for columns.
fn values_of(row: &[SampleValue], from_type_hints: bool) -> Vec<Value> {
    let mut found = Vec::new();
    if from_type_hints {
        // Each item of the list is one value of the hinted type.
        found.extend(row.first().map(|cell| Value::List(vec![cell.value.clone()])));
    }
    found.extend(by_name(row).map(|record| Value::List(vec![record])));
    let columns: Vec<SampleValue> =
        row.iter().map(|cell| SampleValue { name: cell.name.clone(), value: Value::List(vec![cell.value.clone()]) }).collect();
    found.extend(by_name(&columns));
    found.push(Value::List(vec![by_position(row)]));
    found.push(by_position(row));
    found
}

/// The columns or tensors that a request must have, each with a value; all of them where none must be there.
fn cells(schema: &Schema) -> Option<Vec<SampleValue>> {
    schema
        .minimum()
        .map(|(_, spec)| {
            let value = match &spec.kind {
                SpecKind::Column { data_type, .. } => sample(data_type),
                SpecKind::Tensor(tensor) => array(tensor)?,
            };
            Some(SampleValue { name: spec.name.clone(), value })
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
    if tensor.shape.len() > MAX_DIMENSIONS {
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
    let name = |(i, cell): (usize, &SampleValue)| cell.name.as_ref().map_or_else(|| i.to_string(), |name| name.to_key().into());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells.iter().enumerate().map(name)).ok()?;
    writer.write_record(cells.iter().map(|cell| shown(&cell.value)).collect::<Option<Vec<String>>>()?).ok()?;
    String::from_utf8(writer.into_inner().ok()?).ok()
}

fn text(text: impl Into<Box<str>>) -> Value {
    Value::Text(text.into())
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
}
