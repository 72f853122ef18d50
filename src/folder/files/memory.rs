//! Files that lie in no folder, for tests: what an archive will be.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, Cursor};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Child, ChildKind, Children, FileSource, Found, OpenFile, ReadError, Stamp};

/// A tree of files and links, by their paths.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    entries: BTreeMap<PathBuf, Entry>,
}

#[derive(Clone, Debug)]
enum Entry {
    File(Arc<[u8]>),
    Link(PathBuf),
}

/// Where a path leads, links followed.
enum Led<'a> {
    File(&'a Arc<[u8]>),
    Folder(PathBuf),
    Not(Found),
}

impl Memory {
    /// Adds a file.
    pub fn file(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.entries.insert(path.into(), Entry::File(content.as_ref().into()));
        self
    }

    /// Adds a link.
    pub fn link(mut self, path: &str, target: &str) -> Self {
        self.entries.insert(path.into(), Entry::Link(target.into()));
        self
    }

    fn is_folder(&self, path: &Path) -> bool {
        self.entries.keys().any(|key| key != path && key.starts_with(path))
    }

    fn lead(&self, path: &Path) -> Led<'_> {
        let mut at = PathBuf::new();
        let mut waiting: Vec<PathBuf> = path.components().rev().map(|part| part.as_os_str().into()).collect();
        let mut followed = 0;
        while let Some(part) = waiting.pop() {
            match part.components().next() {
                Some(Component::RootDir | Component::Prefix(_)) => return Led::Not(Found::LeadsOutside),
                Some(Component::ParentDir) if !at.pop() => return Led::Not(Found::LeadsOutside),
                Some(Component::Normal(name)) => at.push(name),
                _ => {}
            }
            if let Some(Entry::Link(target)) = self.entries.get(&at) {
                followed += 1;
                if followed > 10 {
                    return Led::Not(Found::BrokenLink);
                }
                at.pop();
                waiting.extend(target.components().rev().map(|part| part.as_os_str().into()));
            }
        }
        match self.entries.get(&at) {
            Some(Entry::File(content)) => Led::File(content),
            _ if at.as_os_str().is_empty() || self.is_folder(&at) => Led::Folder(at),
            _ => Led::Not(if followed > 0 { Found::BrokenLink } else { Found::Missing }),
        }
    }
}

impl FileSource for Memory {
    fn enter(&self, path: &Path) -> io::Result<Arc<dyn FileSource>> {
        let Led::Folder(at) = self.lead(path) else { return Err(io::ErrorKind::NotFound.into()) };
        let below = self.entries.iter().filter_map(|(path, entry)| Some((path.strip_prefix(&at).ok()?.to_owned(), entry.clone())));
        Ok(Arc::new(Self { entries: below.collect() }))
    }

    fn children(&self) -> io::Result<Children> {
        let mut found = BTreeMap::new();
        for (path, entry) in &self.entries {
            let mut parts = path.components();
            let Some(name) = parts.next() else { continue };
            let kind = match entry {
                _ if parts.next().is_some() => ChildKind::Folder,
                Entry::File(_) => ChildKind::File,
                Entry::Link(_) => ChildKind::Link,
            };
            found.insert(name.as_os_str().to_owned(), kind);
        }
        Ok(Box::new(found.into_iter().map(|(name, kind)| Ok(Child { name, kind }))))
    }

    fn look(&self, path: &Path) -> Found {
        match self.lead(path) {
            Led::File(content) => Found::File { bytes: content.len() as u64 },
            Led::Folder(_) => Found::Folder,
            Led::Not(found) => found,
        }
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        match self.look(path) {
            Found::File { bytes } => Some(Stamp { modified: 0, bytes }),
            Found::Folder => Some(Stamp::default()),
            _ => None,
        }
    }

    fn child_stamp(&self, name: &OsStr) -> Option<Stamp> {
        self.stamp(Path::new(name))
    }

    fn link_target(&self, path: &Path) -> Option<PathBuf> {
        if let Some(Entry::Link(target)) = self.entries.get(path) { Some(target.clone()) } else { None }
    }

    fn open_file(&self, path: &Path) -> Result<OpenFile, ReadError> {
        match self.lead(path) {
            Led::File(content) => Ok(OpenFile::new(Cursor::new(Arc::clone(content)), content.len() as u64)),
            Led::Folder(_) => Err(ReadError::Not(Found::Folder)),
            Led::Not(found) => Err(ReadError::Not(found)),
        }
    }
}
