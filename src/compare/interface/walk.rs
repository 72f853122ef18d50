//! Two types of one column or parameter, compared down to their leaves.

use super::outputs::output_required;
use super::{at, below, was_is};
use crate::compare::reason::Reason;
use crate::compare::rules::{self, Effect, Effects, Grade, Rule, values, values::Sent};
use crate::compare::signature::{is_same_type, properties};
use crate::mlmodel::signature::DataType;

/// Walks down two types of one column or parameter.
pub(super) struct Walk<'a> {
    pub part: usize,
    pub row: usize,
    pub found: &'a mut Vec<Reason>,
}

/// How values of a type come about.
#[derive(Clone, Copy)]
pub(super) struct Met {
    /// Some request carries one.
    pub in_json: bool,
    /// B takes no null for it; items of arrays and maps inherit that.
    pub required: bool,
}

impl Walk<'_> {
    /// Two types of one input, which is `sent` to B.
    pub fn column(&mut self, from: &DataType, to: &DataType, subject: &str, key: &str, sent: Sent) {
        if goes_deeper(from, to) {
            let met = Met { in_json: values::column_has_json_value(from), required: !sent.is_optional };
            self.below(from, to, subject, key, met);
            return;
        }
        let effects = Effects::of(|caller| values::column(from, to, caller, sent));
        let place = at(self.part, self.row, key);
        self.found.push(Reason::with(&rules::INPUT_TYPE, effects, place, subject, was_is(&from.summary(), &to.summary())));
    }

    /// Two types inside one column.
    pub fn below(&mut self, from: &DataType, to: &DataType, path: &str, key: &str, met: Met) {
        let Met { in_json, required } = met;
        let inside = |in_json: bool| Met { in_json: met.in_json && in_json, required };
        match (from, to) {
            _ if is_same_type(from, to) => {}
            (DataType::Array(x), DataType::Array(y)) if let Some(effect) = values::item(x, y) => {
                self.types(x, y, &format!("{path}[]"), key, Effects::alike(effect).reached_by_json(in_json));
            }
            (DataType::Array(x), DataType::Array(y)) => {
                self.below(x, y, &format!("{path}[]"), key, inside(values::items_have_json_value(x)));
            }
            (DataType::Map(x), DataType::Map(y)) => {
                self.below(x, y, &format!("{path}{{}}"), key, inside(values::has_json_value(x)));
            }
            (DataType::Object(x), DataType::Object(y)) => {
                for pair in properties(x, y) {
                    let (path, key) = (below(path, pair.name()), below(key, pair.name()));
                    let mut tell = |rule: &Rule, what: &str| {
                        let effects = rule.effects.unwrap_or_default().reached_by_json(in_json);
                        self.found.push(Reason::with(rule, effects, at(self.part, self.row, &key), &path, what));
                    };
                    match (pair.a, pair.b) {
                        (None, Some(new)) if new.required => tell(&rules::PROPERTY_ADDED, "is a new required property"),
                        (None, Some(_)) => tell(&rules::PROPERTY_ADDED_OPTIONAL, "is a new optional property"),
                        (Some(_), None) => tell(&rules::PROPERTY_REMOVED, "is no longer a property"),
                        (Some(old), Some(new)) => {
                            match (old.required, new.required) {
                                (false, true) if !required && x.len() == 1 && values::takes_null(&new.data_type) => {
                                    tell(&rules::PROPERTY_NOW_REQUIRED_ALONE, "is required now");
                                }
                                (false, true) => tell(&rules::PROPERTY_NOW_REQUIRED, "is required now"),
                                (true, false) => tell(&rules::PROPERTY_NOW_OPTIONAL, "is optional now"),
                                _ => {}
                            }
                            let met = Met { required: new.required, ..inside(values::has_json_value(&old.data_type)) };
                            self.below(&old.data_type, &new.data_type, &path, &key, met);
                        }
                        (None, None) => {}
                    }
                }
            }
            (DataType::Object(x), DataType::Map(value)) => {
                // An optional property may be sent as null, and a required map takes no null.
                let effects = if required && !values::takes_null(value) && x.iter().any(|property| !property.required) {
                    Effects::both(Grade::Breaking, "an optional property sent as null is refused")
                } else {
                    Effects {
                        rest: Some(Effect::edge("it is taken with any keys now, and \"instances\" may refuse it")),
                        python: Some(Effect::new(Grade::Risky, "it is taken with any keys now")),
                    }
                };
                self.types(from, to, path, key, effects.reached_by_json(in_json));
                for property in x {
                    let met = inside(values::has_json_value(&property.data_type));
                    self.below(&property.data_type, value, &below(path, &property.name), key, met);
                }
            }
            (DataType::Map(_), DataType::Object(_)) => {
                let effects = Effects::both(Grade::Breaking, "keys that are no property are refused");
                self.types(from, to, path, key, effects.reached_by_json(in_json));
            }
            (DataType::SparkMlVector, DataType::Array(x)) | (DataType::Array(x), DataType::SparkMlVector) if **x == DataType::Double => {
                let effects = Effects::both(Grade::Risky, "the same numbers are taken, in another container");
                self.types(from, to, path, key, effects.reached_by_json(in_json));
            }
            _ => {
                let effects = Effects::of(|caller| values::leaf(from, to, caller));
                // An empty list is one to both.
                let only_empty = matches!((from, to), (DataType::Array(x), DataType::SparkMlVector) if !values::items_have_json_value(x));
                self.types(from, to, path, key, effects.reached_by_json(in_json && !only_empty));
            }
        }
    }

    fn types(&mut self, from: &DataType, to: &DataType, path: &str, key: &str, effects: Effects) {
        let what = was_is(&from.summary(), &to.summary());
        self.found.push(Reason::with(&rules::PROPERTY_TYPE, effects, at(self.part, self.row, key), path, what));
    }

    /// Two output types: B may promise less room, never more.
    pub fn output(&mut self, from: &DataType, to: &DataType, path: &str, key: &str) {
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
                let effects = Effects::alike(values::output(from, to));
                let place = at(self.part, self.row, key);
                let what = was_is(&from.summary(), &to.summary());
                self.found.push(Reason::with(&rules::OUTPUT_TYPE, effects, place, path, what));
            }
        }
    }
}

/// Whether two types differ below the top rather than at it.
pub(super) fn goes_deeper(from: &DataType, to: &DataType) -> bool {
    use DataType::{Array, Map, Object, SparkMlVector};
    matches!((from, to), (Array(_), Array(_) | SparkMlVector) | (Object(_) | Map(_), Object(_) | Map(_)) | (SparkMlVector, Array(_)))
}
