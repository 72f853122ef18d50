//! From a path that a person gave to what is read there, each path asked once what it is.

use std::path::{Path, PathBuf};

use super::below::Below;
use super::opened::{Detour, FilesAt, NotOpened, OpenError, Opened, Subject, Way};
use super::{
    Archive, ArchiveError, Files, Found, InArchive, MLMODEL, ModelFolder, Progress, Stopped, WrongThing, above, address, archive, below,
    without_mlmodel,
};

/// A path that was looked at once. Whether it is a place to browse, and which model is meant, is asked of this and not of
/// the disk again.
#[derive(Debug)]
pub struct Given {
    /// A path of this machine: what a `file:` address stands for.
    pub path: PathBuf,
    /// What stands there.
    pub stands: Stands,
    /// Where it lies in an archive; the top of one where it is that itself.
    inside: Option<InArchive>,
}

/// What stands at a path.
#[derive(Debug)]
pub enum Stands {
    /// A folder that can be listed.
    Folder {
        files: Files,
        /// Whether something called `MLmodel` lies in it, readable or not.
        has_mlmodel: bool,
    },
    /// A regular file.
    File {
        /// Its size.
        bytes: u64,
        /// Its first bytes, 16 at least where it has so many; nothing where it cannot be read.
        head: Vec<u8>,
    },
    /// An archive that cannot be read.
    Archive(ArchiveError),
    /// A pipe, a socket, a device.
    Special,
}

/// A folder that was entered, to read a model from it.
struct Entered {
    /// As it is shown.
    path: PathBuf,
    files: Files,
    files_at: FilesAt,
}

impl Entered {
    /// The folder at a path, on disk or inside an archive.
    fn at(path: &Path, progress: &Progress) -> Result<Self, OpenError> {
        let failed = |error| OpenError::system(path, error);
        match Files::open(path) {
            Ok(files) => Ok(Self::of(path, files, None)),
            Err(error) => match InArchive::find(path, progress) {
                Some(Ok(place)) => Ok(Self::of(path, place.files().map_err(failed)?, Some(place))),
                _ => Err(failed(error)),
            },
        }
    }

    fn of(path: &Path, files: Files, inside: Option<InArchive>) -> Self {
        let files_at = inside.map_or_else(|| FilesAt::folder(path), FilesAt::InArchive);
        Self { path: path.to_owned(), files, files_at }
    }

    /// A folder below.
    fn enter(&self, below: &Path) -> Result<Self, OpenError> {
        let path = if below.as_os_str().is_empty() { self.path.clone() } else { self.path.join(below) };
        match self.files.enter(below) {
            Ok(files) => Ok(Self { path, files, files_at: self.files_at.below(below) }),
            Err(error) => Err(OpenError::system(&path, error)),
        }
    }

    fn has_mlmodel(&self) -> bool {
        has_mlmodel(&self.files)
    }

    /// Reads the model that lies here.
    fn model(self, detour: Option<Detour>, progress: &Progress) -> Opened {
        let model = ModelFolder::read(&self.path, &self.files, progress);
        self.opened(Subject::Model(Box::new(model)), detour)
    }

    fn opened(self, subject: Subject, detour: Option<Detour>) -> Opened {
        Opened { path: self.path, subject, detour, files_at: self.files_at }
    }
}

fn has_mlmodel(files: &Files) -> bool {
    files.look(Path::new(MLMODEL)) != Found::Missing
}

impl Given {
    /// Looks at what stands at a path; a `file:` address is the path it means. An archive is opened, and a path may go on
    /// inside one.
    ///
    /// # Errors
    /// The path does not exist, cannot be read, or is an address of something that is not on this machine.
    pub fn look(path: &Path, progress: &Progress) -> Result<Self, OpenError> {
        let local = address::here(path).map_err(|elsewhere| OpenError { path: path.to_owned(), why: NotOpened::Elsewhere(elsewhere) })?;
        let path = &*local;
        let failed = |error| OpenError::system(path, error);
        let meta = match std::fs::metadata(path) {
            Ok(meta) => meta,
            Err(error) => return Self::in_archive(path, progress).ok_or_else(|| failed(error)),
        };
        if meta.is_dir() {
            let files = Files::open(path).map_err(failed)?;
            // A folder that may be opened and not read ends here, and not as an empty one.
            files.children().map(drop).map_err(failed)?;
            return Ok(Self::folder(path, files, None));
        }
        if !meta.is_file() {
            return Ok(Self::of(path, Stands::Special, None));
        }
        let head = archive::head_of(path);
        // A browser may drop the ending.
        let is_archive = archive::is_archive_name(path) || (!without_mlmodel::is_model_file(path) && archive::starts_like_one(&head));
        let opened = is_archive.then(|| Self::archive(path, progress)).flatten();
        Ok(opened.unwrap_or_else(|| Self::of(path, Stands::File { bytes: meta.len(), head }, None)))
    }

    /// An archive, unless it is a file of the model it lies in: some flavors save such.
    fn archive(path: &Path, progress: &Progress) -> Option<Self> {
        let is_part_of_a_model = || above::model(path, None).is_some();
        match Archive::open(path, progress) {
            Ok(archive) => {
                let files = archive.files().clone();
                let has_model = || has_mlmodel(&files) || !below::models_below(&files, 1, progress).models.is_empty();
                let opens = has_model() || !is_part_of_a_model();
                opens.then(|| Self::folder(path, files, Some(InArchive { archive, below: PathBuf::new() })))
            }
            Err(error) => (!is_part_of_a_model()).then(|| Self::of(path, Stands::Archive(error), None)),
        }
    }

    /// What a path leads to that goes on inside an archive.
    fn in_archive(path: &Path, progress: &Progress) -> Option<Self> {
        let place = match InArchive::find(path, progress)? {
            Ok(place) => place,
            Err(error) => return Some(Self::of(path, Stands::Archive(error), None)),
        };
        match place.archive.files().look(&place.below) {
            Found::Folder => Some(Self::folder(path, place.files().ok()?, Some(place))),
            Found::File { bytes } => {
                // What cannot be read has no first bytes; reading it says why.
                let head = place.archive.files().head(&place.below, 16).unwrap_or_default();
                Some(Self::of(path, Stands::File { bytes, head }, Some(place)))
            }
            _ => None,
        }
    }

    fn of(path: &Path, stands: Stands, inside: Option<InArchive>) -> Self {
        Self { path: path.to_owned(), stands, inside }
    }

    /// A folder whose files are open already; `path` is what it is called.
    fn folder(path: &Path, files: Files, inside: Option<InArchive>) -> Self {
        let has_mlmodel = has_mlmodel(&files);
        Self::of(path, Stands::Folder { files, has_mlmodel }, inside)
    }

    /// The files of the folder, where it is one.
    #[must_use]
    pub fn files(&self) -> Option<&Files> {
        if let Stands::Folder { files, .. } = &self.stands { Some(files) } else { None }
    }

    /// Reads what is meant: a model, a folder with models below it, a file of a model, or anything else.
    ///
    /// # Errors
    /// The model that is meant lies elsewhere, and cannot be opened there.
    pub fn open(self, progress: &Progress) -> Result<Opened, OpenError> {
        self.open_enough(usize::MAX, progress)
    }

    /// The same for whoever browses a folder with several models instead of listing them: the search ends at the second
    /// one, and [`Subject::Several`] then has those two.
    ///
    /// # Errors
    /// Those of [`Self::open`].
    pub fn open_unless_several(self, progress: &Progress) -> Result<Opened, OpenError> {
        self.open_enough(2, progress)
    }

    /// `enough` models below a folder end the search.
    fn open_enough(self, enough: usize, progress: &Progress) -> Result<Opened, OpenError> {
        let Self { path, stands, inside } = self;
        match stands {
            Stands::Folder { files, has_mlmodel } => open_folder(Entered::of(&path, files, inside), has_mlmodel, enough, progress),
            // The MLmodel itself means its folder, even where it is a pipe.
            _ if path.file_name().is_some_and(|name| name == MLMODEL)
                && let Some(folder) = above::folder(&path) =>
            {
                Self::look(&folder, progress)?.open_enough(enough, progress)
            }
            Stands::File { bytes, head } => match above::model(&path, inside.as_ref()) {
                Some(folder) => open_above(&folder, &path, progress),
                None => Ok(lone(&path, without_mlmodel::of_file(&path, bytes, &head), inside)),
            },
            Stands::Archive(error) => Ok(lone(&path, Subject::NotAModel(WrongThing::Archive(error)), inside)),
            Stands::Special => Ok(lone(&path, Subject::NotAModel(WrongThing::Special), inside)),
        }
    }
}

/// What is no folder, by itself.
fn lone(path: &Path, subject: Subject, inside: Option<InArchive>) -> Opened {
    Opened { path: path.to_owned(), subject, detour: None, files_at: FilesAt::folder_of(path, inside) }
}

fn open_folder(folder: Entered, has_mlmodel: bool, enough: usize, progress: &Progress) -> Result<Opened, OpenError> {
    if has_mlmodel {
        let given = folder.path.clone();
        return Ok(of_copy(&folder, &given, progress).unwrap_or_else(|| folder.model(None, progress)));
    }
    let below = below::models_below(&folder.files, enough, progress);
    let above = if below.models.is_empty() { above::model(&folder.path, folder.files_at.in_archive()) } else { None };
    match above {
        Some(above) => open_above(&above, &folder.path, progress),
        None => open_below(folder, below, progress),
    }
}

/// The model that lies above what was given.
fn open_above(path: &Path, given: &Path, progress: &Progress) -> Result<Opened, OpenError> {
    let folder = Entered::at(path, progress)?;
    let detour = Detour { given: given.to_owned(), way: Way::Above };
    Ok(of_copy(&folder, given, progress).unwrap_or_else(|| folder.model(Some(detour), progress)))
}

/// What lies below a folder without an MLmodel, after a search for models.
fn open_below(folder: Entered, below: Below, progress: &Progress) -> Result<Opened, OpenError> {
    let is_searched = matches!(below.stopped, None | Some(Stopped::Depth(_)));
    match below.models.as_slice() {
        [] => {
            let subject = without_mlmodel::of_folder(&folder.path, &folder.files, below.stopped, progress);
            Ok(folder.opened(subject, None))
        }
        [one] if is_searched => {
            let model = folder.enter(one)?;
            let detour = Detour { given: folder.path.clone(), way: Way::Below(below.stopped) };
            if above::is_copy(&model.path, &model.files)
                && let Some(original) = one.parent().and_then(|parent| folder.enter(parent).ok())
                && let Some(opened) = of_original(original, &folder.path, progress)
            {
                return Ok(opened);
            }
            Ok(model.model(Some(detour), progress))
        }
        _ => Ok(folder.opened(Subject::Several { models: below.models, stopped: below.stopped }, None)),
    }
}

/// What the description at `folder` was copied from, where it is MLflow's own copy of one.
fn of_copy(folder: &Entered, given: &Path, progress: &Progress) -> Option<Opened> {
    let original = above::original(&folder.path, &folder.files)?;
    of_original(Entered::at(&original, progress).ok()?, given, progress)
}

/// What a copy of a description was made from: the model, or what is left of it without its MLmodel.
fn of_original(folder: Entered, given: &Path, progress: &Progress) -> Option<Opened> {
    let detour = Some(Detour { given: given.to_owned(), way: Way::FromCopy });
    if folder.has_mlmodel() {
        return Some(folder.model(detour, progress));
    }
    match without_mlmodel::of_folder(&folder.path, &folder.files, None, progress) {
        Subject::Artifact(artifact) if artifact.was_a_model => Some(folder.opened(Subject::Artifact(artifact), detour)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::memory::Memory;
    use super::super::preview::{Preview, preview};
    use super::super::{Progress, Status, walk};
    use super::*;

    const MODEL: &str = "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n    env: {conda: conda.yaml}\n  \
        sklearn: {pickled_model: model.pkl, code: code, serialization_format: pickle}\n\
        saved_input_example_info: {artifact_path: input_example.json, type: dataframe}\n";

    fn model_in(folder: &str) -> Memory {
        let at = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        Memory::default()
            .file(&at("MLmodel"), MODEL)
            .file(&at("model.pkl"), "\u{80}pickle.")
            .file(&at("conda.yaml"), "dependencies:\n- python=3.11\n- pip: [-r more.txt, mlflow==3.1]\n")
            .file(&at("input_example.json"), r#"{"columns": ["a"], "data": [[1]]}"#)
            .file(&at("code/score.csv"), "a,b\n1,2\n")
            .link(&at("code/model.pkl"), "../model.pkl")
            .link(&at("code/secret"), "../../../../etc/passwd")
            .link(&at("more.txt"), "/etc/requirements.txt")
    }

    /// A model that lies on no disk is read by the same way as any other: an archive needs a source of its own, and no more.
    #[test]
    fn a_model_is_read_from_any_source() {
        let path = Path::new("/no/such/folder/risk");
        let opened = Given::folder(path, model_in("").files(), None).open(&Progress::default()).unwrap();
        let Subject::Model(model) = &opened.subject else { panic!("{:?}", opened.subject) };
        assert_eq!(&*model.name.text, "risk");
        let listed: Vec<_> = model.listing.files.iter().map(|file| (&*file.path, file.bytes.is_some())).collect();
        assert_eq!(
            listed,
            [
                ("MLmodel", true),
                ("code/model.pkl", true),
                ("code/score.csv", true),
                ("code/secret", false),
                ("conda.yaml", true),
                ("input_example.json", true),
                ("model.pkl", true),
                ("more.txt", false),
            ]
        );
        let status = |path: &str| model.references.iter().find(|reference| &*reference.path == path).map(|reference| reference.status);
        assert_eq!([status("model.pkl"), status("code"), status("input_example.json")], [Some(Status::Present); 3]);
        assert_eq!(model.environment.python(), Some(("3.11", "conda.yaml")));
        assert_eq!(model.environment.packages().iter().map(|package| &*package.name).collect::<Vec<_>>(), ["mlflow"]);
        let included = &model.environment.included;
        assert!(matches!(&included[..], [file] if file.file.content.is_err()), "{included:?}");
        assert!(model.example.as_ref().is_some_and(|example| example.content.is_ok()));
    }

    #[test]
    fn previews_come_from_any_source() {
        let files = model_in("").files().enter(Path::new("code")).unwrap();
        assert!(matches!(preview(&files, "score.csv"), Preview::Table { rows, .. } if rows.len() == 2));
        for (path, why) in
            [("model.pkl", "a link that leads out of the folder"), ("secret", "a link that leads out"), ("gone", "not there")]
        {
            assert!(matches!(preview(&files, path), Preview::Nothing(said) if said.contains(why)), "{path}");
        }
    }

    #[test]
    fn the_only_model_below_is_found_in_any_source() {
        let path = Path::new("/no/such/folder/download.zip");
        let open = |memory: Memory| Given::folder(path, memory.files(), None).open(&Progress::default()).unwrap();
        let opened = open(model_in("artifacts/model"));
        assert_eq!(opened.path, path.join("artifacts/model"));
        assert!(matches!((&opened.subject, opened.detour), (Subject::Model(_), Some(Detour { way: Way::Below(None), .. }))));
        let several = open(model_in("a").file("b/MLmodel", MODEL).file(".git/MLmodel", MODEL));
        assert!(matches!(several.subject, Subject::Several { models, .. } if models == [Path::new("a"), Path::new("b")]));
        let copied = open(model_in("").file("metadata/MLmodel", MODEL));
        assert!(matches!((&copied.subject, copied.detour), (Subject::Model(_), None)));
    }

    #[test]
    fn looking_for_one_model_ends_at_the_second() {
        let place = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            std::fs::create_dir(place.path().join(name)).unwrap();
            std::fs::write(place.path().join(name).join(MLMODEL), MODEL).unwrap();
        }
        let several = |opened: Opened| if let Subject::Several { models, .. } = opened.subject { models.len() } else { 0 };
        let look = || Given::look(place.path(), &Progress::default()).unwrap();
        assert_eq!(several(look().open_unless_several(&Progress::default()).unwrap()), 2);
        assert_eq!(several(look().open(&Progress::default()).unwrap()), 3);
    }

    #[test]
    fn what_was_opened_opens_its_files_again() {
        let place = tempfile::tempdir().unwrap();
        let model = place.path().join("below");
        std::fs::create_dir(&model).unwrap();
        std::fs::write(model.join(MLMODEL), MODEL).unwrap();
        let opened = super::super::open(place.path(), &Progress::default()).unwrap();
        assert_eq!(walk(&opened.files().unwrap(), &Progress::default()).files.len(), 1, "{opened:?}");
        std::fs::remove_file(model.join(MLMODEL)).unwrap();
        std::fs::write(model.join("lone.onnx"), "x").unwrap();
        let opened = super::super::open(&model.join("lone.onnx"), &Progress::default()).unwrap();
        assert_eq!(opened.files().unwrap().read(Path::new("lone.onnx"), 10), Ok(b"x".to_vec()));
    }
}
