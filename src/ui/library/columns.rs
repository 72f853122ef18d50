//! Which of what was logged is shown as columns, place by place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::library::{Direction, LoggedKey, LoggedKind};
use crate::ui::rows::ListView;

/// The columns that a person chose for a place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlaceColumns {
    /// Nothing for all places together.
    pub place: Option<PathBuf>,
    /// In the order in which they are shown.
    pub keys: Vec<LoggedKey>,
}

/// What was chosen in all places.
#[derive(Debug, Default)]
pub struct Columns {
    pub places: Vec<PlaceColumns>,
    /// Which way metrics are better, where a person said so.
    pub directions: BTreeMap<String, Direction>,
    /// The menu that they are chosen in.
    pub(super) chooser: Chooser,
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

impl Columns {
    /// Those of a place; of none for all places together.
    pub fn of(&self, place: Option<&Path>) -> &[LoggedKey] {
        self.places.iter().find(|columns| columns.place.as_deref() == place).map_or(&[], |columns| &columns.keys)
    }

    fn of_mut(&mut self, place: Option<&Path>) -> &mut Vec<LoggedKey> {
        let at = self.places.iter().position(|columns| columns.place.as_deref() == place).unwrap_or_else(|| {
            self.places.push(PlaceColumns { place: place.map(Path::to_owned), keys: Vec::new() });
            self.places.len() - 1
        });
        &mut self.places[at].keys
    }

    /// Shows a column behind all others, or hides it.
    pub fn flip(&mut self, place: Option<&Path>, key: &LoggedKey) {
        let keys = self.of_mut(place);
        match keys.iter().position(|other| other == key) {
            Some(at) => drop(keys.remove(at)),
            None => keys.push(key.clone()),
        }
    }

    /// Moves a column one to the left, or to the right.
    pub fn shift(&mut self, place: Option<&Path>, key: &LoggedKey, is_to_the_left: bool) {
        let keys = self.of_mut(place);
        let Some(at) = keys.iter().position(|other| other == key) else { return };
        let to = if is_to_the_left { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(to) = to.filter(|to| *to < keys.len()) {
            keys.swap(at, to);
        }
    }

    /// The metrics that are shown for a place, by itself or together with all others.
    pub fn metrics_of(&self, place: &Path) -> Vec<String> {
        let own = self.of(Some(place)).iter().chain(self.of(None)).filter(|key| key.kind == LoggedKind::Metric);
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
        columns.flip(a, &auc);
        columns.flip(a, &loss);
        columns.flip(None, &loss);
        columns.shift(a, &loss, true);
        columns.shift(a, &loss, true);
        assert_eq!(columns.of(a), [loss.clone(), auc.clone()]);
        assert_eq!(columns.of(None), std::slice::from_ref(&loss));
        columns.flip(a, &loss);
        assert_eq!(columns.of(a), std::slice::from_ref(&auc));
        columns.forget(Path::new("/a"));
        assert!(columns.of(a).is_empty());
        assert!(columns.is_guess(&loss) && columns.direction(&loss) == Direction::Lower);
        columns.turn(&loss);
        assert!(!columns.is_guess(&loss) && columns.direction(&loss) == Direction::Unknown);
    }
}
