//! When and with what the model was saved, where that cannot be told.

use super::Severity::Note;
use super::{Context, Finding, codes};
use crate::folder::references::Release;
use crate::mlmodel::KeyPath;
use crate::mlmodel::display::clipped;
use crate::mlmodel::time;

/// The newest release this program was checked against.
const NEWEST: Release = Release { major: 3, minor: 18 };

/// Adds what this check finds.
pub fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    if let Some(version) = &context.model.mlflow_version {
        let key = KeyPath::of(&["mlflow_version"]);
        match Release::of(&version.written) {
            None => findings.push(
                Finding::new(codes::VERSION_UNREADABLE, Note, format!("mlflow_version is no release: {}", clipped(&version.written, 60)))
                    .meaning("Which release wrote the model cannot be told; MLflow loads it all the same.")
                    .help("Nothing needs to be done.")
                    .key(context, key),
            ),
            Some(release) if release > NEWEST => findings.push(
                Finding::new(
                    codes::VERSION_NEWER,
                    Note,
                    format!("The model was written by MLflow {}, newer than this program knows", version.written),
                )
                .meaning("Entries that release introduced are shown and not explained.")
                .help("Look for a newer release of this program.")
                .key(context, key),
            ),
            Some(_) => {}
        }
    }
    if let Some(time) = &context.model.utc_time_created
        && time::parse(&time.written).is_none()
    {
        findings.push(
            Finding::new(codes::TIME_UNREADABLE, Note, format!("utc_time_created is no time: {}", clipped(&time.written, 60)))
                .meaning("When the model was saved cannot be told.")
                .help("Nothing needs to be done.")
                .key(context, KeyPath::of(&["utc_time_created"])),
        );
    }
    // `tracking/artifact_utils.py` and the stores refuse to log under such a path.
    if let Some(path) = &context.model.artifact_path
        && !path.written.contains("://")
        && path.written.split(['/', '\\']).any(|part| part == "..")
    {
        findings.push(
            Finding::new(codes::ARTIFACT_PATH_ODD, Note, format!("artifact_path goes up with \"..\": {}", clipped(&path.written, 120)))
                .meaning("MLflow logs no model under such a path, so it did not write this entry; loading does not need it.")
                .help("Check where this file comes from.")
                .key(context, KeyPath::of(&["artifact_path"])),
        );
    }
}
