//! What changed on disk, in a sentence.

use crate::compare::Change;
use crate::mlmodel::display::{clipped, count};
use crate::reading::{Changes, FileChange};

/// Things that are named before the rest is counted.
const NAMED: usize = 3;

/// `Changed on disk since it was opened: MLmodel (2 keys), model.pkl (gone).`
#[must_use]
pub fn sentence(changes: &Changes) -> String {
    let files: Vec<&FileChange> = changes.other_files().collect();
    let mut words: Vec<String> = changes.mlmodel.then(|| mlmodel(changes)).into_iter().collect();
    words.extend(files.iter().take(NAMED).map(|file| format!("{}{}", clipped(&file.path, 60), word(file.change))));
    if let Some(more) = files.len().checked_sub(NAMED).filter(|more| *more > 0) {
        words.push(count(more, "more file", "more files"));
    }
    format!("Changed on disk since it was opened: {}.", words.join(", "))
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Added => " (new)",
        Change::Removed => " (gone)",
        Change::Same | Change::Changed | Change::Moved => "",
    }
}

fn mlmodel(changes: &Changes) -> String {
    match (changes.keys.len(), changes.specs) {
        (0, 0) => "MLmodel (its text)".to_owned(),
        (keys, 0) => format!("MLmodel ({})", count(keys, "key", "keys")),
        (0, specs) => format!("MLmodel ({} of the signature)", count(specs, "entry", "entries")),
        (keys, specs) => format!("MLmodel ({}, {} of the signature)", count(keys, "key", "keys"), count(specs, "entry", "entries")),
    }
}
