//! What lies over the window: a drop, typing a path, About, the keys.

use std::path::{Path, PathBuf};

use egui::{Area, CornerRadius, Frame, Id, Key, Margin, Modal, Order, Role, Stroke, Ui, WidgetInfo, vec2};

use super::command::{Action, Command, Group};
use super::state::Window;
use super::theme::{self, Palette};
use super::widgets;

/// Draws whatever is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    path_ui(ui, window, actions);
    compare_ui(ui, window, actions);
    if window.dialogs.about {
        about_ui(ui, window, actions);
    }
    if window.dialogs.shortcuts {
        shortcuts_ui(ui, window);
    }
    drop_ui(ui, window);
}

fn drop_ui(ui: &Ui, window: &Window) {
    let hovered: Vec<String> = ui.input(|input| {
        let name = |file: &egui::HoveredFile| file.path.as_ref().and_then(|p| p.file_name()).map(crate::mlmodel::display::os_text);
        input.raw.hovered_files.iter().filter_map(name).collect()
    });
    if ui.input(|input| input.raw.hovered_files.is_empty()) {
        return;
    }
    let is_request = ui.input(|input| match input.raw.hovered_files.as_slice() {
        [one] => one.path.as_ref().is_some_and(|path| window.takes_as_request(path)),
        _ => false,
    });
    let title = if is_request { "Drop to check" } else { "Drop to open" };
    let palette = Palette::of(ui.visuals());
    let whole = ui.content_rect();
    Area::new(Id::unique("drop overlay")).order(Order::Foreground).interactable(false).fixed_pos(whole.min).show(ui, |ui| {
        ui.painter().rect_filled(whole, CornerRadius::ZERO, palette.veil());
        let rect = whole.shrink(12.0);
        let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
        ui.painter().extend(egui::Shape::dashed_line(&corners, Stroke::new(2.0, palette.accent), 6.0, 4.0));
        let place = egui::Rect::from_center_size(whole.center(), vec2(480.0_f32.min(rect.width()), 60.0));
        ui.scope_builder(egui::UiBuilder::new().max_rect(place).layout(egui::Layout::top_down(egui::Align::Center)), |ui| {
            let response = ui.label(egui::RichText::new(title).font(theme::title()).color(palette.text));
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, title));
            let text = match hovered.as_slice() {
                [] => "A model folder, or its MLmodel file".to_owned(),
                [one] if is_request => format!("{}, a request to this model", crate::mlmodel::display::clipped(one, 60)),
                [one] => crate::mlmodel::display::clipped(one, 60).into_owned(),
                [one, other] => {
                    let cut = |name: &str| crate::mlmodel::display::clipped(name, 40).into_owned();
                    format!("{} and {}, to compare them", cut(one), cut(other))
                }
                more => format!("{} things, each in a tab of its own", more.len()),
            };
            ui.label(egui::RichText::new(text).color(palette.text_second));
        });
    });
}

fn modal(ui: &Ui, name: &str) -> Modal {
    Modal::new(Id::unique(name)).frame(Frame::popup(ui.style()).inner_margin(Margin::same(20)).corner_radius(10))
}

fn path_ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let Some(text) = &mut window.dialogs.path else { return };
    let palette = Palette::of(ui.visuals());
    let id = Id::unique("path field");
    let mut done = false;
    let modal = modal(ui, "open path").show(ui, |ui| {
        ui.set_width(520.0_f32.min(ui.content_rect().width() - 80.0));
        widgets::label(ui, "Open path", theme::section(), palette.text);
        ui.add_space(4.0);
        let field = ui.add(
            egui::TextEdit::singleline(text)
                .id(id)
                .font(theme::mono())
                .hint_text(egui::RichText::new("Path of a model folder or its MLmodel file").color(palette.text_hint))
                .desired_width(f32::INFINITY)
                .margin(Margin::symmetric(8, 6)),
        );
        field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Path"));
        if !field.has_focus() && !field.lost_focus() {
            field.request_focus();
        }
        widgets::focus_ring(ui, &field, field.rect);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let open = ui.add_enabled(!text.trim().is_empty(), egui::Button::new("Open"));
            if (open.clicked() || entered) && !text.trim().is_empty() {
                actions.push(Action::Open(path_from(text)));
                done = true;
            }
            if ui.button("Cancel").clicked() {
                done = true;
            }
        });
    });
    if done || modal.should_close() {
        window.dialogs.path = None;
    }
}

/// Which model to compare the open one with: another tab, a recent one, or a folder.
fn compare_ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    if !window.dialogs.compare {
        return;
    }
    let Some(active) = window.active_model().cloned() else {
        window.dialogs.compare = false;
        return;
    };
    let palette = Palette::of(ui.visuals());
    let own = &active.model.opened.path;
    let open: Vec<(String, PathBuf)> = window
        .tabs
        .iter()
        .filter_map(|tab| {
            Some((tab.title.clone(), tab.loaded().filter(|loaded| loaded.model.folder().is_some())?.model.opened.path.clone()))
        })
        .filter(|(_, path)| path != own)
        .collect();
    let recent: Vec<(String, PathBuf)> = window
        .recents
        .iter()
        .filter(|recent| recent.path != *own && open.iter().all(|(_, path)| *path != recent.path))
        .map(|recent| (recent.name.clone(), recent.path.clone()))
        .collect();
    let mut chosen = None;
    let mut done = false;
    let height = (ui.content_rect().height() - 260.0).max(120.0);
    let modal = modal(ui, "compare with").show(ui, |ui| {
        ui.set_width(520.0_f32.min(ui.content_rect().width() - 80.0));
        widgets::label(ui, &format!("Compare {} with", active.model.name), theme::section(), palette.text);
        widgets::paragraph(ui, "The older of the two becomes A, the baseline; the other B, the candidate.", palette.text_second);
        ui.add_space(4.0);
        egui::ScrollArea::vertical().id_salt("compare with").max_height(height).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (title, models) in [("Open", &open), ("Recent", &recent)] {
                if models.is_empty() {
                    continue;
                }
                ui.add_space(4.0);
                widgets::label(ui, title, theme::body(), palette.text_hint);
                for (name, path) in models {
                    let response = choice_ui(ui, name, path);
                    // The keyboard begins at the first one, and what it is on is in view.
                    if ui.memory(|memory| memory.focused().is_none()) {
                        response.request_focus();
                    }
                    if response.gained_focus() {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        chosen = Some(path.clone());
                    }
                }
            }
            if open.is_empty() && recent.is_empty() {
                widgets::paragraph(ui, "No other model is open, and none was before.", palette.text_second);
            }
        });
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let folder = ui.add_enabled(!window.platform.dialog_open, egui::Button::new("Choose a folder…"));
            if folder.on_hover_ui(|ui| widgets::command_tooltip(ui, Command::CompareFolder)).clicked() {
                actions.push(Action::Run(Command::CompareFolder));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
    });
    if let Some(path) = chosen {
        actions.push(Action::CompareWith(path));
        done = true;
    }
    if done || modal.should_close() {
        window.dialogs.compare = false;
    }
}

/// A model that can be chosen: its name over its path.
fn choice_ui(ui: &mut Ui, name: &str, path: &Path) -> egui::Response {
    let palette = Palette::of(ui.visuals());
    let text = crate::mlmodel::display::os_text(path.as_os_str());
    let text = crate::mlmodel::display::one_line(&text);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 40.0), egui::Sense::hover());
    let response = ui.interact(rect, Id::unique(("compare choice", path)), egui::Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Compare with {name}, {text}")));
    if response.hovered() {
        ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS), palette.hovered);
    }
    let inner = rect.shrink2(vec2(8.0, 0.0));
    widgets::paint_line(ui, inner.with_max_y(rect.center().y + 1.0), name, theme::strong(), palette.text);
    let hint = if response.hovered() { palette.text_second } else { palette.text_hint };
    widgets::paint_tail(ui, inner.with_min_y(rect.center().y), &text, hint);
    widgets::focus_ring(ui, &response, rect);
    response
}

/// The path a person pasted or typed: without quotes, `file://` and the blanks around it.
#[must_use]
pub fn path_from(text: &str) -> PathBuf {
    let text = text.trim().trim_matches(['"', '\'']);
    let text = text.lines().next().unwrap_or_default().trim();
    match text.strip_prefix("~/").zip(std::env::home_dir()) {
        Some((rest, home)) => home.join(rest),
        None => crate::folder::address::local(text.as_ref()).map_or_else(|_| text.into(), std::borrow::Cow::into_owned),
    }
}

/// Every crate inside, with its licence; a test keeps the list.
const LICENCES: &str = include_str!("../../assets/licences.txt");

fn about_ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let height = (ui.content_rect().height() - 420.0).clamp(60.0, 220.0);
    let modal = modal(ui, "about").show(ui, |ui| {
        ui.set_width(460.0);
        widgets::label(ui, "MLmodel Viewer", theme::title(), palette.text);
        widgets::label(ui, &format!("Version {}", env!("CARGO_PKG_VERSION")), theme::body(), palette.text_second);
        ui.add_space(8.0);
        for line in [
            "Offline: there is no network code in it.",
            "Read-only: nothing in a model folder or a store is created, changed or deleted, and nothing in it is run.",
            "Reads what MLflow 1.0 to 3.18 wrote, and says what MLflow 3.18 would say of it.",
        ] {
            widgets::paragraph(ui, line, palette.text);
        }
        ui.add_space(8.0);
        widgets::paragraph(
            ui,
            "Licence: MIT or Apache-2.0, as you like. Fonts: Inter and JetBrains Mono, SIL Open Font License 1.1. SQLite is in the public domain. Built with egui.",
            palette.text_second,
        );
        ui.add_space(4.0);
        let count = LICENCES.lines().count();
        let open = egui::CollapsingHeader::new(format!("Licences of the {count} crates inside")).id_salt("licences");
        open.show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let lines: Vec<&str> = LICENCES.lines().collect();
            let list = egui::ScrollArea::vertical().id_salt("licence list").max_height(height).auto_shrink([false, true]);
            list.show_rows(ui, 18.0, lines.len(), |ui, range| {
                for line in &lines[range] {
                    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), egui::Sense::hover());
                    widgets::paint_line(ui, rect, line, theme::small(), palette.text_second);
                }
            });
        });
        if let Some(folder) = &window.platform.log_folder {
            ui.add_space(4.0);
            let path = crate::mlmodel::display::os_text(folder.as_os_str());
            widgets::paragraph(ui, "The program's log, and reports of its mistakes:", palette.text_second);
            ui.horizontal(|ui| {
                let width = ui.available_width() - 70.0;
                let galley = widgets::line(ui, &path, theme::mono(), palette.text_second, width);
                let (rect, response) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
                response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &path));
                ui.painter().galley(rect.min, galley, palette.text_second);
                response.on_hover_text(&path);
                if ui.small_button("Show").on_hover_text("Open it in the system's file manager").clicked() {
                    actions.push(Action::ShowPath(folder.clone()));
                }
            });
        }
        ui.add_space(8.0);
        if ui.button("Close").clicked() {
            ui.close();
        }
    });
    if modal.should_close() {
        window.dialogs.about = false;
    }
}

fn shortcuts_ui(ui: &mut Ui, window: &mut Window) {
    let palette = Palette::of(ui.visuals());
    let height = ui.content_rect().height() - 160.0;
    let modal = modal(ui, "shortcuts").show(ui, |ui| {
        ui.set_width(420.0);
        widgets::label(ui, "Keyboard shortcuts", theme::title(), palette.text);
        ui.add_space(4.0);
        egui::ScrollArea::vertical().id_salt("shortcuts").max_height(height).show(ui, |ui| {
            for group in Group::ALL {
                let mut commands = group.commands().filter(|command| command.shortcut().is_some()).peekable();
                if commands.peek().is_none() {
                    continue;
                }
                widgets::label(ui, group.title(), theme::strong(), palette.text);
                for command in commands {
                    let key = command.shortcut().map(|s| ui.format_shortcut(&s)).unwrap_or_default();
                    key_ui(ui, command.text(), &key);
                }
                ui.add_space(6.0);
            }
            key_ui(ui, "Search or run a command, too", &ui.format_shortcut(&super::command::PALETTE_TOO));
            ui.add_space(6.0);
            widgets::label(ui, "In lists and trees", theme::strong(), palette.text);
            for (what, key) in [
                ("Move", "Arrows, Page Up/Down, Home, End"),
                ("Unfold and fold", "Right, Left, Enter"),
                ("Compare the lines of a file", "Enter"),
                ("Open a model of the library", "Enter"),
                ("Choose several, to compare two", "Shift+Up/Down, Ctrl+click"),
                ("Copy what is selected", "Ctrl+C"),
                ("Next part of the window", "Tab"),
            ] {
                key_ui(ui, what, key);
            }
        });
        ui.add_space(8.0);
        if ui.button("Close").clicked() {
            ui.close();
        }
    });
    if modal.should_close() {
        window.dialogs.shortcuts = false;
    }
}

fn key_ui(ui: &mut Ui, what: &str, key: &str) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.set_width(400.0);
        ui.label(egui::RichText::new(what).color(palette.text_second));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(12.0);
            ui.label(egui::RichText::new(key).font(theme::mono()).color(palette.text));
        });
    });
}

#[cfg(test)]
mod tests {
    use super::path_from;
    use std::path::Path;

    #[test]
    fn pasted_paths_lose_their_wrapping() {
        for text in [
            "/a b/model",
            " \"/a b/model\" \n",
            "file:///a%20b/model",
            "file://localhost/a%20b/model",
            "'/a b/model'",
            "/a b/model\n/other",
        ] {
            assert_eq!(path_from(text), Path::new("/a b/model"), "{text:?}");
        }
    }
}
