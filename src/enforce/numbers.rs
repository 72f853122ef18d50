//! Texts that Python's `int()` and `float()` take, and those that pandas takes in a CSV.

use crate::mlmodel::value::Value;

/// A whole number in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    Number(i128),
    /// Past 128 bits.
    Huge,
}

/// The value of a text for `int()`: `"12"`, `" +1_000 "`; `None` where it is no whole number.
pub fn int(text: &str) -> Option<Whole> {
    let plain = plain(text)?;
    let digits = plain.strip_prefix(['+', '-']).unwrap_or(&plain);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(plain.parse().map_or(Whole::Huge, Whole::Number))
}

/// The value of a text for `float()`: `"1.5"`, `"1e3"`, `"nan"`, `"-Infinity"`.
pub fn float(text: &str) -> Option<f64> {
    plain(text)?.parse().ok()
}

/// A field of a CSV as a number, for `pandas.read_csv`: plain digits, with blanks around.
pub fn csv_number(field: &str) -> Option<Value> {
    let plain = field.trim_matches(' ');
    if plain.contains('_') || !plain.is_ascii() {
        return None;
    }
    match int(plain) {
        Some(Whole::Number(i)) => Some(i64::try_from(i).map_or_else(|_| Value::BigInt(i.to_string().into()), Value::Int)),
        _ => float(plain).filter(|f| !f.is_nan()).map(Value::Float),
    }
}

/// The same for a whole number written without a point.
pub fn csv_int(field: &str) -> Option<Value> {
    csv_number(field).filter(|number| matches!(number, Value::Int(_) | Value::BigInt(_)))
}

/// A field of a CSV as a boolean.
pub fn csv_truth(field: &str) -> Option<bool> {
    [("true", true), ("false", false)].into_iter().find(|(word, _)| field.eq_ignore_ascii_case(word)).map(|(_, truth)| truth)
}

/// Without the white space around, the underscores between digits, and with ASCII digits.
fn plain(text: &str) -> Option<std::borrow::Cow<'_, str>> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c));
    if text.bytes().all(|b| b.is_ascii() && b != b'_') {
        return Some(text.into());
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match digit(c) {
            Some(digit) => plain.push(digit),
            // `1_000`, and neither `_1` nor `1__0`.
            None if c == '_' => {
                let between = plain.ends_with(|c: char| c.is_ascii_digit()) && chars.peek().copied().and_then(digit).is_some();
                if !between {
                    return None;
                }
            }
            None if c.is_ascii() => plain.push(c),
            None => return None,
        }
    }
    Some(plain.into())
}

/// Decimal digits of any script.
fn digit(c: char) -> Option<char> {
    /// Where the runs of ten decimal digits begin that people type.
    const ZEROS: [u32; 20] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0,
        0x1810, 0xff10,
    ];
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each was given to Python 3.11.
    #[test]
    fn read_as_python_reads_them() {
        for (text, value) in [("12", 12), (" 12 ", 12), ("+5", 5), ("1_0", 10), ("-7", -7), ("０１", 1), ("٣", 3), ("007", 7)] {
            assert_eq!(int(text), Some(Whole::Number(value)), "{text:?}");
        }
        for text in ["", "1.0", "1e3", "_1", "1_", "1__0", "+", "0x10", "1 2", "é"] {
            assert_eq!(int(text), None, "{text:?}");
        }
        for (text, value) in
            [("1.5", 1.5), (" 1e3 ", 1000.0), ("1_0.5", 10.5), (".5", 0.5), ("5.", 5.0), ("infinity", f64::INFINITY), ("١", 1.0)]
        {
            assert_eq!(float(text), Some(value), "{text:?}");
        }
        for text in ["", ".", "1,5", "0x10", "abc", "1_.5", "1e"] {
            assert_eq!(float(text), None, "{text:?}");
        }
    }
}
