//! What PyTorch saved: a dict of tensors, a module with its layers, a checkpoint with both.

use super::super::class::{self, Attributes};
use super::super::facts::{Count, ModelFile, ModelPart, Tensor};
use super::super::graph::{Graph, Id, Node};
use super::super::python;
use super::super::source::Unread;
use super::super::value::Value;
use super::super::weights::{self, note};
use super::tensor;

/// Objects in objects.
const MAX_DEPTH: usize = 64;
/// Objects and attributes that are looked at: one that stands at several places counts at each.
const MAX_STEPS: usize = 4_000_000;
/// Bytes of the names of tensors and parts, all together.
const MAX_TEXT: usize = 32_000_000;
/// Layers that are listed.
const MAX_PARTS: usize = 20_000;
/// Settings of one layer, the items of one of them, and the bytes of its text.
const MAX_SETTINGS: usize = 60;
const MAX_ITEMS: usize = 16;
const LONGEST_TEXT: usize = 200;

/// Adds what is known of the object `root`, whose storages are the members of this folder; empty where there is none.
pub(super) fn describe(graph: &Graph, root: Id, storages: &str, file: &mut ModelFile) {
    file.class = class::of(graph, root);
    weights::count(file, 0);
    let mut walk = Walk { graph, file, storages, steps: MAX_STEPS, text: MAX_TEXT };
    if let Some(module) = Module::of(graph, root) {
        walk.file.parameters = walk.settings(module.attributes);
    }
    walk.object(root, Place::default(), 0);
    if walk.steps == 0 || walk.text == 0 {
        note(file, &Unread::TooMuch("4,000,000 objects, or 32 MB of names"));
    }
}

/// Where an object stands.
#[derive(Clone, Default)]
struct Place {
    /// As `state_dict` names what is there.
    name: String,
    /// Whether its numbers are those of what trained the model, and none of its own.
    is_training: bool,
}

impl Place {
    fn below(&self, separator: &str, name: &str) -> Self {
        let is_training = self.is_training || name.to_ascii_lowercase().starts_with("optim");
        let name = if self.name.is_empty() { name.to_owned() } else { format!("{}{separator}{name}", self.name) };
        Self { name, is_training }
    }
}

/// An object that is a layer: one of `torch.nn`'s, or one of `TorchScript`'s.
struct Module<'g> {
    attributes: Attributes<'g>,
    is_script: bool,
}

impl<'g> Module<'g> {
    fn of(graph: &'g Graph, id: Id) -> Option<Self> {
        let attributes = class::attributes(graph, id);
        let is_script = || class::of(graph, id).is_some_and(|class| class.starts_with("__torch__."));
        if attributes.get("_modules").is_some() && attributes.get("_parameters").is_some() {
            return Some(Self { attributes, is_script: false });
        }
        (!attributes.is_empty() && is_script()).then_some(Self { attributes, is_script: true })
    }
}

/// Names that a walk through the objects of a file found.
struct Walk<'g, 'f> {
    graph: &'g Graph,
    file: &'f mut ModelFile,
    /// The folder of its storages, in the zip.
    storages: &'f str,
    /// How many more objects are looked at, and bytes of names kept.
    steps: usize,
    text: usize,
}

impl<'g> Walk<'g, '_> {
    /// Whether there is room for one more object.
    fn may_go_on(&mut self, id: Id, place: &Place, depth: usize) -> bool {
        if depth > MAX_DEPTH {
            note(self.file, &Unread::TooMuch("64 objects inside one another"));
            return false;
        }
        self.steps = self.steps.saturating_sub(1 + class::attributes(self.graph, id).len());
        self.text = self.text.saturating_sub(place.name.len());
        self.steps > 0 && self.text > 0
    }

    fn object(&mut self, id: Id, place: Place, depth: usize) {
        if !self.may_go_on(id, &place, depth) {
            return;
        }
        if let Some(tensor) = tensor::tensor(self.graph, id) {
            self.tensor(tensor, place, true);
            return;
        }
        if let Some(module) = Module::of(self.graph, id) {
            self.module(&module, &place, "", depth);
            return;
        }
        if let Some(entries) = self.graph.entries(id) {
            for (key, value) in entries {
                let Some(name) = self.key(*key) else { continue };
                self.object(*value, place.below("/", &name), depth + 1);
            }
        } else if let Some(items) = self.graph.items(id) {
            for (i, item) in items.iter().enumerate() {
                if self.may_hold_tensors(*item) {
                    self.object(*item, place.below("/", &i.to_string()), depth + 1);
                }
            }
        } else {
            for (name, value) in class::attributes(self.graph, id).iter() {
                if self.may_hold_tensors(value) {
                    self.object(value, place.below(".", name), depth + 1);
                }
            }
        }
    }

    fn may_hold_tensors(&self, id: Id) -> bool {
        matches!(self.graph.node(id), Node::Object(_) | Node::Dict(_) | Node::List(_) | Node::Tuple(_))
    }

    fn key(&self, id: Id) -> Option<String> {
        self.graph.text(id).map(str::to_owned).or_else(|| self.graph.int(id).map(|number| number.to_string()))
    }

    fn tensor(&mut self, tensor: tensor::TensorFacts, place: Place, is_parameter: bool) {
        let numbers = tensor.piece.filter(|_| !self.storages.is_empty()).map(|piece| piece.place(self.storages));
        let tensor = Tensor { name: place.name, dtype: tensor.dtype, shape: tensor.shape, values: None, place: numbers };
        let before = self.file.counts.get(&Count::Parameters).copied();
        weights::add(self.file, tensor);
        if let Some(before) = before.filter(|_| place.is_training || !is_parameter) {
            self.file.counts.insert(Count::Parameters, before);
        }
    }

    /// A module: its own tensors, then the modules in it, named as `state_dict` does it.
    fn module(&mut self, module: &Module<'g>, place: &Place, path: &str, depth: usize) {
        let own: Vec<(&str, Id, bool)> = if module.is_script {
            module.attributes.iter().map(|(name, id)| (name, id, true)).collect()
        } else {
            let graph = self.graph;
            let entries = |name: &str, are_parameters: bool| {
                let entries = module.attributes.get(name).and_then(|entries| graph.entries(entries)).unwrap_or_default();
                entries.iter().filter_map(move |(name, id)| Some((graph.text(*name)?, *id, are_parameters)))
            };
            entries("_parameters", true).chain(entries("_buffers", false)).chain(entries("_modules", false)).collect()
        };
        let mut has_modules = false;
        for (name, id, is_parameter) in own {
            let inner = place.below(".", name);
            if !self.may_go_on(id, &inner, depth + 1) {
                return;
            }
            if let Some(tensor) = tensor::tensor(self.graph, id) {
                self.tensor(tensor, inner, is_parameter);
            } else if let Some(module) = Module::of(self.graph, id) {
                has_modules = true;
                let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
                self.part(id, &module, &path, name);
                self.module(&module, &inner, &path, depth + 1);
            }
        }
        if !has_modules {
            *self.file.counts.entry(Count::Layers).or_default() += 1;
        }
    }

    fn part(&mut self, id: Id, module: &Module<'g>, path: &str, name: &str) {
        if self.file.parts.len() >= MAX_PARTS {
            note(self.file, &Unread::TooMuch("20,000 layers"));
            return;
        }
        let parameters = self.settings(module.attributes);
        self.file.parts.push(ModelPart {
            path: path.to_owned(),
            name: name.into(),
            class: class::of(self.graph, id).unwrap_or_default(),
            columns: None,
            parameters,
        });
    }

    /// The numbers and texts among the attributes of a module.
    fn settings(&mut self, attributes: Attributes<'g>) -> Vec<(Box<str>, Value)> {
        let graph = self.graph;
        let is_plain = |id: Id| match graph.node(id) {
            Node::None | Node::Bool(_) | Node::Int(_) | Node::Float(_) => true,
            Node::Text(text) => text.len() <= LONGEST_TEXT,
            _ => false,
        };
        let is_setting = |id: Id| match graph.node(id) {
            Node::Tuple(items) => items.len() <= MAX_ITEMS && items.iter().all(|item| is_plain(*item)),
            Node::List(items) => items.len() <= MAX_ITEMS && items.iter().all(|item| is_plain(*item)),
            _ => is_plain(id),
        };
        let is_named = |name: &str| !name.starts_with('_') && name != "training" && name.len() <= LONGEST_TEXT;
        let found = attributes.iter().filter(|(name, id)| is_named(name) && is_setting(*id)).take(MAX_SETTINGS);
        let mut all: Vec<(Box<str>, Value)> = found.map(|(name, id)| (name.into(), python::value(graph, id))).collect();
        self.text = self.text.saturating_sub(all.len() * LONGEST_TEXT / 4);
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all
    }
}
