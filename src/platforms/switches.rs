//! MLflow's switches that forbid code of a model, and loading with the model's own library: MLflow 3.18.0, run 2026-11-25
//! (mlflow/mlflow `mlflow/pyfunc/__init__.py load_model`, `mlflow/pyfunc/model.py`, `mlflow/sklearn/__init__.py`,
//! `mlflow/utils/model_utils.py _is_pickle_loading_allowed`). On Databricks both switches are ignored.

use super::shell::Part;
use super::{Basis, Candidate, Fix, Group, Platform, Reason, beyond, codes};
use crate::checks::FlavorState;
use crate::mlmodel::display::clipped;
use crate::mlmodel::flavors::PYFUNC;
use crate::mlmodel::{Flavor, MlModel};

const CHECKED: &str = "MLflow 3.18.0 with the variable set, run 2026-11-25";
const NOT_CHECKED: &str = "whether the libraries are installed, and what unpickling the model does";

/// A variant of loading with MLflow.
const fn variant(id: &'static str, name: &'static str, rule: super::Rule) -> Platform {
    Platform {
        id,
        name,
        group: Group::Mlflow,
        is_variant: true,
        serves: false,
        basis: Basis::Run,
        checked: CHECKED,
        not_checked: NOT_CHECKED,
        today: None,
        rule,
        beyond: beyond::LOADING,
    }
}

/// A variant of loading with the model's own library.
const fn native_variant(id: &'static str, name: &'static str, rule: super::Rule) -> Platform {
    Platform { beyond: beyond::LOADING_NATIVELY, ..variant(id, name, rule) }
}

pub(super) static SERVE_NO_MODEL_CODE: Platform =
    variant("mlflow-serve-no-model-code", "mlflow models serve, with model code forbidden", |candidate| {
        let mut reasons = vec![model_code_off("every model of the flavor python_function names code that loads it")];
        reasons.extend(candidate.serving().iter().cloned());
        reasons
    });

pub(super) static SERVE_NO_PICKLE: Platform =
    variant("mlflow-serve-no-pickle", "mlflow models serve, with pickles forbidden", |candidate| {
        let mut reasons = candidate.serving().to_vec();
        if let Ok(model) = candidate.read() {
            reasons.extend(pickled_pyfunc(model));
        }
        reasons
    });

pub(super) static NATIVE: Platform = Platform {
    checked: "the load_model of each library's module in MLflow 3.18.0, run 2026-11-25",
    ..native_variant("mlflow-native", "Loading with the model's own library", native)
};

pub(super) static NATIVE_NO_MODEL_CODE: Platform =
    native_variant("mlflow-native-no-model-code", "Loading with the model's own library, with model code forbidden", |candidate| {
        with_switch(candidate, |flavor| {
            let code = flavor.text("code").is_some().then(|| model_code_off("the model has a code folder"));
            code.or_else(|| pickled_natively(flavor).then(|| model_code_off("its loader builds any Python object")))
        })
    });

pub(super) static NATIVE_NO_PICKLE: Platform =
    native_variant("mlflow-native-no-pickle", "Loading with the model's own library, with pickles forbidden", |candidate| {
        with_switch(candidate, |flavor| pickled_natively(flavor).then(|| pickle_off(&format!("the flavor {} is unpickled", flavor.name))))
    });

fn model_code_off(why: &str) -> Reason {
    let message = format!("MLFLOW_ALLOW_MODEL_CODE_EXECUTION=false refuses it: {why}.");
    Reason::stops(codes::MODEL_CODE_OFF, message).fix(set_true("MLFLOW_ALLOW_MODEL_CODE_EXECUTION"))
}

fn pickle_off(why: &str) -> Reason {
    let message = format!("MLFLOW_ALLOW_PICKLE_DESERIALIZATION=false refuses it: {why}.");
    Reason::stops(codes::PICKLE_OFF, message).fix(set_true("MLFLOW_ALLOW_PICKLE_DESERIALIZATION"))
}

fn set_true(variable: &str) -> Fix {
    let (posix, power_shell) = (format!("export {variable}=true"), format!("$env:{variable} = 'true'"));
    Fix::shell("Allow it, if you trust the model.", &[Part::Bare(&posix)], &[Part::Bare(&power_shell)])
}

/// The flavor that is loaded natively: the first that is not `python_function`.
fn native_flavor(model: &MlModel) -> Option<&Flavor> {
    model.flavors.list().iter().find(|flavor| &*flavor.name != PYFUNC)
}

fn native(candidate: &Candidate<'_>) -> Vec<Reason> {
    let model = match candidate.read() {
        Ok(model) => model,
        Err(reasons) => return reasons,
    };
    let Some(flavor) = native_flavor(model) else {
        return vec![
            Reason::stops(codes::NO_NATIVE_FLAVOR, "The model has no flavor of a library, only python_function.").key(&["flavors"]),
        ];
    };
    let failing = |why: String| {
        vec![
            Reason::stops(codes::CANNOT_LOAD, format!("The flavor {} cannot be loaded: {why}.", clipped(&flavor.name, 60)))
                .key(&["flavors", &flavor.name]),
        ]
    };
    match candidate.loading.as_ref().and_then(|loading| loading.of(&flavor.name)) {
        Some(FlavorState::Loads) => Vec::new(),
        Some(FlavorState::LacksFiles) => failing("a file that it needs is not as it should be".to_owned()),
        Some(FlavorState::Broken(problem)) => failing(clipped(&problem.to_string(), 300).into_owned()),
        Some(FlavorState::Unknown) | None => {
            let message = format!("How the flavor {} is loaded is not known here.", clipped(&flavor.name, 60));
            vec![Reason::cannot_tell(codes::CANNOT_LOAD, message).key(&["flavors", &flavor.name])]
        }
    }
}

fn with_switch(candidate: &Candidate<'_>, refused: fn(&Flavor) -> Option<Reason>) -> Vec<Reason> {
    let mut reasons = native(candidate);
    if let Some(flavor) = candidate.read().ok().and_then(native_flavor) {
        reasons.extend(refused(flavor).map(|reason| reason.key(&["flavors", &flavor.name])));
        reasons.extend(untold(&flavor.name));
    }
    reasons
}

/// Flavors whose loaders ask for pickles, each in every format.
fn pickled_natively(flavor: &Flavor) -> bool {
    match &*flavor.name {
        // skops too (`_load_model_from_local_file`).
        "sklearn" | "statsmodels" | "pmdarima" => true,
        "lightgbm" => flavor.text("model_class").is_some_and(|class| class != "lightgbm.basic.Booster"),
        "pytorch" => flavor.text("serialization_format") != Some("pt2"),
        _ => false,
    }
}

/// Flavors that ask for pickles for some of their files only.
fn untold(flavor: &str) -> Option<Reason> {
    let asks = matches!(
        flavor,
        "dspy" | "langchain" | "llama_index" | "paddle" | "sentence_transformers" | "shap" | "tensorflow" | "transformers"
    );
    let message = || format!("Whether loading {flavor} unpickles something depends on files that are not looked at for this.");
    asks.then(|| Reason::cannot_tell(codes::PICKLE_OFF_UNTOLD, message()).key(&["flavors", flavor]))
}

/// Why `mlflow.pyfunc` refuses where pickles are forbidden.
fn pickled_pyfunc(model: &MlModel) -> Option<Reason> {
    let pyfunc = model.flavors.get(PYFUNC)?;
    let loader = pyfunc.text("loader_module")?;
    let key = ["flavors", PYFUNC, "loader_module"];
    if loader == "mlflow.pyfunc.model" || loader.starts_with("mlflow.pyfunc.loaders.") {
        let is_from_code = pyfunc.text("model_code_path").is_some() || loader == "mlflow.pyfunc.loaders.code_model";
        let fix = Fix::python("Save it from code.", "mlflow.pyfunc.save_model(path, python_model=\"model.py\")");
        return (!is_from_code).then(|| pickle_off("the Python model is a pickle").key(&key).fix(fix));
    }
    let library = loader.strip_prefix("mlflow.")?;
    let is_pickled = match model.flavors.get(library) {
        Some(flavor) => pickled_natively(flavor),
        None => library == "sklearn",
    };
    if is_pickled { Some(pickle_off(&format!("the flavor {library} is unpickled")).key(&key)) } else { untold(library) }
}
