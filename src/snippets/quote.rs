//! Text from a model as a literal of another language.

use std::fmt::Write as _;

use crate::mlmodel::display::is_unsafe;
use crate::mlmodel::value::{Value, python_float};

/// A literal in double quotes, for Python and for YAML, which share these escapes. Characters that cannot be seen are
/// written as escapes: code must not look other than it is.
pub fn literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => {
                let code = u32::from(c);
                let _ = if code > 0xffff { write!(out, "\\U{code:08x}") } else { write!(out, "\\u{code:04x}") };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn needs_escape(c: char) -> bool {
    c.is_control() || is_unsafe(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// JSON whose invisible characters are escapes, as above.
pub fn visible_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && needs_escape(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// One word of a shell's command line.
pub fn word(text: &str) -> String {
    // A NUL cannot stand in an argument, and no path holds one.
    let text = text.replace('\0', "");
    shlex::try_quote(&text).map(std::borrow::Cow::into_owned).unwrap_or_default()
}

/// A comment's text: on one line, whatever it holds.
pub fn comment(text: &str) -> String {
    crate::mlmodel::display::one_line(text).into_owned()
}

/// A value as a Python expression.
pub fn python(value: &Value) -> String {
    match value {
        Value::Null | Value::Omitted(_) => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(i) => i.to_string(),
        Value::BigInt(digits) => digits.to_string(),
        Value::Float(f) if f.is_finite() => python_float(*f),
        Value::Float(f) => format!("float({:?})", python_float(*f)),
        Value::Text(text) | Value::DateTime(text) => literal(text),
        Value::Bytes(bytes) => bytes_literal(bytes),
        Value::List(items) => format!("[{}]", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Set(items) if items.is_empty() => "set()".to_owned(),
        Value::Set(items) => format!("{{{}}}", items.iter().map(python).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entry = |(key, value): &(Box<str>, Value)| format!("{}: {}", literal(key), python(value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

fn bytes_literal(bytes: &[u8]) -> String {
    let escaped: String = bytes.iter().flat_map(|byte| std::ascii::escape_default(*byte)).map(char::from).collect();
    format!("b'{escaped}'")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(literal("a\"b\\c\n\u{202e}d\u{1f600}"), "\"a\\\"b\\\\c\\n\\u202ed\u{1f600}\"");
        assert_eq!(python(&Value::Float(f64::NAN)), "float(\"nan\")");
        assert_eq!(python(&Value::Bytes(b"a'\x00".as_slice().into())), "b'a\\'\\x00'");
    }

    proptest! {
        #[test]
        fn a_literal_is_what_it_was(text in any::<String>()) {
            // YAML has the same escapes.
            prop_assert_eq!(crate::folder::yaml_file::read::<String>(&literal(&text)).expect("YAML"), text);
        }

        #[test]
        fn visible_json_is_the_same_json(text in any::<String>()) {
            let json = serde_json::to_string(&text).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<String>(&visible_json(&json)).expect("JSON"), text);
        }

        #[test]
        fn a_word_is_one_word(text in "[^\0]*") {
            prop_assert_eq!(shlex::split(&word(&text)).expect("closed quotes"), vec![text]);
        }
    }
}
