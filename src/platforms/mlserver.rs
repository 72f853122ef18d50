//! MLServer, which KServe and Seldon run for the format `mlflow`: `MLflowRuntime.load` of `mlserver_mlflow` 1.7.1, run 2026-11-25
//! (SeldonIO/MLServer `runtimes/mlflow/mlserver_mlflow/runtime.py`, `metadata.py`). It loads the model, then describes its signature.

use super::{Basis, Candidate, Fix, Group, Platform, Reason, beyond, codes, signature};
use crate::mlmodel::signature::{PartName, Schema, Spec};
use crate::mlmodel::{MlModel, Value};

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "mlserver",
    name: "MLServer (KServe, Seldon)",
    group: Group::KServe,
    is_variant: false,
    serves: true,
    basis: Basis::Run,
    checked: "MLflowRuntime.load of `mlserver_mlflow` 1.7.1, run 2026-11-25",
    not_checked: "the cluster, the libraries in its image, and what unpickling the model does",
    rule,
    today: None,
    beyond: beyond::LOADING,
};

fn rule(candidate: &Candidate<'_>) -> Vec<Reason> {
    let mut reasons = candidate.serving().to_vec();
    if let Ok(model) = candidate.read() {
        reasons.extend(described(model));
    }
    reasons
}

fn described(model: &MlModel) -> Vec<Reason> {
    if let Some(reason) = signature::is_text(model) {
        return vec![reason];
    }
    if model.signature.is_none() {
        return Vec::new();
    }
    let mut reasons = Vec::new();
    for (part, schema) in [(PartName::Inputs, signature::inputs(model)), (PartName::Outputs, signature::outputs(model))] {
        match schema {
            None => reasons.push(missing(part)),
            Some(schema) => reasons.extend(of_schema(part, schema)),
        }
    }
    reasons
}

fn missing(part: PartName) -> Reason {
    let code = if part == PartName::Inputs { codes::MLSERVER_NO_INPUTS } else { codes::MLSERVER_NO_OUTPUTS };
    Reason::stops(code, format!("The signature has no {}, and MLServer describes both halves of one.", part.key()))
        .key(&["signature", part.key()])
        .fix(signature::infer("Save it with inputs and outputs, or without any signature."))
}

fn of_schema(part: PartName, schema: &Schema) -> Vec<Reason> {
    let is_odd_name = |spec: &Spec| spec.name_looked_for().is_some_and(|name| !matches!(name, Value::Text(_)));
    let is_odd_dtype = |spec: &Spec| {
        signature::tensor(spec)
            .is_some_and(|tensor| ["complex", "datetime64", "timedelta64"].iter().any(|kind| tensor.dtype.starts_with(kind)))
    };
    let is_odd_shape = |spec: &Spec| signature::tensor(spec).is_some_and(|tensor| !signature::is_whole(&tensor.shape));
    let reason = |code, told: Option<String>, says: &str, fix| {
        Some(Reason::stops(code, format!("The {} {}: {says}.", singular(part), told?)).key(&["signature", part.key()]).fix(Some(fix)))
    };
    [
        reason(
            codes::MLSERVER_COLUMN_NAME,
            signature::told(schema, is_odd_name),
            "MLServer takes only texts for names",
            Fix::python("Name the columns by texts, and save the model again.", "X.columns = X.columns.astype(str)"),
        ),
        reason(
            codes::MLSERVER_DTYPE,
            signature::told(schema, is_odd_dtype),
            "MLServer has no data type for its dtype",
            Fix::words("Declare the tensor with another dtype."),
        ),
        reason(
            codes::MLSERVER_SHAPE,
            signature::told(schema, is_odd_shape),
            "MLServer takes only whole numbers for a shape",
            Fix::python("Declare a shape of whole numbers.", "TensorSpec(np.dtype(\"float32\"), (-1, 3))"),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn singular(part: PartName) -> &'static str {
    if part == PartName::Outputs { "output" } else { "input" }
}
