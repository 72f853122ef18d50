//! The MLmodel format: text in, typed values out. No disk, no window.
//!
//! [`read`] takes the bytes of a file named `MLmodel` and gives an [`MlModel`]: the text as written
//! ([`yaml::Document`]) and what MLflow reads in it, as typed fields.

mod code;
pub mod display;
pub mod flavors;
pub mod json;
pub mod json_text;
pub mod keys;
mod path;
pub mod position;
pub mod signature;
pub mod time;
pub mod value;
pub mod yaml;

pub use code::Code;
pub(crate) use code::codes;
pub use path::KeyPath;
pub use signature::Signature;
pub use value::Value;

use flavors::FlavorSpec;
use yaml::{Document, NodeId, Oddity, SyntaxError};

/// An MLmodel that MLflow's YAML reader takes (the rest of MLflow may still refuse it: see `oddities`
/// and the signature's issues).
#[derive(Clone, Debug)]
pub struct MlModel {
    /// All of it, as written.
    pub document: Document,
    pub artifact_path: Option<Scalar>,
    pub run_id: Option<Scalar>,
    pub model_id: Option<Scalar>,
    pub model_uuid: Option<Scalar>,
    pub mlflow_version: Option<Scalar>,
    pub utc_time_created: Option<Scalar>,
    pub databricks_runtime: Option<Scalar>,
    /// Bytes, as declared while saving.
    pub model_size_bytes: Option<u64>,
    pub is_signature_from_type_hint: bool,
    pub flavors: Flavors,
    /// `None` where no signature is recorded.
    pub signature: Option<Signature>,
    /// A value under `signature` that is no map: MLflow keeps it and dies of it when the signature is asked for.
    pub signature_is_no_map: Option<&'static str>,
    pub input_example: Option<ExampleInfo>,
    /// A value under `saved_input_example_info` that is no map.
    pub input_example_is_no_map: bool,
    /// `metadata` as MLflow reads it.
    pub metadata: Value,
    pub env_vars: Vec<Box<str>>,
    /// Keys at the top that no release of MLflow writes.
    pub unknown_keys: Vec<Box<str>>,
    /// All keys of the document, at every level.
    pub key_count: usize,
    pub oddities: Vec<Oddity>,
}

/// A scalar as written and as MLflow reads it: `2.10` is read as the number 2.1.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    pub written: Box<str>,
    pub read: Value,
}

/// The `flavors` of an MLmodel.
#[derive(Clone, Debug)]
pub enum Flavors {
    /// No such key; MLflow takes it as an empty map.
    Missing,
    /// Something else than a map: its kind in words.
    NotAMap(&'static str),
    /// In the order of the file; possibly empty.
    Map(Vec<Flavor>),
}

impl Flavors {
    fn of(value: Option<&Value>) -> Self {
        match value {
            None | Some(Value::Null) => Self::Missing,
            Some(Value::Map(entries)) => Self::Map(
                entries
                    .iter()
                    .enumerate()
                    .map(|(i, (name, value))| (i, name, value, flavors::find(name)))
                    .filter(|(i, _, _, spec)| *i < MAX_FLAVORS || spec.is_some())
                    .map(|(_, name, value, spec)| Flavor { name: name.clone(), value: value.clone(), spec })
                    .collect(),
            ),
            Some(other) => Self::NotAMap(other.kind()),
        }
    }

    /// All flavors; none where there is no map of them.
    #[must_use]
    pub fn list(&self) -> &[Flavor] {
        match self {
            Self::Map(flavors) => flavors,
            Self::Missing | Self::NotAMap(_) => &[],
        }
    }

    /// The flavor of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Flavor> {
        self.list().iter().find(|flavor| &*flavor.name == name)
    }
}

/// Real models have two or three flavors; of a hostile file the first are judged, and all are shown.
const MAX_FLAVORS: usize = 200;

/// One entry of `flavors`.
#[derive(Clone, Debug)]
pub struct Flavor {
    pub name: Box<str>,
    /// As MLflow reads it: a map in every sound file.
    pub value: Value,
    /// What is known about a flavor of this name.
    pub spec: Option<&'static FlavorSpec>,
}

impl Flavor {
    /// The text of one of its entries.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.value.get(key).and_then(Value::as_text)
    }
}

/// `saved_input_example_info` (`mlflow/models/utils.py`).
#[derive(Clone, Debug, PartialEq)]
pub struct ExampleInfo {
    pub artifact_path: Option<Box<str>>,
    /// `dataframe`, `ndarray`, `sparse_matrix_csr`, `sparse_matrix_csc` or `json_object`.
    pub kind: Option<Box<str>>,
    pub serving_input_path: Option<Box<str>>,
    /// Params are stored with the data (2.8 and later).
    pub has_params: bool,
}

impl ExampleInfo {
    fn of(info: &Value) -> Self {
        let text = |key: &str| info.get(key).and_then(Value::as_text).map(Into::into);
        Self {
            artifact_path: text("artifact_path"),
            kind: text("type"),
            serving_input_path: text("serving_input_path"),
            has_params: info.get("params").is_some_and(|params| !params.is_null()),
        }
    }
}

/// Why a file is no MLmodel to MLflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Not UTF-8 from this line on (from 1).
    NotUtf8 {
        line: u32,
        looks_utf16: bool,
    },
    Syntax(SyntaxError),
    Empty,
    /// The document is a scalar or a list.
    NotAMapping {
        found: &'static str,
        looks_html: bool,
    },
}

/// Reads an MLmodel as every release of MLflow from 1.0 to 3.18 wrote it.
///
/// # Errors
/// [`Unreadable`]: nothing of the file can be shown but its text.
pub fn read(bytes: &[u8]) -> Result<MlModel, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|b| **b == b'\n').count() + 1;
        Unreadable::NotUtf8 {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            looks_utf16: bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]),
        }
    })?;
    let document = yaml::parse(text).map_err(Unreadable::Syntax)?;
    let yaml::Resolved { value, oddities } = document.resolve();
    match &value {
        Value::Map(_) => Ok(MlModel::typed(document, &value, oddities)),
        Value::Null => Err(Unreadable::Empty),
        other => {
            let start = text.trim_start().get(..15).unwrap_or_default().to_ascii_lowercase();
            Err(Unreadable::NotAMapping {
                found: other.kind(),
                looks_html: start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<?xml"),
            })
        }
    }
}

impl MlModel {
    /// The types that skops builds because the MLmodel names them (`mlflow/sklearn/__init__.py`, `skops_trusted_types`).
    #[must_use]
    pub fn skops_trusted_types(&self) -> Vec<&str> {
        let lists = self.flavors.list().iter().filter_map(|flavor| flavor.value.get("skops_trusted_types"));
        let types = lists.flat_map(|list| if let Value::List(types) = list { types.as_slice() } else { &[] });
        types.filter_map(Value::as_text).collect()
    }

    fn typed(document: Document, value: &Value, oddities: Vec<Oddity>) -> Self {
        let root = document.root();
        let scalar = |key: &str| {
            let read = value.get(key).filter(|v| !v.is_null())?;
            let written = document.scalar(document.get(root, key)?)?.into();
            Some(Scalar { written, read: read.clone() })
        };
        let signature = value.get("signature");
        let example = value.get("saved_input_example_info").filter(|v| !v.is_null());
        Self {
            artifact_path: scalar("artifact_path"),
            run_id: scalar("run_id"),
            model_id: scalar("model_id"),
            model_uuid: scalar("model_uuid"),
            mlflow_version: scalar("mlflow_version"),
            utc_time_created: scalar("utc_time_created"),
            databricks_runtime: scalar("databricks_runtime"),
            model_size_bytes: match value.get("model_size_bytes") {
                Some(Value::Int(bytes)) => u64::try_from(*bytes).ok(),
                _ => None,
            },
            is_signature_from_type_hint: value.get("is_signature_from_type_hint").is_some_and(Value::is_truthy),
            flavors: Flavors::of(value.get("flavors")),
            signature: signature.filter(|v| matches!(v, Value::Map(_))).map(Signature::decode),
            signature_is_no_map: signature.filter(|v| !matches!(v, Value::Map(_) | Value::Null)).map(Value::kind),
            input_example: example.filter(|v| matches!(v, Value::Map(_))).map(ExampleInfo::of),
            input_example_is_no_map: example.is_some_and(|v| !matches!(v, Value::Map(_))),
            metadata: value.get("metadata").cloned().unwrap_or(Value::Null),
            env_vars: match value.get("env_vars") {
                Some(Value::List(names)) => names.iter().map(Value::to_key).collect(),
                _ => Vec::new(),
            },
            unknown_keys: match value {
                Value::Map(entries) => entries.iter().map(|(key, _)| key).filter(|key| !keys::is_top_level(key)).cloned().collect(),
                _ => Vec::new(),
            },
            key_count: document.key_count(),
            oddities,
            document,
        }
    }

    /// The line (from 1) on which the value at `path` stands, or the nearest key above it.
    #[must_use]
    pub fn line_of(&self, path: &KeyPath) -> Option<u32> {
        let mut node = self.document.root();
        let mut line = None;
        for key in path.keys() {
            match self.child(node, key) {
                Some(child) => {
                    line = Some(self.document.node(child).line);
                    node = child;
                }
                None => break,
            }
        }
        line
    }

    /// The scalar at `path` as written.
    #[must_use]
    pub fn written(&self, path: &KeyPath) -> Option<&str> {
        let node = path.keys().try_fold(self.document.root(), |node, key| self.child(node, key))?;
        self.document.scalar(node)
    }

    fn child(&self, node: NodeId, key: &str) -> Option<NodeId> {
        self.document.get(node, key).or_else(|| self.document.items(node).get(key.parse::<usize>().ok()?).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_fields_as_written_and_as_read() {
        let model = read(
            b"mlflow_version: 2.10\nrun_id: 12345678e12300\nmodel_id: null\nflavors:\n  sklearn:\n    pickled_model: model.pkl\nodd: 1\n",
        )
        .expect("readable");
        let version = model.mlflow_version.expect("there");
        assert_eq!((&*version.written, &version.read), ("2.10", &Value::Float(2.1)));
        assert_eq!(model.run_id.expect("there").read, Value::Text("12345678e12300".into()));
        assert_eq!(model.model_id, None);
        assert_eq!(model.unknown_keys, ["odd".into()]);
        assert_eq!(model.flavors.get("sklearn").and_then(|f| f.text("pickled_model")), Some("model.pkl"));
    }

    #[test]
    fn knows_the_line_of_a_value() {
        let model = read(b"flavors:\n  sklearn:\n    pickled_model: model.pkl\n").expect("readable");
        assert_eq!(model.line_of(&KeyPath::of(&["flavors", "sklearn", "pickled_model"])), Some(3));
        assert_eq!(model.line_of(&KeyPath::of(&["nowhere"])), None);
    }

    #[test]
    fn says_why_a_file_is_no_mlmodel() {
        assert_eq!(read(b"").err(), Some(Unreadable::Empty));
        assert!(matches!(read(b"<!DOCTYPE html><html></html>"), Err(Unreadable::NotAMapping { looks_html: true, .. })));
        assert!(matches!(read(&[0xff, 0xfe, b'a', 0]), Err(Unreadable::NotUtf8 { looks_utf16: true, line: 1 })));
        assert!(matches!(read(b"a: 1\nb: \xff\n"), Err(Unreadable::NotUtf8 { looks_utf16: false, line: 2 })));
    }
}
