//! The whole window by accessible names, without a screen.

use std::path::Path;
use std::sync::Arc;

use crate::common::{self, Folder};
use crate::harness::{Begin, Dropped, Window, command, copied_soon, settle};
use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::Command;
use mlmodel_viewer::ui::panels;
use mlmodel_viewer::ui::state::{Area, Content, PreviewState, Target};

/// Opens one model of the repository, or a path.
fn open(path: impl AsRef<Path>) -> Window {
    let path = path.as_ref();
    let path = if path.is_absolute() { path.to_owned() } else { common::models().join(path) };
    Begin { paths: vec![path], ..Begin::default() }.open()
}

fn drop_on(window: &mut Window, paths: &[&Path]) {
    for path in paths {
        window.input_mut().dropped_files.push(Arc::new(Dropped((*path).to_owned())));
    }
    window.step();
    settle(window);
}

#[test]
fn three_questions_are_answered_without_a_click() {
    let window = open("broken/model_pkl_deleted");
    // What is in the MLmodel,
    assert!(window.query_by_label("pickled_model: model.pkl, missing").is_some());
    // what goes in and out,
    assert!(window.query_by_label("Inputs: 3 columns, all required").is_some());
    assert!(window.query_by_label("renda, double, required").is_some());
    assert!(window.query_by_label("unnamed, int64, (-1,), required").is_some());
    // what is wrong.
    assert!(window.query_by_label("error: model.pkl is missing").is_some());
    assert!(window.query_by_label_contains("Cannot load: 1 file missing").is_some());
    assert!(window.query_by_role_and_label(Role::Heading, "model_pkl_deleted").is_some());
}

#[test]
fn a_missing_file_is_marked_in_every_place_that_shows_it() {
    let mut window = open("broken/model_pkl_deleted");
    assert_eq!(window.query_all_by_label_contains("model.pkl, missing").count(), 2);
    assert!(window.query_by_label("Files 6 of 7").is_some());
    command(&mut window, Command::Show(&panels::FILES));
    assert!(window.query_by_label("model.pkl, missing").is_some());
}

#[test]
fn a_problem_leads_to_its_entry_and_back_leads_home() {
    let mut window = open("broken/model_pkl_deleted");
    command(&mut window, Command::CollapseAll);
    assert!(window.query_by_label("pickled_model: model.pkl, missing").is_none());
    window.get_by_label("Show in tree: model.pkl is missing").click();
    settle(&mut window);
    assert!(window.query_by_label("model_path: model.pkl, missing").is_some());
    let selected = |window: &Window| {
        let tab = window.state().window().active_tab().unwrap();
        tab.view.tree.selected.map(|i| tab.loaded().unwrap().tree.path(i).to_string())
    };
    assert_eq!(selected(&window).as_deref(), Some("flavors.python_function.model_path"));
    window.get_by_label("Show in tree: requirements.txt asks for scikit-learn==1.0, the model was saved with 1.9.1").click();
    settle(&mut window);
    assert_eq!(selected(&window).as_deref(), Some("flavors.sklearn.sklearn_version"));
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    settle(&mut window);
    assert_eq!(selected(&window).as_deref(), Some("flavors.python_function.model_path"));
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowRight);
    settle(&mut window);
    assert_eq!(selected(&window).as_deref(), Some("flavors.sklearn.sklearn_version"));
}

#[test]
fn folders_and_mlmodel_files_are_dropped() {
    let mut window = Begin::default().open();
    assert!(window.query_by_label("Look into a model").is_some());
    window.input_mut().hovered_files.push(egui::HoveredFile { path: Some("/x/car-price".into()), mime: String::new() });
    window.step();
    // An overlay measures itself in its first frame.
    window.input_mut().hovered_files.push(egui::HoveredFile { path: Some("/x/car-price".into()), mime: String::new() });
    window.step();
    assert!(window.query_by_label("Drop to open").is_some());
    window.input_mut().hovered_files.clear();
    let models = common::models();
    drop_on(&mut window, &[&models.join("3.18.0/sklearn_iris")]);
    drop_on(&mut window, &[&models.join("3.18.0/h2o_glm/MLmodel")]);
    assert_eq!(window.state().window().tabs.len(), 2);
    assert!(window.query_by_label("Tab sklearn_iris").is_some());
    // The MLmodel's folder is meant.
    assert!(window.query_by_label("Tab h2o_glm").is_some());
    // What is open already gets no second tab.
    drop_on(&mut window, &[&models.join("3.18.0/h2o_glm")]);
    drop_on(&mut window, &[&models.join("3.18.0/sklearn_iris/MLmodel")]);
    assert_eq!(window.state().window().tabs.len(), 2);
    assert_eq!(window.state().window().active, 0);
}

#[test]
fn a_path_is_pasted_or_typed() {
    let mut window = Begin::default().open();
    let path = common::models().join("3.18.0/sklearn_iris");
    window.event(egui::Event::Paste(format!("\"{}\"\n", path.display())));
    window.step();
    settle(&mut window);
    assert!(window.query_by_label("Tab sklearn_iris").is_some());
    window.key_press_modifiers(Modifiers::COMMAND, Key::L);
    window.run_ok();
    window.get_by_role_and_label(Role::TextInput, "Path").type_text(common::models().join("3.18.0/h2o_glm").to_str().unwrap());
    window.run_ok();
    window.get_by_label("Open").click();
    settle(&mut window);
    settle(&mut window);
    assert!(window.query_by_label("Tab h2o_glm").is_some());
}

#[test]
fn tabs_from_the_keyboard() {
    let models = common::models();
    let paths = ["3.18.0/sklearn_iris", "3.18.0/h2o_glm", "3.18.0/keras_native"].map(|name| models.join(name));
    let mut window = Begin { paths: paths.to_vec(), ..Begin::default() }.open();
    let active = |window: &Window| window.state().window().active_tab().map(|tab| tab.title.clone()).unwrap_or_default();
    assert_eq!(active(&window), "keras_native");
    window.key_press_modifiers(Modifiers::CTRL, Key::Tab);
    settle(&mut window);
    assert_eq!(active(&window), "sklearn_iris");
    window.key_press_modifiers(Modifiers::COMMAND, Key::W);
    settle(&mut window);
    assert_eq!(window.state().window().tabs.len(), 2);
    window.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::T);
    settle(&mut window);
    settle(&mut window);
    assert_eq!(active(&window), "sklearn_iris");
    window.get_by_label("Close h2o_glm").click();
    settle(&mut window);
    assert!(window.query_by_label("Tab h2o_glm").is_none());
}

#[test]
fn equal_names_get_the_part_that_differs() {
    let folder = Folder::new().write("a/churn/MLmodel", "flavors: {}").write("b/churn/MLmodel", "flavors: {}");
    let paths = vec![folder.path().join("a/churn"), folder.path().join("b/churn")];
    let settings = Settings { tabs: paths.into_iter().map(Target::Model).collect(), ..Settings::default() };
    let window = Begin { settings, ..Begin::default() }.open();
    assert!(window.query_by_label("Tab churn · a").is_some() && window.query_by_label("Tab churn · b").is_some());
}

#[test]
fn the_tree_moves_with_the_arrow_keys() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::CollapseAll);
    window.get_by_label("MLmodel entries").focus();
    window.run_ok();
    let selected = |window: &Window| {
        let tab = window.state().window().active_tab().unwrap();
        tab.view.tree.selected.map(|i| tab.loaded().unwrap().tree.path(i).to_string()).unwrap_or_default()
    };
    let press = |window: &mut Window, key| {
        window.key_press(key);
        window.run_ok();
    };
    assert_eq!(selected(&window), "flavors");
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowDown);
    assert_eq!(selected(&window), "flavors.python_function");
    press(&mut window, Key::ArrowRight);
    press(&mut window, Key::ArrowRight);
    assert_eq!(selected(&window), "flavors.python_function.env");
    press(&mut window, Key::ArrowLeft);
    assert_eq!(selected(&window), "flavors.python_function");
    press(&mut window, Key::End);
    assert_eq!(selected(&window), "utc_time_created");
    window.event(egui::Event::Copy);
    window.step();
    assert_eq!(copied_soon(&mut window), "2026-11-23 19:10:56.832526");
}

#[test]
fn the_tree_is_filtered_and_opened_json_too() {
    let mut window = open("3.18.0/sklearn_iris");
    assert!(window.query_by_label("name: petal width (cm)").is_none());
    window.key_press_modifiers(Modifiers::COMMAND, Key::F);
    window.run_ok();
    window.get_by_label("Filter keys and values").type_text("petal width");
    window.run_ok();
    assert!(window.query_by_label("name: petal width (cm)").is_some());
    assert!(window.query_by_label_contains("mlflow_version").is_none());
    window.key_press(Key::Escape);
    window.run_ok();
    assert!(window.query_by_label("mlflow_version: 3.18.0").is_some());
}

#[test]
fn every_known_key_explains_itself() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("mlflow_version: 3.18.0").hover();
    for _ in 0..8 {
        window.step();
    }
    assert!(window.query_by_label_contains("The MLflow release that wrote this file").is_some());
}

#[test]
fn an_explanation_does_not_stay_over_a_dialog() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("mlflow_version: 3.18.0").hover();
    for _ in 0..8 {
        window.step();
    }
    window.key_press_modifiers(Modifiers::COMMAND, Key::D);
    for _ in 0..8 {
        window.step();
    }
    assert!(window.query_by_label("Choose a folder…").is_some());
    assert!(window.query_by_label_contains("The MLflow release that wrote this file").is_none());
}

#[test]
fn what_mlflow_reads_differently_stands_beside_what_is_written() {
    let window = open("broken/yaml_version_float");
    assert!(window.query_by_label("mlflow_version: 2.10").is_some());
    let tab = window.state().window().active_tab().unwrap();
    let loaded = tab.loaded().unwrap();
    assert!(loaded.model.findings.iter().any(|f| f.title == "mlflow_version is written 2.10 and read as 2.1"));
}

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
fn files_are_listed_and_looked_into() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::FILES));
    window.get_by_label_contains("conda.yaml, ").click();
    settle(&mut window);
    settle(&mut window);
    let tab = window.state().window().active_tab().unwrap();
    assert!(matches!(&tab.view.files.preview, PreviewState::Ready { path, .. } if path == "conda.yaml"), "{:?}", tab.view.files.preview);
    assert!(window.query_by_label_contains("conda-forge").is_some());
    // What is no text is not opened.
    window.get_by_label_contains("model.skops, ").click();
    settle(&mut window);
    settle(&mut window);
    assert!(window.query_by_label_contains("This is not text").is_some());
}

#[test]
fn a_parse_error_is_shown_at_its_line() {
    let mut window = open("broken/mlmodel_tabs");
    assert!(window.query_by_label("The MLmodel cannot be read").is_some());
    assert_eq!(window.state().window().active_tab().unwrap().view.panel, &panels::SOURCE);
    // The problem leads there too.
    command(&mut window, Command::Show(&panels::PROBLEMS));
    window.get_by_label_contains("Show line: MLmodel is not valid YAML").click();
    settle(&mut window);
    let view = &window.state().window().active_tab().unwrap().view;
    assert_eq!(view.panel, &panels::SOURCE);
    assert!(view.source.marked_line.is_some());
}

#[test]
fn no_signature_says_what_it_costs_and_how_one_is_added() {
    let window = open("3.18.0/onnx_external_data");
    assert!(window.query_by_label("No signature").is_some());
    assert!(window.query_all_by_label_contains("set_signature").next().is_some());
}

#[test]
fn wrong_things_are_named_and_lead_on() {
    let folder = Folder::new().write("x.zip", "PK");
    let window = open(folder.path().join("x.zip"));
    assert!(window.query_by_label("This is an archive").is_some());
    let window = open(folder.path().join("gone"));
    assert!(window.query_by_label("This cannot be opened").is_some());
}

#[test]
fn samples_open_from_the_start_page() {
    let mut window = Begin::default().open();
    window.get_by_label("one with a missing file").click();
    for _ in 0..200 {
        settle(&mut window);
        if !window.state().window().tabs.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    settle(&mut window);
    assert!(window.query_by_label("Tab diabetes").is_some());
    assert!(window.query_by_label_contains("Cannot load: 1 file missing").is_some());
}

#[test]
fn reload_follows_the_disk_and_keeps_the_place() {
    let folder = Folder::copy_of("broken/model_pkl_deleted");
    let mut window = open(folder.path());
    window.get_by_label("Show in tree: model.pkl is missing").click();
    settle(&mut window);
    std::fs::write(folder.path().join("model.pkl"), b"\x80\x04.").unwrap();
    window.key_press(Key::F5);
    for _ in 0..200 {
        window.step();
        if window.query_by_label_contains("Cannot load").is_none() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(window.query_by_label_contains("Loads, 1 warning").is_some());
    let tab = window.state().window().active_tab().unwrap();
    assert_eq!(
        tab.view.tree.selected.map(|i| tab.loaded().unwrap().tree.path(i).to_string()).as_deref(),
        Some("flavors.python_function.model_path")
    );
}

#[test]
fn every_command_is_in_the_menu() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("Menu").click();
    window.run_ok();
    let mut found = Vec::new();
    for group in ["Open", "Model", "Compare", "Go", "View", "Theme", "Help"] {
        window.get_by_role_and_label(Role::Button, group).click();
        window.run_ok();
        for command in Command::all() {
            if window.query_all_by_label_contains(command.text()).next().is_some() {
                found.push(command);
            }
        }
    }
    for command in Command::all() {
        assert!(found.contains(&command), "{command:?} is in no menu");
    }
}

#[test]
fn a_narrow_window_shows_one_area_at_a_time() {
    let mut window = Begin { paths: vec![common::models().join("3.18.0/sklearn_iris")], size: [800.0, 600.0], ..Begin::default() }.open();
    assert!(window.query_by_label("Inputs: 4 columns, all required").is_some());
    assert!(window.query_by_label("flavors: 2 flavors").is_none());
    window.get_by_role_and_label(Role::Tab, "MLmodel").click();
    window.run_ok();
    assert_eq!(window.state().window().active_tab().unwrap().view.area, Area::MlModel);
    assert!(window.query_by_label("flavors: 2 flavors").is_some());
}

#[test]
fn themes_and_what_is_remembered() {
    let folder = Folder::new();
    let file = folder.path().join("settings.json");
    {
        let mut window =
            Begin { settings_file: Some(file.clone()), paths: vec![common::models().join("3.18.0/h2o_glm")], ..Begin::default() }.open();
        command(&mut window, Command::ThemeLight);
        command(&mut window, Command::ZoomIn);
        assert_eq!(window.ctx.theme(), egui::Theme::Light);
    }
    let (settings, note) = Settings::load(&file);
    assert_eq!(note, None);
    assert_eq!(settings.theme, mlmodel_viewer::ui::state::Theme::Light);
    assert!(settings.zoom > 1.0);
    assert_eq!(settings.recents[0].name, "h2o_glm");
    assert!(settings.tabs[0].path().ends_with("3.18.0/h2o_glm"));
    // The next start opens the same tabs.
    let window = Begin { settings, ..Begin::default() }.open();
    assert!(window.query_by_label("Tab h2o_glm").is_some());
}

#[test]
fn a_folder_that_is_being_read_can_be_left_alone() {
    let mut window = open("3.18.0/sklearn_iris");
    let tab = window.state_mut().window_mut().active_tab_mut().unwrap();
    let progress = mlmodel_viewer::folder::Progress::default();
    let since = std::time::Instant::now().checked_sub(std::time::Duration::from_secs(1)).unwrap();
    tab.content = Content::Loading { since, progress: progress.clone() };
    window.step();
    window.step();
    window.get_by_label("Cancel").click();
    window.step();
    window.step();
    assert!(progress.is_cancelled());
    assert!(window.state().window().tabs.is_empty());
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
fn an_idle_window_asks_for_no_repaint() {
    let mut window = open("3.18.0/sklearn_iris");
    window.run_ok();
    window.step();
    let delay = window.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap();
    assert!(delay > std::time::Duration::from_secs(10), "{delay:?}");
}

#[test]
fn odd_names_are_shown_escaped() {
    let text = "flavors: {}\nsignature:\n  inputs: '[{\"type\": \"long\", \"name\": \"a\\u202eb\\n\"}]'\n";
    let folder = Folder::with_mlmodel(text);
    let window = open(folder.path());
    assert!(window.query_by_label("a\\u{202e}b\\n, long, required").is_some());
}

/// Steps until so many seconds of the window's clock are over.
fn wait(window: &mut Window, seconds: f64) {
    let until = window.ctx.input(|input| input.time) + seconds;
    while window.ctx.input(|input| input.time) < until {
        window.step();
    }
}

fn repaint_delay(window: &Window) -> std::time::Duration {
    window.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap()
}

#[test]
fn a_message_leaves_by_itself_and_nothing_is_drawn_until_then() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::CopyMarkdown);
    let text = "The report is on the clipboard, as Markdown.";
    assert!(window.query_by_label(text).is_some());
    wait(&mut window, 2.0);
    assert!(window.query_by_label(text).is_some());
    let delay = repaint_delay(&window).as_secs_f64();
    assert!((1.0..10.0).contains(&delay), "the window wakes when the message leaves, and not before: {delay} s");
    wait(&mut window, delay + 0.5);
    assert!(window.query_by_label(text).is_none() && window.state().window().notices.is_empty());
    assert!(repaint_delay(&window).as_secs() > 10);
}

#[test]
fn a_message_stays_under_the_pointer_and_while_it_asks_something() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::CopyMarkdown);
    let text = "The report is on the clipboard, as Markdown.";
    window.get_by_label(text).hover();
    wait(&mut window, 60.0);
    assert!(window.query_by_label(text).is_some());
    assert!(repaint_delay(&window).as_secs() > 10, "nothing is drawn while it is held");
    window.event(egui::Event::PointerMoved(egui::pos2(10.0, 300.0)));
    wait(&mut window, 15.0);
    assert!(window.query_by_label(text).is_none());
    // An offer waits for its answer.
    let models = common::models();
    drop_on(&mut window, &[&models.join("3.18.0/h2o_glm")]);
    wait(&mut window, 120.0);
    assert!(window.query_by_label("Compare with sklearn_iris").is_some());
    window.get_by_label("Close this message").click();
    settle(&mut window);
    assert!(window.query_by_label("Compare with sklearn_iris").is_none());
}

#[test]
fn a_message_that_is_said_again_stays_again() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::CopyMarkdown);
    wait(&mut window, 5.0);
    command(&mut window, Command::CopyMarkdown);
    wait(&mut window, 5.0);
    assert_eq!(window.query_all_by_label("The report is on the clipboard, as Markdown.").count(), 1);
}

#[test]
fn an_error_at_the_end_of_the_text_is_marked_at_its_last_line() {
    for text in ["flavors: {a: [1, 2\n", "flavors:\n  a: {b: c\n\n\n", "a: ["] {
        let folder = Folder::with_mlmodel(text);
        let mut window = open(folder.path());
        let tab = window.state().window().active_tab().unwrap();
        let loaded = tab.loaded().unwrap();
        let last = u32::try_from(loaded.source.len()).unwrap();
        assert_eq!(loaded.model.findings[0].line, Some(last), "{text:?}");
        assert_eq!((tab.view.panel, tab.view.source.marked_line), (&panels::SOURCE, Some(last)));
        assert!(window.query_by_label_contains(", error: The reader says: the text ends here").is_some(), "{text:?}");
        command(&mut window, Command::Show(&panels::PROBLEMS));
        window.get_by_label_contains("Show line: MLmodel is not valid YAML").click();
        settle(&mut window);
        let view = &window.state().window().active_tab().unwrap().view;
        assert_eq!((view.panel, view.source.marked_line), (&panels::SOURCE, Some(last)));
    }
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
fn a_folder_that_is_gone_is_said_in_plain_words() {
    let folder = Folder::new();
    let mut window = open("3.18.0/sklearn_iris");
    let gone = folder.path().join("gone");
    window.state_mut().ask(mlmodel_viewer::ui::Action::ShowPath(gone));
    for _ in 0..200 {
        window.step();
        if !window.state().window().notices.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let text = &window.state().window().notices[0].text;
    assert!(text.starts_with("It is not there any more") && !text.contains("ExitStatus"), "{text}");
}
