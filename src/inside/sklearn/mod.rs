//! What scikit-learn's objects say of themselves: settings, parts, features, classes, counts. Pickles and skops files describe
//! the same objects, so that all of it is asked of their graph.

mod boosters;
mod counts;
mod importance;
mod learned;
mod params;
mod parts;
mod tensors;

use super::class::{self, Attributes};
use super::facts::{Library, ModelFile};
use super::graph::{Blob, Graph, Id, Node};
use super::source::Unread;
use super::value::{Value, short_class};
use super::weights;
use boosters::Boosters;
use params::Release;
pub(super) use params::is_estimator;

/// Estimators in estimators.
const MAX_DEPTH: usize = 32;
/// Hyperparameters of one file.
const MAX_PARAMETERS: usize = 20_000;

/// Reads bytes of the file that were passed over.
pub(super) type ReadAgain<'a> = &'a dyn Fn(&Blob) -> Option<Vec<u8>>;

/// The objects of one file, and the release that wrote them.
#[derive(Clone, Copy)]
pub(super) struct Objects<'g> {
    pub graph: &'g Graph,
    release: Option<&'static Release>,
    boosters: &'g Boosters,
}

/// Adds what is known of the object `root` to the facts.
pub(super) fn describe(graph: &Graph, root: Id, read_again: ReadAgain<'_>, file: &mut ModelFile) {
    let version = version_of(graph, root);
    let boosters = Boosters::of(graph, read_again);
    let objects = Objects { graph, release: Release::of(version.as_deref().unwrap_or_default()), boosters: &boosters };
    file.class = class::of(graph, root);
    file.library =
        version.map(|version| Library { name: "scikit-learn".into(), version: Some(version) }).or_else(|| library(file.class.as_deref()?));
    let parts = objects.parts(root);
    if objects.is_estimator(root) {
        objects.deep_parameters(root, "", 0, &mut file.parameters);
        file.parameters.sort_by(|(a, _), (b, _)| a.cmp(b));
        file.features = objects.features(root);
        file.classes = objects.classes(root);
        let names = file.features.as_ref().and_then(|features| features.names.as_deref());
        let importances = objects.importances(root, names, read_again);
        file.importances.extend(importances);
    }
    for at in std::iter::once(root).chain(parts.iter().filter_map(|part| part.object)) {
        objects.count(at, read_again, &mut file.counts);
    }
    objects.describe_boosters(root, &parts, file);
    objects.tensors(root, "", &mut file.tensors);
    for part in &parts {
        if let Some(object) = part.object {
            objects.tensors(object, &part.part.path, &mut file.tensors);
        }
    }
    file.parts = parts.into_iter().map(|part| part.part).collect();
    if graph.is_past_budget() {
        weights::note(file, &Unread::TooMuch("is looked through: parts stand in it at very many places, or are very large"));
    }
}

/// The release that an object says it was saved with.
fn version_of(graph: &Graph, id: Id) -> Option<Box<str>> {
    class::attributes(graph, id).get("_sklearn_version").and_then(|version| graph.text(version)).map(Into::into)
}

/// The library of a class whose objects keep no version.
fn library(class: &str) -> Option<Library> {
    let name = match class.split('.').next()? {
        "sklearn" => "scikit-learn",
        "xgboost" => "xgboost",
        "lightgbm" => "lightgbm",
        "catboost" => "catboost",
        "statsmodels" => "statsmodels",
        _ => return None,
    };
    Some(Library { name: name.into(), version: None })
}

impl<'g> Objects<'g> {
    pub fn attributes(&self, id: Id) -> Attributes<'g> {
        class::attributes(self.graph, id)
    }

    pub fn get(&self, id: Id, name: &str) -> Option<Id> {
        self.attributes(id).get(name)
    }

    /// The name of the class without its module.
    pub fn short_class(&self, id: Id) -> Option<String> {
        class::of(self.graph, id).map(|class| short_class(&class).to_owned())
    }

    /// Whether an object has hyperparameters: one of scikit-learn's, of a class made from its, or of a library that keeps to
    /// its ways.
    pub fn is_estimator(&self, id: Id) -> bool {
        let Some(object) = self.graph.object(id) else { return false };
        let attributes = self.attributes(id);
        if attributes.is_empty() || !self.graph.spend(20) {
            return false;
        }
        let Some(class) = class::of(self.graph, id) else { return false };
        attributes.get("_sklearn_version").is_some()
            || self.release.is_some_and(|release| release.params(&class).is_some())
            || class.starts_with("xgboost.sklearn.")
            || class.starts_with("lightgbm.sklearn.")
            || class.starts_with("catboost.core.CatBoost")
            || class.starts_with("sklearn.gaussian_process.kernels.")
            || class::node_of(self.graph, object)
                .is_some_and(|node| class::bases(self.graph, node).iter().any(|base| base.starts_with("sklearn.")))
    }

    /// The object's own hyperparameters, sorted by name.
    fn own_parameters(&self, id: Id) -> Vec<(&'g str, Id)> {
        let attributes = self.attributes(id);
        // Each name is looked for in a list, and sorted.
        if !self.graph.spend(4 * attributes.len()) {
            return Vec::new();
        }
        let class = class::of(self.graph, id).unwrap_or_default();
        let listed = self.release.and_then(|release| release.params(&class));
        let is_param = |name: &str| match listed {
            Some(names) => names.iter().any(|other| other == name),
            None => {
                !name.starts_with('_') && !name.ends_with('_') && !self.release.is_some_and(|release| release.is_no_param(&class, name))
            }
        };
        let mut own: Vec<(&str, Id)> = attributes.iter().filter(|(name, _)| is_param(name)).collect();
        if class.starts_with("xgboost.sklearn.") {
            self.spread_kwargs(&mut own);
        }
        own.sort_by_key(|(name, _)| *name);
        own.dedup_by_key(|(name, _)| *name);
        own
    }

    /// As `get_params(deep=True)` answers.
    fn deep_parameters(&self, id: Id, prefix: &str, depth: usize, all: &mut Vec<(Box<str>, Value)>) {
        if depth > MAX_DEPTH || !self.graph.spend(100) {
            return;
        }
        let own = self.own_parameters(id).into_iter().map(|(name, value)| (name, value, self.is_estimator(value)));
        // What stands where an estimator must is one, whatever its class.
        let members = self.named_members(id).into_iter().map(|(name, value)| (name, value, !self.is_word(value)));
        for (name, value, is_estimator) in own.chain(members) {
            if !self.graph.show(prefix.len() + name.len() + size_of::<(Box<str>, Value)>()) {
                return;
            }
            let key = format!("{prefix}{name}");
            if is_estimator {
                self.deep_parameters(value, &format!("{key}__"), depth + 1, all);
            }
            if all.len() >= MAX_PARAMETERS {
                return self.graph.give_up();
            }
            all.push((key.into(), self.setting(id, name, value)));
        }
    }

    /// The estimators that a composition holds under names of their own.
    fn named_members(&self, id: Id) -> Vec<(&'g str, Id)> {
        let list = match self.short_class(id).as_deref() {
            Some("Pipeline") => "steps",
            Some("FeatureUnion") => "transformer_list",
            Some("ColumnTransformer") => "transformers",
            Some("VotingClassifier" | "VotingRegressor" | "StackingClassifier" | "StackingRegressor") => "estimators",
            _ => return Vec::new(),
        };
        self.pairs(self.get(id, list))
    }

    /// The items of a list that is gone through.
    pub fn listed(&self, list: Id) -> Option<&'g [Id]> {
        self.graph.items(list).filter(|items| self.graph.spend(8 * items.len()))
    }

    /// The names and objects of a list of pairs or triples.
    pub fn pairs(&self, list: Option<Id>) -> Vec<(&'g str, Id)> {
        let items = list.and_then(|list| self.listed(list)).unwrap_or_default();
        let pair = |item: &Id| {
            let [name, object, ..] = self.graph.items(*item)? else { return None };
            Some((self.graph.text(*name)?, *object))
        };
        items.iter().filter_map(pair).collect()
    }

    /// Whether a node is the text that stands for a step that does nothing.
    pub fn is_word(&self, id: Id) -> bool {
        matches!(self.graph.node(id), Node::Text(_) | Node::None)
    }
}
