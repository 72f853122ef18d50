//! What is said while there is nothing of the files to show.

use std::time::Duration;

use egui::Ui;

use super::InsideView;
use crate::mlmodel::display::bytes;
use crate::ui::command::Action;
use crate::ui::scene::Scene;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Draws it.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &InsideView) {
    let palette = Palette::of(ui.visuals());
    let to_read = &scene.loaded.to_read;
    if to_read.is_empty() {
        let text = "No file here is of a kind that is looked into, so nothing is said of what the model is made of. Files lists what there is, Problems what is missing.";
        widgets::paragraph(ui, text, palette.text_second);
        return;
    }
    if view.found.is_some() {
        let text = format!(
            "What is inside {} is not read: no reader here knows the format. Files shows the size, and Fingerprint its SHA-256.",
            to_read.files()
        );
        widgets::paragraph(ui, &text, palette.text_second);
        return;
    }
    if let Some(reading) = &view.reading {
        let waited = reading.since.elapsed();
        if waited < theme::SHOW_WAITING_AFTER {
            ui.ctx().request_repaint_after(theme::SHOW_WAITING_AFTER.saturating_sub(waited));
            return;
        }
        // The count moves a few times a second, no more.
        ui.ctx().request_repaint_after(Duration::from_millis(200));
        let so_far = bytes(reading.progress.bytes().min(to_read.bytes));
        widgets::label(ui, &format!("Reading… {so_far} of {}", bytes(to_read.bytes)), theme::body(), palette.text_second);
        ui.add_space(8.0);
        if ui.button("Cancel").on_hover_text("Stop reading the file").clicked() {
            scene.actions.push(Action::StopLooking);
        }
        return;
    }
    if view.is_waiting() {
        return;
    }
    if let Some(why) = &view.failed {
        widgets::paragraph(ui, why, palette.text);
    } else {
        let text = "What the model is made of stands in its own files. They are read, never run; arrays are passed over and not kept.";
        widgets::paragraph(ui, text, palette.text_second);
    }
    ui.add_space(8.0);
    if ui.button(to_read.asked()).clicked() {
        scene.actions.push(Action::LookInside);
    }
}
