//! What the MLmodel names and the disk does not hold as it should.

use super::Severity::{Error, Note, Warning};
use super::{Context, Finding, Severity, codes};
use crate::folder::references::{Damage, outside_by_text};
use crate::folder::{Origin, Reference, Status};
use crate::mlmodel::flavors::Expect;
use crate::mlmodel::{Code, display};

/// More findings of this kind are counted only.
const MAX_FINDINGS: usize = 100;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let references = &context.folder.references;
    let mut count = 0;
    for (i, first) in references.iter().enumerate().filter(|(_, reference)| !reference.status.is_good()) {
        // One file that several entries name is one finding, and so are the environment files that are missing together.
        let same = |other: &&Reference| told_as(other) == told_as(first);
        if references[..i].iter().any(|other| same(&other)) {
            continue;
        }
        count += 1;
        let stops = first.required && !context.loading.any();
        // An error is never left out.
        if count <= MAX_FINDINGS || stops {
            let group: Vec<&Reference> = references.iter().filter(same).collect();
            findings.push(finding(context, &group));
        }
    }
    if count > MAX_FINDINGS {
        let more = display::count(count - MAX_FINDINGS, "more file is", "more files are");
        findings.push(
            Finding::new(codes::ARTIFACTS_MORE, Warning, format!("{more} not as named"))
                .meaning("Files shows them; only the first are described here.")
                .help("Download the model again."),
        );
    }
    damaged(context, findings);
    backslashes(context, findings);
}

fn damaged(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let references = &context.folder.references;
    for (i, first) in references.iter().enumerate() {
        let Some(damage) = first.damage else { continue };
        if references[..i].iter().any(|other| other.path == first.path) {
            continue;
        }
        let severity = if first.required && !context.loading.any() { Error } else { Warning };
        let path = display::clipped(&first.path, 120);
        let (code, title, meaning) = match damage {
            Damage::CutOff => {
                (codes::ARTIFACT_CUT_OFF, format!("{path} is cut off"), "It begins as a pickle and lacks the byte that ends every pickle.")
            }
            Damage::WebPage => (
                codes::ARTIFACT_WEB_PAGE,
                format!("{path} is a web page"),
                "A download that was not signed in saves a login page in place of the file.",
            ),
        };
        let mut finding = Finding::new(code, severity, title)
            .meaning(meaning)
            .help("Download or copy it again from the run's outputs.")
            .path(first.path.to_string());
        for reference in references.iter().filter(|other| other.path == first.path) {
            finding = finding.key(context, reference.key.clone());
        }
        findings.push(finding);
    }
}

/// References of which this is the same are one finding.
fn told_as(reference: &Reference) -> (Option<&str>, Status) {
    let is_lost_environment = is_of_environment(reference) && reference.status == Status::Missing;
    ((!is_lost_environment).then_some(&*reference.path), reference.status)
}

fn finding(context: &Context<'_>, group: &[&Reference]) -> Finding {
    let first = group[0];
    let severity = severity(context, group);
    let StatusWords { code, mut title, help } = described(first);
    let mut paths: Vec<_> = Vec::new();
    for path in group.iter().map(|reference| display::clipped(&reference.path, 120)) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    if let [others @ .., last] = paths.as_slice()
        && !others.is_empty()
    {
        title = format!("{} and {last} are missing", others.join(", "));
    }
    let mut finding =
        Finding::new(code, severity, title).meaning(meaning(context, group, severity)).help(help).path(first.path.to_string());
    for reference in group.iter().filter(|reference| reference.origin != Origin::Sidecar) {
        finding = finding.key(context, reference.key.clone());
    }
    finding
}

struct StatusWords {
    code: &'static Code,
    title: String,
    help: &'static str,
}

/// What a status is called, and what to do about it.
fn described(first: &Reference) -> StatusWords {
    let path = display::clipped(&first.path, 120);
    let (code, title, help) = match first.status {
        Status::Present | Status::Missing => (codes::ARTIFACT_MISSING, format!("{path} is missing"), missing_help(first)),
        Status::Empty => {
            (codes::ARTIFACT_EMPTY, format!("{path} is empty"), "Copy it from the run's outputs, or download the model again.")
        }
        Status::WrongKind => (
            codes::ARTIFACT_WRONG_KIND,
            format!("{path} {}", wrong_kind(first)),
            "Download the model again; a copy may have unpacked or renamed it.",
        ),
        Status::Outside => {
            let why = outside_by_text(&first.path).unwrap_or("it leads out of the folder");
            (
                codes::ARTIFACT_OUTSIDE,
                format!("{path} lies outside the model folder: {why}"),
                "Put the file into the model folder and write its relative path.",
            )
        }
        Status::LinkOutside => (
            codes::ARTIFACT_LINK_OUTSIDE,
            format!("{path} is a link that leads out of the model folder"),
            "Copy the model with its links followed (cp -rL, rsync -L), so that the folder holds all it needs.",
        ),
        Status::BrokenLink => (
            codes::ARTIFACT_BROKEN_LINK,
            format!("{path} is a link that leads nowhere"),
            "Restore what the link points to, or copy the model with its links followed.",
        ),
        Status::Unreadable => {
            (codes::ARTIFACT_UNREADABLE, format!("{path} may not be read"), "Change its permissions, or copy the model as its owner.")
        }
        Status::LfsPointer => (
            codes::ARTIFACT_LFS_POINTER,
            format!("{path} is a Git LFS pointer, not the data"),
            "Run git lfs pull in the repository the model comes from.",
        ),
    };
    StatusWords { code, title, help }
}

fn wrong_kind(first: &Reference) -> String {
    let what = if first.expect == Expect::Folder { "folder" } else { "file" };
    match (first.files.is_some(), first.bytes.is_some()) {
        (true, _) => format!("is a folder where a {what} is meant"),
        (false, true) => "is a file where a folder is meant".to_owned(),
        (false, false) => format!("is no such thing where a {what} is meant"),
    }
}

fn severity(context: &Context<'_>, group: &[&Reference]) -> Severity {
    let first = group[0];
    let required = group.iter().any(|reference| reference.required);
    if group.iter().any(|reference| reference.stops_loading()) && !context.loading.any() {
        return Error;
    }
    match first.status {
        // A folder may be empty on purpose.
        Status::Empty if first.is_pyfunc_artifact() || (first.files.is_some() && !required) => Note,
        _ => Warning,
    }
}

fn meaning(context: &Context<'_>, group: &[&Reference], severity: Severity) -> String {
    let first = group[0];
    let needed: Vec<&str> = group.iter().filter(|reference| reference.required).filter_map(|reference| reference.flavor()).collect();
    let mut flavors = needed.clone();
    flavors.dedup();
    let who = match flavors.as_slice() {
        [] if is_of_environment(first) => return environment_meaning(context, group),
        [] => return optional_meaning(first),
        [one] => format!("The flavor {one} loads the model from it"),
        [_, _] => "Both flavors load the model from it".to_owned(),
        more => format!("{} flavors load the model from it", more.len()),
    };
    match (first.status, severity) {
        (Status::LinkOutside, _) => format!("{who}. The link was not followed; elsewhere than on this machine it may lead nowhere."),
        (_, Error) => format!("{who}, so loading fails."),
        _ if context.loading.any() => format!("{who}; another flavor still loads."),
        _ => format!("{who}."),
    }
}

/// Whether it is `conda.yaml`, `python_env.yaml` or `requirements.txt`, by whatever name: the files of `mlflow/utils/environment.py`.
fn is_of_environment(reference: &Reference) -> bool {
    matches!(reference.key.last(), Some("conda" | "virtualenv" | "env" | "requirements.txt"))
}

fn environment_meaning(context: &Context<'_>, group: &[&Reference]) -> String {
    let environment = &context.folder.environment;
    let is_lost = group[0].status == Status::Missing && environment.conda.is_none() && environment.requirements.is_none();
    let consequence = match (is_lost, group) {
        (true, _) => "nothing in the folder says which packages it needs",
        (false, [_]) => "the environment it needs cannot be rebuilt from this file",
        (false, _) => "the environment it needs cannot be rebuilt from these files",
    };
    format!("The model loads, and {consequence}.")
}

fn optional_meaning(reference: &Reference) -> String {
    let key = reference.key.last().unwrap_or_default();
    match key {
        "code" => "Loading fails as soon as the model imports code from it.".to_owned(),
        "serving_input_path" => "The model loads; only the ready-made request is lost.".to_owned(),
        "artifact_path" => "The model loads; only the example of its input is lost.".to_owned(),
        _ if reference.flavor().is_some_and(|name| crate::mlmodel::flavors::find(name).is_none()) => {
            "Whether the flavor needs it cannot be told.".to_owned()
        }
        _ => "The model loads without it.".to_owned(),
    }
}

fn missing_help(reference: &Reference) -> &'static str {
    match reference.key.last().unwrap_or_default() {
        _ if is_of_environment(reference) => "Take what is missing from the run's artifacts before the model is deployed.",
        "model_code_path" => "Copy the script from the run's artifacts into the model folder; only its name counts, not the path recorded.",
        _ => "Copy it from the run's outputs, or download the model again.",
    }
}

/// Paths written on Windows are found here, and not by MLflow on Linux (#11862, #19744).
fn backslashes(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let keys: Vec<_> = context
        .folder
        .references
        .iter()
        .filter(|reference| reference.origin == Origin::Entry && reference.key.last() != Some("model_code_path"))
        .filter(|reference| context.model.written(&reference.key).is_some_and(|written| written.contains('\\')))
        .filter(|reference| reference.status.is_good())
        .map(|reference| reference.key.clone())
        .collect();
    if keys.is_empty() {
        return;
    }
    let mut finding = Finding::new(codes::WINDOWS_PATH, Note, "Paths are written with backslashes, as on Windows")
        .meaning("The files are there; MLflow on Linux or macOS may not find them.")
        .help("Write the paths with / if the model is to be loaded there.");
    for key in keys {
        finding = finding.key(context, key);
    }
    findings.push(finding);
}
