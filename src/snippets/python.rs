//! The model as a generic Python function.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::data::Data;
use super::quote::{literal, python};
use super::{Snippet, SnippetKind, SnippetSubject};
use crate::mlmodel::signature::{DataType, ParamSpec, Schema, SpecKind};

/// A head of imports, plain ones first.
pub fn imports<'i>(lines: impl IntoIterator<Item = &'i str>) -> String {
    let lines: BTreeSet<&str> = lines.into_iter().collect();
    let (from, plain): (Vec<&str>, Vec<&str>) = lines.into_iter().partition(|line| line.starts_with("from "));
    let mut out: String = plain.into_iter().chain(from).map(|line| format!("{line}\n")).collect();
    out.push('\n');
    out
}

/// `mlflow.pyfunc.load_model` and `predict`.
pub fn predict(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    if !subject.is_pyfunc() {
        return None;
    }
    let data = Data::of(subject);
    let mut text = imports(std::iter::once("import mlflow").chain(data.iter().flat_map(|data| data.imports.iter().copied())));
    let _ = writeln!(text, "model = mlflow.pyfunc.load_model({})", literal(&subject.path));
    let params = subject.contract().and_then(|contract| contract.params).unwrap_or_default();
    let about = match &data {
        Some(data) => {
            text.push_str(&data.code);
            if params.is_empty() {
                text.push_str("print(model.predict(data))\n");
            } else {
                let _ = write!(text, "params = {}", params_code(params));
                text.push_str("print(model.predict(data, params=params))\n");
            }
            if params.is_empty() {
                "Any flavor loads this way. The data is one made-up row of the right types."
            } else {
                "Any flavor loads this way. The data is one made-up row of the right types; the params are the defaults, and any of them can be left out."
            }
        }
        None => {
            text.push_str("print(model.metadata.signature)  # None: nothing says what predict takes\n");
            "Any flavor loads this way. What predict takes is recorded nowhere: there is no signature and no input example."
        }
    };
    Some(Snippet { kind: SnippetKind::Predict, about: about.to_owned(), text })
}

fn params_code(params: &[ParamSpec]) -> String {
    let mut out = "{\n".to_owned();
    for param in params {
        let _ = writeln!(out, "    {}: {},", literal(&param.name), python(&param.read_default()));
    }
    out.push_str("}\n");
    out
}

/// `mlflow.pyfunc.spark_udf`.
pub fn spark_udf(subject: &SnippetSubject<'_>) -> Option<Snippet> {
    if !subject.is_pyfunc() {
        return None;
    }
    let schema = subject.inputs().filter(|schema| !schema.is_tensors() && schema.is_named())?;
    let data = Data::of(subject).filter(|data| data.is_frame)?;
    let mut text = imports(
        ["import mlflow", "from pyspark.sql import SparkSession", "from pyspark.sql.functions import struct"]
            .into_iter()
            .chain(data.imports),
    );
    text.push_str("spark = SparkSession.builder.getOrCreate()\n");
    let result = result_type(subject).map(|name| format!(", result_type={}", literal(name))).unwrap_or_default();
    let _ = writeln!(text, "predict = mlflow.pyfunc.spark_udf(spark, {}{result})", literal(&subject.path));
    text.push_str(&data.code);
    text.push_str("df = spark.createDataFrame(data)\n");
    // The names as SQL identifiers: in backticks, which double inside.
    let _ = writeln!(text, "columns = [");
    for (_, spec) in schema.minimum() {
        let name = spec.label().unwrap_or_default();
        let _ = writeln!(text, "    {},", literal(&format!("`{}`", name.replace('`', "``"))));
    }
    text.push_str("]\ndf.withColumn(\"prediction\", predict(struct(*columns))).show()\n");
    Some(Snippet {
        kind: SnippetKind::SparkUdf,
        about: "Predicts on every row of a Spark data frame. On a cluster the path must be one that every worker reaches.".to_owned(),
        text,
    })
}

/// Spark's name for what comes out, where it is one plain column.
fn result_type(subject: &SnippetSubject<'_>) -> Option<&'static str> {
    let outputs: &Schema = subject.model?.signature.as_ref()?.outputs.read()?;
    let [spec] = outputs.specs.as_slice() else { return None };
    match &spec.kind {
        SpecKind::Column { data_type, .. } => match data_type {
            DataType::Boolean => Some("boolean"),
            DataType::Integer => Some("int"),
            DataType::Long => Some("long"),
            DataType::Float => Some("float"),
            DataType::Double => Some("double"),
            DataType::String => Some("string"),
            _ => None,
        },
        SpecKind::Tensor(tensor) if tensor.shape.len() == 1 => match &*tensor.dtype {
            "bool" => Some("boolean"),
            "int32" => Some("int"),
            "int64" => Some("long"),
            "float32" => Some("float"),
            "float64" => Some("double"),
            _ => None,
        },
        SpecKind::Tensor(_) => None,
    }
}
