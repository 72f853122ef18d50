//! A model that no server can use: what the platforms say, as one finding.

use super::Severity::{Error, Warning};
use super::{Finding, codes};
use crate::mlmodel::KeyPath;

/// Why no server can use a model, where a platform says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoServer {
    /// In a sentence or two.
    pub why: String,
    /// What to do.
    pub help: String,
    /// The entry of the MLmodel that it is about.
    pub key: Option<KeyPath>,
    /// The file that it is about.
    pub path: Option<String>,
}

/// Codes that say already that the model cannot be served.
const TOLD: &[&crate::mlmodel::Code] =
    &[codes::PYFUNC_MISSING, codes::PYFUNC_UNUSABLE, codes::MODEL_EXTERNAL, codes::FLAVOR_MISSPELLED, codes::NO_SERVER];

/// Whether a finding says that no server can use the model.
#[must_use]
pub fn is_told_by(finding: &Finding) -> bool {
    TOLD.contains(&finding.code)
}

/// The finding; nothing where the others tell it, or that the model does not load at all.
#[must_use]
pub fn finding(no_server: NoServer, others: &[Finding]) -> Option<Finding> {
    if others.iter().any(|other| other.severity == Error || is_told_by(other)) {
        return None;
    }
    let finding =
        Finding::new(codes::NO_SERVER, Warning, "No server can use this model as it is").meaning(no_server.why).help(no_server.help);
    Some(Finding { keys: no_server.key.into_iter().collect(), path: no_server.path, ..finding })
}
