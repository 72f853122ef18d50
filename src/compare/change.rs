//! What can become of a row.

use serde::Serialize;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    Same,
    Changed,
    /// Only B has it.
    Added,
    /// Only A has it.
    Removed,
    /// The same at another place, which changes nothing by itself.
    Moved,
}

impl Change {
    /// The word for scripts and for people.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
        }
    }
}
