//! Where packages come from: lines that pip cannot read, files and addresses that another machine may not have.

use super::super::Severity::{Note, Warning};
use super::super::{Context, Finding, codes};
use crate::folder::environment::{LineKind, LocalStatus, PackageIndex, RequirementLine};
use crate::mlmodel::display::clipped;

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    unreadable_lines(context, findings);
    elsewhere(context, findings);
}

fn unreadable_lines(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(Ok(requirements)) = context.folder.environment.requirements.as_ref().map(|file| file.content.as_ref()) else { return };
    let bad: Vec<(&RequirementLine, &String)> = requirements
        .lines
        .iter()
        .filter_map(|line| if let LineKind::Unreadable(why) = &line.kind { Some((line, why)) } else { None })
        .collect();
    if let Some((first, why)) = bad.first() {
        let more = if bad.len() > 1 { format!(", and {} more lines", bad.len() - 1) } else { String::new() };
        findings.push(
            Finding::new(
                codes::REQUIREMENT_UNREADABLE,
                Warning,
                format!("requirements.txt has a line pip cannot read: {}{more}", clipped(&first.text, 80)),
            )
            .meaning(format!("{}.", clipped(why.trim_end_matches('.'), 200)))
            .help("Mend the line: pip install stops there.")
            .path("requirements.txt")
            .line(Some(first.line)),
        );
    }
}

/// Files and addresses that another machine may not have.
fn elsewhere(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    for local in environment.local.iter().filter(|local| local.status != LocalStatus::Present) {
        let (code, what) = match local.status {
            LocalStatus::Missing => (codes::REQUIREMENT_FILE_MISSING, "is not in the folder"),
            _ => (codes::REQUIREMENT_FILE_ELSEWHERE, "lies outside the folder"),
        };
        findings.push(
            Finding::new(code, Warning, format!("{} asks for {}, which {what}", local.file, clipped(&local.path, 80)))
                .meaning("An environment can be built only where that file is.")
                .help("Put the wheel under wheels/ of the model, or name a package that an index has.")
                .path(&*local.file)
                .line(Some(local.line)),
        );
    }
    let indexes = environment.indexes();
    if let Some(PackageIndex { address, line, file }) = indexes.first() {
        let more = if indexes.len() > 1 { format!(", and {} more", indexes.len() - 1) } else { String::new() };
        findings.push(
            Finding::new(codes::REQUIREMENT_INDEX, Note, format!("{file} looks for packages at {}{more}", clipped(address, 80)))
                .meaning("Whoever builds the environment must be able to reach it.")
                .help("Make sure that the deployment can, or leave the line out.")
                .path(*file)
                .line(Some(*line)),
        );
    }
}
