//! The values of a column, as small as they go.

/// A value that can say it is none.
pub trait Cell: Copy + PartialEq {
    const ABSENT: Self;
    fn is_absent(self) -> bool;
}

/// One of the many bit patterns that mean NaN; real ones are written with another.
const ABSENT_NUMBER: u64 = 0x7ff8_0000_0000_ab5e;

impl Cell for f64 {
    const ABSENT: Self = f64::from_bits(ABSENT_NUMBER);

    fn is_absent(self) -> bool {
        self.to_bits() == ABSENT_NUMBER
    }
}

impl Cell for u32 {
    const ABSENT: Self = Self::MAX;

    fn is_absent(self) -> bool {
        self == Self::MAX
    }
}

/// Values by row.
#[derive(Debug)]
pub enum Cells<T> {
    /// One a row.
    Dense(Box<[T]>),
    /// Those of the rows that have one; rows are sorted.
    Sparse { rows: Box<[u32]>, values: Box<[T]> },
}

impl<T: Cell> Cells<T> {
    /// The value of a row.
    pub fn get(&self, row: u32) -> Option<T> {
        let value = match self {
            Self::Dense(values) => values.get(row as usize),
            Self::Sparse { rows, values } => rows.binary_search(&row).ok().and_then(|at| values.get(at)),
        };
        value.copied().filter(|value| !value.is_absent())
    }

    /// Every value that there is.
    pub fn present(&self) -> impl Iterator<Item = T> {
        let (Self::Dense(values) | Self::Sparse { values, .. }) = self;
        values.iter().copied().filter(|value| !value.is_absent())
    }
}

/// Values on their way, in any order; of several values of a row the first stays. They take no more than they will as
/// [`Cells`], times four for a moment.
#[derive(Debug)]
pub enum Growing<T> {
    Few(Vec<(u32, T)>),
    /// One a row.
    Many(Vec<T>),
}

impl<T> Default for Growing<T> {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl<T: Cell> Growing<T> {
    /// Adds the value of a row, of so many rows.
    pub fn add(&mut self, row: u32, value: T, rows: usize) {
        match self {
            Self::Few(pairs) => {
                pairs.push((row, value));
                if pairs.len().saturating_mul(4) >= rows {
                    let pairs = std::mem::take(pairs);
                    *self = Self::Many(vec![T::ABSENT; rows]);
                    for (row, value) in pairs {
                        self.add(row, value, rows);
                    }
                }
            }
            Self::Many(values) => {
                let row = row as usize;
                if row >= values.len() {
                    values.resize(row + 1, T::ABSENT);
                }
                if values[row].is_absent() {
                    values[row] = value;
                }
            }
        }
    }

    /// Every row with its value, in any order; the first of a row is the one that counts.
    pub fn into_pairs(self) -> impl Iterator<Item = (u32, T)> {
        let (few, many) = match self {
            Self::Few(pairs) => (pairs, Vec::new()),
            Self::Many(values) => (Vec::new(), values),
        };
        few.into_iter().chain((0..).zip(many).filter(|(_, value)| !value.is_absent()))
    }

    /// The values as they stay.
    pub fn finish(self) -> Cells<T> {
        let sparse = |pairs: Vec<(u32, T)>| {
            let (rows, values): (Vec<u32>, Vec<T>) = pairs.into_iter().unzip();
            Cells::Sparse { rows: rows.into(), values: values.into() }
        };
        match self {
            Self::Few(mut pairs) => {
                // Sorted without moving equal rows past one another.
                pairs.sort_by_key(|(row, _)| *row);
                pairs.dedup_by_key(|(row, _)| *row);
                sparse(pairs)
            }
            Self::Many(values) => {
                let count = values.iter().filter(|value| !value.is_absent()).count();
                if count.saturating_mul(2) < values.len() {
                    sparse(Self::Many(values).into_pairs().collect())
                } else {
                    Cells::Dense(values.into())
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn dense_or_sparse_every_value_is_found(values in proptest::collection::btree_map(0..200_u32, any::<u32>().prop_filter("not absent", |x| *x != u32::MAX), 0..60)) {
            for rows in [0, 20, 200, 2_000] {
                let mut growing = Growing::default();
                // From the last to the first, and each row again with another value.
                values.iter().rev().for_each(|(row, value)| growing.add(*row, *value, rows));
                for (row, value) in &values {
                    growing.add(*row, value / 2, rows);
                }
                let cells = growing.finish();
                for row in 0..250 {
                    prop_assert_eq!(cells.get(row), values.get(&row).copied());
                }
                prop_assert_eq!(cells.present().collect::<Vec<_>>(), values.values().copied().collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn nan_is_a_value() {
        let mut growing = Growing::default();
        growing.add(0, f64::NAN, 3);
        growing.add(2, 1.0, 3);
        let cells = growing.finish();
        assert!(cells.get(0).is_some_and(f64::is_nan) && cells.get(1).is_none() && cells.get(2) == Some(1.0));
    }
}
