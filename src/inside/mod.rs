//! What a model's own files say of it, without running any of it: one reader a format.
//!
//! A pickle is an instruction list for Python; here its instructions describe a [`graph`](graph::Graph) of what would be made,
//! in which names stay names. skops files describe the same graph. What is asked of it (settings, parts, features, classes)
//! stands once, in `sklearn`.

mod candidates;
mod catboost;
mod class;
mod document;
mod dtype;
mod facts;
mod graph;
mod hdf5;
mod imports;
mod json;
mod keras;
mod lightgbm;
mod numpy;
mod onnx;
mod pickle;
mod pickle_file;
mod protobuf;
mod python;
mod safetensors;
mod sklearn;
mod skops;
mod source;
mod tally;
mod torch;
mod ubjson;
mod usual;
mod value;
mod weights;
mod xgboost;

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

pub use facts::{
    Classes, Count, ExternalData, ExternalProblem, Features, Format, GraphPort, Importance, ImportanceKind, Library, MAX_VALUES, ModelFile,
    ModelPart, Read, Side, Tensor,
};
pub use imports::{Effect, Import, ImportGroup, grouped};
pub use source::Unread;
pub use value::Value;

use crate::folder::{self, ArchiveError, FileEntry, Files, InnerZip, OpenFile, Opened, Progress, Subject};
use graph::Blob;

/// Bytes that are read again at once: the nodes of one tree.
const LARGEST_PIECE: u64 = 64_000_000;
/// The first bytes, by which a format is told.
const HEAD: u64 = 64;

/// A file that may hold a model.
struct Candidate<'a> {
    files: &'a Files,
    /// As it is listed: relative, `/`-separated.
    name: &'a str,
    /// Its first bytes, at most [`HEAD`].
    head: &'a [u8],
    progress: &'a Progress,
}

impl Candidate<'_> {
    fn path(&self) -> &Path {
        Path::new(self.name)
    }

    /// Whether its name ends in one of these, in small letters.
    fn has_ending(&self, endings: &[&str]) -> bool {
        let ending = self.path().extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
    }

    /// Opens it anew.
    fn open(&self) -> Result<OpenFile, Unread> {
        Ok(self.files.open_file(self.path())?)
    }

    /// Opens it as a zip.
    fn open_zip(&self) -> Result<InnerZip, Unread> {
        folder::open_zip(self.files, self.path(), self.progress).map_err(|why| match why {
            ArchiveError::Cancelled => Unread::Cancelled,
            why => Unread::Zip(why),
        })
    }

    /// Bytes of it that were passed over.
    fn piece(&self, blob: &Blob) -> Option<Vec<u8>> {
        if blob.length > LARGEST_PIECE {
            return None;
        }
        let mut file = self.open().ok()?;
        file.seek(SeekFrom::Start(blob.start)).ok()?;
        let mut bytes = Vec::new();
        file.take(blob.length).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 == blob.length).then_some(bytes)
    }
}

/// What reads one kind of file.
struct Reader {
    /// Whether it knows a file, by its name and its first bytes.
    knows: fn(&Candidate<'_>) -> bool,
    /// Reads it. What was understood before an error is kept, and says [`Read::Part`].
    read: fn(&Candidate<'_>) -> Result<ModelFile, Unread>,
}

/// All readers; the first one that knows a file reads it.
static READERS: &[Reader] = &[
    onnx::READER,
    safetensors::READER,
    skops::READER,
    torch::READER,
    keras::READER,
    xgboost::READER,
    lightgbm::READER,
    catboost::READER,
    pickle_file::READER,
];

/// Looks into every file of what was opened that may hold a model. One that cannot be read says so, and the others follow.
#[must_use]
pub fn look(opened: &Opened, progress: &Progress) -> Vec<ModelFile> {
    let Ok(files) = opened.files() else { return Vec::new() };
    candidates::of(opened).iter().filter_map(|name| look_into(&files, name, progress)).collect()
}

/// The bytes of all files that [`look`] would look into.
#[must_use]
pub fn bytes(opened: &Opened) -> u64 {
    let listing = match &opened.subject {
        Subject::Model(folder) => &folder.listing,
        Subject::Artifact(artifact) => &artifact.listing,
        Subject::Several { .. } | Subject::NotAModel(_) => return 0,
    };
    let candidates = candidates::of(opened);
    let is_one = |file: &&FileEntry| candidates.contains(&file.path);
    listing.files.iter().filter(is_one).filter_map(|file| file.bytes).fold(0, u64::saturating_add)
}

/// Looks into one file; nothing where no reader knows it.
fn look_into(files: &Files, name: &str, progress: &Progress) -> Option<ModelFile> {
    let head = match files.head(Path::new(name), HEAD) {
        Ok(head) => head,
        Err(why) => return candidates::has_ending(name).then(|| unread(name, &why.into())),
    };
    let candidate = Candidate { files, name, head: &head, progress };
    let reader = READERS.iter().find(|reader| (reader.knows)(&candidate))?;
    Some(match (reader.read)(&candidate) {
        Ok(file) => ModelFile { path: name.into(), ..file },
        Err(why) => unread(name, &why),
    })
}

fn unread(name: &str, why: &Unread) -> ModelFile {
    ModelFile { path: name.into(), read: Read::No, why: Some(why.to_string()), ..ModelFile::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of these files.
    pub fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        folder
    }

    /// What one of its files says.
    pub fn look_at(folder: &tempfile::TempDir, name: &str) -> Option<ModelFile> {
        look_into(&Files::open(folder.path()).unwrap(), name, &Progress::default())
    }
}
