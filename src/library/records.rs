//! What a store holds, however it is kept: the same types for files and for sqlite.

use std::path::PathBuf;

use serde::{Serialize, Serializer};

use crate::mlmodel::value::python_float;

/// A param or a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyValue {
    pub key: String,
    pub value: String,
}

impl KeyValue {
    /// A key with its value.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

/// An experiment (`mlflow/entities/experiment.py`).
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
    pub tags: Vec<KeyValue>,
}

/// A run with all that was logged to it (`mlflow/entities/run.py`).
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
    /// Milliseconds since 1970; `None` while it runs.
    pub ended: Option<i64>,
    pub user: Option<String>,
    /// Where its artifacts are kept, as written.
    pub artifact_uri: Option<String>,
    /// Sorted by key, as are metrics and tags.
    #[serde(serialize_with = "as_map")]
    pub params: Vec<KeyValue>,
    /// The latest value of each.
    pub metrics: Vec<Metric>,
    #[serde(serialize_with = "as_map")]
    pub tags: Vec<KeyValue>,
    pub datasets: Vec<Dataset>,
    /// The logged models of MLflow 3 that came out of it.
    pub models: Vec<RunOutput>,
    /// Folders that are not there, and without which MLflow 3.18 does not find the run of a file store.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<&'static str>,
    /// Why MLflow can list no run of its experiment, as clauses: `params/a is not UTF-8`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

impl Run {
    /// The value of a tag.
    #[must_use]
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.iter().find(|tag| tag.key == key).map(|tag| tag.value.as_str())
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

/// A logged model that came out of a run (`mlflow/entities/logged_model_output.py`).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunOutput {
    pub model_id: String,
    /// The step of the training at which it was logged; 0 where none is recorded.
    pub step: i64,
}

/// Printed as a pair: `["m-…", 0]`.
impl Serialize for RunOutput {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.model_id, self.step).serialize(serializer)
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

/// A logged model of MLflow 3 (`mlflow/entities/logged_model.py`).
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
    /// Where its files are kept, as written.
    pub artifact_location: Option<String>,
    /// Milliseconds since 1970.
    pub created: Option<i64>,
    #[serde(serialize_with = "as_map")]
    pub params: Vec<KeyValue>,
    pub metrics: Vec<Metric>,
    #[serde(serialize_with = "as_map")]
    pub tags: Vec<KeyValue>,
}

/// A registered model with its versions, by number (`mlflow/entities/model_registry`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisteredModel {
    pub name: String,
    pub description: Option<String>,
    /// Milliseconds since 1970.
    pub created: Option<i64>,
    pub tags: Vec<KeyValue>,
    /// Sorted by name.
    pub aliases: Vec<Alias>,
    pub versions: Vec<Version>,
}

/// A name that points at a version of a registered model: `champion`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    pub name: String,
    /// The number of the version.
    pub version: String,
}

/// A version of a registered model.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Version {
    pub version: String,
    /// `Staging`, `Production`, `Archived`; `None` for none.
    pub stage: Option<String>,
    pub description: Option<String>,
    /// Where it was registered from: a path, `runs:/…`, `models:/…`, or an address.
    pub source: Option<String>,
    /// Where the registry keeps it, where that is not its source.
    pub storage_location: Option<String>,
    pub run_id: Option<String>,
    pub model_id: Option<String>,
    pub status: Option<String>,
    pub status_message: Option<String>,
    pub user: Option<String>,
    /// Milliseconds since 1970.
    pub created: Option<i64>,
    #[serde(serialize_with = "as_map")]
    pub tags: Vec<KeyValue>,
}

impl RegisteredModel {
    /// The aliases that point at a version.
    pub fn aliases_of<'a>(&'a self, version: &'a str) -> impl Iterator<Item = &'a str> {
        self.aliases.iter().filter(move |alias| alias.version == version).map(|alias| alias.name.as_str())
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
    /// What is the case, as a clause, and where.
    pub(crate) fn new(what: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        Self { what: what.into(), path: path.into() }
    }
}

/// Pairs as an object.
fn as_map<S: Serializer>(pairs: &[KeyValue], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|pair| (&pair.key, &pair.value)))
}

/// JSON has no NaN: it is written as text, as Python spells it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references")]
fn as_number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() { serializer.serialize_f64(*value) } else { serializer.serialize_str(&python_float(*value)) }
}

/// The state of a run as a word: file stores keep it as a number (`mlflow/entities/run_status.py`).
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

/// The state of a logged model as a word (`mlflow/entities/logged_model_status.py`).
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

/// The order of two versions: by number, and text after all numbers.
#[must_use]
pub(super) fn version_order(a: &str, b: &str) -> std::cmp::Ordering {
    let number = |text: &str| text.parse::<u64>().unwrap_or(u64::MAX);
    number(a).cmp(&number(b)).then_with(|| a.cmp(b))
}
