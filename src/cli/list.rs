//! `list`: the models below a folder, with their runs and registered versions.

use std::path::{Path, PathBuf};

use super::{Exit, ListFormat, print};
use crate::folder::{Given, MISTAKE, MLMODEL, Progress, Stands, address};
use crate::library::{self, Checkup, Scanned};
use crate::mlmodel::display::{count, os_text};
use crate::print::{list as report, to_stderr};
use crate::reading;

/// Things that could not be read and are said one by one.
const MAX_LINES_OF_TROUBLE: usize = 20;

pub(super) fn run(place: &Path, format: ListFormat) -> Exit {
    let place = match folder_of(place) {
        Ok(place) => place,
        Err(why) => {
            to_stderr(&why);
            return Exit::Trouble;
        }
    };
    let progress = Progress::default();
    let mut scanned = match library::scan(&place, None, &progress, &mut |_| {}) {
        Ok(scanned) => scanned,
        Err(trouble) => {
            to_stderr(&format!("{}: {}", trouble.what, os_text(trouble.path.as_os_str())));
            return Exit::Trouble;
        }
    };
    let faults = library::run_faults(&place, &scanned, &progress);
    scanned.troubles.extend(faults);
    let mut checkups = vec![None; scanned.entries.len()];
    reading::check_up(&place, &scanned.entries, &progress, &mut |i, checkup| checkups[i] = Some(checkup));
    let text = match format {
        ListFormat::Text => report::text(&scanned, &checkups),
        ListFormat::Json => report::json(&place, &scanned, &checkups) + "\n",
    };
    let printed = print(&text);
    tell_troubles(&place, &scanned, &checkups, format);
    if printed { Exit::Fine } else { Exit::Trouble }
}

/// The folder to look through; why there is none, with its path.
fn folder_of(place: &Path) -> Result<PathBuf, String> {
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

/// Says on standard error what could not be read, a line each.
fn tell_troubles(place: &Path, scanned: &Scanned, checkups: &[Option<Checkup>], format: ListFormat) {
    for (entry, _) in scanned.entries.iter().zip(checkups).filter(|(_, checkup)| checkup.is_some_and(|checkup| checkup.failed)) {
        to_stderr(&format!("{MISTAKE}; please report it: {}", os_text(place.join(&entry.path).as_os_str())));
    }
    if matches!(format, ListFormat::Json) {
        // The array holds models only.
        report::beside(scanned).into_iter().take(MAX_LINES_OF_TROUBLE).for_each(|line| to_stderr(&line));
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
