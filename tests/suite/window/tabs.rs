//! Closing several tabs, opening them again where they stood, their menus, and going from one match to the next.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::state::Target;
use mlmodel_viewer::ui::{Action, Command, panels};

use super::open;
use crate::common;
use crate::harness::{Begin, Window, command, copied_soon, settle};

fn four() -> Window {
    let tabs: Vec<Target> = models().into_iter().take(4).map(Target::Model).collect();
    assert_eq!(tabs.len(), 4);
    Begin { settings: Settings { tabs, ..Settings::default() }, ..Begin::default() }.open()
}

/// Four models, in the order of their names.
fn models() -> Vec<std::path::PathBuf> {
    let folder = common::models().join("3.18.0");
    let mut models: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.join("MLmodel").is_file()).collect();
    models.sort();
    models
}

fn paths(window: &Window) -> Vec<std::path::PathBuf> {
    window.state().window().tabs.iter().map(|tab| tab.target.path().to_owned()).collect()
}

#[test]
fn others_and_those_to_the_right_are_closed_and_opened_again_in_place() {
    let mut window = four();
    let all = paths(&window);
    window.state_mut().ask(Action::ActivateTab(1));
    command(&mut window, Command::Show(&panels::ENVIRONMENT));
    command(&mut window, Command::CloseRight);
    assert_eq!(paths(&window), all[..2]);
    assert!(!window.state().window().allows(Command::CloseRight));
    command(&mut window, Command::CloseOthers);
    assert_eq!((paths(&window), window.state().window().active), (all[1..2].to_vec(), 0));
    for _ in 0..3 {
        command(&mut window, Command::ReopenTab);
    }
    assert_eq!(paths(&window), all);
    assert!(!window.state().window().allows(Command::ReopenTab));
}

#[test]
fn a_tab_that_is_opened_again_stands_as_it_was() {
    let mut window = four();
    window.state_mut().ask(Action::ActivateTab(1));
    command(&mut window, Command::Show(&panels::EXAMPLE));
    let tab = window.state().window().active_tab().unwrap();
    let (id, entries) = (tab.id, tab.loaded().unwrap().tree().len());
    let key = tab.loaded().unwrap().tree().path(entries - 1);
    window.state_mut().ask(Action::Jump(key.clone()));
    settle(&mut window);
    command(&mut window, Command::CloseTab);
    command(&mut window, Command::ReopenTab);
    let shown = window.state().window();
    let tab = shown.active_tab().unwrap();
    assert_eq!((shown.active, tab.id, tab.view.middle()), (1, id, &panels::EXAMPLE));
    assert_eq!(tab.view.tree.list.selected.map(|i| tab.loaded().unwrap().tree().path(i)), Some(key));
    assert!(tab.view.changes.is_none());
}

fn menu(window: &mut Window, name: &str) {
    window.get_by_label(name).click_secondary();
    window.run_ok();
}

#[test]
fn the_menus_of_a_tab_a_file_a_path_and_a_run() {
    let mut window = four();
    let title = window.state().window().tabs[2].title.clone();
    menu(&mut window, &format!("Tab {title}"));
    window.get_by_role_and_label(Role::Button, "Copy name").click();
    assert_eq!(copied_soon(&mut window), title);
    settle(&mut window);
    menu(&mut window, &format!("Tab {title}"));
    window.get_by_role_and_label(Role::Button, "Close others").click();
    settle(&mut window);
    assert_eq!(window.state().window().tabs.len(), 1);
    let mut window = open("3.18.0/sklearn_iris");
    menu(&mut window, "Tab sklearn_iris");
    window.get_all_by_role(Role::Button).find(|node| node.rect().top() > 40.0 && label(node) == "Compare with…").unwrap().click();
    settle(&mut window);
    assert!(window.query_by_label("Choose a folder…").is_some());
    window.key_press(Key::Escape);
    settle(&mut window);
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label_contains("requirements.txt, ").click_secondary();
    window.run_ok();
    window.get_by_label("Copy full path").click();
    let copied = copied_soon(&mut window);
    assert!(copied.ends_with("sklearn_iris/requirements.txt") && copied.starts_with('/'), "{copied}");
    window.get_by_label_contains("MLflow: ").click_secondary();
    window.run_ok();
    window.get_by_label("Copy with its name").click();
    assert_eq!(copied_soon(&mut window), "MLflow: 3.18.0");
}

fn label(node: &egui_kittest::Node<'_>) -> String {
    use egui_kittest::kittest::NodeT as _;
    node.accesskit_node().label().unwrap_or_default()
}

#[test]
fn the_next_match_is_found_while_the_filter_has_the_keyboard() {
    let mut window = open("3.18.0/sklearn_iris");
    let filter = window.get_by_label("Filter keys and values");
    filter.focus();
    window.step();
    window.get_by_label("Filter keys and values").type_text("version");
    window.run_ok();
    let selected = |window: &Window| {
        let tab = window.state().window().active_tab().unwrap();
        tab.view.tree.list.selected.map(|i| tab.loaded().unwrap().tree().path(i).to_string())
    };
    let mut found = Vec::new();
    for _ in 0..3 {
        window.key_press(Key::F3);
        window.run_ok();
        found.push(selected(&window).unwrap());
    }
    assert!(found.iter().all(|path| path.contains("version")), "{found:?}");
    assert!(found[0] != found[1] && found[1] != found[2], "{found:?}");
    window.key_press_modifiers(Modifiers::SHIFT, Key::F3);
    window.run_ok();
    assert_eq!(selected(&window).as_ref(), Some(&found[1]));
}
