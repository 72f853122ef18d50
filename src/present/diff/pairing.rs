//! One section of one candidate compared with the baseline, laid out row by row.

use super::number;
use super::row::{CandidateRow, Cell, CellRow, cells, is_inside, key_text, short_list, written};
use crate::compare::environment::{AskedVersion, PYTHON, PackageRow};
use crate::compare::files::{FileRow, State};
use crate::compare::keys::KeyRow;
use crate::compare::logged::LoggedRow;
use crate::compare::signature::{PropertyPair, SpecRow, properties};
use crate::compare::{About, Change, Comparison, Identity, MatchedRows, PartDiff, SectionDiff};
use crate::folder::Status;
use crate::mlmodel::display::bytes;
use crate::mlmodel::signature::{PartName, Property};
use crate::mlmodel::yaml::NodeId;
use crate::mlmodel::{MlModel, Value};
use crate::present::rows::{Family, PartRows, property_row, shown_name};
use crate::reading::Model;

/// One section of two models.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pairing<'a> {
    pub a: &'a Model,
    pub b: &'a Model,
    pub comparison: &'a Comparison,
    pub diff: &'a SectionDiff,
}

/// One row of two models.
pub(super) struct PairRow {
    pub a: Option<CellRow>,
    pub candidate: CandidateRow,
    pub children: usize,
}

impl PairRow {
    fn new(a: Option<CellRow>, candidate: CandidateRow) -> Self {
        Self { a, candidate, children: 0 }
    }
}

impl<'a> Pairing<'a> {
    /// Lays out one row; nothing where there is no such row.
    pub fn row(&self, index: usize) -> Option<PairRow> {
        let mut row = match &self.diff.rows {
            MatchedRows::Specs { part, diff } => self.spec(*part, diff, index)?,
            MatchedRows::Values(rows) => value_row(rows.get(index)?, self.diff.section.about),
            MatchedRows::Packages(rows) => package_row(rows.get(index)?),
            MatchedRows::Files(rows) => self.file_row(rows.get(index)?),
            MatchedRows::Keys(rows) => self.key_row(rows.get(index)?),
        };
        if !self.diff.is_comparable {
            // The other side cannot be read: that it lacks the row is not known.
            row.candidate.mark = format!("only in {}", if row.a.is_some() { "A" } else { "B" });
            (row.candidate.change, row.candidate.expected) = (None, false);
        }
        Some(row)
    }

    /// What each row is about, to bring it together with those of other candidates.
    pub fn identities(&self) -> Vec<Identity> {
        let specs = match self.diff.rows {
            MatchedRows::Specs { part, .. } => specs_of(self.b, part),
            _ => None,
        };
        self.diff.rows.identities(|i| specs.and_then(|specs| specs.name(i as usize)).unwrap_or_else(|| format!("#{i}")))
    }

    /// The properties directly below a spec, matched; nothing where a row has none.
    pub fn properties(&self, index: usize) -> Vec<PropertyPair<'a>> {
        let MatchedRows::Specs { part, diff } = &self.diff.rows else { return Vec::new() };
        let Some(row) = diff.rows.get(index) else { return Vec::new() };
        let [a, b] = self.specs(*part);
        let below = |rows: Option<PartRows<'a>>, index: Option<u32>| -> &'a [Property] {
            rows.zip(index).map_or(&[], |(rows, index)| rows.properties(index as usize))
        };
        properties(below(a, row.a), below(b, row.b))
    }

    /// A part of the signature of both.
    fn specs(&self, part: PartName) -> [Option<PartRows<'a>>; 2] {
        [specs_of(self.a, part), specs_of(self.b, part)]
    }

    fn spec(&self, part: PartName, diff: &PartDiff, index: usize) -> Option<PairRow> {
        let row = diff.rows.get(index)?;
        let [a, b] = self.specs(part);
        let side = |rows: Option<PartRows<'_>>, index: Option<u32>| {
            let row_of = rows?.row(index? as usize)?;
            let name = match row_of.name.as_deref() {
                None => format!("{} {}", if row_of.family == Family::Tensor { "tensor" } else { "column" }, index? + 1),
                Some(name) => shown_name(Some(name)).into_owned(),
            };
            Some(CellRow { name, cells: cells(&row_of, row.parts) })
        };
        let (mut left, mut right) = (side(a, row.a), side(b, row.b));
        let is_inside = is_inside(&mut left, &mut right);
        let mark = match (row.change, row.a, row.b) {
            (Change::Changed, ..) if is_inside && row.parts.words().len() == 1 => "inside".to_owned(),
            (Change::Moved, Some(i), Some(j)) if i != j => format!("moved {} → {}", i + 1, j + 1),
            (Change::Changed, ..) => short_list(&row.parts.words()),
            _ => String::new(),
        };
        let below =
            |rows: Option<PartRows<'_>>, index: Option<u32>| rows.zip(index).map_or(0, |(rows, i)| rows.properties(i as usize).len());
        let children = below(a, row.a).max(below(b, row.b));
        let hint = rename_hint(diff, row, [a, b]);
        let candidate = CandidateRow { mark, is_rename_guess: !hint.is_empty(), hint, ..CandidateRow::new(row.change, right) };
        Some(PairRow { a: left, candidate, children })
    }

    fn file_row(&self, row: &FileRow) -> PairRow {
        let change = row.change();
        let side = |bytes_of: Option<u64>, is_there: bool| {
            is_there.then(|| CellRow {
                name: row.path.to_string(),
                cells: vec![Cell::new(bytes_of.map(bytes).unwrap_or_default(), change == Some(Change::Changed))],
            })
        };
        let misses = |model: &Model| {
            model.folder().is_some_and(|folder| folder.references_to(&row.path).any(|reference| reference.status == Status::Missing))
        };
        let mark = match &row.state {
            State::Pending => "comparing…",
            State::Unreadable(_) => "not compared",
            State::Known(Change::Changed) => "content",
            // Named by the MLmodel, and not there: that is more than a difference.
            State::Known(Change::Removed) if misses(self.b) => "missing in B",
            State::Known(Change::Added) if misses(self.a) => "missing in A",
            State::Known(_) => "",
        };
        let hint = if let State::Unreadable(why) = &row.state { why.clone() } else { String::new() };
        let candidate = CandidateRow {
            change,
            mark: mark.to_owned(),
            cells: side(row.b_bytes, change != Some(Change::Removed)),
            hint,
            is_rename_guess: false,
            has_way: false,
            expected: row.expected && change != Some(Change::Same),
        };
        PairRow::new(side(row.a_bytes, change != Some(Change::Added)), candidate)
    }

    fn key_row(&self, row: &KeyRow) -> PairRow {
        let changed = row.change == Change::Changed;
        let side = |model: Option<&MlModel>, value: Option<&Value>, node: Option<NodeId>| {
            value.map(|value| CellRow { name: key_text(&row.key), cells: vec![Cell::new(written(model, node, value), changed)] })
        };
        let candidate = CandidateRow {
            mark: if changed { "value".to_owned() } else { String::new() },
            expected: row.expected,
            ..CandidateRow::new(row.change, side(self.b.mlmodel(), row.b.as_ref(), row.b_node))
        };
        PairRow::new(side(self.a.mlmodel(), row.a.as_ref(), row.a_node), candidate)
    }
}

/// A part of a model's signature as rows.
fn specs_of(model: &Model, part: PartName) -> Option<PartRows<'_>> {
    PartRows::of(model.mlmodel()?.signature.as_ref()?, part)
}

fn rename_hint(diff: &PartDiff, row: &SpecRow, [a, b]: [Option<PartRows<'_>>; 2]) -> String {
    let Some(other) = row.perhaps.and_then(|p| diff.rows.get(p as usize)) else { return String::new() };
    let name = |rows: Option<PartRows<'_>>, i: Option<u32>| rows.zip(i).and_then(|(rows, i)| rows.name(i as usize));
    match row.change {
        Change::Removed => name(b, other.b).map(|name| format!("perhaps {name} now")),
        Change::Added => name(a, other.a).map(|name| format!("perhaps {name} before")),
        _ => None,
    }
    .unwrap_or_default()
}

/// Lays out a property and its counterpart.
pub(super) fn property_pair(pair: &PropertyPair<'_>) -> PairRow {
    let parts = pair.parts();
    let side = |property: Option<&Property>| {
        property.map(|property| CellRow { name: property.name.to_string(), cells: cells(&property_row(property), parts) })
    };
    let below = |property: Option<&'_ Property>| property.map_or(0, |property| property.data_type.properties().len());
    let (mut left, mut right) = (side(pair.a), side(pair.b));
    let is_inside = is_inside(&mut left, &mut right) && parts.words().len() == 1;
    let mark = if is_inside { "inside".to_owned() } else { short_list(&parts.words()) };
    let candidate = CandidateRow { mark, ..CandidateRow::new(pair.change(), right) };
    PairRow { a: left, candidate, children: below(pair.a).max(below(pair.b)) }
}

/// Characters that are shown of what two long values have alike, before the first difference.
const SHOWN_ALIKE: usize = 24;
/// What begins alike for no more than this is shown from its beginning.
const ALIKE_FROM_START: usize = 60;

/// How many characters two values have alike at their beginning; none where they are one value.
fn same_start(a: &str, b: &str) -> usize {
    if a == b { 0 } else { a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count() }
}

/// What was logged to a run as a number says by how much it differs.
fn value_row(row: &LoggedRow, about: About) -> PairRow {
    let changed = row.change == Change::Changed;
    let same = row.a.as_ref().zip(row.b.as_ref()).map_or(0, |(a, b)| same_start(a, b));
    let side = |value: &Option<String>| {
        let cell = |value: &String| {
            let cell = Cell::new(value.clone(), changed);
            if same > ALIKE_FROM_START { cell.from(same - SHOWN_ALIKE) } else { cell }
        };
        value.as_ref().map(|value| CellRow { name: row.key.clone(), cells: vec![cell(value)] })
    };
    let by = row.a.as_ref().zip(row.b.as_ref()).filter(|_| changed && about == About::Runs);
    let by = by.and_then(|(a, b)| number::difference(a, b));
    let has_way = by.is_some();
    let mark = by.unwrap_or_else(|| if changed { "value".to_owned() } else { String::new() });
    PairRow::new(side(&row.a), CandidateRow { mark, has_way, ..CandidateRow::new(row.change, side(&row.b)) })
}

fn package_row(row: &PackageRow) -> PairRow {
    let changed = row.change == Change::Changed;
    let name = if row.name == PYTHON { "Python".to_owned() } else { row.name.clone() };
    let side = |asked: &Option<AskedVersion>| {
        asked.as_ref().map(|asked| CellRow { name: name.clone(), cells: vec![Cell::new(asked.shown(), changed)] })
    };
    let mark = match (row.step, changed) {
        (Some(step), _) => {
            let size = match (step.is_major, row.name == PYTHON) {
                (true, false) => "major",
                (true, true) => "minor",
                (false, _) => "version",
            };
            format!("{} {size}", if step.is_up { "↑" } else { "↓" })
        }
        (None, true) => "version".to_owned(),
        (None, false) => String::new(),
    };
    let from = |asked: &Option<AskedVersion>| asked.as_ref().map(|asked| asked.file.to_string());
    let hint = match (from(&row.a), from(&row.b)) {
        (Some(a), Some(b)) if a != b => format!("A: {a}, B: {b}"),
        (a, b) => a.or(b).unwrap_or_default(),
    };
    let candidate = CandidateRow { mark, hint, has_way: row.step.is_some(), ..CandidateRow::new(row.change, side(&row.b)) };
    PairRow::new(side(&row.a), candidate)
}
