//! The rows of several candidates that are compared with one baseline, brought together: one row for one thing.

use std::collections::HashMap;
use std::hash::Hash;

/// For each thing in the order of the first candidate, its row with each candidate; nothing where it has none there. What
/// only a later candidate has follows the row that it follows there. One candidate by itself is left as it is.
#[must_use]
pub fn join<K: Eq + Hash>(candidates: &[Vec<K>]) -> Vec<Vec<Option<u32>>> {
    let number = |i: usize| u32::try_from(i).unwrap_or(u32::MAX);
    let mut joined: Vec<Vec<Option<u32>>> = Vec::new();
    let mut place_of: HashMap<&K, usize> = HashMap::new();
    // Where each joined row stands: behind this one of the first candidate, in the order in which it came.
    let mut anchors: Vec<usize> = Vec::new();
    for (candidate, keys) in candidates.iter().enumerate() {
        let mut anchor = 0;
        for (row, key) in keys.iter().enumerate() {
            let place = *place_of.entry(key).or_insert_with(|| {
                if candidate == 0 {
                    anchor = row + 1;
                }
                joined.push(vec![None; candidates.len()]);
                anchors.push(anchor);
                joined.len() - 1
            });
            joined[place][candidate] = Some(number(row));
            anchor = anchors[place];
        }
    }
    let mut order: Vec<usize> = (0..joined.len()).collect();
    order.sort_by_key(|place| anchors[*place]);
    order.into_iter().map(|place| std::mem::take(&mut joined[place])).collect()
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn one_candidate_is_left_as_it_is() {
        assert_eq!(join(&[vec!["b", "a"]]), [[Some(0)], [Some(1)]]);
        assert!(join::<u8>(&[]).is_empty());
    }

    #[test]
    fn what_a_later_candidate_adds_follows_the_row_it_follows_there() {
        let joined = join(&[vec!["a", "b", "new 1"], vec!["first", "a", "new 2", "b", "new 1"]]);
        let rows: Vec<(Option<u32>, Option<u32>)> = joined.iter().map(|row| (row[0], row[1])).collect();
        let expected = [(None, Some(0)), (Some(0), Some(1)), (None, Some(2)), (Some(1), Some(3)), (Some(2), Some(4))];
        assert_eq!(rows, expected);
    }
}
