//! What is wrong with a model.

use serde::Serialize;

use super::Page;
use super::section::{Body, Entries, PanelWords, Place, PrintedPart, Section};
use crate::checks::{Finding, Severity};
use crate::mlmodel::{Code, KeyPath};
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "findings",
    title: "Problems",
    about: "What is wrong with the model",
    panel: Some(PanelWords { command: "Show problems", also: &["findings", "errors", "warnings"], place: Place::Below { digit: 1 } }),
    values: None,
    parts: Some(parts),
    json: Some(json),
};

fn parts(model: &Model, _: &Page) -> Vec<PrintedPart> {
    let groups = [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")];
    let part = |(severity, title)| {
        let findings: Vec<Finding> = model.findings().iter().filter(|finding| finding.severity == severity).cloned().collect();
        (!findings.is_empty()).then(|| PrintedPart::new(title, "", Body::Findings(findings)))
    };
    groups.into_iter().filter_map(part).collect()
}

#[derive(Serialize)]
struct FindingReport<'a> {
    code: &'static Code,
    severity: Severity,
    keys: &'a [KeyPath],
    path: Option<&'a str>,
    line: Option<u32>,
    message: String,
    help: &'a str,
}

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    entries.add(SECTION.key, &model.findings().iter().map(report).collect::<Vec<_>>())
}

fn report(finding: &Finding) -> FindingReport<'_> {
    FindingReport {
        code: finding.code,
        severity: finding.severity,
        keys: &finding.keys,
        path: finding.path.as_deref(),
        line: finding.line,
        message: finding.message(),
        help: &finding.help,
    }
}
