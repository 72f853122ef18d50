//! Files that are known and not read further: H2O's own binary, R objects. And H2O's MOJO, whose `model.ini` is.

use std::io::Read as _;
use std::path::Path;

use super::facts::{Features, Format, Library, ModelFile, Read};
use super::source::Unread;
use super::value::Value;
use super::{Candidate, Reader};

/// H2O's MOJO: a zip with `model.ini`.
pub const MOJO: Reader = Reader {
    knows: |file| {
        file.head.starts_with(b"PK\x03\x04") && (file.has_ending(&["mojo"]) || file.head.windows(9).any(|window| window == b"model.ini"))
    },
    read: read_mojo,
};
/// What `h2o.save_model` writes: `AutoBuffer` of H2O, with its version at the beginning.
pub const H2O: Reader = Reader { knows: |file| file.head.starts_with(b"\x1c\xed"), read: |file| Ok(read_h2o(file)) };
/// What R's `saveRDS` writes, packed or not.
pub const R: Reader = Reader { knows: |file| is_r(file.head), read: |_| Ok(not_read(Format::R, "it is an R object, which only R reads")) };

/// Bytes of `model.ini`.
const MAX_INI: u64 = 4_000_000;
/// Settings and names of columns that are kept.
const MAX_NAMES: usize = 100_000;

fn not_read(format: Format, why: &str) -> ModelFile {
    ModelFile { format, read: Read::No, why: Some(why.to_owned()), ..ModelFile::default() }
}

fn is_r(head: &[u8]) -> bool {
    let is_one = |head: &[u8]| matches!(head, [b'X', b'\n', 0, 0, 0, 2 | 3, ..]) || head.starts_with(b"RDX");
    if !head.starts_with(&[0x1f, 0x8b]) {
        return is_one(head);
    }
    let mut first = [0; 6];
    let mut unpacked = flate2::read::GzDecoder::new(head);
    unpacked.read_exact(&mut first).is_ok_and(|()| is_one(&first))
}

fn read_h2o(file: &Candidate<'_>) -> ModelFile {
    // One more than the length of the version, then the version.
    let version = file.head.get(2).and_then(|length| file.head.get(3..2 + usize::from(*length)));
    let version =
        version.and_then(|version| std::str::from_utf8(version).ok()).filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    let library = version.map(|version| Library { name: "h2o".into(), version: Some(version.into()) });
    ModelFile { library, ..not_read(Format::H2o, "it is written in H2O's own binary form, which only the same release of H2O reads") }
}

/// `model.ini`: `[info]` with settings, `[columns]` with names, the features first, `[domains]`.
fn read_mojo(file: &Candidate<'_>) -> Result<ModelFile, Unread> {
    let text = file.open_zip()?.files.read(Path::new("model.ini"), MAX_INI)?;
    let text = String::from_utf8_lossy(&text);
    let mut found = ModelFile { format: Format::H2o, ..ModelFile::default() };
    let (mut section, mut names) = ("", Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with('[') {
            section = line;
        } else if section == "[info]"
            && let Some((name, value)) = line.split_once('=')
            && found.parameters.len() < MAX_NAMES
        {
            found.parameters.push((name.trim().into(), Value::Text(value.trim().into())));
        } else if section == "[columns]" && names.len() < MAX_NAMES {
            names.push(Box::from(line));
        }
    }
    found.parameters.sort_by(|(a, _), (b, _)| a.cmp(b));
    let info = |name: &str| found.parameters.iter().find(|(own, _)| &**own == name).and_then(|(_, value)| value.as_text());
    let number = |name: &str| info(name).and_then(|text| text.parse::<u64>().ok());
    let count = number("n_features");
    let class = info("algo").map(|algo| format!("h2o.{algo}"));
    let version = info("h2o_version").map(Into::into);
    let kept = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(names.len());
    names.truncate(kept);
    if class.is_none() {
        return Err(Unread::Damaged("its model.ini names no algorithm"));
    }
    found.class = class;
    found.library = Some(Library { name: "h2o".into(), version });
    found.features = Some(Features { names: Some(names), count, types: None });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{folder, look_at};
    use super::super::torch::tests::zip_with_checksums;
    use super::*;

    fn read_one(content: &[u8]) -> ModelFile {
        look_at(&folder(&[("model", content)]), "model").unwrap()
    }

    #[test]
    fn r_and_h2o_are_named() {
        use std::io::Write as _;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"RDX3\nX\n\0\0\0\x03").unwrap();
        for content in [b"X\n\0\0\0\x03\0\x04".to_vec(), gzip.finish().unwrap()] {
            let file = read_one(&content);
            assert_eq!((file.read, file.format), (Read::No, Format::R));
        }
        let file = read_one(b"\x1c\xed\x0a3.46.0.12\x01\x93");
        assert_eq!((file.read, file.library.unwrap().version.as_deref()), (Read::No, Some("3.46.0.12")));
        assert_eq!(read_one(b"\x1c\xed\xff3").library, None);
    }

    #[test]
    fn a_mojo_says_its_columns() {
        let ini = "[info]\nalgo = glm\nn_features = 2\nh2o_version = 3.46\n\n[columns]\na\nb\ny\n\n[domains]\n";
        let file = read_one(&zip_with_checksums(&[("model.ini", ini.as_bytes())]));
        assert_eq!((file.read, file.class.as_deref()), (Read::Whole, Some("h2o.glm")), "{:?}", file.why);
        assert_eq!(file.features.unwrap().names.unwrap(), ["a".into(), "b".into()]);
        assert_eq!(read_one(&zip_with_checksums(&[("model.ini", b"[info]\n")])).read, Read::No);
    }
}
