//! Two MLmodels key by key; the order of keys means nothing. What the signature's three parts hold is
//! compared by itself.

use std::collections::HashMap;

use super::change::Change;
use super::signature::SignatureDiff;
use crate::mlmodel::yaml::{Document, NodeId};
use crate::mlmodel::{KeyPath, MlModel, Value};

/// One entry of both MLmodels, or of one.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyRow {
    pub key: KeyPath,
    pub change: Change,
    /// As MLflow reads it.
    pub a: Option<Value>,
    pub b: Option<Value>,
    /// Where they stand in the two documents, as written.
    pub a_node: Option<NodeId>,
    pub b_node: Option<NodeId>,
    /// A difference that two saves of one model have too (ids, times, sizes), or one that MLflow reads alike.
    pub expected: bool,
}

/// Keys that two saves of one model never share.
const KEYS_OF_ONE_SAVE: [&str; 5] = ["run_id", "model_id", "model_uuid", "utc_time_created", "model_size_bytes"];

/// Keys whose absence MLflow reads as false.
const FALSE_BY_DEFAULT: [&str; 3] = ["is_signature_from_type_hint", "type_hint_from_example", "streamable"];

/// Matches two MLmodels, in A's order and then what only B has.
#[must_use]
pub fn diff(a: Option<&MlModel>, b: Option<&MlModel>, signature: &SignatureDiff) -> Vec<KeyRow> {
    let read = |model: Option<&MlModel>| model.map(|model| model.document.resolve().value);
    let (read_a, read_b) = (read(a), read(b));
    let compared = ["inputs", "outputs", "params"].iter().zip(signature.parts());
    let elsewhere = compared.filter(|(_, part)| !part.is_unreadable()).map(|(key, _)| *key).collect();
    let side = |model: Option<&'_ MlModel>| model.map(|model| model.document.root());
    let (root_a, root_b) = (side(a), side(b));
    let mut walk = KeyWalk {
        rows: Vec::new(),
        path: KeyPath::root(),
        elsewhere,
        a: a.map(|model| &model.document),
        b: b.map(|model| &model.document),
    };
    walk.value(KeySide { value: read_a.as_ref(), node: root_a }, KeySide { value: read_b.as_ref(), node: root_b });
    walk.rows
}

/// One side at one place: what MLflow reads, and where it is written.
#[derive(Clone, Copy)]
struct KeySide<'v> {
    value: Option<&'v Value>,
    node: Option<NodeId>,
}

/// A map on one side; without entries where it is not there.
#[derive(Clone, Copy, Default)]
struct MapSide<'v> {
    entries: &'v [(Box<str>, Value)],
    node: Option<NodeId>,
}

struct KeyWalk<'d> {
    rows: Vec<KeyRow>,
    path: KeyPath,
    /// Parts of the signature that are compared spec by spec.
    elsewhere: Vec<&'static str>,
    a: Option<&'d Document>,
    b: Option<&'d Document>,
}

impl KeyWalk<'_> {
    fn value(&mut self, a: KeySide<'_>, b: KeySide<'_>) {
        match (a.value, b.value, entries(a.value), entries(b.value)) {
            (None, None, ..) => {}
            (_, _, Some(x), Some(y)) => self.maps(MapSide { entries: x, node: a.node }, MapSide { entries: y, node: b.node }),
            (_, None, Some(x), _) => self.maps(MapSide { entries: x, node: a.node }, MapSide::default()),
            (None, _, _, Some(y)) => self.maps(MapSide::default(), MapSide { entries: y, node: b.node }),
            _ if goes_deeper(a.value) && goes_deeper(b.value) => {
                let (x, y) = (items(a.value), items(b.value));
                for i in 0..x.len().max(y.len()) {
                    let node = |document: Option<&Document>, list: Option<NodeId>| document?.items(list?).get(i).copied();
                    let (a, b) =
                        (KeySide { value: x.get(i), node: node(self.a, a.node) }, KeySide { value: y.get(i), node: node(self.b, b.node) });
                    self.step(&i.to_string(), a, b);
                }
            }
            _ => self.leaf(a, b),
        }
    }

    fn maps(&mut self, a: MapSide<'_>, b: MapSide<'_>) {
        let (a_nodes, b_nodes) = (nodes(self.a, a.node), nodes(self.b, b.node));
        let places: HashMap<&str, &Value> = b.entries.iter().map(|(key, value)| (&**key, value)).collect();
        let mut seen = std::collections::HashSet::new();
        let is_signature = self.path.len() == 1 && self.path.last() == Some("signature");
        let elsewhere = if is_signature { self.elsewhere.clone() } else { Vec::new() };
        let is_elsewhere = |key: &str| elsewhere.contains(&key);
        let at = |nodes: &HashMap<&str, NodeId>, key: &str| nodes.get(key).copied();
        for (key, value) in a.entries {
            seen.insert(&**key);
            if !is_elsewhere(key) {
                let other = KeySide { value: places.get(&**key).copied(), node: at(&b_nodes, key) };
                self.step(key, KeySide { value: Some(value), node: at(&a_nodes, key) }, other);
            }
        }
        for (key, value) in b.entries.iter().filter(|(key, _)| !seen.contains(&**key)) {
            if !is_elsewhere(key) {
                self.step(key, KeySide { value: None, node: None }, KeySide { value: Some(value), node: at(&b_nodes, key) });
            }
        }
    }

    fn step(&mut self, key: &str, a: KeySide<'_>, b: KeySide<'_>) {
        self.path.push(key);
        self.value(a, b);
        self.path.pop();
    }

    fn leaf(&mut self, a: KeySide<'_>, b: KeySide<'_>) {
        let change = match (a.value, b.value) {
            (Some(x), Some(y)) if x.is_same(y) => Change::Same,
            (Some(_), Some(_)) => Change::Changed,
            (Some(_), None) => Change::Removed,
            (None, _) => Change::Added,
        };
        let expected = change != Change::Same && self.is_expected(a.value, b.value);
        let key = self.path.clone();
        self.rows.push(KeyRow {
            key,
            change,
            a: a.value.cloned(),
            b: b.value.cloned(),
            a_node: a.node.filter(|_| a.value.is_some()),
            b_node: b.node.filter(|_| b.value.is_some()),
            expected,
        });
    }

    fn is_expected(&self, a: Option<&Value>, b: Option<&Value>) -> bool {
        let key = self.path.last().unwrap_or_default();
        let is_at_top = self.path.len() == 1;
        if is_at_top && KEYS_OF_ONE_SAVE.contains(&key) {
            return true;
        }
        // Absent, null and a default are read alike.
        let is_nothing = |value: Option<&Value>| match value {
            None | Some(Value::Null) => true,
            Some(value) => FALSE_BY_DEFAULT.contains(&key) && *value == Value::Bool(false),
        };
        if is_nothing(a) && is_nothing(b) {
            return true;
        }
        let texts = a.and_then(Value::as_text).zip(b.and_then(Value::as_text));
        match key {
            // Since 3.0 the place of the artifacts, with the model's id in it.
            "artifact_path" if is_at_top => [a, b].into_iter().flatten().filter_map(Value::as_text).any(is_location),
            // Only the name of the file counts; the rest is the author's machine.
            "model_code_path" => texts.is_some_and(|(a, b)| file_name(a) == file_name(b)),
            _ => false,
        }
    }
}

/// The entries of a map as written, by their keys; of a key that stands twice the last.
fn nodes(document: Option<&Document>, map: Option<NodeId>) -> HashMap<&str, NodeId> {
    let Some((document, map)) = document.zip(map) else { return HashMap::new() };
    document.entries(map).iter().filter_map(|(key, value)| Some((document.scalar(*key)?, *value))).collect()
}

/// The entries of a map that has some.
fn entries(value: Option<&Value>) -> Option<&[(Box<str>, Value)]> {
    match value {
        Some(Value::Map(entries)) if !entries.is_empty() => Some(entries),
        _ => None,
    }
}

/// A list of more than plain values is compared item by item, and any other as a whole.
fn goes_deeper(value: Option<&Value>) -> bool {
    match value {
        None => true,
        Some(Value::List(items)) => items.iter().any(|item| matches!(item, Value::Map(_) | Value::List(_))),
        Some(_) => false,
    }
}

fn items(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn is_location(path: &str) -> bool {
    path.contains("://") || path.starts_with('/') || path.contains(":/")
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(a: &str, b: &str) -> Vec<(String, Change, bool)> {
        let (a, b) = (crate::mlmodel::read(a.as_bytes()).unwrap(), crate::mlmodel::read(b.as_bytes()).unwrap());
        let signature = SignatureDiff::of(a.signature.as_ref(), b.signature.as_ref());
        diff(Some(&a), Some(&b), &signature).into_iter().map(|row| (row.key.to_string(), row.change, row.expected)).collect()
    }

    #[test]
    fn order_means_nothing_and_what_every_save_changes_is_expected() {
        let found = rows(
            "flavors:\n  sklearn: {pickled_model: m.pkl, code: null}\nrun_id: a\nartifact_path: model\nmlflow_version: 1.30.1\n",
            "artifact_path: file:///x/models/m-1/artifacts\nmlflow_version: 3.1\nmodel_id: null\nrun_id: b\nflavors:\n  sklearn: {pickled_model: m.skops}\n",
        );
        let expected = [
            ("flavors.sklearn.pickled_model", Change::Changed, false),
            ("flavors.sklearn.code", Change::Removed, true),
            ("run_id", Change::Changed, true),
            ("artifact_path", Change::Changed, true),
            ("mlflow_version", Change::Changed, false),
            ("model_id", Change::Added, true),
        ];
        assert_eq!(found, expected.map(|(key, change, expected)| (key.to_owned(), change, expected)));
    }

    #[test]
    fn the_signature_is_compared_elsewhere_unless_it_cannot_be_read() {
        let sound = "signature: {inputs: '[{\"type\": \"long\"}]', note: 1}\n";
        let other = "signature: {inputs: '[{\"type\": \"string\"}]', note: 2}\n";
        assert_eq!(rows(sound, other), [("signature.note".to_owned(), Change::Changed, false)]);
        let broken = "signature: {inputs: '[{', note: 1}\n";
        assert_eq!(rows(sound, broken)[0], ("signature.inputs".to_owned(), Change::Changed, false));
    }

    #[test]
    fn lists_of_maps_are_compared_item_by_item_and_others_as_a_whole() {
        let found = rows("env_vars: [A, B]\nx: [{p: 1}, {p: 2}]\n", "env_vars: [A, C]\nx: [{p: 1}, {p: 3}]\n");
        assert_eq!(
            found,
            [
                ("env_vars".to_owned(), Change::Changed, false),
                ("x.0.p".to_owned(), Change::Same, false),
                ("x.1.p".to_owned(), Change::Changed, false)
            ]
        );
    }

    #[test]
    fn versions_and_numbers_are_compared_as_mlflow_reads_them() {
        assert_eq!(rows("a: 2.10\n", "a: 2.1\n")[0].1, Change::Same, "two numbers");
        assert_eq!(rows("a: '2.10'\n", "a: 2.10\n")[0].1, Change::Changed, "text and a number");
    }
}
