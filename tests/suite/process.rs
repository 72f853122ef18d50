//! The program as a process: what it prints, how it ends, and what it leaves alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use crate::common::{self, Folder};

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlmodel-viewer"));
    command.args(arguments).env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    command
}

pub fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn case(name: &str) -> String {
    common::models().join(name).to_str().unwrap().to_owned()
}

#[test]
fn the_exit_code_tells_errors_from_none_and_from_trouble() {
    let codes = [
        (vec!["inspect".to_owned(), case("3.18.0/sklearn_iris")], 0),
        (vec!["inspect".to_owned(), case("3.18.0/sklearn_iris/MLmodel")], 0),
        (vec!["inspect".to_owned(), case("broken/model_pkl_deleted")], 1),
        (vec!["inspect".to_owned(), case("broken/mlmodel_tabs")], 1),
        (vec!["inspect".to_owned(), case("nowhere")], 2),
        (vec!["inspect".to_owned()], 2),
        (vec!["inspect".to_owned(), "--no-such".to_owned()], 2),
        (vec!["--help".to_owned()], 0),
        (vec!["--version".to_owned()], 0),
        (vec!["inspect".to_owned(), "--help".to_owned()], 0),
    ];
    for (arguments, code) in codes {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", err(&output));
        assert_eq!(code == 2, !output.stderr.is_empty(), "{arguments:?}");
        assert_eq!(code == 2, output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn an_error_is_one_line_with_the_program_in_front_and_the_path_last() {
    let output = run(&["inspect", "/no/such\u{1b}[31m/folder"]);
    let said = err(&output);
    assert_eq!(said.lines().count(), 1);
    assert!(said.starts_with("mlmodel-viewer: ") && said.trim_end().ends_with("/no/such\\u{1b}[31m/folder"), "{said}");
}

#[test]
fn addresses_of_a_registered_model_are_looked_up_in_the_store() {
    let store = case("3.18.0/store_file");
    let of_store = |command: &str, address: &str| run(&[command, address, "--store", &store]);
    let output = of_store("inspect", "models:/modelo-crédito/2");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(out(&output).starts_with("modelo-crédito 2"), "{}", out(&output));
    for (address, why) in [
        ("models:/nobody/1", "no store here has the registered model nobody"),
        ("models:/modelo-crédito/99", "99"),
        ("models:/../../etc/1", ".."),
        ("runs:/0123/model", "0123"),
    ] {
        for command in ["inspect", "fingerprint"] {
            let output = of_store(command, address);
            assert_eq!(output.status.code(), Some(2), "{command} {address}");
            let said = err(&output);
            assert_eq!(said.lines().count(), 1, "told once: {said}");
            assert!(said.contains(why) && said.trim_end().ends_with(address), "{said}");
        }
    }
    // One that leads nowhere takes no other with it.
    let output = run(&["fingerprint", "models:/nobody/1", &case("3.18.0/sklearn_iris"), "--store", &store]);
    assert_eq!((output.status.code(), out(&output).lines().count(), err(&output).lines().count()), (Some(2), 1, 1));
    let output = run(&["inspect", "models:/modelo-crédito/2"]);
    assert!(err(&output).contains("--store"), "what to do: {}", err(&output));
}

#[test]
fn a_command_behind_an_option_of_the_window_is_no_path() {
    let output = run(&["--store", &case("3.18.0/store_file"), "inspect", "models:/modelo-crédito/2"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(err(&output), "mlmodel-viewer: a command stands in front of its options: mlmodel-viewer inspect …\n");
}

#[test]
fn without_a_display_it_names_inspect() {
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(err(&output).lines().count(), 1);
    assert!(err(&output).contains("inspect"));
}

#[test]
fn the_report_says_what_a_person_asks() {
    let text = out(&run(&["inspect", &case("3.18.0/sklearn_iris")]));
    for word in ["Complete", "sklearn 1.9.1", "sepal length (cm)", "double", "Outputs", "model.skops", "2026-11-23"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let markdown = out(&run(&["inspect", "--format", "markdown", &case("3.18.0/sklearn_iris")]));
    assert!(markdown.starts_with("# sklearn\\_iris") && markdown.contains("| 1 | sepal length (cm) | double | required |"), "{markdown}");
}

#[test]
fn the_json_has_every_promised_key() {
    let report: serde_json::Value =
        serde_json::from_str(&out(&run(&["inspect", "--format", "json", &case("broken/model_pkl_deleted")]))).unwrap();
    // What is added is no break; assets/schema describes all of it.
    for key in ["artifacts", "environment", "example", "files", "findings", "kind", "mlmodel", "path", "schema", "signature"] {
        assert!(report.get(key).is_some(), "{key}");
    }
    let artifact = &report["artifacts"].as_array().unwrap().iter().find(|a| a["key"] == "flavors.sklearn.pickled_model").unwrap();
    assert_eq!(
        **artifact,
        serde_json::json!({"key": "flavors.sklearn.pickled_model", "path": "model.pkl", "status": "missing", "required": true, "bytes": null})
    );
    let finding = report["findings"][0].as_object().unwrap();
    let mut keys: Vec<&str> = finding.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["code", "help", "keys", "line", "message", "path", "severity"]);
}

#[test]
fn a_closed_pipe_is_no_trouble() {
    let mut child = program(&["inspect", "--format", "json", &case("3.18.0/sig_500_columns")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_printed_is_trouble() {
    let model = case("3.18.0/sklearn_iris");
    for arguments in [&["--help"][..], &["--version"], &["inspect", "--help"], &["inspect", &model], &["list", &model]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = program(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", err(&output));
        assert!(err(&output).contains("cannot be printed"), "{arguments:?}: {}", err(&output));
    }
}

#[test]
fn a_code_is_explained() {
    for name in ["artifact-missing", "[artifact-missing]"] {
        let output = run(&["explain", name]);
        assert_eq!((output.status.code(), err(&output).as_str()), (Some(0), ""));
        assert!(out(&output).starts_with("artifact-missing\n  A file or folder"), "{}", out(&output));
    }
    let all = out(&run(&["explain"]));
    for code in ["artifact-missing", "input-added", "signature-missing"] {
        assert!(all.contains(&format!("\n{code}\n  ")), "{code}");
    }
    let output = run(&["explain", "artifact-mising"]);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(2), ""));
    assert!(err(&output).contains("did you mean artifact-missing?"), "{}", err(&output));
}

#[test]
fn a_line_that_made_the_parser_panic_ends_no_list() {
    let place = Folder::new();
    for (name, line) in [("bad", "a-==1\n"), ("worse", "b; os_name == \"é\n"), ("sound", "six\n")] {
        std::fs::create_dir(place.path().join(name)).unwrap();
        std::fs::write(place.path().join(name).join("MLmodel"), "flavors:\n  python_function: {loader_module: my.loader}\n").unwrap();
        std::fs::write(place.path().join(name).join("requirements.txt"), line).unwrap();
    }
    let output = run(&["list", place.path().to_str().unwrap(), "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let listed: serde_json::Value = serde_json::from_str(&out(&output)).unwrap();
    let warnings: Vec<bool> = listed.as_array().unwrap().iter().map(|model| model["warnings"].as_u64() > Some(0)).collect();
    assert_eq!(warnings.len(), 3);
    let inspected = out(&run(&["inspect", place.path().join("bad").to_str().unwrap()]));
    assert!(inspected.contains("[requirement-unreadable]"), "{inspected}");
}

/// Every file with its content and the time of its last change.
fn state(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        let meta = std::fs::symlink_metadata(&path).unwrap();
        if meta.is_dir() {
            waiting.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
        let content = if meta.is_file() { std::fs::read(&path).unwrap() } else { Vec::new() };
        found.insert(path, (content, meta.modified().unwrap()));
    }
    found
}

#[test]
fn reading_leaves_the_folder_and_the_home_as_they_were() {
    let home = Folder::new();
    for name in ["3.18.0/spark_pipeline", "broken/model_pkl_deleted"] {
        let folder = Folder::copy_of(name);
        let before = (state(folder.path()), state(home.path()));
        for format in ["text", "json", "markdown"] {
            let output = program(&["inspect", "--format", format, folder.path().to_str().unwrap()])
                .env("HOME", home.path())
                .env("XDG_CONFIG_HOME", home.path())
                .env("XDG_CACHE_HOME", home.path())
                .current_dir(home.path())
                .output()
                .unwrap();
            assert!(output.status.code().is_some_and(|code| code < 2));
        }
        assert_eq!(before, (state(folder.path()), state(home.path())), "{name}");
    }
}

fn pair(change: &str) -> [String; 2] {
    ["v1", "v2"].map(|v| case(&format!("3.18.0/pair_{change}__{v}")))
}

#[test]
fn the_exit_code_of_diff_tells_what_a_script_asks() {
    let [age_a, age_b] = [r#"[{"type": "double", "name": "Age"}]"#, r#"[{"type": "integer", "name": "Age"}]"#].map(|inputs| {
        Folder::with_mlmodel(format!("flavors: {{python_function: {{loader_module: my.loader}}}}\nsignature: {{inputs: '{inputs}'}}\n"))
            .write("requirements.txt", "six")
    });
    let age = [age_a.path().display().to_string(), age_b.path().display().to_string()];
    let (identical, added, params, gone, moved) =
        (pair("identical"), pair("add_column"), pair("params"), pair("signature_removed"), pair("reorder"));
    let here = [case("3.18.0/sklearn_iris"), case("3.18.0/sklearn_iris")];
    let nowhere = [case("3.18.0/sklearn_iris"), case("nowhere")];
    let plain = [case("3.18.0/sklearn_iris"), case("3.18.0/pytorch_state_dict_only")];
    for (sides, flags, code) in [
        (&identical, &[][..], 0),
        (&here, &[], 0),
        (&added, &[], 1),
        (&moved, &[], 1),
        (&nowhere, &[], 2),
        (&plain, &[], 2),
        (&identical, &["--verdict"], 0),
        (&added, &["--verdict"], 1),
        (&params, &["--verdict"], 0),
        (&gone, &["--verdict"], 3),
        (&nowhere, &["--verdict"], 2),
        (&age, &["--verdict"], 1),
        (&age, &["--verdict", "--callers", "rest"], 0),
        (&age, &["--verdict", "--callers", "python"], 1),
    ] {
        let arguments: Vec<&str> = ["diff"].into_iter().chain(sides.iter().map(String::as_str)).chain(flags.iter().copied()).collect();
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", err(&output));
        assert_eq!(code == 2, !output.stderr.is_empty(), "{arguments:?}: {}", err(&output));
    }
    assert_eq!(run(&["diff", &here[0]]).status.code(), Some(2), "one side is no comparison");
}

#[test]
fn diff_prints_what_differs_and_what_it_means() {
    let [a, b] = pair("nested");
    let text = out(&run(&["diff", &a, &b]));
    for word in ["Callers break", "cliente.nome is required now", "[property-removed]", "~ cliente", "- velho"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let markdown = out(&run(&["diff", "--format", "markdown", &a, &b]));
    assert!(markdown.starts_with("# pair\\_nested\\_\\_v1 → pair\\_nested\\_\\_v2\n\n**Callers break**"), "{markdown}");
    assert!(markdown.contains("| › velho | removed | double |  |"), "{markdown}");
}

#[test]
fn the_json_of_diff_has_every_promised_key() {
    let keys = |value: &serde_json::Value| {
        let mut keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        keys.sort_unstable();
        keys
    };
    let [a, b] = pair("params");
    let report: serde_json::Value = serde_json::from_str(&out(&run(&["diff", "--format", "json", &a, &b]))).unwrap();
    // A new section brings a key of its own.
    for key in ["a", "b", "callers", "environment", "files", "identical", "mlmodel", "reasons", "schema", "signature", "verdict"] {
        assert!(report.get(key).is_some(), "{key} is gone");
    }
    assert_eq!(keys(&report["reasons"][0]), ["callers", "code", "grade", "message", "where"]);
    assert_eq!(
        report["reasons"][0],
        serde_json::json!({
            "grade": "risky", "callers": ["rest", "python"], "code": "param-default", "where": "signature.params.temperatura",
            "message": "temperatura had the default 0.5, has 0.7: calls that do not set it get another value."
        })
    );
    assert_eq!(keys(&report["signature"]), ["inputs", "outputs", "params"]);
    assert_eq!(keys(&report["signature"]["params"][0]), ["a", "b", "change", "name"]);
    assert_eq!(keys(&report["mlmodel"][0]), ["a", "b", "change", "expected", "key"]);
    assert_eq!(keys(&report["environment"][0]), ["a", "b", "change", "package"]);
    assert_eq!(keys(&report["files"][0]), ["a_bytes", "b_bytes", "change", "expected", "path"]);
    // One change that the two callers meet differently is one reason for each.
    let [a, b] = pair("tensor_shape");
    let report: serde_json::Value = serde_json::from_str(&out(&run(&["diff", "--format", "json", &a, &b]))).unwrap();
    let of: Vec<_> = report["reasons"].as_array().unwrap().iter().filter(|reason| reason["code"] == "tensor-dtype").collect();
    assert_eq!((&of[0]["grade"], &of[0]["callers"]), (&"breaking".into(), &serde_json::json!(["python"])));
    assert_eq!((&of[1]["grade"], &of[1]["callers"]), (&"safe".into(), &serde_json::json!(["rest"])));
}
