//! The members of an archive as files: where their bytes are, and how they are unpacked while they are read.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use deflate64::Deflate64Decoder;
use flate2::Crc;
use flate2::read::DeflateDecoder;
use rawzip::{FileReader, RangeReader};

use super::super::files::tree::Members;
use super::super::{OpenFile, ReadError, Stamp};
use super::oddity::OddityKind;

/// Bytes that are skipped at once by unpacking them.
const SKIPPED_AT_ONCE: usize = 64 * 1024;

/// One file of an archive.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// Unpacked, as the archive says.
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified: i64,
    /// Where its bytes are, or why they are not read.
    pub content: Result<Packed, Refusal>,
}

/// Where the bytes of a member are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed {
    /// In the archive.
    pub start: u64,
    /// So many bytes from there on.
    pub length: u64,
    pub packing: Packing,
    /// What the unpacked bytes add up to; tars know no such sum.
    pub crc: Option<u32>,
}

/// How a member is packed, of the ways that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Stored,
    Deflate,
    /// What Windows' Explorer writes for files of 2 GB and more.
    Deflate64,
}

/// Why a member is not read; shown as a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("it is encrypted in the archive")]
    Encrypted,
    #[error("it is packed in a way that is not read here ({0})")]
    Packing(&'static str),
    #[error("it would unpack to far more than it takes in the archive")]
    Bomb,
    #[error("the archive says two things of it that differ")]
    HeadersDiffer,
    #[error("it shares bytes with another member of the archive")]
    Overlapping,
    #[error("the archive is cut off before its end")]
    CutOff,
}

impl Refusal {
    /// As what it is odd of the archive.
    pub fn kind(self) -> OddityKind {
        match self {
            Self::Encrypted => OddityKind::Encrypted,
            Self::Packing(_) => OddityKind::Packing,
            Self::Bomb => OddityKind::Bomb,
            Self::HeadersDiffer => OddityKind::HeadersDiffer,
            Self::Overlapping => OddityKind::Overlapping,
            Self::CutOff => OddityKind::CutOff,
        }
    }
}

/// What goes wrong while a member is read; shown as a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Damage {
    #[error("it ends before its time in the archive")]
    Short,
    #[error("it holds more than the archive says")]
    Long,
    #[error("its bytes are not those that were packed: its checksum differs")]
    Checksum,
}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> Self {
        Self::new(io::ErrorKind::InvalidData, damage)
    }
}

/// The bytes of an archive, which any number of readers read at the same time.
#[derive(Clone, Debug)]
pub(super) struct Bytes {
    file: Arc<File>,
    reader: Arc<FileReader>,
    /// When it was opened.
    pub stamp: Stamp,
    /// Whether the file lies where others write it.
    is_shared: bool,
    pub checksums: Checksums,
}

/// What is done with the checksum of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checksums {
    Compared,
    Ignored,
}

impl Bytes {
    /// Of a file of somebody's.
    ///
    /// # Errors
    /// The system says nothing of it.
    pub fn of(file: File) -> io::Result<Self> {
        Self::new(file, true)
    }

    /// Of a copy that nobody else can reach, with the time of what it was copied from.
    ///
    /// # Errors
    /// The system says nothing of it.
    pub fn of_copy(file: File, modified: i64) -> io::Result<Self> {
        let mut bytes = Self::new(file, false)?;
        bytes.stamp.modified = modified;
        Ok(bytes)
    }

    fn new(file: File, is_shared: bool) -> io::Result<Self> {
        let stamp = stamp(&file)?;
        Ok(Self { reader: Arc::new(file.try_clone()?.into()), file: Arc::new(file), stamp, is_shared, checksums: Checksums::Compared })
    }

    pub fn len(&self) -> u64 {
        self.stamp.bytes
    }

    pub fn reader(&self) -> &FileReader {
        &self.reader
    }

    /// Fills the buffer from `start` on.
    ///
    /// # Errors
    /// The file ends before, or cannot be read.
    pub fn read_exact_at(&self, buffer: &mut [u8], start: u64) -> io::Result<()> {
        self.range(start, buffer.len() as u64).read_exact(buffer)
    }

    pub fn range(&self, start: u64, length: u64) -> RangeReader<Arc<FileReader>> {
        RangeReader::new(Arc::clone(&self.reader), start..start.saturating_add(length))
    }

    /// Whether somebody wrote to the file since it was opened.
    fn has_changed(&self) -> bool {
        self.is_shared && stamp(&self.file).ok() != Some(self.stamp)
    }
}

fn stamp(file: &File) -> io::Result<Stamp> {
    let meta = file.metadata()?;
    let since = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let modified = since.and_then(|since| i64::try_from(since.as_nanos()).ok()).unwrap_or_default();
    Ok(Stamp { modified, bytes: meta.len() })
}

impl Members for Bytes {
    type Member = Member;

    fn stamp(&self, member: &Member) -> Stamp {
        Stamp { modified: member.modified, bytes: member.bytes }
    }

    fn open(&self, member: &Member) -> Result<OpenFile, ReadError> {
        let mut packed = member.content.map_err(|refusal| ReadError::InArchive(refusal.to_string()))?;
        if self.checksums == Checksums::Ignored {
            packed.crc = None;
        }
        if self.has_changed() {
            return Err(ReadError::InArchive("the archive changed since it was opened; reload it (F5)".to_owned()));
        }
        let file = OpenFile::new(MemberReader::new(self.clone(), packed, member.bytes), member.bytes);
        Ok(if packed.packing == Packing::Stored { file } else { file.packed() })
    }

    fn changed(&self) -> i64 {
        self.stamp.modified
    }
}

/// Reads a member. A step back unpacks it from its start again; nothing of it is kept.
pub(super) struct MemberReader {
    archive: Bytes,
    packed: Packed,
    /// Unpacked, as the archive says.
    bytes: u64,
    unpacked: Unpacked,
    /// The next byte that `unpacked` gives.
    at: u64,
    /// What the bytes so far add up to; nothing once some were jumped over.
    sum: Option<Crc>,
}

/// The bytes of a member, one after the other.
enum Unpacked {
    Stored(RangeReader<Arc<FileReader>>),
    Deflate(DeflateDecoder<RangeReader<Arc<FileReader>>>),
    Deflate64(Deflate64Decoder<BufReader<RangeReader<Arc<FileReader>>>>),
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Stored(stored) => stored.read(buffer),
            Self::Deflate(deflated) => deflated.read(buffer),
            Self::Deflate64(deflated) => deflated.read(buffer),
        }
    }
}

impl MemberReader {
    pub fn new(archive: Bytes, packed: Packed, bytes: u64) -> Self {
        let unpacked = unpacked(&archive, packed, 0);
        Self { archive, packed, bytes, unpacked, at: 0, sum: packed.crc.map(|_| Crc::new()) }
    }

    /// Goes back to the start.
    fn restart(&mut self) {
        *self = Self::new(self.archive.clone(), self.packed, self.bytes);
    }

    /// All was read: there is nothing more, and it is what was packed.
    fn finish(&mut self) -> io::Result<()> {
        if self.packed.packing != Packing::Stored && self.unpacked.read(&mut [0])? > 0 {
            return Err(Damage::Long.into());
        }
        match (&self.sum, self.packed.crc) {
            (Some(sum), Some(crc)) if sum.sum() != crc => Err(Damage::Checksum.into()),
            _ => Ok(()),
        }
    }

    /// Unpacks up to a byte ahead.
    fn skip_to(&mut self, target: u64) -> io::Result<()> {
        let mut buffer = vec![0; SKIPPED_AT_ONCE];
        while self.at < target {
            let most = usize::try_from(target - self.at).unwrap_or(SKIPPED_AT_ONCE).min(SKIPPED_AT_ONCE);
            if self.read(&mut buffer[..most])? == 0 {
                break;
            }
        }
        Ok(())
    }
}

fn unpacked(archive: &Bytes, packed: Packed, from: u64) -> Unpacked {
    let range = archive.range(packed.start.saturating_add(from), packed.length.saturating_sub(from));
    match packed.packing {
        Packing::Stored => Unpacked::Stored(range),
        Packing::Deflate => Unpacked::Deflate(DeflateDecoder::new(range)),
        Packing::Deflate64 => Unpacked::Deflate64(Deflate64Decoder::new(range)),
    }
}

impl Read for MemberReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.bytes - self.at.min(self.bytes)).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let count = self.unpacked.read(&mut buffer[..most])?;
        if count == 0 {
            return Err(Damage::Short.into());
        }
        if let Some(sum) = &mut self.sum {
            sum.update(&buffer[..count]);
        }
        self.at += count as u64;
        if self.at == self.bytes {
            self.finish()?;
        }
        Ok(count)
    }
}

impl Seek for MemberReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.bytes.checked_add_signed(by),
        };
        let target = target.ok_or(io::ErrorKind::InvalidInput)?.min(self.bytes);
        if target != self.at && self.packed.packing == Packing::Stored {
            self.unpacked = unpacked(&self.archive, self.packed, target);
            (self.at, self.sum) = (target, None);
        }
        if target < self.at {
            self.restart();
        }
        self.skip_to(target)?;
        Ok(self.at)
    }
}
