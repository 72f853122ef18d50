//! What the window looks like, state by state, and the pictures of the README.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --features pictures --test suite pictures` makes the pictures anew, those in
//! `screenshots/` among them. They are compared on one renderer: Mesa's software Vulkan (lavapipe).

use crate::common;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::harness::{Begin, Window, command, settle, wait};
use egui::{Key, Theme};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{SnapshotOptions, SnapshotResults};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::enforce::Form;
use mlmodel_viewer::library::{LoggedKey, LoggedKind};
use mlmodel_viewer::snippets::SnippetKind;
use mlmodel_viewer::ui::PlaceColumns;
use mlmodel_viewer::ui::panels;
use mlmodel_viewer::ui::state::{Recent, Target, Worst};
use mlmodel_viewer::ui::{Action, Command};

const THEMES: [(Theme, &str); 2] = [(Theme::Dark, "dark"), (Theme::Light, "light")];

fn options(folder: &str) -> SnapshotOptions {
    SnapshotOptions::new().threshold(0.6).max_failed_pixels(10).output_path(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
}

/// Takes the picture, the pointer out of it.
fn picture(window: &mut Window, folder: &str, name: &str, results: &mut SnapshotResults) {
    window.remove_cursor();
    window.run_ok();
    results.add(window.try_snapshot_options(name, &options(folder)));
}

/// The models under one path on every machine: paths are part of the pictures.
fn place() -> &'static Path {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    PLACE.get_or_init(|| {
        let place = PathBuf::from("/tmp/models");
        let _ = std::fs::remove_dir_all(&place);
        common::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples"), &place);
        for release in ["3.18.0", "2.22.5", "broken"] {
            common::copy(&common::models().join(release), &place.join(release));
        }
        common::lesson_store(&place.join("work"));
        common::lesson_store(&place.join("damaged"));
        common::copy(crate::curves::store().path(), &place.join("histories"));
        std::fs::remove_file(place.join("damaged/mlruns/2/meta.yaml")).unwrap();
        std::fs::write(place.join("damaged/mlruns/models/iris/version-1/meta.yaml"), "[").unwrap();
        std::fs::create_dir(place.join("with-rows")).unwrap();
        std::fs::write(place.join("with-rows/MLmodel"), "flavors: {}\n").unwrap();
        let rows = "sepal length (cm),sepal width (cm),species\n5.1,3.5,setosa\n7.0,3.2,versicolor\n6.3,3.3,virginica\n";
        std::fs::write(place.join("with-rows/rows.csv"), rows).unwrap();
        place
    })
}

fn begin(paths: &[&str], size: [f32; 2], theme: Theme) -> Window {
    let paths = paths.iter().map(|path| place().join(path.trim_start_matches("sample:"))).collect();
    Begin { paths, size, theme, ..Begin::default() }.open()
}

/// A request with a mistake, a loss and a mere conversion.
const README_REQUEST: &str = r#"{
  "dataframe_records": [
    {"sepal length (cm)": 5.1, "sepal width (cm)": 3, "petal length (cm)": 1.4, "petal width (cm)": "0.2"},
    {"sepal length (cm)": 4.9, "sepal width (cm)": 3, "petal length (cm)": 1.4, "petal width (cm)": "wide"}
  ]
}"#;

#[test]
fn the_readme_pictures() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        let mut window = begin(&["sample:diabetes"], [1280.0, 800.0], theme);
        window.get_by_label_contains("Show in tree: model.pkl").click();
        settle(&mut window);
        picture(&mut window, "screenshots", &format!("missing-{word}"), &mut results);
        let mut window = begin(&["sample:iris"], [1280.0, 800.0], theme);
        window.state_mut().ask(Action::Run(Command::Show(&panels::FILES)));
        settle(&mut window);
        window.get_by_label("input_example.json, 171 B").click();
        settle(&mut window);
        settle(&mut window);
        picture(&mut window, "screenshots", &format!("complete-{word}"), &mut results);
        let mut window = begin(&["sample:iris"], [1280.0, 800.0], theme);
        window.state_mut().ask(Action::Run(Command::Show(&panels::REQUEST)));
        settle(&mut window);
        type_request(&mut window, README_REQUEST);
        picture(&mut window, "screenshots", &format!("request-{word}"), &mut results);
        let mut settings = Settings::default();
        settings.layout.bottom_height = 420.0;
        let mut window = Begin { paths: vec![place().join("iris")], settings, theme, ..Begin::default() }.open();
        window.state_mut().ask(Action::Run(Command::Show(&panels::DEPLOY)));
        settle(&mut window);
        picture(&mut window, "screenshots", &format!("deploy-{word}"), &mut results);
        let mut window = start(theme);
        picture(&mut window, "screenshots", &format!("start-{word}"), &mut results);
        let mut window = begin(&["work"], [1280.0, 800.0], theme);
        window.get_by_label_contains("diabetes 1, sklearn").click();
        settle(&mut window);
        window.key_press_modifiers(egui::Modifiers::SHIFT, Key::ArrowUp);
        settle(&mut window);
        picture(&mut window, "screenshots", &format!("library-{word}"), &mut results);
    }
}

fn start(theme: Theme) -> Window {
    let recent = |name: &str, path: &str, worst| Recent { path: path.into(), name: name.into(), worst };
    let settings = Settings {
        recents: vec![
            recent("diabetes 2", "/home/ana/mlruns/438142/calm_garden/artifacts/model", Some(Worst::Error)),
            recent("car-price", "/home/ana/downloads/car-price", None),
            recent("resnet50", "/home/ana/downloads/resnet50", Some(Worst::Warning)),
        ],
        ..Settings::default()
    };
    Begin { settings, theme, ..Begin::default() }.open()
}

#[test]
fn every_state_in_both_themes() {
    let mut results = SnapshotResults::new();
    let wide = [1280.0, 800.0];
    for (theme, word) in THEMES {
        let mut take = |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("{name}-{word}"), &mut results);
        take(&mut Begin { theme, ..Begin::default() }.open(), "empty");
        take(&mut begin(&["broken/mlmodel_truncated_in_quote"], wide, theme), "parse-error");
        take(&mut begin(&["3.18.0/onnx_external_data"], wide, theme), "no-signature");
        let mut window = begin(&["2.22.5/pyfunc_chat_model"], wide, theme);
        window.state_mut().ask(Action::Run(Command::ExpandAll));
        settle(&mut window);
        take(&mut window, "nested");
        take(&mut begin(&["3.18.0/sig_tensor_named"], wide, theme), "tensors");
        take(&mut begin(&["3.18.0/sig_500_columns"], wide, theme), "many-columns");
        take(&mut begin(&["3.18.0/params_all_types"], wide, theme), "params");
        take(&mut begin(&["sample:registro-de-modelos"], wide, theme), "lesson");
        take(&mut begin(&["nowhere"], wide, theme), "failed");
        let mut window = begin(&["sample:iris"], wide, theme);
        window.state_mut().ask(Action::Run(Command::Show(&panels::DEPLOY)));
        settle(&mut window);
        window.state_mut().ask(Action::ShowSnippet(SnippetKind::Predict));
        window.state_mut().ask(Action::Run(Command::ShowText));
        settle(&mut window);
        window.key_press_modifiers(egui::Modifiers::COMMAND, Key::F);
        settle(&mut window);
        window.get_by_label("Find in this text").type_text("version");
        settle(&mut window);
        take(&mut window, "find");
        take(&mut begin(&["3.18.0/pytorch_state_dict_only"], wide, theme), "artifact");
        take(&mut begin(&["3.18.0/spark_pipeline"], [1920.0, 1080.0], theme), "large-window");
    }
}

#[test]
fn small_windows() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        let mut take = |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("800x600-{name}-{word}"), &mut results);
        // Two paths would be compared: these were open when the window closed.
        let tabs = ["2.22.5/pyfunc_chat_model", "diabetes"].map(|path| Target::Model(place().join(path)));
        let settings = Settings { tabs: tabs.to_vec(), active: 1, ..Settings::default() };
        let mut window = Begin { settings, size: [800.0, 600.0], theme, ..Begin::default() }.open();
        take(&mut window, "signature");
        for (command, name) in [
            (Command::Show(&panels::INSIDE), "inside"),
            (Command::Show(&panels::EXAMPLE), "example"),
            (Command::ShowTree, "mlmodel"),
            (Command::ShowText, "mlmodel-text"),
            (Command::Show(&panels::PROBLEMS), "problems"),
            (Command::Show(&panels::FILES), "files"),
            (Command::Show(&panels::ENVIRONMENT), "environment"),
            (Command::Show(&panels::REQUEST), "request"),
            (Command::Show(&panels::DEPLOY), "deploy"),
        ] {
            window.state_mut().ask(Action::Run(command));
            settle(&mut window);
            take(&mut window, name);
        }
        take(&mut Begin { theme, size: [800.0, 600.0], ..Begin::default() }.open(), "start");
    }
}

#[test]
fn overlays_tabs_and_focus() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        // A folder over the window asks for a repaint each frame: step, do not run.
        let mut window = start(theme);
        window.input_mut().hovered_files.push(egui::HoveredFile { path: Some("/home/ana/car-price".into()), mime: String::new() });
        // An overlay measures itself in its first frame.
        window.step();
        window.step();
        results.add(window.try_snapshot_options(format!("drop-{word}"), &options("tests/pictures")));
        let mut take = |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("{name}-{word}"), &mut results);
        let mut window = begin(&["sample:iris"], [1280.0, 800.0], theme);
        window.state_mut().ask(Action::Run(Command::Shortcuts));
        settle(&mut window);
        take(&mut window, "shortcuts");
        window.state_mut().ask(Action::Run(Command::Shortcuts));
        window.state_mut().ask(Action::Run(Command::About));
        settle(&mut window);
        take(&mut window, "about");
        let mut window = begin(&["sample:iris"], [1280.0, 800.0], theme);
        window.state_mut().ask(Action::Run(Command::OpenPath));
        settle(&mut window);
        take(&mut window, "open-path");
        let names: Vec<String> = [
            "sklearn_iris",
            "sig_all_types",
            "xgboost_sklearn",
            "h2o_glm",
            "keras_native",
            "prophet_model",
            "openai_chat",
            "sig_object",
            "params_object",
            "lightgbm_sklearn",
            "catboost_classifier",
            "sig_tensor_named",
        ]
        .iter()
        .map(|n| format!("3.18.0/{n}"))
        .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut window = begin(&names, [1280.0, 800.0], theme);
        window.get_by_label("MLmodel entries").focus();
        window.run_ok();
        for _ in 0..3 {
            window.key_press(Key::ArrowDown);
            window.run_ok();
        }
        take(&mut window, "many-tabs-and-focus");
        let long = "a_very_long_column_name_that_goes_on_".repeat(6);
        let text = format!(
            "flavors:\n  {long}:\n    data: x\n  sklearn:\n    pickled_model: {long}.pkl\nrun_id: {long}\nsignature:\n  inputs: '[{{\"type\": \"long\", \"name\": \"{long}\"}}, {{\"type\": \"double\", \"name\": \"b\"}}]'\n"
        );
        let named = place().join(format!("long-{word}")).join(&long[..120]);
        std::fs::create_dir_all(&named).unwrap();
        std::fs::write(named.join("MLmodel"), text).unwrap();
        let mut window = Begin { paths: vec![named], theme, ..Begin::default() }.open();
        take(&mut window, "long-names");
    }
    let mut window = Begin { paths: vec![place().join("diabetes")], scale: 2.0, size: [900.0, 640.0], ..Begin::default() }.open();
    picture(&mut window, "tests/pictures", "twice-the-pixels", &mut results);
}

#[test]
fn the_fingerprint() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        let mut take =
            |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("fingerprint-{name}-{word}"), &mut results);
        let mut window = begin(&["sample:iris"], [1280.0, 800.0], theme);
        window.state_mut().ask(Action::Run(Command::Fingerprint));
        settle(&mut window);
        let found = window.state().window().active_model().unwrap().model.fingerprint().unwrap().clone().unwrap();
        window.event(egui::Event::Paste(found.to_string()));
        settle(&mut window);
        take(&mut window, "model");
        let mut window = begin(&["sample:diabetes-1", "sample:diabetes"], [480.0, 400.0], theme);
        window.state_mut().ask(Action::Run(Command::Fingerprint));
        settle(&mut window);
        take(&mut window, "pair-480x400");
        let named = place().join(format!("named-{word}"));
        common::copy(&place().join("iris"), &named);
        std::fs::write(named.join("features\n.txt"), "").unwrap();
        let mut window = Begin { paths: vec![place().join("iris"), named], theme, ..Begin::default() }.open();
        window.state_mut().ask(Action::Run(Command::Fingerprint));
        settle(&mut window);
        take(&mut window, "none");
    }
}

#[test]
fn a_loading_folder_says_so_after_a_moment() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        let mut window = begin(&["sample:iris"], [1280.0, 800.0], theme);
        let tab = window.state_mut().window_mut().active_tab_mut().unwrap();
        let since = std::time::Instant::now().checked_sub(std::time::Duration::from_secs(3)).unwrap();
        tab.content = mlmodel_viewer::ui::state::Content::Loading { since, progress: mlmodel_viewer::folder::Progress::default() };
        window.step();
        window.remove_cursor();
        window.step();
        results.add(window.try_snapshot_options(format!("loading-{word}"), &options("tests/pictures")));
    }
}

#[test]
fn zoomed_text_is_not_clipped() {
    let mut results = SnapshotResults::new();
    let settings = Settings { zoom: 1.5, ..Settings::default() };
    let mut window = Begin { paths: vec![place().join("diabetes")], settings, ..Begin::default() }.open();
    picture(&mut window, "tests/pictures", "zoomed", &mut results);
}

#[test]
fn comparisons() {
    let mut results = SnapshotResults::new();
    let wide = [1280.0, 800.0];
    for (theme, word) in THEMES {
        let mut window = begin(&["sample:diabetes-1", "sample:diabetes"], wide, theme);
        picture(&mut window, "screenshots", &format!("compare-{word}"), &mut results);
        let mut take = |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("compare-{name}-{word}"), &mut results);
        window.key_press(Key::F7);
        window.run_ok();
        window.key_press(Key::F7);
        settle(&mut window);
        window.get_by_label_contains(" more: ").click();
        settle(&mut window);
        take(&mut window, "reasons");
        let mut window = begin(&["3.18.0/pair_nested__v1", "3.18.0/pair_nested__v2"], wide, theme);
        take(&mut window, "nested");
        let mut window = begin(&["3.18.0/pair_add_column__v1", "3.18.0/pair_add_column__v2"], wide, theme);
        for _ in 0..9 {
            window.key_press(Key::F7);
            window.run_ok();
        }
        window.get_by_label("input_example.json: content changed, A 113 B, B 132 B").click();
        window.run_ok();
        window.key_press(Key::Enter);
        settle(&mut window);
        settle(&mut window);
        take(&mut window, "lines");
        window.state_mut().ask(Action::Run(Command::OnlyDifferences));
        settle(&mut window);
        take(&mut window, "everything");
        take(&mut begin(&["3.18.0/pair_identical__v1", "3.18.0/pair_identical__v2"], wide, theme), "identical");
        let fewer = ["3.18.0/pair_add_column__v2", "3.18.0/pair_add_column__v1"];
        take(&mut begin(&fewer, wide, theme), "most");
        take(&mut begin(&fewer, [480.0, 400.0], theme), "most-480x400");
        take(&mut begin(&["3.18.0/sklearn_iris", "broken/mlmodel_truncated_in_quote"], wide, theme), "broken");
        take(&mut begin(&["sample:diabetes-1", "nowhere"], wide, theme), "missing-side");
        take(&mut begin(&["sample:diabetes-1", "sample:diabetes"], [800.0, 600.0], theme), "800x600");
        take(&mut begin(&["sample:diabetes-1", "sample:diabetes"], [480.0, 400.0], theme), "480x400");
        let mut window = begin(&["sample:iris", "sample:diabetes", "sample:diabetes-1"], wide, theme);
        window.state_mut().ask(Action::Run(Command::CompareWith));
        settle(&mut window);
        take(&mut window, "with");
    }
}

/// Values as columns, and the menu that they are chosen in.
#[test]
fn what_was_logged() {
    let mut results = SnapshotResults::new();
    let wide = [1280.0, 800.0];
    for (theme, word) in THEMES {
        let mut take = |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("library-{name}-{word}"), &mut results);
        let key = |kind, name: &str| LoggedKey::new(kind, name);
        let keys = vec![
            key(LoggedKind::Metric, "auc"),
            key(LoggedKind::Metric, "accuracy"),
            key(LoggedKind::Param, "C"),
            key(LoggedKind::Param, "solver"),
        ];
        let columns = vec![PlaceColumns { place: Some(place().join("work")), keys, ..PlaceColumns::default() }];
        let settings = Settings { columns, ..Settings::default() };
        let mut window = Begin { paths: vec![place().join("work")], settings, size: wide, theme, ..Begin::default() }.open();
        window.get_by_label("Sort by auc").click();
        settle(&mut window);
        take(&mut window, "columns");
        window.get_by_label("Columns: 4 of what was logged").click();
        settle(&mut window);
        take(&mut window, "chooser");
    }
}

/// The histories of a metric in the list, and as curves over one another.
#[test]
fn curves() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        for (size, name) in [([1280.0, 800.0], ""), ([800.0, 600.0], "-800x600")] {
            let keys = vec![LoggedKey::new(LoggedKind::Metric, "loss"), LoggedKey::new(LoggedKind::Metric, "auc")];
            let columns = vec![PlaceColumns { place: Some(place().join("histories")), keys, ..PlaceColumns::default() }];
            let settings = Settings { columns, ..Settings::default() };
            let mut window = Begin { paths: vec![place().join("histories")], settings, size, theme, ..Begin::default() }.open();
            picture(&mut window, "tests/pictures", &format!("library-trends{name}-{word}"), &mut results);
            window.get_by_label_contains("calm_garden").click();
            settle(&mut window);
            for _ in 0..4 {
                window.key_press_modifiers(egui::Modifiers::SHIFT, Key::ArrowDown);
                settle(&mut window);
            }
            command(&mut window, Command::Curves);
            let read = |window: &Window| window.state().window().dialogs.curves.as_ref().is_some_and(|dialog| !dialog.is_reading());
            wait(&mut window, "the histories", read);
            let folder = if name.is_empty() { "screenshots" } else { "tests/pictures" };
            picture(&mut window, folder, &format!("curves{name}-{word}"), &mut results);
        }
    }
}

#[test]
fn the_library() {
    let mut results = SnapshotResults::new();
    let wide = [1280.0, 800.0];
    for (theme, word) in THEMES {
        let mut take = |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("library-{name}-{word}"), &mut results);
        // Two places, one of them damaged.
        let settings = Settings { places: vec![place().join("work"), place().join("damaged")], ..Settings::default() };
        let mut window = Begin { settings, size: wide, theme, ..Begin::default() }.open();
        window.get_by_label_contains("things could not be read").click();
        settle(&mut window);
        take(&mut window, "damaged");
        let mut window = begin(&["work"], wide, theme);
        window.get_by_label("Groups: By experiment").click();
        settle(&mut window);
        window.get_by_label("By registered model").click();
        settle(&mut window);
        take(&mut window, "registered");
        let mut window = begin(&["work"], [800.0, 600.0], theme);
        take(&mut window, "800x600");
        window.key_press_modifiers(egui::Modifiers::COMMAND, Key::F);
        settle(&mut window);
        window.event(egui::Event::Text("no such model".to_owned()));
        settle(&mut window);
        take(&mut window, "nothing");
        // Beside a model, whose run is shown.
        let mut settings = Settings::default();
        settings.layout.bottom_height = 300.0;
        let mut window = Begin { settings, paths: vec![place().join("work")], size: wide, theme, ..Begin::default() }.open();
        window.get_by_label_contains("diabetes 2, sklearn").click();
        settle(&mut window);
        window.key_press(Key::Enter);
        settle(&mut window);
        window.state_mut().ask(Action::Run(Command::Show(&panels::RUN)));
        settle(&mut window);
        take(&mut window, "beside");
        window.state_mut().ask(Action::Run(Command::Palette));
        settle(&mut window);
        window.event(egui::Event::Text("dia".to_owned()));
        settle(&mut window);
        take(&mut window, "palette");
        let mut window = begin(&["work"], [800.0, 600.0], theme);
        window.get_by_label_contains("diabetes 2, sklearn").click();
        settle(&mut window);
        window.key_press(Key::Enter);
        settle(&mut window);
        window.state_mut().ask(Action::Run(Command::LibraryPanel));
        settle(&mut window);
        take(&mut window, "drawer");
    }
}

#[test]
fn a_model_that_changed_or_went() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        let mut window = begin(&["sample:iris"], [1280.0, 800.0], theme);
        let tab = window.state_mut().window_mut().active_tab_mut().unwrap();
        let text = "Changed on disk since it was opened: MLmodel (2 keys), requirements.txt, model.skops (gone).".to_owned();
        let entries = [0, 3].into();
        tab.view.tree.changed = std::collections::HashSet::clone(&entries);
        tab.view.changes = Some(mlmodel_viewer::ui::changes::MarkedChanges { entries, text, ..Default::default() });
        picture(&mut window, "tests/pictures", &format!("changed-{word}"), &mut results);
        let tab = window.state_mut().window_mut().active_tab_mut().unwrap();
        tab.gone = Some("There is no such file or folder; check the path.".to_owned());
        picture(&mut window, "tests/pictures", &format!("gone-{word}"), &mut results);
    }
}

#[test]
fn the_panels_below() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        let mut take = |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("panel-{name}-{word}"), &mut results);
        let mut window = begin(&["sample:diabetes"], [1280.0, 800.0], theme);
        for (command, name) in [
            (Command::Show(&panels::ENVIRONMENT), "environment"),
            (Command::Show(&panels::EXAMPLE), "example"),
            (Command::Show(&panels::DEPLOY), "deploy"),
            (Command::Show(&panels::REQUEST), "request-empty"),
        ] {
            window.state_mut().ask(Action::Run(command));
            settle(&mut window);
            take(&mut window, name);
        }
        window.state_mut().ask(Action::MakeRequest(Form::DataframeSplit));
        settle(&mut window);
        take(&mut window, "request-made");
        type_request(
            &mut window,
            r#"{"dataframe_split": {"columns": ["age", "bmi", "colour"], "data": [[1.5, "x", "red"], [59, null, "blue"]]}}"#,
        );
        take(&mut window, "request-refused");
        type_request(&mut window, r#"{"input_data": {"columns": ["age"], "data": [[1]]}}"#);
        take(&mut window, "request-foreign");
        type_request(
            &mut window,
            "{\n  \"dataframe_records\": [\n    {\"age\": 59, \"BMI\": 32.1, \"Pregnancies\": \"two\"},\n    {\"age\": 48, \"BMI\": null}\n  ]\n}",
        );
        window.get_by_label("Azure endpoint").click();
        settle(&mut window);
        take(&mut window, "request-azure");
        let mut window = begin(&["sample:diabetes"], [800.0, 600.0], theme);
        window.state_mut().ask(Action::Run(Command::Show(&panels::REQUEST)));
        settle(&mut window);
        type_request(
            &mut window,
            "{\n  \"dataframe_records\": [\n    {\"age\": 59, \"BMI\": 32.1, \"Pregnancies\": \"two\"},\n    {\"age\": 48, \"BMI\": null}\n  ]\n}",
        );
        take(&mut window, "request-narrow");
        let mut window = begin(&["sample:iris"], [1280.0, 800.0], theme);
        window.state_mut().ask(Action::Run(Command::Show(&panels::EXAMPLE)));
        settle(&mut window);
        take(&mut window, "example-table");
        let mut window = begin(&["2.22.5/pyfunc_chat_model"], [1280.0, 800.0], theme);
        window.state_mut().ask(Action::Run(Command::Show(&panels::EXAMPLE)));
        settle(&mut window);
        take(&mut window, "example-tree");
        let mut window = begin(&["with-rows"], [1280.0, 800.0], theme);
        window.state_mut().ask(Action::Run(Command::Show(&panels::FILES)));
        settle(&mut window);
        window.get_by_label_contains("rows.csv, ").click();
        settle(&mut window);
        settle(&mut window);
        window.get_by_label_contains("7.0, ").click();
        settle(&mut window);
        take(&mut window, "files-table");
    }
}

#[test]
fn inside_the_model() {
    let mut results = SnapshotResults::new();
    for (theme, word) in THEMES {
        let mut take = |window: &mut Window, name: &str| picture(window, "tests/pictures", &format!("inside-{name}-{word}"), &mut results);
        let inside = |path: &str, size| {
            let mut window = begin(&[path], size, theme);
            window.state_mut().ask(Action::Run(Command::Show(&panels::INSIDE)));
            settle(&mut window);
            window
        };
        let wide = [1280.0, 800.0];
        take(&mut inside("3.18.0/sklearn_forest", wide), "forest");
        take(&mut inside("sample:iris", [1920.0, 1040.0]), "beside-signature");
        take(&mut inside("sample:iris", [800.0, 600.0]), "800x600");
        take(&mut inside("2.22.5/pyfunc_chat_model", wide), "pyfunc");
    }
}

/// Puts a text into the request panel as a paste would.
fn type_request(window: &mut Window, text: &str) {
    let view = &mut window.state_mut().window_mut().active_tab_mut().unwrap().view;
    text.clone_into(&mut view.request.text);
    window.state_mut().ask(Action::CheckRequest);
    settle(window);
}
