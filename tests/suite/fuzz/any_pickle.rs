//! Pickles made of any opcodes, and damaged pickles, joblib's and skops files: looking into one ends soon, without a panic, and
//! what was imported up to a mistake is named.

use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use mlmodel_viewer::folder::{self, Progress};
use mlmodel_viewer::inside::{self, ModelFile, Read};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::damage::{damaged, damages};
use crate::archives::made;
use crate::common::Folder;

/// Files as Python wrote them, by their name.
fn saved() -> &'static [(String, Vec<u8>)] {
    static ALL: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut found = Vec::new();
        let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/inside")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_owned();
                if path.is_dir() {
                    folders.push(path);
                } else if ["pkl", "joblib", "skops"].contains(&ending.as_str()) {
                    let bytes = std::fs::read(&path).unwrap();
                    // What is small is damaged where it matters.
                    if bytes.len() < 60_000 {
                        found.push((format!("model.{ending}"), bytes));
                    }
                }
            }
        }
        found.sort();
        assert!(found.len() > 60);
        found
    })
}

fn saved_as(ending: &str) -> Vec<&'static [u8]> {
    saved().iter().filter(|(name, _)| name.ends_with(ending)).map(|(_, bytes)| bytes.as_slice()).collect()
}

fn look(name: &str, bytes: &[u8]) -> Option<ModelFile> {
    let place = Folder::new().write(name, bytes);
    let progress = Progress::default();
    let opened = folder::open(&place.path().join(Path::new(name)), &progress).unwrap();
    let start = Instant::now();
    let mut found = inside::look(&opened, &progress);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    for file in &found {
        assert_eq!(file.read == Read::Whole, file.why.is_none(), "{file:?}");
    }
    found.pop()
}

/// Names that mean something to a reader.
const NAMES: &[&str] = &[
    "builtins\nbytes",
    "builtins\nbytearray",
    "builtins\nslice",
    "builtins\nfrozenset",
    "collections\nOrderedDict",
    "_codecs\nencode",
    "copyreg\n_reconstructor",
    "pickle\nloads",
    "joblib.numpy_pickle\nNumpyArrayWrapper",
    "numpy\ndtype",
    "numpy\nfloat64",
    "numpy.core.multiarray\n_reconstruct",
    "numpy.core.multiarray\nscalar",
    "numpy.core.numeric\n_frombuffer",
    "sklearn.pipeline\nPipeline",
    "sklearn.compose._column_transformer\nColumnTransformer",
    "sklearn.ensemble._forest\nRandomForestClassifier",
    "sklearn.tree._classes\nDecisionTreeClassifier",
    "sklearn.tree._tree\nTree",
    "sklearn.svm._classes\nSVC",
    "xgboost.core\nBooster",
    "cloudpickle.cloudpickle\n_make_skeleton_class",
    "cloudpickle.cloudpickle\n_make_function",
    "cloudpickle.cloudpickle\n_class_setstate",
    "os\nsystem",
];

const TEXTS: &[&str] = &[
    "steps",
    "transformers_",
    "estimators_",
    "tree_",
    "nodes",
    "coef_",
    "intercept_",
    "classes_",
    "feature_names_in_",
    "n_features_in_",
    "_sklearn_version",
    "1.5.0",
    "shape",
    "dtype",
    "order",
    "f8",
    "O",
    "U3",
    "V8",
    "M8[ns]",
    "<",
    "latin1",
    "handle",
    "left_child",
    "C",
    "",
    "\u{1b}\u{202e}",
];

/// Some instructions that are sound by themselves: an opcode with what belongs to it.
fn instruction() -> impl Strategy<Value = Vec<u8>> {
    let plain: &[u8] = b"(012NQRbeilo}]).saduSt\x81\x85\x86\x87\x88\x89\x8f\x90\x91\x92\x93\x94\x97\x98";
    let plain: Vec<u8> = plain.iter().copied().filter(|opcode| !b"i.S".contains(opcode)).collect();
    let index = 0_u8..12;
    let large = select(&[0_u64, 1, 7, 255, 65_535, 1 << 31, 1 << 62, u64::MAX][..]);
    let sized = |opcode: u8, text: &str| [&[opcode], &u32::try_from(text.len()).unwrap().to_le_bytes()[..], text.as_bytes()].concat();
    prop_oneof![
        12 => select(plain).prop_map(|opcode| vec![opcode]),
        4 => (index.clone(), select(&b"hq"[..])).prop_map(|(index, opcode)| vec![opcode, index]),
        4 => (index.clone()).prop_map(|index| vec![b'h', index]),
        1 => (any::<u32>(), select(&b"jr"[..])).prop_map(|(index, opcode)| [&[opcode], &index.to_le_bytes()[..]].concat()),
        1 => (index, select(&b"gp"[..])).prop_map(|(index, opcode)| format!("{}{index}\n", char::from(opcode)).into_bytes()),
        4 => select(NAMES).prop_map(|name| format!("c{name}\n").into_bytes()),
        1 => select(NAMES).prop_map(|name| format!("(i{name}\n").into_bytes()),
        5 => select(TEXTS).prop_map(move |text| sized(b'X', text)),
        1 => select(TEXTS).prop_map(move |text| sized(b'B', text)),
        1 => "[ -~]{0,6}".prop_map(|text| format!("V{text}\n").into_bytes()),
        1 => "'[\\\\0-9a-zx]{0,6}'".prop_map(|text| format!("S{text}\n").into_bytes()),
        2 => any::<u8>().prop_map(|number| vec![b'K', number]),
        1 => any::<i32>().prop_map(|number| [&b"J"[..], &number.to_le_bytes()].concat()),
        1 => "[-+_L0-9a-f]{0,8}".prop_map(|text| format!("L{text}\n").into_bytes()),
        1 => "[-+.e0-9naif]{0,8}".prop_map(|text| format!("F{text}\n").into_bytes()),
        1 => large.clone().prop_map(|number| [&b"\x8a\x08"[..], &number.to_le_bytes()].concat()),
        1 => (large.clone(), select(&b"\x8d\x8e\x95\x96"[..])).prop_map(|(length, opcode)| [&[opcode], &length.to_le_bytes()[..]].concat()),
        1 => (large, select(&b"TBX\x8b\x84"[..])).prop_map(|(length, opcode)| [&[opcode], &length.to_le_bytes()[..4]].concat()),
        1 => (select(&b"\x80\x82KM\x8cCU\x8a"[..]), any::<u8>()).prop_map(|(opcode, byte)| vec![opcode, byte]),
        1 => proptest::collection::vec(any::<u8>(), 0..4),
    ]
}

/// Any instructions, with some of them over and over, and maybe a pickle in the bytes of another.
fn program() -> impl Strategy<Value = Vec<u8>> {
    let some = (proptest::collection::vec(instruction(), 1..12), prop_oneof![8 => Just(1_usize), 1 => 2..40_usize, 1 => Just(2_000)]);
    let all = proptest::collection::vec(some, 1..8)
        .prop_map(|parts| parts.into_iter().flat_map(|(part, times)| part.concat().repeat(times)).collect::<Vec<u8>>());
    (all, 0..4_usize).prop_map(|(program, depth)| {
        let begun = |program: &[u8]| [b"\x80\x04", program, b"."].concat();
        (0..depth.saturating_sub(1)).fold(begun(&program), |inner, _| {
            let length = u32::try_from(inner.len()).unwrap().to_le_bytes();
            begun(&[&b"cpickle\nloads\nB"[..], &length, &inner, b"\x85R"].concat())
        })
    })
}

/// A file that follows, where the first one ends, and where the other begins.
fn join() -> impl Strategy<Value = [Index; 3]> {
    [any::<Index>(), any::<Index>(), any::<Index>()]
}

/// The members of a zip by name.
type Members = Vec<(String, Vec<u8>)>;

/// The members of a skops file.
fn members(bytes: &[u8]) -> Members {
    let place = Folder::new().write("a.zip", bytes);
    let files = folder::open_files(&place.path().join("a.zip")).unwrap();
    let listed = folder::walk(&files, &Progress::default()).files;
    listed.into_iter().map(|file| (file.path.to_string(), files.read(Path::new(&*file.path), 10_000_000).unwrap())).collect()
}

/// What means something to a schema.
const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "1e999",
    "-1",
    "[[[[",
    r#""CachedNode""#,
    r#""NdArrayNode""#,
    r#""DictNode""#,
    r#""JsonNode""#,
    r#""DefaultDictNode""#,
    r#""SliceNode""#,
    r#""type": "json","#,
    r#""__id__": 1,"#,
    r#""file": "schema.json","#,
    "os",
    "system",
];

proptest! {
    #[test]
    fn any_instructions_are_survived(program in program(), ending in select(&["pkl", "joblib"][..])) {
        look(&format!("model.{ending}"), &program);
    }

    #[test]
    fn what_was_imported_up_to_a_mistake_is_named(program in program(), rest in proptest::collection::vec(any::<u8>(), 0..20)) {
        let sound = [&b"\x80\x04cos\nsystem\n0"[..], &program[2..program.len() - 1]].concat();
        let file = look("model.pkl", &[&sound[..], b"\xff", &rest].concat()).unwrap();
        prop_assert_eq!(file.imports.first().map(String::as_str), Some("os.system"));
    }

    #[test]
    fn any_damage_to_a_pickle_is_survived(which in any::<Index>(), damages in damages(instruction()), join in prop::option::of(join())) {
        let (name, bytes) = which.get(saved());
        let mut bytes = damaged(bytes.clone(), &damages);
        if let Some([other, end, begin]) = join {
            let other = &other.get(saved()).1;
            bytes.truncate(end.index(bytes.len() + 1));
            bytes.extend(&other[begin.index(other.len())..]);
        }
        look(name, &bytes);
    }

    #[test]
    fn any_damage_below_the_packing_is_survived(which in any::<Index>(), packing in 0..3_usize, damages in damages(instruction())) {
        let bytes = damaged(which.get(&saved_as("pkl")).to_vec(), &damages);
        let mut packed = Vec::new();
        match packing {
            0 => flate2::read::ZlibEncoder::new(Cursor::new(bytes), flate2::Compression::fast()).read_to_end(&mut packed).unwrap(),
            1 => flate2::read::GzEncoder::new(Cursor::new(bytes), flate2::Compression::fast()).read_to_end(&mut packed).unwrap(),
            _ => bzip2::read::BzEncoder::new(Cursor::new(bytes), bzip2::Compression::fast()).read_to_end(&mut packed).unwrap(),
        };
        look("model.joblib", &packed);
    }

    #[test]
    fn any_damage_to_a_schema_is_survived(
        which in any::<Index>(),
        damages in damages(instruction()),
        tokens in proptest::collection::vec((any::<Index>(), select(TOKENS)), 0..6),
    ) {
        static ALL: OnceLock<Vec<Members>> = OnceLock::new();
        let all = ALL.get_or_init(|| saved_as("skops").into_iter().map(members).collect());
        let packed: Vec<made::Member> = which.get(all).iter().map(|(name, bytes)| {
            let mut bytes = bytes.clone();
            if name == "schema.json" {
                for (at, token) in &tokens {
                    let start = at.index(bytes.len() + 1);
                    bytes.splice(start..start, token.bytes());
                }
            } else {
                bytes = damaged(bytes, &damages);
            }
            made::Member { method: 0, ..made::Member::new(name, bytes) }
        }).collect();
        look("model.skops", &made::zip(&packed));
    }
}
