//! Model folders below a folder.

use std::path::{Path, PathBuf};

use super::{MLMODEL, Progress, Root, Stopped};

/// Folders looked into at most.
const MAX_FOLDERS: usize = 50_000;
/// A run's model lies some six levels below its store.
const MAX_DEPTH: usize = 12;

/// What a scan found.
#[derive(Debug, Default)]
pub struct Below {
    /// Relative to the folder, sorted.
    pub models: Vec<PathBuf>,
    /// Why not everything was searched. Enough models ended it where this is nothing, or all was seen.
    pub stopped: Option<Stopped>,
}

/// Folders that hold an MLmodel, or the first `enough` of them. A model's own folder is not searched further: what lies below it is
/// part of it. Links are not followed; version control, caches and deleted experiments are passed over.
pub fn models_below(root: &Root, enough: usize, progress: &Progress) -> Below {
    let mut below = Below::default();
    let mut waiting = vec![(PathBuf::new(), 0)];
    let mut looked = 0;
    while let Some((path, depth)) = waiting.pop() {
        looked += 1;
        if progress.is_cancelled() {
            below.stopped = Some(Stopped::Cancelled);
        } else if looked > MAX_FOLDERS {
            below.stopped = Some(Stopped::Folders(MAX_FOLDERS));
        }
        if matches!(below.stopped, Some(Stopped::Cancelled | Stopped::Folders(_))) || below.models.len() >= enough {
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
        } else if !folders.is_empty() {
            below.stopped = Some(Stopped::Depth(MAX_DEPTH));
        }
    }
    below.models.sort();
    below
}

/// Version control, virtual environments, caches, and whatever else hides.
pub fn is_passed_over(name: &Path) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || matches!(&*name, "node_modules" | "__pycache__" | "venv" | "site-packages")
}
