//! Features and classes, also where an estimator answers by asking one of its parts.

use super::super::facts::{Classes, Features};
use super::super::graph::Id;
use super::super::numpy::{self, Array};
use super::super::python;
use super::super::value::Value;
use super::{MAX_DEPTH, Objects};

/// Classes that are kept.
pub(super) const MAX_CLASSES: usize = 100;
/// Names of features that are kept.
const MAX_NAMES: usize = 250_000;

impl Objects<'_> {
    /// As `feature_names_in_` and `n_features_in_` answer.
    pub(super) fn features(&self, id: Id) -> Option<Features> {
        let names = self.names_below(id, 0);
        let count = self.count_below(id, 0);
        (names.is_some() || count.is_some()).then_some(Features { names, count, types: None })
    }

    fn names_below(&self, id: Id, depth: usize) -> Option<Vec<Box<str>>> {
        if depth > MAX_DEPTH {
            return None;
        }
        let own = self.get(id, "feature_names_in_").and_then(|names| self.names(names));
        own.or_else(|| self.names_of_booster(id)).or_else(|| self.names_below(self.asked_for_features(id)?, depth + 1))
    }

    fn names(&self, id: Id) -> Option<Vec<Box<str>>> {
        let array = numpy::array(self.graph, id)?;
        let values = array.values(self.graph, MAX_NAMES)?;
        values.iter().map(|value| value.as_text().map(Into::into)).collect()
    }

    fn count_below(&self, id: Id, depth: usize) -> Option<u64> {
        if depth > MAX_DEPTH {
            return None;
        }
        let own = ["n_features_in_", "_n_features_in", "n_features_"].iter().find_map(|name| self.number(self.get(id, name)?));
        own.or_else(|| self.count_of_booster(id)).or_else(|| self.count_below(self.asked_for_features(id)?, depth + 1))
    }

    pub(super) fn number(&self, id: Id) -> Option<u64> {
        match python::value(self.graph, id) {
            Value::Int(number) => u64::try_from(number).ok(),
            _ => None,
        }
    }

    /// The part that an estimator asks for its features.
    fn asked_for_features(&self, id: Id) -> Option<Id> {
        match self.short_class(id)?.as_str() {
            "Pipeline" => self.pairs(self.get(id, "steps")).into_iter().map(|(_, step)| step).find(|step| !self.is_word(*step)),
            "FeatureUnion" => self.pairs(self.get(id, "transformer_list")).into_iter().map(|(_, one)| one).find(|one| !self.is_word(*one)),
            _ => ["best_estimator_", "regressor_", "estimator_", "estimator"]
                .iter()
                .find_map(|name| self.get(id, name).filter(|part| self.is_estimator(*part)))
                .or_else(|| self.items_of(self.get(id, "estimators_")?)?.first().copied().filter(|part| self.is_estimator(*part))),
        }
    }

    /// As `classes_` answers.
    pub(super) fn classes(&self, id: Id) -> Option<Classes> {
        self.classes_below(id, 0)
    }

    fn classes_below(&self, id: Id, depth: usize) -> Option<Classes> {
        if depth > MAX_DEPTH {
            return None;
        }
        let own = self.get(id, "classes_").or_else(|| self.get(id, "_classes"));
        if let Some(own) = own {
            return self.classes_of(own);
        }
        if let Some(classes) = self.classes_of_booster(id) {
            return Some(classes);
        }
        let asked = match self.short_class(id)?.as_str() {
            "Pipeline" => self.pairs(self.get(id, "steps")).last().map(|(_, step)| *step),
            _ => ["best_estimator_", "estimator_"].iter().find_map(|name| self.get(id, name)),
        };
        self.classes_below(asked.filter(|part| self.is_estimator(*part))?, depth + 1)
    }

    fn classes_of(&self, id: Id) -> Option<Classes> {
        if let Some(array) = numpy::array(self.graph, id) {
            let (values, dtype) = self.of_array(&array)?;
            return Some(Classes { values, dtype: vec![dtype], is_of_several_outputs: false });
        }
        // Several outputs: a list of arrays.
        let outputs: Vec<_> =
            self.listed(id)?.iter().map(|output| self.of_array(&numpy::array(self.graph, *output)?)).collect::<Option<_>>()?;
        let (values, dtype): (Vec<_>, Vec<_>) = outputs.into_iter().map(|(values, dtype)| (Value::List(values), dtype)).unzip();
        (!values.is_empty()).then_some(Classes { values, dtype, is_of_several_outputs: true })
    }

    fn of_array(&self, array: &Array<'_>) -> Option<(Vec<Value>, String)> {
        Some((array.values(self.graph, MAX_CLASSES)?, array.dtype.name()))
    }
}
