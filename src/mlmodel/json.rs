//! JSON as Python writes it: with `NaN` and `Infinity`, whole integers of any size, duplicate keys.

use std::fmt::Write as _;

use jiter::{Jiter, JsonErrorType, NumberAny, NumberInt, Peek};

use super::display::grouped;
use super::value::Value;

/// Python's `json.loads` gives up at about a thousand levels; nothing that a model takes is as deep.
const MAX_DEPTH: usize = 300;
/// A text of more values is not read: a real signature has some hundred.
pub const MAX_VALUES: usize = 2_000_000;
/// Maps up to this size are looked through for a duplicate key, larger ones sorted out at their end.
const SMALL_MAP: usize = 24;

/// Why a text is not JSON, in one clause, with the place inside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    pub message: String,
    /// From 1, within the JSON text.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// It may be JSON, of more values than are read.
    pub is_too_many: bool,
}

/// Reads a JSON text as `json.loads` does; of duplicate keys the last value counts.
///
/// # Errors
/// The text is not JSON, nested more than 300 levels deep, or of more than [`MAX_VALUES`] values.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    read(text.as_bytes(), MAX_VALUES)
}

/// The same for bytes that should be UTF-8, and of any number of values: whoever calls bounds the bytes.
///
/// # Errors
/// The text is not JSON, not UTF-8, or nested more than 300 levels deep.
pub fn parse_bytes(bytes: &[u8]) -> Result<Value, JsonError> {
    read(bytes, usize::MAX)
}

fn read(bytes: &[u8], most: usize) -> Result<Value, JsonError> {
    let mut reader = Reader { jiter: Jiter::new(bytes).with_allow_inf_nan(), left: most };
    let read = reader.jiter.peek().map_err(Trouble::from).and_then(|peek| reader.value(peek, 0));
    match read.and_then(|value| Ok(reader.jiter.finish().map(|()| value)?)) {
        Ok(value) => Ok(value),
        Err(Trouble { index, mut message }) => {
            let at = reader.jiter.error_position(index.unwrap_or_else(|| reader.jiter.current_index()).min(bytes.len()));
            let start = bytes.trim_ascii_start();
            if start.starts_with(b"[{'") || start.starts_with(b"{'") {
                message.push_str(" (JSON wants double quotes)");
            }
            Err(JsonError { message, line: at.line, column: at.column, is_too_many: reader.left == 0 })
        }
    }
}

struct Trouble {
    /// `None` where the reader stands.
    index: Option<usize>,
    message: String,
}

impl From<jiter::JiterError> for Trouble {
    fn from(error: jiter::JiterError) -> Self {
        Self { index: Some(error.index), message: error.error_type.to_string() }
    }
}

struct Reader<'j> {
    jiter: Jiter<'j>,
    /// Values that may still come.
    left: usize,
}

impl Reader<'_> {
    fn value(&mut self, peek: Peek, depth: usize) -> Result<Value, Trouble> {
        if depth > MAX_DEPTH {
            return Err(Trouble { index: None, message: format!("nested more than {MAX_DEPTH} levels deep") });
        }
        let Some(left) = self.left.checked_sub(1) else {
            return Err(Trouble { index: None, message: format!("more than {} values", grouped(MAX_VALUES)) });
        };
        self.left = left;
        Ok(match peek {
            Peek::Null => {
                self.jiter.known_null()?;
                Value::Null
            }
            Peek::True | Peek::False => Value::Bool(self.jiter.known_bool(peek)?),
            Peek::String => Value::Text(self.jiter.known_str()?.into()),
            Peek::Array => {
                let mut items = Vec::new();
                let mut next = self.jiter.known_array()?;
                while let Some(peek) = next {
                    items.push(self.value(peek, depth + 1)?);
                    next = self.jiter.array_step()?;
                }
                Value::List(items)
            }
            Peek::Object => {
                let mut entries: Vec<(Box<str>, Value)> = Vec::new();
                let mut next = self.jiter.known_object()?.map(Box::<str>::from);
                while let Some(key) = next {
                    let peek = self.jiter.peek()?;
                    let value = self.value(peek, depth + 1)?;
                    let is_small = entries.len() <= SMALL_MAP;
                    match is_small.then(|| entries.iter_mut().find(|(known, _)| *known == key)).flatten() {
                        Some((_, old)) => *old = value,
                        None => entries.push((key, value)),
                    }
                    next = self.jiter.next_key()?.map(Box::<str>::from);
                }
                Value::Map(if entries.len() > SMALL_MAP { last_of_each(entries) } else { entries })
            }
            number if number.is_num() => match self.jiter.known_number(number)? {
                NumberAny::Int(NumberInt::Int(i)) => Value::Int(i),
                NumberAny::Int(NumberInt::BigInt(i)) => Value::BigInt(i.to_string().into()),
                NumberAny::Float(f) => Value::Float(f),
            },
            _ => return Err(Trouble { index: None, message: JsonErrorType::ExpectedSomeValue.to_string() }),
        })
    }
}

fn last_of_each(map: Vec<(Box<str>, Value)>) -> Vec<(Box<str>, Value)> {
    let mut places: std::collections::HashMap<Box<str>, usize> = std::collections::HashMap::with_capacity(map.len());
    let mut kept: Vec<(Box<str>, Value)> = Vec::with_capacity(map.len());
    for (key, value) in map {
        match places.get(&key) {
            Some(place) => kept[*place].1 = value,
            None => {
                places.insert(key.clone(), kept.len());
                kept.push((key, value));
            }
        }
    }
    kept
}

/// A value as JSON for people: what fits into `width` characters stands on one line, with two spaces for each level.
#[must_use]
pub fn pretty(value: &Value, width: usize) -> String {
    let mut out = String::new();
    write_pretty(value, 0, width, &mut out);
    out
}

fn write_pretty(value: &Value, indent: usize, width: usize, out: &mut String) {
    let before = out.len();
    if write_line(value, out, before + width.saturating_sub(indent)) {
        return;
    }
    out.truncate(before);
    let inner = " ".repeat(indent + 2);
    let (open, close) = if matches!(value, Value::Map(_)) { ('{', '}') } else { ('[', ']') };
    out.push(open);
    let mut is_first = true;
    let mut next = |key: &str, value: &Value, out: &mut String| {
        let _ = write!(out, "{}\n{inner}{key}", if std::mem::take(&mut is_first) { "" } else { "," });
        write_pretty(value, indent + 2, width.saturating_sub(key.len()), out);
    };
    match value {
        Value::Map(entries) => {
            for (key, value) in entries {
                next(&format!("{}: ", Value::Text(key.clone()).to_json()), value, out);
            }
        }
        Value::List(items) => items.iter().for_each(|item| next("", item, out)),
        _ => {}
    }
    let _ = write!(out, "\n{}{close}", " ".repeat(indent));
}

/// Writes a value on one line, spaced as Python's `json.dumps` does; gives up where a list or map ends past `limit` bytes.
fn write_line(value: &Value, out: &mut String, limit: usize) -> bool {
    let mut is_first = true;
    let mut next = |key: &str, value: &Value, out: &mut String| {
        out.push_str(if std::mem::take(&mut is_first) { "" } else { ", " });
        out.push_str(key);
        write_line(value, out, limit) && out.len() < limit
    };
    match value {
        Value::Map(entries) if !entries.is_empty() => {
            out.push('{');
            let fits = entries.iter().all(|(key, value)| next(&format!("{}: ", Value::Text(key.clone()).to_json()), value, out));
            out.push('}');
            fits
        }
        Value::List(items) if !items.is_empty() => {
            out.push('[');
            let fits = items.iter().all(|item| next("", item, out));
            out.push(']');
            fits
        }
        other => {
            out.push_str(&other.to_json());
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_python_writes() {
        let value = parse(r#"{"a": NaN, "b": -Infinity, "c": 123456789012345678901, "a": 1, "d": "\u00e9"}"#).expect("valid");
        assert_eq!(value.to_json(), r#"{"a":1,"b":{"$float":"-Infinity"},"c":123456789012345678901,"d":"é"}"#);
    }

    #[test]
    fn what_is_written_for_people_is_read_again() {
        let text = r#"{"dataframe_split": {"columns": ["a", "b"], "data": [[1, 0.5], [2, null]]}, "empty": [], "none": {}}"#;
        let value = parse(text).expect("valid");
        assert_eq!(pretty(&value, 200), text);
        for width in [0, 10, 30, 60] {
            let broken = pretty(&value, width);
            assert!(broken.lines().count() > 1 && broken.lines().all(|line| line.len() <= width.max(45)), "{broken}");
            assert_eq!(parse(&broken).expect("valid"), value);
        }
    }

    #[test]
    fn names_the_place_of_an_error() {
        let error = parse("[{\"type\": \"long\"").expect_err("cut off");
        assert_eq!((error.line, error.column), (1, 16));
        assert!(parse("[{'type': 'long'}]").expect_err("single quotes").message.contains("double quotes"));
        assert!(parse(&"[".repeat(10_000)).is_err());
    }
}
