//! `inputs` (or `instances`) as an object of names to values.

use super::{Converted, PlainColumn, makes_records, takes_lists};
use crate::enforce::array;
use crate::enforce::codes;
use crate::enforce::expected::ExpectedColumn;
use crate::enforce::frame::few_enough;
use crate::enforce::label::Label;
use crate::enforce::matching::{in_order, matched};
use crate::enforce::nested::{self, Carrier, NestedChecker};
use crate::enforce::request_check::{BODY, RequestCheck};
use crate::mlmodel::display::count;
use crate::mlmodel::signature::{DataType, Schema};
use crate::mlmodel::value::Value;

/// A name and its value.
#[derive(Clone, Copy, Debug)]
pub struct NamedValue<'v> {
    /// The name, as the request or the signature has it.
    pub label: Label<'v>,
    /// What stands under it.
    pub value: &'v Value,
}

/// A list among the values.
struct ListLength {
    /// Which of the entries it is, from 0.
    nth: usize,
    length: usize,
}

/// What was seen so far: by it pandas tells one record from columns, and whether they make a data frame.
#[derive(Default)]
struct Shapes {
    lists: Vec<ListLength>,
    /// Something that makes columns of the values.
    has_columns: bool,
    /// A single value without a spec, which numpy makes an array without dimensions of.
    has_single_array: bool,
    /// An object, whose keys pandas takes for its index.
    has_index: bool,
}

/// The columns of one object, one after the other.
struct Dict<'a> {
    /// Beside arrays and objects the object is one record, and a list a cell of its row.
    is_one_record: bool,
    shapes: Shapes,
    answer: &'a mut RequestCheck,
}

/// `inputs` (or `instances`) as an object of names to values.
pub fn dict<'v>(entries: &[NamedValue<'v>], schema: &Schema, answer: &mut RequestCheck) {
    if let Err(error) = few_enough(entries.len()) {
        return answer.refuse_frame(error);
    }
    let names: Vec<Label<'v>> = entries.iter().map(|entry| entry.label).collect();
    let matches = matched(schema, &names, answer);
    let mut dict = Dict { is_one_record: makes_records(schema), shapes: Shapes::default(), answer };
    for ((nth, entry), spec) in entries.iter().enumerate().zip(in_order(&matches, entries.len())) {
        match spec {
            None => dict.unknown(nth, *entry),
            Some(spec) if *spec.data_type == DataType::Any => dict.any(nth, entry.value),
            Some(spec) if spec.data_type.is_nested() => dict.nested(&spec, entry.value),
            Some(spec) => dict.plain(nth, &spec, entry.value),
        }
    }
    // Texts that no spec names make one record, for the sake of transformers.
    let only_texts = !entries.is_empty() && matches.is_empty() && entries.iter().all(|entry| matches!(entry.value, Value::Text(_)));
    if dict.is_one_record || !dict.shapes.has_columns || only_texts {
        dict.answer.rows = Some(1);
    } else {
        dict.shapes.together(entries, dict.answer);
    }
}

impl Dict<'_> {
    fn list(&mut self, nth: usize, length: usize) {
        self.shapes.lists.push(ListLength { nth, length });
    }

    /// A column without a spec: numpy must be able to hold it.
    fn unknown(&mut self, nth: usize, entry: NamedValue<'_>) {
        self.shapes.has_columns = true;
        match array::shape(entry.value) {
            Ok(dims) => match dims.first() {
                Some(length) => self.list(nth, *length),
                None => self.shapes.has_single_array = true,
            },
            Err(_) => {
                let row = if self.is_one_record { Some(0) } else { array::ragged_row(entry.value) };
                let message = "the lists have different lengths, even in a column that is dropped";
                self.answer.refuse(entry.label.shown(), row, codes::RAGGED, message);
            }
        }
    }

    /// A column of type `any`: nothing in it is refused.
    fn any(&mut self, nth: usize, value: &Value) {
        match value {
            Value::List(items) => {
                self.shapes.has_columns |= !items.iter().all(|item| matches!(item, Value::Text(_)));
                self.list(nth, items.len());
            }
            Value::Map(_) => {
                self.shapes.has_columns = true;
                self.shapes.has_index = true;
            }
            _ => {}
        }
    }

    /// An array, an object or a map.
    fn nested(&mut self, spec: &ExpectedColumn<'_>, value: &Value) {
        let shown = spec.label.shown();
        if let Err(fault) = nested::enforce(value, spec.data_type, spec.refuses_null, Carrier::Array) {
            self.answer.refuse(format!("{shown}{}", fault.path), None, fault.code, fault.message);
            return;
        }
        self.shapes.has_columns |= !value.is_null();
        let Value::Map(entries) = value else { return };
        if self.is_one_record {
            return;
        }
        // pandas takes the keys of an object for its index, and each value for a row.
        self.shapes.has_index = true;
        let checker = NestedChecker::new(spec.data_type);
        if entries.iter().any(|(_, value)| checker.enforce(value, spec.refuses_null, Carrier::Array).is_err()) {
            let message = "a map sent by name is taken for a column of its values; send dataframe_records";
            self.answer.refuse(&shown, None, codes::MAP_AS_COLUMN, message);
        }
    }

    /// A column of a plain type.
    fn plain(&mut self, nth: usize, spec: &ExpectedColumn<'_>, value: &Value) {
        let shown = spec.label.shown();
        let mut column = PlainColumn::of(spec.data_type, &shown);
        match column.convert(value, self.is_one_record.then_some(0), self.answer) {
            Converted::Scalar => {}
            Converted::Refused => {
                self.shapes.has_columns = true;
                self.list(nth, if let Value::List(items) = value { items.len() } else { 0 });
            }
            Converted::Array(dims) => {
                self.shapes.has_columns = true;
                self.list(nth, dims[0]);
                let in_a_cell = if self.is_one_record { &dims[..] } else { &dims[1..] };
                if (self.is_one_record || dims.len() > 1) && !takes_lists(spec.data_type, in_a_cell) {
                    let why = if self.is_one_record { "; beside arrays and objects an object is one row" } else { "" };
                    let message = format!("a list stands where one value is expected{why}");
                    self.answer.refuse(&shown, None, codes::NOT_ONE_VALUE, message);
                }
            }
        }
        column.tell(self.answer);
    }
}

impl Shapes {
    /// Tells whether pandas makes a data frame of the columns.
    fn together(&self, entries: &[NamedValue<'_>], answer: &mut RequestCheck) {
        let is_single = |entry: &NamedValue<'_>| !matches!(entry.value, Value::List(_) | Value::Map(_));
        match self.lists.first() {
            Some(_) if self.has_index => {
                let message = "lists and objects cannot stand side by side as columns; send dataframe_records";
                answer.refuse(BODY, None, codes::DICT_FORM, message);
            }
            Some(first) => {
                answer.rows = Some(first.length);
                if let Some(other) = self.lists.iter().find(|list| list.length != first.length) {
                    let message = format!("it has {}, and the first column {}", count(other.length, "value", "values"), first.length);
                    answer.refuse(entries[other.nth].label.shown(), None, codes::COLUMN_LENGTH, message);
                }
            }
            None if self.has_index => {}
            None if self.has_single_array || entries.iter().any(is_single) => {
                let message = "every value is single, and one is not in the signature; send lists, or leave the extra ones out";
                answer.refuse(BODY, None, codes::DICT_FORM, message);
            }
            None => {}
        }
    }
}
