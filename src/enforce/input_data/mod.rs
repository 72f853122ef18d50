//! `{"input_data": …, "params": …}`: what a no-code online endpoint of Azure Machine Learning makes of a request.
//!
//! The server (`azureml_inference_server_http/server/input_parsers.py`, 1.5) wants an object with `input_data`; the script
//! (`mlflow_score_script.py`, see [`azure`]) turns that into the kind of its sample (inference-schema 1.8) and hands it to
//! `predict`, which enforces the signature. `tests/requests/azure.jsonl` was answered by the script itself.

mod arrays;
mod frame;
mod looks;

use super::azure::{self, FaultKind, Pandas, Sample, Sampled};
use super::form::Form;
use super::frame::{Frame, Label};
use super::request::RequestBody;
use super::request_check::{BODY, Conversion, RequestCheck};
use super::{Contract, array, codes, params};
use crate::folder::{Environment, Example};
use crate::mlmodel::MlModel;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::Schema;
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
    /// Of a model with its example, in its environment as that is built today.
    #[must_use]
    pub fn of(model: &MlModel, example: Option<&Example>, environment: &Environment) -> Self {
        let pandas = Pandas::of(model, environment);
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
        Sample::Frame => frame::check(data, schema, answer),
        Sample::Array => arrays::one(data, schema, answer),
        Sample::Arrays(names) if schema.is_none() && !begins_with(data, names) => looks::check(data, schema, endpoint, answer),
        Sample::Arrays(names) => arrays::by_name(data, names, schema, answer),
        Sample::None => looks::check(data, schema, endpoint, answer),
        Sample::AsItIs => looks::as_it_is(data, schema, answer),
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

/// Whether numpy makes an array of it; tells where it does not.
fn is_array(place: &str, value: &Value, answer: &mut RequestCheck) -> bool {
    let is_one = array::shape(value).is_ok();
    if !is_one {
        answer.refuse(place, array::ragged_row(value), codes::RAGGED, array::RAGGED);
    }
    is_one
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
