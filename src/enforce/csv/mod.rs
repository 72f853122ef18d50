//! `text/csv`: read by `pandas.read_csv` with the schema's dtypes (`parse_csv_input` in `mlflow/pyfunc/scoring_server`).

mod cast;
mod column;
mod faults;
mod rows;
mod table;

use std::collections::HashMap;

use super::dtype::{self, Dtype};
use super::frame::{Column, Frame, Label};
use super::numbers::csv_number;
use super::request::{memory_for, too_many};
use super::request_check::{BODY, Conversion, RequestCheck};
use super::{Caller, Contract, check_frame, codes};
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{DataType, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;
use column::CsvColumn;
pub use column::is_gap;
pub use rows::RowReader;
use table::CsvTable;

/// Checks a CSV; `text` is the body as it was sent.
pub fn check(text: &[u8], contract: &Contract<'_>, caller: Caller, answer: &mut RequestCheck) {
    let Some(table) = CsvTable::read(text, answer) else { return };
    answer.rows = Some(table.rows);
    let Some(schema) = contract.inputs else {
        answer.unchecked = Some("the model has no input signature, so any data is taken");
        (0..table.names.len()).for_each(|place| tell_lost_zeros(&table, place, answer));
        return;
    };
    if caller == Caller::Rest && !is_taken_by_server(schema, answer) {
        return;
    }
    let columns: Vec<CsvColumn> = (0..table.names.len()).map(|place| CsvColumn::of(&table, place)).collect();
    let mut dtypes: Vec<Dtype> = columns.iter().map(|column| column.dtype).collect();
    let mut kept: Vec<Vec<Value>> = vec![Vec::new(); columns.len()];
    match caller {
        // After the cast nothing depends on the values.
        Caller::Rest => cast::columns(&table, &columns, schema, &mut dtypes, answer),
        Caller::Python => {
            let places = needed(&table, &columns, schema);
            let size = places.len().saturating_mul(table.rows).saturating_mul(size_of::<Value>() + size_of::<&Value>());
            if size > memory_for(text.len()) {
                answer.refuse(BODY, None, codes::TOO_MANY_VALUES, too_many(text.len()));
                return;
            }
            for place in places {
                kept[place] = table.column(place).map(|cell| columns[place].value(cell)).collect();
            }
            tell_lost_zeros_of_any(&table, schema, answer);
        }
    }
    let columns = kept.iter().zip(&table.names).map(|(cells, name)| Column { label: Label::Text(name), cells: cells.iter().collect() });
    let frame = Frame { columns: columns.collect(), rows: table.rows, is_csv: true };
    check_frame(&frame, &dtypes, schema, answer);
}

/// Whether the scoring server reads CSV for a schema: none for tensors, nested columns and `any`, and no dates.
pub fn suits(schema: &Schema) -> bool {
    // A date that may be left out is refused only where it is sent.
    let has_dates =
        |spec: &Spec| matches!(&spec.kind, SpecKind::Column { data_type: DataType::DateTime, required } if required.is_required());
    !schema.is_tensors() && !schema.specs.iter().any(|spec| is_out_of_reach(spec) || has_dates(spec))
}

/// Tells where the scoring server takes no CSV at all.
fn is_taken_by_server(schema: &Schema, answer: &mut RequestCheck) -> bool {
    if schema.is_tensors() {
        let message = "the scoring server takes CSV for columns only, and this model wants tensors; send JSON";
        answer.refuse(BODY, None, codes::CSV_TENSORS, message);
        return false;
    }
    if let Some(spec) = schema.specs.iter().find(|spec| is_out_of_reach(spec)) {
        let message = "the scoring server takes no CSV for a model with a nested or an \"any\" column; send JSON";
        answer.refuse(spec.label().unwrap_or_default(), None, codes::CSV_NESTED, message);
        return false;
    }
    true
}

fn is_out_of_reach(spec: &Spec) -> bool {
    matches!(&spec.kind, SpecKind::Column { data_type, .. } if data_type.is_nested() || *data_type == DataType::Any)
}

/// The columns whose values are needed in the same process, and not just their dtypes.
fn needed(table: &CsvTable, columns: &[CsvColumn], schema: &Schema) -> Vec<usize> {
    // Of two specs of one name the last counts.
    let named: HashMap<&str, &Spec> =
        schema.specs.iter().filter_map(|spec| Some((spec.name.as_ref().and_then(Value::as_text)?, spec))).collect();
    let spec_of = |place: usize| if schema.is_named() { named.get(&*table.names[place]).copied() } else { schema.specs.get(place) };
    let is_needed = |place: &usize| match spec_of(*place).map(|spec| &spec.kind) {
        Some(SpecKind::Column { data_type, .. }) => {
            let dtype = columns[*place].dtype;
            let is_settled = matches!(dtype, Dtype::Float(_) | Dtype::Bool | Dtype::Str) && dtype::fits(dtype, data_type, []);
            !is_settled
        }
        _ => schema.is_tensors(),
    };
    (0..columns.len()).filter(is_needed).collect()
}

/// Columns of type `any` come as pandas reads them.
fn tell_lost_zeros_of_any(table: &CsvTable, schema: &Schema, answer: &mut RequestCheck) {
    let is_any = |spec: &&Spec| matches!(&spec.kind, SpecKind::Column { data_type: DataType::Any, .. });
    let places: HashMap<&str, usize> = table.names.iter().enumerate().map(|(place, name)| (name.as_str(), place)).collect();
    for name in schema.specs.iter().filter(is_any).filter_map(Spec::label) {
        if let Some(place) = places.get(&*name) {
            tell_lost_zeros(table, *place, answer);
        }
    }
}

/// Tells of texts such as `001` in a column that pandas takes for numbers, where no signature says otherwise.
fn tell_lost_zeros(table: &CsvTable, place: usize, answer: &mut RequestCheck) {
    let is_number = |cell: &str| is_gap(cell) || csv_number(cell).is_some();
    let has_zeros = |cell: &&str| {
        let digits = cell.trim_matches(' ');
        digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let with_zeros = || table.column(place).enumerate().filter(|(_, cell)| has_zeros(cell));
    let Some((row, cell)) = with_zeros().next().filter(|_| table.column(place).all(is_number)) else { return };
    let number = csv_number(cell).unwrap_or(Value::Null).shown();
    let message = format!(
        "\"{}\" becomes the number {}: pandas reads the column as numbers, and the zeros in front are lost; send JSON to keep the text",
        clipped(cell, 60),
        clipped(&number, 60)
    );
    let lost = Conversion::lost(&table.names[place], codes::LEADING_ZEROS, message);
    answer.convert(Conversion { row: Some(row), count: with_zeros().count(), ..lost });
}
