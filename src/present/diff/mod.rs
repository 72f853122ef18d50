//! A comparison as rows, the same for the window and for everything printed or copied.

mod heading;
mod number;
mod pairing;
mod row;
mod sides;
mod verdict;

use crate::compare::signature::{PropertyPair, properties};
use crate::compare::{Callers, Change, Comparison, DiffSection, RowChange, join};
use crate::mlmodel::signature::Property;
use crate::reading::{Candidate, Compared};
use pairing::{PairRow, Pairing, property_pair};

pub use row::{COLUMNS, CandidateRow, Cell, CellRow, ChangeRow, NestedRow, key_text};
pub use sides::{side_facts, title_of_pair};
pub use verdict::{headline, remark, spares_most};

/// A comparison laid out: sections with their headings, and rows that are made when they are asked for.
#[derive(Debug)]
pub struct Diff {
    pub compared: Compared,
    /// Whose verdict is asked for.
    pub callers: Callers,
    /// The sections there is something to say of.
    pub sections: Vec<SectionRows>,
}

/// One section, laid out as far as all of its rows are looked at together.
#[derive(Debug)]
pub struct SectionRows {
    pub section: &'static DiffSection,
    /// `3 changes, 6 the same`, of the first candidate and then of each other one.
    pub headings: Vec<String>,
    /// Rows in all.
    pub len: usize,
    /// The row of each candidate; one candidate by itself has them in order.
    joined: Option<Vec<Vec<Option<u32>>>>,
}

impl SectionRows {
    fn of(compared: &Compared, section: &'static DiffSection) -> Self {
        let pairings: Vec<Pairing<'_>> = compared.candidates().filter_map(|candidate| pairing(compared, candidate, section)).collect();
        let joined = match pairings.as_slice() {
            [_] => None,
            many => Some(join(&many.iter().map(Pairing::identities).collect::<Vec<_>>())),
        };
        let len = joined.as_ref().map_or_else(|| pairings.first().map_or(0, |pairing| pairing.diff.rows.len()), Vec::len);
        Self { section, headings: pairings.iter().map(heading::heading).collect(), len, joined }
    }

    /// The heading of the first candidate.
    #[must_use]
    pub fn heading(&self) -> &str {
        self.headings.first().map_or("", String::as_str)
    }

    /// A candidate's own number of a row.
    fn row_of(&self, candidate: usize, index: usize) -> Option<usize> {
        match &self.joined {
            None => Some(index),
            Some(joined) => joined.get(index)?.get(candidate).copied().flatten().map(|row| row as usize),
        }
    }
}

fn pairing<'a>(compared: &'a Compared, candidate: &'a Candidate, section: &DiffSection) -> Option<Pairing<'a>> {
    let diff = candidate.comparison.section(section)?;
    Some(Pairing { a: &compared.baseline, b: &candidate.model, comparison: &candidate.comparison, diff })
}

impl Diff {
    /// Lays out models that were compared.
    #[must_use]
    pub fn of(compared: Compared, callers: Callers) -> Self {
        let shown = compared.first.comparison.sections.iter().map(|diff| diff.section);
        let sections = shown.map(|section| SectionRows::of(&compared, section)).collect();
        Self { compared, callers, sections }
    }

    /// What differs in the first candidate.
    #[must_use]
    pub fn comparison(&self) -> &Comparison {
        &self.compared.first.comparison
    }

    /// One section, where there is something to say of it.
    #[must_use]
    pub fn section(&self, section: &DiffSection) -> Option<&SectionRows> {
        self.sections.iter().find(|rows| rows.section == section)
    }

    /// How many rows a section has.
    #[must_use]
    pub fn len(&self, section: &DiffSection) -> usize {
        self.section(section).map_or(0, |rows| rows.len)
    }

    /// What became of a row in the first candidate, without laying it out.
    #[must_use]
    pub fn change(&self, section: &DiffSection, index: usize) -> RowChange {
        let own = self.section(section).and_then(|rows| rows.row_of(0, index));
        let change = own.and_then(|own| self.comparison().section(section)?.change(own));
        change.unwrap_or(RowChange { change: Some(Change::Same), expected: false })
    }

    /// Lays out one row; nothing where there is no such row.
    #[must_use]
    pub fn row(&self, section: &DiffSection, index: usize) -> Option<ChangeRow> {
        let rows = self.section(section).filter(|rows| index < rows.len)?;
        let row = |(i, candidate)| pairing(&self.compared, candidate, section)?.row(rows.row_of(i, index)?);
        assemble(self.compared.candidates().enumerate().map(row))
    }

    /// The properties below a row, matched, for each candidate.
    fn properties(&self, section: &DiffSection, index: usize) -> Vec<Vec<PropertyPair<'_>>> {
        let Some(rows) = self.section(section) else { return Vec::new() };
        let of = |(i, candidate)| Some(pairing(&self.compared, candidate, section)?.properties(rows.row_of(i, index)?));
        self.compared.candidates().enumerate().map(|at| of(at).unwrap_or_default()).collect()
    }

    /// Whether a row has nested types, without laying them out.
    #[must_use]
    pub fn has_nested(&self, section: &DiffSection, index: usize) -> bool {
        self.properties(section, index).iter().any(|pairs| !pairs.is_empty())
    }

    /// What is nested below a row, at most so many rows; with `only_changes`, what differs in the first candidate.
    #[must_use]
    pub fn nested(&self, section: &DiffSection, index: usize, only_changes: bool, most: usize) -> Vec<NestedRow> {
        let mut found = Nested { rows: Vec::new(), only_changes, most };
        found.add(&self.properties(section, index), 1);
        found.rows
    }

    /// The answer, with the two words a person asks for first.
    #[must_use]
    pub fn headline(&self) -> &'static str {
        headline(self.comparison(), self.callers)
    }

    /// What the headline leaves open, in one clause.
    #[must_use]
    pub fn remark(&self) -> &'static str {
        remark(self.comparison())
    }

    /// Both sides are the same but for what two saves of one model differ in.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        self.comparison().is_identical()
    }
}

/// The rows of all candidates at one place as one; nothing where no candidate has one.
fn assemble(rows: impl Iterator<Item = Option<PairRow>>) -> Option<ChangeRow> {
    let mut baseline = None;
    let mut children = 0;
    let mut is_there = false;
    let mut candidates = rows.map(|row| match row {
        Some(row) => {
            is_there = true;
            children = children.max(row.children);
            baseline = baseline.take().or(row.a);
            row.candidate
        }
        None => CandidateRow::absent(),
    });
    let first = candidates.next()?;
    let others = candidates.collect();
    is_there.then_some(ChangeRow { baseline, first, others, children })
}

/// Nested rows while they are gathered.
struct Nested {
    rows: Vec<NestedRow>,
    only_changes: bool,
    most: usize,
}

impl Nested {
    fn add(&mut self, candidates: &[Vec<PropertyPair<'_>>], depth: u16) {
        let name = |pair: &PropertyPair<'_>| pair.a.or(pair.b).map(|property| property.name.to_string()).unwrap_or_default();
        let joined = match candidates {
            [one] => (0..u32::try_from(one.len()).unwrap_or(u32::MAX)).map(|i| vec![Some(i)]).collect(),
            many => join(&many.iter().map(|pairs| pairs.iter().map(name).collect::<Vec<_>>()).collect::<Vec<_>>()),
        };
        for place in joined {
            if self.rows.len() >= self.most {
                return;
            }
            let pairs: Vec<Option<&PropertyPair<'_>>> =
                place.iter().zip(candidates).map(|(row, pairs)| row.and_then(|row| pairs.get(row as usize))).collect();
            if self.only_changes && pairs.first().copied().flatten().is_none_or(|pair| pair.change() == Change::Same) {
                continue;
            }
            if let Some(row) = assemble(pairs.iter().map(|pair| pair.map(property_pair))) {
                self.rows.push(NestedRow { depth, row });
            }
            let below: Vec<_> =
                pairs.iter().map(|pair| pair.map(|pair| properties(inside(pair.a), inside(pair.b))).unwrap_or_default()).collect();
            self.add(&below, depth.saturating_add(1));
        }
    }
}

/// The properties of a nested type.
fn inside(property: Option<&Property>) -> &[Property] {
    property.map_or(&[], |property| property.data_type.properties())
}
