//! `instances`: tensors row by row.

use std::collections::{HashMap, HashSet};

use super::{ExpectedTensor, PlacedTensor, inputs, tell_missing};
use crate::enforce::Caller;
use crate::enforce::array;
use crate::enforce::cast::{CastSummary, CastTarget, TypeClass};
use crate::enforce::codes;
use crate::enforce::frame::few_enough;
use crate::enforce::request_check::{BODY, RequestCheck};
use crate::mlmodel::display::count;
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;

/// `instances` as an object of names to arrays: as `inputs`, and the arrays must be of one length.
pub fn instances_dict(entries: &[(Box<str>, Value)], value: &Value, schema: &Schema, answer: &mut RequestCheck) {
    inputs(value, schema, Caller::Rest, answer);
    let known = names(&ExpectedTensor::all(schema));
    let mut counted = entries.iter().filter(|(key, _)| schema.specs.is_empty() || known.contains(&**key));
    let Some((first, value)) = counted.next() else { return };
    let Value::List(items) = value else {
        answer.refuse(&**first, None, codes::COLUMN_LENGTH, "one value has no length, and in \"instances\" every tensor is a list");
        return;
    };
    let length = items.len();
    let uneven = counted.find(|(_, value)| !matches!(value, Value::List(items) if items.len() == length));
    if let Some((key, value)) = uneven {
        let message = match value {
            Value::List(items) => format!("it has {}, and the first tensor {length}", count(items.len(), "row", "rows")),
            _ => format!("one value stands where {} are expected", count(length, "row", "rows")),
        };
        answer.refuse(&**key, None, codes::COLUMN_LENGTH, message);
    }
}

/// The names that a JSON object can have.
fn names<'m>(tensors: &[ExpectedTensor<'m>]) -> HashSet<&'m str> {
    tensors.iter().filter_map(ExpectedTensor::name).collect()
}

/// The values under one name, and the row that each stands in.
#[derive(Default)]
struct Stack<'v> {
    rows: Vec<usize>,
    values: Vec<&'v Value>,
}

impl<'v> Stack<'v> {
    fn cells(&self) -> impl Iterator<Item = (usize, &'v Value)> {
        self.rows.iter().copied().zip(self.values.iter().copied())
    }
}

/// `instances` as a list of objects: each name's values are stacked.
pub fn instances(rows: &[Value], schema: &Schema, answer: &mut RequestCheck) {
    answer.rows = Some(rows.len());
    if !schema.is_named() {
        let message = "objects have names, and the tensor of the signature has none; send a list";
        answer.refuse(BODY, None, codes::TENSOR_FORM, message);
        return;
    }
    let Some(stacks) = stacked(rows, answer) else { return };
    let tensors = ExpectedTensor::all(schema);
    let mut first = None;
    let mut shorter = None;
    for one in &tensors {
        let Some(stack) = one.name().and_then(|name| stacks.get(name)) else {
            tell_missing(schema, one.label, None, answer);
            continue;
        };
        let shown = one.label.shown();
        let placed = PlacedTensor { tensor: one.tensor, place: &shown };
        if placed.check_stack(stack, answer) {
            let length = *first.get_or_insert(stack.values.len());
            shorter = shorter.or_else(|| (stack.values.len() != length).then_some(shown));
        }
    }
    if let Some(name) = shorter {
        let message = "not every row has it, and in \"instances\" every row must have the same names";
        answer.refuse(name, None, codes::COLUMN_LENGTH, message);
    }
    check_dropped(rows, &stacks, names(&tensors), answer);
}

/// The values under each name, or `None` after the reason was told.
fn stacked<'v>(rows: &'v [Value], answer: &mut RequestCheck) -> Option<HashMap<&'v str, Stack<'v>>> {
    if let Some(row) = rows.iter().position(|row| !matches!(row, Value::Map(_))) {
        let message = format!("this row is {}, and the first is an object", rows[row].kind());
        answer.refuse(BODY, Some(row), codes::ROW_FORM, message);
        return None;
    }
    let mut stacks: HashMap<&str, Stack<'_>> = HashMap::new();
    for (i, row) in rows.iter().enumerate() {
        for (key, value) in entries(row) {
            let stack = stacks.entry(key).or_default();
            stack.rows.push(i);
            stack.values.push(value);
        }
        if let Err(error) = few_enough(stacks.len()) {
            answer.refuse(BODY, Some(i), error.code, error.message);
            return None;
        }
    }
    Some(stacks)
}

fn entries(row: &Value) -> &[(Box<str>, Value)] {
    if let Value::Map(entries) = row { entries } else { &[] }
}

impl PlacedTensor<'_> {
    /// Checks the values of one tensor; whether they stack.
    fn check_stack(self, stack: &Stack<'_>, answer: &mut RequestCheck) -> bool {
        let target = CastTarget::Tensor(&self.tensor.dtype);
        let is_object = target.class() == TypeClass::Object;
        let shape = |value: &Value| if is_object { Ok(array::object_shape(value)) } else { array::shape(value) };
        let dims = stack.values.first().and_then(|value| shape(value).ok());
        if let Some((row, _)) = stack.cells().find(|(_, value)| shape(value).ok().is_none_or(|own| Some(own) != dims)) {
            answer.refuse(self.place, Some(row), codes::RAGGED, "the arrays have different shapes from row to row");
            return false;
        }
        let mut summary = CastSummary::default();
        for (row, value) in stack.cells() {
            array::cast_all(value, Some(row), &target, &mut summary);
        }
        summary.tell(self.place, &target, answer);
        // The first that is refused speaks for all.
        let _ = stack.cells().all(|(row, value)| self.check_unit(value, Some(row), answer));
        let mut stacked = vec![stack.values.len()];
        stacked.extend(dims.unwrap_or_default());
        self.check_shape(&stacked, answer);
        true
    }
}

/// Names past those of the signature that are looked at.
const MAX_DROPPED: usize = 100;

/// What is dropped must still stack. `known`: the names of the signature.
fn check_dropped<'v>(rows: &'v [Value], stacks: &HashMap<&str, Stack<'v>>, known: HashSet<&'v str>, answer: &mut RequestCheck) {
    let most = known.len() + MAX_DROPPED;
    let mut seen = known;
    for (key, _) in rows.iter().flat_map(entries) {
        if seen.len() > most || !seen.insert(key) {
            continue;
        }
        let Some(stack) = stacks.get(&**key) else { continue };
        let mut shapes = stack.values.iter().map(|value| array::shape(value));
        let first = shapes.next();
        if first.as_ref().is_some_and(Result::is_err) || shapes.any(|shape| Some(shape) != first) {
            let message = "the arrays have different shapes from row to row, even in a tensor that is dropped";
            answer.refuse(&**key, None, codes::RAGGED, message);
        }
    }
}
