//! The library: places at the left, their models at the right.

mod cells;
mod chooser;
mod columns;
mod headings;
mod layout;
mod panel;
mod places;
pub(super) mod state;
mod table;

use egui::{Frame, Id, Margin, Popup, Role, Ui, WidgetInfo};

use super::command::{Action, Command, CommandGroup};
use super::icons::Icon;
use super::rows::{ListView, Row, Rows};
use super::state::Window;
use super::theme::{self, Palette};
use super::widgets::FilterField;
use super::{start, widgets};
use crate::library::{Grouping, Place, Trouble};
use crate::mlmodel::display::{count, grouped, one_line, os_text};
pub use columns::PlaceColumns;
pub use panel::{drawer, ui as panel_ui};
pub use state::{Busy, Key, Library};

/// What the list of models is called.
const LIST: &str = "Models";
/// In points: with less room what stands above the list takes several rows.
const TOOLBAR: f32 = 700.0;
/// What the switch is called that lists them.
const RUNS_WITHOUT_A_MODEL: &str = "Runs without a model";
/// Reasons why not everything that was logged is known, of a place, that are told in strips of their own.
const MAX_MISSING: usize = 3;

/// The filter's id, for the command that goes there.
#[must_use]
pub fn filter_id() -> Id {
    Id::unique("library filter")
}

/// The field over the list of models.
fn filter_field(width: f32) -> FilterField<'static> {
    FilterField { id: filter_id(), list: list_id(), hint: "Filter models", width }
}

/// The list's id.
#[must_use]
pub fn list_id() -> Id {
    Id::unique("library list")
}

/// Draws the page.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    if window.library.places.is_empty() {
        start::ui(ui, window, actions);
        return;
    }
    let palette = Palette::of(ui.visuals());
    window.library.refresh();
    let is_narrow = ui.available_width() < theme::NARROW;
    if !is_narrow {
        let frame = Frame::new().fill(palette.window).inner_margin(panel::MARGIN);
        egui::Panel::left("places").frame(frame).resizable(false).exact_size(theme::SIDE).show(ui, |ui| places::ui(ui, window, actions));
    }
    let frame = Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 8, top: 12, bottom: 0 });
    egui::CentralPanel::default().frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        toolbar(ui, &mut window.library, is_narrow, actions);
        let mut troubles = std::mem::take(&mut window.library.troubles_list);
        for place in looked_at(&window.library) {
            strips(ui, window.library.busy.get(&place.path), place, actions);
            troubles_strip(ui, place, &mut troubles, actions);
        }
        window.library.troubles_list = troubles;
        table::ui(ui, &mut window.library, actions);
    });
}

fn looked_at(library: &Library) -> impl Iterator<Item = &Place> {
    library.places.iter().enumerate().filter(|(i, _)| library.view.place.is_none_or(|place| place == *i)).map(|(_, place)| place)
}

fn toolbar(ui: &mut Ui, library: &mut Library, is_narrow: bool, actions: &mut Vec<Action>) {
    // With little room, or made larger, the buttons go on below.
    let wraps = ui.available_width() < TOOLBAR;
    let contents = |ui: &mut Ui| toolbar_ui(ui, library, is_narrow, actions);
    if wraps {
        ui.horizontal_wrapped(contents)
    } else {
        ui.horizontal(contents)
    };
}

fn toolbar_ui(ui: &mut Ui, library: &mut Library, is_narrow: bool, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    if is_narrow {
        place_menu(ui, library, actions);
    }
    let width = (ui.available_width() - 640.0).clamp(120.0, 320.0);
    let before = library.view.filter.clone();
    let field = filter_field(width).ui(ui, &mut library.view.filter);
    if library.view.filter != before {
        library.changed();
        library.list.go_to_top();
    }
    // From the field straight into the list, which is not to take the same key.
    let leaves = (field.has_focus() && take_key(ui, egui::Key::ArrowDown)) || (field.lost_focus() && take_key(ui, egui::Key::Enter));
    if leaves {
        ui.memory_mut(|memory| memory.request_focus(list_id()));
    }
    chooser::ui(ui, library, actions);
    grouping_menu(ui, library, actions);
    export_menu(ui, actions);
    chosen_buttons(ui, library, actions);
    let chosen = library.selected.len();
    let runs = if library.view.shows_runs { library.count_runs() } else { 0 };
    let models = count(library.count(), "model", "models");
    let text = match chosen {
        0 | 1 if library.view.filter.trim().is_empty() && runs == 0 => models,
        0 | 1 if library.view.filter.trim().is_empty() => format!("{models}, {}", count(runs, "run", "runs")),
        0 | 1 if runs == 0 => format!("{} of {models}", grouped(library.listed())),
        0 | 1 => format!("{} of {} models and runs", grouped(library.listed()), grouped(library.count() + runs)),
        chosen => format!("{} selected", grouped(chosen)),
    };
    // In the place of the numbers, so that nothing moves while it is typed.
    match library.filter_problems.first() {
        Some(problem) if chosen < 2 => {
            let (rect, response) = ui.allocate_exact_size(egui::vec2(ui.available_width(), theme::LINE), egui::Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, problem));
            widgets::paint_line(ui, rect, &one_line(problem), theme::body(), palette.warning);
            response.on_hover_text(library.filter_problems.join("\n"));
        }
        _ => drop(widgets::label(ui, &text, theme::body(), palette.text_second)),
    }
}

/// What can be done with the rows that are chosen. The buttons are always there: nothing moves when one is chosen.
fn chosen_buttons(ui: &mut Ui, library: &Library, actions: &mut Vec<Action>) {
    let curves = ui.add_enabled(library.has_chosen(), egui::Button::new(Command::Curves.text()));
    let curves = curves.on_disabled_hover_text("Choose models or runs: a click, Ctrl and a click, or Shift and an arrow key");
    if curves.on_hover_ui(|ui| widgets::command_tooltip(ui, Command::Curves)).clicked() {
        actions.push(Action::Run(Command::Curves));
    }
    let can_compare = library.pair().is_some() || library.has_one_model();
    let compare = ui.add_enabled(can_compare, egui::Button::new("Compare"));
    let compare = compare.on_disabled_hover_text("Choose one model or two: Ctrl and a click, or Shift and an arrow key");
    if compare.on_hover_ui(|ui| widgets::command_tooltip(ui, Command::CompareWith)).clicked() {
        actions.push(Action::Run(Command::CompareWith));
    }
}

fn take_key(ui: &Ui, key: egui::Key) -> bool {
    ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key))
}

fn grouping_menu(ui: &mut Ui, library: &mut Library, actions: &mut Vec<Action>) {
    let response = ui.button(library.view.grouping.text());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Groups: {}", library.view.grouping.text())));
    Popup::menu(&response).accessible_name("Groups").show(|ui| {
        for grouping in Grouping::ALL {
            if ui.selectable_label(library.view.grouping == grouping, grouping.text()).clicked() {
                library.view.grouping = grouping;
                library.changed();
            }
        }
        ui.separator();
        let runs = library.count_runs();
        let text = format!("{RUNS_WITHOUT_A_MODEL}  {}", grouped(runs));
        let mut shows = library.view.shows_runs;
        if ui.add_enabled(runs > 0, egui::Checkbox::new(&mut shows, text)).changed() {
            library.show_runs(shows, actions);
        }
    });
}

fn export_menu(ui: &mut Ui, actions: &mut Vec<Action>) {
    let response = ui.button("Export").on_hover_text("All rows with the chosen columns, for a spreadsheet, a wiki or a program");
    Popup::menu(&response).accessible_name("Export").show(|ui| {
        for command in CommandGroup::Library.commands().filter(|command| *command != Command::Curves) {
            if ui.button(command.text()).on_hover_text(command.tooltip()).clicked() {
                actions.push(Action::Run(command));
            }
        }
    });
}

/// The places of a window too narrow for their list.
fn place_menu(ui: &mut Ui, library: &mut Library, actions: &mut Vec<Action>) {
    let name = library.view.place.and_then(|i| library.places.get(i)).map_or_else(|| "All places".to_owned(), Place::name);
    let response = ui.button(crate::mlmodel::display::clipped(&name, 20));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Place: {name}")));
    let mut chosen = None;
    Popup::menu(&response).accessible_name("Places").show(|ui| {
        if ui.selectable_label(library.view.place.is_none(), "All places").clicked() {
            chosen = Some(None);
        }
        for (i, place) in library.places.iter().enumerate() {
            if ui.selectable_label(library.view.place == Some(i), place.name()).on_hover_text(os_text(place.path.as_os_str())).clicked() {
                chosen = Some(Some(i));
            }
        }
        ui.separator();
        if ui.button(Command::AddPlace.text()).clicked() {
            actions.push(Action::Run(Command::AddPlace));
        }
    });
    if let Some(place) = chosen {
        library.look_at(place);
    }
}

/// What is going on in a place, and what is wrong with it.
fn strips(ui: &mut Ui, busy: Option<&Busy>, place: &Place, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    if let Some(busy) = busy {
        let waited = busy.since.elapsed();
        if waited < theme::SHOW_WAITING_AFTER {
            ui.ctx().request_repaint_after(theme::SHOW_WAITING_AFTER.saturating_sub(waited));
        } else {
            // The count moves a few times a second, no more.
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(200));
            ui.horizontal(|ui| {
                let name = place.name();
                let text = if busy.is_checking_up {
                    let known = place.checkups.iter().flatten().count();
                    format!("Checking the files of {name}: {} of {}", grouped(known), count(place.entries.len(), "model", "models"))
                } else {
                    format!("Looking through {name}: {}", count(busy.progress.seen(), "file or folder", "files and folders"))
                };
                widgets::label(ui, &one_line(&text), theme::body(), palette.text_second);
                if ui.small_button("Stop").on_hover_text("What was found so far stays").clicked() {
                    actions.push(Action::StopScan(place.path.clone()));
                }
            });
        }
    }
    if let Some(why) = &place.gone {
        strip(ui, Icon::Error, &format!("{}: {why}. What was found before is shown as it was.", place.name()));
    }
    if place.is_stopped {
        strip(ui, Icon::Warning, &format!("Looking through {} was stopped: there may be more models", place.name()));
    }
    let missing = &place.logged.missing;
    for why in missing.iter().take(MAX_MISSING) {
        strip(ui, Icon::Warning, &format!("Not all that was logged in {} is known: {why}", place.name()));
    }
    if let Some(more) = missing.len().checked_sub(MAX_MISSING).filter(|more| *more > 0) {
        let more = count(more, "more reason", "more reasons");
        strip(ui, Icon::Warning, &format!("Not all that was logged in {} is known, for {more}", place.name()));
    }
    if let Some(stopped) = &place.stopped_by {
        strip(ui, Icon::Warning, &format!("Not all of {} was searched, there may be more models: {stopped}", place.name()));
    }
}

/// What could not be read in a place, and the list of it on a click.
fn troubles_strip(ui: &mut Ui, place: &Place, list: &mut ListView, actions: &mut Vec<Action>) {
    if !place.troubles.is_empty() {
        let text = format!("{} in {}", count(place.troubles.len(), "thing could not be read", "things could not be read"), place.name());
        let response = strip(ui, Icon::Warning, &text);
        Popup::menu(&response).accessible_name("What could not be read").show(|ui| troubles_ui(ui, place, list, actions));
    }
}

fn strip(ui: &mut Ui, icon: Icon, text: &str) -> egui::Response {
    let palette = Palette::of(ui.visuals());
    let fill = if icon == Icon::Error { palette.error_surface } else { palette.warning_surface };
    let size = egui::vec2(ui.available_width() - 8.0, 26.0);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, text));
    ui.painter().rect_filled(rect, egui::CornerRadius::same(theme::RADIUS), fill);
    let at = egui::Rect::from_center_size(egui::pos2(rect.left() + 18.0, rect.center().y), egui::vec2(16.0, 16.0));
    icon.paint(ui.painter(), at, icon.color(palette), fill);
    widgets::paint_line(
        ui,
        rect.with_min_x(rect.left() + 34.0).with_max_x(rect.right() - 8.0),
        &one_line(text),
        theme::body(),
        palette.text,
    );
    widgets::focus_ring(ui, &response, rect);
    response.on_hover_text(text)
}

/// Everything that could not be read, once.
fn troubles_ui(ui: &mut Ui, place: &Place, list: &mut ListView, actions: &mut Vec<Action>) {
    ui.set_width(560.0_f32.min(ui.content_rect().width() - 60.0));
    #[expect(clippy::cast_precision_loss, reason = "as many as a person looks at")]
    let height = (place.troubles.len() as f32 * theme::TWO_LINES).min(320.0);
    let id = Id::unique(("troubles", &place.path));
    let rows = Rows::new(id, "What could not be read", place.troubles.len(), theme::TWO_LINES);
    let space = ui.allocate_space(egui::vec2(ui.available_width(), height)).1;
    let done = ui.scope_builder(egui::UiBuilder::new().max_rect(space), |ui| {
        rows.show(ui, list, |ui, row| trouble_ui(ui, row, &place.troubles[row.item]))
    });
    // A click copies, and so does each key that asks for something.
    if done.inner.clicked.is_some() || done.inner.asked.is_some() {
        let trouble = list.selected.and_then(|i| place.troubles.get(i));
        actions.extend(trouble.map(|trouble| Action::Copy(os_text(trouble.path.as_os_str()))));
    }
}

fn trouble_ui(ui: &Ui, row: &Row, trouble: &Trouble) {
    let palette = Palette::of(ui.visuals());
    let path = os_text(trouble.path.as_os_str());
    row.describe(Role::ListItem, || format!("{}: {path}", trouble.what));
    row.background(ui);
    let inner = row.rect.shrink2(egui::vec2(8.0, 0.0));
    widgets::paint_line(ui, inner.with_max_y(row.rect.center().y + 1.0), &one_line(&trouble.what), theme::body(), palette.text);
    widgets::paint_tail(ui, inner.with_min_y(row.rect.center().y), &one_line(&path), palette.text_second);
    row.response.clone().on_hover_text(format!("{}\n{path}\nClick to copy the path", trouble.what));
}
