//! What pandas makes of a column of a CSV when nobody says what it is.

use super::table::CsvTable;
use crate::enforce::dtype::{Dtype, ValueKinds};
use crate::enforce::numbers::{csv_number, csv_truth};
use crate::mlmodel::value::Value;

/// What pandas reads as no value.
const GAPS: [&str; 19] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None",
    "n/a", "nan", "null",
];

/// Whether pandas reads a cell as one without a value.
pub fn is_gap(cell: &str) -> bool {
    match cell.as_bytes() {
        [] => true,
        // Nearly every cell is a number or a longer text.
        [b'0' | b'2'..=b'9', ..] => false,
        [b'1', ..] => cell.starts_with("1.#") && GAPS.contains(&cell),
        _ => cell.len() <= 9 && GAPS.contains(&cell),
    }
}

/// What all cells of a column are that are no gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CsvKind {
    Numbers,
    Booleans,
    Texts,
}

/// A column as pandas holds it.
#[derive(Debug)]
pub(super) struct CsvColumn {
    /// What its cells are read as.
    pub kind: CsvKind,
    /// What pandas holds it as.
    pub dtype: Dtype,
    /// It has whole numbers that a float of 64 bits may round.
    pub has_large: bool,
}

impl CsvColumn {
    const TEXTS: Self = Self { kind: CsvKind::Texts, dtype: Dtype::Str, has_large: false };

    /// The column at a place, from 0.
    pub fn of(table: &CsvTable, place: usize) -> Self {
        let mut kind = None;
        let (mut kinds, mut has_large) = (ValueKinds::default(), false);
        let mut is_real_first = None;
        for cell in table.column(place) {
            if is_gap(cell) {
                kinds.extend([&Value::Null]);
                continue;
            }
            let number = if kind == Some(CsvKind::Booleans) { None } else { csv_number(cell) };
            let (own, value) = match (number, csv_truth(cell)) {
                (Some(number), _) => (CsvKind::Numbers, number),
                (None, Some(truth)) => (CsvKind::Booleans, Value::Bool(truth)),
                (None, None) => return Self::TEXTS,
            };
            if *kind.get_or_insert(own) != own {
                return Self::TEXTS;
            }
            if is_real_first.is_none() && !matches!(value, Value::Int(_)) {
                is_real_first = Some(matches!(value, Value::Float(_)));
            }
            has_large |= matches!(value, Value::BigInt(_)) || matches!(value, Value::Int(i) if i.unsigned_abs() > 1 << 53);
            kinds.extend([&value]);
        }
        let dtype = match kind {
            // Without a value at all it is a column of NaN.
            None if table.rows > 0 => Dtype::FLOAT64,
            Some(CsvKind::Numbers) => kinds.csv(is_real_first == Some(true)),
            _ => kinds.pandas(),
        };
        let kind = if dtype == Dtype::Str { CsvKind::Texts } else { kind.unwrap_or(CsvKind::Numbers) };
        Self { kind, dtype, has_large }
    }

    /// A cell's value; every cell is one of the kind, or a gap.
    pub fn value(&self, cell: &str) -> Value {
        let value = match self.kind {
            _ if is_gap(cell) => None,
            CsvKind::Numbers => csv_number(cell),
            CsvKind::Booleans => csv_truth(cell).map(Value::Bool),
            CsvKind::Texts => Some(Value::Text(cell.into())),
        };
        value.unwrap_or(Value::Null)
    }
}
