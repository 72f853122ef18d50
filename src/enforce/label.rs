//! The labels of columns, and where one stands among those of a request.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::mlmodel::value::Value;

/// A column's label. MLflow tells 0 from "0".
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Label<'v> {
    /// A name.
    Text(&'v str),
    /// A number that is a name, or the position of a column without one.
    Number(i64),
    /// Anything else that JSON lets stand there, such as `true`.
    Other(&'v Value),
}

impl<'v> Label<'v> {
    /// One that a request names, or a signature.
    pub fn of(value: &'v Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Int(i) => Self::Number(*i),
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            Value::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => Self::Number(*f as i64),
            other => Self::Other(other),
        }
    }

    /// That of the column at a position, from 0, where columns have no names.
    pub fn at(position: usize) -> Self {
        Self::Number(i64::try_from(position).unwrap_or(i64::MAX))
    }

    /// To be looked up by.
    pub fn key(self) -> LabelKey<'v> {
        match self {
            Self::Text(text) => LabelKey { is_text: true, shown: text.into() },
            other => LabelKey { is_text: false, shown: other.shown().into() },
        }
    }

    /// As shown: text as it stands, anything else as JSON.
    pub fn shown(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Number(i) => i.to_string(),
            Self::Other(value) => value.to_json(),
        }
    }
}

/// What a label is told from others by: a number from the text of the same digits, and 1.0 not from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LabelKey<'v> {
    is_text: bool,
    shown: Cow<'v, str>,
}

/// Where a label stands among those of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occurrence {
    Nowhere,
    /// At this position, from 0.
    Once(usize),
    /// At several, of which MLflow takes none.
    Often,
}

impl Occurrence {
    fn again(&mut self) {
        *self = Self::Often;
    }
}

/// The labels of a request, to be found by those of a signature.
#[derive(Debug)]
pub struct LabelIndex<'v> {
    texts: HashMap<&'v str, Occurrence>,
    numbers: HashMap<i64, Occurrence>,
    /// The few that are neither, each with its position.
    others: Vec<(Label<'v>, usize)>,
}

impl<'v> LabelIndex<'v> {
    /// The labels in the order of their columns.
    pub fn of(labels: &[Label<'v>]) -> Self {
        let mut index = Self { texts: HashMap::with_capacity(labels.len()), numbers: HashMap::new(), others: Vec::new() };
        for (i, label) in labels.iter().enumerate() {
            match label {
                Label::Text(text) => drop(index.texts.entry(text).and_modify(Occurrence::again).or_insert(Occurrence::Once(i))),
                Label::Number(number) => drop(index.numbers.entry(*number).and_modify(Occurrence::again).or_insert(Occurrence::Once(i))),
                Label::Other(_) => index.others.push((*label, i)),
            }
        }
        index
    }

    /// Where a label stands.
    pub fn find(&self, label: Label<'_>) -> Occurrence {
        match label {
            Label::Text(text) => self.texts.get(text).copied().unwrap_or(Occurrence::Nowhere),
            Label::Number(number) => self.numbers.get(&number).copied().unwrap_or(Occurrence::Nowhere),
            Label::Other(_) => {
                let mut found = self.others.iter().filter(|(other, _)| *other == label);
                match (found.next(), found.next()) {
                    (None, _) => Occurrence::Nowhere,
                    (Some((_, place)), None) => Occurrence::Once(*place),
                    _ => Occurrence::Often,
                }
            }
        }
    }
}
