//! Requests against MLflow's own answers.
//!
//! `tests/requests/*.jsonl` were answered by MLflow's scoring server code (see the README there); the wider sweep is
//! `enforcement/requests.jsonl` of the corpus.

use std::path::Path;

use mlmodel_viewer::enforce::{self, Caller, Contract, Foreign, Media, Receiver, RequestCheck};
use mlmodel_viewer::mlmodel::signature::Signature;
use mlmodel_viewer::mlmodel::{json, value::Value};

use crate::common;

/// Accidents of numpy and pandas rather than rules, by the id of the request: left as they are.
const ACCIDENTS: &[(&str, i64)] = &[];

struct Asked {
    group: String,
    signature: Signature,
    schema: String,
    payload: String,
    media: Media,
    caller: Caller,
    accepted: bool,
    error: String,
}

fn text(line: &Value, key: &str) -> Option<String> {
    line.get(key).and_then(Value::as_text).map(str::to_owned)
}

fn asked(line: &Value) -> Asked {
    let part = |key: &str, from: &str| Some((key.into(), Value::Text(text(line, from)?.into())));
    let parts = [part("inputs", "schema_json"), part("params", "params_schema_json")];
    let csv = text(line, "csv");
    Asked {
        group: text(line, "group").unwrap_or_default(),
        signature: Signature::decode(&Value::Map(parts.into_iter().flatten().collect())),
        schema: text(line, "schema_json").unwrap_or_default(),
        media: if csv.is_some() { Media::Csv } else { Media::Json },
        payload: csv.or_else(|| text(line, "payload")).unwrap_or_default(),
        caller: if text(line, "caller").as_deref() == Some("python") { Caller::Python } else { Caller::Rest },
        accepted: line.get("accepted") == Some(&Value::Bool(true)),
        error: text(line, "error").unwrap_or_default(),
    }
}

fn answer(asked: &Asked) -> RequestCheck {
    let contract =
        Contract { inputs: asked.signature.inputs.read(), params: asked.signature.params.read().map(Vec::as_slice), ..Contract::default() };
    enforce::check(asked.payload.as_bytes(), asked.media, &contract, asked.caller)
}

/// Every request of a file whose answer is another one than MLflow's, in a line.
fn disagreements(path: &Path) -> (usize, Vec<String>) {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = std::fs::read_to_string(path).expect("readable");
    let lines = file.lines().filter(|line| !line.trim().is_empty());
    let mut total = 0;
    let mut found = Vec::new();
    for line in lines {
        total += 1;
        let line = json::parse(line).expect("JSON");
        let asked = asked(&line);
        let id = if let Some(Value::Int(id)) = line.get("id") { *id } else { -1 };
        let answer = answer(&asked);
        if answer.is_accepted() != asked.accepted && !ACCIDENTS.contains(&(&name, id)) {
            let told: Vec<String> = answer.refusals.iter().map(|refusal| format!("{} {}", refusal.place, refusal.message)).collect();
            let error = asked.error.chars().rev().take(160).collect::<Vec<_>>().into_iter().rev().collect::<String>();
            found.push(format!(
                "{id} {} {:?} {} {} -> MLflow {}{}{}",
                asked.group,
                asked.caller,
                asked.schema,
                asked.payload.chars().take(160).collect::<String>(),
                if asked.accepted { "accepts" } else { "refuses" },
                if told.is_empty() { String::new() } else { format!(", here refused: {}", told.join("; ")) },
                if asked.accepted { String::new() } else { format!(": {error}") },
            ));
        }
    }
    (total, found)
}

fn agree(path: &Path) {
    let (total, found) = disagreements(path);
    assert!(total > 100, "{} holds requests", path.display());
    assert!(found.is_empty(), "{} of {total} requests of {} disagree:\n{}", found.len(), path.display(), found.join("\n"));
}

#[test]
fn the_corpus_requests_are_answered_as_mlflow_answers_them() {
    let Some(corpus) = common::wide_corpus() else { return };
    agree(&corpus.join("enforcement/requests.jsonl"));
}

#[test]
fn our_own_requests_are_answered_as_mlflow_answers_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requests");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).expect("there").flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "jsonl") {
            files += 1;
            agree(&entry.path());
        }
    }
    assert!(files > 0);
}

/// Every form that is made for a signature is valid, and whatever a signature takes has at least one.
#[test]
fn made_requests_are_accepted() {
    let mut made = 0;
    let mut without: Vec<String> = Vec::new();
    for set in common::sets() {
        for (release, case, path, _) in common::cases(&set) {
            let model = common::read(&path);
            let Some(Ok(contract)) = model.mlmodel().map(Contract::of) else { continue };
            if contract.inputs.is_none() {
                continue;
            }
            for caller in Caller::ALL {
                let mut any = false;
                for form in enforce::Form::MADE {
                    let Some(text) = enforce::make(&contract, form, caller) else { continue };
                    let answer = enforce::check(text.as_bytes(), form.media(), &contract, caller);
                    assert!(answer.is_accepted() && answer.form == Some(form), "{release}/{case}: {text}\n{:?}", answer.refusals);
                    any = true;
                    made += 1;
                }
                let azure = enforce::make(&contract, enforce::Form::InputData, Receiver::Azure);
                if let Some(text) = azure {
                    let answer = enforce::check(text.as_bytes(), Media::Json, &contract, Receiver::Azure);
                    assert!(answer.is_accepted() && answer.lossy() == 0, "{release}/{case}: {text}\n{:?}", answer.refusals);
                }
                let is_out_of_reach = contract.inputs.is_some_and(|schema| {
                    schema.specs.iter().any(|spec| match &spec.kind {
                        // MLflow takes the position for it, and no frame has both.
                        _ if spec.label().as_deref() == Some("") => true,
                        mlmodel_viewer::mlmodel::signature::SpecKind::Column { data_type, .. } => data_type.is_out_of_reach_for_json(),
                        mlmodel_viewer::mlmodel::signature::SpecKind::Tensor(_) => false,
                    })
                });
                if !any && !is_out_of_reach && caller == Caller::Rest {
                    without.push(format!("{release}/{case}: {}", contract.inputs.map(|s| s.encode().to_json()).unwrap_or_default()));
                }
            }
        }
    }
    assert!(made > 20, "only {made} were made");
    assert!(without.is_empty(), "{without:#?}");
}

/// Asks of columns `a`, `b`, … of these types.
fn ask(types: &[&str], body: &str, media: Media, receiver: impl Into<Receiver>) -> RequestCheck {
    let specs: Vec<String> =
        types.iter().zip('a'..).map(|(kind, name)| format!(r#"{{"type": "{kind}", "name": "{name}", "required": true}}"#)).collect();
    let inputs = Value::Text(format!("[{}]", specs.join(",")).into());
    let signature = Signature::decode(&Value::Map(vec![("inputs".into(), inputs)]));
    enforce::check(body.as_bytes(), media, &Contract { inputs: signature.inputs.read(), ..Contract::default() }, receiver)
}

/// The first refusal: where, in which row, by which rule, for how many rows.
fn refusal(answer: &RequestCheck) -> (&str, Option<usize>, &str, usize) {
    answer.refusals.first().map(|first| (&*first.place, first.row, first.code.name, first.count)).unwrap_or_default()
}

#[test]
fn a_refusal_names_the_cell_that_is_wrong_in_a_csv() {
    let four = "a,b,c,d\n5.1,3.5,1.4,0.2\n4.9,x,1.4,0.2\n";
    for caller in Caller::ALL {
        let answer = ask(&["double"; 4], four, Media::Csv, caller);
        assert_eq!(answer.refusals.len(), 1);
        let (place, row, _, count) = refusal(&answer);
        assert_eq!((place, row, count), ("b", Some(1), 1), "{caller:?}");
        assert!(answer.refusals[0].message.starts_with("\"x\""), "{}", answer.refusals[0].message);
    }
    for (kind, cells, row, rule, count, says) in [
        ("double", "1.5\nx\n2.5\ny\n", 1, "not-a-number", 2, "\"x\""),
        ("double", "1.5\ntrue\n", 1, "not-a-number", 1, "\"true\""),
        ("float", "1\n\n2\n1_0\n", 2, "not-a-number", 1, "\"1_0\""),
        ("long", "1\n2\n3.5\n", 2, "not-whole", 1, "\"3.5\""),
        ("long", "1\n2.0\nx\n", 2, "not-whole", 1, "\"x\""),
        ("long", "1,\n,\n", 1, "not-whole", 1, "an empty cell"),
        ("long", "1\nNA\n", 1, "not-whole", 1, "\"NA\" means an empty cell"),
        ("integer", "1\n2147483648\n", 1, "not-whole", 1, "\"2147483648\""),
        ("boolean", "true\nFALSE\nyes\n", 2, "not-a-boolean", 1, "\"yes\""),
        ("boolean", "true\n1\n", 1, "not-a-boolean", 1, "\"1\" stands beside \"true\""),
        ("boolean", "0\n1\n2\n", 2, "not-a-boolean", 1, "\"2\""),
    ] {
        let header = if cells.contains(',') { "a,z" } else { "a" };
        let answer = ask(&[kind], &format!("{header}\n{cells}"), Media::Csv, Caller::Rest);
        assert_eq!(refusal(&answer), ("a", Some(row), rule, count), "{kind} {cells:?} {:?}", answer.refusals);
        assert!(answer.refusals[0].message.starts_with(says), "{}", answer.refusals[0].message);
    }
}

#[test]
fn a_refusal_names_the_cell_that_is_wrong_in_json() {
    let split = |cells: &[&str]| {
        let rows: Vec<String> = cells.iter().map(|cell| format!("[{cell}]")).collect();
        format!(r#"{{"dataframe_split": {{"columns": ["a"], "data": [{}]}}}}"#, rows.join(","))
    };
    let objects = |form: &str, cells: &[&str]| {
        let rows: Vec<String> = cells.iter().map(|cell| format!("{{\"a\": {cell}}}")).collect();
        format!(r#"{{"{form}": [{}]}}"#, rows.join(","))
    };
    let columns = |form: &str, cells: &[&str]| format!(r#"{{"{form}": {{"a": [{}]}}}}"#, cells.join(","));
    let all = |cells: &[&str]| {
        let keyed = ["inputs", "instances"].map(|form| columns(form, cells));
        let listed = ["dataframe_records", "inputs", "instances"].map(|form| objects(form, cells));
        std::iter::once(split(cells)).chain(listed).chain(keyed).collect::<Vec<String>>()
    };
    for (kind, cells, row) in [
        ("double", &["1.5", "2.5", "\"x\""][..], 2),
        ("long", &["1", "\"2\"", "\"x\"", "4"], 2),
        ("integer", &["1", "2", "3", "\"4.5\""], 3),
        ("datetime", &["\"2024-01-31\"", "\"yesterday\""], 1),
        ("double", &["1.5", "{}"], 1),
    ] {
        for body in all(cells) {
            let answer = ask(&[kind], &body, Media::Json, Caller::Rest);
            let (place, found, _, count) = refusal(&answer);
            assert_eq!((place, found, count), ("a", Some(row), 1), "{body} {:?}", answer.refusals);
        }
    }
    // What only data frames refuse, and what the same process does.
    let binary = split(&["\"aGk=\"", "\"aGk=\"", "\"a\""]);
    assert_eq!(refusal(&ask(&["binary"], &binary, Media::Json, Caller::Rest)), ("a", Some(2), "not-base64", 1));
    for (kind, cells, row) in [
        ("double", &["1.5", "\"x\"", "2.5"][..], 1),
        ("long", &["1", "2", "3.5"], 2),
        ("long", &["1", "null", "3"], 1),
        ("boolean", &["1", "0", "\"x\"", "true"], 0),
        ("datetime", &["1", "\"2024-01-31\"", "\"yesterday\""], 2),
    ] {
        for body in [split(cells), objects("dataframe_records", cells), columns("inputs", cells)] {
            let answer = ask(&[kind], &body, Media::Json, Caller::Python);
            if kind == "boolean" {
                assert!(answer.is_accepted(), "objects are taken for booleans: {body}");
            } else {
                assert_eq!((answer.refusals[0].row, answer.refusals[0].count), (Some(row), 1), "{body} {:?}", answer.refusals);
            }
        }
    }
}

#[test]
fn lists_of_other_lengths_are_named_by_their_row() {
    for (body, row) in [
        (r#"{"inputs": {"a": [[1], [2], [3, 4]]}}"#, 2),
        (r#"{"instances": {"a": [1, 2, [3]]}}"#, 2),
        (r#"{"inputs": [[1], [2, 3]]}"#, 1),
        (r#"{"dataframe_split": {"columns": ["a"], "data": [[1], [2], [3, 4]]}}"#, 2),
    ] {
        let answer = ask(&["double"], body, Media::Json, Caller::Rest);
        assert_eq!(answer.refusals[0].row, Some(row), "{body} {:?}", answer.refusals);
    }
}

#[test]
fn a_name_that_is_taken_for_its_position_is_said_to_be() {
    let ask = |names: &str, columns: &str, row: &str| {
        let Ok(Value::List(names)) = json::parse(names) else { panic!("a list") };
        let specs: Vec<String> =
            names.iter().map(|name| format!(r#"{{"type": "double", "name": {}, "required": true}}"#, name.to_json())).collect();
        let inputs = Value::Text(format!("[{}]", specs.join(",")).into());
        let signature = Signature::decode(&Value::Map(vec![("inputs".into(), inputs)]));
        let body = format!(r#"{{"dataframe_split": {{"columns": {columns}, "data": [{row}]}}}}"#);
        enforce::check(body.as_bytes(), Media::Json, &Contract { inputs: signature.inputs.read(), ..Contract::default() }, Caller::Rest)
    };
    assert!(ask("[0, 5]", "[0, 5]", "[1.5, 2.5]").is_accepted());
    for columns in ["[5, 0]", "[5, 1]"] {
        let answer = ask("[5, 0]", columns, "[1.5, 2.5]");
        assert_eq!(refusal(&answer), ("0", None, "name-as-position", 1), "{:?}", answer.refusals);
        let message = &answer.refusals[0].message;
        assert!(answer.refusals.len() == 1 && message.contains("name 0 for its position 1") && message.contains("#26069"), "{message}");
        assert!(!answer.conversions.iter().any(|one| one.message.contains("dropped: 0")), "{:?}", answer.conversions);
    }
    let lost = ask("[2, 0, 1]", "[2, 0, 1]", "[1.5, 2.5, 3.5]");
    assert!(lost.is_accepted());
    let told: Vec<(&str, &str, bool)> = lost.conversions.iter().map(|one| (&*one.place, one.code.name, one.lossy)).collect();
    assert_eq!(told, [("0", "name-as-position", true)]);
    let empty = ask(r#"["a", ""]"#, r#"["a", ""]"#, "[1.5, 2.5]");
    assert_eq!(refusal(&empty), ("", None, "empty-name", 1));
    // A number is no text.
    let text = ask("[1, 5]", r#"["1", "5"]"#, "[1.5, 2.5]");
    assert!(text.refusals[0].message.contains("named by the text 1, and MLflow looks for the number"), "{:?}", text.refusals);
}

#[test]
fn what_becomes_zero_or_infinite_is_told() {
    let split = r#"{"dataframe_split": {"columns": ["a"], "data": [[1e-50], [0.0], [1e50], ["1e-60"]]}}"#;
    let inputs = r#"{"inputs": {"a": [1e-50, 0.0, 1e50, 0.5]}}"#;
    let csv = "a\n1e-50\n0.0\n1e50\n";
    for (body, media) in [(split, Media::Json), (inputs, Media::Json), (csv, Media::Csv)] {
        let answer = ask(&["float"], body, media, Caller::Rest);
        assert!(answer.is_accepted(), "{:?}", answer.refusals);
        let told = |rule: &str| answer.conversions.iter().find(|one| one.code == rule).map(|one| (one.row, one.lossy));
        assert_eq!((told("to-zero"), told("to-infinity")), (Some((Some(0), true)), Some((Some(2), true))), "{:?}", answer.conversions);
        assert!(!ask(&["double"], body, media, Caller::Rest).conversions.iter().any(|one| one.code == "to-zero"));
    }
}

#[test]
fn zeros_in_front_are_lost_without_a_signature() {
    let unsigned = |csv: &str| enforce::check(csv.as_bytes(), Media::Csv, &Contract::default(), Caller::Rest);
    let answer = unsigned("zip,n\n01234,1\n98765,0\n");
    assert!(answer.is_accepted());
    let told: Vec<(&str, Option<usize>, &str)> = answer.conversions.iter().map(|one| (&*one.place, one.row, one.code.name)).collect();
    assert_eq!(told, [("zip", Some(0), "leading-zeros")]);
    assert!(answer.conversions[0].message.starts_with("\"01234\" becomes the number 1234"), "{}", answer.conversions[0].message);
    for kept in ["zip\n01234\nA1\n", "zip\n0.5\n0\n", "n\n10\n"] {
        assert!(unsigned(kept).conversions.is_empty(), "{kept:?}");
    }
}

/// Two specs of one name are both cast to, in turn; without a row, too.
#[test]
fn columns_that_are_named_twice_end_in_an_answer() {
    let specs = r#"[{"type": "datetime", "name": "a", "required": true}, {"type": "double", "name": "a", "required": true}]"#;
    let signature = Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(specs.into()))]));
    let contract = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    for data in ["[]", "[[1]]", "[[\"x\"]]"] {
        let body = format!(r#"{{"dataframe_split": {{"columns": ["a"], "data": {data}}}}}"#);
        let answer = enforce::check(body.as_bytes(), Media::Json, &contract, Caller::Rest);
        assert!(!answer.is_accepted(), "{data}");
    }
}

/// A body that MLflow takes is never said to be another server's.
#[test]
fn what_mlflow_takes_is_for_mlflow() {
    use mlmodel_viewer::enforce::Foreign;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requests");
    for entry in std::fs::read_dir(folder).expect("there").flatten().filter(|entry| entry.path().extension().is_some_and(|e| e == "jsonl"))
    {
        for line in std::fs::read_to_string(entry.path()).expect("readable").lines() {
            let asked = asked(&json::parse(line).expect("JSON"));
            let answer = answer(&asked);
            if asked.accepted {
                assert!(matches!(answer.foreign, None | Some(Foreign::Chat | Foreign::TensorFlowServing)), "{line}");
                assert!(answer.rewritten.is_none(), "{line}");
            }
        }
    }
    let tensors = r#"{"inputs": [{"name": "a", "shape": [1], "datatype": "FP32", "data": [7.4]}]}"#;
    let refused = ask(&["double"], tensors, Media::Json, Caller::Rest);
    assert_eq!(refused.foreign, Some(Foreign::OpenInference));
    assert_eq!(rewriting(&refused), Some((r#"{"inputs": [7.4]}"#.to_owned(), true)));
    assert_eq!(ask(&["double", "double"], "a;b\n1;2\n", Media::Csv, Caller::Rest).foreign, Some(Foreign::Semicolons));
    let rows = ask(&["double", "double"], "[[1.5, 2.5]]", Media::Json, Caller::Rest);
    assert_eq!(rewriting(&rows), Some((r#"{"dataframe_split": {"columns": ["a", "b"], "data": [[1.5, 2.5]]}}"#.to_owned(), true)));
}

/// What a body for another server would be here, and whether that is taken.
fn rewriting(answer: &RequestCheck) -> Option<(String, bool)> {
    answer.rewritten.as_ref().map(|rewritten| (rewritten.body.text(usize::MAX), rewritten.answer.is_accepted()))
}

/// One frame of two rows.
const SPLIT: &str = r#"{"columns": ["a", "b"], "index": [0, 1], "data": [[1.5, 3], [2.5, 4]]}"#;
const RECORDS: &str = r#"[{"a": 1.5, "b": 3}, {"a": 2.5, "b": 4}]"#;
const ROWS: &str = "[[1.5, 3], [2.5, 4]]";
const COLUMNS: &str = r#"{"a": [1.5, 2.5], "b": [3, 4]}"#;

/// The frame as other servers take it.
fn bodies_of_others() -> Vec<(String, Foreign)> {
    use Foreign as F;
    let (split, records, rows, columns) = (SPLIT, RECORDS, ROWS, COLUMNS);
    let v2 = |name: &str, shape: &str, datatype: &str, data: &str| {
        format!(r#"{{"name": "{name}", "shape": {shape}, "datatype": "{datatype}", "data": {data}}}"#)
    };
    let (a, b) = (v2("a", "[2]", "FP64", "[1.5, 2.5]"), v2("b", "[2, 1]", "INT64", "[3, 4]"));
    vec![
        (format!(r#"{{"inputs": [{a}, {b}]}}"#), F::OpenInference),
        (
            format!(r#"{{"id": "7", "parameters": {{"content_type": "pd"}}, "inputs": [{a}, {b}], "outputs": [{{"name": "predict"}}]}}"#),
            F::OpenInference,
        ),
        (format!(r#"{{"input_data": {split}}}"#), F::AzureInputData),
        (format!(r#"{{"input_data": {rows}}}"#), F::AzureInputData),
        (format!(r#"{{"input_data": {records}}}"#), F::AzureInputData),
        (format!(r#"{{"input_data": {columns}, "params": {{}}}}"#), F::AzureInputData),
        (format!(r#"{{"Inputs": {{"WebServiceInput0": {records}}}, "GlobalParameters": {{}}}}"#), F::AzureInputs),
        (format!(r#"{{"Inputs": {{"input1": {rows}}}}}"#), F::AzureInputs),
        (
            r#"{"Inputs": {"input1": {"ColumnNames": ["a", "b"], "Values": [["1.5", "3"], ["2.5", "4"]]}}, "GlobalParameters": {}}"#
                .to_owned(),
            F::AzureInputs,
        ),
        (format!(r#"{{"Inputs": {{"data": {records}}}, "GlobalParameters": 0.0}}"#), F::AzureInputs),
        (format!(r#"{{"data": {rows}}}"#), F::AzureScript),
        (format!(r#"{{"data": {records}, "method": "predict"}}"#), F::AzureScript),
        (format!(r#"{{"data": {columns}}}"#), F::AzureScript),
        (format!(r#"{{"data": {}}}"#, Value::Text(rows.into()).to_json()), F::AzureScript),
        (format!(r#"{{"formatType": "dataframe", "orientation": "values", "inputs": {rows}}}"#), F::Fabric),
        (format!(r#"{{"formatType": "dataframe", "orientation": "split", "inputs": {split}}}"#), F::Fabric),
        (r#"{"formatType": "dataframe", "orientation": "index", "inputs": {"0": {"a": 1.5, "b": 3}}}"#.to_owned(), F::Fabric),
        (format!(r#"{{"data": {{"names": ["a", "b"], "ndarray": {rows}}}}}"#), F::Seldon),
        (format!(r#"{{"data": {{"ndarray": {rows}}}}}"#), F::Seldon),
        (r#"{"data": {"names": ["a", "b"], "tensor": {"shape": [2, 2], "values": [1.5, 3.0, 2.5, 4.0]}}}"#.to_owned(), F::Seldon),
        (format!(r#"{{"jsonData": {{"dataframe_split": {split}}}}}"#), F::Seldon),
        (format!(r#"{{"signature_name": "serving_default", "instances": {rows}}}"#), F::TensorFlowServing),
        (split.to_owned(), F::BareSplit),
        (records.to_owned(), F::BareRecords),
        (rows.to_owned(), F::BareRows),
        (columns.to_owned(), F::BareColumns),
        (r#"{"a": 1.5, "b": 3}"#.to_owned(), F::BareRecord),
        (r#"{"a": {"0": 1.5, "1": 2.5}, "b": {"0": 3, "1": 4}}"#.to_owned(), F::PandasColumns),
        (Value::Text(format!(r#"{{"input_data": {split}}}"#).into()).to_json(), F::EncodedTwice),
    ]
}

/// Each is said for what it is and rewritten to what both callers take.
#[test]
fn bodies_of_other_servers_are_rewritten_to_what_is_taken() {
    let bodies = bodies_of_others();
    // What MLflow takes as it is stays as it is.
    let fabric = format!(r#"{{"formatType": "dataframe", "orientation": "records", "inputs": {RECORDS}}}"#);
    let taken = ask(&["double", "long"], &fabric, Media::Json, Caller::Rest);
    assert!(taken.is_accepted() && taken.foreign.is_none());
    for (body, foreign) in &bodies {
        let (body, foreign) = (body.as_str(), *foreign);
        for caller in Caller::ALL {
            let answer = ask(&["double", "long"], body, Media::Json, caller);
            assert!(!answer.is_accepted(), "{body}");
            assert_eq!(answer.foreign, Some(foreign), "{body}");
            let rewritten = answer.rewritten.as_ref().unwrap_or_else(|| panic!("{body} is not rewritten"));
            // Reals are no whole numbers in Python, and numpy makes a column of integers real beside one of reals.
            let is_real = foreign == Foreign::Seldon && body.contains("tensor");
            if !(is_real && caller == Caller::Python) {
                assert!(rewritten.answer.is_accepted(), "{caller:?} {body}: {:?}", rewritten.answer.refusals);
                assert_eq!(rewritten.answer.lossy(), 0, "{caller:?} {body}: {:?}", rewritten.answer.conversions);
            }
            // What is proposed is taken when it is sent, and is nobody else's.
            let again = ask(&["double", "long"], &rewritten.body.text(80), rewritten.body.media(), caller);
            assert_eq!((again.is_accepted(), again.foreign), (rewritten.answer.is_accepted(), None), "{body}");
            assert!(!answer.recognised(caller).unwrap_or_default().is_empty());
        }
    }
    // Azure takes its own, and all others as input_data.
    let own = [SPLIT, RECORDS, ROWS].map(|data| format!(r#"{{"{}": {data}}}"#, if data == SPLIT { "dataframe_split" } else { "inputs" }));
    for body in bodies.iter().map(|(body, _)| body).chain(&own) {
        let answer = ask(&["double", "long"], body, Media::Json, Receiver::Azure);
        if answer.is_accepted() {
            assert!(body.starts_with(r#"{"input_data": {"columns""#) && answer.foreign.is_none(), "{body}");
            continue;
        }
        let rewritten = answer.rewritten.as_ref().unwrap_or_else(|| panic!("{body} is not rewritten"));
        assert!(
            rewritten.answer.is_accepted() && rewritten.answer.form == Some(enforce::Form::InputData),
            "{body}: {:?}",
            rewritten.answer.refusals
        );
        assert!(answer.recognised(Receiver::Azure).unwrap_or_default().contains("zure endpoint wants columns, index and data"), "{body}");
    }
}

/// What Azure's script takes, and what stops it.
#[test]
fn a_body_for_azure_holds_a_data_frame_or_arrays() {
    let azure = |body: &str| ask(&["double", "binary"], body, Media::Json, Receiver::Azure);
    let fine = azure(r#"{"input_data": {"columns": ["a", "b"], "index": [0], "data": [[1.5, "aGk="]]}, "more": 1}"#);
    assert!(fine.is_accepted() && fine.rows == Some(1), "{:?}", fine.refusals);
    let told: Vec<&str> = fine.conversions.iter().map(|one| one.code.name).collect();
    assert_eq!(told, ["key-ignored", "not-decoded"]);
    for (body, rule) in [
        (r#"{"dataframe_split": {"columns": ["a", "b"], "data": [[1.5, "aGk="]]}}"#, "input-data"),
        ("[1]", "input-data"),
        (r#"{"input_data": [{"a": 1.5, "b": "x"}]}"#, "azure-form"),
        (r#"{"input_data": [[1.5, "x"]]}"#, "azure-form"),
        (r#"{"input_data": {"columns": ["a", "b"], "data": [[1.5, "x"]], "params": {}}}"#, "azure-form"),
        (r#"{"input_data": {"data": [[1.5, "x"]]}}"#, "azure-form"),
        (r#"{"input_data": {"columns": ["a", "b"], "index": [0, 1, 2], "data": [[1.5, "x"], [1.5, "x"]]}}"#, "index-length"),
        (r#"{"input_data": {"columns": ["a"], "data": [[1.5]]}}"#, "missing-column"),
        (r#"{"input_data": {"columns": ["a", "b"], "data": [["x", "x"]]}}"#, "not-a-number"),
    ] {
        assert_eq!(refusal(&azure(body)).2, rule, "{body}");
    }
    assert_eq!(refusal(&ask(&["double"], "a\n1\n", Media::Csv, Receiver::Azure)).2, "azure-csv");
    let rows = ask(&["double"], "a;b\n1,5;2\n", Media::Csv, Receiver::Azure);
    let body = r#"{"input_data": {"columns": ["a", "b"], "index": [0], "data": [[1.5, 2]]}}"#;
    assert_eq!(rewriting(&rows), Some((body.to_owned(), true)));
    // A place in it is found as well.
    let text = "{\"input_data\": {\"columns\": [\"a\", \"b\"],\n\"data\": [[\"x\", \"y\"]]}}";
    let answer = azure(text);
    let spot = answer.spots.of_refusal(0).expect("found");
    assert_eq!((&text[spot.range.clone()], spot.position.line), ("\"x\"", 2));
}

#[test]
fn values_that_follow_a_request_as_bytes_are_said_to_be_unreadable() {
    use mlmodel_viewer::enforce::Foreign;
    let tensor = r#"{"inputs": [{"name": "a", "shape": [1], "datatype": "FP64", "parameters": {"binary_data_size": 8}}]}"#;
    for body in [tensor.as_bytes().to_vec(), [tensor.as_bytes(), &1.5_f64.to_le_bytes()].concat()] {
        let answer = enforce::check(&body, Media::Json, &Contract::default(), Caller::Rest);
        let signed = ask(&["double"], &String::from_utf8_lossy(&body), Media::Json, Caller::Rest);
        assert_eq!(signed.foreign, Some(Foreign::OpenInferenceBinary));
        assert!(signed.rewritten.is_none() && !signed.is_accepted());
        // Without a signature any object is taken.
        assert!(answer.is_accepted() || answer.foreign == Some(Foreign::OpenInferenceBinary));
    }
}

/// A CSV as it is saved where numbers have commas, and one without names.
#[test]
fn csvs_of_another_make_are_mended() {
    use mlmodel_viewer::enforce::Foreign as F;
    for (text, foreign, mended) in [
        ("a;b\n1,5;3\n2,5;4\n", F::Semicolons, "a,b\n1.5,3\n2.5,4\n"),
        ("sep=;\r\n\"a\";\"b\"\r\n1.5;3\r\n", F::Semicolons, "a,b\n1.5,3\n"),
        ("a\tb\n1.5\t3\n", F::Tabs, "a,b\n1.5,3\n"),
        ("a|b\n1.5|3\n", F::Bars, "a,b\n1.5,3\n"),
        ("a,b\n\"1,5\",3\n", F::DecimalCommas, "a,b\n1.5,3\n"),
        ("a;b\n1.234,5;3\n", F::Semicolons, "a,b\n1234.5,3\n"),
        ("1.5,3\n2.5,4\n", F::NoHeader, "a,b\n1.5,3\n2.5,4\n"),
        ("1,5;3\n2,5;4\n", F::Semicolons, "a,b\n1.5,3\n2.5,4\n"),
    ] {
        for caller in Caller::ALL {
            let answer = ask(&["double", "long"], text, Media::Csv, caller);
            assert_eq!((answer.is_accepted(), answer.foreign), (false, Some(foreign)), "{text:?}");
            assert_eq!(rewriting(&answer), Some((mended.to_owned(), true)), "{text:?}");
        }
    }
    // Whole numbers from 1 are values as well.
    let azure = r#"{"input_data": {"columns": ["a", "b"], "index": [0, 1], "data": [[1, 2], [3, 4]]}}"#;
    for (receiver, mended) in [(Receiver::Rest, "a,b\n1,2\n3,4\n"), (Receiver::Python, "a,b\n1,2\n3,4\n"), (Receiver::Azure, azure)] {
        let answer = ask(&["long", "long"], "1,2\n3,4\n", Media::Csv, receiver);
        assert_eq!((answer.foreign, rewriting(&answer)), (Some(F::NoHeader), Some((mended.to_owned(), true))), "{receiver:?}");
    }
    // Three values for two columns: whose they are nobody knows.
    let answer = ask(&["double", "long"], "1.5,3,7\n", Media::Csv, Caller::Rest);
    assert_eq!((answer.foreign, rewriting(&answer)), (Some(F::NoHeader), None));
    // The server reads no dates from CSV: the same data goes as JSON.
    let answer = ask(&["datetime", "string"], "a;b\n2024-01-31;007\n", Media::Csv, Caller::Rest);
    let body = r#"{"dataframe_split": {"columns": ["a", "b"], "data": [["2024-01-31", "007"]]}}"#;
    assert_eq!(rewriting(&answer), Some((body.to_owned(), true)));
    // What is taken stays as it is.
    for (types, text) in
        [(&["string"][..], "a\nx;y\n"), (&["string", "string"], "a,b\n\"1,5\",x|y\n"), (&["double", "long"], "a,b\n1.5,3\n")]
    {
        let answer = ask(types, text, Media::Csv, Caller::Rest);
        assert!(answer.is_accepted() && answer.foreign.is_none() && answer.rewritten.is_none(), "{text:?}");
    }
    // Without names the first line is taken for them, and its values are lost.
    let answer = enforce::check(b"1.5,3\n2.5,4\n", Media::Csv, &Contract::default(), Caller::Rest);
    assert!(answer.is_accepted() && answer.foreign == Some(F::NoHeader) && answer.rewritten.is_none());
}

/// A model may have columns of the names that tell other servers.
#[test]
fn names_that_tell_a_server_may_be_columns() {
    let specs = r#"[{"type": "double", "name": "data", "required": true}, {"type": "double", "name": "input_data", "required": true}]"#;
    let signature = Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(specs.into()))]));
    let contract = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    for (body, form) in [
        (r#"{"data": 1.5, "input_data": 2.5}"#, r#"{"dataframe_records": [{"data": 1.5, "input_data": 2.5}]}"#),
        (r#"{"data": [1.5], "input_data": [2.5]}"#, r#"{"inputs": {"data": [1.5], "input_data": [2.5]}}"#),
    ] {
        let answer = enforce::check(body.as_bytes(), Media::Json, &contract, Caller::Rest);
        assert_eq!(rewriting(&answer), Some((form.to_owned(), true)));
    }
    for body in [
        r#"{"dataframe_records": [{"data": 1.5, "input_data": 2.5}]}"#,
        r#"{"inputs": {"data": [1.5], "input_data": [2.5]}}"#,
        r#"{"dataframe_split": {"columns": ["data", "input_data"], "data": [[1.5, 2.5]]}}"#,
    ] {
        let answer = enforce::check(body.as_bytes(), Media::Json, &contract, Caller::Rest);
        assert!(answer.is_accepted() && answer.foreign.is_none(), "{body}");
    }
}

/// A report does not grow with a value, a key or a name.
#[test]
fn a_long_value_is_cut_in_every_message() {
    use mlmodel_viewer::print::validate;
    let long = "x".repeat(200_000);
    let digits = "9".repeat(200_000);
    let mut bodies = Vec::new();
    for value in [format!("\"{long}\""), format!("[\"{long}\", 1]"), format!("{{\"{long}\": 1}}"), digits] {
        for form in ["inputs", "instances", "dataframe_records"] {
            bodies.push((format!(r#"{{"{form}": [{{"a": {value}}}]}}"#), Media::Json));
        }
        bodies.push((format!(r#"{{"dataframe_split": {{"columns": ["a"], "data": [[{value}], [1]]}}}}"#), Media::Json));
        bodies.push((format!(r#"{{"inputs": {{"a": [{value}, null]}}, "params": {{"{long}": 1}}}}"#), Media::Json));
        bodies.push((format!(r#"{{"dataframe_split": {{"{long}": 1, "data": []}}}}"#), Media::Json));
        bodies.push((format!(r#"{{"{long}": 1}}"#), Media::Json));
        bodies.push((format!("a\n{value}\n"), Media::Csv));
        bodies.push((format!("{long}\n1\n"), Media::Csv));
    }
    for kind in ["double", "float", "long", "integer", "boolean", "string", "binary", "datetime", "any"] {
        for (body, media) in &bodies {
            for caller in Caller::ALL {
                let mut answer = ask(&[kind], body, *media, caller);
                // What is rewritten is the body itself, up to 64 KB.
                answer.rewritten = None;
                let (text, json) = (validate::text(&answer, caller), validate::json(&answer, caller));
                assert!(text.len() < 5_000 && json.len() < 5_000, "{kind} {media:?}: {} {}", text.len(), json.len());
            }
        }
    }
}

#[test]
fn requests_of_too_many_columns_or_values_are_not_read() {
    let rule = |body: &str| refusal(&ask(&["double"], body, Media::Json, Caller::Rest)).2.to_owned();
    let names = |n: usize| (0..n).map(|i| format!("\"k{i}\": 1")).collect::<Vec<_>>().join(",");
    let many = names(250_001);
    for body in [
        format!(r#"{{"inputs": {{{many}}}}}"#),
        format!(r#"{{"instances": [{{{many}}}]}}"#),
        format!(r#"{{"dataframe_records": [{{{many}}}]}}"#),
        format!(r#"{{"dataframe_split": {{"columns": {{{many}}}, "data": []}}}}"#),
        format!(r#"{{"dataframe_split": {{"data": [[{}]]}}}}"#, vec!["1"; 250_001].join(",")),
    ] {
        assert_eq!(rule(&body), "too-many-columns", "{}", &body[..60]);
    }
    let rows = format!(r#"{{"dataframe_split": {{"columns": ["a"], "data": [{}]}}}}"#, vec!["[1.0]"; 3_500_000].join(","));
    assert_eq!(rule(&rows), "too-many-values");
}

/// An object of many properties against a value of as many, and against many values of few.
#[test]
fn objects_of_many_properties_end_soon() {
    let properties: Vec<String> = (0..20_000).map(|i| format!(r#""p{i}": {{"type": "double", "required": false}}"#)).collect();
    let inputs = format!(r#"[{{"type": "object", "properties": {{{}}}, "name": "a", "required": true}}]"#, properties.join(","));
    let signature = Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(inputs.into()))]));
    let contract = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    let object = |n: usize| format!("{{{}}}", (0..n).rev().map(|i| format!("\"p{i}\": 0.5")).collect::<Vec<_>>().join(","));
    let started = std::time::Instant::now();
    for form in ["dataframe_records", "inputs"] {
        for rows in [vec![object(20_000)], vec![object(1); 2_000]] {
            let rows: Vec<String> = rows.into_iter().map(|row| format!("{{\"a\": {row}}}")).collect();
            let body = format!(r#"{{"{form}": [{}]}}"#, rows.join(","));
            let answer = enforce::check(body.as_bytes(), Media::Json, &contract, Caller::Rest);
            assert!(answer.is_accepted(), "{:?}", answer.refusals.first());
        }
    }
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

/// A missing and an unknown name that differ little are told as such, each once.
#[test]
fn names_that_are_nearly_right_are_suggested() {
    let specs = r#"[{"type": "double", "name": "fixed acidity", "required": true}, {"type": "double", "name": "pH", "required": true}, {"type": "double", "name": "sulphates", "required": true}, {"type": "double", "name": "Alcohol", "required": false}]"#;
    let signature = Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(specs.into()))]));
    let contract = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    let record = r#"{"fixed_acidity": 7.5, "PH": 3.5, "sulfates": 0.5, "alcohol": 9.5}"#;
    for body in
        [format!(r#"{{"dataframe_records": [{record}]}}"#), format!(r#"{{"inputs": {record}}}"#), format!(r#"{{"instances": [{record}]}}"#)]
    {
        let answer = enforce::check(body.as_bytes(), Media::Json, &contract, Caller::Rest);
        let near: Vec<(&str, Option<&str>)> = answer.refusals.iter().map(|one| (&*one.place, one.near.as_deref())).take(3).collect();
        // Two letters are too many.
        assert_eq!(near, [("fixed acidity", Some("fixed_acidity")), ("pH", Some("PH")), ("sulphates", None)], "{body}");
        assert!(
            answer.refusals[0]
                .message
                .ends_with("\"fixed_acidity\" in the request is nearly this name: blanks or marks between the words differ")
        );
        assert!(
            answer.conversions[0].message.ends_with("\"alcohol\" is nearly \"Alcohol\": upper and lower case differ"),
            "{:?}",
            answer.conversions
        );
    }
    let answer = ask(&["double"], r#"{"dataframe_splits": {"columns": ["a"], "data": [[1]]}}"#, Media::Json, Caller::Rest);
    assert_eq!(answer.refusals[0].near.as_deref(), Some("dataframe_splits"));
}

/// A slip in the key of a form, and what other servers take, are never told of one key together.
#[test]
fn a_key_is_a_slip_or_another_servers() {
    let (azure, key) = (Some(Foreign::AzureInputs), |text: &str| Some(text.to_owned()));
    for (body, foreign, near) in [
        (r#"{"Inputs": {"data": {"columns": ["a", "b"], "data": [[1, 2]]}}}"#, azure, None),
        (r#"{"Instances": [[1.5, 2]]}"#, None, key("Instances")),
        (r#"{"inputz": {"a": [1.5], "b": [2]}}"#, None, key("inputz")),
        (r#"{"a": 1.5, "b": 2}"#, Some(Foreign::BareRecord), None),
    ] {
        let answer = ask(&["double", "long"], body, Media::Json, Caller::Rest);
        assert_eq!((answer.foreign, answer.refusals[0].near.clone()), (foreign, near.clone()), "{body}");
        assert_eq!(answer.refusals[0].message.contains("is nearly"), near.is_some(), "{body}");
    }
    let specs = r#"[{"type": "long", "name": "instance", "required": true}]"#;
    let signature = Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(specs.into()))]));
    let contract = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    let answer = enforce::check(br#"{"instance": 5}"#, Media::Json, &contract, Caller::Rest);
    assert_eq!((answer.foreign, answer.refusals[0].near.as_deref()), (Some(Foreign::BareRecord), None));
}

/// Data in the form that Azure's script reads, with a wrong name or value, has no other form.
#[test]
fn the_form_of_input_data_is_wrong_only_where_it_is() {
    for (data, foreign) in [
        (r#"{"columns": ["A", "b"], "index": [0], "data": [[1.5, 2]]}"#, None),
        (r#"{"columns": ["a", "b"], "index": [0], "data": [["x", 2]]}"#, None),
        (r#"[{"a": 1.5, "b": 2}]"#, Some(Foreign::InputDataForm)),
        (r#"{"a": [1.5], "b": [2]}"#, Some(Foreign::InputDataForm)),
    ] {
        let body = format!(r#"{{"input_data": {data}}}"#);
        let answer = ask(&["double", "long"], &body, Media::Json, Receiver::Azure);
        assert_eq!((answer.is_accepted(), answer.foreign), (false, foreign), "{body}");
        assert_eq!(answer.rewritten.is_some(), foreign.is_some(), "{body}");
    }
}

/// What is no JSON is hinted at by what the receiver takes.
#[test]
fn no_receiver_is_told_to_take_what_it_does_not() {
    for (text, rest, azure) in [
        ("a,b\n1,2\n", "which is sent as text/csv", "the endpoint takes JSON only: send the same rows as input_data"),
        ("{\"a\": 1}\n{\"a\": 2}\n", "with a list in dataframe_records", "the endpoint wants one object with \"input_data\""),
    ] {
        for (receiver, hint) in [(Receiver::Rest, rest), (Receiver::Azure, azure)] {
            let answer = ask(&["double", "long"], text, Media::Json, receiver);
            assert!(answer.refusals[0].message.ends_with(hint), "{}", answer.refusals[0].message);
        }
    }
}

/// A signature that MLflow does not read, or dies of, leaves no request to be judged.
#[test]
fn a_signature_that_mlflow_dies_of_takes_no_request() {
    for (signature, why) in [
        ("{}", Some("the signature cannot be read, so MLflow does not load the model")),
        ("{inputs: null, outputs: null}", Some("the signature cannot be read, so MLflow does not load the model")),
        ("hello", Some("the signature is no map, and with such a one MLflow takes no request")),
        ("[]", Some("the signature is no map, and with such a one MLflow takes no request")),
        ("null", None),
    ] {
        let text = format!("flavors:\n  python_function:\n    loader_module: m\nsignature: {signature}\n");
        let model = mlmodel_viewer::mlmodel::read(text.as_bytes()).expect("an MLmodel");
        assert_eq!(Contract::of(&model).err(), why, "{signature}");
    }
}

/// A thousand reasons about a long text are found in it as soon as one.
#[test]
fn many_reasons_about_a_long_text_end_soon() {
    let names: Vec<String> = (0..1_000).map(|i| format!("c{i}")).collect();
    let specs: Vec<String> = names.iter().map(|name| format!(r#"{{"type": "long", "name": "{name}", "required": true}}"#)).collect();
    let inputs = Value::Text(format!("[{}]", specs.join(",")).into());
    let signature = Signature::decode(&Value::Map(vec![("inputs".into(), inputs)]));
    let contract = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    let (long, blank) = ("x".repeat(4 << 20), " ".repeat(4 << 20));
    let wrong = names.iter().map(|name| format!("\"{name}\": \"x\"")).collect::<Vec<_>>().join(",");
    let others: Vec<String> = (0..100_000).map(|i| format!("d{i}")).collect();
    let started = std::time::Instant::now();
    for (text, media) in [
        // Before all that is wrong stands what is right, and long.
        (format!("{{\"params\": {{\"k\": \"{long}\"}}, \"dataframe_records\": [{{{wrong}}}]}}"), Media::Json),
        (format!("{{\"dataframe_records\": [{blank}{{{wrong}}}]}}"), Media::Json),
        (format!("{{\"dataframe_records\": [{{\"z\": \"{long}\"}}]}}"), Media::Json),
        (format!("{}\n", others.join(",")), Media::Csv),
    ] {
        let answer = enforce::check(text.as_bytes(), media, &contract, Caller::Rest);
        assert!(answer.refusals.len() >= 1_000, "{}", answer.refusals.len());
    }
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

/// Every reason leads to its place in the text, whatever the form.
#[test]
fn a_reason_says_where_in_the_text_it_is() {
    let lead = |types: &[&str], body: &str, media: Media| -> Vec<(String, String, usize)> {
        let answer = ask(types, body, media, Caller::Rest);
        let of = |spot: Option<&enforce::Spot>| spot.map(|spot| (body[spot.range.clone()].to_owned(), spot.position.line));
        let refusals = answer.refusals.iter().enumerate().map(|(nth, one)| (&one.place, of(answer.spots.of_refusal(nth))));
        let conversions = answer.conversions.iter().enumerate().map(|(nth, one)| (&one.place, of(answer.spots.of_conversion(nth))));
        refusals
            .chain(conversions)
            .map(|(place, spot)| spot.map_or((place.clone(), String::new(), 0), |(text, line)| (place.clone(), text, line)))
            .collect()
    };
    let own = |found: &[(&str, &str, usize)]| -> Vec<(String, String, usize)> {
        found.iter().map(|(place, text, line)| ((*place).to_owned(), (*text).to_owned(), *line)).collect()
    };
    let two = ["double", "long"];
    for (body, found) in [
        (
            "{\"dataframe_split\": {\n  \"columns\": [\"a\", \"b\"],\n  \"data\": [\n    [1.5, 2],\n    [\"x\", 3]\n]}}",
            &[("a", "\"x\"", 5)][..],
        ),
        ("{\"dataframe_split\": {\n  \"columns\": [\"a\"],\n  \"data\": [[1.5]]}}", &[("b", "\"columns\"", 2)]),
        ("{\"dataframe_split\": {\n  \"columns\": [\"a\",\n \"B\"],\n  \"data\": [[1.5, 2]]}}", &[("b", "\"B\"", 3), ("B", "\"B\"", 3)]),
        ("{\"dataframe_records\": [\n{\"a\": 1.5, \"b\": 2},\n{\"a\": \"x\", \"b\": 3}]}", &[("a", "\"x\"", 3)]),
        ("{\"dataframe_records\": [\n{\"a\": 1.5}]}", &[("b", "{", 2)]),
        ("{\"inputs\": {\n\"a\": [1.5, \"x\"],\n\"b\": [2, 3]}}", &[("a", "\"x\"", 2)]),
        ("{\"inputs\": [\n[1.5, 2]]}", &[("body", "\"inputs\"", 1)]),
        ("{\"instances\": [\n{\"a\": 1.5, \"b\": \"x\"}]}", &[("b", "\"x\"", 2)]),
        ("{\n  \"inputs\": {\"a\": [1.5], \"b\": [2]},\n  \"params\": {\"k\": 1}}", &[("params", "\"params\"", 3)]),
        ("{\n  \"input\": ]", &[("body", "]", 2)]),
    ] {
        assert_eq!(lead(&two, body, Media::Json), own(found), "{body}");
    }
    for (body, found) in [
        ("a,b\n1.5,2\n\n\"x\",3\n", &[("a", "\"x\"", 4)][..]),
        ("a,b\n1.5,2\n\"2\n\",x\n", &[("b", "x", 4)]),
        ("a,z\n1.5,2\n", &[("b", "a,z", 1), ("z", "z", 1)]),
        ("a,B\n1.5,2\n", &[("b", "B", 1), ("B", "B", 1)]),
        ("a,b\n7,1.5,x\n", &[("b", "x", 2), ("body", "7,1.5,x", 2)]),
    ] {
        let found: Vec<_> = own(found);
        let lead = lead(&two, body, Media::Csv);
        assert!(found.iter().all(|one| lead.contains(one)), "{body:?}: {lead:?}");
    }
    // Inside an object, and under a name with a point.
    let specs = r#"[{"type": "object", "properties": {"zip": {"type": "long", "required": true}}, "name": "a.b", "required": true}]"#;
    let signature = Signature::decode(&Value::Map(vec![("inputs".into(), Value::Text(specs.into()))]));
    let contract = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    let body = "{\"dataframe_records\": [{\"a\": 1, \"a.b\":\n{\"zip\": \"x\"}}]}";
    let answer = enforce::check(body.as_bytes(), Media::Json, &contract, Caller::Rest);
    let spot = answer.spots.of_refusal(0).expect("found");
    assert_eq!((&body[spot.range.clone()], spot.position.line, spot.position.column), ("\"x\"", 2, 9), "{:?}", answer.refusals);
}

/// Requests that Azure's scoring script itself answered: see `tests/requests/README.md`.
#[test]
fn azure_requests_are_answered_as_its_script_answers_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requests/azure/script.jsonl");
    let (mut total, mut found) = (0, Vec::new());
    for line in std::fs::read_to_string(path).expect("readable").lines() {
        let line = json::parse(line).expect("JSON");
        let (mlmodel, payload) = (text(&line, "mlmodel").expect("a model"), text(&line, "payload").expect("a payload"));
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("MLmodel"), &mlmodel).expect("written");
        if let Some(example) = text(&line, "example") {
            std::fs::write(folder.path().join("input_example.json"), example).expect("written");
        }
        let model = common::read(folder.path());
        let opened = model.folder().expect("a model folder");
        let endpoint = enforce::AzureEndpoint::of(opened.model().expect("readable"), opened.example.as_ref(), &opened.environment);
        let contract = Contract { azure: Some(&endpoint), ..Contract::of(opened.model().expect("readable")).expect("a signature") };
        let answer = enforce::check(payload.as_bytes(), Media::Json, &contract, Receiver::Azure);
        total += 1;
        if Value::Bool(answer.is_accepted()) != *line.get("accepted").expect("an answer") {
            let told: Vec<String> = answer.refusals.iter().map(|refusal| format!("{} {}", refusal.place, refusal.message)).collect();
            found.push(format!("{mlmodel} {:?} {payload}\n  script: {:?}, here {told:?}", text(&line, "example"), text(&line, "error")));
        }
    }
    assert!(total > 500);
    assert!(found.is_empty(), "{} of {total} disagree:\n{}", found.len(), found.join("\n"));
}
