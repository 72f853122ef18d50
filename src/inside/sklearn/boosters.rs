//! The boosters that objects keep: their bytes are a whole file of xgboost, lightgbm or catboost.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use super::super::facts::{Classes, ModelFile};
use super::super::graph::{Graph, Id, Node};
use super::super::source::Source;
use super::super::value::Value;
use super::super::{catboost, class, lightgbm, python, xgboost};
use super::parts::FoundPart;
use super::{Objects, ReadAgain};
use crate::folder::Progress;

/// Bytes of all boosters of one file.
const MAX_BYTES: u64 = 256_000_000;
/// Boosters of one file.
const MAX_BOOSTERS: usize = 10_000;
/// Classes that are numbered from 0 on.
const MAX_CLASSES: i64 = 100;

/// Attributes that are looked through to find them.
const MAX_ATTRIBUTES: usize = 20_000_000;

/// The libraries, the module and the beginning of the name of what they keep a booster in, and under which attributes.
const PLACES: [(Library, &str, &str, &[&str]); 3] = [
    (Library::Xgboost, "xgboost.core", "Booster", &["handle"]),
    (Library::Lightgbm, "lightgbm.basic", "Booster", &["handle", "_handle"]),
    (Library::Catboost, "catboost.core", "CatBoost", &["__model"]),
];

/// Whose booster it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Library {
    Xgboost,
    Lightgbm,
    Catboost,
}

/// The boosters of one file by their objects.
#[derive(Default)]
pub(super) struct Boosters(HashMap<Id, Rc<Booster>>);

/// One of them.
pub(super) struct Booster {
    pub facts: ModelFile,
    /// Of xgboost: see [`xgboost::Booster::config`].
    config: Vec<(String, String)>,
}

impl Boosters {
    pub fn of(graph: &Graph, read_again: ReadAgain<'_>) -> Self {
        let is_imported = |name: &String| PLACES.iter().any(|(_, module, ..)| name.starts_with(module));
        if !graph.imports.iter().any(is_imported) {
            return Self::default();
        }
        let mut all = HashMap::new();
        let mut read: HashMap<Id, Option<Rc<Booster>>> = HashMap::new();
        let (mut bytes_left, mut attributes_left) = (MAX_BYTES, MAX_ATTRIBUTES);
        for id in (0..graph.len()).filter_map(|at| u32::try_from(at).ok()).map(Id) {
            let Some((library, places)) = library_of(graph, id) else { continue };
            let attributes = class::attributes(graph, id);
            attributes_left = attributes_left.saturating_sub(attributes.len());
            if all.len() >= MAX_BOOSTERS || attributes_left == 0 {
                break;
            }
            let Some(handle) = places.iter().find_map(|name| attributes.get(name)).map(|handle| graph.given(handle)) else { continue };
            // Several objects may keep the same bytes.
            let booster = read.entry(handle).or_insert_with(|| {
                let bytes = bytes(graph, handle, read_again)?;
                bytes_left = bytes_left.checked_sub(bytes.len() as u64)?;
                Some(Rc::new(Booster::read(library, &bytes)))
            });
            if let Some(booster) = booster {
                all.insert(id, Rc::clone(booster));
            }
        }
        Self(all)
    }
}

/// Whose booster an object keeps, and where; told by its class.
fn library_of(graph: &Graph, id: Id) -> Option<(Library, &'static [&'static str])> {
    let object = graph.object(id).filter(|object| object.state.is_some())?;
    let class = graph.global_of(class::node_of(graph, object)?)?;
    let place = PLACES.iter().find(|(_, module, name, _)| *class.module == **module && class.name.starts_with(name));
    place.map(|(library, _, _, places)| (*library, *places))
}

fn bytes<'g>(graph: &'g Graph, id: Id, read_again: ReadAgain<'_>) -> Option<Cow<'g, [u8]>> {
    match graph.node(id) {
        Node::Text(text) => Some(Cow::Borrowed(text.as_bytes())),
        Node::Bytes(blob) => match &blob.kept {
            Some(kept) => Some(Cow::Borrowed(kept)),
            None => read_again(blob).map(Cow::Owned),
        },
        _ => graph.bytes(id).map(Cow::Owned),
    }
}

impl Booster {
    fn read(library: Library, bytes: &[u8]) -> Self {
        let mut source = Source::memory(bytes, &Progress::default());
        match library {
            Library::Xgboost => {
                let xgboost::Booster { facts, config } = xgboost::read_kept(bytes, &mut source);
                Self { facts, config }
            }
            Library::Lightgbm => Self { facts: lightgbm::read_from(&mut source), config: Vec::new() },
            Library::Catboost => Self { facts: catboost::read_from(&mut source), config: Vec::new() },
        }
    }

    /// Before 1.6, `XGBModel.get_params` put what the library had chosen itself in the place of what was not set.
    fn fills_in(&self) -> bool {
        let version = self.facts.library.as_ref().and_then(|library| library.version.as_deref()).unwrap_or_default();
        let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
        matches!((numbers.next(), numbers.next()), (Some(0), _) | (Some(1), Some(0..=5)))
    }
}

impl<'g> Objects<'g> {
    /// The booster that an object is, or that it was trained to.
    pub(super) fn booster(&self, id: Id) -> Option<&'g Booster> {
        let kept = |id: Id| self.boosters.0.get(&id).map(Rc::as_ref);
        kept(id).or_else(|| kept(self.get(id, "_Booster")?))
    }

    /// The value of a hyperparameter; of one that was not set, what the library has chosen, where it answers so.
    pub(super) fn setting(&self, id: Id, name: &str, value: Id) -> Value {
        self.chosen(id, name, value).unwrap_or_else(|| python::value(self.graph, value))
    }

    fn chosen(&self, id: Id, name: &str, value: Id) -> Option<Value> {
        if !matches!(self.graph.node(value), Node::None) {
            return None;
        }
        let booster = self.booster(id).filter(|booster| booster.fills_in())?;
        let (_, text) = booster.config.iter().rev().find(|(other, _)| other == name)?;
        Some(Value::of_setting(text))
    }

    /// `XGBModel` keeps the settings that it does not know itself as `kwargs`, and answers with them as with the others.
    pub(super) fn spread_kwargs(&self, own: &mut Vec<(&'g str, Id)>) {
        let Some(at) = own.iter().position(|(name, _)| *name == "kwargs") else { return };
        let (_, kwargs) = own.swap_remove(at);
        let entries = self.graph.entries(kwargs).filter(|entries| self.graph.spend(entries.len())).unwrap_or_default();
        own.extend(entries.iter().filter_map(|(name, value)| Some((self.graph.text(*name)?, *value))));
    }

    /// Adds what boosters say: the one that is the object itself all of it, those of estimators what they were trained to.
    pub(super) fn describe_boosters(&self, root: Id, parts: &[FoundPart], file: &mut ModelFile) {
        if let Some(Booster { facts, .. }) = self.booster(root) {
            if !self.is_estimator(root) {
                file.parameters.clone_from(&facts.parameters);
                file.features.clone_from(&facts.features);
            } else if let (Some(features), Some(own)) = (&mut file.features, &facts.features) {
                features.types.clone_from(&own.types);
            }
            // Roots of scikit-learn say their own release.
            if let (Some(library), Some(own)) = (&mut file.library, &facts.library)
                && library.version.is_none()
                && library.name == own.name
            {
                library.version.clone_from(&own.version);
            }
        }
        let mut found = std::iter::once(root).chain(parts.iter().filter_map(|part| part.object)).filter_map(|id| self.booster(id));
        if let (Some(booster), None) = (found.next(), found.next()) {
            file.importances.clone_from(&booster.facts.importances);
        }
    }

    /// The names that a booster was trained with, where its estimator answers with them.
    pub(super) fn names_of_booster(&self, id: Id) -> Option<Vec<Box<str>>> {
        let facts = &self.booster(id)?.facts;
        let names = facts.features.as_ref()?.names.clone()?;
        if facts.class.as_deref() != Some("lightgbm.basic.Booster") {
            return Some(names);
        }
        // `LGBMModel` says it itself from 4.7 on, and has answered since 4.5, whose boosters have this setting.
        let says = self.get(id, "_fitted_with_feature_names").and_then(|flag| self.graph.int(flag));
        let answers = || facts.parameters.iter().any(|(name, _)| &**name == "early_stopping_min_delta");
        says.map_or_else(answers, |flag| flag != 0).then_some(names)
    }

    /// How many columns a booster was trained with.
    pub(super) fn count_of_booster(&self, id: Id) -> Option<u64> {
        self.booster(id)?.facts.features.as_ref()?.count
    }

    /// The classes that an estimator does not keep: catboost's are in its booster, and xgboost numbers them from 0 on.
    pub(super) fn classes_of_booster(&self, id: Id) -> Option<Classes> {
        let facts = &self.booster(id)?.facts;
        if facts.classes.is_some() {
            return facts.classes.clone();
        }
        let count = self.get(id, "n_classes_").and_then(|count| self.graph.int(count)).filter(|count| *count > 0)?;
        let is_xgboost = facts.class.as_deref() == Some("xgboost.core.Booster") && self.short_class(id)?.ends_with("Classifier");
        let values = (0..count.min(MAX_CLASSES)).map(Value::Int).collect();
        is_xgboost.then(|| Classes { values, dtype: vec!["int64".to_owned()], is_of_several_outputs: false })
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::facts::Count;
    use super::super::super::pickle;
    use super::*;

    /// What is told of a pickle with one object of this class, its attributes written as opcodes, and one booster.
    fn told(class: &str, attributes: &str, booster: (&str, &str, &str)) -> ModelFile {
        let (booster, kept_as, model) = booster;
        let mut bytes = format!(
            "c{}\n)\u{81}}}({attributes}V_Booster\nc{}\n)\u{81}}}V{kept_as}\nX",
            class.replace('/', "\n"),
            booster.replace('/', "\n")
        )
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect::<Vec<u8>>();
        bytes.extend(u32::try_from(model.len()).unwrap().to_le_bytes());
        bytes.extend(model.as_bytes());
        bytes.extend(b"sbub.");
        let pickle = pickle::read_from(&mut Source::memory(&bytes, &Progress::default()));
        assert_eq!(pickle.unread, None);
        let mut facts = ModelFile::default();
        super::super::describe(&pickle.graph, pickle.root.unwrap(), &|_| None, &mut facts);
        facts
    }

    fn xgboost(version: &str) -> ModelFile {
        let model = format!(
            r#"{{"Config": {{"learner": {{"generic_param": {{"n_jobs": "2"}}, "train_param": {{"gamma": "5E-1", "tree_method": "exact", "max_depth": "9"}}}}}},
            "Model": {{"learner": {{"feature_names": ["a", "b"], "feature_types": ["float", "c"], "learner_model_param": {{"num_feature": "2"}},
            "gradient_booster": {{"model": {{"tree_info": [0], "trees": [{{"left_children": [1, -1, -1], "split_indices": [1, 0, 0], "loss_changes": [2, 0, 0]}}]}}}}}},
            "version": [{version}]}}}}"#
        );
        let attributes = "Vkwargs\n}Vgamma\nNsVmax_depth\nI3\nVn_jobs\nNVtree_method\nNVverbosity\nNVn_classes_\nI2\n";
        told("xgboost.sklearn/XGBClassifier", attributes, ("xgboost.core/Booster", "handle", &model))
    }

    #[test]
    fn an_estimator_of_xgboost_says_what_its_booster_was_trained_to() {
        let facts = xgboost("1, 7, 6");
        assert_eq!(facts.class.as_deref(), Some("xgboost.sklearn.XGBClassifier"));
        assert_eq!(facts.library.unwrap().version.as_deref(), Some("1.7.6"));
        let features = facts.features.unwrap();
        assert_eq!(
            (features.names.unwrap().join(","), features.count, features.types.unwrap().join(",")),
            ("a,b".into(), Some(2), "float,c".into())
        );
        let classes = facts.classes.unwrap();
        assert_eq!((classes.values, classes.dtype), (vec![Value::Int(0), Value::Int(1)], vec!["int64".to_owned()]));
        let counts: Vec<_> = facts.counts.into_iter().collect();
        assert_eq!(counts, [(Count::Rounds, 1), (Count::Trees, 1), (Count::Nodes, 3), (Count::Leaves, 2)]);
        assert_eq!(&*facts.importances[0].feature, "b");
    }

    #[test]
    fn before_1_6_what_was_not_set_is_what_the_library_has_chosen() {
        let settings =
            |version: &str| xgboost(version).parameters.into_iter().map(|(name, value)| (String::from(name), value)).collect::<Vec<_>>();
        let names = ["gamma", "max_depth", "n_jobs", "tree_method", "verbosity"];
        let all = |values: [Value; 5]| names.iter().map(|name| (*name).to_owned()).zip(values).collect::<Vec<_>>();
        let exact = Value::Text("exact".into());
        assert_eq!(settings("1, 5, 2"), all([Value::Float(0.5), Value::Int(3), Value::Int(2), exact, Value::None]));
        assert_eq!(settings("1, 6, 0"), all([Value::None, Value::Int(3), Value::None, Value::None, Value::None]));
    }

    #[test]
    fn an_estimator_of_lightgbm_answers_with_names_only_where_it_does_so_in_python() {
        let names = |attribute: &str, setting: &str| {
            let model = format!(
                "tree\nversion=v4\nmax_feature_idx=1\nfeature_names=a b\n\nend of trees\n\nparameters:\n[{setting}: 0]\nend of parameters\n"
            );
            let attributes = format!("Vnum_leaves\nI4\nV_n_features_in\nI2\n{attribute}");
            let facts = told("lightgbm.sklearn/LGBMRegressor", &attributes, ("lightgbm.basic/Booster", "_handle", &model));
            assert_eq!(facts.features.as_ref().unwrap().count, Some(2));
            facts.features.unwrap().names.map(|names| names.join(","))
        };
        assert_eq!(names("V_fitted_with_feature_names\nI01\n", "seed"), Some("a,b".to_owned()));
        assert_eq!(names("V_fitted_with_feature_names\nI00\n", "early_stopping_min_delta"), None);
        assert_eq!(names("", "early_stopping_min_delta"), Some("a,b".to_owned()));
        assert_eq!(names("", "seed"), None);
    }
}
