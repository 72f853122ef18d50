//! JSON as Python writes it: with `NaN` and `Infinity`, whole integers of any size, duplicate keys.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;

use jiter::{Jiter, JsonErrorType, NumberAny, NumberInt, Peek};

use super::display::bytes;
use super::position::Position;
use super::value::Value;

/// Python's `json.loads` gives up at about a thousand levels; nothing that a model takes is as deep.
const MAX_DEPTH: usize = 300;
/// Bytes of memory that a text of the MLmodel may become, whatever its length: a real signature takes some kilobytes.
const LEAST_BOUND: usize = 32_000_000;
/// …and so many times its length.
const BOUND: usize = 4;
/// Maps up to this size are looked through for a duplicate key, larger ones sorted out at their end.
const SMALL_MAP: usize = 24;

/// Why a text is not JSON, in one clause, with the place inside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    pub message: String,
    /// From 1, within the JSON text.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The byte where it stops being JSON.
    pub at: usize,
    /// It may be JSON, of more values than are read.
    pub is_too_many: bool,
}

/// Reads a JSON text as `json.loads` does; of duplicate keys the last value counts.
///
/// # Errors
/// The text is not JSON, nested more than 300 levels deep, or takes far more memory than its own length.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    let most = text.len().saturating_mul(BOUND).saturating_add(LEAST_BOUND);
    parse_within(text.as_bytes(), most)?.ok_or_else(|| {
        let message = format!("so many small values that they would take more than {}", bytes(most as u64));
        JsonError { message, line: 1, column: 1, at: 0, is_too_many: true }
    })
}

/// The same for bytes that should be UTF-8, and of any number of values: whoever calls bounds the bytes.
///
/// # Errors
/// The text is not JSON, not UTF-8, or nested more than 300 levels deep.
pub fn parse_bytes(bytes: &[u8]) -> Result<Value, JsonError> {
    parse_within(bytes, usize::MAX).map(|value| value.unwrap_or(Value::Null))
}

/// The same, as long as what is read takes no more than so many bytes of memory: `None` past that. A list of small
/// numbers takes some twenty times its text.
///
/// # Errors
/// As [`parse_bytes`].
pub fn parse_within(bytes: &[u8], most: usize) -> Result<Option<Value>, JsonError> {
    let mut reader = JsonReader { jiter: Jiter::new(bytes).with_allow_inf_nan(), left: most, is_past: false, lengths: Vec::new() };
    let read = reader.jiter.peek().map_err(JsonTrouble::from).and_then(|peek| reader.value(peek, 0));
    match read.and_then(|value| Ok(reader.jiter.finish().map(|()| value)?)) {
        Ok(value) => Ok(Some(value)),
        Err(_) if reader.is_past => Ok(None),
        Err(JsonTrouble { index, mut message }) => {
            let at = index.unwrap_or_else(|| reader.jiter.current_index()).min(bytes.len().saturating_sub(1));
            let Position { line, column } = Position::of(bytes, at);
            let start = bytes.trim_ascii_start();
            if start.starts_with(b"[{'") || start.starts_with(b"{'") {
                message.push_str(" (JSON wants double quotes)");
            }
            Err(JsonError { message, line, column, at, is_too_many: false })
        }
    }
}

struct JsonTrouble {
    /// `None` where the reader stands.
    index: Option<usize>,
    message: String,
}

impl From<jiter::JiterError> for JsonTrouble {
    fn from(error: jiter::JiterError) -> Self {
        let message = match &error.error_type {
            jiter::JiterErrorType::JsonError(kind) => words(kind),
            other @ jiter::JiterErrorType::WrongType { .. } => other.to_string(),
        };
        Self { index: Some(error.index), message }
    }
}

/// What is wrong, in a clause that a place in the text may follow.
fn words(error: &JsonErrorType) -> String {
    use JsonErrorType as E;
    let words = match error {
        E::EofWhileParsingList => "the text ends inside a list (`]` is missing)",
        E::EofWhileParsingObject => "the text ends inside an object (`}` is missing)",
        E::EofWhileParsingString => "the text ends inside quotes (`\"` is missing)",
        E::EofWhileParsingValue => "the text ends where a value should stand",
        E::ExpectedColon => "`:` is missing after a key",
        E::ExpectedListCommaOrEnd => "`,` or `]` is missing",
        E::ExpectedObjectCommaOrEnd => "`,` or `}` is missing",
        E::ExpectedSomeIdent => "a word that is not true, false or null",
        E::ExpectedSomeValue => "a value is missing",
        E::InvalidEscape => "an escape that JSON does not know, after a backslash",
        E::InvalidNumber => "a number that is not written as in JSON",
        E::NumberOutOfRange => "a number that is too large",
        E::InvalidUnicodeCodePoint => "a character that is not UTF-8",
        E::ControlCharacterWhileParsingString => "a line break or another control character inside quotes",
        E::KeyMustBeAString => "a key that does not stand in quotes",
        E::LoneLeadingSurrogateInHexEscape => "half of a pair of \\u escapes",
        E::TrailingComma => "`,` after the last value",
        E::TrailingCharacters => "more text after the end",
        E::UnexpectedEndOfHexEscape => "\\u with less than four digits after it",
        E::RecursionLimitExceeded => "too many levels",
        E::FloatExpectingInt | E::DuplicateKey(_) | E::InternalError(_) => return error.to_string(),
    };
    words.to_owned()
}

struct JsonReader<'j> {
    jiter: Jiter<'j>,
    /// Bytes of memory that may still be taken.
    left: usize,
    is_past: bool,
    /// How long the last list or map of each depth was: rows are alike, and each is given no more room than it needs.
    lengths: Vec<usize>,
}

/// Lists up to this length are given their room at once.
const FORESEEN: usize = 1024;

/// What the allocator takes for so many bytes, about.
const fn allocated(bytes: usize) -> usize {
    if bytes <= 24 { 32 } else { (bytes + 8).next_multiple_of(16) }
}

impl JsonReader<'_> {
    fn take(&mut self, bytes: usize) -> Result<(), JsonTrouble> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.is_past = true;
                Err(JsonTrouble { index: None, message: "it takes too much memory".to_owned() })
            }
        }
    }

    fn room<T>(&mut self, depth: usize) -> Vec<T> {
        if self.lengths.len() <= depth {
            self.lengths.resize(depth + 1, 0);
        }
        Vec::with_capacity(self.lengths[depth].min(FORESEEN))
    }

    fn fitted<T>(&mut self, mut items: Vec<T>, depth: usize) -> Vec<T> {
        self.lengths[depth] = items.len();
        if items.len() <= FORESEEN {
            items.shrink_to_fit();
        }
        items
    }

    fn value(&mut self, peek: Peek, depth: usize) -> Result<Value, JsonTrouble> {
        if depth > MAX_DEPTH {
            return Err(JsonTrouble { index: None, message: format!("nested more than {MAX_DEPTH} levels deep") });
        }
        Ok(match peek {
            Peek::Null => {
                self.jiter.known_null()?;
                Value::Null
            }
            Peek::True | Peek::False => Value::Bool(self.jiter.known_bool(peek)?),
            Peek::String => {
                let text: Box<str> = self.jiter.known_str()?.into();
                self.take(allocated(text.len()))?;
                Value::Text(text)
            }
            Peek::Array => {
                let mut items = self.room(depth);
                let mut next = self.jiter.known_array()?;
                self.take(16)?;
                while let Some(peek) = next {
                    self.take(size_of::<Value>())?;
                    items.push(self.value(peek, depth + 1)?);
                    next = self.jiter.array_step()?;
                }
                Value::List(self.fitted(items, depth))
            }
            Peek::Object => {
                let mut entries: Vec<(Box<str>, Value)> = self.room(depth);
                self.take(16)?;
                let mut next = self.jiter.known_object()?.map(Box::<str>::from);
                while let Some(key) = next {
                    // A large map also needs room for the places of its keys while duplicates are sorted out.
                    let places = if entries.len() > SMALL_MAP { size_of::<(&str, usize)>() } else { 0 };
                    self.take(size_of::<(Box<str>, Value)>() + allocated(key.len()) + places)?;
                    let peek = self.jiter.peek()?;
                    let value = self.value(peek, depth + 1)?;
                    let looked_through = entries.len().min(if entries.len() <= SMALL_MAP { SMALL_MAP } else { 0 });
                    match entries[..looked_through].iter_mut().find(|(known, _)| *known == key) {
                        Some((_, old)) => *old = value,
                        None => entries.push((key, value)),
                    }
                    next = self.jiter.next_key()?.map(Box::<str>::from);
                }
                let entries = self.fitted(entries, depth);
                Value::Map(if entries.len() > SMALL_MAP { last_of_each(entries) } else { entries })
            }
            number if number.is_num() => match self.jiter.known_number(number)? {
                NumberAny::Int(NumberInt::Int(i)) => Value::Int(i),
                NumberAny::Int(NumberInt::BigInt(i)) => Value::BigInt(i.to_string().into()),
                NumberAny::Float(f) => Value::Float(f),
            },
            _ => return Err(JsonTrouble { index: None, message: words(&JsonErrorType::ExpectedSomeValue) }),
        })
    }
}

/// Of each key the first place and the last value.
fn last_of_each(mut map: Vec<(Box<str>, Value)>) -> Vec<(Box<str>, Value)> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(map.len());
    let mut repeated: Vec<(usize, usize)> = Vec::new();
    for (place, (key, _)) in map.iter().enumerate() {
        match places.entry(key) {
            Entry::Occupied(first) => repeated.push((*first.get(), place)),
            Entry::Vacant(first) => {
                first.insert(place);
            }
        }
    }
    for (first, again) in &repeated {
        map[*first].1 = std::mem::replace(&mut map[*again].1, Value::Null);
    }
    let mut repeated = repeated.into_iter().map(|(_, again)| again).peekable();
    let mut place = 0;
    map.retain(|_| {
        place += 1;
        repeated.next_if_eq(&(place - 1)).is_none()
    });
    map
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
        Value::Float(number) if !number.is_finite() => {
            out.push_str(match number {
                _ if number.is_nan() => "NaN",
                _ if *number > 0.0 => "Infinity",
                _ => "-Infinity",
            });
            true
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
    fn what_is_wrong_is_said_in_plain_words() {
        let message = |text: &str| parse(text).expect_err(text).message;
        assert_eq!(message("{\"a\": 1"), "the text ends inside an object (`}` is missing)");
        assert_eq!(message("[1 2]"), "`,` or `]` is missing");
        assert_eq!(message("[1,]"), "`,` after the last value");
    }

    #[test]
    fn of_many_keys_the_last_value_counts() {
        let keys = |n: usize| (0..n).map(|i| format!("\"k{i}\": {i}")).collect::<Vec<_>>().join(",");
        let value = parse(&format!("{{{}, \"k1\": true, \"k3\": 1, \"k3\": 2}}", keys(50))).expect("valid");
        let Value::Map(entries) = &value else { unreachable!("a map") };
        assert_eq!(entries.len(), 50);
        assert_eq!(
            (&*entries[1].0, &entries[1].1, &entries[3].1, &entries[4].1),
            ("k1", &Value::Bool(true), &Value::Int(2), &Value::Int(4))
        );
    }

    #[test]
    fn what_would_take_too_much_memory_is_not_read() {
        let rows = format!("[{}[1.0]]", "[1.0],".repeat(10_000));
        assert_eq!(parse_within(rows.as_bytes(), 100_000), Ok(None));
        assert!(matches!(parse_within(rows.as_bytes(), 1_000_000), Ok(Some(Value::List(rows))) if rows.len() == 10_001));
        let broken = &rows.as_bytes()[..rows.len() - 1];
        assert!(parse_within(broken, 1_000_000).is_err());
    }

    #[test]
    fn what_is_written_for_people_is_read_again() {
        let text = r#"{"dataframe_split": {"columns": ["a", "b"], "data": [[1, 0.5], [-Infinity, null]]}, "empty": [], "none": {}}"#;
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
