//! The model's own file against what the folder says of it.
//!
//! Only the file that loading reads is compared: what a Python model keeps beside itself may be anything. scikit-learn refuses
//! other names, another order or another number of columns (`sklearn/utils/validation.py`), unless a `ColumnTransformer` comes
//! first, which takes its columns by name, in any order, and passes over more; LightGBM looks at the number alone.

mod family;
mod loading;
mod ports;
mod signature;
mod written;

use super::{Finding, Severity, codes};
use crate::folder::{ModelFolder, Origin};
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
    for file in files.iter().filter(|file| is_loaded(folder, model, file)) {
        let compared = Compared { folder, model, file };
        compared.signature(&mut findings);
        compared.versions(&mut findings);
        compared.format(&mut findings);
        compared.class(&mut findings);
        compared.trust(&mut findings);
        compared.weights(&mut findings);
    }
    findings
}

/// Whether loading the model reads this very file, and not through code of the model's own.
fn is_loaded(folder: &ModelFolder, model: &MlModel, file: &ModelFile) -> bool {
    let is_own_code = model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.text("loader_module")) == Some("mlflow.pyfunc.model");
    let is_named =
        |reference: &&crate::folder::Reference| reference.path == file.path && reference.required && reference.origin != Origin::Sidecar;
    !is_own_code && folder.references.iter().any(|reference| is_named(&reference))
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
