//! What a file is, or a folder without any MLmodel: a plain artifact, or the wrong thing by its name.

use std::borrow::Cow;
use std::path::Path;

use super::{ArchiveError, Files, Listing, PlainArtifact, Progress, Stopped, Subject, below, walk};
use crate::mlmodel::display::{capitalised, clipped, count, os_text};

/// Endings of files that hold a model by themselves, and what such a file is.
const MODEL_ENDINGS: &[(&str, &str)] = &[
    ("pkl", "pickle"),
    ("pickle", "pickle"),
    ("joblib", "joblib pickle"),
    ("onnx", "ONNX model"),
    ("skops", "skops file"),
    ("h5", "HDF5 file"),
    ("keras", "Keras model"),
    ("pt", "PyTorch file"),
    ("pth", "PyTorch file"),
    ("pt2", "PyTorch program"),
    ("xgb", "XGBoost model"),
    ("ubj", "XGBoost model"),
    ("lgb", "LightGBM model"),
    ("cb", "CatBoost model"),
    ("cbm", "CatBoost model"),
    ("pmml", "PMML model"),
    ("safetensors", "safetensors file"),
    ("pb", "TensorFlow graph"),
    ("tflite", "TensorFlow Lite model"),
    ("gguf", "GGUF model"),
    ("bin", "model file"),
    ("model", "model file"),
    ("mlnet", "ML.NET model"),
];
/// Of these endings, other programs use them for things of their own: firmware, translations, lists of paths. In a
/// folder that somebody merely pointed at they count with one of [`MODEL_WORDS`] in the name.
const COMMON_ENDINGS: &[&str] = &["bin", "model", "pb", "pt", "pth", "cb"];
const MODEL_WORDS: &[&str] = &["model", "weight", "checkpoint", "ckpt", "net"];
/// Files that lie at the top of a project, and in no model folder.
const PROJECT_FILES: &[&str] = &["mlproject", "setup.py", "setup.cfg", "makefile", "dockerfile", "readme.md", "readme.rst", ".gitignore"];
/// A registered artifact is one file or a few: weights, a tokenizer, a script.
const HANDFUL: usize = 16;
/// Lone model files that a sentence names.
const MAX_NAMED: usize = 12;

/// Something that is no model, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrongThing {
    /// A zip, a tar or the like that cannot be read: why.
    Archive(ArchiveError),
    /// A file that ends in `.mlmodel`: Apple's.
    CoreMl,
    /// `mlflow.db`, or another sqlite file.
    Sqlite,
    /// A folder without files.
    EmptyFolder,
    /// A folder without a model; what lies in it instead.
    Folder(Box<Contents>),
    /// A file of one of the kinds that lie in a model folder; open the folder.
    PartOfAModel,
    /// Any other file.
    File,
    /// A pipe, a socket, a device.
    Special,
    /// The path cannot be opened at all: why, as a sentence.
    Unopened(String),
}

/// What a folder without a model holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Files that hold a model by themselves, sorted by path.
    pub lone: Vec<LoneFile>,
    /// The stores of MLflow in it; the library tells them.
    pub stores: Vec<StoreSummary>,
    /// Files of a store, or a database, were seen: it may hold a store.
    pub may_hold_store: bool,
    /// Why not everything in it was looked at.
    pub stopped: Option<Stopped>,
}

/// A model's file without a model folder round it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoneFile {
    /// Relative to the folder, `/`-separated.
    pub path: Box<str>,
    /// What it is, by its ending: `pickle`.
    pub word: &'static str,
}

/// A store of MLflow's, as far as a folder without a model needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreSummary {
    /// Of the `mlruns` folder or the database; relative to the folder, empty where the folder itself is the store.
    pub path: std::path::PathBuf,
    /// Without deleted ones, as MLflow lists them.
    pub experiments: usize,
    /// In all experiments, without deleted ones.
    pub runs: usize,
}

impl StoreSummary {
    /// A clause: `an MLflow store: 1 experiment, 2 runs, no model logged here`.
    #[must_use]
    pub fn clause(&self) -> String {
        format!("an MLflow store: {}, no model logged here", self.counts())
    }

    /// `1 experiment, 2 runs`.
    fn counts(&self) -> String {
        format!("{}, {}", count(self.experiments, "experiment", "experiments"), count(self.runs, "run", "runs"))
    }
}

impl Contents {
    fn title(&self) -> String {
        match self.stores.as_slice() {
            [] if self.stopped.is_some() => "No file named MLmodel was found in the part that was searched".to_owned(),
            [] if self.lone.is_empty() => {
                "There is no file named MLmodel here or in a folder below, and nothing that looks like a model".to_owned()
            }
            [] => "There is no file named MLmodel here or in a folder below".to_owned(),
            [store] => capitalised(&store.clause()),
            stores => {
                let sum = |of: fn(&StoreSummary) -> usize| stores.iter().map(of).fold(0, usize::saturating_add);
                let all = StoreSummary { path: "".into(), experiments: sum(|store| store.experiments), runs: sum(|store| store.runs) };
                format!("{}: {}, no model logged here", count(stores.len(), "MLflow store", "MLflow stores"), all.counts())
            }
        }
    }

    /// The lone model files by name, and what was not looked at.
    fn meaning(&self) -> String {
        let mut parts: Vec<String> =
            self.lone.iter().take(MAX_NAMED).map(|file| format!("{} is a lone {}", clipped(&file.path, 120), file.word)).collect();
        if let Some(more) = self.lone.len().checked_sub(MAX_NAMED).filter(|more| *more > 0) {
            parts.push(format!("and {}", count(more, "more file like that", "more files like that")));
        }
        let mut text = parts.join(", ");
        if !text.is_empty() {
            text.push('.');
        }
        if let Some(stopped) = &self.stopped {
            let space = if text.is_empty() { "" } else { " " };
            text.push_str(&format!("{space}Not everything was searched: {stopped}."));
        }
        text
    }

    fn help(&self) -> &'static str {
        match (self.stores.is_empty(), self.lone.is_empty()) {
            (false, _) => {
                "A run that logged a model has it among its artifacts; log it with mlflow.<flavor>.log_model, or download it into this store."
            }
            (true, false) => {
                "A lone file says nothing of what it takes: log it with mlflow.<flavor>.log_model, or open the folder that holds the file MLmodel."
            }
            (true, true) => "Open the folder that holds the file MLmodel; a model that was logged with MLflow has one.",
        }
    }
}

/// What something wrong is, what that means and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained<'a> {
    /// A sentence.
    pub what: Cow<'a, str>,
    /// Sentences, or nothing.
    pub meaning: String,
    /// What to do, in sentences.
    pub help: &'static str,
}

impl WrongThing {
    /// What it is, and what to do.
    #[must_use]
    pub fn explain(&self) -> Explained<'_> {
        let (what, help) = match self {
            Self::Folder(contents) => {
                return Explained { what: contents.title().into(), meaning: contents.meaning(), help: contents.help() };
            }
            Self::Unopened(why) => (why.as_str(), "Put it back and reload (F5), or drop the two folders anew."),
            Self::Archive(error) => {
                let what = format!("This archive cannot be opened: {error}.").into();
                return Explained { what, meaning: String::new(), help: error.help() };
            }
            Self::CoreMl => (
                "This is a Core ML model of Apple's, not an MLflow model.",
                "Open the folder that holds a file named exactly MLmodel, without a dot.",
            ),
            Self::Sqlite => (
                "This is a database, such as MLflow's tracking store (mlflow.db), not a model.",
                "Open the folder of a model: below mlruns or mlartifacts beside the database.",
            ),
            Self::EmptyFolder => ("This folder is empty.", "Open the folder that holds the file MLmodel."),
            Self::PartOfAModel => ("This is one file of a model folder.", "Open the folder that holds the file MLmodel."),
            Self::File => ("This file is not a model.", "Open the folder that holds the file MLmodel."),
            Self::Special => ("This is a pipe, a socket or a device, not a folder.", "Open the folder that holds the file MLmodel."),
        };
        Explained { what: what.into(), meaning: String::new(), help }
    }
}

fn ending(path: &Path) -> String {
    path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

/// What a file that holds a model by itself is called: `pickle`.
fn model_word(path: &str) -> Option<&'static str> {
    let ending = ending(Path::new(path));
    MODEL_ENDINGS.iter().find(|(known, _)| *known == ending).map(|(_, word)| *word)
}

/// Whether a file is called like one that holds a model by itself.
pub fn is_model_file(path: &Path) -> bool {
    path.file_name().is_some_and(|name| model_word(&os_text(name)).is_some())
}

/// xgboost and lightgbm save under any name, often `model.json` and `model.txt`.
fn begins_like_a_booster(head: &[u8]) -> bool {
    [r#"{"learner":{"#, r#"{"version":["#, "tree\nversion="].iter().any(|beginning| head.starts_with(beginning.as_bytes()))
}

/// A single file, by its name and its first bytes.
pub fn of_file(path: &Path, bytes: u64, head: &[u8]) -> Subject {
    let ending = ending(path);
    let name = path.file_name().map(os_text).unwrap_or_default();
    if ending == "mlmodel" {
        return Subject::NotAModel(WrongThing::CoreMl);
    }
    if head.starts_with(b"SQLite format 3") || name == "mlflow.db" {
        return Subject::NotAModel(WrongThing::Sqlite);
    }
    if model_word(&name).is_some() || begins_like_a_booster(head) {
        let entry = walk::FileEntry { path: name.as_str().into(), bytes: Some(bytes), modified: 0, kind: walk::EntryKind::File };
        return Subject::Artifact(PlainArtifact {
            model_files: vec![entry.path.clone()],
            name,
            listing: Listing { files: vec![entry], ..Listing::default() },
            misspelled: None,
            was_a_model: false,
            has_copy: false,
        });
    }
    if matches!(name.as_str(), "conda.yaml" | "python_env.yaml" | "requirements.txt" | "input_example.json" | "serving_input_example.json")
    {
        return Subject::NotAModel(WrongThing::PartOfAModel);
    }
    Subject::NotAModel(WrongThing::File)
}

/// What a folder without any MLmodel is; `searched` is why not all of it was searched for one.
pub fn of_folder(path: &Path, files: &Files, searched: Option<Stopped>, progress: &Progress) -> Subject {
    let listing = walk(files, progress);
    if listing.files.is_empty() && listing.folders.is_empty() && listing.stopped.is_none() {
        return Subject::NotAModel(WrongThing::EmptyFolder);
    }
    let is_store = listing.files.iter().any(|file| is_of_store(&file.path));
    let misspelled = at_top(&listing).find(|file| file.eq_ignore_ascii_case(super::MLMODEL)).map(Into::into);
    let was_a_model = !is_store && has_lost_mlmodel(&listing);
    if misspelled.is_some() || was_a_model || (!is_store && is_one_artifact(&listing)) {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let name = super::name::of(&absolute, None, None).text.into();
        let model_files = listing.files.iter().filter(|file| model_word(&file.path).is_some()).map(|file| file.path.clone()).collect();
        let has_copy = listing.get(super::above::COPIED_MLMODEL).is_some();
        return Subject::Artifact(PlainArtifact { name, listing, model_files, misspelled, was_a_model, has_copy });
    }
    // At the top of a run's or an experiment's folder there is a meta.yaml too.
    let may_hold_store = is_store || listing.get("meta.yaml").is_some() || listing.files.iter().any(|file| is_database(&file.path));
    let lone = listing.files.iter().filter_map(|file| lone(&file.path)).collect();
    let stopped = searched.or(listing.stopped);
    Subject::NotAModel(WrongThing::Folder(Box::new(Contents { lone, stores: Vec::new(), may_hold_store, stopped })))
}

/// The names of the files that lie in no folder below.
fn at_top(listing: &Listing) -> impl Iterator<Item = &str> {
    listing.files.iter().map(|file| &*file.path).filter(|path| !path.contains('/'))
}

/// A file that a store of MLflow's has: its database, or the `meta.yaml` of an experiment, a run or a version.
fn is_of_store(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let (name, folder) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_numbered = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_kept = is_numbered(folder.trim_start_matches("m-")) || folder.strip_prefix("version-").is_some_and(is_numbered);
    name == "mlflow.db" || (name == "meta.yaml" && is_kept)
}

/// Any database may be a store, whatever it is called.
fn is_database(path: &str) -> bool {
    matches!(ending(Path::new(path)).as_str(), "db" | "sqlite" | "sqlite3")
}

/// Whether MLflow's environment files lie there as they do beside an MLmodel. A project may have a `conda.yaml` too.
fn has_lost_mlmodel(listing: &Listing) -> bool {
    let is_project = at_top(listing).any(|name| PROJECT_FILES.iter().any(|other| name.eq_ignore_ascii_case(other)));
    let [conda, python_env, requirements] = ["conda.yaml", "python_env.yaml", "requirements.txt"].map(|name| listing.get(name).is_some());
    let has_model_file = || listing.files.iter().any(|file| model_word(&file.path).is_some());
    !is_project && ((conda && python_env) || ((conda || python_env) && (requirements || has_model_file())))
}

/// Whether a folder is one thing that was registered as an artifact: a few files round the model's own, perhaps in a
/// folder that holds nothing else.
fn is_one_artifact(listing: &Listing) -> bool {
    let is_small = listing.stopped.is_none() && listing.files.len() <= HANDFUL;
    let inside = common_folder(listing);
    let is_at_its_top = |path: &str| path.strip_prefix(inside).is_some_and(|rest| !rest.contains('/'));
    is_small && listing.files.iter().any(|file| is_at_its_top(&file.path) && model_word(&file.path).is_some())
}

/// The folder, with a `/` at its end, that all files lie in; empty where it is the top.
fn common_folder(listing: &Listing) -> &str {
    let (Some(first), Some(last)) = (listing.files.first(), listing.files.last()) else { return "" };
    // They are sorted: what the first and the last share, all share.
    let shared = first.path.bytes().zip(last.path.bytes()).take_while(|(a, b)| a == b).count();
    let end = first.path.as_bytes()[..shared].iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    first.path.get(..end).unwrap_or("")
}

/// A file that looks like a model by itself, in a folder that may be anything.
fn lone(path: &str) -> Option<LoneFile> {
    let word = model_word(path)?;
    let mut parts = path.rsplit('/');
    let name = parts.next()?.to_ascii_lowercase();
    let is_common = COMMON_ENDINGS.contains(&ending(Path::new(&name)).as_str());
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    if parts.any(|folder| below::is_passed_over(Path::new(folder))) || (is_common && !MODEL_WORDS.iter().any(|word| stem.contains(word))) {
        return None;
    }
    Some(LoneFile { path: path.into(), word })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[&str]) -> Subject {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        of_folder(folder.path(), &Files::open(folder.path()).unwrap(), None, &Progress::default())
    }

    fn lone_in(files: &[&str]) -> Vec<String> {
        match of(files) {
            Subject::NotAModel(WrongThing::Folder(contents)) => contents.lone.iter().map(|file| file.path.to_string()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_few_files_round_a_model_are_an_artifact_and_a_project_is_none() {
        for files in [
            &["model.pkl"][..],
            &["risk/model.pkl", "risk/score.py"],
            &["saved_model.pb", "variables/variables.index", "assets/vocabulary.txt"],
            &["README.md", "config.json", "model.safetensors", "tokenizer.json"],
        ] {
            assert!(matches!(of(files), Subject::Artifact(_)), "{files:?}");
        }
        assert_eq!(lone_in(&["README.md", "data/scaler.pkl", "train.py"]), ["data/scaler.pkl"]);
        assert_eq!(lone_in(&["mlruns/1/meta.yaml", "model.pkl"]), ["model.pkl"]);
        let many: Vec<String> = (0..30).map(|i| format!("part{i}.txt")).chain(["model.pkl".to_owned()]).collect();
        assert_eq!(lone_in(&many.iter().map(String::as_str).collect::<Vec<_>>()), ["model.pkl"]);
    }

    #[test]
    fn a_booster_is_known_by_its_beginning_whatever_its_name() {
        let is_artifact = |name: &str, head: &str| matches!(of_file(Path::new(name), 99, head.as_bytes()), Subject::Artifact(_));
        assert!(is_artifact("model.json", r#"{"learner":{"attributes":{"#));
        assert!(is_artifact("model.txt", "tree\nversion=v4\nnum_class"));
        assert!(!is_artifact("model.json", r#"{"version": 2, "name": "x"}"#) && !is_artifact("notes.txt", "tree\nshrub\n"));
    }

    #[test]
    fn an_ending_that_others_use_too_needs_more() {
        let files = [
            "lib/firmware.bin",
            "lib/distutils.pth",
            "share/nl.pt",
            "x/pytorch_model.bin",
            "x/.git/model.pkl",
            "venv/lib/model.pkl",
            "weights.pth",
        ];
        let many: Vec<&str> = files.into_iter().chain(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]).collect();
        assert_eq!(lone_in(&many), ["weights.pth", "x/pytorch_model.bin"]);
    }

    #[test]
    fn environment_files_of_a_project_are_no_lost_model() {
        let was_a_model = |files: &[&str]| matches!(of(files), Subject::Artifact(artifact) if artifact.was_a_model);
        assert!(was_a_model(&["conda.yaml", "python_env.yaml", "requirements.txt"]));
        assert!(was_a_model(&["conda.yaml", "data/model.xgb"]));
        assert!(!was_a_model(&["MLproject", "conda.yaml", "python_env.yaml", "train.py"]));
        assert!(!was_a_model(&["conda.yaml", "train.py"]));
        assert!(!was_a_model(&["conda.yaml", "python_env.yaml", "model.pkl", "mlruns/1/meta.yaml"]));
    }
}
