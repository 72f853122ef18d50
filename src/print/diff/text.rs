//! A comparison for people, in a terminal.

use std::fmt::Write as _;

use crate::compare::rules::Grade;
use crate::compare::{Callers, Change, DiffSection};
use crate::folder::Subject;
use crate::mlmodel::display::{clipped, count, one_line, os_text};
use crate::present::diff::{Diff, NestedRow};
use crate::present::{Table, fingerprint};
use crate::print::table;
use crate::reading::Model;

/// Rows of one section that are printed; the rest is counted.
const MAX_ROWS: usize = 200;

/// The comparison as plain text: what differs, and what it means.
#[must_use]
pub fn text(diff: &Diff) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, diff);
    out
}

fn write(out: &mut String, diff: &Diff) -> std::fmt::Result {
    let sides = [("A", "baseline", &diff.compared.baseline), ("B", "candidate", &diff.compared.first.model)];
    for (letter, role, side) in sides {
        writeln!(out, "{letter}  {}  ({role}) - {}", one_line(&name(side)), state(side))?;
        writeln!(out, "   {}", one_line(&os_text(side.opened.path.as_os_str())))?;
        if let Some(text) = fingerprint::text(side) {
            writeln!(out, "   fingerprint {text}")?;
        }
    }
    if let Some(are_equal) = fingerprint::are_equal(&diff.compared) {
        writeln!(out, "\n{}", fingerprint::equality(are_equal))?;
    }
    writeln!(out, "\n{} ({})", diff.headline(), diff.remark())?;
    if !diff.is_identical() && diff.callers == Callers::Any {
        let answer = |callers| diff.comparison().answer(callers).word();
        writeln!(out, "  scoring server: {}, in-process Python: {}", answer(Callers::Rest), answer(Callers::Python))?;
    }
    let reasons = diff.comparison().verdict.reasons(diff.callers);
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
    for rows in &diff.sections {
        writeln!(out, "\n{}: {}", rows.section.title, rows.heading())?;
        let mut table = Table::new(&["", "", "A", "B", ""]);
        for NestedRow { depth, row } in changed_rows(diff, rows.section, MAX_ROWS) {
            let sign = format!("{}{} {}", "  ".repeat(depth.into()), sign(row.first.change), row.name());
            let mut cells = row.columns();
            cells[0] = sign;
            cells.push(row.first.hint);
            table.rows.push(cells);
        }
        if !table.rows.is_empty() {
            out.push_str(&table::text(&table, 2));
        }
        let changes = changes(diff, rows.section);
        if changes > MAX_ROWS {
            writeln!(out, "  … and {}; --format json lists all", count(changes - MAX_ROWS, "more change", "more changes"))?;
        }
    }
    Ok(())
}

/// Differences of a section that count.
pub(super) fn changes(diff: &Diff, section: &DiffSection) -> usize {
    diff.comparison().section(section).map_or(0, |diff| diff.counts.changes)
}

/// The rows of a section that differ, with what differs below them.
pub(super) fn changed_rows(diff: &Diff, section: &DiffSection, most: usize) -> Vec<NestedRow> {
    let mut found = Vec::new();
    let differs = |i: &usize| {
        let row = diff.change(section, *i);
        row.change != Some(Change::Same) && !row.expected
    };
    for i in (0..diff.len(section)).filter(differs).take(most) {
        if let Some(row) = diff.row(section, i) {
            let nests = row.first.change == Some(Change::Changed);
            found.push(NestedRow { depth: 0, row });
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
pub(super) fn name(side: &Model) -> String {
    match &side.opened.subject {
        Subject::Model(folder) => folder.name.text.to_string(),
        Subject::Artifact(artifact) => artifact.name.clone(),
        Subject::Several { .. } | Subject::NotAModel(_) => side.opened.path.file_name().map(os_text).unwrap_or_default(),
    }
}

/// Whether it loads, or what it is instead of a model.
pub(super) fn state(side: &Model) -> String {
    match &side.opened.subject {
        Subject::Model(_) => side.health().sentence(),
        _ => side.findings().first().map_or_else(|| "not a model".to_owned(), |finding| finding.title.clone()),
    }
}
