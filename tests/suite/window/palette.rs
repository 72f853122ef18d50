//! The palette finds by some letters whatever can be done or shown.

use egui::{Event, Key};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::ui::{Command, panels};

use super::open;
use crate::harness::{Window, command, settle};

/// Types into the palette and takes the first of what is found.
fn choose(window: &mut Window, letters: &str, first: &str) {
    command(window, Command::Palette);
    window.event(Event::Text(letters.to_owned()));
    settle(window);
    assert!(window.query_by_label(first).is_some(), "{letters} does not find {first}");
    window.key_press(Key::Enter);
    settle(window);
    assert!(window.state().window().dialogs.palette.is_none());
}

#[test]
fn columns_keys_files_code_and_commands_are_found_by_some_letters() {
    let mut window = open("3.18.0/sklearn_iris");
    choose(&mut window, "curl", "Call with curl, Shell code");
    assert_eq!(window.state().window().active_tab().unwrap().view.panel, &panels::DEPLOY);
    assert!(window.query_by_label("Copy Call with curl").is_some(), "its code is shown");
    choose(&mut window, "sgncode", "Signature as code, Python code");
    assert!(window.query_by_label("Copy Signature as code").is_some());
    choose(&mut window, "petwid", "petal width (cm), Inputs");
    let tab = window.state().window().active_tab().unwrap();
    assert_eq!(tab.view.middle(), &panels::SIGNATURE);
    choose(&mut window, "reqtxt", "requirements.txt, file, 130 B");
    let tab = window.state().window().active_tab().unwrap();
    let selected = tab.view.files.list.selected.map(|i| tab.loaded().unwrap().files.nodes[i].path.clone());
    assert_eq!((tab.view.panel, selected.as_deref()), (&panels::FILES, Some("requirements.txt")));
    choose(&mut window, "predfn", "predict_fn, key flavors.python_function.predict_fn");
    let tab = window.state().window().active_tab().unwrap();
    let key = tab.view.tree.list.selected.map(|i| tab.loaded().unwrap().tree().path(i).to_string());
    assert_eq!(key.as_deref(), Some("flavors.python_function.predict_fn"));
    command(&mut window, Command::Palette);
    window.event(Event::Text("thme".to_owned()));
    settle(&mut window);
    assert!(window.query_by_label("Dark").is_some() && window.query_by_label("Light").is_some());
}
