//! One model as text, JSON or Markdown: the same values the window shows.

pub mod diff;
pub mod environment;
pub mod example;
pub mod facts;
mod json;
pub mod list;
mod markdown;
pub mod rows;
mod table;
mod text;
pub mod trace;
pub mod validate;

pub use json::{json, kind};
pub use markdown::markdown;
pub use table::{Table, markdown as escape_markdown, tsv_cell};
pub use text::text;

/// A path below what was opened; a dot for that itself.
fn here(path: &std::path::Path) -> String {
    if path.as_os_str().is_empty() { ".".to_owned() } else { crate::mlmodel::display::os_text(path.as_os_str()) }
}
