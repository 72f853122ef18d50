//! Two text files side by side, line by line, with what changed inside a line.

use std::ops::Range;
use std::time::Duration;

use similar::{ChangeTag, DiffOp, TextDiff};

use super::change::Change;
use crate::folder::Files;
use crate::folder::preview::{self, NoPreview};
use crate::mlmodel::display::clipped;

/// Looking for the shortest way ends here; what follows is then shown as one change.
const DIFF_WITHIN: Duration = Duration::from_secs(2);
/// The same inside one pair of lines.
const LINE_DIFF_WITHIN: Duration = Duration::from_millis(20);
/// Characters of a line that are shown.
const LONGEST: usize = 2_000;
/// How alike two lines have to be to stand for one another where several came or went.
const ALIKE: f64 = 0.5;
/// Pairs of lines whose likeness is looked at in one place.
const MOST_ALIGNED: usize = 400;
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
    pub a: Option<TextLine>,
    pub b: Option<TextLine>,
}

/// One line of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextLine {
    /// From 1.
    pub number: u32,
    /// Safe to show, and cut where it is very long.
    pub text: String,
    /// What changed inside it, as ranges of characters of `text`.
    pub changed: Vec<Range<usize>>,
}

/// Why a file of one side has no lines to compare, in a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{side}: {why}")]
pub struct NoLines {
    /// `A` or `B`.
    pub side: &'static str,
    pub why: NoPreview,
}

/// Reads a file of both folders and compares its lines.
///
/// # Errors
/// Why there is nothing to compare, in a sentence.
pub fn diff_files(a: &Files, b: &Files, path: &str) -> Result<LineDiff, NoLines> {
    let old = preview::text(a, path).map_err(|why| NoLines { side: "A", why })?;
    let new = preview::text(b, path).map_err(|why| NoLines { side: "B", why })?;
    Ok(LineDiff { cut: old.cut || new.cut, ..diff(&old.lines, &new.lines) })
}

/// Compares two texts.
#[must_use]
pub fn diff(a: &[String], b: &[String]) -> LineDiff {
    let old: Vec<&str> = a.iter().map(String::as_str).collect();
    let new: Vec<&str> = b.iter().map(String::as_str).collect();
    let ops = TextDiff::configure().timeout(DIFF_WITHIN).diff_slices(&old, &new).ops().to_vec();
    let mut rows = Vec::with_capacity(a.len().max(b.len()));
    let mut pairs = 0;
    for op in ops {
        let (left, right) = (op.old_range(), op.new_range());
        let is_same = matches!(op, DiffOp::Equal { .. });
        let together =
            if is_same { left.zip(right).map(|(x, y)| LinePair { a: Some(x), b: Some(y) }).collect() } else { align(a, b, left, right) };
        for LinePair { a: x, b: y } in together {
            let mut one = x.map(|at| line(at, &a[at]));
            let mut other = y.map(|at| line(at, &b[at]));
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

fn line(index: usize, text: &str) -> TextLine {
    let text = clipped(&text.replace('\t', "    "), LONGEST).into_owned();
    TextLine { number: u32::try_from(index + 1).unwrap_or(u32::MAX), text, changed: Vec::new() }
}

/// Two lines that stand for one another, or one by itself: where they stand in their texts, from 0.
struct LinePair {
    a: Option<usize>,
    b: Option<usize>,
}

/// Lines of two runs that stand for one another: those most alike, in order; the rest stands alone.
/// Runs of one length, and long ones, are paired from the top.
fn align(a: &[String], b: &[String], left: Range<usize>, right: Range<usize>) -> Vec<LinePair> {
    let (rows, columns) = (left.len(), right.len());
    if rows == columns || rows * columns > MOST_ALIGNED {
        let pair = |i| LinePair { a: (i < rows).then(|| left.start + i), b: (i < columns).then(|| right.start + i) };
        return (0..rows.max(columns)).map(pair).collect();
    }
    // The best sum of likenesses of the lines behind each pair of places.
    let likeness = |i: usize, j: usize| f64::from(words(&a[left.start + i], &b[right.start + j]).ratio());
    let mut best = vec![vec![0.0_f64; columns + 1]; rows + 1];
    let mut alike = vec![vec![0.0_f64; columns]; rows];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            alike[i][j] = Some(likeness(i, j)).filter(|ratio| *ratio >= ALIKE).unwrap_or(0.0);
            let paired = if alike[i][j] > 0.0 { alike[i][j] + best[i + 1][j + 1] } else { 0.0 };
            best[i][j] = paired.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::with_capacity(rows.max(columns));
    while i < rows || j < columns {
        if i < rows && j < columns && alike[i][j] > 0.0 && alike[i][j] + best[i + 1][j + 1] >= best[i][j] {
            found.push(LinePair { a: Some(left.start + i), b: Some(right.start + j) });
            (i, j) = (i + 1, j + 1);
        } else if i < rows && (j == columns || best[i + 1][j] >= best[i][j + 1]) {
            found.push(LinePair { a: Some(left.start + i), b: None });
            i += 1;
        } else {
            found.push(LinePair { a: None, b: Some(right.start + j) });
            j += 1;
        }
    }
    found
}

/// The parts of a line that change as a whole: words with their dots and digits, runs of blanks, single signs.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '.') { 1 } else { u8::from(c.is_whitespace()) * 2 };
    let mut found = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let kind = kind(c);
        if last.is_some_and(|last| last != kind || kind == 0) {
            found.push(&text[start..at]);
            start = at;
        }
        last = Some(kind);
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

fn words<'a>(a: &'a str, b: &'a str) -> TextDiff<'a, 'a, str> {
    let cut = |text: &'a str| text.char_indices().nth(LONGEST).map_or(text, |(at, _)| &text[..at]);
    TextDiff::configure().timeout(LINE_DIFF_WITHIN).diff_slices(&tokens(cut(a)), &tokens(cut(b)))
}

/// Marks what changed inside two lines; lines that have little in common are left as they are.
fn inside(a: &mut TextLine, b: &mut TextLine) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    {
        let diff = words(&a.text, &b.text);
        if diff.ratio() < 0.3 {
            return;
        }
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
    fn lines_stand_beside_what_they_are_most_like() {
        let diff = diff(&lines("gone\nscipy==1.0\nend"), &lines("scipy==1.1\nend"));
        let shown: Vec<_> = diff.rows.iter().map(|row| row.change).collect();
        assert_eq!(shown, [Change::Removed, Change::Changed, Change::Same]);
        let version = diff.rows[1].a.as_ref().unwrap();
        assert_eq!((version.changed.len(), version.changed.first()), (1, Some(&(7..10))), "the version, and not the name");
    }

    #[test]
    fn two_long_texts_without_a_common_line_end_in_time() {
        let text = |seed: usize| (0..20_000).map(|i| format!("{}", i * 7 + seed)).collect::<Vec<_>>();
        assert_eq!(diff(&text(0), &text(3)).rows.len(), 20_000);
    }
}
