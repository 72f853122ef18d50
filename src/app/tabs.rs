//! The tabs: opening, reading, closing, naming them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::App;
use super::commands::Move;
use super::update::Owner;
use super::worker::ReadRequest;
use crate::folder::Progress;
use crate::mlmodel::display;
use crate::present::diff::title_of_pair;
use crate::reading::Baseline;
use crate::ui::state::{Content, Tab, Target};

/// Closed tabs up to this number keep what was read and where the person was in it.
const KEPT_CLOSED: usize = 8;

/// A tab that was closed, and can be opened again.
#[derive(Debug)]
pub(super) struct ClosedTab {
    target: Target,
    /// Where it stood among the tabs.
    index: usize,
    /// As it was; nothing of one that was closed long ago.
    tab: Option<Box<Tab>>,
}

impl App {
    /// Opens a path in a tab of its own, or goes to the tab that shows it already.
    pub(super) fn open(&mut self, path: PathBuf) {
        self.show(Target::Model(path), false);
    }

    /// Shows a path in the tab that was made for looking at others, or goes to the tab that shows it already. Where the person is in
    /// the model before stays: the same is looked at in the next one.
    pub(super) fn glance(&mut self, path: PathBuf) {
        let Some(target) = self.resolved(Target::Model(path), false).map(absolute) else { return };
        if let Some(i) = self.window.tabs.iter().position(|tab| shows(tab, &target, false)) {
            self.activate(i);
            return;
        }
        let middle = self.window.active_tab().filter(|tab| tab.loaded().is_some()).and_then(|tab| tab.view.middle);
        let before = self.window.tabs.iter().position(|tab| tab.is_preview);
        self.show(target, false);
        let Some(mut tab) = self.window.tabs.pop() else { return };
        tab.is_preview = true;
        tab.view.middle = middle;
        let at = before.unwrap_or(self.window.tabs.len());
        if let Some(before) = before {
            let old = self.window.tabs.remove(before);
            let old = self.drop_tab(old);
            // It may have been looked at more closely than a click tells.
            if !old.view.request.text.is_empty() {
                self.keep_closed(old, before);
            }
        }
        self.window.tabs.insert(at, tab);
        self.window.active = at;
        self.name_tabs();
    }

    /// Keeps a tab: the next model that is looked at takes another one.
    pub(super) fn keep(&mut self, index: usize) {
        if let Some(tab) = self.window.tabs.get_mut(index) {
            tab.is_preview = false;
        }
    }

    /// Shows a model or a comparison in a tab of its own, or goes to the tab that shows it already. With
    /// `older_first`, the model created first becomes A.
    pub(super) fn show(&mut self, target: Target, older_first: bool) {
        let Some(target) = self.resolved(target, older_first) else { return };
        let target = absolute(target);
        self.window.at_library = false;
        if let Some(i) = self.window.tabs.iter().position(|tab| shows(tab, &target, older_first)) {
            self.window.active = i;
            self.keep(i);
            return;
        }
        let (id, progress) = self.add_tab(target.clone());
        self.window.active = self.window.tabs.len() - 1;
        self.read(id, target, older_first, progress);
        self.name_tabs();
    }

    /// Adds a tab whose thing is still to be read: its id, and how the reading is told to stop.
    fn add_tab(&mut self, target: Target) -> (u64, Progress) {
        let id = self.next_id;
        self.next_id += 1;
        let progress = Progress::default();
        let content = Content::Loading { since: Instant::now(), progress: progress.clone() };
        self.window.tabs.push(Tab::new(id, target, content));
        (id, progress)
    }

    /// Opens the tabs of the last session, the one that is looked at first.
    pub(super) fn restore_tabs(&mut self) {
        let mut added: Vec<(u64, Target, Progress)> = Vec::new();
        for target in self.settings.tabs.clone().into_iter().map(absolute) {
            if added.iter().all(|(_, other, _)| *other != target) {
                let (id, progress) = self.add_tab(target.clone());
                added.push((id, target, progress));
            }
        }
        self.window.at_library = self.settings.at_library;
        self.window.active = self.settings.active.min(added.len().saturating_sub(1));
        let first = if added.is_empty() { None } else { Some(added.remove(self.window.active)) };
        for (id, target, progress) in first.into_iter().chain(added) {
            self.read(id, target, false, progress);
        }
        self.name_tabs();
    }

    /// Reads what a tab is to show; what was being read for it is stopped.
    pub(super) fn read(&mut self, tab: u64, target: Target, older_first: bool, progress: Progress) {
        self.stop(tab);
        self.reading.insert(tab, progress.clone());
        let asked = self.new_request(tab, progress);
        match target {
            Target::Model(path) => {
                let shown = self.window.tabs.iter().find(|t| t.id == tab);
                let since = shown.and_then(|tab| tab.opened_as.as_ref().or(tab.loaded())).map(Arc::clone);
                self.worker.read(asked, path, self.known_stores(), since);
            }
            Target::Pair { a, b } => self.read_pair(asked, [a, b], if older_first { Baseline::Older } else { Baseline::First }),
        }
    }

    /// Stops what is being read for a tab, for the first time or again, and the comparison of contents.
    pub(super) fn stop(&mut self, tab: u64) {
        if let Some(progress) = self.reading.remove(&tab) {
            progress.cancel();
        }
        if let Some(tab) = self.window.tabs.iter().find(|t| t.id == tab) {
            tab.stop_contents();
        }
    }

    /// The next reading for a tab: updates of an older one are dropped.
    pub(super) fn new_request(&mut self, tab: u64, progress: Progress) -> ReadRequest {
        let request = self.next_id;
        self.next_id += 1;
        self.requests.insert(tab, request);
        let is_looked_at = self.window.active_tab().is_some_and(|active| active.id == tab);
        ReadRequest { tab, request, is_looked_at, progress }
    }

    /// Shows a tab instead of the library or another tab.
    pub(super) fn activate(&mut self, index: usize) {
        if index < self.window.tabs.len() {
            self.window.at_library = false;
            self.window.active = index;
            self.remember();
        }
    }

    /// Goes to the tab beside the active one, from the last to the first too.
    pub(super) fn step_tab(&mut self, way: Move) {
        let count = self.window.tabs.len().max(1);
        let step = if way == Move::Forward { 1 } else { count - 1 };
        self.window.active = (self.window.active + step) % count;
    }

    /// Opens what was closed last where it stood, as it was; it is read again, and what changed meanwhile is marked.
    pub(super) fn reopen(&mut self) {
        let Some(ClosedTab { target, index, tab }) = self.closed.pop() else { return };
        self.window.closed = self.closed.len();
        let is_open = self.window.tabs.iter().any(|tab| shows(tab, &target, false));
        let Some(mut tab) = tab.filter(|_| !is_open) else {
            self.show(target, false);
            return;
        };
        let (id, progress) = (tab.id, Progress::default());
        if !matches!(tab.content, Content::Loaded(_) | Content::Pair(_)) {
            tab.content = Content::Loading { since: Instant::now(), progress: progress.clone() };
        }
        let index = index.min(self.window.tabs.len());
        self.window.tabs.insert(index, *tab);
        self.window.active = index;
        self.window.at_library = false;
        self.read(id, target, false, progress);
        self.name_tabs();
        self.remember();
    }

    /// Stops reading and closes the tab, which has nothing to show yet.
    pub(super) fn cancel(&mut self, index: usize) {
        self.close(index);
        self.closed.pop();
        self.window.closed = self.closed.len();
    }

    /// Reads the active tab again, or the library where that is shown.
    pub(super) fn reload(&mut self) {
        if self.window.shows_library() {
            self.rescan();
            return;
        }
        let Some(tab) = self.window.active_tab_mut() else { return };
        let (id, target, progress) = (tab.id, tab.target.clone(), Progress::default());
        // Who reads it again on purpose sees what it is now.
        tab.opened_as = None;
        // What is shown stays until the new reading is there.
        if !matches!(tab.content, Content::Loaded(_) | Content::Pair(_)) {
            tab.content = Content::Loading { since: Instant::now(), progress: progress.clone() };
        }
        self.read(id, target, false, progress);
    }

    /// Keeps a tab that was closed, and forgets what was read of one that was closed long ago.
    fn keep_closed(&mut self, tab: Tab, index: usize) {
        self.closed.push(ClosedTab { target: tab.target.clone(), index, tab: Some(Box::new(tab)) });
        if let Some(old) = self.closed.iter_mut().rev().nth(KEPT_CLOSED) {
            old.tab = None;
        }
        self.window.closed = self.closed.len();
    }

    /// Closes a tab; it can be opened again.
    pub(super) fn close(&mut self, index: usize) {
        if index >= self.window.tabs.len() {
            return;
        }
        let tab = self.window.tabs.remove(index);
        let tab = self.drop_tab(tab);
        self.keep_closed(tab, index);
        if self.window.active > index || self.window.active >= self.window.tabs.len() {
            self.window.active = self.window.active.saturating_sub(1);
        }
        self.name_tabs();
        self.remember();
    }

    /// Ends all that goes on for a tab that is shown no more.
    fn drop_tab(&mut self, mut tab: Tab) -> Tab {
        if let Some(progress) = self.reading.remove(&tab.id) {
            progress.cancel();
        }
        tab.stop_contents();
        self.close_fingerprint_of(tab.id);
        tab.stop();
        self.requests.remove(&tab.id);
        self.offers.remove(&tab.id);
        self.watch.forget(Owner::Tab(tab.id));
        // An offer to compare goes with the models it speaks of.
        self.window.notices.retain(|notice| notice.offer.is_none());
        tab
    }

    /// Closes all tabs but one.
    pub(super) fn close_others(&mut self, index: usize) {
        self.close_right(index);
        (0..index.min(self.window.tabs.len())).rev().for_each(|i| self.close(i));
    }

    /// Closes the tabs to the right of one.
    pub(super) fn close_right(&mut self, index: usize) {
        (index + 1..self.window.tabs.len()).rev().for_each(|i| self.close(i));
    }

    /// Removes a tab that turned out to have nothing to show.
    pub(super) fn forget_tab(&mut self, id: u64) {
        if let Some(target) = self.window.tabs.iter().find(|tab| tab.id == id).map(|tab| tab.target.clone()) {
            self.forget_view(&target);
        }
        self.window.tabs.retain(|tab| tab.id != id);
        self.close_fingerprint_of(id);
        self.requests.remove(&id);
        self.reading.remove(&id);
        self.offers.remove(&id);
        self.watch.forget(Owner::Tab(id));
        self.window.active = self.window.active.min(self.window.tabs.len().saturating_sub(1));
        self.name_tabs();
    }

    /// Equal names get the part of their paths that differs.
    pub(super) fn name_tabs(&mut self) {
        let names: Vec<String> = self.window.tabs.iter().map(tab_name).collect();
        let runs: Vec<Option<String>> =
            self.window.tabs.iter().map(|tab| tab.loaded().and_then(|loaded| loaded.model.run_name()).map(str::to_owned)).collect();
        let paths: Vec<PathBuf> = self.window.tabs.iter().map(|tab| tab.target.path().to_owned()).collect();
        for (i, tab) in self.window.tabs.iter_mut().enumerate() {
            let twins: Vec<&PathBuf> =
                names.iter().zip(&paths).enumerate().filter(|(j, (n, _))| *j != i && **n == names[i]).map(|(_, (_, p))| p).collect();
            let by_run = runs[i].clone().filter(|own| {
                names.iter().zip(&runs).enumerate().all(|(j, (name, other))| j == i || *name != names[i] || other.as_ref() != Some(own))
            });
            let title = match by_run.or_else(|| differing_part(&paths[i], &twins)) {
                Some(part) if !twins.is_empty() => format!("{} · {part}", names[i]),
                _ => names[i].clone(),
            };
            tab.title = display::clipped(&title, 120).into_owned();
        }
    }
}

fn absolute(target: Target) -> Target {
    let absolute = |path: PathBuf| crate::folder::address::absolute(&path);
    match target {
        Target::Model(path) => Target::Model(absolute(path)),
        Target::Pair { a, b } => Target::Pair { a: absolute(a), b: absolute(b) },
    }
}

/// Whether a tab shows this already. A comparison that is to be ordered by time is the same either way round.
fn shows(tab: &Tab, target: &Target, either_way: bool) -> bool {
    match (&tab.target, target) {
        (Target::Model(shown), Target::Model(path)) => {
            shown == path || tab.loaded().is_some_and(|loaded| loaded.model.opened.path == *path)
        }
        (Target::Pair { a, b }, Target::Pair { a: x, b: y }) => (a == x && b == y) || (either_way && a == y && b == x),
        _ => false,
    }
}

/// What a tab is called, as far as is known.
fn tab_name(tab: &Tab) -> String {
    let of_path = |path: &Path| path.file_name().map_or_else(|| display::os_text(path.as_os_str()), display::os_text);
    match (&tab.content, &tab.target) {
        (Content::Loaded(loaded), _) => loaded.model.name.clone(),
        (Content::Pair(pair), Target::Pair { a, b }) if pair.diff.compared.baseline.name == pair.diff.compared.first.model.name => {
            let compared = &pair.diff.compared;
            let name = &compared.baseline.name;
            let runs = compared.baseline.run_name().zip(compared.first.model.run_name()).filter(|(x, y)| x != y);
            if let Some((x, y)) = runs {
                return format!("{name} · {}", title_of_pair(x, y));
            }
            match (differing_part(a, &[b]), differing_part(b, &[a])) {
                (Some(x), Some(y)) if x != *name && y != *name => format!("{name} · {x} ↔ {y}"),
                _ => title_of_pair(name, name),
            }
        }
        (Content::Pair(pair), _) => title_of_pair(&pair.diff.compared.baseline.name, &pair.diff.compared.first.model.name),
        (_, Target::Model(path)) => of_path(path),
        (_, Target::Pair { a, b }) => title_of_pair(&of_path(a), &of_path(b)),
    }
}

/// The first part of `path`, from its end, in which it differs from all of `twins`.
fn differing_part(path: &Path, twins: &[&PathBuf]) -> Option<String> {
    let parts = |path: &Path| -> Vec<String> { path.components().rev().map(|c| display::os_text(c.as_os_str())).collect() };
    let own = parts(path);
    let others: Vec<Vec<String>> = twins.iter().map(|twin| parts(twin)).collect();
    own.iter().enumerate().find(|(i, part)| others.iter().all(|other| other.get(*i) != Some(*part))).map(|(_, part)| part.clone())
}
