//! One reading: a path becomes a [`Model`], two become a [`Compared`], the models of a place their [`weigh`]t in the
//! background. The command line, the window, the library and the tests all read through here, so that none of them can
//! leave out a step.

mod changes;
mod compared;
mod model;
mod weigh;

pub use changes::{Changes, FileChange};
pub use compared::{Baseline, Candidate, Compared, PairFound, read_pair};
pub use model::{Found, Model, find};
pub use weigh::weigh;
