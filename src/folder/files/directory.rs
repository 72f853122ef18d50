//! A directory on disk as a [`FileSource`]: every look goes through cap-std, which opens nothing outside the folder.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap_std::ambient_authority;
#[cfg(not(windows))]
use cap_std::fs::DirEntry;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};
#[cfg(windows)]
use std::fs::DirEntry;

use super::{Child, ChildKind, Children, FileSource, Found, OpenFile, ReadError, Stamp};

/// A folder on disk that is open for reading.
#[derive(Debug)]
pub(super) struct Directory {
    dir: Dir,
    /// Where it lies, to be listed by: cap-std finds nothing on a network share, also one that has a drive's letter
    /// (bytecodealliance/cap-std, issues 318 and 348).
    #[cfg(windows)]
    path: PathBuf,
}

/// Opens a regular file on disk as the system's own handle, for what only that can do (locking). `name` is followed no
/// further than the folder, and a pipe in its place is refused without waiting.
///
/// # Errors
/// The folder cannot be opened, or something else stands there.
pub fn open_on_disk(folder: &Path, name: &Path) -> Result<std::fs::File, ReadError> {
    let (file, _) = Directory::open(folder)?.open_regular(name)?;
    Ok(file.into_std())
}

impl Directory {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let dir = Dir::open_ambient_dir(path, ambient_authority())?;
        Ok(Self {
            dir,
            #[cfg(windows)]
            path: std::path::absolute(path)?,
        })
    }

    #[cfg(not(windows))]
    fn entries(&self) -> io::Result<cap_std::fs::ReadDir> {
        self.dir.entries()
    }

    #[cfg(windows)]
    fn entries(&self) -> io::Result<std::fs::ReadDir> {
        std::fs::read_dir(&self.path)
    }

    fn open_regular(&self, path: &Path) -> Result<(File, u64), ReadError> {
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
            io::ErrorKind::PermissionDenied if leads_outside(&error) => ReadError::Not(Found::LeadsOutside),
            io::ErrorKind::PermissionDenied => ReadError::Not(Found::Denied),
            io::ErrorKind::NotFound => ReadError::Not(Found::Missing),
            _ => ReadError::from(error),
        })?;
        let meta = file.metadata()?;
        // Something else may have taken its place since it was looked at.
        if meta.is_file() { Ok((file, meta.len())) } else { Err(ReadError::Not(Found::Special)) }
    }

    fn why_not(&self, path: &Path, error: &io::Error) -> Found {
        if leads_outside(error) {
            return Found::LeadsOutside;
        }
        // Any link on the way may be the broken one.
        let mut way = PathBuf::new();
        for part in path.components() {
            way.push(part);
            if self.dir.symlink_metadata(&way).is_ok_and(|meta| meta.is_symlink()) && self.dir.metadata(&way).is_err() {
                return Found::BrokenLink;
            }
        }
        if error.kind() == io::ErrorKind::PermissionDenied { Found::Denied } else { Found::Missing }
    }
}

impl FileSource for Directory {
    fn enter(&self, path: &Path) -> io::Result<Arc<dyn FileSource>> {
        let dir = self.dir.open_dir(path)?;
        Ok(Arc::new(Self {
            dir,
            #[cfg(windows)]
            path: self.path.join(path),
        }))
    }

    fn children(&self) -> io::Result<Children> {
        Ok(Box::new(self.entries()?.filter_map(|entry| entry.and_then(|entry| child(&entry)).transpose())))
    }

    fn look(&self, path: &Path) -> Found {
        match self.dir.metadata(path) {
            Ok(meta) if meta.is_file() => Found::File { bytes: meta.len() },
            Ok(meta) if meta.is_dir() => Found::Folder,
            Ok(_) => Found::Special,
            Err(error) => self.why_not(path, &error),
        }
    }

    fn stamp(&self, path: &Path) -> Option<Stamp> {
        let meta = if path.as_os_str().is_empty() { self.dir.dir_metadata() } else { self.dir.metadata(path) };
        meta.ok().map(|meta| stamp_of(&meta))
    }

    fn child_stamp(&self, name: &OsStr) -> Option<Stamp> {
        self.dir.symlink_metadata(name).ok().map(|meta| stamp_of(&meta))
    }

    fn link_target(&self, path: &Path) -> Option<PathBuf> {
        self.dir.read_link_contents(path).ok()
    }

    fn open_file(&self, path: &Path) -> Result<OpenFile, ReadError> {
        self.open_regular(path).map(|(file, bytes)| OpenFile::on_disk(file.into_std(), bytes))
    }
}

/// One entry; nothing where it went while the folder was read.
fn child(entry: &DirEntry) -> io::Result<Option<Child>> {
    let kind = match entry.file_type() {
        Ok(kind) if kind.is_dir() => ChildKind::Folder,
        Ok(kind) if kind.is_symlink() => ChildKind::Link,
        Ok(kind) if kind.is_file() => ChildKind::File,
        Ok(_) => ChildKind::Special,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    Ok(Some(Child { name: entry.file_name(), kind }))
}

fn stamp_of(meta: &Metadata) -> Stamp {
    let modified = meta.modified().ok().map(cap_std::time::SystemTime::into_std);
    let since = modified.and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or_default();
    Stamp { modified, bytes: if meta.is_dir() { 0 } else { meta.len() } }
}

/// cap-std refuses an escape with an error of its own, which carries no code of the system.
fn leads_outside(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::symlink;

    use super::super::Files;
    use super::*;

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
        let files = Files::open(&inner).unwrap();
        let look = |name: &str| files.look(Path::new(name));
        assert_eq!(look("data"), Found::File { bytes: 5 });
        assert_eq!(look("inside"), Found::File { bytes: 5 });
        assert_eq!(look("out"), Found::LeadsOutside);
        assert_eq!(look("absolute"), Found::LeadsOutside);
        assert_eq!(look("dangling"), Found::BrokenLink);
        assert_eq!(look("loop"), Found::BrokenLink);
        assert_eq!(look("nothing"), Found::Missing);
        assert_eq!(look("data/below"), Found::Missing);
        assert_eq!(files.read(Path::new("out"), 100), Err(ReadError::Not(Found::LeadsOutside)));
    }

    #[test]
    fn a_pipe_is_refused_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("MLmodel");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let files = Files::open(folder.path()).unwrap();
        assert_eq!(files.read(Path::new("MLmodel"), 100), Err(ReadError::Not(Found::Special)));
    }

    #[test]
    fn a_file_over_the_limit_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::File::create(folder.path().join("big")).unwrap().set_len(5_000_000_000).unwrap();
        let files = Files::open(folder.path()).unwrap();
        assert!(matches!(files.read(Path::new("big"), 100), Err(ReadError::TooLarge { bytes: 5_000_000_000, .. })));
    }
}
