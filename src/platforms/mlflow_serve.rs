//! `mlflow models serve --env-manager local`: `mlflow.pyfunc.load_model` and `scoring_server.init` of MLflow 3.18.0, run 2026-11-25
//! (mlflow/mlflow `mlflow/pyfunc/__init__.py`, `mlflow/utils/requirements_utils.py`).

use super::{Basis, Candidate, Fix, Group, Place, Platform, Reason, beyond, codes, requirements};
use crate::checks::{FlavorProblem, FlavorState};
use crate::folder::{Reference, Status};
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::{PYFUNC, R_FUNCTION};
use crate::mlmodel::{Flavor, MlModel, Value};

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "mlflow-serve",
    name: "MLflow server, ready environment",
    group: Group::Mlflow,
    is_variant: false,
    serves: true,
    basis: Basis::Run,
    checked: "mlflow.pyfunc.load_model and the scoring server of MLflow 3.18.0, run 2026-11-25",
    not_checked: "whether the libraries are installed, and what unpickling the model does",
    rule: |candidate| candidate.serving().to_vec(),
    today: None,
    beyond: beyond::LOADING,
};

/// The loader of a model that Databricks Feature Store packaged.
pub(super) const FEATURE_STORE_LOADER: &str = "databricks.feature_store.mlflow_model";

/// Reasons of one kind that are told.
const MOST: usize = 5;

/// Why `mlflow.pyfunc` does not load the folder.
pub(super) fn reasons(candidate: &Candidate<'_>) -> Vec<Reason> {
    let model = match candidate.read() {
        Ok(model) => model,
        Err(reasons) => return reasons,
    };
    let mut reasons = requirements::missing_inclusions(candidate);
    if model.metadata.get("mlflow.model.isExternal") == Some(&Value::Bool(true)) {
        let message = "The metadata says that the model's files live elsewhere, and MLflow does not load such a folder.";
        reasons.push(Reason::stops(codes::ARTIFACTS_EXTERNAL, message).key(&["metadata", "mlflow.model.isExternal"]));
    }
    match model.flavors.get(PYFUNC) {
        None => reasons.push(no_python_function(model)),
        Some(pyfunc) => reasons.extend(loader(candidate, model, pyfunc)),
    }
    reasons
}

/// The model has no flavor for servers.
pub(super) fn no_python_function(model: &MlModel) -> Reason {
    let message = if model.flavors.get(R_FUNCTION).is_some() {
        "The model is a function of R, which has no flavor python_function: mlflow models serve runs it with R, and other servers do not."
    } else {
        "The model has no flavor python_function, which servers load."
    };
    let about = "Save it again with a flavor that has one: most of mlflow.<flavor>.save_model, or mlflow.pyfunc.save_model around it.";
    Reason::stops(codes::NO_PYTHON_FUNCTION, message).key(&["flavors"]).fix(Fix::words(about))
}

/// What the flavor `python_function` says, and whether that can be loaded.
fn loader(candidate: &Candidate<'_>, model: &MlModel, pyfunc: &Flavor) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let key = ["flavors", PYFUNC, "loader_module"];
    match pyfunc.text("loader_module") {
        _ if !matches!(pyfunc.value, Value::Map(_)) => {}
        None => {
            let message = "python_function has no loader_module, which names the module that loads the model.";
            reasons.push(Reason::stops(codes::NO_LOADER_MODULE, message).key(&key[..2]));
        }
        Some(FEATURE_STORE_LOADER) => reasons.push(
            Reason::stops(codes::FEATURE_STORE, "Databricks Feature Store packaged the model, and its loader exists on Databricks only.")
                .key(&key)
                .fix(Fix::python("On Databricks, score it there.", "FeatureEngineeringClient().score_batch(model_uri=model_uri, df=df)")),
        ),
        Some(module) => reasons.extend(loader_not_found(candidate, pyfunc, module)),
    }
    let data = candidate.folder().into_iter().flat_map(|folder| &folder.references).find(|reference| is_data(reference));
    if let Some(data) = data.filter(|data| matches!(data.status, Status::Missing | Status::BrokenLink)) {
        let message = format!("python_function loads from {}, which is not there.", clipped(&data.path, 120));
        reasons.push(Reason::stops(codes::DATA_MISSING, message).key(&["flavors", PYFUNC, "data"]));
    }
    if reasons.is_empty() {
        reasons.extend(not_loading(candidate, model));
        reasons.extend(elsewhere(candidate, model));
    }
    reasons
}

fn is_data(reference: &Reference) -> bool {
    reference.flavor() == Some(PYFUNC) && reference.key.keys().count() == 3 && reference.key.last() == Some("data")
}

/// A module that is none of MLflow's must lie in the folder's code.
fn loader_not_found(candidate: &Candidate<'_>, pyfunc: &Flavor, module: &str) -> Option<Reason> {
    let root = module.split('.').next().unwrap_or(module);
    let path = module.replace('.', "/");
    let code = pyfunc.text("code").map(|code| code.trim_end_matches('/'));
    let is_there = |code: &str| candidate.has(&format!("{code}/{path}.py")) || candidate.has(&format!("{code}/{path}"));
    if root == "mlflow" || code.is_some_and(is_there) {
        return None;
    }
    let shown = clipped(module, 120);
    let is_required = candidate.environment().is_some_and(|environment| requirements::names(environment, root));
    let reason = if is_required {
        let message =
            format!("The model is loaded by {shown}, which is no module of MLflow's; the requirements name a package of that name.");
        Reason::cannot_tell(codes::LOADER_NOT_FOUND, message)
    } else {
        Reason::stops(
            codes::LOADER_NOT_FOUND,
            format!("The model is loaded by {shown}, which is no module of MLflow's and not in the folder's code."),
        )
        .fix(Fix::words("Save the model again with code_paths=[…], which copies the module into the folder."))
    };
    Some(reason.key(&["flavors", PYFUNC, "loader_module"]))
}

/// What the checks know of loading.
fn not_loading(candidate: &Candidate<'_>, model: &MlModel) -> Vec<Reason> {
    match candidate.loading.as_ref().and_then(|loading| loading.of(PYFUNC)) {
        Some(FlavorState::LacksFiles) => lacking(candidate, model),
        Some(FlavorState::Broken(problem)) => {
            let reason =
                Reason::stops(codes::CANNOT_LOAD, format!("python_function cannot be loaded: {}.", clipped(&problem.to_string(), 300)));
            vec![match problem {
                FlavorProblem::Requirements => reason.file("requirements.txt"),
                _ => reason.key(&["flavors", PYFUNC]),
            }]
        }
        _ => Vec::new(),
    }
}

/// What loading the model by `mlflow.pyfunc` reads, once for each path.
fn loaded<'a>(candidate: &Candidate<'a>, model: &'a MlModel) -> Vec<&'a Reference> {
    let library = model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.text("loader_module")?.strip_prefix("mlflow."));
    let is_loaded = |reference: &&Reference| reference.flavor().is_some_and(|flavor| flavor == PYFUNC || Some(flavor) == library);
    let mut found: Vec<&Reference> = Vec::new();
    for reference in candidate.folder().into_iter().flat_map(|folder| &folder.references).filter(is_loaded) {
        if !found.iter().any(|known| known.path == reference.path) {
            found.push(reference);
        }
    }
    found
}

/// The files that loading needs and does not find as they should be.
fn lacking(candidate: &Candidate<'_>, model: &MlModel) -> Vec<Reason> {
    let reason = |reference: &Reference| {
        let state = match (reference.status, reference.damage) {
            (Status::Present, Some(_)) => "is damaged",
            (Status::Present, None) => "is not as it should be",
            (Status::Missing, _) => "is not there",
            (Status::Empty, _) => "is empty",
            (Status::WrongKind, _) => "is a folder in place of a file, or the reverse",
            (Status::Outside, _) => "leads out of the folder",
            (Status::LinkOutside, _) => "is a link out of the folder",
            (Status::BrokenLink, _) => "is a link that leads nowhere",
            (Status::Unreadable, _) => "the system does not let anybody read",
            (Status::LfsPointer, _) => "is a Git LFS pointer in place of the data",
        };
        Reason::stops(codes::CANNOT_LOAD, format!("Loading needs {}, which {state}.", clipped(&reference.path, 120)))
            .at(Place::Key(reference.key.clone()))
    };
    loaded(candidate, model).into_iter().filter(|reference| reference.stops_loading()).take(MOST).map(reason).collect()
}

/// Links out of the folder to what loading needs: nobody looks there.
pub(super) fn elsewhere(candidate: &Candidate<'_>, model: &MlModel) -> Vec<Reason> {
    let is_elsewhere = |reference: &&Reference| reference.required && reference.status == Status::LinkOutside;
    let reason = |reference: &Reference| {
        let message =
            format!("{} is a link out of the folder, and whether anything is there cannot be told.", clipped(&reference.path, 120));
        Reason::cannot_tell(codes::CANNOT_LOAD, message).at(Place::Key(reference.key.clone()))
    };
    loaded(candidate, model).into_iter().filter(is_elsewhere).take(MOST).map(reason).collect()
}
