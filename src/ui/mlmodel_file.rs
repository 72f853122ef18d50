//! The MLmodel file: as a tree whose keys are explained, or its text.

use egui::{Align, Layout, Ui};

use super::scene::Scene;
use super::state::{FileForm, View};
use super::theme::{self, Palette};
use super::{source, tree, widgets};
use crate::mlmodel::display::count;

/// Width of the heading with the number of keys, beside the two words.
const HEADING_WITH_KEYS: f32 = 300.0;

/// Draws the heading with its two words, and the one that is chosen.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut View) {
    head_ui(ui, scene, &mut view.form);
    ui.add_space(2.0);
    match view.form {
        FileForm::Tree => tree::panel_ui(ui, scene, &mut view.tree),
        FileForm::Text => source::panel_ui(ui, scene, &mut view.source),
    }
}

fn head_ui(ui: &mut Ui, scene: &Scene<'_>, form: &mut FileForm) {
    let palette = Palette::of(ui.visuals());
    // The scroll bar of the tree has a strip of its own at the right.
    let width = ui.available_width() - theme::SCROLL_BAR;
    let keys = scene.loaded.model.mlmodel().map(|model| count(model.key_count, "key", "keys"));
    ui.horizontal(|ui| {
        ui.set_width(width);
        widgets::label(ui, "MLmodel file", theme::section(), palette.text);
        if let Some(keys) = keys.filter(|_| width >= HEADING_WITH_KEYS) {
            widgets::label(ui, &keys, theme::body(), palette.text_hint);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let forms = [
                (FileForm::Tree, "Tree", "Every key with its value, JSON inside it opened, each explained"),
                (FileForm::Text, "Text", "As it is written, with line numbers"),
            ];
            widgets::choice(ui, "The MLmodel file as", form, &forms);
        });
    });
}
