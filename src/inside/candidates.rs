//! Which files of a folder are looked into.

use crate::folder::{Listing, ModelFolder, Opened, Origin, Status, Subject};
use crate::mlmodel::flavors::Expect;

/// Files that are looked into.
const MAX_FILES: usize = 200;
/// Endings that a reader may know, whoever names the file.
const ENDINGS: [&str; 16] =
    ["pkl", "pickle", "joblib", "skops", "ubj", "xgb", "lgb", "cb", "cbm", "onnx", "safetensors", "pth", "pt", "pt2", "keras", "h5"];
/// Folders whose files are no model's: the code beside it, and MLflow's copy of the environment.
const PASSED_OVER: [&str; 2] = ["code/", "metadata/"];

/// The paths of the files that may hold a model, as they are listed.
pub(super) fn of(opened: &Opened) -> Vec<Box<str>> {
    match &opened.subject {
        Subject::Model(folder) => of_folder(folder),
        Subject::Artifact(artifact) => match lone(opened) {
            Some(name) => vec![name],
            None => by_ending(&artifact.listing).take(MAX_FILES).collect(),
        },
        Subject::Several { .. } | Subject::NotAModel(_) => Vec::new(),
    }
}

/// The name of the file that was opened by itself.
fn lone(opened: &Opened) -> Option<Box<str>> {
    opened.is_lone_file().then(|| opened.path.file_name()).flatten().and_then(|name| name.to_str()).map(Into::into)
}

/// What a flavor names, then whatever else has the ending of a model's file.
fn of_folder(folder: &ModelFolder) -> Vec<Box<str>> {
    let named = folder.references.iter().filter(|reference| {
        reference.status == Status::Present && reference.origin != Origin::Sidecar && reference.expect != Expect::Folder
    });
    let mut found: Vec<Box<str>> = Vec::new();
    let is_listed = |path: &str| folder.listing.files.iter().any(|file| &*file.path == path);
    for path in named.map(|reference| reference.path.clone()).chain(by_ending(&folder.listing)) {
        if found.len() < MAX_FILES && !found.contains(&path) && is_listed(&path) {
            found.push(path);
        }
    }
    found
}

fn by_ending(listing: &Listing) -> impl Iterator<Item = Box<str>> {
    listing.files.iter().map(|file| &file.path).filter(|path| has_ending(path)).cloned()
}

/// Whether a file has the ending of a model's.
pub(super) fn has_ending(path: &str) -> bool {
    ends_with(path, &ENDINGS) && !PASSED_OVER.iter().any(|folder| path.starts_with(folder))
}

/// Whether a file has the ending of a pickle: those of the first protocols begin like any text.
pub(super) fn is_called_pickle(path: &str) -> bool {
    ends_with(path, &["pkl", "pickle", "joblib"])
}

/// Whether a file has one of these endings, in capitals too.
pub(super) fn ends_with(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}
