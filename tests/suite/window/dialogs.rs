//! What stands over the window is told by its name.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::ui::Command;

use super::open;
use crate::harness::{Window, command, settle};

/// The dialogs and menus that are open.
fn open_ones(window: &Window) -> Vec<String> {
    let named = |role| window.query_all_by_role(role).map(|node| node.accesskit_node().label().unwrap_or_default());
    named(Role::Dialog).chain(named(Role::Menu)).collect()
}

#[test]
fn every_dialog_has_a_name() {
    let mut window = open("3.18.0/sklearn_iris");
    assert!(open_ones(&window).is_empty(), "{:?}", open_ones(&window));
    for (asked, name) in [
        (Command::About, "About MLmodel Viewer"),
        (Command::Shortcuts, "Keyboard shortcuts"),
        (Command::OpenPath, "Open path"),
        (Command::CompareWith, "Compare sklearn_iris with"),
        (Command::Fingerprint, "Fingerprint"),
        (Command::OtherVersions, "Other versions of sklearn_iris"),
        (Command::Palette, "Search or run"),
    ] {
        command(&mut window, asked);
        assert_eq!(open_ones(&window), [name]);
        window.key_press(Key::Escape);
        settle(&mut window);
        assert!(open_ones(&window).is_empty(), "{name} is closed");
    }
    window.get_by_label("Menu").click();
    settle(&mut window);
    assert_eq!(open_ones(&window), ["Menu"]);
    window.key_press(Key::Escape);
    settle(&mut window);
    window.get_by_label_contains("MLflow: ").click_secondary();
    settle(&mut window);
    assert_eq!(open_ones(&window), ["Context menu"]);
}
