//! `pandas.DataFrame(dict)`: a column a key.

use std::collections::HashMap;

use super::{Column, Frame, FrameError, GAP, Label, bounded, few_enough};
use crate::enforce::codes;
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::value::Value;

/// A column that is asked for, and what was sent for it.
struct AskedColumn<'v> {
    label: Label<'v>,
    value: Option<&'v Value>,
}

/// The rows of a frame: how many, and where a key of an object stands among them.
#[derive(Default)]
struct RowKeys<'v> {
    count: usize,
    places: HashMap<&'v str, usize>,
}

impl<'v> Frame<'v> {
    /// `pandas.DataFrame(dict)`. `columns`: those that are asked for, where not all are. `index`: how many labels it has.
    ///
    /// # Errors
    /// pandas could not make one of it.
    pub fn of_dict(entries: &'v [(Box<str>, Value)], columns: Option<Vec<Label<'v>>>, index: Option<usize>) -> Result<Self, FrameError> {
        few_enough(entries.len())?;
        let asked = asked(entries, columns);
        let rows = rows(&asked, index)?;
        let size = |value: &Value| match value {
            Value::List(cells) => cells.len(),
            Value::Map(cells) => cells.len(),
            _ => 0,
        };
        let sent = asked.iter().filter_map(|one| one.value).map(size).sum();
        bounded(asked.len(), rows.count, sent)?;
        let columns = asked.iter().map(|one| Column { label: one.label, cells: cells(one.value, &rows) }).collect();
        Ok(Self::new(columns, rows.count))
    }
}

fn asked<'v>(entries: &'v [(Box<str>, Value)], columns: Option<Vec<Label<'v>>>) -> Vec<AskedColumn<'v>> {
    let Some(labels) = columns else {
        return entries.iter().map(|(key, value)| AskedColumn { label: Label::Text(key), value: Some(value) }).collect();
    };
    let known: HashMap<&str, &Value> = entries.iter().map(|(key, value)| (&**key, value)).collect();
    let value = |label: Label<'v>| if let Label::Text(text) = label { known.get(text).copied() } else { None };
    labels.into_iter().map(|label| AskedColumn { label, value: value(label) }).collect()
}

/// How long the columns are, where they are alike.
fn rows<'v>(asked: &[AskedColumn<'v>], index: Option<usize>) -> Result<RowKeys<'v>, FrameError> {
    let first_list = asked.iter().find_map(|one| if let Some(Value::List(cells)) = one.value { Some(cells) } else { None });
    let has_maps = asked.iter().any(|one| matches!(one.value, Some(Value::Map(_))));
    let count = match (first_list, has_maps) {
        (Some(_), true) => return Err(FrameError::new(codes::DICT_FORM, "lists and objects cannot stand side by side as columns")),
        (Some(first), false) => length(asked, first.len(), index)?,
        (None, true) => return Ok(keys(asked)),
        (None, false) if asked.iter().all(|one| one.value.is_none()) => index.unwrap_or(0),
        (None, false) => index.ok_or_else(|| FrameError::new(codes::DICT_FORM, "every column is a single value; send lists"))?,
    };
    Ok(RowKeys { count, places: HashMap::new() })
}

/// The length of the first list, if all lists and the index have it.
fn length(asked: &[AskedColumn<'_>], first: usize, index: Option<usize>) -> Result<usize, FrameError> {
    for one in asked {
        if let Some(Value::List(cells)) = one.value
            && cells.len() != first
        {
            let (name, length) = (one.label.shown(), count(cells.len(), "value", "values"));
            let message = format!("the column {} has {length}, and the first column {first}", clipped(&name, 60));
            return Err(FrameError::new(codes::COLUMN_LENGTH, message));
        }
    }
    if index.is_some_and(|labels| labels != first) {
        return Err(FrameError::new(codes::INDEX_LENGTH, "\"index\" has another length than the columns"));
    }
    Ok(first)
}

/// A row for each key of the objects.
fn keys<'v>(asked: &[AskedColumn<'v>]) -> RowKeys<'v> {
    let mut rows = RowKeys::default();
    for one in asked {
        let Some(Value::Map(cells)) = one.value else { continue };
        for (key, _) in cells {
            let next = rows.places.len();
            rows.places.entry(key).or_insert(next);
        }
    }
    rows.count = rows.places.len();
    rows
}

/// The cells of one column.
fn cells<'v>(value: Option<&'v Value>, rows: &RowKeys<'_>) -> Vec<&'v Value> {
    match value {
        None => vec![&GAP; rows.count],
        Some(Value::List(cells)) => cells.iter().collect(),
        Some(Value::Map(cells)) => {
            let mut column = vec![&GAP; rows.count];
            for (key, value) in cells {
                if let Some(place) = rows.places.get(&**key) {
                    column[*place] = value;
                }
            }
            column
        }
        Some(scalar) => vec![scalar; rows.count],
    }
}
