//! Start: arguments, then the window or a printed report.

#![cfg_attr(windows, windows_subsystem = "windows")] // no console window on a double click

mod console;

use std::process::ExitCode;

use mlmodel_viewer::app;
use mlmodel_viewer::cli::{self, Request};

fn main() -> ExitCode {
    console::attach();
    mlmodel_viewer::folder::hush_expected_panics();
    match cli::run() {
        Request::Done(exit) => exit.into(),
        Request::Window { paths, new_window } => app::run(paths, new_window).into(),
    }
}
