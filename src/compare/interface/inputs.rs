//! Input columns and tensors: B must take all that A took.

use std::collections::{BTreeSet, HashSet};

use super::walk::Walk;
use super::{NAMES, at, called, declared, forms, key_of, spec, was_is, whole};
use crate::compare::Change;
use crate::compare::reason::{Place, Reason};
use crate::compare::rules::values::{self, Sent};
use crate::compare::rules::{self, Caller, Effect, Effects, Grade};
use crate::compare::signature::{PartDiff, Presence, Row, is_same_type};
use crate::mlmodel::signature::{DataType, MistakenName, Outcome, PartName, Schema, Signature, Spec, SpecKind, Tensor};
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
        forms::lost(a, b, diff, &mut found);
        duplicates(a, b, &mut found);
        mistaken(a, b, &mut found);
        let pair = Inputs::of(a, b, diff);
        for (i, row) in diff.rows.iter().enumerate() {
            pair.judge(i, row, &mut found);
        }
        skip_what_is_dropped(a, b, &mut found);
        skip_what_is_lost(b, diff, &mut found);
        let is_by_name = b.mistaken_names().is_empty();
        if is_by_name && diff.rows.iter().any(|row| row.change == Change::Moved) {
            found.push(Reason::new(&rules::INPUT_ORDER, whole(0), NAMES[0], "stand in another order"));
        }
    } else {
        let word = |schema: &Schema| if schema.is_tensors() { "tensors" } else { "columns" };
        let what = format!("were {}, are {}", word(a), word(b));
        found.push(Reason::with(&rules::INPUT_KIND, forms::kind(a, b), whole(0), NAMES[0], what));
    }
    if let Some((index, spec)) = a.specs.iter().enumerate().find(|(_, spec)| spec.is_required() && !is_sendable(spec)) {
        // Nobody calls A over REST, so nothing in its inputs can break such a caller.
        for reason in &mut found {
            reason.effects.rest = None;
        }
        found.retain(|reason| reason.effects.grade().is_some());
        let index = u32::try_from(index).unwrap_or(u32::MAX);
        let place = Place::Signature { part: PartName::Inputs, row: None, name: key_of(spec, index) };
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
    let effects = rule.effects.unwrap_or_else(|| names_dropped(a, b));
    found.push(Reason::with(rule, effects, whole(0), NAMES[0], what));
}

/// Data frames name their columns in any order, of which nothing is left but the order.
fn names_dropped(a: &Schema, b: &Schema) -> Effects {
    let by_position =
        Effect::edge("values go by position now: in another order, or beside further columns, they are taken for others or refused");
    let to = distinct_types(b);
    let is_refused = distinct_types(a).iter().any(|from| {
        to.iter().any(|to| {
            let is_elsewhere = from.first != to.first || from.first != from.last || to.first != to.last;
            let is_other = || !is_same_type(from.data_type, to.data_type);
            is_elsewhere && is_other() && values::elsewhere(from.data_type, to.data_type).grade == Grade::Breaking
        })
    });
    let python = if is_refused {
        Effect::new(Grade::Breaking, "values go by position now, and a data frame in another order is refused")
    } else {
        by_position
    };
    let rest = if has_numbers_for_names(a) { by_position } else { Effect::new(Grade::Breaking, "a body of names to values is refused") };
    Effects { rest: Some(rest), python: Some(python) }
}

/// Whether some name is no text. The keys of JSON are texts, so only a data frame with a list of columns carries it.
fn has_numbers_for_names(schema: &Schema) -> bool {
    schema.specs.iter().filter_map(|spec| spec.name.as_ref()).any(|name| name.as_text().is_none())
}

/// A type of columns, and the first and the last that has it.
struct TypePlace<'s> {
    data_type: &'s DataType,
    first: usize,
    last: usize,
}

/// More types than there are plain ones: the others are nested, and alike to this question.
const MAX_TYPES: usize = 24;

/// The types of a schema's columns, each once.
fn distinct_types(schema: &Schema) -> Vec<TypePlace<'_>> {
    let mut found: Vec<TypePlace<'_>> = Vec::new();
    for (i, spec) in schema.specs.iter().enumerate() {
        let SpecKind::Column { data_type, .. } = &spec.kind else { continue };
        if let Some(known) = found.iter_mut().find(|known| is_same_type(known.data_type, data_type)) {
            known.last = i;
        } else if found.len() < MAX_TYPES {
            found.push(TypePlace { data_type, first: i, last: i });
        }
    }
    found
}

fn told_apart(mistaken: &MistakenName<'_>) -> (usize, String, Outcome) {
    (mistaken.place, mistaken.name.to_json(), mistaken.outcome)
}

/// Names that MLflow takes for places in B, and did not in A.
fn mistaken(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    let before: HashSet<(usize, String, Outcome)> = a.mistaken_names().iter().map(told_apart).collect();
    if before.iter().any(|(.., outcome)| *outcome == Outcome::NoRequestIsTaken) {
        // Nobody can call A at all.
        return;
    }
    for mistaken in b.mistaken_names().iter().filter(|mistaken| !before.contains(&told_apart(mistaken))) {
        let (rule, what) = match mistaken.outcome {
            Outcome::NoRequestIsTaken => (&rules::INPUT_NAME_TAKEN_FOR_PLACE, format!("is taken for its place, {}", mistaken.place)),
            Outcome::LostTo(other) => (
                &rules::INPUT_LOST_TO_NAME,
                format!("is taken for its place, {}, which is the name of column {}", mistaken.place, other + 1),
            ),
            Outcome::Renamed => continue,
        };
        let Some(spec) = b.specs.get(mistaken.place) else { continue };
        let index = u32::try_from(mistaken.place).unwrap_or(u32::MAX);
        let place = Place::Signature { part: PartName::Inputs, row: None, name: key_of(spec, index) };
        found.push(Reason::new(rule, place, called(spec, index, "Column"), what));
    }
}

/// Names that stand twice on a side; `0` and `"0"` are two names.
fn duplicates(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    let mut told = BTreeSet::new();
    for schema in [a, b] {
        let mut seen = HashSet::new();
        for (index, spec) in (0..).zip(&schema.specs) {
            let Some(label) = spec.name.as_ref().map(Value::to_json) else { continue };
            if !seen.insert(label.clone()) && told.insert(label) {
                let place = Place::Signature { part: PartName::Inputs, row: None, name: key_of(spec, index) };
                found.push(Reason::new(&rules::INPUT_DUPLICATE, place, called(spec, index, "Column"), "stands twice"));
            }
        }
    }
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

/// Nor do those of a column that MLflow looks for under another's name.
fn skip_what_is_lost(b: &Schema, diff: &PartDiff, found: &mut Vec<Reason>) {
    let lost: HashSet<u32> = b.mistaken_names().iter().filter_map(|mistaken| u32::try_from(mistaken.place).ok()).collect();
    found.retain(|reason| match reason.place {
        Place::Signature { row: Some(row), .. } => !diff.rows.get(row as usize).and_then(|row| row.b).is_some_and(|b| lost.contains(&b)),
        _ => true,
    });
}

/// Two schemas of one kind, with what holds for all of their rows.
struct Inputs<'s> {
    a: &'s Schema,
    b: &'s Schema,
    diff: &'s PartDiff,
    /// B goes by position, and what A requires is enough to fill all of its.
    positions_are_filled: bool,
    /// Lists cannot carry what stands beside.
    only_in_frames: bool,
}

impl<'s> Inputs<'s> {
    fn of(a: &'s Schema, b: &'s Schema, diff: &'s PartDiff) -> Self {
        let required = a.specs.iter().filter(|spec| spec.is_required()).count();
        let is_nested = |spec: &Spec| matches!(&spec.kind, SpecKind::Column { data_type, .. } if data_type.is_nested());
        Self {
            a,
            b,
            diff,
            positions_are_filled: !b.is_named() && required >= b.specs.len(),
            only_in_frames: has_numbers_for_names(a) || !a.is_named() && !b.is_named() && a.specs.iter().any(is_nested),
        }
    }

    fn judge(&self, i: usize, row: &Row, found: &mut Vec<Reason>) {
        let Self { a, b, diff, .. } = *self;
        let noun = if a.is_tensors() { "Tensor" } else { "Column" };
        let other = row.perhaps.and_then(|p| diff.rows.get(p as usize));
        match (spec(a, row.a), spec(b, row.b)) {
            (Some((old, index)), Some((new, _))) if row.parts.any() => {
                let (subject, place) = (called(old, index, noun), at(0, i, &key_of(old, index)));
                match (&old.kind, &new.kind) {
                    (SpecKind::Column { data_type: from, .. }, SpecKind::Column { data_type: to, .. }) => {
                        match (old.is_required(), new.is_required()) {
                            (false, true) => {
                                let rule =
                                    if self.positions_are_filled { &rules::POSITION_NOW_REQUIRED } else { &rules::INPUT_NOW_REQUIRED };
                                found.push(Reason::new(rule, place.clone(), &subject, "is required now"));
                            }
                            (true, false) => {
                                found.push(Reason::new(&rules::INPUT_NOW_OPTIONAL, place.clone(), &subject, "is optional now"));
                            }
                            _ => {}
                        }
                        if row.parts.data_type {
                            let sent = Sent { is_optional: !new.is_required(), only_in_frames: self.only_in_frames };
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
                found.push(match &new.kind {
                    SpecKind::Tensor(_) => Reason::new(&rules::TENSOR_ADDED, place, subject, format!("is a new input{maybe}")),
                    _ if !b.is_named() => Reason::new(&rules::POSITION_ADDED, place, subject, "is new"),
                    _ if new.is_required() => Reason::new(&rules::INPUT_ADDED, place, subject, format!("is a new required input{maybe}")),
                    SpecKind::Column { data_type, .. } => {
                        let (rule, effect): (_, fn(&DataType, Caller) -> Effect) = if a.specs.len() == 1 {
                            (&rules::INPUT_ADDED_TO_ONE, values::added_to_one)
                        } else {
                            (&rules::INPUT_ADDED_OPTIONAL, values::added)
                        };
                        let effects = Effects::of(|caller| effect(data_type, caller));
                        Reason::with(rule, effects, place, subject, format!("is a new optional input{maybe}"))
                    }
                });
            }
            _ => {}
        }
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
