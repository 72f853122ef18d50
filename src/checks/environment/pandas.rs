//! pandas 3, where Azure's own script cannot read requests with it.

use super::super::Severity::Note;
use super::super::{Context, Finding, codes};
use super::python;
use crate::enforce::azure::{self, Installed};
use crate::folder::environment::known::AS_OF;
use crate::mlmodel::flavors::PYFUNC;

/// Adds what this check finds.
///
/// Without a signature the script that Azure brings for models without code of their own hands the text of a request to
/// `pandas.read_json`, and pandas 3 takes every text for a file name (run with azureml-assets 4b41f8c of 2026-07-23 and pandas 3.1.1).
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if context.model.signature.is_some() || context.model.flavors.get(PYFUNC).is_none() {
        return;
    }
    // With an example that is no table the script reads requests in other ways, or does not start.
    let example = context.model.input_example.as_ref().map(|example| example.kind.as_deref());
    if !matches!(example, None | Some(Some("dataframe"))) {
        return;
    }
    // Without a known Python nothing is said.
    let Some(python) = python::built_with(context) else { return };
    let packages = context.folder.environment.packages_of_conda();
    let Installed::Three(package) = azure::installed(&packages, Some(python)) else { return };
    findings.push(
        Finding::new(
            codes::PANDAS_3_WITHOUT_SIGNATURE,
            Note,
            "No signature and pandas 3: Azure's endpoints fail at requests of rows and columns",
        )
        .meaning(format!(
            "An environment that is built today gets pandas 3, which takes the text of a request for a file name (FileNotFoundError) where \
                 Azure's own script reads it without a signature (as of {AS_OF}). Other servers are not concerned."
        ))
        .help("For Azure, log the model with a signature, or ask for pandas<3 in conda.yaml.")
        .path(&*package.file),
    );
}
