//! The text of the MLmodel, and what MLflow reads in it.

use super::Page;
use super::section::{Entries, PanelWords, Section};
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "mlmodel",
    title: "Source",
    about: "The text of the MLmodel",
    panel: Some(PanelWords { command: "Show source", digit: 8, is_tall: false }),
    values: None,
    parts: None,
    json: Some(json),
};

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    entries.add(SECTION.key, &model.mlmodel().map(|mlmodel| mlmodel.document.resolve().value))
}
