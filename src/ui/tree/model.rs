//! The MLmodel as rows of a tree: flat, in the order of the file, opened JSON included.

use std::collections::{HashMap, HashSet};

use crate::mlmodel::yaml::{Document, NodeId, OddityKind, YamlKind};
use crate::mlmodel::{KeyPath, MlModel, Value, display, json};

/// Levels that are shown; deeper ones are cut, and MLflow refuses them.
const MAX_DEPTH: u16 = 600;
/// Values of a document that aliases may add.
const MAX_ALIAS_NODES: usize = 20_000;

/// The whole tree, each node before its children. A signature of 100,000 columns has 400,000 of them: what is rare is
/// kept beside the nodes, and all texts in one.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<TreeNode>,
    /// Keys, and values as they are shown.
    texts: String,
    /// The whole text of a scalar that is shown cut or escaped.
    whole: HashMap<u32, Box<str>>,
    /// What MLflow reads, where that differs from the text.
    read_as: HashMap<u32, Box<str>>,
    /// Only for what references and findings speak of.
    marks: HashMap<u32, Mark>,
    /// Sizes of the files that entries name.
    notes: HashMap<u32, String>,
}

/// Where a text stands in [`Tree::texts`].
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    start: u32,
    len: u32,
}

/// One entry; its texts are asked of the tree.
#[derive(Debug)]
pub struct TreeNode {
    key: Span,
    shown: Span,
    pub depth: u16,
    pub kind: NodeKind,
    /// In the MLmodel, from 1; of opened JSON, that of the text.
    pub line: u32,
    parent: u32,
    /// One past the last node below this one.
    end: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    Map(u32),
    List(u32),
    Scalar,
    Null,
}

/// A sign beside an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub severity: crate::checks::Severity,
    /// One or two words: `missing`.
    pub word: &'static str,
}

impl TreeNode {
    /// Whether something stands below a node.
    #[must_use]
    pub fn has_children(&self, index: usize) -> bool {
        self.end as usize > index + 1
    }
}

impl Tree {
    /// Lays out the whole document.
    #[must_use]
    pub fn of(model: &MlModel) -> Self {
        let mut builder =
            Builder { document: &model.document, tree: Self::default(), known: HashMap::new(), inside: Vec::new(), aliased: 0 };
        for (key, value) in model.document.entries(model.document.root()) {
            builder.entry(*key, *value, 0, u32::MAX);
        }
        let mut tree = builder.tree;
        tree.nodes.shrink_to_fit();
        tree.texts.shrink_to_fit();
        for oddity in &model.oddities {
            if let (OddityKind::ReadAs { read, .. }, Some(i)) = (&oddity.kind, tree.find(&oddity.key)) {
                tree.read_as.insert(number(i), read.as_str().into());
            }
        }
        tree
    }

    fn span(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.texts.get(start..start + span.len as usize).unwrap_or_default()
    }

    /// The key of an entry, or its number in a list.
    #[must_use]
    pub fn key(&self, index: usize) -> &str {
        self.nodes.get(index).map(|node| self.span(node.key)).unwrap_or_default()
    }

    /// The value of a scalar, safe to show, cut at a length no row can hold.
    #[must_use]
    pub fn shown(&self, index: usize) -> &str {
        self.nodes.get(index).map(|node| self.span(node.shown)).unwrap_or_default()
    }

    /// The whole text of a scalar.
    #[must_use]
    pub fn text(&self, index: usize) -> &str {
        self.whole.get(&number(index)).map_or(self.shown(index), AsRef::as_ref)
    }

    /// What MLflow reads, where that differs from the text.
    #[must_use]
    pub fn read_as(&self, index: usize) -> Option<&str> {
        self.read_as.get(&number(index)).map(|read| &**read)
    }

    /// Puts a mark beside an entry; a worse one stays.
    pub fn mark(&mut self, path: &KeyPath, mark: Mark) {
        if let Some(i) = self.find(path) {
            let i = number(i);
            let entry = self.marks.entry(i).or_insert_with(|| mark.clone());
            if mark.severity < entry.severity {
                *entry = mark;
            }
        }
    }

    /// Puts a word beside an entry, such as the size of the file it names.
    pub fn note(&mut self, path: &KeyPath, text: String) {
        if let Some(i) = self.find(path).and_then(|i| u32::try_from(i).ok()) {
            self.notes.insert(i, text);
        }
    }

    /// What stands at the right of a node: a size.
    #[must_use]
    pub fn note_of(&self, index: usize) -> Option<&str> {
        self.notes.get(&u32::try_from(index).ok()?).map(String::as_str)
    }

    /// What is wrong with a node.
    #[must_use]
    pub fn mark_of(&self, index: usize) -> Option<&Mark> {
        self.marks.get(&u32::try_from(index).ok()?)
    }

    /// A node by its number.
    #[must_use]
    pub fn node(&self, index: usize) -> Option<&TreeNode> {
        self.nodes.get(index)
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The node that a node stands below; nothing at the top.
    #[must_use]
    pub fn parent(&self, index: usize) -> Option<usize> {
        let parent = self.nodes.get(index)?.parent;
        (parent != u32::MAX).then_some(parent as usize)
    }

    fn children(&self, parent: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let (mut next, end) = match parent {
            None => (0, self.nodes.len()),
            Some(i) => (i + 1, self.nodes[i].end as usize),
        };
        std::iter::from_fn(move || {
            let current = next;
            if current >= end {
                return None;
            }
            next = self.nodes[current].end as usize;
            Some(current)
        })
    }

    /// The node at a path; of duplicate keys the last, which is the one that counts.
    #[must_use]
    pub fn find(&self, path: &KeyPath) -> Option<usize> {
        path.keys().try_fold(None, |parent, key| self.children(parent).filter(|i| self.key(*i) == key).last().map(Some)).flatten()
    }

    /// The way to a node from the top of the MLmodel.
    #[must_use]
    pub fn path(&self, index: usize) -> KeyPath {
        let mut keys = Vec::new();
        let mut next = Some(index);
        while let Some(i) = next {
            keys.push(self.key(i));
            next = self.parent(i);
        }
        keys.reverse();
        KeyPath::of(&keys)
    }

    /// What is open at first: everything but opened JSON and long lists.
    #[must_use]
    pub fn first_expanded(&self) -> HashSet<usize> {
        let open = |i: &usize| {
            let node = &self.nodes[*i];
            let inside_signature = self.path(*i).keys().next() == Some("signature");
            node.has_children(*i) && node.depth < 3 && !inside_signature && node.end as usize - i <= 60
        };
        (0..self.nodes.len().min(2_000)).filter(open).collect()
    }

    /// Every node that can be folded.
    #[must_use]
    pub fn all_expandable(&self) -> HashSet<usize> {
        (0..self.nodes.len()).filter(|i| self.nodes[*i].has_children(*i)).collect()
    }

    /// Whether a key or its value holds this text, written in lower case.
    #[must_use]
    pub fn fits(&self, index: usize, needle: &str) -> bool {
        self.key(index).to_lowercase().contains(needle) || self.text(index).to_lowercase().contains(needle)
    }

    /// The rows to show: those whose ancestors are all open, or with a filter the matches and what leads to them.
    #[must_use]
    pub fn visible(&self, expanded: &HashSet<usize>, filter: &str) -> Vec<usize> {
        let mut rows = Vec::new();
        if filter.is_empty() {
            let mut i = 0;
            while i < self.nodes.len() {
                rows.push(i);
                let node = &self.nodes[i];
                i = if node.has_children(i) && !expanded.contains(&i) { node.end as usize } else { i + 1 };
            }
            return rows;
        }
        let needle = filter.to_lowercase();
        let mut shown = vec![false; self.nodes.len()];
        for i in 0..self.nodes.len() {
            if self.fits(i, &needle) {
                let mut next = Some(i);
                while let Some(at) = next.filter(|at| !shown[*at]) {
                    shown[at] = true;
                    next = self.parent(at);
                }
            }
        }
        rows.extend(shown.iter().enumerate().filter(|(_, shown)| **shown).map(|(i, _)| i));
        rows
    }
}

/// The value at a path as text: a scalar as written, anything else as the JSON MLflow would read.
#[must_use]
pub fn value_text(model: &MlModel, path: &KeyPath) -> Option<String> {
    let mut node = model.document.root();
    let mut keys = path.keys();
    while let Some(key) = keys.next() {
        let next = model.document.get(node, key).or_else(|| model.document.items(node).get(key.parse::<usize>().ok()?).copied());
        match next {
            Some(next) => node = next,
            None => {
                // Inside a text that holds JSON.
                let mut value = json::parse(model.document.scalar(node)?).ok()?;
                for key in std::iter::once(key).chain(keys) {
                    value = match value {
                        Value::List(mut items) => {
                            let i = key.parse::<usize>().ok().filter(|i| *i < items.len())?;
                            items.swap_remove(i)
                        }
                        Value::Map(entries) => entries.into_iter().find(|(k, _)| &**k == key)?.1,
                        _ => return None,
                    };
                }
                return Some(if let Value::Text(text) = value { text.into() } else { value.to_json() });
            }
        }
    }
    match model.document.scalar(node) {
        Some(text) => Some(text.to_owned()),
        None => Some(model.document.resolve_node(node).value.to_json()),
    }
}

/// An index as it is stored: no tree has more nodes than an MLmodel has bytes.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

struct Builder<'a> {
    document: &'a Document,
    tree: Tree,
    /// Short texts that stand in the tree already.
    known: HashMap<Box<str>, Span>,
    inside: Vec<NodeId>,
    aliased: usize,
}

impl Builder<'_> {
    /// Keeps a text, one that is there already once.
    fn keep(&mut self, text: &str) -> Span {
        if text.is_empty() {
            return Span::default();
        }
        if let Some(span) = self.known.get(text) {
            return *span;
        }
        let span = Span { start: number(self.tree.texts.len()), len: number(text.len()) };
        self.tree.texts.push_str(text);
        // Names and indexes of long lists would only fill the table.
        if text.len() < 64 && self.known.len() < 10_000 {
            self.known.insert(text.into(), span);
        }
        span
    }

    fn push(&mut self, key: Span, depth: u16, parent: u32, line: u32) -> usize {
        self.tree.nodes.push(TreeNode { key, shown: Span::default(), depth, kind: NodeKind::Scalar, line, parent, end: 0 });
        self.tree.nodes.len() - 1
    }

    fn close(&mut self, index: usize, kind: NodeKind, text: &str) {
        let shown = display::clipped(text, 300);
        if shown != text {
            self.tree.whole.insert(number(index), text.into());
        }
        let (shown, end) = (self.keep(&shown), number(self.tree.nodes.len()));
        let node = &mut self.tree.nodes[index];
        (node.shown, node.kind, node.end) = (shown, kind, end);
    }

    fn entry(&mut self, key: NodeId, value: NodeId, depth: u16, parent: u32) {
        let text = match self.document.scalar(key) {
            Some(text) => text.to_owned(),
            None => self.document.resolve_node(key).value.to_json(),
        };
        let key = self.keep(&text);
        self.value(key, value, depth, parent);
    }

    fn value(&mut self, key: Span, value: NodeId, depth: u16, parent: u32) {
        let is_alias = self.document.follow(value) != value;
        let target = self.document.follow(value);
        let line = self.document.node(value).line;
        let index = self.push(key, depth, parent, line);
        let me = number(index);
        let cut = depth >= MAX_DEPTH || self.inside.contains(&target) || (is_alias && self.aliased > MAX_ALIAS_NODES);
        match &self.document.node(target).kind {
            YamlKind::Alias(_) => self.close(index, NodeKind::Scalar, ""),
            YamlKind::Scalar { text, plain } => {
                let null = *plain && matches!(&**text, "" | "~" | "null" | "Null" | "NULL");
                if !null && self.opens_json(index, text) {
                    return;
                }
                self.close(index, if null { NodeKind::Null } else { NodeKind::Scalar }, if null { "null" } else { text });
            }
            YamlKind::Mapping(_) | YamlKind::Sequence(_) if cut => self.close(index, NodeKind::Scalar, "(the same values again)"),
            YamlKind::Mapping(entries) => {
                let start = self.tree.nodes.len();
                self.inside.push(target);
                for (key, value) in entries {
                    self.entry(*key, *value, depth + 1, me);
                }
                self.inside.pop();
                self.count_alias(is_alias, start);
                self.close(index, NodeKind::Map(number(entries.len())), "");
            }
            YamlKind::Sequence(items) => {
                let start = self.tree.nodes.len();
                self.inside.push(target);
                for (i, item) in items.iter().enumerate() {
                    let key = self.keep(&i.to_string());
                    self.value(key, *item, depth + 1, me);
                }
                self.inside.pop();
                self.count_alias(is_alias, start);
                self.close(index, NodeKind::List(number(items.len())), "");
            }
        }
    }

    fn count_alias(&mut self, is_alias: bool, start: usize) {
        if is_alias {
            self.aliased += self.tree.nodes.len() - start;
        }
    }

    /// The parts of a signature are JSON inside text: shown as what they hold.
    fn opens_json(&mut self, index: usize, text: &str) -> bool {
        let looks = text.starts_with(['[', '{']) && text.len() > 2;
        let value = looks.then(|| json::parse(text).ok()).flatten();
        value.is_some_and(|value| self.json_below(index, &value))
    }

    /// Adds what a list or a map of JSON holds below its node; whether it is one.
    fn json_below(&mut self, index: usize, value: &Value) -> bool {
        match value {
            Value::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    let key = self.keep(&i.to_string());
                    self.json(key, item, index);
                }
                self.close(index, NodeKind::List(number(items.len())), "");
            }
            Value::Map(entries) => {
                for (key, item) in entries {
                    let key = self.keep(key);
                    self.json(key, item, index);
                }
                self.close(index, NodeKind::Map(number(entries.len())), "");
            }
            _ => return false,
        }
        true
    }

    fn json(&mut self, key: Span, value: &Value, parent: usize) {
        let above = &self.tree.nodes[parent];
        let (depth, line) = (above.depth + 1, above.line);
        let index = self.push(key, depth, number(parent), line);
        if depth < MAX_DEPTH && self.json_below(index, value) {
            return;
        }
        match value {
            Value::Null => self.close(index, NodeKind::Null, "null"),
            Value::Text(text) => self.close(index, NodeKind::Scalar, text),
            other => self.close(index, NodeKind::Scalar, &other.to_json()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        Tree::of(&crate::mlmodel::read(text.as_bytes()).expect("readable"))
    }

    #[test]
    fn json_is_opened_and_every_node_is_found_by_its_path() {
        let tree = tree("flavors:\n  sklearn:\n    code: null\nsignature:\n  inputs: '[{\"type\": \"long\", \"name\": \"a\"}]'\n");
        for i in 0..tree.len() {
            assert_eq!(tree.find(&tree.path(i)), Some(i));
        }
        let name = tree.find(&KeyPath::of(&["signature", "inputs", "0", "name"])).expect("opened");
        assert_eq!(tree.shown(name), "a");
        assert_eq!(tree.node(name).expect("there").line, 5);
    }

    #[test]
    fn a_filter_keeps_what_leads_to_a_match() {
        let tree = tree("a:\n  b:\n    c: needle\nd: 1\n");
        assert_eq!(tree.visible(&HashSet::new(), "NEEDLE"), [0, 1, 2]);
        assert_eq!(tree.visible(&HashSet::new(), ""), [0, 3]);
        assert_eq!(tree.visible(&tree.all_expandable(), "").len(), 4);
    }

    #[test]
    fn bombs_and_circles_end() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..12 {
            let aliases = vec![format!("*a{}", i - 1); 9].join(", ");
            text.push_str(&format!("a{i}: &a{i} [{aliases}]\n"));
        }
        text.push_str("r: &r\n  me: *r\n");
        assert!(tree(&text).len() < 300_000);
    }

    #[test]
    fn what_mlflow_reads_differently_stands_beside_the_text() {
        let tree = tree("mlflow_version: 2.10\n");
        assert_eq!((tree.shown(0), tree.read_as(0)), ("2.10", Some("2.1")));
    }

    #[test]
    fn many_columns_cost_little() {
        assert!(size_of::<TreeNode>() <= 40);
        let columns: Vec<String> = (0..1_000).map(|i| format!("{{\"type\": \"double\", \"name\": \"column {i}\"}}")).collect();
        let text = format!("signature:\n  inputs: '[{}]'\n", columns.join(", "));
        let tree = tree(&text);
        assert_eq!(tree.len(), 2 + 3 * 1_000);
        // Each name and each number once, and the words of types once.
        assert!(tree.texts.len() < text.len() / 2 && tree.nodes.capacity() == tree.len());
        // What is cut on the screen is whole behind it.
        let long = "x".repeat(1_000);
        let tree = Tree::of(&crate::mlmodel::read(format!("a: {long}\nb: \"\\e\"\n").as_bytes()).expect("readable"));
        assert!(tree.shown(0).chars().count() < 310 && tree.text(0) == long);
        assert_eq!((tree.shown(1), tree.text(1)), ("\\u{1b}", "\u{1b}"));
    }
}
