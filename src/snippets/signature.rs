//! The signature as Python code that makes it anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::quote::{literal, python};
use super::{Snippet, SnippetKind, SnippetSubject};
use crate::enforce;
use crate::mlmodel::signature::{DataType, ParamSpec, Part, Required, Schema, Spec, SpecKind};
use crate::mlmodel::value::Value;

/// `mlflow.models.set_signature` with what is recorded, to be changed and set again.
pub fn set_signature(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    let signature = subject.model?.signature.as_ref()?;
    if !enforce::is_readable(signature) {
        return None;
    }
    let mut code = SignatureCode::default();
    let mut body = String::new();
    for (name, part) in [("inputs", &signature.inputs), ("outputs", &signature.outputs)] {
        if let Part::Read(schema) = part {
            let _ = writeln!(body, "    {name}={},", code.schema(schema));
        }
    }
    if let Part::Read(params) = &signature.params {
        let _ = writeln!(body, "    params={},", code.params(params));
    }
    if body.is_empty() {
        return None;
    }
    let mut text = code.imports(&["ModelSignature", "set_signature"], &[]);
    let _ = write!(text, "\nsignature = ModelSignature(\n{body})\nset_signature({}, signature)\n", literal(&subject.path));
    Some(Snippet {
        kind: SnippetKind::SetSignature,
        about: "What the MLmodel records, as code: change it, and set_signature writes it into the MLmodel (MLflow 2.1.1 and later). A registered version keeps the one it has.".to_owned(),
        text,
    })
}

/// What the code of a signature needs.
#[derive(Default)]
pub(super) struct SignatureCode {
    needs_numpy: bool,
    /// Of `mlflow.types`.
    types: BTreeSet<&'static str>,
    /// Of `mlflow.types.schema`.
    schema_types: BTreeSet<&'static str>,
}

impl SignatureCode {
    /// The imports: other lines, then numpy and MLflow, with these names of `mlflow.models`.
    pub fn imports(&self, models: &[&str], others: &[&str]) -> String {
        let mut text = String::new();
        for line in others.iter().copied().chain(self.needs_numpy.then_some("import numpy as np")) {
            let _ = writeln!(text, "{line}");
        }
        let _ = writeln!(text, "from mlflow.models import {}", models.join(", "));
        for (module, names) in [("mlflow.types", &self.types), ("mlflow.types.schema", &self.schema_types)] {
            if !names.is_empty() {
                let _ = writeln!(text, "from {module} import {}", names.iter().copied().collect::<Vec<_>>().join(", "));
            }
        }
        text
    }

    pub fn schema(&mut self, schema: &Schema) -> String {
        self.types.insert("Schema");
        let mut out = "Schema(\n        [\n".to_owned();
        for spec in &schema.specs {
            let _ = writeln!(out, "            {},", self.spec(spec));
        }
        out.push_str("        ]\n    )");
        out
    }

    fn spec(&mut self, spec: &Spec) -> String {
        let name = spec.name.as_ref().map(|name| format!(", name={}", python(name))).unwrap_or_default();
        match &spec.kind {
            SpecKind::Column { data_type, required } => {
                self.types.insert("ColSpec");
                let required = match required {
                    Required::Yes => "",
                    Required::No | Required::Unsaid => ", required=False",
                };
                format!("ColSpec({}{name}{required})", self.data_type(data_type))
            }
            SpecKind::Tensor(tensor) => {
                self.types.insert("TensorSpec");
                self.needs_numpy = true;
                let dims: Vec<String> = tensor.shape.iter().map(python).collect();
                let shape = if dims.len() == 1 { format!("({},)", dims[0]) } else { format!("({})", dims.join(", ")) };
                format!("TensorSpec(np.dtype({}), {shape}{name})", literal(&tensor.dtype))
            }
        }
    }

    fn data_type(&mut self, data_type: &DataType) -> String {
        match data_type {
            DataType::Any => {
                self.schema_types.insert("AnyType");
                "AnyType()".to_owned()
            }
            DataType::SparkMlVector => {
                self.schema_types.insert("SparkMLVector");
                "SparkMLVector()".to_owned()
            }
            DataType::Array(items) => {
                self.schema_types.insert("Array");
                format!("Array({})", self.data_type(items))
            }
            DataType::Map(values) => {
                self.schema_types.insert("Map");
                format!("Map({})", self.data_type(values))
            }
            DataType::Object(properties) => {
                self.schema_types.insert("Object");
                self.schema_types.insert("Property");
                let property = |property: &crate::mlmodel::signature::Property| {
                    let required = if property.required { "" } else { ", required=False" };
                    format!("Property({}, {}{required})", literal(&property.name), self.data_type(&property.data_type))
                };
                format!("Object([{}])", properties.iter().map(property).collect::<Vec<_>>().join(", "))
            }
            plain => {
                self.types.insert("DataType");
                format!("DataType.{}", plain.keyword())
            }
        }
    }

    fn params(&mut self, params: &[ParamSpec]) -> String {
        self.types.insert("ParamSchema");
        self.types.insert("ParamSpec");
        let mut out = "ParamSchema(\n        [\n".to_owned();
        for param in params {
            let shape = match &param.shape {
                Some(Value::List(dims)) => {
                    let dims: Vec<String> = dims.iter().map(python).collect();
                    format!(", shape=({},)", dims.join(", "))
                }
                _ => String::new(),
            };
            let default = self.default_value(param);
            let _ =
                writeln!(out, "            ParamSpec({}, {}, {default}{shape}),", literal(&param.name), self.data_type(&param.data_type));
        }
        out.push_str("        ]\n    )");
        out
    }

    /// numpy's time stamp for a datetime, which is what MLflow's own reader makes of it.
    fn default_value(&mut self, param: &ParamSpec) -> String {
        let moment = |value: &Value| match value {
            Value::Text(text) | Value::DateTime(text) => Some(format!("np.datetime64({})", literal(text))),
            _ => None,
        };
        match (&param.data_type, param.read_default()) {
            (DataType::DateTime, Value::List(items)) => {
                self.needs_numpy = true;
                format!("[{}]", items.iter().map(|item| moment(item).unwrap_or_else(|| python(item))).collect::<Vec<_>>().join(", "))
            }
            (DataType::DateTime, value) => {
                let code = moment(&value);
                self.needs_numpy |= code.is_some();
                code.unwrap_or_else(|| python(&value))
            }
            (_, value) => python(&value),
        }
    }
}
