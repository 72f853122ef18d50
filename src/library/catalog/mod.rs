//! What the stores of a place know, for joining it to the models that are found.

mod reasons;
mod registry;
mod version;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::entry::{Absent, Entry, LoneRun, LostModel};
use super::location::Tail;
use super::records::{LoggedModel, RegisteredModel, Run, Trouble};
use registry::Registry;
use version::ListedVersion;

pub use registry::{Source, bases, locate};

/// A run, as far as a list shows it.
#[derive(Clone, Debug, Default)]
pub struct ListedRun {
    pub name: Option<Arc<str>>,
    /// The name of its experiment.
    pub experiment: Option<Arc<str>>,
    /// Milliseconds since 1970.
    pub started: Option<i64>,
    pub status: Option<Box<str>>,
    /// The run itself, or its experiment.
    pub is_deleted: bool,
}

impl ListedRun {
    /// A run of the experiment.
    #[must_use]
    pub fn of(run: Run, experiment: ListedExperiment) -> Self {
        let is_deleted = run.is_deleted || experiment.is_deleted;
        Self {
            name: run.name.map(Into::into),
            experiment: experiment.name,
            started: run.started,
            status: run.status.map(Into::into),
            is_deleted,
        }
    }
}

/// A logged model of MLflow 3, as far as a list shows it.
#[derive(Clone, Debug, Default)]
pub struct ListedModel {
    pub name: Option<Arc<str>>,
    pub run_id: Option<Box<str>>,
    /// Of a model that was logged outside a run.
    pub experiment: Option<Arc<str>>,
    /// The model itself, or its experiment.
    pub is_deleted: bool,
    /// Where the store keeps its files, as written.
    pub location: Option<Box<str>>,
    /// `READY`, `PENDING`, `FAILED`, …
    pub status: Option<Box<str>>,
    pub store: StoreKind,
}

impl ListedModel {
    /// A logged model of the experiment.
    #[must_use]
    pub fn of(model: LoggedModel, experiment: ListedExperiment, store: StoreKind) -> Self {
        Self {
            name: model.name.map(Into::into),
            run_id: model.run_id.map(Into::into),
            experiment: experiment.name,
            is_deleted: model.is_deleted || experiment.is_deleted,
            location: model.artifact_location.map(Into::into),
            status: model.status.map(Into::into),
            store,
        }
    }
}

/// An experiment, as far as a list shows it; without a name where it is not known.
#[derive(Clone, Debug, Default)]
pub struct ListedExperiment {
    pub name: Option<Arc<str>>,
    pub is_deleted: bool,
}

/// How a store is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoreKind {
    #[default]
    Files,
    Database,
}

impl StoreKind {
    /// By the store's path.
    #[must_use]
    pub fn of(store: &Path) -> Self {
        if store.file_name().is_some_and(super::sqlite::is_database_name) { Self::Database } else { Self::Files }
    }

    /// What a person calls it.
    fn word(self) -> &'static str {
        match self {
            Self::Files => "store",
            Self::Database => "database",
        }
    }
}

/// The runs that a model may belong to.
#[derive(Clone, Copy, Debug)]
pub struct RunIds<'a> {
    /// The one its MLmodel names. A run that was imported keeps its old id there.
    pub in_mlmodel: Option<&'a str>,
    /// The one its logged model came out of.
    pub of_logged: Option<&'a str>,
    /// The one whose artifacts it lies in.
    pub of_path: Option<&'a str>,
}

impl<'a> RunIds<'a> {
    /// The first that the store knows is the model's run.
    pub fn in_order(self) -> impl Iterator<Item = &'a str> {
        [self.in_mlmodel, self.of_logged, self.of_path].into_iter().flatten()
    }
}

/// All that the stores of a place know.
#[derive(Debug, Default)]
pub struct Catalog {
    /// By their ids.
    runs: HashMap<Box<str>, ListedRun>,
    /// By their ids.
    logged: HashMap<Box<str>, ListedModel>,
    registries: Vec<Registry>,
    /// Where models lie, once all of them are found.
    there: HashSet<String>,
}

impl Catalog {
    /// Adds a run by its id.
    pub fn add_run(&mut self, id: &str, run: ListedRun) {
        self.runs.insert(id.into(), run);
    }

    /// Adds a logged model by its id.
    pub fn add_logged(&mut self, id: &str, logged: ListedModel) {
        self.logged.insert(id.into(), logged);
    }

    /// Adds the registered models of the store at `store`, which speaks of the models below `scope`.
    pub fn add_registry(&mut self, scope: &Path, store: &Path, models: &[RegisteredModel]) {
        self.registries.push(Registry::of(scope, store, models));
    }

    /// Adds what the stores know to an entry; `path` is its own, absolute.
    pub fn join(&mut self, entry: &mut Entry, path: &Path) {
        let text = slashed(path);
        let tail = super::location::tail(&text);
        let logged = tail.as_ref().filter(|tail| tail.rest.is_empty()).and_then(|tail| self.logged.get(&tail.owner));
        let logged = logged.or_else(|| self.logged.get(entry.model_id.as_deref()?)).cloned().unwrap_or_default();
        let ids = RunIds {
            in_mlmodel: entry.run_id_in_mlmodel.as_deref(),
            of_logged: logged.run_id.as_deref(),
            of_path: tail.as_ref().map(|tail| &*tail.owner),
        };
        let known = ids.in_order().find(|id| self.runs.contains_key(*id));
        let run_id = known.or(ids.of_logged).or(ids.in_mlmodel);
        // Most models belong to the run that their MLmodel names: the text is kept once.
        let same = entry.run_id_in_mlmodel.as_ref().filter(|own| run_id == Some(own));
        entry.run_id = same.cloned().or_else(|| run_id.map(Arc::from));
        let run = entry.run_id.as_deref().and_then(|id| self.runs.get(id)).cloned().unwrap_or_default();
        entry.is_deleted = run.is_deleted || logged.is_deleted;
        entry.run_name = run.name;
        entry.experiment = run.experiment.or(logged.experiment);
        let mut own: Vec<&mut Registry> = self.registries.iter_mut().filter(|registry| registry.speaks_of(path)).collect();
        own.sort_by_key(|registry| std::cmp::Reverse(registry.depth()));
        entry.registered = own
            .into_iter()
            .map(|registry| registry.versions_at(tail.as_ref(), &text, &self.there))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
            .into();
        entry.rename(logged.name.as_deref());
        entry.logged_name = logged.name;
    }

    /// Gives versions whose model is not where their store has it to a copy of the same logged model, or of the
    /// same run's model.
    pub fn join_copy(&mut self, entry: &mut Entry) {
        let by_model = entry.model_id.as_deref().map(|id| Tail { owner: id.into(), rest: "".into() });
        let by_run = entry
            .run_id_in_mlmodel
            .as_deref()
            .zip(entry.artifact_path.as_deref())
            .map(|(run, path)| Tail { owner: run.into(), rest: path.into() });
        let mut found = Vec::new();
        for tail in [by_model, by_run].into_iter().flatten() {
            found.extend(self.registries.iter_mut().flat_map(|registry| registry.missing_at(&tail)));
        }
        if !found.is_empty() && entry.registered.is_empty() {
            entry.registered = found.into();
            let logged = entry.model_id.as_deref().and_then(|id| self.logged.get(id)).and_then(|logged| logged.name.clone());
            entry.rename(logged.as_deref());
        }
    }

    /// All models are found: a copy of one that is where its store has it is no source of a version.
    pub fn set_there(&mut self, there: HashSet<String>) {
        self.there = there;
        self.registries.iter_mut().for_each(Registry::forget_found);
    }

    /// Whether versions are left whose model was not found.
    #[must_use]
    pub fn has_missing(&self) -> bool {
        self.registries.iter().any(|registry| registry.missing().next().is_some())
    }

    /// The versions whose model is not in the place.
    #[must_use]
    pub fn absent(&self) -> Vec<Absent> {
        let of_registry = |registry: &Registry| -> Vec<Absent> { registry.absent(|id| self.logged.contains_key(id)).collect() };
        self.registries.iter().flat_map(of_registry).collect()
    }

    /// The logged models among `wanted` of which no file was found: those of `found` were, and those that a registered
    /// version leads to are told with it.
    #[must_use]
    pub fn lost(&self, wanted: &BTreeSet<Box<str>>, found: &HashSet<&str>) -> Vec<LostModel> {
        let listed: HashSet<&str> = self.registries.iter().flat_map(Registry::missing).filter_map(ListedVersion::owner).collect();
        let ids = wanted.iter().map(|id| &**id).filter(|id| !found.contains(id) && !listed.contains(id));
        let logged = ids.filter_map(|id| Some((id, self.logged.get(id)?)));
        let lost = logged.filter(|(_, logged)| !logged.is_deleted).map(|(id, logged)| LostModel {
            id: id.into(),
            name: logged.name.clone(),
            location: logged.location.as_deref().unwrap_or_default().into(),
            why: reasons::why_lost(logged),
        });
        lost.collect()
    }

    /// The runs among `own` that none of these models belongs to, by id.
    #[must_use]
    pub fn lone_runs(&self, own: &BTreeSet<Box<str>>, entries: &[Arc<Entry>]) -> Vec<LoneRun> {
        let with_model: HashSet<&str> = entries.iter().filter_map(|entry| entry.run_id.as_deref()).collect();
        let ids = own.iter().filter(|id| !with_model.contains(&***id));
        let runs = ids.filter_map(|id| Some((id, self.runs.get(id)?)));
        let lone = runs.map(|(id, run)| LoneRun {
            id: (&**id).into(),
            name: run.name.clone(),
            experiment: run.experiment.clone(),
            started: run.started,
            status: run.status.clone(),
            is_deleted: run.is_deleted,
        });
        lone.collect()
    }

    /// The versions whose source MLflow cannot follow, and whose model was found all the same.
    #[must_use]
    pub fn faults(&self) -> Vec<Trouble> {
        self.registries.iter().flat_map(Registry::faults).collect()
    }
}

/// A path with `/` between its parts.
pub(super) fn slashed(path: &Path) -> String {
    let text = crate::mlmodel::display::os_text(path.as_os_str());
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}
