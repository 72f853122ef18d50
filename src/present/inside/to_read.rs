//! The files that may hold a model, before anybody looked into them.

use crate::inside;
use crate::mlmodel::display::{bytes, clipped, count};
use crate::reading::Model;

/// What there is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToRead {
    /// As they are listed.
    names: Vec<Box<str>>,
    /// Bytes in all.
    pub bytes: u64,
}

impl ToRead {
    /// Of a model; nothing is read for this.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        Self { names: inside::candidates(&model.opened), bytes: inside::bytes(&model.opened) }
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// `model.pkl`, `3 files`
    #[must_use]
    pub fn files(&self) -> String {
        match self.names.as_slice() {
            [one] => clipped(one.rsplit('/').next().unwrap_or(one), 60).into_owned(),
            several => count(several.len(), "file", "files"),
        }
    }

    /// `Inside model.pkl`
    #[must_use]
    pub fn title(&self) -> String {
        match self.names.as_slice() {
            [_] => format!("Inside {}", self.files()),
            _ => super::SECTION.title.to_owned(),
        }
    }

    /// `Read model.pkl, 812 MB`
    #[must_use]
    pub fn asked(&self) -> String {
        format!("Read {}, {}", self.files(), bytes(self.bytes))
    }
}
