//! What one folder of a file store is, as its `meta.yaml` says: the one reader of experiments, runs and logged models, for
//! lists and for the trace of a model.

use std::ffi::OsStr;
use std::path::Path;

use super::faults::{faults, lacks};
use super::folders;
use super::values::{datasets, metrics, outputs, value, values};
use crate::folder::{Files, Found, open_files};
use crate::library::location::is_id;
use crate::library::meta::{META, Meta, MetaError};
use crate::library::records::{Experiment, LoggedModel, Run, model_status, run_status};
use crate::mlmodel::display::os_text;

/// Of the folders in an experiment without a `meta.yaml`, so many are asked for theirs.
const RUNS_ASKED: usize = 8;
/// The tag that holds a run's name where its `meta.yaml` has none, as before MLflow 1.30.
const NAME_TAG: &str = "tags/mlflow.runName";

/// What a folder is, without what was logged to it.
#[derive(Debug)]
pub enum Record {
    Experiment(Experiment),
    Run(Run),
    LoggedModel(LoggedModel),
    /// A registered model, a version, a data set, or something else.
    Other,
}

impl Record {
    /// Reads the `meta.yaml` of a folder that is called `name`.
    ///
    /// # Errors
    /// The `meta.yaml` cannot be read.
    pub fn read(folder: &Files, name: &OsStr) -> Result<Self, MetaError> {
        let meta = Meta::read(folder)?;
        let name = os_text(name);
        Ok(if meta.has("model_id") && meta.has("artifact_location") {
            Self::LoggedModel(logged_model(&meta, &name))
        } else if names_a_run(&meta) && meta.has("experiment_id") {
            Self::Run(run(&meta, folder, &name))
        } else if meta.has("experiment_id") && meta.has("artifact_location") {
            Self::Experiment(experiment(&meta, &name))
        } else {
            Self::Other
        })
    }
}

fn names_a_run(meta: &Meta) -> bool {
    meta.has("run_id") || meta.has("run_uuid")
}

fn is_deleted(meta: &Meta) -> bool {
    meta.text("lifecycle_stage") == Some("deleted")
}

fn experiment(meta: &Meta, folder: &str) -> Experiment {
    Experiment {
        id: meta.filled("experiment_id").unwrap_or_else(|| folder.to_owned()),
        name: meta.filled("name"),
        is_deleted: is_deleted(meta),
        artifact_location: meta.filled("artifact_location"),
        created: meta.integer("creation_time"),
        tags: Vec::new(),
    }
}

fn run(meta: &Meta, root: &Files, folder: &str) -> Run {
    Run {
        id: meta.filled("run_id").or_else(|| meta.filled("run_uuid")).unwrap_or_else(|| folder.to_owned()),
        name: meta.filled("run_name").or_else(|| meta.filled("name")).or_else(|| name_tag(root)),
        experiment_id: meta.filled("experiment_id"),
        // Without a status MLflow takes a run to go on.
        status: Some(meta.integer("status").map_or_else(|| meta.filled("status").unwrap_or_else(|| run_status(1)), run_status)),
        is_deleted: is_deleted(meta),
        started: meta.integer("start_time"),
        ended: meta.integer("end_time"),
        user: meta.filled("user_id"),
        artifact_uri: meta.filled("artifact_uri"),
        ..Run::default()
    }
}

fn logged_model(meta: &Meta, folder: &str) -> LoggedModel {
    LoggedModel {
        id: meta.filled("model_id").unwrap_or_else(|| folder.to_owned()),
        name: meta.filled("name"),
        experiment_id: meta.filled("experiment_id"),
        run_id: meta.filled("source_run_id"),
        model_type: meta.filled("model_type"),
        status: meta.integer("status").map(model_status).or_else(|| meta.filled("status")),
        is_deleted: is_deleted(meta),
        artifact_location: meta.filled("artifact_location"),
        created: meta.integer("creation_timestamp"),
        ..LoggedModel::default()
    }
}

fn name_tag(run: &Files) -> Option<String> {
    value(run, Path::new(NAME_TAG)).filter(|name| !name.is_empty())
}

/// A run whose `meta.yaml` is gone, or is not that of a run: what is left of it.
#[must_use]
pub fn lost_run(folder: &Files, id: &str) -> Run {
    let said = Meta::read(folder).ok().filter(names_a_run).map(|meta| run(&meta, folder, id));
    said.unwrap_or_else(|| Run { id: id.to_owned(), name: name_tag(folder), ..Run::default() })
}

/// Whether a folder has what only runs have. A run of a database leaves its artifacts only.
fn is_left_of_a_run(folder: &Files) -> bool {
    let has_values = ["params", "metrics", "tags"].iter().any(|name| folder.look(Path::new(name)) == Found::Folder);
    has_values || Meta::read(folder).is_ok_and(|meta| names_a_run(&meta))
}

/// Whether the folder at a path is an experiment, by its `meta.yaml`.
#[must_use]
pub fn is_experiment(path: &Path) -> bool {
    let record = open_files(path).ok().and_then(|root| Record::read(&root, path.file_name().unwrap_or_default()).ok());
    matches!(record, Some(Record::Experiment(_)))
}

/// Whether runs of a file store lie in a folder with folders of these names: it is an experiment, whatever became of its
/// `meta.yaml`. Runs of a database leave their artifacts only.
pub fn has_recorded_runs<'a>(folder: &Files, names: impl Iterator<Item = &'a OsStr>) -> bool {
    let is_run = |name: &&OsStr| name.to_str().is_some_and(|name| is_id(name) && !name.starts_with("m-"));
    names.filter(is_run).take(RUNS_ASKED).any(|name| matches!(folder.look(&Path::new(name).join(META)), Found::File { .. }))
}

/// The experiment that a folder of a store is, with its tags. One whose `meta.yaml` is gone is known by its runs.
pub(super) fn whole_experiment(folder: &Files, name: &str) -> Option<Experiment> {
    let experiment = match Record::read(folder, OsStr::new(name)) {
        Ok(Record::Experiment(experiment)) => experiment,
        Ok(Record::Run(_) | Record::LoggedModel(_)) => return None,
        Ok(Record::Other) | Err(_) => {
            let names: Vec<String> = folders(folder).collect();
            let is_experiment = has_recorded_runs(folder, names.iter().map(OsStr::new));
            is_experiment.then(|| Experiment { id: name.to_owned(), ..Experiment::default() })?
        }
    };
    Some(Experiment { tags: values(folder, "tags"), ..experiment })
}

/// The run that a folder of an experiment is, with all that was logged to it; what cannot be read of it is left out.
pub(super) fn whole_run(experiment: &Files, id: &str) -> Option<Run> {
    let folder = experiment.enter(Path::new(id)).ok()?;
    let mut run = match Record::read(&folder, OsStr::new(id)) {
        Ok(Record::Run(run)) => run,
        Ok(Record::Experiment(_) | Record::LoggedModel(_)) => return None,
        Ok(Record::Other) | Err(_) if !is_left_of_a_run(&folder) => return None,
        Ok(Record::Other) | Err(_) => lost_run(&folder, id),
    };
    // The folder it lies in, whatever is written there.
    id.clone_into(&mut run.id);
    run.params = values(&folder, "params");
    run.metrics = metrics(&folder);
    run.tags = values(&folder, "tags");
    run.user = run.user.take().or_else(|| run.tag("mlflow.user").map(str::to_owned));
    run.datasets = datasets(&folder, experiment);
    run.models = outputs(&folder);
    run.lacks = lacks(&folder);
    run.faults = faults(&folder);
    Some(run)
}

/// The logged model that a folder in an experiment's `models` is, with all that was logged to it, whatever its `meta.yaml`
/// lacks.
pub(super) fn whole_logged_model(folder: &Files, id: &str) -> Option<LoggedModel> {
    let model = match Record::read(folder, OsStr::new(id)).ok()? {
        Record::LoggedModel(model) => model,
        _ => logged_model(&Meta::read(folder).ok()?, id),
    };
    Some(LoggedModel { params: values(folder, "params"), metrics: metrics(folder), tags: values(folder, "tags"), ..model })
}
