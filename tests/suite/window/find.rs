//! Words are found in a text, with the keyboard alone.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::ui::{Action, Command, panels};

use super::open;
use crate::common::Folder;
use crate::harness::{Window, command, copied_soon, settle, wait};

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
    press(&mut window, Modifiers::SHIFT, Key::Enter);
    assert_eq!(count(&window), format!("{all} of {all}"));
    press(&mut window, Modifiers::NONE, Key::Enter);
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
    find(&mut window, "flavors");
    assert_eq!(count(&window), "1 of 1");
    window.get_by_label("Find in this text").type_text(" no such words");
    settle(&mut window);
    assert_eq!(count(&window), "Not found");
    press(&mut window, Modifiers::NONE, Key::Escape);
    press(&mut window, Modifiers::COMMAND, Key::F);
    assert_eq!(count(&window), "Not found", "the words are the same, and not the few that were found before");
}

#[test]
fn words_are_found_in_a_preview_and_looked_for_in_the_next_file() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label_contains("conda.yaml, ").click();
    settle(&mut window);
    settle(&mut window);
    // From the list too, which has the keyboard.
    find(&mut window, "- ");
    assert!(count(&window).starts_with("1 of "), "{}", count(&window));
    window.get_by_label("Next match").click();
    settle(&mut window);
    assert!(count(&window).starts_with("2 of "), "{}", count(&window));
    window.get_by_label_contains("requirements.txt, ").click();
    settle(&mut window);
    settle(&mut window);
    assert_eq!(count(&window), "Not found", "the same is looked for in the next file");
    window.get_by_label_contains("python_env.yaml, ").click();
    settle(&mut window);
    settle(&mut window);
    assert!(count(&window).ends_with(" found"), "{}", count(&window));
    // F3 goes through the text, and from its very beginning.
    find(&mut window, "python");
    window.get_by_label_contains("conda.yaml, ").click();
    settle(&mut window);
    window.state_mut().ask(Action::ShowFile("python_env.yaml".to_owned()));
    settle(&mut window);
    settle(&mut window);
    assert!(count(&window).ends_with("1 found"), "those of another file are forgotten: {}", count(&window));
    window.get_by_label("Files").focus();
    window.step();
    press(&mut window, Modifiers::NONE, Key::F3);
    assert_eq!(count(&window), "1 of 1");
}

#[test]
fn f3_looks_for_what_is_selected() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::ShowText);
    window.get_by_label("MLmodel text").focus();
    window.step();
    // The first of several.
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::COMMAND, Key::Home);
    let text = window.state().window().active_model().unwrap().model.folder().unwrap().mlmodel.text.clone();
    let all = text.to_lowercase().matches('f').count();
    assert!(text.starts_with("flavors") && all > 2, "{all}");
    press(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    press(&mut window, Modifiers::NONE, Key::F3);
    assert_eq!(count(&window), format!("2 of {all}"));
    // What is selected when it is asked for again takes the place of the words.
    window.get_by_label("MLmodel text").focus();
    window.step();
    press(&mut window, Modifiers::COMMAND, Key::Home);
    for _ in 0.."flavors".len() {
        press(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    }
    press(&mut window, Modifiers::COMMAND, Key::F);
    assert_eq!(count(&window), "1 of 1");
}

#[test]
fn esc_in_the_text_closes_the_field_and_keeps_the_keyboard() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::ShowText);
    find(&mut window, "version");
    window.get_by_label("MLmodel text").focus();
    window.step();
    assert!(window.query_by_label("Find in this text").is_some());
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("Find in this text").is_none());
    assert!(window.get_by_label("MLmodel text").is_focused());
}

#[test]
fn what_is_looked_for_stays_while_the_folder_changes() {
    let folder = Folder::copy_of("3.18.0/sklearn_iris");
    let mut window = open(folder.path());
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label_contains("conda.yaml, ").click();
    settle(&mut window);
    settle(&mut window);
    window.get_by_label("Preview").focus();
    window.step();
    find(&mut window, "- ");
    let before = count(&window);
    assert!(before.starts_with("1 of "), "{before}");
    let text = std::fs::read_to_string(folder.path().join("conda.yaml")).unwrap();
    std::fs::write(folder.path().join("conda.yaml"), format!("# - added\n{text}")).unwrap();
    command(&mut window, Command::Reload);
    wait(&mut window, "the new text is shown", |window| window.query_by_label("# - added").is_some());
    settle(&mut window);
    assert!(window.get_by_label("Find in this text").is_focused(), "whoever types goes on");
    let all = |text: &str| text.split_whitespace().filter_map(|word| word.parse::<usize>().ok()).max();
    assert_eq!(all(&count(&window)), all(&before).map(|all| all + 1), "{}", count(&window));
}

#[test]
fn a_long_text_is_gone_through_over_several_frames() {
    let folder = Folder::copy_of("3.18.0/sklearn_iris");
    let line = "# nothing to find in this line of the text\n";
    let text = std::fs::read_to_string(folder.path().join("MLmodel")).unwrap();
    let long = format!("{text}{}# the only needle\n", line.repeat(3_000_000 / line.len()));
    std::fs::write(folder.path().join("MLmodel"), long).unwrap();
    let mut window = open(folder.path());
    command(&mut window, Command::ShowText);
    find(&mut window, "only needle");
    wait(&mut window, "it is found", |window| count(window) == "1 of 1");
    settle(&mut window);
    assert!(window.query_by_label("# the only needle").is_some(), "it is in view");
}
