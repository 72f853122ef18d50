//! Which column of a request stands for which column spec: by name, or by position.

use std::collections::HashSet;

use super::codes;
use super::expected::{ExpectedColumn, expected_columns};
use super::label::{Label, LabelIndex, LabelKey, Occurrence};
use super::request_check::{BODY, Conversion, RequestCheck};
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
    let mut hints = MAX_HINTS;
    for spec in expected_columns(schema) {
        match index.find(spec.label) {
            Occurrence::Nowhere if spec.is_required => {
                let hint = if hints > 0 { near(spec.label, labels).unwrap_or_default() } else { String::new() };
                hints = hints.saturating_sub(1);
                answer.refuse(spec.label.shown(), None, codes::MISSING_COLUMN, format!("the required column is missing{hint}"));
            }
            Occurrence::Nowhere => {}
            Occurrence::Once(place) => matches.push(Match { spec, place }),
            Occurrence::Often => {
                let message = "two columns of the request have this name, and MLflow takes neither";
                answer.refuse(spec.label.shown(), None, codes::DUPLICATE_COLUMN, message);
            }
        }
    }
    tell_extra(schema, labels, &matches, answer);
    matches
}

/// Tells which columns of the request no spec takes.
fn tell_extra(schema: &Schema, labels: &[Label<'_>], matches: &[Match<'_>], answer: &mut RequestCheck) {
    // What is lost for its name was told already.
    let lost: HashSet<LabelKey<'_>> = schema.mistaken_names().iter().map(|one| Label::of(one.name).key()).collect();
    let known: HashSet<usize> = matches.iter().map(|one| one.place).collect();
    let is_dropped = |i: &usize| !known.contains(i) && (lost.is_empty() || !lost.contains(&labels[*i].key()));
    let mut dropped = (0..labels.len()).filter(is_dropped);
    let names: Vec<String> = dropped.by_ref().take(MAX_DROPPED_NAMES).map(|i| labels[i].shown()).collect();
    let Some(first) = names.first() else { return };
    let extra = names.len() + dropped.count();
    let more = if extra > names.len() { ", …" } else { "" };
    let message = format!("not in the signature, dropped: {}{more}", clipped(&names.join(", "), 120));
    answer.convert(Conversion { count: extra, ..Conversion::lost(first, codes::EXTRA_COLUMNS, message) });
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

/// What is said of a name in the request that may be meant.
fn near(expected: Label<'_>, labels: &[Label<'_>]) -> Option<String> {
    let shown = expected.shown();
    let is_text = matches!(expected, Label::Text(_));
    let same = labels.iter().find(|label| matches!(label, Label::Text(_)) != is_text && label.shown() == shown);
    if same.is_some() {
        let (wanted, sent) = if is_text { ("text", "number") } else { ("number", "text") };
        return Some(format!("; there is one named by the {sent} {}, and MLflow looks for the {wanted}", clipped(&shown, 60)));
    }
    let other = labels.iter().take(MAX_SIMILAR).map(|label| label.shown()).find(|label| is_near(label, &shown))?;
    Some(format!("; there is {:?}, which is another name", clipped(&other, 60)))
}

/// Missing columns for which a similar name is looked for, and names that are looked at for each.
const MAX_HINTS: usize = 20;
const MAX_SIMILAR: usize = 1000;

/// A name that a person may have meant.
fn is_near(a: &str, b: &str) -> bool {
    a.trim().eq_ignore_ascii_case(b.trim()) || (b.chars().count() > 3 && strsim::damerau_levenshtein(a, b) == 1)
}
