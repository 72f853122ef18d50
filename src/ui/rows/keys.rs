//! What the keys do in a list.

use egui::{Key, Ui};

use super::items::Heights;
use super::{Asked, Choice, Done, ListView, Rows};

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}

/// What a key means in a list.
#[derive(Clone, Copy, Debug)]
pub enum Pressed {
    Go(Move),
    Turn(Turn),
    Ask(Asked),
}

/// From one row to another.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    to: To,
    /// With Shift: all rows between are chosen.
    extends: bool,
}

/// What the left and the right arrow do in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Folds, or leads to the row that this one stands below.
    Out,
    /// Unfolds, or leads to the first row below.
    In,
}

/// Takes the first key that means something in a list.
pub(super) fn pressed(ui: &Ui) -> Option<Pressed> {
    const KEYS: [(Key, To); 6] = [
        (Key::ArrowUp, To::Up),
        (Key::ArrowDown, To::Down),
        (Key::PageUp, To::PageUp),
        (Key::PageDown, To::PageDown),
        (Key::Home, To::First),
        (Key::End, To::Last),
    ];
    const OTHERS: [(Key, Pressed); 4] = [
        (Key::ArrowLeft, Pressed::Turn(Turn::Out)),
        (Key::ArrowRight, Pressed::Turn(Turn::In)),
        (Key::Enter, Pressed::Ask(Asked::Activate)),
        (Key::Space, Pressed::Ask(Asked::Activate)),
    ];
    ui.input_mut(|input| {
        if input.events.iter().any(|event| matches!(event, egui::Event::Copy)) {
            return Some(Pressed::Ask(Asked::Copy));
        }
        // Shift does not matter to `consume_key`, and is asked for by itself.
        let mut extends = false;
        let mut take = |key: Key| {
            let found = input.events.iter().find_map(|event| match event {
                egui::Event::Key { key: pressed, pressed: true, modifiers, .. } if *pressed == key => Some(modifiers.shift),
                _ => None,
            });
            extends = found.unwrap_or_default();
            found.is_some() && input.consume_key(egui::Modifiers::NONE, key)
        };
        if let Some((_, to)) = KEYS.into_iter().find(|(key, _)| take(*key)) {
            return Some(Pressed::Go(Move { to, extends }));
        }
        OTHERS.into_iter().find(|(key, _)| take(*key)).map(|(_, pressed)| pressed)
    })
}

impl Pressed {
    /// The keys that move in a list while a field beside it has the keyboard; taken before the field is drawn.
    pub fn beside_field(ui: &Ui) -> Option<Self> {
        const KEYS: [(Key, To); 4] =
            [(Key::ArrowUp, To::Up), (Key::ArrowDown, To::Down), (Key::PageUp, To::PageUp), (Key::PageDown, To::PageDown)];
        let take = |(key, to): (Key, To)| ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, key)).then_some(to);
        KEYS.into_iter().find_map(take).map(|to| Self::Go(Move { to, extends: false }))
    }
}

impl Rows<'_> {
    /// What a key does; `height` is that of the view.
    pub(super) fn press(&self, pressed: Pressed, height: f32, view: &mut ListView, done: &mut Done) {
        match pressed {
            Pressed::Go(to) => self.go(to, height, view, done),
            Pressed::Turn(turn) => self.turn(turn, view, done),
            Pressed::Ask(Asked::Activate) if view.selected.is_some_and(|item| self.is_nested(item)) => {
                done.flipped = view.selected;
                view.reveal();
            }
            Pressed::Ask(asked) => done.asked = Some(asked),
        }
    }

    fn go(&self, Move { to, extends }: Move, height: f32, view: &mut ListView, done: &mut Done) {
        let at = view.selected.and_then(|item| self.items.row(item));
        let last = self.items.len() - 1;
        let at_top = at.map_or(0.0, |row| self.heights.top(row));
        let row = match (to, at) {
            (To::Last, _) => last,
            (To::First, _) | (_, None) => 0,
            (To::Up, Some(at)) => at.saturating_sub(1),
            (To::Down, Some(at)) => (at + 1).min(last),
            // One row stays in view, and it moves by one at least.
            (To::PageUp, Some(at)) => self.heights.at(at_top - self.page(height)).min(at.saturating_sub(1)),
            (To::PageDown, Some(at)) => self.heights.at(at_top + self.page(height)).max(at + 1).min(last),
        };
        let is_forward = !matches!(to, To::Up | To::PageUp | To::Last);
        let Some(item) = self.stop_near(row, is_forward) else { return };
        if extends && self.is_chosen.is_some() {
            view.selected = Some(item);
            view.reveal();
            done.choice = Some(Choice::Range(*view.anchor.get_or_insert(item), item));
        } else {
            self.go_to(item, view, done);
        }
    }

    /// Selects an item alone.
    pub(super) fn go_to(&self, item: usize, view: &mut ListView, done: &mut Done) {
        view.select(item);
        done.choice = self.is_chosen.map(|_| Choice::Only(item));
    }

    /// How far a page goes.
    fn page(&self, height: f32) -> f32 {
        match self.heights {
            Heights::One(row) => (height / row).floor() * row,
            Heights::Each(_) => height,
        }
    }

    /// The item of the nearest row that can be selected: this one, or the first on the way, or the first the other way.
    pub(super) fn stop_near(&self, row: usize, is_forward: bool) -> Option<usize> {
        let stop = |row: usize| self.items.item(row).filter(|item| self.is_stop(*item));
        let len = self.items.len();
        if is_forward {
            (row..len).find_map(stop).or_else(|| (0..row).rev().find_map(stop))
        } else {
            (0..=row).rev().find_map(stop).or_else(|| (row..len).find_map(stop))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::rows::Folds;
    use egui::Id;

    fn rows(len: usize) -> Rows<'static> {
        Rows::new(Id::unique("test"), "Test", len, 10.0)
    }

    fn go(rows: Rows<'_>, view: &mut ListView, to: To, extends: bool) -> Option<Choice> {
        let mut done = Done::default();
        rows.press(Pressed::Go(Move { to, extends }), 35.0, view, &mut done);
        done.choice
    }

    #[test]
    fn the_keys_move_from_stop_to_stop() {
        let is_stop = |item: usize| item != 0 && item != 4;
        let rows = rows(10).stops(&is_stop);
        let mut view = ListView::default();
        for (to, expected) in [
            (To::Down, 1),
            (To::Up, 1),
            (To::Down, 2),
            (To::Down, 3),
            (To::Down, 5),
            (To::Up, 3),
            (To::PageDown, 6),
            (To::Last, 9),
            (To::PageDown, 9),
            (To::PageUp, 6),
            (To::First, 1),
        ] {
            assert_eq!(go(rows, &mut view, to, false), None);
            assert_eq!(view.selected, Some(expected), "{to:?}");
        }
    }

    #[test]
    fn what_is_folded_away_is_passed_over() {
        let mut view = ListView { selected: Some(2), ..ListView::default() };
        let items = [0, 2, 7];
        go(rows(0).only(&items), &mut view, To::Down, false);
        assert_eq!(view.selected, Some(7));
    }

    #[test]
    fn shift_chooses_the_range_from_where_it_began() {
        let rows = rows(10).several(&|_| false);
        let mut view = ListView::default();
        assert_eq!(go(rows, &mut view, To::Down, false), Some(Choice::Only(0)));
        assert_eq!(go(rows, &mut view, To::Down, false), Some(Choice::Only(1)));
        assert_eq!(go(rows, &mut view, To::PageDown, true), Some(Choice::Range(1, 4)));
        assert_eq!(go(rows, &mut view, To::First, true), Some(Choice::Range(1, 0)));
        assert_eq!(go(rows, &mut view, To::Down, false), Some(Choice::Only(1)));
    }

    #[test]
    fn the_arrows_fold_unfold_and_lead_up_and_down_in_a_tree() {
        // 0 is open and holds 1 and 2; 1 is folded, 2 is a leaf; 3 is a leaf at the top.
        let folds = Folds {
            is_open: &|item| [Some(true), Some(false), None, None][item],
            parent: &|item| [None, Some(0), Some(0), None][item],
            at_click: &|_| false,
        };
        let turn = |item: usize, pressed: Pressed| {
            let (mut view, mut done) = (ListView::default(), Done::default());
            view.select(item);
            rows(4).folds(folds).press(pressed, 35.0, &mut view, &mut done);
            (view.selected.unwrap_or_default(), done.flipped, done.asked)
        };
        let (out, inside, enter) = (Pressed::Turn(Turn::Out), Pressed::Turn(Turn::In), Pressed::Ask(Asked::Activate));
        assert_eq!(turn(0, out), (0, Some(0), None));
        assert_eq!(turn(0, inside), (1, None, None));
        assert_eq!(turn(1, inside), (1, Some(1), None));
        assert_eq!(turn(1, out), (0, None, None));
        assert_eq!(turn(2, out), (0, None, None));
        assert_eq!((turn(3, out), turn(2, inside)), ((3, None, None), (2, None, None)), "there is nothing above and below");
        assert_eq!((turn(1, enter), turn(2, enter)), ((1, Some(1), None), (2, None, Some(Asked::Activate))));
    }

    #[test]
    fn a_row_is_brought_into_view_with_its_context() {
        let at = |offset: f32, item: usize| ListView { selected: Some(item), offset, ..ListView::default() };
        assert_eq!(rows(20).revealed(&at(0.0, 2), 35.0), None);
        assert_eq!(rows(20).revealed(&at(0.0, 3), 35.0), Some(5.0));
        assert_eq!(rows(20).revealed(&at(90.0, 3), 35.0), Some(30.0));
        assert_eq!(rows(20).around(1).revealed(&at(0.0, 3), 35.0), Some(15.0));
        assert_eq!(rows(20).around(2).revealed(&at(90.0, 3), 35.0), Some(10.0));
        let ends = [10.0, 50.0, 60.0];
        assert_eq!(rows(3).ends(&ends).revealed(&at(0.0, 1), 35.0), Some(10.0), "a row higher than the view begins at its top");
    }
}
