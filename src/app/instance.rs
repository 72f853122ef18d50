//! One window for all: a second start hands its paths to the running program, over a socket that only this user can
//! reach.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use interprocess::local_socket::traits::{ListenerExt as _, Stream as _};
use interprocess::local_socket::{Listener, ListenerOptions, Name, Stream};
use serde::{Deserialize, Serialize};

use super::update::Update;
use super::worker::Worker;

/// A longer message is none of ours.
const MAX_MESSAGE_BYTES: u64 = 1_000_000;
/// A program that does not reply sooner is not waited for.
const REPLY_WITHIN: Duration = Duration::from_secs(2);
/// What the running program replies.
const TAKEN_REPLY: &str = "taken";

/// What a second start hands over.
#[derive(Debug, Serialize, Deserialize)]
struct HandedPaths {
    /// As bytes: a name need not be text.
    paths: Vec<Vec<u8>>,
}

/// What became of the paths.
#[derive(Debug)]
pub enum HandOver {
    /// A running window has them.
    Taken,
    /// This is the first window; it listens for others, where the system lets it.
    First(Option<Listener>),
}

/// Hands the paths to the running program, or makes this the one that others hand theirs to.
#[must_use]
pub fn hand_over(paths: &[PathBuf]) -> HandOver {
    let Some(place) = place() else { return HandOver::First(None) };
    match offer(&place, paths) {
        Reply::Taken => return HandOver::Taken,
        // It hangs: this is a window of its own, and leaves the place to the other.
        Reply::Silence => return HandOver::First(None),
        Reply::Nobody => {}
    }
    // What lies there was left by a program that ended badly.
    #[cfg(unix)]
    let _ = std::fs::remove_file(&place);
    let listener = name(&place).and_then(|name| ListenerOptions::new().name(name).create_sync().ok());
    HandOver::First(listener)
}

/// Where the running program listens: for each user and display another place.
fn place() -> Option<PathBuf> {
    let display = ["WAYLAND_DISPLAY", "DISPLAY"].into_iter().find_map(std::env::var_os).unwrap_or_default();
    let display: String = display.to_string_lossy().chars().filter(char::is_ascii_alphanumeric).collect();
    let name = format!("mlmodel-viewer-{display}.sock");
    if cfg!(windows) {
        let user = std::env::var("USERNAME").unwrap_or_default();
        return Some(PathBuf::from(format!("{name}-{user}")));
    }
    let dirs = directories::BaseDirs::new()?;
    // Both are the user's own; a runtime folder is emptied when they leave.
    let folder = dirs.runtime_dir().map_or_else(|| dirs.cache_dir().join("mlmodel-viewer"), Path::to_owned);
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder.join(name))
}

#[cfg(unix)]
fn name(place: &Path) -> Option<Name<'static>> {
    use interprocess::local_socket::{GenericFilePath, ToFsName as _};
    place.to_owned().to_fs_name::<GenericFilePath>().ok()
}

#[cfg(windows)]
fn name(place: &Path) -> Option<Name<'static>> {
    use interprocess::local_socket::{GenericNamespaced, ToNsName as _};
    place.as_os_str().to_owned().to_ns_name::<GenericNamespaced>().ok()
}

#[cfg(unix)]
fn to_bytes(path: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().to_vec()
}

#[cfg(unix)]
fn from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    std::ffi::OsStr::from_bytes(bytes).into()
}

/// Windows has units of two bytes in its names, and not all of them are text.
#[cfg(windows)]
fn to_bytes(path: &Path) -> Vec<u8> {
    use std::os::windows::ffi::OsStrExt as _;
    path.as_os_str().encode_wide().flat_map(u16::to_le_bytes).collect()
}

#[cfg(windows)]
fn from_bytes(bytes: &[u8]) -> PathBuf {
    use std::os::windows::ffi::OsStringExt as _;
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    std::ffi::OsString::from_wide(&units).into()
}

/// What a running program replied to the paths.
enum Reply {
    Taken,
    /// It is there, and does not reply.
    Silence,
    /// No other program runs.
    Nobody,
}

/// Offers the paths to a running program and waits for its reply.
fn offer(place: &Path, paths: &[PathBuf]) -> Reply {
    let Some(stream) = name(place).and_then(|name| Stream::connect(name).ok()) else { return Reply::Nobody };
    let absolute = paths.iter().map(|path| to_bytes(&crate::folder::address::absolute(path))).collect();
    let Ok(mut text) = serde_json::to_string(&HandedPaths { paths: absolute }) else { return Reply::Silence };
    text.push('\n');
    // A program that hangs is not waited for: the reply is read on a thread that may be left behind.
    let (sender, reply) = std::sync::mpsc::channel();
    let ask = move || {
        let mut stream = stream;
        let mut line = String::new();
        let is_taken = stream.write_all(text.as_bytes()).is_ok() && BufReader::new(stream).take(100).read_line(&mut line).is_ok();
        let _ = sender.send(is_taken && line.trim() == TAKEN_REPLY);
    };
    let started = std::thread::Builder::new().name("hand over".to_owned()).spawn(ask);
    if started.is_ok() && reply.recv_timeout(REPLY_WITHIN).unwrap_or(false) { Reply::Taken } else { Reply::Silence }
}

fn take(stream: Stream, worker: &Worker) {
    let mut line = String::new();
    let mut reader = BufReader::new(stream);
    let message =
        reader.by_ref().take(MAX_MESSAGE_BYTES).read_line(&mut line).ok().and_then(|_| serde_json::from_str::<HandedPaths>(&line).ok());
    if let Some(message) = message {
        worker.send(Update::HandedOver(message.paths.iter().map(|path| from_bytes(path)).collect()));
        // Who started it may be gone already.
        let _ = reader.get_mut().write_all(format!("{TAKEN_REPLY}\n").as_bytes());
    }
}

/// Takes what later starts hand over, for as long as the program runs.
pub fn listen(listener: Listener, worker: &Worker) {
    let worker = worker.clone();
    let run = move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else {
                // The system lets nothing more be opened: no use asking at once.
                std::thread::sleep(Duration::from_secs(1));
                continue;
            };
            // One that says nothing holds up no other.
            let worker = worker.clone();
            let started = std::thread::Builder::new().name("handed".to_owned()).spawn(move || take(stream, &worker));
            if let Err(error) = started {
                log::warn!("another start was not noticed: the system starts no further thread ({error})");
            }
        }
    };
    if let Err(error) = std::thread::Builder::new().name("listen".to_owned()).spawn(run) {
        log::warn!("other starts are not noticed: the system starts no further thread ({error})");
    }
}
