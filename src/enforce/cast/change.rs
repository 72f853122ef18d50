//! What becomes of a value that is taken and reaches the model as another.

use super::{CastTarget, MAX_SHOWN, show};
use crate::enforce::codes;
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::value::Value;

/// What becomes of a value that is taken and changes; the codes explain each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CastChange {
    WholeToReal,
    RealToWhole,
    Truncated,
    Wrapped,
    LosesDigits,
    ToInfinity,
    ToZero,
    BoolToNumber,
    TextToNumber,
    /// A number or the like becomes true or false.
    Truth,
    /// A text does, and not by what it says.
    SurprisingTruth,
    NullToNan,
    NullToFalse,
    /// A value under `string` that is not made a text.
    KeptAsIs,
    Stringified,
    FromBase64,
    /// The bytes of a text as it stands.
    Verbatim,
    NumberToDate,
    GuessedDate,
    ZoneDropped,
    YearWraps,
    /// A number becomes `NaT`.
    NoDate,
}

impl CastChange {
    /// Its stable code.
    pub fn code(self) -> &'static Code {
        match self {
            Self::WholeToReal => codes::INTEGER_TO_REAL,
            Self::RealToWhole => codes::REAL_TO_INTEGER,
            Self::Truncated => codes::TRUNCATED,
            Self::Wrapped => codes::WRAPS,
            Self::LosesDigits => codes::LOSES_DIGITS,
            Self::ToInfinity => codes::TO_INFINITY,
            Self::ToZero => codes::TO_ZERO,
            Self::BoolToNumber => codes::BOOLEAN_TO_NUMBER,
            Self::TextToNumber => codes::TEXT_TO_NUMBER,
            Self::Truth => codes::TO_BOOLEAN,
            Self::SurprisingTruth => codes::TEXT_TO_BOOLEAN,
            Self::NullToNan => codes::NULL_TO_NAN,
            Self::NullToFalse => codes::NULL_TO_BOOLEAN,
            Self::KeptAsIs => codes::NOT_MADE_TEXT,
            Self::Stringified => codes::MADE_TEXT,
            Self::FromBase64 => codes::FROM_BASE64,
            Self::Verbatim => codes::TEXT_AS_BYTES,
            Self::NumberToDate => codes::NUMBER_TO_DATE,
            Self::GuessedDate => codes::GUESSED_DATE,
            Self::ZoneDropped => codes::ZONE_DROPPED,
            Self::YearWraps => codes::YEAR_WRAPS,
            Self::NoDate => codes::TO_NO_DATE,
        }
    }

    /// Whether something is lost, or means something else than was written.
    pub fn is_lossy(self) -> bool {
        !matches!(
            self,
            Self::WholeToReal
                | Self::RealToWhole
                | Self::BoolToNumber
                | Self::TextToNumber
                | Self::NullToNan
                | Self::FromBase64
                | Self::Stringified
        )
    }

    /// What the value becomes, in a clause.
    pub fn message(self, value: &Value, target: &CastTarget<'_>) -> String {
        let (shown, name) = (show(value), target.name());
        match self {
            Self::WholeToReal => format!("{} accepted as {name}", whole_word(value)),
            Self::RealToWhole => format!("{shown} accepted as {name}"),
            Self::Truncated => format!("{shown} loses its fraction and becomes {}", truncated(value)),
            Self::Wrapped => format!("{shown} does not fit into {name} and becomes {}", wrapped(value, target)),
            Self::LosesDigits => format!("{shown} has more digits than {name} holds and is rounded"),
            Self::ToInfinity => format!("{shown} is larger than {name} holds and becomes infinite"),
            Self::ToZero => format!("{shown} is smaller than {name} holds and becomes 0.0"),
            Self::BoolToNumber => format!("{shown} accepted as {}", i32::from(value.is_truthy())),
            Self::TextToNumber => format!("the text {shown} accepted as {name}"),
            Self::Truth => format!("{shown} becomes {}", truth(value)),
            Self::SurprisingTruth => format!("the text {shown} becomes {}: any text but the empty one is true", truth(value)),
            Self::NullToNan => format!("null becomes {}", if target.is_date() { "NaT, no date" } else { "NaN" }),
            Self::NullToFalse => format!("{shown} may reach the model as true, as false or as no value, depending on the MLflow release"),
            Self::KeptAsIs => format!("{shown} is not made a text: the model gets {}", value.kind()),
            Self::Stringified => format!("{shown} becomes the text {}", python_text(value)),
            Self::FromBase64 => "base64 text decoded to bytes".to_owned(),
            Self::Verbatim => format!("{shown} becomes the bytes of its text: base64 is decoded in data frames only"),
            Self::NumberToDate => format!("{shown} is read as nanoseconds since 1970"),
            Self::GuessedDate => format!("{shown} is a date by guess: the month first, and today where no day is said"),
            Self::ZoneDropped => format!("{shown} becomes UTC without its zone"),
            Self::YearWraps => format!("{shown} is outside the years that 64 bits hold, and becomes another date"),
            Self::NoDate => format!("{shown} is outside the years that 64 bits hold, and becomes NaT, no date"),
        }
    }
}

fn whole_word(value: &Value) -> String {
    match value {
        Value::Int(_) => "integer".to_owned(),
        other => show(other),
    }
}

fn truth(value: &Value) -> bool {
    // NaN is true to Python.
    value.is_truthy() || matches!(value, Value::Float(f) if f.is_nan())
}

#[expect(clippy::cast_possible_truncation, reason = "only for what was found to fit")]
fn truncated(value: &Value) -> i64 {
    match value {
        Value::Float(f) => *f as i64,
        _ => 0,
    }
}

/// What is left of a number that does not fit (two's complement, as C casts it on x86).
#[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "the wrapping is what is shown")]
fn wrapped(value: &Value, target: &CastTarget<'_>) -> String {
    let short = target.integer_bytes() == Some(4);
    match value {
        Value::Int(i) if short => (*i as i32).to_string(),
        Value::BigInt(digits) => match digits.parse::<u64>() {
            Ok(large) if short => (large as i32).to_string(),
            Ok(large) => (large as i64).to_string(),
            Err(_) => "another number".to_owned(),
        },
        _ if short => i32::MIN.to_string(),
        _ => i64::MIN.to_string(),
    }
}

/// A scalar as Python's `str` writes it, for a message.
fn python_text(value: &Value) -> String {
    match value {
        Value::List(_) | Value::Map(_) => value.kind().to_owned(),
        other => format!("{:?}", clipped(&other.to_key(), MAX_SHOWN)),
    }
}
