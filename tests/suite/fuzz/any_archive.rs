//! Damaged archives: opening one and reading all of it ends, without a panic and without a byte that was not packed.

use std::path::Path;

use mlmodel_viewer::folder::{Progress, open_files, walk};
use proptest::prelude::*;

use super::damage::{damaged, damages, token};
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

/// What means something to a zip or a tar.
const TOKENS: &[&[u8]] =
    &[b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"\xff\xff\xff\xff\xff\xff\xff\xff", b"ustar", b"../", b"77777777777"];

proptest! {
    #[test]
    fn any_damage_to_an_archive_is_survived(kind in 0_usize..4, damages in damages(token(TOKENS))) {
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
