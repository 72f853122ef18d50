//! The folders of a place as a scan saw them, kept for the next one.

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::database_contents::DatabaseContents;
use super::listing::{FolderListing, KnownContents};
use super::store_record::StoreRecord;
use crate::folder::{Archive, Stamp};
use crate::library::catalog::{Catalog, slashed};
use crate::library::entry::Entry;
use crate::library::file_store::MODELS;

/// What a scan saw, for the next one.
#[derive(Debug, Default)]
pub struct Snapshot {
    pub(super) root: SeenFolder,
    /// The folders of registries, which hold no models.
    pub(super) registries: Vec<PathBuf>,
    /// By their paths.
    pub(super) databases: HashMap<PathBuf, Arc<DatabaseContents>>,
    /// Where the place is one: kept open, so that a compressed tar is not unpacked for each of its models.
    pub(super) archive: Option<Arc<Archive>>,
}

impl Snapshot {
    /// The folders that were looked into, to watch; the place itself first.
    #[must_use]
    pub fn folders(&self, place: &Path) -> Vec<PathBuf> {
        fn below(folder: &SeenFolder, path: PathBuf, folders: &mut Vec<PathBuf>) {
            for child in &folder.children {
                below(child, path.join(&*child.name), folders);
            }
            folders.push(path);
        }
        let mut folders = self.registries.clone();
        below(&self.root, place.to_owned(), &mut folders);
        folders.rotate_right(1);
        folders
    }
}

/// A folder as it was seen.
#[derive(Debug, Default)]
pub(super) struct SeenFolder {
    pub name: Box<OsStr>,
    pub stamp: Stamp,
    /// The stamp was old enough when it was taken, and everything below could be read.
    pub is_settled: bool,
    pub contents: KnownContents,
    pub described: FolderDescription,
    /// The folders that were entered.
    pub children: Box<[SeenFolder]>,
}

/// What the file says that describes a folder.
#[derive(Debug, Default)]
pub(super) enum FolderDescription {
    /// No such file, or none that can be read.
    #[default]
    Nothing,
    /// The MLmodel of a model folder.
    Model { stamp: Stamp, entry: Arc<Entry> },
    /// The `meta.yaml` of a file store.
    Store { stamp: Stamp, record: Arc<StoreRecord> },
}

impl SeenFolder {
    /// What a folder lists whose stamp is the same, as far as it was entered.
    pub fn listing(&self) -> FolderListing {
        let mut folders: Vec<Box<OsStr>> = self.children.iter().map(|child| child.name.clone()).collect();
        if self.contents.models && folders.iter().all(|name| **name != *OsStr::new(MODELS)) {
            folders.push(OsStr::new(MODELS).into());
        }
        FolderListing { contents: self.contents, folders, is_settled: true }
    }

    /// The models, in no order.
    pub fn entries(&self) -> Vec<Arc<Entry>> {
        fn below(folder: &SeenFolder, entries: &mut Vec<Arc<Entry>>) {
            if let FolderDescription::Model { entry, .. } = &folder.described {
                entries.push(Arc::clone(entry));
            }
            folder.children.iter().for_each(|child| below(child, entries));
        }
        let mut entries = Vec::new();
        below(self, &mut entries);
        entries
    }

    /// Where the models lie; the folder itself is at `path`.
    pub fn model_paths(&self, path: &Path) -> HashSet<String> {
        fn below(folder: &SeenFolder, path: &Path, paths: &mut HashSet<String>) {
            if matches!(folder.described, FolderDescription::Model { .. }) {
                paths.insert(slashed(path));
            }
            for child in &folder.children {
                below(child, &path.join(&*child.name), paths);
            }
        }
        let mut paths = HashSet::new();
        below(self, path, &mut paths);
        paths
    }

    /// Joins every model to what the stores know; the folder itself is at `path`.
    pub fn join(&mut self, catalog: &mut Catalog, path: &Path) {
        let mark = self.mark();
        if let FolderDescription::Model { entry, .. } = &mut self.described {
            let mut joined = (**entry).clone();
            joined.mark = mark;
            catalog.join(&mut joined, path);
            keep_if_equal(entry, joined);
        }
        for child in &mut self.children {
            let inner = path.join(&*child.name);
            child.join(catalog, &inner);
        }
    }

    /// Gives versions whose model is not where their store has it to copies of that model.
    pub fn join_copies(&mut self, catalog: &mut Catalog) {
        if let FolderDescription::Model { entry, .. } = &mut self.described
            && entry.registered.is_empty()
        {
            let mut joined = (**entry).clone();
            catalog.join_copy(&mut joined);
            keep_if_equal(entry, joined);
        }
        self.children.iter_mut().for_each(|child| child.join_copies(catalog));
    }

    /// Changes when files of a model come or go, or its MLmodel is written.
    fn mark(&self) -> u64 {
        fn add(folder: &SeenFolder, hasher: &mut DefaultHasher) {
            folder.stamp.hash(hasher);
            folder.children.iter().for_each(|child| add(child, hasher));
        }
        let FolderDescription::Model { stamp, .. } = &self.described else { return 0 };
        let mut hasher = DefaultHasher::new();
        stamp.hash(&mut hasher);
        add(self, &mut hasher);
        hasher.finish()
    }
}

/// The old entry stays where nothing of it changed: whoever holds it sees that by its address.
fn keep_if_equal(entry: &mut Arc<Entry>, joined: Entry) {
    if joined != **entry {
        *entry = Arc::new(joined);
    }
}
