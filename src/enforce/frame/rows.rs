//! `pandas.DataFrame(list)`: lists, objects or single values, one a row.

use std::collections::HashMap;

use super::{Column, Frame, FrameError, FrameResult, GAP, Label, bounded};
use crate::enforce::codes;
use crate::mlmodel::display::count;
use crate::mlmodel::value::Value;

/// What pandas puts where a row is shorter than the others.
static NULL: Value = Value::Null;

impl<'v> Frame<'v> {
    /// `pandas.DataFrame(list)`.
    ///
    /// # Errors
    /// pandas could not make one of it.
    pub fn of_list(rows: &'v [Value]) -> Result<Self, FrameError> {
        if rows.is_empty() { Ok(Self::default()) } else { Self::of_rows(rows, None) }
    }

    /// The same with labels for the columns; there is a row at least.
    pub(super) fn of_rows(rows: &'v [Value], columns: Option<Vec<Label<'v>>>) -> FrameResult<'v> {
        match &rows[0] {
            Value::Map(_) => Self::of_maps(rows, columns),
            Value::List(_) => Self::of_lists(rows, columns),
            first => {
                let labels = columns.unwrap_or_else(|| vec![Label::Number(0)]);
                let [label] = labels[..] else {
                    let wanted = count(labels.len(), "value", "values");
                    let message = format!("the first row is {}, and must be a list of {wanted}", first.kind());
                    return Err(FrameError::in_row(0, codes::ROW_FORM, message));
                };
                Ok(Self::new(vec![Column { label, cells: rows.iter().collect() }], rows.len()))
            }
        }
    }

    fn of_lists(rows: &'v [Value], columns: Option<Vec<Label<'v>>>) -> FrameResult<'v> {
        let widths = Widths::of(rows)?;
        bounded(widths.most, rows.len(), widths.sent)?;
        let labels = widths.labels(columns)?;
        let mut columns: Vec<Column<'v>> = labels.into_iter().map(|label| Column::empty(label, rows.len())).collect();
        for row in rows {
            let cells = if let Value::List(cells) = row { cells.as_slice() } else { &[] };
            for (i, column) in columns.iter_mut().enumerate() {
                column.cells.push(cells.get(i).unwrap_or(&NULL));
            }
        }
        Ok(Self::new(columns, rows.len()))
    }

    fn of_maps(rows: &'v [Value], columns: Option<Vec<Label<'v>>>) -> FrameResult<'v> {
        let sent = rows.iter().map(|row| if let Value::Map(entries) = row { entries.len() } else { 0 }).sum();
        bounded(columns.as_ref().map_or(0, Vec::len), rows.len(), sent)?;
        let mut table = Records::new(columns, rows.len());
        for (i, row) in rows.iter().enumerate() {
            let entries = match row {
                Value::Map(entries) => entries.as_slice(),
                Value::List(items) if items.is_empty() => &[],
                other => {
                    let message = format!("this row is {}, and the first is an object", other.kind());
                    return Err(FrameError::in_row(i, codes::ROW_FORM, message));
                }
            };
            for (nth, (key, value)) in entries.iter().enumerate() {
                let Some(place) = table.place(nth, key) else {
                    if !table.is_given {
                        bounded(table.columns.len() + 1, rows.len(), sent)?;
                        table.add(key, i, value);
                    }
                    continue;
                };
                table.put(place, i, value);
            }
        }
        Ok(table.frame())
    }
}

/// How many values the rows have.
#[derive(Default)]
struct Widths {
    most: usize,
    /// The first row that has so many.
    widest: usize,
    sent: usize,
}

impl Widths {
    fn of(rows: &[Value]) -> Result<Self, FrameError> {
        let mut widths = Self::default();
        for (i, row) in rows.iter().enumerate() {
            match row {
                Value::List(cells) => {
                    if cells.len() > widths.most {
                        (widths.most, widths.widest) = (cells.len(), i);
                    }
                    widths.sent += cells.len();
                }
                // What is empty is a row of gaps.
                Value::Map(entries) if entries.is_empty() => {}
                Value::Text(text) if text.is_empty() => {}
                other => {
                    let message = format!("this row is {}, and the first is a list", other.kind());
                    return Err(FrameError::in_row(i, codes::ROW_FORM, message));
                }
            }
        }
        Ok(widths)
    }

    /// A label for each column: those that are given, where they are as many.
    fn labels<'v>(&self, given: Option<Vec<Label<'v>>>) -> Result<Vec<Label<'v>>, FrameError> {
        let Some(labels) = given else { return Ok((0..self.most).map(Label::at).collect()) };
        if labels.len() == self.most {
            return Ok(labels);
        }
        let is_longer = self.most > labels.len();
        let message = format!(
            "{} named, and {} has {}",
            count(labels.len(), "column is", "columns are"),
            if is_longer { "this row" } else { "the longest row" },
            count(self.most, "value", "values")
        );
        Err(FrameError { row: is_longer.then_some(self.widest), code: codes::ROW_LENGTH, message })
    }
}

/// Columns that are filled record by record.
struct Records<'v> {
    columns: Vec<Column<'v>>,
    places: HashMap<&'v str, usize>,
    /// The columns are named, and what has another name is dropped.
    is_given: bool,
    rows: usize,
}

impl<'v> Records<'v> {
    fn new(labels: Option<Vec<Label<'v>>>, rows: usize) -> Self {
        let is_given = labels.is_some();
        let labels = labels.unwrap_or_default();
        let place = |(i, label): (usize, &Label<'v>)| if let Label::Text(text) = label { Some((*text, i)) } else { None };
        let places = labels.iter().enumerate().filter_map(place).collect();
        Self { columns: labels.into_iter().map(|label| Column::empty(label, rows)).collect(), places, is_given, rows }
    }

    /// Which column the `nth` key of a record belongs to.
    fn place(&self, nth: usize, key: &str) -> Option<usize> {
        // Records mostly have their keys in one order.
        match self.columns.get(nth) {
            Some(column) if column.label == Label::Text(key) => Some(nth),
            _ => self.places.get(key).copied(),
        }
    }

    fn add(&mut self, key: &'v str, row: usize, value: &'v Value) {
        let place = self.columns.len();
        self.places.insert(key, place);
        self.columns.push(Column::empty(Label::Text(key), self.rows));
        self.put(place, row, value);
    }

    fn put(&mut self, place: usize, row: usize, value: &'v Value) {
        let cells = &mut self.columns[place].cells;
        cells.resize(row, &GAP);
        cells.push(value);
    }

    fn frame(mut self) -> Frame<'v> {
        for column in &mut self.columns {
            column.cells.resize(self.rows, &GAP);
        }
        Frame::new(self.columns, self.rows)
    }
}
