//! Outputs: declared, and never enforced. B may return nothing that A did not promise.

use super::walk::{TypeName, TypeWalk};
use super::{Declared, PlacedSpec, RequiredChange, Sides, at, of_part, output_required, was_is};
use crate::compare::Change;
use crate::compare::reason::{Reason, ReasonPlace};
use crate::compare::rules::{self, Effects, Grade, values};
use crate::compare::signature::{PartDiff, SpecRow};
use crate::mlmodel::signature::{PartName, Schema, Signature, Spec, SpecKind, Tensor};
use crate::mlmodel::value::Value;

pub(super) fn outputs(a: &Signature, b: &Signature, diff: &PartDiff, reasons: &mut Vec<Reason>) -> bool {
    let sides = Sides { part: PartName::Outputs, a: &a.outputs, b: &b.outputs };
    let (a, b) = match sides.declared(&rules::OUTPUTS_DECLARED, &rules::OUTPUTS_UNDECLARED, reasons) {
        Declared::Both(a, b) => (a, b),
        Declared::Neither => return true,
        Declared::Unequal => return false,
    };
    if a.is_tensors() != b.is_tensors() {
        let word = |schema: &Schema| if schema.is_tensors() { "tensors" } else { "columns" };
        let rule = if one_alike(a, b) { &rules::OUTPUT_KIND_ALIKE } else { &rules::OUTPUT_KIND };
        reasons.push(of_part(rule, PartName::Outputs, format!("were {}, are {}", word(a), word(b))));
        return true;
    }
    let before = reasons.len();
    match (a.is_named(), b.is_named()) {
        (true, false) => {
            reasons.push(of_part(&rules::OUTPUT_REMOVED, PartName::Outputs, "have no names any more"));
        }
        (false, true) => {
            reasons.push(of_part(&rules::OUTPUT_NAMES, PartName::Outputs, "have names now"));
        }
        _ => {}
    }
    for (i, row) in diff.rows.iter().enumerate() {
        output(a, b, i, row, reasons);
    }
    if diff.rows.iter().any(|row| row.change == Change::Moved) {
        reasons.push(of_part(&rules::OUTPUT_ORDER, PartName::Outputs, "stand in another order"));
    }
    if reasons.len() == before {
        reasons.push(of_part(&rules::SAME, PartName::Outputs, "are the same"));
    }
    true
}

/// One unnamed column and one tensor of one dimension of the same kind: releases record the same
/// prediction as the one or the other.
fn one_alike(a: &Schema, b: &Schema) -> bool {
    let (columns, tensors) = if a.is_tensors() { (b, a) } else { (a, b) };
    let [Spec { name: None, kind: SpecKind::Column { data_type, .. } }] = columns.specs.as_slice() else { return false };
    let [Spec { name: None, kind: SpecKind::Tensor(tensor) }] = tensors.specs.as_slice() else { return false };
    tensor.shape == [Value::Int(-1)] && values::are_alike(data_type, &tensor.dtype)
}

fn output(a: &Schema, b: &Schema, i: usize, row: &SpecRow, reasons: &mut Vec<Reason>) {
    let noun = if a.is_tensors() { "Output tensor" } else { "Output" };
    match (PlacedSpec::of(a, row.a), PlacedSpec::of(b, row.b)) {
        (Some(old), Some(new)) if row.parts.any() => {
            let (subject, key) = (old.called(noun), old.key());
            let place = at(PartName::Outputs, i, &key);
            match (&old.spec.kind, &new.spec.kind) {
                (SpecKind::Column { data_type: from, .. }, SpecKind::Column { data_type: to, .. }) => {
                    output_required(RequiredChange::of(old.spec, new.spec), place, &subject, reasons);
                    TypeWalk { part: PartName::Outputs, row: i, found: reasons }.output(
                        from,
                        to,
                        TypeName { subject: &subject, key: &key },
                    );
                }
                (SpecKind::Tensor(from), SpecKind::Tensor(to)) => output_tensor(from, to, &subject, &place, reasons),
                _ => {}
            }
        }
        (Some(old), None) => {
            reasons.push(Reason::new(&rules::OUTPUT_REMOVED, at(PartName::Outputs, i, &old.key()), old.called(noun), "is gone"));
        }
        (None, Some(new)) => {
            let rule = if b.is_named() { &rules::OUTPUT_ADDED } else { &rules::OUTPUT_POSITION_ADDED };
            reasons.push(Reason::new(rule, at(PartName::Outputs, i, &new.key()), new.called(noun), "is new"));
        }
        _ => {}
    }
}

fn output_tensor(from: &Tensor, to: &Tensor, subject: &str, place: &ReasonPlace, reasons: &mut Vec<Reason>) {
    if from.dtype != to.dtype {
        let effects = Effects::both(Grade::Breaking, "those who read it expect the other dtype");
        reasons.push(Reason::with(&rules::OUTPUT_TYPE_CHANGED, effects, place.clone(), subject, was_is(&from.dtype, &to.dtype)));
    }
    if from.shape == to.shape {
        return;
    }
    let any_length = Value::Int(-1);
    let rule = if from.shape.len() != to.shape.len() {
        &rules::OUTPUT_RANK
    } else if from.shape.iter().zip(&to.shape).any(|(old, new)| old != new && *old != any_length && *new != any_length) {
        &rules::OUTPUT_DIMENSION
    } else if from.shape.iter().zip(&to.shape).any(|(old, new)| old != new && *new == any_length) {
        &rules::OUTPUT_DIMENSION_FREED
    } else {
        &rules::OUTPUT_DIMENSION_FIXED
    };
    reasons.push(Reason::new(rule, place.clone(), subject, was_is(&from.shape_text(), &to.shape_text())));
}
