//! Models that were read, for the first time or again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::job_error::PathError;
use super::update::{Owner, ReadModel};
use super::watch::{self, Folders};
use super::{App, settings};
use crate::reading::Model;
use crate::ui::state::{Content, FileForm, Recent, Tab, View, Worst};
use crate::ui::{FileKind, Loaded, TreeView};

impl App {
    /// Shows a model that was read in its tab, or why it cannot be read.
    pub(super) fn take_read(&mut self, id: u64, request: u64, result: Result<Box<ReadModel>, PathError>) {
        // The tab was closed, or asked again since.
        if self.requests.get(&id) != Some(&request) {
            return;
        }
        // One folder has one tab, however its path was written: an MLmodel file means its folder.
        if let Ok(ReadModel { loaded, .. }) = result.as_deref() {
            let same = |t: &Tab| t.id != id && t.loaded().is_some_and(|other| other.model.opened.path == loaded.model.opened.path);
            if let Some(other) = self.window.tabs.iter().find(|t| same(t)).map(|t| t.id) {
                self.forget_tab(id);
                self.window.active = self.window.tabs.iter().position(|t| t.id == other).unwrap_or(0);
                self.name_tabs();
                return;
            }
        }
        let Some(tab) = self.window.tabs.iter_mut().find(|t| t.id == id) else { return };
        match result {
            Ok(read) => self.show_loaded(id, *read),
            // What was read before stays, and is marked.
            Err(why) if matches!(tab.content, Content::Loaded(_)) => tab.gone = Some(why.to_string()),
            Err(why) => tab.content = Content::Failed(why.to_string()),
        }
        self.name_tabs();
        self.make_offer(id);
        self.remember();
    }

    fn show_loaded(&mut self, id: u64, read: ReadModel) {
        let ReadModel { loaded, changes, since } = read;
        let loaded = &loaded;
        let Some(tab) = self.window.tabs.iter_mut().find(|t| t.id == id) else { return };
        let is_first = !matches!(tab.content, Content::Loaded(_));
        if let Content::Loaded(old) = &tab.content {
            // What the person said they have seen meanwhile is no change any more.
            let is_same = since.is_some_and(|since| Arc::ptr_eq(&since, tab.opened_as.as_ref().unwrap_or(old)));
            tab.view.changes = changes.filter(|_| is_same);
            tab.view = std::mem::take(&mut tab.view).carried(old, loaded);
            let node = tab
                .view
                .files
                .list
                .selected
                .and_then(|i| loaded.files.nodes.get(i))
                .filter(|node| matches!(node.kind, FileKind::File | FileKind::Link));
            if let Some(node) = node {
                tab.view.files.await_preview(&node.path);
                self.worker.preview(id, Arc::clone(loaded), node.path.clone());
            }
        } else {
            tab.view.tree = TreeView::first(loaded.tree());
            show_syntax_error(&mut tab.view, loaded);
            // A file of the model was opened: Files shows it.
            let index = loaded.model.opened.pointed_at().and_then(|path| loaded.files.find(&path));
            if let Some((index, node)) = index.and_then(|i| Some((i, loaded.files.nodes.get(i)?))) {
                tab.view.files.select(index);
                if matches!(node.kind, FileKind::File | FileKind::Link) {
                    tab.view.files.await_preview(&node.path);
                    self.worker.preview(id, Arc::clone(loaded), node.path.clone());
                }
            }
        }
        tab.gone = None;
        tab.opened_as.get_or_insert_with(|| Arc::clone(loaded));
        let path = tab.target.path().to_owned();
        tab.content = Content::Loaded(Arc::clone(loaded));
        let above = loaded.model.opened.path_on_disk().parent().map(Path::to_owned);
        let own = watch::folders_of(&loaded.model);
        self.watch.set(Owner::Tab(id), Folders { own, above, ..Folders::default() });
        self.window.library.seen(&loaded.model.opened.path);
        if !is_first {
            self.check_request(id);
            self.renew_fingerprint(id);
        }
        if is_first {
            self.remember_recent(path, &loaded.model);
        } else if let Some(recent) = self.window.recents.iter_mut().find(|recent| recent.path == path) {
            // It stays where it is: nobody opened it now.
            recent.worst = Worst::of(loaded.model.health().worst());
        }
    }

    /// Puts a model at the head of the recent ones.
    pub(super) fn remember_recent(&mut self, path: PathBuf, model: &Model) {
        if model.folder().is_none() {
            return;
        }
        let recent = Recent { path, name: model.name.clone(), worst: Worst::of(model.health().worst()) };
        self.window.recents.retain(|r| r.path != recent.path);
        self.window.recents.insert(0, recent);
        self.window.recents.truncate(settings::MAX_RECENTS);
    }

    /// Takes a model out of the recent ones.
    pub(super) fn forget_recent(&mut self, path: &Path) {
        self.window.recents.retain(|recent| recent.path != path);
        self.remember();
    }
}

/// A text that is no YAML is shown at the line where reading it ended.
fn show_syntax_error(view: &mut View, loaded: &Loaded) {
    let unreadable = loaded.model.folder().is_some_and(|folder| folder.model().is_none());
    let error = loaded.model.findings().first().filter(|_| unreadable);
    if let Some(line) = error.and_then(|finding| loaded.line_of(finding)) {
        view.form = FileForm::Text;
        view.source.show_line = Some(line);
    }
}
