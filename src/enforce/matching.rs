//! Which column of a request stands for which column spec: by name, or by position.

use std::collections::{HashMap, HashSet};

use super::answer::{Answer, BODY, Conversion};
use super::frame::Label;
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// One spec as the check needs it.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'m> {
    pub label: Label<'m>,
    pub data_type: &'m DataType,
    pub required: bool,
}

/// The specs in order. Of two with one name the last one's type counts.
pub fn wanted(schema: &Schema) -> Vec<Wanted<'_>> {
    let mut found: Vec<Wanted<'_>> = Vec::with_capacity(schema.specs.len());
    let mut places: HashMap<String, usize> = HashMap::new();
    for (i, spec) in schema.specs.iter().enumerate() {
        let SpecKind::Column { data_type, required } = &spec.kind else { continue };
        let one = Wanted { label: label_of(spec, i), data_type, required: required.is_required() };
        match places.insert(one.label.shown(), found.len()).filter(|place| found[*place].label == one.label) {
            Some(place) => {
                let required = found[place].required || one.required;
                found[place] = Wanted { required, ..one };
                places.insert(one.label.shown(), place);
            }
            None => found.push(one),
        }
    }
    found
}

/// A spec's label; one without a name, or with an empty one, goes by its position (`Schema.input_names`).
pub fn label_of(spec: &Spec, i: usize) -> Label<'_> {
    match &spec.name {
        Some(name) if name.is_truthy() => Label::of(name),
        _ => Label::Number(i64::try_from(i).unwrap_or(i64::MAX)),
    }
}

/// Finds each spec among the labels of a request: pairs of a spec and a place. Tells what is missing and what is extra.
pub fn matched<'m>(schema: &'m Schema, labels: &[Label<'_>], answer: &mut Answer) -> Vec<(Wanted<'m>, usize)> {
    let specs = wanted(schema);
    if !schema.is_named() {
        if labels.len() < schema.specs.len() {
            answer.refuse(
                BODY,
                None,
                "too-few-columns",
                format!(
                    "the signature has {} without names, and the request {}",
                    count(schema.specs.len(), "column", "columns"),
                    labels.len()
                ),
            );
        }
        if labels.len() > schema.specs.len() && !schema.specs.is_empty() {
            let extra = labels.len() - schema.specs.len();
            answer.convert(Conversion {
                place: BODY.to_owned(),
                row: None,
                rule: "extra-columns",
                message: format!("{} past the last of the signature dropped", count(extra, "column is", "columns are")),
                lossy: true,
                count: extra,
            });
        }
        return specs.into_iter().enumerate().filter(|(i, _)| *i < labels.len()).map(|(i, spec)| (spec, i)).collect();
    }
    let places = Places::of(labels);
    let mut pairs = Vec::with_capacity(specs.len());
    let mut extra = labels.len();
    let has_empty_name = schema.specs.iter().any(|spec| spec.name.as_ref().and_then(Value::as_text) == Some(""));
    let mut hints = MAX_HINTS;
    for spec in specs {
        match places.find(spec.label) {
            At::Nowhere if spec.required => {
                let near = (hints > 0).then(|| {
                    hints -= 1;
                    let wanted = spec.label.shown();
                    labels.iter().take(MAX_SIMILAR).map(|label| label.shown()).find(|label| is_near(label, &wanted))
                });
                let near = near.flatten();
                let hint = near.map_or_else(String::new, |near| format!("; there is {:?}, which is another name", clipped(&near, 60)));
                answer.refuse(spec.label.shown(), None, "missing-column", format!("the required column is missing{hint}"));
            }
            At::Nowhere => {}
            At::Once(place) => {
                extra -= 1;
                pairs.push((spec, place));
            }
            At::Often => {
                answer.refuse(
                    spec.label.shown(),
                    None,
                    "duplicate-column",
                    "two columns of the request have this name, and MLflow takes neither",
                );
            }
        }
        if has_empty_name && matches!(spec.label, Label::Number(_)) {
            answer.refuse(
                spec.label.shown(),
                None,
                "empty-name",
                "the signature has a column without letters in its name, which no request can send",
            );
        }
    }
    if extra > 0 && pairs.len() < labels.len() {
        let known: HashSet<usize> = pairs.iter().map(|(_, place)| *place).collect();
        let names: Vec<String> = (0..labels.len()).filter(|i| !known.contains(i)).take(5).map(|i| labels[i].shown()).collect();
        answer.convert(Conversion {
            place: names.first().cloned().unwrap_or_default(),
            row: None,
            rule: "extra-columns",
            message: format!("not in the signature, dropped: {}{}", clipped(&names.join(", "), 120), if extra > 5 { ", …" } else { "" }),
            lossy: true,
            count: extra,
        });
    }
    pairs
}

/// The specs in the order of the labels that they were matched with.
pub fn by_place<'m>(pairs: &[(Wanted<'m>, usize)], labels: usize) -> Vec<Option<Wanted<'m>>> {
    let mut found = vec![None; labels];
    for (spec, place) in pairs {
        found[*place] = Some(*spec);
    }
    found
}

/// Missing columns for which a similar name is looked for, and names that are looked at for each.
const MAX_HINTS: usize = 20;
const MAX_SIMILAR: usize = 1000;

/// A name that a person may have meant.
fn is_near(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim()) || (b.chars().count() > 3 && strsim::damerau_levenshtein(a, b) == 1)
}

/// Where a label stands among those of a request.
pub enum At {
    Nowhere,
    Once(usize),
    Often,
}

/// The labels of a request, to be found by a spec's.
pub struct Places<'v> {
    /// The first place, and whether there are more.
    texts: HashMap<&'v str, (usize, bool)>,
    numbers: HashMap<i64, (usize, bool)>,
    others: Vec<(Label<'v>, usize)>,
}

impl<'v> Places<'v> {
    pub fn of(labels: &[Label<'v>]) -> Self {
        let mut places = Self { texts: HashMap::with_capacity(labels.len()), numbers: HashMap::new(), others: Vec::new() };
        for (i, label) in labels.iter().enumerate() {
            match label {
                Label::Text(text) => {
                    places.texts.entry(text).and_modify(|(_, often)| *often = true).or_insert((i, false));
                }
                Label::Number(number) => {
                    places.numbers.entry(*number).and_modify(|(_, often)| *often = true).or_insert((i, false));
                }
                Label::Other(_) => places.others.push((*label, i)),
            }
        }
        places
    }

    pub fn find(&self, label: Label<'_>) -> At {
        let known = match label {
            Label::Text(text) => Some(self.texts.get(text)),
            Label::Number(number) => Some(self.numbers.get(&number)),
            Label::Other(_) => None,
        };
        match known {
            Some(None) => return At::Nowhere,
            Some(Some((_, true))) => return At::Often,
            Some(Some((place, false))) => return At::Once(*place),
            None => {}
        }
        let mut found = self.others.iter().filter(|(other, _)| *other == label);
        match (found.next(), found.next()) {
            (None, _) => At::Nowhere,
            (Some((_, place)), None) => At::Once(*place),
            _ => At::Often,
        }
    }
}
