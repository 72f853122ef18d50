//! What a model's own file says, whatever its format.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::value::Value;
use crate::folder::Found;

/// The facts of one file, or of one folder that is saved as one model.
#[derive(Clone, Debug, Default)]
pub struct ModelFile {
    /// Relative to the model folder, `/`-separated.
    pub path: Box<str>,
    pub format: Format,
    pub read: Read,
    /// Why not all of it was read, as a clause.
    pub why: Option<String>,
    /// The class of the object, with its module.
    pub class: Option<String>,
    pub library: Option<Library>,
    pub features: Option<Features>,
    pub classes: Option<Classes>,
    /// Hyperparameters, or the settings that the file keeps; sorted by name.
    pub parameters: Vec<(Box<str>, Value)>,
    /// What it is made of, depth first.
    pub parts: Vec<ModelPart>,
    /// Summed over the whole and its parts.
    pub counts: BTreeMap<Count, u64>,
    pub inputs: Vec<GraphPort>,
    pub outputs: Vec<GraphPort>,
    pub tensors: Vec<Tensor>,
    /// What each feature counts for, where the file holds it: kind by kind, the largest first.
    pub importances: Vec<Importance>,
    /// Further files that hold its weights.
    pub external: Vec<ExternalData>,
    /// What loading it imports, in the order in which it stands there; `?` is a computed part.
    pub imports: Vec<String>,
    /// It holds Python code of its own, which is not analysed.
    pub has_code: bool,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// None that is known.
    #[default]
    Other,
    Pickle,
    Joblib,
    Skops,
    XgboostUbj,
    XgboostJson,
    XgboostBinary,
    LightgbmText,
    Catboost,
    Onnx,
    Safetensors,
    Torch,
    TorchExport,
    Keras,
    SavedModel,
    SparkMl,
    TransformersConfig,
    SentenceTransformers,
    Spacy,
    ProphetJson,
    H2o,
    R,
}

impl Format {
    /// Its name in printed JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Pickle => "pickle",
            Self::Joblib => "joblib",
            Self::Skops => "skops",
            Self::XgboostUbj => "xgboost-ubj",
            Self::XgboostJson => "xgboost-json",
            Self::XgboostBinary => "xgboost-binary",
            Self::LightgbmText => "lightgbm-text",
            Self::Catboost => "catboost",
            Self::Onnx => "onnx",
            Self::Safetensors => "safetensors",
            Self::Torch => "torch",
            Self::TorchExport => "torch-export",
            Self::Keras => "keras",
            Self::SavedModel => "saved-model",
            Self::SparkMl => "spark-ml",
            Self::TransformersConfig => "transformers-config",
            Self::SentenceTransformers => "sentence-transformers",
            Self::Spacy => "spacy",
            Self::ProphetJson => "prophet-json",
            Self::H2o => "h2o",
            Self::R => "r",
        }
    }
}

/// How much of a file was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Read {
    #[default]
    Whole,
    Part,
    No,
}

impl Read {
    /// Its name in printed JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Part => "part",
            Self::No => "no",
        }
    }
}

/// The library that saved it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    /// As it is installed: `scikit-learn`.
    pub name: Cow<'static, str>,
    /// As the file records it.
    pub version: Option<Box<str>>,
}

/// The columns that a model was trained with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// In their order.
    pub names: Option<Vec<Box<str>>>,
    pub count: Option<u64>,
    /// As the library names them, where it keeps them.
    pub types: Option<Vec<Box<str>>>,
}

/// The classes that a classifier knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Classes {
    /// The first hundred; lists where there are several outputs.
    pub values: Vec<Value>,
    /// As numpy names it; one for each output where there are several.
    pub dtype: Vec<String>,
    pub is_of_several_outputs: bool,
}

/// A step, a transformer, an estimator that another one is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelPart {
    /// The names on the way to it, with `/` between them.
    pub path: String,
    pub name: Box<str>,
    /// With its module; `drop` and `passthrough` where that stands in its place.
    pub class: String,
    /// The columns that it is given, where it is given some of them.
    pub columns: Option<Value>,
    /// Its own hyperparameters.
    pub parameters: Vec<(Box<str>, Value)>,
}

/// Something that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Count {
    /// Rounds of boosting.
    Rounds,
    Trees,
    Nodes,
    Leaves,
    SupportVectors,
    Parameters,
    Layers,
    Clusters,
    Components,
    Vocabulary,
    Categories,
    TrainingRowsKept,
}

impl Count {
    /// Its name in printed JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Rounds => "rounds",
            Self::Trees => "trees",
            Self::Nodes => "nodes",
            Self::Leaves => "leaves",
            Self::SupportVectors => "support_vectors",
            Self::Parameters => "parameters",
            Self::Layers => "layers",
            Self::Clusters => "clusters",
            Self::Components => "components",
            Self::Vocabulary => "vocabulary",
            Self::Categories => "categories",
            Self::TrainingRowsKept => "training_rows_kept",
        }
    }
}

/// An input or output of a graph.
#[derive(Clone, Debug, PartialEq)]
pub struct GraphPort {
    pub name: Box<str>,
    /// As numpy names it; `string`, `sequence(map)`.
    pub dtype: String,
    /// Nothing where the graph does not say it.
    pub shape: Option<Vec<Side>>,
}

/// One side of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    Length(u64),
    /// A name that stands for any length.
    Named(Box<str>),
    Any,
}

/// What a feature counts for in a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Importance {
    pub kind: ImportanceKind,
    /// The class, or the number of the output, that it counts for, where there are several.
    pub of: Option<Box<str>>,
    /// Its name, or its number where it has none.
    pub feature: Box<str>,
    /// As the library itself answers: not scaled to a sum of one.
    pub value: f64,
}

/// By what features are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportanceKind {
    /// How much its splits better the fit: xgboost tells the mean of a split, lightgbm the sum.
    Gain,
    /// How many splits there are by it.
    Split,
    /// The coefficient of a linear model, with its sign.
    Coefficient,
    /// How much the splits by it lower the impurity, of one in all: scikit-learn's `feature_importances_`.
    Impurity,
}

impl ImportanceKind {
    /// Its name in printed JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Gain => "gain",
            Self::Split => "split",
            Self::Coefficient => "coefficient",
            Self::Impurity => "impurity",
        }
    }
}

/// The sides of a shape, with commas between them: `batch, 4`.
#[must_use]
pub fn shape_text(shape: &[Side]) -> String {
    let side = |side: &Side| match side {
        Side::Length(length) => length.to_string(),
        Side::Named(name) => name.to_string(),
        Side::Any => "any".to_owned(),
    };
    shape.iter().map(side).collect::<Vec<_>>().join(", ")
}

/// An array that the model keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// The path of its part, and its name there.
    pub name: String,
    /// As numpy names it.
    pub dtype: String,
    pub shape: Vec<u64>,
    /// At most [`MAX_VALUES`] numbers.
    pub values: Option<Vec<Value>>,
    /// Where its bytes stand; nothing where that is not one piece.
    pub place: Option<Place>,
}

/// Where the bytes of an array stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub within: Within,
    /// In bytes, once it is unpacked.
    pub start: u64,
    pub length: u64,
}

/// What the bytes of an array stand in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// The model's file.
    File,
    /// A member of it, where it is a zip.
    Member(Box<str>),
    /// Another file, relative to the model folder.
    Beside(Box<str>),
}

/// Arrays of more items are shown by type and shape alone.
pub const MAX_VALUES: usize = 32;

/// A file beside the model's own one that it keeps weights in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalData {
    /// Relative to the model folder, `/`-separated; as written where it leads out.
    pub path: Box<str>,
    pub problem: Option<ExternalProblem>,
}

/// What is wrong with a file of weights; shown as a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExternalProblem {
    /// It is no file that can be read: what it is instead.
    #[error("{}", crate::folder::describe(*.0))]
    Not(Found),
    /// It ends before the weights that it should hold.
    #[error("it has {bytes} bytes, and the weights in it need {needed}")]
    Short { bytes: u64, needed: u64 },
}
