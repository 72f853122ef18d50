//! `inspect`: what a model folder holds, and what is wrong with it.

use std::path::Path;

use super::{Exit, Format, print};
use crate::checks::Severity;
use crate::folder::Progress;
use crate::platforms::Verdict;
use crate::print::{self as report, to_stderr};
use crate::reading::Model;

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct InspectOptions<'a> {
    pub fingerprint: bool,
    /// The id of a platform that the exit code tells of.
    pub platform: Option<&'a str>,
    pub format: Format,
}

pub(super) fn run(path: &Path, options: InspectOptions<'_>) -> Exit {
    let model = match Model::read(path, &[], &Progress::default()) {
        Ok(model) => model,
        Err(error) => {
            to_stderr(&error.to_string());
            return Exit::Trouble;
        }
    };
    model.look_inside(&Progress::default());
    let has_none = options.fingerprint && super::fingerprint::is_missed(&model);
    let asked = options.platform.and_then(|id| model.platforms().iter().find(|answer| answer.platform.id == id));
    let text = match options.format {
        Format::Text => report::text(&model) + &asked.map(report::platform::text).unwrap_or_default(),
        Format::Json => report::json(&model) + "\n",
        Format::Markdown => report::markdown(&model) + &asked.map(report::platform::markdown).unwrap_or_default(),
    };
    if !print(&text) || has_none {
        return Exit::Trouble;
    }
    asked.map_or_else(|| by_findings(&model), |answer| by_verdict(answer.verdict))
}

fn by_findings(model: &Model) -> Exit {
    if model.health().worst() == Some(Severity::Error) { Exit::Findings } else { Exit::Fine }
}

fn by_verdict(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Obstacle => Exit::Findings,
        Verdict::NoneFound => Exit::Fine,
        Verdict::Unknown => Exit::Unknown,
    }
}
