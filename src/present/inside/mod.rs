//! What the model's own files say, where they were looked into: the rows of the window's page, and what is printed.

mod bars;
mod imports;
mod json;
mod printed;
mod to_read;

pub use bars::{Bar, Bars};
pub use imports::{Imports, effect_note, group_title};
pub use to_read::ToRead;

use super::Page;
use super::section::{Entries, PanelWords, Place, Section};
use crate::inside::{Format, ModelFile, ModelPart, Read, Tensor, Value, shape_text, short_class};
use crate::mlmodel::display::{bytes, clipped, count, one_line};
use crate::reading::Model;

/// This section.
pub static SECTION: Section = Section {
    key: "inside",
    title: "Inside the model",
    about: "What the model's own files say, without running them",
    panel: Some(PanelWords {
        command: "Show what is inside",
        also: &["inside the model", "pickle", "hyperparameters", "weights", "imports"],
        place: Place::Middle { digit: 2 },
    }),
    values: None,
    parts: Some(printed::parts),
    json: Some(json),
};

/// Characters of a value in a row.
const LONGEST_VALUE: usize = 300;
/// Classes, names and the like that a row names.
const MAX_NAMED: usize = 12;
/// What stands beside the imports, always.
pub const NO_PROOF: &str = "named, not run; no proof of safety";

fn json(model: &Model, _: &Page, entries: &mut Entries<'_>) -> serde_json::Result<()> {
    match model.inside() {
        Some(files) => {
            entries.add(SECTION.key, &files.iter().map(|file| json::FileJson::of(file, model.disagreements())).collect::<Vec<_>>())
        }
        None => Ok(()),
    }
}

/// One file as rows.
#[derive(Clone, Debug, PartialEq)]
pub struct InsidePage {
    /// As it is listed.
    pub path: String,
    /// The class without its module; the kind of file where it has none.
    pub class: String,
    /// `sklearn.pipeline`; may be empty.
    pub module: String,
    /// `scikit-learn 1.0.2`
    pub library: Option<String>,
    /// `pickle, 11 KB`
    pub format: String,
    /// That not all of it was read, and why, in a sentence.
    pub unread: Option<String>,
    /// Its own hyperparameters, without those of its parts.
    pub settings: Vec<Setting>,
    pub steps: Vec<Step>,
    /// Features, classes, counts.
    pub learned: Vec<Setting>,
    /// Inputs and outputs of a graph.
    pub ports: Vec<Setting>,
    /// Coefficients and importances.
    pub bars: Vec<Bars>,
    pub tensors: Vec<Tensor>,
    pub imports: Imports,
}

/// A name and its value as Python writes it, cut where it is long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    pub name: String,
    pub value: String,
    /// Further words behind the value.
    pub note: String,
}

impl Setting {
    fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), note: String::new() }
    }
}

/// A part of the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How far below the model itself, from 0.
    pub depth: usize,
    pub name: String,
    /// Without its module.
    pub class: String,
    /// `7 columns: a, b, …`; empty where it is given all.
    pub columns: String,
    pub settings: Vec<Setting>,
}

/// The pages of all files that were looked into; none where nobody looked.
#[must_use]
pub fn pages(model: &Model) -> Vec<InsidePage> {
    model.inside().unwrap_or_default().iter().map(|file| page(model, file)).collect()
}

/// `Pipeline -> LogisticRegression`: what the model is, as its header says it.
#[must_use]
pub fn headline(file: &ModelFile) -> Option<String> {
    let class = short(file.class.as_deref()?);
    let last = file.parts.iter().rfind(|part| !part.path.contains('/')).filter(|part| part.class.contains('.'));
    Some(match last {
        Some(last) if class == "Pipeline" => format!("{class} \u{2192} {}", short(&last.class)),
        _ => class,
    })
}

fn short(class: &str) -> String {
    one_line(short_class(class)).into_owned()
}

fn page(model: &Model, file: &ModelFile) -> InsidePage {
    let class = file.class.as_deref();
    let size = size(model, &file.path).map(|size| format!(", {}", bytes(size))).unwrap_or_default();
    InsidePage {
        path: one_line(&file.path).into_owned(),
        class: class.map_or_else(|| kind(file.format), short),
        module: class.and_then(|class| class.rsplit_once('.')).map(|(module, _)| one_line(module).into_owned()).unwrap_or_default(),
        library: file.library.as_ref().map(|library| match &library.version {
            Some(version) => format!("{} {}", clipped(&library.name, 60), clipped(version, 40)),
            None => one_line(&library.name).into_owned(),
        }),
        format: format!("{}{size}", file.format.key()),
        unread: unread(file),
        settings: own_settings(file),
        steps: file.parts.iter().enumerate().map(|(i, part)| step(part, file.parts.get(i + 1))).collect(),
        learned: learned(file),
        ports: ports(file),
        bars: bars::of(file),
        tensors: file.tensors.clone(),
        imports: Imports::of(model, file),
    }
}

/// What a file without a class is.
fn kind(format: Format) -> String {
    match format {
        Format::Other => "A file".to_owned(),
        format => format!("A {} file", format.key()),
    }
}

fn size(model: &Model, path: &str) -> Option<u64> {
    model.opened.listing()?.get(path)?.bytes
}

fn unread(file: &ModelFile) -> Option<String> {
    let why = file.why.as_deref()?;
    Some(match file.read {
        Read::Whole => return None,
        Read::Part => format!("Only a part of it was read: {why}."),
        Read::No => format!("It was not read: {why}."),
    })
}

/// A value in a row: as Python writes it, on one line, cut.
fn shown(value: &Value) -> String {
    clipped(&value.to_string(), LONGEST_VALUE).into_owned()
}

fn settings<'v>(values: impl IntoIterator<Item = &'v (Box<str>, Value)>) -> Vec<Setting> {
    values.into_iter().map(|(name, value)| Setting::new(clipped(name, 200), shown(value))).collect()
}

/// Those of the object itself: the names of its parts come before `__`, and stand as steps.
fn own_settings(file: &ModelFile) -> Vec<Setting> {
    let is_part = |name: &str| file.parts.iter().any(|part| part.path == name);
    let own = |name: &str| !name.contains("__") && !is_part(name);
    let is_list = |name: &str| !file.parts.is_empty() && PART_LISTS.contains(&name);
    settings(file.parameters.iter().filter(|(name, _)| own(name) && !is_list(name)))
}

/// Settings that list the parts, which stand as steps below.
const PART_LISTS: [&str; 4] = ["steps", "transformers", "transformer_list", "estimators"];

/// A part; those below it follow it.
fn step(part: &ModelPart, next: Option<&ModelPart>) -> Step {
    let has_parts = next.is_some_and(|next| next.path.strip_prefix(&*part.path).is_some_and(|rest| rest.starts_with('/')));
    let is_list = |name: &str| has_parts && PART_LISTS.contains(&name);
    Step {
        depth: part.path.matches('/').count(),
        name: clipped(&part.name, 200).into_owned(),
        class: short(&part.class),
        columns: part.columns.as_ref().map(columns).unwrap_or_default(),
        settings: settings(part.parameters.iter().filter(|(name, _)| !is_list(name))),
    }
}

fn columns(columns: &Value) -> String {
    match columns {
        Value::List(all) | Value::Tuple(all) => {
            let named: Vec<String> = all.iter().take(MAX_NAMED).map(|column| clipped(&plain(column), 60).into_owned()).collect();
            let more = if all.len() > MAX_NAMED { ", …" } else { "" };
            format!("{}: {}{more}", count(all.len(), "column", "columns"), named.join(", "))
        }
        other => shown(other),
    }
}

/// A text without its quotes.
fn plain(value: &Value) -> String {
    value.as_text().map_or_else(|| value.to_string(), str::to_owned)
}

fn learned(file: &ModelFile) -> Vec<Setting> {
    let mut rows = Vec::new();
    if let Some(features) = &file.features {
        let number = features.names.as_ref().map(Vec::len).or(features.count.and_then(|count| usize::try_from(count).ok()));
        if let Some(number) = number {
            let named = features.names.as_ref().map_or_else(
                || "no names are kept".to_owned(),
                |names| {
                    let some: Vec<_> = names.iter().take(MAX_NAMED).map(|name| clipped(name, 60)).collect();
                    format!("{}{}", some.join(", "), if names.len() > MAX_NAMED { ", …" } else { "" })
                },
            );
            rows.push(Setting { note: named, ..Setting::new("features", number.to_string()) });
        }
    }
    if let Some(classes) = &file.classes {
        let some: Vec<String> = classes.values.iter().take(MAX_NAMED).map(shown).collect();
        let more = if classes.values.len() > MAX_NAMED { ", …" } else { "" };
        rows.push(Setting { note: classes.dtype.join(", "), ..Setting::new("classes", format!("{}{more}", some.join(", "))) });
    }
    let counts = file.counts.iter().map(|(what, number)| {
        let number = usize::try_from(*number).unwrap_or(usize::MAX);
        Setting::new(what.key().replace('_', " "), crate::mlmodel::display::grouped(number))
    });
    rows.extend(counts);
    rows
}

fn ports(file: &ModelFile) -> Vec<Setting> {
    let inputs = file.inputs.iter().map(|port| ("input", port));
    let outputs = file.outputs.iter().map(|port| ("output", port));
    let row = |(what, port): (&str, &crate::inside::GraphPort)| {
        let shape = port.shape.as_ref().map(|sides| format!(" ({})", clipped(&shape_text(sides), 200)));
        let value = format!("{}{}", one_line(&port.dtype), shape.unwrap_or_default());
        Setting { note: what.to_owned(), ..Setting::new(clipped(&port.name, 200), value) }
    };
    inputs.chain(outputs).map(row).collect()
}
