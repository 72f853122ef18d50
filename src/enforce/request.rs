//! The body of a request: which of MLflow's forms it has (`infer_and_parse_data` and `_parse_json_data` in
//! `mlflow/pyfunc/scoring_server`).

use std::collections::HashSet;

use super::codes;
use super::foreign::Foreign;
use super::form::Form;
use super::request_check::{BODY, Refusal, RequestCheck};
use super::similar;
use super::{Contract, Receiver};
use crate::mlmodel::display::{bytes, clipped};
use crate::mlmodel::json;
use crate::mlmodel::value::Value;

/// What a request's text is, by its content type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Media {
    /// `application/json`
    #[default]
    Json,
    /// `text/csv`
    Csv,
}

impl Media {
    /// What stands in the header of a request.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv",
        }
    }

    /// By the ending of a file's name.
    #[must_use]
    pub fn of(path: &std::path::Path) -> Self {
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) { Self::Csv } else { Self::Json }
    }
}

/// A body taken apart.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Which of the forms it has.
    pub form: Form,
    /// What stands under the form's key, or all of an LLM body but its params.
    pub data: Value,
    /// What stands under `params`.
    pub params: Option<Value>,
}

/// Keys of a body without a form that are named; what is told of them is cut long before.
const MAX_KEYS_TOLD: usize = 100;

/// The keys by which the server knows an LLM body (`mlflow/pyfunc/utils/serving_data_parser.py`).
const UNIFIED: [&str; 3] = ["messages", "prompt", "input"];

/// Memory that a request may take to be checked, in bytes: whatever it says, and past that so many times its own size.
const ANY_REQUEST: usize = 256 << 20;
const TIMES: usize = 8;

/// What a request of so many bytes may take.
pub fn memory_for(bytes: usize) -> usize {
    bytes.saturating_mul(TIMES).max(ANY_REQUEST)
}

/// Why a request is not checked that would take more.
pub fn too_many(size: usize) -> String {
    let size = bytes(u64::try_from(size).unwrap_or(u64::MAX));
    format!("its {size} are so many small values that they take more than {TIMES} times as much memory to check; send fewer rows at once")
}

/// The text as `json.loads` decodes bytes: a byte order mark and UTF-16 are taken.
fn decoded(bytes: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.into(),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).into(),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).into(),
        _ => bytes.into(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units).into_bytes()
}

/// Whether values follow the JSON of a V2 request as bytes (the binary tensor data extension of the Open Inference Protocol).
fn has_binary_tensors(bytes: &[u8]) -> bool {
    const SIZE: &[u8] = b"\"binary_data_size\"";
    let head = &bytes[..bytes.len().min(MAX_V2_HEAD)];
    head.trim_ascii_start().starts_with(b"{") && head.windows(SIZE.len()).any(|part| part == SIZE)
}

/// Bytes at the beginning of a text that is not JSON in which the keys of a V2 request are looked for.
const MAX_V2_HEAD: usize = 64 << 10;

/// What a text that is not JSON may be instead, and what `receiver` takes for it.
fn not_json_hint(bytes: &[u8], receiver: Receiver) -> &'static str {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else { return "" };
    let is_object = |line: &[u8]| line.starts_with(b"{") && line.ends_with(b"}") && json::parse_bytes(line).is_ok();
    let are_objects = is_object(first) && second.starts_with(b"{");
    let is_csv = !first.starts_with(b"{") && !first.starts_with(b"[") && first.contains(&b',');
    match (are_objects, is_csv, receiver) {
        (true, _, Receiver::Azure) => "; one object a line is JSON Lines, and the endpoint wants one object with \"input_data\"",
        (true, ..) => "; one object a line is JSON Lines, and MLflow wants one body with a list in dataframe_records",
        (_, true, Receiver::Azure) => "; it looks like CSV, and the endpoint takes JSON only: send the same rows as input_data",
        (_, true, _) => "; it looks like CSV, which is sent as text/csv",
        _ => "",
    }
}

/// The JSON of a body; `None` after the reason was put into the answer.
pub fn parsed(bytes: &[u8], receiver: Receiver, answer: &mut RequestCheck) -> Option<Value> {
    // An eighth of the memory goes to the data frame.
    match json::parse_within(&decoded(bytes), memory_for(bytes.len()) / 8 * 7) {
        Ok(Some(value)) => Some(value),
        Ok(None) => {
            answer.refuse(BODY, None, codes::TOO_MANY_VALUES, too_many(bytes.len()));
            None
        }
        Err(error) => {
            if has_binary_tensors(bytes) {
                answer.foreign = Some(Foreign::OpenInferenceBinary);
            }
            let message = if bytes.trim_ascii().is_empty() {
                "it is empty".to_owned()
            } else {
                let hint = not_json_hint(bytes, receiver);
                format!("it is not JSON: {} at line {}, column {}{hint}", error.message, error.line, error.column)
            };
            answer.refuse(BODY, None, codes::NOT_JSON, message);
            None
        }
    }
}

impl RequestBody {
    /// Takes a JSON body apart; `None` after the reason was put into the answer. `contract`: an LLM body carries the params that
    /// it declares beside its data.
    pub fn of(value: Value, contract: &Contract<'_>, answer: &mut RequestCheck) -> Option<Self> {
        let Value::Map(mut entries) = value else {
            answer.refuse(BODY, None, codes::BODY_FORM, format!("it is {}, and must be an object with one of {}", value.kind(), keys()));
            return None;
        };
        if entries.iter().any(|(key, _)| UNIFIED.contains(&&**key)) {
            let declared: HashSet<&str> = contract.params.into_iter().flatten().map(|spec| &*spec.name).collect();
            let (params, data): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| declared.contains(&**key));
            answer.form = Some(Form::Unified);
            return Some(Self { form: Form::Unified, data: Value::Map(data), params: Some(Value::Map(params)) });
        }
        let mut take = |key: &str| entries.iter().position(|(known, _)| &**known == key).map(|place| entries.swap_remove(place).1);
        let params = take("params");
        let mut found = Form::NAMED.into_iter().filter_map(|form| Some((form, take(form.key())?)));
        match (found.next(), found.next()) {
            (Some((form, data)), None) => {
                answer.form = Some(form);
                Some(Self { form, data, params })
            }
            (Some((one, _)), Some((two, _))) => {
                answer.refuse(
                    BODY,
                    None,
                    codes::TWO_FORMS,
                    format!("it has both {:?} and {:?}, and only one is taken", one.key(), two.key()),
                );
                None
            }
            (None, _) => {
                drop(found);
                let there: Vec<&str> = entries.iter().map(|(key, _)| &**key).take(MAX_KEYS_TOLD).collect();
                let what = if there.is_empty() { "nothing".to_owned() } else { clipped(&there.join(", "), 120).into_owned() };
                // Of a body that other keys tell, and of a column, nothing is a slip.
                let columns = || contract.inputs.into_iter().flat_map(|schema| &schema.specs);
                let is_column = |name: &str| columns().any(|spec| spec.name.as_ref().and_then(Value::as_text) == Some(name));
                let near = Form::NAMED.into_iter().find_map(|form| Some((form, similar::nearest(form.key(), &there)?)));
                let near = near.filter(|(_, (sent, _))| answer.foreign.is_none_or(Foreign::is_by_looks) && !is_column(sent));
                if near.is_some() {
                    answer.foreign = None;
                }
                let hint = near.map(|(form, (sent, nearness))| format!("; {sent:?} is nearly {:?}: {nearness}", form.key()));
                let message = format!("it must have exactly one of {}, and has {what}{}", keys(), hint.unwrap_or_default());
                let near = near.map(|(_, (sent, _))| sent.to_owned());
                answer.add_refusal(Refusal { near, ..Refusal::new(BODY, codes::NO_FORM, message) });
                None
            }
        }
    }
}

fn keys() -> String {
    let [one, two, three, four] = Form::NAMED.map(Form::key);
    format!("{one}, {two}, {three} or {four}")
}
