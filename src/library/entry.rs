//! One line of the library: a model folder and what is known of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::folder::{Known, Name};

/// A model folder in a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Relative to the place; empty where the place itself is the model.
    pub path: Box<Path>,
    /// What it is called, everywhere.
    pub name: Box<str>,
    /// As the MLmodel spells them.
    pub flavors: Arc<[Box<str>]>,
    /// `utc_time_created`, as written.
    pub created: Option<Box<str>>,
    /// The same in milliseconds since 1970.
    pub created_at: Option<i64>,
    pub model_id: Option<Box<str>>,
    /// The run it belongs to: the one its MLmodel names, or the one whose artifacts it lies in, where the store does
    /// not know the other (a run that was imported keeps its old id in the MLmodel).
    pub run_id: Option<Arc<str>>,
    pub run_name: Option<Arc<str>>,
    pub experiment: Option<Arc<str>>,
    /// The versions that were registered from it.
    pub registered: Box<[Registered]>,
    /// Its store has it, its run or its experiment as deleted.
    pub is_deleted: bool,
    /// It lies inside another model's folder.
    pub is_nested: bool,
    /// The run that the MLmodel names.
    pub(super) run_id_in_mlmodel: Option<Arc<str>>,
    /// `artifact_path`, as 1.x and 2.x write it.
    pub(super) artifact_path: Option<Box<str>>,
    /// What the store calls the logged model.
    pub(super) logged_name: Option<Arc<str>>,
    /// What the folder alone says it is called.
    pub(super) own_name: Name,
    /// Changes when its files do.
    pub(super) mark: u64,
}

/// A version of a registered model, as far as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    pub name: Arc<str>,
    pub version: Box<str>,
    pub aliases: Box<[Box<str>]>,
    pub stage: Option<Box<str>>,
}

impl Registered {
    /// `risk 3 @champion`.
    #[must_use]
    pub fn label(&self) -> String {
        let mut text = format!("{} {}", self.name, self.version);
        for alias in &self.aliases {
            text.push_str(" @");
            text.push_str(alias);
        }
        text
    }
}

impl Entry {
    /// The name, from what is known of it now.
    pub(super) fn rename(&mut self, logged: Option<&str>) {
        let registered = self.registered.first().map(|registered| (&*registered.name, &*registered.version));
        self.name = self.own_name.with(&Known { registered, logged, run: self.run_name.as_deref() }).into();
    }

    /// Whether its files are those of another look at it.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.mark == other.mark && self.path == other.path
    }
}

/// A run that no model here came out of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoneRun {
    pub id: Arc<str>,
    pub name: Option<Arc<str>>,
    /// The name of its experiment.
    pub experiment: Option<Arc<str>>,
    /// Milliseconds since 1970.
    pub started: Option<i64>,
    /// `FINISHED`, `FAILED`, `RUNNING`, `SCHEDULED`, `KILLED`.
    pub status: Option<Box<str>>,
    /// The run itself, or its experiment.
    pub is_deleted: bool,
}

/// What takes longer to tell: every file is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checkup {
    pub bytes: u64,
    pub errors: u32,
    pub warnings: u32,
    /// Files or folders that the MLmodel names and that are not there.
    pub missing: u32,
    /// The program made a mistake while it looked: the numbers say nothing.
    pub failed: bool,
}

/// A registered version whose model is not in the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    pub registered: Registered,
    /// Its source, as written.
    pub source: String,
    /// Why it is not here, as a clause: `its source is on s3`.
    pub why: String,
    /// The store that says so.
    pub store: PathBuf,
}

/// A logged model of MLflow 3 that a store has, and whose files are not in the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostModel {
    pub id: Box<str>,
    pub name: Option<Arc<str>>,
    /// Where the store keeps its files, as written.
    pub location: Box<str>,
    /// Why they are not here, as a clause: `its upload failed`.
    pub why: String,
}
