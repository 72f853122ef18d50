//! Where the model can run, what stands in the way, and the code to get it there.

mod code;
mod list;
mod page;

use std::collections::HashMap;
use std::sync::Arc;

use egui::{Id, Ui};

use super::code::CodeView;
use super::command::Action;
use super::layout::Layout;
use super::rows::ListView;
use super::scene::Scene;
use super::theme::{self, Palette};
use super::view::View;
use crate::platforms::Group;
use crate::present::deploy::{DeployPage, Task, Tasks};
use crate::snippets::SnippetKind;
pub use code::artifact_ui;

/// What is shown of it.
#[derive(Debug, Default)]
pub struct DeployView {
    /// Made on a worker when the panel is first shown.
    pub page: Option<Arc<DeployPage>>,
    /// It was asked for.
    pub is_asked: bool,
    /// What was asked for last: an answer of another number is old.
    pub number: u64,
    pub list: ListView,
    /// The task that is shown, also while what unfolds the others is selected.
    shown: Option<Task>,
    /// The tasks of other platforms are shown.
    others_open: bool,
    /// For whom the list was laid out: another choice begins at its first task.
    group: Group,
    /// What was shown before the model was read again.
    wanted: Option<Wanted>,
    /// What is selected in each piece of code.
    code: HashMap<CodeId, CodeView>,
}

/// A task by what does not change when the model is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Platform(&'static str),
    Snippet(SnippetKind),
}

/// A piece of code of the panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum CodeId {
    Snippet(SnippetKind),
    /// What to do about a reason of a platform, by its number.
    Fix(&'static str, usize),
}

impl DeployView {
    /// The same task of a model that was read again: all is found out anew.
    #[must_use]
    pub fn carried(self) -> Self {
        let shown = self.shown.zip(self.page.as_ref());
        let wanted = shown.map(|(task, page)| Wanted::of(page, task)).or(self.wanted);
        Self { list: self.list.carried(|_| None), others_open: self.others_open, group: self.group, wanted, ..Self::default() }
    }

    /// Asks for the page, where nobody did.
    pub(super) fn ask(&mut self, actions: &mut Vec<Action>) {
        self.page_or_ask(actions);
    }

    /// Shows the task that a piece of code belongs to, for somebody who deploys to this group; those of others are unfolded
    /// where it is one of them.
    pub fn show_snippet(&mut self, kind: SnippetKind, group: Group) {
        let Some(page) = &self.page else { return };
        let tasks = page.tasks(group);
        let holds = |task: &&Task| page.code(**task).any(|i| page.snippets[i].kind() == kind);
        let own = tasks.own.iter().find(holds);
        self.others_open |= own.is_none();
        self.wanted = own.or_else(|| tasks.others.iter().find(holds)).map(|task| Wanted::of(page, *task));
        self.group = group;
        self.list = ListView::default();
    }

    /// Shows a page; what was looked for in its code is looked for again.
    pub fn take_page(&mut self, page: Arc<DeployPage>) {
        self.page = Some(page);
        self.code = std::mem::take(&mut self.code).into_iter().map(|(id, view)| (id, view.carried())).collect();
    }

    /// The page; where nobody asked for it, that is done.
    fn page_or_ask(&mut self, actions: &mut Vec<Action>) -> Option<Arc<DeployPage>> {
        if self.page.is_none() && !std::mem::replace(&mut self.is_asked, true) {
            actions.push(Action::WriteDeployPage);
        }
        self.page.clone()
    }
}

impl Wanted {
    fn of(page: &DeployPage, task: Task) -> Self {
        match task {
            Task::Platform(i) => Self::Platform(page.platforms[i].platform.id),
            Task::Snippet(i) => Self::Snippet(page.snippets[i].kind()),
        }
    }
}

/// The lines of the list.
#[derive(Debug, Default)]
struct Lines {
    tasks: Tasks,
    others_open: bool,
}

/// A line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Task(Task),
    /// What unfolds the tasks of other platforms.
    Others,
}

impl Lines {
    fn of(page: &DeployPage, view: &DeployView) -> Self {
        Self { tasks: page.tasks(view.group), others_open: view.others_open }
    }

    fn len(&self) -> usize {
        let others = if self.others_open { self.tasks.others.len() } else { 0 };
        self.tasks.own.len() + others + usize::from(!self.tasks.others.is_empty())
    }

    fn line(&self, i: usize) -> Option<Line> {
        let own = self.tasks.own.len();
        match i.checked_sub(own) {
            None => Some(Line::Task(self.tasks.own[i])),
            Some(0) => (!self.tasks.others.is_empty()).then_some(Line::Others),
            Some(below) => self.tasks.others.get(below - 1).copied().filter(|_| self.others_open).map(Line::Task),
        }
    }

    fn task(&self, i: usize) -> Option<Task> {
        if let Line::Task(task) = self.line(i)? { Some(task) } else { None }
    }
}

/// Draws the panel.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, whole: &mut View, layout: &mut Layout) {
    let view = &mut whole.deploy;
    let Some(page) = view.page_or_ask(scene.actions) else { return };
    if std::mem::replace(&mut view.group, layout.deploys_to) != layout.deploys_to {
        view.list = ListView::default();
    }
    select_one(&page, view);
    let palette = Palette::of(ui.visuals());
    let area = ui.available_rect_before_wrap();
    let list = area.with_max_x(area.left() + theme::SNIPPETS.min(area.width() * 0.36));
    let right = area.with_min_x(list.right() + 16.0);
    ui.painter().vline(list.right() + 8.0, area.y_range(), egui::Stroke::new(1.0, palette.separator));
    ui.scope_builder(egui::UiBuilder::new().max_rect(list), |ui| {
        list::choice_ui(ui, scene.tab, &mut layout.deploys_to);
        list::ui(ui, scene, &page, view);
    });
    view.shown = view.list.selected.and_then(|i| Lines::of(&page, view).task(i)).or(view.shown);
    let shown = view.shown;
    let leads = ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| match shown? {
        Task::Platform(i) => page::ui(ui, scene, &page, i, view),
        Task::Snippet(i) => {
            let written = &page.snippets[i];
            code::snippet_ui(ui, scene, written, view.code.entry(CodeId::Snippet(written.kind())).or_default());
            None
        }
    });
    if let Some(leads) = leads.inner {
        leads.follow(scene, whole);
    }
    ui.advance_cursor_after_rect(area);
}

/// Something is always shown: what was shown before, else the first task.
fn select_one(page: &DeployPage, view: &mut DeployView) {
    let lines = Lines::of(page, view);
    if view.list.selected.is_some_and(|i| lines.line(i).is_some()) {
        return;
    }
    let wanted = view.wanted.take();
    let is_wanted = |i: &usize| lines.task(*i).is_some_and(|task| wanted == Some(Wanted::of(page, task)));
    view.list.selected = (0..lines.len()).find(is_wanted).or_else(|| (0..lines.len()).find(|i| lines.task(*i).is_some()));
}

/// The list's stop of the Tab key.
fn list_id(tab: u64) -> Id {
    Id::unique(("deploy", tab))
}
