//! What the model's own files say of it: class, steps with their settings, what it learned, what loading it imports.

mod head;
mod line;
mod lines;
mod waiting;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use egui::{Id, Rect, Ui};

use super::command::Action;
use super::inside_found::InsideFound;
use super::rows::{Asked, Folds, ListView, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use crate::folder::Progress;
use crate::present::inside::{InsidePage, ToRead};
use crate::reading::LOOKED_INTO_BY_ITSELF;
use lines::{Fold, InsideLines, Line, Side, TensorColumn, TensorSort, next_sort};

/// Files that are being read.
#[derive(Debug)]
pub struct ReadingInside {
    /// Of the job: what an older one found is dropped.
    pub number: u64,
    pub since: Instant,
    pub progress: Progress,
}

/// Where the person is in it.
#[derive(Debug, Default)]
pub struct InsideView {
    pub reading: Option<ReadingInside>,
    pub found: Option<Arc<InsideFound>>,
    /// The program made a mistake: what is said of it.
    pub failed: Option<String>,
    /// It was asked for, by the window itself or by the person.
    is_asked: bool,
    /// The person stopped it.
    is_stopped: bool,
    /// The file that is shown, counted from 0.
    file: usize,
    filter: String,
    /// What is folded or unfolded, other than at first.
    flipped: HashSet<Fold>,
    sort: Option<TensorSort>,
    lists: [ListView; 2],
    /// `None` makes them anew.
    lines: Option<InsideLines>,
}

impl InsideView {
    /// A job began.
    pub fn began(&mut self, reading: ReadingInside) {
        self.failed = None;
        self.is_stopped = false;
        self.is_asked = true;
        self.reading = Some(reading);
    }

    /// Asks the job to stop.
    pub fn stop(&mut self) {
        if let Some(reading) = self.reading.take() {
            reading.progress.cancel();
            self.is_stopped = true;
        }
    }

    /// Shows what was found.
    pub fn show(&mut self, found: InsideFound) {
        self.file = self.file.min(found.pages.len().saturating_sub(1));
        self.found = Some(Arc::new(found));
        self.lines = None;
    }

    /// Takes what the job of this number found, unless another one began since.
    pub fn take(&mut self, number: u64, result: Result<Option<Arc<InsideFound>>, String>) {
        if self.reading.as_ref().is_none_or(|reading| reading.number != number) {
            return;
        }
        self.reading = None;
        self.lines = None;
        match result {
            Ok(Some(found)) => {
                self.file = self.file.min(found.pages.len().saturating_sub(1));
                self.found = Some(found);
            }
            Ok(None) => self.is_stopped = true,
            Err(why) => self.failed = Some(why),
        }
    }

    /// What the model is, in a few words; nothing while that is not known.
    #[must_use]
    pub fn headline(&self) -> Option<&str> {
        self.found.as_ref()?.headline.as_deref()
    }

    /// Whether it was asked for and is not there yet.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.reading.is_some() || (self.is_asked && self.found.is_none() && self.failed.is_none() && !self.is_stopped)
    }

    /// The same places in a model that was read again. What is read by itself is shown until the new reading is there.
    #[must_use]
    pub fn carried(mut self, new: &ToRead) -> Self {
        self.stop();
        let found = self.found.take().filter(|_| !new.is_empty() && new.bytes <= LOOKED_INTO_BY_ITSELF);
        let Self { file, filter, flipped, sort, lists, .. } = self;
        Self { found, file, filter, flipped, sort, lists, ..Self::default() }
    }

    /// Unfolds everything of the file that is shown, or folds it.
    pub fn fold_all(&mut self, are_open: bool) {
        if let Some(page) = self.found.as_ref().and_then(|found| found.pages.get(self.file)) {
            self.flipped = lines::flipped_where_all(page, are_open);
            self.lines = None;
        }
    }

    fn flip(&mut self, fold: Fold) {
        if !self.flipped.remove(&fold) {
            self.flipped.insert(fold);
        }
        self.lines = None;
    }
}

/// Asks for the files to be read where that is soon done and was not asked yet.
pub fn ask(scene: &mut Scene<'_>, view: &mut InsideView) {
    let to_read = &scene.loaded.to_read;
    if !view.is_asked && !to_read.is_empty() && to_read.bytes <= LOOKED_INTO_BY_ITSELF {
        view.is_asked = true;
        scene.actions.push(Action::LookInside);
    }
}

fn list_id(tab: u64, side: Side) -> Id {
    Id::unique(("inside", tab, side))
}

fn filter_id(tab: u64) -> Id {
    Id::unique(("inside filter", tab))
}

/// Draws the page, or what is said while there is none.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut InsideView) {
    ask(scene, view);
    let found = view.found.clone();
    let Some(page) = found.as_ref().and_then(|found| found.pages.get(view.file)) else {
        waiting::ui(ui, scene, view);
        return;
    };
    head::ui(ui, scene, view, page);
    ui.add_space(4.0);
    let is_two = ui.available_width() >= theme::TWO_COLUMNS && InsideLines::has_both_sides(page);
    if view.lines.as_ref().is_some_and(|lines| lines.is_two != is_two) {
        view.lines = None;
    }
    let lines = view.lines.take().unwrap_or_else(|| {
        let lines = InsideLines::of(page, is_two, &view.filter, &view.flipped, view.sort);
        for (list, side) in view.lists.iter_mut().zip(Side::ALL) {
            list.move_to(list.selected.filter(|line| *line < lines.of_side(side).len()), None);
        }
        lines
    });
    let area = ui.available_rect_before_wrap();
    let list = |side| PageList { page, lines: &lines, side };
    let mut changes = Vec::new();
    if is_two {
        let middle = area.left() + (area.width() * 0.45).clamp(300.0, 560.0);
        let parts = [area.with_max_x(middle), area.with_min_x(middle + 16.0)];
        for (side, part) in Side::ALL.into_iter().zip(parts) {
            let drawn = ui.scope_builder(egui::UiBuilder::new().max_rect(part), |ui| list(side).ui(ui, scene, view));
            changes.extend(drawn.inner);
        }
    } else {
        changes.extend(list(Side::Left).ui(ui, scene, view));
    }
    ui.advance_cursor_after_rect(area);
    view.lines = Some(lines);
    for change in changes {
        match change {
            Change::Flip(fold) => view.flip(fold),
            Change::Sort(column) => {
                view.sort = next_sort(view.sort, column);
                view.lines = None;
            }
        }
    }
}

/// What was asked for in a list.
#[derive(Clone, Copy, Debug)]
enum Change {
    Flip(Fold),
    /// A heading of the arrays was clicked.
    Sort(TensorColumn),
}

/// One column of a page.
struct PageList<'a> {
    page: &'a InsidePage,
    lines: &'a InsideLines,
    side: Side,
}

impl PageList<'_> {
    fn name(&self) -> &'static str {
        match self.side {
            Side::Left => "Inside the model",
            Side::Right => "Learned and imported",
        }
    }

    /// Draws it.
    fn ui(&self, ui: &mut Ui, scene: &mut Scene<'_>, view: &mut InsideView) -> Vec<Change> {
        let Self { page, lines, side } = *self;
        let rows = lines.of_side(side);
        let is_stop = |i: usize| rows.get(i).is_some_and(|row| row.line.is_stop());
        let is_open = |i: usize| rows.get(i).and_then(|row| row.is_open);
        let parent = |i: usize| {
            let depth = rows.get(i)?.depth;
            (0..i).rev().find(|above| rows[*above].is_open.is_some() && rows[*above].depth < depth)
        };
        let folds = Folds { is_open: &is_open, parent: &parent, at_click: &|_| true };
        let list = Rows::new(list_id(scene.tab, side), self.name(), rows.len(), theme::TREE_ROW).stops(&is_stop).folds(folds);
        let empty = if view.filter.trim().is_empty() { "Nothing more can be said of it." } else { "Nothing of it fits the filter." };
        let context = line::Context { page, lines, sort: view.sort, tab: scene.tab };
        let mut sorted = None;
        let done = list.empty(empty).show(ui, &mut view.lists[side as usize], |ui, row| {
            let Some(shown) = rows.get(row.item) else { return };
            sorted = line::ui(ui, row, shown, &context, scene.actions).or(sorted);
        });
        let line = |i: usize| rows.get(i).map(|row| row.line);
        if done.asked == Some(Asked::Copy)
            && let Some(line) = view.lists[side as usize].selected.and_then(line)
        {
            scene.actions.push(Action::Copy(line::value(line, page)));
        }
        let flipped = done.flipped.and_then(line).and_then(Line::fold).map(Change::Flip);
        flipped.into_iter().chain(sorted.map(Change::Sort)).collect()
    }
}

/// A line between two parts of a page.
fn rule(ui: &Ui, area: Rect) {
    let palette = Palette::of(ui.visuals());
    ui.painter().hline(area.x_range(), area.bottom() - 0.5, egui::Stroke::new(1.0, palette.separator));
}
