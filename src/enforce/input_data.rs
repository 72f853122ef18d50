//! `{"input_data": …, "params": …}`: what a no-code online endpoint of Azure Machine Learning makes of a request.
//!
//! The server (`azureml_inference_server_http/server/input_parsers.py`, 1.5) wants an object with `input_data`; the script
//! (`mlflow_score_script.py`, see [`azure`]) turns that into the kind of its sample (inference-schema 1.8) and hands it to
//! `predict`, which enforces the signature. `tests/requests/azure.jsonl` was answered by the script itself.

use super::azure::{self, FaultKind, Pandas, Sample, Sampled};
use super::callers::predicted;
use super::codes;
use super::dtype::Dtype;
use super::form::Form;
use super::frame::{Frame, Label};
use super::numbers;
use super::request::RequestBody;
use super::request_check::{BODY, Conversion, Refusal, RequestCheck};
use super::{Caller, Contract, array, columns, params, tensors};
use crate::folder::Example;
use crate::mlmodel::MlModel;
use crate::mlmodel::display::clipped;
use crate::mlmodel::json;
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// Keys of a body that are named; what is told of them is cut long before.
const MAX_KEYS_TOLD: usize = 100;

/// What an endpoint of Azure makes of its model, before any request comes.
#[derive(Clone, Debug)]
pub struct AzureEndpoint {
    sampled: Sampled,
    pandas: Pandas,
    /// A model of language: texts go to it as they are.
    takes_texts: bool,
}

/// The flavors whose models the script hands texts to.
const OF_LANGUAGE: [&str; 3] = ["transformers", "langchain", "openai"];

impl AzureEndpoint {
    /// Of a model with its example, in an environment that is built today.
    #[must_use]
    pub fn of(model: &MlModel, example: Option<&Example>) -> Self {
        let pandas = Pandas::of(model);
        let takes_texts = OF_LANGUAGE.into_iter().any(|flavor| model.flavors.get(flavor).is_some());
        Self { sampled: azure::sample(model, example, pandas), pandas, takes_texts }
    }

    /// Of a signature alone.
    fn of_schema(schema: Option<&Schema>) -> Self {
        let sample = match schema {
            None => Sample::None,
            Some(schema) if !schema.is_tensors() => Sample::Frame,
            Some(schema) if schema.is_named() => {
                Sample::Arrays(schema.specs.iter().filter_map(|spec| Some(spec.label()?.into())).collect())
            }
            Some(_) => Sample::Array,
        };
        let source = if schema.is_some() { azure::SampleSource::Signature } else { azure::SampleSource::Nothing };
        Self { sampled: Sampled { sample, source, faults: Vec::new() }, pandas: Pandas::Three, takes_texts: false }
    }
}

/// Checks a body of JSON.
pub fn check(body: &Value, contract: &Contract<'_>, answer: &mut RequestCheck) {
    answer.form = None;
    let Value::Map(entries) = body else {
        let message = format!("it is {}, and must be an object with \"input_data\"", body.kind());
        answer.refuse(BODY, None, codes::INPUT_DATA, message);
        return;
    };
    let Some(data) = body.get("input_data") else {
        let there: Vec<&str> = entries.iter().map(|(key, _)| &**key).take(MAX_KEYS_TOLD).collect();
        let what = if there.is_empty() { "nothing".to_owned() } else { clipped(&there.join(", "), 120).into_owned() };
        answer.refuse(BODY, None, codes::INPUT_DATA, format!("it must have \"input_data\", and has {what}"));
        return;
    };
    answer.form = Some(Form::InputData);
    for (key, _) in entries.iter().filter(|(key, _)| !matches!(&**key, "input_data" | "params")).take(MAX_KEYS_TOLD) {
        let message = "the endpoint looks at input_data and params only, and ignores this";
        answer.convert(Conversion::lost(&**key, codes::KEY_IGNORED, message));
    }
    let own;
    let endpoint = match contract.azure {
        Some(endpoint) => endpoint,
        None => {
            own = AzureEndpoint::of_schema(contract.inputs);
            &own
        }
    };
    if let Some(fault) = endpoint.sampled.faults.first() {
        let message = format!("the endpoint does not start, whatever is sent: {}", why(fault.kind));
        answer.refuse(BODY, None, codes::AZURE_STOPS, message);
        return;
    }
    if contract.inputs.is_none() {
        answer.unchecked = Some("the model has no input signature, so any data is taken");
    } else if contract.from_type_hints {
        answer.unchecked = Some("the model validates its data by the type hints of its predict function, which only Python can read");
    }
    let schema = contract.inputs.filter(|_| !contract.from_type_hints);
    match &endpoint.sampled.sample {
        Sample::Frame => frame(data, schema, answer),
        Sample::Array => one_array(data, schema, answer),
        Sample::Arrays(names) if schema.is_none() && !begins_with(data, names) => by_its_looks(data, schema, endpoint, answer),
        Sample::Arrays(names) => arrays(data, names, schema, answer),
        Sample::None => by_its_looks(data, schema, endpoint, answer),
        Sample::AsItIs => as_it_is(data, schema, answer),
    }
    params::check(body.get("params"), contract.params, answer);
}

/// Whether the first name of an object is one that the sample has: only then the script hands its arrays on.
fn begins_with(data: &Value, names: &[Box<str>]) -> bool {
    !matches!(data, Value::Map(entries) if entries.first().is_some_and(|(name, _)| !names.contains(name)))
}

/// Why the script dies while it is imported, in a clause.
fn why(fault: FaultKind) -> &'static str {
    match fault {
        FaultKind::SignatureIsText => "the signature is no map",
        FaultKind::NoInputs => "the signature has no inputs",
        FaultKind::Nested => "no sample can be made of a nested column",
        FaultKind::FreeDimension => "a tensor has -1 in another place than the first",
        FaultKind::BadShape => "a tensor has a size that is no whole number",
        FaultKind::NoDimension => "a tensor has no dimension",
        FaultKind::Dtype => "a tensor is of a dtype that cannot be described",
        FaultKind::DateTime => "an output column is a datetime",
        FaultKind::NameTwice => "two columns have one name",
        FaultKind::NameIsAList => "the name of a column is a list",
        FaultKind::PlainObject => "the sample of the input is an object of plain values",
        FaultKind::OneValue => "the sample of the input is a single value",
        FaultKind::NamedArrays => "a transformers model has tensors with names",
        FaultKind::ExampleNotRead => "the input example is too large to be looked at here, and may stop it",
    }
}

/// Where a list stands and a data frame is wanted, or an object of other keys.
fn refuse_form(data: &Value, answer: &mut RequestCheck) {
    let message = format!(
        "input_data is {}, and the script reads {{\"columns\": […], \"index\": […], \"data\": [[…]]}} only, as DataFrame.to_dict(orient=\"split\") writes it",
        data.kind()
    );
    answer.refuse(BODY, None, codes::AZURE_FORM, message);
}

/// `pandas.read_json(orient="split", dtype=False)`, then `astype` to the types of the sample (`PandasParameterType`).
fn frame(data: &Value, schema: Option<&Schema>, answer: &mut RequestCheck) {
    let Value::Map(entries) = data else { return refuse_form(data, answer) };
    let unknown = entries.iter().map(|(key, _)| &**key).find(|key| !matches!(*key, "columns" | "index" | "data"));
    if let Some(key) = unknown {
        let hint = if key == "params" { "; params stand beside input_data" } else { "" };
        let message =
            format!("input_data has the key {:?}, and only \"columns\", \"index\" and \"data\" are taken{hint}", clipped(key, 60));
        answer.refuse(BODY, None, codes::AZURE_FORM, message);
        return;
    }
    if !matches!(data.get("columns"), Some(Value::List(_) | Value::Map(_))) {
        answer.refuse(BODY, None, codes::AZURE_FORM, "input_data has no list of names as \"columns\", which the script needs");
        return;
    }
    let mut frame = match Frame::split(data) {
        Ok(frame) => frame,
        Err(error) => return answer.refuse_frame(error),
    };
    // Texts of numbers become numbers (`convert_axes` of `pandas.read_json`).
    let number = |label: Label<'_>| match label {
        Label::Text(text) => numbers::float(text).filter(|number| number.fract() == 0.0 && number.abs() < 1e15),
        _ => None,
    };
    if let Some(renamed) = frame.columns.iter().map(|column| number(column.label)).collect::<Option<Vec<f64>>>() {
        for (column, number) in frame.columns.iter_mut().zip(renamed) {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            let number = number as i64;
            column.label = Label::Number(number);
        }
    }
    // The second column of a name gets a number behind it, and the first keeps the name.
    let mut seen = std::collections::HashSet::new();
    frame.columns.retain(|column| seen.insert(column.label.key()));
    answer.rows = Some(frame.rows);
    let Some(schema) = schema else { return };
    if schema.is_tensors() {
        tensors::frame(&frame, None, schema, answer);
    } else if schema.is_named() || frame.columns.iter().all(|column| matches!(column.label, Label::Number(_))) {
        columns::rest(&frame, &without_base64(schema), answer);
        forgive_gaps(&frame, answer);
        tell_texts_as_bytes(&frame, schema, answer);
    } else {
        // What the sample does not name is made a column of objects, and MLflow infers a type anew where it wants another.
        let dtypes = columns::inferred(&frame);
        let held = frame.columns.iter().zip(dtypes).zip(&schema.specs).map(|((column, dtype), spec)| match &spec.kind {
            SpecKind::Column { data_type: DataType::String | DataType::Binary, .. } => Dtype::Object,
            _ if column.cells.iter().all(|cell| cell.is_null()) => Dtype::FLOAT64,
            _ => dtype,
        });
        let held: Vec<Dtype> = held.chain(std::iter::repeat(Dtype::Object)).take(frame.columns.len()).collect();
        columns::python(&frame, &held, schema, answer);
    }
}

/// A boolean column without a value is made one of true by `astype`, which MLflow itself refuses to do.
fn forgive_gaps(frame: &Frame<'_>, answer: &mut RequestCheck) {
    let (gaps, refusals) = std::mem::take(&mut answer.refusals).into_iter().partition(|one| one.code == codes::DTYPE && one.row.is_none());
    answer.refusals = refusals;
    let gaps: Vec<Refusal> = gaps;
    for gap in gaps {
        let message = "null in a boolean column becomes true";
        let lost = Conversion::lost(gap.place, codes::NULL_TO_BOOLEAN, message);
        answer.convert(Conversion { row: Some(0), count: frame.rows.max(1), ..lost });
    }
}

/// Nothing decodes base64 here: whatever stands in a binary column reaches the model.
fn without_base64(schema: &Schema) -> Schema {
    let plain = |spec: &Spec| match &spec.kind {
        SpecKind::Column { data_type: DataType::Binary, required } => {
            Spec { kind: SpecKind::Column { data_type: DataType::Any, required: *required }, ..spec.clone() }
        }
        _ => spec.clone(),
    };
    Schema { specs: schema.specs.iter().map(plain).collect(), ..schema.clone() }
}

fn tell_texts_as_bytes(frame: &Frame<'_>, schema: &Schema, answer: &mut RequestCheck) {
    for (place, spec) in schema.specs.iter().enumerate() {
        if !matches!(spec.kind, SpecKind::Column { data_type: DataType::Binary, .. }) {
            continue;
        }
        let label = spec.name.as_ref().map_or_else(|| Label::at(place), Label::of);
        let Some(column) = frame.columns.iter().find(|column| column.label == label) else { continue };
        let is_text = |cell: &&Value| matches!(cell, Value::Text(_));
        if let Some(row) = column.cells.iter().position(|cell| is_text(cell)) {
            let message = "the text reaches the model as it stands: nothing decodes base64 here".to_owned();
            let count = column.cells.iter().filter(|cell| is_text(cell)).count();
            answer.convert(Conversion { row: Some(row), count, ..Conversion::lost(label.shown(), codes::NOT_DECODED, message) });
        }
    }
}

/// `numpy.array` with the dtype of the sample (`NumpyParameterType`).
fn one_array(data: &Value, schema: Option<&Schema>, answer: &mut RequestCheck) {
    let Value::List(items) = data else {
        answer.refuse(BODY, None, codes::AZURE_FORM, format!("input_data is {}, and the script wants a list: an array", data.kind()));
        return;
    };
    answer.rows = Some(items.len());
    match schema.filter(|schema| schema.is_tensors()).and_then(|schema| schema.specs.first()).map(|spec| &spec.kind) {
        Some(SpecKind::Tensor(tensor)) if items.is_empty() && tensor.shape.len() == 1 => return,
        Some(SpecKind::Tensor(tensor))
            if tensor.dtype.starts_with("datetime") && items.iter().any(|item| matches!(item, Value::List(_))) =>
        {
            let message = "the script makes dates of single values only, and a list stands there";
            answer.refuse(BODY, None, codes::AZURE_FORM, message);
            return;
        }
        _ => {}
    }
    match schema {
        Some(schema) if schema.is_tensors() => tensors::inputs(data, schema, Caller::Rest, answer),
        Some(schema) => {
            if is_array(BODY, data, answer) {
                predicted(data, schema, answer);
            }
        }
        None => {
            is_array(BODY, data, answer);
        }
    }
}

/// An object whose values are such arrays; names that the sample does not have stay what they are.
fn arrays(data: &Value, names: &[Box<str>], schema: Option<&Schema>, answer: &mut RequestCheck) {
    let Value::Map(entries) = data else {
        let message = format!("input_data is {}, and the script wants an object of names to arrays", data.kind());
        answer.refuse(BODY, None, codes::AZURE_FORM, message);
        return;
    };
    let before = answer.refusals.len();
    for (name, value) in entries.iter().filter(|(name, _)| names.contains(name)) {
        if !matches!(value, Value::List(_)) {
            let message = format!("{} stands where the script wants a list: an array", value.kind());
            answer.refuse(&**name, None, codes::AZURE_FORM, message);
        }
    }
    if answer.refusals.len() > before {
        return;
    }
    match schema {
        Some(schema) if schema.is_tensors() => tensors::inputs(data, schema, Caller::Rest, answer),
        Some(schema) => predicted(data, schema, answer),
        None => {
            for (name, value) in entries.iter().filter(|(name, _)| names.contains(name)) {
                is_array(name, value, answer);
            }
        }
    }
}

/// Whether numpy makes an array of it; tells where it does not.
fn is_array(place: &str, value: &Value, answer: &mut RequestCheck) -> bool {
    let is_one = array::shape(value).is_ok();
    if !is_one {
        answer.refuse(place, array::ragged_row(value), codes::RAGGED, array::RAGGED);
    }
    is_one
}

/// Without a sample (`parse_model_input_from_input_data_traditional`).
fn by_its_looks(data: &Value, schema: Option<&Schema>, endpoint: &AzureEndpoint, answer: &mut RequestCheck) {
    let decoded;
    let data = match data {
        Value::Text(text) => match json::parse(text) {
            Ok(value) => {
                decoded = value;
                &decoded
            }
            Err(_) if endpoint.takes_texts => return,
            Err(_) => {
                answer.refuse(BODY, None, codes::AZURE_FORM, "input_data is a text that is not JSON, and the script reads it as JSON");
                return;
            }
        },
        other => other,
    };
    match data.get("input_data").unwrap_or(data) {
        list @ Value::List(items) => {
            answer.rows = Some(items.len());
            if endpoint.takes_texts && !are_texts_by_name(items) {
                let message = "a list of objects may hold texts and lists of texts only";
                answer.refuse(BODY, None, codes::AZURE_FORM, message);
            } else if is_array(BODY, list, answer)
                && let Some(schema) = schema
            {
                enforced(list, schema, answer);
            }
        }
        split @ Value::Map(entries) if ["columns", "index", "data"].iter().all(|key| split.get(key).is_some()) => {
            if endpoint.pandas == Pandas::Three {
                let message = "without a sample the script reads a data frame with pandas.read_json(text), which pandas 3 takes for the name of a file: FileNotFoundError; put pandas<3 into conda.yaml, or save the model with a signature";
                answer.refuse(BODY, None, codes::AZURE_FRAME_PANDAS, message);
                return;
            }
            let known: Vec<(Box<str>, Value)> =
                entries.iter().filter(|(key, _)| matches!(&**key, "columns" | "index" | "data")).cloned().collect();
            if known.len() < entries.len() {
                answer.refuse(BODY, None, codes::AZURE_FORM, "beside \"columns\", \"index\" and \"data\" no other key is taken");
                return;
            }
            match Frame::split(split) {
                Ok(frame) => {
                    answer.rows = Some(frame.rows);
                    if let Some(schema) = schema {
                        super::check_frame(&frame, &columns::inferred(&frame), schema, answer);
                    }
                }
                Err(error) => answer.refuse_frame(error),
            }
        }
        object @ Value::Map(entries) => {
            if object.get("columns").is_some() && object.get("data").is_some() {
                let message =
                    "without \"index\" the script takes \"columns\" and \"data\" for the names of two arrays, not for a data frame";
                answer.convert(Conversion::lost(BODY, codes::AZURE_ARRAYS, message));
            }
            let before = answer.refusals.len();
            for (name, value) in entries {
                is_array(name, value, answer);
            }
            if answer.refusals.len() == before
                && let Some(schema) = schema
            {
                enforced(object, schema, answer);
            }
        }
        other => {
            let message = format!("input_data is {}, which the script cannot read; send a list or an object", other.kind());
            answer.refuse(BODY, None, codes::AZURE_FORM, message);
        }
    }
}

/// Whether the objects of a list, if it is one of objects, hold nothing but texts.
fn are_texts_by_name(items: &[Value]) -> bool {
    let are_objects = !items.is_empty() && items.iter().all(|item| matches!(item, Value::Map(_)));
    !are_objects || items.iter().all(|item| matches!(item, Value::Map(entries) if entries.iter().all(|(_, value)| is_texts(value))))
}

fn is_texts(value: &Value) -> bool {
    match value {
        Value::Text(_) => true,
        Value::List(items) => items.iter().all(|item| matches!(item, Value::Text(_))),
        _ => false,
    }
}

/// `predict`, which enforces the signature.
fn enforced(data: &Value, schema: &Schema, answer: &mut RequestCheck) {
    if schema.is_tensors() { tensors::inputs(data, schema, Caller::Python, answer) } else { predicted(data, schema, answer) }
}

/// A model of transformers: texts and lists of texts go to it as they are, other values as arrays. Its sample is an object for
/// columns with names and a list otherwise, and so must be what is sent.
fn as_it_is(data: &Value, schema: Option<&Schema>, answer: &mut RequestCheck) {
    let is_kind = match schema {
        Some(schema) if schema.is_named() => matches!(data, Value::Map(_)),
        Some(_) => matches!(data, Value::List(_)),
        None => matches!(data, Value::Map(_) | Value::List(_)),
    };
    if !is_kind {
        let wanted = if schema.is_some_and(Schema::is_named) { "an object of names to values" } else { "a list" };
        answer.refuse(BODY, None, codes::AZURE_FORM, format!("input_data is {}, and the script wants {wanted}", data.kind()));
        return;
    }
    if let Value::Map(entries) = data {
        let all_texts = entries.iter().all(|(_, value)| is_texts(value));
        if let Some((name, value)) = entries.iter().find(|(_, value)| !all_texts && !matches!(value, Value::List(_))) {
            let message = format!("{} stands where a list is expected: beside anything but texts, every name needs an array", value.kind());
            answer.refuse(&**name, None, codes::AZURE_FORM, message);
            return;
        }
    }
    if let Some(schema) = schema {
        enforced(data, schema, answer);
    }
}

/// The same data as `input_data` holds it: a data frame for columns, arrays for tensors.
pub fn from_request(request: &RequestBody, schema: Option<&Schema>) -> Option<Value> {
    let frame = match (request.form, &request.data) {
        (Form::DataframeSplit, data) => Frame::split(data),
        (Form::DataframeRecords, data) => Frame::records(data),
        (Form::Inputs | Form::Instances, data) if schema.is_none_or(Schema::is_tensors) => return Some(data.clone()),
        (Form::Inputs | Form::Instances, Value::List(rows)) if !rows.is_empty() => Frame::of_list(rows),
        (Form::Inputs | Form::Instances, Value::Map(entries)) if entries.iter().all(|(_, value)| matches!(value, Value::List(_))) => {
            Frame::of_dict(entries, None, None)
        }
        (Form::Inputs | Form::Instances | Form::Unified, Value::Map(entries)) => Frame::of_record(entries),
        _ => return None,
    };
    let frame = frame.ok()?;
    let label = |label: Label<'_>| match label {
        Label::Text(text) => Value::Text(text.into()),
        Label::Number(number) => Value::Int(number),
        Label::Other(value) => value.clone(),
    };
    let columns = frame.columns.iter().map(|column| label(column.label)).collect();
    let cell = |cell: &&Value| if Frame::is_gap(cell) { Value::Null } else { (*cell).clone() };
    let rows = (0..frame.rows).map(|row| Value::List(frame.columns.iter().filter_map(|column| column.cells.get(row)).map(cell).collect()));
    Some(Value::Map(vec![
        ("columns".into(), Value::List(columns)),
        ("index".into(), Value::List((0_i64..).take(frame.rows).map(Value::Int).collect())),
        ("data".into(), Value::List(rows.collect())),
    ]))
}

/// That an endpoint takes JSON only.
pub fn refuse_csv(answer: &mut RequestCheck) {
    answer.refuse(BODY, None, codes::AZURE_CSV, "the endpoint takes application/json only; send the same rows as input_data");
}
