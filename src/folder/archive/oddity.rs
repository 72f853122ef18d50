//! What is odd in an archive: members that are left out or cannot be read, each kind once with the first names.

use crate::mlmodel::display::{clipped, count};

/// Names that are kept of each kind.
const NAMES: usize = 3;
/// Letters of a name.
const LONGEST_NAME: usize = 120;

/// What is odd about members of an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OddityKind {
    /// The archive ends before they do, or before its own end.
    CutOff,
    /// What the archive says of them in two places differs.
    HeadersDiffer,
    /// They share bytes with another member.
    Overlapping,
    /// They would unpack to far more than they take in the archive.
    Bomb,
    /// They are encrypted.
    Encrypted,
    /// They are packed in a way that is not read.
    Packing,
    /// Their names lead out of the archive.
    Outside,
    /// They are links that lead out of the archive.
    LinkOutside,
    /// They are links in a zip.
    Link,
    /// They are neither files, folders nor links.
    Special,
    /// Two members have one name.
    Twice,
    /// There are more members than are read.
    TooMany,
}

/// All members of which one thing is odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    pub kind: OddityKind,
    /// How many members there are; none where it is the archive as a whole.
    pub members: usize,
    /// The first three of them, as the archive names them.
    pub names: Vec<Box<str>>,
}

impl Oddity {
    /// The names, as they are listed in a sentence: `a.txt, b.txt and 3 more`.
    #[must_use]
    pub fn listed(&self) -> String {
        let names: Vec<_> = self.names.iter().map(|name| clipped(name, LONGEST_NAME)).collect();
        let mut text = names.join(", ");
        if let Some(more) = self.members.checked_sub(names.len()).filter(|more| *more > 0) {
            text.push_str(&format!(" and {}", count(more, "more", "more")));
        }
        text
    }
}

/// Gathers what is odd, sorted by kind.
#[derive(Debug, Default)]
pub(super) struct Oddities(Vec<Oddity>);

impl Oddities {
    /// One more member.
    pub fn note(&mut self, kind: OddityKind, name: &str) {
        let oddity = self.of(kind);
        oddity.members += 1;
        if oddity.names.len() < NAMES {
            oddity.names.push(name.into());
        }
    }

    /// The archive as a whole.
    pub fn note_whole(&mut self, kind: OddityKind) {
        self.of(kind);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_sorted(self) -> Vec<Oddity> {
        self.0
    }

    fn of(&mut self, kind: OddityKind) -> &mut Oddity {
        let at = self.0.binary_search_by_key(&kind, |oddity| oddity.kind).unwrap_or_else(|at| {
            self.0.insert(at, Oddity { kind, members: 0, names: Vec::new() });
            at
        });
        &mut self.0[at]
    }
}
