//! The index of a zip: its members are read in place.
//!
//! The directory at the end of the file is what counts, as for every program that unpacks zips; what stands before each
//! member is compared with it.

use std::io::Read as _;

use rawzip::time::{UtcDateTime, ZipDateTimeKind};
use rawzip::{CompressionMethod, ErrorKind, RECOMMENDED_BUFFER_SIZE, ZipArchive, ZipFileHeaderRecord, ZipLocator};

use super::super::Progress;
use super::super::files::tree::{Added, Node};
use super::members::{Bytes, Member, MemberReader, Packed, Packing, Refusal};
use super::oddity::OddityKind;
use super::{ArchiveError, Index, MAX_MEMBERS, is_bomb, names};

/// The first bytes of a zip with members.
const FIRST_MEMBER: &[u8] = b"PK\x03\x04";
/// A longer text is no target of a link.
const LONGEST_LINK: u64 = 4096;
/// Links that are read; further ones are left out.
const MAX_LINKS: usize = 10_000;
/// What may stand before a member: its name and its extra fields.
const LOCAL_HEADER: usize = 2 * 65_536;

type Zip<'a> = ZipArchive<&'a rawzip::FileReader>;

/// Reads the directory of a zip.
///
/// # Errors
/// It is no zip, or its directory is not there.
pub(super) fn index(bytes: &Bytes, head: &[u8], progress: &Progress) -> Result<Index, ArchiveError> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let located = ZipLocator::new().locate_in_reader(bytes.reader(), &mut buffer, bytes.len());
    let zip = located.map_err(|(_, error)| match error.into_kind() {
        ErrorKind::IO(error) => ArchiveError::Io(error.to_string()),
        _ if head.starts_with(FIRST_MEMBER) => ArchiveError::NoDirectory,
        _ => ArchiveError::NotAnArchive,
    })?;
    let mut indexing = Indexing { bytes, zip: &zip, index: Index::default(), ranges: Vec::new(), links: 0, local: vec![0; LOCAL_HEADER] };
    let mut entries = zip.entries(&mut buffer);
    let mut read = 0_u64;
    loop {
        if progress.is_cancelled() {
            return Err(ArchiveError::Cancelled);
        }
        match entries.next_entry() {
            Ok(Some(entry)) => indexing.add(&entry),
            Ok(None) => break,
            Err(_) if read == 0 => return Err(ArchiveError::NoDirectory),
            Err(_) => {
                indexing.index.oddities.note_whole(OddityKind::CutOff);
                break;
            }
        }
        read += 1;
        if indexing.index.tree.len() > MAX_MEMBERS {
            indexing.index.oddities.note_whole(OddityKind::TooMany);
            break;
        }
    }
    indexing.refuse_overlapping();
    Ok(indexing.index)
}

/// A directory that is being read.
struct Indexing<'a> {
    bytes: &'a Bytes,
    zip: &'a Zip<'a>,
    index: Index,
    /// Which bytes of the archive each member takes, and its name.
    ranges: Vec<Range>,
    /// How many links were read.
    links: usize,
    /// Room for what stands before a member.
    local: Vec<u8>,
}

/// The bytes of a member, with what stands before it.
struct Range {
    start: u64,
    end: u64,
    name: Box<str>,
}

impl Indexing<'_> {
    fn add(&mut self, entry: &ZipFileHeaderRecord<'_>) {
        let raw = entry.file_path();
        let name = names::text(raw.as_bytes());
        let Some(parts) = names::parts(&name) else {
            self.index.oddities.note(OddityKind::Outside, &name);
            return;
        };
        if parts.is_empty() {
            return;
        }
        let node = self.node(entry, &name);
        if let Node::Link(target) = &node {
            let leads_out = names::leads_out(&parts, target);
            self.index.oddities.note(if leads_out { OddityKind::LinkOutside } else { OddityKind::Link }, &name);
        }
        if self.index.tree.add(&parts, node) != Added::New {
            self.index.oddities.note(OddityKind::Twice, &name);
        }
    }

    fn node(&mut self, entry: &ZipFileHeaderRecord<'_>, name: &str) -> Node<Member> {
        const KIND: u32 = 0o170_000;
        const FILE: u32 = 0o100_000;
        let mode = entry.mode();
        let is_folder = entry.is_dir() || name.ends_with(['/', '\\']) || mode.value() & KIND == 0o040_000;
        if is_folder {
            return Node::Folder(std::collections::BTreeMap::new());
        }
        let member = self.member(entry, name);
        if mode.is_symlink() {
            return self.link(&member).unwrap_or_else(|| {
                self.index.oddities.note(OddityKind::Special, name);
                Node::Special
            });
        }
        if !matches!(mode.value() & KIND, 0 | FILE) {
            self.index.oddities.note(OddityKind::Special, name);
            return Node::Special;
        }
        Node::File(member)
    }

    /// A link, whose content is where it points.
    fn link(&mut self, member: &Member) -> Option<Node<Member>> {
        self.links += 1;
        let packed = member.content.ok().filter(|_| member.bytes <= LONGEST_LINK && self.links <= MAX_LINKS)?;
        let mut target = String::new();
        MemberReader::new(self.bytes.clone(), packed, member.bytes).read_to_string(&mut target).ok()?;
        Some(Node::Link(target.into()))
    }

    fn member(&mut self, entry: &ZipFileHeaderRecord<'_>, name: &str) -> Member {
        let content = self.content(entry, name);
        if let Err(refusal) = content {
            self.index.oddities.note(refusal.kind(), name);
        }
        Member { bytes: entry.uncompressed_size_hint(), modified: modified(entry), content }
    }

    fn content(&mut self, entry: &ZipFileHeaderRecord<'_>, name: &str) -> Result<Packed, Refusal> {
        let range = self.range(entry)?;
        self.ranges.push(Range { start: entry.local_header_offset(), end: range.1, name: name.into() });
        if entry.flags().is_encrypted() {
            return Err(Refusal::Encrypted);
        }
        let packing = match entry.compression_method() {
            CompressionMethod::STORE => Packing::Stored,
            CompressionMethod::DEFLATE => Packing::Deflate,
            CompressionMethod::DEFLATE64 => Packing::Deflate64,
            other => return Err(Refusal::Packing(other.name().unwrap_or("an unknown way"))),
        };
        let (bytes, length) = (entry.uncompressed_size_hint(), entry.compressed_size_hint());
        if packing == Packing::Stored && bytes != length {
            return Err(Refusal::HeadersDiffer);
        }
        if is_bomb(bytes, length) {
            return Err(Refusal::Bomb);
        }
        Ok(Packed { start: range.0, length, packing, crc: Some(entry.crc32()) })
    }

    /// Where the bytes of a member are, once what stands before them was compared with the directory.
    fn range(&mut self, entry: &ZipFileHeaderRecord<'_>) -> Result<(u64, u64), Refusal> {
        let there = self.zip.get_entry(entry.wayfinder()).map_err(|_| Refusal::CutOff)?;
        let range = there.compressed_data_range();
        if range.1 > self.bytes.len() {
            return Err(Refusal::CutOff);
        }
        let local = there.local_header(&mut self.local).map_err(|_| Refusal::CutOff)?;
        let flags = entry.flags();
        // Sizes that were not known yet stand behind the member, and as 0 before it.
        let same = |local: u64, central: u64| local == central || (flags.has_data_descriptor() && local == 0);
        let agrees = local.file_path().as_bytes() == entry.file_path().as_bytes()
            && local.compression_method() == entry.compression_method()
            && local.flags().is_encrypted() == flags.is_encrypted()
            && same(local.compressed_size_hint(), entry.compressed_size_hint())
            && same(local.uncompressed_size_hint(), entry.uncompressed_size_hint())
            && same(local.crc32().into(), entry.crc32().into());
        if agrees { Ok(range) } else { Err(Refusal::HeadersDiffer) }
    }

    /// Members that share bytes are how a small file claims to be a huge one: none of them is read.
    fn refuse_overlapping(&mut self) {
        self.ranges.sort_by_key(|range| (range.start, range.end));
        let mut end = 0;
        let mut overlapping: Vec<Box<str>> = Vec::new();
        let mut before: Option<&Range> = None;
        for range in &self.ranges {
            if range.start < end {
                overlapping.extend(before.take().map(|before| before.name.clone()));
                overlapping.push(range.name.clone());
            } else {
                before = Some(range);
            }
            end = end.max(range.end);
        }
        for name in overlapping {
            let parts = names::parts(&name).unwrap_or_default();
            if let Some(member) = self.index.tree.file_mut(&parts)
                && member.content.is_ok()
            {
                member.content = Err(Refusal::Overlapping);
                self.index.oddities.note(OddityKind::Overlapping, &name);
            }
        }
    }
}

/// When a member was changed, in nanoseconds since 1970. A zip knows seconds; in the place of the nanoseconds stands the
/// checksum, so that two archives of one time and other contents are told apart.
fn modified(entry: &ZipFileHeaderRecord<'_>) -> i64 {
    const SECOND: i64 = 1_000_000_000;
    let seconds = match entry.last_modified() {
        ZipDateTimeKind::Utc(time) => time.to_unix(),
        // The zone is not told.
        ZipDateTimeKind::Local(time) => {
            let (hour, minute, second) = (time.hour(), time.minute(), time.second());
            UtcDateTime::from_components(time.year(), time.month(), time.day(), hour, minute, second, 0).map_or(0, |time| time.to_unix())
        }
    };
    seconds.saturating_mul(SECOND).saturating_add(i64::from(entry.crc32()) % SECOND)
}
