//! What was logged to the models of a place, as columns: the latest value of each metric, params and tags.
//!
//! A store of 10,000 runs with 200 metrics holds two million values. A column keeps 8 bytes for a number and 4 for a text,
//! equal texts are kept once, and a column that few runs have keeps only those.

mod cells;
mod gathering;
mod read;
mod trend;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::subject::Subject;
use cells::Cells;

pub(super) use gathering::{Gathering, Wanted};
pub use read::{LoggedSubjects, read_logged};
pub use trend::Trend;
pub(super) use trend::Trending;

/// What kind of thing was logged. The order is that of menus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoggedKind {
    Metric,
    Param,
    Tag,
}

/// The kinds by MLflow's names (`SearchUtils._ALTERNATE_*_IDENTIFIERS`).
const KINDS: [(&str, LoggedKind); 8] = [
    ("metric", LoggedKind::Metric),
    ("metrics", LoggedKind::Metric),
    ("param", LoggedKind::Param),
    ("params", LoggedKind::Param),
    ("parameter", LoggedKind::Param),
    ("parameters", LoggedKind::Param),
    ("tag", LoggedKind::Tag),
    ("tags", LoggedKind::Tag),
];

impl LoggedKind {
    /// The kind by one of MLflow's names for it.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        KINDS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, kind)| *kind)
    }

    /// What a person calls it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Param => "parameter",
            Self::Tag => "tag",
        }
    }

    /// MLflow's name for all of a kind.
    fn plural(self) -> &'static str {
        match self {
            Self::Metric => "metrics",
            Self::Param => "params",
            Self::Tag => "tags",
        }
    }
}

/// A metric, a param or a tag by its name: what a column is chosen by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LoggedKey {
    pub kind: LoggedKind,
    pub name: String,
}

impl LoggedKey {
    /// A key of this kind.
    pub fn new(kind: LoggedKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }

    /// As MLflow names it: `metrics.auc`.
    #[must_use]
    pub fn dotted(&self) -> String {
        format!("{}.{}", self.kind.plural(), self.name)
    }

    /// The key that MLflow names so; nothing for a text without a kind in front, or without a name.
    #[must_use]
    pub fn from_dotted(text: &str) -> Option<Self> {
        let (kind, name) = text.split_once('.').filter(|(_, name)| !name.is_empty())?;
        Some(Self::new(LoggedKind::named(kind)?, name))
    }
}

/// What was logged under a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LoggedValue<'a> {
    /// A metric; may be NaN or infinite.
    Number(f64),
    /// A param or a tag, cut behind 1,000 bytes.
    Text(&'a str),
}

impl LoggedValue<'_> {
    /// As a number, where it is one: MLflow keeps every param as text.
    #[must_use]
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(value) => Some(value),
            Self::Text(text) => number(text),
        }
    }
}

/// A text that is a number; `nan`, `inf` and `1_000` are texts here, as a person means them.
fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// The least and the greatest value that was logged for a metric, NaN left out, and what happened between.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub least: f64,
    pub greatest: f64,
    /// Nothing where there is nothing to see of it.
    pub trend: Option<Trend>,
}

/// A span that is made of values one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Spanning {
    bounds: Option<[f64; 2]>,
    trending: Trending,
}

impl Spanning {
    /// The next value.
    pub fn add(&mut self, value: f64) {
        self.trending.add(value);
        if !value.is_nan() {
            let [least, greatest] = self.bounds.unwrap_or([value; 2]);
            self.bounds = Some([least.min(value), greatest.max(value)]);
        }
    }

    /// The span; nothing where all values are NaN.
    pub fn finish(&self) -> Option<Span> {
        self.bounds.map(|[least, greatest]| Span { least, greatest, trend: self.trending.finish() })
    }
}

/// All values of one key.
#[derive(Debug)]
pub struct LoggedColumn {
    pub key: LoggedKey,
    /// Models or runs that have a value.
    pub count: usize,
    /// Not all runs have the same value.
    pub differs: bool,
    /// Every value is a number.
    pub is_numeric: bool,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Numbers(Cells<f64>),
    /// By the number of the text.
    Texts(Cells<u32>),
}

/// What was logged to the runs of a place.
#[derive(Debug, Default)]
pub struct Logged {
    /// The row of a run, or of a logged model without one, by its id.
    rows: HashMap<Arc<str>, u32>,
    /// Sorted by key.
    columns: Vec<LoggedColumn>,
    texts: Vec<Box<str>>,
    /// Of the metrics that were asked for, by name and row.
    spans: HashMap<Box<str>, HashMap<u32, Span>>,
    /// Those of them that have a shape in any run.
    trended: HashSet<Box<str>>,
    /// Why not everything is there, as clauses.
    pub missing: Vec<String>,
}

impl Logged {
    /// Nothing, and why, as a clause.
    #[must_use]
    pub fn unread(why: String) -> Self {
        Self { missing: vec![why], ..Self::default() }
    }

    /// Metrics, then params, then tags, each sorted by name.
    #[must_use]
    pub fn columns(&self) -> &[LoggedColumn] {
        &self.columns
    }

    /// The column of a key, where anything was logged under it.
    #[must_use]
    pub fn column(&self, key: &LoggedKey) -> Option<&LoggedColumn> {
        self.columns.binary_search_by(|column| column.key.cmp(key)).ok().map(|at| &self.columns[at])
    }

    /// The row of a run or a model: that of its run, or its own where no store knows its run.
    fn row(&self, subject: Subject<'_>) -> Option<u32> {
        [subject.run_id(), subject.model_id()].into_iter().flatten().find_map(|id| self.rows.get(id).copied())
    }

    /// Whether the history of a metric has a shape in any run.
    #[must_use]
    pub fn has_trends(&self, key: &LoggedKey) -> bool {
        key.kind == LoggedKind::Metric && self.trended.contains(key.name.as_str())
    }

    /// Whether the spans of a metric were asked for.
    #[must_use]
    pub fn has_spans(&self, key: &LoggedKey) -> bool {
        self.spans.contains_key(key.name.as_str())
    }

    /// The least and the greatest value of a metric of a run; nothing where the store does not tell, or they are the same.
    #[must_use]
    pub fn span(&self, subject: Subject<'_>, key: &LoggedKey) -> Option<Span> {
        let spans = self.spans.get(key.name.as_str()).filter(|_| key.kind == LoggedKind::Metric)?;
        spans.get(&self.row(subject)?).copied().filter(|span| span.least < span.greatest)
    }

    /// What was logged to a run or a model under a key.
    #[must_use]
    pub fn value(&self, subject: Subject<'_>, key: &LoggedKey) -> Option<LoggedValue<'_>> {
        self.value_in(self.column(key)?, subject)
    }

    /// The same where the column is known.
    #[must_use]
    pub fn value_in(&self, column: &LoggedColumn, subject: Subject<'_>) -> Option<LoggedValue<'_>> {
        let row = self.row(subject)?;
        match &column.values {
            Values::Numbers(cells) => cells.get(row).map(LoggedValue::Number),
            Values::Texts(cells) => cells.get(row).and_then(|at| self.texts.get(at as usize)).map(|text| LoggedValue::Text(text)),
        }
    }
}
