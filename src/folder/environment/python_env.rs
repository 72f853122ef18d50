//! `python_env.yaml` (`_PythonEnv` in `mlflow/utils/environment.py`).

use super::requirements::{RequirementLine, requirement_lines};
use crate::folder::yaml_file::{self, Value, YamlError};

/// `python_env.yaml`.
#[derive(Clone, Debug, Default)]
pub struct PythonEnv {
    /// The Python it asks for: `3.11.7`.
    pub python: Option<String>,
    /// What is installed before the requirements: pip, setuptools, wheel.
    pub build_dependencies: Vec<RequirementLine>,
}

impl PythonEnv {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// It is no YAML, or holds no keys and values.
    pub(super) fn read(text: &str) -> Result<Self, YamlError> {
        let keys = yaml_file::read_mapping(text)?;
        let python = keys.get("python").filter(|value| !value.is_null()).map(|value| match value {
            Value::String(text) => text.clone(),
            // `python: 3.10` is the number 3.1 to every YAML reader; the check on versions says so.
            other => yaml_file::written(other),
        });
        let lines = yaml_file::texts(keys.get("build_dependencies")).collect::<Vec<_>>().join("\n");
        Ok(Self { python, build_dependencies: requirement_lines(&lines) })
    }
}
