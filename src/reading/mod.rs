//! One reading: a path becomes a [`Model`], two become a [`Compared`], the models of a place their [`check_up`] in the
//! background. The command line, the window, the library and the tests all read through here, so that none of them can
//! leave out a step.

mod changes;
mod checkup;
mod compared;
mod known_inside;
mod model;

pub use changes::{Changes, FileChange};
pub use checkup::check_up;
pub use compared::{Baseline, Candidate, Compared, LOOKED_INTO_BY_ITSELF, NoLineDiff, PairFound, read_pair};
pub use model::{Model, PathFound, find};
