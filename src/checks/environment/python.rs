//! Which Python the model asks for.

use super::super::Severity::{Note, Warning};
use super::super::{Context, Finding, codes};
use crate::folder::references::Release;
use crate::mlmodel::KeyPath;
use crate::mlmodel::flavors::PYFUNC;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    contradiction(context, findings);
}

fn contradiction(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    let key = KeyPath::of(&["flavors", PYFUNC, "python_version"]);
    let mut stated: Vec<(&str, String)> = Vec::new();
    if let Some(version) = context.model.written(&key) {
        stated.push(("MLmodel", version.to_owned()));
    }
    if let Some(version) = environment.python_env.as_ref().and_then(|file| file.content.as_ref().ok()).and_then(|env| env.python.clone()) {
        stated.push(("python_env.yaml", version));
    }
    if let Some(version) = environment.conda.as_ref().and_then(|file| file.content.as_ref().ok()).and_then(|env| env.python.clone()) {
        stated.push(("conda.yaml", version));
    }
    let Some((_, first)) = stated.first() else { return };
    let (Some(expected), different) = (Release::of(first), stated.iter().any(|(_, version)| version != first)) else { return };
    if !different {
        return;
    }
    // 3.11.7 beside 3.11 is the same Python said less exactly.
    let far = stated.iter().any(|(_, version)| Release::of(version).is_some_and(|other| other != expected));
    let exact = stated.iter().all(|(_, version)| version.matches('.').count() >= 2);
    if !far && !exact {
        return;
    }
    let list: Vec<String> = stated.iter().map(|(file, version)| format!("{file} {version}")).collect();
    let finding = Finding::new(
        codes::PYTHON_CONTRADICTION,
        if far { Warning } else { Note },
        format!("The files disagree on Python: {}", list.join(", ")),
    )
    .meaning("A pickled model may not load under another Python than it was saved with.")
    .help("Use the version the model was saved with in all of them.");
    findings.push(if context.model.written(&key).is_some() { finding.key(context, key) } else { finding });
}
