//! The reasons that two signatures give.

mod forms;
mod inputs;
mod outputs;
mod params;
mod walk;

use super::reason::{Place, Reason, was_is};
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
        reasons.push(Reason::new(&rules::NO_SIGNATURE_TO_COMPARE, whole(0), who, what));
        return false;
    };
    let inputs = inputs::inputs(a, b, &diff.inputs, reasons);
    let params = params::params(a, b, &diff.params, reasons);
    let outputs = outputs::outputs(a, b, &diff.outputs, reasons);
    inputs && params && outputs
}

/// Names of the parts, to begin a sentence with.
const NAMES: [&str; 3] = ["Inputs", "Outputs", "Inference params"];

fn whole(part: usize) -> Place {
    Place::Signature { part: PartName::ALL[part], row: None, name: String::new() }
}

fn at(part: usize, row: usize, name: &str) -> Place {
    Place::Signature { part: PartName::ALL[part], row: u32::try_from(row).ok(), name: name.to_owned() }
}

/// What a spec is called in a sentence: its name, or its place.
fn called(spec: &Spec, index: u32, noun: &str) -> String {
    match spec.label() {
        None => format!("{noun} {}", index + 1),
        Some(name) if name.is_empty() => "\"\"".to_owned(),
        Some(name) => recorded(&name),
    }
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

/// A spec with its index.
fn spec(schema: &Schema, index: Option<u32>) -> Option<(&Spec, u32)> {
    index.and_then(|i| schema.specs.get(i as usize).zip(Some(i)))
}
