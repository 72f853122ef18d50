//! MLmodel Viewer: looks into MLflow model folders. Nothing of a model is executed, changed or sent.

pub mod checks;
pub mod cli;
pub mod folder;
pub mod mlmodel;
pub mod report;
