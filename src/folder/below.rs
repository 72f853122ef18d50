//! Model folders below a folder.

use std::path::{Path, PathBuf};

use super::{ChildKind, Files, MLMODEL, Progress, Stopped};

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
pub fn models_below(files: &Files, enough: usize, progress: &Progress) -> Below {
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
        match look_into(files, &path, progress) {
            Inside::Model => below.models.push(path),
            Inside::Folders(folders) if depth < MAX_DEPTH => {
                waiting.extend(folders.into_iter().map(|folder| (path.join(folder), depth + 1)));
            }
            Inside::Folders(folders) if !folders.is_empty() => below.stopped = Some(Stopped::Depth(MAX_DEPTH)),
            Inside::Folders(_) => {}
        }
    }
    below.models.sort();
    below
}

/// What one folder of a search holds.
enum Inside {
    Model,
    /// The names of the folders that are worth a look.
    Folders(Vec<std::ffi::OsString>),
}

/// Looks into the folder at `path`; the top one is never a model, whoever asks has seen that already.
fn look_into(files: &Files, path: &Path, progress: &Progress) -> Inside {
    let is_top = path.as_os_str().is_empty();
    let mut folders = Vec::new();
    let children = files.enter(path).and_then(|folder| folder.children()).into_iter().flatten().flatten();
    for child in children {
        progress.saw_one();
        if progress.is_cancelled() {
            break;
        }
        if child.name == MLMODEL && !is_top {
            return Inside::Model;
        }
        if child.kind == ChildKind::Folder && !is_passed_over(Path::new(&child.name)) {
            folders.push(child.name);
        }
    }
    Inside::Folders(folders)
}

/// Version control, virtual environments, caches, and whatever else hides.
pub fn is_passed_over(name: &Path) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || matches!(&*name, "node_modules" | "__pycache__" | "venv" | "site-packages")
}
