//! The words for a model of the library.

use crate::folder::MISTAKE;
use crate::library::{Checkup, Entry};
use crate::mlmodel::display::count;

/// Flavors without the one that nearly every model has beside another.
#[must_use]
pub fn flavors(entry: &Entry) -> String {
    use crate::mlmodel::flavors::PYFUNC;
    let other: Vec<&str> = entry.flavors.iter().map(AsRef::as_ref).filter(|name| *name != PYFUNC).collect();
    if other.is_empty() { entry.flavors.join(", ") } else { other.join(", ") }
}

/// A few words: `complete`, `1 file missing`, `2 errors`, `3 warnings`.
#[must_use]
pub fn health(checkup: &Checkup) -> String {
    if checkup.failed {
        return MISTAKE.to_owned();
    }
    let (errors, warnings, missing) = (checkup.errors as usize, checkup.warnings as usize, checkup.missing as usize);
    match (errors, missing, warnings) {
        (0, _, 0) => "complete".to_owned(),
        (0, _, warnings) => count(warnings, "warning", "warnings"),
        (_, missing, _) if missing > 0 && missing == errors => format!("{} missing", count(missing, "file", "files")),
        (errors, ..) => count(errors, "error", "errors"),
    }
}
