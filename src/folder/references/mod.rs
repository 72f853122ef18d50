//! What an MLmodel names in its folder, looked up among the files.

mod collect;
mod judge;

pub use collect::{MAX_REFERENCES, collect};

use crate::mlmodel::KeyPath;
use crate::mlmodel::flavors::{self, Expect};

/// One entry of the MLmodel (or one place that follows from an entry) that names a file or a folder.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The entry; for a place no key names, the flavor it belongs to; for a sidecar, the file's own name.
    pub key: KeyPath,
    /// How it came about.
    pub origin: Origin,
    /// Relative to the model folder, `/`-separated; as written where it leads outside.
    pub path: Box<str>,
    /// What should stand there.
    pub expect: Expect,
    /// Loading fails without it (by the flavor it belongs to).
    pub required: bool,
    /// What stands there.
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
    /// What is named is there; contents are not checked.
    Present,
    /// Nothing is there.
    Missing,
    /// A file of zero bytes, or a folder without files.
    Empty,
    /// A file where a folder is meant, the reverse, or neither.
    WrongKind,
    /// Absolute, with a drive or `..`, or on a network share: judged by its text, the disk was not asked.
    Outside,
    /// A link that leads out of the folder; it was not followed.
    LinkOutside,
    /// A link that leads nowhere.
    BrokenLink,
    /// The system refuses to read it.
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

    /// Whether nothing is wrong with it.
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

/// Major and minor number of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    pub major: u32,
    pub minor: u32,
}

impl Release {
    /// Of its text: `2.10.1` is 2 and 10. Nothing where it is none.
    #[must_use]
    pub fn of(version: &str) -> Option<Self> {
        let mut parts = version.split('.');
        Some(Self { major: parts.next()?.parse().ok()?, minor: parts.next()?.parse().ok()? })
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

/// The path, relative to the model folder, that a file of the folder means by a path in it; nothing where that leads out. pip and
/// MLflow's `_parse_requirements` look in the folder that the file itself lies in.
#[must_use]
pub fn beside(file: &str, written: &str) -> Option<String> {
    let down: Vec<&str> = written.split('/').filter(|part| *part != "..").collect();
    if outside_by_text(&down.join("/")).is_some() {
        return None;
    }
    let mut parts: Vec<&str> = file.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_looked_for_beside_the_file_that_says_it() {
        for (file, written, meant) in [
            ("requirements.txt", "a.txt", Some("a.txt")),
            ("requirements.txt", "./sub//a.txt", Some("sub/a.txt")),
            ("sub/a.txt", "b.txt", Some("sub/b.txt")),
            ("sub/a.txt", "../b.txt", Some("b.txt")),
            ("sub/a.txt", "../../b.txt", None),
            ("sub/a.txt", "../sub/../../sub/b.txt", None),
            ("sub/a.txt", "/b.txt", None),
            ("sub/a.txt", "c:b.txt", None),
            ("sub/a.txt", "https://x/b.txt", None),
            ("sub/a.txt", "..\\..\\b.txt", None),
        ] {
            assert_eq!(beside(file, written).as_deref(), meant, "{file}: {written}");
        }
    }

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
    fn releases_compare_by_number() {
        assert!(Release::of("2.10.1") > Release::of("2.9.2"));
        assert_eq!(Release::of("banana"), None);
    }
}
