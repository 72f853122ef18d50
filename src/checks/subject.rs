//! What was opened is no model folder, or not the one that was asked for.

use super::Finding;
use super::Severity::{Error, Note};
use crate::folder::{Opened, Subject};
use crate::mlmodel::display::{count, os_text};

pub fn check(opened: &Opened, findings: &mut Vec<Finding>) {
    if let Some(given) = &opened.found_below {
        let below = opened.path.strip_prefix(given).unwrap_or(&opened.path);
        findings.push(
            Finding::new(
                "opened-below",
                Note,
                format!("The model was found below the folder that was opened, in {}", os_text(below.as_os_str())),
            )
            .meaning("The folder itself has no MLmodel, and this is the only model in it.")
            .help("Give MLflow the path of the model folder, not of the one above it."),
        );
    }
    match &opened.subject {
        Subject::Model(_) => {}
        Subject::Several { models, truncated } => findings.push(
            Finding::new("several-models", Note, format!("This folder holds {}", count(models.len(), "model", "models")))
                .meaning(if *truncated { "It is too large to search whole; there may be more." } else { "None lies at its top." })
                .help("Open one of them."),
        ),
        Subject::Artifact(artifact) => {
            if let Some(name) = &artifact.misspelled {
                findings.push(
                    Finding::new("mlmodel-misspelled", Error, format!("The file {name} is not named exactly MLmodel"))
                        .path(name.to_string())
                        .meaning("MLflow tells capital letters apart and finds no model here.")
                        .help(format!("Rename {name} to MLmodel.")),
                );
            } else if artifact.was_a_model {
                findings.push(
                    Finding::new("mlmodel-missing", Error, "The file MLmodel is missing")
                        .path("MLmodel")
                        .meaning(
                            "The environment files of a model folder are here, and without MLmodel nothing tells how to load the model.",
                        )
                        .help("Take the file MLmodel from the run's artifacts, or download the model again."),
                );
            } else {
                findings.push(
                    Finding::new("plain-artifact", Error, "Registered as an artifact: a file, not a model")
                        .meaning("Without an MLmodel nothing records the input, the output, the flavor or the environment; it cannot be served without a scoring script of one's own.")
                        .help("Log it with mlflow.<flavor>.log_model, or register it as a custom model and write down what it takes."),
                );
            }
        }
        Subject::NotAModel(thing) => {
            let (what, help) = thing.explain();
            findings.push(Finding::new("not-a-model", Error, what.trim_end_matches('.')).help(help));
        }
    }
}
