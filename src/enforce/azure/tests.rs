//! Each case was run with the script, or follows from a rule that was.

use super::*;
use crate::mlmodel;

fn signed(inputs: &str, outputs: &str, more: &str) -> Sampled {
    let part = |name: &str, text: &str| if text.is_empty() { String::new() } else { format!("  {name}: '{text}'\n") };
    let text = format!("flavors: {{python_function: {{}}{more}}}\nsignature:\n{}{}", part("inputs", inputs), part("outputs", outputs));
    sample(&mlmodel::read(text.as_bytes()).expect("YAML"), None, Pandas::Two)
}

fn kinds(sampled: &Sampled) -> Vec<FaultKind> {
    sampled.faults.iter().map(|fault| fault.kind).collect()
}

const NUMBER: &str = r#"[{"type": "double", "name": "a"}]"#;

#[test]
fn plain_columns_make_a_frame() {
    let made = signed(NUMBER, NUMBER, "");
    assert_eq!((made.sample, made.source, made.faults), (Sample::Frame, SampleSource::Signature, vec![]));
}

#[test]
fn what_the_script_dies_of_is_said_all_at_once() {
    let nested = r#"[{"type": "double", "name": "x"}, {"type": "array", "items": {"type": "long"}, "name": "a"}]"#;
    let made = signed(nested, r#"[{"type": "datetime", "name": "t"}]"#, "");
    assert_eq!(kinds(&made), [FaultKind::Nested, FaultKind::DateTime]);
    assert_eq!((made.faults[0].index, made.faults[0].part), (Some(1), Some(PartName::Inputs)));
    assert_eq!(kinds(&signed("", NUMBER, "")), [FaultKind::NoInputs]);
    assert_eq!(kinds(&signed(r#"[{"type": "long", "name": "a"}, {"type": "long", "name": "a"}]"#, "", "")), [FaultKind::NameTwice]);
}

#[test]
fn nested_columns_without_names_pass() {
    let made = signed(r#"[{"type": "array", "items": {"type": "long"}}]"#, NUMBER, "");
    assert_eq!((made.sample, made.faults), (Sample::None, vec![]));
}

#[test]
fn transformers_take_plain_values_of_which_the_first_is_known() {
    let array = r#"{"type": "array", "items": {"type": "long"}, "name": "a"}"#;
    let first = format!(r#"[{{"type": "string", "name": "x"}}, {array}]"#);
    assert_eq!(kinds(&signed(&first, NUMBER, ", transformers: {}")), []);
    assert_eq!(kinds(&signed(&format!("[{array}]"), NUMBER, ", transformers: {}")), [FaultKind::Nested]);
}

#[test]
fn tensors_are_zeros_of_their_shape() {
    let tensor = |dtype: &str, shape: &str| format!(r#"[{{"type": "tensor", "tensor-spec": {{"dtype": "{dtype}", "shape": {shape}}}}}]"#);
    let cases = [
        ("float32", "[-1, 3]", None),
        ("float32", "[-1, -1]", Some(FaultKind::FreeDimension)),
        ("float32", "[]", Some(FaultKind::NoDimension)),
        ("float32", "[-1, null]", Some(FaultKind::BadShape)),
        ("complex64", "[-1]", Some(FaultKind::Dtype)),
        ("datetime64[ns]", "[-1]", Some(FaultKind::Dtype)),
        ("datetime64[s]", "[-1]", None),
        ("str", "[-1]", None),
    ];
    for (dtype, shape, fault) in cases {
        assert_eq!(kinds(&signed(&tensor(dtype, shape), NUMBER, "")), Vec::from_iter(fault), "{dtype} {shape}");
        assert_eq!(kinds(&signed(NUMBER, &tensor(dtype, shape), "")), Vec::from_iter(fault), "{dtype} {shape}");
    }
}

fn with_example(kind: &str, file: &str, pandas: Pandas) -> Sampled {
    let text = format!(
        "flavors: {{python_function: {{}}}}\nsaved_input_example_info: {{artifact_path: e.json, type: {kind}}}\nsignature:\n  inputs: '{NUMBER}'\n"
    );
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("e.json"), file).expect("written");
    let model = mlmodel::read(text.as_bytes()).expect("YAML");
    let example = Example::read(&model, &crate::folder::Files::open(folder.path()).expect("a folder"));
    sample(&model, example.as_ref(), pandas)
}

#[test]
fn the_example_comes_first() {
    let frame = r#"{"columns": ["a"], "data": [[1.0]]}"#;
    let made = with_example("dataframe", frame, Pandas::Two);
    assert_eq!((made.sample, made.source), (Sample::Frame, SampleSource::Example));
    assert_eq!(with_example("dataframe", frame, Pandas::Three).source, SampleSource::Signature);
    assert_eq!(with_example("ndarray", r#"{"inputs": [[1.0]]}"#, Pandas::Three).sample, Sample::Array);
    assert_eq!(with_example("ndarray", r#"{"inputs": {"a": [1.0]}}"#, Pandas::Three).sample, Sample::Arrays(vec!["a".into()]));
    // What MLflow writes since 2.15.
    assert_eq!(with_example("ndarray", "[[1.0]]", Pandas::Three).source, SampleSource::Signature);
    assert_eq!(with_example("ndarray", r#"{"inputs": [[1.0], [1.0, 2.0]]}"#, Pandas::Three).source, SampleSource::Signature);
    assert_eq!(kinds(&with_example("json_object", r#"{"a": 1}"#, Pandas::Three)), [FaultKind::PlainObject]);
    assert_eq!(kinds(&with_example("json_object", "{}", Pandas::Three)), []);
    assert_eq!(with_example("json_object", "[1]", Pandas::Three).sample, Sample::None);
    assert_eq!(with_example("json_object", "5", Pandas::Three).source, SampleSource::Signature);
    assert_eq!(with_example("json_object", "{", Pandas::Three).source, SampleSource::Signature);
}
