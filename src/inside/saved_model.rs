//! TensorFlow's `SavedModel`: a folder with `saved_model.pb`, a protocol buffer of graphs and signatures
//! (`tensorflow/core/protobuf/saved_model.proto`, `meta_graph.proto`). The graphs are passed over.

use super::facts::{Format, GraphPort, Library, ModelFile, Side};
use super::protobuf::{Protobuf, Span, Wire};
use super::source::{Source, Unread};
use super::value::Value;
use super::weights::{self, LONGEST_NAME, MAX_DIMENSIONS};
use super::{Candidate, FolderReader};

/// Folders with such a file.
pub const READER: FolderReader = FolderReader { marked_by: |path| Some(path.strip_suffix(FILE)?.trim_end_matches('/')), read };

const FILE: &str = "saved_model.pb";
/// What TensorFlow Serving and MLflow ask for where nothing else is said.
const DEFAULT: &str = "serving_default";
/// Signatures of one graph, and inputs or outputs of one of them.
const MAX_SIGNATURES: usize = 1_000;
const MAX_PORTS: usize = 10_000;
/// Marks of one graph.
const MAX_TAGS: usize = 100;

/// What one function of the model takes and gives.
#[derive(Default)]
struct Signature {
    name: Box<str>,
    inputs: Vec<GraphPort>,
    outputs: Vec<GraphPort>,
}

#[derive(Default)]
struct Graph {
    version: Box<str>,
    tags: Vec<Value>,
    signatures: Vec<Signature>,
    /// Ports of all signatures.
    ports: usize,
}

fn read(folder: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let file = folder.files.open_file(&folder.path().join(FILE))?;
    let mut graph = Graph::default();
    let mut has_graph = false;
    let mut source = Protobuf::new(Source::file(file, folder.progress));
    let read = source.whole(&mut |source, number, wire| match (number, wire) {
        // Further graphs are the same model for other machines.
        (2, Wire::Span(span)) if !has_graph => {
            has_graph = true;
            graph.read(source, span)
        }
        _ => Ok(()),
    });
    if !has_graph {
        return Err(read.err().unwrap_or(Unread::Damaged("its saved_model.pb holds no graph")));
    }
    let mut found = ModelFile { format: Format::SavedModel, ..ModelFile::default() };
    if let Err(why) = read {
        weights::note(&mut found, &why);
    }
    let version = Some(graph.version).filter(|version| !version.is_empty());
    found.library = Some(Library { name: "tensorflow".into(), version });
    graph.signatures.sort_by(|a, b| a.name.cmp(&b.name));
    let names = graph.signatures.iter().map(|signature| Value::Text(signature.name.clone())).collect();
    found.parameters = vec![("signatures".into(), Value::List(names)), ("tags".into(), Value::List(graph.tags))];
    // What only prepares the graph takes and gives nothing.
    let main = graph.signatures.iter().position(|signature| &*signature.name == DEFAULT);
    let main = main.or_else(|| graph.signatures.iter().position(|signature| !signature.inputs.is_empty()));
    if let Some(main) = main {
        let Signature { inputs, outputs, .. } = graph.signatures.swap_remove(main);
        (found.inputs, found.outputs) = (inputs, outputs);
        // The file keeps them in no order.
        found.inputs.sort_by(|a, b| a.name.cmp(&b.name));
        found.outputs.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Ok(found)
}

impl Graph {
    /// `MetaGraphDef`.
    fn read(&mut self, source: &mut Protobuf<'_>, span: Span) -> Result<(), Unread> {
        source.message(span, &mut |source, number, wire| match (number, wire) {
            (1, Wire::Span(info)) => self.info(source, info),
            (5, Wire::Span(_)) if self.signatures.len() >= MAX_SIGNATURES => Err(Unread::TooMuch("1,000 signatures")),
            (5, Wire::Span(entry)) => {
                let signature = self.signature(source, entry)?;
                self.signatures.push(signature);
                Ok(())
            }
            _ => Ok(()),
        })
    }

    /// `MetaInfoDef`.
    fn info(&mut self, source: &mut Protobuf<'_>, span: Span) -> Result<(), Unread> {
        source.message(span, &mut |source, number, wire| {
            match number {
                4 if self.tags.len() < MAX_TAGS => self.tags.push(Value::Text(source.text(wire, LONGEST_NAME)?)),
                5 => self.version = source.text(wire, LONGEST_NAME)?,
                _ => {}
            }
            Ok(())
        })
    }

    /// An entry of a map: a name, and `SignatureDef`.
    fn signature(&mut self, source: &mut Protobuf<'_>, entry: Span) -> Result<Signature, Unread> {
        let mut signature = Signature::default();
        source.message(entry, &mut |source, number, wire| match (number, wire) {
            (1, Wire::Span(_)) => {
                signature.name = source.text(wire, LONGEST_NAME)?;
                Ok(())
            }
            (2, Wire::Span(content)) => source.message(content, &mut |source, number, wire| {
                let (1 | 2, Wire::Span(entry)) = (number, wire) else { return Ok(()) };
                self.ports += 1;
                if self.ports > MAX_PORTS {
                    return Err(Unread::TooMuch("10,000 inputs or outputs"));
                }
                let port = port(source, entry)?;
                if number == 1 { &mut signature.inputs } else { &mut signature.outputs }.push(port);
                Ok(())
            }),
            _ => Ok(()),
        })?;
        Ok(signature)
    }
}

/// An entry of a map: a name, and `TensorInfo`.
fn port(source: &mut Protobuf<'_>, entry: Span) -> Result<GraphPort, Unread> {
    let mut port = GraphPort { name: Box::default(), dtype: String::new(), shape: None };
    source.message(entry, &mut |source, number, wire| match (number, wire) {
        (1, Wire::Span(_)) => {
            port.name = source.text(wire, LONGEST_NAME)?;
            Ok(())
        }
        (2, Wire::Span(info)) => source.message(info, &mut |source, number, wire| match (number, wire) {
            (2, Wire::Number(number)) => {
                port.dtype = dtype(number).into();
                Ok(())
            }
            (3, Wire::Span(shape)) => {
                port.shape = sides(source, shape)?;
                Ok(())
            }
            _ => Ok(()),
        }),
        _ => Ok(()),
    })?;
    Ok(port)
}

/// `TensorShapeProto`; nothing where not even the number of sides is known.
fn sides(source: &mut Protobuf<'_>, shape: Span) -> Result<Option<Vec<Side>>, Unread> {
    let (mut sides, mut is_unknown) = (Vec::new(), false);
    source.message(shape, &mut |source, number, wire| {
        match (number, wire) {
            (2, Wire::Span(_)) if sides.len() >= MAX_DIMENSIONS => return Err(Unread::TooMuch("64 dimensions of an array")),
            (2, Wire::Span(span)) => {
                // A length that is left out is 0.
                let mut length = 0;
                source.message(span, &mut |_, number, wire| {
                    if number == 1 {
                        length = wire.int().unwrap_or_default();
                    }
                    Ok(())
                })?;
                sides.push(u64::try_from(length).map_or(Side::Any, Side::Length));
            }
            (3, Wire::Number(number)) => is_unknown = number != 0,
            _ => {}
        }
        Ok(())
    })?;
    Ok(Some(sides).filter(|_| !is_unknown))
}

/// `tensorflow.DataType`, as numpy names it.
fn dtype(number: u64) -> &'static str {
    match number {
        1 => "float32",
        2 => "float64",
        3 => "int32",
        4 => "uint8",
        5 => "int16",
        6 => "int8",
        7 => "string",
        8 => "complex64",
        9 => "int64",
        10 => "bool",
        11 => "qint8",
        12 => "quint8",
        13 => "qint32",
        14 => "bfloat16",
        15 => "qint16",
        16 => "quint16",
        17 => "uint16",
        18 => "complex128",
        19 => "float16",
        20 => "resource",
        21 => "variant",
        22 => "uint32",
        23 => "uint64",
        24 => "float8_e5m2",
        25 => "float8_e4m3fn",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::super::Read;
    use super::super::protobuf::tests::{bytes, number};
    use super::super::tests::{folder, look_at_folder};
    use super::*;

    /// A `SavedModel` with one signature, which takes `x`.
    fn saved_model() -> Vec<u8> {
        let shape = [bytes(2, number(1, u64::MAX)), bytes(2, number(1, 3))].concat();
        let info = [number(2, 1), bytes(3, shape)].concat();
        let input = bytes(1, [bytes(1, "x"), bytes(2, info)].concat());
        let output = bytes(2, [bytes(1, "y"), bytes(2, [number(2, 7), bytes(3, number(3, 1))].concat())].concat());
        let signature = bytes(5, [bytes(1, DEFAULT), bytes(2, [input, output].concat())].concat());
        let info = bytes(1, [bytes(4, "serve"), bytes(5, "2.21.0")].concat());
        [number(1, 1), bytes(2, [info, bytes(2, vec![0; 300]), signature].concat())].concat()
    }

    #[test]
    fn signatures_are_read_and_the_graph_is_passed_over() {
        let file = look_at_folder(&folder(&[("tf/saved_model.pb", &saved_model())]), "tf", &READER);
        assert_eq!((file.read, &*file.path), (Read::Whole, "tf"), "{:?}", file.why);
        let shape = Some(vec![Side::Any, Side::Length(3)]);
        assert_eq!(file.inputs, [GraphPort { name: "x".into(), dtype: "float32".into(), shape }]);
        assert_eq!(file.outputs, [GraphPort { name: "y".into(), dtype: "string".into(), shape: None }]);
        assert_eq!(file.library, Some(Library { name: "tensorflow".into(), version: Some("2.21.0".into()) }));
    }

    #[test]
    fn what_is_cut_off_says_so() {
        let all = saved_model();
        for length in 0..all.len() {
            let file = look_at_folder(&folder(&[("saved_model.pb", &all[..length])]), "", &READER);
            assert_ne!(file.read, Read::Whole, "{length}");
        }
    }

    #[test]
    fn the_folder_is_known_by_its_file() {
        assert_eq!((READER.marked_by)("tf/model/saved_model.pb"), Some("tf/model"));
        assert_eq!((READER.marked_by)("saved_model.pb"), Some(""));
        assert_eq!((READER.marked_by)("variables/a"), None);
    }
}
