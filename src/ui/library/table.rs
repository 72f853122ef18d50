//! The models as a table: only the rows that are seen are drawn.

use std::borrow::Cow;

use egui::{Label, Rect, RichText, Role, Ui};

use super::headings::heading_ui;
use super::state::{Key, Library, Shown};
use super::{LIST, cells, list_id};
use crate::library::{Grouping, LoggedKey, Order, Place};
use crate::mlmodel::display::{capitalised, clipped, one_line, os_text};
use crate::ui::command::Action;
use crate::ui::rows::{Asked, Folds, Row, Rows, Stop};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// A column of the table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// What stands in it, and is sorted by.
    pub order: Order,
    pub heading: Cow<'static, str>,
    /// In points: with less room it is not shown.
    least_width: f32,
    /// How eagerly it takes what room is left.
    eagerness: f32,
    /// Numbers stand at the right of their column, and so does what they are.
    pub is_right: bool,
}

impl Column {
    const fn new(order: Order, heading: &'static str, least_width: f32, eagerness: f32) -> Self {
        let is_right = matches!(order, Order::Size);
        Self { order, heading: Cow::Borrowed(heading), least_width, eagerness, is_right }
    }

    /// What was logged under a key.
    fn logged(ui: &Ui, key: &LoggedKey, library: &Library) -> Self {
        let heading = clipped(&key.name, 60).into_owned();
        let text = widgets::line(ui, &heading, theme::small(), egui::Color32::WHITE, 400.0).size().x;
        let is_right = library.is_numeric(key);
        let least = if is_right { 88.0 } else { 104.0 };
        // Beside its name stand the way it is better and the way it is sorted.
        let least_width = (text + 54.0).clamp(least, 220.0);
        Self { order: Order::Logged(key.clone()), heading: heading.into(), least_width, eagerness: 0.0, is_right }
    }

    /// Those that are shown however little room there is: the others give way.
    fn stays(&self) -> bool {
        matches!(self.order, Order::Name | Order::Health | Order::Logged(_))
    }
}

/// The most telling first.
const COLUMNS: [Column; 8] = [
    Column::new(Order::Name, "Name", 168.0, 2.0),
    Column::new(Order::Health, "Health", 134.0, 0.0),
    Column::new(Order::Registered, "Registered", 136.0, 2.0),
    Column::new(Order::Created, "Created, UTC", 136.0, 0.0),
    Column::new(Order::Run, "Run", 96.0, 1.0),
    Column::new(Order::Flavors, "Flavors", 88.0, 0.5),
    Column::new(Order::Size, "Size", 64.0, 0.0),
    Column::new(Order::Experiment, "Experiment", 104.0, 1.0),
];

/// A column that is shown, and its place.
#[derive(Clone, Debug)]
pub(super) struct ShownColumn {
    pub column: Column,
    /// From the left of the row.
    pub left: f32,
    pub width: f32,
}

impl ShownColumn {
    /// Where it stands in a row; only the first stands in.
    fn cell(&self, row: Rect, indent: f32) -> Rect {
        let indent = if self.column.order == Order::Name { indent } else { 0.0 };
        let left = row.left() + self.left;
        Rect::from_x_y_ranges(left + 8.0 + indent..=left + self.width - 8.0, row.y_range())
    }
}

/// As many columns as there is room for, and all that were chosen: with less room they scroll sideways.
fn columns(ui: &Ui, width: f32, library: &Library) -> Vec<ShownColumn> {
    let shows_groups = library.view.grouping == Grouping::Experiment;
    let chosen: Vec<Column> = library.shown_keys().iter().map(|key| Column::logged(ui, key, library)).collect();
    let has_chosen = !chosen.is_empty();
    let mut room = width - chosen.iter().map(|column| column.least_width).sum::<f32>();
    let mut shown: Vec<Column> = Vec::new();
    for column in COLUMNS {
        // The groups say it already.
        let is_said = column.order == Order::Experiment && shows_groups;
        if is_said || (column.least_width > room && !(has_chosen && column.stays())) {
            continue;
        }
        room -= column.least_width;
        shown.push(column);
    }
    if has_chosen {
        // Name and health, then what was asked for.
        shown.splice(2..2, chosen);
    } else {
        // Health is the last thing that is read.
        shown.sort_by_key(|column| (column.order == Order::Health, column.order == Order::Size));
    }
    let eagerness: f32 = shown.iter().map(|column| column.eagerness).sum();
    let room = room.max(0.0);
    let place = |at: &mut f32, column: Column| {
        let more = if eagerness > 0.0 { room * column.eagerness / eagerness } else { 0.0 };
        let width = column.least_width + more;
        let left = std::mem::replace(at, *at + width);
        Some(ShownColumn { column, left, width })
    };
    shown.into_iter().scan(0.0, place).collect()
}

/// Draws the table.
pub fn ui(ui: &mut Ui, library: &mut Library, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    library.refresh();
    if library.rows.is_empty() {
        empty_ui(ui, library);
        return;
    }
    let area = ui.available_rect_before_wrap();
    let columns = columns(ui, area.width() - theme::SCROLL_BAR, library);
    heading_ui(ui, &columns, library);
    ui.painter().hline(area.x_range(), ui.cursor().top() - 4.0, egui::Stroke::new(1.0, palette.separator));
    let chosen = library.selected.len();
    let before = library.at();
    let mut list = std::mem::take(&mut library.list);
    let is_group = |row: usize| library.is_group(row);
    let folds = Folds { is_open: &|row| library.is_open(row), parent: &|row| library.heading(row), at_click: &is_group };
    let (is_chosen, key) = (|row| library.is_chosen(row), |row| library.row_id(row));
    let rows = Rows::new(list_id(), LIST, library.rows.len(), theme::ROW).several(&is_chosen).keyed(&key).first(library.first());
    let width = columns.last().map_or(0.0, |last| last.left + last.width) + theme::SCROLL_BAR;
    let is_model = |row: usize| !library.is_group(row);
    let done = rows.folds(folds).fits(&is_model).wide(width).show(ui, &mut list, |ui, row| row_ui(ui, row, &columns, library, actions));
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

/// Opens the model of a row.
pub(super) fn open(library: &Library, row: usize, actions: &mut Vec<Action>) {
    if let Some(Key::Model(path)) = library.key(row) {
        actions.push(Action::Open(path));
    }
}

fn empty_ui(ui: &mut Ui, library: &mut Library) {
    let palette = Palette::of(ui.visuals());
    // The pane of a filter without a match.
    let area = ui.available_rect_before_wrap();
    let stop = Stop { id: list_id(), role: Role::List, name: LIST }.ui(ui, area);
    widgets::focus_ring(ui, &stop, area.shrink(theme::RING));
    ui.add_space(24.0);
    let is_busy = library.busy.values().any(|busy| !busy.is_checking_up);
    if !library.view.filter.trim().is_empty() {
        widgets::paragraph(ui, "No model matches.", palette.text);
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
    }
}

fn row_ui(ui: &Ui, row: &mut Row, columns: &[ShownColumn], library: &Library, actions: &mut Vec<Action>) {
    row.background(ui);
    // Under its heading.
    let indent = if library.view.grouping == Grouping::None { 0.0 } else { 18.0 };
    match library.shown(row.item) {
        Some(Shown::Group(header)) => cells::group_ui(ui, row, header, library),
        Some(Shown::Model(model)) => {
            let hint = row.hint(ui);
            for shown in columns {
                let (cell, order) = (shown.cell(row.rect, indent), &shown.column.order);
                let logged = if let Order::Logged(key) = order { library.logged(row.item, &model, key) } else { None };
                match logged {
                    Some(logged) => cells::logged_ui(ui, cell, logged, shown.column.is_right),
                    None => cells::model_ui(ui, cell, order, &model, hint),
                }
            }
            cells::describe(row, &model, library, actions);
        }
        Some(Shown::Absent { absent, .. }) => {
            for shown in columns {
                cells::absent_ui(ui, shown.cell(row.rect, indent), &shown.column.order, absent);
            }
            cells::describe_absent(row, absent, actions);
        }
        None => {}
    }
}
