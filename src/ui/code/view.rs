//! Where the person is in a text.

use std::ops::Range;

use super::find::Find;
use super::text::{Caret, SelectableText, characters};

/// What is selected in a text, and what is looked for in it.
#[derive(Clone, Debug, Default)]
pub struct CodeView {
    /// Where the selection began.
    pub(super) anchor: Caret,
    /// Where it ends now; `None` until the person was in the text.
    pub(super) caret: Option<Caret>,
    pub(super) reveal: bool,
    pub(super) find: Find,
}

impl CodeView {
    /// The same for a text that was read again: what was looked for is looked for again.
    #[must_use]
    pub fn carried(mut self) -> Self {
        self.find.begin();
        Self { find: self.find, ..Self::default() }
    }

    /// What is selected, from its beginning.
    pub(super) fn selection(&self) -> Option<Range<Caret>> {
        let caret = self.caret.filter(|caret| *caret != self.anchor)?;
        Some(self.anchor.min(caret)..self.anchor.max(caret))
    }

    /// The characters of a line that are selected. The end of a line counts as one more where the next line follows.
    pub(super) fn selected_in(&self, line: usize, length: impl FnOnce() -> usize) -> Option<Range<usize>> {
        let Range { start, end } = self.selection()?;
        if line < start.line || line > end.line {
            return None;
        }
        let length = length();
        let from = if line == start.line { start.column.min(length) } else { 0 };
        Some(from..if line == end.line { end.column.min(length) } else { length + 1 })
    }

    /// The text that is selected.
    pub(super) fn selected_text(&self, text: &(impl SelectableText + ?Sized)) -> Option<String> {
        let selection = self.selection()?;
        let mut lines = Vec::new();
        for i in selection.start.line..=selection.end.line.min(text.len().saturating_sub(1)) {
            let line = text.line(i);
            let range = self.selected_in(i, || line.chars().count())?;
            lines.push(characters(line, range));
        }
        Some(lines.join("\n"))
    }

    pub(super) fn go(&mut self, to: Caret, extends: bool) {
        self.caret = Some(to);
        if !extends {
            self.anchor = to;
        }
    }
}
