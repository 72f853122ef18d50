//! Arrays, objects and maps: checked strictly, and not cast (`_enforce_array`, `_enforce_object`, `_enforce_map` in
//! `mlflow/models/utils.py`).

use super::array;
use super::codes;
use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::cast::show;
use super::dtype::{self, Dtype, ValueKinds};
use super::similar;
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::signature::{DataType, Property};
use crate::mlmodel::value::Value;

/// Properties without a place in the schema that are looked at for one that is missing.
const MAX_SIMILAR: usize = 20;

/// Why a nested value is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedFault {
    /// Below the column: `.zip`, `[]`, `{}`.
    pub path: String,
    /// Stable, for scripts.
    pub code: &'static Code,
    /// What stands there and what would be taken, in a sentence.
    pub message: String,
}

/// What carried the value to its check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// `predict` in the same process: checked once.
    Python,
    /// A data frame at the scoring server: checked when it is cast, and again.
    DataFrame,
    /// `inputs` at the scoring server: the same, through numpy arrays.
    Array,
}

/// Faults of one column whose names are compared with those that are there.
const MAX_HINTS: usize = 20;

/// A nested type made ready to check many values: properties are found by name, of which there may be thousands.
#[derive(Debug)]
pub struct NestedChecker<'m> {
    data_type: &'m DataType,
    node: NestedType<'m>,
    /// Names that are nearly right may still be looked for so often: the first faults are told.
    hints: Cell<usize>,
}

#[derive(Debug)]
enum NestedType<'m> {
    Array { items: &'m DataType, inner: Box<NestedType<'m>> },
    Object(Properties<'m>),
    Map { values: &'m DataType, inner: Box<NestedType<'m>> },
    Any,
    Leaf(&'m DataType),
}

#[derive(Debug)]
struct Properties<'m> {
    all: &'m [Property],
    nodes: Vec<NestedType<'m>>,
    places: HashMap<&'m str, usize>,
    /// How many of them are.
    required: usize,
}

impl<'m> NestedType<'m> {
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

impl<'m> NestedChecker<'m> {
    /// A checker for values of a type.
    #[must_use]
    pub fn new(data_type: &'m DataType) -> Self {
        Self { data_type, node: NestedType::of(data_type), hints: Cell::new(MAX_HINTS) }
    }

    /// Checks one value. `required` is the column's, and items of arrays and maps inherit it.
    ///
    /// # Errors
    /// The first thing inside that MLflow refuses.
    pub fn enforce(&self, value: &Value, required: bool, carrier: Carrier) -> Result<(), NestedFault> {
        let mut descent = Descent { carrier, path: String::new(), hints: &self.hints };
        descent.enter(value, &self.node, required)?;
        // Only the column's own array becomes a numpy array.
        if carrier == Carrier::Array && matches!(self.data_type, DataType::Array(_) | DataType::SparkMlVector) {
            if value.is_null() {
                let message = "null is refused in \"inputs\" even for an optional array; leave the column out";
                return Err(descent.fault(codes::NULL_ARRAY, message));
            }
            if holds_lists(self.data_type) && array::shape(value).is_err() {
                let message = "the lists inside have different lengths, which \"inputs\" cannot carry; send dataframe_records";
                return Err(descent.fault(codes::RAGGED, message));
            }
        }
        Ok(())
    }
}

/// The same for a type that one value is checked against.
///
/// # Errors
/// The first thing inside that MLflow refuses.
pub fn enforce(value: &Value, data_type: &DataType, required: bool, carrier: Carrier) -> Result<(), NestedFault> {
    NestedChecker::new(data_type).enforce(value, required, carrier)
}

fn holds_lists(data_type: &DataType) -> bool {
    matches!(data_type, DataType::Array(items) if matches!(**items, DataType::Array(_) | DataType::Any | DataType::SparkMlVector))
}

/// The way down into one value.
struct Descent<'c> {
    carrier: Carrier,
    path: String,
    hints: &'c Cell<usize>,
}

impl Descent<'_> {
    fn enter(&mut self, value: &Value, node: &NestedType<'_>, required: bool) -> Result<(), NestedFault> {
        match node {
            NestedType::Array { items, inner } => self.array(value, items, inner, required),
            NestedType::Object(properties) => self.object(value, properties, required),
            NestedType::Map { values, inner } => match value {
                Value::Null if !required || **values == DataType::Any => Ok(()),
                Value::Map(entries) => self.map(entries, inner, required),
                other => Err(self.fault(codes::NOT_A_MAP, format!("{} stands where an object of any keys is expected", show(other)))),
            },
            NestedType::Any => Ok(()),
            NestedType::Leaf(leaf) => self.leaf(value, leaf, required),
        }
    }

    /// A fault of the value that the way down has come to.
    fn fault(&self, code: &'static Code, message: impl Into<String>) -> NestedFault {
        NestedFault { path: self.path.clone(), code, message: message.into() }
    }

    fn leaf(&self, value: &Value, leaf: &DataType, required: bool) -> Result<(), NestedFault> {
        if !required && (value.is_null() || matches!(value, Value::Float(f) if f.is_nan())) {
            return Ok(());
        }
        if matches!(value, Value::Null | Value::List(_) | Value::Map(_)) {
            let what = if value.is_null() { "null" } else { value.kind() };
            let message = format!("{what} stands where {} is expected{}", article(leaf), advice(leaf));
            return Err(self.fault(codes::NOT_ONE_VALUE, message));
        }
        if !dtype::fits(ValueKinds::of([value]).pandas(), leaf, [value]) {
            let message = format!("{} is not {}, and nested values are not cast{}", show(value), article(leaf), advice(leaf));
            return Err(self.fault(codes::NESTED_TYPE, message));
        }
        Ok(())
    }

    fn map(&mut self, entries: &[(Box<str>, Value)], inner: &NestedType<'_>, required: bool) -> Result<(), NestedFault> {
        let before = self.path.len();
        self.path.push_str("{}");
        for (_, value) in entries {
            self.enter(value, inner, required)?;
        }
        self.path.truncate(before);
        Ok(())
    }

    fn object(&mut self, value: &Value, properties: &Properties<'_>, required: bool) -> Result<(), NestedFault> {
        let entries = match value {
            Value::Null if !required => return Ok(()),
            Value::Map(entries) if !required && entries.is_empty() => return Ok(()),
            Value::Map(entries) => entries,
            other => return Err(self.fault(codes::NOT_AN_OBJECT, format!("{} stands where an object is expected", show(other)))),
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
            let known = |key: &&str| properties.places.contains_key(*key);
            let most = if self.hints.get() > 0 { MAX_SIMILAR } else { 0 };
            self.hints.set(self.hints.get().saturating_sub(1));
            let unknown: Vec<&str> = entries.iter().map(|(key, _)| &**key).filter(|key| !known(key)).take(most).collect();
            let near = similar::nearest(name, &unknown)
                .map(|(sent, nearness)| format!("; {:?} is nearly this name: {nearness}", clipped(sent, 60)));
            let message = format!("the required property {:?} is missing{}", clipped(name, 60), near.unwrap_or_default());
            return Err(self.fault(codes::PROPERTY_MISSING, message));
        }
        if let Some(key) = unknown {
            let message =
                format!("the property {:?} is not in the schema; extra columns are dropped, extra properties are not", clipped(key, 60));
            return Err(self.fault(codes::PROPERTY_UNKNOWN, message));
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

    fn array(&mut self, value: &Value, items: &DataType, inner: &NestedType<'_>, required: bool) -> Result<(), NestedFault> {
        let cells = match value {
            Value::Null if !required || *items == DataType::Any => return Ok(()),
            Value::List(cells) => cells,
            other => return Err(self.fault(codes::NOT_A_LIST, format!("{} stands where a list is expected", show(other)))),
        };
        let before = self.path.len();
        self.path.push_str("[]");
        if items.is_nested() || *items == DataType::Any {
            for cell in cells {
                self.enter(cell, inner, required)?;
            }
        } else if !cells.is_empty() {
            self.plain_items(cells, items)?;
        }
        self.path.truncate(before);
        Ok(())
    }

    /// The items of an array of a plain type, which are compared with it all together.
    fn plain_items(&self, cells: &[Value], leaf: &DataType) -> Result<(), NestedFault> {
        let place_of = |is_it: fn(&Value) -> bool| cells.iter().position(is_it);
        if let DataType::String | DataType::Binary = leaf
            && let Some(place) = place_of(|cell| matches!(cell, Value::List(_)))
        {
            let message = format!("a list stands where {} is expected, as item {place}", article(leaf));
            return Err(self.fault(codes::NESTED_TYPE, message));
        }
        if *leaf == DataType::Binary
            && let Some(place) = place_of(|cell| matches!(cell, Value::Text(text) if !text.is_ascii()))
        {
            let message = format!("{}, item {place}, holds letters past ASCII, which numpy cannot make bytes of", show(&cells[place]));
            return Err(self.fault(codes::NOT_ASCII, message));
        }
        let dtype = ValueKinds::of(cells).pandas();
        // At the scoring server the first check makes numbers of it that the second refuses.
        let is_lost = self.carrier != Carrier::Python && matches!(leaf, DataType::Integer | DataType::Float);
        if is_lost || !dtype::fits(dtype, leaf, cells) {
            return Err(self.fault(codes::NESTED_TYPE, mixed(dtype, leaf, cells)));
        }
        Ok(())
    }
}

fn mixed(dtype: Dtype, leaf: &DataType, cells: &[Value]) -> String {
    let name = dtype.name();
    let odd = dtype::odd_cells(dtype, leaf, || cells.iter(), false);
    let because = odd.map(|odd| format!("for item {} is {}, ", odd.row, show(&cells[odd.row]))).unwrap_or_default();
    format!("{because}pandas reads the items as {name}, and MLflow does not cast them to {}{}", leaf.keyword(), advice(leaf))
}

fn article(leaf: &DataType) -> String {
    format!("{} {}", if matches!(leaf, DataType::Integer) { "an" } else { "a" }, leaf.keyword())
}

/// What to send instead.
fn advice(leaf: &DataType) -> &'static str {
    match leaf {
        DataType::Boolean => "; send true or false",
        DataType::Long => "; send a whole number without a point",
        DataType::Double => "; send a number with a point, such as 7.0",
        DataType::String | DataType::Binary => "; send a text",
        DataType::Integer | DataType::Float | DataType::DateTime => "; no JSON value is taken for it inside a list or an object",
        _ => "",
    }
}
