//! What is worth a word of the stores in a place besides their models: how much they hold, and what MLflow fails on.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::report::{MAX_TROUBLES, StoreCounts};
use super::seen::{FolderDescription, SeenFolder};
use super::store_record::StoreRecord;
use super::{Scanned, real};
use crate::folder::{Files, Progress, StoreSummary, open_files};
use crate::library::entry::Entry;
use crate::library::records::Trouble;
use crate::library::{file_store, sqlite};

/// Runs whose params and metrics are looked into.
const MAX_RUNS_READ: usize = 20_000;

/// The stores that have no model in the place. What a database knows lies beside it.
pub(super) fn bare_stores(place: &Path, counts: &BTreeMap<PathBuf, StoreCounts>, entries: &[Arc<Entry>]) -> Vec<StoreSummary> {
    let holding: HashSet<&Path> = entries.iter().flat_map(|entry| entry.path.ancestors()).collect();
    let has_model = |store: &Path| {
        let scope = store.parent().filter(|_| store.file_name().is_some_and(sqlite::is_database_name)).unwrap_or(store);
        // A place may be a part of what the store speaks of.
        scope.strip_prefix(place).map_or(!entries.is_empty(), |below| holding.contains(below))
    };
    let summary = |(store, counts): (&PathBuf, &StoreCounts)| StoreSummary {
        path: store.strip_prefix(place).unwrap_or(store).to_owned(),
        experiments: counts.experiments,
        runs: counts.runs,
    };
    counts.iter().filter(|(store, _)| !has_model(store)).map(summary).collect()
}

/// Runs with files that MLflow fails on, and with them on every list of their experiment's runs. Looks into every param and
/// metric of the runs that a scan of `place` saw, which takes longer than the scan.
#[must_use]
pub fn run_faults(place: &Path, scanned: &Scanned, progress: &Progress) -> Vec<Trouble> {
    let place = real(place);
    let mut search = FaultSearch { place: &place, progress, runs: 0, found: Vec::new() };
    if let Ok(root) = open_files(&place) {
        search.below(&scanned.snapshot.root, &root, Path::new(""));
    }
    search.found
}

/// Looks into the params and metrics of runs.
struct FaultSearch<'a> {
    place: &'a Path,
    progress: &'a Progress,
    /// How many runs were looked into.
    runs: usize,
    found: Vec<Trouble>,
}

impl FaultSearch<'_> {
    fn is_over(&self) -> bool {
        self.runs >= MAX_RUNS_READ || self.found.len() >= MAX_TROUBLES || self.progress.is_cancelled()
    }

    /// Looks at a folder, which lies at `path` below the place, and at those in it.
    fn below(&mut self, folder: &SeenFolder, place: &Files, path: &Path) {
        if let FolderDescription::Store { record, .. } = &folder.described
            && let StoreRecord::Run { run, .. } = &**record
            && !run.is_deleted
        {
            self.runs += 1;
            let faults = place.enter(if path.as_os_str().is_empty() { Path::new(".") } else { path }).map(|run| file_store::faults(&run));
            let faults = faults.unwrap_or_default();
            if !faults.is_empty() {
                let what = format!("MLflow 3.18 can list no run of this experiment: {}", faults.join(", "));
                self.found.push(Trouble::new(what, self.place.join(path)));
            }
            return;
        }
        for child in &folder.children {
            if self.is_over() {
                return;
            }
            self.below(child, place, &path.join(&*child.name));
        }
    }
}
