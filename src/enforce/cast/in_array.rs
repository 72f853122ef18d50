//! A value on its way into an array (`numpy.array(value, dtype)`).

use super::texts::is_complex;
use super::to_number::{as_float, as_truth, as_whole, text_as_float, to_float};
use super::{CastChange, CastFault, CastResult, CastTarget, TypeClass};
use crate::enforce::dates::numpy::{self, NumpyDate};
use crate::mlmodel::value::Value;

/// A value on its way into an array of the target's dtype (`numpy.array(value, dtype)`); not for lists.
pub fn cast_in_array(value: &Value, target: &CastTarget<'_>) -> CastResult {
    match target.class() {
        TypeClass::Bool => Ok(as_truth(value)),
        TypeClass::Int { low, high } => as_whole(value, low, high),
        TypeClass::Float { digits } => match value {
            Value::Null => Ok(Some(CastChange::NullToNan)),
            Value::Bool(_) => Ok(Some(CastChange::BoolToNumber)),
            Value::Text(text) => text_as_float(text, digits),
            Value::Map(_) => Err(CastFault::NotOneValue),
            number => as_float(number, digits),
        },
        TypeClass::Complex => complex(value),
        TypeClass::Text => Ok((!matches!(value, Value::Text(_))).then_some(CastChange::Stringified)),
        TypeClass::Bytes => match value {
            Value::Text(text) if text.is_ascii() => Ok(Some(CastChange::Verbatim)),
            Value::Text(_) => Err(CastFault::NotAscii),
            other if other.to_json().is_ascii() => Ok(Some(CastChange::Verbatim)),
            _ => Err(CastFault::NotAscii),
        },
        TypeClass::Date { nanoseconds } => date(value, nanoseconds),
        TypeClass::Duration => duration(value),
        TypeClass::Object => Ok(None),
    }
}

fn complex(value: &Value) -> CastResult {
    match value {
        Value::Null => Ok(Some(CastChange::NullToNan)),
        Value::Map(_) => Err(CastFault::NotOneValue),
        Value::Text(text) if is_complex(text) => Ok(Some(CastChange::TextToNumber)),
        Value::Text(_) => Err(CastFault::NotANumber),
        Value::BigInt(digits) if to_float(digits).is_infinite() => Err(CastFault::OutOfRange),
        _ => Ok(None),
    }
}

/// `datetime64`; `nanoseconds`: 64 bits of them hold the years 1678 to 2261 only.
fn date(value: &Value, nanoseconds: bool) -> CastResult {
    match value {
        Value::Null => Ok(Some(CastChange::NullToNan)),
        Value::Bool(_) | Value::Int(_) => Ok(Some(CastChange::NumberToDate)),
        Value::BigInt(_) => Err(CastFault::OutOfRange),
        Value::Text(text) => match numpy::read(text) {
            NumpyDate::Missing => Ok(Some(CastChange::NullToNan)),
            NumpyDate::NotADate => Err(CastFault::NotADate),
            NumpyDate::Moment { year, .. } if nanoseconds && !(1678..=2261).contains(&year) => Ok(Some(CastChange::YearWraps)),
            NumpyDate::Moment { has_zone, .. } => Ok(has_zone.then_some(CastChange::ZoneDropped)),
        },
        _ => Err(CastFault::NotADate),
    }
}

/// `timedelta64`
fn duration(value: &Value) -> CastResult {
    match value {
        Value::Null => Ok(Some(CastChange::NullToNan)),
        Value::Bool(_) | Value::Int(_) => Ok(None),
        Value::BigInt(_) => Err(CastFault::OutOfRange),
        Value::Text(text) if text.parse::<i64>().is_ok() || text.is_empty() || text.eq_ignore_ascii_case("nat") => {
            Ok(Some(CastChange::TextToNumber))
        }
        _ => Err(CastFault::NotANumber),
    }
}
