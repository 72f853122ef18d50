//! The private copy of a database that is being written: no other user of the machine can read it. It has no name while it
//! is read (on Windows it has), and what a program leaves that is killed before is removed at the next start.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{BESIDE, DatabaseError, FileStamps, Result, with_end};
use crate::folder::open_on_disk;

/// A larger database that is being written cannot be copied to be read.
const SIZE_LIMIT: u64 = 8_000_000_000;
/// Copying that takes longer is given up.
pub(super) const COPY_TIME_LIMIT: Duration = Duration::from_mins(2);
/// How often a database is copied anew that changes meanwhile.
const MAX_COPIED: usize = 4;
/// How the folders of copies are called: this, and so many random letters.
const PREFIX: &str = "mlmodel-viewer-";
const RANDOM: usize = 6;
/// This file of the folder is locked while the copy is in use; the system takes the lock off when the program ends.
const IN_USE: &str = "in-use";
/// A folder this young may belong to a program that is about to lock it.
const YOUNG: Duration = Duration::from_mins(1);
/// The last bytes of a journal that names a super-journal (sqlite's file format, section 3).
const JOURNAL_MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// A copy of a database with its log or journal, in a folder that only this user may enter.
#[derive(Debug)]
pub(super) struct PrivateCopy {
    folder: tempfile::TempDir,
    /// Holds the lock.
    _in_use: File,
}

impl PrivateCopy {
    /// Copies a database and what a writer left beside it, in a moment when nobody wrote.
    ///
    /// # Errors
    /// It is too large, changes all the time, cannot be copied, or its journal leads to another file.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let io = |error: std::io::Error| DatabaseError::Io(format!("it cannot be copied: {error}"));
        let end = Instant::now() + COPY_TIME_LIMIT;
        for _ in 0..MAX_COPIED {
            let before = FileStamps::of(path);
            let bytes = before.bytes();
            if bytes > SIZE_LIMIT {
                return Err(DatabaseError::TooLargeToCopy(bytes));
            }
            let copy = Self::empty().map_err(io)?;
            copy_file(path, &copy.database(), end)?;
            for (name, there) in BESIDE.iter().zip(&before.files[1..]) {
                if there.is_some() {
                    copy_file(&with_end(path, name), &with_end(&copy.database(), name), end)?;
                }
            }
            if FileStamps::of(path) == before {
                copy.refuse_super_journal()?;
                return Ok(copy);
            }
        }
        Err(DatabaseError::KeepsChanging)
    }

    fn empty() -> std::io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).rand_bytes(RANDOM);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            builder.permissions(std::fs::Permissions::from_mode(0o700));
        }
        let folder = builder.tempdir()?;
        let in_use = new_file(&folder.path().join(IN_USE))?;
        in_use.lock()?;
        Ok(Self { folder, _in_use: in_use })
    }

    /// The path of the copied database.
    pub(super) fn database(&self) -> PathBuf {
        self.folder.path().join("copy.db")
    }

    /// A journal may name a super-journal, a file anywhere, which sqlite would open: a pipe there stops it for ever.
    /// Only a transaction over several databases has one, and MLflow never makes such.
    fn refuse_super_journal(&self) -> Result<()> {
        let Ok(mut journal) = File::open(with_end(&self.database(), BESIDE[1])) else { return Ok(()) };
        let mut tail = [0; JOURNAL_MAGIC.len()];
        let read = journal.seek(SeekFrom::End(-8)).and_then(|_| journal.read_exact(&mut tail));
        if read.is_ok() && tail == JOURNAL_MAGIC { Err(DatabaseError::SuperJournal) } else { Ok(()) }
    }

    /// Takes the copy's files off the disk while sqlite has the database open. Windows keeps them until that ends.
    pub(super) fn unlink(&self) {
        if cfg!(unix) {
            // What stays is removed with the folder.
            let _ = std::fs::remove_file(self.database());
        }
    }
}

/// A file that only this user may read, and that nobody made before.
fn new_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Copies one file. What is gone meanwhile is no error: the writer is done with it.
fn copy_file(from: &Path, to: &Path, end: Instant) -> Result<()> {
    let io = |error: std::io::Error| DatabaseError::Io(format!("it cannot be copied: {error}"));
    let mut source = match super::open_regular(from) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        source => source.map_err(io)?,
    };
    let mut target = new_file(to).map_err(io)?;
    let mut buffer = vec![0; 1 << 20];
    let mut copied = 0;
    loop {
        let count = source.read(&mut buffer).map_err(io)?;
        if count == 0 {
            return Ok(());
        }
        target.write_all(&buffer[..count]).map_err(io)?;
        copied += count as u64;
        if copied > SIZE_LIMIT {
            return Err(DatabaseError::TooLargeToCopy(copied));
        }
        if Instant::now() > end {
            return Err(DatabaseError::CopyTooSlow);
        }
    }
}

/// Removes the copies that earlier starts left when they were killed.
pub fn remove_leftovers() {
    remove_leftovers_in(&std::env::temp_dir());
}

fn remove_leftovers_in(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_ours = |name: &[u8]| name.strip_prefix(PREFIX.as_bytes()).is_some_and(|random| random.len() == RANDOM);
    for entry in entries.filter(|entry| is_ours(entry.file_name().as_encoded_bytes())) {
        let path = entry.path();
        let is_old = |meta: std::fs::Metadata| meta.modified().is_ok_and(|time| time.elapsed().is_ok_and(|age| age > YOUNG));
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) && entry.metadata().is_ok_and(is_old) && is_left(&path) {
            // Another user's folder cannot be removed, and need not be.
            let _ = std::fs::remove_dir_all(&path);
        }
    }
}

/// Whether a folder is one of ours, and nobody uses the copy in it.
fn is_left(folder: &Path) -> bool {
    open_on_disk(folder, Path::new(IN_USE)).is_ok_and(|in_use| in_use.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(path: &Path) {
        let old = std::time::SystemTime::now() - Duration::from_hours(1);
        File::open(path).unwrap().set_modified(old).unwrap();
    }

    #[test]
    fn what_was_left_is_removed_and_what_is_used_is_not() {
        let place = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let folder = place.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("copy.db"), "secret").unwrap();
            folder
        };
        let (left, used, young, other) =
            (make("mlmodel-viewer-aaaaaa"), make("mlmodel-viewer-bbbbbb"), make("mlmodel-viewer-cccccc"), make("mlmodel-viewer-tests"));
        new_file(&left.join(IN_USE)).unwrap();
        let lock = new_file(&used.join(IN_USE)).unwrap();
        lock.lock().unwrap();
        new_file(&young.join(IN_USE)).unwrap();
        for folder in [&left, &used, &other] {
            age(folder);
        }
        remove_leftovers_in(place.path());
        assert_eq!([&left, &used, &young, &other].map(|folder| folder.exists()), [false, true, true, true]);
        drop(lock);
        remove_leftovers_in(place.path());
        assert!(!used.exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_may_read_a_copy() {
        use std::os::unix::fs::PermissionsExt as _;
        let store = tempfile::tempdir().unwrap();
        let path = store.path().join("mlflow.db");
        for (name, text) in [("", "data"), ("-wal", "log"), ("-journal", "journal")] {
            std::fs::write(with_end(&path, name), text).unwrap();
            std::fs::set_permissions(with_end(&path, name), std::fs::Permissions::from_mode(0o666)).unwrap();
        }
        let copy = PrivateCopy::of(&path).unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(copy.folder.path()), 0o700);
        for entry in std::fs::read_dir(copy.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
    }
}
