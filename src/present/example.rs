//! The input example as rows: a table where it is one, else its values as a tree.

use std::collections::HashMap;

use serde::Serialize;

use super::section::{Body, Entries, PanelWords, Place, PrintedPart, Section};
use super::{Page, Table};
use crate::enforce::dtype::ValueKinds;
use crate::enforce::frame::Frame;
use crate::enforce::{Refusal, RequestCheck};
use crate::folder::Example;
use crate::folder::example::ExampleKind;
use crate::mlmodel::display::{clipped, count, grouped};
use crate::mlmodel::value::Value;
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "example",
    title: "Example",
    about: "The input example saved with the model, and whether it fits the signature",
    panel: Some(PanelWords { command: "Show input example", also: &[], place: Place::Middle { digit: 3 } }),
    values: None,
    parts: Some(parts),
    json: Some(json),
};

fn parts(model: &Model, page: &Page) -> Vec<PrintedPart> {
    let Some(example) = &page.example else { return Vec::new() };
    let verdict = example.verdict().map(|verdict| format!("; it {verdict}")).unwrap_or_default();
    let mut part = PrintedPart::new("Input example", format!("{}{verdict}", example.summary), Body::Nothing);
    part.lines.extend(example.error.clone());
    let signature = model.mlmodel().and_then(|mlmodel| mlmodel.signature.as_ref());
    if signature.is_none_or(|signature| signature.inputs.is_absent()) && !example.columns.is_empty() {
        part.lines.push("Seen, not declared:".to_owned());
        let mut table = Table::new(&["Column", "dtype"]);
        table.rows.extend(example.columns.iter().map(|column| vec![column.name.clone(), column.dtype.to_owned()]));
        part.body = Body::Table(table);
    }
    vec![part]
}

fn json(_: &Model, page: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    match &page.example {
        Some(example) => entries.add(SECTION.key, &example.report()),
        None => Ok(()),
    }
}

/// Rows and columns that are shown; the rest is counted.
const MAX_ROWS: usize = 1_000;
const MAX_COLUMNS: usize = 100;
/// Lines of a tree that are shown.
const MAX_LINES: usize = 5_000;
/// Characters of one value.
const MAX_CHARS: usize = 200;

/// An input example, laid out.
#[derive(Clone, Debug)]
pub struct ExampleRows {
    /// Relative to the model folder.
    pub path: String,
    pub kind: String,
    /// `data frame, 3 rows by 4 columns`.
    pub summary: String,
    /// Why its file cannot be read.
    pub error: Option<String>,
    pub columns: Vec<SeenColumn>,
    /// Row by row, clipped, as many as are shown.
    pub cells: Vec<Vec<String>>,
    /// Where it is no table; folded and unfolded by whoever draws it.
    pub tree: Vec<TreeLine>,
    /// The whole has more rows, columns or values than are shown.
    pub is_cut: bool,
    pub params: Option<String>,
    /// What the scoring server says of it; `None` without a signature.
    pub answer: Option<RequestCheck>,
}

/// A column, with the dtype that pandas or numpy gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenColumn {
    pub name: String,
    pub dtype: &'static str,
}

/// A value and what is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeLine {
    pub depth: u16,
    pub key: String,
    /// The value, or how much is in it.
    pub text: String,
    pub is_nested: bool,
    /// One past the last line inside.
    pub end: usize,
}

/// The example for programs.
#[derive(Debug, Serialize)]
pub struct ExampleReport<'a> {
    path: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    columns: &'a [SeenColumn],
    /// Whether the model would take it; null where nothing says so.
    accepted: Option<bool>,
    errors: &'a [Refusal],
    error: Option<&'a str>,
}

impl ExampleRows {
    /// `None` where the MLmodel names no example.
    #[must_use]
    pub fn of(model: &Model) -> Option<Self> {
        let folder = model.folder().filter(|folder| folder.model().is_some())?;
        let example = folder.example.as_ref()?;
        let mut rows = Self {
            path: example.path.to_string(),
            kind: clipped(example.kind.name(), 60).into_owned(),
            summary: String::new(),
            error: example.content.as_ref().err().map(ToString::to_string),
            columns: Vec::new(),
            cells: Vec::new(),
            tree: Vec::new(),
            is_cut: false,
            params: None,
            answer: model.example_answer.clone(),
        };
        if let Ok(content) = &example.content {
            rows.params = content.params.as_ref().map(|params| clipped(&params.to_json(), 2_000).into_owned());
            rows.lay_out(example, &content.data);
        }
        rows.summary = rows.summary_of(example);
        Some(rows)
    }

    /// What the first row of the table has for specs of these names; nothing where it has no such column. Columns beyond
    /// those that are shown have none.
    #[must_use]
    pub fn first_values(&self, names: impl Iterator<Item = Option<String>>) -> Vec<String> {
        let Some(first) = self.cells.first() else { return Vec::new() };
        let values: HashMap<&str, &String> = self.columns.iter().map(|column| column.name.as_str()).zip(first).collect();
        let value = |name: Option<String>| name.and_then(|name| values.get(&*name).map(|value| (*value).clone())).unwrap_or_default();
        if values.is_empty() { Vec::new() } else { names.map(value).collect() }
    }

    fn lay_out(&mut self, example: &Example, data: &Value) {
        // A sparse matrix is shown filled up, where it is small enough for that.
        let body = matches!(example.kind, ExampleKind::Csr | ExampleKind::Csc).then(|| example.built_body()).flatten();
        let dense = body.as_ref().and_then(|body| body.get("inputs"));
        let frame = match (&example.kind, dense.unwrap_or(data)) {
            (ExampleKind::DataFrame, data) => Frame::split(data).ok(),
            (ExampleKind::NdArray, Value::Map(entries)) => Frame::of_dict(entries, None, None).ok(),
            (ExampleKind::NdArray | ExampleKind::Csr | ExampleKind::Csc, Value::List(items)) if !is_deep(items) => {
                Frame::of_list(items).ok()
            }
            (ExampleKind::JsonObject | ExampleKind::Unknown(_), Value::List(items)) if items.iter().all(|i| matches!(i, Value::Map(_))) => {
                Frame::records(data).ok()
            }
            _ => None,
        };
        match frame.filter(|frame| !frame.columns.is_empty()) {
            Some(frame) => self.table(&frame, example.kind == ExampleKind::DataFrame),
            None => self.tree(data),
        }
    }

    fn table(&mut self, frame: &Frame<'_>, is_pandas: bool) {
        let rows = frame.rows;
        self.is_cut = rows > MAX_ROWS || frame.columns.len() > MAX_COLUMNS;
        let shape = format!("{} by {}", count(rows, "row", "rows"), count(frame.columns.len(), "column", "columns"));
        self.summary = shape;
        let shown = &frame.columns[..frame.columns.len().min(MAX_COLUMNS)];
        self.columns = shown
            .iter()
            .map(|column| {
                let kinds = ValueKinds::of(column.cells.iter().copied());
                let dtype = if is_pandas { kinds.pandas() } else { kinds.numpy() };
                SeenColumn { name: clipped(&column.label.shown(), MAX_CHARS).into_owned(), dtype: dtype.name() }
            })
            .collect();
        let row = |i: usize| shown.iter().map(|column| column.cells.get(i).map_or_else(String::new, |cell| text(cell))).collect();
        self.cells = (0..rows.min(MAX_ROWS)).map(row).collect();
    }

    fn tree(&mut self, data: &Value) {
        self.is_cut = !add(&mut self.tree, String::new(), data, 0);
    }

    fn summary_of(&self, example: &Example) -> String {
        let what = match (&example.kind, &example.content) {
            (ExampleKind::Unknown(word), _) if word.is_empty() => "example of no recorded type".to_owned(),
            (kind, _) => clipped(kind.name(), 60).into_owned(),
        };
        if self.summary.is_empty() { what } else { format!("{what}, {}", self.summary) }
    }

    /// The example for programs.
    #[must_use]
    pub fn report(&self) -> ExampleReport<'_> {
        ExampleReport {
            path: &self.path,
            kind: &self.kind,
            columns: &self.columns,
            accepted: self.answer.as_ref().map(RequestCheck::is_accepted),
            errors: self.answer.as_ref().map_or(&[], |answer| &answer.refusals),
            error: self.error.as_deref(),
        }
    }

    /// Whether it fits the signature, in a few words; `None` where there is none.
    #[must_use]
    pub fn verdict(&self) -> Option<String> {
        let answer = self.answer.as_ref()?;
        Some(match answer.refusals.len() + answer.not_listed {
            _ if answer.is_accepted() => "fits the signature".to_owned(),
            1 => "does not fit the signature".to_owned(),
            reasons => format!("does not fit the signature, for {} reasons", grouped(reasons)),
        })
    }
}

/// Whether an array has more than two dimensions.
fn is_deep(items: &[Value]) -> bool {
    items.iter().any(|item| matches!(item, Value::List(inner) if inner.iter().any(|value| matches!(value, Value::List(_) | Value::Map(_)))))
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => clipped(text, MAX_CHARS).into_owned(),
        Value::Null => "null".to_owned(),
        other => clipped(&other.shown(), MAX_CHARS).into_owned(),
    }
}

/// Adds a value and what is in it; whether all of it found room.
fn add(lines: &mut Vec<TreeLine>, key: String, value: &Value, depth: u16) -> bool {
    if lines.len() >= MAX_LINES || depth > 100 {
        return false;
    }
    let at = lines.len();
    let mut line = TreeLine { depth, key, text: String::new(), is_nested: false, end: at + 1 };
    match value {
        Value::Map(entries) => {
            line.text = count(entries.len(), "entry", "entries");
            line.is_nested = !entries.is_empty();
            lines.push(line);
            let all = entries.iter().all(|(key, value)| add(lines, clipped(key, MAX_CHARS).into_owned(), value, depth + 1));
            lines[at].end = lines.len();
            all
        }
        Value::List(items) if items.iter().any(|item| matches!(item, Value::List(_) | Value::Map(_))) || items.len() > 12 => {
            line.text = count(items.len(), "item", "items");
            line.is_nested = true;
            lines.push(line);
            let all = items.iter().enumerate().all(|(i, item)| add(lines, grouped(i), item, depth + 1));
            lines[at].end = lines.len();
            all
        }
        other => {
            line.text = text(other);
            lines.push(line);
            true
        }
    }
}
