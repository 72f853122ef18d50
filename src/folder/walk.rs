//! Every file below a model folder, links not followed.

use std::path::{Path, PathBuf};

use super::{Child, ChildKind, Files, Found, Progress, Stamp, Stopped};
use crate::mlmodel::display::os_text;

/// More entries than this are not listed.
const MAX_ENTRIES: usize = 250_000;
/// Folders deeper than this are not entered.
const MAX_DEPTH: usize = 64;

/// One file (or link, or pipe) of the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// Relative, `/`-separated, escaped where it is not UTF-8.
    pub path: Box<str>,
    /// Of a file, or of the file a link inside the folder leads to; nothing for all else.
    pub bytes: Option<u64>,
    /// When it was last changed, in nanoseconds since 1970.
    pub modified: i64,
    /// What it is.
    pub kind: EntryKind,
}

/// What a file of the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A link, wherever it leads.
    Link,
    /// A pipe, a socket, a device.
    Special,
}

impl FileEntry {
    fn new(path: &Path, stamp: Option<Stamp>, kind: EntryKind) -> Self {
        let modified = stamp.map_or(0, |stamp| stamp.modified);
        Self { path: slashed(path), bytes: stamp.map(|stamp| stamp.bytes), modified, kind }
    }
}

/// The list of files, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Sorted by path.
    pub files: Vec<FileEntry>,
    /// Why the list stops early: there are more files, or deeper folders, than are read.
    pub stopped: Option<Stopped>,
    /// Folders that could not be read.
    pub unreadable: Vec<Box<str>>,
    /// Folders found, empty ones too, as paths.
    pub folders: Vec<Box<str>>,
}

/// How much lies below a folder.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FolderSize {
    pub files: usize,
    pub bytes: u64,
}

impl Listing {
    /// Files below a folder, and their bytes in all.
    #[must_use]
    pub fn below(&self, folder: &str) -> FolderSize {
        let prefix = if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        let start = self.files.partition_point(|file| &*file.path < prefix.as_str());
        self.files[start..].iter().take_while(|file| file.path.starts_with(&prefix)).fold(FolderSize::default(), |size, file| FolderSize {
            files: size.files + 1,
            bytes: size.bytes.saturating_add(file.bytes.unwrap_or(0)),
        })
    }

    /// Folders with nothing in them.
    pub fn empty_folders(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(AsRef::as_ref).filter(|folder: &&str| {
            let prefix = format!("{folder}/");
            let first = self.files.partition_point(|file| *file.path < *prefix.as_str());
            let inner = self.folders.partition_point(|other| **other < *prefix.as_str());
            !self.files.get(first).is_some_and(|file| file.path.starts_with(&prefix))
                && !self.folders.get(inner).is_some_and(|other| other.starts_with(&prefix))
        })
    }

    /// The bytes of all files.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().filter_map(|file| file.bytes).fold(0, u64::saturating_add)
    }

    /// The file of that path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&FileEntry> {
        self.files.binary_search_by(|file| (*file.path).cmp(path)).ok().map(|i| &self.files[i])
    }
}

/// Lists every file below the folder: at most 250,000 files and folders, and 64 levels down.
#[must_use]
pub fn walk(files: &Files, progress: &Progress) -> Listing {
    let mut walk = Walk { files, progress, listing: Listing::default(), waiting: vec![Waiting::default()] };
    while let Some(folder) = walk.waiting.pop() {
        if progress.is_cancelled() {
            walk.listing.stopped = Some(Stopped::Cancelled);
            break;
        }
        walk.folder(&folder);
    }
    let mut listing = walk.listing;
    listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    listing.folders.sort();
    listing
}

/// A walk that is under way.
struct Walk<'a> {
    files: &'a Files,
    progress: &'a Progress,
    listing: Listing,
    /// Found and not read yet. One folder is open at a time: it is read to its end before the next is entered.
    waiting: Vec<Waiting>,
}

/// A folder that is still to be read.
#[derive(Default)]
struct Waiting {
    path: PathBuf,
    /// Levels below the top.
    depth: usize,
}

impl Walk<'_> {
    /// Reads the entries of one folder.
    fn folder(&mut self, at: &Waiting) {
        let Ok((folder, children)) = self.files.enter(&at.path).and_then(|folder| folder.children().map(|children| (folder, children)))
        else {
            self.listing.unreadable.push(slashed(&at.path));
            return;
        };
        for child in children {
            let Ok(child) = child else {
                self.listing.unreadable.push(slashed(&at.path));
                return;
            };
            self.progress.saw_one();
            if let Some(stopped) = self.stops() {
                self.listing.stopped = Some(stopped);
                self.waiting.clear();
                return;
            }
            self.child(&folder, at, &child);
        }
    }

    fn stops(&self) -> Option<Stopped> {
        if self.listing.files.len() + self.listing.folders.len() >= MAX_ENTRIES {
            return Some(Stopped::Entries(MAX_ENTRIES));
        }
        self.progress.is_cancelled().then_some(Stopped::Cancelled)
    }

    /// Puts one entry of `folder` on the list.
    fn child(&mut self, folder: &Files, at: &Waiting, child: &Child) {
        let path = at.path.join(&child.name);
        match child.kind {
            ChildKind::Folder => {
                self.listing.folders.push(slashed(&path));
                if at.depth < MAX_DEPTH {
                    self.waiting.push(Waiting { path, depth: at.depth + 1 });
                } else {
                    self.listing.stopped = Some(Stopped::Depth(MAX_DEPTH));
                }
            }
            // From the top, so that a link to another folder of the model is followed.
            ChildKind::Link => {
                let is_file = matches!(self.files.look(&path), Found::File { .. });
                let stamp = if is_file { self.files.stamp_of(&path) } else { None };
                self.listing.files.push(FileEntry::new(&path, stamp, EntryKind::Link));
            }
            ChildKind::File => {
                let stamp = folder.child_stamp(&child.name);
                self.listing.files.push(FileEntry::new(&path, stamp, EntryKind::File));
            }
            ChildKind::Special => self.listing.files.push(FileEntry::new(&path, None, EntryKind::Special)),
        }
    }
}

/// A relative path with `/` between its parts.
pub(super) fn slashed(path: &Path) -> Box<str> {
    let mut out = String::new();
    for part in path.components() {
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(&os_text(part.as_os_str()));
    }
    out.into()
}
