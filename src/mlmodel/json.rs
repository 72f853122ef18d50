//! JSON as Python writes it: with `NaN` and `Infinity`, whole integers of any size, duplicate keys.

use jiter::JsonValue;

use super::value::Value;

/// Why a text is not JSON, in one clause, with the place inside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    pub message: String,
    /// From 1, within the JSON text.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

/// Reads a JSON text as `json.loads` does; of duplicate keys the last value counts.
///
/// # Errors
/// The text is not JSON, or nested more than 200 levels deep.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    match JsonValue::parse(text.as_bytes(), true) {
        Ok(json) => Ok(convert(json)),
        Err(error) => {
            let at = error.get_position(text.as_bytes());
            let mut message = error.error_type.to_string();
            if text.trim_start().starts_with("[{'") || text.trim_start().starts_with("{'") {
                message.push_str(" (JSON wants double quotes)");
            }
            Err(JsonError { message, line: at.line, column: at.column })
        }
    }
}

fn convert(json: JsonValue<'_>) -> Value {
    match json {
        JsonValue::Null => Value::Null,
        JsonValue::Bool(b) => Value::Bool(b),
        JsonValue::Int(i) => Value::Int(i),
        JsonValue::BigInt(i) => Value::BigInt(i.to_string().into()),
        JsonValue::Float(f) => Value::Float(f),
        JsonValue::Str(text) => Value::Text(text.into()),
        JsonValue::Array(items) => Value::List(items.iter().map(|item| convert(item.clone())).collect()),
        JsonValue::Object(entries) => {
            let mut map: Vec<(Box<str>, Value)> = Vec::with_capacity(entries.len());
            for (key, value) in entries.iter() {
                let value = convert(value.clone());
                // Specs have a handful of keys: a look through them beats an index.
                let few = entries.len() <= 64;
                let twin = if few { map.iter_mut().find(|(k, _)| **k == **key) } else { None };
                match twin {
                    Some((_, old)) => *old = value,
                    None => map.push((key.as_ref().into(), value)),
                }
            }
            if entries.len() > 64 {
                map = last_of_each(map);
            }
            Value::Map(map)
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_python_writes() {
        let value = parse(r#"{"a": NaN, "b": -Infinity, "c": 123456789012345678901, "a": 1, "d": "\u00e9"}"#).expect("valid");
        assert_eq!(value.to_json(), r#"{"a":1,"b":{"$float":"-Infinity"},"c":123456789012345678901,"d":"é"}"#);
    }

    #[test]
    fn names_the_place_of_an_error() {
        let error = parse("[{\"type\": \"long\"").expect_err("cut off");
        assert_eq!((error.line, error.column), (1, 16));
        assert!(parse("[{'type': 'long'}]").expect_err("single quotes").message.contains("double quotes"));
        assert!(parse(&"[".repeat(10_000)).is_err());
    }
}
