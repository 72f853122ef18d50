//! A folder that may run somewhere, as the rules look at it.

use super::{Reason, mlflow_read, mlflow_serve};
use crate::checks::{Finding, Loading};
use crate::folder::{Environment, ModelFolder, Opened, Subject};
use crate::mlmodel::MlModel;
use crate::mlmodel::display::os_text;

/// Something that was opened, with what is known to be wrong with it. What several platforms ask is answered once.
#[derive(Debug)]
pub struct Candidate<'a> {
    pub(super) opened: &'a Opened,
    /// What the checks found.
    pub(super) findings: &'a [Finding],
    /// Where the model's own files say otherwise than the folder; nothing before they were looked into.
    pub(super) disagreements: &'a [Finding],
    pub(super) loading: Option<Loading>,
    /// Why MLflow does not read the MLmodel.
    reading: Vec<Reason>,
    /// Why `mlflow.pyfunc` does not load the folder.
    serving: Vec<Reason>,
}

impl<'a> Candidate<'a> {
    /// Asks what is common to many platforms.
    #[must_use]
    pub fn new(opened: &'a Opened, findings: &'a [Finding], disagreements: &'a [Finding]) -> Self {
        let mut candidate = Self { opened, findings, disagreements, loading: None, reading: Vec::new(), serving: Vec::new() };
        candidate.loading = candidate.folder().and_then(|folder| Some(Loading::judge(folder.model()?, folder)));
        candidate.reading = mlflow_read::reasons(&candidate);
        candidate.serving = mlflow_serve::reasons(&candidate);
        candidate
    }

    /// The model folder, where it is one.
    pub(super) fn folder(&self) -> Option<&'a ModelFolder> {
        if let Subject::Model(folder) = &self.opened.subject { Some(folder) } else { None }
    }

    /// What its MLmodel says, also where MLflow refuses a part of it.
    pub(super) fn written(&self) -> Option<&'a MlModel> {
        self.folder().and_then(ModelFolder::model)
    }

    /// The MLmodel as MLflow reads it.
    ///
    /// # Errors
    /// MLflow does not, or that cannot be told: why.
    pub(super) fn read(&self) -> Result<&'a MlModel, Vec<Reason>> {
        match self.written() {
            Some(model) if self.reading.is_empty() => Ok(model),
            _ => Err(self.reading.clone()),
        }
    }

    /// Why MLflow does not read the MLmodel.
    pub(super) fn reading(&self) -> &[Reason] {
        &self.reading
    }

    /// Why `mlflow.pyfunc` does not load the folder; that it cannot be read is one of these.
    pub(super) fn serving(&self) -> &[Reason] {
        &self.serving
    }

    /// Its environment files.
    pub(super) fn environment(&self) -> Option<&'a Environment> {
        self.folder().map(|folder| &folder.environment)
    }

    /// Whether a file of this path, relative to the folder, is there.
    pub(super) fn has_file(&self, path: &str) -> bool {
        self.folder().is_some_and(|folder| folder.listing.get(path).is_some())
    }

    /// Whether there is a file or a folder of this path.
    pub(super) fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.has_file(path) || self.folder().is_some_and(|folder| folder.listing.folders.iter().any(|known| &**known == path))
    }

    /// The path of a file of the folder, for a command line.
    pub(super) fn path_of(&self, file: &str) -> String {
        let path = std::path::absolute(&self.opened.path).unwrap_or_else(|_| self.opened.path.clone());
        os_text(if file.is_empty() { path } else { path.join(file) }.as_os_str())
    }
}
