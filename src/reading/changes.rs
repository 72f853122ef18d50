//! What changed on disk between two readings of one folder.

use super::model::Model;
use crate::compare::{Change, Comparison, DiffSection};
use crate::folder::{FileEntry, MLMODEL};
use crate::mlmodel::KeyPath;
use crate::mlmodel::signature::PartName;

/// What differs between a model as it was opened and as it is now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The text of the MLmodel is another one.
    pub mlmodel: bool,
    /// Its keys that changed.
    pub keys: Vec<KeyPath>,
    /// Entries of the signature that changed.
    pub specs: usize,
    /// Files that changed, came or went, by path; the MLmodel too.
    pub files: Vec<FileChange>,
}

/// One file that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Below the model folder, `/`-separated.
    pub path: String,
    /// Never the same, and never moved.
    pub change: Change,
}

impl Changes {
    /// What differs between two readings of one folder; nothing where nothing does.
    #[must_use]
    pub fn between(before: &Model, now: &Model) -> Option<Self> {
        let mut changes = Self { mlmodel: text(before) != text(now), ..Self::default() };
        if changes.mlmodel {
            changes.compare_mlmodels(before, now);
        }
        let (old, new) = (files(before), files(now));
        let add = |file: &FileEntry, change| FileChange { path: file.path.to_string(), change };
        for file in new {
            match old.binary_search_by(|other| other.path.cmp(&file.path)).map(|i| &old[i]) {
                Ok(other) if other.bytes == file.bytes && other.modified == file.modified => {}
                Ok(_) => changes.files.push(add(file, Change::Changed)),
                Err(_) => changes.files.push(add(file, Change::Added)),
            }
        }
        let gone = old.iter().filter(|file| new.binary_search_by(|other| other.path.cmp(&file.path)).is_err());
        changes.files.extend(gone.map(|file| add(file, Change::Removed)));
        (changes.mlmodel || !changes.files.is_empty()).then_some(changes)
    }

    fn compare_mlmodels(&mut self, before: &Model, now: &Model) {
        let comparison = Comparison::of(&before.side(), &now.side());
        let changed = comparison.keys().iter().filter(|row| row.change != Change::Same);
        self.keys = changed.map(|row| row.key.clone()).collect();
        let parts = PartName::ALL.into_iter().filter_map(|part| comparison.section(DiffSection::of_part(part)));
        self.specs = parts.map(|part| part.rows.len() - part.rows.unchanged()).sum();
    }

    /// The files that are named beside the MLmodel, which is spoken of by itself where its text changed.
    pub fn other_files(&self) -> impl Iterator<Item = &FileChange> {
        self.files.iter().filter(|file| !self.mlmodel || file.path != MLMODEL)
    }
}

fn text(model: &Model) -> Option<&str> {
    model.folder().map(|folder| &*folder.mlmodel.text)
}

fn files(model: &Model) -> &[FileEntry] {
    model.folder().map_or(&[], |folder| &folder.listing.files)
}
