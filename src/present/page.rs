//! One model laid out: the rows and facts that the window shows and a report prints.

use super::environment::{self, EnvSection};
use super::example::ExampleRows;
use super::facts::{self, Fact};
use super::trace;
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
    /// Where it comes from.
    pub origin: Vec<trace::Section>,
}

impl Page {
    /// Lays out a model; of what is none, where it comes from.
    #[must_use]
    pub fn of(model: &Model) -> Self {
        let origin = model.trace.as_ref().map(trace::sections).unwrap_or_default();
        let Some(folder) = model.folder() else { return Self { origin, ..Self::default() } };
        let environment = environment::sections(&folder.environment);
        Self {
            flavors: folder.model().map(facts::flavors).unwrap_or_default(),
            facts: facts::of(folder),
            environment_summary: environment::summary(&environment),
            environment,
            example: ExampleRows::of(model),
            origin,
        }
    }
}
