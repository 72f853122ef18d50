//! What is worth a word of the stores in a place besides their models: how much they hold, and what MLflow fails on.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Above, Content, MAX_TROUBLES, Node, Place, Scanned, Walker, is_database, real};
use crate::folder::{Files, Progress, StoreSummary};
use crate::library::catalog::slashed;
use crate::library::entry::{Entry, Lost};
use crate::library::file_store::{self, Kind};
use crate::library::location;
use crate::library::store::Trouble;
use crate::mlmodel::display::{grouped, os_text};

/// Runs whose params and metrics are looked into.
const MAX_RUNS_READ: usize = 20_000;

/// How much a store holds, deleted things left out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub experiments: usize,
    pub runs: usize,
}

impl Walker<'_> {
    pub(super) fn count_experiment(&mut self, experiment: &Path) {
        if let Some(store) = experiment.parent() {
            self.counts.entry(store.to_owned()).or_default().experiments += 1;
        }
    }

    /// A run that lies in an experiment of a file store.
    pub(super) fn count_run(&mut self, run: &Path, above: &Above) {
        if let Some(store) = run.ancestors().nth(2).filter(|_| above.place == Place::Experiment) {
            self.counts.entry(store.to_owned()).or_default().runs += 1;
        }
    }

    /// A run of a file store that MLflow does not find by its id.
    pub(super) fn note_run(&mut self, root: &Files, run: &Path, above: &Above) {
        if above.place == Place::Experiment && !file_store::lacks(root).is_empty() {
            let (count, _) = self.unfound.get_or_insert_with(|| (0, run.strip_prefix(self.place).unwrap_or(run).to_owned()));
            *count += 1;
        }
    }

    /// The logged models that no entry is.
    pub(super) fn lost(&self, entries: &[Arc<Entry>]) -> Vec<Lost> {
        let paths: Vec<String> = entries.iter().map(|entry| slashed(&self.place.join(&entry.path))).collect();
        let owners: Vec<Box<str>> = paths.iter().filter_map(|path| location::tail(path)).map(|tail| tail.owner).collect();
        let ids = entries.iter().filter_map(|entry| entry.model_id.as_deref());
        self.catalog.lost(&self.logged, &ids.chain(owners.iter().map(AsRef::as_ref)).collect())
    }
}

/// The stores that have no model in the place. What a database knows lies beside it.
pub(super) fn bare_stores(place: &Path, counts: &BTreeMap<PathBuf, Counts>, entries: &[Arc<Entry>]) -> Vec<StoreSummary> {
    let holding: HashSet<&Path> = entries.iter().flat_map(|entry| entry.path.ancestors()).collect();
    let has_model = |store: &Path| {
        let scope = store.parent().filter(|_| store.file_name().is_some_and(is_database)).unwrap_or(store);
        // A place may be a part of what the store speaks of.
        scope.strip_prefix(place).map_or(!entries.is_empty(), |below| holding.contains(below))
    };
    let summary = |(store, counts): (&PathBuf, &Counts)| StoreSummary {
        path: store.strip_prefix(place).unwrap_or(store).to_owned(),
        experiments: counts.experiments,
        runs: counts.runs,
    };
    counts.iter().filter(|(store, _)| !has_model(store)).map(summary).collect()
}

/// Runs that a copy of the store lost folders of: git and zip keep no empty ones.
pub(super) fn unfound_note(runs: usize, first: &Path) -> String {
    let (what, them) =
        if runs == 1 { ("1 run by its ID".to_owned(), "it") } else { (format!("{} runs by their IDs", grouped(runs)), "them") };
    let first = os_text(first.as_os_str());
    format!(
        "MLflow 3.18 does not find {what}: metrics/, params/ or artifacts/ is missing in {them} (git and zip keep no empty folders); create what is missing, empty. The first: {first}"
    )
}

/// Runs with files that MLflow fails on, and with them on every list of their experiment's runs. Looks into every param and
/// metric of the runs that a scan of `place` saw, which takes longer than the scan.
#[must_use]
pub fn run_faults(place: &Path, scanned: &Scanned, progress: &Progress) -> Vec<Trouble> {
    fn below(node: &Node, root: &Files, path: PathBuf, looked: &mut usize, progress: &Progress, found: &mut Vec<Trouble>) {
        if let Content::Meta { kind, .. } = &node.content
            && matches!(**kind, Kind::Run { is_deleted: false, .. })
        {
            *looked += 1;
            let faults = root.enter(if path.as_os_str().is_empty() { Path::new(".") } else { &path }).map(|run| file_store::faults(&run));
            let faults = faults.unwrap_or_default();
            if !faults.is_empty() {
                found.push(Trouble::new(format!("MLflow 3.18 can list no run of this experiment: {}", faults.join(", ")), path));
            }
            return;
        }
        for child in &node.children {
            if *looked >= MAX_RUNS_READ || found.len() >= MAX_TROUBLES || progress.is_cancelled() {
                return;
            }
            below(child, root, path.join(&*child.name), looked, progress, found);
        }
    }
    let mut found = Vec::new();
    let place = real(place);
    if let Ok(root) = Files::open(&place) {
        below(&scanned.snapshot.root, &root, PathBuf::new(), &mut 0, progress, &mut found);
    }
    for trouble in &mut found {
        trouble.path = place.join(&trouble.path);
    }
    found
}
