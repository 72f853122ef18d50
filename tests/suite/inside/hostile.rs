//! Pickles, joblib's and skops files that were made to mislead or to wear out: each is read soon and in little memory, what
//! loading would import is named, and what was not read is said.

use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use flate2::write::ZlibEncoder;
use mlmodel_viewer::folder::{self, Progress};
use mlmodel_viewer::inside::{self, Count, ImportGroup, ModelFile, Read, Value};

use crate::archives::made;
use crate::common::Folder;

/// A pickle, opcode by opcode.
#[derive(Clone, Default)]
struct Pickle(Vec<u8>);

impl Pickle {
    fn op(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.0.extend(bytes.as_ref());
        self
    }

    fn global(self, module: &str, name: &str) -> Self {
        self.op(format!("c{module}\n{name}\n"))
    }

    fn sized(self, opcode: u8, bytes: &[u8]) -> Self {
        self.op([opcode]).op(u32::try_from(bytes.len()).unwrap().to_le_bytes()).op(bytes)
    }

    fn text(self, text: &str) -> Self {
        self.sized(b'X', text.as_bytes())
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        self.sized(b'B', bytes)
    }

    /// Remembers what was described last.
    fn put(self, index: u32) -> Self {
        self.op(b"r").op(index.to_le_bytes())
    }

    fn get(self, index: u32) -> Self {
        self.op(b"j").op(index.to_le_bytes())
    }

    fn times(self, count: usize, bytes: impl AsRef<[u8]>) -> Self {
        self.op(bytes.as_ref().repeat(count))
    }

    /// An object of a class of scikit-learn's, its attributes to be set by `attributes`.
    fn estimator(self, class: &str, attributes: impl FnOnce(Self) -> Self) -> Self {
        let (module, name) = class.rsplit_once('.').unwrap();
        let begun = self.global(module, name).op(b")\x81}(").text("_sklearn_version").text("1.5.0");
        attributes(begun).op(b"ub")
    }

    /// `numpy.dtype(name)`.
    fn dtype(self, name: &str) -> Self {
        self.global("numpy", "dtype").text(name).op(b"\x85R")
    }

    /// An array with the shape, the type and the content that are put on the stack.
    fn array(self, shape: impl FnOnce(Self) -> Self, dtype: impl FnOnce(Self) -> Self, content: impl FnOnce(Self) -> Self) -> Self {
        let begun = self.global("numpy.core.multiarray", "_reconstruct").op(b")R(K\x01");
        content(dtype(shape(begun)).op(b"\x89")).op(b"tb")
    }

    fn end(self) -> Vec<u8> {
        self.op(b".").0
    }
}

fn pickle() -> Pickle {
    Pickle::default()
}

/// What a file says, and that it says it soon.
fn told_of(name: &str, bytes: impl AsRef<[u8]>) -> ModelFile {
    let place = Folder::new().write(name, bytes);
    let progress = Progress::default();
    let opened = folder::open(&place.path().join(Path::new(name)), &progress).unwrap();
    let start = Instant::now();
    let mut found = inside::look(&opened, &progress);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    found.pop().unwrap()
}

fn told(bytes: impl AsRef<[u8]>) -> ModelFile {
    told_of("model.pkl", bytes)
}

#[track_caller]
fn assert_imports(file: &ModelFile, names: &[&str]) {
    assert_eq!(file.imports, names, "{:?}", file.why);
}

#[track_caller]
fn assert_part(file: &ModelFile, why: &str) {
    assert_eq!((file.read, file.why.as_deref()), (Read::Part, Some(why)));
}

fn zlib(parts: &[(usize, &[u8])]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for (times, part) in parts {
        let block = part.repeat((100_000 / part.len()).max(1));
        for _ in 0..times.div_ceil(block.len() / part.len()) {
            packed.write_all(&block).unwrap();
        }
    }
    packed.finish().unwrap()
}

fn parameter<'f>(file: &'f ModelFile, name: &str) -> &'f Value {
    &file.parameters.iter().find(|(other, _)| &**other == name).unwrap_or_else(|| panic!("{name}: {:?}", file.parameters)).1
}

/// Memory that the program takes for a file, in MB, where the system measures it.
fn megabytes(name: &str, bytes: impl AsRef<[u8]>) -> Option<u64> {
    let place = Folder::new().write(name, bytes);
    let run = std::process::Command::new("/usr/bin/time")
        .args(["-f", "%M", env!("CARGO_BIN_EXE_mlmodel-viewer"), "inspect", "--format", "json"])
        .arg(place.path().join(name))
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&run.stderr);
    let kilobytes: u64 = said.lines().last()?.parse().ok()?;
    Some(kilobytes / 1024)
}

#[track_caller]
fn assert_small(name: &str, bytes: impl AsRef<[u8]>) {
    let taken = megabytes(name, bytes);
    assert!(taken.is_none_or(|taken| taken <= 300), "{taken:?} MB");
}

#[test]
fn what_stands_behind_the_end_is_not_loaded() {
    let two = [pickle().global("os", "system").end(), pickle().global("posix", "system").end()].concat();
    let file = told(&two);
    assert_imports(&file, &["os.system"]);
    assert_eq!(file.read, Read::Whole);
    let file = told(pickle().global("os", "system").end().into_iter().chain(*b"\xff\xff\xffcposix\nsystem\n.").collect::<Vec<_>>());
    assert_imports(&file, &["os.system"]);
    assert_eq!(file.read, Read::Whole);
}

#[test]
fn what_is_imported_before_a_mistake_is_named() {
    for (rest, why) in [
        (&b"\xff."[..], "it holds an instruction that no pickle has"),
        (b"g7\n.", "it recalls what it never remembered"),
        (b"t.", "an instruction takes what is not there"),
        (b"X\xff\xff\xff\x7f.", "it is cut off"),
        (b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff", "it is cut off"),
        (b"", "it is cut off"),
    ] {
        let file = told(pickle().global("os", "system").op(rest).0);
        assert_part(&file, why);
        assert_imports(&file, &["os.system"]);
    }
}

#[test]
fn names_are_told_however_they_are_written() {
    // Texts of Python 2, octal and hexadecimal numbers, and `\u`.
    for name in [&b"U\x02osU\x06system"[..], b"S'\\157\\163'\nS'\\x73ystem'\n", b"V\\u006fs\nVsystem\n", b"T\x02\0\0\0os\x8c\x06system"] {
        assert_imports(&told(pickle().op(b"\x80\x04").op(name).op(b"\x93").end()), &["os.system"]);
    }
    // `\u` is none in bytes, and a backslash behind a backslash begins nothing.
    assert_imports(&told(pickle().op(b"S'\\u006fs'\nV\\\\u006fs\n\x93").end()), &["\\u006fs.\\\\u006fs"]);
    // As `int` reads it.
    assert_imports(&told(pickle().global("os", "system").op(b"p10\n0g+1_0\n)R").global("a", "b").end()), &["os.system", "a.b"]);
}

#[test]
fn look_alikes_are_not_what_they_look_like() {
    let names = ["sklearn.linear_model._base.LinearRegression", "sklearn.linear_model._b\u{430}se.LinearRegression"];
    let file = told(
        names
            .iter()
            .fold(pickle(), |pickle, name| {
                let (module, class) = name.rsplit_once('.').unwrap();
                pickle.global(module, class)
            })
            .global("\u{43e}s", "system")
            .global("o\u{200b}s", "system")
            .end(),
    );
    assert_eq!(file.imports[..2], names);
    let groups: Vec<_> = inside::grouped(&file.imports, "sklearn", &[]).into_iter().map(|import| (import.group, import.effect)).collect();
    assert_eq!(groups[0], (ImportGroup::Usual, None));
    assert!(groups[1..].iter().all(|group| *group == (ImportGroup::Other, None)), "{groups:?}");
    assert!(!file.imports.iter().any(|name| name == "os.system"));
}

#[test]
fn control_characters_in_names_reach_no_terminal() {
    let bytes = pickle().op(b"\x80\x04").text("os\u{1b}[2J\u{202e}").text("sys\u{7}\ntem\0").op(b"\x93").end();
    assert_imports(&told(&bytes), &["os\u{1b}[2J\u{202e}.sys\u{7}\ntem\0"]);
    let place = Folder::new().write("model.pkl", bytes);
    for format in ["text", "markdown", "json"] {
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_mlmodel-viewer"))
            .args(["inspect", "--format", format])
            .arg(place.path().join("model.pkl"))
            .output()
            .unwrap();
        let said = String::from_utf8(run.stdout).unwrap();
        assert!(!said.contains(['\u{1b}', '\u{7}', '\0']), "{format}: {said:?}");
        assert!(format == "json" || !said.contains('\u{202e}'), "{format}: {said:?}");
    }
}

#[test]
fn a_million_marks() {
    assert_eq!(
        told(pickle().global("os", "system").times(2_000_000, b"(").end()).why.as_deref(),
        Some("it holds more than 1,000,000 levels")
    );
    assert_imports(&told(pickle().global("os", "system").times(999_999, b"(").times(999_999, b"1").end()), &["os.system"]);
    let file = told(pickle().times(900_000, b"(").times(900_000, b"t").global("os", "system").end());
    assert_eq!(file.read, Read::Whole);
}

#[test]
fn objects_that_hold_themselves() {
    let list = told(pickle().estimator("sklearn.svm._classes.SVC", |it| it.text("C").op(b"]").put(0).get(0).op(b"a")).end());
    let mut value = parameter(&list, "C");
    let mut depth = 0;
    while let Value::List(items) = value {
        (value, depth) = (&items[0], depth + 1);
    }
    assert_eq!((value, depth), (&Value::More, 13));
    let dict = told(pickle().estimator("sklearn.svm._classes.SVC", |it| it.text("C").op(b"}").put(0).get(0).get(0).op(b"s")).end());
    assert!(matches!(parameter(&dict, "C"), Value::Dict(_)));
    // A slice and a frozenset of themselves.
    for class in ["slice", "frozenset", "set"] {
        let file = told(
            pickle()
                .estimator("sklearn.svm._classes.SVC", |it| {
                    it.text("C").global("builtins", class).op(b"]").put(0).op(b"R").put(1).get(0).get(1).op(b"a").get(0).op(b"a00").get(1)
                })
                .end(),
        );
        assert!(file.class.is_some(), "{file:?}");
    }
    // A pipeline that is its own step.
    let own = told(
        pickle()
            .global("sklearn.pipeline", "Pipeline")
            .op(b")\x81")
            .put(0)
            .op(b"}(")
            .text("_sklearn_version")
            .text("1.5.0")
            .text("steps")
            .op(b"](")
            .text("a")
            .get(0)
            .op(b"\x86")
            .text("b")
            .get(0)
            .op(b"\x86eub")
            .end(),
    );
    assert_eq!((own.read, own.class.as_deref()), (Read::Part, Some("sklearn.pipeline.Pipeline")));
    assert_eq!((own.parts.len(), own.parameters.len()), (10_000, 20_000));
}

#[test]
fn a_scalar_of_a_scalar() {
    let scalar = |it: Pickle| it.global("numpy.core.multiarray", "scalar");
    let of_itself = pickle().estimator("sklearn.svm._classes.SVC", |it| {
        scalar(it.text("C")).op(b"](").dtype("O").op(b"e").put(0).op(b"R").put(1).op(b"0").get(0).get(1).op(b"a0").get(1)
    });
    assert_eq!(parameter(&told(of_itself.end()), "C"), &Value::More);
    let chain = pickle().dtype("O").put(0).op(b"0").global("numpy.core.multiarray", "scalar").put(1).op(b"0");
    let chain = chain.estimator("sklearn.svm._classes.SVC", |it| {
        let it = (0..100_000).fold(it.text("C"), |it, _| it.get(1).get(0));
        it.op(b"K\x01").times(100_000, b"\x86R")
    });
    assert_eq!(parameter(&told(chain.end()), "C"), &Value::More);
}

#[test]
fn types_that_are_none() {
    for (dtype, shown) in [
        (pickle().dtype("f-8"), None),
        (pickle().dtype("f99"), None),
        (pickle().dtype(&"f8".repeat(100_000)), None),
        (pickle().dtype("M8").op(b"(K\x04").text("<").op(b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"), Some("datetime64")),
        // A record of -8 bytes.
        (
            pickle()
                .dtype("V8")
                .op(b"(K\x03")
                .text("|")
                .op(b"N(")
                .text("a")
                .op(b"t}")
                .text("a")
                .dtype("f8")
                .op(b"K\0\x86sJ\xf8\xff\xff\xffK\x01tb"),
            None,
        ),
        // It is its own argument; its own field.
        (pickle().global("numpy", "dtype").op(b"]").put(7).op(b"R").put(8).op(b"0").get(7).get(8).op(b"a0").get(8), None),
        (
            pickle()
                .dtype("V8")
                .put(8)
                .op(b"(K\x03")
                .text("|")
                .op(b"N(")
                .text("a")
                .text("b")
                .op(b"t}(")
                .text("a")
                .get(8)
                .op(b"K\0\x86")
                .text("b")
                .get(8)
                .op(b"K\0\x86uK\x08K\x01tb"),
            None,
        ),
    ] {
        let bytes = pickle().estimator("sklearn.svm._classes.SVC", |it| {
            it.text("C").array(|it| it.op(b"K\x02\x85"), |it| it.op(&dtype.0), |it| it.bytes(&[1; 16]))
        });
        let file = told(bytes.end());
        let name = match parameter(&file, "C") {
            Value::Array { dtype, .. } => Some(&**dtype),
            _ => None,
        };
        assert_eq!((name, file.read), (shown, Read::Whole));
    }
}

#[test]
fn records_of_records() {
    // Each has a thousand times the fields of the one in it.
    let record = |it: Pickle, inner: u32, own: u32, fields: usize| {
        let names: Vec<String> = (0..fields).map(|i| format!("f{i}")).collect();
        let it = names.iter().fold(it.dtype("V8").op(b"(K\x03").text("|").op(b"N("), |it, name| it.text(name)).op(b"t}(");
        let it = names.iter().fold(it, |it, name| it.text(name).get(inner).op(b"K\0\x86"));
        it.op(b"uK\x08K\x01tb").put(own).op(b"0")
    };
    for fields in [30, 900, 100_000] {
        let mut it = pickle().dtype("f8").put(0).op(b"0");
        for depth in 0..if fields > 1_000 { 1 } else { 7 } {
            it = record(it, depth, depth + 1, fields);
        }
        let file = told(
            it.estimator("sklearn.svm._classes.SVC", |it| {
                (0..500).fold(it, |it, i| {
                    it.text(&format!("p{i}")).array(
                        |it| it.op(b"K\x02\x85"),
                        |it| it.get(if fields > 1_000 { 1 } else { 7 }),
                        |it| it.bytes(&[1; 16]),
                    )
                })
            })
            .end(),
        );
        assert_eq!(file.class.as_deref(), Some("sklearn.svm._classes.SVC"));
    }
}

#[test]
fn shapes_that_no_memory_holds() {
    let huge = |it: Pickle| it.op(b"\x8a\x08\0\0\0\0\0\0\0\x40").op(b"\x8a\x08\0\0\0\0\0\0\0\x40\x86");
    let file = told(
        pickle()
            .estimator("sklearn.svm._classes.SVC", |it| {
                let it = it.text("C").array(huge, |it| it.dtype("f8"), |it| it.bytes(&[0; 16]));
                let it = it.text("coef_").array(huge, |it| it.dtype("f8"), |it| it.bytes(&[0; 16]));
                let it = it.text("intercept_").array(huge, |it| it.dtype("f8"), |it| it.bytes(&[0; 16]));
                let it = it.text("coefs_").op(b"](").array(huge, |it| it.dtype("f8"), |it| it.bytes(&[0; 16])).op(b"2e");
                it.text("categories_").op(b"](").array(huge, |it| it.dtype("f8"), |it| it.bytes(&[0; 16])).op(b"2e")
            })
            .end(),
    );
    assert_eq!(parameter(&file, "C"), &Value::Array { dtype: "float64".into(), shape: vec![1 << 62, 1 << 62] });
    assert_eq!((file.counts[&Count::Parameters], file.counts[&Count::Categories], file.read), (u64::MAX, u64::MAX, Read::Whole));
    // Columns first, with sides whose product is past 64 bits.
    let file = told(
        pickle()
            .estimator("sklearn.svm._classes.SVC", |it| {
                it.text("classes_")
                    .global("numpy.core.multiarray", "_reconstruct")
                    .op(b")R(K\x01K\x02\x8a\x08\0\0\0\0\0\0\0\x40K\x04\x87")
                    .dtype("i1")
                    .op(b"\x88")
                    .bytes(&[0; 1000])
                    .op(b"tb")
            })
            .end(),
    );
    assert_eq!((file.classes, file.read), (None, Read::Whole));
}

fn in_one_another(depth: usize) -> Vec<u8> {
    (0..depth).fold(pickle().op(b"\x80\x04").global("deepest", "name").end(), |inner, i| {
        pickle().op(b"\x80\x04").global(&format!("level{i}"), "name").bytes(&inner).op(b"\x86").end()
    })
}

#[test]
fn pickles_in_pickles() {
    let file = told(in_one_another(20));
    assert_eq!((file.imports.len(), file.read), (21, Read::Whole));
    assert!(file.imports.iter().any(|name| name == "deepest.name"));
    let file = told(in_one_another(40));
    assert_part(&file, "it holds more than 32 pickles inside one another");
    assert_eq!(file.imports.len(), 33);
    // A pickle that is computed while it is loaded.
    let file = told(pickle().global("pickle", "loads").global("os", "getenvb").op(b"B\x01\0\0\0a\x85R\x85R").end());
    assert_part(&file, "it loads a pickle that is not at hand here");
    assert_imports(&file, &["pickle.loads", "os.getenvb"]);
}

#[test]
fn the_same_pickle_many_times() {
    let inner = pickle().op(b"\x80\x04").times(400_000, b"N0").global("os", "system").end();
    let begun = pickle().global("pickle", "loads").put(0).bytes(&inner).put(1).op(b"00");
    let file = told((0..200_000).fold(begun, |it, _| it.get(0).get(1).op(b"\x85R0")).op(b"N").end());
    assert_imports(&file, &["pickle.loads", "os.system"]);
    assert_eq!(file.read, Read::Whole);
    // As protocol 2 writes bytes.
    let text: String = inner.iter().map(|byte| char::from(*byte)).collect();
    let begun = pickle().global("pickle", "loads").put(0).global("_codecs", "encode").put(2).text(&text).put(1).op(b"000");
    let file = told((0..100_000).fold(begun, |it, _| it.get(0).get(2).get(1).op(b"\x85R\x85R0")).op(b"N").end());
    assert_imports(&file, &["pickle.loads", "_codecs.encode", "os.system"]);
    assert_eq!(file.read, Read::Part);
    // `bytes(bytes(…))`.
    let begun = (0..300_000).fold(pickle().global("builtins", "bytes").put(0).op(b"0").global("pickle", "loads"), |it, _| it.get(0));
    let file = told(begun.bytes(&inner).times(300_000, b"\x85R").op(b"\x85R").end());
    assert_imports(&file, &["builtins.bytes", "pickle.loads", "os.system"]);
    assert_part(&file, "it loads a pickle that is not at hand here");
}

#[test]
fn more_names_than_are_kept() {
    let names = |count: usize| (0..count).fold(pickle(), |it, i| it.global("m", &format!("n{i}")).op(b"0")).op(b"N").end();
    let file = told(names(99_000));
    assert_eq!((file.imports.len(), file.read), (99_000, Read::Whole));
    let file = told(names(200_000));
    assert_eq!(file.imports.len(), 100_000);
    assert_part(&file, "it holds more than 100,000 names that are imported");
    let long = "n".repeat(2_000);
    let long = (0..30_000).fold(pickle(), |it, i| it.global(&format!("{i}{long}"), &long).op(b"0")).op(b"N").end();
    let file = told(&long);
    assert!(file.imports.iter().all(|name| name.len() <= 2_001));
    assert_small("model.pkl", long);
}

#[test]
fn stacks_and_memos() {
    assert_eq!(told(pickle().op(b"N").times(2_500_000, b"20").end()).read, Read::Whole);
    for (name, bytes) in [
        ("stack", zlib(&[(1, b"N"), (900_000_000, b"2")])),
        ("memo", zlib(&[(1, b"N"), (900_000_000, b"\x94")])),
        ("lists", zlib(&[(100_000_000, b"]Na")])),
        ("texts", zlib(&[(4_000_000, b"\x8c\xf0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0")])),
        ("objects", zlib(&[(1, b"))"), (4_000_000, b"\x81)")])),
    ] {
        assert_ne!(told(&bytes).read, Read::Whole, "{name}");
        assert_small("model.pkl", bytes);
    }
    // Each index is a little further than the one before.
    let gaps = (1..20_000_u32).fold(pickle().op(b"N"), |it, i| it.put(i * 65_535)).end();
    assert_eq!(told(&gaps).read, Read::Whole);
    assert_small("model.pkl", gaps);
}

#[test]
fn bombs_of_joblib() {
    let array = |bytes: u32| {
        pickle()
            .global("joblib.numpy_pickle", "NumpyArrayWrapper")
            .op(b")\x81}(")
            .text("shape")
            .op(b"J")
            .op(bytes.to_le_bytes())
            .op(b"\x85")
            .text("dtype")
            .dtype("u1")
            .op(b"ub")
            .0
    };
    let bomb = zlib(&[(1, &pickle().global("os", "system").0), (1, &array(900_000_000)), (900_000_000, &[0])]);
    let file = told_of("model.joblib", &bomb);
    assert_eq!(file.imports[0], "os.system");
    assert_small("model.joblib", &bomb);
    // Many arrays that are kept.
    let one: Vec<u8> = array(8_000_000).into_iter().chain(std::iter::repeat_n(0, 8_000_000)).collect();
    assert_small("model.joblib", zlib(&[(100, &one)]));
    // What announces an array, over and over, with a million things that are said of it.
    let begun = pickle()
        .global("joblib.numpy_pickle", "NumpyArrayWrapper")
        .op(b")\x81}")
        .put(1)
        .op(b"(")
        .times(1_000_000, b"NN")
        .op(b"u")
        .put(1)
        .op(b"b");
    let file = told((0..300_000).fold(begun, |it, _| it.get(1).op(b"b")).end());
    assert_eq!(file.read, Read::Whole);
}

#[test]
fn what_stands_at_very_many_places() {
    let pipeline = "sklearn.pipeline.Pipeline";
    // Settings in settings: each estimator holds the one before twice.
    let twice = (0..40).fold(pickle().estimator("sklearn.svm._classes.SVC", |it| it).put(0).op(b"0"), |it, i| {
        it.estimator("sklearn.svm._classes.SVC", |it| it.text("C").get(i).text("kernel").get(i)).put(i + 1).op(b"0")
    });
    assert_eq!(told(twice.get(40).end()).parameters.len(), 20_000);
    // A list of a list of a list …, a thousand times each.
    let laughs = (0..5)
        .fold(pickle().op(b"]").put(0).op(b"0"), |it, i| (0..1_000).fold(it.op(b"]("), |it, _| it.get(i)).op(b"e").put(i + 1).op(b"0"));
    let file = told(laughs.clone().get(5).end());
    assert_part(&file, "it holds more than is looked through: parts stand in it at very many places, or are very large");
    // The same as settings.
    let settings = laughs.estimator("sklearn.svm._classes.SVC", |it| (0..19_000).fold(it, |it, i| it.text(&format!("p{i}")).get(5))).end();
    assert_eq!(told(&settings).class.as_deref(), Some("sklearn.svm._classes.SVC"));
    assert_small("model.pkl", settings);
    // An estimator of very many attributes that is a step ten thousand times.
    for (class, names) in [("mine.Own", 300_000), ("sklearn.svm._classes.SVC", 300_000)] {
        let steps = pickle().estimator(class, |it| (0..names).fold(it, |it, i| it.text(&format!("p{i}")).op(b"N"))).put(0).op(b"0");
        let steps = steps.text("a").get(0).op(b"\x86").put(1).op(b"0");
        let steps = steps.estimator(pipeline, |it| (0..10_000).fold(it.text("steps").op(b"]("), |it, _| it.get(1)).op(b"e")).end();
        assert_eq!(told(&steps).class.as_deref(), Some(pipeline));
        assert_small("model.pkl", steps);
    }
    // Long names of steps.
    let long = pickle().text(&"n".repeat(900_000)).op(b"N\x86").put(0).op(b"0");
    let long = long.estimator(pipeline, |it| (0..10_000).fold(it.text("steps").op(b"]("), |it, _| it.get(0)).op(b"e")).end();
    assert_eq!(told(&long).read, Read::Part);
    assert_small("model.pkl", long);
    // Many steps of many steps.
    let many = pickle().estimator("sklearn.svm._classes.SVC", |it| it).put(0).op(b"0");
    let many = (0..10).fold(many, |it, i| {
        let it = it.text("a").get(2 * i).op(b"\x86").put(2 * i + 1).op(b"0");
        it.estimator(pipeline, |it| (0..20_000).fold(it.text("steps").op(b"]("), |it, _| it.get(2 * i + 1)).op(b"e"))
            .put(2 * i + 2)
            .op(b"0")
    });
    assert_eq!(told(many.get(20).end()).class.as_deref(), Some(pipeline));
}

#[test]
fn a_forest_of_one_tree() {
    let names = ["left_child", "right_child", "feature", "threshold", "impurity", "n_node_samples", "weighted_n_node_samples"];
    let record = |it: Pickle| {
        let it = names.iter().fold(it.dtype("V56").op(b"(K\x03").text("|").op(b"N("), |it, name| it.text(name)).op(b"t}(");
        let it = names
            .iter()
            .enumerate()
            .fold(it, |it, (i, name)| it.text(name).dtype("f8").op(b"K").op([u8::try_from(8 * i).unwrap()]).op(b"\x86"));
        it.op(b"uK\x38K\x01tb")
    };
    let rows: usize = 500_000;
    let it = pickle().global("sklearn.tree._tree", "Tree").op(b")\x81}(").text("nodes");
    let it =
        it.array(|it| it.op(b"J").op(u32::try_from(rows).unwrap().to_le_bytes()).op(b"\x85"), record, |it| it.bytes(&vec![0; 56 * rows]));
    let it = it.op(b"ub").put(0).op(b"0");
    let it = it.estimator("sklearn.tree._classes.DecisionTreeClassifier", |it| it.text("tree_").get(0)).put(1).op(b"0");
    let forest = it.estimator("sklearn.ensemble._forest.RandomForestClassifier", |it| {
        let it = it.text("n_features_in_").op(b"J\xa0\x86\x01\0").text("estimators_").op(b"](");
        (0..100_000).fold(it, |it, _| it.get(1)).op(b"e")
    });
    let file = told(forest.end());
    assert_part(&file, "it holds more than is looked through: parts stand in it at very many places, or are very large");
}

#[test]
fn classes_of_very_many_outputs() {
    let it = pickle().array(|it| it.op(b"Kd\x85"), |it| it.dtype("i1"), |it| it.bytes(&[1; 100])).put(0).op(b"0");
    let it = it.estimator("sklearn.svm._classes.SVC", |it| (0..1_000_000).fold(it.text("classes_").op(b"]("), |it, _| it.get(0)).op(b"e"));
    let bytes = it.end();
    assert_eq!(told(&bytes).read, Read::Part);
    assert_small("model.pkl", bytes);
}

fn skops(schema: &str) -> Vec<u8> {
    made::zip(&[made::Member::new("schema.json", schema)])
}

const OBJECT: &str = r#"{"__class__":"SVC","__module__":"sklearn.svm._classes","__loader__":"ObjectNode","__id__":1,"content":{"__class__":"dict","__module__":"builtins","__loader__":"DictNode","__id__":2,"content":{CONTENT},"key_types":{"__class__":"list","__module__":"builtins","__loader__":"ListNode","content":[],"__id__":3}}}"#;

#[test]
fn a_schema_that_stands_there_twice() {
    let harmless = OBJECT.replace("CONTENT", "");
    let other = r#"{"__class__":"system","__module__":"os","__loader__":"FunctionNode","__id__":1}"#;
    let twice = made::zip(&[made::Member::new("schema.json", harmless), made::Member::new("schema.json", other)]);
    let file = told_of("model.skops", twice);
    // Python takes the last one: if one is told, it is that one.
    assert!(file.read == Read::No || file.imports == ["os.system"], "{file:?}");
}

#[test]
fn schemas_that_wear_out() {
    let array = |file: &str, id: usize| {
        format!(
            r#""a{id}":{{"__class__":"ndarray","__module__":"numpy","__loader__":"NdArrayNode","type":"numpy","file":"{file}","__id__":{}}}"#,
            id + 10
        )
    };
    let npy = |head: &str, bytes: usize| {
        let mut npy = b"\x93NUMPY\x01\0".to_vec();
        npy.extend(u16::try_from(head.len()).unwrap().to_le_bytes());
        npy.extend(head.as_bytes());
        npy.resize(npy.len() + bytes, 0);
        npy
    };
    let zip = |schema: &str, head: &str, bytes: usize| {
        made::zip(&[made::Member::new("schema.json", schema), made::Member::new("a.npy", npy(head, bytes))])
    };
    // One array at very many places.
    let content: Vec<String> = (0..20_000).map(|i| array("a.npy", i)).collect();
    let many =
        zip(&OBJECT.replace("CONTENT", &content.join(",")), "{'descr': '|u1', 'fortran_order': False, 'shape': (8000000,), }", 8_000_000);
    assert_eq!(told_of("model.skops", &many).class.as_deref(), Some("sklearn.svm._classes.SVC"));
    assert_small("model.skops", &many);
    // Shapes and types that are none.
    for head in [
        "{'descr': '|u1', 'fortran_order': False, 'shape': (4611686018427387904, 4611686018427387904), }".to_owned(),
        format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({}), }}", "1,".repeat(20_000)),
        format!("{{'descr': [{}], 'fortran_order': False, 'shape': (1,), }}", "('a', '<f8'),".repeat(4_000)),
        "{'descr': '|u99999999999', 'fortran_order': False, 'shape': (1,), }".to_owned(),
    ] {
        let file = told_of("model.skops", zip(&OBJECT.replace("CONTENT", &array("a.npy", 0)), &head, 100));
        assert_eq!(file.read, Read::Part, "{head:.80}");
    }
    // As deep as JSON goes, and values without end.
    let nested = |kind: &str, open: &str, close: &str| {
        let node = format!(r#"{{"__class__":"x","__module__":"y","__loader__":"{kind}","content":{open}"#);
        format!("{}{}{}", node.repeat(145), "null", format!("{close}}}").repeat(145))
    };
    for schema in [
        nested("ListNode", "[", "]"),
        nested("DefaultDictNode", r#"{"main":"#, "}"),
        nested("DictNode", r#"{"a":"#, "}"),
        nested("ObjectNode", r#"{"a":"#, "}"),
    ] {
        told_of("model.skops", skops(&schema));
    }
    let json = |text: &str| {
        OBJECT.replace(
            "CONTENT",
            &format!(r#""C":{{"__class__":"str","__module__":"builtins","__loader__":"JsonNode","__id__":5,"content":"{text}"}}"#),
        )
    };
    told_of("model.skops", skops(&json(&format!("{}{}", "[".repeat(290), "]".repeat(290)))));
    let wide = json(&format!("[{}0]", "[],".repeat(4_000_000)));
    assert_small("model.skops", skops(&wide));
    let nodes =
        format!(r#"{{"__class__":"list","__module__":"builtins","__loader__":"ListNode","content":[{}0]}}"#, "[],".repeat(3_000_000));
    assert_small("model.skops", skops(&nodes));
}
