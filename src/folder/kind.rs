//! What a person pointed at when it is not a model folder: each wrong thing by its name.

use std::fs::Metadata;
use std::io::Read as _;
use std::path::Path;

use super::{Listing, PlainArtifact, Progress, Root, Subject, walk};
use crate::mlmodel::display::os_text;

/// Endings of files that hold a model by themselves.
const MODEL_ENDINGS: &[&str] = &[
    "pkl",
    "pickle",
    "joblib",
    "onnx",
    "skops",
    "h5",
    "keras",
    "pt",
    "pth",
    "pt2",
    "xgb",
    "ubj",
    "lgb",
    "cb",
    "cbm",
    "pmml",
    "safetensors",
    "pb",
    "tflite",
    "gguf",
    "bin",
    "model",
    "mlnet",
];
const ARCHIVE_ENDINGS: &[&str] = &["zip", "tar", "gz", "tgz", "bz2", "xz", "7z", "rar", "zst", "mar"];

/// Something that is no model, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongThing {
    Archive,
    CoreMl,
    /// `mlflow.db`, or another sqlite file.
    Sqlite,
    /// A folder without files.
    EmptyFolder,
    /// A folder in which nothing looks like a model.
    Folder {
        /// Not everything below it was searched.
        truncated: bool,
    },
    /// A file of one of the kinds that lie in a model folder; open the folder.
    PartOfAModel,
    /// Any other file.
    File,
    /// A pipe, a socket, a device.
    Special,
    /// The path cannot be opened at all: why, as a sentence.
    Unopened(String),
}

impl WrongThing {
    /// What it is, and what to do, in two sentences.
    #[must_use]
    pub fn explain(&self) -> (&str, &'static str) {
        match self {
            Self::Unopened(why) => (why, "Put it back and reload (F5), or drop the two folders anew."),
            Self::Archive => ("This is an archive.", "Unpack it first, then open the folder that holds the file MLmodel."),
            Self::CoreMl => (
                "This is a Core ML model of Apple's, not an MLflow model.",
                "Open the folder that holds a file named exactly MLmodel, without a dot.",
            ),
            Self::Sqlite => (
                "This is a database, such as MLflow's tracking store (mlflow.db), not a model.",
                "Open the folder of a model: below mlruns or mlartifacts beside the database.",
            ),
            Self::EmptyFolder => ("This folder is empty.", "Open the folder that holds the file MLmodel."),
            Self::Folder { truncated: false } => (
                "There is no file named MLmodel in this folder or below it, and nothing that looks like a model.",
                "Open the folder that holds the file MLmodel; a model that was logged with MLflow has one.",
            ),
            Self::Folder { truncated: true } => (
                "No file named MLmodel was found in the part of this folder that was searched; it is too large to search whole.",
                "Open the folder of the model itself.",
            ),
            Self::PartOfAModel => ("This is one file of a model folder.", "Open the folder that holds the file MLmodel."),
            Self::File => ("This file is not a model.", "Open the folder that holds the file MLmodel."),
            Self::Special => ("This is a pipe, a socket or a device, not a folder.", "Open the folder that holds the file MLmodel."),
        }
    }
}

fn ending(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// What a single file is.
pub fn of_file(path: &Path, meta: &Metadata) -> Subject {
    if !meta.is_file() {
        return Subject::NotAModel(WrongThing::Special);
    }
    let ending = ending(path);
    let name = path.file_name().map(os_text).unwrap_or_default();
    let mut head = [0; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut head)).unwrap_or(0);
    let head = &head[..read];
    if ending == "mlmodel" {
        return Subject::NotAModel(WrongThing::CoreMl);
    }
    if head.starts_with(b"SQLite format 3") || name == "mlflow.db" {
        return Subject::NotAModel(WrongThing::Sqlite);
    }
    if MODEL_ENDINGS.contains(&ending.as_str()) {
        let entry = walk::FileEntry { path: name.as_str().into(), bytes: Some(meta.len()), modified: 0, kind: walk::EntryKind::File };
        return Subject::Artifact(PlainArtifact {
            model_files: vec![entry.path.clone()],
            name,
            listing: Listing { files: vec![entry], ..Listing::default() },
            misspelled: None,
            was_a_model: false,
        });
    }
    // A zip by its first bytes too: a browser may drop the ending.
    if ARCHIVE_ENDINGS.contains(&ending.as_str()) || head.starts_with(b"PK\x03\x04") || head.starts_with(&[0x1f, 0x8b]) {
        return Subject::NotAModel(WrongThing::Archive);
    }
    if matches!(name.as_str(), "conda.yaml" | "python_env.yaml" | "requirements.txt" | "input_example.json" | "serving_input_example.json")
    {
        return Subject::NotAModel(WrongThing::PartOfAModel);
    }
    Subject::NotAModel(WrongThing::File)
}

/// What a folder without any MLmodel is.
pub fn of_folder(path: &Path, root: &Root, truncated: bool, progress: &Progress) -> Subject {
    let listing = walk(root, progress);
    let at_top = |file: &&walk::FileEntry| !file.path.contains('/');
    let misspelled = listing.files.iter().filter(at_top).find(|f| f.path.eq_ignore_ascii_case(super::MLMODEL)).map(|f| f.path.clone());
    let model_files: Vec<Box<str>> = listing
        .files
        .iter()
        .filter(|file| MODEL_ENDINGS.contains(&ending(Path::new(&*file.path)).as_str()))
        .map(|f| f.path.clone())
        .collect();
    let was_a_model = ["conda.yaml", "python_env.yaml"].iter().any(|name| listing.get(name).is_some());
    if !model_files.is_empty() || misspelled.is_some() || was_a_model {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let name = super::name::of(&absolute, None, None).text.into();
        return Subject::Artifact(PlainArtifact { name, listing, model_files, misspelled, was_a_model });
    }
    if listing.files.is_empty() && listing.folders.is_empty() && !listing.truncated {
        return Subject::NotAModel(WrongThing::EmptyFolder);
    }
    Subject::NotAModel(WrongThing::Folder { truncated: truncated || listing.truncated })
}
