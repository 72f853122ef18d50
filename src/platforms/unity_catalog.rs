//! Registering with Databricks Unity Catalog: the client's own checks in MLflow 3.18.0, run 2026-11-25 (mlflow/mlflow
//! `mlflow/store/_unity_catalog/registry/rest_store.py`). The open-source Unity Catalog (`uc_oss_rest_store.py`) has no such check.

use super::mlflow_serve::FEATURE_STORE_LOADER;
use super::{Basis, Candidate, Fix, Group, Platform, Reason, beyond, codes, signature};
use crate::mlmodel::MlModel;
use crate::mlmodel::flavors::PYFUNC;

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "unity-catalog",
    name: "Unity Catalog",
    group: Group::Databricks,
    is_variant: false,
    serves: false,
    basis: Basis::Run,
    checked: "the checks of MLflow 3.18.0's client, run 2026-11-25",
    not_checked: "what the server checks, permissions and names",
    rule,
    today: None,
    beyond: beyond::LOADING_NATIVELY,
};

/// Serving what is registered: documented, and what registering refuses cannot be served.
pub(super) static SERVING: Platform = Platform {
    id: "databricks-serving",
    name: "Databricks model serving",
    serves: true,
    basis: Basis::Documented,
    checked: "the rules of Unity Catalog, and docs.databricks.com read 2026-11-25",
    not_checked: "everything that happens on Databricks: a request has at most 16 MB and 120 seconds, a CPU endpoint 4 GB",
    rule,
    beyond: beyond::LOADING,
    ..PLATFORM
};

fn rule(candidate: &Candidate<'_>) -> Vec<Reason> {
    let model = match candidate.read() {
        Ok(model) => model,
        Err(reasons) => return reasons,
    };
    let mut reasons = Vec::new();
    let about = "Save it with inputs and outputs.";
    if let Some(reason) = signature::is_text(model) {
        reasons.push(reason);
    } else if model.signature.is_none() {
        let message = "Unity Catalog refuses to register a model without a signature.";
        reasons.push(Reason::stops(codes::UNITY_NO_SIGNATURE, message).key(&["signature"]).fix(signature::infer(about)));
    } else if signature::outputs(model).is_none() {
        let message = "The signature has no outputs, and Unity Catalog refuses to register such a model.";
        reasons.push(Reason::stops(codes::UNITY_NO_OUTPUTS, message).key(&["signature", "outputs"]).fix(signature::infer(about)));
    }
    if model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.text("loader_module")) == Some(FEATURE_STORE_LOADER) {
        let message = "Databricks Feature Store packaged the model, and it is registered from a Databricks cluster only.";
        reasons.push(
            Reason::stops(codes::FEATURE_STORE, message).key(&["flavors", PYFUNC, "loader_module"]).fix(Fix::words("Register it there.")),
        );
    }
    reasons.extend(weights(candidate, model));
    reasons
}

/// Weights of transformers that are not in the folder are fetched from the hub while registering.
fn weights(candidate: &Candidate<'_>, model: &MlModel) -> Option<Reason> {
    let flavor = model.flavors.get("transformers")?;
    let is_saved =
        flavor.value.get("model_binary").is_some() && candidate.has("model") && flavor.value.get("source_model_revision").is_none();
    (flavor.value.is_truthy() && !is_saved).then(|| {
        Reason::cannot_tell(
            codes::UNITY_WEIGHTS,
            "The weights are not in the folder, and registering fetches them from the Hugging Face hub.",
        )
        .key(&["flavors", "transformers"])
        .fix(Fix::python("Save them with the model.", "mlflow.transformers.persist_pretrained_model(path)"))
    })
}
