//! What was logged to many runs, in one query a table.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::tables::{metric_value, text};
use super::{ColumnEquals, Database, MAX_ROWS, Result};
use crate::library::logged::{Gathering, LoggedKind, Span, Spanning, Wanted};
use crate::mlmodel::display::clipped;

impl Database {
    /// Reads what was logged to the runs that are asked for. A table that cannot be read is told, and the others are read.
    ///
    /// # Errors
    /// The table of runs cannot be read.
    pub fn gather_runs(&self, wanted: &Wanted, to: &mut Gathering) -> Result<()> {
        self.each("runs", &["run_uuid"], None, |row| {
            if let Some(row) = text(row, 0).and_then(|id| wanted.row(&id)) {
                to.knows(row);
            }
        })?;
        let table = "latest_metrics";
        let count = self.each(table, &["run_uuid", "key", "value", "is_nan"], None, |row| add_metric(row, wanted, to));
        tell(table, count, to);
        for (table, kind) in [("params", LoggedKind::Param), ("tags", LoggedKind::Tag)] {
            let count = self.each(table, &["run_uuid", "key", "value"], None, |row| add_text(row, kind, wanted, to));
            tell(table, count, to);
        }
        for name in to.histories() {
            match self.spans(&name, wanted) {
                Ok(Some(spans)) => spans.into_iter().for_each(|(row, span)| to.span(row, &name, span)),
                Ok(None) => {
                    to.missing.push(format!("the metric {} was logged too often for all its values to be read", clipped(&name, 60)));
                }
                Err(why) => to.missing.push(format!("the values of the metric {} cannot be read: {why}", clipped(&name, 60))),
            }
        }
        Ok(())
    }

    /// The span of a metric in each run; nothing where not all of it is read. `metrics` has its name first in its primary key, and the time
    /// second: the values of a run come one after the other.
    fn spans(&self, name: &str, wanted: &Wanted) -> Result<Option<HashMap<u32, Span>>> {
        let mut found: HashMap<u32, Spanning> = HashMap::new();
        let count = self.each("metrics", &["run_uuid", "value", "is_nan"], Some(ColumnEquals { column: "key", value: name }), |row| {
            let run = cell(row, 0).and_then(|id| wanted.row(&id));
            if let Some((run, value)) = run.zip(metric_value(row, 1, 2)) {
                found.entry(run).or_default().add(value);
            }
        })?;
        let spans = || found.into_iter().filter_map(|(run, spanning)| Some((run, spanning.finish()?))).collect();
        Ok((count < MAX_ROWS).then(spans))
    }

    /// The same of logged models: there is a row for each time a metric was logged, and the latest counts.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn gather_models(&self, wanted: &Wanted, to: &mut Gathering) -> Result<()> {
        let mut found = Vec::new();
        self.each("logged_models", &["model_id"], None, |row| {
            found.extend(text(row, 0).and_then(|id| Some((wanted.row(&id)?, id))));
        })?;
        // Few models have no run, and each is asked for by itself: the tables hold those of all others too.
        for (row, id) in found {
            let Some(model) = self.logged_model(&id)? else { continue };
            to.knows(row);
            model.metrics.iter().for_each(|metric| to.metric(row, &metric.key, metric.value));
            model.params.iter().for_each(|pair| to.text(row, LoggedKind::Param, &pair.key, &pair.value));
            model.tags.iter().for_each(|pair| to.text(row, LoggedKind::Tag, &pair.key, &pair.value));
        }
        Ok(())
    }
}

/// Tells what of a table was not read.
fn tell(table: &str, count: Result<usize>, to: &mut Gathering) {
    match count {
        Ok(count) if count < MAX_ROWS => {}
        Ok(_) => to.cut(),
        Err(why) => to.missing.push(format!("the table {table} cannot be read: {why}")),
    }
}

fn add_metric(row: &Row<'_>, wanted: &Wanted, to: &mut Gathering) {
    if let Some(at) = cell(row, 0).and_then(|id| wanted.row(&id))
        && let Some(name) = cell(row, 1)
        && let Some(value) = metric_value(row, 2, 3)
    {
        to.metric(at, &name, value);
    }
}

fn add_text(row: &Row<'_>, kind: LoggedKind, wanted: &Wanted, to: &mut Gathering) {
    if let Some(at) = cell(row, 0).and_then(|id| wanted.row(&id))
        && let Some(name) = cell(row, 1)
    {
        to.text(at, kind, &name, &cell(row, 2).unwrap_or_default());
    }
}

/// A cell as text, without a copy where it is one: there are millions of them.
fn cell<'a>(row: &'a Row<'_>, at: usize) -> Option<Cow<'a, str>> {
    match row.get_ref(at).ok()? {
        ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes)),
        _ => text(row, at).map(Cow::Owned),
    }
}
