//! A sqlite store: read as it is being written, left as it was, and never trusted.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::library;

use super::{SQLITE, scan};
#[cfg(unix)]
use crate::common;
use crate::common::Folder;

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
    let trace = common::read(&store.path().join(&scanned.entries[0].path)).trace.unwrap();
    assert!(trace.troubles[0].what.contains("names another file"), "{:?}", trace.troubles);
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
fn a_database_that_went_bad_tells_nothing_more() {
    let store = Folder::copy_of(SQLITE);
    let first = scan(store.path());
    std::fs::write(store.path().join("mlflow.db"), "gone bad").unwrap();
    let second = library::scan(store.path(), Some(first.snapshot), &Progress::default(), &mut |_| {}).unwrap();
    assert_eq!(second.troubles.len(), 1);
    assert_eq!(second.entries.iter().filter(|entry| entry.run_name.is_some()).count(), 0);
}
