//! What is open follows what happens on disk.

use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::ui::panels;
use mlmodel_viewer::ui::{Action, Command};

use crate::common::Folder;
use crate::harness::{Begin, Window, command, settle, wait};

/// Opens these, and waits until changes in them are noticed.
fn open(paths: &[&Path]) -> Window {
    let paths = paths.iter().map(|path| path.to_path_buf()).collect();
    let mut window = Begin { paths, ..Begin::default() }.open();
    follow(&mut window, "nothing is watched", |window| window.state().is_watching());
    window
}

/// Waits until it holds, and until all that changed is read.
fn follow(window: &mut Window, what: &str, holds: impl Fn(&Window) -> bool) {
    wait(window, what, holds);
    settle(window);
}

fn says(text: &str) -> impl Fn(&Window) -> bool + use<'_> {
    move |window| window.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn a_changed_model_is_read_again_and_marked_and_the_person_stays() {
    let folder = Folder::copy_of("3.18.0/sklearn_iris");
    let mut window = open(&[folder.path()]);
    command(&mut window, Command::Show(&panels::FILES));
    let key = mlmodel_viewer::mlmodel::KeyPath::of(&["flavors", "sklearn", "sklearn_version"]);
    window.state_mut().ask(Action::Select(key.clone()));
    settle(&mut window);
    let mlmodel = folder.path().join("MLmodel");
    let text = std::fs::read_to_string(&mlmodel).unwrap();
    std::fs::write(&mlmodel, text.replace("loader_module: mlflow.sklearn", "loader_module: mlflow.other")).unwrap();
    std::fs::write(folder.path().join("requirements.txt"), "mlflow\n").unwrap();
    std::fs::remove_file(folder.path().join("python_env.yaml")).unwrap();
    follow(&mut window, "the change is not noticed", says("Changed on disk since it was opened: MLmodel (1 key)"));
    assert!(
        window.query_all_by_label_contains("python_env.yaml (gone), requirements.txt").next().is_some()
            || says("requirements.txt, python_env.yaml (gone)")(&window)
    );
    assert!(window.query_by_label("loader_module: mlflow.other, changed").is_some(), "the entry is marked");
    assert!(window.query_all_by_label_contains("requirements.txt, changed").next().is_some(), "the file is marked");
    let tab = window.state().window().active_tab().unwrap();
    let tree = tab.loaded().unwrap().tree();
    assert_eq!(tab.view.tree.list.selected.map(|i| tree.path(i)), Some(key), "the selection stays");
    assert_eq!(tab.view.panel, &panels::FILES);
    window.get_by_label("Mark as seen").click();
    settle(&mut window);
    assert!(!says("Changed on disk")(&window) && !says("requirements.txt, changed")(&window));
}

#[test]
fn a_model_that_disappears_keeps_its_last_picture() {
    let outer = Folder::new();
    let inner = outer.path().join("model");
    std::fs::rename(Folder::copy_of("3.18.0/sklearn_iris").path(), &inner).unwrap();
    let mut window = open(&[&inner]);
    std::fs::rename(&inner, outer.path().join("elsewhere")).unwrap();
    follow(&mut window, "it is not noticed", says("What is shown is how it was read last"));
    assert!(window.query_by_label("Signature").is_some(), "the model is still shown");
    std::fs::rename(outer.path().join("elsewhere"), &inner).unwrap();
    follow(&mut window, "it is back", |window| !says("What is shown is how it was read last")(window));
}

#[test]
fn a_place_follows_what_comes_and_goes() {
    let place = Folder::new();
    for name in ["a", "b"] {
        std::fs::rename(Folder::copy_of("3.18.0/sklearn_iris").path(), place.path().join(name)).unwrap();
    }
    let mut window = open(&[place.path()]);
    assert!(says("2 models")(&window));
    let new = Folder::copy_of("3.18.0/sklearn_iris");
    std::fs::create_dir(place.path().join("deep")).unwrap();
    std::fs::rename(new.path(), place.path().join("deep/c")).unwrap();
    follow(&mut window, "a new model is not noticed", says("3 models"));
    assert!(says("c, sklearn, complete, new")(&window) || says("c, sklearn, 1 warning, new")(&window), "it is marked");
    std::fs::remove_file(place.path().join("a/model.skops")).unwrap();
    follow(&mut window, "a deleted file is not noticed", says("a, sklearn, 1 file missing, changed"));
    std::fs::remove_dir_all(place.path().join("b")).unwrap();
    follow(&mut window, "a deleted model is not noticed", |window| !says("b, sklearn")(window));
}

#[test]
fn a_comparison_follows_both_sides() {
    let (a, b) = (Folder::copy_of("3.18.0/sklearn_iris"), Folder::copy_of("3.18.0/sklearn_iris"));
    let mut window = open(&[a.path(), b.path()]);
    assert!(says("Identical")(&window));
    std::fs::write(b.path().join("requirements.txt"), "scikit-learn==0.1\n").unwrap();
    follow(&mut window, "the change is not noticed", |window| !says("Identical")(window));
}
