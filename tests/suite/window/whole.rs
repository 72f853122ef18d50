//! What is seen at first sight, at every size, and what is remembered.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::state::{Area, PreviewState};
use mlmodel_viewer::ui::{Command, panels};

use super::open;
use crate::common::{self, Folder};
use crate::harness::{Begin, Window, command, settle};

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
fn the_frame_is_told_the_chosen_theme_whenever_the_window_gets_the_keyboard() {
    let mut window = open("3.18.0/sklearn_iris");
    let is_told = |window: &mut Window| {
        window.event(egui::Event::WindowFocused(true));
        window.step();
        let told = egui::ViewportCommand::SetTheme(egui::SystemTheme::Dark);
        window.output().viewport_output.values().any(|viewport| viewport.commands.contains(&told))
    };
    assert!(is_told(&mut window));
    assert!(!is_told(&mut window), "on Windows being told does this, and is no reason to tell it again");
    for _ in 0..60 {
        window.step();
    }
    assert!(is_told(&mut window));
    command(&mut window, Command::ThemeSystem);
    for _ in 0..60 {
        window.step();
    }
    assert!(!is_told(&mut window), "the system's theme needs no telling");
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
        tab.view.tree.list.selected.map(|i| tab.loaded().unwrap().tree().path(i).to_string())
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
fn every_command_is_in_the_menu() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("Menu").click();
    window.run_ok();
    let mut found = Vec::new();
    for group in ["Open", "Model", "Compare", "Library", "Go", "View", "Theme", "Help"] {
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
    let begin = |size| Begin { paths: vec![common::models().join("broken/model_pkl_deleted")], size, ..Begin::default() }.open();
    let mut window = begin([800.0, 600.0]);
    // What is seen: the columns, the tree, the problems.
    let seen = |window: &Window| {
        ["Columns and tensors", "MLmodel entries", "Problems"].map(|name| {
            window.query_by_role_and_label(Role::List, name).is_some() || window.query_by_role_and_label(Role::Tree, name).is_some()
        })
    };
    assert_eq!(seen(&window), [true, false, false]);
    window.get_by_role_and_label(Role::Tab, "MLmodel file").click();
    window.run_ok();
    assert_eq!(window.state().window().active_tab().unwrap().view.area, Area::MlModel);
    assert_eq!(seen(&window), [false, true, false]);
    // A panel has all the room, and gives it back.
    command(&mut window, Command::Show(&panels::PROBLEMS));
    assert_eq!(seen(&window), [false, false, true]);
    window.get_by_role_and_label(Role::Tab, "Signature").click();
    window.run_ok();
    assert_eq!(seen(&window), [true, false, false]);
    command(&mut window, Command::Show(&panels::PROBLEMS));
    window.get_by_label("Show in tree: model.pkl is missing").click();
    settle(&mut window);
    assert_eq!(seen(&window), [false, true, false]);
    // Where it is high enough they stand over one another.
    assert_eq!(seen(&begin([800.0, 900.0])), [true, false, true]);
}

#[test]
fn the_middle_is_chosen_by_mouse_and_keyboard() {
    let mut window = open("3.18.0/sklearn_iris");
    let middle = |window: &Window| window.state().window().active_tab().unwrap().view.middle();
    assert_eq!(middle(&window), &panels::SIGNATURE);
    window.get_by_role_and_label(Role::Tab, "Example").click();
    settle(&mut window);
    assert_eq!(middle(&window), &panels::EXAMPLE);
    assert!(window.query_by_label_contains("it fits the signature").is_some());
    window.key_press_modifiers(Modifiers::COMMAND, Key::Num1);
    settle(&mut window);
    assert_eq!(middle(&window), &panels::SIGNATURE);
    // The arrows move among the tabs, Enter chooses one.
    window.get_by_role_and_label(Role::Tab, "Signature").focus();
    settle(&mut window);
    window.key_press(Key::End);
    settle(&mut window);
    window.key_press(Key::Enter);
    settle(&mut window);
    assert_eq!(middle(&window), &panels::EXAMPLE);
}

#[test]
fn what_a_panel_was_called_before_still_finds_it() {
    let mut window = open("3.18.0/sklearn_iris");
    for (typed, found) in [
        ("run", "Show training run"),
        ("Request", "Test a request"),
        ("Use", "Show deployment code"),
        ("snippets", "Show deployment code"),
        ("Source", "Show MLmodel file as text"),
        ("Example", "Show input example"),
    ] {
        command(&mut window, Command::Palette);
        window.event(egui::Event::Text(typed.to_owned()));
        settle(&mut window);
        assert!(
            window.query_by_role_and_label(Role::ListItem, found).is_some() || window.query_all_by_label_contains(found).next().is_some(),
            "{typed}"
        );
        window.key_press(Key::Escape);
        settle(&mut window);
    }
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
    let settings = Settings::load(&file).unwrap();
    assert_eq!(settings.theme, mlmodel_viewer::ui::state::Theme::Light);
    assert!(settings.zoom > 1.0);
    assert_eq!(settings.recents[0].name, "h2o_glm");
    assert!(settings.tabs[0].path().ends_with("3.18.0/h2o_glm"));
    // The next start opens the same tabs.
    let window = Begin { settings, ..Begin::default() }.open();
    assert!(window.query_by_label("Tab h2o_glm").is_some());
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
fn the_keyboard_is_back_where_it_was_when_a_dialog_is_closed() {
    let mut window = open("3.18.0/sklearn_iris");
    window.get_by_label("loader_module: mlflow.sklearn").click();
    window.run_ok();
    let focused = |window: &Window| window.ctx.memory(egui::Memory::focused);
    let before = focused(&window);
    assert!(before.is_some());
    for command in [Command::Shortcuts, Command::OpenPath, Command::CompareWith, Command::Palette, Command::About] {
        crate::harness::command(&mut window, command);
        assert!(window.state().window().dialogs.any_open(), "{command:?}");
        window.key_press(Key::Escape);
        window.run_ok();
        window.run_ok();
        assert!(!window.state().window().dialogs.any_open(), "{command:?}");
        assert_eq!(focused(&window), before, "{command:?}");
    }
}
