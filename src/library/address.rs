//! MLflow's own addresses of models, and where the models of a library lie that they mean.
//!
//! By the rules of `_parse_model_uri` (`mlflow/store/artifact/utils/models.py`) and of `RunsArtifactRepository`
//! (`mlflow/store/artifact/runs_artifact_repo.py`): `models:/churn/3`, `models:/churn@champion`, `models:/churn/Production`,
//! `models:/churn/latest`, `models:/m-…`, `runs:/<run>/<path>`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::entry::{Entry, Registered};
use super::place::Place;
use super::records::version_order;
use crate::mlmodel::display::{clipped, os_text};
use crate::mlmodel::flavors::closest;

/// Versions, aliases and names that are listed where one is not found.
const MAX_LISTED: usize = 12;

/// The address of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelAddress {
    Version {
        name: String,
        version: u64,
    },
    Alias {
        name: String,
        alias: String,
    },
    /// The highest version of a stage; of all for `latest`.
    Stage {
        name: String,
        stage: String,
    },
    /// A logged model of MLflow 3, by its id.
    LoggedModel {
        id: String,
    },
    /// What a run logged under a path.
    OfRun {
        run: String,
        path: String,
    },
}

/// Why an address leads to no model here. Each is a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("`..` in an address is refused: it would lead out of what it names")]
    LeadsOut,
    #[error("it names the server {0}, and only stores of this machine are read; leave that part out")]
    Server(String),
    #[error(
        "it is not spelled as MLflow has it: models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/latest, models:/MODEL_ID or runs:/RUN_ID/PATH"
    )]
    Misspelled,
    #[error("no store here has the registered model {name}{}", or_meant(.meant.as_ref()))]
    UnknownName { name: String, meant: Option<String> },
    /// What there is instead.
    #[error("{name} has no {wanted} here; it has {there}")]
    NotThere { name: String, wanted: String, there: String },
    /// The version is registered, and its model lies elsewhere.
    #[error("the model of {label} is not here: {why}")]
    Absent { label: String, why: String },
    #[error("no model here belongs to the run {0}")]
    UnknownRun(String),
    #[error("the run {run} has no model {path} here; it has {there}")]
    NotOfRun { run: String, path: String, there: String },
    #[error("no model here has the ID {0}")]
    UnknownModel(String),
    #[error("it fits several models here, in different stores: {0}")]
    Several(String),
}

fn or_meant(meant: Option<&String>) -> String {
    meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default()
}

impl ModelAddress {
    /// The address that a text is; nothing for a text that is no address of MLflow's.
    ///
    /// # Errors
    /// It is one, and leads nowhere.
    #[must_use]
    pub fn parse(text: &str) -> Option<Result<Self, AddressError>> {
        let text = text.trim();
        let (is_run, rest) = match text.split_once(":/")? {
            (scheme, rest) if scheme.eq_ignore_ascii_case("models") => (false, rest),
            (scheme, rest) if scheme.eq_ignore_ascii_case("runs") => (true, rest),
            _ => return None,
        };
        if let Some(rest) = rest.strip_prefix('/').filter(|rest| !rest.starts_with('/')) {
            let server = rest.split('/').next().unwrap_or_default();
            return Some(Err(AddressError::Server(clipped(server, 80).into_owned())));
        }
        Some(Self::of_path(rest.trim_matches('/'), is_run))
    }

    fn of_path(path: &str, is_run: bool) -> Result<Self, AddressError> {
        let parts: Vec<&str> = path.split('/').collect();
        if parts.iter().any(|part| matches!(*part, ".." | ".")) || path.contains('\\') {
            return Err(AddressError::LeadsOut);
        }
        if parts.iter().any(|part| part.is_empty()) {
            return Err(AddressError::Misspelled);
        }
        let own = str::to_owned;
        Ok(match (is_run, parts.as_slice()) {
            (true, [run, rest @ ..]) if !rest.is_empty() => Self::OfRun { run: own(run), path: rest.join("/") },
            (false, [one]) => match one.rsplit_once('@') {
                Some((name, alias)) if !name.is_empty() && !alias.is_empty() => Self::Alias { name: own(name), alias: own(alias) },
                None => Self::LoggedModel { id: own(one) },
                Some(_) => return Err(AddressError::Misspelled),
            },
            (false, [name, version]) => match version.parse() {
                Ok(version) => Self::Version { name: own(name), version },
                Err(_) => Self::Stage { name: own(name), stage: own(version) },
            },
            _ => return Err(AddressError::Misspelled),
        })
    }

    /// The folder of the model that is meant, among those of these places.
    ///
    /// # Errors
    /// There is none, or there are several in different stores.
    pub fn resolve(&self, places: &[Place]) -> Result<PathBuf, AddressError> {
        let found = match self {
            Self::LoggedModel { id } => {
                let found = paths(places, |entry| entry.model_id.as_deref() == Some(id));
                if found.is_empty() { Err(AddressError::UnknownModel(id.clone())) } else { Ok(found) }
            }
            Self::OfRun { run, path } => of_run(places, run, path),
            Self::Version { name, version } => {
                let wanted = format!("version {version}");
                registered(places, name, &wanted, |all| all.iter().filter(|r| r.version.parse() == Ok(*version)).copied().collect())
            }
            Self::Alias { name, alias } => {
                let has_alias = |registered: &&&Registered| registered.aliases.iter().any(|own| **own == **alias);
                registered(places, name, &format!("alias {alias}"), |all| all.iter().filter(has_alias).copied().collect())
            }
            Self::Stage { name, stage } => {
                let is_latest = stage.eq_ignore_ascii_case("latest");
                let is_in =
                    |registered: &&Registered| is_latest || registered.stage.as_deref().unwrap_or("None").eq_ignore_ascii_case(stage);
                registered(places, name, &format!("version in the stage {stage}"), |all| {
                    all.iter().copied().filter(is_in).max_by(|a, b| version_order(&a.version, &b.version)).into_iter().collect()
                })
            }
        }?;
        match found.iter().collect::<Vec<_>>().as_slice() {
            [one] => Ok((*one).clone()),
            several => Err(AddressError::Several(listed(several.iter().map(|path| os_text(path.as_os_str()))))),
        }
    }
}

/// The folders of the entries for which it holds, each once.
fn paths(places: &[Place], holds: impl Fn(&Entry) -> bool) -> BTreeSet<PathBuf> {
    let entries = places.iter().flat_map(|place| place.entries.iter().map(move |entry| (place, entry)));
    entries.filter(|(_, entry)| holds(entry)).map(|(place, entry)| place.path.join(&entry.path)).collect()
}

/// The folders of the versions that `choose` takes of all versions of a registered model.
fn registered(
    places: &[Place],
    name: &str,
    wanted: &str,
    choose: impl for<'a> Fn(&[&'a Registered]) -> Vec<&'a Registered>,
) -> Result<BTreeSet<PathBuf>, AddressError> {
    let of_entries = places.iter().flat_map(|place| place.entries.iter().flat_map(|entry| entry.registered.iter()));
    let of_absent = || places.iter().flat_map(|place| place.absent.iter());
    let every: Vec<&Registered> = of_entries.chain(of_absent().map(|absent| &absent.registered)).collect();
    let all: Vec<&Registered> = every.iter().copied().filter(|registered| *registered.name == *name).collect();
    if all.is_empty() {
        let names: BTreeSet<&str> = every.iter().map(|registered| &*registered.name).collect();
        let meant = closest(name, names.into_iter()).map(str::to_owned);
        return Err(AddressError::UnknownName { name: clipped(name, 80).into_owned(), meant });
    }
    // Of several stores each has its own versions: what one of them says of a number says nothing of the other's.
    let chosen = choose(&all);
    let is_chosen = |registered: &Registered| chosen.iter().any(|chosen| std::ptr::eq(*chosen, registered));
    let found = paths(places, |entry| entry.registered.iter().any(is_chosen));
    if !found.is_empty() {
        return Ok(found);
    }
    if let Some(absent) = of_absent().find(|absent| is_chosen(&absent.registered)) {
        return Err(AddressError::Absent { label: absent.registered.label(), why: absent.why.clone() });
    }
    let mut labels: Vec<&Registered> = all;
    labels.sort_by(|a, b| version_order(&a.version, &b.version));
    labels.dedup_by(|a, b| a.version == b.version);
    let there = listed(labels.iter().map(|registered| registered.label().trim_start_matches(name).trim().to_owned()));
    Err(AddressError::NotThere { name: name.to_owned(), wanted: clipped(wanted, 80).into_owned(), there })
}

/// What a run logged under a path: its artifact, or the logged model that MLflow 3 finds under that name.
fn of_run(places: &[Place], run: &str, path: &str) -> Result<BTreeSet<PathBuf>, AddressError> {
    let is_of_run = |entry: &Entry| entry.run_id.as_deref() == Some(run);
    let of_run = paths(places, is_of_run);
    if of_run.is_empty() {
        return Err(AddressError::UnknownRun(clipped(run, 80).into_owned()));
    }
    let is_meant = |entry: &Entry| {
        is_of_run(entry)
            && (entry.path.ends_with(Path::new("artifacts").join(path))
                || entry.artifact_path.as_deref() == Some(path)
                || entry.logged_name.as_deref() == Some(path))
    };
    let found = paths(places, is_meant);
    if !found.is_empty() {
        return Ok(found);
    }
    let names = places.iter().flat_map(|place| place.entries.iter()).filter(|entry| is_of_run(entry));
    let name = |entry: &Entry| entry.logged_name.as_deref().or(entry.artifact_path.as_deref()).unwrap_or(&entry.name).to_owned();
    let there: BTreeSet<String> = names.map(|entry| name(entry)).collect();
    Err(AddressError::NotOfRun {
        run: clipped(run, 80).into_owned(),
        path: clipped(path, 80).into_owned(),
        there: listed(there.into_iter()),
    })
}

fn listed(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(MAX_LISTED);
    let mut text = all.take(MAX_LISTED).map(|one| clipped(&one, 200).into_owned()).collect::<Vec<_>>().join(", ");
    if more > 0 {
        text.push_str(&format!(" and {more} more"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ModelAddress, AddressError> {
        ModelAddress::parse(text).unwrap()
    }

    #[test]
    fn addresses_are_read_as_mlflow_reads_them() {
        let own = str::to_owned;
        for (text, address) in [
            ("models:/churn/3", ModelAddress::Version { name: own("churn"), version: 3 }),
            (" models:/a b/12 ", ModelAddress::Version { name: own("a b"), version: 12 }),
            ("models:/churn@champion", ModelAddress::Alias { name: own("churn"), alias: own("champion") }),
            ("models:/churn/Production", ModelAddress::Stage { name: own("churn"), stage: own("Production") }),
            ("models:/m-0f1c", ModelAddress::LoggedModel { id: own("m-0f1c") }),
            ("runs:/abc/model", ModelAddress::OfRun { run: own("abc"), path: own("model") }),
            ("runs:/abc/sub/model/", ModelAddress::OfRun { run: own("abc"), path: own("sub/model") }),
        ] {
            assert_eq!(parse(text), Ok(address), "{text}");
        }
        for text in ["/srv/models/churn", "model", "s3://bucket/m", "models", "C:/models"] {
            assert_eq!(ModelAddress::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_leads_out_or_nowhere_is_refused() {
        for text in ["models:/../x", "runs:/abc/../../etc", "models:/a/..", "runs:/abc/a\\b", "runs:/abc/./x"] {
            assert_eq!(parse(text), Err(AddressError::LeadsOut), "{text}");
        }
        for text in ["models:/", "runs:/abc", "models:/a/1/b", "models:/@x", "models:/a@", "runs:/a//b"] {
            assert_eq!(parse(text), Err(AddressError::Misspelled), "{text}");
        }
        assert_eq!(parse("models://me@databricks/churn/1"), Err(AddressError::Server("me@databricks".to_owned())));
    }
}
