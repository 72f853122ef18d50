//! What of the library a filter lists.

use super::query::{Comparison, Condition, Field, Query, Term, Value};
use crate::library::entry::{Checkup, Registered};
use crate::library::logged::{Logged, LoggedColumn, LoggedKind, LoggedValue};
use crate::library::place::Place;
use crate::library::subject::Subject;
use crate::mlmodel::display::clipped;

/// A filter, ready to be asked.
pub(super) struct Filter {
    query: Query,
    /// The text that was searched last, there to be used again.
    text: String,
}

/// What a filter is asked about, with all that is known of it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub subject: Subject<'a>,
    pub checkup: Option<Checkup>,
    pub logged: &'a Logged,
    /// Where the values of each condition stand.
    pub columns: &'a Columns<'a>,
}

/// The columns of a place that each condition of a filter is about, in the order of the conditions.
pub(super) struct Columns<'a>(Vec<Vec<&'a LoggedColumn>>);

impl Filter {
    /// Understands what a person typed.
    pub fn new(typed: &str) -> Self {
        Self { query: Query::parse(typed), text: String::new() }
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.query.terms.iter().filter_map(|term| if let Term::Logged(condition) = term { Some(condition) } else { None })
    }

    /// Looks up what the conditions are about in what was logged in a place.
    pub fn columns<'a>(&self, logged: &'a Logged) -> Columns<'a> {
        Columns(self.conditions().map(|condition| columns_of(condition, logged)).collect())
    }

    /// Whether it asks for what was logged.
    pub fn asks_for_logged(&self) -> bool {
        self.conditions().next().is_some()
    }

    /// What was not understood: sentences.
    pub fn mistakes(self) -> Vec<String> {
        self.query.problems
    }

    /// Whether it asks for what is missing.
    pub fn asks_for_health(&self) -> bool {
        self.query.terms.contains(&Term::Missing)
    }

    /// What was not understood, and names that nothing was logged under in these places: sentences.
    pub fn problems<'a>(mut self, places: impl Iterator<Item = &'a Place>) -> Vec<String> {
        let mut unknown: Vec<&Condition> = self.conditions().collect();
        for place in places {
            unknown.retain(|condition| columns_of(condition, &place.logged).is_empty());
        }
        let unknown: Vec<String> = unknown
            .iter()
            .map(|condition| {
                let kind = condition.kind.map_or("metric, parameter or tag", LoggedKind::word);
                let name = clipped(&condition.name, 60);
                if condition.name.starts_with("mlflow.") && matches!(condition.kind, None | Some(LoggedKind::Tag)) {
                    return format!("No run here has the tag {name}, or it is one of MLflow's own that the library does not read.");
                }
                format!("No run here has a {kind} called {name}.")
            })
            .collect();
        self.query.problems.extend(unknown);
        self.query.problems
    }

    /// Whether every word occurs, and every condition holds.
    pub fn holds(&mut self, asked: Asked<'_>) -> bool {
        let Self { query, text } = self;
        if query.terms.is_empty() {
            return true;
        }
        small_letters(text, |text| subject_text(text, asked.subject));
        let mut columns = asked.columns.0.iter();
        query.terms.iter().all(|term| match term {
            Term::Word(word) => text.contains(word.as_str()),
            Term::In(field, word) => is_in(asked.subject, *field, word),
            Term::Missing => {
                matches!(asked.subject, Subject::Absent(_))
                    || asked.checkup.is_some_and(|checkup| checkup.missing > 0)
                    || text.contains("missing")
            }
            Term::Logged(condition) => columns.next().is_some_and(|columns| {
                columns.iter().any(|column| asked.logged.value_in(column, asked.subject).is_some_and(|value| condition.holds(value)))
            }),
        })
    }
}

/// The columns of a name. Where none is spelled that way, those that differ in capitals alone.
fn columns_of<'a>(condition: &Condition, logged: &'a Logged) -> Vec<&'a LoggedColumn> {
    let of_kind = |column: &&LoggedColumn| condition.kind.is_none_or(|kind| kind == column.key.kind);
    let exact: Vec<&LoggedColumn> = logged.columns().iter().filter(of_kind).filter(|column| column.key.name == condition.name).collect();
    if !exact.is_empty() {
        return exact;
    }
    let name = condition.name.to_lowercase();
    logged.columns().iter().filter(of_kind).filter(|column| column.key.name.to_lowercase() == name).collect()
}

impl Condition {
    /// Whether it holds for a value. Two numbers are compared as numbers, however they were logged.
    fn holds(&self, value: LoggedValue<'_>) -> bool {
        let number = match &self.value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
        };
        if let (Some(logged), Some(number), false) = (value.number(), number, matches!(self.comparison, Comparison::Like { .. })) {
            return self.compares(logged, number);
        }
        let whole;
        let (logged, text) = match (value, &self.value) {
            (LoggedValue::Text(logged), Value::Text(text)) => (logged, text.as_str()),
            (LoggedValue::Number(number), Value::Text(text)) => {
                whole = crate::mlmodel::value::python_float(number);
                (whole.as_str(), text.as_str())
            }
            // A text is never the number.
            (_, Value::Number(_)) => return self.comparison == Comparison::Different,
        };
        match self.comparison {
            Comparison::Equal => logged == text,
            Comparison::Different => logged != text,
            Comparison::Like { ignores_case: false } => is_like(logged, text),
            Comparison::Like { ignores_case: true } => is_like(&logged.to_lowercase(), &text.to_lowercase()),
            _ => false,
        }
    }

    #[expect(clippy::float_cmp, reason = "a person asks for this very number")]
    fn compares(&self, a: f64, b: f64) -> bool {
        match self.comparison {
            Comparison::Equal => a == b,
            Comparison::Different => a != b,
            Comparison::Less => a < b,
            Comparison::AtMost => a <= b,
            Comparison::Greater => a > b,
            Comparison::AtLeast => a >= b,
            Comparison::Like { .. } => false,
        }
    }
}

/// SQL's LIKE: `%` stands for anything, `_` for one character.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut of) = (0, 0);
    // Where the last `%` stands, and where what it stands for ends.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        if pattern.get(of) == Some(&'%') {
            star = Some((of, at));
            of += 1;
        } else if pattern.get(of).is_some_and(|c| *c == '_' || *c == text[at]) {
            at += 1;
            of += 1;
        } else if let Some((percent, end)) = star {
            star = Some((percent, end + 1));
            at = end + 1;
            of = percent + 1;
        } else {
            return false;
        }
    }
    pattern[of.min(pattern.len())..].iter().all(|c| *c == '%')
}

fn is_in(subject: Subject<'_>, field: Field, word: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(word);
    match (field, subject) {
        (Field::Name, Subject::Absent(absent)) => has(&absent.registered.label()),
        (Field::Name, _) => has(subject.name()),
        (Field::Experiment, _) => subject.experiment().is_some_and(has),
        (Field::Run, _) => subject.run_name().is_some_and(has),
        (Field::Flavor, _) => subject.flavors().iter().any(|flavor| has(flavor)),
        (Field::Path, _) => subject.path().is_some_and(|path| has(&path.to_string_lossy())),
        (Field::Id, _) => [subject.run_id(), subject.model_id()].into_iter().flatten().any(has),
        (Field::Registered | Field::Alias | Field::Stage, _) => registered_in(subject.registered(), field, word),
    }
}

fn registered_in(registered: &[Registered], field: Field, word: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(word);
    registered.iter().any(|registered| match field {
        Field::Registered => has(&format!("{} {}", registered.name, registered.version)),
        Field::Alias => registered.aliases.iter().any(|alias| has(alias)),
        Field::Stage => registered.stage.as_deref().is_some_and(has),
        _ => false,
    })
}

/// What `write` gives, in small letters.
fn small_letters(text: &mut String, write: impl FnOnce(&mut String)) {
    text.clear();
    write(text);
    if text.is_ascii() {
        text.make_ascii_lowercase();
    } else {
        *text = text.to_lowercase();
    }
}

/// All that can be searched for. A line break stands between the fields, so that no word spans two.
fn subject_text(text: &mut String, subject: Subject<'_>) {
    let mut add = |part: &str| {
        text.push_str(part);
        text.push('\n');
    };
    add(subject.name());
    subject.flavors().iter().for_each(|flavor| add(flavor));
    let ids = [subject.run_id(), subject.model_id()];
    [subject.experiment(), subject.run_name(), subject.created().as_deref()].into_iter().chain(ids).flatten().for_each(&mut add);
    subject.registered().iter().for_each(|registered| registered_text(&mut add, registered));
    match subject {
        Subject::Model(entry) => add(&entry.path.to_string_lossy()),
        Subject::Run(run) => run.status.as_deref().into_iter().for_each(add),
        Subject::Absent(absent) => add(&absent.source),
    }
}

fn registered_text(add: &mut impl FnMut(&str), registered: &Registered) {
    add(&registered.label());
    registered.stage.as_deref().into_iter().for_each(add);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holds(typed: &str, value: LoggedValue<'_>) -> bool {
        let query = Query::parse(typed);
        let [Term::Logged(condition)] = query.terms.as_slice() else { panic!("{typed}: {query:?}") };
        condition.holds(value)
    }

    #[test]
    fn conditions_compare_numbers_and_texts() {
        let number = LoggedValue::Number(0.9);
        for typed in ["a > 0.8", "a>=0.9", "a = 0.9", "a='0.9'", "a != 1", "a < 1e3", "a <= inf"] {
            assert!(holds(typed, number), "{typed}");
        }
        for typed in ["a > 0.9", "a = 1", "a < 0", "a LIKE '1%'"] {
            assert!(!holds(typed, number), "{typed}");
        }
        assert!(!holds("a > 0", LoggedValue::Number(f64::NAN)) && holds("a != 0", LoggedValue::Number(f64::NAN)));
        for typed in ["a = '1.0'", "a = 1", "a >= 1", "a like '1%'"] {
            assert!(holds(typed, LoggedValue::Text("1.0")), "{typed}");
        }
        for typed in ["a = lbfgs", "a LIKE 'lb%'", "a ILIKE 'LB%S'", "a like '_bfgs'", "a != 1", "a <> x"] {
            assert!(holds(typed, LoggedValue::Text("lbfgs")), "{typed}");
        }
        assert!(!holds("a = LBFGS", LoggedValue::Text("lbfgs")) && !holds("a > 1", LoggedValue::Text("lbfgs")));
    }

    proptest! {
        #[test]
        fn like_is_that_of_sql(text in "[ab]{0,8}", pattern in "[ab%_]{0,8}") {
            fn slow(text: &[u8], pattern: &[u8]) -> bool {
                match pattern.split_first() {
                    None => text.is_empty(),
                    Some((b'%', rest)) => (0..=text.len()).any(|at| slow(&text[at..], rest)),
                    Some((c, rest)) => text.split_first().is_some_and(|(first, after)| (*c == b'_' || c == first) && slow(after, rest)),
                }
            }
            prop_assert_eq!(is_like(&text, &pattern), slow(text.as_bytes(), pattern.as_bytes()));
        }
    }
}
