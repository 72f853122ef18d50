//! The page about a model's own files, by accessible names.

use std::time::{Duration, Instant};

use crate::common::{self, Folder};
use crate::harness::{Begin, Window, command, copied_soon, settle, wait};
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::inside::Tensor;
use mlmodel_viewer::ui::{Action, Command, InsideFound, ReadingInside, panels};

fn open(path: std::path::PathBuf, size: [f32; 2]) -> Window {
    let mut window = Begin { paths: vec![path], size, any_text: true, ..Begin::default() }.open();
    command(&mut window, Command::Show(&panels::INSIDE));
    window
}

fn forest() -> std::path::PathBuf {
    common::models().join("3.18.0/sklearn_forest")
}

#[test]
fn class_settings_and_imports_are_told_without_a_click() {
    let mut window = open(forest(), [1280.0, 900.0]);
    assert!(window.query_by_role_and_label(Role::Tab, "Inside model.pkl").is_some());
    // In the header and in the page.
    assert_eq!(window.query_all_by_label("RandomForestRegressor").count(), 2);
    assert!(window.query_by_label_contains("n_estimators: ").is_some());
    assert!(window.query_by_label_contains("trees: ").is_some());
    assert!(window.query_by_label_contains("Python it imports when loaded: ").is_some());
    // The names that are usual are folded, and counted.
    window.get_by_label_contains("usual for this flavor: ").click();
    settle(&mut window);
    assert!(window.query_all_by_label_contains("sklearn.").count() > 2);
    // A value is copied as Python writes it.
    window.get_by_label_contains("n_estimators: ").click();
    settle(&mut window);
    window.event(egui::Event::Copy);
    assert!(copied_soon(&mut window).parse::<u32>().is_ok());
}

#[test]
fn ctrl_f_filters_both_columns() {
    let mut window = open(forest(), [1280.0, 800.0]);
    for list in ["Inside the model", "Learned and imported"] {
        window.get_by_label(list).focus();
        window.run_ok();
        window.key_press_modifiers(Modifiers::COMMAND, Key::F);
        settle(&mut window);
        assert!(window.get_by_label("Filter what is inside").is_focused(), "{list}");
    }
}

#[test]
fn it_is_filtered() {
    let mut window = open(forest(), [1280.0, 800.0]);
    window.get_by_label("Filter what is inside").focus();
    window.run_ok();
    window.event(egui::Event::Text("max_dep".to_owned()));
    settle(&mut window);
    assert!(window.query_by_label_contains("max_depth: ").is_some());
    assert!(window.query_by_label_contains("n_estimators: ").is_none());
    window.key_press(Key::Escape);
    settle(&mut window);
    assert!(window.query_by_label_contains("n_estimators: ").is_some());
}

#[test]
fn what_is_inside_stands_beside_the_signature_where_there_is_room() {
    let mut window = open(forest(), [1500.0, 900.0]);
    assert!(window.query_by_label_contains("n_estimators: ").is_some());
    assert!(window.query_by_label("Columns and tensors").is_some());
    // Example takes the place of Signature alone.
    command(&mut window, Command::Show(&panels::EXAMPLE));
    assert!(window.query_by_label_contains("n_estimators: ").is_some());
    assert!(window.query_by_label("Columns and tensors").is_none());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num2);
    settle(&mut window);
    assert!(window.query_by_label("Columns and tensors").is_none(), "what stands beside it stays");
}

#[test]
fn the_panes_of_the_page_are_reached_with_f6() {
    let mut window = open(forest(), [1280.0, 800.0]);
    let mut names = Vec::new();
    for _ in 0..3 {
        window.key_press(Key::F6);
        settle(&mut window);
        let focused = window.root().children_recursive().find(egui_kittest::Node::is_focused);
        names.extend(focused.and_then(|node| node.accesskit_node().label()));
    }
    assert_eq!(names, ["MLmodel entries", "Inside the model", "Learned and imported"]);
}

/// A large file waits for a click, and can be given up.
#[test]
fn a_large_file_is_read_when_it_is_asked_for() {
    let folder = Folder::with_mlmodel("flavors:\n  sklearn:\n    pickled_model: model.pkl\n    serialization_format: pickle\n");
    // A pickle of None with a long tail.
    let file = std::fs::File::create(folder.path().join("model.pkl")).unwrap();
    std::io::Write::write_all(&mut &file, b"\x80\x04N.").unwrap();
    file.set_len(70_000_000).unwrap();
    let mut window = open(folder.path().to_owned(), [1280.0, 800.0]);
    assert!(window.state().window().active_tab().unwrap().view.inside.found.is_none());
    window.get_by_label_contains("Read model.pkl, 70").click();
    settle(&mut window);
    wait(&mut window, "the file is read", |window| window.state().window().active_tab().unwrap().view.inside.found.is_some());
}

#[test]
fn what_an_older_reading_found_is_dropped_and_a_reload_reads_again() {
    let folder = Folder::copy_of("3.18.0/sklearn_forest");
    let mut window = open(folder.path().to_owned(), [1280.0, 800.0]);
    let found = |window: &Window| window.state().window().active_tab().unwrap().view.inside.found.clone();
    let first = found(&window).unwrap();
    let view = &mut window.state_mut().window_mut().active_tab_mut().unwrap().view;
    view.inside.take(u64::MAX, Ok(None));
    assert!(found(&window).is_some(), "nobody waits for this number");
    command(&mut window, Command::Reload);
    wait(&mut window, "it is read again", |window| found(window).is_some_and(|again| !std::sync::Arc::ptr_eq(&again, &first)));
    assert!(window.query_by_label_contains("n_estimators: ").is_some());
    // Stopping what is not going on changes nothing.
    window.state_mut().ask(Action::StopLooking);
    settle(&mut window);
    assert!(found(&window).is_some());
}

#[test]
fn a_plain_file_has_the_same_page() {
    let folder = Folder::new();
    let forest = forest();
    std::fs::copy(forest.join("model.pkl"), folder.path().join("model.pkl")).unwrap();
    let window = Begin { paths: vec![folder.path().join("model.pkl")], ..Begin::default() }.open();
    assert!(window.query_by_label_contains("n_estimators: ").is_some());
    assert!(window.query_by_label("Copy Register on Azure").is_some());
}

/// A hundred thousand arrays cost what ten screens of them do: only those in view are drawn.
#[test]
fn of_many_arrays_those_in_view_are_drawn() {
    let mut window = open(forest(), [1280.0, 1400.0]);
    let mut drawn_of = |count: usize| {
        let inside = &mut window.state_mut().window_mut().active_tab_mut().unwrap().view.inside;
        let found = inside.found.clone().unwrap();
        let tensor = |i: usize| Tensor {
            name: format!("layer.{i}.weight"),
            dtype: "float32".to_owned(),
            shape: vec![i as u64, 768],
            values: None,
            place: None,
        };
        let mut pages = found.pages.clone();
        pages[0].tensors = (0..count).map(tensor).collect();
        inside.show(InsideFound { pages, headline: None });
        window.run_ok();
        window.query_all_by(|_| true).count()
    };
    let (some, many) = (drawn_of(1_000), drawn_of(100_000));
    assert_eq!(some, many);
    assert!(
        window.query_by_label_contains("100,000 arrays").is_some() || window.query_by_label_contains("100\u{202f}000 arrays").is_some()
    );
    window.get_by_label("Sort arrays by Shape").click();
    settle(&mut window);
    window.get_by_label("Sort arrays by Shape").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("layer.99999.weight").is_some(), "the largest first");
}

/// What is found only inside the file is told where everything else is that is wrong, and moves nothing.
#[test]
fn what_the_file_says_otherwise_becomes_a_problem() {
    let folder = Folder::copy_of("3.18.0/sklearn_forest");
    let mlmodel = std::fs::read_to_string(folder.path().join("MLmodel")).unwrap();
    assert!(mlmodel.contains("income"));
    let folder = folder.write("MLmodel", mlmodel.replace("income", "salary"));
    let mut settings = Settings::default();
    settings.layout.bottom_height = 600.0;
    let window = Begin { paths: vec![folder.path().to_owned()], settings, size: [1280.0, 1200.0], ..Begin::default() }.open();
    let loaded = window.state().window().active_model().unwrap().clone();
    let found = loaded.model.disagreements().first().expect("the names differ");
    assert!(window.query_by_label(&format!("warning: {}", found.title)).is_some(), "{}", found.title);
    let count = mlmodel_viewer::mlmodel::display::grouped(loaded.problem_count());
    assert!(window.query_by_role_and_label(Role::Tab, &format!("Problems {count}")).is_some());
}

#[test]
fn reading_is_said_after_a_moment_and_can_be_stopped() {
    let mut window = open(forest(), [1280.0, 800.0]);
    let progress = Progress::default();
    let inside = &mut window.state_mut().window_mut().active_tab_mut().unwrap().view.inside;
    inside.found = None;
    let since = Instant::now().checked_sub(Duration::from_secs(3)).unwrap();
    inside.began(ReadingInside { number: u64::MAX, since, progress: progress.clone() });
    window.step();
    assert!(window.query_by_label_contains("Reading… ").is_some());
    window.get_by_label("Cancel").click();
    for _ in 0..3 {
        window.step();
    }
    assert!(progress.is_cancelled());
    // What it was about to say is dropped, and it can be asked for again.
    window.get_by_label_contains("Read model.pkl, ").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("n_estimators: ").is_some());
}
