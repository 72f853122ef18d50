//! What a plain YAML scalar means to MLflow: YAML 1.1 as PyYAML resolves it (`yaml/resolver.py`,
//! `yaml/constructor.py`), which differs from YAML 1.2 and from `serde_yaml` in exactly the places
//! where ids and versions get hurt.

use base64::Engine as _;

use super::error::ConstructorError;
use crate::mlmodel::display::clipped;
use crate::mlmodel::value::Value;

/// The value of a plain (unquoted) scalar without a tag.
///
/// # Errors
/// The text looks like a value that PyYAML then fails to construct (`2024-13-45`, a lone `=`).
pub fn resolve_plain(text: &str) -> Result<Value, ConstructorError> {
    match text.as_bytes().first() {
        None => return Ok(Value::Null),
        Some(b'~' | b'n' | b'N') if matches!(text, "~" | "null" | "Null" | "NULL") => return Ok(Value::Null),
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O') => {
            if let Some(value) = boolean(text) {
                return Ok(Value::Bool(value));
            }
        }
        Some(b'-' | b'+' | b'.' | b'0'..=b'9') => {
            if is_float(text) {
                return Ok(Value::Float(float(text)));
            }
            if is_int(text) {
                return int(text).ok_or_else(|| ConstructorError::NoWholeNumber(quoted(text)));
            }
            if looks_like_timestamp(text) {
                return timestamp(text);
            }
        }
        Some(b'<') if text == "<<" => return Err(ConstructorError::LoneMerge),
        Some(b'=') if text == "=" => return Err(ConstructorError::LoneEquals),
        Some(_) => {}
    }
    Ok(Value::Text(text.into()))
}

/// The value of a scalar under the lone tag `!`, which lets the looks decide, of quoted text and blocks too.
///
/// # Errors
/// As [`resolve_plain`].
pub fn resolve_by_looks(text: &str) -> Result<Value, ConstructorError> {
    // PyYAML's patterns end in `$`, which Python finds before a last line break too.
    let Some(bare) = text.strip_suffix('\n') else { return resolve_plain(text) };
    match resolve_plain(bare)? {
        // PyYAML looks the text up with its line break, and finds no boolean.
        Value::Bool(_) => Err(ConstructorError::BooleanWithLineBreak(bare.to_owned())),
        Value::Text(_) => Ok(Value::Text(text.into())),
        value => Ok(value),
    }
}

/// The value of a scalar under one of YAML's own tags (`!!int`), `suffix` being its name.
///
/// # Errors
/// PyYAML knows no such tag, or the text is no value of it.
pub fn construct(suffix: &str, text: &str) -> Result<Value, ConstructorError> {
    let refuse = || ConstructorError::NotOfTag { text: quoted(text), tag: suffix.to_owned() };
    match suffix {
        "str" => Ok(Value::Text(text.into())),
        "null" => Ok(Value::Null),
        "bool" => boolean(text).map(Value::Bool).ok_or_else(refuse),
        "int" => int(text).ok_or_else(refuse),
        "float" => {
            let plain = text.replace('_', "").to_ascii_lowercase();
            let unsigned = plain.trim_start_matches(['+', '-']);
            let is_number = |part: &str| part.trim().parse::<f64>().is_ok();
            if matches!(unsigned, ".inf" | ".nan") || !unsigned.is_empty() && unsigned.split(':').all(is_number) {
                Ok(Value::Float(float(text)))
            } else {
                Err(refuse())
            }
        }
        "binary" if text.is_ascii() => {
            // Python drops whatever is no letter of base64.
            let compact: String = text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')).collect();
            base64::engine::general_purpose::STANDARD.decode(compact).map(|bytes| Value::Bytes(bytes.into())).map_err(|_| refuse())
        }
        "timestamp" if looks_like_timestamp(text) => timestamp(text),
        _ => Err(ConstructorError::MisplacedTag(suffix.to_owned())),
    }
}

/// A text as a refusal repeats it.
fn quoted(text: &str) -> String {
    clipped(text, 80).into_owned()
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

fn strip_sign(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn all(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(allowed)
}

fn is_digits(b: u8) -> bool {
    b.is_ascii_digit() || b == b'_'
}

/// `[0-5]?[0-9]`, one part of a sexagesimal number.
fn is_sixtieth(part: &str) -> bool {
    match part.as_bytes() {
        [d] => d.is_ascii_digit(),
        [t, d] => (b'0'..=b'5').contains(t) && d.is_ascii_digit(),
        _ => false,
    }
}

fn is_int(text: &str) -> bool {
    let digits = strip_sign(text);
    if let Some(rest) = digits.strip_prefix("0b") {
        return all(rest, |b| matches!(b, b'0' | b'1' | b'_'));
    }
    if let Some(rest) = digits.strip_prefix("0x") {
        return all(rest, |b| b.is_ascii_hexdigit() || b == b'_');
    }
    if digits == "0" {
        return true;
    }
    if let Some(rest) = digits.strip_prefix('0') {
        return all(rest, |b| matches!(b, b'0'..=b'7' | b'_'));
    }
    let mut parts = digits.split(':');
    let first = parts.next().unwrap_or_default();
    first.starts_with(|c: char| c.is_ascii_digit()) && all(first, is_digits) && parts.all(is_sixtieth)
}

fn is_float(text: &str) -> bool {
    let unsigned = strip_sign(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    if unsigned.contains(':') {
        // 1:30.5, sexagesimal
        let Some((whole, fraction)) = unsigned.split_once('.') else { return false };
        let mut parts = whole.split(':');
        let first = parts.next().unwrap_or_default();
        return first.starts_with(|c: char| c.is_ascii_digit())
            && all(first, is_digits)
            && parts.all(is_sixtieth)
            && fraction.bytes().all(is_digits);
    }
    let Some((whole, rest)) = unsigned.split_once('.') else { return false };
    let (fraction, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    // An exponent needs its sign: PyYAML reads `1.0e5` as text.
    let exponent_ok = exponent.is_none_or(|e| e.starts_with(['-', '+']) && all(&e[1..], |b| b.is_ascii_digit()));
    let mantissa_ok = if whole.is_empty() {
        // `.5`, without a sign
        unsigned.len() == text.len() && fraction.starts_with(|c: char| c.is_ascii_digit()) && all(fraction, is_digits)
    } else {
        whole.starts_with(|c: char| c.is_ascii_digit()) && all(whole, is_digits) && fraction.bytes().all(is_digits)
    };
    mantissa_ok && exponent_ok
}

fn float(text: &str) -> f64 {
    let plain = text.replace('_', "").to_ascii_lowercase();
    let negative = plain.starts_with('-');
    let unsigned = strip_sign(&plain);
    let magnitude = match unsigned {
        ".inf" => f64::INFINITY,
        ".nan" => f64::NAN,
        _ if unsigned.contains(':') => {
            unsigned.split(':').fold(0.0, |sum, part| sum * 60.0 + part.trim().parse::<f64>().unwrap_or(f64::NAN))
        }
        _ => unsigned.parse().unwrap_or(f64::NAN),
    };
    if negative { -magnitude } else { magnitude }
}

fn int(text: &str) -> Option<Value> {
    let plain = text.replace('_', "");
    let negative = plain.starts_with('-');
    let unsigned = strip_sign(&plain);
    let (digits, radix) = if let Some(rest) = unsigned.strip_prefix("0b") {
        (rest, 2)
    } else if let Some(rest) = unsigned.strip_prefix("0x") {
        (rest, 16)
    } else if unsigned.len() > 1 && unsigned.starts_with('0') {
        (unsigned, 8)
    } else {
        (unsigned, 10)
    };
    if radix == 10 && digits.contains(':') {
        let sum = digits.split(':').try_fold(0_i64, |sum, part| sum.checked_mul(60)?.checked_add(part.parse().ok()?))?;
        return Some(Value::Int(if negative { -sum } else { sum }));
    }
    if let Ok(value) = i128::from_str_radix(digits, radix) {
        let value = if negative { -value } else { value };
        return Some(i64::try_from(value).map_or_else(|_| Value::BigInt(value.to_string().into()), Value::Int));
    }
    if radix != 10 && digits.len() > 400 {
        return Some(Value::Omitted("a whole number of more digits than are converted"));
    }
    big(digits, radix).map(|digits| Value::BigInt(if negative { format!("-{digits}") } else { digits }.into()))
}

/// Digits past 128 bits, in decimal. Bounded: Python itself refuses more than 4,300 decimal digits.
fn big(digits: &str, radix: u32) -> Option<String> {
    if digits.len() > 4_300 || digits.is_empty() {
        return None;
    }
    if radix == 10 && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(digits.trim_start_matches('0').to_owned());
    }
    // Base 10^9, least part first.
    let mut parts: Vec<u64> = vec![0];
    for c in digits.chars() {
        let mut carry = u64::from(c.to_digit(radix)?);
        for part in &mut parts {
            let sum = *part * u64::from(radix) + carry;
            *part = sum % 1_000_000_000;
            carry = sum / 1_000_000_000;
        }
        if carry > 0 {
            parts.push(carry);
        }
    }
    let mut text = parts.pop()?.to_string();
    for part in parts.iter().rev() {
        text.push_str(&format!("{part:09}"));
    }
    Some(text)
}

/// PyYAML's pattern: a bare date (two-digit month and day), or a date with a time.
fn looks_like_timestamp(text: &str) -> bool {
    let b = text.as_bytes();
    if b.len() < 8 || !b[..4].iter().all(u8::is_ascii_digit) || b[4] != b'-' {
        return false;
    }
    if b.len() == 10 {
        return b[5..7].iter().all(u8::is_ascii_digit) && b[7] == b'-' && b[8..].iter().all(u8::is_ascii_digit);
    }
    Timestamp::read(text).is_some_and(|stamp| stamp.time.is_some())
}

/// A date as it is written, perhaps with a time: the calendar may not have it.
struct Timestamp {
    year: i16,
    month: i8,
    day: i8,
    time: Option<WrittenTime>,
}

/// The time behind a date.
struct WrittenTime {
    hour: i8,
    minute: i8,
    second: i8,
    micros: i32,
    /// In minutes.
    offset: Option<i32>,
}

impl Timestamp {
    /// `YYYY-M-D`, then `T`, `t` or blanks, then `H:MM:SS[.f][ Z|±H[:MM]]`.
    fn read(text: &str) -> Option<Self> {
        let mut rest = text;
        let year = digits(&mut rest, 4, 4)?;
        eat(&mut rest, '-')?;
        let month = digits(&mut rest, 1, 2)?;
        eat(&mut rest, '-')?;
        let day = digits(&mut rest, 1, 2)?;
        let date = Self { year: i16::try_from(year).ok()?, month: i8::try_from(month).ok()?, day: i8::try_from(day).ok()?, time: None };
        if rest.is_empty() {
            return Some(date);
        }
        let trimmed = rest.trim_start_matches([' ', '\t']);
        rest = if trimmed.len() == rest.len() { rest.strip_prefix(['T', 't'])? } else { trimmed };
        let hour = digits(&mut rest, 1, 2)?;
        eat(&mut rest, ':')?;
        let minute = digits(&mut rest, 2, 2)?;
        eat(&mut rest, ':')?;
        let second = digits(&mut rest, 2, 2)?;
        let mut micros = 0;
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
            micros = format!("{:0<6.6}", &after[..end]).parse().ok()?;
            rest = &after[end..];
        }
        rest = rest.trim_start_matches([' ', '\t']);
        let offset = match rest {
            "" => None,
            "Z" => Some(0),
            _ => {
                let sign = if rest.starts_with('-') { -1 } else { 1 };
                rest = rest.strip_prefix(['+', '-'])?;
                let hours = digits(&mut rest, 1, 2)?;
                let minutes = if eat(&mut rest, ':').is_some() { digits(&mut rest, 2, 2)? } else { 0 };
                if !rest.is_empty() {
                    return None;
                }
                Some(sign * i32::try_from(hours * 60 + minutes).ok()?)
            }
        };
        let time = WrittenTime {
            hour: i8::try_from(hour).ok()?,
            minute: i8::try_from(minute).ok()?,
            second: i8::try_from(second).ok()?,
            micros,
            offset,
        };
        Some(Self { time: Some(time), ..date })
    }
}

fn digits(rest: &mut &str, min: usize, max: usize) -> Option<u32> {
    let end = rest.bytes().take(max).take_while(u8::is_ascii_digit).count();
    if end < min {
        return None;
    }
    let (number, after) = rest.split_at(end);
    *rest = after;
    number.parse().ok()
}

fn eat(rest: &mut &str, c: char) -> Option<()> {
    *rest = rest.strip_prefix(c)?;
    Some(())
}

fn timestamp(text: &str) -> Result<Value, ConstructorError> {
    let bad = || ConstructorError::NoDate(quoted(text));
    let Timestamp { year, month, day, time } = Timestamp::read(text).ok_or_else(bad)?;
    // Python's calendar begins with the year 1.
    if year == 0 {
        return Err(bad());
    }
    let Some(WrittenTime { hour, minute, second, micros, offset }) = time else {
        let date = jiff::civil::Date::new(year, month, day).map_err(|_| bad())?;
        return Ok(Value::DateTime(date.to_string().into()));
    };
    if offset.is_some_and(|minutes| minutes.abs() >= 24 * 60) {
        return Err(bad());
    }
    let at = jiff::civil::DateTime::new(year, month, day, hour, minute, second, micros * 1_000).map_err(|_| bad())?;
    let mut iso = at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    if micros != 0 {
        iso.push_str(&format!(".{micros:06}"));
    }
    if let Some(offset) = offset {
        let sign = if offset < 0 { '-' } else { '+' };
        iso.push_str(&format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60));
    }
    Ok(Value::DateTime(iso.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(s: &str) -> Value {
        Value::Text(s.into())
    }

    /// Each line was checked with PyYAML 6.0.3's `safe_load`.
    #[test]
    fn plain_scalars_mean_what_pyyaml_reads() {
        let cases = [
            ("", Value::Null),
            ("~", Value::Null),
            ("yes", Value::Bool(true)),
            ("off", Value::Bool(false)),
            ("y", text("y")),
            ("0o17", text("0o17")),
            ("017", Value::Int(15)),
            ("08", text("08")),
            ("1:30", Value::Int(90)),
            ("1e3", text("1e3")),
            ("12e03", text("12e03")),
            ("1.0e+3", Value::Float(1000.0)),
            ("1.0e3", text("1.0e3")),
            ("1.", Value::Float(1.0)),
            (".5", Value::Float(0.5)),
            ("-.5", text("-.5")),
            (".inf", Value::Float(f64::INFINITY)),
            ("-.Inf", Value::Float(f64::NEG_INFINITY)),
            ("2.10", Value::Float(2.1)),
            ("1.30.1", text("1.30.1")),
            ("0x1F", Value::Int(31)),
            ("0b11", Value::Int(3)),
            ("1_000", Value::Int(1000)),
            ("+1", Value::Int(1)),
            ("1:30.5", Value::Float(90.5)),
            ("-", text("-")),
            (".", text(".")),
            ("123456789012345678901234567890", Value::BigInt("123456789012345678901234567890".into())),
            ("2024-02-29", Value::DateTime("2024-02-29".into())),
            ("2024-2-9", text("2024-2-9")),
            ("2026-01-02 03:04:05.6", Value::DateTime("2026-01-02T03:04:05.600000".into())),
            ("2026-01-02T03:04:05Z", Value::DateTime("2026-01-02T03:04:05+00:00".into())),
            ("2026-01-02 03:04:05 -2:30", Value::DateTime("2026-01-02T03:04:05-02:30".into())),
            ("2026-1-2 3:04:05", Value::DateTime("2026-01-02T03:04:05".into())),
            ("2026-01-02 03:04", text("2026-01-02 03:04")),
        ];
        for (plain, value) in cases {
            assert_eq!(resolve_plain(plain), Ok(value), "{plain:?}");
        }
        assert!(matches!(resolve_plain(".nan"), Ok(Value::Float(f)) if f.is_nan()));
        for refused in ["=", "2024-13-45", "2026-02-30 00:00:00"] {
            assert!(resolve_plain(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn whole_numbers_keep_every_digit() {
        let digits = "9".repeat(60);
        assert_eq!(resolve_plain(&format!("-{digits}")), Ok(Value::BigInt(format!("-{digits}").into())));
        assert_eq!(
            resolve_plain(&format!("0x{}", "f".repeat(40))),
            Ok(Value::BigInt("1461501637330902918203684832716283019655932542975".into()))
        );
    }

    #[test]
    fn tags_decide_over_looks() {
        assert_eq!(construct("str", "5"), Ok(text("5")));
        assert_eq!(construct("binary", "aG\n  k="), Ok(Value::Bytes((*b"hi").into())));
        assert_eq!(construct("float", "5"), Ok(Value::Float(5.0)));
        assert!(construct("python/name:os.system", "").is_err());
        assert!(construct("int", "five").is_err());
    }
}
