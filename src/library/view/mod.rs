//! What of the library is listed, and in which order: filter, sort, group.

mod best;
mod direction;
mod filter;
mod query;

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::{Deserialize, Serialize};

use filter::{Asked, Filter};

use super::entry::Checkup;
use super::logged::{LoggedKey, LoggedKind, LoggedValue};
use super::place::Place;
use super::subject::{Subject, SubjectAt};

pub use best::{Best, Judged};
pub use direction::Direction;

/// What a person asks of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The place that is looked at; all of them where it is none.
    pub place: Option<usize>,
    /// Words that must all occur, in any field, and conditions on what was logged: `auc > 0.9`.
    pub filter: String,
    pub grouping: Grouping,
    pub sorting: Sorting,
    /// Runs without a model are listed too.
    pub shows_runs: bool,
    /// The groups that are folded.
    pub folded: HashSet<Group>,
}

/// What the models of a group have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grouping {
    /// Models without an experiment stand under their place.
    #[default]
    Experiment,
    Registered,
    Place,
    None,
}

impl Grouping {
    /// In the order of the menu.
    pub const ALL: [Self; 4] = [Self::Experiment, Self::Registered, Self::Place, Self::None];

    /// What the menu calls it.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::None => "Ungrouped",
            Self::Place => "By place",
            Self::Experiment => "By experiment",
            Self::Registered => "By registered model",
        }
    }
}

/// The column that decides the order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    Name,
    Flavors,
    #[default]
    Created,
    Experiment,
    Run,
    Registered,
    Size,
    Health,
    /// What was logged under a key.
    Logged(LoggedKey),
}

/// The order of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sorting {
    pub by: Order,
    pub is_descending: bool,
}

impl Default for Sorting {
    /// The newest first.
    fn default() -> Self {
        Self::first(Order::Created, Direction::Unknown)
    }
}

impl Sorting {
    /// The direction that a column begins with: the newest, largest and worst first, texts from A to Z; metrics with the best.
    /// `better`: which way a metric is better.
    #[must_use]
    pub fn first(by: Order, better: Direction) -> Self {
        let is_descending = match &by {
            Order::Created | Order::Size | Order::Health => true,
            Order::Logged(key) => key.kind == LoggedKind::Metric && better != Direction::Lower,
            _ => false,
        };
        Self { by, is_descending }
    }

    /// What a click on a column's heading leads to.
    #[must_use]
    pub fn clicked(&self, by: Order, better: Direction) -> Self {
        if self.by == by { Self { by, is_descending: !self.is_descending } } else { Self::first(by, better) }
    }
}

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListRow {
    Group(Header),
    /// One of what a place lists.
    Subject {
        place: usize,
        at: SubjectAt,
    },
}

/// What the members of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// A place, by its number.
    Place(usize),
    /// An experiment of a place.
    Experiment(usize, String),
    Registered(String),
    /// Those that were never registered.
    Unregistered,
}

/// The heading of a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub group: Group,
    pub label: String,
    pub count: usize,
    pub is_folded: bool,
}

/// One of what is listed, while it is sorted.
struct ListItem<'a> {
    place: usize,
    at: SubjectAt,
    subject: Subject<'a>,
    checkup: Option<Checkup>,
    /// What was logged under the key that is sorted by.
    logged: Option<LoggedValue<'a>>,
}

impl ListItem<'_> {
    fn row(&self) -> ListRow {
        ListRow::Subject { place: self.place, at: self.at }
    }

    /// What decides between equals, so that nothing moves without a cause.
    fn last_word(&self) -> (Option<&Path>, Option<&str>, usize) {
        (self.subject.path(), self.subject.run_id(), self.place)
    }
}

/// What an item is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum SortKey {
    /// A number, as one that sorts the same way; numbers stand before texts.
    Number(i64),
    Text(String),
    Time(i64),
    Size(u64),
    /// Errors, missing files, warnings.
    Health(u32, u32, u32),
    Version(String, u64, Box<str>),
    Unknown,
}

impl View {
    /// The rows, in order. Equal models stand by their paths.
    #[must_use]
    pub fn rows(&self, places: &[Place]) -> Vec<ListRow> {
        let mut items: Vec<(SortKey, ListItem<'_>)> = self.items(places).into_iter().map(|item| (self.key(&item), item)).collect();
        items.sort_by(|(x, a), (y, b)| self.compare(x, y).then_with(|| a.last_word().cmp(&b.last_word())));
        let items: Vec<ListItem<'_>> = items.into_iter().map(|(_, item)| item).collect();
        if self.grouping == Grouping::None { items.iter().map(ListItem::row).collect() } else { self.grouped(&items, places) }
    }

    /// What is listed, by place, in the order of the rows: each once, and that of folded groups too.
    #[must_use]
    pub fn subjects(&self, places: &[Place]) -> Vec<(usize, SubjectAt)> {
        let unfolded = Self { folded: HashSet::new(), ..self.clone() };
        let mut seen = HashSet::new();
        let subjects = unfolded.rows(places).into_iter().filter_map(|row| match row {
            ListRow::Subject { place, at } => Some((place, at)),
            ListRow::Group(_) => None,
        });
        subjects.filter(|subject| seen.insert(*subject)).collect()
    }

    /// Whether the filter asks for what was logged.
    #[must_use]
    pub fn asks_for_logged(&self) -> bool {
        Filter::new(&self.filter).asks_for_logged()
    }

    /// What of the filter is not understood: sentences.
    #[must_use]
    pub fn mistakes(&self) -> Vec<String> {
        Filter::new(&self.filter).mistakes()
    }

    /// What of the filter is not understood, or asks for what was never logged: sentences.
    #[must_use]
    pub fn problems(&self, places: &[Place]) -> Vec<String> {
        let looked_at = places.iter().enumerate().filter(|(i, _)| self.place.is_none_or(|place| place == *i));
        Filter::new(&self.filter).problems(looked_at.map(|(_, place)| place))
    }

    /// Whether what is listed depends on which files are missing.
    #[must_use]
    pub fn asks_for_health(&self) -> bool {
        matches!(self.sorting.by, Order::Size | Order::Health) || Filter::new(&self.filter).asks_for_health()
    }

    /// What holds every word of the filter, in no order.
    fn items<'a>(&self, places: &'a [Place]) -> Vec<ListItem<'a>> {
        // Of places inside one another, all of them together list a model once, and a run.
        let overlap = self.place.is_none() && overlap(places);
        let (mut seen, mut seen_runs) = (HashSet::new(), HashSet::new());
        let mut filter = Filter::new(&self.filter);
        let mut items = Vec::new();
        for (s, place) in places.iter().enumerate().filter(|(s, _)| self.place.is_none_or(|place| place == *s)) {
            let outermost = outermost(places, place);
            let sorted_by = matches!(self.sorting.by, Order::Logged(_)).then_some(&*place.logged);
            let column = if let Order::Logged(key) = &self.sorting.by { place.logged.column(key) } else { None };
            let columns = filter.columns(&place.logged);
            let runs = if self.shows_runs { place.lone_runs.len() } else { 0 };
            let models = (0..place.entries.len()).map(SubjectAt::Model);
            let others = (0..runs).map(SubjectAt::Run).chain((0..place.absent.len()).map(SubjectAt::Absent));
            for at in models.chain(others) {
                let Some(subject) = place.subject(at) else { continue };
                let checkup = place.checkup(at);
                let mut is_new = || match subject {
                    Subject::Model(entry) => seen.insert(place.path.join(&entry.path)),
                    Subject::Run(run) => seen_runs.insert((outermost, &run.id)),
                    Subject::Absent(_) => true,
                };
                if filter.holds(Asked { subject, checkup, logged: &place.logged, columns: &columns }) && (!overlap || is_new()) {
                    let logged = sorted_by.zip(column).and_then(|(logged, column)| logged.value_in(column, subject));
                    items.push(ListItem { place: s, at, subject, checkup, logged });
                }
            }
        }
        items
    }

    /// What is not known stands last, whichever way the list is sorted.
    fn compare(&self, a: &SortKey, b: &SortKey) -> Ordering {
        match (a, b) {
            (SortKey::Unknown, SortKey::Unknown) => Ordering::Equal,
            (SortKey::Unknown, _) => Ordering::Greater,
            (_, SortKey::Unknown) => Ordering::Less,
            _ if self.sorting.is_descending => b.cmp(a),
            _ => a.cmp(b),
        }
    }

    /// What an item is sorted by, computed once.
    fn key(&self, item: &ListItem<'_>) -> SortKey {
        let text = |text: Option<&str>| text.map_or(SortKey::Unknown, |text| SortKey::Text(text.to_lowercase()));
        let subject = item.subject;
        match &self.sorting.by {
            Order::Name => text(Some(subject.name())),
            Order::Flavors => text(subject.flavors().last().map(AsRef::as_ref)),
            Order::Experiment => text(subject.experiment()),
            Order::Run => text(subject.run_name()),
            Order::Created => subject.created_at().map_or(SortKey::Unknown, SortKey::Time),
            Order::Size => item.checkup.map_or(SortKey::Unknown, |checkup| SortKey::Size(checkup.bytes)),
            Order::Health => item.checkup.map_or(SortKey::Unknown, |w| SortKey::Health(w.errors, w.missing, w.warnings)),
            Order::Logged(_) => match (item.logged, item.logged.and_then(LoggedValue::number)) {
                (_, Some(number)) if !number.is_nan() => SortKey::Number(sortable(number)),
                (Some(LoggedValue::Text(text)), _) => SortKey::Text(text.to_lowercase()),
                _ => SortKey::Unknown,
            },
            Order::Registered => subject.registered().first().map_or(SortKey::Unknown, |registered| {
                SortKey::Version(registered.name.to_lowercase(), registered.version.parse().unwrap_or(u64::MAX), registered.version.clone())
            }),
        }
    }

    /// Groups stand by their labels; inside each the order stays.
    fn grouped(&self, items: &[ListItem<'_>], places: &[Place]) -> Vec<ListRow> {
        let mut groups: HashMap<Group, Vec<ListRow>> = HashMap::new();
        for item in items {
            for group in self.groups_of(item) {
                groups.entry(group).or_default().push(item.row());
            }
        }
        let mut groups: Vec<(Group, Vec<ListRow>)> = groups.into_iter().collect();
        groups.sort_by_cached_key(|(group, _)| {
            let label = label(group, places).to_lowercase();
            match group {
                // A place's experiments, then what lies beside them.
                Group::Experiment(place, _) => (false, *place, false, label, group.clone()),
                Group::Place(place) => (false, *place, true, label, group.clone()),
                Group::Registered(_) => (false, 0, false, label, group.clone()),
                Group::Unregistered => (true, 0, false, label, group.clone()),
            }
        });
        let mut rows = Vec::new();
        for (group, members) in groups {
            let is_folded = self.folded.contains(&group);
            rows.push(ListRow::Group(Header { label: label(&group, places), count: members.len(), is_folded, group }));
            if !is_folded {
                rows.extend(members);
            }
        }
        rows
    }

    fn groups_of(&self, item: &ListItem<'_>) -> Vec<Group> {
        let registered = item.subject.registered();
        match (self.grouping, item.subject.experiment()) {
            (Grouping::Experiment, Some(experiment)) => vec![Group::Experiment(item.place, experiment.to_owned())],
            (Grouping::Experiment | Grouping::Place, _) => vec![Group::Place(item.place)],
            (Grouping::Registered, _) if registered.is_empty() => vec![Group::Unregistered],
            // A model that was registered under several names stands under each.
            (Grouping::Registered, _) => {
                let names: HashSet<String> = registered.iter().map(|registered| registered.name.to_string()).collect();
                names.into_iter().map(Group::Registered).collect()
            }
            (Grouping::None, _) => Vec::new(),
        }
    }
}

/// A number that is no NaN, as a whole number of the same order (`f64::total_cmp` has the trick).
fn sortable(number: f64) -> i64 {
    let bits = (number + 0.0).to_bits().cast_signed();
    bits ^ (((bits >> 63).cast_unsigned() >> 1).cast_signed())
}

fn label(group: &Group, places: &[Place]) -> String {
    match group {
        Group::Place(place) => places.get(*place).map(Place::name).unwrap_or_default(),
        Group::Experiment(_, name) | Group::Registered(name) => name.clone(),
        Group::Unregistered => "Not registered".to_owned(),
    }
}

/// Models in all places, one that lies in several counted once.
#[must_use]
pub fn count(places: &[Place]) -> usize {
    if !overlap(places) {
        return places.iter().map(|place| place.entries.len()).sum();
    }
    let paths = places.iter().flat_map(|place| place.entries.iter().map(|entry| place.path.join(&entry.path)));
    paths.collect::<HashSet<_>>().len()
}

/// Runs without a model in all places, one that lies in several counted once.
#[must_use]
pub fn count_lone_runs(places: &[Place]) -> usize {
    if !overlap(places) {
        return places.iter().map(|place| place.lone_runs.len()).sum();
    }
    let runs = places.iter().flat_map(|place| {
        let outermost = outermost(places, place);
        place.lone_runs.iter().map(move |run| (outermost, &run.id))
    });
    runs.collect::<HashSet<_>>().len()
}

/// The place around this one that lies in no other: copies of a store in different places have runs of the same ids.
fn outermost<'a>(places: &'a [Place], place: &'a Place) -> &'a Path {
    let around = places.iter().map(|other| &*other.path).filter(|path| place.path.starts_with(path));
    around.min_by_key(|path| path.as_os_str().len()).unwrap_or(&place.path)
}

/// Whether a place lies in another one.
fn overlap(places: &[Place]) -> bool {
    places.iter().enumerate().any(|(i, a)| places.iter().skip(i + 1).any(|b| is_inside(a, b)))
}

fn is_inside(a: &Place, b: &Place) -> bool {
    a.path.starts_with(&b.path) || b.path.starts_with(&a.path)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::folder::{Name, name_by_path};
    use crate::library::entry::{Entry, LoneRun, Registered};

    fn entry(i: usize, name: &str, experiment: Option<&str>, version: Option<u32>, created: Option<i64>) -> Arc<Entry> {
        let registered = version.map(|version| Registered {
            name: "risk".into(),
            version: version.to_string().into(),
            aliases: Box::new(["champion".into()]),
            stage: None,
        });
        let own_name: Name = name_by_path(Path::new(name), None);
        Arc::new(Entry {
            path: Path::new(&format!("{i:03}/{name}")).into(),
            name: name.into(),
            flavors: vec!["python_function".into(), "sklearn".into()].into(),
            created: created.map(|at| at.to_string().into()),
            created_at: created,
            model_id: None,
            run_id: Some(format!("run{i}").into()),
            run_name: None,
            experiment: experiment.map(Into::into),
            registered: registered.into_iter().collect(),
            is_nested: false,
            is_deleted: false,
            run_id_in_mlmodel: None,
            artifact_path: None,
            logged_name: None,
            own_name,
            mark: 0,
        })
    }

    fn place(path: &str, entries: Vec<Arc<Entry>>) -> Place {
        let mut place = Place::new(path.into());
        place.add(entries);
        place
    }

    fn ungrouped() -> View {
        View { grouping: Grouping::None, ..View::default() }
    }

    fn models(rows: &[ListRow]) -> Vec<usize> {
        rows.iter()
            .filter_map(|row| if let ListRow::Subject { at: SubjectAt::Model(index), .. } = row { Some(*index) } else { None })
            .collect()
    }

    #[test]
    fn numbers_sort_as_numbers() {
        let mut numbers = [1e300, -0.0, 0.5, f64::NEG_INFINITY, -2.0, 10.0, 9.0, f64::INFINITY, -1e-300];
        numbers.sort_by_key(|number| sortable(*number));
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_eq!(sortable(-0.0), sortable(0.0));
    }

    #[test]
    fn a_metric_begins_with_its_best() {
        let first = |kind, better| Sorting::first(Order::Logged(LoggedKey::new(kind, "x")), better).is_descending;
        let metric = [Direction::Higher, Direction::Lower, Direction::Unknown].map(|better| first(LoggedKind::Metric, better));
        assert_eq!(metric, [true, false, true]);
        assert!(!first(LoggedKind::Param, Direction::Unknown));
    }

    #[test]
    fn every_word_must_occur_in_any_field() {
        let places = [place("/a", vec![entry(0, "Iris", Some("Flores"), None, None), entry(1, "wine", None, Some(3), None)])];
        let found = |filter: &str| models(&View { filter: filter.to_owned(), ..ungrouped() }.rows(&places));
        assert_eq!(found("IRIS"), [0]);
        assert_eq!(found("flo sklearn"), [0]);
        assert_eq!(found("risk 3"), [1]);
        assert_eq!(found("@champion"), [1]);
        assert_eq!(found("run1"), [1]);
        assert_eq!(found("iris wine"), [0usize; 0]);
        assert_eq!(found("  ").len(), 2);
    }

    #[test]
    fn groups_fold_and_what_has_no_experiment_stands_under_its_place() {
        let places = [place(
            "/place",
            vec![entry(0, "x", None, None, Some(1)), entry(1, "y", Some("b"), None, Some(2)), entry(2, "z", Some("A"), None, Some(3))],
        )];
        let mut view = View { grouping: Grouping::Experiment, ..View::default() };
        let labels = |view: &View| -> Vec<(String, usize)> {
            let header = |row: ListRow| if let ListRow::Group(header) = row { Some((header.label, header.count)) } else { None };
            view.rows(&places).into_iter().filter_map(header).collect()
        };
        assert_eq!(labels(&view), [("A".to_owned(), 1), ("b".to_owned(), 1), ("place".to_owned(), 1)]);
        view.folded.insert(Group::Experiment(0, "b".to_owned()));
        assert_eq!(labels(&view).len(), 3);
        assert_eq!(models(&view.rows(&places)), [2, 0]);
    }

    #[test]
    fn a_run_of_a_copied_store_is_one_of_its_own() {
        let with_run = |path: &str| {
            let mut place = place(path, Vec::new());
            let run = LoneRun { id: "1".into(), name: None, experiment: None, started: None, status: None, is_deleted: false };
            place.lone_runs = vec![run];
            place
        };
        let places = ["/a", "/a/mlruns", "/copy of a"].map(with_run);
        assert_eq!(count_lone_runs(&places), 2);
        let rows = View { shows_runs: true, ..ungrouped() }.rows(&places);
        assert_eq!(rows.len(), 2);
        assert_eq!(count_lone_runs(&places[1..]), 2);
    }

    #[test]
    fn places_inside_one_another_list_a_model_once() {
        let inner = place("/a/000", vec![Arc::new(Entry { path: Path::new("x").into(), ..(*entry(0, "x", None, None, None)).clone() })]);
        let places = [place("/a", vec![entry(0, "x", None, None, None)]), inner];
        assert_eq!(ungrouped().rows(&places).len(), 1);
        assert_eq!(View { place: Some(1), ..ungrouped() }.rows(&places).len(), 1);
    }

    fn any_entries() -> impl Strategy<Value = Vec<Arc<Entry>>> {
        let one = ("[a-cA-C]{1,3}", proptest::option::of("[xy]"), proptest::option::of(1_u32..12), proptest::option::of(0_i64..5));
        proptest::collection::vec(one, 0..20).prop_map(|all| {
            all.into_iter()
                .enumerate()
                .map(|(i, (name, experiment, version, created))| entry(i, &name, experiment.as_deref(), version, created))
                .collect()
        })
    }

    const ORDERS: [Order; 8] =
        [Order::Name, Order::Flavors, Order::Created, Order::Experiment, Order::Run, Order::Registered, Order::Size, Order::Health];

    proptest! {
        #[test]
        fn sorting_loses_nothing_and_is_the_same_from_any_beginning(entries in any_entries(), column in 0..8_usize, down: bool) {
            let view = View { sorting: Sorting { by: ORDERS[column].clone(), is_descending: down }, ..ungrouped() };
            let straight = place("/a", entries.clone());
            let turned = place("/a", entries.iter().rev().cloned().collect());
            let paths = |place: &Place| -> Vec<_> {
                models(&view.rows(std::slice::from_ref(place))).into_iter().map(|i| place.entries[i].path.clone()).collect()
            };
            prop_assert_eq!(paths(&straight).len(), entries.len());
            prop_assert_eq!(paths(&straight), paths(&turned));
        }

        #[test]
        fn sorting_turned_round_turns_what_is_known_round(entries in any_entries(), down: bool) {
            let places = [place("/a", entries)];
            let view = |is_descending| View { sorting: Sorting { by: Order::Created, is_descending }, ..ungrouped() };
            let times: Vec<_> = models(&view(down).rows(&places)).into_iter().map(|i| places[0].entries[i].created_at).collect();
            let known: Vec<_> = times.iter().flatten().collect();
            let is_sorted = if down { known.is_sorted_by(|a, b| a >= b) } else { known.is_sorted() };
            prop_assert!(is_sorted);
            prop_assert!(times.iter().skip(known.len()).all(Option::is_none), "what is not known stands last");
        }

        #[test]
        fn a_filter_lists_what_holds_it_and_nothing_else(entries in any_entries(), filter in "[a-c]{1,2}") {
            let places = [place("/a", entries)];
            let mut found = models(&View { filter: filter.clone(), ..ungrouped() }.rows(&places));
            found.sort_unstable();
            let holds = |entry: &Arc<Entry>| {
                let fields = [&*entry.name, "sklearn", "python_function", &entry.path.to_string_lossy()].map(str::to_lowercase);
                let versions = entry.registered.iter().map(Registered::label);
                fields.into_iter().chain(entry.experiment.as_deref().map(str::to_owned)).chain(versions).any(|field| field.contains(&filter))
            };
            let expected: Vec<usize> = (0..places[0].entries.len()).filter(|i| holds(&places[0].entries[*i])).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn grouping_keeps_every_model(entries in any_entries(), by in 0..4_usize) {
            let places = [place("/a", entries)];
            let view = View { grouping: Grouping::ALL[by], ..View::default() };
            let mut found = models(&view.rows(&places));
            found.sort_unstable();
            prop_assert_eq!(found, (0..places[0].entries.len()).collect::<Vec<_>>());
        }
    }
}
