//! What a pickle remembers under numbers.

use std::collections::HashMap;

use super::super::graph::Id;

/// An index of the memo that is larger, and far beyond the others, is kept apart.
const MEMO_GAP: u64 = 1 << 12;

/// What is remembered under numbers.
#[derive(Default)]
pub(super) struct Memo {
    dense: Vec<Option<Id>>,
    sparse: HashMap<u64, Id>,
    /// How many numbers are taken.
    pub count: u64,
}

impl Memo {
    pub fn put(&mut self, index: u64, id: Id) {
        let known = self.get(index).is_some();
        self.count += u64::from(!known);
        match usize::try_from(index) {
            // Numbers follow one another, as a rule; a table must not grow faster than what is in it.
            Ok(at) if index < MEMO_GAP || index < self.count * 2 => {
                if at >= self.dense.len() {
                    self.dense.resize(at + 1, None);
                }
                self.dense[at] = Some(id);
            }
            _ => {
                self.sparse.insert(index, id);
            }
        }
    }

    /// Bytes of memory that it takes, about.
    pub fn weight(&self) -> u64 {
        (self.dense.len() * size_of::<Option<Id>>()) as u64 + self.sparse.len() as u64 * 40
    }

    pub fn get(&self, index: u64) -> Option<Id> {
        let dense = usize::try_from(index).ok().and_then(|at| *self.dense.get(at)?);
        dense.or_else(|| self.sparse.get(&index).copied())
    }
}
