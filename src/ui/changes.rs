//! What changed on disk since a model was opened, as it is marked in the window.

use std::collections::HashSet;

use super::loaded::Loaded;
use crate::present::changes::sentence;
use crate::reading;

/// The entries and files that differ from those that were opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkedChanges {
    /// Entries of the tree, by their number in it.
    pub entries: HashSet<usize>,
    /// Paths below the model folder.
    pub files: HashSet<String>,
    /// All of it in a sentence.
    pub text: String,
}

impl MarkedChanges {
    /// What differs between two readings of one folder; nothing where nothing does. Compares, so away from the window's
    /// thread.
    #[must_use]
    pub fn between(before: &Loaded, now: &Loaded) -> Option<Self> {
        let changes = reading::Changes::between(&before.model, &now.model)?;
        Some(Self {
            entries: changes.keys.iter().filter_map(|key| now.tree().find(key)).collect(),
            files: changes.files.iter().map(|file| file.path.clone()).collect(),
            text: sentence(&changes),
        })
    }
}
