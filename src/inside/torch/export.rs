//! Exported programs: `torch.export.save` writes a zip with the graph as JSON (`torch/_export/serde/schema.py`).

use std::path::{Path, PathBuf};

use super::super::facts::{Count, Format, GraphPort, Library, ModelFile, Side, Tensor};
use super::super::source::Unread;
use super::super::value::Value;
use super::super::weights::{self, MAX_DIMENSIONS, note};
use crate::folder::{ChildKind, Files, Progress};
use crate::mlmodel::{Value as Json, json};

/// Bytes of the graph.
const MAX_PROGRAM: u64 = 64_000_000;
/// Bytes of memory that it may take once it is read.
const MAX_MEMORY: usize = 160_000_000;
/// Pickles beside the graph whose imports are named.
const MAX_PICKLES: usize = 100;

/// The graph of a program: `models/*.json`, or the one file of PyTorch before 2.8.
pub(super) fn program(files: &Files, tops: &[PathBuf]) -> Option<PathBuf> {
    let below = |top: &PathBuf| members(files, &top.join("models")).into_iter().find(|path| has_ending(path, "json"));
    let older = |top: &PathBuf| Some(top.join("serialized_exported_program.json")).filter(|path| super::is_file(files, path));
    tops.iter().find_map(|top| below(top).or_else(|| older(top)))
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|own| own == ending)
}

/// The files of a folder, sorted.
fn members(files: &Files, folder: &Path) -> Vec<PathBuf> {
    let Ok(children) = files.enter(folder).and_then(|folder| folder.children()) else { return Vec::new() };
    let is_file = |child: &crate::folder::Child| child.kind == ChildKind::File;
    let mut all: Vec<_> = children.flatten().filter(is_file).map(|child| folder.join(child.name)).collect();
    all.sort();
    all
}

/// Reads a program, and what the pickles beside it import.
pub(super) fn read(files: &Files, program: &Path, tops: &[PathBuf], progress: &Progress) -> Result<ModelFile, Unread> {
    let text = files.read(program, MAX_PROGRAM)?;
    let program = json::parse_within(&text, MAX_MEMORY).map_err(|_| Unread::Damaged("its graph is no JSON, or is nested too deeply"))?;
    let program = program.ok_or(Unread::TooMuch("is read of a graph"))?;
    drop(text);
    let version = program.get("torch_version").and_then(Json::as_text).map(Into::into);
    let mut file =
        ModelFile { format: Format::TorchExport, library: Some(Library { name: "torch".into(), version }), ..ModelFile::default() };
    weights::count(&mut file, 0);
    describe(&program, &mut file)?;
    let folders = tops.iter().flat_map(|top| ["", "data/sample_inputs", "data/weights", "data/constants"].map(|below| top.join(below)));
    let pickles = folders.flat_map(|folder| members(files, &folder)).filter(|path| is_pickle(path));
    for path in pickles.take(MAX_PICKLES) {
        // A zip of torch.save's inside the zip; what is none names nothing.
        let inner = super::open_zip(files, &path, progress).and_then(|zip| {
            let top = super::tops(&zip.files).into_iter().find(|top| super::is_file(&zip.files, &top.join("data.pkl")));
            top.map(|top| super::read_saved(&zip.files, &top, progress)).transpose()
        });
        if let Ok(Some(inner)) = inner {
            super::add_imports(&mut file, inner.imports);
        }
    }
    Ok(file)
}

/// Before 2.8 the pickles were called like JSON.
fn is_pickle(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    has_ending(path, "pt") || name.starts_with("serialized_") && name != "serialized_exported_program.json"
}

/// A list by its key.
fn list<'j>(value: &'j Json, key: &str) -> &'j [Json] {
    if let Some(Json::List(items)) = value.get(key) { items } else { &[] }
}

fn text<'j>(value: &'j Json, key: &str) -> Option<&'j str> {
    value.get(key)?.as_text()
}

fn describe(program: &Json, file: &mut ModelFile) -> Result<(), Unread> {
    let module = program.get("graph_module").ok_or(Unread::Damaged("its JSON has no graph_module"))?;
    let (graph, signature) = (module.get("graph"), module.get("signature"));
    let (Some(graph), Some(signature)) = (graph, signature) else { return Err(Unread::Damaged("its graph has no signature")) };
    file.counts.insert(Count::Nodes, list(graph, "nodes").len() as u64);
    let values = Values::of(graph);
    for spec in list(signature, "input_specs") {
        if let Some(port) = spec.get("user_input").and_then(|input| values.port(input.get("arg")?)) {
            file.inputs.push(port);
        }
        let kept = [("parameter", "parameter_name"), ("buffer", "buffer_name"), ("tensor_constant", "tensor_constant_name")];
        for (kind, name) in kept {
            let Some(entry) = spec.get(kind) else { continue };
            let Some(tensor) = values.tensor(entry, name) else {
                note(file, &Unread::Damaged("a tensor of its graph has no type or shape"));
                continue;
            };
            let before = file.counts.get(&Count::Parameters).copied();
            weights::add(file, tensor);
            // As PyTorch counts them.
            if let Some(before) = before.filter(|_| kind != "parameter") {
                file.counts.insert(Count::Parameters, before);
            }
        }
    }
    let output = |spec: &Json| values.port(spec.get("user_output")?.get("arg")?);
    file.outputs = list(signature, "output_specs").iter().filter_map(output).collect();
    if let Some(Json::Map(opsets)) = program.get("opset_version") {
        let number = |value: &Json| if let Json::Int(number) = value { Value::Int(*number) } else { Value::More };
        let opsets = opsets.iter().map(|(name, version)| (Value::Text(name.clone()), number(version))).collect();
        file.parameters.push(("opset_version".into(), Value::Dict(opsets)));
    }
    Ok(())
}

/// Types and shapes of the values of a graph, by name.
struct Values<'j>(std::collections::HashMap<&'j str, &'j Json>);

impl<'j> Values<'j> {
    fn of(graph: &'j Json) -> Self {
        let Some(Json::Map(values)) = graph.get("tensor_values") else { return Self(std::collections::HashMap::new()) };
        Self(values.iter().map(|(name, meta)| (&**name, meta)).collect())
    }

    /// An input or output: a tensor, or a number or text by itself.
    fn port(&self, arg: &Json) -> Option<GraphPort> {
        let Json::Map(entries) = arg else { return None };
        let (kind, value) = entries.first()?;
        let name = text(value, "name").or_else(|| text(value, "as_name"));
        if &**kind != "as_tensor" {
            let kind = kind.strip_prefix("as_").unwrap_or(kind).to_owned();
            return Some(GraphPort { name: name.unwrap_or_default().into(), dtype: kind, shape: None });
        }
        let meta = self.0.get(name?)?;
        Some(GraphPort { name: name?.into(), dtype: dtype(meta)?.to_owned(), shape: Some(sides(meta)?) })
    }

    fn tensor(&self, entry: &Json, key: &str) -> Option<Tensor> {
        let meta = self.0.get(text(entry.get("arg")?, "name")?)?;
        let length = |side: Side| if let Side::Length(length) = side { Some(length) } else { None };
        let shape = sides(meta)?.into_iter().map(length).collect::<Option<_>>()?;
        Some(Tensor { name: text(entry, key)?.to_owned(), dtype: dtype(meta)?.to_owned(), shape, values: None, place: None })
    }
}

/// `ScalarType`, as numpy and `ml_dtypes` name it.
fn dtype(meta: &Json) -> Option<&'static str> {
    let Some(Json::Int(number)) = meta.get("dtype") else { return None };
    Some(match number {
        1 => "uint8",
        2 => "int8",
        3 => "int16",
        4 => "int32",
        5 => "int64",
        6 => "float16",
        7 => "float32",
        8 => "float64",
        10 => "complex64",
        11 => "complex128",
        12 => "bool",
        13 => "bfloat16",
        28 => "uint16",
        29 => "float8_e4m3fn",
        30 => "float8_e5m2",
        31 => "float8_e4m3fnuz",
        32 => "float8_e5m2fnuz",
        _ => "unknown",
    })
}

/// A length, or `Symbol('s31', …)`, a name that stands for any.
fn sides(meta: &Json) -> Option<Vec<Side>> {
    let side = |side: &Json| match side.get("as_int") {
        Some(Json::Int(length)) => u64::try_from(*length).ok().map(Side::Length),
        _ => {
            let expression = text(side.get("as_expr")?, "expr_str")?;
            let name = expression.strip_prefix("Symbol('").and_then(|rest| rest.split('\'').next());
            Some(Side::Named(name.unwrap_or(expression).into()))
        }
    };
    let all = list(meta, "sizes");
    if all.len() > MAX_DIMENSIONS {
        return None;
    }
    all.iter().map(side).collect()
}
