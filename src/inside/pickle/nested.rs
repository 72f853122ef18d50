//! Pickles inside the bytes of a pickle: what they import counts too.

use super::super::graph::{Graph, Id, Node};
use super::super::source::{Source, Unread};
use super::machine::Machine;
use crate::folder::Progress;

/// Pickles in pickles that are looked into.
const MAX_DEPTH: usize = 32;

/// Functions that read a pickle from the bytes they are given.
const LOADERS: [&str; 8] = [
    "pickle.loads",
    "_pickle.loads",
    "cPickle.loads",
    "dill.loads",
    "dill._dill.loads",
    "cloudpickle.loads",
    "cloudpickle.cloudpickle.loads",
    "pandas.compat.pickle_compat.loads",
];

/// Why bytes are taken for a pickle.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// They begin and end like one.
    ItLooksLikeOne,
    /// They are handed to a function that reads one.
    ItIsLoaded,
}

/// Whether bytes begin with the number of a protocol.
pub fn starts_like_one(head: &[u8]) -> bool {
    matches!(head, [0x80, 2..=5, ..])
}

fn looks_like_one(bytes: &[u8]) -> bool {
    starts_like_one(bytes) && bytes.ends_with(b".")
}

/// Adds what a pickle in these bytes imports.
///
/// # Errors
/// There is too much of it, and what follows is not known.
pub(super) fn look_into(graph: &mut Graph, bytes: &[u8], depth: usize, why: Why) -> Result<(), Unread> {
    if why == Why::ItLooksLikeOne && !looks_like_one(bytes) {
        return Ok(());
    }
    if depth >= MAX_DEPTH {
        return Err(Unread::TooMuch("32 pickles inside one another"));
    }
    // The same bytes may be read by many calls.
    if why == Why::ItIsLoaded && !graph.spend(4 * bytes.len()) {
        return Err(Unread::TooMuch("is looked through of pickles in it"));
    }
    let mut inner = graph.inner(bytes.len());
    let mut source = Source::memory(bytes, &Progress::default());
    let read = Machine::new(&mut source, &mut inner, depth + 1).run();
    graph.take_in(inner);
    match read {
        Err(why @ Unread::TooMuch(_)) => Err(why),
        // What is no pickle ends in an error, and what it named until then was named.
        _ => Ok(()),
    }
}

/// The same for a call that reads a pickle.
///
/// # Errors
/// As [`look_into`].
pub(super) fn look_into_call(graph: &mut Graph, callable: Id, args: Id, depth: usize) -> Result<(), Unread> {
    let is_loader = graph.global_of(callable).is_some_and(|global| LOADERS.contains(&global.full().as_str()));
    if !is_loader {
        return Ok(());
    }
    let first = match graph.node(args) {
        Node::Tuple(items) => items.first().map(|first| graph.given(*first)),
        _ => None,
    };
    // It was looked into where it stands.
    let was_seen = |id: Id| matches!(graph.node(id), Node::Bytes(blob) if blob.kept.as_deref().is_some_and(looks_like_one));
    if first.is_some_and(was_seen) {
        return Ok(());
    }
    match first.and_then(|first| graph.bytes(first)) {
        Some(bytes) => look_into(graph, &bytes, depth, Why::ItIsLoaded),
        None => {
            graph.passed_over = Some(Unread::Damaged("it loads a pickle that is not at hand here"));
            Ok(())
        }
    }
}
