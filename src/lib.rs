//! MLmodel Viewer: looks into MLflow model folders. Nothing of a model is executed, changed or sent.

pub mod folder;
pub mod mlmodel;
