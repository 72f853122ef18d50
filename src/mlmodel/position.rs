//! Where in a text something stands, as people count.

/// A line and a column, both from 1 and in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    /// Of the first byte of a text.
    pub const START: Self = Self { line: 1, column: 1 };

    /// Of a byte of a text; of its end, where it has no such byte.
    #[must_use]
    pub fn of(bytes: &[u8], at: usize) -> Self {
        Self::START.past(&bytes[..at.min(bytes.len())])
    }

    /// Where a text goes on behind these bytes, which begin here.
    #[must_use]
    pub fn past(self, bytes: &[u8]) -> Self {
        let is_character = |byte: &&u8| !matches!(byte, 0x80..=0xbf);
        let characters = |bytes: &[u8]| bytes.iter().filter(is_character).count();
        match bytes.iter().rposition(|byte| *byte == b'\n') {
            None => Self { column: self.column + characters(bytes), ..self },
            Some(last) => {
                let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
                Self { line: self.line + lines, column: 1 + characters(&bytes[last + 1..]) }
            }
        }
    }
}
