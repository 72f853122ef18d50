//! A comparison for people, in a terminal.

use std::fmt::Write as _;

use crate::checks::Health;
use crate::compare::rules::Grade;
use crate::compare::{Callers, Change, Section, Side};
use crate::folder::Subject;
use crate::mlmodel::display::{clipped, count, one_line, os_text};
use crate::present::Table;
use crate::present::diff::{ChangeRow, Diff};
use crate::print::table;

/// Rows of one section that are printed; the rest is counted.
const MAX_ROWS: usize = 200;

/// The comparison as plain text: what differs, and what it means.
#[must_use]
pub fn text(diff: &Diff<'_>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, diff);
    out
}

fn write(out: &mut String, diff: &Diff<'_>) -> std::fmt::Result {
    for (letter, role, side) in [("A", "baseline", diff.a), ("B", "candidate", diff.b)] {
        writeln!(out, "{letter}  {}  ({role}) - {}", one_line(&name(side)), state(side))?;
        writeln!(out, "   {}", one_line(&os_text(side.opened.path.as_os_str())))?;
    }
    writeln!(out, "\n{} ({})", diff.headline(), diff.remark())?;
    if !diff.is_identical() && diff.callers == Callers::Any {
        let answer = |callers| diff.comparison.answer(callers, diff.files).word();
        writeln!(out, "  scoring server: {}, in-process Python: {}", answer(Callers::Rest), answer(Callers::Python))?;
    }
    let reasons = diff.comparison.verdict.reasons(diff.callers);
    if !reasons.is_empty() {
        writeln!(out)?;
    }
    for reason in reasons.iter().take(MAX_ROWS) {
        let grade = reason.grade(diff.callers).unwrap_or(Grade::Safe).word();
        writeln!(out, "  {grade:<9} {} {} [{}]", clipped(&reason.subject, 80), one_line(&reason.predicate(diff.callers)), reason.code)?;
    }
    if reasons.len() > MAX_ROWS {
        writeln!(out, "  … and {}; --format json lists all", count(reasons.len() - MAX_ROWS, "more reason", "more reasons"))?;
    }
    let counts = diff.comparison.counts(diff.files);
    for section in diff.sections() {
        let counts = &counts[section as usize];
        writeln!(out, "\n{}: {}", section.title(), diff.heading(section, counts))?;
        let mut table = Table::new(&["", "", "A", "B", ""]);
        for (depth, row) in changed_rows(diff, section, MAX_ROWS) {
            let [_, word, a, b] = row.columns();
            let sign = format!("{}{} {}", "  ".repeat(depth.into()), sign(row.change), row.name());
            table.rows.push(vec![sign, word, a, b, row.hint]);
        }
        if !table.rows.is_empty() {
            out.push_str(&table::text(&table, 2));
        }
        if counts.changes > MAX_ROWS {
            writeln!(out, "  … and {}; --format json lists all", count(counts.changes - MAX_ROWS, "more change", "more changes"))?;
        }
    }
    Ok(())
}

/// The rows of a section that differ, with what differs below them.
pub(super) fn changed_rows(diff: &Diff<'_>, section: Section, most: usize) -> Vec<(u16, ChangeRow)> {
    let mut found = Vec::new();
    let differs = |i: &usize| {
        let (change, expected) = diff.change(section, *i);
        change != Some(Change::Same) && !expected
    };
    for i in (0..diff.len(section)).filter(differs).take(most) {
        if let Some(row) = diff.row(section, i) {
            let nests = row.change == Some(Change::Changed);
            found.push((0, row));
            if nests {
                found.extend(diff.nested(section, i, true, most.saturating_sub(found.len())));
            }
        }
    }
    found
}

fn sign(change: Option<Change>) -> char {
    match change {
        Some(Change::Same) => '=',
        Some(Change::Changed) => '~',
        Some(Change::Added) => '+',
        Some(Change::Removed) => '-',
        Some(Change::Moved) => '^',
        None => '?',
    }
}

/// What a side is called.
pub(super) fn name(side: Side<'_>) -> String {
    match &side.opened.subject {
        Subject::Model(folder) => folder.name.text.to_string(),
        Subject::Artifact(artifact) => artifact.name.clone(),
        Subject::Several { .. } | Subject::NotAModel(_) => side.opened.path.file_name().map(os_text).unwrap_or_default(),
    }
}

/// Whether it loads, or what it is instead of a model.
pub(super) fn state(side: Side<'_>) -> String {
    match &side.opened.subject {
        Subject::Model(_) => Health::of(side.findings).sentence(),
        _ => side.findings.first().map_or_else(|| "not a model".to_owned(), |finding| finding.title.clone()),
    }
}
