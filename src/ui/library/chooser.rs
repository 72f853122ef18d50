//! The menu in which columns are chosen: metrics, params and tags, and what is known of every row.

use std::collections::BTreeMap;

use egui::{Id, Popup, PopupCloseBehavior, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::columns::{Chooser, Shift};
use super::layout::known_columns;
use super::state::Library;
use crate::library::{LoggedKey, LoggedKind, Order};
use crate::mlmodel::display::{count, grouped, one_line};
use crate::ui::command::Action;
use crate::ui::icons::Icon;
use crate::ui::rows::{Asked, ListView, Pressed, Row, Rows};
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

const WIDTH: f32 = 360.0;
const HEIGHT: f32 = 380.0;

/// One line of the menu.
struct Choice {
    column: Order,
    name: String,
    is_shown: bool,
    /// Its number among what was logged and is shown.
    at: Option<usize>,
    /// Models or runs that have a value; nothing for what is known of every row.
    count: Option<usize>,
}

impl Choice {
    fn logged(key: &LoggedKey, at: Option<usize>, count: usize) -> Self {
        Self { column: Order::Logged(key.clone()), name: key.name.clone(), is_shown: at.is_some(), at, count: Some(count) }
    }

    /// What kind of column it is.
    fn kind(&self) -> &'static str {
        if let Order::Logged(key) = &self.column { key.kind.word() } else { "column" }
    }
}

/// What was done with a line.
enum Done {
    Flip(Order),
    Shift { key: LoggedKey, shift: Shift },
}

/// Draws the button and, while it is open, the menu.
pub(super) fn ui(ui: &mut Ui, library: &mut Library, actions: &mut Vec<Action>) {
    let shown = library.shown_keys().len();
    let text = if shown == 0 { "Columns".to_owned() } else { format!("Columns {shown}") };
    let response = ui.button(text);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Columns: {shown} of what was logged")));
    let response = response.on_hover_text("Metrics, parameters and tags of the runs as columns");
    let popup = Popup::menu(&response).accessible_name("Columns").close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let is_open = popup.show(|ui| menu_ui(ui, library, actions)).is_some();
    library.columns.chooser.was_open = is_open;
}

fn menu_ui(ui: &mut Ui, library: &mut Library, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let window = ui.content_rect();
    ui.set_width(WIDTH.min(window.width() - 40.0));
    let all = choices(library);
    if all.iter().all(|choice| choice.count.is_none()) {
        let is_reading = !library.logged_reads.is_empty();
        let text =
            if is_reading { "What was logged is being read." } else { "No store here knows a run with metrics, parameters or tags." };
        widgets::paragraph(ui, text, palette.text_second);
    }
    let all_lines = all.len().max(3);
    // Taken before the field is drawn, which would move its own cursor.
    let pressed = Pressed::beside_field(ui);
    let is_entered = search_ui(ui, &mut library.columns.chooser);
    let lines = found(all, library);
    let mut view = std::mem::take(&mut library.columns.chooser.list);
    if view.selected.is_none_or(|selected| selected >= lines.len()) {
        view.select(0);
    }
    let most = HEIGHT.min(window.height() - 200.0).max(theme::ROW * 3.0);
    // It stays as high as all of them need while a search leaves fewer.
    #[expect(clippy::cast_precision_loss, reason = "as many as a person looks at")]
    let height = (all_lines as f32 * theme::ROW).min(most);
    let mut done = None;
    let shown = library.shown_keys().len();
    let left_out = std::mem::take(&mut library.columns.left_out);
    let out = widgets::list_space(ui, height, |ui| {
        let rows = Rows::new(Id::unique("columns list"), "Columns", lines.len(), theme::ROW).empty("Nothing of that name was logged.");
        rows.beside_field(pressed).show(ui, &mut view, |ui, row| {
            let choice = &lines[row.item];
            choice_ui(ui, row, choice, Around { shown, has_room: !left_out.contains(&choice.column) }, &mut done);
        })
    });
    let is_asked = is_entered || out.clicked.is_some() || out.asked == Some(Asked::Activate);
    if let Some(choice) = view.selected.and_then(|i| lines.get(i)).filter(|_| is_asked && done.is_none()) {
        done = Some(Done::Flip(choice.column.clone()));
    }
    (library.columns.chooser.list, library.columns.left_out) = (view, left_out);
    match done {
        Some(Done::Flip(column)) => {
            library.flip_column(&column);
            let Order::Logged(key) = &column else { return };
            let is_new = super::looked_at(library).any(|place| place.logged.column(key).is_some() && !place.logged.has_spans(key));
            if key.kind == LoggedKind::Metric && is_new && library.shown_keys().contains(key) {
                actions.push(Action::ReadLogged);
            }
        }
        Some(Done::Shift { key, shift }) => library.chosen_columns_mut().shift_key(&key, shift),
        None => {}
    }
}

/// What is looked for; whether Enter was pressed there.
fn search_ui(ui: &mut Ui, chooser: &mut Chooser) -> bool {
    let field = ui.add(
        egui::TextEdit::singleline(&mut chooser.search)
            .id(Id::unique("columns search"))
            .hint_text(egui::RichText::new("Find a metric, parameter, tag or column").color(Palette::of(ui.visuals()).text_hint))
            .desired_width(f32::INFINITY)
            .margin(egui::Margin::symmetric(8, 5)),
    );
    field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Find a metric, parameter, tag or column"));
    widgets::focus_ring(ui, &field, field.rect);
    if !chooser.was_open {
        chooser.search.clear();
        field.request_focus();
        chooser.list = ListView::default();
    }
    let is_entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if is_entered {
        field.request_focus();
    }
    if widgets::switch(ui, chooser.only_differing, "Only those that differ").clicked() {
        chooser.only_differing = !chooser.only_differing;
    }
    is_entered
}

/// Those that are looked for; what is shown is found though all runs share it.
fn found(all: Vec<Choice>, library: &Library) -> Vec<Choice> {
    let chooser = &library.columns.chooser;
    let words: Vec<String> = chooser.search.split_whitespace().map(str::to_lowercase).collect();
    let differs = |choice: &Choice| match &choice.column {
        Order::Logged(key) => super::looked_at(library).filter_map(|place| place.logged.column(key)).any(|column| column.differs),
        _ => true,
    };
    let holds = |choice: &Choice, word: &String| choice.name.to_lowercase().contains(word) || choice.kind().starts_with(word.as_str());
    all.into_iter()
        .filter(|choice| choice.is_shown || !chooser.only_differing || differs(choice))
        .filter(|choice| words.iter().all(|word| holds(choice, word)))
        .collect()
}

/// What was logged and is shown, in its order, then all others by kind and name; last what is known of every row.
fn choices(library: &Library) -> Vec<Choice> {
    let mut counts: BTreeMap<&LoggedKey, usize> = BTreeMap::new();
    for place in super::looked_at(library) {
        for column in place.logged.columns() {
            *counts.entry(&column.key).or_default() += column.count;
        }
    }
    let shown = library.shown_keys();
    let first = shown.iter().enumerate().map(|(i, key)| Choice::logged(key, Some(i), counts.get(key).copied().unwrap_or(0)));
    let others = counts.iter().filter(|(key, _)| !shown.contains(key)).map(|(key, count)| Choice::logged(key, None, *count));
    let hidden = library.chosen_columns().map_or(&[][..], |columns| &columns.hidden);
    let known = known_columns().map(|column| {
        let is_shown = !hidden.contains(&column.order);
        Choice { column: column.order, name: column.heading.into_owned(), is_shown, at: None, count: None }
    });
    first.chain(others).chain(known).collect()
}

/// What is around a choice.
struct Around {
    /// How many of what was logged are shown.
    shown: usize,
    /// The table has room for it.
    has_room: bool,
}

fn choice_ui(ui: &Ui, row: &mut Row, choice: &Choice, Around { shown, has_room }: Around, done: &mut Option<Done>) {
    let palette = Palette::of(ui.visuals());
    let hint = row.background(ui);
    let rect = row.rect;
    let kind = choice.kind();
    row.describe(Role::CheckBox, || {
        let runs = choice.count.map(|runs| format!(", {}", count(runs, "run", "runs"))).unwrap_or_default();
        let is_shown = match (choice.is_shown, has_room) {
            (true, true) => ", shown",
            (true, false) => ", no room",
            (false, _) => "",
        };
        format!("{}, {kind}{runs}{is_shown}", choice.name)
    });
    let sign = |x: f32| Rect::from_center_size(pos2(x, rect.center().y), Vec2::splat(theme::ICON));
    if choice.is_shown {
        Icon::Tick.paint(ui.painter(), sign(rect.left() + 14.0), palette.accent, palette.surface);
    }
    let mut right = rect.right() - 8.0;
    if let (Some(at), Order::Logged(key)) = (choice.at, &choice.column) {
        for (icon, shift, word, can) in [(Icon::Down, Shift::Right, "later", at + 1 < shown), (Icon::Up, Shift::Left, "earlier", at > 0)] {
            let cell = Rect::from_min_size(pos2(right - 22.0, rect.top()), vec2(22.0, rect.height()));
            right -= 22.0;
            if !can {
                continue;
            }
            let name = format!("Show {} {word}", choice.name);
            let response = ui.interact(cell, row.response.id.with(word), Sense::CLICK);
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            let color = if response.hovered() { palette.text } else { palette.text_second };
            icon.paint(ui.painter(), sign(cell.center().x), color, palette.surface);
            if response.clicked() {
                *done = Some(Done::Shift { key: key.clone(), shift });
            }
            response.on_hover_text(format!("Show this column {word}"));
        }
        right -= 4.0;
    }
    let kind = if choice.is_shown && !has_room { "no room" } else { kind };
    let about = choice.count.map_or_else(|| kind.to_owned(), |runs| format!("{kind}  {}", grouped(runs)));
    let galley = widgets::line(ui, &about, theme::small(), hint, 120.0);
    let left = right - galley.size().x;
    ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, hint);
    let text = rect.with_min_x(rect.left() + 28.0).with_max_x(left - 8.0);
    let (_, is_cut) = widgets::paint_line(ui, text, &one_line(&choice.name), theme::body(), palette.text);
    if is_cut {
        row.response.clone().on_hover_text(one_line(&choice.name));
    }
}
