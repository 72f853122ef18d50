//! Folders damaged in one way each: an error exactly where MLflow 3.18 cannot load the folder.

use crate::common::{self, Folder};
use mlmodel_viewer::checks::Severity;
use mlmodel_viewer::folder::Subject;
use serde_json::Value;

/// Where our verdict may differ from that of `pyfunc.load_model`, and why.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("flavor_no_loader", "pyfunc fails, and scikit-learn still loads it: a warning"),
    ("flavor_no_pyfunc", "pyfunc fails, and scikit-learn still loads it: a warning"),
    ("parent_folder", "the one model below is opened instead, and a note says so"),
    ("pkl_missing_module", "what a pickle imports cannot be told without running it"),
];

#[test]
fn an_error_exactly_where_mlflow_cannot_load() {
    let broken = common::models().join("broken");
    let expected: serde_json::Map<String, Value> =
        serde_json::from_str(&std::fs::read_to_string(broken.join("expected.json")).unwrap()).unwrap();
    assert!(expected.len() > 80);
    for (case, answer) in &expected {
        let (_, findings) = common::inspect(&broken.join(case));
        let errors = common::codes(&findings, Severity::Error);
        let loads = answer["Model.load"]["ok"] == true && answer["pyfunc.load_model"]["ok"] == true;
        if EXCEPTIONS.iter().any(|(name, _)| name == case) {
            assert!(errors.is_empty() && !loads, "{case} is no exception any more: {errors:?}");
        } else {
            assert_eq!(errors.is_empty(), loads, "{case}: {errors:?}, MLflow says {answer}");
        }
        for finding in &findings {
            assert!(!finding.title.is_empty() && !finding.help.is_empty(), "{case}: {finding:?}");
        }
    }
}

/// The code each damage is known by: these are stable, scripts rely on them.
#[test]
fn each_damage_has_its_own_code() {
    let cases = [
        ("artifacts_dir_missing", "artifact-missing"),
        ("code_dir_missing", "artifact-missing"),
        ("code_path_outside", "artifact-outside"),
        ("conda_empty", "artifact-empty"),
        ("conda_malformed", "environment-unreadable"),
        ("flavor_no_loader", "pyfunc-unusable"),
        ("flavor_no_pyfunc", "pyfunc-missing"),
        ("flavor_path_absolute", "artifact-outside"),
        ("input_example_info_string", "example-info-not-a-map"),
        ("mlmodel_binary", "mlmodel-encoding"),
        ("mlmodel_empty", "mlmodel-empty"),
        ("mlmodel_html", "mlmodel-not-a-map"),
        ("mlmodel_is_directory", "mlmodel-not-a-file"),
        ("mlmodel_missing", "mlmodel-missing"),
        ("mlmodel_tabs", "mlmodel-syntax"),
        ("mlmodel_utf16", "mlmodel-encoding"),
        ("model_code_missing", "artifact-missing"),
        ("parent_folder", "opened-below"),
        ("pkl_is_directory", "artifact-wrong-kind"),
        ("pkl_lfs_pointer", "artifact-lfs-pointer"),
        ("pkl_truncated", "artifact-cut-off"),
        ("pkl_zero_bytes", "artifact-empty"),
        ("python_version_differs", "python-contradiction"),
        ("requirements_bad_lines", "requirement-unreadable"),
        ("signature_is_string", "signature-not-a-map"),
        ("signature_json_malformed", "signature-not-json"),
        ("signature_old_optional_key", "signature-optional-key"),
        ("time_garbage", "time-unreadable"),
        ("version_future", "version-newer"),
        ("version_garbage", "version-unreadable"),
        ("yaml_bomb", "yaml-alias-bomb"),
        ("yaml_custom_tag", "yaml-refused"),
        ("yaml_duplicate_keys", "yaml-duplicate-key"),
        ("yaml_recursive", "yaml-recursive"),
        ("yaml_version_float", "yaml-read-as"),
    ];
    for (case, code) in cases {
        let (_, findings) = common::inspect(&common::models().join("broken").join(case));
        assert!(
            findings.iter().any(|finding| finding.code == code),
            "{case}: {:?}",
            findings.iter().map(|f| f.code.name).collect::<Vec<_>>()
        );
    }
}

#[test]
fn what_stands_in_a_damaged_file_is_still_shown() {
    let report = common::json(&common::models().join("broken/signature_json_malformed"));
    assert_eq!(report["signature"]["inputs"], Value::Null);
    assert!(report["signature"]["outputs"].is_array());
    assert_eq!(report["mlmodel"]["flavors"]["sklearn"]["pickled_model"], "model.pkl");
    let report = common::json(&common::models().join("broken/yaml_11_scalars"));
    let metadata = &report["mlmodel"]["metadata"];
    for (key, value) in [
        ("a", "true"),
        ("b", "\"0o17\""),
        ("c", "15"),
        ("d", "90"),
        ("f", "1000.0"),
        ("g", "{\"$float\":\"Infinity\"}"),
        ("m", "\"12e03\""),
        ("o", "{\"$base64\":\"aGk=\"}"),
    ] {
        assert_eq!(metadata[key].to_string(), value, "{key}");
    }
    assert_eq!(report["mlmodel"]["utc_time_created"]["$datetime"], "2026-01-02T03:04:05.600000");
}

#[test]
fn an_error_names_its_line() {
    for (case, line) in
        [("mlmodel_tabs", true), ("mlmodel_truncated_in_quote", true), ("signature_json_malformed", true), ("yaml_duplicate_keys", true)]
    {
        let (_, findings) = common::inspect(&common::models().join("broken").join(case));
        assert_eq!(findings.iter().any(|f| f.line.is_some_and(|n| n > 1)), line, "{case}: {findings:?}");
    }
}

#[test]
fn the_wrong_thing_is_named() {
    let cases: &[(&str, &[u8], &str)] = &[
        ("model.zip", b"PK\x03\x04rest", "archive"),
        ("outputs.tar.gz", b"\x1f\x8brest", "archive"),
        ("Net.mlmodel", b"\x08\x01", "Core ML"),
        ("mlflow.db", b"SQLite format 3\0", "database"),
        ("notes.txt", b"hello", "not a model"),
        ("conda.yaml", b"name: x", "one file of a model folder"),
    ];
    for (name, content, word) in cases {
        let folder = Folder::new().write(name, content);
        let (opened, findings) = common::inspect(&folder.path().join(name));
        assert!(matches!(opened.subject, Subject::NotAModel(_)), "{name}");
        assert_eq!(common::codes(&findings, Severity::Error), ["not-a-model"], "{name}");
        assert!(findings[0].title.contains(word), "{name}: {}", findings[0].title);
    }
}

#[test]
fn a_plain_artifact_is_a_file_and_not_a_model() {
    let folder = Folder::new().write("model.pkl", b"\x80\x04.");
    for path in [folder.path().to_owned(), folder.path().join("model.pkl")] {
        let report = common::json(&path);
        assert_eq!(report["kind"], "artifact");
        assert_eq!(report["findings"][0]["code"], "plain-artifact");
        assert_eq!(report["files"][0]["path"], "model.pkl");
    }
    let misspelled = Folder::new().write("mlmodel", "flavors: {}");
    assert_eq!(common::json(misspelled.path())["findings"][0]["code"], "mlmodel-misspelled");
}

#[test]
fn models_below_a_folder_are_opened_or_listed() {
    let one = Folder::new().write("outputs/deep/model/MLmodel", "flavors: {}");
    let report = common::json(one.path());
    assert_eq!(report["kind"], "model");
    assert!(report["path"].as_str().unwrap().ends_with("outputs/deep/model"));
    // A model inside a model is part of it, and what is hidden is passed over.
    let several = one.write("b/MLmodel", "a: 1").write("b/artifacts/inner/MLmodel", "a: 1").write(".trash/c/MLmodel", "a: 1");
    let report = common::json(several.path());
    assert_eq!(report["kind"], "several");
    assert_eq!(report["models"], serde_json::json!(["b", "outputs/deep/model"]));
    assert!(report["findings"].as_array().unwrap().iter().all(|finding| finding["severity"] != "error"));
    let empty = Folder::new();
    assert_eq!(common::json(empty.path())["kind"], "not_a_model");
}

#[test]
fn slips_of_the_keyboard_are_guessed() {
    let folder = Folder::with_mlmodel("flavors:\n  python_functions:\n    loader_module: mlflow.sklearn\n  sklearn:\n    pickled_model: model.pkl\nsiganture:\n  inputs: '[]'\n").write("model.pkl", b"\x80\x04.");
    let (_, findings) = common::inspect(folder.path());
    let titles: Vec<&str> = findings.iter().map(|f| f.title.as_str()).collect();
    assert!(titles.contains(&"The flavor python_functions is unknown: did you mean python_function?"), "{titles:?}");
    assert!(titles.contains(&"The key siganture is unknown: did you mean signature?"), "{titles:?}");
}

#[test]
fn a_folder_smaller_than_declared_has_lost_something() {
    let text = "flavors:\n  sklearn:\n    pickled_model: model.pkl\nmodel_size_bytes: 5000000\nsignature:\n  inputs: '[{\"type\": \"long\", \"name\": \"a\"}]'\n";
    let folder = Folder::with_mlmodel(text).write("model.pkl", b"\x80\x04.");
    let (_, findings) = common::inspect(folder.path());
    assert!(common::codes(&findings, Severity::Warning).contains(&"size-shrunk"));
}

#[test]
fn environment_files_that_are_missing_together_are_told_once() {
    let lost = |without: &[&str]| {
        let folder = Folder::copy_of("3.18.0/sklearn_iris");
        for name in without {
            std::fs::remove_file(folder.path().join(name)).unwrap();
        }
        let (opened, findings) = common::inspect(folder.path());
        let Subject::Model(model) = opened.subject else { panic!("it is a model") };
        // Tree and Files mark each of them.
        assert_eq!(model.references.iter().filter(|reference| !reference.status.is_good()).count(), without.len());
        findings.into_iter().filter(|finding| finding.code == "artifact-missing").collect::<Vec<_>>()
    };
    let all = lost(&["conda.yaml", "python_env.yaml", "requirements.txt"]);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(all[0].title, "conda.yaml, python_env.yaml and requirements.txt are missing");
    assert_eq!(all[0].keys.len(), 2, "requirements.txt is named by no key");
    assert!(all[0].meaning.contains("nothing in the folder says which packages"), "{all:?}");
    let some = lost(&["python_env.yaml", "requirements.txt"]);
    assert_eq!(some.iter().map(|finding| &*finding.title).collect::<Vec<_>>(), ["python_env.yaml and requirements.txt are missing"]);
    let one = lost(&["conda.yaml"]);
    assert_eq!(one.iter().map(|finding| &*finding.title).collect::<Vec<_>>(), ["conda.yaml is missing"]);
    assert!(one[0].meaning.contains("cannot be rebuilt from this file"), "{one:?}");
}
