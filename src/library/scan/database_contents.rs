//! What a database says of runs, logged models and registered models.

use std::collections::HashMap;
use std::path::Path;

use super::report::StoreCounts;
use crate::library::catalog::{ListedExperiment, ListedModel, ListedRun, StoreKind};
use crate::library::records::RegisteredModel;
use crate::library::sqlite::{Database, FileStamps};
use crate::library::store::{Store, StoreError};

/// What a database said, and how its files were then.
#[derive(Debug)]
pub(super) struct DatabaseContents {
    pub stamps: FileStamps,
    /// How much it holds.
    pub counts: StoreCounts,
    /// With their ids.
    pub runs: Vec<(Box<str>, ListedRun)>,
    /// With their ids.
    pub logged: Vec<(Box<str>, ListedModel)>,
    pub registry: Vec<RegisteredModel>,
    /// Why the rest is not known.
    pub missing: Option<String>,
}

impl DatabaseContents {
    /// Asks a database, whose files are as `stamps` says.
    pub fn read(path: &Path, stamps: &FileStamps) -> Result<Self, StoreError> {
        Store::ask(path, |store| {
            let Store::Sqlite(database) = store else { return Err(StoreError::NotAFile) };
            let experiments: HashMap<String, ListedExperiment> =
                database.experiments()?.into_iter().map(|experiment| (experiment.id.clone(), experiment.into())).collect();
            let mut contents = Self {
                stamps: stamps.clone(),
                counts: StoreCounts { experiments: experiments.values().filter(|experiment| !experiment.is_deleted).count(), runs: 0 },
                runs: Vec::new(),
                logged: Vec::new(),
                registry: Vec::new(),
                missing: None,
            };
            contents.missing = contents.fill(database, &experiments).err().map(|error| error.to_string());
            contents.counts.runs = contents.runs.iter().filter(|(_, run)| !run.is_deleted).count();
            Ok(contents)
        })
    }

    /// Reads what the tables hold, up to the first that cannot be read.
    fn fill(&mut self, database: &Database, experiments: &HashMap<String, ListedExperiment>) -> Result<(), StoreError> {
        let of = |id: &Option<String>| id.as_ref().and_then(|id| experiments.get(id)).cloned().unwrap_or_default();
        database.each_run(None, |run| {
            let experiment = of(&run.experiment_id);
            self.runs.push((run.id.as_str().into(), ListedRun::of(run, experiment)));
        })?;
        database.each_logged_model(None, |model| {
            let experiment = of(&model.experiment_id);
            self.logged.push((model.id.as_str().into(), ListedModel::of(model, experiment, StoreKind::Database)));
        })?;
        self.registry = database.registry()?;
        Ok(())
    }
}
