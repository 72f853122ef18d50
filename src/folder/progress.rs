//! How a reader tells what it is doing, and how it is told to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Shared between a reader and whoever waits for it. Cloning shares.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    cancelled: AtomicBool,
    seen: AtomicUsize,
}

impl Progress {
    /// Asks the reader to stop at the next entry.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }

    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::Relaxed)
    }

    /// How many files and folders have been looked at so far.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.shared.seen.load(Ordering::Relaxed)
    }

    pub(crate) fn saw_one(&self) {
        self.shared.seen.fetch_add(1, Ordering::Relaxed);
    }
}
