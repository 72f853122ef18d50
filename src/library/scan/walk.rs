//! From folder to folder.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io::ErrorKind;
use std::path::Path;

use super::listing::{FolderListing, is_passed_over, is_scanned_archive};
use super::seen::{FolderDescription, SeenFolder};
use super::walker::{Folder, FolderKind, Inherited, Walker};
use super::why_unreadable;
use crate::folder::{Archive, Stopped};
use crate::library::file_store::MODELS;

/// Folders are not entered deeper than this below the place.
const MAX_DEPTH: usize = 40;
/// Folders looked into at most.
const MAX_FOLDERS: usize = 2_000_000;

/// The folders below one, once they were looked at.
struct EnteredFolders {
    folders: Box<[SeenFolder]>,
    /// What could not be read is tried again the next time.
    is_whole: bool,
}

impl Walker<'_> {
    /// One folder and those below it; nothing where it cannot be entered.
    pub fn visit(&mut self, folder: &Folder<'_>, mut before: SeenFolder, above: &Inherited) -> Option<SeenFolder> {
        self.search.progress.saw_one();
        self.folders += 1;
        if self.search.progress.is_cancelled() {
            return None;
        }
        let stamp = folder.root.stamp().unwrap_or_default();
        let is_reused = before.is_settled && before.stamp == stamp;
        let mut listing = if is_reused { before.listing() } else { self.list(folder, stamp)? };
        if folder.depth > 0 && (listing.contents.venv || listing.contents.cache) {
            let FolderListing { contents, is_settled, .. } = listing;
            return Some(SeenFolder { name: folder.name.into(), stamp, is_settled, contents, ..SeenFolder::default() });
        }
        let described = if listing.contents.mlmodel {
            self.model(folder, &listing, std::mem::take(&mut before.described), above)
        } else if listing.contents.meta {
            let read = self.meta(folder, &listing, std::mem::take(&mut before.described));
            // What the folder is decides what is looked at in it.
            if is_reused && !read.is_as_before {
                listing = self.list(folder, stamp)?;
            }
            read.described
        } else {
            FolderDescription::Nothing
        };
        let below = self.join_store(folder, &listing, &described, above);
        let names = std::mem::take(&mut listing.folders).into_iter().filter(|name| is_entered(name, folder, above, &below));
        let entered = self.enter(folder, names.collect(), before.children, &below);
        let is_settled = listing.is_settled && entered.is_whole;
        Some(SeenFolder { name: folder.name.into(), stamp, is_settled, contents: listing.contents, described, children: entered.folders })
    }

    /// Enters the folders below. In an experiment the logged models come last, after the runs they came out of.
    fn enter(&mut self, folder: &Folder<'_>, mut names: Vec<Box<OsStr>>, before: Box<[SeenFolder]>, below: &Inherited) -> EnteredFolders {
        let mut before: HashMap<Box<OsStr>, SeenFolder> = before.into_iter().map(|seen| (seen.name.clone(), seen)).collect();
        if below.kind == FolderKind::Experiment {
            names.sort_by_key(|name| **name == *OsStr::new(MODELS));
        }
        let mut folders = Vec::with_capacity(names.len());
        let mut is_whole = true;
        for name in names {
            if self.search.progress.is_cancelled() {
                break;
            }
            if let Some(limit) = self.limit(folder) {
                self.report.stopped_by = Some(limit);
                is_whole = false;
                break;
            }
            let seen = self.enter_one(folder, &name, before.remove(&name).unwrap_or_default(), below);
            is_whole &= seen.is_some();
            folders.extend(seen);
        }
        EnteredFolders { folders: folders.into(), is_whole }
    }

    /// Why no folder below this one may be entered any more.
    fn limit(&self, folder: &Folder<'_>) -> Option<Stopped> {
        if folder.depth >= MAX_DEPTH {
            return Some(Stopped::Depth(MAX_DEPTH));
        }
        (self.folders >= MAX_FOLDERS).then_some(Stopped::Folders(MAX_FOLDERS))
    }

    fn enter_one(&mut self, folder: &Folder<'_>, name: &OsStr, before: SeenFolder, below: &Inherited) -> Option<SeenFolder> {
        let path = folder.path.join(name);
        let is_archive = !folder.is_in_archive && is_scanned_archive(name);
        match folder.root.enter(Path::new(name)) {
            Ok(root) => {
                let inner = Folder { root: &root, path: &path, name, depth: folder.depth + 1, is_in_archive: folder.is_in_archive };
                self.visit(&inner, before, below)
            }
            Err(_) if is_archive => self.enter_archive(&path, folder, before, below),
            // It went while the folder above was read.
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                self.report.trouble(why_unreadable(&error), path);
                None
            }
        }
    }
}

impl Walker<'_> {
    /// The models in an archive that lies in a folder. One inside an archive is left alone, and so is a file of a model.
    fn enter_archive(&mut self, path: &Path, folder: &Folder<'_>, before: SeenFolder, below: &Inherited) -> Option<SeenFolder> {
        match Archive::open(path, self.search.progress) {
            Ok(archive) => {
                let name = path.file_name().unwrap_or_default();
                let top = Folder { root: archive.files(), path, name, depth: folder.depth + 1, is_in_archive: true };
                self.visit(&top, before, below)
            }
            Err(error) => {
                self.report.trouble(format!("the archive cannot be read: {error}"), path);
                None
            }
        }
    }
}

/// Whether a folder below is looked at.
fn is_entered(name: &OsStr, folder: &Folder<'_>, above: &Inherited, below: &Inherited) -> bool {
    let is_kept = if below.only_artifacts { name == "artifacts" } else { !is_passed_over(name) };
    let is_registered = folder.name == MODELS && above.registered.iter().any(|folder| name == folder.as_str());
    // MLflow mirrors the MLmodel in `metadata`.
    // The files of a model may be archives.
    is_kept && !is_registered && !(below.is_in_model && (name == "metadata" || is_scanned_archive(name)))
}
