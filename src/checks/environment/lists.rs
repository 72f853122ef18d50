//! The lists of packages against one another, and against what the flavors need.

use std::collections::BTreeSet;

use super::super::Severity::Warning;
use super::super::{Context, Finding, codes};
use super::first_names;
use crate::folder::environment::{LineKind, RequirementLine};
use crate::mlmodel::KeyPath;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    conda_against_requirements(context, findings);
    not_listed(context, findings);
}

/// Whether a line includes a file of requirements: `-r more.txt`, `--requirement=more.txt`.
fn refers(line: &RequirementLine) -> bool {
    matches!(line.includes(), Some((_, false)))
}

fn conda_against_requirements(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    let Some(Ok(requirements)) = environment.requirements.as_ref().map(|file| file.content.as_ref()) else { return };
    let conda = environment.conda_lines();
    if conda.is_empty() || conda.iter().any(refers) {
        return;
    }
    let packages = |lines: &[RequirementLine]| -> BTreeSet<(String, String)> {
        lines
            .iter()
            .filter_map(|line| match &line.kind {
                LineKind::Package { name, versions, .. } => Some((name.clone(), versions.to_string())),
                _ => None,
            })
            .collect()
    };
    let (ours, theirs) = (packages(&requirements.lines), packages(conda));
    let mut names: Vec<&str> = ours.symmetric_difference(&theirs).map(|(name, _)| name.as_str()).collect();
    names.dedup();
    if names.is_empty() {
        return;
    }
    findings.push(
        Finding::new(
            codes::ENVIRONMENT_CONTRADICTION,
            Warning,
            format!("conda.yaml and requirements.txt disagree on {}", first_names(&names)),
        )
        .meaning("Which packages the model gets depends on which of the two an environment is built from.")
        .help("Make the two lists the same.")
        .path("requirements.txt"),
    );
}

/// Libraries that conda has under another name than pip.
const CONDA_NAMES: &[(&str, &str)] = &[("torch", "pytorch"), ("xgboost", "py-xgboost")];

/// A package that the flavor cannot be loaded without, in none of the files, or in conda's own list alone.
fn not_listed(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    let packages = environment.packages();
    // Without a readable list nothing can be missing from it; includes that were not followed may have it.
    let is_followed = environment.all_lines().filter(|(_, line)| refers(line)).count() <= environment.included.len();
    if packages.is_empty() || !is_followed {
        return;
    }
    let is_of_pip = |package: &crate::folder::Package| {
        environment
            .all_lines()
            .any(|(file, line)| *file == *package.file && crate::folder::Package::of(line, file).is_some_and(|p| p.name == package.name))
    };
    for flavor in context.model.flavors.list() {
        let Some((spec, library)) = flavor.spec.and_then(|spec| spec.library.map(|library| (spec, library))) else { continue };
        let key = KeyPath::of(&["flavors", &flavor.name, spec.version_key]);
        let Some(saved_with) = context.model.written(&key) else { continue };
        let conda_name = CONDA_NAMES.iter().find(|(name, _)| *name == library).map(|(_, name)| *name);
        // Packages of one library go by several names: mlflow-skinny, torch-cpu, tensorflow-macos.
        let is_it = |name: &str| name == library || Some(name) == conda_name || name.starts_with(&format!("{library}-"));
        let found: Vec<_> = packages.iter().filter(|package| is_it(&package.name)).collect();
        let conda = environment.conda.as_ref().map(|file| &*file.path);
        let is_conda_only = !found.is_empty() && found.iter().all(|package| Some(&*package.file) == conda && !is_of_pip(package));
        let (title, meaning, help) = match found.is_empty() {
            false if is_conda_only => (
                format!("{library} is asked for as a conda package only"),
                "mlflow models serve, predict and build-docker install what pip is asked for (requirements.txt, or the pip list of conda.yaml), and the model cannot be loaded there without it.".to_owned(),
                format!("Add {library}=={saved_with} to requirements.txt, or give those commands --env-manager conda."),
            ),
            true if !environment.pip_lines().is_empty() => (
                format!("No environment file asks for {library}"),
                format!("The model was saved with {library} {saved_with} and cannot be loaded without it."),
                format!("Add {library}=={saved_with} to requirements.txt."),
            ),
            _ => continue,
        };
        findings.push(Finding::new(codes::REQUIREMENT_NOT_LISTED, Warning, title).meaning(meaning).help(help).key(context, key));
    }
}
