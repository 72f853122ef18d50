//! Is a path a store to browse by itself?

use std::path::{Path, PathBuf};

use super::{file_store, sqlite};
use crate::folder::{Found, Given, Stands};

/// The folder that a place is: of the file of a database, the one it lies in. By the path's text alone.
#[must_use]
pub fn place_of(path: &Path) -> &Path {
    let is_database = path.file_name().is_some_and(sqlite::is_database_name);
    path.parent().filter(|_| is_database).unwrap_or(path)
}

/// The folder to browse where a path is a store by itself, or the file of its database, which means the folder it lies in.
#[must_use]
pub fn store_at(given: &Given) -> Option<PathBuf> {
    let path = &*given.path;
    match &given.stands {
        Stands::File { head, .. } => {
            let is_named = path.file_name().is_some_and(|name| name == sqlite::NAME);
            let is_store = sqlite::is_sqlite(head) && (is_named || sqlite::Database::open(path).is_ok());
            path.parent().filter(|_| is_store).map(Path::to_owned)
        }
        Stands::Folder { files, has_mlmodel: false } => {
            let is_store = matches!(files.look(Path::new(sqlite::NAME)), Found::File { .. })
                || files.look(Path::new("mlruns")) == Found::Folder
                || path.file_name().is_some_and(|name| name == "mlruns" || name == "mlartifacts")
                || file_store::is_experiment(path);
            is_store.then(|| path.to_owned())
        }
        Stands::Folder { .. } | Stands::Archive(_) | Stands::Special => None,
    }
}
