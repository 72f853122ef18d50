//! Where a model comes from, as rows: its run, what was logged to it, and its registered versions.

use serde::Serialize;

use super::Page;
use super::section::{Entries, PanelWords, Place, Section};
use super::values::{LabelledValue, Leads, ValueGroup};
use crate::library::{Experiment, KeyValue, LoggedModel, Metric, RegisteredVersion, Run, RunFile, Trace, Version};
use crate::mlmodel::display::{bytes, os_text};
use crate::mlmodel::time::of_milliseconds;
use crate::mlmodel::value::python_float;
use crate::reading::Model;

/// The tag that holds what a person wrote about a run (`mlflow/utils/mlflow_tags.py`).
const NOTE: &str = "mlflow.note.content";
/// Lines of it that are shown; all of it is among the tags.
const MAX_NOTE: usize = 20;

/// This section.
pub static SECTION: Section = Section {
    key: "origin",
    title: "Training run",
    about: "The run that made the model: parameters, metrics, registered versions",
    panel: Some(PanelWords { command: "Show training run", also: &["origin", "metrics"], place: Place::Below { digit: 4 } }),
    values: Some(values),
    parts: None,
    json: Some(json),
};

#[derive(Serialize)]
struct OriginReport<'a> {
    store: String,
    experiment: Option<&'a Experiment>,
    run: Option<&'a Run>,
    logged_model: Option<&'a LoggedModel>,
    registered: Vec<VersionReport<'a>>,
}

#[derive(Serialize)]
struct VersionReport<'a> {
    name: &'a str,
    aliases: Vec<&'a str>,
    #[serde(flatten)]
    version: &'a Version,
}

/// What the store it lies in knows of it; left out where it lies in none.
fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    let Some(trace) = &model.trace else { return Ok(()) };
    let origin = OriginReport {
        store: os_text(trace.store.as_os_str()),
        experiment: trace.experiment.as_ref(),
        run: trace.run.as_ref(),
        logged_model: trace.logged.as_ref(),
        registered: trace.versions.iter().map(version_report).collect(),
    };
    entries.add(SECTION.key, &origin)
}

fn version_report(RegisteredVersion { model, version }: &RegisteredVersion) -> VersionReport<'_> {
    VersionReport { name: &model.name, aliases: model.aliases_of(&version.version).collect(), version }
}

fn values(model: &Model) -> Vec<ValueGroup> {
    model.trace.as_ref().map(of_trace).unwrap_or_default()
}

/// All that is known, the most asked-for first; groups without values are left out.
#[must_use]
pub fn of_trace(trace: &Trace) -> Vec<ValueGroup> {
    let pairs = |pairs: &[KeyValue]| pairs.iter().map(|pair| LabelledValue::new(&pair.key, &pair.value)).collect();
    let tags = trace.run.as_ref().map(|run| run.tags.as_slice()).or(trace.logged.as_ref().map(|model| model.tags.as_slice()));
    // Who made the model stands at the left, with what at the right.
    let logged = |title, values| ValueGroup { is_counted: true, stands_right: true, ..ValueGroup::new(title, values) };
    let mut groups = vec![
        ValueGroup::new("Description", description(trace)),
        logged("Run metrics", metrics(trace)),
        ValueGroup::new("Run", run(trace)),
        ValueGroup::new("Registered", registered(trace)),
        ValueGroup::new("Logged model", logged_model(trace)),
        ValueGroup::new("Other models of the run", siblings(trace)),
        logged("Run parameters", pairs(trace.values().params)),
        logged("Run artifacts", files(trace)),
        ValueGroup { is_counted: true, ..ValueGroup::new("Tags", pairs(tags.unwrap_or_default())) },
    ];
    groups.retain(|group| !group.values.is_empty());
    groups
}

/// What a person wrote about the run (the tag `mlflow.note.content`), line by line.
fn description(trace: &Trace) -> Vec<LabelledValue> {
    let note = trace.run.as_ref().and_then(|run| run.tag(NOTE)).unwrap_or_default();
    let lines = note.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.enumerate().map(|(i, line)| LabelledValue::new(if i == 0 { "Note" } else { "" }, line)).take(MAX_NOTE).collect()
}

fn run(trace: &Trace) -> Vec<LabelledValue> {
    let mut rows = Vec::new();
    if let Some(experiment) = &trace.experiment {
        let name = experiment.name.clone().unwrap_or_else(|| experiment.id.clone());
        let deleted = if experiment.is_deleted { " (deleted)" } else { "" };
        rows.push(LabelledValue::new("Experiment", format!("{name}{deleted}")).leads(Leads::Library(name)));
    }
    let Some(run) = &trace.run else { return rows };
    rows.extend(run.name.as_ref().map(|name| LabelledValue::new("Name", name)));
    rows.push(LabelledValue::code("Run ID", &run.id).leads(Leads::Library(run.id.clone())));
    if let Some(status) = &run.status {
        let deleted = if run.is_deleted { ", deleted" } else { "" };
        rows.push(LabelledValue::new("Status", format!("{status}{deleted}")));
    }
    rows.extend(run.notes().into_iter().map(|note| LabelledValue::new("Note", note)));
    if let Some(started) = run.started.and_then(of_milliseconds) {
        let lasted =
            run.started.zip(run.ended).filter(|(start, end)| end >= start).map(|(start, end)| format!(", {}", duration(end - start)));
        rows.push(LabelledValue::new("Started", format!("{started}{}", lasted.unwrap_or_default())));
    }
    rows.extend(run.user.as_ref().map(|user| LabelledValue::new("User", user)));
    rows.extend(run.source().map(|source| LabelledValue::code("Source", source)));
    rows.extend(run.commit().map(|commit| LabelledValue::code("Git commit", commit)));
    for dataset in &run.datasets {
        let context = dataset.context.as_deref().map(|context| format!("{context}, ")).unwrap_or_default();
        rows.push(LabelledValue::new("Data set", format!("{} ({context}digest {})", dataset.name, dataset.digest)));
    }
    rows
}

fn logged_model(trace: &Trace) -> Vec<LabelledValue> {
    let Some(model) = &trace.logged else { return Vec::new() };
    let mut rows = Vec::new();
    rows.extend(model.name.as_ref().map(|name| LabelledValue::new("Name", name)));
    rows.push(LabelledValue::code("Model ID", &model.id).leads(Leads::Library(model.id.clone())));
    rows.extend(model.model_type.as_ref().map(|kind| LabelledValue::new("Model type", kind)));
    rows.extend(model.status.as_ref().map(|status| LabelledValue::new("Status", status)));
    rows
}

fn registered(trace: &Trace) -> Vec<LabelledValue> {
    let mut rows = Vec::new();
    for RegisteredVersion { model, version } in &trace.versions {
        let aliases = model.aliases_of(&version.version).map(|alias| format!("@{alias}"));
        let status = version.status.clone().filter(|status| status != "READY");
        let parts: Vec<String> = aliases.chain(version.stage.clone()).chain(status).chain(version.description.clone()).collect();
        let label = format!("{} {}", model.name, version.version);
        rows.push(LabelledValue::new(label, parts.join(" · ")).leads(Leads::Library(model.name.clone())));
        rows.extend(version.tags.iter().map(|tag| LabelledValue::new(format!("  tag {}", tag.key), &tag.value)));
    }
    rows
}

fn siblings(trace: &Trace) -> Vec<LabelledValue> {
    let row = |sibling: &crate::library::Sibling| {
        let path = sibling.path.as_ref().map(|path| os_text(path.as_os_str()));
        let value = path.or_else(|| sibling.model_id.clone()).unwrap_or_default();
        let leads = sibling.path.clone().map_or(Leads::Nowhere, Leads::Model);
        LabelledValue::code(&sibling.name, value).leads(leads)
    };
    trace.siblings.iter().map(row).collect()
}

fn metrics(trace: &Trace) -> Vec<LabelledValue> {
    let row = |metric: &Metric| {
        let step = if metric.step == 0 { String::new() } else { format!("  (step {})", metric.step) };
        let value = LabelledValue::new(&metric.key, format!("{}{step}", python_float(metric.value)));
        LabelledValue { trend: trace.trends.get(&metric.key).copied(), ..value.leads(Leads::Curve(metric.key.clone())) }
    };
    trace.values().metrics.iter().map(row).collect()
}

fn files(trace: &Trace) -> Vec<LabelledValue> {
    let Some(files) = &trace.files else { return Vec::new() };
    let leads = |path: &String| Leads::RunFile { folder: files.folder.clone(), path: path.clone() };
    let row = |file: &RunFile| LabelledValue::new(&file.path, bytes(file.bytes)).leads(leads(&file.path));
    let more = files.is_cut.then(|| LabelledValue::new("…", "there are more files than are listed"));
    files.files.iter().map(row).chain(more).collect()
}

/// `850 ms`, `12 s`, `3 min 20 s`, `2 h 5 min`.
fn duration(milliseconds: i64) -> String {
    let seconds = milliseconds / 1_000;
    match seconds {
        0 => format!("{milliseconds} ms"),
        1..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3_600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_read_well() {
        for (milliseconds, text) in [(0, "0 ms"), (850, "850 ms"), (12_300, "12 s"), (200_000, "3 min 20 s"), (7_500_000, "2 h 5 min")] {
            assert_eq!(duration(milliseconds), text);
        }
    }
}
