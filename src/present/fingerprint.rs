//! The fingerprint of a model's files, where it was asked for.

use super::Page;
use super::section::{Body, Entries, PrintedPart, Section};
use crate::folder::Fingerprint;
use crate::reading::{Compared, Model};

/// This section.
pub static SECTION: Section = Section {
    key: "fingerprint",
    title: "Fingerprint",
    about: "The SHA-256 over the paths and contents of all files",
    panel: None,
    values: None,
    parts: Some(parts),
    json: Some(json),
};

/// It as text, or why there is none; nothing where it was not asked for.
#[must_use]
pub fn text(model: &Model) -> Option<String> {
    Some(match model.fingerprint()? {
        Ok(fingerprint) => fingerprint.to_string(),
        Err(why) => format!("none: {why}"),
    })
}

/// Whether the baseline and the first candidate hold the same files with the same bytes; nothing where one has no
/// fingerprint.
#[must_use]
pub fn are_equal(compared: &Compared) -> Option<bool> {
    let of = |model: &Model| -> Option<Fingerprint> { model.fingerprint()?.as_ref().ok().copied() };
    Some(of(&compared.baseline)? == of(&compared.first.model)?)
}

/// The sentence for [`are_equal`].
#[must_use]
pub fn equality(are_equal: bool) -> &'static str {
    if are_equal { "The fingerprints are equal: the same files with the same bytes" } else { "The fingerprints differ" }
}

fn parts(model: &Model, _: &Page) -> Vec<PrintedPart> {
    let part = |text| PrintedPart { lines: vec![text], ..PrintedPart::new(SECTION.title, "", Body::Nothing) };
    text(model).map(part).into_iter().collect()
}

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    let Some(found) = model.fingerprint() else { return Ok(()) };
    entries.add(SECTION.key, &found.as_ref().ok().map(ToString::to_string))?;
    match found {
        Ok(_) => Ok(()),
        Err(why) => entries.add("fingerprint_error", &why.to_string()),
    }
}
