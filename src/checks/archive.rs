//! What was opened lies in an archive: MLflow reads folders only, and some archives hold less than they say.

use super::Severity::{Note, Warning};
use super::{Finding, codes};
use crate::folder::{Archive, Oddity, OddityKind, Opened, Subject};
use crate::mlmodel::Code;
use crate::mlmodel::display::{clipped, count, os_text};

/// Adds what this check finds.
pub fn check(opened: &Opened, findings: &mut Vec<Finding>) {
    let Some(archive) = opened.archive() else { return };
    if matches!(opened.subject, Subject::Model(_)) {
        findings.push(from_archive(opened, archive));
    }
    findings.extend(archive.oddities.iter().map(odd));
}

fn from_archive(opened: &Opened, archive: &Archive) -> Finding {
    let name = clipped(&archive.name(), 120).into_owned();
    let below = opened.archive_path().map(|below| os_text(below.as_os_str())).filter(|below| !below.is_empty());
    let place = below.map(|below| format!(", in {}", clipped(&below, 120))).unwrap_or_default();
    Finding::new(codes::FROM_ARCHIVE, Note, format!("The model was read from the archive {name}{place}"))
        .meaning("Nothing was unpacked. MLflow itself loads folders only.")
        .help(format!("Unpack {name} before MLflow is given the model, and give it the folder that holds the file MLmodel."))
}

/// One finding for all members of which the same is odd.
#[expect(clippy::too_many_lines, reason = "a table: an arm for each oddity")]
fn odd(oddity: &Oddity) -> Finding {
    let of = |one: &str, many: &str| count(oddity.members, one, many);
    let files = || of("file", "files");
    let again = "Download or copy the archive again.";
    let origin = "Ask where the archive comes from; a tool that makes archives of model folders does nothing like it.";
    let (code, title, meaning, help): (&'static Code, String, &str, &str) = match oddity.kind {
        OddityKind::CutOff if oddity.members == 0 => (
            codes::ARCHIVE_CUT_OFF,
            "The archive ends before its end".to_owned(),
            "It was cut off or damaged, and files that came later are not seen.",
            again,
        ),
        OddityKind::CutOff => (
            codes::ARCHIVE_CUT_OFF,
            format!("{} cut off", of("file of the archive is", "files of the archive are")),
            "The archive is shorter than it says; they cannot be read.",
            again,
        ),
        OddityKind::HeadersDiffer => (
            codes::ARCHIVE_HEADERS_DIFFER,
            format!("The archive says two different things of {}", files()),
            "What stands before a file and what the list at the end says of it differ, so that two programs may unpack two different files. They are not read.",
            origin,
        ),
        OddityKind::Overlapping => (
            codes::ARCHIVE_OVERLAPPING,
            format!("{} bytes of the archive", of("file shares", "files share")),
            "A small archive claims to be a huge one that way. They are not read.",
            origin,
        ),
        OddityKind::Bomb if oddity.members == 0 => (
            codes::ARCHIVE_BOMB,
            "The archive unpacks to more than is read".to_owned(),
            "Of a compressed tar 2 GB are read, and nothing that unpacks to far more than it takes; files that come later are not seen.",
            "If you know where it comes from, unpack it yourself and open the folder.",
        ),
        OddityKind::Bomb => (
            codes::ARCHIVE_BOMB,
            format!("{} to far more than it takes in the archive", of("file would unpack", "files would unpack")),
            "More than 100 MB, and more than 200 times what is packed: such files are made to fill a disk, and are not read.",
            "If you know where it comes from, unpack it yourself and open the folder.",
        ),
        OddityKind::Encrypted => (
            codes::ARCHIVE_ENCRYPTED,
            format!("{} encrypted", of("file of the archive is", "files of the archive are")),
            "Their names and sizes are shown; what they hold cannot be read.",
            "Unpack it with its password, and open the folder.",
        ),
        OddityKind::Packing => (
            codes::ARCHIVE_PACKING,
            format!("{} packed in a way that is not read here", of("file of the archive is", "files of the archive are")),
            "Their names and sizes are shown; what they hold cannot be read.",
            "Unpack the archive, and open the folder.",
        ),
        OddityKind::Outside => (
            codes::ARCHIVE_OUTSIDE,
            format!("{} out of the archive", of("name leads", "names lead")),
            "Such a file would be written outside of the folder that the archive is unpacked into. They are left out.",
            origin,
        ),
        OddityKind::LinkOutside => (
            codes::ARCHIVE_OUTSIDE,
            format!("{} out of the archive", of("link leads", "links lead")),
            "What it points to is not in the archive, and is not looked at.",
            origin,
        ),
        OddityKind::Link => (
            codes::ARCHIVE_LINK,
            format!("{} in the zip", of("file is a link", "files are links")),
            "They are followed here, inside the archive. The Explorer and Python unpack them as small text files that hold where they point.",
            "Unpack it with a program that knows links (unzip, 7-Zip), or make the zip with the links followed.",
        ),
        OddityKind::Special => (
            codes::ARCHIVE_SPECIAL,
            format!("{} neither file, folder nor readable link", of("member of the archive is", "members of the archive are")),
            "A device or a pipe belongs to no model. They are not read.",
            origin,
        ),
        OddityKind::Twice => (
            codes::ARCHIVE_TWICE,
            format!("The archive holds {} more than once", of("file", "files")),
            "The last one of a name counts here, as it does for most programs that unpack; others may take the first.",
            origin,
        ),
        OddityKind::TooMany => (
            codes::ARCHIVE_TOO_MANY,
            "The archive holds more than 250,000 files".to_owned(),
            "The others are not seen.",
            "A model folder seldom holds so many; check whether this is the right archive, or unpack it and open the folder.",
        ),
    };
    let listed = oddity.listed();
    let title = if listed.is_empty() { title } else { format!("{title}: {listed}") };
    Finding::new(code, Warning, title).meaning(meaning).help(help)
}
