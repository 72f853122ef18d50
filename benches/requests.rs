//! How long a request takes to check. Aimed at: 100,000 rows of 20 columns in no more than three times what `serde_json`
//! takes to read the same text into values.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::fmt::Write as _;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use mlmodel_viewer::enforce::{self, Caller, Contract, Media};
use mlmodel_viewer::mlmodel::{self, MlModel};

const ROWS: usize = 100_000;
const TYPES: [&str; 5] = ["double", "long", "string", "datetime", "boolean"];

fn model() -> MlModel {
    let spec = |i: usize| format!(r#"{{"type": "{}", "name": "column {i}", "required": true}}"#, TYPES[i % 5]);
    let specs: Vec<String> = (0..20).map(spec).collect();
    mlmodel::read(format!("flavors: {{}}\nsignature:\n  inputs: '[{}]'\n", specs.join(", ")).as_bytes()).unwrap()
}

fn value(row: usize, column: usize) -> String {
    match column % 5 {
        0 => format!("{}.25", row * 3 + column),
        1 => (row + column).to_string(),
        2 => format!("\"text {row}\""),
        3 => format!("\"2024-0{}-1{}T12:30:00\"", row % 9 + 1, column % 10),
        _ => row.is_multiple_of(2).to_string(),
    }
}

fn split() -> String {
    let names: Vec<String> = (0..20).map(|i| format!("\"column {i}\"")).collect();
    let mut text = format!("{{\"dataframe_split\": {{\"columns\": [{}], \"data\": [", names.join(", "));
    for row in 0..ROWS {
        let cells: Vec<String> = (0..20).map(|column| value(row, column)).collect();
        let _ = write!(text, "{}[{}]", if row > 0 { ", " } else { "" }, cells.join(", "));
    }
    text + "]}}"
}

fn records() -> String {
    let mut text = "{\"dataframe_records\": [".to_owned();
    for row in 0..ROWS {
        let cells: Vec<String> = (0..20).map(|column| format!("\"column {column}\": {}", value(row, column))).collect();
        let _ = write!(text, "{}{{{}}}", if row > 0 { ", " } else { "" }, cells.join(", "));
    }
    text + "]}"
}

fn payload(c: &mut Criterion) {
    let model = model();
    let contract = Contract::of(&model).unwrap();
    let mut group = c.benchmark_group("payload of 100,000 rows by 20 columns");
    group.sample_size(10);
    for (form, text) in [("split", split()), ("records", records())] {
        group.bench_function(format!("{form}, read by serde_json"), |b| {
            b.iter(|| serde_json::from_str::<serde_json::Value>(&text).unwrap());
        });
        for caller in Caller::ALL {
            group.bench_function(format!("{form}, checked {}", caller.place()), |b| {
                b.iter(|| enforce::check(text.as_bytes(), Media::Json, &contract, caller));
            });
        }
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(8));
    targets = payload
}
criterion_main!(benches);
