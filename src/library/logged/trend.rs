//! The shape of a metric's history in a few bytes, for a line as small as a word.

/// How many values a shape has.
const LEN: usize = 20;
/// A part of the history in which nothing was a number.
const GAP: u8 = u8::MAX;

/// The shape of a history, from its first value to its last: means of parts that are equally long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trend([u8; LEN]);

impl Trend {
    /// From 0, the least value of all, to 1, the greatest; nothing for a gap.
    pub fn values(&self) -> impl ExactSizeIterator<Item = Option<f32>> + '_ {
        self.0.iter().map(|value| (*value != GAP).then(|| f32::from(*value) / f32::from(GAP - 1)))
    }
}

/// A shape that is made of values one after the other, however many there are.
#[derive(Clone, Debug)]
pub struct Trending {
    /// Sums and counts of parts of the history, each as long as the others.
    parts: Vec<(f64, u32)>,
    /// How many values a part takes.
    stride: u32,
    /// How many the last one took.
    taken: u32,
}

impl Default for Trending {
    fn default() -> Self {
        Self { parts: Vec::new(), stride: 1, taken: 0 }
    }
}

impl Trending {
    /// The next value; one that is no finite number is a gap.
    pub fn add(&mut self, value: f64) {
        if self.parts.is_empty() || self.taken == self.stride {
            if self.parts.len() == 2 * LEN {
                self.parts = self.parts.chunks(2).map(|pair| pair.iter().fold((0.0, 0), |(sum, n), (s, m)| (sum + s, n + m))).collect();
                self.stride = self.stride.saturating_mul(2);
            }
            self.parts.push((0.0, 0));
            self.taken = 0;
        }
        self.taken += 1;
        if let Some((sum, count)) = self.parts.last_mut().filter(|_| value.is_finite()) {
            *sum += value;
            *count += 1;
        }
    }

    /// The shape between the least and the greatest of the means; nothing where fewer than two values were logged, or all are the same.
    #[must_use]
    pub fn finish(&self) -> Option<Trend> {
        let means: Vec<Option<f64>> = self.parts.iter().map(|(sum, count)| (*count > 0).then(|| sum / f64::from(*count))).collect();
        let least = means.iter().flatten().copied().reduce(f64::min)?;
        let greatest = means.iter().flatten().copied().reduce(f64::max)?;
        if means.len() < 2 || least >= greatest {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 254")]
        let byte = |mean: f64| ((mean - least) / (greatest - least) * f64::from(GAP - 1)).round() as u8;
        let mut shape = [GAP; LEN];
        for (i, value) in shape.iter_mut().enumerate() {
            let at = (i * (means.len() - 1) + (LEN - 1) / 2) / (LEN - 1);
            *value = means.get(at).copied().flatten().map_or(GAP, byte);
        }
        Some(Trend(shape))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(values: impl IntoIterator<Item = f64>) -> Option<Vec<Option<f32>>> {
        let mut trending = Trending::default();
        values.into_iter().for_each(|value| trending.add(value));
        Some(trending.finish()?.values().collect())
    }

    #[test]
    fn a_shape_goes_from_the_first_value_to_the_last() {
        for count in [2_u32, 3, 20, 41, 1_000, 100_000] {
            let rising = shape((0..count).map(f64::from)).unwrap();
            assert_eq!((rising[0], rising[LEN - 1]), (Some(0.0), Some(1.0)), "{count}");
            assert!(rising.is_sorted_by(|a, b| a <= b), "{count}: {rising:?}");
        }
    }

    #[test]
    fn gaps_stay_and_what_never_changes_has_no_shape() {
        assert_eq!(shape([1.0]), None);
        assert_eq!(shape([2.0; 50]), None);
        assert_eq!(shape([f64::NAN, f64::INFINITY]), None);
        let broken = shape((0..20).map(|i| if (8..12).contains(&i) { f64::NAN } else { f64::from(i) })).unwrap();
        assert_eq!(broken.iter().filter(|value| value.is_none()).count(), 4, "{broken:?}");
        assert_eq!((broken[0], broken[19]), (Some(0.0), Some(1.0)));
    }
}
