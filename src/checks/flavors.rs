//! Ways to load the model: `flavors` as a whole, and `python_function` in particular.

use super::Severity::{Error, Warning};
use super::loading::FlavorState;
use super::{Context, Finding, codes};
use crate::mlmodel::display::capitalised;
use crate::mlmodel::flavors::{self, PYFUNC};
use crate::mlmodel::{Flavors, KeyPath, Value};

/// The flavor of the R package mlflow.
pub(super) const R_FUNCTION: &str = "crate";

pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let root = || KeyPath::of(&["flavors"]);
    match &context.model.flavors {
        Flavors::Missing => {
            findings.push(
                Finding::new(codes::FLAVORS_MISSING, Error, "There is no flavor: flavors is missing")
                    .meaning("Nothing tells which library loads the model.")
                    .help("Save the model again with mlflow.<flavor>.save_model, or take MLmodel from the run's artifacts.")
                    .key(context, root()),
            );
            return;
        }
        Flavors::NotAMap(kind) => {
            findings.push(
                Finding::new(codes::FLAVORS_NOT_A_MAP, Error, format!("flavors is {kind}, not a map"))
                    .meaning("MLflow expects one entry for each library, and cannot load the model.")
                    .help("Write it as \"flavors:\" followed by an indented block for each flavor.")
                    .key(context, root()),
            );
            return;
        }
        Flavors::Map(list) if list.is_empty() => {
            findings.push(
                Finding::new(codes::FLAVORS_EMPTY, Error, "There is no flavor: flavors is empty")
                    .meaning("Nothing tells which library loads the model.")
                    .help("Save the model again with mlflow.<flavor>.save_model.")
                    .key(context, root()),
            );
            return;
        }
        Flavors::Map(_) => {}
    }
    let meant_pyfunc = misspelled(context, findings);
    unknown_only(context, findings);
    broken(context, findings);
    if context.model.flavors.get(PYFUNC).is_none() && context.loading.any() && !meant_pyfunc {
        // `models/flavor_backend_registry.py` has a server for R functions too.
        let is_r = context.model.flavors.get(R_FUNCTION).is_some();
        let (meaning, help) = if is_r {
            (
                "mlflow models serve and mlflow models predict run it with R, where R and its package mlflow are installed; Spark UDFs and no-code endpoints cannot use it.",
                "Serve it with mlflow models serve, or load it in R with mlflow_load_model.",
            )
        } else {
            (
                "The model loads only through its own library; mlflow models serve, Spark UDFs and no-code endpoints cannot use it.",
                "If it is to be served, save it again from a release and a model type that writes python_function.",
            )
        };
        findings.push(
            Finding::new(codes::PYFUNC_MISSING, Warning, "There is no python_function flavor")
                .meaning(meaning)
                .help(help)
                .key(context, root()),
        );
    }
    if context.model.metadata.get("mlflow.model.isExternal") == Some(&Value::Bool(true)) {
        findings.push(
            Finding::new(
                codes::MODEL_EXTERNAL,
                if context.loading.any() { Warning } else { Error },
                "The model is external: its files live elsewhere",
            )
            .meaning("MLflow keeps only the record of it here and refuses to load it.")
            .help("Load it from where it is deployed.")
            .key(context, KeyPath::of(&["metadata", "mlflow.model.isExternal"])),
        );
    }
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
