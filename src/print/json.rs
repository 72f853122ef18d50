//! The report for programs.

use serde::Serialize;
use std::path::Path;

use crate::checks::{Finding, Severity};
use crate::folder::{Reference, StoreSummary, Subject, WrongThing};
use crate::library::{Experiment, LoggedModel, RegisteredVersion, Run, Trace, Version};
use crate::mlmodel::display::json_escaped;
use crate::mlmodel::signature::{Part, Schema, Signature};
use crate::mlmodel::{Code, KeyPath, Value, display::os_text};
use crate::present::Page;
use crate::present::environment::EnvSection;
use crate::present::example::{ExampleReport, ExampleRows};
use crate::reading::Model;

#[derive(Serialize)]
struct Report<'a> {
    path: String,
    kind: &'static str,
    mlmodel: Option<Value>,
    signature: Option<SignatureReport>,
    /// What it needs to run, under the headings of the window.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    environment: &'a [EnvSection],
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<ExampleReport<'a>>,
    artifacts: Vec<ArtifactReport<'a>>,
    files: Vec<FileReport<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    models: Option<Vec<String>>,
    /// The stores of MLflow in a folder without a model.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stores: Vec<StoreReport>,
    /// Files of models in a folder without a model folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lone_model_files: Vec<&'a str>,
    /// What the store it lies in knows of it; left out where it lies in none.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Origin<'a>>,
    findings: Vec<FindingReport<'a>>,
}

#[derive(Serialize)]
struct StoreReport {
    path: String,
    experiments: usize,
    runs: usize,
}

#[derive(Serialize)]
struct Origin<'a> {
    store: String,
    experiment: Option<&'a Experiment>,
    run: Option<&'a Run>,
    logged_model: Option<&'a LoggedModel>,
    registered: Vec<VersionReport<'a>>,
}

#[derive(Serialize)]
struct VersionReport<'a> {
    name: &'a str,
    aliases: Vec<&'a str>,
    #[serde(flatten)]
    version: &'a Version,
}

#[derive(Serialize)]
struct SignatureReport {
    inputs: Option<Value>,
    outputs: Option<Value>,
    params: Option<Value>,
}

#[derive(Serialize)]
struct ArtifactReport<'a> {
    key: &'a KeyPath,
    path: &'a str,
    status: &'static str,
    required: bool,
    bytes: Option<u64>,
}

#[derive(Serialize)]
struct FileReport<'a> {
    path: std::borrow::Cow<'a, str>,
    bytes: Option<u64>,
}

#[derive(Serialize)]
struct FindingReport<'a> {
    code: &'static Code,
    severity: Severity,
    keys: &'a [KeyPath],
    path: Option<&'a str>,
    line: Option<u32>,
    message: String,
    help: &'a str,
}

/// One JSON object, on several lines.
#[must_use]
pub fn json(model: &Model) -> String {
    let (opened, page) = (&model.opened, Page::of(model));
    let mut report = Report {
        path: os_text(opened.path.as_os_str()),
        kind: kind(&opened.subject),
        mlmodel: None,
        signature: None,
        environment: &page.environment,
        example: page.example.as_ref().map(ExampleRows::report),
        artifacts: Vec::new(),
        files: Vec::new(),
        models: None,
        stores: Vec::new(),
        lone_model_files: Vec::new(),
        origin: model.trace.as_ref().map(origin),
        findings: model.findings.iter().map(finding).collect(),
    };
    let listing = match &opened.subject {
        Subject::Model(folder) => {
            if let Some(model) = folder.model() {
                report.mlmodel = Some(model.document.resolve().0);
                report.signature = model.signature.as_ref().map(signature);
            }
            report.artifacts = folder.references.iter().map(artifact).collect();
            Some(&folder.listing)
        }
        Subject::Several { models, .. } => {
            report.models = Some(models.iter().map(|path| slashed(path)).collect());
            None
        }
        Subject::Artifact(artifact) => Some(&artifact.listing),
        Subject::NotAModel(WrongThing::Folder(contents)) => {
            let store = |store: &StoreSummary| StoreReport { path: slashed(&store.path), experiments: store.experiments, runs: store.runs };
            report.stores = contents.stores.iter().map(store).collect();
            report.lone_model_files = contents.lone.iter().map(|file| &*file.path).collect();
            None
        }
        Subject::NotAModel(_) => None,
    };
    if let Some(listing) = listing {
        report.files = listing.files.iter().map(|file| FileReport { path: (&*file.path).into(), bytes: file.bytes }).collect();
        // A folder stands for itself only where nothing in it does.
        report.files.extend(listing.empty_folders().map(|folder| FileReport { path: format!("{folder}/").into(), bytes: None }));
        report.files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    // Everything in a report is a string, a number or a list: writing cannot fail.
    json_escaped(serde_json::to_string_pretty(&report).unwrap_or_default())
}

fn origin(trace: &Trace) -> Origin<'_> {
    Origin {
        store: os_text(trace.store.as_os_str()),
        experiment: trace.experiment.as_ref(),
        run: trace.run.as_ref(),
        logged_model: trace.logged.as_ref(),
        registered: trace
            .versions
            .iter()
            .map(|RegisteredVersion { model, version }| VersionReport {
                name: &model.name,
                aliases: model.aliases_of(&version.version).collect(),
                version,
            })
            .collect(),
    }
}

/// The word for what was opened.
#[must_use]
pub fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Model(_) => "model",
        Subject::Several { .. } => "several",
        Subject::Artifact(_) => "artifact",
        Subject::NotAModel(_) => "not_a_model",
    }
}

/// With `/` between its parts; a dot for the folder itself.
fn slashed(path: &Path) -> String {
    if path.as_os_str().is_empty() {
        return ".".to_owned();
    }
    path.components().map(|part| os_text(part.as_os_str())).collect::<Vec<_>>().join("/")
}

fn signature(signature: &Signature) -> SignatureReport {
    let schema = |part: &Part<Schema>| part.read().map(Schema::encode);
    SignatureReport {
        inputs: schema(&signature.inputs),
        outputs: schema(&signature.outputs),
        params: signature
            .params
            .read()
            .map(|params| Value::List(params.iter().map(crate::mlmodel::signature::ParamSpec::encode).collect())),
    }
}

fn artifact(reference: &Reference) -> ArtifactReport<'_> {
    ArtifactReport {
        key: &reference.key,
        path: &reference.path,
        status: reference.status.word(),
        required: reference.required,
        bytes: reference.bytes,
    }
}

fn finding(finding: &Finding) -> FindingReport<'_> {
    FindingReport {
        code: finding.code,
        severity: finding.severity,
        keys: &finding.keys,
        path: finding.path.as_deref(),
        line: finding.line,
        message: finding.message(),
        help: &finding.help,
    }
}
