//! `MLServer`'s runtimes for single libraries, which know nothing of MLflow and look for a file of a fixed name: read in
//! `mlserver_sklearn`, `mlserver_xgboost` and `mlserver_lightgbm` 1.7.1 (SeldonIO/MLServer `runtimes/*/`, `WELLKNOWN_MODEL_FILENAMES`),
//! 2026-11-25, and never run here.

use super::{Basis, Candidate, Fix, Group, Platform, Reason, Rule, beyond, codes};

/// A runtime of one library.
const fn runtime(id: &'static str, name: &'static str, rule: Rule) -> Platform {
    Platform {
        id,
        name,
        group: Group::KServe,
        is_variant: true,
        serves: true,
        basis: Basis::Read,
        checked: "the file names in the source of MLServer 1.7.1, read 2026-11-25",
        not_checked: "whether the library reads the file, and loading the model there",
        today: None,
        rule,
        beyond: beyond::LOADING_NATIVELY,
    }
}

pub(super) static SKLEARN: Platform = runtime("mlserver-sklearn", "MLServer's runtime for scikit-learn", |candidate| {
    named(candidate, "sklearn", &["model.joblib", "model.pickle", "model.pkl"])
});

pub(super) static XGBOOST: Platform = runtime("mlserver-xgboost", "MLServer's runtime for XGBoost", |candidate| {
    named(candidate, "xgboost", &["model.bst", "model.json", "model.ubj"])
});

pub(super) static LIGHTGBM: Platform =
    runtime("mlserver-lightgbm", "MLServer's runtime for LightGBM", |candidate| named(candidate, "lightgbm", &["model.bst"]));

/// Whether one of the names is in the folder of a model of this library. The folder itself is what the runtime is given.
fn named(candidate: &Candidate<'_>, library: &str, names: &[&str]) -> Vec<Reason> {
    let Some(model) = candidate.written() else { return candidate.reading().to_vec() };
    if model.flavors.get(library).is_none() {
        let message = format!("The model has no flavor {library}, whose files this runtime loads.");
        return vec![Reason::stops(codes::MLSERVER_FLAVOR, message).key(&["flavors"])];
    }
    if names.iter().any(|name| candidate.has_file(name)) {
        return Vec::new();
    }
    let message = format!("The runtime looks for {} in the folder, and there is none.", names.join(" or "));
    let fix = Fix::words("Give parameters.uri of model-settings.json the model's file itself, in place of the folder.");
    vec![Reason::stops(codes::MLSERVER_FILE_NAME, message).key(&["flavors", library]).fix(fix)]
}
