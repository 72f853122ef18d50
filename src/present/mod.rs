//! What is shown of a model or a comparison, as plain rows and facts: made once, for the window, for what is printed and
//! for what is copied.

pub mod artifacts;
pub mod changes;
pub mod diff;
pub mod environment;
pub mod example;
pub mod facts;
pub mod files;
pub mod fingerprint;
pub mod listed;
mod page;
pub mod problems;
pub mod request;
pub mod rows;
pub mod section;
mod sections;
pub mod source;
mod table;
pub mod trace;
pub mod usage;
pub mod values;

pub use page::Page;
pub use section::Section;
pub use sections::SECTIONS;
pub use table::{Table, TableForm};
