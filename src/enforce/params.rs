//! Inference params: `_enforce_params_schema` in `mlflow/models/utils.py`.

use std::collections::{HashMap, HashSet};

use super::cast::show;
use super::codes;
use super::dates::numpy::{self, NumpyDate};
use super::nested::{self, Carrier};
use super::request_check::{Conversion, RequestCheck};
use super::similar;
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{DataType, ParamSpec, Signature};
use crate::mlmodel::value::Value;

/// Names of params that are told where one is not known; they are cut long before.
const MAX_PARAM_NAMES: usize = 100;

/// Checks the `params` of a request; every caller meets the same rules.
pub fn check(params: Option<&Value>, specs: Option<&[ParamSpec]>, answer: &mut RequestCheck) {
    let Some(specs) = specs else {
        match params {
            None | Some(Value::Null) => {}
            Some(Value::Map(entries)) if entries.is_empty() => {}
            Some(_) => {
                let message = "the signature declares no params, so these are ignored";
                answer.convert(Conversion::lost("params", codes::PARAM_IGNORED, message));
            }
        }
        return;
    };
    let entries = match params {
        None | Some(Value::Null) => return,
        Some(Value::Map(entries)) => entries,
        Some(other) => {
            let message = format!("params is {}, and must be an object of names to values", other.kind());
            answer.refuse("params", None, codes::PARAMS_FORM, message);
            return;
        }
    };
    let known: HashMap<&str, &ParamSpec> = specs.iter().rev().map(|spec| (&*spec.name, spec)).collect();
    let names: Vec<&str> = specs.iter().take(MAX_PARAM_NAMES).map(|spec| &*spec.name).collect();
    let names = names.join(", ");
    let mut hints = MAX_PARAM_NAMES;
    let sent: HashSet<&str> = entries.iter().map(|(name, _)| &**name).collect();
    for (name, value) in entries {
        let place = format!("params.{name}");
        let Some(spec) = known.get(&**name) else {
            let near = specs.iter().take(if hints > 0 { MAX_PARAM_NAMES } else { 0 }).filter(|spec| !sent.contains(&*spec.name));
            let near = near.map(|spec| &*spec.name).collect::<Vec<&str>>();
            hints = hints.saturating_sub(1);
            let near =
                similar::nearest(name, &near).map(|(meant, nearness)| format!("; it is nearly {:?}: {nearness}", clipped(meant, 60)));
            let near = near.unwrap_or_default();
            let message = format!("no such param, so it is ignored; there are {}{near}", clipped(&names, 120));
            answer.convert(Conversion::lost(place, codes::PARAM_IGNORED, message));
            continue;
        };
        if let Err(fault) = param(value, spec) {
            answer.refuse(place, None, fault.code, fault.message);
        }
    }
}

/// A default that MLflow refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDefault {
    /// Which of the params it is, from 0.
    pub param: usize,
    /// What is wrong, in a clause.
    pub message: String,
}

/// The first default that MLflow refuses when it loads the model (`ParamSpec.validate_type_and_shape` in
/// `mlflow/types/schema.py`).
#[must_use]
pub fn bad_default(signature: &Signature) -> Option<BadDefault> {
    let specs = signature.params.read()?;
    // A spec that is wrong itself is said as such.
    specs.iter().enumerate().filter(|(_, spec)| is_sound(spec)).find_map(|(i, spec)| {
        let fault = param(&spec.default, spec).err()?;
        Some(BadDefault { param: i, message: format!("the default of {}: {}", clipped(&spec.name, 60), fault.message) })
    })
}

/// Whether MLflow knows the type and the shape.
fn is_sound(spec: &ParamSpec) -> bool {
    let is_known = matches!(
        spec.data_type,
        DataType::Boolean
            | DataType::Integer
            | DataType::Long
            | DataType::Float
            | DataType::Double
            | DataType::String
            | DataType::DateTime
            | DataType::Object(_)
    );
    is_known && spec.has_known_shape()
}

/// Why a param is refused.
struct ParamFault {
    code: &'static Code,
    message: String,
}

impl ParamFault {
    fn shape(message: impl Into<String>) -> Self {
        Self { code: codes::PARAM_SHAPE, message: message.into() }
    }
}

fn param(value: &Value, spec: &ParamSpec) -> Result<(), ParamFault> {
    if !spec.is_list() {
        return scalar(value, &spec.data_type);
    }
    let Value::List(items) = value else {
        return Err(ParamFault::shape(format!("{} stands where a list is expected", show(value))));
    };
    // `numpy.array` of it must have one dimension; a text or an object in it is one item.
    if items.iter().any(|item| matches!(item, Value::List(_))) {
        return Err(ParamFault::shape("a list of lists stands where a plain list is expected"));
    }
    if matches!(spec.data_type, DataType::Object(_)) {
        // Each item is checked as a value of a plain type, which an object is not.
        let is_null = items.iter().all(Value::is_null);
        return if is_null { Ok(()) } else { Err(ParamFault::shape("MLflow takes no list of objects for a param")) };
    }
    items.iter().try_for_each(|item| scalar(item, &spec.data_type))
}

fn scalar(value: &Value, data_type: &DataType) -> Result<(), ParamFault> {
    let advice = match (data_type, value) {
        (DataType::Object(_), _) => return object(value, data_type),
        (_, Value::Null)
        | (DataType::Boolean, Value::Bool(_))
        | (DataType::Integer | DataType::Long, Value::Int(_) | Value::BigInt(_))
        | (DataType::Float | DataType::Double, Value::Int(_) | Value::Float(_))
        | (DataType::String, Value::Text(_)) => return Ok(()),
        (DataType::Float | DataType::Double, Value::BigInt(digits)) if digits.parse().is_ok_and(f64::is_finite) => return Ok(()),
        (DataType::DateTime, Value::Text(text)) if is_python_date(text) => return Ok(()),
        (DataType::DateTime, Value::Text(_)) => "send a text such as \"2024-02-29\" or \"2024-02-29T12:30:00\"",
        (DataType::Boolean, _) => "send true or false",
        (DataType::Integer | DataType::Long, _) => "send a whole number",
        (DataType::Float | DataType::Double, _) => "send a number",
        (DataType::String, _) => "send a text",
        (DataType::DateTime, _) => "send a text such as \"2024-02-29\"",
        _ => "the signature itself is not one that MLflow reads",
    };
    let message = format!("{} is no {}; {advice}", show(value), data_type.keyword());
    Err(ParamFault { code: codes::PARAM_TYPE, message })
}

/// Whether Python's `datetime` holds it: four digits of a year, and six of a second.
fn is_python_date(text: &str) -> bool {
    match numpy::read(text) {
        NumpyDate::Missing => true,
        NumpyDate::Moment { year, fraction, .. } => (1..=9999).contains(&year) && fraction <= 6,
        NumpyDate::NotADate => false,
    }
}

fn object(value: &Value, data_type: &DataType) -> Result<(), ParamFault> {
    nested::enforce(value, data_type, true, Carrier::Python).map_err(|fault| {
        let message = if fault.path.is_empty() { fault.message } else { format!("{}: {}", fault.path, fault.message) };
        ParamFault { code: fault.code, message }
    })
}
