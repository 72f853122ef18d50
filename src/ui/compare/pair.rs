//! What a tab holds of two models.

use std::sync::Arc;
use std::time::Instant;

use crate::folder::Progress;
use crate::present::diff::Diff;

/// Two models and their comparison.
#[derive(Clone, Debug)]
pub struct Pair {
    pub diff: Arc<Diff>,
    /// The comparison of file contents, while it goes on.
    pub contents: Option<ComparingFiles>,
}

/// File contents that are being compared.
#[derive(Clone, Debug)]
pub struct ComparingFiles {
    pub since: Instant,
    pub progress: Progress,
    /// Bytes of each side in all.
    pub total: u64,
}
