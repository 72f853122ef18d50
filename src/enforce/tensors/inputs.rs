//! `inputs`, or `instances` that are no list of objects.

use std::collections::{HashMap, HashSet};

use super::{ExpectedTensor, PlacedTensor, find_leaf, gather, is_any_length, tell_missing, would_do};
use crate::enforce::Caller;
use crate::enforce::array;
use crate::enforce::cast::{CastSummary, CastTarget, TypeClass, show};
use crate::enforce::codes;
use crate::enforce::dtype::{Dtype, ValueKinds};
use crate::enforce::frame::few_enough;
use crate::enforce::request_check::{BODY, Conversion, RequestCheck};
use crate::enforce::similar::{self, NearPair};
use crate::mlmodel::signature::Schema;
use crate::mlmodel::value::Value;

/// `inputs`, or `instances` that are no list of objects: the scoring server casts them, in the same process nothing is.
pub fn inputs(value: &Value, schema: &Schema, caller: Caller, answer: &mut RequestCheck) {
    let tensors = ExpectedTensor::all(schema);
    if !schema.is_named() {
        if let Some(first) = tensors.first() {
            one_array(value, first, caller, answer);
        }
        return;
    }
    let is_rest = caller == Caller::Rest;
    match (value, tensors.as_slice()) {
        (Value::Map(entries), _) => by_name(entries, schema, caller, answer),
        // The scoring server puts the list under the name of the signature, and then looks for the place.
        (Value::List(_), [one]) if is_rest && !schema.mistaken_names().is_empty() => tell_missing(schema, one.label, None, answer),
        (Value::List(items), [_]) if is_rest && items.iter().any(is_map) => refuse_form(value, answer),
        (_, [one]) => PlacedTensor { tensor: one.tensor, place: &one.label.shown() }.check(value, caller, answer),
        _ => refuse_form(value, answer),
    }
}

fn is_map(value: &Value) -> bool {
    matches!(value, Value::Map(_))
}

fn refuse_form(value: &Value, answer: &mut RequestCheck) {
    let what = if matches!(value, Value::List(_)) { "a list" } else { value.kind() };
    let message = format!("{what} stands where an object of tensor names to arrays is expected");
    answer.refuse(BODY, None, codes::TENSOR_FORM, message);
}

/// The one tensor of a signature without names.
fn one_array(value: &Value, expected: &ExpectedTensor<'_>, caller: Caller, answer: &mut RequestCheck) {
    let is_rest = caller == Caller::Rest;
    let refusal = match value {
        Value::Map(_) => Some(format!("{} stands where one array is expected", value.kind())),
        Value::Null if is_rest => Some(format!("{} stands where one array is expected", value.kind())),
        Value::List(items) if items.is_empty() && is_rest => Some("an empty list is no array to the scoring server".to_owned()),
        Value::List(items) if is_rest && items.iter().all(is_map) => {
            Some("a list of objects stands where one array is expected".to_owned())
        }
        _ => None,
    };
    if let Some(message) = refusal {
        answer.refuse(BODY, None, codes::TENSOR_FORM, message);
        return;
    }
    answer.rows = if let Value::List(items) = value { Some(items.len()) } else { None };
    PlacedTensor { tensor: expected.tensor, place: BODY }.check(value, caller, answer);
}

/// An object of names to arrays.
fn by_name(entries: &[(Box<str>, Value)], schema: &Schema, caller: Caller, answer: &mut RequestCheck) {
    if let Err(error) = few_enough(entries.len()) {
        return answer.refuse_frame(error);
    }
    let given: HashMap<&str, &Value> = entries.iter().map(|(key, value)| (&**key, value)).collect();
    let tensors = ExpectedTensor::all(schema);
    let mut known: HashSet<&str> = HashSet::with_capacity(tensors.len());
    let mut missing = Vec::new();
    for one in &tensors {
        match one.name().and_then(|name| given.get_key_value(name)) {
            Some((key, value)) => {
                known.insert(key);
                PlacedTensor { tensor: one.tensor, place: &one.label.shown() }.check(value, caller, answer);
            }
            None => missing.push(one),
        }
    }
    let unknown: Vec<&str> = entries.iter().map(|(key, _)| &**key).filter(|key| !known.contains(key)).collect();
    let names: Vec<&str> = missing.iter().map(|one| one.name().unwrap_or_default()).collect();
    let near: HashMap<usize, NearPair> = similar::pairs(&names, &unknown).into_iter().map(|pair| (pair.missing, pair)).collect();
    for (nth, one) in missing.into_iter().enumerate() {
        let near = near.get(&nth).map(|pair| (unknown[pair.unknown], pair.nearness));
        tell_missing(schema, one.label, near, answer);
    }
    for (key, value) in entries.iter().filter(|(key, _)| !known.contains(&**key)) {
        if array::shape(value).is_err() {
            let message = "the lists have different lengths, even in a tensor that is dropped";
            answer.refuse(&**key, array::ragged_row(value), codes::RAGGED, message);
        } else {
            answer.convert(Conversion::lost(&**key, codes::EXTRA_COLUMNS, "not in the signature, dropped"));
        }
    }
}

impl PlacedTensor<'_> {
    fn check(self, value: &Value, caller: Caller, answer: &mut RequestCheck) {
        match caller {
            Caller::Rest => self.cast(value, answer),
            Caller::Python => self.hold(value, answer),
        }
    }

    /// Through the scoring server: made an array of the spec's dtype, then compared with its shape.
    fn cast(self, value: &Value, answer: &mut RequestCheck) {
        let target = CastTarget::Tensor(&self.tensor.dtype);
        let shape = if target.class() == TypeClass::Object { Ok(array::object_shape(value)) } else { array::shape(value) };
        let Ok(dims) = shape else { return self.refuse_ragged(value, answer) };
        let mut summary = CastSummary::default();
        array::cast_all(value, None, &target, &mut summary);
        summary.tell(self.place, &target, answer);
        self.check_unit(value, None, answer);
        self.check_shape(&dims, answer);
    }

    /// In the same process, as `numpy.array` holds the value.
    fn hold(self, value: &Value, answer: &mut RequestCheck) {
        let Ok(dims) = array::shape(value) else { return self.refuse_ragged(value, answer) };
        let shape = &self.tensor.shape;
        if &*self.tensor.dtype == "object" && shape.len() == 1 && is_any_length(&shape[0]) {
            return;
        }
        let mut leaves = Vec::new();
        gather(value, &mut leaves);
        let dtype = ValueKinds::of(leaves).numpy();
        if dtype == Dtype::Object && dims.len() == 1 && shape.iter().skip(1).any(is_any_length) {
            return;
        }
        self.check_shape(&dims, answer);
        if dtype.name() != &*self.tensor.dtype {
            self.refuse_dtype(value, dtype, answer);
        }
    }

    fn refuse_ragged(self, value: &Value, answer: &mut RequestCheck) {
        answer.refuse(self.place, array::ragged_row(value), codes::RAGGED, array::RAGGED);
    }

    fn refuse_dtype(self, value: &Value, dtype: Dtype, answer: &mut RequestCheck) {
        // One value may make all of them another dtype.
        let does = |leaf: &Value| would_do(leaf, &self.tensor.dtype);
        let odd = find_leaf(value, None, &does).and_then(|_| find_leaf(value, None, &|leaf| !does(leaf)));
        let message = format!(
            "numpy.array makes {} of it{}, and {} is expected; in the same process nothing is cast",
            dtype.name(),
            odd.map(|leaf| format!(", for {}", show(leaf.value))).unwrap_or_default(),
            self.tensor.dtype
        );
        answer.refuse(self.place, odd.and_then(|leaf| leaf.row), codes::DTYPE, message);
    }
}
