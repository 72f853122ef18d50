//! ONNX: the graph of a model, its inputs, outputs and weights (onnx.proto of ONNX 1.23, IR version 13). The weights
//! themselves are passed over.

use std::collections::{BTreeMap, HashSet};
use std::path::{Component, Path, PathBuf};

use super::facts::{Count, ExternalData, ExternalProblem, Format, GraphPort, Library, MAX_VALUES, ModelFile, Place, Side, Tensor, Within};
use super::protobuf::{Protobuf, Span, Wire};
use super::source::{Source, Unread};
use super::value::Value;
use super::weights::{self, LONGEST_NAME, MAX_DIMENSIONS};
use super::{Candidate, Reader};
use crate::folder::Found;

/// Graphs of the model.
pub const READER: Reader = Reader { knows, read };

/// Inputs and outputs of a graph.
const MAX_PORTS: usize = 10_000;
/// Entries of `metadata_props` and `opset_import`.
const MAX_ENTRIES: usize = 1_000;
/// Bytes of one entry of `metadata_props`.
const LONGEST_ENTRY: u64 = 10_000;
/// Files that a graph names for its weights.
const MAX_EXTERNAL: usize = 10_000;
/// Graphs inside one another (the branches of an `If`) that are looked into.
const MAX_DEPTH: usize = 32;
/// Bytes of a small tensor, whose numbers are kept.
const SMALL: u64 = MAX_VALUES as u64 * 8;

/// By its name; under another one by the fields that every exporter writes first: `ir_version`, then the producer or the
/// graph. A `SavedModel` (`.pb`) begins like that too.
fn knows(file: &Candidate<'_>) -> bool {
    file.has_ending(&["onnx"]) || !file.has_ending(&["pb"]) && matches!(file.head, [0x08, 1..=64, 0x12 | 0x3a | 0x42, ..])
}

fn read(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let mut model = Model { file: ModelFile { format: Format::Onnx, ..ModelFile::default() }, ..Model::default() };
    let mut source = Protobuf::new(Source::file(file.open()?, file.progress));
    if let Err(why) = source.whole(&mut |source, number, wire| model.field(source, number, wire)) {
        // Nothing that a graph has was found: it is something else.
        if !model.has_graph {
            return Err(why);
        }
        weights::note(&mut model.file, &why);
    }
    if !model.has_graph {
        return Err(Unread::Damaged("it holds no graph"));
    }
    Ok(model.finish(file))
}

/// A model that is being read: fields of `ModelProto`.
#[derive(Default)]
struct Model {
    file: ModelFile,
    has_graph: bool,
    ir_version: i64,
    version: i64,
    producer: Box<str>,
    producer_version: Box<str>,
    domain: Box<str>,
    graph_name: Box<str>,
    opsets: Vec<(Box<str>, i64)>,
    metadata: Vec<(Box<str>, Box<str>)>,
    nodes: u64,
    initializers: HashSet<Box<str>>,
    /// By the path of the file: how many bytes it must have.
    external: BTreeMap<Box<str>, u64>,
}

/// `StringStringEntryProto`.
#[derive(Default)]
struct Entry {
    key: Box<str>,
    value: Box<str>,
}

/// What is known of a `TensorProto`.
#[derive(Default)]
struct TensorHead {
    name: Box<str>,
    dims: Vec<i64>,
    data_type: i64,
    /// The bytes of its numbers where they are few.
    bytes: Option<Vec<u8>>,
    /// Where its numbers stand, and whether they are written as bytes.
    numbers: Option<Span>,
    is_raw: bool,
    is_external: bool,
    external: Vec<Entry>,
}

impl Model {
    fn field(&mut self, source: &mut Protobuf<'_>, number: u32, wire: Wire) -> Result<(), Unread> {
        match (number, wire) {
            (1, Wire::Number(_)) => self.ir_version = wire.int().unwrap_or_default(),
            (2, Wire::Span(_)) => self.producer = source.text(wire, LONGEST_NAME)?,
            (3, Wire::Span(_)) => self.producer_version = source.text(wire, LONGEST_NAME)?,
            (4, Wire::Span(_)) => self.domain = source.text(wire, LONGEST_NAME)?,
            (5, Wire::Number(_)) => self.version = wire.int().unwrap_or_default(),
            (7, Wire::Span(graph)) => {
                self.has_graph = true;
                self.graph(source, graph)?;
            }
            (8, Wire::Span(span)) if self.opsets.len() < MAX_ENTRIES => {
                let (mut domain, mut version) = (Box::default(), 0);
                source.message(span, &mut |source, number, wire| {
                    match number {
                        1 => domain = source.text(wire, LONGEST_NAME)?,
                        2 => version = wire.int().unwrap_or_default(),
                        _ => {}
                    }
                    Ok(())
                })?;
                self.opsets.push((domain, version));
            }
            (14, Wire::Span(span)) if self.metadata.len() < MAX_ENTRIES => {
                let entry = entry(source, span)?;
                self.metadata.push((entry.key, entry.value));
            }
            _ => {}
        }
        Ok(())
    }

    /// `GraphProto`.
    fn graph(&mut self, source: &mut Protobuf<'_>, graph: Span) -> Result<(), Unread> {
        source.message(graph, &mut |source, number, wire| {
            let Wire::Span(span) = wire else { return Ok(()) };
            match number {
                1 => {
                    self.nodes += 1;
                    self.node(source, span, 0)?;
                }
                2 => self.graph_name = source.text(wire, LONGEST_NAME)?,
                5 => self.initializer(source, span)?,
                // SparseTensorProto: its values carry the name.
                15 => self.sparse(source, span)?,
                11 if self.file.inputs.len() < MAX_PORTS => {
                    let input = port(source, span)?;
                    self.file.inputs.push(input);
                }
                12 if self.file.outputs.len() < MAX_PORTS => {
                    let output = port(source, span)?;
                    self.file.outputs.push(output);
                }
                11 | 12 => weights::note(&mut self.file, &Unread::TooMuch("10,000 inputs or outputs")),
                _ => {}
            }
            Ok(())
        })
    }

    /// `NodeProto`: only its attributes, which may hold tensors that stand in other files, and graphs.
    fn node(&mut self, source: &mut Protobuf<'_>, node: Span, depth: usize) -> Result<(), Unread> {
        source.message(node, &mut |source, number, wire| match (number, wire) {
            (5, Wire::Span(attribute)) => self.attribute(source, attribute, depth),
            _ => Ok(()),
        })
    }

    /// `AttributeProto`.
    fn attribute(&mut self, source: &mut Protobuf<'_>, attribute: Span, depth: usize) -> Result<(), Unread> {
        source.message(attribute, &mut |source, number, wire| match (number, wire) {
            (5 | 10, Wire::Span(span)) => {
                let tensor = tensor(source, span)?;
                self.external(&tensor);
                Ok(())
            }
            (6 | 11, Wire::Span(graph)) => self.inner_graph(source, graph, depth + 1),
            _ => Ok(()),
        })
    }

    /// A graph inside a node: its weights are no weights of the model's, but they may stand in other files too.
    fn inner_graph(&mut self, source: &mut Protobuf<'_>, graph: Span, depth: usize) -> Result<(), Unread> {
        if depth > MAX_DEPTH {
            weights::note(&mut self.file, &Unread::TooMuch("32 graphs inside one another"));
            return Ok(());
        }
        source.message(graph, &mut |source, number, wire| match (number, wire) {
            (1, Wire::Span(node)) => self.node(source, node, depth),
            (5, Wire::Span(span)) => {
                let tensor = tensor(source, span)?;
                self.external(&tensor);
                Ok(())
            }
            _ => Ok(()),
        })
    }

    fn initializer(&mut self, source: &mut Protobuf<'_>, span: Span) -> Result<(), Unread> {
        let head = tensor(source, span)?;
        self.external(&head);
        self.is_weight(&head.name);
        let Some(shape) = weights::shape(&head.dims) else {
            weights::note(&mut self.file, &Unread::Damaged("a tensor has a negative side"));
            return Ok(());
        };
        let dtype = dtype(head.data_type);
        let expected = weights::size(&shape).and_then(|size| size.checked_mul(item_bytes(dtype)?));
        let raw_length = head.numbers.filter(|_| head.is_raw).map(Span::length);
        if raw_length.is_some_and(|length| expected.is_some_and(|expected| expected != length)) {
            weights::note(&mut self.file, &Unread::Damaged("a tensor has more or fewer bytes than its shape says"));
        }
        let place = head.place();
        let values = head.bytes.and_then(|bytes| weights::values(dtype, &shape, &bytes));
        weights::add(&mut self.file, Tensor { name: head.name.into(), dtype: dtype.to_owned(), shape, values, place });
        Ok(())
    }

    fn is_weight(&mut self, name: &str) {
        if self.file.tensors.len() < weights::MAX_TENSORS {
            self.initializers.insert(name.into());
        }
    }

    fn sparse(&mut self, source: &mut Protobuf<'_>, span: Span) -> Result<(), Unread> {
        let (mut head, mut dims) = (TensorHead::default(), Vec::new());
        source.message(span, &mut |source, number, wire| {
            match (number, wire) {
                (1, Wire::Span(values)) => head = tensor(source, values)?,
                (3, _) => source.ints(wire, MAX_DIMENSIONS, &mut dims)?,
                _ => {}
            }
            Ok(())
        })?;
        self.is_weight(&head.name);
        if let Some(shape) = weights::shape(&dims) {
            let tensor = Tensor { name: head.name.into(), dtype: dtype(head.data_type).to_owned(), shape, values: None, place: None };
            weights::add(&mut self.file, tensor);
        }
        Ok(())
    }

    /// Notes the file that a tensor stands in, and how many bytes that must have.
    fn external(&mut self, tensor: &TensorHead) {
        let Some((location, place)) = tensor.beside() else { return };
        let end = place.end;
        if let Some(needed) = self.external.get_mut(location) {
            *needed = end.max(*needed);
        } else if self.external.len() < MAX_EXTERNAL {
            self.external.insert(location.into(), end);
        } else {
            weights::note(&mut self.file, &Unread::TooMuch("10,000 files of weights"));
        }
    }

    fn finish(self, candidate: &Candidate<'_>) -> ModelFile {
        let Self { mut file, initializers, external, .. } = self;
        file.class = Some("onnx.ModelProto".to_owned());
        // Older graphs list their weights as inputs too.
        file.inputs.retain(|input| !initializers.contains(&input.name));
        file.counts.entry(Count::Parameters).or_default();
        file.counts.insert(Count::Nodes, self.nodes);
        if !self.producer.is_empty() {
            let version = Some(self.producer_version).filter(|version| !version.is_empty());
            file.library = Some(Library { name: self.producer.into_string().into(), version });
        }
        let opsets = self.opsets.into_iter().map(|(domain, version)| (Value::Text(domain), Value::Int(version))).collect();
        let mut parameters: Vec<(Box<str>, Value)> = vec![
            ("domain".into(), Value::Text(self.domain)),
            ("graph_name".into(), Value::Text(self.graph_name)),
            ("ir_version".into(), Value::Int(self.ir_version)),
        ];
        if !self.metadata.is_empty() {
            let entries = self.metadata.into_iter().map(|(key, value)| (Value::Text(key), Value::Text(value))).collect();
            parameters.push(("metadata_props".into(), Value::Dict(entries)));
        }
        parameters.push(("model_version".into(), Value::Int(self.version)));
        parameters.push(("opset_import".into(), Value::Dict(opsets)));
        file.parameters = parameters;
        let resolved: BTreeMap<Box<str>, ExternalData> = external
            .into_iter()
            .map(|(location, needed)| {
                let data = external_data(candidate, &location, needed);
                (location, data)
            })
            .collect();
        for tensor in &mut file.tensors {
            let Some(Place { within: Within::Beside(location), .. }) = &mut tensor.place else { continue };
            match resolved.get(location).filter(|data| data.problem.is_none()) {
                Some(data) => location.clone_from(&data.path),
                None => tensor.place = None,
            }
        }
        file.external = resolved.into_values().collect();
        file
    }
}

impl TensorHead {
    /// The file that it stands in, and where there.
    fn beside(&self) -> Option<(&str, Span)> {
        let get = |key: &str| self.external.iter().rev().find(|entry| &*entry.key == key).map(|entry| &*entry.value);
        let location = get("location").filter(|_| self.is_external)?;
        let start: u64 = get("offset").and_then(|text| text.trim().parse().ok()).unwrap_or(0);
        let by_shape = || weights::size(&weights::shape(&self.dims)?)?.checked_mul(item_bytes(dtype(self.data_type))?);
        let length = get("length").and_then(|text| text.trim().parse().ok()).or_else(by_shape).unwrap_or(0);
        Some((location, Span { start, end: start.saturating_add(length) }))
    }

    /// Where its numbers stand; a file beside the graph is named as the graph does it.
    fn place(&self) -> Option<Place> {
        let (within, span) = match self.beside() {
            Some((location, span)) => (Within::Beside(location.into()), span),
            None => (Within::File, self.numbers?),
        };
        Some(Place { within, start: span.start, length: span.length() })
    }
}

fn entry(source: &mut Protobuf<'_>, span: Span) -> Result<Entry, Unread> {
    let mut entry = Entry::default();
    source.message(span, &mut |source, number, wire| {
        match number {
            1 => entry.key = source.text(wire, LONGEST_NAME)?,
            2 => entry.value = source.text(wire, LONGEST_ENTRY)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(entry)
}

/// `TensorProto`.
fn tensor(source: &mut Protobuf<'_>, span: Span) -> Result<TensorHead, Unread> {
    let mut head = TensorHead::default();
    source.message(span, &mut |source, number, wire| {
        match (number, wire) {
            (1, _) => source.ints(wire, MAX_DIMENSIONS, &mut head.dims)?,
            (2, Wire::Number(_)) => head.data_type = wire.int().unwrap_or_default(),
            (8, Wire::Span(_)) => head.name = source.text(wire, LONGEST_NAME)?,
            // raw_data, and float_data and double_data, whose packed numbers are the same bytes.
            (4 | 9 | 10, Wire::Span(span)) => {
                head.numbers = Some(span);
                head.is_raw = number == 9;
                if span.length() <= SMALL {
                    head.bytes = Some(source.bytes(wire, SMALL)?);
                }
            }
            (13, Wire::Span(span)) if head.external.len() < MAX_DIMENSIONS => head.external.push(entry(source, span)?),
            (14, _) => head.is_external = wire.int() == Some(1),
            _ => {}
        }
        Ok(())
    })?;
    Ok(head)
}

/// `ValueInfoProto`.
fn port(source: &mut Protobuf<'_>, span: Span) -> Result<GraphPort, Unread> {
    let mut port = GraphPort { name: Box::default(), dtype: String::new(), shape: None };
    source.message(span, &mut |source, number, wire| {
        match (number, wire) {
            (1, Wire::Span(_)) => port.name = source.text(wire, LONGEST_NAME)?,
            (2, Wire::Span(span)) => type_of(source, span, &mut port)?,
            _ => {}
        }
        Ok(())
    })?;
    Ok(port)
}

/// `TypeProto`: a tensor with its shape, or a sequence, a map, an optional value.
fn type_of(source: &mut Protobuf<'_>, span: Span, port: &mut GraphPort) -> Result<(), Unread> {
    source.message(span, &mut |source, number, wire| {
        let Wire::Span(span) = wire else { return Ok(()) };
        match number {
            // A tensor, dense or sparse.
            1 | 8 => tensor_type(source, span, port)?,
            4 | 9 => {
                let item = kind_of_item(source, span)?;
                port.dtype = format!("{}({item})", if number == 4 { "sequence" } else { "optional" });
            }
            5 => port.dtype = "map".into(),
            7 => port.dtype = "opaque".into(),
            _ => {}
        }
        Ok(())
    })
}

/// `TypeProto.Tensor`.
fn tensor_type(source: &mut Protobuf<'_>, span: Span, port: &mut GraphPort) -> Result<(), Unread> {
    source.message(span, &mut |source, number, wire| {
        match (number, wire) {
            (1, Wire::Number(_)) => port.dtype = dtype(wire.int().unwrap_or_default()).into(),
            (2, Wire::Span(shape)) => {
                let sides = port.shape.get_or_insert_default();
                source.message(shape, &mut |source, number, wire| {
                    match (number, wire) {
                        (1, Wire::Span(_)) if sides.len() >= MAX_DIMENSIONS => return Err(Unread::TooMuch("64 dimensions of an array")),
                        (1, Wire::Span(side)) => sides.push(side_of(source, side)?),
                        _ => {}
                    }
                    Ok(())
                })?;
            }
            _ => {}
        }
        Ok(())
    })
}

/// `TensorShapeProto.Dimension`: a length, a name, or neither.
fn side_of(source: &mut Protobuf<'_>, span: Span) -> Result<Side, Unread> {
    let mut side = Side::Any;
    source.message(span, &mut |source, number, wire| {
        match number {
            1 => side = wire.int().and_then(|length| u64::try_from(length).ok()).map_or(Side::Any, Side::Length),
            2 => side = Side::Named(source.text(wire, LONGEST_NAME)?),
            _ => {}
        }
        Ok(())
    })?;
    Ok(side)
}

/// What a sequence or an optional value holds.
fn kind_of_item(source: &mut Protobuf<'_>, span: Span) -> Result<&'static str, Unread> {
    let mut kind = "";
    source.message(span, &mut |source, number, wire| match (number, wire) {
        (1, Wire::Span(item)) => source.message(item, &mut |_, number, _| {
            kind = match number {
                1 => "tensor",
                4 => "sequence",
                5 => "map",
                7 => "opaque",
                8 => "sparse_tensor",
                9 => "optional",
                _ => kind,
            };
            Ok(())
        }),
        _ => Ok(()),
    })?;
    Ok(kind)
}

/// `TensorProto.DataType`, as numpy and `ml_dtypes` name it.
fn dtype(number: i64) -> &'static str {
    const NAMES: [&str; 27] = [
        "undefined",
        "float32",
        "uint8",
        "int8",
        "uint16",
        "int16",
        "int32",
        "int64",
        "string",
        "bool",
        "float16",
        "float64",
        "uint32",
        "uint64",
        "complex64",
        "complex128",
        "bfloat16",
        "float8_e4m3fn",
        "float8_e4m3fnuz",
        "float8_e5m2",
        "float8_e5m2fnuz",
        "uint4",
        "int4",
        "float4_e2m1fn",
        "float8_e8m0fnu",
        "uint2",
        "int2",
    ];
    usize::try_from(number).ok().and_then(|number| NAMES.get(number)).unwrap_or(&"unknown")
}

/// Bytes of one number; nothing for texts, and for those that share a byte.
fn item_bytes(dtype: &str) -> Option<u64> {
    Some(match dtype {
        "bool" | "int8" | "uint8" => 1,
        "float16" | "bfloat16" | "int16" | "uint16" => 2,
        "float32" | "int32" | "uint32" => 4,
        "float64" | "int64" | "uint64" | "complex64" => 8,
        "complex128" => 16,
        name if name.starts_with("float8") => 1,
        _ => return None,
    })
}

/// Whether a file of weights is there and long enough. It must lie in the folder of the graph or below, as onnx itself demands
/// (`external_data_helper`, `checker.cc`).
fn external_data(candidate: &Candidate<'_>, location: &str, needed: u64) -> ExternalData {
    let path = candidate.path().parent().unwrap_or(Path::new("")).join(location);
    let climbs = Path::new(location).components().any(|part| !matches!(part, Component::Normal(_) | Component::CurDir));
    let problem = match if climbs { Found::LeadsOutside } else { candidate.files.look(&path) } {
        Found::File { bytes } if bytes < needed => Some(ExternalProblem::Short { bytes, needed }),
        Found::File { .. } => None,
        other => Some(ExternalProblem::Not(other)),
    };
    let shown = if climbs { PathBuf::from(location) } else { path };
    ExternalData { path: shown.to_string_lossy().replace('\\', "/").into(), problem }
}

#[cfg(test)]
mod tests {
    use super::super::protobuf::tests::{bytes, number};
    use super::super::tests::{folder, look_at};
    use super::super::{ModelFile, Read};
    use super::*;

    /// A `TensorProto`.
    fn weights_of(name: &str, dims: &[u64], rest: &[u8]) -> Vec<u8> {
        let dims: Vec<u8> = dims.iter().flat_map(|dim| number(1, *dim)).collect();
        [dims, number(2, 1), bytes(8, name), rest.to_vec()].concat()
    }

    /// A `ValueInfoProto` of float32, with one side of each kind.
    fn value_info(name: &str) -> Vec<u8> {
        let sides = [bytes(1, bytes(2, "N")), bytes(1, number(1, 4)), bytes(1, "")].concat();
        bytes(11, [bytes(1, name), bytes(2, bytes(1, [number(1, 1), bytes(2, sides)].concat()))].concat())
    }

    fn model(graph: &[Vec<u8>]) -> Vec<u8> {
        let opset = bytes(8, [bytes(1, ""), number(2, 17)].concat());
        let props = bytes(14, [bytes(1, "author"), bytes(2, "Ana")].concat());
        [number(1, 8), bytes(2, "by hand"), bytes(3, "0.3"), bytes(7, [bytes(2, "g"), graph.concat()].concat()), opset, props].concat()
    }

    fn read_one(content: &[u8]) -> ModelFile {
        look_at(&folder(&[("model.onnx", content)]), "model.onnx").unwrap()
    }

    #[test]
    fn a_graph_says_its_inputs_and_weights() {
        let raw = bytes(9, [1.0_f32.to_le_bytes(), 2.5_f32.to_le_bytes()].concat());
        let map = bytes(12, [bytes(1, "p"), bytes(2, bytes(4, bytes(1, bytes(5, number(1, 7)))))].concat());
        let graph = [bytes(1, bytes(4, "Add")), bytes(5, weights_of("B", &[2], &raw)), value_info("x"), value_info("B"), map];
        let file = read_one(&model(&graph));
        assert_eq!((file.read, file.format), (Read::Whole, Format::Onnx), "{:?}", file.why);
        let sides = Some(vec![Side::Named("N".into()), Side::Length(4), Side::Any]);
        assert_eq!(file.inputs, [GraphPort { name: "x".into(), dtype: "float32".into(), shape: sides }]);
        assert_eq!(file.outputs, [GraphPort { name: "p".into(), dtype: "sequence(map)".into(), shape: None }]);
        assert_eq!(file.tensors[0].values, Some(vec![Value::Float(1.0), Value::Float(2.5)]));
        assert_eq!((file.counts[&Count::Nodes], file.counts[&Count::Parameters]), (1, 2));
        assert_eq!(file.library, Some(Library { name: "by hand".into(), version: Some("0.3".into()) }));
        let opsets = Value::Dict(vec![(Value::Text("".into()), Value::Int(17))]);
        assert!(file.parameters.contains(&("opset_import".into(), opsets)));
    }

    #[test]
    fn a_graph_that_is_cut_off_is_read_in_part() {
        let all = model(&[value_info("x"), bytes(5, weights_of("W", &[100], &bytes(9, [0; 400])))]);
        let file = read_one(&all[..200]);
        assert_eq!((file.read, file.inputs.len()), (Read::Part, 1));
        // The last bytes of the weights.
        for length in 0..400 {
            assert_ne!(read_one(&all[..length]).read, Read::Whole, "{length}");
        }
    }

    #[test]
    fn claims_that_cannot_be_are_said_and_cost_nothing() {
        let file = read_one(&model(&[bytes(5, weights_of("W", &[1 << 62, 1 << 62], &[])), bytes(5, weights_of("V", &[u64::MAX], &[]))]));
        assert_eq!((file.read, file.tensors.len()), (Read::Part, 1));
        let file = read_one(&model(&[bytes(5, weights_of("W", &[3], &bytes(9, [0; 4])))]));
        assert!(file.why.unwrap().contains("bytes"));
        // Graphs in the attributes of nodes of graphs.
        let mut graph = Vec::new();
        for _ in 0..3_000 {
            graph = bytes(1, bytes(5, bytes(6, graph)));
        }
        let file = read_one(&model(&[graph]));
        assert!(file.why.unwrap().contains("32 graphs"));
    }

    #[test]
    fn files_of_weights_are_looked_for() {
        let entry = |key: &str, value: &str| bytes(13, [bytes(1, key), bytes(2, value)].concat());
        let external = |location: &str, length: &str| {
            let rest = [entry("location", location), entry("offset", "2"), entry("length", length), number(14, 1)].concat();
            bytes(5, weights_of(location, &[2], &rest))
        };
        let graph = [external("a.data", "8"), external("short.data", "9"), external("../secret", "1"), external("gone.data", "x")];
        let files =
            folder(&[("data/model.onnx", &model(&graph)), ("data/a.data", &[0; 10]), ("data/short.data", &[0; 10]), ("secret", b"s")]);
        let file = look_at(&files, "data/model.onnx").unwrap();
        let external: Vec<_> = file.external.iter().map(|external| (&*external.path, external.problem)).collect();
        let expected = [
            ("../secret", Some(ExternalProblem::Not(Found::LeadsOutside))),
            ("data/a.data", None),
            ("data/gone.data", Some(ExternalProblem::Not(Found::Missing))),
            ("data/short.data", Some(ExternalProblem::Short { bytes: 10, needed: 11 })),
        ];
        assert_eq!(external, expected);
    }
}
