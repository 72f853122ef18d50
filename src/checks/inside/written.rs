//! What wrote the file, and how, beside what the MLmodel and the requirements say.

use super::super::Severity::{Error, Warning};
use super::super::{Finding, codes};
use super::Compared;
use crate::folder::environment::{LineKind, satisfies};
use crate::inside::{Format, short_class};
use crate::mlmodel::display::clipped;
use crate::mlmodel::{Flavor, KeyPath};

impl Compared<'_> {
    /// The entries of the MLmodel that say a library's release.
    fn version_keys(&self, library: &str) -> Vec<KeyPath> {
        let specs = self.model.flavors.list().iter().filter_map(|flavor| Some((flavor, flavor.spec?)));
        let of_library = specs.filter(|(_, spec)| spec.library == Some(library));
        of_library.map(|(flavor, spec)| KeyPath::of(&["flavors", &flavor.name, spec.version_key])).collect()
    }

    /// The release in the file, in the MLmodel, and in the requirements.
    pub(super) fn versions(&self, findings: &mut Vec<Finding>) {
        let Some(library) = &self.file.library else { return };
        let Some(own) = library.version.as_deref() else { return };
        for key in self.version_keys(&library.name) {
            if let Some(declared) = self.model.written(&key).filter(|declared| !is_same_release(declared, own)) {
                let (name, own) = (self.name(), clipped(own, 40));
                let title = format!("The MLmodel says {} {}, {name} was written by {own}", library.name, clipped(declared, 40));
                let mut finding = self
                    .finding(codes::LIBRARY_VERSION, Warning, title)
                    .meaning("An environment that is built by what the MLmodel says loads the file with another release than wrote it.")
                    .help("Find out which of the two is right: the file may belong to another model.")
                    .line(self.model.line_of(&key));
                finding.keys.push(key);
                findings.push(finding);
            }
        }
        self.requirement(&library.name, own, findings);
    }

    fn requirement(&self, library: &str, own: &str, findings: &mut Vec<Finding>) {
        for line in self.folder.environment.pip_lines() {
            let LineKind::Package { name, versions, marker: None, .. } = &line.kind else { continue };
            // Of some files only the first two numbers are known.
            let is_whole = own.split('.').count() >= 3;
            if name != library || versions.is_empty() || !is_whole || satisfies(versions, own) != Some(false) {
                continue;
            }
            let title =
                format!("The requirements ask for {}, {} was written by {}", clipped(&line.text, 80), self.name(), clipped(own, 40));
            let mut finding = self
                .finding(codes::REQUIREMENT_VERSION, Warning, title)
                .meaning("An environment built from them loads the file with another release than wrote it.")
                .help(format!("If the model is as it should be, write {library}=={}.", clipped(own, 40)));
            finding.keys.extend(self.version_keys(library));
            findings.push(finding);
            return;
        }
    }

    /// The class that `mlflow/xgboost/__init__.py` makes, beside what the booster was trained for. `reg:logistic` is a
    /// regression that a classifier can be given.
    pub(super) fn class(&self, findings: &mut Vec<Finding>) {
        let Some(flavor) = self.model.flavors.get("xgboost") else { return };
        let Some(declared) = flavor.text("model_class") else { return };
        let objective = self.file.parameters.iter().find(|(name, _)| &**name == "objective").and_then(|(_, value)| value.as_text());
        let Some(objective) = objective.filter(|objective| *objective != "reg:logistic") else { return };
        let (Some(class), Some(trained)) = (Task::of_class(declared), Task::of_objective(objective)) else { return };
        if class != trained {
            let key = KeyPath::of(&["flavors", "xgboost", "model_class"]);
            let title = format!(
                "The MLmodel says {}, {} was trained for {}",
                clipped(short_class(declared), 80),
                self.name(),
                clipped(objective, 80)
            );
            let mut finding = self
                .finding(codes::MODEL_CLASS, Warning, title)
                .meaning("MLflow loads the file as another kind of model than it is, so that its answers mean something else.")
                .help("Find out which of the two is right: the file may belong to another model.")
                .line(self.model.line_of(&key));
            finding.keys.push(key);
            findings.push(finding);
        }
    }

    /// How the MLmodel says that the file is written; another reader cannot read it (`mlflow/sklearn/__init__.py`).
    pub(super) fn format(&self, findings: &mut Vec<Finding>) {
        let Some(flavor) = self.model.flavors.get("sklearn") else { return };
        let Some(declared) = flavor.text("serialization_format") else { return };
        let is_so = match declared {
            "skops" => self.file.format == Format::Skops,
            "pickle" | "cloudpickle" => matches!(self.file.format, Format::Pickle | Format::Joblib),
            _ => return,
        };
        if !is_so && is_named_by(flavor, &self.file.path) {
            let title = format!("The MLmodel says {declared}, {} is a {} file", self.name(), self.file.format.key());
            let key = KeyPath::of(&["flavors", "sklearn", "serialization_format"]);
            let mut finding = self
                .finding(codes::SERIALIZATION_FORMAT, Error, title)
                .meaning("MLflow reads it as what the MLmodel says, and fails.")
                .help("Write the format that the file has, or take the file that belongs to this MLmodel.")
                .line(self.model.line_of(&key));
            finding.keys.push(key);
            findings.push(finding);
        }
    }
}

/// What the MLmodel says the model is, as a word that its class and the goal of its training share.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Classifies,
    Regresses,
    Ranks,
}

impl Task {
    fn of_class(class: &str) -> Option<Self> {
        match short_class(class) {
            "XGBClassifier" | "XGBRFClassifier" => Some(Self::Classifies),
            "XGBRegressor" | "XGBRFRegressor" => Some(Self::Regresses),
            "XGBRanker" => Some(Self::Ranks),
            _ => None,
        }
    }

    /// The beginnings of xgboost's objectives; `binary:` and `multi:` are trained by classifiers alone.
    fn of_objective(objective: &str) -> Option<Self> {
        match objective.split_once(':')?.0 {
            "binary" | "multi" => Some(Self::Classifies),
            "reg" | "count" | "survival" => Some(Self::Regresses),
            "rank" => Some(Self::Ranks),
            _ => None,
        }
    }
}

fn is_named_by(flavor: &Flavor, path: &str) -> bool {
    flavor.text("pickled_model") == Some(path)
}

/// Whether two releases are one; a file may keep only the first numbers.
fn is_same_release(declared: &str, own: &str) -> bool {
    let plain = |version: &str| version.split(['+', '-']).next().unwrap_or(version).trim().to_owned();
    let (declared, own) = (plain(declared), plain(own));
    declared == own || declared.strip_prefix(&own).is_some_and(|rest| rest.starts_with('.'))
}
