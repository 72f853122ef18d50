//! What MLflow's YAML reader refuses, or reads in another way than a person would.

use super::Severity::{Error, Note, Warning};
use super::{Context, Finding, codes};
use crate::mlmodel::yaml::OddityKind;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for oddity in &context.model.oddities {
        let key = &oddity.key;
        let finding = match &oddity.kind {
            OddityKind::Refused(why) => Finding::new(codes::YAML_REFUSED, Error, format!("MLflow cannot read the value at {key}"))
                .meaning(format!("The reason: {why}."))
                .help("Change that line, or quote its value."),
            OddityKind::DuplicateKey => Finding::new(codes::YAML_DUPLICATE_KEY, Warning, format!("The key {key} stands more than once"))
                .meaning("MLflow silently takes the last one.")
                .help("Remove the one that is not meant."),
            OddityKind::ReadAs { written, read } => {
                Finding::new(codes::YAML_READ_AS, Note, format!("{key} is written {written} and read as {read}"))
                    .meaning("Without quotes it is a number to YAML.")
                    .help(format!("If the text is meant, quote it: '{written}'."))
            }
            OddityKind::AliasBomb => {
                Finding::new(codes::YAML_ALIAS_BOMB, Warning, format!("{key} repeats a value so often that it is not expanded here"))
                    .meaning("MLflow loads it, and any tool that writes it out again would need enormous memory.")
                    .help("Check where this file comes from.")
            }
            OddityKind::Recursive => Finding::new(codes::YAML_RECURSIVE, Note, format!("{key} refers to a value that contains it"))
                .meaning("MLflow loads it; it cannot be written as JSON.")
                .help("Check where this file comes from."),
        };
        let mut finding = finding.line(Some(oddity.line));
        finding.keys.push(key.clone());
        // An alias bomb is found at each place it expands to: one finding is enough.
        let seen = findings.iter().filter(|f| f.code == finding.code).count();
        if seen < 20 && (seen == 0 || finding.code != codes::YAML_ALIAS_BOMB) {
            findings.push(finding);
        }
    }
}
