//! About the program, and its keyboard shortcuts.

use std::path::Path;

use egui::{Key, KeyboardShortcut, Modifiers, Role, Sense, Ui, WidgetInfo, vec2};

use crate::mlmodel::display::os_text;
use crate::ui::command::{Action, Command, CommandGroup, PALETTE_TOO};
use crate::ui::state::Window;
use crate::ui::theme::{self, Palette};
use crate::ui::widgets;

/// Every crate inside, with its licence; a test keeps the list.
const LICENCES: &str = include_str!("../../../assets/licences.txt");

/// What the program promises.
const PROMISES: [&str; 3] = [
    "Offline: there is no network code in it.",
    "Read-only: nothing in a model folder or a store is created, changed or deleted, and nothing in it is run.",
    "Reads what MLflow 1.0 to 3.18 wrote, and says what MLflow 3.18 would say of it.",
];

const LICENCE: &str = "Licence: MIT or Apache-2.0, as you like. Fonts: Inter and JetBrains Mono, SIL Open Font License 1.1. SQLite is in the public domain. Built with egui.";

/// Version, promises and licences.
pub fn about_ui(ui: &mut Ui, window: &mut Window, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let modal = widgets::modal(ui, "about", Command::About.text()).show(ui, |ui| {
        ui.set_width(theme::ABOUT);
        widgets::label(ui, "MLmodel Viewer", theme::title(), palette.text);
        widgets::label(ui, &format!("Version {}", env!("CARGO_PKG_VERSION")), theme::body(), palette.text_second);
        ui.add_space(8.0);
        for line in PROMISES {
            widgets::paragraph(ui, line, palette.text);
        }
        ui.add_space(8.0);
        widgets::paragraph(ui, LICENCE, palette.text_second);
        ui.add_space(4.0);
        licences_ui(ui);
        if let Some(folder) = &window.platform.log_folder {
            ui.add_space(4.0);
            log_ui(ui, folder, actions);
        }
        close_ui(ui);
    });
    if modal.should_close() {
        window.dialogs.about = false;
    }
}

/// The crates inside, a line each, folded at first.
fn licences_ui(ui: &mut Ui) {
    let palette = Palette::of(ui.visuals());
    let height = (ui.content_rect().height() - 420.0).clamp(60.0, 220.0);
    let lines: Vec<&str> = LICENCES.lines().collect();
    let heading = format!("Licences of the {} crates inside", lines.len());
    egui::CollapsingHeader::new(heading).id_salt("licences").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let list = egui::ScrollArea::vertical().id_salt("licence list").max_height(height).auto_shrink([false, true]);
        list.show_rows(ui, theme::SMALL_LINE, lines.len(), |ui, range| {
            for line in &lines[range] {
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::SMALL_LINE), Sense::hover());
                widgets::paint_line(ui, rect, line, theme::small(), palette.text_second);
            }
        });
    });
}

/// Where the program's log and reports are.
fn log_ui(ui: &mut Ui, folder: &Path, actions: &mut Vec<Action>) {
    let palette = Palette::of(ui.visuals());
    let path = os_text(folder.as_os_str());
    widgets::paragraph(ui, "The program's log, and reports of its mistakes:", palette.text_second);
    ui.horizontal(|ui| {
        let width = ui.available_width() - 70.0;
        let galley = widgets::line(ui, &path, theme::mono(), palette.text_second, width);
        let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &path));
        ui.painter().galley(rect.min, galley, palette.text_second);
        response.on_hover_text(&path);
        if ui.small_button("Show").on_hover_text("Open it in the system's file manager").clicked() {
            actions.push(Action::ShowPath(folder.to_owned()));
        }
    });
}

/// The button at the end of a dialog that only tells something.
fn close_ui(ui: &mut Ui) {
    ui.add_space(8.0);
    if ui.button("Close").clicked() {
        ui.close();
    }
}

/// Every command that has a shortcut, and the keys of lists.
pub fn shortcuts_ui(ui: &mut Ui, window: &mut Window) {
    let palette = Palette::of(ui.visuals());
    let height = ui.content_rect().height() - 160.0;
    let modal = widgets::modal(ui, "shortcuts", Command::Shortcuts.text()).show(ui, |ui| {
        ui.set_width(theme::SHORTCUTS);
        widgets::label(ui, "Keyboard shortcuts", theme::title(), palette.text);
        ui.add_space(4.0);
        egui::ScrollArea::vertical().id_salt("shortcuts").max_height(height).show(ui, |ui| {
            for group in CommandGroup::ALL {
                let mut commands = group.commands().filter_map(|command| Some((command, command.shortcut()?))).peekable();
                if commands.peek().is_none() {
                    continue;
                }
                widgets::label(ui, group.title(), theme::strong(), palette.text);
                for (command, shortcut) in commands {
                    key_ui(ui, command.text(), &ui.format_shortcut(&shortcut));
                }
                ui.add_space(6.0);
            }
            key_ui(ui, "Search or run a command, too", &ui.format_shortcut(&PALETTE_TOO));
            ui.add_space(6.0);
            widgets::label(ui, "In lists and trees", theme::strong(), palette.text);
            list_keys_ui(ui);
        });
        close_ui(ui);
    });
    if modal.should_close() {
        window.dialogs.shortcuts = false;
    }
}

/// The keys that belong to no command.
fn list_keys_ui(ui: &mut Ui) {
    let copy = ui.format_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, Key::C));
    let command = ui.format_modifiers(Modifiers::COMMAND);
    let keys = [
        ("Move", "Arrows, Page Up/Down, Home, End"),
        ("Unfold and fold", "Right, Left, Enter"),
        ("Compare the lines of a file", "Enter"),
        ("Open a model of the library", "Enter"),
        ("Choose several, to compare two", &format!("Shift+Up/Down, {command}+click")),
        ("Copy what is selected", &copy),
        ("Next button, field or list", "Tab"),
    ];
    for (what, key) in keys {
        key_ui(ui, what, key);
    }
}

/// What a key does, and the key at the right.
fn key_ui(ui: &mut Ui, what: &str, key: &str) {
    let palette = Palette::of(ui.visuals());
    ui.horizontal(|ui| {
        ui.set_width(theme::SHORTCUTS - 20.0);
        ui.label(egui::RichText::new(what).color(palette.text_second));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add_space(12.0);
            ui.label(egui::RichText::new(key).font(theme::mono()).color(palette.text));
        });
    });
}
