//! Inference params.

use super::walk::{Nesting, TypeName, TypeWalk, goes_deeper};
use super::{at, of_part, recorded, was_is};
use crate::compare::Change;
use crate::compare::reason::Reason;
use crate::compare::rules::{self, Effects, values};
use crate::compare::signature::{PartDiff, Presence, SpecRow};
use crate::mlmodel::signature::{ParamSpec, PartName, Signature};

/// Whether both sides' params can be read.
pub(super) fn params(a: &Signature, b: &Signature, diff: &PartDiff, reasons: &mut Vec<Reason>) -> bool {
    for (presence, name) in [(diff.a, "A"), (diff.b, "B")] {
        if presence == Presence::Unreadable {
            let what = format!("of {name} cannot be read");
            reasons.push(of_part(&rules::SIGNATURE_UNREADABLE, PartName::Params, what));
            return false;
        }
    }
    let (none_a, none_b) = (Vec::new(), Vec::new());
    let (a, b) = (a.params.read().unwrap_or(&none_a), b.params.read().unwrap_or(&none_b));
    for (i, row) in diff.rows.iter().enumerate() {
        match (row.a.and_then(|i| a.get(i as usize)), row.b.and_then(|j| b.get(j as usize))) {
            (Some(old), Some(new)) => param(old, new, row, i, reasons),
            (Some(old), None) => {
                reasons.push(Reason::new(
                    &rules::PARAM_REMOVED,
                    at(PartName::Params, i, &recorded(&old.name)),
                    recorded(&old.name),
                    "is no longer a parameter",
                ));
            }
            (None, Some(new)) => {
                reasons.push(Reason::new(
                    &rules::PARAM_ADDED,
                    at(PartName::Params, i, &recorded(&new.name)),
                    recorded(&new.name),
                    "is a new parameter",
                ));
            }
            (None, None) => {}
        }
    }
    if !diff.rows.is_empty() && diff.rows.iter().all(|row| matches!(row.change, Change::Same | Change::Moved)) {
        reasons.push(of_part(&rules::SAME, PartName::Params, "are the same"));
    }
    true
}

fn param(old: &ParamSpec, new: &ParamSpec, row: &SpecRow, i: usize, reasons: &mut Vec<Reason>) {
    let place = || at(PartName::Params, i, &recorded(&old.name));
    if row.parts.data_type {
        if goes_deeper(&old.data_type, &new.data_type) {
            let name = recorded(&old.name);
            let named = TypeName { subject: &name, key: &name };
            let inside = Nesting { in_json: true, required: true };
            TypeWalk { part: PartName::Params, row: i, found: reasons }.below(&old.data_type, &new.data_type, named, inside);
        } else {
            let effects = Effects::of(|caller| values::param(&old.data_type, &new.data_type, caller));
            let what = was_is(&old.data_type.summary(), &new.data_type.summary());
            reasons.push(Reason::with(&rules::PARAM_TYPE_CHANGED, effects, place(), recorded(&old.name), what));
        }
    }
    if row.parts.shape {
        let word = |param: &ParamSpec| if param.is_list() { "a list" } else { "a single value" };
        reasons.push(Reason::new(&rules::PARAM_SHAPE_CHANGED, place(), recorded(&old.name), was_is(word(old), word(new))));
    }
    if row.parts.default {
        let shown = |param: &ParamSpec| crate::mlmodel::display::clipped(&param.read_default().shown(), 60).into_owned();
        let what = format!("had the default {}, has {}", shown(old), shown(new));
        reasons.push(Reason::new(&rules::PARAM_DEFAULT, place(), recorded(&old.name), what));
    }
}
