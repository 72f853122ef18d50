//! Two types of one column or parameter, compared down to their leaves.

use super::{RequiredChange, at, below, output_required, was_is};
use crate::compare::reason::Reason;
use crate::compare::rules::{self, Effect, Effects, Grade, Rule, values, values::Sending};
use crate::compare::signature::{PropertyPair, is_same_type, properties};
use crate::mlmodel::signature::{DataType, PartName, Property};

/// Walks down two types of one column or parameter.
pub(super) struct TypeWalk<'a> {
    pub part: PartName,
    pub row: usize,
    pub found: &'a mut Vec<Reason>,
}

/// What two types belong to.
#[derive(Clone, Copy)]
pub(super) struct TypeName<'n> {
    /// As a sentence calls it.
    pub subject: &'n str,
    /// As scripts find it.
    pub key: &'n str,
}

/// How values of a type come about that stand inside others.
#[derive(Clone, Copy)]
pub(super) struct Nesting {
    /// Some request carries one.
    pub in_json: bool,
    /// B takes no null for it; items of arrays and maps inherit that.
    pub required: bool,
}

impl Nesting {
    /// One level further down, where the value above can be written in JSON or not.
    fn below(self, above_in_json: bool) -> Self {
        Self { in_json: self.in_json && above_in_json, ..self }
    }
}

/// Two objects, property by property, and how their values come about.
struct Objects<'t> {
    from: &'t [Property],
    to: &'t [Property],
    inside: Nesting,
}

impl TypeWalk<'_> {
    /// Two types of one input column.
    pub fn column(&mut self, from: &DataType, to: &DataType, named: TypeName<'_>, sending: Sending) {
        if goes_deeper(from, to) {
            let inside = Nesting { in_json: values::column_has_json_value(from), required: !sending.is_optional };
            self.below(from, to, named, inside);
            return;
        }
        let effects = Effects::of(|caller| values::column(from, to, caller, sending));
        let place = at(self.part, self.row, named.key);
        self.found.push(Reason::with(&rules::INPUT_TYPE, effects, place, named.subject, was_is(&from.summary(), &to.summary())));
    }

    /// Two types inside one column.
    pub fn below(&mut self, from: &DataType, to: &DataType, named: TypeName<'_>, inside: Nesting) {
        let TypeName { subject, key } = named;
        match (from, to) {
            _ if is_same_type(from, to) => {}
            (DataType::Array(x), DataType::Array(y)) => {
                let subject = &format!("{subject}[]");
                match values::item(x, y) {
                    Some(effect) => self.types(x, y, TypeName { subject, key }, Effects::alike(effect).reached_by_json(inside.in_json)),
                    None => self.below(x, y, TypeName { subject, key }, inside.below(values::items_have_json_value(x))),
                }
            }
            (DataType::Map(x), DataType::Map(y)) => {
                self.below(x, y, TypeName { subject: &format!("{subject}{{}}"), key }, inside.below(values::has_json_value(x)));
            }
            (DataType::Object(from), DataType::Object(to)) => self.objects(&Objects { from, to, inside }, named),
            (DataType::Object(x), DataType::Map(value)) => {
                self.types(from, to, named, object_to_map(x, value, inside).reached_by_json(inside.in_json));
                for property in x {
                    let inside = inside.below(values::has_json_value(&property.data_type));
                    self.below(&property.data_type, value, TypeName { subject: &below(subject, &property.name), key }, inside);
                }
            }
            _ => self.types(from, to, named, other_form(from, to, inside)),
        }
    }

    fn objects(&mut self, objects: &Objects<'_>, named: TypeName<'_>) {
        for pair in properties(objects.from, objects.to) {
            let (subject, key) = (below(named.subject, pair.name()), below(named.key, pair.name()));
            if let Some(PropertyChange { rule, what }) = property_change(pair, objects) {
                let effects = rule.effects.unwrap_or_default().reached_by_json(objects.inside.in_json);
                self.found.push(Reason::with(rule, effects, at(self.part, self.row, &key), &subject, what));
            }
            if let (Some(old), Some(new)) = (pair.a, pair.b) {
                let inside = Nesting { required: new.required, ..objects.inside.below(values::has_json_value(&old.data_type)) };
                self.below(&old.data_type, &new.data_type, TypeName { subject: &subject, key: &key }, inside);
            }
        }
    }

    fn types(&mut self, from: &DataType, to: &DataType, named: TypeName<'_>, effects: Effects) {
        let what = was_is(&from.summary(), &to.summary());
        self.found.push(Reason::with(&rules::PROPERTY_TYPE, effects, at(self.part, self.row, named.key), named.subject, what));
    }

    /// Two output types: B may promise less room, never more.
    pub fn output(&mut self, from: &DataType, to: &DataType, named: TypeName<'_>) {
        let TypeName { subject, key } = named;
        match (from, to) {
            _ if is_same_type(from, to) => {}
            (DataType::Array(x), DataType::Array(y)) => self.output(x, y, TypeName { subject: &format!("{subject}[]"), key }),
            (DataType::Map(x), DataType::Map(y)) => self.output(x, y, TypeName { subject: &format!("{subject}{{}}"), key }),
            (DataType::Object(x), DataType::Object(y)) => {
                for pair in properties(x, y) {
                    let (subject, key) = (below(subject, pair.name()), below(key, pair.name()));
                    let place = at(self.part, self.row, &key);
                    match (pair.a, pair.b) {
                        (None, _) => self.found.push(Reason::new(&rules::OUTPUT_ADDED, place, &subject, "is new")),
                        (Some(_), None) => self.found.push(Reason::new(&rules::OUTPUT_REMOVED, place, &subject, "is gone")),
                        (Some(old), Some(new)) => {
                            output_required(RequiredChange { before: old.required, now: new.required }, place, &subject, self.found);
                            self.output(&old.data_type, &new.data_type, TypeName { subject: &subject, key: &key });
                        }
                    }
                }
            }
            _ => {
                let effects = Effects::alike(values::output(from, to));
                let place = at(self.part, self.row, key);
                let what = was_is(&from.summary(), &to.summary());
                self.found.push(Reason::with(&rules::OUTPUT_TYPE_CHANGED, effects, place, subject, what));
            }
        }
    }
}

/// A rule, and what became of the property in its words.
struct PropertyChange {
    rule: &'static Rule,
    what: &'static str,
}

/// What became of a property as a whole, its type apart.
fn property_change(pair: PropertyPair<'_>, objects: &Objects<'_>) -> Option<PropertyChange> {
    let (rule, what) = match (pair.a, pair.b) {
        (None, Some(new)) if new.required => (&rules::PROPERTY_ADDED, "is a new required property"),
        (None, Some(_)) => (&rules::PROPERTY_ADDED_OPTIONAL, "is a new optional property"),
        (Some(_), None) => (&rules::PROPERTY_REMOVED, "is no longer a property"),
        (Some(old), Some(new)) => {
            let required = RequiredChange { before: old.required, now: new.required };
            let is_alone = !objects.inside.required && objects.from.len() == 1 && values::takes_null(&new.data_type);
            match (required.began(), required.ended()) {
                (true, _) if is_alone => (&rules::PROPERTY_NOW_REQUIRED_ALONE, "is required now"),
                (true, _) => (&rules::PROPERTY_NOW_REQUIRED, "is required now"),
                (_, true) => (&rules::PROPERTY_NOW_OPTIONAL, "is optional now"),
                _ => return None,
            }
        }
        (None, None) => return None,
    };
    Some(PropertyChange { rule, what })
}

fn object_to_map(from: &[Property], value: &DataType, inside: Nesting) -> Effects {
    // An optional property may be sent as null, and a required map takes no null.
    if inside.required && !values::takes_null(value) && from.iter().any(|property| !property.required) {
        return Effects::both(Grade::Breaking, "an optional property sent as null is refused");
    }
    Effects {
        rest: Some(Effect::edge("it is taken with any keys now, and \"instances\" may refuse it")),
        python: Some(Effect::new(Grade::Risky, "it is taken with any keys now")),
    }
}

/// Two types of which not both are arrays, maps or objects.
fn other_form(from: &DataType, to: &DataType, inside: Nesting) -> Effects {
    let effects = match (from, to) {
        (DataType::Map(_), DataType::Object(_)) => Effects::both(Grade::Breaking, "keys that are no property are refused"),
        (DataType::SparkMlVector, DataType::Array(x)) | (DataType::Array(x), DataType::SparkMlVector) if **x == DataType::Double => {
            Effects::both(Grade::Risky, "the same numbers are taken, in another container")
        }
        // No item can be written in JSON, so only an empty list is sent, and both types take that.
        (DataType::Array(x), DataType::SparkMlVector) if !values::items_have_json_value(x) => {
            return Effects::of(|caller| values::leaf(from, to, caller)).reached_by_json(false);
        }
        _ => Effects::of(|caller| values::leaf(from, to, caller)),
    };
    effects.reached_by_json(inside.in_json)
}

/// Whether two types differ below the top rather than at it.
pub(super) fn goes_deeper(from: &DataType, to: &DataType) -> bool {
    use DataType::{Array, Map, Object, SparkMlVector};
    matches!((from, to), (Array(_), Array(_) | SparkMlVector) | (Object(_) | Map(_), Object(_) | Map(_)) | (SparkMlVector, Array(_)))
}
