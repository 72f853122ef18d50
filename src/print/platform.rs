//! What one platform says of a model: every reason, what to do, and how it is known.

use std::fmt::Write as _;

use super::table::escape_markdown as escape;
use crate::compare::{Change as LineChange, lines};
use crate::mlmodel::display::one_line;
use crate::platforms::{Answer, Change, FileChange, Place, Reason, Verdict, own_shell};

/// As plain text, to stand below a report.
#[must_use]
pub fn text(answer: &Answer) -> String {
    let mut out = format!("\n{}: {}\n", answer.platform.name, answer.verdict.words());
    for (i, reason) in answer.reasons.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {} [{}] - {}{}", one_line(&reason.message), reason.code, reason.weight.words(), place(reason));
        if let Some(fix) = answer.fix_of(i) {
            let _ = writeln!(out, "    {}", one_line(&fix.about));
            for line in pasted(fix.change.as_ref()) {
                let _ = writeln!(out, "      {}", one_line(&line));
            }
            if let Some(warning) = fix.warning() {
                let _ = writeln!(out, "    {warning}");
            }
        }
    }
    let _ = writeln!(out, "  {}", known(answer));
    out
}

/// As Markdown.
#[must_use]
pub fn markdown(answer: &Answer) -> String {
    let mut out = format!("\n## {}: {}\n\n", answer.platform.name, answer.verdict.words());
    for (i, reason) in answer.reasons.iter().enumerate() {
        let fix = answer.fix_of(i);
        let about = fix.map(|fix| {
            [Some(fix.about.clone()), fix.warning()].into_iter().flatten().map(|words| format!(" {}", escape(&words))).collect::<String>()
        });
        let about = about.unwrap_or_default();
        let _ =
            writeln!(out, "- {} ({}, {}{}){about}", escape(&reason.message), reason.code, reason.weight.words(), escape(&place(reason)));
        let lines = pasted(fix.and_then(|fix| fix.change.as_ref()));
        if !lines.is_empty() {
            let _ = writeln!(out, "\n{}", lines.iter().map(|line| format!("      {}\n", one_line(line))).collect::<String>());
        }
    }
    let _ = writeln!(out, "\n{}", escape(&known(answer)));
    out
}

/// Where a reason stands, as a clause behind it.
fn place(reason: &Reason) -> String {
    match &reason.place {
        None => String::new(),
        Some(Place::Key(key)) => format!(", at {}", one_line(&key.to_string())),
        Some(Place::File(path)) => format!(", in {}", one_line(path)),
    }
}

/// What was checked and what was not.
fn known(answer: &Answer) -> String {
    let found = match answer.verdict {
        Verdict::Obstacle => "",
        Verdict::NoneFound | Verdict::Unknown => "That is no promise. ",
    };
    let platform = answer.platform;
    format!("{found}Checked: {} ({}). Not checked: {}.", platform.checked, platform.basis.words(), platform.not_checked)
}

/// What to paste, in lines; of a file that is changed, the lines that change.
fn pasted(change: Option<&Change>) -> Vec<String> {
    match change {
        None => Vec::new(),
        Some(Change::Shell { posix, power_shell }) => vec![own_shell(posix, power_shell).to_owned()],
        Some(Change::Python(code)) => code.lines().map(str::to_owned).collect(),
        Some(Change::File(change)) => changed(change),
    }
}

fn changed(change: &FileChange) -> Vec<String> {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let rows = lines::diff(&lines(&change.before), &lines(&change.after)).rows;
    let mut out = vec![format!("{}:", change.path)];
    for row in rows.into_iter().filter(|row| row.change != LineChange::Same) {
        out.extend(row.a.map(|line| format!("- {}", line.text)));
        out.extend(row.b.map(|line| format!("+ {}", line.text)));
    }
    out
}
