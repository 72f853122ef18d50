//! What an MLmodel names in its folder, held against the disk.

use std::path::Path;

use super::{Files, Found, Listing};
use crate::mlmodel::flavors::{self, Expect, Need, PathEntry};
use crate::mlmodel::{Flavor, Flavors, KeyPath, MlModel, Value};

/// One entry of the MLmodel (or one place that follows from an entry) that names a file or a folder.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The entry; for a place no key names, the flavor it belongs to; for a sidecar, the file's own name.
    pub key: KeyPath,
    pub origin: Origin,
    /// Relative to the model folder, `/`-separated; as written where it leads outside.
    pub path: Box<str>,
    pub expect: Expect,
    /// Loading fails without it (by the flavor it belongs to).
    pub required: bool,
    pub status: Status,
    /// Of the file, or of all files below the folder.
    pub bytes: Option<u64>,
    /// Of a folder.
    pub files: Option<usize>,
    /// A file that is there and cannot be what it is named to be.
    pub damage: Option<Damage>,
}

/// What the first and last bytes of a file give away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// A pickle without the code that ends every pickle.
    CutOff,
    /// A web page, as a download saves that was not signed in.
    WebPage,
}

/// How a reference came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The value of a key.
    Entry,
    /// A fixed place of the flavor.
    Implicit,
    /// A file MLflow writes beside the MLmodel without naming it.
    Sidecar,
}

/// What stands where a reference points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Present,
    Missing,
    /// A file of zero bytes, or a folder without files.
    Empty,
    /// A file where a folder is meant, the reverse, or neither.
    WrongKind,
    /// Absolute, with a drive or `..`, or on a network share: judged by its text, the disk was not asked.
    Outside,
    /// A link that leads out of the folder; it was not followed.
    LinkOutside,
    BrokenLink,
    Unreadable,
    /// A Git LFS pointer in place of the data.
    LfsPointer,
}

impl Status {
    /// The word in the printed report.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Missing => "missing",
            Self::Empty => "empty",
            Self::WrongKind => "wrong_kind",
            Self::Outside | Self::LinkOutside => "outside",
            Self::BrokenLink => "broken_link",
            Self::Unreadable => "unreadable",
            Self::LfsPointer => "lfs_pointer",
        }
    }

    /// The word in the window.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::WrongKind => "wrong kind",
            Self::BrokenLink => "broken link",
            Self::LfsPointer => "LFS pointer",
            other => other.word(),
        }
    }

    #[must_use]
    pub fn is_good(self) -> bool {
        self == Self::Present
    }
}

impl Reference {
    /// Whether loading by its flavor fails because of it, as far as the disk tells.
    /// A link that leads out may be sound where it leads: nobody looked.
    #[must_use]
    pub fn stops_loading(&self) -> bool {
        if self.is_pyfunc_artifact() {
            // mlflow.pyfunc only hands these paths on; what is in them is the model's own business.
            return matches!(self.status, Status::Missing | Status::BrokenLink | Status::Outside);
        }
        self.required && (!matches!(self.status, Status::Present | Status::LinkOutside) || self.damage.is_some())
    }

    /// Whether it is one of `flavors.python_function.artifacts`.
    #[must_use]
    pub fn is_pyfunc_artifact(&self) -> bool {
        self.key.keys().nth(2) == Some("artifacts") && self.flavor() == Some(flavors::PYFUNC)
    }

    /// The flavor it belongs to, if to one.
    #[must_use]
    pub fn flavor(&self) -> Option<&str> {
        let mut keys = self.key.keys();
        (keys.next() == Some("flavors")).then(|| keys.next()).flatten()
    }
}

/// More entries that name files are not held against the disk.
pub const MAX_REFERENCES: usize = 1_000;

/// Files MLflow writes beside the MLmodel, and the first release that does.
const SIDECARS: &[(&str, (u32, u32))] = &[("requirements.txt", (1, 18))];

/// Names at the top of a model folder that MLflow, Databricks or a training tool writes and no key names.
pub const KNOWN_SIDECARS: &[&str] = &[
    "MLmodel",
    "conda.yaml",
    "conda_env.yaml",
    "constraints.txt",
    "environment_variables.txt",
    "inference_config.txt",
    "LICENSE.txt",
    "metadata",
    "model_card.md",
    "model_card_data.yaml",
    "openai.yaml",
    "original_requirements.txt",
    "pyproject.toml",
    "python_env.yaml",
    ".python-version",
    "registered_model_meta",
    "requirements.txt",
    "uv.lock",
    "wheels",
];

/// Collects every reference of the MLmodel, in the order of its keys.
#[must_use]
pub fn collect(model: &MlModel, files: &Files, listing: &Listing) -> Vec<Reference> {
    let mut collector = Collector { files, listing, found: Vec::new() };
    for flavor in model.flavors.list() {
        collector.flavor(flavor, &model.flavors);
    }
    if let Some(info) = &model.input_example {
        let key = KeyPath::of(&["saved_input_example_info"]);
        for (name, path) in [("artifact_path", &info.artifact_path), ("serving_input_path", &info.serving_input_path)] {
            if let Some(path) = path {
                collector.add(key.join(name), Origin::Entry, path, Expect::File, Need::Optional);
            }
        }
    }
    let version = model.mlflow_version.as_ref().and_then(|version| release(&version.written));
    for (name, since) in SIDECARS {
        let expected = version.is_some_and(|version| version >= *since);
        if expected || files.look(Path::new(name)) != Found::Missing {
            collector.add(KeyPath::of(&[name]), Origin::Sidecar, name, Expect::File, Need::Optional);
        }
    }
    collector.found
}

/// Major and minor of a release: `2.10.1` is (2, 10).
#[must_use]
pub fn release(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

struct Collector<'a> {
    files: &'a Files,
    listing: &'a Listing,
    found: Vec<Reference>,
}

impl Collector<'_> {
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
            let there = candidates.iter().find(|path| self.files.look(Path::new(path.as_str())) != Found::Missing);
            let Some(path) = there.or(candidates.first()) else { continue };
            let key = place.below.map_or_else(|| base.clone(), |key| base.join(key));
            self.add(key, Origin::Implicit, path, Expect::Any, place.need);
        }
        for place in (spec.computed)(flavor, all) {
            let origin = if place.is_entry { Origin::Entry } else { Origin::Implicit };
            self.add(base.join(place.key), origin, &place.path, place.expect, place.need);
        }
        for entry in flavors::COMMON {
            self.entry(flavor, &base, *entry);
        }
    }

    fn is_folder(&self, path: &str) -> bool {
        outside_by_text(path).is_none() && self.files.look(Path::new(path)) == Found::Folder
    }

    fn entry(&mut self, flavor: &Flavor, base: &KeyPath, entry: PathEntry) {
        let mut hits = Vec::new();
        hit_paths(&flavor.value, entry.key, base, &mut hits);
        for (key, path) in hits {
            self.add(key, Origin::Entry, path, entry.expect, entry.need);
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
                let there = outside_by_text(path).is_none() && self.listing.get(path).is_some();
                if there {
                    self.add(base.join(key), Origin::Entry, path, Expect::Any, Need::Optional);
                }
            }
        }
    }

    fn add(&mut self, key: KeyPath, origin: Origin, written: &str, expect: Expect, need: Need) {
        if self.found.len() >= MAX_REFERENCES {
            return;
        }
        let required = need == Need::Loading;
        if self.found.iter().any(|r| r.key == key && *r.path == *written) {
            return;
        }
        let mut reference = Reference {
            key,
            origin,
            path: written.into(),
            expect,
            required,
            status: Status::Missing,
            bytes: None,
            files: None,
            damage: None,
        };
        self.judge(&mut reference, written);
        self.found.push(reference);
    }

    fn judge(&self, reference: &mut Reference, written: &str) {
        if outside_by_text(written).is_some() {
            reference.status = Status::Outside;
            return;
        }
        if written.contains('\0') {
            return;
        }
        if reference.expect == Expect::Prefix {
            self.judge_prefix(reference, written);
            return;
        }
        let mut path = written.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/");
        let mut found = if path.is_empty() || path == "." { Found::Folder } else { self.files.look(Path::new(&path)) };
        if found == Found::Missing && path.contains('\\') {
            // Written on Windows.
            path = path.replace('\\', "/");
            found = self.files.look(Path::new(&path));
        }
        reference.path = path.as_str().into();
        match found {
            Found::File { bytes } => {
                reference.bytes = Some(bytes);
                (reference.status, reference.damage) = self.file_status(reference, &path, bytes);
            }
            Found::Folder => {
                let (files, bytes) = self.listing.below(&path);
                (reference.files, reference.bytes) = (Some(files), Some(bytes));
                reference.status = if reference.expect == Expect::File {
                    Status::WrongKind
                } else if files == 0
                    && !self.files.has_entries(Path::new(&path))
                    && self.listing.stopped.is_none()
                    && !self.listing.unreadable.iter().any(|p| p.starts_with(&path))
                {
                    Status::Empty
                } else {
                    Status::Present
                };
            }
            Found::Special => reference.status = Status::WrongKind,
            Found::Missing => reference.status = Status::Missing,
            Found::BrokenLink => reference.status = Status::BrokenLink,
            Found::LeadsOutside => reference.status = Status::LinkOutside,
            Found::Denied => reference.status = Status::Unreadable,
        }
    }

    fn file_status(&self, reference: &Reference, path: &str, bytes: u64) -> (Status, Option<Damage>) {
        if reference.expect == Expect::Folder {
            return (Status::WrongKind, None);
        }
        if bytes == 0 {
            return (Status::Empty, None);
        }
        match self.ends(Path::new(path)) {
            Ok((head, _)) if head.starts_with(b"version https://git-lfs.github.com/spec/") => (Status::LfsPointer, None),
            Ok(_) if reference.is_pyfunc_artifact() => (Status::Present, None),
            Ok((head, last)) => {
                let lower = head.to_ascii_lowercase();
                let damage = if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
                    reference.required.then_some(Damage::WebPage)
                } else {
                    // Protocol 2 and later begin with 0x80; every pickle ends with STOP, a full stop.
                    (Path::new(path).extension().is_some_and(|e| e == "pkl") && head.first() == Some(&0x80) && last != b'.')
                        .then_some(Damage::CutOff)
                };
                (Status::Present, damage)
            }
            Err(super::ReadError::Not(Found::Missing)) => (Status::Missing, None),
            Err(_) => (Status::Unreadable, None),
        }
    }

    /// The first bytes of a file, and its last one.
    fn ends(&self, path: &Path) -> Result<(Vec<u8>, u8), super::ReadError> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        let mut file = self.files.open_file(path)?;
        let mut head = Vec::with_capacity(64);
        (&mut file).take(64).read_to_end(&mut head)?;
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        Ok((head, last[0]))
    }

    /// paddle names the beginning of its files: `model` is `model.pdparams`, or `model.pdmodel` with `model.pdiparams`.
    fn judge_prefix(&self, reference: &mut Reference, prefix: &str) {
        let sizes =
            [".pdparams", ".pdmodel", ".pdiparams", ".json"].map(|ending| match self.files.look(Path::new(&format!("{prefix}{ending}"))) {
                Found::File { bytes } => Some(bytes),
                _ => None,
            });
        reference.bytes = sizes.iter().flatten().copied().reduce(u64::saturating_add);
        reference.files = Some(sizes.iter().flatten().count());
        reference.status = match sizes {
            [Some(_), ..] | [None, Some(_), Some(_), _] | [None, None, Some(_), Some(_)] => Status::Present,
            _ => Status::Missing,
        };
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

/// Why a path leaves the folder by its text alone, without asking the disk: asking for `\\host\share`
/// would send the person's credentials to that host.
#[must_use]
pub fn outside_by_text(path: &str) -> Option<&'static str> {
    let slashed = path.replace('\\', "/");
    let bytes = slashed.as_bytes();
    if slashed.starts_with("//") {
        return Some("it is on a network share");
    }
    if slashed.starts_with('/') {
        return Some("it is absolute");
    }
    if bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' {
        return Some("it has a drive");
    }
    if slashed.contains("://") {
        return Some("it is an address");
    }
    if slashed.split('/').any(|part| part == "..") {
        return Some("it goes up with \"..\"");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_alone_tells_what_leads_outside() {
        for path in ["/etc/passwd", "../x", "a/../../x", "C:\\x", "c:x", "\\\\host\\share", "//host/share", "s3://bucket/x", "a\\..\\x"] {
            assert!(outside_by_text(path).is_some(), "{path}");
        }
        for path in ["model.pkl", "data/model", "a..b", "data\\model.pkl", "...", "modelo.v1:2"] {
            assert!(outside_by_text(path).is_none(), "{path}");
        }
    }

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

    #[test]
    fn releases_compare_by_number() {
        assert!(release("2.10.1") > release("2.9.2"));
        assert_eq!(release("banana"), None);
    }
}
