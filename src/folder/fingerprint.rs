//! The fingerprint of a model: one SHA-256 over the paths and the contents of its files. What was approved is what ships.
//!
//! Of a folder it is the SHA-256 of the text that `sha256sum` prints for every file below it, sorted by path: 64 hexadecimal
//! digits, two blanks, the path with `/`, a line feed. Of a lone file it is that file's own. Neither times nor permissions
//! count, nor do empty folders, so that a folder has one fingerprint on every system and in every archive.
//! - No file is left out, those that a system or Python adds neither (`.DS_Store`, `__pycache__`): a `.pyc` is code that runs.
//! - A link to a file inside the folder counts as that file. Any other link has no content that an archive or another system
//!   would keep, and the folder has no fingerprint.
//! - Nor has one with a name that would make two folders read the same, or be another name elsewhere: with a backslash or a
//!   control character, or not UTF-8. Other names count as they are written: `é` as one character is not `e` with an accent.

use std::fmt;
use std::io::Read as _;
use std::path::Path;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::{FileEntry, Files, Found, Listing, Opened, Progress, ReadError, Stopped, Subject, walk};
use crate::mlmodel::display::clipped;

/// Bytes that are read at once.
const BLOCK: usize = 1_000_000;
/// Characters of a path in a message.
const LONGEST_PATH: usize = 200;

/// A SHA-256; it is written as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint has 64 hexadecimal digits")]
pub struct NotAFingerprint;

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    /// Reads one as it is printed; of a line of `sha256sum` the path is passed over.
    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let digits = text.split_whitespace().next().unwrap_or_default();
        if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(NotAFingerprint);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| NotAFingerprint)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| NotAFingerprint)?;
        }
        Ok(Self(bytes))
    }
}

/// Why something has no fingerprint; shown as a clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoFingerprint {
    /// It holds models, and is none.
    #[error("there are several models in this folder; choose one of them")]
    Several,
    /// There is neither a model nor a file of one.
    #[error("this is no model folder")]
    NotAModel,
    /// It holds no file at all.
    #[error("there is no file in it")]
    Empty,
    /// Programs may unpack the archive to other files, or not all of it was read: the names of what is odd.
    #[error("the archive is not sound{}, so that it may unpack to other files; unpack it, and take the folder", in_brackets(.0))]
    OddArchive(String),
    /// The folder was there when it was opened.
    #[error("the folder can no longer be read ({0})")]
    FolderGone(String),
    /// There are more files than are listed.
    #[error("not every file can be counted: {0}")]
    NotListed(Stopped),
    /// What is in a folder below cannot be listed.
    #[error("the folder {} cannot be read; check its permissions", shown(.0))]
    FolderNotRead(Box<str>),
    /// Another system would write the name otherwise.
    #[error("{} has a name that is not the same on every system: it holds a backslash, a control character or what is not UTF-8; rename it", shown(.0))]
    Name(Box<str>),
    /// A link to a folder, which an archive may keep as a link or as a folder.
    #[error("{} is a link to a folder; put the folder itself in its place", shown(.0))]
    LinkToFolder(Box<str>),
    /// It is no readable file of the folder.
    #[error("{} cannot be read: {why}", shown(.path))]
    NotRead { path: Box<str>, why: ReadError },
    /// It is another file than the one that was listed, came, or went.
    #[error("{} changed since the folder was read; read it again", shown(.0))]
    Changed(Box<str>),
    /// It was asked to stop.
    #[error("it was stopped")]
    Cancelled,
}

fn shown(path: &str) -> std::borrow::Cow<'_, str> {
    clipped(path, LONGEST_PATH)
}

fn in_brackets(names: &str) -> String {
    if names.is_empty() { String::new() } else { format!(" ({names})") }
}

impl Opened {
    /// Reads every byte of the files that were listed, in 1 MB of memory. `progress` counts the bytes, and stops it.
    ///
    /// # Errors
    /// It is no model; or one of the files cannot be read, leads out of the folder, or changed since it was listed. Or it
    /// lies in an archive of which anything is odd: a name that is there twice is another file to another program.
    pub fn fingerprint(&self, progress: &Progress) -> Result<Fingerprint, NoFingerprint> {
        if let Some(odd) = self.archive().and_then(|archive| archive.oddities.first()) {
            return Err(NoFingerprint::OddArchive(odd.listed()));
        }
        let files = || self.files().map_err(|error| NoFingerprint::FolderGone(error.to_string()));
        match &self.subject {
            Subject::Model(model) => of_folder(&files()?, &model.listing, progress),
            Subject::Artifact(artifact) => match self.path.file_name().filter(|_| self.is_lone_file()) {
                Some(name) => of_file(&files()?, Path::new(name), &artifact.name, progress),
                None => of_folder(&files()?, &artifact.listing, progress),
            },
            Subject::Several { .. } => Err(NoFingerprint::Several),
            Subject::NotAModel(_) => Err(NoFingerprint::NotAModel),
        }
    }
}

/// Of a folder that was listed.
fn of_folder(files: &Files, listing: &Listing, progress: &Progress) -> Result<Fingerprint, NoFingerprint> {
    hold(listing)?;
    let mut whole = Sha256::new();
    let mut buffer = vec![0; BLOCK];
    for file in &listing.files {
        let hash = of_listed(files, file, &mut buffer, progress)?;
        whole.update(format!("{hash}  {}\n", file.path));
    }
    // An archive that changed meanwhile says so when a file of it is opened.
    if let Some(file) = listing.files.first() {
        let again = files.open_file(Path::new(&*file.path));
        again.map_err(|why| NoFingerprint::NotRead { path: file.path.clone(), why })?;
    }
    let now = walk(files, progress);
    if progress.is_cancelled() {
        return Err(NoFingerprint::Cancelled);
    }
    match changed(listing, &now) {
        Some(path) => Err(NoFingerprint::Changed(path.into())),
        None => Ok(Fingerprint(whole.finalize().into())),
    }
}

/// Of a file by itself, called `name` in the folder it lies in.
fn of_file(files: &Files, name: &Path, shown: &str, progress: &Progress) -> Result<Fingerprint, NoFingerprint> {
    let stamp = files.stamp_of(name);
    let file = FileEntry { path: shown.into(), bytes: stamp.map(|stamp| stamp.bytes), modified: 0, kind: super::EntryKind::File };
    let hash = of_bytes(files.open_file(name), &file, &mut vec![0; BLOCK], progress)?;
    if files.stamp_of(name) == stamp { Ok(hash) } else { Err(NoFingerprint::Changed(file.path)) }
}

/// Whether all files were listed, each by a name that is the same everywhere.
fn hold(listing: &Listing) -> Result<(), NoFingerprint> {
    if let Some(stopped) = listing.stopped {
        return Err(NoFingerprint::NotListed(stopped));
    }
    if let Some(folder) = listing.unreadable.first() {
        return Err(NoFingerprint::FolderNotRead(if folder.is_empty() { ".".into() } else { folder.clone() }));
    }
    // What is not UTF-8 is listed with a backslash.
    let is_odd = |file: &&FileEntry| file.path.chars().any(|c| c == '\\' || c.is_control());
    match listing.files.iter().find(is_odd) {
        Some(file) => Err(NoFingerprint::Name(file.path.clone())),
        None if listing.files.is_empty() => Err(NoFingerprint::Empty),
        None => Ok(()),
    }
}

/// Of one file of the list.
fn of_listed(files: &Files, file: &FileEntry, buffer: &mut [u8], progress: &Progress) -> Result<Fingerprint, NoFingerprint> {
    match files.open_file(Path::new(&*file.path)) {
        Err(ReadError::Not(Found::Folder)) => Err(NoFingerprint::LinkToFolder(file.path.clone())),
        Err(ReadError::Not(Found::Missing)) => Err(NoFingerprint::Changed(file.path.clone())),
        open => of_bytes(open, file, buffer, progress),
    }
}

/// Of the bytes of a file; there are as many as were listed.
fn of_bytes(
    open: Result<super::OpenFile, ReadError>,
    file: &FileEntry,
    buffer: &mut [u8],
    progress: &Progress,
) -> Result<Fingerprint, NoFingerprint> {
    let not_read = |why| NoFingerprint::NotRead { path: file.path.clone(), why };
    let mut open = open.map_err(not_read)?;
    let (mut hash, mut seen) = (Sha256::new(), 0);
    loop {
        if progress.is_cancelled() {
            return Err(NoFingerprint::Cancelled);
        }
        let count = match open.read(buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(not_read(error.into())),
        };
        hash.update(&buffer[..count]);
        seen += count as u64;
        progress.read(count as u64);
        // It may grow as fast as it is read.
        if file.bytes.is_none_or(|bytes| seen > bytes) {
            break;
        }
    }
    if file.bytes == Some(seen) { Ok(Fingerprint(hash.finalize().into())) } else { Err(NoFingerprint::Changed(file.path.clone())) }
}

/// The first path in which two lists of one folder differ.
fn changed<'a>(before: &'a Listing, now: &'a Listing) -> Option<&'a str> {
    let differing = before.files.iter().zip(&now.files).find(|(a, b)| a != b).map(|(a, b)| (&*a.path).min(&*b.path));
    let more = || {
        let least = before.files.len().min(now.files.len());
        before.files.get(least).or(now.files.get(least)).map(|file| &*file.path)
    };
    differing.or_else(more).or_else(|| now.unreadable.first().map(AsRef::as_ref))
}

#[cfg(test)]
mod tests {
    use super::super::files::memory::Memory;
    use super::*;

    fn of(memory: Memory) -> Result<Fingerprint, NoFingerprint> {
        let files = memory.files();
        of_folder(&files, &walk(&files, &Progress::default()), &Progress::default())
    }

    fn text(memory: Memory) -> String {
        of(memory).unwrap().to_string()
    }

    /// `printf abc >a; mkdir b; printf x >b/é; touch b-; sha256sum a b- b/é | sha256sum`
    const KNOWN: &str = "aba8052a47f30982c70a042415f724d144afeaa4aab12abe9d430e82564e0bbc";

    #[test]
    fn it_is_what_sha256sum_says_of_the_lines_of_sha256sum() {
        let memory = || Memory::default().file("b/é", "x").file("a", "abc").file("b-", "");
        assert_eq!(text(memory()), KNOWN);
        // A link inside counts as what it leads to.
        assert_eq!(text(Memory::default().file("b/é", "x").file("b-", "").link("a", "b/é").file("c", "")), {
            text(Memory::default().file("b/é", "x").file("b-", "").file("a", "x").file("c", ""))
        });
        for other in [
            memory().file("c", ""),
            memory().file("a", "abd"),
            Memory::default().file("b/é", "x").file("a2", "abc").file("b-", ""),
            // The same letter in two characters.
            Memory::default().file("b/e\u{301}", "x").file("a", "abc").file("b-", ""),
        ] {
            assert_ne!(text(other), KNOWN);
        }
    }

    #[test]
    fn what_is_not_the_same_everywhere_has_none() {
        let known = Memory::default().file("known", "x");
        for name in ["a\nb", "a\\b", "a\r", "a\tb/c", "a\u{7f}", "a\u{85}"] {
            assert_eq!(of(known.clone().file(name, "x")), Err(NoFingerprint::Name(name.into())), "{name:?}");
        }
        assert_eq!(of(Memory::default()), Err(NoFingerprint::Empty));
        assert_eq!(of(known.clone().file("folder/x", "").link("to", "folder")), Err(NoFingerprint::LinkToFolder("to".into())));
        for (target, found) in [("../../x", Found::LeadsOutside), ("/etc/passwd", Found::LeadsOutside), ("nowhere", Found::BrokenLink)] {
            let why = NoFingerprint::NotRead { path: "to".into(), why: ReadError::Not(found) };
            assert_eq!(of(known.clone().link("to", target)), Err(why), "{target}");
        }
        assert_eq!(
            of(known.link("a", "b").link("b", "a")),
            Err(NoFingerprint::NotRead { path: "a".into(), why: ReadError::Not(Found::BrokenLink) })
        );
    }

    #[test]
    fn what_came_went_or_changed_since_is_named() {
        let before = Memory::default().file("a", "1").file("b", "2");
        let listing = walk(&before.clone().files(), &Progress::default());
        for (now, path) in [
            (before.clone().file("aa", ""), "aa"),
            (before.clone().file("c", ""), "c"),
            (before.clone().file("b", "22"), "b"),
            (Memory::default().file("a", "1"), "b"),
            (Memory::default().file("b", "2"), "a"),
        ] {
            let found = of_folder(&now.files(), &listing, &Progress::default());
            assert_eq!(found, Err(NoFingerprint::Changed(path.into())));
        }
        let cancelled = Progress::default();
        cancelled.cancel();
        assert_eq!(of_folder(&before.files(), &listing, &cancelled), Err(NoFingerprint::Cancelled));
    }

    #[test]
    fn one_is_read_as_it_is_printed() {
        let fingerprint: Fingerprint = KNOWN.parse().unwrap();
        assert_eq!(fingerprint.to_string(), KNOWN);
        assert_eq!(format!(" {}  model\n", KNOWN.to_uppercase()).parse(), Ok(fingerprint));
        for text in ["", "abc", &KNOWN[1..], &format!("{}g", &KNOWN[1..]), &format!("{}é", &KNOWN[2..])] {
            assert_eq!(text.parse::<Fingerprint>(), Err(NotAFingerprint), "{text}");
        }
    }
}
