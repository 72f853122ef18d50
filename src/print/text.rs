//! The report for people, in a terminal.

use std::fmt::Write as _;

use super::{here, table};
use crate::checks::{Finding, Severity};
use crate::folder::{ModelFolder, Subject, WrongThing};
use crate::mlmodel::display::{bytes, clipped, count, one_line, os_text};
use crate::mlmodel::signature::PartName;
use crate::present::rows::PartRows;
use crate::present::{Page, Table, environment};
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
    let path = os_text(model.opened.path.as_os_str());
    match &model.opened.subject {
        Subject::Model(folder) => model_folder(out, model, folder, page)?,
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
        Subject::NotAModel(_) => writeln!(out, "Not a model")?,
    }
    for section in &page.origin {
        writeln!(out, "\n{}", section.title)?;
        let width = section.rows.iter().map(|row| row.label.chars().count()).max().unwrap_or(0).clamp(11, 40);
        for row in section.rows.iter().take(MAX_ROWS) {
            writeln!(out, "{}", format!("  {:<width$} {}", clipped(&row.label, 40), clipped(&row.value, 200)).trim_end())?;
        }
    }
    problems(out, &model.findings)?;
    writeln!(out, "\n{}", one_line(&path))
}

fn model_folder(out: &mut String, model: &Model, folder: &ModelFolder, page: &Page) -> std::fmt::Result {
    writeln!(out, "{} - {}", one_line(&folder.name.text), model.health.sentence())?;
    if !page.flavors.is_empty() {
        writeln!(out, "  {:<11} {}", "Flavors", page.flavors.join(", "))?;
    }
    for fact in &page.facts {
        writeln!(out, "  {:<11} {}", fact.label, if fact.is_code { clipped(&fact.whole, 200) } else { fact.value.as_str().into() })?;
    }
    if let Some(signature) = folder.model().and_then(|model| model.signature.as_ref()) {
        for part_name in PartName::ALL {
            let (name, part) = (part_name.title(), PartRows::of(signature, part_name));
            let Some(part) = part else {
                writeln!(out, "\n{name}: none declared")?;
                continue;
            };
            writeln!(out, "\n{name}: {}", part.heading())?;
            out.push_str(&shortened(part.table()));
        }
    } else if folder.model().is_some() {
        writeln!(out, "\nNo signature is recorded: nobody can tell the input and the output.")?;
    }
    example(out, folder, page)?;
    if !page.environment.is_empty() {
        writeln!(out, "\nEnvironment: {}", page.environment_summary)?;
        out.push_str(&shortened(environment::table(&page.environment)));
    }
    if !folder.references.is_empty() {
        writeln!(out, "\nWhat the MLmodel names")?;
        let mut table = Table::new(&["Entry", "Path", "Status", "Size"]);
        for reference in folder.references.iter().take(MAX_ROWS) {
            table.rows.push(vec![
                reference.key.to_string(),
                reference.path.to_string(),
                reference.status.label().to_owned(),
                reference.bytes.map(bytes).unwrap_or_default(),
            ]);
        }
        out.push_str(&table::text(&table, 2));
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

fn example(out: &mut String, folder: &ModelFolder, page: &Page) -> std::fmt::Result {
    let Some(example) = &page.example else { return Ok(()) };
    let verdict = example.verdict().map(|verdict| format!("; it {verdict}")).unwrap_or_default();
    writeln!(out, "\nInput example: {}{verdict}", example.summary)?;
    if let Some(error) = &example.error {
        writeln!(out, "  {}", one_line(error))?;
    }
    let declares = folder.model().and_then(|model| model.signature.as_ref()).is_some_and(|signature| !signature.inputs.is_absent());
    if !declares && !example.columns.is_empty() {
        writeln!(out, "  Seen, not declared:")?;
        let mut table = Table::new(&["Column", "dtype"]);
        table.rows.extend(example.columns.iter().map(|column| vec![column.name.clone(), column.dtype.to_owned()]));
        out.push_str(&shortened(table));
    }
    Ok(())
}

fn problems(out: &mut String, findings: &[Finding]) -> std::fmt::Result {
    for (severity, heading) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")] {
        let mut group = findings.iter().filter(|finding| finding.severity == severity).peekable();
        if group.peek().is_some() {
            writeln!(out, "\n{heading}")?;
        }
        for finding in group {
            writeln!(out, "  {} [{}]", one_line(&finding.title), finding.code)?;
            for sentence in [&finding.meaning, &finding.help] {
                if !sentence.is_empty() {
                    writeln!(out, "    {}", one_line(sentence))?;
                }
            }
        }
    }
    Ok(())
}
