//! The report as Markdown, for a pull request or a wiki.

use std::fmt::Write as _;

use super::table::{self, escape_markdown as escape};
use crate::checks::{Finding, Severity};
use crate::folder::Subject;
use crate::mlmodel::display::{bytes, os_text};
use crate::mlmodel::signature::PartName;
use crate::present::facts::Fact;
use crate::present::rows::PartRows;
use crate::present::{Page, Table, environment};
use crate::reading::Model;

/// The report as Markdown.
#[must_use]
pub fn markdown(model: &Model) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, model, Page::of(model));
    out
}

fn write(out: &mut String, model: &Model, page: Page) -> std::fmt::Result {
    match &model.opened.subject {
        Subject::Model(folder) => {
            writeln!(out, "# {}\n\n**{}**\n", escape(&folder.name.text), model.health.sentence())?;
            let mut table = Table::new(&["Fact", "Value"]);
            if folder.model().is_some() {
                table.rows.push(vec!["Flavors".to_owned(), page.flavors.join(", ")]);
            }
            let value = |fact: Fact| vec![fact.label.to_owned(), if fact.is_code { fact.whole } else { fact.value }];
            table.rows.extend(page.facts.into_iter().map(value));
            out.push_str(&table::markdown_cut(&table));
            if let Some(signature) = folder.model().and_then(|model| model.signature.as_ref()) {
                for part_name in PartName::ALL {
                    let (name, part) = (part_name.title(), PartRows::of(signature, part_name));
                    match part {
                        Some(part) => writeln!(out, "\n## {name}\n\n{}\n\n{}", part.heading(), table::markdown_cut(&part.table()))?,
                        None => writeln!(out, "\n## {name}\n\nNone declared.")?,
                    }
                }
            } else {
                writeln!(out, "\nNo signature is recorded.")?;
            }
            if let Some(example) = &page.example {
                let verdict = example.verdict().map(|verdict| format!("; it {verdict}")).unwrap_or_default();
                writeln!(out, "\n## Input example\n\n{}{verdict}.", escape(&example.summary))?;
            }
            if !page.environment.is_empty() {
                let table = environment::table(&page.environment);
                writeln!(out, "\n## Environment\n\n{}\n\n{}", escape(&page.environment_summary), table::markdown_cut(&table))?;
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
            writeln!(out, "\n## What the MLmodel names\n\n{}", table::markdown_cut(&table))?;
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
    for section in page.origin {
        let mut table = Table::new(&["", ""]);
        table.rows.extend(section.rows.into_iter().map(|row| vec![row.label, row.value]));
        writeln!(out, "\n## {}\n\n{}", section.title, table::markdown_cut(&table))?;
    }
    for (severity, heading) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")] {
        let group: Vec<&Finding> = model.findings.iter().filter(|finding| finding.severity == severity).collect();
        if !group.is_empty() {
            writeln!(out, "\n## {heading}\n")?;
        }
        for finding in group {
            writeln!(out, "- **{}** ({}): {} {}", escape(&finding.title), finding.code, escape(&finding.meaning), escape(&finding.help))?;
        }
    }
    Ok(())
}
