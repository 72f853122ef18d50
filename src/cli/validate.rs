//! `validate`: whether a model would accept a request.

use std::path::Path;

use super::{Exit, ListFormat, MediaType, print};
use crate::enforce::{self, Caller, Contract};
use crate::folder::{self, Progress};
use crate::mlmodel::display::os_text;
use crate::print::{to_stderr, validate as report};
use crate::reading::Model;

pub(super) fn run(model: &Path, payload: &Path, media: Option<MediaType>, caller: Caller, format: ListFormat) -> Exit {
    let model = match Model::read(model, &[], &Progress::default()) {
        Ok(model) => model,
        Err(error) => {
            to_stderr(&error.to_string());
            return Exit::Trouble;
        }
    };
    let shown = os_text(model.opened.path.as_os_str());
    let Some(opened) = model.folder() else {
        to_stderr(&format!("this is no model folder: {shown}"));
        return Exit::Trouble;
    };
    let contract = match opened.model().ok_or("its MLmodel cannot be read").and_then(Contract::of) {
        Ok(contract) => contract,
        Err(why) => {
            to_stderr(&format!("{why}; mlmodel-viewer inspect says more: {shown}"));
            return Exit::Trouble;
        }
    };
    let from_stdin = payload.as_os_str() == "-";
    let read = if from_stdin { folder::read_bounded(std::io::stdin().lock()) } else { folder::read_payload(payload) };
    let bytes = match read {
        Ok(bytes) => bytes,
        Err(why) => {
            to_stderr(&format!("{why}: {}", if from_stdin { "standard input".to_owned() } else { os_text(payload.as_os_str()) }));
            return Exit::Trouble;
        }
    };
    let is_csv = media.map_or_else(|| enforce::Media::of(payload) == enforce::Media::Csv, |media| media == MediaType::Csv);
    let answer = enforce::check(&bytes, if is_csv { enforce::Media::Csv } else { enforce::Media::Json }, &contract, caller);
    let text = match format {
        ListFormat::Text => report::text(&answer, caller),
        ListFormat::Json => report::json(&answer, caller) + "\n",
    };
    match (print(&text), answer.is_accepted()) {
        (false, _) => Exit::Trouble,
        (true, true) => Exit::Fine,
        (true, false) => Exit::Findings,
    }
}
