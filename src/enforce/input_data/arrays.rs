//! Samples that are arrays (`NumpyParameterType` of inference-schema 1.8).

use std::collections::HashSet;

use super::is_array;
use crate::enforce::callers::predicted;
use crate::enforce::request_check::{BODY, RequestCheck};
use crate::enforce::{Caller, codes, tensors};
use crate::mlmodel::signature::{Schema, SpecKind};
use crate::mlmodel::value::Value;

/// `numpy.array` with the dtype of the sample.
pub(super) fn one(data: &Value, schema: Option<&Schema>, answer: &mut RequestCheck) {
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
pub(super) fn by_name(data: &Value, names: &[Box<str>], schema: Option<&Schema>, answer: &mut RequestCheck) {
    let Value::Map(entries) = data else {
        let message = format!("input_data is {}, and the script wants an object of names to arrays", data.kind());
        answer.refuse(BODY, None, codes::AZURE_FORM, message);
        return;
    };
    let before = answer.refusals.len();
    let names: HashSet<&str> = names.iter().map(|name| &**name).collect();
    let sampled = || entries.iter().filter(|(name, _)| names.contains(&**name));
    for (name, value) in sampled() {
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
            for (name, value) in sampled() {
                is_array(name, value, answer);
            }
        }
    }
}
