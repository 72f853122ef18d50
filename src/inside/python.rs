//! The nodes of a graph as values that can be shown.

use super::graph::{Graph, Id, Node};
use super::numpy::Scalar;
use super::value::{LONGEST_TEXT, Value};
use super::{class, numpy};

/// Levels of lists in lists that are shown.
const MAX_DEPTH: usize = 12;
/// Items of one value, all levels together.
const MAX_ITEMS: usize = 2_000;

/// The value that a node is.
pub(super) fn value(graph: &Graph, id: Id) -> Value {
    below(graph, id, 0, &mut { MAX_ITEMS })
}

fn below(graph: &Graph, id: Id, depth: usize, left: &mut usize) -> Value {
    if depth > MAX_DEPTH || *left == 0 {
        return Value::More;
    }
    *left -= 1;
    // Values are made of the same nodes again and again.
    if !graph.spend(20) || !graph.show(size_of::<Value>() + shown(graph.node(id))) {
        return Value::More;
    }
    match graph.node(id) {
        Node::None => Value::None,
        Node::Bool(value) => Value::Bool(*value),
        Node::Int(value) => Value::Int(*value),
        Node::Long(bytes) => decimal(bytes).map_or(Value::More, |digits| Value::Long(digits.into())),
        Node::Float(value) => Value::Float(*value),
        Node::Text(text) => Value::text(text),
        Node::Bytes(blob) => Value::Bytes(blob.length),
        Node::LongText | Node::Unknown | Node::Persistent(_) => Value::More,
        Node::Tuple(items) => Value::Tuple(all_of(graph, items, depth, left)),
        Node::List(items) => Value::List(all_of(graph, items, depth, left)),
        Node::Set(items) => Value::Set(all_of(graph, items, depth, left)),
        Node::Dict(entries) => dict(graph, entries, depth, left),
        Node::Global(global) => Value::Callable(global.full().into()),
        Node::Array(_) | Node::Object(_) => object(graph, id, depth, left),
    }
}

/// What the text of a node takes, at most.
fn shown(node: &Node) -> usize {
    match node {
        Node::Text(text) => text.len().min(4 * LONGEST_TEXT),
        Node::Long(bytes) => 3 * bytes.len(),
        Node::Global(global) => global.module.len() + global.name.len(),
        _ => 0,
    }
}

fn all_of(graph: &Graph, items: &[Id], depth: usize, left: &mut usize) -> Vec<Value> {
    let mut all = Vec::new();
    for item in items {
        all.push(below(graph, *item, depth + 1, left));
        if *left == 0 {
            all.push(Value::More);
            break;
        }
    }
    all
}

fn dict(graph: &Graph, entries: &[(Id, Id)], depth: usize, left: &mut usize) -> Value {
    let mut all = Vec::new();
    for (key, value) in entries {
        if *left == 0 {
            break;
        }
        all.push((below(graph, *key, depth + 1, left), below(graph, *value, depth + 1, left)));
    }
    Value::Dict(all)
}

fn object(graph: &Graph, id: Id, depth: usize, left: &mut usize) -> Value {
    match numpy::scalar(graph, id) {
        Some(Scalar::Value(value)) => return value,
        Some(Scalar::Object(inner)) => return below(graph, inner, depth + 1, left),
        None => {}
    }
    if let Some(array) = numpy::array(graph, id) {
        let dtype = array.dtype.name();
        let is_shown = graph.show(dtype.len() + 8 * array.shape.len());
        return if is_shown { Value::Array { dtype: dtype.into(), shape: array.shape } } else { Value::More };
    }
    if let Some(name) = class::defined(graph, id) {
        return if graph.show(name.len()) { Value::Callable(name.into()) } else { Value::More };
    }
    let Some(object) = graph.object(id) else { return Value::More };
    let class = class::of(graph, id);
    match class.as_deref() {
        Some("builtins.set" | "builtins.frozenset" | "__builtin__.set" | "__builtin__.frozenset") => {
            let items = graph.args(object).first().and_then(|items| graph.items(*items)).unwrap_or_default();
            Value::Set(all_of(graph, items, depth, left))
        }
        Some("collections.OrderedDict" | "collections.defaultdict" | "collections.Counter") => {
            let entries = if object.entries.is_empty() {
                graph.args(object).first().and_then(|entries| graph.entries(*entries)).unwrap_or_default()
            } else {
                &object.entries
            };
            dict(graph, entries, depth, left)
        }
        Some("builtins.slice" | "__builtin__.slice") => Value::Slice(all_of(graph, graph.args(object), depth, left)),
        Some(class) if graph.show(class.len()) => Value::Class(class.into()),
        Some(_) | None => Value::More,
    }
}

/// The decimal digits of a two's complement, the lowest byte first; nothing for more than 500 bytes.
fn decimal(bytes: &[u8]) -> Option<String> {
    if bytes.len() > 500 {
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
