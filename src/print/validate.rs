//! The answer to one request as text, and as JSON for programs.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::table;
use crate::enforce::{Caller, Conversion, Form, Refusal, RequestCheck};
use crate::mlmodel::display::{count, json_escaped, one_line};
use crate::mlmodel::json::pretty;
use crate::mlmodel::value::Value;
use crate::present::Table;
use crate::present::request::headline;

#[derive(Serialize)]
struct ValidateReport<'a> {
    schema: u32,
    accepted: bool,
    caller: Caller,
    form: Option<Form>,
    rows: Option<usize>,
    errors: &'a [Refusal],
    conversions: &'a [Conversion],
    /// Errors and conversions past the thousandth.
    untold: usize,
    /// Why there is nothing to check the data by.
    unchecked: Option<&'a str>,
    /// That it is a body for another server, and what becomes of it here.
    recognised: Option<&'a str>,
    /// The same for MLflow's server, of a body up to 64 KB.
    rewritten: Option<Box<RawValue>>,
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
fn as_sent(body: &Value) -> Option<Box<RawValue>> {
    let text = pretty(body, usize::MAX);
    RawValue::from_string(text.clone()).or_else(|_| to_raw_value(&text)).ok()
}

/// One JSON object.
#[must_use]
pub fn json(answer: &RequestCheck, caller: Caller) -> String {
    let report = ValidateReport {
        schema: super::SCHEMA,
        accepted: answer.is_accepted(),
        caller,
        form: answer.form,
        rows: answer.rows,
        errors: &answer.refusals,
        conversions: &answer.conversions,
        untold: answer.not_listed,
        unchecked: answer.unchecked,
        recognised: answer.foreign.map(crate::enforce::Foreign::explanation),
        rewritten: answer.rewritten.as_ref().and_then(as_sent),
    };
    json_escaped(serde_json::to_string_pretty(&report).unwrap_or_default())
}

/// What a person reads in a terminal: the verdict, why not, and what changes on the way.
#[must_use]
pub fn text(answer: &RequestCheck, caller: Caller) -> String {
    let mut out = headline(answer, caller);
    out.push('\n');
    if let Some(foreign) = answer.foreign {
        let _ = writeln!(out, "{}", foreign.explanation());
    }
    if let Some(why) = answer.unchecked {
        let _ = writeln!(out, "Not checked: {why}.");
    }
    if !answer.refusals.is_empty() {
        let mut table = Table::new(&["where", "row", "rule", "reason"]);
        table.rows.extend(answer.refusals.iter().map(|r| row(&r.place, r.row, r.code.name, &r.message, r.count)));
        let _ = write!(out, "\n{}", table::text_with_paths(&table));
    }
    for (lossy, title) in [(true, "\nChanged on the way\n"), (false, "\nConverted\n")] {
        let mut table = Table::new(&["where", "row", "rule", "what happens"]);
        let some = answer.conversions.iter().filter(|conversion| conversion.lossy == lossy);
        table.rows.extend(some.map(|c| row(&c.place, c.row, c.code.name, &c.message, c.count)));
        if !table.rows.is_empty() {
            out.push_str(title);
            out.push_str(&table::text(&table, 2));
        }
    }
    if let Some(body) = &answer.rewritten {
        let body = one_text(&pretty(body, WIDTH));
        let is_short = body.lines().count() <= MAX_LINES && body.len() <= MAX_LENGTH;
        let shown = if is_short { body } else { "Too long to show here; --format json prints it.".to_owned() };
        let _ = writeln!(out, "\nThe same for mlflow models serve\n{shown}");
    }
    if answer.not_listed > 0 {
        let _ = writeln!(out, "\n{} not listed.", count(answer.not_listed, "more is", "more are"));
    }
    out
}

fn row(place: &str, row: Option<usize>, rule: &str, message: &str, rows: usize) -> Vec<String> {
    let more = if rows > 1 && row.is_some() { format!(" ({})", count(rows, "row", "rows")) } else { String::new() };
    vec![one_line(place).into_owned(), row.map(|row| row.to_string()).unwrap_or_default(), rule.to_owned(), format!("{message}{more}")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mlmodel::json;

    #[test]
    fn a_rewritten_body_is_printed_as_it_is_sent() {
        let sent = |body: &str| as_sent(&json::parse(body).expect("JSON")).map(|raw| raw.get().to_owned());
        assert_eq!(
            sent(r#"{"a": [123456789012345678901234567890, 1.5]}"#).as_deref(),
            Some(r#"{"a": [123456789012345678901234567890, 1.5]}"#)
        );
        assert_eq!(sent(r#"{"a": [NaN]}"#).as_deref(), Some(r#""{\"a\": [NaN]}""#));
    }
}
