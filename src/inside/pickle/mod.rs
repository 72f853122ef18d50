//! What pickles and joblib's files describe.

mod escapes;
mod joblib;
mod machine;
mod memo;
mod nested;

use std::io;

use super::graph::{Graph, Id};
use super::source::{Source, Unread};
use crate::folder::OpenFile;
use machine::Machine;
pub(super) use nested::starts_like_one;

/// What one pickle holds.
pub(super) struct Pickle {
    pub graph: Graph,
    /// The object itself; where the pickle was not read to its end, what was described first.
    pub root: Option<Id>,
    /// Why it was not read to its end.
    pub unread: Option<Unread>,
    /// Arrays stand between the opcodes, as joblib writes them.
    pub has_raw_arrays: bool,
}

/// What a file is packed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Zlib,
    Gzip,
    Bzip2,
    Xz,
    Lzma,
    Lz4,
}

impl Packing {
    /// By the first bytes, as joblib tells it.
    pub fn of(head: &[u8]) -> Option<Self> {
        Some(match head {
            [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => Self::Zlib,
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'B', b'Z', b'h', ..] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', ..] => Self::Xz,
            [0x5d, 0, 0, ..] => Self::Lzma,
            [0x04, 0x22, 0x4d, 0x18, ..] => Self::Lz4,
            _ => return None,
        })
    }

    pub fn unpack(self, file: OpenFile) -> Box<dyn io::Read> {
        let file = io::BufReader::new(file);
        match self {
            Self::Zlib => Box::new(flate2::bufread::ZlibDecoder::new(file)),
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(file)),
            Self::Xz => Box::new(lzma_rust2::XzReader::new(file, true)),
            Self::Lzma => Box::new(lzma_or_error(file)),
            Self::Lz4 => Box::new(lz4_flex::frame::FrameDecoder::new(file)),
        }
    }
}

/// Memory that the dictionary of an `.lzma` file may take, in KiB.
const LZMA_MEMORY: u32 = 128 * 1024;

fn lzma_or_error(file: io::BufReader<OpenFile>) -> Box<dyn io::Read> {
    match lzma_rust2::LzmaReader::new_mem_limit(file, LZMA_MEMORY, None) {
        Ok(reader) => Box::new(reader),
        Err(error) => Box::new(Broken(Some(error))),
    }
}

/// Says its error when it is read.
struct Broken(Option<io::Error>);

impl io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Reads a pickle that stands at the beginning of the source.
pub(super) fn read_from(source: &mut Source<'_>) -> Pickle {
    let mut graph = Graph::default();
    let mut machine = Machine::new(source, &mut graph, 0);
    let (root, unread) = match machine.run() {
        Ok(root) => (Some(root), None),
        Err(why) => (machine.first(), Some(why)),
    };
    let has_raw_arrays = machine.has_raw_arrays;
    let unread = unread.or(graph.passed_over.take());
    Pickle { graph, root, unread, has_raw_arrays }
}
