//! Where the person is in the library.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use egui::Id;

use super::columns::{Columns, PlaceColumns};
use crate::folder::Progress;
use crate::library::{
    Best, Checkup, Direction, Group, Header, Judged, ListRow, LoggedKey, LoggedKind, LoggedValue, News, Order, Place, Sorting, Subject,
    SubjectAt, Trend, View,
};
use crate::present::curve::CurveRun;
use crate::present::to_compare::ModelToCompare;
use crate::ui::command::Action;
use crate::ui::rows::{Choice, ListView};

/// The places, and how they are looked at.
#[derive(Debug, Default)]
pub struct Library {
    pub places: Vec<Place>,
    /// What is being read in the background, by place.
    pub busy: HashMap<PathBuf, Busy>,
    /// What was logged is being read in the background, by place.
    pub logged_reads: HashMap<PathBuf, Progress>,
    pub view: View,
    /// What was logged and is shown.
    pub columns: Columns,
    /// The best values of each group.
    best: Best,
    /// What of the filter is not understood.
    pub(super) filter_problems: Vec<String>,
    /// The rows as they are shown; made anew when something changed.
    pub(super) rows: Vec<ListRow>,
    /// Which of them are headings of groups.
    headings: Vec<usize>,
    is_current: bool,
    /// Some row is not called by the name of its run.
    pub(super) has_other_run_names: bool,
    /// Models in all places, each counted once.
    pub(super) total: usize,
    /// The same of runs without a model.
    total_runs: usize,
    /// Where the keyboard is in the list of what could not be read.
    pub(super) troubles_list: ListView,
    /// Where the keyboard is in the list of places.
    pub(super) places_list: ListView,
    /// The row that the keyboard is on.
    pub(super) list: ListView,
    /// What stands there, and where a range begins: rows move.
    keys: [Option<Key>; 2],
    /// The models and runs that are chosen, in the order in which they were.
    pub(super) selected: Vec<Key>,
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Model(PathBuf),
    /// A run without a model, of a place.
    Run(PathBuf, String),
    /// A version of a store whose model is not in the place.
    Absent {
        place: PathBuf,
        store: PathBuf,
        version: String,
    },
    Group(Group),
}

/// One row with what it shows.
pub(super) enum Shown<'a> {
    Group(&'a Header),
    Subject(Listed<'a>),
}

/// What a row is about, with all that is known of it.
#[derive(Clone, Copy)]
pub(super) struct Listed<'a> {
    pub place: &'a Place,
    pub subject: Subject<'a>,
    pub checkup: Option<Checkup>,
    pub news: Option<News>,
}

impl Listed<'_> {
    /// The run that it is, where no model came out of it.
    pub fn lone_run(&self) -> Option<CurveRun> {
        let Subject::Run(run) = self.subject else { return None };
        let name = self.subject.name().to_owned();
        Some(CurveRun { name, owner: run.id.to_string(), stores: self.place.run_stores.clone() })
    }
}

/// What was logged to a run.
#[derive(Clone, Copy)]
pub(super) struct LoggedCell<'a> {
    pub value: LoggedValue<'a>,
    pub is_best: bool,
    /// The shape of its history.
    pub trend: Option<Trend>,
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
        if self.view.asks_for_health() {
            self.changed();
        }
    }

    /// Looks at one place.
    pub fn show_place(&mut self, place: usize) {
        self.look_at(Some(place));
    }

    /// Looks at one place, or at all of them. What was chosen or looked for in another place is there no more: nothing that
    /// is not seen stays chosen.
    pub(super) fn look_at(&mut self, place: Option<usize>) {
        // The only place is all of them.
        let place = place.filter(|_| self.places.len() > 1);
        if self.view.place != place {
            self.view.place = place;
            self.view.filter.clear();
            self.selected.clear();
            self.list = ListView::default();
            self.keys = [None, None];
            self.list.go_to_top();
            self.sort_by_what_is_shown();
        }
        self.changed();
    }

    /// The place whose columns are shown; none for all places together.
    fn place_of_columns(&self) -> Option<&Path> {
        let only = (self.places.len() == 1).then_some(0);
        self.view.place.or(only).and_then(|place| self.places.get(place)).map(|place| place.path.as_path())
    }

    /// What was logged and is shown as columns, in order.
    pub fn shown_keys(&self) -> &[LoggedKey] {
        self.columns.keys_of(self.place_of_columns())
    }

    /// What a person chose to see; nothing where it was never asked.
    pub fn chosen_columns(&self) -> Option<&PlaceColumns> {
        self.columns.of(self.place_of_columns())
    }

    /// The same, to be changed.
    pub(super) fn chosen_columns_mut(&mut self) -> &mut PlaceColumns {
        let place = self.place_of_columns().map(Path::to_owned);
        self.columns.of_mut(place.as_deref())
    }

    /// Shows a column, or hides it.
    pub(super) fn flip_column(&mut self, column: &Order) {
        self.chosen_columns_mut().flip(column);
        self.sort_by_what_is_shown();
        self.changed();
    }

    /// The next of the three ways in which a metric may be better.
    pub(super) fn turn_direction(&mut self, key: &LoggedKey) {
        self.columns.turn(key);
        self.changed();
    }

    /// Lists the runs without a model too, or no more.
    pub(super) fn show_runs(&mut self, shows: bool, actions: &mut Vec<Action>) {
        self.view.shows_runs = shows;
        self.selected.retain(|key| shows || !matches!(key, Key::Run(..)));
        if shows {
            actions.push(Action::ReadLogged);
        }
        self.changed();
    }

    /// Nobody sees why a list is sorted by a column that is not shown.
    fn sort_by_what_is_shown(&mut self) {
        let is_shown = match &self.view.sorting.by {
            Order::Logged(key) => self.shown_keys().contains(key),
            column => self.chosen_columns().is_none_or(|columns| !columns.hidden.contains(column)),
        };
        if !is_shown {
            self.view.sorting = Sorting::default();
        }
    }

    /// What was logged for a row that is shown under a key, and whether it is the best of its group.
    pub(super) fn logged<'a>(&self, row: usize, listed: &Listed<'a>, key: &LoggedKey) -> Option<LoggedCell<'a>> {
        let value = listed.place.logged.value(listed.subject, key)?;
        let is_best = self.columns.direction(key) != Direction::Unknown
            && self.heading(row).zip(value.number()).is_some_and(|(heading, number)| self.best.is_best(heading, key, number));
        let trend = listed.place.logged.span(listed.subject, key).and_then(|span| span.trend);
        Some(LoggedCell { value, is_best, trend })
    }

    /// Whether there is any value in a column, and every one is a number.
    pub(super) fn is_numeric(&self, key: &LoggedKey) -> bool {
        let mut columns = super::looked_at(self).filter_map(|place| place.logged.column(key)).peekable();
        columns.peek().is_some() && columns.all(|column| column.is_numeric)
    }

    /// Shows what all places have for these words.
    pub fn find(&mut self, words: String) {
        self.look_at(None);
        self.view.filter = words;
        self.selected.clear();
        self.changed();
    }

    /// Selects a model in the list, where it is listed.
    pub fn point_at(&mut self, path: &Path) {
        let is_it = |row: &usize| matches!(self.key(*row), Some(Key::Model(listed)) if listed == path);
        if let Some(row) = (0..self.rows.len()).find(is_it) {
            self.list.select(row);
            self.selected = vec![Key::Model(path.to_owned())];
        }
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
        self.columns.forget(path);
        self.look_at(None);
        self.sort_by_what_is_shown();
        self.view.folded.clear();
        self.selected.retain(|key| match key {
            Key::Model(model) => !model.starts_with(path),
            Key::Run(place, _) | Key::Absent { place, .. } => place != path,
            Key::Group(_) => true,
        });
        self.changed();
    }

    /// The number of the place at a path.
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
        let metrics: Vec<Judged> = self
            .shown_keys()
            .iter()
            .filter(|key| key.kind == LoggedKind::Metric)
            .map(|key| Judged { key: key.clone(), direction: self.columns.direction(key) })
            .collect();
        self.best = Best::of(&self.rows, &self.places, &metrics);
        self.headings = (0..self.rows.len()).filter(|row| self.is_group(*row)).collect();
        let says_more = |subject: Subject<'_>| subject.run_name().is_some_and(|run| run != subject.name());
        let subject = |row: &ListRow| match row {
            ListRow::Subject { place, at } => self.places.get(*place).and_then(|place| place.subject(*at)),
            ListRow::Group(_) => None,
        };
        self.has_other_run_names = self.rows.iter().filter_map(subject).any(says_more);
        self.total = crate::library::count(&self.places);
        self.total_runs = crate::library::count_lone_runs(&self.places);
        // Nothing is said of names before what was logged is read.
        let is_reading = self.busy.values().any(|busy| !busy.is_checking_up) || !self.logged_reads.is_empty();
        self.filter_problems = if is_reading { Vec::new() } else { self.view.problems(&self.places) };
        let row_of = |key: &Key| (0..self.rows.len()).find(|row| self.key(*row).as_ref() == Some(key));
        let [selected, anchor] = self.keys.each_ref().map(|key| key.as_ref().and_then(row_of));
        // Where its model went, the keyboard stays at about the same height.
        let near = self.list.selected.zip(self.rows.len().checked_sub(1)).map(|(row, last)| row.min(last));
        self.list.move_to(selected.or(near), anchor);
    }

    /// The rows that the keyboard is on and that a range begins at.
    pub(super) fn at(&self) -> [Option<usize>; 2] {
        [self.list.selected, self.list.anchor()]
    }

    /// Keeps what the person went to, whatever moves. A row that a filter hides is gone back to when the filter is cleared.
    pub(super) fn remember(&mut self, before: [Option<usize>; 2]) {
        if self.at() != before {
            self.keys = self.at().map(|row| row.and_then(|row| self.key(row)));
        }
    }

    pub(super) fn shown(&self, row: usize) -> Option<Shown<'_>> {
        Some(match self.rows.get(row)? {
            ListRow::Group(header) => Shown::Group(header),
            ListRow::Subject { place, at } => {
                let place = self.places.get(*place)?;
                let subject = place.subject(*at)?;
                let news = subject.path().and_then(|path| place.news.get(path)).copied();
                Shown::Subject(Listed { place, subject, checkup: place.checkup(*at), news })
            }
        })
    }

    pub(super) fn key(&self, row: usize) -> Option<Key> {
        Some(match self.shown(row)? {
            Shown::Group(header) => Key::Group(header.group.clone()),
            Shown::Subject(Listed { place, subject, .. }) => match subject {
                Subject::Model(entry) => Key::Model(place.path.join(&entry.path)),
                Subject::Run(run) => Key::Run(place.path.clone(), run.id.to_string()),
                Subject::Absent(absent) => {
                    Key::Absent { place: place.path.clone(), store: absent.store.clone(), version: absent.registered.label() }
                }
            },
        })
    }

    /// Tells a row from all others, whatever moves: a model is listed once in a group, and may be in several.
    pub(super) fn row_id(&self, row: usize) -> Id {
        let heading = self.heading(row).and_then(|row| self.key(row));
        Id::unique((heading, self.key(row)))
    }

    /// The heading of the group that a row is in; nothing for a heading.
    pub(super) fn heading(&self, row: usize) -> Option<usize> {
        let above = self.headings.partition_point(|heading| *heading <= row).checked_sub(1)?;
        self.headings.get(above).copied().filter(|heading| *heading != row)
    }

    pub(super) fn is_group(&self, row: usize) -> bool {
        self.is_open(row).is_some()
    }

    /// Whether the models of a group are shown; nothing for a row that is no heading.
    pub(super) fn is_open(&self, row: usize) -> Option<bool> {
        if let Some(ListRow::Group(header)) = self.rows.get(row) { Some(!header.is_folded) } else { None }
    }

    /// The first row with a model.
    pub(super) fn first(&self) -> Option<usize> {
        (0..self.rows.len()).find(|row| !self.is_group(*row))
    }

    pub(super) fn is_chosen(&self, row: usize) -> bool {
        self.key(row).is_some_and(|key| self.selected.contains(&key))
    }

    /// Chooses models as the list says; groups cannot be chosen.
    pub(super) fn choose(&mut self, choice: Choice) {
        let key = |row: usize| self.key(row).filter(|_| !self.is_group(row));
        match choice {
            Choice::Only(row) => self.selected = key(row).into_iter().collect(),
            Choice::Range(from, to) if from <= to => self.selected = (from..=to).filter_map(key).collect(),
            Choice::Range(from, to) => self.selected = (to..=from).rev().filter_map(key).collect(),
            Choice::Toggle(row) => {
                let Some(key) = key(row) else { return };
                match self.selected.iter().position(|other| *other == key) {
                    Some(at) => drop(self.selected.remove(at)),
                    None => self.selected.push(key),
                }
            }
        }
    }

    /// Folds a group, or unfolds it where it is folded.
    pub(super) fn flip(&mut self, row: usize) {
        let Some(ListRow::Group(header)) = self.rows.get(row) else { return };
        let group = header.group.clone();
        if !self.view.folded.remove(&group) {
            self.view.folded.insert(group);
        }
        self.changed();
    }

    /// The folders of the models that are chosen.
    #[must_use]
    pub fn chosen(&self) -> Vec<&PathBuf> {
        self.selected.iter().filter_map(|key| if let Key::Model(path) = key { Some(path) } else { None }).collect()
    }

    /// Whether models or runs are chosen.
    #[must_use]
    pub fn has_chosen(&self) -> bool {
        self.selected.iter().any(|key| matches!(key, Key::Model(_) | Key::Run(..)))
    }

    /// The models and runs that are chosen and are listed now, each once.
    pub fn chosen_subjects(&self) -> impl Iterator<Item = (&Place, Subject<'_>)> {
        let mut left: HashSet<&Key> = self.selected.iter().filter(|key| matches!(key, Key::Model(_) | Key::Run(..))).collect();
        let rows = if left.is_empty() { 0 } else { self.rows.len() };
        (0..rows).filter_map(move |row| {
            let key = self.key(row)?;
            left.take(&key)?;
            if let Some(Shown::Subject(Listed { place, subject, .. })) = self.shown(row) { Some((place, subject)) } else { None }
        })
    }

    /// The two models to compare, where exactly two are chosen.
    #[must_use]
    pub fn pair(&self) -> Option<(PathBuf, PathBuf)> {
        match self.selected.as_slice() {
            [Key::Model(a), Key::Model(b)] => Some((a.clone(), b.clone())),
            _ => None,
        }
    }

    /// Whether exactly one model is chosen, and no run.
    #[must_use]
    pub fn has_one_model(&self) -> bool {
        matches!(self.selected.as_slice(), [Key::Model(_)])
    }

    /// The model to compare with another, where exactly one is chosen; it need not be listed now.
    #[must_use]
    pub fn to_compare(&self) -> Option<ModelToCompare> {
        let [Key::Model(path)] = self.selected.as_slice() else { return None };
        let known = self.places.iter().find_map(|place| {
            let below = path.strip_prefix(&place.path).ok()?;
            let entry = place.entries.iter().find(|entry| *entry.path == *below)?;
            ModelToCompare::listed(place, Subject::Model(entry))
        });
        Some(known.unwrap_or_else(|| ModelToCompare::at(path)))
    }

    /// Models in the places that are looked at.
    pub(super) fn count(&self) -> usize {
        match self.view.place {
            Some(place) => self.places.get(place).map_or(0, |place| place.entries.len()),
            None => self.total,
        }
    }

    /// Runs without a model in the places that are looked at.
    pub(super) fn count_runs(&self) -> usize {
        match self.view.place {
            Some(place) => self.places.get(place).map_or(0, |place| place.lone_runs.len()),
            None => self.total_runs,
        }
    }

    /// Models and runs that are listed now.
    pub(super) fn listed(&self) -> usize {
        let folded: usize = self
            .rows
            .iter()
            .map(|row| if let ListRow::Group(header) = row { header.count * usize::from(header.is_folded) } else { 0 })
            .sum();
        let is_here = |row: &&ListRow| matches!(row, ListRow::Subject { at: SubjectAt::Model(_) | SubjectAt::Run(_), .. });
        self.rows.iter().filter(is_here).count() + folded
    }
}
