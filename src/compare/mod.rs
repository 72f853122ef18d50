//! Two models: what differs, and whether those who call A would notice B.
//!
//! [`Comparison::of`] matches two folders that have been read, and reads nothing more. Whether files of
//! one size hold the same bytes is a second step ([`files::compare`]), for that may take long. The rules
//! of the verdict stand in [`rules`].

pub mod environment;
mod explain;
pub mod files;
mod interface;
pub mod keys;
pub mod lines;
pub mod logged;
mod model;
mod order;
mod reason;
pub mod rules;
pub mod signature;

use serde::Serialize;

use crate::checks::Finding;
use crate::folder::{Listing, MLMODEL, ModelFolder, Opened, Subject};
use crate::mlmodel::{MlModel, time};
use environment::PackageRow;
pub use explain::{CODE_LISTS, CodeList, all_codes, explain};
use files::{FileRow, State};
use keys::KeyRow;
use logged::{Logged, LoggedRow};
pub use reason::{Answer, Callers, Place, Reason, Verdict};
pub use signature::{PartDiff, SignatureDiff};

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    Same,
    Changed,
    /// Only B has it.
    Added,
    /// Only A has it.
    Removed,
    /// The same at another place, which changes nothing by itself.
    Moved,
}

impl Change {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
        }
    }
}

/// One side of a comparison: what was opened, and what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    pub opened: &'a Opened,
    pub findings: &'a [Finding],
    /// What was logged to its run, where a store knows it.
    pub logged: Option<&'a Logged>,
}

impl<'a> Side<'a> {
    /// The model folder, where it is one.
    #[must_use]
    pub fn folder(&self) -> Option<&'a ModelFolder> {
        match &self.opened.subject {
            Subject::Model(folder) => Some(folder),
            _ => None,
        }
    }

    #[must_use]
    pub fn model(&self) -> Option<&'a MlModel> {
        self.folder().and_then(ModelFolder::model)
    }

    /// Whether it can be read so far that a section can be compared.
    fn has(&self, section: Section) -> bool {
        match section {
            Section::Inputs | Section::Outputs | Section::Params | Section::MlModel => self.model().is_some(),
            Section::Environment => self.folder().is_some(),
            Section::Files => self.listing().is_some(),
            Section::RunParams | Section::RunMetrics => self.logged.is_some(),
        }
    }

    /// Its files; nothing where it is no folder of a model.
    #[must_use]
    pub fn listing(&self) -> Option<&'a Listing> {
        match &self.opened.subject {
            Subject::Model(folder) => Some(&folder.listing),
            Subject::Artifact(artifact) => Some(&artifact.listing),
            Subject::Several { .. } | Subject::NotAModel(_) => None,
        }
    }
}

/// All that differs between two models, and the verdict. File contents are not in it: see [`files`].
#[derive(Debug)]
pub struct Comparison {
    pub verdict: Verdict,
    pub run_params: Vec<LoggedRow>,
    pub run_metrics: Vec<LoggedRow>,
    /// A store knows the run of at least one side.
    pub has_runs: bool,
    pub signature: SignatureDiff,
    pub mlmodel: Vec<KeyRow>,
    /// Python first, then the packages by name.
    pub environment: Vec<PackageRow>,
    /// A and B are one and the same folder.
    pub is_one_folder: bool,
    /// For each of [`Section::ALL`], whether both sides can be read so far that rows can be held against
    /// one another. Where not, those of the one side are shown and say nothing.
    pub comparable: [bool; Section::ALL.len()],
    /// All files of both folders are listed: none was too deep, one too many, or in a folder nobody may read.
    pub files_are_complete: bool,
}

impl Comparison {
    /// Matches two sides. One that cannot be read has nothing to match; the other is still shown.
    #[must_use]
    pub fn of(a: &Side<'_>, b: &Side<'_>) -> Self {
        let (old, new) = (a.model(), b.model());
        let signature = SignatureDiff::of(old.and_then(|model| model.signature.as_ref()), new.and_then(|model| model.signature.as_ref()));
        let environment = environment::diff(a.folder(), b.folder());
        let mut reasons = Vec::new();
        model::judge_loading(a, b, &mut reasons);
        let is_known = match (old, new) {
            (Some(old), Some(new)) => {
                model::judge_calls(old, new, &mut reasons);
                let is_known = interface::judge(old.signature.as_ref(), new.signature.as_ref(), &signature, &mut reasons);
                model::judge_environment(old, new, &environment, &mut reasons);
                is_known
            }
            _ => false,
        };
        let params = |side: &Side<'_>| side.logged.map(|logged| logged.params.clone()).unwrap_or_default();
        let metrics = |side: &Side<'_>| side.logged.map(|logged| logged.metrics.clone()).unwrap_or_default();
        Self {
            verdict: Verdict::new(reasons, is_known),
            run_params: logged::diff(&params(a), &params(b)),
            run_metrics: logged::diff(&metrics(a), &metrics(b)),
            has_runs: a.logged.is_some() || b.logged.is_some(),
            mlmodel: keys::diff(old, new, &signature),
            environment,
            is_one_folder: is_one_folder(a.opened, b.opened),
            comparable: Section::ALL
                .map(|section| a.has(section) && b.has(section) && !section.part().is_some_and(|i| signature.parts()[i].is_unreadable())),
            files_are_complete: [a, b]
                .into_iter()
                .filter_map(Side::listing)
                .all(|files| files.stopped.is_none() && files.unreadable.is_empty()),
            signature,
        }
    }

    /// The answer, which the bytes of the files can change: callers notice nothing of a second save of the
    /// very same model, whatever is missing in both.
    #[must_use]
    pub fn answer(&self, callers: Callers, files: &[FileRow]) -> Answer {
        if self.is_identical(files) { Answer::Compatible } else { self.verdict.answer(callers) }
    }

    /// Nothing differs but what two saves of one model differ in.
    #[must_use]
    pub fn is_identical(&self, files: &[FileRow]) -> bool {
        // Two plain artifacts have files and nothing else.
        let differs = |counts: &Counts| counts.changes + counts.moved + counts.unknown > 0;
        // What was logged to their runs is no part of the models.
        let counts = self.counts(files);
        let of_models = Section::ALL.into_iter().zip(&counts).filter(|(section, _)| !section.is_of_runs());
        self.is_comparable(Section::Files) && self.files_are_complete && !of_models.map(|(_, counts)| counts).any(differs)
    }

    /// What was logged to the two runs differs, which says nothing of the models themselves.
    #[must_use]
    pub fn runs_differ(&self) -> bool {
        [Section::RunParams, Section::RunMetrics].into_iter().zip([&self.run_params, &self.run_metrics]).any(|(section, rows)| {
            self.is_comparable(section) && rows.iter().any(|row| !matches!(row.change, Change::Same | Change::Moved))
        })
    }

    /// How many rows of each section differ, in the order of [`Section::ALL`].
    #[must_use]
    pub fn counts(&self, files: &[FileRow]) -> [Counts; Section::ALL.len()] {
        let [inputs, outputs, params] = self.signature.parts().map(|part| Counts::of(part.rows.iter().map(|row| (row.change, false))));
        let logged = |rows: &[LoggedRow]| Counts::of(rows.iter().map(|row| (row.change, false)));
        let mut all = [
            logged(&self.run_params),
            logged(&self.run_metrics),
            inputs,
            outputs,
            params,
            Counts::of(self.environment.iter().map(|row| (row.change, false))),
            Counts::of_files(files),
            Counts::of(self.mlmodel.iter().map(|row| (row.change, row.expected))),
        ];
        for (counts, comparable) in all.iter_mut().zip(self.comparable) {
            if !comparable {
                *counts =
                    Counts { unknown: counts.changes + counts.moved + counts.expected + counts.same + counts.unknown, ..Counts::default() };
            }
        }
        all
    }

    /// Whether rows of a section can be held against one another.
    #[must_use]
    pub fn is_comparable(&self, section: Section) -> bool {
        self.comparable[section as usize]
    }
}

/// The parts of a comparison, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    RunParams,
    RunMetrics,
    Inputs,
    Outputs,
    Params,
    Environment,
    Files,
    MlModel,
}

impl Section {
    pub const ALL: [Self; 8] =
        [Self::RunParams, Self::RunMetrics, Self::Inputs, Self::Outputs, Self::Params, Self::Environment, Self::Files, Self::MlModel];

    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::RunParams => "Run parameters",
            Self::RunMetrics => "Run metrics",
            Self::Inputs => "Inputs",
            Self::Outputs => "Outputs",
            Self::Params => "Inference params",
            Self::Environment => "Environment",
            Self::Files => "Files",
            Self::MlModel => "MLmodel",
        }
    }

    /// Which of the signature's three parts it shows ([`SignatureDiff::parts`], [`Place::Signature`]).
    #[must_use]
    pub fn part(self) -> Option<usize> {
        match self {
            Self::Inputs => Some(0),
            Self::Outputs => Some(1),
            Self::Params => Some(2),
            Self::RunParams | Self::RunMetrics | Self::Environment | Self::Files | Self::MlModel => None,
        }
    }

    /// Whether it shows what was logged to the runs, and not the models themselves.
    #[must_use]
    pub fn is_of_runs(self) -> bool {
        matches!(self, Self::RunParams | Self::RunMetrics)
    }

    /// The section of a part of the signature.
    #[must_use]
    pub fn of_part(part: usize) -> Self {
        Self::ALL.into_iter().find(|section| section.part() == Some(part)).unwrap_or(Self::Inputs)
    }
}

/// How many rows of a section differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub changes: usize,
    /// The same at another place, which changes nothing by itself.
    pub moved: usize,
    /// Differences that two saves of one model have too.
    pub expected: usize,
    pub same: usize,
    /// Files whose bytes are not compared, or cannot be.
    pub unknown: usize,
}

impl Counts {
    fn of(rows: impl Iterator<Item = (Change, bool)>) -> Self {
        let mut counts = Self::default();
        for (change, expected) in rows {
            match (change, expected) {
                (Change::Same, _) => counts.same += 1,
                (Change::Moved, _) => counts.moved += 1,
                (_, true) => counts.expected += 1,
                (_, false) => counts.changes += 1,
            }
        }
        counts
    }

    fn of_files(files: &[FileRow]) -> Self {
        let mut counts = Self::of(files.iter().filter_map(|row| Some((row.change()?, row.expected))));
        // What is expected to differ anyway is not waited for.
        let open = files.iter().filter(|row| row.change().is_none());
        for row in open {
            *(if row.expected { &mut counts.expected } else { &mut counts.unknown }) += 1;
        }
        counts
    }
}

fn is_one_folder(a: &Opened, b: &Opened) -> bool {
    a.path == b.path || a.path.canonicalize().ok().zip(b.path.canonicalize().ok()).is_some_and(|(a, b)| a == b)
}

/// Whether the second was created before the first, as far as both say when.
#[must_use]
pub fn is_older(second: &Side<'_>, first: &Side<'_>) -> bool {
    let created = |side: &Side<'_>| side.model()?.utc_time_created.as_ref().and_then(|at| time::parse(&at.written));
    created(second).zip(created(first)).is_some_and(|(second, first)| second < first)
}

/// The files of two sides by path; of one folder compared with itself nothing is left to look at.
#[must_use]
pub fn match_files(comparison: &Comparison, a: &Side<'_>, b: &Side<'_>) -> Vec<FileRow> {
    let mut rows = files::diff(a.listing(), b.listing());
    if !comparison.is_comparable(Section::MlModel) {
        // Nobody compared what is in them, so their bytes have to tell.
        rows.iter_mut().filter(|row| &*row.path == MLMODEL).for_each(|row| row.expected = false);
    }
    if comparison.is_one_folder {
        files::all_same(&mut rows);
    }
    rows
}

/// Whether some pair of files waits for its bytes to be looked at.
#[must_use]
pub fn has_pending(files: &[FileRow]) -> bool {
    files.iter().any(|row| row.state == State::Pending)
}
