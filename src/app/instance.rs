//! One window for all: a second start hands its paths to the running program, over a socket that only this user can
//! reach.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::time::Duration;

use interprocess::local_socket::traits::{ListenerExt as _, Stream as _};
use interprocess::local_socket::{Listener, ListenerOptions, Name, Stream};
use serde::{Deserialize, Serialize};

use super::worker::{Answer, Worker};

/// A longer message is none of ours.
const LIMIT: u64 = 1_000_000;
/// A program that does not answer sooner is not waited for.
const PATIENCE: Duration = Duration::from_secs(2);
/// What the running program answers.
const TAKEN: &str = "taken";

/// What a second start hands over.
#[derive(Debug, Serialize, Deserialize)]
struct Message {
    paths: Vec<PathBuf>,
}

/// What became of the paths.
#[derive(Debug)]
pub enum Handed {
    /// A running window has them.
    Taken,
    /// This is the first window; it listens for others, where the system lets it.
    First(Option<Listener>),
}

/// Hands the paths to the running program, or makes this the one that others hand theirs to.
#[must_use]
pub fn hand_over(paths: &[PathBuf]) -> Handed {
    let Some(place) = place() else { return Handed::First(None) };
    if tell(&place, paths) {
        return Handed::Taken;
    }
    // Nobody listens: what lies there was left by a program that ended badly.
    #[cfg(unix)]
    let _ = std::fs::remove_file(&place);
    let listener = name(&place).and_then(|name| ListenerOptions::new().name(name).create_sync().ok());
    Handed::First(listener)
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
    let folder = dirs.runtime_dir().map_or_else(|| dirs.cache_dir().join("mlmodel-viewer"), std::path::Path::to_owned);
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder.join(name))
}

#[cfg(unix)]
fn name(place: &std::path::Path) -> Option<Name<'static>> {
    use interprocess::local_socket::{GenericFilePath, ToFsName as _};
    place.to_owned().to_fs_name::<GenericFilePath>().ok()
}

#[cfg(windows)]
fn name(place: &std::path::Path) -> Option<Name<'static>> {
    use interprocess::local_socket::{GenericNamespaced, ToNsName as _};
    place.as_os_str().to_owned().to_ns_name::<GenericNamespaced>().ok()
}

/// Whether a running program took them.
fn tell(place: &std::path::Path, paths: &[PathBuf]) -> bool {
    let Some(name) = name(place) else { return false };
    let Ok(stream) = Stream::connect(name) else { return false };
    let absolute = paths.iter().map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone())).collect();
    let Ok(mut text) = serde_json::to_string(&Message { paths: absolute }) else { return false };
    text.push('\n');
    // A program that hangs is not waited for: the answer is read on a thread that may be left behind.
    let (sender, answer) = std::sync::mpsc::channel();
    let ask = move || {
        let mut stream = stream;
        let mut line = String::new();
        let told = stream.write_all(text.as_bytes()).is_ok() && BufReader::new(stream).take(100).read_line(&mut line).is_ok();
        let _ = sender.send(told && line.trim() == TAKEN);
    };
    let started = std::thread::Builder::new().name("hand over".to_owned()).spawn(ask);
    started.is_ok() && answer.recv_timeout(PATIENCE).unwrap_or(false)
}

/// Takes what later starts hand over, for as long as the program runs.
pub fn listen(listener: Listener, worker: &Worker) {
    let worker = worker.clone();
    let run = move || {
        for stream in listener.incoming().flatten() {
            let mut line = String::new();
            let mut reader = BufReader::new(stream);
            if reader.by_ref().take(LIMIT).read_line(&mut line).is_err() {
                continue;
            }
            let Ok(message) = serde_json::from_str::<Message>(&line) else { continue };
            worker.answer(Answer::Handed(message.paths));
            // Who started it may be gone already.
            let _ = reader.get_mut().write_all(format!("{TAKEN}\n").as_bytes());
        }
    };
    if let Err(error) = std::thread::Builder::new().name("listen".to_owned()).spawn(run) {
        log::warn!("other starts are not noticed: the system starts no further thread ({error})");
    }
}
