//! [`Document`] to the [`Value`] that PyYAML's safe loader makes of it.

use std::collections::{BTreeMap, HashMap};

use super::error::ConstructorError;
use super::{Document, NodeId, YamlKind, scalar};
use crate::mlmodel::{KeyPath, value::Value};

/// An alias is expanded while what it stands for holds no more values than this…
const ALIAS_VALUES: u64 = 1_000;
/// …and all of them together no more than this.
const ALL_ALIASES: u64 = 100_000;
/// Aliases can nest deeper than the text does.
const MAX_EXPANDED_DEPTH: usize = 600;

const YAML: &str = "tag:yaml.org,2002:";

/// Something about a document that MLflow's reader refuses, or that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    pub kind: OddityKind,
    pub key: KeyPath,
    pub line: u32,
}

/// What is odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OddityKind {
    /// MLflow's reader fails here.
    Refused(ConstructorError),
    /// Of a key that stands more than once, the last value counts.
    DuplicateKey,
    /// A plain scalar that is read as something whose text differs.
    ReadAs { written: String, read: String },
    /// Aliases that would expand past all bounds; MLflow loads them because it never expands.
    AliasBomb,
    /// A value that contains itself.
    Recursive,
}

/// What MLflow reads, and what is odd about it.
#[derive(Clone, Debug)]
pub struct Resolved {
    pub value: Value,
    pub oddities: Vec<Oddity>,
}

impl Document {
    /// What MLflow reads of the whole document.
    #[must_use]
    pub fn resolve(&self) -> Resolved {
        self.resolve_node(self.root())
    }

    /// What MLflow reads at one node.
    #[must_use]
    pub fn resolve_node(&self, id: NodeId) -> Resolved {
        let mut resolver =
            Resolver { document: self, oddities: Vec::new(), path: KeyPath::root(), sizes: HashMap::new(), spent: 0, inside: Vec::new() };
        let value = resolver.value(id);
        Resolved { value, oddities: resolver.oddities }
    }
}

struct Resolver<'a> {
    document: &'a Document,
    oddities: Vec<Oddity>,
    path: KeyPath,
    /// Values below each node an alias points at, aliases expanded.
    sizes: HashMap<NodeId, u64>,
    spent: u64,
    /// Collections being resolved, to notice a value inside itself.
    inside: Vec<NodeId>,
}

impl Resolver<'_> {
    fn odd(&mut self, kind: OddityKind, id: NodeId) {
        // One of a kind is enough from each place an alias bomb multiplies it to.
        if self.oddities.len() < 1_000 {
            self.oddities.push(Oddity { kind, key: self.path.clone(), line: self.document.node(id).line });
        }
    }

    fn value(&mut self, id: NodeId) -> Value {
        let node = self.document.node(id);
        match &node.kind {
            YamlKind::Alias(target) => self.alias(id, *target),
            YamlKind::Scalar { text, plain } => self.scalar(id, text, *plain, node.tag.as_deref()),
            YamlKind::Sequence(items) => {
                let tag = node.tag.as_deref().unwrap_or("");
                if !matches!(tag.strip_prefix(YAML).unwrap_or(tag), "" | "!" | "seq" | "omap" | "pairs") {
                    self.odd(OddityKind::Refused(ConstructorError::UnknownTag(tag.to_owned())), id);
                }
                let Some(guard) = self.enter(id) else { return Value::Omitted("nested too deep") };
                let mut list = Vec::with_capacity(items.len());
                let pairs = matches!(tag.strip_prefix(YAML), Some("omap" | "pairs"));
                for (i, item) in items.iter().enumerate() {
                    self.path.push(&i.to_string());
                    let value = self.value(*item);
                    list.push(if pairs { pair(value) } else { value });
                    self.path.pop();
                }
                self.inside.truncate(guard);
                Value::List(list)
            }
            YamlKind::Mapping(entries) => {
                let tag = node.tag.as_deref().unwrap_or("");
                let kind = tag.strip_prefix(YAML).unwrap_or(tag);
                if !matches!(kind, "" | "!" | "map" | "set") {
                    self.odd(OddityKind::Refused(ConstructorError::UnknownTag(tag.to_owned())), id);
                }
                let Some(guard) = self.enter(id) else { return Value::Omitted("nested too deep") };
                let value = if kind == "set" {
                    Value::Set(entries.iter().map(|(key, _)| self.value(*key)).collect())
                } else {
                    Value::Map(self.mapping(entries))
                };
                self.inside.truncate(guard);
                value
            }
        }
    }

    fn enter(&mut self, id: NodeId) -> Option<usize> {
        let depth = self.inside.len();
        if depth >= MAX_EXPANDED_DEPTH {
            return None;
        }
        self.inside.push(id);
        Some(depth)
    }

    fn alias(&mut self, id: NodeId, target: NodeId) -> Value {
        if self.inside.contains(&target) {
            self.odd(OddityKind::Recursive, id);
            return Value::Omitted("refers to itself");
        }
        let size = self.size(target, 0);
        if size > ALIAS_VALUES || self.spent.saturating_add(size) > ALL_ALIASES {
            self.odd(OddityKind::AliasBomb, id);
            return Value::Omitted("an alias that would expand past all bounds");
        }
        self.spent += size;
        self.value(target)
    }

    fn size(&mut self, id: NodeId, depth: usize) -> u64 {
        if depth > MAX_EXPANDED_DEPTH {
            return u64::MAX;
        }
        if let Some(size) = self.sizes.get(&id) {
            return *size;
        }
        // A value seen again while it is being measured contains itself: count it as one.
        self.sizes.insert(id, 1);
        let document = self.document;
        let size = match &document.node(id).kind {
            YamlKind::Scalar { text, .. } => 1 + text.len() as u64 / 64,
            YamlKind::Alias(target) => self.size(*target, depth + 1),
            YamlKind::Sequence(items) => items.iter().fold(1, |sum: u64, item| sum.saturating_add(self.size(*item, depth + 1))),
            YamlKind::Mapping(entries) => entries.iter().fold(1, |sum: u64, (key, value)| {
                sum.saturating_add(self.size(*key, depth + 1)).saturating_add(self.size(*value, depth + 1))
            }),
        };
        self.sizes.insert(id, size);
        size
    }

    fn scalar(&mut self, id: NodeId, text: &str, plain: bool, tag: Option<&str>) -> Value {
        let read = match tag {
            None if !plain => Ok(Value::Text(text.into())),
            None => scalar::resolve_plain(text),
            Some("!") => scalar::resolve_by_looks(text),
            Some(tag) => match tag.strip_prefix(YAML) {
                Some(suffix) => scalar::construct(suffix, text),
                None => Err(ConstructorError::UnknownTag(tag.to_owned())),
            },
        };
        match read {
            Ok(value) => {
                let python = match &value {
                    Value::Float(f) if plain && tag.is_none() => Some(crate::mlmodel::value::python_float(*f)),
                    Value::Int(i) if plain && tag.is_none() => Some(i.to_string()),
                    _ => None,
                };
                if let Some(read) = python.filter(|read| read != text && !text.starts_with(['.', '+']) && !text.contains(".inf")) {
                    self.odd(OddityKind::ReadAs { written: text.to_owned(), read }, id);
                }
                value
            }
            Err(why) => {
                self.odd(OddityKind::Refused(why), id);
                Value::Text(text.into())
            }
        }
    }

    fn mapping(&mut self, entries: &[(NodeId, NodeId)]) -> Vec<(Box<str>, Value)> {
        let mut map: Vec<(Box<str>, Value)> = Vec::with_capacity(entries.len());
        let mut places: BTreeMap<Box<str>, usize> = BTreeMap::new();
        let mut merged: Vec<(Box<str>, Value)> = Vec::new();
        for (key_id, value_id) in entries {
            if self.document.is_merge(*key_id) {
                merged.extend(self.merge(*value_id));
                continue;
            }
            let key = match self.key(*key_id) {
                Value::List(_) | Value::Map(_) | Value::Set(_) => {
                    self.odd(OddityKind::Refused(ConstructorError::KeyIsNoScalar), *key_id);
                    continue;
                }
                Value::Text(text) => text,
                other => {
                    if self.inside.len() == 1 {
                        self.path.push(&other.to_key());
                        self.odd(OddityKind::Refused(ConstructorError::TopKeyIsNoText), *key_id);
                        self.path.pop();
                    }
                    other.to_key()
                }
            };
            self.path.push(&key);
            let value = self.value(*value_id);
            if let Some(place) = places.get(&key) {
                self.odd(OddityKind::DuplicateKey, *key_id);
                map[*place].1 = value;
            } else {
                places.insert(key.clone(), map.len());
                map.push((key, value));
            }
            self.path.pop();
        }
        for (key, value) in merged {
            if !places.contains_key(&key) {
                places.insert(key.clone(), map.len());
                map.push((key, value));
            }
        }
        map
    }

    /// A key: of all the looks only a lone `=` means less there (`flatten_mapping` of `yaml/constructor.py`).
    fn key(&mut self, id: NodeId) -> Value {
        match &self.document.node(id).kind {
            YamlKind::Scalar { text, plain: true } if &**text == "=" => Value::Text(text.clone()),
            _ => self.value(id),
        }
    }

    /// The entries that `<<` brings in: from a mapping, or from a list of them, the first winning.
    fn merge(&mut self, id: NodeId) -> Vec<(Box<str>, Value)> {
        match self.value(id) {
            Value::Map(entries) => entries,
            Value::List(sources) if sources.iter().all(|s| matches!(s, Value::Map(_))) => {
                sources.into_iter().flat_map(|s| if let Value::Map(entries) = s { entries } else { Vec::new() }).collect()
            }
            Value::Omitted(_) => Vec::new(),
            _ => {
                self.odd(OddityKind::Refused(ConstructorError::MergeOfNoMap), id);
                Vec::new()
            }
        }
    }
}

/// An entry of an ordered map is a key with its value.
fn pair(value: Value) -> Value {
    match value {
        Value::Map(entries) if entries.len() == 1 => {
            Value::List(entries.into_iter().flat_map(|(key, value)| [Value::Text(key), value]).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn read(text: &str) -> Resolved {
        parse(text).expect("valid YAML").resolve()
    }

    #[test]
    fn an_alias_bomb_is_cut_and_said() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for i in 1..9 {
            let aliases = vec![format!("*a{}", i - 1); 9].join(", ");
            text.push_str(&format!("a{i}: &a{i} [{aliases}]\n"));
        }
        let Resolved { value, oddities } = read(&text);
        assert!(oddities.iter().any(|o| o.kind == OddityKind::AliasBomb));
        assert!(value.to_json().len() < 200_000);
    }

    #[test]
    fn a_value_inside_itself_is_said() {
        let Resolved { value, oddities } = read("extra: &x\n  me: *x\n");
        assert_eq!(value.to_json(), r#"{"extra":{"me":{"$omitted":"refers to itself"}}}"#);
        assert_eq!(oddities.len(), 1);
    }

    #[test]
    fn of_duplicates_the_last_counts_and_merges_lose() {
        let Resolved { value, oddities } = read("base: &b {x: 1, y: 2}\na: {<<: *b, y: 3}\nc: 1\nc: 2\n");
        assert_eq!(value.to_json(), r#"{"base":{"x":1,"y":2},"a":{"y":3,"x":1},"c":2}"#);
        assert_eq!(oddities.iter().map(|o| (&o.kind, o.line)).collect::<Vec<_>>(), [(&OddityKind::DuplicateKey, 4)]);
    }

    #[test]
    fn what_is_read_differently_is_noted_and_quoting_settles_it() {
        let Resolved { oddities, .. } = read("a: 2.10\nb: '2.10'\nc: 12345678e123\nd: 017\ne: 3.11\n");
        let keys: Vec<_> = oddities.iter().map(|o| o.key.to_string()).collect();
        assert_eq!(keys, ["a", "d"]);
    }

    #[test]
    fn refuses_what_pyyaml_refuses() {
        for text in ["a: !Mine x\n", "? [a, b]\n: x\n", "1: x\n", "a: =\n", "a: !!python/name:os.system x\n"] {
            let Resolved { oddities, .. } = read(text);
            assert!(oddities.iter().any(|o| matches!(o.kind, OddityKind::Refused(_))), "{text:?}");
        }
        let Resolved { oddities: inner, .. } = read("a: {1: x, true: y}\n");
        assert_eq!(inner, []);
    }
}
