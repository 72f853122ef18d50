//! Comparisons: opening them, their background work, what a drop means.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::App;
use super::commands::Move;
use super::dialogs::Ask;
use super::job_error::JobError;
use super::update::{Owner, Update};
use super::view::focus;
use super::watch::{self, Folders};
use super::worker::ReadRequest;
use crate::checks::Severity;
use crate::compare::Callers;
use crate::folder::Progress;
use crate::present::diff::Diff;
use crate::reading::{self, Baseline, Compared, PairFound};
use crate::ui::compare::{CompareView, TextState, TextView};
use crate::ui::state::{ComparingFiles, Content, Notice, Pair, Tab, Target};
use crate::ui::{self, Action, CompareDialog};

/// Files up to this many bytes are compared first, and shown before the rest is done.
const SMALL: u64 = 16_000_000;

impl App {
    /// Compares two models; the older of them is A.
    pub(super) fn compare(&mut self, a: PathBuf, b: PathBuf) {
        // An offer to compare them is taken.
        let asked = Action::Compare(a.clone(), b.clone());
        self.window.notices.retain(|notice| notice.offer.as_ref().is_none_or(|(_, offered)| *offered != asked));
        self.show(Target::Pair { a, b }, true);
    }

    /// Compares the two models that are chosen in the library, or asks what to compare the one chosen or the active one with.
    pub(super) fn choose_other(&mut self) {
        let pair = self.window.library.pair().filter(|_| self.window.shows_library());
        if let Some((a, b)) = pair {
            self.show(Target::Pair { a, b }, true);
        } else {
            self.window.dialogs.compare = self.window.to_compare().map(CompareDialog::new);
        }
    }

    /// Goes to the next difference of the comparison in the active tab, or to the one before.
    pub(super) fn step_change(&mut self, way: Move, ctx: &egui::Context) {
        if let Some(Tab { id, content: Content::Pair(pair), view, .. }) = self.window.active_tab_mut() {
            view.compare.step(&pair.diff, way == Move::Forward);
            focus(ctx, ui::compare::list_id(*id));
        }
    }

    /// Folds what is the same on both sides, or shows it.
    pub(super) fn toggle_only_differences(&mut self) {
        if let Some(tab) = self.window.active_tab_mut().filter(|tab| tab.pair().is_some()) {
            tab.view.compare.toggle_only_changes();
        }
    }

    /// Stops comparing file contents in the active tab.
    pub(super) fn stop_contents(&self) {
        if let Some(tab) = self.window.active_tab() {
            tab.stop_contents();
        }
    }

    /// Reads both sides anew.
    pub(super) fn read_pair(&self, asked: ReadRequest, paths: [PathBuf; 2], baseline: Baseline) {
        let ReadRequest { tab, request, is_looked_at, progress } = asked;
        let stores = self.known_stores();
        let failed = move |error| Update::Compared { tab, request, result: Err(error) };
        self.worker.start_in_turn(is_looked_at, "compare", failed, move || {
            let [a, b] = &paths;
            match reading::read_pair([a, b], baseline, &stores, &progress) {
                PairFound::Pair(compared) => Update::Compared { tab, request, result: Ok(laid_out(compared)) },
                PairFound::Places => Update::NoPair { tab, request, paths },
            }
        });
    }

    /// Shows a comparison, and begins to compare the bytes of files.
    pub(super) fn take_compared(&mut self, tab: u64, request: u64, result: Result<Arc<Diff>, JobError>) {
        if self.requests.get(&tab) != Some(&request) {
            return;
        }
        let Some(tab) = self.window.tabs.iter_mut().find(|t| t.id == tab) else { return };
        match result {
            Ok(diff) => {
                // Read again: the person stays where they were.
                let before = tab.pair().cloned();
                tab.view.compare = before.map_or_else(CompareView::default, |old| tab.view.compare.carried(&old.diff));
                let (a, b) = (&diff.compared.baseline, &diff.compared.first.model);
                tab.target = Target::Pair { a: a.opened.path.clone(), b: b.opened.path.clone() };
                let id = tab.id;
                let own = diff.compared.models().flat_map(|model| watch::folders_of(model)).collect();
                self.watch.set(Owner::Tab(id), Folders { own, ..Folders::default() });
                let compared = &diff.compared;
                let total = compared.pending_bytes().saturating_add(compared.unread_model_bytes());
                let waits = compared.has_pending() || compared.has_unread_model_files();
                let contents = waits.then(|| ComparingFiles { since: Instant::now(), progress: Progress::default(), total });
                let pair = Pair { diff: Arc::clone(&diff), contents };
                tab.content = Content::Pair(pair.clone());
                let text = tab.view.compare.text.as_ref().map(|text| text.path.clone());
                for side in [b, a] {
                    self.remember_recent(side.opened.path.clone(), side);
                }
                self.renew_fingerprint(id);
                self.compare_contents(id, request, pair);
                if let Some(path) = text {
                    self.compare_lines(id, path);
                }
            }
            Err(why) => tab.content = Content::Failed(why.to_string()),
        }
        self.name_tabs();
        self.remember();
    }

    /// Looks at the bytes of files of one size, and into the models' own files.
    fn compare_contents(&self, tab: u64, request: u64, pair: Pair) {
        let Pair { diff, contents: Some(contents) } = pair else { return };
        let failed = {
            let diff = Arc::clone(&diff);
            move |error: JobError| {
                let mut compared = diff.compared.clone();
                compared.give_up_contents(&error.to_string());
                Update::Contents { tab, request, diff: laid_out(compared), is_finished: true }
            }
        };
        let worker = self.worker.clone();
        self.worker.start("contents", failed, move || {
            let mut compared = diff.compared.clone();
            let progress = &contents.progress;
            let mut result = compared.compare_contents(SMALL, progress);
            let has_more = compared.has_pending() || compared.has_unread_model_files();
            if result.is_ok() && has_more && !progress.is_cancelled() {
                worker.send(Update::Contents { tab, request, diff: laid_out(compared.clone()), is_finished: false });
                result = compared.compare_contents(u64::MAX, progress);
                compared.compare_model_files(progress);
            }
            if let Err(error) = result {
                compared.give_up_contents(&format!("the folder can no longer be read: {error}"));
            }
            if progress.is_cancelled() {
                compared.give_up_contents("the comparison was stopped");
            }
            Update::Contents { tab, request, diff: laid_out(compared), is_finished: true }
        });
    }

    /// Shows what comparing the bytes of files found, so far or in the end.
    pub(super) fn take_contents(&mut self, tab: u64, request: u64, diff: Arc<Diff>, is_finished: bool) {
        if self.requests.get(&tab) != Some(&request) {
            return;
        }
        if let Some(Tab { content: Content::Pair(pair), view, .. }) = self.window.tabs.iter_mut().find(|t| t.id == tab) {
            pair.diff = diff;
            if is_finished {
                pair.contents = None;
            }
            view.compare.refresh();
        }
    }

    /// Compares the lines of one file in the active tab.
    pub(super) fn compare_text(&mut self, path: String) {
        let Some(tab) = self.window.active_tab_mut() else { return };
        let id = tab.id;
        // What is shown already stays until the same file is read again.
        if tab.view.compare.text.as_ref().is_none_or(|text| text.path != path) {
            tab.view.compare.open_text(path.clone());
        }
        self.compare_lines(id, path);
    }

    fn compare_lines(&self, tab: u64, path: String) {
        // An update for two models that were read again since is dropped.
        let request = self.requests.get(&tab).copied().unwrap_or_default();
        let Some(pair) = self.window.tabs.iter().find(|t| t.id == tab).and_then(Tab::pair) else { return };
        let compared = pair.diff.compared.clone();
        let name = path.clone();
        let failed = move |error: JobError| Update::Lines { tab, request, path: name, state: TextState::Nothing(error.to_string()) };
        self.worker.start("lines", failed, move || {
            let state = compared.compare_lines(&path).map_or_else(|why| TextState::Nothing(why.to_string()), TextState::Ready);
            Update::Lines { tab, request, path, state }
        });
    }

    /// Shows the lines of a file that were compared.
    pub(super) fn take_lines(&mut self, tab: u64, request: u64, path: &str, state: TextState) {
        if self.requests.get(&tab) != Some(&request) {
            return;
        }
        if let Some(tab) = self.window.tabs.iter_mut().find(|t| t.id == tab)
            && let Some(text) = tab.view.compare.text.as_mut().filter(|text| text.path == path)
        {
            text.set(state);
        }
    }

    /// A becomes B. Both are read again, so that the answer is true of the folders as they are now.
    pub(super) fn swap_sides(&mut self) {
        let Some(tab) = self.window.active_tab_mut() else { return };
        let Target::Pair { a, b } = tab.target.clone() else { return };
        let id = tab.id;
        tab.target = Target::Pair { a: b.clone(), b: a.clone() };
        // Lines that are shown are those of the old order.
        tab.view.compare.text = tab.view.compare.text.take().map(|text| TextView::new(text.path));
        self.read(id, Target::Pair { a: b, b: a }, false, Progress::default());
    }

    /// What was dropped: two things are compared, anything else is opened.
    pub(super) fn take_drops(&mut self, ctx: &egui::Context) {
        let dropped = ctx.input_mut(|input| std::mem::take(&mut input.raw.dropped_files));
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        match paths.as_slice() {
            [a, b] => self.show(Target::Pair { a: a.clone(), b: b.clone() }, true),
            [one] if self.window.takes_as_request(one) => self.read_request(one.clone()),
            [one] => {
                let before = self.window.active_model().map(|loaded| (loaded.model.opened.path.clone(), loaded.model.name.clone()));
                self.show(Target::Model(one.clone()), false);
                if let Some(tab) = self.window.active_tab()
                    && let Some((path, name)) = before
                    && tab.target.path() != path
                {
                    self.offers.insert(tab.id, (path, name));
                    self.make_offer(tab.id);
                }
            }
            many => {
                for path in many {
                    self.show(Target::Model(path.clone()), false);
                }
            }
        }
    }

    /// Offers to compare a dropped model with the one that was open, once it is read.
    pub(super) fn make_offer(&mut self, tab: u64) {
        let Some(index) = self.window.tabs.iter().position(|t| t.id == tab) else { return };
        let Some(loaded) = self.window.tabs[index].loaded() else { return };
        let (is_model, new) = (loaded.model.folder().is_some(), loaded.model.name.clone());
        let path = loaded.model.opened.path.clone();
        let Some((old, name)) = self.offers.remove(&tab).filter(|_| is_model) else { return };
        self.window.notices.retain(|notice| notice.offer.is_none());
        self.window.notices.push(Notice {
            offer: Some((format!("Compare with {name}"), Action::Compare(old, path))),
            ..Notice::new(Severity::Note, format!("{new} and {name} are both open. What differs between them?"))
        });
    }

    /// Asks for the model to compare the active one with, or the one that is chosen in the library.
    pub(super) fn ask_to_compare(&mut self, what: Ask, frame: &eframe::Frame) {
        if let Some(one) = self.window.to_compare() {
            self.ask_for_other(one.path, what, frame);
        }
    }

    /// Asks for the folder of the model to compare one with, or for a file that stands for it.
    pub(super) fn ask_for_other(&mut self, one: PathBuf, what: Ask, frame: &eframe::Frame) {
        self.window.dialogs.compare = None;
        // An open dialog asks for the other model of another one.
        if !self.window.platform.dialog_open {
            self.comparing = Some(one);
            self.ask_for(what, frame);
        }
    }

    /// The other model was chosen, for the one it was asked for.
    pub(super) fn take_other(&mut self, path: PathBuf) {
        if let Some(a) = self.comparing.take() {
            self.show(Target::Pair { a, b: path }, true);
        }
    }
}

/// The comparison as the window shows it, for all kinds of callers.
fn laid_out(compared: Compared) -> Arc<Diff> {
    Arc::new(Diff::of(compared, Callers::Any))
}
