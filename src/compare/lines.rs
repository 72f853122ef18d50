//! Two text files side by side, line by line, with what changed inside a line.

use std::ops::Range;
use std::time::Duration;

use similar::{ChangeTag, DiffOp, TextDiff};

use super::Change;
use crate::folder::{Root, preview};
use crate::mlmodel::display::clipped;

/// Looking for the shortest way ends here; what follows is then shown as one change.
const PATIENCE: Duration = Duration::from_secs(2);
/// The same inside one pair of lines.
const LINE_PATIENCE: Duration = Duration::from_millis(20);
/// Characters of a line that are shown.
const LONGEST: usize = 2_000;
/// Pairs of changed lines that are looked into.
const MOST_PAIRS: usize = 2_000;

/// Two texts, aligned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineDiff {
    pub rows: Vec<LineRow>,
    /// Rows that are not the same.
    pub changes: usize,
    /// A file goes on beyond what is compared here.
    pub cut: bool,
}

/// One row: a line of each side, or of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    pub change: Change,
    pub a: Option<Line>,
    pub b: Option<Line>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1.
    pub number: u32,
    /// Safe to show, and cut where it is very long.
    pub text: String,
    /// What changed inside it, as ranges of characters of `text`.
    pub changed: Vec<Range<usize>>,
}

/// Reads a file of both folders and compares its lines.
///
/// # Errors
/// Why there is nothing to compare, in a sentence.
pub fn diff_files(a: &Root, b: &Root, path: &str) -> Result<LineDiff, String> {
    let (old, cut_a) = preview::lines(a, path).map_err(|why| format!("A: {why}"))?;
    let (new, cut_b) = preview::lines(b, path).map_err(|why| format!("B: {why}"))?;
    Ok(LineDiff { cut: cut_a || cut_b, ..diff(&old, &new) })
}

/// Compares two texts.
#[must_use]
pub fn diff(a: &[String], b: &[String]) -> LineDiff {
    let old: Vec<&str> = a.iter().map(String::as_str).collect();
    let new: Vec<&str> = b.iter().map(String::as_str).collect();
    let ops = TextDiff::configure().timeout(PATIENCE).diff_slices(&old, &new).ops().to_vec();
    let mut rows = Vec::with_capacity(a.len().max(b.len()));
    let mut pairs = 0;
    for op in ops {
        let (left, right) = (op.old_range(), op.new_range());
        let is_same = matches!(op, DiffOp::Equal { .. });
        for i in 0..left.len().max(right.len()) {
            let mut one = left.clone().nth(i).map(|at| line(at, &a[at]));
            let mut other = right.clone().nth(i).map(|at| line(at, &b[at]));
            let change = match (&mut one, &mut other) {
                _ if is_same => Change::Same,
                (Some(x), Some(y)) => {
                    pairs += 1;
                    if pairs <= MOST_PAIRS {
                        inside(x, y);
                    }
                    Change::Changed
                }
                (Some(_), None) => Change::Removed,
                (None, _) => Change::Added,
            };
            rows.push(LineRow { change, a: one, b: other });
        }
    }
    let changes = rows.iter().filter(|row| row.change != Change::Same).count();
    LineDiff { rows, changes, cut: false }
}

fn line(index: usize, text: &str) -> Line {
    let text = clipped(&text.replace('\t', "    "), LONGEST).into_owned();
    Line { number: u32::try_from(index + 1).unwrap_or(u32::MAX), text, changed: Vec::new() }
}

/// Marks what changed inside two lines; lines that have little in common are left as they are.
fn inside(a: &mut Line, b: &mut Line) {
    let diff = TextDiff::configure().timeout(LINE_PATIENCE).diff_words(a.text.as_str(), b.text.as_str());
    if diff.ratio() < 0.3 {
        return;
    }
    let (mut left, mut right) = (Vec::new(), Vec::new());
    let (mut x, mut y) = (0, 0);
    for change in diff.iter_all_changes() {
        let length = change.value().chars().count();
        match change.tag() {
            ChangeTag::Equal => {
                x += length;
                y += length;
            }
            ChangeTag::Delete => {
                push(&mut left, x..x + length);
                x += length;
            }
            ChangeTag::Insert => {
                push(&mut right, y..y + length);
                y += length;
            }
        }
    }
    (a.changed, b.changed) = (left, right);
}

/// Adds a range, as one with the last where they touch.
fn push(ranges: &mut Vec<Range<usize>>, range: Range<usize>) {
    match ranges.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => ranges.push(range),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn lines_are_aligned_and_changes_inside_them_marked() {
        let diff = diff(&lines("a\nmlflow==2.1\nb\nc"), &lines("a\nmlflow==3.0\nc\nd"));
        let shown: Vec<_> = diff
            .rows
            .iter()
            .map(|row| (row.change, row.a.as_ref().map(|l| l.text.as_str()), row.b.as_ref().map(|l| l.text.as_str())))
            .collect();
        assert_eq!(
            shown,
            [
                (Change::Same, Some("a"), Some("a")),
                (Change::Changed, Some("mlflow==2.1"), Some("mlflow==3.0")),
                (Change::Removed, Some("b"), None),
                (Change::Same, Some("c"), Some("c")),
                (Change::Added, None, Some("d")),
            ]
        );
        assert_eq!(diff.changes, 3);
        let words = super::diff(&lines("the old name here"), &lines("the new name here"));
        let line = words.rows[0].a.as_ref().unwrap();
        assert_eq!((line.changed.len(), line.changed.first()), (1, Some(&(4..7))));
    }

    #[test]
    fn two_long_texts_without_a_common_line_end_in_time() {
        let text = |seed: usize| (0..20_000).map(|i| format!("{}", i * 7 + seed)).collect::<Vec<_>>();
        assert_eq!(diff(&text(0), &text(3)).rows.len(), 20_000);
    }
}
