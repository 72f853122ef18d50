//! What the model needs to run: Python, packages, and where they come from.

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::command::Action;
use super::loaded::Loaded;
use super::rows::{Asked, LineName, ListView, Row, Rows};
use super::scene::Scene;
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{clipped, grouped};
use crate::present::environment::{EnvRow, EnvSection, EnvState, table};
use crate::present::{Table, TableForm};

/// Draws the panel.
pub fn panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut ListView) {
    let Scene { tab, loaded, actions } = scene;
    let palette = Palette::of(ui.visuals());
    if loaded.page.environment.is_empty() {
        let text = "No conda.yaml, python_env.yaml or requirements.txt can be read: nobody can tell which Python and packages the model needs. Save it again with pip_requirements, or take the files from the run's artifacts.";
        widgets::paragraph(ui, text, palette.text_second);
        return;
    }
    head_ui(ui, loaded, actions);
    let lines: Vec<(&EnvSection, Option<&EnvRow>)> = lines(loaded).collect();
    let is_stop = |i: usize| lines[i].1.is_some();
    let rows = Rows::new(Id::unique(("environment", tab)), "Environment", lines.len(), theme::TREE_ROW).stops(&is_stop);
    let done = rows.show(ui, view, |ui, row| match lines[row.item] {
        (section, None) => title_ui(ui, row.rect, section),
        (_, Some(package)) => row_ui(ui, row, package, actions),
    });
    if done.asked == Some(Asked::Copy)
        && let Some((_, Some(row))) = view.selected.and_then(|i| lines.get(i))
    {
        actions.push(copied(row));
    }
}

/// The lines of the list: each section is a heading and its rows.
fn lines<'a>(loaded: &'a Loaded) -> impl Iterator<Item = (&'a EnvSection, Option<&'a EnvRow>)> {
    let lines = |section: &'a EnvSection| std::iter::once((section, None)).chain(section.rows.iter().map(move |row| (section, Some(row))));
    loaded.page.environment.iter().flat_map(lines)
}

/// What tells each line of the list from the others.
pub(super) fn line_names(loaded: &Loaded) -> Vec<LineName<'_>> {
    lines(loaded).map(|(section, row)| LineName { heading: section.kind.title(), name: row.map(|row| row.name.as_str()) }).collect()
}

fn title_ui(ui: &Ui, rect: Rect, section: &EnvSection) {
    let palette = Palette::of(ui.visuals());
    let left = rect.with_min_x(rect.left() + 8.0);
    let (width, _) = widgets::paint_line(ui, left, section.kind.title(), theme::strong(), palette.text);
    let count = left.with_min_x(left.left() + width + 8.0);
    widgets::paint_line(ui, count, &grouped(section.rows.len()), theme::small(), palette.text_hint);
}

/// What it comes to, and what copies all of it.
fn head_ui(ui: &mut Ui, loaded: &Loaded, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal(|ui| {
        let button = widgets::buttons_width(ui, &["Copy"]);
        let width = ui.available_width() - button - theme::SCROLL_BAR - 8.0;
        ui.add_space(8.0);
        let text = &loaded.page.environment_summary;
        let galley = widgets::line(ui, text, theme::body(), palette.text_second, width - 8.0);
        let (rect, response) = ui.allocate_exact_size(vec2(width - 8.0, 26.0), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, palette.text_second);
        let copy = ui.button("Copy").on_hover_text("Copy the whole table for a spreadsheet");
        copy.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Copy the environment"));
        if copy.clicked() {
            actions.push(Action::CopyTable(table(&loaded.page.environment), TableForm::Tsv));
        }
    });
}

fn row_ui(ui: &Ui, drawn: &Row, row: &EnvRow, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let rect = drawn.rect;
    let spoken: Vec<String> =
        [&row.name, &row.asked, row.state.word(), &row.place()].iter().filter(|part| !part.is_empty()).map(ToString::to_string).collect();
    drawn.describe(Role::Row, || clipped(&spoken.join(", "), 400).into_owned());
    let hint = drawn.background(ui);
    let width = rect.width();
    // Where it stands gives way first, then the state.
    let place = if width > 520.0 { (width * 0.24).clamp(120.0, 240.0) } else { 0.0 };
    let state = 96.0;
    let rest = (width - place - state - 24.0).clamp(120.0, 560.0);
    let name = Rect::from_x_y_ranges(rect.left() + 16.0..=rect.left() + rest * 0.5, rect.y_range());
    let asked = Rect::from_x_y_ranges(name.right() + 12.0..=rect.left() + rest, rect.y_range());
    let kind = Rect::from_x_y_ranges(asked.right() + 12.0..=asked.right() + 12.0 + state, rect.y_range());
    let (_, name_cut) = widgets::paint_line(ui, name, &clipped(&row.name, 400), theme::body(), palette.text);
    let (_, asked_cut) = widgets::paint_line(ui, asked, &clipped(&row.asked, 400), theme::mono(), palette.text);
    let color = match row.state {
        EnvState::Missing | EnvState::Elsewhere => palette.error,
        EnvState::Open | EnvState::Range => palette.warning,
        EnvState::Pinned | EnvState::Present => palette.ok,
        EnvState::Address | EnvState::Named => palette.text_second,
    };
    if !row.state.word().is_empty() {
        widgets::chip(ui, pos2(kind.left(), kind.center().y), row.state.word(), color, state);
    }
    if place > 0.0 {
        let rect = Rect::from_x_y_ranges(kind.right()..=rect.right() - 8.0, rect.y_range());
        widgets::paint_line(ui, rect, &clipped(&row.place(), 200), theme::mono(), hint);
    }
    widgets::context_menu(&drawn.response, |ui| {
        for (text, action) in [("Copy name", Action::Copy(row.name.clone())), ("Copy row", copied(row))] {
            if ui.button(text).clicked() {
                actions.push(action);
            }
        }
    });
    if name_cut || asked_cut {
        drawn.response.clone().on_hover_text(clipped(&format!("{}{}", row.name, row.asked), 2_000));
    }
}

/// For a requirements file where it can stand in one, else for a spreadsheet.
fn copied(row: &EnvRow) -> Action {
    match row.state {
        EnvState::Pinned | EnvState::Range | EnvState::Open => Action::Copy(format!("{}{}", row.name, row.asked)),
        _ => {
            let cells = [&row.name, &row.asked].into_iter().filter(|part| !part.is_empty()).cloned().collect();
            Action::CopyTable(Table::of_row(cells), TableForm::Tsv)
        }
    }
}
