//! Words are found in a text, with the keyboard alone.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::ui::{Command, panels};

use super::open;
use crate::harness::{Window, command, copied_soon, settle};

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

fn find(window: &mut Window, words: &str) {
    press(window, Modifiers::COMMAND, Key::F);
    window.get_by_label("Find in this text").type_text(words);
    settle(window);
}

/// What is said of how many places there are.
fn count(window: &Window) -> String {
    use egui_kittest::kittest::NodeT as _;
    let status = |node: &egui_kittest::Node<'_>| node.accesskit_node().label().unwrap_or_default();
    window
        .query_all_by_role(Role::Status)
        .map(|node| status(&node))
        .find(|text| text.contains(" of ") || text.contains("found"))
        .unwrap_or_default()
}

#[test]
fn the_places_in_the_text_of_the_mlmodel_are_gone_through() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::ShowText);
    find(&mut window, "VERSION: ");
    let all = ["python_version: ", "sklearn_version: ", "mlflow_version: "].len();
    assert_eq!(count(&window), format!("1 of {all}"), "whatever the case");
    press(&mut window, Modifiers::NONE, Key::F3);
    assert_eq!(count(&window), format!("2 of {all}"));
    assert!(window.get_by_label("Find in this text").is_focused(), "the field keeps the keyboard");
    press(&mut window, Modifiers::SHIFT, Key::F3);
    press(&mut window, Modifiers::SHIFT, Key::F3);
    assert_eq!(count(&window), format!("{all} of {all}"), "in a circle");
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(count(&window), format!("1 of {all}"));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("Find in this text").is_none());
    assert!(window.get_by_label("MLmodel text").is_focused(), "the text has the keyboard again");
    window.event(egui::Event::Copy);
    assert_eq!(copied_soon(&mut window), "version: ", "what was found is selected");
    press(&mut window, Modifiers::NONE, Key::F3);
    press(&mut window, Modifiers::COMMAND, Key::F);
    assert_eq!(count(&window), format!("2 of {all}"), "F3 went on without the field");
}

#[test]
fn words_that_are_not_there_are_said_so() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::ShowText);
    find(&mut window, "no such words");
    assert_eq!(count(&window), "Not found");
}

#[test]
fn words_are_found_in_a_preview_and_the_next_file_begins_without_them() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label_contains("conda.yaml, ").click();
    settle(&mut window);
    settle(&mut window);
    window.get_by_label("Preview").focus();
    window.step();
    find(&mut window, "- ");
    assert!(count(&window).starts_with("1 of "), "{}", count(&window));
    window.get_by_label("Next place").click();
    settle(&mut window);
    assert!(count(&window).starts_with("2 of "), "{}", count(&window));
    window.get_by_label_contains("python_env.yaml, ").click();
    settle(&mut window);
    settle(&mut window);
    assert!(window.query_by_label("Find in this text").is_none());
}

#[test]
fn f3_looks_for_what_is_selected() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::ShowText);
    window.get_by_label("MLmodel text").focus();
    window.step();
    for _ in 0.."flavors".len() {
        press(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    }
    press(&mut window, Modifiers::NONE, Key::F3);
    assert_eq!(count(&window), "1 of 1");
}
