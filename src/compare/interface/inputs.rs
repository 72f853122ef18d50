//! Input columns and tensors: B must take all that A took.

use std::collections::{BTreeSet, HashSet};

use super::walk::Walk;
use super::{NAMES, at, called, declared, key_of, spec, was_is, whole};
use crate::compare::Change;
use crate::compare::reason::{Place, Reason};
use crate::compare::rules::values::{self, Sent, is_numeric_dtype};
use crate::compare::rules::{self, Caller, Effect, Effects, Grade, Rule};
use crate::compare::signature::{PartDiff, Presence, Row};
use crate::enforce::{self, Contract, Form};
use crate::mlmodel::signature::{DataType, Schema, Signature, Spec, SpecKind, Tensor};
use crate::mlmodel::value::Value;

pub(super) fn inputs(a: &Signature, b: &Signature, diff: &PartDiff, reasons: &mut Vec<Reason>) -> bool {
    let (a, b) = match declared(0, (&a.inputs, &b.inputs), &rules::INPUTS_DECLARED, &rules::INPUTS_UNDECLARED, reasons) {
        Ok(Some(schemas)) => schemas,
        // One unnamed `any` on both sides: both take everything.
        Ok(None) if diff.a == Presence::Declared && diff.b == Presence::Declared => {
            reasons.push(Reason::new(&rules::SAME, whole(0), NAMES[0], "are the same"));
            return true;
        }
        Ok(None) => {
            reasons.push(Reason::new(&rules::INPUTS_IN_NEITHER, whole(0), NAMES[0], "are declared in neither"));
            return false;
        }
        Err(()) => return false,
    };
    let mut found = Vec::new();
    if a.is_tensors() == b.is_tensors() {
        names(a, b, &mut found);
        forms(a, b, &mut found);
        duplicates(a, b, &mut found);
        for (i, row) in diff.rows.iter().enumerate() {
            input(a, b, diff, i, row, &mut found);
        }
        skip_what_is_dropped(a, b, &mut found);
        if diff.rows.iter().any(|row| row.change == Change::Moved) {
            found.push(Reason::new(&rules::INPUT_ORDER, whole(0), NAMES[0], "stand in another order"));
        }
    } else {
        let word = |schema: &Schema| if schema.is_tensors() { "tensors" } else { "columns" };
        let what = format!("were {}, are {}", word(a), word(b));
        found.push(Reason::with(&rules::KIND, kind(a, b), whole(0), NAMES[0], what));
    }
    if let Some((index, spec)) = a.specs.iter().enumerate().find(|(_, spec)| spec.is_required() && !is_sendable(spec)) {
        // Nobody calls A over REST, so nothing in its inputs can break such a caller.
        for reason in &mut found {
            reason.effects.rest = None;
        }
        found.retain(|reason| reason.effects.grade().is_some());
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let place = Place::Signature { part: 0, row: None, name: key_of(spec, index) };
        found.push(Reason::new(&rules::OUT_OF_REACH, place, called(spec, index, "Column"), "can be sent as JSON not even to A"));
    }
    if diff.rows.iter().all(|row| row.change == Change::Same) {
        found.push(Reason::new(&rules::SAME, whole(0), NAMES[0], "are the same"));
    }
    reasons.append(&mut found);
    true
}

fn is_sendable(spec: &Spec) -> bool {
    match &spec.kind {
        SpecKind::Column { data_type, .. } => values::column_has_json_value(data_type),
        SpecKind::Tensor(_) => true,
    }
}

fn names(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    if a.is_named() == b.is_named() || a.specs.is_empty() || b.specs.is_empty() {
        return;
    }
    let one_each = a.specs.len() == 1 && b.specs.len() == 1;
    let (rule, what) = match (b.is_named(), one_each) {
        (true, _) if !b.is_tensors() && !b.specs.iter().any(Spec::is_required) => (&rules::NAMES_GIVEN_OPTIONAL, "have names now"),
        (true, true) if a.is_tensors() => (&rules::TENSOR_NAMED, "have names now"),
        (true, true) => (&rules::NAMES_GIVEN_ONE, "have names now"),
        (true, false) => (&rules::NAMES_GIVEN, "have names now"),
        (false, _) if a.is_tensors() => (&rules::TENSOR_NAMES_DROPPED, "have no names any more"),
        (false, _) => (&rules::NAMES_DROPPED, "have no names any more"),
    };
    found.push(Reason::new(rule, whole(0), NAMES[0], what));
}

/// Forms of a request that A takes and B does not, whatever the values.
fn forms(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    let mut tell = |rule: &Rule, what: &str| found.push(Reason::new(rule, whole(0), NAMES[0], what));
    if a.is_tensors() {
        let tensors = a.specs.iter().zip(&b.specs).filter_map(|(old, new)| match (&old.kind, &new.kind) {
            (SpecKind::Tensor(old), SpecKind::Tensor(new)) => Some((old, new)),
            _ => None,
        });
        if tensors.into_iter().any(|(old, new)| {
            enforce::takes_frames(old) && (!enforce::takes_frames(new) || (values::takes_all(new) && old.shape != new.shape))
        }) {
            tell(&rules::FORM_FRAME, "have a shape that no data frame fills");
        }
        return;
    }
    if enforce::takes_csv(a) && !enforce::takes_csv(b) {
        tell(&rules::FORM_CSV, "have a type that CSV cannot carry");
    }
    if a.is_named() && b.is_named() && !enforce::takes_an_object_for_a_row(b) && has_gone(a, b) {
        tell(&rules::FORM_SINGLE, "are fewer");
    }
    let types = |schema: &'_ Schema| schema.specs.iter().map(|spec| spec.kind.clone()).collect::<Vec<_>>();
    let (old, new) = (types(a), types(b));
    if !a.is_named() && !b.is_named() && new.iter().any(|kind| *kind != new[0]) && old.iter().zip(&new).any(|(old, new)| old != new) {
        tell(&rules::FORM_LIST, "have several types");
    }
    match (enforce::takes_an_object_for_a_row(a), enforce::takes_an_object_for_a_row(b)) {
        (true, false) => tell(&rules::FORM_RECORD, "have no array or object any more, so names go with columns"),
        (false, true) => tell(&rules::FORM_RECORD, "have an array or an object now, so names go with one row"),
        _ => {}
    }
}

/// Whether B lacks a column of A.
fn has_gone(a: &Schema, b: &Schema) -> bool {
    let names = |schema: &'_ Schema| schema.specs.iter().filter_map(|spec| spec.name.as_ref().map(Value::to_json)).collect::<HashSet<_>>();
    !names(a).is_subset(&names(b))
}

/// Names that stand twice on a side; `0` and `"0"` are two names.
fn duplicates(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    let mut told = BTreeSet::new();
    for schema in [a, b] {
        let mut seen = HashSet::new();
        for (index, spec) in (0..).zip(&schema.specs) {
            let Some(label) = spec.name.as_ref().map(Value::to_json) else { continue };
            if !seen.insert(label.clone()) && told.insert(label) {
                let place = Place::Signature { part: 0, row: None, name: key_of(spec, index) };
                found.push(Reason::new(&rules::INPUT_DUPLICATE, place, called(spec, index, "Column"), "stands twice"));
            }
        }
    }
}

/// What becomes of requests made for columns where tensors are wanted, or the reverse: B is asked.
fn kind(a: &Schema, b: &Schema) -> Effects {
    const OTHER: Effect = Effect::new(Grade::Breaking, "data is handed over in another form");
    const PLAINEST: Effect = Effect::edge("what is sent in the plainest way is still taken, and not all else");
    let (from, to) = (Contract { inputs: Some(a), ..Contract::default() }, Contract { inputs: Some(b), ..Contract::default() });
    let ask = |caller| {
        let made = Form::MADE.into_iter().filter_map(|form| Some((form, enforce::make(&from, form, caller)?)));
        let mut taken = made.map(|(form, text)| enforce::check(text.as_bytes(), form.media(), &to, caller).is_accepted()).peekable();
        let all = taken.peek().is_some() && taken.all(|taken| taken);
        if all { PLAINEST } else { OTHER }
    };
    Effects {
        rest: Some(if numbers_fit(a, b) {
            Effect::edge("rows of as many numbers fit both, other forms are refused")
        } else {
            ask(Caller::Rest)
        }),
        python: Some(match (a.is_tensors(), !a.is_named() && b.is_named() && !b.specs.iter().any(Spec::is_required)) {
            (true, true) => Effect::edge("an array has none of the names, and is dropped"),
            (true, false) => ask(Caller::Python),
            (false, _) if enforce::passes_as_frame(a, b) => PLAINEST,
            (false, _) => OTHER,
        }),
    }
}

/// Rows of numbers fit both: as many numeric columns as the tensor `(-1, n)` has.
fn numbers_fit(a: &Schema, b: &Schema) -> bool {
    let (columns, tensors) = if a.is_tensors() { (b, a) } else { (a, b) };
    // A tensor's callers send no names, and callers of named columns may send nothing else.
    if columns.is_named() {
        return false;
    }
    let numeric = |spec: &Spec| {
        matches!(
            spec.kind,
            SpecKind::Column { data_type: DataType::Integer | DataType::Long | DataType::Float | DataType::Double | DataType::Boolean, .. }
        )
    };
    let [Spec { name: None, kind: SpecKind::Tensor(tensor) }] = tensors.specs.as_slice() else { return false };
    let width = match tensor.shape.as_slice() {
        [Value::Int(-1)] => 1,
        [Value::Int(-1), Value::Int(width)] => *width,
        _ => return false,
    };
    is_numeric_dtype(&tensor.dtype) && i64::try_from(columns.specs.len()) == Ok(width) && columns.specs.iter().all(numeric)
}

/// Values without names never meet the types of columns that have some, but for a plain list to one column over REST,
/// which is told as risky anyway.
fn skip_what_is_dropped(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    if a.is_named() || !b.is_named() || a.is_tensors() || b.specs.iter().any(Spec::is_required) {
        return;
    }
    let is_of_values = |reason: &Reason| matches!(reason.place, Place::Signature { row: Some(_), .. });
    for reason in found.iter_mut().filter(|reason| is_of_values(reason)) {
        reason.effects.python = None;
        reason.effects.rest = None;
    }
    found.retain(|reason| reason.effects.grade().is_some());
}

fn input(a: &Schema, b: &Schema, diff: &PartDiff, i: usize, row: &Row, found: &mut Vec<Reason>) {
    let noun = if a.is_tensors() { "Tensor" } else { "Column" };
    let other = row.perhaps.and_then(|p| diff.rows.get(p as usize));
    match (spec(a, row.a), spec(b, row.b)) {
        (Some((old, index)), Some((new, _))) if row.parts.any() => {
            let (subject, place) = (called(old, index, noun), at(0, i, &key_of(old, index)));
            match (&old.kind, &new.kind) {
                (SpecKind::Column { data_type: from, .. }, SpecKind::Column { data_type: to, .. }) => {
                    match (old.is_required(), new.is_required()) {
                        (false, true) => {
                            // By position, only too few values are refused.
                            let by_position = !b.is_named() && a.specs.iter().filter(|spec| spec.is_required()).count() >= b.specs.len();
                            let rule = if by_position { &rules::POSITION_NOW_REQUIRED } else { &rules::INPUT_NOW_REQUIRED };
                            found.push(Reason::new(rule, place.clone(), &subject, "is required now"));
                        }
                        (true, false) => found.push(Reason::new(&rules::INPUT_NOW_OPTIONAL, place.clone(), &subject, "is optional now")),
                        _ => {}
                    }
                    if row.parts.data_type {
                        let is_nested =
                            |spec: &Spec| matches!(&spec.kind, SpecKind::Column { data_type, .. } if values::is_nested(data_type));
                        let sent = Sent {
                            is_optional: !new.is_required(),
                            only_in_frames: !a.is_named() && !b.is_named() && a.specs.iter().any(is_nested),
                        };
                        Walk { part: 0, row: i, found }.column(from, to, &subject, &key_of(old, index), sent);
                    }
                }
                (SpecKind::Tensor(from), SpecKind::Tensor(to)) => tensor(from, to, &subject, &place, found),
                _ => {}
            }
        }
        (Some((old, index)), None) => {
            let place = at(0, i, &key_of(old, index));
            let maybe = other.and_then(|row| spec(b, row.b)).and_then(|(spec, _)| spec.label());
            let maybe = maybe.map(|name| format!(", perhaps it is {name} now")).unwrap_or_default();
            found.push(match (&old.kind, a.is_named()) {
                (SpecKind::Tensor(_), _) => {
                    Reason::new(&rules::TENSOR_REMOVED, place, called(old, index, noun), format!("is no longer read{maybe}"))
                }
                (_, true) => Reason::new(&rules::INPUT_REMOVED, place, called(old, index, noun), format!("is no longer read{maybe}")),
                (_, false) => Reason::new(&rules::POSITION_REMOVED, place, called(old, index, noun), "is no longer read"),
            });
        }
        (None, Some((new, index))) => {
            let (subject, place) = (called(new, index, noun), at(0, i, &key_of(new, index)));
            let maybe = other.and_then(|row| spec(a, row.a)).and_then(|(spec, _)| spec.label());
            let maybe = maybe.map(|name| format!(", perhaps {name} under a new name")).unwrap_or_default();
            found.push(match (&new.kind, b.is_named()) {
                (SpecKind::Tensor(_), _) => Reason::new(&rules::TENSOR_ADDED, place, subject, format!("is a new input{maybe}")),
                (_, false) => Reason::new(&rules::POSITION_ADDED, place, subject, "is new"),
                _ if new.is_required() => Reason::new(&rules::INPUT_ADDED, place, subject, format!("is a new required input{maybe}")),
                _ if a.specs.len() == 1 => {
                    Reason::new(&rules::INPUT_ADDED_TO_ONE, place, subject, format!("is a new optional input{maybe}"))
                }
                _ => Reason::new(&rules::INPUT_ADDED_OPTIONAL, place, subject, format!("is a new optional input{maybe}")),
            });
        }
        _ => {}
    }
}

fn tensor(from: &Tensor, to: &Tensor, subject: &str, place: &Place, found: &mut Vec<Reason>) {
    if from.dtype != to.dtype {
        let effects = Effects::of(|caller| values::dtype(from, to, caller));
        found.push(Reason::with(&rules::TENSOR_DTYPE, effects, place.clone(), subject, was_is(&from.dtype, &to.dtype)));
    }
    if from.shape == to.shape {
        return;
    }
    let any_length = Value::Int(-1);
    let rule = if values::takes_all(to) {
        &rules::TENSOR_FREED
    } else if from.shape.len() == to.shape.len() {
        let fits = from.shape.iter().zip(&to.shape).all(|(old, new)| old == new || *new == any_length);
        if fits { &rules::TENSOR_FREED } else { &rules::TENSOR_DIMENSION }
    } else {
        &rules::TENSOR_RANK
    };
    found.push(Reason::new(rule, place.clone(), subject, was_is(&from.shape_text(), &to.shape_text())));
}
