//! A value as MLflow reads it, from YAML or from the JSON inside YAML strings.

use serde::ser::{Error as _, SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

/// A value as Python holds it after `yaml.safe_load` or `json.loads`.
///
/// It serialises to plain JSON; what JSON cannot hold is marked: `{"$float": "NaN"}`,
/// `{"$datetime": "2024-02-29T12:34:56"}`, `{"$base64": "aGk="}`, `{"$set": [...]}`, and
/// `{"$omitted": "reason"}` in place of a subtree that was not expanded.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    /// A whole number past 64 bits, in decimal digits.
    BigInt(Box<str>),
    Float(f64),
    Text(Box<str>),
    /// A date or a time stamp in ISO 8601, as Python's `isoformat` writes it.
    DateTime(Box<str>),
    Bytes(Box<[u8]>),
    List(Vec<Value>),
    /// In the order of the file; a key stands once (of duplicates the last value counts, as in Python).
    Map(Vec<(Box<str>, Value)>),
    Set(Vec<Value>),
    /// Not expanded: the reason.
    Omitted(&'static str),
}

impl Value {
    /// The value of `key` if this is a map that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(k, _)| &**k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// What Python calls its truth: null, false, 0, "" and empty collections are false.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(b) => *b,
            Self::Int(i) => *i != 0,
            Self::Float(f) => *f != 0.0,
            Self::Text(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::List(items) | Self::Set(items) => !items.is_empty(),
            Self::Map(entries) => !entries.is_empty(),
            Self::BigInt(_) | Self::DateTime(_) | Self::Omitted(_) => true,
        }
    }

    /// Whether two values mean the same to Python: the order of a map's keys means nothing, and one NaN is
    /// like another.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Float(a), Self::Float(b)) if a.is_nan() && b.is_nan() => true,
            (Self::List(a), Self::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_same(b)),
            (Self::Set(a), Self::Set(b)) => {
                // Items of a set are scalars: their texts tell them apart.
                let sorted = |items: &[Self]| {
                    let mut texts: Vec<String> = items.iter().map(Self::to_json).collect();
                    texts.sort_unstable();
                    texts
                };
                a.len() == b.len() && sorted(a) == sorted(b)
            }
            (Self::Map(a), Self::Map(b)) if a.len() == b.len() => {
                let sorted = |map: &[(Box<str>, Self)]| {
                    let mut order: Vec<usize> = (0..map.len()).collect();
                    order.sort_by(|x, y| map[*x].0.cmp(&map[*y].0));
                    order
                };
                sorted(a).into_iter().zip(sorted(b)).all(|(x, y)| a[x].0 == b[y].0 && a[x].1.is_same(&b[y].1))
            }
            _ => self == other,
        }
    }

    /// What kind of thing this is, in the words of a YAML or JSON reader.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::BigInt(_) | Self::Float(_) => "a number",
            Self::Text(_) => "text",
            Self::DateTime(_) => "a date",
            Self::Bytes(_) => "binary data",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Set(_) => "a set",
            Self::Omitted(_) => "a value that was not expanded",
        }
    }

    /// The text that Python's `str` gives a scalar; used where a mapping key is not text.
    #[must_use]
    pub fn to_key(&self) -> Box<str> {
        match self {
            Self::Null => "None".into(),
            Self::Bool(true) => "True".into(),
            Self::Bool(false) => "False".into(),
            Self::Int(i) => i.to_string().into(),
            Self::Float(f) => python_float(*f).into(),
            Self::BigInt(text) | Self::Text(text) | Self::DateTime(text) => text.clone(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into(),
            Self::List(_) | Self::Map(_) | Self::Set(_) | Self::Omitted(_) => self.to_json().into(),
        }
    }

    /// The value for people: JSON, with numbers as Python writes them (`1e-09`, `nan`).
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Float(f) => python_float(*f),
            other => other.to_json(),
        }
    }

    /// One line of JSON, with the marks described at [`Value`].
    #[must_use]
    pub fn to_json(&self) -> String {
        // Writing to a string fails only where `serialize` does, and that is for a big integer
        // that is not one: the readers make none.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A float as Python prints it: `1e-09`, `inf`, `2.1`.
#[must_use]
pub fn python_float(f: f64) -> String {
    if f.is_nan() {
        "nan".to_owned()
    } else if f.is_infinite() {
        if f > 0.0 { "inf" } else { "-inf" }.to_owned()
    } else if f != 0.0 && (f.abs() < 1e-4 || f.abs() >= 1e16) {
        let text = format!("{f:e}");
        match text.split_once('e') {
            Some((mantissa, exponent)) => {
                let (sign, digits) = exponent.strip_prefix('-').map_or(("+", exponent), |d| ("-", d));
                format!("{mantissa}e{sign}{digits:0>2}")
            }
            None => text,
        }
    } else {
        format!("{f:?}")
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        fn marked<S: Serializer>(serializer: S, mark: &str, value: &impl Serialize) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(mark, value)?;
            map.end()
        }
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Int(i) => serializer.serialize_i64(*i),
            Self::BigInt(digits) => {
                serde_json::value::RawValue::from_string(digits.to_string()).map_err(S::Error::custom)?.serialize(serializer)
            }
            Self::Float(f) if f.is_finite() => serializer.serialize_f64(*f),
            Self::Float(f) => {
                let name = if f.is_nan() {
                    "NaN"
                } else if *f > 0.0 {
                    "Infinity"
                } else {
                    "-Infinity"
                };
                marked(serializer, "$float", &name)
            }
            Self::Text(text) => serializer.serialize_str(text),
            Self::DateTime(text) => marked(serializer, "$datetime", text),
            Self::Bytes(bytes) => {
                use base64::Engine as _;
                marked(serializer, "$base64", &base64::engine::general_purpose::STANDARD.encode(bytes))
            }
            Self::List(items) => {
                let mut seq = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    seq.serialize_element(item)?;
                }
                seq.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Self::Set(items) => marked(serializer, "$set", items),
            Self::Omitted(reason) => marked(serializer, "$omitted", reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_what_json_cannot_hold() {
        let value = Value::List(vec![
            Value::Float(f64::NAN),
            Value::Float(f64::NEG_INFINITY),
            Value::Bytes((*b"hi").into()),
            Value::DateTime("2024-02-29".into()),
            Value::BigInt("123456789012345678901234567890".into()),
        ]);
        assert_eq!(
            value.to_json(),
            r#"[{"$float":"NaN"},{"$float":"-Infinity"},{"$base64":"aGk="},{"$datetime":"2024-02-29"},123456789012345678901234567890]"#
        );
    }

    #[test]
    fn floats_read_like_pythons() {
        for (f, text) in [(2.1, "2.1"), (1000.0, "1000.0"), (1e-9, "1e-09"), (1e16, "1e+16"), (-0.0, "-0.0")] {
            assert_eq!(python_float(f), text);
        }
    }
}
