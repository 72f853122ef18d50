//! The file MLmodel cannot be read at all.

use super::Severity::Error;
use super::{Finding, codes};
use crate::folder::{Found, MLMODEL, MLMODEL_LIMIT, MlmodelError, ReadError};
use crate::mlmodel::yaml::SyntaxProblem;
use crate::mlmodel::{Code, Unreadable, display};

const AGAIN: &str = "Download or copy the model folder again, or take the file from the run's artifacts.";

/// Adds what this check finds.
pub fn check(error: &MlmodelError, findings: &mut Vec<Finding>) {
    findings.push(match error {
        MlmodelError::NotRead(error) => not_read(error),
        MlmodelError::Unreadable(error) => unreadable(error),
    });
}

fn finding(code: &'static Code, title: impl Into<String>) -> Finding {
    Finding::new(code, Error, title).path(MLMODEL)
}

/// The disk does not give its bytes.
fn not_read(error: &ReadError) -> Finding {
    match error {
        ReadError::TooLarge { bytes, .. } => finding(codes::MLMODEL_TOO_LARGE, format!("MLmodel is {} large", display::bytes(*bytes)))
            .meaning(format!("A real one has a few kilobytes; more than {} is not read.", display::bytes(MLMODEL_LIMIT)))
            .help("Check whether another file was given its name."),
        ReadError::Not(Found::Folder) => finding(codes::MLMODEL_NOT_A_FILE, "MLmodel is a folder")
            .meaning("It must be a text file.")
            .help("If the model lies inside that folder, open it there."),
        ReadError::Not(Found::BrokenLink) => finding(codes::MLMODEL_BROKEN_LINK, "MLmodel is a link that leads nowhere")
            .meaning("The file it stands for is not there.")
            .help("Copy the model with its links followed (cp -rL, rsync -L), or restore what the link points to."),
        ReadError::Not(Found::LeadsOutside) => finding(codes::MLMODEL_OUTSIDE, "MLmodel is a link that leads out of the folder")
            .meaning("Nothing outside the model folder is read.")
            .help("Open the folder the link points to, or copy the model with its links followed."),
        ReadError::Not(Found::Denied) => finding(codes::MLMODEL_UNREADABLE, "MLmodel may not be read")
            .meaning("The system refuses it to this account.")
            .help("Change the file's permissions (chmod u+r MLmodel), or copy it as its owner."),
        ReadError::Not(found) => finding(codes::MLMODEL_NOT_A_FILE, format!("MLmodel cannot be read: {}", crate::folder::describe(*found)))
            .meaning("It must be a text file.")
            .help(AGAIN),
        ReadError::Io(why) => finding(codes::MLMODEL_UNREADABLE, "MLmodel could not be read")
            .meaning(format!("The system says: {why}."))
            .help("Try again; check the disk or the network drive."),
        ReadError::InArchive(why) => finding(codes::MLMODEL_UNREADABLE, "MLmodel cannot be read from the archive")
            .meaning(format!("{}.", display::capitalised(why)))
            .help("Download or copy the archive again, or unpack it and open the folder."),
    }
}

/// Its bytes are no MLmodel.
fn unreadable(error: &Unreadable) -> Finding {
    match error {
        Unreadable::Empty => finding(codes::MLMODEL_EMPTY, "MLmodel is empty").meaning("It holds no description of the model.").help(AGAIN),
        Unreadable::NotUtf8 { line, looks_utf16 } => {
            let finding = finding(codes::MLMODEL_ENCODING, "MLmodel is not UTF-8 text").line(Some(*line));
            if *looks_utf16 {
                finding.meaning("It is UTF-16, as PowerShell's \">\" writes; MLflow cannot read it.").help("Save the file again as UTF-8.")
            } else {
                finding
                    .meaning("MLflow cannot read it.")
                    .help("Save the file again as UTF-8; if it is no text at all, take it from the run's artifacts.")
            }
        }
        Unreadable::Syntax(error) if error.problem == SyntaxProblem::TooMany => {
            finding(codes::MLMODEL_TOO_LARGE, "MLmodel holds too many values to be read")
                .meaning(format!(
                    "{}, and a real one has some hundred. MLflow may still load it.",
                    display::capitalised(&error.to_string())
                ))
                .help("Check whether another file was given its name.")
        }
        Unreadable::Syntax(error) => {
            finding(codes::MLMODEL_SYNTAX, format!("MLmodel is not valid YAML at line {}, column {}", error.line, error.column))
                .line(Some(error.line))
                .meaning(format!("The reader says: {error}."))
                .help("See that line of its text. If the file was cut off, copy it again; if it was edited, mend that line.")
        }
        Unreadable::NotAMapping { found, looks_html } => {
            let finding = finding(codes::MLMODEL_NOT_A_MAP, format!("MLmodel holds {found} instead of a map of keys")).line(Some(1));
            if *looks_html {
                finding
                    .meaning("It is a web page, saved in place of the file: a download that asked for a login does that.")
                    .help("Download the file again while signed in.")
            } else {
                finding.meaning("An MLmodel is a list of keys with their values.").help(AGAIN)
            }
        }
    }
}
