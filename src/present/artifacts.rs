//! The files and folders that the MLmodel names, and whether they are there.

use serde::Serialize;

use super::section::{Body, Entries, PrintedPart, Section};
use super::{Page, Table};
use crate::folder::Reference;
use crate::mlmodel::KeyPath;
use crate::mlmodel::display::bytes;
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "artifacts",
    title: "What the MLmodel names",
    about: "The files that the MLmodel names, and whether they are there",
    panel: None,
    values: None,
    parts: Some(parts),
    json: Some(json),
};

fn references(model: &Model) -> &[Reference] {
    model.folder().map_or(&[], |folder| &folder.references)
}

fn parts(model: &Model, _: &Page) -> Vec<PrintedPart> {
    let mut table = Table::new(&["Entry", "Path", "Status", "Size"]);
    table.rows.extend(references(model).iter().map(|reference| {
        vec![
            reference.key.to_string(),
            reference.path.to_string(),
            reference.status.label().to_owned(),
            reference.bytes.map(bytes).unwrap_or_default(),
        ]
    }));
    if table.rows.is_empty() { Vec::new() } else { vec![PrintedPart::new(SECTION.title, "", Body::Table(table))] }
}

#[derive(Serialize)]
struct ArtifactReport<'a> {
    key: &'a KeyPath,
    path: &'a str,
    status: &'static str,
    required: bool,
    bytes: Option<u64>,
}

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    entries.add(SECTION.key, &references(model).iter().map(report).collect::<Vec<_>>())
}

fn report(reference: &Reference) -> ArtifactReport<'_> {
    let Reference { key, path, status, required, bytes, .. } = reference;
    ArtifactReport { key, path, status: status.word(), required: *required, bytes: *bytes }
}
