//! The file of a request that a person wants checked: anywhere on the disk, read once and bounded.

use std::io::Read as _;
use std::path::Path;

/// A larger request is not checked: MLflow's server itself would need minutes and many times its size.
pub const PAYLOAD_LIMIT: u64 = 256_000_000;

/// Reads a whole request.
///
/// # Errors
/// It cannot be read, is no regular file (a named pipe could make us wait for ever), or is larger than
/// [`PAYLOAD_LIMIT`]; as a sentence's clause.
pub fn read_payload(path: &Path) -> Result<Vec<u8>, String> {
    let path = &*super::address::here(path).map_err(|elsewhere| elsewhere.to_string())?;
    let meta = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file; check the path".to_owned(),
        std::io::ErrorKind::PermissionDenied => "the system does not allow reading it; check its permissions".to_owned(),
        _ => format!("it cannot be read ({error})"),
    })?;
    if meta.is_dir() {
        return Err("it is a folder, and a request is a file".to_owned());
    }
    if !meta.is_file() {
        return Err("it is no regular file; send it to standard input instead".to_owned());
    }
    let file = std::fs::File::open(path).map_err(|error| format!("it cannot be read ({error})"))?;
    read_bounded(file)
}

/// The same for what comes from elsewhere.
///
/// # Errors
/// It breaks off, or is larger than [`PAYLOAD_LIMIT`].
pub fn read_bounded(source: impl std::io::Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    source.take(PAYLOAD_LIMIT + 1).read_to_end(&mut bytes).map_err(|error| format!("it cannot be read ({error})"))?;
    if bytes.len() as u64 > PAYLOAD_LIMIT {
        return Err(format!("it is larger than {}, and such requests are not checked", crate::mlmodel::display::bytes(PAYLOAD_LIMIT)));
    }
    Ok(bytes)
}
