//! One row of a comparison, laid out for people.

use std::borrow::Cow;

use crate::compare::signature::ChangedParts;
use crate::compare::{Change, RowChange};
use crate::mlmodel::display::clipped;
use crate::mlmodel::yaml::NodeId;
use crate::mlmodel::{KeyPath, MlModel, Value};
use crate::present::rows::{self, Family, required_word};

/// One row: what the baseline and each candidate have at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// The baseline's cells; nothing where it has no such row.
    pub baseline: Option<CellRow>,
    /// The first candidate.
    pub first: CandidateRow,
    /// Further candidates.
    pub others: Vec<CandidateRow>,
    /// How many properties unfold below.
    pub children: usize,
}

/// What one candidate has at one place, and what became of it there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CandidateRow {
    /// `None` while the bytes of a file are not compared, or cannot be.
    pub change: Option<Change>,
    /// What changed, in a word or two: `type`, `major`, `content`; empty where the change says it all.
    pub mark: String,
    /// Nothing where the candidate has no such row.
    pub cells: Option<CellRow>,
    /// A remark on the row: a guess at a rename, why a file cannot be compared.
    pub hint: String,
    /// The remark is a guess at a rename: it belongs beside the name.
    pub is_rename_guess: bool,
    /// The mark says which way a version went.
    pub has_way: bool,
    pub expected: bool,
}

/// A property below a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedRow {
    /// Its level, from 1.
    pub depth: u16,
    pub row: ChangeRow,
}

/// One side of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellRow {
    pub name: String,
    /// From the left; the last stands at the edge.
    pub cells: Vec<Cell>,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub text: String,
    /// Where what is shown of it begins, in bytes: two long values are shown from shortly before they differ.
    shown_from: usize,
    /// A type is shown as a chip in its family's colour.
    pub family: Option<Family>,
    /// It is what changed.
    pub changed: bool,
}

impl Cell {
    pub(super) fn new(text: impl Into<String>, changed: bool) -> Self {
        Self { text: text.into(), shown_from: 0, family: None, changed }
    }

    /// The same, shown from this character on.
    pub(super) fn from(self, character: usize) -> Self {
        let shown_from = self.text.char_indices().nth(character).map_or(0, |(at, _)| at);
        Self { shown_from, ..self }
    }

    /// What is shown of it, up to so many characters.
    #[must_use]
    pub fn shown(&self, most: usize) -> Cow<'_, str> {
        match self.text.get(self.shown_from..) {
            Some(rest) if self.shown_from > 0 => format!("\u{2026}{}", clipped(rest, most)).into(),
            _ => clipped(&self.text, most),
        }
    }
}

impl CellRow {
    /// All values in one text.
    #[must_use]
    pub fn value(&self) -> String {
        self.cells.iter().map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl CandidateRow {
    pub(super) fn new(change: Change, cells: Option<CellRow>) -> Self {
        let change = Some(change);
        Self { change, mark: String::new(), cells, hint: String::new(), is_rename_guess: false, has_way: false, expected: false }
    }

    /// A row that neither the baseline nor this candidate has: another candidate has it.
    pub(super) fn absent() -> Self {
        Self::new(Change::Same, None)
    }

    /// Whether it is a difference that counts.
    #[must_use]
    pub fn is_change(&self) -> bool {
        RowChange { change: self.change, expected: self.expected }.counts()
    }

    /// The change in one word or two.
    #[must_use]
    pub fn word(&self) -> &str {
        match self.change {
            _ if !self.mark.is_empty() => &self.mark,
            Some(change) => change.word(),
            None => "not compared",
        }
    }
}

impl ChangeRow {
    /// All candidates, the first one first.
    pub fn candidates(&self) -> impl Iterator<Item = &CandidateRow> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The name, on whichever side it stands.
    #[must_use]
    pub fn name(&self) -> &str {
        let cells = self.baseline.as_ref().or_else(|| self.candidates().find_map(|candidate| candidate.cells.as_ref()));
        cells.map_or("", |side| &side.name)
    }

    /// The baseline and the first candidate have it.
    #[must_use]
    pub fn is_on_both(&self) -> bool {
        self.baseline.is_some() && self.first.cells.is_some()
    }

    /// Name, change, A and B, to copy; change and value of each further candidate behind them.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let value = |side: &Option<CellRow>| side.as_ref().map(CellRow::value).unwrap_or_default();
        let word = |row: &CandidateRow| if row.expected { format!("{} (expected)", row.word()) } else { row.word().to_owned() };
        let mut columns = vec![self.name().to_owned(), word(&self.first), value(&self.baseline), value(&self.first.cells)];
        columns.extend(self.others.iter().flat_map(|other| [word(other), value(&other.cells)]));
        columns
    }
}

/// The headings of [`ChangeRow::columns`].
pub const COLUMNS: [&str; 4] = ["Name", "Change", "A", "B"];

/// `type`, or `type +1` where more than one part changed.
pub(super) fn short_list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, rest @ ..] => format!("{first} +{}", rest.len()),
    }
}

/// A type that reads the same on both sides changed in what is nested in it: it is not what is tinted.
pub(super) fn is_inside(a: &mut Option<CellRow>, b: &mut Option<CellRow>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let (Some(x), Some(y)) = (a.cells.last_mut(), b.cells.last_mut()) else { return false };
    let is_inside = x.family.is_some() && x.changed && y.changed && x.text == y.text;
    if is_inside {
        (x.changed, y.changed) = (false, false);
    }
    is_inside
}

pub(super) fn cells(row: &rows::SignatureRow, changed: ChangedParts) -> Vec<Cell> {
    let mut cells = Vec::new();
    // "required" is the rule: it is said where it changed.
    let required = required_word(row.required);
    if changed.required || row.required == Some(false) {
        cells.push(Cell::new(required, changed.required));
    }
    if let Some(default) = &row.default {
        cells.push(Cell::new(format!("default {default}"), changed.default));
    }
    if let Some(shape) = &row.shape {
        cells.push(Cell::new(shape, changed.shape));
    }
    cells.push(Cell { family: Some(row.family), ..Cell::new(row.type_text.clone(), changed.data_type) });
    cells
}

/// A key's path as text, at a length that can be repeated in every row.
#[must_use]
pub fn key_text(key: &KeyPath) -> String {
    clipped(&key.to_string(), 2_000).into_owned()
}

/// The value as it stands in the file, or as MLflow reads it where it is more than a scalar.
pub(super) fn written(model: Option<&MlModel>, node: Option<NodeId>, value: &Value) -> String {
    let scalar = model.zip(node).and_then(|(model, node)| model.document.scalar(node));
    scalar.map_or_else(|| value.shown(), str::to_owned)
}
