//! UBJSON as xgboost writes it, and as its specification (draft 12) has it: numbers with the highest byte first, lengths of any
//! size, lists with and without a type and a count.

use super::document::{Document, Item, LONGEST_TEXT, MAX_KEPT, MAX_LEVELS};
use super::source::{Source, Unread};

/// A document in UBJSON.
pub(super) struct UbJson<'s, 'a> {
    source: &'s mut Source<'a>,
    open: Vec<Open>,
    /// Bytes of texts that are kept.
    kept: u64,
}

/// An object or a list that was entered.
struct Open {
    is_object: bool,
    /// The type that all items have.
    kind: Option<u8>,
    /// Items that follow. Where they are counted, no bracket closes them.
    left: Option<u64>,
}

/// Bytes of a number of this type.
fn size_of(kind: u8) -> Option<u64> {
    Some(match kind {
        b'i' | b'U' | b'C' => 1,
        b'I' => 2,
        b'l' | b'd' => 4,
        b'L' | b'D' => 8,
        _ => return None,
    })
}

impl<'s, 'a> UbJson<'s, 'a> {
    pub fn new(source: &'s mut Source<'a>) -> Self {
        Self { source, open: Vec::new(), kept: 0 }
    }

    /// The next byte that means something.
    fn marker(&mut self) -> Result<u8, Unread> {
        loop {
            let byte = self.source.byte()?;
            if byte != b'N' {
                return Ok(byte);
            }
        }
    }

    fn int(&mut self, kind: u8) -> Result<Option<i64>, Unread> {
        Ok(Some(match kind {
            b'i' => i64::from(i8::from_be_bytes(self.source.array()?)),
            b'U' => i64::from(self.source.byte()?),
            b'I' => i64::from(i16::from_be_bytes(self.source.array()?)),
            b'l' => i64::from(i32::from_be_bytes(self.source.array()?)),
            b'L' => i64::from_be_bytes(self.source.array()?),
            _ => return Ok(None),
        }))
    }

    /// A length, whose type was taken.
    fn length(&mut self, kind: u8) -> Result<u64, Unread> {
        let length = self.int(kind)?.ok_or(Unread::Damaged("a length is no number"))?;
        u64::try_from(length).map_err(|_| Unread::Damaged("a length is negative"))
    }

    fn text(&mut self, length: u64, keep: bool) -> Result<Option<String>, Unread> {
        if !keep || length > LONGEST_TEXT || self.kept + length > MAX_KEPT {
            return self.source.skip(length).map(|()| None);
        }
        self.kept += length;
        let bytes = self.source.take(length)?;
        Ok(Some(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())))
    }

    /// Takes the type and the count at the beginning of an object or a list, and enters it.
    fn enter_it(&mut self, is_object: bool) -> Result<(), Unread> {
        if self.open.len() >= MAX_LEVELS {
            return Err(Unread::TooMuch("500 levels"));
        }
        let kind = if self.source.peek(1)? == b"$" {
            self.source.byte()?;
            Some(self.source.byte()?)
        } else {
            None
        };
        // Items that take no bytes would cost nothing and might be as many as one likes.
        if kind.is_some_and(|kind| size_of(kind).is_none() && !matches!(kind, b'S' | b'H' | b'[' | b'{')) {
            return Err(Unread::Damaged("a list has a type that no list has"));
        }
        let left = if self.source.peek(1)? == b"#" {
            self.source.byte()?;
            let kind = self.source.byte()?;
            Some(self.length(kind)?)
        } else if kind.is_some() {
            return Err(Unread::Damaged("a list has a type and no count"));
        } else {
            None
        };
        self.open.push(Open { is_object, kind, left });
        Ok(())
    }

    /// Whether something follows in what was entered last, which is left at its end.
    fn has_more(&mut self, is_object: bool) -> Result<bool, Unread> {
        let Some(open) = self.open.last_mut().filter(|open| open.is_object == is_object) else { return Ok(false) };
        let is_at_end = match &mut open.left {
            Some(left) => {
                let is_at_end = *left == 0;
                *left = left.saturating_sub(1);
                is_at_end
            }
            None => {
                while self.source.peek(1)? == b"N" {
                    self.source.byte()?;
                }
                let is_at_end = self.source.peek(1)? == if is_object { b"}" } else { b"]" };
                if is_at_end {
                    self.source.byte()?;
                }
                is_at_end
            }
        };
        if is_at_end {
            self.open.pop();
        }
        Ok(!is_at_end)
    }

    fn next(&mut self, keep: bool) -> Result<Item, Unread> {
        let kind = match self.open.last().and_then(|open| open.kind) {
            Some(kind) => kind,
            None => self.marker()?,
        };
        if let Some(number) = self.int(kind)? {
            return Ok(Item::Int(number));
        }
        Ok(match kind {
            b'd' => Item::Float(f64::from(f32::from_be_bytes(self.source.array()?))),
            b'D' => Item::Float(f64::from_be_bytes(self.source.array()?)),
            b'S' | b'H' => {
                let length_kind = self.source.byte()?;
                let length = self.length(length_kind)?;
                self.text(length, keep)?.map_or(Item::LongText, Item::Text)
            }
            b'C' => Item::Text(char::from(self.source.byte()?).into()),
            b'T' => Item::Bool(true),
            b'F' => Item::Bool(false),
            b'Z' => Item::Null,
            b'[' => self.enter_it(false).map(|()| Item::List)?,
            b'{' => self.enter_it(true).map(|()| Item::Object)?,
            _ => return Err(Unread::Damaged("it holds a type that UBJSON does not have")),
        })
    }
}

impl Document for UbJson<'_, '_> {
    fn value(&mut self) -> Result<Item, Unread> {
        self.next(true)
    }

    fn key(&mut self) -> Result<Option<String>, Unread> {
        if !self.has_more(true)? {
            return Ok(None);
        }
        let kind = self.marker()?;
        let length = self.length(kind)?;
        // Keys say where one is: the kept bytes do not count them.
        let kept = self.kept;
        let key = self.text(length, true)?;
        self.kept = kept;
        key.map(Some).ok_or(Unread::TooMuch("a key takes"))
    }

    fn item(&mut self) -> Result<bool, Unread> {
        self.has_more(false)
    }

    fn pass(&mut self) -> Result<(), Unread> {
        self.next(false)?;
        // Numbers that follow one another are passed over at once.
        if let Some(Open { is_object: false, kind: Some(kind), left: Some(left) }) = self.open.last_mut()
            && let Some(size) = size_of(*kind)
        {
            let bytes = left.checked_mul(size).ok_or(Unread::CutOff)?;
            *left = 0;
            self.source.skip(bytes)?;
        }
        Ok(())
    }

    fn level(&self) -> usize {
        self.open.len()
    }

    fn is_in_object(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_object)
    }
}
