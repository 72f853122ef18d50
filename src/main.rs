//! Start: arguments, then the window or a printed report.

#![cfg_attr(windows, windows_subsystem = "windows")] // no console window on a double click

mod console;

use std::process::ExitCode;

use mlmodel_viewer::app::{self, NoWindow};
use mlmodel_viewer::cli::{self, Exit, Request};
use mlmodel_viewer::print::to_stderr;

fn main() -> ExitCode {
    console::attach();
    mlmodel_viewer::folder::hush_expected_panics();
    match cli::run() {
        Request::Done(exit) => exit.into(),
        Request::Window { paths, new_window } => match app::run(paths, new_window) {
            Ok(()) => Exit::Fine,
            // It was told when it happened.
            Err(NoWindow::Mistake) => Exit::Trouble,
            Err(error) => {
                to_stderr(&error.to_string());
                Exit::Trouble
            }
        }
        .into(),
    }
}
