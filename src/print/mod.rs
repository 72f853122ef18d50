//! What is laid out in [`crate::present`], as text, JSON and Markdown.

pub mod diff;
pub mod fingerprint;
mod json;
pub mod list;
pub mod listing;
mod markdown;
pub mod platform;
pub mod table;
mod text;
pub mod validate;

pub use json::{SCHEMA, json, kind};
pub use markdown::markdown;
pub use text::text;

/// A path below what was opened; a dot for that itself.
fn here(path: &std::path::Path) -> String {
    if path.as_os_str().is_empty() { ".".to_owned() } else { crate::mlmodel::display::os_text(path.as_os_str()) }
}

/// One line on standard error with the program's name in front: what went wrong, to which file, what to try.
pub fn to_stderr(message: &str) {
    use std::io::Write as _;
    // Where standard error is closed nobody is left to be told.
    let _ = writeln!(std::io::stderr(), "mlmodel-viewer: {}", crate::mlmodel::display::one_line(message));
}
