//! What was logged to many runs, in one query a table.

use std::borrow::Cow;
use std::collections::HashMap;

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::tables::{metric_value, text};
use super::{ColumnEquals, Database, MAX_ROWS, Result};
use crate::library::logged::{Gathering, LoggedKind, Span, Wanted};

impl Database {
    /// Reads what was logged to the runs that are asked for.
    ///
    /// # Errors
    /// The tables cannot be read.
    pub fn gather_runs(&self, wanted: &Wanted, to: &mut Gathering) -> Result<()> {
        self.each("runs", &["run_uuid"], None, |row| {
            if let Some(row) = text(row, 0).and_then(|id| wanted.row(&id)) {
                to.knows(row);
            }
        })?;
        let columns = ["run_uuid", "key", "value", "is_nan"];
        self.each("latest_metrics", &columns, None, |row| add_metric(row, wanted, to))?;
        for (table, kind) in [("params", LoggedKind::Param), ("tags", LoggedKind::Tag)] {
            self.each(table, &["run_uuid", "key", "value"], None, |row| add_text(row, kind, wanted, to))?;
        }
        for name in to.histories() {
            // One that is too long to be read is no reason to tell nothing of the others.
            if let Some(spans) = self.spans(&name, wanted).ok().flatten() {
                for (row, span) in spans {
                    to.span(row, &name, span);
                }
            }
        }
        Ok(())
    }

    /// The span of a metric in each run; nothing where not all of it is read. `metrics` has its name first in its primary key.
    fn spans(&self, name: &str, wanted: &Wanted) -> Result<Option<HashMap<u32, Span>>> {
        let (mut found, mut count) = (HashMap::new(), 0);
        self.each("metrics", &["run_uuid", "value", "is_nan"], Some(ColumnEquals { column: "key", value: name }), |row| {
            count += 1;
            let run = cell(row, 0).and_then(|id| wanted.row(&id));
            if let Some((run, value)) = run.zip(metric_value(row, 1, 2))
                && let Some(span) = Span::with(found.get(&run).copied(), value)
            {
                found.insert(run, span);
            }
        })?;
        Ok(Some(found).filter(|_| count < MAX_ROWS))
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
