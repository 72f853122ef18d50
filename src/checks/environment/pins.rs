//! Which release of each package is asked for.

use super::super::Severity::{Note, Warning};
use super::super::{Context, Finding, codes};
use super::{first_names, python};
use crate::folder::Package;
use crate::folder::environment::known::{AS_OF, NEWEST_MLFLOW, newest_mlflow};
use crate::folder::environment::{LineKind, satisfies};
use crate::folder::references::Release;
use crate::mlmodel::KeyPath;
use crate::mlmodel::display::{clipped, count};

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let packages = context.folder.environment.packages();
    let mut told = library_versions(context, &packages, findings);
    told.extend(mlflow(context, &packages, findings));
    open_packages(context, &packages, &told, findings);
}

/// The libraries of the flavors against the releases that the model was saved with; returns those that are not pinned.
fn library_versions(context: &Context<'_>, packages: &[Package], findings: &mut Vec<Finding>) -> Vec<String> {
    let mut unpinned = Vec::new();
    let (source, lines) = context.folder.environment.pip_source().unwrap_or_default();
    for flavor in context.model.flavors.list() {
        let Some((spec, library)) = flavor.spec.and_then(|spec| spec.library.map(|library| (spec, library))) else { continue };
        let key = KeyPath::of(&["flavors", &flavor.name, spec.version_key]);
        let Some(saved_with) = context.model.written(&key) else { continue };
        let wanted = lines.iter().filter_map(|line| match &line.kind {
            LineKind::Package { name, versions, marker: None, .. } if name == library => Some((line, versions)),
            _ => None,
        });
        // A constraint pins as well as a requirement does.
        let is_open = packages.iter().any(|package| package.name == library && package.asked.is_empty());
        // One line of a library is told, the first that is not as it should be.
        for (line, versions) in wanted {
            let at = super::line_in(context, source, line.line);
            if versions.is_empty() && is_open {
                unpinned.push(library.to_owned());
                findings.push(
                    Finding::new(codes::REQUIREMENT_UNPINNED, Warning, format!("{source} does not pin {library}"))
                        .meaning(format!("The model was saved with {saved_with}; it may not load with another release."))
                        .help(format!("Write {library}=={saved_with}."))
                        .path(source)
                        // The line of the file, and not that of the key in the MLmodel.
                        .key(context, key.clone())
                        .line(at),
                );
                break;
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
                    // The line of the file, and not that of the key in the MLmodel.
                    .key(context, key.clone())
                    .line(at),
                );
                break;
            }
        }
    }
    unpinned
}

/// MLflow itself, where an environment that is built today gets another one than saved the model (mlflow/mlflow#7369); returns the
/// package.
fn mlflow(context: &Context<'_>, packages: &[Package], findings: &mut Vec<Finding>) -> Option<String> {
    let mut all = packages.iter().filter(|package| python::is_mlflow(&package.name));
    let package = all.clone().find(|package| package.exact.is_none())?;
    let python = python::built_with(context);
    let newest = newest_mlflow(python);
    // Each of the two asks for the same release of the other.
    if all.any(|package| package.exact.is_some()) || package.allows(newest) != Some(true) {
        return None;
    }
    let today = match python.filter(|_| newest != NEWEST_MLFLOW) {
        Some(python) => format!("gets {newest}, the newest for Python {}.{}", python.major, python.minor),
        None => format!("gets {newest} or newer"),
    };
    let saved = context.model.mlflow_version.as_ref().map(|version| &*version.written);
    let is_older = saved.and_then(Release::of).is_some_and(|saved| Release::of(newest).is_some_and(|newest| saved < newest));
    let meaning = match saved {
        Some(saved) if is_older => {
            format!("The model was saved with MLflow {}; an environment that is built today {today} (as of {AS_OF}).", clipped(saved, 40))
        }
        _ => "An environment gets the release that is the newest on the day it is built.".to_owned(),
    };
    let is_release = |saved: &&str| saved.chars().all(|c| c.is_ascii_digit() || c == '.');
    let help = saved.filter(is_release).map_or("Pin it with ==.".to_owned(), |saved| format!("Write {}=={saved}.", package.name));
    findings.push(
        Finding::new(codes::MLFLOW_UNPINNED, Note, format!("{} does not pin {}", package.file, package.name))
            .meaning(meaning)
            .help(help)
            .path(&*package.file)
            .line(package.line.and_then(|line| super::line_in(context, &package.file, line))),
    );
    Some(package.name.clone())
}

/// Packages of which any release will do, or one of several; those apart that were told by themselves.
fn open_packages(context: &Context<'_>, packages: &[Package], told: &[String], findings: &mut Vec<Finding>) {
    let is_open = |package: &&Package| {
        let is_name = package.name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        is_name && package.exact.is_none() && package.line.is_some() && !package.asked.contains(['/', ':'])
    };
    let build = context.folder.environment.python_env.as_ref().map(|file| &*file.path);
    let open = packages.iter().filter(is_open).filter(|package| Some(&*package.file) != build && !told.contains(&package.name));
    let open: Vec<&str> = open.map(|package| package.name.as_str()).collect();
    if open.is_empty() {
        return;
    }
    findings.push(
        Finding::new(
            codes::PACKAGES_UNPINNED,
            Note,
            format!("{} not pinned: {}", count(open.len(), "package is", "packages are"), first_names(&open)),
        )
        .meaning("Which release the model gets depends on the day the environment is built.")
        .help("Pin them with ==, or save the model with MLFLOW_LOCK_MODEL_DEPENDENCIES=true."),
    );
}
