//! Whether arrays are the same, byte for byte: a short digest of each, which two files can be compared by.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::HEAD;
use super::facts::{ModelFile, Place, Within};
use super::pickle::Packing;
use super::source::{Source, Unread};
use crate::folder::{self, Files, Progress, ReadError};

/// Bytes that are read at once.
const BLOCK: u64 = 256 * 1024;

/// The beginning of the SHA-256 of an array's bytes; written as sixteen hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrayDigest([u8; 8]);

impl ArrayDigest {
    /// Of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::of_hash(Sha256::new().chain_update(bytes))
    }

    fn of_hash(hash: Sha256) -> Self {
        let mut short = [0; 8];
        short.copy_from_slice(&hash.finalize()[..8]);
        Self(short)
    }
}

impl fmt::Display for ArrayDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The digest of each array of a file, in the order of its arrays; nothing for one whose bytes stand nowhere in one piece, or
/// cannot be read. The file is read once, from its beginning.
#[must_use]
pub fn array_digests(files: &Files, file: &ModelFile, progress: &Progress) -> Vec<Option<ArrayDigest>> {
    let mut found = vec![None; file.tensors.len()];
    let mut by_container: BTreeMap<&Within, Vec<(&Place, usize)>> = BTreeMap::new();
    for (i, tensor) in file.tensors.iter().enumerate() {
        if let Some(place) = &tensor.place {
            by_container.entry(&place.within).or_default().push((place, i));
        }
    }
    // What cannot be read has no digest; what was read before keeps it.
    let _ = digest_all(files, &file.path, by_container, progress, &mut found);
    found
}

fn digest_all(
    files: &Files,
    path: &str,
    by_container: BTreeMap<&Within, Vec<(&Place, usize)>>,
    progress: &Progress,
    found: &mut [Option<ArrayDigest>],
) -> Result<(), Unread> {
    let has_members = by_container.keys().any(|within| matches!(within, Within::Member(_)));
    let zip =
        if has_members { Some(folder::open_zip_without_checksums(files, Path::new(path), progress).map_err(Unread::Zip)?) } else { None };
    for (within, mut places) in by_container {
        places.sort_by_key(|(place, _)| (place.start, place.length));
        let source = match (within, &zip) {
            (Within::Member(name), Some(zip)) => zip.files.open_file(Path::new(&**name)).map(|open| Source::file(open, progress)),
            (Within::Beside(name), _) => files.open_file(Path::new(&**name)).map(|open| Source::file(open, progress)),
            _ => whole(files, path, progress),
        };
        // One that is damaged says nothing of the others.
        let digested = source.map_err(Unread::from).and_then(|source| digest_in_order(source, &places, found));
        if let Err(Unread::Cancelled) = digested {
            return Err(Unread::Cancelled);
        }
    }
    Ok(())
}

/// The model's file, unpacked where it is packed.
fn whole<'a>(files: &Files, path: &str, progress: &Progress) -> Result<Source<'a>, ReadError> {
    let path = Path::new(path);
    let packing = Packing::of(&files.head(path, HEAD)?);
    let open = files.open_file(path)?;
    Ok(match packing {
        Some(packing) => {
            let bytes = open.size();
            Source::stream(packing.unpack(open), bytes, progress)
        }
        None => Source::file(open, progress),
    })
}

/// Of places in their order. One that begins before the end of another has none, unless both are the same.
fn digest_in_order(mut source: Source<'_>, places: &[(&Place, usize)], found: &mut [Option<ArrayDigest>]) -> Result<(), Unread> {
    let mut last: Option<(&Place, ArrayDigest)> = None;
    for (place, at) in places {
        if let Some((before, digest)) = last.filter(|(before, _)| (before.start, before.length) == (place.start, place.length)) {
            found[*at] = Some(digest);
            last = Some((before, digest));
            continue;
        }
        let Some(ahead) = place.start.checked_sub(source.position()) else { continue };
        source.skip(ahead)?;
        let (mut hash, mut left) = (Sha256::new(), place.length);
        while left > 0 {
            let block = source.take(left.min(BLOCK))?;
            left -= block.len() as u64;
            hash.update(&block);
        }
        let digest = ArrayDigest::of_hash(hash);
        found[*at] = Some(digest);
        last = Some((place, digest));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{folder, look_at};
    use super::super::torch::tests::{state_dict, zip};
    use super::*;

    fn digests(files: &[(&str, &[u8])]) -> Vec<Option<String>> {
        let folder = folder(files);
        let file = look_at(&folder, files[0].0).unwrap();
        let files = Files::open(folder.path()).unwrap();
        array_digests(&files, &file, &Progress::default()).into_iter().map(|digest| digest.map(|digest| digest.to_string())).collect()
    }

    /// `printf abcd | sha256sum`
    const OF_ABCD: &str = "88d4266fd4e6338d";

    fn safetensors(offsets: [[u8; 2]; 2], data: &[u8]) -> Vec<u8> {
        let [a, b] =
            offsets.map(|[start, end]| format!(r#"{{"dtype": "U8", "shape": [{}], "data_offsets": [{start}, {end}]}}"#, end - start));
        let header = format!(r#"{{"b": {b}, "a": {a}}}"#);
        [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), data].concat()
    }

    #[test]
    fn each_array_has_the_digest_of_its_own_bytes() {
        let abcd = Some(OF_ABCD.to_owned());
        assert_eq!(digests(&[("a.safetensors", &safetensors([[0, 4], [4, 8]], b"abcdabcd"))]), [abcd.clone(), abcd.clone()]);
        let found = digests(&[("a.safetensors", &safetensors([[0, 4], [4, 8]], b"abceabcd"))]);
        assert!(found[0] == abcd && found[1].is_some() && found[1] != abcd);
        // Two names for one array, and one that begins in the middle of another.
        assert_eq!(digests(&[("a.safetensors", &safetensors([[0, 4], [0, 4]], b"abcd"))]), [abcd.clone(), abcd.clone()]);
        assert_eq!(digests(&[("a.safetensors", &safetensors([[0, 4], [2, 6]], b"abcdab"))]), [None, abcd.clone()]);
        // What is cut off has none.
        assert_eq!(digests(&[("a.safetensors", &safetensors([[0, 4], [4, 8]], b"abcdab"))]), [None, abcd]);
    }

    #[test]
    fn members_of_a_zip_are_read_too() {
        let of = |storage: &[u8]| digests(&[("a.pth", &zip(&[("a/data.pkl", &state_dict()), ("a/data/0", storage)]))]);
        let (zeros, ones) = (of(&[0; 24]), of(&[1; 24]));
        // `head -c 24 /dev/zero | sha256sum`
        assert_eq!(zeros, [Some("9d908ecfb6b256de".to_owned())]);
        assert_ne!(zeros, ones);
    }
}
