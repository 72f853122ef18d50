//! What a folder lists.

use std::ffi::OsStr;
use std::path::Path;

use super::walker::{Folder, Walker};
use super::why_unreadable;
use crate::folder::{Child, ChildKind, MLMODEL, Stamp, is_archive_name};
use crate::library::file_store::{self, MODELS};
use crate::library::meta::META;
use crate::library::sqlite;

/// What a folder lists, while it is looked at.
#[derive(Debug, Default)]
pub(super) struct FolderListing {
    pub contents: KnownContents,
    /// The names of the folders in it, sorted; those of archives that are looked into too.
    pub folders: Vec<Box<OsStr>>,
    /// The list is the same the next time where the folder's stamp is.
    pub is_settled: bool,
}

/// What lies in a folder that matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "eight names, each there or not")]
pub(super) struct KnownContents {
    pub mlmodel: bool,
    pub meta: bool,
    pub registered_meta: bool,
    /// `pyvenv.cfg`: a virtual environment.
    pub venv: bool,
    /// `CACHEDIR.TAG`.
    pub cache: bool,
    /// A folder `models`: a registry, or the logged models of an experiment.
    pub models: bool,
    pub artifacts: bool,
    pub database: bool,
}

impl FolderListing {
    fn add(&mut self, child: Child) {
        let contents = &mut self.contents;
        if child.name == MLMODEL {
            contents.mlmodel = true;
        } else if child.kind == ChildKind::Folder {
            contents.models |= child.name == MODELS;
            contents.artifacts |= child.name == "artifacts";
            self.folders.push(child.name.into_boxed_os_str());
        } else if child.kind == ChildKind::File && is_scanned_archive(&child.name) {
            self.folders.push(child.name.into_boxed_os_str());
        } else {
            contents.meta |= child.name == META;
            contents.registered_meta |= child.name == "registered_model_meta";
            contents.venv |= child.name == "pyvenv.cfg";
            contents.cache |= child.name == "CACHEDIR.TAG";
            contents.database |= child.kind != ChildKind::Link && sqlite::is_database_name(&child.name);
        }
    }

    /// Whether runs of a file store lie in the folder.
    pub fn has_recorded_runs(&self, folder: &Folder<'_>) -> bool {
        file_store::has_recorded_runs(folder.root, self.folders.iter().map(|name| &**name))
    }
}

impl Walker<'_> {
    /// The entries of a folder; nothing where it cannot be read, or the scan is stopped.
    pub(super) fn list(&mut self, folder: &Folder<'_>, stamp: Stamp) -> Option<FolderListing> {
        let children = match folder.root.children() {
            Ok(children) => children,
            Err(error) => {
                self.report.trouble(why_unreadable(&error), folder.path);
                return None;
            }
        };
        // A folder without a time tells nothing when it changes.
        let is_settled = stamp.modified != 0 && self.search.is_settled(stamp);
        let mut listing = FolderListing { is_settled, ..FolderListing::default() };
        for child in children {
            let child = match child {
                Ok(child) => child,
                Err(error) => {
                    self.report.trouble(why_unreadable(&error), folder.path);
                    listing.is_settled = false;
                    break;
                }
            };
            self.search.progress.saw_one();
            if self.search.progress.is_cancelled() {
                return None;
            }
            if is_linked_store(&child) {
                let what = "it is a link, and links are not followed; add the folder it leads to";
                self.report.trouble(what, folder.path.join(&child.name));
                // It is said again the next time.
                listing.is_settled = false;
            }
            listing.add(child);
        }
        listing.folders.sort();
        Some(listing)
    }
}

/// Whether a file is an archive whose models are listed with those in folders. A compressed tar would have to be unpacked for
/// that: its models are listed where it is opened itself.
pub(super) fn is_scanned_archive(name: &OsStr) -> bool {
    let name = Path::new(name);
    is_archive_name(name) && name.extension().is_some_and(|ending| ["zip", "tar"].iter().any(|other| ending.eq_ignore_ascii_case(other)))
}

fn is_linked_store(child: &Child) -> bool {
    child.kind == ChildKind::Link && ["mlruns", "mlartifacts", sqlite::NAME].iter().any(|name| child.name == *name)
}

/// Version control, virtual environments, caches, and whatever else hides.
pub(super) fn is_passed_over(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
        || ["node_modules", "__pycache__", "venv", "site-packages"].iter().any(|other| name == *other)
}
