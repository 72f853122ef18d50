//! Stores against what MLflow's own client says of them: experiments, runs, versions, logged models, and where models come from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mlmodel_viewer::library::{self, AddressError, KeyValue, ModelAddress, Place, Store};
use serde_json::{Value, json};

use super::{find, scan, store_of, stores, traced};

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

#[test]
fn an_address_leads_where_mlflow_downloads_from() {
    let mut resolved = 0;
    let own = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (name, folder, oracle) in stores() {
        let scanned = scan(&folder);
        let place = [Place::found(folder.clone(), &scanned)];
        let find = |address: &str| ModelAddress::parse(address).unwrap().unwrap_or_else(|why| panic!("{address}: {why}")).resolve(&place);
        for version in oracle["model_versions"].as_array().into_iter().flatten() {
            let (model, number) = (own(&version["name"]), own(&version["version"]));
            let found = find(&format!("models:/{model}/{number}"));
            let here = scanned.entries.iter().find(|entry| entry.registered.iter().any(|r| *r.name == *model && *r.version == *number));
            match here {
                Some(entry) => assert_eq!(found, Ok(folder.join(&entry.path)), "{name}: {model} {number}"),
                None => assert!(matches!(found, Err(AddressError::Absent { .. })), "{name}: {model} {number}: {found:?}"),
            }
            for alias in version["aliases"].as_array().into_iter().flatten() {
                assert_eq!(find(&format!("models:/{model}@{}", own(alias))), found, "{name}: {model}");
            }
            resolved += usize::from(found.is_ok());
        }
        for entry in &scanned.entries {
            let path = Ok(folder.join(&entry.path));
            if let Some(id) = &entry.model_id {
                assert_eq!(find(&format!("models:/{id}")), path, "{name}: {id}");
            }
            let text = entry.path.to_str().unwrap();
            if let Some((run, tail)) = entry.run_id.as_ref().zip(text.split_once("/artifacts/").map(|(_, tail)| tail)) {
                assert_eq!(find(&format!("runs:/{run}/{tail}")), path, "{name}: {run}");
            }
        }
    }
    assert!(resolved > 3, "{resolved}");
}
