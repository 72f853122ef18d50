//! What a part of a comparison is.

use super::matched::Matched;
use super::rows::MatchedRows;
use super::side::Side;

/// A part of a comparison.
#[derive(Debug)]
pub struct DiffSection {
    /// Stable, and unlike any other's: where its rows stand in the printed JSON, a dot between two levels.
    pub key: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What one of its rows is, and what several are: `package`, `packages`.
    pub nouns: [&'static str; 2],
    pub about: About,
    /// What two saves of one model differ in, in a few words.
    pub expected: &'static str,
    pub(super) is_readable: fn(&Side<'_>) -> bool,
    /// Matches two sides.
    pub(super) rows: fn(&mut Matched, [&Side<'_>; 2]) -> MatchedRows,
}

/// What a section speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Model,
    /// What was logged to the runs that made the models, which says nothing of the models themselves.
    Runs,
}

impl PartialEq for DiffSection {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for DiffSection {}

impl std::hash::Hash for DiffSection {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl DiffSection {
    /// Whether a side can be read so far that its rows can be compared with another side's.
    #[must_use]
    pub fn is_readable(&self, side: &Side<'_>) -> bool {
        (self.is_readable)(side)
    }
}
