//! Values as Python has them: settings, classes, the items of small arrays.

use std::fmt;

/// Characters of a text.
pub(super) const LONGEST_TEXT: usize = 4_000;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    /// An integer of more than 64 bits, in decimal digits.
    Long(Box<str>),
    Float(f64),
    Text(Box<str>),
    List(Vec<Value>),
    Tuple(Vec<Value>),
    Set(Vec<Value>),
    /// In their order.
    Dict(Vec<(Value, Value)>),
    /// A function or a class, by its name with its module.
    Callable(Box<str>),
    /// An object of this class.
    Class(Box<str>),
    /// `slice(start, stop, step)`.
    Slice(Vec<Value>),
    /// An array of this type and shape.
    Array {
        dtype: Box<str>,
        shape: Vec<u64>,
    },
    /// So many bytes.
    Bytes(u64),
    /// Too much to be shown, or nothing that can be told.
    More,
}

impl Value {
    /// A text, clipped where it is very long.
    pub(super) fn text(text: &str) -> Self {
        match text.char_indices().nth(LONGEST_TEXT) {
            Some((end, _)) => Self::Text(format!("{}…", &text[..end]).into()),
            None => Self::Text(text.into()),
        }
    }

    /// A setting that is written as a text: a number where it reads like one.
    pub(super) fn of_setting(text: &str) -> Self {
        text.parse().map(Self::Int).or_else(|_| text.parse().map(Self::Float)).unwrap_or_else(|_| Self::text(text))
    }

    /// A text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The name of a class without its module.
#[must_use]
pub fn short_class(class: &str) -> &str {
    class.rsplit('.').next().unwrap_or(class)
}

/// As Python writes it: `None`, `'l2'`, `[1, 2]`, `1e-05`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Bool(true) => f.write_str("True"),
            Self::Bool(false) => f.write_str("False"),
            Self::Int(number) => write!(f, "{number}"),
            Self::Long(digits) => f.write_str(digits),
            Self::Float(number) => f.write_str(&float_text(*number)),
            Self::Text(text) => {
                let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
                write!(f, "{quote}{}{quote}", text.replace('\\', "\\\\").replace('\n', "\\n"))
            }
            Self::List(items) => write_all(f, "[", items, "]"),
            Self::Tuple(items) if items.len() == 1 => write_all(f, "(", items, ",)"),
            Self::Tuple(items) => write_all(f, "(", items, ")"),
            Self::Set(items) if items.is_empty() => f.write_str("set()"),
            Self::Set(items) => write_all(f, "{", items, "}"),
            Self::Dict(entries) => {
                f.write_str("{")?;
                for (i, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{}{key}: {value}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
            Self::Callable(name) => f.write_str(name),
            Self::Class(name) => write!(f, "{}(…)", short_class(name)),
            Self::Slice(parts) => write_all(f, "slice(", parts, ")"),
            Self::Array { dtype, shape } => {
                let sides: Vec<String> = shape.iter().map(u64::to_string).collect();
                write!(f, "array {dtype} ({})", sides.join(", "))
            }
            Self::Bytes(count) => write!(f, "{count} bytes"),
            Self::More => f.write_str("…"),
        }
    }
}

fn write_all(f: &mut fmt::Formatter<'_>, open: &str, items: &[Value], close: &str) -> fmt::Result {
    f.write_str(open)?;
    for (i, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
    }
    f.write_str(close)
}

/// The shortest text that is this number again, with an exponent where Python has one.
fn float_text(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let text = format!("{number:e}");
    let Some((digits, exponent)) = text.split_once('e').and_then(|(digits, exponent)| Some((digits, exponent.parse::<i32>().ok()?))) else {
        return text;
    };
    if (-4..16).contains(&exponent) {
        return format!("{number:?}");
    }
    format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_python_writes_them() {
        let text = |value: Value| value.to_string();
        assert_eq!(text(Value::Float(1.0)), "1.0");
        assert_eq!(text(Value::Float(1e-5)), "1e-05");
        assert_eq!(text(Value::Float(0.0001)), "0.0001");
        assert_eq!(text(Value::Float(1.5e300)), "1.5e+300");
        assert_eq!(text(Value::Float(1e16)), "1e+16");
        assert_eq!(text(Value::Float(123_456_789_012_345.6)), "123456789012345.6");
        assert_eq!(text(Value::Float(f64::NAN)), "nan");
        assert_eq!(text(Value::Text("l2".into())), "'l2'");
        assert_eq!(text(Value::Text("it's".into())), "\"it's\"");
        assert_eq!(text(Value::Tuple(vec![Value::None])), "(None,)");
        assert_eq!(text(Value::List(vec![Value::Bool(true), Value::Int(-3)])), "[True, -3]");
        assert_eq!(text(Value::Dict(vec![(Value::Text("a".into()), Value::Class("x.y.Z".into()))])), "{'a': Z(…)}");
    }
}
