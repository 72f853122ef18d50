//! What the models of a comparison are called, and what tells them apart.

use crate::folder::ModelFolder;
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::time;
use crate::present::facts::{flavor_label, short_id};

/// What tells one side apart: its run, its flavor, when it was made.
#[must_use]
pub fn side_facts(folder: &ModelFolder) -> Vec<String> {
    let mut facts = Vec::new();
    let Some(model) = folder.model() else { return facts };
    if let Some(run) = &model.run_id {
        facts.push(format!("run {}", short_id(&run.written)));
    }
    let native = model.flavors.list().iter().find(|flavor| &*flavor.name != PYFUNC);
    facts.extend(native.or(model.flavors.list().first()).map(|flavor| flavor_label(flavor, model)));
    if let Some(version) = &model.mlflow_version {
        facts.push(format!("MLflow {}", clipped(&version.written, 20)));
    }
    if let Some(created) = &model.utc_time_created {
        facts.push(time::shown(&created.written));
    }
    facts
}

/// Two names in one, what they begin with said once: `diabetes 1 ↔ 2`.
#[must_use]
pub fn title_of_pair(a: &str, b: &str) -> String {
    let common = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).map(|(x, _)| x.len_utf8()).sum::<usize>();
    // Not in the middle of a word.
    let cut = a[..common].rfind([' ', '-', '_', '.', '/', '·']).map_or(0, |at| at + a[at..].chars().next().map_or(1, char::len_utf8));
    let rest = if a == b || b.len() == cut { b } else { &b[cut..] };
    format!("{a} ↔ {rest}")
}

#[cfg(test)]
mod tests {
    use super::title_of_pair;

    #[test]
    fn what_two_names_share_is_said_once() {
        assert_eq!(title_of_pair("diabetes 1", "diabetes 2"), "diabetes 1 ↔ 2");
        assert_eq!(title_of_pair("pair_nested__v1", "pair_nested__v2"), "pair_nested__v1 ↔ v2");
        assert_eq!(title_of_pair("diabetes-1", "diabetes"), "diabetes-1 ↔ diabetes");
        assert_eq!(title_of_pair("iris", "car-price"), "iris ↔ car-price");
        assert_eq!(title_of_pair("iris", "iris 2"), "iris ↔ iris 2");
        assert_eq!(title_of_pair("model", "model"), "model ↔ model");
        assert_eq!(title_of_pair("a b", "a"), "a b ↔ a");
    }
}
