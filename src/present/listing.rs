//! The library as a table for other programs: all rows of a list, and the columns that were chosen.

use std::borrow::Cow;

use super::{Table, listed};
use crate::library::{LoggedKey, LoggedValue, Order, Place, Registered, Subject, SubjectAt, View};
use crate::mlmodel::display::os_text;
use crate::mlmodel::flavors::closest;
use crate::mlmodel::value::python_float;

/// A column of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListColumn {
    Field(ListField),
    /// What was logged under a key.
    Logged(LoggedKey),
}

/// What is known of every row, whatever was logged to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListField {
    Name,
    Health,
    Registered,
    Created,
    Run,
    Flavors,
    Bytes,
    Experiment,
    Path,
    RunId,
    ModelId,
}

impl ListField {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::Health,
        Self::Registered,
        Self::Created,
        Self::Run,
        Self::Flavors,
        Self::Bytes,
        Self::Experiment,
        Self::Path,
        Self::RunId,
        Self::ModelId,
    ];

    /// What it is called in headings and on the command line.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Health => "health",
            Self::Registered => "registered",
            Self::Created => "created",
            Self::Run => "run",
            Self::Flavors => "flavors",
            Self::Bytes => "bytes",
            Self::Experiment => "experiment",
            Self::Path => "path",
            Self::RunId => "run_id",
            Self::ModelId => "model_id",
        }
    }

    /// The one that stands in a column of the window.
    fn of(order: &Order) -> Option<Self> {
        Some(match order {
            Order::Name => Self::Name,
            Order::Flavors => Self::Flavors,
            Order::Created => Self::Created,
            Order::Experiment => Self::Experiment,
            Order::Run => Self::Run,
            Order::Registered => Self::Registered,
            Order::Size => Self::Bytes,
            Order::Health => Self::Health,
            Order::Logged(_) => return None,
        })
    }
}

/// A column that was asked for, and that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no column {word}, and nothing was logged under that name{}", .meant.as_ref().map(|meant| format!("; did you mean {meant}?")).unwrap_or_default())]
pub struct UnknownColumn {
    pub word: String,
    pub meant: Option<String>,
}

impl ListColumn {
    /// The columns of a list for which none were asked: what is known of every row with these that were logged, those that tell where
    /// it is last. `hidden` are left out, and the others stand as in `order`, where that names them.
    #[must_use]
    pub fn usual(logged: &[LoggedKey], hidden: &[Order], order: &[Order]) -> Vec<Self> {
        let is_hidden = |field: &ListField| hidden.iter().any(|order| ListField::of(order) == Some(*field));
        let (first, last) = ListField::ALL.split_at(8);
        let field = |field: &ListField| Self::Field(*field);
        let shown = first.iter().filter(|field| !is_hidden(field)).map(field);
        let mut columns: Vec<Self> = shown.chain(logged.iter().cloned().map(Self::Logged)).collect();
        if !order.is_empty() {
            columns.sort_by_key(|column| order.iter().position(|other| column.is_in(other)).unwrap_or(order.len()));
        }
        columns.extend(last.iter().map(field));
        columns
    }

    /// Whether it is the one that stands in a column of the window.
    fn is_in(&self, column: &Order) -> bool {
        match (self, column) {
            (Self::Logged(own), Order::Logged(key)) => own == key,
            (Self::Field(field), column) => ListField::of(column) == Some(*field),
            (Self::Logged(_), _) => false,
        }
    }

    /// What it is called: of what was logged as MLflow names it, `metrics.auc`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Field(field) => field.key().to_owned(),
            Self::Logged(key) => key.dotted(),
        }
    }

    /// The column that a person calls so: one of [`ListField::ALL`], a key as MLflow names it (`metrics.auc`, `params.C`,
    /// `tags.team`), or the mere name of what was logged in these places: a metric before a param, and a param before a tag.
    ///
    /// # Errors
    /// There is none. A name behind `metrics.`, `params.` or `tags.` is taken at its word.
    pub fn find(word: &str, places: &[Place]) -> Result<Self, UnknownColumn> {
        let field = |field: &&ListField| field.key().eq_ignore_ascii_case(word);
        if let Some(field) = ListField::ALL.iter().find(field) {
            return Ok(Self::Field(*field));
        }
        if let Some(key) = LoggedKey::from_dotted(word) {
            return Ok(Self::Logged(key));
        }
        let keys = || places.iter().flat_map(|place| place.logged.columns().iter().map(|column| &column.key));
        if let Some(key) = keys().filter(|key| key.name == word).min() {
            return Ok(Self::Logged(key.clone()));
        }
        let fields: Vec<&str> = ListField::ALL.into_iter().map(ListField::key).collect();
        let known = fields.into_iter().chain(keys().map(|key| key.name.as_str()));
        Err(UnknownColumn { word: word.to_owned(), meant: closest(word, known).map(str::to_owned) })
    }

    fn cell<'a>(&self, place: &'a Place, at: SubjectAt, subject: Subject<'a>) -> ListCell<'a> {
        let text = |text: Option<&'a str>| text.map_or(ListCell::Nothing, |text| ListCell::Text(text.into()));
        match self {
            Self::Field(field) => match field {
                ListField::Name => text(Some(subject.name())),
                ListField::Health => health(place, at, subject).map_or(ListCell::Nothing, ListCell::Text),
                ListField::Registered => {
                    let labels: Vec<String> = subject.registered().iter().map(Registered::label).collect();
                    if labels.is_empty() { ListCell::Nothing } else { ListCell::Text(labels.join(", ").into()) }
                }
                ListField::Created => subject.created().map_or(ListCell::Nothing, ListCell::Text),
                ListField::Run => text(subject.run_name()),
                ListField::Flavors if subject.flavors().is_empty() => ListCell::Nothing,
                ListField::Flavors => ListCell::Text(subject.flavors().join(", ").into()),
                ListField::Bytes => {
                    let checkup = place.checkup(at).filter(|checkup| !checkup.failed);
                    checkup.map_or(ListCell::Nothing, |checkup| ListCell::Whole(checkup.bytes))
                }
                ListField::Experiment => text(subject.experiment()),
                ListField::Path => path(place, subject).map_or(ListCell::Nothing, |path| ListCell::Text(path.into())),
                ListField::RunId => text(subject.run_id()),
                ListField::ModelId => text(subject.model_id()),
            },
            Self::Logged(key) => match place.logged.value(subject, key) {
                None => ListCell::Nothing,
                Some(LoggedValue::Number(number)) => ListCell::Number(number),
                Some(LoggedValue::Text(text)) => ListCell::Text(text.into()),
            },
        }
    }
}

/// Where its files are; of a place that is the model itself, without a separator at its end.
#[must_use]
pub fn path(place: &Place, subject: Subject<'_>) -> Option<String> {
    let below = subject.path()?;
    Some(os_text(if below.as_os_str().is_empty() { place.path.clone() } else { place.path.join(below) }.as_os_str()))
}

fn health(place: &Place, at: SubjectAt, subject: Subject<'_>) -> Option<Cow<'static, str>> {
    match subject {
        Subject::Model(_) => place.checkup(at).map(|checkup| listed::health(&checkup).into()),
        Subject::Run(_) => Some(listed::NO_MODEL.into()),
        Subject::Absent(_) => Some(listed::NOT_HERE.into()),
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum ListCell<'a> {
    Nothing,
    Text(Cow<'a, str>),
    /// A metric; may be NaN or infinite.
    Number(f64),
    Whole(u64),
}

impl ListCell<'_> {
    /// As text, with every digit.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Nothing => "".into(),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => python_float(*number).into(),
            Self::Whole(number) => number.to_string().into(),
        }
    }
}

/// What of the library is written: the columns, and each row that is listed.
#[derive(Debug)]
pub struct Listing<'a> {
    places: &'a [Place],
    pub columns: &'a [ListColumn],
    rows: Vec<(usize, SubjectAt)>,
}

impl<'a> Listing<'a> {
    /// All rows of a list in its order, also those of groups that are folded. A model that stands in several groups is one row.
    #[must_use]
    pub fn of(view: &View, places: &'a [Place], columns: &'a [ListColumn]) -> Self {
        Self::of_rows(view.subjects(places), places, columns)
    }

    /// These rows.
    #[must_use]
    pub fn of_rows(rows: Vec<(usize, SubjectAt)>, places: &'a [Place], columns: &'a [ListColumn]) -> Self {
        Self { places, columns, rows }
    }

    /// How many rows there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The cells of each row, in the order of the columns.
    pub fn rows(&self) -> impl Iterator<Item = Vec<ListCell<'a>>> {
        self.rows.iter().filter_map(|(place, at)| {
            let place = self.places.get(*place)?;
            let subject = place.subject(*at)?;
            Some(self.columns.iter().map(|column| column.cell(place, *at, subject)).collect())
        })
    }

    /// As headings and rows of text.
    #[must_use]
    pub fn table(&self) -> Table {
        Table {
            headings: self.columns.iter().map(ListColumn::key).collect(),
            rows: self.rows().map(|row| row.iter().map(|cell| cell.text().into_owned()).collect()).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::LoggedKind;

    #[test]
    fn columns_are_found_by_their_names() {
        let find = |word: &str| ListColumn::find(word, &[]);
        assert_eq!(find("Name"), Ok(ListColumn::Field(ListField::Name)));
        assert_eq!(find("metrics.val.loss"), Ok(ListColumn::Logged(LoggedKey::new(LoggedKind::Metric, "val.loss"))));
        let unknown = find("experimnt").unwrap_err();
        assert_eq!(unknown.meant.as_deref(), Some("experiment"));
        assert!(find("metrics.").is_err());
        let usual = ListColumn::usual(&[LoggedKey::new(LoggedKind::Param, "C")], &[Order::Size], &[]);
        let keys: Vec<String> = usual.iter().map(ListColumn::key).collect();
        let expected =
            ["name", "health", "registered", "created", "run", "flavors", "experiment", "params.C", "path", "run_id", "model_id"];
        assert_eq!(keys, expected);
        let moved = ListColumn::usual(&[LoggedKey::new(LoggedKind::Param, "C")], &[], &[Order::Created, Order::Name]);
        assert_eq!(moved[..2].iter().map(ListColumn::key).collect::<Vec<_>>(), ["created", "name"]);
        assert_eq!(moved.last().map(ListColumn::key).as_deref(), Some("model_id"));
    }
}
