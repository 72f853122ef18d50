//! The model's own file against what the folder says of it.
//!
//! Only the file that loading reads is compared: what a Python model keeps beside itself may be anything. scikit-learn refuses
//! other names, another order or another number of columns (`sklearn/utils/validation.py`), unless a `ColumnTransformer` comes
//! first, which takes its columns by name, in any order, and passes over more; LightGBM looks at the number alone.

mod family;
mod loading;
mod modules;
mod ports;
mod signature;
mod written;

use super::{Finding, Severity, codes};
use crate::folder::{ModelFolder, Origin, Reference};
use crate::inside::ModelFile;
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::{Code, MlModel};

/// The disagreements that nothing else tells: that the requirements ask for another release may stand in the MLmodel already.
pub fn not_told<'f>(disagreements: &'f [Finding], others: &'f [Finding]) -> impl Iterator<Item = &'f Finding> {
    let is_told = |finding: &Finding| {
        let is_same =
            |other: &Finding| other.code == codes::VERSION_CONTRADICTION && other.keys.iter().any(|key| finding.keys.contains(key));
        finding.code == codes::REQUIREMENT_VERSION && others.iter().any(is_same)
    };
    disagreements.iter().filter(move |finding| !is_told(finding))
}

/// What the files that were looked into say otherwise than the folder.
#[must_use]
pub fn run(folder: &ModelFolder, files: &[ModelFile]) -> Vec<Finding> {
    let Some(model) = folder.model() else { return Vec::new() };
    let mut findings = Vec::new();
    for file in files {
        let compared = Compared { folder, model, file };
        if !is_named(folder, file) {
            continue;
        }
        compared.modules(&mut findings);
        if has_own_code(model) {
            continue;
        }
        compared.signature(&mut findings);
        compared.versions(&mut findings);
        compared.format(&mut findings);
        compared.class(&mut findings);
        compared.trust(&mut findings);
        compared.weights(&mut findings);
    }
    findings
}

/// Whether loading the model reads this very file.
fn is_named(folder: &ModelFolder, file: &ModelFile) -> bool {
    let is_so = |reference: &Reference| reference.path == file.path && reference.required && reference.origin != Origin::Sidecar;
    folder.references.iter().any(is_so)
}

/// Whether code of the model's own stands between its files and its callers.
fn has_own_code(model: &MlModel) -> bool {
    model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.text("loader_module")) == Some("mlflow.pyfunc.model")
}

/// One file beside its folder.
struct Compared<'a> {
    folder: &'a ModelFolder,
    model: &'a MlModel,
    file: &'a ModelFile,
}

impl Compared<'_> {
    fn finding(&self, code: &'static Code, severity: Severity, title: String) -> Finding {
        Finding::new(code, severity, title).path(&*self.file.path)
    }

    fn name(&self) -> String {
        clipped(&self.file.path, 120).into_owned()
    }
}

fn quoted(name: &str) -> String {
    format!("'{}'", clipped(name, 80))
}
