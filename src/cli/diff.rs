//! `diff`: what differs between two models, and whether callers would notice.

use std::path::Path;

use super::{Exit, Format, print};
use crate::compare::{Callers, Compatibility};
use crate::folder::Progress;
use crate::mlmodel::display::os_text;
use crate::present::diff::Diff;
use crate::print::{self as report, to_stderr};
use crate::reading::{Baseline, Compared};

/// What the exit code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExitBy {
    Difference,
    Verdict,
}

pub(super) fn run(paths: [&Path; 2], format: Format, callers: Callers, exit_by: ExitBy) -> Exit {
    let mut compared = Compared::read(paths, Baseline::First, &[], &Progress::default());
    // A folder that can no longer be opened leaves its files uncompared, which the report says.
    if let Err(error) = compared.compare_contents(u64::MAX, &Progress::default()) {
        to_stderr(&format!("the files cannot be compared: {error}"));
    }
    let diff = Diff::of(compared, callers);
    let text = match format {
        Format::Text => report::diff::text(&diff),
        Format::Json => report::diff::json(&diff) + "\n",
        Format::Markdown => report::diff::markdown(&diff),
    };
    let mut is_trouble = !print(&text);
    for side in diff.compared.models().filter(|side| side.folder().is_none()) {
        is_trouble = true;
        let what = side.findings.first().map_or_else(|| "this is no model".to_owned(), |finding| finding.title.clone());
        to_stderr(&format!("{what}: {}", os_text(side.opened.path.as_os_str())));
    }
    if is_trouble {
        return Exit::Trouble;
    }
    match exit_by {
        ExitBy::Difference if diff.is_identical() => Exit::Fine,
        ExitBy::Difference => Exit::Findings,
        ExitBy::Verdict => match diff.comparison().answer(callers) {
            Compatibility::Breaking => Exit::Findings,
            Compatibility::Unknown => Exit::Unknown,
            Compatibility::Compatible => Exit::Fine,
        },
    }
}
