//! A model folder: its MLmodel, and everything that lies round it.

use std::path::Path;

use super::{Environment, Example, FileEntry, Files, Listing, MLMODEL, MLMODEL_LIMIT, Name, Progress, ReadError, Reference};
use super::{name, references, walk};
use crate::mlmodel::{self, MlModel, Unreadable};

/// A model folder.
#[derive(Debug)]
pub struct ModelFolder {
    /// What the folder alone says it is called; what a store knows of it may count for more.
    pub name: Name,
    /// The file that makes it one.
    pub mlmodel: Mlmodel,
    /// Every file of the folder.
    pub listing: Listing,
    /// What the MLmodel names, looked up in the folder.
    pub references: Vec<Reference>,
    /// The packages and the Python it asks for.
    pub environment: Environment,
    /// The input example, where the MLmodel names one.
    pub example: Option<Example>,
}

/// The file `MLmodel`: its text, and what could be read of it.
#[derive(Debug)]
pub struct Mlmodel {
    /// The text as far as it could be read, what is not UTF-8 replaced.
    pub text: String,
    /// Its size, where it is known.
    pub bytes: Option<u64>,
    /// What it says.
    pub content: Result<MlModel, MlmodelError>,
}

/// Why there is nothing to show of an MLmodel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MlmodelError {
    /// The file cannot be read.
    NotRead(ReadError),
    /// Its text is no MLmodel.
    Unreadable(Unreadable),
}

fn read_mlmodel(files: &Files) -> Mlmodel {
    match files.read(Path::new(MLMODEL), MLMODEL_LIMIT) {
        Ok(bytes) => {
            let content = mlmodel::read(&bytes).map_err(MlmodelError::Unreadable);
            let count = bytes.len() as u64;
            let text = String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
            Mlmodel { text, bytes: Some(count), content }
        }
        Err(error) => {
            let bytes = if let ReadError::TooLarge { bytes, .. } = error { Some(bytes) } else { None };
            Mlmodel { text: String::new(), bytes, content: Err(MlmodelError::NotRead(error)) }
        }
    }
}

impl ModelFolder {
    /// Reads the folder whose files these are, once; `path` is where it stands, which may name the model.
    pub(super) fn read(path: &Path, files: &Files, progress: &Progress) -> Self {
        let listing = walk(files, progress);
        let mlmodel = read_mlmodel(files);
        let model = mlmodel.content.as_ref().ok();
        let references = model.map(|model| references::collect(model, files, &listing)).unwrap_or_default();
        let environment = Environment::read(model, files);
        let example = model.and_then(|model| Example::read(model, files));
        // The name comes from folders above too, and a relative path has few of them.
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let name = name::of(&absolute, model, Some(files));
        Self { name, mlmodel, listing, references, environment, example }
    }

    /// What the MLmodel says, where it could be read.
    #[must_use]
    pub fn model(&self) -> Option<&MlModel> {
        self.mlmodel.content.as_ref().ok()
    }

    /// The references whose file or folder covers this path of the listing.
    pub fn references_to<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Reference> {
        self.references.iter().filter(move |reference| covers(reference, path))
    }

    /// The modules that the folder `code`, which loading puts on Python's path, has at its top.
    #[must_use]
    pub fn code_modules(&self) -> Vec<&str> {
        let below = self.listing.files.iter().filter_map(|file| file.path.strip_prefix("code/"));
        let tops = below.filter_map(|path| path.split('/').next());
        let mut modules: Vec<&str> = tops.map(|name| name.strip_suffix(".py").unwrap_or(name)).collect();
        modules.dedup();
        modules
    }

    /// Files that neither the MLmodel nor the requirements name, nor MLflow writes beside it.
    #[must_use]
    pub fn unreferenced(&self) -> Vec<&FileEntry> {
        let known = |path: &str| {
            let top = path.split('/').next().unwrap_or(path);
            references::KNOWN_SIDECARS.contains(&top) || self.environment.included.iter().any(|included| *included.file.path == *path)
        };
        self.listing.files.iter().filter(|file| !known(&file.path) && self.references_to(&file.path).next().is_none()).collect()
    }
}

fn covers(reference: &Reference, path: &str) -> bool {
    let target = &*reference.path;
    if reference.expect == mlmodel::flavors::Expect::Prefix {
        return path.strip_prefix(target).is_some_and(|rest| rest.starts_with(".pd") || rest == ".json");
    }
    target.is_empty() || path == target || path.strip_prefix(target).is_some_and(|rest| rest.starts_with('/'))
}
