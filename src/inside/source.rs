//! The bytes of a model's file in order: what is small is read, what is large is passed over.

use std::io::{self, Read, Seek as _, SeekFrom};

use crate::folder::{ArchiveError, OpenFile, Progress, ReadError};

/// Bytes that are read from the disk at once.
const BLOCK: usize = 64 * 1024;
/// A packed file may hold so many bytes, however small it is.
const ALWAYS_UNPACKED: u64 = 100_000_000;
/// Beyond that, so many times its own size.
const MAX_RATIO: u64 = 200;

/// Why a file was not read to its end; shown as a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It ends in the middle of what it holds.
    #[error("it is cut off")]
    CutOff,
    /// It is not what it seems to be: what is wrong.
    #[error("{0}")]
    Damaged(&'static str),
    /// More of something than is read.
    #[error("it holds more than {}", .0)]
    TooMuch(&'static str),
    /// It is a zip that cannot be read.
    #[error("it is a zip that cannot be read: {0}")]
    Zip(ArchiveError),
    /// It is no readable file.
    #[error(transparent)]
    File(#[from] ReadError),
    /// It was asked to stop.
    #[error("it was stopped")]
    Cancelled,
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::CutOff,
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => Self::Damaged("what it is packed with cannot be unpacked"),
            _ => Self::File(error.into()),
        }
    }
}

/// Bytes in order.
pub(super) struct Source<'a> {
    origin: Origin<'a>,
    buffer: Box<[u8]>,
    /// The bytes of the buffer that were not taken yet.
    start: usize,
    end: usize,
    /// Where in the file the buffer's end is.
    read: u64,
    progress: Progress,
}

enum Origin<'a> {
    /// What is passed over is not read.
    File(OpenFile),
    /// Unpacked on the way; so many bytes may still come.
    Stream { content: Box<dyn Read + 'a>, left: u64 },
    /// At hand.
    Memory(&'a [u8]),
}

impl<'a> Source<'a> {
    pub fn file(file: OpenFile, progress: &Progress) -> Self {
        Self::new(Origin::File(file), progress)
    }

    /// What is unpacked from `packed` bytes.
    pub fn stream(content: impl Read + 'a, packed: u64, progress: &Progress) -> Self {
        let left = packed.saturating_mul(MAX_RATIO).max(ALWAYS_UNPACKED);
        Self::new(Origin::Stream { content: Box::new(content), left }, progress)
    }

    pub fn memory(bytes: &'a [u8], progress: &Progress) -> Self {
        Self::new(Origin::Memory(bytes), progress)
    }

    fn new(origin: Origin<'a>, progress: &Progress) -> Self {
        let block = if let Origin::Memory(bytes) = &origin { bytes.len().clamp(16, BLOCK) } else { BLOCK };
        Self { origin, buffer: vec![0; block].into(), start: 0, end: 0, read: 0, progress: progress.clone() }
    }

    /// Where the next byte is.
    pub fn position(&self) -> u64 {
        self.read - (self.end - self.start) as u64
    }

    /// Whether what is passed over can be read later.
    pub fn is_file(&self) -> bool {
        matches!(self.origin, Origin::File(_))
    }

    /// How many bytes are left, where that is known.
    pub fn left(&self) -> Option<u64> {
        match &self.origin {
            Origin::File(file) => Some(file.size().saturating_sub(self.position())),
            Origin::Memory(bytes) => Some(bytes.len() as u64 + (self.end - self.start) as u64),
            Origin::Stream { .. } => None,
        }
    }

    /// Reads on; whether there was anything.
    fn fill(&mut self) -> Result<bool, Unread> {
        if self.progress.is_cancelled() {
            return Err(Unread::Cancelled);
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let free = &mut self.buffer[self.end..];
        let count = loop {
            let count = match &mut self.origin {
                Origin::File(file) => file.read(free),
                Origin::Stream { content, .. } => content.read(free),
                Origin::Memory(bytes) => bytes.read(free),
            };
            match count {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                count => break count?,
            }
        };
        if let Origin::Stream { left, .. } = &mut self.origin {
            *left = left.checked_sub(count as u64).ok_or(Unread::TooMuch("its packed size makes likely"))?;
        }
        self.end += count;
        self.read += count as u64;
        self.progress.read(count as u64);
        Ok(count > 0)
    }

    /// The next bytes without taking them: `count`, or fewer at the end.
    pub fn peek(&mut self, count: usize) -> Result<&[u8], Unread> {
        let count = count.min(self.buffer.len());
        while self.end - self.start < count && self.fill()? {}
        Ok(&self.buffer[self.start..self.end.min(self.start + count)])
    }

    pub fn byte(&mut self) -> Result<u8, Unread> {
        if self.start == self.end && !self.fill()? {
            return Err(Unread::CutOff);
        }
        let byte = self.buffer[self.start];
        self.start += 1;
        Ok(byte)
    }

    /// The next few bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Unread> {
        let mut array = [0; N];
        if self.end - self.start >= N {
            array.copy_from_slice(&self.buffer[self.start..self.start + N]);
            self.start += N;
            return Ok(array);
        }
        for byte in &mut array {
            *byte = self.byte()?;
        }
        Ok(array)
    }

    /// The next `count` bytes. A count is believed only as far as bytes are there.
    pub fn take(&mut self, count: u64) -> Result<Vec<u8>, Unread> {
        if self.left().is_some_and(|left| left < count) {
            return Err(Unread::CutOff);
        }
        let mut taken = Vec::with_capacity(usize::try_from(count).unwrap_or(BLOCK).min(BLOCK));
        while (taken.len() as u64) < count {
            if self.start == self.end && !self.fill()? {
                return Err(Unread::CutOff);
            }
            let wanted = usize::try_from(count - taken.len() as u64).unwrap_or(usize::MAX);
            let chunk = &self.buffer[self.start..self.end.min(self.start.saturating_add(wanted))];
            taken.extend_from_slice(chunk);
            self.start += chunk.len();
        }
        Ok(taken)
    }

    /// The bytes up to the end of the line, without it; one longer than `limit` is an error.
    pub fn line(&mut self, limit: usize) -> Result<Vec<u8>, Unread> {
        let mut line = Vec::new();
        loop {
            if self.start == self.end && !self.fill()? {
                return Err(Unread::CutOff);
            }
            let rest = &self.buffer[self.start..self.end];
            let end = rest.iter().position(|byte| *byte == b'\n');
            line.extend_from_slice(&rest[..end.unwrap_or(rest.len())]);
            self.start += end.map_or(rest.len(), |end| end + 1);
            if line.len() > limit {
                return Err(Unread::TooMuch("a line takes"));
            }
            if end.is_some() {
                return Ok(line);
            }
        }
    }

    /// Whether nothing is left.
    pub fn is_at_end(&mut self) -> Result<bool, Unread> {
        Ok(self.peek(1)?.is_empty())
    }

    /// Passes over the rest of the line; the file may end with it.
    pub fn skip_line(&mut self) -> Result<(), Unread> {
        loop {
            let end = self.buffer[self.start..self.end].iter().position(|byte| *byte == b'\n');
            self.start = end.map_or(self.end, |end| self.start + end + 1);
            if end.is_some() || !self.fill()? {
                return Ok(());
            }
        }
    }

    /// Passes over `count` bytes.
    pub fn skip(&mut self, count: u64) -> Result<(), Unread> {
        if self.left().is_some_and(|left| left < count) {
            return Err(Unread::CutOff);
        }
        let mut count = count;
        loop {
            let here = (self.end - self.start) as u64;
            if count <= here {
                self.start += usize::try_from(count).unwrap_or(usize::MAX);
                return Ok(());
            }
            count -= here;
            self.start = 0;
            self.end = 0;
            match &mut self.origin {
                Origin::File(file) => {
                    self.read = file.seek(SeekFrom::Start(self.read.saturating_add(count)))?;
                    return Ok(());
                }
                Origin::Memory(bytes) => {
                    let step = usize::try_from(count).unwrap_or(usize::MAX).min(bytes.len());
                    *bytes = &bytes[step..];
                    self.read += step as u64;
                    return Ok(());
                }
                Origin::Stream { .. } => {
                    if !self.fill()? {
                        return Err(Unread::CutOff);
                    }
                }
            }
        }
    }
}
