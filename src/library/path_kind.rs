//! Is a path a place, with many models below it, or one model?

use std::path::{Path, PathBuf};

use super::{file_store, sqlite};
use crate::folder::{self, MLMODEL, Progress};

/// Whether a path is a place to browse rather than a model to open: a store, its database, or a folder with several
/// models below. Looks until it knows, and no further.
#[must_use]
pub fn is_place(path: &Path, progress: &Progress) -> bool {
    let Ok(path) = folder::address::here(path) else { return false };
    let path = &*path;
    open_place(path).is_some() || folder::has_several(path, progress)
}

/// The folder that a place is: of the file of a database, the one it lies in. By the path's text alone.
#[must_use]
pub fn place_of(path: &Path) -> &Path {
    let is_database = path.file_name().is_some_and(sqlite::is_database_name);
    path.parent().filter(|_| is_database).unwrap_or(path)
}

/// The folder to browse where a path is a store by itself, or the file of its database.
#[must_use]
pub fn open_place(path: &Path) -> Option<PathBuf> {
    // What is no path of this machine is said by whoever opens it.
    let path = folder::address::here(path).ok()?;
    let path = &*path;
    if path.is_file() {
        // The file of a database, or of a model, means its folder.
        let mut head = Vec::new();
        let read = std::fs::File::open(path).and_then(|file| std::io::Read::read_to_end(&mut std::io::Read::take(file, 16), &mut head));
        let is_named = path.file_name().is_some_and(|name| name == sqlite::NAME);
        let is_store = read.is_ok() && sqlite::is_sqlite(&head) && (is_named || sqlite::Database::open(path).is_ok());
        return path.parent().filter(|_| is_store).map(Path::to_owned);
    }
    if path.join(MLMODEL).exists() {
        return None;
    }
    let is_store = path.join(sqlite::NAME).is_file()
        || path.join("mlruns").is_dir()
        || path.file_name().is_some_and(|name| name == "mlruns" || name == "mlartifacts")
        || file_store::is_experiment(path);
    is_store.then(|| path.to_owned())
}
