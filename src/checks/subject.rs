//! What was opened is no model folder, or not the one that was asked for.

use std::path::Path;

use super::Severity::{Error, Note};
use super::{Finding, codes};
use crate::folder::{Detour, Opened, PlainArtifact, Subject, Way};
use crate::mlmodel::display::{clipped, count, os_text};

/// Adds what this check finds.
pub fn check(opened: &Opened, findings: &mut Vec<Finding>) {
    // That an archive holds its model in a folder is told with the archive.
    let is_told = |detour: &Detour| detour.way == Way::Below(None) && opened.archive().is_some_and(|archive| archive.is_at(&detour.given));
    if let Some(detour) = opened.detour.as_ref().filter(|detour| !is_told(detour)) {
        findings.push(way(opened, detour));
    }
    match &opened.subject {
        Subject::Model(_) => {}
        Subject::Several { models, stopped } => findings.push(
            Finding::new(codes::SEVERAL_MODELS, Note, format!("This folder holds {}", count(models.len(), "model", "models")))
                .meaning(stopped.map_or_else(
                    || "None lies at its top.".to_owned(),
                    |stopped| format!("There may be more, for not everything was searched: {stopped}."),
                ))
                .help("Open one of them."),
        ),
        Subject::Artifact(artifact) => findings.push(artifact_only(artifact)),
        Subject::NotAModel(thing) => {
            let explained = thing.explain();
            findings.push(
                Finding::new(codes::NOT_A_MODEL, Error, explained.what.trim_end_matches('.'))
                    .meaning(explained.meaning)
                    .help(explained.help),
            );
        }
    }
}

/// A file or folder without an MLmodel.
fn artifact_only(artifact: &PlainArtifact) -> Finding {
    if let Some(name) = &artifact.misspelled {
        return Finding::new(codes::MLMODEL_MISSPELLED, Error, format!("The file {name} is not named exactly MLmodel"))
            .path(name.to_string())
            .meaning("MLflow tells capital letters apart and finds no model here.")
            .help(format!("Rename {name} to MLmodel."));
    }
    if artifact.was_a_model {
        return Finding::new(codes::MLMODEL_MISSING, Error, "The file MLmodel is missing")
            .path("MLmodel")
            .meaning("The environment files of a model folder are here, and without MLmodel nothing tells how to load the model.")
            .help(if artifact.has_copy {
                "Copy metadata/MLmodel, which MLflow keeps as a copy of it, to the top of the folder."
            } else {
                "Take the file MLmodel from the run's artifacts, or download the model again."
            });
    }
    Finding::new(codes::PLAIN_ARTIFACT, Error, "Registered as an artifact: a file, not a model")
        .meaning("Without an MLmodel nothing records the input, the output, the flavor or the environment; it cannot be served without a scoring script of one's own.")
        .help("Log it with mlflow.<flavor>.log_model, or register it as a custom model and write down what it takes.")
}

/// How the model was found that does not lie where a person pointed.
fn way(opened: &Opened, detour: &Detour) -> Finding {
    let shown = |path: &Path| clipped(&os_text(path.as_os_str()), 200).into_owned();
    let pointed_at = opened.pointed_at().map(String::from);
    let given = pointed_at.as_deref().map_or_else(|| shown(&detour.given), |path| clipped(path, 200).into_owned());
    let finding = match detour.way {
        Way::Below(stopped) => {
            let below = shown(opened.path.strip_prefix(&detour.given).unwrap_or(&opened.path));
            Finding::new(codes::OPENED_BELOW, Note, format!("The model was found below the folder that was opened, in {below}"))
                .meaning(stopped.map_or_else(
                    || "The folder itself has no MLmodel, and this is the only model in it.".to_owned(),
                    |stopped| format!("The folder itself has no MLmodel. This is the only model that was found; there may be more, for not everything was searched: {stopped}."),
                ))
                .help("Give MLflow the path of the model folder, not of the one above it.")
        }
        Way::Above => Finding::new(codes::OPENED_ABOVE, Note, format!("{given} is part of this model, and the whole of it was opened"))
            .meaning("The file MLmodel, which says what the model is, lies in a folder above.")
            .help("Give MLflow the path of the model folder."),
        Way::FromCopy => Finding::new(codes::OPENED_FROM_COPY, Note, format!("{given} is MLflow's copy of this model's description"))
            .meaning(
                "MLflow keeps MLmodel and the environment files there once more; the model itself lies one level up, and that was opened.",
            )
            .help("Give MLflow the path of the model folder."),
    };
    Finding { path: pointed_at, ..finding }
}
