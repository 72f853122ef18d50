//! Addresses in place of paths: people paste what MLmodels, stores and MLflow's pages show. A `file:` address means a path
//! of this machine; every other one is said for what it is and never looked for on the disk.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::closest;

/// Services that keep models, with the words of people.
const SERVICES: &[(&str, &str)] = &[
    ("s3", "S3"),
    ("s3a", "S3"),
    ("s3n", "S3"),
    ("gs", "Google Cloud Storage"),
    ("dbfs", "DBFS (Databricks)"),
    ("wasbs", "Azure Storage"),
    ("wasb", "Azure Storage"),
    ("abfss", "Azure Storage"),
    ("abfs", "Azure Storage"),
    ("azureml", "Azure Machine Learning"),
    ("hdfs", "HDFS"),
    ("viewfs", "HDFS"),
    ("http", "a web server"),
    ("https", "a web server"),
    ("ftp", "an FTP server"),
    ("sftp", "an SFTP server"),
    ("r2", "Cloudflare R2"),
    ("b2", "Backblaze B2"),
    ("oss", "Alibaba Cloud OSS"),
    ("hf", "Hugging Face"),
];
/// Those that MLflow 3.18 downloads from by itself (`store/artifact/artifact_repository_registry.py`).
const MLFLOW_READS: &[&str] = &["s3", "r2", "b2", "gs", "wasbs", "ftp", "sftp", "dbfs", "hdfs", "viewfs", "abfss"];
/// The addresses of MLflow's own.
const OWN: &[&str] = &["runs", "models", "mlflow-artifacts", "file"];

/// What an address names that is no path of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// As it was given.
    text: Box<str>,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Run,
    Registered,
    LoggedModel,
    Served,
    Service {
        scheme: Box<str>,
        words: &'static str,
    },
    Web,
    /// A scheme nobody here knows.
    Unknown(Box<str>),
    /// A scheme that is one slip away from one of MLflow's own.
    Misspelled {
        scheme: Box<str>,
        meant: &'static str,
    },
    /// `file://host/path`.
    Host(Box<str>),
    WindowsPath,
    NetworkShare,
}

impl std::fmt::Display for Elsewhere {
    /// A clause: what it is, and what to do.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let download = format!("download it (mlflow artifacts download -u '{}')", clipped(&self.text, 300));
        match &self.kind {
            Kind::Run => write!(
                f,
                "this is MLflow's address of something that a run logged, not a path; open the folder mlruns or the database that knows the run, or {download} and open the folder"
            ),
            Kind::Registered => write!(
                f,
                "this is MLflow's address of a registered model, not a path; open the store that has it registered, or {download} and open the folder"
            ),
            Kind::LoggedModel => write!(
                f,
                "this is MLflow's address of a logged model, not a path; open the store that has it, or {download} and open the folder"
            ),
            Kind::Served => write!(
                f,
                "this is an address of a tracking server, not a path; open the folder mlartifacts beside the server's database, or {download} and open the folder"
            ),
            Kind::Service { scheme, words } => {
                let how = match &**scheme {
                    "azureml" => "download it (az ml model download, or az ml job download)".to_owned(),
                    scheme if MLFLOW_READS.contains(&scheme) => download,
                    _ => "download it".to_owned(),
                };
                write!(f, "this is an address on {words}, and only folders of this machine are read; {how} and open the folder")
            }
            Kind::Web => write!(
                f,
                "this is the address of a web server, and only folders of this machine are read; download the model's folder and open that"
            ),
            Kind::Unknown(scheme) => write!(
                f,
                "this is an address (of the kind {}) and not a path, and only folders of this machine are read; download the model and open its folder",
                clipped(scheme, 40)
            ),
            Kind::Misspelled { scheme, meant } => {
                write!(f, "{}:/ is no address that MLflow knows, {meant}:/ is probably meant; and it is no path", clipped(scheme, 40))
            }
            Kind::Host(host) => write!(
                f,
                "this is no valid address of a file, for its host is \"{}\"; write file:/// and the whole path, or the path alone",
                clipped(host, 60)
            ),
            Kind::WindowsPath => f.write_str("this is a path of a Windows machine; give the path that the folder has on this one"),
            Kind::NetworkShare => {
                f.write_str("this is a network share as Windows writes it; connect to it, and give the path that it has on this machine")
            }
        }
    }
}

/// The path that is meant: the path itself, or what a `file:` address stands for, as MLflow reads it
/// (`utils/file_utils.py`, `local_file_uri_to_path`). By its text alone: the disk is not asked.
///
/// # Errors
/// It is an address of something elsewhere, or a path of another system.
pub fn local(given: &Path) -> Result<Cow<'_, Path>, Elsewhere> {
    let Some(text) = given.to_str() else { return Ok(Cow::Borrowed(given)) };
    match read(text) {
        None => Ok(Cow::Borrowed(given)),
        Some(Ok(path)) => Ok(Cow::Owned(path)),
        Some(Err(kind)) => Err(Elsewhere { text: text.trim().into(), kind }),
    }
}

/// What [`local`] gives; but where something of that very name is on the disk, that is meant, even if it looks like an address.
///
/// # Errors
/// Those of [`local`].
pub fn here(given: &Path) -> Result<Cow<'_, Path>, Elsewhere> {
    // Asking Windows for what looks like a share would send the person's credentials to that host.
    let is_there = cfg!(unix) && std::fs::symlink_metadata(given).is_ok();
    if is_there { Ok(Cow::Borrowed(given)) } else { local(given) }
}

/// The same as an absolute path, so that it holds in any working folder. What is no path of this machine stays as it is:
/// whoever opens it says so.
#[must_use]
pub fn absolute(given: &Path) -> PathBuf {
    match local(given) {
        Ok(path) => std::path::absolute(&path).unwrap_or_else(|_| path.into_owned()),
        Err(_) => given.to_owned(),
    }
}

/// `scheme:rest`. A single letter is a drive, and no scheme.
#[must_use]
pub fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_sound = scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    (is_sound && scheme.as_bytes()[0].is_ascii_alphabetic()).then_some((scheme, rest))
}

/// A scheme in the words of people, where it is known: `S3`.
#[must_use]
pub fn service(scheme: &str) -> Option<&'static str> {
    SERVICES.iter().find(|(known, _)| *known == scheme).map(|(_, words)| *words)
}

/// The scheme of MLflow's own that `scheme` is one slip away from.
#[must_use]
pub fn meant(scheme: &str) -> Option<&'static str> {
    let is_known = service(scheme).is_some() || OWN.contains(&scheme);
    if is_known { None } else { closest(scheme, OWN.iter().copied()) }
}

/// What an address stands for; nothing for a path.
fn read(text: &str) -> Option<Result<PathBuf, Kind>> {
    let text = text.trim();
    if cfg!(unix) {
        let bytes = text.as_bytes();
        if bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'\\' | b'/') {
            return Some(Err(Kind::WindowsPath));
        }
        if text.starts_with("\\\\") {
            return Some(Err(Kind::NetworkShare));
        }
    }
    let (scheme, rest) = scheme(text)?;
    let scheme = scheme.to_ascii_lowercase();
    // `notes:2/model` may be a folder that is not there.
    let (has_path, has_host) = (rest.starts_with('/'), rest.starts_with("//"));
    let kind = match scheme.as_str() {
        "file" => return Some(file(rest)),
        "runs" if has_path => Kind::Run,
        "models" if rest.trim_start_matches('/').starts_with("m-") && has_path => Kind::LoggedModel,
        "models" if has_path => Kind::Registered,
        "mlflow-artifacts" if has_path => Kind::Served,
        "http" | "https" if has_host => Kind::Web,
        other => match (service(other), meant(other)) {
            // `azureml:name:3` is short for a registered model.
            (Some(words), _) if has_path || other == "azureml" => Kind::Service { scheme: other.into(), words },
            (None, Some(meant)) if has_path => Kind::Misspelled { scheme: other.into(), meant },
            _ if has_host => Kind::Unknown(other.into()),
            _ => return None,
        },
    };
    Some(Err(kind))
}

/// What stands behind `file:`.
fn file(rest: &str) -> Result<PathBuf, Kind> {
    let (host, path) = match rest.strip_prefix("//") {
        Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        None => ("", rest),
    };
    // `file://C:/models`, with one slash less than it needs.
    if host.len() == 2 && host.ends_with(':') {
        return if cfg!(windows) { Ok(decoded(&format!("{host}{path}"))) } else { Err(Kind::WindowsPath) };
    }
    if !host.is_empty() && !host.eq_ignore_ascii_case("localhost") {
        return Err(if cfg!(windows) && host != "." { Kind::NetworkShare } else { Kind::Host(host.into()) });
    }
    // A query and a fragment are no part of the path; a name with such a letter is written with its code.
    let path = decoded(path.split(['?', '#']).next().unwrap_or(path));
    let drive = path.as_os_str().as_encoded_bytes();
    let has_drive = drive.len() > 2 && drive[0] == b'/' && drive[1].is_ascii_alphabetic() && drive[2] == b':';
    match path.to_str().map(|text| &text[1.min(text.len())..]).filter(|_| has_drive) {
        Some(text) if cfg!(windows) => Ok(text.into()),
        Some(_) => Err(Kind::WindowsPath),
        None => Ok(path),
    }
}

/// A path with `%20` for a blank; what is no such code stays as it is.
fn decoded(text: &str) -> PathBuf {
    // A path need not be UTF-8.
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(text).collect();
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt as _;
        std::ffi::OsString::from_vec(bytes).into()
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(&bytes).into_owned().into()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_address_is_the_path_it_means() {
        for (text, path) in [
            ("file:///srv/models/a%20b", "/srv/models/a b"),
            ("file://localhost/srv/m", "/srv/m"),
            ("FILE:///srv/m", "/srv/m"),
            ("file:/srv/m", "/srv/m"),
            ("file:model", "model"),
            ("file:///srv/caf%C3%A9#x", "/srv/café"),
            ("file:///srv/100%", "/srv/100%"),
            ("model", "model"),
            ("a:b", "a:b"),
            ("notes:2/model", "notes:2/model"),
            ("./s3", "./s3"),
        ] {
            assert_eq!(local(Path::new(text)).as_deref(), Ok(Path::new(path)), "{text}");
        }
    }

    #[test]
    fn an_address_of_elsewhere_is_said_for_what_it_is() {
        for (text, words) in [
            ("runs:/6efc4e179e73480381c74de4c720cfdb/model", "that a run logged"),
            ("runs://profile@databricks/6efc/model", "that a run logged"),
            ("models:/risk/3", "a registered model"),
            ("models:/risk@champion", "a registered model"),
            ("models:/m-6efc4e179e73480381c74de4c720cfdb", "a logged model"),
            ("mlflow-artifacts:/1/abc/artifacts/model", "a tracking server"),
            ("s3://bucket/model", "on S3"),
            ("gs://bucket/model", "on Google Cloud Storage"),
            ("wasbs://c@a.blob.core.windows.net/m", "on Azure Storage"),
            ("dbfs:/databricks/model", "on DBFS"),
            ("azureml://jobs/a/outputs/artifacts/paths/model", "on Azure Machine Learning"),
            ("azureml:risk:3", "on Azure Machine Learning"),
            ("https://host/model", "a web server"),
            ("hdfs://host:9000/model", "on HDFS"),
            ("lakefs://x/y", "of the kind lakefs"),
            ("run:/6efc/model", "runs:/ is probably meant"),
            ("model:/risk/3", "models:/ is probably meant"),
            ("file://./my_model", "its host is \".\""),
            ("file://server/share/model", "its host is \"server\""),
            ("file:///C:/models/risk", "a Windows machine"),
            ("file://C:/models/risk", "a Windows machine"),
            ("C:\\models\\risk", "a Windows machine"),
            ("c:/models/risk", "a Windows machine"),
            ("\\\\server\\share\\model", "a network share"),
        ] {
            let said = local(Path::new(text)).map(Cow::into_owned).map_err(|elsewhere| elsewhere.to_string());
            assert!(said.as_ref().is_err_and(|said| said.contains(words)), "{text}: {said:?}");
            assert_eq!(absolute(Path::new(text)), Path::new(text), "{text}");
        }
    }
}
