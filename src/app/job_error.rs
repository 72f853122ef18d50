//! Why work away from the window's thread brought nothing.

use std::path::PathBuf;

use crate::enforce::Form;
use crate::folder::{MISTAKE, Mistake, OpenError, PayloadError};
use crate::mlmodel::display::{capitalised, clipped, os_text};

/// A job did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// It panicked; `report` is the file that says more.
    #[error("{}", sentence(.mistake, .report.as_ref()))]
    Mistake { mistake: Mistake, report: Option<PathBuf> },
    #[error("The system starts no further thread: {0}. Close other programs and try again.")]
    NoThread(std::io::Error),
}

fn sentence(mistake: &Mistake, report: Option<&PathBuf>) -> String {
    let said = if mistake.said().is_empty() { String::new() } else { format!(" ({})", clipped(mistake.said(), 300)) };
    let report = report.map(|path| format!(" A report is in {}.", os_text(path.as_os_str()))).unwrap_or_default();
    format!("{}{said}; nothing else is affected.{report}", capitalised(MISTAKE))
}

/// A path was not read.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// The path stands beside it.
    #[error("{}", .0.sentence())]
    Unopened(#[from] OpenError),
    #[error(transparent)]
    Job(#[from] JobError),
}

/// There is no request for the panel.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error("{}: {}", capitalised(&.why.to_string()), os_text(.path.as_os_str()))]
    Unreadable { path: PathBuf, why: PayloadError },
    #[error("No valid {} request can be made for this signature. Try another form.", .0.key())]
    NotMade(Form),
    #[error("No request can be made of the example: its file cannot be read, or the matrix is too large.")]
    NoExample,
    #[error(transparent)]
    Job(#[from] JobError),
}

/// A sample was not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    #[error("The sample could not be unpacked ({error}): {}", os_text(.place.as_os_str()))]
    NotWritten { place: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Job(#[from] JobError),
}

/// A report or a list was not written.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The file would lie in a model folder that it is about.
    #[error("The file was not written: nothing in a model folder is changed. Choose another place than {}", os_text(.0.as_os_str()))]
    InModelFolder(PathBuf),
    /// The end of its name says no form that a list is written in.
    #[error("The list was not written: end the file's name with .csv, .tsv, .md or .json: {}", os_text(.0.as_os_str()))]
    UnknownForm(PathBuf),
    /// The file cannot be made or written.
    #[error("The file could not be written ({error}): {}", os_text(.path.as_os_str()))]
    NotWritten { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Job(#[from] JobError),
}
