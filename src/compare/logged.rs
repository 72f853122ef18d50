//! What was logged to the runs of two models, side by side. It says nothing of the interface, and so is no part of
//! the verdict.

use super::change::Change;

/// What a run recorded, as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Logged {
    /// The run's name, or its id.
    pub run: String,
    /// Sorted by key, as are the metrics.
    pub params: Vec<(String, String)>,
    pub metrics: Vec<(String, String)>,
    /// The digest of each data set that went in, by its name and what it was for.
    pub datasets: Vec<(String, String)>,
}

/// One param or metric.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedRow {
    pub key: String,
    pub a: Option<String>,
    pub b: Option<String>,
    pub change: Change,
}

/// The rows of two lists sorted by key.
#[must_use]
pub fn diff(a: &[(String, String)], b: &[(String, String)]) -> Vec<LoggedRow> {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    let mut rows = Vec::new();
    loop {
        let order = match (a.peek(), b.peek()) {
            (None, None) => return rows,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((x, _)), Some((y, _))) => x.cmp(y),
        };
        let left = if order.is_le() { a.next() } else { None };
        let right = if order.is_ge() { b.next() } else { None };
        let (value_a, value_b) = (left.map(|(_, value)| value.clone()), right.map(|(_, value)| value.clone()));
        let change = match (&value_a, &value_b) {
            (Some(x), Some(y)) if x == y => Change::Same,
            (Some(_), Some(_)) => Change::Changed,
            (None, _) => Change::Added,
            (_, None) => Change::Removed,
        };
        let key = left.or(right).map(|(key, _)| key.clone()).unwrap_or_default();
        rows.push(LoggedRow { key, a: value_a, b: value_b, change });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_either_stands_once() {
        let pairs = |pairs: &[(&str, &str)]| pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect::<Vec<_>>();
        let rows = diff(&pairs(&[("C", "1"), ("gamma", "2"), ("solver", "x")]), &pairs(&[("C", "1"), ("degree", "3"), ("solver", "y")]));
        let found: Vec<(&str, Change)> = rows.iter().map(|row| (row.key.as_str(), row.change)).collect();
        let expected = [("C", Change::Same), ("degree", Change::Added), ("gamma", Change::Removed), ("solver", Change::Changed)];
        assert_eq!(found, expected);
        assert!(diff(&[], &[]).is_empty());
    }
}
