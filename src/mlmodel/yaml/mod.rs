//! The MLmodel's YAML: the text as written, with lines, and what MLflow reads in it.
//!
//! The parser's events become one flat tree ([`Document`]) that keeps what a typed reader loses:
//! the text of every scalar, the line it stands on, aliases, and keys that stand twice.
//! [`Document::resolve`] gives the [`Value`](super::value::Value) that PyYAML would.

use std::collections::{HashMap, HashSet};

mod error;
mod parse;
mod prepare;
mod resolve;
pub mod scalar;
mod strict;

pub use error::{ConstructorError, SyntaxError, SyntaxProblem};
pub use parse::parse;
pub use resolve::{Oddity, OddityKind, Resolved};

/// Nesting past this fails in MLflow, whose reader recurses in Python.
pub const MAX_DEPTH: usize = 480;

/// A document of more values, keys included, is not read: each takes some hundred bytes here, and a real MLmodel has some
/// hundred of them. PyYAML takes five seconds for so many.
pub const MAX_NODES: usize = 300_000;

/// Where a node stands in its [`Document`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeId(u32);

/// One YAML document as written.
#[derive(Clone, Debug)]
pub struct Document {
    nodes: Vec<Node>,
    root: NodeId,
    /// Of each large mapping the places of its entries, sorted by key, in the order of the file where keys are equal.
    sorted: HashMap<NodeId, Box<[u32]>>,
}

/// Mappings up to this size are looked through for a key.
const SMALL_MAPPING: usize = 32;

/// One value as written.
#[derive(Clone, Debug)]
pub struct Node {
    pub kind: YamlKind,
    /// The explicit tag, resolved: `tag:yaml.org,2002:binary`, or `!custom`.
    pub tag: Option<Box<str>>,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

/// What a value is, as written.
#[derive(Clone, Debug)]
pub enum YamlKind {
    Scalar {
        /// Quotes, folding and escapes undone.
        text: Box<str>,
        /// Neither quoted nor a block: its type is decided by its looks.
        plain: bool,
    },
    Sequence(Vec<NodeId>),
    /// Keys and values in the order of the file, duplicates included.
    Mapping(Vec<(NodeId, NodeId)>),
    Alias(NodeId),
}

impl Document {
    fn new(nodes: Vec<Node>, root: NodeId) -> Self {
        let mut document = Self { nodes, root, sorted: HashMap::new() };
        let is_large = |node: &Node| matches!(&node.kind, YamlKind::Mapping(entries) if entries.len() > SMALL_MAPPING);
        for id in (0..).map(NodeId).zip(&document.nodes).filter(|(_, node)| is_large(node)).map(|(id, _)| id).collect::<Vec<_>>() {
            let entries = document.entries(id);
            let mut places: Vec<u32> = (0..).zip(entries).filter(|(_, (key, _))| document.scalar(*key).is_some()).map(|(i, _)| i).collect();
            places.sort_by_key(|i| document.scalar(entries[*i as usize].0));
            document.sorted.insert(id, places.into());
        }
        document
    }

    /// The value that the whole document is.
    #[must_use]
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// One value.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// How many values the document holds, keys included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// How many keys stand in the document, at every level.
    #[must_use]
    pub fn key_count(&self) -> usize {
        self.nodes.iter().map(|node| if let YamlKind::Mapping(entries) = &node.kind { entries.len() } else { 0 }).sum()
    }

    /// How many values are aliases of another one.
    #[must_use]
    pub fn alias_count(&self) -> usize {
        self.nodes.iter().filter(|node| matches!(node.kind, YamlKind::Alias(_))).count()
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node itself, or what it is an alias of.
    #[must_use]
    pub fn follow(&self, id: NodeId) -> NodeId {
        match self.node(id).kind {
            // An alias never points at an alias: anchors stand on values.
            YamlKind::Alias(target) => target,
            _ => id,
        }
    }

    /// The text of a scalar as written, through an alias too.
    #[must_use]
    pub fn scalar(&self, id: NodeId) -> Option<&str> {
        match &self.node(self.follow(id)).kind {
            YamlKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The entries of a mapping, as written; empty for anything else.
    #[must_use]
    pub fn entries(&self, id: NodeId) -> &[(NodeId, NodeId)] {
        match &self.node(self.follow(id)).kind {
            YamlKind::Mapping(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a sequence; empty for anything else.
    #[must_use]
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match &self.node(self.follow(id)).kind {
            YamlKind::Sequence(items) => items,
            _ => &[],
        }
    }

    /// Whether a value is a mapping, through an alias too.
    #[must_use]
    pub fn is_mapping(&self, id: NodeId) -> bool {
        matches!(self.node(self.follow(id)).kind, YamlKind::Mapping(_))
    }

    /// The value node of `key` in a mapping. Of duplicates the last counts, as in Python;
    /// merge keys (`<<`) are looked through, and lose against a key of the mapping itself.
    #[must_use]
    pub fn get(&self, mapping: NodeId, key: &str) -> Option<NodeId> {
        self.get_within(mapping, key, &mut HashSet::new())
    }

    /// A mapping that was looked through in vain is not looked through again: merges can be nested so
    /// that there are more ways to a mapping than mappings.
    fn get_within(&self, mapping: NodeId, key: &str, seen: &mut HashSet<NodeId>) -> Option<NodeId> {
        let mapping = self.follow(mapping);
        if seen.len() > 1_000 || !seen.insert(mapping) {
            return None;
        }
        let entries = self.entries(mapping);
        if let Some(value) = self.own_value(mapping, key) {
            return Some(value);
        }
        entries.iter().filter(|(k, _)| self.is_merge(*k)).find_map(|(_, value)| {
            let sources = self.items(*value);
            let sources = if sources.is_empty() { std::slice::from_ref(value) } else { sources };
            sources.iter().take(1_000).find_map(|source| self.get_within(*source, key, seen))
        })
    }

    /// The value of a key of the mapping itself, the last of several.
    fn own_value(&self, mapping: NodeId, key: &str) -> Option<NodeId> {
        let entries = self.entries(mapping);
        let Some(sorted) = self.sorted.get(&mapping) else {
            return entries.iter().rev().find(|(k, _)| self.scalar(*k) == Some(key)).map(|(_, value)| *value);
        };
        let after = sorted.partition_point(|i| self.scalar(entries[*i as usize].0) <= Some(key));
        let (found, value) = entries[*sorted.get(after.checked_sub(1)?)? as usize];
        (self.scalar(found) == Some(key)).then_some(value)
    }

    fn is_merge(&self, key: NodeId) -> bool {
        matches!(&self.node(key).kind, YamlKind::Scalar { text, plain: true } if &**text == "<<")
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_key_of_a_large_mapping_is_found_the_last_of_several() {
        let text: String = (0..200).map(|i| format!("k{}: {i}\n", i % 150)).collect();
        let document = parse(&text).expect("valid");
        for (key, value) in [("k0", "150"), ("k49", "199"), ("k50", "50"), ("k149", "149")] {
            let found = document.get(document.root(), key).expect("there");
            assert_eq!(document.scalar(found), Some(value), "{key}");
        }
        assert_eq!(document.get(document.root(), "k"), None);
        assert_eq!(document.get(document.root(), "z"), None);
    }
}
