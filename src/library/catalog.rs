//! What the stores of a place know, for joining it to the models that are found.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::entry::{Absent, Entry, Lost, Registered};
use super::location::{Location, Tail, resolved};
use super::store::{RegisteredModel, Version};

/// A run, as far as a list shows it.
#[derive(Clone, Debug, Default)]
pub struct RunRef {
    pub name: Option<Arc<str>>,
    pub experiment: Option<Arc<str>>,
    pub is_deleted: bool,
}

/// A logged model of MLflow 3, as far as a list shows it.
#[derive(Clone, Debug, Default)]
pub struct LoggedRef {
    pub name: Option<Arc<str>>,
    pub run_id: Option<Box<str>>,
    /// Of a model that was logged outside a run.
    pub experiment: Option<Arc<str>>,
    pub is_deleted: bool,
    /// Where the store keeps its files, as written.
    pub location: Option<Box<str>>,
    /// `READY`, `PENDING`, `FAILED`, …
    pub status: Option<Box<str>>,
}

#[derive(Debug, Default)]
pub struct Catalog {
    runs: HashMap<Box<str>, RunRef>,
    logged: HashMap<Box<str>, LoggedRef>,
    registries: Vec<Registry>,
    /// Where models lie, once all of them are found.
    there: HashSet<String>,
}

/// The registered models of one store.
#[derive(Debug)]
struct Registry {
    /// The folder that the store lies in.
    scope: PathBuf,
    store: PathBuf,
    /// The folders that a relative source may begin in.
    bases: Vec<String>,
    versions: Vec<Listed>,
    by_tail: HashMap<Tail, Vec<usize>>,
    by_path: HashMap<String, Vec<usize>>,
}

#[derive(Debug)]
struct Listed {
    registered: Registered,
    created: Option<i64>,
    source: String,
    location: Location,
    /// Why MLflow cannot follow the source.
    fault: Option<String>,
    tail: Option<Tail>,
    /// Where the registry has it, as a path on this machine.
    path: Option<String>,
    is_found: bool,
}

impl Catalog {
    pub fn add_run(&mut self, id: &str, run: RunRef) {
        self.runs.insert(id.into(), run);
    }

    pub fn add_logged(&mut self, id: &str, logged: LoggedRef) {
        self.logged.insert(id.into(), logged);
    }

    pub fn add_registry(&mut self, scope: &Path, store: &Path, models: &[RegisteredModel]) {
        let mut registry = Registry {
            scope: scope.to_owned(),
            store: store.to_owned(),
            bases: bases(store),
            versions: Vec::new(),
            by_tail: HashMap::new(),
            by_path: HashMap::new(),
        };
        let by_name: Models<'_> = models.iter().map(|model| (model.name.as_str(), model)).collect();
        for model in models {
            let name: Arc<str> = model.name.as_str().into();
            let mut aliases: HashMap<&str, Vec<Box<str>>> = HashMap::new();
            for (alias, version) in &model.aliases {
                aliases.entry(version).or_default().push(alias.as_str().into());
            }
            for version in &model.versions {
                let aliases = aliases.remove(version.version.as_str()).unwrap_or_default();
                registry.add(&name, aliases, version, &by_name);
            }
        }
        self.registries.push(registry);
    }

    /// Adds what the stores know to an entry; `path` is its own, absolute.
    pub fn join(&mut self, entry: &mut Entry, path: &Path) {
        let text = slashed(path);
        let tail = super::location::tail(&text);
        let logged = tail.as_ref().filter(|tail| tail.rest.is_empty()).and_then(|tail| self.logged.get(&tail.owner));
        let logged = logged.or_else(|| self.logged.get(entry.model_id.as_deref()?)).cloned().unwrap_or_default();
        entry.run_id.clone_from(&entry.said_run_id);
        if entry.said_run_id.as_deref().is_none_or(|id| !self.runs.contains_key(id)) {
            // Where the MLmodel is silent, or names a run of another store, the path of the artifacts tells.
            let of_path = tail.as_ref().filter(|tail| self.runs.contains_key(&tail.owner)).map(|tail| tail.owner.clone());
            entry.run_id = logged.run_id.clone().or(of_path).map(Arc::from).or(entry.run_id.take());
        }
        let run = entry.run_id.as_deref().and_then(|id| self.runs.get(id)).cloned().unwrap_or_default();
        entry.is_deleted = run.is_deleted || logged.is_deleted;
        entry.run_name = run.name;
        entry.experiment = run.experiment.or(logged.experiment);
        let mut own: Vec<&mut Registry> = self.registries.iter_mut().filter(|registry| path.starts_with(&registry.scope)).collect();
        own.sort_by_key(|registry| std::cmp::Reverse(registry.scope.components().count()));
        entry.registered = own
            .into_iter()
            .map(|registry| registry.versions_at(tail.as_ref(), &text, &self.there))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
            .into();
        entry.rename(logged.name.as_deref());
    }

    /// Gives versions whose model is not where their store has it to a copy of the same logged model, or of the
    /// same run's model.
    pub fn join_copy(&mut self, entry: &mut Entry) {
        let by_model = entry.model_id.as_deref().map(|id| Tail { owner: id.into(), rest: "".into() });
        let by_run = entry
            .said_run_id
            .as_deref()
            .zip(entry.artifact_path.as_deref())
            .map(|(run, path)| Tail { owner: run.into(), rest: path.into() });
        let mut found = Vec::new();
        for tail in [by_model, by_run].into_iter().flatten() {
            found.extend(self.registries.iter_mut().flat_map(|registry| registry.missing_at(&tail)));
        }
        if !found.is_empty() && entry.registered.is_empty() {
            entry.registered = found.into();
            let logged = entry.model_id.as_deref().and_then(|id| self.logged.get(id)).and_then(|logged| logged.name.clone());
            entry.rename(logged.as_deref());
        }
    }

    /// All models are found: a copy of one that is where its store has it is no source of a version.
    pub fn set_there(&mut self, there: HashSet<String>) {
        self.there = there;
        for version in self.registries.iter_mut().flat_map(|registry| &mut registry.versions) {
            version.is_found = false;
        }
    }

    /// Whether versions are left whose model was not found.
    #[must_use]
    pub fn has_missing(&self) -> bool {
        self.registries.iter().any(|registry| registry.versions.iter().any(|version| !version.is_found))
    }

    /// The versions whose model is not in the place.
    #[must_use]
    pub fn absent(&self) -> Vec<Absent> {
        let mut absent = Vec::new();
        for registry in &self.registries {
            for version in registry.versions.iter().filter(|version| !version.is_found) {
                absent.push(Absent {
                    registered: version.registered.clone(),
                    source: version.source.clone(),
                    why: self.why_absent(version, registry),
                    store: registry.store.clone(),
                });
            }
        }
        absent
    }

    /// The logged models among `wanted` of which no file was found: those of `found` were, and those that a registered
    /// version leads to are told with it.
    #[must_use]
    pub fn lost(&self, wanted: &BTreeSet<Box<str>>, found: &HashSet<&str>) -> Vec<Lost> {
        let absent = self.registries.iter().flat_map(|registry| &registry.versions).filter(|version| !version.is_found);
        let told: HashSet<&str> = absent.filter_map(|version| version.tail.as_ref()).map(|tail| &*tail.owner).collect();
        let ids = wanted.iter().map(|id| &**id).filter(|id| !found.contains(id) && !told.contains(id));
        let logged = ids.filter_map(|id| Some((id, self.logged.get(id)?)));
        let lost = logged.filter(|(_, logged)| !logged.is_deleted).map(|(id, logged)| Lost {
            id: id.into(),
            name: logged.name.clone(),
            location: logged.location.as_deref().unwrap_or_default().into(),
            why: why_lost(logged),
        });
        lost.collect()
    }

    /// The versions whose source MLflow cannot follow, and whose model was found all the same: what is the case, as a
    /// clause, and the store that says so.
    pub fn faults(&self) -> Vec<(String, PathBuf)> {
        let mut faults = Vec::new();
        for registry in &self.registries {
            for version in registry.versions.iter().filter(|version| version.is_found) {
                if let Some(fault) = &version.fault {
                    let label = version.registered.label();
                    faults.push((format!("MLflow cannot follow the source of {label}: {fault}"), registry.store.clone()));
                }
            }
        }
        faults
    }
}

impl Registry {
    fn add(&mut self, name: &Arc<str>, aliases: Vec<Box<str>>, version: &Version, models: &Models<'_>) {
        let registered = Registered {
            name: Arc::clone(name),
            version: version.version.as_str().into(),
            aliases: aliases.into(),
            stage: version.stage.as_deref().map(Into::into),
        };
        let (location, tail) = locate(version, models);
        let (location, fault) = location.meant();
        let source = version.source.clone().or_else(|| version.storage_location.clone()).unwrap_or_default();
        let i = self.versions.len();
        if let Some(tail) = &tail {
            self.by_tail.entry(tail.clone()).or_default().push(i);
        } else if let Location::Local(path) = &location {
            for path in resolved(path, &self.bases) {
                self.by_path.entry(path).or_default().push(i);
            }
        }
        let own = [&version.source, &version.storage_location].into_iter().flatten().map(|text| Location::of(text).meant().0);
        let local = own.into_iter().find_map(|location| if let Location::Local(path) = location { Some(path) } else { None });
        let path = local.and_then(|path| resolved(&path, &self.bases).into_iter().next());
        self.versions.push(Listed { path, registered, created: version.created, source, location, fault, tail, is_found: false });
    }

    /// The versions of the model at a path; they are found now.
    fn versions_at(&mut self, tail: Option<&Tail>, path: &str, there: &HashSet<String>) -> Vec<Registered> {
        let by_tail = tail.and_then(|tail| self.by_tail.get(tail));
        let found = by_tail.into_iter().chain(self.by_path.get(path)).flatten().copied();
        // Where a store was moved or copied, the ids in the path count; unless the model is where the store has it.
        let is_here = |i: &usize| self.versions[*i].path.as_deref().is_none_or(|own| own == path || !there.contains(own));
        let found = found.filter(is_here).collect();
        self.take(found)
    }

    fn missing_at(&mut self, tail: &Tail) -> Vec<Registered> {
        let found = self.by_tail.get(tail).into_iter().flatten().copied().filter(|i| !self.versions[*i].is_found).collect();
        self.take(found)
    }

    /// The newest first.
    fn take(&mut self, mut found: Vec<usize>) -> Vec<Registered> {
        found.sort_by_key(|i| std::cmp::Reverse(self.versions[*i].created));
        for i in &found {
            self.versions[*i].is_found = true;
        }
        found.into_iter().map(|i| self.versions[i].registered.clone()).collect()
    }
}

/// Registered models by name.
pub(super) type Models<'a> = HashMap<&'a str, &'a RegisteredModel>;

/// Where a version's model lies: its logged model, its source, or where the registry says it is stored. A version that
/// was copied from another one is followed to it.
pub(super) fn locate(version: &Version, models: &Models<'_>) -> (Location, Option<Tail>) {
    let mut version = version;
    // A circle of copies ends here.
    for _ in 0..8 {
        let source = version.source.as_deref().map(Location::of);
        let model = version.model_id.clone().map(Location::Model);
        let storage = version.storage_location.as_deref().map(Location::of);
        let candidates = [model, source.clone(), storage];
        if let Some(found) = candidates.iter().flatten().find_map(|location| Some((location.clone(), location.tail()?))) {
            // What is shown is the source, where it leads elsewhere.
            return (source.unwrap_or(found.0), Some(found.1));
        }
        match source {
            Some(Location::Version { name, version: wanted }) => {
                let Some(model) = models.get(name.as_str()) else {
                    return (Location::Version { name, version: wanted }, None);
                };
                let number = model.aliases.iter().find(|(alias, _)| *alias == wanted).map_or(wanted.as_str(), |(_, number)| number);
                match model.versions.iter().find(|version| version.version == number) {
                    Some(next) => version = next,
                    None => return (Location::Version { name, version: wanted }, None),
                }
            }
            Some(source) => return (source, None),
            None => return (Location::Local(String::new()), None),
        }
    }
    (Location::Local(String::new()), None)
}

impl Catalog {
    /// Why a version's model is not in the place, as a clause.
    fn why_absent(&self, version: &Listed, registry: &Registry) -> String {
        if let Some(fault) = &version.fault {
            return fault.clone();
        }
        let is_known = version.tail.as_ref().is_some_and(|tail| self.logged.contains_key(&tail.owner));
        match (&version.location, &version.tail) {
            (Location::Remote { scheme }, _) => match service(scheme) {
                Some(service) => format!("its source is not on this machine but on {service}"),
                None => format!("its source is not on this machine, but an address of the kind {scheme}"),
            },
            // The store has it, and keeps it elsewhere.
            (Location::Model(_) | Location::Version { .. }, Some(_)) if is_known => {
                let at = version.path.as_deref().map(|path| format!(" but at {path}")).unwrap_or_default();
                format!("its model does not lie below this folder{at}")
            }
            (Location::Model(_), _) => "its logged model is not in this store".to_owned(),
            (Location::Version { name, version }, None) => {
                format!("its source is version {version} of {name}, which the registry does not have")
            }
            (Location::Served(_), _) => {
                let is_database = registry.store.file_name().is_some_and(super::scan::is_database);
                let what = if is_database { "database" } else { "store" };
                format!("its source is kept by a tracking server, and no such folder lies beside the {what}")
            }
            (Location::Local(path), _) if path.is_empty() => "the registry records no source".to_owned(),
            (Location::Run { .. } | Location::Local(_) | Location::Version { .. } | Location::Faulty { .. }, _) => {
                "there is no MLmodel at its source".to_owned()
            }
        }
    }
}

/// Why a logged model's files are not here, as a clause.
fn why_lost(logged: &LoggedRef) -> String {
    match logged.status.as_deref() {
        Some("FAILED") => return "its upload failed".to_owned(),
        Some("PENDING") => return "it was never finished".to_owned(),
        _ => {}
    }
    let Some(location) = logged.location.as_deref() else { return "the store records no place for its files".to_owned() };
    match Location::of(location).meant() {
        (_, Some(fault)) => fault,
        (Location::Remote { scheme }, _) => match service(&scheme) {
            Some(service) => format!("its files are not on this machine but on {service}"),
            None => format!("its files are not on this machine, but at an address of the kind {scheme}"),
        },
        (Location::Served(_), _) => "its files are kept by a tracking server, and are not in mlartifacts beside the database".to_owned(),
        _ => "there is no MLmodel where the store keeps its files".to_owned(),
    }
}

/// The folders that MLflow may have run in, where a source is relative: the one that the store lies in, and the store's own.
pub(super) fn bases(store: &Path) -> Vec<String> {
    let is_database = store.file_name().is_some_and(super::scan::is_database);
    store.parent().into_iter().chain((!is_database).then_some(store)).map(slashed).collect()
}

/// A scheme in the words of people, where it is known.
fn service(scheme: &str) -> Option<&'static str> {
    if scheme == "file" { Some("a network share") } else { crate::folder::address::service(scheme) }
}

/// A path with `/` between its parts.
pub(super) fn slashed(path: &Path) -> String {
    let text = crate::mlmodel::display::os_text(path.as_os_str());
    if cfg!(windows) { text.replace('\\', "/") } else { text }
}
