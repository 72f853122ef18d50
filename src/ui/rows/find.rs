//! From one row that fits the filter to the next, also while the filter has the keyboard.

use egui::{Context, Id};

use super::{Done, ListView, Rows};
use crate::ui::panes;

/// Which way to look, in a list or a text.
#[derive(Clone, Copy, Debug)]
struct Step {
    list: Id,
    way: Way,
    /// The frame in which it was asked for: a list that is not drawn then, for nothing fits, does not do it later.
    frame: u64,
}

/// To what comes after, or to what comes before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Forward,
    Back,
}

/// Selects the next row that fits the filter, or the one before, when the list is next drawn; in a text the next match. Which list or
/// text: the one that has the keyboard, itself or its filter; where none has it, the first that has a filter.
pub fn step(ctx: &Context, way: Way) {
    if let Some(list) = panes::filtered_list(ctx) {
        let frame = ctx.cumulative_frame_nr();
        ctx.data_mut(|data| data.insert_temp(key(), Step { list, way, frame }));
    }
}

fn key() -> Id {
    Id::unique("find next")
}

/// Takes what was asked of this list or text.
pub fn asked(ctx: &Context, list: Id) -> Option<Way> {
    let step = ctx.data(|data| data.get_temp::<Step>(key())).filter(|step| step.list == list)?;
    ctx.data_mut(|data| data.remove::<Step>(key()));
    (ctx.cumulative_frame_nr() <= step.frame + 1).then_some(step.way)
}

impl Rows<'_> {
    /// Goes to the next row that fits, from the last to the first too.
    pub(super) fn find(&self, way: Way, view: &mut ListView, done: &mut Done) {
        let len = self.items.len();
        let fits = |row: usize| self.items.item(row).filter(|item| self.is_stop(*item) && self.fits.is_none_or(|fits| fits(*item)));
        let at = view.selected.and_then(|item| self.items.row(item));
        let found = match way {
            Way::Forward => {
                let from = at.map_or(0, |row| row + 1);
                (from..len).chain(0..from.min(len)).find_map(fits)
            }
            Way::Back => {
                let to = at.unwrap_or(len);
                (to..len).chain(0..to).rev().find_map(fits)
            }
        };
        if let Some(item) = found {
            self.go_to(item, view, done);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_gone_through_in_a_circle() {
        let fits = |item: usize| item % 3 == 1;
        let rows = Rows::new(Id::unique("test"), "Test", 8, 10.0).fits(&fits);
        let mut view = ListView::default();
        let mut go = |way| {
            rows.find(way, &mut view, &mut Done::default());
            view.selected
        };
        assert_eq!([Way::Forward; 4].map(&mut go), [Some(1), Some(4), Some(7), Some(1)]);
        assert_eq!([Way::Back; 3].map(go), [Some(7), Some(4), Some(1)]);
    }
}
