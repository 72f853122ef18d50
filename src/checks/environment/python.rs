//! Which Python the model asks for.

use super::super::Severity::{Note, Warning};
use super::super::{Context, Finding, codes};
use crate::folder::environment::known::{AS_OF, NEWEST_MLFLOW, OLDEST_BUILT, newest_mlflow};
use crate::folder::environment::{EnvFile, LineKind, needs_newer, newest_python};
use crate::folder::references::Release;
use crate::mlmodel::KeyPath;
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::PYFUNC;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    contradiction(context, findings);
    aged(context, findings);
    too_old(context, findings);
}

/// A file, and the newest Python that it allows.
struct Asked {
    file: String,
    python: Release,
}

/// What an environment is built with: `python_env.yaml` and conda.yaml, or the MLmodel where neither says it.
fn asked(context: &Context<'_>) -> Vec<Asked> {
    let environment = &context.folder.environment;
    let of = |file: &str, text: Option<&str>| text.and_then(newest_python).map(|python| Asked { file: file.to_owned(), python });
    let virtualenv = read(environment.python_env.as_ref()).and_then(|(file, env)| of(file, env.python.as_deref()));
    let conda = read(environment.conda.as_ref()).and_then(|(file, env)| of(file, env.python_asked.as_deref()));
    let found: Vec<Asked> = virtualenv.into_iter().chain(conda).collect();
    if found.is_empty() { of("the MLmodel", context.model.written(&version_key())).into_iter().collect() } else { found }
}

/// The Python that an environment gets, where the files name one.
pub fn built_with(context: &Context<'_>) -> Option<Release> {
    asked(context).first().map(|asked| asked.python)
}

fn read<T>(file: Option<&EnvFile<T>>) -> Option<(&str, &T)> {
    file.and_then(|file| Some((&*file.path, file.content.as_ref().ok()?)))
}

fn version_key() -> KeyPath {
    KeyPath::of(&["flavors", PYFUNC, "python_version"])
}

/// A Python that is past its end: one finding for all files, of the oldest that they ask for.
fn aged(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let asked = asked(context);
    // No MLflow ran on 3.0 to 3.3: such a number is a slip, `3.10` without its quotes.
    let is_old = |python: Release| matches!((python.major, python.minor), (2, 7) | (3, 4..=OLDEST_BUILT));
    let Some(oldest) = asked.iter().map(|asked| asked.python).filter(|python| is_old(*python)).min() else { return };
    let files: Vec<&str> = asked.iter().filter(|asked| asked.python == oldest).map(|asked| &*asked.file).collect();
    let files = format!("{} {} for it", files.join(" and "), if files.len() == 1 { "asks" } else { "ask" });
    let name = format!("Python {}.{}", oldest.major, oldest.minor);
    let mlflow = newest_mlflow(Some(oldest));
    let finding = if oldest == (Release { major: 3, minor: OLDEST_BUILT }) {
        // azureml-inference-server-http 1.3.0 to 1.3.4 fail at their first import, and 1.4 needs Python 3.9.
        Finding::new(codes::PYTHON_END_OF_LIFE, Note, format!("{name} is past its end of life"))
            .meaning(format!(
                "{files}. As of {AS_OF}: it has had no fixes since October 2024, the newest MLflow for it is {mlflow}, and of Azure's \
                 server, azureml-inference-server-http, only releases below 1.3 start on it (Azure/azureml-examples#4009)."
            ))
            .help("For Azure, add azureml-inference-server-http<1.3. Save the next version of the model under Python 3.10 or newer.")
    } else {
        let newest = if mlflow == NEWEST_MLFLOW { String::new() } else { format!(" The newest MLflow for it is {mlflow}.") };
        Finding::new(codes::PYTHON_NOT_BUILT, Warning, format!("{name} is no longer built"))
            .meaning(format!(
                "{files}. As of {AS_OF}: conda-forge has built nothing for Python 3.7 and older since October 2022, and Azure's image \
                 build stops there (MicrosoftLearning/mslearn-mlops#60).{newest}"
            ))
            .help(
                "It still loads where such a Python is installed. To deploy it anew, save or train it again under Python 3.10 or newer \
                 and compare the predictions.",
            )
    };
    let is_of_mlmodel = context.model.written(&version_key()).and_then(newest_python) == Some(oldest);
    findings.push(match asked.iter().find(|asked| asked.python == oldest) {
        _ if is_of_mlmodel => finding.key(context, version_key()),
        Some(asked) => finding.path(&*asked.file),
        None => finding,
    });
}

/// An MLflow that pip does not find for the Python of the environment.
fn too_old(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(Asked { file, python }) = asked(context).into_iter().next() else { return };
    let newest = newest_mlflow(Some(python));
    let python = format!("Python {}.{}", python.major, python.minor);
    for (source, line) in context.folder.environment.all_lines() {
        let LineKind::Package { name, versions, marker: None, .. } = &line.kind else { continue };
        if !is_mlflow(name) || newest == NEWEST_MLFLOW || !needs_newer(versions, newest) {
            continue;
        }
        findings.push(
            Finding::new(codes::PYTHON_TOO_OLD, Warning, format!("{} does not run on {python}", clipped(&line.text, 80)))
                .meaning(format!(
                    "{source} asks for this MLflow and {file} for this Python. pip finds {newest} as the newest for {python} (as of \
                     {AS_OF}), so the environment cannot be built."
                ))
                .help("Ask for the Python that the model was saved with, or for an MLflow that runs on this one.")
                .path(source),
        );
        return;
    }
}

/// The packages that hold MLflow's own loading.
pub fn is_mlflow(package: &str) -> bool {
    matches!(package, "mlflow" | "mlflow-skinny")
}

fn contradiction(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    let key = version_key();
    let mut stated: Vec<(&str, String)> = Vec::new();
    if let Some(version) = context.model.written(&key) {
        stated.push(("MLmodel", version.to_owned()));
    }
    if let Some(version) = environment.python_env.as_ref().and_then(|file| file.content.as_ref().ok()).and_then(|env| env.python.clone()) {
        stated.push(("python_env.yaml", version));
    }
    if let Some(version) = environment.conda.as_ref().and_then(|file| file.content.as_ref().ok()).and_then(|env| env.python.clone()) {
        stated.push(("conda.yaml", version));
    }
    let Some((_, first)) = stated.first() else { return };
    let (Some(expected), different) = (Release::of(first), stated.iter().any(|(_, version)| version != first)) else { return };
    if !different {
        return;
    }
    // 3.11.7 beside 3.11 is the same Python said less exactly.
    let far = stated.iter().any(|(_, version)| Release::of(version).is_some_and(|other| other != expected));
    let exact = stated.iter().all(|(_, version)| version.matches('.').count() >= 2);
    if !far && !exact {
        return;
    }
    let list: Vec<String> = stated.iter().map(|(file, version)| format!("{file} {version}")).collect();
    let finding = Finding::new(
        codes::PYTHON_CONTRADICTION,
        if far { Warning } else { Note },
        format!("The files disagree on Python: {}", list.join(", ")),
    )
    .meaning("A pickled model may not load under another Python than it was saved with.")
    .help("Use the version the model was saved with in all of them.");
    findings.push(if context.model.written(&key).is_some() { finding.key(context, key) } else { finding });
}
