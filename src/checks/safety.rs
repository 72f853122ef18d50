//! What loading the model would execute. Nothing of it is executed here.

use std::collections::BTreeMap;
use std::path::Path;

use super::Severity::Note;
use super::{Context, Finding, codes};
use crate::folder::{Reference, Status};
use crate::mlmodel::flavors::{PYFUNC, R_FUNCTION};
use crate::mlmodel::{Flavor, KeyPath};

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
];
/// More files than this are not named.
const MAX_NAMED: usize = 20;

/// What a part of a model makes the loader do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Runnable {
    Pickle,
    /// One that the model's own code may read, and MLflow does not.
    OwnPickle,
    /// skops builds trusted types only, and the list of them is read from the MLmodel (mlflow/mlflow#25686).
    Skops,
    /// An R function, as R serialises it: Rscript loads it (`mlflow/rfunc/backend.py`).
    RFunction,
    /// Python files that are imported.
    Code,
}

impl Runnable {
    /// What a file that loading needs is; nothing for one that is data only.
    fn of(path: &str, reference: &Reference, flavor: Option<&Flavor>) -> Option<Self> {
        if reference.flavor() == Some(R_FUNCTION) {
            return Some(Self::RFunction);
        }
        let is_skops = Path::new(path).extension().is_some_and(|ending| ending == "skops")
            || flavor.and_then(|flavor| flavor.text("serialization_format")) == Some("skops");
        if is_skops {
            return Some(Self::Skops);
        }
        let pickle = if reference.is_pyfunc_artifact() { Self::OwnPickle } else { Self::Pickle };
        PICKLES.iter().any(|ending| path.ends_with(ending)).then_some(pickle)
    }

    fn words(self) -> &'static str {
        match self {
            Self::Pickle | Self::OwnPickle => "a pickle",
            Self::Skops => "skops; the types it may build are listed in the MLmodel itself",
            Self::RFunction => "an R function",
            Self::Code => "Python code",
        }
    }
}

/// What loading runs, with its reason and the entry it is about.
struct Runs {
    part: Runnable,
    reason: String,
    key: KeyPath,
}

/// The files that loading needs and that are more than data.
fn of_files(context: &Context<'_>) -> Vec<Runs> {
    // Several flavors may load one file, and the flavor that knows its format has the say.
    let mut files: BTreeMap<&str, (Runnable, &KeyPath)> = BTreeMap::new();
    for reference in context.folder.references.iter().filter(|r| r.required && r.status == Status::Present) {
        let flavor = reference.flavor().and_then(|name| context.model.flavors.get(name));
        for path in files_of(context, reference) {
            if let Some(part) = Runnable::of(path, reference, flavor) {
                let known = files.entry(path).or_insert((part, &reference.key));
                if part == Runnable::Skops {
                    known.0 = part;
                }
            }
        }
    }
    let runs =
        |(path, (part, key)): (&str, (Runnable, &KeyPath))| Runs { part, reason: format!("{path} ({})", part.words()), key: key.clone() };
    files.into_iter().take(MAX_NAMED).map(runs).collect()
}

/// The Python files that `python_function` names.
fn of_pyfunc(context: &Context<'_>) -> Vec<Runs> {
    let Some(flavor) = context.model.flavors.get(PYFUNC) else { return Vec::new() };
    let base = KeyPath::of(&["flavors", PYFUNC]);
    let runs = |reason: String, key: &str| Runs { part: Runnable::Code, reason, key: base.join(key) };
    let code = flavor.text("code").map(|code| runs(format!("{code}/ (Python code)"), "code"));
    let script = flavor.text("model_code_path").and_then(|path| path.rsplit(['/', '\\']).next());
    let script = script.map(|script| runs(format!("{script} (the model's script)"), "model_code_path"));
    let loader = flavor.text("loader_module").filter(|loader| !loader.starts_with("mlflow."));
    let loader = loader.map(|loader| runs(format!("the module {loader} (a loader of its own)"), "loader_module"));
    [code, script, loader].into_iter().flatten().collect()
}

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let all: Vec<Runs> = of_files(context).into_iter().chain(of_pyfunc(context)).collect();
    let parts: Vec<Runnable> = all.iter().map(|runs| runs.part).collect();
    let reasons: Vec<&str> = all.iter().map(|runs| runs.reason.as_str()).collect();
    if parts.is_empty() {
        return;
    }
    // What skops builds is code only where the MLmodel trusts a type that is.
    let verb = if parts.iter().all(|part| *part == Runnable::Skops) { "can run" } else { "runs" };
    let mut finding = Finding::new(codes::RUNS_CODE, Note, format!("Loading the model {verb} code: {}", reasons.join(", ")))
        .meaning(format!("{} This program only shows it and runs nothing.", switches(context, &parts)))
        .help("Load the model only if you trust where it comes from.");
    for runs in all {
        finding = finding.key(context, runs.key);
    }
    findings.push(finding);
}

/// The files that a reference names: itself, or those below the folder.
fn files_of<'a>(context: &'a Context<'_>, reference: &'a Reference) -> Vec<&'a str> {
    if reference.files.is_none() {
        return vec![&reference.path];
    }
    let is_below = |path: &&str| path.strip_prefix(&*reference.path).is_some_and(|rest| rest.starts_with('/'));
    context.folder.listing.files.iter().map(|file| &*file.path).filter(is_below).collect()
}

/// What MLflow's two switches do with the model, as run with 3.18.0 (`pyfunc/__init__.py`, `utils/model_utils.py`; on
/// Databricks both are ignored).
fn switches(context: &Context<'_>, parts: &[Runnable]) -> String {
    let any = |wanted: &[Runnable]| parts.iter().any(|part| wanted.contains(part));
    if !any(&[Runnable::Pickle, Runnable::OwnPickle, Runnable::Skops, Runnable::Code]) {
        return "R loads it when MLflow serves the model; MLflow's switches against code in Python models do not apply.".to_owned();
    }
    let is_pyfunc = context.model.flavors.get(PYFUNC).is_some();
    let is_serialised = any(&[Runnable::Pickle, Runnable::Skops]);
    let has_own_library = context.model.flavors.list().iter().any(|flavor| &*flavor.name != PYFUNC);
    let native = if is_serialised && has_own_library { ", and natively too" } else { "" };
    let by_code = if is_pyfunc {
        format!("MLFLOW_ALLOW_MODEL_CODE_EXECUTION=false refuses it, as it does every python_function model{native}.")
    } else {
        "MLFLOW_ALLOW_MODEL_CODE_EXECUTION=false refuses it.".to_owned()
    };
    let by_pickle = if is_serialised {
        "The older MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false refuses it too."
    } else {
        "The older MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false takes it, for MLflow itself reads no pickle of it."
    };
    format!("{by_code} {by_pickle}")
}
