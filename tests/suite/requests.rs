//! Requests against MLflow's own answers.
//!
//! `tests/requests/*.jsonl` were answered by MLflow's scoring server code (see the README there); the wider sweep is
//! `enforcement/requests.jsonl` of the corpus.

use std::path::Path;

use mlmodel_viewer::enforce::{self, Answer, Caller, Contract, Media};
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

fn answer(asked: &Asked) -> Answer {
    let contract = Contract {
        inputs: asked.signature.inputs.read(),
        params: asked.signature.params.read().map(Vec::as_slice),
        from_type_hints: false,
    };
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
            let opened = mlmodel_viewer::folder::open(&path, &mlmodel_viewer::folder::Progress::default()).expect("it opens");
            let mlmodel_viewer::folder::Subject::Model(folder) = &opened.subject else { continue };
            let Some(Ok(contract)) = folder.model().map(Contract::of) else { continue };
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
