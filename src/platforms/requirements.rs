//! Requirements as MLflow itself reads them before it loads or builds anything (`_parse_requirements` in
//! `mlflow/utils/requirements_utils.py`): only lines that begin with `-r ` or `-c ` include a file.

use super::shell::Part;
use super::{Candidate, Fix, Reason, codes};
use crate::folder::Environment;
use crate::folder::environment::LineKind;
use crate::folder::references::outside_by_text;
use crate::mlmodel::display::clipped;

/// Included files that are told of.
const MOST: usize = 5;

/// The files that the lines include, as written.
pub(super) fn inclusions<'t>(lines: impl IntoIterator<Item = &'t str>) -> Vec<&'t str> {
    let options = ["-r ", "--requirement ", "-c ", "--constraint "];
    let path = |line: &'t str| options.iter().find_map(|option| line.strip_prefix(option)).map(str::trim).filter(|path| !path.is_empty());
    lines.into_iter().filter_map(path).collect()
}

/// Whether a package of this name is asked for; names are compared as pip does.
pub(super) fn names(environment: &Environment, package: &str) -> bool {
    let normal = |name: &str| name.to_ascii_lowercase().replace(['_', '.'], "-");
    let package = normal(package);
    environment.pip_lines().iter().any(|line| match &line.kind {
        LineKind::Package { name, .. } => *name == package,
        LineKind::Direct { name } => name.as_ref().is_some_and(|name| *name == package),
        LineKind::Option | LineKind::Unreadable(_) => false,
    })
}

/// Files that `requirements.txt` includes, and what those include, that are not in the folder.
pub(super) fn missing_inclusions(candidate: &Candidate<'_>) -> Vec<Reason> {
    let Some(environment) = candidate.environment() else { return Vec::new() };
    let Some(own) = environment.requirements.as_ref().and_then(|file| file.content.as_ref().ok()) else { return Vec::new() };
    let included = environment.included.iter().filter_map(|included| included.file.content.as_ref().ok());
    let lines = std::iter::once(own).chain(included).flat_map(|file| &file.lines).map(|line| line.text.as_str());
    of_lines(candidate, lines, "requirements.txt")
}

/// The same of lines that stand in some file.
pub(super) fn of_lines<'t>(candidate: &Candidate<'_>, lines: impl IntoIterator<Item = &'t str>, file: &str) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = Vec::new();
    let mut told: Vec<&str> = Vec::new();
    for path in inclusions(lines) {
        if reasons.len() >= MOST || told.contains(&path) {
            continue;
        }
        told.push(path);
        let shown = clipped(path, 120);
        if outside_by_text(path).is_some() {
            let message =
                format!("{file} includes {shown}, which is not in the folder; whether it is there where the model runs cannot be told.");
            reasons.push(Reason::cannot_tell(codes::INCLUDED_UNTOLD, message).file(file));
        } else if !candidate.has_file(path.trim_start_matches("./")) {
            let message = format!("{file} includes {shown}, which is not in the folder: MLflow stops before it loads the model.");
            let folder = candidate.path_of("");
            let fix = Fix::shell(
                "Copy the file into the model folder.",
                &[Part::Bare("cp"), Part::Word(path), Part::Word(&folder)],
                &[Part::Bare("Copy-Item"), Part::Word(path), Part::Word(&folder)],
            );
            reasons.push(Reason::stops(codes::INCLUDED_MISSING, message).file(file).fix(fix));
        }
    }
    reasons
}
