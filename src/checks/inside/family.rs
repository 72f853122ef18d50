//! Kinds of values.

use crate::inside::Value;
use crate::mlmodel::signature::DataType;

/// Kinds of values that callers tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Integer,
    Real,
    Text,
    Boolean,
}

impl Family {
    pub fn word(self) -> &'static str {
        match self {
            Self::Integer => "whole numbers",
            Self::Real => "real numbers",
            Self::Text => "text",
            Self::Boolean => "booleans",
        }
    }

    pub fn of_type(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Integer | DataType::Long => Self::Integer,
            DataType::Float | DataType::Double => Self::Real,
            DataType::String => Self::Text,
            DataType::Boolean => Self::Boolean,
            _ => return None,
        })
    }

    pub fn of_dtype(dtype: &str) -> Option<Self> {
        Some(match dtype {
            "bool" => Self::Boolean,
            "str" => Self::Text,
            _ if dtype.starts_with("int") || dtype.starts_with("uint") => Self::Integer,
            _ if dtype.starts_with("float") => Self::Real,
            _ => return None,
        })
    }

    pub fn of_class(class: &Value) -> Option<Self> {
        Some(match class {
            Value::Int(_) => Self::Integer,
            Value::Float(_) => Self::Real,
            Value::Text(_) => Self::Text,
            Value::Bool(_) => Self::Boolean,
            _ => return None,
        })
    }
}
