//! Requests that nobody meant: whatever is sent, whoever sends it, the answer is one.

use mlmodel_viewer::enforce::{self, Contract, Media, Receiver};
use mlmodel_viewer::mlmodel::signature::Signature;
use mlmodel_viewer::mlmodel::value::Value;
use mlmodel_viewer::print::validate;
use proptest::prelude::*;

fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(300), failure_persistence: None, ..ProptestConfig::default() }
}

/// A small signature: columns or tensors, named by text or number or not at all.
fn signature() -> impl Strategy<Value = String> {
    let plain = || {
        prop::sample::select(vec![
            r#""double""#,
            r#""float""#,
            r#""long""#,
            r#""integer""#,
            r#""boolean""#,
            r#""string""#,
            r#""binary""#,
            r#""datetime""#,
            r#""any""#,
        ])
        .prop_map(|keyword| format!(r#""type": {keyword}"#))
    };
    let nested = plain().prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|items| format!(r#""type": "array", "items": {{{items}}}"#)),
            inner.clone().prop_map(|values| format!(r#""type": "map", "values": {{{values}}}"#)),
            inner.prop_map(|property| format!(
                r#""type": "object", "properties": {{"p": {{{property}, "required": true}}, "q": {{"type": "long", "required": false}}}}"#
            )),
        ]
    });
    let dtype = prop::sample::select(vec![
        "float64",
        "float32",
        "int64",
        "uint8",
        "bool",
        "str",
        "object",
        "datetime64",
        "datetime64[ns]",
        "float16",
    ]);
    let shape = prop::sample::select(vec!["[-1]", "[-1, 2]", "[2, -1]", "[]", "[-1, 1]"]);
    let tensor =
        (dtype, shape).prop_map(|(dtype, shape)| format!(r#""type": "tensor", "tensor-spec": {{"dtype": "{dtype}", "shape": {shape}}}"#));
    let name = || prop::sample::select(vec![r#""a""#, r#""b""#, r#""""#, "0", "1", "5", "0.0", "true", "[1, 2]", r#""é""#]);
    let column = prop_oneof![4 => plain(), 2 => nested];
    let named = prop::collection::vec((name(), column.clone(), any::<bool>()), 1..4).prop_map(|specs| {
        specs.into_iter().map(|(name, kind, required)| format!(r#"{{{kind}, "name": {name}, "required": {required}}}"#)).collect::<Vec<_>>()
    });
    let unnamed = prop::collection::vec(column, 1..3)
        .prop_map(|specs| specs.into_iter().map(|kind| format!(r#"{{{kind}, "required": true}}"#)).collect::<Vec<_>>());
    let tensors = prop::collection::vec((name(), tensor.clone()), 1..3)
        .prop_map(|specs| specs.into_iter().map(|(name, kind)| format!(r#"{{{kind}, "name": {name}}}"#)).collect::<Vec<_>>());
    let one_tensor = tensor.prop_map(|kind| vec![format!("{{{kind}}}")]);
    prop_oneof![5 => named, 2 => unnamed, 2 => tensors, 1 => one_tensor].prop_map(|specs| format!("[{}]", specs.join(", ")))
}

/// A value of JSON as Python writes it, small and odd.
fn json() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "null",
        "true",
        "false",
        "0",
        "1",
        "-7",
        "1.5",
        "1e20",
        "1e-50",
        "NaN",
        "-Infinity",
        "9223372036854775808",
        "1e999",
        "18446744073709551616",
        r#""""#,
        r#""x""#,
        r#""1.5""#,
        r#""1e400""#,
        r#""2024-01-31""#,
        r#""31/12/2024 10:00Z""#,
        r#""aGk=""#,
        r#""é""#,
        r#""\u0000\u202e""#,
        r#""NaT""#,
    ])
    .prop_map(str::to_owned);
    let key = || prop::sample::select(vec!["a", "b", "", "0", "p", "q", "columns", "data", "index", "name", "shape", "datatype"]);
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((key(), inner), 0..4).prop_map(|entries| {
                let entries: Vec<String> = entries.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

/// A body with one of MLflow's forms, or with another server's.
fn body() -> impl Strategy<Value = String> {
    let keys = vec![
        "dataframe_split",
        "dataframe_records",
        "inputs",
        "instances",
        "messages",
        "input_data",
        "Inputs",
        "data",
        "signature_name",
        "formatType",
        "jsonData",
        "a",
    ];
    let split = (json(), json()).prop_map(|(columns, data)| format!(r#"{{"dataframe_split": {{"columns": {columns}, "data": {data}}}}}"#));
    let rows = prop::collection::vec(prop::collection::vec(json(), 2), 0..3).prop_map(|rows| {
        let rows: Vec<String> = rows.into_iter().map(|cells| format!("[{}]", cells.join(","))).collect();
        format!(r#"{{"dataframe_split": {{"columns": ["a", "b"], "data": [{}]}}}}"#, rows.join(","))
    });
    let tensors =
        prop::collection::vec((json(), json(), prop::sample::select(vec!["BOOL", "FP64", "BYTES", "x"])), 1..3).prop_map(|tensors| {
            let tensors: Vec<String> = tensors
                .into_iter()
                .map(|(shape, data, datatype)| {
                    format!(r#"{{"name": "a", "shape": [{shape}], "datatype": "{datatype}", "data": [{data}]}}"#)
                })
                .collect();
            format!(r#"{{"inputs": [{}]}}"#, tensors.join(","))
        });
    let wrapped =
        (prop::sample::select(vec!["input_data", "data", "Inputs", "jsonData"]), prop::sample::select(vec!["a", "data", "input1"]), json())
            .prop_map(|(key, name, data)| {
                format!(r#"{{"{key}": {{"{name}": {data}, "names": ["a"], "ndarray": [{data}]}}, "GlobalParameters": {data}}}"#)
            });
    let encoded = json().prop_map(|json| Value::Text(format!(r#"{{"inputs": {json}}}"#).into()).to_json());
    let keyed = (prop::sample::select(keys), json(), json())
        .prop_map(|(key, value, params)| format!(r#"{{"{key}": {value}, "params": {params}}}"#));
    prop_oneof![2 => split, 2 => rows, 5 => keyed, 2 => tensors, 2 => wrapped, 1 => encoded, 1 => json()]
}

/// A CSV with blank lines, quotes, short rows and long ones.
fn csv() -> impl Strategy<Value = String> {
    let field = prop::sample::select(vec![
        "",
        "a",
        "b",
        "0",
        "1",
        "1.5",
        "001",
        "true",
        "FALSE",
        "NA",
        " ",
        "\t",
        "1e400",
        "1_0",
        "2024-01-31",
        "\"",
        "\"x\"",
        "\"x\"\"y\"",
        "\"a,b\"",
        "\"\n\"",
        "é",
        "9223372036854775808",
        "a;b",
        "1,5",
        "1.234,5",
        "sep=;",
        "x\"",
    ]);
    let mark = prop::sample::select(vec![",", ",", ";", "\t", "|"]);
    let line = (prop::collection::vec(field, 0..4), mark).prop_map(|(fields, mark)| fields.join(mark));
    let end = prop::sample::select(vec!["\n", "\r\n", "\r", "\n\n"]);
    prop::collection::vec((line, end), 0..6).prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect())
}

/// Asks as each caller, and writes what is printed of the answer.
fn ask(signature: &str, body: &[u8], media: Media) {
    let inputs = Value::Map(vec![("inputs".into(), Value::Text(signature.into()))]);
    let signature = Signature::decode(&inputs);
    let unsigned = Contract::default();
    let contract = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    for contract in [contract, unsigned] {
        for caller in Receiver::ALL {
            let answer = enforce::check(body, media, &contract, caller);
            // Of columns of different lengths the first says how many rows there are.
            let is_uneven = answer.refusals.iter().any(|refusal| matches!(refusal.code.name, "column-length" | "ragged"));
            let rows = answer.rows.filter(|_| !is_uneven).unwrap_or(usize::MAX);
            for refusal in &answer.refusals {
                assert!(refusal.row.is_none_or(|row| row < rows.max(1)) && refusal.count > 0, "{refusal:?}");
            }
            for spot in answer.spots.refusals.iter().chain(&answer.spots.conversions).flatten() {
                let is_text = std::str::from_utf8(body).is_err() || std::str::from_utf8(&body[spot.range.clone()]).is_ok();
                assert!(is_text && spot.range.end <= body.len() && spot.position.line > 0, "{spot:?}");
            }
            assert!(!validate::text(&answer, caller).is_empty() && !validate::json(&answer, caller).is_empty());
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_json_gets_an_answer(signature in signature(), body in body()) {
        ask(&signature, body.as_bytes(), Media::Json);
    }

    #[test]
    fn any_csv_gets_an_answer(signature in signature(), body in csv()) {
        ask(&signature, body.as_bytes(), Media::Csv);
    }

    #[test]
    fn any_bytes_get_an_answer(signature in signature(), body in prop::collection::vec(any::<u8>(), 0..64), is_csv in any::<bool>()) {
        ask(&signature, &body, if is_csv { Media::Csv } else { Media::Json });
    }
}
