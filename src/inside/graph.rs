//! What a pickle describes, without making any of it: names stay names, calls are kept as what would be called with what.

use std::cell::Cell;
use std::collections::HashSet;

use super::dtype::Dtype;
use super::source::Unread;

/// Names of imports that are kept.
const MAX_IMPORTS: usize = 100_000;
/// Characters of a name that are kept.
pub(super) const LONGEST_NAME: usize = 1_000;
/// `bytes(bytes(…))` that are looked through.
const MAX_GIVEN: usize = 8;
/// Bytes of memory that all nodes may take together, about.
const MAX_WEIGHT: u64 = 144_000_000;
/// Steps of all that is looked for in one graph: entries of a dictionary, items of a list, rows of a tree.
const MAX_STEPS: u64 = 60_000_000;
/// Further steps that a large file may bring, for what it holds is looked through.
const MAX_FURTHER_STEPS: u64 = 200_000_000;
/// Bytes that all values and names take that are shown of it.
const MAX_SHOWN: u64 = 48_000_000;

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
    /// The member of a zip that they stand in; nothing where the file is none.
    pub member: Option<Box<str>>,
    /// Where they stand in it, or in the unpacked file.
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
    /// Why something in it was passed over whose imports are not known.
    pub passed_over: Option<Unread>,
    /// Bytes of memory that it takes, about; also of those around it where it is a pickle in a pickle.
    pub weight: u64,
    budget: Budget,
}

/// What looking for something in a graph may still cost. Objects stand at many places of a graph, so that a small file can
/// describe what no computer would come to the end of.
#[derive(Debug)]
struct Budget {
    steps: Cell<u64>,
    shown: Cell<u64>,
    further: u64,
    /// Something was not looked for, or not shown.
    is_past: Cell<bool>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { steps: Cell::new(MAX_STEPS), shown: Cell::new(MAX_SHOWN), further: MAX_FURTHER_STEPS, is_past: Cell::new(false) }
    }
}

impl Budget {
    fn take(&self, left: &Cell<u64>, count: usize) -> bool {
        let rest = left.get().checked_sub(count as u64);
        left.set(rest.unwrap_or(0));
        self.is_past.set(self.is_past.get() || rest.is_none());
        rest.is_some()
    }
}

impl Graph {
    /// Whether so many steps may still be gone; they are.
    pub fn spend(&self, steps: usize) -> bool {
        self.budget.take(&self.budget.steps, steps)
    }

    /// Whether so many bytes may still be shown; they are.
    pub fn show(&self, bytes: usize) -> bool {
        self.budget.take(&self.budget.shown, bytes)
    }

    /// Bytes of the file that may be looked through bring the steps for it.
    pub fn bring(&mut self, bytes: u64) {
        let steps = (bytes / 4).min(self.budget.further);
        self.budget.further -= steps;
        self.budget.steps.set(self.budget.steps.get().saturating_add(steps));
    }

    /// Whether something was not looked for, or not shown, because there is too much of it.
    pub fn is_past_budget(&self) -> bool {
        self.budget.is_past.get()
    }

    /// Says that something was not looked for.
    pub fn give_up(&self) {
        self.budget.is_past.set(true);
    }

    /// Bytes of arrays that may still be kept; room is left for the objects.
    pub fn room(&self) -> u64 {
        (MAX_WEIGHT / 3 * 2).saturating_sub(self.weight)
    }

    /// Counts memory.
    ///
    /// # Errors
    /// It takes too much.
    pub fn weigh(&mut self, bytes: u64) -> Result<(), Unread> {
        self.weight = self.weight.saturating_add(bytes);
        self.check_weight(0)
    }

    /// The same, with what is taken beside it.
    pub fn check_weight(&self, beside: u64) -> Result<(), Unread> {
        if self.imports.len() >= MAX_IMPORTS {
            return Err(Unread::TooMuch("100,000 names that are imported"));
        }
        if self.weight.saturating_add(beside) > MAX_WEIGHT { Err(Unread::TooMuch("144 MB of objects")) } else { Ok(()) }
    }

    /// The graph of a pickle in this one's bytes: both share what may be taken and done.
    pub fn inner(&self, bytes: usize) -> Self {
        let budget = Budget { steps: Cell::new(self.budget.steps.get()), further: self.budget.further, ..Budget::default() };
        Self { weight: self.weight + bytes as u64, budget, ..Self::default() }
    }

    /// Takes over what such a graph imports.
    pub fn take_in(&mut self, inner: Self) {
        self.budget.steps.set(inner.budget.steps.get());
        self.budget.further = inner.budget.further;
        self.has_code |= inner.has_code;
        self.passed_over = self.passed_over.take().or(inner.passed_over);
        for name in inner.imports {
            self.import(name);
        }
    }

    pub fn add(&mut self, node: Node) -> Id {
        self.weight += size_of::<Node>() as u64 + allocated(&node);
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
            // It is kept here twice, in the facts, and where it is shown.
            self.weight += 4 * (name.len() as u64 + 40);
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
            Node::Bytes(blob) if blob.length <= LONGEST_NAME as u64 => std::str::from_utf8(blob.kept.as_deref()?).ok(),
            _ => None,
        }
    }

    fn is_text(&self, id: Id, text: &str) -> bool {
        match self.node(id) {
            Node::Text(own) => **own == *text,
            Node::Bytes(blob) => blob.kept.as_deref() == Some(text.as_bytes()),
            _ => false,
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
        // Nothing is looked for where no step is left, not even in vain.
        if !self.spend(1) {
            return None;
        }
        let at = entries.iter().rposition(|(name, _)| self.is_text(*name, key));
        // What was not paid for is not found: the next search is over at once.
        if !self.spend(entries.len() - at.unwrap_or(0)) {
            return None;
        }
        at.map(|at| entries[at].1)
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
        match self.node(self.given(id)) {
            Node::Bytes(blob) => {
                let kept = blob.kept.as_deref()?;
                self.spend(kept.len() / 16).then(|| kept.to_vec())
            }
            Node::Object(object) if self.is_call_of(object, "_codecs", &["encode"]) => {
                let text = self.text(*self.args(object).first()?)?;
                let latin = |c: char| u8::try_from(u32::from(c)).ok();
                if self.spend(text.len()) { text.chars().map(latin).collect() } else { None }
            }
            _ => None,
        }
    }

    /// `bytes(content)` and `bytearray(content)` keep what they are given.
    pub fn given(&self, id: Id) -> Id {
        let given = |id: Id| {
            let object = self.object(id)?;
            let is_bytes = ["builtins", "__builtin__"].iter().any(|module| self.is_call_of(object, module, &["bytes", "bytearray"]));
            self.args(object).first().copied().filter(|_| is_bytes)
        };
        let mut inner = id;
        for _ in 0..MAX_GIVEN {
            match given(inner) {
                Some(next) => inner = next,
                None => break,
            }
        }
        inner
    }

    fn is_call_of(&self, object: &Object, module: &str, names: &[&str]) -> bool {
        self.global_of(object.callable).is_some_and(|global| *global.module == *module && names.contains(&&*global.name))
    }
}

/// What a node takes beside itself, about.
fn allocated(node: &Node) -> u64 {
    /// What the allocator adds.
    const EACH: u64 = 16;
    let (count, each) = match node {
        Node::None | Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::LongText | Node::Persistent(_) | Node::Unknown => return 0,
        Node::Long(bytes) => (bytes.len(), 1),
        Node::Text(text) => (text.len(), 1),
        Node::Bytes(blob) => (size_of::<Blob>() + blob.kept.as_ref().map_or(0, |kept| kept.len()), 1),
        Node::Tuple(items) => (items.len(), size_of::<Id>()),
        Node::List(items) | Node::Set(items) => (items.len(), size_of::<Id>()),
        Node::Dict(entries) => (entries.len(), 2 * size_of::<Id>()),
        Node::Global(global) => (size_of::<Global>() + global.module.len() + global.name.len() + 2 * 16, 1),
        Node::Object(_) => (size_of::<Object>(), 1),
        Node::Array(array) => (size_of::<RawArray>() + array.shape.len() * 8 + array.kept(), 1),
    };
    if count == 0 { 0 } else { EACH + (count * each) as u64 }
}

impl RawArray {
    fn kept(&self) -> usize {
        match &self.content {
            RawContent::Bytes(blob) => blob.kept.as_ref().map_or(0, |kept| kept.len()),
            RawContent::Objects(_) => 0,
        }
    }
}
