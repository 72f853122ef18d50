//! The tables of `mlflow.db`, asked for one thing at a time.

use std::collections::HashMap;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::{Database, Result};
use crate::library::file_store::DELETED;
use crate::library::store::{Dataset, Experiment, LoggedModel, Metric, RegisteredModel, Run, Version, model_status, sort_versions};

impl Database {
    pub fn experiments(&self) -> Result<Vec<Experiment>> {
        let mut found = Vec::new();
        let columns = ["experiment_id", "name", "lifecycle_stage", "artifact_location", "creation_time"];
        self.each("experiments", &columns, None, |row| {
            found.push(Experiment {
                id: text(row, 0).unwrap_or_default(),
                name: filled(row, 1),
                is_deleted: text(row, 2).as_deref() == Some("deleted"),
                artifact_location: filled(row, 3),
                created: integer(row, 4),
                tags: Vec::new(),
            });
        })?;
        let mut tags = Vec::new();
        self.each("experiment_tags", &["experiment_id", "key", "value"], None, |row| tags.push((text(row, 0), pair(row, 1))))?;
        for experiment in &mut found {
            experiment.tags = of_owner(&tags, &experiment.id);
        }
        Ok(found)
    }

    /// Calls `each` with every run, without what was logged to it but its name, which before MLflow 1.30 stands in a tag
    /// only.
    pub fn each_run(&self, mut each: impl FnMut(Run)) -> Result<()> {
        let mut nameless = Vec::new();
        self.each("runs", &RUN, None, |row| {
            let run = run(row);
            if run.name.is_some() { each(run) } else { nameless.push(run) }
        })?;
        let mut names = HashMap::new();
        if !nameless.is_empty() {
            // Tags that cannot be read are no reason to tell nothing of the runs.
            let _ = self.each("tags", &["run_uuid", "value"], Some(("key", NAME_TAG)), |row| {
                names.extend(text(row, 0).zip(filled(row, 1)));
            });
        }
        for mut run in nameless {
            run.name = names.remove(&run.id);
            each(run);
        }
        Ok(())
    }

    pub fn run(&self, id: &str) -> Result<Option<Run>> {
        let mut found = None;
        self.each("runs", &RUN, Some(("run_uuid", id)), |row| found = Some(run(row)))?;
        let Some(mut run) = found else { return Ok(None) };
        let only = Some(("run_uuid", id));
        self.each("params", &["key", "value"], only, |row| run.params.push(pair(row, 0)))?;
        self.each("tags", &["key", "value"], only, |row| run.tags.push(pair(row, 0)))?;
        self.each("latest_metrics", &["key", "value", "step", "timestamp", "is_nan"], only, |row| run.metrics.extend(metric(row)))?;
        run.params.sort();
        run.tags.sort();
        run.metrics.sort_by(|a, b| a.key.cmp(&b.key));
        run.name = run.name.take().or_else(|| run.tag(NAME_TAG).filter(|name| !name.is_empty()).map(str::to_owned));
        run.datasets = self.datasets(id)?;
        let columns = ["source_type", "destination_type", "destination_id", "step"];
        self.each("inputs", &columns, Some(("source_id", id)), |row| {
            if text(row, 0).as_deref() == Some("RUN_OUTPUT") && text(row, 1).as_deref() == Some("MODEL_OUTPUT") {
                run.models.extend(text(row, 2).map(|model| (model, integer(row, 3).unwrap_or(0))));
            }
        })?;
        run.models.sort();
        Ok(Some(run))
    }

    /// The data sets of a run: an `inputs` row leads from the data set to the run.
    fn datasets(&self, run: &str) -> Result<Vec<Dataset>> {
        let mut inputs = Vec::new();
        self.each("inputs", &["source_type", "source_id", "input_uuid", "destination_type"], Some(("destination_id", run)), |row| {
            if text(row, 0).as_deref() == Some("DATASET") && text(row, 3).as_deref() == Some("RUN") {
                inputs.extend(text(row, 1).zip(text(row, 2)));
            }
        })?;
        let mut found = Vec::new();
        for (id, input) in inputs.into_iter().take(1_000) {
            let mut context = None;
            self.each("input_tags", &["name", "value"], Some(("input_uuid", &input)), |row| {
                if text(row, 0).as_deref() == Some("mlflow.data.context") {
                    context = filled(row, 1);
                }
            })?;
            self.each("datasets", &["name", "digest", "dataset_source_type"], Some(("dataset_uuid", &id)), |row| {
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

    /// Calls `each` with every logged model, without what was logged to it.
    pub fn each_logged_model(&self, mut each: impl FnMut(LoggedModel)) -> Result<()> {
        self.each("logged_models", &LOGGED, None, |row| each(logged(row)))
    }

    pub fn logged_model(&self, id: &str) -> Result<Option<LoggedModel>> {
        let mut found = None;
        let only = Some(("model_id", id));
        self.each("logged_models", &LOGGED, only, |row| found = Some(logged(row)))?;
        let Some(mut model) = found else { return Ok(None) };
        self.each("logged_model_params", &["param_key", "param_value"], only, |row| model.params.push(pair(row, 0)))?;
        self.each("logged_model_tags", &["tag_key", "tag_value"], only, |row| model.tags.push(pair(row, 0)))?;
        let columns = ["metric_name", "metric_value", "metric_step", "metric_timestamp_ms"];
        let mut metrics: Vec<Metric> = Vec::new();
        self.each("logged_model_metrics", &columns, only, |row| metrics.extend(metric(row)))?;
        metrics.sort_by(|a, b| a.key.cmp(&b.key).then((b.step, b.at).cmp(&(a.step, a.at))));
        metrics.dedup_by(|later, first| later.key == first.key);
        model.params.sort();
        model.tags.sort();
        model.metrics = metrics;
        Ok(Some(model))
    }

    pub fn registry(&self) -> Result<Vec<RegisteredModel>> {
        let mut models: Vec<(Option<String>, RegisteredModel)> = Vec::new();
        self.each("registered_models", &["name", "description", "creation_time", "workspace"], None, |row| {
            let model = RegisteredModel {
                name: text(row, 0).unwrap_or_default(),
                description: filled(row, 1),
                created: integer(row, 2),
                ..RegisteredModel::default()
            };
            models.push((text(row, 3), model));
        })?;
        // A newer database keeps several workspaces, and a name may stand in each.
        let mut index = HashMap::new();
        for (i, (workspace, model)) in models.iter().enumerate() {
            index.insert((workspace.clone(), model.name.clone()), i);
        }
        let find = |row: &Row<'_>, name: usize, workspace: usize| {
            let (name, workspace) = (text(row, name)?, text(row, workspace));
            index.get(&(workspace, name.clone())).or_else(|| index.get(&(None, name))).copied()
        };
        self.each("registered_model_tags", &["name", "key", "value", "workspace"], None, |row| {
            if let Some(i) = find(row, 0, 3) {
                models[i].1.tags.push(pair(row, 1));
            }
        })?;
        self.each("registered_model_aliases", &["name", "alias", "version", "workspace"], None, |row| {
            if let Some(i) = find(row, 0, 3) {
                models[i].1.aliases.push(pair(row, 1));
            }
        })?;
        let mut tags: HashMap<(usize, String), Vec<(String, String)>> = HashMap::new();
        self.each("model_version_tags", &["name", "version", "key", "value", "workspace"], None, |row| {
            if let Some((i, version)) = find(row, 0, 4).zip(text(row, 1)) {
                tags.entry((i, version)).or_default().push(pair(row, 2));
            }
        })?;
        self.each("model_versions", &VERSION, None, |row| {
            let Some(i) = find(row, 0, 12) else { return };
            let mut version = version(row);
            // MLflow hides deleted versions, and keeps the row.
            if version.stage.as_deref() == Some(DELETED) {
                return;
            }
            version.tags = tags.remove(&(i, version.version.clone())).unwrap_or_default();
            version.tags.sort();
            models[i].1.versions.push(version);
        })?;
        let mut models: Vec<RegisteredModel> = models.into_iter().map(|(_, model)| model).collect();
        for model in &mut models {
            model.tags.sort();
            model.aliases.sort();
            sort_versions(&mut model.versions);
        }
        models.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(models)
    }
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
        is_deleted: text(row, 4).as_deref() == Some("deleted"),
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
        is_deleted: text(row, 8).as_deref() == Some("deleted"),
        ..LoggedModel::default()
    }
}

const VERSION: [&str; 13] = [
    "name",
    "version",
    "current_stage",
    "description",
    "source",
    "storage_location",
    "run_id",
    "status",
    "status_message",
    "user_id",
    "creation_time",
    "model_id",
    "workspace",
];

fn version(row: &Row<'_>) -> Version {
    Version {
        version: text(row, 1).unwrap_or_default(),
        stage: filled(row, 2).filter(|stage| stage != "None"),
        description: filled(row, 3),
        source: filled(row, 4),
        storage_location: filled(row, 5),
        run_id: filled(row, 6),
        status: filled(row, 7),
        status_message: filled(row, 8),
        user: filled(row, 9),
        created: integer(row, 10),
        model_id: filled(row, 11),
        tags: Vec::new(),
    }
}

/// sqlite keeps no NaN: MLflow writes 0 and says so in a column of its own. Infinities are kept as the largest
/// numbers, and MLflow reads them as such (`sqlalchemy_store.py`, `_log_metrics`).
fn metric(row: &Row<'_>) -> Option<Metric> {
    let is_nan = row.as_ref().column_count() > 4 && integer(row, 4) == Some(1);
    let value = match row.get_ref(1).ok()? {
        _ if is_nan => f64::NAN,
        ValueRef::Real(value) => value,
        #[expect(clippy::cast_precision_loss, reason = "a metric is a double to MLflow")]
        ValueRef::Integer(value) => value as f64,
        ValueRef::Null => f64::NAN,
        _ => return None,
    };
    Some(Metric { key: text(row, 0)?, value, step: integer(row, 2).unwrap_or(0), at: integer(row, 3) })
}

fn pair(row: &Row<'_>, at: usize) -> (String, String) {
    (text(row, at).unwrap_or_default(), text(row, at + 1).unwrap_or_default())
}

fn of_owner(tags: &[(Option<String>, (String, String))], owner: &str) -> Vec<(String, String)> {
    let mut own: Vec<_> = tags.iter().filter(|(of, _)| of.as_deref() == Some(owner)).map(|(_, tag)| tag.clone()).collect();
    own.sort();
    own
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
fn filled(row: &Row<'_>, at: usize) -> Option<String> {
    text(row, at).filter(|text| !text.is_empty())
}

pub(super) fn integer(row: &Row<'_>, at: usize) -> Option<i64> {
    match row.get_ref(at).ok()? {
        ValueRef::Integer(value) => Some(value),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
        _ => None,
    }
}
