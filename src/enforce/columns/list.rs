//! `inputs` or `instances` as a list of values, or as one value.

use super::dict::{NamedValue, dict};
use super::{Converted, PlainColumn, dtype_of, inferred, python, takes_objects};
use crate::enforce::codes;
use crate::enforce::dtype;
use crate::enforce::expected::{ExpectedColumn, expected_columns};
use crate::enforce::frame::{Frame, few_enough};
use crate::enforce::label::Label;
use crate::enforce::matching::{Match, matched};
use crate::enforce::request_check::{BODY, RequestCheck};
use crate::mlmodel::signature::{DataType, Schema, SpecKind};
use crate::mlmodel::value::Value;

/// `inputs` or `instances` as a list of values, or as one value.
pub fn values(value: &Value, schema: &Schema, answer: &mut RequestCheck) {
    let Some(SpecKind::Column { data_type: first, .. }) = schema.specs.first().map(|spec| &spec.kind) else { return };
    if schema.is_named() {
        if is_one_column(value, schema) {
            return under_the_one_name(value, schema, answer);
        }
        if needs_names(schema) || first.is_nested() {
            return refuse_without_names(value, answer);
        }
    }
    if *first == DataType::Any && !matches!(value, Value::Map(_) | Value::Null) {
        let frame = if let Value::List(rows) = value { Frame::of_list(rows) } else { Ok(Frame::of_scalar(value)) };
        match frame {
            Ok(frame) => python(&frame, &inferred(&frame), schema, answer),
            Err(error) => answer.refuse_frame(error),
        }
        return;
    }
    let is_no_data = value.is_null() && (takes_objects(first) || *first == DataType::Any);
    if first.is_nested() || matches!(value, Value::Map(_)) || (value.is_null() && !schema.is_named()) || is_no_data {
        let message = if schema.is_named() {
            format!("{} is no data to predict from", value.kind())
        } else {
            "the signature has no names, and this form cannot carry it; send dataframe_split".to_owned()
        };
        answer.refuse(BODY, None, codes::UNNAMED_FORM, message);
        return;
    }
    one_array(value, first, schema, answer);
}

/// Whether a list is the one column of the signature.
fn is_one_column(value: &Value, schema: &Schema) -> bool {
    schema.specs.len() == 1 && matches!(value, Value::List(items) if !items.iter().any(|item| matches!(item, Value::Map(_))))
}

/// A list under the one name of the signature, as it stands there.
fn under_the_one_name(value: &Value, schema: &Schema, answer: &mut RequestCheck) {
    let name = schema.specs.first().and_then(|spec| spec.name.as_ref()).unwrap_or(&Value::Null);
    match Label::of(name) {
        Label::Other(_) if !matches!(name, Value::Bool(_)) => {
            answer.refuse(name.shown(), None, codes::COLUMN_NAME, "a column of such a name cannot be sent");
        }
        label => dict(&[NamedValue { label, value }], schema, answer),
    }
}

/// An array's columns are called 0, 1, …: columns with other names are left out, if they may be.
fn needs_names(schema: &Schema) -> bool {
    let is_out_of_reach = |spec: &ExpectedColumn<'_>| spec.is_required && !matches!(spec.label, Label::Number(_));
    expected_columns(schema).iter().any(is_out_of_reach)
}

fn refuse_without_names(value: &Value, answer: &mut RequestCheck) {
    let (what, hint) = if matches!(value, Value::List(_)) { ("a list of values", "; send objects") } else { (value.kind(), "") };
    answer.refuse(BODY, None, codes::NO_NAMES, format!("{what} has no names, and the columns of the signature have{hint}"));
}

/// All values become one array of the first column's type.
fn one_array(value: &Value, first: &DataType, schema: &Schema, answer: &mut RequestCheck) {
    let mut array = PlainColumn::of(first, BODY);
    let converted = array.convert(value, None, answer);
    let is_refused = array.summary.has_faults();
    array.tell(answer);
    let dims = match converted {
        Converted::Scalar => vec![1],
        Converted::Array(dims) => dims,
        Converted::Refused => return,
    };
    answer.rows = dims.first().copied();
    let width = match dims[..] {
        [0] if matches!(value, Value::List(_)) => 0,
        [_] => 1,
        [_, width] => width,
        _ => {
            answer.refuse(BODY, None, codes::TOO_DEEP, format!("a table has two dimensions, and this has {}", dims.len()));
            return;
        }
    };
    if let Err(error) = few_enough(width) {
        return answer.refuse_frame(error);
    }
    let labels: Vec<Label<'_>> = (0..width).map(Label::at).collect();
    let matches = matched(schema, &labels, answer);
    if is_refused {
        return;
    }
    let dtype = dtype_of(first);
    for Match { spec, place } in matches {
        if spec.data_type != first && !dtype::fits(dtype, spec.data_type, column(value, place)) {
            let message = format!(
                "a list becomes one array of the first column's type, {}, which MLflow does not convert to {}; send dataframe_split",
                dtype.name(),
                spec.data_type.keyword()
            );
            answer.refuse(spec.label.shown(), None, codes::DTYPE, message);
        }
    }
}

/// The values of one column of a list of rows, or of a list of values, or one value.
fn column(value: &Value, place: usize) -> impl Iterator<Item = &Value> {
    let rows = if let Value::List(rows) = value { rows.as_slice() } else { std::slice::from_ref(value) };
    rows.iter().filter_map(move |row| if let Value::List(cells) = row { cells.get(place) } else { Some(row) })
}
