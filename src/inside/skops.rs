//! skops files: a zip with `schema.json`, a tree of nodes that say what to import and what it holds, and the arrays beside it.

use std::collections::HashMap;
use std::path::Path;

use super::dtype::{Dtype, Field};
use super::facts::{Format, ModelFile, Read};
use super::graph::{Blob, Graph, Id, Node, Object, RawArray, RawContent, RawDtype};
use super::source::{Source, Unread};
use super::{Candidate, Reader, numpy, sklearn};
use crate::folder::{Files, Progress};
use crate::mlmodel::Value as Json;
use crate::mlmodel::json;

/// Bytes of the schema.
const MAX_SCHEMA: u64 = 32_000_000;
/// Bytes of memory that it may take once it is read.
const MAX_MEMORY: usize = 120_000_000;
/// Nodes in nodes.
const MAX_DEPTH: usize = 250;
/// Bytes of the head of a `.npy` file.
const MAX_NPY_HEAD: u64 = 64 * 1024;

/// Zips with a schema; a file that is called one, too.
pub const READER: Reader = Reader { knows: |file| file.head.starts_with(b"PK") && is_called_one(file.name), read };

fn is_called_one(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("skops"))
}

fn read(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let zip = file.open_zip()?;
    let members = zip.files;
    let text = match members.read(Path::new("schema.json"), MAX_SCHEMA) {
        Err(crate::folder::ReadError::Not(_)) => return Err(Unread::Damaged("it has no schema.json, which says what a skops file holds")),
        Err(crate::folder::ReadError::TooLarge { .. }) => return Err(Unread::TooMuch("32 MB of schema.json")),
        read => read?,
    };
    let mut facts = ModelFile { format: Format::Skops, ..ModelFile::default() };
    let schema = match json::parse_within(&text, MAX_MEMORY) {
        Ok(Some(schema)) => schema,
        Ok(None) => return Err(Unread::TooMuch("is read of a schema.json")),
        Err(_) => return Err(Unread::Damaged("its schema.json is no JSON, or is nested too deeply")),
    };
    let mut nodes = Nodes {
        members: &members,
        graph: Graph::default(),
        known: HashMap::new(),
        arrays: HashMap::new(),
        unread: None,
        progress: file.progress,
    };
    let root = nodes.node(&schema, 0);
    let Nodes { graph, unread, .. } = nodes;
    facts.imports.clone_from(&graph.imports);
    if let Some(why) = unread {
        facts.read = Read::Part;
        facts.why = Some(why.to_string());
    }
    sklearn::describe(&graph, root, &|_| None, &mut facts);
    Ok(facts)
}

/// The nodes of a schema become those of a graph.
struct Nodes<'a> {
    members: &'a Files,
    graph: Graph,
    /// By their `__id__`, for those that stand for an earlier one.
    known: HashMap<i64, Id>,
    /// Arrays by class and file: several nodes may have the same.
    arrays: HashMap<(bool, Box<str>), Id>,
    /// Why an array was not read: the first one.
    unread: Option<Unread>,
    progress: &'a Progress,
}

fn text<'j>(node: &'j Json, key: &str) -> &'j str {
    node.get(key).and_then(Json::as_text).unwrap_or_default()
}

impl Nodes<'_> {
    fn node(&mut self, node: &Json, depth: usize) -> Id {
        let trouble = match self.graph.check_weight(0) {
            Err(why) => Some(why),
            Ok(()) if self.progress.is_cancelled() => Some(Unread::Cancelled),
            Ok(()) => (depth > MAX_DEPTH).then_some(Unread::TooMuch("250 levels")),
        };
        if let Some(why) = trouble {
            self.unread.get_or_insert(why);
            return self.graph.add(Node::Unknown);
        }
        let number = match node.get("__id__") {
            Some(Json::Int(number)) => Some(*number),
            _ => None,
        };
        let (module, class) = (text(node, "__module__"), text(node, "__class__"));
        if module.is_empty() && class.is_empty() {
            // A value of JSON where a node should be, as in a slice.
            let value = self.value(node, depth);
            return self.graph.add(value);
        }
        self.graph.import(format!("{module}.{class}"));
        if text(node, "__loader__") == "CachedNode" {
            return match number.and_then(|number| self.known.get(&number)) {
                Some(id) => *id,
                None => self.graph.add(Node::Unknown),
            };
        }
        let array = || (class == "ndarray", text(node, "file").into());
        let is_array = text(node, "__loader__") == "NdArrayNode" && text(node, "type") != "json";
        let id = match is_array.then(|| self.arrays.get(&array())).flatten() {
            Some(id) => *id,
            None => {
                let made = self.made(node, module, class, depth);
                self.graph.add(made)
            }
        };
        if is_array {
            self.arrays.insert(array(), id);
        }
        if let Some(number) = number {
            self.known.insert(number, id);
        }
        id
    }

    fn made(&mut self, node: &Json, module: &str, class: &str, depth: usize) -> Node {
        let content = node.get("content").unwrap_or(&Json::Null);
        match text(node, "__loader__") {
            "JsonNode" => match json::parse(content.as_text().unwrap_or_default()) {
                Ok(value) => self.value(&value, depth),
                Err(_) => Node::Unknown,
            },
            "ListNode" => Node::List(self.all(content, depth)),
            "TupleNode" => Node::Tuple(self.all(content, depth).into()),
            "SetNode" => Node::Set(self.all(content, depth)),
            "DictNode" | "OrderedDictNode" => Node::Dict(self.entries(node, depth)),
            "DefaultDictNode" => match content.get("main") {
                Some(main) => Node::Dict(self.entries(main, depth + 1)),
                None => Node::Unknown,
            },
            "TypeNode" | "FunctionNode" => {
                // Older releases name the function below.
                let below = |key: &str| content.get(key).and_then(Json::as_text);
                let (module, class) = (below("module_path").unwrap_or(module), below("function").unwrap_or(class));
                Graph::unnoted_global(module, class)
            }
            "NdArrayNode" => self.array(node, depth),
            "SliceNode" => {
                let parts: Vec<Id> = ["start", "stop", "step"].iter().map(|key| self.part(content.get(key), depth)).collect();
                let args = self.graph.add(Node::Tuple(parts.into()));
                self.object(module, class, args, None)
            }
            _ => {
                let args = match node.get("__reduce__").and_then(|reduce| reduce.get("args")) {
                    Some(args) => self.node(args, depth + 1),
                    None => self.graph.add(Node::Tuple([].into())),
                };
                let state = match content {
                    Json::Map(_) => Some(self.node_or_map(content, depth + 1)),
                    _ => None,
                };
                self.object(module, class, args, state)
            }
        }
    }

    fn object(&mut self, module: &str, class: &str, args: Id, state: Option<Id>) -> Node {
        let callable = self.graph.add(Graph::unnoted_global(module, class));
        Node::Object(Box::new(Object { callable, args, state, items: Vec::new(), entries: Vec::new() }))
    }

    fn part(&mut self, value: Option<&Json>, depth: usize) -> Id {
        self.node(value.unwrap_or(&Json::Null), depth + 1)
    }

    /// What an object holds is a node, or a map of nodes.
    fn node_or_map(&mut self, content: &Json, depth: usize) -> Id {
        if content.get("__loader__").is_some() {
            return self.node(content, depth);
        }
        let entries = self.map(content, depth);
        self.graph.add(Node::Dict(entries))
    }

    fn all(&mut self, content: &Json, depth: usize) -> Vec<Id> {
        match content {
            Json::List(items) => items.iter().map(|item| self.node(item, depth + 1)).collect(),
            _ => Vec::new(),
        }
    }

    fn map(&mut self, content: &Json, depth: usize) -> Vec<(Id, Id)> {
        let Json::Map(entries) = content else { return Vec::new() };
        let mut all = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let key = self.graph.add(Node::Text(key.clone()));
            all.push((key, self.node(value, depth + 1)));
        }
        all
    }

    /// The keys of JSON are texts; which of them are numbers stands beside.
    fn entries(&mut self, node: &Json, depth: usize) -> Vec<(Id, Id)> {
        let entries = self.map(node.get("content").unwrap_or(&Json::Null), depth);
        let Some(types) = node.get("key_types") else { return entries };
        self.node(types, depth + 1);
        let Some(Json::List(types)) = types.get("content") else { return entries };
        for ((key, _), kind) in entries.iter().zip(types) {
            if !matches!(text(kind, "__class__"), "int" | "int64" | "int32") {
                continue;
            }
            let number = self.graph.text(*key).and_then(|text| text.parse().ok());
            if let (Some(number), Some(node)) = (number, self.graph.node_mut(*key)) {
                *node = Node::Int(number);
            }
        }
        entries
    }

    fn value(&mut self, value: &Json, depth: usize) -> Node {
        match value {
            Json::Null => Node::None,
            Json::Bool(value) => Node::Bool(*value),
            Json::Int(value) => Node::Int(*value),
            Json::Float(value) => Node::Float(*value),
            Json::Text(text) => Node::Text(text.clone()),
            Json::List(items) => Node::List(self.values(items, depth)),
            Json::Map(entries) => {
                let mut all = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let key = self.graph.add(Node::Text(key.clone()));
                    let value = self.value(value, depth + 1);
                    all.push((key, self.graph.add(value)));
                }
                Node::Dict(all)
            }
            Json::BigInt(_) | Json::DateTime(_) | Json::Bytes(_) | Json::Set(_) | Json::Omitted(_) => Node::Unknown,
        }
    }

    fn values(&mut self, items: &[Json], depth: usize) -> Vec<Id> {
        let one = |item: &Json| {
            let value = self.value(item, depth + 1);
            self.graph.add(value)
        };
        items.iter().map(one).collect()
    }

    /// An array: a `.npy` beside the schema, or its objects as nodes.
    fn array(&mut self, node: &Json, depth: usize) -> Node {
        if text(node, "type") == "json" {
            let sides = self.part(node.get("shape"), depth);
            let items = self.all(node.get("content").unwrap_or(&Json::Null), depth);
            let count = items.len() as u64;
            let shape = numpy::shape(&self.graph, sides).unwrap_or_else(|| vec![count]);
            let items = self.graph.add(Node::List(items));
            return Node::Array(Box::new(RawArray {
                dtype: RawDtype::Known(Dtype::Object),
                shape,
                is_fortran: false,
                content: RawContent::Objects(items),
            }));
        }
        match self.npy(text(node, "file")) {
            // A number of numpy's is kept as an array without sides.
            Ok(array) if text(node, "__class__") != "ndarray" => scalar(&array).unwrap_or(Node::Array(Box::new(array))),
            Ok(array) => Node::Array(Box::new(array)),
            Err(why) => {
                self.unread.get_or_insert(why);
                Node::Unknown
            }
        }
    }

    fn npy(&self, name: &str) -> Result<RawArray, Unread> {
        let file = self.members.open_file(Path::new(name))?;
        let bytes = file.size();
        let mut array = read_npy(&mut Source::stream(file, bytes, self.progress), bytes, self.graph.room())?;
        if let RawContent::Bytes(blob) = &mut array.content {
            blob.member = Some(name.into());
        }
        Ok(array)
    }
}

fn scalar(array: &RawArray) -> Option<Node> {
    use super::value::Value;
    let (RawDtype::Known(dtype), RawContent::Bytes(blob)) = (&array.dtype, &array.content) else { return None };
    Some(match dtype.value(blob.kept.as_deref()?)? {
        Value::Bool(value) => Node::Bool(value),
        Value::Int(value) => Node::Int(value),
        Value::Float(value) => Node::Float(value),
        Value::Text(text) => Node::Text(text),
        _ => return None,
    })
}

/// Reads the head of a `.npy` file of so many bytes, and keeps its numbers where they are few. Others are not unpacked.
fn read_npy(source: &mut Source<'_>, bytes: u64, room: u64) -> Result<RawArray, Unread> {
    const NO_NPY: Unread = Unread::Damaged("an array in it is no .npy file");
    let magic: [u8; 8] = source.array()?;
    if !magic.starts_with(b"\x93NUMPY") {
        return Err(NO_NPY);
    }
    let length =
        if magic[6] == 1 { u64::from(u16::from_le_bytes(source.array()?)) } else { u64::from(u32::from_le_bytes(source.array()?)) };
    if length > MAX_NPY_HEAD {
        return Err(NO_NPY);
    }
    let head = String::from_utf8_lossy(&source.take(length)?).into_owned();
    let dtype = dtype(after(&head, "'descr':").ok_or(NO_NPY)?).ok_or(NO_NPY)?;
    let is_fortran = after(&head, "'fortran_order':").is_some_and(|rest| rest.starts_with("True"));
    let shape = shape(after(&head, "'shape':").ok_or(NO_NPY)?).ok_or(NO_NPY)?;
    let length = numpy::bytes_of(&shape, dtype.bytes()).ok_or(Unread::CutOff)?;
    if length > bytes.saturating_sub(source.position()) {
        return Err(Unread::CutOff);
    }
    let is_kept = length <= numpy::KEPT_OF_STREAM.min(room);
    let blob = if is_kept { numpy::blob(source, length, room)? } else { Blob { start: source.position(), length, ..Blob::default() } };
    let content = RawContent::Bytes(blob);
    Ok(RawArray { dtype: RawDtype::Known(dtype), shape, is_fortran, content })
}

fn after<'t>(head: &'t str, key: &str) -> Option<&'t str> {
    head.split_once(key).map(|(_, rest)| rest.trim_start())
}

/// `(4, 2), …`
fn shape(text: &str) -> Option<Vec<u64>> {
    let (sides, _) = text.strip_prefix('(')?.split_once(')')?;
    let sides: Vec<u64> =
        sides.split(',').map(str::trim).filter(|side| !side.is_empty()).map(|side| side.parse().ok()).collect::<Option<_>>()?;
    (sides.len() <= numpy::MAX_DIMENSIONS).then_some(sides)
}

/// `'<f8', …`, or `[('left_child', '<i8'), …]` for a record.
fn dtype(text: &str) -> Option<Dtype> {
    let Some(list) = text.strip_prefix('[') else { return Dtype::parse(quoted(text)?) };
    let (list, _) = list.split_once(']')?;
    let (mut fields, mut offset) = (Vec::new(), 0_u32);
    for field in list.split('(').skip(1) {
        if fields.len() >= numpy::MAX_FIELDS {
            return None;
        }
        let (name, rest) = (quoted(field)?, field.split_once(',')?.1.trim_start());
        let dtype = Dtype::parse(quoted(rest)?)?;
        let bytes = u32::try_from(dtype.bytes()).ok()?;
        // Room that nothing stands in has no name.
        if !name.is_empty() {
            fields.push(Field { name: name.into(), offset, dtype });
        }
        offset = offset.checked_add(bytes)?;
    }
    Some(Dtype::Record { fields, bytes: offset })
}

fn quoted(text: &str) -> Option<&str> {
    Some(text.strip_prefix('\'')?.split_once('\'')?.0)
}
