//! Which way a metric is better, by its name.

use serde::{Deserialize, Serialize};

/// Which way a metric is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Higher,
    Lower,
    #[default]
    Unknown,
}

/// Words in names of metrics of which more is better.
const HIGHER: [&str; 14] =
    ["acc", "accuracy", "auc", "auprc", "auroc", "bleu", "f1", "kappa", "mcc", "ndcg", "precision", "r2", "recall", "roc"];
/// Words in names of metrics of which less is better.
const LOWER: [&str; 16] = [
    "brier",
    "deviance",
    "duration",
    "err",
    "error",
    "latency",
    "logloss",
    "loss",
    "mae",
    "mape",
    "mse",
    "perplexity",
    "rmse",
    "rmsle",
    "smape",
    "time",
];

impl Direction {
    /// A guess by the words of the name: `val_loss`, `roc_auc`, `testAccuracy`. A name that says both says nothing; those of
    /// scikit-learn that begin with `neg_` are turned round.
    #[must_use]
    pub fn guessed(name: &str) -> Self {
        let words = words(name);
        let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
        let is_turned = words.iter().any(|word| word == "neg" || word == "negative");
        match (has(&HIGHER), has(&LOWER)) {
            (true, false) if !is_turned => Self::Higher,
            (false, true) if is_turned => Self::Higher,
            (true, false) | (false, true) => Self::Lower,
            _ => Self::Unknown,
        }
    }

    /// What a click leads to.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Higher => Self::Lower,
            Self::Lower => Self::Unknown,
            Self::Unknown => Self::Higher,
        }
    }

    /// What it says, as a clause.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Higher => "higher is better",
            Self::Lower => "lower is better",
            Self::Unknown => "which way is better is not known",
        }
    }

    /// Whether `a` is better than `b`.
    #[must_use]
    pub fn prefers(self, a: f64, b: f64) -> bool {
        match self {
            Self::Higher => a > b,
            Self::Lower => a < b,
            Self::Unknown => false,
        }
    }
}

/// The words of a name in small letters: parted by what is no letter or digit, and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars().take(200) {
        if !c.is_alphanumeric() || (was_small && c.is_uppercase()) {
            words.push(String::new());
        }
        was_small = c.is_lowercase();
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_way() {
        for name in ["auc", "val_accuracy", "F1", "f1_score", "roc_auc", "R2", "testAccuracy", "eval/accuracy", "neg_mean_squared_error"] {
            assert_eq!(Direction::guessed(name), Direction::Higher, "{name}");
        }
        for name in ["loss", "val_loss", "RMSE", "test-mae", "mean_squared_error", "train_time", "valLoss", "log loss"] {
            assert_eq!(Direction::guessed(name), Direction::Lower, "{name}");
        }
        for name in ["", "epoch", "n_trees", "accuracy_loss", "timeline", "glossary", "é"] {
            assert_eq!(Direction::guessed(name), Direction::Unknown, "{name}");
        }
    }
}
