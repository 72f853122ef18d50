//! Input columns and tensors: B must take all that A took.

use std::collections::{BTreeSet, HashSet};

use super::walk::{TypeName, TypeWalk};
use super::{Declared, PlacedSpec, RequiredChange, Sides, at, forms, of_part, was_is};
use crate::compare::Change;
use crate::compare::reason::{Reason, ReasonPlace};
use crate::compare::rules::values::{self, Sending};
use crate::compare::rules::{self, Effect, Effects, Grade};
use crate::compare::signature::{PartDiff, Presence, SpecRow, is_same_type};
use crate::mlmodel::signature::{DataType, MistakenName, Outcome, PartName, Schema, Signature, Spec, SpecKind, Tensor};
use crate::mlmodel::value::Value;

pub(super) fn inputs(a: &Signature, b: &Signature, diff: &PartDiff, reasons: &mut Vec<Reason>) -> bool {
    let sides = Sides { part: PartName::Inputs, a: &a.inputs, b: &b.inputs };
    let (a, b) = match sides.declared(&rules::INPUTS_DECLARED, &rules::INPUTS_UNDECLARED, reasons) {
        Declared::Both(a, b) => (a, b),
        // One unnamed `any` on both sides: both take everything.
        Declared::Neither if diff.a == Presence::Declared && diff.b == Presence::Declared => {
            reasons.push(of_part(&rules::SAME, PartName::Inputs, "are the same"));
            return true;
        }
        Declared::Neither => {
            reasons.push(of_part(&rules::INPUTS_IN_NEITHER, PartName::Inputs, "are declared in neither"));
            return false;
        }
        Declared::Unequal => return false,
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
            found.push(of_part(&rules::INPUT_ORDER, PartName::Inputs, "stand in another order"));
        }
    } else {
        let word = |schema: &Schema| if schema.is_tensors() { "tensors" } else { "columns" };
        let what = format!("were {}, are {}", word(a), word(b));
        found.push(Reason { effects: forms::kind(a, b), ..of_part(&rules::INPUT_KIND, PartName::Inputs, what) });
    }
    if let Some((index, spec)) = a.specs.iter().enumerate().find(|(_, spec)| spec.is_required() && !is_sendable(spec)) {
        // Nobody calls A over REST, so nothing in its inputs can break such a caller.
        for reason in &mut found {
            reason.effects.rest = None;
        }
        found.retain(|reason| reason.effects.grade().is_some());
        let column = PlacedSpec { spec, index: u32::try_from(index).unwrap_or(u32::MAX) };
        found.push(Reason::new(&rules::OUT_OF_REACH, by_itself(column), column.called("Column"), "can be sent as JSON not even to A"));
    }
    if diff.rows.iter().all(|row| row.change == Change::Same) {
        found.push(of_part(&rules::SAME, PartName::Inputs, "are the same"));
    }
    reasons.append(&mut found);
    true
}

/// A column that no row of the comparison stands for.
fn by_itself(column: PlacedSpec<'_>) -> ReasonPlace {
    ReasonPlace::Signature { part: PartName::Inputs, row: None, name: column.key() }
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
    found.push(Reason { effects, ..of_part(rule, PartName::Inputs, what) });
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

/// A name that is taken for a place, told apart from the others.
#[derive(PartialEq, Eq, Hash)]
struct Mistaken {
    place: usize,
    name: String,
    outcome: Outcome,
}

impl Mistaken {
    fn of(mistaken: &MistakenName<'_>) -> Self {
        Self { place: mistaken.place, name: mistaken.name.to_json(), outcome: mistaken.outcome }
    }
}

/// Names that MLflow takes for places in B, and did not in A.
fn mistaken(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    let before: HashSet<Mistaken> = a.mistaken_names().iter().map(Mistaken::of).collect();
    if before.iter().any(|mistaken| mistaken.outcome == Outcome::NoRequestIsTaken) {
        // Nobody can call A at all.
        return;
    }
    for mistaken in b.mistaken_names().iter().filter(|mistaken| !before.contains(&Mistaken::of(mistaken))) {
        let (rule, what) = match mistaken.outcome {
            Outcome::NoRequestIsTaken => (&rules::INPUT_NAME_TAKEN_FOR_PLACE, format!("is taken for its place, {}", mistaken.place)),
            Outcome::LostTo(other) => (
                &rules::INPUT_LOST_TO_NAME,
                format!("is taken for its place, {}, which is the name of column {}", mistaken.place, other + 1),
            ),
            Outcome::Renamed => continue,
        };
        let Some(column) = PlacedSpec::of(b, u32::try_from(mistaken.place).ok()) else { continue };
        found.push(Reason::new(rule, by_itself(column), column.called("Column"), what));
    }
}

/// Names that stand twice on a side; `0` and `"0"` are two names.
fn duplicates(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    let mut reported = BTreeSet::new();
    for schema in [a, b] {
        let mut seen = HashSet::new();
        for (index, spec) in (0..).zip(&schema.specs) {
            let Some(label) = spec.name.as_ref().map(Value::to_json) else { continue };
            if !seen.insert(label.clone()) && reported.insert(label) {
                let column = PlacedSpec { spec, index };
                found.push(Reason::new(&rules::INPUT_DUPLICATE, by_itself(column), column.called("Column"), "stands twice"));
            }
        }
    }
}

/// Values without names never meet the types of columns that have some, but for a plain list to one column over REST,
/// which is reported as risky anyway.
fn skip_what_is_dropped(a: &Schema, b: &Schema, found: &mut Vec<Reason>) {
    if a.is_named() || !b.is_named() || a.is_tensors() || b.specs.iter().any(Spec::is_required) {
        return;
    }
    let is_of_values = |reason: &Reason| matches!(reason.place, ReasonPlace::Signature { row: Some(_), .. });
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
        ReasonPlace::Signature { row: Some(row), .. } => {
            !diff.rows.get(row as usize).and_then(|row| row.b).is_some_and(|b| lost.contains(&b))
        }
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

    fn judge(&self, i: usize, row: &SpecRow, found: &mut Vec<Reason>) {
        match (PlacedSpec::of(self.a, row.a), PlacedSpec::of(self.b, row.b)) {
            (Some(old), Some(new)) if row.parts.any() => {
                self.requirement(i, old, new, found);
                self.content(i, old, new, found);
            }
            (Some(old), None) => found.push(self.gone(at(PartName::Inputs, i, &old.key()), old, row)),
            (None, Some(new)) => found.push(self.added(at(PartName::Inputs, i, &new.key()), new, row)),
            _ => {}
        }
    }

    fn noun(&self) -> &'static str {
        if self.a.is_tensors() { "Tensor" } else { "Column" }
    }

    fn requirement(&self, i: usize, old: PlacedSpec<'_>, new: PlacedSpec<'_>, found: &mut Vec<Reason>) {
        let required = RequiredChange::of(old.spec, new.spec);
        let (rule, what) = if required.began() {
            let rule = if self.positions_are_filled { &rules::POSITION_NOW_REQUIRED } else { &rules::INPUT_NOW_REQUIRED };
            (rule, "is required now")
        } else if required.ended() {
            (&rules::INPUT_NOW_OPTIONAL, "is optional now")
        } else {
            return;
        };
        found.push(Reason::new(rule, at(PartName::Inputs, i, &old.key()), old.called(self.noun()), what));
    }

    /// The types, or dtype and shape, of a column or tensor that both have.
    fn content(&self, i: usize, old: PlacedSpec<'_>, new: PlacedSpec<'_>, found: &mut Vec<Reason>) {
        let (subject, key) = (old.called(self.noun()), old.key());
        match (&old.spec.kind, &new.spec.kind) {
            (SpecKind::Column { data_type: from, .. }, SpecKind::Column { data_type: to, .. }) if !is_same_type(from, to) => {
                let sending = Sending { is_optional: !new.spec.is_required(), only_in_frames: self.only_in_frames };
                TypeWalk { part: PartName::Inputs, row: i, found }.column(from, to, TypeName { subject: &subject, key: &key }, sending);
            }
            (SpecKind::Tensor(from), SpecKind::Tensor(to)) => tensor(from, to, &subject, &at(PartName::Inputs, i, &key), found),
            _ => {}
        }
    }

    /// The name of the row that this one may be under another name.
    fn perhaps(&self, row: &SpecRow) -> Option<String> {
        let other = self.diff.rows.get(row.perhaps? as usize)?;
        PlacedSpec::of(self.a, other.a).or(PlacedSpec::of(self.b, other.b))?.spec.label()
    }

    fn gone(&self, place: ReasonPlace, old: PlacedSpec<'_>, row: &SpecRow) -> Reason {
        let subject = old.called(self.noun());
        let maybe = self.perhaps(row).map(|name| format!(", perhaps it is {name} now")).unwrap_or_default();
        match (&old.spec.kind, self.a.is_named()) {
            (SpecKind::Tensor(_), _) => Reason::new(&rules::TENSOR_REMOVED, place, subject, format!("is no longer read{maybe}")),
            (_, true) => Reason::new(&rules::INPUT_REMOVED, place, subject, format!("is no longer read{maybe}")),
            (_, false) => Reason::new(&rules::POSITION_REMOVED, place, subject, "is no longer read"),
        }
    }

    fn added(&self, place: ReasonPlace, new: PlacedSpec<'_>, row: &SpecRow) -> Reason {
        let subject = new.called(self.noun());
        let maybe = self.perhaps(row).map(|name| format!(", perhaps {name} under a new name")).unwrap_or_default();
        match &new.spec.kind {
            SpecKind::Tensor(_) => Reason::new(&rules::TENSOR_ADDED, place, subject, format!("is a new input{maybe}")),
            _ if !self.b.is_named() => Reason::new(&rules::POSITION_ADDED, place, subject, "is new"),
            _ if new.spec.is_required() => Reason::new(&rules::INPUT_ADDED, place, subject, format!("is a new required input{maybe}")),
            SpecKind::Column { data_type, .. } => {
                let is_beside_one = self.a.specs.len() == 1;
                let rule = if is_beside_one { &rules::INPUT_ADDED_TO_ONE } else { &rules::INPUT_ADDED_OPTIONAL };
                let effect = if is_beside_one { values::added_to_one } else { values::added };
                let effects = Effects::of(|caller| effect(data_type, caller));
                Reason::with(rule, effects, place, subject, format!("is a new optional input{maybe}"))
            }
        }
    }
}

fn tensor(from: &Tensor, to: &Tensor, subject: &str, place: &ReasonPlace, found: &mut Vec<Reason>) {
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
