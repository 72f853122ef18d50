//! pandas 3, where Azure's own script cannot read requests with it.

use super::super::Severity::Note;
use super::super::{Context, Finding, codes};
use super::known::{AS_OF, MLFLOW_WITH_PANDAS_3, NEWEST_MLFLOW, NEWEST_PANDAS, OLDEST_PYTHON_OF_PANDAS_3};
use super::python;
use crate::folder::Package;
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
    let packages = context.folder.environment.packages();
    let Some(package) = brings_pandas_3(&packages) else { return };
    if python::built_with(context).is_none_or(|python| python < OLDEST_PYTHON_OF_PANDAS_3) {
        return;
    }
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

/// The package that lets pandas 3 in: pandas itself, or the MLflow that brings it.
fn brings_pandas_3(packages: &[Package]) -> Option<&Package> {
    let of = |name: &str| packages.iter().find(|package| package.name == name);
    let lets_in = |package: &Package, major: u64, newest: &[&str]| {
        let is_new = package.exact.as_ref().is_some_and(|exact| exact.release().first().is_some_and(|first| *first >= major));
        is_new || newest.iter().any(|newest| package.allows(newest) == Some(true))
    };
    let mlflow = of("mlflow");
    // An older MLflow asks for pandas<3 by itself.
    let is_recent = |mlflow: &Package| match &mlflow.exact {
        Some(exact) => MLFLOW_WITH_PANDAS_3.parse().is_ok_and(|oldest| *exact >= oldest),
        None => lets_in(mlflow, u64::MAX, &[MLFLOW_WITH_PANDAS_3, NEWEST_MLFLOW]),
    };
    if mlflow.is_some_and(|mlflow| !is_recent(mlflow)) {
        return None;
    }
    match of("pandas") {
        Some(pandas) => lets_in(pandas, 3, &[NEWEST_PANDAS]).then_some(pandas),
        None => mlflow,
    }
}
