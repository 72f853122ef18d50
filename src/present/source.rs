//! The text of the MLmodel, and what MLflow reads in it.

use super::Page;
use super::section::{Entries, Section};
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "mlmodel",
    title: "MLmodel file",
    about: "The text of the MLmodel",
    panel: None,
    values: None,
    parts: None,
    json: Some(json),
};

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    entries.add(SECTION.key, &model.mlmodel().map(|mlmodel| mlmodel.document.resolve().value))
}
