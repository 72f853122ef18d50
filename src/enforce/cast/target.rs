//! What a value should become.

use crate::mlmodel::signature::DataType;

/// What a value should become: a column spec's plain type or a tensor spec's dtype.
#[derive(Clone, Copy, Debug)]
pub enum CastTarget<'t> {
    /// Of a column spec.
    Column(&'t DataType),
    /// Of a tensor spec: numpy's name.
    Tensor(&'t str),
}

/// Targets by what a cast to them does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TypeClass {
    Bool,
    /// Whole numbers from `low` to `high`.
    Int {
        low: i128,
        high: i128,
    },
    /// How many bits of digits it keeps: 11, 24 or 53.
    Float {
        digits: u32,
    },
    Complex,
    Text,
    Bytes,
    Date {
        /// It is held in 64 bits of nanoseconds, and not of a coarser unit.
        nanoseconds: bool,
    },
    Duration,
    /// Anything goes.
    Object,
}

impl CastTarget<'_> {
    /// As MLflow writes it.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Column(data_type) => data_type.summary(),
            Self::Tensor(dtype) => (*dtype).to_owned(),
        }
    }

    /// What a cast to it does; anything goes for a type that is not known.
    pub fn class(&self) -> TypeClass {
        let int = |bits: u32| TypeClass::Int { low: -(1_i128 << (bits - 1)), high: (1_i128 << (bits - 1)) - 1 };
        let uint = |bits: u32| TypeClass::Int { low: 0, high: (1_i128 << bits) - 1 };
        match self {
            Self::Column(DataType::Boolean) | Self::Tensor("bool") => TypeClass::Bool,
            Self::Column(DataType::Integer) | Self::Tensor("int32") => int(32),
            Self::Column(DataType::Long) | Self::Tensor("int64") => int(64),
            Self::Tensor("int8") => int(8),
            Self::Tensor("int16") => int(16),
            Self::Tensor("uint8") => uint(8),
            Self::Tensor("uint16") => uint(16),
            Self::Tensor("uint32") => uint(32),
            Self::Tensor("uint64") => uint(64),
            Self::Column(DataType::Float) | Self::Tensor("float32") => TypeClass::Float { digits: 24 },
            Self::Column(DataType::Double) | Self::Tensor("float64" | "float128") => TypeClass::Float { digits: 53 },
            Self::Tensor("float16") => TypeClass::Float { digits: 11 },
            Self::Tensor("complex64" | "complex128" | "complex256") => TypeClass::Complex,
            Self::Column(DataType::String) | Self::Tensor("str") => TypeClass::Text,
            Self::Column(DataType::Binary) | Self::Tensor("bytes") => TypeClass::Bytes,
            Self::Column(DataType::DateTime) => TypeClass::Date { nanoseconds: true },
            Self::Tensor(dtype) if dtype.starts_with("datetime64") => TypeClass::Date { nanoseconds: dtype.ends_with("[ns]") },
            Self::Tensor(dtype) if dtype.starts_with("timedelta64") => TypeClass::Duration,
            _ => TypeClass::Object,
        }
    }

    /// Whether it is a date of any unit.
    pub(super) fn is_date(&self) -> bool {
        matches!(self.class(), TypeClass::Date { .. })
    }

    /// How many bytes a column of whole numbers has for each.
    pub(super) fn integer_bytes(&self) -> Option<u8> {
        match self {
            Self::Column(DataType::Integer) => Some(4),
            Self::Column(DataType::Long) => Some(8),
            _ => None,
        }
    }

    /// What to send instead of a value that is refused.
    pub(super) fn advice(&self) -> String {
        match self.class() {
            TypeClass::Bool => "send true or false".to_owned(),
            TypeClass::Int { low, high } => format!("send a whole number from {low} to {high}"),
            TypeClass::Float { .. } => "send a number".to_owned(),
            TypeClass::Complex => "send a number, or a text such as \"1+2j\"".to_owned(),
            TypeClass::Text => "send a text".to_owned(),
            TypeClass::Bytes => "send a text, base64 in a data frame".to_owned(),
            TypeClass::Date { .. } => "send a text such as \"2024-02-29T12:30:00\"".to_owned(),
            TypeClass::Duration => "send a whole number".to_owned(),
            TypeClass::Object => "send any value".to_owned(),
        }
    }
}
