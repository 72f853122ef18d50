//! One model folder on disk, read once, bounded, read-only.
//!
//! [`open`] takes whatever a person pointed at and says what it is: a model, a folder with one or
//! several models below it, a plain artifact, or the wrong thing by its name.

pub mod environment;
pub mod example;
mod kind;
mod mistake;
mod name;
pub mod packages;
mod payload;
pub mod preview;
mod progress;
pub mod references;
mod root;
mod scan;
mod walk;

use std::path::{Path, PathBuf};

pub use environment::Environment;
pub use example::Example;
pub use kind::WrongThing;
pub use mistake::{Mistake, guarded, hush_expected_panics, is_expected};
pub use name::{Known, Name};
pub use packages::Package;
pub use payload::{PAYLOAD_LIMIT, read_bounded, read_payload};
pub use progress::Progress;
pub use references::{Origin, Reference, Status};
pub use root::{Child, ChildKind, Found, ReadError, Root, Stamp};
pub use walk::{EntryKind, FileEntry, Listing, MAX_ENTRIES, walk};

use crate::mlmodel::{self, MlModel, Unreadable};

/// The one file every model folder has.
pub const MLMODEL: &str = "MLmodel";
/// A larger MLmodel is not read: MLflow itself needs minutes for 50 MB.
pub const MLMODEL_LIMIT: u64 = 64_000_000;

/// What a person pointed at, read.
#[derive(Debug)]
pub struct Opened {
    /// Of the model folder where there is one, else as given.
    pub path: PathBuf,
    pub subject: Subject,
    /// The folder that was given, where the one model was found below it.
    pub found_below: Option<PathBuf>,
}

#[derive(Debug)]
pub enum Subject {
    Model(Box<ModelFolder>),
    /// Several models below the folder, as paths relative to it, `/`-separated, sorted.
    Several {
        models: Vec<PathBuf>,
        truncated: bool,
    },
    /// Model-like files without an MLmodel: registered as an artifact, a file and not a model.
    Artifact(PlainArtifact),
    NotAModel(WrongThing),
}

/// A model folder.
#[derive(Debug)]
pub struct ModelFolder {
    /// What the folder alone says it is called; what a store knows of it may count for more.
    pub name: Name,
    pub mlmodel: Mlmodel,
    pub listing: Listing,
    pub references: Vec<Reference>,
    pub environment: Environment,
    pub example: Option<Example>,
}

/// The file `MLmodel`: its text, and what could be read of it.
#[derive(Debug)]
pub struct Mlmodel {
    /// The text as far as it could be read, what is not UTF-8 replaced.
    pub text: String,
    pub bytes: Option<u64>,
    pub content: Result<MlModel, MlmodelError>,
}

/// Why there is nothing to show of an MLmodel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MlmodelError {
    NotRead(ReadError),
    Unreadable(Unreadable),
}

/// A model's file, or a folder of such, without an MLmodel.
#[derive(Debug)]
pub struct PlainArtifact {
    pub name: String,
    pub listing: Listing,
    /// Which of the files look like a model.
    pub model_files: Vec<Box<str>>,
    /// A file that is called like an MLmodel but for its case.
    pub misspelled: Option<Box<str>>,
    /// The environment files of a model folder are there: it was one.
    pub was_a_model: bool,
}

/// The path itself does not exist, or the system refuses to look at it.
#[derive(Debug)]
pub struct OpenError {
    pub path: PathBuf,
    pub error: std::io::Error,
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = mlmodel::display::os_text(self.path.as_os_str());
        let path = mlmodel::display::one_line(&path);
        match self.error.kind() {
            std::io::ErrorKind::NotFound => write!(f, "there is no such file or folder; check the path: {path}"),
            std::io::ErrorKind::PermissionDenied => write!(f, "the system does not allow reading it; check its permissions: {path}"),
            _ => write!(f, "it cannot be read ({}): {path}", self.error),
        }
    }
}

impl std::error::Error for OpenError {}

/// Reads what stands at `path`: a model folder, its MLmodel file, a folder with models below it, or
/// anything else. Nothing is executed, written, or followed out of the folder.
///
/// # Errors
/// The path does not exist or cannot be read. Everything inside that is wrong is in the result.
pub fn open(path: &Path, progress: &Progress) -> Result<Opened, OpenError> {
    let fail = |error| OpenError { path: path.to_owned(), error };
    let meta = std::fs::metadata(path).map_err(fail)?;
    if !meta.is_dir() {
        if path.file_name().is_some_and(|name| name == MLMODEL) {
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            return open_folder(folder, progress);
        }
        return Ok(Opened { path: path.to_owned(), subject: kind::of_file(path, &meta), found_below: None });
    }
    open_folder(path, progress)
}

/// The same for one side of a comparison: a path that cannot be opened is something that says why.
#[must_use]
pub fn open_or_say(path: &Path, progress: &Progress) -> Opened {
    open(path, progress).unwrap_or_else(|error| {
        let why = mlmodel::display::sentence(&error.to_string());
        Opened { path: error.path, subject: Subject::NotAModel(WrongThing::Unopened(why)), found_below: None }
    })
}

fn open_folder(path: &Path, progress: &Progress) -> Result<Opened, OpenError> {
    let root = Root::open(path).map_err(|error| OpenError { path: path.to_owned(), error })?;
    // A folder that may be opened and not read ends here, and not as an empty one.
    if let Err(error) = root.dir().entries() {
        return Err(OpenError { path: path.to_owned(), error });
    }
    if root.look(Path::new(MLMODEL)) != Found::Missing {
        return Ok(Opened {
            path: path.to_owned(),
            subject: Subject::Model(Box::new(read_model(path, &root, progress))),
            found_below: None,
        });
    }
    let below = scan::models_below(&root, usize::MAX, progress);
    match below.models.as_slice() {
        [] => Ok(Opened { path: path.to_owned(), subject: kind::of_folder(path, &root, below.truncated, progress), found_below: None }),
        [one] if !below.truncated => {
            let inner = path.join(one);
            let root = Root::open(&inner).map_err(|error| OpenError { path: inner.clone(), error })?;
            let model = read_model(&inner, &root, progress);
            Ok(Opened { path: inner, subject: Subject::Model(Box::new(model)), found_below: Some(path.to_owned()) })
        }
        _ => Ok(Opened {
            path: path.to_owned(),
            subject: Subject::Several { models: below.models, truncated: below.truncated },
            found_below: None,
        }),
    }
}

fn read_model(path: &Path, root: &Root, progress: &Progress) -> ModelFolder {
    let listing = walk(root, progress);
    let mlmodel = read_mlmodel(root);
    let model = mlmodel.content.as_ref().ok();
    let references = model.map(|model| references::collect(model, root, &listing)).unwrap_or_default();
    let environment = Environment::read(model, root);
    let example = model.and_then(|model| Example::read(model, root));
    // The name comes from folders above too, and a relative path has few of them.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let name = name::of(&absolute, model, Some(root));
    ModelFolder { name, mlmodel, listing, references, environment, example }
}

fn read_mlmodel(root: &Root) -> Mlmodel {
    match root.read(Path::new(MLMODEL), MLMODEL_LIMIT) {
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
    #[must_use]
    pub fn model(&self) -> Option<&MlModel> {
        self.mlmodel.content.as_ref().ok()
    }

    /// The references whose file or folder covers this path of the listing.
    pub fn references_to<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Reference> {
        self.references.iter().filter(move |reference| covers(reference, path))
    }

    /// Files that neither the MLmodel names nor MLflow writes beside it.
    #[must_use]
    pub fn unreferenced(&self) -> Vec<&FileEntry> {
        let known = |path: &str| {
            let top = path.split('/').next().unwrap_or(path);
            references::KNOWN_SIDECARS.contains(&top)
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

/// The first `enough` model folders below a folder, relative to it, sorted; links are not followed.
#[must_use]
pub fn models_below(root: &Root, enough: usize, progress: &Progress) -> Vec<PathBuf> {
    scan::models_below(root, enough, progress).models
}

/// Whether several models lie below a folder that is none itself. Looks until it knows, and no further.
#[must_use]
pub fn has_several(path: &Path, progress: &Progress) -> bool {
    let Ok(root) = Root::open(path) else { return false };
    root.look(Path::new(MLMODEL)) == Found::Missing && scan::models_below(&root, 2, progress).models.len() > 1
}

/// The name that a folder's path and MLmodel give by themselves.
#[must_use]
pub fn name_by_path(path: &Path, model: Option<&MlModel>) -> Name {
    name::by_path(path, model)
}

/// The name in a `registered_model_meta`.
#[must_use]
pub fn registered_name(root: &Root) -> Option<Name> {
    name::registered(root).map(|text| Name { text: text.into(), from: name::From::Registered })
}

/// What stands at a place, in a clause.
#[must_use]
pub fn describe(found: Found) -> &'static str {
    match found {
        Found::File { .. } => "it is a file",
        Found::Folder => "it is a folder",
        Found::Special => "it is a pipe, a socket or a device",
        Found::Missing => "it is not there",
        Found::BrokenLink => "it is a link that leads nowhere",
        Found::LeadsOutside => "it is a link that leads out of the folder, and such are not followed",
        Found::Denied => "the system does not allow reading it",
    }
}
