//! The environment of Azure's no-code online endpoints, built from conda.yaml. Documented, and never run here:
//! - `azureml-ai-monitoring`: Azure/azureml-examples #3904 (2026-04-27), #3923 (2026-05-07), #4008 (2026-06-06)
//! - `azureml-inference-server-http`: MicrosoftLearning/mslearn-aml-cli #5 (2023-07-06), azureml-examples #3902 (2026-04-24)
//! - its releases 1.3.0 to 1.3.4, and Python 3.8: azureml-examples #4009 (2026-06-08)
//! - MLflow 3: azureml-examples #4051 (2026-06-29); Python 3.7: MicrosoftLearning/mslearn-mlops #60

use super::azure_conda::{self, CONDA, MONITORING, SERVER, asked, server_for};
use super::{Basis, Candidate, Fix, Group, Platform, Reason, codes};
use crate::folder::Package;
use crate::folder::environment::known::newest_mlflow;
use crate::folder::environment::{CondaEnv, EnvFile};
use crate::folder::references::Release;
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
    today: None,
    beyond: &[],
};

/// Why the environment will not serve the model.
pub(super) fn rule(candidate: &Candidate<'_>) -> Vec<Reason> {
    // Without a model there is no environment to speak of.
    let (Some(model), Some(environment)) = (candidate.written(), candidate.environment()) else { return candidate.reading().to_vec() };
    let python = azure_conda::python(model, environment);
    let Some(file) = &environment.conda else {
        let message = "Azure builds the environment from conda.yaml, which is not there.";
        let missing = Reason::likely(codes::AZURE_ENV_CONDA_MISSING, message).file(CONDA).shared_fix(candidate.conda_fix());
        return std::iter::once(missing).chain(old_python(python, CONDA)).collect();
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
        Ok(conda) => of_conda(candidate, (file, conda), python),
    }
}

/// A Python for which Azure builds nothing.
fn old_python(python: Option<Release>, file: &str) -> Option<Reason> {
    let old = python.filter(|python| *python < Release { major: 3, minor: 8 })?;
    let message = format!("Azure no longer builds an environment with Python {}.{}.", old.major, old.minor);
    Some(Reason::likely(codes::AZURE_ENV_PYTHON_OLD, message).file(file).fix(Fix::words("Save the model again with a newer Python.")))
}

fn of_conda(candidate: &Candidate<'_>, (file, conda): (&EnvFile<CondaEnv>, &CondaEnv), python: Option<Release>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    let likely = |code, message: String| Reason::likely(code, message).file(&file.path);
    if asked(candidate, MONITORING).is_none() {
        let message = format!(
            "{} does not ask for {MONITORING}, which the scoring script imports: the endpoint answers 502 (2026-06-06).",
            file.path
        );
        reasons.push(likely(codes::AZURE_ENV_MONITORING, message).shared_fix(candidate.conda_fix()));
    }
    let is_3_8 = python == Some(Release { major: 3, minor: 8 });
    match asked(candidate, SERVER) {
        None => {
            let message =
                format!("{} does not ask for {SERVER}, which serves the model: the endpoint answers 502 (2026-04-24).", file.path);
            reasons.push(likely(codes::AZURE_ENV_SERVER, message).shared_fix(candidate.conda_fix()));
        }
        Some(server) if is_broken_release(server) => {
            let message = format!(
                "The newest {SERVER} that {} allows is one from 1.3.0 to 1.3.4, which import a module that is not there (2026-06-08).",
                file.path
            );
            let fix = Fix::words(format!("Ask for another release: {}.", server_for(python)));
            reasons.push(likely(codes::AZURE_ENV_SERVER_1_3, message).fix(fix));
        }
        Some(server) if is_3_8 && takes(server, "1.3.4") => {
            let message = format!("With Python 3.8 the newest release of {SERVER} is 1.3, which dies (2026-06-08).");
            reasons.push(likely(codes::AZURE_ENV_PY38, message).fix(Fix::words(format!(
                "Ask for {} in {}, or for a newer Python.",
                server_for(python),
                file.path
            ))));
        }
        Some(_) => {}
    }
    reasons.extend(old_python(python, &file.path));
    if conda.python_asked.is_none() {
        let message = format!("{} names no Python, so which one Azure takes cannot be told.", file.path);
        reasons.push(Reason::cannot_tell(codes::AZURE_ENV_PYTHON_UNTOLD, message).file(&file.path));
    }
    if gets_mlflow_3(candidate, python) {
        let message = "One pull request says that MLflow 3 crashes in the no-code container, without a cause (azureml-examples #4051, 2026-06-29); the script started with MLflow 3.18.0 when it was tried (2026-11-25).";
        reasons.push(Reason::note(codes::AZURE_ENV_MLFLOW_3, message).file(&file.path));
    }
    reasons
}

fn takes(package: &Package, release: &str) -> bool {
    package.allows(release) == Some(true)
        || package.exact.as_ref().is_some_and(|exact| release.parse().is_ok_and(|release| *exact == release))
}

/// Whether the newest release that is allowed is one from 1.3.0 to 1.3.4; there is no 1.3.5.
fn is_broken_release(server: &Package) -> bool {
    let takes_any = |releases: &[&str]| releases.iter().any(|release| takes(server, release));
    let takes_newer = takes_any(&["1.4.0", "1.4.1", "1.4.2", "1.5.0", "1.5.1", "2.0.0"]);
    !takes_newer && takes_any(&["1.3.0", "1.3.1", "1.3.2", "1.3.3", "1.3.4"])
}

/// Whether the environment gets an MLflow 3.
fn gets_mlflow_3(candidate: &Candidate<'_>, python: Option<Release>) -> bool {
    const MINORS: u64 = 40;
    let is_3 = |package: &Package| match &package.exact {
        Some(exact) => exact.release().first() == Some(&3),
        None => (0..MINORS).any(|minor| takes(package, &format!("3.{minor}.0"))),
    };
    let of_python = newest_mlflow(python).starts_with("3.");
    of_python && ["mlflow", "mlflow-skinny"].into_iter().any(|name| asked(candidate, name).is_some_and(is_3))
}

#[cfg(test)]
mod tests {
    use super::{Package, is_broken_release};
    use crate::folder::environment::requirement_lines;

    #[test]
    fn the_newest_server_that_is_allowed_counts() {
        let is_broken = |versions: &str| {
            let lines = requirement_lines(&format!("azureml-inference-server-http{versions}"));
            is_broken_release(&Package::of(&lines[0], "conda.yaml").expect("a package"))
        };
        for versions in ["<1.4", "~=1.3.0", "==1.3.*", ">=1.3,<1.4", "==1.3.2", "<=1.3.4", ">=1.0,!=1.4.*,<1.5"] {
            assert!(is_broken(versions), "{versions}");
        }
        for versions in ["", "<1.3", "==1.2.2", ">=1.3", "==1.4.1", "~=1.4", "~=1.3", "<2", "==1.3.5", ">=1.5"] {
            assert!(!is_broken(versions), "{versions}");
        }
    }
}
