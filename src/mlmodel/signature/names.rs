//! The names that MLflow looks for in a request, which are not always those of the signature.
//!
//! `Schema.input_names` (`mlflow/types/schema.py`, 3.18) is `[x.name or i for i, x in enumerate(self.inputs)]`: a name
//! that Python holds for false, the number 0 or an empty text, is taken for the place of its spec (mlflow/mlflow#26069).

use std::collections::HashMap;

use super::{Schema, Spec};
use crate::mlmodel::value::Value;

/// A spec that MLflow looks for by its place although it has a name, and another one than that place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MistakenName<'s> {
    /// Where the spec stands, from 0: the number that MLflow looks for.
    pub place: usize,
    /// The name as recorded.
    pub name: &'s Value,
    pub outcome: Outcome,
}

/// What a name that is taken for a place leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// No column has that number for a name, and MLflow refuses every request, whether the column is optional or not.
    NoRequestIsTaken,
    /// The spec at this index is called that number: it is passed on in place of both, and what was sent under the
    /// recorded name is dropped without a word. At the scoring server its values are cast to the lost spec's type first.
    LostTo(usize),
    /// A tensor, which a data frame can carry under the number and nothing can carry under its name.
    Renamed,
}

impl Spec {
    /// The name by which MLflow looks for it in a request; `None` where it looks for the place of the spec: it has no name,
    /// or one that Python holds for false.
    #[must_use]
    pub fn name_looked_for(&self) -> Option<&Value> {
        self.name.as_ref().filter(|name| name.is_truthy())
    }
}

impl Schema {
    /// The specs whose names are taken for their places, in order. Empty for nearly every signature, and for all that
    /// carry no names.
    #[must_use]
    pub fn mistaken_names(&self) -> Vec<MistakenName<'_>> {
        if !self.is_named() {
            return Vec::new();
        }
        // Of two specs of one name the last counts.
        let numbered: HashMap<usize, usize> =
            self.specs.iter().enumerate().filter_map(|(place, spec)| Some((number(spec.name.as_ref()?)?, place))).collect();
        let by_place = self.specs.iter().enumerate().filter(|(_, spec)| spec.name_looked_for().is_none());
        let mistaken = by_place.filter_map(|(place, spec)| {
            let name = spec.name.as_ref().filter(|name| number(name) != Some(place))?;
            let outcome = match numbered.get(&place) {
                Some(other) => Outcome::LostTo(*other),
                None if self.is_tensors() => Outcome::Renamed,
                None => Outcome::NoRequestIsTaken,
            };
            Some(MistakenName { place, name, outcome })
        });
        mistaken.collect()
    }
}

/// The place that a name is equal to in Python, to which `1.0` and `True` are 1.
fn number(name: &Value) -> Option<usize> {
    match name {
        Value::Int(i) => usize::try_from(*i).ok(),
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole, and neither negative nor large")]
        Value::Float(f) if f.fract() == 0.0 && (0.0..1e15).contains(f) => Some(*f as usize),
        Value::Bool(b) => Some(usize::from(*b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mlmodel::json;
    use crate::mlmodel::signature::Signature;

    fn schema(specs: &str) -> Schema {
        let text = Value::Text(specs.into());
        Signature::decode(&Value::Map(vec![("inputs".into(), text)])).inputs.read().cloned().expect("a schema")
    }

    fn columns(names: &str) -> Schema {
        let Value::List(names) = json::parse(names).expect("JSON") else { unreachable!("a list") };
        let specs: Vec<String> =
            names.iter().map(|name| format!(r#"{{"type": "double", "name": {}, "required": true}}"#, name.to_json())).collect();
        schema(&format!("[{}]", specs.join(",")))
    }

    /// Each was asked of MLflow 3.18, with a request that has the recorded names and one that has the numbers.
    #[test]
    fn names_that_are_false_to_python_are_taken_for_their_places() {
        for (names, mistaken) in [
            ("[0, 5]", vec![]),
            ("[5, 0]", vec![(1, Outcome::NoRequestIsTaken)]),
            ("[2, 0, 1]", vec![(1, Outcome::LostTo(2))]),
            ("[1.0, 0.0]", vec![(1, Outcome::LostTo(0))]),
            ("[0.0, 1.0]", vec![]),
            ("[\"\"]", vec![(0, Outcome::NoRequestIsTaken)]),
            ("[\"\", 0]", vec![(0, Outcome::LostTo(1)), (1, Outcome::NoRequestIsTaken)]),
            ("[\"a\", \"\"]", vec![(1, Outcome::NoRequestIsTaken)]),
            ("[\"1\", \"0\"]", vec![]),
        ] {
            let schema = columns(names);
            let found: Vec<(usize, Outcome)> = schema.mistaken_names().iter().map(|one| (one.place, one.outcome)).collect();
            assert_eq!(found, mistaken, "{names}");
        }
    }

    #[test]
    fn a_signature_without_names_mistakes_none() {
        let unnamed = schema(r#"[{"type": "double", "required": true}, {"type": "long", "required": true}]"#);
        assert!(unnamed.mistaken_names().is_empty());
    }

    #[test]
    fn a_tensor_goes_by_the_number() {
        let one = schema(r#"[{"type": "tensor", "name": "", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]"#);
        assert_eq!(one.mistaken_names().first().map(|one| one.outcome), Some(Outcome::Renamed));
    }
}
