//! What was logged: params, metrics and tags as one file each (`mlflow/store/tracking/file_store.py`), data sets and outputs
//! as a folder each.

use std::path::Path;

use super::{folders, is_plain, names};
use crate::folder::{ChildKind, Files};
use crate::library::logged::{Span, Spanning};
use crate::library::meta::Meta;
use crate::library::records::{Dataset, KeyValue, Metric, RunOutput};

/// A longer param or tag is cut; MLflow allows 8,000 characters, and a history of logged models more.
const VALUE_LIMIT: u64 = 200_000;
/// Of a longer metric the end is read, where the latest points stand.
pub(super) const METRIC_LIMIT: u64 = 4_000_000;
/// Bytes of all params, metrics or tags of one thing together.
pub(super) const BUDGET: usize = 50_000_000;
/// More params, metrics or tags of one thing are not read.
const MAX_VALUES: usize = 20_000;

/// The content of one file, cut where it is far too long.
pub(super) fn value(root: &Files, path: &Path) -> Option<String> {
    let bytes = root.head(path, VALUE_LIMIT).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A folder with one file a key; a key with `/` is a file in a folder. Sorted by key.
pub(super) fn values(root: &Files, folder: &str) -> Vec<KeyValue> {
    let mut found = Vec::new();
    let mut budget = BUDGET;
    each_file(root, folder, &mut |folder, name, key| {
        if budget > 0
            && let Some(value) = value(folder, Path::new(name))
        {
            budget = budget.saturating_sub(value.len());
            found.push(KeyValue { key, value });
        }
    });
    found
}

/// What was logged for a metric.
pub(super) struct History {
    pub latest: Metric,
    /// Nothing where not all of it was read, or all of it is NaN.
    pub span: Option<Span>,
}

/// The latest value of each metric: the highest step, then the latest time, then the highest value.
pub(super) fn metrics(root: &Files) -> Vec<Metric> {
    let mut found = Vec::new();
    each_history(root, &mut |history| found.push(history.latest));
    found
}

/// The same with what was logged before.
pub(super) fn each_history(root: &Files, each: &mut dyn FnMut(History)) {
    let mut budget = BUDGET;
    each_file(root, "metrics", &mut |folder, name, key| {
        if budget == 0 {
            return;
        }
        let Ok(bytes) = folder.tail(Path::new(name), METRIC_LIMIT) else { return };
        budget = budget.saturating_sub(bytes.len());
        let is_whole = (bytes.len() as u64) < METRIC_LIMIT;
        let text = String::from_utf8_lossy(&bytes);
        let mut points: Vec<Metric> = text.lines().filter_map(point).collect();
        // A run that was taken up again may have logged its first steps twice: the shape is that of the curve.
        points.sort_by_key(|point| (point.step, point.at));
        let mut spanning = Spanning::default();
        for point in &points {
            spanning.add(point.value);
        }
        let latest = points.into_iter().max_by(|a, b| {
            // Python's max() keeps the first of equals, and NaN never wins a comparison.
            let later = (a.step, a.at).cmp(&(b.step, b.at));
            later.then_with(|| a.value.partial_cmp(&b.value).unwrap_or(std::cmp::Ordering::Greater))
        });
        if let Some(metric) = latest {
            each(History { latest: Metric { key, ..metric }, span: spanning.finish().filter(|_| is_whole) });
        }
    });
}

/// One line: `timestamp value [step]`; with a data set, name and digest follow. A logged model has the run's id
/// fourth. As MLflow, a line of five fields has no step (`file_store.py`, `_get_metric_from_line`).
pub(super) fn point(line: &str) -> Option<Metric> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let value = python_float(fields.get(1)?)?;
    let step = if fields.len() == 5 { 0 } else { fields.get(2).and_then(|step| step.parse().ok()).unwrap_or(0) };
    Some(Metric { key: String::new(), value, step, at: fields.first()?.parse().ok() })
}

/// `nan`, `inf`, `-Infinity` and numbers, as Python's `float` reads them.
pub(super) fn python_float(text: &str) -> Option<f64> {
    text.replace('_', "").parse().ok()
}

/// Calls `each` with the folder, the file's name in it and its key, for every file below `folder`.
pub(super) fn each_file(root: &Files, folder: &str, each: &mut dyn FnMut(&Files, &str, String)) {
    fn below(root: &Files, prefix: &str, depth: usize, count: &mut usize, each: &mut dyn FnMut(&Files, &str, String)) {
        for name in names(root, ChildKind::File) {
            *count += 1;
            if *count > MAX_VALUES {
                return;
            }
            each(root, &name, format!("{prefix}{name}"));
        }
        for name in folders(root).filter(|_| depth < 16) {
            if let Ok(folder) = root.enter(Path::new(&name)) {
                below(&folder, &format!("{prefix}{name}/"), depth + 1, count, each);
            }
        }
    }
    if let Ok(root) = root.enter(Path::new(folder)) {
        below(&root, "", 0, &mut 0, each);
    }
}

/// The data sets of a run: `inputs/<id>/meta.yaml` names one in the experiment's `datasets`.
pub(super) fn datasets(run: &Files, experiment: &Files) -> Vec<Dataset> {
    let Ok(inputs) = run.enter(Path::new("inputs")) else { return Vec::new() };
    let mut found: Vec<Dataset> = folders(&inputs)
        .filter_map(|name| {
            let input = Meta::read(&inputs.enter(Path::new(&name)).ok()?).ok()?;
            let id = input.text("source_id").filter(|id| is_plain(id) && input.text("source_type") == Some("DATASET"))?;
            let dataset = Meta::read(&experiment.enter(&Path::new("datasets").join(id)).ok()?).ok()?;
            let context = input.map("tags").into_iter().find(|tag| tag.key == "mlflow.data.context").map(|tag| tag.value);
            Some(Dataset {
                name: dataset.filled("name").unwrap_or_default(),
                digest: dataset.filled("digest").unwrap_or_default(),
                context,
                source_type: dataset.filled("source_type"),
            })
        })
        .collect();
    found.sort_by(|a, b| (&a.name, &a.digest).cmp(&(&b.name, &b.digest)));
    found
}

/// The logged models that came out of a run. The folder's name is the model's id; MLflow 3.18 writes the same into
/// `source_id`, where the run's belongs.
pub(super) fn outputs(run: &Files) -> Vec<RunOutput> {
    let Ok(outputs) = run.enter(Path::new("outputs")) else { return Vec::new() };
    folders(&outputs)
        .filter_map(|name| {
            let meta = Meta::read(&outputs.enter(Path::new(&name)).ok()?).ok()?;
            let model_id = meta.filled("destination_id").unwrap_or(name);
            Some(RunOutput { model_id, step: meta.integer("step").unwrap_or(0) })
        })
        .collect()
}
