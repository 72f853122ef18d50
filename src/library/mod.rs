//! Where models live: plain folders, `mlruns/` file stores, sqlite stores, registered versions.
//!
//! [`scan()`] walks through a place and streams the models it finds, each with what the stores in the
//! place know of it; [`crate::reading::check_up`] follows with sizes and health. [`trace_opened`] tells everything about one
//! model's run and versions. [`View`] filters, sorts and groups what is listed. Nothing is written, no
//! link is followed, and what is damaged becomes a [`Trouble`] while all the rest is shown.

mod address;
mod catalog;
mod entry;
mod file_store;
mod history;
mod location;
mod logged;
mod meta;
mod path_kind;
mod place;
mod records;
mod run_files;
mod scan;
mod sqlite;
mod store;
mod subject;
pub mod trace;
mod view;

pub use address::{AddressError, ModelAddress};
pub use entry::{Absent, Checkup, Entry, LoneRun, LostModel, Registered};
pub use history::{History, Point};
pub use logged::{Logged, LoggedColumn, LoggedKey, LoggedKind, LoggedSubjects, LoggedValue, Span, Trend, read_logged};
pub use path_kind::{place_of, store_at};
pub use place::{News, Place};
pub use records::{Alias, Dataset, Experiment, KeyValue, LoggedModel, Metric, RegisteredModel, Run, RunOutput, Trouble, Version};
pub use run_files::{RunFile, RunFiles};
pub use scan::{Scanned, Snapshot, run_faults, scan};
pub use sqlite::{DatabaseError, remove_leftovers};
pub use store::{Store, StoreError, read_history};
pub use subject::{Subject, SubjectAt};
pub use trace::{RegisteredVersion, Sibling, Trace, Values, trace_opened, trace_run};
pub use view::{Best, Direction, Group, Grouping, Header, Judged, ListRow, Order, Sorting, View, count, count_lone_runs};
