//! Tensor specs: arrays of a dtype and a shape (`_enforce_tensor_schema` in `mlflow/models/utils.py`).
//!
//! One file a form of request: [`inputs`], [`instances`], [`frame`].

mod frame;
mod inputs;
mod instances;

pub use frame::{frame, is_framed};
pub use inputs::inputs;
pub use instances::{instances, instances_dict};

use super::array::shape_text;
use super::cast::show;
use super::codes;
use super::dates::numpy::{self, NumpyDate};
use super::expected::label_of;
use super::label::Label;
use super::request_check::{Refusal, RequestCheck};
use super::similar::Nearness;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{MistakenName, Schema, SpecKind, Tensor};
use crate::mlmodel::value::Value;

/// A tensor that MLflow looks for in a request.
struct ExpectedTensor<'m> {
    /// What it looks for, which is not always the name.
    label: Label<'m>,
    tensor: &'m Tensor,
}

impl<'m> ExpectedTensor<'m> {
    fn all(schema: &'m Schema) -> Vec<Self> {
        let specs = schema.specs.iter().enumerate();
        let tensors = specs.filter_map(|(i, spec)| match &spec.kind {
            SpecKind::Tensor(tensor) => Some(Self { label: label_of(spec, i), tensor }),
            SpecKind::Column { .. } => None,
        });
        tensors.collect()
    }

    /// The name, if it is one that a JSON object can have.
    fn name(&self) -> Option<&'m str> {
        if let Label::Text(name) = self.label { Some(name) } else { None }
    }
}

/// A tensor and what messages call it.
#[derive(Clone, Copy)]
struct PlacedTensor<'a> {
    tensor: &'a Tensor,
    place: &'a str,
}

impl PlacedTensor<'_> {
    /// Tells of a shape that the spec does not take (`_enforce_tensor_spec`; the dtypes are alike).
    fn check_shape(self, dims: &[usize], answer: &mut RequestCheck) {
        let shape = &self.tensor.shape;
        let is_object = &*self.tensor.dtype == "object";
        let is_anything = is_object && shape.len() == 1 && is_any_length(&shape[0]);
        let may_be_ragged = is_object && dims.len() == 1 && shape.iter().skip(1).any(is_any_length);
        if is_anything || may_be_ragged {
            return;
        }
        let fits = dims.len() == shape.len() && dims.iter().zip(shape).all(|(length, dim)| is_length(dim, *length));
        if !fits {
            let message = format!("it has the shape {}, and {} is expected", shape_text(dims), self.tensor.shape_text());
            answer.refuse(self.place, None, codes::SHAPE, message);
        }
    }

    /// Tells of `datetime64` without a unit: numpy gives an array of dates one, and then its dtype is another. Whether
    /// the value is taken.
    fn check_unit(self, value: &Value, row: Option<usize>, answer: &mut RequestCheck) -> bool {
        if &*self.tensor.dtype != "datetime64" {
            return true;
        }
        let is_no_date = |leaf: &Value| leaf.is_null() || matches!(leaf, Value::Text(text) if numpy::read(text) == NumpyDate::Missing);
        let Some(date) = find_leaf(value, row, &|leaf| !is_no_date(leaf)) else { return true };
        let message = format!(
            "numpy gives an array with {} in it a unit of time, such as datetime64[D], and the signature's datetime64 has none: no date is taken",
            show(date.value)
        );
        answer.refuse(self.place, date.row, codes::DTYPE, message);
        false
    }
}

fn is_any_length(dim: &Value) -> bool {
    *dim == Value::Int(-1)
}

fn is_length(dim: &Value, length: usize) -> bool {
    is_any_length(dim) || matches!(dim, Value::Int(i) if usize::try_from(*i) == Ok(length))
}

/// A value in nested lists, and its row where it has one.
#[derive(Clone, Copy)]
struct Leaf<'v> {
    row: Option<usize>,
    value: &'v Value,
}

/// The first value in nested lists that `is_it`, and its row: the one given, or its place in the outermost list.
fn find_leaf<'v>(value: &'v Value, row: Option<usize>, is_it: &impl Fn(&Value) -> bool) -> Option<Leaf<'v>> {
    match value {
        Value::List(items) => items.iter().enumerate().find_map(|(i, item)| find_leaf(item, row.or(Some(i)), is_it)),
        value => is_it(value).then_some(Leaf { row, value }),
    }
}

/// All values in nested lists.
fn gather<'v>(value: &'v Value, leaves: &mut Vec<&'v Value>) {
    match value {
        Value::List(items) => items.iter().for_each(|item| gather(item, leaves)),
        leaf => leaves.push(leaf),
    }
}

/// Whether a value could stand in an array of this dtype that numpy makes by itself.
fn would_do(leaf: &Value, dtype: &str) -> bool {
    let is_whole = matches!(leaf, Value::Int(_) | Value::BigInt(_));
    match dtype.trim_end_matches(|c: char| c.is_ascii_digit()) {
        "float" | "complex" => is_whole || matches!(leaf, Value::Float(_)),
        "int" | "uint" => is_whole,
        "bool" => matches!(leaf, Value::Bool(_)),
        "str" | "bytes" => matches!(leaf, Value::Text(_)),
        _ => false,
    }
}

/// Tells that a tensor is missing, and why where its name is taken for its place.
/// `near`: the name in the request that may be meant.
fn tell_missing(schema: &Schema, label: Label<'_>, near: Option<(&str, Nearness)>, answer: &mut RequestCheck) {
    let mistaken = schema.mistaken_names();
    let by_place = |one: &&MistakenName<'_>| label == Label::at(one.place);
    let message = match mistaken.iter().find(by_place) {
        Some(one) => format!(
            "the tensor is missing: MLflow 3.18 takes the name {} for the position {}, and looks for that number, which only the columns of dataframe_split can be (mlflow/mlflow#26069)",
            show(one.name),
            one.place
        ),
        None if matches!(label, Label::Number(_)) => {
            "the tensor is missing: its name is a number, which only the columns of dataframe_split can be".to_owned()
        }
        None => match near {
            Some((sent, nearness)) => {
                format!("the tensor is missing; {:?} in the request is nearly this name: {nearness}", clipped(sent, 60))
            }
            None => "the tensor is missing".to_owned(),
        },
    };
    let near = near.map(|(sent, _)| sent.to_owned());
    answer.add_refusal(Refusal { near, ..Refusal::new(label.shown(), codes::MISSING_TENSOR, message) });
}
