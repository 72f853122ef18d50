//! Code to load, call, register and deploy a model: shown and copied snippet by snippet, never printed as a whole.

use super::section::{PanelWords, Place, Section};

/// This section.
pub static SECTION: Section = Section {
    key: "use",
    title: "Deploy",
    about: "Code to load, call, register and deploy the model",
    panel: Some(PanelWords {
        command: "Show deployment code",
        also: &["use", "snippets", "load", "register", "serve"],
        place: Place::Below { digit: 6, is_tall: true },
    }),
    values: None,
    parts: None,
    json: None,
};
