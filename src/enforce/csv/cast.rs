//! The scoring server's cast of a CSV: each column to the dtype of its spec, where that loses nothing.

use std::collections::HashMap;

use super::column::{CsvColumn, CsvKind};
use super::faults::CellFaults;
use super::table::CsvTable;
use crate::enforce::cast::{CastChange, CastTarget, loss_in_csv};
use crate::enforce::codes;
use crate::enforce::dtype::Dtype;
use crate::enforce::expected::label_of;
use crate::enforce::label::Label;
use crate::enforce::request_check::{Conversion, Refusal, RequestCheck};
use crate::mlmodel::signature::{DataType, Schema, SpecKind};

/// The types of a schema's columns, by name and by position; of two specs of one name the last counts.
#[derive(Default)]
struct ColumnTypes<'m> {
    by_name: HashMap<&'m str, &'m DataType>,
    by_place: HashMap<usize, &'m DataType>,
}

impl<'m> ColumnTypes<'m> {
    fn of(schema: &'m Schema) -> Self {
        let mut types = Self::default();
        for (i, spec) in schema.specs.iter().enumerate() {
            let SpecKind::Column { data_type, .. } = &spec.kind else { continue };
            match label_of(spec, i) {
                Label::Text(name) => drop(types.by_name.insert(name, data_type)),
                // pandas takes a number for the place of a column.
                Label::Number(place) => drop(usize::try_from(place).ok().and_then(|place| types.by_place.insert(place, data_type))),
                Label::Other(_) => {}
            }
        }
        types
    }

    fn find(&self, table: &CsvTable, place: usize) -> Option<&'m DataType> {
        let by_name = |name: &String| self.by_name.get(name.as_str());
        // A column that pandas renamed is cast as its twin.
        let twin = || table.twins.get(&place).and_then(by_name);
        by_name(&table.names[place]).or_else(twin).or_else(|| self.by_place.get(&place)).copied()
    }
}

/// Casts the columns of a table; `dtypes` become those that they are held as.
pub(super) fn columns(table: &CsvTable, columns: &[CsvColumn], schema: &Schema, dtypes: &mut [Dtype], answer: &mut RequestCheck) {
    let types = ColumnTypes::of(schema);
    for (place, name) in table.names.iter().enumerate() {
        let Some(data_type) = types.find(table, place) else { continue };
        let column = &columns[place];
        if table.rows > 0 {
            tell_faults(table, place, &CellFaults::of(data_type, column), answer);
            if *data_type == DataType::DateTime {
                let message = "the scoring server cannot read a datetime column from CSV; send JSON";
                answer.refuse(name, None, codes::CSV_DATETIME, message);
            }
        }
        let may_lose = *data_type == DataType::Float || (*data_type == DataType::Double && column.has_large);
        if column.kind == CsvKind::Numbers && may_lose {
            tell_losses(table, place, column, data_type, answer);
        }
        dtypes[place] = match data_type {
            DataType::Boolean => Dtype::Bool,
            DataType::Integer => Dtype::Int(4),
            DataType::Long => Dtype::INT64,
            DataType::Float => Dtype::Float(4),
            DataType::Double => Dtype::FLOAT64,
            DataType::DateTime => Dtype::DateTime { zoned: false },
            _ => Dtype::Object,
        };
    }
}

/// Tells of the cells that keep a column from its type: the first, and how many there are.
fn tell_faults(table: &CsvTable, place: usize, faults: &CellFaults<'_>, answer: &mut RequestCheck) {
    let mut found: Option<Refusal> = None;
    for (row, cell) in table.column(place).enumerate() {
        match (&mut found, faults.of_cell(cell)) {
            (_, None) => {}
            (Some(first), Some(_)) => first.count += 1,
            (None, Some(fault)) => {
                let place = table.names[place].clone();
                found = Some(Refusal { place, row: Some(row), code: fault.code, message: fault.message, count: 1, near: None });
            }
        }
    }
    if let Some(refusal) = found.or_else(|| faults.of_mixed_booleans(table, place)) {
        answer.add_refusal(refusal);
    }
}

/// Tells of numbers that a float holds as others.
fn tell_losses(table: &CsvTable, place: usize, column: &CsvColumn, data_type: &DataType, answer: &mut RequestCheck) {
    let mut found: Vec<(CastChange, Conversion)> = Vec::new();
    for (row, cell) in table.column(place).enumerate() {
        let number = column.value(cell);
        let Some(change) = loss_in_csv(&number, data_type) else { continue };
        if let Some((_, conversion)) = found.iter_mut().find(|(known, _)| *known == change) {
            conversion.count += 1;
            continue;
        }
        let conversion = Conversion {
            place: table.names[place].clone(),
            row: Some(row),
            code: change.code(),
            message: change.message(&number, &CastTarget::Column(data_type)),
            lossy: change.is_lossy(),
            count: 1,
        };
        found.push((change, conversion));
    }
    for (_, conversion) in found {
        answer.convert(conversion);
    }
}
