//! The parts of a comparison, each registered once: everything that is shown, printed or folded of a part goes by its
//! entry in [`DIFF_SECTIONS`].
//!
//! To add a part, write the function that matches two sides as [`MatchedRows`] and add a [`DiffSection`] to the list.

use super::rows::MatchedRows;
use super::section::{About, DiffSection};
use super::side::Side;
use super::{files, inside, logged, platforms};
use crate::mlmodel::signature::PartName;

/// All sections, in the order in which they are shown.
pub static DIFF_SECTIONS: &[&DiffSection] =
    &[&RUN_PARAMS, &RUN_METRICS, &RUN_DATASETS, &INPUTS, &OUTPUTS, &PARAMS, &PLATFORMS, &INSIDE, &ENVIRONMENT, &FILES, &MLMODEL];

const SAVED_ANEW: &str = "ids, times, sizes";

/// Parameters logged to the runs.
pub static RUN_PARAMS: DiffSection = DiffSection {
    key: "runs.params",
    title: "Run parameters",
    nouns: ["parameter", "parameters"],
    about: About::Runs,
    expected: SAVED_ANEW,
    is_readable: |side| side.logged.is_some(),
    rows: |_, [a, b]| MatchedRows::Values(logged::diff(params(a), params(b))),
};

/// The latest metrics logged to the runs.
pub static RUN_METRICS: DiffSection = DiffSection {
    key: "runs.metrics",
    title: "Run metrics",
    nouns: ["metric", "metrics"],
    about: About::Runs,
    expected: SAVED_ANEW,
    is_readable: |side| side.logged.is_some(),
    rows: |_, [a, b]| MatchedRows::Values(logged::diff(metrics(a), metrics(b))),
};

/// The data sets that went into the runs: metrics of different ones are not compared.
pub static RUN_DATASETS: DiffSection = DiffSection {
    key: "runs.datasets",
    title: "Data sets of the runs",
    nouns: ["data set", "data sets"],
    about: About::Runs,
    expected: SAVED_ANEW,
    is_readable: |side| side.logged.is_some(),
    rows: |_, [a, b]| MatchedRows::Values(logged::diff(datasets(a), datasets(b))),
};

/// Input columns and tensors.
pub static INPUTS: DiffSection = DiffSection {
    key: "signature.inputs",
    title: "Inputs",
    nouns: ["input", "inputs"],
    about: About::Model,
    expected: SAVED_ANEW,
    is_readable: |side| side.model().is_some(),
    rows: |matched, _| MatchedRows::Specs { part: PartName::Inputs, diff: std::mem::take(&mut matched.signature.inputs) },
};

/// Output columns and tensors.
pub static OUTPUTS: DiffSection = DiffSection {
    key: "signature.outputs",
    title: "Outputs",
    nouns: ["output", "outputs"],
    about: About::Model,
    expected: SAVED_ANEW,
    is_readable: |side| side.model().is_some(),
    rows: |matched, _| MatchedRows::Specs { part: PartName::Outputs, diff: std::mem::take(&mut matched.signature.outputs) },
};

/// Params for inference.
pub static PARAMS: DiffSection = DiffSection {
    key: "signature.params",
    title: "Inference params",
    nouns: ["param", "params"],
    about: About::Model,
    expected: SAVED_ANEW,
    is_readable: |side| side.model().is_some(),
    rows: |matched, _| MatchedRows::Specs { part: PartName::Params, diff: std::mem::take(&mut matched.signature.params) },
};

/// Where each can run.
pub static PLATFORMS: DiffSection = DiffSection {
    key: "platforms",
    title: "Where it can run",
    nouns: ["platform", "platforms"],
    about: About::Model,
    expected: SAVED_ANEW,
    is_readable: |side| side.folder().is_some(),
    rows: |_, [a, b]| {
        let [a, b] = [a, b].map(|side| side.folder().map(|_| platforms::facts(side.platforms)).unwrap_or_default());
        MatchedRows::Values(logged::diff(&a, &b))
    },
};

/// What the models' own files say.
pub static INSIDE: DiffSection = DiffSection {
    key: "inside",
    title: "Inside the model",
    nouns: ["fact", "facts"],
    about: About::Model,
    expected: SAVED_ANEW,
    is_readable: |side| side.listing().is_some() && side.inside.is_some(),
    rows: |_, [a, b]| {
        let [a, b] = [a, b].map(|side| inside::facts(side.inside.unwrap_or_default(), side.array_digests));
        MatchedRows::Values(logged::diff(&a, &b))
    },
};

/// Python and packages.
pub static ENVIRONMENT: DiffSection = DiffSection {
    key: "environment",
    title: "Environment",
    nouns: ["package", "packages"],
    about: About::Model,
    expected: SAVED_ANEW,
    is_readable: |side| side.folder().is_some(),
    rows: |matched, _| MatchedRows::Packages(std::mem::take(&mut matched.environment)),
};

/// The bytes of files of one size are looked at later: see [`super::Comparison::with_files`].
pub static FILES: DiffSection = DiffSection {
    key: "files",
    title: "Files",
    nouns: ["file", "files"],
    about: About::Model,
    expected: "ids and times inside",
    is_readable: |side| side.listing().is_some(),
    rows: |matched, [a, b]| MatchedRows::Files(files::matched(matched, a, b)),
};

/// The other keys of the two MLmodels.
pub static MLMODEL: DiffSection = DiffSection {
    key: "mlmodel",
    title: "MLmodel",
    nouns: ["key", "keys"],
    about: About::Model,
    expected: SAVED_ANEW,
    is_readable: |side| side.model().is_some(),
    rows: |matched, _| MatchedRows::Keys(std::mem::take(&mut matched.keys)),
};

impl DiffSection {
    /// The section of a part of the signature.
    #[must_use]
    pub fn of_part(part: PartName) -> &'static Self {
        match part {
            PartName::Inputs => &INPUTS,
            PartName::Outputs => &OUTPUTS,
            PartName::Params => &PARAMS,
        }
    }
}

/// What was logged to a side's run; nothing where no store knows it.
fn params<'a>(side: &Side<'a>) -> &'a [(String, String)] {
    side.logged.map_or(&[], |logged| &logged.params)
}

/// The same of the metrics.
fn metrics<'a>(side: &Side<'a>) -> &'a [(String, String)] {
    side.logged.map_or(&[], |logged| &logged.metrics)
}

/// The same of the data sets.
fn datasets<'a>(side: &Side<'a>) -> &'a [(String, String)] {
    side.logged.map_or(&[], |logged| &logged.datasets)
}
