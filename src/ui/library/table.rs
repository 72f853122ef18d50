//! The models as a table: only the rows that are seen are drawn.

use egui::{CornerRadius, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::cells::{absent_cells, describe, group_ui, model_cells};
use super::list_id;
use super::state::{Key, Library, Shown};
use crate::library::{Order, Place, Sorting};
use crate::mlmodel::display::{capitalised, one_line, os_text};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{self, Move};

/// A column and its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub order: Order,
    pub left: f32,
    pub width: f32,
}

/// Heading, narrowest width, and how eagerly it takes what is left.
const COLUMNS: [(Order, &str, f32, f32); 8] = [
    (Order::Name, "Name", 168.0, 2.0),
    (Order::Health, "Health", 134.0, 0.0),
    (Order::Registered, "Registered", 136.0, 2.0),
    (Order::Created, "Created, UTC", 136.0, 0.0),
    (Order::Run, "Run", 96.0, 1.0),
    (Order::Flavors, "Flavors", 88.0, 0.5),
    (Order::Size, "Size", 64.0, 0.0),
    (Order::Experiment, "Experiment", 104.0, 1.0),
];

/// As many columns as there is room for, the most telling first.
fn columns(left: f32, width: f32, library: &Library) -> Vec<Column> {
    let shows_groups = library.view.grouping == crate::library::Grouping::Experiment;
    let mut room = width;
    let mut shown = Vec::new();
    for (order, _, least, eager) in COLUMNS {
        // The groups say it already.
        if (order == Order::Experiment && shows_groups) || least > room {
            continue;
        }
        room -= least;
        shown.push((order, least, eager));
    }
    let eager: f32 = shown.iter().map(|(_, _, eager)| eager).sum();
    let mut at = left;
    let mut columns: Vec<Column> = shown
        .into_iter()
        .map(|(order, least, share)| Column { order, left: 0.0, width: least + if eager > 0.0 { room * share / eager } else { 0.0 } })
        .collect();
    // Health is the last thing that is read.
    columns.sort_by_key(|column| (column.order == Order::Health, column.order == Order::Size));
    for column in &mut columns {
        column.left = at;
        at += column.width;
    }
    columns
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
    let columns = columns(area.left(), area.width() - widgets::BAR, library);
    heading_ui(ui, &columns, library);
    ui.painter().hline(area.x_range(), ui.cursor().top() - 4.0, egui::Stroke::new(1.0, palette.separator));
    let list = Rect::from_min_max(pos2(area.left(), ui.cursor().top()), area.max);
    let chosen = library.selected.len();
    let focused = keyboard(ui, list, library, actions);
    let scroll = scroll(ui, "library", library);
    let rows = library.rows.len();
    let mut clicked = None;
    let out = scroll.show_rows(ui, theme::ROW, rows, |ui, range| {
        for i in range {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
            clicked = row_ui(ui, i, widgets::beside_bar(rect), &columns, library, focused, actions).or(clicked);
        }
    });
    library.offset = out.state.clamped_offset().y;
    library.height = out.inner_rect.height();
    take_click(ui, clicked, library, actions);
    // The bar above says how many are chosen, and is drawn before.
    if library.selected.len() != chosen || !library.is_current() {
        ui.ctx().request_repaint();
    }
}

/// A scroll area that goes to the row the keyboard is on.
pub(super) fn scroll(ui: &mut Ui, salt: &str, library: &mut Library) -> egui::ScrollArea {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut scroll = egui::ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]);
    if std::mem::take(&mut library.reveal)
        && let Some(offset) = library.cursor.and_then(|row| widgets::scroll_to(row, theme::ROW, library.offset, library.height))
    {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    scroll
}

/// How a row was clicked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Click {
    row: usize,
    is_double: bool,
    adds: bool,
}

pub(super) fn take_click(ui: &Ui, clicked: Option<Click>, library: &mut Library, actions: &mut Vec<Action>) {
    let Some(click) = clicked else { return };
    library.go_to(click.row);
    library.reveal = false;
    ui.memory_mut(|memory| memory.request_focus(list_id()));
    if matches!(library.shown(click.row), Some(Shown::Group(_))) {
        fold(library, click.row);
    } else if click.is_double {
        open(library, click.row, actions);
    } else {
        library.select(click.row, click.adds);
    }
}

/// What the keys do in the list; whether it has the keyboard.
pub(super) fn keyboard(ui: &Ui, rect: Rect, library: &mut Library, actions: &mut Vec<Action>) -> bool {
    let extends = ui.input(|input| {
        input.events.iter().any(|event| matches!(event, egui::Event::Key { pressed: true, modifiers, .. } if modifiers.shift))
    });
    let (response, asked) = widgets::list_focus(ui, list_id(), rect, "Models");
    let asked = asked.or_else(|| response.has_focus().then(|| shifted(ui)).flatten());
    if response.gained_focus() && library.cursor.is_none() {
        let first = (0..library.rows.len()).find(|i| !matches!(library.shown(*i), Some(Shown::Group(_)))).unwrap_or(0);
        library.go_to(first);
        library.select(first, false);
    }
    let Some(asked) = asked else { return response.has_focus() };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
    let page = ((library.height / theme::ROW) as usize).max(1);
    if let Some(to) = widgets::moved_to(asked, library.cursor, library.rows.len(), page) {
        library.go_to(to);
        let is_chosen = library.key(to).is_some_and(|key| library.selected.contains(&key));
        if !(extends && is_chosen) {
            library.select(to, extends);
        }
        return true;
    }
    let Some(row) = library.cursor else { return true };
    match (asked, library.shown(row)) {
        (Move::Enter, Some(Shown::Group(_))) => fold(library, row),
        (Move::Left | Move::Right, Some(Shown::Group(header))) if header.is_folded == (asked == Move::Right) => fold(library, row),
        // To the heading of the group.
        (Move::Left, Some(Shown::Model { .. } | Shown::Absent { .. })) => {
            if let Some(heading) = (0..row).rev().find(|i| matches!(library.shown(*i), Some(Shown::Group(_)))) {
                library.go_to(heading);
            }
        }
        (Move::Enter, _) => open(library, row, actions),
        (Move::Copy, _) => {
            let paths: Vec<String> = library.chosen().iter().map(|path| os_text(path.as_os_str())).collect();
            if !paths.is_empty() {
                actions.push(Action::Copy(paths.join("\n")));
            }
        }
        _ => {}
    }
    true
}

/// The arrows with Shift, which choose several rows.
fn shifted(ui: &Ui) -> Option<Move> {
    let keys = [(egui::Key::ArrowUp, Move::Up), (egui::Key::ArrowDown, Move::Down)];
    ui.input_mut(|input| keys.into_iter().find(|(key, _)| input.consume_key(egui::Modifiers::SHIFT, *key)).map(|(_, m)| m))
}

fn fold(library: &mut Library, row: usize) {
    let Some(Shown::Group(header)) = library.shown(row) else { return };
    let group = header.group.clone();
    if !library.view.folded.remove(&group) {
        library.view.folded.insert(group);
    }
    library.changed();
}

fn open(library: &Library, row: usize, actions: &mut Vec<Action>) {
    if let Some(Key::Model(path)) = library.key(row) {
        actions.push(Action::Open(path));
    }
}

/// Folds or unfolds a group, opens a model.
pub(super) fn activate(library: &mut Library, row: usize, actions: &mut Vec<Action>) {
    if matches!(library.shown(row), Some(Shown::Group(_))) {
        fold(library, row);
    } else {
        open(library, row, actions);
    }
}

fn empty_ui(ui: &mut Ui, library: &mut Library) {
    let palette = Palette::of(ui.visuals());
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

fn heading_ui(ui: &mut Ui, columns: &[Column], library: &mut Library) {
    let palette = Palette::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    for column in columns {
        let text = COLUMNS.iter().find(|(order, ..)| *order == column.order).map_or("", |(_, text, ..)| text);
        let cell = Rect::from_min_size(pos2(column.left, rect.top()), vec2(column.width, rect.height()));
        let response = ui.interact(cell.shrink2(vec2(2.0, 0.0)), Id::unique(("library column", text)), Sense::click());
        let Sorting { by, is_descending } = library.view.sorting;
        let is_sorted = by == column.order;
        let order = match (is_sorted, is_descending) {
            (false, _) => "",
            (true, true) => ", descending",
            (true, false) => ", ascending",
        };
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_sorted, format!("Sort by {}{order}", text.to_lowercase())));
        let color = if response.hovered() || is_sorted { palette.text } else { palette.text_hint };
        let inner = cell.with_min_x(cell.left() + 8.0).with_max_x(cell.right() - 8.0);
        // Numbers stand at the right of their column, and so does what they are.
        let inner = if column.order == Order::Size {
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
            library.view.sorting = library.view.sorting.clicked(column.order);
            library.changed();
            library.reveal = true;
        }
    }
}

/// One row; how it was clicked, if it was.
fn row_ui(
    ui: &mut Ui,
    row: usize,
    rect: Rect,
    columns: &[Column],
    library: &Library,
    focused: bool,
    actions: &mut Vec<Action>,
) -> Option<Click> {
    let key = library.key(row)?;
    let response = ui.interact(rect, Id::unique(("library", row_id(&key), row)), Sense::click());
    let is_selected = library.selected.contains(&key);
    let is_cursor = library.cursor == Some(row);
    widgets::row_background(ui, rect, is_selected, response.hovered(), false);
    if is_cursor && focused {
        let accent = Palette::of(ui.visuals()).accent;
        let radius = CornerRadius::same(theme::RADIUS_SMALL);
        ui.painter().rect_stroke(rect, radius, egui::Stroke::new(2.0, accent), egui::StrokeKind::Inside);
    }
    // Under its heading.
    let indent = if library.view.grouping == crate::library::Grouping::None { 0.0 } else { 18.0 };
    match library.shown(row)? {
        Shown::Group(header) => group_ui(ui, rect, &response, header, library),
        Shown::Model { place, entry, checkup, news } => {
            model_cells(ui, rect, columns, entry, checkup, news, is_selected || response.hovered(), indent);
            describe(ui, &response, place, entry, checkup, news, is_selected, actions);
        }
        Shown::Absent { absent, .. } => absent_cells(ui, rect, columns, &response, absent, is_selected, indent, actions),
    }
    let adds = ui.input(|input| input.modifiers.command || input.modifiers.shift);
    (response.clicked() || response.double_clicked()).then(|| Click { row, is_double: response.double_clicked(), adds })
}

/// Something to tell rows apart by, whatever moves.
pub(super) fn row_id(key: &Key) -> u64 {
    use std::hash::{Hash as _, Hasher as _};
    let mut hasher = std::hash::DefaultHasher::new();
    match key {
        Key::Model(path) => path.hash(&mut hasher),
        Key::Absent(place, label) => (place, label).hash(&mut hasher),
        Key::Group(group) => group.hash(&mut hasher),
    }
    hasher.finish()
}
