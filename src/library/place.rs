//! A place and what was found in it so far.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::entry::{Absent, Checkup, Entry, LoneRun};
use super::logged::Logged;
use super::records::Trouble;
use super::scan::Scanned;
use super::subject::{Subject, SubjectAt};
use crate::folder::{Stopped, StoreSummary};
use crate::mlmodel::display::{count, os_text};

/// A folder that a person added to the library.
#[derive(Clone, Debug, Default)]
pub struct Place {
    pub path: PathBuf,
    pub entries: Vec<Arc<Entry>>,
    /// One for each entry, as they become known.
    pub checkups: Vec<Option<Checkup>>,
    pub absent: Vec<Absent>,
    /// Runs without a model here.
    pub lone_runs: Vec<LoneRun>,
    pub troubles: Vec<Trouble>,
    pub stores: Vec<PathBuf>,
    /// The stores that hold runs: what was logged is read from them.
    pub run_stores: Vec<PathBuf>,
    /// What was logged to the runs, as far as it was read.
    pub logged: Arc<Logged>,
    /// Models that came or changed since the place was looked through first, by their paths.
    pub news: HashMap<Box<Path>, News>,
    /// A whole scan was seen: what differs from it is news.
    is_known: bool,
    /// Why not everything was looked at.
    pub stopped_by: Option<Stopped>,
    /// What is worth knowing of the stores: sentences.
    pub notes: Vec<String>,
    /// The stores of which no model was found.
    pub bare_stores: Vec<StoreSummary>,
    /// What is known of sizes and health is to be looked at again.
    pub needs_checkup: bool,
    /// A person stopped it: there may be more.
    pub is_stopped: bool,
    /// Why the place itself could not be read the last time; what was found before stays.
    pub gone: Option<String>,
}

/// What became of a model since its place was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    New,
    Changed,
}

impl News {
    /// What a list calls it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
        }
    }
}

impl Place {
    /// A place that was not looked through yet.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, ..Self::default() }
    }

    /// What a scan found in it, where it is looked through once.
    #[must_use]
    pub fn found(path: PathBuf, scanned: &Scanned) -> Self {
        Self {
            checkups: vec![None; scanned.entries.len()],
            entries: scanned.entries.clone(),
            absent: scanned.absent.clone(),
            lone_runs: scanned.lone_runs.clone(),
            ..Self::new(path)
        }
    }

    /// The folder's own name; of one that tells nothing, with the name of the folder above.
    #[must_use]
    pub fn name(&self) -> String {
        let part = |path: &Path| path.file_name().map_or_else(|| os_text(path.as_os_str()), os_text);
        let own = part(&self.path);
        match (own.as_str(), self.path.parent()) {
            ("mlruns" | "mlartifacts" | "models" | "outputs" | "artifacts", Some(above)) => format!("{} / {own}", part(above)),
            _ => own,
        }
    }

    /// Forgets what was found, before it is looked for from the beginning.
    pub fn clear(&mut self) {
        *self = Self::new(std::mem::take(&mut self.path));
    }

    /// Models found on the way.
    pub fn add(&mut self, entries: Vec<Arc<Entry>>) {
        self.checkups.resize(self.checkups.len() + entries.len(), None);
        self.entries.extend(entries);
    }

    /// A finished scan takes the place of what was there. A model whose files are the same keeps its checkup.
    /// The snapshot is not kept here.
    pub fn replace(&mut self, scanned: Scanned) -> super::scan::Snapshot {
        // Both are sorted by path, but for what was added on the way.
        let mut old: Vec<(&Arc<Entry>, Option<Checkup>)> = self.entries.iter().zip(self.checkups.iter().copied()).collect();
        old.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        if std::mem::replace(&mut self.is_known, true) {
            for entry in &scanned.entries {
                let news = match old.binary_search_by(|(other, _)| other.path.cmp(&entry.path)) {
                    Err(_) => News::New,
                    Ok(at) if old[at].0.is_same_as(entry) && old[at].0.registered == entry.registered => continue,
                    Ok(_) => News::Changed,
                };
                // What is new stays new, whatever changes in it.
                self.news.entry(entry.path.clone()).or_insert(news);
            }
        }
        let checkup_of = |entry: &Arc<Entry>| {
            let at = old.binary_search_by(|(other, _)| other.path.cmp(&entry.path)).ok()?;
            old[at].1.filter(|_| old[at].0.is_same_as(entry))
        };
        self.checkups = scanned.entries.iter().map(checkup_of).collect();
        self.entries = scanned.entries;
        self.absent = scanned.absent;
        self.lone_runs = scanned.lone_runs;
        self.troubles = scanned.troubles;
        self.stores = scanned.stores;
        self.run_stores = scanned.run_stores;
        self.stopped_by = scanned.stopped_by;
        self.bare_stores = scanned.bare_stores;
        self.notes = scanned.notes;
        if !scanned.lost.is_empty() {
            let lost = count(scanned.lost.len(), "logged model has no files here", "logged models have no files here");
            self.notes.push(format!("{lost}; mlmodel-viewer list names them."));
        }
        self.gone = None;
        self.is_stopped = false;
        scanned.snapshot
    }

    /// One of what it lists.
    #[must_use]
    pub fn subject(&self, at: SubjectAt) -> Option<Subject<'_>> {
        match at {
            SubjectAt::Model(index) => self.entries.get(index).map(|entry| Subject::Model(entry)),
            SubjectAt::Run(index) => self.lone_runs.get(index).map(Subject::Run),
            SubjectAt::Absent(index) => self.absent.get(index).map(Subject::Absent),
        }
    }

    /// The sizes and health of one of what it lists, as far as they are known: only a model has any.
    #[must_use]
    pub fn checkup(&self, at: SubjectAt) -> Option<Checkup> {
        if let SubjectAt::Model(index) = at { self.checkups.get(index).copied().flatten() } else { None }
    }

    /// How many models cannot be loaded, as far as is known.
    #[must_use]
    pub fn broken(&self) -> usize {
        self.checkups.iter().flatten().filter(|checkup| checkup.errors > 0).count()
    }
}
