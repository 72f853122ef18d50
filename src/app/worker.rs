//! Work away from the window's thread: reading folders, previews, dialogs, files. Each job is a named
//! thread that ends with an update; the window takes it in its next frame.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use super::job_queue::JobQueue;
use super::reports::NotSaved;
use super::requests::Payload;
use super::watch::Owner;
use crate::folder::preview::{self, Preview};
use crate::folder::{self, MISTAKE, Progress};
use crate::library::{Checkup, Entry, Scanned, Trouble};
use crate::mlmodel::display::{capitalised, clipped, os_text};
use crate::present::diff::Diff;
use crate::reading::{self, PathFound};
use crate::ui::changes::MarkedChanges;
use crate::ui::compare::TextState;
use crate::ui::request::CheckState;
use crate::ui::state::Target;
use crate::ui::{Loaded, Written};

/// What a job found, on its way or at its end, for the window to show.
#[derive(Debug)]
pub enum Update {
    /// The job is done, and the window need not know.
    Nothing,
    /// A folder was read, for the request of this number.
    Read { tab: u64, request: u64, result: Result<Box<ReadModel>, String> },
    /// The preview of a file, for the panel of a tab.
    Preview { tab: u64, path: String, preview: Preview },
    /// Two folders were read and compared; files of one size are still to be looked at.
    Compared { tab: u64, request: u64, result: Result<Arc<Diff>, String> },
    /// The bytes of the files were compared, or those of the small ones so far.
    Contents { tab: u64, request: u64, diff: Arc<Diff>, is_finished: bool },
    /// The lines of a file were compared.
    Lines { tab: u64, request: u64, path: String, state: TextState },
    /// A request for the panel of a tab, or why there is none.
    Payload { tab: u64, number: u64, result: Result<Payload, String> },
    /// A large request was checked.
    Checked { tab: u64, number: u64, state: CheckState },
    /// The snippets of a tab's model.
    Snippets { tab: u64, snippets: Vec<Written> },
    /// The models of the dialog have their fingerprints, or the program made a mistake.
    Fingerprint { number: u64, failed: Option<String> },
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
    /// Something changed on disk.
    Changed(Owner),
    /// A second start handed these paths over.
    HandedOver(Vec<PathBuf>),
    /// A dialog was closed.
    Picked(Picked),
    /// A sample lies there.
    Sample(Result<Target, String>),
    /// A report was written to this file, or why not.
    ReportSaved(Result<PathBuf, NotSaved>),
    /// Something went wrong that a person should know.
    Trouble(String),
}

/// A model that was read, for the first time or again.
#[derive(Debug)]
pub struct ReadModel {
    pub loaded: Arc<Loaded>,
    /// What differs from `since`.
    pub changes: Option<MarkedChanges>,
    /// The reading it was held against.
    pub since: Option<Arc<Loaded>>,
}

/// For which tab something is read.
#[derive(Clone, Debug)]
pub struct ReadRequest {
    pub tab: u64,
    /// Its number: an update for an older one is dropped.
    pub request: u64,
    /// The tab is the one that is shown.
    pub is_looked_at: bool,
    /// How it is told to stop.
    pub progress: Progress,
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
}

/// Starts jobs and wakes the window when they are done.
#[derive(Clone)]
pub struct Worker {
    sender: Sender<Update>,
    ctx: egui::Context,
    queue: Arc<JobQueue>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Worker")
    }
}

impl Worker {
    /// Sends updates through `sender` and wakes the window of `ctx` with each.
    #[must_use]
    pub fn new(sender: Sender<Update>, ctx: egui::Context) -> Self {
        Self { sender, ctx, queue: Arc::default() }
    }

    /// Runs `job` on a thread of its own. A panic in it becomes `failed` with what was said.
    pub fn start(&self, name: &str, failed: impl FnOnce(String) -> Update + Send + 'static, job: impl FnOnce() -> Update + Send + 'static) {
        let worker = self.clone();
        // Whoever is called for takes it: the thread that panics, or this one where none starts.
        let failed = Arc::new(Mutex::new(Some(failed)));
        let fail = {
            let failed = Arc::clone(&failed);
            move |why| failed.lock().ok().and_then(|mut failed| failed.take()).map(|failed| failed(why))
        };
        let run = move || {
            let update = match folder::guarded(job) {
                Ok(update) => Some(update),
                Err(mistake) => {
                    let report = super::trouble::newest_report().map(|path| format!(" A report is in {}.", os_text(path.as_os_str())));
                    let said = if mistake.said().is_empty() { String::new() } else { format!(" ({})", clipped(mistake.said(), 300)) };
                    fail(format!("{}{said}; nothing else is affected.{}", capitalised(MISTAKE), report.unwrap_or_default()))
                }
            };
            if let Some(update) = update {
                worker.send(update);
            }
        };
        // YAML and types may nest a few hundred levels deep.
        let spawned = std::thread::Builder::new().name(name.to_owned()).stack_size(8 << 20).spawn(run);
        if let Err(error) = spawned {
            let why = format!("The system starts no further thread: {error}. Close other programs and try again.");
            let failed = failed.lock().ok().and_then(|mut failed| failed.take());
            if let Some(failed) = failed {
                self.send(failed(why.clone()));
            }
            self.send(Update::Trouble(why));
        }
    }

    /// The same, a few at a time; at once where somebody looks at it.
    pub fn start_in_turn(
        &self,
        is_looked_at: bool,
        name: &'static str,
        failed: impl FnOnce(String) -> Update + Send + 'static,
        job: impl FnOnce() -> Update + Send + 'static,
    ) {
        if is_looked_at {
            self.start(name, failed, job);
            return;
        }
        let worker = self.clone();
        self.queue.add(move |running| {
            worker.start(name, failed, move || {
                let _running = running;
                job()
            });
        });
    }

    /// Hands over an update and wakes the window.
    pub fn send(&self, update: Update) {
        if matches!(update, Update::Nothing) {
            return;
        }
        // The window may be gone already; then nobody is left to tell.
        if self.sender.send(update).is_ok() {
            self.ctx.request_repaint();
        }
    }

    /// Reads a path; `stores` are asked for its run besides the one it lies in. With `since`, what changed on disk since
    /// that reading is found too.
    pub fn read(&self, asked: ReadRequest, path: PathBuf, stores: Vec<PathBuf>, since: Option<Arc<Loaded>>) {
        let ReadRequest { tab, request, is_looked_at, progress } = asked;
        let failed = move |why| Update::Read { tab, request, result: Err(why) };
        self.start_in_turn(is_looked_at, "read", failed, move || {
            let result = match reading::find(&path, &stores, &progress) {
                Ok(PathFound::Place(path)) => return Update::Place { tab, request, path },
                Ok(PathFound::Model(model)) => {
                    let loaded = Loaded::of(*model);
                    let changes = since.as_ref().and_then(|since| MarkedChanges::between(since, &loaded));
                    Ok(Box::new(ReadModel { loaded: Arc::new(loaded), changes, since }))
                }
                Err(error) => Err(error.sentence()),
            };
            Update::Read { tab, request, result }
        });
    }

    /// Reads a preview of one of the files that were opened.
    pub fn preview(&self, tab: u64, loaded: Arc<Loaded>, path: String) {
        let name = path.clone();
        let failed = move |why| Update::Preview { tab, path: name, preview: Preview::Nothing(why) };
        self.start("preview", failed, move || {
            let files = loaded.model.opened.files();
            let preview = files
                .map_or_else(|error| Preview::nothing(&preview::NoPreview::FolderGone(error)), |files| preview::preview(&files, &path));
            Update::Preview { tab, path, preview }
        });
    }
}
