//! Requirements as MLflow itself reads them before it loads or builds anything (`_parse_requirements` in
//! `mlflow/utils/requirements_utils.py`): only lines that begin with `-r ` or `-c ` include a file.

use super::shell::Part;
use super::{Candidate, Fix, Reason, codes};
use crate::folder::Environment;
use crate::folder::environment::{EnvError, LineKind, Requirements};
use crate::folder::references::beside;
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
    let own = candidate.environment().and_then(|environment| environment.requirements.as_ref());
    let lines = own.and_then(|file| Some(texts(file.content.as_ref().ok()?))).unwrap_or_default();
    reasons(candidate, &lines, "requirements.txt", "requirements.txt")
}

/// The same of lines that stand in some other file, which is called so.
pub(super) fn of_lines<'t>(candidate: &Candidate<'t>, lines: impl IntoIterator<Item = &'t str>, file: &str) -> Vec<Reason> {
    reasons(candidate, &lines.into_iter().collect::<Vec<_>>(), "", file)
}

fn texts(requirements: &Requirements) -> Vec<&str> {
    requirements.lines.iter().map(|line| line.text.as_str()).collect()
}

fn reasons<'t>(candidate: &Candidate<'t>, lines: &[&'t str], path: &str, name: &str) -> Vec<Reason> {
    let open = if path.is_empty() { Vec::new() } else { vec![path.to_owned()] };
    let mut walk = Walk { candidate, open, done: Vec::new(), reasons: Vec::new() };
    walk.lines(lines, path, name);
    walk.reasons
}

/// Files that include one another, in the order in which MLflow reads them. It goes as deep as there are files that were read.
struct Walk<'c, 't> {
    candidate: &'c Candidate<'t>,
    /// The files that are being read: each is included by the one before it.
    open: Vec<String>,
    /// What was told of, or read to its end.
    done: Vec<String>,
    reasons: Vec<Reason>,
}

impl Walk<'_, '_> {
    /// Follows the lines of the file of this path, which is called so.
    fn lines(&mut self, lines: &[&str], path: &str, name: &str) {
        for written in inclusions(lines.iter().copied()) {
            if self.reasons.len() >= MOST {
                return;
            }
            let shown = clipped(written, 120);
            let including = clipped(name, 120);
            let Some(target) = beside(path, written) else {
                let message = format!(
                    "{including} includes {shown}, which is not in the folder; whether it is there where the model runs cannot be told."
                );
                self.tell(written.to_owned(), Reason::cannot_tell(codes::INCLUDED_UNTOLD, message).file(name));
                continue;
            };
            if self.open.contains(&target) {
                let message = format!("{including} includes {shown}, which includes it in turn: MLflow stops before it loads the model.");
                let fix = Fix::words(format!("Remove the line from {including}."));
                self.tell(target, Reason::stops(codes::INCLUDED_CIRCLE, message).file(name).fix(fix));
            } else if !self.candidate.has_file(&target) {
                let message = format!("{including} includes {shown}, which is not in the folder: MLflow stops before it loads the model.");
                let reason = Reason::stops(codes::INCLUDED_MISSING, message).file(name).fix(copied(self.candidate, &target));
                self.tell(target, reason);
            } else if !self.done.contains(&target) {
                self.file(target, name);
            }
        }
    }

    /// Follows an included file that is there.
    fn file(&mut self, target: String, name: &str) {
        let environment = self.candidate.environment();
        let mut read = environment.into_iter().flat_map(|environment| {
            let included = environment.included.iter().map(|included| &included.file);
            included.chain(&environment.requirements)
        });
        match read.find(|file| *file.path == *target).map(|file| &file.content) {
            Some(Ok(requirements)) => {
                self.open.push(target);
                let path = self.open.last().cloned().unwrap_or_default();
                self.lines(&texts(requirements), &path, &path);
                self.done.extend(self.open.pop());
            }
            Some(Err(EnvError::Empty)) => self.done.push(target),
            _ => {
                let message = format!(
                    "{} includes {}, which was not read here; whether what it includes is there cannot be told.",
                    clipped(name, 120),
                    clipped(&target, 120)
                );
                self.tell(target, Reason::cannot_tell(codes::INCLUDED_UNREAD, message).file(name));
            }
        }
    }

    /// Adds a reason, once for a file.
    fn tell(&mut self, target: String, reason: Reason) {
        if !self.done.contains(&target) {
            self.done.push(target);
            self.reasons.push(reason);
        }
    }
}

/// Writing the `requirements.txt` of the environment that the model was made in.
pub(super) fn freeze(candidate: &Candidate<'_>) -> Fix {
    let path = candidate.path_of("requirements.txt");
    Fix::shell(
        "In the environment that the model was made in, write what is installed.",
        &[Part::Bare("pip freeze >"), Part::Word(&path)],
        &[Part::Bare("pip freeze | Set-Content -Encoding utf8"), Part::Word(&path)],
    )
}

/// Copying a file to where it is looked for. A name that a command would take for an option stands in no line to paste.
fn copied(candidate: &Candidate<'_>, target: &str) -> Fix {
    let about = "Copy the file into the model folder.";
    if target.starts_with('-') || target.is_empty() {
        return Fix::words(about);
    }
    let Some((below, _)) = target.rsplit_once('/') else {
        let folder = candidate.path_of("");
        return Fix::shell(
            about,
            &[Part::Bare("cp --"), Part::Word(target), Part::Word(&folder)],
            &[Part::Bare("Copy-Item -LiteralPath"), Part::Word(target), Part::Bare("-Destination"), Part::Word(&folder)],
        );
    };
    let folder = candidate.path_of(below);
    Fix::shell(
        about,
        &[Part::Bare("mkdir -p --"), Part::Word(&folder), Part::Bare("&& cp --"), Part::Word(target), Part::Word(&folder)],
        &[
            Part::Bare("New-Item -ItemType Directory -Force -Path"),
            Part::Word(&folder),
            Part::Bare("| Out-Null; Copy-Item -LiteralPath"),
            Part::Word(target),
            Part::Bare("-Destination"),
            Part::Word(&folder),
        ],
    )
}
