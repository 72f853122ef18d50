//! Where in the text of a request what is said of it has its place.

use std::ops::Range;

use crate::mlmodel::position::Position;

/// A place in the text of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// In bytes of the text.
    pub range: Range<usize>,
    /// Where it begins.
    pub position: Position,
}

/// The places of what a check says, each in the order of its list; shorter where no more could be looked for.
#[derive(Clone, Debug, Default)]
pub struct Spots {
    pub refusals: Vec<Option<Spot>>,
    pub conversions: Vec<Option<Spot>>,
}

impl Spots {
    /// That of a refusal.
    #[must_use]
    pub fn of_refusal(&self, nth: usize) -> Option<&Spot> {
        self.refusals.get(nth)?.as_ref()
    }

    /// That of a conversion.
    #[must_use]
    pub fn of_conversion(&self, nth: usize) -> Option<&Spot> {
        self.conversions.get(nth)?.as_ref()
    }
}
