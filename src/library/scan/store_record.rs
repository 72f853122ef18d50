//! What a folder of a file store is, as far as a list needs it.

use crate::library::catalog::{ListedExperiment, ListedModel, ListedRun, StoreKind};
use crate::library::file_store::Record;
use crate::library::records::Experiment;

/// What a folder of a file store is, as far as a list needs it.
#[derive(Debug)]
pub(super) enum StoreRecord {
    Experiment(ListedExperiment),
    Run {
        id: Box<str>,
        run: ListedRun,
    },
    LoggedModel {
        id: Box<str>,
        model: ListedModel,
    },
    /// A registered model, a version, a data set, or something else.
    Other,
}

impl From<Record> for StoreRecord {
    /// The experiment of runs and logged models is known to the folder above.
    fn from(record: Record) -> Self {
        match record {
            Record::Experiment(experiment) => Self::Experiment(experiment.into()),
            Record::Run(run) => Self::Run { id: run.id.as_str().into(), run: ListedRun::of(run, ListedExperiment::default()) },
            Record::LoggedModel(model) => Self::LoggedModel {
                id: model.id.as_str().into(),
                model: ListedModel::of(model, ListedExperiment::default(), StoreKind::Files),
            },
            Record::Other => Self::Other,
        }
    }
}

impl From<Experiment> for ListedExperiment {
    fn from(experiment: Experiment) -> Self {
        Self { name: experiment.name.map(Into::into), is_deleted: experiment.is_deleted }
    }
}
