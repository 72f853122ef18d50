//! The prebuilt prediction containers of Vertex AI: documented (cloud.google.com/vertex-ai/docs/training/exporting-model-artifacts, read
//! 2026-11-25), and never run here. They know nothing of MLflow and look for a file of a fixed name.

use super::{Basis, Candidate, Fix, Group, Platform, Reason, beyond, codes};
use crate::mlmodel::display::clipped;

/// This platform.
pub(super) static PLATFORM: Platform = Platform {
    id: "vertex-prebuilt",
    name: "Vertex AI, prebuilt container",
    group: Group::VertexAi,
    is_variant: false,
    serves: true,
    basis: Basis::Documented,
    checked: "the file names of Google's documentation, 2026-11-25",
    not_checked: "whether the container has the right release of the library, and loading the model there",
    rule,
    today: None,
    beyond: beyond::LOADING_NATIVELY,
};

/// Which file each library's container looks for.
const FILES: &[(&str, &[&str])] = &[
    ("sklearn", &["model.joblib", "model.pkl"]),
    ("xgboost", &["model.bst", "model.joblib", "model.pkl"]),
    ("tensorflow", &["saved_model.pb"]),
    ("pytorch", &["model.mar"]),
];

fn rule(candidate: &Candidate<'_>) -> Vec<Reason> {
    let Some(model) = candidate.written() else { return candidate.reading().to_vec() };
    let flavors = || model.flavors.list().iter().map(|flavor| &*flavor.name);
    let Some((library, files)) = FILES.iter().find(|(library, _)| flavors().any(|flavor| flavor == *library)) else {
        let message = "Vertex AI has prebuilt containers for scikit-learn, XGBoost, TensorFlow and PyTorch.";
        return vec![Reason::likely(codes::VERTEX_FLAVOR, message).key(&["flavors"]).fix(Fix::words("Use a container of your own."))];
    };
    // The folder that holds the file is what Vertex AI is given, and that may be one below.
    let is_there = |name: &&str| {
        let below = format!("/{name}");
        candidate.has_file(name)
            || candidate.folder().is_some_and(|folder| folder.listing.files.iter().any(|file| file.path.ends_with(&below)))
    };
    if files.iter().any(is_there) {
        return Vec::new();
    }
    let message = format!("The container of {} looks for {}, and there is none (2026-11-25).", clipped(library, 40), files.join(" or "));
    let reason = Reason::likely(codes::VERTEX_FILE_NAME, message);
    vec![match *library {
        "sklearn" => reason.fix(Fix::python("Save the model once more under that name.", "joblib.dump(model, \"model.joblib\")")),
        "xgboost" => reason.fix(Fix::python("Save the booster once more under that name.", "model.save_model(\"model.bst\")")),
        _ => reason,
    }]
}
