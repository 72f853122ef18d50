//! How one line of a page is drawn, and what is copied of it.

use egui::{Color32, CornerRadius, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::lines::{Heading, InsideLines, Line, ShownLine, TensorColumn, TensorSort, length, shape};
use super::rule;
use crate::inside::Tensor;
use crate::mlmodel::display::{clipped, count, grouped};
use crate::present::inside::{Bars, InsidePage, NO_PROOF, Setting, Step, effect_note, group_title};
use crate::present::{Table, TableForm};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::rows::Row;
use crate::ui::stops::Stops;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// What all lines are drawn from.
pub(super) struct Context<'a> {
    pub page: &'a InsidePage,
    pub lines: &'a InsideLines,
    pub sort: Option<TensorSort>,
    pub tab: u64,
}

/// Draws a line; the column that the arrays are to be sorted by, where that was asked.
pub(super) fn ui(ui: &mut Ui, row: &mut Row, shown: &ShownLine, context: &Context<'_>, actions: &mut Vec<Action>) -> Option<TensorColumn> {
    let page = context.page;
    let palette = Palette::of(ui.visuals());
    let left = 8.0 + f32::from(shown.depth.min(40)) * theme::INDENT;
    match shown.line {
        Line::Gap => {}
        Line::Heading(heading) => heading_ui(ui, row.rect, heading, context),
        Line::Step(step) => step_ui(ui, row, shown, &page.steps[step], left),
        Line::Setting(owner, i) => setting_ui(ui, row, &owner.settings(page)[i], left),
        Line::BarsName(bars) => {
            let name = row.rect.with_min_x(row.rect.left() + 8.0);
            widgets::paint_line(ui, name, &page.bars[bars].title, theme::small(), palette.text_hint);
        }
        Line::Bar(bars, bar) => bar_ui(ui, row, &page.bars[bars], bar),
        Line::SmallerBars(bars) => {
            let text = format!("and {} smaller", grouped(page.bars[bars].bars.len() - super::lines::MAX_BARS));
            widgets::paint_line(ui, row.rect.with_min_x(row.rect.left() + 8.0), &text, theme::small(), palette.text_hint);
        }
        Line::ImportNote(note) => note_ui(ui, row, &page.imports.notes[note]),
        Line::Imports(group) => {
            let number = page.imports.count(group);
            let text = if number == 0 { "none".to_owned() } else { grouped(number) };
            row.describe(Role::TreeItem, || format!("{}: {text}", group_title(group)));
            row.background(ui);
            if let Some(is_open) = shown.is_open {
                row.arrow(ui, row.rect.left() + 14.0, palette.text_second, is_open);
            }
            let cells = Cells::of(row.rect, 28.0);
            widgets::paint_line(ui, cells.name, group_title(group), theme::body(), palette.text_second);
            widgets::paint_line(ui, cells.value, &text, theme::mono(), palette.text);
        }
        Line::Import(i) => import_ui(ui, row, &page.imports.names[i]),
        Line::NoProof => {
            widgets::paint_line(ui, row.rect.with_min_x(row.rect.left() + 8.0), NO_PROOF, theme::small(), palette.text_hint);
        }
        Line::TensorHeadings => return headings_ui(ui, row.rect, context),
        Line::Tensor(i) => tensor_ui(ui, row, &page.tensors[i]),
    }
    if shown.line.is_stop() {
        let (value, cells) = (value(shown.line, page), cells(shown.line, page));
        widgets::context_menu(&row.response, |ui| {
            if ui.button("Copy value").clicked() {
                actions.push(Action::Copy(value.clone()));
            }
            if ui.button("Copy row").clicked() {
                actions.push(Action::CopyTable(Table::of_row(cells.clone()), TableForm::Tsv));
            }
        });
    }
    None
}

/// What is copied of a line.
pub(super) fn value(line: Line, page: &InsidePage) -> String {
    cells(line, page).pop().unwrap_or_default()
}

/// The same with what stands before it.
fn cells(line: Line, page: &InsidePage) -> Vec<String> {
    match line {
        Line::Step(i) => vec![page.steps[i].name.clone(), page.steps[i].class.clone()],
        Line::Setting(owner, i) => {
            let setting = &owner.settings(page)[i];
            vec![setting.name.clone(), setting.value.clone()]
        }
        Line::Bar(bars, i) => vec![page.bars[bars].bars[i].name.clone(), page.bars[bars].bars[i].value.to_string()],
        Line::ImportNote(i) => vec![page.imports.notes[i].clone()],
        Line::Imports(group) => {
            let names = page.imports.names.iter().filter(|import| import.group == group).map(|import| import.name.as_str());
            vec![names.collect::<Vec<_>>().join("\n")]
        }
        Line::Import(i) => vec![page.imports.names[i].name.clone()],
        Line::Tensor(i) => {
            let tensor = &page.tensors[i];
            vec![tensor.name.clone(), tensor.dtype.clone(), shape(tensor), values(tensor)]
        }
        _ => Vec::new(),
    }
}

/// A name, and its value beside it.
struct Cells {
    name: Rect,
    value: Rect,
}

impl Cells {
    fn of(row: Rect, left: f32) -> Self {
        let middle = row.left() + left + (row.width() * 0.36).clamp(96.0, 200.0);
        Self {
            name: row.with_min_x(row.left() + left).with_max_x(middle - 12.0),
            value: row.with_min_x(middle).with_max_x(row.right() - 8.0),
        }
    }
}

fn heading_ui(ui: &Ui, rect: Rect, heading: Heading, context: &Context<'_>) {
    let palette = Palette::of(ui.visuals());
    let page = context.page;
    let (title, note) = match heading {
        Heading::Steps => ("Steps", grouped(page.steps.len())),
        Heading::Settings => ("Settings", grouped(page.settings.len())),
        Heading::Ports => ("Inputs and outputs", grouped(page.ports.len())),
        Heading::Learned => ("Learned in training", String::new()),
        Heading::Imports => ("Python it imports when loaded", count(page.imports.names.len(), "name", "names")),
        Heading::Tensors => ("Arrays", context.lines.tensors_note()),
    };
    let (width, _) = widgets::paint_line(ui, rect, title, theme::section(), palette.text);
    widgets::paint_line(ui, rect.with_min_x(rect.left() + width + 8.0), &note, theme::body(), palette.text_hint);
    let response = ui.interact(rect, Id::unique(("inside heading", context.tab, title)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{title}: {note}").trim_end_matches(": ")));
}

fn step_ui(ui: &Ui, row: &mut Row, shown: &ShownLine, step: &Step, left: f32) {
    let palette = Palette::of(ui.visuals());
    let spoken = [step.name.as_str(), &step.class, &step.columns];
    row.describe(Role::TreeItem, || clipped(spoken.join(" ").trim_end(), 400).into_owned());
    let hint = row.background(ui);
    if let Some(is_open) = shown.is_open {
        row.arrow(ui, row.rect.left() + left + 6.0, palette.text_second, is_open);
    }
    let mut rest = row.rect.with_min_x(row.rect.left() + left + 20.0).with_max_x(row.rect.right() - 8.0);
    for (text, font, color) in
        [(&step.name, theme::mono(), palette.text), (&step.class, theme::body(), palette.text_second), (&step.columns, theme::body(), hint)]
    {
        let (width, is_cut) = widgets::paint_line(ui, rest, text, font, color);
        rest.min.x += width + 10.0;
        if is_cut {
            row.response.clone().on_hover_text(spoken.join("\n"));
            return;
        }
    }
}

fn setting_ui(ui: &Ui, row: &Row, setting: &Setting, left: f32) {
    let palette = Palette::of(ui.visuals());
    let note = if setting.note.is_empty() { String::new() } else { format!(", {}", setting.note) };
    row.describe(Role::Row, || format!("{}: {}{note}", setting.name, setting.value));
    let hint = row.background(ui);
    let cells = Cells::of(row.rect, left);
    let (_, name_cut) = widgets::paint_line(ui, cells.name, &setting.name, theme::body(), palette.text_second);
    let (width, value_cut) = widgets::paint_line(ui, cells.value, &setting.value, theme::mono(), palette.text);
    let after = cells.value.with_min_x(cells.value.left() + width + 10.0);
    let (_, note_cut) = widgets::paint_line(ui, after, &setting.note, theme::body(), hint);
    if name_cut || value_cut || note_cut {
        row.response.clone().on_hover_text(format!("{}: {}{note}", setting.name, setting.value));
    }
}

/// The longer, the more the feature counts; a number below 0 has its sign and another colour.
fn bar_ui(ui: &Ui, row: &Row, bars: &Bars, i: usize) {
    let palette = Palette::of(ui.visuals());
    let bar = &bars.bars[i];
    let text = short_number(bar.value);
    row.describe(Role::Row, || format!("{}: {}", bar.name, bar.value));
    row.background(ui);
    let cells = Cells::of(row.rect, 8.0);
    let (_, is_cut) = widgets::paint_line(ui, cells.name, &bar.name, theme::body(), palette.text_second);
    #[expect(clippy::cast_possible_truncation, reason = "a length on the screen")]
    let share = (bar.value.abs() / bars.largest()) as f32;
    let most = (cells.value.width() - 72.0).clamp(24.0, 200.0);
    // The smallest is seen, and nothing is not.
    let length = if share > 0.0 { (share * most).max(1.0) } else { 0.0 };
    let at = Rect::from_min_size(pos2(cells.value.left(), row.rect.center().y - 3.0), vec2(length, 6.0));
    let color = if bar.value < 0.0 { palette.tensor } else { palette.accent };
    ui.painter().rect_filled(at, CornerRadius::same(3), color);
    let number = cells.value.with_min_x(at.right() + 8.0);
    widgets::paint_line(ui, number, &text, theme::small_mono(), palette.text_second);
    if is_cut || text != bar.value.to_string() {
        row.response.clone().on_hover_text(format!("{}: {}", bar.name, bar.value));
    }
}

/// Three figures are enough beside a bar.
fn short_number(value: f64) -> String {
    let size = value.abs();
    if size < f64::MIN_POSITIVE {
        return "0".to_owned();
    }
    if !(0.001..100_000.0).contains(&size) {
        return format!("{value:.2e}");
    }
    let digits = match size {
        100.0.. => 0,
        10.0.. => 1,
        _ => 3,
    };
    format!("{value:.digits$}")
}

fn note_ui(ui: &Ui, row: &Row, note: &str) {
    let palette = Palette::of(ui.visuals());
    row.describe(Role::Row, || note.to_owned());
    row.background(ui);
    let at = Rect::from_center_size(pos2(row.rect.left() + 16.0, row.rect.center().y), vec2(theme::ICON, theme::ICON));
    Icon::Note.paint(ui.painter(), at, palette.text_second, palette.surface);
    let (_, is_cut) = widgets::paint_line(ui, row.rect.with_min_x(row.rect.left() + 30.0), note, theme::body(), palette.text);
    if is_cut {
        row.response.clone().on_hover_text(note);
    }
}

fn import_ui(ui: &Ui, row: &Row, import: &crate::inside::Import) {
    let palette = Palette::of(ui.visuals());
    let note = effect_note(import.effect);
    let name = clipped(&import.name, 200);
    row.describe(Role::Row, || format!("{name} {note}").trim_end().to_owned());
    row.background(ui);
    let rest = row.rect.with_min_x(row.rect.left() + 28.0).with_max_x(row.rect.right() - 8.0);
    let note_width = widgets::line(ui, note, theme::body(), palette.warning, rest.width()).size().x;
    // What it does is said in any case.
    let room = if note.is_empty() { rest.width() } else { (rest.width() - note_width - 10.0).max(80.0) };
    let (width, is_cut) = widgets::paint_line(ui, rest.with_max_x(rest.left() + room), &name, theme::mono(), palette.text);
    widgets::paint_line(ui, rest.with_min_x(rest.left() + width + 10.0), note, theme::body(), palette.warning);
    if is_cut {
        row.response.clone().on_hover_text(format!("{name}\n{note}").trim_end());
    }
}

/// The columns of the table of arrays: name, dtype, shape, values.
fn columns(row: Rect) -> [Rect; 4] {
    let right = row.right() - 8.0;
    let width = right - row.left() - 8.0;
    let dtype = 60.0;
    let shape = (width * 0.18).clamp(60.0, 140.0);
    let values = (width * 0.2).clamp(60.0, 320.0);
    let name = (width - dtype - shape - values - 36.0).clamp(72.0, 460.0);
    let mut x = row.left() + 8.0;
    [name, dtype, shape, values].map(|width| {
        let cell = Rect::from_x_y_ranges(x..=(x + width).min(right), row.y_range());
        x += width + 12.0;
        cell
    })
}

fn headings_ui(ui: &Ui, rect: Rect, context: &Context<'_>) -> Option<TensorColumn> {
    let palette = Palette::of(ui.visuals());
    let words =
        [(TensorColumn::Name, "Name"), (TensorColumn::Dtype, "dtype"), (TensorColumn::Shape, "Shape"), (TensorColumn::Values, "Values")];
    let stops = Stops::new(ui, Id::unique(("inside arrays", context.tab)), words.len());
    let mut clicked = None;
    for (i, ((column, word), cell)) in words.into_iter().zip(columns(rect)).enumerate() {
        let response = stops.interact(ui, cell, i);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Sort arrays by {word}")));
        let color = if response.hovered() { palette.text } else { palette.text_second };
        let (width, _) = widgets::paint_line(ui, cell, word, theme::small(), color);
        if let Some(sort) = context.sort.filter(|sort| sort.column == column) {
            let at = Rect::from_center_size(pos2(cell.left() + width + 10.0, cell.center().y), vec2(theme::ICON, theme::ICON));
            let icon = if sort.is_down { Icon::Down } else { Icon::Up };
            icon.paint(ui.painter(), at, palette.accent, palette.surface);
        }
        widgets::focus_ring(ui, &response, cell.expand(2.0));
        if response.clicked() {
            clicked = Some(column);
        }
        response.on_hover_text("Sort: up, down, and back to the order of the file");
    }
    rule(ui, rect);
    clicked
}

/// The numbers of a small array, else how many there are.
fn values(tensor: &Tensor) -> String {
    match &tensor.values {
        Some(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        None => usize::try_from(length(tensor)).map_or_else(|_| length(tensor).to_string(), grouped),
    }
}

fn tensor_ui(ui: &Ui, row: &Row, tensor: &Tensor) {
    let palette = Palette::of(ui.visuals());
    let (name, shape, values) = (clipped(&tensor.name, 400), shape(tensor), values(tensor));
    row.describe(Role::Row, || format!("{name}, {}, {shape}, {}", tensor.dtype, clipped(&values, 200)));
    let hint = row.background(ui);
    let value_color: Color32 = if tensor.values.is_some() { palette.text } else { hint };
    let texts = [
        (&*name, palette.text),
        (tensor.dtype.as_str(), palette.text_second),
        (shape.as_str(), palette.text),
        (values.as_str(), value_color),
    ];
    let mut is_cut = false;
    for ((text, color), cell) in texts.into_iter().zip(columns(row.rect)) {
        is_cut |= widgets::paint_line(ui, cell, &clipped(text, 400), theme::mono(), color).1;
    }
    if is_cut {
        row.response.clone().on_hover_text(format!("{name}\n{} {shape}\n{}", tensor.dtype, clipped(&values, 1_000)));
    }
}
