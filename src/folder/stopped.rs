//! Why a look through folders ended before everything was seen.

use crate::mlmodel::display::count;

/// What ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// More files and folders than this are not read.
    Entries(usize),
    /// More folders than this are not looked into.
    Folders(usize),
    /// Folders deeper than so many levels are not entered.
    Depth(usize),
    /// It was asked to stop.
    Cancelled,
}

impl std::fmt::Display for Stopped {
    /// A clause: `only the first 250,000 files and folders were read`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Entries(most) => write!(f, "only the first {} were read", count(*most, "file or folder", "files and folders")),
            Self::Folders(most) => write!(f, "only the first {} were looked into", count(*most, "folder", "folders")),
            Self::Depth(levels) => write!(f, "folders more than {} deep were not entered", count(*levels, "level", "levels")),
            Self::Cancelled => f.write_str("it was stopped"),
        }
    }
}
