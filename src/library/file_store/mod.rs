//! `mlruns/`, the file store of MLflow 1.0 to 3.18 (`mlflow/store/tracking/file_store.py`,
//! `mlflow/store/model_registry/file_store.py`).

mod registry;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::location::is_id;
use super::meta::Meta;
use super::store::{Dataset, Experiment, LoggedModel, Metric, Run, model_status, run_status};
use crate::folder::{ChildKind, Files, Found};
use crate::mlmodel::display::{clipped, os_text};

/// Deleted experiments are moved here.
pub const TRASH: &str = ".trash";
/// The registry, beside the experiments; and inside an experiment, its logged models.
pub const MODELS: &str = "models";
/// A longer param or tag is cut; MLflow allows 8,000 characters, and a history of logged models more.
const VALUE_LIMIT: u64 = 200_000;
/// Of a longer metric the end is read, where the latest points stand.
const METRIC_LIMIT: u64 = 4_000_000;
/// Bytes of all params, metrics or tags of one thing together.
const BUDGET: usize = 50_000_000;
/// Files that MLflow fails on and that are named.
const MAX_FAULTS: usize = 5;
/// More params, metrics or tags of one thing are not read.
const MAX_VALUES: usize = 20_000;

pub use registry::{DELETED, registry_folders};

/// An open `mlruns` folder.
#[derive(Debug)]
pub struct FileStore {
    root: Files,
    path: PathBuf,
}

impl FileStore {
    /// Opens the folder.
    ///
    /// # Errors
    /// It does not exist, is no folder, or may not be read.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        Ok(Self { root: Files::open(path)?, path: path.to_owned() })
    }

    /// A store whose folder is open already.
    #[must_use]
    pub fn of(root: Files, path: PathBuf) -> Self {
        Self { root, path }
    }

    pub fn experiments(&self) -> Result<Vec<Experiment>, String> {
        let mut experiments = Vec::new();
        let mut add = |folder: &Files, is_deleted: bool| {
            for name in folders(folder).filter(|name| name != MODELS) {
                if let Some(experiment) = folder.enter(Path::new(&name)).ok().and_then(|root| experiment(&root, &name, is_deleted)) {
                    experiments.push(experiment);
                }
            }
        };
        self.root.children().map(drop).map_err(|error| error.to_string())?;
        add(&self.root, false);
        if let Ok(trash) = self.root.enter(Path::new(TRASH)) {
            add(&trash, true);
        }
        Ok(experiments)
    }

    pub fn run(&self, id: &str) -> Result<Option<Run>, String> {
        if !is_plain(id) {
            return Ok(None);
        }
        for experiment in self.experiment_folders()? {
            if let Ok(root) = experiment.enter(Path::new(id))
                && looks_like_run(&root)
            {
                return Ok(Some(read_run(&root, id, Some(&experiment))));
            }
        }
        Ok(None)
    }

    pub fn logged_model(&self, id: &str) -> Result<Option<LoggedModel>, String> {
        if !is_plain(id) {
            return Ok(None);
        }
        for experiment in self.experiment_folders()? {
            if let Ok(root) = experiment.enter(&Path::new(MODELS).join(id))
                && let Ok(meta) = Meta::read(&root)
            {
                let mut model = logged_model(&meta, id);
                model.params = values(&root, "params");
                model.metrics = metrics(&root);
                model.tags = values(&root, "tags");
                return Ok(Some(model));
            }
        }
        Ok(None)
    }

    fn experiment_folders(&self) -> Result<impl Iterator<Item = Files>, String> {
        self.root.children().map(drop).map_err(|error| error.to_string())?;
        // Entered one after the other: the system lets few folders be open at once.
        let own = folders(&self.root).filter(|name| name != MODELS && name != TRASH).map(PathBuf::from);
        let trash = self.root.enter(Path::new(TRASH)).ok();
        let deleted = trash.iter().flat_map(folders).map(|name| Path::new(TRASH).join(name)).collect::<Vec<_>>();
        Ok(own.chain(deleted).filter_map(|path| self.root.enter(&path).ok()))
    }
}

/// The names of the folders in a folder, links left out, sorted.
fn folders(root: &Files) -> std::vec::IntoIter<String> {
    names(root, ChildKind::Folder)
}

fn names(root: &Files, kind: ChildKind) -> std::vec::IntoIter<String> {
    let children = root.children().into_iter().flatten().flatten();
    let mut names: Vec<String> = children.filter(|child| child.kind == kind).filter_map(|child| child.name.into_string().ok()).collect();
    names.sort();
    names.into_iter()
}

/// An id is one part of a path, and leads nowhere else.
#[must_use]
pub fn is_plain(id: &str) -> bool {
    !id.is_empty() && id != "." && id != ".." && !id.contains(['/', '\\', '\0'])
}

/// An experiment's folder; one whose `meta.yaml` is gone is known by the runs in it.
fn experiment(root: &Files, folder: &str, is_deleted: bool) -> Option<Experiment> {
    let tags = values(root, "tags");
    match Meta::read(root) {
        Ok(meta) if meta.has("experiment_id") && !meta.has("run_id") && !meta.has("run_uuid") => Some(Experiment {
            id: meta.filled("experiment_id").unwrap_or_else(|| folder.to_owned()),
            name: meta.filled("name"),
            is_deleted: is_deleted || meta.text("lifecycle_stage") == Some("deleted"),
            artifact_location: meta.filled("artifact_location"),
            created: meta.integer("creation_time"),
            tags,
        }),
        Ok(_) => None,
        Err(_) => {
            let has_runs = folders(root).any(|name| is_id(&name));
            has_runs.then(|| Experiment { id: folder.to_owned(), is_deleted, tags, ..Experiment::default() })
        }
    }
}

/// A folder with the files of a run, whatever became of its `meta.yaml`. A run of a database leaves artifacts only.
fn looks_like_run(root: &Files) -> bool {
    match Meta::read(root) {
        Ok(meta) => meta.has("run_id") || meta.has("run_uuid"),
        Err(_) => ["params", "metrics", "tags"].iter().any(|name| root.enter(Path::new(name)).is_ok()),
    }
}

/// What the `meta.yaml` of a run says.
#[must_use]
pub fn run_of_meta(meta: &Meta, id: &str) -> Run {
    Run {
        id: meta.filled("run_id").or_else(|| meta.filled("run_uuid")).unwrap_or_else(|| id.to_owned()),
        name: meta.filled("run_name").or_else(|| meta.filled("name")),
        experiment_id: meta.filled("experiment_id"),
        // Without a status MLflow takes a run to go on.
        status: Some(meta.integer("status").map_or_else(|| meta.filled("status").unwrap_or_else(|| run_status(1)), run_status)),
        is_deleted: meta.text("lifecycle_stage") == Some("deleted"),
        started: meta.integer("start_time"),
        ended: meta.integer("end_time"),
        user: meta.filled("user_id"),
        artifact_uri: meta.filled("artifact_uri"),
        ..Run::default()
    }
}

/// The name of a run whose `meta.yaml` has none, as before MLflow 1.30.
#[must_use]
pub fn name_tag(root: &Files) -> Option<String> {
    value(root, Path::new("tags/mlflow.runName")).filter(|name| !name.is_empty())
}

/// All of a run. What it cannot read is left out; a missing `meta.yaml` leaves the id.
#[must_use]
pub fn read_run(root: &Files, id: &str, experiment: Option<&Files>) -> Run {
    let mut run = Meta::read(root).map(|meta| run_of_meta(&meta, id)).unwrap_or_default();
    // The folder it lies in, whatever is written there.
    id.clone_into(&mut run.id);
    run.params = values(root, "params");
    run.metrics = metrics(root);
    run.tags = values(root, "tags");
    run.lacks = lacks(root);
    run.faults = faults(root);
    run.name = run.name.take().or_else(|| run.tag("mlflow.runName").map(str::to_owned));
    run.user = run.user.take().or_else(|| run.tag("mlflow.user").map(str::to_owned));
    run.datasets = experiment.map(|experiment| datasets(root, experiment)).unwrap_or_default();
    run.models = outputs(root);
    run
}

/// The folders without which MLflow 3.18 does not take a folder for a run (`file_store.py`, `_is_valid_run_directory`).
#[must_use]
pub fn lacks(run: &Files) -> Vec<&'static str> {
    ["metrics", "params", "artifacts"].into_iter().filter(|name| run.look(Path::new(name)) != Found::Folder).collect()
}

/// Files of a run that MLflow 3.18 fails on, and with them on every list of the experiment's runs: a param or a metric that
/// is not UTF-8, a metric without a point or with a line it cannot read (`file_store.py`, `_get_metric_from_line`). A tag
/// may hold anything. As clauses, the first few.
#[must_use]
pub fn faults(run: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for (kind, judge) in [("params", param_fault as fn(&[u8]) -> Option<&'static str>), ("metrics", metric_fault)] {
        let mut budget = BUDGET;
        each_file(run, kind, &mut |folder, name, key| {
            if budget == 0 || found.len() >= MAX_FAULTS {
                return;
            }
            let Ok(bytes) = folder.head(Path::new(name), METRIC_LIMIT) else { return };
            budget = budget.saturating_sub(bytes.len());
            // What was cut may end within a letter or a line.
            let is_cut = bytes.len() as u64 == METRIC_LIMIT;
            let end = if is_cut { bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(0) } else { bytes.len() };
            if let Some(why) = judge(&bytes[..end]) {
                found.push(format!("{kind}/{} {why}", clipped(&key, 80)));
            }
        });
    }
    found
}

fn param_fault(bytes: &[u8]) -> Option<&'static str> {
    std::str::from_utf8(bytes).is_err().then_some("is not UTF-8")
}

fn metric_fault(bytes: &[u8]) -> Option<&'static str> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("is not UTF-8") };
    let is_point = |line: &str| {
        let fields: Vec<&str> = line.trim().split(' ').collect();
        let number = |i: usize| fields.get(i).is_none_or(|field| python_float(field).is_some());
        matches!(fields.len(), 2 | 3 | 5)
            && fields[0].parse::<i128>().is_ok()
            && number(1)
            && (fields.len() != 3 || fields[2].parse::<i128>().is_ok())
    };
    if text.is_empty() {
        return Some("holds no value");
    }
    text.lines().any(|line| !is_point(line)).then_some("has a line that is no metric value (time, value, step)")
}

/// The data sets of a run: `inputs/<id>/meta.yaml` names one in the experiment's `datasets`.
fn datasets(run: &Files, experiment: &Files) -> Vec<Dataset> {
    let Ok(inputs) = run.enter(Path::new("inputs")) else { return Vec::new() };
    let mut found: Vec<Dataset> = folders(&inputs)
        .filter_map(|name| {
            let input = Meta::read(&inputs.enter(Path::new(&name)).ok()?).ok()?;
            let id = input.text("source_id").filter(|id| is_plain(id) && input.text("source_type") == Some("DATASET"))?;
            let dataset = Meta::read(&experiment.enter(&Path::new("datasets").join(id)).ok()?).ok()?;
            let context = input.map("tags").into_iter().find(|(key, _)| key == "mlflow.data.context").map(|(_, value)| value);
            Some(Dataset {
                name: dataset.filled("name").unwrap_or_default(),
                digest: dataset.filled("digest").unwrap_or_default(),
                context,
                source_type: dataset.filled("source_type"),
            })
        })
        .collect();
    found.sort_by(|a, b| (&a.name, &a.digest).cmp(&(&b.name, &b.digest)));
    found
}

/// The logged models that came out of a run. The folder's name is the model's id; MLflow 3.18 writes the same into
/// `source_id`, where the run's belongs.
fn outputs(run: &Files) -> Vec<(String, i64)> {
    let Ok(outputs) = run.enter(Path::new("outputs")) else { return Vec::new() };
    folders(&outputs)
        .filter_map(|name| {
            let meta = Meta::read(&outputs.enter(Path::new(&name)).ok()?).ok()?;
            let id = meta.filled("destination_id").unwrap_or(name);
            Some((id, meta.integer("step").unwrap_or(0)))
        })
        .collect()
}

/// What the `meta.yaml` of a logged model says.
#[must_use]
pub fn logged_model(meta: &Meta, id: &str) -> LoggedModel {
    LoggedModel {
        id: meta.filled("model_id").unwrap_or_else(|| id.to_owned()),
        name: meta.filled("name"),
        experiment_id: meta.filled("experiment_id"),
        run_id: meta.filled("source_run_id"),
        model_type: meta.filled("model_type"),
        status: meta.integer("status").map(model_status).or_else(|| meta.filled("status")),
        artifact_location: meta.filled("artifact_location"),
        created: meta.integer("creation_timestamp"),
        ..LoggedModel::default()
    }
}

/// The content of one file, cut where it is far too long.
fn value(root: &Files, path: &Path) -> Option<String> {
    let bytes = root.head(path, VALUE_LIMIT).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A folder with one file a key; a key with `/` is a file in a folder. Sorted by key.
fn values(root: &Files, folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut budget = BUDGET;
    each_file(root, folder, &mut |folder, name, key| {
        if budget > 0
            && let Some(value) = value(folder, Path::new(name))
        {
            budget = budget.saturating_sub(value.len());
            found.push((key, value));
        }
    });
    found
}

/// The latest value of each metric: the highest step, then the latest time, then the highest value.
fn metrics(root: &Files) -> Vec<Metric> {
    let mut found = Vec::new();
    let mut budget = BUDGET;
    each_file(root, "metrics", &mut |folder, name, key| {
        if budget == 0 {
            return;
        }
        let Ok(bytes) = folder.tail(Path::new(name), METRIC_LIMIT) else { return };
        budget = budget.saturating_sub(bytes.len());
        let text = String::from_utf8_lossy(&bytes);
        let latest = text.lines().filter_map(point).max_by(|a, b| {
            // Python's max() keeps the first of equals, and NaN never wins a comparison.
            let later = (a.step, a.at).cmp(&(b.step, b.at));
            later.then_with(|| a.value.partial_cmp(&b.value).unwrap_or(std::cmp::Ordering::Greater))
        });
        if let Some(metric) = latest {
            found.push(Metric { key, ..metric });
        }
    });
    found
}

/// One line: `timestamp value [step]`; with a data set, name and digest follow. A logged model has the run's id
/// fourth. As MLflow, a line of five fields has no step (`file_store.py`, `_get_metric_from_line`).
fn point(line: &str) -> Option<Metric> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let value = python_float(fields.get(1)?)?;
    let step = if fields.len() == 5 { 0 } else { fields.get(2).and_then(|step| step.parse().ok()).unwrap_or(0) };
    Some(Metric { key: String::new(), value, step, at: fields.first()?.parse().ok() })
}

/// `nan`, `inf`, `-Infinity` and numbers, as Python's `float` reads them.
fn python_float(text: &str) -> Option<f64> {
    text.replace('_', "").parse().ok()
}

/// Calls `each` with the folder, the file's name in it and its key, for every file below `folder`.
fn each_file(root: &Files, folder: &str, each: &mut dyn FnMut(&Files, &str, String)) {
    fn below(root: &Files, prefix: &str, depth: usize, count: &mut usize, each: &mut dyn FnMut(&Files, &str, String)) {
        for name in names(root, ChildKind::File) {
            *count += 1;
            if *count > MAX_VALUES {
                return;
            }
            each(root, &name, format!("{prefix}{name}"));
        }
        for name in folders(root).filter(|_| depth < 16) {
            if let Ok(folder) = root.enter(Path::new(&name)) {
                below(&folder, &format!("{prefix}{name}/"), depth + 1, count, each);
            }
        }
    }
    if let Ok(root) = root.enter(Path::new(folder)) {
        below(&root, "", 0, &mut 0, each);
    }
}

/// What kind of folder a `meta.yaml` stands in, as far as a list needs it.
#[derive(Debug)]
pub enum Kind {
    Experiment {
        name: Option<Arc<str>>,
    },
    Run {
        id: Box<str>,
        name: Option<Arc<str>>,
        is_deleted: bool,
    },
    Logged {
        id: Box<str>,
        name: Option<Arc<str>>,
        run_id: Option<Box<str>>,
        location: Option<Box<str>>,
        status: Option<Box<str>>,
    },
    /// A registered model, a version, a data set, or something else.
    Other,
}

impl Kind {
    /// By the keys in the `meta.yaml` of the folder `root`, which is called `name`.
    #[must_use]
    pub fn of(meta: &Meta, root: &Files, name: &std::ffi::OsStr) -> Self {
        let folder = os_text(name);
        if meta.has("model_id") && meta.has("artifact_location") {
            let model = logged_model(meta, &folder);
            Self::Logged {
                id: model.id.into(),
                name: model.name.map(Into::into),
                run_id: model.run_id.map(Into::into),
                location: model.artifact_location.map(Into::into),
                status: model.status.map(Into::into),
            }
        } else if (meta.has("run_id") || meta.has("run_uuid")) && meta.has("experiment_id") {
            let run = run_of_meta(meta, &folder);
            Self::Run { id: run.id.into(), name: run.name.or_else(|| name_tag(root)).map(Into::into), is_deleted: run.is_deleted }
        } else if meta.has("experiment_id") && meta.has("artifact_location") {
            Self::Experiment { name: meta.filled("name").map(Into::into) }
        } else {
            Self::Other
        }
    }
}
