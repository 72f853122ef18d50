//! Why a platform refuses a folder.

use std::sync::Arc;

use serde::Serialize;

use super::Fix;
use crate::mlmodel::display::shortened;
use crate::mlmodel::{Code, KeyPath};

/// Characters of a message at most: a value of the model may stand in it.
const LONGEST: usize = 600;

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Stable, for scripts: one of [`super::codes`].
    pub code: &'static Code,
    pub weight: Weight,
    /// What is the case and what comes of it, in a sentence or two.
    pub message: String,
    /// Where it stands.
    pub place: Option<Place>,
    /// What to do.
    pub fix: Option<Arc<Fix>>,
}

/// How much a reason counts, the heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// It stops it.
    Stops,
    /// It stops it by what others report: nobody ran it.
    LikelyStops,
    /// Whether it stops it cannot be told from the folder.
    CannotTell,
    /// It starts, and this is worth knowing.
    Note,
}

impl Weight {
    /// Whether it stands in the way.
    #[must_use]
    pub fn is_obstacle(self) -> bool {
        matches!(self, Self::Stops | Self::LikelyStops)
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Stops => "stops it",
            Self::LikelyStops => "likely stops it",
            Self::CannotTell => "cannot be told",
            Self::Note => "worth knowing",
        }
    }
}

/// Where a reason stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An entry of the MLmodel.
    Key(KeyPath),
    /// A file, relative to the model folder; it need not be there.
    File(Box<str>),
}

impl Place {
    pub(super) fn key(keys: &[&str]) -> Self {
        Self::Key(KeyPath::of(keys))
    }

    pub(super) fn file(path: &str) -> Self {
        Self::File(path.into())
    }
}

impl Reason {
    fn new(code: &'static Code, weight: Weight, message: impl Into<String>) -> Self {
        Self { code, weight, message: shortened(message.into(), LONGEST), place: None, fix: None }
    }

    pub(super) fn stops(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Weight::Stops, message)
    }

    pub(super) fn likely(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Weight::LikelyStops, message)
    }

    pub(super) fn cannot_tell(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Weight::CannotTell, message)
    }

    pub(super) fn note(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Weight::Note, message)
    }

    pub(super) fn at(self, place: Place) -> Self {
        Self { place: Some(place), ..self }
    }

    /// In an entry of the MLmodel.
    pub(super) fn key(self, keys: &[&str]) -> Self {
        self.at(Place::key(keys))
    }

    /// In a file.
    pub(super) fn file(self, path: &str) -> Self {
        self.at(Place::file(path))
    }

    pub(super) fn fix(self, fix: impl Into<Option<Fix>>) -> Self {
        self.shared_fix(fix.into().map(Arc::new))
    }

    /// With a fix that several reasons have.
    pub(super) fn shared_fix(self, fix: Option<Arc<Fix>>) -> Self {
        Self { fix, ..self }
    }
}
