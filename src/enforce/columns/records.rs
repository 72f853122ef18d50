//! `inputs` as a list of objects.

use super::{Converted, PlainColumn, labels, nested_cells, takes_lists, takes_objects};
use crate::enforce::array;
use crate::enforce::cast::CastFault;
use crate::enforce::codes;
use crate::enforce::expected::ExpectedColumn;
use crate::enforce::frame::{Column, Frame};
use crate::enforce::matching::{Match, in_order, matched};
use crate::enforce::nested::Carrier;
use crate::enforce::request_check::RequestCheck;
use crate::mlmodel::signature::{DataType, Schema};
use crate::mlmodel::value::Value;

/// `inputs` as a list of objects, one a row.
pub fn records(rows: &[Value], schema: &Schema, answer: &mut RequestCheck) {
    let frame = match Frame::of_list(rows) {
        Ok(frame) => frame,
        Err(error) => return answer.refuse_frame(error),
    };
    answer.rows = Some(frame.rows);
    let matches = matched(schema, &labels(&frame), answer);
    for (column, spec) in frame.columns.iter().zip(in_order(&matches, frame.columns.len())) {
        match spec.filter(|_| schema.is_named()) {
            Some(spec) if spec.data_type.is_nested() => nested_cells::check(column, &spec, spec.refuses_null, Carrier::Array, answer),
            Some(spec) if *spec.data_type == DataType::Any => {}
            Some(spec) => plain(column, &spec, answer),
            None => unknown(column, answer),
        }
    }
    if !schema.is_named() {
        without_names(&frame, matches, answer);
    }
}

/// A column of a plain type.
fn plain(column: &Column<'_>, spec: &ExpectedColumn<'_>, answer: &mut RequestCheck) {
    let shown = spec.label.shown();
    let mut plain = PlainColumn::of(spec.data_type, &shown);
    let mut gap = None;
    for (row, cell) in column.cells.iter().enumerate() {
        if Frame::is_gap(cell) {
            gap = gap.or(Some(row));
            continue;
        }
        if let Converted::Array(dims) = plain.convert(cell, Some(row), answer)
            && !takes_lists(spec.data_type, &dims)
        {
            plain.summary.add(Some(row), cell, Err(CastFault::NotOneValue));
        }
    }
    plain.tell(answer);
    if let (Some(gap), DataType::Integer | DataType::Long | DataType::Float) = (gap, spec.data_type) {
        let message =
            format!("this row lacks it, and pandas fills gaps by making the column float64, which is no {}", spec.data_type.keyword());
        answer.refuse(&shown, Some(gap), codes::GAP, message);
    }
}

/// A column without a spec: numpy must be able to hold its values.
fn unknown(column: &Column<'_>, answer: &mut RequestCheck) {
    if let Some(row) = column.cells.iter().position(|cell| array::shape(cell).is_err()) {
        let message = "the lists have different lengths, and numpy wants them alike, even in a column that is dropped";
        answer.refuse(column.label.shown(), Some(row), codes::RAGGED, message);
    }
}

/// Specs without names: numpy wraps each value without a spec, and pandas holds those as objects.
fn without_names(frame: &Frame<'_>, matches: Vec<Match<'_>>, answer: &mut RequestCheck) {
    for Match { spec, place } in matches {
        if matches!(spec.data_type, DataType::Array(_) | DataType::SparkMlVector) {
            nested_cells::check(&frame.columns[place], &spec, true, Carrier::Array, answer);
        } else if !takes_objects(spec.data_type) && *spec.data_type != DataType::Any {
            let message = "objects have names, and the signature has none; send a list of lists, or dataframe_split";
            answer.refuse(spec.label.shown(), None, codes::NAMES_UNKNOWN, message);
        }
    }
}
