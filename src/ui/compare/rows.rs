//! The rows of a comparison: A at the left, B at the right, the change between them.

use std::time::Duration;

use egui::{Align2, Color32, CornerRadius, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::lines::{DiffLine, DiffLines, LaidOut, RowAt, Shown};
use super::{CompareView, Halves, PairScene, inside_ring, list_id, whole};
use crate::compare::sections::{FILES, RUN_METRICS};
use crate::compare::{Change, DiffSection};
use crate::mlmodel::display::{bytes, clipped, count};
use crate::present::diff::{Cell, CellRow, ChangeRow, Diff, SectionRows};
use crate::present::{Table, TableForm};
use crate::ui::command::Action;
use crate::ui::rows::{Asked, Folds, Row, Rows};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Rows of context around one that is brought into view.
const CONTEXT: usize = 2;

/// Draws the rows.
pub fn ui(ui: &mut Ui, scene: &mut PairScene<'_>, view: &mut CompareView) {
    take_free_arrow(ui, scene.tab, view);
    view.laid_out.begin();
    let lines = &view.lines;
    let is_stop = |i: usize| lines.all[i].is_stop();
    let key = |i: usize| Id::unique(lines.all[i]);
    let first = lines.changes.first().copied();
    let rows = Rows::new(list_id(scene.tab), "Differences", lines.all.len(), theme::ROW);
    let diff = &*scene.pair.diff;
    let shown = &view.shown;
    // What is folded into one line needs no double click.
    let folds =
        Folds { is_open: &|i| shown.is_unfolded(diff, lines.all[i]), parent: &|i| lines.parent(i), at_click: &|i| lines.all[i].is_fold() };
    let rows = rows.stops(&is_stop).keyed(&key).first(first).around(CONTEXT).folds(folds);
    let mut drawing = Drawing { scene, lines, shown, laid_out: &mut view.laid_out, flipped: None };
    let done = rows.show(ui, &mut view.list, |ui, row| drawing.line_ui(ui, row));
    if let Some(section) = drawing.flipped {
        view.toggle_section(section);
    }
    if let Some(line) = done.flipped.and_then(|line| view.lines.all.get(line)).copied() {
        flip(diff, view, line);
    }
    let Some(line) = view.selected_line() else { return };
    match done.asked {
        Some(Asked::Copy) => scene.actions.extend(row_of(diff, &view.lines, line).map(|row| copied(&row))),
        Some(Asked::Activate) => {
            let curve = || metric_of(diff, line).map(Action::ShowCurve);
            scene.actions.extend(compared_file(diff, line).map(Action::CompareLines).or_else(curve));
        }
        None => {}
    }
}

/// Gives the list an arrow key that nothing else takes. Where nothing is selected it goes to the first row.
fn take_free_arrow(ui: &Ui, tab: u64, view: &mut CompareView) {
    let is_free = ui.memory(|memory| memory.focused().is_none()) && !ui.ctx().any_popup_open();
    if !is_free || !ui.input(|input| input.key_pressed(Key::ArrowDown) || input.key_pressed(Key::ArrowUp)) {
        return;
    }
    super::focus_list(ui, tab);
    if view.list.selected.is_none()
        && let Some(first) = view.lines.all.iter().position(|line| line.is_stop())
    {
        view.list.select(first);
        ui.input_mut(|input| [Key::ArrowDown, Key::ArrowUp].map(|key| input.consume_key(Modifiers::NONE, key)));
    }
}

/// `1 input`, `12 packages`: rows of a section.
fn counted(section: &'static DiffSection, rows: u32) -> String {
    let [one, many] = section.nouns;
    count(rows as usize, one, many)
}

fn same_text(section: &'static DiffSection, rows: u32) -> String {
    format!("{} {} the same", counted(section, rows), if rows == 1 { "is" } else { "are" })
}

fn expected_text(section: &'static DiffSection, rows: u32) -> String {
    let why = section.expected;
    format!("{} expected to differ ({why})", counted(section, rows))
}

/// The file on a line whose text can be compared: both sides have it.
fn compared_file(diff: &Diff, line: DiffLine) -> Option<String> {
    let DiffLine::Row { section, index } = line else { return None };
    let file = diff.comparison().files().get(index as usize).filter(|_| *section == FILES)?;
    (file.a_bytes.is_some() && file.b_bytes.is_some()).then(|| file.path.to_string())
}

/// The metric on a line.
fn metric_of(diff: &Diff, line: DiffLine) -> Option<String> {
    let DiffLine::Row { section, index } = line else { return None };
    diff.row(section, index as usize).filter(|_| *section == RUN_METRICS).map(|row| row.name().to_owned())
}

/// Unfolds or folds what stands on a line.
fn flip(diff: &Diff, view: &mut CompareView, line: DiffLine) {
    let flip = |set: &mut std::collections::BTreeSet<&'static str>, at: &'static str| {
        if !set.remove(at) {
            set.insert(at);
        }
    };
    match line {
        DiffLine::Same { section, .. } => flip(&mut view.shown.same_open, section.key),
        DiffLine::Expected { section, .. } => flip(&mut view.shown.expected_open, section.key),
        DiffLine::Row { section, index } if diff.has_nested(section, index as usize) => {
            let key = RowAt::new(section, index);
            if !view.shown.unfolded.remove(&key) {
                view.shown.unfolded.insert(key);
            }
        }
        _ => return,
    }
    view.stale = true;
    view.make(diff);
}

fn row_of(diff: &Diff, lines: &DiffLines, line: DiffLine) -> Option<ChangeRow> {
    match line {
        DiffLine::Row { section, index } => diff.row(section, index as usize),
        DiffLine::Nested { nested, .. } => lines.nested.get(nested as usize).map(|nested| nested.row.clone()),
        _ => None,
    }
}

/// One row to paste into a spreadsheet.
fn copied(row: &ChangeRow) -> Action {
    Action::CopyTable(Table::of_row(row.columns()), TableForm::Tsv)
}

/// The list while it is drawn.
struct Drawing<'a, 'b> {
    scene: &'a mut PairScene<'b>,
    lines: &'a DiffLines,
    shown: &'a Shown,
    laid_out: &'a mut LaidOut,
    /// The section whose rows were asked for at its title, or folded there.
    flipped: Option<&'static DiffSection>,
}

impl Drawing<'_, '_> {
    fn line_ui(&mut self, ui: &mut Ui, row: &mut Row) {
        let diff = &*self.scene.pair.diff;
        match self.lines.all[row.item] {
            DiffLine::Gap(_) => {}
            DiffLine::Title(section) => self.title_ui(ui, whole(row), section),
            DiffLine::Same { section, count } => {
                fold_ui(ui, row, &same_text(section, count), self.shown.same_open.contains(section.key));
            }
            DiffLine::Expected { section, count } => {
                fold_ui(ui, row, &expected_text(section, count), self.shown.expected_open.contains(section.key));
            }
            DiffLine::Row { section, index } => {
                if let Some(change) = self.laid_out.row(row.item, || diff.row(section, index as usize)) {
                    let is_open = (change.children > 0).then(|| self.shown.unfolded.contains(&RowAt::new(section, index)));
                    DrawnRow { section, change, depth: 0, is_open }.ui(ui, row, self.scene.actions);
                }
            }
            DiffLine::Nested { section, nested } => {
                if let Some(nested) = self.lines.nested.get(nested as usize) {
                    DrawnRow { section, change: &nested.row, depth: nested.depth, is_open: None }.ui(ui, row, self.scene.actions);
                }
            }
        }
    }

    /// The name of a section, and how much of it differs.
    fn title_ui(&mut self, ui: &Ui, rect: Rect, section: &'static DiffSection) {
        let palette = Palette::of(ui.visuals());
        let rect = rect.shrink2(vec2(16.0, 0.0));
        let (width, _) = widgets::paint_line(ui, rect, section.title, theme::section(), palette.text);
        let mut text = self.scene.pair.diff.section(section).map_or("", SectionRows::heading).to_owned();
        let mut right = rect.right();
        if *section == FILES
            && let Some(contents) = &self.scene.pair.contents
        {
            if contents.since.elapsed() > theme::SHOW_WAITING_AFTER {
                // The count moves a few times a second, no more.
                ui.ctx().request_repaint_after(Duration::from_millis(200));
                text.push_str(&format!(" · {} of {} compared", bytes(contents.progress.bytes()), bytes(contents.total)));
                right = self.stop_button(ui, rect);
            } else {
                ui.ctx().request_repaint_after(theme::SHOW_WAITING_AFTER);
            }
        }
        let rest = Rect::from_x_y_ranges((rect.left() + width + 8.0).min(right)..=right, rect.y_range());
        let (width, _) = widgets::paint_line(ui, rest, &text, theme::body(), palette.text_second);
        let response = ui.interact(rest, ui.unique_id().with(("title", section.key)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{}: {text}", section.title)));
        self.section_button(ui, rest.with_min_x(rest.left() + width + 10.0), section);
    }

    /// Shows what is folded in a section in which nothing differs, or folds it.
    fn section_button(&mut self, ui: &Ui, rect: Rect, section: &'static DiffSection) {
        let counts = self.scene.pair.diff.comparison().section(section).map(|diff| diff.counts).unwrap_or_default();
        let is_quiet = counts.changes + counts.moved + counts.unknown == 0 && counts.same + counts.expected > 0;
        if !is_quiet || !self.shown.only_changes {
            return;
        }
        let palette = Palette::of(ui.visuals());
        let word = if self.shown.is_open(section) { "Fold" } else { "Show" };
        let galley = widgets::line(ui, word, theme::body(), palette.accent, 60.0);
        let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
        let hit = Rect::from_min_size(at, galley.size()).expand2(vec2(4.0, 3.0));
        let response = ui.interact(hit, Id::unique(("show section", self.scene.tab, section.key)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{word} {}", section.title)));
        ui.painter().galley(at, galley, palette.accent);
        widgets::focus_ring(ui, &response, hit);
        if response.clicked() {
            self.flipped = Some(section);
        }
    }

    /// Stops the comparison of contents; where the text left of it ends.
    fn stop_button(&mut self, ui: &Ui, rect: Rect) -> f32 {
        let palette = Palette::of(ui.visuals());
        let galley = widgets::line(ui, "Stop", theme::body(), palette.accent, 60.0);
        let hit = Rect::from_min_max(pos2(rect.right() - galley.size().x - 8.0, rect.top()), rect.max);
        let response = ui.interact(hit, Id::unique(("stop contents", self.scene.tab)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Stop comparing contents"));
        ui.painter().galley(pos2(hit.left() + 4.0, hit.center().y - galley.size().y / 2.0), galley, palette.accent);
        widgets::focus_ring(ui, &response, hit);
        if response.clicked() {
            self.scene.actions.push(Action::StopContents);
        }
        response.on_hover_text("The rest of the files is then not compared");
        hit.left() - 8.0
    }
}

/// A folded group: how many there are, in one line over both sides.
fn fold_ui(ui: &Ui, row: &mut Row, text: &str, is_open: bool) {
    row.describe(Role::DisclosureTriangle, || text.to_owned());
    let rect = whole(row);
    let hint = row.background_in(ui, rect);
    let halves = Halves::of(rect);
    row.arrow(ui, rect.left() + 22.0, hint, is_open);
    for side in [halves.a.with_min_x(halves.a.left() + 36.0), halves.b.with_min_x(halves.b.left() + 16.0)] {
        widgets::paint_line(ui, side.with_max_x(side.right() - 8.0), text, theme::body(), hint);
    }
    ui.painter().text(halves.between.center(), Align2::CENTER_CENTER, "…", theme::body(), hint);
    edges_ui(ui, halves);
}

/// The lines beside the middle column.
fn edges_ui(ui: &Ui, halves: Halves) {
    let palette = Palette::of(ui.visuals());
    for x in [halves.a.right(), halves.b.left()] {
        ui.painter().vline(x, halves.a.y_range(), Stroke::new(1.0, palette.separator));
    }
}

/// One row on both sides.
struct DrawnRow<'a> {
    section: &'static DiffSection,
    change: &'a ChangeRow,
    depth: u16,
    /// Whether its nested types are unfolded, where it has any.
    is_open: Option<bool>,
}

impl DrawnRow<'_> {
    fn ui(&self, ui: &Ui, row: &mut Row, actions: &mut Vec<Action>) {
        let palette = Palette::of(ui.visuals());
        let change = self.change;
        row.describe(Role::Row, || spoken(change));
        let rect = whole(row);
        let hint = row.background_in(ui, rect);
        let halves = Halves::of(rect);
        edges_ui(ui, halves);
        self.gap_ui(ui, row, halves);
        self.arrow_ui(ui, row, hint, halves);
        let mut is_cut = false;
        for (half, side) in [(halves.a, &change.baseline), (halves.b, &change.first.cells)] {
            if let Some(side) = side {
                is_cut |= self.side_ui(ui, self.inner(half), side, hint);
            }
        }
        let (sign, color) = change_look(change, palette);
        mark_ui(ui, halves.between, sign, change.first.word(), if change.first.is_change() { color } else { hint });
        self.menu(&row.response, actions);
        self.tooltip(row.response.clone(), is_cut);
    }

    /// What stands on a side of the row, in its margins and below what it is nested in.
    fn inner(&self, half: Rect) -> Rect {
        let indent = f32::from(self.depth.min(24)) * theme::INDENT;
        Rect::from_x_y_ranges(half.left() + 16.0 + indent..=half.right() - 16.0, half.y_range())
    }

    /// Where one side has nothing: hatched there, and tinted on the other side.
    fn gap_ui(&self, ui: &Ui, row: &Row, halves: Halves) {
        let (gap, side) = if self.change.baseline.is_none() {
            (halves.a, halves.b)
        } else if self.change.first.cells.is_none() {
            (halves.b, halves.a)
        } else {
            return;
        };
        hatch(ui, gap.shrink2(vec2(1.0, 1.0)).intersect(inside_ring(row)), Palette::of(ui.visuals()));
        if self.change.first.is_change()
            && let Some(change) = self.change.first.change
        {
            super::tint_ui(ui, row, side, change);
        }
    }

    /// The arrow of a row that unfolds, on A's side if A has the row.
    fn arrow_ui(&self, ui: &Ui, row: &mut Row, color: Color32, halves: Halves) {
        let Some(is_open) = self.is_open else { return };
        let half = if self.change.baseline.is_some() { halves.a } else { halves.b };
        row.arrow(ui, self.inner(half).left() + 4.0, color, is_open);
        row.arrow_begins(half.left());
    }

    /// The name at the left, the values at the right; whether something was cut.
    fn side_ui(&self, ui: &Ui, rect: Rect, side: &CellRow, hint: Color32) -> bool {
        let palette = Palette::of(ui.visuals());
        let first = &self.change.first;
        let mut right = rect.right();
        let mut is_cut = false;
        // The values keep at least half of the side, the name takes what they leave.
        let floor = rect.left() + rect.width() * 0.4;
        for cell in side.cells.iter().rev().filter(|cell| !cell.text.is_empty()) {
            let room = (right - floor).max(24.0);
            let (width, is_cell_cut) = cell_ui(ui, pos2(right, rect.center().y), cell, room);
            is_cut |= is_cell_cut;
            right -= width + 8.0;
            if right <= floor {
                break;
            }
        }
        let mut name = Rect::from_x_y_ranges(rect.left()..=right.max(rect.left()), rect.y_range());
        if self.is_open.is_some() || self.depth > 0 {
            name.min.x = (name.min.x + 16.0).min(name.max.x);
        }
        let color = if first.change == Some(Change::Same) || first.expected { palette.text_second } else { palette.text };
        let (width, is_name_cut) = widgets::paint_line(ui, name, &clipped(&side.name, 400), theme::body(), color);
        let remark = name.with_min_x((name.left() + width + 8.0).min(name.right()));
        if first.is_rename_guess && remark.width() > 60.0 {
            widgets::paint_line(ui, remark, &first.hint, theme::small(), hint);
        }
        is_cut || is_name_cut
    }

    fn can_compare_lines(&self) -> bool {
        *self.section == FILES && self.change.is_on_both()
    }

    fn menu(&self, response: &Response, actions: &mut Vec<Action>) {
        let change = self.change;
        widgets::context_menu(response, |ui| {
            let mut copies = vec![("Copy row", copied(change)), ("Copy name", Action::Copy(change.name().to_owned()))];
            copies.extend(change.baseline.as_ref().map(|side| ("Copy A's value", Action::Copy(side.value()))));
            copies.extend(change.first.cells.as_ref().map(|side| ("Copy B's value", Action::Copy(side.value()))));
            for (text, action) in copies {
                if ui.button(text).clicked() {
                    actions.push(action);
                }
            }
            if *self.section == RUN_METRICS && ui.button("Show curves").clicked() {
                actions.push(Action::ShowCurve(change.name().to_owned()));
            }
            if self.can_compare_lines() && ui.button("Compare lines").clicked() {
                actions.push(Action::CompareLines(change.name().to_owned()));
            }
        });
    }

    fn tooltip(&self, response: Response, is_cut: bool) {
        let change = self.change;
        let is_metric = *self.section == RUN_METRICS;
        if !is_cut && change.first.hint.is_empty() && !self.can_compare_lines() && !is_metric {
            return;
        }
        response.on_hover_ui(|ui| {
            if is_cut {
                ui.label(clipped(change.name(), 1_000));
                for (letter, side) in [("A", &change.baseline), ("B", &change.first.cells)] {
                    if let Some(side) = side {
                        ui.label(format!("{letter}: {}", clipped(&side.value(), 1_000)));
                    }
                }
            }
            if !change.first.hint.is_empty() {
                ui.label(clipped(&change.first.hint, 400));
            }
            let more = [(self.can_compare_lines(), "compares the lines"), (is_metric, "shows the curves of both runs")];
            for (_, does) in more.into_iter().filter(|(can, _)| *can) {
                let text = format!("Enter or a double click {does}");
                ui.label(egui::RichText::new(text).color(Palette::of(ui.visuals()).text_second));
            }
        });
    }
}

/// One value, its right edge at `at`; how wide it is, and whether it was cut. What changed is tinted.
fn cell_ui(ui: &Ui, at: egui::Pos2, cell: &Cell, room: f32) -> (f32, bool) {
    let palette = Palette::of(ui.visuals());
    let text = cell.shown(400);
    let color = cell.family.map_or(palette.text, |family| palette.family(family));
    let pad = if cell.changed { 8.0 } else { 0.0 };
    let chip = if cell.family.is_some() { 14.0 } else { 0.0 };
    let galley = widgets::line(ui, &text, theme::mono(), color, room - pad * 2.0 - chip);
    let width = galley.size().x + chip + pad * 2.0;
    let is_cut = galley.elided;
    if cell.changed {
        let tint = Rect::from_min_max(pos2(at.x - width, at.y - 11.0), pos2(at.x, at.y + 11.0));
        ui.painter().rect_filled(tint, CornerRadius::same(theme::RADIUS_SMALL), palette.warning_surface);
    }
    if cell.family.is_some() {
        widgets::chip(ui, pos2(at.x - width + pad, at.y), &text, color, galley.size().x + chip + 1.0);
    } else {
        ui.painter().galley(pos2(at.x - width + pad, at.y - galley.size().y / 2.0), galley, color);
    }
    (width, is_cut)
}

/// What a person who does not see the row is told.
fn spoken(row: &ChangeRow) -> String {
    let side = |side: &Option<CellRow>| side.as_ref().map_or_else(|| "nothing".to_owned(), CellRow::value);
    let word = match row.first.change {
        Some(change) if row.first.mark.is_empty() || change != Change::Changed => row.first.word().to_owned(),
        Some(_) => format!("{} changed", row.first.mark),
        None => row.first.word().to_owned(),
    };
    let expected = if row.first.expected { ", expected" } else { "" };
    match row.first.change {
        Some(Change::Same) => format!("{}: the same, {}", row.name(), side(&row.baseline)),
        _ => format!("{}: {word}{expected}, A {}, B {}", row.name(), side(&row.baseline), side(&row.first.cells)),
    }
}

/// The sign and colour of a change.
fn change_look(row: &ChangeRow, palette: &Palette) -> (&'static str, Color32) {
    match row.first.change {
        Some(Change::Same) => ("=", palette.text_second),
        // The direction of a version stands in its word.
        Some(Change::Changed) if row.first.has_way => ("", palette.warning),
        Some(Change::Changed) => ("≠", palette.warning),
        Some(Change::Added) => ("+", palette.ok),
        Some(Change::Removed) => ("−", palette.error),
        Some(Change::Moved) | None => ("", palette.text_second),
    }
}

fn mark_ui(ui: &Ui, rect: Rect, sign: &str, word: &str, color: Color32) {
    let text = if sign.is_empty() { word.to_owned() } else { format!("{sign} {word}") };
    let galley = widgets::line(ui, &text, theme::small_strong(), color, rect.width() - 8.0);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
}

/// Fills a place where one side has nothing.
fn hatch(ui: &Ui, rect: Rect, palette: &Palette) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let stroke = Stroke::new(1.0, palette.separator);
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        painter.line_segment([pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())], stroke);
        x += 9.0;
    }
}
