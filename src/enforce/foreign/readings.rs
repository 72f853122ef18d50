//! What the bodies of other servers hold: the data in MLflow's forms, the likeliest first.

use std::collections::HashSet;

use super::{Foreign, is_map};
use crate::enforce::array::MAX_DIMENSIONS;
use crate::enforce::form::Form;
use crate::enforce::request::RequestBody;
use crate::mlmodel::json;
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;

/// A text that holds JSON, which may hold such a text again: this often is enough.
const MAX_ENCODED: usize = 3;

impl Foreign {
    /// What a body may mean; nothing where MLflow takes it as it is, or where it is not what it was recognised for.
    pub(super) fn readings(self, body: &Value, schema: Option<&Schema>) -> Vec<RequestBody> {
        let found = match self {
            Self::BareSplit => vec![split_of(body)],
            Self::BareRecords | Self::BareRows => plain(body),
            Self::BareRecord => vec![records(vec![without_params(body)]), inputs(without_params(body))],
            Self::BareColumns => vec![inputs(without_params(body)), records(vec![without_params(body)])],
            Self::PandasColumns => from_numbered(&without_params(body)).into_iter().collect(),
            Self::PandasTable => without_index(body).map(records).into_iter().collect(),
            Self::EncodedTwice => return decoded(body, schema, MAX_ENCODED),
            Self::OpenInference => from_tensors(body).unwrap_or_default(),
            Self::Seldon => from_seldon(body, schema),
            Self::Fabric => from_fabric(body),
            Self::AzureScript => body.get("data").map(plain).unwrap_or_default(),
            Self::AzureInputs => from_azure_inputs(body),
            Self::AzureInputData | Self::InputDataForm => from_input_data(body),
            Self::Mlflow => own_form(body).into_iter().collect(),
            Self::Parameters => named_params(body).into_iter().collect(),
            Self::TensorFlowServing => from_tensorflow(body),
            Self::OpenInferenceBinary
            | Self::Chat
            | Self::Table
            | Self::Semicolons
            | Self::Tabs
            | Self::Bars
            | Self::DecimalCommas
            | Self::NoHeader => Vec::new(),
        };
        let params = body.get("params");
        found.into_iter().map(|one| RequestBody { params: one.params.or_else(|| params.cloned()), ..one }).collect()
    }
}

fn inputs(data: Value) -> RequestBody {
    RequestBody { form: Form::Inputs, data, params: None }
}

fn records(rows: Vec<Value>) -> RequestBody {
    RequestBody { form: Form::DataframeRecords, data: Value::List(rows), params: None }
}

fn split(columns: Value, data: Value) -> RequestBody {
    split_data(Value::Map(vec![("columns".into(), columns), ("data".into(), data)]))
}

fn split_data(data: Value) -> RequestBody {
    RequestBody { form: Form::DataframeSplit, data, params: None }
}

/// The body of `dataframe_split` among other keys.
fn split_of(body: &Value) -> RequestBody {
    let Value::Map(entries) = body else { return inputs(body.clone()) };
    split_data(Value::Map(entries.iter().filter(|(key, _)| matches!(&**key, "columns" | "data" | "index")).cloned().collect()))
}

fn without_params(body: &Value) -> Value {
    match body {
        Value::Map(entries) => Value::Map(entries.iter().filter(|(key, _)| &**key != "params").cloned().collect()),
        other => other.clone(),
    }
}

/// Data by itself: rows, records, columns, one row or a table in pandas' forms.
fn plain(data: &Value) -> Vec<RequestBody> {
    match data {
        Value::List(rows) if !rows.is_empty() && rows.iter().all(is_map) => vec![records(rows.clone()), inputs(data.clone())],
        Value::List(rows) if rows.iter().any(|row| matches!(row, Value::List(_))) => vec![inputs(data.clone())],
        Value::List(_) => vec![inputs(data.clone()), inputs(Value::List(vec![data.clone()]))],
        Value::Map(_) if data.get("schema").is_some() && data.get("data").is_some() => {
            without_index(data).map(records).into_iter().collect()
        }
        Value::Map(_) if data.get("data").is_some() => vec![split_of(data), inputs(data.clone())],
        Value::Map(entries) if entries.iter().all(|(_, value)| super::is_numbered(value)) => from_numbered(data).into_iter().collect(),
        Value::Map(_) => vec![inputs(data.clone()), records(vec![data.clone()])],
        Value::Text(text) => match json::parse(text) {
            Ok(inner @ (Value::List(_) | Value::Map(_))) => plain(&inner),
            _ => vec![inputs(data.clone())],
        },
        other => vec![inputs(other.clone())],
    }
}

/// What a text holds that is JSON itself.
fn decoded(body: &Value, schema: Option<&Schema>, left: usize) -> Vec<RequestBody> {
    let Some(Ok(inner)) = body.as_text().map(json::parse) else { return Vec::new() };
    match (own_form(&inner), Foreign::to_mlflow(&inner, schema)) {
        (_, Some(Foreign::EncodedTwice)) if left > 0 => decoded(&inner, schema, left - 1),
        (_, Some(Foreign::EncodedTwice)) => Vec::new(),
        (_, Some(foreign)) if foreign != Foreign::Chat => foreign.readings(&inner, schema),
        (own, _) => own.into_iter().collect(),
    }
}

/// A body in one of MLflow's forms, whatever else it carries.
fn own_form(body: &Value) -> Option<RequestBody> {
    let (form, data) = Form::NAMED.into_iter().find_map(|form| Some((form, body.get(form.key())?)))?;
    Some(RequestBody { form, data: data.clone(), params: body.get("params").cloned() })
}

/// `{"parameters": …}` beside the data.
fn named_params(body: &Value) -> Option<RequestBody> {
    Some(RequestBody { params: body.get("parameters").cloned(), ..own_form(body)? })
}

/// Columns of cells by row number as rows.
fn from_numbered(body: &Value) -> Option<RequestBody> {
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
fn without_index(body: &Value) -> Option<Vec<Value>> {
    let Value::List(records) = body.get("data")? else { return None };
    // The schema says what the index is called.
    let index: HashSet<&str> = match body.get("schema").and_then(|schema| schema.get("primaryKey")) {
        Some(Value::List(names)) => names.iter().filter_map(Value::as_text).collect(),
        _ => HashSet::from(["index"]),
    };
    let plain = |record: &Value| match record {
        Value::Map(entries) => Value::Map(entries.iter().filter(|(key, _)| !index.contains(&&**key)).cloned().collect()),
        other => other.clone(),
    };
    Some(records.iter().map(plain).collect())
}

/// A tensor of the Open Inference Protocol.
struct V2Tensor {
    name: Box<str>,
    /// In its shape.
    values: Value,
    /// A column of a data frame is sent as `[rows, 1]`, too.
    column: Option<Value>,
}

impl V2Tensor {
    fn of(input: &Value) -> Option<Self> {
        let (Some(Value::List(shape)), Some(Value::List(data))) = (input.get("shape"), input.get("data")) else { return None };
        let dims = sizes(shape)?;
        // Numbers stand for booleans in some clients.
        let is_boolean = input.get("datatype").and_then(Value::as_text) == Some("BOOL");
        let data: Vec<Value> = match data.iter().map(truth).collect::<Option<Vec<Value>>>() {
            Some(booleans) if is_boolean => booleans,
            _ => data.clone(),
        };
        let column = (matches!(dims[..], [_, 1])).then(|| shaped(&data, &dims[..1]));
        Some(Self { name: input.get("name")?.as_text()?.into(), values: shaped(&data, &dims), column })
    }
}

fn truth(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::Int(i @ (0 | 1)) => Some(Value::Bool(*i == 1)),
        _ => None,
    }
}

/// One tensor as a list or by its name, several by name: columns as plain lists.
fn from_tensors(body: &Value) -> Option<Vec<RequestBody>> {
    let Value::List(sent) = body.get("inputs")? else { return None };
    let tensors: Vec<V2Tensor> = sent.iter().map(V2Tensor::of).collect::<Option<_>>()?;
    let by_name = |value: fn(&V2Tensor) -> Value| inputs(Value::Map(tensors.iter().map(|one| (one.name.clone(), value(one))).collect()));
    let columns = by_name(|one| one.column.as_ref().unwrap_or(&one.values).clone());
    let arrays = by_name(|one| one.values.clone());
    let is_frame = body.get("parameters").and_then(|p| p.get("content_type")).and_then(Value::as_text) == Some("pd");
    Some(match &tensors[..] {
        [one] if !is_frame => vec![inputs(one.values.clone()), columns, arrays],
        _ => vec![columns, arrays],
    })
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

fn from_seldon(body: &Value, schema: Option<&Schema>) -> Vec<RequestBody> {
    if let Some(text) = body.get("strData") {
        return vec![inputs(Value::List(vec![text.clone()]))];
    }
    if let Some(any) = body.get("jsonData") {
        // Whatever the model's wrapper takes, a body of MLflow or of another server among it.
        let inner = own_form(any).map(|own| vec![own]);
        let foreign = || Foreign::to_mlflow(any, schema).filter(|inner| *inner != Foreign::Seldon).map(|inner| inner.readings(any, schema));
        return inner.or_else(foreign).filter(|found| !found.is_empty()).unwrap_or_else(|| plain(any));
    }
    let Some(data) = body.get("data") else { return Vec::new() };
    let values = match (data.get("ndarray"), data.get("tensor")) {
        (Some(rows), _) => rows.clone(),
        (None, Some(tensor)) => {
            let (Some(Value::List(dims)), Some(Value::List(values))) = (tensor.get("shape"), tensor.get("values")) else {
                return Vec::new();
            };
            let Some(dims) = sizes(dims) else { return Vec::new() };
            shaped(values, &dims)
        }
        (None, None) => return Vec::new(),
    };
    let names = match data.get("names") {
        Some(Value::List(names)) if !names.is_empty() => Value::List(names.clone()),
        _ => return plain(&values),
    };
    let is_one_row = matches!(&values, Value::List(cells) if !cells.iter().any(|cell| matches!(cell, Value::List(_))));
    let rows = if is_one_row { Value::List(vec![values.clone()]) } else { values.clone() };
    vec![split(names, rows), inputs(values)]
}

/// `inputs` by `orientation`: values, split, records, index, columns or table, as pandas names them.
fn from_fabric(body: &Value) -> Vec<RequestBody> {
    let Some(data) = body.get("inputs") else { return Vec::new() };
    match (body.get("orientation").and_then(Value::as_text), data) {
        (Some("index"), Value::Map(rows)) => vec![records(rows.iter().map(|(_, row)| row.clone()).collect())],
        (_, Value::List(rows)) if rows.iter().any(|row| matches!(row, Value::List(_))) => {
            vec![split_data(Value::Map(vec![("data".into(), data.clone())])), inputs(data.clone())]
        }
        _ => plain(data),
    }
}

/// `{"data": […]}`, or the same under any other name, as records or as column names and values. What stands under
/// `GlobalParameters` are params where it is an object.
fn from_azure_inputs(body: &Value) -> Vec<RequestBody> {
    let Some(Value::Map(entries)) = body.get("Inputs") else { return Vec::new() };
    let params = body.get("GlobalParameters").filter(|params| matches!(params, Value::Map(entries) if !entries.is_empty()));
    let read = |data: &Value| match (data.get("ColumnNames"), data.get("Values")) {
        (Some(names), Some(values)) => vec![split(names.clone(), values.clone())],
        _ => plain(data),
    };
    // Several are several tables; which of them the model reads only trying tells.
    let found: Vec<RequestBody> = entries.iter().take(MAX_TABLES).flat_map(|(_, data)| read(data)).collect();
    let with_params = found.iter().filter(|_| params.is_some()).map(|one| RequestBody { params: params.cloned(), ..one.clone() });
    with_params.chain(found.iter().cloned()).collect()
}

/// Tables of one request that are tried.
const MAX_TABLES: usize = 4;

fn from_input_data(body: &Value) -> Vec<RequestBody> {
    let Some(data) = body.get("input_data") else { return Vec::new() };
    // Azure lets params stand inside as well.
    let inner = ["params", "parameters"].into_iter().find_map(|key| Some((key, data.get(key).filter(|params| is_map(params))?)));
    let (Some((key, params)), Value::Map(entries)) = (inner, data) else { return plain(data) };
    let rest: Vec<(Box<str>, Value)> = entries.iter().filter(|(name, _)| &**name != key).cloned().collect();
    // A foundation model's endpoint takes one list under one name.
    let alone = match &rest[..] {
        [(name, list)] if &**name == "input_string" => plain(list),
        _ => Vec::new(),
    };
    let found = plain(&Value::Map(rest)).into_iter().chain(alone);
    found.map(|one| RequestBody { params: Some(params.clone()), ..one }).chain(plain(data)).collect()
}

/// TensorFlow Serving: by row as `instances`, by column as `inputs`; bytes are `{"b64": …}`.
fn from_tensorflow(body: &Value) -> Vec<RequestBody> {
    let Some(own) = own_form(body) else { return Vec::new() };
    let data = without_b64(&own.data);
    let found = RequestBody { data: data.clone(), ..own };
    let mut all = vec![found.clone()];
    match (found.form, &data) {
        (Form::Instances, Value::List(rows)) if !rows.is_empty() && rows.iter().all(is_map) => {
            all.push(RequestBody { form: Form::DataframeRecords, ..found });
        }
        (Form::Instances, _) => all.push(RequestBody { form: Form::Inputs, ..found }),
        _ => {}
    }
    all
}

fn without_b64(value: &Value) -> Value {
    match value {
        Value::Map(entries) => match &entries[..] {
            [(key, text @ Value::Text(_))] if &**key == "b64" => text.clone(),
            _ => Value::Map(entries.iter().map(|(key, value)| (key.clone(), without_b64(value))).collect()),
        },
        Value::List(items) => Value::List(items.iter().map(without_b64).collect()),
        other => other.clone(),
    }
}
