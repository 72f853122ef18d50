//! How models come into the window: dropped, pasted, typed, chosen; their tabs; and what is no model.

use egui::{Key, Modifiers, Role};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::ui::state::{Content, Target};

use super::{drop_on, open};
use crate::archives::made;
use crate::common::{self, Folder};
use crate::harness::{Begin, Window, settle, wait};

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
fn archives_are_dropped_previewed_and_compared() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let place = Folder::new()
        .write("churn.zip", made::zip(&made::members(&model, "model/")))
        .write("churn 2.tgz", made::gzip(&made::tar(&model, "model")));
    let [zip, tar] = ["churn.zip", "churn 2.tgz"].map(|name| place.path().join(name));
    let mut window = Begin::default().open();
    drop_on(&mut window, &[&zip]);
    assert!(window.query_by_label("Tab churn").is_some() && window.query_by_label("from churn.zip").is_some());
    window.key_press_modifiers(Modifiers::ALT, Key::Num2);
    settle(&mut window);
    window.get_by_label_contains("conda.yaml, ").click();
    settle(&mut window);
    settle(&mut window);
    assert!(window.query_by_label_contains("conda-forge").is_some());
    // Dropped again it gets no second tab.
    drop_on(&mut window, &[&zip]);
    assert_eq!(window.state().window().tabs.len(), 1);
    drop_on(&mut window, &[&zip, &tar]);
    assert!(window.query_by_label_contains("Identical").is_some());
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
fn wrong_things_are_named_and_lead_on() {
    let folder = Folder::new().write("x.zip", "PK");
    let window = open(folder.path().join("x.zip"));
    assert!(window.query_by_label_contains("This archive cannot be opened").is_some());
    let window = open(folder.path().join("gone"));
    assert!(window.query_by_label("This cannot be opened").is_some());
}

#[test]
fn samples_open_from_the_start_page() {
    let mut window = Begin::default().open();
    window.get_by_label("one with a missing file").click();
    wait(&mut window, "the sample opens", |window| !window.state().window().tabs.is_empty());
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
    wait(&mut window, "the file is found", |window| window.query_by_label_contains("Loads, 1 warning").is_some());
    let tab = window.state().window().active_tab().unwrap();
    assert_eq!(
        tab.view.tree.list.selected.map(|i| tab.loaded().unwrap().tree().path(i).to_string()).as_deref(),
        Some("flavors.python_function.model_path")
    );
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
fn a_folder_that_is_gone_is_said_in_plain_words() {
    let folder = Folder::new();
    let mut window = open("3.18.0/sklearn_iris");
    let gone = folder.path().join("gone");
    window.state_mut().ask(mlmodel_viewer::ui::Action::ShowPath(gone));
    wait(&mut window, "a notice appears", |window| !window.state().window().notices.is_empty());
    let text = &window.state().window().notices[0].text;
    assert!(text.starts_with("It is not there any more") && !text.contains("ExitStatus"), "{text}");
}
