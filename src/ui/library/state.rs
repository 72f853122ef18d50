//! Where the person is in the library.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::folder::Progress;
use crate::library::{Absent, Checkup, Entry, ListRow, News, Place, View};

/// The places, and how they are looked at.
#[derive(Debug, Default)]
pub struct Library {
    pub places: Vec<Place>,
    /// What is being read in the background, by place.
    pub busy: HashMap<PathBuf, Busy>,
    pub view: View,
    /// The rows as they are shown; made anew when something changed.
    pub(super) rows: Vec<ListRow>,
    is_current: bool,
    /// Models in all places, each counted once.
    pub(super) total: usize,
    /// The row that the keyboard is on.
    pub(super) cursor: Option<usize>,
    cursor_key: Option<Key>,
    /// The models that are chosen, in the order in which they were.
    pub(super) selected: Vec<Key>,
    pub(super) offset: f32,
    pub(super) height: f32,
    pub(super) reveal: bool,
}

/// What is being read of a place.
#[derive(Clone, Debug)]
pub struct Busy {
    pub since: Instant,
    pub progress: Progress,
    /// Models are found already; their files are looked at.
    pub is_checking_up: bool,
}

/// A row, whatever its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    Model(PathBuf),
    Absent(PathBuf, String),
    Group(crate::library::Group),
}

/// One row with what it shows.
pub(super) enum Shown<'a> {
    Group(&'a crate::library::Header),
    Model { place: &'a Place, entry: &'a Entry, checkup: Option<Checkup>, news: Option<News> },
    Absent { place: &'a Place, absent: &'a Absent },
}

impl Library {
    pub(super) fn is_current(&self) -> bool {
        self.is_current
    }

    /// Something changed that the rows depend on.
    pub fn changed(&mut self) {
        self.is_current = false;
    }

    /// Sizes or health became known: the rows depend on them only where they decide the order.
    pub fn checked_up(&mut self) {
        if matches!(self.view.sorting.by, crate::library::Order::Size | crate::library::Order::Health) {
            self.changed();
        }
    }

    /// Looks at one place.
    pub fn show_place(&mut self, place: usize) {
        self.view.place = (self.places.len() > 1).then_some(place);
        self.changed();
    }

    /// A model was opened: it is no news any more.
    pub fn seen(&mut self, path: &Path) {
        for place in &mut self.places {
            if let Ok(below) = path.strip_prefix(&place.path) {
                place.news.remove(below);
            }
        }
    }

    /// Takes a place out.
    pub fn forget(&mut self, path: &Path) {
        self.places.retain(|place| place.path != path);
        self.view.place = None;
        self.view.folded.clear();
        self.selected.retain(|key| !matches!(key, Key::Model(model) if model.starts_with(path)));
        self.changed();
    }

    #[must_use]
    pub fn position(&self, path: &Path) -> Option<usize> {
        self.places.iter().position(|place| place.path == path)
    }

    /// Makes the rows anew where something changed; the keyboard stays at its model.
    pub(super) fn refresh(&mut self) {
        if self.is_current {
            return;
        }
        self.is_current = true;
        self.rows = self.view.rows(&self.places);
        self.total = crate::library::count(&self.places);
        if let Some(key) = &self.cursor_key {
            self.cursor = (0..self.rows.len()).find(|i| self.key(*i).as_ref() == Some(key)).or(self.cursor);
        }
        self.cursor = self.cursor.filter(|_| !self.rows.is_empty()).map(|cursor| cursor.min(self.rows.len() - 1));
    }

    pub(super) fn shown(&self, row: usize) -> Option<Shown<'_>> {
        Some(match self.rows.get(row)? {
            ListRow::Group(header) => Shown::Group(header),
            ListRow::Model { place, index } => {
                let place = self.places.get(*place)?;
                let entry = place.entries.get(*index)?;
                let news = place.news.get(&entry.path).copied();
                Shown::Model { place, entry, checkup: place.checkups.get(*index).copied().flatten(), news }
            }
            ListRow::Absent { place, index } => {
                let place = self.places.get(*place)?;
                Shown::Absent { place, absent: place.absent.get(*index)? }
            }
        })
    }

    pub(super) fn key(&self, row: usize) -> Option<Key> {
        Some(match self.shown(row)? {
            Shown::Group(header) => Key::Group(header.group.clone()),
            Shown::Model { place, entry, .. } => Key::Model(place.path.join(&entry.path)),
            Shown::Absent { place, absent } => Key::Absent(place.path.clone(), absent.registered.label()),
        })
    }

    /// Puts the keyboard on a row.
    pub(super) fn go_to(&mut self, row: usize) {
        self.cursor = Some(row);
        self.cursor_key = self.key(row);
        self.reveal = true;
    }

    /// Chooses a row alone, or adds it to those that are chosen, or takes it from them.
    pub(super) fn select(&mut self, row: usize, add: bool) {
        let Some(key) = self.key(row).filter(|key| !matches!(key, Key::Group(_))) else {
            if !add {
                self.selected.clear();
            }
            return;
        };
        if !add {
            self.selected = vec![key];
        } else if let Some(at) = self.selected.iter().position(|other| *other == key) {
            self.selected.remove(at);
        } else {
            self.selected.push(key);
        }
    }

    /// The folders of the models that are chosen.
    #[must_use]
    pub fn chosen(&self) -> Vec<&PathBuf> {
        self.selected.iter().filter_map(|key| if let Key::Model(path) = key { Some(path) } else { None }).collect()
    }

    /// The two models to compare, where exactly two are chosen.
    #[must_use]
    pub fn pair(&self) -> Option<(PathBuf, PathBuf)> {
        match self.chosen().as_slice() {
            [a, b] => Some(((*a).clone(), (*b).clone())),
            _ => None,
        }
    }

    /// Models in the places that are looked at.
    pub(super) fn count(&self) -> usize {
        match self.view.place {
            Some(place) => self.places.get(place).map_or(0, |place| place.entries.len()),
            None => self.total,
        }
    }

    /// Models that are listed now.
    pub(super) fn listed(&self) -> usize {
        let folded: usize = self
            .rows
            .iter()
            .map(|row| if let ListRow::Group(header) = row { header.count * usize::from(header.is_folded) } else { 0 })
            .sum();
        self.rows.iter().filter(|row| matches!(row, ListRow::Model { .. })).count() + folded
    }
}
