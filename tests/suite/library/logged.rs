//! What was logged, read for all models at once, against what is read for each by itself.

use std::collections::BTreeMap;

use mlmodel_viewer::folder::Progress;
use mlmodel_viewer::library::{Logged, LoggedKey, LoggedKind, LoggedSubjects, LoggedValue, Scanned, Subject, read_logged};

use super::{SQLITE, scan, stores, traced};
use crate::common::{self, Folder, copy};

/// The models that were found, and no other run.
fn of_models(scanned: &Scanned) -> LoggedSubjects {
    LoggedSubjects { entries: scanned.entries.clone(), runs: Vec::new() }
}

#[test]
fn columns_hold_what_the_trace_of_each_model_says() {
    for (name, folder, _) in stores() {
        let scanned = scan(&folder);
        let logged = read_logged(&scanned.run_stores, &of_models(&scanned), &[], &Progress::default());
        assert!(logged.missing.is_empty(), "{name}: {:?}", logged.missing);
        let mut values = 0;
        for entry in &scanned.entries {
            let (trace, _) = traced(&folder.join(&entry.path));
            let known = trace.values();
            for metric in known.metrics {
                let Some(LoggedValue::Number(value)) =
                    logged.value(Subject::Model(entry), &LoggedKey::new(LoggedKind::Metric, &metric.key))
                else {
                    panic!("{name}: {} of {} is not there", metric.key, entry.name)
                };
                assert!(value.total_cmp(&metric.value).is_eq() || (value.is_nan() && metric.value.is_nan()), "{name}: {}", metric.key);
            }
            for pair in known.params {
                let Some(LoggedValue::Text(text)) = logged.value(Subject::Model(entry), &LoggedKey::new(LoggedKind::Param, &pair.key))
                else {
                    panic!("{name}: {} of {} is not there", pair.key, entry.name)
                };
                assert!(
                    text == pair.value || text.strip_suffix('…').is_some_and(|head| pair.value.starts_with(head)),
                    "{name}: {}",
                    pair.key
                );
            }
            let count = |kind| {
                logged.columns().iter().filter(|c| c.key.kind == kind && logged.value_in(c, Subject::Model(entry)).is_some()).count()
            };
            assert_eq!(count(LoggedKind::Metric), known.metrics.len(), "{name}: {}", entry.name);
            assert_eq!(count(LoggedKind::Param), known.params.len(), "{name}: {}", entry.name);
            values += known.metrics.len();
        }
        assert!(values > 0, "{name}");
    }
}

fn names(logged: &Logged) -> BTreeMap<&str, bool> {
    logged.columns().iter().filter(|column| column.key.kind != LoggedKind::Tag).map(|c| (c.key.name.as_str(), c.is_numeric)).collect()
}

#[test]
fn a_database_without_the_tables_or_with_damage_tells_the_rest() {
    let folder = Folder::new();
    copy(&common::models().join(SQLITE), folder.path());
    let database = folder.path().join("mlflow.db");
    let writer = rusqlite::Connection::open(&database).unwrap();
    writer.execute_batch("DROP TABLE latest_metrics; PRAGMA journal_mode = DELETE;").unwrap();
    drop(writer);
    let scanned = scan(folder.path());
    let logged = read_logged(&scanned.run_stores, &of_models(&scanned), &[], &Progress::default());
    assert!(logged.columns().iter().all(|column| column.key.kind != LoggedKind::Metric));
    assert!(names(&logged).contains_key("C"), "{:?}", names(&logged));
    let writer = rusqlite::Connection::open(&database).unwrap();
    writer.execute_batch("DROP TABLE params; CREATE TABLE params (other TEXT);").unwrap();
    drop(writer);
    let logged = read_logged(&scanned.run_stores, &of_models(&scanned), &[], &Progress::default());
    assert_eq!(logged.missing.len(), 1, "{:?}", logged.missing);
    assert!(logged.missing[0].contains("mlflow.db: the table params cannot be read: "), "{:?}", logged.missing);
    assert!(logged.columns().iter().any(|column| column.key.kind == LoggedKind::Tag), "the table behind it was not read");
    std::fs::write(&database, "no database").unwrap();
    let logged = read_logged(&scanned.run_stores, &of_models(&scanned), &[], &Progress::default());
    assert_eq!(logged.missing.len(), 1, "{:?}", logged.missing);
    assert!(logged.missing[0].contains("mlflow.db cannot be read: "), "{:?}", logged.missing);
}

#[test]
fn numbers_and_texts_are_told_apart() {
    let scanned = scan(&common::models().join("3.18.0/store_file"));
    let logged = read_logged(&scanned.run_stores, &of_models(&scanned), &[], &Progress::default());
    let names = names(&logged);
    assert_eq!((names["C"], names["solver"], names["acc"]), (true, false, true), "{names:?}");
}

#[test]
fn what_is_cancelled_reads_nothing_more() {
    let scanned = scan(&common::models().join("3.18.0/store_file"));
    let progress = Progress::default();
    progress.cancel();
    assert!(read_logged(&scanned.run_stores, &of_models(&scanned), &[], &progress).columns().is_empty());
}

#[test]
fn the_span_of_a_metric_is_that_of_its_history() {
    let mut spans = 0;
    for (name, folder, _) in stores() {
        let scanned = scan(&folder);
        let names = ["acc".to_owned(), "loss".to_owned(), "nan_metric".to_owned()];
        let logged = read_logged(&scanned.run_stores, &of_models(&scanned), &names, &Progress::default());
        for entry in &scanned.entries {
            for name in &names {
                let key = LoggedKey::new(LoggedKind::Metric, name);
                assert!(logged.has_spans(&key));
                let value = logged.value(Subject::Model(entry), &key).and_then(LoggedValue::number);
                if let Some((span, value)) = logged.span(Subject::Model(entry), &key).zip(value) {
                    spans += 1;
                    assert!(value.is_nan() || (span.least..=span.greatest).contains(&value), "{name}: {value} is not in {span:?}");
                }
            }
            assert!(logged.span(Subject::Model(entry), &LoggedKey::new(LoggedKind::Metric, "other")).is_none(), "{name}");
        }
    }
    assert!(spans > 4, "{spans}");
}
