//! Values as Python has them: settings, classes, the items of small arrays.

use super::graph::{Graph, Id, Node};
use super::{class, numpy};

/// Levels of lists in lists that are shown.
const MAX_DEPTH: usize = 12;
/// Items of one value, all levels together.
const MAX_ITEMS: usize = 2_000;
/// Characters of a text.
const LONGEST_TEXT: usize = 4_000;

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
    /// The value that a node is.
    pub(super) fn of(graph: &Graph, id: Id) -> Self {
        Self::below(graph, id, 0, &mut { MAX_ITEMS })
    }

    fn below(graph: &Graph, id: Id, depth: usize, left: &mut usize) -> Self {
        if depth > MAX_DEPTH || *left == 0 {
            return Self::More;
        }
        *left -= 1;
        match graph.node(id) {
            Node::None => Self::None,
            Node::Bool(value) => Self::Bool(*value),
            Node::Int(value) => Self::Int(*value),
            Node::Long(bytes) => decimal(bytes).map_or(Self::More, |digits| Self::Long(digits.into())),
            Node::Float(value) => Self::Float(*value),
            Node::Text(text) => match text.char_indices().nth(LONGEST_TEXT) {
                Some((end, _)) => Self::Text(format!("{}…", &text[..end]).into()),
                None => Self::Text(text.clone()),
            },
            Node::Bytes(blob) => Self::Bytes(blob.length),
            Node::LongText | Node::Unknown | Node::Persistent => Self::More,
            Node::Tuple(items) => Self::Tuple(Self::all(graph, items, depth, left)),
            Node::List(items) => Self::List(Self::all(graph, items, depth, left)),
            Node::Set(items) => Self::Set(Self::all(graph, items, depth, left)),
            Node::Dict(entries) => Self::dict(graph, entries, depth, left),
            Node::Global(global) => Self::Callable(global.full().into()),
            Node::Array(_) | Node::Object(_) => Self::of_object(graph, id, depth, left),
        }
    }

    fn all(graph: &Graph, items: &[Id], depth: usize, left: &mut usize) -> Vec<Self> {
        let mut all = Vec::new();
        for item in items {
            all.push(Self::below(graph, *item, depth + 1, left));
            if *left == 0 {
                all.push(Self::More);
                break;
            }
        }
        all
    }

    fn dict(graph: &Graph, entries: &[(Id, Id)], depth: usize, left: &mut usize) -> Self {
        let mut all = Vec::new();
        for (key, value) in entries {
            if *left == 0 {
                break;
            }
            all.push((Self::below(graph, *key, depth + 1, left), Self::below(graph, *value, depth + 1, left)));
        }
        Self::Dict(all)
    }

    fn of_object(graph: &Graph, id: Id, depth: usize, left: &mut usize) -> Self {
        if let Some(value) = numpy::scalar(graph, id) {
            return value;
        }
        if let Some(array) = numpy::array(graph, id) {
            return Self::Array { dtype: array.dtype.name().into(), shape: array.shape };
        }
        if let Some(name) = class::defined(graph, id) {
            return Self::Callable(name.into());
        }
        let Some(object) = graph.object(id) else { return Self::More };
        let class = class::of(graph, id);
        match class.as_deref() {
            Some("builtins.set" | "builtins.frozenset" | "__builtin__.set" | "__builtin__.frozenset") => {
                let items = graph.args(object).first().and_then(|items| graph.items(*items)).unwrap_or_default();
                Self::Set(Self::all(graph, items, depth, left))
            }
            Some("collections.OrderedDict" | "collections.defaultdict" | "collections.Counter") => {
                let entries = if object.entries.is_empty() {
                    graph.args(object).first().and_then(|entries| graph.entries(*entries)).unwrap_or_default()
                } else {
                    &object.entries
                };
                Self::dict(graph, entries, depth, left)
            }
            Some("builtins.slice" | "__builtin__.slice") => Self::Slice(Self::all(graph, graph.args(object), depth, left)),
            Some(class) => Self::Class(class.into()),
            None => Self::More,
        }
    }

    /// A text.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The decimal digits of a two's complement, the lowest byte first; nothing for more than a thousand bytes.
fn decimal(bytes: &[u8]) -> Option<String> {
    if bytes.len() > 1_000 {
        return None;
    }
    let is_negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    let mut magnitude: Vec<u8> = bytes.to_vec();
    if is_negative {
        let mut carry = 1_u16;
        for byte in &mut magnitude {
            let sum = u16::from(!*byte) + carry;
            *byte = u8::try_from(sum & 0xff).unwrap_or_default();
            carry = sum >> 8;
        }
    }
    // Nine digits at a time, the lowest first.
    let mut groups: Vec<u32> = vec![0];
    for byte in magnitude.iter().rev() {
        let mut carry = u64::from(*byte);
        for group in &mut groups {
            let value = u64::from(*group) * 256 + carry;
            *group = u32::try_from(value % 1_000_000_000).unwrap_or_default();
            carry = value / 1_000_000_000;
        }
        if carry > 0 {
            groups.push(u32::try_from(carry).unwrap_or_default());
        }
    }
    let mut digits = groups.pop().unwrap_or_default().to_string();
    for group in groups.iter().rev() {
        digits.push_str(&format!("{group:09}"));
    }
    Some(if is_negative { format!("-{digits}") } else { digits })
}
