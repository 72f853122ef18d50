//! What two models need: package by package, and Python itself.

use std::collections::{BTreeMap, BTreeSet};

use pep508_rs::pep440_rs::Version;

use super::change::Change;
use crate::folder::{ModelFolder, Package};
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::{KeyPath, MlModel};

/// One package of both models, or of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageRow {
    /// With extras and marker; `python` for Python itself.
    pub name: String,
    pub change: Change,
    pub a: Option<AskedVersion>,
    pub b: Option<AskedVersion>,
    /// Where the version went, where both ask for one version and it is another.
    pub step: Option<Step>,
}

/// What a model asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedVersion {
    /// As in the file: `==1.5.3`, `>=1,<2`; empty where any version will do.
    pub text: String,
    /// Relative to the model folder.
    pub file: Box<str>,
    version: Option<Version>,
}

impl AskedVersion {
    /// For people: the bare version where it is pinned, `any version` where nothing is asked.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self.text.trim_start_matches('=') {
            "" => "any version",
            bare if self.version.is_some() && !bare.contains([',', '<', '>', '=', '!', '~', ';', '[']) => bare,
            _ => &self.text,
        }
    }
}

/// From one version to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    pub is_up: bool,
    /// The first number changed; of Python, the second.
    pub is_major: bool,
}

/// The name of the row for Python itself.
pub const PYTHON: &str = "python";

/// Matches what two models need, Python first and then the packages by name.
#[must_use]
pub fn diff(a: Option<&ModelFolder>, b: Option<&ModelFolder>) -> Vec<PackageRow> {
    let mut rows: Vec<PackageRow> = row(PYTHON, a.and_then(python), b.and_then(python)).into_iter().collect();
    let (old, new) = (packages(a), packages(b));
    // A package asked for once on each side is one row, whatever its extras and markers.
    let several = |name: &str| old.get(name).is_some_and(|all| all.len() > 1) || new.get(name).is_some_and(|all| all.len() > 1);
    let (mut left, mut right) = (asked(&old, several), asked(&new, several));
    let names: BTreeSet<String> = left.keys().chain(right.keys()).cloned().collect();
    rows.extend(names.into_iter().filter_map(|name| row(&name, left.remove(&name), right.remove(&name))));
    rows
}

/// The packages of a side by name; Python itself has a row of its own.
fn packages(folder: Option<&ModelFolder>) -> BTreeMap<String, Vec<Package>> {
    let mut all: BTreeMap<String, Vec<Package>> = BTreeMap::new();
    for package in folder.map(|folder| folder.environment.packages()).unwrap_or_default() {
        if package.name != PYTHON {
            all.entry(package.name.clone()).or_default().push(package);
        }
    }
    all
}

/// What each row asks for: of one name one row, or one for each label where a side names it several times.
fn asked(packages: &BTreeMap<String, Vec<Package>>, several: impl Fn(&str) -> bool) -> BTreeMap<String, AskedVersion> {
    let mut all: BTreeMap<String, AskedVersion> = BTreeMap::new();
    for package in packages.values().flatten() {
        let (key, text) = if several(&package.name) {
            (package.label(), package.asked.clone())
        } else {
            let extras = if package.extras.is_empty() { String::new() } else { format!("[{}]", package.extras.join(",")) };
            let marker = package.marker.as_ref().map(|marker| format!("; {marker}")).unwrap_or_default();
            (package.name.clone(), format!("{extras}{}{marker}", package.asked))
        };
        // The same package asked for twice is asked for both ways.
        all.entry(key)
            .and_modify(|known| {
                known.text = format!("{},{text}", known.text);
                known.version = None;
            })
            .or_insert_with(|| AskedVersion { text: text.clone(), file: package.file.clone(), version: package.exact.clone() });
    }
    all
}

/// The environment files say it, else the MLmodel does.
fn python(folder: &ModelFolder) -> Option<AskedVersion> {
    let in_files = folder.environment.python();
    let in_mlmodel = || {
        let written = |model: &'_ MlModel| model.written(&KeyPath::of(&["flavors", PYFUNC, "python_version"])).map(str::to_owned);
        folder.model().and_then(written).map(|version| (version, crate::folder::MLMODEL))
    };
    let (text, file) = in_files.map(|(version, file)| (version.to_owned(), file)).or_else(in_mlmodel)?;
    let version = text.parse().ok();
    Some(AskedVersion { text, file: file.into(), version })
}

fn row(name: &str, a: Option<AskedVersion>, b: Option<AskedVersion>) -> Option<PackageRow> {
    let (change, step) = match (&a, &b) {
        (None, None) => return None,
        (Some(_), None) => (Change::Removed, None),
        (None, Some(_)) => (Change::Added, None),
        (Some(a), Some(b)) if a.text == b.text => (Change::Same, None),
        (Some(a), Some(b)) => match (&a.version, &b.version) {
            // `==1.0` and `==1.0.0` are one version.
            (Some(x), Some(y)) if x == y && bare(a) && bare(b) => (Change::Same, None),
            (Some(x), Some(y)) if x == y => (Change::Changed, None),
            (Some(x), Some(y)) => (Change::Changed, Some(step(name, x, y))),
            _ => (Change::Changed, None),
        },
    };
    Some(PackageRow { name: name.to_owned(), change, a, b, step })
}

/// Nothing is asked but the one version.
fn bare(asked: &AskedVersion) -> bool {
    asked.text.strip_prefix("==").unwrap_or(&asked.text).parse::<Version>().is_ok()
}

fn step(name: &str, from: &Version, to: &Version) -> Step {
    let numbers = |version: &Version| version.release().iter().take(if name == PYTHON { 2 } else { 1 }).copied().collect::<Vec<_>>();
    Step { is_up: to > from, is_major: numbers(from) != numbers(to) || from.epoch() != to.epoch() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> AskedVersion {
        AskedVersion { text: format!("=={text}"), file: "requirements.txt".into(), version: text.parse().ok() }
    }

    #[test]
    fn steps_know_their_direction_and_size() {
        let step =
            |name: &str, a: &str, b: &str| row(name, Some(version(a)), Some(version(b))).unwrap().step.map(|s| (s.is_up, s.is_major));
        assert_eq!(step("pandas", "1.5.3", "2.0.3"), Some((true, true)));
        assert_eq!(step("pandas", "2.1.0", "2.0.3"), Some((false, false)));
        assert_eq!(step("numpy", "1.9", "1.10"), Some((true, false)), "numbers, and not letters");
        assert_eq!(step(PYTHON, "3.8.16", "3.11.7"), Some((true, true)));
        assert_eq!(step(PYTHON, "3.11.6", "3.11.7"), Some((true, false)));
        assert_eq!(step("six", "1.0", "1.0.0"), None);
    }

    #[test]
    fn what_is_asked_reads_well() {
        assert_eq!(version("1.5.3").shown(), "1.5.3");
        let range = |text: &str| AskedVersion { text: text.to_owned(), file: "x".into(), version: None };
        assert_eq!(range("").shown(), "any version");
        assert_eq!(range(">=1,<2").shown(), ">=1,<2");
        assert_eq!(range("git+https://x/y").shown(), "git+https://x/y");
    }
}
