//! The command line: arguments in, exit code out.

mod diff;
mod explain;
mod fingerprint;
mod inspect;
mod list;
#[cfg(windows)]
mod register;
mod store;
mod validate;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::compare::Callers;
use crate::enforce::Receiver;
use crate::folder::{self, Fingerprint};
use crate::library;
use crate::mlmodel::display::os_text;
use crate::platforms::PLATFORMS;
use crate::print::to_stderr;
use diff::{DiffOptions, ExitBy};
use inspect::InspectOptions;
use list::ListOptions;
use store::{StoreOption, Unresolved};

/// Looks into MLflow model folders: what goes in, what comes out, what is missing.
///
/// Without a command it opens the window, with the models at PATH if any are given; two are compared.
#[derive(Debug, Parser)]
#[command(name = "mlmodel-viewer", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<CliCommand>,
    /// Model folders, or their MLmodel files, to open in the window; two are compared side by side
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Open a window of its own instead of handing the paths to the running one
    #[arg(long)]
    new_window: bool,
    #[command(flatten)]
    store: StoreOption,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    /// Print what a model folder holds and what is wrong with it
    ///
    /// Exit code: 0 without errors among the findings, 1 with at least one, 2 when the path cannot
    /// be read, has no fingerprint and one was asked for, or the command line is wrong. With --platform it
    /// tells of that platform alone: 0 when no obstacle was found, 1 with one, 3 when that cannot be told.
    Inspect {
        /// A model folder, its MLmodel file, or a folder above it
        path: PathBuf,
        /// Add the fingerprint of its files, for which every byte is read
        #[arg(long)]
        fingerprint: bool,
        /// Let the exit code tell whether something stands in the way of running it there, and print all reasons
        #[arg(long, value_name = "ID", value_parser = PossibleValuesParser::new(PLATFORMS.iter().map(|platform| platform.id)))]
        platform: Option<String>,
        #[command(flatten)]
        store: StoreOption,
        /// How to print it
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Compare two models: what differs, and whether those who call A would notice B
    ///
    /// A is the baseline, B the candidate. Exit code: 0 when nothing differs but what two saves of one
    /// model differ in, 1 when something does, 2 when a path cannot be read or is no model.
    Diff {
        /// The model in use: a model folder, its MLmodel file, or a folder above it
        a: PathBuf,
        /// The model that may replace it
        b: PathBuf,
        /// How to print it
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Whose verdict: requests to the scoring server, in-process Python, or the worst of both
        #[arg(long, value_enum, default_value_t = Whose::Any)]
        callers: Whose,
        /// Let the exit code tell the verdict: 0 compatible, 1 breaking, 3 cannot be told
        #[arg(long)]
        verdict: bool,
        /// Add the fingerprints of both, for which every byte is read
        #[arg(long)]
        fingerprint: bool,
        #[command(flatten)]
        store: StoreOption,
    },
    /// Print the SHA-256 over the paths and contents of a model's files: what was approved is what ships
    ///
    /// The same files have the same fingerprint on every system; README says how others compute it. Exit code:
    /// 0, or 2 when one of the paths has none; with --check, 1 when one has another fingerprint.
    Fingerprint {
        /// Model folders, their MLmodel files, or lone model files
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Tell by the exit code whether it is this one
        #[arg(long, value_name = "FINGERPRINT")]
        check: Option<Fingerprint>,
        #[command(flatten)]
        store: StoreOption,
        /// How to print it
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Tell whether a model would accept a request, and what becomes of its values
    ///
    /// By the rules of MLflow 3.18, without Python. Rows count from 0. Exit code: 0 when the request is
    /// accepted, 1 when it is refused, 2 when one of the two cannot be read.
    Validate {
        /// A model folder, its MLmodel file, or a folder above it
        model: PathBuf,
        /// A file with the body of the request, JSON or CSV; "-" for standard input
        payload: PathBuf,
        /// What the request is; by its file name when not given
        #[arg(long = "type", value_enum)]
        media: Option<MediaType>,
        /// Who is called: the scoring server casts JSON first, predict in Python is strict on dtypes, an Azure endpoint takes `input_data`
        #[arg(long, value_enum, default_value_t = Channel::Rest)]
        caller: Channel,
        /// How to print it
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
        #[command(flatten)]
        store: StoreOption,
    },
    /// Add "Open in MLmodel Viewer" to the Explorer's menu of folders and MLmodel files, for this user
    #[cfg(windows)]
    Register {
        /// Take it out again
        #[arg(long)]
        remove: bool,
    },
    /// List the models below a folder, with their runs and registered versions
    ///
    /// Understands the stores MLflow keeps: mlruns folders, and mlflow.db. Exit code: 0 when the folder
    /// was read, 2 when it cannot be, or the filter or a column is not understood.
    List {
        /// A folder with models below it, a store, or the file mlflow.db
        place: PathBuf,
        /// How to print it
        #[arg(long, value_enum, default_value_t = TableFormat::Text)]
        format: TableFormat,
        /// Which columns, with commas between them
        #[arg(help = "Which columns, with commas between them: name, health, registered, created, run, flavors, bytes, experiment, \
            path, run_id, model_id, and what was logged: metrics.auc, params.C, tags.team, or its name alone")]
        #[arg(long, value_name = "COLUMNS")]
        columns: Option<String>,
        /// Only what holds this, as in the window: words, auc > 0.9, params.C = 1, experiment: churn, missing
        #[arg(long, default_value = "", hide_default_value = true)]
        filter: String,
        /// Runs without a model here as well
        #[arg(long)]
        runs: bool,
    },
    /// Tell what a code means that the other commands print, and what to do about it
    ///
    /// Exit code: 0, or 2 where no code has this name.
    Explain {
        /// A code such as artifact-missing; all of them when not given
        code: Option<String>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    Text,
    Json,
    Csv,
    Tsv,
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum MediaType {
    Json,
    Csv,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Channel {
    Rest,
    Python,
    Azure,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Whose {
    Rest,
    Python,
    Any,
}

impl From<Whose> for Callers {
    fn from(whose: Whose) -> Self {
        match whose {
            Whose::Rest => Self::Rest,
            Whose::Python => Self::Python,
            Whose::Any => Self::Any,
        }
    }
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
    /// There is an error among the findings, the two models differ, callers break, the request is refused, something stands in the
    /// way of a platform, or the fingerprint is another one.
    Findings,
    /// Wrong usage, the path itself cannot be read, or has no fingerprint.
    Trouble,
    /// Whether callers break, or a platform runs the model, cannot be told.
    Unknown,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => Self::SUCCESS,
            Exit::Findings => Self::from(1),
            Exit::Trouble => Self::from(2),
            Exit::Unknown => Self::from(3),
        }
    }
}

/// What the arguments ask for.
#[derive(Debug)]
pub enum Request {
    /// Open the window with these paths.
    Window { paths: Vec<PathBuf>, new_window: bool },
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
            return Request::Done(match error.print().and_then(|()| std::io::stdout().flush()) {
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                    to_stderr(&format!("the help cannot be printed: {error}"));
                    Exit::Trouble
                }
                _ => exit,
            });
        }
    };
    let Some(mut command) = arguments.command else {
        let mut paths: Vec<PathBuf> = arguments.paths.into_iter().map(|path| if cfg!(windows) { whole(path) } else { path }).collect();
        if let Some(command) = late_command(&paths) {
            to_stderr(&format!("a command stands in front of its options: mlmodel-viewer {command} …"));
            return Request::Done(Exit::Trouble);
        }
        // The window is opened all the same: it may know other stores.
        for unresolved in arguments.store.resolve(&mut paths) {
            to_stderr(&unresolved.to_string());
        }
        return Request::Window { paths, new_window: arguments.new_window };
    };
    let unresolved = command.resolve();
    // A fingerprint is told of each path for itself, and so is that this one leads nowhere.
    if !unresolved.is_empty() && !matches!(command, CliCommand::Fingerprint { .. }) {
        for unresolved in &unresolved {
            to_stderr(&unresolved.to_string());
        }
        return Request::Done(Exit::Trouble);
    }
    let subject = command.subject();
    let exit = folder::guarded(|| carry_out(command, &unresolved)).unwrap_or_else(|mistake| {
        to_stderr(&format!("{mistake}: {subject}"));
        Exit::Trouble
    });
    Request::Done(exit)
}

/// The command that was given behind an option of the window, which takes it for a path; nothing where there is such a path.
fn late_command(paths: &[PathBuf]) -> Option<String> {
    let first = paths.first()?;
    let name = Arguments::command().find_subcommand(first.to_str()?)?.get_name().to_owned();
    // The disk is asked only where there is a doubt: it may be slow, and the window is not open yet.
    (!first.exists()).then_some(name)
}

/// The path that the Explorer meant. It writes a drive in quotes, `"D:\"`, and to Windows a backslash takes the quote behind it
/// into the argument: `D:"`. No name there has a quote.
fn whole(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_suffix('"')) {
        Some(text) => format!("{text}\\").into(),
        None => path,
    }
}

impl CliCommand {
    /// Puts folders in the place of MLflow's addresses, and tells those that lead nowhere.
    fn resolve(&mut self) -> Vec<Unresolved> {
        match self {
            Self::Inspect { path, store, .. } | Self::Validate { model: path, store, .. } => store.resolve([path]),
            Self::Diff { a, b, store, .. } => store.resolve([a, b]),
            Self::Fingerprint { paths, store, .. } => store.resolve(paths),
            _ => Vec::new(),
        }
    }

    /// The paths it is about.
    fn subject(&self) -> String {
        let shown = |path: &Path| os_text(path.as_os_str());
        match self {
            Self::Inspect { path, .. } => shown(path),
            Self::Diff { a, b, .. } => format!("{} or {}", shown(a), shown(b)),
            Self::Fingerprint { paths, .. } => paths.iter().map(|path| shown(path)).collect::<Vec<_>>().join(" or "),
            Self::Validate { model, payload, .. } => format!("{} with {}", shown(model), shown(payload)),
            #[cfg(windows)]
            Self::Register { .. } => String::new(),
            Self::List { place, .. } => shown(place),
            Self::Explain { code } => code.clone().unwrap_or_default(),
        }
    }
}

fn carry_out(command: CliCommand, unresolved: &[Unresolved]) -> Exit {
    if matches!(command, CliCommand::Inspect { .. } | CliCommand::Diff { .. } | CliCommand::List { .. }) {
        library::remove_leftovers();
    }
    match command {
        CliCommand::Inspect { path, fingerprint, platform, format, .. } => {
            inspect::run(&path, InspectOptions { fingerprint, platform: platform.as_deref(), format })
        }
        CliCommand::Diff { a, b, format, callers, verdict, fingerprint, .. } => {
            let exit_by = if verdict { ExitBy::Verdict } else { ExitBy::Difference };
            diff::run([&a, &b], DiffOptions { format, callers: callers.into(), exit_by, fingerprint })
        }
        CliCommand::Fingerprint { paths, check, format, .. } => fingerprint::run(&paths, unresolved, check, format),
        #[cfg(windows)]
        CliCommand::Register { remove } => register::run(remove),
        CliCommand::List { place, format, columns, filter, runs } => {
            list::run(&place, &ListOptions { format, columns: columns.as_deref(), filter, runs })
        }
        CliCommand::Explain { code } => explain::run(code.as_deref()),
        CliCommand::Validate { model, payload, media, caller, format, .. } => {
            let receiver = match caller {
                Channel::Rest => Receiver::Rest,
                Channel::Python => Receiver::Python,
                Channel::Azure => Receiver::Azure,
            };
            validate::run(&model, &payload, media, receiver, format)
        }
    }
}

/// Prints a report; says why it cannot.
fn print(text: &str) -> bool {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // `inspect … | head` closes the pipe early, and that is no trouble.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            to_stderr(&format!("the report cannot be printed: {error}"));
            false
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_from_the_explorer_is_whole() {
        assert_eq!(whole("D:\"".into()), PathBuf::from("D:\\"));
        assert_eq!(whole("D:\\models".into()), PathBuf::from("D:\\models"));
    }
}
