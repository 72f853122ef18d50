//! A zip that is one file of a model, as the files of skops, Keras and PyTorch are: its members as a folder.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::super::files::tree::TreeSource;
use super::super::{Files, OpenFile, Progress, ReadError};
use super::members::{Bytes, Checksums};
use super::oddity::Oddity;
use super::{ArchiveError, head, zip};

/// A larger zip is not copied out of an archive that it lies in. In bytes.
const LARGEST_COPY: u64 = 500_000_000;
/// Bytes that are copied at once.
const CHUNK: usize = 1 << 16;

/// A zip that is open. Its private copy, where it has one, is deleted with its files.
#[derive(Debug)]
pub struct InnerZip {
    /// Its members. Only the index is held; a member is unpacked while it is read.
    pub files: Files,
    /// What is odd in it, sorted by kind.
    pub oddities: Vec<Oddity>,
}

/// Opens a file of a folder as a zip, whatever it is called. One on disk is read in place; one that lies in an archive itself,
/// of at most 500 MB, through a private copy. The bounds of archives hold.
///
/// # Errors
/// The file cannot be read, is no zip or an empty one, or `progress` was cancelled.
pub fn open_zip(files: &Files, path: &Path, progress: &Progress) -> Result<InnerZip, ArchiveError> {
    open(files, path, Checksums::Compared, progress)
}

/// The same without comparing the checksums of members, for formats whose own library does not either: PyTorch
/// (`MINIZ_DISABLE_ZIP_READER_CRC32_CHECKS` in its build).
///
/// # Errors
/// As [`open_zip`].
pub fn open_zip_without_checksums(files: &Files, path: &Path, progress: &Progress) -> Result<InnerZip, ArchiveError> {
    open(files, path, Checksums::Ignored, progress)
}

fn open(files: &Files, path: &Path, checksums: Checksums, progress: &Progress) -> Result<InnerZip, ArchiveError> {
    let io = |error: io::Error| ArchiveError::Io(error.to_string());
    let file = files.open_file(path).map_err(|error: ReadError| ArchiveError::Io(error.to_string()))?;
    let mut bytes = match file.into_disk() {
        Ok(file) => Bytes::of(file).map_err(io)?,
        Err(packed) => {
            let modified = files.stamp_of(path).unwrap_or_default().modified;
            Bytes::of_copy(copy(packed, progress)?, modified).map_err(io)?
        }
    };
    bytes.checksums = checksums;
    let index = zip::index(&bytes, &head(&bytes).map_err(io)?, progress).map_err(|error| match error {
        ArchiveError::NotAnArchive => ArchiveError::NotAZip,
        error => error,
    })?;
    if index.tree.is_empty() && index.oddities.is_empty() {
        return Err(ArchiveError::Empty);
    }
    Ok(InnerZip { oddities: index.oddities.into_sorted(), files: Files::new(TreeSource::new(index.tree, bytes)) })
}

/// Copies a member of an archive into a file that nobody else can reach, and that is gone once it is closed.
fn copy(mut packed: OpenFile, progress: &Progress) -> Result<File, ArchiveError> {
    let no_room = |error: io::Error| ArchiveError::NoRoom(error.to_string());
    if packed.size() > LARGEST_COPY {
        return Err(ArchiveError::TooLargeInside(packed.size()));
    }
    let mut copy = tempfile::tempfile().map_err(no_room)?;
    let mut chunk = vec![0; CHUNK];
    loop {
        if progress.is_cancelled() {
            return Err(ArchiveError::Cancelled);
        }
        match packed.read(&mut chunk).map_err(|error| ArchiveError::Io(error.to_string()))? {
            0 => return Ok(copy),
            count => copy.write_all(&chunk[..count]).map_err(no_room)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::files::memory::Memory;
    use super::*;

    /// A zip of one stored member, `a.txt` with `hello`.
    const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\x58\x86\xa6\x10\x36\x05\0\0\0\x05\0\0\0\x05\0\0\0a.txthello\
        PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0\x21\x58\x86\xa6\x10\x36\x05\0\0\0\x05\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\xa4\x81\0\0\0\0a.txt\
        PK\x05\x06\0\0\0\0\x01\0\x01\0\x33\0\0\0\x28\0\0\0\0\0";

    fn member(zip: &InnerZip) -> Vec<u8> {
        zip.files.read(Path::new("a.txt"), 100).unwrap()
    }

    #[test]
    fn a_zip_reads_the_same_on_disk_and_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("model.pth"), ZIP).unwrap();
        let on_disk = Files::open(folder.path()).unwrap();
        let elsewhere = Memory::default().file("model.pth", ZIP).files();
        for files in [on_disk, elsewhere] {
            let zip = open_zip(&files, Path::new("model.pth"), &Progress::default()).unwrap();
            assert_eq!(member(&zip), b"hello");
            assert!(zip.oddities.is_empty());
        }
    }

    #[test]
    fn checksums_are_compared_unless_asked_otherwise() {
        let damaged: Vec<u8> = ZIP.iter().enumerate().map(|(at, byte)| if at == 35 { b'j' } else { *byte }).collect();
        let files = Memory::default().file("model.pth", damaged).files();
        let (path, progress) = (Path::new("model.pth"), Progress::default());
        assert!(open_zip(&files, path, &progress).unwrap().files.read(Path::new("a.txt"), 100).is_err());
        assert_eq!(member(&open_zip_without_checksums(&files, path, &progress).unwrap()), b"jello");
    }

    #[test]
    fn what_is_no_zip_says_so() {
        let files = Memory::default().file("model.pth", b"\x80\x02}").file("cut.pth", &ZIP[..60]).file("empty.pth", b"").files();
        let why = |name: &str| open_zip(&files, Path::new(name), &Progress::default()).unwrap_err();
        assert_eq!(why("model.pth"), ArchiveError::NotAZip);
        assert_eq!(why("empty.pth"), ArchiveError::NotAZip);
        assert_eq!(why("cut.pth"), ArchiveError::NoDirectory);
        assert!(why("missing.pth").to_string().contains("not there"));
        let cancelled = Progress::default();
        cancelled.cancel();
        assert_eq!(open_zip(&files, Path::new("model.pth"), &cancelled).unwrap_err(), ArchiveError::Cancelled);
    }
}
