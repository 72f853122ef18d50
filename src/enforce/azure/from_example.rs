//! The sample from the saved example. Whatever goes wrong here the script swallows, and the example counts as none.

use super::super::array::{self, Ragged};
use super::{FaultKind, Pandas, Sample, SampleFault, SampleSource, Sampled};
use crate::folder::example::{ExampleContent, ExampleError, ExampleKind};
use crate::folder::{Example, ReadError};
use crate::mlmodel::{MlModel, Value};

/// What an example gives: perhaps a sample, perhaps one that the script dies of later.
#[derive(Default)]
struct Given {
    sample: Option<Sample>,
    fault: Option<FaultKind>,
}

impl Given {
    fn sound(sample: Sample) -> Self {
        Self { sample: Some(sample), fault: None }
    }

    fn faulty(sample: Sample, fault: FaultKind) -> Self {
        Self { sample: Some(sample), fault: Some(fault) }
    }
}

/// The sample, or none.
pub(super) fn sample(model: &MlModel, example: Option<&Example>, pandas: Pandas, is_transformers: bool) -> Sampled {
    // The script looks both up by their keys.
    let is_named = model.input_example.as_ref().is_some_and(|info| info.artifact_path.is_some() && info.kind.is_some());
    let given = example.filter(|_| is_named).map(|example| given(example, pandas, is_transformers)).unwrap_or_default();
    Sampled {
        source: if given.sample.is_some() { SampleSource::Example } else { SampleSource::Nothing },
        sample: given.sample.unwrap_or(Sample::None),
        faults: given.fault.map(SampleFault::of_example).into_iter().collect(),
    }
}

fn given(example: &Example, pandas: Pandas, is_transformers: bool) -> Given {
    match &example.content {
        Ok(content) => match &example.kind {
            ExampleKind::DataFrame => frame(content, pandas),
            ExampleKind::NdArray => arrays(content, is_transformers),
            _ => as_it_is(content, is_transformers),
        },
        Err(ExampleError::NotRead(ReadError::TooLarge { .. })) => Given { sample: None, fault: Some(FaultKind::ExampleNotRead) },
        // An object that does not hold what its kind needs is an object to the script.
        Err(ExampleError::Malformed(_)) if !matches!(example.kind, ExampleKind::DataFrame | ExampleKind::NdArray) => {
            object(is_transformers)
        }
        Err(_) => Given::default(),
    }
}

/// `pd.read_json` of a text: since pandas 3 it takes the text for the name of a file.
fn frame(content: &ExampleContent, pandas: Pandas) -> Given {
    let is_frame = pandas == Pandas::Two && matches!(content.data, Value::Map(_));
    Given { sample: is_frame.then_some(Sample::Frame), fault: None }
}

/// What stands under `inputs`: an array, or an object of arrays. MLflow writes that key only until 2.15 or for an example with params.
fn arrays(content: &ExampleContent, is_transformers: bool) -> Given {
    let inputs = match content.unwrapped {
        0 => content.data.get("inputs"),
        1 => Some(&content.data),
        _ => return named(&[("inputs".into(), content.data.clone())], is_transformers),
    };
    match inputs {
        None => Given::default(),
        Some(Value::Map(entries)) => named(entries, is_transformers),
        Some(value) => match array::shape(value) {
            Err(Ragged) => Given::default(),
            Ok(dims) if dims.is_empty() => Given::faulty(Sample::Array, FaultKind::OneValue),
            Ok(_) => Given::sound(Sample::Array),
        },
    }
}

/// An array for each name; none at all where one of them is none.
fn named(entries: &[(Box<str>, Value)], is_transformers: bool) -> Given {
    let shapes: Result<Vec<_>, Ragged> = entries.iter().map(|(_, value)| array::shape(value)).collect();
    let Ok(shapes) = shapes else { return Given::default() };
    let sample = Sample::Arrays(entries.iter().map(|(name, _)| name.clone()).collect());
    if is_transformers && !entries.is_empty() {
        Given::faulty(sample, FaultKind::NamedArrays)
    } else if shapes.contains(&Vec::new()) {
        Given::faulty(sample, FaultKind::OneValue)
    } else {
        Given::sound(sample)
    }
}

/// Any other kind: the JSON value itself.
fn as_it_is(content: &ExampleContent, is_transformers: bool) -> Given {
    if content.unwrapped > 0 || content.params.is_some() {
        return object(is_transformers);
    }
    match &content.data {
        Value::Map(entries) if entries.is_empty() && !is_transformers => Given::sound(Sample::Arrays(Vec::new())),
        Value::Map(_) => object(is_transformers),
        Value::List(_) if is_transformers => Given::sound(Sample::AsItIs),
        // A list or a text: the sample is there, and what comes is read by its looks.
        Value::List(_) | Value::Text(_) => Given::sound(Sample::None),
        // `"columns" in 5` is an error.
        _ => Given::default(),
    }
}

/// An object of plain values, which only the samples of `transformers` may be.
fn object(is_transformers: bool) -> Given {
    if is_transformers { Given::sound(Sample::AsItIs) } else { Given::faulty(Sample::AsItIs, FaultKind::PlainObject) }
}
