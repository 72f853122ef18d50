//! What folds and unfolds: the same keys and clicks in every tree.

use egui::{Color32, Rangef, Rect, Stroke, Ui};

use super::keys::Turn;
use super::{Done, ListView, Rows};
use crate::ui::theme::Palette;

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

    /// The heading of the rows at the top of the view, which begins at `from`, and where it stays; nothing where it is seen whole
    /// anyway.
    pub(super) fn pinned_at(&self, from: f32) -> Option<(usize, Rangef)> {
        let folds = self.folds.filter(|_| self.pinned.is_some())?;
        let row = self.heights.at(from);
        let item = self.items.item(row)?;
        let heading = (folds.parent)(item).unwrap_or(item);
        let own = self.heights.of(self.items.row(heading)?);
        if own.min >= from || (folds.is_open)(heading).is_none() {
            return None;
        }
        // The next heading pushes it away.
        let is_last = self.items.item(row + 1).is_some_and(|next| (folds.parent)(next).is_none());
        let top = if is_last { from.min(self.heights.top(row + 1) - own.span()) } else { from };
        Some((heading, Rangef::new(top, top + own.span())))
    }

    /// How much of the view is covered by the heading of an item, in points.
    pub(super) fn pinned_over(&self, item: usize) -> f32 {
        let heading = self.folds.filter(|_| self.pinned.is_some()).and_then(|folds| (folds.parent)(item));
        heading.and_then(|heading| self.items.row(heading)).map_or(0.0, |row| self.heights.of(row).span())
    }

    /// The item whose row is the next one.
    fn below(&self, item: usize) -> Option<usize> {
        self.items.item(self.items.row(item)? + 1)
    }
}

/// What lies between a heading that stays in view and the rows behind it.
pub(super) fn under_pinned(ui: &Ui, rect: Rect, fill: Color32) {
    let whole = rect.with_max_x(ui.clip_rect().right().max(rect.right()));
    ui.painter().rect_filled(whole, 0.0, fill);
    ui.painter().hline(whole.x_range(), whole.bottom(), Stroke::new(1.0, Palette::of(ui.visuals()).separator));
}
