//! Start: arguments, then the window or a printed report.

// On Windows, a double-click opens no console beside the window. Printed reports still need one there;
// see the README.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

use mlmodel_viewer::app;
use mlmodel_viewer::cli::{self, Request};

fn main() -> ExitCode {
    match cli::run() {
        Request::Done(exit) => exit.into(),
        Request::Window(paths) => app::run(paths).into(),
    }
}
