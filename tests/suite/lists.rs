//! What all lists of the window share: selection, keys, copying, and the way of the Tab key.

use std::path::Path;

use egui::{Key, Modifiers, PointerButton, Pos2, Role, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _, by};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::present;
use mlmodel_viewer::ui::state::Recent;
use mlmodel_viewer::ui::{Action, Command, panels, panes};

use crate::common;
use crate::harness::{Begin, Window, command, copied, copied_soon, settle};

/// Opens one model of the repository, or a path.
fn open(path: impl AsRef<Path>) -> Window {
    Begin { paths: vec![common::models().join(path)], ..Begin::default() }.open()
}

fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

/// Clicks so often that it counts as one: within one frame.
fn click_at(window: &mut Window, at: Pos2, times: usize) {
    window.hover_at(at);
    window.step();
    for pressed in [true, false].repeat(times) {
        let event = egui::Event::PointerButton { pos: at, button: PointerButton::Primary, pressed, modifiers: Modifiers::NONE };
        window.input_mut().events.push(event);
    }
    settle(window);
}

/// Drags from one place to another.
fn drag(window: &mut Window, from: Pos2, to: Pos2) {
    window.drag_at(from);
    window.step();
    for share in [0.3, 0.6, 1.0] {
        window.hover_at(from.lerp(to, share));
        window.step();
    }
    window.drop_at(to);
    settle(window);
}

/// What Ctrl+C copies, if anything.
fn copy(window: &mut Window) -> Option<String> {
    window.event(egui::Event::Copy);
    (0..4).find_map(|_| {
        window.step();
        copied(window)
    })
}

#[test]
fn the_source_is_selected_with_mouse_and_keyboard_and_copied() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::ShowText);
    let first = window.get_by_label("flavors:").rect();
    let third = window.get_by_label("    env:").rect();
    // After the number of the line, which is no part of it.
    let left = first.left() + 38.4;
    drag(&mut window, pos2(left, first.center().y), pos2(left + 7.2 * 7.0, third.center().y));
    assert_eq!(copy(&mut window).as_deref(), Some("flavors:\n  python_function:\n    env"));
    press(&mut window, Modifiers::SHIFT, Key::ArrowRight);
    assert_eq!(copy(&mut window).as_deref(), Some("flavors:\n  python_function:\n    env:"));
    press(&mut window, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(copy(&mut window), None, "nothing is selected");
    press(&mut window, Modifiers::COMMAND, Key::A);
    assert!(copy(&mut window).unwrap().ends_with("utc_time_created: '2026-11-23 19:10:56.832526'"));
    // A double click takes a word.
    let word = window.get_by_label("  python_function:").rect();
    click_at(&mut window, pos2(left + 30.0, word.center().y), 2);
    assert_eq!(copy(&mut window).as_deref(), Some("python_function"));
}

#[test]
fn a_preview_and_a_snippet_are_selected_and_copied() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label_contains("python_env.yaml, ").click();
    settle(&mut window);
    settle(&mut window);
    let line = window.get_by_label("python: 3.11.7").rect();
    drag(&mut window, line.left_center() + egui::vec2(6.0 + 8.0 * 7.2, 0.0), line.right_center());
    assert_eq!(copy(&mut window).as_deref(), Some("3.11.7"));
    command(&mut window, Command::Show(&panels::DEPLOY));
    settle(&mut window);
    window.get_by_label("Load and predict").click();
    settle(&mut window);
    let line = window.get_by_label("import mlflow").rect();
    drag(&mut window, line.left_center() + egui::vec2(6.0 + 7.0 * 7.2, 0.0), line.left_center() + egui::vec2(400.0, 0.0));
    assert_eq!(copy(&mut window).as_deref(), Some("mlflow"));
}

/// What is drawn escaped, wide or cut is copied as it is.
#[test]
fn a_text_is_copied_as_it_is() {
    let long = "x".repeat(5_000);
    let script = format!("if a:\n\tb = '\u{202e}c\u{1b}'\n# {long}");
    let folder = common::Folder::with_mlmodel("flavors:\n\n  a: \"\u{202e}é\"\n").write("code.py", &script);
    let mut window = open(folder.path());
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label_contains("code.py, ").click();
    settle(&mut window);
    settle(&mut window);
    window.get_by_role_and_label(Role::Document, "Preview").focus();
    settle(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::A);
    assert_eq!(copy(&mut window).as_deref(), Some(script.as_str()));
    window.get_by_label("if a:").click_secondary();
    settle(&mut window);
    window.get_by_label("Copy all").click();
    assert_eq!(copied_soon(&mut window), script);
    // What is cut is told on hover, as far as it fits.
    let line = window.get_by_label_contains("# xxx").rect();
    window.hover_at(line.left_center() + egui::vec2(20.0, 0.0));
    for _ in 0..20 {
        window.step();
    }
    assert!(window.query_by_label_contains(&"x".repeat(3_000)).is_some());
    command(&mut window, Command::ShowText);
    window.get_by_role_and_label(Role::Document, "MLmodel text").focus();
    settle(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::A);
    assert_eq!(copy(&mut window).as_deref(), Some("flavors:\n\n  a: \"\u{202e}é\""));
}

#[test]
fn a_row_of_a_table_in_the_preview_is_selected_and_copied() {
    let folder = common::Folder::with_mlmodel("flavors: {}\n").write("rows.csv", "a,b\n1,x\n2,y\n");
    let mut window = open(folder.path());
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label_contains("rows.csv, ").click();
    settle(&mut window);
    settle(&mut window);
    window.get_by_role_and_label(Role::List, "Preview").focus();
    settle(&mut window);
    assert_eq!(copy(&mut window).as_deref(), Some("1\tx"), "the first row is selected");
    window.get_by_role_and_label(Role::Row, "2, y").click();
    settle(&mut window);
    assert_eq!(copy(&mut window).as_deref(), Some("2\ty"));
}

#[test]
fn the_command_for_an_artifact_is_selected_and_copied() {
    let mut window = open(common::models().join("3.18.0/pytorch_state_dict_only"));
    window.get_by_role_and_label(Role::Document, "Register on Azure").focus();
    settle(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::A);
    assert!(copy(&mut window).is_some_and(|text| text.starts_with("az ml model create")));
}

/// The name of the row that is selected.
fn selected(window: &Window) -> String {
    let row = window.get_by(|node| node.is_selected() == Some(true) && matches!(node.role(), Role::Row | Role::TreeItem));
    row.accesskit_node().label().unwrap_or_default()
}

/// In each tree the left arrow leads from what does not fold to what it stands below, and folds that.
#[test]
fn the_left_arrow_leads_up_in_every_tree() {
    let mlmodel = "flavors: {}\nsaved_input_example_info: {artifact_path: example.json, type: json_object}\n";
    let folder = common::Folder::with_mlmodel(mlmodel).write("example.json", r#"{"a": {"x": 1, "y": 2}}"#).write("data/one.txt", "1");
    let mut window = open(folder.path());
    for (panel, leaf, above) in [(&panels::EXAMPLE, "y: 2", "a: "), (&panels::FILES, "one.txt, 1 B", "data, 1 B")] {
        command(&mut window, Command::Show(&panels::SIGNATURE));
        command(&mut window, Command::Show(panel));
        window.get_by_label(leaf).click();
        settle(&mut window);
        press(&mut window, Modifiers::NONE, Key::ArrowLeft);
        assert!(selected(&window).starts_with(above), "{}", selected(&window));
        press(&mut window, Modifiers::NONE, Key::ArrowLeft);
        assert!(window.query_by_label(leaf).is_none());
        press(&mut window, Modifiers::NONE, Key::ArrowRight);
        press(&mut window, Modifiers::NONE, Key::ArrowRight);
        assert!(window.query_by_label(leaf).is_some() && !selected(&window).starts_with(above));
    }
    let mut window = open(common::models().join("2.22.5/pyfunc_chat_model"));
    command(&mut window, Command::ExpandAll);
    window.get_by_label("role, string, required").click();
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    assert!(selected(&window).starts_with("messages, "), "{}", selected(&window));
}

#[test]
fn the_reasons_of_a_verdict_and_the_recent_models_are_one_stop() {
    let sample = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples").join(name);
    let mut window = open(sample("iris"));
    window.state_mut().ask(Action::Compare(sample("iris"), sample("diabetes")));
    settle(&mut window);
    settle(&mut window);
    window.get_by_label_contains(" more: ").click();
    settle(&mut window);
    let stops = stops(&mut window, Modifiers::NONE);
    assert_eq!(stops[at(&stops, "Reasons") + 1].1, "Show the first three only", "{stops:#?}");
    let recent = |name: &str| Recent { path: sample(name), name: name.to_owned(), worst: None };
    let settings = Settings { recents: vec![recent("iris"), recent("diabetes")], ..Settings::default() };
    let mut window = Begin { settings, ..Begin::default() }.open();
    window.get_by_label("Recent models").focus();
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::NONE, Key::Enter);
    settle(&mut window);
    assert!(window.query_by_label("Tab diabetes").is_some());
}

/// The library of a store with runs and versions.
fn library() -> Window {
    let paths = vec![common::models().join("3.18.0/store_file")];
    Begin { paths, any_text: true, ..Begin::default() }.open()
}

/// The rows of the library that are selected.
fn chosen(window: &Window) -> Vec<String> {
    let rows = window.query_all(by().role(Role::Row).predicate(|node| node.is_selected() == Some(true)));
    rows.filter_map(|node| node.accesskit_node().label()).collect()
}

const CREDIT: [&str; 3] = [
    "modelo-crédito 3, sklearn, registro 2, 1 warning",
    "modelo-crédito 2, sklearn, registro 1, 1 warning",
    "modelo-crédito 1, sklearn, registro 0, 1 warning",
];

#[test]
fn shift_and_a_click_take_all_rows_between() {
    let mut window = library();
    window.get_by_label(CREDIT[0]).click();
    settle(&mut window);
    window.get_by_label(CREDIT[2]).click_modifiers(Modifiers::SHIFT);
    settle(&mut window);
    assert_eq!(chosen(&window), CREDIT);
    assert!(window.query_by_label("3 selected").is_some());
    // Ctrl takes one out; Shift begins there again.
    window.get_by_label(CREDIT[1]).click_modifiers(Modifiers::COMMAND);
    settle(&mut window);
    assert_eq!(chosen(&window), [CREDIT[0], CREDIT[2]]);
    window.get_by_label(CREDIT[0]).click_modifiers(Modifiers::SHIFT);
    settle(&mut window);
    assert_eq!(chosen(&window), [CREDIT[0], CREDIT[1]]);
    // The keys do the same.
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Modifiers::SHIFT, Key::ArrowUp);
    press(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    press(&mut window, Modifiers::SHIFT, Key::ArrowDown);
    assert_eq!(chosen(&window), CREDIT[1..]);
}

#[test]
fn another_place_begins_without_selection_and_filter() {
    let mut window = library();
    let other = common::models().join("broken");
    window.state_mut().ask(Action::AddPlace(other));
    settle(&mut window);
    window.get_by_label("All places").click();
    settle(&mut window);
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.event(egui::Event::Text("modelo-crédito".to_owned()));
    settle(&mut window);
    window.get_by_label(CREDIT[0]).click();
    settle(&mut window);
    window.get_by_label(CREDIT[1]).click_modifiers(Modifiers::COMMAND);
    settle(&mut window);
    assert_eq!(chosen(&window).len(), 2);
    window.get_by_role_and_label(Role::ListItem, "broken").click();
    settle(&mut window);
    let library = &window.state().window().library;
    assert_eq!((library.view.filter.as_str(), library.chosen().len(), library.pair()), ("", 0, None));
    assert!(window.get_by_label("Compare").accesskit_node().is_disabled());
    assert!(window.query_by_label_contains("model_pkl_deleted, ").is_some());
}

#[test]
fn the_right_button_selects_the_row_that_its_menu_is_about() {
    let mut window = library();
    window.get_by_label(CREDIT[0]).click();
    settle(&mut window);
    window.get_by_label(CREDIT[1]).click_secondary();
    settle(&mut window);
    assert_eq!(chosen(&window), [CREDIT[1]]);
    window.get_by_label("Copy path");
    press(&mut window, Modifiers::NONE, Key::Escape);
    // A menu of one that is chosen is about all that are.
    window.get_by_label(CREDIT[2]).click_modifiers(Modifiers::SHIFT);
    settle(&mut window);
    window.get_by_label(CREDIT[1]).click_secondary();
    settle(&mut window);
    assert_eq!(chosen(&window), CREDIT[1..]);
}

#[test]
fn a_menu_stays_with_its_row_where_others_come_above_it() {
    let folder = common::Folder::new();
    for name in ["beta", "gamma"] {
        common::copy(&common::models().join("3.18.0/sklearn_iris"), &folder.path().join(name));
    }
    let mut window = Begin { paths: vec![folder.path().to_owned()], any_text: true, ..Begin::default() }.open();
    window.get_by_label_contains("gamma, sklearn").click_secondary();
    settle(&mut window);
    for name in ["alpha", "delta"] {
        common::copy(&common::models().join("3.18.0/sklearn_iris"), &folder.path().join(name));
    }
    let place = folder.path().canonicalize().unwrap();
    window.state_mut().ask(Action::Rescan(place.clone()));
    settle(&mut window);
    assert!(window.query_by_label_contains("alpha, sklearn").is_some());
    window.get_by_label("Copy path").click();
    assert_eq!(copied_soon(&mut window), place.join("gamma").display().to_string());
}

/// What has the keyboard: its role and name.
fn focused(window: &Window) -> (Role, String) {
    let node = window.root().children_recursive().find(egui_kittest::Node::is_focused).expect("something has the keyboard");
    (node.accesskit_node().role(), node.accesskit_node().label().unwrap_or_default())
}

/// Where the Tab key leads, one after the other, until it is at the beginning again.
fn stops(window: &mut Window, modifiers: Modifiers) -> Vec<(Role, String)> {
    let mut stops: Vec<(Role, String)> = Vec::new();
    for _ in 0..60 {
        press(window, modifiers, Key::Tab);
        let stop = focused(window);
        if stops.first() == Some(&stop) {
            break;
        }
        stops.push(stop);
    }
    stops
}

fn at(stops: &[(Role, String)], name: &str) -> usize {
    stops.iter().position(|(_, stop)| stop == name).unwrap_or_else(|| panic!("{name}: {stops:#?}"))
}

#[test]
fn the_tab_key_goes_through_the_panes_as_they_are_read_and_stops_at_what_is_seen() {
    let mut window = open("broken/model_pkl_deleted");
    let forward = stops(&mut window, Modifiers::NONE);
    let order = ["MLflow: 3.18.0", "Filter keys and values", "MLmodel entries", "Columns and tensors", "Problems"];
    let places = order.map(|name| at(&forward, name));
    assert!(places.is_sorted(), "{forward:#?}");
    // The bar, the path, the facts, tree or text.
    assert!(places[2] < 13, "{forward:#?}");
    // The edges of the panels are no stops, in neither direction.
    assert!(forward.iter().all(|(role, _)| *role != Role::Splitter), "{forward:#?}");
    let mut back = stops(&mut window, Modifiers::SHIFT);
    back.reverse();
    assert!(back.iter().all(|(role, _)| *role != Role::Splitter), "{back:#?}");
    assert_eq!(back.len(), forward.len());
    // Among the facts the arrows move.
    window.get_by_label("MLflow: 3.18.0").focus();
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(focused(&window).1, "Created: 2026-11-23 19:17 UTC");
    press(&mut window, Modifiers::NONE, Key::End);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(focused(&window).1, "Python: 3.11.7");
}

#[test]
fn the_tabs_of_a_strip_and_the_headings_of_a_table_are_a_stop_each() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::FILES));
    let forward = stops(&mut window, Modifiers::NONE);
    let named =
        |named: &dyn Fn(&(Role, String)) -> bool| forward.iter().filter(|stop| named(stop)).map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(named(&|(_, name)| name.starts_with("Sort inputs")), ["Sort inputs by #"]);
    // The Tab key leads to the tab that is shown, the arrows from there to the others.
    let is_of_panel = |name: &str| present::panels().any(|panel| name.starts_with(panel.title));
    assert_eq!(named(&|(role, name)| *role == Role::Tab && is_of_panel(name)), ["Files 7"]);
    window.get_by_role_and_label(Role::Tab, "Files 7").focus();
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(focused(&window), (Role::Tab, "Environment".to_owned()));
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().window().active_tab().unwrap().view.panel, &panels::ENVIRONMENT);
    assert_eq!(focused(&window), (Role::Tab, "Environment".to_owned()));
    window.get_by_label("Sort inputs by #").focus();
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(focused(&window).1, "Sort inputs by Name");
}

#[test]
fn the_selected_row_of_a_table_is_followed_when_it_is_sorted() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("petal width (cm), double, required").click();
    settle(&mut window);
    window.get_by_label("Sort inputs by Name").click();
    settle(&mut window);
    assert!(window.get_by_label("petal width (cm), double, required").accesskit_node().is_selected().unwrap_or_default());
    window.get_by_label("Columns and tensors").focus();
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    window.event(egui::Event::Copy);
    assert!(copied_soon(&mut window).starts_with("1\tsepal length"));
}

#[test]
fn the_library_is_a_few_stops() {
    let mut window = library();
    let forward = stops(&mut window, Modifiers::NONE);
    assert_eq!(at(&forward, "Models") - at(&forward, "Places"), 7, "{forward:#?}");
    assert!(forward.iter().all(|(role, _)| *role != Role::Row), "{forward:#?}");
    press(&mut window, Modifiers::NONE, Key::Tab);
    panes::go(&window.ctx, true);
    settle(&mut window);
    assert_eq!(focused(&window).1, "Places");
}

#[test]
fn one_key_leads_from_pane_to_pane_and_the_filter_is_that_of_the_pane() {
    let mut window = open("broken/model_pkl_deleted");
    let mut go = |is_forward| {
        panes::go(&window.ctx, is_forward);
        settle(&mut window);
        let filter = panes::filter_of_focus(&window.ctx);
        if let Some(filter) = filter {
            window.ctx.memory_mut(|memory| memory.request_focus(filter));
            settle(&mut window);
        }
        focused(&window).1
    };
    let forward = [(); 4].map(|()| go(true));
    assert_eq!(forward, ["Filter keys and values", "Filter columns", "Problems", "Filter keys and values"]);
    assert_eq!(go(false), "Problems");
    assert_eq!(go(false), "Filter columns");
}

#[test]
fn a_filtered_table_says_how_much_of_it_is_shown_and_copies_that() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("Filter columns").focus();
    settle(&mut window);
    window.event(egui::Event::Text("width".to_owned()));
    settle(&mut window);
    assert!(window.query_by_label("Inputs: 2 of 4 columns, all required").is_some());
    window.get_by_label("Copy").click();
    settle(&mut window);
    window.get_by_label("Inputs as TSV, for a spreadsheet").click();
    let text = copied_soon(&mut window);
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains("sepal width") && !text.contains("length"), "{text}");
}

#[test]
fn a_filter_without_a_match_leaves_the_pane_as_wide_as_it_was() {
    let mut window = open("3.18.0/sklearn_iris");
    let width = |window: &Window| window.get_by_label("Filter keys and values").rect().width();
    let before = width(&window);
    press(&mut window, Modifiers::COMMAND, Key::F);
    window.event(egui::Event::Text("nothing like it".to_owned()));
    for _ in 0..20 {
        window.step();
    }
    assert!(window.query_by_label("No key or value matches.").is_some());
    assert!((width(&window) - before).abs() < 0.5, "{} and not {before}", width(&window));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!((width(&window) - before).abs() < 0.5, "{} and not {before}", width(&window));
}
