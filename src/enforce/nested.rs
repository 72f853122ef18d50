//! Arrays, objects and maps: checked strictly, and not cast (`_enforce_array`, `_enforce_object`, `_enforce_map` in
//! `mlflow/models/utils.py`).

use super::dtype::{self, Dtype, Kinds};
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::DataType;
use crate::mlmodel::value::Value;

/// Why a nested value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Below the column: `.zip`, `[]`, `{}`.
    pub path: String,
    pub rule: &'static str,
    pub message: String,
}

/// What the value came through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Road {
    /// `predict` in the same process: checked once.
    Python,
    /// A data frame at the scoring server: checked when it is cast, and again.
    Frame,
    /// `inputs` at the scoring server: the same, through numpy arrays.
    Array,
}

/// Checks one value against a nested type. `required` is the column's, and items of arrays and maps inherit it.
///
/// # Errors
/// The first thing inside that MLflow refuses.
pub fn enforce(value: &Value, data_type: &DataType, required: bool, road: Road) -> Result<(), Fault> {
    walk(value, data_type, required, road, &mut String::new())?;
    // Only the column's own array becomes a numpy array.
    if road == Road::Array && matches!(data_type, DataType::Array(_) | DataType::SparkMlVector) {
        if value.is_null() {
            return Err(fault("", "null-array", "null is refused in \"inputs\" even for an optional array; leave the column out"));
        }
        if holds_lists(data_type) && super::array::shape(value).is_err() {
            return Err(fault(
                "",
                "ragged",
                "the lists inside have different lengths, which \"inputs\" cannot carry; send dataframe_records",
            ));
        }
    }
    Ok(())
}

fn holds_lists(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Array(items) if matches!(**items, DataType::Array(_) | DataType::Any | DataType::SparkMlVector))
}

fn fault(path: &str, rule: &'static str, message: impl Into<String>) -> Fault {
    Fault { path: path.to_owned(), rule, message: message.into() }
}

fn walk(value: &Value, data_type: &DataType, required: bool, road: Road, path: &mut String) -> Result<(), Fault> {
    match data_type {
        DataType::Array(items) => array(value, items, required, road, path),
        DataType::SparkMlVector => array(value, &DataType::Double, required, road, path),
        DataType::Object(properties) => {
            let entries = match value {
                Value::Null if !required => return Ok(()),
                Value::Map(entries) if !required && entries.is_empty() => return Ok(()),
                Value::Map(entries) => entries,
                other => return Err(fault(path, "not-an-object", format!("{} stands where an object is expected", show(other)))),
            };
            for property in properties {
                if property.required && !entries.iter().any(|(key, _)| *key == property.name) {
                    return Err(fault(path, "property-missing", format!("the required property {:?} is missing", property.name)));
                }
            }
            if let Some((key, _)) = entries.iter().find(|(key, _)| !properties.iter().any(|property| property.name == *key)) {
                return Err(fault(
                    path,
                    "property-unknown",
                    format!("the property {key:?} is not in the schema; extra columns are dropped, extra properties are not"),
                ));
            }
            for (key, value) in entries {
                if let Some(property) = properties.iter().find(|property| property.name == *key) {
                    let before = path.len();
                    path.push('.');
                    path.push_str(key);
                    walk(value, &property.data_type, property.required, road, path)?;
                    path.truncate(before);
                }
            }
            Ok(())
        }
        DataType::Map(values) => {
            let entries = match value {
                Value::Null if !required || **values == DataType::Any => return Ok(()),
                Value::Map(entries) => entries,
                other => return Err(fault(path, "not-a-map", format!("{} stands where an object of any keys is expected", show(other)))),
            };
            let before = path.len();
            path.push_str("{}");
            for (_, value) in entries {
                walk(value, values, required, road, path)?;
            }
            path.truncate(before);
            Ok(())
        }
        DataType::Any => Ok(()),
        leaf => {
            if !required && (value.is_null() || matches!(value, Value::Float(f) if f.is_nan())) {
                return Ok(());
            }
            if matches!(value, Value::Null | Value::List(_) | Value::Map(_)) {
                let what = if value.is_null() { "null".to_owned() } else { value.kind().to_owned() };
                return Err(fault(path, "not-one-value", format!("{what} stands where {} is expected{}", article(leaf), wanted(leaf))));
            }
            let dtype = Kinds::of([value]).pandas();
            if !dtype::fits(dtype, leaf, [value]) {
                return Err(fault(
                    path,
                    "nested-type",
                    format!("{} is no {}: nested values are not cast{}", show(value), leaf.keyword(), wanted(leaf)),
                ));
            }
            Ok(())
        }
    }
}

fn array(value: &Value, items: &DataType, required: bool, road: Road, path: &mut String) -> Result<(), Fault> {
    let lenient = !required || *items == DataType::Any;
    let cells = match value {
        Value::Null if lenient => return Ok(()),
        Value::List(cells) => cells,
        other => return Err(fault(path, "not-a-list", format!("{} stands where a list is expected", show(other)))),
    };
    let before = path.len();
    path.push_str("[]");
    match items {
        DataType::Any | DataType::Array(_) | DataType::Object(_) | DataType::Map(_) | DataType::SparkMlVector => {
            for cell in cells {
                walk(cell, items, required, road, path)?;
            }
        }
        leaf if !cells.is_empty() => {
            let dtype = Kinds::of(cells).pandas();
            let again = road != Road::Python;
            let lost = again
                && match leaf {
                    // The first check makes numbers of it that the second refuses.
                    DataType::Integer | DataType::Float => true,
                    _ => false,
                };
            if let DataType::String | DataType::Binary = leaf
                && cells.iter().any(|cell| matches!(cell, Value::List(_)))
            {
                return Err(fault(path, "nested-type", format!("a list stands where {} is expected", article(leaf))));
            }
            if *leaf == DataType::Binary && cells.iter().any(|cell| matches!(cell, Value::Text(text) if !text.is_ascii())) {
                return Err(fault(path, "not-ascii", "a text holds letters past ASCII, which numpy cannot make bytes of".to_owned()));
            }
            if lost || !dtype::fits(dtype, leaf, cells) {
                return Err(fault(path, "nested-type", mixed(dtype, leaf)));
            }
        }
        _ => {}
    }
    path.truncate(before);
    Ok(())
}

fn mixed(dtype: Dtype, leaf: &DataType) -> String {
    format!("pandas reads the items as {}, and MLflow does not cast them to {}{}", dtype.name(), leaf.keyword(), wanted(leaf))
}

fn article(leaf: &DataType) -> String {
    format!("one {}", leaf.keyword())
}

/// What would be accepted.
fn wanted(leaf: &DataType) -> &'static str {
    match leaf {
        DataType::Boolean => "; send true or false",
        DataType::Long => "; send a whole number without a point",
        DataType::Double => "; send a number with a point, such as 7.0",
        DataType::String | DataType::Binary => "; send a text",
        DataType::Integer | DataType::Float | DataType::DateTime => "; no JSON value is taken for it inside a list or an object",
        _ => "",
    }
}

fn show(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::List(_) | Value::Map(_) => value.kind().to_owned(),
        other => clipped(&other.shown(), 60).into_owned(),
    }
}
