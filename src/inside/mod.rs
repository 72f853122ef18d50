//! What a model's own files say of it, without running any of it: one reader a format.
//!
//! A pickle is an instruction list for Python; here its instructions describe a graph of what would be made,
//! in which names stay names. skops files describe the same graph. What is asked of it (settings, parts, features, classes)
//! stands once, in `sklearn`.

mod candidates;
mod catboost;
mod class;
mod configs;
mod content;
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
mod others;
mod pickle;
mod pickle_file;
mod protobuf;
mod python;
mod safetensors;
mod saved_model;
mod sklearn;
mod skops;
mod skops_trust;
mod source;
mod spark;
mod tally;
mod torch;
mod ubjson;
mod usual;
mod value;
mod weights;
mod xgboost;

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

pub use content::{ArrayDigest, array_digests};
pub use facts::{
    Classes, Count, ExternalData, ExternalProblem, Features, Format, GraphPort, Importance, ImportanceKind, Library, MAX_VALUES, ModelFile,
    ModelPart, Place, Read, Side, Tensor, Within, shape_text,
};
pub use imports::{Effect, Import, ImportGroup, grouped};
pub use skops_trust::SkopsTrust;
pub use source::Unread;
pub use value::{Value, short_class};

use crate::folder::{self, ArchiveError, Files, InnerZip, OpenFile, Opened, Progress};
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
        candidates::ends_with(self.name, endings)
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
    configs::READER,
    others::MOJO,
    others::H2O,
    others::R,
    xgboost::READER,
    lightgbm::READER,
    catboost::READER,
    pickle_file::READER,
];

/// What reads a folder that is one model.
struct FolderReader {
    /// The folder, where a file of it, by its path, is one that only such a folder has.
    marked_by: fn(&str) -> Option<&str>,
    /// As [`Reader::read`]; the candidate's name is the folder's, and it has no first bytes.
    read: fn(&Candidate<'_>) -> Result<ModelFile, Unread>,
}

/// All readers of folders.
static FOLDER_READERS: &[FolderReader] = &[saved_model::READER, spark::READER];

/// Looks into every file and folder of what was opened that may hold a model. One that cannot be read says so, and the others
/// follow; so does what a flavor names as its model and nobody here reads.
#[must_use]
pub fn look(opened: &Opened, progress: &Progress) -> Vec<ModelFile> {
    let Ok(files) = opened.files() else { return Vec::new() };
    let mut found: Vec<_> = candidates::of(opened).iter().filter_map(|name| look_into(&files, name, progress)).collect();
    found.extend(candidates::folders(opened).into_iter().map(|(name, reader)| look_into_folder(&files, &name, reader, progress)));
    for path in candidates::unread(opened, &found) {
        found.push(unread(&path, &Unread::Damaged("files of this kind are not read here")));
    }
    found
}

/// The files and folders of what was opened that [`look`] would look into, as they are listed. Nothing is read for this.
#[must_use]
pub fn candidates(opened: &Opened) -> Vec<Box<str>> {
    let folders = candidates::folders(opened).into_iter().map(|(name, _)| name);
    candidates::of(opened).into_iter().chain(folders).collect()
}

/// The bytes of all files that [`look`] would look into.
#[must_use]
pub fn bytes(opened: &Opened) -> u64 {
    let Some(listing) = opened.listing() else { return 0 };
    candidates::of(opened).iter().filter_map(|name| listing.get(name)?.bytes).fold(0, u64::saturating_add)
}

/// Looks into one file; nothing where no reader knows it.
fn look_into(files: &Files, name: &str, progress: &Progress) -> Option<ModelFile> {
    let head = match files.head(Path::new(name), HEAD) {
        Ok(head) => head,
        Err(why) => return candidates::has_ending(name).then(|| unread(name, &why.into())),
    };
    let candidate = Candidate { files, name, head: &head, progress };
    let Some(reader) = READERS.iter().find(|reader| (reader.knows)(&candidate)) else {
        let is_called_one = candidates::format_by_ending(name) != Format::Other;
        return is_called_one.then(|| unread(name, &Unread::Damaged("its content is not what its name says")));
    };
    Some(match (reader.read)(&candidate) {
        Ok(file) => ModelFile { path: name.into(), ..file },
        Err(why) => unread(name, &why),
    })
}

/// Looks into one folder.
fn look_into_folder(files: &Files, name: &str, reader: &FolderReader, progress: &Progress) -> ModelFile {
    let candidate = Candidate { files, name, head: &[], progress };
    match (reader.read)(&candidate) {
        Ok(file) => ModelFile { path: name.into(), ..file },
        Err(why) => unread(name, &why),
    }
}

fn unread(name: &str, why: &Unread) -> ModelFile {
    ModelFile {
        path: name.into(),
        format: candidates::format_by_ending(name),
        read: Read::No,
        why: Some(why.to_string()),
        ..ModelFile::default()
    }
}

/// Items of a list, and characters of a text, of a setting that a file keeps as JSON.
const MAX_ITEMS: usize = 64;
const LONGEST_TEXT: usize = 1_000;

/// A setting that a file keeps as JSON: a number, a text, or a short list of them; nothing for all else.
fn plain_json(value: &crate::mlmodel::Value) -> Option<Value> {
    use crate::mlmodel::Value as Json;
    Some(match value {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Int(value) => Value::Int(*value),
        Json::BigInt(digits) => Value::Long(digits.clone()),
        Json::Float(value) => Value::Float(*value),
        Json::Text(text) => Value::Text(crate::mlmodel::display::cut(text, LONGEST_TEXT).into()),
        Json::List(items) if items.len() <= MAX_ITEMS && !items.iter().any(|item| matches!(item, Json::List(_))) => {
            Value::List(items.iter().map(plain_json).collect::<Option<_>>()?)
        }
        _ => return None,
    })
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

    /// What a folder in it says.
    pub fn look_at_folder(folder: &tempfile::TempDir, name: &str, reader: &FolderReader) -> ModelFile {
        look_into_folder(&Files::open(folder.path()).unwrap(), name, reader, &Progress::default())
    }

    /// What one of its files says.
    pub fn look_at(folder: &tempfile::TempDir, name: &str) -> Option<ModelFile> {
        look_into(&Files::open(folder.path()).unwrap(), name, &Progress::default())
    }
}
