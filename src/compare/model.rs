//! The reasons that lie outside the signature: whether B loads, how it is called, what it needs.

use std::collections::BTreeSet;
use std::fmt;

use super::environment::{PYTHON, PackageRow};
use super::reason::{Reason, ReasonPlace, was_is};
use super::{Change, Side, rules};
use crate::checks::{Finding, FlavorProblem, FlavorState, Loading, Severity, codes};
use crate::folder::references::Release;
use crate::folder::{MLMODEL, ModelFolder, Status, Subject};
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::{KeyPath, MlModel, Value, display};

/// What keeps a side from being loaded.
#[derive(PartialEq, Eq)]
enum Blocker<'a> {
    /// A file that loading needs.
    File { path: &'a str, state: FileState },
    /// Something in the MLmodel.
    Entry { key: KeyPath, cause: Cause<'a> },
}

/// What is wrong with a file that loading needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FileState {
    Damaged,
    Outside,
    Other(Status),
}

impl FileState {
    fn of(status: Status) -> Self {
        match status {
            Status::Present | Status::LfsPointer | Status::WrongKind => Self::Damaged,
            Status::Outside | Status::LinkOutside => Self::Outside,
            other => Self::Other(other),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Outside => "outside the folder",
            Self::Other(status) => status.label(),
        }
    }
}

/// Why an entry of the MLmodel stops MLflow.
enum Cause<'a> {
    Finding(&'a Finding),
    Flavor(FlavorProblem),
}

/// Two findings of one code are one cause, whatever values they name; where they are about the whole file, on one line of it.
impl PartialEq for Cause<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Finding(one), Self::Finding(two)) => one.code == two.code && (!one.keys.is_empty() || one.line == two.line),
            (Self::Flavor(one), Self::Flavor(two)) => one == two,
            _ => false,
        }
    }
}

impl Eq for Cause<'_> {}

/// A clause without its full stop.
impl fmt::Display for Cause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finding(finding) => f.write_str(&finding.title),
            Self::Flavor(problem) => problem.fmt(f),
        }
    }
}

/// Whether B can be loaded, the missing artifacts first. That A cannot either is no excuse: B is to be used.
pub(super) fn judge_loading(a: &Side<'_>, b: &Side<'_>, reasons: &mut Vec<Reason>) {
    let (before, after) = (blockers(a), blockers(b));
    for blocker in &after {
        let too = if before.contains(blocker) { ", as in A" } else { "" };
        reasons.push(match blocker {
            Blocker::File { path, state } => {
                let what = format!("is {} in B{too}", state.word());
                Reason::new(&rules::CANDIDATE_ARTIFACT_MISSING, ReasonPlace::File((*path).to_owned()), display::clipped(path, 120), what)
            }
            Blocker::Entry { key, cause } => {
                let what = format!("of B stops MLflow{too} ({})", display::clipped(&cause.to_string(), 200));
                Reason::new(&rules::CANNOT_LOAD, ReasonPlace::Key(key.clone()), subject_of(key), what)
            }
        });
    }
    if let (Some(_), Subject::Artifact(_)) = (a.folder(), &b.opened.subject) {
        let what = "of B is not there: it holds a model's files and is no model";
        reasons.push(Reason::new(&rules::CANNOT_LOAD, ReasonPlace::File(MLMODEL.to_owned()), MLMODEL, what));
    }
    if !before.is_empty() && after.is_empty() && b.folder().is_some() {
        reasons.push(Reason::new(&rules::LOADS_NOW, ReasonPlace::Key(KeyPath::of(&["flavors"])), "B", "can be loaded"));
    }
    native_files(a, b, reasons);
    contradictions(a, b, reasons);
}

fn subject_of(key: &KeyPath) -> String {
    if key.is_empty() { MLMODEL.to_owned() } else { display::clipped(&key.to_string(), 80).into_owned() }
}

/// What stops a server and `mlflow.pyfunc`; without `python_function`, what stops every flavor.
fn blockers<'a>(side: &Side<'a>) -> Vec<Blocker<'a>> {
    let Some(folder) = side.folder() else { return Vec::new() };
    let mut found = Vec::new();
    let fatal = side.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let Some(model) = folder.model() else {
        found.extend(fatal.take(1).map(|finding| Blocker::Entry { key: KeyPath::root(), cause: Cause::Finding(finding) }));
        return found;
    };
    for reference in stopping(folder, model) {
        let blocker = Blocker::File { path: &reference.path, state: FileState::of(reference.status) };
        if !found.contains(&blocker) {
            found.push(blocker);
        }
    }
    // What MLflow refuses when it reads the MLmodel, before it opens any file.
    for finding in fatal.filter(|finding| finding.path.is_none() && !is_of_one_flavor(finding)) {
        found.push(Blocker::Entry { key: finding.keys.first().cloned().unwrap_or_default(), cause: Cause::Finding(finding) });
    }
    if let Some(FlavorState::Broken(problem)) = Loading::judge(model, folder).of(PYFUNC) {
        found.push(Blocker::Entry { key: KeyPath::of(&["flavors", PYFUNC]), cause: Cause::Flavor(problem.clone()) });
    }
    found
}

/// What stops one flavor is judged by [`Loading`].
fn is_of_one_flavor(finding: &Finding) -> bool {
    finding.code == codes::FLAVOR_UNUSABLE || finding.code == codes::PYFUNC_UNUSABLE
}

/// References without which neither a server nor `mlflow.pyfunc` loads the model.
fn stopping<'a>(folder: &'a ModelFolder, model: &'a MlModel) -> impl Iterator<Item = &'a crate::folder::Reference> {
    let loading = Loading::judge(model, folder);
    let loader = model.flavors.get(PYFUNC).map(|flavor| flavor.text("loader_module").and_then(|l| l.strip_prefix("mlflow.")));
    let stops = match loading.of(PYFUNC) {
        Some(FlavorState::LacksFiles) => true,
        None => !loading.any(),
        Some(_) => false,
    };
    folder.references.iter().filter(move |reference| {
        let is_of_pyfunc = loader.is_none_or(|library| reference.flavor() == Some(PYFUNC) || reference.flavor() == library);
        stops && reference.stops_loading() && is_of_pyfunc
    })
}

/// The columns that the candidate's own file was trained on, where they are others than its signature declares.
fn contradictions(a: &Side<'_>, b: &Side<'_>, reasons: &mut Vec<Reason>) {
    let is_of_columns = |finding: &&Finding| [codes::FEATURE_ORDER, codes::FEATURE_NAME, codes::FEATURE_COUNT].contains(&finding.code);
    let had_it = |code| a.findings.iter().any(|finding| finding.code == code);
    let Some(finding) = b.findings.iter().find(is_of_columns).filter(|finding| !had_it(finding.code)) else { return };
    let path = finding.path.as_deref().unwrap_or(MLMODEL);
    let place = ReasonPlace::File(path.to_owned());
    let what = "of B was trained on other columns than its signature declares";
    reasons.push(Reason::new(&rules::CANDIDATE_FILE_CONTRADICTS, place, display::clipped(path, 120), what));
}

/// Files that only the model's own library misses.
fn native_files(a: &Side<'_>, b: &Side<'_>, reasons: &mut Vec<Reason>) {
    let lacking = |side: &Side<'_>| -> BTreeSet<String> {
        let Some((folder, model)) = side.folder().and_then(|folder| Some((folder, folder.model()?))) else { return BTreeSet::new() };
        let blocking: BTreeSet<&str> = stopping(folder, model).map(|reference| &*reference.path).collect();
        let stops = folder.references.iter().filter(|reference| reference.stops_loading() && !blocking.contains(&*reference.path));
        stops.map(|reference| reference.path.to_string()).collect()
    };
    let before = lacking(a);
    for path in lacking(b).difference(&before) {
        let place = ReasonPlace::File(path.clone());
        reasons.push(Reason::new(&rules::NATIVE_ARTIFACT_MISSING, place, display::clipped(path, 120), "is missing in B"));
    }
}

/// How the model is called: flavors, the method, the kind of loader, the task.
pub(super) fn judge_calls(a: &MlModel, b: &MlModel, reasons: &mut Vec<Reason>) {
    flavors(a, b, reasons);
    if let (Some(old), Some(new)) = (a.flavors.get(PYFUNC), b.flavors.get(PYFUNC)) {
        let key = |name: &str| ReasonPlace::Key(KeyPath::of(&["flavors", PYFUNC, name]));
        let method = |flavor: &crate::mlmodel::Flavor| flavor.text("predict_fn").unwrap_or("predict").to_owned();
        let (from, to) = (method(old), method(new));
        if from != to {
            reasons.push(Reason::new(&rules::PREDICT_FN, key("predict_fn"), "predict_fn", was_is(&from, &to)));
        }
        let (from, to) = (old.text("loader_module").unwrap_or_default(), new.text("loader_module").unwrap_or_default());
        if from != to {
            let rule = if kind_of_loader(from) == kind_of_loader(to) { &rules::LOADER_MODULE } else { &rules::LOADER_KIND };
            reasons.push(Reason::new(rule, key("loader_module"), "loader_module", was_is(from, to)));
        }
        let streams = |flavor: &crate::mlmodel::Flavor| flavor.value.get("streamable") == Some(&Value::Bool(true));
        if streams(old) && !streams(new) {
            reasons.push(Reason::new(&rules::STREAM_REMOVED, key("streamable"), "streamable", "was true"));
        }
        let tasks = |model: &MlModel, flavor: &crate::mlmodel::Flavor| {
            model.metadata.get("task").and_then(Value::as_text).or(flavor.text("task")).unwrap_or("none").to_owned()
        };
        let (from, to) = (tasks(a, old), tasks(b, new));
        if from != to {
            let place = if a.metadata.get("task").is_some() || b.metadata.get("task").is_some() {
                ReasonPlace::Key(KeyPath::of(&["metadata", "task"]))
            } else {
                key("task")
            };
            reasons.push(Reason::new(&rules::TASK, place, "task", was_is(&from, &to)));
        }
    }
    match (a.is_signature_from_type_hint, b.is_signature_from_type_hint) {
        (false, true) => reasons.push(Reason::new(&rules::TYPE_HINTS_ON, hint(), "Type hints", "are checked now")),
        (true, false) => reasons.push(Reason::new(&rules::TYPE_HINTS_OFF, hint(), "Type hints", "are no longer checked")),
        _ => {}
    }
    needs(a, b, reasons);
}

fn hint() -> ReasonPlace {
    ReasonPlace::Key(KeyPath::of(&["is_signature_from_type_hint"]))
}

/// Agents and chat models take messages, every other loader takes what the signature says.
fn kind_of_loader(module: &str) -> &str {
    ["chat_model", "chat_agent", "responses_agent"]
        .into_iter()
        .find(|kind| module.strip_prefix("mlflow.pyfunc.loaders.") == Some(kind))
        .unwrap_or_default()
}

fn flavors(a: &MlModel, b: &MlModel, reasons: &mut Vec<Reason>) {
    let names = |model: &MlModel| model.flavors.list().iter().map(|flavor| flavor.name.to_string()).collect::<BTreeSet<_>>();
    let (before, after) = (names(a), names(b));
    for name in before.difference(&after) {
        let rule = if name == PYFUNC { &rules::PYFUNC_REMOVED } else { &rules::FLAVOR_REMOVED };
        let place = ReasonPlace::Key(KeyPath::of(&["flavors", name]));
        reasons.push(Reason::new(rule, place, display::clipped(name, 80), "is no longer a flavor of it"));
    }
    for name in after.difference(&before) {
        let rule = if name == PYFUNC { &rules::PYFUNC_ADDED } else { &rules::FLAVOR_ADDED };
        let place = ReasonPlace::Key(KeyPath::of(&["flavors", name]));
        reasons.push(Reason::new(rule, place, display::clipped(name, 80), "is a new flavor"));
    }
}

/// Code of its own, environment variables and resources: what B needs and A did not.
fn needs(a: &MlModel, b: &MlModel, reasons: &mut Vec<Reason>) {
    for key in ["code", "model_code_path"] {
        let names_code = |model: &MlModel| model.flavors.get(PYFUNC).is_some_and(|flavor| flavor.text(key).is_some());
        if names_code(b) && !names_code(a) {
            let place = ReasonPlace::Key(KeyPath::of(&["flavors", PYFUNC, key]));
            reasons.push(Reason::new(&rules::CANDIDATE_RUNS_CODE, place, key, "is new"));
        }
    }
    let before: BTreeSet<&str> = a.env_vars.iter().map(AsRef::as_ref).collect();
    for name in b.env_vars.iter().filter(|name| !before.contains(&***name)) {
        let place = ReasonPlace::Key(KeyPath::of(&["env_vars"]));
        reasons.push(Reason::new(&rules::ENV_VAR_ADDED, place, display::clipped(name, 80), "is a new environment variable"));
    }
    let before = resources(a);
    for Resource { kind, name } in resources(b).difference(&before) {
        let place = ReasonPlace::Key(KeyPath::of(&["resources"]));
        let what = format!("is a new resource ({})", display::clipped(kind, 40));
        reasons.push(Reason::new(&rules::RESOURCE_ADDED, place, display::clipped(name, 80), what));
    }
}

/// A resource of Databricks that the model needs.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Resource {
    kind: String,
    name: String,
}

/// Those that a model names (`resources.databricks.<kind>[].name`).
fn resources(model: &MlModel) -> BTreeSet<Resource> {
    let mut found = BTreeSet::new();
    let root = model.document.root();
    let Some(node) = model.document.get(root, "resources") else { return found };
    let value = model.document.resolve_node(node).value;
    let Some(Value::Map(kinds)) = value.get("databricks") else { return found };
    for (kind, list) in kinds {
        let Value::List(list) = list else { continue };
        let names = list.iter().filter_map(|item| item.get("name")).filter_map(Value::as_text);
        found.extend(names.map(|name| Resource { kind: kind.to_string(), name: name.to_owned() }));
    }
    found
}

/// What a deployment has to build.
pub(super) fn judge_environment(a: &MlModel, b: &MlModel, rows: &[PackageRow], reasons: &mut Vec<Reason>) {
    let written = |model: &MlModel| model.mlflow_version.as_ref().map(|version| version.written.to_string());
    let major = |written: &str| Release::of(written).map(|release| release.major);
    if let (Some(old), Some(new)) = (written(a), written(b))
        && let (Some(from), Some(to)) = (major(&old), major(&new))
        && from != to
    {
        let place = ReasonPlace::Key(KeyPath::of(&["mlflow_version"]));
        reasons.push(Reason::new(&rules::MLFLOW_MAJOR, place, "MLflow", was_is(&old, &new)));
    }
    let mut others = 0;
    for row in rows.iter().filter(|row| row.change != Change::Same) {
        let is_major = row.step.is_some_and(|step| step.is_major);
        let (Some(from), Some(to), true) = (&row.a, &row.b, is_major) else {
            others += usize::from(row.name != PYTHON);
            continue;
        };
        let place = ReasonPlace::Package(row.name.clone());
        let what = was_is(from.shown(), to.shown());
        reasons.push(if row.name == PYTHON {
            Reason::new(&rules::PYTHON_VERSION, place, "Python", what)
        } else {
            Reason::new(&rules::PACKAGE_MAJOR, place, display::clipped(&row.name, 80), what)
        });
    }
    if others > 0 {
        let subject = display::count(others, "package", "packages");
        reasons.push(Reason::new(&rules::PACKAGES, ReasonPlace::Package(String::new()), subject, "changed in another way, came or went"));
    }
}
