//! What is wrong with a model: one finding a rule, each with a stable code.
//!
//! To add a check, write a file with one function over [`Context`], add it to [`CHECKS`] and its code to [`codes`].

mod archive;
mod artifacts;
pub mod codes;
mod environment;
pub mod example;
mod files;
mod flavors;
pub mod inside;
mod keys;
mod loading;
mod mlmodel_file;
mod provenance;
mod safety;
pub mod serving;
mod signature;
mod subject;
mod yaml;

use serde::Serialize;

use crate::folder::{ModelFolder, Opened, Subject};
use crate::mlmodel::display::shortened;
use crate::mlmodel::{Code, KeyPath, MlModel};

pub use loading::{FlavorProblem, FlavorState, Loading};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// MLflow 3.18 could not load the folder, by `python_function` or natively.
    Error,
    Warning,
    /// Worth knowing; counts nowhere.
    Note,
}

impl Severity {
    /// The word for scripts and for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing that is wrong, or worth knowing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable, for scripts: one of [`codes`].
    pub code: &'static Code,
    pub severity: Severity,
    /// The entries of the MLmodel it is about.
    pub keys: Vec<KeyPath>,
    /// The file it is about, relative to the model folder.
    pub path: Option<String>,
    /// Line in that file (in the MLmodel where no file is named), from 1.
    pub line: Option<u32>,
    /// What is the case, in a few words and without a full stop.
    pub title: String,
    /// What it means, in a sentence or two.
    pub meaning: String,
    /// What to do.
    pub help: String,
}

/// Characters of a title, and of a sentence about it, at most: a value of the model may stand in them, and may be megabytes
/// long. The whole of it stands in the MLmodel.
const LONGEST_TITLE: usize = 300;
const LONGEST_TEXT: usize = 1_000;

impl Finding {
    fn new(code: &'static Code, severity: Severity, title: impl Into<String>) -> Self {
        let title = shortened(title.into(), LONGEST_TITLE);
        Self { code, severity, keys: Vec::new(), path: None, line: None, title, meaning: String::new(), help: String::new() }
    }

    fn meaning(mut self, text: impl Into<String>) -> Self {
        self.meaning = shortened(text.into(), LONGEST_TEXT);
        self
    }

    fn help(mut self, text: impl Into<String>) -> Self {
        self.help = shortened(text.into(), LONGEST_TEXT);
        self
    }

    fn path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    fn line(mut self, line: Option<u32>) -> Self {
        self.line = line;
        self
    }

    /// The entry it is about; its line too, unless one is set.
    fn key(mut self, context: &Context<'_>, key: KeyPath) -> Self {
        self.line = self.line.or_else(|| context.model.line_of(&key));
        self.keys.push(key);
        self
    }

    /// Title and meaning in one.
    #[must_use]
    pub fn message(&self) -> String {
        if self.meaning.is_empty() { format!("{}.", self.title) } else { format!("{}. {}", self.title, self.meaning) }
    }
}

/// What a rule looks at: a folder whose MLmodel could be read.
pub(crate) struct Context<'a> {
    pub folder: &'a ModelFolder,
    pub model: &'a MlModel,
    pub loading: Loading,
}

type Check = fn(&Context<'_>, &mut Vec<Finding>);

const CHECKS: &[Check] = &[
    yaml::check,
    flavors::check,
    artifacts::check,
    signature::check,
    keys::check,
    environment::check,
    example::check,
    files::check,
    provenance::check,
    safety::check,
];

/// Everything that is wrong with what was opened, the worst first.
#[must_use]
pub fn run(opened: &Opened) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Subject::Model(folder) = &opened.subject {
        match &folder.mlmodel.content {
            Ok(model) => {
                let loading = Loading::judge(model, folder);
                let context = Context { folder, model, loading };
                for check in CHECKS {
                    check(&context, &mut findings);
                }
            }
            Err(error) => mlmodel_file::check(error, &mut findings),
        }
    }
    subject::check(opened, &mut findings);
    archive::check(opened, &mut findings);
    findings.sort_by_key(|finding| finding.severity);
    findings
}

/// The state of a model in one line, by its consequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    pub errors: usize,
    pub warnings: usize,
    /// Files or folders that are named and not there.
    pub missing: usize,
}

impl Health {
    /// Counts what is wrong; notes are left out.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let count = |severity| findings.iter().filter(|f| f.severity == severity).count();
        let missing = findings.iter().filter(|f| f.severity == Severity::Error && f.code == codes::ARTIFACT_MISSING).count();
        Self { errors: count(Severity::Error), warnings: count(Severity::Warning), missing }
    }

    /// `Cannot load: 1 file missing`, `Loads, 2 warnings`, `Complete`.
    #[must_use]
    pub fn sentence(&self) -> String {
        use crate::mlmodel::display::count;
        match (self.errors, self.missing, self.warnings) {
            (0, _, 0) => "Complete".to_owned(),
            (0, _, warnings) => format!("Loads, {}", count(warnings, "warning", "warnings")),
            (errors, missing, _) if missing > 0 && missing == errors => format!("Cannot load: {} missing", count(missing, "file", "files")),
            (errors, ..) => format!("Cannot load: {}", count(errors, "error", "errors")),
        }
    }

    /// The worst there is, notes left out.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        if self.errors > 0 {
            Some(Severity::Error)
        } else if self.warnings > 0 {
            Some(Severity::Warning)
        } else {
            None
        }
    }
}
