//! The best values of a list: within one group, and never over different ones.

use std::collections::HashMap;

use super::{Direction, Group, ListRow};
use crate::library::logged::LoggedKey;
use crate::library::place::Place;

/// A metric that is shown, and which way it is better.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    pub key: LoggedKey,
    pub direction: Direction,
}

/// The best value of each group and metric.
#[derive(Clone, Debug, Default)]
pub struct Best {
    /// By the row of the group's heading and the metric.
    values: HashMap<(usize, LoggedKey), f64>,
}

impl Best {
    /// Looks for them among the rows of a list. Where all models of a group have the same value, or one has any, none is best. Models of
    /// different experiments are not compared: they need not have seen the same data.
    #[must_use]
    pub fn of(rows: &[ListRow], places: &[Place], metrics: &[Judged]) -> Self {
        let mut best = Self::default();
        for Judged { key, direction } in metrics.iter().filter(|judged| judged.direction != Direction::Unknown) {
            let mut range: Option<Range> = None;
            for (i, row) in rows.iter().enumerate() {
                match row {
                    ListRow::Group(header) => {
                        best.keep(range.as_ref(), key);
                        let is_comparable = matches!(header.group, Group::Experiment(..) | Group::Registered(_));
                        range = is_comparable.then_some(Range { heading: i, best: None, is_even: true });
                    }
                    ListRow::Subject { place, at } => {
                        let value = places.get(*place).and_then(|place| place.logged.value(place.subject(*at)?, key)?.number());
                        if let (Some(range), Some(value)) = (&mut range, value) {
                            range.add(value, *direction);
                        }
                    }
                }
            }
            best.keep(range.as_ref(), key);
        }
        best
    }

    fn keep(&mut self, range: Option<&Range>, key: &LoggedKey) {
        if let Some(Range { heading, best: Some(value), is_even: false }) = range {
            self.values.insert((*heading, key.clone()), *value);
        }
    }

    /// Whether a value is the best of the group under a heading.
    #[must_use]
    pub fn is_best(&self, heading: usize, key: &LoggedKey, value: f64) -> bool {
        // Ten of them are shown, and a few dozen rows.
        self.values.get(&(heading, key.clone())).is_some_and(|best| best.total_cmp(&value).is_eq())
    }
}

/// A group that is looked through.
struct Range {
    heading: usize,
    best: Option<f64>,
    /// No two values differ.
    is_even: bool,
}

impl Range {
    fn add(&mut self, value: f64, direction: Direction) {
        if value.is_nan() {
            return;
        }
        match self.best {
            None => self.best = Some(value),
            Some(best) => {
                self.is_even &= best.total_cmp(&value).is_eq();
                if direction.prefers(value, best) {
                    self.best = Some(value);
                }
            }
        }
    }
}
