//! The forms of a request: which of them A takes and B does not, and what becomes of all where columns become tensors.

use super::{PlacedSpec, of_part};
use crate::compare::Change;
use crate::compare::reason::Reason;
use crate::compare::rules::values::{self, is_numeric_dtype};
use crate::compare::rules::{self, Caller, Effect, Effects, Grade, Rule};
use crate::compare::signature::PartDiff;
use crate::enforce::{self, Contract, Form};
use crate::mlmodel::signature::{DataType, PartName, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// Forms of a request that A takes and B does not, whatever the values.
pub(super) fn lost(a: &Schema, b: &Schema, diff: &PartDiff, found: &mut Vec<Reason>) {
    let mut add = |rule: &Rule, what: &str| found.push(of_part(rule, PartName::Inputs, what));
    let mut pairs = diff.rows.iter().filter_map(|row| Some((&PlacedSpec::of(a, row.a)?.spec.kind, &PlacedSpec::of(b, row.b)?.spec.kind)));
    if a.is_tensors() {
        let is_lost = |(old, new): (&SpecKind, &SpecKind)| match (old, new) {
            (SpecKind::Tensor(old), SpecKind::Tensor(new)) => {
                let is_one_list = values::takes_all(new) && old.shape != new.shape;
                enforce::takes_frames(old) && (is_one_list || !enforce::takes_frames(new))
            }
            _ => false,
        };
        if pairs.any(is_lost) {
            add(&rules::FORM_FRAME, "have a shape that such a data frame does not fill");
        }
        return;
    }
    if enforce::takes_csv(a) && !enforce::takes_csv(b) {
        add(&rules::FORM_CSV, "have a type that CSV cannot carry");
    }
    let are_fewer = diff.rows.iter().any(|row| row.change == Change::Removed);
    if a.is_named() && b.is_named() && !enforce::takes_an_object_for_a_row(b) && are_fewer {
        add(&rules::FORM_SINGLE, "are fewer");
    }
    let are_several = b.specs.iter().any(|spec| spec.kind != b.specs[0].kind);
    if !a.is_named() && !b.is_named() && are_several && pairs.any(|(old, new)| old != new) {
        add(&rules::FORM_LIST, "have several types");
    }
    match (enforce::takes_an_object_for_a_row(a), enforce::takes_an_object_for_a_row(b)) {
        (true, false) => add(&rules::FORM_RECORD, "have no array or object any more, so names go with columns"),
        (false, true) => add(&rules::FORM_RECORD, "have an array or an object now, so names go with one row"),
        _ => {}
    }
}

/// What becomes of requests made for columns where tensors are wanted, or the reverse: B is asked.
pub(super) fn kind(a: &Schema, b: &Schema) -> Effects {
    const OTHER: Effect = Effect::new(Grade::Breaking, "data is handed over in another form");
    const PLAINEST: Effect = Effect::edge("what is sent in the plainest way is still taken, but not everything else");
    let (from, to) = (Contract { inputs: Some(a), ..Contract::default() }, Contract { inputs: Some(b), ..Contract::default() });
    let ask = |caller| {
        let made = Form::MADE.into_iter().filter_map(|form| Some((form, enforce::make(&from, form, caller)?)));
        let mut taken = made.map(|(form, text)| enforce::check(text.as_bytes(), form.media(), &to, caller).is_accepted()).peekable();
        let all = taken.peek().is_some() && taken.all(|taken| taken);
        if all { PLAINEST } else { OTHER }
    };
    Effects {
        rest: Some(if numbers_fit(a, b) {
            Effect::edge("rows of as many numbers fit both, and numbers of another kind and other forms may be refused")
        } else {
            ask(Caller::Rest)
        }),
        python: Some(match (a.is_tensors(), !a.is_named() && b.is_named() && !b.specs.iter().any(Spec::is_required)) {
            (true, true) => Effect::edge("an array has none of the names and is dropped or refused"),
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
