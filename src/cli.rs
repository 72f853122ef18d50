//! The command line: arguments in, exit code out.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::checks::{self, Severity};
use crate::compare::files::FileRow;
use crate::compare::{self, Answer, Callers, Comparison, Side};
use crate::enforce::{self, Caller, Contract};
use crate::folder::{self, MISTAKE, Progress, Root, Subject};
use crate::library;
use crate::mlmodel::display::{count, one_line, os_text};
use crate::report::{self, diff::Diff};

/// Looks into MLflow model folders: what goes in, what comes out, what is missing.
///
/// Without a command it opens the window, with the models at PATH if any are given; two are compared.
#[derive(Debug, Parser)]
#[command(name = "mlmodel-viewer", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Model folders, or their MLmodel files, to open in the window; two are compared side by side
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Open a window of its own instead of handing the paths to the running one
    #[arg(long)]
    new_window: bool,
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
        /// Who calls: the scoring server casts JSON first, predict in Python is strict on dtypes
        #[arg(long, value_enum, default_value_t = Channel::Rest)]
        caller: Channel,
        /// How to print it
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
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
    /// was read, 2 when it cannot be.
    List {
        /// A folder with models below it, a store, or the file mlflow.db
        place: PathBuf,
        /// How to print it
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
}

/// Things that could not be read and are said one by one.
const MAX_COMPLAINTS: usize = 20;

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ListFormat {
    Text,
    Json,
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
    /// There is an error among the findings, the two models differ, callers break, or the request is refused.
    Findings,
    /// Wrong usage, or the path itself cannot be read.
    Trouble,
    /// Whether callers break cannot be told.
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
                    complain(&format!("the help cannot be printed: {error}"));
                    Exit::Trouble
                }
                _ => exit,
            });
        }
    };
    let Some(command) = arguments.command else {
        return Request::Window { paths: arguments.paths, new_window: arguments.new_window };
    };
    let subject = command.subject();
    let exit = folder::guarded(|| carry_out(command)).unwrap_or_else(|mistake| {
        complain(&format!("{mistake}: {subject}"));
        Exit::Trouble
    });
    Request::Done(exit)
}

impl Command {
    /// The paths it is about.
    fn subject(&self) -> String {
        let shown = |path: &Path| os_text(path.as_os_str());
        match self {
            Self::Inspect { path, .. } => shown(path),
            Self::Diff { a, b, .. } => format!("{} or {}", shown(a), shown(b)),
            Self::Validate { model, payload, .. } => format!("{} with {}", shown(model), shown(payload)),
            #[cfg(windows)]
            Self::Register { .. } => String::new(),
            Self::List { place, .. } => shown(place),
        }
    }
}

fn carry_out(command: Command) -> Exit {
    if matches!(command, Command::Inspect { .. } | Command::Diff { .. } | Command::List { .. }) {
        library::remove_leftovers();
    }
    match command {
        Command::Inspect { path, format } => inspect(&path, format),
        Command::Diff { a, b, format, callers, verdict } => diff(&a, &b, format, callers.into(), verdict),
        #[cfg(windows)]
        Command::Register { remove } => register(remove),
        Command::List { place, format } => list(&place, format),
        Command::Validate { model, payload, media, caller, format } => {
            let caller = match caller {
                Channel::Rest => Caller::Rest,
                Channel::Python => Caller::Python,
            };
            validate(&model, &payload, media, caller, format)
        }
    }
}

fn inspect(path: &Path, format: Format) -> Exit {
    let mut opened = match folder::open(path, &Progress::default()) {
        Ok(opened) => opened,
        Err(error) => {
            complain(&error.to_string());
            return Exit::Trouble;
        }
    };
    let trace = library::trace_opened(&mut opened, &[], &Progress::default());
    let findings = checks::run(&opened);
    let text = match format {
        Format::Text => report::text(&opened, &findings, trace.as_ref()),
        Format::Json => report::json(&opened, &findings, trace.as_ref()) + "\n",
        Format::Markdown => report::markdown(&opened, &findings, trace.as_ref()),
    };
    if !print(&text) {
        return Exit::Trouble;
    }
    if findings.iter().any(|finding| finding.severity == Severity::Error) { Exit::Findings } else { Exit::Fine }
}

fn diff(a: &Path, b: &Path, format: Format, callers: Callers, verdict: bool) -> Exit {
    let [mut a, mut b] = [a, b].map(|path| folder::open_or_say(path, &Progress::default()));
    let logged = |opened: &mut _| library::trace_opened(opened, &[], &Progress::default()).as_ref().and_then(report::trace::logged_values);
    let (logged_a, logged_b) = (logged(&mut a), logged(&mut b));
    let (findings_a, findings_b) = (checks::run(&a), checks::run(&b));
    let a = Side { opened: &a, findings: &findings_a, logged: logged_a.as_ref() };
    let b = Side { opened: &b, findings: &findings_b, logged: logged_b.as_ref() };
    let comparison = Comparison::of(&a, &b);
    let mut files = compare::match_files(&comparison, &a, &b);
    compare_contents(&mut files, a, b);
    let diff = Diff { a, b, comparison: &comparison, files: &files, callers };
    let text = match format {
        Format::Text => report::diff::text(&diff),
        Format::Json => report::diff::json(&diff) + "\n",
        Format::Markdown => report::diff::markdown(&diff),
    };
    let printed = print(&text);
    let mut is_trouble = !printed;
    for side in [a, b].into_iter().filter(|side| side.folder().is_none()) {
        is_trouble = true;
        let what = side.findings.first().map_or_else(|| "this is no model".to_owned(), |finding| finding.title.clone());
        complain(&format!("{what}: {}", os_text(side.opened.path.as_os_str())));
    }
    match comparison.answer(callers, &files) {
        _ if is_trouble => Exit::Trouble,
        Answer::Breaking if verdict => Exit::Findings,
        Answer::Unknown if verdict => Exit::Unknown,
        Answer::Compatible if verdict => Exit::Fine,
        _ if comparison.is_identical(&files) => Exit::Fine,
        _ => Exit::Findings,
    }
}

#[cfg(windows)]
fn register(remove: bool) -> Exit {
    use crate::app::explorer;
    if remove {
        explorer::unregister();
        return Exit::Fine;
    }
    match explorer::register() {
        Ok(()) => Exit::Fine,
        Err(why) => {
            complain(&why);
            Exit::Trouble
        }
    }
}

fn list(place: &Path, format: ListFormat) -> Exit {
    let place = match folder::address::here(place) {
        Ok(place) => place,
        Err(elsewhere) => {
            complain(&format!("{elsewhere}: {}", os_text(place.as_os_str())));
            return Exit::Trouble;
        }
    };
    let place = &*place;
    let place = match library::open_place(place) {
        // The database's folder is what it speaks of.
        Some(folder) if folder.as_os_str().is_empty() => PathBuf::from("."),
        Some(folder) => folder,
        None if place.file_name().is_some_and(|name| name == folder::MLMODEL) && place.is_file() => {
            place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
        }
        None if place.is_file() => {
            complain(&format!("it is a file; give the folder that holds the models: {}", os_text(place.as_os_str())));
            return Exit::Trouble;
        }
        None => place.to_owned(),
    };
    let progress = Progress::default();
    let mut scanned = match library::scan(&place, None, &progress, &mut |_| {}) {
        Ok(scanned) => scanned,
        Err(trouble) => {
            complain(&format!("{}: {}", trouble.what, os_text(trouble.path.as_os_str())));
            return Exit::Trouble;
        }
    };
    let faults = library::run_faults(&place, &scanned, &progress);
    scanned.troubles.extend(faults);
    let mut weights = vec![None; scanned.entries.len()];
    library::weigh(&place, &scanned.entries, &progress, &mut |i, weight| weights[i] = Some(weight));
    let text = match format {
        ListFormat::Text => report::list::text(&scanned, &weights),
        ListFormat::Json => report::list::json(&place, &scanned, &weights) + "\n",
    };
    let printed = print(&text);
    for (entry, _) in scanned.entries.iter().zip(&weights).filter(|(_, weight)| weight.is_some_and(|weight| weight.failed)) {
        complain(&format!("{MISTAKE}; please report it: {}", os_text(place.join(&entry.path).as_os_str())));
    }
    if matches!(format, ListFormat::Json) {
        // The array holds models only.
        report::list::beside(&scanned).into_iter().take(MAX_COMPLAINTS).for_each(|line| complain(&line));
    }
    for trouble in scanned.troubles.iter().take(MAX_COMPLAINTS) {
        complain(&format!("{}: {}", trouble.what, os_text(trouble.path.as_os_str())));
    }
    if let Some(more) = scanned.troubles.len().checked_sub(MAX_COMPLAINTS).filter(|more| *more > 0) {
        complain(&format!("{} not be read as well", count(more, "more thing could", "more things could")));
    }
    if let Some(stopped) = &scanned.stopped_by {
        complain(&format!("not everything was searched, there may be more models: {stopped}"));
    }
    if printed { Exit::Fine } else { Exit::Trouble }
}

fn validate(model: &Path, payload: &Path, media: Option<MediaType>, caller: Caller, format: ListFormat) -> Exit {
    let opened = match folder::open(model, &Progress::default()) {
        Ok(opened) => opened,
        Err(error) => {
            complain(&error.to_string());
            return Exit::Trouble;
        }
    };
    let shown = os_text(opened.path.as_os_str());
    let Subject::Model(found) = &opened.subject else {
        complain(&format!("this is no model folder: {shown}"));
        return Exit::Trouble;
    };
    let contract = match found.model().ok_or("its MLmodel cannot be read").and_then(Contract::of) {
        Ok(contract) => contract,
        Err(why) => {
            complain(&format!("{why}; mlmodel-viewer inspect says more: {shown}"));
            return Exit::Trouble;
        }
    };
    let from_stdin = payload.as_os_str() == "-";
    let read = if from_stdin { folder::read_bounded(std::io::stdin().lock()) } else { folder::read_payload(payload) };
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(why) => {
            complain(&format!("{why}: {}", if from_stdin { "standard input".to_owned() } else { os_text(payload.as_os_str()) }));
            return Exit::Trouble;
        }
    };
    let is_csv = media.map_or_else(|| enforce::Media::of(payload) == enforce::Media::Csv, |media| media == MediaType::Csv);
    let answer = enforce::check(&bytes, if is_csv { enforce::Media::Csv } else { enforce::Media::Json }, &contract, caller);
    let text = match format {
        ListFormat::Text => report::validate::text(&answer, caller),
        ListFormat::Json => report::validate::json(&answer, caller) + "\n",
    };
    match (print(&text), answer.is_accepted()) {
        (false, _) => Exit::Trouble,
        (true, true) => Exit::Fine,
        (true, false) => Exit::Findings,
    }
}

/// A folder that can no longer be opened leaves its files uncompared, which the report says.
fn compare_contents(files: &mut [FileRow], a: Side<'_>, b: Side<'_>) {
    if !compare::has_pending(files) {
        return;
    }
    match (Root::open(&a.opened.path), Root::open(&b.opened.path)) {
        (Ok(a), Ok(b)) => compare::files::compare(files, &a, &b, &Progress::default()),
        (a, b) => {
            for error in [a.err(), b.err()].into_iter().flatten() {
                complain(&format!("the files cannot be compared: {error}"));
            }
        }
    }
}

/// Prints a report; says why it cannot.
fn print(text: &str) -> bool {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // `inspect … | head` closes the pipe early, and that is no trouble.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            complain(&format!("the report cannot be printed: {error}"));
            false
        }
        _ => true,
    }
}

/// One line on stderr with the program's name in front.
pub fn complain(message: &str) {
    let _ = writeln!(std::io::stderr(), "mlmodel-viewer: {}", one_line(message));
}
