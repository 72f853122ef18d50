//! The environment files against one another and against the MLmodel.

use std::collections::BTreeSet;

use super::Severity::{Note, Warning};
use super::{Context, Finding, codes};
use crate::folder::environment::{EnvError, EnvFile, LineKind, LocalStatus, PackageIndex, RequirementLine, satisfies};
use crate::folder::references::Release;
use crate::mlmodel::KeyPath;
use crate::mlmodel::display::{clipped, count};
use crate::mlmodel::flavors::PYFUNC;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    unreadable(context, findings);
    absent(context, findings);
    lines(context, findings);
    library_versions(context, findings);
    python_versions(context, findings);
    conda_against_requirements(context, findings);
    not_listed(context, findings);
    open_packages(context, findings);
    elsewhere(context, findings);
}

fn unreadable(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    let mut report = |path: &str, error: &EnvError| {
        let (title, line) = match error {
            // The finding on the reference says it already.
            EnvError::NotRead(_) => return,
            EnvError::Empty if context.folder.references.iter().any(|r| &*r.path == path && !r.status.is_good()) => return,
            EnvError::Empty => (format!("{path} is empty"), None),
            EnvError::NotUtf8 => (format!("{path} is not UTF-8 text"), None),
            EnvError::Malformed { message, line } => (format!("{path} is not valid: {}", clipped(message, 200)), *line),
        };
        findings.push(
            Finding::new(codes::ENVIRONMENT_UNREADABLE, Warning, title)
                .meaning("The model loads in an environment that is already there; it cannot be rebuilt from this file.")
                .help("Take the file from the run's artifacts, or write it anew.")
                .path(path)
                .line(line),
        );
    };
    let all = [error(environment.conda.as_ref()), error(environment.python_env.as_ref()), error(environment.requirements.as_ref())];
    for (path, error) in all.into_iter().flatten() {
        report(path, error);
    }
}

fn error<T>(file: Option<&EnvFile<T>>) -> Option<(&str, &EnvError)> {
    file.and_then(|file| file.content.as_ref().err().map(|error| (&*file.path, error)))
}

/// Neither conda.yaml nor requirements.txt: nothing says what the model needs.
fn absent(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    let named = context.folder.references.iter().any(|r| matches!(r.key.last(), Some("conda" | "env" | "requirements.txt")));
    if environment.conda.is_none() && environment.requirements.is_none() && !named {
        let flavors = context.model.flavors.list();
        let is_r_only = !flavors.is_empty() && flavors.iter().all(|flavor| &*flavor.name == super::flavors::R_FUNCTION);
        findings.push(if is_r_only {
            Finding::new(codes::ENVIRONMENT_MISSING, Note, "Nothing records the R packages that the function needs")
                .meaning("The R package mlflow writes no list of them.")
                .help("Keep what sessionInfo() says, or an renv.lock, beside the model.")
        } else {
            Finding::new(codes::ENVIRONMENT_MISSING, Warning, "Nothing records the packages the model needs")
                .meaning("There is neither a conda.yaml nor a requirements.txt.")
                .help("Write a requirements.txt with the library's version before the model is deployed.")
        });
    }
}

fn lines(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(Ok(requirements)) = context.folder.environment.requirements.as_ref().map(|file| file.content.as_ref()) else { return };
    let bad: Vec<(&RequirementLine, &String)> = requirements
        .lines
        .iter()
        .filter_map(|line| if let LineKind::Unreadable(why) = &line.kind { Some((line, why)) } else { None })
        .collect();
    if let Some((first, why)) = bad.first() {
        let more = if bad.len() > 1 { format!(", and {} more lines", bad.len() - 1) } else { String::new() };
        findings.push(
            Finding::new(
                codes::REQUIREMENT_UNREADABLE,
                Warning,
                format!("requirements.txt has a line pip cannot read: {}{more}", clipped(&first.text, 80)),
            )
            .meaning(format!("{}.", clipped(why.trim_end_matches('.'), 200)))
            .help("Mend the line: pip install stops there.")
            .path("requirements.txt")
            .line(Some(first.line)),
        );
    }
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

fn python_versions(context: &Context<'_>, findings: &mut Vec<Finding>) {
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

fn conda_against_requirements(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    let Some(Ok(requirements)) = environment.requirements.as_ref().map(|file| file.content.as_ref()) else { return };
    let conda = environment.conda_lines();
    let refers = |line: &RequirementLine| matches!(line.kind, LineKind::Option) && line.text.starts_with("-r");
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
    let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
    findings.push(
        Finding::new(
            codes::ENVIRONMENT_CONTRADICTION,
            Warning,
            format!("conda.yaml and requirements.txt disagree on {}{more}", names[..names.len().min(3)].join(", ")),
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
    let is_followed = environment.all_lines().filter(|(_, line)| line.text.starts_with("-r")).count() <= environment.included.len();
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

/// Files and addresses that another machine may not have.
fn elsewhere(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    for local in environment.local.iter().filter(|local| local.status != LocalStatus::Present) {
        let (code, what) = match local.status {
            LocalStatus::Missing => (codes::REQUIREMENT_FILE_MISSING, "is not in the folder"),
            _ => (codes::REQUIREMENT_FILE_ELSEWHERE, "lies outside the folder"),
        };
        findings.push(
            Finding::new(code, Warning, format!("{} asks for {}, which {what}", local.file, clipped(&local.path, 80)))
                .meaning("An environment can be built only where that file is.")
                .help("Put the wheel under wheels/ of the model, or name a package that an index has.")
                .path(&*local.file)
                .line(Some(local.line)),
        );
    }
    let indexes = environment.indexes();
    if let Some(PackageIndex { address, line, file }) = indexes.first() {
        let more = if indexes.len() > 1 { format!(", and {} more", indexes.len() - 1) } else { String::new() };
        findings.push(
            Finding::new(codes::REQUIREMENT_INDEX, Note, format!("{file} looks for packages at {}{more}", clipped(address, 80)))
                .meaning("Whoever builds the environment must be able to reach it.")
                .help("Make sure that the deployment can, or leave the line out.")
                .path(*file)
                .line(Some(*line)),
        );
    }
}
