//! YAML texts and signatures against what PyYAML and MLflow make of them (see `tests/texts/README.md`).

use std::path::{Path, PathBuf};

use mlmodel_viewer::enforce;
use mlmodel_viewer::mlmodel::signature::Signature;
use mlmodel_viewer::mlmodel::yaml::{self, OddityKind};
use mlmodel_viewer::mlmodel::{json, value::Value};

/// The lines of a file of the repository, and of the same in a wider set where one is named.
fn lines(name: &str) -> Vec<Value> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/texts");
    let folders = std::iter::once(own).chain(std::env::var_os("MLMODEL_TEXTS").map(PathBuf::from));
    let texts: Vec<String> = folders.filter_map(|folder| std::fs::read_to_string(folder.join(name)).ok()).collect();
    texts.iter().flat_map(|text| text.lines()).map(|line| json::parse(line).expect("JSON")).collect()
}

fn text<'v>(line: &'v Value, key: &str) -> Option<&'v str> {
    line.get(key).and_then(Value::as_text)
}

#[test]
fn yaml_is_read_as_pyyaml_reads_it() {
    let lines = lines("yaml.jsonl");
    assert!(lines.len() > 1_000);
    let mut wrong = Vec::new();
    for line in &lines {
        let written = text(line, "text").expect("a text");
        let read = yaml::parse(written).map_err(|error| error.to_string()).and_then(|document| {
            let yaml::Resolved { value, oddities } = document.resolve();
            let refused = oddities.into_iter().find_map(|odd| if let OddityKind::Refused(why) = odd.kind { Some(why) } else { None });
            refused.map_or(Ok(value), |why| Err(why.to_string()))
        });
        match (line.get("value"), read) {
            (None, Err(_)) => {}
            // The same JSON, for marks are maps in the file.
            (Some(expected), Ok(value)) if json::parse(&value.to_json()).is_ok_and(|value| value.is_same(expected)) => {}
            (expected, read) => wrong.push(format!("{written:?}\n  PyYAML: {expected:?} {:?}\n  here: {read:?}", text(line, "refused"))),
        }
    }
    assert!(wrong.is_empty(), "{} of {} texts:\n{}", wrong.len(), lines.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn signatures_are_read_as_mlflow_reads_them() {
    let lines = lines("signatures.jsonl");
    assert!(lines.len() > 500);
    let mut wrong = Vec::new();
    for line in &lines {
        let part = |key: &str, from: &str| Some((key.into(), Value::Text(text(line, from)?.into())));
        let parts: Vec<(Box<str>, Value)> = [part("inputs", "inputs_json"), part("params", "params_json")].into_iter().flatten().collect();
        let signature = Signature::decode(&Value::Map(parts));
        let expected = line.get("inputs");
        let inputs = signature.inputs.read().map(|schema| json::parse(&schema.encode().to_json()).expect("JSON"));
        let is_alike = match (expected, &inputs) {
            (Some(expected), Some(inputs)) => inputs.is_same(expected),
            (expected, _) => expected.is_none(),
        };
        let is_refused = text(line, "refused").is_some();
        if is_refused == enforce::is_readable(&signature) || !is_refused && !is_alike {
            wrong.push(format!("{}\n  here: {:?} {:?}", line.to_json(), signature.issues, enforce::bad_default(&signature)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} signatures:\n{}", wrong.len(), lines.len(), wrong[..wrong.len().min(20)].join("\n"));
}
