//! All tests of the program from outside. One module a subject:
//! `cargo test --test suite window` runs those of the window.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod alive;
mod archives;
mod bar;
mod broken;
mod browse;
mod callers;
mod colours;
mod columns;
mod common;
mod compare;
mod curves;
mod cycles;
mod deploy;
#[cfg(all(feature = "desktop", target_os = "linux"))]
mod desktop;
mod environment;
mod export;
mod fingerprint;
mod fuzz;
mod harness;
mod hostile;
mod house;
mod inside;
mod inside_page;
mod library;
mod lists;
mod oracle;
mod pairs;
mod panels;
mod panes;
#[cfg(feature = "pictures")]
mod pictures;
mod places;
mod platforms;
mod process;
mod requests;
mod saved_again;
mod schema;
mod snippets;
mod texts;
mod verdict;
mod window;
