//! Damaged archives: opening one and reading all of it ends, without a panic and without a byte that was not packed.

use std::path::Path;

use mlmodel_viewer::folder::{Progress, open_files, walk};
use proptest::prelude::*;

use crate::archives::made;
use crate::common::Folder;

/// A few bytes of what a sound archive is.
fn sound(kind: usize) -> (&'static str, Vec<u8>) {
    let members = [
        made::Member::new("model/MLmodel", "flavors:\n  sklearn: {pickled_model: model.pkl}\n".repeat(20)),
        made::Member { method: 0, ..made::Member::new("model/model.pkl", "stored as it is") },
        made::Member::link("model/link", "model.pkl"),
    ];
    let tar = || {
        made::tar_with(&[("model/MLmodel", b"flavors: {}\n"), ("model/model.pkl", &[7; 700])], |header| {
            header.set_entry_type(tar::EntryType::Symlink);
            header.set_path("model/link").unwrap();
            header.set_link_name("model.pkl").unwrap();
            Vec::new()
        })
    };
    match kind {
        0 => ("a.zip", made::zip(&members)),
        // The same bytes, unpacked by the other decoder as far as both agree.
        1 => ("a.zip", made::zip(&members.map(|member| made::Member { method: if member.method == 8 { 9 } else { 0 }, ..member }))),
        2 => ("a.tar", tar()),
        _ => ("a.tar.gz", made::gzip(&tar())),
    }
}

/// What is done to a byte.
#[derive(Clone, Debug)]
enum Damage {
    Set(prop::sample::Index, u8),
    Flip(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Repeat(prop::sample::Index, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    prop_oneof![
        3 => (at(), prop_oneof![Just(0), Just(0xff), any::<u8>()]).prop_map(|(at, byte)| Damage::Set(at, byte)),
        3 => (at(), 0_u8..8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        1 => at().prop_map(Damage::Cut),
        1 => (at(), 1_usize..80).prop_map(|(at, length)| Damage::Repeat(at, length)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damages: &[Damage]) -> Vec<u8> {
    for damage in damages {
        if bytes.is_empty() {
            break;
        }
        match damage {
            Damage::Set(at, byte) => *at.get_mut(&mut bytes) = *byte,
            Damage::Flip(at, bit) => *at.get_mut(&mut bytes) ^= 1 << bit,
            Damage::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Damage::Repeat(at, length) => {
                let start = at.index(bytes.len());
                let part = bytes[start..(start + length).min(bytes.len())].to_vec();
                bytes.splice(start..start, part);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(super::with_files())]

    #[test]
    fn any_damage_to_an_archive_is_survived(kind in 0_usize..4, damages in prop::collection::vec(damage(), 1..6)) {
        let (name, bytes) = sound(kind);
        let place = Folder::new().write(name, damaged(bytes, &damages));
        let progress = Progress::default();
        if let Ok(files) = open_files(&place.path().join(name)) {
            for file in walk(&files, &progress).files {
                if let Ok(content) = files.read(Path::new(&*file.path), 10_000_000) {
                    prop_assert_eq!(Some(content.len() as u64), file.bytes);
                }
            }
        }
        let model = mlmodel_viewer::reading::Model::read(&place.path().join(name), &[], &progress);
        prop_assert!(model.is_ok());
    }
}
