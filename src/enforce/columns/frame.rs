//! A data frame: `dataframe_split` and `dataframe_records` at the scoring server, any data in the same process.

use super::{dtype_of, is_missing, labels, nested_cells};
use crate::enforce::cast::{CastSummary, CastTarget, DateColumn, cast_in_frame, show};
use crate::enforce::codes;
use crate::enforce::dtype::{self, Dtype, OddCells, ValueKinds};
use crate::enforce::expected::ExpectedColumn;
use crate::enforce::frame::{Column, Frame};
use crate::enforce::label::{Label, LabelIndex, Occurrence};
use crate::enforce::matching::{Match, matched};
use crate::enforce::nested::Carrier;
use crate::enforce::request_check::{Refusal, RequestCheck};
use crate::mlmodel::signature::{DataType, Schema};
use crate::mlmodel::value::Value;

/// A data frame in the same process: `dtypes` are those of its columns.
pub fn python(frame: &Frame<'_>, dtypes: &[Dtype], schema: &Schema, answer: &mut RequestCheck) {
    answer.rows = Some(frame.rows);
    for Match { spec, place } in matched(schema, &labels(frame), answer) {
        let column = &frame.columns[place];
        if spec.data_type.is_nested() {
            let required = spec.refuses_null || !schema.is_named();
            nested_cells::check(column, &spec, required, Carrier::Python, answer);
        } else if !dtype::fits(dtypes[place], spec.data_type, column.cells.iter().copied()) {
            refuse_dtype(column, dtypes[place], &spec, frame.is_csv, answer);
        }
    }
}

/// Tells that a column's dtype is not taken, and of the cell that makes pandas hold it so.
fn refuse_dtype(column: &Column<'_>, dtype: Dtype, spec: &ExpectedColumn<'_>, is_csv: bool, answer: &mut RequestCheck) {
    // Whole numbers where reals are wanted are odd all alike.
    let is_alike = matches!(dtype, Dtype::Int(_));
    let odd = if is_alike { None } else { dtype::odd_cells(dtype, spec.data_type, || column.cells.iter().copied(), is_csv) };
    let message = match odd {
        Some(OddCells { row, .. }) => odd_cell(column.cells[row], dtype, spec.data_type, is_csv),
        None => whole_column(dtype, spec.data_type),
    };
    answer.add_refusal(Refusal {
        place: spec.label.shown(),
        row: odd.map(|odd| odd.row),
        code: codes::DTYPE,
        message,
        count: odd.map_or(column.cells.len().max(1), |odd| odd.count),
        near: None,
    });
}

fn odd_cell(cell: &Value, dtype: Dtype, data_type: &DataType, is_csv: bool) -> String {
    let (name, wanted) = (dtype.name(), data_type.keyword());
    if is_missing(cell) && matches!(data_type, DataType::Integer | DataType::Long) {
        let what = if is_csv { "the cell" } else { "this row" };
        return format!(
            "{what} has no value, so pandas holds the column as {name}, which MLflow does not convert to {wanted}: whole numbers cannot have gaps in pandas"
        );
    }
    format!("{} makes pandas hold the column as {name}, which MLflow does not convert to {wanted}", show(cell))
}

fn whole_column(dtype: Dtype, data_type: &DataType) -> String {
    let hint = match (dtype, data_type) {
        (Dtype::Int(8), DataType::Double | DataType::Float) => "; send numbers with a point, such as 7.0",
        (Dtype::Int(8), DataType::Integer) => "; make it int32 first",
        (Dtype::Float(8), DataType::Float) => "; make it float32 first",
        (_, DataType::DateTime) => "; make it datetime64 first",
        _ => "",
    };
    format!("pandas holds the column as {}, which MLflow does not convert to {}{hint}", dtype.name(), data_type.keyword())
}

/// The dtypes that pandas gives to the columns of a frame.
pub fn inferred(frame: &Frame<'_>) -> Vec<Dtype> {
    let mut kinds = vec![ValueKinds::default(); frame.columns.len()];
    for rows in frame.blocks() {
        for (column, kinds) in frame.columns.iter().zip(&mut kinds) {
            kinds.extend(column.cells[rows.clone()].iter().copied());
        }
    }
    kinds.into_iter().map(ValueKinds::pandas).collect()
}

/// What the cells of a column came to.
#[derive(Default)]
struct CastColumn<'v> {
    summary: CastSummary<'v>,
    dates: DateColumn,
}

/// A data frame at the scoring server: cast to the schema first.
pub fn rest(frame: &Frame<'_>, schema: &Schema, answer: &mut RequestCheck) {
    answer.rows = Some(frame.rows);
    let labels = labels(frame);
    if !schema.is_named() {
        tell_twins(&labels, schema.specs.len(), answer);
    }
    let matches = matched(schema, &labels, answer);
    let dtypes = inferred(frame);
    let mut casts: Vec<CastColumn<'_>> = matches.iter().map(|_| CastColumn::default()).collect();
    for rows in frame.blocks() {
        for (Match { spec, place }, cast) in matches.iter().zip(&mut casts).filter(|(one, _)| !one.spec.data_type.is_nested()) {
            for (row, cell) in rows.clone().zip(&frame.columns[*place].cells[rows.clone()]) {
                cast.summary.add(Some(row), cell, cast_in_frame(cell, dtypes[*place], spec.data_type, &mut cast.dates));
            }
        }
    }
    for (Match { spec, place }, cast) in matches.into_iter().zip(casts) {
        let column = &frame.columns[place];
        if spec.data_type.is_nested() {
            let required = spec.refuses_null || !schema.is_named();
            nested_cells::check(column, &spec, required, Carrier::DataFrame, answer);
            continue;
        }
        let shown = spec.label.shown();
        cast.summary.tell(&shown, &CastTarget::Column(spec.data_type), answer);
        if !spec.casts.is_empty() {
            cast_in_turn(column, dtypes[place], &spec, answer);
        }
        // pandas holds a column of nothing but NaN as numbers, and MLflow makes no booleans of what is missing.
        let is_nan = matches!(dtypes[place], Dtype::Float(_)) && column.cells.iter().all(|cell| is_missing(cell));
        if *spec.data_type == DataType::Boolean && is_nan {
            let message = "no row has a value, so pandas holds the column as float64, which MLflow does not convert to boolean; send null in every row, or true or false in one";
            let (code, count) = (codes::DTYPE, column.cells.len());
            answer.add_refusal(Refusal { count, ..Refusal::new(shown, code, message) });
        }
    }
}

/// Tells of columns with one name, among the first that specs without names look at.
fn tell_twins(labels: &[Label<'_>], specs: usize, answer: &mut RequestCheck) {
    let index = LabelIndex::of(labels);
    for label in labels.iter().take(specs).filter(|label| index.find(**label) == Occurrence::Often) {
        let message = "two columns of the request have this name, and MLflow takes neither";
        answer.refuse(label.shown(), None, codes::DUPLICATE_COLUMN, message);
    }
}

/// A column that the scoring server casts to several types, one after the other, before it enforces one.
fn cast_in_turn(column: &Column<'_>, dtype: Dtype, spec: &ExpectedColumn<'_>, answer: &mut RequestCheck) {
    let mut held = dtype;
    let mut cells: Vec<Value> = column.cells.iter().map(|cell| (*cell).clone()).collect();
    for data_type in &spec.casts {
        let mut dates = DateColumn::default();
        let is_refused = |cell: &Value| cast_in_frame(cell, held, data_type, &mut dates).is_err();
        let from_date =
            matches!(held, Dtype::DateTime { .. }) && !matches!(data_type, DataType::DateTime | DataType::Any | DataType::String);
        let bad = if from_date { None } else { cells.iter().position(is_refused) };
        if from_date || bad.is_some() {
            let message = format!(
                "{} cannot become {}: the scoring server casts the column to that type too, for two columns of the signature are looked for under its name",
                bad.map_or_else(|| "a date".to_owned(), |row| show(&cells[row])),
                data_type.keyword()
            );
            answer.refuse(spec.label.shown(), bad, codes::CAST_TWICE, message);
            return;
        }
        for cell in &mut cells {
            cast_cell(cell, data_type);
        }
        held = if matches!(data_type, DataType::String | DataType::Binary) { Dtype::Object } else { dtype_of(data_type) };
    }
    if !dtype::fits(held, spec.data_type, &cells) {
        let message = format!(
            "the scoring server casts the column to {} too, for two columns of the signature are looked for under its name, and does not convert that to {}",
            spec.casts.last().map_or("another type", |last| last.keyword()),
            spec.data_type.keyword()
        );
        answer.refuse(spec.label.shown(), None, codes::CAST_TWICE, message);
    }
}

/// What `astype` leaves in a cell, where that matters to the next cast.
fn cast_cell(cell: &mut Value, data_type: &DataType) {
    match (data_type, &*cell) {
        #[expect(clippy::cast_possible_truncation, reason = "as astype does")]
        (DataType::Integer | DataType::Long, Value::Float(f)) => *cell = Value::Int(*f as i64),
        (DataType::Boolean, value) => *cell = Value::Bool(value.is_truthy()),
        _ => {}
    }
}
