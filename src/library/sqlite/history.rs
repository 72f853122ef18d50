//! All that was logged for one metric.

use super::tables::{integer, metric_value};
use super::{ColumnEquals, Database, MAX_ROWS, Result, Wanted};
use crate::library::history::{History, Point};

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

    fn points(&self, table: &str, columns: &[&str], only: &[ColumnEquals<'_>]) -> Result<History> {
        let mut points = Vec::new();
        let wanted = Wanted { only, latest: columns.get(2).copied() };
        let count = self.each_where(table, columns, wanted, |row| {
            let point = |value| Point { step: integer(row, 1).unwrap_or(0), at: integer(row, 2).unwrap_or(0), value };
            points.extend(metric_value(row, 0, 3).map(point));
        })?;
        Ok(History::new(points, count >= MAX_ROWS))
    }
}
