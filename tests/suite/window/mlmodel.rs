//! The MLmodel as a tree and as text, and what is said of its keys.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::ui::state::FileForm;
use mlmodel_viewer::ui::{Command, panels};

use super::open;
use crate::common::Folder;
use crate::harness::{Window, command, copied_soon, settle};

#[test]
fn the_tree_moves_with_the_arrow_keys() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::CollapseAll);
    window.get_by_label("MLmodel entries").focus();
    window.run_ok();
    let selected = |window: &Window| {
        let tab = window.state().window().active_tab().unwrap();
        tab.view.tree.list.selected.map(|i| tab.loaded().unwrap().tree().path(i).to_string()).unwrap_or_default()
    };
    let press = |window: &mut Window, key| {
        window.key_press(key);
        window.run_ok();
    };
    assert_eq!(selected(&window), "flavors");
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowDown);
    assert_eq!(selected(&window), "flavors.python_function");
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowRight);
    assert_eq!(selected(&window), "flavors.python_function.env");
    press(&mut window, Key::ArrowLeft);
    assert_eq!(selected(&window), "flavors.python_function");
    press(&mut window, Key::End);
    assert_eq!(selected(&window), "utc_time_created");
    window.event(egui::Event::Copy);
    window.step();
    assert_eq!(copied_soon(&mut window), "2026-11-23 19:10:56.832526");
}

#[test]
fn the_tree_is_filtered_and_opened_json_too() {
    let mut window = open("3.18.0/sklearn_iris");
    assert!(window.query_by_label("name: petal width (cm)").is_none());
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    window.run_ok();
    window.get_by_label("Filter keys and values").type_text("petal width");
    window.run_ok();
    assert!(window.query_by_label("name: petal width (cm)").is_some());
    assert!(window.query_by_label_contains("mlflow_version").is_none());
    window.key_press(Key::Escape);
    window.run_ok();
    assert!(window.query_by_label("mlflow_version: 3.18.0").is_some());
}

#[test]
fn every_known_key_explains_itself() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("mlflow_version: 3.18.0").hover();
    for _ in 0..8 {
        window.step();
    }
    assert!(window.query_by_label_contains("The MLflow release that wrote this file").is_some());
}

#[test]
fn an_explanation_does_not_stay_over_a_dialog() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("mlflow_version: 3.18.0").hover();
    for _ in 0..8 {
        window.step();
    }
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    for _ in 0..8 {
        window.step();
    }
    assert!(window.query_by_label("Choose a folder…").is_some());
    assert!(window.query_by_label_contains("The MLflow release that wrote this file").is_none());
}

#[test]
fn what_mlflow_reads_differently_stands_beside_what_is_written() {
    let mut window = open("broken/yaml_version_float");
    // The tree has all the height: its last entry is in view.
    window.get_by_label_contains("Problems 1").click();
    window.run_ok();
    assert!(window.query_by_label("mlflow_version: 2.10").is_some());
    let tab = window.state().window().active_tab().unwrap();
    let loaded = tab.loaded().unwrap();
    assert!(loaded.model.findings().iter().any(|f| f.title == "mlflow_version is written 2.10 and read as 2.1"));
}

#[test]
fn a_parse_error_is_shown_at_its_line() {
    let mut window = open("broken/mlmodel_tabs");
    assert!(window.query_by_label("The MLmodel cannot be read").is_some());
    assert_eq!(window.state().window().active_tab().unwrap().view.form, FileForm::Text);
    // The problem leads there too.
    command(&mut window, Command::ShowTree);
    assert!(window.query_by_label_contains("The MLmodel cannot be read: Problems tells the reason").is_some());
    window.get_by_label_contains("Show line: MLmodel is not valid YAML").click();
    settle(&mut window);
    let view = &window.state().window().active_tab().unwrap().view;
    assert_eq!((view.panel, view.form), (&panels::PROBLEMS, FileForm::Text));
    assert!(view.source.marked_line.is_some());
}

#[test]
fn the_file_is_a_tree_or_a_text_by_mouse_and_keyboard() {
    let mut window = open("3.18.0/sklearn_iris");
    let shown = |window: &Window| {
        let is_tree = window.query_by_label("MLmodel entries").is_some();
        assert_ne!(is_tree, window.query_by_role_and_label(Role::Document, "MLmodel text").is_some(), "one of them");
        if is_tree { FileForm::Tree } else { FileForm::Text }
    };
    assert_eq!(shown(&window), FileForm::Tree);
    window.get_by_role_and_label(Role::RadioButton, "Text").click();
    settle(&mut window);
    assert_eq!(shown(&window), FileForm::Text);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num4);
    settle(&mut window);
    assert_eq!(shown(&window), FileForm::Tree);
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num5);
    settle(&mut window);
    assert_eq!(shown(&window), FileForm::Text);
    // Words are found in what is shown.
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    settle(&mut window);
    assert_eq!(shown(&window), FileForm::Text);
    assert!(window.get_by_label("Find in this text").is_focused());
}

#[test]
fn odd_names_are_shown_escaped() {
    let text = "flavors: {}\nsignature:\n  inputs: '[{\"type\": \"long\", \"name\": \"a\\u202eb\\n\"}]'\n";
    let folder = Folder::with_mlmodel(text);
    let window = open(folder.path());
    assert!(window.query_by_label("a\\u{202e}b\\n, long, required").is_some());
}

#[test]
fn an_error_at_the_end_of_the_text_is_marked_at_its_last_line() {
    for text in ["flavors: {a: [1, 2\n", "flavors:\n  a: {b: c\n\n\n", "a: ["] {
        let folder = Folder::with_mlmodel(text);
        let mut window = open(folder.path());
        let tab = window.state().window().active_tab().unwrap();
        let loaded = tab.loaded().unwrap();
        let last = u32::try_from(loaded.source().len()).unwrap();
        assert_eq!(loaded.model.findings()[0].line, Some(last), "{text:?}");
        assert_eq!((tab.view.form, tab.view.source.marked_line), (FileForm::Text, Some(last)));
        assert!(window.query_by_label_contains(", error: The reader says: the text ends here").is_some(), "{text:?}");
        command(&mut window, Command::ShowTree);
        window.get_by_label_contains("Show line: MLmodel is not valid YAML").click();
        settle(&mut window);
        let view = &window.state().window().active_tab().unwrap().view;
        assert_eq!((view.form, view.source.marked_line), (FileForm::Text, Some(last)));
    }
}
