//! The verdict of one candidate in words.

use crate::compare::sections::{FILES, INSIDE};
use crate::compare::{Callers, Comparison, Compatibility};

/// The answer, with the two words a person asks for first.
#[must_use]
pub fn headline(comparison: &Comparison, callers: Callers) -> &'static str {
    if comparison.is_identical() {
        // Over counted changes of the runs the bare word would seem to speak of them too.
        if comparison.runs_differ() { "Identical models" } else { "Identical" }
    } else if spares_most(comparison, callers) {
        "Most callers need no change"
    } else {
        comparison.answer(callers).sentence()
    }
}

/// Callers need no change, but for those who send what a risky reason names.
#[must_use]
pub fn spares_most(comparison: &Comparison, callers: Callers) -> bool {
    let is_compatible = comparison.answer(callers) == Compatibility::Compatible;
    is_compatible && !comparison.is_identical() && comparison.verdict.refuses_some(callers)
}

/// What the headline leaves open, in one clause.
#[must_use]
pub fn remark(comparison: &Comparison) -> &'static str {
    if comparison.is_one_folder {
        "A and B are one folder"
    } else if comparison.is_identical() && comparison.runs_differ() {
        "the same except for ids, times and sizes; what was logged to their runs differs"
    } else if comparison.is_identical() {
        "the same except for ids, times and sizes"
    } else if comparison.is_retrained() {
        "same settings, retrained; training data not compared"
    } else if comparison.is_comparable(&FILES) && !comparison.is_comparable(&INSIDE) {
        "interface and files; the models' own files were not read"
    } else {
        "interface and files; says nothing of accuracy"
    }
}
