//! The sample that Azure's scoring script makes of a model, by which its no-code online endpoints read every request.
//!
//! When the script is imported it makes a sample of the input from the saved example, else from the signature, and one of the
//! output, and describes both (`mlflow_score_script.py` of Azure/azureml-assets, `assets/inference/environments/mlflow-py312-inference`
//! at 4b41f8c, 2026-07-23; inference-schema 1.8; run 2026-11-25 with pandas 2.3.3 and 3.1.1). Where that fails the endpoint answers
//! 502 to everything. What the sample is decides what a request may be.

mod from_example;
mod from_signature;
mod pandas;

pub use pandas::{Installed, Pandas, installed};

use crate::folder::Example;
use crate::mlmodel::MlModel;
use crate::mlmodel::signature::PartName;

/// What a request's `input_data` is turned into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sample {
    /// There is none: what comes is read by its looks, when it comes.
    None,
    /// A data frame: `{"columns": …, "index": …, "data": …}`.
    Frame,
    /// One array: a list.
    Array,
    /// An array for each of these names.
    Arrays(Vec<Box<str>>),
    /// An object or a list, passed on as it is (`transformers` only).
    AsItIs,
}

/// Where the sample comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleSource {
    Example,
    Signature,
    Nothing,
}

/// The sample of the input, and why the script dies while it makes or describes it or that of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sampled {
    pub sample: Sample,
    pub source: SampleSource,
    /// All of them; the script dies of the first.
    pub faults: Vec<SampleFault>,
}

/// Why the script dies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleFault {
    pub kind: FaultKind,
    /// The part of the signature that it is about; the example where it is none.
    pub part: Option<PartName>,
    /// The first spec of the part that it is about, from 0, where it is about one.
    pub index: Option<usize>,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// `signature` is a value, not a map.
    SignatureIsText,
    /// There is a signature and it has no inputs.
    NoInputs,
    /// A named column is a list, an object, a map or of any type.
    Nested,
    /// A tensor has -1 in another place than the first, or a size below it.
    FreeDimension,
    /// A size of a tensor that is no whole number.
    BadShape,
    /// A tensor without a dimension.
    NoDimension,
    /// A tensor of a dtype that cannot be described.
    Dtype,
    /// An output column is a date.
    DateTime,
    /// Two columns of one name.
    NameTwice,
    /// A column's name is a list.
    NameIsAList,
    /// The sample is an object of plain values.
    PlainObject,
    /// The sample is one value, not an array.
    OneValue,
    /// With `transformers` a sample of named arrays cannot be described.
    NamedArrays,
    /// The example was not read here: what the script makes of it cannot be told.
    ExampleNotRead,
}

impl SampleFault {
    fn of_example(kind: FaultKind) -> Self {
        Self { kind, part: None, index: None }
    }

    fn of_part(kind: FaultKind, part: PartName) -> Self {
        Self { kind, part: Some(part), index: None }
    }

    fn of_spec(kind: FaultKind, part: PartName, index: usize) -> Self {
        Self { kind, part: Some(part), index: Some(index) }
    }
}

/// The flavor whose samples are treated in their own way.
const TRANSFORMERS: &str = "transformers";

/// What the script makes of a model that MLflow reads; an MLmodel that it refuses stops the script before.
#[must_use]
pub fn sample(model: &MlModel, example: Option<&Example>, pandas: Pandas) -> Sampled {
    let is_transformers = model.flavors.get(TRANSFORMERS).is_some();
    let mut made = from_example::sample(model, example, pandas, is_transformers);
    if model.signature_is_no_map.is_some() {
        made.faults.push(SampleFault::of_part(FaultKind::SignatureIsText, PartName::Inputs));
    }
    if let Some(signature) = &model.signature {
        from_signature::inputs(signature, is_transformers, &mut made);
        from_signature::outputs(signature, &mut made.faults);
    }
    made
}

#[cfg(test)]
mod tests;
