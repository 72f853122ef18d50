//! The rows of a comparison: A at the left, B at the right, the change between them.

use egui::{Align2, Color32, CornerRadius, Id, Key, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::lines::{DiffLine, Lines, RowAt};
use super::{CompareView, list_id, middle};
use crate::compare::sections::FILES;
use crate::compare::{Change, Section};
use crate::mlmodel::display::{bytes, clipped, count};
use crate::present::diff::{Cell, CellRow, ChangeRow, Diff, SectionRows};
use crate::present::{Table, TableForm};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::state::Pair;
use crate::ui::tab_view::SHOW_WAITING_AFTER;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{self, Move};

pub fn ui(ui: &mut Ui, tab: u64, pair: &Pair, view: &mut CompareView, actions: &mut Vec<Action>) {
    let diff = &*pair.diff;
    let area = ui.available_rect_before_wrap();
    // An arrow that nothing else takes moves in the list.
    let free = ui.memory(|memory| memory.focused().is_none())
        && ui.input(|input| input.key_pressed(Key::ArrowDown) || input.key_pressed(Key::ArrowUp));
    if free && !ui.ctx().any_popup_open() {
        super::focus_list(ui, tab);
    }
    let (list, asked) = widgets::list_focus(ui, list_id(tab), area, "Differences");
    if let Some(m) = asked {
        keyboard(m, diff, view, actions);
        view.make(diff);
    }
    if list.gained_focus() && view.selected.is_none() {
        view.selected = view.lines.changes.first().copied().or_else(|| view.lines.all.iter().position(|line| is_stop(*line)));
    }
    let focused = list.has_focus();
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut scroll = egui::ScrollArea::vertical().id_salt(("comparison", tab)).auto_shrink([false, false]);
    if std::mem::take(&mut view.reveal)
        && let Some(row) = view.selected
        && let Some(offset) = widgets::scroll_to(row, theme::ROW, view.offset, area.height().max(theme::ROW))
    {
        // A row that had to be brought into view keeps some company.
        let company = if offset < view.offset { -2.0 * theme::ROW } else { 2.0 * theme::ROW };
        let offset = (offset + company).max(0.0);
        scroll = scroll.vertical_scroll_offset(offset);
    }
    let mut done = None;
    let output = scroll.show_rows(ui, theme::ROW, view.lines.all.len(), |ui, range| {
        for i in range {
            let (_, rect) = ui.allocate_space(vec2(ui.available_width(), theme::ROW));
            let Some(line) = view.lines.all.get(i).copied() else { continue };
            let mut drawing = Drawing { ui, tab, i, rect, selected: view.selected == Some(i), focused, actions: &mut *actions };
            match line {
                DiffLine::Gap => {}
                DiffLine::Title(section) => {
                    let counts = diff.comparison().section(section).map(|diff| diff.counts).unwrap_or_default();
                    let quiet =
                        view.shown.only_changes && counts.changes + counts.moved + counts.unknown == 0 && counts.same + counts.expected > 0;
                    let open = quiet.then(|| view.is_open(section));
                    let heading = diff.section(section).map_or("", SectionRows::heading);
                    done = drawing.title(section, heading, pair, open).or(done);
                }
                DiffLine::Same { section, count } => {
                    let open = view.shown.same_open.contains(section.key);
                    done = drawing.fold(&same_text(section, count), open).or(done);
                }
                DiffLine::Expected { section, count } => {
                    let open = view.shown.expected_open.contains(section.key);
                    done = drawing.fold(&expected_text(section, count), open).or(done);
                }
                DiffLine::Row { section, index } => {
                    if let Some(row) = diff.row(section, index as usize) {
                        let open = (row.children > 0).then(|| view.shown.unfolded.contains(&RowAt::new(section, index)));
                        done = drawing.row(section, &row, 0, open).or(done);
                    }
                }
                DiffLine::Nested { section, nested } => {
                    if let Some(nested) = view.lines.nested.get(nested as usize) {
                        done = drawing.row(section, &nested.row, nested.depth, None).or(done);
                    }
                }
            }
        }
    });
    view.offset = output.state.clamped_offset().y;
    view.height = output.inner_rect.height();
    match done {
        Some(Done::Selected(line)) => {
            view.selected = Some(line);
            super::focus_list(ui, tab);
        }
        Some(Done::Entered(line)) => {
            view.selected = Some(line);
            super::focus_list(ui, tab);
            enter(line, diff, view, actions);
        }
        Some(Done::Section(section)) => view.toggle_section(section),
        None => {}
    }
}

/// What was clicked.
#[derive(Clone, Copy)]
enum Done {
    Selected(usize),
    /// Selected, and unfolded, folded or opened.
    Entered(usize),
    /// A section without differences, shown or folded.
    Section(&'static Section),
}

fn is_stop(line: DiffLine) -> bool {
    !matches!(line, DiffLine::Gap | DiffLine::Title(_))
}

/// `1 input`, `12 packages`: rows of a section.
fn counted(section: &'static Section, rows: u32) -> String {
    let [one, many] = section.nouns;
    count(rows as usize, one, many)
}

fn same_text(section: &'static Section, rows: u32) -> String {
    format!("{} {} the same", counted(section, rows), if rows == 1 { "is" } else { "are" })
}

fn expected_text(section: &'static Section, rows: u32) -> String {
    let why = section.expected;
    format!("{} expected to differ ({why})", counted(section, rows))
}

fn keyboard(m: Move, diff: &Diff, view: &mut CompareView, actions: &mut Vec<Action>) {
    let lines = &view.lines.all;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
    let page = (view.height / theme::ROW) as usize;
    if let Some(to) = widgets::moved_to(m, view.selected, lines.len(), page.max(1)) {
        let forward = matches!(m, Move::Down | Move::PageDown | Move::First);
        view.selected = widgets::stop_at(to, forward, lines.len(), |i| is_stop(lines[i])).or(view.selected);
        view.reveal = true;
        return;
    }
    let Some(at) = view.selected else { return };
    let Some(line) = lines.get(at).copied() else { return };
    match (m, line) {
        (Move::Copy, _) => actions.extend(row_of(diff, &view.lines, line).map(|row| copied(&row))),
        (Move::Right, _) if view.is_unfolded(line) == Some(false) => unfold(diff, view, line),
        (Move::Left, _) if view.is_unfolded(line) == Some(true) => unfold(diff, view, line),
        (Move::Enter, _) => enter(at, diff, view, actions),
        _ => {}
    }
}

/// Unfolds or folds what stands on a line, or opens the text of a file.
fn enter(at: usize, diff: &Diff, view: &mut CompareView, actions: &mut Vec<Action>) {
    let Some(line) = view.lines.all.get(at).copied() else { return };
    if let DiffLine::Row { section, index } = line
        && *section == FILES
        && let Some(file) = diff.comparison().files().get(index as usize)
        && file.a_bytes.is_some()
        && file.b_bytes.is_some()
    {
        actions.push(Action::CompareLines(file.path.to_string()));
        return;
    }
    unfold(diff, view, line);
}

fn unfold(diff: &Diff, view: &mut CompareView, line: DiffLine) {
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

fn row_of(diff: &Diff, lines: &Lines, line: DiffLine) -> Option<ChangeRow> {
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

/// One line while it is drawn.
struct Drawing<'a> {
    ui: &'a mut Ui,
    tab: u64,
    i: usize,
    rect: Rect,
    selected: bool,
    focused: bool,
    actions: &'a mut Vec<Action>,
}

impl Drawing<'_> {
    /// The halves of the line: A, the change, B.
    fn halves(&self) -> [Rect; 3] {
        let middle = middle(self.rect.width());
        let side = (self.rect.width() - middle) / 2.0;
        let left = self.rect.with_max_x(self.rect.left() + side);
        let right = self.rect.with_min_x(self.rect.right() - side);
        [left, Rect::from_x_y_ranges(left.right()..=right.left(), self.rect.y_range()), right]
    }

    /// `open`: whether what is folded below is shown, where nothing in it differs.
    fn title(&mut self, section: &'static Section, heading: &str, pair: &Pair, open: Option<bool>) -> Option<Done> {
        let palette = Palette::of(self.ui.visuals());
        let rect = self.rect.shrink2(vec2(16.0, 0.0));
        let (width, _) = widgets::paint_line(self.ui, rect, section.title, theme::section(), palette.text);
        let mut text = heading.to_owned();
        let mut right = rect.right();
        if *section == FILES
            && let Some(contents) = &pair.contents
            && contents.since.elapsed() > SHOW_WAITING_AFTER
        {
            // The count moves a few times a second, no more.
            self.ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
            text.push_str(&format!(" · {} of {} compared", bytes(contents.progress.bytes()), bytes(contents.total)));
            right = self.stop_button(rect);
        } else if *section == FILES && pair.contents.is_some() {
            self.ui.ctx().request_repaint_after(SHOW_WAITING_AFTER);
        }
        let rest = Rect::from_x_y_ranges((rect.left() + width + 8.0).min(right)..=right, rect.y_range());
        let (width, _) = widgets::paint_line(self.ui, rest, &text, theme::body(), palette.text_second);
        let response = self.ui.interact(rest, self.ui.unique_id().with(("title", section.key)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{}: {text}", section.title)));
        let open = open?;
        let word = if open { "Fold" } else { "Show" };
        let galley = widgets::line(self.ui, word, theme::body(), palette.accent, 60.0);
        let at = pos2(rest.left() + width + 10.0, rest.center().y - galley.size().y / 2.0);
        let hit = Rect::from_min_size(at, galley.size()).expand2(vec2(4.0, 3.0));
        let response = self.ui.interact(hit, Id::unique(("show section", self.tab, section.key)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{word} {}", section.title)));
        self.ui.painter().galley(at, galley, palette.accent);
        widgets::focus_ring(self.ui, &response, hit);
        response.clicked().then_some(Done::Section(section))
    }

    /// Stops the comparison of contents; where the text left of it ends.
    fn stop_button(&mut self, rect: Rect) -> f32 {
        let palette = Palette::of(self.ui.visuals());
        let galley = widgets::line(self.ui, "Stop", theme::body(), palette.accent, 60.0);
        let hit = Rect::from_min_max(pos2(rect.right() - galley.size().x - 8.0, rect.top()), rect.max);
        let response = self.ui.interact(hit, Id::unique(("stop contents", self.tab)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Stop comparing contents"));
        self.ui.painter().galley(pos2(hit.left() + 4.0, hit.center().y - galley.size().y / 2.0), galley, palette.accent);
        widgets::focus_ring(self.ui, &response, hit);
        if response.clicked() {
            self.actions.push(Action::StopContents);
        }
        response.on_hover_text("Leave the rest of the files uncompared");
        hit.left() - 8.0
    }

    /// A folded group: how many there are, in one line over both sides.
    fn fold(&mut self, text: &str, open: bool) -> Option<Done> {
        let palette = Palette::of(self.ui.visuals());
        let response = self.ui.interact(self.rect, Id::unique(("fold", self.tab, self.i)), Sense::CLICK);
        response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, self.selected, text));
        self.ui.accesskit_node_builder(response.id, |builder| builder.set_expanded(open));
        let hint = widgets::row_background(
            self.ui,
            self.rect,
            widgets::RowState { is_selected: self.selected, is_hovered: response.hovered(), is_focused: self.focused },
        );
        let [left, middle, right] = self.halves();
        let arrow = Rect::from_center_size(pos2(left.left() + 22.0, left.center().y), vec2(16.0, 16.0));
        if open { Icon::Open } else { Icon::Closed }.paint(self.ui.painter(), arrow, hint, palette.surface);
        for side in [left.with_min_x(left.left() + 36.0), right.with_min_x(right.left() + 16.0)] {
            widgets::paint_line(self.ui, side.with_max_x(side.right() - 8.0), text, theme::body(), hint);
        }
        self.ui.painter().text(middle.center(), Align2::CENTER_CENTER, "…", theme::body(), hint);
        self.edges(left, right);
        response.clicked().then_some(Done::Entered(self.i))
    }

    /// One row on both sides. `open`: whether its nested types are unfolded, where it has any.
    fn row(&mut self, section: &'static Section, row: &ChangeRow, depth: u16, open: Option<bool>) -> Option<Done> {
        let palette = Palette::of(self.ui.visuals());
        let response = self.ui.interact(self.rect, Id::unique(("change", self.tab, self.i)), Sense::CLICK);
        response.widget_info(|| WidgetInfo::selected(Role::Row, true, self.selected, spoken(row)));
        if let Some(open) = open {
            self.ui.accesskit_node_builder(response.id, |builder| builder.set_expanded(open));
        }
        let [left, middle, right] = self.halves();
        let hint = widgets::row_background(
            self.ui,
            self.rect,
            widgets::RowState { is_selected: self.selected, is_hovered: response.hovered(), is_focused: self.focused },
        );
        let plain = !self.selected && !response.hovered();
        self.edges(left, right);
        if row.baseline.is_none() || row.first.cells.is_none() {
            let gap = if row.baseline.is_none() { left } else { right };
            hatch(self.ui, gap.shrink2(vec2(1.0, 1.0)), palette);
            let tint = if row.baseline.is_none() { palette.ok_surface } else { palette.error_surface };
            if plain && row.first.is_change() {
                let side = if row.baseline.is_none() { right } else { left };
                self.ui.painter().rect_filled(side, CornerRadius::ZERO, tint);
            }
        }
        let indent = f32::from(depth.min(24)) * theme::INDENT;
        let mut cut = false;
        for (side, cells, is_left) in [(left, &row.baseline, true), (right, &row.first.cells, false)] {
            let Some(cells) = cells else { continue };
            let inner = Rect::from_x_y_ranges(side.left() + 16.0 + indent..=side.right() - 16.0, side.y_range());
            let arrow = if is_left || row.baseline.is_none() { open } else { None };
            cut |= self.side(inner, cells, row, hint, arrow, open.is_some() || depth > 0);
        }
        let (icon, color) = change_look(row, palette);
        mark_ui(self.ui, middle, icon, row.first.word(), if row.first.is_change() { color } else { hint });
        let clicked = response.clicked();
        let at_arrow = response.interact_pointer_pos().is_some_and(|p| {
            let start = if row.baseline.is_some() { left.left() } else { right.left() };
            open.is_some() && p.x > start && p.x < start + 36.0 + indent
        });
        let secondary = response.secondary_clicked();
        let entered = response.double_clicked() || (clicked && at_arrow);
        self.menu(&response, section, row);
        tooltip(response, section, row, cut);
        match (entered, clicked || secondary) {
            (true, _) => Some(Done::Entered(self.i)),
            (false, true) => Some(Done::Selected(self.i)),
            _ => None,
        }
    }

    /// The name at the left, the values at the right; whether something was cut.
    fn side(&mut self, rect: Rect, side: &CellRow, row: &ChangeRow, hint: Color32, open: Option<bool>, is_nest: bool) -> bool {
        let palette = Palette::of(self.ui.visuals());
        let mut right = rect.right();
        let mut cut = false;
        // The values keep at least half of the side, the name takes what they leave.
        let floor = rect.left() + rect.width() * 0.4;
        for cell in side.cells.iter().rev().filter(|cell| !cell.text.is_empty()) {
            let room = (right - floor).max(24.0);
            let (width, cell_cut) = self.cell(pos2(right, rect.center().y), cell, room);
            cut |= cell_cut;
            right -= width + 8.0;
            if right <= floor {
                break;
            }
        }
        let mut name = Rect::from_x_y_ranges(rect.left()..=right.max(rect.left()), rect.y_range());
        if let Some(open) = open {
            let arrow = Rect::from_center_size(pos2(name.left() + 4.0, rect.center().y), vec2(16.0, 16.0));
            if open { Icon::Open } else { Icon::Closed }.paint(self.ui.painter(), arrow, hint, palette.surface);
        }
        if is_nest {
            name.min.x = (name.min.x + 16.0).min(name.max.x);
        }
        let color = if row.first.change == Some(Change::Same) || row.first.expected { palette.text_second } else { palette.text };
        let (width, name_cut) = widgets::paint_line(self.ui, name, &clipped(&side.name, 400), theme::body(), color);
        let remark = name.with_min_x((name.left() + width + 8.0).min(name.right()));
        if row.first.hint.starts_with("perhaps") && remark.width() > 60.0 {
            widgets::paint_line(self.ui, remark, &row.first.hint, theme::small(), hint);
        }
        cut || name_cut
    }

    /// One value, its right edge at `at`; how wide it is, and whether it was cut. What changed is tinted.
    fn cell(&mut self, at: egui::Pos2, cell: &Cell, room: f32) -> (f32, bool) {
        let palette = Palette::of(self.ui.visuals());
        let text = clipped(&cell.text, 400);
        let color = cell.family.map_or(palette.text, |family| palette.family(family));
        let pad = if cell.changed { 8.0 } else { 0.0 };
        let chip = if cell.family.is_some() { 14.0 } else { 0.0 };
        let galley = widgets::line(self.ui, &text, theme::mono(), color, room - pad * 2.0 - chip);
        let width = galley.size().x + chip + pad * 2.0;
        let elided = galley.elided;
        if cell.changed {
            let tint = Rect::from_min_max(pos2(at.x - width, at.y - 11.0), pos2(at.x, at.y + 11.0));
            self.ui.painter().rect_filled(tint, CornerRadius::same(theme::RADIUS_SMALL), palette.warning_surface);
        }
        if cell.family.is_some() {
            widgets::chip(self.ui, pos2(at.x - width + pad, at.y), &text, color, galley.size().x + chip + 1.0);
        } else {
            self.ui.painter().galley(pos2(at.x - width + pad, at.y - galley.size().y / 2.0), galley, color);
        }
        (width, elided)
    }

    /// The lines beside the middle column.
    fn edges(&self, left: Rect, right: Rect) {
        let palette = Palette::of(self.ui.visuals());
        for x in [left.right(), right.left()] {
            self.ui.painter().vline(x, self.rect.y_range(), Stroke::new(1.0, palette.separator));
        }
    }

    fn menu(&mut self, response: &egui::Response, section: &'static Section, row: &ChangeRow) {
        response.context_menu(|ui| {
            let mut copies = vec![("Copy row", copied(row)), ("Copy name", Action::Copy(row.name().to_owned()))];
            copies.extend(row.baseline.as_ref().map(|side| ("Copy A's value", Action::Copy(side.value()))));
            copies.extend(row.first.cells.as_ref().map(|side| ("Copy B's value", Action::Copy(side.value()))));
            for (text, action) in copies {
                if ui.button(text).clicked() {
                    self.actions.push(action);
                }
            }
            if *section == FILES && row.is_on_both() && ui.button("Compare lines").clicked() {
                self.actions.push(Action::CompareLines(row.name().to_owned()));
            }
        });
    }
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
        Some(Change::Changed) if row.first.mark.starts_with(['↑', '↓']) => ("", palette.warning),
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

fn tooltip(response: egui::Response, section: &'static Section, row: &ChangeRow, cut: bool) {
    let can_open = *section == FILES && row.is_on_both();
    if !cut && row.first.hint.is_empty() && !can_open {
        return;
    }
    response.on_hover_ui(|ui| {
        if cut {
            ui.label(clipped(row.name(), 1_000));
            for (letter, side) in [("A", &row.baseline), ("B", &row.first.cells)] {
                if let Some(side) = side {
                    ui.label(format!("{letter}: {}", clipped(&side.value(), 1_000)));
                }
            }
        }
        if !row.first.hint.is_empty() {
            ui.label(clipped(&row.first.hint, 400));
        }
        if can_open {
            ui.label(egui::RichText::new("Enter or a double click compares the lines").color(Palette::of(ui.visuals()).text_second));
        }
    });
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
