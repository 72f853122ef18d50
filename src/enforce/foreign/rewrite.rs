//! Bodies for other servers as MLflow's server takes them.

use super::{Foreign, is_map};
use crate::enforce::array::MAX_DIMENSIONS;
use crate::mlmodel::json;
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;

impl Foreign {
    /// The same body in the form that MLflow's server takes; `None` where it takes it as it is, or where the body is not
    /// what it was recognised for.
    pub(in crate::enforce) fn rewritten(self, body: &Value) -> Option<Value> {
        let wrapped = match self {
            Self::BareSplit => {
                let Value::Map(entries) = body else { return None };
                let split = entries.iter().filter(|(key, _)| matches!(&**key, "columns" | "data" | "index")).cloned().collect();
                wrap("dataframe_split", Value::Map(split))
            }
            Self::BareRecords => return Some(wrap("dataframe_records", body.clone())),
            Self::BareRows => return Some(wrap("inputs", body.clone())),
            Self::BareRecord => wrap("dataframe_records", Value::List(vec![without_params(body)])),
            Self::BareColumns => wrap("inputs", without_params(body)),
            Self::PandasColumns => from_numbered(&without_params(body))?,
            Self::PandasTable => return Some(wrap("dataframe_records", without_index(body)?)),
            Self::EncodedTwice => return json::parse(body.as_text()?).ok(),
            Self::OpenInference => from_tensors(body)?,
            Self::Seldon => return from_seldon(body.get("data")?),
            Self::Fabric => from_fabric(body)?,
            Self::AzureScript => rows(body.get("data")?),
            Self::AzureInputs => return from_azure_inputs(body.get("Inputs")?),
            Self::AzureInputData => return from_input_data(body),
            Self::Parameters => return with_parameters_as_params(body),
            Self::TensorFlowServing | Self::Chat | Self::Semicolons | Self::Tabs | Self::Bars => return None,
        };
        Some(with_params(wrapped, body))
    }
}

/// What a body carries beside its data.
fn with_params(wrapped: Value, body: &Value) -> Value {
    let Value::Map(mut entries) = wrapped else { return wrapped };
    entries.extend(body.get("params").map(|params| ("params".into(), params.clone())));
    Value::Map(entries)
}

fn without_params(body: &Value) -> Value {
    match body {
        Value::Map(entries) => Value::Map(entries.iter().filter(|(key, _)| &**key != "params").cloned().collect()),
        other => other.clone(),
    }
}

fn with_parameters_as_params(body: &Value) -> Option<Value> {
    let Value::Map(entries) = body else { return None };
    let renamed = |(key, value): &(Box<str>, Value)| (if &**key == "parameters" { "params".into() } else { key.clone() }, value.clone());
    Some(Value::Map(entries.iter().filter(|(key, _)| &**key != "params").map(renamed).collect()))
}

/// Rows without names get those of the signature, where they are as many.
pub(in crate::enforce) fn name_columns(body: &mut Value, schema: &Schema) {
    let Value::Map(entries) = body else { return };
    if schema.is_tensors() || !schema.is_named() {
        return;
    }
    let is_row = |row: &Value| matches!(row, Value::List(cells) if cells.len() == schema.specs.len());
    let are_rows = |data: &Value| matches!(data, Value::List(rows) if !rows.is_empty() && rows.iter().all(is_row));
    for (key, data) in entries {
        let rows = match &**key {
            "inputs" if are_rows(data) => data.clone(),
            "dataframe_split" if data.get("columns").is_none() => match data.get("data") {
                Some(rows) if are_rows(rows) => rows.clone(),
                _ => continue,
            },
            _ => continue,
        };
        let names = schema.specs.iter().filter_map(|spec| spec.name.clone()).collect();
        *key = "dataframe_split".into();
        *data = Value::Map(vec![("columns".into(), Value::List(names)), ("data".into(), rows)]);
    }
}

fn wrap(key: &str, value: Value) -> Value {
    Value::Map(vec![(key.into(), value)])
}

fn split(columns: Value, data: Value) -> Value {
    wrap("dataframe_split", Value::Map(vec![("columns".into(), columns), ("data".into(), data)]))
}

/// Rows by themselves: objects as records, lists as values.
fn rows(data: &Value) -> Value {
    let is_records = matches!(data, Value::List(rows) if rows.iter().all(is_map));
    wrap(if is_records { "dataframe_records" } else { "inputs" }, data.clone())
}

/// Columns of cells by row number as rows.
fn from_numbered(body: &Value) -> Option<Value> {
    let Value::Map(columns) = body else { return None };
    let (_, Value::Map(first)) = columns.first()? else { return None };
    let row = |place: usize, key: &str| {
        let cell = |(_, column): &(Box<str>, Value)| {
            // Columns mostly have their rows in one order.
            let Value::Map(cells) = column else { return Value::Null };
            let same = cells.get(place).filter(|(known, _)| &**known == key).map(|(_, value)| value);
            same.or_else(|| column.get(key)).cloned().unwrap_or(Value::Null)
        };
        Value::List(columns.iter().map(cell).collect())
    };
    let data = first.iter().enumerate().map(|(place, (key, _))| row(place, key)).collect();
    let names = columns.iter().map(|(name, _)| Value::Text(name.clone())).collect();
    Some(split(Value::List(names), Value::List(data)))
}

/// The records of `to_json(orient="table")`, without the index that pandas adds.
fn without_index(body: &Value) -> Option<Value> {
    let Value::List(records) = body.get("data")? else { return None };
    // The schema says what the index is called.
    let index: Vec<&str> = match body.get("schema").and_then(|schema| schema.get("primaryKey")) {
        Some(Value::List(names)) => names.iter().filter_map(Value::as_text).collect(),
        _ => vec!["index"],
    };
    let plain = |record: &Value| match record {
        Value::Map(entries) => Value::Map(entries.iter().filter(|(key, _)| !index.contains(&&**key)).cloned().collect()),
        other => other.clone(),
    };
    Some(Value::List(records.iter().map(plain).collect()))
}

/// One tensor as a list, several by name: columns as plain lists.
fn from_tensors(body: &Value) -> Option<Value> {
    let Value::List(inputs) = body.get("inputs")? else { return None };
    let is_frame = inputs.len() > 1 || body.get("parameters").and_then(|p| p.get("content_type")).and_then(Value::as_text) == Some("pd");
    let mut named: Vec<(Box<str>, Value)> = Vec::with_capacity(inputs.len());
    for input in inputs {
        let (Some(Value::List(dims)), Some(Value::List(data))) = (input.get("shape"), input.get("data")) else { return None };
        let mut dims = sizes(dims)?;
        if is_frame && dims.len() == 2 && dims[1] == 1 {
            dims.pop();
        }
        named.push((input.get("name")?.as_text()?.into(), shaped(data, &dims)));
    }
    let inputs = if is_frame { Value::Map(named) } else { named.pop()?.1 };
    Some(wrap("inputs", inputs))
}

fn sizes(shape: &[Value]) -> Option<Vec<usize>> {
    shape.iter().map(|size| if let Value::Int(size) = size { usize::try_from(*size).ok() } else { None }).collect()
}

/// Flat values in lists of lists; as they are where they do not fill the shape.
fn shaped(data: &[Value], dims: &[usize]) -> Value {
    let size = dims.iter().try_fold(1_usize, |size, dim| size.checked_mul(*dim));
    if !(2..=MAX_DIMENSIONS).contains(&dims.len())
        || size != Some(data.len())
        || data.is_empty()
        || data.iter().any(|item| matches!(item, Value::List(_)))
    {
        return Value::List(data.to_vec());
    }
    let length = data.len() / dims[0];
    Value::List(data.chunks(length).map(|part| shaped(part, &dims[1..])).collect())
}

fn from_seldon(data: &Value) -> Option<Value> {
    let values = match (data.get("ndarray"), data.get("tensor")) {
        (Some(rows), _) => rows.clone(),
        (None, Some(tensor)) => {
            let (Value::List(dims), Value::List(values)) = (tensor.get("shape")?, tensor.get("values")?) else { return None };
            shaped(values, &sizes(dims)?)
        }
        (None, None) => return None,
    };
    Some(match data.get("names") {
        Some(Value::List(names)) if !names.is_empty() => split(Value::List(names.clone()), values),
        _ => wrap("inputs", values),
    })
}

fn from_fabric(body: &Value) -> Option<Value> {
    let inputs = body.get("inputs")?;
    Some(match inputs {
        Value::Map(_) if inputs.get("data").is_some() => wrap("dataframe_split", inputs.clone()),
        Value::List(records) if !records.is_empty() && records.iter().all(is_map) => wrap("dataframe_records", inputs.clone()),
        Value::List(_) => wrap("dataframe_split", wrap("data", inputs.clone())),
        _ => wrap("inputs", inputs.clone()),
    })
}

/// `{"data": […]}`, or the same under any other name, as records or as column names and values.
fn from_azure_inputs(inputs: &Value) -> Option<Value> {
    let Value::Map(entries) = inputs else { return None };
    let data = &entries.first()?.1;
    match (data.get("ColumnNames"), data.get("Values")) {
        (Some(names), Some(values)) => Some(split(names.clone(), values.clone())),
        _ => matches!(data, Value::List(_)).then(|| rows(data)),
    }
}

fn from_input_data(body: &Value) -> Option<Value> {
    let data = body.get("input_data")?;
    let key = if data.get("data").is_some() { "dataframe_split" } else { "inputs" };
    // Azure lets params stand inside as well.
    let mut inner = data.clone();
    let mut params = body.get("params").cloned();
    if let Value::Map(entries) = &mut inner
        && let Some(place) = entries.iter().position(|(name, _)| &**name == "params").filter(|_| key == "dataframe_split")
    {
        params = Some(entries.remove(place).1);
    }
    let mut wrapped = vec![(key.into(), inner)];
    wrapped.extend(params.map(|params| ("params".into(), params)));
    Some(Value::Map(wrapped))
}
