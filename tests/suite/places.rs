//! What a person points at, and where that leads: stores without models, files of a model, copies, addresses.

use std::path::Path;

use mlmodel_viewer::checks::Severity;
use mlmodel_viewer::folder::{Opened, Progress, Stopped, Subject, Way};
use mlmodel_viewer::reading::Model;
use mlmodel_viewer::ui::state::Content;
use mlmodel_viewer::{library, print};
use serde_json::{Value, json};

use crate::common::{self, Folder};
use crate::harness::Begin;

/// The printed JSON and text of a path, with what its store knows.
fn printed(path: &Path) -> (Value, String) {
    let model = common::read(path);
    (serde_json::from_str(&print::json(&model)).unwrap(), print::text(&model))
}

fn open(path: &Path) -> Opened {
    common::read(path).opened
}

fn listed(path: &Path) -> String {
    let scanned = library::scan(path, None, &Progress::default(), &mut |_| {}).unwrap();
    let place = library::Place::found(path.to_owned(), &scanned);
    let rows = library::View::default().subjects(std::slice::from_ref(&place)).into_iter().map(|(_, at)| at).collect();
    print::list::text(&print::list::ListReport { place: &place, scanned: &scanned, rows })
}

/// An experiment with runs that logged no model.
pub fn bare_store(folder: Folder, at: &str) -> Folder {
    let mut folder = folder.write(
        &format!("{at}/7/meta.yaml"),
        "artifact_location: file:///x/mlruns/7\nexperiment_id: '7'\nlifecycle_stage: active\nname: exp\n",
    );
    for (id, stage) in [
        ("0c1d0d78add74008b3d21da00f12a650", "active"),
        ("1c1d0d78add74008b3d21da00f12a651", "active"),
        ("2c1d0d78add74008b3d21da00f12a652", "deleted"),
    ] {
        let meta = format!(
            "artifact_uri: file:///x/mlruns/7/{id}/artifacts\nexperiment_id: '7'\nlifecycle_stage: {stage}\nrun_id: {id}\nstatus: 3\n"
        );
        folder = folder.write(&format!("{at}/7/{id}/meta.yaml"), meta).write(&format!("{at}/7/{id}/artifacts/plot.txt"), "x");
    }
    folder
}

/// A database with the three tables that every release has, and these rows.
fn database(path: &Path, rows: &str) {
    let tables = "CREATE TABLE experiments (experiment_id INTEGER, name TEXT, lifecycle_stage TEXT, artifact_location TEXT);
        CREATE TABLE runs (run_uuid TEXT, name TEXT, experiment_id INTEGER, status TEXT, lifecycle_stage TEXT, artifact_uri TEXT);
        CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT);";
    rusqlite::Connection::open(path).unwrap().execute_batch(&format!("{tables}{rows}")).unwrap();
}

#[test]
fn a_project_with_a_store_and_a_pickle_is_no_artifact() {
    let project = bare_store(Folder::new().write("README.md", "x").write("data/scaler.pkl", "\u{80}"), "mlruns");
    let (report, text) = printed(project.path());
    assert_eq!(report["kind"], "not_a_model");
    assert_eq!(report["stores"], json!([{ "path": "mlruns", "experiments": 1, "runs": 2 }]));
    assert_eq!(report["lone_model_files"], json!(["data/scaler.pkl"]));
    assert_eq!(
        report["findings"][0]["message"],
        "An MLflow store: 1 experiment, 2 runs, no model logged here. data/scaler.pkl is a lone pickle."
    );
    assert!(
        text.contains("mlruns  an MLflow store: 1 experiment, 2 runs, no model logged here") && !text.contains("a file, not a model"),
        "{text}"
    );
    assert!(listed(project.path()).contains("mlruns: an MLflow store: 1 experiment, 2 runs, no model logged here"));
    let run = project.path().join("mlruns/7/0c1d0d78add74008b3d21da00f12a650");
    assert_eq!(printed(&run).0["stores"][0]["runs"], 1, "a part of a store too");
    // The store itself, and one that lies deeper beside another.
    let (report, _) = printed(&project.path().join("mlruns"));
    assert_eq!(report["stores"], json!([{ "path": ".", "experiments": 1, "runs": 2 }]));
    let two = bare_store(project, "old/mlruns");
    let (report, _) = printed(two.path());
    assert_eq!(
        report["findings"][0]["message"],
        "2 MLflow stores: 2 experiments, 4 runs, no model logged here. data/scaler.pkl is a lone pickle."
    );
}

#[test]
fn a_database_without_models_is_a_store_too() {
    let folder = Folder::new().write("notes.txt", "x");
    database(
        &folder.path().join("tracking.db"),
        "INSERT INTO experiments VALUES (0, 'Default', 'active', 'mlruns/0');
         INSERT INTO runs VALUES ('0c1d0d78add74008b3d21da00f12a650', 'a', 0, 'FINISHED', 'active', 'mlruns/0/x');",
    );
    let (report, _) = printed(folder.path());
    assert_eq!(report["stores"], json!([{ "path": "tracking.db", "experiments": 1, "runs": 1 }]));
    assert!(listed(folder.path()).contains("tracking.db: an MLflow store: 1 experiment, 1 run"));
}

#[test]
fn a_store_with_models_is_not_called_bare() {
    let place = Folder::new();
    common::lesson_store(place.path());
    assert!(!listed(place.path()).contains("no model logged here"));
}

#[test]
fn every_lone_model_is_named_and_the_rest_counted() {
    let mut folder = Folder::new().write("README.md", "x");
    for i in 0..300 {
        folder = folder.write(&format!("out/{i:03}.onnx"), "x");
    }
    let (report, text) = printed(folder.path());
    assert_eq!(report["lone_model_files"].as_array().unwrap().len(), 300);
    assert!(
        report["findings"][0]["message"].as_str().unwrap().ends_with("out/011.onnx is a lone ONNX model, and 288 more files like that.")
    );
    assert!(text.contains("out/199.onnx  a lone ONNX model") && text.contains("… and 100 more lone model files"), "{text}");
}

#[test]
fn a_file_of_a_model_opens_the_model() {
    let folder = Folder::copy_of("3.18.0/sklearn_iris").write("data/deep/part.bin", "x").write("notes/hint.txt", "x");
    let files = ["conda.yaml", "input_example.json", "requirements.txt", "data/deep/part.bin", "notes/hint.txt", "data", "notes"];
    for file in files {
        let (opened, findings) = common::inspect(&folder.path().join(file));
        assert!(matches!(opened.subject, Subject::Model(_)), "{file}");
        assert_eq!(opened.path, folder.path(), "{file}");
        assert_eq!(opened.detour.as_ref().map(|detour| detour.way), Some(Way::Above), "{file}");
        assert!(findings.iter().any(|finding| finding.code == "opened-above" && finding.title.starts_with(file)), "{file}: {findings:?}");
    }
    let mlmodel = open(&folder.path().join("MLmodel"));
    assert!(mlmodel.detour.is_none(), "that is the model itself");
    // The nearest model is meant.
    let nested = folder.write("artifacts/inner/MLmodel", "flavors: {}").write("artifacts/inner/model.pkl", "x");
    assert_eq!(open(&nested.path().join("artifacts/inner/model.pkl")).path, nested.path().join("artifacts/inner"));
    // What stands before `..` is not above.
    let outside = Folder::new().write("model/MLmodel", "flavors: {}").write("beside/model.pkl", "x");
    assert!(matches!(open(&outside.path().join("model/../beside/model.pkl")).subject, Subject::Artifact(_)));
}

#[test]
fn the_copy_of_a_description_leads_to_its_model() {
    let with_copy = || {
        let mut folder = Folder::copy_of("3.18.0/sklearn_iris");
        for name in ["MLmodel", "conda.yaml", "python_env.yaml", "requirements.txt"] {
            let text = std::fs::read(folder.path().join(name)).unwrap();
            folder = folder.write(&format!("metadata/{name}"), text);
        }
        folder
    };
    let folder = with_copy();
    for given in ["metadata", "metadata/MLmodel", "metadata/conda.yaml"] {
        let (opened, findings) = common::inspect(&folder.path().join(given));
        assert_eq!(opened.path, folder.path(), "{given}");
        assert!(findings.iter().any(|finding| finding.code == "opened-from-copy"), "{given}: {findings:?}");
        assert!(common::codes(&findings, Severity::Error).is_empty(), "{given}: {findings:?}");
    }
    // A model that happens to be called so is one.
    let own = Folder::new().write("MLmodel", "flavors: {}").write("metadata/MLmodel", "flavors: {}").write("metadata/model.pkl", "x");
    assert_eq!(open(&own.path().join("metadata")).path, own.path().join("metadata"));
    // The MLmodel is lost, and its copy is not the model.
    std::fs::remove_file(folder.path().join("MLmodel")).unwrap();
    for given in ["", "metadata"] {
        let (_, findings) = common::inspect(&folder.path().join(given));
        let lost = findings.iter().find(|finding| finding.code == "mlmodel-missing").unwrap_or_else(|| panic!("{given}: {findings:?}"));
        assert!(lost.help.contains("metadata/MLmodel"), "{}", lost.help);
    }
}

#[test]
#[cfg(unix)]
fn addresses_are_read_or_said_for_what_they_are() {
    let folder = Folder::copy_of("3.18.0/sklearn_iris");
    let copy = folder.path().join("a model é");
    common::copy(&common::models().join("3.18.0/sklearn_iris"), &copy);
    let encoded = copy.to_str().unwrap().replace(' ', "%20").replace('é', "%C3%A9");
    for address in [format!("file://{encoded}"), format!("file://localhost{encoded}"), format!("file:{encoded}")] {
        assert_eq!(open(Path::new(&address)).path, copy, "{address}");
    }
    for address in ["runs:/abc/model", "models:/m/1", "s3://bucket/m", "C:\\m", "\\\\host\\share", "azureml://jobs/x"] {
        let error = Model::read(Path::new(address), &[], &Progress::default()).unwrap_err();
        assert_eq!(error.path, Path::new(address));
        let said = error.to_string();
        assert!(!said.contains("no such file") && said.ends_with(&format!(": {address}")), "{said}");
    }
}

/// What the R package mlflow writes.
#[test]
fn a_model_of_r_is_described_as_one() {
    let text = "flavors:\n  crate:\n    version: 0.1.0\n    model: crate.bin\nutc_time_created: 20-05-22T04:14:09.09.09\nrun_id: 419c45a2383d4660b2de1ff481152bb3\nartifact_path: model\n";
    let folder = Folder::with_mlmodel(text).write("crate.bin", b"\x1f\x8bX");
    let model = common::read(folder.path());
    let findings = model.findings();
    let find = |code: &str| findings.iter().find(|finding| finding.code == code);
    assert!(find("time-unreadable").is_none());
    let code = find("runs-code").unwrap();
    assert!(code.title.contains("crate.bin (an R function)") && !code.message().contains("pickle"), "{}", code.message());
    assert!(!code.message().contains("MLFLOW_ALLOW"), "{}", code.message());
    let serve = find("pyfunc-missing").unwrap();
    assert!(serve.meaning.starts_with("mlflow models serve and mlflow models predict run it with R"), "{}", serve.meaning);
    assert!(findings.iter().all(|finding| !finding.help.contains("requirements.txt")), "{findings:?}");
    assert!(print::text(&model).contains("2020-05-22 04:14 UTC"));
}

/// MLflow 3.18 was run with each: what loads and what is refused is its answer.
#[test]
fn what_runs_code_is_told_with_what_the_switches_do() {
    let said = |text: &str, file: &str| {
        let folder = Folder::with_mlmodel(text).write(file, "x");
        let (_, findings) = common::inspect(folder.path());
        findings.into_iter().find(|finding| finding.code == "runs-code").map(|finding| finding.message()).unwrap_or_default()
    };
    let pyfunc = "flavors:\n  python_function:\n    loader_module: ";
    let sklearn = |format: &str, file: &str| {
        format!(
            "{pyfunc}mlflow.sklearn\n    model_path: {file}\n  sklearn:\n    pickled_model: {file}\n    serialization_format: {format}\n"
        )
    };
    let skops = said(&sklearn("skops", "model.skops"), "model.skops");
    assert!(skops.starts_with("Loading the model can run code: model.skops (skops;"), "{skops}");
    assert!(skops.contains("PICKLE_DESERIALIZATION=false refuses it too") && skops.contains("natively too"), "{skops}");
    let pickle = said(&sklearn("cloudpickle", "model.pkl"), "model.pkl");
    assert!(pickle.starts_with("Loading the model runs code: model.pkl (a pickle)."), "{pickle}");
    let code = said(&format!("{pyfunc}mlflow.pyfunc.loaders.code_model\n    model_code_path: agent.py\n"), "agent.py");
    assert!(code.contains("CODE_EXECUTION=false refuses it") && code.contains("PICKLE_DESERIALIZATION=false takes it"), "{code}");
    let python = said(&format!("{pyfunc}mlflow.pyfunc.model\n    python_model: python_model.pkl\n"), "python_model.pkl");
    assert!(python.contains("PICKLE_DESERIALIZATION=false refuses it too") && !python.contains("natively"), "{python}");
    assert_eq!(said("flavors:\n  onnx:\n    data: model.onnx\n", "model.onnx"), "");
}

/// A store with versions whose sources are written in odd ways.
fn odd_sources(sources: &[(&str, &str)]) -> Folder {
    let mut folder =
        Folder::new().write("mlruns/0/meta.yaml", "artifact_location: mlflow-artifacts:/0\nexperiment_id: '0'\nname: Default\n");
    for (name, source) in sources {
        folder =
            folder.write(&format!("mlruns/models/{name}/meta.yaml"), format!("name: {name}\ncreation_timestamp: 1700000000000\n")).write(
                &format!("mlruns/models/{name}/version-1/meta.yaml"),
                format!("name: {name}\nversion: 1\nsource: '{source}'\ncurrent_stage: None\n"),
            );
    }
    common::copy(&common::models().join("3.18.0/sklearn_iris"), &folder.path().join("my_model"));
    folder
}

#[test]
fn odd_sources_of_versions_are_followed_or_said() {
    let folder = odd_sources(&[
        ("host", "file://./my_model"),
        ("dot", "./my_model"),
        ("bare", "my_model"),
        ("file", "file:my_model"),
        ("round", "mlruns/../my_model/"),
        ("typo", "run:/d5c99529b7214afb82191601d37db10d/models"),
        ("hub", "mlflow-artifacts:/abc/def/artifacts/model"),
        ("gone", "./no_model"),
        ("nowhere", "file://./no_model"),
        ("share", "file://server/share/model"),
        ("other", "lakefs://repo/main/model"),
    ]);
    let scanned = library::scan(folder.path(), None, &Progress::default(), &mut |_| {}).unwrap();
    let [model] = scanned.entries.as_slice() else { panic!("{:?}", scanned.entries) };
    let mut registered: Vec<&str> = model.registered.iter().map(|registered| &*registered.name).collect();
    registered.sort_unstable();
    assert_eq!(registered, ["bare", "dot", "file", "host", "round"]);
    let troubles: Vec<&str> = scanned.troubles.iter().map(|trouble| trouble.what.as_str()).collect();
    assert_eq!(troubles, ["MLflow cannot follow the source of host 1: file://./my_model is no valid address (host '.')"]);
    let why = |name: &str| scanned.absent.iter().find(|absent| &*absent.registered.name == name).map(|absent| absent.why.as_str()).unwrap();
    assert_eq!(why("typo"), "run:/ is no address MLflow knows, runs:/ was meant");
    assert_eq!(why("hub"), "its source is kept by a tracking server, and no such folder lies beside the store");
    assert_eq!(why("gone"), "there is no MLmodel at its source");
    assert_eq!(why("nowhere"), "file://./no_model is no valid address (host '.')");
    assert_eq!(why("share"), "its source is not on this machine but on a network share");
    assert_eq!(why("other"), "its source is not on this machine, but an address of the kind lakefs");
    // The same for one model, from a store that is known.
    let model = Model::read(&folder.path().join("my_model"), &[folder.path().join("mlruns")], &Progress::default()).unwrap();
    assert_eq!(model.trace.unwrap().versions.len(), 5);
}

/// MLflow before 1.30 left `runs.name` empty and wrote a tag; 3.18 falls back to it (`SqlRun.to_mlflow_entity`).
#[test]
fn a_run_of_an_old_database_has_the_name_in_its_tag() {
    let folder = Folder::new();
    let runs = [
        ("0c1d0d78add74008b3d21da00f12a650", "''", "elastic"),
        ("1c1d0d78add74008b3d21da00f12a651", "NULL", "ridge"),
        ("2c1d0d78add74008b3d21da00f12a652", "'own'", "tag"),
    ];
    let mut rows = "INSERT INTO experiments VALUES (1, 'exp', 'active', 'mlruns/1');".to_owned();
    for (id, name, tag) in runs {
        rows += &format!(
            "INSERT INTO runs VALUES ('{id}', {name}, 1, 'FINISHED', 'active', 'mlruns/1/{id}/artifacts');
             INSERT INTO tags VALUES ('mlflow.runName', '{tag}', '{id}'), ('other', 'x', '{id}');"
        );
        common::copy(&common::models().join("3.18.0/sklearn_iris"), &folder.path().join(format!("mlruns/1/{id}/artifacts/model")));
    }
    database(&folder.path().join("mlflow.db"), &rows);
    let scanned = library::scan(folder.path(), None, &Progress::default(), &mut |_| {}).unwrap();
    let names: Vec<_> = scanned.entries.iter().map(|entry| entry.run_name.as_deref().unwrap_or_default()).collect();
    assert_eq!(names, ["elastic", "ridge", "own"]);
    for (entry, name) in scanned.entries.iter().zip(names) {
        let trace = common::read(&folder.path().join(&entry.path)).trace.unwrap();
        assert_eq!(trace.run.and_then(|run| run.name).as_deref(), Some(name));
    }
}

/// A run of a file store with a model, and whatever else stands in its folder.
pub fn file_run(folder: Folder, id: &str, below: &[(&str, &[u8])]) -> Folder {
    let meta =
        format!("artifact_uri: file:///x/mlruns/7/{id}/artifacts\nexperiment_id: '7'\nlifecycle_stage: active\nrun_id: {id}\nstatus: 3\n");
    let folder = folder
        .write("mlruns/7/meta.yaml", "artifact_location: file:///x/mlruns/7\nexperiment_id: '7'\nlifecycle_stage: active\nname: exp\n")
        .write(&format!("mlruns/7/{id}/meta.yaml"), meta);
    common::copy(&common::models().join("3.18.0/sklearn_iris"), &folder.path().join(format!("mlruns/7/{id}/artifacts/model")));
    below.iter().fold(folder, |folder, (name, content)| folder.write(&format!("mlruns/7/{id}/{name}"), content))
}

pub const RUN: &str = "0c1d0d78add74008b3d21da00f12a650";
pub const OTHER: &str = "1c1d0d78add74008b3d21da00f12a651";

fn run_notes(folder: &Folder, id: &str) -> (Value, String) {
    let (report, text) = printed(&folder.path().join(format!("mlruns/7/{id}/artifacts/model")));
    (report["origin"]["run"].clone(), text)
}

/// MLflow 3.18 was asked: `get_run` fails without any of the three folders (`FileStore._is_valid_run_directory`).
#[test]
fn a_run_that_mlflow_does_not_find_says_so() {
    let folder = file_run(Folder::new(), RUN, &[]);
    let folder = file_run(folder, OTHER, &[("metrics/m", b"1700000000000 0.5 0\n"), ("params/a", b"x")]);
    let (run, text) = run_notes(&folder, RUN);
    assert_eq!(run["lacks"], json!(["metrics", "params"]));
    assert!(text.contains("does not find this run by its ID, nor its model as runs:/…: metrics/, params/ are missing"), "{text}");
    let (run, text) = run_notes(&folder, OTHER);
    assert!(run.get("lacks").is_none() && !text.contains("does not find"), "{text}");
    let list = listed(folder.path());
    assert!(list.contains("MLflow 3.18 does not find 1 run by its ID") && list.contains(&format!("The first: mlruns/7/{RUN}")), "{list}");
    for name in ["metrics", "params"] {
        std::fs::create_dir(folder.path().join(format!("mlruns/7/{RUN}/{name}"))).unwrap();
    }
    assert!(!listed(folder.path()).contains("does not find"));
}

/// As 3.18 answered `search_runs` with each of these in a store: a tag may hold anything, a param and a metric may not.
#[test]
fn a_file_that_mlflow_fails_on_is_named_at_the_run() {
    let sound: (&str, &[u8]) = ("metrics/m", b"1700000000000 0.5 0\n1700000000001 nan 1\n1700000000001 0.1 0 data abc\n");
    let cases: &[(&str, &[u8], &str)] = &[
        ("params/a", b"\xff\xfe", "params/a is not UTF-8"),
        ("params/deep/a", b"caf\xe9", "params/deep/a is not UTF-8"),
        ("metrics/x", b"\xff 1 2", "metrics/x is not UTF-8"),
        ("metrics/x", b"", "metrics/x holds no value"),
        ("metrics/x", b"garbage", "metrics/x has a line that is no metric value (time, value, step)"),
        ("metrics/x", b"1 0.5 0\n1 abc 0\n", "metrics/x has a line that is no metric value (time, value, step)"),
        ("tags/t", b"caf\xe9", ""),
        ("params/a", b"", ""),
        ("params/a", "café".as_bytes(), ""),
    ];
    for (name, content, fault) in cases {
        let folder = file_run(Folder::new(), RUN, &[sound, ("params/p", b"v"), (name, content)]);
        let (run, text) = run_notes(&folder, RUN);
        if fault.is_empty() {
            assert!(run.get("faults").is_none(), "{name}: {run}");
        } else {
            assert_eq!(run["faults"], json!([fault]), "{name}");
            let scanned = library::scan(folder.path(), None, &Progress::default(), &mut |_| {}).unwrap();
            let said = library::run_faults(folder.path(), &scanned, &Progress::default());
            assert_eq!(said.len(), 1);
            assert!(said[0].what.ends_with(fault) && said[0].path.ends_with(format!("mlruns/7/{RUN}")), "{said:?}");
            assert!(text.contains("MLflow 3.18 can list no run of this experiment until"), "{text}");
        }
    }
}

/// `_get_python_env` of MLflow 3.18 leaves conda's own packages out, whatever the other files say.
#[test]
fn a_library_that_only_conda_asks_for_is_said() {
    let mlmodel = |flavor: &str| {
        format!("flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: m\n    env: conda.yaml\n{flavor}")
    };
    let sklearn = mlmodel("  sklearn:\n    pickled_model: m\n    sklearn_version: 1.5.0\n");
    let torch = mlmodel("  pytorch:\n    model_data: m\n    pytorch_version: 2.3.0\n");
    let codes = |text: &str, conda: &str, requirements: Option<&str>| {
        let mut folder = Folder::with_mlmodel(text).write("m", "x").write("conda.yaml", format!("dependencies:\n- python=3.11.7\n{conda}"));
        if let Some(requirements) = requirements {
            folder = folder.write("requirements.txt", requirements);
        }
        let (_, findings) = common::inspect(folder.path());
        findings.iter().filter(|finding| finding.code == "requirement-not-listed").map(|finding| finding.title.clone()).collect::<Vec<_>>()
    };
    let only = ["scikit-learn is asked for as a conda package only"];
    assert_eq!(codes(&sklearn, "- scikit-learn=1.5.0\n- pip:\n  - mlflow\n", Some("mlflow==2.14.1")), only);
    assert_eq!(codes(&sklearn, "- scikit-learn=1.5.0\n- pip:\n  - mlflow\n", None), only, "as MLflow 1.0 wrote it");
    assert_eq!(codes(&sklearn, "- conda-forge::scikit-learn=1.5.0\n", Some("mlflow==2.14.1")), only);
    assert_eq!(
        codes(&torch, "- pytorch=2.3.0\n- pip:\n  - mlflow\n", Some("mlflow==2.14.1")),
        ["torch is asked for as a conda package only"]
    );
    assert_eq!(codes(&sklearn, "- scikit-learn=1.5.0\n- pip:\n  - mlflow\n", Some("mlflow\nscikit-learn==1.5.0")), [""; 0]);
    assert_eq!(codes(&sklearn, "- pip:\n  - scikit-learn==1.5.0\n", None), [""; 0]);
    assert_eq!(codes(&sklearn, "- pip:\n  - mlflow\n", None), ["No environment file asks for scikit-learn"]);
}

/// MLflow 3.18 was run with each: with a block that is no map, neither `mlflow.sklearn` nor the pyfunc over it loads.
#[test]
fn a_flavor_without_content_stops_what_reads_it() {
    let pyfunc = "  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n";
    let native = "  sklearn:\n    pickled_model: model.pkl\n    sklearn_version: 1.5.0\n";
    let errors = |flavors: &str| {
        let folder = Folder::with_mlmodel(format!("flavors:\n{flavors}")).write("model.pkl", b"\x80\x04.");
        let (_, findings) = common::inspect(folder.path());
        let mut codes = common::codes(&findings, Severity::Error);
        codes.sort_unstable();
        codes
    };
    for value in ["null", "", "x", "[]", "false"] {
        assert_eq!(errors(&format!("{pyfunc}  sklearn: {value}\n")), ["flavor-unusable", "pyfunc-unusable"], "{value}");
    }
    assert_eq!(errors("  sklearn: null\n"), ["flavor-unusable"]);
    assert_eq!(errors("  python_function: null\n  sklearn: null\n"), ["flavor-unusable", "pyfunc-unusable"]);
    // The rest still loads.
    assert_eq!(errors(&format!("  python_function: null\n{native}")), [""; 0]);
    assert_eq!(errors(&format!("{pyfunc}{native}  onnx: null\n")), [""; 0]);
    assert_eq!(errors(&format!("{pyfunc}  sklearn: {{}}\n")), [""; 0]);
    assert_eq!(
        errors("  python_function:\n    loader_module: mlflow.pyfunc.model\n    python_model: model.pkl\n  sklearn: null\n"),
        [""; 0]
    );
}

#[test]
fn what_a_caller_would_miss_is_noted() {
    let notes = |text: &str| {
        let folder = Folder::with_mlmodel(format!("flavors: {{}}\n{text}"));
        let (_, findings) = common::inspect(folder.path());
        common::codes(&findings, Severity::Note)
            .into_iter()
            .filter(|code| code.starts_with("signature-no") || *code == "artifact-path-odd")
            .collect::<Vec<_>>()
    };
    let inputs = "'[{\"type\": \"long\", \"name\": \"a\"}]'";
    assert_eq!(notes(&format!("signature:\n  inputs: {inputs}\n")), ["signature-no-outputs"]);
    assert_eq!(notes(&format!("signature:\n  inputs: {inputs}\n  outputs: null\n")), ["signature-no-outputs"]);
    assert_eq!(notes(&format!("signature:\n  outputs: {inputs}\n")), ["signature-no-inputs"]);
    assert_eq!(notes(&format!("signature:\n  inputs: {inputs}\n  outputs: {inputs}\n")), [""; 0]);
    for (path, is_odd) in
        [("../model", true), ("a/../../b", true), ("a\\..\\b", true), ("model", false), ("a..b/c", false), ("file:///x/../y", false)]
    {
        assert_eq!(notes(&format!("artifact_path: {path}\n")).contains(&"artifact-path-odd"), is_odd, "{path}");
    }
}

#[test]
fn logged_models_without_files_are_listed_with_why() {
    let folder = Folder::new();
    let database = rusqlite::Connection::open(folder.path().join("mlflow.db")).unwrap();
    database
        .execute_batch(
            "CREATE TABLE experiments (experiment_id INTEGER, name TEXT, lifecycle_stage TEXT, artifact_location TEXT);
             CREATE TABLE runs (run_uuid TEXT, name TEXT, experiment_id INTEGER, status TEXT, lifecycle_stage TEXT, artifact_uri TEXT);
             CREATE TABLE logged_models (model_id TEXT, name TEXT, experiment_id INTEGER, status INTEGER, lifecycle_stage TEXT, artifact_location TEXT, source_run_id TEXT);
             INSERT INTO experiments VALUES (1, 'exp', 'active', 'mlruns/1');",
        )
        .unwrap();
    let id = |i: u32| format!("m-{i:032x}");
    let models = [
        (1, 2, "active", "mlruns/1/models/m-1/artifacts"),
        (2, 2, "active", "s3://bucket/m"),
        (3, 3, "active", "mlruns/x"),
        (4, 1, "active", "mlruns/x"),
        (5, 2, "deleted", "s3://x"),
        (6, 2, "active", "mlflow-artifacts:/1/m"),
        (7, 2, "active", "/gone/m"),
    ];
    for (i, status, stage, location) in models {
        database
            .execute_batch(&format!(
                "INSERT INTO logged_models VALUES ('{}', 'model {i}', 1, {status}, '{stage}', '{location}', NULL);",
                id(i)
            ))
            .unwrap();
    }
    drop(database);
    common::copy(&common::models().join("3.18.0/sklearn_iris"), &folder.path().join(format!("mlruns/1/models/{}/artifacts", id(1))));
    let scanned = library::scan(folder.path(), None, &Progress::default(), &mut |_| {}).unwrap();
    let lost: Vec<_> = scanned.lost.iter().map(|lost| (lost.name.as_deref().unwrap(), lost.why.as_str())).collect();
    assert_eq!(
        lost,
        [
            ("model 2", "its files are not on this machine but on S3"),
            ("model 3", "its upload failed"),
            ("model 4", "it was never finished"),
            ("model 6", "its files are kept by a tracking server, and are not in mlartifacts beside the database"),
            ("model 7", "there is no MLmodel where the store keeps its files"),
        ]
    );
    assert!(
        listed(folder.path()).contains("5 logged models without files here:\n  model 2 (m-00000000000000000000000000000002): its files")
    );
    // A part of the store says nothing of the rest.
    assert!(library::scan(&folder.path().join("mlruns"), None, &Progress::default(), &mut |_| {}).unwrap().lost.is_empty());
}

#[test]
fn the_window_opens_the_model_of_a_file_and_selects_it() {
    let folder = Folder::copy_of("3.18.0/sklearn_iris");
    let window = Begin { paths: vec![folder.path().join("conda.yaml")], ..Begin::default() }.open();
    let tab = window.state().window().active_tab().unwrap();
    let loaded = tab.loaded().unwrap();
    assert_eq!(loaded.model.opened.path, folder.path());
    assert_eq!(tab.view.files.list.selected.map(|i| loaded.files.nodes[i].path.as_str()), Some("conda.yaml"));
}

#[test]
fn the_window_says_an_address_for_what_it_is() {
    for address in ["s3://bucket/model", "runs:/6efc4e179e73480381c74de4c720cfdb/model", "models:/risk/3"] {
        let window = Begin { paths: vec![address.into()], ..Begin::default() }.open();
        let tab = window.state().window().active_tab().unwrap();
        assert_eq!(tab.target.path(), Path::new(address), "never joined to the working folder");
        let Content::Failed(why) = &tab.content else { panic!("{address}: {:?}", tab.content) };
        assert!(why.contains("address") && !why.contains("no such file"), "{why}");
    }
}

#[test]
fn what_ended_a_search_is_said() {
    let deep = |levels: usize| (0..levels).map(|i| format!("d{i}/")).collect::<String>();
    let folder = Folder::new().write(&format!("{}MLmodel", deep(14)), "flavors: {}").write("notes.txt", "x");
    let (report, _) = printed(folder.path());
    let said = report["findings"][0]["message"].as_str().unwrap();
    assert!(said.contains("folders more than 12 levels deep were not entered"), "{said}");
    // One model that is found counts, whatever lies deeper.
    let folder = folder.write("model/MLmodel", "flavors: {}");
    assert_eq!(open(folder.path()).path, folder.path().join("model"));
    let folder = folder.write("other/MLmodel", "flavors: {}");
    let (report, text) = printed(folder.path());
    assert_eq!(report["kind"], "several");
    assert!(text.starts_with("2 models, and perhaps more: folders more than 12 levels deep were not entered"), "{text}");
    let folder = Folder::new().write(&format!("{}MLmodel", deep(45)), "flavors: {}");
    let scanned = library::scan(folder.path(), None, &Progress::default(), &mut |_| {}).unwrap();
    assert_eq!(scanned.stopped_by, Some(Stopped::Depth(40)));
    let folder = Folder::with_mlmodel("flavors: {}").write(&format!("{}x", deep(70)), "x");
    let (_, findings) = common::inspect(folder.path());
    assert!(findings.iter().any(|finding| finding.title == "Not all files are listed: folders more than 64 levels deep were not entered"));
}
