//! The dialog with the fingerprint of a model, or of both models of a comparison.

use std::time::Instant;

use super::App;
use super::job_error::JobError;
use super::update::Update;
use crate::folder::Progress;
use crate::reading::Model;
use crate::ui::state::{FindingFingerprint, FingerprintDialog};

impl App {
    /// Opens the dialog for the active tab.
    pub(super) fn show_fingerprint(&mut self) {
        self.close_fingerprint();
        let Some(tab) = self.window.active_tab().map(|tab| tab.id) else { return };
        self.window.dialogs.fingerprint = Some(FingerprintDialog::new(tab));
        self.find_fingerprint();
    }

    /// Reads the bytes of what the dialog is about, unless its fingerprint is known.
    fn find_fingerprint(&mut self) {
        let Some(tab) = self.window.dialogs.fingerprint.as_ref().map(|dialog| dialog.tab) else { return };
        let Some(subject) = self.report_of(tab) else { return };
        if subject.models().into_iter().all(|model| model.fingerprint().is_some()) {
            return;
        }
        let number = self.next_id;
        self.next_id += 1;
        let total = subject.models().into_iter().map(Model::bytes_of_files).fold(0, u64::saturating_add);
        let progress = Progress::default();
        if let Some(dialog) = &mut self.window.dialogs.fingerprint {
            dialog.failed = None;
            dialog.finding = Some(FindingFingerprint { number, since: Instant::now(), progress: progress.clone(), total });
        }
        let failed = move |error: JobError| Update::Fingerprint { number, failed: Some(error) };
        self.worker.start("fingerprint", failed, move || {
            for model in subject.models() {
                model.find_fingerprint(&progress);
            }
            Update::Fingerprint { number, failed: None }
        });
    }

    /// Shows what was found, unless something else was asked for since.
    pub(super) fn take_fingerprint(&mut self, number: u64, failed: Option<JobError>) {
        if let Some(dialog) = &mut self.window.dialogs.fingerprint
            && dialog.finding.as_ref().is_some_and(|finding| finding.number == number)
        {
            dialog.finding = None;
            dialog.failed = failed.map(|error| error.to_string());
        }
    }

    /// The models of a tab were read again: what the dialog says is of the new reading.
    pub(super) fn renew_fingerprint(&mut self, tab: u64) {
        if let Some(dialog) = self.window.dialogs.fingerprint.as_mut().filter(|dialog| dialog.tab == tab) {
            dialog.stop();
            self.find_fingerprint();
        }
    }

    /// Closes the dialog of a tab that is closed.
    pub(super) fn close_fingerprint_of(&mut self, tab: u64) {
        if self.window.dialogs.fingerprint.as_ref().is_some_and(|dialog| dialog.tab == tab) {
            self.close_fingerprint();
        }
    }

    /// Closes the dialog; what is still being read for it is stopped.
    pub(super) fn close_fingerprint(&mut self) {
        if let Some(mut dialog) = self.window.dialogs.fingerprint.take() {
            dialog.stop();
        }
    }
}
