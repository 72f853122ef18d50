//! A store of 10,000 runs with a model each: how long finding and listing them takes, as ratios in one run.
//! `cargo bench --bench library`; `-- 1000` takes as many runs.
//!
//! The same runs are then kept in a database, with 200 metrics each, and what was logged is read into columns.
//!
//! What is aimed at: no more than 3 times what `find` over the place and reading each MLmodel, meta.yaml and tag once
//! take together; the first rows within 100 ms; under 2 KB of memory a listed model; looking again, with nothing
//! changed, under 1.5 times `find`; with what was logged under 4 KB a model.

#![expect(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a benchmark")]

use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::library::{self, Direction, Grouping, LoggedSubjects, Order, Place, Sorting, View};

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Ten experiments, and ten registered models with a version of every tenth run's model.
fn store(place: &Path, runs: usize) {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/samples/registro-de-modelos");
    let files: Vec<(std::ffi::OsString, Vec<u8>)> = std::fs::read_dir(samples)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name(), std::fs::read(entry.path()).unwrap()))
        .collect();
    let root = place.join("mlruns");
    for experiment in 0..10 {
        let text = format!(
            "artifact_location: file:///a/mlruns/{experiment}\nexperiment_id: '{experiment}'\nlifecycle_stage: active\nname: experiment {experiment}\n"
        );
        write(&root.join(format!("{experiment}/meta.yaml")), &text);
        write(
            &root.join(format!("models/registered {experiment}/meta.yaml")),
            &format!("creation_timestamp: 1\nname: registered {experiment}\n"),
        );
    }
    for i in 0..runs {
        let (experiment, id) = (i % 10, run_id(i));
        let run = root.join(format!("{experiment}/{id}"));
        let text = format!(
            "artifact_uri: file:///a/mlruns/{experiment}/{id}/artifacts\nend_time: 1795462416338\nentry_point_name: ''\nexperiment_id: '{experiment}'\nlifecycle_stage: active\nrun_id: {id}\nrun_name: run {i}\nrun_uuid: {id}\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: 1795462416287\nstatus: 3\ntags: []\nuser_id: ana\n"
        );
        write(&run.join("meta.yaml"), &text);
        for key in ["mlflow.runName", "mlflow.user", "mlflow.source.name", "mlflow.source.type", "mlflow.log-model.history"] {
            write(&run.join("tags").join(key), "some text");
        }
        for key in ["params/C", "params/solver", "params/gamma", "metrics/acc", "metrics/loss"] {
            write(&run.join(key), "1795462416287 0.5 0\n");
        }
        for (name, bytes) in &files {
            let path = run.join("artifacts/model").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        if i % 10 == 0 {
            let (model, version) = ((i / 10) % 10, i / 100 + 1);
            let text = format!(
                "creation_timestamp: {i}\nname: registered {model}\nrun_id: {id}\nsource: file:///a/mlruns/{experiment}/{id}/artifacts/model\nversion: {version}\n"
            );
            write(&root.join(format!("models/registered {model}/version-{version}/meta.yaml")), &text);
        }
    }
}

/// `mlflow.db`, with 200 metrics and 10 params of each of the runs of [`store`].
fn database(path: &Path, runs: usize) {
    let mut writer = rusqlite::Connection::open(path).unwrap();
    let tables = "CREATE TABLE experiments (experiment_id INTEGER, name TEXT, lifecycle_stage TEXT);
        CREATE TABLE runs (run_uuid TEXT PRIMARY KEY, name TEXT, experiment_id INTEGER, lifecycle_stage TEXT);
        CREATE TABLE latest_metrics (key TEXT, value REAL, timestamp INTEGER, step INTEGER, is_nan INTEGER, run_uuid TEXT, PRIMARY KEY (key, run_uuid));
        CREATE TABLE params (key TEXT, value TEXT, run_uuid TEXT, PRIMARY KEY (key, run_uuid));
        CREATE TABLE tags (key TEXT, value TEXT, run_uuid TEXT, PRIMARY KEY (key, run_uuid));";
    writer.execute_batch(tables).unwrap();
    let all = writer.transaction().unwrap();
    {
        let mut run = all.prepare("INSERT INTO runs VALUES (?1, ?2, 0, 'active')").unwrap();
        let mut metric = all.prepare("INSERT INTO latest_metrics VALUES (?1, ?2, 0, 0, 0, ?3)").unwrap();
        let mut param = all.prepare("INSERT INTO params VALUES (?1, ?2, ?3)").unwrap();
        for i in 0..runs {
            let id = run_id(i);
            run.execute((&id, format!("run {i}"))).unwrap();
            for j in 0..200 {
                metric.execute((format!("metric {j}"), (i * j) as f64 / 7.0, &id)).unwrap();
            }
            for j in 0..10 {
                param.execute((format!("param {j}"), format!("{}", i % (j + 1)), &id)).unwrap();
            }
        }
    }
    all.commit().unwrap();
}

/// The id of a run, by its number.
fn run_id(i: usize) -> String {
    format!("{:032x}", (i as u128 + 1) * 0x9e37_79b9_7f4a_7c15_f39c_c060_u128)
}

/// Reads what was logged, and says what it took.
fn logged(what: &str, stores: &[std::path::PathBuf], place: &mut Place) {
    let before = memory();
    let since = Instant::now();
    let subjects = LoggedSubjects { entries: place.entries.clone(), runs: Vec::new() };
    let logged = library::read_logged(stores, &subjects, &[], &Progress::default());
    println!("{what}: {} columns in {:.0?}", logged.columns().len(), since.elapsed());
    if let Some((before, after)) = before.zip(memory()) {
        println!("{what}: memory {:.2} KB a model more", (after - before) / place.entries.len() as f64);
    }
    place.logged = std::sync::Arc::new(logged);
}

/// `find` over the place; what it printed.
fn find(place: &Path) -> (Duration, Vec<u8>) {
    let since = Instant::now();
    let output = std::process::Command::new("find").arg(place).output().unwrap();
    (since.elapsed(), output.stdout)
}

/// Reads each MLmodel, meta.yaml and tag once.
fn cat(listed: &[u8]) -> Duration {
    let since = Instant::now();
    let mut buffer = Vec::new();
    for line in listed.split(|byte| *byte == b'\n') {
        let line = std::str::from_utf8(line).unwrap();
        if line.ends_with("/MLmodel") || line.ends_with("/meta.yaml") || (line.contains("/tags/")) {
            buffer.clear();
            std::fs::File::open(line).unwrap().read_to_end(&mut buffer).unwrap();
        }
    }
    since.elapsed()
}

/// Resident memory in KB, where the system tells.
fn memory() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(text.split(' ').nth(1)?.parse::<f64>().ok()? * 4.0)
}

fn main() {
    let runs = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().unwrap();
    println!("making a store of {runs} runs with a model each …");
    store(folder.path(), runs);
    // Stamps as fresh as these are not trusted.
    std::thread::sleep(Duration::from_millis(2_500));
    let (_, listed) = find(folder.path());
    cat(&listed);
    // Listed once before, so that all of it is measured from the same cache.
    let (found, listed) = find(folder.path());
    let read = cat(&listed);
    let before = memory();
    let since = Instant::now();
    let (mut first, mut streamed) = (None, 0);
    let scanned = library::scan(folder.path(), None, &Progress::default(), &mut |batch| {
        first.get_or_insert_with(|| since.elapsed());
        streamed += batch.len();
    })
    .unwrap();
    let scan = since.elapsed();
    assert_eq!((scanned.entries.len(), streamed), (runs, runs));
    assert!(scanned.entries.iter().all(|entry| entry.run_name.is_some() && entry.experiment.is_some()));
    let mut place = Place::new(folder.path().to_owned());
    let snapshot = place.replace(scanned);
    let after = memory();
    let since = Instant::now();
    let scanned = library::scan(folder.path(), Some(snapshot), &Progress::default(), &mut |_| {}).unwrap();
    let rescan = since.elapsed();
    let since = Instant::now();
    mlmodel_viewer::reading::check_up(folder.path(), &scanned.entries, &Progress::default(), &mut |_, _| {});
    let check_up = since.elapsed();
    place.replace(scanned);
    println!("find {found:.0?}, reading {read:.0?}");
    println!("found and listed {scan:.0?}: {:.2} times find and reading", scan.as_secs_f64() / (found + read).as_secs_f64());
    println!("first rows after {:.0?}", first.unwrap_or_default());
    println!("looked at again {rescan:.0?}: {:.2} times find", rescan.as_secs_f64() / found.as_secs_f64());
    println!("sizes and health in the background {check_up:.0?}");
    if let Some((before, after)) = before.zip(after) {
        println!("memory {:.2} KB a model", (after - before) / runs as f64);
    }
    let stores = place.run_stores.clone();
    logged("logged to files", &stores, &mut place);
    let outside = tempfile::tempdir().unwrap();
    let path = outside.path().join("mlflow.db");
    database(&path, runs);
    place.logged = std::sync::Arc::default();
    logged("logged to a database", &[path], &mut place);
    let places = [place];
    for (what, view) in [
        ("all, by experiment", View::default()),
        ("filtered", View { filter: "run 99 sklearn".to_owned(), ..View::default() }),
        ("by name", View { grouping: Grouping::None, sorting: Sorting::first(Order::Name, Direction::Unknown), ..View::default() }),
    ] {
        let since = Instant::now();
        let rows = view.rows(&places).len();
        println!("rows {what}: {rows} in {:.1?}", since.elapsed());
    }
}
