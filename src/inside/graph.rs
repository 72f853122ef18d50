//! What a pickle describes, without making any of it: names stay names, calls are kept as what would be called with what.

use std::collections::HashSet;

use super::dtype::Dtype;

/// Names of imports that are kept.
const MAX_IMPORTS: usize = 100_000;
/// Characters of a name that are kept.
const LONGEST_NAME: usize = 1_000;

/// What makes functions and classes out of what stands in the file.
const MAKES_CODE: [&str; 8] = [
    "cloudpickle.cloudpickle._make_function",
    "cloudpickle.cloudpickle._make_skel_func",
    "cloudpickle.cloudpickle._make_skeleton_class",
    "cloudpickle.cloudpickle._fill_function",
    "dill._dill._create_function",
    "dill._dill._create_code",
    "types.CodeType",
    "marshal.loads",
];

/// A node of a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Id(pub u32);

/// One object, as far as it was described.
#[derive(Debug)]
pub(super) enum Node {
    None,
    Bool(bool),
    Int(i64),
    /// An integer of more than 64 bits: two's complement, the lowest byte first.
    Long(Box<[u8]>),
    Float(f64),
    Text(Box<str>),
    /// A text that is too long to be kept.
    LongText,
    Bytes(Box<Blob>),
    Tuple(Box<[Id]>),
    List(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    Set(Vec<Id>),
    /// Something that is imported.
    Global(Box<Global>),
    /// What a call brings.
    Object(Box<Object>),
    /// An array whose numbers stand outside of the pickle's own data.
    Array(Box<RawArray>),
    /// Something that stands elsewhere, by the name it has there.
    Persistent(Id),
    /// It cannot be told.
    Unknown,
}

/// Bytes of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Blob {
    /// Where they stand in the unpacked file.
    pub start: u64,
    pub length: u64,
    /// They themselves, where they are few or are looked into.
    pub kept: Option<Box<[u8]>>,
}

/// What is imported by name; `?` where the name is computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Global {
    pub module: Box<str>,
    pub name: Box<str>,
}

impl Global {
    pub fn full(&self) -> String {
        format!("{}.{}", self.module, self.name)
    }
}

/// The result of a call, and what was done with it afterwards.
#[derive(Debug)]
pub(super) struct Object {
    pub callable: Id,
    /// A tuple, as a rule.
    pub args: Id,
    /// What `BUILD` set.
    pub state: Option<Id>,
    pub items: Vec<Id>,
    pub entries: Vec<(Id, Id)>,
}

/// An array as joblib and skops keep it.
#[derive(Debug)]
pub(super) struct RawArray {
    pub dtype: RawDtype,
    pub shape: Vec<u64>,
    pub is_fortran: bool,
    pub content: RawContent,
}

#[derive(Debug)]
pub(super) enum RawDtype {
    Node(Id),
    Known(Dtype),
}

#[derive(Debug)]
pub(super) enum RawContent {
    Bytes(Blob),
    /// A list of its items, or an array of them.
    Objects(Id),
}

/// Everything that one file describes.
#[derive(Debug, Default)]
pub(super) struct Graph {
    nodes: Vec<Node>,
    /// Names of what loading imports, in the order in which they stand there.
    pub imports: Vec<String>,
    known: HashSet<String>,
    /// The file holds Python code of its own.
    pub has_code: bool,
}

impl Graph {
    pub fn add(&mut self, node: Node) -> Id {
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(node);
        id
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All of its nodes.
    pub fn ids(&self) -> impl Iterator<Item = Id> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(Id)
    }

    pub fn node(&self, id: Id) -> &Node {
        self.nodes.get(id.0 as usize).unwrap_or(&Node::Unknown)
    }

    pub fn node_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id.0 as usize)
    }

    /// Notes that something is imported.
    pub fn import(&mut self, name: String) {
        self.has_code |= MAKES_CODE.iter().any(|maker| *maker == name);
        if self.imports.len() < MAX_IMPORTS && !self.known.contains(&name) {
            self.known.insert(name.clone());
            self.imports.push(name);
        }
    }

    /// A name with its module, noted as an import.
    pub fn global(&mut self, module: &str, name: &str) -> Id {
        let node = Self::unnoted_global(module, name);
        if let Node::Global(global) = &node {
            self.import(global.full());
        }
        self.add(node)
    }

    /// A name with its module, which is noted elsewhere.
    pub fn unnoted_global(module: &str, name: &str) -> Node {
        let cut = |text: &str| -> Box<str> { text.chars().take(LONGEST_NAME).collect::<String>().into() };
        Node::Global(Box::new(Global { module: cut(module), name: cut(name) }))
    }

    pub fn text(&self, id: Id) -> Option<&str> {
        match self.node(id) {
            Node::Text(text) => Some(text),
            // Texts of Python 2, and what numpy keeps as bytes.
            Node::Bytes(blob) => std::str::from_utf8(blob.kept.as_deref()?).ok(),
            _ => None,
        }
    }

    pub fn int(&self, id: Id) -> Option<i64> {
        match self.node(id) {
            Node::Int(value) => Some(*value),
            Node::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    /// The items of a list or tuple.
    pub fn items(&self, id: Id) -> Option<&[Id]> {
        match self.node(id) {
            Node::Tuple(items) => Some(items),
            Node::List(items) => Some(items),
            Node::Object(object) if !object.items.is_empty() => Some(&object.items),
            _ => None,
        }
    }

    pub fn entries(&self, id: Id) -> Option<&[(Id, Id)]> {
        match self.node(id) {
            Node::Dict(entries) => Some(entries),
            Node::Object(object) if !object.entries.is_empty() => Some(&object.entries),
            _ => None,
        }
    }

    pub fn object(&self, id: Id) -> Option<&Object> {
        match self.node(id) {
            Node::Object(object) => Some(object),
            _ => None,
        }
    }

    pub fn global_of(&self, id: Id) -> Option<&Global> {
        match self.node(id) {
            Node::Global(global) => Some(global),
            _ => None,
        }
    }

    /// The value of a key; the last one where it stands twice, as in Python.
    pub fn get(&self, entries: &[(Id, Id)], key: &str) -> Option<Id> {
        entries.iter().rev().find(|(name, _)| self.text(*name) == Some(key)).map(|(_, value)| *value)
    }

    pub fn args(&self, object: &Object) -> &[Id] {
        match self.node(object.args) {
            Node::Tuple(args) => args,
            Node::List(args) => args,
            _ => &[],
        }
    }

    /// The bytes of a node, also where protocols 0 to 2 write them as text.
    pub fn bytes(&self, id: Id) -> Option<Vec<u8>> {
        match self.node(id) {
            Node::Bytes(blob) => blob.kept.as_deref().map(<[u8]>::to_vec),
            Node::Object(object) => {
                let first = *self.args(object).first()?;
                match self.global_of(object.callable)?.full().as_str() {
                    "_codecs.encode" => self.text(first)?.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect(),
                    "builtins.bytearray" | "builtins.bytes" | "__builtin__.bytearray" | "__builtin__.bytes" if first.0 < id.0 => {
                        self.bytes(first)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
