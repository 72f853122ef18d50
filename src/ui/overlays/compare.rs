//! Which model to compare the open one with: another tab, a recent one, a folder, or a file.

use std::path::{Path, PathBuf};

use egui::{CornerRadius, Id, Role, Sense, Ui, WidgetInfo, vec2};

use super::{dialog_width, modal};
use crate::mlmodel::display::{one_line, os_text};
use crate::ui::command::{Action, Command};
use crate::ui::state::Window;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Draws the dialog, where it is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    if !window.dialogs.compare {
        return;
    }
    let Some(active) = window.active_model().cloned() else {
        window.dialogs.compare = false;
        return;
    };
    let others = Others::of(window, &active.model.opened.path);
    let is_enabled = !window.platform.dialog_open;
    let modal = modal(ui, "compare with").show(ui, |ui| {
        ui.set_width(dialog_width(ui));
        let palette = Palette::of(ui.visuals());
        widgets::label(ui, &format!("Compare {} with", active.model.name), theme::section(), palette.text);
        widgets::paragraph(ui, "The older of the two becomes A, the baseline; the other B, the candidate.", palette.text_second);
        ui.add_space(4.0);
        let chosen = others.ui(ui);
        ui.add_space(8.0);
        let is_left = buttons_ui(ui, is_enabled, actions);
        let is_chosen = chosen.is_some();
        actions.extend(chosen.map(Action::CompareWith));
        is_chosen || is_left
    });
    if modal.inner || modal.should_close() {
        window.dialogs.compare = false;
    }
}

/// A model that the open one can be compared with.
struct Other {
    name: String,
    path: PathBuf,
}

/// The models that are offered.
struct Others {
    open: Vec<Other>,
    /// Those that were open before.
    recent: Vec<Other>,
}

impl Others {
    /// All but the model at `own`, each once.
    fn of(window: &Window, own: &Path) -> Self {
        let loaded = window.tabs.iter().filter_map(|tab| Some((tab, tab.loaded().filter(|loaded| loaded.model.folder().is_some())?)));
        let open: Vec<Other> = loaded
            .map(|(tab, loaded)| Other { name: tab.title.clone(), path: loaded.model.opened.path.clone() })
            .filter(|other| other.path != own)
            .collect();
        let is_new = |path: &Path| path != own && open.iter().all(|other| other.path != path);
        let recent = window.recents.iter().filter(|recent| is_new(&recent.path));
        let recent = recent.map(|recent| Other { name: recent.name.clone(), path: recent.path.clone() }).collect();
        Self { open, recent }
    }

    /// The list of them; the path of the one that was chosen.
    fn ui(&self, ui: &mut Ui) -> Option<PathBuf> {
        let palette = Palette::of(ui.visuals());
        let height = (ui.content_rect().height() - 260.0).max(120.0);
        let mut chosen = None;
        egui::ScrollArea::vertical().id_salt("compare with").max_height(height).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (title, others) in [("Open", &self.open), ("Recent", &self.recent)] {
                if others.is_empty() {
                    continue;
                }
                ui.add_space(4.0);
                widgets::label(ui, title, theme::body(), palette.text_hint);
                for other in others {
                    if other.ui(ui).clicked() {
                        chosen = Some(other.path.clone());
                    }
                }
            }
            if self.open.is_empty() && self.recent.is_empty() {
                widgets::paragraph(ui, "No other model is open, and none was before.", palette.text_second);
            }
        });
        chosen
    }
}

impl Other {
    /// Its name over its path.
    fn ui(&self, ui: &mut Ui) -> egui::Response {
        let palette = Palette::of(ui.visuals());
        let (name, path) = (&self.name, os_text(self.path.as_os_str()));
        let path = one_line(&path);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::TWO_LINES), Sense::hover());
        let response = ui.interact(rect, Id::unique(("compare choice", &self.path)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Compare with {name}, {path}")));
        if response.hovered() {
            ui.painter().rect_filled(rect, CornerRadius::same(theme::RADIUS), palette.hovered);
        }
        let inner = rect.shrink2(vec2(8.0, 0.0));
        widgets::paint_line(ui, inner.with_max_y(rect.center().y + 1.0), name, theme::strong(), palette.text);
        let hint = if response.hovered() { palette.text_second } else { palette.text_hint };
        widgets::paint_tail(ui, inner.with_min_y(rect.center().y), &path, hint);
        widgets::focus_ring(ui, &response, rect);
        // The keyboard begins at the first one, and what it is on is in view.
        if ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        response
    }
}

/// The buttons below; whether the dialog is left with one of them.
fn buttons_ui(ui: &mut Ui, is_enabled: bool, actions: &mut Vec<Action>) -> bool {
    ui.horizontal(|ui| {
        let mut is_asked = false;
        for (text, command) in [("Choose a folder…", Command::CompareFolder), ("Choose a file…", Command::CompareFile)] {
            let button = ui.add_enabled(is_enabled, egui::Button::new(text));
            if button.on_hover_ui(|ui| widgets::command_tooltip(ui, command)).clicked() {
                actions.push(Action::Run(command));
                is_asked = true;
            }
        }
        ui.button("Cancel").clicked() || is_asked
    })
    .inner
}
