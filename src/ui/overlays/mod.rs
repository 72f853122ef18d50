//! What lies over the window: a drop, typing a path, a model to compare with, a fingerprint, About, the shortcuts.

mod compare;
mod fingerprint;
mod help;
mod versions;

use std::path::PathBuf;

use egui::{Area, CornerRadius, Id, Key, Margin, Order, Role, Stroke, Ui, WidgetInfo, vec2};

use super::command::Action;
use super::state::Window;
use super::theme::{self, Palette};
use super::widgets;
use crate::mlmodel::display::{clipped, os_text};

/// Draws whatever is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    path_ui(ui, window, actions);
    compare::ui(ui, window, actions);
    versions::ui(ui, window, actions);
    fingerprint::ui(ui, window, actions);
    if window.dialogs.about {
        help::about_ui(ui, window, actions);
    }
    if window.dialogs.shortcuts {
        help::shortcuts_ui(ui, window);
    }
    drop_ui(ui, window);
}

/// What is dragged over the window, and what dropping it would do.
fn drop_ui(ui: &Ui, window: &Window) {
    let Some((title, text)) = ui.input(|input| dragged(&input.raw.hovered_files, window)) else { return };
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
            ui.label(egui::RichText::new(text).color(palette.text_second));
        });
    });
}

/// What dropping the files would do, and with which of them; `None` if none is dragged.
fn dragged(files: &[egui::HoveredFile], window: &Window) -> Option<(&'static str, String)> {
    let is_request = match files {
        [] => return None,
        [one] => one.path.as_ref().is_some_and(|path| window.takes_as_request(path)),
        _ => false,
    };
    let name = |file: &egui::HoveredFile| file.path.as_ref().and_then(|path| path.file_name()).map(os_text);
    let names: Vec<String> = files.iter().filter_map(name).collect();
    let text = match names.as_slice() {
        [] => "A model folder, or its MLmodel file".to_owned(),
        [one] if is_request => format!("{}, a request to this model", clipped(one, 60)),
        [one] => clipped(one, 60).into_owned(),
        [one, other] => format!("{} and {}, to compare them", clipped(one, 40), clipped(other, 40)),
        more => format!("{} things, each in a tab of its own", more.len()),
    };
    Some((if is_request { "Drop to check" } else { "Drop to open" }, text))
}

/// The width of a dialog that shows paths.
fn dialog_width(ui: &Ui) -> f32 {
    theme::DIALOG.min(ui.content_rect().width() - 80.0)
}

/// Types a path.
fn path_ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let Some(text) = &mut window.dialogs.path else { return };
    let palette = Palette::of(ui.visuals());
    let id = Id::unique("path field");
    let mut done = false;
    let modal = widgets::modal(ui, "open path", "Open path").show(ui, |ui| {
        ui.set_width(dialog_width(ui));
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
