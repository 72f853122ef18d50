//! Two models that were read and compared, prepared for drawing on the thread that read them.

use std::path::{Path, PathBuf};

use super::loaded::Loaded;
use crate::compare::files::FileRow;
use crate::compare::{self, Callers, Comparison, Side};
use crate::folder::{self, Progress};
use crate::report::diff::Diff;

/// Both sides, and what differs.
#[derive(Debug)]
pub struct Compared {
    pub a: Loaded,
    pub b: Loaded,
    pub comparison: Comparison,
}

impl Compared {
    /// Reads and compares two paths; `stores` are asked for their runs besides those they lie in. With `older_first`, the one created first becomes A. The second value
    /// holds the files, those of one size not yet compared.
    #[must_use]
    pub fn read(a: &Path, b: &Path, older_first: bool, stores: &[PathBuf], progress: &Progress) -> (Self, Vec<FileRow>) {
        let read = |path: &Path| Loaded::traced(folder::open_or_say(path, progress), stores, progress);
        let (mut a, mut b) = (read(a), read(b));
        if older_first && compare::is_older(&side(&b), &side(&a)) {
            std::mem::swap(&mut a, &mut b);
        }
        Self::of(a, b)
    }

    fn of(a: Loaded, b: Loaded) -> (Self, Vec<FileRow>) {
        let comparison = Comparison::of(&side(&a), &side(&b));
        let files = compare::match_files(&comparison, &side(&a), &side(&b));
        (Self { a, b, comparison }, files)
    }

    /// The comparison as rows.
    #[must_use]
    pub fn diff<'a>(&'a self, files: &'a [FileRow]) -> Diff<'a> {
        Diff { a: side(&self.a), b: side(&self.b), comparison: &self.comparison, files, callers: Callers::Any }
    }

    /// What tells the two apart: `diabetes 1 ↔ 2`.
    #[must_use]
    pub fn title(&self) -> String {
        pair_title(&self.a.name, &self.b.name)
    }
}

/// Two names in one, what they begin with said once: `diabetes 1 ↔ 2`.
#[must_use]
pub fn pair_title(a: &str, b: &str) -> String {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum::<usize>();
    // Not in the middle of a word.
    let cut = a[..common].rfind([' ', '-', '_', '.', '/', '·']).map_or(0, |at| at + a[at..].chars().next().map_or(1, char::len_utf8));
    let rest = if a == b || b.len() == cut { b } else { &b[cut..] };
    format!("{a} ↔ {rest}")
}

fn side(loaded: &Loaded) -> Side<'_> {
    Side { opened: &loaded.opened, findings: &loaded.findings, logged: loaded.logged.as_ref() }
}

#[cfg(test)]
mod tests {
    use super::pair_title;

    #[test]
    fn what_two_names_share_is_said_once() {
        assert_eq!(pair_title("diabetes 1", "diabetes 2"), "diabetes 1 ↔ 2");
        assert_eq!(pair_title("pair_nested__v1", "pair_nested__v2"), "pair_nested__v1 ↔ v2");
        assert_eq!(pair_title("diabetes-1", "diabetes"), "diabetes-1 ↔ diabetes");
        assert_eq!(pair_title("iris", "car-price"), "iris ↔ car-price");
        assert_eq!(pair_title("iris", "iris 2"), "iris ↔ iris 2");
        assert_eq!(pair_title("model", "model"), "model ↔ model");
        assert_eq!(pair_title("a b", "a"), "a b ↔ a");
    }
}
