//! Every flavor MLflow has shipped: which of its entries name files or folders of the model, and
//! which of those loading needs (the `save_model` and `load_model` of each module under `mlflow/`).
//!
//! To add a flavor, add one entry to [`FLAVORS`].

use Expect::{Any, File, Folder, Prefix};
use Need::{Loading, Optional};

/// What an entry of a flavor is meant to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    File,
    Folder,
    /// A file in some releases, a folder in others.
    Any,
    /// The beginning of several file names (paddle).
    Prefix,
}

/// Whether loading fails without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Loading,
    Optional,
}

/// An entry of a flavor whose value is a path below the model folder.
#[derive(Clone, Copy, Debug)]
pub struct PathEntry {
    /// Key below the flavor; dots go deeper (`env.conda`), `*` stands for every entry (`artifacts.*.path`).
    pub key: &'static str,
    pub expect: Expect,
    pub need: Need,
}

/// A file or folder at a fixed place that no key names.
#[derive(Clone, Copy, Debug)]
pub struct Implicit {
    /// Alternatives, any one of which will do; relative to the value of `below`, or to the model folder.
    pub any_of: &'static [&'static str],
    /// A path key of the flavor that the place is below.
    pub below: Option<&'static str>,
    pub need: Need,
}

/// What is known about one flavor.
#[derive(Clone, Copy, Debug)]
pub struct FlavorSpec {
    /// The key under `flavors`.
    pub name: &'static str,
    /// One clause: what kind of model this is.
    pub about: &'static str,
    /// The key that holds the library's version.
    pub version_key: &'static str,
    /// The library's name on PyPI, where that version can be held against requirements.
    pub library: Option<&'static str>,
    pub paths: &'static [PathEntry],
    pub implicit: &'static [Implicit],
}

const fn path(key: &'static str, expect: Expect, need: Need) -> PathEntry {
    PathEntry { key, expect, need }
}

const fn implicit(any_of: &'static [&'static str], below: Option<&'static str>, need: Need) -> Implicit {
    Implicit { any_of, below, need }
}

const fn flavor(
    name: &'static str,
    about: &'static str,
    version_key: &'static str,
    library: Option<&'static str>,
    paths: &'static [PathEntry],
    implicit: &'static [Implicit],
) -> FlavorSpec {
    FlavorSpec { name, about, version_key, library, paths, implicit }
}

/// Entries that stand in (nearly) every flavor.
pub const COMMON: &[PathEntry] = &[path("code", Folder, Optional), path("extra_files.*.path", File, Optional)];

/// The entries of `python_function`, the flavor that every server loads (`mlflow/pyfunc/__init__.py`).
pub const PYFUNC: &str = "python_function";

pub const FLAVORS: &[FlavorSpec] = &[
    flavor(
        PYFUNC,
        "loads through mlflow.pyfunc, as every server does",
        "python_version",
        None,
        &[
            path("env", File, Optional),
            path("env.conda", File, Optional),
            path("env.virtualenv", File, Optional),
            path("data", Any, Loading),
            path("model_path", Any, Loading),
            path("python_model", File, Loading),
            path("artifacts.*.path", Any, Loading),
            path("parameters_path", File, Loading),
        ],
        &[],
    ),
    flavor("sklearn", "scikit-learn", "sklearn_version", Some("scikit-learn"), &[path("pickled_model", File, Loading)], &[]),
    flavor("xgboost", "XGBoost", "xgb_version", Some("xgboost"), &[path("data", File, Loading)], &[]),
    flavor("lightgbm", "LightGBM", "lgb_version", Some("lightgbm"), &[path("data", File, Loading)], &[]),
    flavor("catboost", "CatBoost", "catboost_version", Some("catboost"), &[path("data", File, Loading)], &[]),
    flavor(
        "keras",
        "Keras",
        "keras_version",
        Some("keras"),
        &[path("data", Any, Loading)],
        &[implicit(&["model.keras", "model.h5", "model"], Some("data"), Loading), implicit(&["keras_module.txt"], Some("data"), Optional)],
    ),
    flavor(
        "tensorflow",
        "TensorFlow",
        "tensorflow_version",
        Some("tensorflow"),
        &[path("data", Folder, Loading), path("saved_model_dir", Folder, Loading)],
        &[
            implicit(&["model", "model.keras", "model.h5"], Some("data"), Loading),
            implicit(&["saved_model.pb", "saved_model.pbtxt"], Some("saved_model_dir"), Loading),
        ],
    ),
    flavor(
        "pytorch",
        "PyTorch",
        "pytorch_version",
        Some("torch"),
        &[path("model_data", Any, Loading), path("requirements_file.path", File, Optional)],
        &[implicit(&["model.pth", "model.pt2"], Some("model_data"), Loading)],
    ),
    flavor("onnx", "ONNX", "onnx_version", Some("onnx"), &[path("data", File, Loading)], &[]),
    flavor(
        "spark",
        "Spark ML",
        "pyspark_version",
        Some("pyspark"),
        &[path("model_data", Folder, Loading)],
        &[implicit(&["metadata"], Some("model_data"), Loading)],
    ),
    flavor("mleap", "MLeap", "mleap_version", None, &[path("model_data", Any, Loading), path("input_schema", File, Optional)], &[]),
    flavor("h2o", "H2O", "h2o_version", Some("h2o"), &[path("data", Folder, Loading)], &[implicit(&["h2o.yaml"], Some("data"), Loading)]),
    flavor("johnsnowlabs", "John Snow Labs", "pyspark_version", Some("pyspark"), &[path("model_data", Folder, Loading)], &[]),
    flavor("fastai", "fastai", "fastai_version", Some("fastai"), &[path("data", File, Loading)], &[]),
    flavor(
        "gluon",
        "MXNet Gluon",
        "mxnet_version",
        Some("mxnet"),
        &[],
        &[implicit(&["data/net-symbol.json"], None, Loading), implicit(&["data/net-0000.params"], None, Loading)],
    ),
    flavor("statsmodels", "statsmodels", "statsmodels_version", Some("statsmodels"), &[path("data", File, Loading)], &[]),
    flavor("prophet", "Prophet", "prophet_version", Some("prophet"), &[path("data", File, Loading)], &[]),
    flavor("pmdarima", "pmdarima", "pmdarima_version", Some("pmdarima"), &[path("data", File, Loading)], &[]),
    flavor("diviner", "Diviner", "diviner_version", Some("diviner"), &[path("data", Any, Loading)], &[]),
    flavor("spacy", "spaCy", "spacy_version", Some("spacy"), &[path("data", Folder, Loading)], &[]),
    flavor("paddle", "PaddlePaddle", "paddle_version", Some("paddlepaddle"), &[path("pickled_model", Prefix, Loading)], &[]),
    flavor("shap", "a SHAP explainer", "shap_version", Some("shap"), &[path("serialized_explainer", File, Loading)], &[]),
    flavor(
        "transformers",
        "Hugging Face Transformers",
        "transformers_version",
        Some("transformers"),
        &[path("model_binary", Folder, Loading), path("pipeline", Folder, Loading), path("peft_adaptor", Folder, Loading)],
        &[],
    ),
    flavor(
        "sentence_transformers",
        "Sentence Transformers",
        "sentence_transformers_version",
        Some("sentence-transformers"),
        &[path("data", Folder, Loading)],
        &[],
    ),
    flavor(
        "langchain",
        "LangChain",
        "langchain_version",
        Some("langchain"),
        &[
            path("model_data", Any, Loading),
            path("agent_data", File, Loading),
            path("tools_data", File, Loading),
            path("agent_primitive_data", File, Loading),
            path("loader_fn", File, Loading),
            path("persist_dir", Folder, Loading),
        ],
        &[],
    ),
    flavor("openai", "OpenAI", "openai_version", Some("openai"), &[path("data", File, Loading)], &[]),
    flavor("llama_index", "LlamaIndex", "llama_index_version", Some("llama-index"), &[], &[implicit(&["settings.json"], None, Loading)]),
    flavor("dspy", "DSPy", "dspy_version", Some("dspy"), &[path("model_path", Any, Loading)], &[]),
    flavor(
        "promptflow",
        "a prompt flow",
        "version",
        Some("promptflow"),
        &[path("entry", File, Loading), path("python_requirements_txt", File, Optional)],
        &[],
    ),
    flavor("diffusers", "Hugging Face Diffusers", "diffusers_version", Some("diffusers"), &[path("adapter_weights", Folder, Loading)], &[]),
    flavor("crate", "an R function", "version", None, &[path("model", File, Loading)], &[]),
    flavor("r_function", "an R function, as early releases wrote it", "version", None, &[path("model", File, Loading)], &[]),
    flavor("aml", "Azure Machine Learning", "azureml_version", None, &[path("model_data", Any, Loading)], &[]),
    flavor(
        "hftransformers",
        "Azure's Transformers",
        "transformers_version",
        Some("transformers"),
        &[path("model_data", Any, Loading)],
        &[],
    ),
    flavor(
        "hftransformersv2",
        "Azure's Transformers",
        "transformers_version",
        Some("transformers"),
        &[path("model_data", Any, Loading)],
        &[],
    ),
];

/// Keys that name a path in flavors this program does not know: community ones use MLflow's words.
pub const CUSTOMARY_PATH_KEYS: &[&str] = &[
    "data",
    "model_path",
    "model_data",
    "pickled_model",
    "code",
    "python_model",
    "serialized_explainer",
    "saved_model_dir",
    "model_binary",
    "peft_adaptor",
    "agent_data",
    "tools_data",
    "agent_primitive_data",
    "loader_fn",
    "persist_dir",
    "entry",
    "adapter_weights",
    "parameters_path",
    "input_schema",
    "requirements_file.path",
    "artifacts.*.path",
    "env",
    "env.conda",
    "env.virtualenv",
];

/// The entry for the flavor of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static FlavorSpec> {
    FLAVORS.iter().find(|spec| spec.name == name)
}

/// The known flavor that a misspelled name is probably meant to be.
#[must_use]
pub fn meant(name: &str) -> Option<&'static str> {
    closest(name, FLAVORS.iter().map(|spec| spec.name))
}

/// The candidate that differs from `name` by a slip of the keyboard, if one does.
#[must_use]
pub fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.trim();
    if name.chars().count() > 64 {
        return None;
    }
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(&name.to_lowercase(), candidate), candidate))
        // A word of three letters is one slip away from too many others.
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 4).min(2))
        .min()
        .map(|(_, candidate)| candidate)
        .filter(|candidate| *candidate != name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_find_what_was_meant() {
        assert_eq!(meant("python_functions"), Some("python_function"));
        assert_eq!(meant("skleran"), Some("sklearn"));
        assert_eq!(meant("Sklearn"), Some("sklearn"));
        assert_eq!(meant("sklearn"), None);
        assert_eq!(meant("sktime"), None);
        assert_eq!(meant("flaml"), None);
    }

    #[test]
    fn every_name_stands_once() {
        let mut names: Vec<_> = FLAVORS.iter().map(|f| f.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FLAVORS.len());
    }
}
