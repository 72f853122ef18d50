//! Two models side by side: who they are, the verdict, and what differs, aligned row by row.

mod head;
mod lines;
mod pair;
mod rows;
mod text;
mod verdict;

use std::collections::BTreeSet;

use egui::{CornerRadius, Frame, Id, Margin, Rect, Ui};

use super::command::Action;
use super::layout::Layout;
use super::rows::{ListView, Row};
use super::theme::{self, Palette};
use super::widgets;
use crate::compare::keys::KeyRow;
use crate::compare::{Callers, Change, Compatibility, DiffSection, ReasonPlace, sections};
use crate::enforce::ByCaller;
use crate::mlmodel::KeyPath;
use crate::present::diff::{Diff, spares_most};
use lines::{DiffLine, DiffLines, LaidOut, RowAt, Shown};
pub use pair::{ComparingFiles, Pair};
pub use text::{TextState, TextView};

/// What is folded, selected and opened in a comparison.
#[derive(Debug)]
pub struct CompareView {
    shown: Shown,
    list: ListView,
    /// The row that was selected before the two models were read again, by its name.
    wanted: Option<Wanted>,
    lines: DiffLines,
    laid_out: LaidOut,
    summary: Summary,
    /// The lines have to be made anew.
    stale: bool,
    /// What nested types are unfolded at first has been decided.
    seen: bool,
    reasons_open: bool,
    reasons: ListView,
    /// The text file whose lines are compared below.
    pub text: Option<TextView>,
}

/// A row, by its name.
#[derive(Debug)]
struct Wanted {
    section: &'static DiffSection,
    name: String,
}

/// What the verdict says in words: a look at every reason and every row, so it is kept.
#[derive(Debug, Default)]
struct Summary {
    headline: &'static str,
    remark: &'static str,
    /// For both kinds of callers.
    both: Answer,
    each: ByCaller<Answer>,
    /// Of the reasons behind the first three: `and 37 more: 4 breaking, 33 safe`.
    rest: String,
    /// Some section can be read on both sides.
    is_comparable: bool,
}

/// What is said of some callers.
#[derive(Clone, Copy, Debug)]
struct Answer {
    compatibility: Compatibility,
    /// All but a few need no change.
    spares_most: bool,
}

impl Answer {
    fn of(diff: &Diff, callers: Callers) -> Self {
        let comparison = diff.comparison();
        Self { compatibility: comparison.answer(callers), spares_most: spares_most(comparison, callers) }
    }
}

impl Default for Answer {
    fn default() -> Self {
        Self { compatibility: Compatibility::Unknown, spares_most: false }
    }
}

impl Summary {
    fn of(diff: &Diff) -> Self {
        Self {
            headline: diff.headline(),
            remark: diff.remark(),
            both: Answer::of(diff, Callers::Any),
            each: ByCaller::of(|caller| Answer::of(diff, caller.into())),
            rest: verdict::rest_text(&diff.comparison().verdict.reasons),
            is_comparable: diff.comparison().sections.iter().any(|diff| diff.is_comparable),
        }
    }
}

impl Default for CompareView {
    fn default() -> Self {
        let shown = Shown { only_changes: true, same_open: BTreeSet::new(), expected_open: BTreeSet::new(), unfolded: BTreeSet::new() };
        Self {
            shown,
            list: ListView::default(),
            wanted: None,
            lines: DiffLines::default(),
            laid_out: LaidOut::default(),
            summary: Summary::default(),
            stale: true,
            seen: false,
            reasons_open: false,
            reasons: ListView::default(),
            text: None,
        }
    }
}

impl CompareView {
    /// What was chosen, for the same two models read again: folds by section, the place, the text.
    #[must_use]
    pub fn carried(&mut self, old: &Diff) -> Self {
        let wanted = match self.selected_line() {
            Some(DiffLine::Row { section, index }) => {
                old.row(section, index as usize).map(|row| Wanted { section, name: row.name().to_owned() })
            }
            _ => None,
        };
        Self {
            wanted,
            shown: Shown { unfolded: BTreeSet::new(), ..self.shown.clone() },
            reasons_open: self.reasons_open,
            list: self.list.carried(|_| None),
            text: self.text.take(),
            ..Self::default()
        }
    }

    /// The rows have new states: the lines are made anew, and the selection stays on its row.
    pub fn refresh(&mut self) {
        self.stale = true;
    }

    /// Folds what is the same, or shows it.
    pub fn toggle_only_changes(&mut self) {
        self.shown.only_changes = !self.shown.only_changes;
        self.shown.same_open.clear();
        self.shown.expected_open.clear();
        self.stale = true;
        // The row that is selected stays in view.
        self.list.reveal();
    }

    /// Opens the lines of a file below; the selected row stays in view.
    pub fn open_text(&mut self, path: String) {
        self.text = Some(TextView::from_top(path));
        self.list.reveal();
    }

    /// Whether what is the same is folded.
    #[must_use]
    pub fn only_changes(&self) -> bool {
        self.shown.only_changes
    }

    /// Unfolds every nested type.
    pub fn expand_all(&mut self, diff: &Diff) {
        self.shown.unfolded = lines::all_unfoldable(diff);
        self.stale = true;
    }

    /// Folds every nested type.
    pub fn collapse_all(&mut self) {
        self.shown.unfolded.clear();
        self.stale = true;
    }

    /// Selects the next change, or the one before; at the end it begins anew.
    pub fn step(&mut self, diff: &Diff, forward: bool) {
        self.make(diff);
        let changes = &self.lines.changes;
        let next = match self.list.selected {
            None if forward => changes.first(),
            None => changes.last(),
            Some(at) if forward => changes.iter().find(|line| **line > at).or(changes.first()),
            Some(at) => changes.iter().rev().find(|line| **line < at).or(changes.last()),
        };
        if let Some(next) = next {
            self.list.select(*next);
        }
    }

    /// Shows or folds what a section without differences has.
    fn toggle_section(&mut self, section: &'static DiffSection) {
        let at = section.key;
        if self.shown.is_open(section) {
            self.shown.same_open.remove(at);
            self.shown.expected_open.remove(at);
        } else {
            self.shown.same_open.insert(at);
            self.shown.expected_open.insert(at);
        }
        self.stale = true;
    }

    /// Selects the row that a reason is about, unfolding what hides it.
    fn jump(&mut self, diff: &Diff, place: &ReasonPlace) {
        let comparison = diff.comparison();
        let (section, index) = match place {
            ReasonPlace::Signature { part, row, .. } => (DiffSection::of_part(*part), row.map(|row| row as usize)),
            ReasonPlace::Package(name) => (&sections::ENVIRONMENT, comparison.packages().iter().position(|row| row.name == *name)),
            ReasonPlace::File(path) => (&sections::FILES, comparison.files().iter().position(|row| *row.path == **path)),
            ReasonPlace::Key(key) => (&sections::MLMODEL, key_row(comparison.keys(), key)),
        };
        let index = index.and_then(|i| u32::try_from(i).ok());
        let at = section.key;
        if let Some(index) = index.filter(|index| diff.has_nested(section, *index as usize)) {
            self.shown.unfolded.insert(RowAt::new(section, index));
            self.stale = true;
        }
        self.make(diff);
        let mut line = index.and_then(|index| self.lines.find(section, index));
        if index.is_some() && line.is_none() {
            self.shown.same_open.insert(at);
            self.shown.expected_open.insert(at);
            self.stale = true;
            self.make(diff);
            line = index.and_then(|index| self.lines.find(section, index));
        }
        // What has no row of its own is shown by its section.
        if let Some(line) = line.or_else(|| self.lines.all.iter().position(|line| *line == DiffLine::Title(section))) {
            self.list.select(line);
        }
    }

    fn make(&mut self, diff: &Diff) {
        if !self.stale {
            return;
        }
        if !std::mem::replace(&mut self.seen, true) {
            self.shown.unfolded = lines::first_unfolded(diff);
        }
        let before = self.selected_line();
        self.summary = Summary::of(diff);
        self.lines = DiffLines::of(diff, &self.shown);
        self.laid_out = LaidOut::default();
        let mut selected = match before {
            Some(line) => self.lines.all.iter().position(|other| *other == line),
            None => self.list.selected.filter(|line| *line < self.lines.all.len()),
        };
        if let Some(Wanted { section, name }) = self.wanted.take() {
            selected = self.lines.all.iter().position(|line| match line {
                DiffLine::Row { section: other, index } if *other == section => {
                    diff.row(section, *index as usize).is_some_and(|row| row.name() == name)
                }
                _ => false,
            });
        }
        self.list.move_to(selected, selected);
        self.stale = false;
    }

    fn selected_line(&self) -> Option<DiffLine> {
        self.list.selected.and_then(|line| self.lines.all.get(line)).copied()
    }

    /// All differences that count, over all sections.
    fn change_count(&self) -> usize {
        self.lines.changes.len()
    }
}

/// The row of a key, or the first one below it.
fn key_row(rows: &[KeyRow], key: &KeyPath) -> Option<usize> {
    let is_below = |row: &KeyRow| row.key.len() > key.len() && row.key.keys().zip(key.keys()).all(|(x, y)| x == y);
    rows.iter().position(|row| row.key == *key).or_else(|| rows.iter().position(is_below))
}

/// The comparison that is drawn, and the actions that are asked for while it is drawn.
#[derive(Debug)]
pub struct PairScene<'a> {
    /// The tab it is in, to tell its widgets from those of others.
    pub tab: u64,
    pub pair: &'a Pair,
    pub actions: &'a mut Vec<Action>,
}

/// Draws the comparison.
pub fn ui(ui: &mut Ui, scene: &mut PairScene<'_>, view: &mut CompareView, layout: &mut Layout) {
    view.make(&scene.pair.diff);
    let palette = Palette::of(ui.visuals());
    let narrow = ui.available_width() < theme::VERDICT_WIDE;
    let surface = Frame::new().fill(palette.surface);
    egui::Panel::top(Id::unique(("sides", scene.tab))).frame(surface).resizable(false).show(ui, |ui| head::ui(ui, scene, narrow));
    egui::Panel::top(Id::unique(("verdict", scene.tab)))
        .frame(surface.inner_margin(Margin { left: 16, right: 12, top: 10, bottom: 10 }))
        .resizable(false)
        .show(ui, |ui| verdict::ui(ui, scene, view, narrow));
    if view.text.is_some() {
        let max = (ui.available_height() - 120.0).max(120.0);
        if super::panes::edge(ui, "compared text") {
            layout.text_height = Layout::default().text_height;
        }
        let panel = egui::Panel::bottom("compared text")
            .frame(Frame::new().fill(palette.window))
            .resizable(true)
            .default_size(layout.text_height.min(max))
            .size_range(96.0..=max)
            .show(ui, |ui| text::ui(ui, scene, view));
        layout.text_height = panel.response.rect.height();
    }
    egui::CentralPanel::default()
        .frame(surface.inner_margin(Margin { left: 0, right: 0, top: 6, bottom: 0 }))
        .show(ui, |ui| rows::ui(ui, scene, view));
}

/// A row of both sides, and what stands between them.
#[derive(Clone, Copy, Debug)]
struct Halves {
    a: Rect,
    between: Rect,
    b: Rect,
}

impl Halves {
    fn of(row: Rect) -> Self {
        let between = if row.width() < 900.0 { 92.0 } else { 112.0 };
        let side = (row.width() - between) / 2.0;
        let (a, b) = (row.with_max_x(row.left() + side), row.with_min_x(row.right() - side));
        Self { a, between: Rect::from_x_y_ranges(a.right()..=b.left(), row.y_range()), b }
    }
}

/// The whole of a row: the two sides are divided under the scroll bar too.
fn whole(row: &Row) -> Rect {
    row.rect.with_max_x(row.rect.right() + theme::SCROLL_BAR)
}

/// The whole of a row, but for the ring where the keyboard is on it.
fn inside_ring(row: &Row) -> Rect {
    whole(row).shrink(if row.is_focused { theme::RING } else { 0.0 })
}

/// Tints a side of a row by what became of it.
fn tint_ui(ui: &Ui, row: &Row, side: Rect, change: Change) {
    let is_lit = row.is_selected || row.response.hovered();
    if let Some(tint) = Palette::of(ui.visuals()).tint(change, is_lit) {
        ui.painter().rect_filled(side.intersect(inside_ring(row)), CornerRadius::ZERO, tint);
    }
}

fn focus_list(ui: &Ui, tab: u64) {
    ui.memory_mut(|memory| memory.request_focus(list_id(tab)));
}

/// The list of rows, one stop of the Tab key.
#[must_use]
pub fn list_id(tab: u64) -> Id {
    Id::unique(("comparison", tab))
}

/// The icon and colour of a grade.
fn grade_look(grade: crate::compare::rules::Grade, palette: &Palette) -> (super::icons::Icon, egui::Color32) {
    use super::icons::Icon;
    use crate::compare::rules::Grade;
    match grade {
        Grade::Breaking => (Icon::Error, palette.error),
        Grade::Risky => (Icon::Warning, palette.warning),
        Grade::Safe => (Icon::Tick, palette.ok),
    }
}

/// One line of text that begins in the strong font: how wide it was, and whether it was cut.
fn paint_sentence(ui: &Ui, rect: Rect, subject: &str, rest: &str, color: egui::Color32) -> bool {
    let (width, cut) = widgets::paint_line(ui, rect, subject, theme::strong(), color);
    let left = (rect.left() + width + 4.0).min(rect.right());
    let (_, rest_cut) = widgets::paint_line(ui, rect.with_min_x(left), rest, theme::body(), color);
    cut || rest_cut
}
