//! The conda.yaml that the environment of Azure's endpoints is made of: what it asks for, and what it should ask for. All reasons of
//! an answer share one change of the file, for two whole files undo each other.

use super::mlflow_serve_env::env_path;
use super::{Candidate, FileChange, Fix, conda_change};
use crate::enforce::azure::{self, Pandas};
use crate::folder::environment::{CondaEnv, EnvFile, LineKind, has_credentials, newest_python};
use crate::folder::references::Release;
use crate::folder::{Environment, Package};
use crate::mlmodel::MlModel;
use crate::mlmodel::flavors::PYFUNC;

pub(super) const CONDA: &str = "conda.yaml";
/// What the scoring script imports.
pub(super) const MONITORING: &str = "azureml-ai-monitoring";
/// What serves the model.
pub(super) const SERVER: &str = "azureml-inference-server-http";
/// What keeps pandas 3 out.
const PANDAS_2: &str = "pandas<3";
/// Releases of pandas 2 that may be asked for.
const SOME_PANDAS_2: [&str; 4] = ["2.0.3", "2.1.4", "2.2.3", "2.3.3"];

/// The server that is asked for with a Python: of 1.3 all releases die on 3.8 (Azure/azureml-examples #4009).
pub(super) fn server_for(python: Option<Release>) -> &'static str {
    if python == Some(Release { major: 3, minor: 8 }) { "azureml-inference-server-http<1.3" } else { SERVER }
}

/// The Python of the environment, where the files name one.
pub(super) fn python(model: &MlModel, environment: &Environment) -> Option<Release> {
    match environment.conda.as_ref().map(|file| file.content.as_ref()) {
        Some(Ok(conda)) => conda.python_asked.as_deref().and_then(newest_python),
        Some(Err(_)) => None,
        None => Release::of(&written_python(model, environment)?),
    }
}

/// The package of a name that the environment asks for.
pub(super) fn asked<'c>(candidate: &'c Candidate<'_>, name: &str) -> Option<&'c Package> {
    let environment = candidate.environment()?;
    // A constraint alone asks for nothing.
    let is_asked = |package: &&Package| {
        let is_constraint = |path: &str| environment.included.iter().any(|file| file.is_constraint && *file.file.path == *path);
        package.name == name && !is_constraint(&package.file)
    };
    candidate.packages_of_conda().iter().find(is_asked)
}

/// Whether the model is served as it should be with pandas 2 only, and the environment gets pandas 3.
pub(super) fn wants_pandas_2(candidate: &Candidate<'_>) -> bool {
    let (Ok(model), Some(folder)) = (candidate.read(), candidate.folder()) else { return false };
    Pandas::of(model, &folder.environment) == Pandas::Three && (is_unsigned(model) || starts_with_pandas_2_only(candidate))
}

/// Whether a model has no entry signature, of whatever kind.
pub(super) fn is_unsigned(model: &MlModel) -> bool {
    model.signature.is_none() && model.signature_is_no_map.is_none()
}

/// Whether pandas 3 makes the scoring script die of something that it does not die of with pandas 2.
pub(super) fn starts_with_pandas_2_only(candidate: &Candidate<'_>) -> bool {
    let (Ok(model), Some(folder)) = (candidate.read(), candidate.folder()) else { return false };
    let faults = |pandas| azure::sample(model, folder.example.as_ref(), pandas).faults;
    let with_2 = faults(Pandas::Two);
    faults(Pandas::Three).iter().any(|fault| !with_2.contains(fault))
}

/// What to do with conda.yaml, for all of its reasons together.
pub(super) fn fix(candidate: &Candidate<'_>) -> Option<Fix> {
    let (model, environment) = (candidate.written()?, candidate.environment()?);
    match &environment.conda {
        None => Some(new(candidate, model, environment)),
        Some(file) => {
            let lacking = lacking(candidate, model, environment);
            file.content.as_ref().ok().map(|conda| changed(candidate, lacking, (file, conda)))
        }
    }
}

/// The lines that conda.yaml lacks.
fn lacking(candidate: &Candidate<'_>, model: &MlModel, environment: &Environment) -> Vec<&'static str> {
    let wanted = [(MONITORING, MONITORING), (SERVER, server_for(python(model, environment)))];
    wanted.into_iter().filter(|(name, _)| asked(candidate, name).is_none()).map(|(_, line)| line).collect()
}

fn changed(candidate: &Candidate<'_>, mut added: Vec<&'static str>, (file, conda): (&EnvFile<CondaEnv>, &CondaEnv)) -> Fix {
    let wants_pandas_2 = candidate.wants_pandas_2();
    let pandas = asked(candidate, "pandas").filter(|_| wants_pandas_2);
    if wants_pandas_2 && pandas.is_none() {
        added.push(PANDAS_2);
    }
    let about = match (added.is_empty(), wants_pandas_2) {
        (_, false) => "Add what is lacking to the pip list of conda.yaml.",
        (true, true) => "Ask for pandas<3 in conda.yaml.",
        (false, true) if *added == [PANDAS_2] => "Ask for pandas<3 in conda.yaml.",
        (false, true) => "Add what is lacking to the pip list of conda.yaml, and ask for pandas<3 there.",
    };
    let text = match pandas {
        None => Some(file.text.to_string()),
        Some(package) => {
            written(conda, package, &file.path).and_then(|line| conda_change::with_replaced(&file.text, line, &below_3(package)))
        }
    };
    let after = text.and_then(|text| if added.is_empty() { Some(text) } else { conda_change::with_pip_lines(&text, &added) });
    let fix = after.map(|after| Fix::file(about, FileChange { path: file.path.clone(), before: file.text.to_string(), after }));
    fix.filter(|fix| fix.change.is_some()).unwrap_or_else(|| {
        let mut words = Vec::new();
        if !added.is_empty() {
            words.push(format!("Add to the pip list of conda.yaml: {}.", added.join(", ")));
        }
        if let Some(package) = pandas {
            words.push(format!("In {}, ask for {} in place of the pandas there.", package.file, below_3(package)));
        }
        Fix::words(words.join(" "))
    })
}

/// The line of conda.yaml that asks for a package, as written there.
fn written<'c>(conda: &'c CondaEnv, package: &Package, path: &str) -> Option<&'c str> {
    let is_it = |line: &str| {
        let name = line.rsplit_once("::").map_or(line, |(_, plain)| plain);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(name.len());
        name[..end].eq_ignore_ascii_case(&package.name)
    };
    let lines = conda.pip.iter().map(|line| line.text.as_str()).chain(conda.packages.iter().map(String::as_str));
    lines.filter(|_| *package.file == *path).find(|line| is_it(line))
}

/// What asks for the same pandas, but not for 3.
fn below_3(pandas: &Package) -> String {
    let takes_2 = SOME_PANDAS_2.iter().any(|release| pandas.allows(release) == Some(true));
    let versions = if takes_2 && !pandas.asked.is_empty() { format!("{},<3", pandas.asked) } else { "<3".to_owned() };
    let extras = if pandas.extras.is_empty() { String::new() } else { format!("[{}]", pandas.extras.join(",")) };
    let marker = pandas.marker.as_ref().map(|marker| format!("; {marker}")).unwrap_or_default();
    format!("pandas{extras}{versions}{marker}")
}

/// The Python of a model without a conda.yaml, as it is written: `python: 3.10` is no 3.1 to those who wrote it.
fn written_python(model: &MlModel, environment: &Environment) -> Option<String> {
    let file = environment.python_env.as_ref().filter(|file| file.content.is_ok());
    let of_file = file.and_then(|file| file.text.lines().find_map(|line| line.strip_prefix("python:"))).map(|written| {
        let written = written.split(" #").next().unwrap_or(written);
        written.trim().trim_matches(['"', '\'']).to_owned()
    });
    let of_model = || model.flavors.get(PYFUNC)?.text("python_version").map(str::to_owned);
    let is_plain = |text: &String| {
        text.starts_with(|c: char| c.is_ascii_digit()) && text.len() < 20 && text.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    of_file.filter(is_plain).or_else(of_model).filter(is_plain)
}

/// A conda.yaml made of the Python and the requirements that are known.
fn new(candidate: &Candidate<'_>, model: &MlModel, environment: &Environment) -> Fix {
    let wants_pandas_2 = candidate.wants_pandas_2();
    let lacking = lacking(candidate, model, environment);
    let words = || Fix::words(format!("Write a conda.yaml that asks for the model's Python, its packages, {SERVER} and {MONITORING}."));
    let requirements = environment.requirements.as_ref().and_then(|file| file.content.as_ref().ok());
    let (Some(python), Some(requirements), Some(path)) =
        (written_python(model, environment), requirements, env_path(model, "conda", CONDA))
    else {
        return words();
    };
    let pandas = asked(candidate, "pandas").filter(|_| wants_pandas_2);
    let mut lines: Vec<String> = Vec::new();
    let mut is_one_left_out = false;
    for line in &requirements.lines {
        if has_credentials(&line.text) {
            is_one_left_out = true;
            continue;
        }
        match (&line.kind, pandas) {
            (LineKind::Package { name, .. }, Some(pandas)) if name == "pandas" => lines.push(below_3(pandas)),
            // Where one line has a hash, pip wants one of all.
            (LineKind::Package { .. }, _) => lines.push(line.text.split(" --hash").next().unwrap_or(&line.text).trim().to_owned()),
            _ => lines.push(line.text.clone()),
        }
    }
    lines.extend(lacking.into_iter().map(str::to_owned));
    if wants_pandas_2 && pandas.is_none() {
        lines.push(PANDAS_2.to_owned());
    }
    let mut after = format!("channels:\n- conda-forge\ndependencies:\n- python={python}\n- pip\n- pip:\n");
    for line in lines {
        after.push_str(&format!("  - {}\n", conda_change::scalar(&line)));
    }
    let about = if is_one_left_out {
        "Write the environment file that Azure reads. Lines of requirements.txt that hold a password or a token are left out here."
    } else {
        "Write the environment file that Azure reads."
    };
    Fix::file(about, FileChange { path: path.into(), before: String::new(), after })
}
