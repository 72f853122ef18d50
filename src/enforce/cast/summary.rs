//! What the casts of one column came to, told once a kind and not once a row.

use super::{CastChange, CastFault, CastResult, CastTarget};
use crate::enforce::request_check::{Conversion, Refusal, RequestCheck};
use crate::mlmodel::value::Value;

/// What happened to some values: the first of them, and how many there are.
#[derive(Debug)]
struct CountedCase<'v, K> {
    kind: K,
    row: Option<usize>,
    value: &'v Value,
    count: usize,
}

fn add<'v, K: PartialEq>(entries: &mut Vec<CountedCase<'v, K>>, kind: K, row: Option<usize>, value: &'v Value) {
    match entries.iter_mut().find(|entry| entry.kind == kind) {
        Some(entry) => entry.count += 1,
        None => entries.push(CountedCase { kind, row, value, count: 1 }),
    }
}

/// The faults and changes of one column.
#[derive(Debug, Default)]
pub struct CastSummary<'v> {
    faults: Vec<CountedCase<'v, CastFault>>,
    changes: Vec<CountedCase<'v, CastChange>>,
}

impl<'v> CastSummary<'v> {
    /// Adds one value. `row`: from 0, `None` where it stands for all of them.
    pub fn add(&mut self, row: Option<usize>, value: &'v Value, cast: CastResult) {
        match cast {
            Ok(None) => {}
            Ok(Some(change)) => add(&mut self.changes, change, row, value),
            Err(fault) => add(&mut self.faults, fault, row, value),
        }
    }

    /// Whether a value was refused.
    pub fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// Tells it of a column or tensor; what a refused one would have become is nobody's concern.
    pub fn tell(self, place: &str, target: &CastTarget<'_>, answer: &mut RequestCheck) {
        for entry in &self.faults {
            answer.add_refusal(Refusal {
                place: place.to_owned(),
                row: entry.row,
                code: entry.kind.code(),
                message: entry.kind.message(entry.value, target),
                count: entry.count,
                near: None,
            });
        }
        if !self.faults.is_empty() {
            return;
        }
        for entry in &self.changes {
            answer.convert(Conversion {
                place: place.to_owned(),
                row: entry.row,
                code: entry.kind.code(),
                message: entry.kind.message(entry.value, target),
                lossy: entry.kind.is_lossy(),
                count: entry.count,
            });
        }
    }
}
