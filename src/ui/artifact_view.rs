//! A file, not a model: what is inside it, and how it becomes one.

use egui::{Frame, Id, Margin, Rect, Role, Ui, UiBuilder, WidgetInfo};

use super::icons::Icon;
use super::panels::PanelState;
use super::scene::Scene;
use super::theme::{self, Palette};
use super::{deploy, files, inside, widgets};
use crate::mlmodel::display::count;

/// From this width on the files and the command stand beside one another.
const BESIDE: f32 = 720.0;
/// Height of the files and the command, beside one another and over one another.
const BELOW: (f32, f32) = (212.0, 300.0);

/// Height of what is said where no file is looked into.
const NOTHING_INSIDE: f32 = 64.0;

/// Draws it; `model_files` is how many files of it look like a model.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>, model_files: usize) {
    let palette = Palette::of(ui.visuals());
    let frame = Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 10, bottom: 10 });
    egui::Panel::top(Id::unique(("artifact", scene.tab))).frame(frame).resizable(false).show(ui, |ui| head_ui(ui, scene));
    let is_beside = ui.available_width() >= BESIDE;
    // What is inside keeps most of a low window.
    let height = if is_beside { BELOW.0 } else { BELOW.1 }.min(ui.available_height() * 0.5);
    // A file that nobody can look into needs no more than a sentence.
    let height = if scene.loaded.to_read.is_empty() { (ui.available_height() - NOTHING_INSIDE).max(height) } else { height };
    let frame = Frame::new().fill(palette.window).inner_margin(Margin { left: 8, right: 8, top: 8, bottom: 8 });
    let below = egui::Panel::bottom(Id::unique(("artifact below", scene.tab))).frame(frame).resizable(false).exact_size(height);
    let taken = below.show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.min_rect()
    });
    egui::CentralPanel::default()
        .frame(Frame::new().fill(palette.surface).inner_margin(Margin { left: 16, right: 16, top: 8, bottom: 0 }))
        .show(ui, |ui| inside::panel_ui(ui, scene, &mut place.view.inside));
    let area = taken.inner;
    let (files, command) = if is_beside { area.split_left_right_at_fraction(0.5) } else { area.split_top_bottom_at_fraction(0.5) };
    ui.scope_builder(UiBuilder::new().id_salt("files").max_rect(files), |ui| files_ui(ui, scene, place, model_files));
    let command = if is_beside { command.with_min_x(command.left() + 16.0) } else { command };
    ui.scope_builder(UiBuilder::new().id_salt("command").max_rect(command), |ui| command_ui(ui, scene, place, command));
}

/// What it is and why it is no model.
fn head_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let palette = Palette::of(ui.visuals());
    let finding = scene.loaded.model.findings().first();
    let title = finding.map_or("A file, not a model", |finding| finding.title.as_str());
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.horizontal(|ui| {
        widgets::icon(ui, Icon::Warning, palette.warning, "warning");
        let text = egui::RichText::new(title).font(theme::title()).color(palette.text);
        let heading = ui.add(egui::Label::new(text).wrap());
        heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title));
    });
    if let Some(finding) = finding {
        for line in [&finding.meaning, &finding.help].into_iter().filter(|line| !line.is_empty()) {
            widgets::paragraph(ui, line, palette.text_second);
        }
    }
    widgets::label(ui, &scene.loaded.path, theme::mono(), palette.text_hint);
}

fn files_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>, model_files: usize) {
    let palette = Palette::of(ui.visuals());
    let what = count(model_files, "file looks like a model", "files look like a model");
    widgets::label(ui, &what, theme::strong(), palette.text);
    ui.add_space(4.0);
    files::panel_ui(ui, scene, &mut place.view.files, place.layout);
}

fn command_ui(ui: &mut Ui, scene: &mut Scene<'_>, place: &mut PanelState<'_>, area: Rect) {
    egui::ScrollArea::vertical().id_salt("artifact command").max_height(area.height()).auto_shrink([false, false]).show(ui, |ui| {
        deploy::artifact_ui(ui, scene, &mut place.view.deploy);
    });
}
