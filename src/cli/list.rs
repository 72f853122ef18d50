//! `list`: the models below a folder, with their runs and registered versions.

use std::path::{Path, PathBuf};

use super::{Exit, ListFormat, print};
use crate::folder::{self, MISTAKE, Progress};
use crate::mlmodel::display::{count, os_text};
use crate::print::{list as report, to_stderr};
use crate::{library, reading};

/// Things that could not be read and are said one by one.
const MAX_COMPLAINTS: usize = 20;

pub(super) fn run(place: &Path, format: ListFormat) -> Exit {
    let place = match folder::address::here(place) {
        Ok(place) => place,
        Err(elsewhere) => {
            to_stderr(&format!("{elsewhere}: {}", os_text(place.as_os_str())));
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
            to_stderr(&format!("it is a file; give the folder that holds the models: {}", os_text(place.as_os_str())));
            return Exit::Trouble;
        }
        None => place.to_owned(),
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
    for (entry, _) in scanned.entries.iter().zip(&checkups).filter(|(_, checkup)| checkup.is_some_and(|checkup| checkup.failed)) {
        to_stderr(&format!("{MISTAKE}; please report it: {}", os_text(place.join(&entry.path).as_os_str())));
    }
    if matches!(format, ListFormat::Json) {
        // The array holds models only.
        report::beside(&scanned).into_iter().take(MAX_COMPLAINTS).for_each(|line| to_stderr(&line));
    }
    for trouble in scanned.troubles.iter().take(MAX_COMPLAINTS) {
        to_stderr(&format!("{}: {}", trouble.what, os_text(trouble.path.as_os_str())));
    }
    if let Some(more) = scanned.troubles.len().checked_sub(MAX_COMPLAINTS).filter(|more| *more > 0) {
        to_stderr(&format!("{} not be read as well", count(more, "more thing could", "more things could")));
    }
    if let Some(stopped) = &scanned.stopped_by {
        to_stderr(&format!("not everything was searched, there may be more models: {stopped}"));
    }
    if printed { Exit::Fine } else { Exit::Trouble }
}
