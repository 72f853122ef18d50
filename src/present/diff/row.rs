//! One row of a comparison, laid out for people.

use crate::compare::Change;
use crate::compare::environment::{Asked, PYTHON, PackageRow};
use crate::compare::logged::LoggedRow;
use crate::compare::signature::{Parts, PropertyPair, properties};
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::Property;
use crate::mlmodel::yaml::NodeId;
use crate::mlmodel::{KeyPath, MlModel, Value};
use crate::present::rows::{self, Family, property_row, required_word};

/// One row: what both sides have at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// `None` while the bytes of a file are not compared, or cannot be.
    pub change: Option<Change>,
    /// What changed, in a word or two: `type`, `major`, `content`; empty where the change says it all.
    pub mark: String,
    pub a: Option<CellRow>,
    pub b: Option<CellRow>,
    /// A remark on the row: a guess at a rename, why a file cannot be compared.
    pub hint: String,
    pub expected: bool,
    /// How many properties unfold below.
    pub children: usize,
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
    /// A type is shown as a chip in its family's colour.
    pub family: Option<Family>,
    /// It is what changed.
    pub changed: bool,
}

impl Cell {
    pub(super) fn new(text: impl Into<String>, changed: bool) -> Self {
        Self { text: text.into(), family: None, changed }
    }
}

impl CellRow {
    /// All values in one text.
    #[must_use]
    pub fn value(&self) -> String {
        self.cells.iter().map(|cell| cell.text.as_str()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

impl ChangeRow {
    /// Whether it is a difference that counts.
    #[must_use]
    pub fn is_change(&self) -> bool {
        !self.expected && self.change.is_some_and(|change| !matches!(change, Change::Same | Change::Moved))
    }

    /// The name, on whichever side it stands.
    #[must_use]
    pub fn name(&self) -> &str {
        self.a.as_ref().or(self.b.as_ref()).map_or("", |side| &side.name)
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

    /// Name, change, A and B, to copy.
    #[must_use]
    pub fn columns(&self) -> [String; 4] {
        let value = |side: &Option<CellRow>| side.as_ref().map(CellRow::value).unwrap_or_default();
        let word = if self.expected { format!("{} (expected)", self.word()) } else { self.word().to_owned() };
        [self.name().to_owned(), word, value(&self.a), value(&self.b)]
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

pub(super) fn cells(row: &rows::Row, changed: Parts) -> Vec<Cell> {
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
    cells.push(Cell { text: row.type_text.clone(), family: Some(row.family), changed: changed.data_type });
    cells
}

pub(super) fn nested(pairs: &[PropertyPair<'_>], depth: u16, only_changes: bool, most: usize, found: &mut Vec<(u16, ChangeRow)>) {
    for pair in pairs {
        if found.len() >= most {
            return;
        }
        let change = pair.change();
        if only_changes && change == Change::Same {
            continue;
        }
        let parts = pair.parts();
        let side = |property: Option<&Property>| {
            property.map(|property| CellRow { name: property.name.to_string(), cells: cells(&property_row(property), parts) })
        };
        let below = |property: Option<&'_ Property>| property.map_or(0, |property| property.data_type.properties().len());
        let (mut left, mut right) = (side(pair.a), side(pair.b));
        let is_inside = is_inside(&mut left, &mut right) && parts.words().len() == 1;
        found.push((
            depth,
            ChangeRow {
                change: Some(change),
                mark: if is_inside { "inside".to_owned() } else { short_list(&parts.words()) },
                a: left,
                b: right,
                hint: String::new(),
                expected: false,
                children: below(pair.a).max(below(pair.b)),
            },
        ));
        let inner = properties(
            pair.a.map_or(&[], |property| property.data_type.properties()),
            pair.b.map_or(&[], |property| property.data_type.properties()),
        );
        nested(&inner, depth.saturating_add(1), only_changes, most, found);
    }
}

pub(super) fn package_row(row: &PackageRow) -> ChangeRow {
    let changed = row.change == Change::Changed;
    let name = if row.name == PYTHON { "Python".to_owned() } else { row.name.clone() };
    let side =
        |asked: &Option<Asked>| asked.as_ref().map(|asked| CellRow { name: name.clone(), cells: vec![Cell::new(asked.shown(), changed)] });
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
    let from = |asked: &Option<Asked>| asked.as_ref().map(|asked| asked.file.to_string());
    let hint = match (from(&row.a), from(&row.b)) {
        (Some(a), Some(b)) if a != b => format!("A: {a}, B: {b}"),
        (a, b) => a.or(b).unwrap_or_default(),
    };
    ChangeRow { change: Some(row.change), mark, a: side(&row.a), b: side(&row.b), hint, expected: false, children: 0 }
}

pub(super) fn logged_row(row: &LoggedRow) -> ChangeRow {
    let changed = row.change == Change::Changed;
    let side = |value: &Option<String>| {
        value.as_ref().map(|value| CellRow { name: row.key.clone(), cells: vec![Cell::new(value.clone(), changed)] })
    };
    let mark = if changed { "value".to_owned() } else { String::new() };
    ChangeRow { change: Some(row.change), mark, a: side(&row.a), b: side(&row.b), hint: String::new(), expected: false, children: 0 }
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
