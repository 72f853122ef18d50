//! The tables of the signature.

use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::ui::Command;

use super::open;
use crate::common::Folder;
use crate::harness::{Window, command, copied_soon};

#[test]
fn the_signature_is_filtered_and_sorted_and_sorted_back() {
    let mut window = open("3.18.0/sklearn_iris");
    let order = |window: &Window| -> Vec<String> {
        let mut rows: Vec<_> = window
            .query_all_by_role(Role::Row)
            .map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default()))
            .filter(|(_, l)| l.contains("(cm)"))
            .collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, label)| label.split(" (").next().unwrap().to_owned()).collect()
    };
    let original = ["sepal length", "sepal width", "petal length", "petal width"];
    assert_eq!(order(&window), original);
    for expected in [
        ["petal length", "petal width", "sepal length", "sepal width"],
        ["sepal width", "sepal length", "petal width", "petal length"],
        original,
    ] {
        window.get_by_label("Sort inputs by Name").click();
        window.run_ok();
        assert_eq!(order(&window), expected);
    }
    window.get_by_label("Filter columns").focus();
    window.run_ok();
    window.get_by_label("Filter columns").type_text("width");
    window.run_ok();
    assert_eq!(order(&window), ["sepal width", "petal width"]);
}

#[test]
fn nested_types_unfold_from_the_keyboard() {
    let mut window = open("2.22.5/pyfunc_chat_model");
    assert!(window.query_by_label("role, string, required").is_none());
    window.get_by_label("Columns and tensors").focus();
    window.run_ok();
    window.key_press(Key::ArrowRight);
    window.run_ok();
    assert!(window.query_by_label("role, string, required").is_some());
    window.key_press(Key::ArrowLeft);
    window.run_ok();
    assert!(window.query_by_label("role, string, required").is_none());
}

#[test]
fn what_is_folded_away_leaves_the_selection_to_the_row_above() {
    let mut window = open("2.22.5/pyfunc_chat_model");
    command(&mut window, Command::ExpandAll);
    window.get_by_label("role, string, required").click();
    window.run_ok();
    command(&mut window, Command::CollapseAll);
    let selected = window.query_all_by_role(Role::Row).filter(|row| row.accesskit_node().is_selected().unwrap_or_default());
    let selected: Vec<_> = selected.filter_map(|row| row.accesskit_node().label()).collect();
    assert!(selected.len() == 1 && selected[0].starts_with("messages, "), "{selected:?}");
}

#[test]
fn a_table_is_copied_in_three_formats() {
    let mut window = open("3.18.0/sklearn_iris");
    for (item, begins) in [
        ("Inputs as TSV, for a spreadsheet", "#\tName\tType\tRequired\n1\tsepal length (cm)\tdouble\trequired\n"),
        ("Inputs as Markdown", "| # | Name |".trim_end_matches('|')),
        ("Outputs as JSON", "[{\"type\":\"tensor\""),
    ] {
        window.get_by_label("Copy").click();
        window.run_ok();
        window.get_by_label(item).click();
        window.step();
        let text = copied_soon(&mut window);
        assert!(text.replace("\\#", "#").starts_with(begins), "{text}");
        window.run_ok();
    }
}

#[test]
fn no_signature_says_what_it_costs_and_how_one_is_added() {
    let window = open("3.18.0/onnx_external_data");
    assert!(window.query_by_label("No signature").is_some());
    assert!(window.query_all_by_label_contains("set_signature").next().is_some());
}

#[test]
fn a_hundred_thousand_columns_draw_only_what_is_seen() {
    let columns: Vec<String> =
        (0..100_000).map(|i| format!("{{\"type\": \"double\", \"name\": \"column {i}\", \"required\": true}}")).collect();
    let folder = Folder::with_mlmodel(format!("flavors: {{}}\nsignature:\n  inputs: '[{}]'\n", columns.join(", ")));
    let mut window = open(folder.path());
    assert!(window.query_all_by_role(Role::Row).count() < 60);
    window.get_by_label("Columns and tensors").focus();
    window.run_ok();
    window.key_press(Key::End);
    window.run_ok();
    assert!(window.query_by_label("column 99999, double, required").is_some());
}

#[test]
fn a_copy_menu_ends_in_no_separator() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("Copy").click();
    window.run_ok();
    let last = window.get_by_label("Outputs as JSON").rect();
    let layer = window.ctx.layer_id_at(last.center()).unwrap();
    let menu = window.ctx.memory(|memory| memory.area_rect(layer.id)).unwrap();
    // Below the last item there is the margin of the menu and no more.
    assert!(menu.contains_rect(last) && menu.bottom() - last.bottom() < 9.0, "{last:?} in {menu:?}");
}

#[test]
fn several_columns_are_copied_and_their_names_as_a_python_list() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label_contains("sepal length (cm), ").click();
    window.run_ok();
    window.key_press_modifiers(egui::Modifiers::SHIFT, Key::ArrowDown);
    window.run_ok();
    window.event(egui::Event::Copy);
    let copied = copied_soon(&mut window);
    let names: Vec<&str> = copied.lines().map(|line| line.split('\t').nth(1).unwrap()).collect();
    assert_eq!(names, ["sepal length (cm)", "sepal width (cm)"], "{copied}");
    window.get_by_label_contains("sepal width (cm), ").click_secondary();
    window.run_ok();
    window.get_by_label("Copy names as a Python list").click();
    assert_eq!(copied_soon(&mut window), r#"["sepal length (cm)", "sepal width (cm)"]"#);
    // All of a part, by the menu above.
    window.run_ok();
    window.get_by_label("Copy").click();
    window.run_ok();
    window.get_by_label("Inputs: names as a Python list").click();
    assert!(copied_soon(&mut window).ends_with(r#""petal width (cm)"]"#));
    // One that is clicked alone is chosen alone.
    window.run_ok();
    window.get_by_label_contains("petal length (cm), ").click();
    window.run_ok();
    window.event(egui::Event::Copy);
    assert!(copied_soon(&mut window).starts_with("3\tpetal length (cm)"));
}
