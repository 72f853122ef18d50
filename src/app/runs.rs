//! The dialogs with a run that has no model here, and with a file that a run logged.

use std::path::PathBuf;

use super::App;
use super::job_error::JobError;
use super::update::Update;
use crate::folder::open_files;
use crate::folder::preview::Preview;
use crate::library::{Trace, trace_run};
use crate::present::curve::CurveRun;
use crate::present::files::ShownFile;
use crate::present::trace::of_trace;
use crate::ui::{RunDialog, RunFileDialog, RunState};

impl App {
    /// Reads a run, and shows what was logged to it.
    pub(super) fn open_run(&mut self, run: CurveRun) {
        let number = self.next_id;
        self.next_id += 1;
        let (stores, owner) = (run.stores.clone(), run.owner.clone());
        self.window.dialogs.run = Some(RunDialog::new(number, run));
        let failed = move |error: JobError| Update::RunRead { number, result: Err(error.to_string()) };
        self.worker.start("run", failed, move || {
            let result = trace_run(&stores, &owner).map_err(|why| format!("The run cannot be read: {why}."));
            Update::RunRead { number, result: result.map(|trace| trace.map(Box::new)) }
        });
    }

    /// Shows a run that was read, unless the dialog was closed since.
    pub(super) fn take_run(&mut self, number: u64, result: Result<Option<Box<Trace>>, String>) {
        let Some(dialog) = self.window.dialogs.run.as_mut().filter(|dialog| dialog.number == number) else { return };
        dialog.state = match result {
            Ok(Some(trace)) => {
                let metrics = trace.values().metrics.iter().map(|metric| metric.key.clone()).collect();
                RunState::Ready { groups: of_trace(&trace), metrics }
            }
            Ok(None) => RunState::Failed("The store does not know the run any more. Reload the library.".to_owned()),
            Err(why) => RunState::Failed(why),
        };
    }

    /// Shows a file that a run logged.
    pub(super) fn show_run_file(&mut self, folder: PathBuf, path: String) {
        let number = self.next_id;
        self.next_id += 1;
        self.window.dialogs.run_file = Some(RunFileDialog::new(number, folder.clone(), path.clone()));
        let failed = move |error: JobError| Update::RunFile { number, file: ShownFile::nothing(error.to_string()) };
        self.worker.start("run file", failed, move || Update::RunFile {
            number,
            file: ShownFile::of(Preview::read(open_files(&folder), &path), &path),
        });
    }

    /// Shows the preview of a run's file, unless the dialog was closed since.
    pub(super) fn take_run_file(&mut self, number: u64, file: ShownFile) {
        if let Some(dialog) = self.window.dialogs.run_file.as_mut().filter(|dialog| dialog.number == number) {
            dialog.file = Some(file);
        }
    }
}
