//! A candidate compared with the baseline: its sections, and the verdict.

use std::sync::Arc;

use super::change::Change;
use super::environment::{self, PackageRow};
use super::files::{FileRow, State};
use super::keys::{self, KeyRow};
use super::matched::Matched;
use super::reason::{Callers, Compatibility, Verdict};
use super::rows::{MatchedRows, RowChange};
use super::section::{About, DiffSection};
use super::sections::{DIFF_SECTIONS, ENVIRONMENT, FILES, INSIDE, MLMODEL};
use super::side::Side;
use super::signature::SignatureDiff;
use super::{inside, interface, model};
use crate::folder::Listing;
use crate::mlmodel::time;

/// All that differs between a baseline and a candidate, and the verdict. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub verdict: Arc<Verdict>,
    /// In the order of [`DIFF_SECTIONS`]; without a store that knows a run, none of runs.
    pub sections: Vec<Arc<SectionDiff>>,
    /// A and B are one and the same folder.
    pub is_one_folder: bool,
    /// All files of both folders are listed: none was too deep, one too many, or in a folder nobody may read.
    pub files_are_complete: bool,
}

/// One section of a comparison.
#[derive(Debug)]
pub struct SectionDiff {
    pub section: &'static DiffSection,
    /// Both sides can be read so far that their rows can be compared. Where not, those of the one side are
    /// shown and say nothing.
    pub is_comparable: bool,
    pub rows: MatchedRows,
    pub counts: Counts,
}

impl SectionDiff {
    fn new(section: &'static DiffSection, is_comparable: bool, rows: MatchedRows) -> Self {
        let counts = Counts::of((0..rows.len()).filter_map(|i| rows.change(i)));
        Self { section, is_comparable, counts: if is_comparable { counts } else { counts.unknown() }, rows }
    }

    /// What became of a row; nothing is known of one whose other side cannot be read.
    #[must_use]
    pub fn change(&self, index: usize) -> Option<RowChange> {
        let change = self.rows.change(index)?;
        Some(if self.is_comparable { change } else { RowChange { change: None, expected: false } })
    }

    /// Some row differs, or may.
    fn differs(&self) -> bool {
        self.counts.changes + self.counts.moved + self.counts.unknown > 0
    }
}

impl Comparison {
    /// Matches two sides, the baseline first. One that cannot be read has nothing to match; the other is still shown. Files
    /// of one size are pending: see [`Comparison::with_files`].
    #[must_use]
    pub fn of(a: &Side<'_>, b: &Side<'_>) -> Self {
        let (old, new) = (a.model(), b.model());
        let signature = SignatureDiff::of(old.and_then(|model| model.signature.as_ref()), new.and_then(|model| model.signature.as_ref()));
        let environment = environment::diff(a.folder(), b.folder());
        let verdict = verdict(a, b, &signature, &environment);
        let keys = keys::diff(old, new, &signature);
        let mut matched = Matched { signature, environment, keys, is_one_folder: is_one_folder(a, b) };
        let has_runs = a.logged.is_some() || b.logged.is_some();
        let shown = DIFF_SECTIONS.iter().copied().filter(|section| has_runs || section.about != About::Runs);
        let sections = shown.map(|section| {
            let rows = (section.rows)(&mut matched, [a, b]);
            let is_unreadable = matches!(&rows, MatchedRows::Specs { diff, .. } if diff.is_unreadable());
            let is_comparable = section.is_readable(a) && section.is_readable(b) && !is_unreadable;
            Arc::new(SectionDiff::new(section, is_comparable, rows))
        });
        let sections = sections.collect();
        let is_whole = |files: &Listing| files.stopped.is_none() && files.unreadable.is_empty();
        let files_are_complete = [a, b].into_iter().filter_map(Side::listing).all(is_whole);
        Self { verdict: Arc::new(verdict), sections, is_one_folder: matched.is_one_folder, files_are_complete }
    }

    /// The same with what is known of the files by now.
    #[must_use]
    pub fn with_files(&self, rows: Vec<FileRow>) -> Self {
        let mut comparison = self.clone();
        if let Some(files) = comparison.sections.iter_mut().find(|diff| *diff.section == FILES) {
            *files = Arc::new(SectionDiff::new(&FILES, files.is_comparable, MatchedRows::Files(rows)));
        }
        comparison
    }

    /// One section, where there is something to say of it.
    #[must_use]
    pub fn section(&self, section: &DiffSection) -> Option<&SectionDiff> {
        self.sections.iter().find(|diff| diff.section == section).map(|diff| &**diff)
    }

    /// The files of both sides by path.
    #[must_use]
    pub fn files(&self) -> &[FileRow] {
        match self.section(&FILES).map(|diff| &diff.rows) {
            Some(MatchedRows::Files(rows)) => rows,
            _ => &[],
        }
    }

    /// The keys of both MLmodels.
    #[must_use]
    pub fn keys(&self) -> &[KeyRow] {
        match self.section(&MLMODEL).map(|diff| &diff.rows) {
            Some(MatchedRows::Keys(rows)) => rows,
            _ => &[],
        }
    }

    /// The packages that both sides ask for, Python first.
    #[must_use]
    pub fn packages(&self) -> &[PackageRow] {
        match self.section(&ENVIRONMENT).map(|diff| &diff.rows) {
            Some(MatchedRows::Packages(rows)) => rows,
            _ => &[],
        }
    }

    /// The answer, which the bytes of the files can change: callers notice nothing of a second save of the
    /// very same model, whatever is missing in both.
    #[must_use]
    pub fn answer(&self, callers: Callers) -> Compatibility {
        if self.is_identical() { Compatibility::Compatible } else { self.verdict.answer(callers) }
    }

    /// Whether the models' own files say the same but for the numbers that training found.
    #[must_use]
    pub fn is_retrained(&self) -> bool {
        let Some(diff) = self.section(&INSIDE).filter(|diff| diff.is_comparable) else { return false };
        let MatchedRows::Values(rows) = &diff.rows else { return false };
        let mut changed = rows.iter().filter(|row| row.change != Change::Same).peekable();
        changed.peek().is_some() && changed.all(|row| inside::is_array(&row.key))
    }

    /// Nothing differs but what two saves of one model differ in. What was logged to their runs is no part of the models.
    #[must_use]
    pub fn is_identical(&self) -> bool {
        // Two plain artifacts have files and nothing else.
        let files_are_known = self.files_are_complete && self.section(&FILES).is_some_and(|diff| diff.is_comparable);
        files_are_known && !self.sections.iter().any(|diff| diff.section.about == About::Model && diff.differs())
    }

    /// What was logged to the two runs differs, which says nothing of the models themselves.
    #[must_use]
    pub fn runs_differ(&self) -> bool {
        self.sections.iter().any(|diff| diff.section.about == About::Runs && diff.is_comparable && diff.counts.changes > 0)
    }

    /// Whether rows of a section can be compared.
    #[must_use]
    pub fn is_comparable(&self, section: &DiffSection) -> bool {
        self.section(section).is_some_and(|diff| diff.is_comparable)
    }
}

fn verdict(a: &Side<'_>, b: &Side<'_>, signature: &SignatureDiff, environment: &[PackageRow]) -> Verdict {
    let mut reasons = Vec::new();
    model::judge_loading(a, b, &mut reasons);
    let is_known = match (a.model(), b.model()) {
        (Some(old), Some(new)) => {
            model::judge_calls(old, new, &mut reasons);
            let is_known = interface::judge(old.signature.as_ref(), new.signature.as_ref(), signature, &mut reasons);
            model::judge_environment(old, new, environment, &mut reasons);
            is_known
        }
        _ => false,
    };
    Verdict::new(reasons, is_known)
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
    fn of(rows: impl Iterator<Item = RowChange>) -> Self {
        let mut counts = Self::default();
        for row in rows {
            match (row.change, row.expected) {
                (Some(Change::Same), _) => counts.same += 1,
                (Some(Change::Moved), _) => counts.moved += 1,
                // What is expected to differ anyway is not waited for.
                (_, true) => counts.expected += 1,
                (Some(_), false) => counts.changes += 1,
                (None, false) => counts.unknown += 1,
            }
        }
        counts
    }

    /// The same rows where nothing is known of them.
    fn unknown(self) -> Self {
        Self { unknown: self.changes + self.moved + self.expected + self.same + self.unknown, ..Self::default() }
    }
}

fn is_one_folder(a: &Side<'_>, b: &Side<'_>) -> bool {
    a.opened.path == b.opened.path || a.real_path.zip(b.real_path).is_some_and(|(a, b)| a == b)
}

/// Whether the second was created before the first, as far as both say when.
#[must_use]
pub fn is_older(second: &Side<'_>, first: &Side<'_>) -> bool {
    let created = |side: &Side<'_>| side.model()?.utc_time_created.as_ref().and_then(|at| time::parse(&at.written));
    created(second).zip(created(first)).is_some_and(|(second, first)| second < first)
}

/// Whether some pair of files waits for its bytes to be looked at.
#[must_use]
pub fn has_pending(files: &[FileRow]) -> bool {
    files.iter().any(|row| row.state == State::Pending)
}
