//! The report as Markdown, for a pull request or a wiki.

use std::fmt::Write as _;

use super::table::{self, escape_markdown as escape};
use crate::folder::Subject;
use crate::mlmodel::display::{capitalised, os_text};
use crate::present::section::{Body, PrintedPart};
use crate::present::{Page, SECTIONS, Table};
use crate::reading::Model;

/// The report as Markdown.
#[must_use]
pub fn markdown(model: &Model) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, model, &Page::of(model));
    out
}

fn write(out: &mut String, model: &Model, page: &Page) -> std::fmt::Result {
    match &model.opened.subject {
        Subject::Model(folder) => {
            writeln!(out, "# {}\n\n**{}**\n", escape(&folder.name.text), model.health().sentence())?;
            let mut table = Table::new(&["Fact", "Value"]);
            if folder.model().is_some() {
                table.rows.push(vec!["Flavors".to_owned(), page.flavors.join(", ")]);
            }
            table.rows.extend(page.facts.iter().map(|fact| {
                let value = if fact.is_id() { &fact.whole } else { &fact.value };
                vec![fact.label.to_owned(), value.clone()]
            }));
            out.push_str(&table::markdown_cut(&table));
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
    for part in SECTIONS.iter().flat_map(|section| section.printed(model, page)) {
        write_part(out, part)?;
    }
    Ok(())
}

fn write_part(out: &mut String, part: PrintedPart) -> std::fmt::Result {
    if !part.title.is_empty() {
        writeln!(out, "\n## {}", part.title)?;
    }
    // Where nothing follows, what is said stands as a sentence.
    let is_last = matches!(part.body, Body::Nothing) && part.lines.is_empty() && !part.summary.is_empty();
    let summary = if is_last { format!("{}.", capitalised(part.summary.trim_end_matches('.'))) } else { part.summary };
    // Lines below a summary with nothing behind them are a list.
    let is_list = matches!(part.body, Body::Nothing) && !summary.is_empty();
    let (lines, items) = if is_list { (&[][..], &part.lines[..]) } else { (&part.lines[..], &[][..]) };
    for line in std::iter::once(&summary).chain(lines).filter(|line| !line.is_empty()) {
        writeln!(out, "\n{}", escape(line))?;
    }
    if !items.is_empty() {
        writeln!(out)?;
    }
    for item in items {
        writeln!(out, "- {}", escape(item))?;
    }
    match part.body {
        Body::Nothing => {}
        Body::Table(table) => writeln!(out, "\n{}", table::markdown_cut(&table))?,
        Body::Values(values) => {
            let mut table = Table::new(&["", ""]);
            table.rows.extend(values.into_iter().map(|value| vec![value.label, value.value]));
            writeln!(out, "\n{}", table::markdown_cut(&table))?;
        }
        Body::Findings(findings) => {
            writeln!(out)?;
            for finding in findings {
                writeln!(
                    out,
                    "- **{}** ({}): {} {}",
                    escape(&finding.title),
                    finding.code,
                    escape(&finding.meaning),
                    escape(&finding.help)
                )?;
            }
        }
    }
    Ok(())
}
