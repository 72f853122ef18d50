//! The printed list.

use std::path::Path;

use serde_json::{Value, json};

use crate::common::{self, Folder, copy};

#[test]
fn the_printed_list_has_the_agreed_keys() {
    let store = common::models().join("3.18.0/store_file");
    let run = |arguments: &[&str]| {
        let out =
            std::process::Command::new(env!("CARGO_BIN_EXE_mlmodel-viewer")).arg("list").arg(&store).args(arguments).output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    let listed: Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
    let listed = listed.as_array().unwrap();
    let paths: Vec<&str> = listed.iter().map(|model| model["path"].as_str().unwrap()).collect();
    assert!(paths.is_sorted() && paths.len() == 13 && paths[0].starts_with(store.to_str().unwrap()));
    let model = listed.iter().find(|model| model["model_id"] == "m-8a9eb968eeb04ea49b16baa934bfc0f1").unwrap();
    assert_eq!(model["flavors"], json!(["python_function", "sklearn"]));
    assert_eq!(model["experiment"], "crédito");
    assert_eq!((&model["run_name"], &model["run_id"]), (&json!("registro 1"), &json!("c0a71740ceb544d0afc1e5d36607993e")));
    let registered = json!([{"name": "modelo-crédito", "version": "2", "aliases": ["champion", "producao"], "stage": "Production"}]);
    assert_eq!(model["registered"], registered);
    assert_eq!((&model["errors"], &model["created"]), (&json!(0), &json!("2026-11-23 19:22:11.940772")));
    let text = run(&[]);
    assert!(text.contains("13 models") && text.contains("somente_artefato 1: there is no MLmodel at its source"), "{text}");
    let missing = std::process::Command::new(env!("CARGO_BIN_EXE_mlmodel-viewer")).args(["list", "/nowhere"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&missing.stderr), "mlmodel-viewer: the folder is gone: /nowhere\n");
}

#[test]
fn the_printed_paths_are_sorted_as_text_and_a_model_is_a_place_too() {
    let place = Folder::new();
    let iris = common::models().join("3.18.0/sklearn_iris");
    for folder in ["a/b", "a-b", "a.b", "B"] {
        copy(&iris, &place.path().join(folder));
    }
    let list = |path: &Path| -> Vec<String> {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_mlmodel-viewer"))
            .arg("list")
            .arg(path)
            .args(["--format", "json"])
            .output()
            .unwrap();
        let listed: Value = serde_json::from_slice(&out.stdout).unwrap();
        listed.as_array().unwrap().iter().map(|model| model["path"].as_str().unwrap().to_owned()).collect()
    };
    let expected: Vec<String> = ["B", "a-b", "a.b", "a/b"].iter().map(|end| format!("{}/{end}", place.path().display())).collect();
    assert_eq!(list(place.path()), expected);
    assert_eq!(list(&iris), [iris.display().to_string()]);
}
