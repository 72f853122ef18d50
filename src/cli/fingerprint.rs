//! `fingerprint`: the SHA-256 over the files of model folders, and whether it is one that is known.

use std::path::{Path, PathBuf};

use super::store::Unresolved;
use super::{Exit, ListFormat, print};
use crate::folder::{self, Fingerprint, Progress};
use crate::mlmodel::display::os_text;
use crate::print::fingerprint::FingerprintRow;
use crate::print::{self as report, to_stderr};
use crate::reading::Model;

pub(super) fn run(paths: &[PathBuf], unresolved: &[Unresolved], known: Option<Fingerprint>, format: ListFormat) -> Exit {
    let told = |path: &PathBuf| match unresolved.iter().find(|unresolved| unresolved.path == *path) {
        Some(Unresolved { why, .. }) => {
            FingerprintRow { path: os_text(path.as_os_str()), kind: None, found: Err(why.clone()), matches: None }
        }
        None => row(path, known),
    };
    let rows: Vec<FingerprintRow> = paths.iter().map(told).collect();
    let text = match format {
        ListFormat::Text => report::fingerprint::text(&rows),
        ListFormat::Json => report::fingerprint::json(&rows) + "\n",
    };
    let mut exit = if print(&text) { Exit::Fine } else { Exit::Trouble };
    for row in &rows {
        match &row.found {
            Err(why) => {
                exit = Exit::Trouble;
                to_stderr(&format!("{why}: {}", row.path));
            }
            Ok(_) if row.matches == Some(false) => {
                if exit == Exit::Fine {
                    exit = Exit::Findings;
                }
                to_stderr(&format!("this is not the fingerprint that --check names: {}", row.path));
            }
            Ok(_) => {}
        }
    }
    exit
}

/// Finds the fingerprint of a model for a report; whether it has none, which is told.
pub(super) fn is_missed(model: &Model) -> bool {
    let Some(Err(why)) = model.find_fingerprint(&Progress::default()) else { return false };
    to_stderr(&format!("no fingerprint, for {why}: {}", model.shown_path()));
    true
}

fn row(path: &Path, known: Option<Fingerprint>) -> FingerprintRow {
    let progress = Progress::default();
    match folder::open(path, &progress) {
        Ok(opened) => {
            let found = opened.fingerprint(&progress);
            FingerprintRow {
                path: os_text(opened.path.as_os_str()),
                kind: Some(report::kind(&opened.subject)),
                matches: known.zip(found.as_ref().ok().copied()).map(|(known, found)| known == found),
                found: found.map_err(|why| why.to_string()),
            }
        }
        Err(error) => {
            FingerprintRow { path: os_text(error.path.as_os_str()), kind: None, found: Err(error.why.to_string()), matches: None }
        }
    }
}
