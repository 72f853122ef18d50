//! Models in zips and tars: read as the folder is, wherever a path is taken; and archives that lie.

mod hostile;
pub mod made;

use std::path::{Path, PathBuf};

use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::library;
use mlmodel_viewer::snippets::{self, SnippetSubject};
use serde_json::Value;

use crate::common::{self, Folder};

/// What is printed of a model, but for where it lies.
fn printed(path: &Path) -> Value {
    let mut printed = common::json(path);
    let object = printed.as_object_mut().unwrap();
    object.remove("path");
    object.remove("archive");
    let findings = object["findings"].as_array_mut().unwrap();
    findings.retain(|finding| !["from-archive", "opened-below", "archive-link"].contains(&finding["code"].as_str().unwrap()));
    printed
}

/// The folder's files as an archive of each kind, at the top and below a folder.
pub fn archives_of(model: &Path, folder: &Folder) -> Vec<PathBuf> {
    let contents = [
        ("flat.zip", made::zip(&made::members(model, ""))),
        ("below.zip", made::zip(&made::members(model, "artifacts/model/"))),
        ("flat.tar", made::tar(model, ".")),
        ("below.tar.gz", made::gzip(&made::tar(model, "model"))),
        ("below.tgz", made::gzip(&made::tar(model, "model"))),
    ];
    let write = |(name, content): &(&str, Vec<u8>)| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    contents.iter().map(write).collect()
}

#[test]
fn a_model_in_an_archive_reads_as_its_folder_does() {
    let mut tried = 0;
    for (_, case, model, _) in common::cases(&common::models()) {
        let place = Folder::new();
        let copy = place.path().join(&case);
        common::copy(&model, &copy);
        let expected = printed(&copy);
        if expected["kind"] != "model" {
            continue;
        }
        for archive in archives_of(&copy, &place) {
            assert_eq!(printed(&archive), expected, "{}", archive.display());
            tried += 1;
        }
    }
    assert!(tried > 250, "{tried}");
}

#[test]
fn a_path_goes_on_inside_an_archive() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let place = Folder::new();
    for archive in archives_of(&model, &place) {
        let read = common::read(&archive);
        let shown = &read.opened.path;
        assert!(shown.starts_with(&archive), "{}", shown.display());
        let inside = common::read(&shown.join("conda.yaml"));
        assert_eq!((&inside.opened.path, inside.opened.pointed_at().as_deref()), (shown, Some("conda.yaml")));
        assert_eq!(common::read(&shown.join("MLmodel")).opened.path, *shown);
        let files = read.opened.files().unwrap();
        assert!(files.read(Path::new("MLmodel"), 10_000).is_ok_and(|text| text.starts_with(b"artifact_path") || text.len() > 100));
        assert!(mlmodel_viewer::folder::open(&archive.join("gone"), &Progress::default()).is_err());
    }
}

#[test]
fn a_model_in_an_archive_is_called_by_what_tells() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let name = |archive: &str, top: &str| {
        let place = Folder::new().write(archive, made::zip(&made::members(&model, top)));
        common::read(&place.path().join(archive)).name
    };
    assert_eq!(name("churn.zip", ""), "churn");
    assert_eq!(name("Churn.ZIP", "model/"), "Churn");
    assert_eq!(name("download.zip", "iris-2/"), "iris-2");
}

/// What the list says of each model, but for its path.
fn listed(place: &Path) -> Vec<(PathBuf, String)> {
    let scanned = library::scan(place, None, &Progress::default(), &mut |_| {}).unwrap();
    assert!(scanned.troubles.is_empty(), "{:?}", scanned.troubles);
    scanned.entries.iter().map(|entry| (entry.path.to_path_buf(), entry.name.to_string())).collect()
}

#[test]
fn archives_are_listed_like_folders() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let mut two = made::members(&model, "a/one/");
    two.extend(made::members(&model, "b/two/"));
    let place = Folder::new().write("x/two.zip", made::zip(&two)).write("y/three.tar", made::tar(&model, "three"));
    let place = place.write("x/not.zip.txt", "no archive").write("packed.tgz", made::gzip(&made::tar(&model, "four")));
    let one = |path: &str, name: &str| (PathBuf::from(path), name.to_owned());
    // A compressed tar would have to be unpacked for it.
    let expected = [one("x/two.zip/a/one", "one"), one("x/two.zip/b/two", "two"), one("y/three.tar/three", "three")];
    assert_eq!(listed(place.path()), expected);
    assert_eq!(listed(&place.path().join("x/two.zip")), [one("a/one", "one"), one("b/two", "two")]);
    assert_eq!(listed(&place.path().join("packed.tgz")), [one("four", "four")]);
    // Files of a model are its own, even where they are archives.
    common::copy(&model, &place.path().join("z"));
    std::fs::write(place.path().join("z/data.zip"), made::zip(&two)).unwrap();
    assert_eq!(listed(&place.path().join("z")).len(), 1);
}

#[test]
fn a_changed_archive_is_looked_at_again_and_an_unchanged_one_is_not() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let place = Folder::new().write("a.zip", made::zip(&made::members(&model, "one/")));
    let old = std::fs::FileTimes::new().set_modified(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000));
    let archive = place.path().join("a.zip");
    std::fs::File::options().write(true).open(&archive).unwrap().set_times(old).unwrap();
    let scan = |before| library::scan(place.path(), before, &Progress::default(), &mut |_| {}).unwrap();
    let first = scan(None);
    assert_eq!(first.entries.len(), 1);
    let entry = first.entries[0].clone();
    let second = scan(Some(first.snapshot));
    assert!(std::sync::Arc::ptr_eq(&entry, &second.entries[0]));
    let mut two = made::members(&model, "one/");
    two.extend(made::members(&model, "two/"));
    std::fs::write(&archive, made::zip(&two)).unwrap();
    assert_eq!(scan(Some(second.snapshot)).entries.len(), 2);
}

#[test]
fn a_store_in_an_archive_tells_its_runs() {
    let cases = std::fs::read_dir(common::models().join("3.18.0")).unwrap().map(|entry| entry.unwrap().path());
    let store = cases.into_iter().find(|path| path.join("mlruns").is_dir()).unwrap();
    let place = Folder::new().write("store.zip", made::zip(&made::members(&store, "")));
    let on_disk = library::scan(&store, None, &Progress::default(), &mut |_| {}).unwrap();
    let packed = library::scan(&place.path().join("store.zip"), None, &Progress::default(), &mut |_| {}).unwrap();
    let told = |entries: &[std::sync::Arc<library::Entry>]| {
        entries.iter().map(|entry| (entry.path.clone(), entry.run_name.clone(), entry.experiment.clone())).collect::<Vec<_>>()
    };
    assert!(!on_disk.entries.is_empty() && on_disk.entries.iter().any(|entry| entry.run_name.is_some()));
    assert_eq!(told(&packed.entries), told(&on_disk.entries));
    let of = |path: PathBuf| common::read(&path).trace.and_then(|trace| trace.run).and_then(|run| run.name);
    let with_run = on_disk.entries.iter().find(|entry| entry.run_name.is_some()).unwrap();
    assert_eq!(of(place.path().join("store.zip").join(&with_run.path)), of(store.join(&with_run.path)));
}

#[test]
fn snippets_say_to_unpack_first() {
    let model = common::models().join("3.18.0/sklearn_iris");
    let place = Folder::new().write("churn v2.zip", made::zip(&made::members(&model, "model/")));
    let read = common::read(&place.path().join("churn v2.zip"));
    let subject = SnippetSubject::of(&read.opened, None).unwrap();
    let written = snippets::all(&subject);
    let unpacked = place.path().join("churn v2").join("model");
    let with_path: Vec<_> = written.iter().filter(|snippet| snippet.text.contains(unpacked.to_str().unwrap())).collect();
    assert!(with_path.len() >= 4, "{}", with_path.len());
    for snippet in with_path {
        assert!(snippet.text.starts_with("# Unpack churn v2.zip first"), "{}", snippet.text);
        assert!(snippet.about.starts_with("Unpack churn v2.zip first."), "{}", snippet.about);
    }
    assert!(written.iter().all(|snippet| !snippet.text.contains("churn v2.zip/")));
}

#[test]
fn what_the_explorer_packs_is_read() {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/archives/deflate64.zip");
    let read = common::read(&archive);
    assert_eq!((read.name.as_str(), read.health().sentence().as_str()), ("churn", "Complete"));
    // The end of it is right where all before it is: its checksum is looked at.
    let values = read.opened.files().unwrap().read(Path::new("values.bin"), 1_000_000).unwrap();
    assert_eq!(values.len(), 265_018);
    assert!(values.ends_with(b"end of the values\n"));
}

#[test]
fn a_part_of_a_packed_file_is_read() {
    let bytes: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    for method in [0, 8] {
        let member = made::Member { method, ..made::Member::new("values.bin", bytes.clone()) };
        let place = Folder::new().write("a.zip", made::zip(&[member, made::Member::new("model.pkl", "x")]));
        let files = mlmodel_viewer::folder::open_files(&place.path().join("a.zip")).unwrap();
        let path = Path::new("values.bin");
        assert_eq!(files.head(path, 100).unwrap(), bytes[..100]);
        assert_eq!(files.tail(path, 1_000).unwrap(), bytes[bytes.len() - 1_000..]);
        let mut open = files.open_file(path).unwrap();
        let mut part = [0; 8];
        for at in [700_000, 10, 799_992, 0] {
            use std::io::{Read as _, Seek as _};
            assert_eq!(open.seek(std::io::SeekFrom::Start(at)).unwrap(), at);
            open.read_exact(&mut part).unwrap();
            assert_eq!(part, bytes[usize::try_from(at).unwrap()..][..8]);
        }
    }
}
