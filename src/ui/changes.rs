//! What changed on disk since a model was opened.

use std::collections::HashSet;

use super::loaded::Loaded;
use crate::compare::{Change, Comparison, Side};
use crate::folder::FileEntry;
use crate::mlmodel::display::{clipped, count};

/// The entries and files that differ from those that were opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Entries of the tree, by their number in it.
    pub entries: HashSet<usize>,
    /// Paths below the model folder.
    pub files: HashSet<String>,
    /// All of it in a sentence.
    pub text: String,
}

/// Things that are named before the rest is counted.
const NAMED: usize = 3;

impl Changes {
    /// What differs between two readings of one folder; nothing where nothing does.
    #[must_use]
    pub fn between(before: &Loaded, now: &Loaded) -> Option<Self> {
        let mut changes = Self::default();
        let mut words = Vec::new();
        if before.source != now.source {
            words.push(changes.entries(before, now));
        }
        let (old, new) = (files(before), files(now));
        let mut names: Vec<(String, &str)> = Vec::new();
        for file in new {
            match old.binary_search_by(|other| other.path.cmp(&file.path)).map(|i| &old[i]) {
                Ok(other) if other.bytes == file.bytes && other.modified == file.modified => {}
                Ok(_) => names.push((file.path.to_string(), "")),
                Err(_) => names.push((file.path.to_string(), " (new)")),
            }
        }
        names.extend(
            old.iter()
                .filter(|file| new.binary_search_by(|other| other.path.cmp(&file.path)).is_err())
                .map(|file| (file.path.to_string(), " (gone)")),
        );
        changes.files = names.iter().map(|(path, _)| path.clone()).collect();
        // The MLmodel is spoken of already.
        names.retain(|(path, _)| path != crate::folder::MLMODEL || before.source == now.source);
        let more = names.len().saturating_sub(NAMED);
        words.extend(names.iter().take(NAMED).map(|(path, word)| format!("{}{word}", clipped(path, 60))));
        if more > 0 {
            words.push(count(more, "more file", "more files"));
        }
        if words.is_empty() {
            return None;
        }
        changes.text = format!("Changed on disk since it was opened: {}.", words.join(", "));
        Some(changes)
    }

    /// The keys of the MLmodel that changed.
    fn entries(&mut self, before: &Loaded, now: &Loaded) -> String {
        let comparison = Comparison::of(&as_side(before), &as_side(now));
        let changed = comparison.mlmodel.iter().filter(|row| row.change != Change::Same).collect::<Vec<_>>();
        self.entries = changed.iter().filter_map(|row| now.tree.find(&row.key)).collect();
        let parts = comparison.signature.parts();
        let rows = parts.iter().flat_map(|part| &part.rows).filter(|row| row.change != Change::Same).count();
        match (changed.len(), rows) {
            (0, 0) => "MLmodel (its text)".to_owned(),
            (keys, 0) => format!("MLmodel ({})", count(keys, "key", "keys")),
            (0, rows) => format!("MLmodel ({} of the signature)", count(rows, "entry", "entries")),
            (keys, rows) => format!("MLmodel ({}, {} of the signature)", count(keys, "key", "keys"), count(rows, "entry", "entries")),
        }
    }
}

fn as_side(loaded: &Loaded) -> Side<'_> {
    Side { opened: &loaded.opened, findings: &loaded.findings, logged: None }
}

fn files(loaded: &Loaded) -> &[FileEntry] {
    loaded.folder().map_or(&[], |folder| &folder.listing.files)
}
