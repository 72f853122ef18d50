//! Walking through a place: the models in it, streamed as they are found, and joined to what the stores in the
//! place know of them.
//!
//! A second scan looks at what the first one saw: a folder whose stamp is the same has the same entries, and a
//! file whose stamp is the same is not read again.
//!
//! A [`Walker`] goes from folder to folder. What it is asked is a [`Search`], what it learns of the stores an [`Insight`], what
//! it tells a [`ScanReport`], and what it leaves for the next scan a [`Snapshot`].

mod database_contents;
mod databases;
mod insight;
mod listing;
mod model;
mod notes;
mod report;
mod role;
mod seen;
mod store_record;
mod stores;
mod walk;
mod walker;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::folder::{Archive, Files, InArchive, Progress, Stamp, Stopped, StoreSummary};
use crate::library::entry::{Absent, Entry, LoneRun, LostModel};
use crate::library::records::Trouble;
use insight::Insight;
use notes::bare_stores;
use report::ScanReport;
use seen::SeenFolder;
use walker::{Folder, Walker};

pub use notes::run_faults;
pub use seen::Snapshot;

/// Nanoseconds. A stamp this fresh may miss a change of the same moment: it is not trusted the next time.
const FRESH: i64 = 2_000_000_000;

/// What a scan found.
#[derive(Debug)]
pub struct Scanned {
    /// Sorted by path.
    pub entries: Vec<Arc<Entry>>,
    /// Runs that no model in the place came out of, sorted by id.
    pub lone_runs: Vec<LoneRun>,
    /// Registered versions whose model is not in the place.
    pub absent: Vec<Absent>,
    /// What could not be read, the first 500.
    pub troubles: Vec<Trouble>,
    /// `mlruns` folders and databases.
    pub stores: Vec<PathBuf>,
    /// Those that hold runs, also where they have no registered models.
    pub run_stores: Vec<PathBuf>,
    /// Logged models whose files are not in the place.
    pub lost: Vec<LostModel>,
    /// What is worth knowing of the stores: sentences.
    pub notes: Vec<String>,
    /// Those of which no model was found here.
    pub bare_stores: Vec<StoreSummary>,
    /// Why not everything was looked at.
    pub stopped_by: Option<Stopped>,
    /// For the next scan of the same place.
    pub snapshot: Snapshot,
}

/// What is looked through.
#[derive(Clone, Copy, Debug)]
struct Search<'a> {
    /// Absolute, without links on the way.
    place: &'a Path,
    progress: &'a Progress,
    /// Nanoseconds since 1970.
    now: i64,
}

impl<'a> Search<'a> {
    fn new(place: &'a Path, progress: &'a Progress) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|now| i64::try_from(now.as_nanos()).ok());
        Self { place, progress, now: now.unwrap_or(0) }
    }

    /// Whether a stamp was old enough when it was taken: whatever is written later changes it.
    fn is_settled(&self, stamp: Stamp) -> bool {
        stamp.modified.saturating_add(FRESH) < self.now
    }
}

/// Looks for models at and below `place`. Each batch of them is handed to `sink` as soon as it is found; what
/// `before` saw and is unchanged is not read again.
///
/// # Errors
/// The place itself cannot be read, or `progress` was cancelled.
pub fn scan(
    place: &Path,
    before: Option<Snapshot>,
    progress: &Progress,
    sink: &mut dyn FnMut(Vec<Arc<Entry>>),
) -> Result<Scanned, Trouble> {
    let place = real(place);
    let (root, archive) = open_root(&place, progress)?;
    root.children().map(drop).map_err(|error| Trouble::new(why_unreadable(&error), &place))?;
    let before = before.unwrap_or_default();
    let mut walker = Walker::new(Search::new(&place, progress), Insight::new(before.databases), ScanReport::new(sink));
    let above = walker.look_above();
    let seen = walker.visit(&Folder::top(&root, &place), before.root, &above);
    if progress.is_cancelled() {
        return Err(Trouble::new("the scan was stopped", &place));
    }
    walker.report.hand_over();
    let Some(seen) = seen else { return Err(Trouble::new("the folder vanished while it was read", &place)) };
    let mut scanned = finish(walker, seen);
    scanned.snapshot.archive = archive;
    Ok(scanned)
}

/// The files of the place: a folder, or an archive.
fn open_root(place: &Path, progress: &Progress) -> Result<(Files, Option<Arc<Archive>>), Trouble> {
    let failed = |error: std::io::Error| Trouble::new(why_unreadable(&error), place);
    let files = Files::open(place).map(|files| (files, None));
    files.or_else(|error| match InArchive::find(place, progress) {
        Some(Ok(inside)) => Ok((inside.files().map_err(failed)?, Some(inside.archive))),
        Some(Err(why)) => Err(Trouble::new(format!("the archive cannot be read: {why}"), place)),
        None => Err(failed(error)),
    })
}

/// Joins all that was found, now that runs and versions are known that were found after their models.
fn finish(walker: Walker<'_>, mut seen: SeenFolder) -> Scanned {
    let Walker { search, mut insight, mut report, .. } = walker;
    insight.catalog.set_there(seen.model_paths(search.place));
    seen.join(&mut insight.catalog, search.place);
    if insight.catalog.has_missing() {
        seen.join_copies(&mut insight.catalog);
    }
    let mut entries = seen.entries();
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    for fault in insight.catalog.faults() {
        report.add_trouble(fault);
    }
    Scanned {
        absent: insight.catalog.absent(),
        lone_runs: insight.catalog.lone_runs(&insight.own_runs, &entries),
        lost: insight.lost(search.place, &entries),
        notes: report.notes(),
        run_stores: report.run_stores(),
        bare_stores: bare_stores(search.place, &report.counts, &entries),
        entries,
        troubles: report.troubles,
        stores: report.stores.into_iter().collect(),
        stopped_by: report.stopped_by,
        snapshot: Snapshot { root: seen, registries: insight.registries, databases: insight.databases, archive: None },
    }
}

/// The place without links and `..` on the way to it: sources in a store are compared with where models really lie.
fn real(place: &Path) -> PathBuf {
    let absolute = std::path::absolute(place).unwrap_or_else(|_| place.to_owned());
    // Windows would answer with a prefix that nobody else writes.
    if cfg!(windows) { absolute } else { absolute.canonicalize().unwrap_or(absolute) }
}

/// Why a folder cannot be read, as a clause.
fn why_unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "the folder is gone".to_owned(),
        std::io::ErrorKind::PermissionDenied => "the system does not allow reading the folder; check its permissions".to_owned(),
        _ => format!("the folder cannot be read: {error}"),
    }
}
