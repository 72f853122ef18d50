//! Where packages come from: lines that pip cannot read, files and addresses that another machine may not have.

use pep508_rs::pep440_rs::VersionSpecifier;

use super::super::Severity::{Note, Warning};
use super::super::{Context, Finding, codes};
use crate::folder::environment::{LineKind, LocalFile, LocalStatus, PackageAddress, PackageIndex, RequirementLine};
use crate::mlmodel::display::{clipped, count};

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    unreadable_lines(context, findings);
    local_files(context, findings);
    local_builds(context, findings);
    addresses(context, findings);
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

/// Files that another machine may not have.
fn local_files(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let rules = [
        (LocalStatus::Missing, codes::REQUIREMENT_FILE_MISSING, "is not in the folder", "are not in the folder"),
        (LocalStatus::Elsewhere, codes::REQUIREMENT_FILE_ELSEWHERE, "lies outside the folder", "lie outside the folder"),
    ];
    for (status, code, one, several) in rules {
        let files: Vec<&LocalFile> = context.folder.environment.local.iter().filter(|local| local.status == status).collect();
        let Some(first) = files.first() else { continue };
        let path = clipped(&first.path, 80);
        let asked = match files.len() - 1 {
            0 => format!("{path}, which {one}"),
            more => format!("{path} and {}, which {several}", count(more, "more file", "more files")),
        };
        findings.push(
            Finding::new(code, Warning, format!("{} asks for {asked}", first.file))
                .meaning("An environment can be built only where that file is.")
                .help("Put the wheel under wheels/ of the model, or name a package that an index has.")
                .path(&*first.file)
                .line(super::line_in(context, &first.file, first.line)),
        );
    }
}

/// Addresses that pip installs from, or looks for packages at.
fn addresses(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    let addresses = environment.addresses();
    if let Some(PackageAddress { name, address, line, file }) = addresses.first() {
        let more = if addresses.len() > 1 { format!(", and {} more", addresses.len() - 1) } else { String::new() };
        let name = clipped(name.unwrap_or("a package"), 80);
        let is_git = address.contains("git+");
        findings.push(
            Finding::new(codes::REQUIREMENT_ADDRESS, Note, format!("{file} installs {name} from {}{more}", clipped(address, 120)))
                .meaning(match (is_git, is_at_commit(address)) {
                    (true, true) => "Whoever builds the environment needs git, and access to that repository.",
                    (true, false) => {
                        "Whoever builds the environment needs git, and access to that repository; a branch or a tag may hold something else \
                         one day."
                    }
                    (false, _) => "Whoever builds the environment must be able to reach it.",
                })
                .help("Build a wheel of it and put that under wheels/ of the model, or make sure that the deployment can reach the address.")
                .path(*file)
                .line(super::line_in(context, file, *line)),
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
                .line(super::line_in(context, file, *line)),
        );
    }
}

/// Whether an address names a commit, by all forty digits of it.
fn is_at_commit(address: &str) -> bool {
    let at = address.rsplit('@').next().unwrap_or_default();
    let commit = at.split(['#', '?']).next().unwrap_or_default();
    commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit())
}

/// A line that asks for a build with a label of its own.
struct LocalBuild<'a> {
    file: &'a str,
    line: &'a RequirementLine,
    name: &'a str,
    version: String,
}

/// A build of one machine or one CUDA, `torch==2.3.0+cu128`: PyPI takes no such release (PEP 440, "local version identifiers"). What
/// MLflow itself infers has none (`_strip_local_version_label` in `mlflow/utils/requirements_utils.py`).
fn local_builds(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let environment = &context.folder.environment;
    if !environment.indexes().is_empty() {
        return;
    }
    let builds: Vec<LocalBuild<'_>> = environment
        .all_lines()
        .filter_map(|(file, line)| {
            let LineKind::Package { name, versions, marker: None, .. } = &line.kind else { return None };
            let version = versions.iter().map(VersionSpecifier::version).find(|version| version.is_local())?;
            Some(LocalBuild { file, line, name, version: version.to_string() })
        })
        .collect();
    let Some(LocalBuild { file, line, name, version }) = builds.first() else { return };
    let more = if builds.len() > 1 { format!(", and {} more like it", builds.len() - 1) } else { String::new() };
    let (release, label) = version.split_once('+').unwrap_or((version, ""));
    let is_torch = name.starts_with("torch") && ["cpu", "cu", "rocm", "xpu"].iter().any(|kind| label.starts_with(kind));
    let index = if is_torch { format!("https://download.pytorch.org/whl/{}", clipped(label, 20)) } else { "ADDRESS".to_owned() };
    findings.push(
        Finding::new(
            codes::REQUIREMENT_LOCAL_BUILD,
            Warning,
            format!("{file} asks for {}, which PyPI does not have{more}", clipped(&line.text, 80)),
        )
        .meaning("No release on PyPI has a + in its version: pip stops with \"No matching distribution found\".")
        .help(format!("Write {name}=={}, or add the line --extra-index-url {index} with an index that has it.", clipped(release, 40)))
        .path(*file)
        .line(super::line_in(context, file, line.line)),
    );
}
