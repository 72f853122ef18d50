//! The models as a table: only the rows that are seen are drawn.

use egui::{Label, RichText, Role, Ui};

use super::headings::heading_ui;
use super::layout::{self, ShownColumn};
use super::state::{Library, Listed, Shown};
use super::{LIST, cells, list_id};
use crate::library::{Grouping, Order, Place, Subject};
use crate::mlmodel::display::{capitalised, count, one_line, os_text};
use crate::ui::command::Action;
use crate::ui::rows::{Asked, Folds, Row, Rows, Stop};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Draws the table.
pub fn ui(ui: &mut Ui, library: &mut Library, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    library.refresh();
    if library.rows.is_empty() {
        empty_ui(ui, library, actions);
        return;
    }
    let area = ui.available_rect_before_wrap();
    let columns = layout::columns(ui, area.width() - theme::SCROLL_BAR, library);
    if library.columns.chooser.was_open {
        // The menu of the columns says so.
        library.columns.left_out = layout::left_out(&columns, library);
    }
    heading_ui(ui, &columns, library);
    ui.painter().hline(area.x_range(), ui.cursor().top() - 4.0, egui::Stroke::new(1.0, palette.separator));
    // Where nothing has the keyboard, an arrow leads into the list.
    if ui.is_enabled() && ui.memory(|memory| memory.focused().is_none()) && super::take_key(ui, egui::Key::ArrowDown) {
        ui.memory_mut(|memory| memory.request_focus(list_id()));
    }
    let chosen = library.selected.len();
    let before = library.at();
    let mut list = std::mem::take(&mut library.list);
    let is_group = |row: usize| library.is_group(row);
    let folds = Folds { is_open: &|row| library.is_open(row), parent: &|row| library.heading(row), at_click: &is_group };
    let (is_chosen, key) = (|row| library.is_chosen(row), |row| library.row_id(row));
    let rows = Rows::new(list_id(), LIST, library.rows.len(), theme::ROW).several(&is_chosen).keyed(&key).first(library.first());
    let width = columns.last().map_or(0.0, |last| last.left + last.width) + theme::SCROLL_BAR;
    let is_model = |row: usize| !library.is_group(row);
    let rows = rows.folds(folds).pins_headings(palette.surface);
    let done = rows.fits(&is_model).wide(width).show(ui, &mut list, |ui, row| row_ui(ui, row, &columns, library, actions));
    library.list = list;
    // The headings above were drawn before the rows moved.
    if (library.columns.sideways - done.sideways).abs() > 0.1 {
        library.columns.sideways = done.sideways;
        ui.ctx().request_repaint();
    }
    if let Some(choice) = done.choice
        && done.clicked.is_none_or(|row| !library.is_group(row))
    {
        library.choose(choice);
    }
    match (done.asked, library.list.selected) {
        (Some(Asked::Activate), Some(row)) => open(library, row, actions),
        (Some(Asked::Copy), _) => {
            let paths: Vec<String> = library.chosen().iter().map(|path| os_text(path.as_os_str())).collect();
            if !paths.is_empty() {
                actions.push(Action::Copy(paths.join("\n")));
            }
        }
        _ => {}
    }
    if let Some(group) = done.flipped {
        library.flip(group);
    }
    library.remember(before);
    // The bar above says how many are chosen, and is drawn before.
    if library.selected.len() != chosen || !library.is_current() {
        ui.ctx().request_repaint();
    }
}

/// Opens the model of a row, or the run.
pub(super) fn open(library: &Library, row: usize, actions: &mut Vec<Action>) {
    match library.shown(row) {
        Some(Shown::Subject(Listed { place, subject: Subject::Model(entry), .. })) => {
            actions.push(Action::Open(place.path.join(&entry.path)));
        }
        Some(Shown::Subject(listed)) => actions.extend(listed.lone_run().map(Action::OpenRun)),
        _ => {}
    }
}

fn empty_ui(ui: &mut Ui, library: &mut Library, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    // The pane of a filter without a match.
    let area = ui.available_rect_before_wrap();
    let stop = Stop { id: list_id(), role: Role::List, name: LIST }.ui(ui, area);
    widgets::focus_ring(ui, &stop, area.shrink(theme::RING));
    ui.add_space(24.0);
    let is_busy = library.busy.values().any(|busy| !busy.is_checking_up);
    if !library.view.filter.trim().is_empty() {
        widgets::paragraph(ui, "No model matches.", palette.text);
        for problem in &library.filter_problems {
            widgets::paragraph(ui, problem, palette.warning);
        }
        widgets::paragraph(ui, "Words are looked for in names, flavors, experiments, runs, versions, ids and paths.", palette.text_second);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            ui.label(RichText::new("These are understood too:").color(palette.text_second));
            for example in ["auc > 0.9", "C = 1", "experiment: churn", "missing"] {
                ui.add(Label::new(RichText::new(example).font(theme::mono()).color(palette.text)).extend());
            }
        });
        ui.add_space(4.0);
        if ui.button("Clear the filter").clicked() {
            library.view.filter.clear();
            library.changed();
        }
    } else if !is_busy {
        let looked_at = |(i, _): &(usize, &Place)| library.view.place.is_none_or(|place| place == *i);
        for place in library.places.iter().enumerate().filter(looked_at).map(|(_, place)| place) {
            for store in &place.bare_stores {
                let path = place.path.join(&store.path);
                let path = one_line(&os_text(path.as_os_str())).into_owned();
                widgets::paragraph(ui, &format!("{}. {path}", capitalised(&store.clause())), palette.text);
            }
        }
        widgets::paragraph(ui, "No models here. A model is a folder with a file named MLmodel in it.", palette.text_second);
        widgets::paragraph(ui, "Add the folder that holds an mlruns store, an mlflow.db, or downloaded models.", palette.text_second);
        let runs = library.count_runs();
        if runs > 0 && !library.view.shows_runs && ui.button(format!("Show {}", count(runs, "run", "runs"))).clicked() {
            library.show_runs(true, actions);
        }
    }
}

fn row_ui(ui: &mut Ui, row: &mut Row, columns: &[ShownColumn], library: &Library, actions: &mut Vec<Action>) {
    row.background(ui);
    // Under its heading.
    let indent = if library.view.grouping == Grouping::None { 0.0 } else { 18.0 };
    match library.shown(row.item) {
        Some(Shown::Group(header)) => {
            // It stays in view while the columns are scrolled sideways.
            row.rect.min.x = row.rect.min.x.max(ui.clip_rect().left());
            cells::group_ui(ui, row, header, library);
        }
        Some(Shown::Subject(listed)) => {
            let cell_ui = |ui: &Ui, row: &Row, shown: &ShownColumn, rect| {
                let (cell, order) = (shown.cell(rect, indent), &shown.column.order);
                let logged = if let Order::Logged(key) = order { library.logged(row.item, &listed, key) } else { None };
                match logged {
                    Some(logged) => cells::logged_ui(ui, cell, logged, shown.column.is_right),
                    None => cells::cell_ui(ui, cell, order, &listed, row.hint(ui)),
                }
            };
            let whole = ui.clip_rect();
            let sideways = whole.left() - row.rect.left();
            let pinned = columns.first().filter(|first| layout::is_pinned(first, sideways, whole.width()));
            let edge = pinned.map_or(whole.left(), |name| whole.left() + name.width);
            ui.set_clip_rect(whole.with_min_x(edge));
            for shown in &columns[usize::from(pinned.is_some())..] {
                cell_ui(ui, row, shown, row.rect);
            }
            if let Some(name) = pinned {
                let place = row.rect.with_min_x(whole.left()).with_max_x(edge);
                ui.set_clip_rect(whole.intersect(place));
                row.background(ui);
                cell_ui(ui, row, name, row.rect.translate(egui::vec2(sideways, 0.0)));
                ui.painter().vline(edge - 0.5, place.y_range(), egui::Stroke::new(1.0, Palette::of(ui.visuals()).separator));
            }
            ui.set_clip_rect(whole);
            if let Subject::Absent(absent) = listed.subject {
                cells::describe_absent(row, absent, actions);
            } else {
                cells::describe(row, &listed, library, actions);
            }
        }
        None => {}
    }
}
