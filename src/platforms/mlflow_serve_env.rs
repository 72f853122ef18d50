//! Building the environment that a model is served in: `_get_python_env` and `_get_virtualenv_name` of MLflow 3.18.0, run 2026-11-25
//! (mlflow/mlflow `mlflow/utils/virtualenv.py`, `mlflow/utils/environment.py`). The installation itself was not run.

use super::{Basis, Candidate, FileChange, Fix, Group, Platform, Reason, codes, requirements};
use crate::folder::Environment;
use crate::folder::environment::{EnvError, EnvFile};
use crate::folder::references::outside_by_text;
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::yaml::{self, OddityKind};
use crate::mlmodel::{MlModel, Value};

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "mlflow-serve-env",
    name: "MLflow server, new environment",
    group: Group::Mlflow,
    is_variant: false,
    serves: false,
    basis: Basis::Run,
    checked: "how MLflow 3.18.0 reads the environment files, run 2026-11-25",
    not_checked: "the installation: whether pip finds the packages, and whether the Python can be built",
    rule,
    today: None,
    beyond: &[],
};

const REQUIREMENTS: &str = "requirements.txt";
const PYTHON_ENV: &str = "python_env.yaml";

fn rule(candidate: &Candidate<'_>) -> Vec<Reason> {
    let model = match candidate.read() {
        Ok(model) => model,
        Err(reasons) => return reasons,
    };
    let Some(environment) = candidate.environment() else { return Vec::new() };
    let lines = match described(model, environment) {
        Ok(lines) => lines,
        Err(reason) => return vec![reason],
    };
    lines_of(candidate, environment, &lines)
}

/// The requirement lines that the environment is made of, or why there are none.
fn described(model: &MlModel, environment: &Environment) -> Result<Vec<Box<str>>, Reason> {
    let env = model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.value.get("env"));
    if env.is_some_and(|env| matches!(env, Value::Map(_)) && env.get("virtualenv").is_none()) {
        let message = "python_function names no environment file for virtualenv.";
        return Err(Reason::stops(codes::ENV_DESCRIPTION_MISSING, message).key(&["flavors", PYFUNC, "env"]));
    }
    if let Some(file) = &environment.python_env {
        return python_env(file).map_err(|why| unreadable(&file.path, &why));
    }
    let Some(conda) = &environment.conda else {
        return Err(Reason::stops(
            codes::ENV_DESCRIPTION_MISSING,
            "There is neither a python_env.yaml nor a conda.yaml, so no environment can be built.",
        )
        .file(env_path(model, "virtualenv", PYTHON_ENV).unwrap_or(PYTHON_ENV))
        .fix(new_python_env(model)));
    };
    let own = conda_lines(conda)?;
    Ok(if environment.requirements.is_some() { vec![format!("-r {REQUIREMENTS}").into()] } else { own })
}

fn unreadable(path: &str, why: &str) -> Reason {
    let message = format!("{} cannot be used: {}.", clipped(path, 120), clipped(why, 300));
    Reason::stops(codes::ENV_FILE_UNREADABLE, message).file(path)
}

/// What PyYAML makes of a file, or why it makes nothing of it.
fn value_of<T>(file: &EnvFile<T>) -> Result<Value, String> {
    if let Err(error @ (EnvError::NotUtf8 | EnvError::NotRead(_) | EnvError::Empty)) = &file.content {
        return Err(error.to_string());
    }
    let resolved = yaml::parse(&file.text).map_err(|error| format!("it is not valid YAML: {error}"))?.resolve();
    if let Some(refused) = resolved.oddities.iter().find(|oddity| matches!(oddity.kind, OddityKind::Refused(_))) {
        return Err(format!("MLflow cannot read the value at line {}", refused.line));
    }
    Ok(resolved.value)
}

/// `_PythonEnv.from_yaml`: three keys, each of its kind, and no other.
fn python_env(file: &EnvFile<impl Sized>) -> Result<Vec<Box<str>>, String> {
    let value = value_of(file)?;
    let Value::Map(entries) = &value else { return Err(format!("it holds {} and no keys", value.kind())) };
    if let Some((key, _)) = entries.iter().find(|(key, _)| !matches!(&**key, "python" | "build_dependencies" | "dependencies")) {
        return Err(format!("it has the key {}, which MLflow does not know", clipped(key, 60)));
    }
    if let Some(python) = value.get("python").filter(|python| !matches!(python, Value::Null | Value::Text(_))) {
        return Err(format!("its python is {}, not text: put it in quotes", python.kind()));
    }
    for key in ["build_dependencies", "dependencies"] {
        if let Some(other) = value.get(key).filter(|list| !matches!(list, Value::Null | Value::List(_))) {
            return Err(format!("its {key} are {}, not a list", other.kind()));
        }
    }
    Ok(texts(value.get("dependencies")))
}

fn texts(list: Option<&Value>) -> Vec<Box<str>> {
    let items = if let Some(Value::List(items)) = list { items.as_slice() } else { &[] };
    items.iter().filter_map(Value::as_text).map(Into::into).collect()
}

/// `_PythonEnv.get_dependencies_from_conda_yaml`.
fn conda_lines(file: &EnvFile<impl Sized>) -> Result<Vec<Box<str>>, Reason> {
    let refused = |why: &str| unreadable(&file.path, why);
    let value = value_of(file).map_err(|why| refused(&why))?;
    if !matches!(value, Value::Map(_)) {
        return Err(refused(&format!("it holds {} and no keys", value.kind())));
    }
    let dependencies = match value.get("dependencies") {
        None => &[],
        Some(Value::List(items)) => items.as_slice(),
        Some(other) => return Err(refused(&format!("its dependencies are {}, not a list", other.kind()))),
    };
    let mut lines = Vec::new();
    let mut is_python_said = false;
    for dependency in dependencies {
        match dependency {
            Value::Text(spec) => {
                if let Some(operator) = python_operator(spec).filter(|_| !is_python_said) {
                    is_python_said = true;
                    if matches!(operator, "" | "<" | ">" | "!=") {
                        let message = format!("{} asks for {}, which MLflow builds no virtualenv with.", file.path, clipped(spec, 60));
                        return Err(Reason::stops(codes::ENV_PYTHON_UNPINNED, message)
                            .file(&file.path)
                            .fix(Fix::words("Pin it in conda.yaml, as python=3.11.7.")));
                    }
                }
            }
            Value::Map(_) if dependency.get("pip").is_some() => lines = texts(dependency.get("pip")),
            other => return Err(refused(&format!("one of its dependencies is {}", other.kind()))),
        }
    }
    Ok(lines)
}

/// The operator of `python=3.11`, by `_CONDA_DEPENDENCY_REGEX`; nothing for what that does not match.
fn python_operator(spec: &str) -> Option<&str> {
    let rest = spec.strip_prefix("python")?;
    let version = rest.trim_start_matches(['<', '>', '=', '!']);
    let operator = &rest[..rest.len() - version.len()];
    let is_known = matches!(operator, "" | "<" | ">" | "<=" | ">=" | "=" | "==" | "!=");
    (is_known && version.chars().all(|c| c.is_ascii_digit() || c == '.')).then_some(operator)
}

/// Whether the files are there that the lines include.
fn lines_of(candidate: &Candidate<'_>, environment: &Environment, lines: &[Box<str>]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let mut others = Vec::new();
    for line in lines {
        match requirements::inclusions([&**line])[..] {
            [REQUIREMENTS] => match &environment.requirements {
                None => reasons.push(no_requirements(candidate)),
                Some(EnvFile { content: Err(error @ (EnvError::NotUtf8 | EnvError::NotRead(_))), .. }) => {
                    reasons.push(unreadable(REQUIREMENTS, &error.to_string()));
                }
                Some(_) => reasons.extend(requirements::missing_inclusions(candidate)),
            },
            _ => others.push(&**line),
        }
    }
    reasons.extend(requirements::of_lines(candidate, others, "the environment file"));
    reasons
}

fn no_requirements(candidate: &Candidate<'_>) -> Reason {
    Reason::stops(codes::ENV_REQUIREMENTS_MISSING, "The environment is described by requirements.txt, which is not there.")
        .file(REQUIREMENTS)
        .fix(requirements::freeze(candidate))
}

/// The environment file of a manager that the MLmodel names, or the customary name; nothing where that leads out of the folder.
pub(super) fn env_path<'m>(model: &'m MlModel, manager: &str, customary: &'m str) -> Option<&'m str> {
    let env = model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.value.get("env"));
    let named = env.and_then(|env| env.get(manager)).and_then(Value::as_text).unwrap_or(customary);
    outside_by_text(named).is_none().then_some(named)
}

/// A `python_env.yaml` for the Python that the model was saved with.
fn new_python_env(model: &MlModel) -> Fix {
    const ABOUT: &str = "Write the environment file, and a requirements.txt that it names.";
    let python = model.flavors.get(PYFUNC).and_then(|pyfunc| pyfunc.text("python_version"));
    let plain = python.filter(|python| python.chars().all(|c| c.is_ascii_digit() || c == '.')).unwrap_or("3.11.7");
    let after = format!("python: \"{plain}\"\nbuild_dependencies: [pip]\ndependencies: [-r {REQUIREMENTS}]\n");
    match env_path(model, "virtualenv", PYTHON_ENV) {
        Some(path) => Fix::file(ABOUT, FileChange { path: path.into(), before: String::new(), after }),
        None => Fix::words(ABOUT),
    }
}
