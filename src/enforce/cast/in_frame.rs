//! A cell of a data frame's column, cast by `astype`, `pandas.to_datetime` or `base64.decodebytes`.

use std::borrow::Cow;

use super::texts::is_base64;
use super::to_number::{as_float, as_truth, as_whole, text_as_float, to_float};
use super::{CastChange, CastFault, CastResult, CastTarget, TypeClass};
use crate::enforce::dates::pandas::{self, PandasDate};
use crate::enforce::dtype::{Dtype, MAX_NANOSECONDS};
use crate::mlmodel::signature::DataType;
use crate::mlmodel::value::Value;

/// A cell of a data frame's column, cast by `astype`, `pandas.to_datetime` or `base64.decodebytes`.
///
/// `dtype`: what pandas holds the column as. `dates`: what the column has held so far, where it becomes one of dates.
pub fn cast_in_frame(value: &Value, dtype: Dtype, data_type: &DataType, dates: &mut DateColumn) -> CastResult {
    match CastTarget::Column(data_type).class() {
        TypeClass::Bool => Ok(match value {
            Value::Float(f) if f.is_nan() => Some(CastChange::NullToFalse),
            other => as_truth(other),
        }),
        TypeClass::Int { low, high } => whole(value, dtype, low, high),
        TypeClass::Float { digits } => match value {
            Value::Null => Ok(Some(CastChange::NullToNan)),
            Value::Bool(_) => Ok(Some(CastChange::BoolToNumber)),
            Value::Text(text) => text_as_float(text, digits),
            Value::List(_) | Value::Map(_) => Err(CastFault::NotOneValue),
            number => as_float(number, digits),
        },
        TypeClass::Text => Ok((!matches!(value, Value::Text(_) | Value::Null)).then_some(CastChange::KeptAsIs)),
        TypeClass::Bytes => match value {
            Value::Text(text) if is_base64(text) => Ok(Some(CastChange::FromBase64)),
            Value::Text(_) => Err(CastFault::NotBase64),
            Value::Null => Err(CastFault::Null),
            _ => Err(CastFault::NotText),
        },
        TypeClass::Date { .. } => dates.cast(value, dtype),
        TypeClass::Complex | TypeClass::Duration | TypeClass::Object => Ok(None),
    }
}

/// `astype` to whole numbers: numbers that stand together are cast by C, and wrap.
fn whole(value: &Value, dtype: Dtype, low: i128, high: i128) -> CastResult {
    match (dtype, value) {
        (Dtype::Int(_) | Dtype::UInt(_), Value::Int(i)) if (low..=high).contains(&i128::from(*i)) => Ok(None),
        (Dtype::Int(_) | Dtype::UInt(_), _) => Ok(Some(CastChange::Wrapped)),
        (Dtype::Float(_), Value::Null) => Err(CastFault::Null),
        (Dtype::Float(_), Value::Float(f)) if !f.is_finite() => Err(CastFault::NotFinite),
        // C's cast: out of range, the lowest number.
        (Dtype::Float(_), _) => match as_whole(value, low, high) {
            Err(CastFault::OutOfRange) => Ok(Some(CastChange::Wrapped)),
            cast => cast,
        },
        _ => as_whole(value, low, high),
    }
}

/// What a data frame's datetime column has held so far.
#[derive(Debug, Default)]
pub struct DateColumn {
    /// The layout of its first date, which pandas wants all to have.
    layout: Option<Cow<'static, str>>,
    /// pandas reads each by itself: the first value was a number, or of a layout that pandas does not find.
    is_mixed: bool,
}

impl DateColumn {
    fn cast(&mut self, value: &Value, dtype: Dtype) -> CastResult {
        match value {
            Value::Null => Ok(Some(CastChange::NullToNan)),
            Value::BigInt(_) if !matches!(dtype, Dtype::Float(_)) => Err(CastFault::DateOutOfRange),
            Value::Float(f) if f.is_nan() => Ok(Some(CastChange::NullToNan)),
            Value::Float(f) if f.abs() >= MAX_NANOSECONDS && dtype == Dtype::Object => Err(CastFault::DateOutOfRange),
            Value::Int(_) | Value::Float(_) if dtype == Dtype::Object && self.layout.is_some() => Err(CastFault::OtherLayout),
            Value::Int(_) | Value::BigInt(_) | Value::Float(_) => {
                self.is_mixed = true;
                let is_lost = matches!(dtype, Dtype::Float(_)) && nanoseconds(value).abs() >= MAX_NANOSECONDS;
                Ok(Some(if is_lost { CastChange::NoDate } else { CastChange::NumberToDate }))
            }
            Value::Text(text) => self.cast_text(text),
            _ => Err(CastFault::NotADate),
        }
    }

    fn cast_text(&mut self, text: &str) -> CastResult {
        let day_first = self.layout.as_deref().is_some_and(|layout| layout.contains("%d%m%Y"));
        let (layout, is_guessed, is_loose) = match pandas::read(text, day_first) {
            PandasDate::Missing => return Ok(Some(CastChange::NullToNan)),
            PandasDate::NotADate => return Err(CastFault::NotADate),
            PandasDate::OutOfRange => return Err(CastFault::DateOutOfRange),
            PandasDate::Moment { has_zone: true, .. } => return Err(CastFault::TimeZone),
            // Without a layout the letter is a zone.
            PandasDate::Moment { layout, .. } if self.is_mixed && layout.ends_with('z') => return Err(CastFault::TimeZone),
            PandasDate::Moment { layout, is_guessed, is_loose, .. } => (layout, is_guessed, is_loose),
        };
        let change = is_guessed.then_some(CastChange::GuessedDate);
        self.is_mixed |= is_loose && self.layout.is_none();
        if layout.is_empty() || self.is_mixed {
            return Ok(change);
        }
        if *self.layout.get_or_insert_with(|| layout.clone()) == layout { Ok(change) } else { Err(CastFault::OtherLayout) }
    }
}

fn nanoseconds(value: &Value) -> f64 {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "pandas holds it as a float as well")]
        Value::Int(i) => *i as f64,
        Value::BigInt(digits) => to_float(digits),
        Value::Float(f) => *f,
        _ => 0.0,
    }
}
