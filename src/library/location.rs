//! Where the source of a registered version leads, by its text alone: nothing is asked of the disk, and
//! nothing of any network.

use crate::folder::address::{self, scheme};
use crate::mlmodel::display::clipped;

/// `%20` is a blank; what is no such code stays as it is.
fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// What a URI or path of a store names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Location {
    /// A path on some machine, `/`-separated; the machine that wrote the store need not be this one.
    Local(String),
    /// `models:/m-…`: a logged model of MLflow 3.
    Model(String),
    /// `models:/name/3` or `models:/name@alias`: another registered version.
    Version { name: String, version: String },
    /// `runs:/<run id>/<path>`: below the artifacts of a run.
    Run { run_id: String, path: String },
    /// `mlflow-artifacts:/<path>`: kept by a tracking server, in the folder `mlartifacts` beside its database.
    Served(String),
    /// Somewhere else: the scheme in front of `:`.
    Remote { scheme: String },
    /// What MLflow cannot follow, and what was probably meant.
    Faulty {
        /// A clause: `run:/ is no address MLflow knows, runs:/ was meant`.
        fault: String,
        meant: Box<Location>,
    },
}

/// The run or logged model that a path of artifacts belongs to, and the path below its artifacts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tail {
    pub owner: Box<str>,
    /// `/`-separated; empty for the artifacts themselves.
    pub rest: Box<str>,
}

/// Where a source leads, faults in it put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeantLocation {
    pub location: Location,
    /// Why MLflow cannot follow the source as it is written.
    pub fault: Option<String>,
}

impl Location {
    /// Reads the text of a `source`, `storage_location` or `artifact_uri`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let Some((scheme, rest)) = scheme(text) else {
            return Self::Local(text.replace('\\', "/"));
        };
        // An authority (`//host`) stands before the path.
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_once('/').map_or((rest, ""), |(host, path)| (host, path)),
            None => ("", rest.trim_start_matches('/')),
        };
        let scheme = scheme.to_ascii_lowercase();
        match scheme.as_str() {
            // `file:model` is relative, as MLflow reads it.
            "file" if !rest.starts_with('/') => Self::Local(percent_decoded(rest)),
            "file" if authority.is_empty() || authority == "localhost" => {
                let path = percent_decoded(path);
                // `file:///C:/models` has a drive, `file:///home` has none.
                let has_drive = path.as_bytes().get(1) == Some(&b':');
                Self::Local(if has_drive { path } else { format!("/{path}") })
            }
            // `file://./model`: MLflow on Linux drops the host and looks at `/model`.
            "file" if matches!(authority, "." | ".." | "~") => Self::Faulty {
                fault: format!("{} is no valid address (host '{authority}')", clipped(text, 200)),
                meant: Box::new(Self::Local(format!("{authority}/{}", percent_decoded(path)))),
            },
            // `file://C:/models`, with one slash less than it needs.
            "file" if authority.len() == 2 && authority.ends_with(':') => Self::Local(format!("{authority}/{}", percent_decoded(path))),
            "models" => match path.split_once('@').or_else(|| path.rsplit_once('/')) {
                Some((name, version)) => Self::Version { name: name.to_owned(), version: version.to_owned() },
                None => Self::Model(path.to_owned()),
            },
            "runs" => {
                let (run_id, path) = path.split_once('/').unwrap_or((path, ""));
                Self::Run { run_id: run_id.to_owned(), path: path.to_owned() }
            }
            "mlflow-artifacts" => Self::Served(percent_decoded(path)),
            other => match address::meant(other) {
                Some(meant) => Self::Faulty {
                    fault: format!("{other}:/ is no address MLflow knows, {meant}:/ was meant"),
                    meant: Box::new(Self::of(&format!("{meant}:{rest}"))),
                },
                None => Self::Remote { scheme },
            },
        }
    }

    /// What was meant by it.
    #[must_use]
    pub fn meant(self) -> MeantLocation {
        match self {
            Self::Faulty { fault, meant } => MeantLocation { location: meant.meant().location, fault: Some(fault) },
            sound => MeantLocation { location: sound, fault: None },
        }
    }

    /// The run or logged model it belongs to, where the text names one.
    #[must_use]
    pub fn tail(&self) -> Option<Tail> {
        match self {
            Self::Local(path) | Self::Served(path) => tail(path),
            Self::Model(id) => Some(Tail { owner: id.as_str().into(), rest: "".into() }),
            Self::Run { run_id, path } => Some(Tail { owner: run_id.as_str().into(), rest: path.trim_matches('/').into() }),
            Self::Faulty { meant, .. } => meant.tail(),
            Self::Version { .. } | Self::Remote { .. } => None,
        }
    }
}

/// A path of a store, from the folders that MLflow may have run in where it is relative; without `.` and `..`.
#[must_use]
pub fn resolved(path: &str, bases: &[String]) -> Vec<String> {
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    if path.is_empty() || path.starts_with('/') || has_drive {
        return vec![plain(path)];
    }
    bases.iter().map(|base| plain(&format!("{base}/{path}"))).collect()
}

/// A path without `.`, `..` and a `/` at its end, by its text alone.
#[must_use]
pub fn plain(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." if !parts.is_empty() => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The owner of a path of artifacts: what stands before its `artifacts`.
#[must_use]
pub fn tail(path: &str) -> Option<Tail> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let at = |i: &usize| parts[*i] == "artifacts" && *i > 0;
    // A model's own folder may be called artifacts too.
    let first = (0..parts.len()).filter(at).find(|i| is_id(parts[i - 1]));
    let i = first.or_else(|| (0..parts.len()).rev().find(at))?;
    Some(Tail { owner: parts[i - 1].into(), rest: parts[i + 1..].join("/").into() })
}

/// Whether a folder's name is the id of a run or of a logged model.
#[must_use]
pub fn is_id(name: &str) -> bool {
    let hex = name.strip_prefix("m-").unwrap_or(name);
    hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_source() {
        let run = "6efc4e179e73480381c74de4c720cfdb";
        for (text, owner, rest) in [
            (format!("file:///home/a/mlruns/1/{run}/artifacts/model"), run, "model"),
            (format!("file:///C:/Users/z%C3%A9/mlruns/1/{run}/artifacts/a%20b/model"), run, "a b/model"),
            (format!("C:\\mlruns\\1\\{run}\\artifacts\\model"), run, "model"),
            (format!("./mlruns/1/{run}/artifacts/artifacts/model"), run, "artifacts/model"),
            (format!("mlflow-artifacts:/1/{run}/artifacts/model"), run, "model"),
            (format!("mlflow-artifacts://host:5000/1/{run}/artifacts/model"), run, "model"),
            (format!("runs:/{run}/model"), run, "model"),
            (format!("models:/m-{run}"), "m-6efc4e179e73480381c74de4c720cfdb", ""),
            (format!("/srv/mlruns/1/models/m-{run}/artifacts"), "m-6efc4e179e73480381c74de4c720cfdb", ""),
            ("/azure/cool_beard_ab12/artifacts/model".to_owned(), "cool_beard_ab12", "model"),
        ] {
            assert_eq!(Location::of(&text).tail(), Some(Tail { owner: owner.into(), rest: rest.into() }), "{text}");
        }
        assert_eq!(Location::of("s3://bucket/a/artifacts/model"), Location::Remote { scheme: "s3".to_owned() });
        assert_eq!(Location::of("dbfs:/a/b"), Location::Remote { scheme: "dbfs".to_owned() });
        assert_eq!(Location::of("models:/risk/3"), Location::Version { name: "risk".to_owned(), version: "3".to_owned() });
        assert_eq!(Location::of("models:/risk@champion"), Location::Version { name: "risk".to_owned(), version: "champion".to_owned() });
        assert_eq!(Location::of("file://server/share/m"), Location::Remote { scheme: "file".to_owned() });
        assert_eq!(Location::of("/srv/models/risk").tail(), None);
        assert_eq!(Location::of("file:models/risk"), Location::Local("models/risk".to_owned()));
        assert_eq!(Location::of("file://C:/models/risk"), Location::Local("C:/models/risk".to_owned()));
    }

    #[test]
    fn a_faulty_source_says_so_and_what_was_meant() {
        let faulty = |text: &str| Location::of(text).meant();
        let MeantLocation { location: meant, fault } = faulty("file://./my_model");
        assert_eq!(meant, Location::Local("./my_model".to_owned()));
        assert_eq!(fault.as_deref(), Some("file://./my_model is no valid address (host '.')"));
        let MeantLocation { location: meant, fault } = faulty("run:/6efc4e179e73480381c74de4c720cfdb/models");
        assert!(matches!(meant, Location::Run { path, .. } if path == "models"));
        assert_eq!(fault.as_deref(), Some("run:/ is no address MLflow knows, runs:/ was meant"));
        assert_eq!(faulty("model:/risk/3").fault.as_deref(), Some("model:/ is no address MLflow knows, models:/ was meant"));
        let MeantLocation { location, fault } = faulty("s4://bucket/m");
        assert_eq!((location, fault), (Location::Remote { scheme: "s4".to_owned() }, None), "another service may have it");
    }

    #[test]
    fn a_relative_path_begins_where_mlflow_ran() {
        let bases = ["/srv/project".to_owned()];
        assert_eq!(resolved("./my_model", &bases), ["/srv/project/my_model"]);
        assert_eq!(resolved("../other/m/", &bases), ["/srv/other/m"]);
        assert_eq!(resolved("/a/./b", &bases), ["/a/b"]);
        assert_eq!(resolved("C:/a", &bases), ["C:/a"]);
    }
}
