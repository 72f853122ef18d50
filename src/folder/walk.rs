//! Every file below a model folder, links not followed.

use std::path::{Path, PathBuf};

use cap_std::fs::Dir;

use super::{Progress, Root, Stamp, Stopped};
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
    pub kind: EntryKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    File,
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
    pub files: Vec<FileEntry>,
    /// Why the list stops early: there are more files, or deeper folders, than are read.
    pub stopped: Option<Stopped>,
    /// Folders that could not be read.
    pub unreadable: Vec<Box<str>>,
    /// Folders found, empty ones too, as paths.
    pub folders: Vec<Box<str>>,
}

impl Listing {
    /// Files below a folder, and their bytes in all.
    #[must_use]
    pub fn below(&self, folder: &str) -> (usize, u64) {
        let prefix = if folder.is_empty() { String::new() } else { format!("{}/", folder.trim_end_matches('/')) };
        let start = self.files.partition_point(|file| &*file.path < prefix.as_str());
        self.files[start..]
            .iter()
            .take_while(|file| file.path.starts_with(&prefix))
            .fold((0, 0), |(count, sum), file| (count + 1, u64::saturating_add(sum, file.bytes.unwrap_or(0))))
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

    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.files.iter().filter_map(|file| file.bytes).fold(0, u64::saturating_add)
    }

    #[must_use]
    pub fn get(&self, path: &str) -> Option<&FileEntry> {
        self.files.binary_search_by(|file| (*file.path).cmp(path)).ok().map(|i| &self.files[i])
    }
}

/// Lists the folder.
#[must_use]
pub fn walk(root: &Root, progress: &Progress) -> Listing {
    let mut listing = Listing::default();
    // One handle is open at a time: a folder is read to its end before the next is entered.
    let mut waiting: Vec<(PathBuf, usize)> = vec![(PathBuf::new(), 0)];
    while let Some((path, depth)) = waiting.pop() {
        if progress.is_cancelled() {
            listing.stopped = Some(Stopped::Cancelled);
            break;
        }
        let opened;
        let dir: &Dir = if depth == 0 {
            root.dir()
        } else if let Ok(dir) = root.dir().open_dir(&path) {
            opened = dir;
            &opened
        } else {
            listing.unreadable.push(slashed(&path));
            continue;
        };
        let Ok(entries) = dir.entries() else {
            listing.unreadable.push(slashed(&path));
            continue;
        };
        for entry in entries {
            let Ok(entry) = entry else {
                listing.unreadable.push(slashed(&path));
                break;
            };
            progress.saw_one();
            let is_full = listing.files.len() + listing.folders.len() >= MAX_ENTRIES;
            if progress.is_cancelled() || is_full {
                listing.stopped = Some(if is_full { Stopped::Entries(MAX_ENTRIES) } else { Stopped::Cancelled });
                waiting.clear();
                break;
            }
            let below = path.join(entry.file_name());
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                listing.folders.push(slashed(&below));
                if depth < MAX_DEPTH {
                    waiting.push((below, depth + 1));
                } else {
                    listing.stopped = Some(Stopped::Depth(MAX_DEPTH));
                }
            } else if kind.is_symlink() {
                let stamp = root.dir().metadata(&below).ok().filter(cap_std::fs::Metadata::is_file).map(|meta| Stamp::of(&meta));
                listing.files.push(FileEntry::new(&below, stamp, EntryKind::Link));
            } else {
                let kind = if kind.is_file() { EntryKind::File } else { EntryKind::Special };
                let stamp = if kind == EntryKind::File { entry.metadata().ok().map(|meta| Stamp::of(&meta)) } else { None };
                listing.files.push(FileEntry::new(&below, stamp, kind));
            }
        }
    }
    listing.files.sort_by(|a, b| a.path.cmp(&b.path));
    listing.folders.sort();
    listing
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
