//! What a store holds, however it is kept: the same types for files and for sqlite.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::file_store::FileStore;
use super::sqlite::Database;
use crate::folder::Progress;
use crate::mlmodel::value::python_float;

/// An experiment.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Experiment {
    pub id: String,
    /// `None` where its `meta.yaml` cannot be read.
    pub name: Option<String>,
    pub is_deleted: bool,
    pub artifact_location: Option<String>,
    /// Milliseconds since 1970.
    pub created: Option<i64>,
    #[serde(serialize_with = "as_map")]
    pub tags: Vec<(String, String)>,
}

/// A run with all that was logged to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Run {
    pub id: String,
    pub name: Option<String>,
    pub experiment_id: Option<String>,
    /// `FINISHED`, `FAILED`, `RUNNING`, `SCHEDULED`, `KILLED`.
    pub status: Option<String>,
    pub is_deleted: bool,
    /// Milliseconds since 1970.
    pub started: Option<i64>,
    pub ended: Option<i64>,
    pub user: Option<String>,
    pub artifact_uri: Option<String>,
    /// Sorted by key, as are metrics and tags.
    #[serde(serialize_with = "as_map")]
    pub params: Vec<(String, String)>,
    /// The latest value of each.
    pub metrics: Vec<Metric>,
    #[serde(serialize_with = "as_map")]
    pub tags: Vec<(String, String)>,
    pub datasets: Vec<Dataset>,
    /// The logged models of MLflow 3 that came out of it, with the step.
    pub models: Vec<(String, i64)>,
    /// Folders that are not there, and without which MLflow 3.18 does not find the run of a file store.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<&'static str>,
    /// Why MLflow can list no run of its experiment, as clauses: `params/a is not UTF-8`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

impl Run {
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
    }

    /// The script or notebook it ran.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        self.tag("mlflow.source.name").filter(|name| !name.is_empty())
    }

    /// What MLflow 3.18 cannot do with the run, and what to do about it: sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.lacks.is_empty() {
            let folders = self.lacks.iter().map(|name| format!("{name}/")).collect::<Vec<_>>().join(", ");
            let (verb, them) = if self.lacks.len() == 1 { ("is", "it") } else { ("are", "them") };
            notes.push(format!(
                "MLflow 3.18 does not find this run by its ID, nor its model as runs:/…: {folders} {verb} missing (git and zip keep no empty folders). Create {them} empty."
            ));
        }
        if !self.faults.is_empty() {
            let faults = self.faults.join(", ");
            notes.push(format!("MLflow 3.18 can list no run of this experiment until this is written anew or moved away: {faults}"));
        }
        notes
    }

    /// The git commit of its source.
    #[must_use]
    pub fn commit(&self) -> Option<&str> {
        self.tag("mlflow.source.git.commit").filter(|commit| !commit.is_empty())
    }
}

/// The latest value of a metric: that of the highest step, as MLflow has it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Metric {
    pub key: String,
    /// May be NaN or infinite.
    #[serde(serialize_with = "as_number")]
    pub value: f64,
    pub step: i64,
    /// Milliseconds since 1970.
    pub at: Option<i64>,
}

/// A data set that went into a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dataset {
    pub name: String,
    pub digest: String,
    /// `training`, `eval`, …
    pub context: Option<String>,
    pub source_type: Option<String>,
}

/// A logged model of MLflow 3.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LoggedModel {
    pub id: String,
    pub name: Option<String>,
    pub experiment_id: Option<String>,
    pub run_id: Option<String>,
    pub model_type: Option<String>,
    /// `READY`, `PENDING`, `FAILED`, `UNSPECIFIED`.
    pub status: Option<String>,
    pub is_deleted: bool,
    pub artifact_location: Option<String>,
    pub created: Option<i64>,
    #[serde(serialize_with = "as_map")]
    pub params: Vec<(String, String)>,
    pub metrics: Vec<Metric>,
    #[serde(serialize_with = "as_map")]
    pub tags: Vec<(String, String)>,
}

/// A registered model with its versions, by number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisteredModel {
    pub name: String,
    pub description: Option<String>,
    pub created: Option<i64>,
    pub tags: Vec<(String, String)>,
    /// Alias and the version it points at.
    pub aliases: Vec<(String, String)>,
    pub versions: Vec<Version>,
}

/// A version of a registered model.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Version {
    pub version: String,
    /// `Staging`, `Production`, `Archived`; `None` for none.
    pub stage: Option<String>,
    pub description: Option<String>,
    pub source: Option<String>,
    pub storage_location: Option<String>,
    pub run_id: Option<String>,
    pub model_id: Option<String>,
    pub status: Option<String>,
    pub status_message: Option<String>,
    pub user: Option<String>,
    pub created: Option<i64>,
    #[serde(serialize_with = "as_map")]
    pub tags: Vec<(String, String)>,
}

impl RegisteredModel {
    /// The aliases that point at a version.
    pub fn aliases_of<'a>(&'a self, version: &'a str) -> impl Iterator<Item = &'a str> {
        self.aliases.iter().filter(move |(_, v)| v == version).map(|(alias, _)| alias.as_str())
    }
}

/// Something of a place that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What is the case, as a clause: `the folder cannot be read: permission denied`.
    pub what: String,
    pub path: PathBuf,
}

impl Trouble {
    pub(crate) fn new(what: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self { what: what.into(), path: path.into() }
    }
}

/// A store that can be asked for one thing at a time.
#[derive(Debug)]
pub enum Store {
    Files(FileStore),
    Sqlite(Box<Database>),
}

impl Store {
    /// Opens what [`Trace`](super::Trace) and scans report as a store: an `mlruns` folder, or a database.
    ///
    /// # Errors
    /// A clause that says why it cannot be read.
    pub fn open(path: &Path) -> Result<Self, String> {
        if path.is_dir() {
            return FileStore::open(path).map(Self::Files).map_err(|error| error.to_string());
        }
        Database::open(path).map(|database| Self::Sqlite(Box::new(database))).map_err(|error| error.to_string())
    }

    /// Opens a store, asks it, and asks again where it changed meanwhile: what was read then may be torn.
    ///
    /// # Errors
    /// A clause that says why it cannot be read.
    pub fn ask<T>(path: &Path, question: impl Fn(&Self) -> Result<T, String>) -> Result<T, String> {
        for _ in 0..3 {
            let store = Self::open(path)?;
            let answer = question(&store);
            if let Self::Sqlite(database) = &store
                && !database.is_unchanged()
            {
                continue;
            }
            return answer;
        }
        Err(super::sqlite::DatabaseError::KeepsChanging.to_string())
    }

    /// Every experiment, deleted ones too.
    ///
    /// # Errors
    /// A clause that says why none can be told.
    pub fn experiments(&self) -> Result<Vec<Experiment>, String> {
        match self {
            Self::Files(store) => store.experiments(),
            Self::Sqlite(database) => database.experiments().map_err(|error| error.to_string()),
        }
    }

    /// One run, with all that was logged to it; nothing where the store does not know it.
    ///
    /// # Errors
    /// A clause that says why it cannot be told.
    pub fn run(&self, id: &str) -> Result<Option<Run>, String> {
        match self {
            Self::Files(store) => store.run(id),
            Self::Sqlite(database) => database.run(id).map_err(|error| error.to_string()),
        }
    }

    /// One logged model of MLflow 3.
    ///
    /// # Errors
    /// A clause that says why it cannot be told.
    pub fn logged_model(&self, id: &str) -> Result<Option<LoggedModel>, String> {
        match self {
            Self::Files(store) => store.logged_model(id),
            Self::Sqlite(database) => database.logged_model(id).map_err(|error| error.to_string()),
        }
    }

    /// Every registered model with its versions; what cannot be read of them is added to `troubles`.
    ///
    /// # Errors
    /// A clause that says why none can be told.
    pub fn registry(&self, troubles: &mut Vec<Trouble>) -> Result<Vec<RegisteredModel>, String> {
        match self {
            Self::Files(store) => {
                let kept = store.registry(true, &Progress::default(), troubles);
                Ok(kept.into_iter().map(|kept| kept.model).collect())
            }
            Self::Sqlite(database) => database.registry().map_err(|error| error.to_string()),
        }
    }
}

/// Pairs as an object.
fn as_map<S: serde::Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// JSON has no NaN: it is written as text, as Python spells it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn as_number<S: serde::Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() { serializer.serialize_f64(*value) } else { serializer.serialize_str(&python_float(*value)) }
}

/// Numbers of the file store and of sqlite's logged models, as words.
#[must_use]
pub(super) fn run_status(number: i64) -> String {
    match number {
        1 => "RUNNING",
        2 => "SCHEDULED",
        3 => "FINISHED",
        4 => "FAILED",
        5 => "KILLED",
        other => return format!("status {other}"),
    }
    .to_owned()
}

#[must_use]
pub(super) fn model_status(number: i64) -> String {
    match number {
        0 => "UNSPECIFIED",
        1 => "PENDING",
        2 => "READY",
        3 => "FAILED",
        other => return format!("status {other}"),
    }
    .to_owned()
}

/// Versions by number, and text after all numbers.
pub(super) fn sort_versions(versions: &mut [Version]) {
    versions.sort_by(|a, b| version_order(&a.version, &b.version));
}

#[must_use]
pub(super) fn version_order(a: &str, b: &str) -> std::cmp::Ordering {
    let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    number(a).cmp(&number(b)).then_with(|| a.cmp(b))
}
