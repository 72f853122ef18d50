//! YAML files of a fixed shape, read typed: `conda.yaml`, `python_env.yaml`. The only file that names `serde_yaml`, which is no
//! longer kept by its authors: another reader takes its place here. An MLmodel is read by [`crate::mlmodel::yaml`] instead.

use serde::de::DeserializeOwned;

pub use serde_yaml::Value;

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
        /// What the parser says.
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
    serde_yaml::from_str(text).map_err(|error| YamlError::Malformed {
        message: error.to_string(),
        line: error.location().and_then(|at| u32::try_from(at.line()).ok()),
    })
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
        assert_eq!(read::<Value>("a: [").unwrap_err().line(), Some(2));
    }
}
