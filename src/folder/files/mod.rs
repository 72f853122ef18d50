//! The files of a folder behind one face. [`Files`] is all that a reader of a model knows of where its files lie.
//!
//! A [`FileSource`] answers the few questions that differ from one place to the next; everything that builds on them (read up
//! to a limit, the first bytes, the last ones) is written once, in [`Files`]. A directory is a source ([`directory`]). An
//! archive that is read in place is one further file beside it, and the one line that opens it: no reader changes, which
//! `memory`, the source of the tests, shows. That is why this is a trait and not an enum, whose every method would have to
//! name each kind of place. A call through it costs nothing beside the look at the disk behind it.
//!
//! Every source keeps the same promises: it is only read, nothing outside the folder is opened, no link is followed out of
//! it, and nothing waits on a pipe. Paths are relative to the folder; the empty path is the folder itself.

mod directory;
#[cfg(test)]
pub(super) mod memory;
pub(super) mod tree;

use std::ffi::{OsStr, OsString};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use directory::Directory;
pub use directory::open_on_disk;

/// A folder whose files can be read. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Files {
    source: Arc<dyn FileSource>,
}

/// A place that files come from: what [`Files`] asks of it.
pub(super) trait FileSource: std::fmt::Debug + Send + Sync {
    /// A folder below as a source of its own; see [`Files::enter`].
    fn enter(&self, path: &Path) -> io::Result<Arc<dyn FileSource>>;

    /// See [`Files::children`].
    fn children(&self) -> io::Result<Children>;

    /// See [`Files::look`].
    fn look(&self, path: &Path) -> Found;

    /// Links inside the folder followed; the empty path is the folder itself.
    fn stamp(&self, path: &Path) -> Option<Stamp>;

    /// See [`Files::child_stamp`].
    fn child_stamp(&self, name: &OsStr) -> Option<Stamp>;

    /// See [`Files::link_target`].
    fn link_target(&self, path: &Path) -> Option<PathBuf>;

    /// See [`Files::open_file`].
    fn open_file(&self, path: &Path) -> Result<OpenFile, ReadError>;
}

/// The entries of one folder. An entry is an error where the disk has one.
pub type Children = Box<dyn Iterator<Item = io::Result<Child>>>;

/// What stands at a path, links inside the folder followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A regular file of so many bytes.
    File {
        bytes: u64,
    },
    Folder,
    /// A pipe, a socket, a device.
    Special,
    /// Nothing is there.
    Missing,
    /// A link that leads nowhere, or round in a circle.
    BrokenLink,
    /// A link that leads out of the folder; it was not followed.
    LeadsOutside,
    /// The system refuses the look.
    Denied,
}

/// One entry of a folder, by what the folder itself says of it: a link is a link.
#[derive(Debug)]
pub struct Child {
    /// One part of a path; it need not be UTF-8.
    pub name: OsString,
    /// What it is.
    pub kind: ChildKind,
}

/// What an entry of a folder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChildKind {
    Folder,
    File,
    Link,
    /// A pipe, a socket, a device.
    Special,
}

/// When a file or folder was last changed, and how large it is: equal stamps, equal contents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// Nanoseconds since 1970; of a folder, when an entry came or went.
    pub modified: i64,
    /// Of a folder: 0.
    pub bytes: u64,
}

/// Why a file's content is not there; shown as a clause: `it is a folder`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not a readable file of the folder: what it is instead.
    #[error("{}", super::describe(*.0))]
    Not(Found),
    /// More bytes than the reader takes: how many there are, and the most it takes.
    #[error("it is {} large", crate::mlmodel::display::bytes(*.bytes))]
    TooLarge { bytes: u64, limit: u64 },
    /// What the system says.
    #[error("{0}")]
    Io(String),
    /// It lies in an archive that does not give its bytes: why.
    #[error("{0}")]
    InArchive(String),
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        // What is wrong inside an archive is an error of ours, which has no number of the system's.
        let says_system = error.raw_os_error().is_some() || error.get_ref().is_none();
        if says_system { Self::Io(error.to_string()) } else { Self::InArchive(error.to_string()) }
    }
}

/// A file that is open for reading: its bytes, from the first on.
pub struct OpenFile {
    bytes: u64,
    content: Content,
    is_packed: bool,
}

/// Where the bytes of an open file come from.
enum Content {
    /// The system's own handle, which more can be done with.
    Disk(std::fs::File),
    Elsewhere(Box<dyn ReadSeek>),
}

/// What an open file of a source can do.
pub(super) trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

impl OpenFile {
    pub(super) fn new(content: impl ReadSeek + 'static, bytes: u64) -> Self {
        Self { bytes, content: Content::Elsewhere(Box::new(content)), is_packed: false }
    }

    pub(super) fn on_disk(file: std::fs::File, bytes: u64) -> Self {
        Self { bytes, content: Content::Disk(file), is_packed: false }
    }

    /// The system's own handle, where it is a file on disk.
    pub(super) fn into_disk(self) -> Result<std::fs::File, Self> {
        match self.content {
            Content::Disk(file) => Ok(file),
            content @ Content::Elsewhere(_) => Err(Self { content, ..self }),
        }
    }

    /// It is unpacked while it is read.
    pub(super) fn packed(self) -> Self {
        Self { is_packed: true, ..self }
    }

    /// Whether a step back costs unpacking all that stands before.
    #[must_use]
    pub fn is_packed(&self) -> bool {
        self.is_packed
    }

    /// Its size in bytes when it was opened. It may grow or shrink while it is read.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.bytes
    }
}

impl std::fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenFile").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Read for OpenFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.content {
            Content::Disk(file) => file.read(buffer),
            Content::Elsewhere(content) => content.read(buffer),
        }
    }
}

impl Seek for OpenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match &mut self.content {
            Content::Disk(file) => file.seek(to),
            Content::Elsewhere(content) => content.seek(to),
        }
    }
}

impl Files {
    /// The files of a folder on disk.
    ///
    /// # Errors
    /// It does not exist, is no folder, or may not be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        Directory::open(path).map(Self::new)
    }

    pub(super) fn new(source: impl FileSource + 'static) -> Self {
        Self { source: Arc::new(source) }
    }

    /// The files of a folder below; a link out of this one is refused.
    ///
    /// # Errors
    /// It is gone, no folder, outside, or may not be read.
    pub fn enter(&self, path: &Path) -> io::Result<Self> {
        if path.as_os_str().is_empty() {
            return Ok(self.clone());
        }
        self.source.enter(path).map(|source| Self { source })
    }

    /// The entries of the folder, in no order.
    ///
    /// # Errors
    /// The folder may not be read.
    pub fn children(&self) -> io::Result<Children> {
        self.source.children()
    }

    /// When the folder itself was last changed; nothing where that cannot be told.
    #[must_use]
    pub fn stamp(&self) -> Option<Stamp> {
        self.source.stamp(Path::new(""))
    }

    /// When what stands at a path was last changed, links inside the folder followed.
    #[must_use]
    pub fn stamp_of(&self, path: &Path) -> Option<Stamp> {
        self.source.stamp(path)
    }

    /// When one of [`Self::children`] was last changed, by what the folder itself says of it: a link is not followed.
    #[must_use]
    pub fn child_stamp(&self, name: &OsStr) -> Option<Stamp> {
        self.source.child_stamp(name)
    }

    /// What stands at a path.
    #[must_use]
    pub fn look(&self, path: &Path) -> Found {
        self.source.look(path)
    }

    /// Where a link points, by its text alone; nothing for what is no link.
    #[must_use]
    pub fn link_target(&self, path: &Path) -> Option<PathBuf> {
        self.source.link_target(path)
    }

    /// Whether anything lies in a folder below, links to it inside this one followed.
    #[must_use]
    pub fn has_entries(&self, path: &Path) -> bool {
        self.enter(path).and_then(|folder| folder.children()).is_ok_and(|mut children| children.next().is_some())
    }

    /// Opens a regular file. Never waits: a pipe that took the file's place is refused.
    ///
    /// # Errors
    /// What stands there instead.
    pub fn open_file(&self, path: &Path) -> Result<OpenFile, ReadError> {
        self.source.open_file(path)
    }

    /// The whole of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// It is larger (nothing is read then), or no readable file.
    pub fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let file = self.open_file(path)?;
        let bytes = file.size();
        if bytes > limit {
            return Err(ReadError::TooLarge { bytes, limit });
        }
        let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
        // The file may grow while it is read.
        file.take(limit + 1).read_to_end(&mut content)?;
        if content.len() as u64 > limit {
            return Err(ReadError::TooLarge { bytes: content.len() as u64, limit });
        }
        Ok(content)
    }

    /// The first `count` bytes of a file, or fewer.
    ///
    /// # Errors
    /// It is no readable file.
    pub fn head(&self, path: &Path, count: u64) -> Result<Vec<u8>, ReadError> {
        let file = self.open_file(path)?;
        let mut content = Vec::new();
        file.take(count).read_to_end(&mut content)?;
        Ok(content)
    }

    /// The last `count` bytes of a file, or fewer.
    ///
    /// # Errors
    /// It is no readable file.
    pub fn tail(&self, path: &Path, count: u64) -> Result<Vec<u8>, ReadError> {
        let mut file = self.open_file(path)?;
        if file.size() > count {
            file.seek(SeekFrom::Start(file.size() - count))?;
        }
        let mut content = Vec::new();
        file.take(count).read_to_end(&mut content)?;
        Ok(content)
    }
}
