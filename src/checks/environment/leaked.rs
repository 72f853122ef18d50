//! Tools of tests among the packages that the model asks for.

use super::super::Severity::Note;
use super::super::{Context, Finding, codes};

/// Adds what this check finds.
///
/// MLflow lists what is imported while it loads the model (`_infer_requirements` in `mlflow/utils/requirements_utils.py`). `skops.io`
/// imports `sklearn.utils.all_estimators`, and that the test helpers of scikit-learn, which import pytest where it is installed (tried
/// with skops 0.16.0 and scikit-learn 1.9.1); older ones imported nose.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let packages = context.folder.environment.packages();
    let Some(package) = packages.iter().find(|package| matches!(&*package.name, "pytest" | "nose")) else { return };
    let name = &package.name;
    let why = if packages.iter().any(|package| package.name == "skops") {
        format!("skops loads the test helpers of scikit-learn, and these load {name} where it is installed.")
    } else {
        format!("Something that the model imports loads {name} where it is installed.")
    };
    findings.push(
        Finding::new(codes::REQUIREMENT_LEAKED, Note, format!("{} asks for {name}, a tool for tests", package.file))
            .meaning(format!("MLflow lists whatever is imported while it loads the model. {why}"))
            .help(format!("Unless the model's own code needs it, take {name} out of requirements.txt and conda.yaml."))
            .path(&*package.file),
    );
}
