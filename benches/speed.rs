//! How long reading and drawing take. Run all with `cargo bench`, one with `cargo bench -- frame`.
//!
//! What is aimed at, on two ordinary cores: an ordinary model folder is read and checked within 1 ms,
//! an MLmodel of 10,000 columns within 30 ms, what all platforms say of it within 5 ms, a zip of an ordinary model within 20 ms of its folder; a frame of 100,000 columns costs no more than 1.5 times
//! one of 100, and both stay under 3 ms of CPU before rasterising, for one model and for two, whatever panel is
//! open below; a library of 10,000 models is as smooth as one of ten. Two signatures of 10,000 columns are compared
//! within 20 ms; the bytes of two files no slower than 1.1 times what `cmp` takes.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::hint::black_box;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use mlmodel_viewer::compare::{self, Callers, Comparison};
use mlmodel_viewer::enforce::{self, Caller, Contract, Media, Receiver};
use mlmodel_viewer::folder::{self, Files, Progress};
use mlmodel_viewer::library::{History, Point};
use mlmodel_viewer::platforms::{self, Candidate};
use mlmodel_viewer::present::Section;
use mlmodel_viewer::present::curve::{Curve, CurveForm, Range};
use mlmodel_viewer::present::deploy::DeployPage;
use mlmodel_viewer::present::diff::Diff;
use mlmodel_viewer::present::syntax::Syntax;
use mlmodel_viewer::reading::{Baseline, Compared, Model};
use mlmodel_viewer::snippets::Language;
use mlmodel_viewer::ui::panels;
use mlmodel_viewer::ui::request::{CheckState, Checked};
use mlmodel_viewer::ui::state::{Content, Pair, Tab, Target};
use mlmodel_viewer::ui::{self, Loaded, TreeView, Window};

fn columns(count: usize) -> String {
    columns_of(count, |_| "double")
}

/// An MLmodel of this many columns, each of the type that its number has.
fn columns_of(count: usize, data_type: impl Fn(usize) -> &'static str) -> String {
    let specs: Vec<String> =
        (0..count).map(|i| format!("{{\"type\": \"{}\", \"name\": \"column {i}\", \"required\": true}}", data_type(i))).collect();
    format!(
        "flavors:\n  sklearn:\n    pickled_model: model.pkl\nmlflow_version: 3.18.0\nsignature:\n  inputs: '[{}]'\n  outputs: '[{{\"type\": \"long\"}}]'\n",
        specs.join(", ")
    )
}

fn read(c: &mut Criterion) {
    let ordinary = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/3.18.0/sklearn_iris");
    let mut group = c.benchmark_group("read");
    group.bench_function("ordinary folder", |b| {
        b.iter(|| Model::read(&ordinary, &[], &Progress::default()).unwrap());
    });
    group.bench_function("ordinary folder, laid out for the window", |b| {
        b.iter(|| Loaded::of(Model::read(&ordinary, &[], &Progress::default()).unwrap()));
    });
    let large = tempfile::tempdir().unwrap();
    std::fs::write(large.path().join("MLmodel"), columns(10_000)).unwrap();
    group.bench_function("10,000 columns", |b| {
        b.iter(|| Model::read(large.path(), &[], &Progress::default()).unwrap());
    });
    let (zip, tar) = archives_of(&ordinary, large.path());
    for (name, path) in [("ordinary zip", &zip), ("ordinary .tar.gz", &tar)] {
        group.bench_function(name, |b| {
            b.iter(|| Model::read(path, &[], &Progress::default()).unwrap());
        });
    }
    group.finish();
}

/// The folder as a zip and as a compressed tar, written to `place`.
fn archives_of(folder: &Path, place: &Path) -> (PathBuf, PathBuf) {
    let (zip, tar) = (place.join("model.zip"), place.join("model.tar.gz"));
    let mut archive = rawzip::ZipArchiveWriter::new(std::fs::File::create(&zip).unwrap());
    let packed = GzEncoder::new(std::fs::File::create(&tar).unwrap(), Compression::default());
    let mut packed = tar::Builder::new(packed);
    packed.append_dir_all("model", folder).unwrap();
    packed.into_inner().unwrap().finish().unwrap();
    for file in folder::walk(&folder::open_files(folder).unwrap(), &Progress::default()).files {
        let (mut entry, config) = archive.new_file(&*file.path).compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
        let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
        writer.write_all(&std::fs::read(folder.join(&*file.path)).unwrap()).unwrap();
        let (encoder, sizes) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(sizes).unwrap();
    }
    archive.finish().unwrap();
    (zip, tar)
}

/// A window that shows a model of this many columns.
fn window(count: usize) -> Window {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("MLmodel"), columns(count)).unwrap();
    let loaded = Loaded::of(Model::read(folder.path(), &[], &Progress::default()).unwrap());
    let tree = TreeView::first(loaded.tree());
    let mut tab = Tab::new(1, Target::Model(folder.path().to_owned()), Content::Loaded(Arc::new(loaded)));
    tab.view.tree = tree;
    Window { tabs: vec![tab], ..Window::default() }
}

/// Two models of this many columns, of which one in a hundred changed its type.
fn two_models(count: usize) -> [tempfile::TempDir; 2] {
    let folder = |data_type: fn(usize) -> &'static str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("MLmodel"), columns_of(count, data_type)).unwrap();
        folder
    };
    [folder(|_| "double"), folder(|i| if i.is_multiple_of(100) { "long" } else { "double" })]
}

/// A window that compares two such models.
fn pair_window(count: usize) -> Window {
    let [a, b] = two_models(count);
    let compared = Compared::read([a.path(), b.path()], Baseline::First, &[], &Progress::default());
    let pair = Pair { diff: Arc::new(Diff::of(compared, Callers::Any)), contents: None };
    let target = Target::Pair { a: a.path().to_owned(), b: b.path().to_owned() };
    let tab = Tab::new(1, target, Content::Pair(pair));
    Window { tabs: vec![tab], ..Window::default() }
}

/// A window that lists this many models.
fn library_window(count: usize) -> Window {
    let place = tempfile::tempdir().unwrap();
    for i in 0..count {
        let model = place.path().join(format!("job {i}/model"));
        std::fs::create_dir_all(&model).unwrap();
        std::fs::write(model.join("MLmodel"), format!("flavors: {{sklearn: {{}}}}\nutc_time_created: '2026-11-2{} 10:00:00'\n", i % 10))
            .unwrap();
    }
    let scanned = mlmodel_viewer::library::scan(place.path(), None, &Progress::default(), &mut |_| {}).unwrap();
    let mut place = mlmodel_viewer::library::Place::new(place.path().to_owned());
    place.replace(scanned);
    let mut window = Window { at_library: true, ..Window::default() };
    window.library.places.push(place);
    window
}

/// A window with a panel open below a model of this many columns, packages and rows of its example.
fn panel_window(count: usize, panel: &'static Section) -> Window {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
    write("MLmodel", columns(count) + "saved_input_example_info:\n  artifact_path: input_example.json\n  type: dataframe\n");
    write("requirements.txt", (0..count).map(|i| format!("package-{i}=={i}.0\n")).collect());
    let rows: Vec<String> = (0..count).map(|i| format!("[{i}.5]")).collect();
    write("input_example.json", format!("{{\"columns\": [\"column 0\"], \"data\": [{}]}}", rows.join(", ")));
    let loaded = Loaded::of(Model::read(folder.path(), &[], &Progress::default()).unwrap());
    let mut tab = Tab::new(
        1,
        Target::Model(folder.path().to_owned()),
        Content::Loading { since: std::time::Instant::now(), progress: Progress::default() },
    );
    if let folder::Subject::Model(model) = &loaded.model.opened.subject {
        let contract = Contract::of(model.model().unwrap()).unwrap();
        // Refused for every column.
        let text = "{\"dataframe_records\": [{}]}";
        let answer = enforce::check(text.as_bytes(), Media::Json, &contract, Caller::Rest);
        text.clone_into(&mut tab.view.request.text);
        tab.view.request.state = CheckState::Done(Arc::new(Checked::of(answer, Receiver::Rest, Some(text))));
    }
    tab.view.deploy.page = Some(Arc::new(DeployPage::of(&loaded.model)));
    (tab.view.panel, tab.view.panel_open) = (panel, Some(true));
    tab.content = Content::Loaded(Arc::new(loaded));
    Window { tabs: vec![tab], ..Window::default() }
}

/// The largest request that the editor holds, in its editor; and one line of it is as long as a person writes.
fn request_window() -> Window {
    let mut window = panel_window(100, &panels::REQUEST);
    let row = "    {\"column 0\": 1.5, \"column 1\": true, \"name\": \"it is text\"},\n";
    let rows = ui::request::EDITOR_LIMIT / row.len() - 1;
    window.tabs[0].view.request.text = format!("{{\"dataframe_records\": [\n{}]}}", row.repeat(rows));
    window
}

/// The text of an MLmodel with so many columns.
fn text_window(count: usize) -> Window {
    let mut window = window(count);
    window.tabs[0].view.form = ui::state::FileForm::Text;
    window
}

fn frame(c: &mut Criterion) {
    let mut group = c.benchmark_group("frame");
    let panels =
        [(&panels::ENVIRONMENT, "environment"), (&panels::EXAMPLE, "example"), (&panels::REQUEST, "request"), (&panels::DEPLOY, "use")];
    let panels = panels.into_iter().flat_map(|(panel, name)| [100, 10_000].map(|count| (count, name, panel_window(count, panel))));
    let libraries = [10, 10_000].map(|count| (count, "models of the library", library_window(count)));
    let models = [100, 10_000, 100_000].map(|count| [(count, "columns", window(count)), (count, "columns, compared", pair_window(count))]);
    let texts = [(48_000, "bytes of a request", request_window()), (10_000, "columns, as text", text_window(10_000))];
    for (count, name, mut window) in models.into_iter().flatten().chain(libraries).chain(panels).chain(texts) {
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
        group.bench_function(format!("{count} {name}"), |b| b.iter(&mut draw));
    }
    group.finish();
}

/// Going through a text of a megabyte for its colours, once, on the thread that read it; 20 ms are aimed at.
fn syntax(c: &mut Criterion) {
    let mut group = c.benchmark_group("syntax");
    let python = "def f(x: int = 1) -> str:\n    \"\"\"It's told.\"\"\"\n    return f'{x}' if x else None  # why\n";
    let texts = [(Language::Yaml, columns(15_000)), (Language::Python, python.repeat(10_000))];
    for (language, text) in texts {
        group.throughput(criterion::Throughput::Bytes(text.len() as u64));
        group.bench_function(language.name(), |b| b.iter(|| Syntax::of(language, text.lines())));
    }
    group.finish();
}

fn comparison(c: &mut Criterion) {
    let mut group = c.benchmark_group("compare");
    let folders = two_models(10_000);
    let models = folders.each_ref().map(|folder| Model::read(folder.path(), &[], &Progress::default()).unwrap());
    let [a, b] = models.each_ref().map(Model::side);
    group.bench_function("two signatures of 10,000 columns", |bencher| bencher.iter(|| Comparison::of(&a, &b)));
    group.finish();
    bytes(c);
}

/// The same bytes or not, beside `cmp` on the same two files.
fn bytes(c: &mut Criterion) {
    let place = tempfile::tempdir().unwrap();
    let content: Vec<u8> = (0..256_000_000_u32).map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()[3]).collect();
    for side in ["a", "b"] {
        std::fs::create_dir(place.path().join(side)).unwrap();
        std::fs::write(place.path().join(side).join("weights"), &content).unwrap();
    }
    let roots = ["a", "b"].map(|side| Files::open(&place.path().join(side)).unwrap());
    let listings = roots.each_ref().map(|root| folder::walk(root, &Progress::default()));
    let rows = compare::files::diff(Some(&listings[0]), Some(&listings[1]));
    let mut group = c.benchmark_group("bytes");
    group.sample_size(20).throughput(criterion::Throughput::Bytes(content.len() as u64));
    group.bench_function("two files of 256 MB", |b| {
        b.iter(|| {
            let mut rows = rows.clone();
            compare::files::compare(&mut rows, &roots[0], &roots[1], &Progress::default());
            assert_eq!(rows[0].change(), Some(compare::Change::Same));
        });
    });
    group.bench_function("the same two, by cmp", |b| {
        b.iter(|| {
            let status = std::process::Command::new("cmp").arg(place.path().join("a/weights")).arg(place.path().join("b/weights")).status();
            assert!(status.unwrap().success());
        });
    });
    group.finish();
}

/// What every platform says of a model that was read; 5 ms are aimed at.
fn platforms(c: &mut Criterion) {
    let large = tempfile::tempdir().unwrap();
    let pyfunc = "flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n    model_path: model.pkl\n    python_version: 3.11.7\n";
    std::fs::write(large.path().join("MLmodel"), columns(10_000).replace("flavors:\n", pyfunc)).unwrap();
    for name in ["model.pkl", "requirements.txt"] {
        std::fs::write(large.path().join(name), "scikit-learn==1.2.2\n").unwrap();
    }
    std::fs::write(large.path().join("conda.yaml"), "dependencies:\n- python=3.11\n- pip:\n  - mlflow\n").unwrap();
    let ordinary = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models/3.18.0/sklearn_iris");
    let mut group = c.benchmark_group("platforms");
    for (name, path) in [("ordinary folder", &*ordinary), ("10,000 columns", large.path())] {
        let model = Model::read(path, &[], &Progress::default()).unwrap();
        group.bench_function(name, |b| {
            b.iter(|| platforms::ask(&Candidate::new(&model.opened, model.findings(), &[])));
        });
    }
    group.finish();
}

/// A million values of a metric: made into a curve once, and then drawn in every frame, whole and a part of it.
#[expect(clippy::cast_precision_loss, reason = "a million steps")]
fn curve(c: &mut Criterion) {
    let point =
        |step: i64| Point { step, at: 1_676_465_200_000 + step * 20, value: (step as f64 / 50_000.0).sin() + (step % 13) as f64 / 40.0 };
    let history = History::new((0..1_000_000).map(point).collect(), false);
    let mut group = c.benchmark_group("curve of a million values");
    for (name, smoothing) in [("made", 0.0), ("smoothed", 0.9)] {
        let form = CurveForm { smoothing, ..CurveForm::default() };
        group.bench_function(name, |b| b.iter(|| black_box(Curve::of(black_box(&history), form))));
    }
    let curve = Curve::of(&history, CurveForm::default());
    for (name, to) in [("drawn whole", 1e6), ("drawn, a hundredth", 1e4)] {
        group.bench_function(name, |b| b.iter(|| black_box(curve.lines(Range { from: 0.0, to: black_box(to) }, 1_600).len())));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
    targets = curve, read, platforms, comparison, syntax, frame
}
criterion_main!(benches);
