//! The bar at the top: menu, opening, tabs.

use egui::{Align, CornerRadius, Frame, Id, Layout, Margin, Popup, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::command::{Action, Command, Group};
use super::icons::Icon;
use super::state::{Content, Tab, Theme, Window};
use super::theme::{self, Palette};
use super::{palette, widgets};

/// Draws the bar.
pub fn ui(ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let frame = Frame::new().fill(palette.window).inner_margin(Margin { left: 12, right: 12, top: 0, bottom: 0 });
    egui::Panel::top("bar").frame(frame).resizable(false).exact_size(theme::BAR).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(theme::BAR);
            ui.spacing_mut().item_spacing.x = 8.0;
            menu(ui, window, actions);
            // The start page has the same button, and larger.
            if !window.tabs.is_empty() || !window.library.shelves.is_empty() {
                open_button(ui, window, actions);
            }
            if window.allows(Command::CompareWith) && !window.shows_library() {
                widgets::command_button(ui, Command::CompareWith, actions);
            }
            ui.add_space(8.0);
            // The field at the right first: tabs take what is left.
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                palette::button(ui, actions);
                ui.add_space(8.0);
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.set_height(theme::BAR);
                    library_tab(ui, window, actions);
                    tabs(ui, window, actions);
                });
            });
        });
    });
}

fn menu(ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
    let button = widgets::icon_button(ui, Icon::Menu, "Menu", true);
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(220.0);
        for group in Group::ALL {
            ui.menu_button(group.title(), |ui| {
                ui.set_min_width(260.0);
                for command in Command::ALL.into_iter().filter(|command| command.group() == group) {
                    command_item(ui, window, command, actions);
                }
                if group == Group::View && window.platform.has_both_displays {
                    let mut keep = window.platform.keep_wayland;
                    if ui
                        .checkbox(&mut keep, "Start on Wayland (no dropping)")
                        .on_hover_text("From the next start; X11 is used otherwise, because dropping folders works there only")
                        .changed()
                    {
                        actions.push(Action::KeepWayland(keep));
                    }
                }
            });
        }
    });
}

fn command_item(ui: &mut Ui, window: &Window, command: Command, actions: &mut Vec<Action>) {
    let only_changes = command == Command::OnlyDifferences
        && window.active_tab().is_some_and(|tab| tab.pair().is_some() && tab.view.compare.only_changes());
    let chosen = only_changes
        || matches!(
            (command, window.theme),
            (Command::ThemeSystem, Theme::System) | (Command::ThemeLight, Theme::Light) | (Command::ThemeDark, Theme::Dark)
        );
    let mut button = egui::Button::selectable(chosen, command.text());
    if let Some(shortcut) = command.shortcut() {
        button = button.shortcut_text(ui.format_shortcut(&shortcut));
    }
    let response = ui.add_enabled(window.allows(command), button).on_hover_text(command.tooltip());
    if response.clicked() {
        actions.push(Action::Run(command));
    }
}

fn open_button(ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
    ui.add_enabled_ui(window.allows(Command::OpenFolder), |ui| widgets::command_button(ui, Command::OpenFolder, actions));
}

/// The tab that is always there, in front of the models'.
fn library_tab(ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
    if window.tabs.is_empty() && window.library.shelves.is_empty() {
        return;
    }
    let palette = Palette::of(ui.visuals());
    ui.spacing_mut().item_spacing.x = 0.0;
    let name = Command::ShowLibrary.text();
    let is_current = window.shows_library();
    let color = if is_current { palette.text } else { palette.text_second };
    let galley = widgets::line(ui, name, theme::body(), color, 200.0);
    let (rect, _) = ui.allocate_exact_size(vec2(galley.size().x + 24.0, theme::BAR), Sense::hover());
    let response = ui.interact(rect, Id::unique("library tab"), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_current, "Tab Library"));
    paint_tab(ui, rect, is_current, response.hovered());
    ui.painter().galley(pos2(rect.left() + 12.0, rect.center().y - galley.size().y / 2.0), galley, color);
    widgets::focus_ring(ui, &response, rect.shrink(2.0));
    if response.clicked() && !is_current {
        actions.push(Action::Run(Command::ShowLibrary));
    }
    response.on_hover_ui(|ui| widgets::command_tooltip(ui, Command::ShowLibrary));
}

/// The ground of a tab: the current one is part of what lies below, with an accent line under it.
fn paint_tab(ui: &Ui, rect: Rect, is_current: bool, is_hovered: bool) {
    let palette = Palette::of(ui.visuals());
    if is_current {
        ui.painter().rect_filled(rect, CornerRadius::ZERO, palette.surface);
        let line = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 2.0), rect.max);
        ui.painter().rect_filled(line, CornerRadius::ZERO, palette.accent);
    } else if is_hovered {
        ui.painter().rect_filled(rect.shrink2(vec2(1.0, 5.0)), CornerRadius::same(theme::RADIUS), palette.hovered);
    }
}

/// Width of a tab at most and at least.
const WIDEST: f32 = 220.0;
/// A comparison has two names.
const WIDEST_PAIR: f32 = 300.0;
const NARROWEST: f32 = 84.0;

fn tabs(ui: &mut Ui, window: &Window, actions: &mut Vec<Action>) {
    if window.tabs.is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.x = 0.0;
    let widths: Vec<f32> = window
        .tabs
        .iter()
        .map(|tab| {
            let widest = if tab.pair().is_some() { WIDEST_PAIR } else { WIDEST };
            (widgets::line(ui, &tab.title, theme::body(), egui::Color32::WHITE, 400.0).size().x + 48.0).clamp(NARROWEST, widest)
        })
        .collect();
    let room = ui.available_width();
    let shown = shown_tabs(&widths, window.active, room);
    for i in shown.clone() {
        tab_ui(ui, i, &window.tabs[i], window.active == i && !window.at_library, widths[i], actions);
    }
    let hidden = window.tabs.len() - shown.len();
    if hidden > 0 {
        ui.add_space(8.0);
        let response = ui.button(format!("+ {hidden}")).on_hover_text("All open tabs");
        Popup::menu(&response).show(|ui| {
            for (i, tab) in window.tabs.iter().enumerate() {
                if ui.selectable_label(window.active == i, &tab.title).clicked() {
                    actions.push(Action::ActivateTab(i));
                }
            }
        });
    }
}

/// The run of tabs that fits, the active one always in it.
fn shown_tabs(widths: &[f32], active: usize, room: f32) -> std::ops::Range<usize> {
    let total: f32 = widths.iter().sum();
    if total <= room {
        return 0..widths.len();
    }
    let room = room - 64.0;
    let active = active.min(widths.len().saturating_sub(1));
    let (mut start, mut end, mut used) = (active, active + 1, widths.get(active).copied().unwrap_or(0.0));
    loop {
        if start > 0 && used + widths[start - 1] <= room {
            start -= 1;
            used += widths[start];
        } else if end < widths.len() && used + widths[end] <= room {
            used += widths[end];
            end += 1;
        } else {
            return start..end;
        }
    }
}

fn tab_ui(ui: &mut Ui, i: usize, tab: &Tab, active: bool, width: f32, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let (rect, _) = ui.allocate_exact_size(vec2(width, theme::BAR), Sense::hover());
    let response = ui.interact(rect, Id::unique(("tab", tab.id)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, format!("Tab {}", tab.title)));
    paint_tab(ui, rect, active, response.hovered());
    let text = Rect::from_x_y_ranges(rect.left() + 12.0..=rect.right() - 28.0, rect.y_range());
    let color = if active { palette.text } else { palette.text_second };
    widgets::paint_line(ui, text, &tab.title, theme::body(), color);
    widgets::focus_ring(ui, &response, rect.shrink(2.0));
    let close = Rect::from_center_size(pos2(rect.right() - 16.0, rect.center().y), vec2(20.0, 20.0));
    let closing = ui.interact(close, Id::unique(("close tab", tab.id)), Sense::CLICK);
    closing.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Close {}", tab.title)));
    if closing.hovered() {
        ui.painter().rect_filled(close, CornerRadius::same(theme::RADIUS_SMALL), palette.hovered);
    }
    Icon::Close.paint(ui.painter(), close, if closing.hovered() { palette.text } else { palette.text_second }, palette.surface);
    if closing.clicked() || response.middle_clicked() {
        actions.push(Action::CloseTab(i));
    } else if response.clicked() {
        actions.push(Action::ActivateTab(i));
    }
    let state = match &tab.content {
        Content::Loading { .. } => "Being read",
        Content::Failed(_) => "Cannot be read",
        Content::Loaded(_) | Content::Pair(_) => "",
    };
    response.context_menu(|ui| {
        if ui.button("Close").clicked() {
            actions.push(Action::CloseTab(i));
        }
        if ui.button("Copy path").clicked() {
            actions.push(Action::Copy(tab.target.text()));
        }
    });
    let paths = tab.target.text();
    response.on_hover_ui(|ui| {
        ui.with_layout(Layout::top_down(Align::Min), |ui| {
            for path in paths.lines() {
                ui.label(crate::mlmodel::display::clipped(path, 400));
            }
            if !state.is_empty() {
                ui.label(state);
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::shown_tabs;

    #[test]
    fn the_active_tab_is_always_shown() {
        let widths = [100.0; 10];
        for active in 0..10 {
            let shown = shown_tabs(&widths, active, 400.0);
            assert!(shown.contains(&active) && shown.len() == 3, "{active}: {shown:?}");
        }
        assert_eq!(shown_tabs(&widths, 0, 1_000.0), 0..10);
    }
}
