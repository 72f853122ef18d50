//! How long looking into models' own files takes. Run it with `cargo bench --bench inside`.
//!
//! What is aimed at, on two ordinary cores: files under 100 KB within 2 ms; a pickled forest of 2 MB within 20 ms; 500 MB of
//! arrays in a pickle of protocol 4 within 250 ms, for they are passed over; a header of 10,000 tensors within 20 ms.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use mlmodel_viewer::folder::{self, Progress};
use mlmodel_viewer::inside::{self, ModelFile};

/// What the file at a path says; opening the folder is no part of it.
fn timed(c: &mut Criterion, name: &str, path: &Path) {
    let opened = folder::open(path, &Progress::default()).unwrap();
    let look = || -> Vec<ModelFile> { inside::look(&opened, &Progress::default()) };
    assert!(look().iter().all(|file| file.why.is_none()), "{name}");
    c.benchmark_group("inside").bench_function(name, |b| b.iter(look));
}

/// Writes a pickle of protocol 4, opcode by opcode.
#[derive(Default)]
struct Pickle {
    bytes: Vec<u8>,
}

impl Pickle {
    fn new() -> Self {
        Self { bytes: vec![0x80, 4] }
    }

    fn op(&mut self, opcode: u8) {
        self.bytes.push(opcode);
    }

    fn text(&mut self, text: &str) {
        self.op(0x8c);
        self.op(u8::try_from(text.len()).unwrap());
        self.bytes.extend(text.as_bytes());
    }

    fn int(&mut self, number: i32) {
        self.op(b'J');
        self.bytes.extend(number.to_le_bytes());
    }

    fn global(&mut self, module: &str, name: &str) {
        self.text(module);
        self.text(name);
        self.op(0x93);
    }

    fn data(&mut self, data: &[u8]) {
        self.op(0x8e);
        self.bytes.extend((data.len() as u64).to_le_bytes());
        self.bytes.extend(data);
    }

    /// An object of a class without arguments; what is written next is its state.
    fn object(&mut self, module: &str, name: &str) {
        self.global(module, name);
        self.op(b')');
        self.op(0x81);
    }

    /// `numpy.dtype(kind)`, with its fields where it is a record.
    fn dtype(&mut self, kind: &str, fields: &[(&str, &str)]) {
        self.global("numpy", "dtype");
        self.text(kind);
        self.op(0x89);
        self.op(0x88);
        self.op(0x87);
        self.op(b'R');
        self.op(b'(');
        self.int(3);
        self.text("<");
        self.op(b'N');
        if fields.is_empty() {
            self.op(b'N');
            self.op(b'N');
        } else {
            self.op(b'(');
            for (name, _) in fields {
                self.text(name);
            }
            self.op(b't');
            self.op(b'}');
            self.op(b'(');
            for (i, (name, kind)) in fields.iter().enumerate() {
                self.text(name);
                self.dtype(kind, &[]);
                self.int(i32::try_from(i * 8).unwrap());
                self.op(0x86);
            }
            self.op(b'u');
        }
        self.int(if fields.is_empty() { -1 } else { 64 });
        self.int(-1);
        self.int(0);
        self.op(b't');
        self.op(b'b');
    }

    fn array(&mut self, count: usize, kind: &str, fields: &[(&str, &str)], data: &[u8]) {
        self.global("numpy.core.multiarray", "_reconstruct");
        self.global("numpy", "ndarray");
        self.int(0);
        self.op(0x85);
        self.data(b"b");
        self.op(0x87);
        self.op(b'R');
        self.op(b'(');
        self.int(1);
        self.int(i32::try_from(count).unwrap());
        self.op(0x85);
        self.dtype(kind, fields);
        self.op(0x89);
        self.data(data);
        self.op(b't');
        self.op(b'b');
    }
}

const NODE: [(&str, &str); 8] = [
    ("left_child", "i8"),
    ("right_child", "i8"),
    ("feature", "i8"),
    ("threshold", "f8"),
    ("impurity", "f8"),
    ("n_node_samples", "i8"),
    ("weighted_n_node_samples", "f8"),
    ("missing_go_to_left", "u1"),
];

/// A forest of a hundred trees with 251 nodes each, as scikit-learn pickles it.
fn forest() -> Vec<u8> {
    let mut nodes = Vec::new();
    for i in 0..251_i64 {
        let is_inner = 2 * i + 2 < 251;
        let child = |side: i64| if is_inner { 2 * i + side } else { -1 };
        for number in [child(1), child(2), i % 4] {
            nodes.extend(number.to_le_bytes());
        }
        nodes.extend([0; 40]);
    }
    let mut pickle = Pickle::new();
    pickle.object("sklearn.ensemble._forest", "RandomForestClassifier");
    pickle.op(b'}');
    pickle.op(b'(');
    pickle.text("_sklearn_version");
    pickle.text("1.5.2");
    pickle.text("n_features_in_");
    pickle.int(4);
    pickle.text("estimators_");
    pickle.op(b']');
    pickle.op(b'(');
    for _ in 0..100 {
        pickle.object("sklearn.tree._classes", "DecisionTreeClassifier");
        pickle.op(b'}');
        pickle.op(b'(');
        pickle.text("tree_");
        pickle.object("sklearn.tree._tree", "Tree");
        pickle.op(b'}');
        pickle.op(b'(');
        pickle.text("nodes");
        pickle.array(251, "V64", &NODE, &nodes);
        pickle.text("values");
        pickle.array(502, "f8", &[], &[0; 4016]);
        pickle.op(b'u');
        pickle.op(b'b');
        pickle.op(b'u');
        pickle.op(b'b');
    }
    pickle.op(b'e');
    pickle.op(b'u');
    pickle.op(b'b');
    pickle.op(b'.');
    pickle.bytes
}

/// Ten arrays of 50 MB.
fn arrays() -> Vec<u8> {
    let zeros = vec![0; 50_000_000];
    let mut pickle = Pickle::new();
    pickle.op(b']');
    pickle.op(b'(');
    for _ in 0..10 {
        pickle.array(6_250_000, "f8", &[], &zeros);
    }
    pickle.op(b'e');
    pickle.op(b'.');
    pickle.bytes
}

fn tensors() -> Vec<u8> {
    let one = |i: usize| format!("\"layer.{i}.weight\":{{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[{},{}]}}", i * 4, i * 4 + 4);
    let header = format!("{{{}}}", (0..10_000).map(one).collect::<Vec<_>>().join(","));
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(vec![0; 40_000]);
    file
}

fn look(c: &mut Criterion) {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/inside");
    for case in ["ctl_columns_by_name_any_order", "sk_tree_regressor_skops", "xgb_classifier_ubj", "onnx_static_double"] {
        timed(c, case, &cases.join(case));
    }
    let folder = tempfile::tempdir().unwrap();
    let mut made = |name: &str, file: &str, bytes: &[u8]| {
        let path = folder.path().join(file);
        std::fs::File::create(&path).unwrap().write_all(bytes).unwrap();
        timed(c, name, &path);
        std::fs::remove_file(path).unwrap();
    };
    made("a forest of 2 MB", "forest.pkl", &forest());
    made("500 MB of arrays", "arrays.pkl", &arrays());
    made("10,000 tensors", "a.safetensors", &tensors());
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2)).sample_size(20);
    targets = look
}
criterion_main!(benches);
