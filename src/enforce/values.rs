//! One value and the type it should have: what the scoring server casts, what it loses, what it refuses.
//!
//! Two roads lead there. A data frame (`dataframe_split`, `dataframe_records`) is cast a column at a time by
//! `astype` (`cast_df_types_according_to_schema`), an array (`inputs`, `instances`) value by value by
//! `numpy.array` (`convert_data_type`), both in `mlflow/utils/proto_json_utils.py`.

use super::codes;
use std::borrow::Cow;

use super::dates;
use super::dtype::{Dtype, MAX_NANOSECONDS};
use super::iso;
use super::numbers;
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::DataType;
use crate::mlmodel::value::Value;

/// Why a value is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Null,
    NotFinite,
    NotANumber,
    OutOfRange,
    NotOneValue,
    NotText,
    NotBase64,
    NotAscii,
    NotADate,
    DateOutOfRange,
    TimeZone,
    OtherForm,
}

/// What becomes of a value that is accepted and changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    WholeToReal,
    RealToWhole,
    Truncated,
    Wrapped,
    LosesDigits,
    ToInfinity,
    ToZero,
    BoolToNumber,
    TextToNumber,
    Truth,
    SurprisingTruth,
    NullToNan,
    NullToFalse,
    KeptAsIs,
    Stringified,
    FromBase64,
    Verbatim,
    NumberToDate,
    GuessedDate,
    ZoneDropped,
    YearWraps,
    NoDate,
}

pub type Cast = Result<Option<Change>, Fault>;

impl Fault {
    pub fn rule(self) -> &'static Code {
        match self {
            Self::Null => codes::NULL,
            Self::NotFinite => codes::NOT_FINITE,
            Self::NotANumber => codes::NOT_A_NUMBER,
            Self::OutOfRange => codes::OUT_OF_RANGE,
            Self::NotOneValue => codes::NOT_ONE_VALUE,
            Self::NotText => codes::NOT_TEXT,
            Self::NotBase64 => codes::NOT_BASE64,
            Self::NotAscii => codes::NOT_ASCII,
            Self::NotADate => codes::NOT_A_DATE,
            Self::DateOutOfRange => codes::DATE_OUT_OF_RANGE,
            Self::TimeZone => codes::TIME_ZONE,
            Self::OtherForm => codes::OTHER_DATE_FORM,
        }
    }

    /// What is wrong with the value, and what would be taken.
    pub fn message(self, value: &Value, target: &Target<'_>) -> String {
        let shown = show(value);
        let (name, wanted) = (target.name(), target.wanted());
        match self {
            Self::Null => format!("null cannot become {name}; {wanted}, or leave the column out if it is optional"),
            Self::NotFinite => format!("{shown} cannot become {name}; {wanted}"),
            Self::NotANumber => format!("{shown} does not read as {name}; {wanted}"),
            Self::OutOfRange => format!("{shown} does not fit into {name}; {wanted}"),
            Self::NotOneValue => format!("{} stands where one value is expected; {wanted}", value.kind()),
            Self::NotText => format!("{shown} is {}; {wanted}", value.kind()),
            Self::NotBase64 => format!("{shown} is not base64; a data frame's binary is sent as base64 text"),
            Self::NotAscii => {
                format!("{shown} holds letters past ASCII, which numpy cannot make bytes of; send a data frame with base64 text")
            }
            Self::NotADate => format!("{shown} does not read as a date; {wanted}"),
            Self::DateOutOfRange => format!("{shown} is outside 1677-09-22 to 2262-04-11, the years that 64 bits of nanoseconds hold"),
            Self::TimeZone => {
                format!("{shown} has a time zone, which a data frame's datetime column refuses; send it in UTC without the zone")
            }
            Self::OtherForm => format!("{shown} is written in another way than the first date of the column, and pandas wants all alike"),
        }
    }
}

impl Change {
    pub fn rule(self) -> &'static Code {
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

    pub fn message(self, value: &Value, target: &Target<'_>) -> String {
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

/// A value in a message. Of a text no more is written out than is shown.
pub fn show(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{}\"", clipped(text, MAX_SHOWN)),
        Value::List(_) | Value::Map(_) => value.kind().to_owned(),
        other => clipped(&other.shown(), MAX_SHOWN).into_owned(),
    }
}

/// Characters of a value that a message shows.
const MAX_SHOWN: usize = 60;

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
fn wrapped(value: &Value, target: &Target<'_>) -> String {
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

/// What a value should become: a column spec's plain type or a tensor spec's dtype.
#[derive(Clone, Copy, Debug)]
pub enum Target<'t> {
    Column(&'t DataType),
    /// numpy's name.
    Tensor(&'t str),
}

/// Targets by what a cast to them does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Class {
    Bool,
    Int {
        low: i128,
        high: i128,
    },
    /// How many bits of digits it keeps: 11, 24 or 53.
    Float {
        digits: u32,
    },
    Complex,
    Text,
    Bytes,
    Date {
        nanoseconds: bool,
    },
    Duration,
    /// Anything goes.
    Object,
}

impl Target<'_> {
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Column(data_type) => data_type.summary(),
            Self::Tensor(dtype) => (*dtype).to_owned(),
        }
    }

    pub fn class(&self) -> Class {
        let int = |bits: u32| Class::Int { low: -(1_i128 << (bits - 1)), high: (1_i128 << (bits - 1)) - 1 };
        let uint = |bits: u32| Class::Int { low: 0, high: (1_i128 << bits) - 1 };
        match self {
            Self::Column(DataType::Boolean) | Self::Tensor("bool") => Class::Bool,
            Self::Column(DataType::Integer) | Self::Tensor("int32") => int(32),
            Self::Column(DataType::Long) | Self::Tensor("int64") => int(64),
            Self::Tensor("int8") => int(8),
            Self::Tensor("int16") => int(16),
            Self::Tensor("uint8") => uint(8),
            Self::Tensor("uint16") => uint(16),
            Self::Tensor("uint32") => uint(32),
            Self::Tensor("uint64") => uint(64),
            Self::Column(DataType::Float) | Self::Tensor("float32") => Class::Float { digits: 24 },
            Self::Column(DataType::Double) | Self::Tensor("float64" | "float128") => Class::Float { digits: 53 },
            Self::Tensor("float16") => Class::Float { digits: 11 },
            Self::Tensor("complex64" | "complex128" | "complex256") => Class::Complex,
            Self::Column(DataType::String) | Self::Tensor("str") => Class::Text,
            Self::Column(DataType::Binary) | Self::Tensor("bytes") => Class::Bytes,
            Self::Column(DataType::DateTime) => Class::Date { nanoseconds: true },
            Self::Tensor(dtype) if dtype.starts_with("datetime64") => Class::Date { nanoseconds: dtype.ends_with("[ns]") },
            Self::Tensor(dtype) if dtype.starts_with("timedelta64") => Class::Duration,
            _ => Class::Object,
        }
    }

    fn is_date(&self) -> bool {
        matches!(self.class(), Class::Date { .. })
    }

    fn integer_bytes(&self) -> Option<u8> {
        match self {
            Self::Column(DataType::Integer) => Some(4),
            Self::Column(DataType::Long) => Some(8),
            _ => None,
        }
    }

    /// What would be accepted.
    fn wanted(&self) -> String {
        match self.class() {
            Class::Bool => "send true or false".to_owned(),
            Class::Int { low, high } => format!("send a whole number from {low} to {high}"),
            Class::Float { .. } => "send a number".to_owned(),
            Class::Complex => "send a number, or a text such as \"1+2j\"".to_owned(),
            Class::Text => "send a text".to_owned(),
            Class::Bytes => "send a text, base64 in a data frame".to_owned(),
            Class::Date { .. } => "send a text such as \"2024-02-29T12:30:00\"".to_owned(),
            Class::Duration => "send a whole number".to_owned(),
            Class::Object => "send any value".to_owned(),
        }
    }
}

fn to_float(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::INFINITY)
}

/// What a number becomes in so many bits of digits.
fn as_float(value: &Value, digits: u32) -> Cast {
    let exact = 1_u64 << digits;
    match value {
        Value::Int(i) if i.unsigned_abs() <= exact => Ok(Some(Change::WholeToReal)),
        Value::Int(i) => {
            // A number past the digits may still be one of those that are kept whole.
            let spare = i.unsigned_abs().trailing_zeros();
            let needed = 64 - i.unsigned_abs().leading_zeros() - spare;
            #[expect(clippy::cast_precision_loss, reason = "only its size counts")]
            let too_large = rounds_past(*i as f64, digits);
            Ok(Some(if too_large {
                Change::ToInfinity
            } else if needed > digits {
                Change::LosesDigits
            } else {
                Change::WholeToReal
            }))
        }
        Value::BigInt(text) => match to_float(text) {
            f if f.is_infinite() => Err(Fault::OutOfRange),
            f if rounds_past(f, digits) => Ok(Some(Change::ToInfinity)),
            _ => Ok(Some(Change::LosesDigits)),
        },
        Value::Float(f) if f.is_finite() && rounds_past(*f, digits) => Ok(Some(Change::ToInfinity)),
        Value::Float(f) if rounds_away(*f, digits) => Ok(Some(Change::ToZero)),
        _ => Ok(None),
    }
}

/// What a text becomes that `float()` reads.
fn text_as_float(text: &str, digits: u32) -> Cast {
    let Some(f) = numbers::float(text) else { return Err(Fault::NotANumber) };
    // In 64 bits too: `1e400`, `1e-400`.
    let has_digits = || text.split(['e', 'E']).next().is_some_and(|mantissa| mantissa.contains(|c| matches!(c, '1'..='9')));
    Ok(Some(if rounds_past(f, digits) && has_digits() {
        Change::ToInfinity
    } else if rounds_away(f, digits) || (f == 0.0 && has_digits()) {
        Change::ToZero
    } else {
        Change::TextToNumber
    }))
}

/// The change that a number makes in a float column of a CSV, where it is lossy.
pub fn loss_in_csv(number: &Value, data_type: &DataType) -> Option<Change> {
    let Class::Float { digits } = Target::Column(data_type).class() else { return None };
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
fn as_whole(value: &Value, low: i128, high: i128) -> Cast {
    let within = |i: i128, change: Option<Change>| if (low..=high).contains(&i) { Ok(change) } else { Err(Fault::OutOfRange) };
    match value {
        Value::Int(i) => within(i128::from(*i), None),
        Value::BigInt(digits) => digits.parse().map_err(|_| Fault::OutOfRange).and_then(|i| within(i, None)),
        Value::Bool(b) => within(i128::from(*b), Some(Change::BoolToNumber)),
        Value::Float(f) if !f.is_finite() => Err(Fault::NotFinite),
        Value::Float(f) => {
            let change = if f.fract() == 0.0 { Change::RealToWhole } else { Change::Truncated };
            #[expect(clippy::cast_possible_truncation, reason = "past its bounds it saturates, and is refused")]
            within(f.trunc() as i128, Some(change))
        }
        Value::Text(text) => match numbers::int(text) {
            Ok(Some(i)) => within(i, Some(Change::TextToNumber)),
            Ok(None) => Err(Fault::OutOfRange),
            Err(()) => Err(Fault::NotANumber),
        },
        Value::Null => Err(Fault::Null),
        _ => Err(Fault::NotOneValue),
    }
}

fn as_truth(value: &Value) -> Option<Change> {
    match value {
        Value::Bool(_) => None,
        Value::Null => Some(Change::NullToFalse),
        Value::Text(_) => Some(Change::SurprisingTruth),
        _ => Some(Change::Truth),
    }
}

/// A cell of a data frame's column, cast by `astype`, `pandas.to_datetime` or `base64.decodebytes`.
///
/// `first_form`: the layout of the column's first date, once one was met.
pub fn cast_in_frame(value: &Value, dtype: Dtype, data_type: &DataType, dates: &mut DateColumn) -> Cast {
    let target = Target::Column(data_type);
    match target.class() {
        Class::Bool => Ok(match value {
            Value::Float(f) if f.is_nan() => Some(Change::NullToFalse),
            other => as_truth(other),
        }),
        Class::Int { low, high } => match dtype {
            Dtype::Int(_) | Dtype::UInt(_) => Ok(match value {
                Value::Int(i) if (low..=high).contains(&i128::from(*i)) => None,
                _ => Some(Change::Wrapped),
            }),
            // C's cast: out of range, the lowest number.
            Dtype::Float(_) => match value {
                Value::Null => Err(Fault::Null),
                Value::Float(f) if !f.is_finite() => Err(Fault::NotFinite),
                _ => match as_whole(value, low, high) {
                    Err(Fault::OutOfRange) => Ok(Some(Change::Wrapped)),
                    cast => cast,
                },
            },
            _ => as_whole(value, low, high),
        },
        Class::Float { digits } => match value {
            Value::Null => Ok(Some(Change::NullToNan)),
            Value::Bool(_) => Ok(Some(Change::BoolToNumber)),
            Value::Text(text) => text_as_float(text, digits),
            Value::List(_) | Value::Map(_) => Err(Fault::NotOneValue),
            number => as_float(number, digits),
        },
        Class::Text => Ok((!matches!(value, Value::Text(_) | Value::Null)).then_some(Change::KeptAsIs)),
        Class::Bytes => match value {
            Value::Text(text) if is_base64(text) => Ok(Some(Change::FromBase64)),
            Value::Text(_) => Err(Fault::NotBase64),
            Value::Null => Err(Fault::Null),
            _ => Err(Fault::NotText),
        },
        Class::Date { .. } => dates.cast(value, dtype),
        Class::Complex | Class::Duration | Class::Object => Ok(None),
    }
}

/// What a data frame's datetime column has held so far.
#[derive(Debug, Default)]
pub struct DateColumn {
    form: Option<Cow<'static, str>>,
    /// pandas reads each by itself: the first value was a number, or of a layout that pandas does not find.
    mixed: bool,
}

impl DateColumn {
    fn cast(&mut self, value: &Value, dtype: Dtype) -> Cast {
        match value {
            Value::Null => Ok(Some(Change::NullToNan)),
            Value::BigInt(_) if !matches!(dtype, Dtype::Float(_)) => Err(Fault::DateOutOfRange),
            Value::Float(f) if f.is_nan() => Ok(Some(Change::NullToNan)),
            Value::Float(f) if f.abs() >= MAX_NANOSECONDS && dtype == Dtype::Object => Err(Fault::DateOutOfRange),
            Value::Int(_) | Value::Float(_) if dtype == Dtype::Object && self.form.is_some() => Err(Fault::OtherForm),
            Value::Int(_) | Value::BigInt(_) | Value::Float(_) => {
                self.mixed = true;
                let is_lost = matches!(dtype, Dtype::Float(_)) && nanoseconds(value).abs() >= MAX_NANOSECONDS;
                Ok(Some(if is_lost { Change::NoDate } else { Change::NumberToDate }))
            }
            Value::Text(text) => {
                let day_first = self.form.as_deref().is_some_and(|form| form.contains("%d%m%Y"));
                match dates::pandas(text, day_first) {
                    dates::Read::Missing => Ok(Some(Change::NullToNan)),
                    dates::Read::NotADate => Err(Fault::NotADate),
                    dates::Read::OutOfRange => Err(Fault::DateOutOfRange),
                    dates::Read::Moment { zoned: true, .. } => Err(Fault::TimeZone),
                    // Without a layout the letter is a zone.
                    dates::Read::Moment { form, .. } if self.mixed && form.ends_with('z') => Err(Fault::TimeZone),
                    dates::Read::Moment { form, guessed, loose, .. } => {
                        let change = guessed.then_some(Change::GuessedDate);
                        self.mixed |= loose && self.form.is_none();
                        match &self.form {
                            _ if form.is_empty() || self.mixed => Ok(change),
                            None => {
                                self.form = Some(form);
                                Ok(change)
                            }
                            Some(first) if *first == form => Ok(change),
                            Some(_) => Err(Fault::OtherForm),
                        }
                    }
                }
            }
            _ => Err(Fault::NotADate),
        }
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

/// A value on its way into an array of the target's dtype (`numpy.array(value, dtype)`); not for lists.
pub fn cast_in_array(value: &Value, target: &Target<'_>) -> Cast {
    match target.class() {
        Class::Bool => Ok(as_truth(value)),
        Class::Int { low, high } => as_whole(value, low, high),
        Class::Float { digits } => match value {
            Value::Null => Ok(Some(Change::NullToNan)),
            Value::Bool(_) => Ok(Some(Change::BoolToNumber)),
            Value::Text(text) => text_as_float(text, digits),
            Value::Map(_) => Err(Fault::NotOneValue),
            number => as_float(number, digits),
        },
        Class::Complex => match value {
            Value::Null => Ok(Some(Change::NullToNan)),
            Value::Map(_) => Err(Fault::NotOneValue),
            Value::Text(text) => {
                if is_complex(text) {
                    Ok(Some(Change::TextToNumber))
                } else {
                    Err(Fault::NotANumber)
                }
            }
            Value::BigInt(digits) if to_float(digits).is_infinite() => Err(Fault::OutOfRange),
            _ => Ok(None),
        },
        Class::Text => Ok((!matches!(value, Value::Text(_))).then_some(Change::Stringified)),
        Class::Bytes => match value {
            Value::Text(text) if text.is_ascii() => Ok(Some(Change::Verbatim)),
            Value::Text(_) => Err(Fault::NotAscii),
            other if other.to_json().is_ascii() => Ok(Some(Change::Verbatim)),
            _ => Err(Fault::NotAscii),
        },
        Class::Date { nanoseconds } => match value {
            Value::Null => Ok(Some(Change::NullToNan)),
            Value::Bool(_) | Value::Int(_) => Ok(Some(Change::NumberToDate)),
            Value::BigInt(_) => Err(Fault::OutOfRange),
            Value::Text(text) => match iso::read(text) {
                iso::Iso::Missing => Ok(Some(Change::NullToNan)),
                iso::Iso::NotADate => Err(Fault::NotADate),
                iso::Iso::Moment { year, .. } if nanoseconds && !(1678..=2261).contains(&year) => Ok(Some(Change::YearWraps)),
                iso::Iso::Moment { zoned, .. } => Ok(zoned.then_some(Change::ZoneDropped)),
            },
            _ => Err(Fault::NotADate),
        },
        Class::Duration => match value {
            Value::Null => Ok(Some(Change::NullToNan)),
            Value::Bool(_) | Value::Int(_) => Ok(None),
            Value::BigInt(_) => Err(Fault::OutOfRange),
            Value::Text(text) if text.parse::<i64>().is_ok() || text.is_empty() || text.eq_ignore_ascii_case("nat") => {
                Ok(Some(Change::TextToNumber))
            }
            _ => Err(Fault::NotANumber),
        },
        Class::Object => Ok(None),
    }
}

/// `1+2j`, `1`, `2j`.
fn is_complex(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text);
    let Some(body) = text.strip_suffix(['j', 'J']) else { return numbers::float(text).is_some() };
    if body.is_empty() || matches!(body, "+" | "-") || numbers::float(body).is_some() {
        return true;
    }

    body.char_indices().skip(1).filter(|(_, c)| matches!(c, '+' | '-')).any(|(i, _)| {
        let imaginary = &body[i..];
        numbers::float(&body[..i]).is_some() && (imaginary.len() == 1 || numbers::float(imaginary).is_some())
    })
}

/// Whether `base64.decodebytes` takes a text: letters outside the alphabet are skipped, and what is left must be
/// whole groups of four, the last one padded.
fn is_base64(text: &str) -> bool {
    let mut quad = 0_u8;
    let mut pads = 0_u8;
    for byte in text.bytes() {
        match byte {
            b'=' if quad >= 2 => {
                pads += 1;
                if quad + pads >= 4 {
                    // The padding ends the data: what follows is not looked at.
                    return true;
                }
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                pads = 0;
                quad = (quad + 1) % 4;
            }
            _ => {}
        }
    }
    quad == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was given to Python's `base64.decodebytes`.
    #[test]
    fn base64_is_what_python_decodes() {
        for text in ["", "aGVsbG8=", "aGVs bG8=", "ab==", "abc=", "abcd=", "abcd====", "====", "ab=cd==", "-_-_", "é", "ab=c=", "null"] {
            assert!(is_base64(text), "{text:?}");
        }
        for text in ["a", "ab", "abc", "ab=c", "abcde", "a==", "a==="] {
            assert!(!is_base64(text), "{text:?}");
        }
    }
}
