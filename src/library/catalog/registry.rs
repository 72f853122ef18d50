//! The registered versions of a store, and which model each was registered from.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::version::ListedVersion;
use super::{StoreKind, reasons, slashed};
use crate::library::entry::{Absent, Registered};
use crate::library::location::{Location, MeantLocation, Tail, resolved};
use crate::library::records::{RegisteredModel, Trouble, Version};

/// A version may be a copy of a copy. Circles end here.
const MAX_COPIES: usize = 8;

/// The registered models of one store.
#[derive(Debug)]
pub struct Registry {
    /// The folder whose models it speaks of.
    scope: PathBuf,
    store: PathBuf,
    /// The folders that a relative source may begin in.
    bases: Vec<String>,
    versions: Vec<ListedVersion>,
    /// By the run or logged model that they lead to: where they stand in `versions`.
    by_tail: HashMap<Tail, Vec<usize>>,
    /// By where they lie, for those that lead to neither.
    by_path: HashMap<String, Vec<usize>>,
}

impl Registry {
    /// The versions of the registered models that the store at `store` has.
    pub fn of(scope: &Path, store: &Path, models: &[RegisteredModel]) -> Self {
        let mut registry = Self {
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
            for alias in &model.aliases {
                aliases.entry(&alias.version).or_default().push(alias.name.as_str().into());
            }
            for version in &model.versions {
                let registered = Registered {
                    name: Arc::clone(&name),
                    version: version.version.as_str().into(),
                    aliases: aliases.remove(version.version.as_str()).unwrap_or_default().into(),
                    stage: version.stage.as_deref().map(Into::into),
                };
                registry.add(registered, version, &by_name);
            }
        }
        registry
    }

    /// Whether it speaks of what lies at a path.
    pub fn speaks_of(&self, path: &Path) -> bool {
        path.starts_with(&self.scope)
    }

    /// How deep the folder lies that it speaks of.
    pub fn depth(&self) -> usize {
        self.scope.components().count()
    }

    fn add(&mut self, registered: Registered, version: &Version, models: &Models<'_>) {
        let Source { location, tail } = locate(version, models);
        let MeantLocation { location, fault } = location.meant();
        let source = version.source.clone().or_else(|| version.storage_location.clone()).unwrap_or_default();
        let i = self.versions.len();
        if let Some(tail) = &tail {
            self.by_tail.entry(tail.clone()).or_default().push(i);
        } else if let Location::Local(path) = &location {
            for path in resolved(path, &self.bases) {
                self.by_path.entry(path).or_default().push(i);
            }
        }
        let own = [&version.source, &version.storage_location].into_iter().flatten().map(|text| Location::of(text).meant().location);
        let local = own.into_iter().find_map(|location| if let Location::Local(path) = location { Some(path) } else { None });
        let path = local.and_then(|path| resolved(&path, &self.bases).into_iter().next());
        self.versions.push(ListedVersion { path, registered, created: version.created, source, location, fault, tail, is_found: false });
    }

    /// The versions of the model at a path; they are found now.
    pub fn versions_at(&mut self, tail: Option<&Tail>, path: &str, there: &HashSet<String>) -> Vec<Registered> {
        let by_tail = tail.and_then(|tail| self.by_tail.get(tail));
        let found = by_tail.into_iter().chain(self.by_path.get(path)).flatten().copied();
        // Where a store was moved or copied, the ids in the path count; unless the model is where the store has it.
        let is_here = |i: &usize| self.versions[*i].path.as_deref().is_none_or(|own| own == path || !there.contains(own));
        let found = found.filter(is_here).collect();
        self.take(found)
    }

    /// The versions that lead to a run or a logged model, and whose model was not found; they are found now.
    pub fn missing_at(&mut self, tail: &Tail) -> Vec<Registered> {
        let found = self.by_tail.get(tail).into_iter().flatten().copied().filter(|i| !self.versions[*i].is_found).collect();
        self.take(found)
    }

    /// The versions whose model was not found.
    pub fn missing(&self) -> impl Iterator<Item = &ListedVersion> {
        self.versions.iter().filter(|version| !version.is_found)
    }

    /// Before they are looked for again.
    pub fn forget_found(&mut self) {
        self.versions.iter_mut().for_each(|version| version.is_found = false);
    }

    /// The versions whose model is not in the place; `is_logged` tells whether a store knows a logged model.
    pub fn absent(&self, is_logged: impl Fn(&str) -> bool) -> impl Iterator<Item = Absent> {
        self.missing().map(move |version| Absent {
            registered: version.registered.clone(),
            source: version.source.clone(),
            why: reasons::why_absent(version, version.owner().is_some_and(&is_logged), StoreKind::of(&self.store)),
            store: self.store.clone(),
        })
    }

    /// The versions whose source MLflow cannot follow, and whose model was found all the same.
    pub fn faults(&self) -> impl Iterator<Item = Trouble> {
        let found = self.versions.iter().filter(|version| version.is_found);
        found.filter_map(|version| {
            let (fault, label) = (version.fault.as_ref()?, version.registered.label());
            Some(Trouble::new(format!("MLflow cannot follow the source of {label}: {fault}"), &self.store))
        })
    }

    /// Marks versions as found; the newest come first.
    fn take(&mut self, mut found: Vec<usize>) -> Vec<Registered> {
        found.sort_by_key(|i| std::cmp::Reverse(self.versions[*i].created));
        for i in &found {
            self.versions[*i].is_found = true;
        }
        found.into_iter().map(|i| self.versions[i].registered.clone()).collect()
    }
}

/// Registered models by name.
pub type Models<'a> = HashMap<&'a str, &'a RegisteredModel>;

/// Where a version's model lies.
#[derive(Debug)]
pub struct Source {
    /// What is shown: the source as the version has it.
    pub location: Location,
    /// The run or logged model that it leads to.
    pub tail: Option<Tail>,
}

impl Source {
    fn without_tail(location: Location) -> Self {
        Self { location, tail: None }
    }
}

/// Where a version's model lies: its logged model, its source, or where the registry says it is stored. A version that
/// was copied from another one is followed to it.
pub fn locate(version: &Version, models: &Models<'_>) -> Source {
    let mut version = version;
    for _ in 0..MAX_COPIES {
        let source = version.source.as_deref().map(Location::of);
        let model = version.model_id.clone().map(Location::Model);
        let storage = version.storage_location.as_deref().map(Location::of);
        let with_tail = |location: &Location| Some(Source { location: location.clone(), tail: Some(location.tail()?) });
        let found = [&model, &source, &storage].into_iter().flatten().find_map(with_tail);
        if let Some(found) = found {
            return Source { location: source.unwrap_or(found.location), tail: found.tail };
        }
        match source {
            Some(Location::Version { name, version: wanted }) => match find_version(models, &name, &wanted) {
                Some(next) => version = next,
                None => return Source::without_tail(Location::Version { name, version: wanted }),
            },
            Some(source) => return Source::without_tail(source),
            None => break,
        }
    }
    Source::without_tail(Location::Local(String::new()))
}

/// A version by its number or by an alias.
fn find_version<'a>(models: &Models<'a>, name: &str, wanted: &str) -> Option<&'a Version> {
    let model = models.get(name)?;
    let number = model.aliases.iter().find(|alias| alias.name == wanted).map_or(wanted, |alias| &alias.version);
    model.versions.iter().find(|version| version.version == number)
}

/// The folders that MLflow may have run in, where a source is relative: the one that the store lies in, and the store's own.
pub fn bases(store: &Path) -> Vec<String> {
    let own = (StoreKind::of(store) == StoreKind::Files).then_some(store);
    store.parent().into_iter().chain(own).map(slashed).collect()
}
