//! The arrays that an object keeps as attributes.

use super::super::facts::{MAX_VALUES, Tensor};
use super::super::graph::{Id, Node};
use super::super::numpy;
use super::Objects;

/// Arrays of one file.
const MAX_TENSORS: usize = 250_000;
/// Arrays of one list.
const MAX_OF_LIST: usize = 1_000;

impl Objects<'_> {
    /// Adds the arrays of an object, named after the path of its part.
    pub(super) fn tensors(&self, id: Id, path: &str, found: &mut Vec<Tensor>) {
        if numpy::array(self.graph, id).is_some() {
            self.tensor(id, String::new(), found);
            return;
        }
        for (name, value) in self.attributes(id).iter() {
            // A long path stands before each name.
            if !self.graph.spend((path.len() + name.len()) / 64) {
                return;
            }
            let name = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            match self.graph.node(value) {
                Node::List(items) => {
                    for (i, item) in items.iter().take(MAX_OF_LIST).enumerate() {
                        self.tensor(*item, format!("{name}/{i}"), found);
                    }
                }
                _ => self.tensor(value, name, found),
            }
        }
    }

    fn tensor(&self, id: Id, name: String, found: &mut Vec<Tensor>) {
        if found.len() >= MAX_TENSORS || !self.graph.spend(20) {
            return;
        }
        if let Some(array) = numpy::array(self.graph, id) {
            if !self.graph.show(name.len() + size_of::<Tensor>() + 8 * array.shape.len()) {
                return;
            }
            let is_small = array.len() <= MAX_VALUES as u64 && !matches!(array.content, numpy::Content::Objects(_));
            let values = is_small.then(|| array.values(self.graph, MAX_VALUES)).flatten();
            let place = array.place();
            found.push(Tensor { name, dtype: array.dtype.name(), shape: array.shape, values, place });
        } else if let Some((dtype, shape)) = self.sparse(id)
            && self.graph.show(name.len() + size_of::<Tensor>())
        {
            found.push(Tensor { name, dtype, shape, values: None, place: None });
        }
    }

    /// Type and shape of one of scipy's sparse matrices.
    fn sparse(&self, id: Id) -> Option<(String, Vec<u64>)> {
        let attributes = self.attributes(id);
        let (shape, data) = (attributes.get("_shape")?, attributes.get("data")?);
        Some((numpy::array(self.graph, data)?.dtype.name(), numpy::shape(self.graph, shape)?))
    }
}
