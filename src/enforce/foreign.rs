//! Bodies made for other servers, and what they would be here.

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
    /// `{"data": […]}` of scoring scripts written for Azure Machine Learning, version 1.
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
    /// A CSV with semicolons between its columns.
    Semicolons,
    /// The same with tabs.
    Tabs,
    /// The same with bars.
    Bars,
}

/// The keys of a body that MLflow knows.
const FORMS: [&str; 4] = ["dataframe_split", "dataframe_records", "inputs", "instances"];

impl Foreign {
    /// Which of them a body is, if any. It may be one that MLflow takes all the same.
    #[must_use]
    pub fn recognise(body: &Value) -> Option<Self> {
        let entries = match body {
            Value::List(rows) => return Self::of_rows(rows),
            Value::Text(text) => return is_json(text).then_some(Self::EncodedTwice),
            Value::Map(entries) if !entries.is_empty() => entries,
            _ => return None,
        };
        let has = |key: &str| body.get(key).is_some();
        let has_form = FORMS.into_iter().any(has);
        if has("input_data") {
            return Some(Self::AzureInputData);
        }
        if has("signature_name") {
            return Some(Self::TensorFlowServing);
        }
        if matches!(body.get("inputs"), Some(Value::List(inputs)) if !inputs.is_empty() && inputs.iter().all(is_named_tensor)) {
            return Some(Self::OpenInference);
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
        if ["messages", "prompt", "input"].into_iter().any(has) {
            return Some(Self::Chat);
        }
        if has_form {
            return None;
        }
        if matches!(body.get("Inputs"), Some(Value::Map(_))) {
            return Some(Self::AzureInputs);
        }
        match body.get("data") {
            Some(data) if data.get("ndarray").is_some() || data.get("tensor").is_some() => return Some(Self::Seldon),
            Some(Value::List(rows)) if has("schema") && rows.iter().all(is_map) => return Some(Self::PandasTable),
            Some(Value::List(rows)) if rows.iter().all(|row| matches!(row, Value::List(_) | Value::Map(_))) => {
                return Some(Self::AzureScript);
            }
            _ => {}
        }
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

    /// A CSV of another separator, by its only column's name.
    #[must_use]
    pub fn of_separator(name: &str) -> Option<Self> {
        [(';', Self::Semicolons), ('\t', Self::Tabs), ('|', Self::Bars)]
            .into_iter()
            .find(|(mark, _)| name.contains(*mark))
            .map(|(_, one)| one)
    }

    /// Whether it is worth a word where MLflow takes the body all the same.
    pub(super) fn concerns_what_is_taken(self) -> bool {
        matches!(self, Self::TensorFlowServing | Self::Chat)
    }

    /// What it is, and what becomes of it here, in a sentence.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Self::AzureInputData => {
                "This is a body for an Azure Machine Learning endpoint, which takes \"input_data\"; mlflow models serve wants dataframe_split."
            }
            Self::AzureInputs => {
                "This is a body for a web service of Azure's designer or automated machine learning; mlflow models serve wants dataframe_records."
            }
            Self::AzureScript => {
                "This is a body for a scoring script of Azure Machine Learning, version 1, which takes \"data\"; mlflow models serve wants dataframe_records or inputs."
            }
            Self::BareSplit => "MLflow 1.x took such a body as it is; since 2.0 it stands inside dataframe_split.",
            Self::BareRecords => "MLflow 1.x took such a list with format=pandas-records; since 2.0 it stands inside dataframe_records.",
            Self::BareRows => "SageMaker and many scripts take such a list of rows as it is; mlflow models serve wants it inside inputs.",
            Self::BareRecord => "This is one record by itself; mlflow models serve wants a list of records inside dataframe_records.",
            Self::BareColumns => "These are columns by themselves; mlflow models serve wants them inside inputs.",
            Self::PandasColumns => {
                "This is what DataFrame.to_json() writes; mlflow models serve wants to_dict(orient=\"split\") inside dataframe_split."
            }
            Self::PandasTable => {
                "This is what DataFrame.to_json(orient=\"table\") writes; mlflow models serve wants its data inside dataframe_records."
            }
            Self::EncodedTwice => {
                "This is JSON inside a JSON text: it was encoded twice, such as by requests.post(json=text). Send the text itself as data."
            }
            Self::OpenInference => {
                "This is a V2 request of the Open Inference Protocol, for MLServer, KServe or Triton; mlflow models serve wants names to values inside inputs."
            }
            Self::Seldon => "This is a body for Seldon Core, version 1; mlflow models serve wants dataframe_split or inputs.",
            Self::Fabric => "This is a body for a model endpoint of Microsoft Fabric; mlflow models serve wants dataframe_split or inputs.",
            Self::Parameters => "Vertex AI and Hugging Face call them \"parameters\"; MLflow looks for \"params\" and ignores these.",
            Self::TensorFlowServing => "This is a body for TensorFlow Serving; MLflow does not look at \"signature_name\".",
            Self::Chat => "A chat or completion body: the whole of it goes to the model as one record.",
            Self::Semicolons => {
                "The columns are separated by semicolons, and MLflow reads CSV with commas only: to it, the whole line is one column."
            }
            Self::Tabs => "The columns are separated by tabs, and MLflow reads CSV with commas only: to it, the whole line is one column.",
            Self::Bars => "The columns are separated by |, and MLflow reads CSV with commas only: to it, the whole line is one column.",
        }
    }

    /// The same body in the form that MLflow's server takes; `None` where it takes it as it is, or where the body is not
    /// what it was recognised for.
    #[must_use]
    pub fn rewritten(self, body: &Value) -> Option<Value> {
        // What the body carries beside its data.
        let with_params = |data: Value| {
            let mut wrapped = match data {
                Value::Map(entries) => entries,
                _ => Vec::new(),
            };
            wrapped.extend(body.get("params").map(|params| ("params".into(), params.clone())));
            Value::Map(wrapped)
        };
        let without_params = || match body {
            Value::Map(entries) => Value::Map(entries.iter().filter(|(key, _)| &**key != "params").cloned().collect()),
            other => other.clone(),
        };
        Some(match self {
            Self::BareSplit => {
                let Value::Map(entries) = body else { return None };
                let split = entries.iter().filter(|(key, _)| matches!(&**key, "columns" | "data" | "index")).cloned().collect();
                with_params(wrap("dataframe_split", Value::Map(split)))
            }
            Self::BareRecords => wrap("dataframe_records", body.clone()),
            Self::BareRows => wrap("inputs", body.clone()),
            Self::BareRecord => with_params(wrap("dataframe_records", Value::List(vec![without_params()]))),
            Self::BareColumns => with_params(wrap("inputs", without_params())),
            Self::PandasColumns => with_params(from_numbered(&without_params())?),
            Self::PandasTable => wrap("dataframe_records", without_index(body)?),
            Self::EncodedTwice => json::parse(body.as_text()?).ok()?,
            Self::OpenInference => with_params(from_tensors(body)?),
            Self::Seldon => from_seldon(body.get("data")?)?,
            Self::Fabric => with_params(from_fabric(body)?),
            Self::AzureScript => with_params(rows(body.get("data")?)),
            Self::AzureInputs => from_azure_inputs(body.get("Inputs")?)?,
            Self::AzureInputData => from_input_data(body)?,
            Self::Parameters => {
                let Value::Map(entries) = body else { return None };
                let renamed =
                    |(key, value): &(Box<str>, Value)| (if &**key == "parameters" { "params".into() } else { key.clone() }, value.clone());
                Value::Map(entries.iter().filter(|(key, _)| &**key != "params").map(renamed).collect())
            }
            Self::TensorFlowServing | Self::Chat | Self::Semicolons | Self::Tabs | Self::Bars => return None,
        })
    }
}

/// Rows without names get those of the signature, where they are as many.
pub(super) fn name_columns(body: &mut Value, schema: &Schema) {
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

/// An input of the Open Inference Protocol.
fn is_named_tensor(input: &Value) -> bool {
    let is_list = |key: &str| matches!(input.get(key), Some(Value::List(_)));
    input.get("name").and_then(Value::as_text).is_some()
        && input.get("datatype").and_then(Value::as_text).is_some()
        && is_list("shape")
        && is_list("data")
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

/// numpy has no array of more dimensions.
const MAX_DIMENSIONS: usize = 64;

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

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(body: &str) -> (Option<Foreign>, String) {
        let body = json::parse(body).expect("JSON");
        let foreign = Foreign::recognise(&body);
        let rewritten = foreign.and_then(|foreign| foreign.rewritten(&body));
        (foreign, rewritten.map(|body| body.to_json()).unwrap_or_default())
    }

    #[test]
    fn bodies_of_other_servers_are_recognised_and_rewritten() {
        use Foreign as F;
        for (body, foreign, here) in [
            (
                r#"{"inputs": [{"name": "a", "shape": [2], "datatype": "FP32", "data": [1, 2]}, {"name": "b", "shape": [2, 1], "datatype": "BYTES", "data": ["x", "y"]}]}"#,
                F::OpenInference,
                r#"{"inputs":{"a":[1,2],"b":["x","y"]}}"#,
            ),
            (
                r#"{"id": "1", "inputs": [{"name": "input-0", "shape": [2, 2], "datatype": "FP64", "data": [1, 2, 3, 4]}]}"#,
                F::OpenInference,
                r#"{"inputs":[[1,2],[3,4]]}"#,
            ),
            (
                r#"{"parameters": {"content_type": "pd"}, "inputs": [{"name": "a", "shape": [1, 1], "datatype": "FP64", "data": [1]}]}"#,
                F::OpenInference,
                r#"{"inputs":{"a":[1]}}"#,
            ),
            (r#"{"data": {"names": ["a"], "ndarray": [[1]]}}"#, F::Seldon, r#"{"dataframe_split":{"columns":["a"],"data":[[1]]}}"#),
            (r#"{"data": {"tensor": {"shape": [1, 2], "values": [1, 2]}}}"#, F::Seldon, r#"{"inputs":[[1,2]]}"#),
            (
                r#"{"formatType": "dataframe", "orientation": "values", "inputs": [[1]]}"#,
                F::Fabric,
                r#"{"dataframe_split":{"data":[[1]]}}"#,
            ),
            (
                r#"{"formatType": "dataframe", "orientation": "split", "inputs": {"columns": ["a"], "data": [[1]]}}"#,
                F::Fabric,
                r#"{"dataframe_split":{"columns":["a"],"data":[[1]]}}"#,
            ),
            (r#"{"Inputs": {"data": [{"a": 1}]}, "GlobalParameters": 0.0}"#, F::AzureInputs, r#"{"dataframe_records":[{"a":1}]}"#),
            (
                r#"{"Inputs": {"input1": {"ColumnNames": ["a"], "Values": [["1"]]}}}"#,
                F::AzureInputs,
                r#"{"dataframe_split":{"columns":["a"],"data":[["1"]]}}"#,
            ),
            (r#"{"data": [{"a": 1}]}"#, F::AzureScript, r#"{"dataframe_records":[{"a":1}]}"#),
            (r#"{"data": [[1, 2]], "method": "predict"}"#, F::AzureScript, r#"{"inputs":[[1,2]]}"#),
            (r#"{"a": 1, "b": "x", "params": {"k": 1}}"#, F::BareRecord, r#"{"dataframe_records":[{"a":1,"b":"x"}],"params":{"k":1}}"#),
            (r#"{"a": [1, 2], "b": [3, 4]}"#, F::BareColumns, r#"{"inputs":{"a":[1,2],"b":[3,4]}}"#),
            (
                r#"{"a": {"0": 1, "1": 2}, "b": {"0": 3, "1": 4}}"#,
                F::PandasColumns,
                r#"{"dataframe_split":{"columns":["a","b"],"data":[[1,3],[2,4]]}}"#,
            ),
            (r#"{"schema": {}, "data": [{"index": 0, "a": 1}]}"#, F::PandasTable, r#"{"dataframe_records":[{"a":1}]}"#),
            (
                r#"{"schema": {"primaryKey": ["id"]}, "data": [{"id": 0, "index": 5, "a": 1}]}"#,
                F::PandasTable,
                r#"{"dataframe_records":[{"index":5,"a":1}]}"#,
            ),
            (r"[[1, 2], [3, 4]]", F::BareRows, r#"{"inputs":[[1,2],[3,4]]}"#),
            (r#""{\"dataframe_split\": {\"data\": [[1]]}}""#, F::EncodedTwice, r#"{"dataframe_split":{"data":[[1]]}}"#),
            (r#"{"instances": [[1]], "parameters": {"k": 1}}"#, F::Parameters, r#"{"instances":[[1]],"params":{"k":1}}"#),
        ] {
            assert_eq!(rewritten(body), (Some(foreign), here.to_owned()), "{body}");
        }
    }

    #[test]
    fn a_shape_of_too_many_dimensions_is_not_built() {
        let shape = vec!["1"; 20_000].join(",");
        let body = format!(r#"{{"inputs": [{{"name": "a", "shape": [{shape}], "datatype": "FP32", "data": [1]}}]}}"#);
        assert_eq!(rewritten(&body), (Some(Foreign::OpenInference), r#"{"inputs":[1]}"#.to_owned()));
    }

    #[test]
    fn what_is_nobodys_is_not_recognised() {
        for body in [
            "{}",
            "[]",
            "5",
            "\"text\"",
            "[1, 2]",
            r#"{"inputs": [[1, 2]]}"#,
            r#"{"inputs": [{"name": "a", "data": [1]}]}"#,
            r#"{"instances": [{"a": 1}]}"#,
            r#"{"dataframe_split": {"columns": ["a"], "data": [[1]]}}"#,
            r#"{"dataframe_splitt": {"columns": ["a"], "data": [[1]]}}"#,
        ] {
            assert_eq!(rewritten(body).0, None, "{body}");
        }
    }
}
