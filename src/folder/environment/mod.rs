//! The environment files of a model (`mlflow/utils/environment.py`), read as far as checks need them, a file of this folder for
//! each kind. Nothing is resolved or fetched.

mod conda;
pub mod known;
mod local;
mod python;
mod python_env;
mod requirements;

use std::path::Path;

pub use conda::{CondaEnv, IgnoredKey, NoList};
pub use local::{LocalFile, LocalStatus};
pub use python::newest_python;
pub use python_env::PythonEnv;
pub use requirements::{LineKind, RequirementLine, Requirements, needs_newer, requirement_lines, satisfies};

use super::references::{beside, outside_by_text};
use super::yaml_file::YamlError;
use super::{Files, Found, ReadError};
use crate::mlmodel::{MlModel, Value, flavors};

/// Environment files are small; a larger one is not read. In bytes.
const MAX_ENV_BYTES: u64 = 4_000_000;
/// More files than this are not followed.
const MAX_INCLUDED: usize = 16;

/// What the environment files of a model say. A file that is absent is `None`.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `conda.yaml`, or what the MLmodel names in its place.
    pub conda: Option<EnvFile<CondaEnv>>,
    /// `python_env.yaml`, or what the MLmodel names in its place.
    pub python_env: Option<EnvFile<PythonEnv>>,
    /// `requirements.txt`.
    pub requirements: Option<EnvFile<Requirements>>,
    /// Files of the folder that the requirements include with `-r` or `-c`; of very many the first ones.
    pub included: Vec<Included>,
    /// The same of conda.yaml's pip list, where that is not what counts.
    included_by_conda: Vec<Included>,
    /// Files and folders that requirement lines name, and whether they are there.
    pub local: Vec<LocalFile>,
}

/// A file that requirements include.
#[derive(Clone, Debug)]
pub struct Included {
    /// What it holds.
    pub file: EnvFile<Requirements>,
    /// By `-c`: it says which version, not that a package is wanted.
    pub is_constraint: bool,
}

/// One file and what it holds, or why it cannot be read.
#[derive(Clone, Debug)]
pub struct EnvFile<T> {
    /// Relative to the model folder.
    pub path: Box<str>,
    /// Its text, without a byte order mark; empty where it cannot be read or is not UTF-8.
    pub text: Box<str>,
    /// What it says.
    pub content: Result<T, EnvError>,
}

/// Why an environment file says nothing; shown as a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvError {
    /// conda and pip read UTF-8 only.
    #[error("it is not UTF-8 text")]
    NotUtf8,
    /// Nothing but blanks.
    #[error("it is empty")]
    Empty,
    /// Why it is not what it should be, with its line (from 1) where that is known.
    #[error("it is not valid: {message}")]
    Malformed { message: String, line: Option<u32> },
    /// The file itself cannot be read.
    #[error("{0}")]
    NotRead(ReadError),
}

impl From<YamlError> for EnvError {
    fn from(error: YamlError) -> Self {
        Self::Malformed { message: error.to_string(), line: error.line() }
    }
}

impl Environment {
    /// Reads the files that the MLmodel names, or those of the customary names.
    #[must_use]
    pub fn read(model: Option<&MlModel>, files: &Files) -> Self {
        let env = model.and_then(|m| m.flavors.get(flavors::PYFUNC)).and_then(|flavor| flavor.value.get("env"));
        // Before MLflow 2.0 the entry is the path of conda.yaml itself.
        let conda = inside(env.and_then(|env| env.get("conda").or(Some(env)))).unwrap_or("conda.yaml");
        let python_env = inside(env.and_then(|env| env.get("virtualenv"))).unwrap_or("python_env.yaml");
        let mut environment = Self {
            conda: file(files, conda, CondaEnv::read),
            python_env: file(files, python_env, PythonEnv::read),
            requirements: requirements(files, "requirements.txt"),
            included: Vec::new(),
            included_by_conda: Vec::new(),
            local: Vec::new(),
        };
        let (source, lines) = environment.pip_source().unwrap_or_default();
        let of_conda = environment.conda.as_ref().map(|file| &*file.path).filter(|path| *path != source);
        let by_conda = of_conda.map(|path| included(files, (path, environment.conda_lines()))).unwrap_or_default();
        let by_source = included(files, (source, lines));
        (environment.included, environment.included_by_conda) = (by_source, by_conda);
        environment.local = local::local_files(files, &environment);
        environment
    }

    /// The requirement lines that count: those of `requirements.txt`, else conda's pip section.
    #[must_use]
    pub fn pip_lines(&self) -> &[RequirementLine] {
        self.pip_source().unwrap_or_default().1
    }

    /// The lines of conda's pip section.
    #[must_use]
    pub fn conda_lines(&self) -> &[RequirementLine] {
        self.conda.as_ref().and_then(|file| file.content.as_ref().ok()).map_or(&[], |conda| conda.pip.as_slice())
    }

    /// The lists of requirement lines that conda.yaml brings: its own, and the files that this includes, as far as they were read.
    #[must_use]
    pub fn lists_of_conda(&self) -> Vec<PipList<'_>> {
        let Some(conda) = &self.conda else { return Vec::new() };
        let mut lists = vec![PipList { path: &conda.path, lines: self.conda_lines(), is_constraint: false }];
        let mut next = 0;
        while let Some(&list) = lists.get(next) {
            next += 1;
            for Inclusion { path, is_constraint } in inclusions(list.path, list.lines) {
                let included = self.included.iter().chain(&self.included_by_conda).map(|included| &included.file);
                let mut files = self.requirements.iter().chain(included);
                if let Some(file) = files.find(|file| *file.path == *path)
                    && let Ok(content) = &file.content
                    && lists.iter().all(|known| known.path != path)
                {
                    let is_constraint = is_constraint || list.is_constraint;
                    lists.push(PipList { path: &file.path, lines: &content.lines, is_constraint });
                }
            }
        }
        lists
    }

    /// Every requirement line with the file it stands in: those that count, and what they include.
    pub fn all_lines(&self) -> impl Iterator<Item = (&str, &RequirementLine)> {
        let (source, lines) = self.pip_source().unwrap_or_default();
        let included = self.included.iter().filter_map(|included| Some((&*included.file.path, included.file.content.as_ref().ok()?)));
        let below = included.flat_map(|(path, requirements)| requirements.lines.iter().map(move |line| (path, line)));
        lines.iter().map(move |line| (source, line)).chain(below)
    }

    /// Packages that are installed from an address. Files beside the MLmodel are [`local`](Self::local).
    #[must_use]
    pub fn addresses(&self) -> Vec<PackageAddress<'_>> {
        self.all_lines()
            .filter_map(|(file, line)| {
                let LineKind::Direct { name } = &line.kind else { return None };
                let address = direct_target(&line.text);
                let is_address = address.contains("://") && !address.starts_with("file:");
                is_address.then(|| PackageAddress { name: name.as_deref(), address: without_credentials(address), line: line.line, file })
            })
            .collect()
    }

    /// Package indexes and links that pip is told to look at.
    #[must_use]
    pub fn indexes(&self) -> Vec<PackageIndex<'_>> {
        let options = ["--extra-index-url", "--index-url", "--find-links", "-i", "-f"];
        let address = |line: &RequirementLine| {
            let rest = options.iter().find_map(|option| line.text.strip_prefix(option))?;
            let address = rest.trim_start_matches(['=', ' ']).trim();
            (matches!(line.kind, LineKind::Option) && !address.is_empty()).then(|| without_credentials(address))
        };
        self.all_lines().filter_map(|(file, line)| Some(PackageIndex { address: address(line)?, line: line.line, file })).collect()
    }
}

/// Requirement lines of one file.
#[derive(Clone, Copy, Debug)]
pub struct PipList<'a> {
    /// Relative to the model folder.
    pub path: &'a str,
    pub lines: &'a [RequirementLine],
    /// Included by `-c`: it says which version, not that a package is wanted.
    pub is_constraint: bool,
}

/// A package that is installed from an address: a repository, or a file on a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageAddress<'a> {
    /// Normalised, where the line says it.
    pub name: Option<&'a str>,
    /// Without the name and password in it: `git+https://github.com/x/y@main`.
    pub address: String,
    /// From 1.
    pub line: u32,
    /// The environment file that names it.
    pub file: &'a str,
}

/// A package index that pip is told to look at, or a page with links to packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageIndex<'a> {
    /// Without the name and password in it.
    pub address: String,
    /// From 1.
    pub line: u32,
    /// The environment file that names it.
    pub file: &'a str,
}

/// The path or address of a line that names one: without `-e`, the package's name, a marker and pip's own options.
fn direct_target(text: &str) -> &str {
    let text = text.strip_prefix("-e ").or_else(|| text.strip_prefix("--editable")).unwrap_or(text);
    let text = text.split_once(" @ ").map_or(text, |(_, address)| address).trim_start_matches(['=', ' ']);
    text.split(';').next().unwrap_or(text).split(" --").next().unwrap_or(text).trim()
}

/// A path inside the folder that an entry of the MLmodel names.
fn inside(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_text).filter(|path| outside_by_text(path).is_none())
}

/// Whether an address in a text holds a name or a password.
#[must_use]
pub fn has_credentials(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| host(rest).contains('@'))
}

/// What stands up to the path of an address, behind its `://`.
fn host(rest: &str) -> &str {
    rest.split(|c: char| c == '/' || c.is_whitespace()).next().unwrap_or_default()
}

/// `https://name:password@host/simple` without what nobody else should see.
#[must_use]
pub fn without_credentials(address: &str) -> String {
    let mut parts = address.split("://");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for rest in parts {
        let host = host(rest);
        let shown = host.rsplit_once('@').map_or(rest, |(secret, _)| &rest[secret.len() + 1..]);
        out.push_str("://");
        out.push_str(shown);
    }
    out
}

fn requirements(files: &Files, path: &str) -> Option<EnvFile<Requirements>> {
    file(files, path, |text| Ok(Requirements { lines: requirement_lines(text) }))
}

/// What the lines of a file include, and what that includes; a file counts once.
fn included(files: &Files, (source, lines): (&str, &[RequirementLine])) -> Vec<Included> {
    let mut found: Vec<Included> = Vec::new();
    let mut waiting: Vec<Inclusion> = inclusions(source, lines).collect();
    while let Some(Inclusion { path, is_constraint }) = waiting.pop() {
        let known = path == "requirements.txt" || found.iter().any(|included| *included.file.path == *path);
        if known || found.len() >= MAX_INCLUDED {
            continue;
        }
        if let Some(file) = requirements(files, &path) {
            let more = file.content.as_ref().map_or(&[][..], |requirements| &requirements.lines);
            waiting.extend(inclusions(&path, more).map(|more| Inclusion { is_constraint: more.is_constraint || is_constraint, ..more }));
            found.push(Included { file, is_constraint });
        }
    }
    found
}

/// A file of the folder that a line names by `-r`, or by `-c` as a constraint.
struct Inclusion {
    path: String,
    is_constraint: bool,
}

/// The files of the folder that the lines of a file name.
fn inclusions(source: &str, lines: &[RequirementLine]) -> impl Iterator<Item = Inclusion> {
    lines
        .iter()
        .filter_map(RequirementLine::includes)
        .filter_map(move |(path, is_constraint)| Some(Inclusion { path: beside(source, path)?, is_constraint }))
}

/// Reads one file; nothing where it is not there.
fn file<T>(files: &Files, path: &str, parse: impl FnOnce(&str) -> Result<T, YamlError>) -> Option<EnvFile<T>> {
    let bytes = match files.read(Path::new(path), MAX_ENV_BYTES) {
        Err(ReadError::Not(Found::Missing | Found::BrokenLink)) => return None,
        bytes => bytes,
    };
    let text = bytes.map_err(EnvError::NotRead).and_then(|bytes| String::from_utf8(bytes).map_err(|_| EnvError::NotUtf8));
    let text = text.map(|text| text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text));
    let content = match &text {
        Err(error) => Err(error.clone()),
        Ok(text) if text.trim().is_empty() => Err(EnvError::Empty),
        Ok(text) => parse(text).map_err(EnvError::from),
    };
    Some(EnvFile { path: path.into(), text: text.unwrap_or_default().into(), content })
}
