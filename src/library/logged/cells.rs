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
    /// One a row, up to the last that has any.
    Dense(Box<[T]>),
    /// Those of the rows that have one; rows are sorted.
    Sparse { rows: Box<[u32]>, values: Box<[T]> },
}

impl<T: Cell> Cells<T> {
    /// Of pairs sorted by row, each row once.
    pub fn new(pairs: &[(u32, T)]) -> Self {
        let len = pairs.last().map_or(0, |(row, _)| *row as usize + 1);
        if pairs.len().saturating_mul(2) < len {
            return Self::Sparse {
                rows: pairs.iter().map(|(row, _)| *row).collect(),
                values: pairs.iter().map(|(_, value)| *value).collect(),
            };
        }
        let mut values = vec![T::ABSENT; len];
        for (row, value) in pairs {
            values[*row as usize] = *value;
        }
        Self::Dense(values.into())
    }

    /// The value of a row.
    pub fn get(&self, row: u32) -> Option<T> {
        let value = match self {
            Self::Dense(values) => values.get(row as usize),
            Self::Sparse { rows, values } => rows.binary_search(&row).ok().and_then(|at| values.get(at)),
        };
        value.copied().filter(|value| !value.is_absent())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn dense_or_sparse_every_value_is_found(values in proptest::collection::btree_map(0..200_u32, any::<u32>().prop_filter("not absent", |x| *x != u32::MAX), 0..60)) {
            let pairs: Vec<(u32, u32)> = values.iter().map(|(row, value)| (*row, *value)).collect();
            let cells = Cells::new(&pairs);
            for row in 0..250 {
                prop_assert_eq!(cells.get(row), values.get(&row).copied());
            }
        }
    }

    #[test]
    fn nan_is_a_value() {
        let cells = Cells::new(&[(0, f64::NAN), (2, 1.0)]);
        assert!(cells.get(0).is_some_and(f64::is_nan) && cells.get(1).is_none() && cells.get(2) == Some(1.0));
    }
}
