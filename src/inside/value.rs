//! Values as Python has them: settings, classes, the items of small arrays.

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    /// An integer of more than 64 bits, in decimal digits.
    Long(Box<str>),
    Float(f64),
    Text(Box<str>),
    List(Vec<Value>),
    Tuple(Vec<Value>),
    Set(Vec<Value>),
    /// In their order.
    Dict(Vec<(Value, Value)>),
    /// A function or a class, by its name with its module.
    Callable(Box<str>),
    /// An object of this class.
    Class(Box<str>),
    /// `slice(start, stop, step)`.
    Slice(Vec<Value>),
    /// An array of this type and shape.
    Array {
        dtype: Box<str>,
        shape: Vec<u64>,
    },
    /// So many bytes.
    Bytes(u64),
    /// Too much to be shown, or nothing that can be told.
    More,
}

impl Value {
    /// A text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}
