//! YAML files of a fixed shape, read typed: `conda.yaml`, `python_env.yaml`. The only file that names `serde_yaml`, which is no
//! longer kept by its authors: another reader takes its place here. An MLmodel is read by [`crate::mlmodel::yaml`] instead.

use serde::de::DeserializeOwned;

pub use serde_yaml::{Mapping, Value};

use crate::mlmodel::yaml;

/// An environment file has no use for aliases, and a reader that expands them none for a bomb made of them.
const MOST_ALIASES: usize = 8;

/// Why a text is not what it should be; shown as a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum YamlError {
    /// How many there are.
    #[error("it repeats values by {0} aliases, and is not expanded")]
    Aliases(usize),
    /// Not YAML, or not of the shape that was asked for.
    #[error("{message}")]
    Malformed {
        /// What is wrong, in plain words wherever those are known.
        message: String,
        /// From 1, where it is known.
        line: Option<u32>,
    },
}

impl YamlError {
    /// Where it goes wrong: a line from 1, where that is known.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        if let Self::Malformed { line, .. } = self { *line } else { None }
    }
}

/// Reads a text as a value of the type that is asked for.
///
/// # Errors
/// It is no YAML, of another shape, or repeats values by more than eight aliases.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, YamlError> {
    // A text that is no YAML to this reader is refused by the next one.
    let aliases = if text.contains('*') { yaml::parse(text).map_or(0, |document| document.alias_count()) } else { 0 };
    if aliases > MOST_ALIASES {
        return Err(YamlError::Aliases(aliases));
    }
    serde_yaml::from_str(text).map_err(|error| {
        // The reader of the MLmodel says the same in plain words.
        if let Err(error) = yaml::parse(text) {
            return YamlError::Malformed { message: error.to_string(), line: Some(error.line) };
        }
        let said = error.to_string();
        let message = match said.split_once("duplicate entry with key ") {
            Some((_, rest)) => format!("the key {} stands there twice", rest.split(" at line ").next().unwrap_or(rest)),
            None => said,
        };
        YamlError::Malformed { message, line: error.location().and_then(|at| u32::try_from(at.line()).ok()) }
    })
}

/// Reads a text as a map whose merges (`<<`) are made, as PyYAML makes them.
///
/// # Errors
/// As [`read`], and where it is no map.
pub fn read_mapping(text: &str) -> Result<Mapping, YamlError> {
    let malformed = |message: String| YamlError::Malformed { message, line: None };
    let mut value: Value = read(text)?;
    value.apply_merge().map_err(|_| malformed("<< must be given a map, or a list of maps, to merge".to_owned()))?;
    match value {
        Value::Mapping(map) => Ok(map),
        other => Err(malformed(format!("it is {}, not a map of keys and values", kind(&other)))),
    }
}

/// What a value is, in words.
#[must_use]
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a map",
        Value::Tagged(_) => "a value with a tag",
    }
}

/// A value as YAML writes it: `3.1` for the number.
#[must_use]
pub fn written(value: &Value) -> String {
    serde_yaml::to_string(value).unwrap_or_default().trim().to_owned()
}

/// The texts of a list; nothing for what is no list, and for an entry that is no text.
pub fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    let list = value.and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
    list.iter().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_bomb_is_not_expanded() {
        let bomb = format!("a: [&a [{}], {}]\n", vec!["a"; 20_000].join(","), vec!["*a"; 20_000].join(","));
        assert_eq!(read::<Value>(&bomb), Err(YamlError::Aliases(20_000)));
        assert_eq!(read::<Value>("a: [").unwrap_err().line(), Some(1));
    }

    #[test]
    fn errors_are_in_plain_words() {
        for (text, said) in [
            ("a: 1\n---\nb: 1\n", "a second YAML document starts here (---); MLflow reads files with one only"),
            ("a: 1\na: 2\n", "the key \"a\" stands there twice"),
            ("- a\n", "it is a list, not a map of keys and values"),
            ("# nothing\n", "it is empty, not a map of keys and values"),
            ("<<: 1\n", "<< must be given a map, or a list of maps, to merge"),
        ] {
            assert_eq!(read_mapping(text).unwrap_err().to_string(), said, "{text}");
        }
        let merged = read_mapping("base: &b {x: 1, y: 2}\n<<: *b\ny: 3\n").unwrap();
        assert_eq!((merged.get("x"), merged.get("y")), (Some(&Value::from(1)), Some(&Value::from(3))));
    }
}
