//! What loading the model would execute. Nothing of it is executed here.

use super::Severity::Note;
use super::{Context, Finding};
use crate::folder::Status;
use crate::mlmodel::KeyPath;
use crate::mlmodel::flavors::PYFUNC;

/// Endings of files whose reader runs what is inside (`pickle`, `cloudpickle`, `torch.load`).
const PICKLES: &[&str] = &[
    ".pkl",
    ".pickle",
    ".cloudpickle",
    ".pth",
    ".pt",
    ".joblib",
    ".pkl.xz",
    ".pkl.bz2",
    ".pkl.gz",
    ".statsmodels",
    ".pmd",
    ".fastai",
    ".shap",
    "crate.bin",
];

pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut reasons = Vec::new();
    let mut keys = Vec::new();
    let present = context.folder.references.iter().filter(|r| r.required && r.status == Status::Present);
    for reference in present {
        let inside: Vec<&str> = match reference.files {
            None => vec![&*reference.path],
            Some(_) => context
                .folder
                .listing
                .files
                .iter()
                .map(|f| &*f.path)
                .filter(|p| p.strip_prefix(&*reference.path).is_some_and(|rest| rest.starts_with('/')))
                .collect(),
        };
        for path in inside.into_iter().filter(|path| PICKLES.iter().any(|ending| path.ends_with(ending))) {
            let reason = format!("{path} (a pickle)");
            if !reasons.contains(&reason) && reasons.len() < 20 {
                reasons.push(reason);
                keys.push(reference.key.clone());
            }
        }
    }
    if let Some(flavor) = context.model.flavors.get(PYFUNC) {
        let base = KeyPath::of(&["flavors", PYFUNC]);
        if let Some(code) = flavor.text("code") {
            reasons.push(format!("{code}/ (Python code)"));
            keys.push(base.join("code"));
        }
        if let Some(script) = flavor.text("model_code_path").and_then(|p| p.rsplit(['/', '\\']).next()) {
            reasons.push(format!("{script} (the model's script)"));
            keys.push(base.join("model_code_path"));
        }
        if let Some(loader) = flavor.text("loader_module").filter(|loader| !loader.starts_with("mlflow.")) {
            reasons.push(format!("the module {loader} (a loader of its own)"));
            keys.push(base.join("loader_module"));
        }
    }
    if reasons.is_empty() {
        return;
    }
    let mut finding = Finding::new("runs-code", Note, format!("Loading the model runs code: {}", reasons.join(", ")))
        .meaning("Servers that set MLFLOW_ALLOW_MODEL_CODE_EXECUTION or MLFLOW_ALLOW_PICKLE_DESERIALIZATION to false refuse it. This program only shows it and runs nothing.")
        .help("Load the model only if you trust where it comes from.");
    for key in keys {
        finding = finding.key(context, key);
    }
    findings.push(finding);
}
