//! The reasons that two signatures give.

use std::collections::{BTreeSet, HashSet};

use super::Change;
use super::reason::{Place, Reason};
use super::rules::values::{self, is_numeric_dtype};
use super::rules::{self, Caller, Effect, Effects, Grade, Rule};
use super::signature::{PartDiff, Presence, Row, SignatureDiff, is_same_type, properties};
use crate::mlmodel::signature::{DataType, ParamSpec, Part, Schema, Signature, Spec, SpecKind, Tensor};
use crate::mlmodel::value::Value;

/// All reasons, and whether the two signatures say enough to judge by.
pub(super) fn judge(a: Option<&Signature>, b: Option<&Signature>, diff: &SignatureDiff, reasons: &mut Vec<Reason>) -> bool {
    let sides = match (a, b) {
        (Some(a), Some(b)) => Some((a, b)),
        (None, None) => {
            reasons.push(Reason::new(&rules::SIGNATURE_MISSING, whole(0), "Neither", "has a signature"));
            None
        }
        (None, Some(_)) => {
            reasons.push(Reason::new(&rules::SIGNATURE_MISSING, whole(0), "A", "has no signature"));
            None
        }
        (Some(_), None) => {
            reasons.push(Reason::new(&rules::SIGNATURE_MISSING, whole(0), "B", "has no signature"));
            None
        }
    };
    let Some((a, b)) = sides else { return false };
    let inputs = inputs(a, b, &diff.inputs, reasons);
    let params = params(a, b, &diff.params, reasons);
    let outputs = outputs(a, b, &diff.outputs, reasons);
    inputs && params && outputs
}

/// Names of the parts, to begin a sentence with.
const NAMES: [&str; 3] = ["Inputs", "Outputs", "Inference params"];

fn whole(part: usize) -> Place {
    Place::Signature { part, row: None, name: String::new() }
}

fn at(part: usize, row: usize, name: &str) -> Place {
    Place::Signature { part, row: u32::try_from(row).ok(), name: name.to_owned() }
}

/// What a spec is called in a sentence: its name, or its place.
fn called(spec: &Spec, index: u32, noun: &str) -> String {
    match spec.label() {
        None => format!("{noun} {}", index + 1),
        Some(name) if name.is_empty() => "\"\"".to_owned(),
        Some(name) => recorded(&name),
    }
}

fn was_is(a: &str, b: &str) -> String {
    format!("was {a}, is {b}")
}

/// The name of a row in a key: as written, or its index.
fn key_of(spec: &Spec, index: u32) -> String {
    spec.label().map_or_else(|| index.to_string(), |name| recorded(&name))
}

/// A name as reasons repeat it: one of a megabyte, once for each of its properties, would be gigabytes.
fn recorded(name: &str) -> String {
    match name.char_indices().nth(200) {
        None => name.to_owned(),
        Some((at, _)) => format!("{}…", &name[..at]),
    }
}

/// The name of a property with the way to it.
fn below(path: &str, name: &str) -> String {
    recorded(&format!("{path}.{}", recorded(name)))
}

/// MLflow writes one unnamed `any` where it could not tell: it declares nothing.
fn is_placeholder(schema: &Schema) -> bool {
    matches!(schema.specs.as_slice(), [Spec { name: None, kind: SpecKind::Column { data_type: DataType::Any, .. } }])
}

/// Whether a part can be judged; says so where it cannot.
fn declared<'a>(
    part: usize,
    (a, b): (&'a Part<Schema>, &'a Part<Schema>),
    appeared: &Rule,
    vanished: &Rule,
    reasons: &mut Vec<Reason>,
) -> Result<Option<(&'a Schema, &'a Schema)>, ()> {
    for (side, name) in [(a, "A"), (b, "B")] {
        if matches!(side, Part::Unreadable) {
            let what = format!("of {name} cannot be read");
            reasons.push(Reason::new(&rules::SIGNATURE_UNREADABLE, whole(part), NAMES[part], what));
        }
    }
    let says = |side: &'a Part<Schema>| side.read().filter(|schema| part != 0 || !is_placeholder(schema));
    match (says(a), says(b)) {
        (Some(a), Some(b)) => Ok(Some((a, b))),
        _ if matches!(a, Part::Unreadable) || matches!(b, Part::Unreadable) => Err(()),
        (None, None) => Ok(None),
        (None, Some(_)) => {
            reasons.push(Reason::new(appeared, whole(part), NAMES[part], "are declared only in B"));
            Err(())
        }
        (Some(_), None) => {
            reasons.push(Reason::new(vanished, whole(part), NAMES[part], "are declared only in A"));
            Err(())
        }
    }
}

fn inputs(a: &Signature, b: &Signature, diff: &PartDiff, reasons: &mut Vec<Reason>) -> bool {
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
        duplicates(a, b, &mut found);
        for (i, row) in diff.rows.iter().enumerate() {
            input(a, b, diff, i, row, &mut found);
        }
        if diff.rows.iter().any(|row| row.change == Change::Moved) {
            found.push(Reason::new(&rules::INPUT_ORDER, whole(0), NAMES[0], "stand in another order"));
        }
    } else {
        let rule = if numbers_fit(a, b) { &rules::KIND_NUMERIC } else { &rules::KIND };
        let word = |schema: &Schema| if schema.is_tensors() { "tensors" } else { "columns" };
        found.push(Reason::new(rule, whole(0), NAMES[0], format!("were {}, are {}", word(a), word(b))));
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
        (true, true) if a.is_tensors() => (&rules::TENSOR_NAMED, "have names now"),
        (true, true) => (&rules::NAMES_GIVEN_ONE, "have names now"),
        (true, false) => (&rules::NAMES_GIVEN, "have names now"),
        (false, _) if a.is_tensors() => (&rules::TENSOR_NAMES_DROPPED, "have no names any more"),
        (false, _) => (&rules::NAMES_DROPPED, "have no names any more"),
    };
    found.push(Reason::new(rule, whole(0), NAMES[0], what));
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

/// A spec with its index.
fn spec(schema: &Schema, index: Option<u32>) -> Option<(&Spec, u32)> {
    index.and_then(|i| schema.specs.get(i as usize).zip(Some(i)))
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
                        (false, true) => found.push(Reason::new(&rules::INPUT_NOW_REQUIRED, place.clone(), &subject, "is required now")),
                        (true, false) => found.push(Reason::new(&rules::INPUT_NOW_OPTIONAL, place.clone(), &subject, "is optional now")),
                        _ => {}
                    }
                    if row.parts.data_type {
                        Walk { part: 0, row: i, found }.column(from, to, &subject, &key_of(old, index));
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
        let effect = |caller| Some(values::dtype(from, to, caller));
        let effects = Effects { rest: effect(Caller::Rest), python: effect(Caller::Python) };
        found.push(Reason::with(&rules::TENSOR_DTYPE, effects, place.clone(), subject, was_is(&from.dtype, &to.dtype)));
    }
    if from.shape == to.shape {
        return;
    }
    let any_length = Value::Int(-1);
    let rule = if from.shape.len() == to.shape.len() {
        let fits = from.shape.iter().zip(&to.shape).all(|(old, new)| old == new || *new == any_length);
        if fits { &rules::TENSOR_FREED } else { &rules::TENSOR_DIMENSION }
    } else {
        &rules::TENSOR_RANK
    };
    found.push(Reason::new(rule, place.clone(), subject, was_is(&from.shape_text(), &to.shape_text())));
}

/// Walks down two types of one column or parameter.
struct Walk<'a> {
    part: usize,
    row: usize,
    found: &'a mut Vec<Reason>,
}

impl Walk<'_> {
    fn column(&mut self, from: &DataType, to: &DataType, subject: &str, key: &str) {
        if goes_deeper(from, to) {
            self.below(from, to, subject, key, values::column_has_json_value(from));
            return;
        }
        let effects =
            Effects { rest: Some(values::column(from, to, Caller::Rest)), python: Some(values::column(from, to, Caller::Python)) };
        let place = at(self.part, self.row, key);
        self.found.push(Reason::with(&rules::INPUT_TYPE, effects, place, subject, was_is(&from.summary(), &to.summary())));
    }

    /// Two types inside one column; `in_json`: some request carries a value of it.
    fn below(&mut self, from: &DataType, to: &DataType, path: &str, key: &str, in_json: bool) {
        match (from, to) {
            _ if is_same_type(from, to) => {}
            (DataType::Array(x), DataType::Array(y)) => {
                self.below(x, y, &format!("{path}[]"), key, in_json && values::has_json_value(x));
            }
            (DataType::Map(x), DataType::Map(y)) => {
                self.below(x, y, &format!("{path}{{}}"), key, in_json && values::has_json_value(x));
            }
            (DataType::Object(x), DataType::Object(y)) => {
                for pair in properties(x, y) {
                    let (path, key) = (below(path, pair.name()), below(key, pair.name()));
                    let mut tell = |rule: &Rule, what: &str| {
                        let mut effects = rule.effects.unwrap_or_default();
                        effects.rest = effects.rest.filter(|_| in_json);
                        self.found.push(Reason::with(rule, effects, at(self.part, self.row, &key), &path, what));
                    };
                    match (pair.a, pair.b) {
                        (None, Some(new)) if new.required => tell(&rules::PROPERTY_ADDED, "is a new required property"),
                        (None, Some(_)) => tell(&rules::PROPERTY_ADDED_OPTIONAL, "is a new optional property"),
                        (Some(_), None) => tell(&rules::PROPERTY_REMOVED, "is no longer a property"),
                        (Some(old), Some(new)) => {
                            match (old.required, new.required) {
                                (false, true) => tell(&rules::PROPERTY_NOW_REQUIRED, "is required now"),
                                (true, false) => tell(&rules::PROPERTY_NOW_OPTIONAL, "is optional now"),
                                _ => {}
                            }
                            let in_json = in_json && values::has_json_value(&old.data_type);
                            self.below(&old.data_type, &new.data_type, &path, &key, in_json);
                        }
                        (None, None) => {}
                    }
                }
            }
            (DataType::Object(x), DataType::Map(value)) => {
                // An optional property may be sent as null, and a map takes no null.
                let effect = if x.iter().any(|property| !property.required) {
                    Effect::new(Grade::Breaking, "an optional property sent as null is refused")
                } else {
                    Effect::new(Grade::Risky, "it is taken with any keys now")
                };
                self.types(from, to, path, key, Effects { rest: Some(effect).filter(|_| in_json), python: Some(effect) });
                for property in x {
                    let in_json = in_json && values::has_json_value(&property.data_type);
                    self.below(&property.data_type, value, &below(path, &property.name), key, in_json);
                }
            }
            (DataType::Map(_), DataType::Object(_)) => {
                let effect = Some(Effect::new(Grade::Breaking, "keys that are no property are refused"));
                self.types(from, to, path, key, Effects { rest: effect.filter(|_| in_json), python: effect });
            }
            (DataType::SparkMlVector, DataType::Array(x)) | (DataType::Array(x), DataType::SparkMlVector) if **x == DataType::Double => {
                let effect = Some(Effect::new(Grade::Risky, "the same numbers are taken, in another container"));
                self.types(from, to, path, key, Effects { rest: effect.filter(|_| in_json), python: effect });
            }
            _ => {
                let effects = Effects {
                    rest: Some(values::leaf(from, to, Caller::Rest)).filter(|_| in_json),
                    python: Some(values::leaf(from, to, Caller::Python)),
                };
                self.types(from, to, path, key, effects);
            }
        }
    }

    fn types(&mut self, from: &DataType, to: &DataType, path: &str, key: &str, effects: Effects) {
        let what = was_is(&from.summary(), &to.summary());
        self.found.push(Reason::with(&rules::PROPERTY_TYPE, effects, at(self.part, self.row, key), path, what));
    }

    /// Two output types: B may promise less room, never more.
    fn output(&mut self, from: &DataType, to: &DataType, path: &str, key: &str) {
        match (from, to) {
            _ if is_same_type(from, to) => {}
            (DataType::Array(x), DataType::Array(y)) => self.output(x, y, &format!("{path}[]"), key),
            (DataType::Map(x), DataType::Map(y)) => self.output(x, y, &format!("{path}{{}}"), key),
            (DataType::Object(x), DataType::Object(y)) => {
                for pair in properties(x, y) {
                    let (path, key) = (below(path, pair.name()), below(key, pair.name()));
                    let place = at(self.part, self.row, &key);
                    match (pair.a, pair.b) {
                        (None, _) => self.found.push(Reason::new(&rules::OUTPUT_ADDED, place, &path, "is new")),
                        (Some(_), None) => self.found.push(Reason::new(&rules::OUTPUT_REMOVED, place, &path, "is gone")),
                        (Some(old), Some(new)) => {
                            output_required(old.required, new.required, place, &path, self.found);
                            self.output(&old.data_type, &new.data_type, &path, &key);
                        }
                    }
                }
            }
            _ => {
                let effect = Some(values::output(from, to));
                let place = at(self.part, self.row, key);
                let what = was_is(&from.summary(), &to.summary());
                self.found.push(Reason::with(&rules::OUTPUT_TYPE, Effects { rest: effect, python: effect }, place, path, what));
            }
        }
    }
}

/// Whether two types differ below the top rather than at it.
fn goes_deeper(from: &DataType, to: &DataType) -> bool {
    use DataType::{Array, Map, Object, SparkMlVector};
    matches!((from, to), (Array(_), Array(_) | SparkMlVector) | (Object(_) | Map(_), Object(_) | Map(_)) | (SparkMlVector, Array(_)))
}

/// Whether both sides' params can be read.
fn params(a: &Signature, b: &Signature, diff: &PartDiff, reasons: &mut Vec<Reason>) -> bool {
    for (presence, name) in [(diff.a, "A"), (diff.b, "B")] {
        if presence == Presence::Unreadable {
            let what = format!("of {name} cannot be read");
            reasons.push(Reason::new(&rules::SIGNATURE_UNREADABLE, whole(2), NAMES[2], what));
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
                    at(2, i, &recorded(&old.name)),
                    recorded(&old.name),
                    "is no longer a parameter",
                ));
            }
            (None, Some(new)) => {
                reasons.push(Reason::new(&rules::PARAM_ADDED, at(2, i, &recorded(&new.name)), recorded(&new.name), "is a new parameter"))
            }
            (None, None) => {}
        }
    }
    if !diff.rows.is_empty() && diff.rows.iter().all(|row| matches!(row.change, Change::Same | Change::Moved)) {
        reasons.push(Reason::new(&rules::SAME, whole(2), NAMES[2], "are the same"));
    }
    true
}

fn param(old: &ParamSpec, new: &ParamSpec, row: &Row, i: usize, reasons: &mut Vec<Reason>) {
    let place = || at(2, i, &recorded(&old.name));
    if row.parts.data_type {
        if goes_deeper(&old.data_type, &new.data_type) {
            let name = recorded(&old.name);
            Walk { part: 2, row: i, found: reasons }.below(&old.data_type, &new.data_type, &name, &name, true);
        } else {
            let effect = Some(values::param(&old.data_type, &new.data_type));
            let what = was_is(&old.data_type.summary(), &new.data_type.summary());
            reasons.push(Reason::with(&rules::PARAM_TYPE, Effects { rest: effect, python: effect }, place(), recorded(&old.name), what));
        }
    }
    if row.parts.shape {
        let word = |param: &ParamSpec| if param.is_list() { "a list" } else { "a single value" };
        reasons.push(Reason::new(&rules::PARAM_SHAPE, place(), recorded(&old.name), was_is(word(old), word(new))));
    }
    if row.parts.default {
        let shown = |param: &ParamSpec| crate::mlmodel::display::clipped(&param.read_default().shown(), 60).into_owned();
        let what = format!("had the default {}, has {}", shown(old), shown(new));
        reasons.push(Reason::new(&rules::PARAM_DEFAULT, place(), recorded(&old.name), what));
    }
}

fn outputs(a: &Signature, b: &Signature, diff: &PartDiff, reasons: &mut Vec<Reason>) -> bool {
    let (a, b) = match declared(1, (&a.outputs, &b.outputs), &rules::OUTPUTS_DECLARED, &rules::OUTPUTS_UNDECLARED, reasons) {
        Ok(Some(schemas)) => schemas,
        Ok(None) => return true,
        Err(()) => return false,
    };
    if a.is_tensors() != b.is_tensors() {
        let word = |schema: &Schema| if schema.is_tensors() { "tensors" } else { "columns" };
        let rule = if one_alike(a, b) { &rules::OUTPUT_KIND_ALIKE } else { &rules::OUTPUT_KIND };
        reasons.push(Reason::new(rule, whole(1), NAMES[1], format!("were {}, are {}", word(a), word(b))));
        return true;
    }
    let before = reasons.len();
    match (a.is_named(), b.is_named()) {
        (true, false) => reasons.push(Reason::new(&rules::OUTPUT_REMOVED, whole(1), NAMES[1], "have no names any more")),
        (false, true) => reasons.push(Reason::new(&rules::OUTPUT_NAMES, whole(1), NAMES[1], "have names now")),
        _ => {}
    }
    for (i, row) in diff.rows.iter().enumerate() {
        output(a, b, i, row, reasons);
    }
    if diff.rows.iter().any(|row| row.change == Change::Moved) {
        reasons.push(Reason::new(&rules::OUTPUT_ORDER, whole(1), NAMES[1], "stand in another order"));
    }
    if reasons.len() == before {
        reasons.push(Reason::new(&rules::SAME, whole(1), NAMES[1], "are the same"));
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

fn output(a: &Schema, b: &Schema, i: usize, row: &Row, reasons: &mut Vec<Reason>) {
    let noun = if a.is_tensors() { "Output tensor" } else { "Output" };
    match (spec(a, row.a), spec(b, row.b)) {
        (Some((old, index)), Some((new, _))) if row.parts.any() => {
            let (subject, key) = (called(old, index, noun), key_of(old, index));
            let place = at(1, i, &key);
            match (&old.kind, &new.kind) {
                (SpecKind::Column { data_type: from, .. }, SpecKind::Column { data_type: to, .. }) => {
                    output_required(old.is_required(), new.is_required(), place, &subject, reasons);
                    Walk { part: 1, row: i, found: reasons }.output(from, to, &subject, &key);
                }
                (SpecKind::Tensor(from), SpecKind::Tensor(to)) => output_tensor(from, to, &subject, &place, reasons),
                _ => {}
            }
        }
        (Some((old, index)), None) => {
            reasons.push(Reason::new(&rules::OUTPUT_REMOVED, at(1, i, &key_of(old, index)), called(old, index, noun), "is gone"));
        }
        (None, Some((new, index))) => {
            let rule = if b.is_named() { &rules::OUTPUT_ADDED } else { &rules::OUTPUT_POSITION_ADDED };
            reasons.push(Reason::new(rule, at(1, i, &key_of(new, index)), called(new, index, noun), "is new"));
        }
        _ => {}
    }
}

fn output_required(old: bool, new: bool, place: Place, subject: &str, reasons: &mut Vec<Reason>) {
    match (old, new) {
        (true, false) => reasons.push(Reason::new(&rules::OUTPUT_NOW_OPTIONAL, place, subject, "is optional now")),
        (false, true) => reasons.push(Reason::new(&rules::OUTPUT_NOW_REQUIRED, place, subject, "is required now")),
        _ => {}
    }
}

fn output_tensor(from: &Tensor, to: &Tensor, subject: &str, place: &Place, reasons: &mut Vec<Reason>) {
    if from.dtype != to.dtype {
        let effect = Some(Effect::new(Grade::Breaking, "those who read it expect the other dtype"));
        let effects = Effects { rest: effect, python: effect };
        reasons.push(Reason::with(&rules::OUTPUT_TYPE, effects, place.clone(), subject, was_is(&from.dtype, &to.dtype)));
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
