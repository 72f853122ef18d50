//! Platforms that ask for the flavor `python_function` and nothing else before they load it: `mlflow.sagemaker`
//! (`_get_preferred_deployment_flavor`, `_validate_deployment_flavor` of mlflow/mlflow `mlflow/sagemaker/__init__.py`, 3.18.0, run 2026-11-25)
//! and BentoML (`bentoml.mlflow.import_model` of bentoml/BentoML 1.4.40, run 2026-11-25).

use super::{Basis, Candidate, Group, Platform, Reason, beyond, mlflow_serve};
use crate::mlmodel::flavors::PYFUNC;

/// Deploying with MLflow's own module.
pub(super) static SAGEMAKER: Platform = Platform {
    id: "sagemaker-mlflow",
    name: "SageMaker with MLflow",
    group: Group::SageMaker,
    is_variant: false,
    serves: true,
    basis: Basis::Run,
    checked: "mlflow.sagemaker of MLflow 3.18.0, run 2026-11-25",
    not_checked: "building and pushing the image, permissions, and loading the model there",
    rule,
    today: None,
    beyond: beyond::LOADING,
};

/// Importing into BentoML's store, which then loads it with `mlflow.pyfunc`.
pub(super) static BENTOML: Platform = Platform {
    id: "bentoml",
    name: "BentoML",
    group: Group::BentoMl,
    checked: "bentoml.mlflow.import_model of BentoML 1.4.40, run 2026-11-25",
    not_checked: "building the Bento, and loading the model in it",
    ..SAGEMAKER
};

fn rule(candidate: &Candidate<'_>) -> Vec<Reason> {
    match candidate.read() {
        Err(reasons) => reasons,
        Ok(model) if model.flavors.get(PYFUNC).is_none() => vec![mlflow_serve::no_python_function(model)],
        Ok(_) => Vec::new(),
    }
}
