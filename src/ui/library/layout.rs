//! The columns of the table: which are shown, where each stands and how wide it is.

use std::borrow::Cow;

use egui::{Rect, Ui};

use super::cells::TREND;
use super::state::Library;
use crate::library::{Grouping, LoggedKey, Order};
use crate::mlmodel::display::clipped;
use crate::ui::{theme, widgets};

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
        let trend = if super::looked_at(library).any(|place| place.logged.has_trends(key)) { TREND + 8.0 } else { 0.0 };
        let least_width = (text + 54.0).clamp(least + trend, 220.0);
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

/// Whether the headings of the groups say it already, or the names.
fn is_said(order: &Order, library: &Library) -> bool {
    match order {
        Order::Experiment => library.view.grouping == Grouping::Experiment,
        Order::Run => !library.has_other_run_names,
        _ => false,
    }
}

/// The columns that there was no room for.
pub(super) fn left_out(shown: &[ShownColumn], library: &Library) -> Vec<Order> {
    let is_shown = |order: &Order| shown.iter().any(|shown| shown.column.order == *order);
    all_columns(library).into_iter().filter(|order| !is_shown(order) && !is_said(order, library)).collect()
}

/// Every column that is not hidden, as they stand: those too that there is no room for.
pub(super) fn all_columns(library: &Library) -> Vec<Order> {
    let wanted = library.chosen_columns();
    let logged = library.shown_keys().iter().cloned().map(Order::Logged);
    let mut all: Vec<Order> = COLUMNS.map(|column| column.order).into();
    if logged.len() > 0 {
        all.splice(2..2, logged);
    } else {
        all.sort_by_key(|column| (*column == Order::Health, *column == Order::Size));
    }
    if let Some(wanted) = wanted {
        all.retain(|column| !wanted.hidden.contains(column));
        wanted.sort(&mut all, |column| column);
    }
    all
}

/// The columns that are known of every row, and that can be hidden.
pub(super) fn known_columns() -> impl Iterator<Item = Column> {
    COLUMNS.into_iter().filter(|column| column.order != Order::Name)
}

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
    pub fn cell(&self, row: Rect, indent: f32) -> Rect {
        let indent = if self.column.order == Order::Name { indent } else { 0.0 };
        let left = row.left() + self.left;
        Rect::from_x_y_ranges(left + 8.0 + indent..=left + self.width - 8.0, row.y_range())
    }
}

/// Whether the name stays at the left while the other columns are scrolled by so many points: it tells the rows apart. In a narrow
/// table nothing would be left of the others.
pub(super) fn is_pinned(first: &ShownColumn, sideways: f32, width: f32) -> bool {
    first.column.order == Order::Name && sideways > 0.5 && first.width < width * 0.5
}

/// As many columns as there is room for, and all that were chosen: with less room they scroll sideways.
pub(super) fn columns(ui: &Ui, width: f32, library: &Library) -> Vec<ShownColumn> {
    let wanted = library.chosen_columns();
    let as_set = |mut column: Column| {
        if let Some(width) = wanted.and_then(|wanted| wanted.width(&column.order)) {
            (column.least_width, column.eagerness) = (width, 0.0);
        }
        column
    };
    let chosen: Vec<Column> = library.shown_keys().iter().map(|key| as_set(Column::logged(ui, key, library))).collect();
    let has_chosen = !chosen.is_empty();
    let mut room = width - chosen.iter().map(|column| column.least_width).sum::<f32>();
    let mut shown: Vec<Column> = Vec::new();
    for column in COLUMNS.map(as_set) {
        let is_said = is_said(&column.order, library);
        let is_hidden = wanted.is_some_and(|wanted| wanted.hidden.contains(&column.order));
        if is_said || is_hidden || (column.least_width > room && !(has_chosen && column.stays())) {
            continue;
        }
        room -= column.least_width;
        shown.push(column);
    }
    if has_chosen {
        // Name and health, then what was asked for.
        let at = shown.iter().position(|column| !matches!(column.order, Order::Name | Order::Health)).unwrap_or(shown.len());
        shown.splice(at..at, chosen);
    } else {
        // Health is the last thing that is read.
        shown.sort_by_key(|column| (column.order == Order::Health, column.order == Order::Size));
    }
    if let Some(wanted) = wanted {
        wanted.sort(&mut shown, |column| &column.order);
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
