//! The environment files against one another, against the MLmodel, and against what has changed since they were written.
//! A file of this folder for each kind of rule.

mod conda;
mod leaked;
mod lists;
mod pandas;
mod pins;
mod python;
mod sources;

use super::Severity::{Note, Warning};
use super::{Context, Finding, codes};
use crate::folder::environment::{EnvError, EnvFile};
use crate::mlmodel::display::clipped;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    unreadable(context, findings);
    absent(context, findings);
    sources::check(context, findings);
    pins::check(context, findings);
    python::check(context, findings);
    lists::check(context, findings);
    conda::check(context, findings);
    leaked::check(context, findings);
    pandas::check(context, findings);
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
        let is_r_only = !flavors.is_empty() && flavors.iter().all(|flavor| &*flavor.name == crate::mlmodel::flavors::R_FUNCTION);
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

/// The first three of some names, and how many more there are: `numpy, pandas, scipy and 2 more`.
fn first_names(names: &[&str]) -> String {
    let more = if names.len() > 3 { format!(" and {} more", names.len() - 3) } else { String::new() };
    format!("{}{more}", names[..names.len().min(3)].join(", "))
}

/// The line in a file, from 1. A conda file counts the lines of its pip section: no help to find them.
fn line_in(context: &Context<'_>, file: &str, line: u32) -> Option<u32> {
    let conda = context.folder.environment.conda.as_ref();
    conda.is_none_or(|conda| *conda.path != *file).then_some(line)
}
