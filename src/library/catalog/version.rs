//! A registered version, as a list has it.

use crate::library::entry::Registered;
use crate::library::location::{Location, Tail};

/// A version of a registered model, as far as a list shows it.
#[derive(Debug)]
pub struct ListedVersion {
    pub registered: Registered,
    /// Milliseconds since 1970.
    pub created: Option<i64>,
    /// As written.
    pub source: String,
    pub location: Location,
    /// Why MLflow cannot follow the source.
    pub fault: Option<String>,
    pub tail: Option<Tail>,
    /// Where the registry has it, as a path on this machine.
    pub path: Option<String>,
    pub is_found: bool,
}

impl ListedVersion {
    /// The id of the run or logged model that it leads to.
    pub fn owner(&self) -> Option<&str> {
        self.tail.as_ref().map(|tail| &*tail.owner)
    }
}
