//! Keys at the top that no release writes, close to one that some release does.

use super::Severity::{Note, Warning};
use super::{Context, Finding, codes};
use crate::mlmodel::{KeyPath, flavors, keys};

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let model = context.model;
    // A misspelled key stands for one that is absent.
    let missing = |name: &&str| model.document.get(model.document.root(), name).is_none();
    let absent: Vec<&str> = keys::TOP_LEVEL.iter().map(|help| help.key).filter(missing).collect();
    let mut others = Vec::new();
    for (i, key) in model.unknown_keys.iter().enumerate() {
        // Guessing takes time, and nobody misspells hundreds of keys.
        let guess = (i < 100).then(|| flavors::closest(key, absent.iter().copied())).flatten();
        match guess {
            Some(meant) => findings.push(
                Finding::new(codes::KEY_MISSPELLED, Warning, format!("The key {key} is unknown: did you mean {meant}?"))
                    .meaning("MLflow keeps it and gives it no meaning.")
                    .help(format!("Rename it to {meant}."))
                    .key(context, KeyPath::of(&[key])),
            ),
            None => others.push(key),
        }
    }
    if !others.is_empty() {
        let names: Vec<&str> = others.iter().take(3).map(|key| &***key).collect();
        let more = if others.len() > 3 { format!(" and {} more", others.len() - 3) } else { String::new() };
        let mut finding = Finding::new(codes::KEY_UNKNOWN, Note, format!("No release of MLflow writes the key {}{more}", names.join(", ")))
            .meaning("Another tool, or a newer release, may have added it; MLflow keeps it.")
            .help("Nothing needs to be done.");
        for key in others.into_iter().take(20) {
            finding = finding.key(context, KeyPath::of(&[key]));
        }
        findings.push(finding);
    }
    if model.input_example_is_no_map {
        findings.push(
            Finding::new(codes::EXAMPLE_INFO_NOT_A_MAP, Warning, "saved_input_example_info is not a map")
                .meaning("The model loads; its input example cannot be found.")
                .help("Remove the key, or log the model again with an input example.")
                .key(context, KeyPath::of(&["saved_input_example_info"])),
        );
    }
}
