//! A body for a model without an input signature: the scoring server still makes arrays of it.

use super::array;
use super::callers::framed;
use super::codes;
use super::columns;
use super::form::Form;
use super::request::RequestBody;
use super::request_check::{BODY, RequestCheck};
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;

/// Checks what the server needs to read the body at all.
pub fn check(request: &RequestBody, answer: &mut RequestCheck) {
    match (request.form, &request.data) {
        (Form::DataframeSplit | Form::DataframeRecords, _) => {
            if let Some(frame) = framed(request, answer) {
                answer.rows = Some(frame.rows);
            }
        }
        (Form::Instances, Value::List(rows)) if matches!(rows.first(), Some(Value::Map(_))) => {
            columns::instances(rows, &Schema::default(), answer);
        }
        (form, Value::Map(entries)) => by_name(entries, form, answer),
        (Form::Inputs, Value::List(rows)) if rows.iter().all(|row| matches!(row, Value::Map(_))) => records(rows, answer),
        (_, value) => {
            is_array(BODY, value, answer);
        }
    }
}

/// Tells of lists that numpy makes no array of; whether it makes one.
fn is_array(place: &str, value: &Value, answer: &mut RequestCheck) -> bool {
    let is_one = array::shape(value).is_ok();
    if !is_one {
        answer.refuse(place, array::ragged_row(value), codes::RAGGED, array::RAGGED);
    }
    is_one
}

fn by_name(entries: &[(Box<str>, Value)], form: Form, answer: &mut RequestCheck) {
    let mut length = None;
    for (key, value) in entries {
        if !is_array(key, value, answer) || form != Form::Instances {
            continue;
        }
        match value {
            Value::List(items) if *length.get_or_insert(items.len()) == items.len() => {}
            Value::List(_) => answer.refuse(&**key, None, codes::COLUMN_LENGTH, "it has another length than the first"),
            other => {
                let message = format!("{} stands where a list is expected", other.kind());
                answer.refuse(&**key, None, codes::COLUMN_LENGTH, message);
            }
        }
    }
}

/// Each row by itself, up to the first that is refused.
fn records(rows: &[Value], answer: &mut RequestCheck) {
    for (i, row) in rows.iter().enumerate() {
        let Value::Map(entries) = row else { continue };
        if let Some((key, _)) = entries.iter().find(|(_, value)| array::shape(value).is_err()) {
            answer.refuse(&**key, Some(i), codes::RAGGED, array::RAGGED);
            return;
        }
    }
}
