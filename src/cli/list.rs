//! `list`: the models below a folder, with their runs and registered versions.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Exit, TableFormat, print};
use crate::folder::{Given, MISTAKE, MLMODEL, Progress, Stands, address};
use crate::library::{self, Grouping, LoggedSubjects, Place, Scanned, SubjectAt, View};
use crate::mlmodel::display::{clipped, count, os_text};
use crate::present::listing::{ListColumn, ListField, Listing, UnknownColumn};
use crate::print::list::{self as report, ListReport};
use crate::print::listing::{self, ListForm};
use crate::print::{table, to_stderr};
use crate::reading;

/// Things that could not be read and are said one by one.
const MAX_LINES_OF_TROUBLE: usize = 20;

/// What is listed, and how it is printed.
pub(super) struct ListOptions<'a> {
    pub format: TableFormat,
    /// As they were typed.
    pub columns: Option<&'a str>,
    pub filter: String,
    /// Runs without a model are listed too.
    pub runs: bool,
}

pub(super) fn run(place: &Path, options: &ListOptions<'_>) -> Exit {
    match listed(place, options) {
        Ok(exit) => exit,
        Err(why) => {
            for why in why {
                to_stderr(&why);
            }
            Exit::Trouble
        }
    }
}

/// Lists a place; why not, a line each.
fn listed(given: &Path, options: &ListOptions<'_>) -> Result<Exit, Vec<String>> {
    let view = View { filter: options.filter.clone(), grouping: Grouping::None, shows_runs: options.runs, ..View::default() };
    let mistakes = view.mistakes();
    if !mistakes.is_empty() {
        return Err(mistakes.iter().map(|mistake| format!("{} (in --filter)", mistake.trim_end_matches('.'))).collect());
    }
    let words = options.columns.map(words_of).transpose().map_err(|why| vec![why])?;
    let folder = folder_of(given).map_err(|why| vec![why])?;
    let progress = Progress::default();
    let mut scanned = library::scan(&folder, None, &progress, &mut |_| {})
        .map_err(|trouble| vec![format!("{}: {}", trouble.what, os_text(trouble.path.as_os_str()))])?;
    let faults = library::run_faults(&folder, &scanned, &progress);
    scanned.troubles.extend(faults);
    let mut place = Place::found(folder, &scanned);
    let is_field = |word: &String| matches!(ListColumn::find(word, &[]), Ok(ListColumn::Field(_)));
    if view.asks_for_logged() || words.as_ref().is_some_and(|words| !words.iter().all(is_field)) {
        read_logged(&mut place, &scanned, options.runs, &progress);
    }
    let mut places = [place];
    let columns = match &words {
        Some(words) => Some(columns_of(words, &places)?),
        None => None,
    };
    let [place] = &mut places;
    if needs_checkup(columns.as_deref()) || view.asks_for_health() {
        let entries = place.entries.clone();
        reading::check_up(&place.path, &entries, &progress, &mut |i, checkup| place.checkups[i] = Some(checkup));
    }
    // Models by their paths, then the others.
    let mut rows = view.subjects(&places);
    rows.sort_unstable();
    let printed = print(&text(&places, &scanned, rows, columns.as_deref(), options.format));
    view.problems(&places).iter().for_each(|problem| to_stderr(problem.trim_end_matches('.')));
    let [place] = &places;
    tell_troubles(place, &scanned, options.format == TableFormat::Text && columns.is_none());
    Ok(if printed { Exit::Fine } else { Exit::Trouble })
}

/// The words between commas; one with a comma in it stands in quotes, as in a CSV file.
fn words_of(typed: &str) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(typed.as_bytes());
    let line = reader.records().next().and_then(Result::ok);
    let words: Vec<String> = line.iter().flatten().filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.is_empty() { Err(format!("--columns names no column: {}", clipped(typed, 80))) } else { Ok(words) }
}

fn columns_of(words: &[String], places: &[Place]) -> Result<Vec<ListColumn>, Vec<String>> {
    let found: Vec<Result<ListColumn, UnknownColumn>> = words.iter().map(|word| ListColumn::find(word, places)).collect();
    let unknown: Vec<String> = found.iter().filter_map(|found| found.as_ref().err()).map(ToString::to_string).collect();
    let mut columns: Vec<ListColumn> = Vec::new();
    for column in found.into_iter().flatten() {
        // Asked for twice, it is printed once: a key stands once in an object.
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    if unknown.is_empty() { Ok(columns) } else { Err(unknown) }
}

/// Every file of every model is looked at for it, which takes long over a network.
fn needs_checkup(columns: Option<&[ListColumn]>) -> bool {
    columns.is_none_or(|columns| columns.iter().any(|column| matches!(column, ListColumn::Field(ListField::Health | ListField::Bytes))))
}

fn read_logged(place: &mut Place, scanned: &Scanned, with_runs: bool, progress: &Progress) {
    let runs = if with_runs { &*place.lone_runs } else { &[] };
    let subjects = LoggedSubjects { entries: place.entries.clone(), runs: runs.iter().map(|run| Arc::clone(&run.id)).collect() };
    place.logged = Arc::new(library::read_logged(&scanned.run_stores, &subjects, &[], progress));
}

fn text(places: &[Place], scanned: &Scanned, rows: Vec<(usize, SubjectAt)>, columns: Option<&[ListColumn]>, format: TableFormat) -> String {
    let form = match (format, columns) {
        (TableFormat::Text, Some(columns)) => return table::text_with_paths(&Listing::of_rows(rows, places, columns).table()),
        (TableFormat::Text | TableFormat::Json, None) => {
            let [place] = places else { return String::new() };
            let report = ListReport { place, scanned, rows: rows.into_iter().map(|(_, at)| at).collect() };
            return if format == TableFormat::Text { report::text(&report) } else { report::json(&report) + "\n" };
        }
        (TableFormat::Json, Some(_)) => ListForm::Json,
        (TableFormat::Csv, _) => ListForm::Csv,
        (TableFormat::Tsv, _) => ListForm::Tsv,
        (TableFormat::Markdown, _) => ListForm::Markdown,
    };
    let usual = ListColumn::usual(&[], &[], &[]);
    listing::text(&Listing::of_rows(rows, places, columns.unwrap_or(&usual)), form)
}

/// The folder to look through; why there is none, with its path.
pub(super) fn folder_of(place: &Path) -> Result<PathBuf, String> {
    let shown = os_text(place.as_os_str());
    let place = address::here(place).map_err(|elsewhere| format!("{elsewhere}: {shown}"))?;
    let is_file = |given: &Given| matches!(given.stands, Stands::File { .. });
    let given = Given::look(&place, &Progress::default()).ok();
    let found = match given.as_ref().and_then(library::store_at) {
        Some(folder) => folder,
        // A path that is not there is told by the search.
        None if !given.as_ref().is_some_and(is_file) => return Ok(place.into_owned()),
        None if place.file_name().is_some_and(|name| name == MLMODEL) => place.parent().unwrap_or(Path::new("")).to_owned(),
        None => return Err(format!("it is a file; give the folder that holds the models: {shown}")),
    };
    Ok(if found.as_os_str().is_empty() { PathBuf::from(".") } else { found })
}

/// Says on standard error what could not be read, a line each. `is_told`: what lies beside the models stands in what was printed.
fn tell_troubles(place: &Place, scanned: &Scanned, is_told: bool) {
    let failed = place.entries.iter().zip(&place.checkups).filter(|(_, checkup)| checkup.is_some_and(|checkup| checkup.failed));
    for (entry, _) in failed {
        to_stderr(&format!("{MISTAKE}; please report it: {}", os_text(place.path.join(&entry.path).as_os_str())));
    }
    if !is_told {
        report::beside(scanned).into_iter().take(MAX_LINES_OF_TROUBLE).for_each(|line| to_stderr(&line));
    }
    for why in place.logged.missing.iter().take(MAX_LINES_OF_TROUBLE) {
        to_stderr(&format!("not all that was logged is known: {why}"));
    }
    for trouble in scanned.troubles.iter().take(MAX_LINES_OF_TROUBLE) {
        to_stderr(&format!("{}: {}", trouble.what, os_text(trouble.path.as_os_str())));
    }
    if let Some(more) = scanned.troubles.len().checked_sub(MAX_LINES_OF_TROUBLE).filter(|more| *more > 0) {
        to_stderr(&format!("{} not be read as well", count(more, "more thing could", "more things could")));
    }
    if let Some(stopped) = &scanned.stopped_by {
        to_stderr(&format!("not everything was searched, there may be more models: {stopped}"));
    }
}
