//! Everything about one model's run and versions, from the store it lies in, or from one that is known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::catalog::{RunIds, Source, bases, locate, slashed};
use super::file_store::{self, MODELS, is_plain};
use super::location::{self, Location, Tail};
use super::logged::Trend;
use super::meta::META;
use super::records::{Experiment, KeyValue, LoggedModel, Metric, RegisteredModel, Run, Trouble, Version};
use super::run_files::RunFiles;
use super::sqlite;
use super::store::{Store, StoreError};
use crate::folder::{Files, Found, Known, MLMODEL, ModelFolder, Opened, Progress, Subject, WrongThing, models_below, open_files};
use crate::mlmodel::MlModel;

/// Folders above a model that lies in no store which are looked at for one: `project/mlflow.db` knows `project/models/risk`.
const ABOVE_A_COPY: usize = 3;
/// Other models of a run that are named.
const MAX_SIBLINGS: usize = 200;

/// Where a model comes from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    /// The `mlruns` folder or the database that knows it.
    pub store: PathBuf,
    pub experiment: Option<Experiment>,
    pub run: Option<Run>,
    pub logged: Option<LoggedModel>,
    /// The versions registered from this model, the newest first.
    pub versions: Vec<RegisteredVersion>,
    /// The other models of the same run.
    pub siblings: Vec<Sibling>,
    /// The shape of the history of each metric, where it has one.
    pub trends: BTreeMap<String, Trend>,
    /// What the run logged besides its models, where its artifacts lie here.
    pub files: Option<RunFiles>,
    pub troubles: Vec<Trouble>,
}

/// What was logged to a run or a model.
#[derive(Clone, Copy, Debug, Default)]
pub struct Values<'a> {
    pub params: &'a [KeyValue],
    pub metrics: &'a [Metric],
}

/// A version and the registered model that it is one of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisteredVersion {
    /// Without its versions.
    pub model: RegisteredModel,
    pub version: Version,
}

/// Another model of the same run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sibling {
    pub name: String,
    /// Its folder, where there is one.
    pub path: Option<PathBuf>,
    pub model_id: Option<String>,
}

impl Trace {
    /// The names of the registered models that the model is a version of.
    pub fn registered_names(&self) -> impl Iterator<Item = &str> {
        self.versions.iter().map(|version| version.model.name.as_str())
    }

    /// What it knows of the model's name.
    #[must_use]
    pub fn known(&self) -> Known<'_> {
        let newest = self.versions.first().map(|newest| (newest.model.name.as_str(), newest.version.version.as_str()));
        Known {
            registered: newest,
            logged: self.logged.as_ref().and_then(|logged| logged.name.as_deref()),
            run: self.run.as_ref().and_then(|run| run.name.as_deref()),
        }
    }

    /// Params and metrics of the run; of a model without one, those of the logged model.
    #[must_use]
    pub fn values(&self) -> Values<'_> {
        match (&self.run, &self.logged) {
            (Some(run), _) => Values { params: &run.params, metrics: &run.metrics },
            (None, Some(model)) => Values { params: &model.params, metrics: &model.metrics },
            (None, None) => Values::default(),
        }
    }

    /// Gives the model the name that the library shows.
    fn rename(&self, folder: &mut ModelFolder) {
        folder.name.text = folder.name.with(&self.known()).into();
    }
}

/// What is known of the model folder at `path`. The store it lies in is asked first, then those at `stores`.
fn trace(path: &Path, model: Option<&MlModel>, stores: &[PathBuf]) -> Option<Trace> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let ids = Ids::of(&path, model);
    let mut troubles = Vec::new();
    let above = stores_above(&path);
    let others = stores.iter().filter(|store| !above.contains(store));
    for store in above.iter().chain(others) {
        match Store::ask(store, |opened| ask(opened, store, &path, &ids)) {
            Ok(Some(trace)) => return Some(trace),
            Err(why) if above.contains(store) => troubles.push(Trouble::new(format!("the store cannot be read: {why}"), store)),
            // It knows nothing of the model; or lies elsewhere, and would not matter if it did not.
            Ok(None) | Err(_) => {}
        }
    }
    let store = troubles.first()?.path.clone();
    Some(Trace { store, troubles, ..Trace::default() })
}

/// Traces what was opened, where it is a model, and gives it the name that its store knows. Of a folder without a model
/// it tells the stores in it; looking for them ends with `progress`.
#[must_use]
pub fn trace_opened(opened: &mut Opened, stores: &[PathBuf], progress: &Progress) -> Option<Trace> {
    let folder = match &mut opened.subject {
        Subject::Model(folder) => folder,
        Subject::NotAModel(WrongThing::Folder(contents)) if contents.may_hold_store => {
            let scanned = super::scan(&opened.path, None, progress, &mut |_| {});
            contents.stores = scanned.map(|scanned| scanned.bare_stores).unwrap_or_default();
            return None;
        }
        _ => return None,
    };
    let trace = trace(&opened.path, folder.model(), stores)?;
    trace.rename(folder);
    Some(trace)
}

/// What names the model to a store.
#[derive(Debug)]
struct Ids {
    /// By its place in a store.
    tail: Option<Tail>,
    model_id: Option<String>,
    run_id: Option<String>,
    artifact_path: Option<String>,
}

impl Ids {
    fn of(path: &Path, model: Option<&MlModel>) -> Self {
        let tail = location::tail(&slashed(path));
        let text = |scalar: Option<&crate::mlmodel::Scalar>| scalar.map(|s| s.written.to_string()).filter(|text| !text.is_empty());
        let of_path = |is_model: bool| {
            let owner =
                tail.as_ref().map(|tail| &*tail.owner).filter(|owner| location::is_id(owner) && owner.starts_with("m-") == is_model);
            owner.map(str::to_owned)
        };
        Self {
            model_id: text(model.and_then(|m| m.model_id.as_ref())).or_else(|| of_path(true)),
            run_id: text(model.and_then(|m| m.run_id.as_ref())).or_else(|| of_path(false)),
            artifact_path: text(model.and_then(|m| m.artifact_path.as_ref())),
            tail,
        }
    }

    /// Whether a version with this source was registered from this model, which lies at `path`.
    fn is_source_of(&self, source: Source, path: &str, bases: &[String]) -> bool {
        let Some(tail) = source.tail else {
            let Location::Local(source) = source.location.meant().location else { return false };
            return location::resolved(&source, bases).iter().any(|source| source == path);
        };
        let by_model = tail.rest.is_empty() && self.model_id.as_deref() == Some(&*tail.owner);
        // A copy outside every store is known by what its MLmodel says.
        let is_copy = self.tail.is_none();
        let by_run = self.run_id.as_deref() == Some(&*tail.owner) && self.artifact_path.as_deref() == Some(&*tail.rest);
        by_model || self.tail.as_ref() == Some(&tail) || (is_copy && by_run)
    }
}

fn ask(store: &Store, at: &Path, path: &Path, ids: &Ids) -> Result<Option<Trace>, StoreError> {
    let mut trace = Trace { store: at.to_owned(), ..Trace::default() };
    if let Some(id) = &ids.model_id {
        trace.logged = store.logged_model(id)?;
    }
    let runs = RunIds {
        in_mlmodel: ids.run_id.as_deref(),
        of_logged: trace.logged.as_ref().and_then(|logged| logged.run_id.as_deref()),
        of_path: ids.tail.as_ref().map(|tail| &*tail.owner),
    };
    for id in runs.in_order() {
        trace.run = store.run(id)?;
        if trace.run.is_some() {
            break;
        }
    }
    let mut troubles = Vec::new();
    let registry = store.registry(&mut troubles)?;
    trace.versions = versions(&registry, ids, &slashed(path), at);
    if trace.logged.is_none() && trace.run.is_none() && trace.versions.is_empty() {
        return Ok(None);
    }
    let experiment = trace.run.as_ref().and_then(|run| run.experiment_id.clone());
    let experiment = experiment.or_else(|| trace.logged.as_ref().and_then(|logged| logged.experiment_id.clone()));
    if let Some(id) = experiment {
        let found = store.experiments()?.into_iter().find(|experiment| experiment.id == id);
        trace.experiment = Some(found.unwrap_or_else(|| Experiment { id, ..Experiment::default() }));
    }
    if let Some(run) = &trace.run {
        trace.siblings = siblings(store, at, path, run, ids)?;
        trace.files = files_of(run, at);
        // Only the shapes are missing where they cannot be read.
        trace.trends = store.trends(&run.id).unwrap_or_default();
    }
    Ok(Some(trace))
}

/// All that is known of a run that no model here came out of, from the first of these stores that knows it.
///
/// # Errors
/// None knows it, and one of them cannot be read.
pub fn trace_run(stores: &[PathBuf], id: &str) -> Result<Option<Trace>, StoreError> {
    let mut failed = None;
    for path in stores {
        let ids = Ids { tail: None, model_id: None, run_id: Some(id.to_owned()), artifact_path: None };
        match Store::ask(path, |store| ask(store, path, Path::new(""), &ids)) {
            Ok(Some(trace)) if trace.run.is_some() => return Ok(Some(trace)),
            Ok(_) => {}
            Err(why) => failed = failed.or(Some(why)),
        }
    }
    failed.map_or(Ok(None), Err)
}

/// The files of a run, where they lie in the store or beside it.
fn files_of(run: &Run, store: &Path) -> Option<RunFiles> {
    let experiment = run.experiment_id.as_deref().unwrap_or_default();
    if !is_plain(experiment) || !is_plain(&run.id) {
        return None;
    }
    let below = Path::new(experiment).join(&run.id).join("artifacts");
    let found = artifact_roots(store).into_iter().find_map(|root| Some((root.path.join(&below), root.folder.enter(&below).ok()?)));
    found.map(|(path, folder)| RunFiles::below(path, &folder))
}

/// The versions registered from a model, the newest first; a copy of a version counts as one of its own.
fn versions(registry: &[RegisteredModel], ids: &Ids, path: &str, store: &Path) -> Vec<RegisteredVersion> {
    let mut found = Vec::new();
    let bases = bases(store);
    let by_name = registry.iter().map(|model| (model.name.as_str(), model)).collect();
    for model in registry {
        for version in model.versions.iter().rev() {
            if ids.is_source_of(locate(version, &by_name), path, &bases) {
                let model = RegisteredModel { versions: Vec::new(), ..model.clone() };
                found.push(RegisteredVersion { model, version: version.clone() });
            }
        }
    }
    found.sort_by_key(|found| std::cmp::Reverse(found.version.created));
    found
}

/// The other models of a run: those that lie in its artifacts, and the logged models that came out of it. What a
/// store says is one part of a path each, and is looked for in the store and nowhere else.
fn siblings(store: &Store, at: &Path, path: &Path, run: &Run, ids: &Ids) -> Result<Vec<Sibling>, StoreError> {
    let roots = artifact_roots(at);
    let mut found: BTreeSet<Sibling> = models_of(run, &roots).filter(|sibling| sibling.path.as_deref() != Some(path)).collect();
    let others = run.models.iter().map(|output| &*output.model_id).filter(|id| ids.model_id.as_deref() != Some(id));
    for id in others.take(MAX_SIBLINGS) {
        let logged = store.logged_model(id)?.unwrap_or_default();
        let experiment = logged.experiment_id.as_deref().or(run.experiment_id.as_deref()).unwrap_or_default();
        let path = artifacts_of(experiment, id, &roots);
        found.insert(Sibling { name: logged.name.unwrap_or_else(|| id.to_owned()), path, model_id: Some(id.to_owned()) });
    }
    Ok(found.into_iter().collect())
}

/// The models that lie in the artifacts of a run.
fn models_of<'a>(run: &'a Run, roots: &'a [ArtifactRoot]) -> impl Iterator<Item = Sibling> + 'a {
    let experiment = run.experiment_id.as_deref().unwrap_or_default();
    let is_safe = is_plain(experiment) && is_plain(&run.id);
    let artifacts = Path::new(experiment).join(&run.id).join("artifacts");
    let in_root = move |root: &ArtifactRoot| -> Vec<Sibling> {
        let Ok(folder) = root.folder.enter(&artifacts) else { return Vec::new() };
        let sibling = |below: PathBuf| {
            let name = if below.as_os_str().is_empty() { "artifacts".to_owned() } else { slashed(&below) };
            Sibling { name, path: Some(root.path.join(&artifacts).join(&below)), model_id: None }
        };
        models_below(&folder, MAX_SIBLINGS, &Progress::default()).into_iter().map(sibling).collect()
    };
    roots.iter().filter(move |_| is_safe).flat_map(in_root).take(MAX_SIBLINGS)
}

/// Where the files of a logged model lie, if they do.
fn artifacts_of(experiment: &str, model_id: &str, roots: &[ArtifactRoot]) -> Option<PathBuf> {
    if !is_plain(experiment) || !is_plain(model_id) {
        return None;
    }
    let below = Path::new(experiment).join(MODELS).join(model_id).join("artifacts");
    let has_model = |root: &&ArtifactRoot| matches!(root.folder.look(&below.join(MLMODEL)), Found::File { .. });
    roots.iter().find(has_model).map(|root| root.path.join(&below))
}

/// A folder that the artifacts of a store may lie in.
#[derive(Debug)]
struct ArtifactRoot {
    path: PathBuf,
    folder: Files,
}

fn artifact_roots(at: &Path) -> Vec<ArtifactRoot> {
    let folders = match at.parent() {
        Some(base) if at.is_file() => vec![base.join("mlruns"), base.join("mlartifacts")],
        _ => vec![at.to_owned()],
    };
    let open = |path: PathBuf| Some(ArtifactRoot { folder: open_files(&path).ok()?, path });
    folders.into_iter().filter_map(open).collect()
}

/// The stores that a path lies in: the file store above it, and a database beside one of the folders above.
///
/// No folder is looked into that cannot hold the store: above lies what other people own, `/tmp` for one.
fn stores_above(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let tail = location::tail(&slashed(path));
    // `mlruns/<experiment>/<run>/artifacts/…` or `mlruns/<experiment>/models/<logged model>/artifacts/…`; a database lies
    // beside `mlruns`.
    let enough = tail.map_or(ABOVE_A_COPY, |tail| {
        let below = tail.rest.split('/').filter(|part| !part.is_empty()).count();
        below + if tail.owner.starts_with("m-") { 5 } else { 4 }
    });
    for (child, folder) in path.ancestors().zip(path.ancestors().skip(1)).take(enough) {
        if is_file_store(folder, child) {
            found.push(folder.to_owned());
        }
        let database = folder.join(sqlite::NAME);
        if database.is_file() {
            found.push(database);
        }
    }
    found
}

/// Whether `folder` is a file store with the experiment `child`, or with one that lost its `meta.yaml`.
fn is_file_store(folder: &Path, child: &Path) -> bool {
    let is_by_name = folder.file_name().is_some_and(|name| name == "mlruns");
    file_store::is_experiment(child) || (is_by_name && folder.join("0").join(META).is_file())
}
