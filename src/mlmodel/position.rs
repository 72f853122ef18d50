//! Where in a text something stands, as people count.

/// A line and a column, both from 1 and in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    /// Of a byte of a text; of its end, where it has no such byte.
    #[must_use]
    pub fn of(bytes: &[u8], at: usize) -> Self {
        let before = &bytes[..at.min(bytes.len())];
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
        let is_character = |byte: &&u8| !matches!(byte, 0x80..=0xbf);
        Self {
            line: 1 + before.iter().filter(|byte| **byte == b'\n').count(),
            column: 1 + before[start..].iter().filter(is_character).count(),
        }
    }
}
