//! What an estimator is made of.

use std::borrow::Cow;

use super::super::class;
use super::super::facts::ModelPart;
use super::super::graph::{Id, LONGEST_NAME, Node};
use super::super::value::Value;
use super::super::{numpy, python};
use super::{MAX_DEPTH, Objects};
use crate::mlmodel::display;

/// Parts of one file.
const MAX_PARTS: usize = 10_000;
/// Columns of one part.
const MAX_COLUMNS: usize = 100_000;

/// A part, and the object that it is.
pub(super) struct FoundPart {
    pub part: ModelPart,
    pub object: Option<Id>,
}

/// A member of an estimator.
struct Member<'g> {
    name: Cow<'g, str>,
    object: Id,
    columns: Option<Id>,
}

impl<'g> Member<'g> {
    fn new(name: impl Into<Cow<'g, str>>, object: Id) -> Self {
        Self { name: name.into(), object, columns: None }
    }
}

/// Forests and boosting have hundreds of trees, which are counted and not shown.
pub(super) fn counts_its_trees(class: &str) -> bool {
    ["Forest", "ExtraTreesC", "ExtraTreesR", "GradientBoosting", "RandomTreesEmbedding"].iter().any(|word| class.contains(word))
}

impl<'g> Objects<'g> {
    /// All parts below an object, depth first.
    pub(super) fn parts(&self, root: Id) -> Vec<FoundPart> {
        let mut found = Vec::new();
        if self.is_estimator(root) {
            self.parts_below(root, "", 0, &mut found);
        } else {
            self.held_by(root, "", 0, &mut found);
        }
        found
    }

    fn parts_below(&self, id: Id, path: &str, depth: usize, found: &mut Vec<FoundPart>) {
        if depth > MAX_DEPTH {
            return;
        }
        for member in self.members(id) {
            self.add_part(&member, path, depth, found);
        }
    }

    fn add_part(&self, member: &Member<'g>, path: &str, depth: usize, found: &mut Vec<FoundPart>) {
        if found.len() >= MAX_PARTS {
            return self.graph.give_up();
        }
        // The path, and the name once more.
        if !self.graph.spend(200) || !self.graph.show(path.len() + 2 * member.name.len() + size_of::<ModelPart>()) {
            return;
        }
        let path = if path.is_empty() { member.name.to_string() } else { format!("{path}/{}", member.name) };
        let (class, object) = match self.graph.node(member.object) {
            Node::Text(word) => (display::cut(word, LONGEST_NAME).into_owned(), None),
            Node::None => ("None".to_owned(), None),
            _ => (class::of(self.graph, member.object).unwrap_or_else(|| "?".to_owned()), Some(member.object)),
        };
        let own = object.map(|object| self.own_parameters(object)).unwrap_or_default();
        let part = ModelPart {
            path: path.clone(),
            name: (&*member.name).into(),
            class,
            columns: member.columns.map(|columns| self.columns(columns)),
            parameters: own
                .into_iter()
                .take_while(|(name, _)| self.graph.show(name.len() + size_of::<(Box<str>, Value)>()))
                .map(|(name, value)| (name.into(), self.setting(member.object, name, value)))
                .collect(),
        };
        found.push(FoundPart { part, object });
        if let Some(object) = object {
            self.parts_below(object, &path, depth + 1, found);
        }
    }

    /// Columns as they were given: names, numbers, a slice, or yes and no for each.
    fn columns(&self, id: Id) -> Value {
        if let Some(values) = numpy::array(self.graph, id).and_then(|array| array.values(self.graph, MAX_COLUMNS)) {
            return Value::List(values);
        }
        match python::value(self.graph, id) {
            // One column that is handed on as it is.
            one @ (Value::Text(_) | Value::Int(_)) => Value::List(vec![one]),
            columns => columns,
        }
    }

    fn members(&self, id: Id) -> Vec<Member<'g>> {
        let class = self.short_class(id).unwrap_or_default();
        let named = |list: &str| -> Vec<Member<'g>> {
            self.pairs(self.get(id, list)).into_iter().map(|(name, object)| Member::new(name, object)).collect()
        };
        match class.as_str() {
            "Pipeline" => return named("steps"),
            "FeatureUnion" => return named("transformer_list"),
            "ColumnTransformer" => return self.transformers(id),
            "VotingClassifier" | "VotingRegressor" | "StackingClassifier" | "StackingRegressor" => return self.voters(id),
            _ => {}
        }
        if counts_its_trees(&class) {
            return Vec::new();
        }
        if class == "_CalibratedClassifier" {
            let own = self.get(id, "estimator").or_else(|| self.get(id, "base_estimator"));
            return own.map(|object| Member::new("estimator", object)).into_iter().collect();
        }
        for list in ["calibrated_classifiers_", "estimators_"] {
            if let Some(items) = self.get(id, list).and_then(|items| self.items_of(items)) {
                return items.iter().enumerate().map(|(i, object)| Member::new(format!("{list}/{i}"), *object)).collect();
            }
        }
        let fitted = ["best_estimator_", "regressor_", "transformer_", "estimator_"];
        let is_object = |object: &Id| self.graph.object(*object).is_some();
        fitted.iter().filter_map(|name| Some(Member::new(*name, self.get(id, name).filter(is_object)?))).collect()
    }

    /// The items of a list, a tuple, or an array of objects.
    pub(super) fn items_of(&self, id: Id) -> Option<Vec<Id>> {
        let items = match self.graph.items(id) {
            Some(items) => items,
            None => match numpy::array(self.graph, id)?.content {
                numpy::Content::Objects(items) => items,
                _ => return None,
            },
        };
        self.graph.spend(4 * items.len()).then(|| items.to_vec())
    }

    /// The transformers with their columns; those that were fitted where they are there.
    fn transformers(&self, id: Id) -> Vec<Member<'g>> {
        let list = self.get(id, "transformers_").or_else(|| self.get(id, "transformers"));
        let items = list.and_then(|list| self.listed(list)).unwrap_or_default();
        let member = |item: &Id| {
            let [name, object, columns] = self.graph.items(*item)? else { return None };
            Some(Member { columns: Some(*columns), ..Member::new(self.graph.text(*name)?, *object) })
        };
        items.iter().filter_map(member).collect()
    }

    /// The estimators that vote or are stacked: as they were fitted, and the words that stand for those that were not.
    fn voters(&self, id: Id) -> Vec<Member<'g>> {
        let given = self.pairs(self.get(id, "estimators"));
        let fitted = self.get(id, "estimators_").and_then(|fitted| self.items_of(fitted));
        let mut fitted = fitted.unwrap_or_default().into_iter();
        let mut fitted_or_given = |given: Id| if self.is_word(given) { given } else { fitted.next().unwrap_or(given) };
        let mut members: Vec<Member<'g>> = given.into_iter().map(|(name, object)| Member::new(name, fitted_or_given(object))).collect();
        members.extend(self.get(id, "final_estimator_").map(|object| Member::new("final_estimator_", object)));
        members
    }

    /// The estimators in a list, a dictionary, or the attributes of another object.
    fn held_by(&self, id: Id, path: &str, depth: usize, found: &mut Vec<FoundPart>) {
        let count = self.graph.items(id).map_or(0, <[Id]>::len) + self.graph.entries(id).map_or(0, <[_]>::len);
        if depth > 4 || found.len() >= MAX_PARTS || !self.graph.spend(20 + 20 * count) {
            return;
        }
        let entries: Vec<(Cow<'g, str>, Id)> = match self.graph.node(id) {
            Node::List(_) | Node::Tuple(_) => {
                self.graph.items(id).unwrap_or_default().iter().enumerate().map(|(i, item)| (i.to_string().into(), *item)).collect()
            }
            Node::Dict(entries) => entries.iter().filter_map(|(key, value)| Some((self.graph.text(*key)?.into(), *value))).collect(),
            Node::Object(_) => self.attributes(id).iter().map(|(name, value)| (name.into(), value)).collect(),
            _ => return,
        };
        for (name, object) in entries {
            if self.is_estimator(object) {
                self.add_part(&Member::new(name, object), path, depth, found);
            } else if matches!(self.graph.node(object), Node::List(_) | Node::Tuple(_) | Node::Dict(_)) {
                // A long name may stand there many times.
                if !self.graph.spend((path.len() + name.len()) / 64) {
                    return;
                }
                let path = if path.is_empty() { name.into_owned() } else { format!("{path}/{name}") };
                self.held_by(object, &path, depth + 1, found);
            }
        }
    }
}
