//! Start: arguments, then the window or a printed report.

use std::process::ExitCode;

use mlmodel_viewer::app;
use mlmodel_viewer::cli::{self, Request};

fn main() -> ExitCode {
    match cli::run() {
        Request::Done(exit) => exit.into(),
        Request::Window(paths) => app::run(paths).into(),
    }
}
