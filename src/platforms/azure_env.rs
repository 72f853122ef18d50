//! The environment of Azure's no-code online endpoints, built from conda.yaml. Documented, and never run here:
//! - `azureml-ai-monitoring`: Azure/azureml-examples #3904 (2026-04-27), #3923 (2026-05-07), #4008 (2026-06-06)
//! - `azureml-inference-server-http`: MicrosoftLearning/mslearn-aml-cli #5 (2023-07-06), azureml-examples #3902 (2026-04-24)
//! - its releases 1.3.0 to 1.3.4, and Python 3.8: azureml-examples #4009 (2026-06-08)
//! - MLflow 3: azureml-examples #4051 (2026-06-29); Python 3.7: MicrosoftLearning/mslearn-mlops #60

use pep508_rs::pep440_rs::{Version, VersionSpecifiers};

use super::mlflow_serve_env::env_path;
use super::{Basis, Candidate, FileChange, Fix, Group, Platform, Reason, codes, conda_change};
use crate::folder::Environment;
use crate::folder::environment::{CondaEnv, EnvFile, LineKind, RequirementLine};
use crate::folder::references::Release;
use crate::mlmodel::MlModel;
use crate::mlmodel::display::clipped;

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "azure-online-env",
    name: "Azure online endpoint, its environment",
    group: Group::Azure,
    is_variant: true,
    serves: false,
    basis: Basis::Documented,
    checked: "pull requests and issues of Azure's examples from 2023-07-06 to 2026-06-29",
    not_checked: "building the environment",
    rule,
    beyond: &[],
};

const CONDA: &str = "conda.yaml";
const MONITORING: &str = "azureml-ai-monitoring";
const SERVER: &str = "azureml-inference-server-http";
/// What the server is asked for with Python 3.8.
const SERVER_FOR_3_8: &str = "azureml-inference-server-http<1.3";

/// Why the environment will not serve the model.
pub(super) fn rule(candidate: &Candidate<'_>) -> Vec<Reason> {
    // Without a model there is no environment to speak of.
    let (Some(model), Some(environment)) = (candidate.written(), candidate.environment()) else { return candidate.reading().to_vec() };
    let Some(file) = &environment.conda else {
        let message = "Azure builds the environment from conda.yaml, which is not there.";
        return vec![Reason::likely(codes::AZURE_ENV_CONDA_MISSING, message).file(CONDA).fix(new_conda(model, environment))];
    };
    match &file.content {
        Err(why) => {
            let message = format!(
                "Azure builds the environment from {}, which cannot be read: {}.",
                clipped(&file.path, 120),
                clipped(&why.to_string(), 200)
            );
            vec![Reason::likely(codes::AZURE_ENV_CONDA_UNREADABLE, message).file(&file.path)]
        }
        Ok(conda) => of_conda(environment, file, conda),
    }
}

fn of_conda(environment: &Environment, file: &EnvFile<CondaEnv>, conda: &CondaEnv) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let likely = |code, message: String| Reason::likely(code, message).file(&file.path);
    let python = conda.python.as_deref().and_then(Release::of);
    let is_3_8 = python == Some(Release { major: 3, minor: 8 });
    let server = asked(environment, SERVER);
    let server_line = if is_3_8 { SERVER_FOR_3_8 } else { SERVER };
    let lacking: Vec<&str> = [(asked(environment, MONITORING), MONITORING), (server, server_line)]
        .into_iter()
        .filter(|(asked, _)| matches!(asked, Asked::No))
        .map(|(_, line)| line)
        .collect();
    let fix = || added(environment, &lacking, "Add what is lacking to the pip list of conda.yaml.");
    if lacking.contains(&MONITORING) {
        let message = format!(
            "{} does not ask for {MONITORING}, which the scoring script imports: the endpoint answers 502 (2026-06-06).",
            file.path
        );
        reasons.push(likely(codes::AZURE_ENV_MONITORING, message).fix(fix()));
    }
    match server {
        Asked::No => {
            let message =
                format!("{} does not ask for {SERVER}, which serves the model: the endpoint answers 502 (2026-04-24).", file.path);
            reasons.push(likely(codes::AZURE_ENV_SERVER, message).fix(fix()));
        }
        Asked::For(versions) if versions.is_some_and(is_broken_release) => {
            let message = format!(
                "{} asks for a release of {SERVER} from 1.3.0 to 1.3.4, which import a module that is not there (2026-06-08).",
                file.path
            );
            reasons.push(likely(codes::AZURE_ENV_SERVER_1_3, message).fix(Fix::words(format!("Ask for another release: {server_line}."))));
        }
        Asked::For(versions) if is_3_8 && versions.is_none_or(|versions| takes(versions, "1.3.4")) => {
            let message = format!("With Python 3.8 the newest release of {SERVER} is 1.3, which dies (2026-06-08).");
            reasons.push(
                likely(codes::AZURE_ENV_PY38, message)
                    .fix(Fix::words(format!("Ask for {SERVER_FOR_3_8} in {}, or for a newer Python.", file.path))),
            );
        }
        Asked::For(_) => {}
    }
    match python {
        Some(release) if release < (Release { major: 3, minor: 8 }) => {
            let message = format!("Azure no longer builds an environment with Python {}.{}.", release.major, release.minor);
            reasons.push(likely(codes::AZURE_ENV_PYTHON_OLD, message).fix(Fix::words("Save the model again with a newer Python.")));
        }
        None if conda.python_asked.is_none() => {
            let message = format!("{} names no Python, so which one Azure takes cannot be told.", file.path);
            reasons.push(Reason::cannot_tell(codes::AZURE_ENV_PYTHON_UNTOLD, message).file(&file.path));
        }
        _ => {}
    }
    if let Asked::For(Some(versions)) = asked(environment, "mlflow")
        && takes(versions, "3.18.0")
    {
        let message = "One pull request says that MLflow 3 crashes in the no-code container, without a cause (azureml-examples #4051, 2026-06-29); here it started.";
        reasons.push(Reason::note(codes::AZURE_ENV_MLFLOW_3, message).file(&file.path));
    }
    reasons
}

/// Whether an environment asks for a package.
#[derive(Clone, Copy)]
enum Asked<'a> {
    No,
    /// Which versions, where that is said.
    For(Option<&'a VersionSpecifiers>),
}

/// The requirement lines of conda.yaml; a `-r requirements.txt` in its pip list counts with what that says.
fn lines(environment: &Environment) -> impl Iterator<Item = &RequirementLine> {
    let own = environment.conda_lines();
    let includes = own.iter().any(|line| matches!(line.kind, LineKind::Option) && line.text.ends_with("requirements.txt"));
    let required = environment.requirements.as_ref().filter(|_| includes).and_then(|file| file.content.as_ref().ok());
    own.iter().chain(required.into_iter().flat_map(|file| &file.lines))
}

/// What conda.yaml asks for, by pip or by conda itself.
fn asked<'a>(environment: &'a Environment, package: &str) -> Asked<'a> {
    if let Some(asked) = lines(environment).find_map(|line| of_line(line, package)) {
        return asked;
    }
    let conda = environment.conda.as_ref().and_then(|file| file.content.as_ref().ok());
    let name_of = |spec: &str| {
        let plain = spec.rsplit_once("::").map_or(spec, |(_, plain)| plain);
        plain.split(['=', '<', '>', '!', '~', ' ', '[']).next().unwrap_or(plain).to_ascii_lowercase().replace('_', "-")
    };
    let has = conda.is_some_and(|conda| conda.packages.iter().any(|spec| name_of(spec) == package));
    if has { Asked::For(None) } else { Asked::No }
}

fn of_line<'a>(line: &'a RequirementLine, package: &str) -> Option<Asked<'a>> {
    match &line.kind {
        LineKind::Package { name, versions, .. } if name == package => {
            Some(Asked::For(Some(versions).filter(|versions| !versions.is_empty())))
        }
        LineKind::Direct { name: Some(name) } if name == package => Some(Asked::For(None)),
        _ => None,
    }
}

fn takes(versions: &VersionSpecifiers, release: &str) -> bool {
    release.parse::<Version>().is_ok_and(|release| versions.contains(&release))
}

/// Whether only releases from 1.3.0 to 1.3.4 are taken.
fn is_broken_release(versions: &VersionSpecifiers) -> bool {
    let is_broken = (0..=4).any(|patch| takes(versions, &format!("1.3.{patch}")));
    is_broken && !["1.0.0", "1.2.2", "1.3.5", "1.4.0", "1.5.0", "2.0.0"].iter().any(|release| takes(versions, release))
}

/// Whether the environment keeps pandas 3 out.
pub(super) fn keeps_pandas_2(environment: &Environment) -> bool {
    let keeps = |line| matches!(of_line(line, "pandas"), Some(Asked::For(Some(versions))) if !takes(versions, "3.0.0") && !takes(versions, "3.1.1"));
    lines(environment).any(keeps)
}

/// The lines added to conda.yaml, or the lines in words where that text cannot be changed safely.
pub(super) fn added(environment: &Environment, lines: &[&str], about: &str) -> Fix {
    let change = environment.conda.as_ref().and_then(|file| {
        let after = conda_change::with_pip_lines(&file.text, lines)?;
        Some(FileChange { path: file.path.clone(), before: file.text.to_string(), after })
    });
    match change {
        Some(change) => Fix::file(about, change),
        None => Fix::words(format!("Add to the pip list of conda.yaml: {}.", lines.join(", "))),
    }
}

/// A conda.yaml made of the Python and the requirements that are known.
fn new_conda(model: &MlModel, environment: &Environment) -> Fix {
    let python = environment.python_env.as_ref().and_then(|file| file.content.as_ref().ok()?.python.as_deref());
    let is_plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    let path = env_path(model, "conda", CONDA);
    let (Some(python), Some(requirements), Some(path)) = (python.filter(|python| is_plain(python)), &environment.requirements, path) else {
        return Fix::words(format!("Write a conda.yaml that asks for the model's Python, its packages, {SERVER} and {MONITORING}."));
    };
    let is_3_8 = Release::of(python) == Some(Release { major: 3, minor: 8 });
    let server = if is_3_8 { SERVER_FOR_3_8 } else { SERVER };
    let own: &[RequirementLine] = requirements.content.as_ref().map_or(&[], |file| &file.lines);
    let lines = own.iter().map(|line| line.text.as_str()).chain([server, MONITORING]);
    let mut after = format!("channels:\n- conda-forge\ndependencies:\n- python={python}\n- pip\n- pip:\n");
    for line in lines {
        after.push_str(&format!("  - {}\n", conda_change::scalar(line)));
    }
    Fix::file("Write the environment file that Azure reads.", FileChange { path: path.into(), before: String::new(), after })
}
