//! The file stores that a scan meets.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::listing::FolderListing;
use super::seen::FolderDescription;
use super::store_record::StoreRecord;
use super::walker::{Folder, FolderKind, Inherited, Walker};
use crate::folder::open_files;
use crate::library::catalog::{ListedExperiment, ListedRun};
use crate::library::file_store::{self, FileStore, MODELS, Record};
use crate::library::location::is_id;
use crate::library::meta::META;
use crate::library::sqlite;

/// Folders above a place that may be the run, the logged model or the experiment that it lies in.
const FOLDERS_ABOVE: usize = 4;

/// A `meta.yaml`, looked at.
pub(super) struct ReadMeta {
    pub described: FolderDescription,
    /// It was not read again.
    pub is_as_before: bool,
}

impl Walker<'_> {
    /// What the `meta.yaml` of a folder says. It is read where it is not as it was.
    pub(super) fn meta(&mut self, folder: &Folder<'_>, listing: &FolderListing, before: FolderDescription) -> ReadMeta {
        let stamp = folder.root.stamp_of(Path::new(META)).unwrap_or_default();
        if let FolderDescription::Store { stamp: old, record } = before
            && old == stamp
            && self.search.is_settled(stamp)
        {
            return ReadMeta { described: FolderDescription::Store { stamp, record }, is_as_before: true };
        }
        let described = match Record::read(folder.root, folder.name) {
            Ok(record) => FolderDescription::Store { stamp, record: Arc::new(record.into()) },
            Err(reason) => {
                // It was a run, an experiment or a logged model; what lies below still counts.
                if listing.has_recorded_runs(folder) || folder.name.to_str().is_some_and(is_id) {
                    self.report.trouble(format!("the store's meta.yaml cannot be read: {reason}"), folder.path.join(META));
                }
                FolderDescription::Nothing
            }
        };
        ReadMeta { described, is_as_before: false }
    }

    /// The registered models beside the experiments, if the folder is a file store: their folders in `models`, which
    /// hold no models themselves.
    pub(super) fn registry(&mut self, folder: &Folder<'_>, listing: &FolderListing, below: &Inherited) -> Vec<String> {
        if !listing.contents.models || below.kind != FolderKind::Plain || below.is_in_model {
            return Vec::new();
        }
        let Ok(again) = folder.root.enter(Path::new(".")) else { return Vec::new() };
        let mut troubles = Vec::new();
        let kept = FileStore::of(again, folder.path.to_owned()).registry(false, self.search.progress, &mut troubles);
        if kept.is_empty() {
            return Vec::new();
        }
        for trouble in troubles {
            self.report.add_trouble(trouble);
        }
        let (folders, models): (Vec<String>, Vec<_>) = kept.into_iter().map(|kept| (kept.folder, kept.model)).unzip();
        self.report.stores.insert(folder.path.to_owned());
        self.insight.registries.extend(file_store::registry_folders(&folder.path.join(MODELS)));
        // The artifacts may lie beside the store, in `mlartifacts`.
        let is_named = folder.path.file_name() == Some(OsStr::new("mlruns"));
        let scope = folder.path.parent().filter(|_| is_named).unwrap_or(folder.path);
        self.insight.catalog.add_registry(scope, folder.path, &models);
        folders
    }

    /// What the folders above the place say, where a part of a store was given.
    pub(super) fn look_above(&mut self) -> Inherited {
        let place = self.search.place;
        let mut above = Inherited::default();
        for (child, folder) in place.ancestors().zip(place.ancestors().skip(1)).take(FOLDERS_ABOVE) {
            self.look_beside(child, folder);
            let Ok(root) = open_files(folder) else { continue };
            let Ok(record) = Record::read(&root, folder.file_name().unwrap_or_default()) else { continue };
            match record.into() {
                StoreRecord::Experiment(experiment) => {
                    above.experiment = experiment;
                    self.report.count_experiment(folder);
                    if child == place {
                        above.kind = if place.ends_with(MODELS) { FolderKind::LoggedModels } else { FolderKind::Experiment };
                    }
                    self.report.stores.extend(folder.parent().map(Path::to_owned));
                    break;
                }
                StoreRecord::Run { id, run } => {
                    self.insight.catalog.add_run(&id, ListedRun { experiment: experiment_above(folder).name, ..run });
                    above.kind = FolderKind::Artifacts;
                }
                StoreRecord::LoggedModel { id, model } => {
                    self.insight.catalog.add_logged(&id, model);
                    above.kind = FolderKind::Artifacts;
                }
                StoreRecord::Other => {}
            }
        }
        above
    }

    /// What lies in an artifact root is known to the database beside it.
    fn look_beside(&mut self, child: &Path, folder: &Path) {
        if matches!(child.file_name().and_then(OsStr::to_str), Some("mlruns" | "mlartifacts")) {
            let database = folder.join(sqlite::NAME);
            if database.is_file() {
                self.database(&database, folder);
            }
        }
    }
}

/// The experiment that a run's folder lies in.
fn experiment_above(run: &Path) -> ListedExperiment {
    let read = |folder: &Path| Record::read(&open_files(folder).ok()?, folder.file_name().unwrap_or_default()).ok();
    match run.parent().and_then(read) {
        Some(Record::Experiment(experiment)) => experiment.into(),
        _ => ListedExperiment::default(),
    }
}
