//! What was found in one column, told once a rule and not once a row.

use super::answer::{Answer, Conversion};
use super::values::{Cast, Change, Fault, Target};
use crate::mlmodel::value::Value;

#[derive(Debug)]
struct Entry<'v, K> {
    kind: K,
    row: Option<usize>,
    value: &'v Value,
    count: usize,
}

fn add<'v, K: PartialEq>(entries: &mut Vec<Entry<'v, K>>, kind: K, row: Option<usize>, value: &'v Value) {
    match entries.iter_mut().find(|entry| entry.kind == kind) {
        Some(entry) => entry.count += 1,
        None => entries.push(Entry { kind, row, value, count: 1 }),
    }
}

/// The faults and changes of one column: the first row of each, and how many there are.
#[derive(Debug, Default)]
pub struct Tally<'v> {
    faults: Vec<Entry<'v, Fault>>,
    changes: Vec<Entry<'v, Change>>,
}

impl<'v> Tally<'v> {
    pub fn add(&mut self, row: Option<usize>, value: &'v Value, cast: Cast) {
        match cast {
            Ok(None) => {}
            Ok(Some(change)) => add(&mut self.changes, change, row, value),
            Err(fault) => add(&mut self.faults, fault, row, value),
        }
    }

    pub fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Puts it into the answer; what a refused column would have become is nobody's concern.
    pub fn tell(self, place: &str, target: &Target<'_>, answer: &mut Answer) {
        for entry in &self.faults {
            answer.refuse_many(place, entry.row, entry.kind.rule(), entry.kind.message(entry.value, target), entry.count);
        }
        if !self.faults.is_empty() {
            return;
        }
        for entry in &self.changes {
            answer.convert(Conversion {
                place: place.to_owned(),
                row: entry.row,
                rule: entry.kind.rule(),
                message: entry.kind.message(entry.value, target),
                lossy: entry.kind.is_lossy(),
                count: entry.count,
            });
        }
    }
}
