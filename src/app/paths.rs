//! The paths of what is open: copied, shown in the file manager, asked for in a dialog.

use std::path::{Path, PathBuf};

use super::dialogs::{self, Ask};
use super::job_error::{JobError, SampleError};
use super::reports::ReportSubject;
use super::update::{Picked, Purpose, Update};
use super::{App, samples};
use crate::checks::Severity;
use crate::folder::is_archive_name;
use crate::mlmodel::display;
use crate::ui::state::Target;

/// What to say where the system's file manager does not come.
const NO_FILE_MANAGER: &str = if cfg!(target_os = "linux") {
    "No file manager could be started. Install one, and xdg-utils to find it, or open the path yourself"
} else {
    "The system's file manager could not be started. Open the path yourself"
};

/// The folder above a path that is none in an archive, by its text.
fn folder_above(path: &Path) -> Option<PathBuf> {
    let is_in_archive = |path: &Path| path.ancestors().filter_map(Path::file_name).any(|name| is_archive_name(Path::new(name)));
    path.ancestors().skip(1).find(|above| !is_in_archive(above)).map(Path::to_owned)
}

impl App {
    /// The folder of the active model; of a comparison, A's.
    pub(super) fn active_path(&self) -> Option<PathBuf> {
        let tab = self.window.active_tab()?;
        Some(tab.loaded().map_or_else(|| tab.target.path().to_owned(), |loaded| loaded.model.opened.path.clone()))
    }

    /// The path of the model, or those of both, one a line.
    fn active_paths(&self) -> Option<String> {
        match &self.window.active_tab()?.target {
            Target::Model(_) => self.active_path().map(|path| display::os_text(path.as_os_str())),
            pair @ Target::Pair { .. } => Some(pair.text()),
        }
    }

    /// Copies the path of the active model, or those of both.
    pub(super) fn copy_path(&mut self, ctx: &egui::Context) {
        if let Some(text) = self.active_paths() {
            self.copy(text, ctx);
        }
    }

    /// Shows the folder of the active model in the system's file manager.
    pub(super) fn show_active_path(&self) {
        let Some(tab) = self.window.active_tab() else { return };
        let archive = tab.loaded().and_then(|loaded| loaded.model.opened.archive());
        // Of an archive the folder that it lies in: opening it would start another program.
        let path = archive.and_then(|archive| archive.path.parent()).map(Path::to_owned).or_else(|| self.active_path());
        if let Some(path) = path {
            self.show_path(path);
        }
    }

    /// Shows a file or folder in the system's file manager.
    pub(super) fn show_path(&self, shown: PathBuf) {
        self.worker.start(
            "file manager",
            |error| Update::trouble(&error),
            move || {
                let path = display::os_text(shown.as_os_str());
                if !shown.try_exists().unwrap_or(true) {
                    return Update::Trouble(format!(
                        "It is not there any more, so no file manager can show it. It was moved or deleted: {path}"
                    ));
                }
                let Err(error) = open::that_detached(&shown) else { return Update::Nothing };
                // It names exit codes, which help nobody who reads them in a window.
                log::info!("no file manager: {error}");
                Update::Trouble(format!("{NO_FILE_MANAGER}: {path}"))
            },
        );
    }

    /// Opens a native dialog; one at a time.
    pub(super) fn ask_for(&mut self, what: Ask, frame: &eframe::Frame) {
        if self.window.platform.dialog_open {
            return;
        }
        let mut name = "report".to_owned();
        if matches!(what, Ask::SaveMarkdown | Ask::SaveJson) {
            let Some(report) = self.active_report() else { return };
            name = file_name(&report.name());
            self.saving = Some(report);
        } else if what == Ask::SaveList {
            "models".clone_into(&mut name);
        } else if what == Ask::SavePicture {
            name = file_name(&self.name_of_picture());
        }
        // The next model mostly lies beside the last one; a report never goes into a model folder.
        let compared = self.comparing.clone().filter(|_| matches!(what, Ask::OtherFolder | Ask::OtherFile));
        let last = compared.or_else(|| self.active_path()).or_else(|| self.window.recents.first().map(|recent| recent.path.clone()));
        let start = last.and_then(|path| folder_above(&path)).or_else(std::env::home_dir);
        self.window.platform.dialog_open = true;
        dialogs::ask(&self.worker, frame, what, &name, start);
    }

    /// What was chosen in a dialog, or that nothing was.
    pub(super) fn take_picked(&mut self, picked: Picked) {
        self.window.platform.dialog_open = false;
        match picked.path {
            Some(path) => self.take_path(picked.purpose, path),
            None => self.take_no_path(picked.purpose, picked.at_once),
        }
    }

    fn take_path(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.open(path),
            Purpose::Place => self.add_place(&path),
            Purpose::Other => self.take_other(path),
            Purpose::Request => self.read_request(path),
            Purpose::SaveMarkdown => self.save_report(path, ReportSubject::markdown),
            Purpose::SaveJson => self.save_report(path, ReportSubject::json),
            Purpose::SaveList => self.save_list(path),
            Purpose::SavePicture => self.save_picture(path),
        }
    }

    /// A dialog that was gone at once never came: what to do instead is said.
    fn take_no_path(&mut self, purpose: Purpose, at_once: bool) {
        let instead = match purpose {
            Purpose::Open | Purpose::Place => "type the path of the folder here",
            Purpose::Request => "drop the file on the window",
            Purpose::Other => "drop both models on the window",
            Purpose::SaveMarkdown | Purpose::SaveJson => "print it: mlmodel-viewer inspect or diff, with --format markdown",
            Purpose::SavePicture => "copy the numbers",
            Purpose::SaveList => "copy the list, or print it: mlmodel-viewer list, with --format csv",
        };
        match purpose {
            Purpose::Open | Purpose::Place if at_once => self.window.dialogs.path = Some(String::new()),
            Purpose::Open | Purpose::Place | Purpose::Request | Purpose::SaveList => {}
            Purpose::Other => self.comparing = None,
            Purpose::SaveMarkdown | Purpose::SaveJson => self.saving = None,
            Purpose::SavePicture => self.picture = None,
        }
        if at_once {
            let text = format!("No file dialog answered. Install xdg-desktop-portal-gtk (or zenity), or {instead}.");
            self.notice(Severity::Warning, text);
        }
    }

    /// Unpacks a sample and opens it.
    pub(super) fn open_sample(&self, index: usize) {
        let place = self.samples.clone();
        let failed = |error: JobError| Update::Sample(Err(error.into()));
        self.worker.start("sample", failed, move || {
            Update::Sample(samples::unpack(index, &place).map_err(|error| SampleError::NotWritten { place, error }))
        });
    }
}

/// A name that every system takes for a file.
fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}
