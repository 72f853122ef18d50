//! The cells of a CSV that keep a column from the type that the scoring server casts it to.

use super::column::{CsvColumn, CsvKind, is_gap};
use super::table::CsvTable;
use crate::enforce::codes;
use crate::enforce::numbers::{csv_number, csv_truth};
use crate::enforce::request_check::Refusal;
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::DataType;
use crate::mlmodel::value::Value;

/// Why a cell is not taken.
pub(super) struct CsvFault {
    /// Stable, for scripts.
    pub code: &'static Code,
    /// What stands there and what would be taken, in a sentence.
    pub message: String,
}

/// What cells of a column are not taken for its type.
pub(super) struct CellFaults<'c> {
    data_type: &'c DataType,
    column: &'c CsvColumn,
}

impl<'c> CellFaults<'c> {
    /// For a column that the signature has as this type.
    pub fn of(data_type: &'c DataType, column: &'c CsvColumn) -> Self {
        Self { data_type, column }
    }

    /// A cell's own fault, by itself.
    pub fn of_cell(&self, cell: &str) -> Option<CsvFault> {
        match self.data_type {
            DataType::Boolean => boolean(cell),
            DataType::Integer => self.whole(cell, "an integer", 2_147_483_648.0),
            DataType::Long => self.whole(cell, "a long", 9.2e18),
            // Numbers, booleans and gaps are all taken for reals.
            DataType::Float | DataType::Double if self.column.kind == CsvKind::Texts => real(cell),
            _ => None,
        }
    }

    /// `wanted`: the type; `most`: what its numbers are below.
    fn whole(&self, cell: &str, wanted: &str, most: f64) -> Option<CsvFault> {
        let is_short = *self.data_type == DataType::Integer;
        // Columns of nothing but booleans are numbers as well.
        let is_boolean = || self.column.kind == CsvKind::Booleans && csv_truth(cell).is_some();
        let message = match csv_number(cell) {
            Some(Value::Int(i)) if !is_short || i32::try_from(i).is_ok() => return None,
            Some(Value::Float(f)) if f.fract() == 0.0 && f.abs() < most => return None,
            None if is_boolean() => return None,
            Some(Value::Float(f)) if f.fract() != 0.0 => {
                format!("{} is no whole number, and the column is of type {}", quoted(cell), self.data_type.keyword())
            }
            Some(_) => format!("{} does not fit into {wanted}", quoted(cell)),
            None => empty_or(cell, wanted, || format!("{} is no whole number", quoted(cell))),
        };
        Some(CsvFault { code: codes::NOT_WHOLE, message: format!("{message}; every row needs a whole number") })
    }

    /// Of booleans each may do by itself, and not beside the others.
    pub fn of_mixed_booleans(&self, table: &CsvTable, place: usize) -> Option<Refusal> {
        if *self.data_type != DataType::Boolean || self.column.kind != CsvKind::Texts {
            return None;
        }
        let is_word = |cell: &str| csv_truth(cell).is_some();
        let first = table.cell(place, 0);
        let is_other = |cell: &&str| is_word(cell) != is_word(first);
        let row = table.column(place).position(|cell| is_other(&cell))?;
        let message = format!(
            "{} stands beside {}, and pandas reads booleans where all are words or all are numbers; send true or false in every row",
            quoted(table.cell(place, row)),
            quoted(first)
        );
        let count = table.column(place).filter(is_other).count();
        let refusal = Refusal::new(&table.names[place], codes::NOT_A_BOOLEAN, message);
        Some(Refusal { row: Some(row), count, ..refusal })
    }
}

fn boolean(cell: &str) -> Option<CsvFault> {
    let is_one = match csv_number(cell) {
        Some(Value::Int(i)) => matches!(i, 0 | 1),
        Some(Value::Float(f)) => [0.0, 1.0].contains(&f),
        _ => csv_truth(cell).is_some(),
    };
    (!is_one).then(|| {
        let what = empty_or(cell, "a boolean", || format!("{} is no boolean", quoted(cell)));
        CsvFault { code: codes::NOT_A_BOOLEAN, message: format!("{what}; send true or false in every row") }
    })
}

/// A cell of a column of texts.
fn real(cell: &str) -> Option<CsvFault> {
    let is_one = is_gap(cell) || csv_number(cell).is_some();
    (!is_one).then(|| CsvFault { code: codes::NOT_A_NUMBER, message: format!("{} is no number; send a number", quoted(cell)) })
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", clipped(cell, 60))
}

/// A cell without a value is said as such.
fn empty_or(cell: &str, wanted: &str, otherwise: impl Fn() -> String) -> String {
    if cell.is_empty() {
        format!("an empty cell cannot become {wanted}")
    } else if is_gap(cell) {
        format!("\"{cell}\" means an empty cell to pandas, which cannot become {wanted}")
    } else {
        otherwise()
    }
}
