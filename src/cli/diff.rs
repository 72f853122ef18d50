//! `diff`: what differs between two models, and whether callers would notice.

use std::path::Path;

use super::{Exit, Format, print};
use crate::compare::files::FileRow;
use crate::compare::{Answer, Callers, has_pending};
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
    let (compared, mut files) = Compared::read(paths, Baseline::First, &[], &Progress::default());
    compare_contents(&compared, &mut files);
    let diff = Diff::of(&compared, &files, callers);
    let text = match format {
        Format::Text => report::diff::text(&diff),
        Format::Json => report::diff::json(&diff) + "\n",
        Format::Markdown => report::diff::markdown(&diff),
    };
    let mut is_trouble = !print(&text);
    for side in [&compared.a, &compared.b].into_iter().filter(|side| side.folder().is_none()) {
        is_trouble = true;
        let what = side.findings.first().map_or_else(|| "this is no model".to_owned(), |finding| finding.title.clone());
        to_stderr(&format!("{what}: {}", os_text(side.opened.path.as_os_str())));
    }
    if is_trouble {
        return Exit::Trouble;
    }
    match (exit_by, compared.comparison.answer(callers, &files)) {
        (ExitBy::Verdict, Answer::Breaking) => Exit::Findings,
        (ExitBy::Verdict, Answer::Unknown) => Exit::Unknown,
        (ExitBy::Verdict, Answer::Compatible) => Exit::Fine,
        (ExitBy::Difference, _) if compared.comparison.is_identical(&files) => Exit::Fine,
        (ExitBy::Difference, _) => Exit::Findings,
    }
}

/// A folder that can no longer be opened leaves its files uncompared, which the report says.
fn compare_contents(compared: &Compared, files: &mut [FileRow]) {
    if !has_pending(files) {
        return;
    }
    if let Err(error) = compared.compare_contents(files, u64::MAX, &Progress::default()) {
        to_stderr(&format!("the files cannot be compared: {error}"));
    }
}
