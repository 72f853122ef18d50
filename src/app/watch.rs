//! Watching what is open: a changed folder is read again.
//!
//! The folders that were read are watched one by one, so that nothing is watched that was passed over. Where
//! the system watches no more, or the folder lies where watching does not work, their times are looked at instead.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::update::{Owner, Update};
use super::worker::Worker;
use crate::folder::{self, MLMODEL};
use crate::reading::Model;

/// More folders than this of one owner are not watched but looked at: the system has a limit for all programs
/// together.
const MAX_WATCHED: usize = 4_000;
/// A change is told when nothing more happened for so long, and not later than the second.
const QUIET: Duration = Duration::from_millis(250);
const LATEST: Duration = Duration::from_secs(2);
/// After a reading the next change is told no sooner than this many times as long as the reading took: however much
/// changes, reading takes no more than about a tenth of the time.
const PAUSE_FACTOR: u32 = 10;
/// How often times are looked at, at least this far apart and never for more than a fiftieth of the time.
const POLL: Duration = Duration::from_secs(3);
/// The files whose own time counts, for they are written in place; so does that of an archive.
const FILES: [&str; 4] = [MLMODEL, "meta.yaml", "mlflow.db", "mlflow.db-wal"];

/// The folders of an owner.
#[derive(Debug, Default)]
pub struct Folders {
    /// All that were read; none of an owner that is closed.
    pub own: Vec<PathBuf>,
    /// The folder above the first of them, which tells that that one came or went.
    pub above: Option<PathBuf>,
    /// How long reading them took: what changes all the time is not read all the time.
    pub reading_took: Duration,
}

/// A thread that watches.
#[derive(Debug)]
pub struct Watch {
    sender: Sender<Signal>,
    /// How often [`Watch::set`] was called and the thread has not come to it yet.
    waiting: Arc<AtomicUsize>,
}

/// What the thread is told.
#[derive(Debug)]
enum Signal {
    /// These are the owner's folders now.
    Set(Owner, Folders),
    /// Something happened, or could not be watched.
    Event(notify::Result<notify::Event>),
    /// Something lost events: all may have changed.
    Lost,
}

impl Watch {
    /// Starts the thread. It sends [`Update::Changed`].
    #[must_use]
    pub fn start(worker: &Worker) -> Self {
        let (sender, receiver) = mpsc::channel();
        let events = sender.clone();
        let worker = worker.clone();
        let waiting = Arc::new(AtomicUsize::new(0));
        let done = waiting.clone();
        let run = move || {
            let handler = move |event: notify::Result<notify::Event>| {
                let signal = match &event {
                    // Reading a file is an event too, and would never end.
                    Ok(event) if event.need_rescan() => Signal::Lost,
                    Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
                    _ => Signal::Event(event),
                };
                // The window may be gone already.
                let _ = events.send(signal);
            };
            let watcher = notify::recommended_watcher(handler)
                .inspect_err(|error| log::warn!("changes are looked for, for they cannot be watched ({error})"))
                .ok();
            let watching = Watching { watcher, waiting: done, owners: BTreeMap::new(), watched: HashMap::new(), changed: BTreeMap::new() };
            watching.run(&receiver, &worker);
        };
        if let Err(error) = std::thread::Builder::new().name("watch".to_owned()).spawn(run) {
            log::warn!("changes are not noticed: the system starts no further thread ({error})");
        }
        Self { sender, waiting }
    }

    /// Watches these folders for an owner, and no others any more.
    pub fn set(&self, owner: Owner, folders: Folders) {
        self.waiting.fetch_add(1, Ordering::AcqRel);
        // Without the thread nothing is watched, and the log says so.
        let _ = self.sender.send(Signal::Set(owner, folders));
    }

    /// Watches nothing for an owner any more.
    pub fn forget(&self, owner: Owner) {
        self.set(owner, Folders::default());
    }

    /// Whether all that was asked for is watched by now: what changes from here on is noticed.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.waiting.load(Ordering::Acquire) == 0
    }
}

/// The folders of a model.
#[must_use]
pub fn folders_of(model: &Model) -> Vec<PathBuf> {
    let path = &model.opened.path;
    let above = |file: &Path| file.parent().map(Path::to_owned).into_iter().collect();
    if let Some(archive) = model.opened.archive() {
        return above(&archive.path);
    }
    let Some(folder) = model.folder() else { return if path.is_dir() { vec![path.clone()] } else { above(path) } };
    let below = folder.listing.folders.iter().take(MAX_WATCHED).map(|below| path.join(&**below));
    std::iter::once(path.clone()).chain(below).collect()
}

struct Watching {
    watcher: Option<RecommendedWatcher>,
    /// See [`Watch`].
    waiting: Arc<AtomicUsize>,
    owners: BTreeMap<Owner, Owned>,
    /// Whom each folder is watched for.
    watched: HashMap<PathBuf, Vec<Owner>>,
    /// Owners with changes that are not told yet.
    changed: BTreeMap<Owner, ChangeTimes>,
}

/// When changes came that are not told yet.
#[derive(Clone, Copy, Debug)]
struct ChangeTimes {
    first: Instant,
    last: Instant,
}

/// What is known of an owner's folders.
struct Owned {
    folders: Vec<PathBuf>,
    /// Watched too, for the first of them to come or go.
    above: Option<PathBuf>,
    /// Not watched, but looked at.
    polled: Option<Polled>,
    /// Changes are not told sooner.
    paused_until: Instant,
}

/// Folders whose times are looked at.
struct Polled {
    /// Files in them that are written in place; one that comes or goes changes the folder's own time.
    files: Vec<PathBuf>,
    /// All times in one number, when they were looked at last.
    times: u64,
    next: Instant,
}

impl Polled {
    fn of(folders: &[PathBuf]) -> Self {
        // What cannot be listed now was said when it was read.
        let entries = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
        let files = entries.filter(|entry| is_written_in_place(&entry.file_name())).map(|entry| entry.path()).collect();
        let mut polled = Self { files, times: 0, next: Instant::now() + POLL };
        polled.times = polled.look(folders);
        polled
    }

    fn look(&self, folders: &[PathBuf]) -> u64 {
        let mut hasher = std::hash::DefaultHasher::new();
        for path in folders.iter().chain(&self.files) {
            let meta = std::fs::symlink_metadata(path).ok();
            meta.map(|meta| (meta.modified().ok(), meta.len())).hash(&mut hasher);
        }
        hasher.finish()
    }
}

/// Whether a file of this name counts by its own time.
fn is_written_in_place(name: &OsStr) -> bool {
    FILES.iter().any(|file| name == *file) || folder::is_archive_name(Path::new(name))
}

impl Watching {
    fn run(mut self, receiver: &Receiver<Signal>, worker: &Worker) {
        loop {
            let wake = self.next_wake();
            let signal = match wake {
                Some(wake) => receiver.recv_timeout(wake.saturating_duration_since(Instant::now())),
                None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match signal {
                Ok(Signal::Set(owner, folders)) => {
                    self.set(owner, folders);
                    self.waiting.fetch_sub(1, Ordering::AcqRel);
                }
                Ok(Signal::Event(Ok(event))) => {
                    for path in &event.paths {
                        self.touched(path);
                        // A folder that was made anew under its old name has lost its watch.
                        if matches!(event.kind, EventKind::Create(_) | EventKind::Modify(notify::event::ModifyKind::Name(_))) {
                            self.watch_again(path);
                        }
                    }
                }
                // A folder that went takes its watch with it.
                Ok(Signal::Event(Err(error))) => error.paths.iter().for_each(|path| self.touched(path)),
                Ok(Signal::Lost) => self.owners.keys().cloned().collect::<Vec<_>>().into_iter().for_each(|owner| self.mark(owner)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.poll();
            self.tell(worker);
        }
    }

    fn next_wake(&self) -> Option<Instant> {
        let due = self.changed.iter().map(|(owner, changes)| self.due(owner, *changes));
        let polled = self.owners.values().filter_map(|owned| owned.polled.as_ref().map(|polled| polled.next));
        due.chain(polled).min()
    }

    /// When a change is told: once nothing more happens, but not too late; and not while the owner is paused.
    fn due(&self, owner: &Owner, changes: ChangeTimes) -> Instant {
        let due = (changes.last + QUIET).min(changes.first + LATEST);
        self.owners.get(owner).map_or(due, |owned| due.max(owned.paused_until))
    }

    fn set(&mut self, owner: Owner, folders: Folders) {
        let Folders { own: folders, above, reading_took } = folders;
        let old = self.owners.remove(&owner);
        // What happened in a place between looking and watching is noticed by looking once more.
        let is_news = match (&owner, &old) {
            (Owner::Place(_), None) => true,
            (_, old) => old.as_ref().is_some_and(|old| old.folders != folders),
        };
        // Watched anew first, so that what stays is never without a watch.
        let is_watched = folders.len() <= MAX_WATCHED && self.watch(&owner, &folders);
        let is_above_watched = above.as_ref().is_some_and(|above| !folders.is_empty() && self.watch(&owner, std::slice::from_ref(above)));
        // The times before the change that led here: what changed since is noticed too.
        let mut times_before = None;
        if let Some(old) = old {
            let watched = if old.polled.is_none() { old.folders.as_slice() } else { &[] };
            for folder in watched.iter().chain(&old.above) {
                self.release(&owner, folder);
            }
            times_before = old.polled.filter(|_| !is_news);
        }
        if folders.is_empty() {
            self.changed.remove(&owner);
            return;
        }
        let polled = (!is_watched).then(|| times_before.unwrap_or_else(|| Polled::of(&folders)));
        let paused_until = Instant::now() + reading_took * PAUSE_FACTOR;
        self.owners.insert(owner.clone(), Owned { folders, above: above.filter(|_| is_above_watched), polled, paused_until });
        if is_news {
            self.mark(owner);
        }
    }

    /// Whether all of them are watched now; none are where one cannot be.
    fn watch(&mut self, owner: &Owner, folders: &[PathBuf]) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        for (i, folder) in folders.iter().enumerate() {
            let owners = self.watched.entry(folder.clone()).or_default();
            owners.push(owner.clone());
            // Elsewhere one watch sees all that lies below: a handle for each folder would keep Windows from renaming
            // those above it.
            let is_covered = !cfg!(target_os = "linux") && i > 0 && folder.starts_with(&folders[0]);
            if owners.len() > 1 || is_covered {
                continue;
            }
            let depth =
                if cfg!(target_os = "linux") || folders.len() == 1 { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
            if let Err(error) = watcher.watch(folder, depth) {
                // A folder that is gone by now is noticed by the one above it.
                if matches!(error.kind, notify::ErrorKind::PathNotFound) || !folder.exists() {
                    continue;
                }
                log::info!("changes are looked for, for they cannot be watched ({error})");
                for folder in &folders[..=i] {
                    self.release(owner, folder);
                }
                return false;
            }
        }
        true
    }

    /// A folder that is there again is watched again.
    fn watch_again(&mut self, folder: &Path) {
        if let (true, Some(watcher)) = (self.watched.contains_key(folder), &mut self.watcher) {
            let _ = watcher.unwatch(folder);
            if let Err(error) = watcher.watch(folder, RecursiveMode::NonRecursive) {
                log::info!("a folder that came back is not watched ({error})");
            }
        }
    }

    /// One watch of an owner less.
    fn release(&mut self, owner: &Owner, folder: &Path) {
        let Some(owners) = self.watched.get_mut(folder) else { return };
        if let Some(at) = owners.iter().position(|other| other == owner) {
            owners.swap_remove(at);
        }
        if owners.is_empty() {
            self.watched.remove(folder);
            if let Some(watcher) = &mut self.watcher {
                // It went with its folder, or was never there.
                let _ = watcher.unwatch(folder);
            }
        }
    }

    /// Something happened to a file or folder.
    fn touched(&mut self, path: &Path) {
        let folders = std::iter::once(path).chain(path.parent());
        let concerns = |owner: &&Owner, folder: &Path| {
            // Of the folder above only the owner's own matters.
            let Some(owned) = self.owners.get(*owner) else { return false };
            owned.above.as_deref() != Some(folder) || owned.folders.first().is_some_and(|own| own == path)
        };
        let of = |folder| self.watched.get(folder).into_iter().flatten().filter(move |owner| concerns(owner, folder));
        let owners: Vec<Owner> = folders.flat_map(of).cloned().collect();
        for owner in owners {
            self.mark(owner);
        }
    }

    fn mark(&mut self, owner: Owner) {
        let now = Instant::now();
        self.changed.entry(owner).or_insert(ChangeTimes { first: now, last: now }).last = now;
    }

    fn poll(&mut self) {
        let now = Instant::now();
        let mut changed = Vec::new();
        for (owner, owned) in &mut self.owners {
            if let Some(polled) = &mut owned.polled
                && polled.next <= now
            {
                let times = polled.look(&owned.folders);
                if std::mem::replace(&mut polled.times, times) != times {
                    // What files there are may have changed with it.
                    *polled = Polled::of(&owned.folders);
                    changed.push(owner.clone());
                }
                polled.next = Instant::now() + POLL.max(now.elapsed() * 50);
            }
        }
        for owner in changed {
            self.mark(owner);
        }
    }

    fn tell(&mut self, worker: &Worker) {
        let now = Instant::now();
        let due = self.changed.iter().filter(|(owner, changes)| now >= self.due(owner, **changes));
        let owners: Vec<Owner> = due.map(|(owner, _)| owner.clone()).collect();
        for owner in owners {
            self.changed.remove(&owner);
            worker.send(Update::Changed(owner));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> (Watch, Receiver<Update>) {
        let (sender, updates) = mpsc::channel();
        (Watch::start(&Worker::new(sender, egui::Context::default())), updates)
    }

    fn next(updates: &Receiver<Update>) -> Option<Owner> {
        match updates.recv_timeout(Duration::from_secs(10)) {
            Ok(Update::Changed(owner)) => Some(owner),
            _ => None,
        }
    }

    fn wait(watch: &Watch) {
        let since = Instant::now();
        while !watch.is_ready() {
            assert!(since.elapsed() < Duration::from_secs(10), "nothing is watched");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn a_change_is_told_once_and_reading_is_none() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("MLmodel"), "a: 1").unwrap();
        let (watch, updates) = start();
        watch.set(Owner::Tab(1), Folders { own: vec![folder.path().to_owned()], ..Folders::default() });
        wait(&watch);
        std::fs::read(folder.path().join("MLmodel")).unwrap();
        assert!(updates.recv_timeout(Duration::from_millis(600)).is_err(), "reading changes nothing");
        for i in 0..20 {
            std::fs::write(folder.path().join("MLmodel"), format!("a: {i}")).unwrap();
        }
        assert_eq!(next(&updates), Some(Owner::Tab(1)));
        assert!(updates.recv_timeout(Duration::from_millis(600)).is_err(), "twenty changes are one");
        watch.forget(Owner::Tab(1));
        wait(&watch);
        std::fs::write(folder.path().join("MLmodel"), "b: 1").unwrap();
        assert!(updates.recv_timeout(Duration::from_millis(600)).is_err(), "nobody asks any more");
    }

    #[test]
    fn what_is_too_much_to_watch_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        let (record, archive) = (folder.path().join("meta.yaml"), folder.path().join("model.zip"));
        for file in [&record, &archive] {
            std::fs::write(file, "a: 1").unwrap();
        }
        let (watch, updates) = start();
        let folders = vec![folder.path().to_owned(); MAX_WATCHED + 1];
        watch.set(Owner::Place("/place".into()), Folders { own: folders, ..Folders::default() });
        assert_eq!(next(&updates), Some(Owner::Place("/place".into())), "a new place is looked at once more");
        assert!(updates.recv_timeout(Duration::from_millis(600)).is_err());
        for file in [&record, &archive] {
            std::fs::write(file, "a: 22").unwrap();
            assert_eq!(next(&updates), Some(Owner::Place("/place".into())), "{}", file.display());
        }
    }
}
