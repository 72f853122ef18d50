//! The files that a run logged besides its models: plots, tables, texts.

use std::path::{Path, PathBuf};

use crate::folder::{ChildKind, Files, Found, MLMODEL};

/// More files of a run are not listed.
const MAX_FILES: usize = 500;
/// More entries of its folders are not looked at.
const MAX_LOOKED_AT: usize = 20_000;
/// Folders below the artifacts are entered so deep.
const MAX_DEPTH: usize = 8;

/// What a run logged as files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFiles {
    /// The run's `artifacts`.
    pub folder: PathBuf,
    /// Sorted by path.
    pub files: Vec<RunFile>,
    /// There are more than are listed.
    pub is_cut: bool,
}

/// A file that a run logged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RunFile {
    /// Below the artifacts, with `/` between its parts.
    pub path: String,
    pub bytes: u64,
}

impl RunFiles {
    /// The files below an `artifacts` folder. Models are left out, for they are listed as such, and so is what is no file; links are
    /// not followed.
    #[must_use]
    pub fn below(folder: PathBuf, root: &Files) -> Self {
        let mut found = Self { folder, ..Self::default() };
        found.add(root, "", 0, &mut 0);
        found.files.sort();
        found
    }

    fn add(&mut self, folder: &Files, prefix: &str, depth: usize, looked_at: &mut usize) {
        if matches!(folder.look(Path::new(MLMODEL)), Found::File { .. }) {
            return;
        }
        for child in folder.children().into_iter().flatten().flatten() {
            *looked_at += 1;
            if *looked_at > MAX_LOOKED_AT {
                self.is_cut = true;
                return;
            }
            let Ok(name) = child.name.into_string() else {
                self.is_cut = true;
                continue;
            };
            let path = format!("{prefix}{name}");
            match child.kind {
                ChildKind::File if self.files.len() >= MAX_FILES => self.is_cut = true,
                ChildKind::File => {
                    if let Found::File { bytes } = folder.look(Path::new(&name)) {
                        self.files.push(RunFile { path, bytes });
                    }
                }
                ChildKind::Folder if depth < MAX_DEPTH && !self.is_cut => {
                    if let Ok(below) = folder.enter(Path::new(&name)) {
                        self.add(&below, &format!("{path}/"), depth + 1, looked_at);
                    }
                }
                ChildKind::Folder => self.is_cut = true,
                _ => {}
            }
        }
    }
}
