//! Which lines a comparison shows: what differs, what is folded, what is unfolded. Computed when one of
//! these changes, and not each frame.

use std::collections::BTreeSet;

use crate::compare::{Change, Section};
use crate::present::diff::{ChangeRow, Diff};

/// Rows that are shown below one column.
const MOST_NESTED: usize = 10_000;
/// Columns that are unfolded at first.
const MOST_UNFOLDED: usize = 200;

/// One line of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    Title(Section),
    /// A row of a section.
    Row {
        section: Section,
        index: u32,
    },
    /// A property below a row: its place in [`Lines::nested`].
    Nested {
        section: Section,
        nested: u32,
    },
    /// Rows that are the same, folded into one line.
    Same {
        section: Section,
        count: u32,
    },
    /// Differences that two saves of one model have too, folded into one line.
    Expected {
        section: Section,
        count: u32,
    },
    Gap,
}

/// What a person has chosen to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub only_changes: bool,
    /// Sections whose folded line was opened.
    pub same_open: BTreeSet<usize>,
    pub expected_open: BTreeSet<usize>,
    /// Rows whose nested types are unfolded.
    pub unfolded: BTreeSet<(usize, u32)>,
}

/// The lines, and where the changes among them are.
#[derive(Debug, Default)]
pub struct Lines {
    pub all: Vec<Line>,
    /// Properties with the row they belong to and their level.
    pub nested: Vec<(u32, u16, ChangeRow)>,
    /// Indexes of the lines that are changes, in order.
    pub changes: Vec<usize>,
}

/// The place of a section in [`Section::ALL`].
#[must_use]
pub fn place(section: Section) -> usize {
    section as usize
}

impl Lines {
    #[must_use]
    pub fn of(diff: &Diff<'_>, shown: &Shown) -> Self {
        let mut lines = Self::default();
        for section in diff.sections() {
            lines.section(diff, section, shown);
        }
        lines
    }

    fn section(&mut self, diff: &Diff<'_>, section: Section, shown: &Shown) {
        let at = place(section);
        self.all.push(Line::Title(section));
        let (mut same, mut expected) = (Vec::new(), Vec::new());
        for i in 0..u32::try_from(diff.len(section)).unwrap_or(u32::MAX) {
            match diff.change(section, i as usize) {
                (Some(Change::Same), _) if shown.only_changes => same.push(i),
                (change, true) if change != Some(Change::Same) && shown.only_changes => expected.push(i),
                (change, is_expected) => {
                    let is_change = change.is_some_and(|change| !matches!(change, Change::Same | Change::Moved)) && !is_expected;
                    self.row(diff, section, i, is_change, shown);
                }
            }
        }
        // Where nothing differs the title says so, and opens what is folded.
        let quiet = self.all.last() == Some(&Line::Title(section));
        for (rows, open, folded) in [
            (expected, shown.expected_open.contains(&at), Line::Expected { section, count: 0 }),
            (same, shown.same_open.contains(&at), Line::Same { section, count: 0 }),
        ] {
            let Some(count) = u32::try_from(rows.len()).ok().filter(|count| *count > 0) else { continue };
            if !quiet || open {
                self.all.push(match folded {
                    Line::Expected { .. } => Line::Expected { section, count },
                    _ => Line::Same { section, count },
                });
            }
            if open {
                for i in rows {
                    self.row(diff, section, i, false, shown);
                }
            }
        }
        self.all.push(Line::Gap);
    }

    fn row(&mut self, diff: &Diff<'_>, section: Section, index: u32, is_change: bool, shown: &Shown) {
        if is_change {
            self.changes.push(self.all.len());
        }
        self.all.push(Line::Row { section, index });
        if shown.unfolded.contains(&(place(section), index)) {
            for (depth, row) in diff.nested(section, index as usize, shown.only_changes && is_change, MOST_NESTED) {
                let nested = u32::try_from(self.nested.len()).unwrap_or(u32::MAX);
                self.nested.push((index, depth, row));
                self.all.push(Line::Nested { section, nested });
            }
        }
    }

    /// The line of a row; nothing where it is folded away.
    #[must_use]
    pub fn find(&self, section: Section, index: u32) -> Option<usize> {
        self.all.iter().position(|line| *line == Line::Row { section, index })
    }

    /// The change that a line belongs to: its place among the changes, from 0.
    #[must_use]
    pub fn change_at(&self, line: usize) -> Option<usize> {
        self.changes.partition_point(|change| *change <= line).checked_sub(1)
    }
}

/// Rows that changed inside their nested types: they are unfolded at first.
#[must_use]
pub fn first_unfolded(diff: &Diff<'_>) -> BTreeSet<(usize, u32)> {
    let mut found = BTreeSet::new();
    for section in [Section::Inputs, Section::Outputs, Section::Params] {
        for i in 0..diff.len(section) {
            if found.len() >= MOST_UNFOLDED {
                return found;
            }
            let changed = diff.change(section, i).0 == Some(Change::Changed);
            if changed && !diff.nested(section, i, true, 1).is_empty() {
                found.insert((place(section), u32::try_from(i).unwrap_or(u32::MAX)));
            }
        }
    }
    found
}

/// Every row with nested types.
#[must_use]
pub fn all_unfoldable(diff: &Diff<'_>) -> BTreeSet<(usize, u32)> {
    let mut found = BTreeSet::new();
    for section in [Section::Inputs, Section::Outputs, Section::Params] {
        let rows = (0..diff.len(section)).filter(|i| diff.has_nested(section, *i));
        found.extend(rows.map(|i| (place(section), u32::try_from(i).unwrap_or(u32::MAX))));
    }
    found
}
