//! The input example: a table where it is one, else its values as a tree; and whether it fits the signature.

use std::collections::HashSet;

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_extras::{Column, TableBuilder};

use super::command::Action;
use super::icons::Icon;
use super::loaded::Loaded;
use super::panels;
use super::state::{ListView, View};
use super::theme::{self, Palette};
use super::widgets::{self, Move};
use crate::mlmodel::display::{clipped, grouped};
use crate::present::example::{ExampleRows, TreeLine};
use crate::present::{Table, TableForm};

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
    fn fold(&mut self, tree: &[TreeLine], line: usize, fold: bool) {
        if let Some(folded) = &mut self.folded
            && tree.get(line).is_some_and(|line| line.is_nested)
        {
            if fold {
                folded.insert(line);
            } else {
                folded.remove(&line);
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

/// Draws the panel.
pub fn panel_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut View, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let Some(example) = &loaded.page.example else {
        let text = "The model was saved without an input example: pass input_example to log_model, and MLflow keeps one beside it.";
        widgets::paragraph(ui, text, palette.text_second);
        return;
    };
    head_ui(ui, loaded, example, view, actions);
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
        tree_ui(ui, tab, example, &mut view.example, actions);
    } else {
        table_ui(ui, tab, example, &mut view.example, actions);
    }
}

/// What it is, whether it fits, and what can be done with it.
fn head_ui(ui: &mut Ui, loaded: &Loaded, example: &ExampleRows, view: &mut View, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.set_height(26.0);
        let words = ["Try as a request", "Show file"];
        let buttons = widgets::buttons_width(ui, &words) + widgets::BAR + 8.0;
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
            actions.push(Action::RequestFromExample);
        }
        if let Some(file) = loaded.files.find(&example.path)
            && ui.button(words[1]).on_hover_text(&example.path).clicked()
        {
            view.files.selected = Some(file);
            view.panel = &panels::FILES;
            super::files::ask_preview(&loaded.files, &mut view.files, actions);
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

fn table_ui(ui: &mut Ui, tab: u64, example: &ExampleRows, view: &mut ExampleView, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let id = Id::unique(("example", tab));
    let (list, asked) = widgets::list_focus(ui, id, ui.available_rect_before_wrap(), "Input example");
    let reveal = view.list.moved(list.gained_focus(), asked, example.cells.len(), theme::ROW, |_| true);
    if asked == Some(Move::Copy)
        && let Some(row) = view.list.selected.and_then(|i| example.cells.get(i))
    {
        actions.push(Action::CopyTable(Table::of_row(row.clone()), TableForm::Tsv));
    }
    let focused = list.has_focus();
    let widths: Vec<f32> = (0..example.columns.len()).map(|i| column_width(example, i)).collect();
    egui::ScrollArea::horizontal().id_salt(("example sideways", tab)).auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let mut table = TableBuilder::new(ui)
            .id_salt(("example", tab))
            .striped(false)
            .sense(Sense::click())
            .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
            .column(Column::exact(52.0))
            .columns_of(&widths)
            .auto_shrink([false, false]);
        if let Some(offset) = reveal {
            table = table.vertical_scroll_offset(offset);
        }
        let out = table
            .header(38.0, |mut header| {
                header.col(|_| {});
                for column in &example.columns {
                    header.col(|ui| {
                        let rect = ui.max_rect().shrink2(vec2(4.0, 2.0));
                        let response = ui.interact(rect, Id::unique(("example column", tab, &column.name)), Sense::hover());
                        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, format!("{} {}", column.name, column.dtype)));
                        let (top, bottom) = rect.split_top_bottom_at_fraction(0.5);
                        widgets::paint_line(ui, top, &column.name, theme::strong(), palette.text);
                        widgets::paint_line(ui, bottom, column.dtype, theme::mono(), palette.text_second);
                        response.on_hover_text(&column.name);
                    });
                }
            })
            .body(|body| {
                body.rows(theme::ROW, example.cells.len(), |mut row| {
                    let i = row.index();
                    row.set_selected(view.list.selected == Some(i));
                    row.col(|ui| {
                        let rect = ui.max_rect().shrink2(vec2(4.0, 0.0));
                        widgets::paint_right(ui, rect.with_max_x(rect.right() - 8.0), &grouped(i), theme::mono(), palette.text_second);
                    });
                    for cell in &example.cells[i] {
                        row.col(|ui| {
                            if !ui.is_rect_visible(ui.max_rect()) {
                                return;
                            }
                            let rect = ui.max_rect().shrink2(vec2(4.0, 0.0));
                            let (_, is_cut) = widgets::paint_line(ui, rect, cell, theme::mono(), palette.text);
                            if is_cut {
                                ui.interact(rect, ui.scope_id().with("cell"), Sense::hover()).on_hover_text(cell);
                            }
                        });
                    }
                    let response = row.response();
                    response
                        .widget_info(|| WidgetInfo::selected(Role::Row, true, view.list.selected == Some(i), example.cells[i].join(", ")));
                    if response.clicked() {
                        view.list.selected = Some(i);
                        response.ctx.memory_mut(|memory| memory.request_focus(id));
                    }
                });
            });
        view.list.offset = out.state.clamped_offset().y;
        view.list.height = out.inner_rect.height();
        if focused {
            widgets::focus_ring(ui, &list, list.rect.shrink(1.0));
        }
    });
    if example.is_cut {
        ui.painter().text(
            list.rect.right_bottom() - vec2(12.0, 4.0),
            egui::Align2::RIGHT_BOTTOM,
            "Only the beginning is shown",
            theme::small(),
            palette.text_second,
        );
    }
}

fn column_width(example: &ExampleRows, i: usize) -> f32 {
    let column = &example.columns[i];
    let cells = example.cells.iter().take(50).map(|row| row[i].chars().count()).max().unwrap_or(0);
    let longest = cells.max(column.name.chars().count()).max(column.dtype.len());
    #[expect(clippy::cast_precision_loss, reason = "characters of a cell")]
    let width = longest as f32 * 7.4 + 20.0;
    width.clamp(72.0, 260.0)
}

/// Columns of given widths.
trait Columns {
    fn columns_of(self, widths: &[f32]) -> Self;
}

impl Columns for TableBuilder<'_> {
    fn columns_of(mut self, widths: &[f32]) -> Self {
        for width in widths {
            self = self.column(Column::exact(*width).clip(true));
        }
        self
    }
}

fn tree_ui(ui: &mut Ui, tab: u64, example: &ExampleRows, view: &mut ExampleView, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let tree = &example.tree;
    if view.folded.is_none() {
        // A long one begins folded, but for its root.
        let folded = if tree.len() > FEW { (1..tree.len()).filter(|i| tree[*i].is_nested).collect() } else { HashSet::new() };
        view.rows = visible(tree, &folded);
        view.folded = Some(folded);
    }
    let id = Id::unique(("example tree", tab));
    let ExampleView { list, folded, rows } = view;
    let is_open = |i: usize| tree[i].is_nested && folded.as_ref().is_none_or(|folded| !folded.contains(&i));
    let mut clicked = None;
    let asked = widgets::rows(
        ui,
        id,
        "Input example",
        list,
        rows.len(),
        theme::TREE_ROW,
        |_| true,
        |ui, row, rect, look| {
            let i = rows[row];
            let line = &tree[i];
            let response = ui.interact(rect, Id::unique(("example line", tab, i)), Sense::click());
            let name = if line.key.is_empty() { line.text.clone() } else { format!("{}: {}", line.key, line.text) };
            response.widget_info(|| WidgetInfo::selected(Role::TreeItem, true, look.is_selected, &name));
            widgets::row_background(ui, rect, look.is_selected, response.hovered(), look.is_focused);
            let left = rect.left() + 8.0 + f32::from(line.depth.min(40)) * theme::INDENT;
            if line.is_nested {
                let arrow = Rect::from_center_size(pos2(left + 6.0, rect.center().y), vec2(16.0, 16.0));
                if is_open(i) { Icon::Open } else { Icon::Closed }.paint(ui.painter(), arrow, palette.text_second, palette.surface);
            }
            let text = rect.with_min_x(left + 20.0);
            let (width, _) = widgets::paint_line(ui, text, &line.key, theme::body(), palette.text_second);
            let value = text.with_min_x(text.left() + if line.key.is_empty() { 0.0 } else { width + 12.0 });
            let color = if line.is_nested { palette.text_second } else { palette.text };
            let (_, is_cut) = widgets::paint_line(ui, value, &line.text, theme::mono(), color);
            let is_clicked = response.clicked();
            if is_clicked {
                clicked = Some((i, is_open(i)));
            }
            if is_cut {
                response.on_hover_text(&line.text);
            }
            is_clicked
        },
    );
    let current = list.selected.and_then(|row| rows.get(row)).copied();
    let was_open = current.is_some_and(is_open);
    if let Some((line, is_open)) = clicked {
        view.fold(tree, line, is_open);
    } else if let Some(line) = current {
        match asked {
            Some(Move::Left) => view.fold(tree, line, true),
            Some(Move::Right) => view.fold(tree, line, false),
            Some(Move::Enter) => view.fold(tree, line, was_open),
            Some(Move::Copy) => actions.push(Action::Copy(tree[line].text.clone())),
            _ => {}
        }
    }
    if example.is_cut {
        widgets::label(ui, "Only the beginning is shown.", theme::small(), palette.text_second);
    }
}
