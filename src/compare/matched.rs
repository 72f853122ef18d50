//! What two models have matched already when the sections are made.

use super::environment::PackageRow;
use super::keys::KeyRow;
use super::signature::SignatureDiff;

/// What the verdict is judged by, before it becomes rows.
#[derive(Debug)]
pub struct Matched {
    pub signature: SignatureDiff,
    pub environment: Vec<PackageRow>,
    pub keys: Vec<KeyRow>,
    pub is_one_folder: bool,
}
