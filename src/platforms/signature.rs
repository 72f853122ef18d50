//! What several platforms ask of a signature.

use super::{Fix, Reason, codes};
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{DataType, PartName, Schema, Signature, Spec, SpecKind, Tensor};
use crate::mlmodel::{MlModel, Value};

/// The inputs of a model, where there are any.
pub(super) fn inputs(model: &MlModel) -> Option<&Schema> {
    schema(model.signature.as_ref()?, PartName::Inputs)
}

/// Its outputs, where there are any.
pub(super) fn outputs(model: &MlModel) -> Option<&Schema> {
    schema(model.signature.as_ref()?, PartName::Outputs)
}

fn schema(signature: &Signature, part: PartName) -> Option<&Schema> {
    let part = if part == PartName::Outputs { &signature.outputs } else { &signature.inputs };
    part.read().filter(|schema| !schema.specs.is_empty())
}

/// A value in place of the signature, which MLflow reads and platforms die of.
pub(super) fn is_text(model: &MlModel) -> Option<Reason> {
    let kind = model.signature_is_no_map?;
    Some(
        Reason::stops(codes::SIGNATURE_IS_TEXT, format!("The entry signature is {kind}, not a map."))
            .key(&["signature"])
            .fix(infer("Set one.")),
    )
}

/// Save the model with both halves.
pub(super) fn infer(about: &str) -> Fix {
    Fix::python(about, "signature=mlflow.models.infer_signature(X, model.predict(X))")
}

/// What a spec is called in a sentence: its name, or its place.
pub(super) fn called(spec: &Spec, index: usize) -> String {
    match spec.label() {
        Some(label) => format!("'{}'", clipped(&label, 80)),
        None => format!("number {}", index + 1),
    }
}

/// The columns or tensors for which something holds: the first, in words, and how many more there are.
pub(super) fn told(schema: &Schema, holds: impl Fn(&Spec) -> bool) -> Option<String> {
    let mut found = schema.specs.iter().enumerate().filter(|(_, spec)| holds(spec));
    let (index, first) = found.next()?;
    let more = found.count();
    let noun = if schema.is_tensors() { "tensor" } else { "column" };
    let more = if more > 0 { format!(" (and {more} more)") } else { String::new() };
    Some(format!("{noun} {}{more}", called(first, index)))
}

/// The tensor of a spec.
pub(super) fn tensor(spec: &Spec) -> Option<&Tensor> {
    if let SpecKind::Tensor(tensor) = &spec.kind { Some(tensor) } else { None }
}

/// The type of a column.
pub(super) fn column(spec: &Spec) -> Option<&DataType> {
    if let SpecKind::Column { data_type, .. } = &spec.kind { Some(data_type) } else { None }
}

/// Whether every size of a shape is a whole number.
pub(super) fn is_whole(shape: &[Value]) -> bool {
    shape.iter().all(|size| matches!(size, Value::Int(_)))
}
