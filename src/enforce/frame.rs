//! What `pandas.DataFrame` makes of JSON.

use super::codes;
use std::collections::HashMap;

use crate::mlmodel::Code;
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::value::Value;

/// What pandas puts where a record lacks a key.
static GAP: Value = Value::Float(f64::NAN);
/// What it puts where a row is shorter than the others.
static NULL: Value = Value::Null;

/// A column's label. MLflow tells 0 from "0".
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Label<'v> {
    Text(&'v str),
    Number(i64),
    Other(&'v Value),
}

impl<'v> Label<'v> {
    /// One that a request names, or a signature.
    pub fn of(value: &'v Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Int(i) => Self::Number(*i),
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            Value::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => Self::Number(*f as i64),
            other => Self::Other(other),
        }
    }

    /// As shown: text as it stands, anything else as JSON.
    pub fn shown(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Number(i) => i.to_string(),
            Self::Other(value) => value.to_json(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct Column<'v> {
    pub label: Label<'v>,
    pub cells: Vec<&'v Value>,
}

/// A data frame: columns of one length.
#[derive(Clone, Debug, Default)]
pub struct Frame<'v> {
    pub columns: Vec<Column<'v>>,
    pub rows: usize,
    /// It was written as CSV, where a text may be a number that stands in a column with others that are none.
    pub is_csv: bool,
}

/// Why there is no data frame: the row where it fails, the rule and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoFrame {
    pub row: Option<usize>,
    pub rule: &'static Code,
    pub message: String,
}

fn fail(row: Option<usize>, rule: &'static Code, message: impl Into<String>) -> NoFrame {
    NoFrame { row, rule, message: message.into() }
}

/// Cells that a frame may have whatever was sent; past that, no more than a few for each value.
const MAX_GAPS: usize = 16_000_000;

/// Columns, or names, of one request. Each takes some hundred bytes however short its name is, and no model has as many.
pub(super) const MAX_COLUMNS: usize = 250_000;

/// Refuses more columns, or names, than are looked at.
pub(super) fn few_enough(columns: usize) -> Result<(), NoFrame> {
    if columns <= MAX_COLUMNS {
        return Ok(());
    }
    let message = format!("it has more than {}, and no more are checked", count(MAX_COLUMNS, "column", "columns"));
    Err(fail(None, codes::TOO_MANY_COLUMNS, message))
}

/// Few values can ask for a frame of billions of gaps, one that no memory holds.
pub(super) fn bounded(columns: usize, rows: usize, sent: usize) -> Result<(), NoFrame> {
    few_enough(columns)?;
    if columns.saturating_mul(rows) <= MAX_GAPS.max(sent.saturating_mul(4)) {
        return Ok(());
    }
    let (columns, rows) = (count(columns, "column", "columns"), count(rows, "row", "rows"));
    Err(fail(None, codes::TOO_SPARSE, format!("{columns} and {rows} make a data frame of nothing but gaps; send less at once")))
}

type Framed<'v> = Result<Frame<'v>, NoFrame>;

/// Rows that are looked at together: their values lie side by side in memory, those of a column far apart.
const BLOCK: usize = 256;

impl<'v> Frame<'v> {
    /// The rows in blocks, in order; every column is gone through within one before the next.
    pub fn blocks(&self) -> impl Iterator<Item = std::ops::Range<usize>> + use<> {
        let rows = self.rows;
        (0..rows).step_by(BLOCK).map(move |start| start..(start + BLOCK).min(rows))
    }

    /// Whether pandas put it there, for a key that a record lacks.
    pub fn is_gap(cell: &Value) -> bool {
        std::ptr::eq(cell, &raw const GAP)
    }

    /// The body of `dataframe_split`.
    ///
    /// # Errors
    /// pandas could not make one of it.
    pub fn split(body: &'v Value) -> Framed<'v> {
        let Value::Map(entries) = body else {
            return Err(fail(
                None,
                codes::SPLIT_FORM,
                format!("dataframe_split holds {}, and must be an object with \"columns\" and \"data\"", body.kind()),
            ));
        };
        let unknown: Vec<&str> =
            entries.iter().map(|(key, _)| &**key).filter(|key| !matches!(*key, "columns" | "data" | "index")).collect();
        let Some(data) = body.get("data") else {
            return Err(fail(None, codes::SPLIT_KEYS, "dataframe_split has no \"data\""));
        };
        if let Some(first) = unknown.first() {
            return Err(fail(
                None,
                codes::SPLIT_KEYS,
                format!("dataframe_split has the key {:?}; only \"columns\", \"data\" and \"index\" are taken", clipped(first, 60)),
            ));
        }
        let columns = match body.get("columns") {
            None | Some(Value::Null) => None,
            Some(Value::List(labels)) => {
                few_enough(labels.len())?;
                Some(labels.iter().map(Label::of).collect::<Vec<_>>())
            }
            Some(Value::Map(keys)) => {
                few_enough(keys.len())?;
                Some(keys.iter().map(|(key, _)| Label::Text(key)).collect())
            }
            Some(other) => {
                return Err(fail(None, codes::SPLIT_FORM, format!("\"columns\" holds {}, and must be a list of names", other.kind())));
            }
        };
        if let Some(Label::Other(nested)) =
            columns.iter().flatten().find(|label| matches!(label, Label::Other(Value::List(_) | Value::Map(_))))
        {
            return Err(fail(
                None,
                codes::COLUMN_NAME,
                format!("\"columns\" holds {}; a column's name is a text or a number", nested.kind()),
            ));
        }
        let index = match body.get("index") {
            None | Some(Value::Null) => None,
            Some(Value::List(labels)) => Some(labels.len()),
            Some(Value::Map(keys)) => Some(keys.len()),
            Some(other) => {
                return Err(fail(
                    None,
                    codes::SPLIT_FORM,
                    format!("\"index\" holds {}, and must be a list with a label a row", other.kind()),
                ));
            }
        };
        let frame = match data {
            Value::List(rows) if rows.is_empty() => Self::empty(columns, index.unwrap_or(0))?,
            Value::Null => Self::empty(columns, index.unwrap_or(0))?,
            Value::List(rows) => Self::rows_of(rows, columns)?,
            Value::Map(entries) => return Self::of_dict(entries, columns, index),
            scalar => match (columns, index) {
                (Some(labels), Some(rows)) if !matches!(scalar, Value::Text(_)) || rows > 0 => {
                    bounded(labels.len(), rows, 0)?;
                    let columns = labels.into_iter().map(|label| Column { label, cells: vec![scalar; rows] }).collect();
                    Self { columns, rows, is_csv: false }
                }
                _ => return Err(fail(None, codes::SPLIT_FORM, format!("\"data\" holds {}, and must be a list of rows", scalar.kind()))),
            },
        };
        frame.with_index(index)
    }

    fn with_index(mut self, index: Option<usize>) -> Framed<'v> {
        match index {
            None => Ok(self),
            Some(labels) if labels == self.rows => Ok(self),
            // pandas repeats one row for each label.
            Some(labels) if self.rows == 1 => {
                bounded(self.columns.len(), labels, 0)?;
                for column in &mut self.columns {
                    let cell = column.cells[0];
                    column.cells = vec![cell; labels];
                }
                self.rows = labels;
                Ok(self)
            }
            Some(labels) => Err(fail(
                None,
                codes::INDEX_LENGTH,
                format!("\"index\" has {} for {}", count(labels, "label", "labels"), count(self.rows, "row", "rows")),
            )),
        }
    }

    fn empty(columns: Option<Vec<Label<'v>>>, rows: usize) -> Framed<'v> {
        let labels = columns.unwrap_or_default();
        bounded(labels.len(), rows, 0)?;
        let columns = labels.into_iter().map(|label| Column { label, cells: vec![&GAP; rows] }).collect();
        Ok(Self { columns, rows, is_csv: false })
    }

    /// The body of `dataframe_records`.
    ///
    /// # Errors
    /// pandas could not make one of it.
    pub fn records(body: &'v Value) -> Framed<'v> {
        match body {
            Value::List(rows) => Self::of_list(rows),
            other => {
                Err(fail(None, codes::RECORDS_FORM, format!("dataframe_records holds {}, and must be a list of objects", other.kind())))
            }
        }
    }

    /// `pandas.DataFrame(list)`.
    ///
    /// # Errors
    /// pandas could not make one of it.
    pub fn of_list(rows: &'v [Value]) -> Framed<'v> {
        if rows.is_empty() { Ok(Self::default()) } else { Self::rows_of(rows, None) }
    }

    fn rows_of(rows: &'v [Value], columns: Option<Vec<Label<'v>>>) -> Framed<'v> {
        match &rows[0] {
            Value::Map(_) => Self::of_maps(rows, columns),
            Value::List(_) => Self::of_lists(rows, columns),
            _ => {
                let labels = columns.unwrap_or_else(|| vec![Label::Number(0)]);
                let [label] = labels[..] else {
                    return Err(fail(
                        Some(0),
                        codes::ROW_FORM,
                        format!("the first row is {}, and must be a list of {}", rows[0].kind(), count(labels.len(), "value", "values")),
                    ));
                };
                Ok(Self { columns: vec![Column { label, cells: rows.iter().collect() }], rows: rows.len(), is_csv: false })
            }
        }
    }

    fn of_lists(rows: &'v [Value], columns: Option<Vec<Label<'v>>>) -> Framed<'v> {
        let (mut width, mut widest, mut sent) = (0, 0, 0);
        for (i, row) in rows.iter().enumerate() {
            match row {
                Value::List(cells) => {
                    if cells.len() > width {
                        (width, widest) = (cells.len(), i);
                    }
                    sent += cells.len();
                }
                // What is empty is a row of gaps.
                Value::Map(entries) if entries.is_empty() => {}
                Value::Text(text) if text.is_empty() => {}
                other => return Err(fail(Some(i), codes::ROW_FORM, format!("this row is {}, and the first is a list", other.kind()))),
            }
        }
        bounded(width, rows.len(), sent)?;
        let labels = match columns {
            None => (0..width).map(|i| Label::Number(i64::try_from(i).unwrap_or(i64::MAX))).collect(),
            Some(labels) if labels.len() == width => labels,
            Some(labels) => {
                let is_longer = width > labels.len();
                return Err(fail(
                    is_longer.then_some(widest),
                    codes::ROW_LENGTH,
                    format!(
                        "{} named, and {} has {}",
                        count(labels.len(), "column is", "columns are"),
                        if is_longer { "this row" } else { "the longest row" },
                        count(width, "value", "values")
                    ),
                ));
            }
        };
        let mut columns: Vec<Column<'v>> =
            labels.into_iter().map(|label| Column { label, cells: Vec::with_capacity(rows.len()) }).collect();
        for row in rows {
            let cells = if let Value::List(cells) = row { cells.as_slice() } else { &[] };
            for (i, column) in columns.iter_mut().enumerate() {
                column.cells.push(cells.get(i).unwrap_or(&NULL));
            }
        }
        Ok(Self { columns, rows: rows.len(), is_csv: false })
    }

    fn of_maps(rows: &'v [Value], columns: Option<Vec<Label<'v>>>) -> Framed<'v> {
        let given = columns.is_some();
        let sent = rows.iter().map(|row| if let Value::Map(entries) = row { entries.len() } else { 0 }).sum();
        bounded(columns.as_ref().map_or(0, Vec::len), rows.len(), sent)?;
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut found: Vec<Column<'v>> = Vec::new();
        for label in columns.into_iter().flatten() {
            if let Label::Text(text) = label {
                places.insert(text, found.len());
            }
            found.push(Column { label, cells: Vec::with_capacity(rows.len()) });
        }
        for (i, row) in rows.iter().enumerate() {
            let entries = match row {
                Value::Map(entries) => entries.as_slice(),
                Value::List(items) if items.is_empty() => &[],
                other => return Err(fail(Some(i), codes::ROW_FORM, format!("this row is {}, and the first is an object", other.kind()))),
            };
            for (nth, (key, value)) in entries.iter().enumerate() {
                // Records mostly have their keys in one order.
                let place = match found.get(nth) {
                    Some(column) if column.label == Label::Text(key) => Some(nth),
                    _ => places.get(&**key).copied(),
                };
                let place = match place {
                    Some(place) => place,
                    None if given => continue,
                    None => {
                        bounded(found.len() + 1, rows.len(), sent)?;
                        places.insert(key, found.len());
                        found.push(Column { label: Label::Text(key), cells: Vec::with_capacity(rows.len()) });
                        found.len() - 1
                    }
                };
                let cells = &mut found[place].cells;
                cells.resize(i, &GAP);
                cells.push(value);
            }
        }
        for column in &mut found {
            column.cells.resize(rows.len(), &GAP);
        }
        Ok(Self { columns: found, rows: rows.len(), is_csv: false })
    }

    /// `pandas.DataFrame([dict])`: one row.
    ///
    /// # Errors
    /// It has more names than are checked.
    pub fn of_record(entries: &'v [(Box<str>, Value)]) -> Framed<'v> {
        few_enough(entries.len())?;
        let columns = entries.iter().map(|(key, value)| Column { label: Label::Text(key), cells: vec![value] }).collect();
        Ok(Self { columns, rows: 1, is_csv: false })
    }

    /// `pandas.DataFrame(dict)`: a column a key.
    ///
    /// # Errors
    /// pandas could not make one of it.
    pub fn of_dict(entries: &'v [(Box<str>, Value)], columns: Option<Vec<Label<'v>>>, index: Option<usize>) -> Framed<'v> {
        few_enough(entries.len())?;
        let wanted: Vec<(Label<'v>, Option<&'v Value>)> = match columns {
            None => entries.iter().map(|(key, value)| (Label::Text(key), Some(value))).collect(),
            Some(labels) => {
                let known: HashMap<&str, &Value> = entries.iter().map(|(key, value)| (&**key, value)).collect();
                let value = |label: &Label<'v>| if let Label::Text(text) = label { known.get(text).copied() } else { None };
                labels.into_iter().map(|label| (label, value(&label))).collect()
            }
        };
        let lists = || wanted.iter().filter_map(|(_, value)| if let Some(Value::List(cells)) = value { Some(cells) } else { None });
        let maps = || wanted.iter().filter_map(|(_, value)| if let Some(Value::Map(cells)) = value { Some(cells) } else { None });
        let mut keys: Vec<&str> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let rows = match (lists().next(), maps().next()) {
            (Some(_), Some(_)) => return Err(fail(None, codes::DICT_FORM, "lists and objects cannot stand side by side as columns")),
            (Some(first), None) => {
                let uneven = |value: Option<&Value>| matches!(value, Some(Value::List(cells)) if cells.len() != first.len());
                if let Some((label, Some(Value::List(cells)))) = wanted.iter().find(|(_, value)| uneven(*value)) {
                    let message = format!(
                        "the column {} has {}, and the first column {}",
                        clipped(&label.shown(), 60),
                        count(cells.len(), "value", "values"),
                        first.len()
                    );
                    return Err(fail(None, codes::COLUMN_LENGTH, message));
                }
                if index.is_some_and(|labels| labels != first.len()) {
                    return Err(fail(None, codes::INDEX_LENGTH, "\"index\" has another length than the columns"));
                }
                first.len()
            }
            (None, Some(_)) => {
                for (key, _) in maps().flatten() {
                    places.entry(key).or_insert_with(|| {
                        keys.push(key);
                        keys.len() - 1
                    });
                }
                keys.len()
            }
            (None, None) if wanted.iter().all(|(_, value)| value.is_none()) => index.unwrap_or(0),
            (None, None) => match index {
                Some(labels) => labels,
                None => return Err(fail(None, codes::DICT_FORM, "every column is a single value; send lists")),
            },
        };
        let sent = lists().map(Vec::len).chain(maps().map(Vec::len)).sum();
        bounded(wanted.len(), rows, sent)?;
        let columns = wanted
            .into_iter()
            .map(|(label, value)| {
                let cells = match value {
                    None => vec![&GAP; rows],
                    Some(Value::List(cells)) => cells.iter().collect(),
                    Some(Value::Map(cells)) => {
                        let mut column = vec![&GAP; rows];
                        cells
                            .iter()
                            .filter_map(|(key, value)| Some((places.get(&**key)?, value)))
                            .for_each(|(i, value)| column[*i] = value);
                        column
                    }
                    Some(scalar) => vec![scalar; rows],
                };
                Column { label, cells }
            })
            .collect();
        Ok(Self { columns, rows, is_csv: false })
    }

    /// One value: `pandas.DataFrame([value])`.
    pub fn of_scalar(value: &'v Value) -> Self {
        Self { columns: vec![Column { label: Label::Number(0), cells: vec![value] }], rows: 1, is_csv: false }
    }
}
