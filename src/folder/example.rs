//! The input example that MLflow saves beside a model (`_Example` in `mlflow/models/utils.py`).

use std::path::Path;

use super::{Files, ReadError};
use crate::mlmodel::{ExampleInfo, MlModel, Value, json};

/// A larger example is not read: it is one to look at, not a data set.
pub const EXAMPLE_LIMIT: u64 = 8_000_000;
/// A sparse matrix of more cells is not filled up.
const MAX_CELLS: u64 = 1_000_000;

/// What kind of thing the example is, by `saved_input_example_info.type`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExampleKind {
    /// `dataframe`: what pandas writes, split into columns and rows.
    DataFrame,
    /// `ndarray`.
    NdArray,
    /// By rows.
    Csr,
    /// By columns.
    Csc,
    /// `json_object`: anything else.
    JsonObject,
    /// A word that MLflow 3.18 does not know.
    Unknown(Box<str>),
}

impl ExampleKind {
    fn of(word: Option<&str>) -> Self {
        match word {
            Some("dataframe") => Self::DataFrame,
            Some("ndarray") => Self::NdArray,
            Some("sparse_matrix_csr") => Self::Csr,
            Some("sparse_matrix_csc") => Self::Csc,
            Some("json_object") => Self::JsonObject,
            other => Self::Unknown(other.unwrap_or_default().into()),
        }
    }

    /// In a few words.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::DataFrame => "data frame",
            Self::NdArray => "array",
            Self::Csr => "sparse matrix by rows",
            Self::Csc => "sparse matrix by columns",
            Self::JsonObject => "JSON object",
            Self::Unknown(word) => word,
        }
    }
}

/// Why there is nothing to show of an example's file; shown as a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExampleError {
    /// The file itself cannot be read.
    #[error("{0}")]
    NotRead(ReadError),
    /// Where it stops being JSON.
    #[error("it is not JSON: {} at line {}, column {}", .0.message, .0.line, .0.column)]
    NotJson(json::JsonError),
    /// JSON, and not of the shape its kind has: why.
    #[error("{0}")]
    Malformed(&'static str),
}

/// An input example, its parts taken apart.
#[derive(Clone, Debug)]
pub struct Example {
    /// Relative to the model folder.
    pub path: Box<str>,
    /// What MLflow says it is.
    pub kind: ExampleKind,
    /// What its file holds.
    pub content: Result<ExampleContent, ExampleError>,
    /// The ready request that MLflow 2.15 and later save beside it.
    pub serving: Option<Serving>,
}

/// What an example holds.
#[derive(Clone, Debug)]
pub struct ExampleContent {
    /// The data, without the wrapping of params and of 2.15's arrays.
    pub data: Value,
    /// The inference params saved with it.
    pub params: Option<Value>,
    /// How many objects with the key `inputs` were taken off the data.
    pub unwrapped: usize,
}

/// The file of the ready request.
#[derive(Clone, Debug)]
pub struct Serving {
    /// Relative to the model folder.
    pub path: Box<str>,
    /// The whole request.
    pub body: Result<Value, ExampleError>,
}

impl Example {
    /// Reads the files that the MLmodel names; `None` where it names no example.
    #[must_use]
    pub fn read(model: &MlModel, files: &Files) -> Option<Self> {
        let info = model.input_example.as_ref()?;
        let path = info.artifact_path.clone().unwrap_or_else(|| "input_example.json".into());
        let kind = ExampleKind::of(info.kind.as_deref());
        let content = read_json(files, &path).and_then(|value| taken_apart(value, &kind, info));
        let serving = info.serving_input_path.clone().map(|path| Serving { body: read_json(files, &path), path });
        Some(Self { path, kind, content, serving })
    }

    /// The request that the example makes: the one MLflow saved, else one built as it builds it.
    #[must_use]
    pub fn body(&self) -> Option<Value> {
        match &self.serving {
            Some(Serving { body: Ok(body), .. }) => Some(body.clone()),
            _ => self.built_body(),
        }
    }

    /// The request built from the data (`convert_input_example_to_serving_input`).
    #[must_use]
    pub fn built_body(&self) -> Option<Value> {
        let content = self.content.as_ref().ok()?;
        let wrap = |key: &str, value: Value| vec![(key.into(), value)];
        let mut body = match (&self.kind, &content.data) {
            (ExampleKind::DataFrame, data) => wrap("dataframe_split", data.clone()),
            (ExampleKind::Csr | ExampleKind::Csc, data) => wrap("inputs", dense(data, self.kind == ExampleKind::Csr)?),
            (_, Value::Map(entries)) if entries.iter().any(|(key, _)| matches!(&**key, "messages" | "prompt" | "input")) => {
                let mut body = entries.clone();
                if let Some(Value::Map(params)) = &content.params {
                    body.extend(params.iter().cloned());
                }
                return Some(Value::Map(body));
            }
            (_, data) => wrap("inputs", data.clone()),
        };
        body.extend(content.params.clone().map(|params| ("params".into(), params)));
        Some(Value::Map(body))
    }
}

fn read_json(files: &Files, path: &str) -> Result<Value, ExampleError> {
    if super::references::outside_by_text(path).is_some() {
        return Err(ExampleError::Malformed("its path leads out of the folder, and such are not followed"));
    }
    let bytes = files.read(Path::new(&path.replace('\\', "/")), EXAMPLE_LIMIT).map_err(ExampleError::NotRead)?;
    json::parse_bytes(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)).map_err(ExampleError::NotJson)
}

/// The data and the params, without what MLflow wraps round them.
fn taken_apart(value: Value, kind: &ExampleKind, info: &ExampleInfo) -> Result<ExampleContent, ExampleError> {
    let mut unwrapped = 0;
    let (mut data, params) = match value {
        Value::Map(mut entries) if info.has_params => {
            let mut take = |key: &str| entries.iter().position(|(name, _)| &**name == key).map(|place| entries.remove(place).1);
            let params = take("params");
            let data = take("inputs").ok_or(ExampleError::Malformed("it should hold \"inputs\" and \"params\", and has no \"inputs\""))?;
            unwrapped += 1;
            (data, params)
        }
        value => (value, None),
    };
    match kind {
        // Until 2.15 an array was wrapped once more (with params twice).
        ExampleKind::NdArray => {
            while let Value::Map(entries) = &data
                && let [(key, _)] = entries.as_slice()
                && &**key == "inputs"
            {
                let Value::Map(mut entries) = data else { break };
                data = entries.remove(0).1;
                unwrapped += 1;
            }
        }
        ExampleKind::DataFrame => {
            if !matches!(&data, Value::Map(_)) || data.get("data").is_none() {
                return Err(ExampleError::Malformed("a data frame's example is an object with \"data\", and this is none"));
            }
        }
        ExampleKind::Csr | ExampleKind::Csc => {
            if ["data", "indices", "indptr", "shape"].iter().any(|key| !matches!(data.get(key), Some(Value::List(_)))) {
                return Err(ExampleError::Malformed(
                    "a sparse matrix has the lists \"data\", \"indices\", \"indptr\" and \"shape\", and one is lacking",
                ));
            }
        }
        ExampleKind::JsonObject | ExampleKind::Unknown(_) => {}
    }
    Ok(ExampleContent { data, params, unwrapped })
}

/// A sparse matrix filled up; `None` where its parts contradict each other or it is too large to fill.
fn dense(matrix: &Value, by_rows: bool) -> Option<Value> {
    let list = |key: &str| if let Some(Value::List(items)) = matrix.get(key) { Some(items) } else { None };
    let whole = |value: &Value| if let Value::Int(i) = value { usize::try_from(*i).ok() } else { None };
    let (data, indices, pointers) = (list("data")?, list("indices")?, list("indptr")?);
    let [rows, columns] = list("shape")?.iter().map(whole).collect::<Option<Vec<_>>>()?[..] else { return None };
    if (rows as u64).checked_mul(columns as u64)? > MAX_CELLS {
        return None;
    }
    let zero = if data.iter().any(|value| matches!(value, Value::Float(_))) { Value::Float(0.0) } else { Value::Int(0) };
    let mut filled = vec![vec![zero; columns]; rows];
    for (major, bounds) in pointers.windows(2).enumerate() {
        for place in whole(&bounds[0])?..whole(&bounds[1])? {
            let minor = whole(indices.get(place)?)?;
            let (row, column) = if by_rows { (major, minor) } else { (minor, major) };
            *filled.get_mut(row)?.get_mut(column)? = data.get(place)?.clone();
        }
    }
    Some(Value::List(filled.into_iter().map(Value::List).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparse_matrices_are_filled_both_ways() {
        let matrix = json::parse(r#"{"data": [1.5, 2.5], "indices": [1, 0], "indptr": [0, 1, 2], "shape": [2, 2]}"#).expect("JSON");
        assert_eq!(dense(&matrix, true).expect("dense").to_json(), "[[0.0,1.5],[2.5,0.0]]");
        assert_eq!(dense(&matrix, false).expect("dense").to_json(), "[[0.0,2.5],[1.5,0.0]]");
        let lies = json::parse(r#"{"data": [1], "indices": [9], "indptr": [0, 1], "shape": [1, 1]}"#).expect("JSON");
        assert_eq!(dense(&lies, true), None);
        let huge = json::parse(r#"{"data": [], "indices": [], "indptr": [0], "shape": [100000, 100000]}"#).expect("JSON");
        assert_eq!(dense(&huge, true), None);
    }
}
