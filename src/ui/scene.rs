//! What every panel of a model is drawn from.

use super::command::Action;
use super::loaded::Loaded;

/// The model that is drawn, and the actions that are asked for while it is drawn.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The tab it is in, to tell its widgets from those of others.
    pub tab: u64,
    pub loaded: &'a Loaded,
    pub actions: &'a mut Vec<Action>,
}
