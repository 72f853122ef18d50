//! What was found at a path, read: a model, several, a plain artifact, or the wrong thing by its name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Archive, Elsewhere, Files, InArchive, Listing, ModelFolder, Stopped, WrongThing, above, walk};
use crate::mlmodel::display::{capitalised, one_line, os_text};

/// What a person pointed at, read.
#[derive(Debug)]
pub struct Opened {
    /// Of the model folder where there is one, else as given.
    pub path: PathBuf,
    /// What was found there.
    pub subject: Subject,
    /// What was given, where the model lies elsewhere.
    pub detour: Option<Detour>,
    pub(super) files_at: FilesAt,
}

/// Where the files of something that was opened are found again.
#[derive(Clone, Debug)]
pub(super) enum FilesAt {
    OnDisk {
        /// What [`Files::open`] takes.
        opens: PathBuf,
        /// The folder inside that; empty where it is that itself.
        below: PathBuf,
    },
    /// The archive stays open as long as this is kept.
    InArchive(InArchive),
}

impl FilesAt {
    pub(super) fn folder(path: &Path) -> Self {
        Self::OnDisk { opens: path.to_owned(), below: PathBuf::new() }
    }

    /// Of a lone file.
    pub(super) fn folder_of(file: &Path, inside: Option<InArchive>) -> Self {
        match inside {
            Some(InArchive { archive, below }) => {
                Self::InArchive(InArchive { archive, below: below.parent().unwrap_or(Path::new("")).to_owned() })
            }
            None => Self::folder(&above::folder(file).unwrap_or_else(|| file.to_owned())),
        }
    }

    pub(super) fn below(&self, path: &Path) -> Self {
        match self {
            Self::OnDisk { opens, below } => Self::OnDisk { opens: opens.clone(), below: below.join(path) },
            Self::InArchive(place) => Self::InArchive(InArchive { archive: Arc::clone(&place.archive), below: place.below.join(path) }),
        }
    }

    /// Where in an archive.
    pub(super) fn in_archive(&self) -> Option<&InArchive> {
        if let Self::InArchive(place) = self { Some(place) } else { None }
    }

    fn files(&self) -> std::io::Result<Files> {
        match self {
            Self::OnDisk { opens, below } => Files::open(opens)?.enter(below),
            Self::InArchive(place) => place.files(),
        }
    }

    /// Whether what was opened at this path is a file by itself: its files are found in the folder it lies in.
    pub(super) fn is_of_lone_file(&self, path: &Path) -> bool {
        let folder = match self {
            Self::OnDisk { opens, below } => opens.join(below),
            Self::InArchive(place) => place.archive.path.join(&place.below),
        };
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        absolute(&folder) != absolute(path)
    }
}

/// From what was given to the model that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detour {
    /// The path a person gave.
    pub given: PathBuf,
    /// How the model was found.
    pub way: Way,
}

impl Opened {
    /// The files of a model, or of what lies there without an MLmodel; nothing where there is neither.
    #[must_use]
    pub fn listing(&self) -> Option<&Listing> {
        match &self.subject {
            Subject::Model(folder) => Some(&folder.listing),
            Subject::Artifact(artifact) => Some(&artifact.listing),
            Subject::Several { .. } | Subject::NotAModel(_) => None,
        }
    }

    /// Whether it is a file by itself: its files are found in the folder it lies in.
    #[must_use]
    pub fn is_lone_file(&self) -> bool {
        matches!(self.subject, Subject::Artifact(_)) && self.files_at.is_of_lone_file(&self.path)
    }

    /// Opens the folder of what was read once more, to look into its files; of a lone file, the folder it lies in, so that
    /// the paths of its listing hold.
    ///
    /// # Errors
    /// It is gone since, or may not be read.
    pub fn files(&self) -> std::io::Result<Files> {
        self.files_at.files()
    }

    /// The archive that it lies in, where it lies in one.
    #[must_use]
    pub fn archive(&self) -> Option<&Archive> {
        self.files_at.in_archive().map(|place| &*place.archive)
    }

    /// Where it lies in its archive: below the top, and empty for the top itself.
    #[must_use]
    pub fn archive_path(&self) -> Option<&Path> {
        self.files_at.in_archive().map(|place| &*place.below)
    }

    /// The nearest folder or file that the disk has: its own path, or that of its archive.
    #[must_use]
    pub fn path_on_disk(&self) -> &Path {
        self.archive().map_or(&self.path, |archive| &archive.path)
    }

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

/// What was found.
#[derive(Debug)]
pub enum Subject {
    /// A folder with an MLmodel, however damaged.
    Model(Box<ModelFolder>),
    /// Several models below the folder, as paths relative to it, `/`-separated, sorted.
    Several {
        /// Their folders.
        models: Vec<PathBuf>,
        /// Why there may be more.
        stopped: Option<Stopped>,
    },
    /// Model-like files without an MLmodel: registered as an artifact, a file and not a model.
    Artifact(PlainArtifact),
    /// Something else, by its name.
    NotAModel(WrongThing),
}

/// A model's file, or a folder of such, without an MLmodel.
#[derive(Debug)]
pub struct PlainArtifact {
    /// What it is called: the file's name, or the folder's.
    pub name: String,
    /// Every file of it.
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

/// Nothing could be opened: the path does not exist, the system refuses to look at it, or it is no path of this machine.
#[derive(Debug, thiserror::Error)]
#[error("{why}: {}", one_line(&os_text(.path.as_os_str())))]
pub struct OpenError {
    /// As given, or of the model that is meant.
    pub path: PathBuf,
    /// The reason, which names no path.
    pub why: NotOpened,
}

impl OpenError {
    pub(super) fn system(path: &Path, error: std::io::Error) -> Self {
        Self { path: path.to_owned(), why: NotOpened::System(error) }
    }

    /// Why, without the path, for a place where that stands beside it: `There is no such file or folder; check the path.`
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}.", capitalised(&self.why.to_string()))
    }
}

/// Why nothing could be opened; shown as a clause.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// What the system says.
    #[error("{}", of_the_system(.0))]
    System(std::io::Error),
    /// It is an address, or a path of another system.
    #[error("{0}")]
    Elsewhere(Elsewhere),
}

fn of_the_system(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => "the system does not allow reading it; check its permissions".to_owned(),
        _ => format!("it cannot be read ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_a_colon_is_left_out_whole() {
        let error = OpenError::system(Path::new("/srv/a: b/model"), std::io::ErrorKind::NotFound.into());
        assert_eq!(error.to_string(), "there is no such file or folder; check the path: /srv/a: b/model");
        assert_eq!(error.sentence(), "There is no such file or folder; check the path.");
    }
}
