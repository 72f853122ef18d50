//! The sample from the saved example. Whatever goes wrong here the script swallows, and the example counts as none.

use super::super::array::{self, Ragged};
use super::{FaultKind, Pandas, Sample, SampleFault, SampleSource, Sampled};
use crate::folder::example::{ExampleContent, ExampleError, ExampleKind};
use crate::folder::{Example, ReadError};
use crate::mlmodel::{MlModel, Value};

/// The sample, or none.
pub(super) fn sample(model: &MlModel, example: Option<&Example>, pandas: Pandas, is_transformers: bool) -> Sampled {
    let none = Sampled { sample: Sample::None, source: SampleSource::Nothing, faults: Vec::new() };
    // The script looks both up by their keys.
    let is_named = model.input_example.as_ref().is_some_and(|info| info.artifact_path.is_some() && info.kind.is_some());
    let Some(example) = example.filter(|_| is_named) else { return none };
    let (sample, fault) = match &example.content {
        Ok(content) => match &example.kind {
            ExampleKind::DataFrame => (frame(content, pandas), None),
            ExampleKind::NdArray => arrays(content, is_transformers),
            _ => as_it_is(content, is_transformers),
        },
        Err(ExampleError::NotRead(ReadError::TooLarge { .. })) => (None, Some(FaultKind::ExampleNotRead)),
        // An object that does not hold what its kind needs is an object to the script.
        Err(ExampleError::Malformed(_)) if !matches!(example.kind, ExampleKind::DataFrame | ExampleKind::NdArray) => {
            object(is_transformers, false)
        }
        Err(_) => (None, None),
    };
    let source = if sample.is_some() { SampleSource::Example } else { SampleSource::Nothing };
    Sampled { sample: sample.unwrap_or(Sample::None), source, faults: fault.map(SampleFault::of_example).into_iter().collect() }
}

/// `pd.read_json` of a text: since pandas 3 it takes the text for the name of a file.
fn frame(content: &ExampleContent, pandas: Pandas) -> Option<Sample> {
    let is_frame = pandas == Pandas::Two && matches!(content.data, Value::Map(_));
    is_frame.then_some(Sample::Frame)
}

/// What stands under `inputs`: an array, or an object of arrays. MLflow writes that key only until 2.15 or for an example with params.
fn arrays(content: &ExampleContent, is_transformers: bool) -> (Option<Sample>, Option<FaultKind>) {
    let inputs = match content.unwrapped {
        0 => content.data.get("inputs"),
        _ => Some(&content.data),
    };
    match inputs {
        None => (None, None),
        Some(_) if content.unwrapped > 1 => named(&[("inputs".into(), content.data.clone())], is_transformers),
        Some(Value::Map(entries)) => named(entries, is_transformers),
        Some(value) => match array::shape(value) {
            Err(Ragged) => (None, None),
            Ok(dims) => (Some(Sample::Array), dims.is_empty().then_some(FaultKind::OneValue)),
        },
    }
}

/// An array for each name; none at all where one of them is none.
fn named(entries: &[(Box<str>, Value)], is_transformers: bool) -> (Option<Sample>, Option<FaultKind>) {
    let shapes: Result<Vec<_>, Ragged> = entries.iter().map(|(_, value)| array::shape(value)).collect();
    let Ok(shapes) = shapes else { return (None, None) };
    let fault = if is_transformers && !entries.is_empty() {
        Some(FaultKind::NamedArrays)
    } else {
        shapes.contains(&Vec::new()).then_some(FaultKind::OneValue)
    };
    (Some(Sample::Arrays(entries.iter().map(|(name, _)| name.clone()).collect())), fault)
}

/// Any other kind: the JSON value itself.
fn as_it_is(content: &ExampleContent, is_transformers: bool) -> (Option<Sample>, Option<FaultKind>) {
    if content.unwrapped > 0 || content.params.is_some() {
        return object(is_transformers, false);
    }
    match &content.data {
        Value::Map(entries) => object(is_transformers, entries.is_empty()),
        Value::List(_) if is_transformers => (Some(Sample::AsItIs), None),
        // A list or a text: the sample is there, and what comes is read by its looks.
        Value::List(_) | Value::Text(_) => (Some(Sample::None), None),
        // `"columns" in 5` is an error.
        _ => (None, None),
    }
}

fn object(is_transformers: bool, is_empty: bool) -> (Option<Sample>, Option<FaultKind>) {
    match (is_transformers, is_empty) {
        (true, _) => (Some(Sample::AsItIs), None),
        (false, true) => (Some(Sample::Arrays(Vec::new())), None),
        (false, false) => (Some(Sample::AsItIs), Some(FaultKind::PlainObject)),
    }
}
