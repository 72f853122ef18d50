//! One model folder, read once, bounded, read-only: its files come through [`Files`], from a directory or from elsewhere.
//!
//! [`open`] takes whatever a person pointed at and says what it is: a model, a folder with one or
//! several models below it, a plain artifact, or the wrong thing by its name.

mod above;
pub mod address;
mod archive;
mod below;
pub mod environment;
pub mod example;
mod files;
mod fingerprint;
mod given;
mod mistake;
mod model;
mod name;
mod opened;
pub mod packages;
mod payload;
pub mod preview;
mod progress;
pub mod references;
mod stopped;
mod walk;
mod without_mlmodel;
pub mod yaml_file;

use std::path::{Path, PathBuf};

pub use address::Elsewhere;
pub use archive::{
    Archive, ArchiveError, InArchive, InnerZip, Oddity, OddityKind, is_archive_name, open_files, open_zip, open_zip_without_checksums,
};
pub use environment::Environment;
pub use example::Example;
pub use files::{Child, ChildKind, Children, Files, Found, OpenFile, ReadError, Stamp, open_on_disk};
pub use fingerprint::{Fingerprint, NoFingerprint, NotAFingerprint};
pub use given::{Given, Stands};
pub use mistake::{MISTAKE, Mistake, guarded, hush_expected_panics, is_expected};
pub use model::{Mlmodel, MlmodelError, ModelFolder};
pub use name::{Known, Name, NameSource};
pub use opened::{Detour, NotOpened, OpenError, Opened, PlainArtifact, Subject, Way};
pub use packages::Package;
pub use payload::{PAYLOAD_LIMIT, PayloadError, read_bounded, read_payload};
pub use progress::Progress;
pub use references::{Origin, Reference, Status};
pub use stopped::Stopped;
pub use walk::{EntryKind, FileEntry, Listing, walk};
pub use without_mlmodel::{Contents, Explained, LoneFile, StoreSummary, WrongThing};

use crate::mlmodel::MlModel;

/// The one file every model folder has.
pub const MLMODEL: &str = "MLmodel";
/// A larger MLmodel is not read: MLflow itself needs minutes for 50 MB.
pub const MLMODEL_LIMIT: u64 = 64_000_000;

/// Reads what stands at `path`: a model folder, its MLmodel file, a folder with models below it, a file of a model, or
/// anything else; a `file:` address is read as the path it means. Nothing is executed, written, or followed out of the
/// folder.
///
/// # Errors
/// The path does not exist, cannot be read, or is an address of something that is not on this machine. Everything inside
/// that is wrong is in the result.
pub fn open(path: &Path, progress: &Progress) -> Result<Opened, OpenError> {
    Given::look(path, progress)?.open(progress)
}

/// What cannot be opened, as something that says why: one side of a comparison.
#[must_use]
pub fn unopened(error: OpenError) -> Opened {
    let subject = Subject::NotAModel(WrongThing::Unopened(error.sentence()));
    let files_at = opened::FilesAt::folder(&error.path);
    Opened { path: error.path, subject, detour: None, files_at }
}

/// The first `enough` model folders below a folder, relative to it, sorted; links are not followed.
#[must_use]
pub fn models_below(files: &Files, enough: usize, progress: &Progress) -> Vec<PathBuf> {
    below::models_below(files, enough, progress).models
}

/// The name that a folder's path and MLmodel give by themselves.
#[must_use]
pub fn name_by_path(path: &Path, model: Option<&MlModel>) -> Name {
    name::by_path(path, model)
}

/// The name in a `registered_model_meta`.
#[must_use]
pub fn registered_name(files: &Files) -> Option<Name> {
    name::registered(files).map(|text| Name { text: text.into(), from: NameSource::Registered })
}

/// What stands at a place, in a clause.
#[must_use]
pub fn describe(found: Found) -> &'static str {
    match found {
        Found::File { .. } => "it is a file",
        Found::Folder => "it is a folder",
        Found::Special => "it is a pipe, a socket or a device",
        Found::Missing => "it is not there",
        Found::BrokenLink => "it is a link that leads nowhere",
        Found::LeadsOutside => "it is a link that leads out of the folder, and such are not followed",
        Found::Denied => "the system does not allow reading it",
    }
}
