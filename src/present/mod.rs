//! What is shown of a model or a comparison, as plain rows and facts: made once, for the window, for what is printed and
//! for what is copied.

pub mod changes;
pub mod diff;
pub mod environment;
pub mod example;
pub mod facts;
pub mod listed;
mod page;
pub mod request;
pub mod rows;
mod table;
pub mod trace;

pub use page::Page;
pub use table::{Table, TableForm};
