//! A body for another server as the caller takes it: every reading is judged, and the best is what is proposed.

use std::collections::HashSet;

use super::Foreign;
use super::table::ForeignTable;
use crate::enforce::form::Form;
use crate::enforce::numbers;
use crate::enforce::request::{Media, RequestBody};
use crate::enforce::request_check::RequestCheck;
use crate::enforce::{Contract, Receiver, check_body, check_csv, input_data};
use crate::mlmodel::json;
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// Bytes of a body for another server that is rewritten.
const MAX_REWRITTEN: usize = 64 << 10;

/// The same request in another body.
#[derive(Clone, Debug)]
pub struct Rewritten {
    pub body: NewBody,
    /// What the caller says of it.
    pub answer: Box<RequestCheck>,
}

/// A body that takes the place of another.
#[derive(Clone, Debug, PartialEq)]
pub enum NewBody {
    Json(Value),
    Csv(String),
}

impl NewBody {
    /// What it is sent as.
    #[must_use]
    pub fn media(&self) -> Media {
        match self {
            Self::Json(_) => Media::Json,
            Self::Csv(_) => Media::Csv,
        }
    }

    /// As a text; the lines of JSON are broken at this width, in characters.
    #[must_use]
    pub fn text(&self, width: usize) -> String {
        match self {
            Self::Json(body) => json::pretty(body, width),
            Self::Csv(text) => text.clone(),
        }
    }
}

/// Keeps the best of what was tried: taken without loss, then taken at all, then the first.
#[derive(Default)]
struct Best(Option<Rewritten>);

impl Best {
    /// Whether nothing can be better.
    fn is_perfect(&self) -> bool {
        self.0.as_ref().is_some_and(|known| rank(&known.answer) == 2)
    }

    fn offer(&mut self, body: NewBody, answer: RequestCheck) {
        if self.0.as_ref().is_none_or(|known| rank(&answer) > rank(&known.answer)) {
            self.0 = Some(Rewritten { body, answer: Box::new(answer) });
        }
    }
}

fn rank(answer: &RequestCheck) -> u8 {
    u8::from(answer.is_accepted()) + u8::from(answer.is_accepted() && answer.lossy() == 0)
}

/// A JSON body for another server as `receiver` takes it; `None` where it is too large, or nothing is to be changed.
pub fn rewrite_json(foreign: Foreign, bytes: &[u8], contract: &Contract<'_>, receiver: Receiver) -> Option<Rewritten> {
    let body = if bytes.len() <= MAX_REWRITTEN { json::parse_bytes(bytes).ok()? } else { return None };
    let mut best = Best::default();
    for reading in foreign.readings(&body, contract.inputs) {
        for request in variants(reading, contract.inputs) {
            let Some(candidate) = as_body(request, contract, receiver).filter(|candidate| *candidate != body) else { continue };
            let answer = judged(&candidate, contract, receiver);
            best.offer(NewBody::Json(candidate), answer);
            if best.is_perfect() {
                return best.0;
            }
        }
    }
    // What would be taken as it is and is refused for its values is no better for being written in another way.
    let is_own = matches!(foreign, Foreign::TensorFlowServing | Foreign::InputDataForm);
    best.0.filter(|found| found.answer.is_accepted() || !is_own)
}

/// A body for MLflow as Azure's endpoint takes it, whether or not it takes its values.
pub fn for_azure(body: &Value, contract: &Contract<'_>) -> Option<Value> {
    let requests = Foreign::Mlflow.readings(body, contract.inputs).into_iter().flat_map(|reading| variants(reading, contract.inputs));
    let mut best = Best::default();
    for candidate in requests.filter_map(|request| as_body(request, contract, Receiver::Azure)) {
        let answer = judged(&candidate, contract, Receiver::Azure);
        best.offer(NewBody::Json(candidate), answer);
        if best.is_perfect() {
            break;
        }
    }
    if let NewBody::Json(body) = best.0?.body { Some(body) } else { None }
}

/// What is said of a body that is proposed; that of its own it may be another server's is not asked.
fn judged(body: &Value, contract: &Contract<'_>, receiver: Receiver) -> RequestCheck {
    let mut answer = RequestCheck::default();
    check_body(body.clone(), contract, receiver, &mut answer);
    answer
}

/// The body that holds a request for `receiver`.
pub(super) fn as_body(request: RequestBody, contract: &Contract<'_>, receiver: Receiver) -> Option<Value> {
    let (key, data) = match receiver {
        Receiver::Azure => (Form::InputData.key(), input_data::from_request(&request, contract.inputs)?),
        Receiver::Rest | Receiver::Python => (request.form.key(), request.data),
    };
    let mut body = vec![(key.into(), data)];
    body.extend(request.params.map(|params| ("params".into(), params)));
    Some(Value::Map(body))
}

/// A request in the ways it may have to be written, the likeliest first: rows without names under those of the signature,
/// without an index, with numbers for the texts of numbers.
fn variants(request: RequestBody, schema: Option<&Schema>) -> Vec<RequestBody> {
    let mut found = Vec::new();
    let named = schema.and_then(|schema| with_names(&request, schema));
    for one in named.into_iter().chain([request]) {
        let bare = without_index(&one);
        let typed = schema.and_then(|schema| with_numbers(bare.as_ref().unwrap_or(&one), schema));
        found.push(one);
        found.extend(bare);
        found.extend(typed);
    }
    found
}

/// Rows without names get those of the signature, where they are as many.
fn with_names(request: &RequestBody, schema: &Schema) -> Option<RequestBody> {
    if schema.is_tensors() || !schema.is_named() {
        return None;
    }
    let rows = match request.form {
        Form::Inputs | Form::Instances => &request.data,
        Form::DataframeSplit if request.data.get("columns").is_none() => request.data.get("data")?,
        _ => return None,
    };
    let is_row = |row: &Value| matches!(row, Value::List(cells) if cells.len() == schema.specs.len());
    if !matches!(rows, Value::List(rows) if !rows.is_empty() && rows.iter().all(is_row)) {
        return None;
    }
    let names = schema.specs.iter().filter_map(|spec| spec.name.clone()).collect();
    let data = Value::Map(vec![("columns".into(), Value::List(names)), ("data".into(), rows.clone())]);
    Some(RequestBody { form: Form::DataframeSplit, data, params: request.params.clone() })
}

/// MLflow needs no index, and refuses one of another length.
fn without_index(request: &RequestBody) -> Option<RequestBody> {
    let Value::Map(entries) = &request.data else { return None };
    if request.form != Form::DataframeSplit || request.data.get("index").is_none() {
        return None;
    }
    let data = Value::Map(entries.iter().filter(|(key, _)| &**key != "index").cloned().collect());
    Some(RequestBody { data, ..request.clone() })
}

/// Whether a column holds numbers.
fn is_numeric(spec: &Spec) -> bool {
    matches!(&spec.kind, SpecKind::Column { data_type: DataType::Integer | DataType::Long | DataType::Float | DataType::Double, .. })
}

/// With numbers where the signature has them and their texts stand: Azure's classic web services send all values as texts.
fn with_numbers(request: &RequestBody, schema: &Schema) -> Option<RequestBody> {
    let numbers: HashSet<String> = schema.specs.iter().filter(|spec| is_numeric(spec)).filter_map(Spec::label).collect();
    let is_number = |name: &str| numbers.contains(name);
    let mut is_changed = false;
    let mut read = |value: &Value| match value {
        Value::Text(text) => numbers::csv_number(text).inspect(|_| is_changed = true).unwrap_or_else(|| value.clone()),
        other => other.clone(),
    };
    let data = match (request.form, &request.data) {
        (Form::DataframeSplit, Value::Map(_)) => {
            let (Value::List(names), Value::List(rows)) = (request.data.get("columns")?, request.data.get("data")?) else { return None };
            let numeric: Vec<bool> = names.iter().map(|name| name.as_text().is_some_and(is_number)).collect();
            let mut row = |row: &Value| match row {
                Value::List(cells) => {
                    let cell = |(i, cell): (usize, &Value)| if numeric.get(i) == Some(&true) { read(cell) } else { cell.clone() };
                    Value::List(cells.iter().enumerate().map(cell).collect())
                }
                other => other.clone(),
            };
            let rows = rows.iter().map(&mut row).collect();
            Value::Map(vec![("columns".into(), Value::List(names.clone())), ("data".into(), Value::List(rows))])
        }
        (Form::DataframeRecords, Value::List(rows)) => {
            let mut record = |row: &Value| match row {
                Value::Map(cells) => {
                    let cell = |(name, cell): &(Box<str>, Value)| (name.clone(), if is_number(name) { read(cell) } else { cell.clone() });
                    Value::Map(cells.iter().map(cell).collect())
                }
                other => other.clone(),
            };
            Value::List(rows.iter().map(&mut record).collect())
        }
        _ => return None,
    };
    is_changed.then(|| RequestBody { data, ..request.clone() })
}

/// A CSV of another make: what it is, and the same as `receiver` takes it where it is not accepted as it is, small enough, and
/// can be mended.
pub fn rewrite_csv(bytes: &[u8], contract: &Contract<'_>, receiver: Receiver, is_accepted: bool) -> Option<(Foreign, Option<Rewritten>)> {
    let (head, is_whole) = head(bytes);
    let table = ForeignTable::read(head, contract.inputs, receiver == Receiver::Azure)?;
    let foreign = table.foreign;
    if is_accepted || !is_whole || !table.is_named {
        return Some((foreign, None));
    }
    let mut best = Best::default();
    if let Some(text) = table.csv().filter(|_| receiver != Receiver::Azure) {
        let mut answer = RequestCheck { form: Some(Form::Csv), ..RequestCheck::default() };
        check_csv(text.as_bytes(), contract, receiver, &mut answer);
        best.offer(NewBody::Csv(text), answer);
    }
    if !best.is_perfect() {
        let request = RequestBody { form: Form::DataframeSplit, data: table.split(contract.inputs), params: None };
        if let Some(body) = as_body(request, contract, receiver) {
            let answer = judged(&body, contract, receiver);
            best.offer(NewBody::Json(body), answer);
        }
    }
    Some((foreign, best.0))
}

/// What is looked at of a text, in whole lines, and whether that is all.
fn head(bytes: &[u8]) -> (&[u8], bool) {
    if bytes.len() <= MAX_REWRITTEN {
        return (bytes, true);
    }
    let end = bytes[..MAX_REWRITTEN].iter().rposition(|byte| *byte == b'\n').map_or(MAX_REWRITTEN, |at| at + 1);
    (&bytes[..end], false)
}
