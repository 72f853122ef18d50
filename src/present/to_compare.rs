//! What is known of a model before it is compared with another.

use std::path::{Path, PathBuf};

use crate::library::{Place, Subject, Trace};
use crate::mlmodel::display::os_text;
use crate::reading::Model;

/// A model that another one is looked for, to compare both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelToCompare {
    pub name: String,
    pub path: PathBuf,
    /// The names that it is registered under.
    pub registered: Vec<String>,
}

impl ModelToCompare {
    /// One that was opened.
    #[must_use]
    pub fn opened(model: &Model) -> Self {
        let registered = model.trace.iter().flat_map(Trace::registered_names).map(str::to_owned).collect();
        Self { name: model.name.clone(), path: model.opened.path.clone(), registered }
    }

    /// One of which nothing but its path is known.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        let name = path.file_name().map(os_text).unwrap_or_default();
        Self { name, path: path.to_owned(), registered: Vec::new() }
    }

    /// One that is listed in a place; nothing for a run.
    #[must_use]
    pub fn listed(place: &Place, subject: Subject<'_>) -> Option<Self> {
        let registered = subject.registered().iter().map(|registered| registered.name.to_string()).collect();
        Some(Self { name: subject.name().to_owned(), path: place.path.join(subject.path()?), registered })
    }
}
