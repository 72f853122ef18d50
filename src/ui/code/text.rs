//! The lines of a text, and the places in them.

use std::ops::Range;

use crate::ui::loaded::SourceText;

/// The lines that are shown, as they are: what is unsafe to show is escaped where they are drawn, and only there.
pub trait SelectableText {
    fn len(&self) -> usize;

    /// A line by its number from 0; nothing where there is none.
    fn line(&self, i: usize) -> &str;
}

impl SelectableText for SourceText<'_> {
    fn len(&self) -> usize {
        SourceText::len(*self)
    }

    fn line(&self, i: usize) -> &str {
        SourceText::line(*self, i)
    }
}

impl SelectableText for [String] {
    fn len(&self) -> usize {
        self.len()
    }

    fn line(&self, i: usize) -> &str {
        self.get(i).map_or("", String::as_str)
    }
}

/// A place between two characters of the text as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Caret {
    pub line: usize,
    /// In characters.
    pub column: usize,
}

/// The part of a line between two columns.
pub(super) fn characters(line: &str, columns: Range<usize>) -> &str {
    let at = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
    &line[at(columns.start)..at(columns.end)]
}

/// The word around a column: letters, digits and `_`, or the one other character.
pub(super) fn word_at(line: &str, column: usize) -> Range<usize> {
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_';
    let characters: Vec<char> = line.chars().collect();
    let column = column.min(characters.len());
    let start = column - characters[..column].iter().rev().take_while(|c| is_word(c)).count();
    let end = column + characters[column..].iter().take_while(|c| is_word(c)).count();
    if start == end { start..(end + 1).min(characters.len()) } else { start..end }
}
