//! The report for programs.

use serde_json::Serializer;
use serde_json::ser::PrettyFormatter;

use crate::folder::Subject;
use crate::mlmodel::display::{json_escaped, os_text};
use crate::present::section::Entries;
use crate::present::{Page, SECTIONS};
use crate::reading::Model;

/// The version of everything that is printed as JSON. What is added leaves it as it is; what is renamed, moved or taken
/// away makes it the next. `assets/schema` describes each.
pub const SCHEMA: u32 = 1;

/// One JSON object, on several lines.
#[must_use]
pub fn json(model: &Model) -> String {
    let mut out = Vec::new();
    // Everything in a report is a string, a number or a list: writing cannot fail.
    let _ = write(&mut out, model, &Page::of(model));
    json_escaped(String::from_utf8(out).unwrap_or_default())
}

fn write(out: &mut Vec<u8>, model: &Model, page: &Page) -> serde_json::Result<()> {
    let mut serializer = Serializer::with_formatter(out, PrettyFormatter::new());
    let mut entries = Entries::begin(&mut serializer)?;
    entries.add("schema", &SCHEMA)?;
    entries.add("path", &os_text(model.opened.path.as_os_str()))?;
    if let Some(archive) = model.opened.archive() {
        entries.add("archive", &os_text(archive.path.as_os_str()))?;
    }
    entries.add("kind", kind(&model.opened.subject))?;
    for json in SECTIONS.iter().filter_map(|section| section.json) {
        json(model, page, &mut entries)?;
    }
    entries.end()
}

/// The word for what was opened.
#[must_use]
pub fn kind(subject: &Subject) -> &'static str {
    match subject {
        Subject::Model(_) => "model",
        Subject::Several { .. } => "several",
        Subject::Artifact(_) => "artifact",
        Subject::NotAModel(_) => "not_a_model",
    }
}
