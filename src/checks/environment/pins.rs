//! Which release of each package is asked for.

use super::super::Severity::{Note, Warning};
use super::super::{Context, Finding, codes};
use crate::folder::environment::{LineKind, satisfies};
use crate::mlmodel::KeyPath;
use crate::mlmodel::display::count;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    library_versions(context, findings);
    open_packages(context, findings);
}

fn library_versions(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let lines = context.folder.environment.pip_lines();
    for flavor in context.model.flavors.list() {
        let Some((spec, library)) = flavor.spec.and_then(|spec| spec.library.map(|library| (spec, library))) else { continue };
        let key = KeyPath::of(&["flavors", &flavor.name, spec.version_key]);
        let Some(saved_with) = context.model.written(&key) else { continue };
        let wanted = lines.iter().filter_map(|line| match &line.kind {
            LineKind::Package { name, versions, marker: None, .. } if name == library => Some((line, versions)),
            _ => None,
        });
        for (line, versions) in wanted {
            let source = if context.folder.environment.requirements.is_some() { "requirements.txt" } else { "conda.yaml" };
            if versions.is_empty() {
                findings.push(
                    Finding::new(codes::REQUIREMENT_UNPINNED, Warning, format!("{source} does not pin {library}"))
                        .meaning(format!("The model was saved with {saved_with}; it may not load with another release."))
                        .help(format!("Write {library}=={saved_with}."))
                        .path(source)
                        .line(Some(line.line))
                        .key(context, key.clone()),
                );
            } else if satisfies(versions, saved_with.split(".dev").next().unwrap_or(saved_with)) == Some(false) {
                findings.push(
                    Finding::new(
                        codes::VERSION_CONTRADICTION,
                        Warning,
                        format!("{source} asks for {}, the model was saved with {saved_with}", line.text),
                    )
                    .meaning("An environment built from it loads the model with another release than it was saved with.")
                    .help(format!("If the model is as it should be, write {library}=={saved_with}."))
                    .path(source)
                    .line(Some(line.line))
                    .key(context, key.clone()),
                );
            }
        }
    }
}

/// Packages of which any release will do, or one of several.
fn open_packages(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let packages = context.folder.environment.packages();
    let is_open = |package: &&crate::folder::Package| {
        let is_name = package.name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        is_name && package.exact.is_none() && package.line.is_some() && !package.asked.contains(['/', ':'])
    };
    let build = context.folder.environment.python_env.as_ref().map(|file| &*file.path);
    let open: Vec<&str> =
        packages.iter().filter(is_open).filter(|p| Some(&*p.file) != build).map(|package| package.name.as_str()).collect();
    if open.is_empty() {
        return;
    }
    let more = if open.len() > 3 { format!(" and {} more", open.len() - 3) } else { String::new() };
    findings.push(
        Finding::new(
            codes::PACKAGES_UNPINNED,
            Note,
            format!("{} not pinned: {}{more}", count(open.len(), "package is", "packages are"), open[..open.len().min(3)].join(", ")),
        )
        .meaning("Which release the model gets depends on the day the environment is built.")
        .help("Pin them with ==, or save the model with MLFLOW_LOCK_MODEL_DEPENDENCIES=true."),
    );
}
