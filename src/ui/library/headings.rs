//! The headings of the table: what is sorted by, and which way a metric is better.

use egui::{Color32, CursorIcon, Id, Rect, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::columns::Shift;
use super::layout::{ShownColumn, all_columns, is_pinned};
use super::state::Library;
use crate::library::{Direction, LoggedKey, LoggedKind, Order};
use crate::mlmodel::display::{capitalised, one_line};
use crate::ui::icons::Icon;
use crate::ui::stops::Stops;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// What was done with a heading.
enum Done {
    Sort(Order),
    /// The next of the ways in which a metric may be better.
    Turn(LoggedKey),
    Hide(Order),
    /// Moves it over the one beside it.
    Shift {
        column: Order,
        beside: Order,
        shift: Shift,
    },
    /// In points; nothing for the usual width.
    Resize(Order, Option<f32>),
}

/// How much wider or narrower a column becomes by one step, in points.
const STEP: f32 = 24.0;
/// How far from its edge a column is taken to be resized, in points.
const GRIP: f32 = 4.0;

/// Draws the headings, scrolled sideways as the rows below are.
pub(super) fn heading_ui(ui: &mut Ui, columns: &[ShownColumn], library: &mut Library) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let whole = ui.clip_rect();
    ui.set_clip_rect(rect.intersect(whole));
    let metrics = columns.iter().filter(|shown| metric(&shown.column.order).is_some()).count();
    let stops = Stops::new(ui, Id::unique("library headings"), columns.len() + metrics);
    let (mut stop, mut done) = (0, None);
    let sideways = library.columns.sideways;
    let pinned = columns.first().filter(|first| is_pinned(first, sideways, rect.width()));
    for (i, shown) in columns.iter().enumerate() {
        // The others are scrolled under the name.
        let under = pinned.filter(|_| i > 0).map_or(0.0, |name| name.width);
        ui.set_clip_rect(rect.with_min_x(rect.left() + under).intersect(whole));
        let left = rect.left() + if i == 0 && pinned.is_some() { 0.0 } else { shown.left - sideways };
        let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(shown.width, rect.height()));
        // The name stays in front.
        let before = i.checked_sub(1).filter(|before| *before > 0).and_then(|before| columns.get(before));
        let after = columns.get(i + 1).filter(|_| i > 0);
        let beside = [before, after].map(|shown| shown.map(|shown| &shown.column.order));
        let heading = Heading { shown, cell, beside, stops: &stops, at: stop };
        heading.ui(ui, library, &mut done);
        stop += 1 + usize::from(metric(&shown.column.order).is_some());
    }
    ui.set_clip_rect(whole);
    match done {
        Some(Done::Sort(order)) => {
            let better = metric(&order).map_or(Direction::Unknown, |key| library.columns.direction(key));
            library.view.sorting = library.view.sorting.clicked(order, better);
            library.changed();
            library.list.reveal();
        }
        Some(Done::Turn(key)) => library.turn_direction(&key),
        Some(Done::Hide(column)) => library.flip_column(&column),
        Some(Done::Shift { column, beside, shift }) => {
            let all = all_columns(library);
            library.chosen_columns_mut().shift(all, &column, &beside, shift);
        }
        Some(Done::Resize(column, width)) => library.chosen_columns_mut().set_width(&column, width),
        None => {}
    }
}

/// The metric that stands in a column.
fn metric(order: &Order) -> Option<&LoggedKey> {
    if let Order::Logged(key) = order { Some(key).filter(|key| key.kind == LoggedKind::Metric) } else { None }
}

/// One heading.
struct Heading<'a> {
    shown: &'a ShownColumn,
    cell: Rect,
    /// The columns to its left and right that it can be moved over.
    beside: [Option<&'a Order>; 2],
    stops: &'a Stops,
    /// Its number among the stops.
    at: usize,
}

impl Heading<'_> {
    fn ui(&self, ui: &Ui, library: &Library, done: &mut Option<Done>) {
        let palette = Palette::of(ui.visuals());
        let column = &self.shown.column;
        let sorting = &library.view.sorting;
        let is_sorted = sorting.by == column.order;
        let mark = metric(&column.order).map(|key| Mark::of(library, key));
        let mark_width = mark.as_ref().map_or(0.0, |mark| mark.width(ui));
        let sign = if is_sorted { 16.0 } else { 0.0 };
        let inner = self.cell.with_min_x(self.cell.left() + 8.0).with_max_x(self.cell.right() - 8.0);
        let room = (inner.width() - mark_width - sign).max(0.0);
        let text = one_line(&column.heading);
        let width = widgets::line(ui, &text, theme::small(), Color32::WHITE, room).size().x;
        let left = if column.is_right { inner.right() - width - sign } else { inner.left() + mark_width };
        // At the edge: whoever means to sort does not turn it.
        let mark_rect = Rect::from_min_size(pos2(inner.left(), self.cell.top()), vec2(mark_width, self.cell.height()));
        let response = self.stops.interact(ui, self.cell.shrink2(vec2(2.0, 0.0)), self.at);
        let way = match (is_sorted, sorting.is_descending) {
            (false, _) => "",
            (true, true) => ", descending",
            (true, false) => ", ascending",
        };
        // Names of metrics are spelled as they were logged.
        let name = if let Order::Logged(key) = &column.order { key.name.clone() } else { column.heading.to_lowercase() };
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_sorted, format!("Sort by {}{way}", one_line(&name))));
        let color = if response.hovered() || is_sorted { palette.text } else { palette.text_hint };
        widgets::paint_line(ui, inner.with_min_x(left).with_max_x(left + room), &text, theme::small(), color);
        if is_sorted {
            let at = Rect::from_center_size(pos2(left + width + 10.0, self.cell.center().y), vec2(12.0, 12.0));
            if sorting.is_descending { Icon::Down } else { Icon::Up }.paint(ui.painter(), at, color, palette.surface);
        }
        widgets::focus_ring(ui, &response, self.cell.shrink(1.0));
        if response.clicked() {
            *done = Some(Done::Sort(column.order.clone()));
        }
        let is_set = library.chosen_columns().is_some_and(|columns| columns.width(&column.order).is_some());
        widgets::context_menu(&response, |ui| self.menu_ui(ui, is_set, done));
        self.grip(ui, done);
        let Order::Logged(key) = &column.order else { return };
        response.on_hover_text(format!("{} {}", capitalised(key.kind.word()), one_line(&key.name)));
        if let Some(mark) = mark {
            let response = self.stops.interact(ui, mark_rect, self.at + 1);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{}: {}", one_line(&key.name), mark.words())));
            let color = if response.hovered() { palette.text } else { palette.text_second };
            widgets::paint_line(ui, mark_rect.with_max_x(mark_rect.right() + 8.0), mark.sign(), theme::small(), color);
            widgets::focus_ring(ui, &response, mark_rect.shrink2(vec2(0.0, 3.0)));
            if response.clicked() {
                *done = Some(Done::Turn(key.clone()));
            }
            widgets::context_menu(&response, |ui| self.menu_ui(ui, is_set, done));
            response.on_hover_text(mark.about());
        }
    }

    /// The edge by which the column is made wider or narrower; a double click gives it its usual width.
    fn grip(&self, ui: &Ui, done: &mut Option<Done>) {
        let edge = Rect::from_x_y_ranges(self.cell.right() - GRIP..=self.cell.right() + GRIP, self.cell.y_range());
        let column = &self.shown.column.order;
        let response = ui.interact(edge, Id::unique(("width of", column)), Sense::CLICK | Sense::DRAG);
        if response.hovered() || response.dragged() {
            ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal);
            let color = if response.dragged() { Palette::of(ui.visuals()).accent } else { Palette::of(ui.visuals()).separator };
            ui.painter().vline(self.cell.right(), self.cell.y_range().shrink(3.0), Stroke::new(2.0, color));
        }
        if response.double_clicked() {
            *done = Some(Done::Resize(column.clone(), None));
        } else if response.dragged()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            *done = Some(Done::Resize(column.clone(), Some(pointer.x - self.cell.left())));
        }
    }

    fn menu_ui(&self, ui: &mut Ui, is_set: bool, done: &mut Option<Done>) {
        let column = &self.shown.column.order;
        if *column != Order::Name && ui.button("Hide column").clicked() {
            *done = Some(Done::Hide(column.clone()));
        }
        for (words, shift, beside) in [("Move left", Shift::Left, self.beside[0]), ("Move right", Shift::Right, self.beside[1])] {
            if *column == Order::Name {
                continue;
            }
            if ui.add_enabled(beside.is_some(), egui::Button::new(words)).clicked()
                && let Some(beside) = beside
            {
                *done = Some(Done::Shift { column: column.clone(), beside: beside.clone(), shift });
            }
        }
        for (words, width) in [("Wider", self.shown.width + STEP), ("Narrower", self.shown.width - STEP)] {
            if ui.button(words).clicked() {
                *done = Some(Done::Resize(column.clone(), Some(width)));
            }
        }
        if ui.add_enabled(is_set, egui::Button::new("Usual width")).clicked() {
            *done = Some(Done::Resize(column.clone(), None));
        }
    }
}

/// Which way a metric is better, and who says so.
struct Mark {
    direction: Direction,
    is_guess: bool,
}

impl Mark {
    fn of(library: &Library, key: &LoggedKey) -> Self {
        Self { direction: library.columns.direction(key), is_guess: library.columns.is_guess(key) }
    }

    /// As papers write it: `↑` for higher is better. A guess is a question.
    fn sign(&self) -> &'static str {
        match (self.direction, self.is_guess) {
            (Direction::Higher, true) => "↑?",
            (Direction::Higher, false) => "↑",
            (Direction::Lower, true) => "↓?",
            (Direction::Lower, false) => "↓",
            (Direction::Unknown, _) => "↕",
        }
    }

    fn width(&self, ui: &Ui) -> f32 {
        widgets::line(ui, self.sign(), theme::small(), Color32::WHITE, 40.0).size().x + 8.0
    }

    fn words(&self) -> String {
        let is_guess = self.is_guess && self.direction != Direction::Unknown;
        format!("{}{}", self.direction.words(), if is_guess { ", a guess by its name" } else { "" })
    }

    fn about(&self) -> String {
        let next = match self.direction.next() {
            Direction::Unknown => "that it is not known".to_owned(),
            next => format!("that {}", next.words()),
        };
        let best = if self.direction == Direction::Unknown {
            ""
        } else {
            " The best value of each experiment or registered model has a mark; different ones are not compared."
        };
        format!("{}.{best} Click to say {next}.", capitalised(&self.words()))
    }
}
