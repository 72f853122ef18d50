//! What models' own files said, kept for as long as the files stay as they are: a model that is opened again, reloaded or
//! compared is not read anew.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::folder::{FileEntry, Opened};
use crate::inside::ModelFile;

/// Models that are kept; the one that was asked for longest ago goes first.
const MAX_MODELS: usize = 16;
/// A model of more files is read anew each time.
const MAX_FILES: usize = 1_000;
/// Arrays and parts of one model that are kept.
const MAX_FACTS: usize = 20_000;
/// A file that was changed so shortly before may change again without a later time. In nanoseconds.
const TOO_YOUNG: i64 = 2_000_000_000;

static KNOWN: Mutex<VecDeque<Known>> = Mutex::new(VecDeque::new());

struct Known {
    key: Key,
    files: Arc<Vec<ModelFile>>,
}

/// A folder or file on disk, with the size and time of every file that belongs to it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    path: PathBuf,
    files: Vec<FileEntry>,
}

impl Key {
    /// Nothing where equal stamps would not mean equal contents: in archives, whose times are coarse, and beside files that
    /// were changed just now.
    pub fn of(opened: &Opened, real_path: Option<&Path>) -> Option<Self> {
        let listing = opened.listing().filter(|listing| listing.stopped.is_none() && listing.files.len() <= MAX_FILES)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
        let youngest = i64::try_from(now.as_nanos()).ok()?.checked_sub(TOO_YOUNG)?;
        let mut files = listing.files.clone();
        if opened.is_lone_file() {
            // The list of a file by itself has no times.
            let own = opened.files().ok()?;
            for file in &mut files {
                file.modified = own.stamp_of(Path::new(&*file.path))?.modified;
            }
        }
        let is_settled = opened.archive().is_none() && files.iter().all(|file| (1..youngest).contains(&file.modified));
        is_settled.then_some(Self { path: real_path?.to_owned(), files })
    }
}

/// What is known of these very files.
pub(super) fn find(key: &Key) -> Option<Arc<Vec<ModelFile>>> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let at = known.iter().position(|known| known.key == *key)?;
    let found = known.remove(at)?;
    let files = Arc::clone(&found.files);
    known.push_back(found);
    Some(files)
}

/// Keeps it, unless it is too much.
pub(super) fn keep(key: Key, files: &Arc<Vec<ModelFile>>) {
    let facts = |file: &ModelFile| {
        let names = file.features.as_ref().map_or(0, |features| features.names.as_ref().map_or(0, Vec::len));
        let ports = file.inputs.len() + file.outputs.len();
        names + ports + file.parameters.len() + file.tensors.len() + file.parts.len() + file.importances.len() + file.imports.len()
    };
    // Weights beside a file by itself are not in its list.
    let has_others = files.iter().any(|file| !file.external.is_empty());
    if has_others || files.iter().map(facts).sum::<usize>() > MAX_FACTS {
        return;
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.retain(|known| known.key.path != key.path);
    if known.len() == MAX_MODELS {
        known.pop_front();
    }
    known.push_back(Known { key, files: Arc::clone(files) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Progress;
    use crate::reading::Model;
    use std::fs::File;
    use std::time::Duration;

    fn look(path: &Path) -> (Model, usize) {
        let model = Model::read(path, &[], &Progress::default()).unwrap();
        let imports = model.look_inside(&Progress::default()).unwrap()[0].imports.len();
        (model, imports)
    }

    fn changed_at(path: &Path, before: Duration) {
        File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() - before).unwrap();
    }

    #[test]
    fn a_file_is_read_once_until_it_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.pkl");
        let long_ago = Duration::from_secs(100);
        std::fs::write(&path, b"cos\nsystem\n.").unwrap();
        changed_at(&path, long_ago);
        let (first, one) = look(&path);
        let (second, _) = look(&path);
        assert_eq!(one, 1);
        assert!(std::ptr::eq(first.inside().unwrap(), second.inside().unwrap()), "it was read again");
        // Another time, another content.
        std::fs::write(&path, b"N.".repeat(6)).unwrap();
        changed_at(&path, long_ago / 2);
        assert_eq!(look(&path).1, 0);
        // What was changed just now is not trusted.
        std::fs::write(&path, b"cos\nsystem\n.").unwrap();
        let (first, _) = look(&path);
        let (second, _) = look(&path);
        assert!(!std::ptr::eq(first.inside().unwrap(), second.inside().unwrap()));
    }
}
