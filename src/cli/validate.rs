//! `validate`: whether a model would accept a request.

use std::path::Path;

use super::{Exit, ListFormat, MediaType, print};
use crate::enforce::{self, AzureEndpoint, Contract, Receiver, RequestCheck};
use crate::folder::example::EXAMPLE_LIMIT;
use crate::folder::{self, Example, ModelFolder, Opened, PayloadError, Progress};
use crate::mlmodel::Value;
use crate::mlmodel::display::os_text;
use crate::print::{to_stderr, validate as report};
use crate::reading::Model;

pub(super) fn run(model: &Path, payload: &Path, media: Option<MediaType>, receiver: Receiver, format: ListFormat) -> Exit {
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
    let endpoint = opened.model().map(|model| AzureEndpoint::of(model, opened.example.as_ref(), &opened.environment));
    let contract = Contract { azure: endpoint.as_ref(), ..contract };
    let given = match Given::read(payload, opened, &model.opened) {
        Ok(given) => given,
        Err(why) => {
            let shown = if is_stdin(payload) { "standard input".to_owned() } else { os_text(payload.as_os_str()) };
            to_stderr(&format!("{why}: {shown}"));
            return Exit::Trouble;
        }
    };
    let answer = match &given.saved_example {
        Some(SavedExample { path, body }) => {
            let body = enforce::body_for(body, &contract, receiver);
            RequestCheck { saved_example: Some(path.clone()), ..enforce::check_value(body, &contract, receiver) }
        }
        None => {
            let is_csv = media.map_or_else(|| enforce::Media::of(payload) == enforce::Media::Csv, |media| media == MediaType::Csv);
            enforce::check(&given.bytes, if is_csv { enforce::Media::Csv } else { enforce::Media::Json }, &contract, receiver)
        }
    };
    let text = match format {
        ListFormat::Text => report::text(&answer, receiver),
        ListFormat::Json => report::json(&answer, receiver) + "\n",
    };
    match (print(&text), answer.is_accepted()) {
        (false, _) => Exit::Trouble,
        (true, true) => Exit::Fine,
        (true, false) => Exit::Findings,
    }
}

fn is_stdin(payload: &Path) -> bool {
    payload.as_os_str() == "-"
}

/// The request that was given.
struct Given {
    bytes: Vec<u8>,
    saved_example: Option<SavedExample>,
}

/// The model's own example, which is data and no request yet.
struct SavedExample {
    /// Relative to the model folder.
    path: Box<str>,
    /// The request that MLflow makes of it.
    body: Value,
}

impl Given {
    /// A file, standard input, or the example by its path in the model: `validate MODEL input_example.json`.
    fn read(payload: &Path, folder: &ModelFolder, opened: &Opened) -> Result<Self, PayloadError> {
        let example = folder.example.as_ref();
        let inside = |path: &str| opened.files().ok()?.read(Path::new(&path.replace('\\', "/")), EXAMPLE_LIMIT).ok();
        let read = if is_stdin(payload) { folder::read_bounded(std::io::stdin().lock()) } else { folder::read_payload(payload) };
        // Both files that MLflow saves: the data, and the request that it makes of it.
        let serving = example.and_then(|example| example.serving.as_ref()).map(|serving| &*serving.path);
        let of_example = example.map(|example| &*example.path).into_iter().chain(serving).find(|path| payload == Path::new(path));
        let bytes = match (read, of_example) {
            (Err(PayloadError::Missing), Some(path)) => inside(path).ok_or(PayloadError::Missing)?,
            (read, _) => read?,
        };
        // The file of the example may lie anywhere and have any name: it is known by what it holds.
        let is_example = |example: &&Example| inside(&example.path).is_some_and(|saved| saved == bytes);
        let saved_example = example.filter(is_example).and_then(|example| {
            let body = example.built_body()?;
            Some(SavedExample { path: example.path.clone(), body })
        });
        Ok(Self { bytes, saved_example })
    }
}
