//! Two paths become a comparison.

use std::path::{Path, PathBuf};

use super::model::Model;
use crate::compare::files::{self, FileRow};
use crate::compare::lines::{self, LineDiff};
use crate::compare::{self, Comparison};
use crate::folder::{Progress, Root};
use crate::library;

/// Two models, and what differs between them but for the bytes of their files.
#[derive(Debug)]
pub struct Compared {
    /// The baseline.
    pub a: Model,
    /// The candidate.
    pub b: Model,
    pub comparison: Comparison,
}

/// Which of two models is the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Baseline {
    /// The first, as it was asked for.
    First,
    /// The one created first, as far as both say when.
    Older,
}

/// What two paths turned out to be.
#[derive(Debug)]
pub enum PairFound {
    /// The comparison, and its files: those of one size are still to be compared.
    Pair(Box<Compared>, Vec<FileRow>),
    /// At least one of them is a folder with many models.
    Places,
}

/// Reads and compares two paths, unless one is a place of many models; `stores` are asked for their runs besides those
/// they lie in.
#[must_use]
pub fn read_pair(paths: [&Path; 2], baseline: Baseline, stores: &[PathBuf], progress: &Progress) -> PairFound {
    if paths.into_iter().any(|path| library::is_place(path, progress)) && !progress.is_cancelled() {
        return PairFound::Places;
    }
    let (compared, files) = Compared::read(paths, baseline, stores, progress);
    PairFound::Pair(Box::new(compared), files)
}

impl Compared {
    /// Reads and compares two paths. A path that cannot be read becomes a side that says why. Files of one size are not
    /// compared yet: see [`Compared::compare_contents`].
    #[must_use]
    pub fn read(paths: [&Path; 2], baseline: Baseline, stores: &[PathBuf], progress: &Progress) -> (Self, Vec<FileRow>) {
        let [mut a, mut b] = paths.map(|path| Model::read_or_say(path, stores, progress));
        if baseline == Baseline::Older && compare::is_older(&b.side(), &a.side()) {
            std::mem::swap(&mut a, &mut b);
        }
        let comparison = Comparison::of(&a.side(), &b.side());
        let files = compare::match_files(&comparison, &a.side(), &b.side());
        (Self { a, b, comparison }, files)
    }

    /// Looks at the bytes of the files of one size, but of those over `most` bytes. Rows that were not reached when it
    /// was cancelled stay pending.
    ///
    /// # Errors
    /// A folder can no longer be read.
    pub fn compare_contents(&self, files: &mut [FileRow], most: u64, progress: &Progress) -> std::io::Result<()> {
        let [a, b] = self.roots()?;
        files::compare_up_to(most, files, &a, &b, progress);
        Ok(())
    }

    /// Compares the lines of one file of both.
    ///
    /// # Errors
    /// Why there is nothing to compare, in a sentence.
    pub fn compare_lines(&self, path: &str) -> Result<LineDiff, String> {
        let [a, b] = self.roots().map_err(|error| format!("The folder can no longer be read: {error}."))?;
        lines::diff_files(&a, &b, path)
    }

    fn roots(&self) -> std::io::Result<[Root; 2]> {
        Ok([Root::open(&self.a.opened.path)?, Root::open(&self.b.opened.path)?])
    }
}
