//! How much of a section differs, in a few clauses.

use super::pairing::Pairing;
use crate::compare::sections::{FILES, INSIDE};
use crate::compare::signature::Presence;
use crate::compare::{About, Counts, MatchedRows, Side, files};
use crate::mlmodel::display::{count, grouped};

/// `3 changes, 6 the same`.
pub(super) fn heading(pairing: &Pairing<'_>) -> String {
    not_comparable(pairing).unwrap_or_else(|| counted(pairing))
}

/// Why nothing can be compared, if nothing can.
fn not_comparable(pairing: &Pairing<'_>) -> Option<String> {
    let (section, diff) = (pairing.diff.section, pairing.diff);
    if section.about == About::Runs {
        if !diff.is_comparable {
            let letter = if pairing.a.logged.is_none() { "A" } else { "B" };
            return Some(format!("no known store has the run of {letter}"));
        }
    } else if let Some(why) = unread_inside(pairing) {
        return Some(why);
    } else if let Some(why) = unreadable([&pairing.a.side(), &pairing.b.side()], |side| section.is_readable(side)) {
        return Some(why.to_owned());
    }
    if let MatchedRows::Specs { diff, .. } = &diff.rows
        && (diff.rows.is_empty() || diff.is_unreadable())
    {
        let why = unreadable([&diff.a, &diff.b], |part| *part != Presence::Unreadable);
        return Some(why.unwrap_or("declared in neither").to_owned());
    }
    diff.rows.is_empty().then(|| "nothing in either".to_owned())
}

/// Whose own files were not read, or not yet.
fn unread_inside(pairing: &Pairing<'_>) -> Option<String> {
    let is_read = |side: &Side<'_>| side.listing().is_none() || side.inside.is_some();
    let sides = match [pairing.a.side(), pairing.b.side()].map(|side| is_read(&side)) {
        [true, true] => return None,
        [false, true] => "A's files",
        [true, false] => "B's files",
        [false, false] => "the models' own files",
    };
    (*pairing.diff.section == INSIDE).then(|| format!("{sides} were not read"))
}

/// Whose side of a section cannot be read, if one cannot.
fn unreadable<T>(sides: [&T; 2], is_readable: impl Fn(&T) -> bool) -> Option<&'static str> {
    match sides.map(is_readable) {
        [true, true] => None,
        [false, true] => Some("A's cannot be read"),
        [true, false] => Some("B's cannot be read"),
        [false, false] => Some("neither can be read"),
    }
}

fn counted(pairing: &Pairing<'_>) -> String {
    let diff = pairing.diff;
    let Counts { changes, moved, expected, same, unknown } = diff.counts;
    let expected_text = || format!("{} ({})", count(expected, "expected change", "expected changes"), diff.section.expected);
    let is_incomplete = *diff.section == FILES && !pairing.comparison.files_are_complete;
    if changes + moved + unknown == 0 && !is_incomplete {
        return if expected == 0 { "the same".to_owned() } else { format!("the same except for {}", expected_text()) };
    }
    let mut clauses = Vec::new();
    if changes > 0 {
        clauses.push(count(changes, "change", "changes"));
    }
    if moved > 0 {
        clauses.push(format!("{} moved", grouped(moved)));
    }
    if unknown > 0 {
        let is_pending =
            matches!(&diff.rows, MatchedRows::Files(rows) if rows.iter().any(|row| row.state == files::State::Pending && !row.expected));
        clauses.push(format!("{} {}", grouped(unknown), if is_pending { "to compare" } else { "not compared" }));
    }
    if same > 0 {
        clauses.push(format!("{} the same", grouped(same)));
    }
    if expected > 0 {
        clauses.push(expected_text());
    }
    if is_incomplete {
        clauses.push("and not all files could be listed".to_owned());
    }
    clauses.join(", ")
}
