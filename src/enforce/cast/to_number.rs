//! Numbers on their way into reals of so many bits, and into whole numbers with bounds.

use super::{CastChange, CastFault, CastResult, CastTarget, TypeClass};
use crate::enforce::numbers::{self, Whole};
use crate::mlmodel::signature::DataType;
use crate::mlmodel::value::Value;

/// A whole number past 64 bits as a float, which may be infinite.
pub(super) fn to_float(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::INFINITY)
}

/// What a number becomes in so many bits of digits.
pub(super) fn as_float(value: &Value, digits: u32) -> CastResult {
    let exact = 1_u64 << digits;
    match value {
        Value::Int(i) if i.unsigned_abs() <= exact => Ok(Some(CastChange::WholeToReal)),
        Value::Int(i) => {
            // A number past the digits may still be one of those that are kept whole.
            let spare = i.unsigned_abs().trailing_zeros();
            let needed = 64 - i.unsigned_abs().leading_zeros() - spare;
            #[expect(clippy::cast_precision_loss, reason = "only its size counts")]
            let too_large = rounds_past(*i as f64, digits);
            Ok(Some(if too_large {
                CastChange::ToInfinity
            } else if needed > digits {
                CastChange::LosesDigits
            } else {
                CastChange::WholeToReal
            }))
        }
        Value::BigInt(text) => match to_float(text) {
            f if f.is_infinite() => Err(CastFault::OutOfRange),
            f if rounds_past(f, digits) => Ok(Some(CastChange::ToInfinity)),
            _ => Ok(Some(CastChange::LosesDigits)),
        },
        Value::Float(f) if f.is_finite() && rounds_past(*f, digits) => Ok(Some(CastChange::ToInfinity)),
        Value::Float(f) if rounds_away(*f, digits) => Ok(Some(CastChange::ToZero)),
        _ => Ok(None),
    }
}

/// What a text becomes that `float()` reads.
pub(super) fn text_as_float(text: &str, digits: u32) -> CastResult {
    let Some(f) = numbers::float(text) else { return Err(CastFault::NotANumber) };
    // In 64 bits too: `1e400`, `1e-400`.
    let has_digits = || text.split(['e', 'E']).next().is_some_and(|mantissa| mantissa.contains(|c| matches!(c, '1'..='9')));
    Ok(Some(if rounds_past(f, digits) && has_digits() {
        CastChange::ToInfinity
    } else if rounds_away(f, digits) || (f == 0.0 && has_digits()) {
        CastChange::ToZero
    } else {
        CastChange::TextToNumber
    }))
}

/// The change that a number makes in a float column of a CSV, where it is lossy.
pub fn loss_in_csv(number: &Value, data_type: &DataType) -> Option<CastChange> {
    let TypeClass::Float { digits } = CastTarget::Column(data_type).class() else { return None };
    as_float(number, digits).ok().flatten().filter(|change| change.is_lossy())
}

/// Whether a number becomes infinite in so many bits of digits.
fn rounds_past(f: f64, digits: u32) -> bool {
    #[expect(clippy::cast_possible_truncation, reason = "the rounding is what is asked for")]
    match digits {
        11 => f.abs() >= 65520.0,
        24 => (f as f32).is_infinite(),
        _ => f.is_infinite(),
    }
}

/// Whether a number that is not 0 becomes 0 in so many bits of digits.
fn rounds_away(f: f64, digits: u32) -> bool {
    /// Half of float16's smallest number; a tie goes to the even one, 0.
    const HALF: f64 = 1.0 / 33_554_432.0;
    #[expect(clippy::cast_possible_truncation, reason = "the rounding is what is asked for")]
    match digits {
        11 => f != 0.0 && f.abs() <= HALF,
        24 => f != 0.0 && f as f32 == 0.0,
        _ => false,
    }
}

/// A whole number from Python's `int(x)`, into a type with bounds.
pub(super) fn as_whole(value: &Value, low: i128, high: i128) -> CastResult {
    let within = |i: i128, change: Option<CastChange>| if (low..=high).contains(&i) { Ok(change) } else { Err(CastFault::OutOfRange) };
    match value {
        Value::Int(i) => within(i128::from(*i), None),
        Value::BigInt(digits) => digits.parse().map_err(|_| CastFault::OutOfRange).and_then(|i| within(i, None)),
        Value::Bool(b) => within(i128::from(*b), Some(CastChange::BoolToNumber)),
        Value::Float(f) if !f.is_finite() => Err(CastFault::NotFinite),
        Value::Float(f) => {
            let change = if f.fract() == 0.0 { CastChange::RealToWhole } else { CastChange::Truncated };
            #[expect(clippy::cast_possible_truncation, reason = "past its bounds it saturates, and is refused")]
            within(f.trunc() as i128, Some(change))
        }
        Value::Text(text) => match numbers::int(text) {
            Some(Whole::Number(i)) => within(i, Some(CastChange::TextToNumber)),
            Some(Whole::Huge) => Err(CastFault::OutOfRange),
            None => Err(CastFault::NotANumber),
        },
        Value::Null => Err(CastFault::Null),
        _ => Err(CastFault::NotOneValue),
    }
}

/// What Python's `bool(x)` makes of a value.
pub(super) fn as_truth(value: &Value) -> Option<CastChange> {
    match value {
        Value::Bool(_) => None,
        Value::Null => Some(CastChange::NullToFalse),
        Value::Text(_) => Some(CastChange::SurprisingTruth),
        _ => Some(CastChange::Truth),
    }
}
