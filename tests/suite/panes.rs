//! From pane to pane with the keyboard, and from a pane to its filter.

use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::Command;
use mlmodel_viewer::ui::panels;

use crate::common;
use crate::harness::{Begin, Window, command, settle};

/// The name of what has the keyboard.
fn focused(window: &Window) -> Option<String> {
    window.root().children_recursive().find(egui_kittest::Node::is_focused).and_then(|node| node.accesskit_node().label())
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) -> Option<String> {
    window.key_press_modifiers(modifiers, key);
    // The first file is looked into when Files gets the keyboard.
    settle(window);
    focused(window)
}

fn open(model: &str, settings: Settings) -> Window {
    Begin { paths: vec![common::models().join(model)], settings, any_text: true, ..Begin::default() }.open()
}

#[test]
fn f6_goes_round_the_panes_in_the_order_of_reading() {
    let mut window = open("3.18.0/sklearn_iris", Settings::default());
    command(&mut window, Command::Show(&panels::FILES));
    for name in ["MLmodel entries", "Columns and tensors", "Files", "Preview", "MLmodel entries"] {
        assert_eq!(press(&mut window, Modifiers::NONE, Key::F6).as_deref(), Some(name));
    }
    for name in ["Preview", "Files", "Columns and tensors"] {
        assert_eq!(press(&mut window, Modifiers::SHIFT, Key::F6).as_deref(), Some(name));
    }
    // What has the keyboard moves at once.
    assert!(window.state().window().active_tab().unwrap().view.tree.list.selected.is_some());
}

#[test]
fn the_library_beside_a_model_is_the_first_pane() {
    let settings = Settings { places: vec![common::models().join("3.18.0")], ..Settings::default() };
    let mut window = open("3.18.0/sklearn_iris", settings);
    for name in ["Models", "MLmodel entries", "Columns and tensors"] {
        assert_eq!(press(&mut window, Modifiers::NONE, Key::F6).as_deref(), Some(name));
    }
}

#[test]
fn ctrl_f_means_the_filter_of_the_pane_that_has_the_keyboard() {
    let mut window = open("3.18.0/sklearn_iris", Settings::default());
    assert_eq!(press(&mut window, Modifiers::COMMAND, Key::F).as_deref(), Some("Filter keys and values"));
    // The filter belongs to its pane.
    assert_eq!(press(&mut window, Modifiers::NONE, Key::F6).as_deref(), Some("Columns and tensors"));
    assert_eq!(press(&mut window, Modifiers::COMMAND, Key::F).as_deref(), Some("Filter columns"));
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label("Files").focus();
    window.run_ok();
    settle(&mut window);
    // Files have no filter: words are found in the one that is shown.
    assert_eq!(press(&mut window, Modifiers::COMMAND, Key::F).as_deref(), Some("Find in this text"));
    command(&mut window, Command::Show(&panels::ENVIRONMENT));
    window.get_by_role_and_label(egui::Role::List, "Environment").focus();
    window.run_ok();
    // Where there is nothing of the kind it is the tree's.
    assert_eq!(press(&mut window, Modifiers::COMMAND, Key::F).as_deref(), Some("Filter keys and values"));
}

#[test]
fn f6_goes_on_from_a_filter_without_a_match() {
    let mut window = open("3.18.0/sklearn_iris", Settings::default());
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.event(egui::Event::Text("nothing like it".to_owned()));
    settle(&mut window);
    assert_eq!(press(&mut window, Modifiers::NONE, Key::F6).as_deref(), Some("Columns and tensors"));
    // Back in the list there is nothing to select, and Ctrl+F leads to its filter.
    assert_eq!(press(&mut window, Modifiers::SHIFT, Key::F6).as_deref(), Some("MLmodel entries"));
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(press(&mut window, Modifiers::COMMAND, Key::F).as_deref(), Some("Filter keys and values"));
    let mut window = open("3.18.0/store_file", Settings::default());
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.event(egui::Event::Text("nothing like it".to_owned()));
    settle(&mut window);
    assert_eq!(press(&mut window, Modifiers::SHIFT, Key::F6).as_deref(), Some("Places"));
    assert_eq!(press(&mut window, Modifiers::NONE, Key::F6).as_deref(), Some("Models"));
}

#[test]
fn nothing_behind_a_dialog_gets_the_keyboard() {
    let mut window = open("3.18.0/sklearn_iris", Settings::default());
    command(&mut window, Command::About);
    let before = focused(&window);
    assert_eq!(press(&mut window, Modifiers::NONE, Key::F6), before);
}
