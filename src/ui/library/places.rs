//! The places, what was open before, and samples for a first look.

use egui::{CornerRadius, Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::library::Place;
use crate::mlmodel::display::{grouped, one_line, os_text};
use crate::ui::command::{Action, Command};
use crate::ui::icons::Icon;
use crate::ui::state::Window;
use crate::ui::theme::{self, Palette};
use crate::ui::{start, widgets};

/// Draws the panel.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    egui::ScrollArea::vertical().id_salt("places").auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        heading(ui, "Places");
        let mut chosen = None;
        if window.library.places.len() > 1 {
            let is_current = window.library.view.place.is_none();
            if row(ui, "all places", "All places", &grouped(window.library.total), None, is_current).clicked() {
                chosen = Some(None);
            }
        }
        let is_only = window.library.places.len() == 1;
        for (i, place) in window.library.places.iter().enumerate() {
            let is_current = window.library.view.place == Some(i) || (is_only && window.library.view.place.is_none());
            if place_ui(ui, place, is_current, actions).clicked() {
                chosen = Some(Some(i));
            }
        }
        if let Some(place) = chosen {
            window.library.view.place = place;
            window.library.changed();
        }
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            ui.add_space(8.0);
            ui.add_enabled_ui(window.allows(Command::AddPlace), |ui| widgets::command_button(ui, Command::AddPlace, actions));
        });
        if !window.recents.is_empty() {
            ui.add_space(20.0);
            heading(ui, "Recent");
            for recent in window.recents.iter().take(6) {
                let path = os_text(recent.path.as_os_str());
                let worst = recent.worst.map(crate::ui::state::Worst::severity);
                let response = row(ui, &recent.path, &recent.name, "", Some(Icon::worst(worst)), false);
                if response.clicked() {
                    actions.push(Action::Open(recent.path.clone()));
                }
                response.context_menu(|ui| {
                    if ui.button("Copy path").clicked() {
                        actions.push(Action::Copy(path.clone()));
                    }
                    if ui.button("Remove from this list").clicked() {
                        actions.push(Action::ForgetRecent(recent.path.clone()));
                    }
                });
                response.on_hover_text(one_line(&path));
            }
        }
        ui.add_space(20.0);
        heading(ui, "First look");
        for (i, sample) in start::SAMPLES.iter().enumerate() {
            if row(ui, ("sample", i), sample, "", None, false).on_hover_text("A sample that comes with the program").clicked() {
                actions.push(Action::OpenSample(i));
            }
        }
        ui.add_space(12.0);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "Nothing is run, changed or sent."));
        widgets::paint_line(ui, rect.with_min_x(rect.left() + 8.0), "Nothing is run, changed or sent.", theme::body(), palette.text_hint);
    });
}

fn heading(ui: &mut Ui, text: &str) {
    let palette = Palette::of(ui.visuals());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, text));
    widgets::paint_line(ui, rect.with_min_x(rect.left() + 8.0), text, theme::body(), palette.text_hint);
}

fn place_ui(ui: &mut Ui, place: &Place, is_current: bool, actions: &mut Vec<Action>) -> egui::Response {
    let path = os_text(place.path.as_os_str());
    let icon = if place.gone.is_some() {
        Some(Icon::Error)
    } else if place.troubles.is_empty() && place.stopped_by.is_none() {
        None
    } else {
        Some(Icon::Warning)
    };
    let response = row(ui, &place.path, &place.name(), &grouped(place.entries.len()), icon, is_current);
    response.context_menu(|ui| {
        if ui.button("Read again").clicked() {
            actions.push(Action::Rescan(place.path.clone()));
        }
        if ui.button("Copy path").clicked() {
            actions.push(Action::Copy(path.clone()));
        }
        if ui.button("Show in file manager").clicked() {
            actions.push(Action::ShowPath(place.path.clone()));
        }
        if ui.button("Remove from the library").on_hover_text("Nothing on disk is changed").clicked() {
            actions.push(Action::ForgetPlace(place.path.clone()));
        }
    });
    let broken = place.broken();
    let mut about = one_line(&path).into_owned();
    if broken > 0 {
        about.push_str(&format!("\n{}", crate::mlmodel::display::count(broken, "model cannot be loaded", "models cannot be loaded")));
    }
    if let Some(why) = &place.gone {
        about.push_str(&format!("\n{why}"));
    }
    for note in &place.notes {
        about.push_str(&format!("\n{}", one_line(note)));
    }
    response.on_hover_text(about)
}

/// One line of the panel: a name, and a number or a sign at its right.
fn row(
    ui: &mut Ui,
    id: impl std::hash::Hash + std::fmt::Debug,
    name: &str,
    number: &str,
    icon: Option<Icon>,
    is_current: bool,
) -> egui::Response {
    let palette = Palette::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::hover());
    let response = ui.interact(rect, Id::unique(("library row", id)), Sense::click());
    let state = match icon {
        Some(Icon::Error) => ", error",
        Some(Icon::Warning) => ", warning",
        _ => "",
    };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_current, format!("{name}{state}")));
    let radius = CornerRadius::same(theme::RADIUS_SMALL);
    if is_current {
        ui.painter().rect_filled(rect, radius, palette.selected);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, radius, palette.hovered);
    }
    let mut right = rect.right() - 8.0;
    if let Some(icon) = icon {
        let at = Rect::from_center_size(pos2(right - 8.0, rect.center().y), vec2(16.0, 16.0));
        icon.paint(ui.painter(), at, icon.color(palette), palette.window);
        right -= 24.0;
    }
    if !number.is_empty() {
        let color = if is_current || response.hovered() { palette.text_second } else { palette.text_hint };
        right -= widgets::paint_right(ui, rect.with_max_x(right), number, theme::small(), color) + 8.0;
    }
    widgets::paint_line(ui, Rect::from_x_y_ranges(rect.left() + 8.0..=right, rect.y_range()), &one_line(name), theme::body(), palette.text);
    widgets::focus_ring(ui, &response, rect);
    response
}
