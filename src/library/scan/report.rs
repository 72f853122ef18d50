//! What a scan tells, on its way and at its end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::folder::Stopped;
use crate::library::entry::Entry;
use crate::library::file_store::TRASH;
use crate::library::records::Trouble;
use crate::mlmodel::display::{grouped, os_text};

/// Troubles that are kept.
pub(super) const MAX_TROUBLES: usize = 500;
/// Models are handed over at least this often.
const HAND_OVER_MODELS_EVERY: Duration = Duration::from_millis(40);

/// How much a store holds, deleted things left out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct StoreCounts {
    pub experiments: usize,
    pub runs: usize,
}

/// Runs of a file store that MLflow does not find by their ids: a copy lost folders of theirs.
#[derive(Debug)]
pub(super) struct RunsNotFound {
    pub count: usize,
    /// The first of them, below the place.
    pub first: PathBuf,
}

impl RunsNotFound {
    /// What is the case and what to do, as a sentence.
    pub fn note(&self) -> String {
        let (what, them) = match self.count {
            1 => ("1 run by its ID".to_owned(), "it"),
            count => (format!("{} runs by their IDs", grouped(count)), "them"),
        };
        let first = os_text(self.first.as_os_str());
        format!(
            "MLflow 3.18 does not find {what}: metrics/, params/ or artifacts/ is missing in {them} (git and zip keep no empty folders); create what is missing, empty. The first: {first}"
        )
    }
}

/// What was found and what is told of it.
pub(super) struct ScanReport<'a> {
    /// Takes models as they are found.
    sink: &'a mut dyn FnMut(Vec<Arc<Entry>>),
    /// Found since models were handed over last.
    batch: Vec<Arc<Entry>>,
    handed_over: Option<Instant>,
    pub troubles: Vec<Trouble>,
    pub stores: BTreeSet<PathBuf>,
    /// How much each store holds.
    pub counts: BTreeMap<PathBuf, StoreCounts>,
    /// Runs that MLflow does not find by their ids.
    not_found: Option<RunsNotFound>,
    pub stopped_by: Option<Stopped>,
}

impl<'a> ScanReport<'a> {
    /// Nothing yet; `sink` takes models as they are found.
    pub fn new(sink: &'a mut dyn FnMut(Vec<Arc<Entry>>)) -> Self {
        Self {
            sink,
            batch: Vec::new(),
            handed_over: None,
            troubles: Vec::new(),
            stores: BTreeSet::new(),
            counts: BTreeMap::new(),
            not_found: None,
            stopped_by: None,
        }
    }
}

impl ScanReport<'_> {
    /// A model was found. The first is handed over at once.
    pub fn found(&mut self, entry: Arc<Entry>) {
        self.batch.push(entry);
        if self.handed_over.is_none_or(|last| last.elapsed() >= HAND_OVER_MODELS_EVERY) {
            self.hand_over();
        }
    }

    /// Hands over what was found since the last time.
    pub fn hand_over(&mut self) {
        self.handed_over = Some(Instant::now());
        if !self.batch.is_empty() {
            (self.sink)(std::mem::take(&mut self.batch));
        }
    }

    /// Something could not be read: what is the case, as a clause.
    pub fn trouble(&mut self, what: impl Into<String>, path: impl Into<PathBuf>) {
        self.add_trouble(Trouble::new(what, path));
    }

    /// Keeps a trouble, up to a limit.
    pub fn add_trouble(&mut self, trouble: Trouble) {
        if self.troubles.len() < MAX_TROUBLES {
            self.troubles.push(trouble);
        }
    }

    /// An experiment of a file store, by its folder.
    pub fn count_experiment(&mut self, experiment: &Path) {
        if let Some(store) = experiment.parent() {
            self.counts.entry(store.to_owned()).or_default().experiments += 1;
        }
    }

    /// A run that lies in an experiment of a file store, by its folder.
    pub fn count_run(&mut self, run: &Path) {
        if let Some(store) = run.ancestors().nth(2) {
            self.counts.entry(store.to_owned()).or_default().runs += 1;
        }
    }

    /// A run of a file store that MLflow does not find by its id, by its folder below the place.
    pub fn add_run_not_found(&mut self, run: &Path) {
        self.not_found.get_or_insert_with(|| RunsNotFound { count: 0, first: run.to_owned() }).count += 1;
    }

    /// The stores that hold runs. Deleted experiments lie in a folder of their store.
    pub fn run_stores(&self) -> Vec<PathBuf> {
        let is_store = |path: &&PathBuf| path.file_name().is_none_or(|name| name != TRASH);
        self.counts.keys().filter(is_store).cloned().collect()
    }

    /// What is worth knowing of the stores: sentences.
    pub fn notes(&self) -> Vec<String> {
        self.not_found.iter().map(RunsNotFound::note).collect()
    }
}
