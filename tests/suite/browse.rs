//! The library in the window, by accessible names.

use std::path::PathBuf;

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::panels;
use mlmodel_viewer::ui::{Action, Command};

use crate::common::{self, Folder, copy};
use crate::harness::{Begin, Dropped, Window, command, copied_soon, settle};

fn store() -> PathBuf {
    common::models().join("3.18.0/store_file")
}

/// A window with room for long panels.
fn begin() -> Begin {
    let mut settings = Settings::default();
    settings.layout.bottom_height = 420.0;
    Begin { any_text: true, settings, ..Begin::default() }
}

fn open(path: impl Into<PathBuf>) -> Window {
    Begin { paths: vec![path.into()], ..begin() }.open()
}

/// The rows of the library: those of a model's tables name no flavor.
fn rows(window: &Window) -> Vec<String> {
    let rows = window.query_all_by_role(egui::Role::Row).filter_map(|node| node.accesskit_node().label());
    rows.filter(|row| row.contains("sklearn") || row.contains("not here") || row.starts_with("externo")).collect()
}

fn active_path(window: &Window) -> PathBuf {
    window.state().window().active_tab().expect("a tab is shown").target.path().to_owned()
}

#[test]
fn a_folder_with_many_models_becomes_a_place_of_the_library() {
    let window = open(store());
    assert!(window.state().window().shows_library() && window.state().window().tabs.is_empty());
    assert!(window.query_by_label("13 models").is_some());
    for group in ["crédito, 7 models", "experimento três, 3 models", "store_file, 1 model"] {
        assert!(window.query_by_label(group).is_some(), "{group}");
    }
    let rows = rows(&window);
    assert_eq!(rows.len(), 14, "{rows:#?}");
    assert!(rows.contains(&"modelo-crédito 2, sklearn, registro 1, 1 warning".to_owned()), "{rows:#?}");
    assert!(rows.iter().any(|row| row.starts_with("somente_artefato 1, not here: there is no MLmodel at its source")), "{rows:#?}");
    // One model is opened, not browsed.
    let window = open(common::models().join("3.18.0/sklearn_iris"));
    assert!(!window.state().window().shows_library());
}

#[test]
fn a_place_comes_by_every_way_in_and_is_remembered() {
    let folder = Folder::new();
    let file = folder.path().join("settings.json");
    let mut window = Begin { settings_file: Some(file.clone()), ..begin() }.open();
    window.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(store())));
    settle(&mut window);
    assert_eq!(window.state().window().library.places.len(), 1, "dropped");
    window.state_mut().ask(Action::Open(common::models().join("2.22.5/store_sqlite/mlflow.db")));
    settle(&mut window);
    let places: Vec<PathBuf> = window.state().window().library.places.iter().map(|place| place.path.clone()).collect();
    assert_eq!(places, [store(), common::models().join("2.22.5/store_sqlite")], "the database means its folder");
    // The same place again changes nothing but what is shown.
    window.state_mut().ask(Action::AddPlace(store()));
    settle(&mut window);
    assert_eq!(window.state().window().library.places.len(), 2);
    assert!(window.query_by_label("13 models").is_some());
    window.get_by_label("All places").click();
    settle(&mut window);
    assert!(window.query_by_label("22 models").is_some());
    drop(window);
    let settings = Settings::load(&file).unwrap();
    assert_eq!(settings.places, places);
    let mut window = Begin { settings, settings_file: Some(file.clone()), ..begin() }.open();
    assert!(window.query_by_label("22 models").is_some());
    window.state_mut().ask(Action::ForgetPlace(store()));
    settle(&mut window);
    assert!(window.query_by_label("9 models").is_some());
    drop(window);
    assert_eq!(Settings::load(&file).unwrap().places.len(), 1);
}

#[test]
fn typing_filters_and_nothing_found_says_so() {
    let mut window = open(store());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    settle(&mut window);
    window.event(egui::Event::Text("champion".to_owned()));
    settle(&mut window);
    assert_eq!(rows(&window), ["modelo-crédito 2, sklearn, registro 1, 1 warning"]);
    assert!(window.query_by_label("1 of 13 models").is_some());
    window.event(egui::Event::Text(" nothing like it".to_owned()));
    settle(&mut window);
    assert!(window.query_all_by_label_contains("No model matches").next().is_some());
    window.get_by_label("Clear the filter").click();
    settle(&mut window);
    assert_eq!(rows(&window).len(), 14);
}

/// Filters the list for a registered model, and goes to its newest version.
fn choose_newest(window: &mut Window) {
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    settle(window);
    window.event(egui::Event::Text("modelo-crédito".to_owned()));
    settle(window);
    window.key_press(egui::Key::Enter);
    settle(window);
}

#[test]
fn one_model_of_the_list_is_compared_with_another_that_is_looked_for() {
    let mut window = open(store());
    choose_newest(&mut window);
    window.get_by_label("Compare").click();
    settle(&mut window);
    assert!(window.query_by_role_and_label(egui::Role::Dialog, "Compare modelo-crédito 3 with").is_some());
    assert!(window.query_by_label("Other versions").is_some(), "those of its registered model stand first");
    window.event(egui::Event::Text("crédito 1".to_owned()));
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    settle(&mut window);
    let pair = window.state().window().active_pair().expect("two models are compared").clone();
    assert_eq!(
        (pair.diff.compared.baseline.name.as_str(), pair.diff.compared.first.model.name.as_str()),
        ("modelo-crédito 1", "modelo-crédito 3")
    );
    // One that the filter hides is still chosen.
    command(&mut window, Command::ShowLibrary);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::F);
    settle(&mut window);
    window.event(egui::Event::Text(" zzz".to_owned()));
    settle(&mut window);
    window.get_by_label("Compare").click();
    settle(&mut window);
    assert!(window.query_by_role_and_label(egui::Role::Dialog, "Compare modelo-crédito 3 with").is_some());
    window.key_press(egui::Key::Escape);
    settle(&mut window);
    window.state_mut().window_mut().library.find("modelo-crédito".to_owned());
    settle(&mut window);
    // The menu of a row is about that row, whichever is chosen.
    command(&mut window, Command::ShowLibrary);
    window.get_by_label_contains("modelo-crédito 2, ").click_secondary();
    window.run_ok();
    window.get_all_by_label("Compare with…").last().unwrap().click();
    settle(&mut window);
    assert!(window.query_by_role_and_label(egui::Role::Dialog, "Compare modelo-crédito 2 with").is_some());
}

#[test]
fn an_arrow_leads_into_the_list() {
    let mut window = open(store());
    let selected = |window: &Window| window.state().window().library.chosen().len();
    assert_eq!(selected(&window), 0);
    window.key_press(egui::Key::ArrowDown);
    settle(&mut window);
    window.key_press(egui::Key::ArrowDown);
    settle(&mut window);
    assert_eq!(selected(&window), 1);
    window.key_press(egui::Key::Escape);
    settle(&mut window);
    window.key_press(egui::Key::ArrowDown);
    settle(&mut window);
    window.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::ArrowDown);
    settle(&mut window);
    assert_eq!(selected(&window), 2, "Esc gave the keyboard away, and the arrow took it again");
}

#[test]
fn the_keyboard_opens_and_compares() {
    let mut window = open(store());
    choose_newest(&mut window);
    // The newest is first; with Shift the second is chosen too.
    window.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::ArrowDown);
    settle(&mut window);
    assert!(window.query_by_label("2 selected").is_some());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::D);
    settle(&mut window);
    let pair = window.state().window().active_pair().expect("two models are compared").clone();
    assert_eq!(
        (pair.diff.compared.baseline.name.as_str(), pair.diff.compared.first.model.name.as_str()),
        ("modelo-crédito 2", "modelo-crédito 3")
    );
    command(&mut window, Command::ShowLibrary);
    assert!(window.state().window().shows_library());
    window.key_press(egui::Key::ArrowDown);
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert!(window.query_by_label("Tab modelo-crédito 1").is_some());
    // In the list's folds.
    command(&mut window, Command::ShowLibrary);
    window.key_press(egui::Key::ArrowLeft);
    settle(&mut window);
    window.key_press(egui::Key::ArrowLeft);
    settle(&mut window);
    assert!(!rows(&window).iter().any(|row| row.starts_with("modelo-crédito 1")), "the group is folded");
}

#[test]
fn the_next_model_is_found_past_the_headings() {
    let mut window = open(store());
    let selected = |window: &Window| {
        let mut rows = window.query_all_by_role(egui::Role::Row).filter(|row| row.accesskit_node().is_selected() == Some(true));
        rows.find_map(|row| row.accesskit_node().label())
    };
    let mut before = None;
    for _ in 0..6 {
        window.key_press(egui::Key::F3);
        settle(&mut window);
        let now = selected(&window).expect("a model is selected");
        assert!(rows(&window).contains(&now) && before.as_ref() != Some(&now), "{now} after {before:?}");
        before = Some(now);
    }
    window.state_mut().window_mut().library.find("nothing like it".to_owned());
    settle(&mut window);
    window.key_press(egui::Key::F3);
    settle(&mut window);
    window.state_mut().window_mut().library.find(String::new());
    settle(&mut window);
    assert_eq!(selected(&window), None, "what was asked of an empty list is not done later");
}

#[test]
fn sorting_and_grouping_are_what_was_chosen() {
    let mut window = open(store());
    window.get_by_label("Groups: By experiment").click();
    settle(&mut window);
    window.get_by_label("By registered model").click();
    settle(&mut window);
    assert!(window.query_by_label("modelo-crédito, 3 models").is_some());
    assert!(window.query_by_label("Not registered, 10 models").is_some());
    window.get_by_label("Sort by name").click();
    settle(&mut window);
    assert!(window.query_by_label("Sort by name, ascending").is_some());
    let names: Vec<String> = rows(&window).into_iter().filter(|row| row.starts_with("modelo-crédito")).collect();
    assert!(names[0].starts_with("modelo-crédito 1") && names[2].starts_with("modelo-crédito 3"), "{names:?}");
}

#[test]
fn the_library_stands_beside_an_open_model() {
    let mut window = open(store());
    window.get_by_label_contains("modelo-crédito 2, sklearn").click();
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    let model = active_path(&window);
    // One click opens another one.
    window.get_by_label_contains("modelo-crédito 3, sklearn").click();
    settle(&mut window);
    assert_ne!(active_path(&window), model);
    let tabs: Vec<String> = window.state().window().tabs.iter().map(|tab| tab.title.clone()).collect();
    assert_eq!(tabs, ["modelo-crédito 2", "modelo-crédito 3"]);
    command(&mut window, Command::LibraryPanel);
    assert!(rows(&window).is_empty());
}

#[test]
fn a_narrow_window_has_the_library_in_a_drawer() {
    let mut window = Begin { paths: vec![store()], size: [800.0, 600.0], ..begin() }.open();
    window.get_by_label_contains("modelo-crédito 2, sklearn").click();
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert!(rows(&window).is_empty());
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::B);
    settle(&mut window);
    window.get_by_label_contains("modelo-crédito 3, sklearn").click();
    settle(&mut window);
    assert!(window.query_by_label("Tab modelo-crédito 3, preview").is_some());
    assert!(rows(&window).is_empty(), "the drawer closes when a model is opened");
}

#[test]
fn the_run_of_a_model_is_shown_and_leads_on() {
    let mut window = open(store().join("mlruns/156278242973499161/models/m-e3b6143ec9e844029d552f2acfa3bb15/artifacts"));
    command(&mut window, Command::Show(&panels::RUN));
    for row in [
        "Experiment: experimento três",
        "Name: execução 1",
        "Status: FINISHED",
        "C: 0.2",
        "acc: 0.8700000000000001  (step 3)",
        "nan_metric: nan",
    ] {
        assert!(window.query_by_label(row).is_some(), "{row}");
    }
    window.get_by_label("Copy Run parameters").click();
    let copied = copied_soon(&mut window);
    assert!(copied.starts_with("C\t0.2\nação\té\nsolver\tlbfgs\n"), "{copied}");
    // The other model of the run is opened by its row; what was logged stands before it.
    command(&mut window, Command::MaximisePanel);
    let row = window.get_by_label_contains("checkpoint: ");
    row.click();
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert!(active_path(&window).ends_with("m-ea8516d58ead434895c2546ad89d7f01/artifacts"));
    // An id leads to all that the library lists for it, which the store is added to for that.
    window.state_mut().ask(Action::FindInLibrary("6efc4e179e73480381c74de4c720cfdb".to_owned()));
    settle(&mut window);
    assert_eq!(rows(&window).len(), 2);
}

#[test]
fn a_model_of_an_unknown_run_says_what_to_do() {
    let mut window = open(common::models().join("3.18.0/sklearn_iris"));
    command(&mut window, Command::Show(&panels::RUN));
    let run = "No run is recorded: the model was saved outside of one, or by hand.";
    assert!(window.query_by_label(run).is_some());
}

#[test]
fn a_comparison_shows_both_runs_under_the_verdict() {
    let store = store();
    let model = |id: &str| store.join(format!("mlruns/156278242973499161/models/{id}/artifacts"));
    let pair = [model("m-293a51f847ef4320aa5490528a9ae3bd"), model("m-e3b6143ec9e844029d552f2acfa3bb15")];
    let window = Begin { paths: pair.into(), ..begin() }.open();
    assert!(window.query_by_label("Run parameters: 1 change, 3 the same").is_some());
    let labels: Vec<String> = window.query_all_by_role(egui::Role::Row).filter_map(|node| node.accesskit_node().label()).collect();
    assert!(labels.iter().any(|row| row.contains("acc") && row.contains("0.86") && row.contains("0.87")), "{labels:#?}");
}

#[test]
fn damage_is_said_once_and_in_its_place() {
    let folder = Folder::new();
    copy(&store(), folder.path());
    std::fs::write(folder.path().join("mlruns/models/modelo-crédito/version-2/meta.yaml"), "[").unwrap();
    let mut window = open(folder.path());
    let strip = window.get_by_label_contains("1 thing could not be read");
    strip.click();
    settle(&mut window);
    assert!(window.query_all_by_label_contains("version 2 of modelo-crédito cannot be read").next().is_some());
    assert!(window.state().window().notices.is_empty(), "no message lies over the window");
}

#[test]
fn a_place_that_is_gone_keeps_its_last_picture() {
    let folder = Folder::new();
    let place = folder.path().join("place");
    copy(&store(), &place);
    let mut window = open(&place);
    std::fs::rename(&place, folder.path().join("elsewhere")).unwrap();
    command(&mut window, Command::Reload);
    assert_eq!(rows(&window).len(), 14);
    assert!(window.query_all_by_label_contains("the folder is gone").next().is_some());
    std::fs::rename(folder.path().join("elsewhere"), &place).unwrap();
    command(&mut window, Command::Reload);
    assert!(window.query_all_by_label_contains("the folder is gone").next().is_none());
    assert_eq!(rows(&window).len(), 14);
}

#[test]
fn two_folders_of_which_one_is_a_place_are_both_opened() {
    let window = Begin { paths: vec![store(), common::models().join("3.18.0/sklearn_iris")], ..begin() }.open();
    assert_eq!(window.state().window().library.places.len(), 1);
    // The word on it may have left by the time that all runs of the store are read.
    assert_eq!(window.state().window().tabs.len(), 1);
}

#[test]
fn the_palette_finds_commands_tabs_and_models() {
    let mut window = open(store());
    for (modifiers, key) in [(egui::Modifiers::COMMAND, egui::Key::K), (egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, egui::Key::P)] {
        window.key_press_modifiers(modifiers, key);
        settle(&mut window);
        assert!(window.state().window().dialogs.palette.is_some());
        window.key_press(egui::Key::Escape);
        settle(&mut window);
        assert!(window.state().window().dialogs.palette.is_none());
    }
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    settle(&mut window);
    window.event(egui::Event::Text("dark".to_owned()));
    settle(&mut window);
    assert!(window.query_by_label("Dark").is_some());
    window.key_press(egui::Key::Escape);
    settle(&mut window);
    window.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::K);
    settle(&mut window);
    window.event(egui::Event::Text("crédito champion".to_owned()));
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert!(window.query_by_label("Tab modelo-crédito 2").is_some());
    assert!(window.state().window().dialogs.palette.is_none());
    // An open model by its name.
    command(&mut window, Command::ShowLibrary);
    window.get_by_label("Search or run a command").click();
    settle(&mut window);
    assert!(window.query_by_label("modelo-crédito 2, open").is_some());
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert!(!window.state().window().shows_library());
}

#[test]
fn a_model_at_which_the_program_failed_says_so_and_the_others_stay() {
    let mut window = open(store());
    let library = &mut window.state_mut().window_mut().library;
    let at = library.places[0].entries.iter().position(|entry| &*entry.name == "modelo-crédito 2").unwrap();
    let checkup = library.places[0].checkups[at].as_mut().unwrap();
    checkup.failed = true;
    window.run_ok();
    let rows = rows(&window);
    let failed: Vec<&String> = rows.iter().filter(|row| row.contains("The program made a mistake with this one")).collect();
    assert_eq!(failed.len(), 1, "{rows:#?}");
    assert!(failed[0].starts_with("modelo-crédito 2, "));
    assert!(rows.iter().any(|row| row.ends_with(", 1 warning")), "{rows:#?}");
}

#[test]
fn an_address_of_mlflow_leads_to_its_model() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    // Named on the command line, before the library was looked through.
    let settings = Settings { places: vec![folder.path().join("mlruns")], ..Settings::default() };
    let mut window = Begin { paths: vec!["models:/iris@production".into()], settings, ..Begin::default() }.open();
    let title = |window: &Window| window.state().window().active_tab().map(|tab| tab.title.clone()).unwrap_or_default();
    assert_eq!(title(&window), "iris 1");
    // In the palette.
    command(&mut window, Command::Palette);
    window.event(egui::Event::Text("models:/diabetes/1".to_owned()));
    settle(&mut window);
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert_eq!(title(&window), "diabetes 1");
    // Compared.
    window.state_mut().ask(Action::Compare("models:/diabetes@champion".into(), "models:/diabetes/latest".into()));
    settle(&mut window);
    assert!(window.state().window().active_pair().is_some());
    // What leads nowhere says why, and opens nothing.
    let tabs = window.state().window().tabs.len();
    for (address, why) in [
        ("models:/diabetes/9", "diabetes has no version 9 here; it has 1 @champion, 2 @challenger."),
        ("models:/irs/1", "did you mean iris?"),
        ("models:/churn/4", "the model of churn 4 is not here: "),
        ("runs:/../../etc/passwd", "is refused"),
    ] {
        window.state_mut().ask(Action::Open(address.into()));
        settle(&mut window);
        assert!(window.query_all_by_label_contains(why).next().is_some(), "{address}");
        assert_eq!(window.state().window().tabs.len(), tabs, "{address}");
    }
}

/// The titles of the tabs, with whether each is a preview.
fn tabs(window: &Window) -> Vec<(String, bool)> {
    window.state().window().tabs.iter().map(|tab| (tab.title.clone(), tab.is_preview)).collect()
}

#[test]
fn a_click_beside_a_model_shows_the_next_one_in_the_same_tab_until_it_is_kept() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let settings = Settings { places: vec![folder.path().join("mlruns")], ..Settings::default() };
    let mut window = Begin { paths: vec!["models:/iris/1".into()], settings, ..Begin::default() }.open();
    let click = |window: &mut Window, name: &str| {
        window
            .query_all_by_role(egui::Role::Row)
            .find(|node| node.accesskit_node().label().is_some_and(|label| label.contains(name)))
            .unwrap()
            .click();
        settle(window);
    };
    click(&mut window, "mango_rice");
    assert_eq!(tabs(&window), [("iris 1".to_owned(), false), ("mango_rice".to_owned(), true)]);
    // The panel in the middle stays the same.
    command(&mut window, Command::Show(&mlmodel_viewer::present::example::SECTION));
    click(&mut window, "wise-ant-904");
    assert_eq!(tabs(&window), [("iris 1".to_owned(), false), ("wise-ant-904".to_owned(), true)]);
    assert_eq!(window.state().window().active_tab().unwrap().view.middle().key, "example");
    // The keyboard keeps it, and what is looked at next has a tab of its own.
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert!(!tabs(&window)[1].1, "{:?}", tabs(&window));
    click(&mut window, "bold-finch-28");
    assert_eq!(tabs(&window).len(), 3);
    assert!(window.query_by_label("Tab bold-finch-28, preview").is_some());
    // Back and forward go between what was shown.
    command(&mut window, Command::Back);
    assert_eq!(window.state().window().active_tab().unwrap().title, "wise-ant-904");
    command(&mut window, Command::Back);
    assert_eq!(window.state().window().active_tab().unwrap().title, "mango_rice", "looked at again");
    command(&mut window, Command::Forward);
    assert_eq!(window.state().window().active_tab().unwrap().title, "wise-ant-904");
    command(&mut window, Command::ShowLibrary);
    command(&mut window, Command::Back);
    assert_eq!(window.state().window().active_tab().unwrap().title, "wise-ant-904");
    assert!(!window.state().window().at_library);
}

#[test]
fn the_head_of_a_version_says_its_alias_and_leads_to_the_others() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let settings = Settings { places: vec![folder.path().join("mlruns")], ..Settings::default() };
    let mut window = Begin { paths: vec!["models:/diabetes/1".into()], settings, ..Begin::default() }.open();
    window.get_by_label("Registered: @champion. Other versions").click();
    settle(&mut window);
    window.get_by_label_contains("Show diabetes 2 @challenger, ");
    window.key_press(egui::Key::Enter);
    settle(&mut window);
    assert_eq!(window.state().window().active_tab().unwrap().title, "diabetes 2");
    assert!(window.query_by_label("Registered: @challenger. Other versions").is_some());
    // One without another version says so.
    command(&mut window, Command::ShowLibrary);
    window.state_mut().ask(Action::Open("models:/iris/1".into()));
    settle(&mut window);
    command(&mut window, Command::OtherVersions);
    assert!(window.query_by_label_contains("No other version of it is in the library").is_some());
}

#[test]
fn back_passes_over_what_turned_out_to_be_a_place() {
    let folder = Folder::new();
    common::lesson_store(folder.path());
    let mut window = Begin { paths: vec![common::models().join("3.18.0/sklearn_iris")], ..Begin::default() }.open();
    // A folder with many models becomes a place, and its tab goes.
    window.state_mut().ask(Action::Open(folder.path().join("mlruns")));
    settle(&mut window);
    assert!(window.state().window().at_library);
    command(&mut window, Command::Back);
    assert!(!window.state().window().at_library);
    assert_eq!(window.state().window().active_tab().unwrap().title, "sklearn_iris");
    command(&mut window, Command::Forward);
    assert!(window.state().window().at_library);
}
