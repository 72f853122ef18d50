//! Reading what was logged out of the stores of a place.

use std::path::PathBuf;
use std::sync::Arc;

use super::Logged;
use super::gathering::{Gathering, Wanted};
use crate::folder::Progress;
use crate::library::entry::Entry;
use crate::library::store::{Store, StoreError};
use crate::mlmodel::display::os_text;

/// What of a store is asked.
#[derive(Clone, Copy)]
enum Asked {
    Runs,
    /// The logged models of MLflow 3.
    Models,
}

/// The runs and models of a place whose values are read.
#[derive(Clone, Debug, Default)]
pub struct LoggedSubjects {
    pub entries: Vec<Arc<Entry>>,
    /// Runs without a model.
    pub runs: Vec<Arc<str>>,
}

/// Reads what was logged to runs, and to models without a run, from these stores: `mlruns` folders and
/// databases. A run that several stores know is read from the first. A store that cannot be read is told in
/// [`Logged::missing`]; nothing more is read once `progress` is cancelled.
///
/// It takes as long as its files take to read: a window does it in the background. Of the metrics in `histories` the least and the
/// greatest value are told too, for which a database reads all that was ever logged of them.
#[must_use]
pub fn read_logged(stores: &[PathBuf], subjects: &LoggedSubjects, histories: &[String], progress: &Progress) -> Logged {
    let mut reading = Reading { stores, progress, histories, wanted: Wanted::default(), gathering: Gathering::default() };
    let LoggedSubjects { entries, runs } = subjects;
    entries.iter().filter_map(|entry| entry.run_id.as_ref()).chain(runs).for_each(|id| reading.wanted.add(id));
    reading.ask(Asked::Runs);
    // Of most models of MLflow 3 the run is known, and says more.
    let is_unknown = |entry: &&Arc<Entry>| {
        let row = entry.run_id.as_deref().and_then(|id| reading.wanted.row(id));
        row.is_none_or(|row| reading.gathering.found.get(row as usize) != Some(&true))
    };
    let models: Vec<Arc<str>> = entries.iter().filter(is_unknown).filter_map(|entry| entry.model_id.as_deref()).map(Arc::from).collect();
    for id in &models {
        reading.wanted.add(id);
    }
    if !models.is_empty() {
        reading.ask(Asked::Models);
    }
    reading.gathering.finish(reading.wanted)
}

struct Reading<'a> {
    stores: &'a [PathBuf],
    progress: &'a Progress,
    histories: &'a [String],
    wanted: Wanted,
    gathering: Gathering,
}

impl Reading<'_> {
    /// Tells once why not everything is there: a store is asked twice.
    fn tell(&mut self, why: String) {
        if !self.gathering.missing.contains(&why) {
            self.gathering.missing.push(why);
        }
    }

    /// Asks every store for what no store before it knew.
    fn ask(&mut self, asked: Asked) {
        for path in self.stores {
            let wanted = self.wanted.without(&self.gathering.found);
            if wanted.is_empty() || self.progress.is_cancelled() {
                return;
            }
            let answer = Store::ask(path, |store| {
                let mut gathering = Gathering::new(&wanted, self.histories);
                ask(store, asked, &wanted, &mut gathering, self.progress)?;
                Ok(gathering)
            });
            let store = os_text(path.as_os_str());
            match answer {
                Ok(mut gathering) => {
                    for why in std::mem::take(&mut gathering.missing) {
                        self.tell(format!("{store}: {why}"));
                    }
                    self.gathering.absorb(gathering);
                }
                Err(why) => self.tell(format!("{store} cannot be read: {why}")),
            }
        }
    }
}

fn ask(store: &Store, asked: Asked, wanted: &Wanted, to: &mut Gathering, progress: &Progress) -> Result<(), StoreError> {
    match (store, asked) {
        (Store::Files(files), Asked::Runs) => files.gather_runs(wanted, to, progress)?,
        (Store::Files(files), Asked::Models) => files.gather_models(wanted, to, progress)?,
        (Store::Sqlite(database), Asked::Runs) => database.gather_runs(wanted, to)?,
        (Store::Sqlite(database), Asked::Models) => database.gather_models(wanted, to)?,
    }
    Ok(())
}
