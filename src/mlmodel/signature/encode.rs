//! A signature in the encoding of MLflow's newest release (3.18, `to_dict` in `types/schema.py`).

use super::{DataType, ParamSpec, Property, Required, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

fn text(s: &str) -> Value {
    Value::Text(s.into())
}

fn entry(key: &str, value: Value) -> (Box<str>, Value) {
    (key.into(), value)
}

impl Schema {
    /// The list of specs.
    #[must_use]
    pub fn encode(&self) -> Value {
        Value::List(self.specs.iter().map(Spec::encode).collect())
    }
}

impl Spec {
    /// As `Schema.to_dict` of MLflow 3.18 writes it (`mlflow/types/schema.py`).
    #[must_use]
    pub fn encode(&self) -> Value {
        let mut map = match &self.kind {
            SpecKind::Column { data_type, .. } => data_type.encode_entries(),
            SpecKind::Tensor(tensor) => {
                let spec = vec![entry("dtype", text(&tensor.dtype)), entry("shape", Value::List(tensor.shape.clone()))];
                vec![entry("type", text("tensor")), entry("tensor-spec", Value::Map(spec))]
            }
        };
        if let Some(name) = &self.name {
            map.push(entry("name", name.clone()));
        }
        if let SpecKind::Column { required, .. } = &self.kind {
            map.push(entry(
                "required",
                match required {
                    Required::Yes => Value::Bool(true),
                    Required::No => Value::Bool(false),
                    Required::Unsaid => Value::Null,
                },
            ));
        }
        Value::Map(map)
    }
}

impl Property {
    /// Its type, and whether it is required.
    #[must_use]
    pub fn encode(&self) -> Value {
        let mut map = self.data_type.encode_entries();
        map.push(entry("required", Value::Bool(self.required)));
        Value::Map(map)
    }
}

impl ParamSpec {
    /// As `ParamSpec.to_dict` of MLflow 3.18 writes it (`mlflow/types/schema.py`).
    #[must_use]
    pub fn encode(&self) -> Value {
        let mut map = vec![
            entry("name", text(&self.name)),
            entry("default", self.read_default()),
            entry("shape", self.shape.clone().unwrap_or(Value::Null)),
        ];
        map.extend(self.data_type.encode_entries());
        Value::Map(map)
    }
}

impl ParamSpec {
    /// The default as MLflow reads it, converted to its type: a whole number of a `double` becomes a float.
    #[must_use]
    pub fn read_default(&self) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "Python's float() loses the same digits")]
        let to_float = |value: &Value| match value {
            Value::Int(i) => Value::Float(*i as f64),
            other => other.clone(),
        };
        match (&self.data_type, &self.default) {
            (DataType::Float | DataType::Double, Value::List(items)) => Value::List(items.iter().map(to_float).collect()),
            (DataType::Float | DataType::Double, value) => to_float(value),
            (_, value) => value.clone(),
        }
    }
}

impl DataType {
    fn encode_entries(&self) -> Vec<(Box<str>, Value)> {
        let mut map = vec![entry("type", text(self.keyword()))];
        match self {
            Self::Array(items) => map.push(entry("items", Value::Map(items.encode_entries()))),
            Self::Map(values) => map.push(entry("values", Value::Map(values.encode_entries()))),
            Self::Object(properties) => {
                let mut sorted: Vec<_> = properties.iter().collect();
                sorted.sort_by(|a, b| a.name.cmp(&b.name));
                let entries = sorted.into_iter().map(|property| (property.name.clone(), property.encode()));
                map.push(entry("properties", Value::Map(entries.collect())));
            }
            _ => {}
        }
        map
    }
}
