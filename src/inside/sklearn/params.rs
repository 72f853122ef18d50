//! Which attributes of an estimator are its hyperparameters, by release of scikit-learn.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::value::RawValue;

/// Per release, the names of `get_params` of each public estimator: made with `all_estimators()` of each.
static PACKED: &[u8] = include_bytes!("../../../assets/sklearn_params.json.gz");

#[derive(Deserialize, Default)]
struct Lists {
    releases: HashMap<String, Box<RawValue>>,
}

/// A release, taken apart when it is asked for.
struct Packed {
    version: Vec<u32>,
    text: Box<RawValue>,
    release: OnceLock<Release>,
}

impl Packed {
    fn release(&self) -> &Release {
        self.release.get_or_init(|| serde_json::from_str(self.text.get()).unwrap_or_default())
    }
}

/// The estimators of one release.
#[derive(Deserialize, Default)]
pub(in super::super) struct Release {
    params: HashMap<String, Vec<String>>,
    /// Attributes that look like hyperparameters and are none.
    not_params: HashMap<String, HashSet<String>>,
}

/// All releases, from the oldest on.
fn releases() -> &'static [Packed] {
    static RELEASES: OnceLock<Vec<Packed>> = OnceLock::new();
    RELEASES.get_or_init(|| {
        let mut text = String::new();
        // A test reads it whole.
        let _ = flate2::read::GzDecoder::new(PACKED).read_to_string(&mut text);
        let lists: Lists = serde_json::from_str(&text).unwrap_or_default();
        let packed = |(version, text): (String, _)| Packed { version: numbers(&version), text, release: OnceLock::new() };
        let mut all: Vec<_> = lists.releases.into_iter().map(packed).collect();
        all.sort_by(|a, b| a.version.cmp(&b.version));
        all
    })
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

impl Release {
    /// The list of this release; where there is none, that of the nearest lower one, or the oldest.
    pub fn of(version: &str) -> Option<&'static Self> {
        let wanted = numbers(version);
        let all = releases();
        let nearest = if wanted.is_empty() { all.last() } else { all.iter().rev().find(|packed| packed.version <= wanted).or(all.first()) };
        nearest.map(Packed::release)
    }

    /// The hyperparameters of a class, sorted; nothing for one that is not in the list.
    pub fn params(&self, class: &str) -> Option<&[String]> {
        self.params.get(class).map(Vec::as_slice)
    }

    /// Whether an attribute of a class only looks like a hyperparameter.
    pub fn is_no_param(&self, class: &str, name: &str) -> bool {
        self.not_params.get(class).is_some_and(|names| names.contains(name))
    }
}

/// Whether any release has this estimator.
pub(in super::super) fn is_estimator(class: &str) -> bool {
    class.starts_with("sklearn.") && releases().iter().any(|packed| packed.release().params.contains_key(class))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_lower_release_answers() {
        assert!(releases().len() >= 5);
        let class = "sklearn.linear_model._logistic.LogisticRegression";
        let names = |version: &str| Release::of(version).unwrap().params(class).unwrap();
        assert!(names("1.9.1").iter().any(|name| name == "C"));
        assert_eq!(names("1.4.0"), names("1.3.2"));
        assert_eq!(names("0.20"), names("0.24.2"));
        assert_eq!(names("9.9.dev0"), names("1.9.1"));
        for packed in releases() {
            let release: Release = serde_json::from_str(packed.text.get()).unwrap();
            assert!(release.params.len() > 150 && release.not_params.len() > 20);
        }
    }
}
