//! The files that were found, and what lies in a folder that is no model.

use std::borrow::Cow;
use std::path::Path;

use serde::Serialize;

use super::Page;
use super::section::{Entries, PanelWords, Place, Section};
use super::syntax::Syntax;
use crate::compare::sections;
use crate::folder::preview::Preview;
use crate::folder::{Listing, StoreSummary, Subject, WrongThing};
use crate::mlmodel::display::os_text;
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "files",
    title: sections::FILES.title,
    about: "The files of the folder, with a preview",
    panel: Some(PanelWords { command: "Show files", also: &[], place: Place::Below { digit: 2 } }),
    values: None,
    parts: None,
    json: Some(json),
};

/// What is shown of one file.
#[derive(Debug)]
pub struct ShownFile {
    pub preview: Preview,
    /// Of a text in a language that is known.
    pub syntax: Option<Syntax>,
}

impl ShownFile {
    /// Goes through the text of a file, `path` being its own.
    #[must_use]
    pub fn of(preview: Preview, path: &str) -> Self {
        let syntax = match &preview {
            Preview::Text(text) => Syntax::of_file(path, text.lines.iter().map(String::as_str)),
            _ => None,
        };
        Self { preview, syntax }
    }

    /// Nothing to show: why, in a sentence.
    #[must_use]
    pub fn nothing(why: String) -> Self {
        Self { preview: Preview::Nothing(why), syntax: None }
    }
}

#[derive(Serialize)]
struct FileReport<'a> {
    path: Cow<'a, str>,
    bytes: Option<u64>,
}

#[derive(Serialize)]
struct StoreReport {
    path: String,
    experiments: usize,
    runs: usize,
}

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    let subject = &model.opened.subject;
    entries.add(SECTION.key, &model.opened.listing().map(files).unwrap_or_default())?;
    if let Subject::Several { models, .. } = subject {
        entries.add("models", &models.iter().map(|path| slashed(path)).collect::<Vec<_>>())?;
    }
    if let Subject::NotAModel(WrongThing::Folder(contents)) = subject {
        let store = |store: &StoreSummary| StoreReport { path: slashed(&store.path), experiments: store.experiments, runs: store.runs };
        if !contents.stores.is_empty() {
            entries.add("stores", &contents.stores.iter().map(store).collect::<Vec<_>>())?;
        }
        if !contents.lone.is_empty() {
            entries.add("lone_model_files", &contents.lone.iter().map(|file| &*file.path).collect::<Vec<_>>())?;
        }
    }
    Ok(())
}

fn files(listing: &Listing) -> Vec<FileReport<'_>> {
    let mut files: Vec<FileReport<'_>> =
        listing.files.iter().map(|file| FileReport { path: (&*file.path).into(), bytes: file.bytes }).collect();
    // A folder stands for itself only where nothing in it does.
    files.extend(listing.empty_folders().map(|folder| FileReport { path: format!("{folder}/").into(), bytes: None }));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// With `/` between its parts; a dot for the folder itself.
fn slashed(path: &Path) -> String {
    if path.as_os_str().is_empty() {
        return ".".to_owned();
    }
    path.components().map(|part| os_text(part.as_os_str())).collect::<Vec<_>>().join("/")
}
