//! Which lines a comparison shows: what differs, what is folded, what is unfolded. Computed when one of
//! these changes, and not each frame.

use std::collections::{BTreeSet, HashMap};

use crate::compare::{Change, DiffSection};
use crate::mlmodel::signature::PartName;
use crate::present::diff::{ChangeRow, Diff, NestedRow};

/// Rows that are shown below one column.
const MOST_NESTED: usize = 10_000;
/// Columns that are unfolded at first.
const MOST_UNFOLDED: usize = 200;

/// One line of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiffLine {
    Title(&'static DiffSection),
    /// A row of a section.
    Row {
        section: &'static DiffSection,
        index: u32,
    },
    /// A property below a row: its place in [`DiffLines::nested`].
    Nested {
        section: &'static DiffSection,
        nested: u32,
    },
    /// Rows that are the same, folded into one line.
    Same {
        section: &'static DiffSection,
        count: u32,
    },
    /// Differences that two saves of one model have too, folded into one line.
    Expected {
        section: &'static DiffSection,
        count: u32,
    },
    /// Below a section.
    Gap(&'static DiffSection),
}

impl DiffLine {
    /// Whether it can be selected with the keyboard.
    #[must_use]
    pub fn is_stop(self) -> bool {
        !matches!(self, Self::Title(_) | Self::Gap(_))
    }

    /// Whether one click on it unfolds or folds.
    #[must_use]
    pub fn is_fold(self) -> bool {
        matches!(self, Self::Same { .. } | Self::Expected { .. })
    }
}

/// What a person has chosen to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub only_changes: bool,
    /// Keys of sections whose folded line was opened.
    pub same_open: BTreeSet<&'static str>,
    pub expected_open: BTreeSet<&'static str>,
    /// Rows whose nested types are unfolded.
    pub unfolded: BTreeSet<RowAt>,
}

impl Shown {
    /// Whether what is folded on a line is shown; nothing for a line that never folds.
    #[must_use]
    pub fn is_unfolded(&self, diff: &Diff, line: DiffLine) -> Option<bool> {
        match line {
            DiffLine::Row { section, index } => {
                diff.has_nested(section, index as usize).then(|| self.unfolded.contains(&RowAt::new(section, index)))
            }
            DiffLine::Same { section, .. } => Some(self.same_open.contains(section.key)),
            DiffLine::Expected { section, .. } => Some(self.expected_open.contains(section.key)),
            DiffLine::Title(_) | DiffLine::Nested { .. } | DiffLine::Gap(_) => None,
        }
    }

    /// Whether something that a section folds is shown.
    #[must_use]
    pub fn is_open(&self, section: &DiffSection) -> bool {
        self.same_open.contains(section.key) || self.expected_open.contains(section.key)
    }
}

/// A row of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowAt {
    /// The section's key.
    section: &'static str,
    index: u32,
}

impl RowAt {
    /// A row by its number in a section.
    pub fn new(section: &'static DiffSection, index: u32) -> Self {
        Self { section: section.key, index }
    }
}

/// The lines, and where the changes among them are.
#[derive(Debug, Default)]
pub struct DiffLines {
    pub all: Vec<DiffLine>,
    /// Properties below rows.
    pub nested: Vec<NestedRow>,
    /// Indexes of the lines that are changes, in order.
    pub changes: Vec<usize>,
}

impl DiffLines {
    /// The lines of a comparison, as far as they are not folded.
    #[must_use]
    pub fn of(diff: &Diff, shown: &Shown) -> Self {
        let mut lines = Self::default();
        for rows in &diff.sections {
            lines.section(diff, rows.section, shown);
        }
        lines
    }

    fn section(&mut self, diff: &Diff, section: &'static DiffSection, shown: &Shown) {
        let at = section.key;
        self.all.push(DiffLine::Title(section));
        let (mut same, mut expected) = (Vec::new(), Vec::new());
        for i in 0..u32::try_from(diff.len(section)).unwrap_or(u32::MAX) {
            let row = diff.change(section, i as usize);
            if shown.only_changes && row.change == Some(Change::Same) {
                same.push(i);
            } else if shown.only_changes && row.expected {
                expected.push(i);
            } else {
                self.row(diff, RowAt::new(section, i), section, shown);
            }
        }
        // Where nothing differs the title says so, and opens what is folded.
        let quiet = self.all.last() == Some(&DiffLine::Title(section));
        for (rows, open, folded) in [
            (expected, shown.expected_open.contains(at), DiffLine::Expected { section, count: 0 }),
            (same, shown.same_open.contains(at), DiffLine::Same { section, count: 0 }),
        ] {
            let Some(count) = u32::try_from(rows.len()).ok().filter(|count| *count > 0) else { continue };
            if !quiet || open {
                self.all.push(match folded {
                    DiffLine::Expected { .. } => DiffLine::Expected { section, count },
                    _ => DiffLine::Same { section, count },
                });
            }
            if open {
                for i in rows {
                    self.row(diff, RowAt::new(section, i), section, shown);
                }
            }
        }
        self.all.push(DiffLine::Gap(section));
    }

    fn row(&mut self, diff: &Diff, at: RowAt, section: &'static DiffSection, shown: &Shown) {
        let is_change = diff.change(section, at.index as usize).counts();
        if is_change {
            self.changes.push(self.all.len());
        }
        self.all.push(DiffLine::Row { section, index: at.index });
        if shown.unfolded.contains(&at) {
            for row in diff.nested(section, at.index as usize, shown.only_changes && is_change, MOST_NESTED) {
                let nested = u32::try_from(self.nested.len()).unwrap_or(u32::MAX);
                self.nested.push(row);
                self.all.push(DiffLine::Nested { section, nested });
            }
        }
    }

    /// The line that a line stands below: of a property its column, of a row that was folded what folds it.
    #[must_use]
    pub fn parent(&self, line: usize) -> Option<usize> {
        let depth = |line: DiffLine| match line {
            DiffLine::Nested { nested, .. } => self.nested.get(nested as usize).map_or(1, |nested| nested.depth),
            _ => 0,
        };
        let own = *self.all.get(line)?;
        let above = (0..line).rev().take_while(|i| !matches!(self.all[*i], DiffLine::Title(_)));
        match own {
            DiffLine::Nested { .. } => above.into_iter().find(|i| depth(self.all[*i]) < depth(own)),
            DiffLine::Row { .. } => above.into_iter().find(|i| self.all[*i].is_fold()),
            _ => None,
        }
    }

    /// The line of a row; nothing where it is folded away.
    #[must_use]
    pub fn find(&self, section: &'static DiffSection, index: u32) -> Option<usize> {
        self.all.iter().position(|line| *line == DiffLine::Row { section, index })
    }

    /// The change that a line belongs to: its place among the changes, from 0.
    #[must_use]
    pub fn change_at(&self, line: usize) -> Option<usize> {
        self.changes.partition_point(|change| *change <= line).checked_sub(1)
    }
}

/// The rows that are in view, laid out: they are kept from frame to frame for as long as the lines are the same.
#[derive(Debug, Default)]
pub struct LaidOut {
    /// Of the frame before, by the number of their line.
    before: HashMap<usize, ChangeRow>,
    now: HashMap<usize, ChangeRow>,
}

impl LaidOut {
    /// Begins a frame: what is not asked for until the next one begins is dropped.
    pub fn begin(&mut self) {
        self.before = std::mem::take(&mut self.now);
    }

    /// The row of a line, which `lay_out` makes where the frame before had none.
    pub fn row(&mut self, line: usize, lay_out: impl FnOnce() -> Option<ChangeRow>) -> Option<&ChangeRow> {
        if !self.now.contains_key(&line) {
            let row = self.before.remove(&line).or_else(lay_out)?;
            self.now.insert(line, row);
        }
        self.now.get(&line)
    }
}

/// Rows that changed inside their nested types: they are unfolded at first.
#[must_use]
pub fn first_unfolded(diff: &Diff) -> BTreeSet<RowAt> {
    let mut found = BTreeSet::new();
    for section in PartName::ALL.map(DiffSection::of_part) {
        for i in 0..diff.len(section) {
            if found.len() >= MOST_UNFOLDED {
                return found;
            }
            let changed = diff.change(section, i).change == Some(Change::Changed);
            if changed && !diff.nested(section, i, true, 1).is_empty() {
                found.insert(RowAt::new(section, u32::try_from(i).unwrap_or(u32::MAX)));
            }
        }
    }
    found
}

/// Every row with nested types.
#[must_use]
pub fn all_unfoldable(diff: &Diff) -> BTreeSet<RowAt> {
    let mut found = BTreeSet::new();
    for section in PartName::ALL.map(DiffSection::of_part) {
        let rows = (0..diff.len(section)).filter(|i| diff.has_nested(section, *i));
        found.extend(rows.map(|i| RowAt::new(section, u32::try_from(i).unwrap_or(u32::MAX))));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::diff::CandidateRow;

    fn row() -> ChangeRow {
        let (mark, hint) = (String::new(), String::new());
        let first = CandidateRow { change: None, mark, cells: None, hint, is_rename_guess: false, has_way: false, expected: false };
        ChangeRow { baseline: None, first, others: Vec::new(), children: 0 }
    }

    #[test]
    fn a_row_that_stays_in_view_is_laid_out_once() {
        let mut laid_out = LaidOut::default();
        let mut frame = |lines: std::ops::Range<usize>| {
            let mut made = 0;
            laid_out.begin();
            for line in lines {
                laid_out.row(line, || {
                    made += 1;
                    Some(row())
                });
            }
            made
        };
        assert_eq!(frame(0..20), 20);
        assert_eq!(frame(0..20), 0, "only the pointer moved");
        assert_eq!(frame(5..25), 5, "scrolled by five rows");
        assert_eq!(frame(0..20), 5, "what left the view was dropped");
        assert_eq!(laid_out.now.len(), 20);
    }
}
