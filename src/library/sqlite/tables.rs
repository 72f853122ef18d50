//! The tables of runs, experiments and logged models (`mlflow/store/tracking/dbmodels/models.py`), asked for one thing at a
//! time. A thing is read by the same rows whether all are listed or one is asked for.

use std::collections::HashMap;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::{ColumnEquals, Database, Result};
use crate::library::records::{Dataset, Experiment, KeyValue, LoggedModel, Metric, Run, RunOutput, model_status};

/// Data sets of one run that are looked up.
const MAX_DATASETS: usize = 1_000;

impl Database {
    /// Every experiment with its tags, deleted ones too.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn experiments(&self) -> Result<Vec<Experiment>> {
        let mut found = Vec::new();
        self.each("experiments", &EXPERIMENT, None, |row| found.push(experiment(row)))?;
        let mut tags: HashMap<String, Vec<KeyValue>> = HashMap::new();
        self.each("experiment_tags", &["experiment_id", "key", "value"], None, |row| {
            if let Some(id) = text(row, 0) {
                tags.entry(id).or_default().push(pair(row, 1));
            }
        })?;
        for experiment in &mut found {
            experiment.tags = tags.remove(&experiment.id).unwrap_or_default();
            experiment.tags.sort();
        }
        Ok(found)
    }

    /// Calls `each` with every run, or with the one of an id, without what was logged to it.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn each_run(&self, id: Option<&str>, mut each: impl FnMut(Run)) -> Result<()> {
        let own = id.map(|id| ColumnEquals { column: "run_uuid", value: id });
        let mut nameless = Vec::new();
        self.each("runs", &RUN, own, |row| {
            let run = run(row);
            if run.name.is_some() { each(run) } else { nameless.push(run) }
        })?;
        let mut names = HashMap::new();
        if !nameless.is_empty() {
            let named = own.or(Some(ColumnEquals { column: "key", value: NAME_TAG }));
            // Tags that cannot be read are no reason to tell nothing of the runs.
            let _ = self.each("tags", &["run_uuid", "value", "key"], named, |row| {
                if text(row, 2).as_deref() == Some(NAME_TAG) {
                    names.extend(text(row, 0).zip(filled(row, 1)));
                }
            });
        }
        for mut run in nameless {
            run.name = names.remove(&run.id);
            each(run);
        }
        Ok(())
    }

    /// One run, with all that was logged to it.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn run(&self, id: &str) -> Result<Option<Run>> {
        let mut found = None;
        self.each_run(Some(id), |run| found = Some(run))?;
        let Some(mut run) = found else { return Ok(None) };
        let own = Some(ColumnEquals { column: "run_uuid", value: id });
        self.each("params", &["key", "value"], own, |row| run.params.push(pair(row, 0)))?;
        self.each("tags", &["key", "value"], own, |row| run.tags.push(pair(row, 0)))?;
        self.each("latest_metrics", &["key", "value", "step", "timestamp", "is_nan"], own, |row| run.metrics.extend(metric(row)))?;
        run.params.sort();
        run.tags.sort();
        run.metrics.sort_by(|a, b| a.key.cmp(&b.key));
        run.datasets = self.datasets(id)?;
        let columns = ["source_type", "destination_type", "destination_id", "step"];
        self.each("inputs", &columns, Some(ColumnEquals { column: "source_id", value: id }), |row| {
            if text(row, 0).as_deref() == Some("RUN_OUTPUT") && text(row, 1).as_deref() == Some("MODEL_OUTPUT") {
                run.models.extend(text(row, 2).map(|model_id| RunOutput { model_id, step: integer(row, 3).unwrap_or(0) }));
            }
        })?;
        run.models.sort();
        Ok(Some(run))
    }

    /// The data sets of a run: an `inputs` row leads from the data set to the run.
    fn datasets(&self, run: &str) -> Result<Vec<Dataset>> {
        let mut inputs = Vec::new();
        let of_run = Some(ColumnEquals { column: "destination_id", value: run });
        self.each("inputs", &["source_type", "source_id", "input_uuid", "destination_type"], of_run, |row| {
            if text(row, 0).as_deref() == Some("DATASET") && text(row, 3).as_deref() == Some("RUN") {
                inputs.extend(text(row, 1).zip(text(row, 2)));
            }
        })?;
        let mut found = Vec::new();
        for (id, input) in inputs.into_iter().take(MAX_DATASETS) {
            let mut context = None;
            self.each("input_tags", &["name", "value"], Some(ColumnEquals { column: "input_uuid", value: &input }), |row| {
                if text(row, 0).as_deref() == Some("mlflow.data.context") {
                    context = filled(row, 1);
                }
            })?;
            let own = Some(ColumnEquals { column: "dataset_uuid", value: &id });
            self.each("datasets", &["name", "digest", "dataset_source_type"], own, |row| {
                found.push(Dataset {
                    name: text(row, 0).unwrap_or_default(),
                    digest: text(row, 1).unwrap_or_default(),
                    context: context.clone(),
                    source_type: filled(row, 2),
                });
            })?;
        }
        found.sort_by(|a, b| (&a.name, &a.digest).cmp(&(&b.name, &b.digest)));
        Ok(found)
    }

    /// Calls `each` with every logged model, or with the one of an id, without what was logged to it.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn each_logged_model(&self, id: Option<&str>, mut each: impl FnMut(LoggedModel)) -> Result<()> {
        let own = id.map(|id| ColumnEquals { column: "model_id", value: id });
        self.each("logged_models", &LOGGED, own, |row| each(logged(row)))?;
        Ok(())
    }

    /// One logged model, with all that was logged to it.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn logged_model(&self, id: &str) -> Result<Option<LoggedModel>> {
        let mut found = None;
        self.each_logged_model(Some(id), |model| found = Some(model))?;
        let Some(mut model) = found else { return Ok(None) };
        let own = Some(ColumnEquals { column: "model_id", value: id });
        self.each("logged_model_params", &["param_key", "param_value"], own, |row| model.params.push(pair(row, 0)))?;
        self.each("logged_model_tags", &["tag_key", "tag_value"], own, |row| model.tags.push(pair(row, 0)))?;
        let columns = ["metric_name", "metric_value", "metric_step", "metric_timestamp_ms"];
        let mut metrics: Vec<Metric> = Vec::new();
        self.each("logged_model_metrics", &columns, own, |row| metrics.extend(metric(row)))?;
        metrics.sort_by(|a, b| a.key.cmp(&b.key).then((b.step, b.at).cmp(&(a.step, a.at))));
        metrics.dedup_by(|later, first| later.key == first.key);
        model.params.sort();
        model.tags.sort();
        model.metrics = metrics;
        Ok(Some(model))
    }
}

const EXPERIMENT: [&str; 5] = ["experiment_id", "name", "lifecycle_stage", "artifact_location", "creation_time"];

fn experiment(row: &Row<'_>) -> Experiment {
    Experiment {
        id: text(row, 0).unwrap_or_default(),
        name: filled(row, 1),
        is_deleted: is_deleted(row, 2),
        artifact_location: filled(row, 3),
        created: integer(row, 4),
        tags: Vec::new(),
    }
}

fn is_deleted(row: &Row<'_>, lifecycle_stage: usize) -> bool {
    text(row, lifecycle_stage).as_deref() == Some("deleted")
}

/// The tag that holds a run's name where its row has none (`SqlRun.to_mlflow_entity` falls back to it).
const NAME_TAG: &str = "mlflow.runName";

const RUN: [&str; 10] = [
    "run_uuid",
    "name",
    "experiment_id",
    "status",
    "lifecycle_stage",
    "start_time",
    "end_time",
    "user_id",
    "artifact_uri",
    "source_version",
];

fn run(row: &Row<'_>) -> Run {
    Run {
        id: text(row, 0).unwrap_or_default(),
        name: filled(row, 1),
        experiment_id: text(row, 2),
        status: filled(row, 3),
        is_deleted: is_deleted(row, 4),
        started: integer(row, 5),
        ended: integer(row, 6),
        user: filled(row, 7),
        artifact_uri: filled(row, 8),
        ..Run::default()
    }
}

const LOGGED: [&str; 9] = [
    "model_id",
    "name",
    "experiment_id",
    "source_run_id",
    "model_type",
    "status",
    "artifact_location",
    "creation_timestamp_ms",
    "lifecycle_stage",
];

fn logged(row: &Row<'_>) -> LoggedModel {
    LoggedModel {
        id: text(row, 0).unwrap_or_default(),
        name: filled(row, 1),
        experiment_id: text(row, 2),
        run_id: filled(row, 3),
        model_type: filled(row, 4),
        status: integer(row, 5).map(model_status).or_else(|| filled(row, 5)),
        artifact_location: filled(row, 6),
        created: integer(row, 7),
        is_deleted: is_deleted(row, 8),
        ..LoggedModel::default()
    }
}

/// sqlite keeps no NaN: MLflow writes 0 and says so in a column of its own. Infinities are kept as the largest
/// numbers, and MLflow reads them as such (`sqlalchemy_store.py`, `_log_metrics`).
fn metric(row: &Row<'_>) -> Option<Metric> {
    Some(Metric { key: text(row, 0)?, value: metric_value(row, 1, 4)?, step: integer(row, 2).unwrap_or(0), at: integer(row, 3) })
}

/// The value of a metric in the cell `at`; the cell `is_nan`, where it was asked for, says that it is none.
pub(super) fn metric_value(row: &Row<'_>, at: usize, is_nan: usize) -> Option<f64> {
    let is_nan = row.as_ref().column_count() > is_nan && integer(row, is_nan) == Some(1);
    match row.get_ref(at).ok()? {
        _ if is_nan => Some(f64::NAN),
        ValueRef::Real(value) => Some(value),
        #[expect(clippy::cast_precision_loss, reason = "a metric is a double to MLflow")]
        ValueRef::Integer(value) => Some(value as f64),
        ValueRef::Null => Some(f64::NAN),
        _ => None,
    }
}

/// Two cells, side by side.
pub(super) fn pair(row: &Row<'_>, at: usize) -> KeyValue {
    KeyValue { key: text(row, at).unwrap_or_default(), value: text(row, at + 1).unwrap_or_default() }
}

/// A cell as text, whatever type it was stored with; nothing for null.
pub(super) fn text(row: &Row<'_>, at: usize) -> Option<String> {
    match row.get_ref(at).ok()? {
        ValueRef::Null => None,
        ValueRef::Integer(value) => Some(value.to_string()),
        ValueRef::Real(value) => Some(value.to_string()),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
    }
}

/// A cell that says something.
pub(super) fn filled(row: &Row<'_>, at: usize) -> Option<String> {
    text(row, at).filter(|text| !text.is_empty())
}

/// A cell as a whole number; nothing for what is none.
pub(super) fn integer(row: &Row<'_>, at: usize) -> Option<i64> {
    match row.get_ref(at).ok()? {
        ValueRef::Integer(value) => Some(value),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
        _ => None,
    }
}
