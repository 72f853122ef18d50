//! Documents of objects, lists, texts and numbers, JSON and UBJSON: read in their order, never kept as a whole.

use serde_json::Value as Json;

use super::source::Unread;

/// Levels of objects and lists in one another; boosters need ten.
pub(super) const MAX_LEVELS: usize = 500;
/// Bytes of one text that are kept.
pub(super) const LONGEST_TEXT: u64 = 1_000_000;
/// Bytes of all texts that are kept.
pub(super) const MAX_KEPT: u64 = 64_000_000;

/// Bytes of a key that is kept.
const LONGEST_KEY: usize = 1_000;

/// What stands at one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// It was entered: its keys follow.
    Object,
    /// It was entered: its items follow.
    List,
    Text(String),
    /// A text that is not kept.
    LongText,
    Int(i64),
    Float(f64),
    Bool(bool),
    Null,
}

/// A document that is read in its order. Lists and objects are entered, and left when their end was reached.
pub(super) trait Document {
    /// Takes the next value; enters it where it is an object or a list.
    fn value(&mut self) -> Result<Item, Unread>;

    /// The next key of the object that was entered last; nothing at its end.
    fn key(&mut self) -> Result<Option<String>, Unread>;

    /// Whether the list that was entered last has another item.
    fn item(&mut self) -> Result<bool, Unread>;

    /// Takes the next value like [`Document::value`] where nothing of it is needed.
    fn pass(&mut self) -> Result<(), Unread>;

    /// How many objects and lists are entered.
    fn level(&self) -> usize;

    /// Whether the last one that was entered is an object.
    fn is_in_object(&self) -> bool;

    /// Passes over what is left of the objects and lists that were entered beyond this level.
    fn leave_to(&mut self, level: usize) -> Result<(), Unread> {
        while self.level() > level {
            let has_more = if self.is_in_object() { self.key()?.is_some() } else { self.item()? };
            if has_more {
                self.pass()?;
            }
        }
        Ok(())
    }

    /// Passes over the next value.
    fn skip(&mut self) -> Result<(), Unread> {
        let level = self.level();
        self.pass()?;
        self.leave_to(level)
    }

    /// Enters the next value where it is an object; passes over it where it is none.
    fn object(&mut self) -> Result<bool, Unread> {
        self.enter(&Item::Object)
    }

    /// Enters the next value where it is a list; passes over it where it is none.
    fn list(&mut self) -> Result<bool, Unread> {
        self.enter(&Item::List)
    }

    /// See [`Document::object`] and [`Document::list`].
    fn enter(&mut self, wanted: &Item) -> Result<bool, Unread> {
        let level = self.level();
        let is_wanted = self.value()? == *wanted;
        if !is_wanted {
            self.leave_to(level)?;
        }
        Ok(is_wanted)
    }

    /// The next value, where it is neither object nor list; those are passed over.
    fn single(&mut self) -> Result<Option<Item>, Unread> {
        let level = self.level();
        match self.value()? {
            Item::Object | Item::List => self.leave_to(level).map(|()| None),
            item => Ok(Some(item)),
        }
    }

    fn text(&mut self) -> Result<Option<String>, Unread> {
        Ok(match self.single()? {
            Some(Item::Text(text)) => Some(text),
            _ => None,
        })
    }

    /// The number that comes next, also one that is written as a text.
    fn number(&mut self) -> Result<Option<f64>, Unread> {
        Ok(self.single()?.and_then(|item| item.as_number()))
    }

    /// Hands over the numbers of a list; what is none counts as NaN.
    fn numbers(&mut self, mut each: impl FnMut(f64)) -> Result<(), Unread> {
        if self.list()? {
            while self.item()? {
                each(self.number()?.unwrap_or(f64::NAN));
            }
        }
        Ok(())
    }

    /// The next value as a whole, where it is small: `left` items, and lists in lists up to `depth`. What is beyond is null.
    fn small(&mut self, depth: usize, left: &mut usize) -> Result<Json, Unread> {
        if depth == 0 || *left == 0 {
            return self.skip().map(|()| Json::Null);
        }
        *left -= 1;
        Ok(match self.value()? {
            Item::Object => {
                let mut all = serde_json::Map::new();
                while let Some(key) = self.key()? {
                    let value = self.small(depth - 1, left)?;
                    if *left > 0 && key.len() <= LONGEST_KEY {
                        all.insert(key, value);
                    }
                }
                Json::Object(all)
            }
            Item::List => {
                let mut all = Vec::new();
                while self.item()? {
                    let value = self.small(depth - 1, left)?;
                    if *left > 0 {
                        all.push(value);
                    }
                }
                Json::Array(all)
            }
            Item::Text(text) => Json::String(text),
            Item::Int(number) => number.into(),
            Item::Float(number) => number.into(),
            Item::Bool(value) => value.into(),
            Item::LongText | Item::Null => Json::Null,
        })
    }
}

impl Item {
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "indices and counts are far below 2^53")]
            Self::Int(number) => Some(*number as f64),
            Self::Float(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// As it is shown where settings are.
    pub fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Int(number) => Some(number.to_string()),
            Self::Float(number) => Some(number.to_string()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Object | Self::List | Self::LongText | Self::Null => None,
        }
    }
}
