//! MLflow's addresses of models, typed, pasted or named: the library knows where their models lie.

use std::path::PathBuf;

use super::App;
use crate::checks::Severity;
use crate::library::{AddressError, ModelAddress};
use crate::mlmodel::display::{clipped, os_text};
use crate::ui::state::Target;

/// What is shown once the library has been looked through.
#[derive(Debug)]
pub(super) struct Waiting {
    target: Target,
    older_first: bool,
}

impl App {
    /// With folders in the place of addresses. Nothing where one leads to no model here: that is said, or waits until the library
    /// has been looked through.
    pub(super) fn resolved(&mut self, target: Target, older_first: bool) -> Option<Target> {
        let places = &self.window.library.places;
        // Without a place there is nothing to ask, and the reader says what an address is.
        if places.is_empty() {
            return Some(target);
        }
        let mut failed: Option<(PathBuf, AddressError)> = None;
        let mut folder = |path: &PathBuf| match path.to_str().and_then(ModelAddress::parse) {
            None => path.clone(),
            Some(address) => address.and_then(|address| address.resolve(places)).unwrap_or_else(|why| {
                failed.get_or_insert((path.clone(), why));
                path.clone()
            }),
        };
        let found = match &target {
            Target::Model(path) => Target::Model(folder(path)),
            Target::Pair { a, b } => Target::Pair { a: folder(a), b: folder(b) },
        };
        let Some((path, why)) = failed else { return Some(found) };
        if self.is_scanning() {
            self.waiting.push(Waiting { target, older_first });
            self.notice(Severity::Note, "The library is being looked through; the model opens when that is done.");
            return None;
        }
        let path = os_text(path.as_os_str());
        self.notice(Severity::Error, format!("{}: {why}.", clipped(&path, 200)));
        None
    }

    /// Shows what waited for the library, once all of it has been looked through.
    pub(super) fn show_waiting(&mut self) {
        if !self.is_scanning() {
            for Waiting { target, older_first } in std::mem::take(&mut self.waiting) {
                self.show(target, older_first);
            }
        }
    }

    fn is_scanning(&self) -> bool {
        self.window.library.busy.values().any(|busy| !busy.is_checking_up)
    }
}
