//! Where the model comes from: its run and versions at the left, what was logged at the right.

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::command::{Action, Command};
use super::loaded::Loaded;
use super::rows::{Asked, ListView, Row, Rows};
use super::state::OriginView;
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{clipped, count};
use crate::present::trace::{Leads, Section, TraceRow};
use crate::present::{Table, TableForm};

/// Draws the panel.
pub fn panel_ui(ui: &mut Ui, tab: u64, loaded: &Loaded, view: &mut OriginView, actions: &mut Vec<Action>) {
    for trouble in loaded.model.trace.iter().flat_map(|trace| &trace.troubles) {
        let palette = Palette::of(ui.visuals());
        let text = format!("{}: {}", trouble.what, crate::mlmodel::display::os_text(trouble.path.as_os_str()));
        widgets::paragraph(ui, &clipped(&text, 400), palette.error);
    }
    if loaded.page.origin.is_empty() {
        unknown_ui(ui, loaded, actions);
        return;
    }
    let is_left = |section: &Section| section.kind.is_of_the_left();
    let wide = ui.available_width() >= 720.0 && loaded.page.origin.iter().any(is_left) && !loaded.page.origin.iter().all(is_left);
    // Each section is a heading and its rows.
    let lines = |left: Option<bool>| -> Vec<(&Section, Option<&TraceRow>)> {
        let sections = loaded.page.origin.iter().filter(|section| left.is_none_or(|left| is_left(section) == left));
        sections
            .flat_map(|section| std::iter::once((section, None)).chain(section.rows.iter().map(move |row| (section, Some(row)))))
            .collect()
    };
    if wide {
        ui.columns_const(|[left, right]| {
            List { tab, name: "Run and versions", lines: &lines(Some(true)) }.ui(left, &mut view.left, actions);
            List { tab, name: "Parameters and metrics", lines: &lines(Some(false)) }.ui(right, &mut view.right, actions);
        });
    } else {
        List { tab, name: "Run", lines: &lines(None) }.ui(ui, &mut view.left, actions);
    }
}

/// What to do where no store knows the model.
fn unknown_ui(ui: &mut Ui, loaded: &Loaded, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let model = loaded.model.folder().and_then(|folder| folder.model());
    let run = model.and_then(|model| model.run_id.as_ref());
    let text = match run {
        Some(run) => format!(
            "Run {} made this model. What was logged to it is in the store it ran against, which is not in the library.",
            clipped(&run.written, 80)
        ),
        None => "No run is recorded: the model was saved outside of one, or by hand.".to_owned(),
    };
    widgets::paragraph(ui, &text, palette.text_second);
    if run.is_some() {
        widgets::paragraph(ui, "Add the folder with its mlruns or mlflow.db, and reload the model.", palette.text_second);
        ui.add_space(4.0);
        widgets::command_button(ui, Command::AddPlace, actions);
    }
}

/// One of the two lists of the panel, or both in one.
struct List<'a> {
    tab: u64,
    name: &'a str,
    lines: &'a [(&'a Section, Option<&'a TraceRow>)],
}

impl List<'_> {
    fn ui(&self, ui: &mut Ui, view: &mut ListView, actions: &mut Vec<Action>) {
        let is_stop = |i: usize| self.lines[i].1.is_some();
        let rows = Rows::new(Id::unique(("origin", self.tab, self.name)), self.name, self.lines.len(), theme::TREE_ROW);
        let done = rows.stops(&is_stop).show(ui, view, |ui, row| match self.lines[row.item] {
            (section, None) => title_ui(ui, row, section, actions),
            (_, Some(line)) => row_ui(ui, row, line, actions),
        });
        if let Some((_, Some(row))) = view.selected.and_then(|i| self.lines.get(i)) {
            match done.asked {
                Some(Asked::Copy) => actions.push(Action::Copy(row.value.clone())),
                Some(Asked::Activate) => follow(row, actions),
                _ => {}
            }
        }
    }
}

/// A heading with what copies all below it.
fn title_ui(ui: &Ui, drawn: &Row, section: &Section, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let rect = drawn.rect;
    let (width, _) = widgets::paint_line(ui, rect.with_min_x(rect.left() + 8.0), section.kind.title(), theme::strong(), palette.text);
    let number = section.rows.len();
    let after = rect.with_min_x(rect.left() + 8.0 + width + 8.0);
    if section.kind.is_counted() {
        widgets::paint_line(ui, after, &crate::mlmodel::display::grouped(number), theme::small(), palette.text_hint);
    }
    let galley = widgets::line(ui, "Copy", theme::small(), palette.accent, 60.0);
    let hit = Rect::from_min_max(pos2(rect.right() - galley.size().x - 16.0, rect.top()), rect.max);
    let response = ui.interact(hit, drawn.response.id.with("copy"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Copy {}", section.kind.title())));
    ui.painter().galley(pos2(hit.left() + 8.0, hit.center().y - galley.size().y / 2.0), galley, palette.accent);
    widgets::focus_ring(ui, &response, hit);
    if response.clicked() {
        let rows = section.rows.iter().map(cells).collect();
        actions.push(Action::CopyTable(Table { headings: Vec::new(), rows }, TableForm::Tsv));
    }
    response.on_hover_text(format!("Copy {} for a spreadsheet", count(number, "row", "rows")));
}

fn cells(row: &TraceRow) -> Vec<String> {
    vec![row.label.clone(), row.value.clone()]
}

fn row_ui(ui: &Ui, drawn: &Row, row: &TraceRow, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let (rect, response) = (drawn.rect, &drawn.response);
    drawn.describe(Role::Row, || format!("{}: {}", row.label, clipped(&row.value, 400)));
    drawn.background(ui);
    let label = rect.with_min_x(rect.left() + 16.0).with_max_x(rect.left() + (rect.width() * 0.36).clamp(110.0, 260.0));
    widgets::paint_line(ui, label, &clipped(&row.label, 200), theme::body(), palette.text_second);
    let mut right = rect.right() - 8.0;
    let leads = match &row.leads {
        Leads::Nowhere => "",
        Leads::Model(_) => "Open",
        Leads::Library(_) => "In the library",
    };
    // Where it leads is said where the pointer or the keyboard is.
    if !leads.is_empty() && (response.hovered() || drawn.is_selected) {
        let galley = widgets::line(ui, leads, theme::small(), palette.accent, 120.0);
        let hit = Rect::from_min_max(pos2(right - galley.size().x - 8.0, rect.top()), pos2(right + 8.0, rect.bottom()));
        let link = ui.interact(hit, response.id.with("leads"), Sense::click());
        link.widget_info(|| WidgetInfo::labeled(Role::Link, true, format!("{leads}: {}", row.label)));
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
    let (_, cut) = widgets::paint_line(ui, value, &clipped(&row.value, 1_000), font, palette.text);
    response.context_menu(|ui| {
        if ui.button("Copy value").clicked() {
            actions.push(Action::Copy(row.value.clone()));
        }
        if ui.button("Copy row").clicked() {
            actions.push(Action::CopyTable(Table::of_row(cells(row)), TableForm::Tsv));
        }
        if !leads.is_empty() && ui.button(if leads == "Open" { "Open" } else { "Show in the library" }).clicked() {
            follow(row, actions);
        }
    });
    if cut {
        response.clone().on_hover_text(clipped(&row.value, 2_000));
    }
}

fn follow(row: &TraceRow, actions: &mut Vec<Action>) {
    match &row.leads {
        Leads::Nowhere => {}
        Leads::Model(path) => actions.push(Action::Open(path.clone())),
        Leads::Library(words) => actions.push(Action::FindInLibrary(words.clone())),
    }
}
