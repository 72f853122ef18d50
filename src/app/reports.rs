//! Reports that are copied or written to a file: of a model, or of a comparison.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::App;
use super::job_error::{JobError, SaveError};
use super::update::Update;
use crate::checks::Severity;
use crate::folder::MLMODEL;
use crate::print;
use crate::reading::Model;
use crate::ui::Loaded;
use crate::ui::state::{Content, Pair};

/// What a report is about.
#[derive(Clone, Debug)]
pub enum ReportSubject {
    Model(Arc<Loaded>),
    Pair(Pair),
}

impl ReportSubject {
    /// The whole of it as Markdown.
    pub fn markdown(&self) -> String {
        match self {
            Self::Model(loaded) => print::markdown(&loaded.model),
            Self::Pair(pair) => print::diff::markdown(&pair.diff),
        }
    }

    /// The whole of it as JSON.
    pub fn json(&self) -> String {
        match self {
            Self::Model(loaded) => print::json(&loaded.model),
            Self::Pair(pair) => print::diff::json(&pair.diff),
        }
    }

    /// What its file would be called.
    pub fn name(&self) -> String {
        match self {
            Self::Model(loaded) => loaded.model.name.clone(),
            Self::Pair(pair) => format!("{}-to-{}", pair.diff.compared.baseline.name, pair.diff.compared.first.model.name),
        }
    }

    /// What it is about: of a comparison, the baseline first.
    pub fn models(&self) -> Vec<&Model> {
        match self {
            Self::Model(loaded) => vec![&loaded.model],
            Self::Pair(pair) => pair.diff.compared.models().map(AsRef::as_ref).collect(),
        }
    }

    /// The folders it is about.
    fn folders(&self) -> Vec<&Path> {
        self.models().into_iter().map(|model| model.opened.path.as_path()).collect()
    }
}

impl App {
    /// What a report of the active tab is about.
    pub(super) fn active_report(&self) -> Option<ReportSubject> {
        self.report_of(self.window.active_tab()?.id)
    }

    /// What a report of a tab is about.
    pub(super) fn report_of(&self, tab: u64) -> Option<ReportSubject> {
        let tab = self.window.tabs.iter().find(|t| t.id == tab)?;
        match &tab.content {
            Content::Loaded(loaded) if loaded.model.folder().is_some() => Some(ReportSubject::Model(Arc::clone(loaded))),
            Content::Pair(pair) => Some(ReportSubject::Pair(pair.clone())),
            _ => None,
        }
    }

    /// Writes the report whose file was asked for, as `text` makes it.
    pub(super) fn save_report(&mut self, path: PathBuf, text: fn(&ReportSubject) -> String) {
        let Some(report) = self.saving.take() else { return };
        let failed = |error: JobError| Update::ReportSaved(Err(error.into()));
        self.worker.start("save report", failed, move || {
            let text = text(&report);
            Update::ReportSaved(write_file(path, &report.folders(), text.as_bytes()))
        });
    }

    /// Copies the report of the active tab as Markdown.
    pub(super) fn copy_report(&mut self, ctx: &egui::Context) {
        if let Some(report) = self.active_report() {
            ctx.copy_text(report.markdown());
            self.notice(Severity::Note, "The report is on the clipboard, as Markdown.");
        }
    }
}

/// The path with `.png` and the like behind its name: what stands behind a dot may be a part of the name.
pub(super) fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Writes what was asked for, and never into a model folder: of these, or any other.
pub(super) fn write_file(path: PathBuf, models: &[&Path], content: &[u8]) -> Result<PathBuf, SaveError> {
    let place = path.parent().and_then(|p| p.canonicalize().ok());
    let holds = |model: &&Path| place.as_ref().zip(model.canonicalize().ok()).is_some_and(|(place, model)| place.starts_with(model));
    let is_in_model = place.as_ref().is_some_and(|place| place.ancestors().any(|above| above.join(MLMODEL).is_file()));
    if is_in_model || models.iter().any(holds) {
        return Err(SaveError::InModelFolder(path));
    }
    match std::fs::write(&path, content) {
        Ok(()) => Ok(path),
        Err(error) => Err(SaveError::NotWritten { path, error }),
    }
}
