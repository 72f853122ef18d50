//! Environment, input example, requests and snippets: in the window by accessible names, and printed.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::sync::Arc;

use crate::common::{self, Folder};
use crate::harness::{Begin, Dropped, Window, command, copied_soon, settle, wait};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mlmodel_viewer::enforce::ByReceiver;
use mlmodel_viewer::ui::panels;
use mlmodel_viewer::ui::request::{CheckState, EDITOR_LIMIT};
use mlmodel_viewer::ui::{Action, Command};
use serde_json::Value;

fn open(case: &str) -> Window {
    Begin { paths: vec![common::models().join(case)], ..Begin::default() }.open()
}

fn paste(window: &mut Window, text: &str) {
    window.event(Event::Paste(text.to_owned()));
    window.step();
    settle(window);
}

fn verdict(window: &Window) -> String {
    match &window.state().window().active_tab().unwrap().view.request.state {
        CheckState::Done(checked) if checked.answer.is_accepted() => "accepted".to_owned(),
        CheckState::Done(_) => "refused".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_environment_is_one_table() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::ENVIRONMENT));
    assert_eq!(window.query_all_by_label_contains("python, 3.").count(), 2);
    assert!(window.query_by_label_contains("mlflow, ==3.18.0, pinned, requirements.txt:1").is_some());
    window.get_by_label("Copy the environment").click();
    let copied = copied_soon(&mut window);
    assert!(copied.contains("mlflow\t") && copied.contains("==3.18.0\tpinned\trequirements.txt:1"), "{copied}");
}

#[test]
fn the_example_is_shown_and_compared_with_the_signature() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::EXAMPLE));
    assert!(window.query_by_label_contains("it fits the signature").is_some());
    assert!(window.query_by_label("sepal length (cm) float64").is_some());
    window.get_by_label("Try as a request").click();
    settle(&mut window);
    assert_eq!(window.state().window().active_tab().unwrap().view.panel, &panels::REQUEST);
    assert_eq!(verdict(&window), "accepted");
    let mut window = open("broken/input_example_wrong_columns");
    assert!(window.query_by_label("warning: The input example does not fit the signature").is_some());
    command(&mut window, Command::Show(&panels::EXAMPLE));
    assert!(window.query_by_label_contains("it does not fit the signature").is_some());
    let mut window = open("2.22.5/pyfunc_chat_model");
    command(&mut window, Command::Show(&panels::EXAMPLE));
    assert!(window.query_by_label_contains("messages: ").is_some());
}

#[test]
fn without_a_signature_the_columns_of_the_example_are_seen_and_not_declared() {
    let folder = Folder::with_mlmodel(b"flavors: {}\nsaved_input_example_info: {artifact_path: input_example.json, type: dataframe}\n");
    std::fs::write(folder.path().join("input_example.json"), "{\"columns\": [\"age\", \"name\"], \"data\": [[1, \"x\"]]}").unwrap();
    let mut window = Begin { paths: vec![folder.path().to_owned()], ..Begin::default() }.open();
    assert!(window.query_by_label("age, int64, seen").is_some());
    command(&mut window, Command::Show(&panels::EXAMPLE));
    assert!(window.query_by_label_contains("Seen, not declared: ").is_some());
}

#[test]
fn a_request_is_judged_as_one_types() {
    let mut window = open("3.18.0/sklearn_iris");
    // As X11 sends it: the key and its text in one frame.
    let key = Event::Key { key: Key::Num5, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::ALT };
    window.input_mut().events.extend([key, Event::Text("5".to_owned())]);
    window.step();
    settle(&mut window);
    assert_eq!(window.state().window().active_tab().unwrap().view.request.text, "");
    // The editor has the keyboard.
    window.event(Event::Text("{\"dataframe_records\": [{\"sepal width (cm)\": \"wide\"}]}".to_owned()));
    window.step();
    settle(&mut window);
    assert!(window.query_by_label_contains("Refused: 1 row as dataframe_records, by the scoring server").is_some());
    assert!(window.query_by_label_contains("refused: sepal length (cm): the required column is missing").is_some());
    // Strict in Python, and named so.
    window.get_by_label("Python").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("by predict in Python").is_some());
    window.get_by_label("Clear").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("The model takes 4 columns, 4 of them required").is_some());
    for form in mlmodel_viewer::enforce::Form::MADE.into_iter().filter(|form| *form != mlmodel_viewer::enforce::Form::Unified) {
        window.state_mut().ask(Action::MakeRequest(form));
        settle(&mut window);
        assert_eq!(verdict(&window), "accepted", "{}", form.key());
    }
}

/// What a code means is told where it stands, as `mlmodel-viewer explain` tells it.
#[test]
fn a_code_explains_itself() {
    let mut window = open("broken/model_pkl_deleted");
    let told = |window: &mut Window, code: &str| {
        let meaning = mlmodel_viewer::compare::explain(code).unwrap().meaning;
        assert!(window.query_by_label_contains(meaning).is_none());
        for _ in 0..20 {
            window.step();
        }
        window.query_by_label_contains(meaning).is_some()
    };
    command(&mut window, Command::Show(&panels::PROBLEMS));
    window.get_by_label("artifact-missing").hover();
    assert!(told(&mut window, "artifact-missing"));
    command(&mut window, Command::Show(&panels::REQUEST));
    window.event(Event::Text(r#"{"inputs": [["x"]]}"#.to_owned()));
    window.step();
    settle(&mut window);
    assert_eq!(verdict(&window), "refused");
    let is_shown = |code: &&&mlmodel_viewer::mlmodel::Code| window.query_by_label(code.name).is_some();
    let code = mlmodel_viewer::enforce::codes::ALL.iter().find(is_shown).expect("the reason has its code");
    window.get_by_label(code.name).hover();
    assert!(told(&mut window, code.name), "{code}");
}

#[test]
fn bodies_of_other_servers_are_named_and_rewritten() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::REQUEST));
    window.event(Event::Text(r#"{"input_data": {"columns": ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"], "index": [0], "data": [[1.5, 2.5, 3.5, 4.5]]}}"#.to_owned()));
    window.step();
    settle(&mut window);
    assert!(window.query_by_label_contains("Azure Machine Learning endpoint").is_some());
    window.get_by_label("Rewrite it").click();
    settle(&mut window);
    assert_eq!(verdict(&window), "accepted");
}

#[test]
fn a_request_for_an_azure_endpoint_is_made_and_checked() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::REQUEST));
    window.get_by_label("Azure endpoint").click();
    settle(&mut window);
    window.get_by_label("New request").click();
    settle(&mut window);
    window.get_by_label("input_data").click();
    settle(&mut window);
    assert_eq!(verdict(&window), "accepted");
    assert!(window.query_by_label_contains("Accepted: 1 row as input_data, by the Azure endpoint").is_some());
    // The example, too.
    window.get_by_label("From example").click();
    settle(&mut window);
    let text = window.state().window().active_tab().unwrap().view.request.text.clone();
    assert!(text.starts_with("{\n  \"input_data\""), "{text}");
    assert_eq!(verdict(&window), "accepted");
    // MLflow's own body is another server's here.
    window.get_by_label("Scoring server").click();
    settle(&mut window);
    assert_eq!(verdict(&window), "refused");
    window.get_by_label("Rewrite it").click();
    settle(&mut window);
    assert_eq!(verdict(&window), "accepted");
    window.get_by_label("Azure endpoint").click();
    settle(&mut window);
    assert!(window.query_by_label_contains("This is a body for MLflow's scoring server; the Azure endpoint wants").is_some());
}

/// A click on a reason selects its place in the text, and the keyboard is there.
#[test]
fn a_reason_leads_to_its_place_in_the_text() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::REQUEST));
    let text = "{\"dataframe_records\": [{\"sepal length (cm)\": 1.50, \"sepal width (cm)\": \"wide\",\n \"petal length (cm)\": 1, \"petal width (cm)\": 0.2}]}";
    window.event(Event::Text(text.to_owned()));
    window.step();
    settle(&mut window);
    window.get_by_label_contains("refused: sepal width (cm), row 0: ").click();
    window.step();
    settle(&mut window);
    let tab = window.state().window().active_tab().unwrap().id;
    assert_eq!(window.ctx.memory(egui::Memory::focused), Some(mlmodel_viewer::ui::request::editor_id(tab)));
    // What is typed now takes the place of what is wrong.
    window.event(Event::Text("3.5".to_owned()));
    window.step();
    settle(&mut window);
    assert_eq!(verdict(&window), "accepted");
    // Laid out anew, with numbers as they were typed.
    window.get_by_label("Format").click();
    settle(&mut window);
    let text = window.state().window().active_tab().unwrap().view.request.text.clone();
    assert!(text.contains("\"sepal length (cm)\": 1.50,") && text.lines().count() > 3, "{text}");
    assert_eq!(verdict(&window), "accepted");
    // What is no JSON is not laid out.
    window.get_by_label("Clear").click();
    settle(&mut window);
    command(&mut window, Command::Show(&panels::REQUEST));
    window.event(Event::Text("{".to_owned()));
    window.step();
    settle(&mut window);
    assert_eq!(verdict(&window), "refused");
    assert!(window.get_by_label("Format").accesskit_node().is_disabled());
}

#[test]
fn a_request_is_dropped_pasted_and_too_large_for_the_editor() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("rows.csv");
    std::fs::write(&file, "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n1.5,2.5,3.5,4.5\n").unwrap();
    let mut window = open("3.18.0/sklearn_iris");
    // An overlay measures itself in its first frame.
    for _ in 0..2 {
        window.input_mut().hovered_files = vec![egui::HoveredFile { path: Some(file.clone()), mime: String::new() }];
        window.step();
    }
    assert!(window.query_by_label("Drop to check").is_some());
    window.input_mut().hovered_files.clear();
    window.input_mut().dropped_files.push(Arc::new(Dropped(file)));
    window.step();
    settle(&mut window);
    assert!(window.query_by_label_contains("Accepted: 1 row as CSV").is_some());
    assert_eq!(window.state().window().tabs.len(), 1);
    let row = "[1.5, 2.5, 3.5, 4.5]";
    let rows = vec![row; EDITOR_LIMIT / row.len() + 10].join(", ");
    paste(
        &mut window,
        &format!(
            "{{\"dataframe_split\": {{\"columns\": [\"sepal length (cm)\", \"sepal width (cm)\", \"petal length (cm)\", \"petal width (cm)\"], \"data\": [{rows}]}}}}"
        ),
    );
    assert_eq!(verdict(&window), "accepted");
    assert!(window.query_by_label_contains("The pasted text, ").is_some());
    // Nothing that is pasted is taken for a path while a request is what one looks at.
    paste(&mut window, "{\"inputs\": [[1]]}");
    assert_eq!(verdict(&window), "refused");
    assert_eq!(window.state().window().tabs.len(), 1);
}

#[test]
fn a_model_that_is_read_again_judges_again() {
    let folder = Folder::with_mlmodel(b"flavors: {}\nsignature:\n  inputs: '[{\"type\": \"double\", \"name\": \"a\"}]'\n");
    let mut window = Begin { paths: vec![folder.path().to_owned()], ..Begin::default() }.open();
    command(&mut window, Command::Show(&panels::REQUEST));
    window.event(Event::Text("{\"dataframe_records\": [{\"a\": 1.5}]}".to_owned()));
    window.step();
    settle(&mut window);
    assert_eq!(verdict(&window), "accepted");
    std::fs::write(folder.path().join("MLmodel"), "flavors: {}\nsignature:\n  inputs: '[{\"type\": \"double\", \"name\": \"b\"}]'\n")
        .unwrap();
    command(&mut window, Command::Reload);
    wait(&mut window, "the answer is that of the new signature", |window| verdict(window) == "refused");
}

#[test]
fn snippets_are_copied_by_mouse_and_keyboard() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::DEPLOY));
    settle(&mut window);
    window.get_by_label("Load and predict").click();
    settle(&mut window);
    window.get_by_label("Copy Load and predict").click();
    assert!(copied_soon(&mut window).contains("mlflow.pyfunc.load_model("));
    window.get_by_label("Register on Azure").click();
    settle(&mut window);
    window.key_press(Key::Enter);
    assert!(copied_soon(&mut window).contains("--type mlflow_model"));
    let mut window = open("3.18.0/pytorch_state_dict_only");
    window.get_by_label("Copy Register on Azure").click();
    assert!(copied_soon(&mut window).contains("--type custom_model"));
}

fn validate(model: &Path, payload: &[u8], more: &[&str]) -> (i32, String, String) {
    let mut child = Process::new(env!("CARGO_BIN_EXE_mlmodel-viewer"))
        .arg("validate")
        .arg(model)
        .arg("-")
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let payload = payload.to_vec();
    let writer = std::thread::spawn(move || {
        // The program may stop reading what is too large.
        let _ = stdin.write_all(&payload);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn validate_tells_by_its_exit_code_and_in_json() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let good = br#"{"dataframe_split": {"columns": ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"], "data": [[1.5, 2.5, 3.5, 4.5]]}}"#;
    let (code, out, _) = validate(&model, good, &["--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["accepted"], report["errors"].as_array().unwrap().len()), (0, &Value::Bool(true), 0), "{out}");
    let (code, out, _) = validate(&model, br#"{"dataframe_records": [{"sepal width (cm)": "x"}]}"#, &["--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["accepted"]), (1, &Value::Bool(false)));
    let error = report["errors"][0].as_object().unwrap();
    assert!(["where", "row", "rule", "message"].iter().all(|key| error.contains_key(*key)), "{error:?}");
    assert!(report["conversions"].is_array());
    let (code, out, err) = validate(&common::models().join("broken/signature_mixed_names"), good, &[]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("signature"), "{err}");
    let (code, ..) = validate(Path::new("/no/such/model"), good, &[]);
    assert_eq!(code, 2);
}

#[test]
fn validate_asks_as_azure_does() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let columns = r#""columns": ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]"#;
    let split = format!(r#"{{{columns}, "index": [0], "data": [[1.5, 2.5, 3.5, 4.5]]}}"#);
    for (key, code) in [("input_data", 0), ("dataframe_split", 1)] {
        let (exit, out, _) = validate(&model, format!(r#"{{"{key}": {split}}}"#).as_bytes(), &["--caller", "azure", "--format", "json"]);
        let report: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((exit, report["caller"].as_str()), (code, Some("azure")), "{out}");
    }
    let (exit, out, _) = validate(&model, &std::fs::read(model.join("input_example.json")).unwrap(), &["--caller", "azure"]);
    assert!(exit == 0 && out.contains("by the Azure endpoint") && out.contains("with input_data"), "{out}");
}

/// The file of the input example is data; the request that MLflow makes of it is what is checked.
#[test]
fn validate_knows_the_saved_example() {
    for (case, accepted, form) in [
        ("3.18.0/sklearn_iris", true, "dataframe_split"),
        ("2.22.5/pyfunc_chat_model", true, "unified"),
        ("1.30.1/sklearn_iris", true, "dataframe_split"),
    ] {
        let model = common::models().join(case);
        let name = "input_example.json";
        let bytes = std::fs::read(model.join(name)).unwrap();
        let by_path = |payload: &Path| {
            let program = Process::new(env!("CARGO_BIN_EXE_mlmodel-viewer"))
                .arg("validate")
                .arg(&model)
                .arg(payload)
                .args(["--format", "json"])
                .output()
                .unwrap();
            (program.status.code().unwrap(), String::from_utf8(program.stdout).unwrap())
        };
        let (code, out, _) = validate(&model, &bytes, &["--format", "json"]);
        for (code, out) in [(code, out), by_path(&model.join(name)), by_path(Path::new(name))] {
            let report: Value = serde_json::from_str(&out).unwrap();
            assert_eq!((code, report["saved_example"].as_str()), (i32::from(!accepted), Some(name)), "{case}: {out}");
            assert_eq!((&report["accepted"], report["form"].as_str()), (&Value::Bool(accepted), Some(form)), "{case}");
        }
    }
    let model = common::models().join("3.18.0/sklearn_iris");
    let (_, out, _) = validate(&model, &std::fs::read(model.join("input_example.json")).unwrap(), &[]);
    assert!(out.contains("input_example.json is the input example saved with the model"), "{out}");
    // The ready request beside it is one as it is.
    let (code, out, _) = validate(&model, &std::fs::read(model.join("serving_input_example.json")).unwrap(), &["--format", "json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &report["saved_example"]), (0, &Value::Null));
}

#[test]
fn hostile_requests_end_soon_and_are_refused() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let deep = format!("{{\"inputs\": {}1{}}}", "[".repeat(1_000), "]".repeat(1_000));
    let names = "\"sepal length (cm)\", \"sepal width (cm)\", \"petal length (cm)\", \"petal width (cm)\"";
    let split = |row: &str| format!("{{\"dataframe_split\": {{\"columns\": [{names}], \"data\": [[{row}]]}}}}");
    // A megabyte that asks for a data frame of billions of gaps.
    let keys: Vec<String> = (0..60_000).map(|i| format!("{{\"{i}\": 1}}")).collect();
    let sparse = format!("{{\"dataframe_records\": [{}]}}", keys.join(","));
    let labels = vec!["0"; 60_000].join(",");
    let scalar = format!("{{\"dataframe_split\": {{\"columns\": [{labels}], \"index\": [{labels}], \"data\": 1}}}}");
    let refused: [&[u8]; 11] = [
        sparse.as_bytes(),
        scalar.as_bytes(),
        b"",
        b"not JSON",
        b"{\"inputs\": ",
        b"\xff\xfe\xfd",
        deep.as_bytes(),
        b"{\"inputs\": [[1, 2, 3]]}",
        b"[]",
        b"null",
        b"{\"inputs\": 1, \"instances\": 2}",
    ];
    for payload in refused {
        let (code, out, err) = validate(&model, payload, &[]);
        assert_eq!(code, 1, "{:?}: {out}{err}", String::from_utf8_lossy(&payload[..payload.len().min(80)]));
    }
    let wide = format!("{}\n{}", "a,".repeat(60_000), "1\n".repeat(60_000));
    let (code, out, err) = validate(&model, wide.as_bytes(), &["--type", "csv"]);
    assert_eq!(code, 1, "{out}{err}");
    // What Python's reader takes, and numbers past what a double holds.
    for (row, code) in
        [("NaN, 1.5, Infinity, -Infinity", 0), ("1.5, 1.5, 1.5, 123456789012345678901234567890", 0), ("1.5, 1.5, 1.5, \"x\"", 1)]
    {
        let (found, out, _) = validate(&model, split(row).as_bytes(), &[]);
        assert_eq!(found, code, "{row}: {out}");
    }
    // Of duplicate keys the last counts.
    let twice = format!("{{\"dataframe_split\": 1, {}", &split("1.5, 2.5, 3.5, 4.5")[1..]);
    assert_eq!(validate(&model, twice.as_bytes(), &[]).0, 0);
    // A hundred megabytes, in one value and in many.
    let long = format!("{{\"inputs\": \"{}\"}}", "a".repeat(100_000_000));
    assert_eq!(validate(&model, long.as_bytes(), &[]).0, 1);
}

#[test]
fn hostile_examples_are_findings() {
    let info = |kind: &str| {
        format!(
            "flavors: {{}}\nsaved_input_example_info:\n  artifact_path: input_example.json\n  type: {kind}\nsignature:\n  inputs: '[{{\"type\": \"double\", \"name\": \"a\"}}]'\n"
        )
    };
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let cases = [
        ("dataframe", "{\"columns\": [\"a\"], \"data\": [[1.", "example-unreadable"),
        ("dataframe", "[1]", "example-unreadable"),
        ("dataframe", deep.as_str(), "example-unreadable"),
        ("sparse_matrix_csr", "{\"data\": []}", "example-unreadable"),
        ("polars", "{}", "example-type-unknown"),
        ("dataframe", "{\"columns\": [\"b\"], \"data\": [[1.5]]}", "example-contradicts-signature"),
    ];
    for (kind, text, code) in cases {
        let folder = Folder::with_mlmodel(info(kind).as_bytes());
        std::fs::write(folder.path().join("input_example.json"), text).unwrap();
        let (_, findings) = common::inspect(folder.path());
        assert!(findings.iter().any(|finding| finding.code == code), "{kind}: {findings:?}");
        // And the window shows what there is.
        let mut window = Begin { paths: vec![folder.path().to_owned()], ..Begin::default() }.open();
        command(&mut window, Command::Show(&panels::EXAMPLE));
    }
}

#[test]
fn shapes_that_nobody_could_send_make_no_request_and_no_crash() {
    let many = vec!["1"; 100_000].join(", ");
    for shape in ["0, 1000000000000", "-1, 1000000000000, 0", "9223372036854775807, 9223372036854775807", many.as_str()] {
        let mlmodel = format!(
            "flavors: {{}}\nsignature:\n  inputs: '[{{\"type\": \"tensor\", \"tensor-spec\": {{\"dtype\": \"float32\", \"shape\": [{shape}]}}}}]'\n"
        );
        let folder = Folder::with_mlmodel(mlmodel.as_bytes());
        let mut window = Begin { paths: vec![folder.path().to_owned()], ..Begin::default() }.open();
        for panel in [Command::Show(&panels::REQUEST), Command::Show(&panels::DEPLOY)] {
            command(&mut window, panel);
        }
        assert_eq!(window.state().window().active_model().unwrap().forms, ByReceiver::default(), "{}", &shape[..shape.len().min(40)]);
    }
}

#[test]
fn what_the_request_panel_says_begins_at_the_left() {
    let mut window = open("3.18.0/sklearn_iris");
    command(&mut window, Command::Show(&panels::REQUEST));
    let hint = "New request writes a valid one";
    let node = window.get_by_label_contains(hint);
    // A line that is stretched to both edges is as wide as its column.
    let column = node.rect();
    let half = window.get_by_role_and_label(egui::Role::MultilineTextInput, "Request").rect().width();
    assert!(column.width() < half - 8.0, "{column:?} of {half}");
}
