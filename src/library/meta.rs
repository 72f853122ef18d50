//! The `meta.yaml` of a file store: every value as written, so that an id such as `12e30` stays one and
//! a damaged entry costs nothing but itself.

use std::path::Path;

use super::records::KeyValue;
use crate::folder::{Files, ReadError};
use crate::mlmodel::yaml::{self, Document, NodeId, YamlKind};

/// The name of the file.
pub const META: &str = "meta.yaml";
/// Real ones have less than a thousand bytes, and a description of 5,000 characters at most.
const MAX_META_BYTES: u64 = 1_000_000;

/// Why a `meta.yaml` cannot be read. Each is a clause: `it is not there`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetaError {
    #[error("{0}")]
    Unreadable(ReadError),
    #[error("it is not UTF-8")]
    NotUtf8,
    #[error("it is no YAML from line {line} on")]
    NotYaml { line: u32 },
    #[error("it holds no keys and values")]
    NoMap,
}

/// One file, read.
#[derive(Debug)]
pub struct Meta {
    document: Document,
}

impl Meta {
    /// Reads the file of a folder.
    ///
    /// # Errors
    /// It is not there, too large, or no map of YAML.
    pub fn read(folder: &Files) -> Result<Self, MetaError> {
        let bytes = folder.read(Path::new(META), MAX_META_BYTES).map_err(MetaError::Unreadable)?;
        Self::parse(&bytes)
    }

    /// Reads its text.
    ///
    /// # Errors
    /// It is no map of YAML.
    pub fn parse(bytes: &[u8]) -> Result<Self, MetaError> {
        let text = std::str::from_utf8(bytes).map_err(|_| MetaError::NotUtf8)?;
        let document = yaml::parse(text).map_err(|error| MetaError::NotYaml { line: error.line })?;
        if !document.is_mapping(document.root()) {
            return Err(MetaError::NoMap);
        }
        Ok(Self { document })
    }

    fn get(&self, key: &str) -> Option<NodeId> {
        self.document.get(self.document.root(), key)
    }

    /// Whether the key is there, whatever it holds.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The text of an entry; nothing for null, and for what is no scalar.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.scalar(self.get(key)?)
    }

    fn scalar(&self, id: NodeId) -> Option<&str> {
        match &self.document.node(self.document.follow(id)).kind {
            YamlKind::Scalar { text, plain: true } if matches!(&**text, "" | "~" | "null" | "Null" | "NULL") => None,
            YamlKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The text of an entry that says something.
    #[must_use]
    pub fn filled(&self, key: &str) -> Option<String> {
        self.text(key).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// A whole number: times in milliseconds, states.
    #[must_use]
    pub fn integer(&self, key: &str) -> Option<i64> {
        self.text(key)?.trim().parse().ok()
    }

    /// The entries of a map, in the order of the file.
    #[must_use]
    pub fn map(&self, key: &str) -> Vec<KeyValue> {
        let Some(map) = self.get(key) else { return Vec::new() };
        let pair = |(k, v): &(NodeId, NodeId)| Some(KeyValue::new(self.document.scalar(*k)?, self.scalar(*v)?));
        self.document.entries(map).iter().filter_map(pair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_as_they_are_written() {
        let meta = Meta::parse(b"run_id: 12e30\nname: null\nuser_id: ''\nstatus: 3\nquoted: 'null'\naliases:\n  champion: '2'\n").unwrap();
        assert_eq!(meta.text("run_id"), Some("12e30"));
        assert_eq!((meta.text("name"), meta.text("user_id"), meta.filled("user_id")), (None, Some(""), None));
        assert_eq!((meta.integer("status"), meta.text("quoted")), (Some(3), Some("null")));
        assert_eq!(meta.map("aliases"), [KeyValue::new("champion", "2")]);
        assert!(Meta::parse(b"- a\n").is_err() && Meta::parse(b"a: [").is_err() && Meta::parse(b"").is_err());
    }
}
