//! The codes of the findings.

crate::mlmodel::codes! {
    ARTIFACT_MISSING = "artifact-missing": "A file or folder that the MLmodel names is not in the model folder. Copy it from the run's artifacts, or download the model again.";
}
