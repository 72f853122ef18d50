//! Arrays, objects and maps: checked strictly, and not cast (`_enforce_array`, `_enforce_object`, `_enforce_map` in
//! `mlflow/models/utils.py`).

use super::codes;
use std::collections::{HashMap, HashSet};

use super::dtype::{self, Dtype, Kinds};
use super::values::show;
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{DataType, Property};
use crate::mlmodel::value::Value;

/// Why a nested value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Below the column: `.zip`, `[]`, `{}`.
    pub path: String,
    pub rule: &'static Code,
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

/// A nested type made ready to check many values: properties are found by name, of which there may be thousands.
#[derive(Debug)]
pub struct Checker<'m> {
    data_type: &'m DataType,
    node: Node<'m>,
}

#[derive(Debug)]
enum Node<'m> {
    Array { items: &'m DataType, inner: Box<Node<'m>> },
    Object(Properties<'m>),
    Map { values: &'m DataType, inner: Box<Node<'m>> },
    Any,
    Leaf(&'m DataType),
}

#[derive(Debug)]
struct Properties<'m> {
    all: &'m [Property],
    nodes: Vec<Node<'m>>,
    places: HashMap<&'m str, usize>,
    /// How many of them are.
    required: usize,
}

impl<'m> Node<'m> {
    fn of(data_type: &'m DataType) -> Self {
        match data_type {
            DataType::Array(items) => Self::Array { items, inner: Box::new(Self::of(items)) },
            DataType::SparkMlVector => Self::Array { items: &DataType::Double, inner: Box::new(Self::Leaf(&DataType::Double)) },
            DataType::Map(values) => Self::Map { values, inner: Box::new(Self::of(values)) },
            DataType::Object(properties) => Self::Object(Properties {
                all: properties,
                nodes: properties.iter().map(|property| Self::of(&property.data_type)).collect(),
                places: properties.iter().enumerate().map(|(place, property)| (&*property.name, place)).collect(),
                required: properties.iter().filter(|property| property.required).count(),
            }),
            DataType::Any => Self::Any,
            leaf => Self::Leaf(leaf),
        }
    }
}

impl<'m> Checker<'m> {
    #[must_use]
    pub fn new(data_type: &'m DataType) -> Self {
        Self { data_type, node: Node::of(data_type) }
    }

    /// Checks one value. `required` is the column's, and items of arrays and maps inherit it.
    ///
    /// # Errors
    /// The first thing inside that MLflow refuses.
    pub fn enforce(&self, value: &Value, required: bool, road: Road) -> Result<(), Fault> {
        Walk { road, path: String::new() }.enter(value, &self.node, required)?;
        // Only the column's own array becomes a numpy array.
        if road == Road::Array && matches!(self.data_type, DataType::Array(_) | DataType::SparkMlVector) {
            if value.is_null() {
                return Err(fault("", codes::NULL_ARRAY, "null is refused in \"inputs\" even for an optional array; leave the column out"));
            }
            if holds_lists(self.data_type) && super::array::shape(value).is_err() {
                return Err(fault(
                    "",
                    codes::RAGGED,
                    "the lists inside have different lengths, which \"inputs\" cannot carry; send dataframe_records",
                ));
            }
        }
        Ok(())
    }
}

/// The same for a type that one value is checked against.
///
/// # Errors
/// The first thing inside that MLflow refuses.
pub fn enforce(value: &Value, data_type: &DataType, required: bool, road: Road) -> Result<(), Fault> {
    Checker::new(data_type).enforce(value, required, road)
}

fn holds_lists(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Array(items) if matches!(**items, DataType::Array(_) | DataType::Any | DataType::SparkMlVector))
}

fn fault(path: &str, rule: &'static Code, message: impl Into<String>) -> Fault {
    Fault { path: path.to_owned(), rule, message: message.into() }
}

/// The way down into one value.
struct Walk {
    road: Road,
    path: String,
}

impl Walk {
    fn enter(&mut self, value: &Value, node: &Node<'_>, required: bool) -> Result<(), Fault> {
        match node {
            Node::Array { items, inner } => self.array(value, items, inner, required),
            Node::Object(properties) => self.object(value, properties, required),
            Node::Map { values, inner } => {
                let entries = match value {
                    Value::Null if !required || **values == DataType::Any => return Ok(()),
                    Value::Map(entries) => entries,
                    other => {
                        return Err(fault(
                            &self.path,
                            codes::NOT_A_MAP,
                            format!("{} stands where an object of any keys is expected", show(other)),
                        ));
                    }
                };
                let before = self.path.len();
                self.path.push_str("{}");
                for (_, value) in entries {
                    self.enter(value, inner, required)?;
                }
                self.path.truncate(before);
                Ok(())
            }
            Node::Any => Ok(()),
            Node::Leaf(leaf) => {
                if !required && (value.is_null() || matches!(value, Value::Float(f) if f.is_nan())) {
                    return Ok(());
                }
                if matches!(value, Value::Null | Value::List(_) | Value::Map(_)) {
                    let what = if value.is_null() { "null".to_owned() } else { value.kind().to_owned() };
                    return Err(fault(
                        &self.path,
                        codes::NOT_ONE_VALUE,
                        format!("{what} stands where {} is expected{}", article(leaf), wanted(leaf)),
                    ));
                }
                let dtype = Kinds::of([value]).pandas();
                if !dtype::fits(dtype, leaf, [value]) {
                    return Err(fault(
                        &self.path,
                        codes::NESTED_TYPE,
                        format!("{} is not {}, and nested values are not cast{}", show(value), article(leaf), wanted(leaf)),
                    ));
                }
                Ok(())
            }
        }
    }

    fn object(&mut self, value: &Value, properties: &Properties<'_>, required: bool) -> Result<(), Fault> {
        let entries = match value {
            Value::Null if !required => return Ok(()),
            Value::Map(entries) if !required && entries.is_empty() => return Ok(()),
            Value::Map(entries) => entries,
            other => return Err(fault(&self.path, codes::NOT_AN_OBJECT, format!("{} stands where an object is expected", show(other)))),
        };
        // A key stands once in an object.
        let (mut required_there, mut unknown) = (0, None);
        for (key, _) in entries {
            match properties.places.get(&**key) {
                Some(place) => required_there += usize::from(properties.all[*place].required),
                None => unknown = unknown.or(Some(key)),
            }
        }
        if required_there < properties.required {
            let there: HashSet<&str> = entries.iter().map(|(key, _)| &**key).collect();
            let missing = properties.all.iter().find(|property| property.required && !there.contains(&*property.name));
            let name = missing.map_or("", |property| &property.name);
            let message = format!("the required property {:?} is missing", clipped(name, 60));
            return Err(fault(&self.path, codes::PROPERTY_MISSING, message));
        }
        if let Some(key) = unknown {
            let message =
                format!("the property {:?} is not in the schema; extra columns are dropped, extra properties are not", clipped(key, 60));
            return Err(fault(&self.path, codes::PROPERTY_UNKNOWN, message));
        }
        for (key, value) in entries {
            if let Some(place) = properties.places.get(&**key) {
                let before = self.path.len();
                self.path.push('.');
                self.path.push_str(key);
                self.enter(value, &properties.nodes[*place], properties.all[*place].required)?;
                self.path.truncate(before);
            }
        }
        Ok(())
    }

    fn array(&mut self, value: &Value, items: &DataType, inner: &Node<'_>, required: bool) -> Result<(), Fault> {
        let lenient = !required || *items == DataType::Any;
        let cells = match value {
            Value::Null if lenient => return Ok(()),
            Value::List(cells) => cells,
            other => return Err(fault(&self.path, codes::NOT_A_LIST, format!("{} stands where a list is expected", show(other)))),
        };
        let before = self.path.len();
        self.path.push_str("[]");
        match items {
            DataType::Any | DataType::Array(_) | DataType::Object(_) | DataType::Map(_) | DataType::SparkMlVector => {
                for cell in cells {
                    self.enter(cell, inner, required)?;
                }
            }
            leaf if !cells.is_empty() => {
                let dtype = Kinds::of(cells).pandas();
                // The first check makes numbers of it that the second refuses.
                let lost = self.road != Road::Python && matches!(leaf, DataType::Integer | DataType::Float);
                if let DataType::String | DataType::Binary = leaf
                    && let Some(place) = cells.iter().position(|cell| matches!(cell, Value::List(_)))
                {
                    return Err(fault(
                        &self.path,
                        codes::NESTED_TYPE,
                        format!("a list stands where {} is expected, as item {place}", article(leaf)),
                    ));
                }
                if *leaf == DataType::Binary
                    && let Some(place) = cells.iter().position(|cell| matches!(cell, Value::Text(text) if !text.is_ascii()))
                {
                    let message =
                        format!("{}, item {place}, holds letters past ASCII, which numpy cannot make bytes of", show(&cells[place]));
                    return Err(fault(&self.path, codes::NOT_ASCII, message));
                }
                if lost || !dtype::fits(dtype, leaf, cells) {
                    return Err(fault(&self.path, codes::NESTED_TYPE, mixed(dtype, leaf, cells)));
                }
            }
            _ => {}
        }
        self.path.truncate(before);
        Ok(())
    }
}

fn mixed(dtype: Dtype, leaf: &DataType, cells: &[Value]) -> String {
    let name = dtype.name();
    let odd = dtype::odd_one(dtype, leaf, || cells.iter(), false);
    let because = odd.map(|odd| format!("for item {} is {}, ", odd.row, show(&cells[odd.row]))).unwrap_or_default();
    format!("{because}pandas reads the items as {name}, and MLflow does not cast them to {}{}", leaf.keyword(), wanted(leaf))
}

fn article(leaf: &DataType) -> String {
    format!("{} {}", if matches!(leaf, DataType::Integer) { "an" } else { "a" }, leaf.keyword())
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
