//! Which flavors could be loaded by MLflow 3.18, as far as the disk and the MLmodel tell.

use crate::folder::ModelFolder;
use crate::folder::environment::EnvError;
use crate::mlmodel::flavors::{Need, PYFUNC};
use crate::mlmodel::{Flavor, MlModel, Value};

/// The verdict on each flavor.
#[derive(Debug, Default)]
pub struct Loading {
    flavors: Vec<(Box<str>, Verdict)>,
}

/// Whether one flavor loads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Loads,
    /// A file or folder it needs is not as it should be; the finding on that file says so.
    LacksFiles,
    /// Something in its entries stops MLflow: what.
    Broken(String),
    /// Nobody described this flavor: cannot be told.
    Unknown,
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
            let verdict = loading.pyfunc(flavor, model, folder);
            loading.flavors.push((PYFUNC.into(), verdict));
        }
        loading
    }

    #[must_use]
    pub fn of(&self, flavor: &str) -> Option<&Verdict> {
        self.flavors.iter().find(|(name, _)| &**name == flavor).map(|(_, verdict)| verdict)
    }

    /// Whether at least one way to load the model is open.
    #[must_use]
    pub fn any(&self) -> bool {
        self.flavors.iter().any(|(_, verdict)| *verdict == Verdict::Loads)
    }

    fn pyfunc(&self, flavor: &Flavor, model: &MlModel, folder: &ModelFolder) -> Verdict {
        if lacks_files(&flavor.name, folder) {
            return Verdict::LacksFiles;
        }
        if !matches!(flavor.value, Value::Map(_)) {
            return Verdict::Broken(format!("it is {}, not a map", flavor.value.kind()));
        }
        let Some(loader) = flavor.text("loader_module") else {
            return Verdict::Broken("it has no loader_module, which names the module that loads the model".to_owned());
        };
        if model.metadata.get("mlflow.model.isExternal") == Some(&Value::Bool(true)) {
            return Verdict::Broken("the model is marked as external: its files live elsewhere".to_owned());
        }
        if folder.environment.requirements.as_ref().is_some_and(|file| matches!(file.content, Err(EnvError::NotUtf8))) {
            return Verdict::Broken("requirements.txt is not UTF-8, and mlflow.pyfunc reads it before it loads".to_owned());
        }
        let has = |keys: &[&str]| keys.iter().any(|key| flavor.text(key).is_some());
        let needs: &[&str] = match loader {
            "mlflow.pyfunc.model" => &["python_model", "model_code_path"],
            "mlflow.pyfunc.loaders.code_model" => &["model_code_path"],
            "mlflow.pyfunc.loaders.chat_model" | "mlflow.pyfunc.loaders.chat_agent" | "mlflow.pyfunc.loaders.responses_agent" => {
                &["python_model", "model_code_path"]
            }
            "mlflow.sklearn" => &["model_path", "data"],
            _ => &[],
        };
        if !needs.is_empty() && !has(needs) {
            return Verdict::Broken(format!("it has no {}, which its loader needs", needs.join(" or ")));
        }
        // `mlflow.sklearn` looks into its block where there is one, and fails on what is no map.
        if loader == "mlflow.sklearn"
            && let Some(block) = model.flavors.get("sklearn").filter(|block| !matches!(block.value, Value::Map(_)))
        {
            return Verdict::Broken(format!("its loader reads the flavor sklearn, which is {}, not a map", block.value.kind()));
        }
        // The loader of a library reads that library's own block; scikit-learn's alone needs no more than the file.
        let library = loader.strip_prefix("mlflow.").filter(|name| *name != "sklearn" && crate::mlmodel::flavors::find(name).is_some());
        match library.map(|name| (name, self.of(name))) {
            Some((_, Some(Verdict::LacksFiles))) => Verdict::LacksFiles,
            Some((name, Some(Verdict::Broken(why)))) => Verdict::Broken(format!("its loader needs the flavor {name}: {why}")),
            Some((name, None)) if !has(&["data", "model_path", "model_code_path"]) => {
                Verdict::Broken(format!("its loader needs the flavor {name}, which is not there"))
            }
            _ => Verdict::Loads,
        }
    }
}

fn lacks_files(flavor: &str, folder: &ModelFolder) -> bool {
    folder.references.iter().any(|reference| reference.flavor() == Some(flavor) && reference.stops_loading())
}

fn native(flavor: &Flavor, folder: &ModelFolder) -> Verdict {
    let Some(spec) = flavor.spec else { return Verdict::Unknown };
    if !matches!(flavor.value, Value::Map(_)) {
        return Verdict::Broken(format!("it is {}, not a map", flavor.value.kind()));
    }
    if lacks_files(&flavor.name, folder) {
        return Verdict::LacksFiles;
    }
    if let Some(release) = spec.removed {
        return Verdict::Broken(format!("MLflow has no such flavor since {release}; an older release loads it"));
    }
    let mut keys = spec.paths.iter().filter(|entry| entry.need == Need::Loading).map(|entry| entry.key);
    if spec.names_model && !keys.clone().any(|key| flavor.text(key).is_some()) {
        return Verdict::Broken(format!("it has no {}, which names the model's file", keys.next().unwrap_or("data")));
    }
    if let Some(format) = flavor.text("serialization_format").filter(|_| &*flavor.name == "sklearn")
        && !matches!(format, "pickle" | "cloudpickle" | "skops")
    {
        return Verdict::Broken(format!("its serialization_format {format:?} is none that MLflow knows"));
    }
    Verdict::Loads
}
