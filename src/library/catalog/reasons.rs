//! Why the files of what a store knows are not in the place, as clauses.

use super::version::ListedVersion;
use super::{ListedModel, StoreKind};
use crate::folder::address;
use crate::library::location::{Location, MeantLocation};

/// What of a model is not in the place.
#[derive(Clone, Copy)]
enum MissingPart {
    /// What a version was registered from.
    Source,
    /// Where a logged model is kept.
    Files,
}

/// Why a version's model is not in the place; `is_logged` where the store knows the logged model that it leads to.
pub fn why_absent(version: &ListedVersion, is_logged: bool, store: StoreKind) -> String {
    if let Some(fault) = &version.fault {
        return fault.clone();
    }
    if let Some(why) = kept_by_others(MissingPart::Source, &version.location, store) {
        return why;
    }
    match &version.location {
        // The store has it, and keeps it elsewhere.
        Location::Model(_) | Location::Version { .. } if is_logged => {
            let at = version.path.as_deref().map(|path| format!(" but at {path}")).unwrap_or_default();
            format!("its model does not lie below this folder{at}")
        }
        Location::Model(_) => "its logged model is not in this store".to_owned(),
        Location::Version { name, version: wanted } if version.owner().is_none() => {
            format!("its source is version {wanted} of {name}, which the registry does not have")
        }
        Location::Local(path) if path.is_empty() => "the registry records no source".to_owned(),
        _ => "there is no MLmodel at its source".to_owned(),
    }
}

/// Why a logged model's files are not here.
pub fn why_lost(logged: &ListedModel) -> String {
    match logged.status.as_deref() {
        Some("FAILED") => return "its upload failed".to_owned(),
        Some("PENDING") => return "it was never finished".to_owned(),
        _ => {}
    }
    let Some(location) = logged.location.as_deref() else { return "the store records no place for its files".to_owned() };
    let MeantLocation { location, fault } = Location::of(location).meant();
    let why = fault.or_else(|| kept_by_others(MissingPart::Files, &location, logged.store));
    why.unwrap_or_else(|| "there is no MLmodel where the store keeps its files".to_owned())
}

/// Why what lies at a location is not here, where a service or a tracking server has it.
fn kept_by_others(wanted: MissingPart, location: &Location, store: StoreKind) -> Option<String> {
    let (its, address, nothing) = match wanted {
        MissingPart::Source => ("its source is", "an address", "no such folder lies"),
        MissingPart::Files => ("its files are", "at an address", "are not in mlartifacts"),
    };
    match location {
        Location::Remote { scheme } => Some(match service(scheme) {
            Some(service) => format!("{its} not on this machine but on {service}"),
            None => format!("{its} not on this machine, but {address} of the kind {scheme}"),
        }),
        Location::Served(_) => Some(format!("{its} kept by a tracking server, and {nothing} beside the {}", store.word())),
        _ => None,
    }
}

/// A scheme in the words of people, where it is known.
fn service(scheme: &str) -> Option<&'static str> {
    if scheme == "file" { Some("a network share") } else { address::service(scheme) }
}
