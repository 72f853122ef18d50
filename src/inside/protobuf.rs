//! Protocol buffers, field by field: what is not asked for is passed over, so that the weights of a graph are never held.

use super::source::{Source, Unread};

/// Fields of one file that are looked at.
const MAX_FIELDS: u64 = 20_000_000;
/// Bytes of texts that are kept of one file.
const MAX_TEXT: u64 = 64_000_000;

/// Reads messages.
pub(super) struct Protobuf<'s> {
    source: Source<'s>,
    /// How many more fields are looked at.
    fields: u64,
    /// How many more bytes of texts are kept.
    text: u64,
}

/// Where a message or a text stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u64,
    pub end: u64,
}

impl Span {
    /// The message that the file is.
    const WHOLE: Self = Self { start: 0, end: u64::MAX };

    pub fn length(self) -> u64 {
        self.end - self.start
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wire {
    Number(u64),
    Four([u8; 4]),
    Eight([u8; 8]),
    /// A message, a text, bytes, or numbers one after the other.
    Span(Span),
}

impl Wire {
    /// As a whole number that may be negative.
    pub fn int(self) -> Option<i64> {
        if let Self::Number(number) = self { Some(number.cast_signed()) } else { None }
    }

    pub fn span(self) -> Option<Span> {
        if let Self::Span(span) = self { Some(span) } else { None }
    }
}

/// Is given each field of a message with its number. What it leaves of the field is passed over.
pub(super) type Each<'e, 's> = &'e mut dyn FnMut(&mut Protobuf<'s>, u32, Wire) -> Result<(), Unread>;

impl<'s> Protobuf<'s> {
    pub fn new(source: Source<'s>) -> Self {
        Self { source, fields: MAX_FIELDS, text: MAX_TEXT }
    }

    /// The message that the file is.
    ///
    /// # Errors
    /// As [`Self::message`].
    pub fn whole(&mut self, each: Each<'_, 's>) -> Result<(), Unread> {
        self.message(Span::WHOLE, each)
    }

    /// The fields of a message in their order.
    ///
    /// # Errors
    /// It is cut off or no protocol buffer, or holds more fields than are read; or what `each` says.
    pub fn message(&mut self, span: Span, each: Each<'_, 's>) -> Result<(), Unread> {
        while self.source.position() < span.end {
            if span.end == u64::MAX && self.source.peek(1)?.is_empty() {
                return Ok(());
            }
            let (number, wire) = self.field(span)?;
            let end = wire.span().map_or(self.source.position(), |inner| inner.end);
            each(self, number, wire)?;
            let rest = end.checked_sub(self.source.position()).ok_or(Unread::Damaged("a field is longer than it says"))?;
            self.source.skip(rest)?;
        }
        Ok(())
    }

    /// The next field; the bytes of a span stay where they are.
    fn field(&mut self, message: Span) -> Result<(u32, Wire), Unread> {
        self.fields = self.fields.checked_sub(1).ok_or(Unread::TooMuch("20,000,000 fields"))?;
        let key = self.varint()?;
        let number = u32::try_from(key >> 3).ok().filter(|number| *number > 0).ok_or(NO_FIELD)?;
        let wire = match key & 7 {
            0 => Wire::Number(self.varint()?),
            1 => Wire::Eight(self.source.array()?),
            2 => {
                let length = self.varint()?;
                let start = self.source.position();
                Wire::Span(Span { start, end: start.checked_add(length).filter(|end| *end < u64::MAX).ok_or(Unread::CutOff)? })
            }
            5 => Wire::Four(self.source.array()?),
            _ => return Err(NO_FIELD),
        };
        let end = wire.span().map_or(self.source.position(), |span| span.end);
        if end > message.end {
            return Err(Unread::Damaged("a field is longer than what it stands in"));
        }
        Ok((number, wire))
    }

    fn varint(&mut self) -> Result<u64, Unread> {
        let mut value = 0;
        for shift in (0..70).step_by(7) {
            let byte = self.source.byte()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Unread::Damaged("it holds a number of more than 64 bits"))
    }

    /// The text that a field is, or the first `limit` bytes of it.
    ///
    /// # Errors
    /// It is cut off, or more text was kept than is.
    pub fn text(&mut self, wire: Wire, limit: u64) -> Result<Box<str>, Unread> {
        let bytes = self.bytes(wire, limit)?;
        Ok(String::from_utf8_lossy(&bytes).into())
    }

    /// The bytes that a field holds, or the first `limit` of them.
    ///
    /// # Errors
    /// As [`Self::text`].
    pub fn bytes(&mut self, wire: Wire, limit: u64) -> Result<Vec<u8>, Unread> {
        let Some(span) = wire.span() else { return Ok(Vec::new()) };
        let length = span.length().min(limit);
        self.text = self.text.checked_sub(length).ok_or(Unread::TooMuch("64 MB of names"))?;
        self.source.take(length)
    }

    /// Adds the whole numbers of a repeated field, which may stand one by one or packed.
    ///
    /// # Errors
    /// It is cut off, or there are more than `limit`.
    pub fn ints(&mut self, wire: Wire, limit: usize, found: &mut Vec<i64>) -> Result<(), Unread> {
        match wire {
            Wire::Number(number) => found.push(number.cast_signed()),
            Wire::Span(span) => {
                while self.source.position() < span.end && found.len() <= limit {
                    let number = self.varint()?;
                    found.push(number.cast_signed());
                }
            }
            Wire::Four(_) | Wire::Eight(_) => {}
        }
        if found.len() > limit { Err(Unread::TooMuch("64 dimensions of an array")) } else { Ok(()) }
    }
}

const NO_FIELD: Unread = Unread::Damaged("it is no protocol buffer, or damaged");

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::folder::Progress;

    /// A varint.
    pub fn varint(mut value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while value >= 0x80 {
            bytes.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
            value >>= 7;
        }
        bytes.push(u8::try_from(value).unwrap());
        bytes
    }

    /// A field with a number.
    pub fn number(field: u64, value: u64) -> Vec<u8> {
        [varint(field << 3), varint(value)].concat()
    }

    /// A field with bytes.
    pub fn bytes(field: u64, content: impl AsRef<[u8]>) -> Vec<u8> {
        let content = content.as_ref();
        [&varint(field << 3 | 2), &varint(content.len() as u64), content].concat()
    }

    /// The numbers and texts of the first two levels.
    fn read(bytes: &[u8]) -> Result<Vec<(u32, String)>, Unread> {
        let mut found = Vec::new();
        Protobuf::new(Source::memory(bytes, &Progress::default())).whole(&mut |file, number, wire| {
            match wire {
                Wire::Number(value) => found.push((number, value.to_string())),
                Wire::Span(span) if number == 9 => file.message(span, &mut |file, number, wire| {
                    found.push((number, file.text(wire, 3)?.into()));
                    Ok(())
                })?,
                // What is not asked for is passed over.
                _ => found.push((number, String::new())),
            }
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn fields_are_read_and_the_rest_is_passed_over() {
        let inner = [bytes(1, "abcdef"), bytes(2, "")].concat();
        let all = [number(1, 300), bytes(2, vec![0; 100_000]), bytes(9, inner), number(3, u64::MAX), [0x25, 1, 2, 3, 4].to_vec()].concat();
        let expected = [(1, "300"), (2, ""), (1, "abc"), (2, ""), (3, "18446744073709551615"), (4, "")];
        assert_eq!(read(&all).unwrap(), expected.map(|(number, text)| (number, text.to_owned())));
    }

    #[test]
    fn what_is_damaged_is_an_error() {
        assert_eq!(read(&bytes(2, "abc")[..3]), Err(Unread::CutOff));
        assert_eq!(read(&[0x12, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]), Err(Unread::CutOff));
        assert_eq!(
            read(&[0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]).unwrap_err().to_string(),
            "it holds a number of more than 64 bits"
        );
        assert_eq!(read(&[0x0b]), Err(NO_FIELD));
        assert_eq!(read(&[0x00, 0x00]), Err(NO_FIELD));
        // The inner field claims more than the outer one has.
        assert!(matches!(read(&[0x4a, 0x02, 0x0a, 0x50]), Err(Unread::Damaged(_))));
    }
}
