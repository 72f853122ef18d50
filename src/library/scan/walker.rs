//! What goes from folder to folder, and what it knows of the one it is in. Its steps stand in files of their own: [`super::walk`],
//! [`super::listing`], [`super::model`], [`super::stores`], [`super::databases`].

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use super::Search;
use super::insight::Insight;
use super::report::ScanReport;
use crate::folder::Files;
use crate::library::catalog::ListedExperiment;

/// Goes through a place.
pub(super) struct Walker<'a> {
    pub search: Search<'a>,
    pub insight: Insight,
    pub report: ScanReport<'a>,
    /// How many folders were looked into.
    pub folders: usize,
}

/// A folder that is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folder<'a> {
    pub root: &'a Files,
    pub path: &'a Path,
    /// Empty for the place itself.
    pub name: &'a OsStr,
    /// Below the place.
    pub depth: usize,
    pub is_in_archive: bool,
}

impl<'a> Folder<'a> {
    /// The place itself.
    pub fn top(root: &'a Files, path: &'a Path) -> Self {
        Self { root, path, name: OsStr::new(""), depth: 0, is_in_archive: !path.is_dir() }
    }
}

/// What is known of a folder from those above it.
#[derive(Clone, Debug, Default)]
pub(super) struct Inherited {
    /// The one it lies in.
    pub experiment: ListedExperiment,
    pub kind: FolderKind,
    pub is_in_model: bool,
    /// Only the folder `artifacts` is entered: the rest of a run or a logged model holds no models.
    pub only_artifacts: bool,
    /// Folders of the registry in `models` below.
    pub registered: Arc<[String]>,
}

/// What the folder above is to a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum FolderKind {
    #[default]
    Plain,
    Experiment,
    /// The `models` of an experiment.
    LoggedModels,
    /// A run or a logged model, or inside the artifacts of one.
    Artifacts,
}

impl<'a> Walker<'a> {
    /// Before the first folder.
    pub fn new(search: Search<'a>, insight: Insight, report: ScanReport<'a>) -> Self {
        Self { search, insight, report, folders: 0 }
    }
}
