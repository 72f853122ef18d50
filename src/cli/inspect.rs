//! `inspect`: what a model folder holds, and what is wrong with it.

use std::path::Path;

use super::{Exit, Format, print};
use crate::checks::Severity;
use crate::folder::Progress;
use crate::print::{self as report, to_stderr};
use crate::reading::Model;

pub(super) fn run(path: &Path, fingerprint: bool, format: Format) -> Exit {
    let model = match Model::read(path, &[], &Progress::default()) {
        Ok(model) => model,
        Err(error) => {
            to_stderr(&error.to_string());
            return Exit::Trouble;
        }
    };
    model.look_inside(&Progress::default());
    let has_none = fingerprint && super::fingerprint::is_missed(&model);
    let text = match format {
        Format::Text => report::text(&model),
        Format::Json => report::json(&model) + "\n",
        Format::Markdown => report::markdown(&model),
    };
    if !print(&text) || has_none {
        return Exit::Trouble;
    }
    if model.health().worst() == Some(Severity::Error) { Exit::Findings } else { Exit::Fine }
}
