//! `conda.yaml`, as MLflow writes it (`_mlflow_conda_env` in `mlflow/utils/environment.py`).

use super::requirements::{RequirementLine, requirement_lines};
use crate::folder::yaml_file::{self, Mapping, Value, YamlError};

/// `conda.yaml`.
#[derive(Clone, Debug, Default)]
pub struct CondaEnv {
    /// The Python it asks for, without operators: `3.11.7`.
    pub python: Option<String>,
    /// The same as written, ranges too: `=3.11.7`, `>=3.9`.
    pub python_asked: Option<String>,
    /// The lines of its pip section.
    pub pip: Vec<RequirementLine>,
    /// Where `pip` is given something else than a list: what.
    pub pip_is_no_list: Option<NoList>,
    /// The packages from conda itself, as written.
    pub packages: Vec<String>,
    /// Where conda looks for them, in order.
    pub channels: Vec<String>,
    /// Keys at the top that conda gives no meaning, sorted.
    pub ignored: Vec<IgnoredKey>,
}

/// What stands in place of the pip list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoList {
    /// In words: `text`, `empty`.
    pub kind: &'static str,
    /// Nothing stands there.
    pub is_empty: bool,
    /// From 1, where the key begins a line.
    pub line: Option<u32>,
}

/// A key at the top of a conda file that conda ignores, with a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredKey {
    /// As written.
    pub key: String,
    /// From 1, where the key begins a line.
    pub line: Option<u32>,
}

/// Keys that mean something to conda (`VALID_KEYS` in `conda/env/env.py`), or by the draft on its file format to other tools that
/// read it: `platforms` and `category` (conda/ceps#81).
const KNOWN_KEYS: &[&str] = &["name", "channels", "dependencies", "prefix", "variables", "platforms", "category"];

/// More keys without a meaning are not kept.
const MOST_IGNORED: usize = 20;

impl CondaEnv {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// It is no YAML, or its dependencies are no list.
    pub(super) fn read(text: &str) -> Result<Self, YamlError> {
        let keys = yaml_file::read_mapping(text)?;
        let dependencies = match keys.get("dependencies") {
            None => &[],
            Some(Value::Sequence(dependencies)) => dependencies.as_slice(),
            Some(other) => {
                let message = format!("its dependencies are {}, not a list", yaml_file::kind(other));
                return Err(YamlError::Malformed { message, line: line_of(text, "dependencies") });
            }
        };
        let mut env = Self {
            channels: yaml_file::texts(keys.get("channels")).map(str::to_owned).collect(),
            ignored: ignored_keys(text, &keys),
            ..Self::default()
        };
        for dependency in dependencies {
            match dependency {
                Value::String(spec) => env.add_package(spec.clone()),
                Value::Mapping(map) => {
                    let pip = map.get("pip");
                    let lines = yaml_file::texts(pip).collect::<Vec<_>>().join("\n");
                    env.pip.extend(requirement_lines(&lines));
                    if let Some(other) = pip.filter(|pip| !pip.is_sequence()) {
                        env.pip_is_no_list =
                            Some(NoList { kind: yaml_file::kind(other), is_empty: other.is_null(), line: line_of(text, "pip") });
                    }
                }
                _ => {}
            }
        }
        Ok(env)
    }

    /// A package of conda's own, or Python itself: `conda-forge::numpy=1.26.4`.
    fn add_package(&mut self, spec: String) {
        let plain = spec.rsplit_once("::").map_or(spec.as_str(), |(_, plain)| plain);
        let (name, version) = plain.split_once(['=', '<', '>', '!', '~', ' ']).unwrap_or((plain, ""));
        if name != "python" {
            self.packages.push(spec);
            return;
        }
        // A range names no version: `python>=3.9`.
        let asked = plain["python".len()..].trim();
        // `==3.11.*` is any 3.11, as `=3.11` is.
        let version = version.trim_start_matches('=').split('=').next().unwrap_or_default().trim().trim_end_matches(".*");
        self.python = (asked.starts_with('=') && !version.is_empty()).then(|| version.to_owned());
        self.python_asked = (!asked.is_empty()).then(|| asked.to_owned());
    }
}

/// The keys at the top that conda gives no meaning.
fn ignored_keys(text: &str, map: &Mapping) -> Vec<IgnoredKey> {
    let mut unknown: Vec<&str> = map.keys().filter_map(Value::as_str).filter(|key| !KNOWN_KEYS.contains(key)).collect();
    unknown.sort_unstable();
    unknown.into_iter().take(MOST_IGNORED).map(|key| IgnoredKey { key: key.to_owned(), line: line_of(text, key) }).collect()
}

/// The first line, from 1, that a key of the top begins, or one of an item of a list.
fn line_of(text: &str, key: &str) -> Option<u32> {
    let key_of = |line: &str| {
        let rest = line.strip_prefix(key).or_else(|| line.trim_start().strip_prefix('-')?.trim_start().strip_prefix(key))?;
        rest.trim_start().starts_with(':').then_some(())
    };
    text.lines().position(|line| key_of(line).is_some()).and_then(|i| u32::try_from(i + 1).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conda_files_are_read_typed() {
        let env =
            CondaEnv::read("name: x\nchannels: [conda-forge]\ndependencies:\n- python=3.11.7\n- pip<=24.0\n- pip:\n  - mlflow==3.18.0\n")
                .unwrap();
        assert_eq!((env.python.as_deref(), env.packages.len(), env.pip.len()), (Some("3.11.7"), 1, 1));
        assert!(matches!(CondaEnv::read("dependencies: [a\n"), Err(YamlError::Malformed { .. })));
        let env = CondaEnv::read("dependencies:\n- conda-forge::python>=3.9\n- pip: [a]\n- pip: [b]\n").unwrap();
        assert_eq!((env.python, env.python_asked.as_deref(), env.pip.len()), (None, Some(">=3.9"), 2));
        let env = CondaEnv::read("dependencies: [python==3.11.*]").unwrap();
        assert_eq!((env.python.as_deref(), env.python_asked.as_deref()), (Some("3.11"), Some("==3.11.*")));
        let env = CondaEnv::read("base: &b\n  dependencies: [python=3.11.7, {pip: [mlflow]}]\n<<: *b\n").unwrap();
        assert_eq!((env.python.as_deref(), env.pip.len(), &*env.ignored[0].key), (Some("3.11.7"), 1, "base"));
        let kind = |text| CondaEnv::read(text).unwrap().pip_is_no_list.map(|no_list| (no_list.kind, no_list.line));
        assert_eq!(kind("dependencies:\n- python\n- pip: mlflow\n"), Some(("text", Some(3))));
        assert_eq!(kind("dependencies:\n- pip:\n"), Some(("empty", Some(2))));
        let said = CondaEnv::read("name: x\ndependencies: python=3.11.7\n").unwrap_err();
        assert_eq!((&*said.to_string(), said.line()), ("its dependencies are text, not a list", Some(2)));
        let env = CondaEnv::read("name: x\nplatforms: [linux-64]\npip:\n- a\nvariables: {A: b}\n\"x y\": 1\n").unwrap();
        let ignored: Vec<_> = env.ignored.iter().map(|ignored| (&*ignored.key, ignored.line)).collect();
        assert_eq!(ignored, [("pip", Some(3)), ("x y", None)]);
    }
}
