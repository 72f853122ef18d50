//! What a model is called: most real folders are named `model` or `artifacts`, which tells nothing.

use std::ffi::OsStr;
use std::path::Path;

use super::{Files, archive};
use crate::mlmodel::MlModel;
use crate::mlmodel::display::os_text;

/// A name, and what gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What the model is called.
    pub text: Box<str>,
    /// What gave it that name.
    pub from: NameSource,
}

/// What gave a model its name, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameSource {
    /// `registered_model_meta`: the registered model and its version.
    Registered,
    /// The `meta.yaml` of a logged model.
    Logged,
    /// The folder's own name, or the last part of `artifact_path`.
    Own,
    /// A folder above, or nothing better than the folder's own name.
    Above,
}

/// What a store knows of a model.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Registered model and version.
    pub registered: Option<(&'a str, &'a str)>,
    /// The logged model's name.
    pub logged: Option<&'a str>,
    /// The run's name.
    pub run: Option<&'a str>,
}

impl Name {
    /// The name, with what a store knows taken into account.
    #[must_use]
    pub fn with(&self, known: &Known<'_>) -> String {
        match (known.registered, self.from) {
            (Some((name, version)), _) => return format!("{name} {version}"),
            (None, NameSource::Registered) => return self.text.to_string(),
            _ => {}
        }
        let logged = known.logged.filter(|name| is_telling(name));
        match (logged, self.from, known.run.filter(|name| !name.trim().is_empty())) {
            (Some(name), ..) | (None, NameSource::Above, Some(name)) => name.to_owned(),
            _ => self.text.to_string(),
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// The name, by the first of these that holds: the registered name and version; the logged model's
/// name; the folder's own name where it is telling; the last part of a relative `artifact_path`;
/// the nearest telling folder above.
#[must_use]
pub fn of(path: &Path, model: Option<&MlModel>, files: Option<&Files>) -> Name {
    if let Some(text) = files.and_then(registered) {
        return Name { text: text.into(), from: NameSource::Registered };
    }
    match logged(path) {
        Some(text) => Name { text: text.into(), from: NameSource::Logged },
        None => by_path(path, model),
    }
}

/// The name that path and MLmodel give by themselves.
#[must_use]
pub fn by_path(path: &Path, model: Option<&MlModel>) -> Name {
    // An archive is called by what it holds.
    let called = |name: &OsStr| archive::without_ending(&os_text(name)).to_owned();
    let own = path.file_name().map(called).unwrap_or_default();
    if is_telling(&own) {
        return Name { text: own.into(), from: NameSource::Own };
    }
    let artifact_path = model.and_then(|m| m.artifact_path.as_ref()).map(|p| p.written.replace('\\', "/"));
    if let Some(artifact_path) = artifact_path.filter(|p| super::references::outside_by_text(p).is_none()) {
        let last = artifact_path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if is_telling(last) {
            return Name { text: last.into(), from: NameSource::Own };
        }
    }
    let above = path.ancestors().skip(1).filter_map(Path::file_name).map(called).find(|name| is_telling(name));
    let text = above.unwrap_or(if own.is_empty() { "model".to_owned() } else { own });
    Name { text: text.into(), from: NameSource::Above }
}

/// Whether a folder's name says something about the model in it.
fn is_telling(name: &str) -> bool {
    let plain = name.to_ascii_lowercase();
    let hex = |text: &str| text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    let number = plain.bytes().all(|b| b.is_ascii_digit());
    !(plain.is_empty()
        || number
        || matches!(
            plain.as_str(),
            "." | ".."
                | "model"
                | "models"
                | "artifacts"
                | "outputs"
                | "output"
                | "mlflow-model"
                | "mlruns"
                | "mlartifacts"
                | "data"
                | "tmp"
        )
        || hex(&plain)
        || plain.strip_prefix("m-").is_some_and(hex))
}

/// `registered_model_meta`, which MLflow 2.8 to 3.17 wrote into models downloaded from a registry.
pub fn registered(files: &Files) -> Option<String> {
    let text = files.read(Path::new("registered_model_meta"), 100_000).ok()?;
    let document = crate::mlmodel::yaml::parse(std::str::from_utf8(&text).ok()?).ok()?;
    let text = |key: &str| document.get(document.root(), key).and_then(|node| document.scalar(node));
    let name = text("model_name").filter(|name| !name.is_empty())?;
    Some(match text("model_version").filter(|version| !version.is_empty()) {
        Some(version) => format!("{name} {version}"),
        None => name.to_owned(),
    })
}

/// The `meta.yaml` of a logged model of MLflow 3, beside its `artifacts` folder.
fn logged(path: &Path) -> Option<String> {
    if path.file_name()? != "artifacts" {
        return None;
    }
    let store = archive::open_files(path.parent()?).ok()?;
    let text = store.read(Path::new("meta.yaml"), 100_000).ok()?;
    let document = crate::mlmodel::yaml::parse(std::str::from_utf8(&text).ok()?).ok()?;
    document.get(document.root(), "model_id")?;
    let name = document.get(document.root(), "name").and_then(|node| document.scalar(node))?;
    is_telling(name).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(path: &str, mlmodel: &str) -> String {
        of(Path::new(path), crate::mlmodel::read(mlmodel.as_bytes()).ok().as_ref(), None).text.into()
    }

    #[test]
    fn a_store_knows_better() {
        let of_path = |path: &str| by_path(Path::new(path), None);
        let generic = of_path("/x/iris/mlruns/0/6f1e3a0c6f1e3a0c6f1e3a0c6f1e3a0c/artifacts/model");
        let known = Known { run: Some("run 3"), ..Known::default() };
        assert_eq!((generic.with(&Known::default()).as_str(), generic.with(&known).as_str()), ("iris", "run 3"));
        assert_eq!(of_path("/x/classifier").with(&known), "classifier");
        let known = Known { logged: Some("checkpoint"), ..known };
        assert_eq!(of_path("/x/classifier").with(&known), "checkpoint");
        assert_eq!(generic.with(&Known { logged: Some("model"), ..known }), "run 3", "a name that tells nothing");
        assert_eq!(generic.with(&Known { registered: Some(("risk", "3")), ..known }), "risk 3");
    }

    #[test]
    fn the_first_telling_name_holds() {
        assert_eq!(name("/x/diabetes", "a: 1"), "diabetes");
        assert_eq!(name("/x/iris/model", "artifact_path: outputs/classifier"), "classifier");
        assert_eq!(name("/x/iris/model", "artifact_path: model"), "iris");
        assert_eq!(name("/x/iris/model", "artifact_path: s3://bucket/m"), "iris");
        assert_eq!(name("/x/iris/0/6f1e3a0c6f1e3a0c6f1e3a0c6f1e3a0c/artifacts/model", "a: 1"), "iris");
        assert_eq!(name("/", "a: 1"), "model");
    }
}
