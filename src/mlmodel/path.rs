//! Where in an MLmodel a value stands.

use std::fmt;
use std::sync::Arc;

/// A longer key is recorded by its beginning: a path is copied many times.
const LONGEST: usize = 500;

fn recorded(key: &str) -> Arc<str> {
    match key.char_indices().nth(LONGEST) {
        None => key.into(),
        Some((at, _)) => format!("{}…", &key[..at]).into(),
    }
}

/// The keys that lead from the root of an MLmodel to a value: `flavors.sklearn.pickled_model`.
/// An item of a list is named by its index, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyPath(Vec<Arc<str>>);

impl KeyPath {
    /// The document itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// The path of these keys, from the top.
    #[must_use]
    pub fn of(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| recorded(key)).collect())
    }

    /// This path with one key more.
    #[must_use]
    pub fn join(&self, key: &str) -> Self {
        let mut keys = self.0.clone();
        keys.push(recorded(key));
        Self(keys)
    }

    /// Goes one key down.
    pub fn push(&mut self, key: &str) {
        self.0.push(recorded(key));
    }

    /// Goes one key up.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// The path above; nothing for the document itself.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.split_last().map(|(_, rest)| Self(rest.to_vec()))
    }

    /// The keys, from the top; of a list, the index (from 0).
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// The key at its end.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        self.0.last().map(AsRef::as_ref)
    }

    /// How many keys it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is the document itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for KeyPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, key) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            f.write_str(key)?;
        }
        Ok(())
    }
}

impl serde::Serialize for KeyPath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
