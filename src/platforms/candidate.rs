//! A folder that may run somewhere, as the rules look at it.

use std::cell::OnceCell;
use std::sync::Arc;

use super::{Fix, Reason, azure_conda, mlflow_read, mlflow_serve};
use crate::checks::{Finding, Loading};
use crate::folder::{Environment, ModelFolder, Opened, Package, Subject};
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
    packages_of_conda: OnceCell<Vec<Package>>,
    wants_pandas_2: OnceCell<bool>,
    conda_fix: OnceCell<Option<Arc<Fix>>>,
}

impl<'a> Candidate<'a> {
    /// Asks what is common to many platforms.
    #[must_use]
    pub fn new(opened: &'a Opened, findings: &'a [Finding], disagreements: &'a [Finding]) -> Self {
        let mut candidate = Self {
            opened,
            findings,
            disagreements,
            loading: None,
            reading: Vec::new(),
            serving: Vec::new(),
            packages_of_conda: OnceCell::new(),
            wants_pandas_2: OnceCell::new(),
            conda_fix: OnceCell::new(),
        };
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

    /// The packages that Azure's environment gets.
    pub(super) fn packages_of_conda(&self) -> &[Package] {
        self.packages_of_conda.get_or_init(|| self.environment().map(Environment::packages_of_conda).unwrap_or_default())
    }

    /// See [`azure_conda::wants_pandas_2`].
    pub(super) fn wants_pandas_2(&self) -> bool {
        *self.wants_pandas_2.get_or_init(|| azure_conda::wants_pandas_2(self))
    }

    /// What to do with conda.yaml, for all of its reasons together: see [`azure_conda::fix`].
    pub(super) fn conda_fix(&self) -> Option<Arc<Fix>> {
        self.conda_fix.get_or_init(|| azure_conda::fix(self).map(Arc::new)).clone()
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
