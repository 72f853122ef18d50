//! Trees are counted while they are passed over, and so is what each feature does in them.

use std::collections::{BTreeMap, HashMap};

use super::facts::{Count, Importance, ImportanceKind};

/// Features whose importance is found out.
const MAX_FEATURES: usize = 250_000;
/// Features of one kind of importance that are kept, the largest first.
const MAX_IMPORTANCES: usize = 1_000;
/// Nodes of one tree whose features are looked at; trees with more are counted.
pub(super) const MAX_NODES: usize = 4_000_000;

/// The trees that were passed over.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub trees: u64,
    pub nodes: u64,
    pub leaves: u64,
    features: HashMap<u32, Splits>,
    /// Something was not looked at: what is known of the features would mislead.
    is_partial: bool,
    has_no_gains: bool,
}

/// The splits by one feature.
#[derive(Clone, Copy, Debug, Default)]
struct Splits {
    count: u64,
    gain: f64,
}

/// How a library sums up the gains of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gain {
    /// The mean of a split: `Booster.get_score(importance_type="gain")` of xgboost.
    Mean,
    /// The sum: `Booster.feature_importance("gain")` of lightgbm.
    Sum,
}

impl Tally {
    /// A split by a feature; what it gained, where the file says so.
    pub fn split(&mut self, feature: u32, gain: Option<f64>) {
        if self.features.len() >= MAX_FEATURES && !self.features.contains_key(&feature) {
            self.is_partial = true;
            return;
        }
        let splits = self.features.entry(feature).or_default();
        splits.count += 1;
        match gain {
            Some(gain) if gain.is_finite() => splits.gain += gain,
            Some(_) => {}
            None => self.has_no_gains = true,
        }
    }

    /// A tree has more nodes than are looked at.
    pub fn leave_out(&mut self) {
        self.is_partial = true;
    }

    /// Says nothing where no tree was reached.
    pub fn add_counts(&self, counts: &mut BTreeMap<Count, u64>) {
        if self.trees == 0 {
            return;
        }
        counts.insert(Count::Trees, self.trees);
        counts.insert(Count::Nodes, self.nodes);
        counts.insert(Count::Leaves, self.leaves);
    }

    /// What each feature counts for, the largest first; nothing where only some of the trees were looked at.
    pub fn importances(&self, gain: Gain, names: Option<&[Box<str>]>) -> Vec<Importance> {
        if self.is_partial {
            return Vec::new();
        }
        let name = |feature: u32| {
            let name = names.and_then(|names| names.get(feature as usize));
            name.cloned().unwrap_or_else(|| feature.to_string().into())
        };
        let ranked = |kind: ImportanceKind, value: fn(&Splits, Gain) -> f64| {
            let mut all: Vec<(u32, f64)> = self.features.iter().map(|(feature, splits)| (*feature, value(splits, gain))).collect();
            all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            all.truncate(MAX_IMPORTANCES);
            all.into_iter().map(move |(feature, value)| Importance { kind, of: None, feature: name(feature), value })
        };
        let by_gain = |splits: &Splits, gain: Gain| match gain {
            Gain::Mean => splits.gain / number(splits.count.max(1)),
            Gain::Sum => splits.gain,
        };
        let gains = (!self.has_no_gains).then(|| ranked(ImportanceKind::Gain, by_gain));
        gains.into_iter().flatten().chain(ranked(ImportanceKind::Split, |splits, _| number(splits.count))).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "splits are far fewer than 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(tally: &Tally, gain: Gain, names: Option<&[Box<str>]>) -> Vec<(ImportanceKind, String, f64)> {
        tally.importances(gain, names).into_iter().map(|one| (one.kind, one.feature.into(), one.value)).collect()
    }

    #[test]
    fn the_largest_stand_first() {
        let mut tally = Tally::default();
        for (feature, gain) in [(0, 1.0), (0, 2.0), (1, 9.0), (0, f64::NAN)] {
            tally.split(feature, Some(gain));
        }
        let names = ["a".into(), "b".into()];
        let split = [(ImportanceKind::Split, "a".to_owned(), 3.0), (ImportanceKind::Split, "b".to_owned(), 1.0)];
        let gain = |a| [(ImportanceKind::Gain, "b".to_owned(), 9.0), (ImportanceKind::Gain, "a".to_owned(), a)];
        assert_eq!(told(&tally, Gain::Mean, Some(&names)), [gain(1.0), split.clone()].concat());
        assert_eq!(told(&tally, Gain::Sum, Some(&names)), [gain(3.0), split].concat());
        // A number stands where there is no name.
        assert_eq!(told(&tally, Gain::Sum, None)[0].1, "1");
    }

    #[test]
    fn without_gains_the_splits_are_told_and_a_part_is_told_of_nothing() {
        let mut tally = Tally::default();
        tally.split(7, None);
        assert_eq!(told(&tally, Gain::Mean, None), [(ImportanceKind::Split, "7".to_owned(), 1.0)]);
        tally.leave_out();
        assert!(told(&tally, Gain::Mean, None).is_empty());
    }
}
