//! What jobs away from the window's thread hand to the window.

use std::path::PathBuf;
use std::sync::Arc;

use super::job_error::{JobError, PathError, RequestError, SampleError, SaveError};
use crate::enforce::Media;
use crate::library::{Checkup, Entry, History, Logged, Scanned, Trace, Trouble};
use crate::present::deploy::DeployPage;
use crate::present::diff::Diff;
use crate::present::files::ShownFile;
use crate::ui::changes::MarkedChanges;
use crate::ui::compare::TextState;
use crate::ui::request::CheckState;
use crate::ui::state::Target;
use crate::ui::{InsideFound, Loaded};

/// What a job found, on its way or at its end, for the window to show.
#[derive(Debug)]
pub enum Update {
    /// The job is done, and the window need not know.
    Nothing,
    /// A folder was read, for the request of this number.
    Read { tab: u64, request: u64, result: Result<Box<ReadModel>, PathError> },
    /// The preview of a file, for the panel of a tab.
    Preview { tab: u64, path: String, file: ShownFile },
    /// Two folders were read and compared; files of one size are still to be looked at.
    Compared { tab: u64, request: u64, result: Result<Arc<Diff>, JobError> },
    /// The bytes of the files were compared, or those of the small ones so far.
    Contents { tab: u64, request: u64, diff: Arc<Diff>, is_finished: bool },
    /// The lines of a file were compared.
    Lines { tab: u64, request: u64, path: String, state: TextState },
    /// A request for the panel of a tab, or why there is none.
    Payload { tab: u64, number: u64, result: Result<Payload, RequestError> },
    /// A large request was checked.
    Checked { tab: u64, number: u64, state: CheckState },
    /// Where a tab's model can run, and the code for it.
    Deploy { tab: u64, number: u64, page: DeployPage },
    /// What a tab's model says of itself in its own files; nothing where reading was stopped.
    Inside { tab: u64, number: u64, result: Result<Option<Arc<InsideFound>>, JobError> },
    /// The models of the dialog have their fingerprints, or the job failed.
    Fingerprint { number: u64, failed: Option<JobError> },
    /// What was to be opened is a folder with many models.
    Place { tab: u64, request: u64, path: PathBuf },
    /// One of two things to compare is a folder with many models.
    NoPair { tab: u64, request: u64, paths: [PathBuf; 2] },
    /// Models that a scan found on its way.
    Found { place: PathBuf, request: u64, entries: Vec<Arc<Entry>> },
    /// A place was looked through.
    Scanned {
        place: PathBuf,
        request: u64,
        result: Result<Box<Scanned>, Trouble>,
        /// The folders that were looked into, to watch.
        folders: Vec<PathBuf>,
    },
    /// Sizes and health of models, by their index.
    CheckedUp { place: PathBuf, request: u64, checkups: Vec<(usize, Checkup)>, is_finished: bool },
    /// What was logged to the runs of a place.
    Logged { place: PathBuf, request: u64, logged: Arc<Logged> },
    /// Something changed on disk.
    Changed(Owner),
    /// A second start handed these paths over.
    HandedOver(Vec<PathBuf>),
    /// A dialog was closed.
    Picked(Picked),
    /// A sample lies there.
    Sample(Result<Target, SampleError>),
    /// A run without a model, for the dialog of this number; nothing where no store knows it, or why it cannot be read.
    RunRead { number: u64, result: Result<Option<Box<Trace>>, String> },
    /// A file of a run, for the dialog of this number.
    RunFile { number: u64, file: ShownFile },
    /// Histories of a metric, by the number of the run, for the dialog of this number; or why there is none.
    Histories { number: u64, metric: String, read: Vec<(usize, Result<History, String>)> },
    /// What is to be saved as a picture.
    Picture(egui::ColorImage),
    /// The list of the library for the clipboard, or the numbers of curves.
    ListWritten { text: String, rows: usize },
    /// A report or a list was written to this file, or why not.
    ReportSaved(Result<PathBuf, SaveError>),
    /// Something went wrong that a person should know.
    Trouble(String),
}

impl Update {
    /// What is said of a job that nobody waits for.
    pub fn trouble(error: &JobError) -> Self {
        Self::Trouble(error.to_string())
    }
}

/// A model that was read, for the first time or again.
#[derive(Debug)]
pub struct ReadModel {
    pub loaded: Arc<Loaded>,
    /// What differs from `since`.
    pub changes: Option<MarkedChanges>,
    /// The reading it was compared with.
    pub since: Option<Arc<Loaded>>,
}

/// A request that came from a worker.
#[derive(Debug)]
pub struct Payload {
    /// The file's name, or where it comes from.
    pub name: String,
    /// As they were read or written; they need not be text.
    pub bytes: Vec<u8>,
    pub media: Media,
}

/// Whose folders they are.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    Tab(u64),
    Place(PathBuf),
}

/// How a dialog ended.
#[derive(Debug)]
pub struct Picked {
    pub purpose: Purpose,
    pub path: Option<PathBuf>,
    /// It was gone so soon that no person can have closed it.
    pub at_once: bool,
}

/// What a dialog asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Something to open.
    Open,
    /// A folder for the library.
    Place,
    /// The other model of a comparison.
    Other,
    /// A request to be checked.
    Request,
    SaveMarkdown,
    SaveJson,
    SaveList,
    SavePicture,
}
