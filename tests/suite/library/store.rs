//! What a store says of its models: runs, versions and their sources, deleted, damaged, copied or led elsewhere.

use std::collections::BTreeMap;

use super::{CREDITO, RUN, SQLITE, find, scan, traced};
use crate::common::{self, Folder, copy};

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
    let trace = common::read(&place.path().join(&entry.path)).trace.unwrap();
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
fn what_a_store_says_leads_nowhere_out_of_it() {
    let store = Folder::copy_of("3.18.0/store_file");
    let outside = Folder::copy_of("3.18.0/sklearn_iris");
    let run = store.path().join("mlruns/156278242973499161/6efc4e179e73480381c74de4c720cfdb");
    let meta = std::fs::read_to_string(run.join("meta.yaml")).unwrap();
    let outside = outside.path().display();
    std::fs::write(run.join("meta.yaml"), meta.replace("experiment_id: '156278242973499161'", &format!("experiment_id: '{outside}'")))
        .unwrap();
    let model = store.path().join("mlruns/156278242973499161/models/m-e3b6143ec9e844029d552f2acfa3bb15/artifacts");
    let trace = common::read(&model).trace.unwrap();
    assert!(trace.siblings.iter().filter_map(|sibling| sibling.path.as_ref()).all(|path| path.starts_with(store.path())));
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
