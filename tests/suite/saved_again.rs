//! The person stays where they were in a model that was saved again while it is open.

use std::sync::Arc;
use std::time::Duration;

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use mlmodel_viewer::ui::{Command, panels};

use crate::common::Folder;
use crate::harness::{Begin, Window, command, settle};

fn open(folder: &Folder) -> Window {
    Begin { paths: vec![folder.path().to_owned()], ..Begin::default() }.open()
}

/// The folder is written anew and read again.
fn save(window: &mut Window, folder: &Folder, files: &[(&str, &str)]) {
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let model = |window: &Window| Arc::clone(window.state().window().active_tab().unwrap().loaded().unwrap());
    let before = model(window);
    command(window, Command::Reload);
    // What was read before stays until the new reading is there.
    for _ in 0..500 {
        if !Arc::ptr_eq(&before, &model(window)) {
            return settle(window);
        }
        std::thread::sleep(Duration::from_millis(10));
        settle(window);
    }
    panic!("it was not read again");
}

fn press(window: &mut Window, key: Key) {
    window.key_press_modifiers(Modifiers::NONE, key);
    settle(window);
}

/// The row with this role that is selected.
fn selected(window: &Window, role: Role) -> Option<String> {
    let row = window.query(by().role(role).predicate(|node| node.is_selected() == Some(true)));
    row.and_then(|row| row.accesskit_node().label())
}

const OBJECT: &str = "flavors: {}\nsaved_input_example_info: {artifact_path: input_example.json, type: json_object}\n";

#[test]
fn an_example_that_became_shorter_is_shown() {
    let folder = Folder::with_mlmodel(OBJECT).write("input_example.json", r#"{"a": {"x": 1, "y": 2}, "b": [1, 2, 3], "c": {"z": 1}}"#);
    let mut window = open(&folder);
    command(&mut window, Command::Show(&panels::EXAMPLE));
    window.get_by_label_contains("a: ").click();
    settle(&mut window);
    window.get_by_label_contains("c: ").click();
    settle(&mut window);
    assert!(window.query_by_label("x: 1").is_none() && window.query_by_label("z: 1").is_none(), "both are folded");
    save(&mut window, &folder, &[("input_example.json", r#"{"c": {"z": 1}}"#)]);
    assert!(selected(&window, Role::TreeItem).is_some_and(|row| row.starts_with("c: ")));
    assert!(window.query_by_label("z: 1").is_none(), "it is still folded");
    save(&mut window, &folder, &[("input_example.json", "{}")]);
    save(&mut window, &folder, &[("input_example.json", r#"{"d": [1, 2]}"#)]);
    assert!(window.query_all_by_label_contains("d: ").next().is_some());
}

#[test]
fn an_example_that_became_a_tree_is_shown() {
    let frame = "flavors: {}\nsaved_input_example_info: {artifact_path: input_example.json, type: dataframe}\n";
    let folder = Folder::with_mlmodel(frame).write("input_example.json", r#"{"columns": ["a"], "data": [[1], [2], [3]]}"#);
    let mut window = open(&folder);
    command(&mut window, Command::Show(&panels::EXAMPLE));
    window.get_by_role_and_label(Role::Row, "3").click();
    settle(&mut window);
    save(&mut window, &folder, &[("MLmodel", OBJECT), ("input_example.json", "{\"q\": 1}")]);
    assert!(window.query_by_label("q: 1").is_some());
    press(&mut window, Key::ArrowDown);
}

#[test]
fn a_package_stays_selected_where_others_came() {
    let folder = Folder::with_mlmodel("flavors: {python_function: {env: {virtualenv: python_env.yaml}}}\n")
        .write("python_env.yaml", "python: 3.11.7\ndependencies:\n- -r requirements.txt\n")
        .write("requirements.txt", "mlflow==3.18.0\nnumpy==2.1.0\n");
    let mut window = open(&folder);
    command(&mut window, Command::Show(&panels::ENVIRONMENT));
    window.get_by_label_contains("numpy, ==2.1.0").click();
    settle(&mut window);
    save(&mut window, &folder, &[("requirements.txt", "cloudpickle==3.1\nmlflow==3.18.0\nnumpy==2.1.1\n")]);
    assert!(selected(&window, Role::Row).is_some_and(|row| row.starts_with("numpy, ==2.1.1")), "{:?}", selected(&window, Role::Row));
    save(&mut window, &folder, &[("requirements.txt", "mlflow==3.18.0\n")]);
    assert_eq!(selected(&window, Role::Row), None);
}

#[test]
fn a_column_stays_selected_and_unfolded() {
    let object = r#"{"type": "object", "properties": {"role": {"type": "string", "required": true}}, "name": "m", "required": true}"#;
    let signature = |more: &str| format!("flavors: {{}}\nsignature:\n  inputs: '[{more}{object}]'\n");
    let folder = Folder::with_mlmodel(signature(""));
    let mut window = open(&folder);
    command(&mut window, Command::ExpandAll);
    window.get_by_label_contains("role, string").click();
    settle(&mut window);
    save(&mut window, &folder, &[("MLmodel", &signature(r#"{"type": "long", "name": "a", "required": true}, "#))]);
    assert!(window.query_by_label_contains("a, long").is_some());
    assert!(selected(&window, Role::Row).is_some_and(|row| row.starts_with("role, string")), "{:?}", selected(&window, Role::Row));
}

#[test]
fn no_line_stays_marked_that_says_something_else_now() {
    let twice = "run_id: a\nrun_id: b\n";
    let folder = Folder::with_mlmodel(format!("flavors: {{}}\n{twice}"));
    let mut window = open(&folder);
    let marked = |window: &Window| window.state().window().active_tab().unwrap().view.source.marked_line;
    command(&mut window, Command::Show(&panels::PROBLEMS));
    window.get_by(|node| node.role() == Role::ListItem && node.label().is_some_and(|label| label.contains("run_id"))).click();
    settle(&mut window);
    let line = marked(&window).expect("the problem has a line");
    save(&mut window, &folder, &[("MLmodel", &format!("model_uuid: c\nflavors: {{}}\n{twice}"))]);
    assert_eq!(marked(&window), Some(line + 1), "the problem is still there, a line further down");
    save(&mut window, &folder, &[("MLmodel", "flavors: {}\n")]);
    assert_eq!(marked(&window), None);
}
