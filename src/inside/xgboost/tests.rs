use super::super::facts::{Count, ImportanceKind};
use super::super::value::Value;
use super::*;
use crate::folder::Progress;

fn told(format: Format, bytes: &[u8]) -> Booster {
    read_as(format, &mut Source::memory(bytes, &Progress::default()))
}

fn counts(facts: &ModelFile) -> Vec<(Count, u64)> {
    facts.counts.iter().map(|(count, number)| (*count, *number)).collect()
}

fn setting<'f>(facts: &'f ModelFile, name: &str) -> Option<&'f Value> {
    facts.parameters.iter().find(|(other, _)| &**other == name).map(|(_, value)| value)
}

/// Two trees in one round of two groups; in the second one, two nodes were cut away.
const JSON: &str = r#"{"learner": {"attributes": {}, "feature_names": ["age", "income \u00e9"], "feature_types": ["float", "c"],
    "gradient_booster": {"name": "gbtree", "model": {"gbtree_model_param": {"num_parallel_tree": "1", "num_trees": "2"},
        "tree_info": [0, 1], "trees": [
            {"left_children": [1, -1, -1], "loss_changes": [2.5E0, 0E0, 0E0], "split_indices": [1, 0, 0], "base_weights": [NaN, -Infinity, 1]},
            {"left_children": [1, -1, -1, -1, -1], "loss_changes": [1.5, 0, 0, 0, 0], "split_indices": [1, 0, 0, 7, 7]}]}},
    "learner_model_param": {"base_score": "[5E-1,-2.5E-1]", "boost_from_average": "1", "num_class": "2", "num_feature": "2", "num_target": "1"},
    "objective": {"name": "multi:softprob", "softmax_multiclass_param": {"num_class": "2"}, "reg_loss_param": {"scale_pos_weight": "1"}}},
    "version": [1, 7, 6]}"#;

fn check(facts: &ModelFile) {
    assert_eq!((facts.read, facts.why.as_deref()), (Read::Whole, None));
    assert_eq!(facts.class.as_deref(), Some("xgboost.core.Booster"));
    assert_eq!(facts.library.as_ref().unwrap().version.as_deref(), Some("1.7.6"));
    let features = facts.features.as_ref().unwrap();
    assert_eq!((features.names.as_ref().unwrap().join(","), features.count), ("age,income é".to_owned(), Some(2)));
    assert_eq!(features.types.as_ref().unwrap().join(","), "float,c");
    assert_eq!(counts(facts), [(Count::Rounds, 1), (Count::Trees, 2), (Count::Nodes, 6), (Count::Leaves, 4)]);
    assert_eq!(setting(facts, "objective"), Some(&Value::Text("multi:softprob".into())));
    assert_eq!(setting(facts, "base_score"), Some(&Value::List(vec![Value::Float(0.5), Value::Float(-0.25)])));
    assert_eq!(setting(facts, "num_class"), Some(&Value::Int(2)));
    let importances: Vec<_> = facts.importances.iter().map(|one| (one.kind, &*one.feature, one.value)).collect();
    assert_eq!(importances, [(ImportanceKind::Gain, "income é", 2.0), (ImportanceKind::Split, "income é", 2.0)]);
}

/// The same document in UBJSON, with lists that xgboost writes without a closing bracket.
fn ubj(json: &serde_json::Value, out: &mut Vec<u8>) {
    let length = |length: usize, out: &mut Vec<u8>| {
        out.push(b'L');
        out.extend(i64::try_from(length).unwrap().to_be_bytes());
    };
    match json {
        serde_json::Value::Object(entries) => {
            out.push(b'{');
            for (key, value) in entries {
                length(key.len(), out);
                out.extend(key.as_bytes());
                ubj(value, out);
            }
            out.push(b'}');
        }
        serde_json::Value::Array(items) if items.iter().any(serde_json::Value::is_f64) => {
            out.extend(b"[$d#");
            length(items.len(), out);
            #[expect(clippy::cast_possible_truncation, reason = "they are small")]
            out.extend(items.iter().flat_map(|item| (item.as_f64().unwrap() as f32).to_be_bytes()));
        }
        serde_json::Value::Array(items) if items.len() > 3 => {
            out.extend(b"[$l#");
            length(items.len(), out);
            out.extend(items.iter().flat_map(|item| i32::try_from(item.as_i64().unwrap()).unwrap().to_be_bytes()));
        }
        serde_json::Value::Array(items) => {
            out.extend(b"[#");
            length(items.len(), out);
            for item in items {
                ubj(item, out);
            }
        }
        serde_json::Value::String(text) => {
            out.push(b'S');
            length(text.len(), out);
            out.extend(text.as_bytes());
        }
        number => out.extend([b'i', i8::try_from(number.as_i64().unwrap()).unwrap().cast_unsigned()]),
    }
}

fn in_ubj() -> Vec<u8> {
    let json = JSON.replace("NaN, -Infinity", "0, 0");
    let mut out = Vec::new();
    ubj(&serde_json::from_str(&json).unwrap(), &mut out);
    out
}

#[test]
fn json_and_ubjson_say_the_same() {
    check(&told(Format::XgboostJson, JSON.as_bytes()).facts);
    assert_eq!(format_of(JSON.as_bytes()), Some(Format::XgboostJson));
    check(&told(Format::XgboostUbj, &in_ubj()).facts);
    assert_eq!(format_of(&in_ubj()), Some(Format::XgboostUbj));
    assert_eq!(format_of(b"{\"version\": 2, \"name\": 1}"), None);
    assert_eq!(format_of(b"{\n  \"version\" : [1, 2, 0], \"learner\": {"), Some(Format::XgboostJson));
}

#[test]
fn standard_ubjson_is_read_too() {
    let bytes = b"{i\x07learner{i\x0dfeature_names[Si\x01aNSU\x01b]i\x13learner_model_param{#i\x01i\x0bnum_featureSi\x012i\x09objective{$S#i\x01i\x04namei\x01x}i\x07version[$i#i\x03\x02\x00\x03}";
    let facts = told(Format::XgboostUbj, bytes).facts;
    assert_eq!((facts.read, facts.why), (Read::Whole, None));
    assert_eq!(facts.features.unwrap().names.unwrap().join(","), "a,b");
    assert_eq!(facts.library.unwrap().version.as_deref(), Some("2.0.3"));
}

#[test]
fn what_is_cut_off_or_broken_is_read_as_far_as_it_goes() {
    for (format, whole) in
        [(Format::XgboostJson, JSON.as_bytes().to_vec()), (Format::XgboostUbj, in_ubj()), (Format::XgboostBinary, in_binary())]
    {
        for cut in 0..whole.len() {
            assert_ne!(told(format, &whole[..cut]).facts.read, Read::Whole);
        }
        for at in 0..whole.len() {
            for byte in [0, b'[', b'}', b'$', 0x7f, 0xff] {
                let mut broken = whole.clone();
                broken[at] = byte;
                told(format, &broken);
            }
        }
    }
}

#[test]
fn hostile_documents_end() {
    let why = |format, bytes: &[u8]| {
        let facts = told(format, bytes).facts;
        (facts.read, facts.why.unwrap_or_default())
    };
    let begin = b"{L\0\0\0\0\0\0\0\x07learner";
    let ubj = |rest: &[u8]| why(Format::XgboostUbj, &[begin.as_slice(), rest].concat());
    assert_eq!(ubj("[".repeat(100_000).as_bytes()), (Read::No, "it holds more than 500 levels".to_owned()));
    assert_eq!(ubj(b"[$d#L\x10\0\0\0\0\0\0\0").1, "it is cut off");
    assert_eq!(ubj(b"[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff").1, "it is cut off");
    assert_eq!(ubj(b"[$Z#L\x7f\xff\xff\xff\xff\xff\xff\xff").1, "a list has a type that no list has");
    assert_eq!(ubj(b"[#L\xff\xff\xff\xff\xff\xff\xff\xff").1, "a length is negative");
    assert_eq!(ubj(b"SL\x7f\xff\xff\xff\xff\xff\xff\xff").1, "it is cut off");
    assert_eq!(ubj(b"[$[#L\x7f\xff\xff\xff\xff\xff\xff\xff#i\0#i\0").1, "it is cut off");
    let json = |rest: String| why(Format::XgboostJson, format!("{{\"learner\":{rest}").as_bytes());
    assert_eq!(json("[".repeat(100_000)), (Read::No, "it holds more than 500 levels".to_owned()));
    assert_eq!(json("{\"a\":".repeat(100_000)).1, "it holds more than 500 levels");
    assert_eq!(json("1".repeat(100_000)).1, "a number is none");
    assert_eq!(json("\"".to_owned()).1, "it is cut off");
    assert_eq!(json("{}}".to_owned()), (Read::Whole, String::new()));
    assert_eq!(json("{1:2}}".to_owned()).1, "it is no JSON");
}

#[test]
fn a_linear_model_has_weights_and_no_trees() {
    let json = r#"{"learner":{"gradient_booster":{"model":{"boosted_rounds":3,"weights":[1,2,3]},"name":"gblinear"}},"version":[3,2,0]}"#;
    assert_eq!(counts(&told(Format::XgboostJson, json.as_bytes()).facts), [(Count::Rounds, 3), (Count::Parameters, 3)]);
}

#[test]
fn dart_keeps_its_trees_one_level_below() {
    let json = r#"{"learner":{"gradient_booster":{"gbtree":{"model":{"iteration_indptr":[0,1],"tree_info":[0],"trees":[
        {"left_children":[-1],"split_indices":[0]}]},"name":"gbtree"},"name":"dart","weight_drop":[1]}},"version":[3,2,0]}"#;
    let facts = told(Format::XgboostJson, json.as_bytes()).facts;
    assert_eq!(setting(&facts, "booster"), Some(&Value::Text("dart".into())));
    assert_eq!(counts(&facts), [(Count::Rounds, 1), (Count::Trees, 1), (Count::Nodes, 1), (Count::Leaves, 1)]);
    assert!(facts.importances.is_empty());
}

#[test]
fn a_pickle_keeps_the_settings_of_the_library_beside_the_model() {
    let json = format!(
        r#"{{"Config": {{"learner": {{"generic_param": {{"n_jobs": "2"}}, "gradient_booster": {{"updater": {{"prune": {{"train_param": {{"eta": "3E-1"}}}}}}}}}}}}, "Model": {JSON}}}"#
    );
    let booster = read_kept(json.as_bytes(), &mut Source::memory(json.as_bytes(), &Progress::default()));
    check(&booster.facts);
    assert_eq!(booster.config, [("n_jobs", "2"), ("eta", "3E-1")].map(|(name, value)| (name.to_owned(), value.to_owned())));
}

/// One tree of three nodes, as 1.5 wrote it.
fn in_binary() -> Vec<u8> {
    let mut out = b"binf".to_vec();
    out.extend(0.25_f32.to_le_bytes());
    out.extend([3, 0, 0, 0, 1, 5].into_iter().flat_map(u32::to_le_bytes));
    out.extend([0; 136 - 7 * 4]);
    for name in ["reg:squarederror", "gbtree"] {
        out.extend((name.len() as u64).to_le_bytes());
        out.extend(name.as_bytes());
    }
    out.extend(1_u32.to_le_bytes());
    out.extend([0; 160 - 4]);
    out.extend([1_u32, 3].into_iter().flat_map(u32::to_le_bytes));
    out.extend([0; 148 - 8]);
    for [left, feature] in [[1, 0x8000_0002], [u32::MAX, 0], [u32::MAX, 0]] {
        out.extend([0, left, left, feature, 0].into_iter().flat_map(u32::to_le_bytes));
    }
    for gain in [7.5_f32, 0.0, 0.0] {
        out.extend([gain, 0.0, 0.0, 0.0].into_iter().flat_map(f32::to_le_bytes));
    }
    out.extend(0_u32.to_le_bytes());
    out
}

#[test]
fn the_binary_format_says_all_but_names() {
    for bytes in [in_binary(), [b"CONFIG-offset:".as_slice(), &[0; 8], &in_binary()].concat()] {
        let facts = told(Format::XgboostBinary, &bytes).facts;
        assert_eq!((facts.read, facts.why.as_deref()), (Read::Whole, None));
        assert_eq!(facts.library.as_ref().unwrap().version.as_deref(), Some("1.5"));
        assert_eq!(facts.features, Some(Features { names: None, count: Some(3), types: None }));
        assert_eq!(counts(&facts), [(Count::Rounds, 1), (Count::Trees, 1), (Count::Nodes, 3), (Count::Leaves, 2)]);
        assert_eq!(setting(&facts, "base_score"), Some(&Value::Float(0.25)));
        let gain = &facts.importances[0];
        assert_eq!((&*gain.feature, gain.value), ("2", 7.5));
    }
    assert_eq!(told(Format::XgboostBinary, b"binf is no model of any kind, however long it may be").facts.read, Read::No);
}
