//! Which column of a request stands for which column spec: by name, or by position.

use std::collections::HashSet;

use super::codes;
use super::expected::{ExpectedColumn, expected_columns};
use super::label::{Label, LabelIndex, LabelKey, Occurrence};
use super::request_check::{BODY, Conversion, Refusal, RequestCheck};
use super::similar::{self, Nearness};
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::signature::{MistakenName, Outcome, Schema};
use crate::mlmodel::value::Value;

/// A column of a request that stands for a spec.
#[derive(Clone, Debug)]
pub struct Match<'m> {
    /// What the signature says of it.
    pub spec: ExpectedColumn<'m>,
    /// The position of the column in the request, from 0.
    pub place: usize,
}

/// Finds each spec among the labels of a request, and tells what is missing and what is extra.
pub fn matched<'m>(schema: &'m Schema, labels: &[Label<'_>], answer: &mut RequestCheck) -> Vec<Match<'m>> {
    if schema.is_named() { by_name(schema, labels, answer) } else { by_position(schema, labels.len(), answer) }
}

/// The specs in the order of a request's columns, of which there are so many.
pub fn in_order<'m>(matches: &[Match<'m>], columns: usize) -> Vec<Option<ExpectedColumn<'m>>> {
    let mut found = vec![None; columns];
    for one in matches {
        found[one.place] = Some(one.spec.clone());
    }
    found
}

fn by_position<'m>(schema: &'m Schema, sent: usize, answer: &mut RequestCheck) -> Vec<Match<'m>> {
    let expected = schema.specs.len();
    if sent < expected {
        let message = format!("the signature has {} without names, and the request {sent}", count(expected, "column", "columns"));
        answer.refuse(BODY, None, codes::TOO_FEW_COLUMNS, message);
    }
    if sent > expected && expected > 0 {
        let extra = sent - expected;
        let message = format!("{} past the last of the signature dropped", count(extra, "column is", "columns are"));
        answer.convert(Conversion { count: extra, ..Conversion::lost(BODY, codes::EXTRA_COLUMNS, message) });
    }
    expected_columns(schema).into_iter().take(sent).enumerate().map(|(place, spec)| Match { spec, place }).collect()
}

fn by_name<'m>(schema: &'m Schema, labels: &[Label<'_>], answer: &mut RequestCheck) -> Vec<Match<'m>> {
    let index = LabelIndex::of(labels);
    if tell_mistaken(schema, &index, answer) {
        return Vec::new();
    }
    let mut matches = Vec::with_capacity(schema.specs.len());
    let mut missing = Vec::new();
    for spec in expected_columns(schema) {
        match index.find(spec.label) {
            Occurrence::Nowhere => missing.push(spec),
            Occurrence::Once(place) => matches.push(Match { spec, place }),
            Occurrence::Often => {
                let message = "two columns of the request have this name, and MLflow takes neither";
                answer.refuse(spec.label.shown(), None, codes::DUPLICATE_COLUMN, message);
            }
        }
    }
    let unknown = unknown(schema, labels, &matches);
    let near = near_names(&missing, labels, &unknown);
    for (spec, near) in missing.iter().zip(&near).filter(|(spec, _)| spec.is_required) {
        let hint = match near {
            Some(near) => format!("; {:?} in the request is nearly this name: {}", clipped(near.sent, 60), near.nearness),
            None => other_kind(spec.label, &index).unwrap_or_default(),
        };
        let message = format!("the required column is missing{hint}");
        let refusal = Refusal::new(spec.label.shown(), codes::MISSING_COLUMN, message);
        answer.add_refusal(Refusal { near: near.as_ref().map(|near| near.sent.to_owned()), ..refusal });
    }
    let optional: Vec<String> = missing
        .iter()
        .zip(&near)
        .filter(|(spec, _)| !spec.is_required)
        .filter_map(|(spec, near)| {
            let near = near.as_ref()?;
            Some(format!("{:?} is nearly {:?}: {}", clipped(near.sent, 60), clipped(&spec.label.shown(), 60), near.nearness))
        })
        .take(MAX_DROPPED_NAMES)
        .collect();
    tell_extra(labels, &unknown, &optional, answer);
    matches
}

/// A name of the request that a missing one may be.
struct NearName<'v> {
    sent: &'v str,
    nearness: Nearness,
}

/// For each missing column the unknown one that may be meant.
fn near_names<'v>(missing: &[ExpectedColumn<'_>], labels: &[Label<'v>], unknown: &[usize]) -> Vec<Option<NearName<'v>>> {
    // A number is no word, and nothing is near to nothing.
    fn word(label: Label<'_>) -> &str {
        if let Label::Text(text) = label { text } else { "" }
    }
    let wanted: Vec<&str> = missing.iter().map(|spec| word(spec.label)).collect();
    let sent: Vec<&'v str> = unknown.iter().map(|place| word(labels[*place])).collect();
    let mut found: Vec<Option<NearName<'v>>> = missing.iter().map(|_| None).collect();
    for pair in similar::pairs(&wanted, &sent) {
        found[pair.missing] = Some(NearName { sent: sent[pair.unknown], nearness: pair.nearness });
    }
    found
}

/// The columns of a request that no spec takes, by their places; what is lost for its name is told elsewhere.
fn unknown(schema: &Schema, labels: &[Label<'_>], matches: &[Match<'_>]) -> Vec<usize> {
    let lost: HashSet<LabelKey<'_>> = schema.mistaken_names().iter().map(|one| Label::of(one.name).key()).collect();
    let known: HashSet<usize> = matches.iter().map(|one| one.place).collect();
    let is_dropped = |i: &usize| !known.contains(i) && (lost.is_empty() || !lost.contains(&labels[*i].key()));
    (0..labels.len()).filter(is_dropped).collect()
}

/// Tells which columns of the request no spec takes. `near`: those that may be meant for an optional one.
fn tell_extra(labels: &[Label<'_>], unknown: &[usize], near: &[String], answer: &mut RequestCheck) {
    let names: Vec<String> = unknown.iter().take(MAX_DROPPED_NAMES).map(|place| labels[*place].shown()).collect();
    let Some(first) = names.first() else { return };
    let more = if unknown.len() > names.len() { ", …" } else { "" };
    let near: String = near.iter().map(|near| format!("; {near}")).collect();
    let message = format!("not in the signature, dropped: {}{more}{near}", clipped(&names.join(", "), 120));
    answer.convert(Conversion { count: unknown.len(), ..Conversion::lost(first, codes::EXTRA_COLUMNS, message) });
}

/// Names of dropped columns that are told.
const MAX_DROPPED_NAMES: usize = 5;

/// Tells of names that MLflow takes for places, and of those it cannot look up at all; whether any makes it refuse every
/// request. `labels`: of the request, for what is lost.
fn tell_mistaken(schema: &Schema, labels: &LabelIndex<'_>, answer: &mut RequestCheck) -> bool {
    let before = answer.refusals.len();
    for one in schema.mistaken_names() {
        tell_mistaken_name(&one, labels, answer);
    }
    if let Some(spec) = schema.specs.iter().find(|spec| matches!(spec.name, Some(Value::List(_) | Value::Map(_)))) {
        let message = "the signature has a list for a column's name, which Python cannot look up, so MLflow refuses every request";
        answer.refuse(spec.label().unwrap_or_default(), None, codes::COLUMN_NAME, message);
    }
    answer.refusals.len() > before
}

fn tell_mistaken_name(one: &MistakenName<'_>, labels: &LabelIndex<'_>, answer: &mut RequestCheck) {
    let (shown, place) = (Label::of(one.name).shown(), one.place);
    let quoted = clipped(&one.name.shown(), 60).into_owned();
    match one.outcome {
        Outcome::NoRequestIsTaken if one.name.as_text() == Some("") => {
            let message = format!(
                "the column at position {place} has an empty name, which MLflow 3.18 takes for the position, so it refuses every request (mlflow/mlflow#26069)"
            );
            answer.refuse(shown, None, codes::EMPTY_NAME, message);
        }
        Outcome::NoRequestIsTaken => {
            let message = format!(
                "MLflow 3.18 takes the column name {quoted} for its position {place}, and no column is called {place}, so it refuses every request (mlflow/mlflow#26069)"
            );
            answer.refuse(shown, None, codes::NAME_AS_POSITION, message);
        }
        Outcome::LostTo(_) if labels.find(Label::of(one.name)) == Occurrence::Nowhere => {}
        Outcome::LostTo(_) => {
            let message = format!(
                "MLflow 3.18 takes the column name {quoted} for its position {place}, finds the column {place} there, and drops this one (mlflow/mlflow#26069)"
            );
            answer.convert(Conversion::lost(shown, codes::NAME_AS_POSITION, message));
        }
        Outcome::Renamed => {}
    }
}

/// Says that a name is there as a number where MLflow looks for a text, or the other way round.
fn other_kind(expected: Label<'_>, labels: &LabelIndex<'_>) -> Option<String> {
    let shown = expected.shown();
    let (is_there, sent, wanted) = match expected {
        Label::Text(text) => {
            let number = text.parse().ok().filter(|number: &i64| number.to_string() == *text)?;
            (labels.find(Label::Number(number)), "number", "text")
        }
        Label::Number(_) => (labels.find(Label::Text(&shown)), "text", "number"),
        Label::Other(_) => return None,
    };
    let said = format!("; there is one named by the {sent} {}, and MLflow looks for the {wanted}", clipped(&shown, 60));
    (is_there != Occurrence::Nowhere).then_some(said)
}
