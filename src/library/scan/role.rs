//! What a folder is to the store it lies in.

use std::path::Path;

use super::listing::FolderListing;
use super::seen::FolderDescription;
use super::store_record::StoreRecord;
use super::walker::{Folder, FolderKind, Inherited, Walker};
use crate::library::catalog::{ListedExperiment, ListedModel, ListedRun};
use crate::library::file_store::{self, MODELS};
use crate::library::location::is_id;
use crate::library::meta::META;

/// The part that a folder plays in a file store.
enum Role<'a> {
    /// None, or one that matters to its own files only.
    Nothing,
    Experiment(&'a ListedExperiment),
    Run {
        id: &'a str,
        run: &'a ListedRun,
    },
    LoggedModel {
        id: &'a str,
        model: &'a ListedModel,
    },
    /// Runs lie in it, but its `meta.yaml` is none of an experiment.
    LostExperiment,
    /// It lies in an experiment and is called as runs are, but its `meta.yaml` is none of a run.
    LostRun,
}

/// A folder, all that was read of it, and what is known from above.
#[derive(Clone, Copy)]
struct ReadFolder<'a> {
    folder: &'a Folder<'a>,
    listing: &'a FolderListing,
    described: &'a FolderDescription,
    above: &'a Inherited,
}

impl<'a> ReadFolder<'a> {
    fn role(self) -> Role<'a> {
        match self.described {
            FolderDescription::Model { .. } => Role::Nothing,
            FolderDescription::Nothing if self.above.is_in_model => self.lost_run(),
            FolderDescription::Nothing => self.lost(),
            FolderDescription::Store { record, .. } => match &**record {
                StoreRecord::Experiment(experiment) => Role::Experiment(experiment),
                StoreRecord::Run { id, run } if self.listing.contents.artifacts || self.has_id_name() => Role::Run { id, run },
                StoreRecord::LoggedModel { id, model } => Role::LoggedModel { id, model },
                // Somebody's own meta.yaml; or one of a store that lost what makes it one.
                StoreRecord::Run { .. } | StoreRecord::Other => self.lost(),
            },
        }
    }

    /// What a folder is whose `meta.yaml` does not tell.
    fn lost(self) -> Role<'a> {
        if self.above.kind == FolderKind::Plain && self.listing.has_recorded_runs(self.folder) {
            return Role::LostExperiment;
        }
        self.lost_run()
    }

    fn lost_run(self) -> Role<'a> {
        let is_run = self.above.kind == FolderKind::Experiment && self.has_id_name();
        if is_run { Role::LostRun } else { Role::Nothing }
    }

    fn has_id_name(self) -> bool {
        self.folder.name.to_str().is_some_and(is_id)
    }

    /// Why a run or an experiment is not known by its `meta.yaml`; nothing where that was said when it was read.
    fn trouble(self, gone: &'static str, not_its_own: &'static str) -> Option<&'static str> {
        match self.described {
            FolderDescription::Store { .. } => Some(not_its_own),
            _ if self.listing.contents.meta => None,
            _ => Some(gone),
        }
    }
}

impl Walker<'_> {
    /// Adds what a folder says of its store; what holds for the folders in it.
    pub(super) fn join_store(
        &mut self,
        folder: &Folder<'_>,
        listing: &FolderListing,
        described: &FolderDescription,
        above: &Inherited,
    ) -> Inherited {
        let mut below = Inherited {
            experiment: above.experiment.clone(),
            is_in_model: above.is_in_model || matches!(described, FolderDescription::Model { .. }),
            ..Inherited::default()
        };
        if above.kind == FolderKind::Artifacts {
            below.kind = FolderKind::Artifacts;
        }
        self.join_role(ReadFolder { folder, listing, described, above }, &mut below);
        if above.kind == FolderKind::Experiment && folder.name == MODELS {
            below.kind = FolderKind::LoggedModels;
        }
        if below.only_artifacts {
            below.kind = FolderKind::Artifacts;
        }
        if listing.contents.database {
            self.databases(folder);
        }
        below.registered = self.registry(folder, listing, &below).into();
        below
    }

    /// Adds what a folder is to its store.
    fn join_role(&mut self, read: ReadFolder<'_>, below: &mut Inherited) {
        let (folder, path) = (read.folder, read.folder.path);
        match read.role() {
            Role::Nothing => {}
            Role::Experiment(experiment) => {
                below.experiment.clone_from(experiment);
                below.kind = FolderKind::Experiment;
                self.report.count_experiment(path);
                self.report.stores.extend(path.parent().map(Path::to_owned));
            }
            Role::LostExperiment => {
                let gone = "the experiment's meta.yaml is gone: its name cannot be told";
                let other = "the experiment's meta.yaml is not that of an experiment: its name cannot be told";
                if let Some(what) = read.trouble(gone, other) {
                    self.report.trouble(what, path.join(META));
                }
                below.experiment = ListedExperiment::default();
                below.kind = FolderKind::Experiment;
                self.report.count_experiment(path);
            }
            Role::Run { id, run } => {
                if !run.is_deleted && read.above.kind == FolderKind::Experiment && !file_store::lacks(folder.root).is_empty() {
                    self.report.add_run_not_found(path.strip_prefix(self.search.place).unwrap_or(path));
                }
                self.add_run(id, run.clone(), read);
                below.only_artifacts = true;
            }
            Role::LostRun => {
                let gone = "the run's meta.yaml is gone: its name and state cannot be told";
                if let Some(what) = read.trouble(gone, "the run's meta.yaml has no run_id and experiment_id") {
                    self.report.trouble(what, path.join(META));
                }
                let id = folder.name.to_string_lossy();
                let run = file_store::lost_run(folder.root, &id);
                self.add_run(&id, ListedRun::of(run, ListedExperiment::default()), read);
                below.only_artifacts = true;
            }
            Role::LoggedModel { id, model } => {
                let experiment = &read.above.experiment;
                let is_deleted = model.is_deleted || experiment.is_deleted;
                let model = ListedModel { experiment: experiment.name.clone(), is_deleted, ..model.clone() };
                self.insight.catalog.add_logged(id, model);
                self.insight.expected.insert(id.into());
                below.only_artifacts = true;
            }
        }
    }

    /// Adds a run of the experiment above.
    fn add_run(&mut self, id: &str, run: ListedRun, read: ReadFolder<'_>) {
        let experiment = &read.above.experiment;
        let is_deleted = run.is_deleted || experiment.is_deleted;
        if !run.is_deleted && read.above.kind == FolderKind::Experiment {
            self.report.count_run(read.folder.path);
        }
        self.insight.own_runs.insert(id.into());
        self.insight.catalog.add_run(id, ListedRun { experiment: experiment.name.clone(), is_deleted, ..run });
    }
}
