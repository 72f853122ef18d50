//! Values on their way from the stores into columns.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::cells::{Cell, Growing};
use super::{Logged, LoggedColumn, LoggedKey, LoggedKind, Span, Values, number};

/// More values of a place are not read: 10,000 runs with 200 metrics and 400 params are as many.
const MAX_VALUES: usize = 6_000_000;
/// Bytes of all different texts.
const MAX_TEXT: usize = 100_000_000;
/// Bytes of one text: MLflow allows params of 6,000 characters, and nobody reads that in a table.
const MAX_LENGTH: usize = 1_000;
/// Of the tags that MLflow writes itself those that tell runs apart; the others repeat what is known, or are long.
const SYSTEM_TAGS: [&str; 7] = [
    "mlflow.note.content",
    "mlflow.parentRunId",
    "mlflow.source.git.branch",
    "mlflow.source.git.commit",
    "mlflow.source.name",
    "mlflow.source.type",
    "mlflow.user",
];

/// The runs or logged models that are asked for, and the row of each.
#[derive(Debug, Default)]
pub struct Wanted {
    rows: HashMap<Arc<str>, u32>,
}

impl Wanted {
    /// The row of an id; nothing where it is not asked for.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<u32> {
        self.rows.get(id).copied()
    }

    /// Asks for one more.
    pub fn add(&mut self, id: &Arc<str>) {
        let next = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        self.rows.entry(Arc::clone(id)).or_insert(next);
    }

    /// Asks no more for those whose row is one of these.
    pub fn without(&self, found: &[bool]) -> Self {
        let is_left = |row: u32| found.get(row as usize) != Some(&true);
        Self { rows: self.rows.iter().filter(|(_, row)| is_left(**row)).map(|(id, row)| (Arc::clone(id), *row)).collect() }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many rows there may be: one more than the last.
    fn rows(&self) -> usize {
        self.rows.values().max().map_or(0, |last| *last as usize + 1)
    }
}

/// The values of the rows, by what they were logged as.
type ByName<T> = HashMap<Box<str>, Growing<T>>;

/// What was read so far, in any order.
#[derive(Debug, Default)]
pub struct Gathering {
    /// How many are asked for.
    rows: usize,
    numbers: ByName<f64>,
    /// Of the metrics whose histories are read too.
    spans: HashMap<Box<str>, HashMap<u32, Span>>,
    /// By whether they are tags, and the name.
    texts: [ByName<u32>; 2],
    pool: Pool,
    values: usize,
    /// The rows of which a store knows anything.
    pub found: Vec<bool>,
    /// There was more than is read.
    is_cut: bool,
    /// Why not everything of a store is there, as clauses.
    pub missing: Vec<String>,
}

/// Each text once.
#[derive(Debug, Default)]
struct Pool {
    numbers: HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
    bytes: usize,
}

impl Pool {
    fn number(&mut self, text: &str) -> Option<u32> {
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        let number = u32::try_from(self.texts.len()).ok().filter(|number| *number < u32::MAX)?;
        self.bytes += text.len();
        if self.bytes > MAX_TEXT {
            return None;
        }
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        Some(number)
    }
}

impl Gathering {
    /// Nothing yet of what is asked for; of these metrics the histories are read too.
    #[must_use]
    pub fn new(wanted: &Wanted, histories: &[String]) -> Self {
        Self {
            rows: wanted.rows(),
            spans: histories.iter().map(|name| (name.as_str().into(), HashMap::new())).collect(),
            ..Self::default()
        }
    }

    /// The metrics whose histories are read.
    pub fn histories(&self) -> Vec<Box<str>> {
        self.spans.keys().cloned().collect()
    }

    /// The least and the greatest value of a metric, where that is asked for.
    pub fn span(&mut self, row: u32, name: &str, span: Span) {
        if let Some(spans) = self.spans.get_mut(name) {
            spans.insert(row, span);
        }
    }

    /// A store knows this row, whether or not anything was logged to it.
    pub fn knows(&mut self, row: u32) {
        let row = row as usize;
        if row >= self.found.len() {
            self.found.resize(row + 1, false);
        }
        self.found[row] = true;
    }

    /// There is more than was read.
    pub fn cut(&mut self) {
        self.is_cut = true;
    }

    fn has_room(&mut self) -> bool {
        self.values += 1;
        let has_room = self.values <= MAX_VALUES;
        self.is_cut |= !has_room;
        has_room
    }

    /// The latest value of a metric.
    pub fn metric(&mut self, row: u32, name: &str, value: f64) {
        if !self.has_room() {
            return;
        }
        let value = if value.is_nan() { f64::NAN } else { value };
        add(&mut self.numbers, name, (row, value), self.rows);
    }

    /// A param or a tag.
    pub fn text(&mut self, row: u32, kind: LoggedKind, name: &str, value: &str) {
        let is_tag = kind == LoggedKind::Tag;
        if (is_tag && name.starts_with("mlflow.") && !SYSTEM_TAGS.contains(&name)) || !self.has_room() {
            return;
        }
        let cut: String;
        let value = if value.len() > MAX_LENGTH {
            cut = format!("{}…", &value[..value.floor_char_boundary(MAX_LENGTH)]);
            &cut
        } else {
            value
        };
        match self.pool.number(value) {
            Some(number) => add(&mut self.texts[usize::from(is_tag)], name, (row, number), self.rows),
            None => self.is_cut = true,
        }
    }

    /// Adds what another store knows of rows that no store before it knew.
    pub fn absorb(&mut self, other: Self) {
        self.rows = self.rows.max(other.rows);
        for (name, values) in other.numbers {
            merge(&mut self.numbers, name, values, self.rows);
        }
        for (name, spans) in other.spans {
            self.spans.entry(name).or_default().extend(spans);
        }
        let numbers: Vec<Option<u32>> = other.pool.texts.iter().map(|text| self.pool.number(text)).collect();
        for (own, texts) in self.texts.iter_mut().zip(other.texts) {
            for (name, values) in texts {
                let known = |(row, number)| Some((row, numbers.get(number as usize).copied().flatten()?));
                let mut values = values.into_pairs().filter_map(known).peekable();
                if values.peek().is_some() {
                    let column = own.entry(name).or_default();
                    values.for_each(|(row, number)| column.add(row, number, self.rows));
                }
            }
        }
        for row in (0_u32..).zip(&other.found).filter(|(_, found)| **found).map(|(row, _)| row) {
            self.knows(row);
        }
        self.missing.extend(other.missing);
        self.values += other.values;
        self.is_cut |= other.is_cut || self.values > MAX_VALUES || numbers.contains(&None);
    }

    /// The columns, as they stay.
    pub fn finish(self, wanted: Wanted) -> Logged {
        let mut missing = self.missing;
        if self.is_cut {
            missing.push("there are more values than are read".to_owned());
        }
        let known = self.found.iter().filter(|found| **found).count();
        let texts = self.pool.texts;
        let are_numbers: Vec<bool> = texts.iter().map(|text| number(text).is_some()).collect();
        let mut columns = Vec::new();
        for (name, values) in self.numbers {
            let cells = values.finish();
            let key = LoggedKey::new(LoggedKind::Metric, name);
            let Told { count, differs } = told(cells.present().map(f64::to_bits), known);
            columns.push(LoggedColumn { key, count, differs, is_numeric: true, values: Values::Numbers(cells) });
        }
        for (kind, names) in [LoggedKind::Param, LoggedKind::Tag].into_iter().zip(self.texts) {
            for (name, values) in names {
                let cells = values.finish();
                let is_numeric = cells.present().all(|text| are_numbers.get(text as usize) == Some(&true));
                let key = LoggedKey::new(kind, name);
                let Told { count, differs } = told(cells.present(), known);
                columns.push(LoggedColumn { key, count, differs, is_numeric, values: Values::Texts(cells) });
            }
        }
        columns.sort_by(|a, b| a.key.cmp(&b.key));
        let found = self.found;
        let rows = wanted.rows.into_iter().filter(|(_, row)| found.get(*row as usize) == Some(&true)).collect();
        let has_trend = |spans: &HashMap<u32, Span>| spans.values().any(|span| span.trend.is_some());
        let trended = self.spans.iter().filter(|(_, spans)| has_trend(spans)).map(|(name, _)| name.clone()).collect();
        Logged { rows, columns, texts: texts.iter().map(|text| (**text).into()).collect(), spans: self.spans, trended, missing }
    }
}

/// Adds the value of a row to those of a name.
fn add<T: Cell>(columns: &mut ByName<T>, name: &str, (row, value): (u32, T), rows: usize) {
    // Most names are there already, and need no copy.
    if let Some(column) = columns.get_mut(name) {
        column.add(row, value, rows);
        return;
    }
    columns.entry(name.into()).or_default().add(row, value, rows);
}

/// What is told of the values of a column.
struct Told {
    count: usize,
    /// Not all of the rows have the same.
    differs: bool,
}

fn told<T: PartialEq>(mut values: impl Iterator<Item = T>, known: usize) -> Told {
    let first = values.next();
    let mut told = Told { count: usize::from(first.is_some()), differs: false };
    for value in values {
        told.count += 1;
        told.differs |= first.as_ref() != Some(&value);
    }
    told.differs |= told.count < known;
    told
}

/// Adds the values of one store to those of the stores before it.
fn merge<T: Cell>(columns: &mut ByName<T>, name: Box<str>, values: Growing<T>, rows: usize) {
    match columns.entry(name) {
        Entry::Vacant(place) => drop(place.insert(values)),
        Entry::Occupied(mut before) => values.into_pairs().for_each(|(row, value)| before.get_mut().add(row, value, rows)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(ids: &[&str]) -> Wanted {
        let mut wanted = Wanted::default();
        for id in ids {
            wanted.add(&Arc::from(*id));
        }
        wanted
    }

    #[test]
    fn columns_say_what_is_in_them() {
        let wanted = wanted(&["a", "b", "c"]);
        let mut gathering = Gathering::default();
        for (row, auc) in [(0, 0.5), (1, 0.5), (2, f64::NAN)] {
            gathering.knows(row);
            gathering.metric(row, "auc", auc);
            gathering.text(row, LoggedKind::Param, "C", if row == 0 { "1" } else { "1e-2" });
            gathering.text(row, LoggedKind::Param, "same", "x");
            gathering.text(row, LoggedKind::Tag, "mlflow.log-model.history", "[]");
        }
        gathering.text(1, LoggedKind::Tag, "team", &"é".repeat(600));
        let logged = gathering.finish(wanted);
        let told: Vec<(&str, bool, bool, usize)> =
            logged.columns().iter().map(|c| (c.key.name.as_str(), c.differs, c.is_numeric, c.count)).collect();
        assert_eq!(told, [("auc", true, true, 3), ("C", true, true, 3), ("same", false, false, 3), ("team", true, false, 1)]);
        assert!(logged.texts.iter().any(|text| text.ends_with("é…") && text.len() <= MAX_LENGTH + 3));
    }

    #[test]
    fn a_second_store_adds_its_own() {
        let wanted = wanted(&["a", "b"]);
        let mut first = Gathering::default();
        first.knows(0);
        first.text(0, LoggedKind::Param, "C", "1");
        assert!(wanted.without(&first.found).row("a").is_none() && wanted.without(&first.found).row("b").is_some());
        let mut second = Gathering::default();
        second.knows(1);
        second.text(1, LoggedKind::Param, "other", "2");
        second.text(1, LoggedKind::Param, "C", "1");
        first.absorb(second);
        let logged = first.finish(wanted);
        let told: Vec<(&str, bool, usize)> = logged.columns().iter().map(|c| (c.key.name.as_str(), c.differs, c.count)).collect();
        assert_eq!(told, [("C", false, 2), ("other", true, 1)]);
    }
}
