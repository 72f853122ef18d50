//! Which flavors could be loaded by MLflow 3.18, as far as the disk and the MLmodel tell.

use thiserror::Error;

use crate::folder::ModelFolder;
use crate::folder::environment::EnvError;
use crate::mlmodel::flavors::{Need, PYFUNC};
use crate::mlmodel::{Flavor, MlModel, Value};

/// Whether each flavor loads.
#[derive(Debug, Default)]
pub struct Loading {
    flavors: Vec<(Box<str>, FlavorState)>,
}

/// Whether one flavor loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlavorState {
    Loads,
    /// A file or folder it needs is not as it should be; the finding on that file says so.
    LacksFiles,
    /// Something in its entries stops MLflow.
    Broken(FlavorProblem),
    /// Nobody described this flavor: cannot be told.
    Unknown,
}

/// What in the entries of a flavor stops MLflow, as a clause about the flavor without a full stop.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FlavorProblem {
    #[error("it is {0}, not a map")]
    NotAMap(&'static str),
    #[error("it has no loader_module, which names the module that loads the model")]
    NoLoader,
    /// `metadata.mlflow.model.isExternal` (`mlflow/pyfunc/__init__.py`).
    #[error("the model is marked as external: its files live elsewhere")]
    External,
    #[error("requirements.txt is not UTF-8, and mlflow.pyfunc reads it before it loads")]
    Requirements,
    #[error("it has no {}, which its loader needs", .0.join(" or "))]
    LoaderLacksKeys(&'static [&'static str]),
    #[error("its loader reads the flavor {flavor}, which is {found}, not a map")]
    BlockNotAMap { flavor: String, found: &'static str },
    #[error("its loader needs the flavor {flavor}: {problem}")]
    BlockBroken { flavor: String, problem: Box<FlavorProblem> },
    #[error("its loader needs the flavor {0}, which is not there")]
    BlockMissing(String),
    #[error("MLflow has no such flavor since {0}; an older release loads it")]
    Removed(&'static str),
    #[error("it has no {0}, which names the model's file")]
    NoModelFile(&'static str),
    /// `mlflow/sklearn/__init__.py` knows pickle, cloudpickle and skops.
    #[error("its serialization_format {0:?} is none that MLflow knows")]
    SerializationFormat(String),
}

impl Loading {
    /// Judges every flavor of the MLmodel.
    #[must_use]
    pub fn judge(model: &MlModel, folder: &ModelFolder) -> Self {
        let native = model
            .flavors
            .list()
            .iter()
            .filter(|flavor| &*flavor.name != PYFUNC)
            .map(|flavor| (flavor.name.clone(), native(flavor, folder)))
            .collect();
        let mut loading = Self { flavors: native };
        if let Some(flavor) = model.flavors.get(PYFUNC) {
            let state = loading.pyfunc(flavor, model, folder);
            loading.flavors.push((PYFUNC.into(), state));
        }
        loading
    }

    /// The state of a flavor; `None` where the model has none of that name.
    #[must_use]
    pub fn of(&self, flavor: &str) -> Option<&FlavorState> {
        self.flavors.iter().find(|(name, _)| &**name == flavor).map(|(_, state)| state)
    }

    /// Whether at least one way to load the model is open.
    #[must_use]
    pub fn any(&self) -> bool {
        self.flavors.iter().any(|(_, state)| *state == FlavorState::Loads)
    }

    fn pyfunc(&self, flavor: &Flavor, model: &MlModel, folder: &ModelFolder) -> FlavorState {
        if lacks_files(&flavor.name, folder) {
            return FlavorState::LacksFiles;
        }
        if !matches!(flavor.value, Value::Map(_)) {
            return FlavorState::Broken(FlavorProblem::NotAMap(flavor.value.kind()));
        }
        let Some(loader) = flavor.text("loader_module") else {
            return FlavorState::Broken(FlavorProblem::NoLoader);
        };
        if model.metadata.get("mlflow.model.isExternal") == Some(&Value::Bool(true)) {
            return FlavorState::Broken(FlavorProblem::External);
        }
        if folder.environment.requirements.as_ref().is_some_and(|file| matches!(file.content, Err(EnvError::NotUtf8))) {
            return FlavorState::Broken(FlavorProblem::Requirements);
        }
        let needs: &'static [&'static str] = match loader {
            "mlflow.pyfunc.model" => &["python_model", "model_code_path"],
            "mlflow.pyfunc.loaders.code_model" => &["model_code_path"],
            "mlflow.pyfunc.loaders.chat_model" | "mlflow.pyfunc.loaders.chat_agent" | "mlflow.pyfunc.loaders.responses_agent" => {
                &["python_model", "model_code_path"]
            }
            "mlflow.sklearn" => &["model_path", "data"],
            _ => &[],
        };
        if !needs.is_empty() && !has_any(flavor, needs) {
            return FlavorState::Broken(FlavorProblem::LoaderLacksKeys(needs));
        }
        // `mlflow.sklearn` looks into its block where there is one, and fails on what is no map.
        if loader == "mlflow.sklearn"
            && let Some(block) = model.flavors.get("sklearn").filter(|block| !matches!(block.value, Value::Map(_)))
        {
            return FlavorState::Broken(FlavorProblem::BlockNotAMap { flavor: block.name.to_string(), found: block.value.kind() });
        }
        self.by_library(flavor, loader)
    }

    /// The loader of a library reads that library's own block; scikit-learn's alone needs no more than the file.
    fn by_library(&self, flavor: &Flavor, loader: &str) -> FlavorState {
        let library = loader.strip_prefix("mlflow.").filter(|name| *name != "sklearn" && crate::mlmodel::flavors::find(name).is_some());
        match library.map(|name| (name, self.of(name))) {
            Some((_, Some(FlavorState::LacksFiles))) => FlavorState::LacksFiles,
            Some((name, Some(FlavorState::Broken(problem)))) => {
                FlavorState::Broken(FlavorProblem::BlockBroken { flavor: name.to_owned(), problem: Box::new(problem.clone()) })
            }
            Some((name, None)) if !has_any(flavor, &["data", "model_path", "model_code_path"]) => {
                FlavorState::Broken(FlavorProblem::BlockMissing(name.to_owned()))
            }
            _ => FlavorState::Loads,
        }
    }
}

fn has_any(flavor: &Flavor, keys: &[&str]) -> bool {
    keys.iter().any(|key| flavor.text(key).is_some())
}

fn lacks_files(flavor: &str, folder: &ModelFolder) -> bool {
    folder.references.iter().any(|reference| reference.flavor() == Some(flavor) && reference.stops_loading())
}

fn native(flavor: &Flavor, folder: &ModelFolder) -> FlavorState {
    let Some(spec) = flavor.spec else { return FlavorState::Unknown };
    if !matches!(flavor.value, Value::Map(_)) {
        return FlavorState::Broken(FlavorProblem::NotAMap(flavor.value.kind()));
    }
    if lacks_files(&flavor.name, folder) {
        return FlavorState::LacksFiles;
    }
    if let Some(release) = spec.removed {
        return FlavorState::Broken(FlavorProblem::Removed(release));
    }
    let mut keys = spec.paths.iter().filter(|entry| entry.need == Need::Loading).map(|entry| entry.key);
    if spec.names_model && !keys.clone().any(|key| flavor.text(key).is_some()) {
        return FlavorState::Broken(FlavorProblem::NoModelFile(keys.next().unwrap_or("data")));
    }
    if let Some(format) = flavor.text("serialization_format").filter(|_| &*flavor.name == "sklearn")
        && !matches!(format, "pickle" | "cloudpickle" | "skops")
    {
        return FlavorState::Broken(FlavorProblem::SerializationFormat(format.to_owned()));
    }
    FlavorState::Loads
}
