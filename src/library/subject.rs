//! What a row of the list is about: a model, a run without one, or a registered version whose model is not here.

use std::borrow::Cow;
use std::path::Path;

use super::entry::{Absent, Entry, LoneRun, Registered};
use crate::mlmodel::time;

/// Which of what a place lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SubjectAt {
    Model(usize),
    Run(usize),
    Absent(usize),
}

/// What a row of the list is about. All of them are filtered, sorted, shown and written by the same answers.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    Model(&'a Entry),
    Run(&'a LoneRun),
    Absent(&'a Absent),
}

impl<'a> Subject<'a> {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'a str {
        match self {
            Self::Model(entry) => &entry.name,
            Self::Run(run) => run.name.as_deref().unwrap_or(&run.id),
            Self::Absent(absent) => &absent.registered.name,
        }
    }

    /// As the MLmodel spells them.
    #[must_use]
    pub fn flavors(self) -> &'a [Box<str>] {
        if let Self::Model(entry) = self { &entry.flavors } else { &[] }
    }

    /// The name of its experiment.
    #[must_use]
    pub fn experiment(self) -> Option<&'a str> {
        match self {
            Self::Model(entry) => entry.experiment.as_deref(),
            Self::Run(run) => run.experiment.as_deref(),
            Self::Absent(_) => None,
        }
    }

    /// The name of its run.
    #[must_use]
    pub fn run_name(self) -> Option<&'a str> {
        match self {
            Self::Model(entry) => entry.run_name.as_deref(),
            Self::Run(run) => run.name.as_deref(),
            Self::Absent(_) => None,
        }
    }

    /// The run it belongs to, or that it is.
    #[must_use]
    pub fn run_id(self) -> Option<&'a str> {
        match self {
            Self::Model(entry) => entry.run_id.as_deref(),
            Self::Run(run) => Some(&run.id),
            Self::Absent(_) => None,
        }
    }

    /// The logged model that it is.
    #[must_use]
    pub fn model_id(self) -> Option<&'a str> {
        if let Self::Model(entry) = self { entry.model_id.as_deref() } else { None }
    }

    /// When the model was made, or the run began; as written where it is written as text.
    #[must_use]
    pub fn created(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Model(entry) => entry.created.as_deref().map(Cow::Borrowed),
            Self::Run(run) => run.started.and_then(time::as_written).map(Cow::Owned),
            Self::Absent(_) => None,
        }
    }

    /// The same in milliseconds since 1970.
    #[must_use]
    pub fn created_at(self) -> Option<i64> {
        match self {
            Self::Model(entry) => entry.created_at,
            Self::Run(run) => run.started,
            Self::Absent(_) => None,
        }
    }

    /// The versions that were registered from it.
    #[must_use]
    pub fn registered(self) -> &'a [Registered] {
        match self {
            Self::Model(entry) => &entry.registered,
            Self::Run(_) => &[],
            Self::Absent(absent) => std::slice::from_ref(&absent.registered),
        }
    }

    /// Where its files are, below the place.
    #[must_use]
    pub fn path(self) -> Option<&'a Path> {
        if let Self::Model(entry) = self { Some(&entry.path) } else { None }
    }
}
