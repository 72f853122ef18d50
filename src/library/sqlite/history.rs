//! All that was logged for one metric.

use std::collections::{BTreeMap, HashMap};

use super::tables::{integer, metric_value, text};
use super::{ColumnEquals, Database, MAX_ROWS, Result, RowSelection};
use crate::library::history::{History, Point};
use crate::library::logged::{Trend, Trending};

/// Values of a run that are read for the shapes of its histories: a fifth of a second.
const MOST_OF_TRENDS: usize = 200_000;

impl Database {
    /// All that was logged for a metric of a run or of a logged model; empty where there is nothing of it.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn history(&self, owner: &str, metric: &str) -> Result<History> {
        let of_run = [ColumnEquals { column: "run_uuid", value: owner }, ColumnEquals { column: "key", value: metric }];
        let history = self.points("metrics", &["value", "step", "timestamp", "is_nan"], &of_run)?;
        if !history.points.is_empty() {
            return Ok(history);
        }
        let of_model = [ColumnEquals { column: "model_id", value: owner }, ColumnEquals { column: "metric_name", value: metric }];
        self.points("logged_model_metrics", &["metric_value", "metric_step", "metric_timestamp_ms"], &of_model)
    }

    /// The shape of the history of each metric of a run, where it has one; nothing of a run with very many values.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn trends(&self, run: &str) -> Result<BTreeMap<String, Trend>> {
        let own = [ColumnEquals { column: "run_uuid", value: run }];
        let mut found: HashMap<String, Trending> = HashMap::new();
        let selection = RowSelection { most: MOST_OF_TRENDS, ..RowSelection::all(&own) };
        // The rows of a run come in the order in which they were written.
        let count = self.each_where("metrics", &["key", "value", "is_nan"], selection, |row| {
            if let (Some(key), Some(value)) = (text(row, 0), metric_value(row, 1, 2)) {
                found.entry(key).or_default().add(value);
            }
        })?;
        let trends = found.into_iter().filter_map(|(key, trending)| Some((key, trending.finish()?)));
        Ok(if count < MOST_OF_TRENDS { trends.collect() } else { BTreeMap::new() })
    }

    fn points(&self, table: &str, columns: &[&str], only: &[ColumnEquals<'_>]) -> Result<History> {
        let mut points = Vec::new();
        let selection = RowSelection { latest: columns.get(2).copied(), ..RowSelection::all(only) };
        let count = self.each_where(table, columns, selection, |row| {
            let point = |value| Point { step: integer(row, 1).unwrap_or(0), at: integer(row, 2).unwrap_or(0), value };
            points.extend(metric_value(row, 0, 3).map(point));
        })?;
        Ok(History::new(points, count >= MAX_ROWS))
    }
}
