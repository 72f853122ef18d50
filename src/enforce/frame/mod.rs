//! What `pandas.DataFrame` makes of JSON.

mod dict;
mod rows;
mod split;

use std::ops::Range;

use super::codes;
pub use super::label::Label;
use crate::mlmodel::Code;
use crate::mlmodel::display::count;
use crate::mlmodel::value::Value;

/// What pandas puts where a record lacks a key.
static GAP: Value = Value::Float(f64::NAN);

/// A column of a data frame.
#[derive(Clone, Debug)]
pub struct Column<'v> {
    /// Its name, or its position where it has none.
    pub label: Label<'v>,
    /// Its values, one a row.
    pub cells: Vec<&'v Value>,
}

impl<'v> Column<'v> {
    /// One without a cell yet, and room for so many.
    fn empty(label: Label<'v>, rows: usize) -> Self {
        Self { label, cells: Vec::with_capacity(rows) }
    }
}

/// A data frame: columns of one length.
#[derive(Clone, Debug, Default)]
pub struct Frame<'v> {
    /// Its columns, in order.
    pub columns: Vec<Column<'v>>,
    /// How many rows it has, which the columns cannot say where there are none.
    pub rows: usize,
    /// It was written as CSV, where a text may be a number that stands in a column with others that are none.
    pub is_csv: bool,
}

/// Why there is no data frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameError {
    /// The row where it fails, from 0; `None` where it is about all of them.
    pub row: Option<usize>,
    /// Stable, for scripts.
    pub code: &'static Code,
    /// What stands there and what would be taken, in a sentence.
    pub message: String,
}

impl FrameError {
    fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { row: None, code, message: message.into() }
    }

    fn in_row(row: usize, code: &'static Code, message: impl Into<String>) -> Self {
        Self { row: Some(row), code, message: message.into() }
    }
}

type FrameResult<'v> = Result<Frame<'v>, FrameError>;

/// Cells that a frame may have whatever was sent; past that, no more than a few for each value.
const MAX_GAPS: usize = 16_000_000;

/// Columns, or names, of one request. Each takes some hundred bytes however short its name is, and no model has as many.
pub(super) const MAX_COLUMNS: usize = 250_000;

/// Refuses more columns, or names, than are looked at.
///
/// # Errors
/// There are more than 250,000.
pub(super) fn few_enough(columns: usize) -> Result<(), FrameError> {
    if columns <= MAX_COLUMNS {
        return Ok(());
    }
    Err(FrameError::new(codes::TOO_MANY_COLUMNS, too_many_columns()))
}

/// What is said of more columns than [`MAX_COLUMNS`].
pub(super) fn too_many_columns() -> String {
    format!("it has more than {}, and no more are checked", count(MAX_COLUMNS, "column", "columns"))
}

/// Few values can ask for a frame of billions of gaps, one that no memory holds. `sent`: values of the request.
fn bounded(columns: usize, rows: usize, sent: usize) -> Result<(), FrameError> {
    few_enough(columns)?;
    if columns.saturating_mul(rows) <= MAX_GAPS.max(sent.saturating_mul(4)) {
        return Ok(());
    }
    let (columns, rows) = (count(columns, "column", "columns"), count(rows, "row", "rows"));
    Err(FrameError::new(codes::TOO_SPARSE, format!("{columns} and {rows} make a data frame of nothing but gaps; send less at once")))
}

/// Rows that are looked at together: their values lie side by side in memory, those of a column far apart.
const BLOCK: usize = 256;

impl<'v> Frame<'v> {
    fn new(columns: Vec<Column<'v>>, rows: usize) -> Self {
        Self { columns, rows, is_csv: false }
    }

    /// The rows in blocks, in order; every column is gone through within one before the next.
    pub fn blocks(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let rows = self.rows;
        (0..rows).step_by(BLOCK).map(move |start| start..(start + BLOCK).min(rows))
    }

    /// Whether pandas put it there, for a key that a record lacks.
    pub fn is_gap(cell: &Value) -> bool {
        std::ptr::eq(cell, &raw const GAP)
    }

    /// The body of `dataframe_records`.
    ///
    /// # Errors
    /// pandas could not make one of it.
    pub fn records(body: &'v Value) -> Result<Self, FrameError> {
        match body {
            Value::List(rows) => Self::of_list(rows),
            other => {
                let message = format!("dataframe_records holds {}, and must be a list of objects", other.kind());
                Err(FrameError::new(codes::RECORDS_FORM, message))
            }
        }
    }

    /// `pandas.DataFrame([dict])`: one row.
    ///
    /// # Errors
    /// It has more names than are checked.
    pub fn of_record(entries: &'v [(Box<str>, Value)]) -> Result<Self, FrameError> {
        few_enough(entries.len())?;
        let columns = entries.iter().map(|(key, value)| Column { label: Label::Text(key), cells: vec![value] }).collect();
        Ok(Self::new(columns, 1))
    }

    /// One value: `pandas.DataFrame([value])`.
    pub fn of_scalar(value: &'v Value) -> Self {
        Self::new(vec![Column { label: Label::Number(0), cells: vec![value] }], 1)
    }
}
