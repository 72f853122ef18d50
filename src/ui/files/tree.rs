//! The files of a folder as a tree, and what is wrong with them.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use crate::folder::{EntryKind, Listing, ModelFolder, Status};
use crate::mlmodel::display::one_line;
use crate::ui::layout::{FilesBy, FilesOrder};

/// Files and folders, each folder before what is in it.
#[derive(Debug, Default)]
pub struct FileTree {
    pub nodes: Vec<FileNode>,
    /// Files that are there.
    pub files: usize,
    /// Files and folders that are named and not there.
    pub missing: usize,
    /// Of all files that are there.
    pub bytes: u64,
}

/// A file or folder of the list.
#[derive(Debug)]
pub struct FileNode {
    /// The last part of the path, safe to show.
    pub name: String,
    /// Relative to the model folder.
    pub path: String,
    pub depth: u16,
    pub bytes: Option<u64>,
    pub kind: FileKind,
    /// What is wrong with it.
    pub mark: Option<FileMark>,
    /// One past the last node inside this folder.
    end: usize,
}

/// What is wrong with a file that the MLmodel names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileMark {
    pub status: Status,
    /// Loading the model needs it.
    pub is_required: bool,
}

/// What a row of the list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Folder,
    File,
    Link,
    Special,
    /// Named by the MLmodel, and not there.
    Absent,
}

/// What stands at a path.
#[derive(Clone, Copy)]
struct Found {
    kind: FileKind,
    bytes: Option<u64>,
}

impl Found {
    fn new(kind: FileKind) -> Self {
        Self { kind, bytes: None }
    }
}

impl FileTree {
    /// The files of a model folder, and what it names and lacks.
    #[must_use]
    pub fn of(folder: &ModelFolder) -> Self {
        let mut marks: BTreeMap<&str, FileMark> = BTreeMap::new();
        for reference in folder.references.iter().filter(|r| !r.status.is_good() && r.status != Status::Outside) {
            let mark = marks.entry(&*reference.path).or_insert(FileMark { status: reference.status, is_required: false });
            mark.is_required |= reference.required;
        }
        Self::build(&folder.listing, &marks)
    }

    /// The files of a folder without an MLmodel.
    #[must_use]
    pub fn plain(listing: &Listing) -> Self {
        Self::build(listing, &BTreeMap::new())
    }

    fn build(listing: &Listing, marks: &BTreeMap<&str, FileMark>) -> Self {
        // Parts of a path sort below their folder, and a folder stands where its name does.
        let mut entries: BTreeMap<Vec<&str>, Found> = BTreeMap::new();
        for file in &listing.files {
            let kind = match file.kind {
                EntryKind::File => FileKind::File,
                EntryKind::Link => FileKind::Link,
                EntryKind::Special => FileKind::Special,
            };
            entries.insert(file.path.split('/').collect(), Found { kind, bytes: file.bytes });
        }
        let mut missing = 0;
        for (path, _) in marks.iter().filter(|(_, mark)| mark.status == Status::Missing) {
            missing += 1;
            entries.entry(path.split('/').collect()).or_insert(Found::new(FileKind::Absent));
        }
        for folder in &listing.folders {
            entries.insert(folder.split('/').collect(), Found::new(FileKind::Folder));
        }
        let lacking: Vec<Vec<&str>> = entries
            .keys()
            .flat_map(|parts| (1..parts.len()).map(|n| parts[..n].to_vec()))
            .filter(|folder| !entries.contains_key(folder))
            .collect();
        for folder in lacking {
            entries.insert(folder, Found::new(FileKind::Folder));
        }
        let mut nodes: Vec<FileNode> = Vec::with_capacity(entries.len());
        let mut open: Vec<usize> = Vec::new();
        for (parts, Found { kind, bytes }) in entries {
            while open.len() >= parts.len() {
                if let Some(folder) = open.pop() {
                    nodes[folder].end = nodes.len();
                }
            }
            let path = parts.join("/");
            let index = nodes.len();
            nodes.push(FileNode {
                name: one_line(parts.last().copied().unwrap_or_default()).into_owned(),
                depth: u16::try_from(parts.len() - 1).unwrap_or(u16::MAX),
                bytes: if kind == FileKind::Folder { Some(listing.below(&path).bytes) } else { bytes },
                mark: marks.get(path.as_str()).copied(),
                path,
                kind,
                end: index + 1,
            });
            if kind == FileKind::Folder {
                open.push(index);
            }
        }
        while let Some(folder) = open.pop() {
            nodes[folder].end = nodes.len();
        }
        Self { nodes, files: listing.files.len(), missing, bytes: listing.total_bytes() }
    }

    /// The number of the row at a path below the model folder.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.path == path)
    }

    /// The folder that a node is in; nothing at the top.
    #[must_use]
    pub fn parent(&self, index: usize) -> Option<usize> {
        let depth = self.nodes.get(index)?.depth;
        (0..index).rev().find(|above| self.nodes[*above].depth < depth)
    }

    /// The nodes that are not inside a folded folder, in this order within every folder.
    #[must_use]
    pub fn visible(&self, folded: &HashSet<usize>, order: FilesOrder) -> Vec<usize> {
        let mut rows = Vec::new();
        // What is still to be shown, the next of it last.
        let mut waiting = self.sorted(0..self.nodes.len(), order);
        while let Some(node) = waiting.pop() {
            rows.push(node);
            if !folded.contains(&node) {
                waiting.extend(self.sorted(node + 1..self.nodes[node].end, order));
            }
        }
        rows
    }

    /// The nodes at the top of a range, the first of them last.
    fn sorted(&self, range: Range<usize>, order: FilesOrder) -> Vec<usize> {
        let mut top: Vec<usize> = std::iter::successors(Some(range.start), |node| self.nodes.get(*node).map(|node| node.end))
            .take_while(|node| range.contains(node))
            .collect();
        if order.by == FilesBy::Size {
            // The sort is stable: those of one size stay in the order of their names. What has no size comes last.
            top.sort_by_key(|node| std::cmp::Reverse(self.nodes[*node].bytes));
        }
        if !order.is_reversed {
            top.reverse();
        }
        top
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::FileEntry;

    #[test]
    fn folders_stand_before_what_is_in_them() {
        let file = |path: &str, bytes| FileEntry { path: path.into(), bytes: Some(bytes), modified: 0, kind: EntryKind::File };
        let listing = Listing {
            files: vec![file("a.txt", 3), file("data/m/x", 1), file("data/y", 4), file("data.txt", 3)],
            folders: vec!["data".into(), "data/m".into()],
            ..Listing::default()
        };
        let marks = BTreeMap::from([("data/gone", FileMark { status: Status::Missing, is_required: true })]);
        let tree = FileTree::build(&listing, &marks);
        let paths: Vec<_> = tree.nodes.iter().map(|n| (n.path.as_str(), n.kind == FileKind::Absent)).collect();
        assert_eq!(
            paths,
            [
                ("a.txt", false),
                ("data", false),
                ("data/gone", true),
                ("data/m", false),
                ("data/m/x", false),
                ("data/y", false),
                ("data.txt", false)
            ]
        );
        let by_size = FilesOrder::default().clicked(FilesBy::Size);
        assert_eq!(tree.visible(&HashSet::from([1]), FilesOrder::default()), [0, 1, 6]);
        assert_eq!(tree.visible(&HashSet::from([1]), FilesOrder::default().clicked(FilesBy::Name)), [6, 1, 0]);
        assert_eq!(tree.visible(&HashSet::from([1]), by_size.clicked(FilesBy::Size)), [6, 0, 1]);
        assert_eq!(tree.visible(&HashSet::new(), FilesOrder::default()), [0, 1, 2, 3, 4, 5, 6]);
        // data with y, m with x and what is gone, then both files of three bytes.
        assert_eq!(tree.visible(&HashSet::new(), by_size), [1, 5, 3, 4, 2, 0, 6]);
        assert_eq!(tree.visible(&HashSet::from([1, 3]), by_size), [1, 0, 6]);
        let parents: Vec<_> = (0..tree.nodes.len()).map(|node| tree.parent(node)).collect();
        assert_eq!(parents, [None, None, Some(1), Some(1), Some(3), Some(1), None]);
    }
}
