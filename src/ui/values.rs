//! A list of labels with their values under headings, which any section that is made of such can be drawn by.

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::command::Action;
use super::rows::{Asked, LineName, ListView, Row, Rows};
use super::scene::Scene;
use super::{theme, widgets};
use crate::mlmodel::display::{clipped, count, grouped};
use crate::present::values::{LabelledValue, Leads, ValueGroup};
use crate::present::{Section, Table, TableForm};
use crate::ui::theme::Palette;

/// The width of the shape of a history, in points.
const TREND: f32 = 64.0;
/// Room for the words that say where a value leads, in points.
const LINK: f32 = 64.0;

/// Draws a section that is made of values.
pub(super) fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut ListView, section: &'static Section) {
    ValueList::new(scene.tab, section.title, scene.loaded.page.values(section)).ui(ui, view, scene.actions);
}

/// A list of values.
pub(super) struct ValueList<'a> {
    tab: u64,
    /// Its accessible name.
    name: &'a str,
    lines: Vec<Line<'a>>,
    /// The lines that are shown.
    shown: Vec<usize>,
}

/// A line of the list: a heading, or a value under it.
#[derive(Clone, Copy)]
enum Line<'a> {
    Heading(&'a ValueGroup),
    Value(&'a ValueGroup, &'a LabelledValue),
}

impl<'a> Line<'a> {
    fn group(self) -> &'a ValueGroup {
        match self {
            Self::Heading(group) | Self::Value(group, _) => group,
        }
    }
}

fn lines(groups: &[ValueGroup]) -> impl Iterator<Item = Line<'_>> {
    groups
        .iter()
        .flat_map(|group| std::iter::once(Line::Heading(group)).chain(group.values.iter().map(move |value| Line::Value(group, value))))
}

/// What tells each line of the list from the others.
pub(super) fn line_names(groups: &[ValueGroup]) -> Vec<LineName<'_>> {
    lines(groups)
        .map(|line| match line {
            Line::Heading(group) => LineName { heading: group.title, name: None },
            Line::Value(group, value) => LineName { heading: group.title, name: Some(value.label.as_str()) },
        })
        .collect()
}

impl<'a> ValueList<'a> {
    /// All groups as the lines of one list; `name` is its accessible name.
    pub fn new(tab: u64, name: &'a str, groups: &'a [ValueGroup]) -> Self {
        let lines: Vec<Line<'_>> = lines(groups).collect();
        let shown = (0..lines.len()).collect();
        Self { tab, name, lines, shown }
    }

    /// Shows only some of the groups; the lines keep their numbers.
    pub fn only(self, is_shown: impl Fn(&ValueGroup) -> bool) -> Self {
        let shown = self.shown.iter().copied().filter(|i| is_shown(self.lines[*i].group())).collect();
        Self { shown, ..self }
    }

    /// Draws the list.
    pub fn ui(&self, ui: &mut Ui, view: &mut ListView, actions: &mut Vec<Action>) {
        let is_stop = |i: usize| matches!(self.lines[i], Line::Value(..));
        let rows = Rows::new(Id::unique(("values", self.tab, self.name)), self.name, self.lines.len(), theme::TREE_ROW);
        let done = rows.only(&self.shown).stops(&is_stop).show(ui, view, |ui, row| match self.lines[row.item] {
            Line::Heading(group) => heading_ui(ui, row, group, actions),
            Line::Value(_, value) => value_ui(ui, row, value, actions),
        });
        if let Some(Line::Value(_, value)) = view.selected.and_then(|i| self.lines.get(i)) {
            match done.asked {
                Some(Asked::Copy) => actions.push(Action::Copy(value.value.clone())),
                Some(Asked::Activate) => follow(value, actions),
                _ => {}
            }
        }
    }
}

/// A heading with what copies all below it.
fn heading_ui(ui: &Ui, drawn: &Row, group: &ValueGroup, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let rect = drawn.rect;
    let (width, _) = widgets::paint_line(ui, rect.with_min_x(rect.left() + 8.0), group.title, theme::strong(), palette.text);
    let number = group.values.len();
    let after = rect.with_min_x(rect.left() + 8.0 + width + 8.0);
    if group.is_counted {
        widgets::paint_line(ui, after, &grouped(number), theme::small(), palette.text_hint);
    }
    let galley = widgets::line(ui, "Copy", theme::small(), palette.accent, 60.0);
    let hit = Rect::from_min_max(pos2(rect.right() - galley.size().x - 16.0, rect.top()), rect.max);
    let response = ui.interact(hit, drawn.response.id.with("copy"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Copy {}", group.title)));
    ui.painter().galley(pos2(hit.left() + 8.0, hit.center().y - galley.size().y / 2.0), galley, palette.accent);
    widgets::focus_ring(ui, &response, hit);
    if response.clicked() {
        let rows = group.values.iter().map(LabelledValue::cells).collect();
        actions.push(Action::CopyTable(Table { headings: Vec::new(), rows }, TableForm::Tsv));
    }
    response.on_hover_text(format!("Copy {} for a spreadsheet", count(number, "row", "rows")));
}

fn value_ui(ui: &Ui, drawn: &Row, row: &LabelledValue, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let (rect, response) = (drawn.rect, &drawn.response);
    drawn.describe(Role::Row, || format!("{}: {}", row.label, clipped(&row.value, 400)));
    drawn.background(ui);
    let label = rect.with_min_x(rect.left() + 16.0).with_max_x(rect.left() + (rect.width() * 0.36).clamp(110.0, 260.0));
    widgets::paint_line(ui, label, &clipped(&row.label, 200), theme::body(), palette.text_second);
    let mut right = rect.right() - 8.0;
    // What it says in the row, and in the menu.
    let leads = match &row.leads {
        Leads::Nowhere => None,
        Leads::Model(_) => Some(("Open", "Open")),
        Leads::Curve(_) => Some(("Curve", "Show curve")),
        Leads::RunFile { .. } => Some(("Show", "Show")),
        Leads::Library(_) => Some(("In the library", "Show in the library")),
    };
    // Where it leads is said where the pointer or the keyboard is.
    if let Some((text, _)) = leads.filter(|_| response.hovered() || drawn.is_selected) {
        let galley = widgets::line(ui, text, theme::small(), palette.accent, 120.0);
        let hit = Rect::from_min_max(pos2(right - galley.size().x - 8.0, rect.top()), pos2(right + 8.0, rect.bottom()));
        let link = ui.interact(hit, response.id.with("leads"), Sense::click());
        link.widget_info(|| WidgetInfo::labeled(Role::Link, true, format!("{text}: {}", row.label)));
        ui.painter().galley(pos2(hit.left() + 8.0, hit.center().y - galley.size().y / 2.0), galley, palette.accent);
        if link.hovered() {
            ui.painter().hline(hit.left() + 8.0..=hit.right() - 8.0, hit.bottom() - 4.0, egui::Stroke::new(1.0, palette.accent));
        }
        if link.clicked() {
            follow(row, actions);
        }
        right = hit.left();
    }
    let font = if row.is_code { theme::mono() } else { theme::body() };
    let value = rect.with_min_x(label.right() + 12.0).with_max_x(right);
    let (width, cut) = widgets::paint_line(ui, value, &clipped(&row.value, 1_000), font, palette.text);
    // All of them stand below one another, beside where it is said where they lead.
    let left = rect.right() - LINK - TREND;
    if let Some(trend) = &row.trend
        && value.left() + width + 12.0 <= left
    {
        widgets::trend(ui, Rect::from_x_y_ranges(left..=left + TREND, rect.y_range()), trend, palette.text_second);
    }
    widgets::context_menu(response, |ui| {
        if ui.button("Copy value").clicked() {
            actions.push(Action::Copy(row.value.clone()));
        }
        if ui.button("Copy row").clicked() {
            actions.push(Action::CopyTable(Table::of_row(row.cells()), TableForm::Tsv));
        }
        if let Some((_, text)) = leads
            && ui.button(text).clicked()
        {
            follow(row, actions);
        }
    });
    if cut {
        response.clone().on_hover_text(clipped(&row.value, 2_000));
    }
}

fn follow(row: &LabelledValue, actions: &mut Vec<Action>) {
    match &row.leads {
        Leads::Nowhere => {}
        Leads::Model(path) => actions.push(Action::Open(path.clone())),
        Leads::RunFile { folder, path } => actions.push(Action::ShowRunFile { folder: folder.clone(), path: path.clone() }),
        Leads::Curve(metric) => actions.push(Action::ShowCurve(metric.clone())),
        Leads::Library(words) => actions.push(Action::FindInLibrary(words.clone())),
    }
}
