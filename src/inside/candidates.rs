//! Which files of a folder are looked into.

use super::facts::{Format, ModelFile};
use super::{FOLDER_READERS, FolderReader, configs};
use crate::folder::{Listing, ModelFolder, Opened, Origin, Reference, Status, Subject};
use crate::mlmodel::flavors::Expect;

/// Files that are looked into.
const MAX_FILES: usize = 200;
/// Endings that a reader may know, whoever names the file.
const ENDINGS: [&str; 16] =
    ["pkl", "pickle", "joblib", "skops", "ubj", "xgb", "lgb", "cb", "cbm", "onnx", "safetensors", "pth", "pt", "pt2", "keras", "h5"];
/// Folders whose files are no model's: the code beside it, and MLflow's copy of the environment.
const PASSED_OVER: [&str; 2] = ["code/", "metadata/"];
/// Keys of flavors that name the model itself.
const MODEL_KEYS: [&str; 10] = [
    "data",
    "model_data",
    "model",
    "model_path",
    "pickled_model",
    "saved_model_dir",
    "model_binary",
    "pipeline",
    "serialized_explainer",
    "adapter_weights",
];

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
        reference.status == Status::Present
            && reference.origin != Origin::Sidecar
            && reference.expect != Expect::Folder
            && !is_beside_the_model(&reference.path)
    });
    let mut found: Vec<Box<str>> = Vec::new();
    for path in named.map(|reference| reference.path.clone()).chain(by_ending(&folder.listing)) {
        if found.len() < MAX_FILES && !found.contains(&path) && folder.listing.get(&path).is_some() {
            found.push(path);
        }
    }
    found
}

/// Whether a file that an MLmodel names is of the environment, an example or code: no reader knows it.
fn is_beside_the_model(path: &str) -> bool {
    ends_with(path, &["yaml", "yml", "md", "py"]) || path.ends_with("input_example.json")
}

fn by_ending(listing: &Listing) -> impl Iterator<Item = Box<str>> {
    // H2O calls its model as it likes, and names it in a file beside it.
    let h2o: Vec<&str> = listing.files.iter().filter_map(|file| file.path.strip_suffix("/h2o.yaml")).collect();
    let is_h2o = move |path: &str| path.rsplit_once('/').is_some_and(|(folder, name)| name != "h2o.yaml" && h2o.contains(&folder));
    listing.files.iter().map(|file| &file.path).filter(move |path| has_ending(path) || is_config(path) || is_h2o(path)).cloned()
}

/// Whether a file is called like one that describes a model.
fn is_config(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    configs::NAMES.contains(&name) && !PASSED_OVER.iter().any(|folder| path.starts_with(folder))
}

/// The folders that are one model, each once, with what reads them.
pub(super) fn folders(opened: &Opened) -> Vec<(Box<str>, &'static FolderReader)> {
    let Some(listing) = opened.listing().filter(|_| !opened.is_lone_file()) else { return Vec::new() };
    let mut found: Vec<(Box<str>, &'static FolderReader)> = Vec::new();
    for path in listing.files.iter().map(|file| &*file.path).filter(|path| !path.starts_with("code/")) {
        let marked = FOLDER_READERS.iter().find_map(|reader| Some(((reader.marked_by)(path)?, reader)));
        if let Some((folder, reader)) = marked
            && found.len() < MAX_FILES
            && found.iter().all(|(other, _)| &**other != folder)
        {
            found.push((folder.into(), reader));
        }
    }
    found
}

/// The files and folders that a flavor names as its model and that nothing was found of.
pub(super) fn unread(opened: &Opened, found: &[ModelFile]) -> Vec<Box<str>> {
    let Subject::Model(folder) = &opened.subject else { return Vec::new() };
    let names_model = |reference: &&Reference| {
        reference.status == Status::Present
            && reference.origin == Origin::Entry
            && reference.key.last().is_some_and(|key| MODEL_KEYS.contains(&key))
    };
    let is_read =
        |path: &str| found.iter().any(|file| file.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    let mut all: Vec<Box<str>> = Vec::new();
    for path in folder.references.iter().filter(names_model).map(|reference| &reference.path) {
        if !is_read(path.trim_end_matches('/')) && !all.contains(path) && all.len() < MAX_FILES {
            all.push(path.clone());
        }
    }
    all
}

/// The format that a file's name promises.
pub(super) fn format_by_ending(path: &str) -> Format {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "pkl" | "pickle" => Format::Pickle,
        "joblib" => Format::Joblib,
        "skops" => Format::Skops,
        "ubj" => Format::XgboostUbj,
        "lgb" => Format::LightgbmText,
        "cb" | "cbm" => Format::Catboost,
        "onnx" => Format::Onnx,
        "safetensors" => Format::Safetensors,
        "pt" | "pth" => Format::Torch,
        "pt2" => Format::TorchExport,
        "keras" | "h5" => Format::Keras,
        _ => Format::Other,
    }
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
