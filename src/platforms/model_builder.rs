//! `ModelBuilder` of the SageMaker Python SDK 2.257.7: `_select_container_for_mlflow_model` and its callers, for us-east-1 and
//! ml.m5.xlarge, run 2026-11-25 (aws/sagemaker-python-sdk `src/sagemaker/serve/model_format/mlflow/utils.py`,
//! `serve/detector/image_detector.py`, `image_uri_config/*.json`). `sagemaker-serve` 1.27.0 has the same functions (read). It asks MLflow
//! for nothing.

use pep508_rs::pep440_rs::Version;

use super::{Basis, Candidate, FileChange, Fix, Group, Platform, Reason, beyond, codes, mlmodel_change, requirements};
use crate::folder::environment::without_credentials;
use crate::folder::{MLMODEL, MlmodelError};
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::yaml::{ConstructorError, OddityKind};
use crate::mlmodel::{Flavors, MlModel, Value};

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "sagemaker-modelbuilder",
    name: "SageMaker ModelBuilder",
    group: Group::SageMaker,
    is_variant: false,
    serves: true,
    basis: Basis::Run,
    checked: "how the SageMaker Python SDK 2.257.7 chooses a container in us-east-1, run 2026-11-25",
    not_checked: "the libraries in the image, permissions, and loading the model there",
    rule,
    today: None,
    beyond: beyond::LOADING,
};

const REQUIREMENTS: &str = "requirements.txt";

/// A library that has images of its own.
struct Framework {
    /// Flavors that take them.
    flavors: &'static [&'static str],
    name: &'static str,
    /// How the line in requirements.txt begins.
    package: &'static str,
    images: &'static [Image],
}

/// Releases of a library, and the Python of their images; none where any will do.
struct Image {
    releases: &'static [&'static str],
    python: Option<&'static str>,
}

const fn any(releases: &'static [&'static str]) -> Image {
    Image { releases, python: None }
}

const fn with(python: &'static str, releases: &'static [&'static str]) -> Image {
    Image { releases, python: Some(python) }
}

const FRAMEWORKS: &[Framework] = &[
    Framework {
        flavors: &["sklearn"],
        name: "scikit-learn",
        package: "scikit-learn",
        images: &[with("py3", &["0.20.0", "0.23-1", "1.0-1", "1.2-1"])],
    },
    Framework {
        flavors: &["xgboost"],
        name: "XGBoost",
        package: "xgboost",
        images: &[with("py3", &["0.90-1", "0.90-2", "1.0-1"]), any(&["1", "1.2-1", "1.2-2", "1.3-1", "1.5-1", "1.7-1", "3.0-5"])],
    },
    Framework {
        flavors: &["tensorflow", "keras"],
        name: "TensorFlow",
        package: "tensorflow",
        images: &[
            with("py2", &["1.4.1", "1.5.0", "1.6.0", "1.7.0", "1.8.0", "1.9.0", "1.10.0"]),
            any(&[
                "1.11.0", "1.12.0", "1.13.0", "1.14.0", "1.15.0", "1.15.2", "1.15.3", "1.15.4", "1.15.5", "2.0.0", "2.0.1", "2.0.2",
                "2.0.3", "2.0.4", "2.1.0", "2.1.1", "2.1.2", "2.1.3", "2.2.0", "2.2.1", "2.2.2", "2.3.0", "2.3.1", "2.3.2", "2.4.1",
                "2.4.3", "2.5.1", "2.6.0", "2.6.3", "2.7.0", "2.8.0", "2.8.4", "2.9.2", "2.9.3", "2.10.0", "2.10.1", "2.11.0", "2.11.1",
                "2.12.1", "2.13.0", "2.14.1", "2.16.1", "2.18.0", "2.19.0",
            ]),
        ],
    },
    Framework {
        flavors: &["pytorch"],
        name: "PyTorch",
        package: "torch",
        images: &[
            with("py3", &["0.4.0", "1.0.0", "1.1.0", "1.2.0", "1.3.1"]),
            with("py36", &["1.4.0", "1.5.0", "1.6.0", "1.7.1", "1.8.0", "1.8.1"]),
            with("py38", &["1.9.0", "1.9.1", "1.10.0", "1.10.2", "1.11.0", "1.12.0", "1.12.1"]),
            with("py39", &["1.13.1"]),
            with("py310", &["2.0.0", "2.0.1", "2.1.0", "2.2.0"]),
            with("py311", &["2.3.0", "2.4.0", "2.5.1"]),
            with("py312", &["2.6.0"]),
        ],
    },
];

fn rule(candidate: &Candidate<'_>) -> Vec<Reason> {
    let model = match written(candidate) {
        Ok(model) => model,
        Err(reasons) => return reasons,
    };
    let mut reasons = Vec::new();
    if !candidate.has_file(REQUIREMENTS) {
        let message = "ModelBuilder looks for requirements.txt beside the MLmodel, which is not there.";
        reasons.push(Reason::stops(codes::SAGEMAKER_NO_REQUIREMENTS, message).file(REQUIREMENTS).fix(requirements::freeze(candidate)));
    }
    let Some(first) = model.flavors.list().first() else {
        reasons.insert(0, Reason::stops(codes::SAGEMAKER_NO_FLAVORS, "ModelBuilder finds no flavor in the MLmodel.").key(&["flavors"]));
        return reasons;
    };
    let python = match python(candidate, model) {
        Ok(python) => python,
        Err(reason) => {
            reasons.push(reason);
            return reasons;
        }
    };
    let flavor = model.flavors.list().iter().find(|flavor| &*flavor.name != PYFUNC).unwrap_or(first);
    match FRAMEWORKS.iter().find(|framework| framework.flavors.contains(&&*flavor.name)) {
        None => reasons.extend(default_image(&python)),
        Some(framework) if candidate.has_file(REQUIREMENTS) => reasons.extend(own_image(candidate, framework, &python)),
        Some(_) => {}
    }
    reasons
}

/// The MLmodel as YAML alone: what MLflow refuses in it does not matter.
fn written<'a>(candidate: &Candidate<'a>) -> Result<&'a MlModel, Vec<Reason>> {
    let Some(folder) = candidate.folder() else { return Err(candidate.reading().to_vec()) };
    match &folder.mlmodel.content {
        Ok(model) => {
            // That a key at the top is no text is refused by MLflow, and is YAML.
            let is_refused = |kind: &OddityKind| matches!(kind, OddityKind::Refused(why) if *why != ConstructorError::TopKeyIsNoText);
            let refused = model.oddities.iter().find(|oddity| is_refused(&oddity.kind));
            match refused {
                Some(oddity) => {
                    let message = format!("ModelBuilder cannot read the MLmodel as YAML: line {}.", oddity.line);
                    Err(vec![Reason::stops(codes::READER_REFUSES, message).file(MLMODEL)])
                }
                None => Ok(model),
            }
        }
        Err(MlmodelError::NotRead(_) | MlmodelError::Unreadable(_)) => Err(candidate.reading().to_vec()),
    }
}

/// A Python in three parts: its first two numbers as texts.
struct Python {
    major: String,
    minor: String,
}

fn python(candidate: &Candidate<'_>, model: &MlModel) -> Result<Python, Reason> {
    let key = ["flavors", PYFUNC, "python_version"];
    let Some(pyfunc) = model.flavors.get(PYFUNC).filter(|_| matches!(model.flavors, Flavors::Map(_))) else {
        return Err(super::mlflow_serve::no_python_function(model));
    };
    let written = pyfunc.value.get("python_version");
    if let Some(Value::Text(version)) = written
        && let [major, minor, _] = version.split('.').collect::<Vec<_>>()[..]
    {
        return Ok(Python { major: major.to_owned(), minor: minor.to_owned() });
    }
    let shown = written.map_or_else(|| "is not there".to_owned(), |version| format!("is {}", clipped(&version.shown(), 60)));
    let message = format!("The python_version of python_function {shown}, and ModelBuilder wants three parts, as 3.11.7.");
    let about = "Write the Python in three parts into the MLmodel, the right one if you know it.";
    let whole = written.and_then(Value::as_text).filter(|text| text.split('.').count() == 2).map(|text| format!("{text}.0"));
    let change = whole.and_then(|whole| mlmodel_change::with_scalar(candidate.folder()?, &key, &whole));
    let fix = change.map_or_else(|| Fix::words(about), |change| Fix::file(about, change));
    Err(Reason::stops(codes::SAGEMAKER_PYTHON_VERSION, message).key(&key).fix(fix))
}

fn image_uri() -> Fix {
    Fix::python("Name an image yourself.", "ModelBuilder(image_uri=\"…\")")
}

/// Flavors without images of their own get that of PyTorch.
fn default_image(python: &Python) -> Option<Reason> {
    let is_built = python.major == "3" && matches!(&*python.minor, "8" | "9" | "10" | "11" | "12");
    let message = || {
        format!(
            "ModelBuilder has an image for Python 3.8 to 3.12, and the model has {}.{}.",
            clipped(&python.major, 20),
            clipped(&python.minor, 20)
        )
    };
    (!is_built)
        .then(|| Reason::stops(codes::SAGEMAKER_PYTHON_IMAGE, message()).key(&["flavors", PYFUNC, "python_version"]).fix(image_uri()))
}

/// The image of the nearest release.
fn own_image(candidate: &Candidate<'_>, framework: &Framework, python: &Python) -> Option<Reason> {
    let environment = candidate.environment()?;
    let text = environment.requirements.as_ref().map_or("", |file| &file.text);
    let line = text.lines().find(|line| line.starts_with(framework.package));
    let version =
        line.and_then(|line| ["==", ">=", "<="].iter().find_map(|sign| Some(line.split_once(sign)?.1)).map(|rest| first_part(line, rest)));
    let parsed = version.and_then(|version| version.trim().parse::<Version>().ok());
    let (Some(parsed), Some(line)) = (parsed, line) else {
        let message = match line {
            None => format!(
                "No line of requirements.txt begins with {}, where ModelBuilder reads the version of {}.",
                framework.package, framework.name
            ),
            Some(line) => format!(
                "ModelBuilder reads the version of {} from the line {}, and only understands name==1.2.3.",
                framework.name,
                clipped(&without_credentials(line), 80)
            ),
        };
        return Some(Reason::stops(codes::SAGEMAKER_PIN, message).file(REQUIREMENTS).fix(pin(candidate, framework, text)));
    };
    let python_of_image =
        if framework.package == "torch" { format!("py{}{}", python.major, python.minor) } else { format!("py{}", python.major) };
    match nearest(framework, &parsed, &python_of_image) {
        Some(image) if image.release() != parsed.release() => {
            let message =
                format!("ModelBuilder gives the image of {} {image}, and the model asks for {}.", framework.name, clipped(line, 80));
            Some(Reason::note(codes::SAGEMAKER_OLDER_IMAGE, message).file(REQUIREMENTS).fix(image_uri()))
        }
        Some(_) => None,
        None => {
            let message = format!(
                "ModelBuilder has no image for {} with Python {}.{}.",
                clipped(line, 80),
                clipped(&python.major, 20),
                clipped(&python.minor, 20)
            );
            Some(Reason::stops(codes::SAGEMAKER_IMAGE, message).file(REQUIREMENTS).fix(image_uri()))
        }
    }
}

/// What stands between the first sign and the next one of its kind: `line.split(sign)[1]`.
fn first_part<'t>(line: &'t str, rest: &'t str) -> &'t str {
    let sign = &line[line.len() - rest.len() - 2..line.len() - rest.len()];
    rest.split(sign).next().unwrap_or(rest)
}

/// The release whose image is taken: the same, else the next lower, else the next higher, of the same first number, that is built for
/// this Python.
fn nearest(framework: &Framework, wanted: &Version, python: &str) -> Option<Version> {
    let major = |version: &Version| version.release().first().copied();
    let mut images: Vec<(Version, Option<&str>)> = Vec::new();
    for image in framework.images {
        images.extend(image.releases.iter().filter_map(|release| Some((release.parse::<Version>().ok()?, image.python))));
    }
    images.retain(|(release, _)| major(release) == major(wanted));
    images.sort_by(|a, b| a.0.cmp(&b.0));
    let same = images.iter().find(|(release, _)| release == wanted);
    let lower = images.iter().rev().find(|(release, _)| release < wanted);
    let higher = images.iter().find(|(release, _)| release > wanted);
    let is_built = |image: &&(Version, Option<&str>)| image.1.is_none_or(|built| built == python);
    [same, lower, higher].into_iter().flatten().find(is_built).map(|(release, _)| release.clone())
}

/// requirements.txt with the library pinned to the release that the MLmodel names.
fn pin(candidate: &Candidate<'_>, framework: &Framework, text: &str) -> Fix {
    let about = format!(
        "Write {}==1.2.3 into requirements.txt, with the release that made the model, in the first line that begins with that name.",
        framework.package
    );
    let flavor = candidate.written().and_then(|model| framework.flavors.iter().find_map(|name| model.flavors.get(name)));
    let version = flavor.and_then(|flavor| flavor.text(flavor.spec?.version_key)).filter(|version| version.parse::<Version>().is_ok());
    let Some(version) = version else { return Fix::words(about) };
    let pinned = format!("{}=={version}", framework.package);
    let after = with_pin(text, framework.package, &pinned);
    Fix::file(
        format!("Pin {} in requirements.txt to the release that made the model.", framework.name),
        FileChange { path: REQUIREMENTS.into(), before: text.to_owned(), after },
    )
}

/// The text with a pinned line where `ModelBuilder` looks, which is the first line that begins with the name, and without the lines that
/// asked for the library before. A line that ends with `\\` goes on in the next.
fn with_pin(text: &str, package: &str, pinned: &str) -> String {
    let normal = |line: &str| line.trim_start().to_ascii_lowercase().replace(['_', '.'], "-");
    let is_it = |line: &str| {
        normal(line).strip_prefix(package).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-'))
    };
    let mut lines: Vec<&str> = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        if !line.trim_end_matches(['\r', '\n']).ends_with('\\') {
            lines.push(&text[start..end]);
            start = end;
        }
    }
    lines.push(&text[start..]);
    let is_first = |line: &&str| line.starts_with(package) || is_it(line);
    let place = lines.iter().position(is_first).unwrap_or(0);
    let mut after = String::with_capacity(text.len() + pinned.len() + 2);
    for (number, line) in lines.iter().enumerate() {
        if number == place {
            let own_end = &line[line.trim_end_matches(['\r', '\n']).len()..];
            after.push_str(pinned);
            after.push_str(if own_end.is_empty() && !is_it(line) { "\n" } else { own_end });
        }
        if !is_it(line) {
            after.push_str(line);
        }
    }
    after
}
