//! Without a sample, what comes is read by its looks.

use super::{AzureEndpoint, is_array};
use crate::enforce::azure::Pandas;
use crate::enforce::callers::predicted;
use crate::enforce::frame::Frame;
use crate::enforce::request_check::{BODY, Conversion, RequestCheck};
use crate::enforce::{Caller, check_frame, codes, columns, tensors};
use crate::mlmodel::json;
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;

/// Checks what stands under `input_data` (`parse_model_input_from_input_data_traditional`).
pub(super) fn check(data: &Value, schema: Option<&Schema>, endpoint: &AzureEndpoint, answer: &mut RequestCheck) {
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
            } else if is_array(BODY, list, answer) {
                enforced(list, schema, answer);
            }
        }
        split @ Value::Map(entries) if ["columns", "index", "data"].iter().all(|key| split.get(key).is_some()) => {
            frame(split, entries.len(), schema, endpoint.pandas, answer);
        }
        object @ Value::Map(entries) => by_name(object, entries, schema, answer),
        other => {
            let message = format!("input_data is {}, which the script cannot read; send a list or an object", other.kind());
            answer.refuse(BODY, None, codes::AZURE_FORM, message);
        }
    }
}

/// An object with columns, index and data.
fn frame(split: &Value, keys: usize, schema: Option<&Schema>, pandas: Pandas, answer: &mut RequestCheck) {
    if pandas == Pandas::Three {
        let message = "without a sample the script reads a data frame with pandas.read_json(text), which pandas 3 takes for the name of a file: FileNotFoundError; put pandas<3 into conda.yaml, or save the model with a signature";
        answer.refuse(BODY, None, codes::AZURE_FRAME_PANDAS, message);
        return;
    }
    if keys > 3 {
        answer.refuse(BODY, None, codes::AZURE_FORM, "beside \"columns\", \"index\" and \"data\" no other key is taken");
        return;
    }
    match Frame::split(split) {
        Ok(frame) => {
            answer.rows = Some(frame.rows);
            if let Some(schema) = schema {
                check_frame(&frame, &columns::inferred(&frame), schema, answer);
            }
        }
        Err(error) => answer.refuse_frame(error),
    }
}

/// Any other object: an array for each name.
fn by_name(object: &Value, entries: &[(Box<str>, Value)], schema: Option<&Schema>, answer: &mut RequestCheck) {
    if object.get("columns").is_some() && object.get("data").is_some() {
        let message = "without \"index\" the script takes \"columns\" and \"data\" for the names of two arrays, not for a data frame";
        answer.convert(Conversion::lost(BODY, codes::AZURE_ARRAYS, message));
    }
    let before = answer.refusals.len();
    for (name, value) in entries {
        is_array(name, value, answer);
    }
    if answer.refusals.len() == before {
        enforced(object, schema, answer);
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
fn enforced(data: &Value, schema: Option<&Schema>, answer: &mut RequestCheck) {
    match schema {
        Some(schema) if schema.is_tensors() => tensors::inputs(data, schema, Caller::Python, answer),
        Some(schema) => predicted(data, schema, answer),
        None => {}
    }
}

/// A model of transformers: texts and lists of texts go to it as they are, other values as arrays. Its sample is an object for
/// columns with names and a list otherwise, and so must be what is sent.
pub(super) fn as_it_is(data: &Value, schema: Option<&Schema>, answer: &mut RequestCheck) {
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
    enforced(data, schema, answer);
}
