//! Code to load, call, register and deploy a model: shown and copied snippet by snippet, never printed as a whole.

use super::section::{PanelWords, Section};

/// This section.
pub static SECTION: Section = Section {
    key: "use",
    title: "Use",
    about: "Code to load, call, register and deploy the model",
    panel: Some(PanelWords { command: "Show snippets", digit: 7, is_tall: true }),
    values: None,
    parts: None,
    json: None,
};
