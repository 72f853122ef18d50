//! Work away from the window's thread: reading folders, previews, dialogs, files. Each job is a named
//! thread that ends with an update; the window takes it in its next frame.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use super::job_error::JobError;
use super::job_queue::JobQueue;
use super::update::{ReadModel, Update};
use crate::folder::preview::Preview;
use crate::folder::{self, Progress};
use crate::present::files::ShownFile;
use crate::reading::{self, PathFound};
use crate::ui::Loaded;
use crate::ui::changes::MarkedChanges;

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

    /// Runs `job` on a thread of its own. What stops it becomes an update by `failed`.
    pub fn start(
        &self,
        name: &str,
        failed: impl FnOnce(JobError) -> Update + Send + 'static,
        job: impl FnOnce() -> Update + Send + 'static,
    ) {
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
                Err(mistake) => fail(JobError::Mistake { mistake, report: super::trouble::newest_report() }),
            };
            if let Some(update) = update {
                worker.send(update);
            }
        };
        // YAML and types may nest a few hundred levels deep.
        let spawned = std::thread::Builder::new().name(name.to_owned()).stack_size(8 << 20).spawn(run);
        if let Err(error) = spawned {
            let error = JobError::NoThread(error);
            let update = Update::trouble(&error);
            let failed = failed.lock().ok().and_then(|mut failed| failed.take());
            if let Some(failed) = failed {
                self.send(failed(error));
            }
            self.send(update);
        }
    }

    /// The same, a few at a time; at once where somebody looks at it.
    pub fn start_in_turn(
        &self,
        is_looked_at: bool,
        name: &'static str,
        failed: impl FnOnce(JobError) -> Update + Send + 'static,
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
        let failed = move |error: JobError| Update::Read { tab, request, result: Err(error.into()) };
        self.start_in_turn(is_looked_at, "read", failed, move || {
            let result = match reading::find(&path, &stores, &progress) {
                Ok(PathFound::Place(path)) => return Update::Place { tab, request, path },
                Ok(PathFound::Model(model)) => {
                    let loaded = Loaded::of(*model);
                    let changes = since.as_ref().and_then(|since| MarkedChanges::between(since, &loaded));
                    Ok(Box::new(ReadModel { loaded: Arc::new(loaded), changes, since }))
                }
                Err(error) => Err(error.into()),
            };
            Update::Read { tab, request, result }
        });
    }

    /// Reads a preview of one of the files that were opened.
    pub fn preview(&self, tab: u64, loaded: Arc<Loaded>, path: String) {
        let name = path.clone();
        let failed = move |error: JobError| Update::Preview { tab, path: name, file: ShownFile::nothing(error.to_string()) };
        self.start("preview", failed, move || {
            let file = ShownFile::of(Preview::read(loaded.model.opened.files(), &path), &path);
            Update::Preview { tab, path, file }
        });
    }
}
