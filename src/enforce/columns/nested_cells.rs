//! A column of arrays, objects or maps.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::enforce::expected::ExpectedColumn;
use crate::enforce::frame::Column;
use crate::enforce::nested::{Carrier, NestedChecker, NestedFault};
use crate::enforce::request_check::{Refusal, RequestCheck};
use crate::mlmodel::Code;

/// One kind of fault: the first of them, its row, and how many there are.
struct CountedFault {
    fault: NestedFault,
    row: usize,
    count: usize,
}

/// Checks every cell of a column; what is wrong alike is told once. `required`: whether null is refused.
pub(super) fn check(column: &Column<'_>, spec: &ExpectedColumn<'_>, required: bool, carrier: Carrier, answer: &mut RequestCheck) {
    let checker = NestedChecker::new(spec.data_type);
    let mut found: Vec<CountedFault> = Vec::new();
    let mut known: HashMap<(&'static Code, String), usize> = HashMap::new();
    for (row, cell) in column.cells.iter().enumerate() {
        let Err(fault) = checker.enforce(cell, required, carrier) else { continue };
        match known.entry((fault.code, fault.path.clone())) {
            Entry::Occupied(place) => found[*place.get()].count += 1,
            Entry::Vacant(place) => {
                place.insert(found.len());
                found.push(CountedFault { fault, row, count: 1 });
            }
        }
    }
    for CountedFault { fault, row, count } in found {
        let place = format!("{}{}", spec.label.shown(), fault.path);
        answer.add_refusal(Refusal { row: Some(row), count, ..Refusal::new(place, fault.code, fault.message) });
    }
}
