//! How long reading and drawing take. Run all with `cargo bench`, one with `cargo bench -- frame`.
//!
//! What is aimed at, on two ordinary cores: an ordinary model folder is read and checked within 1 ms,
//! an MLmodel of 10,000 columns within 30 ms; a frame of 100,000 columns costs no more than 1.5 times
//! one of 100, and both stay under 3 ms of CPU before rasterising.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark")]

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use mlmodel_viewer::checks;
use mlmodel_viewer::folder::{self, Progress};
use mlmodel_viewer::ui::state::{Content, Tab, Target, View};
use mlmodel_viewer::ui::{self, Loaded, TreeView, Window};

fn columns(count: usize) -> String {
    let specs: Vec<String> =
        (0..count).map(|i| format!("{{\"type\": \"double\", \"name\": \"column {i}\", \"required\": true}}")).collect();
    format!(
        "flavors:\n  sklearn:\n    pickled_model: model.pkl\nmlflow_version: 3.18.0\nsignature:\n  inputs: '[{}]'\n  outputs: '[{{\"type\": \"long\"}}]'\n",
        specs.join(", ")
    )
}

fn read(c: &mut Criterion) {
    let ordinary = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/3.18.0/sklearn_iris");
    let mut group = c.benchmark_group("read");
    group.bench_function("ordinary folder", |b| {
        b.iter(|| {
            let opened = folder::open(&ordinary, &Progress::default()).unwrap();
            checks::run(&opened)
        });
    });
    group.bench_function("ordinary folder, laid out for the window", |b| {
        b.iter(|| Loaded::of(folder::open(&ordinary, &Progress::default()).unwrap()));
    });
    let large = tempfile::tempdir().unwrap();
    std::fs::write(large.path().join("MLmodel"), columns(10_000)).unwrap();
    group.bench_function("10,000 columns", |b| {
        b.iter(|| {
            let opened = folder::open(large.path(), &Progress::default()).unwrap();
            checks::run(&opened)
        });
    });
    group.finish();
}

/// A window that shows a model of this many columns.
fn window(count: usize) -> Window {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("MLmodel"), columns(count)).unwrap();
    let loaded = Loaded::of(folder::open(folder.path(), &Progress::default()).unwrap());
    let view = View { tree: TreeView::first(&loaded.tree), ..View::default() };
    let tab = Tab {
        id: 1,
        target: Target::Model(folder.path().to_owned()),
        title: "columns".to_owned(),
        content: Content::Loaded(Arc::new(loaded)),
        view,
    };
    Window { tabs: vec![tab], ..Window::default() }
}

fn frame(c: &mut Criterion) {
    let mut group = c.benchmark_group("frame");
    for count in [100, 10_000, 100_000] {
        let mut window = window(count);
        let ctx = egui::Context::default();
        ui::theme::install(&ctx);
        let mut draw = || {
            let input = egui::RawInput {
                screen_rect: Some(egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0))),
                ..egui::RawInput::default()
            };
            let mut actions = Vec::new();
            let output = ctx.run_ui(input, |ui| ui::draw(ui, &mut window, &mut actions));
            ctx.tessellate(output.shapes, output.pixels_per_point)
        };
        draw();
        group.bench_function(format!("{count} columns"), |b| b.iter(&mut draw));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
    targets = read, frame
}
criterion_main!(benches);
