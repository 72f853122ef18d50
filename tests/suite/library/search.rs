//! The search of a place: what is passed over, what cannot be read, and what changed since.

use std::path::Path;

use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::library;
use mlmodel_viewer::reading;

use super::{CREDITO, CREDITO_PATH, RUN, find, scan};
use crate::common::{self, Folder, copy};

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
        assert_eq!(common::read(model).trace, None, "{}", model.display());
    }
    std::fs::write(top.join("project/mlflow.db"), "junk").unwrap();
    std::fs::write(top.join("b/mlflow.db"), "junk").unwrap();
    for model in [&in_store, &copy] {
        assert_eq!(common::read(model).trace.unwrap().troubles.len(), 1, "{}", model.display());
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
    let is_place = |path: &Path| matches!(reading::find(path, &[], &Progress::default()), Ok(reading::PathFound::Place(_)));
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
#[cfg(unix)]
fn a_store_that_is_a_link_says_so() {
    let (place, store) = (Folder::new(), Folder::new());
    common::lesson_store(store.path());
    std::os::unix::fs::symlink(store.path().join("mlruns"), place.path().join("mlruns")).unwrap();
    let scanned = scan(place.path());
    assert_eq!((scanned.entries.len(), scanned.troubles.len()), (0, 1));
    assert!(scanned.troubles[0].what.contains("links are not followed"));
}
