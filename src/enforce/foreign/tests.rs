//! Each form of other servers, and what is none.

use super::Foreign as F;
use super::*;
use crate::enforce::Contract;

fn rewritten(body: &str) -> (Option<Foreign>, String) {
    let body = json::parse(body).expect("JSON");
    let foreign = Foreign::to_mlflow(&body, None);
    let first = foreign.and_then(|foreign| foreign.readings(&body, None).into_iter().next());
    let body = first.and_then(|request| fitting::as_body(request, &Contract::default(), Receiver::Rest));
    (foreign, body.map(|body| body.to_json()).unwrap_or_default())
}

/// What is sent, what it is, and its likeliest reading as MLflow takes it.
const BODIES: &[(&str, F, &str)] = &[
    (
        r#"{"inputs": [{"name": "a", "shape": [2], "datatype": "FP32", "data": [1, 2]}, {"name": "b", "shape": [2, 1], "datatype": "BYTES", "data": ["x", "y"]}]}"#,
        F::OpenInference,
        r#"{"inputs":{"a":[1,2],"b":["x","y"]}}"#,
    ),
    (
        r#"{"id": "1", "inputs": [{"name": "input-0", "shape": [2, 2], "datatype": "FP64", "data": [1, 2, 3, 4]}]}"#,
        F::OpenInference,
        r#"{"inputs":[[1,2],[3,4]]}"#,
    ),
    (
        r#"{"parameters": {"content_type": "pd"}, "inputs": [{"name": "a", "shape": [1, 1], "datatype": "FP64", "data": [1]}]}"#,
        F::OpenInference,
        r#"{"inputs":{"a":[1]}}"#,
    ),
    (r#"{"data": {"names": ["a"], "ndarray": [[1]]}}"#, F::Seldon, r#"{"dataframe_split":{"columns":["a"],"data":[[1]]}}"#),
    (r#"{"data": {"tensor": {"shape": [1, 2], "values": [1, 2]}}}"#, F::Seldon, r#"{"inputs":[[1,2]]}"#),
    (r#"{"formatType": "dataframe", "orientation": "values", "inputs": [[1]]}"#, F::Fabric, r#"{"dataframe_split":{"data":[[1]]}}"#),
    (
        r#"{"formatType": "dataframe", "orientation": "split", "inputs": {"columns": ["a"], "data": [[1]]}}"#,
        F::Fabric,
        r#"{"dataframe_split":{"columns":["a"],"data":[[1]]}}"#,
    ),
    (r#"{"Inputs": {"data": [{"a": 1}]}, "GlobalParameters": 0.0}"#, F::AzureInputs, r#"{"dataframe_records":[{"a":1}]}"#),
    (
        r#"{"Inputs": {"input1": {"ColumnNames": ["a"], "Values": [["1"]]}}}"#,
        F::AzureInputs,
        r#"{"dataframe_split":{"columns":["a"],"data":[["1"]]}}"#,
    ),
    (r#"{"data": [{"a": 1}]}"#, F::AzureScript, r#"{"dataframe_records":[{"a":1}]}"#),
    (r#"{"data": [[1, 2]], "method": "predict"}"#, F::AzureScript, r#"{"inputs":[[1,2]]}"#),
    (r#"{"a": 1, "b": "x", "params": {"k": 1}}"#, F::BareRecord, r#"{"dataframe_records":[{"a":1,"b":"x"}],"params":{"k":1}}"#),
    (r#"{"a": [1, 2], "b": [3, 4]}"#, F::BareColumns, r#"{"inputs":{"a":[1,2],"b":[3,4]}}"#),
    (
        r#"{"a": {"0": 1, "1": 2}, "b": {"0": 3, "1": 4}}"#,
        F::PandasColumns,
        r#"{"dataframe_split":{"columns":["a","b"],"data":[[1,3],[2,4]]}}"#,
    ),
    (r#"{"schema": {}, "data": [{"index": 0, "a": 1}]}"#, F::PandasTable, r#"{"dataframe_records":[{"a":1}]}"#),
    (
        r#"{"schema": {"primaryKey": ["id"]}, "data": [{"id": 0, "index": 5, "a": 1}]}"#,
        F::PandasTable,
        r#"{"dataframe_records":[{"index":5,"a":1}]}"#,
    ),
    (r"[[1, 2], [3, 4]]", F::BareRows, r#"{"inputs":[[1,2],[3,4]]}"#),
    (r#""{\"dataframe_split\": {\"data\": [[1]]}}""#, F::EncodedTwice, r#"{"dataframe_split":{"data":[[1]]}}"#),
    (r#"{"jsonData": {"inputs": [[1]]}}"#, F::Seldon, r#"{"inputs":[[1]]}"#),
    (r#"{"strData": "x"}"#, F::Seldon, r#"{"inputs":["x"]}"#),
    (r#"{"formatType": "dataframe", "orientation": "index", "inputs": {"0": {"a": 1}}}"#, F::Fabric, r#"{"dataframe_records":[{"a":1}]}"#),
    (r#"{"data": "[[1, 2]]", "method": "predict"}"#, F::AzureScript, r#"{"inputs":[[1,2]]}"#),
    (
        r#"{"Inputs": {"WebServiceInput0": [{"a": 1}], "WebServiceInput1": []}, "GlobalParameters": {"k": 1}}"#,
        F::AzureInputs,
        r#"{"dataframe_records":[{"a":1}],"params":{"k":1}}"#,
    ),
    (
        r#"{"input_data": {"columns": ["a"], "data": [[1]], "params": {"k": 1}}}"#,
        F::AzureInputData,
        r#"{"dataframe_split":{"columns":["a"],"data":[[1]]},"params":{"k":1}}"#,
    ),
    (
        r#"{"input_data": {"input_string": ["x"], "parameters": {"k": 1}}}"#,
        F::AzureInputData,
        r#"{"inputs":{"input_string":["x"]},"params":{"k":1}}"#,
    ),
    (r#"{"signature_name": "s", "instances": [{"b64": "aGk="}]}"#, F::TensorFlowServing, r#"{"instances":["aGk="]}"#),
    (r#"{"instances": [[1]], "parameters": {"k": 1}}"#, F::Parameters, r#"{"instances":[[1]],"params":{"k":1}}"#),
];

#[test]
fn bodies_of_other_servers_are_recognised_and_rewritten() {
    for (body, foreign, here) in BODIES {
        assert_eq!(rewritten(body), (Some(*foreign), (*here).to_owned()), "{body}");
    }
}

#[test]
fn a_shape_of_too_many_dimensions_is_not_built() {
    let shape = vec!["1"; 20_000].join(",");
    let body = format!(r#"{{"inputs": [{{"name": "a", "shape": [{shape}], "datatype": "FP32", "data": [1]}}]}}"#);
    assert_eq!(rewritten(&body), (Some(Foreign::OpenInference), r#"{"inputs":[1]}"#.to_owned()));
}

#[test]
fn what_is_nobodys_is_not_recognised() {
    for body in [
        "{}",
        "[]",
        "5",
        "\"text\"",
        "[1, 2]",
        r#"{"inputs": [[1, 2]]}"#,
        r#"{"inputs": [{"name": "a", "data": [1]}]}"#,
        r#"{"instances": [{"a": 1}]}"#,
        r#"{"dataframe_split": {"columns": ["a"], "data": [[1]]}}"#,
        r#"{"dataframe_splitt": {"columns": ["a"], "data": [[1]]}}"#,
    ] {
        assert_eq!(rewritten(body).0, None, "{body}");
    }
}
