//! Tensors and storages as PyTorch's pickles name them (`torch/_utils.py`, `torch/serialization.py`).

use std::collections::BTreeMap;

use super::super::facts::{Place, Within};
use super::super::graph::{Graph, Id, Node};
use super::super::numpy;

/// Calls in calls that make one tensor.
const MAX_DEPTH: usize = 8;

/// Type and shape of a tensor.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TensorFacts {
    pub dtype: String,
    pub shape: Vec<u64>,
    /// Its numbers, where they are one piece of one storage.
    pub piece: Option<Piece>,
}

/// A piece of a storage.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    key: Box<str>,
    /// In bytes.
    start: u64,
    length: u64,
}

impl Piece {
    /// Where it stands in a zip with a folder of storages.
    pub fn place(&self, storages: &str) -> Place {
        let within = Within::Member(format!("{storages}/{}", self.key).into());
        Place { within, start: self.start, length: self.length }
    }

    /// The numbers of a tensor of this shape, unless it takes them in another order.
    fn of(graph: &Graph, [storage, offset, stride]: [Id; 3], shape: &[u64]) -> Option<Self> {
        let (dtype, key, _) = named_storage(graph, storage)?;
        let strides = numpy::shape(graph, stride)?;
        let mut in_order = 1_u64;
        for (side, stride) in shape.iter().zip(&strides).rev() {
            if *side != 1 && *stride != in_order {
                return None;
            }
            in_order = in_order.checked_mul(*side)?;
        }
        let item = bytes_of(dtype);
        let start = u64::try_from(graph.int(offset)?).ok()?.checked_mul(item)?;
        Some(Self { key: key.into(), start, length: in_order.checked_mul(item)? })
    }
}

/// Where the numbers of tensors are.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Storage {
    /// Bytes of one number.
    item: u64,
    count: u64,
}

impl Storage {
    pub fn bytes(&self) -> Option<u64> {
        self.item.checked_mul(self.count)
    }
}

/// The tensor that a node is.
pub(super) fn tensor(graph: &Graph, id: Id) -> Option<TensorFacts> {
    tensor_below(graph, id, 0)
}

fn tensor_below(graph: &Graph, id: Id, depth: usize) -> Option<TensorFacts> {
    let object = graph.object(id).filter(|_| depth < MAX_DEPTH)?;
    let global = graph.global_of(object.callable)?;
    if !global.module.starts_with("torch") {
        return None;
    }
    made_by(graph, &global.name, graph.args(object), depth)
}

/// What a function of PyTorch's makes of its arguments.
fn made_by(graph: &Graph, name: &str, args: &[Id], depth: usize) -> Option<TensorFacts> {
    match (name, args) {
        // (storage, storage_offset, size, stride, …)
        ("_rebuild_tensor" | "_rebuild_tensor_v2" | "_rebuild_qtensor", [storage, offset, size, rest @ ..]) => {
            let shape = shape(graph, *size)?;
            let piece = rest.first().and_then(|stride| Piece::of(graph, [*storage, *offset, *stride], &shape));
            Some(TensorFacts { dtype: dtype_of_storage(graph, *storage)?.to_owned(), shape, piece })
        }
        ("_rebuild_tensor_v3", [_, _, size, _, _, _, dtype, ..]) | ("_rebuild_meta_tensor_no_storage", [dtype, size, ..]) => {
            Some(TensorFacts { dtype: dtype_of_name(graph, *dtype)?, shape: shape(graph, *size)?, piece: None })
        }
        ("_rebuild_parameter" | "_rebuild_parameter_with_state", [data, ..]) => tensor_below(graph, *data, depth + 1),
        // (layout, (indices, values, size, …)); compressed ones have two lists of indices.
        ("_rebuild_sparse_tensor", [_, data]) => {
            let data = graph.items(*data)?;
            let (values, size) = if data.len() >= 5 { (data[2], data[3]) } else { (*data.get(1)?, *data.get(2)?) };
            Some(TensorFacts { dtype: tensor_below(graph, values, depth + 1)?.dtype, shape: shape(graph, size)?, piece: None })
        }
        ("_rebuild_device_tensor_from_numpy", [data, dtype, ..]) => {
            Some(TensorFacts { dtype: dtype_of_name(graph, *dtype)?, shape: numpy::array(graph, *data)?.shape, piece: None })
        }
        // (function, type, arguments, state)
        ("_rebuild_from_type" | "_rebuild_from_type_v2", [function, _, args, ..]) => {
            made_by(graph, &graph.global_of(*function)?.name, graph.items(*args)?, depth + 1).filter(|_| depth < MAX_DEPTH)
        }
        _ => None,
    }
}

fn shape(graph: &Graph, id: Id) -> Option<Vec<u64>> {
    match graph.object(id) {
        // torch.Size((2, 3))
        Some(size) => numpy::shape(graph, *graph.args(size).first()?),
        None => numpy::shape(graph, id),
    }
}

/// `("storage", class, key, device, count)`, as `persistent_id` writes it.
fn named_storage(graph: &Graph, id: Id) -> Option<(&'static str, &str, u64)> {
    let Node::Persistent(name) = graph.node(id) else { return None };
    let [kind, class, key, _, count, ..] = graph.items(*name)? else { return None };
    if graph.text(*kind) != Some("storage") {
        return None;
    }
    Some((dtype_of_class(&graph.global_of(*class)?.name)?, graph.text(*key)?, u64::try_from(graph.int(*count)?).ok()?))
}

fn dtype_of_storage(graph: &Graph, id: Id) -> Option<&'static str> {
    named_storage(graph, id).map(|(dtype, ..)| dtype)
}

/// All storages that a pickle names, by their keys.
pub(super) fn storages(graph: &Graph) -> BTreeMap<Box<str>, Storage> {
    let named = graph.ids().filter_map(|id| named_storage(graph, id));
    named.map(|(dtype, key, count)| (key.into(), Storage { item: bytes_of(dtype), count })).collect()
}

/// `torch.FloatStorage`, in the words of numpy.
fn dtype_of_class(name: &str) -> Option<&'static str> {
    Some(match name.strip_suffix("Storage")? {
        "Float" => "float32",
        "Double" => "float64",
        "Half" => "float16",
        "BFloat16" => "bfloat16",
        "Long" => "int64",
        "Int" => "int32",
        "Short" => "int16",
        "Char" => "int8",
        "Byte" | "Untyped" => "uint8",
        "Bool" => "bool",
        "ComplexFloat" => "complex64",
        "ComplexDouble" => "complex128",
        "QInt8" => "qint8",
        "QUInt8" => "quint8",
        "QInt32" => "qint32",
        "QUInt4x2" => "quint4x2",
        "QUInt2x4" => "quint2x4",
        _ => return None,
    })
}

fn bytes_of(dtype: &str) -> u64 {
    match dtype {
        "complex128" => 16,
        "float64" | "int64" | "complex64" => 8,
        "float32" | "int32" | "qint32" => 4,
        "float16" | "bfloat16" | "int16" => 2,
        _ => 1,
    }
}

/// `torch.uint16`: numpy's name, but for some.
fn dtype_of_name(graph: &Graph, id: Id) -> Option<String> {
    let global = graph.global_of(id).filter(|global| &*global.module == "torch")?;
    Some(
        match &*global.name {
            "float" => "float32",
            "double" => "float64",
            "half" => "float16",
            "long" => "int64",
            "int" => "int32",
            "short" => "int16",
            name => name,
        }
        .to_owned(),
    )
}
