//! The stores that a scan meets: what each knows goes into the catalog.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::notes::Counts;
use super::{Above, Content, Listing, Place, RACY, Walker, has_recorded_runs, is_database};
use crate::folder::{ChildKind, Files};
use crate::library::catalog::{LoggedRef, RunRef};
use crate::library::file_store::{self, FileStore, Kind, MODELS};
use crate::library::location::is_id;
use crate::library::meta::{META, Meta};
use crate::library::sqlite;
use crate::library::store::{RegisteredModel, Store};

/// What a database said, and how its files were then.
#[derive(Debug)]
pub(super) struct Known {
    traces: sqlite::Traces,
    /// Without the deleted ones.
    experiments: usize,
    runs: Vec<(Box<str>, RunRef)>,
    logged: Vec<(Box<str>, LoggedRef)>,
    registry: Vec<RegisteredModel>,
    /// Why the rest is not known.
    rest: Option<String>,
}

impl Known {
    fn read(path: &Path, traces: &sqlite::Traces) -> Result<Self, String> {
        Store::ask(path, |store| {
            let Store::Sqlite(database) = store else { return Err("it is no file".to_owned()) };
            let experiments: HashMap<String, (Option<Arc<str>>, bool)> = database
                .experiments()
                .map_err(|error| error.to_string())?
                .into_iter()
                .map(|experiment| (experiment.id, (experiment.name.map(Into::into), experiment.is_deleted)))
                .collect();
            let of = |id: &Option<String>| id.as_ref().and_then(|id| experiments.get(id)).cloned().unwrap_or_default();
            let mut known = Self {
                traces: traces.clone(),
                experiments: experiments.values().filter(|(_, is_deleted)| !is_deleted).count(),
                runs: Vec::new(),
                logged: Vec::new(),
                registry: Vec::new(),
                rest: None,
            };
            let read = database
                .each_run(|run| {
                    let (experiment, is_deleted) = of(&run.experiment_id);
                    let is_deleted = is_deleted || run.is_deleted;
                    known.runs.push((run.id.into(), RunRef { name: run.name.map(Into::into), experiment, is_deleted }));
                })
                .and_then(|()| {
                    database.each_logged_model(|model| {
                        let (experiment, is_deleted) = of(&model.experiment_id);
                        let is_deleted = is_deleted || model.is_deleted;
                        let logged = LoggedRef {
                            name: model.name.map(Into::into),
                            run_id: model.run_id.map(Into::into),
                            experiment,
                            is_deleted,
                            location: model.artifact_location.map(Into::into),
                            status: model.status.map(Into::into),
                        };
                        known.logged.push((model.id.into(), logged));
                    })
                })
                .and_then(|()| database.registry());
            match read {
                Ok(registry) => known.registry = registry,
                Err(error) => known.rest = Some(error.to_string()),
            }
            Ok(known)
        })
    }
}

impl Walker<'_> {
    /// What the folder's `meta.yaml` says, and whether it is as it was.
    pub(super) fn meta(&mut self, root: &Files, path: &Path, name: &OsStr, listing: &Listing, before: Content) -> (Content, bool) {
        let stamp = root.stamp_of(Path::new(META)).unwrap_or_default();
        if let Content::Meta { stamp: old, kind } = before
            && old == stamp
            && stamp.modified.saturating_add(RACY) < self.now
        {
            return (Content::Meta { stamp, kind }, true);
        }
        let content = match Meta::read(root) {
            Ok(meta) => Content::Meta { stamp, kind: Arc::new(Kind::of(&meta, root, name)) },
            Err(reason) => {
                // It was a run, an experiment or a logged model; what lies below still counts.
                if has_recorded_runs(root, listing) || name.to_str().is_some_and(is_id) {
                    self.trouble(format!("the store's meta.yaml cannot be read: {reason}"), path.join(META));
                }
                Content::Nothing
            }
        };
        (content, false)
    }

    /// The registered models beside the experiments, if the folder is a file store: their folders in `models`, which
    /// hold no models themselves.
    pub(super) fn registry(&mut self, root: &Files, path: &Path, listing: &Listing, below: &Above) -> Vec<String> {
        if !listing.holds.models || below.place != Place::Plain || below.is_in_model {
            return Vec::new();
        }
        let Ok(again) = root.enter(Path::new(".")) else { return Vec::new() };
        let mut troubles = Vec::new();
        let kept = FileStore::of(again, path.to_owned()).registry(false, self.progress, &mut troubles);
        if kept.is_empty() {
            return Vec::new();
        }
        for trouble in troubles {
            self.trouble(trouble.what, trouble.path);
        }
        let (folders, models): (Vec<String>, Vec<_>) = kept.into_iter().map(|kept| (kept.folder, kept.model)).unzip();
        self.stores.insert(path.to_owned());
        self.registries.extend(file_store::registry_folders(&path.join(MODELS)));
        // The artifacts may lie beside the store, in `mlartifacts`.
        let scope = if path.file_name() == Some(OsStr::new("mlruns")) { path.parent().unwrap_or(path) } else { path };
        self.catalog.add_registry(scope, path, &models);
        folders
    }

    /// Reads every database of a folder.
    pub(super) fn databases(&mut self, root: &Files, path: &Path) {
        let children = root.children().into_iter().flatten().flatten();
        let mut names: Vec<_> =
            children.filter(|child| child.kind != ChildKind::Link && is_database(&child.name)).map(|child| child.name).collect();
        names.sort();
        for name in names {
            match root.head(Path::new(&name), 16) {
                Ok(head) if sqlite::is_sqlite(&head) => self.database(&path.join(name), path),
                Ok(_) if name == sqlite::NAME => {
                    self.trouble("the database cannot be read: it is no sqlite database", path.join(name));
                }
                Err(error) if name == sqlite::NAME => self.trouble(format!("the database cannot be read: {error}"), path.join(name)),
                _ => {}
            }
        }
    }

    /// Adds what a database knows; `scope` is the folder whose models it speaks of. One that did not change is not
    /// read again, and one that cannot be read now is known as it was.
    fn database(&mut self, path: &Path, scope: &Path) {
        let is_expected = path.file_name() == Some(OsStr::new(sqlite::NAME));
        let traces = sqlite::Traces::of(path);
        let before = self.databases_before.remove(path);
        let known = match before {
            Some(known) if known.traces == traces => known,
            before => match Known::read(path, &traces) {
                Ok(known) => Arc::new(known),
                // A database of something else may lie anywhere.
                Err(_) if !is_expected => return,
                Err(reason) => {
                    self.trouble(format!("the database cannot be read: {reason}"), path);
                    let Some(before) = before else { return };
                    before
                }
            },
        };
        self.stores.insert(path.to_owned());
        let runs = known.runs.iter().filter(|(_, run)| !run.is_deleted).count();
        self.counts.insert(path.to_owned(), Counts { experiments: known.experiments, runs });
        for (id, run) in &known.runs {
            self.catalog.add_run(id, run.clone());
        }
        for (id, model) in &known.logged {
            self.catalog.add_logged(id, model.clone());
            // A part of what the database speaks of tells nothing of the rest.
            if scope.starts_with(self.place) {
                self.logged.insert(id.clone());
            }
        }
        self.catalog.add_registry(scope, path, &known.registry);
        if let Some(reason) = &known.rest {
            self.trouble(format!("the database can be read in part only: {reason}"), path);
        }
        self.databases.insert(path.to_owned(), known);
    }

    /// What the folders above a place say, where a part of a store was given.
    pub(super) fn look_above(&mut self, place: &Path) -> Above {
        let mut above = Above::default();
        for (i, folder) in place.ancestors().skip(1).take(4).enumerate() {
            // What lies in an artifact root is known to the database beside it.
            let child = place.ancestors().nth(i);
            if matches!(child.and_then(Path::file_name).and_then(OsStr::to_str), Some("mlruns" | "mlartifacts")) {
                let database = folder.join(sqlite::NAME);
                if database.is_file() {
                    self.database(&database, folder);
                }
            }
            let Ok(root) = Files::open(folder) else { continue };
            let Ok(meta) = Meta::read(&root) else { continue };
            match Kind::of(&meta, &root, folder.file_name().unwrap_or_default()) {
                Kind::Experiment { name } => {
                    above.experiment = name;
                    self.count_experiment(folder);
                    if i == 0 {
                        above.place = if place.ends_with(MODELS) { Place::Logged } else { Place::Experiment };
                    }
                    self.stores.extend(folder.parent().map(Path::to_owned));
                    break;
                }
                Kind::Run { id, name, is_deleted } => {
                    let experiment = folder.parent().and_then(|parent| Meta::read(&Files::open(parent).ok()?).ok()?.filled("name"));
                    self.catalog.add_run(&id, RunRef { name, experiment: experiment.map(Into::into), is_deleted });
                    above.place = Place::Artifacts;
                }
                Kind::Logged { id, name, run_id, .. } => {
                    self.catalog.add_logged(&id, LoggedRef { name, run_id, ..LoggedRef::default() });
                    above.place = Place::Artifacts;
                }
                Kind::Other => {}
            }
        }
        above
    }
}
