//! `explain`: what a code means.

use std::fmt::Write as _;

use super::{Exit, print};
use crate::compare::{CODE_LISTS, all_codes, explain};
use crate::mlmodel::Code;
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::closest;
use crate::print::to_stderr;

/// Explains one code, or lists all.
pub(super) fn run(name: Option<&str>) -> Exit {
    let text = match name {
        None => list(),
        // As it is printed: with its brackets.
        Some(name) => match explain(name.trim_matches(['[', ']'])) {
            Some(code) => explained(code),
            None => {
                to_stderr(&unknown(name));
                return Exit::Trouble;
            }
        },
    };
    if print(&text) { Exit::Fine } else { Exit::Trouble }
}

fn explained(code: &Code) -> String {
    format!("{code}\n  {}\n", code.meaning)
}

fn list() -> String {
    let mut out = String::new();
    for list in CODE_LISTS {
        let _ = writeln!(out, "{}{}\n", if out.is_empty() { "" } else { "\n" }, list.title);
        list.codes.iter().for_each(|code| out.push_str(&explained(code)));
    }
    out
}

fn unknown(name: &str) -> String {
    let meant = closest(name, all_codes().map(|code| code.name)).map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
    format!("no code has this name{meant} (without a name, explain lists all): {}", clipped(name, 80))
}
