//! Files that lie in no folder, for tests: the tree that an archive becomes, with its contents at hand.

use std::io::Cursor;
use std::sync::Arc;

use super::tree::{Members, Node, Tree, TreeSource};
use super::{Files, OpenFile, ReadError, Stamp};

/// A tree of files and links, by their paths.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    tree: Tree<Arc<[u8]>>,
}

/// The contents are in the tree itself.
#[derive(Debug)]
struct Contents;

impl Memory {
    /// Adds a file.
    pub fn file(mut self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.tree.add(&path.split('/').collect::<Vec<_>>(), Node::File(content.as_ref().into()));
        self
    }

    /// Adds a link.
    pub fn link(mut self, path: &str, target: &str) -> Self {
        self.tree.add(&path.split('/').collect::<Vec<_>>(), Node::Link(target.into()));
        self
    }

    /// As files of a folder.
    pub fn files(self) -> Files {
        Files::new(TreeSource::new(self.tree, Contents))
    }
}

impl Members for Contents {
    type Member = Arc<[u8]>;

    fn stamp(&self, content: &Arc<[u8]>) -> Stamp {
        Stamp { modified: 0, bytes: content.len() as u64 }
    }

    fn open(&self, content: &Arc<[u8]>) -> Result<OpenFile, ReadError> {
        Ok(OpenFile::new(Cursor::new(Arc::clone(content)), content.len() as u64))
    }

    fn changed(&self) -> i64 {
        0
    }
}
