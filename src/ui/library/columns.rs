//! Which columns are shown, in which order and how wide, place by place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::library::{Direction, LoggedKey, LoggedKind, Order};
use crate::ui::rows::ListView;

/// The columns that a person chose for a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceColumns {
    /// Nothing for all places together.
    pub place: Option<PathBuf>,
    /// What was logged and is shown, in order.
    pub keys: Vec<LoggedKey>,
    /// What is known of every row and is not shown.
    pub hidden: Vec<Order>,
    /// All columns in the order in which they stand; nothing where they stand as usual.
    pub order: Vec<Order>,
    /// Of the columns whose width a person set.
    pub widths: Vec<ColumnWidth>,
}

/// How wide a column is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnWidth {
    pub column: Order,
    /// In points.
    pub width: f32,
}

/// Which way a column is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    Left,
    Right,
}

/// In points; a column is never narrower.
pub(super) const LEAST_WIDTH: f32 = 48.0;
/// In points; a column is never wider.
const GREATEST_WIDTH: f32 = 1_200.0;

/// What was chosen in all places.
#[derive(Debug, Default)]
pub struct Columns {
    pub places: Vec<PlaceColumns>,
    /// Which way metrics are better, where a person said so.
    pub directions: BTreeMap<String, Direction>,
    /// The menu that they are chosen in.
    pub(super) chooser: Chooser,
    /// Those that the table has no room for.
    pub(super) left_out: Vec<Order>,
    /// How far the table is scrolled sideways, in points.
    pub(super) sideways: f32,
}

/// Where a person is in the menu of columns.
#[derive(Debug, Default)]
pub(super) struct Chooser {
    pub was_open: bool,
    pub search: String,
    pub only_differing: bool,
    pub list: ListView,
}

impl PlaceColumns {
    /// Shows a column, or hides it. What was logged is shown behind all others.
    pub fn flip(&mut self, column: &Order) {
        match column {
            Order::Logged(key) => flip(&mut self.keys, key),
            column => flip(&mut self.hidden, column),
        }
    }

    /// Columns in their order: those that were never moved stand last.
    pub fn sort<T>(&self, columns: &mut [T], column_of: impl Fn(&T) -> &Order) {
        if !self.order.is_empty() {
            columns.sort_by_key(|column| place_in(&self.order, column_of(column)));
        }
    }

    /// Moves a column over the one that stands beside it. `all` are the columns as they stand, those too that there is no room for.
    pub fn shift(&mut self, mut all: Vec<Order>, column: &Order, beside: &Order, shift: Shift) {
        all.retain(|other| other != column);
        let Some(at) = all.iter().position(|other| other == beside) else { return };
        all.insert(if shift == Shift::Left { at } else { at + 1 }, column.clone());
        self.keys.sort_by_key(|key| place_in(&all, &Order::Logged(key.clone())));
        // What is hidden comes back behind the one that it stood behind.
        for (i, hidden) in self.order.iter().enumerate().filter(|(_, other)| self.hidden.contains(other)) {
            let before = self.order[..i].iter().rev().find_map(|before| all.iter().position(|other| other == before));
            all.insert(before.map_or(0, |before| before + 1), hidden.clone());
        }
        self.order = all;
    }

    /// Moves what was logged over its neighbour among what was logged.
    pub fn shift_key(&mut self, key: &LoggedKey, shift: Shift) {
        let Some(at) = self.keys.iter().position(|other| other == key) else { return };
        let to = if shift == Shift::Left { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(to) = to.filter(|to| *to < self.keys.len()) {
            let [a, b] = [at, to].map(|i| place_in(&self.order, &Order::Logged(self.keys[i].clone())));
            if a.max(b) < self.order.len() {
                self.order.swap(a, b);
            }
            self.keys.swap(at, to);
        }
    }

    /// The width that a person gave a column, in points.
    pub fn width(&self, column: &Order) -> Option<f32> {
        self.widths.iter().find(|width| width.column == *column).map(|width| width.width.clamp(LEAST_WIDTH, GREATEST_WIDTH))
    }

    /// Gives a column a width in points, or its usual one.
    pub fn set_width(&mut self, column: &Order, width: Option<f32>) {
        self.widths.retain(|width| width.column != *column);
        let set = width.filter(|width| width.is_finite()).map(|width| width.clamp(LEAST_WIDTH, GREATEST_WIDTH));
        self.widths.extend(set.map(|width| ColumnWidth { column: column.clone(), width }));
    }
}

fn flip<T: PartialEq + Clone>(all: &mut Vec<T>, one: &T) {
    match all.iter().position(|other| other == one) {
        Some(at) => drop(all.remove(at)),
        None => all.push(one.clone()),
    }
}

/// Where a column stands; behind all where it does not.
fn place_in(order: &[Order], column: &Order) -> usize {
    order.iter().position(|other| other == column).unwrap_or(order.len())
}

impl Columns {
    /// What a person chose for a place; for none what holds for all places together.
    pub fn of(&self, place: Option<&Path>) -> Option<&PlaceColumns> {
        self.places.iter().find(|columns| columns.place.as_deref() == place)
    }

    /// What was logged and is shown, in order.
    pub fn keys_of(&self, place: Option<&Path>) -> &[LoggedKey] {
        self.of(place).map_or(&[], |columns| &columns.keys)
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, place: Option<&Path>) -> &mut PlaceColumns {
        let at = self.places.iter().position(|columns| columns.place.as_deref() == place).unwrap_or_else(|| {
            self.places.push(PlaceColumns { place: place.map(Path::to_owned), ..PlaceColumns::default() });
            self.places.len() - 1
        });
        &mut self.places[at]
    }

    /// The metrics that are shown for a place, by itself or together with all others.
    pub fn metrics_of(&self, place: &Path) -> Vec<String> {
        let own = self.keys_of(Some(place)).iter().chain(self.keys_of(None)).filter(|key| key.kind == LoggedKind::Metric);
        let names: std::collections::BTreeSet<&String> = own.map(|key| &key.name).collect();
        names.into_iter().cloned().collect()
    }

    /// Forgets what was chosen for a place.
    pub fn forget(&mut self, place: &Path) {
        self.places.retain(|columns| columns.place.as_deref() != Some(place));
    }

    /// Which way a metric is better: as a person said, else as its name has it.
    pub fn direction(&self, key: &LoggedKey) -> Direction {
        if key.kind != LoggedKind::Metric {
            return Direction::Unknown;
        }
        self.directions.get(&key.name).copied().unwrap_or_else(|| Direction::guessed(&key.name))
    }

    /// Whether that is a guess.
    pub fn is_guess(&self, key: &LoggedKey) -> bool {
        !self.directions.contains_key(&key.name)
    }

    /// Says the next of the three ways.
    pub fn turn(&mut self, key: &LoggedKey) {
        let next = self.direction(key).next();
        self.directions.insert(key.name.clone(), next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_its_own() {
        let mut columns = Columns::default();
        let [auc, loss] = ["auc", "loss"].map(|name| LoggedKey::new(LoggedKind::Metric, name));
        let a = Some(Path::new("/a"));
        let column = |key: &LoggedKey| Order::Logged(key.clone());
        columns.of_mut(a).flip(&column(&auc));
        columns.of_mut(a).flip(&column(&loss));
        columns.of_mut(None).flip(&column(&loss));
        columns.of_mut(a).shift_key(&loss, Shift::Left);
        columns.of_mut(a).shift_key(&loss, Shift::Left);
        assert_eq!(columns.keys_of(a), [loss.clone(), auc.clone()]);
        assert_eq!(columns.keys_of(None), std::slice::from_ref(&loss));
        columns.of_mut(a).flip(&column(&loss));
        assert_eq!(columns.keys_of(a), std::slice::from_ref(&auc));
        columns.forget(Path::new("/a"));
        assert!(columns.keys_of(a).is_empty());
        assert!(columns.is_guess(&loss) && columns.direction(&loss) == Direction::Lower);
        columns.turn(&loss);
        assert!(!columns.is_guess(&loss) && columns.direction(&loss) == Direction::Unknown);
    }

    #[test]
    fn a_column_moves_over_the_one_beside_it_and_what_was_logged_follows() {
        let [auc, loss] = ["auc", "loss"].map(|name| LoggedKey::new(LoggedKind::Metric, name));
        let [auc_column, loss_column] = [&auc, &loss].map(|key| Order::Logged(key.clone()));
        let mut columns = PlaceColumns { keys: vec![auc.clone(), loss.clone()], ..PlaceColumns::default() };
        let all = || vec![Order::Name, auc_column.clone(), loss_column.clone(), Order::Created, Order::Run];
        columns.shift(all(), &loss_column, &auc_column, Shift::Left);
        assert_eq!(columns.order, [Order::Name, loss_column.clone(), auc_column.clone(), Order::Created, Order::Run]);
        assert_eq!(columns.keys, [loss.clone(), auc.clone()]);
        columns.shift_key(&auc, Shift::Left);
        assert_eq!(columns.order[1..3], [auc_column.clone(), loss_column.clone()]);
        columns.shift(columns.order.clone(), &auc_column, &Order::Created, Shift::Right);
        let mut shown = [Order::Size, Order::Run, auc_column.clone(), Order::Created, loss_column.clone(), Order::Name];
        columns.sort(&mut shown, |column| column);
        assert_eq!(shown, [Order::Name, loss_column, Order::Created, auc_column, Order::Run, Order::Size]);
    }

    #[test]
    fn widths_have_bounds() {
        let mut columns = PlaceColumns::default();
        for (set, width) in [(Some(1.0), Some(LEAST_WIDTH)), (Some(300.0), Some(300.0)), (Some(f32::NAN), None), (None, None)] {
            columns.set_width(&Order::Run, set);
            assert_eq!(columns.width(&Order::Run), width);
        }
    }
}
