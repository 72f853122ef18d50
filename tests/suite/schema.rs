//! What is printed as JSON is what `assets/schema` describes: every key that is printed, and every key that is described.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use mlmodel_viewer::enforce::{self, Contract, Media, Receiver};
use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::library;
use mlmodel_viewer::print::fingerprint::FingerprintRow;
use mlmodel_viewer::reading::{Baseline, Compared};
use mlmodel_viewer::{print, reading};
use serde_json::{Value, json};

use crate::common::{self, Folder};
use crate::inside;
use crate::places;

/// The description of one command's JSON, and which of its keys were seen.
struct Described {
    text: Value,
    compiled: Schemas,
    index: SchemaIndex,
    /// Where in the description: `/properties/files/items/properties/path`.
    seen: BTreeSet<String>,
}

impl Described {
    fn of(command: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("assets/schema/{command}.schema.json"));
        let text: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(text["$id"], format!("urn:mlmodel-viewer:schema:{}:{command}", print::SCHEMA));
        let (mut compiler, mut compiled) = (Compiler::new(), Schemas::new());
        let id = text["$id"].as_str().unwrap();
        compiler.add_resource(id, text.clone()).unwrap();
        let index = compiler.compile(id, &mut compiled).unwrap_or_else(|error| panic!("{command}: {error:#}"));
        Self { text, compiled, index, seen: BTreeSet::new() }
    }

    /// Fails where the description does not allow what was printed, or does not know one of its keys.
    fn hold(&mut self, printed: &Value, what: &str) {
        if let Err(error) = self.compiled.validate(printed, self.index) {
            panic!("{what}: {error:#}");
        }
        let mut unknown = Vec::new();
        Walk { text: &self.text, seen: &mut self.seen, unknown: &mut unknown }.meet("", printed);
        assert!(unknown.is_empty(), "{what}: not described: {unknown:?}");
    }

    /// Every key that is described, each with a sentence, was seen in something that was printed.
    fn all_was_seen(&self) {
        let mut described = BTreeSet::new();
        keys(&self.text, "", &mut described);
        let never: Vec<_> = described.difference(&self.seen).collect();
        assert!(never.is_empty(), "described and never printed: {never:#?}");
    }
}

/// Printed values beside what describes them.
struct Walk<'a> {
    text: &'a Value,
    seen: &'a mut BTreeSet<String>,
    unknown: &'a mut Vec<String>,
}

impl Walk<'_> {
    fn meet(&mut self, at: &str, printed: &Value) {
        let Some(schema) = self.text.pointer(at) else { return };
        if let Some(other) = schema["$ref"].as_str() {
            self.meet(&other[1..], printed);
        }
        match printed {
            Value::Object(entries) => {
                for (key, value) in entries {
                    if schema["properties"].get(key).is_some() {
                        let at = format!("{at}/properties/{key}");
                        self.meet(&at, value);
                        self.seen.insert(at);
                    } else if schema["additionalProperties"].is_object() {
                        self.meet(&format!("{at}/additionalProperties"), value);
                    } else if schema["additionalProperties"] == true {
                        self.unknown.push(format!("{at}/{key}"));
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.meet(&format!("{at}/items"), item)),
            _ => {}
        }
    }
}

/// Where each described key stands; all of them say what they are.
fn keys(schema: &Value, at: &str, found: &mut BTreeSet<String>) {
    for (name, below) in schema["properties"].as_object().into_iter().flatten() {
        let at = format!("{at}/properties/{name}");
        assert!(below["description"].is_string() || below["$ref"].is_string() || name == "schema", "{at} is not explained");
        keys(below, &at, found);
        found.insert(at);
    }
    for (name, below) in schema["$defs"].as_object().into_iter().flatten() {
        assert!(below["description"].is_string(), "{name} is not explained");
        keys(below, &format!("{at}/$defs/{name}"), found);
    }
    for inside in ["items", "additionalProperties"] {
        if schema[inside].is_object() {
            keys(&schema[inside], &format!("{at}/{inside}"), found);
        }
    }
}

/// Every model folder below, the models inside models included.
fn models(below: &Path, found: &mut Vec<PathBuf>) {
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(below).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    if below.join("MLmodel").is_file() {
        found.push(below.to_owned());
    }
    for folder in folders {
        models(&folder, found);
    }
}

/// The model folders of the repository, and of the wider set where one is named.
fn all_models() -> Vec<PathBuf> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples");
    let mut found = Vec::new();
    common::sets().iter().chain([&samples]).for_each(|set| models(set, &mut found));
    assert!(found.len() > 100);
    found
}

/// A store of an old release with what few stores have: a run without its folders, and one that MLflow fails on.
fn troubled_store() -> Folder {
    let folder = places::file_run(Folder::new(), places::RUN, &[]);
    places::file_run(folder, places::OTHER, &[("params/a", b"\xff"), ("metrics/m", b"1700000000000 nan 0\n")])
}

/// A model with each kind of nested type in each other one.
fn nested_types() -> Folder {
    let numbers = json!({"type": "array", "items": {"type": "long"}});
    let object = json!({"type": "object", "properties": {"b": {"type": "map", "values": {"type": "long"}, "required": false}}});
    let properties = json!({
        "a": {"type": "array", "items": {"type": "map", "values": object}, "required": true},
        "o": {"type": "object", "properties": {"x": {"type": "long"}}},
    });
    let map = json!({"type": "map", "values": {"type": "array", "items": {"type": "object", "properties": properties}}, "name": "m"});
    let param = json!({"type": "object", "properties": {"x": numbers}, "name": "k", "default": {"x": [1]}, "shape": null});
    Folder::with_mlmodel(format!("flavors: {{}}\nsignature:\n  inputs: '[{map}]'\n  params: '[{param}]'\n"))
}

#[test]
fn what_inspect_prints_is_described() {
    let mut inspect = Described::of("inspect");
    for model in all_models() {
        inspect.hold(&common::json(&model), &model.display().to_string());
    }
    let broken = common::models().join("broken");
    for case in std::fs::read_dir(&broken).unwrap().map(|case| case.unwrap().path()).filter(|case| case.is_dir()) {
        inspect.hold(&common::json(&case), &case.display().to_string());
    }
    let lone = places::bare_store(Folder::new().write("README.md", "x").write("data/scaler.pkl", "\u{80}"), "mlruns");
    let artifact = Folder::new().write("model.pkl", b"\x80\x04.");
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archives/deflate64.zip");
    inspect.hold(&common::json(&archive), "an archive");
    let nested = nested_types();
    let (store, troubled) = (Folder::new(), troubled_store());
    common::lesson_store(store.path());
    for folder in [&lone, &artifact, &nested, &store, &troubled] {
        inspect.hold(&common::json(folder.path()), "a folder that was made here");
    }
    let mut inside = Vec::new();
    models(store.path(), &mut inside);
    models(troubled.path(), &mut inside);
    for model in inside {
        inspect.hold(&common::json(&model), "a model of a store that was made here");
    }
    for (folder, has_one) in [(&artifact, true), (&lone, false)] {
        let model = common::read(folder.path());
        assert_eq!(model.find_fingerprint(&Progress::default()).unwrap().is_ok(), has_one);
        inspect.hold(&serde_json::from_str(&print::json(&model)).unwrap(), "with its fingerprint");
    }
    for case in inside::cases() {
        let model = common::read(&case);
        model.look_inside(&Progress::default()).unwrap();
        inspect.hold(&serde_json::from_str(&print::json(&model)).unwrap(), &case.display().to_string());
    }
    inspect.all_was_seen();
}

#[test]
fn what_diff_prints_is_described() {
    let mut diff = Described::of("diff");
    let models = all_models();
    // Neighbours are pairs of one model, one model of two flavors, and things that have nothing in common.
    for pair in models.windows(2) {
        diff.hold(&common::compare_json(&pair[0], &pair[1]), &format!("{} and {}", pair[0].display(), pair[1].display()));
    }
    let nothing = Folder::new().write("notes.txt", "x");
    diff.hold(&common::compare_json(nothing.path(), &models[0]), "no model and a model");
    let store = Folder::new();
    common::lesson_store(store.path());
    let mut inside = Vec::new();
    self::models(store.path(), &mut inside);
    for pair in inside.windows(2) {
        let compared = Compared::read([&pair[0], &pair[1]], Baseline::First, &[], &Progress::default());
        diff.hold(&common::json_of(&common::laid_out(compared)), "two runs of a store");
    }
    let compared = Compared::read([nothing.path(), &models[0]], Baseline::First, &[], &Progress::default());
    for model in compared.models() {
        let _ = model.find_fingerprint(&Progress::default());
    }
    diff.hold(&common::json_of(&common::laid_out(compared)), "with their fingerprints");
    diff.all_was_seen();
}

#[test]
fn what_fingerprint_prints_is_described() {
    let mut fingerprint = Described::of("fingerprint");
    let rows = [("model", Some(true)), ("artifact", Some(false)), ("several", None)].map(|(kind, matches)| FingerprintRow {
        path: "/models/a\\xff".to_owned(),
        kind: Some(kind),
        found: matches.map(|_| "0f".repeat(32).parse().unwrap()).ok_or_else(|| "there are several models".to_owned()),
        matches,
    });
    let gone = FingerprintRow { path: "/nowhere".to_owned(), kind: None, found: Err("it is gone".to_owned()), matches: None };
    let rows: Vec<FingerprintRow> = rows.into_iter().chain([gone]).collect();
    fingerprint.hold(&serde_json::from_str(&print::fingerprint::json(&rows)).unwrap(), "four paths");
    fingerprint.all_was_seen();
}

#[test]
fn what_list_prints_is_described() {
    let mut list = Described::of("list");
    let (store, troubled) = (Folder::new(), troubled_store());
    common::lesson_store(store.path());
    let bare = places::bare_store(Folder::new(), "mlruns");
    for place in common::sets().iter().map(PathBuf::as_path).chain([store.path(), troubled.path(), bare.path()]) {
        let scanned = library::scan(place, None, &Progress::default(), &mut |_| {}).unwrap();
        let mut found = library::Place::found(place.to_owned(), &scanned);
        reading::check_up(place, &scanned.entries, &Progress::default(), &mut |i, checkup| found.checkups[i] = Some(checkup));
        let view = library::View { shows_runs: true, ..library::View::default() };
        let rows = view.subjects(std::slice::from_ref(&found)).into_iter().map(|(_, at)| at).collect();
        let printed = print::list::json(&print::list::ListReport { place: &found, scanned: &scanned, rows });
        let printed = serde_json::from_str(&printed).unwrap();
        list.hold(&printed, &place.display().to_string());
    }
    list.all_was_seen();
}

#[test]
fn what_validate_prints_is_described() {
    let mut validate = Described::of("validate");
    let signature = mlmodel_viewer::mlmodel::Signature::decode(&mlmodel_viewer::mlmodel::Value::Map(vec![(
        "inputs".into(),
        mlmodel_viewer::mlmodel::Value::Text(
            r#"[{"type": "integer", "name": "a"}, {"type": "boolean", "name": "b", "required": false}]"#.into(),
        ),
    )]));
    let checked = Contract { inputs: signature.inputs.read(), ..Contract::default() };
    for contract in [checked, Contract::default()] {
        for (body, media) in [
            (r#"{"dataframe_split": {"columns": ["a"], "data": [[1], [3000000000], [2.5]]}}"#, Media::Json),
            (r#"{"dataframe_records": [{"a": 1, "c": 2}, {"a": "x"}]}"#, Media::Json),
            (r#"{"inputs": {"a": [1, 2]}}"#, Media::Json),
            (r#"{"instances": [{"a": 1}]}"#, Media::Json),
            (r#"{"messages": []}"#, Media::Json),
            (r#"{"input_data": {"columns": ["a"], "data": [[1]]}}"#, Media::Json),
            (r#"{"columns": ["a"], "data": [[NaN]]}"#, Media::Json),
            ("[", Media::Json),
            ("", Media::Json),
            ("a,b\n1,true\n2,x\n", Media::Csv),
        ] {
            for caller in Receiver::ALL {
                let answer = enforce::check(body.as_bytes(), media, &contract, caller);
                validate.hold(&serde_json::from_str(&print::validate::json(&answer, caller)).unwrap(), body);
            }
        }
    }
    validate.all_was_seen();
}

#[test]
fn what_is_not_described_is_noticed() {
    let mut inspect = Described::of("inspect");
    let printed = common::json(&common::models().join("3.18.0/sklearn_iris"));
    let is_noticed = |inspect: &mut Described, change: &dyn Fn(&mut Value)| {
        let mut printed = printed.clone();
        change(&mut printed);
        let noticed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| inspect.hold(&printed, "changed"))).is_err();
        let is_allowed = inspect.compiled.validate(&printed, inspect.index).is_ok();
        (noticed, is_allowed)
    };
    assert_eq!(is_noticed(&mut inspect, &|_| {}), (false, true));
    // Something new is no break for those who read it, and must be described.
    assert_eq!(is_noticed(&mut inspect, &|printed| printed["files"][0]["sha256"] = "x".into()), (true, true));
    assert_eq!(is_noticed(&mut inspect, &|printed| printed["files"][0]["bytes"] = "1 KB".into()), (true, false));
    assert_eq!(is_noticed(&mut inspect, &|printed| printed["findings"] = Value::Null), (true, false));
    assert_eq!(is_noticed(&mut inspect, &|printed| printed["kind"] = "folder".into()), (true, false));
}
