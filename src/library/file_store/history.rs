//! All that was logged for one metric.

use std::collections::BTreeMap;
use std::path::Path;

use super::values::{each_history, point};
use super::{FileStore, MODELS, is_plain};
use crate::folder::{Files, Found, ReadError};
use crate::library::history::{History, Point, parts};
use crate::library::logged::Trend;

/// Bytes of a metric's file that are read, of a longer one the end: some three million points.
const HISTORY_LIMIT: u64 = 100_000_000;

impl FileStore {
    /// All that was logged for a metric of a run or of a logged model; empty where there is nothing of it.
    ///
    /// # Errors
    /// The store, or the file of the metric, cannot be read.
    pub fn history(&self, owner: &str, metric: &str) -> std::io::Result<History> {
        let Some(file) = parts(metric).filter(|_| is_plain(owner)) else { return Ok(History::default()) };
        let file = Path::new("metrics").join(file);
        for kept in self.experiment_folders()? {
            for folder in [Path::new(owner).to_owned(), Path::new(MODELS).join(owner)] {
                if let Ok(root) = kept.root.enter(&folder) {
                    return read(&root, &file);
                }
            }
        }
        Ok(History::default())
    }

    /// The shape of the history of each metric of a run, where it has one.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn trends(&self, run: &str) -> std::io::Result<BTreeMap<String, Trend>> {
        let mut found = BTreeMap::new();
        if !is_plain(run) {
            return Ok(found);
        }
        for kept in self.experiment_folders()? {
            if let Ok(root) = kept.root.enter(Path::new(run)) {
                each_history(&root, &mut |history| {
                    found.extend(history.span.and_then(|span| span.trend).map(|trend| (history.latest.key, trend)));
                });
                break;
            }
        }
        Ok(found)
    }
}

fn read(root: &Files, file: &Path) -> std::io::Result<History> {
    let bytes = match root.tail(file, HISTORY_LIMIT) {
        Ok(bytes) => bytes,
        Err(ReadError::Not(Found::Missing)) => return Ok(History::default()),
        Err(error) => return Err(std::io::Error::other(error.to_string())),
    };
    let is_cut = bytes.len() as u64 >= HISTORY_LIMIT;
    let points = bytes.split(|byte| *byte == b'\n').skip(usize::from(is_cut)).filter_map(|line| {
        let metric = point(std::str::from_utf8(line).ok()?)?;
        Some(Point { step: metric.step, at: metric.at.unwrap_or(0), value: metric.value })
    });
    Ok(History::new(points.collect(), is_cut))
}
