//! The body of `dataframe_split`: `pandas.DataFrame(data, columns, index)`.

use super::{Column, Frame, FrameError, FrameResult, GAP, Label, bounded, few_enough};
use crate::enforce::codes;
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::value::Value;

impl<'v> Frame<'v> {
    /// The body of `dataframe_split`.
    ///
    /// # Errors
    /// pandas could not make one of it.
    pub fn split(body: &'v Value) -> Result<Self, FrameError> {
        let data = data(body)?;
        let columns = columns(body.get("columns"))?;
        let index = index(body.get("index"))?;
        let frame = match data {
            Value::List(rows) if rows.is_empty() => Self::of_gaps(columns, index)?,
            Value::Null => Self::of_gaps(columns, index)?,
            Value::List(rows) => Self::of_rows(rows, columns)?,
            Value::Map(entries) => return Self::of_dict(entries, columns, index),
            scalar => Self::of_one_value(scalar, columns, index)?,
        };
        frame.with_index(index)
    }

    /// Columns without a value; `rows`: the labels of the index.
    fn of_gaps(columns: Option<Vec<Label<'v>>>, rows: Option<usize>) -> FrameResult<'v> {
        let (labels, rows) = (columns.unwrap_or_default(), rows.unwrap_or(0));
        bounded(labels.len(), rows, 0)?;
        Ok(Self::filled(labels, rows, &GAP))
    }

    /// One value in every cell.
    fn of_one_value(value: &'v Value, columns: Option<Vec<Label<'v>>>, rows: Option<usize>) -> FrameResult<'v> {
        match (columns, rows) {
            (Some(labels), Some(rows)) if !matches!(value, Value::Text(_)) || rows > 0 => {
                bounded(labels.len(), rows, 0)?;
                Ok(Self::filled(labels, rows, value))
            }
            _ => Err(FrameError::new(codes::SPLIT_FORM, format!("\"data\" holds {}, and must be a list of rows", value.kind()))),
        }
    }

    fn filled(labels: Vec<Label<'v>>, rows: usize, value: &'v Value) -> Self {
        let columns = labels.into_iter().map(|label| Column { label, cells: vec![value; rows] }).collect();
        Self::new(columns, rows)
    }

    /// The frame under so many labels of an index.
    fn with_index(mut self, index: Option<usize>) -> FrameResult<'v> {
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
            Some(labels) => {
                let message = format!("\"index\" has {} for {}", count(labels, "label", "labels"), count(self.rows, "row", "rows"));
                Err(FrameError::new(codes::INDEX_LENGTH, message))
            }
        }
    }
}

/// The rows of the body, which has no other keys than those that are known.
fn data(body: &Value) -> Result<&Value, FrameError> {
    let Value::Map(entries) = body else {
        let message = format!("dataframe_split holds {}, and must be an object with \"columns\" and \"data\"", body.kind());
        return Err(FrameError::new(codes::SPLIT_FORM, message));
    };
    let Some(data) = body.get("data") else {
        return Err(FrameError::new(codes::SPLIT_KEYS, "dataframe_split has no \"data\""));
    };
    let unknown = entries.iter().map(|(key, _)| &**key).find(|key| !matches!(*key, "columns" | "data" | "index"));
    match unknown {
        None => Ok(data),
        Some(key) => {
            let message = format!("dataframe_split has the key {:?}; only \"columns\", \"data\" and \"index\" are taken", clipped(key, 60));
            Err(FrameError::new(codes::SPLIT_KEYS, message))
        }
    }
}

/// The labels of the columns, where the body names them.
fn columns(names: Option<&Value>) -> Result<Option<Vec<Label<'_>>>, FrameError> {
    let labels: Vec<Label<'_>> = match names {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::List(labels)) => {
            few_enough(labels.len())?;
            labels.iter().map(Label::of).collect()
        }
        Some(Value::Map(keys)) => {
            few_enough(keys.len())?;
            keys.iter().map(|(key, _)| Label::Text(key)).collect()
        }
        Some(other) => {
            let message = format!("\"columns\" holds {}, and must be a list of names", other.kind());
            return Err(FrameError::new(codes::SPLIT_FORM, message));
        }
    };
    match labels.iter().find(|label| matches!(label, Label::Other(Value::List(_) | Value::Map(_)))) {
        Some(Label::Other(nested)) => {
            let message = format!("\"columns\" holds {}; a column's name is a text or a number", nested.kind());
            Err(FrameError::new(codes::COLUMN_NAME, message))
        }
        _ => Ok(Some(labels)),
    }
}

/// How many labels the index has, where the body has one.
fn index(labels: Option<&Value>) -> Result<Option<usize>, FrameError> {
    match labels {
        None | Some(Value::Null) => Ok(None),
        Some(Value::List(labels)) => Ok(Some(labels.len())),
        Some(Value::Map(keys)) => Ok(Some(keys.len())),
        Some(other) => {
            let message = format!("\"index\" holds {}, and must be a list with a label a row", other.kind());
            Err(FrameError::new(codes::SPLIT_FORM, message))
        }
    }
}
