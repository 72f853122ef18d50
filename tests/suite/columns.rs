//! What was logged as columns of the library.

use std::path::Path;

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::library::{Direction, LoggedKey, LoggedKind};
use mlmodel_viewer::ui::PlaceColumns;

use crate::common::{self, Folder};
use crate::harness::{Begin, Window, settle};

/// The store of the pictures: three experiments, accuracy and auc, C and solver.
fn open(place: &Path, settings: Settings) -> Window {
    Begin { paths: vec![place.to_owned()], settings, ..Begin::default() }.open()
}

fn metric(name: &str) -> LoggedKey {
    LoggedKey::new(LoggedKind::Metric, name)
}

/// Settings with these columns.
fn showing(place: &Path, keys: &[LoggedKey]) -> Settings {
    Settings {
        columns: vec![PlaceColumns { place: Some(place.to_owned()), keys: keys.to_vec(), ..PlaceColumns::default() }],
        ..Settings::default()
    }
}

/// The rows of models, by what they say.
fn rows(window: &Window) -> Vec<String> {
    let rows = window.query_all_by_role(egui::Role::Row).filter_map(|node| node.accesskit_node().label());
    rows.filter(|row| row.contains("sklearn")).collect()
}

fn type_text(window: &mut Window, text: &str) {
    window.event(egui::Event::Text(text.to_owned()));
    settle(window);
}

#[test]
fn columns_are_chosen_in_a_menu_and_remembered() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let file = folder.path().join("settings.json");
    let place = folder.path().join("mlruns");
    let mut window = Begin { paths: vec![place.clone()], settings_file: Some(file.clone()), ..Begin::default() }.open();
    assert!(rows(&window).iter().all(|row| !row.contains("auc")));
    window.get_by_label("Columns: 0 of what was logged").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("auc, metric, ").is_some());
    // The field has the keyboard at once: its words look for names, and Enter shows what is found.
    type_text(&mut window, "au");
    assert!(window.query_by_label_contains("accuracy, metric, ").is_none());
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert!(window.query_by_label("Columns: 1 of what was logged").is_some());
    assert!(rows(&window).iter().all(|row| row.contains(", auc 0.8")), "{:#?}", rows(&window));
    // The others are still there, and those that all runs share are left out where that is asked.
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
    settle(&mut window);
    window.key_press(egui::Key::Backspace);
    settle(&mut window);
    assert!(window.query_by_label_contains("solver, parameter, ").is_some());
    window.get_by_label("Only those that differ").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("solver, parameter, ").is_none());
    window.get_by_label_contains("C, parameter, ").click();
    settle(&mut window);
    assert!(rows(&window)[0].contains(", C "), "{:#?}", rows(&window));
    // The order is changed there as well.
    window.get_by_label("Show C earlier").click();
    settle(&mut window);
    let row = rows(&window).remove(0);
    assert!(row.find(", C ").unwrap() < row.find(", auc ").unwrap(), "{row}");
    drop(window);
    let settings = Settings::load(&file).unwrap();
    assert_eq!(
        settings.columns,
        [PlaceColumns {
            place: Some(place.clone()),
            keys: vec![LoggedKey::new(LoggedKind::Param, "C"), metric("auc")],
            ..PlaceColumns::default()
        }]
    );
    let window = open(&place, settings);
    assert!(rows(&window)[0].contains(", auc 0.8"));
}

#[test]
fn a_column_sorts_as_numbers_and_marks_the_best_of_a_group() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let place = folder.path().join("mlruns");
    let mut window = open(&place, showing(&place, &[metric("auc")]));
    let best = |window: &Window| rows(window).iter().filter(|row| row.contains("(best of its group)")).cloned().collect::<Vec<_>>();
    // A group of one has no best.
    let first = best(&window);
    assert!(!first.is_empty() && first.iter().all(|row| row.contains("auc 0.88 (best")), "{first:#?}");
    window.get_by_label("Sort by auc").click();
    settle(&mut window);
    assert!(window.query_by_label("Sort by auc, descending").is_some(), "the best stands first");
    // The guess is turned by a click, and the mark follows.
    window.get_by_label("auc: higher is better, a guess by its name").click();
    settle(&mut window);
    assert!(window.query_by_label("auc: lower is better").is_some());
    assert!(best(&window).iter().all(|row| !row.contains("auc 0.88")), "{:#?}", best(&window));
    window.get_by_label("auc: lower is better").click();
    settle(&mut window);
    assert!(window.query_by_label("auc: which way is better is not known").is_some());
    assert!(best(&window).is_empty());
    assert_eq!(window.state().window().library.columns.directions["auc"], Direction::Unknown);
}

#[test]
fn different_experiments_are_not_compared() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let place = folder.path().join("mlruns");
    let mut window = open(&place, showing(&place, &[metric("auc")]));
    window.get_by_label("Groups: By experiment").click();
    settle(&mut window);
    window.get_by_label("Ungrouped").click();
    settle(&mut window);
    assert!(rows(&window).iter().all(|row| !row.contains("best")), "{:#?}", rows(&window));
}

#[test]
fn a_column_is_hidden_at_its_heading_and_decides_the_order_no_more() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let place = folder.path().join("mlruns");
    let mut window = open(&place, showing(&place, &[metric("auc"), metric("accuracy")]));
    window.get_by_label("Sort by auc").click();
    settle(&mut window);
    window.get_by_label("Sort by auc, descending").click_secondary();
    settle(&mut window);
    window.get_by_label("Hide column").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("Sort by auc").is_none());
    assert!(window.query_by_label("Sort by created, utc, descending").is_some());
    assert!(rows(&window).iter().all(|row| row.contains("accuracy") && !row.contains("auc")));
}

#[test]
fn more_columns_than_fit_scroll_sideways_with_their_headings() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let place = folder.path().join("mlruns");
    let names = ["auc", "accuracy"].map(metric);
    let params = ["C", "solver", "max_iter"].map(|name| LoggedKey::new(LoggedKind::Param, name));
    let tags = ["mlflow.user", "mlflow.source.name", "mlflow.source.git.commit"].map(|name| LoggedKey::new(LoggedKind::Tag, name));
    let keys: Vec<LoggedKey> = names.into_iter().chain(params).chain(tags).collect();
    let settings = showing(&place, &keys);
    let mut window = Begin { paths: vec![place.clone()], settings, size: [800.0, 600.0], ..Begin::default() }.open();
    let x = |window: &Window| window.get_by_label("Sort by mlflow.user").rect().left();
    let before = x(&window);
    let over = window.get_by_label_contains("diabetes 1, sklearn").rect().center();
    window.hover_at(over);
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(-150.0, 0.0),
        modifiers: egui::Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
    });
    settle(&mut window);
    window.run_ok();
    assert!(x(&window) < before - 50.0, "{} was {before}", x(&window));
}

#[test]
fn the_filter_understands_conditions_and_says_what_it_does_not() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let mut window = open(&folder.path().join("mlruns"), Settings::default());
    let filter = |window: &mut Window, text: &str| {
        window.state_mut().window_mut().library.find(text.to_owned());
        settle(window);
        rows(window)
    };
    let says = |window: &Window, text: &str| window.query_all_by_label(text).next().is_some();
    let listed = filter(&mut window, "auc > 0.87");
    assert_eq!(listed.len(), 3, "{listed:#?}");
    assert!(says(&window, "3 of 7 models"));
    let listed = filter(&mut window, "experiment: iris metrics.auc > 0.85 and params.C = '2'");
    assert!(listed.len() == 1 && listed[0].starts_with("bold-finch-28, sklearn"), "{listed:#?}");
    let listed = filter(&mut window, "missing");
    assert!(listed.len() == 1 && listed[0].contains("1 file missing"), "{listed:#?}");
    assert_eq!(filter(&mut window, "sklearn auc >").len(), 7, "what is understood still counts");
    assert!(says(&window, "A value is missing behind auc >."));
    assert!(filter(&mut window, "roc > 0.5").is_empty());
    assert!(says(&window, "No run here has a metric, parameter or tag called roc."));
    assert!(filter(&mut window, "tags.mlflow.source.git.repoURL = x").is_empty());
    let own = "No run here has the tag mlflow.source.git.repoURL, or it is one of MLflow's own that the library does not read.";
    assert!(says(&window, own));
    filter(&mut window, "");
    assert!(says(&window, "7 models"));
}

#[test]
fn a_row_tells_the_least_and_the_greatest_value_beside_the_last() {
    let place = common::models().join("3.18.0/store_file");
    let mut window = Begin { paths: vec![place], any_text: true, ..Begin::default() }.open();
    window.get_by_label("Columns: 0 of what was logged").click();
    settle(&mut window);
    type_text(&mut window, "acc");
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    window.key_press(egui::Key::Escape);
    settle(&mut window);
    let at = window.query_all_by_label_contains(", acc 0.87").next().expect("a model of the run").rect().center();
    window.hover_at(at);
    for _ in 0..60 {
        window.step();
    }
    let said = window.query_all_by_label_contains("of all that was logged").count();
    assert_eq!(said, 1);
}

/// The heading of a column.
fn heading(window: &Window, name: &str) -> egui::Rect {
    window.get_by_label(&format!("Sort by {name}")).rect()
}

fn drag(window: &mut Window, from: egui::Pos2, to: egui::Pos2) {
    let button =
        |pos, pressed| egui::Event::PointerButton { pos, button: egui::PointerButton::Primary, pressed, modifiers: egui::Modifiers::NONE };
    for event in [egui::Event::PointerMoved(from), button(from, true), egui::Event::PointerMoved(to), button(to, false)] {
        window.event(event);
        window.step();
    }
    settle(window);
}

#[test]
fn a_column_is_resized_moved_and_hidden_and_that_is_remembered() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let file = folder.path().join("settings.json");
    let place = folder.path().join("mlruns");
    let settings = showing(&place, &[metric("auc"), metric("accuracy")]);
    let mut window =
        Begin { paths: vec![place.clone()], settings: settings.clone(), settings_file: Some(file.clone()), ..Begin::default() }.open();
    let before = heading(&window, "auc");
    let edge = before.right_center() + egui::vec2(2.0, 0.0);
    drag(&mut window, edge, edge + egui::vec2(70.0, 0.0));
    let after = heading(&window, "auc");
    assert!((after.width() - before.width() - 70.0).abs() < 6.0, "{before:?} {after:?}");
    assert!(heading(&window, "accuracy").left() > after.right() - 6.0, "the others make room");
    // Moved by its menu, over the one beside it.
    window.get_by_label("Sort by accuracy").click_secondary();
    settle(&mut window);
    window.get_by_label("Move left").click();
    settle(&mut window);
    assert!(heading(&window, "accuracy").left() < heading(&window, "auc").left());
    // What is known of every row is moved and hidden as well, and shown again by the chooser.
    window.get_by_label("Sort by health").click_secondary();
    settle(&mut window);
    window.get_by_label("Move right").click();
    settle(&mut window);
    assert!(heading(&window, "accuracy").left() < heading(&window, "health").left());
    window.get_by_label("Sort by health").click_secondary();
    settle(&mut window);
    window.get_by_label("Hide column").click();
    settle(&mut window);
    assert!(window.query_by_label("Sort by health").is_none());
    drop(window);
    let settings = Settings::load(&file).unwrap();
    let mut window = open(&place, settings);
    assert!((heading(&window, "auc").width() - after.width()).abs() < 1.0);
    assert!(window.query_by_label("Sort by health").is_none());
    window.get_by_label("Columns: 2 of what was logged").click();
    settle(&mut window);
    type_text(&mut window, "health");
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    window.key_press(egui::Key::Escape);
    settle(&mut window);
    assert!(window.query_by_label("Sort by health").is_some());
    // Back to its usual width.
    window.get_by_label("Sort by auc").click_secondary();
    settle(&mut window);
    window.get_by_label("Usual width").click();
    settle(&mut window);
    assert!((heading(&window, "auc").width() - before.width()).abs() < 1.0);
}

#[test]
fn the_heading_of_a_group_stays_in_view() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let mut window = Begin { paths: vec![folder.path().join("mlruns")], size: [900.0, 300.0], ..Begin::default() }.open();
    let headings = |window: &Window| -> Vec<(String, egui::Rect)> {
        let all = window.query_all_by_role(egui::Role::DisclosureTriangle);
        all.filter_map(|node| Some((node.accesskit_node().label()?, node.rect()))).collect()
    };
    let first = headings(&window).remove(0);
    let row = window.query_all_by_role(egui::Role::Row).next().unwrap().rect();
    window.event(egui::Event::PointerMoved(row.center()));
    window.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: egui::vec2(0.0, -row.height() * 1.5),
        modifiers: egui::Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Unknown,
    });
    settle(&mut window);
    let pinned = headings(&window).into_iter().find(|(name, _)| *name == first.0).expect("it went out of view");
    assert!((pinned.1.top() - first.1.top()).abs() < 1.0, "{pinned:?} {first:?}");
    assert!(window.query_all_by_role(egui::Role::Row).next().unwrap().rect().top() < first.1.bottom(), "the rows moved");
    // It folds as ever, and no row that the keyboard goes to hides behind it.
    window.get_by_label(&first.0).click();
    settle(&mut window);
    assert!(headings(&window).len() >= 2);
}

#[test]
fn what_stands_above_the_list_is_in_the_window_however_little_room_there_is() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let place = folder.path().join("mlruns");
    // 800 by 600, as it is and at 150 % and 200 %.
    for size in [[800.0, 600.0], [533.0, 400.0], [400.0, 300.0], [1280.0, 800.0], [2560.0, 1440.0]] {
        let mut window = Begin { paths: vec![place.clone()], size, ..Begin::default() }.open();
        let buttons = ["Columns: 0 of what was logged", "Groups: By experiment", "Export", "Curves", "Compare"];
        let rects = |window: &Window| buttons.map(|name| window.get_by_label(name).rect());
        let before = rects(&window);
        for (rect, name) in before.iter().zip(buttons) {
            assert!(rect.right() <= size[0] && rect.left() >= 0.0 && rect.height() < 40.0, "{size:?} {name}: {rect:?}");
        }
        for (i, rect) in before.iter().enumerate() {
            assert!(before[..i].iter().all(|other| !other.shrink(0.5).intersects(rect.shrink(0.5))), "{size:?}: {before:?}");
        }
        // Nothing moves when a row is chosen.
        let row = window.query_all_by_role(egui::Role::Row).next().unwrap();
        let at = row.rect();
        row.click();
        settle(&mut window);
        assert_eq!((rects(&window), window.query_all_by_role(egui::Role::Row).next().unwrap().rect()), (before, at), "{size:?}");
    }
}
