//! The list of the files.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::ui::{Command, panels};

use super::open;
use crate::harness::{Window, command, settle};

/// The names and sizes of the files, from the top to the bottom.
fn rows(window: &Window) -> Vec<String> {
    let area = window.get_by_label("Files").rect();
    let rows = window.query_all_by_role(Role::TreeItem).filter(|node| area.contains(node.rect().center()));
    let mut rows: Vec<_> = rows.map(|node| (node.rect().top(), node.accesskit_node().label().unwrap_or_default())).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    rows.into_iter().map(|(_, name)| name).collect()
}

#[test]
fn the_largest_file_stands_first_where_they_are_sorted_by_size() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::FILES));
    let by_name = rows(&window);
    assert!(by_name[0].starts_with("MLmodel, ") && by_name.is_sorted(), "{by_name:?}");
    window.get_by_label_contains("requirements.txt, ").click();
    settle(&mut window);
    window.get_by_label("Sort files by size").click();
    settle(&mut window);
    let by_size = rows(&window);
    assert!(by_size[0].starts_with("model.") && by_size[0].ends_with(" KB"), "{by_size:?}");
    let files = &window.state().window().active_model().unwrap().files;
    let bytes_of = |row: &String| files.nodes.iter().find(|node| row.starts_with(&format!("{}, ", node.name))).and_then(|node| node.bytes);
    assert!(by_size.is_sorted_by_key(|row| std::cmp::Reverse(bytes_of(row))), "{by_size:?}");
    assert!(by_size.iter().all(|row| bytes_of(row).is_some()) && by_size.len() == by_name.len());
    let selected = |window: &Window| window.state().window().active_tab().unwrap().view.files.list.selected;
    let before = selected(&window).unwrap();
    assert!(window.state().window().active_model().unwrap().files.nodes[before].name == "requirements.txt", "the same is selected");
    // A second click turns it round.
    window.get_by_label("Sort files by size").click();
    settle(&mut window);
    assert!(rows(&window).last().is_some_and(|last| *last == by_size[0]), "{:?}", rows(&window));
    window.get_by_label("Sort files by size").click();
    settle(&mut window);
    // The arrows follow what is seen.
    window.get_by_label("Files").focus();
    window.step();
    window.key_press(Key::Home);
    window.run_ok();
    let first = selected(&window).unwrap();
    assert!(by_size[0].starts_with(&window.state().window().active_model().unwrap().files.nodes[first].name));
    assert_eq!(
        window.state().window().layout.files_order,
        mlmodel_viewer::ui::FilesOrder::default().clicked(mlmodel_viewer::ui::FilesBy::Size)
    );
}
