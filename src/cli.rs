//! The command line: arguments in, exit code out.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::checks::{self, Severity};
use crate::folder::{self, Progress};
use crate::mlmodel::display::one_line;
use crate::report;

/// Looks into MLflow model folders: what goes in, what comes out, what is missing.
///
/// Without a command it opens the window, with the models at PATH if any are given.
#[derive(Debug, Parser)]
#[command(name = "mlmodel-viewer", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Model folders, or their MLmodel files, to open in the window
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print what a model folder holds and what is wrong with it
    ///
    /// Exit code: 0 without errors among the findings, 1 with at least one, 2 when the path cannot
    /// be read or the command line is wrong.
    Inspect {
        /// A model folder, its MLmodel file, or a folder above it
        path: PathBuf,
        /// How to print it
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
    Markdown,
}

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Fine,
    /// There is an error among the findings.
    Findings,
    /// Wrong usage, or the path itself cannot be read.
    Trouble,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Trouble => Self::from(2),
        }
    }
}

/// What the arguments ask for.
#[derive(Debug)]
pub enum Request {
    /// Open the window with these paths.
    Window(Vec<PathBuf>),
    /// The command has been carried out.
    Done(Exit),
}

/// Reads the arguments and carries out what needs no window.
#[must_use]
pub fn run() -> Request {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version count as errors to clap, and as success to everybody else.
            let exit = if error.use_stderr() { Exit::Trouble } else { Exit::Fine };
            let _ = error.print();
            return Request::Done(exit);
        }
    };
    match arguments.command {
        Some(Command::Inspect { path, format }) => Request::Done(inspect(&path, format)),
        None => Request::Window(arguments.paths),
    }
}

fn inspect(path: &Path, format: Format) -> Exit {
    let opened = match folder::open(path, &Progress::default()) {
        Ok(opened) => opened,
        Err(error) => {
            complain(&error.to_string());
            return Exit::Trouble;
        }
    };
    let findings = checks::run(&opened);
    let text = match format {
        Format::Text => report::text(&opened, &findings),
        Format::Json => report::json(&opened, &findings) + "\n",
        Format::Markdown => report::markdown(&opened, &findings),
    };
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        // `inspect … | head` closes the pipe early, and that is no trouble.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            complain(&format!("the report cannot be printed: {error}"));
            return Exit::Trouble;
        }
        _ => {}
    }
    if findings.iter().any(|finding| finding.severity == Severity::Error) { Exit::Findings } else { Exit::Fine }
}

/// One line on stderr with the program's name in front.
pub fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "mlmodel-viewer: {}", one_line(message));
}
