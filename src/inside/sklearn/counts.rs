//! How many trees, leaves, parameters and the like an estimator has learned.

use std::collections::BTreeMap;

use super::super::dtype::Dtype;
use super::super::facts::Count;
use super::super::graph::{Id, Node};
use super::super::numpy::{self, Content};
use super::parts::counts_its_trees;
use super::{Objects, ReadAgain};

impl Objects<'_> {
    /// Adds the counts of one object, without its parts.
    pub(super) fn count(&self, id: Id, read_again: ReadAgain<'_>, counts: &mut BTreeMap<Count, u64>) {
        let mut add = |what: Count, number: u64| {
            let count = counts.entry(what).or_default();
            *count = count.saturating_add(number);
        };
        let class = self.short_class(id).unwrap_or_default();
        self.count_trees(id, &class, read_again, &mut add);
        for (what, number) in self.booster(id).iter().flat_map(|booster| &booster.facts.counts) {
            add(*what, *number);
        }
        let first_side = |name: &str| self.get(id, name).and_then(|array| self.shape(array)?.first().copied());
        if let Some(number) = first_side("support_vectors_") {
            add(Count::SupportVectors, number);
        } else if let Some(parameters) = self.items(id, "coef_") {
            add(Count::Parameters, parameters);
            add(Count::Parameters, self.items(id, "intercept_").unwrap_or(0));
        }
        if let Some(weights) = self.get(id, "coefs_").and_then(|weights| self.graph.items(weights)) {
            let biases = self.get(id, "intercepts_").and_then(|biases| self.graph.items(biases)).unwrap_or_default();
            let all = if self.graph.spend(weights.len() + biases.len()) { weights.iter().chain(biases) } else { [].iter().chain(&[]) };
            add(Count::Parameters, all.filter_map(|array| self.len(*array)).fold(0, u64::saturating_add));
            add(Count::Layers, self.get(id, "n_layers_").and_then(|layers| self.number(layers)).unwrap_or(weights.len() as u64 + 1));
        }
        if let Some(number) = first_side("cluster_centers_") {
            add(Count::Clusters, number);
        }
        if let Some(number) = first_side("components_") {
            add(Count::Components, number);
        }
        if let Some(vocabulary) = self.get(id, "vocabulary_").and_then(|words| self.graph.entries(words)) {
            add(Count::Vocabulary, vocabulary.len() as u64);
        }
        if let Some(categories) = self.get(id, "categories_").and_then(|lists| self.graph.items(lists)) {
            let categories = if self.graph.spend(categories.len()) { categories } else { &[] };
            add(Count::Categories, categories.iter().filter_map(|list| self.len(*list)).fold(0, u64::saturating_add));
        }
        if let Some(rows) = first_side("_fit_X") {
            add(Count::TrainingRowsKept, rows);
        }
    }

    fn count_trees(&self, id: Id, class: &str, read_again: ReadAgain<'_>, add: &mut dyn FnMut(Count, u64)) {
        if let Some(tree) = self.get(id, "tree_").filter(|_| class.contains("Tree")) {
            add(Count::Trees, 1);
            self.count_nodes(tree, read_again, add);
        }
        if counts_its_trees(class) {
            let lists = ["estimators_", "_predictors"].iter().find_map(|name| self.get(id, name));
            self.count_members(lists, 0, read_again, add);
        }
    }

    /// The trees of a list, of lists in it, or of an array.
    fn count_members(&self, list: Option<Id>, depth: usize, read_again: ReadAgain<'_>, add: &mut dyn FnMut(Count, u64)) {
        for member in list.and_then(|list| self.items_of(list)).unwrap_or_default() {
            if let Some(tree) = self.get(member, "tree_") {
                add(Count::Trees, 1);
                self.count_nodes(tree, read_again, add);
            } else if self.get(member, "nodes").is_some() {
                add(Count::Trees, 1);
                self.count_nodes(member, read_again, add);
            } else if depth < 2 && matches!(self.graph.node(member), Node::List(_) | Node::Tuple(_)) {
                self.count_members(Some(member), depth + 1, read_again, add);
            }
        }
    }

    /// The nodes of a tree, and how many of them are leaves: `left_child` is -1, or `is_leaf` is set.
    fn count_nodes(&self, tree: Id, read_again: ReadAgain<'_>, add: &mut dyn FnMut(Count, u64)) {
        let Some(nodes) = self.get(tree, "nodes").and_then(|nodes| numpy::array(self.graph, nodes)) else { return };
        add(Count::Nodes, nodes.len());
        let Dtype::Record { fields, bytes } = &nodes.dtype else { return };
        let field = |name: &str| fields.iter().find(|field| &*field.name == name);
        let again = match &nodes.content {
            Content::Bytes(blob) if blob.kept.is_none() => read_again(blob),
            _ => None,
        };
        let Some(content) = nodes.bytes().or(again.as_deref()).filter(|content| content.len() as u64 >= nodes.len()) else {
            // A number of leaves without those of this tree would be wrong.
            return self.graph.give_up();
        };
        let rows = content.chunks_exact((*bytes as usize).max(1));
        if !self.graph.spend(4 * rows.len()) {
            return;
        }
        let leaves = if let Some(flag) = field("is_leaf") {
            rows.filter(|row| row.get(flag.offset as usize).is_some_and(|byte| *byte != 0)).count()
        } else if let Some(left) = field("left_child") {
            let start = left.offset as usize;
            rows.filter(|row| row.get(start..start + 8).is_some_and(|bytes| bytes == [0xff; 8])).count()
        } else {
            return;
        };
        add(Count::Leaves, leaves as u64);
    }

    fn shape(&self, id: Id) -> Option<Vec<u64>> {
        numpy::array(self.graph, id).map(|array| array.shape).or_else(|| {
            // A sparse one keeps its shape beside its numbers.
            numpy::shape(self.graph, self.get(id, "_shape")?)
        })
    }

    fn len(&self, id: Id) -> Option<u64> {
        self.shape(id).map(|shape| shape.into_iter().fold(1, u64::saturating_mul))
    }

    /// How many numbers an attribute holds.
    fn items(&self, id: Id, name: &str) -> Option<u64> {
        let value = self.get(id, name)?;
        self.len(value).or_else(|| match self.graph.node(value) {
            Node::Float(_) | Node::Int(_) => Some(1),
            Node::Object(_) => numpy::scalar(self.graph, value).map(|_| 1),
            _ => None,
        })
    }
}
