//! The models as a table: only the rows that are seen are drawn.

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::state::{Key, Library, Shown};
use super::{LIST, cells, list_id};
use crate::library::{Grouping, Order, Place, Sorting};
use crate::mlmodel::display::{capitalised, one_line, os_text};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::rows::{Asked, Folds, Row, Rows, Stop};
use crate::ui::stops::Stops;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// A column of the table.
#[derive(Clone, Copy, Debug)]
struct Column {
    /// What stands in it, and is sorted by.
    order: Order,
    heading: &'static str,
    /// In points: with less room it is not shown.
    least_width: f32,
    /// How eagerly it takes what room is left.
    eagerness: f32,
}

/// The most telling first.
const COLUMNS: [Column; 8] = [
    Column { order: Order::Name, heading: "Name", least_width: 168.0, eagerness: 2.0 },
    Column { order: Order::Health, heading: "Health", least_width: 134.0, eagerness: 0.0 },
    Column { order: Order::Registered, heading: "Registered", least_width: 136.0, eagerness: 2.0 },
    Column { order: Order::Created, heading: "Created, UTC", least_width: 136.0, eagerness: 0.0 },
    Column { order: Order::Run, heading: "Run", least_width: 96.0, eagerness: 1.0 },
    Column { order: Order::Flavors, heading: "Flavors", least_width: 88.0, eagerness: 0.5 },
    Column { order: Order::Size, heading: "Size", least_width: 64.0, eagerness: 0.0 },
    Column { order: Order::Experiment, heading: "Experiment", least_width: 104.0, eagerness: 1.0 },
];

/// A column that is shown, and its place.
#[derive(Clone, Copy, Debug)]
struct ShownColumn {
    column: Column,
    left: f32,
    width: f32,
}

impl ShownColumn {
    /// Where it stands in a row; only the first stands in.
    fn cell(self, row: Rect, indent: f32) -> Rect {
        let indent = if self.column.order == Order::Name { indent } else { 0.0 };
        Rect::from_x_y_ranges(self.left + 8.0 + indent..=self.left + self.width - 8.0, row.y_range())
    }
}

/// As many columns as there is room for.
fn columns(left: f32, width: f32, library: &Library) -> Vec<ShownColumn> {
    let shows_groups = library.view.grouping == Grouping::Experiment;
    let mut room = width;
    let mut shown: Vec<Column> = Vec::new();
    for column in COLUMNS {
        // The groups say it already.
        if (column.order == Order::Experiment && shows_groups) || column.least_width > room {
            continue;
        }
        room -= column.least_width;
        shown.push(column);
    }
    // Health is the last thing that is read.
    shown.sort_by_key(|column| (column.order == Order::Health, column.order == Order::Size));
    let eagerness: f32 = shown.iter().map(|column| column.eagerness).sum();
    let place = |at: &mut f32, column: Column| {
        let more = if eagerness > 0.0 { room * column.eagerness / eagerness } else { 0.0 };
        let width = column.least_width + more;
        let left = std::mem::replace(at, *at + width);
        Some(ShownColumn { column, left, width })
    };
    shown.into_iter().scan(left, place).collect()
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
    let columns = columns(area.left(), area.width() - theme::SCROLL_BAR, library);
    heading_ui(ui, &columns, library);
    ui.painter().hline(area.x_range(), ui.cursor().top() - 4.0, egui::Stroke::new(1.0, palette.separator));
    let chosen = library.selected.len();
    let before = library.at();
    let mut list = std::mem::take(&mut library.list);
    let is_group = |row: usize| library.is_group(row);
    let folds = Folds { is_open: &|row| library.is_open(row), parent: &|row| library.heading(row), at_click: &is_group };
    let (is_chosen, key) = (|row| library.is_chosen(row), |row| library.row_id(row));
    let rows = Rows::new(list_id(), LIST, library.rows.len(), theme::ROW).several(&is_chosen).keyed(&key).first(library.first());
    let done = rows.folds(folds).show(ui, &mut list, |ui, row| row_ui(ui, row, &columns, library, actions));
    library.list = list;
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
        widgets::paragraph(
            ui,
            "No model matches. Words are looked for in names, flavors, experiments, runs, versions, ids and paths.",
            palette.text_second,
        );
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

fn heading_ui(ui: &mut Ui, columns: &[ShownColumn], library: &mut Library) {
    let palette = Palette::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let stops = Stops::new(ui, Id::unique("library headings"), columns.len());
    for (i, shown) in columns.iter().enumerate() {
        let Column { order, heading: text, .. } = shown.column;
        let cell = Rect::from_min_size(pos2(shown.left, rect.top()), vec2(shown.width, rect.height()));
        let response = stops.interact(ui, cell.shrink2(vec2(2.0, 0.0)), i);
        let Sorting { by, is_descending } = library.view.sorting;
        let is_sorted = by == order;
        let way = match (is_sorted, is_descending) {
            (false, _) => "",
            (true, true) => ", descending",
            (true, false) => ", ascending",
        };
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_sorted, format!("Sort by {}{way}", text.to_lowercase())));
        let color = if response.hovered() || is_sorted { palette.text } else { palette.text_hint };
        let inner = cell.with_min_x(cell.left() + 8.0).with_max_x(cell.right() - 8.0);
        // Numbers stand at the right of their column, and so does what they are.
        let inner = if order == Order::Size {
            let width = widgets::line(ui, text, theme::small(), color, 100.0).size().x;
            inner.with_min_x(inner.right() - width - if is_sorted { 16.0 } else { 0.0 })
        } else {
            inner
        };
        let (width, _) = widgets::paint_line(ui, inner, text, theme::small(), color);
        if is_sorted {
            let at = Rect::from_center_size(pos2(inner.left() + width + 10.0, cell.center().y), vec2(12.0, 12.0));
            if is_descending { Icon::Down } else { Icon::Up }.paint(ui.painter(), at, color, palette.surface);
        }
        widgets::focus_ring(ui, &response, cell.shrink(1.0));
        if response.clicked() {
            library.view.sorting = library.view.sorting.clicked(order);
            library.changed();
            library.list.reveal();
        }
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
                cells::model_ui(ui, shown.cell(row.rect, indent), shown.column.order, &model, hint);
            }
            cells::describe(row, &model, actions);
        }
        Some(Shown::Absent { absent, .. }) => {
            for shown in columns {
                cells::absent_ui(ui, shown.cell(row.rect, indent), shown.column.order, absent);
            }
            cells::describe_absent(row, absent, actions);
        }
        None => {}
    }
}
