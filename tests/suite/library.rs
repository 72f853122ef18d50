//! The library against what MLflow's own client says of its stores, and against damage.

mod agreement;
mod database;
mod logged;
mod printed;
mod search;
mod store;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::library::{self, Entry, Scanned, Trace};
use serde_json::Value;

use crate::common;

/// Every store of every set: its name, its folder and its oracle.
pub fn stores() -> Vec<(String, PathBuf, Value)> {
    let mut found = Vec::new();
    for set in common::sets() {
        for release in std::fs::read_dir(set.join("oracle")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            let release = release.file_name().unwrap().to_owned();
            for case in ["store_file", "store_sqlite"] {
                let (folder, oracle) = (set.join(&release).join(case), set.join("oracle").join(&release).join(format!("{case}.json")));
                if folder.is_dir() && oracle.is_file() {
                    let oracle = serde_json::from_str(&std::fs::read_to_string(oracle).unwrap()).unwrap();
                    found.push((format!("{}/{case}", release.to_string_lossy()), folder, oracle));
                }
            }
        }
    }
    assert!(found.len() >= 3, "too few stores");
    found
}

/// The store itself: the database, or the `mlruns` folder.
fn store_of(folder: &Path) -> PathBuf {
    let database = folder.join("mlflow.db");
    if database.is_file() { database } else { folder.join("mlruns") }
}

pub fn scan(place: &Path) -> Scanned {
    library::scan(place, None, &Progress::default(), &mut |_| {}).unwrap_or_else(|trouble| panic!("{trouble:?}"))
}

/// The model at `path` with what its store knows of it.
pub fn traced(path: &Path) -> (Trace, String) {
    let mut model = common::read(path);
    let trace = model.trace.take().unwrap_or_else(|| panic!("no store above {}", path.display()));
    (trace, model.name)
}

fn find<'a>(scanned: &'a Scanned, end: &str) -> &'a Arc<Entry> {
    scanned.entries.iter().find(|entry| entry.path.to_string_lossy().contains(end)).unwrap_or_else(|| panic!("no model at {end}"))
}

/// An experiment of the file store of 3.18.0, and where that lies.
const CREDITO: &str = "mlruns/681134478118602108";
const CREDITO_PATH: &str = "3.18.0/store_file/mlruns/681134478118602108";
/// A run of it.
const RUN: &str = "0ad320e683dd4f808b71fd091f192fe6";
/// A store in a database.
const SQLITE: &str = "3.17.2/store_sqlite";
