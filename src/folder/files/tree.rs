//! A tree of files and links that is held in memory: what the index of an archive becomes, and a [`FileSource`] over it.
//!
//! Only the index is held. What a file holds is asked of its [`Members`], which know where its bytes are.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fmt::Debug;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::{Child, ChildKind, Children, FileSource, Found, OpenFile, ReadError, Stamp};

/// As many links are followed on one way; the systems follow 40.
const MAX_LINKS: usize = 40;

/// What the files of a [`Tree`] hold.
pub trait Members: Debug + Send + Sync {
    /// One file, by where its bytes are.
    type Member: Debug + Send + Sync;

    /// Its size and its time.
    fn stamp(&self, member: &Self::Member) -> Stamp;

    /// Opens it for reading.
    ///
    /// # Errors
    /// Its bytes cannot be read.
    fn open(&self, member: &Self::Member) -> Result<OpenFile, ReadError>;

    /// When the whole was last changed, in nanoseconds since 1970: the time of every folder in it.
    fn changed(&self) -> i64;
}

/// Files, folders and links, by their paths.
#[derive(Clone, Debug)]
pub struct Tree<M> {
    /// The first one is the top.
    nodes: Vec<Node<M>>,
}

/// Which node of the tree.
type Index = usize;
const TOP: Index = 0;

/// What stands at a path of the tree.
#[derive(Clone, Debug)]
pub enum Node<M> {
    Folder(BTreeMap<Box<str>, Index>),
    File(M),
    /// Where it points, as it is written.
    Link(Box<str>),
    /// A pipe, a socket, a device.
    Special,
}

/// What adding something to a tree came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    New,
    /// It took the place of a file or link of that name.
    Replaced,
    /// A folder of that name stands there, or a file where a folder is needed: nothing was added.
    InTheWay,
}

/// Where a path leads, links followed.
enum Led<'a, M> {
    File(&'a M),
    Folder(Index),
    Not(Found),
}

impl<M> Default for Tree<M> {
    fn default() -> Self {
        Self { nodes: vec![Node::Folder(BTreeMap::new())] }
    }
}

impl<M> Tree<M> {
    /// How many files, folders and links it holds, the top counted.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.len() == 1
    }

    /// Adds what stands at a path, and the folders it lies in. The path has one part at least, and neither `..` nor an
    /// empty part.
    pub fn add(&mut self, path: &[&str], node: Node<M>) -> Added {
        let Some((name, folders)) = path.split_last() else { return Added::InTheWay };
        let Some(folder) = self.folder(folders) else { return Added::InTheWay };
        let Node::Folder(children) = &self.nodes[folder] else { return Added::InTheWay };
        let Some(index) = children.get(*name).copied() else {
            self.append(folder, name, node);
            return Added::New;
        };
        match (&self.nodes[index], &node) {
            // Folders may be named any number of times.
            (Node::Folder(_), Node::Folder(_)) => Added::New,
            (Node::Folder(_), _) | (_, Node::Folder(_)) => Added::InTheWay,
            _ => {
                self.nodes[index] = node;
                Added::Replaced
            }
        }
    }

    /// The file at a path, links not followed.
    pub fn file(&self, path: &[&str]) -> Option<&M> {
        if let Node::File(member) = &self.nodes[self.find(path)?] { Some(member) } else { None }
    }

    /// The same, to be changed.
    pub fn file_mut(&mut self, path: &[&str]) -> Option<&mut M> {
        let index = self.find(path)?;
        if let Node::File(member) = &mut self.nodes[index] { Some(member) } else { None }
    }

    fn find(&self, path: &[&str]) -> Option<Index> {
        path.iter().try_fold(TOP, |at, part| if let Node::Folder(children) = &self.nodes[at] { children.get(*part).copied() } else { None })
    }

    /// The folder at a path, made where it is not there; nothing where something else stands in the way.
    fn folder(&mut self, path: &[&str]) -> Option<Index> {
        let mut at = TOP;
        for part in path {
            let Node::Folder(children) = &self.nodes[at] else { return None };
            at = match children.get(*part).copied() {
                Some(index) => index,
                None => self.append(at, part, Node::Folder(BTreeMap::new())),
            };
        }
        matches!(self.nodes[at], Node::Folder(_)).then_some(at)
    }

    fn append(&mut self, folder: Index, name: &str, node: Node<M>) -> Index {
        let index = self.nodes.len();
        self.nodes.push(node);
        if let Node::Folder(children) = &mut self.nodes[folder] {
            children.insert(name.into(), index);
        }
        index
    }

    /// Where a path below a folder leads; no link is followed out of that folder.
    fn lead(&self, top: Index, path: &Path) -> Led<'_, M> {
        let mut way = vec![top];
        let mut waiting: Vec<Component<'_>> = path.components().rev().collect();
        let mut followed = 0;
        let missing = |followed| Led::Not(if followed > 0 { Found::BrokenLink } else { Found::Missing });
        while let Some(part) = waiting.pop() {
            let at = way.last().copied().unwrap_or(top);
            match part {
                Component::Prefix(_) | Component::RootDir => return Led::Not(Found::LeadsOutside),
                Component::CurDir => {}
                Component::ParentDir if way.len() == 1 => return Led::Not(Found::LeadsOutside),
                Component::ParentDir => {
                    way.pop();
                }
                Component::Normal(name) => match self.child(at, name) {
                    None => return missing(followed),
                    Some(index) => match &self.nodes[index] {
                        Node::Link(_) if followed == MAX_LINKS => return Led::Not(Found::BrokenLink),
                        Node::Link(target) => {
                            followed += 1;
                            waiting.extend(Path::new(&**target).components().rev());
                        }
                        _ => way.push(index),
                    },
                },
            }
        }
        let at = way.last().copied().unwrap_or(top);
        match &self.nodes[at] {
            Node::Folder(_) => Led::Folder(at),
            Node::File(member) => Led::File(member),
            Node::Special => Led::Not(Found::Special),
            Node::Link(_) => missing(followed),
        }
    }

    fn child(&self, folder: Index, name: &OsStr) -> Option<Index> {
        let Node::Folder(children) = &self.nodes[folder] else { return None };
        children.get(name.to_str()?).copied()
    }
}

/// A folder of a tree as a [`FileSource`].
#[derive(Debug)]
pub struct TreeSource<S: Members> {
    shared: Arc<Shared<S>>,
    at: Index,
}

#[derive(Debug)]
struct Shared<S: Members> {
    tree: Tree<S::Member>,
    members: S,
}

impl<S: Members> TreeSource<S> {
    /// The top folder.
    pub fn new(tree: Tree<S::Member>, members: S) -> Self {
        Self { shared: Arc::new(Shared { tree, members }), at: TOP }
    }

    fn lead(&self, path: &Path) -> Led<'_, S::Member> {
        self.shared.tree.lead(self.at, path)
    }

    fn folder_stamp(&self) -> Stamp {
        Stamp { modified: self.shared.members.changed(), bytes: 0 }
    }

    /// The node at a path whose last part is not followed.
    fn node(&self, path: &Path) -> Option<&Node<S::Member>> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let Led::Folder(folder) = self.lead(folder) else { return None };
        let index = self.shared.tree.child(folder, path.file_name()?)?;
        Some(&self.shared.tree.nodes[index])
    }
}

impl<S: Members + 'static> FileSource for TreeSource<S> {
    fn enter(&self, path: &Path) -> io::Result<Arc<dyn FileSource>> {
        match self.lead(path) {
            Led::Folder(at) => Ok(Arc::new(Self { shared: Arc::clone(&self.shared), at })),
            Led::File(_) | Led::Not(Found::Special) => Err(io::ErrorKind::NotADirectory.into()),
            Led::Not(Found::LeadsOutside) => Err(io::ErrorKind::PermissionDenied.into()),
            Led::Not(_) => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn children(&self) -> io::Result<Children> {
        let Node::Folder(children) = &self.shared.tree.nodes[self.at] else { return Err(io::ErrorKind::NotADirectory.into()) };
        let kind = |index: Index| match self.shared.tree.nodes[index] {
            Node::Folder(_) => ChildKind::Folder,
            Node::File(_) => ChildKind::File,
            Node::Link(_) => ChildKind::Link,
            Node::Special => ChildKind::Special,
        };
        let children: Vec<_> = children.iter().map(|(name, index)| Ok(Child { name: (**name).into(), kind: kind(*index) })).collect();
        Ok(Box::new(children.into_iter()))
    }

    fn look(&self, path: &Path) -> Found {
        match self.lead(path) {
            Led::File(member) => Found::File { bytes: self.shared.members.stamp(member).bytes },
            Led::Folder(_) => Found::Folder,
            Led::Not(found) => found,
        }
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        match self.lead(path) {
            Led::File(member) => Some(self.shared.members.stamp(member)),
            Led::Folder(_) => Some(self.folder_stamp()),
            Led::Not(_) => None,
        }
    }

    fn child_stamp(&self, name: &OsStr) -> Option<Stamp> {
        match self.node(Path::new(name))? {
            Node::File(member) => Some(self.shared.members.stamp(member)),
            Node::Folder(_) | Node::Link(_) | Node::Special => Some(self.folder_stamp()),
        }
    }

    fn link_target(&self, path: &Path) -> Option<PathBuf> {
        if let Node::Link(target) = self.node(path)? { Some(PathBuf::from(&**target)) } else { None }
    }

    fn open_file(&self, path: &Path) -> Result<OpenFile, ReadError> {
        match self.lead(path) {
            Led::File(member) => self.shared.members.open(member),
            Led::Folder(_) => Err(ReadError::Not(Found::Folder)),
            Led::Not(found) => Err(ReadError::Not(found)),
        }
    }
}
