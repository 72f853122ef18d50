//! A comparison as Markdown, for a pull request.

use std::fmt::Write as _;

use super::text::{changed_rows, name, state};
use crate::compare::rules::Grade;
use crate::compare::{Callers, Section};
use crate::mlmodel::display::count;
use crate::present::Table;
use crate::present::diff::{COLUMNS, Diff, side_facts};
use crate::print::table::{self, escape_markdown as escape};

/// Reasons and rows of one section that are written; the rest is counted.
const MAX_ROWS: usize = 200;

/// The comparison as Markdown.
#[must_use]
pub fn markdown(diff: &Diff<'_>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, diff);
    out
}

fn write(out: &mut String, diff: &Diff<'_>) -> std::fmt::Result {
    writeln!(out, "# {} → {}\n", escape(&name(diff.a)), escape(&name(diff.b)))?;
    writeln!(out, "**{}** ({})", diff.headline(), diff.remark())?;
    if !diff.is_identical() && diff.callers == Callers::Any {
        let answer = |callers| diff.comparison.answer(callers, diff.files).word();
        writeln!(out, "\nScoring server: {}; in-process Python: {}.", answer(Callers::Rest), answer(Callers::Python))?;
    }
    let mut table = Table::new(&["", "Model", "State", "Facts"]);
    for (letter, side) in [("A, baseline", diff.a), ("B, candidate", diff.b)] {
        let facts = side.folder().map(side_facts).unwrap_or_default().join(" · ");
        table.rows.push(vec![letter.to_owned(), name(side), state(side), facts]);
    }
    writeln!(out, "\n{}", table::markdown_cut(&table))?;
    let reasons = diff.comparison.verdict.reasons(diff.callers);
    for reason in reasons.iter().take(MAX_ROWS) {
        let grade = reason.grade(diff.callers).unwrap_or(Grade::Safe).word();
        writeln!(out, "- {grade}: **{}** {}", escape(&reason.subject), escape(&reason.predicate(diff.callers)))?;
    }
    if reasons.len() > MAX_ROWS {
        writeln!(out, "- and {}", count(reasons.len() - MAX_ROWS, "more reason", "more reasons"))?;
    }
    let counts = diff.comparison.counts(diff.files);
    for section in diff.sections() {
        let counts = &counts[section as usize];
        writeln!(out, "\n## {}\n\n{}", section.title(), escape(&diff.heading(section, counts)))?;
        let mut table = Table::new(&COLUMNS);
        for (depth, row) in changed_rows(diff, section, MAX_ROWS) {
            let mut columns = row.columns();
            if depth > 0 {
                columns[0] = format!("{} {}", "›".repeat(depth.into()), columns[0]);
            }
            if !row.hint.is_empty() && section != Section::Environment {
                columns[1] = format!("{} ({})", columns[1], row.hint);
            }
            table.rows.push(columns.into());
        }
        if !table.rows.is_empty() {
            writeln!(out, "\n{}", table::markdown_cut(&table))?;
        }
        if counts.changes > MAX_ROWS {
            writeln!(out, "and {}", count(counts.changes - MAX_ROWS, "more change", "more changes"))?;
        }
    }
    Ok(())
}
