//! The reasons that two signatures give.

mod forms;
mod inputs;
mod outputs;
mod params;
mod walk;

use super::reason::{Reason, ReasonPlace, was_is};
use super::rules::{self, Rule};
use super::signature::SignatureDiff;
use crate::mlmodel::signature::{DataType, Part, PartName, Schema, Signature, Spec, SpecKind};

/// All reasons, and whether the two signatures say enough to judge by.
pub(super) fn judge(a: Option<&Signature>, b: Option<&Signature>, diff: &SignatureDiff, reasons: &mut Vec<Reason>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        let (who, what) = match (a.is_some(), b.is_some()) {
            (false, false) => ("Neither", "has a signature"),
            (false, true) => ("A", "has no signature"),
            (true, _) => ("B", "has no signature"),
        };
        reasons.push(Reason::new(&rules::NO_SIGNATURE_TO_COMPARE, whole(PartName::Inputs), who, what));
        return false;
    };
    let inputs = inputs::inputs(a, b, &diff.inputs, reasons);
    let params = params::params(a, b, &diff.params, reasons);
    let outputs = outputs::outputs(a, b, &diff.outputs, reasons);
    inputs && params && outputs
}

fn whole(part: PartName) -> ReasonPlace {
    ReasonPlace::Signature { part, row: None, name: String::new() }
}

/// What became of a part as a whole.
fn of_part(rule: &Rule, part: PartName, what: impl Into<String>) -> Reason {
    Reason::new(rule, whole(part), part.title(), what)
}

/// A row of a part, and the name of what is meant in it.
fn at(part: PartName, row: usize, name: &str) -> ReasonPlace {
    ReasonPlace::Signature { part, row: u32::try_from(row).ok(), name: name.to_owned() }
}

/// A spec, and where it stands in its schema (from 0).
#[derive(Clone, Copy)]
struct PlacedSpec<'s> {
    spec: &'s Spec,
    index: u32,
}

impl<'s> PlacedSpec<'s> {
    fn of(schema: &'s Schema, index: Option<u32>) -> Option<Self> {
        let index = index?;
        Some(Self { spec: schema.specs.get(index as usize)?, index })
    }

    /// What it is called in a sentence: its name, or its place.
    fn called(self, noun: &str) -> String {
        match self.spec.label() {
            None => format!("{noun} {}", self.index + 1),
            Some(name) if name.is_empty() => "\"\"".to_owned(),
            Some(name) => recorded(&name),
        }
    }

    /// Its name in a key: as written, or its index.
    fn key(self) -> String {
        self.spec.label().map_or_else(|| self.index.to_string(), |name| recorded(&name))
    }
}

/// Whether something had to be there, and has to be now.
#[derive(Clone, Copy)]
struct RequiredChange {
    before: bool,
    now: bool,
}

impl RequiredChange {
    fn of(old: &Spec, new: &Spec) -> Self {
        Self { before: old.is_required(), now: new.is_required() }
    }

    fn began(self) -> bool {
        !self.before && self.now
    }

    fn ended(self) -> bool {
        self.before && !self.now
    }
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

/// Inputs or outputs of two signatures.
struct Sides<'a> {
    part: PartName,
    a: &'a Part<Schema>,
    b: &'a Part<Schema>,
}

/// What there is to judge of two parts.
enum Declared<'a> {
    Both(&'a Schema, &'a Schema),
    Neither,
    /// One side is unreadable, or declares nothing; a reason says so.
    Unequal,
}

impl<'a> Sides<'a> {
    /// Whether they can be judged; says so where they cannot.
    fn declared(&self, appeared: &Rule, vanished: &Rule, reasons: &mut Vec<Reason>) -> Declared<'a> {
        let Self { part, a, b } = *self;
        let mut add = |rule: &Rule, what: String| reasons.push(of_part(rule, part, what));
        for (side, name) in [(a, "A"), (b, "B")] {
            if matches!(side, Part::Unreadable) {
                add(&rules::SIGNATURE_UNREADABLE, format!("of {name} cannot be read"));
            }
        }
        let says = |side: &'a Part<Schema>| side.read().filter(|schema| part != PartName::Inputs || !is_placeholder(schema));
        match (says(a), says(b)) {
            (Some(a), Some(b)) => return Declared::Both(a, b),
            _ if matches!(a, Part::Unreadable) || matches!(b, Part::Unreadable) => {}
            (None, None) => return Declared::Neither,
            (None, Some(_)) => add(appeared, "are declared only in B".to_owned()),
            (Some(_), None) => add(vanished, "are declared only in A".to_owned()),
        }
        Declared::Unequal
    }
}

/// What a property or column that need not be there any more, or has to be there now, means to those who read it.
fn output_required(required: RequiredChange, place: ReasonPlace, subject: &str, reasons: &mut Vec<Reason>) {
    if required.ended() {
        reasons.push(Reason::new(&rules::OUTPUT_NOW_OPTIONAL, place, subject, "is optional now"));
    } else if required.began() {
        reasons.push(Reason::new(&rules::OUTPUT_NOW_REQUIRED, place, subject, "is required now"));
    }
}
