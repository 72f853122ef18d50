//! Sizes and health: every file of every model is looked at, which takes longer than finding the models.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::model::{Judgement, judge};
use crate::folder::{self, Progress, Subject};
use crate::library::{Checkup, Entry};

/// Threads that read at the same time.
const THREADS: usize = 4;

/// Checks up on models of a place, each by its index; `sink` gets them in no order. A model that cannot be opened any more
/// is left out, and one that the program makes a mistake with is said to have failed.
pub fn check_up(place: &Path, entries: &[Arc<Entry>], progress: &Progress, sink: &mut dyn FnMut(usize, Checkup)) {
    check_up_by(&|entry| checkup(&place.join(&entry.path), progress), entries, progress, sink);
}

/// The same with another way to check up on one.
fn check_up_by(
    checkup: &(dyn Fn(&Entry) -> Option<Checkup> + Sync),
    entries: &[Arc<Entry>],
    progress: &Progress,
    sink: &mut dyn FnMut(usize, Checkup),
) {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, THREADS).min(entries.len().max(1));
    let (sender, checkups) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next) = (sender.clone(), &next);
            let work = move || {
                while let Some((i, entry)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, entries.get(i)?))) {
                    if progress.is_cancelled() {
                        return;
                    }
                    let checkup = folder::guarded(|| checkup(entry)).unwrap_or(Some(Checkup { failed: true, ..Checkup::default() }));
                    if let Some(checkup) = checkup
                        && sender.send((i, checkup)).is_err()
                    {
                        return;
                    }
                }
            };
            // YAML and types may nest a few hundred levels deep.
            let spawned = std::thread::Builder::new().name("checkup".to_owned()).stack_size(8 << 20).spawn_scoped(scope, work);
            if let Err(error) = spawned {
                log::warn!("the system starts no further thread ({error})");
            }
        }
        drop(sender);
        for (i, checkup) in checkups {
            sink(i, checkup);
        }
    });
}

fn checkup(path: &Path, progress: &Progress) -> Option<Checkup> {
    let opened = folder::open(path, progress).ok()?;
    let Subject::Model(model) = &opened.subject else { return None };
    // What was cut short would look as if files were missing.
    if progress.is_cancelled() {
        return None;
    }
    let Judgement { health, .. } = judge(&opened);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(Checkup {
        bytes: model.listing.total_bytes(),
        errors: number(health.errors),
        warnings: number(health.warnings),
        missing: number(health.missing),
        failed: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_with_one_model_leaves_the_others() {
        let place = tempfile::tempdir().unwrap();
        for name in ["a", "b", "c"] {
            std::fs::create_dir(place.path().join(name)).unwrap();
            std::fs::write(place.path().join(name).join("MLmodel"), "flavors: {}\n").unwrap();
        }
        let entries = crate::library::scan(place.path(), None, &Progress::default(), &mut |_| {}).unwrap().entries;
        let mut checkups = vec![None; entries.len()];
        let checkup =
            |entry: &Entry| if entry.path.ends_with("b") { panic!("no") } else { Some(Checkup { bytes: 1, ..Checkup::default() }) };
        check_up_by(&checkup, &entries, &Progress::default(), &mut |i, checkup| checkups[i] = Some(checkup));
        assert_eq!(checkups.iter().flatten().map(|checkup| checkup.failed).collect::<Vec<_>>(), [false, true, false]);
    }
}
