//! `mlruns/`, the file store of MLflow 1.0 to 3.18 (`mlflow/store/tracking/file_store.py`,
//! `mlflow/store/model_registry/file_store.py`).

mod faults;
mod history;
mod logged;
mod record;
mod registry;
mod values;

use std::path::{Path, PathBuf};

use super::records::{Experiment, LoggedModel, Run};
use crate::folder::{ChildKind, Files, open_files};

pub use faults::{faults, lacks};
pub use record::{Record, has_recorded_runs, is_experiment, lost_run};
pub use registry::{DELETED, registry_folders};

/// Deleted experiments are moved here.
pub const TRASH: &str = ".trash";
/// The registry, beside the experiments; and inside an experiment, its logged models.
pub const MODELS: &str = "models";

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
        Ok(Self { root: open_files(path)?, path: path.to_owned() })
    }

    /// A store whose folder is open already.
    #[must_use]
    pub fn of(root: Files, path: PathBuf) -> Self {
        Self { root, path }
    }

    /// Every experiment, deleted ones too.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn experiments(&self) -> std::io::Result<Vec<Experiment>> {
        let found = self.experiment_folders()?.filter_map(|kept| {
            let experiment = record::whole_experiment(&kept.root, &kept.name)?;
            Some(Experiment { is_deleted: experiment.is_deleted || kept.is_in_trash, ..experiment })
        });
        Ok(found.collect())
    }

    /// One run with all that was logged to it; nothing where no experiment has it.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn run(&self, id: &str) -> std::io::Result<Option<Run>> {
        if !is_plain(id) {
            return Ok(None);
        }
        Ok(self.experiment_folders()?.find_map(|kept| record::whole_run(&kept.root, id)))
    }

    /// One logged model with all that was logged to it; nothing where no experiment has it.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn logged_model(&self, id: &str) -> std::io::Result<Option<LoggedModel>> {
        if !is_plain(id) {
            return Ok(None);
        }
        Ok(self.experiment_folders()?.find_map(|kept| {
            let folder = kept.root.enter(&Path::new(MODELS).join(id)).ok()?;
            record::whole_logged_model(&folder, id)
        }))
    }

    /// The folders that experiments are kept in, deleted ones last. Entered one after the other: the system lets few
    /// folders be open at once.
    fn experiment_folders(&self) -> std::io::Result<impl Iterator<Item = ExperimentFolder>> {
        drop(self.root.children()?);
        let own = folders(&self.root).filter(|name| name != MODELS && name != TRASH);
        let own = own.map(|name| (PathBuf::from(&name), name, false));
        let trash = self.root.enter(Path::new(TRASH)).ok();
        let deleted: Vec<String> = trash.iter().flat_map(folders).collect();
        let deleted = deleted.into_iter().map(|name| (Path::new(TRASH).join(&name), name, true));
        Ok(own.chain(deleted).filter_map(|(path, name, is_in_trash)| {
            let root = self.root.enter(&path).ok()?;
            Some(ExperimentFolder { root, name, is_in_trash })
        }))
    }
}

/// A folder of the store that an experiment may be kept in.
#[derive(Debug)]
struct ExperimentFolder {
    root: Files,
    name: String,
    is_in_trash: bool,
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
