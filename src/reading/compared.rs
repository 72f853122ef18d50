//! Two paths become a comparison.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::model::{self, Model, PathFound};
use crate::compare::files::{self, State};
use crate::compare::lines::{self, LineDiff, NoLines};
use crate::compare::{self, Change, Comparison};
use crate::folder::{self, Progress};
use crate::inside;

/// A baseline and its candidates, read and compared. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The model in use: A.
    pub baseline: Arc<Model>,
    /// The first model that may replace it: B.
    pub first: Candidate,
    /// Further candidates, each compared with the same baseline.
    pub others: Vec<Candidate>,
}

/// A model that may replace the baseline.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub model: Arc<Model>,
    pub comparison: Comparison,
}

impl Candidate {
    /// The files that are known to be the same as the baseline's.
    fn same_files(&self) -> HashSet<&str> {
        let rows = self.comparison.files().iter();
        rows.filter(|row| row.state == State::Known(Change::Same)).map(|row| &*row.path).collect()
    }
}

/// Which of two models is the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// The first, as it was asked for.
    First,
    /// The one created first, as far as both say when.
    Older,
}

/// Why the lines of a file cannot be compared, in a sentence.
#[derive(Debug, thiserror::Error)]
pub enum NoLineDiff {
    #[error("The folder can no longer be read: {0}.")]
    FolderGone(#[from] std::io::Error),
    #[error(transparent)]
    NoLines(#[from] NoLines),
}

/// What two paths turned out to be.
#[derive(Debug)]
pub enum PairFound {
    /// The comparison; files of one size are still to be compared.
    Pair(Compared),
    /// At least one of them is a folder with many models.
    Places,
}

/// Reads and compares two paths, unless one is a place of many models; `stores` are asked for their runs besides those
/// they lie in.
#[must_use]
pub fn read_pair(paths: [&Path; 2], baseline: Baseline, stores: &[PathBuf], progress: &Progress) -> PairFound {
    let found = paths.map(|path| {
        let unopened = |error| PathFound::Model(Box::new(Model::of(folder::unopened(error), stores, progress)));
        model::find(path, stores, progress).unwrap_or_else(unopened)
    });
    match found {
        [PathFound::Model(a), PathFound::Model(b)] => {
            for model in [&a, &b] {
                model.look_inside_within(LOOKED_INTO_BY_ITSELF, progress);
            }
            PairFound::Pair(Compared::ordered([*a, *b], baseline))
        }
        _ => PairFound::Places,
    }
}

/// Bytes of model files that a window looks into without being asked.
pub const LOOKED_INTO_BY_ITSELF: u64 = 64_000_000;

impl Compared {
    /// Reads and compares two paths, and looks into their files. A path that cannot be read becomes a side that says why. Files of one size are not
    /// compared yet: see [`Compared::compare_contents`].
    #[must_use]
    pub fn read(paths: [&Path; 2], baseline: Baseline, stores: &[PathBuf], progress: &Progress) -> Self {
        let models = paths.map(|path| Model::read_or_say(path, stores, progress));
        for model in &models {
            model.look_inside(progress);
        }
        Self::ordered(models, baseline)
    }

    fn ordered([mut a, mut b]: [Model; 2], baseline: Baseline) -> Self {
        if baseline == Baseline::Older && compare::is_older(&b.side(), &a.side()) {
            std::mem::swap(&mut a, &mut b);
        }
        Self::of(a, b, Vec::new())
    }

    /// Compares each candidate with the baseline.
    #[must_use]
    pub fn of(baseline: Model, first: Model, others: Vec<Model>) -> Self {
        let candidate = |model: Model| Candidate { comparison: Comparison::of(&baseline.side(), &model.side()), model: Arc::new(model) };
        let (first, others) = (candidate(first), others.into_iter().map(candidate).collect());
        Self { baseline: Arc::new(baseline), first, others }
    }

    /// All candidates, the first one first.
    pub fn candidates(&self) -> impl Iterator<Item = &Candidate> + Clone {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// All candidates, to be changed.
    fn candidates_mut(&mut self) -> impl Iterator<Item = &mut Candidate> {
        std::iter::once(&mut self.first).chain(&mut self.others)
    }

    /// All models, the baseline first.
    pub fn models(&self) -> impl Iterator<Item = &Arc<Model>> {
        std::iter::once(&self.baseline).chain(self.candidates().map(|candidate| &candidate.model))
    }

    /// Whether some pair of files waits for its bytes to be looked at.
    #[must_use]
    pub fn has_pending(&self) -> bool {
        self.candidates().any(|candidate| compare::has_pending(candidate.comparison.files()))
    }

    /// Bytes of each side that [`Compared::compare_contents`] will read.
    #[must_use]
    pub fn pending_bytes(&self) -> u64 {
        self.candidates().map(|candidate| files::pending_bytes(candidate.comparison.files())).fold(0, u64::saturating_add)
    }

    /// Looks at the bytes of the files of one size, but of those over `most` bytes. Rows that were not reached when it
    /// was cancelled stay pending.
    ///
    /// # Errors
    /// A folder can no longer be read.
    pub fn compare_contents(&mut self, most: u64, progress: &Progress) -> std::io::Result<()> {
        if !self.has_pending() {
            return Ok(());
        }
        let baseline = self.baseline.opened.files()?;
        for candidate in self.candidates_mut() {
            let other = candidate.model.opened.files()?;
            let mut rows = candidate.comparison.files().to_vec();
            files::compare_up_to(most, &mut rows, &baseline, &other, progress);
            candidate.comparison = candidate.comparison.with_files(rows);
        }
        Ok(())
    }

    /// Whether a model's own files wait to be read, or their arrays.
    #[must_use]
    pub fn has_unread_model_files(&self) -> bool {
        let same = self.same_files();
        self.models().any(|model| model.waits_for_inside() || model.waits_for_arrays(|path| !same.contains(path)))
    }

    /// Bytes of all sides that [`Compared::compare_model_files`] will read, about.
    #[must_use]
    pub fn unread_model_bytes(&self) -> u64 {
        let bytes = |model: &Arc<Model>| if model.waits_for_inside() { inside::bytes(&model.opened) } else { 0 };
        let same = self.same_files();
        let of_arrays = |model: &Arc<Model>| model.bytes_of_arrays(|path| !same.contains(path));
        self.models().map(|model| bytes(model).saturating_add(of_arrays(model))).fold(0, u64::saturating_add)
    }

    /// The files that are known to be the same on all sides.
    fn same_files(&self) -> HashSet<&str> {
        let mut same = self.first.same_files();
        for other in &self.others {
            let of_other = other.same_files();
            same.retain(|path| of_other.contains(path));
        }
        same
    }

    /// Looks into the models' own files, however large, and at the bytes of the arrays in those that differ. Comes after
    /// [`Compared::compare_contents`], which finds out which do. What was not reached when it was cancelled stays unread.
    pub fn compare_model_files(&mut self, progress: &Progress) {
        if !self.has_unread_model_files() {
            return;
        }
        for model in self.models() {
            model.look_inside(progress);
        }
        let same = self.same_files();
        for model in self.models() {
            model.digest_arrays(|path| !same.contains(path), progress);
        }
        let baseline = Arc::clone(&self.baseline);
        for candidate in self.candidates_mut() {
            let files = candidate.comparison.files().to_vec();
            candidate.comparison = Comparison::of(&baseline.side(), &candidate.model.side()).with_files(files);
        }
    }

    /// Files whose bytes were not reached say why.
    pub fn give_up_contents(&mut self, why: &str) {
        for candidate in self.candidates_mut() {
            let mut rows = candidate.comparison.files().to_vec();
            for row in rows.iter_mut().filter(|row| row.state == State::Pending) {
                row.state = State::Unreadable(why.to_owned());
            }
            candidate.comparison = candidate.comparison.with_files(rows);
        }
    }

    /// Compares the lines of one file of the baseline and the first candidate.
    ///
    /// # Errors
    /// There is nothing to compare.
    pub fn compare_lines(&self, path: &str) -> Result<LineDiff, NoLineDiff> {
        let [a, b] = [&self.baseline, &self.first.model].map(|model| model.opened.files());
        Ok(lines::diff_files(&a?, &b?, path)?)
    }
}
