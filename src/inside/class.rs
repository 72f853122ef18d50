//! Of which class an object is, what its attributes are, and which classes the file defines itself.

use std::borrow::Cow;

use super::graph::{Global, Graph, Id, LONGEST_NAME, Node, Object};
use crate::mlmodel::display::cut;

/// Classes that a class is made of, and parts of the state of a function.
const MAX_PARTS: usize = 16;

/// Functions whose first argument is the class of what they make.
fn makes_first_argument(module: &str, name: &str) -> bool {
    matches!(module, "copyreg" | "copy_reg") || name.starts_with("__pyx_unpickle") || name == "_reconstruct" || name == "newObj"
}

/// Functions of cloudpickle that make a class, with its name as the second argument.
const SKELETONS: [&str; 3] = ["_make_skeleton_class", "_rehydrate_skeleton_class", "_make_skeleton_enum"];

/// The class of what a node is: `sklearn.pipeline.Pipeline`, `builtins.dict`.
pub(super) fn of(graph: &Graph, id: Id) -> Option<String> {
    Some(match graph.node(id) {
        Node::None => "builtins.NoneType".to_owned(),
        Node::Bool(_) => "builtins.bool".to_owned(),
        Node::Int(_) | Node::Long(_) => "builtins.int".to_owned(),
        Node::Float(_) => "builtins.float".to_owned(),
        Node::Text(_) | Node::LongText => "builtins.str".to_owned(),
        Node::Bytes(_) => "builtins.bytes".to_owned(),
        Node::Tuple(_) => "builtins.tuple".to_owned(),
        Node::List(_) => "builtins.list".to_owned(),
        Node::Dict(_) => "builtins.dict".to_owned(),
        Node::Set(_) => "builtins.set".to_owned(),
        Node::Array(_) => "numpy.ndarray".to_owned(),
        Node::Object(object) => return of_object(graph, object),
        Node::Global(_) | Node::Persistent(_) | Node::Unknown => return None,
    })
}

fn of_object(graph: &Graph, object: &Object) -> Option<String> {
    if let Some(global) = graph.global_of(object.callable) {
        if SKELETONS.contains(&&*global.name) {
            return Some("builtins.type".to_owned());
        }
        if global.name.starts_with("_frombuffer") && global.module.ends_with("numeric") {
            return Some("numpy.ndarray".to_owned());
        }
        if makes_first_argument(&global.module, &global.name) {
            return name(graph, *graph.args(object).first()?);
        }
        return Some(made_by(global).map_or_else(|| global.full(), str::to_owned));
    }
    name(graph, object.callable)
}

/// The class that a function of numpy's makes.
fn made_by(global: &Global) -> Option<&'static str> {
    match (&*global.module, &*global.name) {
        ("numpy.random._pickle", "__randomstate_ctor") => Some("numpy.random.mtrand.RandomState"),
        ("numpy.random._pickle", "__generator_ctor") => Some("numpy.random._generator.Generator"),
        _ => None,
    }
}

/// The name of a class or function: one that is imported, or one that the file defines.
pub(super) fn name(graph: &Graph, id: Id) -> Option<String> {
    match graph.node(id) {
        Node::Global(global) => Some(global.full()),
        // PyTorch before 1.6 names the classes of modules with the text of their source: `("module", class, file, source)`.
        Node::Persistent(name) => match graph.items(*name)? {
            [kind, class, ..] if graph.text(*kind) == Some("module") => graph.global_of(*class).map(Global::full),
            _ => None,
        },
        _ => defined(graph, id),
    }
}

/// The name of a class or function that the file itself defines, as cloudpickle keeps it.
pub(super) fn defined(graph: &Graph, id: Id) -> Option<String> {
    let object = graph.object(id)?;
    let global = graph.global_of(object.callable)?;
    let args = graph.args(object);
    if SKELETONS.contains(&&*global.name) {
        let name = kept(graph.text(*args.get(1)?)?);
        let module = args.get(3).and_then(|kwargs| graph.text(graph.get(graph.entries(*kwargs)?, "__module__")?));
        return Some(format!("{}.{name}", kept(module.unwrap_or("__main__"))));
    }
    if matches!(&*global.name, "_make_function" | "_make_skel_func") {
        return Some(function(graph, object, args));
    }
    match &*global.name {
        "subimport" => graph.text(*args.first()?).map(|name| kept(name).into_owned()),
        "_builtin_type" => graph.text(*args.first()?).map(|name| format!("types.{}", kept(name))),
        _ => None,
    }
}

/// `__module__` and `__qualname__` stand in what is set afterwards; the name also in the code.
fn function(graph: &Graph, object: &Object, args: &[Id]) -> String {
    let parts = object.state.and_then(|state| graph.items(state)).filter(|parts| parts.len() <= MAX_PARTS).unwrap_or_default();
    let of_state = |key: &str| parts.iter().find_map(|part| graph.text(graph.get(graph.entries(*part)?, key)?));
    let globals = args.get(1).and_then(|globals| graph.entries(*globals));
    let module = of_state("__module__").or_else(|| graph.text(graph.get(globals?, "__name__")?));
    let name = of_state("__qualname__").or_else(|| of_state("__name__"));
    format!("{}.{}", kept(module.unwrap_or("__main__")), kept(name.unwrap_or("function")))
}

/// A name as far as it is kept.
fn kept(name: &str) -> Cow<'_, str> {
    cut(name, LONGEST_NAME)
}

/// The names of the classes that a class of the file is made of.
pub(super) fn bases(graph: &Graph, class: Id) -> Vec<String> {
    let Some(object) = graph.object(class) else { return Vec::new() };
    let is_skeleton = graph.global_of(object.callable).is_some_and(|global| SKELETONS.contains(&&*global.name));
    let bases = graph.args(object).get(2).filter(|_| is_skeleton).and_then(|bases| graph.items(*bases));
    bases.unwrap_or_default().iter().take(MAX_PARTS).filter_map(|base| name(graph, *base)).collect()
}

/// The node of the class of an object.
pub(super) fn node_of(graph: &Graph, object: &Object) -> Option<Id> {
    match graph.global_of(object.callable) {
        Some(global) if makes_first_argument(&global.module, &global.name) => graph.args(object).first().copied(),
        _ => Some(object.callable),
    }
}

/// The attributes of an object, by name: what its state sets.
pub(super) fn attributes(graph: &Graph, id: Id) -> Attributes<'_> {
    let state = graph.object(id).and_then(|object| object.state);
    let parts: [Option<Id>; 2] = match state.map(|state| graph.node(state)) {
        // The attributes, and those that have a place of their own.
        Some(Node::Tuple(parts)) if parts.len() == 2 => [Some(parts[0]), Some(parts[1])],
        _ => [state, None],
    };
    let [dict, slots] = parts.map(|part| part.and_then(|part| graph.entries(part)).unwrap_or_default());
    Attributes { graph, dict, slots }
}

/// See [`attributes`].
#[derive(Clone, Copy)]
pub(super) struct Attributes<'g> {
    graph: &'g Graph,
    dict: &'g [(Id, Id)],
    slots: &'g [(Id, Id)],
}

impl<'g> Attributes<'g> {
    pub fn get(&self, name: &str) -> Option<Id> {
        self.graph.get(self.dict, name).or_else(|| self.graph.get(self.slots, name))
    }

    /// All of them in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&'g str, Id)> + use<'g> {
        let graph = self.graph;
        let is_paid = graph.spend(self.len());
        let all = self.dict.iter().chain(self.slots);
        all.take(if is_paid { usize::MAX } else { 0 }).filter_map(move |(name, value)| Some((graph.text(*name)?, *value)))
    }

    pub fn len(&self) -> usize {
        self.dict.len() + self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.dict.is_empty() && self.slots.is_empty()
    }
}
