//! The answer to one request as text, and as JSON for programs.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::table;
use crate::enforce::{Conversion, Form, Media, NewBody, Receiver, Refusal, RequestCheck, Spot};
use crate::mlmodel::display::{capitalised, count, json_escaped, one_line};
use crate::present::Table;
use crate::present::request::{AnswerLine, Outcome, headline, lines, not_listed, of_rewritten, saved_example, unchecked};

#[derive(Serialize)]
struct ValidateReport<'a> {
    schema: u32,
    accepted: bool,
    caller: Receiver,
    form: Option<Form>,
    rows: Option<usize>,
    errors: Vec<Placed<'a, Refusal>>,
    conversions: Vec<Placed<'a, Conversion>>,
    /// Errors and conversions past the thousandth.
    untold: usize,
    /// Why there is nothing to check the data by.
    unchecked: Option<&'a str>,
    /// The path of the saved example, where the request is that.
    saved_example: Option<&'a str>,
    /// That it is a body for another server, and what this one wants instead.
    recognised: Option<String>,
    /// The same as the caller takes it, of a body up to 64 KB.
    rewritten: Option<Box<RawValue>>,
    /// What it is sent as.
    rewritten_type: Option<&'static str>,
    /// Whether the caller takes it then, and why not.
    rewritten_accepted: Option<bool>,
    rewritten_errors: Option<&'a [Refusal]>,
}

/// A reason or conversion, and where in the text it is.
#[derive(Serialize)]
struct Placed<'a, T> {
    #[serde(flatten)]
    what: &'a T,
    /// Both from 1, in characters.
    line: Option<usize>,
    column: Option<usize>,
}

impl<'a, T> Placed<'a, T> {
    /// `spots`: in the same order.
    fn all(all: &'a [T], spots: &[Option<Spot>]) -> Vec<Self> {
        let position = |nth: usize| Some(spots.get(nth)?.as_ref()?.position);
        let placed = |(nth, what)| Self { what, line: position(nth).map(|at| at.line), column: position(nth).map(|at| at.column) };
        all.iter().enumerate().map(placed).collect()
    }
}

/// A rewritten body is broken at this width, and shown up to this length.
const WIDTH: usize = 100;
const MAX_LINES: usize = 40;
const MAX_LENGTH: usize = 4000;

/// Its lines, and in them nothing that steers a terminal.
fn one_text(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

/// A body as it is sent; what Python reads and JSON does not have (NaN) makes it a text that holds it.
/// A CSV is a text anyway.
fn as_sent(body: &NewBody) -> Option<Box<RawValue>> {
    let text = body.text(usize::MAX);
    match body.media() {
        Media::Json => RawValue::from_string(text.clone()).or_else(|_| to_raw_value(&text)).ok(),
        Media::Csv => to_raw_value(&text).ok(),
    }
}

/// One JSON object.
#[must_use]
pub fn json(answer: &RequestCheck, receiver: impl Into<Receiver>) -> String {
    let caller = receiver.into();
    let report = ValidateReport {
        schema: super::SCHEMA,
        accepted: answer.is_accepted(),
        caller,
        form: answer.form,
        rows: answer.rows,
        errors: Placed::all(&answer.refusals, &answer.spots.refusals),
        conversions: Placed::all(&answer.conversions, &answer.spots.conversions),
        untold: answer.not_listed,
        unchecked: answer.unchecked,
        saved_example: answer.saved_example.as_deref(),
        recognised: answer.recognised(caller),
        rewritten: answer.rewritten.as_ref().and_then(|rewritten| as_sent(&rewritten.body)),
        rewritten_type: answer.rewritten.as_ref().map(|rewritten| rewritten.body.media().content_type()),
        rewritten_accepted: answer.rewritten.as_ref().map(|rewritten| rewritten.answer.is_accepted()),
        rewritten_errors: answer.rewritten.as_ref().map(|rewritten| &*rewritten.answer.refusals),
    };
    json_escaped(serde_json::to_string_pretty(&report).unwrap_or_default())
}

/// What a person reads in a terminal: the verdict, why not, and what changes on the way.
#[must_use]
pub fn text(answer: &RequestCheck, receiver: impl Into<Receiver>) -> String {
    let caller = receiver.into();
    let mut out = headline(answer, caller);
    out.push('\n');
    if let Some(saved) = saved_example(answer) {
        let _ = writeln!(out, "{saved}");
    }
    if let Some(recognised) = answer.recognised(caller) {
        let _ = writeln!(out, "{recognised}");
    }
    if let Some(unchecked) = unchecked(answer) {
        let _ = writeln!(out, "{unchecked}");
    }
    let lines = lines(answer);
    for some in lines.chunk_by(|line, next| line.outcome == next.outcome) {
        let Some(outcome) = some.first().map(|line| line.outcome) else { continue };
        let is_refused = outcome == Outcome::Refused;
        let mut table = Table::new(&["where", "row", "at", "rule", if is_refused { "reason" } else { "what happens" }]);
        table.rows.extend(some.iter().map(row));
        // The headline says of the first that they are refused.
        let _ = if is_refused {
            write!(out, "\n{}", table::text_with_paths(&table))
        } else {
            write!(out, "\n{}\n{}", capitalised(outcome.word()), table::text(&table, 2))
        };
    }
    if let Some(rewritten) = &answer.rewritten {
        let body = one_text(&rewritten.body.text(WIDTH));
        let is_short = body.lines().count() <= MAX_LINES && body.len() <= MAX_LENGTH;
        let shown = if is_short { body } else { "Too long to show here; --format json prints it.".to_owned() };
        let _ = writeln!(out, "\n{}\n{shown}", of_rewritten(rewritten, caller));
    }
    if let Some(not_listed) = not_listed(answer) {
        let _ = writeln!(out, "\n{not_listed}");
    }
    out
}

fn row(line: &AnswerLine) -> Vec<String> {
    let AnswerLine { place, row, rows, code, message, spot, .. } = line;
    let more = if *rows > 1 && row.is_some() { format!(" ({})", count(*rows, "row", "rows")) } else { String::new() };
    let at = spot.as_ref().map(|spot| format!("line {}", spot.position.line)).unwrap_or_default();
    vec![place.clone(), row.map(|row| row.to_string()).unwrap_or_default(), at, code.name.to_owned(), format!("{message}{more}")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mlmodel::json;

    #[test]
    fn a_rewritten_body_is_printed_as_it_is_sent() {
        let sent = |body: &str| as_sent(&NewBody::Json(json::parse(body).expect("JSON"))).map(|raw| raw.get().to_owned());
        assert_eq!(
            sent(r#"{"a": [123456789012345678901234567890, 1.5]}"#).as_deref(),
            Some(r#"{"a": [123456789012345678901234567890, 1.5]}"#)
        );
        assert_eq!(sent(r#"{"a": [NaN]}"#).as_deref(), Some(r#""{\"a\": [NaN]}""#));
    }
}
