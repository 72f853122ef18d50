//! What a part of what is known of a model is, and what is printed of it.

use serde::Serialize;
use serde::ser::SerializeMap as _;

use super::page::Page;
use super::table::Table;
use super::values::{LabelledValue, ValueGroup};
use crate::checks::Finding;
use crate::reading::Model;

/// A part of what is known of a model.
#[derive(Debug)]
pub struct Section {
    /// Stable, and unlike any other's.
    pub key: &'static str,
    pub title: &'static str,
    /// What it answers, in a clause.
    pub about: &'static str,
    /// How it stands in the window, where it has a panel of its own.
    pub panel: Option<PanelWords>,
    /// What it shows of a model: made once, when the model is laid out.
    pub values: Option<fn(&Model) -> Vec<ValueGroup>>,
    /// What is printed of it for people where that is more than its values.
    pub parts: Option<Parts>,
    /// What is printed of it for programs, if anything is.
    pub json: Option<Json>,
}

/// Lays out what is printed for people.
pub type Parts = fn(&Model, &Page) -> Vec<PrintedPart>;

/// Adds entries to the one object that a report for programs is.
pub type Json = fn(&Model, &Page, &mut Entries<'_>) -> serde_json::Result<()>;

/// A panel of the window.
#[derive(Clone, Copy, Debug)]
pub struct PanelWords {
    /// The command that shows it: `Show problems`.
    pub command: &'static str,
    /// What else people call it, and what it was called before: the command palette finds it by these too.
    pub also: &'static [&'static str],
    pub place: Place,
}

/// Where a panel stands in the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the middle, one of the tabs that say what the model is. It is shown by this digit with Ctrl, from 1; the tabs
    /// stand in this order.
    Middle { digit: u8 },
    /// Below, one of the panels that say what surrounds the model.
    /// It is shown by this digit with Alt, from 1; panels stand in this order.
    Below { digit: u8 },
}

impl PartialEq for Section {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Section {}

impl std::hash::Hash for Section {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl Section {
    /// What is printed of it for people.
    #[must_use]
    pub fn printed(&self, model: &Model, page: &Page) -> Vec<PrintedPart> {
        match self.parts {
            Some(parts) => parts(model, page),
            None => page.values(self).iter().map(|group| PrintedPart::new(group.title, "", Body::Values(group.values.clone()))).collect(),
        }
    }
}

/// Something of a section under a heading of its own.
#[derive(Debug)]
pub struct PrintedPart {
    /// Empty for a sentence that stands by itself.
    pub title: &'static str,
    /// Behind the title: `8 columns, all required`; may be empty.
    pub summary: String,
    /// Further lines.
    pub lines: Vec<String>,
    pub body: Body,
}

impl PrintedPart {
    /// A heading with what stands below it.
    #[must_use]
    pub fn new(title: &'static str, summary: impl Into<String>, body: Body) -> Self {
        Self { title, summary: summary.into(), lines: Vec::new(), body }
    }
}

/// What stands below the heading of a part.
#[derive(Debug)]
pub enum Body {
    Nothing,
    Table(Table),
    /// Labels with their values.
    Values(Vec<LabelledValue>),
    Findings(Vec<Finding>),
}

type Pretty<'a> = &'a mut serde_json::Serializer<&'a mut Vec<u8>, serde_json::ser::PrettyFormatter<'a>>;

/// The entries of the printed object while they are written: nothing is kept of them.
pub struct Entries<'a>(<Pretty<'a> as serde::Serializer>::SerializeMap);

impl<'a> Entries<'a> {
    /// Begins an object.
    ///
    /// # Errors
    /// Writing into memory cannot fail; only a value that is no JSON could.
    pub fn begin(serializer: Pretty<'a>) -> serde_json::Result<Self> {
        serde::Serializer::serialize_map(serializer, None).map(Self)
    }

    /// Adds one entry.
    ///
    /// # Errors
    /// As in [`Entries::begin`].
    pub fn add(&mut self, key: &'static str, value: &(impl Serialize + ?Sized)) -> serde_json::Result<()> {
        self.0.serialize_entry(key, value)
    }

    /// Ends the object.
    ///
    /// # Errors
    /// As in [`Entries::begin`].
    pub fn end(self) -> serde_json::Result<()> {
        self.0.end()
    }
}

impl std::fmt::Debug for Entries<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entries")
    }
}
