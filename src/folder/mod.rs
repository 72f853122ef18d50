//! One model folder on disk, read once, bounded, read-only.
//!
//! [`open`] takes whatever a person pointed at and says what it is: a model, a folder with one or
//! several models below it, a plain artifact, or the wrong thing by its name.

mod above;
pub mod address;
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
mod stopped;
mod walk;

use std::path::{Path, PathBuf};

pub use address::Elsewhere;
pub use environment::Environment;
pub use example::Example;
pub use kind::{Contents, Explained, LoneFile, StoreSummary, WrongThing};
pub use mistake::{MISTAKE, Mistake, guarded, hush_expected_panics, is_expected};
pub use name::{Known, Name};
pub use packages::Package;
pub use payload::{PAYLOAD_LIMIT, read_bounded, read_payload};
pub use progress::Progress;
pub use references::{Origin, Reference, Status};
pub use root::{Child, ChildKind, Found, ReadError, Root, Stamp};
pub use stopped::Stopped;
pub use walk::{EntryKind, FileEntry, Listing, walk};

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
    /// What was given, where the model lies elsewhere.
    pub detour: Option<Detour>,
}

/// From what was given to the model that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detour {
    pub given: PathBuf,
    pub way: Way,
}

impl Opened {
    /// The file or folder that a person pointed at inside the model that is shown: relative, `/`-separated.
    #[must_use]
    pub fn pointed_at(&self) -> Option<Box<str>> {
        let detour = self.detour.as_ref().filter(|detour| !matches!(detour.way, Way::Below(_)))?;
        let absolute = |path: &Path| std::path::absolute(path).ok();
        let (given, shown) = (absolute(&detour.given)?, absolute(&self.path)?);
        given.strip_prefix(&shown).ok().map(walk::slashed)
    }
}

/// How a model was found that does not lie where a person pointed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It is the only one below the folder; why there may be more, where not everything was looked at.
    Below(Option<Stopped>),
    /// The file or folder is part of it.
    Above,
    /// The folder is MLflow's own copy of the model's description, which lies in the model.
    FromCopy,
}

#[derive(Debug)]
pub enum Subject {
    Model(Box<ModelFolder>),
    /// Several models below the folder, as paths relative to it, `/`-separated, sorted.
    Several {
        models: Vec<PathBuf>,
        /// Why there may be more.
        stopped: Option<Stopped>,
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
    /// MLflow's own copy of the MLmodel is still there.
    pub has_copy: bool,
}

/// The path itself does not exist, or the system refuses to look at it.
#[derive(Debug)]
pub struct OpenError {
    pub path: PathBuf,
    pub why: NotOpened,
}

/// Why nothing could be opened.
#[derive(Debug)]
pub enum NotOpened {
    /// What the system says.
    System(std::io::Error),
    /// It is an address, or a path of another system.
    Elsewhere(Elsewhere),
}

impl std::fmt::Display for OpenError {
    /// A clause, the path last.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = mlmodel::display::os_text(self.path.as_os_str());
        let path = mlmodel::display::one_line(&path);
        match &self.why {
            NotOpened::Elsewhere(elsewhere) => write!(f, "{elsewhere}: {path}"),
            NotOpened::System(error) => match error.kind() {
                std::io::ErrorKind::NotFound => write!(f, "there is no such file or folder; check the path: {path}"),
                std::io::ErrorKind::PermissionDenied => write!(f, "the system does not allow reading it; check its permissions: {path}"),
                _ => write!(f, "it cannot be read ({error}): {path}"),
            },
        }
    }
}

impl std::error::Error for OpenError {}

/// Reads what stands at `path`: a model folder, its MLmodel file, a folder with models below it, a file of a model, or
/// anything else; a `file:` address is read as the path it means. Nothing is executed, written, or followed out of the
/// folder.
///
/// # Errors
/// The path does not exist, cannot be read, or is an address of something that is not on this machine. Everything inside
/// that is wrong is in the result.
pub fn open(path: &Path, progress: &Progress) -> Result<Opened, OpenError> {
    let local = address::here(path).map_err(|elsewhere| OpenError { path: path.to_owned(), why: NotOpened::Elsewhere(elsewhere) })?;
    let path = &*local;
    let meta = std::fs::metadata(path).map_err(|error| not_opened(path, error))?;
    if meta.is_dir() {
        return open_folder(path, progress);
    }
    let is_mlmodel = path.file_name().is_some_and(|name| name == MLMODEL);
    match above::folder(path).filter(|_| is_mlmodel) {
        Some(folder) => return open_folder(&folder, progress),
        None if meta.is_file() => {}
        None => return Ok(Opened { path: path.to_owned(), subject: kind::of_file(path, &meta), detour: None }),
    }
    match above::model(path) {
        Some(folder) => {
            let mut opened = open_folder(&folder, progress)?;
            opened.detour.get_or_insert_with(|| Detour { given: path.to_owned(), way: Way::Above });
            Ok(opened)
        }
        None => Ok(Opened { path: path.to_owned(), subject: kind::of_file(path, &meta), detour: None }),
    }
}

fn not_opened(path: &Path, error: std::io::Error) -> OpenError {
    OpenError { path: path.to_owned(), why: NotOpened::System(error) }
}

/// The same for one side of a comparison: a path that cannot be opened is something that says why.
#[must_use]
pub fn open_or_say(path: &Path, progress: &Progress) -> Opened {
    open(path, progress).unwrap_or_else(|error| {
        let why = mlmodel::display::sentence(&error.to_string());
        Opened { path: error.path, subject: Subject::NotAModel(WrongThing::Unopened(why)), detour: None }
    })
}

fn open_folder(path: &Path, progress: &Progress) -> Result<Opened, OpenError> {
    let root = Root::open(path).map_err(|error| not_opened(path, error))?;
    // A folder that may be opened and not read ends here, and not as an empty one.
    if let Err(error) = root.dir().entries() {
        return Err(not_opened(path, error));
    }
    if root.look(Path::new(MLMODEL)) != Found::Missing {
        return Ok(copied(path, &root, path, progress).unwrap_or_else(|| model_of(path, &root, None, progress)));
    }
    let below = scan::models_below(&root, usize::MAX, progress);
    let is_searched = matches!(below.stopped, None | Some(Stopped::Depth(_)));
    match below.models.as_slice() {
        [] => match above::model(path) {
            Some(folder) => model_at(&folder, Detour { given: path.to_owned(), way: Way::Above }, progress),
            None => Ok(Opened { path: path.to_owned(), subject: kind::of_folder(path, &root, below.stopped, progress), detour: None }),
        },
        [one] if is_searched => model_at(&path.join(one), Detour { given: path.to_owned(), way: Way::Below(below.stopped) }, progress),
        _ => Ok(Opened { path: path.to_owned(), subject: Subject::Several { models: below.models, stopped: below.stopped }, detour: None }),
    }
}

/// What a copy of a description was made from: the model, or what is left of it without its MLmodel.
fn copied(path: &Path, root: &Root, given: &Path, progress: &Progress) -> Option<Opened> {
    let original = above::original(path, root)?;
    let root = Root::open(&original).ok()?;
    let detour = Some(Detour { given: given.to_owned(), way: Way::FromCopy });
    if root.look(Path::new(MLMODEL)) != Found::Missing {
        return Some(model_of(&original, &root, detour, progress));
    }
    match kind::of_folder(&original, &root, None, progress) {
        Subject::Artifact(artifact) if artifact.was_a_model => {
            Some(Opened { path: original, subject: Subject::Artifact(artifact), detour })
        }
        _ => None,
    }
}

fn model_at(path: &Path, detour: Detour, progress: &Progress) -> Result<Opened, OpenError> {
    let root = Root::open(path).map_err(|error| not_opened(path, error))?;
    let found = copied(path, &root, &detour.given, progress);
    Ok(found.unwrap_or_else(|| model_of(path, &root, Some(detour), progress)))
}

fn model_of(path: &Path, root: &Root, detour: Option<Detour>, progress: &Progress) -> Opened {
    Opened { path: path.to_owned(), subject: Subject::Model(Box::new(read_model(path, root, progress))), detour }
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
