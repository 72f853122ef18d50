//! Files as a whole: lost ones, unknown ones, more than are read.

use super::Severity::{Note, Warning};
use super::{Context, Finding, codes};
use crate::folder::references::MAX_REFERENCES;
use crate::mlmodel::KeyPath;
use crate::mlmodel::display::{bytes, count, grouped};

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let listing = &context.folder.listing;
    if let Some(stopped) = &listing.stopped {
        findings.push(
            Finding::new(codes::FILES_TRUNCATED, Warning, format!("Not all files are listed: {stopped}"))
                .meaning("Sizes and counts are those of the listed ones.")
                .help("A model folder seldom holds so many, or so deep; check whether this is the right one."),
        );
    }
    if context.folder.references.len() >= MAX_REFERENCES {
        findings.push(
            Finding::new(
                codes::REFERENCES_TRUNCATED,
                Warning,
                format!("Only the first {} entries that name files were checked", grouped(MAX_REFERENCES)),
            )
            .meaning("The MLmodel names more; what is missing among the others is not said.")
            .help("A real model names a handful; check where this file comes from."),
        );
    }
    if let Some(first) = listing.unreadable.first() {
        findings.push(
            Finding::new(codes::FOLDER_UNREADABLE, Warning, format!("A folder inside cannot be read: {first}"))
                .meaning("What lies in it is not listed.")
                .help("Change its permissions, or copy the model as its owner.")
                .path(first.to_string()),
        );
    }
    shrunk(context, findings);
    let unreferenced = context.folder.unreferenced();
    if !unreferenced.is_empty() {
        let names: Vec<&str> = unreferenced.iter().take(3).map(|file| &*file.path).collect();
        let more = if unreferenced.len() > 3 { format!(" and {} more", unreferenced.len() - 3) } else { String::new() };
        findings.push(
            Finding::new(codes::FILES_UNREFERENCED, Note, format!("Nothing refers to {}{more}", names.join(", ")))
                .meaning(format!(
                    "{} in the folder that neither the MLmodel nor MLflow's own files name; the model's library may still read them.",
                    count(unreferenced.len(), "file lies", "files lie")
                ))
                .help("Nothing needs to be done.")
                .path(unreferenced[0].path.to_string()),
        );
    }
}

/// `model_size_bytes` is taken before the last files are written, so the folder is normally larger.
fn shrunk(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(declared) = context.model.model_size_bytes else { return };
    let real = context.folder.listing.total_bytes();
    let explained = context.folder.references.iter().any(|reference| !reference.status.is_good());
    if context.folder.listing.stopped.is_none() && !explained && declared > real.saturating_add(real / 50 + 1_024) {
        findings.push(
            Finding::new(
                codes::SIZE_SHRUNK,
                Warning,
                format!("The folder holds {}, the model had {} when it was saved", bytes(real), bytes(declared)),
            )
            .meaning("A file was lost or cut off since.")
            .help("Compare with the run's artifacts, or download the model again.")
            .key(context, KeyPath::of(&["model_size_bytes"])),
        );
    }
}
