//! Which entries of an MLmodel name a file or a folder.

use std::path::Path;

use super::judge::Judge;
use super::{Origin, Reference, Release, Status, outside_by_text};
use crate::folder::{Files, Found, Listing};
use crate::mlmodel::flavors::{self, Expect, Need, PathEntry};
use crate::mlmodel::{Flavor, Flavors, KeyPath, MlModel, Value};

/// More entries that name files are not looked up on the disk.
pub const MAX_REFERENCES: usize = 1_000;

/// Files MLflow writes beside the MLmodel, and the first release that does.
const SIDECARS: &[(&str, Release)] = &[("requirements.txt", Release { major: 1, minor: 18 })];

/// Collects every reference of the MLmodel, in the order of its keys.
#[must_use]
pub fn collect(model: &MlModel, files: &Files, listing: &Listing) -> Vec<Reference> {
    let mut collector = Collector { judge: Judge { files, listing }, found: Vec::new() };
    for flavor in model.flavors.list() {
        collector.flavor(flavor, &model.flavors);
    }
    if let Some(info) = &model.input_example {
        let key = KeyPath::of(&["saved_input_example_info"]);
        for (name, path) in [("artifact_path", &info.artifact_path), ("serving_input_path", &info.serving_input_path)] {
            if let Some(path) = path {
                collector.add(NamedFile { key: key.join(name), origin: Origin::Entry, path, expect: Expect::File, need: Need::Optional });
            }
        }
    }
    let version = model.mlflow_version.as_ref().and_then(|version| Release::of(&version.written));
    for (name, since) in SIDECARS {
        let expected = version.is_some_and(|version| version >= *since);
        if expected || files.look(Path::new(name)) != Found::Missing {
            let key = KeyPath::of(&[name]);
            collector.add(NamedFile { key, origin: Origin::Sidecar, path: name, expect: Expect::File, need: Need::Optional });
        }
    }
    collector.found
}

/// Goes through the flavors of an MLmodel for what names a file.
struct Collector<'a> {
    judge: Judge<'a>,
    found: Vec<Reference>,
}

/// An entry, or a place that follows from one, before anybody looked there.
struct NamedFile<'a> {
    key: KeyPath,
    origin: Origin,
    path: &'a str,
    expect: Expect,
    need: Need,
}

impl Collector<'_> {
    /// Everything that one flavor names.
    fn flavor(&mut self, flavor: &Flavor, all: &Flavors) {
        let base = KeyPath::of(&["flavors", &flavor.name]);
        let Some(spec) = flavor.spec else {
            self.unknown_flavor(flavor, &base);
            return;
        };
        // What loading needs comes first: the number of entries that are checked is bounded.
        for entry in spec.paths {
            self.entry(flavor, &base, *entry);
        }
        // A folder that is not there is one problem, not one for each file inside it.
        for place in spec.implicit {
            let below = match place.below {
                Some(key) => match flavor.text(key) {
                    Some(path) if self.is_folder(path) => path.trim_end_matches('/'),
                    _ => continue,
                },
                None => "",
            };
            let candidates: Vec<String> =
                place.any_of.iter().map(|name| if below.is_empty() { (*name).to_owned() } else { format!("{below}/{name}") }).collect();
            let there = candidates.iter().find(|path| self.judge.files.look(Path::new(path.as_str())) != Found::Missing);
            let Some(path) = there.or(candidates.first()) else { continue };
            let key = place.below.map_or_else(|| base.clone(), |key| base.join(key));
            self.add(NamedFile { key, origin: Origin::Implicit, path, expect: Expect::Any, need: place.need });
        }
        for place in (spec.computed)(flavor, all) {
            let origin = if place.is_entry { Origin::Entry } else { Origin::Implicit };
            self.add(NamedFile { key: base.join(place.key), origin, path: &place.path, expect: place.expect, need: place.need });
        }
        for entry in flavors::COMMON {
            self.entry(flavor, &base, *entry);
        }
    }

    fn is_folder(&self, path: &str) -> bool {
        outside_by_text(path).is_none() && self.judge.files.look(Path::new(path)) == Found::Folder
    }

    /// Every value at the key of a flavor that holds a path.
    fn entry(&mut self, flavor: &Flavor, base: &KeyPath, entry: PathEntry) {
        let mut hits = Vec::new();
        hit_paths(&flavor.value, entry.key, base, &mut hits);
        for (key, path) in hits {
            self.add(NamedFile { key, origin: Origin::Entry, path, expect: entry.expect, need: entry.need });
        }
    }

    /// A flavor nobody described: a value is a path if its key is one of MLflow's words, or if it stands on the disk.
    fn unknown_flavor(&mut self, flavor: &Flavor, base: &KeyPath) {
        for key in flavors::CUSTOMARY_PATH_KEYS {
            self.entry(flavor, base, PathEntry { key, expect: Expect::Any, need: Need::Optional });
        }
        let Value::Map(entries) = &flavor.value else { return };
        for (key, value) in entries {
            let known = flavors::CUSTOMARY_PATH_KEYS.contains(&&**key);
            if let Some(path) = value.as_text().filter(|path| !known && !path.is_empty() && path.len() < 1_024) {
                let there = outside_by_text(path).is_none() && self.judge.listing.get(path).is_some();
                if there {
                    self.add(NamedFile { key: base.join(key), origin: Origin::Entry, path, expect: Expect::Any, need: Need::Optional });
                }
            }
        }
    }

    /// Looks where something named leads, unless that was seen already or too much was.
    fn add(&mut self, named: NamedFile<'_>) {
        let NamedFile { key, origin, path, expect, need } = named;
        if self.found.len() >= MAX_REFERENCES || self.found.iter().any(|r| r.key == key && *r.path == *path) {
            return;
        }
        let mut reference = Reference {
            key,
            origin,
            path: path.into(),
            expect,
            required: need == Need::Loading,
            status: Status::Missing,
            bytes: None,
            files: None,
            damage: None,
        };
        self.judge.judge(&mut reference, path);
        self.found.push(reference);
    }
}

/// Every text at `pattern` below `value`, with its key path: `artifacts.*.path` goes through each entry.
fn hit_paths<'a>(value: &'a Value, pattern: &str, at: &KeyPath, hits: &mut Vec<(KeyPath, &'a str)>) {
    let (key, rest) = pattern.split_once('.').map_or((pattern, None), |(key, rest)| (key, Some(rest)));
    let mut step = |name: &str, child: &'a Value| match rest {
        Some(rest) => hit_paths(child, rest, &at.join(name), hits),
        None => {
            if let Some(text) = child.as_text() {
                hits.push((at.join(name), text));
            }
        }
    };
    match value {
        Value::Map(entries) if key == "*" => entries.iter().for_each(|(name, child)| step(name, child)),
        Value::List(items) if key == "*" => items.iter().enumerate().for_each(|(i, child)| step(&i.to_string(), child)),
        Value::Map(_) => {
            if let Some(child) = value.get(key) {
                step(key, child);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_reach_maps_and_lists() {
        let model = crate::mlmodel::read(
            b"flavors:\n  f:\n    artifacts:\n      a: {path: x}\n      b: {path: y}\n    extra_files:\n    - path: z\n",
        )
        .unwrap();
        let value = &model.flavors.get("f").unwrap().value;
        let mut hits = Vec::new();
        hit_paths(value, "artifacts.*.path", &KeyPath::root(), &mut hits);
        hit_paths(value, "extra_files.*.path", &KeyPath::root(), &mut hits);
        let hits: Vec<_> = hits.iter().map(|(key, path)| (key.to_string(), *path)).collect();
        assert_eq!(
            hits,
            [("artifacts.a.path".to_owned(), "x"), ("artifacts.b.path".to_owned(), "y"), ("extra_files.0.path".to_owned(), "z")]
        );
    }
}
