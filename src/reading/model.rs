//! A path becomes a model with all that is known of it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::known_inside;
use crate::checks::serving::{self, NoServer};
use crate::checks::{self, Finding, Health};
use crate::compare::Side;
use crate::compare::logged::Logged;
use crate::enforce::RequestCheck;
use crate::folder::{self, Fingerprint, Given, Listing, ModelFolder, NoFingerprint, OpenError, Opened, Progress, Subject};
use crate::inside::{self, ArrayDigest, ModelFile};
use crate::library::{self, Dataset, Trace, Values};
use crate::mlmodel::MlModel;
use crate::mlmodel::display;
use crate::platforms::{self, Answer, Candidate, Place, Reason};

/// Characters of a model's name.
const LONGEST_NAME: usize = 120;

/// Something that was opened, where it comes from and what is wrong with it.
#[derive(Debug)]
pub struct Model {
    pub opened: Opened,
    /// Its path without links on the way, by which one folder is known under two paths.
    pub real_path: Option<PathBuf>,
    /// What it is called, everywhere.
    pub name: String,
    /// Where it comes from, where a store knows it.
    pub trace: Option<Trace>,
    /// What was logged to its run, for comparing.
    pub logged: Option<Logged>,
    /// What the scoring server says of its input example; `None` without an example or a signature.
    pub example_answer: Option<RequestCheck>,
    /// What is wrong with the folder alone.
    judgement: Judgement,
    /// Found when somebody asks for it, since every byte is read: see [`Model::find_fingerprint`].
    pub fingerprint: OnceLock<Result<Fingerprint, NoFingerprint>>,
    /// Found when somebody asks for it: see [`Model::look_inside`].
    inside: OnceLock<Inside>,
    /// Found for a comparison: see [`Model::digest_arrays`].
    array_digests: OnceLock<Vec<Vec<Option<ArrayDigest>>>>,
}

/// What the model's own files say, and what is wrong now that this is known.
#[derive(Debug)]
struct Inside {
    files: Arc<Vec<ModelFile>>,
    /// Where they say otherwise than the folder.
    disagreements: Vec<Finding>,
    judgement: Judgement,
}

/// What is wrong with something that was opened.
#[derive(Debug)]
pub(super) struct Judgement {
    pub findings: Vec<Finding>,
    pub health: Health,
    /// What each platform says, once somebody asks.
    platforms: OnceLock<Vec<Answer>>,
}

/// Checks what was opened. All of this room judges by it, so that a list and a model cannot disagree.
pub(super) fn judge(opened: &Opened) -> Judgement {
    Judgement::of(opened, checks::run(opened), &[])
}

impl Judgement {
    /// By what the checks found, and by where the model's own files say otherwise. That no server can use it is one finding more.
    fn of(opened: &Opened, mut findings: Vec<Finding>, disagreements: &[Finding]) -> Self {
        let unserved = platforms::unserved(&Candidate::new(opened, &findings, disagreements));
        let unserved = unserved.and_then(|reason| serving::finding(no_server(&reason), &findings));
        if let Some(unserved) = unserved {
            findings.push(unserved);
            findings.sort_by_key(|finding| finding.severity);
        }
        Self { health: Health::of(&findings), findings, platforms: OnceLock::new() }
    }
}

fn no_server(reason: &Reason) -> NoServer {
    NoServer {
        why: reason.message.clone(),
        help: reason.fix.as_ref().map(|fix| fix.text()).unwrap_or_default(),
        key: if let Some(Place::Key(key)) = &reason.place { Some(key.clone()) } else { None },
        path: if let Some(Place::File(path)) = &reason.place { Some(path.to_string()) } else { None },
    }
}

/// What a path turned out to be.
#[derive(Debug)]
pub enum PathFound {
    Model(Box<Model>),
    /// A folder to browse: a store, or several models below.
    Place(PathBuf),
}

/// Reads a path as a model, unless it is a place of many. The path is asked once what it is, and the search for models
/// ends at the second.
///
/// # Errors
/// The path does not exist, cannot be read, or is not on this machine.
pub fn find(path: &Path, stores: &[PathBuf], progress: &Progress) -> Result<PathFound, OpenError> {
    let given = Given::look(path, progress)?;
    if let Some(store) = library::store_at(&given) {
        return Ok(PathFound::Place(store));
    }
    let opened = given.open_unless_several(progress)?;
    // A search that was cancelled says nothing of what it did not reach.
    if matches!(&opened.subject, Subject::Several { models, .. } if models.len() > 1) && !progress.is_cancelled() {
        return Ok(PathFound::Place(opened.path));
    }
    Ok(PathFound::Model(Box::new(Model::of(opened, stores, progress))))
}

impl Model {
    /// Reads what stands at a path. The store it lies in is asked where it comes from, and `stores` besides.
    ///
    /// # Errors
    /// The path does not exist, cannot be read, or is not on this machine.
    pub fn read(path: &Path, stores: &[PathBuf], progress: &Progress) -> Result<Self, OpenError> {
        folder::open(path, progress).map(|opened| Self::of(opened, stores, progress))
    }

    /// The same for one side of a comparison: a path that cannot be opened is something that says why.
    #[must_use]
    pub fn read_or_say(path: &Path, stores: &[PathBuf], progress: &Progress) -> Self {
        Self::of(folder::open(path, progress).unwrap_or_else(folder::unopened), stores, progress)
    }

    /// The same of what was opened already.
    pub(super) fn of(mut opened: Opened, stores: &[PathBuf], progress: &Progress) -> Self {
        let trace = library::trace_opened(&mut opened, stores, progress);
        Self {
            name: name(&opened),
            real_path: opened.path.canonicalize().ok(),
            logged: trace.as_ref().and_then(logged),
            example_answer: example_answer(&opened),
            trace,
            judgement: judge(&opened),
            opened,
            fingerprint: OnceLock::new(),
            inside: OnceLock::new(),
            array_digests: OnceLock::new(),
        }
    }

    /// The model folder, where it is one.
    #[must_use]
    pub fn folder(&self) -> Option<&ModelFolder> {
        match &self.opened.subject {
            Subject::Model(folder) => Some(folder),
            _ => None,
        }
    }

    /// What the MLmodel says, where it can be read.
    #[must_use]
    pub fn mlmodel(&self) -> Option<&MlModel> {
        self.folder().and_then(ModelFolder::model)
    }

    /// What the run is called that it came out of.
    #[must_use]
    pub fn run_name(&self) -> Option<&str> {
        self.trace.as_ref()?.run.as_ref()?.name.as_deref()
    }

    /// Its path, safe to show on one line.
    #[must_use]
    pub fn shown_path(&self) -> String {
        display::one_line(&display::os_text(self.opened.path.as_os_str())).into_owned()
    }

    /// The bytes of all of its files, as they were listed.
    #[must_use]
    pub fn bytes_of_files(&self) -> u64 {
        self.opened.listing().map_or(0, Listing::total_bytes)
    }

    fn judgement(&self) -> &Judgement {
        self.inside.get().map_or(&self.judgement, |inside| &inside.judgement)
    }

    /// What is wrong with it, the worst first; once its own files were looked into, with what those say.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.judgement().findings
    }

    /// Its state in one line.
    #[must_use]
    pub fn health(&self) -> Health {
        self.judgement().health
    }

    /// What each platform says of it, in the order of [`platforms::PLATFORMS`]; once its own files were looked into, with what
    /// those say. Found when somebody asks for it the first time, which takes a moment of a large folder.
    #[must_use]
    pub fn platforms(&self) -> &[Answer] {
        let judgement = self.judgement();
        judgement.platforms.get_or_init(|| platforms::ask(&Candidate::new(&self.opened, &judgement.findings, self.disagreements())))
    }

    /// What its own files say; nothing before [`Model::look_inside`] was done with it.
    #[must_use]
    pub fn inside(&self) -> Option<&[ModelFile]> {
        self.inside.get().map(|inside| inside.files.as_slice())
    }

    /// The same, unless its files have more than `limit` bytes together.
    pub fn look_inside_within(&self, limit: u64, progress: &Progress) -> Option<&[ModelFile]> {
        if self.inside.get().is_none() && inside::bytes(&self.opened) > limit {
            return None;
        }
        self.look_inside(progress)
    }

    /// What its own files say, read unless it is known from before. Nothing where it was stopped.
    fn own_files(&self, progress: &Progress) -> Option<Arc<Vec<ModelFile>>> {
        let key = known_inside::Key::of(&self.opened, self.real_path.as_deref());
        if let Some(files) = key.as_ref().and_then(known_inside::find) {
            return Some(files);
        }
        let files = Arc::new(inside::look(&self.opened, progress));
        if progress.is_cancelled() {
            return None;
        }
        if let Some(key) = key {
            known_inside::keep(key, &files);
        }
        Some(files)
    }

    /// Where its own files say otherwise than its folder.
    #[must_use]
    pub fn disagreements(&self) -> &[Finding] {
        self.inside.get().map_or(&[], |inside| &inside.disagreements)
    }

    /// Reads its own files, unless that was done. Nothing where it was stopped.
    pub fn look_inside(&self, progress: &Progress) -> Option<&[ModelFile]> {
        if self.inside.get().is_none() {
            let files = self.own_files(progress)?;
            let mut findings = self.judgement.findings.clone();
            // That is judged anew.
            findings.retain(|finding| finding.code != checks::codes::NO_SERVER);
            let disagreements = self.folder().map(|folder| checks::inside::run(folder, &files)).unwrap_or_default();
            findings.extend(checks::inside::not_told(&disagreements, &self.judgement.findings).cloned());
            findings.sort_by_key(|finding| finding.severity);
            let judgement = Judgement::of(&self.opened, findings, &disagreements);
            // Who asked at the same time found the same.
            let _ = self.inside.set(Inside { files, disagreements, judgement });
        }
        self.inside()
    }

    /// Whether its own files wait to be read.
    pub(super) fn waits_for_inside(&self) -> bool {
        self.inside.get().is_none() && !inside::candidates(&self.opened).is_empty()
    }

    /// Whether arrays of the files that are `wanted` wait for their bytes to be read.
    pub(super) fn waits_for_arrays(&self, wanted: impl Fn(&str) -> bool) -> bool {
        self.bytes_of_arrays(wanted) > 0
    }

    /// The bytes of those.
    pub(super) fn bytes_of_arrays(&self, wanted: impl Fn(&str) -> bool) -> u64 {
        if self.array_digests.get().is_some() {
            return 0;
        }
        let files = self.inside().unwrap_or_default().iter().filter(|file| wanted(&file.path));
        files.flat_map(|file| &file.tensors).filter_map(|tensor| Some(tensor.place.as_ref()?.length)).fold(0, u64::saturating_add)
    }

    /// Reads the bytes of the arrays of its own files, unless that was done: those of the files that are `wanted`. Nothing is
    /// done before [`Model::look_inside`], nor kept where it was stopped.
    pub(super) fn digest_arrays(&self, wanted: impl Fn(&str) -> bool, progress: &Progress) {
        let (Some(own), Ok(files)) = (self.inside(), self.opened.files()) else { return };
        if self.array_digests.get().is_some() {
            return;
        }
        let digests = |file: &ModelFile| if wanted(&file.path) { inside::array_digests(&files, file, progress) } else { Vec::new() };
        let all = own.iter().map(digests).collect();
        if !progress.is_cancelled() {
            // Who asked at the same time found the same.
            let _ = self.array_digests.set(all);
        }
    }

    /// The fingerprint of its files, or why it has none; nothing before [`Model::find_fingerprint`] was done with it.
    #[must_use]
    pub fn fingerprint(&self) -> Option<&Result<Fingerprint, NoFingerprint>> {
        self.fingerprint.get()
    }

    /// Reads every byte of its files, unless that was done. What is found belongs to this reading of the folder: what
    /// changed since makes it an error. Nothing where it was stopped.
    pub fn find_fingerprint(&self, progress: &Progress) -> Option<&Result<Fingerprint, NoFingerprint>> {
        if self.fingerprint.get().is_none() {
            match self.opened.fingerprint(progress) {
                Err(NoFingerprint::Cancelled) => return None,
                found => {
                    // Who asked at the same time found the same.
                    let _ = self.fingerprint.set(found);
                }
            }
        }
        self.fingerprint.get()
    }

    /// As one side of a comparison.
    #[must_use]
    pub fn side(&self) -> Side<'_> {
        Side {
            opened: &self.opened,
            real_path: self.real_path.as_deref(),
            findings: self.findings(),
            inside: self.inside(),
            platforms: self.platforms(),
            array_digests: self.array_digests.get().map_or(&[], Vec::as_slice),
            logged: self.logged.as_ref(),
        }
    }
}

fn name(opened: &Opened) -> String {
    let own = || opened.path.file_name().map(display::os_text).unwrap_or_default();
    let name = match &opened.subject {
        Subject::Model(folder) => folder.name.text.to_string(),
        Subject::Artifact(artifact) => artifact.name.clone(),
        Subject::Several { .. } | Subject::NotAModel(_) => own(),
    };
    display::clipped(&name, LONGEST_NAME).into_owned()
}

fn example_answer(opened: &Opened) -> Option<RequestCheck> {
    let Subject::Model(folder) = &opened.subject else { return None };
    checks::example::answer(folder.model()?, folder.example.as_ref()?)
}

/// What a comparison compares with the other model's; nothing where no store knows the run.
fn logged(trace: &Trace) -> Option<Logged> {
    let run = trace.run.as_ref().map(|run| run.name.clone().unwrap_or_else(|| run.id.clone()));
    let run = run.or_else(|| trace.logged.as_ref().map(|model| model.name.clone().unwrap_or_else(|| model.id.clone())))?;
    let Values { params, metrics } = trace.values();
    let metrics = metrics.iter().map(|metric| (metric.key.clone(), crate::mlmodel::value::python_float(metric.value))).collect();
    let params = params.iter().map(|param| (param.key.clone(), param.value.clone())).collect();
    let mut datasets: Vec<(String, String)> = trace.run.iter().flat_map(|run| &run.datasets).map(dataset).collect();
    datasets.sort();
    Some(Logged { run, params, metrics, datasets })
}

/// A data set by its name and what it was for, with its digest.
fn dataset(dataset: &Dataset) -> (String, String) {
    let context = dataset.context.as_deref().map(|context| format!(" ({context})")).unwrap_or_default();
    (format!("{}{context}", dataset.name), dataset.digest.clone())
}
