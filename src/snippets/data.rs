//! Data of the right types in Python: a pandas data frame or numpy arrays.

use std::fmt::Write as _;

use super::quote::{literal, python};
use super::{Snippet, SnippetKind, SnippetSubject};
use crate::mlmodel::signature::{DataType, Property, Schema, Spec, SpecKind, Tensor};
use crate::mlmodel::value::Value;

/// Python that makes an input, and the modules that it needs.
pub struct Data {
    pub imports: Vec<&'static str>,
    /// Lines that end with `data = …`.
    pub code: String,
    pub is_frame: bool,
}

impl Data {
    /// One row that fits the schema; the saved example where no schema says what fits.
    pub fn of(subject: &SnippetSubject<'_>) -> Option<Self> {
        match subject.inputs() {
            Some(schema) if schema.is_tensors() => Self::arrays(schema),
            Some(schema) if subject.model.is_some_and(|model| model.is_signature_from_type_hint) => Some(Self::hinted(schema)),
            Some(schema) => Some(Self::frame(schema)),
            None => Self::example(subject),
        }
    }

    fn frame(schema: &Schema) -> Self {
        let mut code = "data = pd.DataFrame(\n    {\n".to_owned();
        let mut needs_numpy = false;
        for (i, spec) in schema.minimum() {
            let SpecKind::Column { data_type, .. } = &spec.kind else { continue };
            needs_numpy |= has_numpy_scalars(data_type);
            let value = sample(data_type, false);
            let _ = writeln!(code, "        {}: pd.Series([{value}], dtype={}),", key(spec, i), literal(pandas(data_type)));
        }
        code.push_str("    }\n)\n");
        let mut imports = vec!["import pandas as pd"];
        imports.extend(needs_numpy.then_some("import numpy as np"));
        Self { imports, code, is_frame: true }
    }

    /// What a function with type hints takes: a list of its values.
    fn hinted(schema: &Schema) -> Self {
        let types: Vec<&DataType> = schema
            .specs
            .iter()
            .filter_map(|spec| match &spec.kind {
                SpecKind::Column { data_type, .. } => Some(data_type),
                SpecKind::Tensor(_) => None,
            })
            .collect();
        let values = types.iter().map(|data_type| sample(data_type, false)).collect::<Vec<_>>().join(", ");
        let needs_numpy = types.iter().any(|data_type| has_numpy_scalars(data_type));
        let imports = if needs_numpy { vec!["import numpy as np"] } else { Vec::new() };
        Self { imports, code: format!("data = [{values}]\n"), is_frame: false }
    }

    fn arrays(schema: &Schema) -> Option<Self> {
        let mut code = String::new();
        if schema.is_named() {
            code.push_str("data = {\n");
            for (i, spec) in schema.specs.iter().enumerate() {
                let SpecKind::Tensor(tensor) = &spec.kind else { continue };
                let _ = writeln!(code, "    {}: {},", key(spec, i), array(tensor)?);
            }
            code.push_str("}\n");
        } else {
            let Some(SpecKind::Tensor(tensor)) = schema.specs.first().map(|spec| &spec.kind) else { return None };
            let _ = writeln!(code, "data = {}", array(tensor)?);
        }
        Some(Self { imports: vec!["import numpy as np"], code, is_frame: false })
    }

    fn example(subject: &SnippetSubject<'_>) -> Option<Self> {
        subject.example.filter(|example| example.content.is_ok())?;
        let path = literal(&subject.path);
        Some(Self {
            imports: vec!["from mlflow.models import Model"],
            code: format!("data = Model.load({path}).load_input_example({path})\n"),
            is_frame: false,
        })
    }
}

/// The name as a key of a dict; the position where there is none, or an empty one (`Schema.input_names`).
fn key(spec: &Spec, i: usize) -> String {
    spec.name.as_ref().filter(|name| name.is_truthy()).map_or_else(|| i.to_string(), python)
}

/// pandas' dtype for a column that MLflow takes as it is.
pub fn pandas(data_type: &DataType) -> &'static str {
    match data_type {
        DataType::Boolean => "bool",
        DataType::Integer => "int32",
        DataType::Long => "int64",
        DataType::Float => "float32",
        DataType::Double => "float64",
        DataType::DateTime => "datetime64[ns]",
        _ => "object",
    }
}

/// A value of the type as a Python expression; inside lists and objects MLflow wants numpy's own scalars.
fn sample(data_type: &DataType, is_inside: bool) -> String {
    match data_type {
        DataType::Boolean => "True".to_owned(),
        DataType::Integer if is_inside => "np.int32(1)".to_owned(),
        DataType::Integer | DataType::Long => "1".to_owned(),
        DataType::Float if is_inside => "np.float32(0.5)".to_owned(),
        DataType::Float | DataType::Double => "0.5".to_owned(),
        DataType::String | DataType::Any | DataType::Unknown(_) => "\"text\"".to_owned(),
        DataType::Binary => "b\"bytes\"".to_owned(),
        DataType::DateTime if is_inside => "np.datetime64(\"2024-01-31T12:00:00\")".to_owned(),
        DataType::DateTime => "\"2024-01-31T12:00:00\"".to_owned(),
        DataType::SparkMlVector => "[0.5]".to_owned(),
        DataType::Array(items) => format!("[{}]", sample(items, true)),
        DataType::Map(values) => format!("{{\"key\": {}}}", sample(values, true)),
        DataType::Object(properties) => {
            let entries =
                Property::minimum(properties).map(|property| format!("{}: {}", literal(&property.name), sample(&property.data_type, true)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Whether the sample of a column's type is written with numpy: it is for some types below the top.
fn has_numpy_scalars(data_type: &DataType) -> bool {
    let inside = |data_type: &DataType| {
        matches!(data_type, DataType::Integer | DataType::Float | DataType::DateTime) || has_numpy_scalars(data_type)
    };
    match data_type {
        DataType::Array(items) => inside(items),
        DataType::Map(values) => inside(values),
        DataType::Object(properties) => Property::minimum(properties).any(|property| inside(&property.data_type)),
        _ => false,
    }
}

/// An array of the tensor's dtype and shape, one long where any length will do.
fn array(tensor: &Tensor) -> Option<String> {
    let dim = |dim: &Value| match dim {
        Value::Int(-1) | Value::Null => Some("1".to_owned()),
        Value::Int(length) if *length >= 0 => Some(length.to_string()),
        _ => None,
    };
    let dims = tensor.shape.iter().map(dim).collect::<Option<Vec<String>>>()?;
    let shape = if dims.len() == 1 { format!("({},)", dims[0]) } else { format!("({})", dims.join(", ")) };
    let dtype = literal(&tensor.dtype);
    Some(match &*tensor.dtype {
        "str" | "object" => format!("np.full({shape}, \"text\", dtype={dtype})"),
        "bytes" => format!("np.full({shape}, b\"bytes\", dtype={dtype})"),
        _ => format!("np.zeros({shape}, dtype={dtype})"),
    })
}

/// The dtypes as a dict for `astype`.
pub fn dtypes(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    let schema = subject.inputs().filter(|schema| !schema.is_tensors())?;
    let mut text = "# For a data frame you have: data = data.astype(dtypes)\ndtypes = {\n".to_owned();
    for (i, spec) in schema.specs.iter().enumerate() {
        let SpecKind::Column { data_type, required } = &spec.kind else { continue };
        let note = match (data_type, required.is_required()) {
            (DataType::Array(_) | DataType::Object(_) | DataType::Map(_) | DataType::SparkMlVector, true) => {
                format!("  # {}", data_type.summary())
            }
            (DataType::Array(_) | DataType::Object(_) | DataType::Map(_) | DataType::SparkMlVector, false) => {
                format!("  # {}, optional", data_type.summary())
            }
            (_, false) => "  # optional".to_owned(),
            (_, true) => String::new(),
        };
        let _ = writeln!(text, "    {}: {},{}", key(spec, i), literal(pandas(data_type)), super::quote::comment(&note));
    }
    text.push_str("}\n");
    Some(Snippet {
        kind: SnippetKind::Dtypes,
        about: "The dtypes that predict takes without converting anything. Whole numbers with gaps, and what is object here, MLflow checks value by value.".to_owned(),
        text,
    })
}
