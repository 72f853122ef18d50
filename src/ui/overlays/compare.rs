//! Which model to compare one with: another version of it, another tab, a recent one, one of the library, a folder, or a
//! file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use egui::Ui;

use super::dialog_width;
use crate::library::{Entry, Place, Registered};
use crate::mlmodel::display::one_line;
use crate::present::to_compare::ModelToCompare;
use crate::ui::command::{Action, Command};
use crate::ui::picker::{CompareDialog, OfferedModel, PickerWords};
use crate::ui::state::Window;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Models of the library that are offered.
const MOST_OFFERED: usize = 20_000;

const WORDS: PickerWords = PickerWords {
    list: "Models to compare with",
    choosing: "Compare with",
    none: "No other model is open or in the library, and there is no recent one.",
};

/// Draws the dialog, where it is open.
pub fn ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let Some(CompareDialog { model, mut picker }) = window.dialogs.compare.take() else { return };
    picker.offer(|| offered(window, &model));
    let is_enabled = !window.platform.dialog_open;
    let title = format!("Compare {} with", one_line(&model.name));
    let modal = widgets::modal(ui, "compare with", &title).show(ui, |ui| {
        ui.set_width(dialog_width(ui));
        let palette = Palette::of(ui.visuals());
        widgets::label(ui, &title, theme::section(), palette.text);
        widgets::paragraph(ui, "The older of the two becomes A, the baseline; the other B, the candidate.", palette.text_second);
        ui.add_space(4.0);
        let chosen = picker.ui(ui, WORDS);
        ui.add_space(8.0);
        let is_left = buttons_ui(ui, &model.path, is_enabled, actions);
        let is_chosen = chosen.is_some();
        actions.extend(chosen.map(|other| Action::Compare(model.path.clone(), other)));
        is_chosen || is_left
    });
    if !modal.inner && !modal.should_close() {
        window.dialogs.compare = Some(CompareDialog { model, picker });
    }
}

/// Every model but this one, each once, the nearest first.
fn offered(window: &Window, model: &ModelToCompare) -> Vec<OfferedModel> {
    let mut seen: HashSet<PathBuf> = HashSet::from([model.path.clone()]);
    let versions: HashSet<&str> = model.registered.iter().map(String::as_str).collect();
    let listed = || {
        let places = window.library.places.iter();
        places.flat_map(|place| place.entries.iter().map(move |entry| (place, &**entry))).take(MOST_OFFERED)
    };
    let of_library = |group, (place, entry): (&Place, &Entry)| OfferedModel {
        group,
        name: entry.name.to_string(),
        also: other_words(entry),
        path: place.path.join(&entry.path),
    };
    let is_version = |(_, entry): &(&Place, &Entry)| entry.registered.iter().any(|registered| versions.contains(&*registered.name));
    let mut found: Vec<(&Place, &Entry)> = listed().filter(is_version).collect();
    // The newest first.
    found.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.created_at));
    let other_versions = found.into_iter().map(|listed| of_library("Other versions", listed));
    let loaded = window.tabs.iter().filter_map(|tab| Some((tab, tab.loaded().filter(|loaded| loaded.model.folder().is_some())?)));
    let plain = |group, name: &str, path: &Path| OfferedModel { group, name: name.to_owned(), also: Vec::new(), path: path.to_owned() };
    let open = loaded.map(|(tab, loaded)| plain("Open", &tab.title, &loaded.model.opened.path));
    let recent = window.recents.iter().map(|recent| plain("Recent", &recent.name, &recent.path));
    let library = listed().map(|listed| of_library("Library", listed));
    let all = other_versions.chain(open).chain(recent).chain(library);
    all.filter(|offered| seen.insert(offered.path.clone())).collect()
}

fn other_words(entry: &Entry) -> Vec<String> {
    let names = [entry.run_name.as_deref(), entry.experiment.as_deref()].into_iter().flatten().map(str::to_owned);
    entry.registered.iter().map(Registered::label).chain(names).collect()
}

/// The buttons below; whether the dialog is left with one of them.
fn buttons_ui(ui: &mut Ui, one: &Path, is_enabled: bool, actions: &mut Vec<Action>) -> bool {
    ui.horizontal(|ui| {
        let mut is_asked = false;
        let buttons = [
            ("Choose a folder…", Command::CompareFolder, Action::CompareWithFolder(one.to_owned())),
            ("Choose a file…", Command::CompareFile, Action::CompareWithFile(one.to_owned())),
        ];
        for (text, command, action) in buttons {
            let button = ui.add_enabled(is_enabled, egui::Button::new(text));
            if button.on_hover_ui(|ui| widgets::command_tooltip(ui, command)).clicked() {
                actions.push(action);
                is_asked = true;
            }
        }
        ui.button("Cancel").clicked() || is_asked
    })
    .inner
}
