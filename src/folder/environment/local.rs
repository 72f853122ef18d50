//! Files and folders beside the MLmodel that requirement lines install from.

use std::path::Path;

use super::{Environment, LineKind, direct_target};
use crate::folder::references::outside_by_text;
use crate::folder::{Files, Found};

/// A wheel, an archive or a folder that a requirement line installs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    /// As written.
    pub path: String,
    /// The line it stands in, from 1.
    pub line: u32,
    /// The file it stands in, relative to the model folder.
    pub file: Box<str>,
    /// Whether it is there.
    pub status: LocalStatus,
}

/// Whether it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalStatus {
    /// It is in the folder.
    Present,
    /// It is not in the folder, or not readable.
    Missing,
    /// Absolute, or out of the folder: it exists on another machine at best.
    Elsewhere,
}

/// The files that requirement lines install from; addresses are none.
pub(super) fn local_files(files: &Files, environment: &Environment) -> Vec<LocalFile> {
    let mut found = Vec::new();
    for (file, line) in environment.all_lines() {
        let LineKind::Direct { .. } = line.kind else { continue };
        let path = direct_target(&line.text);
        let path = path.strip_prefix("file://").unwrap_or(path);
        if path.contains("://") || path.starts_with("git+") || path.is_empty() {
            continue;
        }
        let status = if outside_by_text(path).is_some() {
            LocalStatus::Elsewhere
        } else {
            match files.look(Path::new(path.trim_start_matches("./"))) {
                Found::File { .. } | Found::Folder => LocalStatus::Present,
                _ => LocalStatus::Missing,
            }
        };
        found.push(LocalFile { path: path.to_owned(), line: line.line, file: file.into(), status });
    }
    found
}
