//! Reading the MLmodel: `mlflow.models.Model.load` of MLflow 3.18.0, run 2026-11-25 (mlflow/mlflow `mlflow/models/model.py`).
//! Where it fails every platform fails that asks MLflow.

use std::sync::Arc;

use super::{Basis, Candidate, FileChange, Fix, Group, Place, Platform, Reason, codes};
use crate::enforce;
use crate::folder::{Found, MLMODEL, MlmodelError, ModelFolder, ReadError, Subject};
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::IssueKind;
use crate::mlmodel::yaml::{OddityKind, SyntaxProblem};
use crate::mlmodel::{self, MlModel, Unreadable};

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "mlflow-read",
    name: "Reading the MLmodel",
    group: Group::Mlflow,
    is_variant: true,
    serves: false,
    basis: Basis::Run,
    checked: "mlflow.models.Model.load of MLflow 3.18.0, run 2026-11-25",
    not_checked: "whether the model loads",
    rule: |candidate| candidate.reading().to_vec(),
    today: None,
    beyond: &[],
};

/// Why MLflow does not read the folder.
pub(super) fn reasons(candidate: &Candidate<'_>) -> Vec<Reason> {
    let no_mlmodel = |message: &str| vec![Reason::stops(codes::NO_MLMODEL, message)];
    match &candidate.opened.subject {
        Subject::Model(folder) => match &folder.mlmodel.content {
            Ok(model) => refusals(folder, model),
            Err(error) => vec![unreadable(error)],
        },
        Subject::Several { .. } => no_mlmodel("The folder holds several models and no MLmodel of its own."),
        Subject::Artifact(_) => no_mlmodel("There is no MLmodel: a file or folder that was logged as it is, not a model."),
        Subject::NotAModel(_) => no_mlmodel("There is no MLmodel here."),
    }
}

/// There is nothing to read.
fn unreadable(error: &MlmodelError) -> Reason {
    let refuses = |why: &str| Reason::stops(codes::READER_REFUSES, format!("MLflow cannot read the MLmodel: {why}."));
    let untold = |why: &str| Reason::cannot_tell(codes::READER_UNTOLD, format!("The MLmodel was not read here: {why}."));
    let reason = match error {
        MlmodelError::NotRead(ReadError::TooLarge { .. }) => untold("it is larger than any real one"),
        MlmodelError::NotRead(ReadError::Not(Found::LeadsOutside)) => untold("it is a link out of the folder"),
        MlmodelError::NotRead(ReadError::Not(Found::Missing | Found::BrokenLink)) => {
            Reason::stops(codes::NO_MLMODEL, "The file MLmodel is a link that leads nowhere.")
        }
        MlmodelError::NotRead(why) => refuses(&why.to_string()),
        MlmodelError::Unreadable(Unreadable::Syntax(error)) if error.problem == SyntaxProblem::TooMany => untold(&error.to_string()),
        MlmodelError::Unreadable(Unreadable::Syntax(error)) => {
            refuses(&format!("it is not valid YAML at line {}, column {}", error.line, error.column))
        }
        MlmodelError::Unreadable(Unreadable::NotUtf8 { .. }) => refuses("it is not UTF-8 text"),
        MlmodelError::Unreadable(Unreadable::Empty) => refuses("it is empty"),
        MlmodelError::Unreadable(Unreadable::NotAMapping { found, .. }) => refuses(&format!("it holds {found} and no keys")),
    };
    reason.file(MLMODEL)
}

/// What MLflow refuses in a file that is YAML.
fn refusals(folder: &ModelFolder, model: &MlModel) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let refused = model.oddities.iter().filter_map(|oddity| match &oddity.kind {
        OddityKind::Refused(why) => Some((&oddity.key, why)),
        _ => None,
    });
    for (key, why) in refused.take(3) {
        let message = format!("MLflow cannot read the value at {}: {}.", clipped(&key.to_string(), 120), clipped(&why.to_string(), 200));
        reasons.push(Reason::stops(codes::READER_REFUSES, message).at(Place::Key(key.clone())));
    }
    let Some(signature) = &model.signature else { return reasons };
    if signature.is_empty() {
        let message = "The signature has neither inputs nor outputs nor params, and MLflow refuses to read such an MLmodel.";
        reasons.push(Reason::stops(codes::READER_REFUSES, message).key(&["signature"]));
    }
    let has_optional = signature.issues.iter().any(|issue| issue.kind == IssueKind::OptionalKey);
    let optional = has_optional.then(|| Arc::new(mend_optional(folder)));
    for issue in &signature.issues {
        let place = Place::key(&["signature", issue.part.key()]);
        if issue.kind == IssueKind::TooMany {
            let message = format!("The {} of the signature have more entries than are read here.", issue.part.key());
            reasons.push(Reason::cannot_tell(codes::READER_UNTOLD, message).at(place));
        } else if issue.kind.is_fatal() {
            let message = format!("MLflow cannot read signature.{}: {}.", issue.part.key(), clipped(&issue.detail, 200));
            let fix = optional.clone().filter(|_| issue.kind == IssueKind::OptionalKey);
            reasons.push(Reason::stops(codes::READER_REFUSES, message).at(place).shared_fix(fix));
        }
    }
    if let Some(bad) = enforce::bad_default(signature) {
        let message = format!("MLflow cannot read signature.params: {}.", clipped(&bad.message, 200));
        reasons.push(Reason::stops(codes::READER_REFUSES, message).key(&["signature", "params"]));
    }
    reasons
}

/// `"optional": true` of MLflow 2.4 to 2.9 as `"required": false`: what was run is that Azure, Unity Catalog and MLServer then take it.
fn mend_optional(folder: &ModelFolder) -> Fix {
    let about = "In the MLmodel, write \"required\": false for \"optional\": true.";
    let before = &folder.mlmodel.text;
    let after = without_optional(before);
    let is_mended = mlmodel::read(after.as_bytes()).is_ok_and(|model| model.signature.as_ref().is_some_and(enforce::is_readable));
    if after == *before || !is_mended {
        return Fix::words(about);
    }
    Fix::file(about, FileChange { path: MLMODEL.into(), before: before.clone(), after })
}

/// YAML may break the line behind the key, and in a text in double quotes the quotes have a backslash.
fn without_optional(text: &str) -> String {
    const KEY: &str = "\"optional";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(KEY) {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        rest = &found[KEY.len()..];
        let value = rest.trim_start_matches('\\').strip_prefix("\":").map(str::trim_start);
        let flipped = value.and_then(|value| match value {
            value if value.starts_with("true") => Some((value, "true", "false")),
            value if value.starts_with("false") => Some((value, "false", "true")),
            _ => None,
        });
        match flipped {
            Some((value, was, is)) => {
                out.push_str("\"required");
                out.push_str(&rest[..rest.len() - value.len()]);
                out.push_str(is);
                rest = &value[was.len()..];
            }
            None => out.push_str(KEY),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn optional_is_said_the_new_way() {
        let text = "signature:\n  inputs: '[{\"name\": \"a\", \"type\": \"long\", \"optional\":\n    true}, {\"name\": \"optional\", \"type\": \"long\", \"optional\": false}]'\n";
        let mended = without_optional(text);
        assert_eq!(
            mended,
            "signature:\n  inputs: '[{\"name\": \"a\", \"type\": \"long\", \"required\":\n    false}, {\"name\": \"optional\", \"type\": \"long\", \"required\": true}]'\n"
        );
        let signature = mlmodel::read(mended.as_bytes()).expect("YAML").signature.expect("there");
        assert!(enforce::is_readable(&signature));
        assert_eq!(without_optional("\\\"optional\\\": true"), "\\\"required\\\": false");
        assert_eq!(without_optional("\"optional"), "\"optional");
    }
}
