//! `diff`: what differs between two models, and whether callers would notice.

use std::path::Path;
use std::sync::Arc;

use super::{Exit, Format, print};
use crate::compare::{Callers, Compatibility};
use crate::folder::{Progress, Subject};
use crate::mlmodel::display::os_text;
use crate::present::diff::Diff;
use crate::print::{self as report, to_stderr};
use crate::reading::{Baseline, Compared, Model};

/// What the exit code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ExitBy {
    Difference,
    Verdict,
}

/// How two models are compared and printed.
#[derive(Clone, Copy, Debug)]
pub(super) struct DiffOptions {
    pub format: Format,
    pub callers: Callers,
    pub exit_by: ExitBy,
    /// The fingerprints of both are asked for.
    pub fingerprint: bool,
}

pub(super) fn run(paths: [&Path; 2], options: DiffOptions) -> Exit {
    let DiffOptions { format, callers, exit_by, fingerprint } = options;
    let mut compared = Compared::read(paths, Baseline::First, &[], &Progress::default());
    // A folder that can no longer be opened leaves its files uncompared, which the report says.
    let contents = compared.compare_contents(u64::MAX, &Progress::default());
    compared.compare_model_files(&Progress::default());
    if let Err(error) = contents {
        to_stderr(&format!("the files cannot be compared: {error}"));
    }
    let mut is_trouble = false;
    // Of what is no model it is told below that it is none.
    let has_files = |model: &&Arc<Model>| matches!(model.opened.subject, Subject::Model(_) | Subject::Artifact(_));
    for model in compared.models().filter(|model| fingerprint && has_files(model)) {
        is_trouble |= super::fingerprint::is_missed(model);
    }
    let diff = Diff::of(compared, callers);
    let text = match format {
        Format::Text => report::diff::text(&diff),
        Format::Json => report::diff::json(&diff) + "\n",
        Format::Markdown => report::diff::markdown(&diff),
    };
    is_trouble |= !print(&text);
    for side in diff.compared.models().filter(|side| side.folder().is_none()) {
        is_trouble = true;
        let what = side.findings().first().map_or_else(|| "this is no model".to_owned(), |finding| finding.title.clone());
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
