//! Keys of conda.yaml that conda ignores, and a pip entry that is no list.

use super::super::Severity::{Note, Warning};
use super::super::{Context, Finding, codes};
use super::first_names;
use crate::folder::environment::{CondaEnv, IgnoredKey, NoList};
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors;

/// Keys under which people put packages that belong under `dependencies`.
const OF_PACKAGES: &[&str] = &["pip", "python", "packages", "requirements", "install_requires"];

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(file) = &context.folder.environment.conda else { return };
    let Ok(conda) = &file.content else { return };
    pip_is_no_list(conda, &file.path, findings);
    let meant = |ignored: &IgnoredKey| match &*ignored.key {
        key if OF_PACKAGES.contains(&key) => Some("dependencies"),
        key => flavors::closest(key, ["dependencies", "channels"].into_iter()),
    };
    // Something that was to be installed, and is not.
    if let Some((ignored, meant)) = conda.ignored.iter().find_map(|ignored| Some((ignored, meant(ignored)?))) {
        let key = clipped(&ignored.key, 40);
        let help = match &*ignored.key {
            "pip" => "Move the list under dependencies, as its entry pip.".to_owned(),
            "python" => "Write it as an entry of dependencies: python=3.11.".to_owned(),
            key if OF_PACKAGES.contains(&key) => "Write what it lists as entries of dependencies.".to_owned(),
            _ => format!("Rename it to {meant}."),
        };
        findings.push(
            Finding::new(codes::CONDA_KEY_IGNORED, Warning, format!("conda ignores the key {key} of {}", file.path))
                .meaning("conda reads dependencies and channels; what stands under another key at the top is not installed, and MLflow passes it over, too.")
                .help(help)
                .path(&*file.path)
                .line(ignored.line),
        );
        return;
    }
    let Some(first) = conda.ignored.first() else { return };
    let names: Vec<_> = conda.ignored.iter().map(|ignored| clipped(&ignored.key, 40)).collect();
    let names: Vec<&str> = names.iter().map(|name| &**name).collect();
    let keys = if names.len() == 1 { "the key" } else { "keys" };
    findings.push(
        Finding::new(codes::CONDA_KEY_IGNORED, Note, format!("conda ignores {keys} {} of {}", first_names(&names), file.path))
            .meaning("conda reads name, channels, dependencies, prefix and variables, and warns of every other key.")
            .help("Remove it, unless another tool of yours reads it.")
            .path(&*file.path)
            .line(first.line),
    );
}

fn pip_is_no_list(conda: &CondaEnv, path: &str, findings: &mut Vec<Finding>) {
    let Some(NoList { kind, is_empty, line }) = conda.pip_is_no_list else { return };
    findings.push(
        Finding::new(codes::CONDA_PIP_NO_LIST, Warning, format!("The entry pip of {path} is {kind}, not a list"))
            .meaning("conda and MLflow read a list of requirements there, so what stands in its place is not installed.")
            .help(if is_empty {
                "List the packages below it, each as an item such as - mlflow==3.18.0, or remove the entry."
            } else {
                "Write each package as an item of a list below it: - mlflow==3.18.0."
            })
            .path(path)
            .line(line),
    );
}
