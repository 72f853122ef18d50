//! The other versions of the registered model that the open one is a version of.

use std::collections::HashSet;

use egui::Ui;

use super::dialog_width;
use crate::library::{Registered, Trace};
use crate::ui::command::Action;
use crate::ui::loaded::Loaded;
use crate::ui::picker::{OfferedModel, PickerWords};
use crate::ui::state::Window;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

const WORDS: PickerWords = PickerWords {
    list: "Versions",
    choosing: "Show",
    none: "No other version of it is in the library. Add the place where its store is, and the folders with its models.",
};

/// Draws the dialog, where it is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let Some(mut picker) = window.dialogs.versions.take() else { return };
    let Some(active) = window.active_model().cloned() else { return };
    picker.offer(|| offered(window, &active));
    let title = format!("Other versions of {}", active.model.name);
    let modal = widgets::modal(ui, "versions", &title).show(ui, |ui| {
        ui.set_width(dialog_width(ui));
        let palette = Palette::of(ui.visuals());
        widgets::label(ui, &title, theme::section(), palette.text);
        ui.add_space(4.0);
        let chosen = picker.ui(ui, WORDS);
        ui.add_space(8.0);
        let is_chosen = chosen.is_some();
        actions.extend(chosen.map(Action::Open));
        is_chosen || ui.button("Cancel").clicked()
    });
    if !modal.inner && !modal.should_close() {
        window.dialogs.versions = Some(picker);
    }
}

/// Every other version of the same registered models that lies in the library, the highest first.
fn offered(window: &Window, active: &Loaded) -> Vec<OfferedModel> {
    let names: HashSet<&str> = active.model.trace.iter().flat_map(Trace::registered_names).collect();
    let entries = window.library.places.iter().flat_map(|place| place.entries.iter().map(move |entry| (place, entry)));
    let versions = entries.flat_map(|(place, entry)| {
        let own = entry.registered.iter().filter(|registered| names.contains(&*registered.name));
        own.map(move |registered| (registered, place.path.join(&entry.path), entry))
    });
    let mut versions: Vec<_> = versions.filter(|(_, path, _)| *path != active.model.opened.path).collect();
    let number = |registered: &Registered| registered.version.parse::<u64>().unwrap_or(0);
    versions.sort_by(|(a, ..), (b, ..)| (&a.name, number(b)).cmp(&(&b.name, number(a))));
    // Of places inside one another, a version is offered once.
    let mut seen = HashSet::new();
    versions.retain(|(registered, path, _)| seen.insert((path.clone(), registered.label())));
    let offered = versions.into_iter().map(|(registered, path, entry)| OfferedModel {
        group: "Versions in the library",
        name: registered.label(),
        also: registered.stage.iter().map(ToString::to_string).chain(entry.run_name.iter().map(ToString::to_string)).collect(),
        path,
    });
    offered.collect()
}
