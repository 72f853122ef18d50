//! The model folder as a closed room: every look at the disk goes through [`Root`], which opens
//! nothing outside the folder, follows no link out of it, and never waits on a pipe.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, OpenOptions};

/// A folder that is open for reading.
#[derive(Debug)]
pub struct Root {
    dir: Dir,
}

/// What stands at a path, links inside the folder followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    File {
        bytes: u64,
    },
    Folder,
    /// A pipe, a socket, a device.
    Special,
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
    pub name: OsString,
    pub kind: ChildKind,
}

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
    pub bytes: u64,
}

impl Stamp {
    pub(super) fn of(meta: &cap_std::fs::Metadata) -> Self {
        let modified = meta.modified().ok().map(cap_std::time::SystemTime::into_std);
        let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or_default();
        Self { modified, bytes: if meta.is_dir() { 0 } else { meta.len() } }
    }
}

/// Why a file's content is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is not a readable file of the folder: what it is instead.
    Not(Found),
    TooLarge {
        bytes: u64,
        limit: u64,
    },
    Io(String),
}

impl std::fmt::Display for ReadError {
    /// A clause: `it is a folder`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Not(found) => f.write_str(super::describe(*found)),
            Self::TooLarge { bytes, .. } => write!(f, "it is {} large", crate::mlmodel::display::bytes(*bytes)),
            Self::Io(error) => f.write_str(error),
        }
    }
}

impl Root {
    /// Opens a folder.
    ///
    /// # Errors
    /// It does not exist, is no folder, or may not be read.
    pub fn open(path: &Path) -> std::io::Result<Self> {
        Dir::open_ambient_dir(path, ambient_authority()).map(|dir| Self { dir })
    }

    /// Opens a folder below; a link out of this one is refused.
    ///
    /// # Errors
    /// It is gone, no folder, outside, or may not be read.
    pub fn enter(&self, path: &Path) -> std::io::Result<Self> {
        self.dir.open_dir(path).map(|dir| Self { dir })
    }

    /// The entries of the folder, in no order.
    ///
    /// # Errors
    /// The folder may not be read; an entry itself may be an error too, where the disk has one.
    pub fn children(&self) -> std::io::Result<impl Iterator<Item = std::io::Result<Child>>> {
        let child = |entry: std::io::Result<cap_std::fs::DirEntry>| {
            let entry = entry?;
            let kind = entry.file_type()?;
            let kind = if kind.is_dir() {
                ChildKind::Folder
            } else if kind.is_symlink() {
                ChildKind::Link
            } else if kind.is_file() {
                ChildKind::File
            } else {
                ChildKind::Special
            };
            Ok(Child { name: entry.file_name(), kind })
        };
        Ok(self.dir.entries()?.map(child))
    }

    /// When the folder itself was last changed.
    #[must_use]
    pub fn stamp(&self) -> Option<Stamp> {
        self.dir.dir_metadata().ok().map(|meta| Stamp::of(&meta))
    }

    /// When what stands at a relative path was last changed, links inside the folder followed.
    #[must_use]
    pub fn stamp_of(&self, path: &Path) -> Option<Stamp> {
        self.dir.metadata(path).ok().map(|meta| Stamp::of(&meta))
    }

    /// What stands at a relative path.
    #[must_use]
    pub fn look(&self, path: &Path) -> Found {
        match self.dir.metadata(path) {
            Ok(meta) if meta.is_file() => Found::File { bytes: meta.len() },
            Ok(meta) if meta.is_dir() => Found::Folder,
            Ok(_) => Found::Special,
            Err(error) => self.why_not(path, &error),
        }
    }

    fn why_not(&self, path: &Path, error: &std::io::Error) -> Found {
        if leads_outside(error) {
            return Found::LeadsOutside;
        }
        // Any link on the way may be the broken one.
        let mut way = std::path::PathBuf::new();
        for part in path.components() {
            way.push(part);
            if self.dir.symlink_metadata(&way).is_ok_and(|meta| meta.is_symlink()) && self.dir.metadata(&way).is_err() {
                return Found::BrokenLink;
            }
        }
        if error.kind() == std::io::ErrorKind::PermissionDenied { Found::Denied } else { Found::Missing }
    }

    /// Where a link points, by its text alone; nothing for what is no link.
    #[must_use]
    pub fn link_target(&self, path: &Path) -> Option<std::path::PathBuf> {
        self.dir.read_link_contents(path).ok()
    }

    /// Whether anything lies in a folder, links to it inside the root followed.
    #[must_use]
    pub fn has_entries(&self, path: &Path) -> bool {
        let entries = if path.as_os_str().is_empty() { self.dir.entries() } else { self.dir.read_dir(path) };
        entries.is_ok_and(|mut entries| entries.next().is_some())
    }

    /// Opens a regular file. Never waits: a pipe that took the file's place is refused.
    ///
    /// # Errors
    /// What stands there instead.
    pub fn open_file(&self, path: &Path) -> Result<(File, u64), ReadError> {
        match self.look(path) {
            Found::File { .. } => {}
            other => return Err(ReadError::Not(other)),
        }
        let mut options = OpenOptions::new();
        options.read(true);
        #[cfg(unix)]
        {
            use cap_std::fs::OpenOptionsExt as _;
            options.custom_flags(i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0));
        }
        let file = self.dir.open_with(path, &options).map_err(|error| match error.kind() {
            std::io::ErrorKind::PermissionDenied if leads_outside(&error) => ReadError::Not(Found::LeadsOutside),
            std::io::ErrorKind::PermissionDenied => ReadError::Not(Found::Denied),
            std::io::ErrorKind::NotFound => ReadError::Not(Found::Missing),
            _ => ReadError::Io(error.to_string()),
        })?;
        let meta = file.metadata().map_err(|error| ReadError::Io(error.to_string()))?;
        if !meta.is_file() {
            return Err(ReadError::Not(Found::Special));
        }
        Ok((file, meta.len()))
    }

    /// The whole of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// It is larger (nothing is read then), or no readable file.
    pub fn read(&self, path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
        let (file, bytes) = self.open_file(path)?;
        if bytes > limit {
            return Err(ReadError::TooLarge { bytes, limit });
        }
        let mut content = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0));
        // The file may grow while it is read.
        file.take(limit + 1).read_to_end(&mut content).map_err(|error| ReadError::Io(error.to_string()))?;
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
        let (file, _) = self.open_file(path)?;
        let mut content = Vec::new();
        file.take(count).read_to_end(&mut content).map_err(|error| ReadError::Io(error.to_string()))?;
        Ok(content)
    }

    /// The last `count` bytes of a file, or fewer.
    ///
    /// # Errors
    /// It is no readable file.
    pub fn tail(&self, path: &Path, count: u64) -> Result<Vec<u8>, ReadError> {
        use std::io::Seek as _;
        let (mut file, bytes) = self.open_file(path)?;
        if bytes > count {
            file.seek(std::io::SeekFrom::Start(bytes - count)).map_err(|error| ReadError::Io(error.to_string()))?;
        }
        let mut content = Vec::new();
        file.take(count).read_to_end(&mut content).map_err(|error| ReadError::Io(error.to_string()))?;
        Ok(content)
    }

    /// The folder itself, for walking through it.
    pub(super) fn dir(&self) -> &Dir {
        &self.dir
    }
}

/// cap-std refuses an escape with an error of its own, which carries no code of the system.
pub(super) fn leads_outside(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn links_are_judged_and_never_followed_out() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("model");
        std::fs::create_dir(&inner).unwrap();
        std::fs::write(outer.path().join("secret"), "x").unwrap();
        std::fs::write(inner.join("data"), "12345").unwrap();
        symlink("../secret", inner.join("out")).unwrap();
        symlink("/etc/passwd", inner.join("absolute")).unwrap();
        symlink("nowhere", inner.join("dangling")).unwrap();
        symlink("loop", inner.join("loop")).unwrap();
        symlink("data", inner.join("inside")).unwrap();
        let root = Root::open(&inner).unwrap();
        let look = |name: &str| root.look(Path::new(name));
        assert_eq!(look("data"), Found::File { bytes: 5 });
        assert_eq!(look("inside"), Found::File { bytes: 5 });
        assert_eq!(look("out"), Found::LeadsOutside);
        assert_eq!(look("absolute"), Found::LeadsOutside);
        assert_eq!(look("dangling"), Found::BrokenLink);
        assert_eq!(look("loop"), Found::BrokenLink);
        assert_eq!(look("nothing"), Found::Missing);
        assert_eq!(look("data/below"), Found::Missing);
        assert_eq!(root.read(Path::new("out"), 100), Err(ReadError::Not(Found::LeadsOutside)));
    }

    #[test]
    fn a_pipe_is_refused_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("MLmodel");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let root = Root::open(folder.path()).unwrap();
        assert_eq!(root.read(Path::new("MLmodel"), 100), Err(ReadError::Not(Found::Special)));
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::File::create(folder.path().join("big")).unwrap().set_len(5_000_000_000).unwrap();
        let root = Root::open(folder.path()).unwrap();
        assert!(matches!(root.read(Path::new("big"), 100), Err(ReadError::TooLarge { bytes: 5_000_000_000, .. })));
    }
}
