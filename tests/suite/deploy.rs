//! The panel Deploy, by accessible names: platforms, what stands in the way, and what mends it.

use egui::{Key, Role};
use egui_kittest::kittest::Queryable as _;
use mlmodel_viewer::app::settings::Settings;
use mlmodel_viewer::platforms::Group;
use mlmodel_viewer::ui::{Command, panels};

use crate::common::{self, Folder};
use crate::harness::{Begin, Window, command, copied_soon, settle};

fn open(path: std::path::PathBuf) -> Window {
    open_with(path, Settings::default())
}

fn open_with(path: std::path::PathBuf, mut settings: Settings) -> Window {
    settings.layout.bottom_height = 330.0;
    let mut window = Begin { paths: vec![path], settings, size: [1280.0, 900.0], ..Begin::default() }.open();
    command(&mut window, Command::Show(&panels::DEPLOY));
    settle(&mut window);
    window
}

fn iris() -> std::path::PathBuf {
    common::models().join("1.30.1/sklearn_iris")
}

/// The whole corrected file is copied, with what stood in it.
#[test]
fn what_azure_lacks_is_told_and_the_corrected_file_is_copied() {
    let mut window = open(iris());
    assert!(window.query_by_label("Azure online endpoint: likely not: 2 obstacles").is_some());
    assert!(window.query_by_label("+   - azureml-ai-monitoring").is_some());
    window.get_by_label("Copy conda.yaml").click();
    let copied = copied_soon(&mut window);
    assert!(copied.contains("- azureml-ai-monitoring\n") && copied.contains("scikit-learn==1.3.2"), "{copied}");
    assert_eq!(std::fs::read_to_string(iris().join("conda.yaml")).unwrap().matches("azureml").count(), 0, "nothing is written");
    // A reason leads to the file that it is about.
    window.get_all_by_role(Role::Link).next().unwrap().click();
    settle(&mut window);
    assert_eq!(*window.state().window().active_tab().unwrap().view.panel, panels::FILES);
}

#[test]
fn what_one_deploys_to_is_chosen_once_and_its_platforms_stand_first() {
    let mut window = open(iris());
    window.get_by_role_and_label(Role::ComboBox, "I deploy to: Azure").click();
    settle(&mut window);
    window.get_by_label("Spark").click();
    settle(&mut window);
    assert!(window.query_by_label("Spark UDF: no obstacle found").is_some());
    assert!(window.query_by_label_contains("Azure online endpoint").is_none());
    assert!(window.query_by_label("Copy Spark UDF").is_some(), "its code stands below");
    assert_eq!(window.state().window().layout.deploys_to, Group::Spark);
    // The others unfold, and what was shown stays until another is chosen.
    window.get_by_label_contains(" other platforms").click();
    settle(&mut window);
    assert!(window.query_by_label("Copy Spark UDF").is_some());
    window.get_by_label("Azure online endpoint: likely not: 2 obstacles").click();
    settle(&mut window);
    assert!(window.query_by_label("Copy conda.yaml").is_some());
    window.key_press(Key::Enter);
    assert!(copied_soon(&mut window).contains("$schema"), "Enter copies the code of the platform");
}

/// Never a promise: what was checked stands beside it, and no tick.
#[test]
fn what_was_checked_and_what_was_not_stands_beside_the_answer() {
    let mut settings = Settings::default();
    settings.layout.deploys_to = Group::Mlflow;
    let window = open_with(iris(), settings);
    assert!(window.query_by_label("MLflow server, ready environment: no obstacle found").is_some());
    assert!(window.query_by_label_contains("Not checked: ").is_some());
    assert!(window.query_by_role(Role::CheckBox).is_none() && window.query_by_label("tick").is_none());
}

/// Registering and serving are told apart: such a model loads with a warning, and no server can use it.
#[test]
fn a_model_that_no_server_can_use_says_so_beside_each_platform() {
    let window = open(common::models().join("broken/flavor_no_pyfunc"));
    assert!(window.query_by_label_contains("It may be registered, and no server can use it: ").is_some());
}

/// A candidate that a platform no longer takes is told in the comparison.
#[test]
fn a_comparison_tells_which_platforms_are_lost() {
    let lacking = Folder::copy_of("1.30.1/sklearn_iris");
    let mlmodel = std::fs::read_to_string(lacking.path().join("MLmodel")).unwrap();
    std::fs::write(lacking.path().join("MLmodel"), mlmodel.replace("python_function:", "other_function:")).unwrap();
    let printed = common::compare_json(&iris(), lacking.path());
    let rows = printed["platforms"].as_array().unwrap();
    let row = rows.iter().find(|row| row["key"] == "MLflow server, ready environment").unwrap();
    assert_eq!((&row["change"], &row["a"]), (&"changed".into(), &"no obstacle found".into()));
    assert!(row["b"].as_str().unwrap().starts_with("1 obstacle: "), "{row}");
}
