//! Fingerprints: as `sha256sum` prints them, and for programs.

use serde::Serialize;

use crate::folder::Fingerprint;
use crate::mlmodel::display::{json_escaped, one_line};

/// What one path has.
#[derive(Debug)]
pub struct FingerprintRow {
    /// Of the model, or as it was given.
    pub path: String,
    /// The word for what stands there; nothing where it cannot be opened.
    pub kind: Option<&'static str>,
    /// It, or why there is none, as a clause.
    pub found: Result<Fingerprint, String>,
    /// Whether it is the one that was asked about, where one was.
    pub matches: Option<bool>,
}

/// A line each, as `sha256sum` prints them; nothing for what has none.
#[must_use]
pub fn text(rows: &[FingerprintRow]) -> String {
    let line = |row: &FingerprintRow| row.found.as_ref().ok().map(|found| format!("{found}  {}\n", one_line(&row.path)));
    rows.iter().filter_map(line).collect()
}

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    path: &'a str,
    kind: Option<&'static str>,
    fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    matches: Option<bool>,
}

impl<'a> Report<'a> {
    fn of(row: &'a FingerprintRow) -> Self {
        Self {
            schema: super::SCHEMA,
            path: &row.path,
            kind: row.kind,
            fingerprint: row.found.as_ref().ok().map(ToString::to_string),
            error: row.found.as_ref().err().map(String::as_str),
            matches: row.matches,
        }
    }
}

/// A JSON array, on several lines.
#[must_use]
pub fn json(rows: &[FingerprintRow]) -> String {
    // Strings and numbers: writing cannot fail.
    json_escaped(serde_json::to_string_pretty(&rows.iter().map(Report::of).collect::<Vec<_>>()).unwrap_or_default())
}
