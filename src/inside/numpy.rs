//! numpy's arrays and types, as pickles, joblib's files and `.npy` files keep them.

use super::dtype::{Dtype, Field};
use super::facts::{Place, Within};
use super::graph::{Blob, Graph, Id, Node, RawContent, RawDtype};
use super::python;
use super::source::{Source, Unread};
use super::value::Value;

/// Bytes of an array that are kept of a file; of a stream, which cannot be read again, more.
const KEPT: u64 = 64 * 1024;
pub(super) const KEPT_OF_STREAM: u64 = 8_000_000;
/// Dimensions of an array; numpy has no more than 64.
pub(super) const MAX_DIMENSIONS: usize = 64;
/// Types in types.
const MAX_DEPTH: usize = 8;
/// Fields of one type, with those of the types in it, and what may stand in a dictionary of them.
pub(super) const MAX_FIELDS: usize = 1_000;
/// Bytes of the name of a field, and of a unit of time.
const LONGEST_NAME: usize = 200;
const LONGEST_UNIT: usize = 16;
/// Bytes of one value in memory, about.
const VALUE: usize = size_of::<Value>();

/// An array of a graph.
#[derive(Debug)]
pub(super) struct Array<'g> {
    pub dtype: Dtype,
    pub shape: Vec<u64>,
    pub is_fortran: bool,
    pub content: Content<'g>,
}

/// Where the items of an array are.
#[derive(Debug)]
pub(super) enum Content<'g> {
    Bytes(&'g Blob),
    /// Few bytes, written as text.
    Owned(Vec<u8>),
    Objects(&'g [Id]),
    /// They are not at hand.
    Nothing,
}

impl Array<'_> {
    /// How many items it has.
    pub fn len(&self) -> u64 {
        self.shape.iter().copied().fold(1, u64::saturating_mul)
    }

    /// Its bytes, where they are at hand.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Bytes(blob) => blob.kept.as_deref(),
            Content::Owned(bytes) => Some(bytes),
            Content::Objects(_) | Content::Nothing => None,
        }
    }

    /// Where its bytes stand, one after the other.
    pub fn place(&self) -> Option<Place> {
        let Content::Bytes(blob) = &self.content else { return None };
        let within = blob.member.clone().map_or(Within::File, Within::Member);
        Some(Place { within, start: blob.start, length: blob.length })
    }

    /// The first items in the order of the rows, at most `limit`; nothing where they are not at hand.
    pub fn values(&self, graph: &Graph, limit: usize) -> Option<Vec<Value>> {
        let count = usize::try_from(self.len()).unwrap_or(usize::MAX).min(limit);
        if let Content::Objects(items) = &self.content {
            return Some(items.iter().take(count).map(|item| python::value(graph, *item)).collect());
        }
        let (bytes, size) = (self.bytes()?, usize::try_from(self.dtype.bytes()).ok()?);
        let one = |at: usize| {
            let start = at.checked_mul(size)?;
            self.dtype.value(bytes.get(start..start.checked_add(size)?)?)
        };
        let all_bytes = count.saturating_mul(size.saturating_add(VALUE));
        // What is not there would not be shown either.
        if count > 0 && count.checked_mul(size)? > bytes.len() || !graph.show(all_bytes) || !graph.spend(count) {
            return None;
        }
        (0..count).map(|index| one(self.index(index))).collect()
    }

    /// Where the item of this number, counted along the rows, stands.
    fn index(&self, index: usize) -> usize {
        if !self.is_fortran || self.shape.len() < 2 {
            return index;
        }
        let (mut rest, mut place) = (index, 0);
        let sides: Vec<usize> = self.shape.iter().map(|side| usize::try_from(*side).unwrap_or(usize::MAX)).collect();
        let mut strides = vec![1_usize; sides.len()];
        for i in 1..sides.len() {
            strides[i] = strides[i - 1].saturating_mul(sides[i - 1]);
        }
        for i in (0..sides.len()).rev() {
            let side = sides[i].max(1);
            place = (rest % side).saturating_mul(strides[i]).saturating_add(place);
            rest /= side;
        }
        place
    }
}

/// Bytes of an array of this shape.
pub(super) fn bytes_of(shape: &[u64], item: u64) -> Option<u64> {
    shape.iter().try_fold(item, |all, side| all.checked_mul(*side))
}

/// Passes over the bytes of an array; few are kept, and none where there is no `room` for them.
pub(super) fn blob(source: &mut Source<'_>, length: u64, room: u64) -> Result<Blob, Unread> {
    let start = source.position();
    let limit = if source.is_file() { KEPT } else { KEPT_OF_STREAM }.min(room);
    let kept = if length <= limit { Some(source.take(length)?.into()) } else { None };
    if kept.is_none() {
        source.skip(length)?;
    }
    Ok(Blob { member: None, start, length, kept })
}

/// The array that a node is.
pub(super) fn array(graph: &Graph, id: Id) -> Option<Array<'_>> {
    match graph.node(id) {
        Node::Array(raw) => {
            let dtype = match &raw.dtype {
                RawDtype::Node(id) => dtype_of_node(graph, *id)?,
                RawDtype::Known(dtype) => dtype.clone(),
            };
            let content = match &raw.content {
                RawContent::Bytes(blob) => Content::Bytes(blob),
                RawContent::Objects(id) => match array_of_objects(graph, *id) {
                    Some(items) => Content::Objects(items),
                    None => Content::Nothing,
                },
            };
            Some(Array { dtype, shape: raw.shape.clone(), is_fortran: raw.is_fortran, content })
        }
        Node::Object(object) => {
            let global = graph.global_of(object.callable)?;
            match &*global.name {
                "_reconstruct" if global.module.ends_with("multiarray") => reconstructed(graph, object.state?),
                "_frombuffer" if global.module.ends_with("numeric") => from_buffer(graph, graph.args(object)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// joblib keeps the items of an array of objects as an array of its own, or as a list.
fn array_of_objects(graph: &Graph, id: Id) -> Option<&[Id]> {
    match graph.node(id) {
        Node::Object(object) => graph.items(*graph.items(object.state?)?.get(4)?),
        _ => graph.items(id),
    }
}

/// `(1, shape, dtype, is_fortran, items)`, as `numpy.ndarray.__setstate__` takes it.
fn reconstructed(graph: &Graph, state: Id) -> Option<Array<'_>> {
    let [_, sides, dtype, order, items] = graph.items(state)? else { return None };
    let content = match graph.items(*items) {
        Some(items) => Content::Objects(items),
        None => content(graph, *items),
    };
    Some(Array { dtype: dtype_of_node(graph, *dtype)?, shape: shape(graph, *sides)?, is_fortran: graph.int(*order) == Some(1), content })
}

/// `(buffer, dtype, shape, order)`, as protocol 5 has it.
fn from_buffer<'g>(graph: &'g Graph, args: &'g [Id]) -> Option<Array<'g>> {
    let [buffer, dtype, sides, order, ..] = args else { return None };
    Some(Array {
        dtype: dtype_of_node(graph, *dtype)?,
        shape: shape(graph, *sides)?,
        is_fortran: graph.text(*order) == Some("F"),
        content: content(graph, *buffer),
    })
}

fn content(graph: &Graph, id: Id) -> Content<'_> {
    match graph.node(id) {
        Node::Bytes(blob) => Content::Bytes(blob),
        _ => graph.bytes(id).map_or(Content::Nothing, Content::Owned),
    }
}

/// A shape: a tuple of sides, or one side.
pub(super) fn shape(graph: &Graph, id: Id) -> Option<Vec<u64>> {
    let side = |id: Id| graph.int(id).and_then(|side| u64::try_from(side).ok());
    match graph.items(id) {
        Some(sides) if sides.len() <= MAX_DIMENSIONS => sides.iter().map(|id| side(*id)).collect(),
        Some(_) => None,
        None => side(id).map(|side| vec![side]),
    }
}

/// What a scalar is.
pub(super) enum Scalar {
    Value(Value),
    /// The object that it stands for.
    Object(Id),
}

/// A scalar: `multiarray.scalar(dtype, bytes)`.
pub(super) fn scalar(graph: &Graph, id: Id) -> Option<Scalar> {
    let object = graph.object(id)?;
    let global = graph.global_of(object.callable)?;
    let ("scalar", [dtype, bytes]) = (&*global.name, graph.args(object)) else { return None };
    if !global.module.ends_with("multiarray") {
        return None;
    }
    let dtype = dtype_of_node(graph, *dtype)?;
    match dtype {
        Dtype::Object => Some(Scalar::Object(*bytes)),
        _ => dtype.value(&graph.bytes(*bytes)?).map(Scalar::Value),
    }
}

/// The type that a node is: the call of `numpy.dtype` and its state, or a class of numpy's by name.
pub(super) fn dtype_of_node(graph: &Graph, id: Id) -> Option<Dtype> {
    dtype_below(graph, id, 0, &mut { MAX_FIELDS })
}

/// `fields` is how many more there may be.
fn dtype_below(graph: &Graph, id: Id, depth: usize, fields: &mut usize) -> Option<Dtype> {
    if depth > MAX_DEPTH || !graph.spend(1) {
        return None;
    }
    match graph.node(id) {
        Node::Text(text) => Dtype::parse(text),
        Node::Global(global) if &*global.module == "numpy" => Dtype::parse(match &*global.name {
            "float64" => "f8",
            "float32" => "f4",
            "float16" => "f2",
            "int64" => "i8",
            "int32" => "i4",
            "int16" => "i2",
            "int8" => "i1",
            "uint64" => "u8",
            "uint32" => "u4",
            "uint16" => "u2",
            "uint8" => "u1",
            "bool" | "bool_" => "b1",
            "object_" => "O",
            _ => return None,
        }),
        Node::Object(object) => {
            let global = graph.global_of(object.callable)?;
            if (&*global.module, &*global.name) != ("numpy", "dtype") {
                return None;
            }
            let dtype = dtype_below(graph, *graph.args(object).first()?, depth + 1, fields)?;
            let Some(state) = object.state.and_then(|state| graph.items(state)) else { return Some(dtype) };
            with_state(graph, dtype, state, depth, fields)
        }
        _ => None,
    }
}

/// What `numpy.dtype.__setstate__` takes: version, byte order, sub-array, names, fields, bytes, …
fn with_state(graph: &Graph, dtype: Dtype, state: &[Id], depth: usize, left: &mut usize) -> Option<Dtype> {
    let is_big = state.get(1).and_then(|order| graph.text(*order)) == Some(">");
    let names = state.get(3).and_then(|names| graph.items(*names)).filter(|names| !names.is_empty());
    if let Some(names) = names {
        // A field may stand there under a title, too.
        let fields = graph.entries(*state.get(4)?).filter(|fields| fields.len() <= 2 * MAX_FIELDS)?;
        *left = left.checked_sub(names.len())?;
        let mut field = |name: &Id| {
            let name = graph.text(*name).filter(|name| name.len() <= LONGEST_NAME)?;
            let [dtype, offset, ..] = graph.items(graph.get(fields, name)?)? else { return None };
            Some(Field {
                name: name.into(),
                offset: u32::try_from(graph.int(*offset)?).ok()?,
                dtype: dtype_below(graph, *dtype, depth + 1, left)?,
            })
        };
        let bytes = state.get(5).and_then(|bytes| u32::try_from(graph.int(*bytes)?).ok())?;
        return Some(Dtype::Record { fields: names.iter().map(&mut field).collect::<Option<_>>()?, bytes });
    }
    Some(match dtype {
        Dtype::Number { kind, bytes, unit, .. } => {
            // The unit of a date stands in a dictionary of its own behind the rest: `((), (b'ns', 1, 1, 1))`.
            let unit = date_unit(graph, kind, state).unwrap_or(unit);
            Dtype::Number { kind, bytes, is_big_endian: is_big, unit }
        }
        Dtype::Text { characters, .. } => Dtype::Text { characters, is_big_endian: is_big },
        other => other,
    })
}

fn date_unit(graph: &Graph, kind: char, state: &[Id]) -> Option<Box<str>> {
    if !matches!(kind, 'M' | 'm') {
        return None;
    }
    let meta = graph.items(*state.last()?)?;
    let unit = graph.items(*meta.get(1)?)?;
    let (name, step) = (graph.text(*unit.first()?).filter(|name| name.len() <= LONGEST_UNIT)?, graph.int(*unit.get(1)?)?);
    Some(if step == 1 { format!("[{name}]") } else { format!("[{step}{name}]") }.into())
}
