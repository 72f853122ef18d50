//! `mlflow.pyfunc.spark_udf(spark, PATH, env_manager="local")`: MLflow 3.18.0 on PySpark 4.0.1 and Java 17, run 2026-11-25 (mlflow/mlflow
//! `mlflow/pyfunc/__init__.py spark_udf`). The model is loaded later, on the workers.

use std::path::{Component, Path};

use super::{Basis, Candidate, Fix, Group, Platform, Reason, Rule, beyond, codes, mlflow_serve, requirements, signature};
use crate::folder::{EntryKind, Found};
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::{PYFUNC, R_FUNCTION};
use crate::mlmodel::signature::{DataType, Spec};
use crate::mlmodel::{MlModel, Value};

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "spark-udf",
    name: "Spark UDF",
    group: Group::Spark,
    is_variant: false,
    serves: true,
    basis: Basis::Run,
    checked: "mlflow.pyfunc.spark_udf of MLflow 3.18.0 on PySpark 4.0.1, run 2026-11-25",
    not_checked: "the libraries on the workers, and loading the model there",
    rule: |candidate| of(candidate, &[started, returned]),
    today: None,
    beyond: beyond::LOADING,
};

/// The function called without columns.
pub(super) static NO_ARGS: Platform = Platform {
    id: "spark-udf-no-args",
    name: "Spark UDF, called without columns",
    is_variant: true,
    rule: |candidate| of(candidate, &[started, returned, called_without_columns]),
    ..PLATFORM
};

/// The type that is returned, as PySpark 3 knows it (`VariantType` removed, not a real 3.x).
pub(super) static PYSPARK_3: Platform = Platform {
    id: "spark-udf-pyspark3",
    name: "Spark UDF on Spark 3",
    is_variant: true,
    checked: "how MLflow 3.18.0 makes the returned type, with VariantType removed from PySpark, run 2026-11-25",
    rule: |candidate| of(candidate, &[returned, returned_any]),
    beyond: &[beyond::cannot_load, beyond::contradicted],
    ..PLATFORM
};

/// With a type given for what is returned.
pub(super) static RESULT_TYPE: Platform = Platform {
    id: "spark-udf-result-type-given",
    name: "Spark UDF with a result_type",
    is_variant: true,
    rule: |candidate| of(candidate, &[started]),
    ..PLATFORM
};

fn of(candidate: &Candidate<'_>, rules: &[Rule]) -> Vec<Reason> {
    if !candidate.reading().is_empty() {
        return candidate.reading().to_vec();
    }
    rules.iter().flat_map(|rule| rule(candidate)).collect()
}

/// Copying the folder, reading its requirements, and finding something that can run it.
fn started(candidate: &Candidate<'_>) -> Vec<Reason> {
    let Ok(model) = candidate.read() else { return Vec::new() };
    let mut reasons = Vec::new();
    reasons.extend(broken_link(candidate));
    reasons.extend(mlflow_serve::elsewhere(candidate, model));
    reasons.extend(requirements::missing_inclusions(candidate));
    if model.flavors.get(PYFUNC).is_none() && model.flavors.get(R_FUNCTION).is_none() {
        reasons.push(mlflow_serve::no_python_function(model));
    }
    reasons
}

/// Links that are looked at.
const MOST_LINKS: usize = 100;

/// A link that leads nowhere, or to a folder round itself: copying the folder fails.
fn broken_link(candidate: &Candidate<'_>) -> Option<Reason> {
    let listed = &candidate.folder()?.listing.files;
    // A link to a file inside has that file's size.
    let mut links = listed.iter().filter(|file| file.kind == EntryKind::Link && file.bytes.is_none()).take(MOST_LINKS).peekable();
    links.peek()?;
    let files = candidate.opened.files().ok()?;
    // A link up to a folder that holds it, by its text alone: what lies outside is never looked at.
    let is_round = |path: &Path| {
        let target = files.link_target(path).unwrap_or_default();
        target.components().all(|part| matches!(part, Component::ParentDir | Component::CurDir))
    };
    let broken = links.find(|link| match files.look(Path::new(&*link.path)) {
        Found::BrokenLink => true,
        Found::Folder | Found::LeadsOutside => is_round(Path::new(&*link.path)),
        _ => false,
    })?;
    let message = format!("{} is a link that leads nowhere or in a circle, and MLflow cannot copy the folder.", clipped(&broken.path, 120));
    Some(Reason::stops(codes::BROKEN_LINK, message).file(&broken.path))
}

/// Any explicit type skips the check of what is returned.
fn result_type() -> Fix {
    Fix::python("Say what is returned.", "mlflow.pyfunc.spark_udf(spark, path, result_type=\"array<double>\")")
}

/// The type of the returned column, by the outputs.
fn returned(candidate: &Candidate<'_>) -> Vec<Reason> {
    let Ok(model) = candidate.read() else { return Vec::new() };
    let mut reasons = Vec::from_iter(signature::is_text(model));
    let Some(schema) = signature::outputs(model) else { return reasons };
    let is_odd_dtype = |spec: &Spec| signature::tensor(spec).is_some_and(|tensor| !is_column(&tensor.dtype));
    if let Some(told) = signature::told(schema, is_odd_dtype) {
        let message = format!("The output {told} has a dtype that no column of Spark has.");
        reasons.push(Reason::stops(codes::SPARK_OUTPUT_DTYPE, message).key(&["signature", "outputs"]).fix(result_type()));
    }
    let is_odd_shape = |spec: &Spec| signature::tensor(spec).is_some_and(|tensor| !matches!(tensor.shape.len(), 1 | 2));
    if let Some(told) = signature::told(schema, is_odd_shape) {
        let message = format!("The output {told} has neither one nor two dimensions, and only such are columns of Spark.");
        reasons.push(Reason::stops(codes::SPARK_OUTPUT_DIMENSIONS, message).key(&["signature", "outputs"]).fix(result_type()));
    }
    let inputs = signature::inputs(model).map_or(&[][..], |schema| &schema.specs);
    if let [only] = inputs
        && matches!(signature::column(only), Some(DataType::Object(_)))
    {
        let message = "The only input column is an object: applied to rows, the function dies, for Spark takes it for the whole table.";
        reasons.push(Reason::note(codes::SPARK_OBJECT_ALONE, message).key(&["signature", "inputs"]));
    }
    reasons
}

/// `DataType.from_numpy_type` of `mlflow/types/schema.py`.
fn is_column(dtype: &str) -> bool {
    matches!(dtype, "bool" | "int32" | "int64" | "float32" | "float64" | "str" | "bytes" | "datetime64[ns]")
}

fn returned_any(candidate: &Candidate<'_>) -> Vec<Reason> {
    let outputs = candidate.read().ok().and_then(signature::outputs);
    let told = outputs.and_then(|schema| signature::told(schema, |spec| signature::column(spec).is_some_and(holds_any)));
    let reason = |told| {
        Reason::stops(codes::SPARK_OUTPUT_ANY, format!("The output {told} is of any type, which PySpark has since 4.0."))
            .key(&["signature", "outputs"])
            .fix(result_type())
    };
    told.map(reason).into_iter().collect()
}

fn holds_any(data_type: &DataType) -> bool {
    match data_type {
        DataType::Any => true,
        DataType::Array(inner) | DataType::Map(inner) => holds_any(inner),
        DataType::Object(properties) => properties.iter().any(|property| holds_any(&property.data_type)),
        _ => false,
    }
}

/// `udf()` takes the columns of the signature.
fn called_without_columns(candidate: &Candidate<'_>) -> Vec<Reason> {
    candidate.read().ok().and_then(by_names).into_iter().collect()
}

fn by_names(model: &MlModel) -> Option<Reason> {
    let refused = |code, message: String| {
        let code_line = "df.withColumn(\"y\", udf(*[sf.col(f\"`{c}`\") for c in df.columns]))";
        Some(Reason::stops(code, message).key(&["signature", "inputs"]).fix(Fix::python("Name the columns in the call.", code_line)))
    };
    let Some(schema) = signature::inputs(model) else {
        return refused(codes::SPARK_NO_COLUMNS, "The signature has no inputs, so which columns are meant cannot be told.".to_owned());
    };
    if let Some(told) = signature::told(schema, |spec| !spec.is_required()) {
        return refused(codes::SPARK_OPTIONAL_COLUMN, format!("The input {told} is optional, so which columns are meant cannot be told."));
    }
    if !schema.is_named() {
        return refused(codes::SPARK_NO_COLUMNS, "The inputs have no names, so which columns are meant cannot be told.".to_owned());
    }
    let told = signature::told(schema, |spec| !matches!(spec.name_looked_for(), Some(Value::Text(name)) if is_attribute(name)))?;
    refused(codes::SPARK_COLUMN_NAME, format!("The input {told} has a name by which Spark finds no column."))
}

/// Whether Spark takes a text for the name of a column (`UnresolvedAttribute.parseAttributeName`): dots part names, and what
/// stands in backticks is one.
fn is_attribute(name: &str) -> bool {
    let mut letters = name.chars().peekable();
    let (mut is_quoted, mut is_begun, mut before) = (false, false, None);
    while let Some(letter) = letters.next() {
        match letter {
            '`' if is_quoted => {
                if letters.next_if_eq(&'`').is_none() {
                    is_quoted = false;
                    if letters.peek().is_some_and(|next| *next != '.') {
                        return false;
                    }
                }
            }
            '`' if is_begun => return false,
            '`' => (is_quoted, is_begun) = (true, true),
            '.' if !is_quoted => {
                if matches!(before, None | Some('.')) || letters.peek().is_none() {
                    return false;
                }
                is_begun = false;
            }
            _ => is_begun = true,
        }
        before = Some(letter);
    }
    !is_quoted
}

#[cfg(test)]
mod tests {
    use super::is_attribute;

    #[test]
    fn names_are_read_as_spark_reads_them() {
        for name in ["a", "a b", "a.b", "`a.b`", "`a``b`", "`a`.b", "a-b", "é"] {
            assert!(is_attribute(name), "{name}");
        }
        for name in [".a", "a.", "a..b", "`a", "a`", "`a`b", "a`b`"] {
            assert!(!is_attribute(name), "{name}");
        }
    }
}
