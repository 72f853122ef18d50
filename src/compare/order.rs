//! Which of the rows that both sides have stand elsewhere.

/// For a permutation (`order[i]` is the place on the other side of the `i`-th row), whether each row has
/// moved: its place differs, and the others could not have kept their order around it just as well. A
/// column taken from the front to the end is one move, not one for each column it passed.
///
/// A row stays when it belongs to every longest run of rows in rising order. The rule looks the same from
/// both sides, so that swapping them mirrors the answer.
pub(super) fn moved(order: &[u32]) -> Vec<bool> {
    if order.windows(2).all(|pair| pair[0] < pair[1]) {
        return vec![false; order.len()];
    }
    let before = longest_ending_at(order.iter().copied());
    let mut after = longest_ending_at(order.iter().rev().map(|place| u32::MAX - place));
    after.reverse();
    let longest = before.iter().copied().max().unwrap_or(0);
    let is_in_one = |i: usize| before[i] + after[i] == longest + 1;
    // In every longest run: the only candidate for its place in the run.
    let mut candidates = vec![0_u32; longest as usize + 1];
    for i in (0..order.len()).filter(|i| is_in_one(*i)) {
        candidates[before[i] as usize] += 1;
    }
    (0..order.len()).map(|i| order[i] as usize != i && !(is_in_one(i) && candidates[before[i] as usize] == 1)).collect()
}

/// The length of the longest rising run that ends at each element.
fn longest_ending_at(order: impl Iterator<Item = u32>) -> Vec<u32> {
    // `ends[n]` is the smallest last element of a run of n + 1.
    let mut ends: Vec<u32> = Vec::new();
    order
        .map(|place| {
            let at = ends.partition_point(|end| *end < place);
            if at == ends.len() {
                ends.push(place);
            } else {
                ends[at] = place;
            }
            u32::try_from(at + 1).unwrap_or(u32::MAX)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::moved;
    use proptest::prelude::*;

    fn places(order: &[u32]) -> Vec<u32> {
        (0..).zip(moved(order)).filter(|(_, moved)| *moved).map(|(i, _)| i).collect()
    }

    #[test]
    fn only_what_left_its_place_has_moved() {
        assert_eq!(places(&[0, 1, 2, 3]), [0; 0]);
        assert_eq!(places(&[3, 0, 1, 2]), [0], "from the front to the end");
        assert_eq!(places(&[2, 1, 0]), [0, 2], "turned around, and the middle stays");
        assert_eq!(places(&[1, 0]), [0, 1], "a swap moves both");
        assert_eq!(places(&[0, 2, 1, 3]), [1, 2]);
    }

    proptest! {
        #[test]
        fn it_looks_the_same_from_both_sides(order in Just((0_u32..12).collect::<Vec<_>>()).prop_shuffle()) {
            let mut inverse = vec![0; order.len()];
            for (i, place) in (0_u32..).zip(&order) {
                inverse[*place as usize] = i;
            }
            let (here, there) = (moved(&order), moved(&inverse));
            for (i, place) in order.iter().enumerate() {
                prop_assert_eq!(here[i], there[*place as usize]);
            }
        }
    }
}
