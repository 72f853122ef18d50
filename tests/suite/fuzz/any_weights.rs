//! Damaged files of ONNX, safetensors, PyTorch, Keras, TensorFlow and Spark: looking into one ends soon, without a panic, and
//! what is whole says what it is.

use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use mlmodel_viewer::folder::{self, Progress};
use mlmodel_viewer::inside::{self, ModelFile, Read};
use proptest::prelude::*;

use super::damage::{damaged, damages, token};
use crate::archives::made::{self, Member};
use crate::common::{self, Folder};

/// A sound model.
struct Sound {
    name: &'static str,
    bytes: Vec<u8>,
    format: &'static str,
    /// What is damaged is not the file but the member of the zip that it is.
    member: Option<&'static str>,
}

impl Sound {
    /// The bytes that are damaged.
    fn core(&self) -> Vec<u8> {
        match self.member {
            Some(member) => member_of(&self.bytes, member),
            None => self.bytes.clone(),
        }
    }

    /// The file with these bytes in the place of its own.
    fn with(&self, bytes: Vec<u8>) -> Vec<u8> {
        match self.member {
            Some(name) => made::zip(&members(&self.bytes, name, &bytes)),
            None => bytes,
        }
    }
}

/// A PyTorch file of the times before 1.6: four pickles, the keys, one storage of 24 bytes.
fn legacy() -> Vec<u8> {
    let mut bytes = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.".to_vec();
    bytes.extend(b"\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x06NtQ");
    bytes.extend(b"K\0K\x02K\x03\x86K\x03K\x01\x86\x89}tRs.\x80\x02]X\x01\0\0\x000a.");
    bytes.extend([0; 32]);
    bytes
}

fn sound() -> &'static [Sound] {
    static ALL: OnceLock<Vec<Sound>> = OnceLock::new();
    ALL.get_or_init(|| {
        let saved = |path: &str| std::fs::read(common::models().join("3.18.0").join(path)).unwrap();
        let one = |name, bytes, format, member| Sound { name, bytes, format, member };
        let (keras, torch) = (saved("keras_native/data/model.keras"), saved("pytorch_state_dict_only/state_dict.pth"));
        let program = saved("pytorch_export/data/model.pt2");
        let weights = member_of(&keras, "model.weights.h5");
        let spark = br#"{"class":"org.apache.spark.ml.A","sparkVersion":"4.3.0","uid":"A","paramMap":{"k":2}}"#;
        vec![
            one("model.onnx", saved("onnx_external_data/model.onnx"), "onnx", None),
            one("model.safetensors", saved("transformers_components/model/model.safetensors"), "safetensors", None),
            one("model.pth", torch.clone(), "torch", None),
            one("model.pth", torch, "torch", Some("state_dict/data.pkl")),
            one("model.pth", legacy(), "torch", None),
            one("model.pt2", program, "torch-export", None),
            one("model.keras", keras.clone(), "keras", None),
            one("model.keras", keras.clone(), "keras", Some("config.json")),
            one("model.keras", keras, "keras", Some("model.weights.h5")),
            one("model.h5", weights, "keras", None),
            one("tf/saved_model.pb", saved("tensorflow_module/tf2model/saved_model.pb"), "saved-model", None),
            one("s/metadata/part-00000", spark.to_vec(), "spark-ml", None),
        ]
    })
}

/// Writes a zip where it can be opened.
fn open_zip(zip: &[u8]) -> (Folder, folder::Files) {
    let place = Folder::new().write("a.zip", zip);
    let files = folder::Files::open(place.path()).unwrap();
    let inner = folder::open_zip_without_checksums(&files, Path::new("a.zip"), &Progress::default()).unwrap();
    (place, inner.files)
}

fn member_of(zip: &[u8], name: &str) -> Vec<u8> {
    open_zip(zip).1.read(Path::new(name), 1_000_000).unwrap()
}

/// The members of a zip, one of them with other bytes.
fn members(zip: &[u8], name: &str, bytes: &[u8]) -> Vec<Member> {
    let (_place, files) = open_zip(zip);
    let listing = folder::walk(&files, &Progress::default());
    let content = |path: &str| if path == name { bytes.to_vec() } else { files.read(Path::new(path), 1_000_000).unwrap() };
    listing.files.iter().map(|file| Member { method: 0, ..Member::new(&file.path, content(&file.path)) }).collect()
}

fn look(name: &str, bytes: Vec<u8>) -> Vec<ModelFile> {
    let place = Folder::new().write(name, bytes).write("MLmodel", "flavors: {python_function: {loader_module: x}}\n");
    let progress = Progress::default();
    let opened = folder::open(place.path(), &progress).unwrap();
    let start = Instant::now();
    let found = inside::look(&opened, &progress);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    found
}

/// What means something to one of the formats.
const TOKENS: &[&[u8]] = &[
    b"[",
    b"{",
    b"}",
    b"[[[[[[[[",
    b"\"",
    b",",
    b"-1",
    b"9223372036854775807",
    b"1e999",
    b"null",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xff\xff\xff\x7f\0\0\0\0",
    b"\0\0\0\0\0\0\0\0",
    b"\x12\xff\xff\xff\x7f",
    b"TREE",
    b"SNOD",
    b"HEAP",
    b"OHDR\x02\0",
    b"\x11\0\x10\0",
    b"\x10\0\x10\0",
    b"K\xff",
    b"(",
    b"Q",
    b"R",
    b"b",
    b"h\x01",
    b"q\x01",
];

#[test]
fn what_is_whole_says_what_it_is() {
    for sound in sound() {
        let found = look(sound.name, sound.with(sound.core()));
        let file = found.first().unwrap_or_else(|| panic!("{}", sound.name));
        assert_eq!((file.format.key(), file.read), (sound.format, Read::Whole), "{}: {:?}", sound.name, file.why);
    }
}

proptest! {
    #[test]
    fn any_damage_to_weights_is_survived(which in any::<prop::sample::Index>(), damages in damages(token(TOKENS))) {
        let sound = which.get(sound());
        for file in look(sound.name, sound.with(damaged(sound.core(), &damages))) {
            prop_assert_eq!(file.read == Read::Whole, file.why.is_none());
        }
    }
}
