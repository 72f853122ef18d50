//! Which items a list shows, and how high their rows are.

use egui::Rangef;

/// The items that a list shows, in their order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Items<'a> {
    All(usize),
    /// Their numbers, each larger than the one before: the others are folded away or do not match a filter.
    Only(&'a [usize]),
    /// Their numbers in an order of their own.
    InOrder(&'a [usize]),
}

impl Items<'_> {
    pub fn len(self) -> usize {
        match self {
            Self::All(len) => len,
            Self::Only(items) | Self::InOrder(items) => items.len(),
        }
    }

    pub fn item(self, row: usize) -> Option<usize> {
        match self {
            Self::All(len) => (row < len).then_some(row),
            Self::Only(items) | Self::InOrder(items) => items.get(row).copied(),
        }
    }

    pub fn row(self, item: usize) -> Option<usize> {
        match self {
            Self::All(len) => (item < len).then_some(item),
            Self::Only(items) => items.binary_search(&item).ok(),
            Self::InOrder(items) => items.iter().position(|other| *other == item),
        }
    }
}

/// How high the rows are, in points.
#[derive(Clone, Copy, Debug)]
pub(super) enum Heights<'a> {
    One(f32),
    /// Where each row ends.
    Each(&'a [f32]),
}

impl Heights<'_> {
    #[expect(clippy::cast_precision_loss, reason = "rows are counted in thousands")]
    pub fn top(self, row: usize) -> f32 {
        match self {
            Self::One(height) => row as f32 * height,
            Self::Each(ends) => row.checked_sub(1).and_then(|before| ends.get(before).or(ends.last())).copied().unwrap_or(0.0),
        }
    }

    /// Where a row begins and ends.
    pub fn of(self, row: usize) -> Rangef {
        Rangef::new(self.top(row), self.top(row + 1))
    }

    /// The row at a height.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows on a screen")]
    pub fn at(self, y: f32) -> usize {
        match self {
            Self::One(height) => (y.max(0.0) / height) as usize,
            Self::Each(ends) => ends.partition_point(|end| *end <= y),
        }
    }
}
