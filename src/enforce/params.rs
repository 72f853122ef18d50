//! Inference params: `_enforce_params_schema` in `mlflow/models/utils.py`.

use super::codes;
use std::collections::HashMap;

use super::answer::{Answer, Conversion};
use super::values::show;
use super::{iso, nested};
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{DataType, ParamSpec, Signature};
use crate::mlmodel::value::Value;

/// Names of params that are told where one is not known; they are cut long before.
const MAX_NAMES_TOLD: usize = 100;

/// Checks the `params` of a request; every caller meets the same rules.
pub fn check(params: Option<&Value>, specs: Option<&[ParamSpec]>, answer: &mut Answer) {
    let ignored =
        |place: String, message: String| Conversion { place, row: None, rule: codes::PARAM_IGNORED, message, lossy: true, count: 1 };
    let Some(specs) = specs else {
        match params {
            None | Some(Value::Null) => {}
            Some(Value::Map(entries)) if entries.is_empty() => {}
            Some(_) => answer.convert(ignored("params".to_owned(), "the signature declares no params, so these are ignored".to_owned())),
        }
        return;
    };
    let entries = match params {
        None | Some(Value::Null) => return,
        Some(Value::Map(entries)) => entries,
        Some(other) => {
            answer.refuse(
                "params",
                None,
                codes::PARAMS_FORM,
                format!("params is {}, and must be an object of names to values", other.kind()),
            );
            return;
        }
    };
    let known: HashMap<&str, &ParamSpec> = specs.iter().rev().map(|spec| (&*spec.name, spec)).collect();
    let names: Vec<&str> = specs.iter().take(MAX_NAMES_TOLD).map(|spec| &*spec.name).collect();
    let names = names.join(", ");
    for (name, value) in entries {
        let place = format!("params.{name}");
        let Some(spec) = known.get(&**name) else {
            answer.convert(ignored(place, format!("no such param, so it is ignored; there are {}", clipped(&names, 120))));
            continue;
        };
        if let Err((rule, message)) = one(value, spec) {
            answer.refuse(place, None, rule, message);
        }
    }
}

/// The first default that MLflow refuses when it loads the model: the index of its param, and why
/// (`ParamSpec.validate_type_and_shape` in `mlflow/types/schema.py`).
#[must_use]
pub fn bad_default(signature: &Signature) -> Option<(usize, String)> {
    let specs = signature.params.read()?;
    // A spec that is wrong itself is said as such.
    let is_sound = |spec: &ParamSpec| {
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
    };
    specs.iter().enumerate().filter(|(_, spec)| is_sound(spec)).find_map(|(i, spec)| {
        let (_, why) = one(&spec.default, spec).err()?;
        Some((i, format!("the default of {}: {why}", clipped(&spec.name, 60))))
    })
}

type Checked = Result<(), (&'static Code, String)>;

fn one(value: &Value, spec: &ParamSpec) -> Checked {
    if !spec.is_list() {
        return scalar(value, &spec.data_type);
    }
    let Value::List(items) = value else {
        return Err((codes::PARAM_SHAPE, format!("{} stands where a list is expected", show(value))));
    };
    // `numpy.array` of it must have one dimension; a text or an object in it is one item.
    if items.iter().any(|item| matches!(item, Value::List(_))) {
        return Err((codes::PARAM_SHAPE, "a list of lists stands where a plain list is expected".to_owned()));
    }
    if matches!(spec.data_type, DataType::Object(_)) {
        // Each item is checked as a value of a plain type, which an object is not.
        let is_null = items.iter().all(Value::is_null);
        return if is_null { Ok(()) } else { Err((codes::PARAM_SHAPE, "MLflow takes no list of objects for a param".to_owned())) };
    }
    items.iter().try_for_each(|item| scalar(item, &spec.data_type))
}

fn scalar(value: &Value, data_type: &DataType) -> Checked {
    let refuse = |wanted: &str| Err((codes::PARAM_TYPE, format!("{} is no {}; {wanted}", show(value), data_type.keyword())));
    match (data_type, value) {
        (DataType::Object(_), _) => nested::enforce(value, data_type, true, nested::Road::Python).map_err(|fault| {
            (fault.rule, if fault.path.is_empty() { fault.message } else { format!("{}: {}", fault.path, fault.message) })
        }),
        (_, Value::Null)
        | (DataType::Boolean, Value::Bool(_))
        | (DataType::Integer | DataType::Long, Value::Int(_) | Value::BigInt(_))
        | (DataType::Float | DataType::Double, Value::Int(_) | Value::Float(_))
        | (DataType::String, Value::Text(_)) => Ok(()),
        (DataType::Float | DataType::Double, Value::BigInt(digits)) if digits.parse().is_ok_and(f64::is_finite) => Ok(()),
        (DataType::DateTime, Value::Text(text)) => match iso::read(text) {
            iso::Iso::Missing => Ok(()),
            // Python's datetime holds four digits of a year and six of a second.
            iso::Iso::Moment { year, fraction, .. } if (1..=9999).contains(&year) && fraction <= 6 => Ok(()),
            _ => refuse("send a text such as \"2024-02-29\" or \"2024-02-29T12:30:00\""),
        },
        (DataType::Boolean, _) => refuse("send true or false"),
        (DataType::Integer | DataType::Long, _) => refuse("send a whole number"),
        (DataType::Float | DataType::Double, _) => refuse("send a number"),
        (DataType::String, _) => refuse("send a text"),
        (DataType::DateTime, _) => refuse("send a text such as \"2024-02-29\""),
        _ => refuse("the signature itself is not one that MLflow reads"),
    }
}
