//! Archives that are read like folders: a zip in place, a tar too, a compressed tar through a private copy.
//!
//! A path may go on inside an archive (`model.zip/model`), as file managers write it: [`InArchive::find`] tells where it leads. Only the
//! index of an archive is held; see [`members`] for what is unpacked when. What is odd in it is told as findings.
//!
//! Bounds: 250,000 members; of a compressed tar the first 2 GB; no member that would unpack to more than 100 MB and 200 times
//! what it takes.

mod inner;
mod members;
mod names;
mod oddity;
mod tar;
mod zip;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::files::tree::{Tree, TreeSource};
use super::{Files, Progress, Stamp};
pub use inner::{InnerZip, open_zip, open_zip_without_checksums};
use members::{Bytes, Member};
use oddity::Oddities;
pub use oddity::{Oddity, OddityKind};

/// Further members are not read.
const MAX_MEMBERS: usize = 250_000;
/// Up to so many bytes anything may be packed as well as it can be.
const HARMLESS: u64 = 100_000_000;
/// Larger members are packed to a two-hundredth at best, or are bombs.
const BEST_PACKED: u64 = 200;
/// Bytes at the start that tell what an archive is; a tar says so at 257.
const HEAD: u64 = 512;

/// An archive that is open. Its private copy, where it has one, is deleted with it.
#[derive(Debug)]
pub struct Archive {
    /// Of the file itself.
    pub path: PathBuf,
    /// What is odd in it, sorted by kind.
    pub oddities: Vec<Oddity>,
    files: Files,
    /// Of the file, when it was opened.
    stamp: Stamp,
}

/// Why an archive cannot be read; shown as a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// An archive of a kind that is not read: which.
    #[error("it is {0}, which is not read here")]
    OtherKind(&'static str),
    /// A compressed file that is no tar.
    #[error("it is one compressed file, not a folder of files")]
    NotATar,
    /// It is called like one, but is none.
    #[error("it is called like an archive, but its content is not that of a zip or tar")]
    NotAnArchive,
    /// A file inside a model that should be a zip.
    #[error("its content is not that of a zip")]
    NotAZip,
    /// A zip that lies in an archive itself, and is larger than is copied out of it.
    #[error("it is {} large, and such are not unpacked from the archive that they lie in", crate::mlmodel::display::bytes(*.0))]
    TooLargeInside(u64),
    /// A zip without the directory at its end.
    #[error("it is cut off: the list of its files, at the end of a zip, is missing or damaged")]
    NoDirectory,
    /// There is no file in it.
    #[error("it is empty")]
    Empty,
    /// There is no room for the private copy: what the system says.
    #[error("there is no room to unpack it in the folder for temporary files ({0})")]
    NoRoom(String),
    /// What the system says.
    #[error("it cannot be read ({0})")]
    Io(String),
    /// Nobody waits for it any more.
    #[error("opening it was cancelled")]
    Cancelled,
}

impl ArchiveError {
    /// What to do, in a sentence.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::OtherKind(_) | Self::NotATar | Self::TooLargeInside(_) => {
                "Unpack it first, then open the folder that holds the file MLmodel."
            }
            Self::NotAnArchive | Self::NotAZip | Self::NoDirectory | Self::Empty => {
                "Download or copy it again; a file that was still being written looks like this too."
            }
            Self::NoRoom(_) => "Make room there, or unpack it elsewhere and open the folder.",
            Self::Io(_) => "Check its permissions and whether the disk is there, then reload (F5).",
            Self::Cancelled => "Open it again.",
        }
    }
}

/// A place inside an archive.
#[derive(Clone, Debug)]
pub struct InArchive {
    pub archive: Arc<Archive>,
    /// Below its top; empty for the top itself.
    pub below: PathBuf,
}

/// What was read of an archive before it is a folder.
#[derive(Default)]
struct Index {
    tree: Tree<Member>,
    oddities: Oddities,
}

/// What an archive is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The directory at the end decides.
    Zip,
    Gzip,
    Tar,
    Other(&'static str),
}

impl Kind {
    fn of(head: &[u8]) -> Self {
        const OTHERS: [(&[u8], &str); 6] = [
            (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
            (b"Rar!\x1a\x07", "a RAR archive"),
            (b"\xfd7zXZ\0", "compressed by xz"),
            (b"BZh", "compressed by bzip2"),
            (b"\x28\xb5\x2f\xfd", "compressed by zstd"),
            (b"\x04\x22\x4d\x18", "compressed by lz4"),
        ];
        if head.starts_with(&[0x1f, 0x8b]) {
            return Self::Gzip;
        }
        // A zip may begin with anything.
        if is_tar(head) {
            return Self::Tar;
        }
        OTHERS.iter().find(|(magic, _)| head.starts_with(magic)).map_or(Self::Zip, |(_, name)| Self::Other(name))
    }
}

/// Whether a tar's first header says so; those before POSIX do not.
fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// Whether a member is packed better than anything that is worth packing.
fn is_bomb(bytes: u64, packed: u64) -> bool {
    bytes > HARMLESS && bytes / BEST_PACKED > packed
}

/// Whether a file is called like an archive that is read.
#[must_use]
pub fn is_archive_name(name: &Path) -> bool {
    let name = name.to_string_lossy();
    without_ending(&name).len() < name.len()
}

/// The name of an archive's file without what makes it one: `churn` of `churn.tar.gz`. Any other name stays.
#[must_use]
pub fn without_ending(name: &str) -> &str {
    // The longest first; a cut through a letter of several bytes is none.
    let stem = |ending: &str| name.len().checked_sub(ending.len()).filter(|at| *at > 0).and_then(|at| name.split_at_checked(at));
    let is_its = |(_, own): &(&str, &str), ending: &str| own.eq_ignore_ascii_case(ending);
    ENDINGS.iter().find_map(|ending| stem(ending).filter(|parts| is_its(parts, ending))).map_or(name, |(stem, _)| stem)
}

/// How archives that are read are called; one that ends in another stands before it.
const ENDINGS: [&str; 4] = [".tar.gz", ".tgz", ".zip", ".tar"];

/// Archives that are open now, so that none is read twice at the same time: a compressed tar would be unpacked for each
/// model in it.
static OPEN: Mutex<Vec<Weak<Archive>>> = Mutex::new(Vec::new());

impl Archive {
    /// Opens the archive in a file, or shares it where it is open already and has not changed.
    ///
    /// # Errors
    /// It is none that can be read, or `progress` was cancelled.
    pub fn open(path: &Path, progress: &Progress) -> Result<Arc<Self>, ArchiveError> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let io = |error: io::Error| ArchiveError::Io(error.to_string());
        let bytes = Bytes::of(File::open(&path).map_err(io)?).map_err(io)?;
        if let Some(open) = Self::shared(&path, bytes.stamp) {
            return Ok(open);
        }
        let archive = Arc::new(Self::read(path, bytes, progress)?);
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|archive| archive.strong_count() > 0);
        open.push(Arc::downgrade(&archive));
        Ok(archive)
    }

    fn shared(path: &Path, stamp: Stamp) -> Option<Arc<Self>> {
        let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.iter().filter_map(Weak::upgrade).find(|archive| archive.path == path && archive.stamp == stamp)
    }

    fn read(path: PathBuf, bytes: Bytes, progress: &Progress) -> Result<Self, ArchiveError> {
        let io = |error: io::Error| ArchiveError::Io(error.to_string());
        let stamp = bytes.stamp;
        let head = head(&bytes).map_err(io)?;
        let (bytes, index) = match Kind::of(&head) {
            Kind::Other(name) => return Err(ArchiveError::OtherKind(name)),
            Kind::Zip => index_zip(bytes, &head, &path, progress)?,
            Kind::Tar => {
                let index = tar::index(&bytes, None, progress)?;
                (bytes, index)
            }
            Kind::Gzip => {
                let (copy, stopped) = tar::unpack(&bytes, progress)?;
                let copy = Bytes::of_copy(copy, stamp.modified).map_err(io)?;
                let index = tar::index(&copy, stopped, progress)?;
                (copy, index)
            }
        };
        if index.tree.is_empty() && index.oddities.is_empty() {
            return Err(ArchiveError::Empty);
        }
        let oddities = index.oddities.into_sorted();
        Ok(Self { path, oddities, files: Files::new(TreeSource::new(index.tree, bytes)), stamp })
    }

    /// Its top folder.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The folder that a file manager unpacks it into: beside it, called as it is.
    #[must_use]
    pub fn unpacked_to(&self) -> PathBuf {
        self.path.with_file_name(without_ending(&self.name()))
    }

    /// Whether a path is that of its file.
    #[must_use]
    pub fn is_at(&self, path: &Path) -> bool {
        std::path::absolute(path).is_ok_and(|path| path == self.path)
    }

    /// Its file's name, as it is shown: `churn.zip`.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.file_name().map(crate::mlmodel::display::os_text).unwrap_or_default()
    }
}

/// A zip; or a tar from before POSIX, which only its name tells.
fn index_zip(bytes: Bytes, head: &[u8], path: &Path, progress: &Progress) -> Result<(Bytes, Index), ArchiveError> {
    let is_called_tar = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tar"));
    let index = match zip::index(&bytes, head, progress) {
        Err(ArchiveError::NotAnArchive) if is_called_tar => tar::index(&bytes, None, progress)?,
        index => index?,
    };
    Ok((bytes, index))
}

fn head(bytes: &Bytes) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    bytes.range(0, HEAD).read_to_end(&mut head)?;
    Ok(head)
}

impl InArchive {
    /// Where a path leads that the disk does not have as a folder: into the archive that the path itself is, or a folder above;
    /// nothing where there is none.
    #[must_use]
    pub fn find(path: &Path, progress: &Progress) -> Option<Result<Self, ArchiveError>> {
        let is_file = |above| std::fs::metadata(above).ok().map(|meta| meta.is_file().then_some(above));
        let file = path.ancestors().find_map(is_file)??;
        if !is_archive_name(file) && !starts_like_one(&head_of(file)) {
            return None;
        }
        let below = path.strip_prefix(file).map(Path::to_owned).unwrap_or_default();
        Some(Archive::open(file, progress).map(|archive| Self { archive, below }))
    }

    /// The files of the folder.
    ///
    /// # Errors
    /// There is no such folder in the archive.
    pub fn files(&self) -> io::Result<Files> {
        self.archive.files.enter(&self.below)
    }
}

/// Whether a file begins like an archive. Many files of models are zips inside.
#[must_use]
pub fn starts_like_one(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || Kind::of(head) != Kind::Zip
}

/// The first bytes of a regular file, as many as [`starts_like_one`] needs; nothing where it cannot be read.
#[must_use]
pub fn head_of(path: &Path) -> Vec<u8> {
    File::open(path).and_then(Bytes::of).and_then(|bytes| head(&bytes)).unwrap_or_default()
}

/// The files of a folder, on disk or inside an archive.
///
/// # Errors
/// It does not exist, is no folder, may not be read, or lies in an archive that cannot be read.
pub fn open_files(path: &Path) -> io::Result<Files> {
    Files::open(path).or_else(|error| match InArchive::find(path, &Progress::default()) {
        Some(Ok(place)) => place.files(),
        Some(Err(why)) => Err(io::Error::other(why)),
        None => Err(error),
    })
}
