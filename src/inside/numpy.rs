//! numpy's arrays and types, as pickles, joblib's files and `.npy` files keep them.

use super::graph::{Blob, Graph, Id, Node, RawContent, RawDtype};
use super::pickle;
use super::source::{Source, Unread};
use super::value::Value;

/// Bytes of an array that are kept of a file; of a stream, which cannot be read again, more.
const KEPT: u64 = 64 * 1024;
const KEPT_OF_STREAM: u64 = 8_000_000;
/// Dimensions of an array; numpy has no more than 64.
const MAX_DIMENSIONS: usize = 64;

/// The type of an array's items.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Dtype {
    /// `f8`, `i4`, `u1`, `b1`, `c16`, `M8[ns]`: its kind, its bytes, and what stands behind.
    Number {
        kind: char,
        bytes: u32,
        is_big_endian: bool,
        unit: Box<str>,
    },
    /// Characters of four bytes each.
    Text {
        characters: u32,
        is_big_endian: bool,
    },
    /// So many bytes.
    Bytes(u32),
    Object,
    /// Fields with names, offset by offset.
    Record {
        fields: Vec<Field>,
        bytes: u32,
    },
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Field {
    pub name: Box<str>,
    pub offset: u32,
    pub dtype: Dtype,
}

impl Dtype {
    /// From what stands in a `.npy` file, or in the call of `numpy.dtype`: `<f8`, `U12`, `O`.
    pub fn parse(text: &str) -> Option<Self> {
        let (is_big_endian, text) = match text.as_bytes().first()? {
            b'>' => (true, &text[1..]),
            b'<' | b'|' | b'=' => (false, &text[1..]),
            _ => (false, text),
        };
        let kind = text.chars().next()?;
        let rest = &text[kind.len_utf8()..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: Option<u32> = rest[..digits].parse().ok();
        Some(match kind {
            'O' => Self::Object,
            'U' => Self::Text { characters: number.unwrap_or(0), is_big_endian },
            'S' | 'a' | 'V' => Self::Bytes(number.unwrap_or(0)),
            '?' => Self::Number { kind: 'b', bytes: 1, is_big_endian, unit: "".into() },
            'b' | 'i' | 'u' | 'f' | 'c' | 'M' | 'm' => {
                Self::Number { kind, bytes: number.filter(|bytes| (1..=32).contains(bytes))?, is_big_endian, unit: rest[digits..].into() }
            }
            _ => return None,
        })
    }

    /// Bytes of one item.
    pub fn bytes(&self) -> u64 {
        u64::from(match self {
            Self::Number { bytes, .. } | Self::Bytes(bytes) | Self::Record { bytes, .. } => *bytes,
            Self::Text { characters, .. } => characters.saturating_mul(4),
            Self::Object => 8,
        })
    }

    /// As numpy writes it: `float64`, `<U5`, `object`.
    pub fn name(&self) -> String {
        match self {
            Self::Number { kind, bytes, unit, .. } => {
                let bits = bytes * 8;
                match kind {
                    'b' => "bool".to_owned(),
                    'i' => format!("int{bits}"),
                    'u' => format!("uint{bits}"),
                    'f' => format!("float{bits}"),
                    'c' => format!("complex{bits}"),
                    'M' => format!("datetime64{unit}"),
                    _ => format!("timedelta64{unit}"),
                }
            }
            Self::Text { characters, is_big_endian } => format!("{}U{characters}", if *is_big_endian { '>' } else { '<' }),
            Self::Bytes(bytes) => format!("|S{bytes}"),
            Self::Object => "object".to_owned(),
            Self::Record { fields, .. } => {
                let names: Vec<String> = fields.iter().map(|field| format!("{}: {}", field.name, field.dtype.name())).collect();
                format!("record ({})", names.join(", "))
            }
        }
    }

    /// One item.
    fn value(&self, bytes: &[u8]) -> Option<Value> {
        Some(match self {
            Self::Number { kind, is_big_endian, .. } => {
                let mut all = [0; 8];
                let count = bytes.len().min(8);
                for (at, byte) in bytes.iter().take(8).enumerate() {
                    all[if *is_big_endian { count - 1 - at } else { at }] = *byte;
                }
                let number = u64::from_le_bytes(all);
                match (kind, bytes.len()) {
                    ('b', 1) => Value::Bool(number != 0),
                    ('u', 1..=8) => i64::try_from(number).map_or_else(|_| Value::Long(number.to_string().into()), Value::Int),
                    ('i', count @ 1..=8) => {
                        let shift = 64 - 8 * u32::try_from(count).ok()?;
                        Value::Int((number << shift).cast_signed() >> shift)
                    }
                    ('f', 8) => Value::Float(f64::from_bits(number)),
                    ('f', 4) => Value::Float(f64::from(f32::from_bits(u32::try_from(number).ok()?))),
                    ('f', 2) => Value::Float(half(u16::try_from(number).ok()?)),
                    _ => return None,
                }
            }
            Self::Text { is_big_endian, .. } => {
                let unit = |four: &[u8]| {
                    let four = <[u8; 4]>::try_from(four).ok()?;
                    char::from_u32(if *is_big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) })
                };
                let text: String = bytes.chunks_exact(4).map(|four| unit(four).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
                Value::Text(text.trim_end_matches('\0').into())
            }
            Self::Bytes(_) => {
                let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
                Value::Text(String::from_utf8_lossy(&bytes[..end]).into())
            }
            Self::Object | Self::Record { .. } => return None,
        })
    }
}

/// A number of 16 bits.
fn half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f64::from(bits & 0x3ff));
    sign * match exponent {
        0 => fraction * 2_f64.powi(-24),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction / 1024.0) * 2_f64.powi(exponent - 15),
    }
}

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

    /// The first items in the order of the rows, at most `limit`; nothing where they are not at hand.
    pub fn values(&self, graph: &Graph, limit: usize) -> Option<Vec<Value>> {
        let count = usize::try_from(self.len()).ok()?.min(limit);
        if let Content::Objects(items) = &self.content {
            return Some(items.iter().take(count).map(|item| Value::of(graph, *item)).collect());
        }
        let (bytes, size) = (self.bytes()?, usize::try_from(self.dtype.bytes()).ok()?);
        let one = |at: usize| self.dtype.value(bytes.get(at * size..(at + 1) * size)?);
        (0..count).map(|index| one(self.place(index))).collect()
    }

    /// Where the item of this number, counted along the rows, stands.
    fn place(&self, index: usize) -> usize {
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
            place += rest % side * strides[i];
            rest /= side;
        }
        place
    }
}

/// Bytes of an array of this shape.
pub(super) fn bytes_of(shape: &[u64], item: u64) -> Option<u64> {
    shape.iter().try_fold(item, |all, side| all.checked_mul(*side))
}

/// Passes over the bytes of an array; few are kept.
pub(super) fn blob(source: &mut Source<'_>, length: u64) -> Result<Blob, Unread> {
    let start = source.position();
    let limit = if source.is_file() { KEPT } else { KEPT_OF_STREAM };
    let kept = if length <= limit { Some(source.take(length)?.into()) } else { None };
    if kept.is_none() {
        source.skip(length)?;
    }
    Ok(Blob { start, length, kept })
}

/// The array that a node is.
pub(super) fn array(graph: &Graph, id: Id) -> Option<Array<'_>> {
    match graph.node(id) {
        Node::Array(raw) => {
            let dtype = match &raw.dtype {
                RawDtype::Node(id) => dtype_of_node(graph, *id)?,
                RawDtype::Text(text) => Dtype::parse(text)?,
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
        _ => pickle::bytes_of(graph, id).map_or(Content::Nothing, Content::Owned),
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

/// A scalar: `multiarray.scalar(dtype, bytes)`.
pub(super) fn scalar(graph: &Graph, id: Id) -> Option<Value> {
    let object = graph.object(id)?;
    let global = graph.global_of(object.callable)?;
    let ("scalar", [dtype, bytes]) = (&*global.name, graph.args(object)) else { return None };
    if !global.module.ends_with("multiarray") {
        return None;
    }
    let dtype = dtype_of_node(graph, *dtype)?;
    match dtype {
        Dtype::Object => Some(Value::of(graph, *bytes)),
        _ => dtype.value(&pickle::bytes_of(graph, *bytes)?),
    }
}

/// The type that a node is: the call of `numpy.dtype` and its state, or a class of numpy's by name.
pub(super) fn dtype_of_node(graph: &Graph, id: Id) -> Option<Dtype> {
    dtype_below(graph, id, 0)
}

fn dtype_below(graph: &Graph, id: Id, depth: usize) -> Option<Dtype> {
    if depth > 8 {
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
            let dtype = dtype_below(graph, *graph.args(object).first()?, depth + 1)?;
            let Some(state) = object.state.and_then(|state| graph.items(state)) else { return Some(dtype) };
            with_state(graph, dtype, state, depth)
        }
        _ => None,
    }
}

/// What `numpy.dtype.__setstate__` takes: version, byte order, sub-array, names, fields, bytes, …
fn with_state(graph: &Graph, dtype: Dtype, state: &[Id], depth: usize) -> Option<Dtype> {
    let is_big = state.get(1).and_then(|order| graph.text(*order)) == Some(">");
    let names = state.get(3).and_then(|names| graph.items(*names)).filter(|names| !names.is_empty());
    if let Some(names) = names {
        let fields = graph.entries(*state.get(4)?)?;
        let field = |name: &Id| {
            let name = graph.text(*name)?;
            let [dtype, offset, ..] = graph.items(graph.get(fields, name)?)? else { return None };
            Some(Field {
                name: name.into(),
                offset: u32::try_from(graph.int(*offset)?).ok()?,
                dtype: dtype_below(graph, *dtype, depth + 1)?,
            })
        };
        let bytes = state.get(5).and_then(|bytes| u32::try_from(graph.int(*bytes)?).ok())?;
        return Some(Dtype::Record { fields: names.iter().map(field).collect::<Option<_>>()?, bytes });
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
    let (name, step) = (graph.text(*unit.first()?)?, graph.int(*unit.get(1)?)?);
    Some(if step == 1 { format!("[{name}]") } else { format!("[{step}{name}]") }.into())
}
