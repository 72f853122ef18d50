//! A comparison as Markdown, for a pull request.

use std::fmt::Write as _;

use super::text::{changed_rows, changes, name, state};
use crate::compare::Callers;
use crate::compare::rules::Grade;
use crate::compare::sections::ENVIRONMENT;
use crate::mlmodel::display::count;
use crate::present::diff::{COLUMNS, Diff, NestedRow, side_facts};
use crate::present::{Table, fingerprint};
use crate::print::table::{self, escape_markdown as escape};

/// Reasons and rows of one section that are written; the rest is counted.
const MAX_ROWS: usize = 200;

/// The comparison as Markdown.
#[must_use]
pub fn markdown(diff: &Diff) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, diff);
    out
}

fn write(out: &mut String, diff: &Diff) -> std::fmt::Result {
    writeln!(out, "# {} → {}\n", escape(&name(&diff.compared.baseline)), escape(&name(&diff.compared.first.model)))?;
    writeln!(out, "**{}** ({})", diff.headline(), diff.remark())?;
    if !diff.is_identical() && diff.callers == Callers::Any {
        let answer = |callers| diff.comparison().answer(callers).word();
        writeln!(out, "\nScoring server: {}; in-process Python: {}.", answer(Callers::Rest), answer(Callers::Python))?;
    }
    let mut table = Table::new(&["", "Model", "State", "Facts"]);
    for (letter, side) in [("A, baseline", &diff.compared.baseline), ("B, candidate", &diff.compared.first.model)] {
        let facts = side.folder().map(side_facts).unwrap_or_default().join(" · ");
        table.rows.push(vec![letter.to_owned(), name(side), state(side), facts]);
    }
    writeln!(out, "\n{}", table::markdown_cut(&table))?;
    for (letter, side) in [("A", &diff.compared.baseline), ("B", &diff.compared.first.model)] {
        if let Some(text) = fingerprint::text(side) {
            writeln!(out, "Fingerprint of {letter}: {}\n", escape(&text))?;
        }
    }
    if let Some(are_equal) = fingerprint::are_equal(&diff.compared) {
        writeln!(out, "{}.\n", fingerprint::equality(are_equal))?;
    }
    let reasons = diff.comparison().verdict.reasons(diff.callers);
    for reason in reasons.iter().take(MAX_ROWS) {
        let grade = reason.grade(diff.callers).unwrap_or(Grade::Safe).word();
        writeln!(out, "- {grade}: **{}** {}", escape(&reason.subject), escape(&reason.predicate(diff.callers)))?;
    }
    if reasons.len() > MAX_ROWS {
        writeln!(out, "- and {}", count(reasons.len() - MAX_ROWS, "more reason", "more reasons"))?;
    }
    for rows in &diff.sections {
        writeln!(out, "\n## {}\n\n{}", rows.section.title, escape(rows.heading()))?;
        let mut table = Table::new(&COLUMNS);
        for NestedRow { depth, row } in changed_rows(diff, rows.section, MAX_ROWS) {
            let mut columns = row.columns();
            if depth > 0 {
                columns[0] = format!("{} {}", "›".repeat(depth.into()), columns[0]);
            }
            if !row.first.hint.is_empty() && *rows.section != ENVIRONMENT {
                columns[1] = format!("{} ({})", columns[1], row.first.hint);
            }
            table.rows.push(columns);
        }
        if !table.rows.is_empty() {
            writeln!(out, "\n{}", table::markdown_cut(&table))?;
        }
        let changes = changes(diff, rows.section);
        if changes > MAX_ROWS {
            writeln!(out, "and {}", count(changes - MAX_ROWS, "more change", "more changes"))?;
        }
    }
    Ok(())
}
