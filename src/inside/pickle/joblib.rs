//! joblib's arrays: their bytes stand in the file after the object that announces them.

use super::super::dtype::Dtype;
use super::super::graph::{Graph, Id, Node, RawArray, RawContent, RawDtype};
use super::super::numpy;
use super::super::source::{Source, Unread};
use super::machine::Machine;

/// Arrays of objects in arrays of objects.
const MAX_DEPTH: usize = 32;
/// What joblib says of an array are six things.
const MAX_ENTRIES: usize = 32;

/// What announces an array.
pub(super) struct Wrapper {
    dtype: Id,
    shape: Vec<u64>,
    is_fortran: bool,
    /// Bytes are put before the array, so that it begins at a round address.
    is_padded: bool,
}

/// Whether an object announces an array.
pub(super) fn wrapper(graph: &Graph, id: Id) -> Option<Wrapper> {
    let object = graph.object(id)?;
    let callable = graph.global_of(object.callable)?;
    let class = match (&*callable.module, &*callable.name) {
        ("copyreg" | "copy_reg", "_reconstructor") => graph.global_of(*graph.args(object).first()?)?,
        _ => callable,
    };
    if (&*class.module, &*class.name) != ("joblib.numpy_pickle", "NumpyArrayWrapper") {
        return None;
    }
    let state = graph.entries(object.state?).filter(|state| state.len() <= MAX_ENTRIES)?;
    Some(Wrapper {
        dtype: graph.get(state, "dtype")?,
        shape: numpy::shape(graph, graph.get(state, "shape")?)?,
        is_fortran: graph.get(state, "order").and_then(|order| graph.text(order)) == Some("F"),
        is_padded: graph.get(state, "numpy_array_alignment_bytes").is_some_and(|bytes| graph.int(bytes).is_some()),
    })
}

/// Passes over the array's bytes, or reads its objects, which are a pickle of their own.
pub(super) fn read_array(wrapper: Wrapper, source: &mut Source<'_>, graph: &mut Graph, depth: usize) -> Result<Node, Unread> {
    let Wrapper { dtype, shape, is_fortran, is_padded } = wrapper;
    let kind = numpy::dtype_of_node(graph, dtype);
    let content = if matches!(kind, Some(Dtype::Object)) {
        if depth > MAX_DEPTH {
            return Err(Unread::TooMuch("32 arrays in one another"));
        }
        RawContent::Objects(Machine::new(source, graph, depth + 1).run()?)
    } else {
        if is_padded {
            let padding = source.byte()?;
            source.skip(u64::from(padding))?;
        }
        let size = kind.as_ref().map(Dtype::bytes).ok_or(Unread::Damaged("an array has a type that numpy does not have"))?;
        let length = numpy::bytes_of(&shape, size).ok_or(Unread::CutOff)?;
        graph.bring(length);
        let blob = numpy::blob(source, length, graph.room())?;
        graph.weigh(blob.kept.as_ref().map_or(0, |kept| kept.len() as u64 + 128))?;
        RawContent::Bytes(blob)
    };
    Ok(Node::Array(Box::new(RawArray { dtype: RawDtype::Node(dtype), shape, is_fortran, content })))
}
