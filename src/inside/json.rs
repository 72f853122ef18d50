//! JSON as the boosters write it, with `NaN` and `Infinity`: read in its order, whatever its size.

use super::document::{Document, Item, LONGEST_TEXT, MAX_KEPT, MAX_LEVELS};
use super::source::{Source, Unread};

/// Characters of a number.
const LONGEST_NUMBER: usize = 400;

/// A document in JSON.
pub(super) struct JsonText<'s, 'a> {
    source: &'s mut Source<'a>,
    /// The byte that was looked at and not taken.
    ahead: Option<u8>,
    open: Vec<Open>,
    /// Bytes of texts that are kept.
    kept: u64,
}

/// An object or a list that was entered.
struct Open {
    is_object: bool,
    is_first: bool,
}

impl<'s, 'a> JsonText<'s, 'a> {
    pub fn new(source: &'s mut Source<'a>) -> Self {
        Self { source, ahead: None, open: Vec::new(), kept: 0 }
    }

    fn byte(&mut self) -> Result<u8, Unread> {
        match self.ahead.take() {
            Some(byte) => Ok(byte),
            None => self.source.byte(),
        }
    }

    /// The next byte that is no space.
    fn letter(&mut self) -> Result<u8, Unread> {
        loop {
            let byte = self.byte()?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Ok(byte);
            }
        }
    }

    /// A text, whose quote was taken; nothing where it is not kept.
    fn text(&mut self, keep: bool) -> Result<Option<String>, Unread> {
        let mut text = Vec::new();
        let mut length = 0_u64;
        let mut has_escapes = false;
        loop {
            let byte = self.byte()?;
            let second = match byte {
                b'"' => break,
                b'\\' => Some(self.byte()?),
                _ => None,
            };
            has_escapes |= second.is_some();
            length += 1;
            if keep && length <= LONGEST_TEXT {
                text.push(byte);
                text.extend(second);
            }
        }
        if !keep || length > LONGEST_TEXT || self.kept + length > MAX_KEPT {
            return Ok(None);
        }
        self.kept += length;
        Ok(Some(if has_escapes { unescaped(text) } else { lossy(text) }))
    }

    /// A number or a word from its first byte on.
    fn word(&mut self, first: u8, keep: bool) -> Result<Item, Unread> {
        let mut word = [0; LONGEST_NUMBER];
        let mut length = 0;
        let mut byte = first;
        while byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.') {
            *word.get_mut(length).ok_or(Unread::Damaged("a number is none"))? = byte;
            length += 1;
            match self.source.byte() {
                Ok(next) => byte = next,
                // A number may end the file.
                Err(Unread::CutOff) => return Self::of_word(&word[..length], keep),
                Err(why) => return Err(why),
            }
        }
        self.ahead = Some(byte);
        Self::of_word(&word[..length], keep)
    }

    fn of_word(word: &[u8], keep: bool) -> Result<Item, Unread> {
        let wrong = Unread::Damaged("it is no JSON");
        match word {
            b"true" => return Ok(Item::Bool(true)),
            b"false" => return Ok(Item::Bool(false)),
            b"null" => return Ok(Item::Null),
            [] => return Err(wrong),
            _ if !keep => return Ok(Item::Null),
            _ => {}
        }
        let text = std::str::from_utf8(word).unwrap_or_default();
        match text.parse() {
            Ok(number) => Ok(Item::Int(number)),
            Err(_) => text.parse().map(Item::Float).map_err(|_| wrong),
        }
    }

    fn next(&mut self, keep: bool) -> Result<Item, Unread> {
        let letter = self.letter()?;
        match letter {
            b'"' => Ok(self.text(keep)?.map_or(Item::LongText, Item::Text)),
            b'{' | b'[' => {
                if self.open.len() >= MAX_LEVELS {
                    return Err(Unread::TooMuch("500 levels"));
                }
                let is_object = letter == b'{';
                self.open.push(Open { is_object, is_first: true });
                Ok(if is_object { Item::Object } else { Item::List })
            }
            _ => self.word(letter, keep),
        }
    }

    /// Whether something follows in what was entered last, which is left at its end.
    fn has_more(&mut self, is_object: bool) -> Result<bool, Unread> {
        let Some(open) = self.open.last_mut().filter(|open| open.is_object == is_object) else { return Ok(false) };
        let is_first = std::mem::replace(&mut open.is_first, false);
        match self.letter()? {
            b'}' if is_object => {}
            b']' if !is_object => {}
            b',' if !is_first => return Ok(true),
            letter if is_first => {
                self.ahead = Some(letter);
                return Ok(true);
            }
            _ => return Err(Unread::Damaged("it is no JSON")),
        }
        self.open.pop();
        Ok(false)
    }
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// A text with its escapes undone; as it stands where they are wrong.
fn unescaped(text: Vec<u8>) -> String {
    let quoted = [b"\"", text.as_slice(), b"\""].concat();
    serde_json::from_slice(&quoted).unwrap_or_else(|_| lossy(text))
}

impl Document for JsonText<'_, '_> {
    fn value(&mut self) -> Result<Item, Unread> {
        self.next(true)
    }

    fn key(&mut self) -> Result<Option<String>, Unread> {
        if !self.has_more(true)? {
            return Ok(None);
        }
        if self.letter()? != b'"' {
            return Err(Unread::Damaged("it is no JSON"));
        }
        // Keys say where one is: the kept bytes do not count them.
        let kept = self.kept;
        let key = self.text(true)?;
        self.kept = kept;
        if self.letter()? != b':' {
            return Err(Unread::Damaged("it is no JSON"));
        }
        key.map(Some).ok_or(Unread::TooMuch("a key takes"))
    }

    fn item(&mut self) -> Result<bool, Unread> {
        self.has_more(false)
    }

    fn pass(&mut self) -> Result<(), Unread> {
        self.next(false).map(drop)
    }

    fn level(&self) -> usize {
        self.open.len()
    }

    fn is_in_object(&self) -> bool {
        self.open.last().is_some_and(|open| open.is_object)
    }
}
