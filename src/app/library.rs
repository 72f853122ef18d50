//! The places of the library: adding, reading in the background, forgetting.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::App;
use super::job_error::JobError;
use super::update::{Owner, Update};
use super::view::focus;
use super::watch::Folders;
use crate::checks::Severity;
use crate::folder::Progress;
use crate::library::{self, Checkup, Entry, Logged, LoggedSubjects, Place, Scanned, Trouble};
use crate::reading;
use crate::ui::state::Content;
use crate::ui::{self, Busy};

/// Checkups are handed over in batches, this far apart.
const SEND_CHECKUPS_EVERY: Duration = Duration::from_millis(100);

impl App {
    /// Adds a folder to the library and shows it there; goes to it where it is a place already. The file of a database
    /// means its folder.
    pub(super) fn add_place(&mut self, path: &Path) {
        let path = crate::folder::address::absolute(path);
        let path = library::place_of(&path).to_owned();
        let place = match self.window.library.position(&path) {
            Some(place) => place,
            None => {
                self.window.library.places.push(Place::new(path.clone()));
                self.scan_place(&path);
                self.window.library.places.len() - 1
            }
        };
        self.window.at_library = true;
        self.window.library.show_place(place);
        self.remember();
    }

    /// Shows the library, its list with the keyboard.
    pub(super) fn show_library(&mut self, ctx: &egui::Context) {
        self.window.at_library = true;
        focus(ctx, ui::library::list_id());
        self.remember();
    }

    /// Shows or hides the library beside a model, or over it where there is no room beside.
    pub(super) fn toggle_library_panel(&mut self, ctx: &egui::Context) {
        if ctx.content_rect().width() < ui::theme::DRAWER {
            self.window.drawer = !self.window.drawer;
        } else {
            self.window.layout.library_panel = !self.window.layout.library_panel;
            self.remember();
        }
    }

    /// Takes a place out of the library. Nothing on disk is touched.
    pub(super) fn forget_place(&mut self, path: &Path) {
        self.stop_scan(path);
        self.place_requests.remove(path);
        self.scan_again.remove(path);
        self.snapshots.remove(path);
        self.end_reading_logged(path);
        self.window.library.busy.remove(path);
        self.watch.forget(Owner::Place(path.to_owned()));
        self.window.library.forget(path);
        self.show_waiting();
        self.remember();
    }

    /// Stops what goes on in a place: looking through it, or looking at the files of its models.
    pub(super) fn stop_scan(&mut self, path: &Path) {
        if let Some(busy) = self.window.library.busy.get(path) {
            busy.progress.cancel();
        }
    }

    /// Reads every place anew, or the one that is looked at; health too, for files may have been written in place.
    pub(super) fn rescan(&mut self) {
        let library = &self.window.library;
        let looked_at = |i: &usize| library.view.place.is_none_or(|place| place == *i);
        let paths: Vec<PathBuf> = (0..library.places.len()).filter(looked_at).map(|i| library.places[i].path.clone()).collect();
        for path in paths {
            if let Some(place) = self.window.library.position(&path) {
                self.window.library.places[place].needs_checkup = true;
            }
            self.scan_place(&path);
        }
    }

    /// Looks through a place; what was seen the last time and is unchanged is not read again. While that goes on
    /// already it is done once more when it is finished.
    pub(super) fn scan_place(&mut self, path: &Path) {
        match self.window.library.busy.get(path) {
            Some(busy) if !busy.is_checking_up && !busy.progress.is_cancelled() => {
                self.scan_again.insert(path.to_owned());
                return;
            }
            _ => self.stop_scan(path),
        }
        let request = self.next_id;
        self.next_id += 1;
        self.place_requests.insert(path.to_owned(), request);
        let progress = Progress::default();
        let busy = Busy { since: Instant::now(), progress: progress.clone(), is_checking_up: false };
        self.window.library.busy.insert(path.to_owned(), busy);
        let before = self.snapshots.remove(path);
        let Some(place) = self.window.library.position(path) else { return };
        let place = &mut self.window.library.places[place];
        if place.is_stopped {
            // What the one that was stopped found is found again.
            place.clear();
        }
        // What was found before stays in view until all of it is found again.
        let is_first = place.entries.is_empty();
        let (worker, place) = (self.worker.clone(), path.to_owned());
        let failed = {
            let place = place.clone();
            move |error: JobError| {
                // It is followed by more.
                let trouble = Trouble { what: error.to_string().trim_end_matches('.').to_owned(), path: place.clone() };
                Update::Scanned { result: Err(trouble), place, request, folders: Vec::new() }
            }
        };
        self.worker.start("scan", failed, move || {
            let mut found = |entries: Vec<Arc<Entry>>| {
                if is_first {
                    worker.send(Update::Found { place: place.clone(), request, entries });
                }
            };
            let scanned = library::scan(&place, before, &progress, &mut found);
            let folders = scanned.as_ref().map(|scanned| scanned.snapshot.folders(&place)).unwrap_or_default();
            Update::Scanned { place, request, result: scanned.map(Box::new), folders }
        });
    }

    fn is_asked(&self, path: &Path, request: u64) -> bool {
        self.place_requests.get(path) == Some(&request)
    }

    /// Shows the models that a scan found so far.
    pub(super) fn take_found(&mut self, path: &Path, request: u64, entries: Vec<Arc<Entry>>) {
        if self.is_asked(path, request)
            && let Some(place) = self.window.library.position(path)
        {
            self.window.library.places[place].add(entries);
            self.window.library.changed();
        }
    }

    /// Shows what a scan found, and looks at the files of what it found.
    pub(super) fn take_scanned(&mut self, path: &Path, request: u64, result: Result<Box<Scanned>, Trouble>, folders: Vec<PathBuf>) {
        if !self.is_asked(path, request) {
            return;
        }
        let busy = self.window.library.busy.remove(path);
        let reading_took = busy.as_ref().map_or(Duration::ZERO, |busy| busy.since.elapsed());
        let was_stopped = busy.is_some_and(|busy| busy.progress.is_cancelled());
        let above = path.parent().map(Path::to_owned);
        let Some(index) = self.window.library.position(path) else { return };
        let place = &mut self.window.library.places[index];
        let failed = result.is_err();
        match result {
            Ok(scanned) => {
                let snapshot = place.replace(*scanned);
                self.watch.set(Owner::Place(path.to_owned()), Folders { own: folders, above, reading_took });
                self.snapshots.insert(path.to_owned(), snapshot);
                self.read_logged(path, request);
                self.check_up_place(path, request);
            }
            Err(_) if was_stopped => place.is_stopped = true,
            // What was found before stays, and is marked.
            Err(trouble) => {
                place.gone = Some(trouble.what);
                // It is noticed when it comes back, where the folder above is there.
                self.watch.set(Owner::Place(path.to_owned()), Folders { own: vec![path.to_owned()], above, reading_took });
            }
        }
        // What was being read when this began belongs to an older request, and its answer is not taken any more.
        if failed && self.window.library.logged_reads.contains_key(path) {
            self.read_logged(path, request);
        }
        self.window.library.changed();
        if self.scan_again.remove(path) {
            self.scan_place(path);
        }
        self.show_waiting();
    }

    /// Something changed in a place or in an open model.
    pub(super) fn take_changed(&mut self, owner: Owner) {
        match owner {
            Owner::Place(path) if self.window.library.position(&path).is_some() => self.scan_place(&path),
            Owner::Place(_) => {}
            Owner::Tab(id) => {
                let Some(tab) = self.window.tabs.iter().find(|tab| tab.id == id) else { return };
                // What is being read is newer than the change.
                if !matches!(tab.content, Content::Loading { .. }) {
                    let target = tab.target.clone();
                    self.read(id, target, false, Progress::default());
                }
            }
        }
    }

    /// Reads what was logged to the runs of a place. What was read before stays in view meanwhile.
    fn read_logged(&mut self, path: &Path, request: u64) {
        let Some(index) = self.window.library.position(path) else { return };
        let place = &self.window.library.places[index];
        let stores = place.run_stores.clone();
        // Values that nobody sees are not read.
        let runs = if self.window.library.view.shows_runs { &*place.lone_runs } else { &[] };
        let runs = runs.iter().map(|run| Arc::clone(&run.id)).collect();
        let subjects = LoggedSubjects { entries: place.entries.clone(), runs };
        let histories = self.window.library.columns.metrics_of(path);
        let progress = Progress::default();
        // The next scan, or forgetting the place, ends it.
        if let Some(before) = self.window.library.logged_reads.insert(path.to_owned(), progress.clone()) {
            before.cancel();
        }
        let place = path.to_owned();
        let failed = {
            let place = place.clone();
            move |error: JobError| Update::Logged { place, request, logged: Arc::new(Logged::unread(error.to_string())) }
        };
        self.worker.start("logged", failed, move || {
            let logged = Arc::new(library::read_logged(&stores, &subjects, &histories, &progress));
            // What replaced it tells the rest.
            if progress.is_cancelled() { Update::Nothing } else { Update::Logged { place, request, logged } }
        });
    }

    /// Reads what was logged once more: more of it is shown now than was read.
    pub(super) fn read_logged_again(&mut self) {
        // Those too that are not looked at now: what was switched on holds for all.
        let paths: Vec<PathBuf> = self.window.library.places.iter().map(|place| place.path.clone()).collect();
        for path in paths {
            // A scan that goes on reads it at its end.
            let is_still = library_is_still(&self.window.library, &path);
            if let Some(request) = self.place_requests.get(&path).copied().filter(|_| is_still) {
                self.read_logged(&path, request);
            }
        }
    }

    fn end_reading_logged(&mut self, path: &Path) {
        if let Some(progress) = self.window.library.logged_reads.remove(path) {
            progress.cancel();
        }
    }

    /// Shows what was logged.
    pub(super) fn take_logged(&mut self, path: &Path, request: u64, logged: Arc<Logged>) {
        if self.is_asked(path, request)
            && let Some(index) = self.window.library.position(path)
        {
            self.window.library.logged_reads.remove(path);
            self.window.library.places[index].logged = logged;
            self.window.library.changed();
        }
    }

    /// Looks at the files of the models whose health is not known.
    fn check_up_place(&mut self, path: &Path, request: u64) {
        let Some(index) = self.window.library.position(path) else { return };
        let place = &mut self.window.library.places[index];
        let needs_checkup = std::mem::take(&mut place.needs_checkup);
        let unknown: Vec<usize> = (0..place.entries.len()).filter(|i| needs_checkup || place.checkups[*i].is_none()).collect();
        if unknown.is_empty() {
            return;
        }
        let entries: Vec<Arc<Entry>> = unknown.iter().map(|i| Arc::clone(&place.entries[*i])).collect();
        let progress = Progress::default();
        let busy = Busy { since: Instant::now(), progress: progress.clone(), is_checking_up: true };
        self.window.library.busy.insert(path.to_owned(), busy);
        let (worker, place) = (self.worker.clone(), path.to_owned());
        let failed = {
            let place = place.clone();
            move |error: JobError| {
                log::warn!("{error}");
                Update::CheckedUp { place, request, checkups: Vec::new(), is_finished: true }
            }
        };
        self.worker.start("checkup", failed, move || {
            let mut batch: Vec<(usize, Checkup)> = Vec::new();
            let mut sent = Instant::now();
            reading::check_up(&place, &entries, &progress, &mut |i, checkup| {
                batch.push((unknown[i], checkup));
                if sent.elapsed() >= SEND_CHECKUPS_EVERY {
                    sent = Instant::now();
                    let checkups = std::mem::take(&mut batch);
                    worker.send(Update::CheckedUp { place: place.clone(), request, checkups, is_finished: false });
                }
            });
            Update::CheckedUp { place, request, checkups: batch, is_finished: true }
        });
    }

    /// Shows sizes and health of models.
    pub(super) fn take_checked_up(&mut self, path: &Path, request: u64, checkups: Vec<(usize, Checkup)>, is_finished: bool) {
        if !self.is_asked(path, request) {
            return;
        }
        if let Some(index) = self.window.library.position(path) {
            let place = &mut self.window.library.places[index];
            for (i, checkup) in checkups {
                if let Some(known) = place.checkups.get_mut(i) {
                    *known = Some(checkup);
                }
            }
            self.window.library.checked_up();
        }
        if is_finished {
            self.window.library.busy.remove(path);
        }
    }

    /// What was opened turned out to be a folder with many models.
    pub(super) fn take_place(&mut self, tab: u64, request: u64, path: &Path) {
        if self.requests.get(&tab) != Some(&request) {
            return;
        }
        self.forget_tab(tab);
        self.add_place(path);
    }

    /// Of two things to compare one turned out to be a folder with many models: both are opened.
    pub(super) fn take_no_pair(&mut self, tab: u64, request: u64, paths: [PathBuf; 2]) {
        if self.requests.get(&tab) != Some(&request) {
            return;
        }
        self.forget_tab(tab);
        self.notice(
            Severity::Note,
            "A folder with several models was added to the library. Choose two of its models there to compare them.",
        );
        for path in paths {
            self.open(path);
        }
    }

    /// Shows what the library lists for these words. A model that was opened by itself lies in a store that may not be
    /// a place yet: it becomes one.
    pub(super) fn find_in_library(&mut self, words: String) {
        let store = self.window.active_model().and_then(|loaded| loaded.model.trace.as_ref()).map(|trace| trace.store.clone());
        if let Some(store) = store {
            let store = library::place_of(&store).to_owned();
            let is_known = self.window.library.places.iter().any(|place| store.starts_with(&place.path));
            if !is_known {
                self.add_place(&store);
            }
        }
        self.window.library.find(words);
        self.window.at_library = true;
        self.remember();
    }

    /// The stores that are known, to ask for a model that lies in none.
    pub(super) fn known_stores(&self) -> Vec<PathBuf> {
        self.window.library.places.iter().flat_map(|place| place.stores.iter().cloned()).collect()
    }
}

/// Whether no scan of a place goes on.
fn library_is_still(library: &ui::Library, path: &Path) -> bool {
    library.busy.get(path).is_none_or(|busy| busy.is_checking_up)
}
