//! The facts of a file as JSON.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use crate::checks::Finding;
use crate::inside::{Classes, ExternalData, GraphPort, Importance, ModelFile, ModelPart, Side, Tensor, Value};

/// A value as JSON: what JSON cannot hold is marked.
struct ValueJson<'a>(&'a Value);

impl Serialize for ValueJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::None => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::Long(digits) => marked(serializer, "$int", digits),
            Value::Float(value) if value.is_finite() => serializer.serialize_f64(*value),
            Value::Float(value) => {
                let name = if value.is_nan() {
                    "NaN"
                } else if *value > 0.0 {
                    "Infinity"
                } else {
                    "-Infinity"
                };
                marked(serializer, "$float", name)
            }
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) | Value::Tuple(items) | Value::Set(items) => {
                let mut all = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    all.serialize_element(&ValueJson(item))?;
                }
                all.end()
            }
            Value::Dict(entries) => {
                let mut all = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    all.serialize_entry(&key_text(key), &ValueJson(value))?;
                }
                all.end()
            }
            Value::Callable(name) => marked(serializer, "callable", name),
            Value::Class(name) => marked(serializer, "class", name),
            Value::Slice(parts) => {
                let mut all = serializer.serialize_map(Some(1))?;
                all.serialize_entry("slice", &parts.iter().map(ValueJson).collect::<Vec<_>>())?;
                all.end()
            }
            Value::Array { dtype, shape } => {
                let mut all = serializer.serialize_map(Some(1))?;
                all.serialize_entry("$ndarray", &ArrayJson { dtype, shape })?;
                all.end()
            }
            Value::Bytes(count) => {
                let mut all = serializer.serialize_map(Some(1))?;
                all.serialize_entry("$bytes", count)?;
                all.end()
            }
            Value::More => marked(serializer, "$more", "not shown"),
        }
    }
}

#[derive(Serialize)]
struct ArrayJson<'a> {
    dtype: &'a str,
    shape: &'a [u64],
}

fn marked<S: Serializer>(serializer: S, mark: &'static str, text: &str) -> Result<S::Ok, S::Error> {
    let mut all = serializer.serialize_map(Some(1))?;
    all.serialize_entry(mark, text)?;
    all.end()
}

/// Keys of JSON are texts.
fn key_text(key: &Value) -> String {
    match key {
        Value::Text(text) => text.to_string(),
        Value::None => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        other => serde_json::to_string(&ValueJson(other)).unwrap_or_default(),
    }
}

/// Names with their values, as one object.
struct Named<'a>(&'a [(Box<str>, Value)]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, ValueJson(value))))
    }
}

/// One file.
#[derive(Serialize)]
pub(super) struct FileJson<'a> {
    path: &'a str,
    format: &'static str,
    read: &'static str,
    why: Option<&'a str>,
    class: Option<&'a str>,
    library: Option<LibraryJson<'a>>,
    features: Option<FeaturesJson<'a>>,
    classes: Option<ClassesJson<'a>>,
    parameters: Named<'a>,
    parts: Vec<PartJson<'a>>,
    counts: BTreeMap<&'static str, u64>,
    inputs: Vec<PortJson<'a>>,
    outputs: Vec<PortJson<'a>>,
    tensors: Vec<TensorJson<'a>>,
    importances: Vec<ImportanceJson<'a>>,
    external: Vec<ExternalJson<'a>>,
    imports: &'a [String],
    disagreements: Vec<DisagreementJson<'a>>,
}

#[derive(Serialize)]
struct ImportanceJson<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<&'a str>,
    feature: &'a str,
    #[serde(serialize_with = "number")]
    value: f64,
}

impl<'a> ImportanceJson<'a> {
    fn of(importance: &'a Importance) -> Self {
        Self { kind: importance.kind.key(), of: importance.of.as_deref(), feature: &importance.feature, value: importance.value }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn number<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    ValueJson(&Value::Float(*number)).serialize(serializer)
}

/// Files of weights beside the model's own one.
#[derive(Serialize)]
struct ExternalJson<'a> {
    path: &'a str,
    problem: Option<String>,
}

impl<'a> ExternalJson<'a> {
    fn of(data: &'a ExternalData) -> Self {
        Self { path: &data.path, problem: data.problem.map(|problem| problem.to_string()) }
    }
}

/// What the file says otherwise than the folder; the finding tells more.
#[derive(Serialize)]
struct DisagreementJson<'a> {
    code: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
struct LibraryJson<'a> {
    name: &'a str,
    version: Option<&'a str>,
}

#[derive(Serialize)]
struct FeaturesJson<'a> {
    names: Option<&'a [Box<str>]>,
    count: Option<u64>,
    types: Option<&'a [Box<str>]>,
}

#[derive(Serialize)]
struct ClassesJson<'a> {
    values: Vec<ValueJson<'a>>,
    dtype: DtypeJson<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum DtypeJson<'a> {
    One(&'a str),
    Several(&'a [String]),
}

impl<'a> ClassesJson<'a> {
    fn of(classes: &'a Classes) -> Self {
        let dtype = match classes.dtype.as_slice() {
            [one] if !classes.is_of_several_outputs => DtypeJson::One(one),
            several => DtypeJson::Several(several),
        };
        Self { values: classes.values.iter().map(ValueJson).collect(), dtype }
    }
}

#[derive(Serialize)]
struct PartJson<'a> {
    path: &'a str,
    name: &'a str,
    class: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<ValueJson<'a>>,
    parameters: Named<'a>,
}

impl<'a> PartJson<'a> {
    fn of(part: &'a ModelPart) -> Self {
        Self {
            path: &part.path,
            name: &part.name,
            class: &part.class,
            columns: part.columns.as_ref().map(ValueJson),
            parameters: Named(&part.parameters),
        }
    }
}

#[derive(Serialize)]
struct PortJson<'a> {
    name: &'a str,
    dtype: &'a str,
    shape: Option<Vec<SideJson<'a>>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SideJson<'a> {
    Length(u64),
    Named(&'a str),
    Any(()),
}

impl<'a> PortJson<'a> {
    fn of(port: &'a GraphPort) -> Self {
        let side = |side: &'a Side| match side {
            Side::Length(length) => SideJson::Length(*length),
            Side::Named(name) => SideJson::Named(name),
            Side::Any => SideJson::Any(()),
        };
        Self { name: &port.name, dtype: &port.dtype, shape: port.shape.as_ref().map(|shape| shape.iter().map(side).collect()) }
    }
}

#[derive(Serialize)]
struct TensorJson<'a> {
    name: &'a str,
    dtype: &'a str,
    shape: &'a [u64],
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<ValueJson<'a>>>,
}

impl<'a> TensorJson<'a> {
    fn of(tensor: &'a Tensor) -> Self {
        let values = tensor.values.as_ref().map(|values| values.iter().map(ValueJson).collect());
        Self { name: &tensor.name, dtype: &tensor.dtype, shape: &tensor.shape, values }
    }
}

impl<'a> FileJson<'a> {
    pub fn of(file: &'a ModelFile, disagreements: &'a [Finding]) -> Self {
        let is_of_it = |finding: &&Finding| finding.path.as_deref() == Some(&*file.path);
        let disagreement = |finding: &'a Finding| DisagreementJson { code: finding.code.name, message: &finding.title };
        Self {
            path: &file.path,
            format: file.format.key(),
            read: file.read.key(),
            why: file.why.as_deref(),
            class: file.class.as_deref(),
            library: file.library.as_ref().map(|library| LibraryJson { name: &library.name, version: library.version.as_deref() }),
            features: file.features.as_ref().map(|features| FeaturesJson {
                names: features.names.as_deref(),
                count: features.count,
                types: features.types.as_deref(),
            }),
            classes: file.classes.as_ref().map(ClassesJson::of),
            parameters: Named(&file.parameters),
            parts: file.parts.iter().map(PartJson::of).collect(),
            counts: file.counts.iter().map(|(count, number)| (count.key(), *number)).collect(),
            inputs: file.inputs.iter().map(PortJson::of).collect(),
            outputs: file.outputs.iter().map(PortJson::of).collect(),
            tensors: file.tensors.iter().map(TensorJson::of).collect(),
            importances: file.importances.iter().map(ImportanceJson::of).collect(),
            external: file.external.iter().map(ExternalJson::of).collect(),
            imports: &file.imports,
            disagreements: disagreements.iter().filter(is_of_it).map(disagreement).collect(),
        }
    }
}
