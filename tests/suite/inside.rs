//! What stands in models' own files, against what Python says of them.

mod hostile;

use std::path::{Path, PathBuf};

use mlmodel_viewer::compare::Callers;
use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::present::diff::Diff;
use mlmodel_viewer::print;
use mlmodel_viewer::reading::{Baseline, Compared, Model, PairFound, read_pair};
use serde_json::{Map, Value};

use crate::common::Folder;

/// The cases of this repository, and the wider set where one is named.
fn places() -> Vec<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inside");
    std::iter::once(own).chain(std::env::var_os("MLMODEL_INSIDE").map(PathBuf::from)).collect()
}

/// The models and files of this repository's cases.
pub fn cases() -> Vec<PathBuf> {
    let place = places().remove(0);
    let entries = std::fs::read_dir(&place).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| !path.ends_with("oracle") && !path.ends_with("README.md")).collect();
    cases.sort();
    cases
}

fn printed(path: &Path) -> Value {
    let model = Model::read(path, &[], &Progress::default()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    model.look_inside(&Progress::default()).unwrap();
    serde_json::from_str(&print::json(&model)).unwrap()
}

/// A name of numpy's for a type, however it is written.
fn dtype(written: &Value) -> String {
    let text = written.as_str().map_or_else(|| written.to_string(), str::to_owned);
    let plain = text.trim_start_matches(['<', '>', '|', '=']);
    let is_text = plain.strip_prefix('U').is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit()));
    if is_text || plain == "str" { "str".to_owned() } else { plain.to_owned() }
}

fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether a value of the oracle and a printed one are the same fact.
fn is_same(want: &Value, got: &Value) -> bool {
    match (want, got) {
        (Value::Object(a), Value::Object(b)) => {
            if let (Some(a), Some(b)) = (a.get("callable"), b.get("callable")) {
                return last_part(a.as_str().unwrap_or_default()) == last_part(b.as_str().unwrap_or_default());
            }
            if let (Some(a), Some(b)) = (a.get("$ndarray"), b.get("$ndarray")) {
                return a["shape"] == b["shape"] && dtype(&a["dtype"]) == dtype(&b["dtype"]);
            }
            a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| is_same(value, other)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
        }
        // Boosters keep numbers as text, and oracles do not.
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            text.parse() == Ok(number.as_f64().unwrap())
        }
        _ => want == got,
    }
}

/// What differs in one case.
struct Differences {
    place: String,
    all: Vec<String>,
}

impl Differences {
    fn fact(&mut self, what: &str, want: &Value, got: &Value) {
        if !is_same(want, got) {
            self.all.push(format!("{} {what}: expected {want}, got {got}", self.place));
        }
    }

    fn file(&mut self, want: &Value, got: &Value) {
        for key in ["format", "class"] {
            if !want[key].is_null() {
                self.fact(key, &want[key], &got[key]);
            }
        }
        if let Some(library) = want["library"].as_object() {
            for key in ["name", "version"] {
                self.fact(&format!("library.{key}"), library.get(key).unwrap_or(&Value::Null), &got["library"][key]);
            }
        }
        if let Some(features) = want["features"].as_object() {
            for (key, value) in features {
                self.fact(&format!("features.{key}"), value, &got["features"][key]);
            }
        }
        if let Some(classes) = want["classes"].as_object() {
            self.fact("classes.values", &classes["values"], &got["classes"]["values"]);
        }
        self.map("parameters", &want["parameters"], &got["parameters"]);
        self.map("counts", &want["counts"], &got["counts"]);
        self.parts(&want["parts"], &got["parts"]);
        for side in ["inputs", "outputs"] {
            if let Some(ports) = want[side].as_array() {
                for (port, other) in ports.iter().zip(got[side].as_array().unwrap_or(&Vec::new())) {
                    self.fact(&format!("{side} name"), &port["name"], &other["name"]);
                    self.fact(&format!("{side} shape"), &port["shape"], &other["shape"]);
                }
                self.fact(side, &ports.len().into(), &got[side].as_array().map_or(0, Vec::len).into());
            }
        }
        self.imports(want, got);
    }

    fn map(&mut self, what: &str, want: &Value, got: &Value) {
        for (key, value) in want.as_object().unwrap_or(&Map::new()) {
            self.fact(&format!("{what}.{key}"), value, got.get(key).unwrap_or(&Value::String("absent".to_owned())));
        }
    }

    fn parts(&mut self, want: &Value, got: &Value) {
        let Some(want) = want.as_array() else { return };
        let paths = |parts: &[Value]| Value::Array(parts.iter().map(|part| part["path"].clone()).collect());
        let empty = Vec::new();
        let got = got.as_array().unwrap_or(&empty);
        self.fact("parts", &paths(want), &paths(got));
        for (part, other) in want.iter().zip(got) {
            if part.get("class").is_some() {
                self.fact("part's class", &part["class"], &other["class"]);
            }
            self.fact("part's columns", &part["columns"], other.get("columns").unwrap_or(&Value::Null));
        }
    }

    fn imports(&mut self, want: &Value, got: &Value) {
        let Some(names) = want["imports"].as_array() else { return };
        let plain = |name: &Value| {
            let name = name.as_str().unwrap_or_default();
            name.replacen("__builtin__.", "builtins.", 1).replacen("copy_reg.", "copyreg.", 1)
        };
        let sorted = |names: &[Value]| -> Value {
            let mut names: Vec<String> = names.iter().map(plain).collect();
            names.sort();
            names.dedup();
            names.into()
        };
        self.fact("imports", &sorted(names), &sorted(got["imports"].as_array().unwrap_or(&Vec::new())));
    }
}

/// What differs between a case and its oracle.
fn differences(place: &Path, oracle: &Value) -> Vec<String> {
    let case = oracle["case"].as_str().unwrap();
    let is_hostile = oracle["group"] == "hostile";
    let printed = printed(&place.join(case));
    let mut found = Vec::new();
    let empty = Vec::new();
    let inside = printed["inside"].as_array().unwrap_or(&empty);
    for want in oracle["inside"].as_array().unwrap() {
        let of_path = inside.iter().find(|file| file["path"] == want["path"]);
        let got = of_path.or(inside.first().filter(|_| inside.len() == 1 && oracle["kind"] == "file"));
        let mut differences = Differences { place: format!("{case}: {}", want["path"]), all: Vec::new() };
        match got {
            Some(got) if is_hostile => differences.imports(want, got),
            Some(got) => differences.file(want, got),
            None if is_hostile || want["optional"] == true => {}
            None => differences.all.push(format!("{case}: {} is not looked into", want["path"])),
        }
        found.extend(differences.all);
    }
    if !is_hostile && let Some(wanted) = oracle["disagreements"].as_array() {
        let codes = |all: &[Value]| -> Vec<String> { all.iter().map(|one| one["code"].as_str().unwrap_or_default().to_owned()).collect() };
        let said: Vec<String> = inside.iter().flat_map(|file| codes(file["disagreements"].as_array().unwrap())).collect();
        let wanted = codes(wanted);
        let is_right = if wanted.is_empty() { said.is_empty() } else { wanted.iter().all(|code| said.contains(code)) };
        if !is_right {
            found.push(format!("{case} disagrees in {said:?}, and should in {wanted:?}"));
        }
    }
    found
}

#[test]
fn what_python_says_of_a_model_is_read_from_its_file() {
    let (mut cases, mut found) = (0, Vec::new());
    for place in places() {
        for oracle in std::fs::read_dir(place.join("oracle")).unwrap() {
            let path = oracle.unwrap().path();
            if path.to_string_lossy().ends_with(".changes.json") {
                continue;
            }
            let oracle: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
            found.extend(differences(&place, &oracle));
            cases += 1;
        }
    }
    assert!(cases > 80, "{cases}");
    assert!(found.is_empty(), "{} differences: {:#?}", found.len(), &found[..found.len().min(20)]);
}

#[test]
fn a_lone_file_is_looked_into_too() {
    let place = places().remove(0);
    let pickle = std::fs::read(place.join("plain_pickle_proto5.pkl")).unwrap();
    let folder = Folder::new().write("any.pkl", &pickle).write("other.txt", "x");
    let found = printed(&folder.path().join("any.pkl"));
    assert_eq!(found["inside"][0]["path"], "any.pkl");
    assert_eq!(found["inside"][0]["read"], "whole");
    // Cut off, it says so, and what stands before the end is told.
    let folder = Folder::new().write("any.pkl", &pickle[..pickle.len() / 2]);
    let found = printed(&folder.path().join("any.pkl"));
    assert_eq!((&found["inside"][0]["read"], &found["inside"][0]["why"]), (&"part".into(), &"it is cut off".into()));
    assert!(!found["inside"][0]["imports"].as_array().unwrap().is_empty());
}

#[test]
fn two_versions_are_compared_inside() {
    let place = places().remove(0);
    let compared = |name: &str| {
        let [a, b] = ["v1", "v2"].map(|version| place.join(format!("{name}__{version}")));
        let printed = crate::common::compare_json(&a, &b);
        let rows = printed["inside"].as_array().unwrap().clone();
        let changed = rows.iter().filter(|row| row["change"] != "same").map(|row| row["key"].as_str().unwrap().to_owned());
        changed.filter(|key| !key.starts_with("array ")).collect::<Vec<_>>()
    };
    assert_eq!(compared("pair_inside_C"), ["parameter C"]);
    assert!(compared("pair_inside_retrained").is_empty());
    let remark = |name: &str| {
        let [a, b] = ["v1", "v2"].map(|version| place.join(format!("{name}__{version}")));
        crate::common::compare(&a, &b).remark()
    };
    assert_eq!(remark("pair_inside_retrained"), "same settings, retrained; training data not compared");
    assert_eq!(remark("pair_inside_C"), "interface and files; says nothing of accuracy");
    assert!(compared("pair_inside_step_added").iter().any(|key| key.starts_with("part ")));
}

/// Arrays that are too large to be shown are told apart by their bytes.
#[test]
fn arrays_of_two_versions_are_compared_by_their_bytes() {
    let header = r#"{"w": {"dtype": "U8", "shape": [64], "data_offsets": [0, 64]}}"#;
    let weights = |last: u8| {
        let numbers: Vec<u8> = (0..63).chain([last]).collect();
        [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &numbers].concat()
    };
    let model = |last: u8, note: &str| {
        let mlmodel = format!("flavors:\n  python_function:\n    loader_module: mlflow.transformers\nmodel_uuid: {note}\n");
        Folder::new().write("MLmodel", mlmodel).write("model.safetensors", weights(last))
    };
    let change = |a: &Folder, b: &Folder| {
        let printed = crate::common::compare_json(a.path(), b.path());
        let rows = printed["inside"].as_array().unwrap().clone();
        let row = rows.into_iter().find(|row| row["key"] == "array w").unwrap();
        (row["change"].as_str().unwrap().to_owned(), row["a"].as_str().unwrap().to_owned())
    };
    let (one, other, again) = (model(1, "a"), model(2, "b"), model(1, "c"));
    let (word, shown) = change(&one, &other);
    assert_eq!(word, "changed");
    assert!(shown.starts_with("uint8 (64), content "), "{shown}");
    // Where the whole files are the same nothing more is read.
    assert_eq!(change(&one, &again), ("same".to_owned(), "uint8 (64)".to_owned()));
}

/// Long lists are compared to their end, and shown from where they differ.
#[test]
fn columns_that_differ_late_are_told() {
    let model = |count: usize, swapped: bool| {
        let mut names: Vec<String> = (0..count).map(|i| format!("\"feature number {i:05}\"")).collect();
        if swapped {
            names.swap(count - 1, count - 2);
        }
        let text = format!(
            r#"{{"learner": {{"feature_names": [{}], "feature_types": [], "attributes": {{}}, "learner_model_param": {{"num_feature": "{count}"}},
            "gradient_booster": {{"name": "gbtree", "model": {{"trees": [], "gbtree_model_param": {{"num_trees": "0"}}}}}}, "objective": {{"name": "reg:squarederror"}}}},
            "version": [3, 0, 0]}}"#,
            names.join(", ")
        );
        Folder::new().write("MLmodel", "flavors:\n  xgboost:\n    data: model.json\n").write("model.json", text)
    };
    for count in [50, 2_000] {
        let (a, b) = (model(count, false), model(count, true));
        let diff = crate::common::compare(a.path(), b.path());
        let section = &mlmodel_viewer::compare::sections::INSIDE;
        let rows: Vec<_> = (0..diff.len(section)).filter_map(|i| diff.row(section, i)).collect();
        let row = rows.iter().find(|row| row.name() == "feature names").unwrap_or_else(|| panic!("{count}: {rows:?}"));
        let shown = |cells: &Option<mlmodel_viewer::present::diff::CellRow>| cells.as_ref().unwrap().cells[0].shown(1_000).into_owned();
        let (left, right) = (shown(&row.baseline), shown(&row.first.cells));
        assert_ne!(left, right);
        assert!(left.starts_with('\u{2026}') && left.chars().count() < 120, "{left}");
    }
}

/// A window reads small files with the rest, and large ones after it has shown what is known.
#[test]
fn large_model_files_are_compared_later_and_until_then_it_is_said() {
    let header = r#"{"w": {"dtype": "U8", "shape": [65000000], "data_offsets": [0, 65000000]}}"#;
    let start = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes()].concat();
    let model = |uuid: &str| {
        let folder = Folder::new().write("MLmodel", format!("flavors:\n  a: {{}}\nmodel_uuid: {uuid}\n")).write("w.safetensors", &start);
        let file = std::fs::File::options().append(true).open(folder.path().join("w.safetensors")).unwrap();
        file.set_len(start.len() as u64 + 65_000_000).unwrap();
        folder
    };
    let (a, b) = (model("a"), model("b"));
    let found = read_pair([a.path(), b.path()], Baseline::First, &[], &Progress::default());
    let PairFound::Pair(mut compared) = found else { panic!("two models are a pair") };
    assert!(compared.has_unread_model_files() && compared.unread_model_bytes() > 130_000_000);
    let told = |compared: &Compared| {
        let diff = Diff::of(compared.clone(), Callers::Any);
        (diff.remark().to_owned(), print::diff::text(&diff))
    };
    let (remark, text) = told(&compared);
    assert_eq!(remark, "interface and files; the models' own files were not read");
    assert!(text.contains("the models' own files were not read"), "{text}");
    let stopped = Progress::default();
    stopped.cancel();
    compared.compare_model_files(&stopped);
    assert_eq!(told(&compared).0, remark);
    compared.compare_contents(u64::MAX, &Progress::default()).unwrap();
    compared.compare_model_files(&Progress::default());
    assert!(!compared.has_unread_model_files());
    assert_eq!(told(&compared).0, "the same except for ids, times and sizes");
}
