//! The report as Markdown, for a pull request or a wiki.

use std::fmt::Write as _;

use super::example::ExampleRows;
use super::table::markdown as escape;
use super::{Table, environment, facts, rows};
use crate::checks::{Finding, Health, Severity};
use crate::folder::{Opened, Subject};
use crate::library::Trace;
use crate::mlmodel::display::{bytes, os_text};

/// The report as Markdown.
#[must_use]
pub fn markdown(opened: &Opened, findings: &[Finding], trace: Option<&Trace>) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, opened, findings, trace);
    out
}

fn write(out: &mut String, opened: &Opened, findings: &[Finding], trace: Option<&Trace>) -> std::fmt::Result {
    match &opened.subject {
        Subject::Model(folder) => {
            writeln!(out, "# {}\n\n**{}**\n", escape(&folder.name.text), Health::of(findings).sentence())?;
            let mut table = Table::new(&["Fact", "Value"]);
            if let Some(model) = folder.model() {
                let flavors: Vec<String> = model.flavors.list().iter().map(|flavor| facts::flavor_label(flavor, model)).collect();
                table.rows.push(vec!["Flavors".to_owned(), flavors.join(", ")]);
            }
            table.rows.extend(
                facts::of(folder).into_iter().map(|fact| vec![fact.label.to_owned(), if fact.is_code { fact.whole } else { fact.value }]),
            );
            out.push_str(&table.to_markdown_cut());
            if let Some(signature) = folder.model().and_then(|model| model.signature.as_ref()) {
                for (name, part) in rows::parts(signature) {
                    match part {
                        Some(part) => writeln!(out, "\n## {name}\n\n{}\n\n{}", part.heading(), part.table().to_markdown_cut())?,
                        None => writeln!(out, "\n## {name}\n\nNone declared.")?,
                    }
                }
            } else {
                writeln!(out, "\nNo signature is recorded.")?;
            }
            if let Some(example) = ExampleRows::of(folder) {
                let verdict = example.verdict().map(|verdict| format!("; it {verdict}")).unwrap_or_default();
                writeln!(out, "\n## Input example\n\n{}{verdict}.", escape(&example.summary))?;
            }
            let asked = environment::sections(&folder.environment);
            if !asked.is_empty() {
                let (summary, table) = (environment::summary(&asked), environment::table(&asked));
                writeln!(out, "\n## Environment\n\n{}\n\n{}", escape(&summary), table.to_markdown_cut())?;
            }
            let mut table = Table::new(&["Entry", "Path", "Status", "Size"]);
            for reference in &folder.references {
                table.rows.push(vec![
                    reference.key.to_string(),
                    reference.path.to_string(),
                    reference.status.label().to_owned(),
                    reference.bytes.map(bytes).unwrap_or_default(),
                ]);
            }
            writeln!(out, "\n## What the MLmodel names\n\n{}", table.to_markdown_cut())?;
        }
        Subject::Several { models, .. } => {
            writeln!(out, "# Models\n")?;
            for model in models {
                writeln!(out, "- {}", escape(&os_text(model.as_os_str())))?;
            }
        }
        Subject::Artifact(artifact) => writeln!(out, "# {}\n\nA file, not a model.", escape(&artifact.name))?,
        Subject::NotAModel(_) => writeln!(out, "# Not a model")?,
    }
    for section in trace.map(super::trace::sections).unwrap_or_default() {
        let mut table = Table::new(&["", ""]);
        table.rows.extend(section.rows.into_iter().map(|row| vec![row.label, row.value]));
        writeln!(out, "\n## {}\n\n{}", section.title, table.to_markdown_cut())?;
    }
    for (severity, heading) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")] {
        let group: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == severity).collect();
        if !group.is_empty() {
            writeln!(out, "\n## {heading}\n")?;
        }
        for finding in group {
            writeln!(out, "- **{}** ({}): {} {}", escape(&finding.title), finding.code, escape(&finding.meaning), escape(&finding.help))?;
        }
    }
    Ok(())
}
