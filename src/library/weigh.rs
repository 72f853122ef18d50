//! Sizes and health: every file of every model is looked at, which takes longer than finding the models.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use super::entry::{Entry, Weight};
use crate::checks::{self, Health};
use crate::folder::{self, Progress, Subject};

/// Threads that read at the same time.
const THREADS: usize = 4;

/// Weighs models of a place, each by its index; `sink` gets them in no order. A model that cannot be opened any more
/// is left out.
pub fn weigh(place: &Path, entries: &[Arc<Entry>], progress: &Progress, sink: &mut dyn FnMut(usize, Weight)) {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).clamp(1, THREADS).min(entries.len().max(1));
    let (sender, weights) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next) = (sender.clone(), &next);
            let work = move || {
                while let Some((i, entry)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|i| Some((i, entries.get(i)?))) {
                    let weight = if progress.is_cancelled() { return } else { weight(&place.join(&entry.path), progress) };
                    if let Some(weight) = weight
                        && sender.send((i, weight)).is_err()
                    {
                        return;
                    }
                }
            };
            // YAML and types may nest a few hundred levels deep.
            let spawned = std::thread::Builder::new().name("weigh".to_owned()).stack_size(8 << 20).spawn_scoped(scope, work);
            if let Err(error) = spawned {
                log::warn!("the system starts no further thread ({error})");
            }
        }
        drop(sender);
        for (i, weight) in weights {
            sink(i, weight);
        }
    });
}

fn weight(path: &Path, progress: &Progress) -> Option<Weight> {
    let opened = folder::open(path, progress).ok()?;
    let Subject::Model(model) = &opened.subject else { return None };
    // What was cut short would look as if files were missing.
    if progress.is_cancelled() {
        return None;
    }
    let health = Health::of(&checks::run(&opened));
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(Weight {
        bytes: model.listing.total_bytes(),
        errors: number(health.errors),
        warnings: number(health.warnings),
        missing: number(health.missing),
        failed: false,
    })
}
