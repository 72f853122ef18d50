//! What MLflow fails on in a run of a file store.

use std::path::Path;

use super::values::{BUDGET, METRIC_LIMIT, each_file, python_float};
use crate::folder::{Files, Found};
use crate::mlmodel::display::clipped;

/// Files that MLflow fails on and that are named.
const MAX_FAULTS: usize = 5;

/// The folders without which MLflow 3.18 does not take a folder for a run (`file_store.py`, `_is_valid_run_directory`).
#[must_use]
pub fn lacks(run: &Files) -> Vec<&'static str> {
    ["metrics", "params", "artifacts"].into_iter().filter(|name| run.look(Path::new(name)) != Found::Folder).collect()
}

/// Files of a run that MLflow 3.18 fails on, and with them on every list of the experiment's runs: a param or a metric that
/// is not UTF-8, a metric without a point or with a line it cannot read (`file_store.py`, `_get_metric_from_line`). A tag
/// may hold anything. As clauses, the first few.
#[must_use]
pub fn faults(run: &Files) -> Vec<String> {
    let mut found = Vec::new();
    for (kind, judge) in [("params", param_fault as fn(&[u8]) -> Option<&'static str>), ("metrics", metric_fault)] {
        let mut budget = BUDGET;
        each_file(run, kind, &mut |folder, name, key| {
            if budget == 0 || found.len() >= MAX_FAULTS {
                return;
            }
            let Ok(bytes) = folder.head(Path::new(name), METRIC_LIMIT) else { return };
            budget = budget.saturating_sub(bytes.len());
            // What was cut may end within a letter or a line.
            let is_cut = bytes.len() as u64 == METRIC_LIMIT;
            let end = if is_cut { bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(0) } else { bytes.len() };
            if let Some(why) = judge(&bytes[..end]) {
                found.push(format!("{kind}/{} {why}", clipped(&key, 80)));
            }
        });
    }
    found
}

fn param_fault(bytes: &[u8]) -> Option<&'static str> {
    std::str::from_utf8(bytes).is_err().then_some("is not UTF-8")
}

fn metric_fault(bytes: &[u8]) -> Option<&'static str> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("is not UTF-8") };
    let is_point = |line: &str| {
        let fields: Vec<&str> = line.trim().split(' ').collect();
        let number = |i: usize| fields.get(i).is_none_or(|field| python_float(field).is_some());
        matches!(fields.len(), 2 | 3 | 5)
            && fields[0].parse::<i128>().is_ok()
            && number(1)
            && (fields.len() != 3 || fields[2].parse::<i128>().is_ok())
    };
    if text.is_empty() {
        return Some("holds no value");
    }
    text.lines().any(|line| !is_point(line)).then_some("has a line that is no metric value (time, value, step)")
}
