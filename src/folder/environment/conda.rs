//! `conda.yaml`, as MLflow writes it (`_mlflow_conda_env` in `mlflow/utils/environment.py`).

use serde::Deserialize;

use super::requirements::{RequirementLine, requirement_lines};
use crate::folder::yaml_file::{self, Value, YamlError};

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

/// The keys that are read, whatever they hold.
#[derive(Deserialize, Default)]
#[serde(default, expecting = "a mapping")]
struct CondaKeys {
    channels: Option<Value>,
    dependencies: Vec<Value>,
}

impl CondaEnv {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// It is no YAML, or its dependencies are no list.
    pub(super) fn read(text: &str) -> Result<Self, YamlError> {
        let CondaKeys { channels, dependencies } = yaml_file::read(text)?;
        let mut env = Self { channels: yaml_file::texts(channels.as_ref()).map(str::to_owned).collect(), ..Self::default() };
        for dependency in dependencies {
            match dependency {
                Value::String(spec) => env.add_package(spec),
                Value::Mapping(map) => {
                    let lines = yaml_file::texts(map.get("pip")).collect::<Vec<_>>().join("\n");
                    env.pip.extend(requirement_lines(&lines));
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
        let version = version.trim_start_matches('=').split('=').next().unwrap_or_default().trim();
        self.python = (asked.starts_with('=') && !version.is_empty()).then(|| version.to_owned());
        self.python_asked = (!asked.is_empty()).then(|| asked.to_owned());
    }
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
    }
}
