//! What is in a tab: being read, a model, several, a plain file, or the wrong thing.

use std::time::Duration;

use egui::{Ui, vec2};

use super::command::{Action, Command};
use super::compare::PairScene;
use super::icons::Icon;
use super::loaded::Loaded;
use super::panels::PanelState;
use super::scene::Scene;
use super::start::MessagePage;
use super::state::{Content, Layout, Tab};
use super::theme::{self, Palette};
use super::{artifact_view, compare, model_view, widgets};
use crate::folder::Subject;
use crate::mlmodel::display::{count, one_line};

/// Draws the tab.
pub fn ui(ui: &mut Ui, index: usize, tab: &mut Tab, layout: &mut Layout, actions: &mut Vec<Action>) {
    match &tab.content {
        Content::Loading { since, progress } => {
            let waited = since.elapsed();
            if waited < theme::SHOW_WAITING_AFTER {
                ui.ctx().request_repaint_after(theme::SHOW_WAITING_AFTER.saturating_sub(waited));
                let fill = Palette::of(ui.visuals()).surface;
                egui::CentralPanel::default().frame(egui::Frame::new().fill(fill)).show(ui, |_| {});
                return;
            }
            // The count moves a few times a second, no more.
            ui.ctx().request_repaint_after(Duration::from_millis(200));
            let seen = count(progress.seen(), "file or folder", "files and folders");
            let (lines, paths) = ([&*format!("{seen} so far.")], tab.target.lines());
            let page = MessagePage { icon: Icon::Folder, title: "Reading…", lines: &lines, paths: &paths };
            page.ui(ui, |ui| {
                if ui.button("Cancel").on_hover_text("Stop reading and close this tab").clicked() {
                    actions.push(Action::Cancel(index));
                }
            });
        }
        Content::Failed(why) => {
            let paths = tab.target.lines();
            let page = MessagePage { icon: Icon::Error, title: "This cannot be opened", lines: &[why], paths: &paths };
            page.ui(ui, |ui| {
                ui.horizontal(|ui| {
                    widgets::command_button(ui, Command::Reload, actions);
                    widgets::command_button(ui, Command::OpenFolder, actions);
                });
            });
        }
        Content::Pair(pair) => compare::ui(ui, &mut PairScene { tab: tab.id, pair, actions }, &mut tab.view.compare, layout),
        Content::Loaded(loaded) => {
            let loaded = std::sync::Arc::clone(loaded);
            strips_ui(ui, tab, actions);
            loaded_ui(ui, tab, &loaded, layout, actions);
        }
    }
}

/// What became of the folder since it was opened.
fn strips_ui(ui: &mut Ui, tab: &Tab, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let text = match (&tab.gone, &tab.view.changes) {
        (Some(why), _) => format!("{why} What is shown is how it was read last."),
        (None, Some(changes)) => changes.text.clone(),
        (None, None) => return,
    };
    let (icon, fill) = match tab.gone {
        Some(_) => (Icon::Error, palette.error_surface),
        None => (Icon::Warning, palette.warning_surface),
    };
    let frame = egui::Frame::new().fill(fill).inner_margin(egui::Margin::symmetric(16, 4));
    egui::Panel::top(egui::Id::unique(("changes", tab.id))).frame(frame).resizable(false).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(24.0);
            widgets::icon(ui, icon, icon.color(palette), if tab.gone.is_some() { "error" } else { "changed" });
            let button = if tab.gone.is_some() { Command::Reload.text() } else { "Mark as seen" };
            let width = ui.available_width() - widgets::buttons_width(ui, &[button]) - 8.0;
            let galley = widgets::line(ui, &one_line(&text), theme::body(), palette.text, width);
            let (rect, response) = ui.allocate_exact_size(vec2(width, 20.0), egui::Sense::hover());
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, &text));
            ui.painter().galley(egui::pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, palette.text);
            response.on_hover_text(&text);
            if ui.small_button(button).clicked() {
                actions.push(if tab.gone.is_some() { Action::Run(Command::Reload) } else { Action::SeenChanges });
            }
        });
    });
}

fn loaded_ui(ui: &mut Ui, tab: &mut Tab, loaded: &Loaded, layout: &mut Layout, actions: &mut Vec<Action>) {
    let paths = std::slice::from_ref(&loaded.path);
    match &loaded.model.opened.subject {
        Subject::Model(_) => {
            model_view::ui(ui, &mut Scene { tab: tab.id, loaded, actions }, &mut PanelState { view: &mut tab.view, layout });
        }
        // It became one of several after it was looked at: the library lists them.
        Subject::Several { models, .. } => {
            let title = count(models.len(), "model in this folder", "models in this folder");
            let page = MessagePage { icon: Icon::Folder, title: &title, lines: &["The library lists them."], paths };
            page.ui(ui, |ui| {
                if ui.button("Add to the library").clicked() {
                    actions.push(Action::AddPlace(loaded.model.opened.path.clone()));
                }
            });
        }
        Subject::Artifact(artifact) => {
            let scene = &mut Scene { tab: tab.id, loaded, actions };
            artifact_view::ui(ui, scene, &mut PanelState { view: &mut tab.view, layout }, artifact.model_files.len());
        }
        Subject::NotAModel(_) => {
            let finding = loaded.model.findings().first();
            let title = finding.map_or("Not a model", |f| f.title.as_str());
            let lines: Vec<&str> = finding.map(|f| vec![f.meaning.as_str(), f.help.as_str()]).unwrap_or_default();
            let lines: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
            MessagePage { icon: Icon::Warning, title, lines: &lines, paths }.ui(ui, |ui| {
                widgets::command_button(ui, Command::OpenFolder, actions);
            });
        }
    }
}
