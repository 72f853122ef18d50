//! What every known key of an MLmodel means, since when it is written, and what its absence means.

use super::flavors;

/// The explanation of one key.
#[derive(Clone, Copy, Debug)]
pub struct KeyHelp {
    /// Path below the MLmodel's root; `*` stands for one key of any name.
    pub key: &'static str,
    pub help: &'static str,
}

const fn key(key: &'static str, help: &'static str) -> KeyHelp {
    KeyHelp { key, help }
}

/// Keys at the top of an MLmodel that some release of MLflow writes (`mlflow/models/model.py`).
pub const TOP_LEVEL: &[KeyHelp] = &[
    key(
        "artifact_path",
        "Where the model was logged: a path inside its run up to 2.x, the location of its artifacts since 3.0. Absent when the model was saved to a folder without a run.",
    ),
    key("auth_policy", "Which Databricks resources and scopes a served model may use (since 2.21). Absent outside Databricks agents."),
    key("databricks_runtime", "The Databricks runtime that logged the model (since 1.18). Absent when it was logged elsewhere."),
    key(
        "env_vars",
        "Names of the environment variables read while logging, such as API keys; never their values (since 2.18). Absent when none was read.",
    ),
    key("flavors", "The ways to load this model, one entry for each library. Without it nothing can load the model."),
    key(
        "is_signature_from_type_hint",
        "Whether the signature came from Python type hints; then requests are validated against the hints (since 2.20). Absent means false.",
    ),
    key("metadata", "Free notes that the author or a tool attached (since 2.1). Absent when there were none."),
    key("mlflow_version", "The MLflow release that wrote this file (since 1.25). Absent in older files and in those written from R."),
    key("model_id", "The logged model of MLflow 3 (since 3.0). Null when the model was saved to a folder; absent in older files."),
    key(
        "model_size_bytes",
        "Size of the model's files while it was being saved, before MLmodel and the environment files were added (since 2.8); the folder is normally larger.",
    ),
    key("model_uuid", "Identifies this save of the model (since 1.23). Absent in older files."),
    key("prompts", "Prompts of the registry that the model uses (since 2.21). Null or absent when there are none."),
    key("resources", "Databricks resources the model needs when it is served (since 2.12). Absent when none was declared."),
    key("run_id", "The run that made the model. Absent when the model was saved outside a run."),
    key(
        "saved_input_example_info",
        "The input example saved beside the model: file, kind and form (since 1.9). Absent when no example was given.",
    ),
    key(
        "signature",
        "What goes in and out: inputs, outputs and inference params (since 1.9). Absent means that nobody can tell, and that requests are not checked.",
    ),
    key("type_hint_from_example", "Whether the type hint was taken from the example (since 2.20). Absent means false."),
    key("utc_time_created", "When the model was saved, in UTC. Absent is read by MLflow as the moment of loading."),
    key("wheels", "The platform of the wheels bundled with the model (since 1.29). Absent for models without bundled wheels."),
];

const NESTED: &[KeyHelp] = &[
    key("signature.inputs", "The columns or tensors a request must carry. Null means that inputs are not checked."),
    key("signature.outputs", "The columns or tensors the model declares to return; MLflow never checks them."),
    key(
        "signature.params",
        "Parameters that a request may set beside its data, with their defaults (since 2.6). Null means that there are none.",
    ),
    key("saved_input_example_info.artifact_path", "The file that holds the input example."),
    key("saved_input_example_info.type", "The kind of example: dataframe, ndarray, sparse_matrix_csr, sparse_matrix_csc or json_object."),
    key("saved_input_example_info.pandas_orient", "How a data frame was written: split, or values where it had no column names."),
    key("saved_input_example_info.serving_input_path", "The same example as a request body, ready to send (since 2.15)."),
    key("saved_input_example_info.params", "Whether params are stored with the example (since 2.8)."),
    key("saved_input_example_info.format", "tf-serving: how releases up to 2.15 wrote arrays."),
    key(
        "flavors.python_function",
        "The flavor that every server and mlflow.pyfunc.load_model use. Without it the model loads only through its own library and cannot be served.",
    ),
    key("flavors.python_function.loader_module", "The Python module that loads the model; without it mlflow.pyfunc cannot."),
    key("flavors.python_function.python_version", "The Python release the model was saved with."),
    key(
        "flavors.python_function.env",
        "Which files describe the environment: conda.yaml up to 1.x, one for conda and one for virtualenv since 2.0.",
    ),
    key("flavors.python_function.env.conda", "The conda environment file."),
    key("flavors.python_function.env.virtualenv", "The python_env.yaml for virtualenv."),
    key("flavors.python_function.data", "What is handed to the loader module; without it the whole folder is."),
    key("flavors.python_function.model_path", "The model's own file."),
    key(
        "flavors.python_function.predict_fn",
        "The method that predict calls: predict, predict_proba, … (since 1.25). Absent means predict.",
    ),
    key("flavors.python_function.predict_stream_fn", "The method that streams a prediction."),
    key("flavors.python_function.streamable", "Whether the model can stream its answer (since 2.12). Absent means no."),
    key("flavors.python_function.config", "Settings handed to the model when it is loaded (since 2.8)."),
    key(
        "flavors.python_function.model_code_path",
        "The script that defines the model (since 2.12.2). Only its name counts: the file lies in the model folder.",
    ),
    key("flavors.python_function.python_model", "The pickled PythonModel object."),
    key("flavors.python_function.python_model_compression", "How the pickled object is compressed: lzma, bzip2 or gzip (since 3.0)."),
    key("flavors.python_function.cloudpickle_version", "The cloudpickle release that pickled the model."),
    key("flavors.python_function.artifacts", "Files that belong to the model: where each lies in the folder, and where it came from."),
    key("flavors.python_function.artifacts.*.path", "Where the file lies in the model folder."),
    key("flavors.python_function.artifacts.*.uri", "Where the file came from; kept for information and not needed to load."),
    key("flavors.python_function.pickle_module_name", "The pickle module that PyTorch saved with."),
    key("flavors.python_function.task", "The kind of conversation an agent model answers (since 2.11)."),
    key("flavors.*.code", "The folder of Python code that travels with the model; null when there is none."),
    key("flavors.*.extra_files", "Further files that travel with the model."),
    key("flavors.*.data", "The model's own file or folder."),
    key("flavors.*.model_data", "The model's own file or folder."),
    key("flavors.*.pickled_model", "The model's own file."),
    key("flavors.*.saved_model_dir", "The folder of the TensorFlow SavedModel."),
    key("flavors.*.model_binary", "The folder of the model's weights and configuration."),
    key("flavors.*.model_class", "The class of the model object."),
    key("flavors.*.model_type", "The kind of model object."),
    key("flavors.*.serialization_format", "How the model was written: pickle, cloudpickle or skops. Absent means pickle."),
    key("flavors.*.skops_trusted_types", "Types that skops may load beside its own; null when none are needed (since 3.9)."),
    key("flavors.*.task", "What the pipeline does, such as text-generation."),
    key("flavors.*.providers", "Where ONNX Runtime may run the model, in order of preference."),
];

/// The sentence that explains `path` (`flavors.sklearn.code`), if the key is a known one.
#[must_use]
pub fn explain(path: &[&str]) -> Option<String> {
    let found = TOP_LEVEL.iter().chain(NESTED).find(|help| matches(help.key, path));
    if let Some(help) = found {
        return Some(help.help.to_owned());
    }
    match path {
        ["flavors", name] => {
            flavors::find(name).map(|spec| format!("A flavor: {}. Its entries tell that library how to load the model.", spec.about))
        }
        ["flavors", name, key] => {
            let spec = flavors::find(name)?;
            (*key == spec.version_key)
                .then(|| format!("The release of {} that the model was saved with.", spec.library.unwrap_or(spec.about)))
        }
        _ => None,
    }
}

/// Whether some release of MLflow writes this key at the top.
#[must_use]
pub fn is_top_level(key: &str) -> bool {
    TOP_LEVEL.iter().any(|help| help.key == key)
}

fn matches(pattern: &str, path: &[&str]) -> bool {
    let mut parts = pattern.split('.');
    path.iter().all(|key| parts.next().is_some_and(|part| part == "*" || part == *key)) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_keys_explain_themselves() {
        for path in [
            &["run_id"][..],
            &["flavors", "sklearn"],
            &["flavors", "sklearn", "sklearn_version"],
            &["flavors", "python_function", "artifacts", "vocab", "path"],
        ] {
            assert!(explain(path).is_some(), "{path:?}");
        }
        assert_eq!(explain(&["metadata", "mine"]), None);
    }

    #[test]
    fn a_sentence_each_and_none_twice() {
        let mut keys: Vec<_> = TOP_LEVEL.iter().chain(NESTED).map(|h| h.key).collect();
        for help in TOP_LEVEL.iter().chain(NESTED) {
            assert!(help.help.ends_with('.') && help.help.len() < 260, "{}", help.key);
        }
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }
}
