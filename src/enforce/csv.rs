//! `text/csv`: read by `pandas.read_csv` with the schema's dtypes (`parse_csv_input` in `mlflow/pyfunc/scoring_server`).

use std::collections::HashMap;

use super::answer::{Answer, BODY, Conversion};
use super::dtype::{Dtype, Kinds};
use super::frame::{self, Column, Frame, Label};
use super::{Caller, Contract, matching, numbers};
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// What pandas reads as no value.
const GAPS: [&str; 18] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None",
    "n/a", "nan",
];

pub fn check(text: &[u8], contract: &Contract<'_>, caller: Caller, answer: &mut Answer) {
    let Some(table) = Table::read(text, answer) else { return };
    answer.rows = Some(table.rows);
    let columns: Vec<(String, Dtype, Vec<Value>)> = table
        .columns
        .into_iter()
        .map(|(name, cells)| {
            let (dtype, values) = typed(&cells);
            (name, dtype, values)
        })
        .collect();
    let frame = Frame {
        columns: columns.iter().map(|(name, _, values)| Column { label: Label::Text(name), cells: values.iter().collect() }).collect(),
        rows: table.rows,
    };
    let mut dtypes: Vec<Dtype> = columns.iter().map(|(_, dtype, _)| *dtype).collect();
    let Some(schema) = contract.inputs else {
        answer.unchecked = Some("the model has no input signature, so any data is taken");
        return;
    };
    if caller == Caller::Rest {
        if schema.is_tensors() {
            let message = "the scoring server takes CSV for columns only, and this model wants tensors; send JSON";
            answer.refuse(BODY, None, "csv-tensors", message);
            return;
        }
        if let Some(spec) = schema.specs.iter().find(|spec| is_out_of_reach(spec)) {
            let message = "the scoring server takes no CSV for a model with a nested or an \"any\" column; send JSON";
            answer.refuse(spec.label().unwrap_or_default(), None, "csv-nested", message);
            return;
        }
        cast(&frame, &mut dtypes, schema, answer);
    }
    super::check_frame(&frame, &dtypes, schema, answer);
}

fn is_out_of_reach(spec: &Spec) -> bool {
    matches!(&spec.kind, SpecKind::Column { data_type, .. } if data_type.is_nested() || *data_type == DataType::Any)
}

/// Whether the scoring server reads CSV for a schema: none for tensors, nested columns and `any`, and no dates.
pub fn suits(schema: &Schema) -> bool {
    // A date that may be left out is refused only where it is sent.
    let has_dates =
        |spec: &Spec| matches!(&spec.kind, SpecKind::Column { data_type: DataType::DateTime, required } if required.is_required());
    !schema.is_tensors() && !schema.specs.iter().any(|spec| is_out_of_reach(spec) || has_dates(spec))
}

/// Columns are cast to the dtype of their spec where that loses nothing.
fn cast(frame: &Frame<'_>, dtypes: &mut [Dtype], schema: &Schema, answer: &mut Answer) {
    for (i, spec) in schema.specs.iter().enumerate() {
        let SpecKind::Column { data_type, .. } = &spec.kind else { continue };
        let place = if schema.is_named() {
            frame.columns.iter().position(|column| column.label == matching::label_of(spec, i))
        } else {
            Some(i).filter(|i| *i < frame.columns.len())
        };
        let Some(place) = place else { continue };
        let column = &frame.columns[place];
        let shown = column.label.shown();
        let first = |is_bad: &dyn Fn(&Value) -> bool| column.cells.iter().position(|cell| is_bad(cell));
        let mut refuse = |row: Option<usize>, rule: &'static str, message: String| answer.refuse(&shown, row, rule, message);
        let is_number = |cell: &Value| matches!(cell, Value::Int(_) | Value::BigInt(_) | Value::Float(_));
        let target = match data_type {
            DataType::Boolean => {
                let one = |cell: &Value| matches!(cell, Value::Bool(_) | Value::Int(0 | 1));
                if dtypes[place] != Dtype::Bool
                    && let Some(row) = first(&|cell| !one(cell))
                {
                    refuse(Some(row), "not-a-boolean", format!("{} is no boolean; send true, false, 1 or 0", column.cells[row].shown()));
                }
                Dtype::Bool
            }
            DataType::Integer | DataType::Long => {
                let short = *data_type == DataType::Integer;
                let fits = |cell: &Value| match cell {
                    Value::Bool(_) => dtypes[place] == Dtype::Bool,
                    Value::Int(i) => !short || i32::try_from(*i).is_ok(),
                    Value::Float(f) => f.fract() == 0.0 && f.abs() < if short { 2_147_483_648.0 } else { 9.2e18 },
                    _ => false,
                };
                if let Some(row) = first(&|cell| !fits(cell)) {
                    let what = if column.cells[row].is_null() { "no value".to_owned() } else { column.cells[row].shown() };
                    refuse(
                        Some(row),
                        "not-whole",
                        format!("{what} is no {} in a CSV; every row needs a whole number", data_type.keyword()),
                    );
                }
                if short { Dtype::Int(4) } else { Dtype::INT64 }
            }
            DataType::Float | DataType::Double => {
                let fits =
                    |cell: &Value| is_number(cell) || cell.is_null() || (matches!(cell, Value::Bool(_)) && dtypes[place] == Dtype::Bool);
                if let Some(row) = first(&|cell| !fits(cell)) {
                    refuse(Some(row), "not-a-number", format!("{} is no number; send a number", column.cells[row].shown()));
                }
                if *data_type == DataType::Float { Dtype::Float(4) } else { Dtype::FLOAT64 }
            }
            DataType::DateTime => {
                refuse(None, "csv-datetime", "the scoring server cannot read a datetime column from CSV; send JSON".to_owned());
                Dtype::DateTime { zoned: false }
            }
            _ => Dtype::Object,
        };
        dtypes[place] = target;
    }
}

/// A table of texts under its header.
struct Table {
    columns: Vec<(String, Vec<String>)>,
    rows: usize,
}

impl Table {
    fn read(text: &[u8], answer: &mut Answer) -> Option<Self> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        if let Err(error) = std::str::from_utf8(text) {
            answer.refuse(BODY, None, "encoding", format!("it is not UTF-8 past byte {}", error.valid_up_to()));
            return None;
        }
        // The reader lets a quote stand open at the end, and pandas does not.
        if text.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
            answer.refuse(BODY, None, "csv", "a quoted field is never closed");
            return None;
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let mut records = reader.records();
        let header = match records.next() {
            Some(Ok(header)) => header,
            Some(Err(error)) => {
                answer.refuse(BODY, None, "csv", format!("it cannot be read as CSV: {error}"));
                return None;
            }
            None => {
                answer.refuse(BODY, None, "csv", "it is empty, and needs a line of column names");
                return None;
            }
        };
        let mut columns: Vec<(String, Vec<String>)> = Vec::with_capacity(header.len());
        let mut seen: HashMap<&str, usize> = HashMap::with_capacity(header.len());
        for (i, name) in header.iter().enumerate() {
            let plain = if name.is_empty() { format!("Unnamed: {i}") } else { name.to_owned() };
            let twins = seen.entry(name).or_default();
            columns.push((if *twins > 0 { format!("{plain}.{twins}") } else { plain }, Vec::new()));
            *twins += 1;
        }
        let width = columns.len();
        let mut extra = None;
        let (mut rows, mut sent) = (0, 0);
        for record in records {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    answer.refuse(BODY, Some(rows), "csv", format!("it cannot be read as CSV: {error}"));
                    return None;
                }
            };
            // What the first row has too much of is its index, and pandas takes it from the front.
            let index = *extra.get_or_insert(record.len().saturating_sub(width));
            if record.len() > width + index {
                let message = format!("this row has {} fields, and {} are expected", record.len(), width + index);
                answer.refuse(BODY, Some(rows), "row-length", message);
                return None;
            }
            sent += record.len();
            if let Err(no) = frame::bounded(width, rows + 1, sent) {
                answer.refuse(BODY, no.row, no.rule, no.message);
                return None;
            }
            for (i, (_, cells)) in columns.iter_mut().enumerate() {
                cells.push(record.get(i + index).unwrap_or_default().to_owned());
            }
            rows += 1;
        }
        if let Some(shift) = extra.filter(|extra| *extra > 0) {
            answer.convert(Conversion {
                place: BODY.to_owned(),
                row: Some(0),
                rule: "csv-index",
                message: format!(
                    "the rows have {shift} more fields than the header, so pandas takes the first ones for an index and every column moves"
                ),
                lossy: true,
                count: rows,
            });
        }
        Some(Self { columns, rows })
    }
}

/// The dtype pandas gives a column of texts, and its values.
fn typed(cells: &[String]) -> (Dtype, Vec<Value>) {
    let is_gap = |cell: &str| GAPS.contains(&cell) || cell == "null";
    let number = |cell: &str| {
        let plain = cell.trim_matches(' ');
        if plain.contains('_') || !plain.is_ascii() {
            return None;
        }
        match numbers::int(plain) {
            Ok(Some(i)) => Some(i64::try_from(i).map_or_else(|_| Value::BigInt(i.to_string().into()), Value::Int)),
            _ => numbers::float(plain).filter(|f| !f.is_nan()).map(Value::Float),
        }
    };
    let numbers: Option<Vec<Value>> = cells.iter().map(|cell| if is_gap(cell) { Some(Value::Null) } else { number(cell) }).collect();
    if let Some(numbers) = numbers {
        // Without a value at all it is a column of NaN.
        let all_gaps = !numbers.is_empty() && numbers.iter().all(Value::is_null);
        return (if all_gaps { Dtype::FLOAT64 } else { Kinds::of(&numbers).pandas() }, numbers);
    }
    let truth = |cell: &str| match cell {
        _ if cell.eq_ignore_ascii_case("true") => Some(Value::Bool(true)),
        _ if cell.eq_ignore_ascii_case("false") => Some(Value::Bool(false)),
        _ => None,
    };
    if let Some(bools) = cells.iter().map(|cell| truth(cell)).collect::<Option<Vec<Value>>>() {
        return (Dtype::Bool, bools);
    }
    let values: Vec<Value> = cells.iter().map(|cell| if is_gap(cell) { Value::Null } else { Value::Text(cell.as_str().into()) }).collect();
    (Dtype::Str, values)
}
