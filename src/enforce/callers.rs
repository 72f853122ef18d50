//! What each of the two callers makes of a body before it is compared with the signature.

use super::dtype::Dtype;
use super::form::Form;
use super::frame::Frame;
use super::label::Label;
use super::request::RequestBody;
use super::request_check::{BODY, RequestCheck};
use super::{Caller, codes, columns, tensors};
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;

/// The frame of a data frame form, or `None` after the reason was told.
pub fn framed<'v>(request: &'v RequestBody, answer: &mut RequestCheck) -> Option<Frame<'v>> {
    let frame = if request.form == Form::DataframeSplit { Frame::split(&request.data) } else { Frame::records(&request.data) };
    frame.map_err(|error| answer.refuse_frame(error)).ok()
}

/// Whether a body is a list that begins with an object: `instances` gathers such by name.
fn begins_with_object(data: &Value) -> bool {
    matches!(data, Value::List(rows) if matches!(rows.first(), Some(Value::Map(_))))
}

/// The scoring server (`infer_and_parse_data` in `mlflow/pyfunc/scoring_server`).
pub fn rest(request: &RequestBody, schema: &Schema, answer: &mut RequestCheck) {
    match request.form {
        Form::DataframeSplit | Form::DataframeRecords => {
            let Some(frame) = framed(request, answer) else { return };
            if schema.is_tensors() { tensors::frame(&frame, None, schema, answer) } else { columns::rest(&frame, schema, answer) }
        }
        Form::Unified => predicted(&request.data, schema, answer),
        Form::Inputs | Form::Instances | Form::InputData | Form::Csv if schema.is_tensors() => rest_tensors(request, schema, answer),
        Form::Inputs | Form::Instances | Form::InputData | Form::Csv => rest_columns(request, schema, answer),
    }
}

fn rest_tensors(request: &RequestBody, schema: &Schema, answer: &mut RequestCheck) {
    let is_by_row = request.form == Form::Instances;
    match &request.data {
        Value::List(rows) if is_by_row && begins_with_object(&request.data) => tensors::instances(rows, schema, answer),
        Value::Map(entries) if is_by_row => tensors::instances_dict(entries, &request.data, schema, answer),
        other => tensors::inputs(other, schema, Caller::Rest, answer),
    }
}

fn rest_columns(request: &RequestBody, schema: &Schema, answer: &mut RequestCheck) {
    let is_one_named = schema.is_named() && schema.specs.len() == 1;
    let are_objects = |rows: &[Value]| rows.iter().all(|row| matches!(row, Value::Map(_)));
    match &request.data {
        Value::List(rows) if request.form == Form::Instances && begins_with_object(&request.data) => {
            columns::instances(rows, schema, answer);
        }
        Value::List(rows) if are_objects(rows) && !(rows.is_empty() && is_one_named) => columns::records(rows, schema, answer),
        Value::Map(entries) if schema.is_named() => {
            let entries: Vec<columns::NamedValue<'_>> =
                entries.iter().map(|(key, value)| columns::NamedValue { label: Label::Text(key), value }).collect();
            columns::dict(&entries, schema, answer);
        }
        other => columns::values(other, schema, answer),
    }
}

/// `predict` in the same process (`_enforce_schema` in `mlflow/models/utils.py`).
pub fn python(request: &RequestBody, schema: &Schema, answer: &mut RequestCheck) {
    match request.form {
        Form::DataframeSplit | Form::DataframeRecords => {
            let Some(frame) = framed(request, answer) else { return };
            check_frame(&frame, &columns::inferred(&frame), schema, answer);
        }
        _ if schema.is_tensors() => tensors::inputs(&request.data, schema, Caller::Python, answer),
        _ => predicted(&request.data, schema, answer),
    }
}

/// A data frame given to `predict`, its columns of these dtypes.
pub fn check_frame(frame: &Frame<'_>, dtypes: &[Dtype], schema: &Schema, answer: &mut RequestCheck) {
    if schema.is_tensors() {
        tensors::frame(frame, Some(dtypes), schema, answer);
    } else {
        columns::python(frame, dtypes, schema, answer);
    }
}

/// A dict, a list or a value given to `predict`, which makes a data frame of it (`_enforce_schema`).
pub fn predicted(data: &Value, schema: &Schema, answer: &mut RequestCheck) {
    if schema.is_tensors() {
        answer.refuse(BODY, None, codes::TENSOR_FORM, format!("{} stands where arrays are expected", data.kind()));
        return;
    }
    let is_plain = |value: &Value| match value {
        Value::List(items) => items.iter().all(|item| matches!(item, Value::Text(_))),
        Value::Map(_) => false,
        _ => true,
    };
    let frame = match data {
        Value::Map(entries) if columns::makes_records(schema) || entries.iter().all(|(_, value)| is_plain(value)) => {
            Frame::of_record(entries)
        }
        Value::Map(entries) => Frame::of_dict(entries, None, None),
        Value::List(rows) => Frame::of_list(rows),
        Value::Null => {
            answer.refuse(BODY, None, codes::NO_DATA, "null is no data to predict from");
            return;
        }
        scalar => Ok(Frame::of_scalar(scalar)),
    };
    match frame {
        Ok(frame) => columns::python(&frame, &columns::inferred(&frame), schema, answer),
        Err(error) => answer.refuse_frame(error),
    }
}
