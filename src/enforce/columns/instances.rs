//! `instances` as a list of objects: numpy gathers each name's values into an array.

use std::collections::HashMap;

use super::{makes_records, takes_lists, takes_objects};
use crate::enforce::array;
use crate::enforce::cast::{CastSummary, CastTarget, show};
use crate::enforce::codes;
use crate::enforce::dtype::{self, Dtype, ValueKinds};
use crate::enforce::expected::ExpectedColumn;
use crate::enforce::frame::few_enough;
use crate::enforce::label::Label;
use crate::enforce::matching::{in_order, matched};
use crate::enforce::nested::{Carrier, NestedChecker};
use crate::enforce::request_check::{BODY, RequestCheck};
use crate::mlmodel::signature::{DataType, Schema};
use crate::mlmodel::value::Value;

/// A value and the row it stands in, from 0.
struct RowValue<'v> {
    row: usize,
    value: &'v Value,
}

/// The values under one name, in the order of their rows; a row may lack it.
struct Gathered<'v> {
    name: &'v str,
    cells: Vec<RowValue<'v>>,
}

impl<'v> Gathered<'v> {
    fn values(&self) -> impl Iterator<Item = &'v Value> {
        self.cells.iter().map(|cell| cell.value)
    }

    /// The first cell of another shape than the first one, or ragged in itself.
    fn uneven(&self) -> Option<&RowValue<'v>> {
        let first = array::shape(self.cells.first()?.value);
        self.cells.iter().find(|cell| {
            let shape = array::shape(cell.value);
            shape.is_err() || shape != first
        })
    }
}

/// `instances` as a list of objects, one a row.
pub fn instances(rows: &[Value], schema: &Schema, answer: &mut RequestCheck) {
    answer.rows = Some(rows.len());
    let Some(columns) = gathered(rows, answer) else { return };
    let names: Vec<Label<'_>> = columns.iter().map(|column| Label::Text(column.name)).collect();
    let matches = matched(schema, &names, answer);
    let is_one_record = makes_records(schema);
    // Every row may lack a name, and then the others are as short.
    let is_uneven = columns.iter().any(|column| column.cells.len() != columns[0].cells.len());
    for (column, spec) in columns.iter().zip(in_order(&matches, columns.len())) {
        let may_differ = spec.as_ref().is_some_and(|spec| matches!(spec.data_type, DataType::Map(_)));
        if let Some(cell) = column.uneven().filter(|_| !may_differ) {
            let message = "the lists have different lengths from row to row, and numpy wants them alike";
            answer.refuse(column.name, Some(cell.row), codes::RAGGED, message);
            continue;
        }
        match spec {
            Some(spec) if schema.is_named() => NamedColumn { column, spec: &spec, is_one_record, answer: &mut *answer }.check(),
            Some(spec) => unnamed(column, &spec, answer),
            None => {}
        }
        if column.cells.len() != rows.len() && !is_one_record && is_uneven {
            let lacks = |row: &usize| column.cells.get(*row).is_none_or(|cell| cell.row != *row);
            let message = "this row lacks it, and in \"instances\" every row must have the same names";
            answer.refuse(column.name, (0..rows.len()).find(lacks), codes::COLUMN_LENGTH, message);
        }
    }
}

/// The values under each name, or `None` after the reason was told.
fn gathered<'v>(rows: &'v [Value], answer: &mut RequestCheck) -> Option<Vec<Gathered<'v>>> {
    let mut columns: Vec<Gathered<'v>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (row, value) in rows.iter().enumerate() {
        let Value::Map(entries) = value else {
            answer.refuse(BODY, Some(row), codes::ROW_FORM, format!("this row is {}, and the first is an object", value.kind()));
            return None;
        };
        for (name, value) in entries {
            let place = *places.entry(name).or_insert_with(|| {
                columns.push(Gathered { name, cells: Vec::new() });
                columns.len() - 1
            });
            columns[place].cells.push(RowValue { row, value });
        }
        if let Err(error) = few_enough(columns.len()) {
            answer.refuse(BODY, Some(row), error.code, error.message);
            return None;
        }
    }
    Some(columns)
}

/// The shape of the first value; all have it, where that matters.
fn dims(column: &Gathered<'_>) -> Vec<usize> {
    column.cells.first().and_then(|cell| array::shape(cell.value).ok()).unwrap_or_default()
}

/// A column of a signature without names: held as numpy holds it, and not cast.
fn unnamed(column: &Gathered<'_>, spec: &ExpectedColumn<'_>, answer: &mut RequestCheck) {
    let dtype = ValueKinds::of(column.values()).numpy();
    let dims = dims(column);
    // Lists are held as objects.
    let fits = if dims.is_empty() { dtype::fits(dtype, spec.data_type, column.values()) } else { takes_lists(spec.data_type, &dims) };
    if fits {
        return;
    }
    let odd = dtype::odd_cells(dtype, spec.data_type, || column.values(), false).filter(|_| !matches!(dtype, Dtype::Int(_)));
    let odd = odd.map(|odd| &column.cells[odd.row]);
    let because = odd.map(|cell| format!("for {}, ", show(cell.value))).unwrap_or_default();
    let message =
        format!("{because}numpy holds the values as {}, which MLflow does not convert to {}", dtype.name(), spec.data_type.keyword());
    answer.refuse(column.name, odd.map(|cell| cell.row), codes::DTYPE, message);
}

/// A column that the signature names.
struct NamedColumn<'a, 'v> {
    column: &'a Gathered<'v>,
    spec: &'a ExpectedColumn<'a>,
    /// Beside arrays and objects all of it is one row.
    is_one_record: bool,
    answer: &'a mut RequestCheck,
}

impl NamedColumn<'_, '_> {
    fn check(mut self) {
        match self.spec.data_type {
            DataType::Any => {}
            DataType::Array(items) if **items == DataType::Any => self.each(),
            DataType::Array(_) | DataType::Object(_) | DataType::SparkMlVector if self.is_nothing() => {}
            DataType::Array(_) | DataType::Object(_) | DataType::SparkMlVector => {
                let message = "\"instances\" cannot carry arrays and objects; send \"inputs\" or dataframe_records";
                self.answer.refuse(self.column.name, None, codes::INSTANCES_NESTED, message);
            }
            DataType::Map(_) => {
                if self.is_one_record {
                    let message = "beside arrays and objects \"instances\" cannot carry a map; send \"inputs\"";
                    self.answer.refuse(self.column.name, None, codes::INSTANCES_NESTED, message);
                }
                self.each();
            }
            plain => self.plain(plain),
        }
    }

    /// Whether it is null or empty in every row, which leaves nothing to object to.
    fn is_nothing(&self) -> bool {
        let cells = &self.column.cells;
        let is_absent = !self.spec.refuses_null && cells.iter().all(|cell| cell.value.is_null());
        match self.spec.data_type {
            DataType::Array(items) => {
                let takes_null = **items != DataType::DateTime && !items.is_nested() && dtype::fits(Dtype::Object, items, [&Value::Null]);
                (is_absent && takes_null) || (matches!(**items, DataType::Array(_)) && dims(self.column) == [0])
            }
            DataType::SparkMlVector => is_absent,
            DataType::Object(_) => {
                let is_empty = matches!(cells.as_slice(), [RowValue { value: Value::Map(entries), .. }] if entries.is_empty());
                !self.spec.refuses_null && is_empty
            }
            _ => false,
        }
    }

    /// Checks the values up to the first that is refused.
    fn each(&mut self) {
        let checker = NestedChecker::new(self.spec.data_type);
        for cell in &self.column.cells {
            if let Err(fault) = checker.enforce(cell.value, self.spec.refuses_null, Carrier::Array) {
                self.answer.refuse(format!("{}{}", self.column.name, fault.path), Some(cell.row), fault.code, fault.message);
                return;
            }
        }
    }

    fn plain(&mut self, data_type: &DataType) {
        let target = CastTarget::Column(data_type);
        let mut summary = CastSummary::default();
        for cell in &self.column.cells {
            array::cast_all(cell.value, Some(cell.row), &target, &mut summary);
        }
        summary.tell(self.column.name, &target, self.answer);
        let dims = dims(self.column);
        if (self.is_one_record && !takes_objects(data_type)) || (!dims.is_empty() && !takes_lists(data_type, &dims)) {
            let why = if self.is_one_record { "; beside arrays and objects \"instances\" is one row" } else { "" };
            let message = format!("a list stands where one value is expected{why}");
            self.answer.refuse(self.column.name, None, codes::NOT_ONE_VALUE, message);
        }
    }
}
