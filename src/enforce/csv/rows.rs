//! The rows of a CSV and their fields (`tokenize_bytes` in `pandas/_libs/src/parser/tokenizer.c`).

use std::ops::Range;

use crate::enforce::frame::MAX_COLUMNS;

/// Why a row cannot be cut.
pub enum RowError {
    /// A quoted field is open at the end.
    Open,
    /// More fields than are looked at.
    TooWide,
}

/// The rows of a text, one after the other; lines of nothing but blanks are none.
#[derive(Clone)]
pub struct RowReader<'t> {
    /// All of it.
    pub text: &'t str,
    at: usize,
    separator: u8,
}

impl<'t> RowReader<'t> {
    /// At the beginning of a text.
    pub fn new(text: &'t str) -> Self {
        Self::cut_at(text, b',')
    }

    /// The same for fields that another mark of ASCII separates.
    pub fn cut_at(text: &'t str, separator: u8) -> Self {
        Self { text, at: 0, separator }
    }

    /// Puts the fields of the next row behind the others; how many there are, 0 where no row is left.
    pub fn next(&mut self, out: &mut String, ends: &mut Vec<u32>) -> Result<usize, RowError> {
        let bytes = self.text.as_bytes();
        self.skip_blank_lines();
        if self.at == bytes.len() {
            return Ok(0);
        }
        let mut fields = 0;
        loop {
            self.field(out)?;
            fields += 1;
            ends.push(u32::try_from(out.len()).unwrap_or(u32::MAX));
            if fields > MAX_COLUMNS {
                return Err(RowError::TooWide);
            }
            match bytes.get(self.at) {
                Some(byte) if *byte == self.separator => self.at += 1,
                _ => {
                    self.end_line();
                    return Ok(fields);
                }
            }
        }
    }

    /// Where the fields of the next row stand, quotes and all; `None` where no row is left, or it cannot be cut.
    pub fn places(&mut self) -> Option<Vec<Range<usize>>> {
        let (mut field, mut places) = (String::new(), Vec::new());
        self.skip_blank_lines();
        while self.at < self.text.len() {
            let start = self.at;
            field.clear();
            self.field(&mut field).ok()?;
            places.push(start..self.at);
            if places.len() > MAX_COLUMNS {
                return None;
            }
            if self.text.as_bytes().get(self.at) != Some(&self.separator) {
                self.end_line();
                break;
            }
            self.at += 1;
            if self.at == self.text.len() {
                places.push(self.at..self.at);
            }
        }
        (!places.is_empty()).then_some(places)
    }

    fn skip_blank_lines(&mut self) {
        let bytes = self.text.as_bytes();
        loop {
            let blanks = bytes[self.at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            match bytes.get(self.at + blanks) {
                None => self.at = bytes.len(),
                Some(b'\n' | b'\r') => {
                    self.at += blanks;
                    self.end_line();
                    continue;
                }
                Some(_) => {}
            }
            return;
        }
    }

    /// `\n`, `\r\n` or `\r`.
    fn end_line(&mut self) {
        let bytes = self.text.as_bytes();
        let is_return = bytes.get(self.at) == Some(&b'\r');
        self.at = (self.at + 1).min(bytes.len());
        if is_return && bytes.get(self.at) == Some(&b'\n') {
            self.at += 1;
        }
    }

    /// One field; a quote is one only at its beginning, and text behind the closing one belongs to it.
    fn field(&mut self, out: &mut String) -> Result<(), RowError> {
        let (bytes, separator) = (self.text.as_bytes(), self.separator);
        let mut is_quoted = bytes.get(self.at) == Some(&b'"');
        self.at += usize::from(is_quoted);
        loop {
            let is_end = |byte: &u8| if is_quoted { *byte == b'"' } else { *byte == separator || matches!(byte, b'\n' | b'\r') };
            let length = bytes[self.at..].iter().position(is_end);
            if is_quoted && length.is_none() {
                return Err(RowError::Open);
            }
            let end = length.map_or(bytes.len(), |length| self.at + length);
            out.push_str(&self.text[self.at..end]);
            self.at = end;
            if !is_quoted {
                return Ok(());
            }
            self.at += 1;
            if bytes.get(self.at) == Some(&b'"') {
                out.push('"');
                self.at += 1;
            } else {
                is_quoted = false;
            }
        }
    }
}
