//! One model laid out: the rows and facts that the window shows and a report prints.

use std::collections::BTreeMap;

use super::SECTIONS;
use super::environment::{self, EnvSection};
use super::example::ExampleRows;
use super::facts::{self, Fact};
use super::section::Section;
use super::values::ValueGroup;
use crate::reading::Model;

/// Everything about one model as rows and facts, made once.
#[derive(Debug, Default)]
pub struct Page {
    /// `sklearn 0.24.1`, as the MLmodel spells them.
    pub flavors: Vec<String>,
    pub facts: Vec<Fact>,
    /// What it needs to run.
    pub environment: Vec<EnvSection>,
    pub environment_summary: String,
    pub example: Option<ExampleRows>,
    /// The values of each section that is made of such, by its key.
    values: BTreeMap<&'static str, Vec<ValueGroup>>,
}

impl Page {
    /// Lays out a model; of what is none, where it comes from.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let values = SECTIONS.iter().filter_map(|section| Some((section.key, section.values?(model)))).collect();
        let Some(folder) = model.folder() else { return Self { values, ..Self::default() } };
        let environment = environment::sections(&folder.environment);
        Self {
            flavors: folder.model().map(facts::flavors).unwrap_or_default(),
            facts: facts::of(folder),
            environment_summary: environment::summary(&environment),
            environment,
            example: ExampleRows::of(model),
            values,
        }
    }

    /// The values of a section; none for one that is not made of such.
    #[must_use]
    pub fn values(&self, section: &Section) -> &[ValueGroup] {
        self.values.get(section.key).map_or(&[], Vec::as_slice)
    }
}
