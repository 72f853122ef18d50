//! What was logged to many runs of a file store.

use std::path::Path;

use super::values::{each_history, values};
use super::{FileStore, MODELS, folders};
use crate::folder::{Files, Progress};
use crate::library::logged::{Gathering, LoggedKind, Wanted};

impl FileStore {
    /// Reads what was logged to the runs that are asked for.
    ///
    /// # Errors
    /// The folder cannot be read. What cannot be read of a run is left out.
    pub fn gather_runs(&self, wanted: &Wanted, to: &mut Gathering, progress: &Progress) -> std::io::Result<()> {
        for kept in self.experiment_folders()? {
            gather(&kept.root, wanted, to, progress);
        }
        Ok(())
    }

    /// The same of logged models.
    ///
    /// # Errors
    /// The folder cannot be read. What cannot be read of a model is left out.
    pub fn gather_models(&self, wanted: &Wanted, to: &mut Gathering, progress: &Progress) -> std::io::Result<()> {
        for kept in self.experiment_folders()? {
            if let Ok(models) = kept.root.enter(Path::new(MODELS)) {
                gather(&models, wanted, to, progress);
            }
        }
        Ok(())
    }
}

/// Those that are asked for among the folders of a folder: each is called by its id.
fn gather(parent: &Files, wanted: &Wanted, to: &mut Gathering, progress: &Progress) {
    for id in folders(parent) {
        let Some(row) = wanted.row(&id) else { continue };
        if progress.is_cancelled() {
            return;
        }
        let Ok(folder) = parent.enter(Path::new(&id)) else { continue };
        to.knows(row);
        each_history(&folder, &mut |history| {
            to.metric(row, &history.latest.key, history.latest.value);
            if let Some(span) = history.span {
                to.span(row, &history.latest.key, span);
            }
        });
        for (kind, name) in [(LoggedKind::Param, "params"), (LoggedKind::Tag, "tags")] {
            for pair in values(&folder, name) {
                to.text(row, kind, &pair.key, &pair.value);
            }
        }
    }
}
