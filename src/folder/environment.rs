//! The environment files of a model: `conda.yaml`, `python_env.yaml`, `requirements.txt`
//! (`mlflow/utils/environment.py`), read as far as checks need them. Nothing is resolved or fetched.

use std::path::Path;

use pep508_rs::pep440_rs::{Version, VersionSpecifier, VersionSpecifiers};
use pep508_rs::{Requirement, VerbatimUrl, VersionOrUrl};
use serde::Deserialize;

use super::{Files, Found, ReadError};
use crate::mlmodel::{MlModel, yaml};

/// Environment files are small; a larger one is not read.
const LIMIT: u64 = 4_000_000;

/// What the environment files of a model say. A file that is absent is `None`.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    pub conda: Option<EnvFile<CondaEnv>>,
    pub python_env: Option<EnvFile<PythonEnv>>,
    pub requirements: Option<EnvFile<Requirements>>,
    /// Files of the folder that the requirements include with `-r` or `-c`.
    pub included: Vec<Included>,
    /// Files and folders that requirement lines name, and whether they are there.
    pub local: Vec<LocalFile>,
}

/// A wheel, an archive or a folder that a requirement line installs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalFile {
    /// As written.
    pub path: String,
    /// The line and the file it stands in.
    pub line: u32,
    pub file: Box<str>,
    pub status: LocalStatus,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalStatus {
    Present,
    Missing,
    /// Absolute, or out of the folder: it exists on another machine at best.
    Elsewhere,
}

/// A file that requirements include.
#[derive(Clone, Debug)]
pub struct Included {
    pub file: EnvFile<Requirements>,
    /// By `-c`: it says which version, not that a package is wanted.
    pub is_constraint: bool,
}

/// More files than this are not followed.
const MAX_INCLUDED: usize = 16;

/// One file and what it holds, or why it cannot be read.
#[derive(Clone, Debug)]
pub struct EnvFile<T> {
    /// Relative to the model folder.
    pub path: Box<str>,
    pub content: Result<T, EnvError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnvError {
    NotUtf8,
    Empty,
    /// Why it is not what it should be, with its line (from 1) where that is known.
    Malformed {
        message: String,
        line: Option<u32>,
    },
    NotRead(ReadError),
}

/// `conda.yaml`.
#[derive(Clone, Debug, Default)]
pub struct CondaEnv {
    /// The Python it asks for, without operators: `3.11.7`.
    pub python: Option<String>,
    /// The same as written, ranges too: `=3.11.7`, `>=3.9`.
    pub python_asked: Option<String>,
    /// The lines of its pip section.
    pub pip: Vec<RequirementLine>,
    /// The packages from conda itself, as written.
    pub packages: Vec<String>,
    /// Where conda looks for them, in order.
    pub channels: Vec<String>,
}

/// `python_env.yaml`.
#[derive(Clone, Debug, Default)]
pub struct PythonEnv {
    pub python: Option<String>,
    pub build_dependencies: Vec<RequirementLine>,
}

/// `requirements.txt`.
#[derive(Clone, Debug, Default)]
pub struct Requirements {
    pub lines: Vec<RequirementLine>,
}

/// One line of requirements.
#[derive(Clone, Debug)]
pub struct RequirementLine {
    pub text: String,
    /// From 1; within a conda file, within its pip section.
    pub line: u32,
    pub kind: LineKind,
}

#[derive(Clone, Debug)]
pub enum LineKind {
    Package {
        /// Normalised as pip does: lower case, `-` for `_` and `.`.
        name: String,
        versions: VersionSpecifiers,
        /// `requests[security]` has one.
        extras: Vec<String>,
        /// Where it applies only somewhere: `sys_platform == 'win32'`.
        marker: Option<String>,
    },
    /// `-r`, `-c`, `--extra-index-url`, …
    Option,
    /// A file, a folder, a wheel or an address.
    Direct {
        /// Normalised, where the line says it: `name @ …`, `#egg=name`, the name of a wheel.
        name: Option<String>,
    },
    /// pip would stop here: why.
    Unreadable(String),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RawConda {
    channels: Option<serde_yaml::Value>,
    dependencies: Vec<serde_yaml::Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct RawPythonEnv {
    python: Option<serde_yaml::Value>,
    build_dependencies: Option<serde_yaml::Value>,
}

impl Environment {
    /// Reads the files that the MLmodel names, or those of the customary names.
    #[must_use]
    pub fn read(model: Option<&MlModel>, files: &Files) -> Self {
        let env = model.and_then(|m| m.flavors.get(crate::mlmodel::flavors::PYFUNC)).and_then(|flavor| flavor.value.get("env"));
        let named = |key: &str| env.and_then(|env| env.get(key).or(Some(env))).and_then(crate::mlmodel::Value::as_text);
        let conda = named("conda").filter(|path| super::references::outside_by_text(path).is_none()).unwrap_or("conda.yaml");
        let python_env = env
            .and_then(|env| env.get("virtualenv"))
            .and_then(crate::mlmodel::Value::as_text)
            .filter(|path| super::references::outside_by_text(path).is_none())
            .unwrap_or("python_env.yaml");
        let mut environment = Self {
            conda: file(files, conda, conda_env),
            python_env: file(files, python_env, python_env_of),
            requirements: requirements(files, "requirements.txt"),
            included: Vec::new(),
            local: Vec::new(),
        };
        environment.included = included(files, environment.pip_lines());
        environment.local = local_files(files, &environment);
        environment
    }

    /// The requirement lines that count: those of `requirements.txt`, else conda's pip section.
    #[must_use]
    pub fn pip_lines(&self) -> &[RequirementLine] {
        let own = self.requirements.as_ref().and_then(|file| file.content.as_ref().ok()).map(|r| r.lines.as_slice());
        own.filter(|lines| !lines.is_empty()).unwrap_or_else(|| self.conda_lines())
    }

    #[must_use]
    pub fn conda_lines(&self) -> &[RequirementLine] {
        self.conda.as_ref().and_then(|file| file.content.as_ref().ok()).map_or(&[], |conda| conda.pip.as_slice())
    }
}

impl Environment {
    /// Every requirement line with the file it stands in: those that count, and what they include.
    pub fn all_lines(&self) -> impl Iterator<Item = (&str, &RequirementLine)> {
        let own = self.requirements.as_ref().filter(|file| file.content.as_ref().is_ok_and(|r| !r.lines.is_empty()));
        let source = own.map(|file| &*file.path).or_else(|| self.conda.as_ref().map(|file| &*file.path)).unwrap_or_default();
        let included = self.included.iter().filter_map(|included| Some((&*included.file.path, included.file.content.as_ref().ok()?)));
        let below = included.flat_map(|(path, requirements)| requirements.lines.iter().map(move |line| (path, line)));
        self.pip_lines().iter().map(move |line| (source, line)).chain(below)
    }

    /// Package indexes and links that pip is told to look at, without the name and password in them.
    #[must_use]
    pub fn indexes(&self) -> Vec<(String, u32, &str)> {
        let options = ["--extra-index-url", "--index-url", "--find-links", "-i", "-f"];
        let address = |line: &RequirementLine| {
            let rest = options.iter().find_map(|option| line.text.strip_prefix(option))?;
            let address = rest.trim_start_matches(['=', ' ']).trim();
            (matches!(line.kind, LineKind::Option) && !address.is_empty()).then(|| without_credentials(address))
        };
        self.all_lines().filter_map(|(file, line)| Some((address(line)?, line.line, file))).collect()
    }
}

/// `https://name:password@host/simple` without what nobody else should see.
fn without_credentials(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split('/').next().unwrap_or(rest);
            let shown = host.rsplit_once('@').map_or(rest, |(secret, _)| &rest[secret.len() + 1..]);
            format!("{scheme}://{shown}")
        }
        None => address.to_owned(),
    }
}

/// The files that requirement lines install from; addresses are none.
fn local_files(files: &Files, environment: &Environment) -> Vec<LocalFile> {
    let mut found = Vec::new();
    for (file, line) in environment.all_lines() {
        let LineKind::Direct { .. } = line.kind else { continue };
        let text = line.text.strip_prefix("-e ").or_else(|| line.text.strip_prefix("--editable")).unwrap_or(&line.text);
        let text = text.split_once(" @ ").map_or(text, |(_, address)| address).trim_start_matches(['=', ' ']);
        // A marker or a hash may stand behind it.
        let path = text.split([';']).next().unwrap_or(text).split(" --").next().unwrap_or(text).trim();
        let path = path.strip_prefix("file://").unwrap_or(path);
        if path.contains("://") || path.starts_with("git+") || path.is_empty() {
            continue;
        }
        let status = if super::references::outside_by_text(path).is_some() {
            LocalStatus::Elsewhere
        } else {
            match files.look(Path::new(path.trim_start_matches("./"))) {
                Found::File { .. } | Found::Folder => LocalStatus::Present,
                _ => LocalStatus::Missing,
            }
        };
        found.push(LocalFile { path: path.to_owned(), line: line.line, file: file.into(), status });
    }
    found
}

fn requirements(files: &Files, path: &str) -> Option<EnvFile<Requirements>> {
    file(files, path, |text| Ok(Requirements { lines: requirement_lines(text) }))
}

/// What the lines include, and what that includes; a file counts once.
fn included(files: &Files, lines: &[RequirementLine]) -> Vec<Included> {
    let mut found: Vec<Included> = Vec::new();
    let mut waiting: Vec<(String, bool)> = inclusions(lines).collect();
    while let Some((path, is_constraint)) = waiting.pop() {
        let known = path == "requirements.txt" || found.iter().any(|included| *included.file.path == *path);
        if known || found.len() >= MAX_INCLUDED || super::references::outside_by_text(&path).is_some() {
            continue;
        }
        if let Some(file) = requirements(files, &path) {
            let more = file.content.as_ref().map_or(&[][..], |requirements| &requirements.lines);
            waiting.extend(inclusions(more).map(|(path, constraint)| (path, constraint || is_constraint)));
            found.push(Included { file, is_constraint });
        }
    }
    found
}

/// The files named by `-r` and `-c`; the second value says that it is a constraint.
fn inclusions(lines: &[RequirementLine]) -> impl Iterator<Item = (String, bool)> {
    lines.iter().filter(|line| matches!(line.kind, LineKind::Option)).filter_map(|line| {
        let options = [("--requirement", false), ("--constraint", true), ("-r", false), ("-c", true)];
        let (rest, is_constraint) = options.into_iter().find_map(|(option, c)| Some((line.text.strip_prefix(option)?, c)))?;
        let path = rest.trim_start_matches(['=', ' ']).trim();
        (!path.is_empty()).then(|| (path.to_owned(), is_constraint))
    })
}

fn file<T>(files: &Files, path: &str, parse: impl FnOnce(&str) -> Result<T, EnvError>) -> Option<EnvFile<T>> {
    let content = match files.read(Path::new(path), LIMIT) {
        Err(ReadError::Not(Found::Missing | Found::BrokenLink)) => return None,
        Err(error) => Err(EnvError::NotRead(error)),
        Ok(bytes) => match std::str::from_utf8(&bytes) {
            Err(_) => Err(EnvError::NotUtf8),
            Ok(text) if text.trim().is_empty() => Err(EnvError::Empty),
            Ok(text) => parse(text.strip_prefix('\u{feff}').unwrap_or(text)),
        },
    };
    Some(EnvFile { path: path.into(), content })
}

fn malformed(error: &serde_yaml::Error) -> EnvError {
    EnvError::Malformed { message: error.to_string(), line: error.location().and_then(|at| u32::try_from(at.line()).ok()) }
}

/// An environment file has no use for aliases, and a reader that expands them none for a bomb made of them.
const MOST_ALIASES: usize = 8;

fn check_aliases(text: &str) -> Result<(), EnvError> {
    // A text that is no YAML to this reader is refused by the next one.
    let aliases = if text.contains('*') { yaml::parse(text).map_or(0, |document| document.alias_count()) } else { 0 };
    if aliases <= MOST_ALIASES {
        return Ok(());
    }
    Err(EnvError::Malformed { message: format!("it repeats values by {aliases} aliases, and is not expanded"), line: None })
}

fn conda_env(text: &str) -> Result<CondaEnv, EnvError> {
    check_aliases(text)?;
    let raw: RawConda = serde_yaml::from_str(text).map_err(|error| malformed(&error))?;
    let mut env = CondaEnv::default();
    if let Some(serde_yaml::Value::Sequence(channels)) = &raw.channels {
        env.channels = channels.iter().filter_map(serde_yaml::Value::as_str).map(str::to_owned).collect();
    }
    for dependency in raw.dependencies {
        match dependency {
            serde_yaml::Value::String(spec) => {
                let plain = spec.rsplit_once("::").map_or(spec.as_str(), |(_, plain)| plain);
                let (name, version) = plain.split_once(['=', '<', '>', '!', '~', ' ']).unwrap_or((plain, ""));
                if name == "python" {
                    // A range names no version: `python>=3.9`.
                    let asked = plain["python".len()..].trim();
                    let version = version.trim_start_matches('=').split('=').next().unwrap_or_default().trim();
                    env.python = (asked.starts_with('=') && !version.is_empty()).then(|| version.to_owned());
                    env.python_asked = (!asked.is_empty()).then(|| asked.to_owned());
                } else {
                    env.packages.push(spec);
                }
            }
            serde_yaml::Value::Mapping(map) => {
                if let Some(serde_yaml::Value::Sequence(lines)) = map.get("pip") {
                    let texts = lines.iter().filter_map(serde_yaml::Value::as_str).collect::<Vec<_>>().join("\n");
                    env.pip.extend(requirement_lines(&texts));
                }
            }
            _ => {}
        }
    }
    Ok(env)
}

fn python_env_of(text: &str) -> Result<PythonEnv, EnvError> {
    check_aliases(text)?;
    let raw: RawPythonEnv = serde_yaml::from_str(text).map_err(|error| malformed(&error))?;
    let python = raw.python.map(|value| match value {
        serde_yaml::Value::String(text) => text,
        // `python: 3.10` is the number 3.1 to every YAML reader; the check on versions says so.
        other => serde_yaml::to_string(&other).unwrap_or_default().trim().to_owned(),
    });
    let build = match raw.build_dependencies {
        Some(serde_yaml::Value::Sequence(lines)) => lines.iter().filter_map(serde_yaml::Value::as_str).collect::<Vec<_>>().join("\n"),
        _ => String::new(),
    };
    Ok(PythonEnv { python, build_dependencies: requirement_lines(&build) })
}

/// The lines of a requirements file, comments and continuations undone.
#[must_use]
pub fn requirement_lines(text: &str) -> Vec<RequirementLine> {
    let mut lines = Vec::new();
    let mut pending = String::new();
    let mut start = 1;
    for (i, line) in text.lines().enumerate() {
        if pending.is_empty() {
            start = u32::try_from(i + 1).unwrap_or(u32::MAX);
        }
        let line = line.trim_end_matches('\r');
        if let Some(continued) = line.strip_suffix('\\') {
            pending.push_str(continued);
            continue;
        }
        pending.push_str(line);
        let whole = std::mem::take(&mut pending);
        // A comment begins the line or follows a blank, so that `#egg=` in an address stays.
        let cut = if whole.trim_start().starts_with('#') { 0 } else { whole.find(" #").unwrap_or(whole.len()) };
        let text = whole[..cut].trim();
        if !text.is_empty() {
            lines.push(RequirementLine { text: text.to_owned(), line: start, kind: line_kind(text) });
        }
    }
    lines
}

fn line_kind(text: &str) -> LineKind {
    // `-e path` installs what the path names; every other option says how, not what.
    if let Some(rest) = text.strip_prefix("-e ").or_else(|| text.strip_prefix("--editable")) {
        return LineKind::Direct { name: direct_name(rest.trim_start_matches(['=', ' '])) };
    }
    if text.starts_with('-') {
        return LineKind::Option;
    }
    // The parser recurses into brackets.
    if text.len() > 4_000 || text.matches('(').count() > 50 {
        return LineKind::Unreadable("the line is longer or nested deeper than any requirement".to_owned());
    }
    let path_like = text.starts_with(['.', '/', '\\']) || text.contains("://") || text.contains(" @ ");
    let file_like = [".whl", ".tar.gz", ".zip"].iter().any(|ending| text.split(';').next().unwrap_or_default().trim().ends_with(ending));
    if path_like || file_like {
        return LineKind::Direct { name: direct_name(text) };
    }
    // Options of one line (--hash=…) are pip's, not the requirement's.
    let bare = text.split(" --").next().unwrap_or(text);
    let (wanted, marker) = bare.split_once(';').map_or((bare, None), |(wanted, marker)| (wanted, Some(marker)));
    // `pep508_rs` 0.9 turns a marker into a decision diagram, which grows with every further term, and panics on letters of
    // several bytes: such a marker is kept unread.
    let is_plain = marker.is_none_or(|marker| {
        marker.len() < 200 && marker.matches(" and ").count() + marker.matches(" or ").count() < 4 && marker.is_ascii()
    });
    if let Some(letter) = wanted.chars().find(|c| !c.is_ascii()) {
        return LineKind::Unreadable(format!("\"{letter}\" stands in no name and no version"));
    }
    if let Some(bad) = bad_name(wanted) {
        return LineKind::Unreadable(format!("\"{bad}\" is no name: names begin and end with a letter or a digit"));
    }
    match if is_plain { bare } else { wanted }.trim().parse::<Requirement<VerbatimUrl>>() {
        Ok(requirement) => {
            let versions = match requirement.version_or_url {
                Some(VersionOrUrl::Url(_)) => return LineKind::Direct { name: Some(requirement.name.to_string()) },
                Some(VersionOrUrl::VersionSpecifier(versions)) => versions,
                None => VersionSpecifiers::empty(),
            };
            let mut extras: Vec<String> = requirement.extras.iter().map(ToString::to_string).collect();
            extras.sort_unstable();
            LineKind::Package {
                name: requirement.name.to_string(),
                versions,
                extras,
                marker: marker.map(|marker| marker.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "'")),
            }
        }
        Err(error) => LineKind::Unreadable(error.message.to_string()),
    }
}

/// The first name of a requirement, of the package or of an extra, that ends as none may. `pep508_rs` 0.9 panics on
/// such where more follows: `a-==1`, `a[b_]`.
fn bad_name(wanted: &str) -> Option<&str> {
    let name_at = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(text.len());
    let wanted = wanted.trim_start();
    let (package, rest) = wanted.split_at(name_at(wanted));
    let extras = rest.trim_start().strip_prefix('[').map_or("", |rest| rest.split(']').next().unwrap_or(rest));
    let extras = extras.split(',').map(str::trim_start).map(|extra| &extra[..name_at(extra)]);
    std::iter::once(package).chain(extras).find(|name| name.ends_with(['-', '_', '.']))
}

/// The package that a path or an address installs, as far as its text tells.
fn direct_name(text: &str) -> Option<String> {
    let named =
        text.split_once('@').map(|(name, _)| name.split('[').next().unwrap_or(name).trim()).filter(|name| !name.contains(['/', ':']));
    let egg = || text.split_once("#egg=").map(|(_, rest)| rest.split(['&', '[']).next().unwrap_or(rest));
    let wheel = || {
        let file = text.split(';').next().unwrap_or(text).trim().rsplit(['/', '\\']).next().unwrap_or_default();
        file.strip_suffix(".whl").and_then(|stem| stem.split('-').next())
    };
    let name = named.or_else(egg).or_else(wheel)?;
    name.parse::<pep508_rs::PackageName>().ok().map(|name| name.to_string())
}

/// Whether a version, as an MLmodel records it, satisfies a requirement. `None` where the version is none.
#[must_use]
pub fn satisfies(versions: &VersionSpecifiers, version: &str) -> Option<bool> {
    let version: Version = version.parse().ok()?;
    // A build such as `2.3.0+cu121` may be recorded with its local part and pinned without it, or the other way round.
    let bare = version.clone().without_local();
    let loose = |specifier: &VersionSpecifier| {
        let (operator, pinned) = specifier.clone().into_parts();
        VersionSpecifier::from_version(operator, pinned.without_local()).map_or(true, |specifier| specifier.contains(&bare))
    };
    Some(versions.contains(&version) || versions.iter().all(loose))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_kind() {
        let text = "# Original requirements\nmlflow==3.18.0\nscikit_learn[extra]>=1.0,<2 # why\n-c constraints.txt\n--extra-index-url https://x\nwheels/a-1.0-py3-none-any.whl\npkg @ git+https://x/y\nnot a requirement!\na==1 \\\n  --hash=sha256:00\nwin==1; sys_platform == 'win32'\n-e git+https://x/y.git#egg=My_Pkg&subdirectory=z\n./local\n";
        let lines = requirement_lines(text);
        let names: Vec<String> = lines
            .iter()
            .map(|line| match &line.kind {
                LineKind::Package { name, marker, .. } => format!("{name}{}", if marker.is_some() { "?" } else { "" }),
                LineKind::Option => "option".into(),
                LineKind::Direct { name } => format!("direct {}", name.as_deref().unwrap_or("?")),
                LineKind::Unreadable(_) => "unreadable".into(),
            })
            .collect();
        assert_eq!(
            names,
            [
                "mlflow",
                "scikit-learn",
                "option",
                "option",
                "direct a",
                "direct pkg",
                "unreadable",
                "a",
                "win?",
                "direct my-pkg",
                "direct ?"
            ]
        );
        assert_eq!(lines[2].line, 4);
        assert_eq!(lines[7].line, 9);
    }

    #[test]
    fn versions_are_held_against_requirements() {
        let specifiers = |text: &str| text.parse::<VersionSpecifiers>().unwrap();
        assert_eq!(satisfies(&specifiers("==1.9.1"), "1.9.1"), Some(true));
        assert_eq!(satisfies(&specifiers("==1.9.1"), "1.9.2"), Some(false));
        assert_eq!(satisfies(&specifiers("==2.3.0"), "2.3.0+cu121"), Some(true));
        assert_eq!(satisfies(&specifiers("==2.3.0+cu121"), "2.3.0"), Some(true));
        assert_eq!(satisfies(&specifiers(">=1,<2"), "2.0"), Some(false));
        assert_eq!(satisfies(&specifiers("==1"), "banana"), None);
    }

    #[test]
    fn conda_files_are_read_typed() {
        let env = conda_env("name: x\nchannels: [conda-forge]\ndependencies:\n- python=3.11.7\n- pip<=24.0\n- pip:\n  - mlflow==3.18.0\n")
            .unwrap();
        assert_eq!((env.python.as_deref(), env.packages.len(), env.pip.len()), (Some("3.11.7"), 1, 1));
        assert!(matches!(conda_env("dependencies: [a\n"), Err(EnvError::Malformed { .. })));
        let env = conda_env("dependencies:\n- conda-forge::python>=3.9\n- pip: [a]\n- pip: [b]\n").unwrap();
        assert_eq!((env.python, env.python_asked.as_deref(), env.pip.len()), (None, Some(">=3.9"), 2));
    }

    #[test]
    fn an_alias_bomb_is_not_expanded() {
        let bomb = format!("dependencies: [&a [{}], {}]\n", vec!["a"; 20_000].join(","), vec!["*a"; 20_000].join(","));
        assert!(matches!(conda_env(&bomb), Err(EnvError::Malformed { .. })));
        assert!(matches!(python_env_of(&bomb.replace("dependencies", "build_dependencies")), Err(EnvError::Malformed { .. })));
    }

    #[test]
    fn names_that_end_in_punctuation_are_unreadable() {
        let lines = [
            "a_==1",
            "a-==1",
            "a.>=2",
            "pip. -r",
            "1.*",
            "a_[b]",
            "a[b_]",
            "a[c, b-.]==1",
            "a_ ]",
            "a-",
            "a[b_",
            "  a_ ; x",
            "-_a",
            "a [_b]",
        ];
        for line in lines {
            let kinds: Vec<RequirementLine> = requirement_lines(line);
            assert!(matches!(&kinds[..], [RequirementLine { kind: LineKind::Unreadable(_) | LineKind::Option, .. }]), "{line}: {kinds:?}");
        }
        assert!(matches!(&requirement_lines("a-b.c_d[e-f , g.h]==1")[0].kind, LineKind::Package { extras, .. } if extras.len() == 2));
    }

    #[test]
    fn a_marker_of_many_terms_is_kept_unread() {
        let terms: Vec<String> = (0..60).map(|i| format!("extra=='a{i}' and extra=='b{i}'")).collect();
        let lines = requirement_lines(&format!("numpy ==1; {}", terms.join(" or ")));
        assert!(matches!(&lines[0].kind, LineKind::Package { name, marker: Some(_), .. } if name == "numpy"));
    }
}
