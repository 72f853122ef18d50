//! What folds and unfolds: the same keys and clicks in every tree.

use super::keys::Turn;
use super::{Done, ListView, Rows};

/// How the rows of a tree stand to one another.
#[derive(Clone, Copy)]
pub struct Folds<'a> {
    /// Whether what is below an item is shown; nothing where there is nothing to fold.
    pub is_open: &'a dyn Fn(usize) -> Option<bool>,
    /// The item that an item stands below.
    pub parent: &'a dyn Fn(usize) -> Option<usize>,
    /// Whether one click anywhere on the row folds or unfolds, and not only one on the arrow.
    pub at_click: &'a dyn Fn(usize) -> bool,
}

impl Rows<'_> {
    pub(super) fn is_nested(&self, item: usize) -> bool {
        self.folds.is_some_and(|folds| (folds.is_open)(item).is_some())
    }

    pub(super) fn flips_at_click(&self, item: usize) -> bool {
        self.folds.is_some_and(|folds| (folds.at_click)(item))
    }

    /// Folds or unfolds the selected row; where there is nothing to fold it leads to the row above, and from what is open
    /// to the first row below.
    pub(super) fn turn(&self, turn: Turn, view: &mut ListView, done: &mut Done) {
        let Some((folds, item)) = self.folds.zip(view.selected) else { return };
        let to = match (turn, (folds.is_open)(item)) {
            (Turn::Out, Some(true)) | (Turn::In, Some(false)) => {
                done.flipped = Some(item);
                view.reveal();
                return;
            }
            (Turn::Out, _) => (folds.parent)(item),
            (Turn::In, _) => self.below(item).filter(|below| (folds.parent)(*below) == Some(item)),
        };
        if let Some(to) = to.filter(|to| self.is_stop(*to)) {
            self.go_to(to, view, done);
        }
    }

    /// The item whose row is the next one.
    fn below(&self, item: usize) -> Option<usize> {
        self.items.item(self.items.row(item)? + 1)
    }
}
