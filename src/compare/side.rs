//! One side of a comparison.

use std::path::Path;

use super::logged::Logged;
use crate::checks::Finding;
use crate::folder::{Listing, ModelFolder, Opened, Subject};
use crate::inside::{ArrayDigest, ModelFile};
use crate::mlmodel::MlModel;
use crate::platforms::Answer;

/// One side of a comparison: what was opened, and what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    pub opened: &'a Opened,
    /// Its path without links on the way; nothing where it is not known.
    pub real_path: Option<&'a Path>,
    pub findings: &'a [Finding],
    /// What its own files say, where they were looked into.
    pub inside: Option<&'a [ModelFile]>,
    /// What each platform says of it.
    pub platforms: &'a [Answer],
    /// Digests of the arrays of those files, in their order; a file that was not read so far has none.
    pub array_digests: &'a [Vec<Option<ArrayDigest>>],
    /// What was logged to its run, where a store knows it.
    pub logged: Option<&'a Logged>,
}

impl<'a> Side<'a> {
    /// The model folder, where it is one.
    #[must_use]
    pub fn folder(&self) -> Option<&'a ModelFolder> {
        match &self.opened.subject {
            Subject::Model(folder) => Some(folder),
            _ => None,
        }
    }

    /// Its MLmodel, where it is one that can be read.
    #[must_use]
    pub fn model(&self) -> Option<&'a MlModel> {
        self.folder().and_then(ModelFolder::model)
    }

    /// Its files; nothing where it is no folder of a model.
    #[must_use]
    pub fn listing(&self) -> Option<&'a Listing> {
        self.opened.listing()
    }
}
