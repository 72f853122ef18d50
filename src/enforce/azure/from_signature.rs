//! The samples from the signature: of the input only where the example gave none, of the output always.

use std::collections::HashSet;

use super::{FaultKind, Sample, SampleFault, SampleSource, Sampled};
use crate::mlmodel::Value;
use crate::mlmodel::signature::{DataType, PartName, Required, Schema, Signature, Spec, SpecKind, Tensor};

/// Makes the sample of the input, unless the example gave one.
pub(super) fn inputs(signature: &Signature, is_transformers: bool, made: &mut Sampled) {
    let Some(schema) = signature.inputs.read().filter(|schema| !schema.specs.is_empty()) else {
        made.faults.push(SampleFault::of_part(FaultKind::NoInputs, PartName::Inputs));
        return;
    };
    if is_transformers && !schema.is_tensors() && (schema.is_named() || is_one_text(schema)) {
        made.faults.retain(|fault| fault.part.is_some());
        (made.sample, made.source) = (Sample::AsItIs, SampleSource::Signature);
        made.faults.extend(first_unknown(schema));
        return;
    }
    if made.source == SampleSource::Example {
        return;
    }
    made.source = SampleSource::Signature;
    if schema.is_tensors() {
        made.sample = tensors(schema);
        if is_transformers && schema.is_named() {
            made.faults.push(SampleFault::of_part(FaultKind::NamedArrays, PartName::Inputs));
        }
        tensor_faults(schema, PartName::Inputs, &mut made.faults);
    } else {
        made.sample = columns(schema, is_transformers, &mut made.faults);
    }
}

/// `Schema([ColSpec("string")])`.
fn is_one_text(schema: &Schema) -> bool {
    matches!(&schema.specs[..], [Spec { name: None, kind: SpecKind::Column { data_type: DataType::String, required: Required::Yes } }])
}

/// A sample of plain values needs a value for the first column; for the others that of the one before will do.
fn first_unknown(schema: &Schema) -> Option<SampleFault> {
    let SpecKind::Column { data_type, .. } = &schema.specs.first()?.kind else { return None };
    let is_known =
        matches!(data_type, DataType::Boolean | DataType::String | DataType::Integer | DataType::Long | DataType::Float | DataType::Double);
    (!is_known).then(|| SampleFault::of_spec(FaultKind::Nested, PartName::Inputs, 0))
}

/// An empty data frame of the columns; where that cannot be made, plain values by their names, or an empty list for columns without.
fn columns(schema: &Schema, is_transformers: bool, faults: &mut Vec<SampleFault>) -> Sample {
    let fault = frame_fault(schema, PartName::Inputs);
    match fault {
        None => Sample::Frame,
        Some(fault) if fault.kind != FaultKind::Nested || schema.is_named() => {
            faults.push(fault);
            Sample::AsItIs
        }
        Some(_) if is_transformers => Sample::AsItIs,
        Some(_) => Sample::None,
    }
}

/// The sample of the output is always made.
pub(super) fn outputs(signature: &Signature, faults: &mut Vec<SampleFault>) {
    let Some(schema) = signature.outputs.read().filter(|schema| !schema.specs.is_empty()) else { return };
    if schema.is_tensors() {
        tensor_faults(schema, PartName::Outputs, faults);
        return;
    }
    faults.extend(frame_fault(schema, PartName::Outputs));
    let is_date = |spec: &Spec| matches!(spec.kind, SpecKind::Column { data_type: DataType::DateTime, .. });
    if let Some(index) = schema.specs.iter().position(is_date) {
        faults.push(SampleFault::of_spec(FaultKind::DateTime, PartName::Outputs, index));
    }
}

/// Why no empty data frame can be made of columns.
fn frame_fault(schema: &Schema, part: PartName) -> Option<SampleFault> {
    let is_nested = |spec: &Spec| match &spec.kind {
        SpecKind::Column { data_type, .. } => data_type.is_nested() || *data_type == DataType::Any,
        SpecKind::Tensor(_) => false,
    };
    let at = |kind, index| Some(SampleFault::of_spec(kind, part, index));
    if let Some(index) = schema.specs.iter().position(is_nested) {
        return at(FaultKind::Nested, index);
    }
    let is_collection = |spec: &Spec| matches!(spec.name, Some(Value::List(_) | Value::Map(_)));
    if let Some(index) = schema.specs.iter().position(is_collection) {
        return at(FaultKind::NameIsAList, index);
    }
    // A name that Python holds for false counts as the place of its column.
    let mut seen = HashSet::new();
    let name = |(place, spec): (usize, &Spec)| match spec.name_looked_for() {
        Some(name) => name.to_json(),
        None => place.to_string(),
    };
    let twice = schema.specs.iter().enumerate().map(name).position(|name| !seen.insert(name));
    twice.and_then(|index| at(FaultKind::NameTwice, index))
}

/// Zeros of each tensor's shape.
fn tensors(schema: &Schema) -> Sample {
    if schema.is_named() {
        Sample::Arrays(schema.specs.iter().filter_map(|spec| Some(spec.label()?.into())).collect())
    } else {
        Sample::Array
    }
}

/// What is wrong with the first tensor that something is wrong with, of each kind.
fn tensor_faults(schema: &Schema, part: PartName, faults: &mut Vec<SampleFault>) {
    // Without names the first alone is looked at.
    let looked_at = if schema.is_named() { schema.specs.len() } else { 1 };
    let tensor = |spec: &'_ Spec| if let SpecKind::Tensor(tensor) = &spec.kind { Some(fault_of(tensor)) } else { None };
    let found = schema.specs.iter().take(looked_at).enumerate().filter_map(|(index, spec)| Some((index, tensor(spec)??)));
    let mut told: Vec<FaultKind> = Vec::new();
    for (index, kind) in found {
        if !told.contains(&kind) {
            told.push(kind);
            faults.push(SampleFault::of_spec(kind, part, index));
        }
    }
}

fn fault_of(tensor: &Tensor) -> Option<FaultKind> {
    let is_batch = tensor.shape.first().is_some_and(|size| matches!(size, Value::Int(-1)) || *size == Value::Float(-1.0));
    let sizes = &tensor.shape[usize::from(is_batch)..];
    if sizes.iter().any(|size| !matches!(size, Value::Int(_))) {
        Some(FaultKind::BadShape)
    } else if sizes.iter().any(|size| matches!(size, Value::Int(size) if *size < 0)) {
        Some(FaultKind::FreeDimension)
    } else if tensor.shape.is_empty() {
        Some(FaultKind::NoDimension)
    } else {
        (!is_described(&tensor.dtype)).then_some(FaultKind::Dtype)
    }
}

/// Whether inference-schema describes zeros of this dtype. Of dates it can write those that Python's `datetime` holds.
fn is_described(dtype: &str) -> bool {
    match dtype.strip_prefix("datetime64") {
        None => !dtype.starts_with("complex") && dtype != "float128",
        Some(unit) => {
            !matches!(unit.trim_matches(['[', ']']).trim_start_matches(|c: char| c.is_ascii_digit()), "" | "ns" | "ps" | "fs" | "as")
        }
    }
}
