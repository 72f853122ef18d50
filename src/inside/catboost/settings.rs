//! What catboost keeps beside its trees: settings, classes, the release. They are JSON inside of the map, or inside of JSON.

use serde_json::Value as Json;

use super::super::facts::Classes;
use super::super::value::Value;

/// Settings that are kept.
const MAX_SETTINGS: usize = 2_000;
/// Classes that are kept.
const MAX_CLASSES: usize = 100;

/// The settings that one asks for first, and where they stand in `params`.
const PLACES: [(&str, &[&str]); 10] = [
    ("loss_function", &["loss_function", "type"]),
    ("iterations", &["boosting_options", "iterations"]),
    ("learning_rate", &["boosting_options", "learning_rate"]),
    ("boosting_type", &["boosting_options", "boosting_type"]),
    ("depth", &["tree_learner_options", "depth"]),
    ("grow_policy", &["tree_learner_options", "grow_policy"]),
    ("l2_leaf_reg", &["tree_learner_options", "l2_leaf_reg"]),
    ("random_strength", &["tree_learner_options", "random_strength"]),
    ("random_seed", &["random_seed"]),
    ("task_type", &["task_type"]),
];

/// What is known beside the trees.
#[derive(Default)]
pub(super) struct Info {
    pub version: Option<Box<str>>,
    pub classes: Option<Classes>,
    params: Json,
}

impl Info {
    pub fn is_known(&self) -> bool {
        self.version.is_some() || self.params.is_object()
    }

    /// An entry of the map: its value is a text.
    pub fn add_text(&mut self, key: &str, text: &str) {
        match key {
            "catboost_version_info" => self.version = version(text),
            "params" | "class_params" | "multiclass_params" => {
                if let Ok(value) = serde_json::from_str(text) {
                    self.add(key, value);
                }
            }
            _ => {}
        }
    }

    /// An entry whose value is JSON, or a text that holds JSON.
    pub fn add(&mut self, key: &str, value: Json) {
        match (key, value) {
            (key, Json::String(text)) => self.add_text(key, &text),
            ("params", value) => self.params = value,
            ("class_params" | "multiclass_params", value) => self.classes = classes(&value),
            _ => {}
        }
    }

    /// Sorted by name: those of [`PLACES`], the arguments of the loss function, and what else was set by hand.
    pub fn into_parameters(self) -> Vec<(Box<str>, Value)> {
        let at = |path: &[&str]| path.iter().try_fold(&self.params, |value, key| value.get(key));
        let mut all: Vec<(Box<str>, Value)> = PLACES.iter().filter_map(|(name, path)| Some(((*name).into(), single(at(path)?)?))).collect();
        let by_hand = at(&["flat_params"]).and_then(Json::as_object).into_iter().flatten();
        let of_loss = at(&["loss_function", "params"]).and_then(Json::as_object).into_iter().flatten();
        all.extend(of_loss.take(MAX_SETTINGS).filter_map(|(name, value)| Some((format!("loss_function:{name}").into(), single(value)?))));
        all.extend(by_hand.take(MAX_SETTINGS).filter_map(|(name, value)| Some((name.as_str().into(), single(value)?))));
        all.sort_by(|(a, _), (b, _)| a.cmp(b));
        all.dedup_by(|(a, _), (b, _)| a == b);
        all
    }
}

/// A value that is no list and no object.
fn single(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => number.as_i64().map(Value::Int).or_else(|| number.as_f64().map(Value::Float))?,
        Json::String(text) => Value::text(text),
        Json::Array(_) | Json::Object(_) => return None,
    })
}

/// `{"class_names": ["no", "yes"], "class_to_label": [0, 1], "class_label_type": "String"}`
fn classes(params: &Json) -> Option<Classes> {
    let list = |key: &str| params.get(key).and_then(Json::as_array).filter(|list| !list.is_empty());
    let values = list("class_names").or_else(|| list("class_to_label"))?;
    let dtype = params.get("class_label_type").and_then(Json::as_str).unwrap_or("?");
    Some(Classes {
        values: values.iter().take(MAX_CLASSES).map(|value| single(value).unwrap_or(Value::More)).collect(),
        dtype: vec![dtype.to_owned()],
        is_of_several_outputs: false,
    })
}

/// The release in what the library says of its build: `Branch: tags/v1.2.10`, `Summary: CatBoost release 1.2.10.`
fn version(text: &str) -> Option<Box<str>> {
    let after = |mark: &str| {
        let rest = &text[text.find(mark)? + mark.len()..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let version = rest[..end].trim_end_matches('.');
        (version.contains('.') && version.len() < 30).then(|| version.into())
    };
    ["tags/v", "CatBoost release ", "release ", "releases/"].iter().find_map(|mark| after(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_is_found_in_what_is_said_of_the_build() {
        let told = |text| version(text).map(String::from);
        assert_eq!(told("Git info:\n    Branch: tags/v1.2.10\n    Summary: x"), Some("1.2.10".to_owned()));
        assert_eq!(told("Summary: CatBoost release 0.26.1. commit_hash"), Some("0.26.1".to_owned()));
        assert_eq!(told("Branch: HEAD\n Summary: a release candidate"), None);
    }

    #[test]
    fn classes_without_names_are_their_labels() {
        let found = classes(&serde_json::json!({"class_names": [], "class_to_label": [0.0, 1.0], "class_label_type": "Float"})).unwrap();
        assert_eq!((found.values, found.dtype), (vec![Value::Float(0.0), Value::Float(1.0)], vec!["Float".to_owned()]));
        assert_eq!(classes(&serde_json::json!({"class_names": 7})), None);
    }

    #[test]
    fn settings_come_from_their_places() {
        let mut info = Info::default();
        info.add_text(
            "params",
            r#"{"loss_function": {"type": "Quantile", "params": {"alpha": "0.7"}}, "random_seed": 3,
                "boosting_options": {"iterations": 9}, "flat_params": {"iterations": 8, "verbose": 0, "cat_features": [1]}}"#,
        );
        let told: Vec<_> = info.into_parameters().into_iter().map(|(name, value)| (String::from(name), value)).collect();
        let expected = [
            ("iterations", Value::Int(9)),
            ("loss_function", Value::Text("Quantile".into())),
            ("loss_function:alpha", Value::Text("0.7".into())),
            ("random_seed", Value::Int(3)),
            ("verbose", Value::Int(0)),
        ];
        assert_eq!(told, expected.map(|(name, value)| (name.to_owned(), value)));
    }
}
