//! Archives that lie, are cut off, or would fill a disk: each ends in a finding that says so, and the rest is read.

use std::path::Path;
use std::time::{Duration, Instant};

use mlmodel_viewer::folder::{self, ArchiveError, Progress, Subject, WrongThing};

use super::made::{self, Lies, Member};
use crate::common::{self, Folder};

const MODEL: &str = "flavors:\n  python_function: {loader_module: mlflow.sklearn, model_path: model.pkl}\n";

/// A model with further members.
fn with(more: impl IntoIterator<Item = Member>) -> Vec<Member> {
    [Member::new("MLmodel", MODEL), Member::new("model.pkl", "pickle")].into_iter().chain(more).collect()
}

/// The codes of what is said of an archive that is read.
fn codes(archive: &[u8], name: &str) -> Vec<&'static str> {
    let place = Folder::new().write(name, archive);
    let (opened, findings) = common::inspect(&place.path().join(name));
    assert!(matches!(opened.subject, Subject::Model(_)), "{:?}", opened.subject);
    let left: Vec<_> = std::fs::read_dir(place.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is written");
    findings.iter().map(|finding| finding.code.name).filter(|code| code.starts_with("archive-")).collect()
}

/// Why an archive is not read.
fn refused(archive: &[u8], name: &str) -> ArchiveError {
    let place = Folder::new().write(name, archive);
    let (opened, findings) = common::inspect(&place.path().join(name));
    assert!(findings.iter().any(|finding| finding.code == "not-a-model" && finding.title.contains("archive cannot be opened")));
    let Subject::NotAModel(WrongThing::Archive(error)) = opened.subject else { panic!("{:?}", opened.subject) };
    error
}

#[test]
fn names_and_links_that_lead_out_are_left_out() {
    for name in ["../evil", "/evil", "C:\\evil", "a/../../evil", "\\\\host\\share\\evil"] {
        assert_eq!(codes(&made::zip(&with([Member::new(name, "x")])), "a.zip"), ["archive-outside"], "{name}");
    }
    assert_eq!(codes(&made::zip(&with([Member::link("out", "../../etc/passwd")])), "a.zip"), ["archive-outside"]);
    assert_eq!(codes(&made::zip(&with([Member::link("in", "model.pkl")])), "a.zip"), ["archive-link"]);
    let tar = made::tar_with(&[("MLmodel", MODEL.as_bytes())], |header| {
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_path("out").unwrap();
        header.set_link_name("/etc/passwd").unwrap();
        Vec::new()
    });
    assert_eq!(codes(&tar, "a.tar"), ["archive-outside"]);
    assert_eq!(codes(&made::gzip(&tar), "a.tar.gz"), ["archive-outside"]);
}

#[test]
fn links_are_followed_inside_only() {
    let members = with([
        Member::link("in", "sub/../model.pkl"),
        Member::link("sub/up", "../in"),
        Member::link("loop", "loop"),
        Member::link("out", "/etc/passwd"),
        Member::link("long", &"x".repeat(10_000)),
    ]);
    let place = Folder::new().write("a.zip", made::zip(&members));
    let files = folder::open_files(&place.path().join("a.zip")).unwrap();
    assert_eq!(files.read(Path::new("sub/up"), 100).unwrap(), b"pickle");
    for path in ["loop", "out", "long"] {
        assert!(files.read(Path::new(path), 100).is_err(), "{path}");
    }
    // The folder that was entered is the limit.
    assert!(files.enter(Path::new("sub")).unwrap().read(Path::new("up"), 100).is_err());
}

#[test]
fn devices_are_no_files() {
    let device = Member { mode: 0o020_666, ..Member::new("dev", "") };
    assert_eq!(codes(&made::zip(&with([device])), "a.zip"), ["archive-special"]);
    for kind in [tar::EntryType::Fifo, tar::EntryType::Char, tar::EntryType::Block] {
        let tar = made::tar_with(&[("MLmodel", MODEL.as_bytes())], |header| {
            header.set_entry_type(kind);
            header.set_path("dev").unwrap();
            Vec::new()
        });
        assert_eq!(codes(&tar, "a.tar"), ["archive-special"]);
    }
}

#[test]
fn the_last_of_two_members_of_one_name_counts() {
    let twice = with([Member::new("model.pkl", "another")]);
    assert_eq!(codes(&made::zip(&twice), "a.zip"), ["archive-twice"]);
    let place = Folder::new().write("a.zip", made::zip(&twice));
    let files = folder::open_files(&place.path().join("a.zip")).unwrap();
    assert_eq!(files.read(Path::new("model.pkl"), 100).unwrap(), b"another");
    // A file where a folder is needed.
    assert_eq!(codes(&made::zip(&with([Member::new("model.pkl/inside", "x")])), "a.zip"), ["archive-twice"]);
}

#[test]
fn what_differs_from_its_header_is_not_read() {
    let name = |name: &str| Lies { name: Some(name.into()), ..Lies::default() };
    let differing = Member { lies: name("other.txt"), ..Member::new("values.txt", "1") };
    assert_eq!(codes(&made::zip(&with([differing])), "a.zip"), ["archive-headers-differ"]);
    let length = Lies { length: Some(3), ..Lies::default() };
    let shorter = Member { lies: length, method: 0, ..Member::new("values.txt", "12345") };
    assert_eq!(codes(&made::zip(&with([shorter])), "a.zip"), ["archive-headers-differ"]);
}

#[test]
fn what_is_encrypted_or_packed_otherwise_is_named() {
    let encrypted = Member { flags: 1, ..Member::new("secret.txt", "x") };
    assert_eq!(codes(&made::zip(&with([encrypted])), "a.zip"), ["archive-encrypted"]);
    for method in [1, 12, 14, 93, 98, 99, 4711] {
        let packed = Member { method, ..Member::new("a.txt", "x") };
        assert_eq!(codes(&made::zip(&with([packed])), "a.zip"), ["archive-packing"], "{method}");
    }
    let mut members = with([]);
    members[0].flags = 1;
    let place = Folder::new().write("a.zip", made::zip(&members));
    let (_, findings) = common::inspect(&place.path().join("a.zip"));
    assert!(findings.iter().any(|f| f.code == "mlmodel-unreadable" && f.meaning.contains("encrypted")), "{findings:?}");
}

#[test]
fn members_that_share_bytes_are_not_read() {
    // The first one claims all bytes up to the list, the others are its content as well.
    let inner = made::zip(&[Member::new("inner", "x".repeat(100))]);
    let mut members = with([Member { method: 0, ..Member::new("outer", inner) }, Member::new("last", "x")]);
    let start = {
        let archive = made::zip(&members);
        u32::try_from(archive.windows(5).position(|window| window == b"inner").unwrap() - 30).unwrap()
    };
    members.push(Member { lies: Lies { start: Some(start), ..Lies::default() }, ..Member::new("inner", "x".repeat(100)) });
    assert_eq!(codes(&made::zip(&members), "a.zip"), ["archive-overlapping"]);
}

#[test]
fn what_would_fill_a_disk_is_not_unpacked() {
    let began = Instant::now();
    let bomb = Member::new("bomb.bin", vec![0; 120_000_000]);
    let archive = made::zip(&with([bomb]));
    assert_eq!(codes(&archive, "a.zip"), ["archive-bomb"]);
    let place = Folder::new().write("a.zip", &archive);
    let files = folder::open_files(&place.path().join("a.zip")).unwrap();
    assert!(files.head(Path::new("bomb.bin"), 10).unwrap_err().to_string().contains("far more"));
    let tar = made::tar_with(&[("MLmodel", MODEL.as_bytes())], |header| {
        header.set_path("bomb.bin").unwrap();
        header.set_size(150_000_000);
        vec![0; 150_000_000]
    });
    assert_eq!(codes(&made::gzip(&tar), "a.tgz"), ["archive-cut-off", "archive-bomb"]);
    // Not compressed it takes what it holds.
    assert_eq!(codes(&tar, "a.tar"), Vec::<&str>::new());
    assert!(began.elapsed() < Duration::from_mins(2));
}

#[test]
fn sizes_that_are_claimed_are_not_believed() {
    // It holds more, or less, than it says: whoever reads it is told.
    for (bytes, why) in [(3, "more than"), (5_000, "ends before")] {
        let lies = Lies { bytes: Some(bytes), ..Lies::default() };
        let place = Folder::new().write("a.zip", made::zip(&with([Member { lies, ..Member::new("a.txt", "0123456789") }])));
        let files = folder::open_files(&place.path().join("a.zip")).unwrap();
        let error = files.read(Path::new("a.txt"), 10_000).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
    let lies = Lies { crc: Some(1), ..Lies::default() };
    let place = Folder::new().write("a.zip", made::zip(&with([Member { lies, ..Member::new("a.txt", "0123456789") }])));
    let files = folder::open_files(&place.path().join("a.zip")).unwrap();
    assert!(files.read(Path::new("a.txt"), 100).unwrap_err().to_string().contains("checksum"));
    // 10 GB in a tar of some kilobytes.
    let tar = made::tar_with(&[("MLmodel", MODEL.as_bytes())], |header| {
        header.set_path("huge.bin").unwrap();
        header.set_size(10_000_000_000);
        b"abc".to_vec()
    });
    assert_eq!(codes(&tar, "a.tar"), ["archive-cut-off"]);
    // A name of a gigabyte.
    let tar = made::tar_with(&[("MLmodel", MODEL.as_bytes())], |header| {
        header.set_entry_type(tar::EntryType::GNULongName);
        header.set_size(1_000_000_000);
        vec![b'a'; 5_000]
    });
    assert_eq!(codes(&tar, "a.tar"), ["archive-cut-off"]);
}

#[test]
fn a_cut_off_archive_says_so() {
    let zip = made::zip(&with([]));
    assert_eq!(refused(&zip[..zip.len() - 30], "a.zip"), ArchiveError::NoDirectory);
    let tar = made::tar_with(&[("MLmodel", MODEL.as_bytes()), ("a.txt", &[1; 5_000])], |_| Vec::new());
    assert_eq!(codes(&tar[..1_536], "a.tar"), ["archive-cut-off"]);
    assert_eq!(codes(&tar[..2_600], "a.tar"), ["archive-cut-off"]);
    let gzip = made::gzip(&tar);
    assert_eq!(codes(&gzip[..gzip.len() - 20], "a.tar.gz"), ["archive-cut-off"]);
    assert_eq!(refused(b"", "a.zip"), ArchiveError::NotAnArchive);
    assert_eq!(refused(b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "a.zip"), ArchiveError::Empty);
}

#[test]
fn archives_of_another_kind_are_named() {
    assert_eq!(refused(b"7z\xbc\xaf\x27\x1c rest", "a.zip"), ArchiveError::OtherKind("a 7z archive"));
    assert_eq!(refused(b"Rar!\x1a\x07\0", "a.tar"), ArchiveError::OtherKind("a RAR archive"));
    assert_eq!(refused(&made::gzip(b"no tar"), "a.tar.gz"), ArchiveError::NotATar);
    assert_eq!(refused(&"text ".repeat(1_000).into_bytes(), "a.tar"), ArchiveError::NotAnArchive);
    // What it is counts, and not what it is called.
    let model = with([]);
    for name in ["a.tar.gz", "a.tar", "download"] {
        assert!(codes(&made::zip(&model), name).is_empty(), "{name}");
    }
    assert!(codes(&made::gzip(&made::tar_with(&[("MLmodel", MODEL.as_bytes())], |_| Vec::new())), "a.zip").is_empty());
}

#[test]
fn more_members_than_are_read_are_said() {
    let mut zip = Vec::new();
    let mut list = Vec::new();
    for i in 0..260_000_u32 {
        let name = format!("d{}/f{i}", i / 1_000);
        let length = u16::try_from(name.len()).unwrap().to_le_bytes();
        let start = u32::try_from(zip.len()).unwrap();
        zip.extend([b"PK\x03\x04\x14\0".as_slice(), &[0; 20], &length, &[0; 2], name.as_bytes()].concat());
        list.extend([b"PK\x01\x02\x14\x03\x14\0".as_slice(), &[0; 20], &length, &[0; 12], &start.to_le_bytes(), name.as_bytes()].concat());
    }
    let (start, length) = (u32::try_from(zip.len()).unwrap(), u32::try_from(list.len()).unwrap());
    zip.extend([list.as_slice(), b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff", &length.to_le_bytes(), &start.to_le_bytes(), &[0; 2]].concat());
    let place = Folder::new().write("a.zip", zip);
    let (_, findings) = common::inspect(&place.path().join("a.zip"));
    assert!(findings.iter().any(|finding| finding.code == "archive-too-many"), "{findings:?}");
}

#[test]
fn an_archive_that_changes_meanwhile_is_not_misread() {
    let place = Folder::new().write("a.zip", made::zip(&with([])));
    let path = place.path().join("a.zip");
    let read = common::read(&path);
    let files = read.opened.files().unwrap();
    std::fs::write(&path, made::zip(&with([Member::new("first.txt", "x".repeat(1_000))]))).unwrap();
    assert!(files.read(Path::new("model.pkl"), 100).unwrap_err().to_string().contains("changed"));
    // Read again it is another one.
    assert_eq!(common::read(&path).folder().unwrap().listing.files.len(), 3);
}

#[test]
fn a_private_copy_goes_with_the_model() {
    let tar = made::gzip(&made::tar_with(&[("MLmodel", MODEL.as_bytes()), ("model.pkl", b"x")], |_| Vec::new()));
    let place = Folder::new().write("a.tgz", tar);
    let read = common::read(&place.path().join("a.tgz"));
    // The archive is gone, and what was unpacked of it is still there.
    std::fs::remove_file(place.path().join("a.tgz")).unwrap();
    assert_eq!(read.opened.files().unwrap().read(Path::new("model.pkl"), 10).unwrap(), b"x");
    drop(read);
    assert!(folder::open(&place.path().join("a.tgz"), &Progress::default()).is_err());
}
