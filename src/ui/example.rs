//! The input example: a table where it is one, else its values as a tree; and whether it fits the signature.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use egui::{Id, Rangef, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::command::Action;
use super::icons::Icon;
use super::rows::{Asked, Folds, ListView, Row, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use super::view::View;
use super::widgets;
use crate::mlmodel::display::{clipped, grouped};
use crate::present::example::{ExampleRows, TreeLine};
use crate::present::{self, Table, TableForm};

/// Lines of a tree that are unfolded at first.
const FEW: usize = 200;

/// Where the person is in the example.
#[derive(Debug, Default)]
pub struct ExampleView {
    pub list: ListView,
    /// Lines that are folded; `None` until it is first shown.
    folded: Option<HashSet<usize>>,
    /// The lines that are not inside a folded one.
    rows: Vec<usize>,
}

impl ExampleView {
    /// The same places in an example that was read again: in a table the row of the same number, in a tree what the same
    /// keys lead to.
    #[must_use]
    pub fn carried(&self, old: Option<&ExampleRows>, new: Option<&ExampleRows>) -> Self {
        let (Some(old), Some(new)) = (old, new) else { return Self::default() };
        if new.tree.is_empty() || old.tree.is_empty() {
            let is_table = old.tree.is_empty() && new.tree.is_empty();
            return Self { list: self.list.carried(|row| Some(row).filter(|row| is_table && *row < new.cells.len())), ..Self::default() };
        }
        let moved = moved(&old.tree, &new.tree);
        let there = |line: usize| moved.get(line).copied().flatten();
        let mut folded = first_folded(&new.tree);
        for (line, now) in moved.iter().enumerate().filter_map(|(line, now)| Some((line, (*now)?))) {
            let Some(before) = self.folded.as_ref().filter(|_| old.tree[line].is_nested && new.tree[now].is_nested) else { continue };
            if before.contains(&line) {
                folded.insert(now);
            } else {
                folded.remove(&now);
            }
        }
        Self { list: self.list.carried(there), rows: visible(&new.tree, &folded), folded: Some(folded) }
    }

    fn flip(&mut self, tree: &[TreeLine], line: usize) {
        if let Some(folded) = &mut self.folded {
            if !folded.remove(&line) {
                folded.insert(line);
            }
            self.rows = visible(tree, folded);
        }
    }
}

fn visible(tree: &[TreeLine], folded: &HashSet<usize>) -> Vec<usize> {
    let mut rows = Vec::new();
    let mut i = 0;
    while i < tree.len() {
        rows.push(i);
        i = if folded.contains(&i) { tree[i].end } else { i + 1 };
    }
    rows
}

/// A long tree begins folded, but for its root.
fn first_folded(tree: &[TreeLine]) -> HashSet<usize> {
    if tree.len() > FEW { (1..tree.len()).filter(|i| tree[*i].is_nested).collect() } else { HashSet::new() }
}

/// The lines of one level: those between the two that are in no other.
fn level(tree: &[TreeLine], lines: Range<usize>) -> impl Iterator<Item = usize> {
    let mut next = lines.start;
    std::iter::from_fn(move || {
        let line = Some(next).filter(|line| *line < lines.end)?;
        next = tree[line].end;
        Some(line)
    })
}

/// Where each line of a tree stands in another one, by the keys that lead to it.
fn moved(old: &[TreeLine], new: &[TreeLine]) -> Vec<Option<usize>> {
    let mut moved = vec![None; old.len()];
    let mut levels = vec![(0..old.len(), 0..new.len())];
    while let Some((before, now)) = levels.pop() {
        let there: HashMap<&str, usize> = level(new, now).map(|line| (new[line].key.as_str(), line)).collect();
        for line in level(old, before) {
            if let Some(now) = there.get(old[line].key.as_str()).copied() {
                moved[line] = Some(now);
                levels.push((line + 1..old[line].end, now + 1..new[now].end));
            }
        }
    }
    moved
}

/// Draws the panel.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut View) {
    let palette = Palette::of(ui.visuals());
    let loaded = scene.loaded;
    let Some(example) = &loaded.page.example else {
        let text = "The model was saved without an input example: pass input_example to log_model, and MLflow keeps one beside it.";
        widgets::paragraph(ui, text, palette.text_second);
        return;
    };
    head_ui(ui, scene, example, view);
    if let Some(error) = &example.error {
        ui.add_space(4.0);
        let text = format!("{} cannot be shown: {}.", example.path, clipped(error, 300));
        widgets::paragraph(ui, &text, palette.error);
        return;
    }
    if let Some(params) = &example.params {
        let text = format!("Params: {params}");
        widgets::label(ui, &text, theme::mono(), palette.text_second);
    }
    let declares = loaded.model.folder().and_then(|folder| folder.model()).and_then(|model| model.signature.as_ref());
    if declares.is_none_or(|signature| signature.inputs.is_absent()) && !example.columns.is_empty() {
        widgets::label(
            ui,
            "Seen, not declared: the model has no input signature, and these are the example's own types.",
            theme::body(),
            palette.text_second,
        );
    }
    ui.add_space(4.0);
    if example.columns.is_empty() {
        tree_ui(ui, scene, example, &mut view.example);
    } else {
        table_ui(ui, scene, example, &mut view.example);
    }
}

/// What it is, whether it fits, and what can be done with it.
fn head_ui(ui: &mut Ui, scene: &mut Scene<'_>, example: &ExampleRows, view: &mut View) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.set_height(26.0);
        let words = ["Try as a request", "Show file"];
        let buttons = widgets::buttons_width(ui, &words) + theme::SCROLL_BAR + 8.0;
        let right = ui.max_rect().right() - buttons;
        if let Some(verdict) = example.verdict() {
            let fits = example.answer.as_ref().is_some_and(crate::enforce::RequestCheck::is_accepted);
            let icon = if fits { Icon::Tick } else { Icon::Warning };
            widgets::icon(ui, icon, icon.color(palette), if fits { "complete" } else { "warning" });
            let reason = example.answer.as_ref().and_then(|answer| answer.refusals.first());
            let reason = reason.map(|reason| format!(": {}: {}", clipped(&reason.place, 60), reason.message)).unwrap_or_default();
            let text = format!("{}; it {verdict}{reason}", capital(&example.summary));
            line_ui(ui, &text, right);
        } else {
            line_ui(ui, &capital(&example.summary), right);
        }
        let try_it = ui.button(words[0]).on_hover_text("Check it as the request that MLflow makes of it");
        if try_it.clicked() {
            scene.actions.push(Action::RequestFromExample);
        }
        if let Some(file) = scene.loaded.files.find(&example.path)
            && ui.button(words[1]).on_hover_text(&example.path).clicked()
        {
            view.files.select(file);
            view.show_panel(&present::files::SECTION);
            super::files::ask_preview(&scene.loaded.files, &mut view.files, scene.actions);
        }
    });
}

/// Text on one line up to `right`, the whole of it on hover.
fn line_ui(ui: &mut Ui, text: &str, right: f32) {
    let palette = Palette::of(ui.visuals());
    let width = (right - ui.cursor().left()).max(60.0);
    let galley = widgets::line(ui, text, theme::body(), palette.text, width);
    let is_cut = galley.elided;
    let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, text));
    ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, palette.text);
    if is_cut {
        response.on_hover_text(text);
    }
}

fn capital(text: &str) -> String {
    crate::mlmodel::display::capitalised(text)
}

fn table_ui(ui: &mut Ui, scene: &mut Scene<'_>, example: &ExampleRows, view: &mut ExampleView) {
    let palette = Palette::of(ui.visuals());
    let area = ui.available_rect_before_wrap();
    let columns = columns(example);
    let width = columns.last().map_or(0.0, |last| last.max);
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.add_space(theme::EXAMPLE_HEADING);
    let rows = Rows::new(Id::unique(("example", scene.tab)), "Input example", example.cells.len(), theme::EXAMPLE_ROW)
        .wide(width + theme::SCROLL_BAR);
    let done = rows.show(ui, &mut view.list, |ui, row| cells_ui(ui, row, &columns, &example.cells[row.item], scene.actions));
    headings_ui(ui, area.with_max_y(area.top() + theme::EXAMPLE_HEADING), example, &columns, done.sideways);
    if done.asked == Some(Asked::Copy)
        && let Some(row) = view.list.selected.and_then(|i| example.cells.get(i))
    {
        scene.actions.push(Action::CopyTable(Table::of_row(row.clone()), TableForm::Tsv));
    }
    if example.is_cut {
        let at = area.right_bottom() - vec2(12.0, 4.0);
        ui.painter().text(at, egui::Align2::RIGHT_BOTTOM, "Only the beginning is shown", theme::small(), palette.text_second);
    }
}

/// The names and types of the columns, which stay when the rows scroll down.
fn headings_ui(ui: &Ui, area: Rect, example: &ExampleRows, columns: &[Rangef], sideways: f32) {
    let palette = Palette::of(ui.visuals());
    let painter = ui.painter().with_clip_rect(area.intersect(ui.clip_rect()));
    for (column, range) in example.columns.iter().zip(columns) {
        let rect = cell(area.translate(vec2(-sideways, 0.0)), *range);
        let seen = rect.intersect(painter.clip_rect());
        if !seen.is_positive() {
            continue;
        }
        let response = ui.interact(seen, Id::unique(("example column", &column.name)).with(ui.scope_id()), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, format!("{} {}", column.name, column.dtype)));
        let lines = [
            (rect.top() + 2.0, widgets::line(ui, &column.name, theme::strong(), palette.text, rect.width())),
            (rect.top() + 19.0, widgets::line(ui, column.dtype, theme::mono(), palette.text_second, rect.width())),
        ];
        for (top, galley) in lines {
            painter.galley(pos2(rect.left(), top + (17.0 - galley.size().y) / 2.0), galley, palette.text);
        }
        response.on_hover_text(&column.name);
    }
}

fn cells_ui(ui: &Ui, row: &Row, columns: &[Rangef], cells: &[String], actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    row.describe(Role::Row, || cells.join(", "));
    row.background(ui);
    let number = cell(row.rect, Rangef::new(0.0, theme::ROW_NUMBER));
    widgets::paint_right(ui, number.with_max_x(number.right() - 8.0), &grouped(row.item), theme::mono(), palette.text_second);
    for (i, (text, range)) in cells.iter().zip(columns).enumerate() {
        let rect = cell(row.rect, *range);
        if !ui.is_rect_visible(rect) {
            continue;
        }
        let (_, is_cut) = widgets::paint_line(ui, rect, text, theme::mono(), palette.text);
        if is_cut {
            ui.interact(rect, row.response.id.with(i), Sense::hover()).on_hover_text(text);
        }
    }
    widgets::context_menu(&row.response, |ui| {
        if ui.button("Copy row").clicked() {
            actions.push(Action::CopyTable(Table::of_row(cells.to_vec()), TableForm::Tsv));
        }
    });
}

/// Where a column stands in a row.
fn cell(row: Rect, column: Rangef) -> Rect {
    Rect::from_x_y_ranges(row.left() + column.min + 4.0..=row.left() + column.max - 4.0, row.y_range())
}

/// Where each column begins and ends, from the left of the table.
fn columns(example: &ExampleRows) -> Vec<Rangef> {
    let mut right = theme::ROW_NUMBER;
    let mut next = |i: usize| {
        let left = right;
        right += column_width(example, i);
        Rangef::new(left, right)
    };
    (0..example.columns.len()).map(&mut next).collect()
}

fn column_width(example: &ExampleRows, i: usize) -> f32 {
    let column = &example.columns[i];
    let cells = example.cells.iter().take(50).map(|row| row[i].chars().count()).max().unwrap_or(0);
    let longest = cells.max(column.name.chars().count()).max(column.dtype.len());
    #[expect(clippy::cast_precision_loss, reason = "characters of a cell")]
    let width = longest as f32 * 7.4 + 20.0;
    width.clamp(72.0, 260.0)
}

fn tree_ui(ui: &mut Ui, scene: &mut Scene<'_>, example: &ExampleRows, view: &mut ExampleView) {
    let palette = Palette::of(ui.visuals());
    let tree = &example.tree;
    if view.folded.is_none() {
        let folded = first_folded(tree);
        view.rows = visible(tree, &folded);
        view.folded = Some(folded);
    }
    let ExampleView { list, folded, rows } = view;
    let is_open = |i: usize| tree[i].is_nested && folded.as_ref().is_none_or(|folded| !folded.contains(&i));
    let nested = |i: usize| tree[i].is_nested.then(|| is_open(i));
    let parent = |i: usize| (0..i).rev().find(|above| tree[*above].depth < tree[i].depth);
    // Each click unfolds or folds; a double click is the second.
    let folds = Folds { is_open: &nested, parent: &parent, at_click: &|_| true };
    let shown = Rows::new(Id::unique(("example tree", scene.tab)), "Input example", rows.len(), theme::TREE_ROW).only(rows).folds(folds);
    let done = shown.show(ui, list, |ui, row| tree_line_ui(ui, row, &tree[row.item], is_open(row.item)));
    if done.asked == Some(Asked::Copy)
        && let Some(line) = list.selected.and_then(|line| tree.get(line))
    {
        scene.actions.push(Action::Copy(line.text.clone()));
    }
    if let Some(line) = done.flipped {
        view.flip(tree, line);
    }
    if example.is_cut {
        widgets::label(ui, "Only the beginning is shown.", theme::small(), palette.text_second);
    }
}

fn tree_line_ui(ui: &Ui, row: &mut Row, line: &TreeLine, is_open: bool) {
    let palette = Palette::of(ui.visuals());
    row.describe(Role::TreeItem, || if line.key.is_empty() { line.text.clone() } else { format!("{}: {}", line.key, line.text) });
    row.background(ui);
    let left = row.rect.left() + 8.0 + f32::from(line.depth.min(40)) * theme::INDENT;
    if line.is_nested {
        row.arrow(ui, left + 6.0, palette.text_second, is_open);
    }
    let text = row.rect.with_min_x(left + 20.0);
    let (width, _) = widgets::paint_line(ui, text, &line.key, theme::body(), palette.text_second);
    let value = text.with_min_x(text.left() + if line.key.is_empty() { 0.0 } else { width + 12.0 });
    let color = if line.is_nested { palette.text_second } else { palette.text };
    let (_, is_cut) = widgets::paint_line(ui, value, &line.text, theme::mono(), color);
    if is_cut {
        row.response.clone().on_hover_text(&line.text);
    }
}
