//! Ways to load the model: `flavors` as a whole, and `python_function` in particular.

use super::Severity::{Error, Warning};
use super::loading::FlavorState;
use super::{Context, Finding, codes};
use crate::mlmodel::display::capitalised;
use crate::mlmodel::flavors::{self, PYFUNC, R_FUNCTION};
use crate::mlmodel::{Flavors, KeyPath, Value};

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if let Some(finding) = none_at_all(context) {
        findings.push(finding);
        return;
    }
    let meant_pyfunc = misspelled(context, findings);
    unknown_only(context, findings);
    broken(context, findings);
    if context.model.flavors.get(PYFUNC).is_none() && context.loading.any() && !meant_pyfunc {
        findings.push(without_pyfunc(context));
    }
    if context.model.metadata.get("mlflow.model.isExternal") == Some(&Value::Bool(true)) {
        let severity = if context.loading.any() { Warning } else { Error };
        findings.push(
            Finding::new(codes::MODEL_EXTERNAL, severity, "The model is external: its files live elsewhere")
                .meaning("MLflow keeps only the record of it here and refuses to load it.")
                .help("Load it from where it is deployed.")
                .key(context, KeyPath::of(&["metadata", "mlflow.model.isExternal"])),
        );
    }
}

fn none_at_all(context: &Context<'_>) -> Option<Finding> {
    let finding = match &context.model.flavors {
        Flavors::Missing => Finding::new(codes::FLAVORS_MISSING, Error, "There is no flavor: flavors is missing")
            .meaning("Nothing tells which library loads the model.")
            .help("Save the model again with mlflow.<flavor>.save_model, or take MLmodel from the run's artifacts."),
        Flavors::NotAMap(kind) => Finding::new(codes::FLAVORS_NOT_A_MAP, Error, format!("flavors is {kind}, not a map"))
            .meaning("MLflow expects one entry for each library, and cannot load the model.")
            .help("Write it as \"flavors:\" followed by an indented block for each flavor."),
        Flavors::Map(list) if list.is_empty() => Finding::new(codes::FLAVORS_EMPTY, Error, "There is no flavor: flavors is empty")
            .meaning("Nothing tells which library loads the model.")
            .help("Save the model again with mlflow.<flavor>.save_model."),
        Flavors::Map(_) => return None,
    };
    Some(finding.key(context, KeyPath::of(&["flavors"])))
}

fn without_pyfunc(context: &Context<'_>) -> Finding {
    let finding = Finding::new(codes::PYFUNC_MISSING, Warning, "There is no python_function flavor");
    // `models/flavor_backend_registry.py` has a server for R functions too.
    let finding = if context.model.flavors.get(R_FUNCTION).is_some() {
        finding
            .meaning("mlflow models serve and mlflow models predict run it with R, where R and its package mlflow are installed; Spark UDFs and no-code endpoints cannot use it.")
            .help("Serve it with mlflow models serve, or load it in R with mlflow_load_model.")
    } else {
        finding
            .meaning("The model loads only through its own library; mlflow models serve, Spark UDFs and no-code endpoints cannot use it.")
            .help("If it is to be served, save it again from a release and a model type that writes python_function.")
    };
    finding.key(context, KeyPath::of(&["flavors"]))
}

/// Flavors one slip away from a known one; whether `python_function` was among those meant.
fn misspelled(context: &Context<'_>, findings: &mut Vec<Finding>) -> bool {
    let mut meant_pyfunc = false;
    for flavor in context.model.flavors.list().iter().filter(|flavor| flavor.spec.is_none()) {
        let Some(meant) = flavors::meant(&flavor.name).filter(|meant| context.model.flavors.get(meant).is_none()) else { continue };
        let consequence = if meant == PYFUNC {
            meant_pyfunc = true;
            "MLflow does not know it, so the model cannot be served or loaded by mlflow.pyfunc."
        } else {
            "MLflow does not know it, so that library cannot load the model."
        };
        let severity = if context.loading.any() { Warning } else { Error };
        findings.push(
            Finding::new(codes::FLAVOR_MISSPELLED, severity, format!("The flavor {} is unknown: did you mean {meant}?", flavor.name))
                .meaning(consequence)
                .help(format!("Rename it to {meant}."))
                .key(context, KeyPath::of(&["flavors", &flavor.name])),
        );
    }
    meant_pyfunc
}

fn unknown_only(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let list = context.model.flavors.list();
    let already = findings.iter().any(|f| f.code == codes::FLAVOR_MISSPELLED && f.severity == Error);
    if list.iter().all(|flavor| flavor.spec.is_none()) && !already {
        let names: Vec<&str> = list.iter().map(|flavor| &*flavor.name).take(3).collect();
        findings.push(
            Finding::new(codes::FLAVORS_UNKNOWN, Error, format!("No flavor is one that MLflow ships: {}", names.join(", ")))
                .meaning("MLflow itself cannot load the model; the library that wrote it may.")
                .help("Load it with the library named here, or save it again with a python_function flavor.")
                .key(context, KeyPath::of(&["flavors"])),
        );
    }
}

fn broken(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for flavor in context.model.flavors.list() {
        let Some(FlavorState::Broken(problem)) = context.loading.of(&flavor.name) else { continue };
        let is_pyfunc = &*flavor.name == PYFUNC;
        let severity = if context.loading.any() { Warning } else { Error };
        let code = if is_pyfunc { codes::PYFUNC_UNUSABLE } else { codes::FLAVOR_UNUSABLE };
        let consequence = match (is_pyfunc, severity) {
            (true, Warning) => "The model loads only through its own library; it cannot be served.",
            (false, Warning) => "The model still loads through another flavor.",
            _ => "No flavor is left that loads the model.",
        };
        findings.push(
            Finding::new(code, severity, format!("The flavor {} cannot be used", flavor.name))
                .meaning(format!("{}. {consequence}", capitalised(&problem.to_string())))
                .help("Compare the block with one that MLflow wrote for the same library, or save the model again.")
                .key(context, KeyPath::of(&["flavors", &flavor.name])),
        );
    }
}
