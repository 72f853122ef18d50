//! Which column of a request stands for which column spec: by name, or by position.

use super::codes;
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::answer::{Answer, BODY, Conversion};
use super::frame::Label;
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::signature::{DataType, Outcome, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// One column that MLflow looks for in a request.
#[derive(Clone, Debug)]
pub struct Wanted<'m> {
    /// What it looks for, which is not always the name.
    pub label: Label<'m>,
    /// The type that is enforced: that of the last spec with the name.
    pub data_type: &'m DataType,
    /// Whether null is refused in an array, an object or a map.
    pub required: bool,
    /// Whether a request without it is refused.
    pub needed: bool,
    /// The types that the scoring server casts a data frame's column to, where it is not just the enforced one: a column
    /// whose name is taken for its place is looked for under the name of another.
    pub casts: Vec<&'m DataType>,
}

/// What is looked for, in order and once each.
pub fn wanted(schema: &Schema) -> Vec<Wanted<'_>> {
    let columns = || {
        schema.specs.iter().enumerate().filter_map(|(i, spec)| match &spec.kind {
            SpecKind::Column { data_type, required } => Some((i, spec, data_type, required.is_required())),
            SpecKind::Tensor(_) => None,
        })
    };
    // `Schema.input_dict`: of two specs with one name the last counts.
    let mut declared: HashMap<Key<'_>, (&DataType, bool)> = HashMap::with_capacity(schema.specs.len());
    for (i, spec, data_type, required) in columns() {
        declared.insert(key(spec.name.as_ref().map_or_else(|| label_of(spec, i), Label::of)), (data_type, required));
        // Python holds 1 and true for one.
        if let Some(Value::Bool(truth)) = spec.name {
            declared.insert(key(Label::Number(i64::from(truth))), (data_type, required));
        }
    }
    let mut found: Vec<Wanted<'_>> = Vec::with_capacity(schema.specs.len());
    let mut places: HashMap<Key<'_>, usize> = HashMap::with_capacity(schema.specs.len());
    for (i, spec, data_type, required) in columns() {
        let label = label_of(spec, i);
        let Some((enforced, strict)) = declared.get(&key(label)) else { continue };
        match places.entry(key(label)) {
            Entry::Occupied(place) => {
                let known = &mut found[*place.get()];
                known.needed |= required;
                known.casts.push(data_type);
            }
            Entry::Vacant(place) => {
                place.insert(found.len());
                found.push(Wanted { label, data_type: enforced, required: *strict, needed: required, casts: vec![data_type] });
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

/// What a label is told from others by.
type Key<'m> = (bool, Cow<'m, str>);

fn key(label: Label<'_>) -> Key<'_> {
    match label {
        Label::Text(text) => (true, text.into()),
        other => (false, other.shown().into()),
    }
}

/// What MLflow looks for in place of a spec's name (`Schema.input_names`).
pub fn label_of(spec: &Spec, i: usize) -> Label<'_> {
    spec.name_looked_for().map_or_else(|| Label::Number(i64::try_from(i).unwrap_or(i64::MAX)), Label::of)
}

/// Tells of names that MLflow takes for places, and of those it cannot look up at all; whether any makes it refuse every
/// request. `labels`: of the request, for what is lost.
fn tell_mistaken(schema: &Schema, labels: &Places<'_>, answer: &mut Answer) -> bool {
    let before = answer.refusals.len();
    for one in schema.mistaken_names() {
        let (shown, place) = (Label::of(one.name).shown(), one.place);
        let quoted = clipped(&one.name.shown(), 60).into_owned();
        match one.outcome {
            Outcome::NoRequestIsTaken if one.name.as_text() == Some("") => answer.refuse(
                shown,
                None,
                codes::EMPTY_NAME,
                format!("the column at position {place} has an empty name, which MLflow 3.18 takes for the position, so it refuses every request (mlflow/mlflow#26069)"),
            ),
            Outcome::NoRequestIsTaken => answer.refuse(
                shown,
                None,
                codes::NAME_AS_POSITION,
                format!(
                    "MLflow 3.18 takes the column name {quoted} for its position {place}, and no column is called {place}, so it refuses every request (mlflow/mlflow#26069)"
                ),
            ),
            Outcome::LostTo(_) if matches!(labels.find(Label::of(one.name)), At::Nowhere) => {}
            Outcome::LostTo(_) => answer.convert(Conversion {
                place: shown,
                row: None,
                rule: codes::NAME_AS_POSITION,
                message: format!(
                    "MLflow 3.18 takes the column name {quoted} for its position {place}, finds the column {place} there, and drops this one (mlflow/mlflow#26069)"
                ),
                lossy: true,
                count: 1,
            }),
            Outcome::Renamed => {}
        }
    }
    if let Some(spec) = schema.specs.iter().find(|spec| matches!(spec.name, Some(Value::List(_) | Value::Map(_)))) {
        let message = "the signature has a list for a column's name, which Python cannot look up, so MLflow refuses every request";
        answer.refuse(spec.label().unwrap_or_default(), None, codes::COLUMN_NAME, message);
    }
    answer.refusals.len() > before
}

/// Finds each spec among the labels of a request: pairs of a spec and a place. Tells what is missing and what is extra.
pub fn matched<'m>(schema: &'m Schema, labels: &[Label<'_>], answer: &mut Answer) -> Vec<(Wanted<'m>, usize)> {
    let specs = wanted(schema);
    if !schema.is_named() {
        if labels.len() < schema.specs.len() {
            answer.refuse(
                BODY,
                None,
                codes::TOO_FEW_COLUMNS,
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
                rule: codes::EXTRA_COLUMNS,
                message: format!("{} past the last of the signature dropped", count(extra, "column is", "columns are")),
                lossy: true,
                count: extra,
            });
        }
        return specs.into_iter().enumerate().filter(|(i, _)| *i < labels.len()).map(|(i, spec)| (spec, i)).collect();
    }
    let places = Places::of(labels);
    if tell_mistaken(schema, &places, answer) {
        return Vec::new();
    }
    let mut pairs = Vec::with_capacity(specs.len());
    let mut extra = labels.len();
    let mut hints = MAX_HINTS;
    for spec in specs {
        match places.find(spec.label) {
            At::Nowhere if spec.needed => {
                let near = (hints > 0).then(|| {
                    hints -= 1;
                    near(spec.label, labels)
                });
                let hint = near.flatten().unwrap_or_default();
                answer.refuse(spec.label.shown(), None, codes::MISSING_COLUMN, format!("the required column is missing{hint}"));
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
                    codes::DUPLICATE_COLUMN,
                    "two columns of the request have this name, and MLflow takes neither",
                );
            }
        }
    }
    // What is lost for its name was told already.
    let lost: HashSet<Key<'_>> = schema.mistaken_names().iter().map(|one| key(Label::of(one.name))).collect();
    let known: HashSet<usize> = pairs.iter().map(|(_, place)| *place).collect();
    let dropped = |i: &usize| !known.contains(i) && (lost.is_empty() || !lost.contains(&key(labels[*i])));
    extra -= if lost.is_empty() { 0 } else { (0..labels.len()).filter(|i| !known.contains(i) && !dropped(i)).count() };
    if extra > 0 && pairs.len() < labels.len() {
        let names: Vec<String> = (0..labels.len()).filter(dropped).take(5).map(|i| labels[i].shown()).collect();
        answer.convert(Conversion {
            place: names.first().cloned().unwrap_or_default(),
            row: None,
            rule: codes::EXTRA_COLUMNS,
            message: format!("not in the signature, dropped: {}{}", clipped(&names.join(", "), 120), if extra > 5 { ", …" } else { "" }),
            lossy: true,
            count: extra,
        });
    }
    pairs
}

/// What is said of a name in the request that may be meant.
fn near(wanted: Label<'_>, labels: &[Label<'_>]) -> Option<String> {
    let shown = wanted.shown();
    let is_text = matches!(wanted, Label::Text(_));
    let same = labels.iter().find(|label| matches!(label, Label::Text(_)) != is_text && label.shown() == shown);
    if same.is_some() {
        let (wanted, sent) = if is_text { ("text", "number") } else { ("number", "text") };
        return Some(format!("; there is one named by the {sent} {}, and MLflow looks for the {wanted}", clipped(&shown, 60)));
    }
    let other = labels.iter().take(MAX_SIMILAR).map(|label| label.shown()).find(|label| is_near(label, &shown))?;
    Some(format!("; there is {:?}, which is another name", clipped(&other, 60)))
}

/// The specs in the order of the labels that they were matched with.
pub fn by_place<'m>(pairs: &[(Wanted<'m>, usize)], labels: usize) -> Vec<Option<Wanted<'m>>> {
    let mut found = vec![None; labels];
    for (spec, place) in pairs {
        found[*place] = Some(spec.clone());
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
