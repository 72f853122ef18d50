//! The models as a table: only the rows that are seen are drawn.

use egui::{CornerRadius, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::list_id;
use super::state::{Key, Library, Shown};
use crate::checks::Severity;
use crate::library::{Absent, Entry, Header, News, Order, Registered, Shelf, Sorting, Weight};
use crate::mlmodel::display::{bytes, clipped, count, one_line, os_text};
use crate::mlmodel::time;
use crate::report::list;
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets::{self, Move};

/// A column and its place.
#[derive(Clone, Copy, Debug)]
struct Column {
    order: Order,
    left: f32,
    width: f32,
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
    let is_busy = library.busy.values().any(|busy| !busy.is_weighing);
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
        Shown::Model { place, entry, weight, news } => {
            model_cells(ui, rect, columns, entry, weight, news, is_selected || response.hovered(), indent);
            describe(ui, &response, place, entry, weight, news, is_selected, actions);
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

pub(super) fn group_ui(ui: &Ui, rect: Rect, response: &egui::Response, header: &Header, library: &Library) {
    let palette = Palette::of(ui.visuals());
    let members = count(header.count, "model", "models");
    response.widget_info(|| WidgetInfo::labeled(Role::DisclosureTriangle, true, format!("{}, {members}", header.label)));
    ui.ctx().accesskit_node_builder(response.id, |builder| builder.set_expanded(!header.is_folded));
    let arrow = Rect::from_center_size(pos2(rect.left() + 12.0, rect.center().y), vec2(16.0, 16.0));
    if header.is_folded { Icon::Closed } else { Icon::Open }.paint(ui.painter(), arrow, palette.text_second, palette.surface);
    let text = rect.with_min_x(rect.left() + 26.0).with_max_x(rect.right() - 90.0);
    let (width, _) = widgets::paint_line(ui, text, &one_line(&header.label), theme::strong(), palette.text);
    let hint = match &header.group {
        crate::library::Group::Experiment(place, _) if library.shelves.len() > 1 && library.view.place.is_none() => {
            library.shelves.get(*place).map(|shelf| format!("{}  ", shelf.name())).unwrap_or_default()
        }
        _ => String::new(),
    };
    let after = text.with_min_x(text.left() + width + 10.0).with_max_x(rect.right() - 8.0);
    widgets::paint_line(ui, after, &format!("{hint}{}", crate::mlmodel::display::grouped(header.count)), theme::small(), palette.text_hint);
}

/// A health in a sign, a word and a colour.
pub(super) fn health(weight: &Weight) -> (Icon, String) {
    let severity = match (weight.errors, weight.warnings) {
        (0, 0) => None,
        (0, _) => Some(Severity::Warning),
        _ => Some(Severity::Error),
    };
    (Icon::worst(severity), list::health(weight))
}

#[expect(clippy::too_many_arguments, reason = "a row and all that it shows")]
fn model_cells(
    ui: &Ui,
    rect: Rect,
    columns: &[Column],
    entry: &Entry,
    weight: Option<Weight>,
    news: Option<News>,
    is_lit: bool,
    indent: f32,
) {
    let palette = Palette::of(ui.visuals());
    let hint = if is_lit { palette.text_second } else { palette.text_hint };
    for column in columns {
        let cell = Rect::from_x_y_ranges(column.left + 8.0..=column.left + column.width - 8.0, rect.y_range());
        let text = |text: &str, color| {
            widgets::paint_line(ui, cell, &one_line(text), theme::body(), color);
        };
        match column.order {
            Order::Name => {
                let indent = indent + if entry.is_nested { theme::INDENT } else { 0.0 };
                let (width, _) =
                    widgets::paint_line(ui, cell.with_min_x(cell.left() + indent), &one_line(&entry.name), theme::strong(), palette.text);
                let after = cell.with_min_x((cell.left() + indent + width + 8.0).min(cell.right()));
                if let Some(news) = news {
                    widgets::paint_line(ui, after, news.word(), theme::small_strong(), palette.warning);
                } else if entry.is_nested {
                    widgets::paint_line(ui, after, "inside another", theme::small(), hint);
                }
            }
            Order::Flavors => text(&list::flavors(entry), palette.text_second),
            // The heading says that it is UTC.
            Order::Created => {
                let shown = entry.created.as_deref().map(time::shown).unwrap_or_default();
                text(shown.trim_end_matches(" UTC"), palette.text_second);
            }
            Order::Experiment => text(entry.experiment.as_deref().unwrap_or_default(), palette.text_second),
            Order::Run => text(entry.run_name.as_deref().unwrap_or_default(), palette.text_second),
            Order::Registered => registered_cell(ui, cell, &entry.registered, palette),
            Order::Size => {
                if let Some(weight) = weight {
                    widgets::paint_right(ui, cell, &bytes(weight.bytes), theme::body(), palette.text_second);
                }
            }
            Order::Health => {
                let Some(weight) = weight else { continue };
                let (icon, words) = health(&weight);
                let at = Rect::from_center_size(pos2(cell.left() + 8.0, rect.center().y), vec2(16.0, 16.0));
                icon.paint(ui.painter(), at, icon.color(palette), palette.surface);
                let color = if weight.errors > 0 { palette.error } else { palette.text_second };
                widgets::paint_line(ui, cell.with_min_x(cell.left() + 22.0), &words, theme::body(), color);
            }
        }
    }
}

fn registered_cell(ui: &Ui, cell: Rect, registered: &[Registered], palette: &Palette) {
    let Some(first) = registered.first() else { return };
    let mut text = format!("{} {}", first.name, first.version);
    if registered.len() > 1 {
        text.push_str(&format!(" + {}", registered.len() - 1));
    }
    let (width, _) = widgets::paint_line(ui, cell, &one_line(&text), theme::body(), palette.text_second);
    let aliases: Vec<String> = registered.iter().flat_map(|r| r.aliases.iter()).map(|alias| format!("@{alias}")).collect();
    let rest = cell.with_min_x((cell.left() + width + 8.0).min(cell.right()));
    widgets::paint_line(ui, rest, &one_line(&aliases.join(" ")), theme::small(), palette.accent);
}

/// The name, the menu and the explanation of a row.
#[expect(clippy::too_many_arguments, reason = "a row and all that it says")]
pub(super) fn describe(
    ui: &Ui,
    response: &egui::Response,
    place: &Shelf,
    entry: &Entry,
    weight: Option<Weight>,
    news: Option<News>,
    is_selected: bool,
    actions: &mut Vec<Action>,
) {
    let state = weight.map(|weight| health(&weight).1).unwrap_or_default();
    response.widget_info(|| {
        let news = news.map(News::word).unwrap_or_default();
        let parts = [&*entry.name, &list::flavors(entry), entry.run_name.as_deref().unwrap_or_default(), &state, news];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        WidgetInfo::selected(Role::Row, ui.is_enabled(), is_selected, parts.join(", "))
    });
    let path = place.path.join(&entry.path);
    let text = os_text(path.as_os_str());
    response.context_menu(|ui| {
        if ui.button("Open").clicked() {
            actions.push(Action::Open(path.clone()));
        }
        if ui.button("Copy path").clicked() {
            actions.push(Action::Copy(text.clone()));
        }
        for (words, id) in [("Copy run ID", entry.run_id.as_deref()), ("Copy model ID", entry.model_id.as_deref())] {
            if let Some(id) = id
                && ui.button(words).clicked()
            {
                actions.push(Action::Copy(id.to_string()));
            }
        }
        if ui.button("Show in file manager").clicked() {
            actions.push(Action::ShowPath(path.clone()));
        }
    });
    response.clone().on_hover_ui(|ui| {
        ui.label(clipped(&text, 400));
        for (label, value) in [("Run ID", entry.run_id.as_deref()), ("Model ID", entry.model_id.as_deref())] {
            if let Some(value) = value {
                ui.label(format!("{label}: {}", clipped(value, 80)));
            }
        }
        for registered in entry.registered.iter().take(8) {
            let stage = registered.stage.as_deref().map(|stage| format!(", {stage}")).unwrap_or_default();
            ui.label(clipped(&format!("{}{stage}", registered.label()), 200));
        }
    });
}

#[expect(clippy::too_many_arguments, reason = "a row and all that it shows")]
fn absent_cells(
    ui: &Ui,
    rect: Rect,
    columns: &[Column],
    response: &egui::Response,
    absent: &Absent,
    is_selected: bool,
    indent: f32,
    actions: &mut Vec<Action>,
) {
    let palette = Palette::of(ui.visuals());
    for column in columns {
        let cell = Rect::from_x_y_ranges(column.left + 8.0..=column.left + column.width - 8.0, rect.y_range());
        match column.order {
            Order::Name => {
                let name = format!("{} {}", absent.registered.name, absent.registered.version);
                widgets::paint_line(ui, cell.with_min_x(cell.left() + indent), &one_line(&name), theme::body(), palette.text_second);
            }
            Order::Registered => registered_cell(ui, cell, std::slice::from_ref(&absent.registered), palette),
            Order::Health => {
                let at = Rect::from_center_size(pos2(cell.left() + 8.0, rect.center().y), vec2(16.0, 16.0));
                Icon::Question.paint(ui.painter(), at, palette.text_second, palette.surface);
                widgets::paint_line(ui, cell.with_min_x(cell.left() + 22.0), "not here", theme::body(), palette.text_second);
            }
            _ => {}
        }
    }
    describe_absent(response, absent, is_selected, actions);
}

pub(super) fn describe_absent(response: &egui::Response, absent: &Absent, is_selected: bool, actions: &mut Vec<Action>) {
    let label = absent.registered.label();
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_selected, format!("{label}, not here: {}", absent.why)));
    response.context_menu(|ui| {
        if ui.button("Copy source").clicked() {
            actions.push(Action::Copy(absent.source.clone()));
        }
    });
    response.clone().on_hover_ui(|ui| {
        ui.label(clipped(&label, 200));
        ui.label(format!("Not here: {}.", absent.why));
        ui.label(clipped(&absent.source, 400));
    });
}
