//! What a scan learns of the stores in a place.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::database_contents::DatabaseContents;
use crate::library::catalog::{Catalog, slashed};
use crate::library::entry::{Entry, LostModel};
use crate::library::location;

/// Runs, logged models and registered versions, by which models get their names.
#[derive(Debug, Default)]
pub(super) struct Insight {
    pub catalog: Catalog,
    /// The logged models whose files are to be found in the place.
    pub expected: BTreeSet<Box<str>>,
    /// The runs that the stores in the place hold.
    pub own_runs: BTreeSet<Box<str>>,
    /// The folders of registries.
    pub registries: Vec<PathBuf>,
    /// By their paths.
    pub databases: HashMap<PathBuf, Arc<DatabaseContents>>,
    /// What they said the last time.
    pub databases_before: HashMap<PathBuf, Arc<DatabaseContents>>,
    /// Most models of a place have the same flavors: each list is kept once.
    flavors: HashSet<Arc<[Box<str>]>>,
}

impl Insight {
    /// Nothing but what databases said the last time.
    pub fn new(databases_before: HashMap<PathBuf, Arc<DatabaseContents>>) -> Self {
        Self { databases_before, ..Self::default() }
    }

    /// The same list of flavors, shared by all models that have it.
    pub fn shared_flavors(&mut self, flavors: Vec<Box<str>>) -> Arc<[Box<str>]> {
        if let Some(shared) = self.flavors.get(&*flavors) {
            return Arc::clone(shared);
        }
        let shared: Arc<[Box<str>]> = flavors.into();
        self.flavors.insert(Arc::clone(&shared));
        shared
    }

    /// The expected logged models that no entry is.
    pub fn lost(&self, place: &Path, entries: &[Arc<Entry>]) -> Vec<LostModel> {
        let paths = entries.iter().map(|entry| slashed(&place.join(&entry.path)));
        let owners: Vec<Box<str>> = paths.filter_map(|path| location::tail(&path)).map(|tail| tail.owner).collect();
        let ids = entries.iter().filter_map(|entry| entry.model_id.as_deref());
        self.catalog.lost(&self.expected, &ids.chain(owners.iter().map(AsRef::as_ref)).collect())
    }
}
