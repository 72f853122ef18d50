//! The files of two folders by path, and whether they hold the same bytes.

use std::io::Read as _;
use std::path::Path;

use super::change::Change;
use super::matched::Matched;
use super::side::Side;
use crate::folder::{EntryKind, FileEntry, Files, Listing, MLMODEL, Progress, ReadError};

/// One file of both folders, or of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Relative, `/`-separated.
    pub path: Box<str>,
    pub state: State,
    /// Nothing for what is no file, or cannot be looked at.
    pub a_bytes: Option<u64>,
    pub b_bytes: Option<u64>,
    /// Two saves of one model never share it: the MLmodel itself, with its ids and times.
    pub expected: bool,
}

/// What is known of a pair of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Known(Change),
    /// Of one size; the bytes have not been looked at yet.
    Pending,
    /// The bytes cannot be compared: why, in a clause.
    Unreadable(String),
}

impl FileRow {
    /// `None` while the bytes are not compared, or cannot be.
    #[must_use]
    pub fn change(&self) -> Option<Change> {
        match self.state {
            State::Known(change) => Some(change),
            State::Pending | State::Unreadable(_) => None,
        }
    }
}

/// Files whose bytes say nothing about a change: they carry ids, times or the registered version.
const FILES_OF_ONE_SAVE: [&str; 3] = [MLMODEL, "metadata/MLmodel", "registered_model_meta"];

/// The files of two sides by path; of one folder compared with itself nothing is left to look at.
pub(super) fn matched(matched: &Matched, a: &Side<'_>, b: &Side<'_>) -> Vec<FileRow> {
    let mut rows = diff(a.listing(), b.listing());
    if a.model().is_none() || b.model().is_none() {
        // Nobody compared what is in them, so their bytes have to tell.
        rows.iter_mut().filter(|row| &*row.path == MLMODEL).for_each(|row| row.expected = false);
    }
    if matched.is_one_folder {
        all_same(&mut rows);
    }
    rows
}

/// Matches two listings by path. Nothing is opened: files of one size are pending.
#[must_use]
pub fn diff(a: Option<&Listing>, b: Option<&Listing>) -> Vec<FileRow> {
    let none = Listing::default();
    let (mut left, mut right) = (a.unwrap_or(&none).files.iter().peekable(), b.unwrap_or(&none).files.iter().peekable());
    let mut rows = Vec::new();
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(x), Some(y)) => x.path.cmp(&y.path),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return rows,
        };
        let a = if order.is_le() { left.next() } else { None };
        let b = if order.is_ge() { right.next() } else { None };
        rows.extend(row(a, b));
    }
}

fn row(a: Option<&FileEntry>, b: Option<&FileEntry>) -> Option<FileRow> {
    let path = a.or(b)?.path.clone();
    let state = match (a, b) {
        (Some(a), Some(b)) => match (a.bytes, b.bytes) {
            _ if is_special(a) || is_special(b) => State::Unreadable("it is a pipe, a socket or a device".to_owned()),
            (Some(0), Some(0)) => State::Known(Change::Same),
            (Some(x), Some(y)) if x != y => State::Known(Change::Changed),
            _ => State::Pending,
        },
        (Some(_), None) => State::Known(Change::Removed),
        (None, _) => State::Known(Change::Added),
    };
    let expected = a.is_some() && b.is_some() && FILES_OF_ONE_SAVE.contains(&&*path);
    Some(FileRow { path, state, a_bytes: a.and_then(|f| f.bytes), b_bytes: b.and_then(|f| f.bytes), expected })
}

fn is_special(file: &FileEntry) -> bool {
    file.kind == EntryKind::Special
}

/// Bytes that [`compare`] will read of each side.
#[must_use]
pub fn pending_bytes(rows: &[FileRow]) -> u64 {
    rows.iter().filter(|row| row.state == State::Pending).filter_map(|row| row.a_bytes).fold(0, u64::saturating_add)
}

/// Looks at the bytes of all pending pairs. Rows that were not reached when it was cancelled stay pending.
pub fn compare(rows: &mut [FileRow], a: &Files, b: &Files, progress: &Progress) {
    compare_up_to(u64::MAX, rows, a, b, progress);
}

/// The same, leaving out files of more than so many bytes: what is known soon need not wait for the rest.
pub fn compare_up_to(most: u64, rows: &mut [FileRow], a: &Files, b: &Files, progress: &Progress) {
    let mut buffers = Buffers::default();
    for row in rows.iter_mut().filter(|row| row.state == State::Pending && row.a_bytes.is_none_or(|bytes| bytes <= most)) {
        if progress.is_cancelled() {
            return;
        }
        match buffers.are_same(a, b, Path::new(&*row.path), progress) {
            Ok(Some(true)) => row.state = State::Known(Change::Same),
            Ok(Some(false)) => row.state = State::Known(Change::Changed),
            // Cancelled in the middle.
            Ok(None) => return,
            Err(why) => row.state = State::Unreadable(why.to_string()),
        }
    }
}

/// Every pair of a folder compared with itself is the same, without a look.
fn all_same(rows: &mut [FileRow]) {
    for row in rows {
        row.state = State::Known(Change::Same);
    }
}

/// Read at once of each file; as much as stays in the processor's cache.
const BLOCK: usize = 128 * 1024;

/// Two buffers for all files: nothing is mapped, for a mapped file that is cut off meanwhile kills the program.
struct Buffers {
    a: Vec<u8>,
    b: Vec<u8>,
}

impl Default for Buffers {
    fn default() -> Self {
        Self { a: vec![0; BLOCK], b: vec![0; BLOCK] }
    }
}

/// One side's file cannot be compared.
#[derive(Debug, thiserror::Error)]
#[error("{side}'s cannot be read: {why}")]
struct SideUnreadable {
    /// `A` or `B`.
    side: &'static str,
    why: ReadError,
}

impl SideUnreadable {
    fn of<E: Into<ReadError>>(side: &'static str) -> impl Fn(E) -> Self {
        move |why| Self { side, why: why.into() }
    }
}

impl Buffers {
    /// Whether two files hold the same bytes; `None` when cancelled.
    fn are_same(&mut self, a: &Files, b: &Files, path: &Path, progress: &Progress) -> Result<Option<bool>, SideUnreadable> {
        let (left, right) = (a.open_file(path), b.open_file(path));
        // Links to a folder, or out of it, are not followed: where they lead is what they hold.
        if (left.is_err() || right.is_err())
            && let (Some(x), Some(y)) = (a.link_target(path), b.link_target(path))
        {
            return Ok(Some(x == y));
        }
        let mut left = left.map_err(SideUnreadable::of("A"))?;
        let mut right = right.map_err(SideUnreadable::of("B"))?;
        loop {
            if progress.is_cancelled() {
                return Ok(None);
            }
            let n = left.read(&mut self.a).map_err(SideUnreadable::of("A"))?;
            if n == 0 {
                let more = right.read(&mut self.b).map_err(SideUnreadable::of("B"))?;
                return Ok(Some(more == 0));
            }
            // A file that became shorter meanwhile ends early, and is another one.
            let mut filled = 0;
            while filled < n {
                let m = right.read(&mut self.b[filled..n]).map_err(SideUnreadable::of("B"))?;
                if m == 0 {
                    return Ok(Some(false));
                }
                filled += m;
            }
            if self.a[..n] != self.b[..n] {
                return Ok(Some(false));
            }
            progress.read(n as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    fn listing(folder: &tempfile::TempDir) -> Listing {
        crate::folder::walk(&Files::open(folder.path()).unwrap(), &Progress::default())
    }

    fn compared(a: &tempfile::TempDir, b: &tempfile::TempDir, progress: &Progress) -> Vec<(String, State)> {
        let mut rows = diff(Some(&listing(a)), Some(&listing(b)));
        compare(&mut rows, &Files::open(a.path()).unwrap(), &Files::open(b.path()).unwrap(), progress);
        rows.into_iter().map(|row| (row.path.to_string(), row.state)).collect()
    }

    #[test]
    fn bytes_decide_where_sizes_do_not() {
        let large = vec![7; 3 * BLOCK + 11];
        let mut other = large.clone();
        *other.last_mut().unwrap() = 8;
        let a = folder(&[("gone", b"x"), ("large", &large), ("late", &large), ("same", b"abc"), ("size", b"1"), ("void", b"")]);
        let b = folder(&[("large", &large), ("late", &other), ("new", b"x"), ("same", b"abc"), ("size", b"12"), ("void", b"")]);
        let known = |name: &str, change| (name.to_owned(), State::Known(change));
        assert_eq!(
            compared(&a, &b, &Progress::default()),
            [
                known("gone", Change::Removed),
                known("large", Change::Same),
                known("late", Change::Changed),
                known("new", Change::Added),
                known("same", Change::Same),
                known("size", Change::Changed),
                known("void", Change::Same),
            ]
        );
    }

    #[test]
    fn cancelling_leaves_the_rest_pending() {
        let a = folder(&[("x", b"abc")]);
        let progress = Progress::default();
        progress.cancel();
        assert_eq!(compared(&a, &a, &progress), [("x".to_owned(), State::Pending)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_are_not_followed_are_the_same_where_they_lead_the_same_way() {
        let with = |target: &str| {
            let folder = folder(&[]);
            std::os::unix::fs::symlink(target, folder.path().join("x")).unwrap();
            folder
        };
        let (a, b, c) = (with("/etc/hostname"), with("/etc/hostname"), with("/etc/hosts"));
        assert_eq!(compared(&a, &b, &Progress::default()), [("x".to_owned(), State::Known(Change::Same))]);
        assert_eq!(compared(&a, &c, &Progress::default()), [("x".to_owned(), State::Known(Change::Changed))]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed_out_and_said() {
        let a = folder(&[("x", b"abc")]);
        let b = folder(&[]);
        std::os::unix::fs::symlink(a.path().join("x"), b.path().join("x")).unwrap();
        let found = compared(&a, &b, &Progress::default());
        assert!(matches!(&found[..], [(_, State::Unreadable(why))] if why.starts_with("B's cannot be read")), "{found:?}");
    }
}
