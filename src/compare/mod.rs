//! Two models: what differs, and whether those who call A would notice B.
//!
//! [`Comparison::of`] matches two folders that have been read, and reads nothing more. Whether files of
//! one size hold the same bytes is a second step ([`files::compare`]), for that may take long. The rules
//! of the verdict stand in [`rules`].

mod change;
mod comparison;
pub mod environment;
mod explain;
pub mod files;
mod inside;
mod interface;
mod join;
pub mod keys;
pub mod lines;
pub mod logged;
mod matched;
mod model;
mod order;
mod platforms;
mod reason;
mod rows;
pub mod rules;
mod section;
pub mod sections;
mod side;
pub mod signature;

pub use change::Change;
pub use comparison::{Comparison, Counts, SectionDiff, has_pending, is_older};
pub use explain::{CODE_LISTS, CodeList, all_codes, explain};
pub use join::join;
pub use reason::{Callers, Compatibility, Reason, ReasonPlace, Verdict};
pub use rows::{Identity, MatchedRows, RowChange};
pub use section::{About, DiffSection};
pub use sections::DIFF_SECTIONS;
pub use side::Side;
pub use signature::{PartDiff, SignatureDiff};
