//! HDF5 as Keras writes it: the names, types and shapes of the datasets, and the texts that are attributes of the root group
//! (HDF5 File Format Specification, version 3.0). The data itself is never read.
//!
//! Groups are read as symbol tables and as compact links; groups and attributes in a fractal heap, which h5py writes only on
//! request (`libver="latest"`) for many entries, are said as not read. All that the file claims is bounded: each object is
//! visited once, and only so many blocks are read.

use std::collections::HashSet;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::ops::Range;

use super::source::Unread;
use super::weights::MAX_DIMENSIONS;
use crate::folder::{OpenFile, Progress};

/// How a file begins.
pub(super) const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";
/// A packed file up to this size is unpacked to be read back and forth. In bytes.
const MAX_UNPACKED: u64 = 64_000_000;
/// Bytes that are read of one file, those that are read again counted again.
const MAX_BYTES: usize = 1_000_000_000;
/// Names in the groups of one file.
const MAX_NAMES: usize = 250_000;
/// Groups in groups.
const MAX_DEPTH: usize = 32;
/// Levels of the tree of one group.
const MAX_LEVELS: usize = 16;
/// Bytes of one name.
const LONGEST_NAME: u64 = 1_000;
/// Bytes of all names.
const MAX_TEXT: usize = 32_000_000;
/// Bytes of one text.
const LONGEST_TEXT: u64 = 32_000_000;
/// Bytes of the messages of one object.
const LONGEST_HEADER: u64 = 1_000_000;
/// Blocks that the messages of one object stand in.
const MAX_BLOCKS: usize = 1_000;
/// Bytes that are read at once.
const BLOCK: usize = 4096;

const DAMAGED: Unread = Unread::Damaged("its HDF5 structure is damaged");
const TOO_MUCH: Unread = Unread::TooMuch("1 GB of names and what leads to them");
const DENSE: Unread = Unread::Damaged("it keeps names in a form of HDF5 that is not read here (a fractal heap)");

/// What stands in a file.
#[derive(Debug, Default)]
pub(super) struct Contents {
    /// The texts of the root group, by name.
    pub attributes: Vec<(String, String)>,
    pub datasets: Vec<Dataset>,
    /// Why not all of it was read.
    pub unread: Option<Unread>,
}

impl Contents {
    /// A text of the root group.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }
}

/// An array of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Dataset {
    /// The names of its groups and its own, with `/` between them.
    pub path: String,
    /// As numpy names it.
    pub dtype: String,
    pub shape: Vec<u64>,
    /// Where its numbers stand in the file, where they are one piece.
    pub bytes: Option<Range<u64>>,
}

/// Reads what stands in a file; of the texts of the root group those that are wanted.
///
/// # Errors
/// It is no HDF5 file, or cannot be read.
pub(super) fn read(mut file: OpenFile, wanted: &[&str], progress: &Progress) -> Result<Contents, Unread> {
    let size = file.size();
    let bytes: Box<dyn ReadSeek> = if file.is_packed() {
        if size > MAX_UNPACKED {
            return Err(Unread::TooMuch("64 MB of packed weights"));
        }
        let mut unpacked = Vec::new();
        file.by_ref().take(size).read_to_end(&mut unpacked)?;
        Box::new(Cursor::new(unpacked))
    } else {
        Box::new(file)
    };
    let mut hdf5 = Hdf5 {
        bytes,
        size,
        block: Vec::new(),
        start: 0,
        left: MAX_BYTES,
        names: MAX_NAMES,
        text: MAX_TEXT,
        base: 0,
        offset: 8,
        length: 8,
        progress: progress.clone(),
    };
    let root = hdf5.superblock()?;
    let mut walk = Walk { hdf5, wanted, contents: Contents::default(), seen: HashSet::new() };
    if let Err(why) = walk.object(root, String::new(), 0) {
        walk.contents.unread.get_or_insert(why);
    }
    Ok(walk.contents)
}

trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

/// The bytes of a file, by their places.
struct Hdf5 {
    bytes: Box<dyn ReadSeek>,
    size: u64,
    /// The bytes that were read last, and where they stand.
    block: Vec<u8>,
    start: u64,
    /// How many more bytes are read, names are found, and bytes of names kept.
    left: usize,
    names: usize,
    text: usize,
    /// What every address is counted from.
    base: u64,
    /// Bytes of an address, and of a length.
    offset: usize,
    length: usize,
    progress: Progress,
}

/// A piece of the file that is read from its front.
struct Piece {
    bytes: Vec<u8>,
    at: usize,
}

impl Piece {
    fn take(&mut self, count: usize) -> Result<&[u8], Unread> {
        let end = self.at.checked_add(count).ok_or(DAMAGED)?;
        let taken = self.bytes.get(self.at..end).ok_or(DAMAGED)?;
        self.at = end;
        Ok(taken)
    }

    /// A number of so many bytes, at most eight, the lowest first.
    fn uint(&mut self, count: usize) -> Result<u64, Unread> {
        let mut all = [0; 8];
        all.get_mut(..count).ok_or(DAMAGED)?.copy_from_slice(self.take(count)?);
        Ok(u64::from_le_bytes(all))
    }

    /// The same as a number of bytes in this piece.
    fn count(&mut self, bytes: usize) -> Result<usize, Unread> {
        usize::try_from(self.uint(bytes)?).map_err(|_| DAMAGED)
    }

    fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    fn piece(&mut self, count: usize) -> Result<Self, Unread> {
        Ok(Self { bytes: self.take(count)?.to_vec(), at: 0 })
    }

    /// A text up to its zero.
    fn text(&mut self, count: usize) -> Result<String, Unread> {
        let bytes = self.take(count)?;
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        Ok(String::from_utf8_lossy(&bytes[..end]).into_owned())
    }
}

/// A message of an object.
struct Message {
    kind: u64,
    /// What it says stands elsewhere.
    is_shared: bool,
    content: Piece,
}

impl Hdf5 {
    /// So many bytes at an address.
    fn piece(&mut self, address: u64, count: u64) -> Result<Piece, Unread> {
        let start = self.base.checked_add(address).ok_or(DAMAGED)?;
        let end = start.checked_add(count).ok_or(DAMAGED)?;
        if end > self.size {
            return Err(Unread::CutOff);
        }
        let count = usize::try_from(count).map_err(|_| DAMAGED)?;
        self.left = self.left.checked_sub(count).ok_or(TOO_MUCH)?;
        let is_here = |hdf5: &Self| start >= hdf5.start && end <= hdf5.start + hdf5.block.len() as u64;
        if !is_here(self) {
            self.left = self.left.checked_sub(count.max(BLOCK)).ok_or(TOO_MUCH)?;
            if self.progress.is_cancelled() {
                return Err(Unread::Cancelled);
            }
            self.bytes.seek(SeekFrom::Start(start))?;
            self.start = start;
            self.block.clear();
            self.bytes.by_ref().take(count.max(BLOCK) as u64).read_to_end(&mut self.block)?;
            if !is_here(self) {
                return Err(Unread::CutOff);
            }
        }
        let at = usize::try_from(start - self.start).map_err(|_| DAMAGED)?;
        Ok(Piece { bytes: self.block[at..at + count].to_vec(), at: 0 })
    }

    /// The same, once its four first letters are those that must stand there.
    fn signed(&mut self, address: u64, count: u64, letters: &[u8]) -> Result<Piece, Unread> {
        let mut piece = self.piece(address, count)?;
        if piece.take(4)? == letters { Ok(piece) } else { Err(DAMAGED) }
    }

    /// Where the root group stands.
    fn superblock(&mut self) -> Result<u64, Unread> {
        // Something of somebody's may stand before it.
        let places = std::iter::once(0).chain((9..20).map(|power| 1 << power));
        let found = places.into_iter().find(|place| self.piece(*place, 8).is_ok_and(|piece| piece.bytes == SIGNATURE));
        let place = found.ok_or(Unread::Damaged("it is no HDF5 file"))?;
        let version = self.piece(place + 8, 1)?.uint(1)?;
        let sizes = place + if version < 2 { 13 } else { 9 };
        let mut piece = self.piece(sizes, 2)?;
        (self.offset, self.length) = (piece.count(1)?, piece.count(1)?);
        if ![2, 4, 8].contains(&self.offset) || ![2, 4, 8].contains(&self.length) {
            return Err(DAMAGED);
        }
        let addresses = place
            + match version {
                0 => 24,
                1 => 28,
                2 | 3 => 12,
                _ => return Err(Unread::Damaged("it is of a later version of HDF5 than is read here")),
            };
        let mut piece = self.piece(addresses, 6 * self.offset as u64)?;
        self.base = piece.uint(self.offset)?;
        // Version 0: free space, end of file, driver, name of the root; later: extension, end of file.
        piece.take(self.offset * if version < 2 { 4 } else { 2 })?;
        piece.uint(self.offset)
    }

    /// The messages of an object.
    fn messages(&mut self, address: u64) -> Result<Vec<Message>, Unread> {
        let first = self.piece(address, 4)?;
        let mut messages = Vec::new();
        // Where blocks of messages stand.
        let mut blocks = Vec::new();
        let (is_new, has_order) = if first.bytes == b"OHDR" {
            let mut head = self.piece(address + 4, 2)?;
            let (version, flags) = (head.uint(1)?, head.uint(1)?);
            if version != 2 {
                return Err(DAMAGED);
            }
            let skipped = 6 + if flags & 0x20 == 0 { 0 } else { 16 } + if flags & 0x10 == 0 { 0 } else { 4 };
            let width = 1 << (flags & 3);
            let length = self.piece(address + skipped, width)?.count(1 << (flags & 3))? as u64;
            blocks.push((address + skipped + width, length));
            (true, flags & 4 != 0)
        } else {
            let mut head = self.piece(address, 12)?;
            if head.uint(1)? != 1 {
                return Err(DAMAGED);
            }
            head.take(7)?;
            blocks.push((address + 16, head.uint(4)?));
            (false, false)
        };
        let (mut next, mut all) = (0, 0_u64);
        while let Some((start, length)) = blocks.get(next).copied() {
            next += 1;
            all = all.saturating_add(length);
            if all > LONGEST_HEADER || blocks.len() > MAX_BLOCKS {
                return Err(Unread::TooMuch("1 MB of messages in one object"));
            }
            let mut block = self.piece(start, length)?;
            let least = if is_new { 4 } else { 8 };
            while block.left() >= least {
                let kind = block.uint(if is_new { 1 } else { 2 })?;
                let size = block.count(2)?;
                let flags = block.uint(1)?;
                block.take(if !is_new {
                    3
                } else if has_order {
                    2
                } else {
                    0
                })?;
                let mut content = block.piece(size)?;
                if kind == 0x10 {
                    let (start, length) = (content.uint(self.offset)?, content.uint(self.length)?);
                    // A block of the new kind has four letters before its messages, and a checksum behind.
                    blocks.push(if is_new { (start.saturating_add(4), length.saturating_sub(8)) } else { (start, length) });
                } else {
                    messages.push(Message { kind, is_shared: flags & 2 != 0, content });
                }
            }
        }
        Ok(messages)
    }

    /// The names and addresses of a group that is kept as a symbol table.
    fn symbols(&mut self, table: &mut Piece) -> Result<Vec<(String, u64)>, Unread> {
        let (tree, heap) = (table.uint(self.offset)?, table.uint(self.offset)?);
        let mut head = self.signed(heap, 8 + 2 * self.length as u64 + self.offset as u64, b"HEAP")?;
        head.take(4)?;
        let size = head.uint(self.length)?;
        head.uint(self.length)?;
        let names = head.uint(self.offset)?;
        let mut found = Vec::new();
        let mut waiting = vec![(tree, 0)];
        let mut seen = HashSet::new();
        while let Some((node, depth)) = waiting.pop() {
            if !seen.insert(node) || depth > MAX_LEVELS {
                return Err(DAMAGED);
            }
            let head = 8 + 2 * self.offset as u64;
            let mut piece = self.signed(node, head, b"TREE")?;
            let (kind, level, count) = (piece.uint(1)?, piece.uint(1)?, piece.count(2)?);
            if kind != 0 {
                return Err(DAMAGED);
            }
            let mut entries = self.piece(node.saturating_add(head), (count * (self.offset + self.length)) as u64)?;
            let mut below = Vec::new();
            for _ in 0..count {
                entries.uint(self.length)?;
                below.push(entries.uint(self.offset)?);
            }
            if level > 0 {
                waiting.extend(below.into_iter().rev().map(|node| (node, depth + 1)));
                if waiting.len() > MAX_NAMES {
                    return Err(Unread::TooMuch("250,000 names"));
                }
                continue;
            }
            for leaf in below {
                let mut piece = self.signed(leaf, 8, b"SNOD")?;
                piece.take(2)?;
                let count = piece.count(2)?;
                let mut entries = self.piece(leaf.saturating_add(8), (count * (2 * self.offset + 24)) as u64)?;
                for _ in 0..count {
                    let (name, object) = (entries.uint(self.offset)?, entries.uint(self.offset)?);
                    entries.take(24)?;
                    let longest = size.checked_sub(name).ok_or(DAMAGED)?.min(LONGEST_NAME);
                    let mut name = self.piece(names.saturating_add(name), longest)?;
                    found.push(self.found(name.text(name.left())?, object)?);
                }
            }
        }
        Ok(found)
    }

    /// A link of a group that keeps its links in itself; nothing for one that leads elsewhere.
    fn link(&mut self, content: &mut Piece) -> Result<Option<(String, u64)>, Unread> {
        let (version, flags) = (content.uint(1)?, content.uint(1)?);
        if version != 1 {
            return Err(DAMAGED);
        }
        let kind = if flags & 8 == 0 { 0 } else { content.uint(1)? };
        content.take(if flags & 4 == 0 { 0 } else { 8 } + usize::from(flags & 0x10 != 0))?;
        let length = content.count(1 << (flags & 3))?;
        let name = content.text(length)?;
        if kind != 0 {
            return Ok(None);
        }
        let object = content.uint(self.offset)?;
        self.found(name, object).map(Some)
    }

    /// One more name.
    fn found(&mut self, name: String, object: u64) -> Result<(String, u64), Unread> {
        self.names = self.names.checked_sub(1).ok_or(Unread::TooMuch("250,000 names"))?;
        self.text = self.text.checked_sub(name.len()).ok_or(Unread::TooMuch("32 MB of names"))?;
        Ok((name, object))
    }

    /// The sides of an array.
    fn shape(&self, content: &mut Piece) -> Result<Vec<u64>, Unread> {
        let (version, rank) = (content.uint(1)?, content.count(1)?);
        content.take(if version == 1 { 6 } else { 2 })?;
        if rank > MAX_DIMENSIONS {
            return Err(DAMAGED);
        }
        (0..rank).map(|_| content.uint(self.length)).collect()
    }

    /// An attribute that is one text, where it is wanted.
    fn attribute(&mut self, content: &mut Piece, wanted: &[&str]) -> Result<Option<(String, String)>, Unread> {
        let version = content.uint(1)?;
        content.take(1)?;
        let sizes = [content.count(2)?, content.count(2)?, content.count(2)?];
        content.take(usize::from(version == 3))?;
        let round = |size: usize| if version == 1 { size.next_multiple_of(8) } else { size };
        let name = content.text(round(sizes[0]))?;
        let mut dtype = content.piece(round(sizes[1]))?;
        let mut space = content.piece(round(sizes[2]))?;
        let sides = self.shape(&mut space)?;
        if sides.iter().any(|side| *side != 1) || !wanted.contains(&&*name) {
            return Ok(None);
        }
        let class = dtype.uint(1)? & 0x0f;
        let bits = dtype.uint(3)?;
        let size = dtype.count(4)?;
        let text = match class {
            3 => content.text(size.min(content.left()))?,
            // Texts of any length stand in a heap of the whole file.
            9 if bits & 0x0f == 1 => {
                let (length, heap, index) = (content.uint(4)?, content.uint(self.offset)?, content.uint(4)?);
                self.global(heap, index, length)?
            }
            _ => return Ok(None),
        };
        Ok(Some((name, text)))
    }

    /// Where the numbers of a dataset stand; nothing where they are cut into chunks, or stand in the message itself.
    fn layout(&self, content: &mut Piece) -> Option<Range<u64>> {
        let (version, class) = (content.uint(1).ok()?, content.uint(1).ok()?);
        if !matches!((version, class), (3 | 4, 1)) {
            return None;
        }
        let (address, length) = (content.uint(self.offset).ok()?, content.uint(self.length).ok()?);
        let start = self.base.checked_add(address)?;
        let end = start.checked_add(length)?;
        (end <= self.size).then_some(start..end)
    }

    /// An object of the heap of the whole file.
    fn global(&mut self, heap: u64, index: u64, length: u64) -> Result<String, Unread> {
        if length > LONGEST_TEXT {
            return Err(Unread::TooMuch("32 MB of text"));
        }
        let mut head = self.signed(heap, 8 + self.length as u64, b"GCOL")?;
        head.take(4)?;
        let end = heap.saturating_add(head.uint(self.length)?);
        let mut at = heap.saturating_add(8 + self.length as u64);
        while at < end {
            let mut entry = self.piece(at, 8 + self.length as u64)?;
            let number = entry.uint(2)?;
            entry.take(6)?;
            let size = entry.uint(self.length)?;
            at = at.saturating_add(8 + self.length as u64);
            if number == index {
                let mut text = self.piece(at, length.min(size))?;
                return text.text(text.left());
            }
            if number == 0 {
                break;
            }
            at = at.saturating_add(size.checked_next_multiple_of(8).ok_or(DAMAGED)?);
        }
        Err(DAMAGED)
    }
}

/// numpy's name of a type.
fn dtype(content: &mut Piece) -> Result<String, Unread> {
    let class = content.uint(1)? & 0x0f;
    let bits = content.uint(3)?;
    let size = content.uint(4)?;
    Ok(match (class, size) {
        (0, 1..=8) => format!("{}int{}", if bits & 8 == 0 { "u" } else { "" }, size * 8),
        (1, 2..=16) => format!("float{}", size * 8),
        (3, _) => format!("|S{size}"),
        // h5py keeps what is true or false as an enumeration.
        (8, 1) => "bool".to_owned(),
        (9, _) if bits & 0x0f == 1 => "string".to_owned(),
        _ => "unknown".to_owned(),
    })
}

/// A walk through the groups of a file.
struct Walk<'w> {
    hdf5: Hdf5,
    wanted: &'w [&'w str],
    contents: Contents,
    seen: HashSet<u64>,
}

impl Walk<'_> {
    fn object(&mut self, address: u64, path: String, depth: usize) -> Result<(), Unread> {
        // Links may lead to one object twice, or back up.
        if !self.seen.insert(address) {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            return Err(Unread::TooMuch("32 groups inside one another"));
        }
        self.hdf5.text = self.hdf5.text.checked_sub(path.len()).ok_or(Unread::TooMuch("32 MB of names"))?;
        let (mut shape, mut kind, mut layout) = (Vec::new(), None, None);
        let mut below = Vec::new();
        for Message { kind: number, is_shared, mut content } in self.hdf5.messages(address)? {
            match number {
                0x01 => shape = self.hdf5.shape(&mut content)?,
                0x03 if is_shared => kind = Some("unknown".to_owned()),
                0x03 => kind = Some(dtype(&mut content)?),
                0x08 => layout = Some(self.hdf5.layout(&mut content)),
                0x06 => below.extend(self.hdf5.link(&mut content)?),
                0x11 => below.extend(self.hdf5.symbols(&mut content)?),
                0x0c if depth == 0 && !is_shared => {
                    let attribute = self.hdf5.attribute(&mut content, self.wanted)?;
                    let is_new = |(name, _): &(String, String)| self.contents.attribute(name).is_none();
                    if let Some(attribute) = attribute.filter(is_new) {
                        self.contents.attributes.push(attribute);
                    }
                }
                // Links and attributes in a heap, where there is one.
                0x02 => self.dense(&mut content, 8)?,
                0x15 if depth == 0 => self.dense(&mut content, 2)?,
                _ => {}
            }
        }
        if let Some(bytes) = layout {
            self.contents.datasets.push(Dataset { path, dtype: kind.unwrap_or_default(), shape, bytes });
            return Ok(());
        }
        for (name, object) in below {
            let path = if path.is_empty() { name } else { format!("{path}/{name}") };
            self.object(object, path, depth + 1)?;
        }
        Ok(())
    }

    /// Says so where names stand in a heap; `order` are the bytes of the largest order of creation.
    fn dense(&mut self, content: &mut Piece, order: usize) -> Result<(), Unread> {
        content.take(1)?;
        let flags = content.uint(1)?;
        content.take(if flags & 1 == 0 { 0 } else { order })?;
        let heap = content.uint(self.hdf5.offset)?;
        let undefined = u64::MAX >> (64 - 8 * self.hdf5.offset);
        if heap != undefined {
            self.contents.unread.get_or_insert(DENSE);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::folder::{self, Files};

    /// The weights of a model that Keras saved, as h5py writes them: with symbol tables.
    fn symbol_tables() -> Vec<u8> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/models/3.18.0/keras_native/data");
        let zip = folder::open_zip(&Files::open(&folder).unwrap(), Path::new("model.keras"), &Progress::default()).unwrap();
        zip.files.read(Path::new("model.weights.h5"), 100_000).unwrap()
    }

    fn message(kind: u8, content: &[u8]) -> Vec<u8> {
        [&[kind][..], &u16::try_from(content.len()).unwrap().to_le_bytes(), &[0], content].concat()
    }

    /// An object of the later kind, with the checksum that nobody compares.
    fn object(messages: &[Vec<u8>]) -> Vec<u8> {
        let all = messages.concat();
        [b"OHDR\x02\x01", &u16::try_from(all.len()).unwrap().to_le_bytes()[..], &all, &[0; 4]].concat()
    }

    fn link(name: &str, address: u64) -> Vec<u8> {
        let length = u8::try_from(name.len()).unwrap();
        message(6, &[&[1, 0, length][..], name.as_bytes(), &address.to_le_bytes()].concat())
    }

    /// A file of the later kind: a group with a dataset of 3 times 2 numbers of four bytes, and a text.
    fn links() -> Vec<u8> {
        let text: Vec<u8> = [&[3, 0][..], &[2, 0, 8, 0, 4, 0, 0], b"v\0", &[0x13, 0, 0, 0, 3, 0, 0, 0], &[2, 0, 0, 0], b"3.9"].concat();
        let shape: Vec<u8> = [&[2, 2, 0, 1][..], &3_u64.to_le_bytes(), &2_u64.to_le_bytes()].concat();
        let dataset = object(&[message(1, &shape), message(3, &[0x11, 0x20, 0x1f, 0, 4, 0, 0, 0]), message(8, &[3, 1])]);
        // The root stands behind the superblock, then the group, then the dataset.
        let root = |group: u64| object(&[link("g", group), link("itself", 48), message(0x0c, &text)]);
        let group_at = 48 + root(0).len() as u64;
        let dataset_at = group_at + object(&[link("w", 0)]).len() as u64;
        let head = [SIGNATURE, &[2, 8, 8, 0], &[0; 8], &[0xff; 8], &[0; 8], &48_u64.to_le_bytes(), &[0; 4]].concat();
        [head, root(group_at), object(&[link("w", dataset_at)]), dataset].concat()
    }

    fn read_bytes(bytes: &[u8]) -> Result<Contents, Unread> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.h5"), bytes).unwrap();
        let file = Files::open(folder.path()).unwrap().open_file(Path::new("a.h5")).unwrap();
        read(file, &["v"], &Progress::default())
    }

    #[test]
    fn groups_of_both_kinds_are_read() {
        let one =
            |path: &str, dtype: &str, shape: &[u64]| Dataset { path: path.into(), dtype: dtype.into(), shape: shape.into(), bytes: None };
        let mut contents = read_bytes(&symbol_tables()).unwrap();
        // Their numbers are one piece each.
        let lengths = contents.datasets.iter_mut().map(|dataset| dataset.bytes.take().map(|bytes| bytes.end - bytes.start));
        assert_eq!(lengths.collect::<Vec<_>>(), [Some(32), Some(8)]);
        let expected = [one("layers/dense/vars/0", "float32", &[4, 2]), one("layers/dense/vars/1", "float32", &[2])];
        assert_eq!((contents.datasets.as_slice(), contents.unread), (expected.as_slice(), None));
        let contents = read_bytes(&links()).unwrap();
        assert_eq!((contents.datasets.as_slice(), contents.unread.as_ref()), ([one("g/w", "float32", &[3, 2])].as_slice(), None));
        assert_eq!(contents.attribute("v"), Some("3.9"));
    }

    #[test]
    fn what_is_cut_off_or_no_hdf5_is_said() {
        let all = links();
        for length in 0..all.len() {
            let is_whole = read_bytes(&all[..length]).is_ok_and(|contents| contents.unread.is_none());
            // The last bytes are a checksum.
            assert_eq!(is_whole, length + 4 >= all.len(), "{length}");
        }
        assert_eq!(read_bytes(b"PK").unwrap_err(), Unread::Damaged("it is no HDF5 file"));
    }

    #[test]
    fn something_may_stand_before_the_file() {
        // Addresses count from where the file says that it begins.
        let mut later = links();
        later[12..20].copy_from_slice(&512_u64.to_le_bytes());
        let contents = read_bytes(&[vec![7; 512], later].concat()).unwrap();
        assert_eq!((contents.datasets.len(), contents.unread), (1, None));
    }
}
