//! A store that can be asked for one thing at a time, a file store or a database.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::file_store::FileStore;
use super::history::History;
use super::logged::Trend;
use super::records::{Experiment, LoggedModel, RegisteredModel, Run, Trouble};
use super::sqlite::{Database, DatabaseError};
use crate::folder::Progress;

/// How often a store is asked anew that changes meanwhile.
const MAX_ASKED: usize = 3;

/// Why a store cannot be read. Each is a clause: `the system does not allow reading it`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder of a file store cannot be read.
    #[error("{0}")]
    Folder(#[from] std::io::Error),
    #[error("{0}")]
    Database(#[from] DatabaseError),
    /// A folder stands where a database is expected.
    #[error("it is no file")]
    NotAFile,
}

/// An open store.
#[derive(Debug)]
pub enum Store {
    /// An `mlruns` folder.
    Files(FileStore),
    /// An `mlflow.db`.
    Sqlite(Box<Database>),
}

impl Store {
    /// Opens what [`Trace`](super::Trace) and scans report as a store: an `mlruns` folder, or a database.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if path.is_file() {
            return Ok(Self::Sqlite(Box::new(Database::open(path)?)));
        }
        Ok(Self::Files(FileStore::open(path)?))
    }

    /// Opens a store, asks it, and asks again where it changed meanwhile: what was read then may be torn.
    ///
    /// # Errors
    /// It cannot be read, or the question's own error.
    pub fn ask<T>(path: &Path, question: impl Fn(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        for _ in 0..MAX_ASKED {
            let store = Self::open(path)?;
            let answer = question(&store);
            if let Self::Sqlite(database) = &store
                && !database.is_unchanged()
            {
                continue;
            }
            return answer;
        }
        Err(DatabaseError::KeepsChanging.into())
    }

    /// Every experiment, deleted ones too.
    ///
    /// # Errors
    /// None can be told.
    pub fn experiments(&self) -> Result<Vec<Experiment>, StoreError> {
        match self {
            Self::Files(store) => Ok(store.experiments()?),
            Self::Sqlite(database) => Ok(database.experiments()?),
        }
    }

    /// One run, with all that was logged to it; nothing where the store does not know it.
    ///
    /// # Errors
    /// It cannot be told.
    pub fn run(&self, id: &str) -> Result<Option<Run>, StoreError> {
        match self {
            Self::Files(store) => Ok(store.run(id)?),
            Self::Sqlite(database) => Ok(database.run(id)?),
        }
    }

    /// One logged model of MLflow 3, with all that was logged to it; nothing where the store does not know it.
    ///
    /// # Errors
    /// It cannot be told.
    pub fn logged_model(&self, id: &str) -> Result<Option<LoggedModel>, StoreError> {
        match self {
            Self::Files(store) => Ok(store.logged_model(id)?),
            Self::Sqlite(database) => Ok(database.logged_model(id)?),
        }
    }

    /// All that was logged for a metric of a run or of a logged model; empty where the store has nothing of it.
    ///
    /// # Errors
    /// It cannot be told.
    pub fn history(&self, owner: &str, metric: &str) -> Result<History, StoreError> {
        match self {
            Self::Files(store) => Ok(store.history(owner, metric)?),
            Self::Sqlite(database) => Ok(database.history(owner, metric)?),
        }
    }

    /// The shape of the history of each metric of a run, where it has one.
    ///
    /// # Errors
    /// It cannot be told.
    pub fn trends(&self, run: &str) -> Result<BTreeMap<String, Trend>, StoreError> {
        match self {
            Self::Files(store) => Ok(store.trends(run)?),
            Self::Sqlite(database) => Ok(database.trends(run)?),
        }
    }

    /// Every registered model with its versions; what cannot be read of them is added to `troubles`.
    ///
    /// # Errors
    /// None can be told.
    pub fn registry(&self, troubles: &mut Vec<Trouble>) -> Result<Vec<RegisteredModel>, StoreError> {
        match self {
            Self::Files(store) => {
                let kept = store.registry(true, &Progress::default(), troubles);
                Ok(kept.into_iter().map(|kept| kept.model).collect())
            }
            Self::Sqlite(database) => Ok(database.registry()?),
        }
    }
}

/// Reads what was logged for a metric of a run, or of a logged model without one, from the first of these stores that has any of it;
/// nothing where none has.
///
/// # Errors
/// No store has any, and one of them cannot be read.
pub fn read_history(stores: &[PathBuf], owner: &str, metric: &str) -> Result<History, StoreError> {
    let mut failed = None;
    for path in stores {
        match Store::ask(path, |store| store.history(owner, metric)) {
            Ok(history) if !history.points.is_empty() => return Ok(history),
            Ok(_) => {}
            Err(why) => failed = failed.or(Some(why)),
        }
    }
    failed.map_or_else(|| Ok(History::default()), Err)
}
