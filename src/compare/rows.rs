//! The rows of a section, by the kind of thing that is matched.

use super::change::Change;
use super::environment::PackageRow;
use super::files::FileRow;
use super::keys::KeyRow;
use super::logged::LoggedRow;
use super::signature::PartDiff;
use crate::mlmodel::signature::PartName;

/// The matched rows of one section. A section whose rows are names and values needs no kind of its own.
#[derive(Debug)]
pub enum MatchedRows {
    /// Columns, tensors or params.
    Specs {
        part: PartName,
        diff: PartDiff,
    },
    /// Names and their values as text.
    Values(Vec<LoggedRow>),
    /// Python first, then the packages by name.
    Packages(Vec<PackageRow>),
    Files(Vec<FileRow>),
    Keys(Vec<KeyRow>),
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// `None` while that is not known: a side cannot be read, or the bytes of a file are not compared.
    pub change: Option<Change>,
    /// Two saves of one model differ in it too.
    pub expected: bool,
}

impl RowChange {
    const fn new(change: Change, expected: bool) -> Self {
        Self { change: Some(change), expected }
    }

    /// Whether it is a difference that counts.
    #[must_use]
    pub fn counts(self) -> bool {
        !self.expected && self.change.is_some_and(|change| !matches!(change, Change::Same | Change::Moved))
    }
}

/// What a row is about: the same for every candidate that is compared with one baseline.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Identity {
    /// Its place in the baseline, where names do not tell the rows apart.
    InBaseline(u32),
    Named(String),
}

impl MatchedRows {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Specs { diff, .. } => diff.rows.len(),
            Self::Values(rows) => rows.len(),
            Self::Packages(rows) => rows.len(),
            Self::Files(rows) => rows.len(),
            Self::Keys(rows) => rows.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What became of a row; nothing where there is no such row.
    #[must_use]
    pub fn change(&self, index: usize) -> Option<RowChange> {
        Some(match self {
            Self::Specs { diff, .. } => RowChange::new(diff.rows.get(index)?.change, false),
            Self::Values(rows) => RowChange::new(rows.get(index)?.change, false),
            Self::Packages(rows) => RowChange::new(rows.get(index)?.change, false),
            Self::Files(rows) => {
                let row = rows.get(index)?;
                RowChange { change: row.change(), expected: row.expected }
            }
            Self::Keys(rows) => {
                let row = rows.get(index)?;
                RowChange::new(row.change, row.expected)
            }
        })
    }

    /// How many rows are the same on both sides.
    #[must_use]
    pub fn unchanged(&self) -> usize {
        (0..self.len()).filter(|i| self.change(*i).is_some_and(|row| row.change == Some(Change::Same))).count()
    }

    /// What each row is about. `name` gives the name of a spec that only the candidate has, by its place there.
    pub fn identities(&self, name: impl Fn(u32) -> String) -> Vec<Identity> {
        match self {
            Self::Specs { diff, .. } => {
                let of = |row: &super::signature::SpecRow| match (row.a, row.b) {
                    (Some(a), _) => Identity::InBaseline(a),
                    (None, b) => Identity::Named(b.map(&name).unwrap_or_default()),
                };
                diff.rows.iter().map(of).collect()
            }
            Self::Values(rows) => rows.iter().map(|row| Identity::Named(row.key.clone())).collect(),
            Self::Packages(rows) => rows.iter().map(|row| Identity::Named(row.name.clone())).collect(),
            Self::Files(rows) => rows.iter().map(|row| Identity::Named(row.path.to_string())).collect(),
            Self::Keys(rows) => rows.iter().map(|row| Identity::Named(row.key.to_string())).collect(),
        }
    }
}
