//! Walking through a place: the models in it, streamed as they are found, and joined to what the stores in the
//! place know of them.
//!
//! A second scan looks at what the first one saw: a folder whose stamp is the same has the same entries, and a
//! file whose stamp is the same is not read again.

mod model;
mod notes;
mod store;

use notes::{Counts, bare_stores, unfound_note};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ffi::OsStr;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use store::Known;

use crate::folder::{self, ChildKind, Files, MLMODEL, Progress, Stamp, Stopped, StoreSummary};
use crate::library::catalog::{Catalog, LoggedRef, RunRef};
use crate::library::entry::{Absent, Entry, Lost};
use crate::library::file_store::{self, Kind, MODELS};
use crate::library::location::is_id;
use crate::library::meta::META;
use crate::library::sqlite;
use crate::library::store::Trouble;

pub use notes::run_faults;

/// Folders are not entered deeper than this below the place.
const MAX_DEPTH: usize = 40;
/// Folders looked into at most.
const MAX_FOLDERS: usize = 2_000_000;
/// Troubles that are kept.
const MAX_TROUBLES: usize = 500;
/// Models are handed over at least this often.
const PATIENCE: Duration = Duration::from_millis(40);
/// A stamp this fresh may miss a change of the same moment: it is not trusted the next time.
const RACY: i64 = 2_000_000_000;

/// What a scan found.
#[derive(Debug)]
pub struct Scanned {
    /// Sorted by path.
    pub entries: Vec<Arc<Entry>>,
    /// Registered versions whose model is not in the place.
    pub absent: Vec<Absent>,
    pub troubles: Vec<Trouble>,
    /// `mlruns` folders and databases.
    pub stores: Vec<PathBuf>,
    /// Logged models whose files are not in the place.
    pub lost: Vec<Lost>,
    /// What is worth knowing of the stores: sentences.
    pub notes: Vec<String>,
    /// Those of which no model was found here.
    pub bare_stores: Vec<StoreSummary>,
    /// Why not everything was looked at.
    pub stopped_by: Option<Stopped>,
    pub snapshot: Snapshot,
}

/// What a scan saw, for the next one.
#[derive(Debug, Default)]
pub struct Snapshot {
    root: Node,
    /// The folders of registries, which hold no models.
    registries: Vec<PathBuf>,
    /// What databases said.
    databases: HashMap<PathBuf, Arc<Known>>,
}

impl Snapshot {
    /// The folders that were looked into, to watch.
    #[must_use]
    pub fn folders(&self, place: &Path) -> Vec<PathBuf> {
        fn below(node: &Node, path: PathBuf, folders: &mut Vec<PathBuf>) {
            for child in &node.children {
                below(child, path.join(&*child.name), folders);
            }
            folders.push(path);
        }
        let mut folders = self.registries.clone();
        below(&self.root, place.to_owned(), &mut folders);
        // The place itself first.
        folders.rotate_right(1);
        folders
    }
}

/// A folder as it was seen.
#[derive(Debug, Default)]
struct Node {
    name: Box<OsStr>,
    stamp: Stamp,
    /// The stamp was old enough when it was taken.
    is_settled: bool,
    holds: Holds,
    content: Content,
    /// The folders that were entered.
    children: Box<[Node]>,
}

/// What a folder lists, while it is looked at.
#[derive(Debug, Default)]
struct Listing {
    holds: Holds,
    folders: Vec<Box<OsStr>>,
    is_settled: bool,
}

/// What lies in a folder that matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "eight names, each there or not")]
struct Holds {
    mlmodel: bool,
    meta: bool,
    registered_meta: bool,
    /// `pyvenv.cfg`: a virtual environment.
    venv: bool,
    /// `CACHEDIR.TAG`.
    cache: bool,
    /// A folder `models`: a registry, or the logged models of an experiment.
    models: bool,
    artifacts: bool,
    database: bool,
}

#[derive(Debug, Default)]
enum Content {
    #[default]
    Nothing,
    Model {
        stamp: Stamp,
        entry: Arc<Entry>,
    },
    Meta {
        stamp: Stamp,
        kind: Arc<Kind>,
    },
}

/// What is known of a folder from those above it.
#[derive(Clone, Debug, Default)]
struct Above {
    experiment: Option<Arc<str>>,
    place: Place,
    is_in_model: bool,
    /// Folders of the registry in `models` below.
    registered: Arc<[String]>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Plain,
    Experiment,
    /// The `models` of an experiment.
    Logged,
    /// Inside the artifacts of a run or a logged model.
    Artifacts,
}

/// Looks for models at and below `place`. Each batch of them is handed to `sink` as soon as it is found; what
/// `before` saw and is unchanged is not read again.
///
/// # Errors
/// The place itself cannot be read, or `progress` was cancelled.
pub fn scan(
    place: &Path,
    before: Option<Snapshot>,
    progress: &Progress,
    sink: &mut dyn FnMut(Vec<Arc<Entry>>),
) -> Result<Scanned, Trouble> {
    let place = real(place);
    let root = Files::open(&place).map_err(|error| Trouble::new(why(&error), &place))?;
    root.children().map(drop).map_err(|error| Trouble::new(why(&error), &place))?;
    let Snapshot { root: before, databases: databases_before, .. } = before.unwrap_or_default();
    let mut walker = Walker {
        place: &place,
        progress,
        sink,
        batch: Vec::new(),
        sent: Instant::now().checked_sub(PATIENCE).unwrap_or_else(Instant::now),
        catalog: Catalog::default(),
        troubles: Vec::new(),
        stores: BTreeSet::new(),
        pool: HashMap::new(),
        folders: 0,
        registries: Vec::new(),
        databases: HashMap::new(),
        databases_before,
        counts: BTreeMap::new(),
        logged: BTreeSet::new(),
        unfound: None,
        stopped_by: None,
        now: SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|now| i64::try_from(now.as_nanos()).ok()).unwrap_or(0),
    };
    let above = walker.look_above(&place);
    let node = walker.visit(&root, &place, Box::default(), Some(before), &above, 0);
    if progress.is_cancelled() {
        return Err(Trouble::new("the scan was stopped", &place));
    }
    walker.flush();
    let Some(mut node) = node else { return Err(Trouble::new("the folder vanished while it was read", &place)) };
    // Runs and versions may have been found after their models.
    let mut paths = std::collections::HashSet::new();
    collect_paths(&node, &place, &mut paths);
    walker.catalog.set_there(paths);
    walker.join_again(&mut node, &place);
    if walker.catalog.has_missing() {
        walker.join_copies(&mut node);
    }
    let mut entries = Vec::new();
    collect(&node, &mut entries);
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    let absent = walker.catalog.absent();
    for (fault, store) in walker.catalog.faults() {
        walker.trouble(fault, store);
    }
    let bare_stores = bare_stores(&place, &walker.counts, &entries);
    let lost = walker.lost(&entries);
    Ok(Scanned {
        notes: walker.unfound.iter().map(|(count, first)| unfound_note(*count, first)).collect(),
        entries,
        absent,
        lost,
        troubles: walker.troubles,
        stores: walker.stores.into_iter().collect(),
        bare_stores,
        stopped_by: walker.stopped_by,
        snapshot: Snapshot { root: node, registries: walker.registries, databases: walker.databases },
    })
}

impl Node {
    /// What a folder listed whose stamp is the same, as far as it was entered.
    fn listing(&self) -> Listing {
        let mut folders: Vec<Box<OsStr>> = self.children.iter().map(|child| child.name.clone()).collect();
        if self.holds.models && folders.iter().all(|name| **name != *OsStr::new(MODELS)) {
            folders.push(OsStr::new(MODELS).into());
        }
        Listing { holds: self.holds, folders, is_settled: true }
    }
}

/// The place without links and `..` on the way to it: sources in a store are compared with where models really lie.
fn real(place: &Path) -> PathBuf {
    let absolute = std::path::absolute(place).unwrap_or_else(|_| place.to_owned());
    // Windows would answer with a prefix that nobody else writes.
    if cfg!(windows) { absolute } else { absolute.canonicalize().unwrap_or(absolute) }
}

struct Walker<'a> {
    place: &'a Path,
    progress: &'a Progress,
    sink: &'a mut dyn FnMut(Vec<Arc<Entry>>),
    batch: Vec<Arc<Entry>>,
    sent: Instant,
    catalog: Catalog,
    troubles: Vec<Trouble>,
    stores: BTreeSet<PathBuf>,
    /// Most models of a place have the same flavors.
    pool: HashMap<Vec<Box<str>>, Arc<[Box<str>]>>,
    folders: usize,
    registries: Vec<PathBuf>,
    databases: HashMap<PathBuf, Arc<Known>>,
    /// What they said the last time.
    databases_before: HashMap<PathBuf, Arc<Known>>,
    counts: BTreeMap<PathBuf, Counts>,
    /// The logged models whose files are to be found here.
    logged: BTreeSet<Box<str>>,
    /// How many runs MLflow does not find by their ids, and the first of them.
    unfound: Option<(usize, PathBuf)>,
    stopped_by: Option<Stopped>,
    now: i64,
}

impl Walker<'_> {
    /// One folder and those below it; nothing where it cannot be entered.
    fn visit(&mut self, root: &Files, path: &Path, name: Box<OsStr>, before: Option<Node>, above: &Above, depth: usize) -> Option<Node> {
        self.progress.saw_one();
        self.folders += 1;
        if self.progress.is_cancelled() {
            return None;
        }
        let stamp = root.stamp().unwrap_or_default();
        let mut before = before.unwrap_or_default();
        let old = std::mem::take(&mut before.content);
        let is_reused = before.is_settled && before.stamp == stamp;
        let mut listing = if is_reused { before.listing() } else { self.list(root, path, stamp)? };
        if depth > 0 && (listing.holds.venv || listing.holds.cache) {
            return Some(Node { name, stamp, is_settled: listing.is_settled, holds: listing.holds, ..Node::default() });
        }
        let mut below = above.clone();
        below.place = if above.place == Place::Artifacts { Place::Artifacts } else { Place::Plain };
        let mut content = Content::Nothing;
        if listing.holds.mlmodel {
            content = self.model(root, path, &listing, old, above);
            below.is_in_model = true;
        } else if listing.holds.meta {
            let (read, is_as_before) = self.meta(root, path, &name, &listing, old);
            content = read;
            // What the folder is decides what is looked at in it.
            if !is_as_before && is_reused {
                listing = self.list(root, path, stamp)?;
            }
        }
        let only_artifacts = self.classify(root, path, &name, &listing, &content, above, &mut below);
        if listing.holds.database {
            self.databases(root, path);
        }
        below.registered = self.registry(root, path, &listing, &below).into();
        let is_registry = *name == *OsStr::new(MODELS);
        let is_kept = |name: &OsStr| {
            let is_kept = if only_artifacts { name == "artifacts" } else { !is_passed_over(name) };
            let is_registered = is_registry && above.registered.iter().any(|folder| name == folder.as_str());
            // MLflow mirrors the MLmodel in `metadata`.
            is_kept && !is_registered && !(below.is_in_model && name == "metadata")
        };
        listing.folders.retain(|name| is_kept(name));
        let (holds, mut is_settled) = (listing.holds, listing.is_settled);
        let children = self.below(root, path, listing.folders, before.children, &below, depth, &mut is_settled);
        Some(Node { name, stamp, is_settled, holds, content, children })
    }

    /// What a folder is to the store it lies in, and so what holds for those below it; whether only its artifacts are
    /// looked at.
    #[expect(clippy::too_many_arguments, reason = "one step of the walk, with all that it knows")]
    fn classify(
        &mut self,
        root: &Files,
        path: &Path,
        name: &OsStr,
        listing: &Listing,
        content: &Content,
        above: &Above,
        below: &mut Above,
    ) -> bool {
        let name_of_folder = name;
        let experiment = above.experiment.clone();
        let mut only_artifacts = false;
        match content {
            Content::Meta { kind, .. } => match &**kind {
                Kind::Experiment { name } => {
                    below.experiment.clone_from(name);
                    below.place = Place::Experiment;
                    self.count_experiment(path);
                    self.stores.extend(path.parent().map(Path::to_owned));
                }
                Kind::Run { id, name, is_deleted } if listing.holds.artifacts || is_id_name(name_of_folder) => {
                    if !is_deleted {
                        self.count_run(path, above);
                        self.note_run(root, path, above);
                    }
                    self.catalog.add_run(id, RunRef { name: name.clone(), experiment, is_deleted: *is_deleted });
                    only_artifacts = true;
                }
                Kind::Logged { id, name, run_id, location, status } => {
                    let (location, status) = (location.clone(), status.clone());
                    let logged = LoggedRef { name: name.clone(), run_id: run_id.clone(), experiment, is_deleted: false, location, status };
                    self.catalog.add_logged(id, logged);
                    self.logged.insert(id.clone());
                    only_artifacts = true;
                }
                // Somebody's own meta.yaml; or one of a store that lost what makes it one.
                Kind::Run { .. } | Kind::Other if above.place == Place::Experiment && is_id_name(name_of_folder) => {
                    self.trouble("the run's meta.yaml has no run_id and experiment_id", path.join(META));
                    let run = RunRef { name: file_store::name_tag(root).map(Into::into), experiment, is_deleted: false };
                    self.catalog.add_run(&name_of_folder.to_string_lossy(), run);
                    self.count_run(path, above);
                    only_artifacts = true;
                }
                Kind::Run { .. } | Kind::Other if above.place == Place::Plain && has_recorded_runs(root, listing) => {
                    self.trouble("the experiment's meta.yaml is not that of an experiment: its name cannot be told", path.join(META));
                    below.experiment = None;
                    below.place = Place::Experiment;
                    self.count_experiment(path);
                }
                Kind::Run { .. } | Kind::Other => {}
            },
            Content::Nothing if above.place == Place::Experiment && name.to_str().is_some_and(is_id) => {
                if !listing.holds.meta {
                    self.trouble("the run's meta.yaml is gone: its name and state cannot be told", path.join(META));
                }
                let run = RunRef { name: file_store::name_tag(root).map(Into::into), experiment, is_deleted: false };
                self.catalog.add_run(&name.to_string_lossy(), run);
                self.count_run(path, above);
                only_artifacts = true;
            }
            Content::Nothing if above.place == Place::Plain && !above.is_in_model && has_recorded_runs(root, listing) => {
                if !listing.holds.meta {
                    self.trouble("the experiment's meta.yaml is gone: its name cannot be told", path.join(META));
                }
                below.experiment = None;
                below.place = Place::Experiment;
                self.count_experiment(path);
            }
            Content::Nothing | Content::Model { .. } => {}
        }
        if above.place == Place::Experiment && name == MODELS {
            below.place = Place::Logged;
        }
        if only_artifacts {
            below.place = Place::Artifacts;
        }
        only_artifacts
    }

    /// The entries of a folder.
    fn list(&mut self, root: &Files, path: &Path, stamp: Stamp) -> Option<Listing> {
        let children = match root.children() {
            Ok(children) => children,
            Err(error) => {
                self.trouble(why(&error), path);
                return None;
            }
        };
        let mut listing =
            Listing { is_settled: stamp.modified != 0 && stamp.modified.saturating_add(RACY) < self.now, ..Listing::default() };
        let holds = &mut listing.holds;
        for child in children {
            let child = match child {
                Ok(child) => child,
                Err(error) => {
                    self.trouble(why(&error), path);
                    listing.is_settled = false;
                    break;
                }
            };
            self.progress.saw_one();
            if self.progress.is_cancelled() {
                return None;
            }
            if child.kind == ChildKind::Link && ["mlruns", "mlartifacts", sqlite::NAME].iter().any(|name| child.name == *name) {
                let what = "it is a link, and links are not followed; add the folder it leads to";
                self.trouble(what, path.join(&child.name));
                // It is said again the next time.
                listing.is_settled = false;
            }
            if child.name == MLMODEL {
                holds.mlmodel = true;
            } else if child.kind == ChildKind::Folder {
                holds.models |= child.name == MODELS;
                holds.artifacts |= child.name == "artifacts";
                listing.folders.push(child.name.into_boxed_os_str());
            } else {
                holds.meta |= child.name == META;
                holds.registered_meta |= child.name == "registered_model_meta";
                holds.venv |= child.name == "pyvenv.cfg";
                holds.cache |= child.name == "CACHEDIR.TAG";
                holds.database |= child.kind != ChildKind::Link && is_database(&child.name);
            }
        }
        listing.folders.sort();
        Some(listing)
    }

    /// Enters the folders below. In an experiment the logged models come last, after the runs they came out of.
    #[expect(clippy::too_many_arguments, reason = "one step of the walk, with all that it knows")]
    fn below(
        &mut self,
        root: &Files,
        path: &Path,
        mut names: Vec<Box<OsStr>>,
        before: Box<[Node]>,
        below: &Above,
        depth: usize,
        is_settled: &mut bool,
    ) -> Box<[Node]> {
        let mut before: HashMap<Box<OsStr>, Node> = before.into_iter().map(|node| (node.name.clone(), node)).collect();
        if below.place == Place::Experiment {
            names.sort_by_key(|name| **name == *OsStr::new(MODELS));
        }
        let mut children = Vec::with_capacity(names.len());
        for name in names {
            if self.progress.is_cancelled() {
                break;
            }
            let is_deep = depth >= MAX_DEPTH;
            if is_deep || self.folders >= MAX_FOLDERS {
                self.stopped_by = Some(if is_deep { Stopped::Depth(MAX_DEPTH) } else { Stopped::Folders(MAX_FOLDERS) });
                *is_settled = false;
                break;
            }
            let inner = path.join(&*name);
            let visited = match root.enter(Path::new(&*name)) {
                Ok(root) => {
                    let before = before.remove(&name);
                    self.visit(&root, &inner, name, before, below, depth + 1)
                }
                // It went while the folder above was read.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                Err(error) => {
                    self.trouble(why(&error), &inner);
                    None
                }
            };
            // What could not be read is tried again the next time.
            *is_settled &= visited.is_some();
            children.extend(visited);
        }
        children.into()
    }

    fn flush(&mut self) {
        self.sent = Instant::now();
        if !self.batch.is_empty() {
            (self.sink)(std::mem::take(&mut self.batch));
        }
    }

    fn trouble(&mut self, what: impl Into<String>, path: impl Into<PathBuf>) {
        if self.troubles.len() < MAX_TROUBLES {
            self.troubles.push(Trouble::new(what, path));
        }
    }

    /// Joins every entry anew, now that all is known.
    fn join_again(&mut self, node: &mut Node, path: &Path) {
        let mark = mark(node);
        if let Content::Model { entry, .. } = &mut node.content {
            let mut new = (**entry).clone();
            new.mark = mark;
            self.catalog.join(&mut new, path);
            if new != **entry {
                *entry = Arc::new(new);
            }
        }
        for child in &mut node.children {
            let inner = path.join(&*child.name);
            self.join_again(child, &inner);
        }
    }

    fn join_copies(&mut self, node: &mut Node) {
        if let Content::Model { entry, .. } = &mut node.content
            && entry.registered.is_empty()
        {
            let mut new = (**entry).clone();
            self.catalog.join_copy(&mut new);
            if new != **entry {
                *entry = Arc::new(new);
            }
        }
        node.children.iter_mut().for_each(|child| self.join_copies(child));
    }
}

/// Changes when files of a model come or go, or its MLmodel is written.
fn mark(node: &Node) -> u64 {
    fn add(node: &Node, hasher: &mut std::hash::DefaultHasher) {
        node.stamp.hash(hasher);
        node.children.iter().for_each(|child| add(child, hasher));
    }
    let Content::Model { stamp, .. } = &node.content else { return 0 };
    let mut hasher = std::hash::DefaultHasher::new();
    stamp.hash(&mut hasher);
    add(node, &mut hasher);
    hasher.finish()
}

fn collect_paths(node: &Node, path: &Path, paths: &mut std::collections::HashSet<String>) {
    if matches!(node.content, Content::Model { .. }) {
        paths.insert(crate::library::catalog::slashed(path));
    }
    for child in &node.children {
        collect_paths(child, &path.join(&*child.name), paths);
    }
}

fn collect(node: &Node, entries: &mut Vec<Arc<Entry>>) {
    if let Content::Model { entry, .. } = &node.content {
        entries.push(Arc::clone(entry));
    }
    node.children.iter().for_each(|child| collect(child, entries));
}

fn is_id_name(name: &OsStr) -> bool {
    name.to_str().is_some_and(is_id)
}

/// Whether runs of a file store lie in the folder. Those of a database leave their artifacts only.
fn has_recorded_runs(root: &Files, listing: &Listing) -> bool {
    let is_run = |name: &OsStr| is_id_name(name) && !name.as_encoded_bytes().starts_with(b"m-");
    let ids = listing.folders.iter().filter(|name| is_run(name));
    ids.take(8).any(|name| matches!(root.look(&Path::new(&**name).join(META)), folder::Found::File { .. }))
}

/// Version control, virtual environments, caches, and whatever else hides.
fn is_passed_over(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
        || ["node_modules", "__pycache__", "venv", "site-packages"].iter().any(|other| name == *other)
}

/// By its name alone.
pub fn is_database(name: &OsStr) -> bool {
    let end = Path::new(name).extension().and_then(OsStr::to_str);
    end.is_some_and(|end| matches!(end.to_ascii_lowercase().as_str(), "db" | "sqlite" | "sqlite3"))
}

/// Why a folder cannot be read, as a clause.
fn why(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "the folder is gone".to_owned(),
        std::io::ErrorKind::PermissionDenied => "the system does not allow reading the folder; check its permissions".to_owned(),
        _ => format!("the folder cannot be read: {error}"),
    }
}
