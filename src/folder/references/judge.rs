//! What stands where an MLmodel points: there, missing, empty, another kind of thing, damaged.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::{Damage, Reference, Status, outside_by_text};
use crate::folder::{Files, Found, Listing, ReadError};
use crate::mlmodel::flavors::Expect;

/// Looks at the files of one model folder.
pub(super) struct Judge<'a> {
    pub files: &'a Files,
    pub listing: &'a Listing,
}

/// The first bytes of a file, and its last one.
struct FileEnds {
    head: Vec<u8>,
    last: u8,
}

impl Judge<'_> {
    /// Fills in what stands where `written` leads.
    pub fn judge(&self, reference: &mut Reference, written: &str) {
        if outside_by_text(written).is_some() {
            reference.status = Status::Outside;
            return;
        }
        if written.contains('\0') {
            return;
        }
        if reference.expect == Expect::Prefix {
            self.judge_prefix(reference, written);
            return;
        }
        let mut path = written.split('/').filter(|part| !matches!(*part, "" | ".")).collect::<Vec<_>>().join("/");
        let mut found = if path.is_empty() || path == "." { Found::Folder } else { self.files.look(Path::new(&path)) };
        if found == Found::Missing && path.contains('\\') {
            // Written on Windows.
            path = path.replace('\\', "/");
            found = self.files.look(Path::new(&path));
        }
        reference.path = path.as_str().into();
        match found {
            Found::File { bytes } => {
                reference.bytes = Some(bytes);
                (reference.status, reference.damage) = self.file_status(reference, &path, bytes);
            }
            Found::Folder => self.judge_folder(reference, &path),
            Found::Special => reference.status = Status::WrongKind,
            Found::Missing => reference.status = Status::Missing,
            Found::BrokenLink => reference.status = Status::BrokenLink,
            Found::LeadsOutside => reference.status = Status::LinkOutside,
            Found::Denied => reference.status = Status::Unreadable,
        }
    }

    fn judge_folder(&self, reference: &mut Reference, path: &str) {
        let size = self.listing.below(path);
        (reference.files, reference.bytes) = (Some(size.files), Some(size.bytes));
        // A listing that is not whole knows nothing of what it does not name.
        let is_listed = || self.listing.stopped.is_none() && !self.listing.unreadable.iter().any(|p| p.starts_with(path));
        reference.status = match reference.expect {
            Expect::File => Status::WrongKind,
            _ if size.files == 0 && !self.files.has_entries(Path::new(path)) && is_listed() => Status::Empty,
            _ => Status::Present,
        };
    }

    fn file_status(&self, reference: &Reference, path: &str, bytes: u64) -> (Status, Option<Damage>) {
        if reference.expect == Expect::Folder {
            return (Status::WrongKind, None);
        }
        if bytes == 0 {
            return (Status::Empty, None);
        }
        match self.ends(Path::new(path)) {
            Ok(FileEnds { head, .. }) if head.starts_with(b"version https://git-lfs.github.com/spec/") => (Status::LfsPointer, None),
            Ok(_) if reference.is_pyfunc_artifact() => (Status::Present, None),
            Ok(FileEnds { head, last }) => {
                let lower = head.to_ascii_lowercase();
                let damage = if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
                    reference.required.then_some(Damage::WebPage)
                } else {
                    // Protocol 2 and later begin with 0x80; every pickle ends with STOP, a full stop.
                    (Path::new(path).extension().is_some_and(|e| e == "pkl") && head.first() == Some(&0x80) && last != b'.')
                        .then_some(Damage::CutOff)
                };
                (Status::Present, damage)
            }
            Err(ReadError::Not(Found::Missing)) => (Status::Missing, None),
            Err(_) => (Status::Unreadable, None),
        }
    }

    fn ends(&self, path: &Path) -> Result<FileEnds, ReadError> {
        let mut file = self.files.open_file(path)?;
        let mut head = Vec::with_capacity(64);
        (&mut file).take(64).read_to_end(&mut head)?;
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        Ok(FileEnds { head, last: last[0] })
    }

    /// paddle names the beginning of its files: `model` is `model.pdparams`, or `model.pdmodel` with `model.pdiparams`.
    fn judge_prefix(&self, reference: &mut Reference, prefix: &str) {
        let sizes =
            [".pdparams", ".pdmodel", ".pdiparams", ".json"].map(|ending| match self.files.look(Path::new(&format!("{prefix}{ending}"))) {
                Found::File { bytes } => Some(bytes),
                _ => None,
            });
        reference.bytes = sizes.iter().flatten().copied().reduce(u64::saturating_add);
        reference.files = Some(sizes.iter().flatten().count());
        reference.status = match sizes {
            [Some(_), ..] | [None, Some(_), Some(_), _] | [None, None, Some(_), Some(_)] => Status::Present,
            _ => Status::Missing,
        };
    }
}
