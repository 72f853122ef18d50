//! The file of a request that a person wants checked: anywhere on the disk, read once and bounded.

use std::io::{self, Read};
use std::path::Path;

use super::Elsewhere;

/// A larger request is not checked: MLflow's server itself would need minutes and many times its size. In bytes.
pub const PAYLOAD_LIMIT: u64 = 256_000_000;

/// Why a request cannot be read, in a clause.
#[derive(Debug, thiserror::Error)]
pub enum PayloadError {
    /// It is an address, or a path of another system.
    #[error("{0}")]
    Elsewhere(Elsewhere),
    /// Nothing is there.
    #[error("there is no such file; check the path")]
    Missing,
    /// The system refuses.
    #[error("the system does not allow reading it; check its permissions")]
    Denied,
    /// A folder.
    #[error("it is a folder, and a request is a file")]
    Folder,
    /// A named pipe could make us wait for ever.
    #[error("it is no regular file; send it to standard input instead")]
    Special,
    /// More than [`PAYLOAD_LIMIT`].
    #[error("it is larger than {}, and such requests are not checked", crate::mlmodel::display::bytes(PAYLOAD_LIMIT))]
    TooLarge,
    /// What else the system says.
    #[error("it cannot be read ({0})")]
    Io(io::Error),
}

/// Reads a whole request.
///
/// # Errors
/// It cannot be read, is no regular file, or is larger than [`PAYLOAD_LIMIT`].
pub fn read_payload(path: &Path) -> Result<Vec<u8>, PayloadError> {
    let path = &*super::address::here(path).map_err(PayloadError::Elsewhere)?;
    let meta = std::fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => PayloadError::Missing,
        io::ErrorKind::PermissionDenied => PayloadError::Denied,
        _ => PayloadError::Io(error),
    })?;
    if meta.is_dir() {
        return Err(PayloadError::Folder);
    }
    if !meta.is_file() {
        return Err(PayloadError::Special);
    }
    read_bounded(std::fs::File::open(path).map_err(PayloadError::Io)?)
}

/// The same for what comes from elsewhere: standard input.
///
/// # Errors
/// It breaks off, or is larger than [`PAYLOAD_LIMIT`].
pub fn read_bounded(source: impl Read) -> Result<Vec<u8>, PayloadError> {
    let mut bytes = Vec::new();
    source.take(PAYLOAD_LIMIT + 1).read_to_end(&mut bytes).map_err(PayloadError::Io)?;
    if bytes.len() as u64 > PAYLOAD_LIMIT { Err(PayloadError::TooLarge) } else { Ok(bytes) }
}
