//! The signature: absent, not valid, or a trap for callers.

use super::Severity::{Error, Note, Warning};
use super::{Context, Finding, codes};
use crate::enforce;
use crate::mlmodel::display::{clipped, grouped};
use crate::mlmodel::signature::{DataType, Issue, IssueKind, Outcome, Part, Schema, Signature, SpecKind};
use crate::mlmodel::{Code, KeyPath};

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let key = || KeyPath::of(&["signature"]);
    if let Some(kind) = context.model.signature_is_no_map {
        findings.push(
            Finding::new(codes::SIGNATURE_NOT_A_MAP, Warning, format!("signature is {kind}, not a map"))
                .meaning("MLflow loads the model, and neither predicts with it nor serves it: both end with an AttributeError.")
                .help("Set a signature with mlflow.models.set_signature.")
                .key(context, key()),
        );
        return;
    }
    let Some(signature) = &context.model.signature else {
        findings.push(missing(context));
        return;
    };
    if signature.is_empty() {
        findings.push(
            Finding::new(codes::SIGNATURE_EMPTY, Error, "The signature has neither inputs nor outputs nor params")
                .meaning("MLflow refuses to read an MLmodel with such a signature.")
                .help("Remove the key signature, or fill in one of its parts.")
                .key(context, key()),
        );
    }
    for issue in &signature.issues {
        findings.push(explain(context, issue));
    }
    if let Some(bad) = enforce::bad_default(signature) {
        findings.push(
            Finding::new(codes::SIGNATURE_BAD_DEFAULT, Error, "signature.params has a default that does not fit its type")
                .meaning(format!("In entry {}: {}. MLflow cannot read the MLmodel.", bad.param + 1, clipped(&bad.message, 300)))
                .help("Give a default of the declared type.")
                .key(context, KeyPath::of(&["signature", "params"])),
        );
    }
    for (name, part) in [("inputs", &signature.inputs), ("outputs", &signature.outputs)] {
        if let Part::Read(schema) = part {
            placeholder(context, name, schema, findings);
        }
    }
    if let Part::Read(schema) = &signature.inputs {
        out_of_reach(context, schema, findings);
        mistaken_names(context, schema, findings);
    }
    half(context, signature, findings);
}

fn missing(context: &Context<'_>) -> Finding {
    let help = if context.model.flavors.get(crate::mlmodel::flavors::R_FUNCTION).is_some() {
        "The R package mlflow records none: write down beside the model what the function takes and returns."
    } else {
        "Log the model with an input example or signature=infer_signature(…), or add one with mlflow.models.set_signature."
    };
    Finding::new(codes::SIGNATURE_MISSING, Warning, "There is no signature")
        .meaning("Nobody can tell what goes in and what comes out, and requests are not checked.")
        .help(help)
}

/// MLflow loads a signature with one half only; some platforms want both (Unity Catalog's
/// `store/_unity_catalog/registry/rest_store.py`; the runtime `mlserver_mlflow` 1.7.1).
fn half(context: &Context<'_>, signature: &Signature, findings: &mut Vec<Finding>) {
    if signature.inputs.is_absent() == signature.outputs.is_absent() {
        return;
    }
    let (code, title, meaning) = if signature.outputs.is_absent() {
        (
            codes::SIGNATURE_NO_OUTPUTS,
            "The signature declares no outputs",
            "Nothing checks what a model returns, but who reads the signature cannot tell what that is; Unity Catalog refuses to register such a model, and MLServer to load it.",
        )
    } else {
        (
            codes::SIGNATURE_NO_INPUTS,
            "The signature declares no inputs",
            "Requests are not checked, and nobody can tell what goes in; Azure's no-code endpoints and MLServer refuse to load such a model.",
        )
    };
    findings.push(
        Finding::new(code, Note, title)
            .meaning(meaning)
            .help("Declare both: infer_signature(X, model.predict(X)).")
            .key(context, KeyPath::of(&["signature"])),
    );
}

/// Columns named 0 or "" whose names MLflow takes for their places (mlflow/mlflow#26069).
fn mistaken_names(context: &Context<'_>, schema: &Schema, findings: &mut Vec<Finding>) {
    let mistaken = schema.mistaken_names();
    let Some(first) = mistaken.iter().find(|one| one.outcome == Outcome::NoRequestIsTaken).or(mistaken.first()) else { return };
    let name = first.name.to_json();
    let (title, meaning) = match first.outcome {
        Outcome::NoRequestIsTaken => (
            "MLflow refuses every request for this signature".to_owned(),
            format!(
                "It takes the name {name} for the place of the column, {}, and no column has that name (mlflow/mlflow#26069).",
                first.place
            ),
        ),
        Outcome::LostTo(other) => (
            format!("The values of column {name} never reach the model"),
            format!(
                "MLflow takes the name {name} for the place of the column, {}, which is the name of column {}: that one is passed on in place of both (mlflow/mlflow#26069).",
                first.place,
                other + 1
            ),
        ),
        Outcome::Renamed => return,
    };
    findings.push(
        Finding::new(codes::SIGNATURE_NAME_TAKEN_FOR_PLACE, Warning, title)
            .meaning(meaning)
            .help("Name the columns by texts (df.columns = df.columns.astype(str)) and save the model again.")
            .key(context, KeyPath::of(&["signature", "inputs"])),
    );
}

fn explain(context: &Context<'_>, issue: &Issue) -> Finding {
    let part = issue.part.key();
    let place = match (issue.index, issue.count) {
        (None, _) => "Found".to_owned(),
        (Some(i), 1) => format!("In entry {}", i + 1),
        (Some(i), count) => format!("In entry {} and {} more", i + 1, grouped(count - 1)),
    };
    let IssueWords { code, title, help } = words(issue.kind);
    let (severity, consequence) = if issue.kind.is_fatal() {
        (Error, "MLflow cannot read the MLmodel.")
    } else {
        (Warning, "MLflow loads it, and a request cannot address each column.")
    };
    let detail = clipped(&issue.detail, 300);
    let mut finding = Finding::new(code, severity, format!("signature.{part} {title}"));
    finding = finding.meaning(format!("{place}: {detail}. {consequence}"));
    finding.help(help).key(context, KeyPath::of(&["signature", part]))
}

struct IssueWords {
    code: &'static Code,
    /// Goes on from the part: `signature.inputs is not text`.
    title: &'static str,
    help: &'static str,
}

/// What an issue is called, and what to do about it.
fn words(kind: IssueKind) -> IssueWords {
    let (code, title, help) = match kind {
        IssueKind::NotJson => {
            (codes::SIGNATURE_NOT_JSON, "is not valid JSON", "Take the text from the run's artifacts; it may have been cut off or edited.")
        }
        IssueKind::WrongShape => {
            (codes::SIGNATURE_WRONG_SHAPE, "is not a list of specs", "Write a JSON list with one object for each column or tensor.")
        }
        IssueKind::NotText => (codes::SIGNATURE_NOT_TEXT, "is not text", "Write it as a quoted text that holds JSON."),
        IssueKind::Empty => (codes::SIGNATURE_EMPTY_PART, "is an empty list", "Remove the key, or list what goes in or out."),
        IssueKind::UnknownType => (
            codes::SIGNATURE_UNKNOWN_TYPE,
            "has a type MLflow does not know",
            "Use one of boolean, integer, long, float, double, string, binary, datetime, array, object, map, any.",
        ),
        IssueKind::BadSpec => (codes::SIGNATURE_BAD_SPEC, "has an incomplete entry", "Compare with a signature that MLflow wrote."),
        IssueKind::UnknownKey => {
            (codes::SIGNATURE_UNKNOWN_KEY, "has a key MLflow does not know", "Remove the key; notes belong into metadata.")
        }
        IssueKind::OptionalKey => (
            codes::SIGNATURE_OPTIONAL_KEY,
            "has the key \"optional\" of releases 2.4 to 2.9",
            "Replace \"optional\": true by \"required\": false, or load it with MLflow 2.17 or older.",
        ),
        IssueKind::MixedNames => (codes::SIGNATURE_MIXED_NAMES, "mixes entries with and without names", "Name all of them, or none."),
        IssueKind::MixedKinds => {
            (codes::SIGNATURE_MIXED_KINDS, "mixes columns and tensors", "Describe all of it as columns, or all as tensors.")
        }
        IssueKind::UnnamedTensors => (codes::SIGNATURE_UNNAMED_TENSORS, "has several tensors without names", "Name each tensor."),
        IssueKind::UnnamedOptional => {
            (codes::SIGNATURE_UNNAMED_OPTIONAL, "has an optional column without a name", "Name the columns, or make them required.")
        }
        IssueKind::UnknownDtype => (
            codes::SIGNATURE_UNKNOWN_DTYPE,
            "has a dtype numpy does not know",
            "Use a name of numpy's, such as float32; str and object stand for text.",
        ),
        IssueKind::BadShape => (
            codes::SIGNATURE_BAD_SHAPE,
            "has a shape MLflow does not take",
            "Write a list of whole numbers, -1 for any length; a parameter's shape is null or [-1].",
        ),
        IssueKind::DuplicateParam => (codes::SIGNATURE_DUPLICATE_PARAM, "names a parameter twice", "Remove one of the two."),
        IssueKind::TooMany => {
            (codes::SIGNATURE_TOO_LARGE, "has more entries than are read", "Check whether the signature is what it should be.")
        }
        IssueKind::DuplicateColumn => (codes::SIGNATURE_DUPLICATE_COLUMN, "names a column twice", "Give each column a name of its own."),
    };
    IssueWords { code, title, help }
}

/// MLflow writes `any` where it could not infer a signature (2.19 and later).
fn placeholder(context: &Context<'_>, part: &str, schema: &Schema, findings: &mut Vec<Finding>) {
    if let [only] = schema.specs.as_slice()
        && only.name.is_none()
        && matches!(&only.kind, SpecKind::Column { data_type: DataType::Any, .. })
    {
        findings.push(
            Finding::new(codes::SIGNATURE_PLACEHOLDER, Note, format!("signature.{part} says only \"any\""))
                .meaning("MLflow writes that where it could not infer a type; anything is accepted.")
                .help("Set a signature if callers are to know the type.")
                .key(context, KeyPath::of(&["signature", part])),
        );
    }
}

fn out_of_reach(context: &Context<'_>, schema: &Schema, findings: &mut Vec<Finding>) {
    let names: Vec<String> = schema
        .specs
        .iter()
        .enumerate()
        .filter(|(_, spec)| spec.is_required())
        .filter(|(_, spec)| matches!(&spec.kind, SpecKind::Column { data_type, .. } if data_type.is_out_of_reach_for_json()))
        .map(|(i, spec)| clipped(&spec.label().unwrap_or_else(|| format!("column {}", i + 1)), 60).into_owned())
        .collect();
    if names.is_empty() {
        return;
    }
    let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
    findings.push(
        Finding::new(codes::SIGNATURE_OUT_OF_JSON, Warning, format!("Requests over JSON cannot satisfy {}{more}", names[..names.len().min(3)].join(", ")))
            .meaning("A nested integer, float or datetime is checked strictly, and JSON has only 64-bit numbers and text; callers in Python are fine.")
            .help("Declare long, double or string inside arrays, objects and maps if the model is to be served.")
            .key(context, KeyPath::of(&["signature", "inputs"])),
    );
}
