//! The columns that MLflow looks for in a request (`Schema.input_names` and `Schema.input_dict` in
//! `mlflow/types/schema.py`).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::label::{Label, LabelKey};
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// One column that MLflow looks for in a request.
#[derive(Clone, Debug)]
pub struct ExpectedColumn<'m> {
    /// What it looks for, which is not always the name.
    pub label: Label<'m>,
    /// The type that is enforced: that of the last spec with the name.
    pub data_type: &'m DataType,
    /// Whether null is refused in an array, an object or a map.
    pub refuses_null: bool,
    /// Whether a request without it is refused.
    pub is_required: bool,
    /// The types that the scoring server casts a data frame's column to, where it is not just the enforced one: a column
    /// whose name is taken for its place is looked for under the name of another.
    pub casts: Vec<&'m DataType>,
}

/// What is looked for, in order and once each.
pub fn expected_columns(schema: &Schema) -> Vec<ExpectedColumn<'_>> {
    let columns = || {
        schema.specs.iter().enumerate().filter_map(|(i, spec)| match &spec.kind {
            SpecKind::Column { data_type, required } => Some((i, spec, data_type, required.is_required())),
            SpecKind::Tensor(_) => None,
        })
    };
    // `Schema.input_dict`: of two specs with one name the last counts.
    let mut declared: HashMap<LabelKey<'_>, (&DataType, bool)> = HashMap::with_capacity(schema.specs.len());
    for (i, spec, data_type, required) in columns() {
        declared.insert(spec.name.as_ref().map_or_else(|| label_of(spec, i), Label::of).key(), (data_type, required));
        // Python holds 1 and true for one.
        if let Some(Value::Bool(truth)) = spec.name {
            declared.insert(Label::Number(i64::from(truth)).key(), (data_type, required));
        }
    }
    let mut found: Vec<ExpectedColumn<'_>> = Vec::with_capacity(schema.specs.len());
    let mut places: HashMap<LabelKey<'_>, usize> = HashMap::with_capacity(schema.specs.len());
    for (i, spec, data_type, required) in columns() {
        let label = label_of(spec, i);
        let Some((enforced, strict)) = declared.get(&label.key()) else { continue };
        match places.entry(label.key()) {
            Entry::Occupied(place) => {
                let known = &mut found[*place.get()];
                known.is_required |= required;
                known.casts.push(data_type);
            }
            Entry::Vacant(place) => {
                place.insert(found.len());
                found.push(ExpectedColumn {
                    label,
                    data_type: enforced,
                    refuses_null: *strict,
                    is_required: required,
                    casts: vec![data_type],
                });
            }
        }
    }
    for one in &mut found {
        if one.casts.iter().all(|cast| *cast == one.data_type) {
            one.casts.clear();
        }
    }
    found
}

/// What MLflow looks for in place of a spec's name (`Schema.input_names`).
pub fn label_of(spec: &Spec, i: usize) -> Label<'_> {
    spec.name_looked_for().map_or_else(|| Label::at(i), Label::of)
}
