//! The report for people, in a terminal.

use std::fmt::Write as _;

use super::{here, table};
use crate::checks::Finding;
use crate::folder::{ModelFolder, Subject, WrongThing};
use crate::mlmodel::display::{bytes, clipped, count, one_line, os_text};
use crate::present::section::{Body, PrintedPart};
use crate::present::values::LabelledValue;
use crate::present::{Page, SECTIONS, Table};
use crate::reading::Model;

/// Rows of one part that are printed; the rest is counted.
const MAX_ROWS: usize = 200;

/// The report as plain text.
#[must_use]
pub fn text(model: &Model) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, model, &Page::of(model));
    out
}

fn write(out: &mut String, model: &Model, page: &Page) -> std::fmt::Result {
    match &model.opened.subject {
        Subject::Model(folder) => model_head(out, model, folder, page)?,
        other => other_head(out, other)?,
    }
    for part in SECTIONS.iter().flat_map(|section| section.printed(model, page)) {
        write_part(out, part)?;
    }
    writeln!(out, "\n{}", model.shown_path())
}

fn model_head(out: &mut String, model: &Model, folder: &ModelFolder, page: &Page) -> std::fmt::Result {
    writeln!(out, "{} - {}", one_line(&folder.name.text), model.health().sentence())?;
    if !page.flavors.is_empty() {
        writeln!(out, "  {:<11} {}", "Flavors", page.flavors.join(", "))?;
    }
    for fact in &page.facts {
        writeln!(out, "  {:<11} {}", fact.label, if fact.is_id() { clipped(&fact.whole, 200) } else { fact.value.as_str().into() })?;
    }
    Ok(())
}

/// What was opened, where that is no model.
fn other_head(out: &mut String, subject: &Subject) -> std::fmt::Result {
    match subject {
        Subject::Several { models, stopped } => {
            let more = stopped.map(|stopped| format!(", and perhaps more: {stopped}")).unwrap_or_default();
            writeln!(out, "{}{more}", count(models.len(), "model", "models"))?;
            for model in models {
                writeln!(out, "  {}", one_line(&os_text(model.as_os_str())))?;
            }
        }
        Subject::Artifact(artifact) => {
            writeln!(out, "{}: a file, not a model", one_line(&artifact.name))?;
            for file in artifact.listing.files.iter().take(MAX_ROWS) {
                writeln!(out, "  {}  {}", one_line(&file.path), file.bytes.map(bytes).unwrap_or_default())?;
            }
        }
        Subject::NotAModel(WrongThing::Folder(contents)) => {
            writeln!(out, "Not a model")?;
            for store in &contents.stores {
                writeln!(out, "  {}  {}", one_line(&here(&store.path)), store.clause())?;
            }
            for file in contents.lone.iter().take(MAX_ROWS) {
                writeln!(out, "  {}  a lone {}", one_line(&file.path), file.word)?;
            }
            if let Some(more) = contents.lone.len().checked_sub(MAX_ROWS).filter(|more| *more > 0) {
                writeln!(out, "  … and {}; --format json lists all", count(more, "more lone model file", "more lone model files"))?;
            }
        }
        Subject::NotAModel(_) | Subject::Model(_) => writeln!(out, "Not a model")?,
    }
    Ok(())
}

fn write_part(out: &mut String, part: PrintedPart) -> std::fmt::Result {
    let colon = if part.title.is_empty() || part.summary.is_empty() { "" } else { ": " };
    writeln!(out, "\n{}{colon}{}", part.title, part.summary)?;
    for line in &part.lines {
        writeln!(out, "  {}", one_line(line))?;
    }
    match part.body {
        Body::Nothing => {}
        Body::Table(table) => out.push_str(&shortened(table)),
        Body::Values(values) => {
            let width = values.iter().map(|value| value.label.chars().count()).max().unwrap_or(0).clamp(11, 40);
            for LabelledValue { label, value, .. } in values.iter().take(MAX_ROWS) {
                writeln!(out, "{}", format!("  {:<width$} {}", clipped(label, 40), clipped(value, 200)).trim_end())?;
            }
        }
        Body::Findings(findings) => findings.iter().try_for_each(|finding| write_finding(out, finding))?,
    }
    Ok(())
}

/// A table of so many rows as are printed, and how many are not.
fn shortened(mut table: Table) -> String {
    let left = table.rows.len().saturating_sub(MAX_ROWS);
    table.rows.truncate(MAX_ROWS);
    let mut text = table::text(&table, 2);
    if left > 0 {
        let _ = writeln!(text, "  … and {}; --format json lists all", count(left, "more row", "more rows"));
    }
    text
}

fn write_finding(out: &mut String, finding: &Finding) -> std::fmt::Result {
    writeln!(out, "  {} [{}]", one_line(&finding.title), finding.code)?;
    for sentence in [&finding.meaning, &finding.help] {
        if !sentence.is_empty() {
            writeln!(out, "    {}", one_line(sentence))?;
        }
    }
    Ok(())
}
