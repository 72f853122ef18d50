//! The list of the library for other programs, and the runs that no model came out of.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::library::{LoggedKey, LoggedKind, Order};
use mlmodel_viewer::ui::{Action, Command, PlaceColumns};

use crate::common::{self, Folder};
use crate::harness::{Begin, Window, copied_soon, settle, wait};
use crate::places::bare_store;
use crate::process::{err, out, run};

/// A run of [`bare_store`].
const RUN: &str = "0c1d0d78add74008b3d21da00f12a650";
/// What a spreadsheet would run.
const FORMULA: &str = "=cmd|' /C calc'!A0";

/// Seven models in three experiments, and three runs without one: a metric, a param that is a formula, and a name with a comma.
fn store() -> Folder {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let folder = bare_store(folder, "mlruns");
    let folder = folder.write(&format!("mlruns/7/{RUN}/metrics/auc"), "1676465170000 0.25 0\n1676465170000 0.75 1\n");
    let folder = folder.write(&format!("mlruns/7/{RUN}/params/note"), FORMULA);
    folder.write(&format!("mlruns/7/{RUN}/params/a,b"), "two\nlines, \"quoted\"")
}

fn list(folder: &Folder, arguments: &[&str]) -> (Option<i32>, String, String) {
    let place = folder.path().join("mlruns");
    let output = run(&[&["list", place.to_str().unwrap()], arguments].concat());
    (output.status.code(), out(&output), err(&output))
}

/// The records of a CSV text, the headings first.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn a_list_is_printed_for_a_spreadsheet() {
    let folder = store();
    let (code, text, errors) =
        list(&folder, &["--runs", "--format", "csv", "--columns", "name,auc,note,\"params.a,b\"", "--filter", "id: 0c1d0d78"]);
    assert_eq!(code, Some(0), "{errors}");
    let expected = [["name", "metrics.auc", "params.note", "params.a,b"], [RUN, "0.75", "'=cmd|' /C calc'!A0", "two\nlines, \"quoted\""]];
    assert_eq!(records(&text), expected);
    let (_, text, _) = list(&folder, &["--runs", "--format", "tsv", "--columns", "note,auc", "--filter", "auc < 0.8"]);
    assert_eq!(text, "params.note\tmetrics.auc\n'=cmd|' /C calc'!A0\t0.75\n");
    let (_, text, _) = list(&folder, &["--runs", "--format", "json", "--columns", "run_id,auc,note", "--filter", "auc < 0.8"]);
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed, serde_json::json!([{ "run_id": RUN, "metrics.auc": 0.75, "params.note": FORMULA }]));
    let (_, text, _) = list(&folder, &["--format", "markdown", "--columns", "name,auc"]);
    assert!(text.starts_with("| name | metrics.auc |\n| --- | --- |\n"), "{text}");
    assert_eq!(text.lines().count(), 2 + 8, "{text}");
}

#[test]
fn runs_without_a_model_are_listed_where_that_is_asked() {
    let folder = store();
    let (_, text, _) = list(&folder, &[]);
    assert!(!text.contains(RUN) && text.contains("7 models;"), "{text}");
    let (_, text, _) = list(&folder, &["--runs"]);
    assert!(text.contains(RUN) && text.contains("7 models, 3 runs without a model;") && text.contains("(deleted)"), "{text}");
    let (_, text, _) = list(&folder, &["--runs", "--format", "json", "--filter", "experiment: exp"]);
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
    let told: Vec<_> = parsed.as_array().unwrap().iter().map(|run| (&run["kind"], &run["path"], &run["deleted"])).collect();
    let [run, null, no, yes] = [serde_json::json!("run"), serde_json::Value::Null, false.into(), true.into()];
    assert_eq!(told, [(&run, &null, &no), (&run, &null, &no), (&run, &null, &yes)]);
}

#[test]
fn what_is_not_understood_prints_nothing() {
    let folder = store();
    for (arguments, said) in [
        (&["--columns", "accuracyy"][..], "there is no column accuracyy, and nothing was logged under that name; did you mean accuracy?"),
        (&["--columns", ","], "--columns names no column"),
        (&["--filter", "auc >"], "in --filter"),
    ] {
        let (code, text, errors) = list(&folder, arguments);
        assert_eq!((code, text.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
    let (code, text, errors) = list(&folder, &["--filter", "metrics.nobody > 1", "--format", "csv", "--columns", "name"]);
    assert_eq!((code, text.as_str()), (Some(0), "name\n"));
    assert!(errors.contains("No run here has a metric called nobody"), "{errors}");
}

fn open(folder: &Folder, settings: Settings) -> Window {
    Begin { paths: vec![folder.path().join("mlruns")], settings, ..Begin::default() }.open()
}

/// The rows, by what they say.
fn rows(window: &Window) -> Vec<String> {
    window.query_all_by_role(egui::Role::Row).filter_map(|node| node.accesskit_node().label()).collect()
}

#[test]
fn the_list_is_copied_whole_with_the_chosen_columns() {
    let folder = store();
    let place = folder.path().join("mlruns");
    let chosen = PlaceColumns {
        place: Some(place),
        keys: vec![LoggedKey::new(LoggedKind::Metric, "auc")],
        hidden: vec![Order::Size, Order::Flavors],
        ..PlaceColumns::default()
    };
    let mut window = open(&folder, Settings { columns: vec![chosen], ..Settings::default() });
    // What a folded group holds is copied too.
    let groups = window.query_all_by_role(egui::Role::DisclosureTriangle).count();
    assert!(groups > 1);
    window.query_all_by_role(egui::Role::DisclosureTriangle).next().unwrap().click();
    settle(&mut window);
    window.get_by_label("Export").click();
    settle(&mut window);
    window.get_by_label("Copy list as CSV").click();
    let copied = records(&copied_soon(&mut window));
    let headings = ["name", "health", "registered", "created", "run", "experiment", "metrics.auc", "path", "run_id", "model_id"];
    assert_eq!(copied[0], headings);
    assert_eq!(copied.len(), 1 + 7 + 1, "seven models, and a version that is not here");
    assert!(copied.iter().any(|row| row[1] == "not here" && row[0] == "churn"), "{copied:?}");
    assert!(copied.iter().filter(|row| row[6].parse::<f64>().is_ok()).count() == 7, "{copied:?}");
}

#[test]
fn runs_without_a_model_are_shown_where_that_is_switched_on() {
    let folder = store();
    let file = folder.path().join("settings.json");
    let mut window = Begin { paths: vec![folder.path().join("mlruns")], settings_file: Some(file.clone()), ..Begin::default() }.open();
    assert!(rows(&window).iter().all(|row| !row.contains("no model")));
    window.get_by_label("Groups: By experiment").click();
    settle(&mut window);
    window.get_by_label_contains("Runs without a model").click();
    settle(&mut window);
    window.key_press(egui::Key::Escape);
    settle(&mut window);
    assert_eq!(rows(&window).iter().filter(|row| row.contains("no model")).count(), 3, "{:#?}", rows(&window));
    assert!(rows(&window).iter().any(|row| row.contains("no model, deleted")), "{:#?}", rows(&window));
    // What was logged to them is read then.
    wait(&mut window, "what was logged to the run", |window| {
        let place = &window.state().window().library.places[0];
        place.logged.column(&LoggedKey::new(LoggedKind::Param, "note")).is_some()
    });
    window.query_by_label_contains("7 models, 3 runs").expect("both are counted");
    drop(window);
    assert!(Settings::load(&file).unwrap().shows_runs);
}

#[test]
fn a_store_without_any_model_offers_its_runs() {
    let folder = bare_store(Folder::new(), "mlruns");
    let mut window = open(&folder, Settings::default());
    window.get_by_label("Show 3 runs").click();
    settle(&mut window);
    assert_eq!(rows(&window).len(), 3, "{:#?}", rows(&window));
    window.state_mut().ask(Action::Run(Command::CopyListTsv));
    let copied = copied_soon(&mut window);
    assert_eq!(copied.lines().count(), 4, "{copied}");
    assert!(copied.contains(RUN), "{copied}");
}

#[test]
fn a_run_without_a_model_shows_what_was_logged_to_it_and_its_files() {
    let folder = store();
    let mut window = open(&folder, Settings { shows_runs: true, ..Settings::default() });
    window.get_by_label_contains(RUN).click();
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    wait(&mut window, "the run", |window| window.query_by_label(&format!("note: {FORMULA}")).is_some());
    window.run_ok();
    assert!(window.query_by_label("Experiment: exp").is_some() && window.query_by_label("auc: 0.75  (step 1)").is_some());
    // A file that it logged.
    window.get_by_label("plot.txt: 1 B").click();
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    wait(&mut window, "the file", |window| window.state().window().dialogs.run_file.as_ref().is_some_and(|dialog| dialog.file.is_some()));
    window.run_ok();
    assert!(window.query_by_label("Preview").is_some());
    // Words are found in it, and Esc closes what is on top: the field, then the dialog.
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    settle(&mut window);
    assert!(window.get_by_label("Find in this text").is_focused());
    window.get_by_label("Find in this text").type_text("x");
    settle(&mut window);
    window.key_press(egui::Key::F3);
    settle(&mut window);
    assert!(window.query_by_label("1 of 1").is_some());
    window.get_by_label("Preview").focus();
    window.step();
    window.key_press(egui::Key::Escape);
    settle(&mut window);
    assert!(window.query_by_label("Find in this text").is_none());
    assert!(window.state().window().dialogs.run_file.is_some(), "the field alone is closed");
    window.key_press(egui::Key::Escape);
    settle(&mut window);
    assert!(
        window.state().window().dialogs.run_file.is_none() && window.state().window().dialogs.run.is_some(),
        "the one on top is closed"
    );
    // Its metric leads to the curve.
    window.get_by_label("auc: 0.75  (step 1)").click();
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    window.event(egui::Event::PointerGone);
    wait(&mut window, "the curve", |window| window.query_by_label_contains("2 values").is_some());
}
