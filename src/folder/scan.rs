//! Model folders below a folder.

use std::path::{Path, PathBuf};

use super::{MLMODEL, Progress, Root};

/// Folders looked into at most.
const MAX_FOLDERS: usize = 50_000;
/// A run's model lies some six levels below its store.
const MAX_DEPTH: usize = 12;

/// What a scan found.
#[derive(Debug, Default)]
pub struct Below {
    /// Relative to the folder, sorted.
    pub models: Vec<PathBuf>,
    /// Stopped early: at a limit, or cancelled.
    pub truncated: bool,
}

/// Folders that hold an MLmodel, or the first `enough` of them. A model's own folder is not searched further: what lies below it is
/// part of it. Links are not followed; version control, caches and deleted experiments are passed over.
pub fn models_below(root: &Root, enough: usize, progress: &Progress) -> Below {
    let mut below = Below::default();
    let mut waiting = vec![(PathBuf::new(), 0)];
    let mut looked = 0;
    while let Some((path, depth)) = waiting.pop() {
        looked += 1;
        if progress.is_cancelled() || looked > MAX_FOLDERS || below.models.len() >= enough {
            below.truncated = true;
            break;
        }
        let opened = if depth == 0 { None } else { root.dir().open_dir(&path).ok() };
        let dir = match (&opened, depth) {
            (Some(dir), _) => dir,
            (None, 0) => root.dir(),
            (None, _) => continue,
        };
        let Ok(entries) = dir.entries() else { continue };
        let mut folders = Vec::new();
        let mut is_model = false;
        for entry in entries.flatten() {
            progress.saw_one();
            if progress.is_cancelled() {
                break;
            }
            let name = entry.file_name();
            if name == MLMODEL && depth > 0 {
                is_model = true;
                break;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) && !is_passed_over(Path::new(&name)) {
                folders.push(path.join(name));
            }
        }
        if is_model {
            below.models.push(path);
        } else if depth < MAX_DEPTH {
            waiting.extend(folders.into_iter().map(|folder| (folder, depth + 1)));
        }
    }
    below.models.sort();
    below
}

fn is_passed_over(name: &Path) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || matches!(&*name, "node_modules" | "__pycache__" | "venv" | "site-packages")
}
