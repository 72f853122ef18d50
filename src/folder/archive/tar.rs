//! The index of a tar. One that is not compressed is read in place; a compressed one is unpacked into a private file first,
//! for nothing in it can be reached but from its start.

use std::fs::File;
use std::io::{self, BufReader, Read, Write as _};

use flate2::read::MultiGzDecoder;
use tar::{EntryType, Header, PaxExtensions};

use super::super::Progress;
use super::super::files::tree::{Added, Node};
use super::members::{Bytes, Member, Packed, Packing, Refusal};
use super::oddity::OddityKind;
use super::{ArchiveError, Index, MAX_MEMBERS, is_bomb, names};

/// Everything in a tar stands in blocks of so many bytes.
const BLOCK: u64 = 512;
/// One of them.
type Block = [u8; 512];
/// A longer description of the member that follows is not read.
const LONGEST_DESCRIPTION: u64 = 1 << 20;
/// A compressed tar is unpacked up to so many bytes.
const MOST_UNPACKED: u64 = 2_000_000_000;
/// Bytes unpacked at once.
const CHUNK: usize = 1 << 16;

/// What a member is described by besides its header.
#[derive(Default)]
struct Described {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    bytes: Option<u64>,
    /// Nanoseconds since 1970.
    modified: Option<i64>,
    /// Its content is a map of its holes and what stands between them.
    is_sparse: bool,
}

/// What a file of a tar holds.
struct Content {
    /// Where it begins in the tar.
    start: u64,
    bytes: u64,
    /// Nanoseconds since 1970.
    modified: i64,
    /// See [`Described::is_sparse`].
    is_sparse: bool,
}

/// Reads the headers of a tar. Where it was unpacked first, `unpacking_stopped` is why not all of it was.
///
/// # Errors
/// It is no tar.
pub(super) fn index(bytes: &Bytes, unpacking_stopped: Option<OddityKind>, progress: &Progress) -> Result<Index, ArchiveError> {
    let mut indexing = Indexing { bytes, at: 0, index: Index::default(), described: Described::default() };
    loop {
        if progress.is_cancelled() {
            return Err(ArchiveError::Cancelled);
        }
        match indexing.next() {
            Next::Member => {}
            Next::End => break,
            // No header at its start: whatever it is, it is no tar.
            Next::Damaged if indexing.at == 0 => return Err(ArchiveError::NotAnArchive),
            Next::Damaged => {
                // What stopped the unpacking is the better reason.
                indexing.index.oddities.note_whole(unpacking_stopped.unwrap_or(OddityKind::CutOff));
                break;
            }
        }
        if indexing.index.tree.len() > MAX_MEMBERS {
            indexing.index.oddities.note_whole(OddityKind::TooMany);
            break;
        }
    }
    Ok(indexing.index)
}

/// Unpacks a gzip file into a file that nobody else can reach, and that is gone once it is closed. What follows after damage
/// or beyond the limits is left out, which the second value says.
///
/// # Errors
/// There is no room for it, or it was cancelled.
pub(super) fn unpack(packed: &Bytes, progress: &Progress) -> Result<(File, Option<OddityKind>), ArchiveError> {
    let no_room = |error: io::Error| ArchiveError::NoRoom(error.to_string());
    let mut copy = tempfile::tempfile().map_err(no_room)?;
    let mut gzip = MultiGzDecoder::new(BufReader::new(packed.range(0, packed.len())));
    let mut chunk = vec![0; CHUNK];
    let mut unpacked = 0;
    loop {
        if progress.is_cancelled() {
            return Err(ArchiveError::Cancelled);
        }
        let count = match gzip.read(&mut chunk) {
            Ok(0) => return Ok((copy, None)),
            Ok(count) => count,
            Err(_) if unpacked == 0 => return Err(ArchiveError::NotAnArchive),
            Err(_) => return Ok((copy, Some(OddityKind::CutOff))),
        };
        // What is no tar is not unpacked to its end.
        if unpacked == 0 && !chunk[..count].first_chunk().is_some_and(is_header) {
            return Err(ArchiveError::NotATar);
        }
        copy.write_all(&chunk[..count]).map_err(no_room)?;
        unpacked += count as u64;
        let read = packed.len() - gzip.get_ref().get_ref().remaining();
        if unpacked > MOST_UNPACKED || is_bomb(unpacked, read) {
            return Ok((copy, Some(OddityKind::Bomb)));
        }
    }
}

/// What stands next in a tar.
enum Next {
    Member,
    /// The mark of its end.
    End,
    /// No header, or no more bytes: every tar ends with its mark.
    Damaged,
}

/// A tar that is being read.
struct Indexing<'a> {
    bytes: &'a Bytes,
    /// Where the next header stands.
    at: u64,
    index: Index,
    /// What was said of the member that comes next.
    described: Described,
}

impl Indexing<'_> {
    fn next(&mut self) -> Next {
        let mut header = Header::new_old();
        if self.bytes.read_exact_at(header.as_mut_bytes(), self.at).is_err() {
            return Next::Damaged;
        }
        if header.as_bytes().iter().all(|byte| *byte == 0) {
            // A file of nothing but zeros is no tar.
            return if self.at == 0 { Next::Damaged } else { Next::End };
        }
        let Some(bytes) = self.size(&header) else { return Next::Damaged };
        let start = self.at + BLOCK;
        let Some(next) = bytes.checked_next_multiple_of(BLOCK).and_then(|bytes| start.checked_add(bytes)) else { return Next::Damaged };
        if is_description(header.entry_type()) {
            let is_read = self.describe(header.entry_type(), start, bytes);
            self.at = next;
            return if is_read { Next::Member } else { Next::Damaged };
        }
        let described = std::mem::take(&mut self.described);
        self.add(&header, &described, start, bytes);
        self.at = next;
        Next::Member
    }

    /// How many bytes follow a header; nothing where it is none.
    fn size(&self, header: &Header) -> Option<u64> {
        let own = header.entry_size().ok().filter(|_| is_header(header.as_bytes()))?;
        Some(self.described.bytes.filter(|_| !is_description(header.entry_type())).unwrap_or(own))
    }

    /// Reads what is said of the member that comes next.
    fn describe(&mut self, kind: EntryType, start: u64, bytes: u64) -> bool {
        let Some(length) = usize::try_from(bytes).ok().filter(|_| bytes <= LONGEST_DESCRIPTION) else { return false };
        let mut text = vec![0; length];
        if self.bytes.read_exact_at(&mut text, start).is_err() {
            return false;
        }
        match kind {
            EntryType::GNULongName => self.described.path = Some(without_end(text)),
            EntryType::GNULongLink => self.described.link = Some(without_end(text)),
            EntryType::XHeader => self.described.read_pax(&text),
            // What is said of all members together concerns nothing that is read here.
            _ => {}
        }
        true
    }

    fn add(&mut self, header: &Header, described: &Described, start: u64, bytes: u64) {
        let raw = described.path.as_deref().map_or_else(|| header.path_bytes(), Into::into);
        let name = names::text(&raw).into_owned();
        let Some(parts) = names::parts(&name) else {
            self.index.oddities.note(OddityKind::Outside, &name);
            return;
        };
        if parts.is_empty() {
            return;
        }
        let target = described.link.as_deref().map(Into::into).or_else(|| header.link_name_bytes()).unwrap_or_default();
        let target = names::text(&target);
        let node = match header.entry_type() {
            EntryType::Directory => Node::Folder(std::collections::BTreeMap::new()),
            // Tars before POSIX have folders as files whose names end so.
            EntryType::Regular if name.ends_with('/') => Node::Folder(std::collections::BTreeMap::new()),
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                let is_sparse = described.is_sparse || header.entry_type() == EntryType::GNUSparse;
                self.file(&Content { start, bytes, modified: modified(header, described), is_sparse }, &name)
            }
            EntryType::Symlink => {
                if names::leads_out(&parts, &target) {
                    self.index.oddities.note(OddityKind::LinkOutside, &name);
                }
                Node::Link(target.into())
            }
            EntryType::Link => self.hard_link(&target, &name),
            _ => {
                self.index.oddities.note(OddityKind::Special, &name);
                Node::Special
            }
        };
        if self.index.tree.add(&parts, node) != Added::New {
            self.index.oddities.note(OddityKind::Twice, &name);
        }
    }

    /// A file, which may be there in part only, or in a way that is not read.
    fn file(&mut self, content: &Content, name: &str) -> Node<Member> {
        let &Content { start, bytes, modified, is_sparse } = content;
        let refusal = if is_sparse {
            Some(Refusal::Packing("as a sparse file"))
        } else {
            (start.saturating_add(bytes) > self.bytes.len()).then_some(Refusal::CutOff)
        };
        if let Some(refusal) = refusal {
            self.index.oddities.note(refusal.kind(), name);
        }
        let packed = Packed { start, length: bytes, packing: Packing::Stored, crc: None };
        Node::File(Member { bytes, modified, content: refusal.map_or(Ok(packed), Err) })
    }

    /// A second name of a file that stands before it.
    fn hard_link(&mut self, target: &str, name: &str) -> Node<Member> {
        let file = names::parts(target).and_then(|parts| self.index.tree.file(&parts).cloned());
        file.map_or_else(
            || {
                self.index.oddities.note(OddityKind::Outside, name);
                Node::Special
            },
            Node::File,
        )
    }
}

impl Described {
    /// Reads the extended header of POSIX.
    fn read_pax(&mut self, text: &[u8]) {
        for extension in PaxExtensions::new(text).flatten() {
            let value = extension.value_bytes();
            match extension.key_bytes() {
                b"path" => self.path = Some(value.to_vec()),
                b"linkpath" => self.link = Some(value.to_vec()),
                b"size" => self.bytes = extension.value().ok().and_then(|text| text.parse().ok()),
                b"mtime" => self.modified = extension.value().ok().and_then(nanoseconds),
                key if key.starts_with(b"GNU.sparse.") => self.is_sparse = true,
                _ => {}
            }
        }
    }
}

/// Whether a block is a header: it holds the sum of its own bytes.
fn is_header(block: &Block) -> bool {
    // The sum is taken with blanks in its own place.
    let others = block[..148].iter().chain(&block[156..]);
    let sum = others.fold(8 * u32::from(b' '), |sum, byte| sum + u32::from(*byte));
    Header::from_byte_slice(block).cksum().is_ok_and(|own| own == sum)
}

/// Whether it describes the member that follows, and is none itself.
fn is_description(kind: EntryType) -> bool {
    matches!(kind, EntryType::GNULongName | EntryType::GNULongLink | EntryType::XHeader | EntryType::XGlobalHeader)
}

fn without_end(mut text: Vec<u8>) -> Vec<u8> {
    let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    text.truncate(end);
    text
}

/// Seconds with a fraction, as POSIX writes them.
fn nanoseconds(text: &str) -> Option<i64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
    seconds.parse::<i64>().ok()?.checked_mul(1_000_000_000)?.checked_add(digits.parse().ok()?)
}

fn modified(header: &Header, described: &Described) -> i64 {
    let own = || i64::try_from(header.mtime().unwrap_or(0)).unwrap_or(0).saturating_mul(1_000_000_000);
    described.modified.unwrap_or_else(own)
}
