//! The format against what MLflow itself says of real model folders.

use crate::common;
use std::collections::BTreeSet;

use mlmodel_viewer::checks::Severity;
use serde_json::Value;

/// Where two values differ, as paths; what the oracle cut short is not compared.
fn differences(ours: &Value, theirs: &Value, path: &str, found: &mut Vec<String>) {
    let cut = |value: &Value| value.as_object().is_some_and(|map| map.contains_key("$long") || map.contains_key("$omitted"));
    if cut(theirs) {
        return;
    }
    match (ours, theirs) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                match (a.get(key), b.get(key)) {
                    (Some(a), Some(b)) => differences(a, b, &format!("{path}.{key}"), found),
                    (a, _) => found.push(format!("{path}.{key} is only in {}", if a.is_some() { "ours" } else { "theirs" })),
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                differences(a, b, &format!("{path}.{i}"), found);
            }
        }
        (a, b) if a == b => {}
        (a, b) => found.push(format!("{path}: ours {a}, theirs {b}")),
    }
}

#[test]
fn every_field_is_read_as_mlflow_reads_it() {
    for set in common::sets() {
        for (release, case, path, oracle) in common::cases(&set) {
            let Some(theirs) = oracle.get("mlmodel_yaml").filter(|value| !value.is_null()) else { continue };
            let mut found = Vec::new();
            differences(&common::json(&path)["mlmodel"], theirs, "", &mut found);
            assert!(found.is_empty(), "{release}/{case}: {found:#?}");
        }
    }
}

/// Our encoding of a type, from the oracle's description of it.
fn type_of(tree: &Value) -> Value {
    match tree["kind"].as_str().unwrap_or_default() {
        "array" => serde_json::json!({"type": "array", "items": type_of(&tree["items"])}),
        "map" => serde_json::json!({"type": "map", "values": type_of(&tree["values"])}),
        "object" => {
            let properties: serde_json::Map<String, Value> = tree["properties"]
                .as_array()
                .map(|list| {
                    list.iter()
                        .map(|property| {
                            let mut described = type_of(&property["type"]);
                            described["required"] = property["required"].clone();
                            (property["name"].as_str().unwrap_or_default().to_owned(), described)
                        })
                        .collect()
                })
                .unwrap_or_default();
            serde_json::json!({"type": "object", "properties": properties})
        }
        "scalar" => serde_json::json!({"type": tree["type"]}),
        other => serde_json::json!({"type": other}),
    }
}

#[test]
fn every_signature_is_decoded_as_mlflow_decodes_it() {
    let mut compared = 0;
    for set in common::sets() {
        for (release, case, path, oracle) in common::cases(&set) {
            let Some(theirs) = oracle.get("signature").filter(|s| s.is_object() && s.get("$error").is_none()) else { continue };
            let ours = &common::json(&path)["signature"];
            for part in ["inputs", "outputs"] {
                let (a, b) = (&ours[part], &theirs[part]);
                let Some(specs) = b.as_array() else {
                    assert!(a.is_null(), "{release}/{case} {part}: {a}");
                    continue;
                };
                let mine = a.as_array().unwrap_or_else(|| panic!("{release}/{case} {part} is missing"));
                assert_eq!(mine.len(), specs.len(), "{release}/{case} {part}");
                for (mine, theirs) in mine.iter().zip(specs) {
                    let at = format!("{release}/{case} {part} {mine} {theirs}");
                    assert_eq!(mine["name"], theirs["name"], "{at}");
                    if theirs["kind"] == "tensor" {
                        assert_eq!(mine["tensor-spec"]["dtype"], theirs["dtype"], "{at}");
                        assert_eq!(mine["tensor-spec"]["shape"], theirs["shape"], "{at}");
                    } else {
                        assert_eq!(mine["required"].as_bool().unwrap_or(false), theirs["required"].as_bool().unwrap_or(false), "{at}");
                        let mut described = mine.clone();
                        described.as_object_mut().unwrap().retain(|key, _| key != "name" && key != "required");
                        // Long signatures are recorded without the tree of their types.
                        let expected =
                            if theirs["tree"].is_null() { serde_json::json!({"type": theirs["type"]}) } else { type_of(&theirs["tree"]) };
                        assert_eq!(described, expected, "{at}");
                    }
                    compared += 1;
                }
            }
            if let Some(params) = theirs["params"].as_array() {
                let mine = ours["params"].as_array().unwrap_or_else(|| panic!("{release}/{case} params are missing"));
                assert_eq!(mine.len(), params.len(), "{release}/{case}");
                for (mine, theirs) in mine.iter().zip(params) {
                    let at = format!("{release}/{case} {mine} {theirs}");
                    assert_eq!(mine["name"], theirs["name"], "{at}");
                    assert_eq!(mine["shape"], theirs["shape"], "{at}");
                    if theirs["tree"]["kind"] == "scalar" {
                        assert_eq!(mine["type"], theirs["tree"]["type"], "{at}");
                    }
                    let plain = |value: &Value| !value.is_object() && !value.as_array().is_some_and(|a| a.iter().any(Value::is_object));
                    if plain(&theirs["default"]) && !(mine["type"] == "float") {
                        assert_eq!(mine["default"], theirs["default"], "{at}");
                    }
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 300, "only {compared} specs were compared");
}

#[test]
fn every_file_is_listed_with_its_size() {
    for set in common::sets() {
        for (release, case, path, oracle) in common::cases(&set) {
            let Some(theirs) = oracle["files"].as_array() else { continue };
            let list = |files: &[Value], size: &str| -> BTreeSet<(String, Option<u64>)> {
                files
                    .iter()
                    .map(|file| (file["path"].as_str().unwrap().to_owned(), file[size].as_u64()))
                    // An empty folder does not survive git.
                    .filter(|(path, _)| !path.ends_with('/'))
                    .collect()
            };
            let ours = common::json(&path);
            assert_eq!(list(ours["files"].as_array().unwrap(), "bytes"), list(theirs, "size"), "{release}/{case}");
        }
    }
}

#[test]
fn every_artifact_that_is_named_is_found_where_mlflow_loads_the_model() {
    let mut found = 0;
    for set in common::sets() {
        for (release, case, path, oracle) in common::cases(&set) {
            let listed: BTreeSet<&str> =
                oracle["files"].as_array().map(|f| f.iter().filter_map(|f| f["path"].as_str()).collect()).unwrap_or_default();
            let report = common::json(&path);
            for artifact in report["artifacts"].as_array().unwrap() {
                let name = artifact["path"].as_str().unwrap();
                let there = listed.iter().any(|file| *file == name || file.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')));
                assert_eq!(artifact["status"] == "present" || artifact["status"] == "empty", there, "{release}/{case}: {artifact}");
                found += 1;
            }
        }
    }
    assert!(found > 200, "only {found} artifacts were compared");
}

/// Why a warning may stand on an undamaged folder.
const REASONS: &[(&str, &str)] = &[
    ("signature-missing", "the model was saved without a signature, and nobody can tell its input"),
    ("requirement-unpinned", "the requirements name the flavor's library without a version"),
    ("version-contradiction", "the requirements were written by hand for another release of the library"),
    ("signature-out-of-json", "a nested integer, float or datetime cannot be sent as JSON"),
    ("pyfunc-missing", "the flavor writes no python_function, so the model cannot be served"),
    ("environment-contradiction", "the environment files were written by hand and differ"),
    ("environment-missing", "the environment was left out on purpose"),
    ("signature-name-taken-for-place", "a column without a name, for which MLflow refuses every request"),
    ("example-contradicts-signature", "a datetime column with a time zone: MLflow saved an example that it refuses"),
];

#[test]
fn silence_on_the_good() {
    for set in common::sets() {
        for (release, case, path, _) in common::cases(&set) {
            let (_, findings) = common::inspect(&path);
            for finding in &findings {
                let known = match finding.severity {
                    Severity::Note => true,
                    Severity::Warning => REASONS.iter().any(|(code, _)| finding.code == code),
                    // 2.9.2 wrote the key "optional", which 3.18 refuses; a state dict is no model.
                    Severity::Error => {
                        (release == "2.9.2" && finding.code == "signature-optional-key")
                            || (case == "pytorch_state_dict_only" && finding.code == "plain-artifact")
                    }
                };
                assert!(known, "{release}/{case}: {finding:?}");
            }
        }
    }
}
