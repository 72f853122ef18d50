//! The library against what MLflow's own client says of its stores, and against damage.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mlmodel_viewer::folder::{self, Progress};
use mlmodel_viewer::library::{self, Entry, KeyValue, Scanned, Store, Trace};
use mlmodel_viewer::reading;
use serde_json::{Value, json};

use crate::common::{self, Folder, copy};

/// Every store of every set: its name, its folder and its oracle.
fn stores() -> Vec<(String, PathBuf, Value)> {
    let mut found = Vec::new();
    for set in common::sets() {
        for release in std::fs::read_dir(set.join("oracle")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
            let release = release.file_name().unwrap().to_owned();
            for case in ["store_file", "store_sqlite"] {
                let (folder, oracle) = (set.join(&release).join(case), set.join("oracle").join(&release).join(format!("{case}.json")));
                if folder.is_dir() && oracle.is_file() {
                    let oracle = serde_json::from_str(&std::fs::read_to_string(oracle).unwrap()).unwrap();
                    found.push((format!("{}/{case}", release.to_string_lossy()), folder, oracle));
                }
            }
        }
    }
    assert!(found.len() >= 3, "too few stores");
    found
}

/// The store itself: the database, or the `mlruns` folder.
fn store_of(folder: &Path) -> PathBuf {
    let database = folder.join("mlflow.db");
    if database.is_file() { database } else { folder.join("mlruns") }
}

fn scan(place: &Path) -> Scanned {
    library::scan(place, None, &Progress::default(), &mut |_| {}).unwrap_or_else(|trouble| panic!("{trouble:?}"))
}

fn map(pairs: &[KeyValue]) -> BTreeMap<&str, &str> {
    pairs.iter().map(|pair| (pair.key.as_str(), pair.value.as_str())).collect()
}

/// The same of an oracle; very long text is cut in it, and only its beginning is compared.
fn assert_map(found: &BTreeMap<&str, &str>, oracle: &Value, what: &str) {
    let oracle = oracle.as_object().unwrap();
    assert_eq!(found.len(), oracle.len(), "{what}: {found:?}");
    for (key, value) in oracle {
        match value.get("$long") {
            Some(long) => assert!(found[key.as_str()].starts_with(long["head"].as_str().unwrap()), "{what}: {key}"),
            // Some releases give versions as numbers.
            None => {
                let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                assert_eq!(found[key.as_str()], value, "{what}: {key}");
            }
        }
    }
}

fn assert_metrics(found: &[library::Metric], oracle: &Value, what: &str) {
    let oracle = oracle.as_object().unwrap();
    assert_eq!(found.len(), oracle.len(), "{what}: {found:?}");
    for metric in found {
        let expected = &oracle[&metric.key];
        let expected = expected.as_f64().unwrap_or_else(|| match expected["$float"].as_str() {
            Some("NaN") => f64::NAN,
            Some("Infinity") => f64::INFINITY,
            _ => f64::NEG_INFINITY,
        });
        let is_same = metric.value.total_cmp(&expected).is_eq() || (metric.value.is_nan() && expected.is_nan());
        assert!(is_same, "{what}: {} is {} and not {expected}", metric.key, metric.value);
    }
}

#[test]
fn every_experiment_and_run_is_as_mlflow_says() {
    for (name, folder, oracle) in stores() {
        let store = Store::open(&store_of(&folder)).unwrap();
        let experiments = store.experiments().unwrap();
        let expected = oracle["experiments"].as_array().unwrap();
        assert_eq!(experiments.len(), expected.len(), "{name}");
        for expected in expected {
            let id = expected["id"].as_str().unwrap();
            let found = experiments.iter().find(|experiment| experiment.id == id).unwrap_or_else(|| panic!("{name}: {id}"));
            assert_eq!(found.name.as_deref(), expected["name"].as_str(), "{name}");
            assert_eq!(found.is_deleted, expected["lifecycle_stage"] == "deleted", "{name}: {id}");
            assert_eq!(found.created, expected["creation_time"].as_i64(), "{name}: {id}");
            assert_map(&map(&found.tags), &expected["tags"], &format!("{name}: experiment {id}"));
        }
        for expected in oracle["runs"].as_array().unwrap() {
            let id = expected["run_id"].as_str().unwrap();
            let run = store.run(id).unwrap().unwrap_or_else(|| panic!("{name}: {id}"));
            let what = format!("{name}: run {id}");
            assert_eq!(run.experiment_id.as_deref(), expected["experiment_id"].as_str(), "{what}");
            assert_eq!(run.name.as_deref(), expected["run_name"].as_str(), "{what}");
            assert_eq!(run.status.as_deref(), expected["status"].as_str(), "{what}");
            assert_eq!(run.is_deleted, expected["lifecycle_stage"] == "deleted", "{what}");
            assert_eq!((run.started, run.ended), (expected["start_time"].as_i64(), expected["end_time"].as_i64()), "{what}");
            assert_eq!(run.user.as_deref(), expected["user_id"].as_str(), "{what}");
            assert_eq!(run.artifact_uri.as_deref(), expected["artifact_uri"].as_str(), "{what}");
            assert_map(&map(&run.params), &expected["params"], &what);
            assert_map(&map(&run.tags), &expected["tags"], &what);
            assert_metrics(&run.metrics, &expected["metrics"], &what);
            let models: BTreeSet<(String, i64)> = run.models.into_iter().map(|output| (output.model_id, output.step)).collect();
            let outputs = expected["model_outputs"].as_array().into_iter().flatten();
            let outputs = outputs.map(|output| (output["model_id"].as_str().unwrap().to_owned(), output["step"].as_i64().unwrap()));
            assert_eq!(models, outputs.collect(), "{what}");
            for dataset in expected["datasets"].as_array().into_iter().flatten() {
                let found = run.datasets.iter().find(|found| found.name == dataset["name"]).unwrap_or_else(|| panic!("{what}"));
                assert_eq!(found.digest, dataset["digest"].as_str().unwrap(), "{what}");
                assert_eq!(found.context.as_deref(), dataset["context"].as_str(), "{what}");
            }
        }
    }
}

#[test]
fn every_registered_model_version_alias_and_tag_is_as_mlflow_says() {
    for (name, folder, oracle) in stores() {
        let store = Store::open(&store_of(&folder)).unwrap();
        let mut troubles = Vec::new();
        let registry = store.registry(&mut troubles).unwrap();
        assert!(troubles.is_empty(), "{name}: {troubles:?}");
        let expected = oracle["registered_models"].as_array().unwrap();
        assert_eq!(registry.len(), expected.len(), "{name}");
        for expected in expected {
            let found = registry.iter().find(|model| model.name == expected["name"]).unwrap_or_else(|| panic!("{name}: {expected}"));
            assert_eq!(found.description.as_deref(), expected["description"].as_str().filter(|text| !text.is_empty()), "{name}");
            assert_eq!(found.created, expected["creation_timestamp"].as_i64(), "{name}");
            assert_map(&map(&found.tags), &expected["tags"], &format!("{name}: {}", found.name));
            assert_map(
                &found.aliases.iter().map(|alias| (alias.name.as_str(), alias.version.as_str())).collect(),
                &expected["aliases"],
                &format!("{name}: {}", found.name),
            );
        }
        let expected = oracle["model_versions"].as_array().unwrap();
        assert_eq!(registry.iter().map(|model| model.versions.len()).sum::<usize>(), expected.len(), "{name}");
        for expected in expected {
            let model = registry.iter().find(|model| model.name == expected["name"]).unwrap();
            let version = model.versions.iter().find(|version| version.version == expected["version"]).unwrap();
            let what = format!("{name}: {} {}", model.name, version.version);
            assert_eq!(version.stage.as_deref().unwrap_or("None"), expected["stage"].as_str().unwrap(), "{what}");
            assert_eq!(version.description.as_deref(), expected["description"].as_str().filter(|text| !text.is_empty()), "{what}");
            assert_eq!(version.source.as_deref(), expected["source"].as_str(), "{what}");
            assert_eq!(version.run_id.as_deref(), expected["run_id"].as_str().filter(|id| !id.is_empty()), "{what}");
            assert_eq!(version.status.as_deref(), expected["status"].as_str(), "{what}");
            let aliases: BTreeSet<&str> = model.aliases_of(&version.version).collect();
            assert_eq!(aliases, expected["aliases"].as_array().unwrap().iter().map(|alias| alias.as_str().unwrap()).collect(), "{what}");
            assert_map(&map(&version.tags), &expected["tags"], &what);
        }
    }
}

#[test]
fn every_logged_model_is_as_mlflow_says() {
    let mut seen = 0;
    for (name, folder, oracle) in stores() {
        let store = Store::open(&store_of(&folder)).unwrap();
        for expected in oracle["logged_models"].as_array().into_iter().flatten() {
            seen += 1;
            let id = expected["model_id"].as_str().unwrap();
            let model = store.logged_model(id).unwrap().unwrap_or_else(|| panic!("{name}: {id}"));
            let what = format!("{name}: {id}");
            assert_eq!(model.name.as_deref(), expected["name"].as_str(), "{what}");
            assert_eq!(model.experiment_id.as_deref(), expected["experiment_id"].as_str(), "{what}");
            assert_eq!(model.run_id.as_deref(), expected["source_run_id"].as_str(), "{what}");
            assert_eq!(model.model_type.as_deref(), expected["model_type"].as_str(), "{what}");
            assert_eq!(model.status.as_deref(), expected["status"].as_str(), "{what}");
            assert_map(&map(&model.params), &expected["params"], &what);
            assert_map(&map(&model.tags), &expected["tags"], &what);
            let keys: BTreeSet<&str> = model.metrics.iter().map(|metric| metric.key.as_str()).collect();
            if let Some(metrics) = expected["metrics"].as_array() {
                assert_eq!(keys, metrics.iter().map(|metric| metric["key"].as_str().unwrap()).collect(), "{what}");
            }
        }
    }
    assert!(seen > 3);
}

/// What a list says of a store must be what its parts say.
#[test]
fn every_model_of_a_store_is_listed_with_its_run_experiment_and_versions() {
    for (name, folder, oracle) in stores() {
        let scanned = scan(&folder);
        assert!(scanned.troubles.is_empty(), "{name}: {:?}", scanned.troubles);
        let on_disk = models_on_disk(&folder);
        assert_eq!(scanned.entries.iter().map(|entry| entry.path.to_path_buf()).collect::<Vec<_>>(), on_disk, "{name}");
        for entry in &scanned.entries {
            let what = format!("{name}: {}", entry.path.display());
            let run = entry.run_id.as_deref().and_then(|id| oracle["runs"].as_array().unwrap().iter().find(|run| run["run_id"] == *id));
            assert_eq!(entry.run_name.as_deref(), run.and_then(|run| run["run_name"].as_str()), "{what}");
            if let Some(run) = run {
                let experiment = oracle["experiments"].as_array().unwrap().iter().find(|e| e["id"] == run["experiment_id"]).unwrap();
                assert_eq!(entry.experiment.as_deref(), experiment["name"].as_str(), "{what}");
            }
            for registered in &entry.registered {
                let versions = oracle["model_versions"].as_array().unwrap();
                let version = versions.iter().find(|v| v["name"] == *registered.name && v["version"] == *registered.version).unwrap();
                let is_same_run = version["run_id"].as_str() == entry.run_id.as_deref();
                assert!(is_same_run || version["model_id"].as_str() == entry.model_id.as_deref(), "{what}: {version}");
                assert_eq!(registered.stage.as_deref().unwrap_or("None"), version["stage"].as_str().unwrap(), "{what}");
            }
        }
        // Every version is at a model, or said to be absent.
        let listed: usize = scanned.entries.iter().map(|entry| entry.registered.len()).sum();
        assert_eq!(listed + scanned.absent.len(), oracle["model_versions"].as_array().unwrap().len(), "{name}");
        // In these stores each registered version but the plain artifact loads.
        for absent in &scanned.absent {
            assert_eq!(
                (&*absent.registered.name, absent.why.as_str()),
                ("somente_artefato", "there is no MLmodel at its source"),
                "{name}"
            );
        }
    }
}

fn models_on_disk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        for entry in std::fs::read_dir(&path).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                waiting.push(entry.path());
            } else if entry.file_name() == "MLmodel" {
                found.push(path.strip_prefix(folder).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

/// The model at `path` with what its store knows of it.
fn traced(path: &Path) -> (Trace, String) {
    let mut opened = folder::open(path, &Progress::default()).unwrap();
    let folder::Subject::Model(model) = &mut opened.subject else { panic!("no model at {}", path.display()) };
    let trace = library::trace(path, model.model(), &[]).unwrap_or_else(|| panic!("no store above {}", path.display()));
    trace.rename(model);
    (trace, model.name.text.to_string())
}

#[test]
fn every_model_of_a_store_is_traced_as_mlflow_says() {
    for (name, folder, oracle) in stores() {
        let on_disk = models_on_disk(&folder);
        let own = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let list = |key: &str| oracle[key].as_array().cloned().unwrap_or_default();
        for path in &on_disk {
            let what = format!("{name}: {}", path.display());
            let text = path.to_str().unwrap();
            let (trace, shown) = traced(&folder.join(path));
            assert!(trace.troubles.is_empty(), "{what}: {:?}", trace.troubles);
            let outputs = |run: &Value| -> Vec<String> {
                let models = run["model_outputs"].as_array().into_iter().flatten();
                models.map(|output| output["model_id"].as_str().unwrap().to_owned()).collect()
            };
            let is_of = |run: &Value, path: &str| {
                path.contains(run["run_id"].as_str().unwrap()) || outputs(run).iter().any(|id| path.contains(id.as_str()))
            };
            let run = list("runs").into_iter().find(|run| is_of(run, text));
            let run_of = |key: &str| run.as_ref().and_then(|run| run[key].as_str().map(str::to_owned));
            assert_eq!(trace.run.as_ref().map(|run| run.id.clone()), run_of("run_id"), "{what}");
            assert_eq!(trace.run.as_ref().and_then(|run| run.name.clone()), run_of("run_name"), "{what}");
            let logged = list("logged_models").into_iter().find(|model| text.contains(model["model_id"].as_str().unwrap()));
            let logged = logged.map(|model| (model["model_id"].clone(), model["name"].clone()));
            assert_eq!(trace.logged.as_ref().map(|model| (json!(model.id), json!(model.name))), logged, "{what}");
            let experiment =
                list("experiments").into_iter().find(|experiment| text.split('/').any(|part| experiment["id"] == part)).unwrap();
            assert_eq!(trace.experiment.as_ref().and_then(|experiment| experiment.name.as_deref()), experiment["name"].as_str(), "{what}");
            let versions: BTreeSet<(String, String)> =
                trace.versions.iter().map(|found| (found.model.name.clone(), found.version.version.clone())).collect();
            let leads_here = |source: &str| source.ends_with(text) || source.strip_prefix("models:/").is_some_and(|id| text.contains(id));
            let has_source = |version: &Value| ["source", "download_uri"].iter().any(|key| version[key].as_str().is_some_and(leads_here));
            // A copied version has another one as its source.
            let uri = |version: &Value| format!("models:/{}/{}", own(&version["name"]), own(&version["version"]));
            let original = |version: &Value| list("model_versions").into_iter().find(|other| version["source"] == uri(other));
            let is_here = |version: &Value| has_source(version) || original(version).is_some_and(|other| has_source(&other));
            let sources = list("model_versions").into_iter().filter(is_here);
            assert_eq!(versions, sources.map(|version| (own(&version["name"]), own(&version["version"]))).collect(), "{what}");
            // The models of one run name one another.
            let others: BTreeSet<PathBuf> = trace.siblings.iter().filter_map(|sibling| sibling.path.clone()).collect();
            let expected =
                on_disk.iter().filter(|other| *other != path && run.as_ref().is_some_and(|run| is_of(run, other.to_str().unwrap())));
            assert_eq!(others, expected.map(|other| folder.join(other)).collect(), "{what}");
            // The name is the one that a list shows.
            assert_eq!(shown, &*find(&scan(&folder), text).name, "{what}");
        }
    }
}

/// A list and the trace of a model read a store with the same reader: what is damaged is the same in both.
#[test]
fn what_is_left_of_a_damaged_run_is_told_by_list_and_trace() {
    let model = "mlruns/156278242973499161/models/m-e3b6143ec9e844029d552f2acfa3bb15/artifacts";
    let run = "mlruns/156278242973499161/6efc4e179e73480381c74de4c720cfdb/meta.yaml";
    for (meta, expected) in [
        (None, "execução 1"),
        (Some("run_id: [\n"), "execução 1"),
        (Some("name: somebody\n"), "execução 1"),
        (Some("run_id: a\nrun_name: own name\n"), "own name"),
    ] {
        let store = Folder::copy_of("3.18.0/store_file");
        match meta {
            None => std::fs::remove_file(store.path().join(run)).unwrap(),
            Some(text) => std::fs::write(store.path().join(run), text).unwrap(),
        }
        let scanned = scan(store.path());
        assert_eq!(scanned.troubles.len(), 1, "{meta:?}: {:?}", scanned.troubles);
        let listed = find(&scanned, model);
        let trace = traced(&store.path().join(model)).0;
        let traced = trace.run.unwrap();
        assert_eq!((listed.run_name.as_deref(), traced.name.as_deref()), (Some(expected), Some(expected)), "{meta:?}");
        assert_eq!(Some(traced.id.as_str()), listed.run_id.as_deref(), "{meta:?}");
        assert!(!traced.params.is_empty(), "{meta:?}");
    }
}

#[test]
fn a_logged_model_that_was_deleted_is_no_more_in_list_and_trace() {
    let store = Folder::copy_of("3.18.0/store_file");
    let model = "mlruns/681134478118602108/models/m-46709997a17549b3908a091226d39a99";
    let meta = store.path().join(model).join("meta.yaml");
    let text = std::fs::read_to_string(&meta).unwrap();
    std::fs::write(&meta, format!("{text}lifecycle_stage: deleted\n")).unwrap();
    let scanned = scan(store.path());
    assert!(find(&scanned, model).is_deleted);
    assert_eq!(
        scanned.entries.iter().filter(|entry| entry.is_deleted).count(),
        1 + scan(&common::models().join("3.18.0/store_file")).entries.iter().filter(|entry| entry.is_deleted).count()
    );
    assert!(traced(&store.path().join(model).join("artifacts")).0.logged.unwrap().is_deleted);
}

fn find<'a>(scanned: &'a Scanned, end: &str) -> &'a Arc<Entry> {
    scanned.entries.iter().find(|entry| entry.path.to_string_lossy().contains(end)).unwrap_or_else(|| panic!("no model at {end}"))
}

const CREDITO: &str = "mlruns/681134478118602108";
const RUN: &str = "0ad320e683dd4f808b71fd091f192fe6";

#[test]
fn a_store_damaged_in_part_shows_the_rest() {
    let sound = scan(&common::models().join("3.18.0/store_file"));
    let store = Folder::copy_of("3.18.0/store_file");
    let path = |part: &str| store.path().join(part);
    std::fs::write(path(&format!("{CREDITO}/{RUN}/meta.yaml")), "run_id: [\n").unwrap();
    std::fs::remove_file(path("mlruns/156278242973499161/meta.yaml")).unwrap();
    std::fs::remove_file(path("mlruns/172720611431602040/601e60ebc1e04d2d94967ce384c40d3e/meta.yaml")).unwrap();
    std::fs::write(path("mlruns/models/modelo-crédito/version-2/meta.yaml"), [0xff, 0xfe]).unwrap();
    std::fs::write(path("mlruns/0/meta.yaml"), "").unwrap();
    let scanned = scan(store.path());
    assert_eq!(scanned.entries.len(), sound.entries.len(), "every model is still listed");
    let said: Vec<String> = scanned.troubles.iter().map(|trouble| format!("{}: {}", trouble.what, trouble.path.display())).collect();
    assert_eq!(said.len(), 4, "{said:#?}");
    for part in [RUN, "156278242973499161/meta.yaml", "601e60ebc1e04d2d94967ce384c40d3e/meta.yaml", "version-2/meta.yaml"] {
        assert_eq!(said.iter().filter(|text| text.contains(part)).count(), 1, "{part}: {said:#?}");
    }
    // Runs of the experiment without a name keep theirs, and a run without meta.yaml has its name as a tag.
    let entry = find(&scanned, "m-293a51f847ef4320aa5490528a9ae3bd");
    assert_eq!((entry.experiment.as_deref(), entry.run_name.as_deref()), (None, Some("execução 0")));
    let entry = find(&scanned, "m-1f291e3c9dd24cb89354fda426810fcb");
    assert_eq!((entry.experiment.as_deref(), entry.run_name.as_deref()), (Some("年龄预测 😀"), Some("execução 1")));
    assert_eq!(scanned.entries.iter().map(|entry| entry.registered.len()).sum::<usize>(), 2, "versions 1 and 3 are left");
}

#[test]
fn sources_elsewhere_are_said_and_not_guessed() {
    let store = Folder::copy_of("3.18.0/store_file");
    let version = |number: u32, source: &str| {
        let folder = store.path().join(format!("mlruns/models/somente_artefato/version-{number}"));
        std::fs::create_dir_all(&folder).unwrap();
        let text = format!("name: somente_artefato\nversion: {number}\nsource: '{source}'\nrun_id: {RUN}\ncurrent_stage: None\n");
        std::fs::write(folder.join("meta.yaml"), text).unwrap();
    };
    version(2, "s3://bucket/1/abc/artifacts/model");
    version(3, "dbfs:/databricks/mlflow-tracking/1/abc/artifacts/model");
    version(4, "mlflow-artifacts:/1/0ad320e683dd4f808b71fd091f192fe6/artifacts/nothing");
    version(5, "/somewhere/else/model");
    version(6, "models:/modelo-crédito/2");
    version(7, "models:/modelo-crédito@nobody");
    version(8, "//server/share/model");
    let scanned = scan(store.path());
    let why: BTreeMap<&str, &str> = scanned.absent.iter().map(|absent| (&*absent.registered.version, absent.why.as_str())).collect();
    assert_eq!(why["2"], "its source is not on this machine but on S3");
    assert_eq!(why["3"], "its source is not on this machine but on DBFS (Databricks)");
    assert!(why["4"].contains("kept by a tracking server"));
    assert_eq!(why["5"], "there is no MLmodel at its source");
    assert!(!why.contains_key("6"), "a copied version leads to the model it was copied from");
    assert!(why["7"].contains("which the registry does not have"));
    assert_eq!(why["8"], "there is no MLmodel at its source");
    let copied = find(&scanned, "m-8a9eb968eeb04ea49b16baa934bfc0f1");
    assert_eq!(copied.registered.len(), 2);
}

/// The files of a folder with their times, sizes and contents.
fn picture(folder: &Path) -> BTreeMap<PathBuf, (std::time::SystemTime, Vec<u8>)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_file() {
            found.insert(entry.path(), (entry.metadata().unwrap().modified().unwrap(), std::fs::read(entry.path()).unwrap()));
        }
    }
    found
}

const SQLITE: &str = "3.17.2/store_sqlite";

#[test]
fn a_database_that_is_being_written_shows_its_newest_rows_and_is_left_alone() {
    for mode in ["wal", "delete"] {
        let store = Folder::copy_of(SQLITE);
        let path = store.path().join("mlflow.db");
        let writer = rusqlite::Connection::open(&path).unwrap();
        writer.pragma_update(None, "journal_mode", mode).unwrap();
        writer.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        writer.execute("UPDATE runs SET name = 'renamed' WHERE name = 'execução 1'", []).unwrap();
        // A transaction that goes on, and holds every lock there is.
        writer.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN EXCLUSIVE;").unwrap();
        writer.execute("UPDATE runs SET name = 'never committed'", []).unwrap();
        writer.execute("UPDATE tags SET value = value || hex(zeroblob(4000))", []).unwrap();
        let before = picture(store.path());
        assert!(before.len() > 1, "the writer left its log beside the database");
        let scanned = scan(store.path());
        assert_eq!(scanned.troubles, [], "{mode}");
        let names: BTreeSet<&str> = scanned.entries.iter().filter_map(|entry| entry.run_name.as_deref()).collect();
        assert_eq!(names, BTreeSet::from(["execução 0", "renamed"]), "{mode}");
        assert_eq!(picture(store.path()), before, "{mode}: nothing was touched");
        writer.execute_batch("ROLLBACK").unwrap();
    }
}

#[test]
fn a_database_at_rest_is_left_alone() {
    let store = Folder::copy_of(SQLITE);
    let path = store.path().join("mlflow.db");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let before = picture(store.path());
    assert_eq!(scan(store.path()).entries.len(), 4);
    assert_eq!(picture(store.path()), before);
}

fn troubles_of(change: impl FnOnce(&Path)) -> (usize, Vec<String>) {
    let store = Folder::copy_of(SQLITE);
    change(&store.path().join("mlflow.db"));
    let scanned = scan(store.path());
    (scanned.entries.len(), scanned.troubles.into_iter().map(|trouble| trouble.what).collect())
}

fn with_sql(sql: &'static str) -> (usize, Vec<String>) {
    troubles_of(|path| {
        let connection = rusqlite::Connection::open(path).unwrap();
        connection.execute_batch(&format!("PRAGMA foreign_keys = OFF; PRAGMA legacy_alter_table = ON; {sql}")).unwrap();
    })
}

#[test]
fn a_damaged_or_hostile_database_costs_only_what_it_knew() {
    let said = |(models, troubles): (usize, Vec<String>), words: &str| {
        assert_eq!(models, 4, "the models on disk are listed all the same");
        assert!(troubles.len() == 1 && troubles[0].contains(words), "{words}: {troubles:?}");
    };
    said(troubles_of(|path| std::fs::write(path, "not a database").unwrap()), "it is no sqlite database");
    said(troubles_of(|path| std::fs::write(path, "").unwrap()), "it is no sqlite database");
    said(
        troubles_of(|path| {
            let bytes = std::fs::read(path).unwrap();
            std::fs::write(path, &bytes[..bytes.len() / 3]).unwrap();
        }),
        "sqlite says: database disk image is malformed",
    );
    said(with_sql("DROP TABLE experiments; DROP TABLE registered_models;"), "it holds no tables of MLflow");
    said(with_sql("ALTER TABLE runs RENAME COLUMN run_uuid TO something;"), "no column run_uuid");
    // A view in place of a table would run whatever it says, for ever.
    let endless = "ALTER TABLE runs RENAME TO old; CREATE VIEW runs AS \
        WITH RECURSIVE n(run_uuid) AS (SELECT 1 UNION ALL SELECT run_uuid + 1 FROM n) SELECT run_uuid FROM n;";
    said(with_sql(endless), "runs is no plain table");
    // A table that newer releases make and nobody knows is no trouble; neither is a new column.
    let newer = "CREATE TABLE novel (a); ALTER TABLE runs ADD COLUMN extra TEXT; UPDATE alembic_version SET version_num = 'ffffffffffff';";
    assert_eq!(with_sql(newer), (4, Vec::new()));
}

#[test]
#[cfg(unix)]
fn a_database_that_is_a_link_or_a_pipe_is_not_opened() {
    let store = Folder::copy_of("3.18.0/store_file");
    let path = store.path().join("mlflow.db");
    std::os::unix::fs::symlink(common::models().join(SQLITE).join("mlflow.db"), &path).unwrap();
    assert!(scan(store.path()).stores.iter().all(|store| !store.ends_with("mlflow.db")));
    std::fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let scanned = scan(store.path());
    assert_eq!((scanned.entries.len(), scanned.troubles.len()), (13, 1));
}

/// A journal whose tail names a further journal, as a transaction over several databases leaves it.
#[cfg(unix)]
fn journal_that_names(other: &Path) -> Vec<u8> {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let name = other.as_os_str().as_encoded_bytes();
    let mut journal = MAGIC.to_vec();
    for number in [0_u32, 0, 2, 512, 4096] {
        journal.extend(number.to_be_bytes());
    }
    journal.resize(512, 0);
    journal.extend(1_u32.to_be_bytes());
    journal.extend(name);
    journal.extend(u32::try_from(name.len()).unwrap().to_be_bytes());
    journal.extend(name.iter().map(|byte| u32::from(*byte)).sum::<u32>().to_be_bytes());
    journal.extend(MAGIC);
    journal
}

#[test]
#[cfg(unix)]
fn a_journal_that_leads_to_another_file_is_refused() {
    let store = Folder::copy_of(SQLITE);
    // sqlite would open it, and wait for ever.
    let pipe = store.path().join("x-mj0000009ab");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::fs::write(store.path().join("mlflow.db-journal"), journal_that_names(&pipe)).unwrap();
    let scanned = scan(store.path());
    assert_eq!((scanned.entries.len(), scanned.troubles.len()), (4, 1));
    assert!(scanned.troubles[0].what.contains("names another file"), "{:?}", scanned.troubles);
    let (opened, _) = common::inspect(&store.path().join(&scanned.entries[0].path));
    let trace = library::trace(&opened.path, None, &[]).unwrap();
    assert!(trace.troubles[0].what.contains("names another file"), "{:?}", trace.troubles);
}

#[test]
fn no_folder_is_asked_that_cannot_hold_the_store() {
    let place = Folder::new();
    let run = "0c1d0d78add74008b3d21da00f12a650";
    let write = |path: &Path| {
        std::fs::create_dir_all(path).unwrap();
        std::fs::write(path.join("MLmodel"), "flavors: {}\n").unwrap();
        path.to_owned()
    };
    let top = place.path().join("top");
    let in_store = write(&top.join(format!("project/mlruns/1/{run}/artifacts/a/model")));
    let copy = write(&top.join("b/c/d/model"));
    std::fs::write(top.join("mlflow.db"), "junk").unwrap();
    for model in [&in_store, &copy] {
        assert_eq!(library::trace(model, None, &[]), None, "{}", model.display());
    }
    std::fs::write(top.join("project/mlflow.db"), "junk").unwrap();
    std::fs::write(top.join("b/mlflow.db"), "junk").unwrap();
    for model in [&in_store, &copy] {
        assert_eq!(library::trace(model, None, &[]).unwrap().troubles.len(), 1, "{}", model.display());
    }
}

#[test]
#[cfg(unix)]
fn links_are_not_followed_and_what_is_not_the_persons_is_passed_over() {
    let place = Folder::new();
    let outside = Folder::copy_of("3.18.0/sklearn_iris");
    for folder in ["a", ".git/x", ".venv/x", "env/lib", "node_modules/x", "cache/x", "a/artifacts/inner", "a/metadata"] {
        copy(&common::models().join("3.18.0/sklearn_iris"), &place.path().join(folder));
    }
    std::fs::write(place.path().join("env/pyvenv.cfg"), "home = /usr").unwrap();
    std::fs::write(place.path().join("cache/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55").unwrap();
    std::os::unix::fs::symlink(outside.path(), place.path().join("link")).unwrap();
    std::os::unix::fs::symlink(place.path(), place.path().join("a/loop")).unwrap();
    let scanned = scan(place.path());
    let found: Vec<(String, bool)> =
        scanned.entries.iter().map(|entry| (entry.path.to_string_lossy().into_owned(), entry.is_nested)).collect();
    assert_eq!(found, [("a".to_owned(), false), ("a/artifacts/inner".to_owned(), true)]);
    assert_eq!(scanned.troubles, []);
}

#[test]
#[cfg(unix)]
fn what_cannot_be_read_is_said_once_and_tried_again() {
    use std::os::unix::fs::PermissionsExt as _;
    if !common::is_an_ordinary_user(module_path!(), "what_cannot_be_read_is_said_once_and_tried_again") {
        return;
    }
    let place = Folder::new().write("locked/model/MLmodel", "flavors: {}");
    let set = |mode| std::fs::set_permissions(place.path().join("locked"), std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o000);
    let scanned = scan(place.path());
    assert_eq!((scanned.entries.len(), scanned.troubles.len()), (0, 1), "{:?}", scanned.troubles);
    set(0o755);
    let again = library::scan(place.path(), Some(scanned.snapshot), &Progress::default(), &mut |_| {}).unwrap();
    assert_eq!((again.entries.len(), again.troubles.len()), (1, 0));
}

#[test]
fn a_second_scan_finds_what_changed() {
    let store = Folder::copy_of("3.18.0/store_file");
    let again = |snapshot| library::scan(store.path(), Some(snapshot), &Progress::default(), &mut |_| {}).unwrap();
    let first = scan(store.path());
    let count = first.entries.len();
    let second = again(first.snapshot);
    assert_eq!(second.entries, first.entries);
    assert!(second.entries.iter().zip(&first.entries).all(|(a, b)| a.is_same_as(b)));
    // A model comes, one goes, a run is renamed, an alias is moved, an MLmodel is written anew.
    copy(&common::models().join("3.18.0/sklearn_iris"), &store.path().join("new/model"));
    std::fs::remove_dir_all(store.path().join("mlruns/172720611431602040/models/m-1f291e3c9dd24cb89354fda426810fcb")).unwrap();
    let meta = store.path().join(format!("{CREDITO}/{RUN}/meta.yaml"));
    std::fs::write(&meta, std::fs::read_to_string(&meta).unwrap().replace("run_name: execução 0", "run_name: outra")).unwrap();
    std::fs::write(store.path().join("mlruns/models/modelo-crédito/aliases/champion"), "1").unwrap();
    let mlmodel = store.path().join("mlruns/156278242973499161/models/m-293a51f847ef4320aa5490528a9ae3bd/artifacts/MLmodel");
    std::fs::write(&mlmodel, "flavors:\n  keras: {}\n").unwrap();
    let third = again(second.snapshot);
    assert_eq!(third.entries.len(), count);
    assert_eq!(&*find(&third, "new/model").flavors, &["python_function".into(), "sklearn".into()]);
    assert!(third.entries.iter().all(|entry| !entry.path.to_string_lossy().contains("m-1f291e3c9dd24cb89354fda426810fcb")));
    assert_eq!(find(&third, "m-46709997a17549b3908a091226d39a99").run_name.as_deref(), Some("outra"));
    assert_eq!(find(&third, "m-774c502b828845d5ad469799aee653a6").registered[0].aliases, ["champion".into()].into());
    assert_eq!(&*find(&third, "m-293a51f847ef4320aa5490528a9ae3bd").flavors, &["keras".into()]);
    // The same as from nothing.
    assert_eq!(third.entries, scan(store.path()).entries);
}

#[test]
fn a_place_that_is_gone_or_stopped_is_an_error() {
    let place = Folder::new();
    let gone = place.path().join("gone");
    let trouble = library::scan(&gone, None, &Progress::default(), &mut |_| {}).unwrap_err();
    assert_eq!((trouble.what.as_str(), trouble.path), ("the folder is gone", gone));
    let stopped = Progress::default();
    stopped.cancel();
    assert!(library::scan(place.path(), None, &stopped, &mut |_| {}).is_err());
}

#[test]
fn a_part_of_a_store_knows_what_stands_above_it() {
    let store = common::models().join("3.18.0/store_file");
    let scanned = scan(&store.join(CREDITO));
    assert!(scanned.entries.iter().all(|entry| entry.run_id.is_none() || entry.run_name.is_some()));
    assert_eq!(scanned.entries[0].experiment.as_deref(), Some("crédito"));
    let scanned = scan(&common::models().join("2.22.5/store_sqlite/mlruns"));
    assert!(scanned.entries.iter().all(|entry| entry.run_name.is_some() && entry.experiment.is_some()));
    assert_eq!(scanned.entries.iter().filter(|entry| !entry.registered.is_empty()).count(), 3);
}

#[test]
fn places_are_told_from_models() {
    let is_place = |path: &Path| matches!(reading::find(path, &[], &Progress::default()), Ok(reading::Found::Place(_)));
    let models = common::models();
    for path in ["3.18.0/store_file", "3.18.0/store_file/mlruns", CREDITO_PATH, "2.22.5/store_sqlite/mlflow.db", "3.18.0"] {
        assert!(is_place(&models.join(path)), "{path}");
    }
    for path in ["3.18.0/sklearn_iris", "3.18.0/sklearn_iris/MLmodel", "nothing", "README.md"] {
        assert!(!is_place(&models.join(path)), "{path}");
    }
    let one = Folder::new();
    copy(&models.join("3.18.0/sklearn_iris"), &one.path().join("job/outputs/model"));
    assert!(!is_place(one.path()), "one model is opened");
}

const CREDITO_PATH: &str = "3.18.0/store_file/mlruns/681134478118602108";

#[test]
fn the_printed_list_has_the_agreed_keys() {
    let store = common::models().join("3.18.0/store_file");
    let run = |arguments: &[&str]| {
        let out =
            std::process::Command::new(env!("CARGO_BIN_EXE_mlmodel-viewer")).arg("list").arg(&store).args(arguments).output().unwrap();
        assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    let listed: Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
    let listed = listed.as_array().unwrap();
    let paths: Vec<&str> = listed.iter().map(|model| model["path"].as_str().unwrap()).collect();
    assert!(paths.is_sorted() && paths.len() == 13 && paths[0].starts_with(store.to_str().unwrap()));
    let model = listed.iter().find(|model| model["model_id"] == "m-8a9eb968eeb04ea49b16baa934bfc0f1").unwrap();
    assert_eq!(model["flavors"], json!(["python_function", "sklearn"]));
    assert_eq!(model["experiment"], "crédito");
    assert_eq!((&model["run_name"], &model["run_id"]), (&json!("registro 1"), &json!("c0a71740ceb544d0afc1e5d36607993e")));
    let registered = json!([{"name": "modelo-crédito", "version": "2", "aliases": ["champion", "producao"], "stage": "Production"}]);
    assert_eq!(model["registered"], registered);
    assert_eq!((&model["errors"], &model["created"]), (&json!(0), &json!("2026-11-23 19:22:11.940772")));
    let text = run(&[]);
    assert!(text.contains("13 models") && text.contains("somente_artefato 1: there is no MLmodel at its source"), "{text}");
    let missing = std::process::Command::new(env!("CARGO_BIN_EXE_mlmodel-viewer")).args(["list", "/nowhere"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&missing.stderr), "mlmodel-viewer: the folder is gone: /nowhere\n");
}

#[test]
fn a_run_that_was_imported_is_known_by_where_its_model_lies() {
    let place = Folder::new();
    common::lesson_store(place.path());
    let sound = scan(place.path());
    let entry = find(&sound, "mlruns/1/");
    let mlmodel = place.path().join(&entry.path).join("MLmodel");
    let text = std::fs::read_to_string(&mlmodel).unwrap();
    let old = entry.run_id.clone().unwrap();
    std::fs::write(&mlmodel, text.replace(&*old, "ffffffffffffffffffffffffffffffff")).unwrap();
    let scanned = scan(place.path());
    let again = scanned.entries.iter().find(|other| other.path == entry.path).unwrap();
    assert_eq!((&again.run_id, &again.run_name, &again.experiment), (&entry.run_id, &entry.run_name, &entry.experiment));
    let opened = folder::open(&place.path().join(&entry.path), &Progress::default()).unwrap();
    let folder::Subject::Model(model) = &opened.subject else { panic!("no model") };
    let trace = library::trace(&opened.path, model.model(), &[]).unwrap();
    assert_eq!(trace.run.unwrap().name.as_deref(), entry.run_name.as_deref());
}

#[test]
fn a_deleted_version_is_gone_though_its_folder_stays() {
    let store = Folder::copy_of("3.18.0/store_file");
    let meta = store.path().join("mlruns/models/modelo-crédito/version-2/meta.yaml");
    let text = std::fs::read_to_string(&meta).unwrap();
    std::fs::write(&meta, text.replace("current_stage: Production", "current_stage: Deleted_Internal")).unwrap();
    let scanned = scan(store.path());
    let entry = find(&scanned, "m-8a9eb968eeb04ea49b16baa934bfc0f1");
    assert_eq!((entry.registered.len(), &*entry.name), (0, "modelo"));
    assert!(scanned.absent.iter().all(|absent| &*absent.registered.version != "2"));
}

#[test]
fn a_folder_called_models_need_not_be_a_registry() {
    let place = Folder::new();
    let iris = common::models().join("3.18.0/sklearn_iris");
    for folder in ["models/churn/version-1", "models/fraud", "models/deep/down"] {
        copy(&iris, &place.path().join(folder));
    }
    std::fs::create_dir_all(place.path().join("models/notes")).unwrap();
    std::fs::write(place.path().join("models/notes/meta.yaml"), "name: notes\nauthor: Ana\n").unwrap();
    let scanned = scan(place.path());
    assert_eq!(scanned.entries.len(), 3, "{:?}", scanned.entries.iter().map(|entry| &entry.path).collect::<Vec<_>>());
    assert_eq!((scanned.absent.len(), scanned.troubles.len()), (0, 0));
    // Beside a registry that is one, other folders of `models` are still looked into.
    let store = Folder::copy_of("3.18.0/store_file");
    copy(&iris, &store.path().join("mlruns/models/by hand"));
    assert_eq!(scan(store.path()).entries.len(), 14);
}

#[test]
fn a_model_logged_outside_a_run_has_its_experiment() {
    let scanned = scan(&common::models().join("3.18.0/store_file"));
    let entry = find(&scanned, "m-b988de5dd9ad4af8b33eb0485");
    assert_eq!((&*entry.name, entry.run_id.as_deref(), entry.experiment.as_deref()), ("externo", None, Some("crédito")));
}

#[test]
fn another_programs_database_is_no_concern() {
    let place = Folder::copy_of("3.18.0/sklearn_iris");
    let writer = rusqlite::Connection::open(place.path().join("warehouse.db")).unwrap();
    writer.pragma_update(None, "journal_mode", "wal").unwrap();
    writer.execute_batch("CREATE TABLE sales (a); INSERT INTO sales VALUES (1);").unwrap();
    let scanned = scan(place.path());
    assert_eq!((scanned.entries.len(), scanned.stores.len(), scanned.troubles.len()), (1, 0, 0));
}

#[test]
fn a_file_from_the_far_future_is_a_file() {
    let store = Folder::copy_of("3.18.0/store_file");
    let far = std::time::UNIX_EPOCH + std::time::Duration::from_millis(9_223_372_036_500);
    for path in ["mlruns/0/meta.yaml", &format!("{CREDITO}/{RUN}/meta.yaml")] {
        std::fs::File::options().write(true).open(store.path().join(path)).unwrap().set_modified(far).unwrap();
    }
    let first = scan(store.path());
    let again = library::scan(store.path(), Some(first.snapshot), &Progress::default(), &mut |_| {}).unwrap();
    assert_eq!(again.entries.len(), 13);
}

#[test]
fn what_a_store_says_leads_nowhere_out_of_it() {
    let store = Folder::copy_of("3.18.0/store_file");
    let outside = Folder::copy_of("3.18.0/sklearn_iris");
    let run = store.path().join("mlruns/156278242973499161/6efc4e179e73480381c74de4c720cfdb");
    let meta = std::fs::read_to_string(run.join("meta.yaml")).unwrap();
    let outside = outside.path().display();
    std::fs::write(run.join("meta.yaml"), meta.replace("experiment_id: '156278242973499161'", &format!("experiment_id: '{outside}'")))
        .unwrap();
    let model = store.path().join("mlruns/156278242973499161/models/m-e3b6143ec9e844029d552f2acfa3bb15/artifacts");
    let opened = folder::open(&model, &Progress::default()).unwrap();
    let folder::Subject::Model(folder) = &opened.subject else { panic!("no model") };
    let trace = library::trace(&model, folder.model(), &[]).unwrap();
    assert!(trace.siblings.iter().filter_map(|sibling| sibling.path.as_ref()).all(|path| path.starts_with(store.path())));
}

#[test]
fn a_database_that_went_bad_tells_nothing_more() {
    let store = Folder::copy_of(SQLITE);
    let first = scan(store.path());
    std::fs::write(store.path().join("mlflow.db"), "gone bad").unwrap();
    let second = library::scan(store.path(), Some(first.snapshot), &Progress::default(), &mut |_| {}).unwrap();
    assert_eq!(second.troubles.len(), 1);
    assert_eq!(second.entries.iter().filter(|entry| entry.run_name.is_some()).count(), 0);
}

#[test]
fn the_printed_paths_are_sorted_as_text_and_a_model_is_a_place_too() {
    let place = Folder::new();
    let iris = common::models().join("3.18.0/sklearn_iris");
    for folder in ["a/b", "a-b", "a.b", "B"] {
        copy(&iris, &place.path().join(folder));
    }
    let list = |path: &Path| -> Vec<String> {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_mlmodel-viewer"))
            .arg("list")
            .arg(path)
            .args(["--format", "json"])
            .output()
            .unwrap();
        let listed: Value = serde_json::from_slice(&out.stdout).unwrap();
        listed.as_array().unwrap().iter().map(|model| model["path"].as_str().unwrap().to_owned()).collect()
    };
    let expected: Vec<String> = ["B", "a-b", "a.b", "a/b"].iter().map(|end| format!("{}/{end}", place.path().display())).collect();
    assert_eq!(list(place.path()), expected);
    assert_eq!(list(&iris), [iris.display().to_string()]);
}

#[test]
#[cfg(unix)]
fn a_place_is_the_same_however_its_path_is_written() {
    let outer = Folder::new();
    let place = outer.path().canonicalize().unwrap().join("store");
    common::lesson_store(&place);
    // A version that was registered from a plain folder, by a path with a detour.
    copy(&common::models().join("3.18.0/sklearn_iris"), &place.join("saved model"));
    let meta = place.join("mlruns/models/churn/version-4/meta.yaml");
    let source = format!("{}/saved model/../saved model/", place.display());
    std::fs::write(&meta, format!("name: churn\nversion: 4\nsource: '{source}'\n")).unwrap();
    std::os::unix::fs::symlink(&place, outer.path().join("link")).unwrap();
    for path in [place.clone(), outer.path().join("link"), place.join("../store")] {
        let scanned = scan(&path);
        assert_eq!(&*find(&scanned, "saved model").registered[0].name, "churn", "{}", path.display());
        assert!(scanned.absent.is_empty());
    }
}

#[test]
fn a_copy_is_no_source_of_a_version_while_the_original_is_there() {
    let outer = Folder::new();
    let place = outer.path().canonicalize().unwrap();
    common::lesson_store(&place);
    // The sources name this place, as they would on the machine that wrote it.
    for version in ["diabetes/version-1", "diabetes/version-2", "iris/version-1"] {
        let meta = place.join("mlruns/models").join(version).join("meta.yaml");
        let text = std::fs::read_to_string(&meta).unwrap();
        std::fs::write(&meta, text.replace("/home/ana", &place.display().to_string())).unwrap();
    }
    copy(&place.join("mlruns/1"), &place.join("backup/mlruns/1"));
    let scanned = scan(&place);
    let registered: Vec<_> = scanned.entries.iter().filter(|entry| !entry.registered.is_empty()).collect();
    assert_eq!(registered.len(), 3);
    assert!(registered.iter().all(|entry| entry.path.starts_with("mlruns")));
}

#[test]
fn what_is_deleted_is_said() {
    let store = Folder::copy_of(SQLITE);
    let writer = rusqlite::Connection::open(store.path().join("mlflow.db")).unwrap();
    writer.execute("UPDATE experiments SET lifecycle_stage = 'deleted' WHERE name = 'iris'", []).unwrap();
    drop(writer);
    let scanned = scan(store.path());
    assert_eq!(scanned.entries.iter().filter(|entry| entry.is_deleted).count(), 2);
    assert!(scanned.entries.iter().all(|entry| entry.is_deleted == (entry.experiment.as_deref() == Some("iris"))));
}

#[test]
fn a_meta_yaml_that_lacks_its_keys_hides_nothing_and_is_named() {
    let place = Folder::new();
    common::lesson_store(place.path());
    let sound = scan(place.path()).entries.len();
    std::fs::write(place.path().join("mlruns/1/meta.yaml"), "name: a\n").unwrap();
    std::fs::write(place.path().join("mlruns/2/meta.yaml"), "run_id: a\nexperiment_id: b\n").unwrap();
    std::fs::write(place.path().join("meta.yaml"), "run_id: a\nexperiment_id: b\n").unwrap();
    let scanned = scan(place.path());
    assert_eq!(scanned.entries.len(), sound);
    let said: Vec<String> = scanned.troubles.iter().map(|trouble| trouble.path.to_string_lossy().into_owned()).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].ends_with("mlruns/1/meta.yaml") && said[1].ends_with("mlruns/2/meta.yaml"), "{said:?}");
}

#[test]
#[cfg(unix)]
fn a_store_that_is_a_link_says_so() {
    let (place, store) = (Folder::new(), Folder::new());
    common::lesson_store(store.path());
    std::os::unix::fs::symlink(store.path().join("mlruns"), place.path().join("mlruns")).unwrap();
    let scanned = scan(place.path());
    assert_eq!((scanned.entries.len(), scanned.troubles.len()), (0, 1));
    assert!(scanned.troubles[0].what.contains("links are not followed"));
}
